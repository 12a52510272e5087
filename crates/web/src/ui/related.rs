//! What belongs to a piece of work: indicators and other work by the office's links, promises made
//! in it.

use domain::tell;
use engine::{View, WorkItem, WorkKind, WorkRow};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::ui::{state, turn, word, work};

/// The indicators and the work that are linked with it.
pub(crate) fn related(desk: &Desk, view: &View, item: &WorkItem, rows: &[WorkRow<'_>]) -> Markup {
    let lang = desk.lang;
    let indicators = indicators(view, item);
    let works: Vec<&WorkRow<'_>> = others(view, item)
        .into_iter()
        .filter_map(|subject| rows.iter().find(|row| row.item.subject == subject))
        .collect();
    let promises: Vec<&WorkRow<'_>> = rows
        .iter()
        .filter(|row| row.item.kind == WorkKind::Promise && row.item.group == item.subject)
        .collect();
    html! {
        @if !indicators.is_empty() {
            section.sheet {
                header { h2 { (tell!(lang, "相关指标", "Related indicators")) } }
                ul.lines { @for no in indicators { (indicator(desk, view, no)) } }
            }
        }
        @if !works.is_empty() {
            section.sheet {
                header { h2 { (tell!(lang, "相关工作", "Related work")) } }
                ul.lines { @for row in works { (line(desk, row)) } }
            }
        }
        @if !promises.is_empty() {
            section.sheet {
                header { h2 { (tell!(lang, "其中的承诺", "Promises made in it")) } }
                ul.lines { @for row in promises { (line(desk, row)) } }
            }
        }
    }
}

/// The other ends of the office's links.
fn others<'v>(view: &'v View, item: &WorkItem) -> Vec<&'v str> {
    let links = view.catalogue.pack.office.links.iter();
    let other = links.filter_map(|link| {
        if link.subject == item.subject {
            Some(link.other.as_str())
        } else if link.other == item.subject {
            Some(link.subject.as_str())
        } else {
            None
        }
    });
    other.collect()
}

fn indicators(view: &View, item: &WorkItem) -> Vec<u32> {
    let mut all: Vec<&str> = others(view, item);
    let at = item.no.parse::<usize>().unwrap_or(0).checked_sub(1);
    let promise = at.filter(|_| item.kind == WorkKind::Promise);
    let promise = promise.and_then(|at| view.catalogue.pack.reading.promises.get(at));
    if let Some(promise) = promise {
        all.extend([promise.same_as.as_str(), promise.related.as_str()]);
    }
    let numbers = all.into_iter().filter_map(|subject| subject.strip_prefix("indicator/"));
    let mut numbers: Vec<u32> = numbers.filter_map(|no| no.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn indicator(desk: &Desk, view: &View, no: u32) -> Markup {
    let Some(row) = view.status.row(no) else { return html! {} };
    html! {
        li {
            a href=(desk.link(&format!("/indicators/{no}"))) { b { (no) } "　" span lang="zh" { (row.indicator.name) } }
            span.r { (state::state(row.judgement.verdict, false, desk.lang)) }
        }
    }
}

fn line(desk: &Desk, row: &WorkRow<'_>) -> Markup {
    let item = row.item;
    html! {
        li {
            a href=(desk.link(&turn::plural(&item.subject))) lang="zh" { (item.name) @if item.kind == WorkKind::Promise && !item.text.is_empty() { "：" (item.text) } }
            span.r { (work::state(row.state, desk.lang)) }
            span.sub { (word::work(item.kind, &item.no, desk.lang)) " · " (row.percent) " %" }
        }
    }
}
