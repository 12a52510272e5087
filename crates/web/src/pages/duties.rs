//! The list of duties (责任清单) of an org: indicators, measures, tasks and projects together, what is
//! only implied folded.

use domain::plan::{DutyRole, SubjectKind};
use domain::work::Light;
use domain::{Lang, Say as _, tell};
use engine::{OrgDuty, StatusRow, View, WorkRow};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::list::{Column, Drawn, Filter, List};
use crate::ui::{state, turn, word, work};

/// Something that an org has to do with, in all its roles.
pub(crate) struct Line<'d> {
    kind: SubjectKind,
    subject: &'d str,
    roles: Vec<&'d OrgDuty>,
}

impl Line<'_> {
    /// A sentence of the text includes the org in it; its own name does not stand there.
    fn is_implied(&self) -> bool {
        self.roles.iter().all(|duty| duty.role == DutyRole::Implied)
    }
}

/// All of an org's duties: what names it, and behind it what only implies it.
pub(crate) fn lines(own: &[OrgDuty]) -> Vec<Line<'_>> {
    let (implied, named): (Vec<&OrgDuty>, Vec<&OrgDuty>) =
        own.iter().partition(|duty| duty.role == DutyRole::Implied);
    let mut lines = grouped(named);
    lines.extend(grouped(implied));
    lines
}

/// What is known of the work and the indicators that duties are about.
pub(crate) struct About<'v> {
    pub(crate) view: &'v View,
    pub(crate) works: &'v [WorkRow<'v>],
}

/// A duty's subject: its number, its name, its time.
type Facts<'v> = (String, &'v str, &'v str);

impl<'v> About<'v> {
    fn work(&self, line: &Line<'_>) -> Option<&'v WorkRow<'v>> {
        self.works.iter().find(|row| row.item.subject == line.subject)
    }

    fn indicator(&self, line: &Line<'_>) -> Option<&'v StatusRow> {
        let no = line.subject.strip_prefix("indicator/")?.parse().ok()?;
        self.view.status.row(no)
    }

    fn facts(&self, line: &Line<'v>) -> Facts<'v> {
        match (self.work(line), self.indicator(line)) {
            (Some(row), _) => (row.item.no.clone(), &row.item.name, &row.item.time),
            (None, Some(row)) => (row.indicator.no.to_string(), &row.indicator.name, ""),
            (None, None) => (String::new(), line.subject, ""),
        }
    }

    fn state(&self, line: &Line<'_>, lang: Lang) -> String {
        let work = self.work(line).map(|row| match row.light {
            Light::None => row.state.say(lang),
            light => {
                tell!(lang, "{}，{}", "{}, {}", row.state.say(lang), light.say(lang))
            }
        });
        let verdict = || self.indicator(line).map(|row| row.judgement.verdict.say(lang));
        work.or_else(verdict).unwrap_or_default()
    }
}

/// The duties as a list: for its filters, its order and its export.
pub(crate) fn list<'a>(about: &'a About<'a>, org: &str, lang: Lang) -> List<'a, Line<'a>> {
    let columns = vec![
        Column::new("kind", tell!(lang, "类别", "kind"), move |line: &Line<'a>| {
            word::subjects(line.kind, lang)
        }),
        Column::new("no", tell!(lang, "编号", "no."), |line: &Line<'a>| about.facts(line).0),
        Column::new("name", tell!(lang, "事项", "what"), |line: &Line<'a>| {
            about.facts(line).1.to_owned()
        })
        .title(),
        Column::new("role", tell!(lang, "角色", "role"), move |line: &Line<'a>| told(line, lang)),
        Column::new("time", tell!(lang, "时间", "time"), |line: &Line<'a>| {
            about.facts(line).2.to_owned()
        }),
        Column::new("state", tell!(lang, "状态", "state"), move |line: &Line<'a>| {
            about.state(line, lang)
        }),
    ];
    let kinds = SubjectKind::TABLE.iter();
    let kinds = kinds.map(|(word, kind)| ((*word).to_owned(), word::subjects(*kind, lang)));
    let roles = DutyRole::TABLE.iter();
    let roles = roles.map(|(word, role)| ((*word).to_owned(), word::role(*role, lang)));
    let filters = vec![
        Filter {
            id: "kind",
            label: tell!(lang, "类别", "kind"),
            options: kinds.collect(),
            keeps: Box::new(|line: &Line<'a>, asked| {
                domain::record::word_of(&SubjectKind::TABLE, line.kind) == asked
            }),
        },
        Filter {
            id: "role",
            label: tell!(lang, "角色", "role"),
            options: roles.collect(),
            keeps: Box::new(|line: &Line<'a>, asked| {
                let word = |duty: &&OrgDuty| domain::record::word_of(&DutyRole::TABLE, duty.role);
                line.roles.iter().any(|duty| word(duty) == asked)
            }),
        },
    ];
    let name = tell!(lang, "{org}责任清单", "duties of {org}");
    List { name, columns, filters, more_text: None, empty: String::new() }
}

/// The list of duties.
pub(crate) fn duties(desk: &Desk, about: &About<'_>, drawn: Drawn<Line<'_>>, org: &str) -> Markup {
    let lang = desk.lang;
    let (implied, named): (Vec<_>, Vec<_>) = drawn.rows.iter().partition(|own| own.is_implied());
    // What is folded is not printed; the address opens it.
    let open = desk.asked("implied") == "all";
    let tables = |lines: &[&Line<'_>], heads: bool| {
        html! {
            @for (_, kind) in SubjectKind::TABLE {
                @let own: Vec<&Line<'_>> = lines.iter().copied().filter(|line| line.kind == kind).collect();
                @if !own.is_empty() {
                    @if heads { h3 { (word::subjects(kind, lang)) " " span.small { (tell!(lang, "{} 项", "{}", own.len())) } } }
                    (table(desk, about, &own, org))
                }
            }
        }
    };
    html! {
        section.sheet id="duties" {
            header {
                h2 { (tell!(lang, "责任清单", "Duties")) }
                span.small { (tell!(lang, "方案正文和全部附件合在一起，{} 项", "from the text and all annexes, {} in all", named.len())) }
            }
            (drawn.controls)
            @if drawn.rows.is_empty() {
                p.empty { (tell!(lang, "方案没有点到这个名称，或筛选后没有剩下的。若它换了写法，由无废办在单位表里加别名。", "The plan does not name it, or nothing fits the filters. If it is written otherwise there, the office adds an alias.")) }
            }
            (tables(&named, true))
            @if !implied.is_empty() {
                details open[open] {
                    summary {
                        b { (tell!(lang, "总则所含 {} 项", "{} only implied", implied.len())) }
                        (tell!(lang, "：原文有一句话说这些都包括它", ": a sentence of the text includes it in them"))
                    }
                    @if !open {
                        p.small.noprint { a href=(crate::list::address(desk, &[("implied", "all")])) { (tell!(lang, "展开，以便打印", "open them for printing")) } }
                    }
                    (tables(&implied, false))
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

fn table(desk: &Desk, about: &About<'_>, lines: &[&Line<'_>], org: &str) -> Markup {
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
            tbody { @for line in lines { (row(desk, about, line, org)) } }
        } }
    }
}

fn row(desk: &Desk, about: &About<'_>, line: &Line<'_>, org: &str) -> Markup {
    let lang = desk.lang;
    let address = desk.link(&turn::plural(line.subject));
    let (work, indicator) = (about.work(line), about.indicator(line));
    let (no, name, time) = about.facts(line);
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

/// The roles, each once.
fn told(line: &Line<'_>, lang: Lang) -> String {
    let mut told: Vec<String> = line.roles.iter().map(|duty| word::role(duty.role, lang)).collect();
    told.dedup();
    told.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// The roles; and the collective through which they came.
fn roles(line: &Line<'_>, org: &str, lang: Lang) -> Markup {
    let through = line.roles.iter().find(|duty| duty.written != org);
    html! {
        (told(line, lang))
        @if let Some(duty) = through { span.sub lang="zh" { (tell!(lang, "写作“{}”", "as “{}”", duty.written)) } }
    }
}
