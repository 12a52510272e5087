//! The overview: where the plan stands, whose turn it is, what needs attention, what changed.

use axum::response::Response;
use domain::access::Role;
use domain::judge::Verdict;
use domain::work::{Light, WorkState};
use domain::{Lang, Say, tell};
use engine::{Explanation, StatusRow, View, WorkKind, WorkRow};
use maud::{Markup, html};

use crate::answer::{self, Answer};
use crate::desk::Desk;
use crate::frame::{frame, years};
use crate::pages::stranger::stranger;
use crate::ui::bar::{Part, bar, percent};
use crate::ui::spark::spark;
use crate::ui::strip::strip;
use crate::ui::{figure, state, turn};

/// How many lines each part shows.
const ATTENTION: usize = 12;
const TURNS: usize = 4;

/// `/`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    if desk.is(Role::Administrator) {
        return Ok(answer::go("/users"));
    }
    let view = desk.view().await?;
    let turns = desk.turns(&view).await?;
    let year = i64::from(view.year);
    let engine = desk.engine();
    let refuse = |refused| desk.refuse(refused);
    let written = engine.explanation_list(&desk.ctx, &view.plan.id, year).await.map_err(refuse)?;
    let work = engine.work_rows(&desk.ctx, &view).await.map_err(refuse)?;
    let recent = engine.recent(&desk.ctx, &view, 6).await.map_err(refuse)?;
    let lang = desk.lang;
    let title = tell!(lang, "{} 年进展", "Progress of {}", view.year);
    let body = html! {
        div.head {
            div { h1 { (title) } p.lead { (crate::sheet::lead(&view.status, lang)) (unsettled(&desk, &view)) } }
            (years(&desk, &view))
            a.btn href=(desk.link("/sheet")) { (tell!(lang, "领导一张纸", "The leader's sheet")) }
        }
        @if let Some(told) = stranger(&desk, &view).await? { (told) }
        div.cols.two {
            section.sheet {
                header {
                    h2 { (tell!(lang, "方案一图", "The plan at a glance")) }
                    span.small { (tell!(lang, "每格一项指标，★ 为必选；点开看数从哪来", "a cell for each indicator, ★ is required; open one to see where its number comes from")) }
                }
                (strip(&view.status, lang, Some(&desk.query)))
            }
            section.sheet {
                header {
                    h2 { (tell!(lang, "该谁了", "Whose turn")) }
                    a.more href=(desk.link("/turns")) { (tell!(lang, "全部 {} 件", "all {}", crate::pages::turns::count(&desk, &turns))) }
                }
                (turn::turns(&turns, TURNS, &view, &desk.query, lang))
            }
        }
        (attention(&desk, &view, &written))
        div.cols.three {
            (tasks(&desk, &work))
            (projects(&desk, &view, &work))
            (changes(&desk, &recent))
        }
    };
    Ok(answer::page(frame(&desk, &view, &title, body)))
}

/// Numbers count from when they are filed: how many indicators rest on some that nobody confirmed.
fn unsettled(desk: &Desk, view: &View) -> Markup {
    let lang = desk.lang;
    let is_unsettled = view.is_unsettled();
    let count = view.status.rows.iter().filter(|row| is_unsettled(row)).count();
    html! {
        @if count > 0 {
            " " a href=(desk.link("/indicators?settled=no")) {
                (tell!(lang, "{count} 项含未确认的数", "{count} with numbers not yet confirmed"))
            }
            (tell!(lang, "。", "."))
        }
    }
}

/// What is red or amber, with what is said about it.
fn attention(desk: &Desk, view: &View, written: &[Explanation]) -> Markup {
    let lang = desk.lang;
    let order = [Verdict::Missed, Verdict::AtRisk, Verdict::NoData, Verdict::NeedsReview];
    let mut rows: Vec<&StatusRow> =
        view.status.rows.iter().filter(|row| row.judgement.verdict.needs_attention()).collect();
    rows.sort_by_key(|row| order.iter().position(|verdict| *verdict == row.judgement.verdict));
    let count = rows.len();
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "需要关注", "Needs attention")) }
                a.more href=(desk.link("/indicators?verdict=attention")) { (tell!(lang, "全部 {count} 项", "all {count}")) }
            }
            @if rows.is_empty() {
                p.empty { (tell!(lang, "没有需要关注的指标。", "No indicator needs attention.")) }
            } @else {
                div.scroll.looked { table.cards {
                    thead { tr {
                        th { (tell!(lang, "指标", "indicator")) }
                        th { (tell!(lang, "状态", "state")) }
                        th.num { (tell!(lang, "实际", "actual")) }
                        th.num { (tell!(lang, "目标", "target")) }
                        th { (view.status.history_years()) }
                        th { (tell!(lang, "差距和原因", "gap and reason")) }
                    } }
                    tbody { @for row in rows.iter().take(ATTENTION) { (attention_row(desk, view, row, written, lang)) } }
                } }
            }
        }
    }
}

fn attention_row(
    desk: &Desk,
    view: &View,
    row: &StatusRow,
    written: &[Explanation],
    lang: Lang,
) -> Markup {
    let judgement = &row.judgement;
    let no = row.indicator.no;
    let said = written.iter().find(|own| own.indicator == i64::from(no));
    html! {
        tr {
            td.title {
                a href=(desk.link(&format!("/indicators/{no}"))) { b { (no) } "　" span lang="zh" { (row.indicator.name) } }
                span.sub lang="zh" { (row.orgs.join("、")) }
            }
            td.tight data-h=(tell!(lang, "状态", "state")) { (state::state(judgement.verdict, true, lang)) }
            td.num data-h=(tell!(lang, "实际", "actual")) { (figure::of_row(row)) }
            td.num data-h=(tell!(lang, "目标", "target")) lang="zh" { (crate::list::blank(judgement.target_text.clone())) }
            td data-h=(view.status.history_years()) {
                (spark(row.points(&view.status.pack), view.year, state::class(judgement.verdict), lang))
            }
            td data-h=(tell!(lang, "差距", "gap")) {
                @if let Some(gap) = row.gap(lang) { b { (gap) } br; }
                @match said {
                    Some(own) => span.small lang="zh" { (own.reason) "；" (own.measures) "（" (own.due_on) "）" },
                    None => span.small { (judgement.rule.say(lang)) },
                }
            }
        }
    }
}

/// The task list by system.
fn tasks(desk: &Desk, work: &[WorkRow<'_>]) -> Markup {
    let lang = desk.lang;
    let own: Vec<&WorkRow<'_>> =
        work.iter().filter(|row| row.item.kind == WorkKind::Task).collect();
    let mut groups: Vec<&str> = own.iter().map(|row| row.item.group.as_str()).collect();
    groups.dedup();
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "任务清单", "Tasks")) }
                a.more href=(desk.link("/tasks")) { (tell!(lang, "{} 项", "{}", own.len())) }
            }
            @for group in groups {
                @let rows: Vec<&&WorkRow<'_>> = own.iter().filter(|row| row.item.group == group).collect();
                @let done = rows.iter().filter(|row| row.state == WorkState::Done).count();
                div.measure {
                    div.pair {
                        a href=(desk.link(&format!("/tasks?group={}", crate::desk::encoded(group)))) lang="zh" { (group) }
                        span.small { (tell!(lang, "{} 项，完成 {done}", "{}, {done} done", rows.len())) }
                    }
                    (bar(&parts(&rows, lang)))
                }
            }
        }
    }
}

fn parts(rows: &[&&WorkRow<'_>], lang: Lang) -> Vec<Part<'static>> {
    let count = |keep: &dyn Fn(&WorkRow<'_>) -> bool| rows.iter().filter(|row| keep(row)).count();
    vec![
        Part {
            class: "met",
            count: count(&|row| row.state == WorkState::Done),
            told: WorkState::Done.say(lang),
        },
        Part {
            class: "track",
            count: count(&|row| row.light == Light::None && row.state != WorkState::Done),
            told: WorkState::Running.say(lang),
        },
        Part {
            class: "risk",
            count: count(&|row| row.light == Light::Amber),
            told: Light::Amber.say(lang),
        },
        Part {
            class: "miss",
            count: count(&|row| row.light == Light::Red),
            told: Light::Red.say(lang),
        },
    ]
}

fn projects(desk: &Desk, view: &View, work: &[WorkRow<'_>]) -> Markup {
    let lang = desk.lang;
    let own = work.iter().filter(|row| row.item.kind == WorkKind::Project);
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "项目", "Projects")) }
                a.more href=(desk.link("/projects")) { (tell!(lang, "全部", "all")) }
            }
            ul.lines {
                @for row in own.take(8) {
                    @let project = view.catalogue.pack.reading.projects.iter().find(|p| p.no.to_string() == row.item.no);
                    li {
                        a href=(desk.link(&turn::plural(&row.item.subject))) lang="zh" { (row.item.name) }
                        span.r { @if let Some(project) = project { (figure::number(&project.amount, &project.amount_unit)) } }
                        span.sub { (percent(row.percent, "track")) (row.state.say(lang)) " · " (row.percent) " % · " span lang="zh" { (row.item.time) } }
                    }
                }
            }
        }
    }
}

/// What changed last.
fn changes(desk: &Desk, recent: &[engine::Recent]) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "最近变化", "What changed")) } }
            @if recent.is_empty() {
                p.empty { (tell!(lang, "还没有变化。", "Nothing has changed yet.")) }
            } @else {
                ul.lines {
                    @for one in recent {
                        li {
                            a href=(desk.link(&one.address)) { (one.said.say(lang)) }
                            span.r.small { (crate::ui::proof::when(&one.at)) }
                            span.sub { (one.by) }
                        }
                    }
                }
            }
        }
    }
}
