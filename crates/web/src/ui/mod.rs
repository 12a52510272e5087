//! Components: each has one name here, in the stylesheet and on the pages.

pub(crate) mod spark;
pub(crate) mod state;
pub(crate) mod strip;
