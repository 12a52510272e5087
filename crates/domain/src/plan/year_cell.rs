//! A year's cell of the indicator table, as it stands and as it was typed.

use crate::number::{Decimal, decimal};
use crate::record::{FieldFaultKind, Fields, Record, word_of};
use crate::target::{Reduction, Target, Trend};

/// A year's cell of an indicator as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearCell {
    /// The indicator's number.
    pub indicator: u32,
    /// The year of its column.
    pub year: i16,
    /// Whether the plan states a fact or asks for something.
    pub role: CellRole,
    /// Its words, white space removed.
    pub text: String,
}

/// What a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellRole {
    /// The year lies behind the plan: it states what was.
    Actual,
    /// It says what is wanted.
    Target,
}

impl CellRole {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 2] = [("actual", Self::Actual), ("target", Self::Target)];
}

impl Record for YearCell {
    const FILE: &'static str = "cells";
    const COLUMNS: &'static [&'static str] = &["indicator", "year", "role", "text"];

    fn fields(&self) -> Vec<String> {
        let role = word_of(&CellRole::TABLE, self.role).to_owned();
        vec![self.indicator.to_string(), self.year.to_string(), role, self.text.clone()]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            indicator: fields.whole("indicator"),
            year: fields.whole("year"),
            role: fields.one_of("role", &CellRole::TABLE),
            text: fields.text("text"),
        }
    }

    fn key(&self) -> String {
        format!("{} {}", self.indicator, self.year)
    }
}

/// The typed meaning of a target cell, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    /// The indicator's number.
    pub indicator: u32,
    /// The year it is for.
    pub year: i16,
    /// What it asks for.
    pub target: Target,
    /// The words it came from.
    pub text: String,
}

impl Record for TargetRow {
    const FILE: &'static str = "targets";
    const COLUMNS: &'static [&'static str] =
        &["indicator", "year", "kind", "value", "text", "high", "base", "about"];

    fn fields(&self) -> Vec<String> {
        let digits =
            |value: Option<Decimal>| value.map_or(String::new(), |v| v.normalize().to_string());
        let (high, base, about) = match &self.target {
            Target::Range(_, high) => (Some(*high), None, false),
            Target::Reduction(reduction) => (None, reduction.base.clone(), reduction.about),
            Target::Approx(_) => (None, None, true),
            _ => (None, None, false),
        };
        vec![
            self.indicator.to_string(),
            self.year.to_string(),
            self.target.kind().to_owned(),
            digits(self.target.value()),
            self.text.clone(),
            digits(high),
            base.unwrap_or_default(),
            if about { "1".to_owned() } else { String::new() },
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            indicator: fields.whole("indicator"),
            year: fields.whole("year"),
            target: read_target(fields),
            text: fields.text("text"),
        }
    }

    fn key(&self) -> String {
        format!("{} {}", self.indicator, self.year)
    }
}

/// The words of the column `kind`.
const KINDS: [(&str, usize); 13] = [
    ("number", 0),
    ("at_least", 1),
    ("at_most", 2),
    ("range", 3),
    ("approx", 4),
    ("trend", 5),
    ("reduction", 6),
    ("cumulative", 7),
    ("milestone", 8),
    ("external", 9),
    ("sufficient", 10),
    ("none", 11),
    ("unread", 12),
];

/// The columns `kind`, `value`, `high`, `base`, `about` and `text` together.
fn read_target(fields: &mut Fields<'_>) -> Target {
    let kind = fields.one_of("kind", &KINDS);
    let text = fields.text("text");
    let mut figure = |column| fields.parsed(column, decimal).unwrap_or_default();
    match kind {
        0 => Target::Number(figure("value")),
        1 => Target::AtLeast(figure("value")),
        2 => Target::AtMost(figure("value")),
        3 => Target::Range(figure("value"), figure("high")),
        4 => Target::Approx(figure("value")),
        5 => read_trend(fields, text),
        6 => {
            let percent = figure("value");
            let base = Some(fields.text("base")).filter(|base| !base.is_empty());
            let about = fields.one_of("about", &[("", false), ("0", false), ("1", true)]);
            Target::Reduction(Reduction { percent, base, about })
        }
        7 => Target::Cumulative(figure("value")),
        8 => Target::Milestone(text),
        9 => Target::External(text),
        10 => Target::Sufficient(text),
        11 => Target::None(text),
        _ => Target::Unread(text),
    }
}

/// A trend's side is not a column: its words say it.
fn read_trend(fields: &mut Fields<'_>, text: String) -> Target {
    match Target::read(&text, &crate::unit::Unit::none()) {
        trend @ Target::Trend(..) => trend,
        _ => {
            let words = vec!["稳步降低", "稳步提高", "稳步推进", "总体平稳"];
            fields.fault("text", FieldFaultKind::NotOneOf(text.clone(), words));
            Target::Trend(Trend::Flat, text)
        }
    }
}
