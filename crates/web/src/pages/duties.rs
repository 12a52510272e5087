//! The list of duties (责任清单) of an org: indicators, measures, tasks and projects together, what is
//! only implied folded.

use domain::plan::{DutyRole, SubjectKind};
use domain::{Lang, tell};
use engine::{OrgDuty, View, WorkRow};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::ui::{state, turn, word, work};

/// Something that an org has to do with, in all its roles.
struct Line<'d> {
    kind: SubjectKind,
    subject: &'d str,
    roles: Vec<&'d OrgDuty>,
}

/// The list of duties.
pub(crate) fn duties(
    desk: &Desk,
    view: &View,
    own: &[OrgDuty],
    works: &[WorkRow<'_>],
    org: &str,
) -> Markup {
    let lang = desk.lang;
    let (implied, named): (Vec<&OrgDuty>, Vec<&OrgDuty>) =
        own.iter().partition(|duty| duty.role == DutyRole::Implied);
    let named = grouped(named);
    let implied = grouped(implied);
    // What is folded is not printed; the address opens it.
    let open = desk.asked("implied") == "all";
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "责任清单", "Duties")) }
                span.small { (tell!(lang, "方案正文和全部附件合在一起，{} 项", "from the text and all annexes, {} in all", named.len())) }
            }
            @if own.is_empty() {
                p.empty { (tell!(lang, "方案没有点到这个名称。若它换了写法，由无废办在单位表里加别名。", "The plan does not name it. If it is written otherwise there, the office adds an alias.")) }
            }
            @for (_, kind) in SubjectKind::TABLE {
                @let lines: Vec<&Line<'_>> = named.iter().filter(|line| line.kind == kind).collect();
                @if !lines.is_empty() {
                    h3 { (word::subjects(kind, lang)) " " span.small { (tell!(lang, "{} 项", "{}", lines.len())) } }
                    (table(desk, view, &lines, works, org))
                }
            }
            @if !implied.is_empty() {
                details open[open] {
                    summary {
                        b { (tell!(lang, "总则所含 {} 项", "{} only implied", implied.len())) }
                        (tell!(lang, "：原文有一句话说这些都包括它", ": a sentence of the text includes it in them"))
                    }
                    @if !open {
                        p.small.noprint { a href=(crate::list::address(desk, &[("implied", "all")])) { (tell!(lang, "展开，以便打印", "open them for printing")) } }
                    }
                    @for (_, kind) in SubjectKind::TABLE {
                        @let lines: Vec<&Line<'_>> = implied.iter().filter(|line| line.kind == kind).collect();
                        @if !lines.is_empty() { (table(desk, view, &lines, works, org)) }
                    }
                }
            }
        }
    }
}

/// One line for each subject, in the plan's order.
fn grouped(duties: Vec<&OrgDuty>) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for duty in duties {
        match lines.iter_mut().find(|line| line.subject == duty.subject) {
            Some(line) => line.roles.push(duty),
            None => {
                lines.push(Line { kind: duty.kind, subject: &duty.subject, roles: vec![duty] });
            }
        }
    }
    lines
}

fn table(
    desk: &Desk,
    view: &View,
    lines: &[&Line<'_>],
    works: &[WorkRow<'_>],
    org: &str,
) -> Markup {
    let lang = desk.lang;
    html! {
        div.scroll { table.cards.duties {
            thead { tr {
                th { (tell!(lang, "编号", "no.")) }
                th { (tell!(lang, "事项", "what")) }
                th { (tell!(lang, "角色", "role")) }
                th { (tell!(lang, "时间", "time")) }
                th { (tell!(lang, "状态", "state")) }
            } }
            tbody { @for line in lines { (row(desk, view, line, works, org)) } }
        } }
    }
}

fn row(desk: &Desk, view: &View, line: &Line<'_>, works: &[WorkRow<'_>], org: &str) -> Markup {
    let lang = desk.lang;
    let address = desk.link(&turn::plural(line.subject));
    let work = works.iter().find(|row| row.item.subject == line.subject);
    let indicator = line.subject.strip_prefix("indicator/").and_then(|no| no.parse().ok());
    let indicator = indicator.and_then(|no| view.status.row(no));
    let (no, name, time) = match (work, indicator) {
        (Some(row), _) => (row.item.no.clone(), row.item.name.as_str(), row.item.time.as_str()),
        (None, Some(row)) => (row.indicator.no.to_string(), row.indicator.name.as_str(), ""),
        (None, None) => (String::new(), line.subject, ""),
    };
    html! {
        tr {
            td.nowrap data-h=(tell!(lang, "编号", "no.")) lang="zh" { (no) }
            td.title { a href=(address) lang="zh" { (name) } }
            td data-h=(tell!(lang, "角色", "role")) { (roles(line, org, lang)) }
            td.nowrap.blank[time.is_empty()] data-h=(tell!(lang, "时间", "time")) lang="zh" { (crate::list::blank(time.to_owned())) }
            td data-h=(tell!(lang, "状态", "state")) {
                @if let Some(row) = work { span.both { (work::state(row.state, lang)) (work::light(row.light, None, lang)) } }
                @if let Some(row) = indicator { (state::state(row.judgement.verdict, false, lang)) }
            }
        }
    }
}

/// The roles, each once; and the collective through which they came.
fn roles(line: &Line<'_>, org: &str, lang: Lang) -> Markup {
    let mut told: Vec<String> = line.roles.iter().map(|duty| word::role(duty.role, lang)).collect();
    told.dedup();
    let through = line.roles.iter().find(|duty| duty.written != org);
    html! {
        (told.join(if lang == Lang::Zh { "、" } else { ", " }))
        @if let Some(duty) = through { span.sub lang="zh" { (tell!(lang, "写作“{}”", "as “{}”", duty.written)) } }
    }
}
