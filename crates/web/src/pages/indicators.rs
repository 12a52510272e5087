//! All indicators of a plan, with the year's verdicts.

use axum::response::Response;
use domain::judge::Verdict;
use domain::pack::Pack;
use domain::{Lang, Say, tell};
use engine::{StatusRow, View};
use maud::html;

use crate::answer::Answer;
use crate::desk::Desk;
use crate::frame::{frame, years};
use crate::list::{Column, Filter, List, blank};
use crate::ui::spark::spark;
use crate::ui::{figure, state, word};

/// `/indicators`
pub(crate) async fn show(mut desk: Desk) -> Result<Response, Answer> {
    // Links that were kept from before still call the verdict a state.
    if let Some(state) = desk.query.remove("state") {
        desk.query.entry("verdict".to_owned()).or_insert(state);
    }
    let view = desk.view().await?;
    let lang = desk.lang;
    let title = tell!(lang, "指标", "Indicators");
    let list = list(&desk, &view);
    let rows: Vec<StatusRow> = view.status.rows.clone();
    Ok(list.respond(&desk, rows, |table| {
        let body = html! {
            div.head {
                div { h1 { (title) } p.lead { (crate::sheet::lead(&view.status, lang)) } }
                (years(&desk, &view))
            }
            (table)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn list<'a>(desk: &'a Desk, view: &'a View) -> List<'a, StatusRow> {
    let lang = desk.lang;
    List {
        name: tell!(lang, "指标 {}", "indicators {}", view.year),
        columns: columns(desk, view),
        filters: filters(view, lang),
        more_text: Some(Box::new(|row: &StatusRow| {
            format!("{} {}", row.indicator.level2, row.indicator.note)
        })),
        empty: tell!(
            lang,
            "没有符合条件的指标，换个条件试试。",
            "No indicator fits; try another choice."
        ),
    }
}

fn columns<'a>(desk: &'a Desk, view: &'a View) -> Vec<Column<'a, StatusRow>> {
    let lang = desk.lang;
    let history = view.status.history_years();
    vec![
        Column::new("no", tell!(lang, "序号", "no"), |row: &StatusRow| row.indicator.no.to_string())
            .number(),
        Column::new("name", tell!(lang, "指标", "indicator"), |row: &StatusRow| {
            row.indicator.name.clone()
        })
        .title()
        .filled(|_| true)
        .cell(move |row| {
            let no = row.indicator.no;
            html! {
                a href=(desk.link(&format!("/indicators/{no}"))) lang="zh" { (row.indicator.name) @if row.indicator.required { " ★" } }
            }
        }),
        Column::new("level1", tell!(lang, "类别", "group"), |row: &StatusRow| {
            row.indicator.level1.clone()
        })
        .filed(),
        Column::new("verdict", tell!(lang, "状态", "state"), move |row: &StatusRow| {
            row.judgement.verdict.say(lang)
        })
        .filled(|_| true)
        .cell(move |row| state::state(row.judgement.verdict, true, lang)),
        Column::new("value", tell!(lang, "实际", "actual"), |row: &StatusRow| {
            row.value().unwrap_or_default().to_owned()
        })
        .number()
        .cell(figure::of_row),
        Column::new("unit", tell!(lang, "单位", "unit"), |row: &StatusRow| {
            row.indicator.unit.clone()
        })
        .filed(),
        Column::new("target", tell!(lang, "目标", "target"), |row: &StatusRow| {
            row.judgement.target_text.clone()
        })
        .cell(|row| html! { span lang="zh" { (blank(row.judgement.target_text.clone())) } }),
        Column::new("history", history, move |row: &StatusRow| {
            history_text(&view.status.pack, row)
        })
        .filled(move |row| row.points(&view.status.pack).iter().any(|point| point.actual.is_some()))
        .cell(
            move |row| {
                let class = state::class(row.judgement.verdict);
                html! { (spark(row.points(&view.status.pack), view.year, class, lang)) }
            },
        ),
        Column::new("gap", tell!(lang, "差距", "gap"), move |row: &StatusRow| {
            row.gap(lang).unwrap_or_default().to_owned()
        }),
        Column::new("completeness", tell!(lang, "完整性", "complete"), |row: &StatusRow| {
            row.completeness()
        }),
        settled(view, lang),
        Column::new("orgs", tell!(lang, "责任单位", "orgs"), |row: &StatusRow| row.orgs.join("、"))
            .cell(move |row| {
                let names: Vec<&str> = row.orgs.iter().map(AsRef::as_ref).collect();
                html! { span.small lang="zh" title=(names.join("、")) { (blank(word::some(&names, 1, lang))) } }
            }),
    ]
}

/// Whether all numbers that it rests on are confirmed.
fn settled(view: &View, lang: Lang) -> Column<'_, StatusRow> {
    let (is_unsettled, shows_unsettled) = (view.is_unsettled(), view.is_unsettled());
    Column::new("settled", tell!(lang, "确认", "confirmed"), move |row: &StatusRow| {
            if is_unsettled(row) {
                tell!(lang, "含未确认的数", "some numbers are not")
            } else {
                String::new()
            }
        })
        .cell(move |row| html! {
            @if shows_unsettled(row) { span.small.nowrap { (tell!(lang, "含未确认", "not all")) } } @else { "—" }
        })
}

fn history_text(pack: &Pack, row: &StatusRow) -> String {
    let points = row.points(pack).iter().filter(|point| point.actual.is_some());
    let years = points.map(|point| format!("{}: {}", point.year, point.digits));
    years.collect::<Vec<_>>().join("; ")
}

fn filters(view: &View, lang: Lang) -> Vec<Filter<'static, StatusRow>> {
    let mut groups: Vec<String> =
        view.status.rows.iter().map(|row| row.indicator.level1.clone()).collect();
    groups.dedup();
    let mut orgs: Vec<String> =
        view.status.rows.iter().flat_map(|row| row.orgs.iter().cloned()).collect();
    let is_unsettled = view.is_unsettled();
    orgs.sort();
    orgs.dedup();
    let same = |list: Vec<String>| list.into_iter().map(|own| (own.clone(), own)).collect();
    let mut states =
        vec![("attention".to_owned(), tell!(lang, "需要关注的", "what needs attention"))];
    states.extend(Verdict::TABLE.iter().map(|(word, own)| ((*word).to_owned(), own.say(lang))));
    vec![
        Filter {
            id: "verdict",
            label: tell!(lang, "状态", "state"),
            options: states,
            keeps: Box::new(|row: &StatusRow, asked| match asked {
                "attention" => row.judgement.verdict.needs_attention(),
                word => row.judgement.verdict.word() == word,
            }),
        },
        Filter {
            id: "group",
            label: tell!(lang, "类别", "group"),
            options: same(groups),
            keeps: Box::new(|row: &StatusRow, asked| row.indicator.level1 == asked),
        },
        Filter {
            id: "org",
            label: tell!(lang, "单位", "org"),
            options: same(orgs),
            keeps: Box::new(|row: &StatusRow, asked| row.orgs.iter().any(|org| org == asked)),
        },
        Filter {
            id: "settled",
            label: tell!(lang, "确认", "confirmed"),
            options: vec![
                ("no".to_owned(), tell!(lang, "含未确认的数", "some numbers are not")),
                ("yes".to_owned(), tell!(lang, "都已确认", "all numbers")),
            ],
            keeps: Box::new(move |row: &StatusRow, asked| is_unsettled(row) == (asked == "no")),
        },
        Filter {
            id: "required",
            label: tell!(lang, "必选", "required"),
            options: vec![("yes".to_owned(), "★".to_owned())],
            keeps: Box::new(|row: &StatusRow, _| row.indicator.required),
        },
    ]
}
