//! Xlsx → paragraphs and tables, and its rows one by one.
//!
//! Calamine would read the cells, but it does not tell a percentage from a plain number (0.95
//! shown as `95%`), nor a month from a day; a plan's targets need both. So the sheets are read
//! here, as a stream.

mod book;
mod date;
mod format;
mod grids;
mod layout;
mod number;
mod rows;
mod sheet;
mod strings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::archive::Archive;
use crate::build::{Builder, tidy};
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::model::{Block, Document, Format, Place, Remark, RemarkKind};
use book::{Book, SheetEntry};
use layout::{FilledRow, Sheet};
use sheet::{CellKind, SheetReader, SheetRow};

pub(crate) use grids::grids;
pub(crate) use rows::SheetRows;

/// Reads an xlsx whose main part is known.
pub(crate) fn read(archive: &mut Archive, part: &str) -> Result<Document, ReadError> {
    let book = Book::read(archive, part)?;
    let mut reader = BookReader {
        builder: Builder::new(archive.limits()),
        blocks: Vec::new(),
        remarks: Vec::new(),
        cells: 0,
    };
    for entry in &book.sheets {
        reader.sheet(archive, &book, entry)?;
    }
    Ok(Document { format: Format::Xlsx, blocks: reader.blocks, remarks: reader.remarks })
}

/// Reads the sheets of one workbook.
struct BookReader {
    builder: Builder,
    blocks: Vec<Block>,
    remarks: Vec<Remark>,
    /// Cells that were read, before any table is filled up.
    cells: u64,
}

impl BookReader {
    fn sheet(
        &mut self,
        archive: &mut Archive,
        book: &Book,
        entry: &SheetEntry,
    ) -> Result<(), ReadError> {
        if entry.is_hidden {
            self.remark(&entry.name, 1, RemarkKind::Hidden, &entry.name);
        }
        let mut reader = SheetReader::open(archive, entry)?;
        let rows = self.rows(&mut reader, book, &entry.name)?;
        self.hidden_columns(reader.hidden_columns(), &entry.name, &rows);
        let merged = reader.merged()?;
        let limit = self.builder.limits().cells;
        let mut sheet =
            Sheet::new(Arc::clone(&entry.name), rows, &merged, limit, &mut self.remarks)?;
        sheet.head = entry.head;
        self.blocks.extend(sheet.blocks(&mut self.builder)?);
        Ok(())
    }

    fn remark(&mut self, sheet: &Arc<str>, line: u32, kind: RemarkKind, text: &str) {
        let place = Place { sheet: Some(Arc::clone(sheet)), line };
        self.remarks.push(Remark { place, kind, text: text.to_owned() });
    }

    /// All rows that are not empty. Formulas are remarked upon once a sheet.
    fn rows(
        &mut self,
        reader: &mut SheetReader,
        book: &Book,
        sheet: &Arc<str>,
    ) -> Result<Vec<FilledRow>, ReadError> {
        let mut rows = Vec::new();
        let mut row = SheetRow::default();
        let mut has_formula = false;
        while reader.next_row(book, &mut row)? {
            let mut filled = FilledRow { number: row.number, cells: Vec::new() };
            for (cell, text) in row.cells() {
                let kind = match cell.kind {
                    CellKind::Error => Some(RemarkKind::ErrorValue),
                    CellKind::NotComputed => Some(RemarkKind::NotComputed),
                    CellKind::Formula if !has_formula => Some(RemarkKind::Formula),
                    CellKind::Formula | CellKind::Plain => None,
                };
                has_formula |= cell.kind == CellKind::Formula;
                if let Some(kind) = kind {
                    self.remark(sheet, row.number, kind, text);
                }
                if !tidy(text).is_empty() {
                    filled.cells.push((cell.column, tidy(text).to_owned()));
                }
            }
            if filled.cells.is_empty() {
                continue;
            }
            if row.is_hidden {
                self.remark(sheet, row.number, RemarkKind::Hidden, &filled.text());
            }
            self.cells += filled.cells.len() as u64;
            self.builder.limits().check(LimitKind::Cells, self.cells)?;
            rows.push(filled);
        }
        Ok(rows)
    }

    /// One remark for each stretch of hidden columns in which something stands.
    fn hidden_columns(&mut self, hidden: &[(u32, u32)], sheet: &Arc<str>, rows: &[FilledRow]) {
        if hidden.is_empty() {
            return;
        }
        let mut first_in: BTreeMap<u32, (u32, &str)> = BTreeMap::new();
        for row in rows {
            for (column, text) in &row.cells {
                first_in.entry(*column).or_insert((row.number, text));
            }
        }
        for (first, last) in hidden.iter().filter(|(first, last)| first <= last) {
            if let Some((_, (line, text))) = first_in.range(first..=last).next() {
                self.remark(sheet, *line, RemarkKind::Hidden, text);
            }
        }
    }
}
