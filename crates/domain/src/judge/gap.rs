//! How far a number is from what is wanted, in what people count: tonnes, households, mu.

use super::Case;
use crate::formula::{Expression, Node, Operator, Year};
use crate::number::Number;
use crate::office::Definition;
use crate::quantity::Quantity;
use crate::say::{Lang, Say};
use crate::tell;
use crate::unit::Unit;

/// What would have to change for a number to be what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The item that would have to change; several where they are added up and it does not matter
    /// which of them changes; none for the indicator itself.
    pub items: Vec<String>,
    /// By how much: above nought more of it is needed, below nought less.
    pub amount: Quantity,
}

impl Case<'_> {
    /// The change of the first item that, alone, would make the number what is wanted; of an item
    /// that is added to others, the change of the sum.
    pub(super) fn gap(
        &self,
        definition: &Definition,
        value: Quantity,
        wanted: Number,
        month: i8,
    ) -> Option<Gap> {
        let own = Gap {
            items: Vec::new(),
            amount: Quantity { number: &wanted - &value.number, unit: value.unit.clone() },
        };
        let formula = definition.formula.as_ref()?;
        let leaves = self.judge.leaves(formula);
        // A count of one thing is its own gap.
        if leaves.len() == 1 {
            return Some(own);
        }
        let way = Way { case: self, definition, value: &value, wanted: &wanted, month };
        let mut changes = leaves.iter().filter(|(_, year)| *year == Year::This);
        let found = changes.find_map(|(item, _)| Some((*item, way.change(*item)?)));
        Some(found.map_or(own, |(item, amount)| way.named(item, amount)))
    }
}

/// The way from a number to what is wanted.
struct Way<'a> {
    case: &'a Case<'a>,
    definition: &'a Definition,
    value: &'a Quantity,
    wanted: &'a Number,
    month: i8,
}

impl Way<'_> {
    /// How much more or less of one item makes the number what is wanted: found by two points of a
    /// straight line, and kept only if the third lies on it.
    fn change(&self, item: usize) -> Option<Quantity> {
        let Case { judge, indicator, year, .. } = self.case;
        let with = |more: Number| {
            judge.value_with(self.definition, indicator, (*year, self.month), (item, more))
        };
        let slope = &with(Number::from(1))?.number - &self.value.number;
        let change = (self.wanted - &self.value.number).over(&slope)?;
        if with(change.clone())?.number != *self.wanted {
            return None;
        }
        Some(Quantity { number: change, unit: judge.pack.office.items[item].unit.clone() })
    }

    /// The change of an item under the name that the formula has for it, or of the sum that it is
    /// a part of.
    fn named(&self, item: usize, amount: Quantity) -> Gap {
        let root = self.definition.formula.as_ref().map(|formula| &formula.root);
        let addends = root.and_then(|root| self.addends(root, item)).unwrap_or_default();
        let alike = |name: &&String| {
            let first = self.leaf_of(name).filter(|first| *first != item);
            first.is_none_or(|first| {
                let other = self.change(first).and_then(|other| other.to(&amount.unit));
                other.is_some_and(|other| other.number == amount.number)
            })
        };
        let items: Vec<String> = addends.iter().filter(alike).cloned().collect();
        let office = &self.case.judge.pack.office.items;
        if items.is_empty() {
            return Gap { items: vec![office[item].name.clone()], amount };
        }
        let unit = self.case.judge.items.find(&items[0]).map(|index| &office[index].unit);
        let amount = unit.and_then(|unit| amount.to(unit)).unwrap_or(amount);
        Gap { items, amount }
    }

    /// The items that are added up with this one, itself among them, as the formula names them.
    fn addends(&self, node: &Node, item: usize) -> Option<Vec<String>> {
        let mut chain = Vec::new();
        flatten(node, &mut chain);
        let name = |node: &&Node| match &node.kind {
            Expression::Item(name) => Some(name.clone()),
            _ => None,
        };
        let holds = |name: &String| self.adds_up(name, item);
        let names: Vec<String> = chain.iter().filter_map(name).collect();
        if names.iter().any(holds) {
            return Some(names);
        }
        match &node.kind {
            // What was in another year does not change any more.
            Expression::At(..) => None,
            _ => node.children().into_iter().find_map(|child| self.addends(child, item)),
        }
    }

    /// Whether a name is an item, or an item derived by adding items up, this one among them.
    fn adds_up(&self, name: &str, item: usize) -> bool {
        let judge = self.case.judge;
        let Some(index) = judge.items.find(name) else { return false };
        match judge.pack.office.items[index].formula() {
            Some(Ok(formula)) => {
                let mut chain = Vec::new();
                flatten(&formula.root, &mut chain);
                let only_items = chain.iter().all(|n| matches!(n.kind, Expression::Item(_)));
                only_items && judge.leaves(&formula).contains(&(item, Year::This))
            }
            _ => index == item,
        }
    }

    /// The first reported item that a name rests on.
    fn leaf_of(&self, name: &str) -> Option<usize> {
        let judge = self.case.judge;
        let index = judge.items.find(name)?;
        match judge.pack.office.items[index].formula() {
            Some(Ok(formula)) => judge.leaves(&formula).first().map(|(leaf, _)| *leaf),
            _ => Some(index),
        }
    }
}

/// The parts of a sum; what is no sum is its own only part.
fn flatten<'a>(node: &'a Node, parts: &mut Vec<&'a Node>) {
    match &node.kind {
        Expression::Arithmetic(Operator::Plus, left, right) => {
            flatten(left, parts);
            flatten(right, parts);
        }
        _ => parts.push(node),
    }
}

/// How many parts of a sum are named.
const NAMED_MAX: usize = 3;

impl Gap {
    /// Whether the gap is so many of something.
    fn is_counted(&self) -> bool {
        Unit::parse("个").is_ok_and(|one| one.dimension() == self.amount.unit.dimension())
    }

    /// What there is too little or too much of: of a number of plants, plants.
    fn things(&self) -> Vec<&str> {
        let counted = self.is_counted();
        let thing = |item: &'_ String| -> usize {
            item.strip_suffix('数').filter(|_| counted).map_or(item.len(), str::len)
        };
        self.items.iter().map(|item| &item[..thing(item)]).collect()
    }

    /// The parts of a sum in words, the first few of many.
    fn together(things: &[&str], lang: Lang) -> String {
        let (all, more) = (things.len(), things.len().saturating_sub(NAMED_MAX));
        let named = &things[..all - more];
        match (lang, more) {
            (Lang::Zh, 0) => format!("{}合计", named.join("、")),
            (Lang::Zh, _) => format!("{}等 {all} 项合计", named.join("、")),
            (Lang::En, 0) => format!("{} together", named.join(", ")),
            (Lang::En, _) => format!("{} and {more} more together", named.join(", ")),
        }
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
        let things = self.things();
        match (things.as_slice(), less) {
            ([], false) => tell!(lang, "还差 {told}", "{told} short"),
            ([], true) => tell!(lang, "超出 {told}", "{told} too much"),
            ([item], false) => tell!(lang, "还差 {told}{item}", "{told} of {item} short"),
            ([item], true) => tell!(lang, "{item}多了 {told}", "{told} of {item} too much"),
            (sum, _) => {
                let sum = Self::together(sum, lang);
                if less {
                    tell!(lang, "多了 {told}（{sum}）", "{told} too much ({sum})")
                } else {
                    tell!(lang, "还差 {told}（{sum}）", "{told} short ({sum})")
                }
            }
        }
    }
}
