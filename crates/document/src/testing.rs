//! What the tests share: small files made from strings, and documents as lines of text.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{Block, Document, Merged, ParagraphKind, ReadError, Remark, read};

const ROOT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// A zip archive of parts.
pub(crate) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    zip_as(CompressionMethod::Deflated, parts)
}

/// A zip archive of parts that are packed by one method.
pub(crate) fn zip_as(method: CompressionMethod, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a part begins");
        writer.write_all(content.as_bytes()).expect("a part is written");
    }
    writer.finish().expect("the archive is closed").into_inner()
}

/// A list of references: kind and target.
pub(crate) fn relationships(targets: &[(&str, &str)]) -> String {
    let list: Vec<String> = (1..)
        .zip(targets)
        .map(|(number, (kind, target))| {
            let kind = format!("{ROOT}/{kind}");
            format!(r#"<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>"#)
        })
        .collect();
    format!("{XML}<Relationships>{}</Relationships>", list.concat())
}

/// The main part of a docx with this body.
pub(crate) fn document_xml(body: &str) -> String {
    format!(r#"{XML}<w:document xmlns:w="urn:w"><w:body>{body}<w:sectPr/></w:body></w:document>"#)
}

/// A docx with this body.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A docx with this body and other parts: the kind of the part and the inside of its root.
pub(crate) fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<String> = parts.iter().map(|(kind, _)| format!("{kind}.xml")).collect();
    let targets: Vec<(&str, &str)> =
        parts.iter().zip(&files).map(|((kind, _), file)| (*kind, file.as_str())).collect();
    let mut contents = vec![
        ("_rels/.rels".to_owned(), relationships(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml".to_owned(), document_xml(body)),
        ("word/_rels/document.xml.rels".to_owned(), relationships(&targets)),
    ];
    for ((kind, inside), file) in parts.iter().zip(&files) {
        let content = format!("{XML}<w:{kind}>{inside}</w:{kind}>");
        contents.push((format!("word/{file}"), content));
    }
    zip(&borrowed(&contents))
}

/// A workbook of sheets: the name, with `!` before it if it is hidden, and the inside of the
/// `worksheet` element.
pub(crate) fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    xlsx_with("", "", "", sheets)
}

/// A workbook with the inside of its `workbookPr` tag, of its styles and of its shared strings.
pub(crate) fn xlsx_with(
    properties: &str,
    styles: &str,
    strings: &str,
    sheets: &[(&str, &str)],
) -> Vec<u8> {
    let mut targets = Vec::new();
    let mut entries = Vec::new();
    let mut contents = Vec::new();
    for (number, (name, inside)) in (1..).zip(sheets) {
        let (name, state) = match name.strip_prefix('!') {
            Some(name) => (name, "hidden"),
            None => (*name, "visible"),
        };
        targets.push(("worksheet", format!("worksheets/sheet{number}.xml")));
        let id = format!(r#"sheetId="{number}" state="{state}" r:id="rId{number}""#);
        entries.push(format!(r#"<sheet name="{name}" {id}/>"#));
        let content = format!("{XML}<worksheet>{inside}</worksheet>");
        contents.push((format!("xl/worksheets/sheet{number}.xml"), content));
    }
    targets.push(("styles", "styles.xml".to_owned()));
    targets.push(("sharedStrings", "sharedStrings.xml".to_owned()));
    let targets: Vec<(&str, &str)> =
        targets.iter().map(|(kind, target)| (*kind, target.as_str())).collect();
    let root = relationships(&[("officeDocument", "/xl/workbook.xml")]);
    let book = format!("<workbookPr {properties}/><sheets>{}</sheets>", entries.concat());
    contents.extend([
        ("_rels/.rels".to_owned(), root),
        ("xl/_rels/workbook.xml.rels".to_owned(), relationships(&targets)),
        ("xl/workbook.xml".to_owned(), format!("{XML}<workbook>{book}</workbook>")),
        ("xl/styles.xml".to_owned(), format!("{XML}<styleSheet>{styles}</styleSheet>")),
        ("xl/sharedStrings.xml".to_owned(), format!("{XML}<sst>{strings}</sst>")),
    ]);
    zip(&borrowed(&contents))
}

/// The inside of a worksheet of inline strings: the address of each cell and its text.
pub(crate) fn sheet(rows: &[&[(&str, &str)]], merged: &[&str]) -> String {
    let cell = |(address, text): &(&str, &str)| {
        format!(r#"<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let row = |cells: &&[(&str, &str)]| {
        let number = cells[0].0.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let cells: String = cells.iter().map(cell).collect();
        format!(r#"<row r="{number}">{cells}</row>"#)
    };
    let rows: String = rows.iter().map(row).collect();
    let merged: Vec<String> = merged.iter().map(|m| format!(r#"<mergeCell ref="{m}"/>"#)).collect();
    format!("<sheetData>{rows}</sheetData><mergeCells>{}</mergeCells>", merged.concat())
}

fn borrowed(contents: &[(String, String)]) -> Vec<(&str, &str)> {
    contents.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect()
}

/// A document as lines: `place kind: text` for a paragraph, `place | cell | …` for a row, where
/// `<` and `^` stand for cells that are covered and a line end is `/`.
pub(crate) fn shown(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let kind = match paragraph.kind {
                    ParagraphKind::Body => "body".to_owned(),
                    ParagraphKind::Heading(level) => format!("h{level}"),
                    ParagraphKind::Footnote => "note".to_owned(),
                };
                lines.push(format!("{} {kind}: {}", paragraph.place, on_one_line(&paragraph.text)));
            }
            Block::Table(table) => lines.extend(table.rows.iter().map(|row| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| match cell.merged {
                        Some(Merged::Left) => "<".to_owned(),
                        Some(Merged::Up) => "^".to_owned(),
                        None => on_one_line(&cell.text),
                    })
                    .collect();
                let head = if row.head { " head" } else { "" };
                format!("{}{head} | {}", row.place, cells.join(" | "))
            })),
        }
    }
    lines
}

/// Remarks as lines: `place kind: text`.
pub(crate) fn remarks(remarks: &[Remark]) -> Vec<String> {
    let line = |remark: &Remark| {
        format!("{} {:?}: {}", remark.place, remark.kind, on_one_line(&remark.text))
    };
    remarks.iter().map(line).collect()
}

/// What bytes are read as.
pub(crate) fn lines(bytes: &[u8]) -> Vec<String> {
    match read("test", bytes) {
        Ok(document) => shown(&document),
        Err(error) => vec![format!("error: {error}")],
    }
}

/// Why bytes are refused.
pub(crate) fn refused(bytes: &[u8]) -> ReadError {
    read("test", bytes).expect_err("the bytes are refused")
}

fn on_one_line(text: &str) -> String {
    text.replace('\n', "/").replace('\t', "→")
}
