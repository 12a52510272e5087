//! Pages. Architecture invariants: no rule and no SQL; a page shows what the engine gives it, and
//! what a form says goes to the engine as it is.
//!
//! A request goes through `server` (limits, origin, headers) to a route of the one table in
//! `routes`; its handler gets a [`desk::Desk`] (who asks, in which language, for which plan, year
//! and day), asks the engine, and draws with the components of `ui` inside the `frame`.

mod again;
mod answer;
mod assets;
mod chinese;
mod desk;
mod frame;
mod list;
mod odd;
mod pages;
mod posted;
mod routes;
mod server;
mod sheet;
mod ui;
mod words;

pub use routes::{Needs, Route, routes};
pub use server::{Settings, guarded, serve, stop};
pub use sheet::sheet;
