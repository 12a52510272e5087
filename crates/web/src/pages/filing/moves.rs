//! Reviewing, confirming and returning numbers: what waits for whoever looks at the page.

use axum::response::Response;
use domain::access::Action;
use domain::stage::Stage;
use domain::tell;
use engine::{Cell, FilingSheet, On, Refused, SheetRow};
use maud::{Markup, html};

use super::address;
use super::page::{Again, draw};
use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{Desk, Path};
use crate::posted::Posted;
use crate::ui::{figure, form};

/// The ways that a form can name.
const WAYS: [(&str, Stage, Action); 4] = [
    ("review", Stage::Reviewed, Action::ValueReview),
    ("return", Stage::Returned, Action::ValueReview),
    ("confirm", Stage::Confirmed, Action::ValueConfirm),
    ("send_back", Stage::Returned, Action::ValueConfirm),
];

/// What waits for a review by another user of the org, or for the office.
pub(super) fn moves(
    desk: &Desk,
    sheet: &FilingSheet,
    (org, period): (&str, &str),
    again: &Again<'_>,
) -> Markup {
    let lang = desk.lang;
    let login = desk.who.login.as_str();
    let at = |stage: Stage| -> Vec<&SheetRow> {
        let own =
            sheet.rows.iter().filter(|row| row.value.as_ref().is_some_and(|v| v.stage == stage));
        own.filter(|row| row.value.as_ref().is_some_and(|value| value.entered_by != login))
            .collect()
    };
    let review =
        if desk.may(Action::ValueReview, On::Org(org)) { at(Stage::Filed) } else { Vec::new() };
    let confirm =
        if desk.may(Action::ValueConfirm, On::District) { at(Stage::Reviewed) } else { Vec::new() };
    html! {
        @if !review.is_empty() {
            (waiting(desk, (org, period), &review, again, (
                &tell!(lang, "等您审核", "Waits for your review"),
                ("review", &tell!(lang, "审核通过", "Pass on")),
                ("return", &tell!(lang, "退回", "Return")),
            )))
        }
        @if !confirm.is_empty() {
            (waiting(desk, (org, period), &confirm, again, (
                &tell!(lang, "等无废办确认", "Waits for the office"),
                ("confirm", &tell!(lang, "确认", "Confirm")),
                ("send_back", &tell!(lang, "退回", "Send back")),
            )))
        }
    }
}

type Words<'a> = (&'a str, (&'a str, &'a str), (&'a str, &'a str));

fn waiting(
    desk: &Desk,
    (org, period): (&str, &str),
    rows: &[&SheetRow],
    again: &Again<'_>,
    (title, (forward, forward_told), (back, back_told)): Words<'_>,
) -> Markup {
    let lang = desk.lang;
    let reason = again.posted.map_or("", |posted| posted.get("reason"));
    html! {
        section.sheet id=(forward) {
            header { h2 { (title) } span.small { (tell!(lang, "{} 个数", "{} numbers", rows.len())) } }
            form method="post" action=(desk.link(&format!("{}/move", address(org, period)))) {
                (form::seal(desk))
                ul.lines.choose {
                    @for row in rows {
                        @if let Some(value) = &row.value {
                            li {
                                label {
                                    input type="checkbox" name="cell" value=(format!("{}|{}", row.item, value.version)) checked;
                                    " " span lang="zh" { (row.name) } " "
                                    b { (figure::number(&value.value, &row.unit)) }
                                }
                                span.r.small { (value.entered_by) }
                                @for remark in &row.remarks { span.sub.say.risk { (domain::Say::say(&remark.said, lang)) } }
                                @if !value.note.is_empty() { span.sub lang="zh" { (value.note) } }
                            }
                        }
                    }
                }
                div.row {
                    button.btn.go type="submit" name="way" value=(forward) { (forward_told) }
                    (form::line("reason", &tell!(lang, "退回理由", "why it is returned"), reason, &again.faults))
                    button.btn type="submit" name="way" value=(back) { (back_told) }
                }
            }
        }
    }
}

/// Posting to `/filing/{org}/{period}/move`
pub(crate) async fn move_on(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let way = WAYS.iter().find(|(word, ..)| *word == posted.get("way"));
    let (_, to, by) = way.ok_or_else(|| {
        desk.refuse(Refused::field("way", "没有这样的办理方式", "there is no such way"))
    })?;
    let cells: Vec<Cell> = posted
        .all("cell")
        .filter_map(|cell| {
            let (item, version) = cell.split_once('|')?;
            let version = version.parse().ok()?;
            Some(Cell { item: item.to_owned(), period: period.clone(), version })
        })
        .collect();
    let place = (view.plan.id.as_str(), org.as_str());
    let moved =
        desk.engine().filing_move(&desk.ctx, place, (*to, *by), &cells, posted.get("reason")).await;
    match moved {
        Ok(()) => {
            let count = cells.len();
            let note = match to {
                Stage::Reviewed => tell!(
                    desk.lang,
                    "{count} 个数审核通过，等无废办确认。",
                    "{count} numbers passed on to the office."
                ),
                Stage::Confirmed => {
                    tell!(desk.lang, "{count} 个数已确认。", "{count} numbers are confirmed.")
                }
                _ => tell!(desk.lang, "{count} 个数已退回。", "{count} numbers went back."),
            };
            desk.house.note(&desk.session, note);
            Ok(answer::go(&desk.link(&address(&org, &period))))
        }
        Err(refused @ (Refused::Hidden | Refused::Denied | Refused::Broken(_))) => {
            Err(desk.refuse(refused))
        }
        Err(refused) => {
            let faults = wrong_fields(&refused, desk.lang);
            let again = Again { posted: None, faults, ..Again::default() };
            let page = draw(&desk, &view, (&org, &period), &again).await?;
            Ok(with_status(status_of(&refused), page))
        }
    }
}
