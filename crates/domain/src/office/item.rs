//! An item (数据项): the smallest number that is reported or derived.

use crate::calendar::DueRule;
use crate::formula::{Fault, Formula};
use crate::period::Frequency;
use crate::record::{FieldFaultKind, Fields, Record, Said, word_of};
use crate::unit::Unit;

/// A number that someone reports for each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its key, ASCII.
    pub key: String,
    /// Its name, as formulas use it.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How its periods add up.
    pub kind: ItemKind,
    /// The key of the org that files it; of a collective, every org it is assigned to.
    pub org: String,
    /// How often it is filed.
    pub frequency: Frequency,
    /// When a period's number is due.
    pub due_rule: DueRule,
    /// Where the number comes from, in words; of a derived item, `=` and its formula.
    pub source: String,
}

/// How an item's periods add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// So much happened in the period: periods are added.
    Flow,
    /// So much was there at its end: the last one counts.
    Stock,
    /// So much since the plan began: the last one counts, and it never falls.
    Cumulative,
}

impl ItemKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 3] =
        [("flow", Self::Flow), ("stock", Self::Stock), ("cumulative", Self::Cumulative)];
}

impl Item {
    /// The text of its formula, if it is derived.
    pub fn derivation(&self) -> Option<&str> {
        self.source.trim().strip_prefix(['=', '＝'])
    }

    /// Its formula, if it is derived.
    ///
    /// # Errors
    /// The faults of the formula.
    pub fn formula(&self) -> Option<Result<Formula, Vec<Fault>>> {
        self.derivation().map(Formula::parse)
    }
}

impl Record for Item {
    const FILE: &'static str = "items";
    const COLUMNS: &'static [&'static str] =
        &["key", "name", "unit", "kind", "org", "frequency", "due_rule", "source"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.key.clone(),
            self.name.clone(),
            self.unit.to_string(),
            word_of(&ItemKind::TABLE, self.kind).to_owned(),
            self.org.clone(),
            word_of(&Frequency::TABLE, self.frequency).to_owned(),
            self.due_rule.to_string(),
            self.source.clone(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        let item = Self {
            key: fields.required("key"),
            name: fields.required("name"),
            unit: fields.parsed("unit", Unit::parse).unwrap_or_else(Unit::none),
            kind: fields.one_of("kind", &ItemKind::TABLE),
            org: fields.required("org"),
            frequency: fields.one_of("frequency", &Frequency::TABLE),
            due_rule: fields.parsed("due_rule", DueRule::parse).unwrap_or(DueRule::Days(1)),
            source: fields.text("source"),
        };
        if let Some(Err(faults)) = item.formula() {
            for fault in faults {
                let said = Box::new(Said::at(&fault, item.derivation().unwrap_or_default()));
                fields.fault("source", FieldFaultKind::Other(said));
            }
        }
        item
    }

    fn key(&self) -> String {
        self.key.clone()
    }
}
