//! Amendments (方案调整): what a later document changes in the plan, and from which day. What the plan
//! asked for before stays visible.

use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Action;
use domain::office::Correction;
use domain::{Lang, tell};
use engine::{Amendment, Evidence, On, View, Wish};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{Answer, with_status};
use crate::desk::Desk;
use crate::frame::frame;
use crate::list::{Column, List, Listed, blank};
use crate::pages::amendment_entry::{Typed, entry};
use crate::posted::Posted;
use crate::ui::form::Faults;
use crate::ui::proof::when;
use crate::words::{COLUMNS, FILES, told as told_of};

const HERE: &str = "/amendments";

/// What the page shows besides the plan.
struct Shown {
    all: Vec<Amendment>,
    files: std::sync::Arc<Vec<Evidence>>,
}

async fn shown(desk: &Desk, view: &View) -> Result<Shown, Answer> {
    let plan = view.plan.id.as_str();
    let refuse = |refused| desk.refuse(refused);
    let all = desk.engine().amendment_list(&desk.ctx, plan).await.map_err(refuse)?;
    let files =
        desk.engine().evidence_list(&desk.ctx, (plan, "amendment")).await.map_err(refuse)?;
    Ok(Shown { all, files })
}

/// `/amendments`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let shown = shown(&desk, &view).await?;
    Ok(page(&desk, &view, &shown, &Typed::default(), (StatusCode::OK, &[])))
}

/// Posting to `/amendments`: what stands there is shown first, then it is saved.
pub(crate) async fn amend(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    let view = desk.view().await?;
    first(&desk, &posted, HERE)?;
    let mut typed = Typed::posted(&posted);
    let day = typed.effective_on.parse::<Date>().ok();
    let then = on_day(&desk, &view, day).await?;
    let was_shown = typed.look_up(&then.catalogue.pack);
    if posted.get("what") == "look" || !was_shown {
        let shown = shown(&desk, &view).await?;
        return Ok(page(&desk, &view, &shown, &typed, (StatusCode::OK, &[])));
    }
    let (plan, files) = (view.plan.id.as_str(), posted.uploads("files"));
    let saved = desk.engine().amendment_enter(&desk.ctx, plan, &typed.form(), &files).await;
    let Err(refused) = saved else {
        let now = on_day(&desk, &view, day).await?;
        return Ok(done(&desk, told(&desk, &typed, &now, day), "/amendments#main"));
    };
    let again = again(&desk, refused)?;
    let shown = shown(&desk, &view).await?;
    Ok(page(&desk, &view, &shown, &typed, (again.status, &again.faults)))
}

/// The plan as it is on a day.
async fn on_day(desk: &Desk, view: &View, day: Option<Date>) -> Result<View, Answer> {
    let wish = Wish {
        plan: Some(view.plan.id.clone()),
        year: Some(view.year),
        as_of: Some(day.unwrap_or(view.as_of)),
    };
    match desk.engine().view(&desk.ctx, &wish).await {
        Ok(found) => Ok(found.unwrap_or_else(|| view.clone())),
        Err(refused) => Err(desk.refuse(refused)),
    }
}

/// What is said after an amendment was saved: from when on it holds, and whether the verdicts
/// follow.
fn told(desk: &Desk, typed: &Typed, now: &View, day: Option<Date>) -> String {
    let lang = desk.lang;
    let reading = &now.catalogue.pack.reading;
    let follows = typed.rows.iter().all(|row| {
        let mut targets = reading.targets.iter();
        let own = targets.find(|own| format!("{} {}", own.indicator, own.year) == row.key());
        own.is_none_or(|own| own.text == row.is)
    });
    let day = day.map_or(String::new(), |day| day.to_string());
    if follows {
        tell!(
            lang,
            "方案调整已保存，自 {day} 起按新目标判定；此前的日期仍按原目标。",
            "Saved; the new targets are judged from {day} on, the old ones before it."
        )
    } else {
        tell!(
            lang,
            "方案调整已保存，自 {day} 起显示新文字；判定仍用原来读出的目标值，请到“方案原文”更正对应的目标。",
            "Saved; the new words show from {day} on, but the verdicts still use the target as it was read: mend it in the document."
        )
    }
}

fn page(
    desk: &Desk,
    view: &View,
    shown: &Shown,
    typed: &Typed,
    (status, faults): (StatusCode, &Faults),
) -> Response {
    let lang = desk.lang;
    let title = tell!(lang, "方案调整", "Amendments");
    let table = match list(desk, view, shown).answer(desk, shown.all.clone()) {
        Listed::File(response) => return response,
        Listed::Page(table) => table,
    };
    let body = html! {
        div.head { div { h1 { (title) } p.lead { (lead(view, &shown.all, lang)) } } }
        (table)
        @if desk.may(Action::PlanEdit, On::District) { (entry(desk, view, typed, faults)) }
    };
    with_status(status, frame(desk, view, &title, body))
}

fn lead(view: &View, all: &[Amendment], lang: Lang) -> Markup {
    let Some(last) = all.iter().max_by_key(|own| (own.effective_on, own.no)) else {
        return html! {
            (tell!(
                lang,
                "方案没有调整过，各年目标就是原文的目标。",
                "The plan was never amended; its targets are those of its text."
            ))
        };
    };
    let (count, day) = (all.len(), last.effective_on);
    let waiting = all.iter().filter(|own| own.effective_on > view.as_of).count();
    html! {
        (tell!(lang, "方案调整过 {count} 次，最近一次是", "Amendments: {count}; the last is "))
        b lang="zh" { "《" (last.title) "》" }
        (tell!(lang, "，自 {day} 起。", ", from {day} on. "))
        @if waiting > 0 { (tell!(lang, "其中 {waiting} 次还未生效。", "Not in force yet: {waiting}. ")) }
        (tell!(lang, "原来的目标都保留。", "What the plan asked for before is kept."))
    }
}

/// The indicator and the year of a cell's key; the two may stand apart by a slash, as in an address.
fn parts(key: &str) -> (&str, &str) {
    key.split_once([' ', '/']).unwrap_or((key, ""))
}

fn name<'a>(view: &'a View, no: &str) -> &'a str {
    let mut all = view.catalogue.pack.reading.indicators.iter();
    all.find(|own| own.no.to_string() == no).map_or("", |own| own.name.as_str())
}

fn list<'a>(desk: &'a Desk, view: &'a View, shown: &'a Shown) -> List<'a, Amendment> {
    let lang = desk.lang;
    let in_force = move |own: &Amendment| {
        if own.effective_on <= view.as_of {
            tell!(lang, "已生效", "in force")
        } else {
            tell!(lang, "未生效", "not yet")
        }
    };
    let columns = vec![
        Column::new("no", tell!(lang, "次", "no."), |own: &Amendment| own.no.to_string()).number(),
        Column::new("title", tell!(lang, "文件", "document"), |own: &Amendment| {
            own.title.clone()
        })
        .title()
        .cell(|own| html! { span lang="zh" { (own.title) } }),
        Column::new("from", tell!(lang, "生效日期", "from"), |own: &Amendment| {
            own.effective_on.to_string()
        })
        .cell(|own| html! { span.nowrap { (own.effective_on) } }),
        Column::new("state", tell!(lang, "状态", "state"), in_force)
            .cell(move |own| html! { span.nowrap { (in_force(own)) } }),
        Column::new("changes", tell!(lang, "改了什么", "changes"), move |own: &Amendment| {
            changes_text(own, lang)
        })
        .cell(move |own| changes((desk, view), &shown.all, own)),
        Column::new("why", tell!(lang, "理由", "why"), |own: &Amendment| own.why.clone())
            .cell(|own| html! { span lang="zh" { (own.why) } }),
        Column::new("proof", tell!(lang, "文件原件", "file"), |own: &Amendment| {
            proof_text(shown, own)
        })
        .cell(move |own| proof(desk, shown, own)),
        Column::new("by", tell!(lang, "录入", "entered"), |own: &Amendment| when(&own.added_at)),
    ];
    List {
        name: tell!(lang, "方案调整", "amendments"),
        columns,
        filters: Vec::new(),
        more_text: None,
        empty: tell!(
            lang,
            "还没有调整。收到调整方案的文件后，由无废办在下面录入。",
            "No amendments yet. When a document changes the plan, the office enters it below."
        ),
    }
}

/// What an amendment changes; how a cell was typed is not told beside its words.
fn shown_changes(own: &Amendment) -> Vec<&Correction> {
    let is_cell = |change: &&Correction| change.file == "cells";
    let follows = |change: &&Correction| {
        let mut cells = own.changes.iter().filter(is_cell);
        change.file == "targets" && cells.any(|cell| parts(&cell.key) == parts(&change.key))
    };
    own.changes.iter().filter(|change| !follows(change)).collect()
}

/// Where a change stands: the year of a cell, the file and the column of anything else.
fn place(change: &Correction, lang: Lang) -> String {
    let (no, year) = parts(&change.key);
    if change.file == "cells" {
        return tell!(lang, "指标 {no}，{year} 年", "indicator {no}, {year}");
    }
    let (file, column) =
        (told_of(FILES, &change.file, lang), told_of(COLUMNS, &change.column, lang));
    format!("{file} {} · {column}", change.key)
}

fn changes_text(own: &Amendment, lang: Lang) -> String {
    let told = shown_changes(own)
        .into_iter()
        .map(|change| format!("{}：{} → {}", place(change, lang), change.was, change.is));
    told.collect::<Vec<_>>().join("；")
}

/// The amendment after which a target stands as it is on the day that is looked at.
fn holds<'a>(all: &'a [Amendment], change: &Correction, view: &View) -> Option<&'a Amendment> {
    let same = |own: &Correction| own.file == change.file && parts(&own.key) == parts(&change.key);
    let on_it = all.iter().filter(|own| own.changes.iter().any(same));
    on_it.filter(|own| own.effective_on <= view.as_of).max_by_key(|own| (own.effective_on, own.no))
}

/// Each change with what stood there, and what has become of it since.
fn changes((desk, view): (&Desk, &View), all: &[Amendment], own: &Amendment) -> Markup {
    let lang = desk.lang;
    html! {
        @for change in shown_changes(own) {
            @let (no, year) = parts(&change.key);
            @let later = holds(all, change, view).filter(|last| last.no != own.no);
            span.line {
                @if change.file == "cells" {
                    a href=(desk.link(&format!("/indicators/{no}?year={year}"))) { (no) " " span lang="zh" { (name(view, no)) } }
                    (tell!(lang, "，{year} 年：", ", {year}: "))
                } @else { (place(change, lang)) " " }
                s lang="zh" { (blank(change.was.clone())) } " → " b lang="zh" { (blank(change.is.clone())) }
                @if let Some(last) = later.filter(|_| own.effective_on <= view.as_of) {
                    " " span.small { (tell!(lang, "（第 {} 次又改）", "(changed again by no. {})", last.no)) }
                }
            }
        }
    }
}

/// The files that belong to an amendment.
fn files<'a>(shown: &'a Shown, own: &Amendment) -> Vec<&'a Evidence> {
    let ids: Vec<&str> = own.evidence.split_whitespace().collect();
    shown.files.iter().filter(|file| ids.contains(&file.id.as_str())).collect()
}

fn proof_text(shown: &Shown, own: &Amendment) -> String {
    let names: Vec<&str> = files(shown, own).iter().map(|file| file.name.as_str()).collect();
    names.join("、")
}

fn proof(desk: &Desk, shown: &Shown, own: &Amendment) -> Markup {
    let files = files(shown, own);
    html! {
        @if files.is_empty() { span.small { (tell!(desk.lang, "没有上传", "none")) } }
        @for file in files {
            a.line href=(desk.link(&format!("/evidence/{}", file.id))) lang="zh" { (file.name) }
        }
    }
}
