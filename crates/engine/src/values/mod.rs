//! Files of values: `item,org,period,value,unit,status,source,note`, csv or xlsx.
//!
//! Every row is accepted, or rejected with all of its reasons; what was converted or looks odd is
//! noted. Values of overlapping periods that contradict one another are never used side by side. A
//! value is never guessed, and a blank is never nought.

mod after;
pub(crate) mod cells;
mod file;
pub(crate) mod head;
mod intake;
mod notes;

use std::path::PathBuf;
use std::sync::Arc;

use domain::figures::Figures;
use domain::pack::Pack;
use domain::record::Said;

use crate::fault::{Faults, Spot};

use intake::Intake;

/// A row that was not taken, with all reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it stands.
    pub spot: Spot,
    /// The head of its file, as given.
    pub head: Arc<[String]>,
    /// Its fields, as given.
    pub fields: Vec<String>,
    /// Why it was not taken.
    pub reasons: Vec<Reason>,
}

/// What is wrong with one field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The field's column; none where the whole row is meant.
    pub column: Option<&'static str>,
    /// What was met and what was expected.
    pub said: Said,
}

/// Something about accepted rows that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The first row that it is about.
    pub spot: Spot,
    /// What it is.
    pub said: Said,
    /// How many rows it is about.
    pub rows: u32,
}

/// What became of the rows of one or more files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Rows that were taken.
    pub accepted: u64,
    /// Rows that were not.
    pub rejected: Vec<RejectedRow>,
    /// Conversions and oddities.
    pub notes: Vec<Note>,
}

/// Values and what became of their rows.
#[derive(Debug, Default)]
pub struct Values {
    /// The values that were taken.
    pub figures: Figures,
    /// What became of every row.
    pub receipt: Receipt,
}

/// Reads files of values for a pack.
///
/// # Errors
/// A file cannot be read at all, or its head lacks a column. Faulty rows are no error: they are in
/// the receipt.
pub fn values_read(pack: &Pack, files: &[PathBuf]) -> Result<Values, Faults> {
    let mut intake = Intake::new(pack);
    let mut faults = Vec::new();
    for path in files {
        if let Err(wrong) = intake.file(path) {
            faults.extend(wrong.0);
        }
    }
    if faults.is_empty() { Ok(intake.finish()) } else { Err(Faults(faults)) }
}
