//! Which indicator a promise restates or bears on, by the words of their names.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::number::{Decimal, decimal};
use domain::plan::{Promise, PromiseKind, Reading};

use crate::words::Words;

/// The names that a promise may be about.
pub(crate) struct Names {
    indicators: Vec<Name>,
    /// For each pair of neighbouring letters the indicators whose names have it.
    by_pair: HashMap<[char; 2], Vec<usize>>,
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

/// How many names are compared letter by letter: those that share most pairs of letters.
const COMPARED: usize = 12;
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
        let indicators: Vec<Name> = indicators.collect();
        let mut by_pair: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        for (index, name) in indicators.iter().enumerate() {
            for pair in pairs(&name.letters) {
                by_pair.entry(pair).or_default().push(index);
            }
        }
        Self { indicators, by_pair, cells }
    }

    /// The names that have most pairs of letters in common with these.
    fn nearest(&self, letters: &[char]) -> Vec<&Name> {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for index in pairs(letters).filter_map(|pair| self.by_pair.get(&pair)).flatten() {
            *shared.entry(*index).or_default() += 1;
        }
        let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
        ranked.sort_unstable_by_key(|(index, count)| (Reverse(*count), *index));
        let mut nearest: Vec<usize> =
            ranked.iter().take(COMPARED).map(|(index, _)| *index).collect();
        nearest.sort_unstable();
        nearest.into_iter().map(|index| &self.indicators[index]).collect()
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
        let own = promise.subject.strip_prefix("indicator/").and_then(|no| no.parse().ok());
        let scored = self.nearest(&what).into_iter().filter(|name| own != Some(name.no));
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

/// Neighbouring letters.
fn pairs(letters: &[char]) -> impl Iterator<Item = [char; 2]> + '_ {
    letters.windows(2).map(|pair| [pair[0], pair[1]])
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
