//! A plan's [`document::Document`] → the rows of a pack's `document/` folder.
//!
//! Architecture invariants: the only crate that guesses, and its guesses are tables of words; pure,
//! no I/O. What it cannot place goes to `unread` with a reason; nothing is dropped, and nothing is
//! put where it does not belong.

mod adopt;
mod align;
mod build;
mod duty;
mod facts;
mod heads;
mod indicators;
mod label;
mod likeness;
mod listing;
mod marks;
mod measures;
mod orgs;
mod outline;
mod projects;
mod promises;
mod prose;
mod read;
mod section;
mod table;
mod tasks;
mod time;
mod words;
mod years;

pub use read::{NoPlan, ReadPlan, read};
