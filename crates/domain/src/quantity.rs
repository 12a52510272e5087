//! A number with its unit.

use std::fmt;

use crate::number::{Number, grouped};
use crate::unit::Unit;

/// The most decimals that a quantity is written with where nothing says how many.
const DECIMALS_SHOWN: u32 = 6;

/// A number with its unit, exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// How many.
    pub number: Number,
    /// Of what.
    pub unit: Unit,
}

impl Quantity {
    /// A number of a unit.
    pub fn new(number: impl Into<Number>, unit: Unit) -> Self {
        Self { number: number.into(), unit }
    }

    /// A pure number.
    pub fn pure(number: impl Into<Number>) -> Self {
        Self::new(number, Unit::none())
    }

    /// The same in another unit, or `None` in another dimension.
    pub fn to(&self, unit: &Unit) -> Option<Self> {
        let factor = self.unit.factor_to(unit)?;
        Some(Self { number: &self.number * &factor, unit: unit.clone() })
    }

    /// As a page shows it at this many decimals: `1,230.5 吨`.
    pub fn shown(&self, decimals: u32) -> String {
        with_unit(grouped(&self.number.fixed(decimals)), &self.unit)
    }

    /// As a sentence has it: grouped, no trailing noughts.
    pub fn told(&self) -> String {
        with_unit(grouped(&self.number.plain(DECIMALS_SHOWN)), &self.unit)
    }
}

impl fmt::Display for Quantity {
    /// Digits, a space and the unit, as a file or a terminal wants it: `21100 万元`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_unit(self.number.plain(DECIMALS_SHOWN), &self.unit))
    }
}

fn with_unit(digits: String, unit: &Unit) -> String {
    if unit.is_none() { digits } else { format!("{digits} {unit}") }
}
