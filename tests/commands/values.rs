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
