//! The numbers that a formula asks for, from what was filed.

use super::Judge;
use crate::formula::{Lookup, Missing, Outcome, Year, evaluate};
use crate::number::Number;
use crate::quantity::Quantity;

/// The numbers of a year through a month.
pub(crate) struct At<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) year: i16,
    pub(super) month: i8,
    /// The months must be there exactly; otherwise a whole year may stand for its share.
    pub(super) exact: bool,
    /// So much more of an item in the year that is judged.
    pub(super) added: Option<(usize, Number)>,
}

impl Lookup for At<'_> {
    fn quantity(&self, name: &str, when: Year) -> Result<Quantity, Missing> {
        let missing = || Missing { item: name.to_owned(), year: when };
        let index = self.judge.items.find(name).ok_or_else(missing)?;
        let item = &self.judge.pack.office.items[index];
        if let Some(Ok(formula)) = item.formula() {
            let shifted = Shifted { at: self, when };
            return match evaluate(&formula, &shifted).outcome {
                Outcome::Value(quantity) => quantity.to(&item.unit).ok_or_else(missing),
                Outcome::Missing(mut inner) => Err(inner.swap_remove(0)),
                Outcome::ZeroDivisor(..) => Err(missing()),
            };
        }
        let part = self.judge.part(index, self.judge.calendar_year(when, self.year));
        let exact = self.exact && when == Year::This;
        let total = part.total(self.month).or_else(|| {
            let share = Number::ratio(self.month.into(), 12);
            (!exact && part.is_flow())
                .then(|| part.total(12))
                .flatten()
                .map(|whole| &whole * &share)
        });
        let mut total = total.ok_or_else(missing)?;
        if let Some((_, more)) =
            self.added.as_ref().filter(|(i, _)| *i == index && when == Year::This)
        {
            total = &total + more;
        }
        Ok(Quantity::new(total, item.unit.clone()))
    }
}

/// The parts of a derived item, in the year that the item was asked for.
struct Shifted<'a> {
    at: &'a At<'a>,
    when: Year,
}

impl Lookup for Shifted<'_> {
    fn quantity(&self, name: &str, when: Year) -> Result<Quantity, Missing> {
        let when = if when == Year::This { self.when } else { when };
        self.at.quantity(name, when)
    }
}
