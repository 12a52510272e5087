//! The filing status: org × item × period of a year, and closing periods.

use axum::response::Response;
use domain::access::Action;
use domain::{Lang, Say as _, tell};
use engine::{CellState, MatrixCell, MatrixOrg, On, View};
use maud::{Markup, html};

use super::address;
use crate::answer::{self, Answer};
use crate::desk::{Desk, encoded};
use crate::frame::{frame, years};
use crate::posted::Posted;
use crate::ui::form;

/// `/filing/matrix`
pub(crate) async fn matrix(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let refuse = |refused| desk.refuse(refused);
    let engine = desk.engine();
    let matrix = engine.filing_matrix(&desk.ctx, &view.plan.id, view.year).await.map_err(refuse)?;
    let closed = engine.period_list(&desk.ctx, &view.plan.id).await.map_err(refuse)?;
    let lang = desk.lang;
    let title = tell!(lang, "{} 年填报进度", "Filing status of {}", view.year);
    let sum = |state| matrix.iter().map(|org: &MatrixOrg| org.count(state)).sum::<usize>();
    let only = desk.asked("state");
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
        (legend(lang))
        @if matrix.is_empty() { p.empty { (tell!(lang, "没有要填报的数据项。", "Nothing is to be filed.")) } }
        @for org in &matrix {
            @if only.is_empty() || CellState::TABLE.iter().any(|(word, state)| *word == only && org.count(*state) > 0) {
                (block(&desk, org, lang))
            }
        }
        (periods(&desk, &view, &matrix, &closed))
    };
    Ok(answer::page(frame(&desk, &view, &title, body)))
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

fn block(desk: &Desk, org: &MatrixOrg, lang: Lang) -> Markup {
    let overdue = org.count(CellState::Overdue);
    html! {
        section.sheet {
            header {
                h2 { a href=(desk.link(&format!("/filing?org={}", encoded(&org.org)))) lang="zh" { (org.name) } }
                @if overdue > 0 { span.late { (tell!(lang, "{overdue} 个逾期", "{overdue} overdue")) } }
            }
            div.scroll { table.matrix {
                tbody {
                    @for row in &org.rows {
                        tr {
                            th scope="row" lang="zh" { (row.name) }
                            td.marks { @for own in &row.cells { (cell(desk, &org.org, own, lang)) } }
                        }
                    }
                }
            } }
        }
    }
}

fn cell(desk: &Desk, org: &str, own: &MatrixCell, lang: Lang) -> Markup {
    let due = own.due.map_or(String::new(), |day| tell!(lang, "，{day} 到期", ", due {day}"));
    let told = format!("{} {}{due}", own.period, own.state.say(lang));
    html! {
        @if own.state == CellState::NotBegun {
            span title=(told) aria-label=(told) { (mark(own.state)) }
        } @else {
            a href=(desk.link(&address(org, &own.period.to_string()))) title=(told) aria-label=(told) { (mark(own.state)) }
        }
    }
}

/// The periods of the year, open or closed, and the form that closes or opens one.
fn periods(desk: &Desk, view: &View, matrix: &[MatrixOrg], closed: &[String]) -> Markup {
    let lang = desk.lang;
    let mut all: Vec<String> = matrix
        .iter()
        .flat_map(|org| &org.rows)
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.state != CellState::NotBegun)
        .map(|cell| cell.period.to_string())
        .collect();
    all.sort();
    all.dedup();
    let may = desk.may(Action::PeriodClose, On::District);
    html! {
        @if may && !all.is_empty() {
            section.sheet id="periods" {
                header { h2 { (tell!(lang, "报告期", "Periods")) } span.small { (tell!(lang, "关闭后各单位不能再填报或更正这一期", "nobody files or corrects in a closed period")) } }
                ul.lines {
                    @for period in &all {
                        @let is_closed = closed.contains(period);
                        li {
                            span { (period) }
                            span.r { (if is_closed { tell!(lang, "已关闭", "closed") } else { tell!(lang, "开放", "open") }) }
                            form.sub.row method="post" action=(desk.link(if is_closed { "/periods/open" } else { "/periods/close" })) {
                                (form::seal(desk))
                                input type="hidden" name="period" value=(period);
                                input type="hidden" name="year" value=(view.year);
                                @if is_closed {
                                    input name="why" required placeholder=(tell!(lang, "重新打开的理由", "why it is opened again")) aria-label=(tell!(lang, "理由", "why"));
                                    button.btn type="submit" { (tell!(lang, "重新打开", "Open again")) }
                                } @else {
                                    button.btn type="submit" { (tell!(lang, "关闭 {period}", "Close {period}")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Posting to `/periods/close`
pub(crate) async fn close(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk.csrf())?;
    let view = desk.view().await?;
    let period = posted.get("period");
    let done = desk.engine().period_close(&desk.ctx, &view.plan.id, period).await;
    done.map_err(|refused| desk.refuse(refused))?;
    desk.house.note(&desk.session, tell!(desk.lang, "{period} 已关闭。", "{period} is closed."));
    Ok(answer::go(&desk.link("/filing/matrix#periods")))
}

/// Posting to `/periods/open`
pub(crate) async fn open(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk.csrf())?;
    let view = desk.view().await?;
    let (period, why) = (posted.get("period"), posted.get("why"));
    let done = desk.engine().period_open(&desk.ctx, &view.plan.id, period, why).await;
    done.map_err(|refused| desk.refuse(refused))?;
    desk.house
        .note(&desk.session, tell!(desk.lang, "{period} 已重新打开。", "{period} is open again."));
    Ok(answer::go(&desk.link("/filing/matrix#periods")))
}
