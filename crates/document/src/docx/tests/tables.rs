//! Tables: spans, merges, rows and cells in wrappers, tables in tables.

use crate::read;
use crate::testing::{docx, lines, remarks, shown};

/// A cell with these properties and this text.
fn cell(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn table(rows: &[String]) -> Vec<String> {
    lines(&docx(&format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat())))
}

const RESTART: &str = "<w:vMerge w:val='restart'/>";
const CONTINUE: &str = "<w:vMerge/>";

#[test]
fn cells_that_span_cover_their_neighbours() {
    let rows = [
        row(&[cell(RESTART, "序号"), cell("<w:gridSpan w:val='3'/>", "目标值"), cell("", "备注")]),
        row(&[
            cell(CONTINUE, ""),
            cell("", "2023年"),
            cell("", "2024年"),
            cell("", "2025年"),
            cell("", ""),
        ]),
    ];
    let expected = ["1 | 序号 | 目标值 | < | < | 备注", "4 | ^ | 2023年 | 2024年 | 2025年 | "];
    assert_eq!(table(&rows), expected);
}

#[test]
fn a_cell_can_span_columns_and_rows_at_once() {
    let wide = |merge: &str| format!("<w:gridSpan w:val='2'/>{merge}");
    let rows = [
        row(&[cell(&wide(RESTART), "大"), cell("", "a")]),
        row(&[cell(&wide("<w:vMerge w:val='continue'/>"), ""), cell("", "b")]),
        row(&[cell("", "c"), cell("", "d"), cell("", "e")]),
    ];
    assert_eq!(table(&rows), ["1 | 大 | < | a", "3 | ^ | < | b", "5 | c | d | e"]);
}

#[test]
fn a_merge_that_goes_on_from_nowhere_is_a_cell() {
    let rows =
        [row(&[cell(CONTINUE, "孤"), cell("", "a")]), row(&[cell(CONTINUE, ""), cell("", "b")])];
    assert_eq!(table(&rows), ["1 | 孤 | a", "3 | ^ | b"]);
}

#[test]
fn cells_merged_the_old_way_are_covered() {
    let rows = [row(&[
        cell("<w:hMerge w:val='restart'/>", "题"),
        cell("<w:hMerge w:val='continue'/>", ""),
        cell("", "a"),
    ])];
    assert_eq!(table(&rows), ["1 | 题 | < | a"]);
}

#[test]
fn rows_are_filled_up_to_the_grid() {
    let short = row(&[cell("", "a")]);
    let shifted = format!(
        "<w:tr><w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='1'/></w:trPr>{}</w:tr>",
        cell("", "b")
    );
    let long = row(&[cell("", "c"), cell("", "d"), cell("", "e"), cell("", "f")]);
    let expected = ["1 | a |  |  | ", "2 |  | b |  | ", "3 | c | d | e | f"];
    assert_eq!(table(&[short, shifted, long]), expected);
}

#[test]
fn a_head_that_repeats_is_marked() {
    let head = |value: &str| {
        let mark = format!("<w:trPr><w:tblHeader{value}/></w:trPr>");
        format!("<w:tr>{mark}{}</w:tr>", cell("", "x"))
    };
    let rows = [head(""), head(" w:val='true'"), head(" w:val='0'")];
    assert_eq!(table(&rows), ["1 head | x", "2 head | x", "3 | x"]);
}

#[test]
fn paragraphs_of_a_cell_are_its_lines() {
    let cell = "<w:tc><w:p><w:r><w:t>县财政局</w:t></w:r></w:p><w:p/>\
        <w:p><w:r><w:t>县政府有关部门</w:t></w:r></w:p></w:tc>";
    assert_eq!(table(&[row(&[cell.to_owned()])]), ["1 | 县财政局/县政府有关部门"]);
}

#[test]
fn rows_and_cells_may_stand_in_content_controls() {
    let wrapped =
        |inside: String| format!("<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>");
    let rows = [wrapped(row(&[wrapped(cell("", "a")), cell("", "b")]))];
    assert_eq!(table(&rows), ["1 | a | b"]);
}

#[test]
fn a_table_inside_of_a_cell_is_text_and_remarked_upon() {
    let inner = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&[cell("", "a"), cell("", "b")]),
        row(&[cell("", "c"), cell("", "d")])
    );
    let outer = format!("<w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}<w:p/></w:tc>");
    let body = format!("<w:tbl>{}</w:tbl>", row(&[outer, cell("", "旁")]));
    let document = read("a.docx", &docx(&body)).expect("a docx");
    assert_eq!(shown(&document), ["1 | 外/a→b/c→d | 旁"]);
    assert_eq!(remarks(&document.remarks), ["2 NestedTable: a→b/c→d"]);
}

#[test]
fn words_in_a_covered_cell_go_to_the_remarks() {
    let rows = [row(&[cell(RESTART, "看得见")]), row(&[cell(CONTINUE, "看不见")])];
    let document = read("a.docx", &docx(&format!("<w:tbl>{}</w:tbl>", rows.concat())));
    let document = document.expect("a docx");
    assert_eq!(shown(&document), ["1 | 看得见", "2 | ^"]);
    assert_eq!(remarks(&document.remarks), ["2 Covered: 看不见"]);
}

#[test]
fn a_table_without_cells_is_none() {
    assert_eq!(table(&["<w:tr/>".to_owned()]), [""; 0]);
    assert_eq!(table(&[]), [""; 0]);
}

#[test]
fn paragraphs_around_a_table_keep_their_numbers() {
    let body = format!(
        "<w:p><w:r><w:t>前</w:t></w:r></w:p><w:tbl>{}</w:tbl><w:p><w:r><w:t>后</w:t></w:r></w:p>",
        row(&[cell("", "a"), cell("", "b")])
    );
    assert_eq!(lines(&docx(&body)), ["1 body: 前", "2 | a | b", "4 body: 后"]);
}
