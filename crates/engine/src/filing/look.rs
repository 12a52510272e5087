//! What rows say: each is parsed, with all that is wrong with it, and the checks are run.

use std::collections::HashMap;
use std::sync::PoisonError;

use domain::figures::ValueStatus;
use domain::filing::{Checker, Wanted, Weight};
use domain::number::{Decimal, Number, decimal};
use domain::office::Item;
use domain::pack::Pack;
use domain::period::Period;
use domain::record::Said;
use domain::text::{fold, short};

use super::{FilingRow, LENGTH_MAX, Told};
use crate::context::Context;
use crate::values::cells::{amount, factor, status};
use crate::world::Programme;

/// A row on its way.
pub(super) struct Looked {
    pub(super) told: Vec<Told>,
    pub(super) wanted: Option<Wanted>,
}

impl Looked {
    pub(super) fn wrong(&mut self, field: &'static str, said: Said) {
        self.told.push(Told { field, weight: Weight::Error, explained: false, said });
    }

    /// Keeps the row out because another one, counted from nought, has the same cell.
    fn same_as(&mut self, other: usize) {
        let other = other + 1;
        self.wrong(
            "item",
            Said::both(
                format!("与第 {other} 行是同一个数据项和报告期"),
                format!("is the same item and period as row {other}"),
            ),
        );
        self.wanted = None;
    }

    pub(super) fn stays_out(&self) -> bool {
        self.wanted.is_none()
            || self.told.iter().any(|told| told.weight == Weight::Error || !told.explained)
    }
}

/// Parses every row and runs the checks.
pub(super) fn look(
    programme: &Programme,
    pack: &Pack,
    org: u32,
    rows: &[FilingRow],
    ctx: &Context,
) -> Vec<Looked> {
    let known = Items::new(pack, org);
    let mut seen = HashMap::new();
    let mut looked: Vec<Looked> = rows.iter().map(|row| parse(pack, &known, row, ctx)).collect();
    for index in 0..looked.len() {
        let Some(wanted) = looked[index].wanted else { continue };
        let first = *seen.entry((wanted.item, wanted.period)).or_insert((index, wanted));
        if first.0 == index {
            continue;
        }
        looked[index].same_as(first.0);
        // Of two numbers nobody knows which is meant: then the first is not filed either.
        if (first.1.amount, first.1.status) != (wanted.amount, wanted.status) {
            looked[first.0].same_as(index);
        }
    }
    let figures = programme.figures.read().unwrap_or_else(PoisonError::into_inner);
    let at: Vec<usize> = (0..looked.len()).filter(|&at| looked[at].wanted.is_some()).collect();
    let wanted: Vec<Wanted> = at.iter().filter_map(|&at| looked[at].wanted).collect();
    let remarks = Checker::new(pack, &figures, org).look(&wanted);
    for ((at, remarks), wanted) in at.into_iter().zip(remarks).zip(&wanted) {
        let explained = !rows[at].note.trim().is_empty();
        for remark in remarks {
            let explained = remark.weight == Weight::Warning && explained;
            let told = Told { field: "value", weight: remark.weight, explained, said: remark.said };
            looked[at].told.push(told);
        }
        let is_early = wanted.period.ends_on() >= ctx.today();
        if is_early && wanted.status == ValueStatus::Reported {
            looked[at].told.push(told_early(wanted.period));
        }
    }
    looked
}

/// What each row asks of the items, found once.
struct Items<'a> {
    /// Where each stands, by its name and by its key.
    names: HashMap<&'a str, usize>,
    /// Whether the org files it.
    filed: Vec<bool>,
    /// How its unit is written.
    units: Vec<String>,
}

impl<'a> Items<'a> {
    fn new(pack: &'a Pack, org: u32) -> Self {
        let items = &pack.office.items;
        let mut names = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            names.insert(item.name.as_str(), index);
            names.insert(item.key.as_str(), index);
        }
        let filed = (0..items.len()).map(|index| files(pack, index, org)).collect();
        let units = items.iter().map(|item| item.unit.to_string()).collect();
        Self { names, filed, units }
    }
}

fn parse(pack: &Pack, known: &Items<'_>, row: &FilingRow, ctx: &Context) -> Looked {
    let mut looked = Looked { told: Vec::new(), wanted: None };
    let item = row.item.trim();
    let named = known.names.get(item).copied().or_else(|| {
        let folded = fold(item);
        pack.office.items.iter().position(|other| fold(&other.name) == folded)
    });
    let Some(index) = named.filter(|&index| known.filed[index]) else {
        looked.wrong(
            "item",
            Said::both(
                format!("本单位没有数据项“{}”", short(item)),
                format!("this org files no item `{}`", short(item)),
            ),
        );
        return looked;
    };
    let item = &pack.office.items[index];
    let period = Period::parse(row.period.trim()).map_err(|fault| Said::of(&fault));
    let period = period.and_then(|period| fits(item.frequency, period, ctx));
    let period = period.and_then(|period| within(pack, period));
    let period = period.map_err(|said| looked.wrong("period", said)).ok();
    let status = status(row.status.trim()).map_err(|said| looked.wrong("status", said)).ok();
    let amount = measured((item, &known.units[index]), row, status, &mut looked);
    for (field, text) in [("note", &row.note), ("source", &row.source), ("reason", &row.reason)] {
        if text.chars().count() > LENGTH_MAX {
            looked.wrong(field, Said::both("最多 500 字".into(), "at most 500 characters".into()));
        }
    }
    if let (Some(period), Some(status), Some(amount)) = (period, status, amount) {
        looked.wanted = Some(Wanted { item: index, period, amount, status });
    }
    looked
}

/// The amount of a row in the item's unit, which may stand behind the number or in a field of its
/// own.
fn measured(
    (item, own): (&Item, &str),
    row: &FilingRow,
    status: Option<ValueStatus>,
    looked: &mut Looked,
) -> Option<Decimal> {
    let (value, behind) = split(row.value.trim());
    let beside = row.unit.trim();
    // A form has the item's own unit filled in beside every number.
    let is_prefilled = || beside.is_empty() || beside == own;
    let (unit, field) = match behind {
        "" => (beside, "unit"),
        behind if behind == beside || is_prefilled() => (behind, "value"),
        behind => {
            looked.wrong("value", two_units(behind, beside));
            return None;
        }
    };
    let amount = amount(value, status, Some(&item.unit));
    let amount = amount.map_err(|said| looked.wrong("value", said)).ok()?;
    if unit == own {
        return Some(amount);
    }
    let converted = in_unit(item, amount, unit);
    let converted = converted.map_err(|said| looked.wrong(field, said)).ok()?;
    if let Some(converted) = converted {
        looked.told.push(told_unit(item, (amount, unit), converted));
    }
    Some(converted.unwrap_or(amount))
}

/// A number and the unit that stands behind it: `29.5万吨`. What does not begin with a number has
/// none.
fn split(typed: &str) -> (&str, &str) {
    let is_figure = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let digit = |c: char| is_figure(c) || ".．,，-−+ eE/—".contains(c);
    let end = typed.find(|c| !digit(c)).unwrap_or(typed.len());
    let (number, unit) = typed.split_at(end);
    if number.contains(is_figure) { (number.trim(), unit.trim()) } else { (typed, "") }
}

fn two_units(behind: &str, beside: &str) -> Said {
    let (behind, beside) = (short(behind), short(beside));
    Said::both(
        format!("数后面写的是“{behind}”，计量单位一栏写的是“{beside}”，请只写一个"),
        format!("`{behind}` stands behind the number and `{beside}` in the unit: write one"),
    )
}

/// Whether an org files an item.
pub(crate) fn files(pack: &Pack, item: usize, org: u32) -> bool {
    let orgs = &pack.office.orgs;
    let item = &pack.office.items[item];
    if item.derivation().is_some() {
        return false;
    }
    let Some(own) = orgs.get(org as usize) else { return false };
    let named = orgs.iter().find(|other| other.key == item.org);
    named.is_some_and(|named| match named.kind {
        domain::plan::OrgKind::Collective => named.assigned_to.contains(&own.key),
        _ => named.key == own.key,
    })
}

/// Whether an item is filed for a period, and the period has begun.
fn fits(
    frequency: domain::period::Frequency,
    period: Period,
    ctx: &Context,
) -> Result<Period, Said> {
    let wanted = frequency.periods(period.year());
    if !wanted.contains(&period) {
        let example = wanted.first().map_or(String::new(), ToString::to_string);
        return Err(Said::both(
            format!("这个数据项不按 {period} 这样的报告期填报，应如 {example}"),
            format!("this item is not filed for periods such as {period}, but as {example}"),
        ));
    }
    let (first, _) = period.months();
    let begins = jiff::civil::Date::new(period.year(), first, 1).unwrap_or(jiff::civil::Date::MAX);
    if begins > ctx.today() {
        return Err(Said::both(format!("{period} 还没有开始"), format!("{period} has not begun")));
    }
    Ok(period)
}

/// Whether a period lies in the years that the plan looks at: from its base year on.
pub(crate) fn within(pack: &Pack, period: Period) -> Result<Period, Said> {
    let years = pack.years();
    if years.contains(&period.year()) {
        return Ok(period);
    }
    let (first, last) = (years.start(), years.end());
    Err(Said::both(
        format!("{period} 不在方案看的年份里（{first}—{last}）"),
        format!("{period} is not among the years of the plan ({first}—{last})"),
    ))
}

/// Says that a number was reported while its period still runs.
fn told_early(period: Period) -> Told {
    let end = period.ends_on();
    Told {
        field: "period",
        weight: Weight::Warning,
        explained: true,
        said: Said::both(
            format!("{period} 到 {end} 才结束；若这个数还会变，请把状态填为“估算”"),
            format!("{period} ends on {end}; if the number may still change, call it estimated"),
        ),
    }
}

/// Says that a number was converted.
fn told_unit(item: &Item, (from, unit): (Decimal, &str), to: Decimal) -> Told {
    let own = &item.unit;
    let (from, to) = (from.normalize(), to.normalize());
    let said = format!("{from} {unit} = {to} {own}");
    Told {
        field: "unit",
        weight: Weight::Warning,
        explained: true,
        said: Said::both(format!("已换算：{said}"), format!("converted: {said}")),
    }
}

/// A number in the item's unit; `None` where it is in it already.
fn in_unit(item: &Item, amount: Decimal, unit: &str) -> Result<Option<Decimal>, Said> {
    if unit.is_empty() {
        return Ok(None);
    }
    let Some(factor) = factor(item, unit)? else { return Ok(None) };
    let number = &Number::from(amount) * &factor;
    let converted = number.fits(10).then(|| decimal(&number.plain(10)).ok()).flatten();
    converted.map(Some).ok_or_else(|| {
        let own = &item.unit;
        Said::both(
            format!("{amount} {unit} 换算成 {own} 位数过多，请按 {own} 填报"),
            format!("{amount} {unit} has too many digits in {own}, report it in {own}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_unit_may_stand_behind_a_number() {
        for (typed, number, unit) in [
            ("1,230", "1,230", ""),
            ("29.5万吨", "29.5", "万吨"),
            ("29.5 万吨", "29.5", "万吨"),
            ("约三吨", "约三吨", ""),
            ("0.95%", "0.95", "%"),
        ] {
            assert_eq!(split(typed), (number, unit), "{typed}");
        }
    }
}
