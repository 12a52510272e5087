//! What the tests of the whole system share: fixtures, and rows compared by key.

pub mod documents;
pub mod expectation;
pub mod fixtures;
pub mod rows;
pub mod variants;
