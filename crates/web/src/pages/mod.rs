//! One file for each noun that has a page.

pub(crate) mod account;
pub(crate) mod amendment_entry;
pub(crate) mod amendments;
pub(crate) mod corrections;
pub(crate) mod definitions;
pub(crate) mod document;
pub(crate) mod duties;
pub(crate) mod editions;
pub(crate) mod evidence;
pub(crate) mod filing;
pub(crate) mod gallery;
pub(crate) mod indicator;
mod indicator_parts;
pub(crate) mod indicators;
pub(crate) mod items;
pub(crate) mod journal;
mod journal_told;
pub(crate) mod links;
pub(crate) mod login;
mod new_row;
pub(crate) mod org;
pub(crate) mod org_form;
pub(crate) mod org_lists;
pub(crate) mod orgs;
pub(crate) mod overview;
pub(crate) mod plans;
pub(crate) mod remind;
pub(crate) mod search;
pub(crate) mod sheet_page;
pub(crate) mod stranger;
pub(crate) mod turns;
pub(crate) mod users;
pub(crate) mod work;
pub(crate) mod works;

use axum::response::{IntoResponse as _, Response};

use crate::answer::Answer;
use crate::desk::Desk;

/// What there is no page for.
pub(crate) async fn missing(desk: Result<Desk, Answer>) -> Response {
    match desk {
        Ok(desk) => desk.refuse(engine::Refused::Hidden).into_response(),
        Err(answer) => answer.into_response(),
    }
}
