//! The rules of verdicts: rows of `data/verdict_rules.tsv`, and one of them filled in with a case.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::number::{Number, decimal};
use crate::say::{Lang, Say};

const TABLE: &str = include_str!("../../../../data/verdict_rules.tsv");

/// A row of the table.
#[derive(Debug)]
struct Row {
    /// How much a number may differ, in hundredths of what it is compared with.
    tolerance: Number,
    /// The same for a percentage, in percentage points.
    points: Number,
    zh: &'static str,
    en: &'static str,
}

static ROWS: LazyLock<HashMap<&'static str, Row>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1).map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("verdict_rules.tsv has six columns");
        let (id, tolerance, points, _basis) = (next(), next(), next(), next());
        let number = |text: &str| match text.trim_end_matches('%') {
            "" => Number::zero(),
            digits => decimal(digits).expect("verdict_rules.tsv holds numbers").into(),
        };
        let row =
            Row { tolerance: number(tolerance), points: number(points), zh: next(), en: next() };
        (id, row)
    });
    rows.collect()
});

/// A rule with the figures of the case that it judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The id of its row.
    pub id: &'static str,
    fillings: Vec<(&'static str, [String; 2])>,
}

impl Rule {
    pub(crate) fn new(id: &'static str) -> Self {
        debug_assert!(ROWS.contains_key(id), "verdict_rules.tsv has no row `{id}`");
        Self { id, fillings: Vec::new() }
    }

    /// Fills in a figure that reads the same in both languages.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        let text = value.to_string();
        self.fillings.push((name, [text.clone(), text]));
        self
    }

    /// Fills in words.
    pub(crate) fn with_both(mut self, name: &'static str, words: impl Fn(Lang) -> String) -> Self {
        self.fillings.push((name, [words(Lang::Zh), words(Lang::En)]));
        self
    }

    /// How much a number of this rule may differ from `compared`, in its own unit.
    pub(crate) fn tolerance(id: &'static str, compared: &Number, percent: bool) -> Number {
        let row = &ROWS[id];
        if percent {
            return row.points.clone();
        }
        let hundredth = Number::ratio(1, 100);
        &(&row.tolerance * &compared.abs()) * &hundredth
    }

    /// The tolerance of a rule in words.
    pub(crate) fn tolerance_told(id: &'static str, percent: bool, lang: Lang) -> String {
        let row = &ROWS[id];
        let points = row.points.plain(3);
        if percent {
            return crate::tell!(lang, "{points} 个百分点", "{points} percentage points");
        }
        format!("{} %", row.tolerance.plain(3))
    }

    /// The ids of all rows.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        ROWS.keys().copied()
    }
}

impl Say for Rule {
    /// The row's sentence with the figures filled in.
    fn say(&self, lang: Lang) -> String {
        let row = &ROWS[self.id];
        let (template, side) = if lang == Lang::Zh { (row.zh, 0) } else { (row.en, 1) };
        let mut text = template.to_owned();
        for (name, words) in &self.fillings {
            text = text.replace(&format!("{{{name}}}"), &words[side]);
        }
        debug_assert!(!text.contains('{'), "a figure is missing in `{text}`");
        text
    }
}
