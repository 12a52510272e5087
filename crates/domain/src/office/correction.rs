//! A correction: what the reader misread, and what is right.

use crate::record::{Fields, Record};

/// A field of `document/` that people set right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The file, without its ending.
    pub file: String,
    /// The row's key: `14`, `14 2025`, `监管/3`.
    pub key: String,
    /// The column.
    pub column: String,
    /// What the reader read; where it no longer reads so, the correction is an error.
    pub was: String,
    /// What is right.
    pub is: String,
    /// Why.
    pub why: String,
}

impl Record for Correction {
    const FILE: &'static str = "corrections";
    const COLUMNS: &'static [&'static str] = &["file", "key", "column", "was", "is", "why"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.file.clone(),
            self.key.clone(),
            self.column.clone(),
            self.was.clone(),
            self.is.clone(),
            self.why.clone(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            file: fields.required("file"),
            key: fields.required("key"),
            column: fields.required("column"),
            was: fields.text("was"),
            is: fields.text("is"),
            why: fields.required("why"),
        }
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.file, self.key, self.column)
    }
}
