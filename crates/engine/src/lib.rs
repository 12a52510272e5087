//! Use cases over plans: folders of packs, files of values, status.
//!
//! Architecture invariants: the only crate that touches the disk and the clock. It decides nothing
//! that the domain's rules decide; it brings them what they need and carries the answer away. All
//! faults of an input come at once, each with its place and what to do.

mod calendar;
mod clock;
mod disk;
mod fault;
mod head;
mod pack;
mod read_plan;
mod refusal;
mod source;
mod status;
mod values;

pub use calendar::calendar;
pub use clock::today;
pub use disk::file_write;
pub use fault::{Fault, Faults, Spot};
pub use pack::{pack_read, pack_usable, pack_write};
pub use read_plan::{Reading, plan_read, reading_json, reading_write};
pub use source::{file_read, files_of};
pub use status::{Status, StatusRow, Turn, default_year, status};
pub use values::{Note, Reason, Receipt, RejectedRow, Values, values_read};
