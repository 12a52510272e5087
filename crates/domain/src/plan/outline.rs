//! The plan's text line by line, and what of it could not be placed.

use crate::record::{Fields, Record, word_of};

/// A line of the plan's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineLine {
    /// Where it stands in the document.
    pub line: String,
    /// Its place in the outline: `二(四)3`.
    pub place: String,
    /// What it is.
    pub kind: OutlineKind,
    /// Its words.
    pub text: String,
}

/// What a line of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineKind {
    /// A heading of the outline.
    Heading,
    /// Ordinary text.
    Text,
    /// A goal of the plan.
    Goal,
    /// A safeguard (保障措施).
    Safeguard,
    /// A note below a table, a footnote.
    Note,
    /// A row of a table.
    Table,
}

impl OutlineKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 6] = [
        ("heading", Self::Heading),
        ("text", Self::Text),
        ("goal", Self::Goal),
        ("safeguard", Self::Safeguard),
        ("note", Self::Note),
        ("table", Self::Table),
    ];
}

impl Record for OutlineLine {
    const FILE: &'static str = "outline";
    const COLUMNS: &'static [&'static str] = &["line", "place", "kind", "text"];

    fn fields(&self) -> Vec<String> {
        let kind = word_of(&OutlineKind::TABLE, self.kind).to_owned();
        vec![self.line.clone(), self.place.clone(), kind, self.text.clone()]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            line: fields.required("line"),
            place: fields.text("place"),
            kind: fields.one_of("kind", &OutlineKind::TABLE),
            text: fields.text("text"),
        }
    }

    fn key(&self) -> String {
        self.line.clone()
    }
}

/// A line that could not be placed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadLine {
    /// Where it stands in the document.
    pub line: String,
    /// Its words.
    pub text: String,
    /// Why it has no place.
    pub reason: String,
}

impl Record for UnreadLine {
    const FILE: &'static str = "unread";
    const COLUMNS: &'static [&'static str] = &["line", "text", "reason"];

    fn fields(&self) -> Vec<String> {
        vec![self.line.clone(), self.text.clone(), self.reason.clone()]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            line: fields.required("line"),
            text: fields.text("text"),
            reason: fields.required("reason"),
        }
    }

    fn key(&self) -> String {
        format!("{} {}", self.line, self.text)
    }
}
