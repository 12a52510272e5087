//! Tracked changes: accepted, and remarked upon.

use crate::read;
use crate::testing::{docx, remarks, shown};

/// What a body is read as, and the remarks on it.
fn both(body: &str) -> (Vec<String>, Vec<String>) {
    let document = read("a.docx", &docx(body)).expect("a docx");
    (shown(&document), remarks(&document.remarks))
}

#[test]
fn insertions_stay_and_deletions_go() {
    let body = "<w:p><w:r><w:t>达到</w:t></w:r>\
        <w:del w:id='1'><w:r><w:delText>90</w:delText></w:r></w:del>\
        <w:ins w:id='2'><w:r><w:t>95</w:t></w:r></w:ins><w:r><w:t>%以上</w:t></w:r></w:p>";
    let (lines, remarks) = both(body);
    assert_eq!(lines, ["1 body: 达到95%以上"]);
    assert_eq!(remarks, ["1 Deletion: 90", "1 Insertion: 95"]);
}

#[test]
fn insertions_inside_of_each_other_are_one() {
    let inner = "<w:ins><w:r><w:t>内</w:t></w:r></w:ins>";
    let body = format!("<w:p><w:ins><w:r><w:t>外</w:t></w:r>{inner}</w:ins>{inner}</w:p>");
    let (lines, remarks) = both(&body);
    assert_eq!(lines, ["1 body: 外内内"]);
    assert_eq!(remarks, ["1 Insertion: 外内", "1 Insertion: 内"]);
}

#[test]
fn what_was_moved_stands_where_it_went() {
    let body = "<w:p><w:moveFrom><w:r><w:t>移</w:t></w:r></w:moveFrom><w:r><w:t>一</w:t></w:r></w:p>\
        <w:p><w:moveTo><w:r><w:t>移</w:t></w:r></w:moveTo></w:p>";
    let (lines, remarks) = both(body);
    assert_eq!(lines, ["1 body: 一", "2 body: 移"]);
    assert_eq!(remarks, ["1 Deletion: 移", "2 Insertion: 移"]);
}

#[test]
fn a_deletion_inside_of_an_insertion_is_gone() {
    let body = "<w:p><w:ins><w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>去</w:delText></w:r>\
        </w:del></w:ins></w:p>";
    let (lines, remarks) = both(body);
    assert_eq!(lines, ["1 body: 留"]);
    assert_eq!(remarks, ["1 Deletion: 去", "1 Insertion: 留"]);
}

#[test]
fn a_deleted_mark_joins_two_paragraphs() {
    let deleted = "<w:pPr><w:outlineLvl w:val='0'/><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>";
    let body = format!(
        "<w:p>{deleted}<w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半</w:t></w:r></w:p>"
    );
    // The mark that is left is that of the second paragraph, which is no heading.
    assert_eq!(both(&body).0, ["1 body: 前半后半"]);
}

#[test]
fn a_paragraph_that_is_deleted_as_a_whole_is_gone() {
    let body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>删</w:delText>\
        </w:r></w:del></w:p><w:p><w:r><w:t>留</w:t></w:r></w:p>";
    let (lines, remarks) = both(body);
    assert_eq!(lines, ["2 body: 留"]);
    assert_eq!(remarks, ["2 Deletion: 删"]);
    let last = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>末</w:t></w:r></w:p>";
    assert_eq!(both(last).0, ["1 body: 末"]);
}

#[test]
fn a_deleted_row_is_gone() {
    let row = |properties: &str, text: &str| {
        let cell = format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        format!("<w:tr><w:trPr>{properties}</w:trPr>{cell}{cell}</w:tr>")
    };
    let rows = [row("", "一"), row("<w:del w:id='1'/>", "二"), row("<w:ins w:id='2'/>", "三")];
    let (lines, remarks) = both(&format!("<w:tbl>{}</w:tbl>", rows.concat()));
    assert_eq!(lines, ["1 | 一 | 一", "5 | 三 | 三"]);
    assert_eq!(remarks, ["3 Deletion: 二→二"]);
}

#[test]
fn what_a_paragraph_was_before_does_not_count() {
    let body = "<w:p><w:pPr><w:pPrChange><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange>\
        </w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>\
        <w:t>一</w:t></w:r></w:p><w:p><w:r><w:t>二</w:t></w:r></w:p>";
    assert_eq!(both(body).0, ["1 body: 一", "2 body: 二"]);
}

#[test]
fn a_note_in_a_deletion_is_not_referred_to() {
    let body = "<w:p><w:del><w:r><w:footnoteReference w:id='1'/></w:r></w:del>\
        <w:r><w:t>一</w:t></w:r></w:p>";
    assert_eq!(both(body), (vec!["1 body: 一".to_owned()], Vec::new()));
}
