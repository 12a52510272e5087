//! Files of values: a receipt for every row, all reasons of a rejected one, nothing guessed.

use crate::program::{Desk, Run};

const HEAD: &str = "item,org,period,value,unit,status,source,note\n";
const WASTE: &str = "一般工业固体废物产生量,市生态环境局天桥分局";

fn status(desk: &Desk, rows: &str) -> Run {
    desk.pack();
    desk.file("values.csv", format!("{HEAD}{rows}"));
    let arguments = [
        "plan",
        "status",
        "pack",
        "--values",
        "values.csv",
        "--year",
        "2024",
        "--as-of",
        "2025-03-01",
    ];
    desk.wufei(&[&arguments[..], &["--rejected", "rejected.csv", "--format", "json"]].concat())
}

#[test]
fn every_reason_of_a_rejected_row_stands_with_its_column() {
    for (row, words) in [
        (format!("{WASTE},2024-Q1,100,公里,,,"), &["values.csv:2:unit", "长度", "质量"][..]),
        (format!("{WASTE},2024-Q9,100,吨,,,"), &["values.csv:2:period", "2024-Q9", "2025-Q3"]),
        (format!("{WASTE},2024-Q1,1e400,吨,,,"), &["values.csv:2:value", "1e400"]),
        (format!("{WASTE},2024-Q1,1.2.3,吨,,,"), &["values.csv:2:value", "两个小数点"]),
        (format!("{WASTE},2024-Q1,,吨,,,"), &["values.csv:2:value", "没有写数值"]),
        (format!("{WASTE},2024-Q1,5,吨,soso,,"), &["values.csv:2:status", "soso"]),
        (
            "没有这一项,没有这个局,2024-13,x,吨,,,".to_owned(),
            &["values.csv:2:item", "values.csv:2:org", "values.csv:2:period", "values.csv:2:value"],
        ),
    ] {
        let desk = Desk::new();
        let run = status(&desk, &row);
        assert_eq!(run.code, 3, "some rows were rejected: {}", run.said);
        run.says(words).says(&["退回 1 行"]);
        let rejected = std::fs::read_to_string(desk.path("rejected.csv")).expect("the rows");
        assert_eq!(rejected.lines().count(), 2, "{rejected}");
    }
}

#[test]
fn rejected_rows_can_be_mended_and_sent_again() {
    let desk = Desk::new();
    let run = status(&desk, &format!("{WASTE},2024-Q1,100,公里,,,\n{WASTE},2024-Q2,7,吨,,,\n"));
    run.says(&["采用 1 行，退回 1 行"]);
    let text = std::fs::read_to_string(desk.path("rejected.csv")).expect("the rows");
    desk.file("values.csv", text.replace("公里", "吨"));
    let again = desk.wufei(&["plan", "status", "pack", "--values", "values.csv"]);
    assert_eq!(again.code, 0, "{}", again.said);
    again.says(&["采用 1 行，退回 0 行"]);
}

#[test]
fn a_unit_of_the_same_dimension_is_converted_and_said_so() {
    let desk = Desk::new();
    let run = status(&desk, &format!("{WASTE},2024-Q1,29.5,万吨,,,\n"));
    assert_eq!(run.code, 0, "{}", run.said);
    run.says(&["29.5 万吨 = 295,000 吨"]);
}

#[test]
fn two_different_numbers_for_one_cell() {
    let desk = Desk::new();
    let run = status(&desk, &format!("{WASTE},2024-Q1,5,吨,,,\n{WASTE},2024-Q1,6,吨,,,\n"));
    assert_eq!(run.code, 3);
    run.says(&["values.csv:3:value", "values.csv:2"]);
}

#[test]
fn a_jump_of_a_thousand_times_is_asked_about() {
    let desk = Desk::new();
    let run = status(&desk, &format!("{WASTE},2024-Q1,5,吨,,,\n{WASTE},2024-Q2,5600,吨,,,\n"));
    assert_eq!(run.code, 0, "{}", run.said);
    run.says(&["千倍以上", "单位是否填错"]);
}

#[test]
fn a_file_without_its_head() {
    let desk = Desk::new();
    desk.pack();
    desk.file("values.csv", format!("{WASTE},2024-Q1,5,吨,,,\n"));
    let run = desk.wufei(&["plan", "status", "pack", "--values", "values.csv"]);
    run.refused(&["values.csv:1", "item", "period"]);
}

/// Values of the shipped example as csv, and the same as a workbook.
#[test]
fn a_workbook_says_the_same_as_the_csv() {
    let desk = Desk::new();
    let pack = desk.pack();
    let text = std::fs::read_to_string(pack.join("example/industry.csv")).expect("the example");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let columns = rows[0].iter().map(|title| document::Column { title, width: 14.0 });
    let mut workbook = document::Workbook::new();
    let sheet = workbook.sheet("数据", &columns.collect::<Vec<_>>()).expect("a sheet");
    for row in &rows[1..] {
        let field = |(index, text): (usize, &&'static str)| match index {
            3 if !text.is_empty() => document::Field::Number(text),
            _ => document::Field::Text(text),
        };
        let row: Vec<&'static str> = row.iter().map(|text| &*text.to_string().leak()).collect();
        sheet.row(&row.iter().enumerate().map(field).collect::<Vec<_>>()).expect("a row");
    }
    desk.file("values.xlsx", workbook.finish().expect("a workbook"));
    let ask = |values: &str| {
        let arguments = ["--year", "2024", "--as-of", "2025-10-20", "--format", "csv"];
        let run =
            desk.wufei(&[&["plan", "status", "pack", "--values", values], &arguments[..]].concat());
        assert_eq!(run.code, 0, "{}", run.said);
        run.out
    };
    assert_eq!(ask("pack/example/industry.csv"), ask("values.xlsx"));
}

const USED: &str = "giw-used,industry";
const QUARTERS: [&str; 4] = ["2024-Q1,10", "2024-Q2,20", "2024-Q3,30", "2024-Q4,40"];

/// Rows of one flow: its quarters and what stands beside them.
fn beside_quarters(others: &[&str]) -> Run {
    let rows = QUARTERS.iter().chain(others).map(|row| format!("{USED},{row},吨,,,\n"));
    status(&Desk::new(), &rows.collect::<String>())
}

#[test]
fn overlapping_periods_that_contradict_one_another_have_no_silent_winner() {
    for (others, words) in [
        (
            &["2024-H1,1"][..],
            &["values.csv:6:period", "values.csv:2", "values.csv:3", "合计不符"][..],
        ),
        (&["2024-01..09,1"], &["values.csv:6:period", "合计不符"]),
        (&["2024,99"], &["values.csv:6:period", "values.csv:5", "合计不符"]),
        (&["2024-02,11"], &["values.csv:6:period", "部分之和大于整体"]),
        (&["2024-01,1", "2024-02,1", "2024-03,1"], &["values.csv:6:period", "values.csv:8:period"]),
    ] {
        let run = beside_quarters(others);
        assert_eq!(run.code, 3, "{others:?}: {}", run.said);
        run.says(words).says(&[&format!("采用 4 行，退回 {} 行", others.len())]);
    }
    let run =
        status(&Desk::new(), &format!("{USED},2024-Q2,20,吨,,,\n{USED},2024-01..05,9,吨,,,\n"));
    run.says(&["values.csv:3:period", "只有一部分重叠"]);
}

#[test]
fn overlapping_periods_that_agree_are_used_and_noted() {
    for other in ["2024-H1,30", "2024-01..09,60", "2024,100", "2024-02,3"] {
        let run = beside_quarters(&[other]);
        assert_eq!(run.code, 0, "{other}: {}", run.said);
        run.says(&["采用 5 行，退回 0 行", "note: values.csv:6", "按季填报"]);
    }
    assert!(!beside_quarters(&[]).said.contains("note:"));
}

#[test]
fn rejected_rows_come_back_exactly_as_they_were_given() {
    let desk = Desk::new();
    desk.pack();
    let head = "序,数据项,填报单位,报告期,数值,计量单位,说明";
    let bad = [
        "1,giw-used , industry,2024-Q1,1 0x,公里,\"甲,乙\"",
        "3,giw-used,industry,2024-H1,0.001,万吨,迟到",
        "4,giw-used,industry,2024-Q3,1,吨,多,多出一列",
    ];
    let good = "2,giw-used,industry,2024-Q1,10,吨,\n9,giw-used,industry,2024-Q2,20,吨,";
    let rows = format!("{head}\n{}\n{good}\n{}\n{}\n", bad[0], bad[1], bad[2]);
    desk.file("values.csv", rows);
    let ask = ["plan", "status", "pack", "--values", "values.csv", "--rejected", "rejected.csv"];
    let run = desk.wufei(&ask);
    assert_eq!(run.code, 3, "{}", run.said);
    let text = std::fs::read_to_string(desk.path("rejected.csv")).expect("the rows");
    let text = text.trim_start_matches('\u{feff}');
    assert!(text.starts_with(&format!("{head},,row,why")), "{text}");
    for row in ["1,giw-used , industry,2024-Q1,1 0x,公里,\"甲,乙\",,", bad[1], bad[2]] {
        assert!(text.contains(&format!("\n{row}")), "{row} is not in:\n{text}");
    }
    desk.file("values.csv", text);
    desk.wufei(&ask).says(&["采用 1 行，退回 2 行"]);
    let again = std::fs::read_to_string(desk.path("rejected.csv")).expect("the rows");
    assert!(again.lines().next().is_some_and(|head| head.matches("why").count() == 1), "{again}");
}

#[test]
fn rows_of_another_width_than_their_head() {
    for (row, words) in [
        (format!("{USED},2024-Q1,5"), &["values.csv:2: ", "有 4 列，表头有 8 列"][..]),
        (format!("{USED},2024-Q1,5,吨,,,,x"), &["values.csv:2: ", "有 9 列，表头有 8 列"]),
    ] {
        let run = status(&Desk::new(), &row);
        assert_eq!(run.code, 3, "{}", run.said);
        run.says(words);
    }
    let run = status(&Desk::new(), &format!("{USED},2024-Q1,5,吨,,,,,,"));
    assert_eq!(run.code, 0, "commas behind a row say nothing: {}", run.said);
}

#[test]
fn what_is_odd_in_a_row_is_said() {
    for (row, code, words) in [
        ("giw-used,industry,2024-Q1,5,,,,", 0, &["没有写计量单位"][..]),
        ("giw-used,industry,2024-Q1,-5,吨,,,", 3, &["values.csv:2:value", "小于 0"]),
        ("hw-operators,ecology-branch,2024-Q1,3.5,家,,,", 0, &["3.5 家 不是整数"]),
        ("giw-used,industry,2016-Q1,5,吨,,,", 0, &["2016 年", "2020—2025", "年份是否填错"]),
        ("survey-participation,zero-waste-office,2024,75%,,,,", 0, &["采用 1 行"]),
        ("giw-used,industry,2024-Q1,75%,吨,,,", 3, &["values.csv:2:value"]),
    ] {
        let run = status(&Desk::new(), &format!("{row}\n"));
        assert_eq!(run.code, code, "{row}: {}", run.said);
        run.says(words);
    }
    let blank = format!("{USED},2024-Q1,5,,,,\n{USED},2024-Q2,5,,,,\n");
    status(&Desk::new(), &blank).says(&["没有写计量单位", "（共 2 行）"]);
}

/// A workbook whose sheets are these rows.
fn workbook(sheets: &[(&'static str, &[&[&'static str]])]) -> Vec<u8> {
    let mut workbook = document::Workbook::new();
    for (name, rows) in sheets {
        let columns: Vec<_> =
            rows[0].iter().map(|title| document::Column { title, width: 14.0 }).collect();
        let sheet = workbook.sheet(name, &columns).expect("a sheet");
        for row in &rows[1..] {
            let fields: Vec<_> = row.iter().map(|text| document::Field::Text(text)).collect();
            sheet.row(&fields).expect("a row");
        }
    }
    workbook.finish().expect("a workbook")
}

#[test]
fn a_workbook_with_a_title_and_a_sheet_of_explanations() {
    const TITLE: &[&str] = &["某区数据"];
    const HEADS: &[&str] = &["数据项", "填报单位", "报告期", "数值", "计量单位"];
    const ROW: &[&str] = &["giw-used", "industry", "2024-Q1", "5", "吨"];
    const WORDS: &[&str] = &["填表说明", "数据项见 office/items.csv"];
    let desk = Desk::new();
    desk.pack();
    let ask = ["plan", "status", "pack", "--values", "values.xlsx"];
    desk.file(
        "values.xlsx",
        workbook(&[("说明", &[WORDS]), ("数值", &[TITLE, TITLE, HEADS, ROW])]),
    );
    let run = desk.wufei(&ask);
    assert_eq!(run.code, 0, "{}", run.said);
    run.says(&["采用 1 行，退回 0 行", "说明!1", "没有表头", "数值!3", "2 行标题"]);
    desk.file("values.xlsx", workbook(&[("说明", &[WORDS])]));
    desk.wufei(&ask).refused(&["说明!1", "表头缺少 item", "hint:"]);
    desk.file("values.xlsx", workbook(&[("数值", &[HEADS, ROW]), ("又", &[&HEADS[..3], ROW])]));
    desk.wufei(&ask).refused(&["又!1", "表头缺少 value"]);
}
