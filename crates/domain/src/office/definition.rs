//! A definition (口径): how an indicator is computed and judged.

use crate::formula::Formula;
use crate::number::{Decimal, decimal};
use crate::record::{FieldFaultKind, Fields, Record, Said, word_of};
use crate::say::{Lang, Say};
use crate::tell;

/// How an indicator is computed and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The indicator's number in its plan.
    pub indicator: u32,
    /// The definition's name with its edition: `straw-utilisation@1`. Series join by it.
    pub definition: String,
    /// What kind of indicator it is.
    pub kind: DefinitionKind,
    /// Its formula; none where evidence or another level decides.
    pub formula: Option<Formula>,
    /// Which side of a bare number is the good one.
    pub direction: Direction,
    /// How the periods of a year come together.
    pub time_op: TimeOp,
    /// How the orgs come together.
    pub place_op: PlaceOp,
    /// The decimals at which it is shown and compared.
    pub decimals: u32,
    /// What a divisor of nought means.
    pub when_zero: WhenZero,
    /// How sure the definition is.
    pub basis: Basis,
    /// The first year that it is judged by; `None` for the one that holds from the beginning.
    pub since: Option<i16>,
}

/// The kinds of indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    /// Computed from at least two items.
    Formula,
    /// Counted.
    Count,
    /// A named user decides on evidence.
    Evidence,
    /// A survey's result.
    Survey,
    /// Another level computes or sets it.
    External,
}

impl DefinitionKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 5] = [
        ("formula", Self::Formula),
        ("count", Self::Count),
        ("evidence", Self::Evidence),
        ("survey", Self::Survey),
        ("external", Self::External),
    ];
}

/// Which side is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither.
    Neither,
}

impl Direction {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 3] =
        [("up", Self::Up), ("down", Self::Down), ("none", Self::Neither)];
}

/// How the periods of a year come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeOp {
    /// They are added.
    Sum,
    /// The last one counts.
    Last,
    /// The parts come together each in its own way, and the formula is computed anew.
    Recompute,
    /// There is no number.
    Neither,
}

impl TimeOp {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 4] = [
        ("sum", Self::Sum),
        ("last", Self::Last),
        ("recompute", Self::Recompute),
        ("none", Self::Neither),
    ];
}

/// How the orgs come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceOp {
    /// They are added.
    Sum,
    /// Their parts are added, and the formula is computed anew.
    Recompute,
    /// One org has the whole number, or there is none.
    Neither,
}

impl PlaceOp {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 3] =
        [("sum", Self::Sum), ("recompute", Self::Recompute), ("none", Self::Neither)];
}

/// What a divisor of nought means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenZero {
    /// The number is missing.
    NoData,
    /// There is nothing to measure.
    NotApplicable,
    /// A value that the plan agrees on, in the indicator's unit, and why.
    Value(Decimal, String),
}

/// A text that does not say what a divisor of nought means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WhenZeroFault(String);

impl Say for WhenZeroFault {
    fn say(&self, lang: Lang) -> String {
        let text = &self.0;
        tell!(
            lang,
            "“{text}”应写成 no_data、not_applicable 或“数值: 理由”",
            "`{text}` must be no_data, not_applicable or `number: reason`"
        )
    }
}

impl WhenZero {
    fn read(text: &str) -> Result<Self, WhenZeroFault> {
        match text.trim() {
            "" | "no_data" => Ok(Self::NoData),
            "not_applicable" => Ok(Self::NotApplicable),
            other => {
                let fault = || WhenZeroFault(other.to_owned());
                let (digits, reason) = other.split_once([':', '：']).ok_or_else(fault)?;
                let value = decimal(digits).map_err(|_| fault())?;
                let reason = reason.trim();
                if reason.is_empty() {
                    Err(fault())
                } else {
                    Ok(Self::Value(value, reason.to_owned()))
                }
            }
        }
    }

    fn word(&self) -> String {
        match self {
            Self::NoData => "no_data".to_owned(),
            Self::NotApplicable => "not_applicable".to_owned(),
            Self::Value(value, reason) => format!("{value}: {reason}"),
        }
    }
}

/// How sure a definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The plan's own text says it.
    Plan,
    /// The official trial edition of 2019 says it.
    Official2019,
    /// Reconstructed; to be checked against the official annex.
    Reconstruction,
    /// The office's own.
    Own,
}

impl Basis {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 4] = [
        ("plan", Self::Plan),
        ("official_2019", Self::Official2019),
        ("reconstruction", Self::Reconstruction),
        ("own", Self::Own),
    ];
}

impl Say for Basis {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Plan => tell!(lang, "方案原文", "plan text"),
            Self::Official2019 => tell!(lang, "2019 年试行版原文", "2019 official text"),
            Self::Reconstruction => tell!(lang, "重建，待核原文", "reconstruction, unverified"),
            Self::Own => tell!(lang, "本单位自定", "own definition"),
        }
    }
}

impl Record for Definition {
    const FILE: &'static str = "definitions";
    const COLUMNS: &'static [&'static str] = &[
        "indicator",
        "definition",
        "kind",
        "formula",
        "direction",
        "time_op",
        "place_op",
        "decimals",
        "when_zero",
        "basis",
        "since",
    ];
    const OPTIONAL: usize = 1;

    fn fields(&self) -> Vec<String> {
        vec![
            self.indicator.to_string(),
            self.definition.clone(),
            word_of(&DefinitionKind::TABLE, self.kind).to_owned(),
            self.formula.as_ref().map_or(String::new(), ToString::to_string),
            word_of(&Direction::TABLE, self.direction).to_owned(),
            word_of(&TimeOp::TABLE, self.time_op).to_owned(),
            word_of(&PlaceOp::TABLE, self.place_op).to_owned(),
            self.decimals.to_string(),
            self.when_zero.word(),
            word_of(&Basis::TABLE, self.basis).to_owned(),
            self.since.map_or(String::new(), |year| year.to_string()),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            indicator: fields.whole("indicator"),
            definition: fields.required("definition"),
            kind: fields.one_of("kind", &DefinitionKind::TABLE),
            formula: read_formula(fields),
            direction: fields.one_of("direction", &Direction::TABLE),
            time_op: fields.one_of("time_op", &TimeOp::TABLE),
            place_op: fields.one_of("place_op", &PlaceOp::TABLE),
            decimals: fields.whole::<u32>("decimals").min(10),
            when_zero: fields.parsed("when_zero", WhenZero::read).unwrap_or(WhenZero::NoData),
            basis: fields.one_of("basis", &Basis::TABLE),
            since: match fields.text("since").trim() {
                "" => None,
                _ => Some(fields.whole("since")),
            },
        }
    }

    fn key(&self) -> String {
        match self.since {
            Some(year) => format!("{} {year}", self.indicator),
            None => self.indicator.to_string(),
        }
    }
}

/// The formula, or all of its faults.
fn read_formula(fields: &mut Fields<'_>) -> Option<Formula> {
    let text = fields.text("formula");
    if text.trim().is_empty() {
        return None;
    }
    match Formula::parse(&text) {
        Ok(formula) => Some(formula),
        Err(faults) => {
            for fault in faults {
                fields.fault("formula", FieldFaultKind::Other(Box::new(Said::at(&fault, &text))));
            }
            None
        }
    }
}
