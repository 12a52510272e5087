//! A task of the annexed list (任务清单).

use crate::record::{Extra, Fields, Record};

/// A task as the list states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its system (制度, 技术, 市场, 监管) or the field it is listed under.
    pub system: String,
    /// Its running number within the system.
    pub no: u32,
    /// What it is called.
    pub name: String,
    /// What is to be done.
    pub content: String,
    /// The time as written.
    pub time: String,
    /// `YYYY` or `YYYY-MM`, blank where only an end is named.
    pub from: String,
    /// `YYYY` or `YYYY-MM`, blank for 长期.
    pub to: String,
    /// Where it stands in the document.
    pub line: String,
    /// Its number as printed.
    pub label: String,
    /// Columns without a place of their own.
    pub extra: Extra,
}

impl Task {
    /// How duties and links address it: `监管/3`.
    pub fn address(&self) -> String {
        format!("{}/{}", self.system, self.no)
    }
}

impl Record for Task {
    const FILE: &'static str = "tasks";
    const COLUMNS: &'static [&'static str] =
        &["system", "no", "name", "content", "time", "from", "to", "line", "label", "extra"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.system.clone(),
            self.no.to_string(),
            self.name.clone(),
            self.content.clone(),
            self.time.clone(),
            self.from.clone(),
            self.to.clone(),
            self.line.clone(),
            self.label.clone(),
            self.extra.to_string(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            system: fields.text("system"),
            no: fields.whole("no"),
            name: fields.required("name"),
            content: fields.text("content"),
            time: fields.text("time"),
            from: fields.text("from"),
            to: fields.text("to"),
            line: fields.text("line"),
            label: fields.text("label"),
            extra: fields.extra(),
        }
    }

    fn key(&self) -> String {
        self.address()
    }
}
