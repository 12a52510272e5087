//! A workbook in the hands of a clerk: its rows by what they are about, cells typed into, the file
//! as it is saved; and what somebody with worse intentions does to its insides.

use std::io::{Cursor, Read as _, Write as _};

use document::{GridLimits, Grids, read_grids};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook as the parts of its archive.
pub(crate) struct Book {
    parts: Vec<(String, Vec<u8>)>,
}

const FORM: &str = "xl/worksheets/sheet1.xml";

impl Book {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("a part is read");
            let name = file.name().expect("a name").into_owned();
            parts.push((name, bytes));
        }
        Self { parts }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
            writer.write_all(bytes).expect("a part is written");
        }
        writer.finish().expect("a workbook").into_inner()
    }

    fn text(&self, part: &str) -> String {
        let own = self.parts.iter().find(|(name, _)| name == part);
        let (_, bytes) = own.unwrap_or_else(|| panic!("the workbook has {part}"));
        String::from_utf8(bytes.clone()).expect("a part is text")
    }

    fn put(&mut self, part: &str, text: String) {
        self.parts.retain(|(name, _)| name != part);
        self.parts.push((part.to_owned(), text.into_bytes()));
    }

    /// Adds a part that a form has no business with.
    pub(crate) fn with_part(mut self, name: &str, bytes: &[u8]) -> Self {
        self.parts.push((name.to_owned(), bytes.to_vec()));
        self
    }

    /// Everything that its parts say, for looking at remarks.
    pub(crate) fn everything(&self) -> String {
        let texts = self.parts.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes));
        texts.collect::<Vec<_>>().join("\n")
    }

    fn grids(&self) -> Grids {
        let limits = GridLimits(document::Limits::default());
        read_grids(&limits, "form.xlsx", self.bytes()).expect("the workbook is read")
    }

    /// The row that is about an item, by its hidden key.
    #[track_caller]
    pub(crate) fn row(&self, item: &str) -> u32 {
        let grids = self.grids();
        let row = grids.sheets[0].rows.iter().find(|row| row.get(11) == item);
        row.unwrap_or_else(|| panic!("the workbook has {item}")).line()
    }

    /// What stands in a column of an item's row.
    #[track_caller]
    pub(crate) fn cell(&self, item: &str, column: usize) -> String {
        let grids = self.grids();
        let row = grids.sheets[0].rows.iter().find(|row| row.get(11) == item);
        row.unwrap_or_else(|| panic!("the workbook has {item}")).get(column).to_owned()
    }

    /// Types a number into a cell of an item's row.
    #[track_caller]
    pub(crate) fn number(self, item: &str, column: char, value: &str) -> Self {
        let row = self.row(item);
        self.typed(row, column, &format!("<v>{value}</v></c>"), "")
    }

    /// Types words into a cell of an item's row.
    #[track_caller]
    pub(crate) fn words(self, item: &str, column: char, words: &str) -> Self {
        let row = self.row(item);
        self.typed(row, column, &format!("<is><t>{words}</t></is></c>"), " t=\"inlineStr\"")
    }

    /// Puts a formula into a cell of an item's row, with what it came to.
    #[track_caller]
    pub(crate) fn formula(self, item: &str, column: char, formula: &str, result: &str) -> Self {
        let row = self.row(item);
        self.typed(row, column, &format!("<f>{formula}</f><v>{result}</v></c>"), "")
    }

    fn typed(mut self, row: u32, column: char, content: &str, kind: &str) -> Self {
        let sheet = self.text(FORM);
        let start = sheet.find(&format!("<row r=\"{row}\"")).expect("the row");
        let head = start + sheet[start..].find('>').expect("the row's head") + 1;
        let end = head + sheet[head..].find("</row>").expect("the row's end");
        let cell = format!("<c r=\"{column}{row}\"{kind}>{content}");
        let mut cells: Vec<&str> = sheet[head..end].split_inclusive("</c>").collect();
        let of = |cell: &str| cell.chars().nth("<c r=\"".len()).unwrap_or('A');
        let at = cells.iter().position(|own| of(own) >= column).unwrap_or(cells.len());
        match cells.get_mut(at).filter(|own| of(own) == column) {
            Some(own) => *own = &cell,
            None => cells.insert(at, &cell),
        }
        let sheet = format!("{}{}{}", &sheet[..head], cells.concat(), &sheet[end..]);
        self.put(FORM, sheet);
        self
    }

    /// Takes a row out.
    pub(crate) fn without_row(mut self, item: &str) -> Self {
        let row = self.row(item);
        let sheet = self.text(FORM);
        let start = sheet.find(&format!("<row r=\"{row}\"")).expect("the row");
        let end = start + sheet[start..].find("</row>").expect("the row's end") + "</row>".len();
        self.put(FORM, format!("{}{}", &sheet[..start], &sheet[end..]));
        self
    }

    /// Replaces a text of the workbook, as a tampering hand does.
    #[track_caller]
    pub(crate) fn tampered(mut self, from: &str, to: &str) -> Self {
        const STRINGS: &str = "xl/sharedStrings.xml";
        let strings = self.text(STRINGS);
        let (from, to) = (format!("<t>{from}</t>"), format!("<t>{to}</t>"));
        assert!(strings.contains(&from), "the workbook says {from}");
        self.put(STRINGS, strings.replace(&from, &to));
        self
    }

    /// Merges cells of the form.
    pub(crate) fn merged(mut self, area: &str) -> Self {
        let sheet = self.text(FORM);
        let merge = format!(
            "</autoFilter><mergeCells count=\"1\"><mergeCell ref=\"{area}\"/></mergeCells>"
        );
        let at = sheet.find("<autoFilter").expect("a filter");
        let end = at + sheet[at..].find("/>").expect("its end");
        self.put(FORM, format!("{}>{merge}{}", &sheet[..end], &sheet[end + 2..]));
        self
    }
}
