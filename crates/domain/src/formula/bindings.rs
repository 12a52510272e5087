//! Names bound to formulas: `--set 产生量=3吨`, and items that are derived from other items.

use std::collections::BTreeMap;

use super::check::{Known, check};
use super::evaluate::{Lookup, Missing, Outcome, evaluate};
use super::fault::FaultKind;
use super::{Formula, Year};
use crate::quantity::Quantity;
use crate::text;
use crate::unit::Dimension;

/// Names, each bound to a formula that may name others; never in a circle.
#[derive(Debug, Clone, Default)]
pub struct Bindings(BTreeMap<String, Formula>);

impl Bindings {
    /// Binds every name.
    ///
    /// # Errors
    /// Names that are bound by one another.
    pub fn new(pairs: impl IntoIterator<Item = (String, Formula)>) -> Result<Self, FaultKind> {
        let bindings = Self(pairs.into_iter().collect());
        let mut done = Vec::new();
        for name in bindings.0.keys() {
            bindings.walk(name, &mut Vec::new(), &mut done)?;
        }
        Ok(bindings)
    }

    fn walk<'a>(
        &'a self,
        name: &'a str,
        path: &mut Vec<&'a str>,
        done: &mut Vec<&'a str>,
    ) -> Result<(), FaultKind> {
        if let Some(start) = path.iter().position(|seen| *seen == name) {
            let circle = path[start..].iter().chain([&name]).map(|&one| one.to_owned());
            return Err(FaultKind::Cycle(circle.collect()));
        }
        let Some(formula) = self.0.get(name).filter(|_| !done.contains(&name)) else {
            return Ok(());
        };
        path.push(name);
        for (other, _) in formula.items() {
            self.walk(other, path, done)?;
        }
        path.pop();
        done.push(name);
        Ok(())
    }

    /// The formula that a name is bound to.
    pub fn get(&self, name: &str) -> Option<&Formula> {
        self.0.get(name)
    }
}

impl Known for Bindings {
    fn dimension(&self, name: &str) -> Option<Dimension> {
        check(self.0.get(name)?, self, None).ok()
    }

    fn nearest(&self, name: &str) -> Option<String> {
        text::nearest(name, self.0.keys().map(String::as_str)).map(str::to_owned)
    }
}

impl Lookup for Bindings {
    fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing> {
        let missing = || Missing { item: name.to_owned(), year };
        let formula = self.0.get(name).ok_or_else(missing)?;
        match evaluate(formula, self).outcome {
            Outcome::Value(quantity) => Ok(quantity),
            Outcome::Missing(_) | Outcome::ZeroDivisor(_) => Err(missing()),
        }
    }
}
