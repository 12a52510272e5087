//! A form that is shown again: what was typed stays, what is wrong stands at its fields.

use axum::http::StatusCode;
use axum::response::Response;
use domain::tell;
use engine::Refused;

use crate::answer::{self, Answer, status_of, wrong_fields};
use crate::desk::Desk;
use crate::posted::Posted;

/// What is wrong with a form, and the status that says so.
pub(crate) struct Again {
    pub(crate) status: StatusCode,
    pub(crate) faults: Vec<(String, String)>,
}

/// Takes a refusal as something that can be mended in the form; what cannot is a page of its own.
pub(crate) fn again(desk: &Desk, refused: Refused) -> Result<Again, Answer> {
    match refused {
        Refused::Wrong(_) | Refused::Faulty(_) | Refused::Unfit(_) | Refused::Changed(_) => {
            let faults = wrong_fields(&refused, desk.lang);
            Ok(Again { status: status_of(&refused), faults })
        }
        other => Err(desk.refuse(other)),
    }
}

/// Whether a form is ours and comes for the first time. Of one that comes again nothing is done,
/// and its sender goes where it would have gone.
pub(crate) fn first(desk: &Desk, posted: &Posted, then: &str) -> Result<(), Answer> {
    posted.check(desk)?;
    if desk.house.first_time(posted.get("form")) {
        return Ok(());
    }
    let told = tell!(
        desk.lang,
        "这个表单已经收到过，没有重复保存。",
        "This form had arrived before and was not saved twice."
    );
    desk.house.note(&desk.session, told);
    Err(Answer::Go(desk.link(then)))
}

/// After something was done: a note, and on to a page that keeps the plan, the year and the day.
pub(crate) fn done(desk: &Desk, told: String, then: &str) -> Response {
    desk.house.note(&desk.session, told);
    answer::go(&desk.link(then))
}
