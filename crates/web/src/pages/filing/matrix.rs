//! The filing status: org × item × period of a year, and closing periods.

use std::collections::BTreeSet;

use axum::response::Response;
use domain::access::Action;
use domain::period::Period;
use domain::{Lang, Say as _, tell};
use engine::{CellState, MatrixCell, MatrixOrg, MatrixRow, On, PeriodMove, Unfinished, View};
use maud::{Markup, html};

use super::address;
use crate::answer::{self, Answer};
use crate::desk::{Desk, encoded};
use crate::frame::{frame, years};
use crate::list::{Column, Filter, List, counted};
use crate::posted::Posted;
use crate::ui::{form, proof};

/// So many numbers stand on a page.
const CELLS: usize = 2_000;

/// `/filing/matrix`
pub(crate) async fn matrix(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let refuse = |refused| desk.refuse(refused);
    let engine = desk.engine();
    let matrix = engine.filing_matrix(&desk.ctx, &view.plan.id, view.year).await.map_err(refuse)?;
    let closed = engine.period_list(&desk.ctx, &view.plan.id).await.map_err(refuse)?;
    let mut moves = Vec::new();
    if desk.may(Action::PeriodClose, On::District) {
        moves = engine.period_history(&desk.ctx, &view.plan.id).await.map_err(refuse)?;
    }
    let lang = desk.lang;
    let title = tell!(lang, "{} 年填报进度", "Filing status of {}", view.year);
    let sum = |state| matrix.iter().map(|org: &MatrixOrg| org.count(state)).sum::<usize>();
    let list = list(&matrix, lang);
    Ok(list.drawn(&desk, lines(&matrix), CELLS, |drawn| {
        let body = html! {
            div.head {
                div {
                    h1 { (title) }
                    p.lead {
                        b { (tell!(lang, "{} 个数已确认", "{} are confirmed", sum(CellState::Confirmed))) }
                        (tell!(lang, "，", ", "))
                        span.late[sum(CellState::Overdue) > 0] { (tell!(lang, "{} 个逾期未报", "{} overdue", sum(CellState::Overdue))) }
                        (tell!(lang, "，{} 个被退回，{} 个待审核，{} 个待确认。", ", {} returned, {} to review, {} to confirm.", sum(CellState::Returned), sum(CellState::Filed), sum(CellState::Reviewed)))
                    }
                }
                (years(&desk, &view))
            }
            (drawn.controls)
            (legend(lang))
            @if matrix.is_empty() { p.empty { (tell!(lang, "没有要填报的数据项。", "Nothing is to be filed.")) } }
            @else if drawn.rows.is_empty() { p.empty { (tell!(lang, "没有符合条件的。放宽筛选，或清除后再看。", "Nothing fits. Loosen the filters, or clear them.")) } }
            @for own in drawn.rows.chunk_by(|a, b| a.org.org == b.org.org) { (block(&desk, own, lang)) }
            (drawn.pager)
            (periods(&desk, &view, &matrix, &closed, &moves))
        };
        frame(&desk, &view, &title, body)
    }))
}

/// A number that is wanted.
#[derive(Clone, Copy)]
struct Line<'m> {
    org: &'m MatrixOrg,
    row: &'m MatrixRow,
    cell: &'m MatrixCell,
}

fn lines(matrix: &[MatrixOrg]) -> Vec<Line<'_>> {
    let rows = matrix.iter().flat_map(|org| org.rows.iter().map(move |row| (org, row)));
    rows.flat_map(|(org, row)| row.cells.iter().map(move |cell| Line { org, row, cell })).collect()
}

fn list(matrix: &[MatrixOrg], lang: Lang) -> List<'_, Line<'_>> {
    let columns = vec![
        Column::new("org", tell!(lang, "单位", "org"), |line: &Line<'_>| line.org.name.clone()),
        Column::new("item", tell!(lang, "数据项", "item"), |line: &Line<'_>| {
            line.row.name.clone()
        })
        .title(),
        Column::new("period", tell!(lang, "报告期", "period"), |line: &Line<'_>| {
            line.cell.period.to_string()
        }),
        Column::new("state", tell!(lang, "状态", "state"), move |line: &Line<'_>| {
            line.cell.state.say(lang)
        }),
        Column::new("due", tell!(lang, "到期", "due"), |line: &Line<'_>| {
            line.cell.due.map_or(String::new(), |day| day.to_string())
        }),
    ];
    let all = lines(matrix);
    let periods: BTreeSet<String> = all.iter().map(|line| line.cell.period.to_string()).collect();
    let count = |state| all.iter().filter(|line| line.cell.state == state).count();
    let states = CellState::TABLE.iter();
    let filters = vec![
        Filter {
            id: "state",
            label: tell!(lang, "状态", "state"),
            options: states
                .map(|(word, own)| ((*word).to_owned(), counted(&own.say(lang), count(*own), lang)))
                .collect(),
            keeps: Box::new(|line: &Line<'_>, asked| line.cell.state.word() == asked),
        },
        Filter {
            id: "org",
            label: tell!(lang, "单位", "org"),
            options: matrix.iter().map(|org| (org.org.clone(), org.name.clone())).collect(),
            keeps: Box::new(|line: &Line<'_>, asked| line.org.org == asked),
        },
        Filter {
            id: "period",
            label: tell!(lang, "报告期", "period"),
            options: periods.into_iter().map(|own| (own.clone(), own)).collect(),
            keeps: Box::new(|line: &Line<'_>, asked| line.cell.period.to_string() == asked),
        },
    ];
    let (name, empty) = (tell!(lang, "填报进度", "filing status"), String::new());
    List { name, columns, filters, more_text: None, empty }
}

fn legend(lang: Lang) -> Markup {
    html! {
        p.legend.matrix {
            @for (_, state) in CellState::TABLE { span { (mark(state)) " " (state.say(lang)) } }
        }
    }
}

/// A shape for each state; the word stands in the legend and in the cell's title.
fn mark(state: CellState) -> Markup {
    let (class, shape) = match state {
        CellState::Confirmed => ("met", "●"),
        CellState::Reviewed => ("track", "◕"),
        CellState::Filed => ("track", "◐"),
        CellState::Returned => ("risk", "▲"),
        CellState::Overdue => ("miss", "■"),
        CellState::NotDue => ("none", "○"),
        CellState::NotBegun => ("none", "·"),
    };
    html! { span class=(format!("mark {class}")) { (shape) } }
}

/// What is shown of an org.
fn block(desk: &Desk, lines: &[Line<'_>], lang: Lang) -> Markup {
    let org = lines[0].org;
    let overdue = lines.iter().filter(|line| line.cell.state == CellState::Overdue).count();
    let periods: BTreeSet<String> = lines.iter().map(|line| line.cell.period.to_string()).collect();
    html! {
        section.sheet {
            header {
                h2 { a href=(desk.link(&format!("/filing?org={}", encoded(&org.org)))) lang="zh" { (org.name) } }
                @if overdue > 0 { span.late { (tell!(lang, "{overdue} 个逾期", "{overdue} overdue")) } }
            }
            div.scroll { table.matrix {
                thead { tr {
                    th scope="col" { (tell!(lang, "数据项", "item")) }
                    @for period in &periods { th.at scope="col" { (period) } }
                } }
                tbody {
                    @for own in lines.chunk_by(|a, b| a.row.item == b.row.item) {
                        tr {
                            th scope="row" lang="zh" { (own[0].row.name) }
                            @for period in &periods {
                                td.at {
                                    @for line in own.iter().filter(|line| line.cell.period.to_string() == *period) {
                                        (cell(desk, line, lang))
                                    }
                                }
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn cell(desk: &Desk, line: &Line<'_>, lang: Lang) -> Markup {
    let Line { org, row, cell } = line;
    let due = cell.due.map_or(String::new(), |day| tell!(lang, "，{day} 到期", ", due {day}"));
    let told = format!("{} {}{due}", cell.period, cell.state.say(lang));
    let whole = format!("{} {} {told}", org.name, row.name);
    html! {
        @if cell.state == CellState::NotBegun {
            span title=(told) role="img" aria-label=(told) { (mark(cell.state)) }
        } @else {
            a href=(desk.link(&address(&org.org, &cell.period.to_string()))) lang="zh" title=(told) aria-label=(whole) { (mark(cell.state)) }
        }
    }
}

/// The periods of the year, open or closed, and the form that closes or opens one.
fn periods(
    desk: &Desk,
    view: &View,
    matrix: &[MatrixOrg],
    closed: &[String],
    moves: &[PeriodMove],
) -> Markup {
    let lang = desk.lang;
    let mut all: Vec<Period> = matrix
        .iter()
        .flat_map(|org| &org.rows)
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.period.ends_on() < desk.ctx.today())
        .map(|cell| cell.period)
        .collect();
    all.sort_by_key(|period| (period.ends_on(), period.to_string()));
    all.dedup();
    let may = desk.may(Action::PeriodClose, On::District);
    html! {
        @if may && !all.is_empty() {
            section.sheet id="periods" {
                header { h2 { (tell!(lang, "报告期", "Periods")) } span.small { (tell!(lang, "关闭后各单位不能再填报或更正这一期", "nobody files or corrects in a closed period")) } }
                ul.lines {
                    @for period in all {
                        @let is_closed = closed.contains(&period.to_string());
                        @let Unfinished { missing, waiting } = Unfinished::of(matrix, period);
                        li {
                            span { (period) }
                            @if missing + waiting > 0 {
                                span.sub { (tell!(lang, "还缺 {missing} 个数，{waiting} 个未确认", "{missing} numbers missing, {waiting} not confirmed")) }
                            }
                            span.r { (if is_closed { tell!(lang, "已关闭", "closed") } else { tell!(lang, "开放", "open") }) }
                            form.sub.row method="post" action=(desk.link(if is_closed { "/periods/open" } else { "/periods/close" })) {
                                (form::seal(desk))
                                input type="hidden" name="period" value=(period);
                                input type="hidden" name="year" value=(view.year);
                                @if is_closed {
                                    input name="why" required placeholder=(tell!(lang, "重新打开的理由", "why it is opened again")) aria-label=(tell!(lang, "理由", "why"));
                                    button.btn type="submit" { (tell!(lang, "重新打开", "Open again")) }
                                } @else {
                                    @if missing + waiting > 0 {
                                        input name="why" required placeholder=(tell!(lang, "缺数仍关闭的理由", "why it is closed as it is")) aria-label=(tell!(lang, "理由", "why"));
                                    }
                                    button.btn type="submit" { (tell!(lang, "关闭 {period}", "Close {period}")) }
                                }
                            }
                            @for own in moves.iter().filter(|own| own.period == period.to_string()) {
                                p.sub { (moved(own, lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// That a period was closed or opened again.
fn moved(own: &PeriodMove, lang: Lang) -> String {
    let what = if own.is_closed {
        tell!(lang, "关闭", "closed")
    } else {
        tell!(lang, "重新打开", "opened again")
    };
    let why =
        if own.why.is_empty() { String::new() } else { tell!(lang, "：{}", ": {}", own.why) };
    format!("{} {} {what}{why}", proof::when(&own.at), own.by)
}

/// Posting to `/periods/close`
pub(crate) async fn close(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let (period, why) = (posted.get("period"), posted.get("why"));
    let done = desk.engine().period_close(&desk.ctx, &view.plan.id, period, why).await;
    done.map_err(|refused| desk.refuse(refused))?;
    desk.house.note(&desk.session, tell!(desk.lang, "{period} 已关闭。", "{period} is closed."));
    Ok(answer::go(&desk.link("/filing/matrix#periods")))
}

/// Posting to `/periods/open`
pub(crate) async fn open(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let (period, why) = (posted.get("period"), posted.get("why"));
    let done = desk.engine().period_open(&desk.ctx, &view.plan.id, period, why).await;
    done.map_err(|refused| desk.refuse(refused))?;
    desk.house
        .note(&desk.session, tell!(desk.lang, "{period} 已重新打开。", "{period} is open again."));
    Ok(answer::go(&desk.link("/filing/matrix#periods")))
}
