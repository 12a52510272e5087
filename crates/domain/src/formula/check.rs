//! What can be known of a formula before any number: its items exist and its units agree.

use super::fault::{Fault, FaultKind};
use super::{Expression, Formula, Node, Operator, Year};
use crate::unit::Dimension;

/// The items that a formula may name.
pub trait Known {
    /// The dimension of an item, by name or key.
    fn dimension(&self, name: &str) -> Option<Dimension>;
    /// The dimension of an item of another year; an item that is known is known in every year,
    /// unless the numbers of each year are given one by one.
    fn dimension_in(&self, name: &str, _year: Year) -> Option<Dimension> {
        self.dimension(name)
    }
    /// The known name that is written most like this one, if any is close.
    fn nearest(&self, name: &str) -> Option<String>;
}

/// Checks items and units; `wanted` is the dimension the result must have.
///
/// # Errors
/// Every fault, each with its place.
pub fn check(
    formula: &Formula,
    known: &dyn Known,
    wanted: Option<Dimension>,
) -> Result<Dimension, Vec<Fault>> {
    let mut checker = Checker { known, faults: Vec::new() };
    let found = checker.dimension(&formula.root, Year::This);
    if let (Some(found), Some(wanted)) = (found, wanted)
        && found != wanted
    {
        checker.fault(&formula.root, FaultKind::WrongResult { found, wanted });
    }
    match found {
        Some(found) if checker.faults.is_empty() => Ok(found),
        _ => Err(checker.faults),
    }
}

struct Checker<'a> {
    known: &'a dyn Known,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, node: &Node, kind: FaultKind) {
        self.faults.push(Fault { span: node.span.clone(), kind });
    }

    /// The dimension of an expression, or `None` where a fault below it was noted.
    fn dimension(&mut self, node: &Node, year: Year) -> Option<Dimension> {
        match &node.kind {
            Expression::Literal(quantity) => Some(quantity.unit.dimension()),
            Expression::Item(name) => {
                let found = self.known.dimension_in(name, year);
                if found.is_none() {
                    let kind = if self.known.dimension(name).is_some() {
                        FaultKind::UnknownItem(year.of(name), None)
                    } else {
                        FaultKind::UnknownItem(name.clone(), self.known.nearest(name))
                    };
                    self.fault(node, kind);
                }
                found
            }
            Expression::Negated(inner) => self.dimension(inner, year),
            Expression::At(other, inner) => {
                if year != Year::This {
                    self.fault(node, FaultKind::NestedYear);
                }
                self.dimension(inner, *other)
            }
            Expression::Arithmetic(operator, left, right) => {
                let (left, right) = (self.dimension(left, year), self.dimension(right, year));
                let (left, right) = (left?, right?);
                match operator {
                    Operator::Times => Some(left.times(right)),
                    Operator::Over => Some(left.over(right)),
                    Operator::Plus | Operator::Minus => self.same(node, left, right),
                }
            }
            Expression::Extreme(_, list) => {
                let found: Vec<_> = list.iter().map(|one| self.dimension(one, year)).collect();
                let found: Option<Vec<_>> = found.into_iter().collect();
                let mut found = found?.into_iter();
                let first = found.next()?;
                found.try_fold(first, |first, next| self.same(node, first, next))
            }
            Expression::If(condition, then, otherwise) => {
                let left = self.dimension(&condition.left, year);
                let right = self.dimension(&condition.right, year);
                if let (Some(left), Some(right)) = (left, right) {
                    self.same(node, left, right);
                }
                let (then, otherwise) =
                    (self.dimension(then, year), self.dimension(otherwise, year));
                self.same(node, then?, otherwise?)
            }
        }
    }

    fn same(&mut self, node: &Node, left: Dimension, right: Dimension) -> Option<Dimension> {
        if left == right {
            return Some(left);
        }
        self.fault(node, FaultKind::Mismatch(left, right));
        None
    }
}
