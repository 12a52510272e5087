//! The rows of a workbook one by one, sheet after sheet.

use std::sync::Arc;

use super::book::Book;
use super::sheet::{SheetReader, SheetRow};
use crate::archive::Archive;
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::rows::Record;

/// The rows of all visible sheets of a workbook.
pub(crate) struct SheetRows {
    archive: Archive,
    book: Book,
    /// The sheet to be opened next.
    next_sheet: usize,
    open: Option<SheetReader>,
    row: SheetRow,
    rows: u64,
}

impl SheetRows {
    /// Opens a workbook whose main part is known.
    pub(crate) fn open(mut archive: Archive, part: &str) -> Result<Self, ReadError> {
        let mut book = Book::read(&mut archive, part)?;
        book.sheets.retain(|sheet| !sheet.is_hidden);
        let row = SheetRow::default();
        Ok(Self { archive, book, next_sheet: 0, open: None, row, rows: 0 })
    }

    /// Reads the next row in which something stands; false behind the last.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        loop {
            let Some(reader) = &mut self.open else {
                let Some(sheet) = self.book.sheets.get(self.next_sheet) else { return Ok(false) };
                self.open = Some(SheetReader::open(&mut self.archive, sheet)?);
                self.next_sheet += 1;
                continue;
            };
            if !reader.next_row(&self.book, &mut self.row)? {
                // What stands behind the rows is read to the end, so that damage is noticed.
                reader.merged()?;
                self.open = None;
                continue;
            }
            if self.row.is_empty() {
                continue;
            }
            self.rows += 1;
            self.archive.limits().check(LimitKind::Rows, self.rows)?;
            fill(&self.book.sheets[self.next_sheet - 1].name, &self.row, record);
            return Ok(true);
        }
    }
}

/// Puts the cells of a row where they stand.
pub(super) fn fill(sheet: &Arc<str>, row: &SheetRow, record: &mut Record) {
    record.begin(Some(sheet), row.number);
    for (cell, text) in row.cells() {
        while record.len() + 1 < cell.column as usize {
            record.push("");
        }
        record.push(text);
    }
}
