//! The journal.

use axum::response::Response;

use crate::answer::Answer;
use crate::desk::Desk;

pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    Err(desk.refuse(engine::Refused::Hidden))
}

pub(crate) async fn entry(desk: Desk) -> Result<Response, Answer> {
    Err(desk.refuse(engine::Refused::Hidden))
}
