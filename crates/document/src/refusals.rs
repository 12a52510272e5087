//! What is refused, and why: foreign formats, broken archives, bombs, rubbish.

use zip::CompressionMethod;

use crate::testing::{
    document_xml, docx, docx_with, lines, refused, relationships, sheet, xlsx, xlsx_with, zip,
    zip_as,
};
use crate::{
    CellFault, CsvFault, Damage, Encoding, Foreign, Format, Hint, LimitKind, Limits, Place,
    ReadError, XmlFault, read, read_within,
};

fn foreign(bytes: &[u8]) -> Option<(Foreign, Format)> {
    match refused(bytes) {
        ReadError::Foreign { format, instead } => Some((format, instead)),
        _ => None,
    }
}

#[test]
fn foreign_archives_are_named() {
    let mime = |kind: &str| format!("application/vnd.oasis.opendocument.{kind}");
    let main = |part: &str, root: &str| {
        let list = relationships(&[("officeDocument", part)]);
        zip(&[("_rels/.rels", &list), (part, &format!("<p:{root} xmlns:p='u'/>"))])
    };
    let cases = [
        (zip(&[("OFD.xml", "<ofd/>")]), Foreign::Ofd, Format::Docx),
        (zip(&[("mimetype", &mime("text"))]), Foreign::Odt, Format::Docx),
        (zip(&[("mimetype", &mime("spreadsheet"))]), Foreign::Ods, Format::Xlsx),
        (zip(&[("mimetype", &mime("presentation"))]), Foreign::OpenDocument, Format::Docx),
        (zip(&[("uof.xml", "<u/>")]), Foreign::Uof, Format::Docx),
        (main("ppt/presentation.xml", "presentation"), Foreign::Pptx, Format::Docx),
        (main("xl/workbook.bin", "x"), Foreign::Xlsb, Format::Xlsx),
        (main("fixed.xml", "FixedDocument"), Foreign::Archive, Format::Docx),
        (zip(&[("方案.docx", "x"), ("附件.xlsx", "y")]), Foreign::Archive, Format::Docx),
        (zip(&[("mimetype", "application/epub+zip")]), Foreign::Archive, Format::Docx),
        (zip(&[]), Foreign::Archive, Format::Docx),
    ];
    for (bytes, format, instead) in cases {
        assert_eq!(foreign(&bytes), Some((format, instead)), "{format}");
    }
}

#[test]
fn mark_up_is_named() {
    let page = "<!DOCTYPE html>\n<html><body>方案</body></html>";
    assert_eq!(foreign(page.as_bytes()), Some((Foreign::Html, Format::Docx)));
    let utf16: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(foreign(&utf16), Some((Foreign::Html, Format::Docx)));
    let book = b"<?xml version='1.0'?><Workbook/>";
    assert_eq!(foreign(book), Some((Foreign::Xml, Format::Docx)));
}

#[test]
fn a_renamed_file_is_read_all_the_same() {
    let bytes = docx("<w:p><w:r><w:t>方案</w:t></w:r></w:p>");
    for name in ["方案.docx", "方案.doc", "方案.txt", "方案.xlsx", "方案"] {
        assert_eq!(read(name, &bytes).map(|document| document.format), Ok(Format::Docx));
    }
}

#[test]
fn nothing_is_empty() {
    for bytes in [&b""[..], b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe"] {
        assert_eq!(refused(bytes), ReadError::Empty, "{bytes:?}");
    }
}

#[test]
fn rubbish_is_no_text() {
    let noise: Vec<u8> =
        (0..4_000_u32).map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
    assert!(matches!(refused(&noise), ReadError::Binary { .. } | ReadError::Undecodable { .. }));
    assert_eq!(refused(b"abc\x07"), ReadError::Binary { offset: 3, line: 1 });
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let bytes = docx("<w:p><w:r><w:t>方案</w:t></w:r></w:p>");
    let cut = &bytes[..bytes.len() / 2];
    assert_eq!(refused(cut), ReadError::Truncated { length: cut.len() as u64 });
    assert_eq!(refused(cut).hint(), Some(Hint::SendAgain));
}

#[test]
fn a_broken_list_of_parts_is_noticed() {
    let mut bytes = docx("<w:p/>");
    let at = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("the directory");
    bytes[at] = b'Q';
    let part = "archive".to_owned();
    assert_eq!(refused(&bytes), ReadError::Damaged { part, damage: Damage::Directory });
}

#[test]
fn a_part_that_arrived_changed_is_noticed() {
    let parts = [
        ("_rels/.rels", relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", document_xml("<w:p><w:r><w:t>92</w:t></w:r></w:p>")),
    ];
    let parts: Vec<(&str, &str)> =
        parts.iter().map(|(name, part)| (*name, part.as_str())).collect();
    let mut bytes = zip_as(CompressionMethod::Stored, &parts);
    assert_eq!(lines(&bytes), ["1 body: 92"]);
    let at = bytes.windows(4).position(|w| w == b">92<").expect("the number") + 1;
    bytes[at] = b'8';
    let part = "word/document.xml".to_owned();
    assert_eq!(refused(&bytes), ReadError::Damaged { part, damage: Damage::Checksum });
}

#[test]
fn a_missing_main_part_is_named() {
    let list = relationships(&[("officeDocument", "word/document.xml")]);
    let part = "word/document.xml".to_owned();
    assert_eq!(refused(&zip(&[("_rels/.rels", &list)])), ReadError::MissingPart { part });
    let part = "_rels/.rels".to_owned();
    let types = zip(&[("[Content_Types].xml", "<Types/>")]);
    assert_eq!(refused(&types), ReadError::MissingPart { part });
}

#[test]
fn a_missing_sheet_or_style_is_named() {
    let related = relationships(&[("styles", "styles.xml")]);
    let bytes = zip(&[
        ("word/document.xml", &document_xml("<w:p/>")),
        ("word/_rels/document.xml.rels", &related),
    ]);
    let part = "word/styles.xml".to_owned();
    assert_eq!(refused(&bytes), ReadError::MissingPart { part });
    let book = "<workbook><sheets><sheet name='表' r:id='rId9'/></sheets></workbook>";
    let part = "表 (rId9)".to_owned();
    assert_eq!(refused(&zip(&[("xl/workbook.xml", book)])), ReadError::MissingPart { part });
}

/// The fault of a main part, and where.
fn xml_fault(main: &str) -> (u64, XmlFault) {
    match refused(&zip(&[("word/document.xml", main)])) {
        ReadError::Xml { offset, fault, .. } => (offset, fault),
        error => panic!("{main}: {error}"),
    }
}

#[test]
fn xml_that_breaks_off_is_refused_with_its_place() {
    let cases = [
        ("<document><body><p><r><t>一", 25, XmlFault::BreaksOff),
        ("<document><body><p>", 19, XmlFault::BreaksOff),
        ("<document><body", 10, XmlFault::BreaksOff),
        ("<document><body a='x>", 10, XmlFault::BreaksOff),
        ("<document><!-- x", 10, XmlFault::BreaksOff),
        ("<document>&bomb;<", 16, XmlFault::BreaksOff),
        ("", 0, XmlFault::BreaksOff),
        ("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><document/>", 0, XmlFault::Doctype),
    ];
    for (main, offset, fault) in cases {
        assert_eq!(xml_fault(main), (offset, fault), "{main}");
    }
    let entity = "<document><body><p><r><t>&lol9;</t></r></p></body></document>";
    assert_eq!(xml_fault(entity), (25, XmlFault::Entity("lol9".to_owned())));
    for crossed in ["<document><body></p></body></document>", "<document></document></x>"] {
        assert!(matches!(xml_fault(crossed), (_, XmlFault::Syntax(_))), "{crossed}");
    }
}

#[test]
fn xml_in_another_encoding_is_refused() {
    let list = relationships(&[("officeDocument", "word/document.xml")]);
    let good = zip_as(
        CompressionMethod::Stored,
        &[("_rels/.rels", &list), ("word/document.xml", "<document>\u{e9}</document>")],
    );
    let at = good.windows(2).position(|w| w == b"\xc3\xa9").expect("the letter");
    let mut bad = good;
    bad[at] = b'x';
    let fault = XmlFault::NotUtf8;
    let part = "word/document.xml".to_owned();
    assert_eq!(refused(&bad), ReadError::Xml { part, offset: 11, fault });
}

#[test]
fn other_ways_of_packing_are_read_or_named() {
    let parts = [("word/document.xml", "<document><body><p><r><t>a</t></r></p></body></document>")];
    assert_eq!(lines(&zip_as(CompressionMethod::Stored, &parts)), ["1 body: a"]);
    let mut bytes = zip_as(CompressionMethod::Stored, &parts);
    let header = bytes.windows(4).position(|w| w == b"PK\x01\x02").expect("the directory");
    bytes[header + 10] = 12;
    let part = "word/document.xml".to_owned();
    assert_eq!(refused(&bytes), ReadError::Damaged { part, damage: Damage::Method });
    bytes[header + 10] = 0;
    bytes[header + 8] |= 1;
    assert_eq!(refused(&bytes), ReadError::Encrypted);
}

/// Which bound is met, and how much of it.
fn met(limits: &Limits, bytes: &[u8]) -> Option<(LimitKind, u64)> {
    match read_within(limits, "a", bytes) {
        Err(ReadError::TooLarge { kind, limit, met, .. }) => {
            assert!(met > limit);
            Some((kind, met))
        }
        _ => None,
    }
}

#[test]
fn bounds_of_archives_are_kept() {
    let bytes = docx("<w:p><w:r><w:t>方案</w:t></w:r></w:p>");
    let default = Limits::default();
    assert_eq!(met(&default, &bytes), None);
    let length = bytes.len() as u64;
    let limits = Limits { input: length - 1, ..default.clone() };
    assert_eq!(met(&limits, &bytes), Some((LimitKind::Input, length)));
    let limits = Limits { entries: 2, ..default.clone() };
    assert_eq!(met(&limits, &bytes), Some((LimitKind::Entries, 3)));
    let limits = Limits { unpacked: 300, ..default.clone() };
    assert!(matches!(met(&limits, &bytes), Some((LimitKind::Unpacked, _))));
    let limits = Limits { depth: 4, ..default };
    assert_eq!(met(&limits, &bytes), Some((LimitKind::Depth, 5)));
}

#[test]
fn a_bomb_is_met_while_it_unpacks() {
    let deep = "<w:x>".repeat(300) + &"</w:x>".repeat(300);
    assert_eq!(met(&Limits::default(), &docx(&deep)), Some((LimitKind::Depth, 129)));
    let blank = docx(&format!("<w:p>{}</w:p>", " ".repeat(3 << 20)));
    assert_eq!(met(&Limits::default(), &blank), None);
    let large = docx(&"<w:p/>".repeat(2 << 20));
    assert!(matches!(met(&Limits::default(), &large), Some((LimitKind::Ratio, _))));
    let long = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(5 << 20)));
    assert!(matches!(met(&Limits::default(), &long), Some((LimitKind::Characters, _))));
}

#[test]
fn what_is_defined_is_bounded() {
    let limits = Limits { definitions: 3, ..Limits::default() };
    let style = |id: u32| format!("<w:style w:styleId='{id}'/>");
    let styles: Vec<String> = (0..4).map(style).collect();
    let bytes = docx_with("<w:p/>", &[("styles", &styles.concat())]);
    assert_eq!(met(&limits, &bytes), Some((LimitKind::Definitions, 4)));
    let bytes = docx_with("<w:p/>", &[("numbering", "<w:num w:numId='1'/>")]);
    assert_eq!(met(&limits, &bytes), None);
    let formats = format!("<cellXfs>{}</cellXfs>", "<xf/>".repeat(4));
    let bytes = xlsx_with("", &formats, "", &[("表", "")]);
    assert_eq!(met(&limits, &bytes), Some((LimitKind::Definitions, 4)));
}

#[test]
fn bounds_of_documents_are_kept() {
    let paragraph = "<w:p><w:r><w:t>一二三四五六</w:t></w:r></w:p>";
    let cell = format!("<w:tc>{paragraph}</w:tc>");
    let table = |rows: usize, columns: usize| {
        docx(&format!(
            "<w:tbl>{}</w:tbl>",
            format!("<w:tr>{}</w:tr>", cell.repeat(columns)).repeat(rows)
        ))
    };
    let wide = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='4000000000'/></w:tcPr></w:tc></w:tr>\
        </w:tbl>";
    let default = Limits::default();
    let cases = [
        (
            docx(&paragraph.repeat(3)),
            Limits { paragraphs: 2, ..default.clone() },
            LimitKind::Paragraphs,
            3,
        ),
        (docx(paragraph), Limits { characters: 5, ..default.clone() }, LimitKind::Characters, 6),
        (table(3, 1), Limits { rows: 2, ..default.clone() }, LimitKind::Rows, 3),
        (table(1, 3), Limits { columns: 2, ..default.clone() }, LimitKind::Columns, 3),
        (table(3, 3), Limits { cells: 8, ..default.clone() }, LimitKind::Cells, 9),
        (docx(wide), default.clone(), LimitKind::Columns, 4_000_000_000),
        (xlsx(&[("表", &sheet(&[&[("ZZZ1", "x")]], &[]))]), default, LimitKind::Columns, 18_278),
    ];
    for (bytes, limits, kind, count) in cases {
        assert_eq!(met(&limits, &bytes), Some((kind, count)));
    }
}

#[test]
fn every_error_says_what_was_met_in_lowercase() {
    let place = Place { sheet: Some("表".into()), line: 3 };
    let part = || "word/document.xml".to_owned();
    let errors = [
        ReadError::Empty,
        ReadError::Foreign { format: Foreign::Doc, instead: Format::Docx },
        ReadError::Encrypted,
        ReadError::Truncated { length: 7 },
        ReadError::Damaged { part: part(), damage: Damage::Packing },
        ReadError::MissingPart { part: part() },
        ReadError::Xml { part: part(), offset: 9, fault: XmlFault::BreaksOff },
        ReadError::BadCell { place: place.clone(), column: 2, fault: CellFault::OutOfOrder },
        ReadError::Undecodable { encoding: Encoding::Gb18030, offset: 5, line: 2 },
        ReadError::Binary { offset: 5, line: 2 },
        ReadError::Csv { line: 4, fault: CsvFault::UnclosedQuote },
        ReadError::TooLarge { kind: LimitKind::Rows, limit: 1, met: 2, place: Some(place) },
    ];
    for error in errors {
        let text = error.to_string();
        assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
        assert_eq!(error.hint().is_some(), error != ReadError::Empty, "{text}");
    }
    let error = ReadError::TooLarge { kind: LimitKind::Rows, limit: 1, met: 2, place: None };
    assert_eq!(error.to_string(), "too large: 2 rows met, at most 1 are read");
    let from = Foreign::Et;
    let error = ReadError::Foreign { format: from, instead: Format::Xlsx };
    assert_eq!(error.hint(), Some(Hint::SaveAsXlsx { from }));
}
