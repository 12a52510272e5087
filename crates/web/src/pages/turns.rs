//! Whose turn (该谁了): everything that waits, org by org, with the one action; the text of a reminder;
//! and the log of who was reminded.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use domain::access::Action;
use domain::{Lang, Say, tell};
use engine::{Chase, On, Refused, Turn, TurnKind, View};
use maud::{Markup, html};

use crate::answer::{self, Answer, status_of, wrong_fields};
use crate::desk::Desk;
use crate::frame::frame;
use crate::list::{Column, Filter, List, ROWS, counted};
use crate::pages::orgs::sees;
use crate::pages::remind::{Typed, log, remind};
use crate::pages::stranger::stranger;
use crate::pages::work::again;
use crate::posted::Posted;
use crate::ui::turn;

/// The word of the address for what the office has to do.
const OFFICE: &str = "office";

/// A turn of one org. What several orgs have to do stands under each.
struct Line<'t> {
    /// The key; [`OFFICE`] for the office.
    org: &'t str,
    turn: &'t Turn,
}

/// `/turns`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    page(&desk, &view, None).await
}

/// Posting to `/turns/chase`
pub(crate) async fn chase(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let (org, channel, about) = (posted.get("org"), posted.get("channel"), posted.get("about"));
    let back = desk.link(&format!("/turns#org-{org}"));
    if !desk.house.first_time(posted.get("form")) {
        return Ok(again(&desk, &back));
    }
    let name = view.catalogue.org_name(org);
    let place = (view.plan.id.as_str(), org);
    let engine = desk.engine();
    let done = if channel == "mail" {
        let title =
            tell!(desk.lang, "“无废城市”方案：{name}待办事项", "Zero-waste plan: to do for {name}");
        engine.mail_remind(&desk.ctx, place, &title, about).await
    } else {
        engine.chase_log(&desk.ctx, place, channel, about).await.map(|()| 0)
    };
    match done {
        Ok(count) => {
            let told = match count {
                0 => tell!(desk.lang, "已登记对{name}的催办。", "Noted that {name} was reminded."),
                _ => tell!(
                    desk.lang,
                    "已登记对{name}的催办，{count} 封邮件正在发出。",
                    "Noted that {name} was reminded; {count} mails are on their way."
                ),
            };
            desk.house.note(&desk.session, told);
            Ok(answer::go(&back))
        }
        Err(refused @ Refused::Wrong(_)) => {
            let typed = Typed {
                org: org.to_owned(),
                channel: channel.to_owned(),
                about: about.to_owned(),
                faults: wrong_fields(&refused, desk.lang),
            };
            let mut response = page(&desk, &view, Some(&typed)).await?;
            *response.status_mut() = status_of(&refused);
            Ok(response)
        }
        Err(refused) => Err(desk.refuse(refused)),
    }
}

async fn page(desk: &Desk, view: &View, typed: Option<&Typed>) -> Result<Response, Answer> {
    let turns = desk.turns(view).await?;
    let chases = desk.engine().chase_list(&desk.ctx, &view.plan.id, None).await;
    let mut chases = chases.map_err(|refused| desk.refuse(refused))?;
    chases.retain(|chase| sees(desk, &chase.org));
    let stranger = stranger(desk, view).await?;
    let lang = desk.lang;
    let title = tell!(lang, "该谁了", "Whose turn");
    let lines = lines(desk, &turns);
    let lead = lead(view, &lines, lang);
    let empty = lines.is_empty();
    let list = List {
        name: format!("{title} {}", view.as_of),
        columns: columns(view, lang),
        filters: filters(desk, view, &lines),
        more_text: None,
        empty: String::new(),
    };
    Ok(list.drawn(desk, lines, ROWS, |drawn| {
        let body = html! {
            div.head { div { h1 { (title) } p.lead { (lead) } } }
            @if let Some(told) = stranger { (told) }
            @else if empty {
                section.sheet { p.empty { (tell!(lang, "没有等着办的事。到期前的填报在“填报”页。", "Nothing waits. What is not due yet is on the page of filing.")) } }
            } @else {
                (drawn.controls)
                @if drawn.rows.is_empty() {
                    section.sheet { p.empty { (tell!(lang, "没有符合条件的。放宽筛选，或清除后再看。", "Nothing fits. Loosen the filters, or clear them.")) } }
                }
                @for (org, lines) in groups(&drawn.rows) { (group(desk, view, org, &lines, &chases, typed)) }
                (drawn.pager)
            }
            @if desk.may(Action::ChaseWrite, On::District) || !chases.is_empty() {
                (log(desk, view, &chases))
            }
        };
        frame(desk, view, &title, body)
    }))
}

/// How many lines the page has.
pub(crate) fn count(desk: &Desk, turns: &[Turn]) -> usize {
    lines(desk, turns).len()
}

/// What stands on the page: the office's own first of all, then the org with most.
fn lines<'t>(desk: &Desk, turns: &'t [Turn]) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    for turn in turns {
        if turn.kind.is_office() || turn.orgs.is_empty() {
            lines.push(Line { org: OFFICE, turn });
            continue;
        }
        let own = turn.orgs.iter().filter(|org| sees(desk, org));
        lines.extend(own.map(|org| Line { org, turn }));
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &lines {
        *counts.entry(line.org).or_default() += 1;
    }
    lines.sort_by_key(|line| (line.org != OFFICE, std::cmp::Reverse(counts[line.org]), line.org));
    lines
}

/// How many things wait for how many orgs, and since when. What several orgs have to do counts for
/// each of them, as it stands on the page.
fn lead(view: &View, lines: &[Line<'_>], lang: Lang) -> Markup {
    let orgs: BTreeSet<&str> = lines.iter().map(|l| l.org).filter(|org| *org != OFFICE).collect();
    let office = lines.iter().filter(|line| line.org == OFFICE).count();
    let late = [TurnKind::ValuesDue, TurnKind::WorkOverdue];
    let late = lines.iter().filter(|line| late.contains(&line.turn.kind)).count();
    let waiting = lines.iter().map(|line| line.turn).filter(|turn| turn.since.is_some());
    let oldest = waiting.min_by_key(|turn| turn.since);
    html! {
        @if lines.is_empty() {
            (tell!(lang, "截至 {}，没有等着办的事。", "As of {}, nothing waits.", view.as_of))
        } @else {
            b { (tell!(lang, "{} 件事等着办", "{} things wait", lines.len())) }
            @if late > 0 { (tell!(lang, "，其中 ", ", ")) b.late { (tell!(lang, "{late} 件已逾期", "{late} are overdue")) } }
            (tell!(lang, "；轮到 {} 个单位", "; it is the turn of {} orgs", orgs.len()))
            @if office > 0 { (tell!(lang, "，无废办自己 {office} 件", ", {office} are the office's own")) }
            @if let Some(turn) = oldest { (tell!(lang, "。等得最久的是 ", ". The longest waits ")) span.nowrap { (turn::since(turn, view, lang)) } }
            (tell!(lang, "。", "."))
        }
    }
}

fn columns(view: &View, lang: Lang) -> Vec<Column<'_, Line<'_>>> {
    vec![
        Column::new("org", tell!(lang, "单位", "org"), move |line: &Line<'_>| {
            name(view, line.org, lang)
        }),
        Column::new("kind", tell!(lang, "事由", "kind"), move |line: &Line<'_>| {
            line.turn.kind.say(lang)
        }),
        Column::new("what", tell!(lang, "要办的事", "what"), move |line: &Line<'_>| {
            line.turn.told(lang)
        }),
        Column::new("since", tell!(lang, "起始日", "since"), |line: &Line<'_>| {
            line.turn.since.map_or(String::new(), |day| day.to_string())
        }),
        Column::new("days", tell!(lang, "天数", "days"), |line: &Line<'_>| {
            let days = line.turn.since.map(|day| (view.as_of - day).get_days().max(0));
            days.map_or(String::new(), |days| days.to_string())
        })
        .number(),
    ]
}

fn filters<'a>(desk: &Desk, view: &'a View, lines: &[Line<'a>]) -> Vec<Filter<'a, Line<'a>>> {
    let lang = desk.lang;
    // What is asked for can be chosen, though nothing of it waits just now.
    let kinds = TurnKind::TABLE.iter().filter_map(|(word, kind)| {
        let count = lines.iter().filter(|line| line.turn.kind == *kind).count();
        let is_there = count > 0 || desk.asked("kind") == *word;
        is_there.then(|| ((*word).to_owned(), counted(&kind.say(lang), count, lang)))
    });
    let mut orgs: BTreeMap<&str, usize> = BTreeMap::new();
    if let Some(org) = view.catalogue.org(desk.asked("org")).filter(|org| sees(desk, &org.key)) {
        orgs.insert(&org.key, 0);
    }
    for line in lines {
        *orgs.entry(line.org).or_default() += 1;
    }
    let mut orgs: Vec<(&str, usize)> = orgs.into_iter().collect();
    orgs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let orgs = orgs
        .into_iter()
        .map(|(key, count)| (key.to_owned(), counted(&name(view, key, lang), count, lang)));
    vec![
        Filter {
            id: "kind",
            label: tell!(lang, "事由", "kind"),
            options: kinds.collect(),
            keeps: Box::new(|line, asked| line.turn.kind.word() == asked),
        },
        Filter {
            id: "org",
            label: tell!(lang, "单位", "org"),
            options: orgs.collect(),
            keeps: Box::new(|line, asked| line.org == asked),
        },
    ]
}

fn name(view: &View, org: &str, lang: Lang) -> String {
    match org {
        OFFICE => tell!(lang, "无废办", "The office"),
        key => view.catalogue.org_name(key).to_owned(),
    }
}

/// The lines of each org, in the order of the list.
fn groups<'t>(lines: &[Line<'t>]) -> Vec<(&'t str, Vec<&'t Turn>)> {
    let mut groups: Vec<(&str, Vec<&Turn>)> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|(org, _)| *org == line.org) {
            Some((_, turns)) => turns.push(line.turn),
            None => groups.push((line.org, vec![line.turn])),
        }
    }
    groups
}

fn group(
    desk: &Desk,
    view: &View,
    org: &str,
    turns: &[&Turn],
    chases: &[Chase],
    typed: Option<&Typed>,
) -> Markup {
    let lang = desk.lang;
    let is_office = org == OFFICE;
    let own: Vec<&Chase> = chases.iter().filter(|chase| chase.org == org).collect();
    html! {
        section.sheet.wide id=(format!("org-{org}")) {
            header {
                h2 {
                    @if is_office { (name(view, org, lang)) }
                    @else { a href=(desk.link(&format!("/orgs/{org}"))) lang="zh" { (name(view, org, lang)) } }
                }
                span.small { (tell!(lang, "{} 件", "{}", turns.len())) }
                @if let Some(last) = own.first() {
                    span.more { (tell!(lang, "催办过 {} 次，最近 {}", "reminded {} times, last {}", own.len(), crate::pages::works::day(&last.chased_at))) }
                }
            }
            (turn::told(turns, view, &desk.query, lang))
            @if !is_office && desk.may(Action::ChaseWrite, On::District) {
                (remind(desk, view, org, turns, typed.filter(|typed| typed.org == org)))
            }
        }
    }
}
