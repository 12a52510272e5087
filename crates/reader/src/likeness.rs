//! Which indicator a promise restates or bears on, by the words of their names.

use domain::number::{Decimal, decimal};
use domain::plan::{Promise, PromiseKind, Reading};

use crate::words::Words;

/// The names that a promise may be about.
pub(crate) struct Names {
    indicators: Vec<Name>,
    /// The indicator that counts 无废细胞, if the plan has one.
    cells: Option<u32>,
}

struct Name {
    no: u32,
    letters: Vec<char>,
    unit: String,
    last: Option<Decimal>,
    per_area: bool,
}

/// How much of the shorter name must be in the longer one for the two to bear on each other.
const RELATED: f64 = 0.55;
/// How much, for the two to be the same thing.
const SAME: f64 = 0.62;

impl Names {
    pub(crate) fn of(reading: &Reading) -> Self {
        let mut cells = None;
        let indicators = reading.indicators.iter().map(|indicator| {
            let key = Words::new(&indicator.name).key;
            if key.contains("细胞") {
                cells.get_or_insert(indicator.no);
            }
            let own = reading.targets.iter().filter(|target| target.indicator == indicator.no);
            let last = own.max_by_key(|target| target.year);
            Name {
                no: indicator.no,
                letters: letters(&key),
                unit: indicator.unit.clone(),
                last: last.and_then(|target| target.target.value()),
                per_area: is_per_area(&key),
            }
        });
        Self { indicators: indicators.collect(), cells }
    }

    /// Fills in what a promise restates or bears on.
    pub(crate) fn relate(&self, promise: &mut Promise) {
        let key = Words::new(&promise.what).key;
        if promise.kind == PromiseKind::Named {
            let cell = self.cells.filter(|_| key.contains("无废"));
            promise.related = cell.map_or(String::new(), |no| format!("indicator/{no}"));
            return;
        }
        let what = letters(&key);
        let value = decimal(&promise.value).ok();
        let scored = self
            .indicators
            .iter()
            .filter(|name| promise.subject != format!("indicator/{}", name.no));
        let scored = scored.map(|name| {
            let equal = name.unit == promise.unit && name.last.is_some() && name.last == value;
            (overlap(&what, &name.letters) + if equal { 0.15 } else { 0.0 }, equal, name)
        });
        let Some((score, equal, name)) = scored.max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
        let same_measure = name.per_area == is_per_area(&key) || !key.contains("总量");
        if score >= SAME && equal && same_measure {
            promise.same_as = format!("indicator/{}", name.no);
        } else if score >= RELATED {
            promise.related = format!("indicator/{}", name.no);
        }
    }
}

/// Whether a figure is meant per unit of area.
pub(crate) fn is_per_area(key: &str) -> bool {
    ["亩均", "单位耕地", "单位面积", "每亩"].iter().any(|word| key.contains(word))
}

/// The letters of a name; years and signs say nothing of what it is.
fn letters(key: &str) -> Vec<char> {
    key.chars().filter(|c| c.is_alphabetic()).collect()
}

/// How much of the shorter name stands in the longer one, in the same order.
#[expect(clippy::cast_precision_loss, reason = "names have fewer than a thousand characters")]
fn overlap(left: &[char], right: &[char]) -> f64 {
    let shorter = left.len().min(right.len());
    if shorter == 0 {
        return 0.0;
    }
    let mut row = vec![0_usize; right.len() + 1];
    for a in left {
        let mut diagonal = 0;
        for (j, b) in right.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if a == b { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row[right.len()] as f64 / shorter as f64
}
