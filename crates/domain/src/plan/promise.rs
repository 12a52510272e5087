//! A promise (承诺): a figure or a named place promised outside the indicator table.

use crate::record::{Fields, Record, word_of};

/// A figure or a named place that the text promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Where it is promised: `measure/20`.
    pub subject: String,
    /// What is promised.
    pub what: String,
    /// How its figure is meant.
    pub kind: PromiseKind,
    /// The figure as written, blank for a named place.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The year by which, blank where the text names none.
    pub year: String,
    /// The indicator that it restates.
    pub same_as: String,
    /// What it bears on.
    pub related: String,
}

/// How a promised figure is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseKind {
    /// A bare figure.
    Number,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
    /// About.
    Approx,
    /// A reduction against a base.
    Reduction,
    /// A place or an enterprise by name.
    Named,
}

impl PromiseKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 6] = [
        ("number", Self::Number),
        ("at_least", Self::AtLeast),
        ("at_most", Self::AtMost),
        ("approx", Self::Approx),
        ("reduction", Self::Reduction),
        ("named", Self::Named),
    ];
}

impl Record for Promise {
    const FILE: &'static str = "promises";
    const COLUMNS: &'static [&'static str] =
        &["subject", "what", "kind", "value", "unit", "year", "same_as", "related"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.subject.clone(),
            self.what.clone(),
            word_of(&PromiseKind::TABLE, self.kind).to_owned(),
            self.value.clone(),
            self.unit.clone(),
            self.year.clone(),
            self.same_as.clone(),
            self.related.clone(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            subject: fields.required("subject"),
            what: fields.required("what"),
            kind: fields.one_of("kind", &PromiseKind::TABLE),
            value: fields.text("value"),
            unit: fields.text("unit"),
            year: fields.text("year"),
            same_as: fields.text("same_as"),
            related: fields.text("related"),
        }
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.subject, self.what, self.value)
    }
}
