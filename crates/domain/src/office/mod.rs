//! What people of the office add to a plan: the rows of a pack's `office/` folder.
//!
//! A re-read of the document never touches it.

mod correction;
mod definition;
mod item;
mod link;
mod org;

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
}
