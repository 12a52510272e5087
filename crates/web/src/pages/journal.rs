//! The journal: who did what, when; a row with what stood there before it.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use domain::{Lang, tell};
use engine::{JournalFilter, JournalRow, JournalStep};
use maud::{Markup, html};
use serde_json::Value;

use super::journal_told::{Names, path_told};
use crate::answer::{self, Answer};
use crate::desk::{Desk, day_form};
use crate::frame::plain;
use crate::list::{Column, Filter, List, address};
use crate::ui::proof::when;

/// So many rows are fetched for a page of the list.
const ROWS: i64 = 500;

/// The beginnings of actions, and what they are about.
const KINDS: [(&str, &str, &str); 11] = [
    ("value.", "数据", "numbers"),
    ("plan.", "方案", "plans"),
    ("office_row.", "口径、单位、更正", "definitions, orgs, corrections"),
    ("amendment.", "方案调整", "amendments"),
    ("explanation.", "说明", "explanations"),
    ("work.", "进展", "reports"),
    ("decision.", "评审", "decisions"),
    ("evidence.", "佐证", "evidence"),
    ("period.", "报告期", "periods"),
    ("chase.", "催办", "reminders"),
    ("user.", "用户", "users"),
];

/// `/journal`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let lang = desk.lang;
    let filter = JournalFilter {
        actor: desk.asked("actor").trim().to_owned(),
        action: desk.asked("kind").to_owned(),
        subject: desk.asked("subject").trim().to_owned(),
        from: desk.parsed("from", &day_form(lang)),
        to: desk.parsed("to", &day_form(lang)),
        before_seq: desk.parsed("before", &tell!(lang, "序号", "the number of a row")),
        limit: ROWS,
    };
    let rows = desk.engine().journal_list(&desk.ctx, &filter).await;
    let rows = rows.map_err(|refused| desk.refuse(refused))?;
    let last = rows.last().map(|row| row.entry.seq).filter(|seq| *seq > 1);
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS);
    let (title, newest) =
        (tell!(lang, "审计日志", "Journal"), rows.first().map(|row| row.entry.seq));
    let lead = match newest {
        Some(seq) => tell!(
            lang,
            "从第 {seq} 条往前。每条都连着前一条的散列，改一个字节就对不上；用 wufei verify 核验。",
            "From row {seq} backwards. Each row is chained to the one before by its hash; `wufei verify` proves it."
        ),
        None => tell!(lang, "没有符合条件的记录。", "No row fits."),
    };
    let names = Names::of(&desk, "").await;
    Ok(list(&desk, &names).respond(&desk, rows, |table| {
        let body = html! {
            div.head { div { h1 { (title) } p.lead { (lead) } } }
            (more_filters(&desk))
            (table)
            @if let Some(seq) = last.filter(|_| is_full) {
                nav.pager { a.btn href=(address(&desk, &[("before", &seq.to_string()), ("page", "")])) { (tell!(lang, "更早的", "Earlier")) } }
            }
        };
        plain(&desk, &title, body)
    }))
}

/// The filters that are typed and not chosen.
fn more_filters(desk: &Desk) -> Markup {
    let lang = desk.lang;
    let typed = ["actor", "subject", "from", "to"];
    let kept = desk.query.iter().filter(|(name, _)| {
        !typed.contains(&name.as_str()) && !["before", "page", "lang"].contains(&name.as_str())
    });
    html! {
        form.filters method="get" action=(desk.path) {
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            label { span { (tell!(lang, "谁", "who")) } input name="actor" value=(desk.asked("actor")) placeholder=(tell!(lang, "登录名", "login")); }
            label { span { (tell!(lang, "对象", "subject")) } input name="subject" value=(desk.asked("subject")) placeholder="indicator/14"; }
            label { span { (tell!(lang, "从", "from")) } input type="date" name="from" value=(desk.asked("from")); }
            label { span { (tell!(lang, "到", "to")) } input type="date" name="to" value=(desk.asked("to")); }
            button.btn type="submit" { (tell!(lang, "查", "Look")) }
        }
    }
}

fn list<'a>(desk: &'a Desk, names: &'a Names) -> List<'a, JournalRow> {
    let lang = desk.lang;
    let columns = vec![
        Column::new("seq", tell!(lang, "序号", "row"), |row: &JournalRow| {
            row.entry.seq.to_string()
        })
        .title()
        .cell(|row| {
            let seq = row.entry.seq;
            html! { a href=(desk.link(&format!("/journal/{seq}"))) { (seq) } }
        }),
        Column::new("at", tell!(lang, "时间", "when"), |row: &JournalRow| {
            when(&row.entry.recorded_at)
        }),
        Column::new("actor", tell!(lang, "谁", "who"), |row: &JournalRow| row.actor.clone()),
        Column::new("action", tell!(lang, "做了什么", "what"), move |row: &JournalRow| {
            action_told(&row.entry.action, lang)
        }),
        Column::new("subject", tell!(lang, "对象", "subject"), |row: &JournalRow| {
            row.entry.subject.clone()
        })
        .cell(move |row| names.subject(&row.entry.subject, lang)),
        Column::new("hash", tell!(lang, "散列", "hash"), |row: &JournalRow| row.hash.clone())
            .cell(|row| html! { code { (short(&row.hash)) } }),
    ];
    let kinds = KINDS.iter().map(|(start, zh, en)| {
        ((*start).to_owned(), if lang == Lang::Zh { (*zh).to_owned() } else { (*en).to_owned() })
    });
    List {
        name: tell!(lang, "审计日志", "journal"),
        columns,
        filters: vec![Filter {
            id: "kind",
            label: tell!(lang, "类别", "kind"),
            options: kinds.collect(),
            keeps: Box::new(|row: &JournalRow, start| row.entry.action.starts_with(start)),
        }],
        more_text: Some(Box::new(|row: &JournalRow| row.entry.body.clone())),
        empty: tell!(lang, "没有符合条件的记录，请放宽条件。", "No row fits; loosen the filter."),
    }
}

/// The first part of a hash, with its algorithm.
fn short(hash: &str) -> String {
    hash.chars().take(19).collect()
}

/// `/journal/{seq}`
pub(crate) async fn entry(desk: Desk, Path(seq): Path<i64>) -> Result<Response, Answer> {
    let step = desk.engine().journal_fetch(&desk.ctx, seq).await;
    let step = step.map_err(|refused| desk.refuse(refused))?;
    let newest = JournalFilter { limit: 1, ..JournalFilter::default() };
    let newest = desk.engine().journal_list(&desk.ctx, &newest).await;
    let newest = newest.map_err(|refused| desk.refuse(refused))?;
    let newest = newest.first().map_or(seq, |row| row.entry.seq);
    let lang = desk.lang;
    let JournalStep { row, before } = &step;
    let names = Names::of(&desk, &row.entry.subject).await;
    let title = tell!(lang, "日志第 {seq} 条", "Row {seq} of the journal");
    let (now, then) = (facts(&row.entry.body), before.as_deref().map(facts).unwrap_or_default());
    let body = html! {
        p.crumb { a href=(desk.link("/journal")) { (tell!(lang, "审计日志", "Journal")) } " › " (seq) }
        div.head {
            div {
                h1 { (title) }
                p.lead { b { (row.actor) } " " (when(&row.entry.recorded_at)) " " (action_told(&row.entry.action, lang)) }
            }
            @if seq > 1 { a.btn href=(desk.link(&format!("/journal/{}", seq - 1))) { (tell!(lang, "上一条", "Previous")) } }
            @if seq < newest { a.btn href=(desk.link(&format!("/journal/{}", seq + 1))) { (tell!(lang, "下一条", "Next")) } }
        }
        section.sheet {
            header { h2 { (tell!(lang, "前后对照", "Before and after")) } span.small { (names.subject(&row.entry.subject, lang)) } }
            (compared(&then, &now, before.is_some(), &names, lang))
        }
        (chained(row, lang))
    };
    Ok(answer::page(plain(&desk, &title, body)))
}

/// Every fact of a body by its path: `rows 001 value`.
type Facts = BTreeMap<Vec<String>, String>;

fn facts(body: &str) -> Facts {
    let mut facts = Facts::new();
    match serde_json::from_str::<Value>(body) {
        Ok(value) => collect(&value, &[], &mut facts),
        Err(_) => {
            facts.insert(vec!["body".to_owned()], body.to_owned());
        }
    }
    facts
}

fn collect(value: &Value, path: &[String], facts: &mut Facts) {
    let under = |name: &str| [path, &[name.to_owned()]].concat();
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, &under(name), facts);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                collect(value, &under(&format!("{:03}", index + 1)), facts);
            }
        }
        Value::String(text) => {
            facts.insert(path.to_vec(), text.clone());
        }
        other => {
            facts.insert(path.to_vec(), other.to_string());
        }
    }
}

/// So many facts are shown; an imported plan has thousands.
const FACTS: usize = 400;

fn compared(then: &Facts, now: &Facts, has_before: bool, names: &Names, lang: Lang) -> Markup {
    let mut paths: Vec<&Vec<String>> = now.keys().chain(then.keys()).collect();
    paths.sort();
    paths.dedup();
    let more = paths.len().saturating_sub(FACTS);
    // A row of the office's files says in which its columns stand.
    let file = now.get(&vec!["file".to_owned()]).map_or("", String::as_str);
    let cell = |path: &[String], text: Option<&String>| match text {
        Some(text) => names.value(path, file, text, lang),
        None => html! { "—" },
    };
    html! {
        @if !has_before { p.small { (tell!(lang, "在这之前没有。", "There was nothing before.")) } }
        div.scroll tabindex="0" role="region" aria-label=(tell!(lang, "字段", "fields")) { table.cards {
            thead { tr {
                th { (tell!(lang, "字段", "field")) }
                @if has_before { th { (tell!(lang, "原来", "before")) } }
                th { (tell!(lang, "这一条", "this row")) }
            } }
            tbody {
                @for path in paths.iter().take(FACTS) {
                    @let (before, after) = (then.get(*path), now.get(*path));
                    @let differs = has_before && before != after;
                    tr class=[differs.then_some("warn")] {
                        td.title { (path_told(path, file, lang)) }
                        @if has_before { td data-h=(tell!(lang, "原来", "before")) { (cell(path, before)) } }
                        td data-h=(tell!(lang, "这一条", "this row")) {
                            @if differs { b { (cell(path, after)) } } @else { (cell(path, after)) }
                        }
                    }
                }
            }
        } }
        @if more > 0 { p.small { (tell!(lang, "另有 {more} 个字段没有列出。", "{more} more fields are not shown.")) } }
    }
}

fn chained(row: &JournalRow, lang: Lang) -> Markup {
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "怎么连着的", "How it is chained")) } }
            dl.facts {
                dt { (tell!(lang, "动作", "action")) } dd { code { (row.entry.action) } }
                dt { (tell!(lang, "操作人编号", "actor's id")) } dd { code { (row.entry.actor) } }
                dt { (tell!(lang, "时间（UTC）", "instant (UTC)")) } dd { code { (row.entry.recorded_at) } }
                dt { (tell!(lang, "前一条的散列", "hash before")) } dd { code { (crate::list::blank(row.entry.prev.clone())) } }
                dt { (tell!(lang, "这一条的散列", "its hash")) } dd { code { (row.hash) } }
            }
            details { summary { (tell!(lang, "原文（RFC 8785）", "its body (RFC 8785)")) } pre.body tabindex="0" { (row.entry.body) } }
        }
    }
}

/// What an action is called.
pub(super) fn action_told(action: &str, lang: Lang) -> String {
    let (zh, en) = match action {
        "user.added" => ("新增用户", "added a user"),
        "user.changed" => ("改用户", "changed a user"),
        "user.password_set" => ("设密码", "set a password"),
        "plan.imported" => ("导入方案", "imported a plan"),
        "plan.made_current" => ("设为当前方案", "made a plan current"),
        "office_row.set" => ("改口径、单位或更正", "set a definition, org or correction"),
        "office_row.removed" => ("删口径、单位或更正", "removed a definition, org or correction"),
        "amendment.added" => ("调整方案", "amended a plan"),
        "value.filed" => ("填报", "filed numbers"),
        "value.reviewed" => ("审核", "reviewed numbers"),
        "value.confirmed" => ("确认", "confirmed numbers"),
        "value.returned" => ("本单位退回", "returned numbers"),
        "value.sent_back" => ("无废办退回", "sent numbers back"),
        "period.closed" => ("关闭报告期", "closed a period"),
        "period.opened" => ("重开报告期", "opened a period"),
        "explanation.written" => ("说明原因", "explained"),
        "work.reported" => ("报进展", "reported"),
        "decision.made" => ("评审", "decided"),
        "evidence.added" => ("上传佐证", "added evidence"),
        "evidence.voided" => ("作废佐证", "voided evidence"),
        "chase.logged" => ("催办", "reminded"),
        other => (other, other),
    };
    if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}
