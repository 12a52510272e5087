//! The strip (方案一图): a cell per indicator in the plan's own order, grouped by its first level.

use domain::{Lang, Say, tell};
use engine::{Status, StatusRow};
use maud::{Markup, html};

use super::state;

/// The whole plan at a glance.
pub(crate) fn strip(status: &Status<'_>, lang: Lang) -> Markup {
    let mut groups: Vec<(&str, Vec<&StatusRow<'_>>)> = Vec::new();
    for row in &status.rows {
        let level = row.indicator.level1.as_str();
        match groups.last_mut() {
            Some((last, rows)) if *last == level => rows.push(row),
            _ => groups.push((level, vec![row])),
        }
    }
    html! {
        div.plan {
            @for (level, rows) in &groups {
                div.g { b lang="zh" { (level) } (count(rows, lang)) }
                ul.cells aria-label=(level) {
                    @for row in rows { (cell(row, lang)) }
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
fn count(rows: &[&StatusRow<'_>], lang: Lang) -> String {
    let all = rows.len();
    let attention = rows.iter().filter(|row| row.judgement.verdict.needs_attention()).count();
    match attention {
        0 => tell!(lang, "{all} 项", "{all} indicators"),
        _ => tell!(lang, "{all} 项，{attention} 项需关注", "{all}, {attention} to look at"),
    }
}

fn cell(row: &StatusRow<'_>, lang: Lang) -> Markup {
    let verdict = row.judgement.verdict;
    let (no, name, word) = (row.indicator.no, &row.indicator.name, verdict.say(lang));
    let told = tell!(lang, "{no} {name}：{word}", "{no} {name}: {word}");
    html! {
        li class=(format!("cell {}", state::class(verdict))) title=(told) aria-label=(told) {
            @if row.indicator.required { span.star aria-hidden="true" { "★" } }
            (no) (state::shape(verdict))
        }
    }
}
