//! What people of the office add to a plan: the rows of a pack's `office/` folder.
//!
//! A re-read of the document never touches it.

mod amendment;
mod correction;
mod definition;
mod item;
mod link;
mod org;

pub use amendment::AmendmentLine;
pub use correction::Correction;
pub use definition::{Basis, Definition, DefinitionKind, Direction, PlaceOp, TimeOp, WhenZero};
pub use item::{Item, ItemKind};
pub use link::Link;
pub use org::Org;

/// All that the office added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Office {
    /// The orgs, with their keys.
    pub orgs: Vec<Org>,
    /// How each indicator is computed.
    pub definitions: Vec<Definition>,
    /// The numbers that are reported.
    pub items: Vec<Item>,
    /// Which subjects belong together.
    pub links: Vec<Link>,
    /// What the reader misread, mended.
    pub corrections: Vec<Correction>,
    /// What later documents change in the plan; a pack without such has no file of them.
    pub amendments: Vec<AmendmentLine>,
}

impl Office {
    /// The edition of an indicator's definition that a year is judged by: a year keeps its own when
    /// a later year gets another.
    pub fn definition_in(&self, indicator: u32, year: i16) -> Option<&Definition> {
        self.editions(indicator).filter(|own| own.since.is_none_or(|since| since <= year)).last()
    }

    /// The latest edition of an indicator's definition.
    pub fn definition(&self, indicator: u32) -> Option<&Definition> {
        self.editions(indicator).last()
    }

    /// All editions of an indicator's definition that judge some year, the earliest first.
    pub fn editions(&self, indicator: u32) -> impl Iterator<Item = &Definition> {
        let own = self.definitions.iter().filter(|own| own.indicator == indicator);
        let mut own: Vec<&Definition> = own.collect();
        own.sort_by_key(|own| own.since);
        own.into_iter()
    }
}
