//! The strip (方案一图): a cell per indicator in the plan's own order, grouped by its first level.

use std::collections::BTreeMap;

use domain::{Lang, Say, tell};
use engine::{Status, StatusRow};
use maud::{Markup, html};

use super::state;
use crate::desk::link;

/// The address's fields that links keep; none on paper, where a cell is no link.
pub(crate) type Query = BTreeMap<String, String>;

/// The whole plan at a glance.
pub(crate) fn strip(status: &Status, lang: Lang, query: Option<&Query>) -> Markup {
    let mut groups: Vec<(&str, Vec<&StatusRow>)> = Vec::new();
    for row in &status.rows {
        let level = row.indicator.level1.as_str();
        match groups.last_mut() {
            Some((last, rows)) if *last == level => rows.push(row),
            _ => groups.push((level, vec![row])),
        }
    }
    let tail = query.map(|query| link("", query));
    html! {
        div.plan {
            @for (level, rows) in &groups {
                div.g { b lang="zh" { (level) } (count(rows, lang)) }
                ul.cells aria-label=(level) lang="zh" {
                    @for row in rows { (cell(row, lang, tail.as_deref())) }
                }
            }
        }
        div.legend {
            @for (verdict, count) in status.tally() {
                span { (state::state(verdict, false, lang)) " " b { (count) } }
            }
        }
    }
}

/// `13 项，1 项需关注`.
fn count(rows: &[&StatusRow], lang: Lang) -> String {
    let all = rows.len();
    let attention = rows.iter().filter(|row| row.judgement.verdict.needs_attention()).count();
    match attention {
        0 => tell!(lang, "{all} 项", "{all} indicators"),
        _ => tell!(lang, "{all} 项，{attention} 项需关注", "{all}, {attention} to look at"),
    }
}

/// A cell; `tail` is what its link keeps of the address.
fn cell(row: &StatusRow, lang: Lang, tail: Option<&str>) -> Markup {
    let verdict = row.judgement.verdict;
    let (no, name, word) = (row.indicator.no, &row.indicator.name, verdict.say(lang));
    let told = tell!(lang, "{no} {name}：{word}", "{no} {name}: {word}");
    let class = state::class(verdict);
    let inside = html! {
        @if row.indicator.required { span.star aria-hidden="true" { "★" } }
        (no) (state::shape(verdict))
    };
    match tail {
        None => html! { li.cell.(class) title=(told) aria-label=(told) { (inside) } },
        Some(tail) => html! {
            li { a.cell.(class) title=(told) aria-label=(told) href={ "/indicators/" (no) (tail) } { (inside) } }
        },
    }
}
