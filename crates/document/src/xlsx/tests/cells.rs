//! Values of cells as a person sees them.

use crate::testing::{lines, refused, remarks, xlsx, xlsx_with};
use crate::{CellFault, ReadError, read};

/// The text of one cell in a workbook with these styles.
fn cell(styles: &str, cell: &str) -> String {
    let inside = format!("<sheetData><row r='1'>{cell}</row></sheetData>");
    let strings = "<si><t>共享</t></si><si><r><t>富</t></r><r><rPr/><t xml:space='preserve'> 文本</t>\
        </r><rPh><t>fù</t></rPh><phoneticPr/></si><si><t>一_x000D_\n二</t></si>";
    let lines = lines(&xlsx_with("", styles, strings, &[("表", &inside)]));
    let text = |line: &String| line.strip_prefix("表!1 body: ").unwrap_or(line).to_owned();
    lines.iter().map(text).collect()
}

const STYLES: &str = "<numFmts><numFmt numFmtId='176' formatCode='yyyy\"年\"m\"月\"'/>\
    <numFmt numFmtId='177' formatCode='0.0%'/></numFmts><cellStyleXfs><xf numFmtId='14'/>\
    </cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='14'/>\
    <xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='57'/></cellXfs>";

#[test]
fn values_are_shown_as_a_person_sees_them() {
    let cases = [
        ("<c r='A1' t='s'><v>0</v></c>", "共享"),
        ("<c r='A1' t='s'><v>1</v></c>", "富 文本"),
        ("<c r='A1' t='s'><v>2</v></c>", "一/二"),
        ("<c r='A1' t='inlineStr'><is><r><t>内</t></r><r><t>联</t></r></is></c>", "内联"),
        ("<c r='A1' t='str'><f>A2</f><v>公式</v></c>", "公式"),
        ("<c r='A1'><v>99.79000000000001</v></c>", "99.79"),
        ("<c r='A1' t='n'><v>100.0</v></c>", "100"),
        ("<c r='A1'><v>1E-4</v></c>", "0.0001"),
        ("<c r='A1' t='b'><v>1</v></c>", "TRUE"),
        ("<c r='A1' t='b'><v>0</v></c>", "FALSE"),
        ("<c r='A1' t='d'><v>2023-06-30T00:00:00</v></c>", "2023-06-30"),
        ("<c r='A1' s='1'><v>0.95</v></c>", "95%"),
        ("<c r='A1' s='1'><v>0.9788</v></c>", "97.88%"),
        ("<c r='A1' s='4'><v>0.95</v></c>", "95.0%"),
        ("<c r='A1' s='2'><v>45107</v></c>", "2023-06-30"),
        ("<c r='A1' s='3'><v>45107</v></c>", "2023-06"),
        ("<c r='A1' s='5'><v>45107</v></c>", "2023-06"),
        ("<c r='A1' s='99'><v>45107</v></c>", "45107"),
        ("<c r='A1' s='2' t='s'><v>0</v></c>", "共享"),
        ("<c><v>1</v></c>", "1"),
        ("<c r='A1' t='s'/>", ""),
        ("<c r='A1' t='inlineStr'><is><t> 　</t></is></c>", ""),
    ];
    for (written, text) in cases {
        assert_eq!(cell(STYLES, written), text, "{written}");
    }
}

#[test]
fn days_may_be_counted_from_1904() {
    let inside = "<sheetData><row r='1'><c r='A1' s='2'><v>43645</v></c></row></sheetData>";
    let bytes = xlsx_with("date1904='1'", STYLES, "", &[("表", inside)]);
    assert_eq!(lines(&bytes), ["表!1 body: 2023-06-30"]);
}

#[test]
fn formulas_and_errors_are_remarked_upon() {
    let inside = "<sheetData>\
        <row r='1'><c r='A1'><f>B1*2</f><v>4</v></c><c r='B1'><v>2</v></c></row>\
        <row r='2'><c r='A2'><f>B2*2</f><v>6</v></c><c r='B2'><v>3</v></c></row>\
        <row r='3'><c r='A3' t='e'><f>1/0</f><v>#DIV/0!</v></c>\
        <c r='B3'><f>SUM(B1:B2)</f></c></row>\
        </sheetData>";
    let document = read("a.xlsx", &xlsx(&[("表", inside)])).expect("an xlsx");
    let expected = ["表!1 Formula: 4", "表!3 ErrorValue: #DIV/0!", "表!3 NotComputed: =SUM(B1:B2)"];
    assert_eq!(remarks(&document.remarks), expected);
    let shown = lines(&xlsx(&[("表", inside)]));
    assert_eq!(shown, ["表!1 | 4 | 2", "表!2 | 6 | 3", "表!3 | #DIV/0! | =SUM(B1:B2)"]);
}

#[test]
fn hidden_sheets_rows_and_columns_are_read_with_a_remark() {
    let text = |address: &str, text: &str| {
        format!("<c r='{address}' t='inlineStr'><is><t>{text}</t></is></c>")
    };
    let inside = format!(
        "<cols><col min='2' max='2' hidden='1'/></cols><sheetData><row r='1'>{}{}</row>\
         <row r='2' hidden='1'>{}{}</row></sheetData>",
        text("A1", "a"),
        text("B1", "b"),
        text("A2", "c"),
        text("B2", "d")
    );
    let other = format!("<sheetData><row r='1'>{}</row></sheetData>", text("A1", "藏"));
    let bytes = xlsx(&[("表", &inside), ("!底", &other)]);
    let document = read("a.xlsx", &bytes).expect("an xlsx");
    assert_eq!(lines(&bytes), ["表!1 | a | b", "表!2 | c | d", "底!1 body: 藏"]);
    let expected = ["表!2 Hidden: c→d", "表!1 Hidden: b", "底!1 Hidden: 底"];
    assert_eq!(remarks(&document.remarks), expected);
}

#[test]
fn rows_and_cells_without_addresses_follow_each_other() {
    let inside = "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>\
        <row r='4'><c r='C4'><v>3</v></c><c><v>4</v></c></row><row/></sheetData>";
    assert_eq!(lines(&xlsx(&[("表", inside)])), ["表!1 | 1 | 2", "表!4 | 3 | 4"]);
}

#[test]
fn broken_cells_are_refused_with_their_place() {
    let cases = [
        ("<row r='2'><c r='B2' t='s'><v>7</v></c></row>", 2, 2, CellFault::NoSuchString),
        ("<row r='2'><c r='B2' t='s'><v>x</v></c></row>", 2, 2, CellFault::NoSuchString),
        ("<row r='2'><c r='B2'/><c r='A2'/></row>", 2, 3, CellFault::OutOfOrder),
        ("<row r='2'><c r='?'/></row>", 2, 1, CellFault::BadAddress),
        ("<row r='2'/><row r='2'/>", 2, 1, CellFault::OutOfOrder),
        ("<row r='x'/>", 1, 1, CellFault::BadAddress),
    ];
    for (rows, line, column, fault) in cases {
        let error = refused(&xlsx(&[("表", &format!("<sheetData>{rows}</sheetData>"))]));
        let ReadError::BadCell { place, column: met, fault: found } = error else {
            panic!("{rows}: {error}");
        };
        assert_eq!(
            (place.to_string(), met, found),
            (format!("表!{line}"), column, fault),
            "{rows}"
        );
    }
}

#[test]
fn sheets_stand_in_the_order_of_the_workbook() {
    let number = |number: u32| {
        format!("<sheetData><row r='1'><c r='A1'><v>{number}</v></c></row></sheetData>")
    };
    let bytes = xlsx(&[("乙", &number(1)), ("甲", &number(2)), ("空", "<sheetData/>"), ("无", "")]);
    assert_eq!(lines(&bytes), ["乙!1 body: 1", "甲!1 body: 2"]);
}
