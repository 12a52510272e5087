//! The plan's document: its text line by line, and beside each line what was read from it.

use std::collections::HashMap;

use axum::response::Response;
use domain::access::Action;
use domain::correct::WHOLE_ROW;
use domain::office::Correction;
use domain::pack::Pack;
use domain::plan::{
    DutyRole, Indicator, Measure, OutlineKind, OutlineLine, Project, Reading, SubjectKind, Task,
    UnreadLine,
};
use domain::{Lang, tell};
use engine::{On, View};
use maud::{Markup, html};

use crate::answer::{self, Answer};
use crate::desk::{Desk, encoded};
use crate::frame::frame;
use crate::pages::corrections::{Mend, form};
use crate::pages::new_row;
use crate::ui::{figure, form::Faults};
use crate::words::{DUTY_ROLES, TARGET_KINDS, told};

/// Something that was read from a line.
#[derive(Clone, Copy)]
enum Read<'a> {
    Indicator(&'a Indicator),
    Measure(&'a Measure),
    Task(&'a Task),
    Project(&'a Project),
    Unread(&'a UnreadLine),
}

/// A part of the text that is shown at once.
struct Part {
    title: String,
    lines: std::ops::Range<usize>,
    /// How many rows were read in it.
    count: usize,
    unread: usize,
}

/// `/document`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let mend = Mend::asked(&desk, &view.catalogue.pack);
    Ok(answer::page(page(&desk, &view, &mend, &[])))
}

/// `/document/source`: the file that the plan was read from, as it came.
pub(crate) async fn source(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let exported = desk.engine().plan_export(&desk.ctx, &view.plan.id).await;
    let (.., source) = exported.map_err(|refused| desk.refuse(refused))?;
    if source.bytes.is_empty() {
        return Err(desk.refuse(engine::Refused::unfit(
            "这份方案导入时没有原文件",
            "this plan was imported without its source",
        )));
    }
    Ok(answer::download(&source.name, "application/octet-stream", source.bytes))
}

/// The page, with the form as it was filled in.
pub(crate) fn page(desk: &Desk, view: &View, mend: &Mend, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let reading = &pack.reading;
    let read = read_by_line(reading);
    let parts = parts(reading, &read);
    let asked = desk.asked("part").parse::<usize>().ok().and_then(|no| no.checked_sub(1));
    // A link to a line leads to the part that it stands in.
    let line = reading.outline.iter().position(|line| line.line == desk.asked("line"));
    let of_line = line.and_then(|at| parts.iter().position(|part| part.lines.contains(&at)));
    let asked = asked.or(of_line);
    let first = parts.iter().position(|part| part.count > 0).unwrap_or(0);
    let at = asked.unwrap_or(first).min(parts.len().saturating_sub(1));
    let title = tell!(lang, "方案原文与读出的内容", "The document beside what was read");
    let body = html! {
        div.head {
            div { h1 { (title) } p.lead { (lead(pack, lang)) } }
            div.actions {
                a.btn href=(desk.link("/document/source")) { (tell!(lang, "下载原文件", "Download the source")) }
                a.btn href=(desk.link("/document/corrections")) {
                    (tell!(lang, "更正 {} 处", "{} corrections", pack.office.corrections.len()))
                }
            }
        }
        @if desk.may(Action::PlanEdit, On::District) && mend.is_begun() {
            @if mend.is_new_row() {
                @let line = reading.outline.iter().find(|line| line.line == desk.asked("line"));
                (new_row::form(desk, mend, line.map_or("", |line| &line.text), faults))
            } @else { (form(desk, pack, mend, faults)) }
        }
        @if !open(pack).is_empty() { (unread(desk, pack)) }
        @if desk.asked("only") != "unread" {
            (chooser(desk, &parts, at))
            @if let Some(part) = parts.get(at) { (beside(desk, view, part, &read)) (turn_over(desk, &parts, at)) }
            @else { section.sheet { p.empty { (tell!(lang, "这份方案没有原文的行。请在“全部方案”里重新导入文档。", "This plan has no lines of text. Import its document on the page of all plans.")) } } }
        }
    };
    frame(desk, view, &title, body)
}

/// How much of the text was read.
fn lead(pack: &Pack, lang: Lang) -> Markup {
    let reading = &pack.reading;
    let (lines, left) = (reading.outline.len(), open(pack).len());
    let count = [
        reading.indicators.len(),
        reading.measures.len(),
        reading.tasks.len(),
        reading.projects.len(),
        reading.promises.len(),
    ];
    let [indicators, measures, tasks, projects, promises] = count;
    html! {
        (tell!(
            lang,
            "全文 {lines} 行，读出指标 {indicators} 项、重点任务 {measures} 条、任务 {tasks} 项、项目 {projects} 个、承诺 {promises} 处；",
            "{lines} lines: {indicators} indicators, {measures} measures, {tasks} tasks, {projects} projects and {promises} promises were read; "
        ))
        b {
            @if left == 0 { (tell!(lang, "没有未读出的行。", "no line was left out.")) }
            @else { (tell!(lang, "有 {left} 行没有读出，等无废办处理。", "{left} lines wait for the office to place them.")) }
        }
    }
}

/// The lines that could not be placed and that nobody has dealt with.
fn open(pack: &Pack) -> Vec<&UnreadLine> {
    let is_put_in = |own: &Correction, line: &str| {
        let mut fields = own.is.lines().filter_map(|field| field.split_once('='));
        own.column == WHOLE_ROW && fields.any(|field| field == ("line", line))
    };
    let dealt = |line: &UnreadLine| {
        pack.document.unread.iter().all(|own| own != line)
            || pack.office.corrections.iter().any(|own| is_put_in(own, &line.line))
    };
    pack.reading.unread.iter().filter(|line| !dealt(line)).collect()
}

/// The lines without a place, with why, and what can be done.
fn unread(desk: &Desk, pack: &Pack) -> Markup {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    let only = desk.asked("only") == "unread";
    html! {
        section.sheet #unread {
            header {
                h2 { (tell!(lang, "没有读出的行", "Lines that were not placed")) }
                a.more href=(desk.link(if only { "/document" } else { "/document?only=unread" })) {
                    @if only { (tell!(lang, "看全文", "the whole text")) } @else { (tell!(lang, "只看这些", "only these")) }
                }
            }
            ul.lines {
                @for line in open(pack) {
                    @let key = format!("{} {}", line.line, line.text);
                    li {
                        span lang="zh" { b { (line.line) } "　" (line.text) }
                        span.r { @if may { a href=(mend_link(desk, "unread", &key, "reason")) { (tell!(lang, "标记已处理", "mark as dealt with")) }
                            " · " a href=(desk.link(&format!("/document?add=tasks&line={}#add", encoded(&line.line)))) aria-label=(tell!(lang, "把第 {} 行补成一行", "put line {} in as a row", line.line)) { (tell!(lang, "补成一行", "put in as a row")) } } }
                        span.sub lang="zh" { (line.reason) }
                    }
                }
            }
            @if may {
                p.small { (tell!(lang, "漏读的内容请在下面对应的行上“更正”；确实不用入表的，标记已处理并写明理由。", "Mend what was missed at its row below; what belongs to no table is marked as dealt with, with the reason.")) }
            }
        }
    }
}

/// The choice of a part.
fn chooser(desk: &Desk, parts: &[Part], at: usize) -> Markup {
    let lang = desk.lang;
    html! {
        form.filters method="get" action="/document" {
            (kept(desk))
            label { span { (tell!(lang, "章节", "part")) }
                select name="part" {
                    @for (no, part) in parts.iter().enumerate() {
                        option lang="zh" value=(no + 1) selected[no == at] {
                            (part.title.chars().take(30).collect::<String>())
                            @if part.count > 0 { (tell!(lang, " · 读出 {}", " · {} read", part.count)) }
                            @if part.unread > 0 { (tell!(lang, " · 未读 {}", " · {} not placed", part.unread)) }
                        }
                    }
                }
            }
            button.btn type="submit" { (tell!(lang, "看", "Show")) }
        }
    }
}

/// The plan, the year and the day of the address as hidden fields.
pub(crate) fn kept(desk: &Desk) -> Markup {
    html! {
        @for name in ["plan", "year", "as_of"] {
            @if let Some(value) = desk.query.get(name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn turn_over(desk: &Desk, parts: &[Part], at: usize) -> Markup {
    let lang = desk.lang;
    html! {
        nav.pager aria-label=(tell!(lang, "翻页", "pages")) {
            @if at > 0 { a.btn href=(desk.link(&format!("/document?part={at}"))) { (tell!(lang, "上一部分", "Previous part")) } }
            span { (tell!(lang, "第 {} 部分，共 {}", "part {} of {}", at + 1, parts.len())) }
            @if at + 1 < parts.len() { a.btn href=(desk.link(&format!("/document?part={}", at + 2))) { (tell!(lang, "下一部分", "Next part")) } }
        }
    }
}

/// What was read, for each line of the text.
fn read_by_line(reading: &Reading) -> Vec<Vec<Read<'_>>> {
    let lines = &reading.outline;
    let at: HashMap<&str, usize> =
        lines.iter().enumerate().map(|(at, line)| (line.line.as_str(), at)).collect();
    // What stands on a line that the text does not have belongs to the one before it.
    let place = |line: &str| {
        let before =
            |own: &OutlineLine| number(&own.line).is_some_and(|own| Some(own) <= number(line));
        at.get(line).copied().or_else(|| lines.iter().rposition(before))
    };
    let mut read: Vec<Vec<Read<'_>>> = vec![Vec::new(); lines.len()];
    let mut put = |line: &str, one| {
        let at = place(line).unwrap_or(lines.len().saturating_sub(1));
        if let Some(list) = read.get_mut(at) {
            list.push(one);
        }
    };
    reading.indicators.iter().for_each(|own| put(&own.line, Read::Indicator(own)));
    reading.measures.iter().for_each(|own| put(&own.line, Read::Measure(own)));
    reading.tasks.iter().for_each(|own| put(&own.line, Read::Task(own)));
    reading.projects.iter().for_each(|own| put(&own.line, Read::Project(own)));
    reading.unread.iter().for_each(|own| put(&own.line, Read::Unread(own)));
    read
}

fn number(line: &str) -> Option<u64> {
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The parts of the text: what stands under one heading of the upper levels.
fn parts(reading: &Reading, read: &[Vec<Read<'_>>]) -> Vec<Part> {
    let lines = &reading.outline;
    let mut parts: Vec<Part> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let goes_on = parts.last().is_some_and(|part| {
            let only_heads =
                lines[part.lines.clone()].iter().all(|own| own.kind == OutlineKind::Heading);
            let same = root(&lines[part.lines.start].place) == root(&line.place)
                || root(&lines[part.lines.end - 1].place) == root(&line.place);
            same || (only_heads && line.kind == OutlineKind::Heading)
        });
        match parts.last_mut().filter(|_| goes_on) {
            Some(part) => part.lines.end = at + 1,
            None => {
                parts.push(Part { title: String::new(), lines: at..at + 1, count: 0, unread: 0 });
            }
        }
    }
    for part in &mut parts {
        let own = read[part.lines.clone()].iter().flatten();
        part.unread = own.clone().filter(|one| matches!(one, Read::Unread(_))).count();
        part.count = own.count() - part.unread;
        part.title = title(&lines[part.lines.clone()]);
    }
    parts
}

/// What a part is called: its last heading of the upper levels; behind a bare `附件2` the line below.
fn title(lines: &[OutlineLine]) -> String {
    const BARE: usize = 6;
    let upper = lines.last().map_or("", |line| root(&line.place));
    let heads = lines.iter().take_while(|own| own.kind == OutlineKind::Heading);
    let at = heads.enumerate().filter(|(_, own)| own.place == upper).last().map_or(0, |(at, _)| at);
    let Some(own) = lines.get(at) else { return String::new() };
    match lines.get(at + 1).filter(|_| own.text.chars().count() <= BARE) {
        Some(next) if next.kind != OutlineKind::Table => format!("{} {}", own.text, next.text),
        _ => own.text.clone(),
    }
}

/// The upper levels of a place: `二(四)` of `二(四)3`, `附件3` of `附件3四`, `2.1` of `2.1.3`.
fn root(place: &str) -> &str {
    if let Some(at) = place.find([')', '）']) {
        let end = at + place[at..].chars().next().map_or(1, char::len_utf8);
        return &place[..end];
    }
    if place.starts_with(|c: char| c.is_ascii_digit()) {
        let second = place.match_indices('.').nth(1);
        return second.map_or(place, |(at, _)| &place[..at]);
    }
    place
}

/// The lines of a part, each with what was read from it at its right.
fn beside(desk: &Desk, view: &View, part: &Part, read: &[Vec<Read<'_>>]) -> Markup {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    html! {
        section.sheet {
            header { h2 lang="zh" { (part.title) } span.small { (tell!(lang, "左边原文，右边读出的内容", "the text at the left, what was read at the right")) } }
            ol.beside {
                @for at in part.lines.clone() {
                    @let line = &pack.reading.outline[at];
                    li id=(format!("l{}", line.line)) {
                        span.no { (line.line) }
                        (said(line))
                        div.read { @for one in &read[at] { (one_read(desk, view, one)) } }
                    }
                }
            }
        }
    }
}

/// A line of the text.
fn said(line: &OutlineLine) -> Markup {
    html! {
        @match line.kind {
            OutlineKind::Heading => { p.text lang="zh" { b { (line.text) } } }
            OutlineKind::Table => { p.text.row lang="zh" { @for (at, cell) in line.text.split('\t').enumerate() { @if at > 0 { span.gap { " ｜ " } } (cell) } } }
            _ => { p.text lang="zh" { (line.text) } }
        }
    }
}

fn one_read(desk: &Desk, view: &View, one: &Read<'_>) -> Markup {
    let lang = desk.lang;
    let reading = &view.catalogue.pack.reading;
    match one {
        Read::Indicator(own) => {
            let head = tell!(lang, "指标 {}", "indicator {}", own.no);
            let no = own.no.to_string();
            let more = html! {
                @if !own.unit.is_empty() { span.sub lang="zh" { (own.unit) @if !own.note.is_empty() { " · " (own.note) } } }
                (cells(desk, reading, own.no))
                (duties(reading, SubjectKind::Indicator, &no, lang))
                (promises(reading, &format!("indicator/{no}"), lang))
            };
            card(desk, ("indicators", &no), (&format!("/indicators/{no}"), &head), &own.name, more)
        }
        Read::Measure(own) => {
            let no = own.no.to_string();
            let head = tell!(lang, "重点任务 {no}", "measure {no}");
            let name: String = if own.title.is_empty() {
                own.text.chars().take(24).collect()
            } else {
                own.title.clone()
            };
            let more = html! {
                (duties(reading, SubjectKind::Measure, &no, lang))
                (promises(reading, &format!("measure/{no}"), lang))
            };
            card(desk, ("measures", &no), (&format!("/measures/{no}"), &head), &name, more)
        }
        Read::Task(own) => {
            let address = own.address();
            let (system, no) = (&own.system, own.no);
            let head = tell!(lang, "任务 {system} {no}", "task {system} {no}");
            let more = html! {
                span.sub lang="zh" { (own.time) }
                (duties(reading, SubjectKind::Task, &address, lang))
                (promises(reading, &format!("task/{address}"), lang))
            };
            let to = format!("/tasks/{}/{no}", encoded(system));
            card(desk, ("tasks", &address), (&to, &head), &own.name, more)
        }
        Read::Project(own) => {
            let no = own.no.to_string();
            let head = tell!(lang, "项目 {no}", "project {no}");
            let more = html! {
                span.sub lang="zh" { (own.time) " · " (figure::number(&own.amount, &own.amount_unit)) }
                (duties(reading, SubjectKind::Project, &no, lang))
                (promises(reading, &format!("project/{no}"), lang))
            };
            card(desk, ("projects", &no), (&format!("/projects/{no}"), &head), &own.name, more)
        }
        Read::Unread(own) => html! {
            div.one { b.late { (tell!(lang, "没有读出", "not placed")) } span.sub lang="zh" { (own.reason) } }
        },
    }
}

/// A thing that was read, with the way to its page and to mending it.
fn card(
    desk: &Desk,
    (file, key): (&str, &str),
    (to, head): (&str, &str),
    name: &str,
    more: Markup,
) -> Markup {
    let lang = desk.lang;
    html! {
        div.one {
            a href=(desk.link(to)) { b { (head) } "　" span lang="zh" { (name) } }
            @if desk.may(Action::PlanEdit, On::District) {
                " " a.small.mend href=(mend_link(desk, file, key, "")) aria-label=(tell!(lang, "更正{head}", "mend {head}")) { (tell!(lang, "更正", "mend")) }
            }
            (more)
        }
    }
}

/// The year cells of an indicator and how each target was understood.
fn cells(desk: &Desk, reading: &Reading, no: u32) -> Markup {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    html! {
        ul.cells-read {
            @for cell in reading.cells.iter().filter(|cell| cell.indicator == no) {
                @let target = reading.targets.iter().find(|own| (own.indicator, own.year) == (no, cell.year));
                li {
                    span.small { (cell.year) } " "
                    span lang="zh" { (crate::list::blank(cell.text.clone())) }
                    @if let Some(target) = target {
                        span.small { " → " (told(TARGET_KINDS, target.target.kind(), lang)) }
                    }
                    @if may { " " a.small.mend href=(mend_link(desk, "cells", &format!("{no} {}", cell.year), "text")) aria-label=(tell!(lang, "更正 {} 年的单元格", "mend the cell of {}", cell.year)) { (tell!(lang, "改", "mend")) } }
                }
            }
        }
    }
}

fn duties(reading: &Reading, kind: SubjectKind, subject: &str, lang: Lang) -> Markup {
    let own: Vec<_> = reading
        .duties
        .iter()
        .filter(|duty| {
            duty.kind == kind && duty.subject == subject && duty.role != DutyRole::Implied
        })
        .collect();
    html! {
        @for (word, role) in DutyRole::TABLE {
            @let names: Vec<&str> = own.iter().filter(|duty| duty.role == role).map(|duty| duty.org.as_str()).collect();
            @if !names.is_empty() {
                span.sub { (told(DUTY_ROLES, word, lang)) (tell!(lang, "：", ": ")) span lang="zh" { (names.join("、")) } }
            }
        }
    }
}

fn promises(reading: &Reading, subject: &str, lang: Lang) -> Markup {
    html! {
        @for promise in reading.promises.iter().filter(|promise| promise.subject == subject) {
            span.sub {
                (tell!(lang, "承诺：", "promise: "))
                span lang="zh" { (promise.what) " " (promise.value) @if !promise.value.is_empty() { (promise.unit) } " " (promise.year) }
            }
        }
    }
}

/// Where a row is mended.
pub(crate) fn mend_link(desk: &Desk, file: &str, key: &str, column: &str) -> String {
    let part = desk.asked("part");
    let mut to = format!("/document?mend={file}&key={}", encoded(key));
    if !column.is_empty() {
        to += &format!("&column={column}");
    }
    if !part.is_empty() {
        to += &format!("&part={}", encoded(part));
    }
    desk.link(&format!("{to}#mend"))
}
