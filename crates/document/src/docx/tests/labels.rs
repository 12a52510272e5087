//! Automatic numbering: labels that Word shows and the file does not hold.

use crate::testing::{docx_with, lines};

/// A level: its number, format and text, and more of its properties.
fn level(number: u32, format: &str, text: &str, more: &str) -> String {
    format!(
        "<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='{format}'/>\
         <w:lvlText w:val='{text}'/>{more}</w:lvl>"
    )
}

fn abstract_list(id: u32, levels: &[String]) -> String {
    format!("<w:abstractNum w:abstractNumId='{id}'>{}</w:abstractNum>", levels.concat())
}

fn list(id: u32, abstract_id: u32, more: &str) -> String {
    format!("<w:num w:numId='{id}'><w:abstractNumId w:val='{abstract_id}'/>{more}</w:num>")
}

/// A paragraph that is numbered by a list at a level.
fn item(list: u32, level: u32, text: &str) -> String {
    let numbering = format!("<w:ilvl w:val='{level}'/><w:numId w:val='{list}'/>");
    format!("<w:p><w:pPr><w:numPr>{numbering}</w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// The texts of a body, without their places.
fn texts(body: &[String], numbering: &[String], styles: &str) -> Vec<String> {
    let parts = [("numbering", numbering.concat()), ("styles", styles.to_owned())];
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(kind, part)| (*kind, part.as_str())).collect();
    let lines = lines(&docx_with(&body.concat(), &parts));
    let text = |line: &String| line.split_once(": ").map_or(line.clone(), |(_, text)| text.into());
    lines.iter().map(text).collect()
}

#[test]
fn levels_count_and_begin_again() {
    let levels = [
        level(0, "chineseCounting", "%1、", ""),
        level(1, "chineseCounting", "（%2）", ""),
        level(2, "decimal", "%3.", ""),
        level(3, "decimalEnclosedCircle", "%4", ""),
    ];
    let numbering = [abstract_list(0, &levels), list(1, 0, "")];
    let body = [
        item(1, 0, "总体要求"),
        item(1, 1, "指导思想"),
        item(1, 1, "基本原则"),
        item(1, 2, "系统谋划"),
        item(1, 2, "2025年"),
        item(1, 3, "其他"),
        item(1, 0, "重点任务"),
        item(1, 1, "工业"),
    ];
    let expected = [
        "一、总体要求",
        "（一）指导思想",
        "（二）基本原则",
        "1.系统谋划",
        "2. 2025年",
        "①其他",
        "二、重点任务",
        "（一）工业",
    ];
    assert_eq!(texts(&body, &numbering, ""), expected);
}

#[test]
fn a_level_that_is_skipped_has_begun() {
    let levels = [level(0, "decimal", "%1", ""), level(1, "decimal", "%1.%2", "")];
    let numbering = [abstract_list(0, &levels), list(1, 0, "")];
    let body = [item(1, 1, "a"), item(1, 1, "b"), item(1, 0, "c"), item(1, 1, "d")];
    assert_eq!(texts(&body, &numbering, ""), ["1.1 a", "1.2 b", "2 c", "2.1 d"]);
}

#[test]
fn labels_of_several_levels() {
    let levels = [
        level(0, "upperRoman", "第%1章", ""),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%1-%2-%3)", ""),
    ];
    let numbering = [abstract_list(0, &levels), list(1, 0, "")];
    let body = [item(1, 0, "章"), item(1, 1, "节"), item(1, 2, "条"), item(1, 1, "节")];
    let expected = ["第I章章", "1.1 节", "I-1-a)条", "1.2 节"];
    assert_eq!(texts(&body, &numbering, ""), expected);
}

#[test]
fn lists_share_a_count_unless_they_begin_anew() {
    let anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>";
    let numbering = [
        abstract_list(0, &[level(0, "decimal", "%1.", "")]),
        list(1, 0, ""),
        list(2, 0, ""),
        list(3, 0, anew),
    ];
    let body =
        [item(1, 0, "a"), item(2, 0, "b"), item(3, 0, "c"), item(3, 0, "d"), item(1, 0, "e")];
    assert_eq!(texts(&body, &numbering, ""), ["1.a", "2.b", "1.c", "2.d", "3.e"]);
}

#[test]
fn a_list_can_replace_a_level() {
    let other = level(0, "ideographTraditional", "%1、", "");
    let replaced = format!("<w:lvlOverride w:ilvl='0'>{other}</w:lvlOverride>");
    let numbering = [abstract_list(0, &[level(0, "decimal", "%1.", "")]), list(1, 0, &replaced)];
    assert_eq!(texts(&[item(1, 0, "a"), item(1, 0, "b")], &numbering, ""), ["甲、a", "乙、b"]);
}

#[test]
fn a_level_may_go_on_counting() {
    let levels = [
        level(0, "chineseCounting", "%1、", ""),
        level(1, "decimal", "%2.", "<w:lvlRestart w:val='0'/>"),
    ];
    let numbering = [abstract_list(0, &levels), list(1, 0, "")];
    let body = [item(1, 0, "a"), item(1, 1, "b"), item(1, 0, "c"), item(1, 1, "d")];
    assert_eq!(texts(&body, &numbering, ""), ["一、a", "1.b", "二、c", "2.d"]);
}

#[test]
fn styles_number_paragraphs() {
    let levels = [
        level(0, "chineseCounting", "%1、", "<w:pStyle w:val='h1'/>"),
        level(1, "chineseCounting", "（%2）", "<w:pStyle w:val='h2'/>"),
    ];
    let numbering = [abstract_list(0, &levels), list(5, 0, "")];
    let styles = "<w:style w:styleId='h1'><w:name w:val='heading 1'/><w:pPr><w:numPr>\
        <w:numId w:val='5'/></w:numPr></w:pPr></w:style><w:style w:styleId='h2'>\
        <w:name w:val='heading 2'/><w:basedOn w:val='h1'/></w:style>";
    let styled = |style: &str, more: &str| {
        let properties = format!("<w:pStyle w:val='{style}'/>{more}");
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
    };
    let off = "<w:numPr><w:numId w:val='0'/></w:numPr>";
    let body = [styled("h1", ""), styled("h2", ""), styled("h1", off), styled("h1", "")];
    assert_eq!(texts(&body, &numbering, styles), ["一、x", "（一）x", "x", "二、x"]);
}

#[test]
fn bullets_are_not_written() {
    let numbering = [
        abstract_list(0, &[level(0, "bullet", "\u{f0b7}", "")]),
        list(1, 0, ""),
        abstract_list(2, &[level(0, "none", "注", "")]),
        list(3, 2, ""),
    ];
    let body = [item(1, 0, "a"), item(3, 0, "b"), item(9, 0, "c")];
    assert_eq!(texts(&body, &numbering, ""), ["a", "注b", "c"]);
}

#[test]
fn an_empty_paragraph_shows_its_label() {
    let numbering = [abstract_list(0, &[level(0, "decimal", "%1", "")]), list(1, 0, "")];
    let cell = |inside: String| format!("<w:tc>{inside}</w:tc>");
    let row = |text: &str| {
        let own = format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        format!("<w:tr>{}{}</w:tr>", cell(item(1, 0, "")), cell(own))
    };
    let body = [format!("<w:tbl>{}{}</w:tbl>", row("a"), row("b"))];
    assert_eq!(texts(&body, &numbering, ""), ["1 | 1 | a", "3 | 2 | b"]);
}

#[test]
fn a_hidden_paragraph_is_not_counted() {
    let numbering = [abstract_list(0, &[level(0, "decimal", "%1.", "")]), list(1, 0, "")];
    let hidden = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:rPr>\
        <w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>h</w:t></w:r></w:p>";
    let body = [item(1, 0, "a"), hidden.to_owned(), item(1, 0, "b")];
    assert_eq!(texts(&body, &numbering, ""), ["1.a", "2.b"]);
}

#[test]
fn a_list_may_take_its_levels_from_a_style() {
    let linked = "<w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='s'/></w:abstractNum>";
    let numbering = [
        abstract_list(0, &[level(0, "decimal", "[%1]", "")]),
        linked.to_owned(),
        list(1, 0, ""),
        list(2, 1, ""),
    ];
    let styles = "<w:style w:type='numbering' w:styleId='s'><w:name w:val='s'/><w:pPr><w:numPr>\
        <w:numId w:val='1'/></w:numPr></w:pPr></w:style>";
    assert_eq!(texts(&[item(2, 0, "a")], &numbering, styles), ["[1]a"]);
}

#[test]
fn a_tracked_change_does_not_number() {
    let numbering = [abstract_list(0, &[level(0, "decimal", "%1.", "")]), list(1, 0, "")];
    let body = ["<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>\
        </w:pPrChange></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"
        .to_owned()];
    assert_eq!(texts(&body, &numbering, ""), ["x"]);
}
