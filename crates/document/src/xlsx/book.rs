//! A workbook without its cells: sheets in order, strings, formats of numbers.

use std::collections::HashMap;
use std::sync::Arc;

use super::format::NumberFormat;
use super::strings::Strings;
use crate::archive::Archive;
use crate::error::ReadError;
use crate::package::{Relationship, relationships};
use crate::xml::Xml;

/// A sheet of cells.
#[derive(Debug, Clone)]
pub(super) struct SheetEntry {
    pub(super) name: Arc<str>,
    pub(super) part: String,
    pub(super) is_hidden: bool,
    /// Rows that are printed as a head on every page.
    pub(super) head: Option<(u32, u32)>,
    /// Which of all sheets it is, counted from 0, those without cells included.
    index: u32,
}

/// What all sheets of a workbook share.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) strings: Strings,
    /// The format of each cell style.
    pub(super) formats: Vec<NumberFormat>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

impl Book {
    /// Reads a workbook whose main part is known.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let related = relationships(archive, part)?;
        let part_of = |kind: &str| related.iter().find(|r| r.kind == kind).map(|r| &r.part);
        let mut book = Self::default();
        book.main(&mut Xml::open(archive, part)?, &related)?;
        if let Some(part) = part_of("sharedStrings") {
            book.strings = Strings::read(archive, part)?;
        }
        if let Some(part) = part_of("styles") {
            book.formats = formats(&mut Xml::open(archive, part)?)?;
        }
        Ok(book)
    }

    /// The format of a cell style.
    pub(super) fn format(&self, style: usize) -> NumberFormat {
        self.formats.get(style).copied().unwrap_or_default()
    }

    fn main(&mut self, xml: &mut Xml, related: &[Relationship]) -> Result<(), ReadError> {
        xml.child()?;
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "sheets" => self.sheets(xml, related)?,
                "definedNames" => self.names(xml)?,
                "workbookPr" => {
                    self.is_1904 = tag.get("date1904").is_some() && tag.is_on("date1904");
                    xml.skip()?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    /// Sheets that hold no cells, but a chart or a macro, have another kind of part.
    fn sheets(&mut self, xml: &mut Xml, related: &[Relationship]) -> Result<(), ReadError> {
        let related: HashMap<&str, &Relationship> =
            related.iter().map(|relationship| (relationship.id.as_str(), relationship)).collect();
        let mut index = 0;
        while let Some(tag) = xml.child()? {
            let id = tag.get("id").unwrap_or_default();
            let name: Arc<str> = tag.get("name").unwrap_or_default().into();
            let is_hidden = tag.get("state").is_some_and(|state| state != "visible");
            let Some(part) = related.get(id.as_str()) else {
                return Err(ReadError::MissingPart { part: format!("{name} ({id})") });
            };
            if part.kind == "worksheet" {
                let part = part.part.clone();
                self.sheets.push(SheetEntry { name, part, is_hidden, head: None, index });
            }
            index += 1;
            xml.check_definitions(self.sheets.len())?;
            xml.skip()?;
        }
        Ok(())
    }

    /// Of all names only that of the rows which are printed on every page is of use.
    fn names(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            let is_head = tag.get("name").as_deref() == Some("_xlnm.Print_Titles");
            let index = tag.number("localSheetId").filter(|_| is_head);
            let mut range = String::new();
            xml.text(&mut range)?;
            let Some(index) = index else { continue };
            if let Ok(at) = self.sheets.binary_search_by_key(&index, |sheet| sheet.index) {
                self.sheets[at].head = range.split(',').find_map(rows_of);
            }
        }
        Ok(())
    }
}

/// The rows of a range of whole rows such as `'附件1'!$3:$4`.
fn rows_of(range: &str) -> Option<(u32, u32)> {
    let (first, last) = range.rsplit('!').next()?.split_once(':')?;
    let row = |text: &str| text.trim_start_matches('$').parse().ok();
    Some((row(first)?, row(last)?))
}

/// Reads the formats of all cell styles.
fn formats(xml: &mut Xml) -> Result<Vec<NumberFormat>, ReadError> {
    let mut defined = HashMap::new();
    let mut formats = Vec::new();
    xml.child()?;
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "numFmts" => {
                while let Some(tag) = xml.child()? {
                    if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.get("formatCode"))
                    {
                        defined.insert(id, NumberFormat::parse(&code));
                    }
                    xml.check_definitions(defined.len())?;
                    xml.skip()?;
                }
            }
            "cellXfs" => {
                while let Some(tag) = xml.child()? {
                    let id = tag.number("numFmtId").unwrap_or(0);
                    let format = defined.get(&id).copied();
                    formats.push(format.unwrap_or_else(|| NumberFormat::built_in(id)));
                    xml.check_definitions(formats.len())?;
                    xml.skip()?;
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(formats)
}
