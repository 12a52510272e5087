//! Names bound to formulas: `--set 产生量=3吨`, and items that are derived from other items.

use std::collections::BTreeMap;

use super::check::{Known, check};
use super::evaluate::{Explained, Lookup, Missing, Outcome, evaluate};
use super::fault::FaultKind;
use super::{Expression, Formula, Node, Operator, Year};
use crate::quantity::Quantity;
use crate::text;
use crate::unit::Dimension;

/// A name and the year of which it is bound.
type Name = (String, Year);

/// Names, each bound to a formula that may name others; never in a circle. A name of another year
/// is bound by itself, or follows from the parts that its name is bound to, of that year.
#[derive(Debug, Clone, Default)]
pub struct Bindings(BTreeMap<Name, Formula>);

impl Bindings {
    /// Binds every name in the year that is judged.
    ///
    /// # Errors
    /// Names that are bound by one another.
    pub fn new(pairs: impl IntoIterator<Item = (String, Formula)>) -> Result<Self, FaultKind> {
        Self::of_years(pairs.into_iter().map(|(name, formula)| ((name, Year::This), formula)))
    }

    /// Binds every name in its year.
    ///
    /// # Errors
    /// Names that are bound by one another.
    pub fn of_years(pairs: impl IntoIterator<Item = (Name, Formula)>) -> Result<Self, FaultKind> {
        let bindings = Self(pairs.into_iter().collect());
        let mut done = Vec::new();
        for (name, year) in bindings.0.keys() {
            bindings.walk(name, *year, &mut Vec::new(), &mut done)?;
        }
        Ok(bindings)
    }

    fn walk<'a>(
        &'a self,
        name: &'a str,
        year: Year,
        path: &mut Vec<(&'a str, Year)>,
        done: &mut Vec<(&'a str, Year)>,
    ) -> Result<(), FaultKind> {
        let at = (name, year);
        if let Some(start) = path.iter().position(|seen| *seen == at) {
            let circle = path[start..].iter().chain([&at]).map(|(name, year)| year.of(name));
            return Err(FaultKind::Cycle(circle.collect()));
        }
        let Some((formula, of)) = self.bound(name, year).filter(|_| !done.contains(&at)) else {
            return Ok(());
        };
        path.push(at);
        for (other, when) in formula.items() {
            self.walk(other, shifted(of, when), path, done)?;
        }
        path.pop();
        done.push(at);
        Ok(())
    }

    /// What a name is bound to in a year, and the year of which its parts are then taken.
    fn bound(&self, name: &str, year: Year) -> Option<(&Formula, Year)> {
        let own = self.0.get(&(name.to_owned(), year)).map(|formula| (formula, Year::This));
        own.or_else(|| {
            let formula = self.0.get(&(name.to_owned(), Year::This))?;
            // A plain number is of the year that is judged and says nothing of another.
            (!formula.items().is_empty()).then_some((formula, year))
        })
    }

    /// The bound names that a formula rests on.
    pub fn used_by(&self, formula: &Formula) -> Vec<(String, Year)> {
        let mut used: Vec<Name> = Vec::new();
        let mut open: Vec<Name> =
            formula.items().iter().map(|(name, year)| ((*name).to_owned(), *year)).collect();
        let mut seen = open.clone();
        while let Some((name, year)) = open.pop() {
            let Some((formula, of)) = self.bound(&name, year) else { continue };
            let key = (name.clone(), if of == Year::This { year } else { Year::This });
            if !used.contains(&key) {
                used.push(key);
            }
            for (other, when) in formula.items() {
                let next = (other.to_owned(), shifted(of, when));
                if !seen.contains(&next) {
                    seen.push(next.clone());
                    open.push(next);
                }
            }
        }
        used
    }

    /// Whether a formula is a share: a quotient within one dimension, or what shares come to by
    /// adding them and by choosing among them.
    pub fn is_share(&self, formula: &Formula) -> bool {
        self.node_is_share(&formula.root)
    }

    fn node_is_share(&self, node: &Node) -> bool {
        let dimension = |node: &Node| check(&Formula { root: node.clone() }, self, None).ok();
        match &node.kind {
            Expression::Arithmetic(Operator::Over, left, right) => {
                dimension(left).is_some_and(|left| Some(left) == dimension(right))
            }
            Expression::Arithmetic(Operator::Plus | Operator::Minus, left, right) => {
                self.node_is_share(left) || self.node_is_share(right)
            }
            Expression::Negated(inner) | Expression::At(_, inner) => self.node_is_share(inner),
            Expression::Extreme(_, list) => list.iter().any(|one| self.node_is_share(one)),
            Expression::If(_, then, otherwise) => {
                self.node_is_share(then) || self.node_is_share(otherwise)
            }
            Expression::Item(name) => {
                let bound = self.bound(name, Year::This);
                bound.is_some_and(|(formula, _)| self.node_is_share(&formula.root))
            }
            Expression::Literal(quantity) => quantity.unit.is_percent(),
            Expression::Arithmetic(Operator::Times, ..) => false,
        }
    }

    /// The formula that a name is bound to.
    pub fn get(&self, name: &str) -> Option<&Formula> {
        self.0.get(&(name.to_owned(), Year::This))
    }
}

/// The year of a part of something that is taken of a year.
fn shifted(of: Year, when: Year) -> Year {
    if when == Year::This { of } else { when }
}

impl Known for Bindings {
    fn dimension(&self, name: &str) -> Option<Dimension> {
        self.dimension_in(name, Year::This)
    }

    fn dimension_in(&self, name: &str, year: Year) -> Option<Dimension> {
        let (formula, of) = self.bound(name, year)?;
        check(formula, &OfYear { bindings: self, year: of }, None).ok()
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let names = self.0.keys().map(|(name, _)| name.as_str());
        text::nearest(name, names.filter(|near| *near != name)).map(str::to_owned)
    }
}

impl Lookup for Bindings {
    fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing> {
        let missing = || Missing { item: name.to_owned(), year };
        let explained: Explained = {
            let (formula, of) = self.bound(name, year).ok_or_else(missing)?;
            evaluate(formula, &OfYear { bindings: self, year: of })
        };
        match explained.outcome {
            Outcome::Value(quantity) => Ok(quantity),
            Outcome::Missing(_) | Outcome::ZeroDivisor(..) => Err(missing()),
        }
    }
}

/// The bindings seen from a part of something that is taken of a year.
struct OfYear<'a> {
    bindings: &'a Bindings,
    year: Year,
}

impl Known for OfYear<'_> {
    fn dimension(&self, name: &str) -> Option<Dimension> {
        self.bindings.dimension_in(name, self.year)
    }

    fn dimension_in(&self, name: &str, year: Year) -> Option<Dimension> {
        self.bindings.dimension_in(name, shifted(self.year, year))
    }

    fn nearest(&self, name: &str) -> Option<String> {
        self.bindings.nearest(name)
    }
}

impl Lookup for OfYear<'_> {
    fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing> {
        self.bindings.quantity(name, shifted(self.year, year))
    }
}
