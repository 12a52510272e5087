//! A measure (重点任务): a clause of the plan's text that names its own orgs.

use crate::record::{Fields, Record};

/// A clause of the text with its own 牵头 or 责任单位.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its running number in the order of the text.
    pub no: u32,
    /// The outline's place: `二(四)3`.
    pub place: String,
    /// Its number within that place.
    pub part: u32,
    /// Its first sentence where that is a heading.
    pub title: String,
    /// The clause without the phrase that names the orgs.
    pub text: String,
    /// Where it stands in the document.
    pub line: String,
}

impl Record for Measure {
    const FILE: &'static str = "measures";
    const COLUMNS: &'static [&'static str] = &["no", "place", "part", "title", "text", "line"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.no.to_string(),
            self.place.clone(),
            self.part.to_string(),
            self.title.clone(),
            self.text.clone(),
            self.line.clone(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            no: fields.whole("no"),
            place: fields.text("place"),
            part: fields.whole("part"),
            title: fields.text("title"),
            text: fields.required("text"),
            line: fields.text("line"),
        }
    }

    fn key(&self) -> String {
        self.no.to_string()
    }
}
