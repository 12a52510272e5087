//! An indicator's number in a year, or why there is none.

use jiff::civil::Date;

use super::Judge;
use super::lookup::At;
use super::part::{Part, common_month};
use crate::calendar::NotLoaded;
use crate::figures::Filed;
use crate::formula::{Explained, Formula, Missing, Outcome, Year, evaluate};
use crate::number::Number;
use crate::office::{Definition, Item, WhenZero};
use crate::period::Period;
use crate::plan::Indicator;
use crate::quantity::Quantity;
use crate::record::Said;
use crate::say::{Lang, Say};
use crate::tell;
use crate::unit::Unit;

/// A number that someone owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingValue {
    /// The item's name.
    pub item: String,
    /// The org that files it.
    pub org: String,
    /// The period.
    pub period: Period,
    /// The day it was due, where the calendar knows.
    pub due: Option<Date>,
}

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncomputed {
    /// Nothing of the year is due yet.
    NotDue {
        /// When the first number is.
        due: String,
    },
    /// Some parts are there, another is not due yet.
    PartNotDue {
        /// The part.
        item: String,
        /// When it is due.
        due: String,
    },
    /// Numbers are missing.
    Missing,
    /// There is nothing to measure.
    NotApplicable(Said),
    /// A divisor is nought and the definition does not say what that means.
    ZeroDivisor(String),
}

/// What the computation came to.
#[derive(Debug, Clone)]
pub struct Computed {
    /// The number in the indicator's unit.
    pub value: Option<Quantity>,
    /// Why there is none.
    pub uncomputed: Option<Uncomputed>,
    /// The last month that it covers.
    pub month: i8,
    /// Whether every number of the year is there.
    pub whole: bool,
    /// When the last of the numbers that are not due yet is, where there are such.
    pub awaited_until: Option<String>,
    /// Some part is an estimate.
    pub unsure: bool,
    /// How many of the numbers needed by now are there.
    pub have: usize,
    /// How many are needed by now.
    pub need: usize,
    /// Which are missing.
    pub missing: Vec<MissingValue>,
    /// Every step.
    pub explained: Option<Explained>,
}

impl Computed {
    /// The months from January that the number covers, as a period.
    pub fn through(&self, year: i16) -> Option<Period> {
        self.value.as_ref()?;
        Some(if self.month == 12 {
            Period::Year(year)
        } else {
            Period::Cumulative(year, self.month)
        })
    }
}

/// What is known of the numbers that a formula needs in the year that is judged.
#[derive(Default)]
struct Need {
    have: usize,
    missing: Vec<MissingValue>,
    /// Numbers that are neither there nor due: the item, and when it is due.
    awaited: Vec<(String, Option<Date>)>,
}

impl Need {
    fn awaited_until(&self) -> Option<String> {
        let last = self.awaited.iter().map(|(_, due)| *due).max()?;
        Some(last.map_or("—".to_owned(), |due| due.to_string()))
    }
}

impl Judge<'_> {
    /// Computes an indicator; `None` where its definition has no formula.
    pub(crate) fn compute(
        &self,
        definition: &Definition,
        indicator: &Indicator,
        year: i16,
    ) -> Option<Computed> {
        let formula = definition.formula.as_ref()?;
        let leaves = self.leaves(formula);
        let parts: Vec<Part<'_>> = leaves
            .iter()
            .filter(|(_, when)| *when == Year::This)
            .map(|(item, _)| self.part(*item, year))
            .collect();
        let need = self.need(&parts, year);
        let month = common_month(&parts);
        let mut computed = Computed {
            value: None,
            uncomputed: None,
            month: month.unwrap_or(0),
            whole: need.missing.is_empty() && need.awaited.is_empty(),
            awaited_until: need.awaited_until(),
            unsure: parts.iter().any(|part| part.reporting().any(|filed| filed.unsure)),
            have: need.have,
            need: need.have + need.missing.len(),
            missing: need.missing.clone(),
            explained: None,
        };
        computed.uncomputed = not_there(&parts, &need, month);
        if computed.uncomputed.is_none() {
            let at = At { judge: self, year, month: computed.month, exact: true, added: None };
            self.finish(&mut computed, definition, indicator, formula, &at);
        }
        Some(computed)
    }

    /// Evaluates, converts to the indicator's unit, and says why where that fails.
    fn finish(
        &self,
        computed: &mut Computed,
        definition: &Definition,
        indicator: &Indicator,
        formula: &Formula,
        at: &At<'_>,
    ) {
        let explained = evaluate(formula, at);
        let unit = unit_of(indicator);
        match &explained.outcome {
            Outcome::Value(quantity) => computed.value = quantity.to(&unit),
            Outcome::Missing(missing) => {
                let owed = missing.iter().flat_map(|missing| self.lacking(missing, at.year));
                computed.missing.extend(owed);
                computed.need = computed.have + computed.missing.len();
                computed.uncomputed = Some(Uncomputed::Missing);
            }
            Outcome::ZeroDivisor(divisor, _) => match &definition.when_zero {
                WhenZero::NoData => {
                    computed.uncomputed = Some(Uncomputed::ZeroDivisor(divisor.clone()));
                }
                WhenZero::NotApplicable => {
                    let said = Said::of(&NoughtDivisor(divisor));
                    computed.uncomputed = Some(Uncomputed::NotApplicable(said));
                }
                WhenZero::Value(value, _) => {
                    computed.value = Some(Quantity::new(*value, unit));
                }
            },
        }
        computed.explained = Some(explained);
    }

    /// The number of another year, or of the same months of another year.
    pub(crate) fn value_of(
        &self,
        definition: &Definition,
        indicator: &Indicator,
        year: i16,
        month: i8,
    ) -> Option<Quantity> {
        let at = At { judge: self, year, month, exact: false, added: None };
        match evaluate(definition.formula.as_ref()?, &at).outcome {
            Outcome::Value(quantity) => quantity.to(&unit_of(indicator)),
            Outcome::Missing(_) | Outcome::ZeroDivisor(..) => None,
        }
    }

    /// The number if an item had this much more.
    pub(crate) fn value_with(
        &self,
        definition: &Definition,
        indicator: &Indicator,
        (year, month): (i16, i8),
        added: (usize, Number),
    ) -> Option<Quantity> {
        let at = At { judge: self, year, month, exact: true, added: Some(added) };
        match evaluate(definition.formula.as_ref()?, &at).outcome {
            Outcome::Value(quantity) => quantity.to(&unit_of(indicator)),
            Outcome::Missing(_) | Outcome::ZeroDivisor(..) => None,
        }
    }

    /// The reported items that a formula rests on, derived ones taken apart.
    pub(crate) fn leaves(&self, formula: &Formula) -> Vec<(usize, Year)> {
        let mut found = Vec::new();
        self.collect_leaves(formula, None, &mut found, 0);
        found
    }

    fn collect_leaves(
        &self,
        formula: &Formula,
        of: Option<Year>,
        found: &mut Vec<(usize, Year)>,
        depth: usize,
    ) {
        for (name, year) in formula.items() {
            let year = of.filter(|_| year == Year::This).unwrap_or(year);
            let Some(index) = self.items.find(name) else { continue };
            match self.pack.office.items[index].formula() {
                // A circle of derived items was refused when the pack was checked.
                Some(Ok(inner)) if depth < 16 => {
                    self.collect_leaves(&inner, Some(year), found, depth + 1);
                }
                _ if !found.contains(&(index, year)) => found.push((index, year)),
                _ => {}
            }
        }
    }

    pub(super) fn part(&self, item: usize, year: i16) -> Part<'_> {
        let office = &self.pack.office.items[item];
        let filed = self.items.filers(item).iter().map(|&org| {
            let entries = self.figures.in_year(item, org, year);
            (org, Filed::of(office.kind, entries, self.as_of))
        });
        Part { item: office, filed: filed.collect() }
    }

    /// What of the year's numbers is there, missing, or not due yet.
    fn need(&self, parts: &[Part<'_>], year: i16) -> Need {
        let mut need = Need::default();
        for part in parts {
            for (org, filed) in &part.filed {
                for period in part.item.frequency.periods(year) {
                    if filed.has(period) || filed.not_applicable {
                        need.have += 1;
                        continue;
                    }
                    let due = part.item.due_rule.due_on(period, self.calendar);
                    if self.is_late(part.item, period) {
                        need.missing.push(MissingValue {
                            item: part.item.name.clone(),
                            org: self.org_name(*org),
                            period,
                            due: due.ok(),
                        });
                    } else {
                        need.awaited.push((part.item.name.clone(), due.ok()));
                    }
                }
            }
        }
        need
    }

    /// Whether a period's number should be there by now.
    pub(super) fn is_late(&self, item: &Item, period: Period) -> bool {
        match item.due_rule.due_on(period, self.calendar) {
            Ok(due) => self.as_of > due,
            // Without the year's calendar nothing is late before a month is over.
            Err(NotLoaded(_)) => {
                self.as_of > period.ends_on().saturating_add(jiff::Span::new().days(31))
            }
        }
    }

    pub(super) fn org_name(&self, org: u32) -> String {
        let index = usize::try_from(org).unwrap_or(usize::MAX);
        self.pack.office.orgs.get(index).map_or(String::new(), |org| org.name.clone())
    }

    /// Numbers of the base year or of the year before that a formula asks for.
    fn lacking(&self, missing: &Missing, year: i16) -> Vec<MissingValue> {
        let year = self.calendar_year(missing.year, year);
        let Some(item) = self.items.find(&missing.item) else { return Vec::new() };
        let part = self.part(item, year);
        let lacking = part.filed.iter().filter(|(_, filed)| filed.through(12).is_none());
        let owed = lacking.map(|(org, _)| MissingValue {
            item: part.item.name.clone(),
            org: self.org_name(*org),
            period: Period::Year(year),
            due: part.item.due_rule.due_on(Period::Year(year), self.calendar).ok(),
        });
        owed.collect()
    }

    pub(super) fn calendar_year(&self, when: Year, year: i16) -> i16 {
        match when {
            Year::This => year,
            Year::Previous => year - 1,
            Year::Base => self.pack.head.base_year.unwrap_or(year),
        }
    }
}

/// A divisor of nought where the definition says that nothing is to be measured then.
struct NoughtDivisor<'a>(&'a str);

impl Say for NoughtDivisor<'_> {
    fn say(&self, lang: Lang) -> String {
        let divisor = self.0;
        tell!(lang, "“{divisor}”为 0", "“{divisor}” is nought")
    }
}

pub(crate) fn unit_of(indicator: &Indicator) -> Unit {
    Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none())
}

/// Why a number cannot be computed from what is there, if it cannot.
fn not_there(parts: &[Part<'_>], need: &Need, month: Option<i8>) -> Option<Uncomputed> {
    if !need.missing.is_empty() {
        return Some(Uncomputed::Missing);
    }
    let nothing = |part: &&Part<'_>| {
        !part.filed.is_empty() && part.filed.iter().all(|(_, filed)| filed.not_applicable)
    };
    if let Some(part) = parts.iter().find(nothing) {
        return Some(Uncomputed::NotApplicable(Said::of(&NothingToReport(&part.item.name))));
    }
    let stocks = parts.iter().filter(|part| !part.is_flow());
    let stocks = stocks.flat_map(|part| part.reporting().map(move |filed| (part, filed)));
    let without = stocks.into_iter().find(|(_, filed)| filed.last_month().is_none());
    if month.is_some() && without.is_none() {
        return None;
    }
    let first_due = need.awaited.iter().filter_map(|(_, due)| *due).min();
    let due = first_due.map_or("—".to_owned(), |due| due.to_string());
    if need.have == 0 {
        return Some(Uncomputed::NotDue { due });
    }
    let item = without.map(|(part, _)| part.item.name.clone());
    let item = item.or_else(|| need.awaited.first().map(|(item, _)| item.clone()));
    let awaited = need.awaited.iter().filter(|(name, _)| Some(name) == item.as_ref());
    let due = awaited.filter_map(|(_, due)| *due).min().map_or(due, |due| due.to_string());
    Some(Uncomputed::PartNotDue { item: item.unwrap_or_default(), due })
}

/// An item that every org says it has nothing to report of.
struct NothingToReport<'a>(&'a str);

impl Say for NothingToReport<'_> {
    fn say(&self, lang: Lang) -> String {
        let item = self.0;
        tell!(lang, "“{item}”不适用", "“{item}” is not applicable")
    }
}

/// Missing numbers in words: each item and org with its periods, the first few of many.
pub(crate) fn told(missing: &[MissingValue], lang: Lang) -> String {
    const SHOWN: usize = 3;
    let mut groups: Vec<(String, String, Vec<Period>)> = Vec::new();
    for value in missing {
        match groups.iter_mut().find(|(item, org, _)| *item == value.item && *org == value.org) {
            Some((_, _, periods)) => periods.push(value.period),
            None => groups.push((value.item.clone(), value.org.clone(), vec![value.period])),
        }
    }
    let shown = groups.iter().take(SHOWN).map(|(item, org, periods)| {
        let periods = match periods.as_slice() {
            [first, .., last] => format!("{first}…{last}"),
            rest => rest.iter().map(ToString::to_string).collect(),
        };
        tell!(lang, "{item}（{org} {periods}）", "{item} ({org} {periods})")
    });
    let shown: Vec<String> = shown.collect();
    let more = groups.len().saturating_sub(SHOWN);
    let tail = match (more, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => format!("，另有 {more} 项"),
        (_, Lang::En) => format!(" and {more} more"),
    };
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    format!("{}{tail}", shown.join(comma))
}
