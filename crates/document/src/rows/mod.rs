//! The rows of a file of values, csv or xlsx, one by one.

mod csv;
mod grid;
mod record;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::error::ReadError;
use crate::foreign::Foreign;
use crate::limits::Limits;
use crate::model::Format;
use crate::open::{Opened, open};
use crate::xlsx::SheetRows;
use csv::CsvRows;
pub use grid::{Area, FormulaCell, Grid, GridLimits, Grids, read_grids};
pub use record::Record;

/// Reads the rows of a csv file or a workbook without holding more than one of them.
///
/// Of a workbook all visible sheets are read in order; a cell that a merged one covers is empty.
/// Rows without anything in them are left out.
///
/// ```
/// use wufei_document::{Record, RowReader};
/// let mut rows = RowReader::open("值.csv", "指标,值\n示例综合利用率,97.85\n".into())?;
/// let mut record = Record::default();
/// assert!(rows.read(&mut record)?);
/// assert!(rows.read(&mut record)?);
/// assert_eq!((record.get(1), record.line()), ("97.85", 2));
/// assert!(!rows.read(&mut record)?);
/// # Ok::<(), wufei_document::ReadError>(())
/// ```
pub struct RowReader(Source);

enum Source {
    Csv(CsvRows),
    Sheets(Box<SheetRows>),
}

impl RowReader {
    /// Opens a file of values, whatever it is called; the name only helps the words of a refusal.
    ///
    /// # Errors
    /// The bytes are neither a csv file nor an xlsx, or are broken.
    pub fn open(name: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        Self::open_within(&Limits::default(), name, bytes)
    }

    /// Opens a file of values within other limits than the usual ones.
    ///
    /// # Errors
    /// As [`RowReader::open`].
    pub fn open_within(limits: &Limits, name: &str, bytes: Vec<u8>) -> Result<Self, ReadError> {
        let limits = Arc::new(limits.clone());
        Ok(Self(match open(&limits, name, bytes, Format::Xlsx)? {
            Opened::Text(text) => Source::Csv(CsvRows::new(text, limits)?),
            Opened::Package(Format::Xlsx, archive, part) => {
                Source::Sheets(Box::new(SheetRows::open(archive, &part)?))
            }
            Opened::Package(..) => return Err(Foreign::Docx.refusal(Format::Xlsx)),
        }))
    }

    /// Reads the next row; false behind the last. After an error nothing more can be read.
    ///
    /// # Errors
    /// The row is malformed, or the file breaks off.
    pub fn read(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        match &mut self.0 {
            Source::Csv(rows) => rows.read(record),
            Source::Sheets(rows) => rows.read(record),
        }
    }
}
