//! An indicator of the plan's table.

use crate::record::{Extra, Fields, Record};

/// An indicator as the table states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its running number in the plan's order.
    pub no: u32,
    /// Its heading of the first level.
    pub level1: String,
    /// Its heading of the second level.
    pub level2: String,
    /// What it is called, without its star and its unit.
    pub name: String,
    /// Whether it is marked as required (★, 必选).
    pub required: bool,
    /// Its unit as written; blank for none.
    pub unit: String,
    /// Its note.
    pub note: String,
    /// Where it stands in the document.
    pub line: String,
    /// Its number as printed.
    pub label: String,
    /// Columns without a place of their own.
    pub extra: Extra,
}

impl Record for Indicator {
    const FILE: &'static str = "indicators";
    const COLUMNS: &'static [&'static str] =
        &["no", "level1", "level2", "name", "required", "unit", "note", "line", "label", "extra"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.no.to_string(),
            self.level1.clone(),
            self.level2.clone(),
            self.name.clone(),
            u8::from(self.required).to_string(),
            self.unit.clone(),
            self.note.clone(),
            self.line.clone(),
            self.label.clone(),
            self.extra.to_string(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            no: fields.whole("no"),
            level1: fields.text("level1"),
            level2: fields.text("level2"),
            name: fields.required("name"),
            required: fields.one_of("required", &[("0", false), ("1", true)]),
            unit: fields.text("unit"),
            note: fields.text("note"),
            line: fields.text("line"),
            label: fields.text("label"),
            extra: fields.extra(),
        }
    }

    fn key(&self) -> String {
        self.no.to_string()
    }
}
