//! A project of the annexed list (项目清单).

use crate::record::{Extra, Fields, Record};

/// A project as the list states it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Project {
    /// Its running number.
    pub no: u32,
    /// What it is called.
    pub name: String,
    /// Who answers for it (责任主体).
    pub owner: String,
    /// Who builds it (实施主体).
    pub implementer: String,
    /// What is built.
    pub content: String,
    /// Where.
    pub place: String,
    /// When, as written.
    pub time: String,
    /// `YYYY` or `YYYY-MM`.
    pub from: String,
    /// `YYYY` or `YYYY-MM`.
    pub to: String,
    /// The investment's digits.
    pub amount: String,
    /// The investment's unit.
    pub amount_unit: String,
    /// Where the money comes from.
    pub funding: String,
    /// What it is good for.
    pub benefit: String,
    /// Where it stands in the document.
    pub line: String,
    /// Its number as printed.
    pub label: String,
    /// Columns without a place of their own.
    pub extra: Extra,
}

impl Record for Project {
    const FILE: &'static str = "projects";
    const COLUMNS: &'static [&'static str] = &[
        "no",
        "name",
        "owner",
        "implementer",
        "content",
        "place",
        "time",
        "from",
        "to",
        "amount",
        "amount_unit",
        "funding",
        "benefit",
        "line",
        "label",
        "extra",
    ];

    fn fields(&self) -> Vec<String> {
        vec![
            self.no.to_string(),
            self.name.clone(),
            self.owner.clone(),
            self.implementer.clone(),
            self.content.clone(),
            self.place.clone(),
            self.time.clone(),
            self.from.clone(),
            self.to.clone(),
            self.amount.clone(),
            self.amount_unit.clone(),
            self.funding.clone(),
            self.benefit.clone(),
            self.line.clone(),
            self.label.clone(),
            self.extra.to_string(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            no: fields.whole("no"),
            name: fields.required("name"),
            owner: fields.text("owner"),
            implementer: fields.text("implementer"),
            content: fields.text("content"),
            place: fields.text("place"),
            time: fields.text("time"),
            from: fields.text("from"),
            to: fields.text("to"),
            amount: fields.text("amount"),
            amount_unit: fields.text("amount_unit"),
            funding: fields.text("funding"),
            benefit: fields.text("benefit"),
            line: fields.text("line"),
            label: fields.text("label"),
            extra: fields.extra(),
        }
    }

    fn key(&self) -> String {
        self.no.to_string()
    }
}
