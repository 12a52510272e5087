//! Filing: an org's numbers, period by period.

mod form;
mod home;
mod matrix;
mod moves;
mod page;
mod upload;
mod value;

pub(crate) use form::{check, draft, evidence, file};
pub(crate) use home::home;
pub(crate) use matrix::{close, matrix, open};
pub(crate) use moves::move_on;
pub(crate) use page::show;
pub(crate) use upload::{answered, export, upload, workbook};
pub(crate) use value::value;

use domain::period::Period;
use engine::Refused;

use crate::answer::Answer;
use crate::desk::Desk;

/// The period of an address.
fn period_of(desk: &Desk, text: &str) -> Result<Period, Answer> {
    Period::parse(text).map_err(|_| desk.refuse(Refused::Hidden))
}

/// The address of an org's filing page.
fn address(org: &str, period: &str) -> String {
    format!("/filing/{}/{}", crate::desk::encoded(org), crate::desk::encoded(period))
}
