//! What a text is read as.

use crate::testing::{lines, refused};
use crate::{LimitKind, Limits, ReadError, read_within};

fn read(text: &str) -> Vec<String> {
    lines(text.as_bytes())
}

/// Cells as browsers copy them: each begins a line with a tab, a blank line ends the row.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("\t{cell}\n")).collect();
    cells.concat() + "\n"
}

const HEAD: [&str; 5] = ["序号", "一级\n指标", "指标", "值", "备注"];

#[test]
fn a_line_is_a_paragraph() {
    let text =
        "\n\n　　一、总体要求 \r\n(一)指导思想。\r\r2.其他\u{2028}续\u{c}页\n   \n\u{feff}末";
    let expected = [
        "3 body: 一、总体要求",
        "4 body: (一)指导思想。",
        "6 body: 2.其他",
        "6 body: 续",
        "6 body: 页",
        "8 body: 末",
    ];
    assert_eq!(read(text), expected);
}

#[test]
fn rows_with_tabs_between_cells_are_a_table() {
    let text = "表1 指标\n序号\t指标\t值\n1\t强度\t5\n\t\t6\n3\t率\t\n注：略\n";
    let expected = [
        "1 body: 表1 指标",
        "2 | 序号 | 指标 | 值",
        "3 | 1 | 强度 | 5",
        "4 |  |  | 6",
        "5 | 3 | 率 | ",
        "6 body: 注：略",
    ];
    assert_eq!(read(text), expected);
}

#[test]
fn short_rows_are_filled_up_and_long_ones_widen_the_table() {
    assert_eq!(read("a\tb\nc\td\te\nf\tg\n"), ["1 | a | b | ", "2 | c | d | e", "3 | f | g | "]);
}

#[test]
fn a_blank_line_between_rows_does_not_divide_them() {
    assert_eq!(read("a\tb\n\n1\t2\n\nx\ty\tz\n1\t2\t3\n").len(), 4);
    let text = "序号\t名称\n\n1\t一\n\n\n2\t二\n";
    assert_eq!(read(text), ["1 | 序号 | 名称", "3 | 1 | 一", "6 | 2 | 二"]);
}

#[test]
fn one_line_with_a_tab_is_a_sentence() {
    assert_eq!(read("附件1：\t指标体系\n正文\n"), ["1 body: 附件1：→指标体系", "2 body: 正文"]);
    assert_eq!(read("正文\t\n"), ["1 body: 正文"]);
}

#[test]
fn cells_that_begin_with_tabs_are_a_table() {
    let text = row(&HEAD)
        + &row(&["1", "固体废物", "强度", "稳步\n降低", "稳步降低"])
        + &row(&["2", "", "占比", "100", ""])
        + "\n\n备注：1.必选\n";
    let expected = [
        "1 | 序号 | 一级/指标 | 指标 | 值 | 备注",
        "8 | 1 | 固体废物 | 强度 | 稳步/降低 | 稳步降低",
        "15 | 2 |  | 占比 | 100 | ",
        "23 body: 备注：1.必选",
    ];
    assert_eq!(read(&text), expected);
}

#[test]
fn a_blank_line_may_fall_inside_of_a_row() {
    let broken = "\t2\n\t\n\n\t处置\n\n\t0\n\t平稳\n\n";
    let text =
        row(&HEAD) + &row(&["1", "a", "b", "c", "d"]) + broken + &row(&["3", "e", "f", "g", "h"]);
    let expected = ["2 |  | 处置 | 0 | 平稳", "3 | e | f | g | h"];
    let read = read(&text);
    let shown: Vec<&str> =
        read[2..].iter().filter_map(|l| l.split_once(" | ")).map(|p| p.1).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_blank_line_may_fall_inside_of_a_cell() {
    let broken = "\t2\n\ta\n\tb\n\n续\n\n\tc\n\td\n\n";
    let text = row(&HEAD) + &row(&["1", "a", "b", "c", "d"]) + broken;
    assert_eq!(read(&text)[2], "14 | 2 | a | b/续 | c | d");
}

#[test]
fn a_blank_line_may_fall_inside_of_the_head() {
    let head = "\t序号\n\t名称\n\n\t内容\n\t时间\n\n";
    let text = head.to_owned() + &row(&["1", "a", "b", "c"]) + &row(&["2", "d", "e", "f"]);
    assert_eq!(read(&text)[..2], ["1 | 序号 | 名称 | 内容 | 时间", "7 | 1 | a | b | c"]);
}

#[test]
fn a_broken_row_does_not_shift_the_others() {
    let text = row(&HEAD)
        + &row(&["1", "a", "b", "c", "d"])
        + &row(&["2", "少一格", "c"])
        + &row(&["3", "e", "f"])
        + &row(&["4", "g", "h", "i", "j", "多一格"])
        + &row(&["5", "k", "l", "m", "n"]);
    let expected = [
        "1 | 序号 | 一级/指标 | 指标 | 值 | 备注 | ",
        "8 | 1 | a | b | c | d | ",
        "14 | 2 | 少一格 | c |  |  | ",
        "18 | 3 | e | f |  |  | ",
        "22 | 4 | g | h | i | j | 多一格",
        "29 | 5 | k | l | m | n | ",
    ];
    assert_eq!(read(&text), expected);
}

#[test]
fn a_value_that_is_the_next_number_does_not_begin_a_row() {
    let text = row(&HEAD)
        + &row(&["1", "a", "b", "c", "d"])
        + "\t2\n\ta\n\n\t3\n\t4\n\t5\n\n"
        + &row(&["3", "e", "f", "g", "h"]);
    assert_eq!(read(&text)[2..], ["14 | 2 | a | 3 | 4 | 5", "21 | 3 | e | f | g | h"]);
}

#[test]
fn a_head_that_repeats_is_a_row_and_another_head_another_table() {
    let other = ["序号", "项目", "投资"];
    let text = row(&HEAD)
        + &row(&["1", "a", "b", "c", "d"])
        + "\n\n"
        + &row(&HEAD)
        + &row(&["2", "e", "f", "g", "h"])
        + &row(&other)
        + &row(&["1", "中转站", "18300"]);
    let read = read(&text);
    assert_eq!(read.len(), 6);
    assert_eq!(read[4..], ["29 | 序号 | 项目 | 投资", "33 | 1 | 中转站 | 18300"]);
}

#[test]
fn a_heading_before_a_head_is_no_part_of_the_table() {
    let head = ["序号", "任务"];
    let text = "一、制度体系\n".to_owned()
        + &row(&head)
        + &row(&["1", "a"])
        + "\n二、技术体系\n"
        + &row(&head)
        + &row(&["1", "b"]);
    let expected = [
        "1 body: 一、制度体系",
        "2 | 序号 | 任务",
        "5 | 1 | a",
        "9 body: 二、技术体系",
        "10 | 序号 | 任务",
        "13 | 1 | b",
    ];
    assert_eq!(read(&text), expected);
}

#[test]
fn paragraphs_that_are_indented_with_a_tab_are_paragraphs() {
    let text =
        "\t一、总体要求\n\t以习近平新时代中国特色社会主义思想为指导。\n\n\t二、任务\n\t加强。\n";
    let expected = [
        "1 body: 一、总体要求",
        "2 body: 以习近平新时代中国特色社会主义思想为指导。",
        "4 body: 二、任务",
        "5 body: 加强。",
    ];
    assert_eq!(read(text), expected);
    assert_eq!(read("\t一\n\n\t二\n\n\t三\n"), ["1 body: 一", "3 body: 二", "5 body: 三"]);
    assert_eq!(read("\t一\n\t二\n\t三\n").len(), 3);
}

#[test]
fn pipes_make_a_table() {
    let text = "标题\n| 序号 | 指标 |\n|---|:--:|\n| 1 | 稳步<br>降低 |\n| - | - |\n\n|不是表格|\n";
    let expected =
        ["1 body: 标题", "2 | 序号 | 指标", "4 | 1 | 稳步/降低", "5 | - | -", "7 body: |不是表格|"];
    assert_eq!(read(text), expected);
}

#[test]
fn lines_without_tabs_stay_lines_as_libreoffice_writes_them() {
    let text = "\u{feff}序号\n一级\n指标\n1\n固体废物\n\n";
    assert_eq!(read(text).len(), 5);
}

#[test]
fn a_table_must_not_grow_beyond_its_text() {
    let wide = "x\t".repeat(2_000);
    let text = format!("{wide}\n{}", "a\tb\n".repeat(3_000));
    assert!(matches!(
        refused(text.as_bytes()),
        ReadError::TooLarge { kind: LimitKind::Cells, met: 6_003_001.., .. }
    ));
    let columns = "x\t".repeat(20_000) + "\n" + &"y\t".repeat(20_000);
    let error = refused(columns.as_bytes());
    assert!(matches!(error, ReadError::TooLarge { kind: LimitKind::Columns, met: 20_001, .. }));
}

#[test]
fn bounds_are_kept() {
    let limits = Limits { paragraphs: 2, rows: 2, characters: 5, ..Limits::default() };
    let met = |text: &str| match read_within(&limits, "a", text.as_bytes()) {
        Err(ReadError::TooLarge { kind, met, place, .. }) => {
            Some((kind, met, place.map(|place| place.line)))
        }
        _ => None,
    };
    assert_eq!(met("一\n二\n"), None);
    assert_eq!(met("一\n二\n三\n"), Some((LimitKind::Paragraphs, 3, Some(3))));
    assert_eq!(met("a\tb\nc\td\ne\tf\n"), Some((LimitKind::Rows, 3, Some(1))));
    assert_eq!(met("一二三四五六\n"), Some((LimitKind::Characters, 6, Some(1))));
    assert_eq!(met("a\tb\nc\t一二三四五六\n"), Some((LimitKind::Characters, 6, Some(2))));
}
