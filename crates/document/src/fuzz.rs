//! Broken bytes never panic: valid files are broken in many ways, always the same ones.

use crate::testing::{document_xml, docx_with, relationships, sheet, xlsx_with, zip};
use crate::{Record, RowReader, read};

/// How often each file is broken.
const ROUNDS: u64 = 400;

/// What hurts most when it stands in a wrong place.
const SPLINTERS: [&str; 16] = [
    "<",
    ">",
    "/>",
    "\"",
    "'",
    "&",
    "&#x110000;",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "|",
    "4294967295",
    "-1",
    "1e999",
    "\u{3000}",
];

/// A small generator of pseudo-random numbers (xorshift), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// The bytes with some of them changed, cut out, doubled or put in.
fn broken(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            3 => {
                let splinter = SPLINTERS[random.below(SPLINTERS.len())];
                bytes.splice(at..at, splinter.bytes());
            }
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
        }
    }
    bytes
}

/// Reads bytes in both ways; the outcome does not matter, only that there is one.
fn digest(bytes: Vec<u8>) {
    drop(read("fuzz", &bytes));
    let Ok(mut rows) = RowReader::open("fuzz", bytes) else { return };
    let mut record = Record::default();
    while rows.read(&mut record) == Ok(true) {
        assert!(record.iter().count() == record.len());
    }
}

fn break_bytes(bytes: &[u8]) {
    for seed in 1..=ROUNDS {
        digest(broken(bytes, &mut Random(seed * 0x9e37_79b9)));
    }
}

const BODY: &str = "<w:p><w:pPr><w:pStyle w:val='1'/><w:numPr><w:ilvl w:val='1'/>\
    <w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>\
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>一&amp;</w:t></w:r>\
    <w:ins><w:r><w:t>二</w:t><w:footnoteReference w:id='1'/></w:r></w:ins>\
    <w:del><w:r><w:delText>三</w:delText></w:r></w:del><w:r><w:fldChar w:fldCharType='begin'/>\
    <w:sym w:font='Symbol' w:char='F0A3'/></w:r></w:p>\
    <w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='2'/>\
    <w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>四</w:t></w:r></w:p></w:tc></w:tr>\
    <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>\
    </w:tc></w:tr></w:tbl>";
const NUMBERING: &str = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='1'><w:start w:val='1'/>\
    <w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>\
    <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>";
const STYLES: &str = "<w:style w:styleId='1'><w:name w:val='heading 1'/></w:style>";
const NOTES: &str = "<w:footnote w:id='1'><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>";

#[test]
fn a_broken_docx_does_no_harm() {
    let parts = [("numbering", NUMBERING), ("styles", STYLES), ("footnotes", NOTES)];
    break_bytes(&docx_with(BODY, &parts));
}

#[test]
fn a_docx_of_broken_parts_does_no_harm() {
    let related =
        relationships(&[("numbering", "n.xml"), ("styles", "s.xml"), ("footnotes", "f.xml")]);
    let whole = [
        document_xml(BODY),
        format!("<w:numbering>{NUMBERING}</w:numbering>"),
        format!("<w:styles>{STYLES}</w:styles>"),
        format!("<w:footnotes>{NOTES}</w:footnotes>"),
    ];
    for seed in 1..=ROUNDS {
        let mut random = Random(seed * 0x9e37_79b9);
        let mut parts = whole.clone();
        let chosen = random.below(6).min(3);
        let bytes = broken(parts[3 - chosen].as_bytes(), &mut random);
        parts[3 - chosen] = String::from_utf8_lossy(&bytes).into_owned();
        let names = ["word/document.xml", "word/n.xml", "word/s.xml", "word/f.xml"];
        let mut all = vec![("word/_rels/document.xml.rels", related.as_str())];
        all.extend(names.into_iter().zip(parts.iter().map(String::as_str)));
        digest(zip(&all));
    }
}

/// The inside of a sheet with a cell of every kind.
fn cells() -> String {
    let rows: [&[(&str, &str)]; 2] = [&[("A1", "标题")], &[("A2", "一"), ("C2", "_x000D_二")]];
    let more = "<row r='3'><c r='A3' s='1'><v>0.95</v></c><c r='B3' t='s'><v>0</v></c>\
        <c r='C3' s='2'><f>A3</f><v>45107</v></c></row></sheetData>";
    sheet(&rows, &["A1:C1", "A2:A3"]).replace("</sheetData>", more)
}

const FORMATS: &str = "<numFmts><numFmt numFmtId='176' formatCode='yyyy\"年\"m\"月\"'/></numFmts>\
    <cellXfs><xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='176'/></cellXfs>";

#[test]
fn a_broken_xlsx_does_no_harm() {
    break_bytes(&xlsx_with("", FORMATS, "<si><t>共享</t></si>", &[("表", &cells())]));
}

#[test]
fn an_xlsx_of_broken_parts_does_no_harm() {
    let whole = [cells(), FORMATS.to_owned(), "<si><t>共享</t></si>".to_owned()];
    for seed in 1..=ROUNDS {
        let mut random = Random(seed * 0x9e37_79b9);
        let mut parts = whole.clone();
        let chosen = random.below(4).saturating_sub(1);
        let bytes = broken(parts[chosen].as_bytes(), &mut random);
        parts[chosen] = String::from_utf8_lossy(&bytes).into_owned();
        digest(xlsx_with("date1904='1'", &parts[1], &parts[2], &[("表", &parts[0])]));
    }
}

#[test]
fn broken_texts_do_no_harm() {
    let text = "\u{feff}标题\r\n序号\t名称\n1\t\"一,二\"\n\n\t序号\n\t名称\n\n\t1\n\t一\n二\n\n\n\t2\n\t三\n\
        | a | b |\n|---|---|\n| 1 | 2 |\n";
    break_bytes(text.as_bytes());
    break_bytes(&encoding_rs::GB18030.encode(text).0);
    break_bytes(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    break_bytes(b"a,b;c\n\"d\"\"e\",\"f\ng\"\n\n,,\n");
}

#[test]
fn a_broken_compound_file_does_no_harm() {
    let mut bytes = vec![0; 2048];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    bytes[30] = 9;
    bytes[48] = 1;
    bytes[1024] = b'W';
    break_bytes(&bytes);
}
