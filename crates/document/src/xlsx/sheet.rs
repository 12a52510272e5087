//! The cells of a sheet, row by row as they are unpacked.

use std::sync::Arc;

use super::book::{Book, SheetEntry};
use super::strings::{read_rich, unescape_from};
use crate::archive::Archive;
use crate::error::{CellFault, ReadError};
use crate::limits::{LimitKind, Limits};
use crate::model::Place;
use crate::xml::{Tag, Xml};

/// A rectangle of cells that are merged; rows and columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

/// What a cell holds besides a plain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Plain,
    Formula,
    /// A formula without a value: it is read itself.
    NotComputed,
    Error,
}

/// A cell that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SheetCell {
    /// Counted from 1.
    pub(super) column: u32,
    pub(super) kind: CellKind,
    /// Where its text ends in the text of the row.
    end: usize,
}

/// A row of a sheet; it is filled again and again, so that its memory is reused.
#[derive(Debug, Default)]
pub(super) struct SheetRow {
    /// Counted from 1.
    pub(super) number: u32,
    pub(super) is_hidden: bool,
    text: String,
    cells: Vec<SheetCell>,
}

impl SheetRow {
    /// Whether nothing stands in it.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cells that are not empty, with their texts.
    pub(super) fn cells(&self) -> impl Iterator<Item = (SheetCell, &str)> {
        let mut start = 0;
        self.cells.iter().map(move |cell| {
            let text = &self.text[start..cell.end];
            start = cell.end;
            (*cell, text)
        })
    }
}

/// How the value of a cell is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stored {
    Number,
    Shared,
    Text,
    Boolean,
    Error,
    Date,
}

/// The head of a cell: where it stands and how its value is to be read.
struct Head {
    column: u32,
    style: usize,
    stored: Stored,
}

/// How far a sheet is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Rows,
    BehindRows,
    End,
}

/// A sheet that is being read.
pub(super) struct SheetReader {
    xml: Xml,
    name: Arc<str>,
    limits: Arc<Limits>,
    stage: Stage,
    last_row: u32,
    hidden_columns: Vec<(u32, u32)>,
    value: String,
    formula: String,
}

impl SheetReader {
    /// Opens a sheet and reads up to its first row.
    pub(super) fn open(archive: &mut Archive, sheet: &SheetEntry) -> Result<Self, ReadError> {
        let limits = Arc::clone(archive.limits());
        let mut reader = Self {
            xml: Xml::open(archive, &sheet.part)?,
            name: Arc::clone(&sheet.name),
            limits,
            stage: Stage::End,
            last_row: 0,
            hidden_columns: Vec::new(),
            value: String::new(),
            formula: String::new(),
        };
        reader.xml.child()?;
        while let Some(tag) = reader.xml.child()? {
            match tag.name() {
                "sheetData" => {
                    reader.stage = Stage::Rows;
                    break;
                }
                "cols" => reader.columns()?,
                _ => reader.xml.skip()?,
            }
        }
        Ok(reader)
    }

    /// Columns that are hidden, from one to another.
    pub(super) fn hidden_columns(&self) -> &[(u32, u32)] {
        &self.hidden_columns
    }

    /// Reads the next row that is written down, be it empty; false behind the last.
    pub(super) fn next_row(&mut self, book: &Book, row: &mut SheetRow) -> Result<bool, ReadError> {
        if self.stage != Stage::Rows {
            return Ok(false);
        }
        let Some(tag) = self.xml.child()? else {
            self.stage = Stage::BehindRows;
            return Ok(false);
        };
        let is_hidden = tag.get("hidden").is_some() && tag.is_on("hidden");
        let number = match tag.get("r") {
            Some(number) => number.parse().ok(),
            None => self.last_row.checked_add(1),
        };
        row.text.clear();
        row.cells.clear();
        row.is_hidden = is_hidden;
        row.number = number.filter(|number| *number > self.last_row).ok_or_else(|| {
            let fault = number.map_or(CellFault::BadAddress, |_| CellFault::OutOfOrder);
            self.bad_cell(self.last_row, 1, fault)
        })?;
        self.last_row = row.number;
        let mut last_column = 0;
        while let Some(tag) = self.xml.child()? {
            if tag.name() != "c" {
                self.xml.skip()?;
                continue;
            }
            match head(tag, last_column) {
                Ok(head) => {
                    last_column = head.column;
                    self.cell(book, &head, row)?;
                }
                Err(fault) => return Err(self.bad_cell(row.number, last_column + 1, fault)),
            }
        }
        Ok(true)
    }

    /// Reads what stands behind the rows: the merged ranges.
    pub(super) fn merged(&mut self) -> Result<Vec<Range>, ReadError> {
        let mut ranges = Vec::new();
        if std::mem::replace(&mut self.stage, Stage::End) != Stage::BehindRows {
            return Ok(ranges);
        }
        while let Some(tag) = self.xml.child()? {
            if tag.name() != "mergeCells" {
                self.xml.skip()?;
                continue;
            }
            while let Some(tag) = self.xml.child()? {
                ranges.extend(tag.get("ref").and_then(|range| parse_range(&range)));
                self.limits.check(LimitKind::Cells, ranges.len() as u64)?;
                self.xml.skip()?;
            }
        }
        Ok(ranges)
    }

    fn place(&self, row: u32) -> Place {
        Place { sheet: Some(Arc::clone(&self.name)), line: row.max(1) }
    }

    fn bad_cell(&self, row: u32, column: u32, fault: CellFault) -> ReadError {
        ReadError::BadCell { place: self.place(row), column, fault }
    }

    fn columns(&mut self) -> Result<(), ReadError> {
        while let Some(tag) = self.xml.child()? {
            let is_hidden = tag.get("hidden").is_some() && tag.is_on("hidden");
            let range = tag.number("min").zip(tag.number("max"));
            self.hidden_columns.extend(range.filter(|_| is_hidden));
            self.xml.skip()?;
        }
        Ok(())
    }

    /// Reads a cell up to its close and adds it to the row, unless it is empty.
    fn cell(&mut self, book: &Book, head: &Head, row: &mut SheetRow) -> Result<(), ReadError> {
        let place = || self.place(row.number);
        self.limits.check_at(LimitKind::Columns, u64::from(head.column), place)?;
        self.value.clear();
        self.formula.clear();
        let mut has_formula = false;
        while let Some(tag) = self.xml.child()? {
            match tag.name() {
                "v" => self.xml.text(&mut self.value)?,
                "is" => read_rich(&mut self.xml, &mut self.value)?,
                "f" => {
                    has_formula = true;
                    self.xml.text(&mut self.formula)?;
                }
                _ => self.xml.skip()?,
            }
        }
        let start = row.text.len();
        let kind = match (has_formula, self.value.is_empty()) {
            (true, true) => {
                row.text.push('=');
                row.text.push_str(&self.formula);
                CellKind::NotComputed
            }
            (false, true) => return Ok(()),
            (is_formula, false) => {
                self.write_value(book, head, row)?;
                match head.stored {
                    Stored::Error => CellKind::Error,
                    _ if is_formula => CellKind::Formula,
                    _ => CellKind::Plain,
                }
            }
        };
        if row.text.len() > start {
            self.limits.check_text(&row.text[start..], || self.place(row.number))?;
            row.cells.push(SheetCell { column: head.column, kind, end: row.text.len() });
        }
        Ok(())
    }

    fn write_value(&self, book: &Book, head: &Head, row: &mut SheetRow) -> Result<(), ReadError> {
        let text = &mut row.text;
        match head.stored {
            Stored::Number => book.format(head.style).write(&self.value, book.is_1904, text),
            Stored::Date => book.format(head.style).write_iso(&self.value, text),
            Stored::Shared => {
                let index = self.value.trim().parse().ok();
                match index.and_then(|index| book.strings.get(index)) {
                    Some(string) => text.push_str(string),
                    None => {
                        let fault = CellFault::NoSuchString;
                        return Err(self.bad_cell(row.number, head.column, fault));
                    }
                }
            }
            Stored::Boolean => text.push_str(match self.value.trim() {
                "1" | "true" => "TRUE",
                _ => "FALSE",
            }),
            Stored::Text | Stored::Error => {
                let start = text.len();
                text.push_str(&self.value);
                unescape_from(text, start);
            }
        }
        Ok(())
    }
}

/// Reads the attributes of a cell.
fn head(tag: Tag<'_>, last_column: u32) -> Result<Head, CellFault> {
    let mut head = Head { column: last_column + 1, style: 0, stored: Stored::Number };
    let mut column = Some(head.column);
    tag.attributes(|name, value| match name {
        "r" => column = parse_address(value).map(|(column, _)| column),
        "s" => head.style = value.parse().unwrap_or(0),
        "t" => {
            head.stored = match value {
                "s" => Stored::Shared,
                "str" | "inlineStr" => Stored::Text,
                "b" => Stored::Boolean,
                "e" => Stored::Error,
                "d" => Stored::Date,
                _ => Stored::Number,
            }
        }
        _ => {}
    });
    head.column = column.ok_or(CellFault::BadAddress)?;
    if head.column <= last_column {
        return Err(CellFault::OutOfOrder);
    }
    Ok(head)
}

/// Column and row of an address such as `AB12`, counted from 1.
fn parse_address(address: &str) -> Option<(u32, u32)> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=4).contains(&letters) {
        return None;
    }
    let (column, row) = address.split_at(letters);
    let column = column
        .bytes()
        .fold(0, |number, letter| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((column, row.parse().ok()?))
}

/// A range such as `A1:C3`, or one cell alone.
fn parse_range(range: &str) -> Option<Range> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let ((left, top), (right, bottom)) = (parse_address(first)?, parse_address(last)?);
    (left <= right && top <= bottom).then_some(Range { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_columns_and_rows() {
        let cases = [
            ("A1", Some((1, 1))),
            ("M57", Some((13, 57))),
            ("AB12", Some((28, 12))),
            ("XFD1048576", Some((16_384, 1_048_576))),
            ("1", None),
            ("A", None),
            ("", None),
            ("ABCDE1", None),
            ("A-1", None),
        ];
        for (address, place) in cases {
            assert_eq!(parse_address(address), place, "{address}");
        }
        let range = Range { top: 4, left: 2, bottom: 10, right: 2 };
        assert_eq!(parse_range("B4:B10"), Some(range));
        assert_eq!(parse_range("B10:B4"), None);
    }
}
