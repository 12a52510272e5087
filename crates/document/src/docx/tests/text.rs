//! Paragraphs: runs, breaks, fields, headings, notes, things that stand apart.

use crate::read;
use crate::testing::{document_xml, docx, docx_with, lines, relationships, remarks, shown, zip};

/// A paragraph of runs.
fn paragraph(runs: &str) -> Vec<String> {
    lines(&docx(&format!("<w:p>{runs}</w:p>")))
}

#[test]
fn what_stands_in_runs_is_text() {
    let cases = [
        (
            "<w:r><w:t>济天政字〔2</w:t></w:r><w:r><w:t>023〕10号</w:t></w:r>",
            "济天政字〔2023〕10号",
        ),
        ("<w:r><w:t xml:space='preserve'> 　一、总体要求 </w:t></w:r>", "一、总体要求"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a→b"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t></w:r>", "a/b/c"),
        ("<w:r><w:br w:type='page'/></w:r><w:r><w:t>a</w:t></w:r>", "a"),
        ("<w:r><w:t>2021</w:t><w:noBreakHyphen/><w:t>2025</w:t></w:r>", "2021-2025"),
        ("<w:r><w:t>a</w:t><w:softHyphen/><w:t>b</w:t></w:r>", "ab"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0A3'/><w:t>300</w:t></w:r>", "≤300"),
        ("<w:hyperlink r:id='x'><w:r><w:t>链接</w:t></w:r></w:hyperlink>", "链接"),
        ("<w:smartTag><w:r><w:t>智能</w:t></w:r></w:smartTag>", "智能"),
        ("<w:fldSimple w:instr='DATE'><w:r><w:t>今天</w:t></w:r></w:fldSimple>", "今天"),
        ("<w:bookmarkStart w:id='1'/><w:r><w:t>a</w:t></w:r><w:bookmarkEnd w:id='1'/>", "a"),
        ("<w:r><w:t>a</w:t></w:r><w:r><w:commentReference w:id='0'/></w:r>", "a"),
        ("<w:r><w:t>一&lt;二 &amp; 三&#x56DB;</w:t></w:r>", "一<二 & 三四"),
        ("<w:r><w:t><![CDATA[<a>]]></w:t></w:r>", "<a>"),
        ("<!-- <w:r><w:t>no</w:t></w:r> --><w:r><w:t>yes</w:t></w:r>", "yes"),
    ];
    for (runs, text) in cases {
        assert_eq!(paragraph(runs), [format!("1 body: {text}")], "{runs}");
    }
}

#[test]
fn content_controls_and_wrappers_are_read_through() {
    let body = "<w:sdt><w:sdtPr><w:alias w:val='t'/><w:text><w:t>no</w:t></w:text></w:sdtPr>\
        <w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>值</w:t></w:r></w:sdtContent></w:sdt>\
        </w:p></w:sdtContent></w:sdt><w:customXml><w:p><w:r><w:t>二</w:t></w:r></w:p></w:customXml>";
    assert_eq!(lines(&docx(body)), ["1 body: 值", "2 body: 二"]);
}

#[test]
fn empty_paragraphs_count_and_leave_nothing() {
    let body = "<w:p/><w:p><w:r><w:t> 　</w:t></w:r></w:p><w:p><w:r><w:t>三</w:t></w:r></w:p>";
    assert_eq!(lines(&docx(body)), ["3 body: 三"]);
}

#[test]
fn of_fields_only_the_result_is_text() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
    let instruction = "<w:r><w:instrText> PAGE </w:instrText></w:r>";
    let text = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let cases = [
        (format!("{begin}{instruction}{separate}{}{end}{}", text("3"), text("页")), "3页"),
        // A field inside of an instruction has a result that belongs to the instruction.
        (
            format!(
                "{begin}{instruction}{begin}{instruction}{separate}{}{end}{separate}{}{end}",
                text("no"),
                text("yes")
            ),
            "yes",
        ),
        (format!("{begin}{instruction}{end}{}", text("behind")), "behind"),
        (format!("{end}{separate}{}", text("stray")), "stray"),
    ];
    for (runs, expected) in cases {
        assert_eq!(paragraph(&runs), [format!("1 body: {expected}")]);
    }
}

#[test]
fn a_field_that_is_not_ended_hides_nothing_behind_its_paragraph() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r></w:p>\
        <w:p><w:r><w:t>二</w:t></w:r></w:p>";
    assert_eq!(lines(&docx(body)), ["2 body: 二"]);
}

#[test]
fn of_alternatives_one_is_taken() {
    let both = "<mc:AlternateContent><mc:Choice Requires='w16se'>{}</mc:Choice>\
        <mc:Fallback><w:t>后备</w:t></mc:Fallback></mc:AlternateContent>";
    let known = both.replace("{}", "<w:t>首选</w:t>");
    let unknown = both.replace("{}", "<w16se:symEx w16se:char='1F600'/>");
    assert_eq!(paragraph(&format!("<w:r>{known}</w:r>")), ["1 body: 首选"]);
    assert_eq!(paragraph(&format!("<w:r>{unknown}</w:r>")), ["1 body: 后备"]);
    let blocks = "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>一</w:t></w:r></w:p></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>二</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>";
    assert_eq!(lines(&docx(blocks)), ["1 body: 一"]);
}

#[test]
fn text_boxes_and_hidden_text_go_to_the_remarks() {
    let shape = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p>\
        <w:p><w:r><w:t>文字</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{shape}</wps:txbx>\
         </w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{shape}</v:textbox></w:pict>\
         </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>\
         <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着</w:t></w:r><w:r><w:rPr>\
         <w:vanish w:val='0'/></w:rPr><w:t>露着</w:t></w:r></w:p>"
    );
    let document = read("a.docx", &docx(&body)).expect("a docx");
    assert_eq!(shown(&document), ["1 body: 正文", "2 body: 露着"]);
    let expected = ["1 TextBox: 框中/文字", "2 HiddenText: 藏着"];
    assert_eq!(remarks(&document.remarks), expected);
}

#[test]
fn styles_can_hide_text() {
    let styles = "<w:style w:styleId='secret'><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId='base'><w:basedOn w:val='secret'/></w:style>";
    let body = "<w:p><w:r><w:rPr><w:rStyle w:val='secret'/></w:rPr><w:t>a</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val='base'/></w:pPr><w:r><w:t>b</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val='false'/></w:rPr><w:t>c</w:t></w:r></w:p>";
    let document = read("a.docx", &docx_with(body, &[("styles", styles)])).expect("a docx");
    assert_eq!(shown(&document), ["2 body: c"]);
    assert_eq!(remarks(&document.remarks), ["1 HiddenText: a", "2 HiddenText: b"]);
}

#[test]
fn headings_are_known_by_style_and_outline() {
    let styles = "\
        <w:style w:type='paragraph' w:default='1' w:styleId='a'><w:name w:val='Normal'/></w:style>\
        <w:style w:styleId='1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:styleId='2'><w:name w:val='标题 2'/></w:style>\
        <w:style w:styleId='own'><w:name w:val='公文标题'/><w:basedOn w:val='1'/></w:style>\
        <w:style w:styleId='lvl'><w:pPr><w:outlineLvl w:val='3'/></w:pPr></w:style>\
        <w:style w:styleId='loop'><w:name w:val='y'/><w:basedOn w:val='loop'/></w:style>";
    let paragraph =
        |properties: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>");
    let cases = [
        ("", "body"),
        ("<w:pStyle w:val='1'/>", "h1"),
        ("<w:pStyle w:val='2'/>", "h2"),
        ("<w:pStyle w:val='own'/>", "h1"),
        ("<w:pStyle w:val='lvl'/>", "h4"),
        ("<w:pStyle w:val='loop'/>", "body"),
        ("<w:pStyle w:val='none'/>", "body"),
        ("<w:outlineLvl w:val='0'/>", "h1"),
        ("<w:pStyle w:val='1'/><w:outlineLvl w:val='9'/>", "body"),
        ("<w:outlineLvl w:val='4294967295'/>", "body"),
        ("<w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange>", "body"),
    ];
    for (properties, kind) in cases {
        let bytes = docx_with(&paragraph(properties), &[("styles", styles)]);
        assert_eq!(lines(&bytes), [format!("1 {kind}: x")], "{properties}");
    }
}

#[test]
fn notes_stand_behind_what_refers_to_them() {
    let note = |id: &str, text: &str| {
        format!("<w:footnote w:id='{id}'><w:p><w:r><w:footnoteRef/></w:r>{text}</w:p></w:footnote>")
    };
    let notes = format!(
        "<w:footnote w:id='-1'><w:p><w:r><w:separator/></w:r></w:p></w:footnote>{}{}",
        note("1", "<w:r><w:t> 指标口径。</w:t></w:r>"),
        note("2", "<w:r><w:t>表注</w:t></w:r>")
    );
    let ends = "<w:endnote w:id='1'><w:p><w:r><w:t>尾注</w:t></w:r></w:p>\
        <w:p><w:r><w:t>二段</w:t></w:r></w:p></w:endnote>";
    let body = "<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id='1'/></w:r>\
        <w:r><w:t>续</w:t><w:endnoteReference w:id='1'/></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>格</w:t><w:footnoteReference w:id='2'/></w:r></w:p>\
        </w:tc></w:tr></w:tbl><w:p><w:r><w:footnoteReference w:customMarkFollows='1' w:id='9'/>\
        <w:t>※</w:t></w:r></w:p>";
    let bytes = docx_with(body, &[("footnotes", &notes), ("endnotes", ends)]);
    let expected = [
        "1 body: 正文续",
        "1 note: 指标口径。",
        "1 note: 尾注/二段",
        "2 | 格",
        "2 note: 表注",
        "3 body: ※",
    ];
    assert_eq!(lines(&bytes), expected);
}

#[test]
fn formulas_keep_their_meaning() {
    let fraction = "<m:oMath><m:f><m:fPr/><m:num><m:r><m:t>利用量</m:t></m:r></m:num>\
        <m:den><m:r><m:t>产生量</m:t></m:r></m:den></m:f></m:oMath>";
    assert_eq!(paragraph(fraction), ["1 body: (利用量)/(产生量)"]);
    let power = "<m:oMath><m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e>\
        <m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>";
    assert_eq!(paragraph(power), ["1 body: m^2"]);
}

#[test]
fn readings_above_characters_are_left_out() {
    let ruby = "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>fèi</w:t></w:r></w:rt>\
        <w:rubyBase><w:r><w:t>废</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    assert_eq!(paragraph(ruby), ["1 body: 废"]);
}

#[test]
fn an_embedded_file_is_remarked_upon() {
    let document = read("a.docx", &docx("<w:altChunk r:id='rId7'/>")).expect("a docx");
    assert_eq!(remarks(&document.remarks), ["1 Embedded: rId7"]);
}

#[test]
fn prefixes_and_part_names_are_free() {
    let main = document_xml("<w:p><w:r><w:t>方案</w:t></w:r></w:p>")
        .replace("w:", "")
        .replace("xmlns:w", "xmlns");
    let bytes = zip(&[
        ("_rels/.rels", &relationships(&[("officeDocument", "/word/Document2.xml")])),
        ("word\\document2.xml", &main),
    ]);
    assert_eq!(lines(&bytes), ["1 body: 方案"]);
    let bare = zip(&[("word/document.xml", &main)]);
    assert_eq!(lines(&bare), ["1 body: 方案"]);
}
