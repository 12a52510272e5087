//! What is looked at when a number is filed: a table of checks, each with the limit it uses.
//!
//! An error keeps the number out. A warning lets it in with an explanation, which everyone who
//! looks at the number afterwards sees. The limits are the system's defaults; no law states them.

use std::collections::HashMap;

use crate::figures::{Entry, Figures, ValueStatus};
use crate::formula::{
    Expression, Formula, Lookup, Missing, Node, Operator, Outcome, Year, evaluate,
};
use crate::number::{Decimal, Number};
use crate::office::{Definition, Item, ItemKind};
use crate::pack::Pack;
use crate::period::Period;
use crate::quantity::Quantity;
use crate::record::{Said, word_of};
use crate::say::{Lang, Say};
use crate::tell;
use crate::unit::Unit;

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// The number stays out.
    Error,
    /// The number needs an explanation.
    Warning,
}

/// The checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckId {
    /// Less than nought.
    Negative,
    /// A thousand times the number before.
    Thousandfold,
    /// Several times the same months of the year before.
    Jump,
    /// A cumulative number that falls.
    Falling,
    /// More than the whole it is a part of.
    PartOverWhole,
    /// A fraction where a percentage is wanted.
    Fraction,
    /// More than a hundred per cent.
    OverHundred,
}

/// A row of the table of checks.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its id.
    pub id: CheckId,
    /// The word of data.
    pub word: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// So many times the number it is compared with, or one part in so many.
    pub times: i64,
}

/// Every check. The limits are system defaults.
pub const CHECKS: &[Check] = &[
    Check { id: CheckId::Negative, word: "negative", weight: Weight::Error, times: 0 },
    Check { id: CheckId::Thousandfold, word: "thousandfold", weight: Weight::Warning, times: 1000 },
    Check { id: CheckId::Jump, word: "jump", weight: Weight::Warning, times: 5 },
    Check { id: CheckId::Falling, word: "falling", weight: Weight::Warning, times: 0 },
    Check {
        id: CheckId::PartOverWhole,
        word: "part_over_whole",
        weight: Weight::Warning,
        times: 0,
    },
    Check { id: CheckId::Fraction, word: "fraction", weight: Weight::Warning, times: 0 },
    Check { id: CheckId::OverHundred, word: "over_hundred", weight: Weight::Warning, times: 0 },
];

fn check_of(id: CheckId) -> &'static Check {
    CHECKS.iter().find(|check| check.id == id).expect("every check has a row")
}

/// Something about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The check that said so.
    pub check: CheckId,
    /// How much it weighs.
    pub weight: Weight,
    /// What it is, and what to do.
    pub said: Said,
}

/// A number that somebody wants to file.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The item's index in the office's list.
    pub item: usize,
    /// The period.
    pub period: Period,
    /// How much, in the item's unit.
    pub amount: Decimal,
    /// How sure.
    pub status: ValueStatus,
}

/// What the numbers of an org are measured with: the plan and what was filed before.
pub struct Checker<'a> {
    pack: &'a Pack,
    figures: &'a Figures,
    org: u32,
    /// Items by name and by key.
    names: HashMap<&'a str, usize>,
    /// Fractions of percentages: numerator, denominator, the definition that they are of.
    fractions: Vec<(Formula, Formula, &'a Definition)>,
}

impl<'a> Checker<'a> {
    /// Ready to look at an org's numbers.
    pub fn new(pack: &'a Pack, figures: &'a Figures, org: u32) -> Self {
        let fractions = pack.office.definitions.iter().filter_map(|definition| {
            let (part, whole) = fraction(&definition.formula.as_ref()?.root)?;
            let own = pack.reading.indicators.iter().find(|i| i.no == definition.indicator)?;
            let percent = Unit::parse(&own.unit).is_ok_and(|unit| unit.is_percent());
            percent.then_some((part, whole, definition))
        });
        let mut names = HashMap::new();
        for (index, item) in pack.office.items.iter().enumerate() {
            names.entry(item.name.as_str()).or_insert(index);
            names.entry(item.key.as_str()).or_insert(index);
        }
        Self { pack, figures, org, names, fractions: fractions.collect() }
    }

    /// What there is to say of each number, in the order of the numbers.
    pub fn look(&self, wanted: &[Wanted]) -> Vec<Vec<Remark>> {
        let mut told: Vec<Vec<Remark>> = wanted.iter().map(|one| self.look_at(one)).collect();
        self.look_at_parts(wanted, &mut told);
        told
    }

    fn look_at(&self, wanted: &Wanted) -> Vec<Remark> {
        if wanted.status == ValueStatus::NotApplicable {
            return Vec::new();
        }
        let item = &self.pack.office.items[wanted.item];
        let mut told = Vec::new();
        if wanted.amount.is_sign_negative() && !wanted.amount.is_zero() {
            told.push(remark(CheckId::Negative, &Negative));
        }
        self.look_at_percent(item, wanted, &mut told);
        self.look_at_before(item, wanted, &mut told);
        told
    }

    fn look_at_percent(&self, item: &Item, wanted: &Wanted, told: &mut Vec<Remark>) {
        if !item.unit.is_percent() {
            return;
        }
        let hundred = wanted.amount * Decimal::ONE_HUNDRED;
        if wanted.amount > Decimal::ZERO && wanted.amount <= Decimal::ONE {
            told.push(remark(CheckId::Fraction, &Fraction(wanted.amount, hundred.normalize())));
        }
        if wanted.amount > Decimal::ONE_HUNDRED {
            told.push(remark(CheckId::OverHundred, &OverHundred));
        }
    }

    /// Against the period before and the same months of the year before.
    fn look_at_before(&self, item: &Item, wanted: &Wanted, told: &mut Vec<Remark>) {
        let before = self.before(wanted);
        let last_year = self.last_year(wanted);
        let compared = [before, last_year].into_iter().flatten();
        let thousand = check_of(CheckId::Thousandfold).times;
        let far = compared.clone().find(|other| is_apart(other.amount, wanted.amount, thousand));
        if let Some(other) = far {
            told.push(remark(CheckId::Thousandfold, &Apart::new(item, other, wanted)));
        } else if let Some(other) = last_year
            && is_apart(other.amount, wanted.amount, check_of(CheckId::Jump).times)
        {
            told.push(remark(CheckId::Jump, &Apart::new(item, other, wanted)));
        }
        if item.kind == ItemKind::Cumulative
            && let Some(other) = before.filter(|other| other.amount > wanted.amount)
        {
            told.push(remark(CheckId::Falling, &Falling(item.unit.clone(), *other)));
        }
    }

    /// The last value of the same length before the period.
    fn before(&self, wanted: &Wanted) -> Option<&Entry> {
        let year = wanted.period.year();
        let years = [year, year - 1];
        years.into_iter().find_map(|year| {
            let entries = self.figures.in_year(wanted.item, self.org, year).iter();
            let earlier = entries.filter(|entry| {
                entry.period.ends_on() < wanted.period.ends_on()
                    && length(entry.period) == length(wanted.period)
                    && entry.status != ValueStatus::NotApplicable
            });
            earlier.max_by_key(|entry| entry.period.ends_on())
        })
    }

    fn last_year(&self, wanted: &Wanted) -> Option<&Entry> {
        let year = wanted.period.year() - 1;
        let entries = self.figures.in_year(wanted.item, self.org, year).iter();
        let same = |entry: &&Entry| entry.period.months() == wanted.period.months();
        entries.filter(|e| e.status != ValueStatus::NotApplicable).find(same)
    }

    /// A part is not more than its whole, where the org files both.
    fn look_at_parts(&self, wanted: &[Wanted], told: &mut [Vec<Remark>]) {
        let amounts: HashMap<(usize, Period), Decimal> =
            wanted.iter().map(|one| ((one.item, one.period), one.amount)).collect();
        for (part, whole, definition) in &self.fractions {
            let named = |formula: &Formula| -> Vec<usize> {
                formula.items().iter().filter_map(|(n, _)| self.index(n)).collect()
            };
            let (parts, wholes) = (named(part), named(whole));
            // It is said of the numbers that are new: of parts, or else of what they are part of.
            let is_new = |one: &Wanted| {
                let filed = self.figures.get(one.item, self.org, one.period);
                filed.is_none_or(|filed| filed.amount != one.amount)
            };
            let new_parts = wanted.iter().any(|one| parts.contains(&one.item) && is_new(one));
            let new_wholes = wanted.iter().any(|one| wholes.contains(&one.item) && is_new(one));
            let named = if new_wholes && !new_parts { wholes } else { parts };
            // All parts of a period have one sum.
            let mut over: HashMap<Period, Option<Remark>> = HashMap::new();
            for (at, one) in wanted.iter().enumerate().filter(|(_, one)| named.contains(&one.item))
            {
                let found = over.entry(one.period).or_insert_with(|| {
                    let no = definition.indicator;
                    let judging = self.pack.office.definition_in(no, one.period.year())?;
                    let here = Here { checker: self, amounts: &amounts, period: one.period };
                    (judging.since == definition.since)
                        .then(|| self.over((part, whole), no, &here))
                        .flatten()
                });
                told[at].extend(found.clone());
            }
        }
    }

    /// Whether the parts of a period are more than their whole.
    fn over(
        &self,
        (part, whole): (&Formula, &Formula),
        indicator: u32,
        here: &Here<'_>,
    ) -> Option<Remark> {
        let sum = |formula| match evaluate(formula, here).outcome {
            Outcome::Value(quantity) => Some(quantity),
            _ => None,
        };
        let (part, whole) = (sum(part)?, sum(whole)?);
        let over = part.to(&whole.unit).is_some_and(|part| part.number > whole.number);
        over.then(|| {
            let name = self.pack.reading.indicators.iter().find(|i| i.no == indicator);
            let name = name.map_or(String::new(), |i| i.name.clone());
            remark(CheckId::PartOverWhole, &Over { part, whole, name })
        })
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }
}

/// The org's own numbers of a period: those that are wanted, else those that were filed.
struct Here<'a> {
    checker: &'a Checker<'a>,
    amounts: &'a HashMap<(usize, Period), Decimal>,
    period: Period,
}

impl Lookup for Here<'_> {
    fn quantity(&self, name: &str, when: Year) -> Result<Quantity, Missing> {
        let missing = || Missing { item: name.to_owned(), year: when };
        let index = self.checker.index(name).ok_or_else(missing)?;
        let item = &self.checker.pack.office.items[index];
        if when != Year::This {
            return Err(missing());
        }
        let own = self.amounts.get(&(index, self.period)).copied();
        let filed = || self.checker.figures.get(index, self.checker.org, self.period);
        let amount = own.or_else(|| filed().map(|entry| entry.amount)).ok_or_else(missing)?;
        Ok(Quantity::new(amount, item.unit.clone()))
    }
}

/// The two sides of `part / whole`.
fn fraction(root: &Node) -> Option<(Formula, Formula)> {
    let Expression::Arithmetic(Operator::Over, part, whole) = &root.kind else { return None };
    Some((Formula { root: (**part).clone() }, Formula { root: (**whole).clone() }))
}

fn length(period: Period) -> i8 {
    let (first, last) = period.months();
    last - first
}

/// Whether one is so many times the other.
fn is_apart(one: Decimal, other: Decimal, times: i64) -> bool {
    let (low, high) = (one.abs().min(other.abs()), one.abs().max(other.abs()));
    !low.is_zero() && Number::from(high) >= &Number::from(low) * &Number::from(times)
}

fn remark(id: CheckId, said: &dyn Say) -> Remark {
    Remark { check: id, weight: check_of(id).weight, said: Said::of(said) }
}

impl CheckId {
    /// The word of data.
    pub fn word(self) -> &'static str {
        let table: Vec<(&'static str, Self)> = CHECKS.iter().map(|c| (c.word, c.id)).collect();
        word_of(&table, self)
    }
}

struct Negative;

impl Say for Negative {
    fn say(&self, lang: Lang) -> String {
        tell!(lang, "不能小于 0", "cannot be less than nought")
    }
}

struct Fraction(Decimal, Decimal);

impl Say for Fraction {
    fn say(&self, lang: Lang) -> String {
        let Self(own, hundred) = self;
        tell!(
            lang,
            "单位是 %，填的是 {own}；是否应为 {hundred}？",
            "the unit is %, and {own} is given; is {hundred} meant?"
        )
    }
}

struct OverHundred;

impl Say for OverHundred {
    fn say(&self, lang: Lang) -> String {
        tell!(lang, "超过 100%，请核对", "is over 100 %, please check")
    }
}

/// A number far from another one.
struct Apart {
    unit: String,
    other: String,
    period: Period,
    times: String,
    is_more: bool,
    is_last_year: bool,
}

impl Apart {
    fn new(item: &Item, other: &Entry, wanted: &Wanted) -> Self {
        let (before, now) = (Number::from(other.amount.abs()), Number::from(wanted.amount.abs()));
        let is_more = now > before;
        let times = if is_more { now.over(&before) } else { before.over(&now) };
        let (then, same) = (other.period, other.period.months() == wanted.period.months());
        Self {
            unit: item.unit.to_string(),
            other: crate::number::grouped(&other.amount.normalize().to_string()),
            period: then,
            times: times.map_or(String::new(), |times| times.rounded(1).plain(1)),
            is_more,
            is_last_year: same && then.year() < wanted.period.year(),
        }
    }
}

impl Say for Apart {
    fn say(&self, lang: Lang) -> String {
        let Self { unit, other, period, times, .. } = self;
        let zh = if self.is_last_year { "上年同期" } else { "上期" };
        let en =
            if self.is_last_year { "the same months of last year" } else { "the period before" };
        let (zh_of, en_of) = if self.is_more {
            (format!("是{zh}的 {times} 倍"), format!("is {times} times {en}"))
        } else {
            (format!("只有{zh}的 1/{times}"), format!("is 1/{times} of {en}"))
        };
        tell!(
            lang,
            "{zh_of}（{period} 为 {other} {unit}）。单位是{unit}，是否填错了单位？确实如此请写明原因",
            "{en_of} ({period}: {other} {unit}). The unit is {unit}; is another one meant? If it is right, say why"
        )
    }
}

struct Falling(Unit, Entry);

impl Say for Falling {
    fn say(&self, lang: Lang) -> String {
        let (unit, period, amount) = (&self.0, self.1.period, self.1.amount.normalize());
        tell!(
            lang,
            "累计数不应减少：{period} 已是 {amount} {unit}",
            "a cumulative number does not fall: {period} had {amount} {unit} already"
        )
    }
}

struct Over {
    part: Quantity,
    whole: Quantity,
    name: String,
}

impl Say for Over {
    fn say(&self, lang: Lang) -> String {
        let (part, whole, name) = (self.part.told(), self.whole.told(), &self.name);
        tell!(
            lang,
            "分子 {part} 大于分母 {whole}（{name}）",
            "the part {part} is more than the whole {whole} ({name})"
        )
    }
}

#[cfg(test)]
mod tests;
