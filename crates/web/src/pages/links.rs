//! Links: subjects of the plan that belong together; suggested by their names, confirmed by people.

use axum::response::Response;
use domain::access::Action;
use domain::office::Link;
use domain::pack::Pack;
use domain::record::Record;
use domain::{Lang, tell};
use engine::{Because, On, Proposal, Subject, links_proposed};
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::Answer;
use crate::desk::Desk;
use crate::frame::frame;
use crate::list::{Column, Filter, List};
use crate::pages::definitions::tabs;
use crate::posted::Posted;
use crate::ui::form;
use crate::ui::turn::plural;
use crate::words::{SUBJECTS, told};

const FILE: &str = "office/links";
const HERE: &str = "/definitions/links";

/// A link, or one that is only suggested.
struct Row {
    subject: String,
    other: String,
    /// Who confirmed it; none where it is only suggested.
    by: Option<String>,
    because: Option<Because>,
    /// The names of both ends.
    names: (String, String),
}

/// `/definitions/links`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let lang = desk.lang;
    let pack = view.catalogue.pack.clone();
    let rows = rows(&pack);
    let (all, open) = (pack.office.links.len(), rows.iter().filter(|row| row.by.is_none()).count());
    let title = tell!(lang, "关联", "Links");
    Ok(list(&desk).respond(&desk, rows, |table| {
        let body = html! {
            div.head {
                div {
                    h1 { (title) }
                    p.lead {
                        (tell!(lang, "已确认 {all} 处关联；", "{all} links are confirmed; "))
                        b { (tell!(lang, "另有 {open} 处按名称建议，等无废办确认。", "{open} more are suggested by their names and wait for the office.")) }
                    }
                }
            }
            (tabs(&desk, HERE))
            (table)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn rows(pack: &Pack) -> Vec<Row> {
    let name = |address: &str| {
        Subject::parse(address).and_then(|subject| subject.name(pack)).unwrap_or_default()
    };
    let suggested =
        links_proposed(pack).into_iter().map(|Proposal { subject, other, because }| Row {
            names: (name(&subject), name(&other)),
            subject,
            other,
            by: None,
            because: Some(because),
        });
    let confirmed = pack.office.links.iter().map(|link| Row {
        names: (name(&link.subject), name(&link.other)),
        subject: link.subject.clone(),
        other: link.other.clone(),
        by: Some(link.confirmed_by.clone()),
        because: None,
    });
    suggested.chain(confirmed).collect()
}

/// An end of a link as people say it: `任务 监管 3`.
fn end(address: &str, lang: Lang) -> String {
    let (kind, rest) = address.split_once('/').unwrap_or((address, ""));
    format!("{} {}", told(SUBJECTS, kind, lang), rest.replace('/', " "))
}

fn list(desk: &Desk) -> List<'_, Row> {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    let shown = move |address: &str, name: &str| {
        html! {
            a href=(desk.link(&plural(address))) { b { (end(address, lang)) } "　" span lang="zh" { (name) } }
        }
    };
    let columns = vec![
        Column::new("subject", tell!(lang, "这一头", "one end"), move |row: &Row| format!("{} {}", end(&row.subject, lang), row.names.0))
            .title()
            .cell(move |row| shown(&row.subject, &row.names.0)),
        Column::new("other", tell!(lang, "那一头", "the other"), move |row: &Row| format!("{} {}", end(&row.other, lang), row.names.1))
            .cell(move |row| shown(&row.other, &row.names.1)),
        Column::new("state", tell!(lang, "谁确认", "confirmed by"), move |row: &Row| confirmed(row, lang))
            .cell(move |row| html! {
                @if row.by.is_none() { span.note-example { (confirmed(row, lang)) } } @else { (confirmed(row, lang)) }
                @if may { (action(desk, row)) }
            }),
    ];
    List {
        name: tell!(lang, "关联", "links"),
        columns,
        filters: vec![Filter {
            id: "state",
            label: tell!(lang, "状态", "state"),
            options: vec![
                ("open".to_owned(), tell!(lang, "待确认", "suggested")),
                ("confirmed".to_owned(), tell!(lang, "已确认", "confirmed")),
            ],
            keeps: Box::new(|row: &Row, word| row.by.is_none() == (word == "open")),
        }],
        more_text: None,
        empty: tell!(
            lang,
            "没有关联，也没有名称相同的任务、措施、项目和指标可以建议。",
            "There are no links, and no equal names to suggest any."
        ),
    }
}

fn confirmed(row: &Row, lang: Lang) -> String {
    match (&row.by, row.because) {
        (Some(by), _) if by == "pack" => tell!(lang, "随方案包", "came with the pack"),
        (Some(by), _) => by.clone(),
        (None, Some(Because::SameName)) => {
            tell!(lang, "待确认：名称相同", "suggested: the same name")
        }
        (None, _) => tell!(lang, "待确认：正文写到它", "suggested: its text names it"),
    }
}

/// The one action of a row: to confirm it, or to take it away.
fn action(desk: &Desk, row: &Row) -> Markup {
    let lang = desk.lang;
    let what = if row.by.is_none() { "confirm" } else { "remove" };
    html! {
        form.inline method="post" action=(desk.link(HERE)) {
            (form::seal(desk))
            input type="hidden" name="what" value=(what);
            input type="hidden" name="subject" value=(row.subject);
            input type="hidden" name="other" value=(row.other);
            @if row.by.is_none() { button.btn type="submit" { (tell!(lang, "确认", "Confirm")) } }
            @else { button.btn.plain type="submit" { (tell!(lang, "取消关联", "Take away")) } }
        }
    }
}

/// Posting to `/definitions/links`
pub(crate) async fn change(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    let view = desk.view().await?;
    first(&desk, &posted, HERE)?;
    let link = Link {
        subject: posted.get("subject").to_owned(),
        other: posted.get("other").to_owned(),
        confirmed_by: desk.who.login.clone(),
    };
    let (plan, lang, engine) = (view.plan.id.as_str(), desk.lang, desk.engine());
    let (saved, told) = if posted.get("what") == "remove" {
        let removed = engine.office_row_remove(&desk.ctx, (plan, FILE, &link.key()), "").await;
        (removed, tell!(lang, "已取消这处关联。", "The link is taken away."))
    } else {
        let set = engine.office_row_set(&desk.ctx, (plan, FILE), link.fields(), "").await;
        (set, tell!(lang, "已确认这处关联。", "The link is confirmed."))
    };
    match saved {
        Ok(()) => Ok(done(&desk, told, HERE)),
        Err(refused) => {
            let again = again(&desk, refused)?;
            let told: Vec<String> = again.faults.into_iter().map(|(_, said)| said).collect();
            Ok(done(&desk, told.join("；"), HERE))
        }
    }
}
