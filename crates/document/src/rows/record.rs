//! A row of a file of values: all its fields in one piece of memory that is used again.

use std::sync::Arc;

use crate::model::Place;

/// A row: its fields and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The fields with one byte between them, as a csv row has it: so such a row is copied whole.
    text: String,
    /// Where each field ends.
    ends: Vec<usize>,
    sheet: Option<Arc<str>>,
    line: u32,
}

impl Record {
    /// A field, counted from 0; empty where the row is shorter.
    pub fn get(&self, index: usize) -> &str {
        let Some(end) = self.ends.get(index) else { return "" };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        &self.text[start..*end]
    }

    /// How many fields the row has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the row has no fields, as before the first reading.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The fields in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The line on which the row begins, or the row of the sheet.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The sheet, in a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Where the row stands.
    pub fn place(&self) -> Place {
        Place { sheet: self.sheet.clone(), line: self.line }
    }

    /// Begins a row.
    pub(crate) fn begin(&mut self, sheet: Option<&Arc<str>>, line: u32) {
        self.text.clear();
        self.ends.clear();
        self.line = line;
        if self.sheet.as_ref() != sheet {
            self.sheet = sheet.cloned();
        }
    }

    /// Adds a field.
    pub(crate) fn push(&mut self, field: &str) {
        if !self.ends.is_empty() {
            self.text.push(',');
        }
        self.text.push_str(field);
        self.end_field(0);
    }

    /// Adds text that is divided into fields later.
    pub(crate) fn push_part(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Ends a field that is `ahead` bytes longer than what was added so far.
    pub(crate) fn end_field(&mut self, ahead: usize) {
        self.ends.push(self.text.len() + ahead);
    }
}
