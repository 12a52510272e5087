//! Numbers through a formula, with every step kept so that a page can draw it.

use std::ops::Range;

use super::{Comparison, Condition, Expression, Extreme, Formula, Node, Operator, Year};
use crate::number::Number;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// Where the numbers come from.
pub trait Lookup {
    /// The item's quantity in that year, or why there is none.
    ///
    /// # Errors
    /// A missing item is told, never taken for nought.
    fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing>;
}

/// An item without a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The item, as the formula names it.
    pub item: String,
    /// The year it was wanted for.
    pub year: Year,
}

/// What a formula came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A quantity.
    Value(Quantity),
    /// Items without a number, all of them.
    Missing(Vec<Missing>),
    /// A divisor is nought; the text of that divisor, and where it stands in the formula's text.
    ZeroDivisor(String, Range<usize>),
}

/// A result and the tree of its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What the formula came to.
    pub outcome: Outcome,
    /// The root of the steps.
    pub root: Step,
}

/// One step of a computation: what it is, what it came to, what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The expression as written.
    pub text: String,
    /// What kind of step it is: `literal`, `item`, `sum`, `fraction` …; a condition `holds`,
    /// `fails`, or is `open`.
    pub kind: &'static str,
    /// What it came to; `None` where a number is missing or a divisor is nought.
    pub value: Option<Quantity>,
    /// Of which year, where it is not the year that is judged.
    pub year: Year,
    /// Its parts from left to right.
    pub parts: Vec<Step>,
}

/// Computes a formula whose units were checked.
pub fn evaluate(formula: &Formula, lookup: &dyn Lookup) -> Explained {
    let mut evaluator = Evaluator { lookup, missing: Vec::new(), zero_divisor: None };
    let root = evaluator.step(&formula.root, Year::This);
    let outcome = match (&root.value, evaluator.zero_divisor) {
        (Some(value), _) => Outcome::Value(value.clone()),
        (None, Some((divisor, span))) if evaluator.missing.is_empty() => {
            Outcome::ZeroDivisor(divisor, span)
        }
        _ => Outcome::Missing(evaluator.missing),
    };
    Explained { outcome, root }
}

struct Evaluator<'a> {
    lookup: &'a dyn Lookup,
    missing: Vec<Missing>,
    zero_divisor: Option<(String, Range<usize>)>,
}

impl Evaluator<'_> {
    fn step(&mut self, node: &Node, year: Year) -> Step {
        let made = |kind, value, parts| Step { text: node.to_string(), kind, value, year, parts };
        match &node.kind {
            Expression::Literal(quantity) => made("literal", Some(quantity.clone()), vec![]),
            Expression::Item(name) => made("item", self.item(name, year), vec![]),
            Expression::Negated(inner) => {
                let inner = self.step(inner, year);
                let value = inner.value.as_ref().map(|q| Quantity::new(-&q.number, q.unit.clone()));
                made("negated", value, vec![inner])
            }
            Expression::At(other, inner) => {
                let inner = self.step(inner, *other);
                made("at", inner.value.clone(), vec![inner])
            }
            Expression::Arithmetic(operator, left, right) => {
                let (left, right) = (self.step(left, year), self.step(right, year));
                let value = match (&left.value, &right.value) {
                    (Some(left), Some(right)) => self.arithmetic(*operator, left, right, node),
                    _ => None,
                };
                made(operator.step(), value, vec![left, right])
            }
            Expression::Extreme(extreme, list) => {
                let parts: Vec<Step> = list.iter().map(|one| self.step(one, year)).collect();
                let values: Option<Vec<&Quantity>> =
                    parts.iter().map(|p| p.value.as_ref()).collect();
                let value = values.and_then(|values| extreme_of(*extreme, &values));
                made(if *extreme == Extreme::Min { "min" } else { "max" }, value, parts)
            }
            Expression::If(condition, then, otherwise) => {
                let (condition, holds) = self.condition(condition, year);
                // Only the branch that is taken may be missing something.
                let taken =
                    holds.map(|holds| self.step(if holds { then } else { otherwise }, year));
                let value = taken.as_ref().and_then(|step| step.value.clone());
                made("if", value, [condition].into_iter().chain(taken).collect())
            }
        }
    }

    /// A condition as a step of its own: its kind says whether it holds.
    fn condition(&mut self, condition: &Condition, year: Year) -> (Step, Option<bool>) {
        let (left, right) = (self.step(&condition.left, year), self.step(&condition.right, year));
        let holds = match (&left.value, &right.value) {
            (Some(left), Some(right)) => compare(condition.comparison, left, right),
            _ => None,
        };
        let kind = match holds {
            Some(true) => "holds",
            Some(false) => "fails",
            None => "open",
        };
        let text = format!("{} {} {}", condition.left, condition.comparison, condition.right);
        (Step { text, kind, value: None, year, parts: vec![left, right] }, holds)
    }

    fn item(&mut self, name: &str, year: Year) -> Option<Quantity> {
        match self.lookup.quantity(name, year) {
            Ok(quantity) => Some(as_ratio(quantity)),
            Err(missing) => {
                if !self.missing.contains(&missing) {
                    self.missing.push(missing);
                }
                None
            }
        }
    }

    fn arithmetic(
        &mut self,
        operator: Operator,
        left: &Quantity,
        right: &Quantity,
        node: &Node,
    ) -> Option<Quantity> {
        match operator {
            Operator::Plus | Operator::Minus => {
                let right = right.to(&left.unit)?;
                let number = match operator {
                    Operator::Plus => &left.number + &right.number,
                    _ => &left.number - &right.number,
                };
                Some(Quantity::new(number, left.unit.clone()))
            }
            Operator::Times => {
                let number = &left.number * &right.number;
                Some(as_ratio(Quantity::new(number, left.unit.times(&right.unit))))
            }
            Operator::Over => {
                let Some(number) = left.number.over(&right.number) else {
                    if let Expression::Arithmetic(_, _, divisor) = &node.kind {
                        let place = || (divisor.to_string(), divisor.span.clone());
                        self.zero_divisor.get_or_insert_with(place);
                    }
                    return None;
                };
                Some(as_ratio(Quantity::new(number, left.unit.over(&right.unit))))
            }
        }
    }
}

/// A quantity without dimension as a pure number: 7 家 / 1 百家 is 0.07.
fn as_ratio(quantity: Quantity) -> Quantity {
    quantity.to(&Unit::none()).unwrap_or(quantity)
}

fn extreme_of(extreme: Extreme, values: &[&Quantity]) -> Option<Quantity> {
    let unit = &values.first()?.unit;
    let numbers: Option<Vec<Number>> =
        values.iter().map(|value| value.to(unit).map(|value| value.number)).collect();
    let number = match extreme {
        Extreme::Min => numbers?.into_iter().min()?,
        Extreme::Max => numbers?.into_iter().max()?,
    };
    Some(Quantity::new(number, unit.clone()))
}

fn compare(comparison: Comparison, left: &Quantity, right: &Quantity) -> Option<bool> {
    let (left, right) = (&left.number, &right.to(&left.unit)?.number);
    Some(match comparison {
        Comparison::Less => left < right,
        Comparison::AtMost => left <= right,
        Comparison::More => left > right,
        Comparison::AtLeast => left >= right,
        Comparison::Equal => left == right,
        Comparison::Unequal => left != right,
    })
}

impl Operator {
    fn step(self) -> &'static str {
        match self {
            Self::Plus => "sum",
            Self::Minus => "difference",
            Self::Times => "product",
            Self::Over => "fraction",
        }
    }
}
