//! The tests of the whole system, in one binary so that they link once.

mod cities;
mod expectation;
mod permutation;
