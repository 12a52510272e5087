//! What on a sheet is a title, a table, a group's title and a note.

use crate::testing::{lines, remarks, sheet, xlsx};
use crate::{LimitKind, Limits, ReadError, read, read_within};

/// What a sheet of these rows and merged ranges is read as.
fn laid_out(rows: &[&[(&str, &str)]], merged: &[&str]) -> Vec<String> {
    let lines = lines(&xlsx(&[("表", &sheet(rows, merged))]));
    lines.iter().map(|line| line.strip_prefix("表!").unwrap_or(line).to_owned()).collect()
}

#[test]
fn titles_and_notes_around_a_table_are_paragraphs() {
    let rows: [&[(&str, &str)]; 6] = [
        &[("A1", "附件1")],
        &[("A2", "指标体系")],
        &[("A3", "序号"), ("B3", "指标"), ("C3", "值")],
        &[("A4", "1"), ("B4", "强度"), ("C4", "5")],
        &[("A5", "备注：必选")],
        &[("A6", "说明")],
    ];
    let expected = [
        "1 body: 附件1",
        "2 body: 指标体系",
        "3 | 序号 | 指标 | 值",
        "4 | 1 | 强度 | 5",
        "5 body: 备注：必选",
        "6 body: 说明",
    ];
    assert_eq!(laid_out(&rows, &["A1:C1", "A2:C2", "A5:C5"]), expected);
    assert_eq!(laid_out(&rows, &[]), expected);
}

#[test]
fn a_group_in_the_middle_of_data_stays_in_the_table() {
    let rows: [&[(&str, &str)]; 5] = [
        &[("A1", "序号"), ("B1", "指标"), ("C1", "值")],
        &[("A2", "一、源头减量")],
        &[("A3", "1"), ("B3", "强度"), ("C3", "5")],
        &[("A4", "二、资源化利用")],
        &[("A5", "2"), ("B5", "利用率")],
    ];
    let expected = [
        "1 | 序号 | 指标 | 值",
        "2 | 一、源头减量 | < | <",
        "3 | 1 | 强度 | 5",
        "4 | 二、资源化利用 | < | <",
        "5 | 2 | 利用率 | ",
    ];
    assert_eq!(laid_out(&rows, &["A2:C2", "A4:C4"]), expected);
    let plain = laid_out(&rows, &[]);
    assert_eq!(plain[3], "4 | 二、资源化利用 |  | ");
}

#[test]
fn a_title_before_the_next_head_divides_tables() {
    let rows: [&[(&str, &str)]; 6] = [
        &[("A1", "一、制度体系")],
        &[("A2", "序号"), ("B2", "任务"), ("C2", "时间")],
        &[("A3", "1"), ("B3", "建立机制"), ("C3", "2023")],
        &[("A4", "二、技术体系")],
        &[("A5", "序号"), ("B5", "任务"), ("C5", "时间")],
        &[("A6", "1"), ("B6", "推广技术"), ("C6", "2023-2025")],
    ];
    let expected = [
        "1 body: 一、制度体系",
        "2 | 序号 | 任务 | 时间",
        "3 | 1 | 建立机制 | 2023",
        "4 body: 二、技术体系",
        "5 | 序号 | 任务 | 时间",
        "6 | 1 | 推广技术 | 2023-2025",
    ];
    assert_eq!(laid_out(&rows, &["A1:C1", "A4:C4"]), expected);
}

#[test]
fn a_head_of_other_words_divides_tables_too() {
    let rows: [&[(&str, &str)]; 5] = [
        &[("A1", "序号"), ("B1", "指标"), ("C1", "值")],
        &[("A2", "1"), ("B2", "强度"), ("C2", "5")],
        &[("A3", "项目清单")],
        &[("A4", "编号"), ("B4", "项目"), ("C4", "投资")],
        &[("A5", "1"), ("B5", "中转站"), ("C5", "18300")],
    ];
    assert_eq!(laid_out(&rows, &["A3:C3"])[2], "3 body: 项目清单");
}

#[test]
fn a_blank_row_does_not_cut_data_from_its_head() {
    let rows: [&[(&str, &str)]; 5] = [
        &[("A1", "序号"), ("B1", "指标")],
        &[("A2", "1"), ("B2", "a")],
        &[("A4", "2"), ("B4", "b")],
        &[("A6", "序号"), ("B6", "指标")],
        &[("A7", "1"), ("B7", "c")],
    ];
    let bytes = xlsx(&[("表", &sheet(&rows, &[]))]);
    let document = read("a.xlsx", &bytes).expect("an xlsx");
    let rows: Vec<usize> = document
        .blocks
        .iter()
        .map(|block| match block {
            crate::Block::Table(table) => table.rows.len(),
            crate::Block::Paragraph(_) => 0,
        })
        .collect();
    assert_eq!(rows, [3, 2]);
}

#[test]
fn merged_cells_cover_their_neighbours() {
    let rows: [&[(&str, &str)]; 4] = [
        &[("A1", "序号"), ("B1", "目标值"), ("D1", "备注")],
        &[("B2", "2023年"), ("C2", "2024年")],
        &[("A3", "1"), ("B3", "a"), ("C3", "b"), ("D3", "c")],
        &[("A4", "2"), ("B4", "d")],
    ];
    let expected = [
        "1 | 序号 | 目标值 | < | 备注",
        "2 | ^ | 2023年 | 2024年 | ^",
        "3 | 1 | a | b | c",
        "4 | 2 | d | < | ^",
    ];
    let merged = ["A1:A2", "B1:C1", "D1:D2", "B4:C4", "D3:D4"];
    assert_eq!(laid_out(&rows, &merged), expected);
}

#[test]
fn a_large_merged_cell_covers_a_rectangle() {
    let rows: [&[(&str, &str)]; 3] =
        [&[("A1", "大"), ("C1", "a")], &[("C2", "b")], &[("A3", "c"), ("B3", "d"), ("C3", "e")]];
    let expected = ["1 | 大 | < | a", "2 | ^ | < | b", "3 | c | d | e"];
    assert_eq!(laid_out(&rows, &["A1:B2"]), expected);
}

#[test]
fn what_a_merged_cell_covers_goes_to_the_remarks() {
    let rows: [&[(&str, &str)]; 1] = [&[("A1", "看得见"), ("B1", "看不见"), ("C1", "旁")]];
    let bytes = xlsx(&[("表", &sheet(&rows, &["A1:B1"]))]);
    let document = read("a.xlsx", &bytes).expect("an xlsx");
    assert_eq!(lines(&bytes), ["表!1 | 看得见 | < | 旁"]);
    assert_eq!(remarks(&document.remarks), ["表!1 Covered: 看不见"]);
}

#[test]
fn columns_that_are_blank_on_both_sides_are_not_part_of_the_table() {
    let rows: [&[(&str, &str)]; 2] = [&[("C3", "a"), ("E3", "b")], &[("C4", "c"), ("D4", "d")]];
    assert_eq!(laid_out(&rows, &[]), ["3 | a |  | b", "4 | c | d | "]);
}

#[test]
fn one_cell_far_out_does_not_make_a_large_table() {
    let rows: Vec<Vec<(String, String)>> = (1..200)
        .map(|row| vec![(format!("A{row}"), "x".to_owned()), (format!("XFD{row}"), "y".to_owned())])
        .collect();
    let borrowed: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| row.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect())
        .collect();
    let borrowed: Vec<&[(&str, &str)]> = borrowed.iter().map(Vec::as_slice).collect();
    let bytes = xlsx(&[("表", &sheet(&borrowed, &[]))]);
    let limits = Limits { cells: 100_000, ..Limits::default() };
    let error = read_within(&limits, "a.xlsx", &bytes).expect_err("too many cells");
    assert!(matches!(error, ReadError::TooLarge { kind: LimitKind::Cells, met: 3_260_416, .. }));
}

#[test]
fn ranges_that_overlap_do_bounded_work() {
    let rows: Vec<Vec<(String, String)>> =
        (1..100).map(|row| vec![(format!("A{row}"), "x".to_owned())]).collect();
    let borrowed: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| row.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect())
        .collect();
    let borrowed: Vec<&[(&str, &str)]> = borrowed.iter().map(Vec::as_slice).collect();
    let merged = vec!["A1:XFD1048576"; 100];
    let bytes = xlsx(&[("表", &sheet(&borrowed, &merged))]);
    let error = read("a.xlsx", &bytes).expect_err("too much work");
    assert!(matches!(error, ReadError::TooLarge { kind: LimitKind::Cells, .. }), "{error}");
}
