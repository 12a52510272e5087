//! The rules of a zero-waste plan: numbers, units, periods, targets, formulas, verdicts.
//!
//! Architecture invariants: no I/O, no clock, no randomness, no SQL, no HTTP. What comes in is
//! already text or numbers; what goes out is a value or a fault that says what was met, what was
//! expected and what to do, in both languages.

pub mod access;
pub mod amend;
pub mod calendar;
pub mod check;
pub mod correct;
pub mod diff;
pub mod figures;
pub mod filing;
pub mod formula;
pub mod glossary;
pub mod judge;
pub mod number;
pub mod office;
pub mod overlap;
pub mod pack;
pub mod period;
pub mod plan;
pub mod quantity;
pub mod record;
mod say;
pub mod stage;
pub mod target;
pub mod text;
pub mod unit;
pub mod work;

pub use say::{Lang, Say, counted};
