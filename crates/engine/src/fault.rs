//! What a person is told when something cannot be done: where, what, and what to do.

use std::fmt;

use domain::record::Said;
use domain::{Lang, Say};

/// Where a fault lies: `FILE:ROW:COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The row, `sheet!row` in a workbook.
    pub row: Option<String>,
    /// The column, by its name or its number.
    pub column: Option<String>,
}

impl Spot {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), row: None, column: None }
    }

    /// A row of a file.
    #[must_use]
    pub fn row(mut self, row: impl fmt::Display) -> Self {
        self.row = Some(row.to_string());
        self
    }

    /// A column of a row.
    #[must_use]
    pub fn column(mut self, column: impl fmt::Display) -> Self {
        self.column = Some(column.to_string());
        self
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for part in [&self.row, &self.column].into_iter().flatten() {
            write!(f, ":{part}")?;
        }
        Ok(())
    }
}

/// Something that cannot be done, or is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub spot: Spot,
    /// What was met and what was expected.
    pub said: Said,
    /// What to do.
    pub hint: Option<Said>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(spot: Spot, said: Said) -> Self {
        Self { spot, said, hint: None }
    }

    /// The same with what to do.
    #[must_use]
    pub fn hint(mut self, hint: Said) -> Self {
        self.hint = Some(hint);
        self
    }
}

impl Say for Fault {
    fn say(&self, lang: Lang) -> String {
        let said = self.said.say(lang);
        if self.spot.file.is_empty() { said } else { format!("{}: {said}", self.spot) }
    }
}

/// All that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(pub Vec<Fault>);

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}
