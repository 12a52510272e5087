//! Measurements beside what one would use otherwise, on the same work in the same run.
//!
//! A time is printed and a ratio is judged: machines differ, and a busy one is slow at both. Each
//! measurement is a row of [`BENCHES`].

mod city;
mod document;
mod filing;
mod program;
mod reading;
mod record;
mod served;
mod spreadsheet;
mod timing;
mod values;

use std::path::{Path, PathBuf};

pub use record::{json_line, markdown, table_line};

/// One figure: ours beside another, and what their ratio may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What was measured.
    pub name: String,
    /// Our figure.
    pub ours: f64,
    /// The other's: the alternative, or what is asked for.
    pub other: f64,
    /// The unit of both.
    pub unit: &'static str,
    /// What the ratio of ours to the other may be.
    pub limit: Limit,
    /// What the other is.
    pub beside: &'static str,
}

/// What a ratio may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// It is printed and not judged.
    Printed,
}

impl Measured {
    /// Ours over the other; one where both are nought.
    pub fn ratio(&self) -> f64 {
        let both_nought = self.ours.abs() + self.other.abs() < f64::EPSILON;
        if both_nought { 1.0 } else { self.ours / self.other }
    }

    /// Whether the ratio is what it may be.
    pub fn holds(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.ratio() <= limit,
            Limit::AtLeast(limit) => self.ratio() >= limit,
            Limit::Printed => true,
        }
    }
}

/// Where the project lies, and whether there is time for the full sizes.
pub struct Setting {
    /// The project's root.
    pub root: PathBuf,
    /// Smaller sizes and fewer rounds, for a look in less than 40 seconds.
    pub quick: bool,
}

impl Setting {
    pub(crate) fn pack(&self) -> PathBuf {
        self.root.join("plans/tianqiao-2023-2025")
    }

    pub(crate) fn fixture(&self, name: &str) -> PathBuf {
        self.root.join("tests/fixtures").join(name)
    }

    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 3 } else { 9 }
    }
}

/// What a measurement does.
pub type Measure = fn(&Setting) -> Vec<Measured>;

/// All measurements by name, in the order in which they run.
pub const BENCHES: &[(&str, Measure)] = &[
    ("reader", reading::expectation),
    ("variants", reading::variants),
    ("growth", reading::growth),
    ("document", document::docx),
    ("status", values::status_of_many),
    ("import", values::workbook),
    ("filing", filing::workbook),
    ("verify", served::verify),
    ("start", served::start),
    ("pages", served::pages),
    ("requests", served::requests),
    ("spreadsheet", spreadsheet::equal),
    ("program", program::program),
];

/// The project's root: the folder, or the nearest above it, that holds the shipped pack.
pub fn root_from(folder: &Path) -> Option<PathBuf> {
    let holds = |folder: &&Path| folder.join("plans/tianqiao-2023-2025/plan.toml").is_file();
    folder.ancestors().find(holds).map(Path::to_path_buf)
}
