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
        while let Some(tag) = xml.child()? {
            let id = tag.get("id").unwrap_or_default();
            let name: Arc<str> = tag.get("name").unwrap_or_default().into();
            let is_hidden = tag.get("state").is_some_and(|state| state != "visible");
            let Some(part) = related.iter().find(|r| r.id == id) else {
                return Err(ReadError::MissingPart { part: format!("{name} ({id})") });
            };
            if part.kind == "worksheet" {
                self.sheets.push(SheetEntry { name, part: part.part.clone(), is_hidden });
            }
            xml.skip()?;
        }
        Ok(())
    }
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
                    xml.skip()?;
                }
            }
            "cellXfs" => {
                while let Some(tag) = xml.child()? {
                    let id = tag.number("numFmtId").unwrap_or(0);
                    let format = defined.get(&id).copied();
                    formats.push(format.unwrap_or_else(|| NumberFormat::built_in(id)));
                    xml.skip()?;
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(formats)
}
