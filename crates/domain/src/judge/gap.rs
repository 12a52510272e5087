//! How far a number is from what is wanted, in what people count: tonnes, households, mu.

use super::Case;
use crate::formula::Year;
use crate::number::Number;
use crate::office::Definition;
use crate::quantity::Quantity;
use crate::say::{Lang, Say};
use crate::tell;
use crate::unit::Unit;

/// What would have to change for a number to be what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The item that would have to change; `None` for the indicator itself.
    pub item: Option<String>,
    /// By how much: above nought more of it is needed, below nought less.
    pub amount: Quantity,
}

impl Case<'_> {
    /// The change of the first item that, alone, would make the number what is wanted.
    pub(super) fn gap(
        &self,
        definition: &Definition,
        value: Quantity,
        wanted: Number,
        month: i8,
    ) -> Option<Gap> {
        let own = Gap {
            item: None,
            amount: Quantity { number: &wanted - &value.number, unit: value.unit.clone() },
        };
        let formula = definition.formula.as_ref()?;
        let leaves = self.judge.leaves(formula);
        let mut changes = leaves.iter().filter(|(_, year)| *year == Year::This);
        let found =
            changes.find_map(|(item, _)| self.change(definition, *item, &value, &wanted, month));
        // A count of one thing is its own gap.
        let single = leaves.len() == 1;
        Some(found.filter(|_| !single).unwrap_or(own))
    }

    /// How much more or less of one item makes the number what is wanted: found by two points of a
    /// straight line, and kept only if the third lies on it.
    fn change(
        &self,
        definition: &Definition,
        item: usize,
        value: &Quantity,
        wanted: &Number,
        month: i8,
    ) -> Option<Gap> {
        let with = |more: Number| {
            self.judge.value_with(definition, self.indicator, (self.year, month), (item, more))
        };
        let slope = &with(Number::from(1))?.number - &value.number;
        let change = (wanted - &value.number).over(&slope)?;
        if with(change.clone())?.number != *wanted {
            return None;
        }
        let office = &self.judge.pack.office.items[item];
        let amount = Quantity { number: change, unit: office.unit.clone() };
        Some(Gap { item: Some(office.name.clone()), amount })
    }
}

impl Gap {
    /// Whether the gap is so many of something.
    fn is_counted(&self) -> bool {
        Unit::parse("个").is_ok_and(|one| one.dimension() == self.amount.unit.dimension())
    }

    /// What there is too little or too much of: of a number of plants, plants.
    fn thing(&self) -> Option<&str> {
        let item = self.item.as_deref()?;
        Some(item.strip_suffix('数').filter(|_| self.is_counted()).unwrap_or(item))
    }

    /// The amount as far as it matters: whole things, or two decimals.
    pub fn rounded(&self) -> Quantity {
        let number = &self.amount.number;
        let decimals = match (self.is_counted(), number.abs() >= Number::from(100)) {
            (true, _) | (_, true) => 0,
            (false, false) => 2,
        };
        // A gap is closed only by all of it: it is rounded away from nought.
        let rounded = number.rounded(decimals);
        let step = Number::scaled(1, decimals);
        let number = match (rounded.abs() < number.abs(), number.is_negative()) {
            (true, false) => &rounded + &step,
            (true, true) => &rounded - &step,
            (false, _) => rounded,
        };
        Quantity { number, unit: self.amount.unit.clone() }
    }
}

impl Say for Gap {
    fn say(&self, lang: Lang) -> String {
        let amount = self.rounded();
        let less = amount.number.is_negative();
        let size = Quantity { number: amount.number.abs(), unit: amount.unit.clone() };
        let points = size.unit.is_percent();
        let told = if points {
            let digits = size.number.plain(6);
            tell!(lang, "{digits} 个百分点", "{digits} percentage points")
        } else {
            size.told()
        };
        match (self.thing(), less) {
            (Some(item), false) => tell!(lang, "还差 {told}{item}", "{told} of {item} short"),
            (Some(item), true) => tell!(lang, "{item}多了 {told}", "{told} of {item} too much"),
            (None, false) => tell!(lang, "还差 {told}", "{told} short"),
            (None, true) => tell!(lang, "超出 {told}", "{told} too much"),
        }
    }
}
