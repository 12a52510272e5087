//! Whose turn: who has to act, for what and since when, with the one action.

use domain::{Lang, Say, tell};
use engine::{Turn, TurnKind, View};
use maud::{Markup, html};

use crate::desk::{encoded, link};

/// Where the one action of a turn is.
pub(crate) fn address(turn: &Turn) -> String {
    let org = turn.orgs.first().map_or("", String::as_str);
    match turn.kind {
        TurnKind::ValuesDue
        | TurnKind::ValuesReturned
        | TurnKind::ValuesToReview
        | TurnKind::ValuesToConfirm => {
            format!("/filing/{}/{}", encoded(org), encoded(&turn.subject))
        }
        TurnKind::ExplanationOwed => format!("{}#explain", plural(&turn.subject)),
        TurnKind::DecisionDue => format!("{}#decide", plural(&turn.subject)),
        TurnKind::WorkOverdue => format!("{}#report", plural(&turn.subject)),
        TurnKind::ReportDue => format!("/{}s?light=amber&org={}", turn.subject, encoded(org)),
        TurnKind::ClosedIncomplete => {
            format!("/filing/matrix?period={}#periods", encoded(&turn.subject))
        }
        TurnKind::AssignmentMissing => "/orgs".to_owned(),
    }
}

/// The page of a subject: `indicator/14` is at `/indicators/14`.
pub(crate) fn plural(subject: &str) -> String {
    let mut parts = subject.split('/');
    let kind = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.map(encoded).collect();
    format!("/{kind}s/{}", rest.join("/"))
}

/// How long a turn has waited.
pub(crate) fn since(turn: &Turn, view: &View, lang: Lang) -> String {
    match turn.since {
        Some(day) => {
            let days = (view.as_of - day).get_days().max(0);
            tell!(lang, "{day} 起，{days} 天", "since {day}, {days} days")
        }
        None => "—".to_owned(),
    }
}

/// How many days a turn has waited, where there is little room.
fn days(turn: &Turn, view: &View, lang: Lang) -> String {
    match turn.since.map(|day| (view.as_of - day).get_days().max(0)) {
        Some(1) => tell!(lang, "1 天", "1 day"),
        Some(days) => tell!(lang, "{days} 天", "{days} days"),
        None => "—".to_owned(),
    }
}

/// The names of the orgs whose turn it is.
pub(crate) fn orgs(turn: &Turn, view: &View, lang: Lang) -> String {
    if turn.kind == TurnKind::AssignmentMissing || turn.orgs.is_empty() {
        return tell!(lang, "无废办", "the office");
    }
    let names: Vec<&str> = turn.orgs.iter().map(|key| view.catalogue.org_name(key)).collect();
    names.join("、")
}

/// What waits for an org, kind by kind with how many: `待说明原因 2 件`.
pub(crate) fn short(turns: &[&Turn]) -> Vec<String> {
    let kinds = TurnKind::TABLE.iter().filter_map(|(_, kind)| {
        let count = turns.iter().filter(|turn| turn.kind == *kind).count();
        (count > 0).then(|| format!("{} {count} 件", kind.say(Lang::Zh)))
    });
    kinds.collect()
}

/// Turns of one org: what there is to do leads to where it is done. The office's name the org that
/// they are about.
pub(crate) fn told(
    turns: &[&Turn],
    view: &View,
    query: &std::collections::BTreeMap<String, String>,
    lang: Lang,
) -> Markup {
    html! {
        ul.lines.turns {
            @for turn in turns {
                @let about = turn.kind.is_office() && turn.kind != TurnKind::AssignmentMissing;
                li {
                    a href=(link(&address(turn), query)) aria-label=(tell!(lang, "{}：{}", "{}: {}", orgs(turn, view, lang), turn.told(lang))) {
                        @if about && !turn.orgs.is_empty() { span lang="zh" { (orgs(turn, view, lang)) } (tell!(lang, "：", ": ")) }
                        (turn.told(lang))
                    }
                    span.kind.small { (turn.kind.say(lang)) }
                    span.since.late[is_late(turn)] { (since(turn, view, lang)) }
                }
            }
        }
    }
}

/// Whether its day has passed.
fn is_late(turn: &Turn) -> bool {
    matches!(turn.kind, TurnKind::ValuesDue | TurnKind::WorkOverdue)
}

/// The first turns as lines.
pub(crate) fn turns(
    turns: &[Turn],
    most: usize,
    view: &View,
    query: &std::collections::BTreeMap<String, String>,
    lang: Lang,
) -> Markup {
    html! {
        @if turns.is_empty() {
            p.empty { (tell!(lang, "没有等待办理的事。", "Nothing waits.")) }
        } @else {
            ul.lines {
                @for turn in turns.iter().take(most) {
                    li {
                        a href=(link(&address(turn), query)) aria-label=(tell!(lang, "{}：{}", "{}: {}", orgs(turn, view, lang), turn.told(lang))) { (orgs(turn, view, lang)) }
                        span.r.late[is_late(turn)] title=(since(turn, view, lang)) { (days(turn, view, lang)) }
                        span.sub { (turn.told(lang)) }
                    }
                }
            }
        }
    }
}
