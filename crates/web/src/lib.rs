//! Pages. Architecture invariants: no rule and no SQL; a page shows what the engine gives it.

mod sheet;
mod ui;

pub use sheet::sheet;
