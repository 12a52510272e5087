//! Lists of work: measures, tasks, projects, promises.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::pack::Pack;
use domain::plan::{DutyRole, OutlineLine};
use domain::work::{Light, WorkState};
use domain::{Lang, Say, tell};
use engine::{Instant, View, WorkItem, WorkKind, WorkRow};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::Desk;
use crate::frame::{frame, years};
use crate::list::{Column, Filter, List};
use crate::ui::{figure, turn, word, work};

/// How many orgs a cell names.
const ORGS: usize = 2;

type Row<'v> = WorkRow<'v>;

pub(crate) async fn measures(desk: Desk) -> Result<Response, Answer> {
    list(&desk, WorkKind::Measure).await
}

pub(crate) async fn tasks(desk: Desk) -> Result<Response, Answer> {
    list(&desk, WorkKind::Task).await
}

pub(crate) async fn projects(desk: Desk) -> Result<Response, Answer> {
    list(&desk, WorkKind::Project).await
}

pub(crate) async fn promises(desk: Desk) -> Result<Response, Answer> {
    list(&desk, WorkKind::Promise).await
}

async fn list(desk: &Desk, kind: WorkKind) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let all = desk.engine().work_rows(&desk.ctx, &view).await;
    let all = all.map_err(|refused| desk.refuse(refused))?;
    let rows: Vec<Row<'_>> = all.into_iter().filter(|row| row.item.kind == kind).collect();
    let lang = desk.lang;
    let title = word::works(kind, lang);
    let lead = lead(desk, kind, &rows);
    let list = List {
        name: format!("{title} {}", view.as_of),
        columns: columns(desk, &view, kind),
        filters: filters(desk, &view, kind, &rows),
        more_text: Some(Box::new(|row: &Row<'_>| row.item.text.clone())),
        empty: if rows.is_empty() {
            tell!(
                lang,
                "方案里没有这样的清单。到“方案原文”页核对，或补一条更正。",
                "The plan has no such list. Check the document, or add a correction there."
            )
        } else {
            tell!(
                lang,
                "没有符合条件的。放宽筛选，或清除后再看。",
                "Nothing fits. Loosen the filters, or clear them."
            )
        },
    };
    Ok(list.respond(desk, rows, |markup| {
        let body = html! {
            div.head {
                div { h1 { (title) } p.lead { (lead) } }
                (years(desk, &view))
            }
            (markup)
        };
        frame(desk, &view, &title, body)
    }))
}

/// One sentence: how many there are, and how they stand. Each is counted once.
fn lead(desk: &Desk, kind: WorkKind, rows: &[Row<'_>]) -> Markup {
    let lang = desk.lang;
    let count = |keep: &dyn Fn(&Row<'_>) -> bool| rows.iter().filter(|row| keep(row)).count();
    let calm = |state| count(&|row| row.light == Light::None && row.state == state);
    let red = count(&|row| row.light == Light::Red);
    let amber = count(&|row| row.light == Light::Amber);
    let parts = [
        (tell!(lang, "完成", "done"), calm(WorkState::Done)),
        (tell!(lang, "推进", "running"), calm(WorkState::Running)),
        (tell!(lang, "未到开始时间", "not begun yet"), calm(WorkState::NotStarted)),
        (tell!(lang, "取消", "dropped"), calm(WorkState::Dropped)),
        (tell!(lang, "本季度未报", "without a report this quarter"), amber),
    ];
    let address = |light: &str| {
        let path = turn::plural(domain::record::word_of(&WorkKind::TABLE, kind));
        desk.link(&format!("{}?light={light}", path.trim_end_matches('/')))
    };
    html! {
        b { (word::count(kind, rows.len(), lang)) }
        (tell!(lang, "：", ": "))
        @for (index, (told, n)) in parts.iter().filter(|(_, n)| *n > 0).enumerate() {
            @if index > 0 { (tell!(lang, "，", ", ")) }
            @if lang == Lang::Zh { (told) " " b { (n) } } @else { b { (n) } " " (told) }
        }
        @if red > 0 {
            (tell!(lang, "，", ", "))
            a.late href=(address("red")) { (tell!(lang, "逾期 {red}", "{red} overdue")) }
        }
        (tell!(lang, "。", "."))
    }
}

fn columns<'a>(desk: &'a Desk, view: &'a View, kind: WorkKind) -> Vec<Column<'a, Row<'a>>> {
    let lang = desk.lang;
    let mut columns = vec![number(kind, lang), name(desk, lang)];
    match kind {
        WorkKind::Measure => columns.push(section_column(view, lang)),
        WorkKind::Task => {
            columns.push(nowrap("group", tell!(lang, "体系", "system"), |row| {
                row.item.group.clone()
            }));
            columns.push(time(lang));
        }
        WorkKind::Project => {
            columns.push(amount(view, lang));
            columns.push(money(lang));
            columns.push(time(lang));
        }
        WorkKind::Promise => columns.extend(promise_columns(desk, view, lang)),
    }
    columns.extend(standing(view, lang));
    columns
}

fn number<'a>(kind: WorkKind, lang: Lang) -> Column<'a, Row<'a>> {
    let column =
        Column::new("no", tell!(lang, "编号", "no."), |row: &Row<'_>| row.item.no.clone());
    let column = column.cell(|row: &Row<'_>| html! { span.nowrap lang="zh" { (row.item.no) } });
    if kind == WorkKind::Task { column } else { column.number() }
}

fn name(desk: &Desk, lang: Lang) -> Column<'_, Row<'_>> {
    let column =
        Column::new("name", tell!(lang, "名称", "name"), |row: &Row<'_>| row.item.name.clone());
    column.title().cell(|row: &Row<'_>| {
        html! { a href=(desk.link(&turn::plural(&row.item.subject))) lang="zh" { (row.item.name) } }
    })
}

fn section_column(view: &View, lang: Lang) -> Column<'_, Row<'_>> {
    let text = |row: &Row<'_>| section(&view.catalogue.pack, &row.item.group);
    Column::new("group", tell!(lang, "所在章节", "section"), text)
        .cell(move |row| html! { span lang="zh" { (text(row)) } })
}

/// A column of short words in the plan's language.
fn nowrap<'a>(
    id: &'static str,
    head: String,
    text: impl Fn(&Row<'_>) -> String + Clone + Send + Sync + 'a,
) -> Column<'a, Row<'a>> {
    let shown = text.clone();
    let column = Column::new(id, head, move |row: &Row<'a>| text(row));
    column.cell(move |row| html! { span.nowrap lang="zh" { (crate::list::blank(shown(row))) } })
}

fn time<'a>(lang: Lang) -> Column<'a, Row<'a>> {
    Column::new("time", tell!(lang, "时间", "time"), |row: &Row<'_>| row.item.time.clone())
        .cell(|row: &Row<'_>| html! { span.nowrap lang="zh" { (crate::list::blank(row.item.time.clone())) } })
}

fn amount(view: &View, lang: Lang) -> Column<'_, Row<'_>> {
    let project = |row: &Row<'_>| {
        let all = view.catalogue.pack.reading.projects.iter();
        all.into_iter().find(|project| project.no.to_string() == row.item.no)
    };
    let head = tell!(lang, "投资", "amount");
    let text = move |row: &Row<'_>| project(row).map_or(String::new(), |own| own.amount.clone());
    Column::new("amount", head, text).number().cell(move |row| match project(row) {
        Some(own) if !own.amount.is_empty() => figure::number(&own.amount, &own.amount_unit),
        _ => html! { "—" },
    })
}

fn money<'a>(lang: Lang) -> Column<'a, Row<'a>> {
    let text = |row: &Row<'_>| row.money.clone();
    Column::new("money", tell!(lang, "已投", "spent"), text).number().cell(|row: &Row<'_>| {
        if row.money.is_empty() {
            html! { "—" }
        } else {
            figure::number(&row.money, "万元")
        }
    })
}

fn promise_columns<'a>(desk: &'a Desk, view: &'a View, lang: Lang) -> Vec<Column<'a, Row<'a>>> {
    let promise = |row: &Row<'_>| {
        let at = row.item.no.parse::<usize>().unwrap_or(0);
        at.checked_sub(1).and_then(|at| view.catalogue.pack.reading.promises.get(at))
    };
    let of = move |row: &Row<'_>, part: fn(&domain::plan::Promise) -> &String| {
        promise(row).map_or(String::new(), |own| part(own).clone())
    };
    let whence = |row: &Row<'_>| row.item.group.clone();
    vec![
        Column::new("value", tell!(lang, "承诺值", "value"), move |row: &Row<'_>| {
            of(row, |own| &own.value)
        })
        .number(),
        nowrap("unit", tell!(lang, "计量单位", "unit"), move |row: &Row<'_>| {
            let unit = of(row, |own| &own.unit);
            // A named place has a unit in the list, but nothing to count.
            if of(row, |own| &own.value).is_empty() { String::new() } else { unit }
        }),
        Column::new("time", tell!(lang, "年份", "year"), |row: &Row<'_>| row.item.time.clone()),
        Column::new("whence", tell!(lang, "出处", "promised in"), whence).cell(
            move |row: &Row<'_>| {
                let name = subject_name(view, &row.item.group, lang);
                html! { a.nowrap href=(desk.link(&turn::plural(&row.item.group))) { (name) } }
            },
        ),
    ]
}

/// Who does it, and how it stands.
fn standing<'a>(view: &'a View, lang: Lang) -> Vec<Column<'a, Row<'a>>> {
    // Where nobody stands behind a name yet, the plan's own name says who is meant.
    let orgs = |row: &Row<'a>| -> Vec<&'a str> {
        let item: &'a WorkItem = row.item;
        if item.orgs.is_empty() {
            let named = item.duties.iter().filter(|(role, _)| *role != DutyRole::Implied);
            return named.map(|(_, name)| name.as_str()).collect();
        }
        item.orgs.iter().map(|key| view.catalogue.org_name(key)).collect()
    };
    vec![
        Column::new("org", tell!(lang, "单位", "orgs"), move |row: &Row<'a>| orgs(row).join("、"))
            .cell(move |row| {
                let names = orgs(row);
                html! { span lang="zh" title=(names.join("、")) { (crate::list::blank(word::some(&names, ORGS, lang))) } }
            }),
        Column::new("state", tell!(lang, "状态", "state"), move |row: &Row<'_>| row.state.say(lang))
            .cell(move |row| work::state(row.state, lang)),
        Column::new("percent", tell!(lang, "进度", "progress"), |row: &Row<'_>| {
            row.percent.to_string()
        })
        .number()
        .cell(work::progress),
        Column::new("light", tell!(lang, "提醒", "alert"), move |row: &Row<'_>| {
            let since = row.since.map_or(String::new(), |day| day.to_string());
            format!("{} {since}", row.light.say(lang)).trim().to_owned()
        })
        .cell(move |row| match row.light {
            Light::None => html! { "—" },
            light => work::light(light, row.since, lang),
        }),
        Column::new("reported", tell!(lang, "最近报告", "last report"), |row: &Row<'_>| {
            day(&row.reported_at)
        })
        .cell(|row| html! { span.nowrap { (crate::list::blank(day(&row.reported_at))) } }),
    ]
}

/// The day of an instant in Beijing.
pub(crate) fn day(instant: &str) -> String {
    instant.parse::<Instant>().map_or(String::new(), |instant| instant.day().to_string())
}

fn filters<'a>(
    desk: &Desk,
    view: &'a View,
    kind: WorkKind,
    rows: &[Row<'a>],
) -> Vec<Filter<'a, Row<'a>>> {
    let lang = desk.lang;
    let mut filters = Vec::new();
    if matches!(kind, WorkKind::Measure | WorkKind::Task) {
        filters.push(group_filter(view, kind, rows, lang));
    }
    let mut orgs: BTreeMap<&str, usize> = BTreeMap::new();
    // What is asked for can be chosen, though it has nothing here.
    if let Some(org) = view.catalogue.org(desk.asked("org")) {
        orgs.insert(&org.key, 0);
    }
    rows.iter().flat_map(|row| &row.item.orgs).for_each(|key| *orgs.entry(key).or_default() += 1);
    let mut orgs: Vec<(&str, usize)> = orgs.into_iter().collect();
    orgs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let orgs = orgs.into_iter().map(|(key, count)| {
        (key.to_owned(), crate::list::counted(view.catalogue.org_name(key), count, lang))
    });
    filters.push(Filter {
        id: "org",
        label: tell!(lang, "单位", "org"),
        options: orgs.collect(),
        keeps: Box::new(|row, asked| row.item.orgs.iter().any(|key| key == asked)),
    });
    filters.push(Filter {
        id: "state",
        label: tell!(lang, "状态", "state"),
        options: WorkState::TABLE
            .iter()
            .map(|(word, state)| ((*word).to_owned(), state.say(lang)))
            .collect(),
        keeps: Box::new(|row, asked| row.state.word() == asked),
    });
    let lights = Light::TABLE.iter().filter(|(_, light)| *light != Light::None);
    filters.push(Filter {
        id: "light",
        label: tell!(lang, "提醒", "alert"),
        options: lights.map(|(word, light)| ((*word).to_owned(), light.say(lang))).collect(),
        keeps: Box::new(|row, asked| domain::record::word_of(&Light::TABLE, row.light) == asked),
    });
    filters
}

fn group_filter<'a>(
    view: &'a View,
    kind: WorkKind,
    rows: &[Row<'a>],
    lang: Lang,
) -> Filter<'a, Row<'a>> {
    let pack = &view.catalogue.pack;
    let group = move |row: &Row<'_>| match kind {
        WorkKind::Measure => section(pack, &row.item.group),
        _ => row.item.group.clone(),
    };
    let mut groups: Vec<String> = rows.iter().map(group).collect();
    groups.dedup();
    Filter {
        id: "group",
        label: match kind {
            WorkKind::Measure => tell!(lang, "章节", "section"),
            _ => tell!(lang, "体系", "system"),
        },
        options: groups.into_iter().map(|own| (own.clone(), own)).collect(),
        keeps: Box::new(move |row, asked| group(row) == asked),
    }
}

/// The section that a place of the text lies in, by its heading: `二(四)2` is in
/// `(四)推行农业绿色生产`.
pub(crate) fn section(pack: &Pack, place: &str) -> String {
    let end = place.find(')').map_or(place.len(), |at| at + 1);
    let wanted = &place[..end];
    let heading = pack.reading.outline.iter().find(|line| line.place == wanted);
    heading.map_or_else(|| place.to_owned(), |line| first_sentence(line).to_owned())
}

fn first_sentence(line: &OutlineLine) -> &str {
    line.text.split('。').next().unwrap_or_default().trim()
}

/// What a subject of the plan is called, short: `重点任务 20`, `指标 4`.
pub(crate) fn subject_name(view: &View, subject: &str, lang: Lang) -> String {
    if let Some(item) = view.catalogue.work(subject) {
        return word::work(item.kind, &item.no, lang);
    }
    match subject.split_once('/') {
        Some(("indicator", no)) => tell!(lang, "指标 {no}", "Indicator {no}"),
        _ => subject.to_owned(),
    }
}
