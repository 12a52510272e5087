//! The tests of the whole system, in one binary so that they link once.

#![allow(clippy::print_stdout, reason = "a test prints the figures that it judges")]

mod cities;
mod defects;
mod expectation;
mod permutation;
mod roundtrip;
mod tidy;
