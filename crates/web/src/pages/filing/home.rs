//! The way into filing: for an org its periods, for those who see the district all orgs.

use axum::response::Response;
use domain::{Lang, tell};
use engine::{CellState, FilingPeriod, MatrixOrg, Refused, View};
use maud::{Markup, html};

use super::address;
use crate::answer::{self, Answer};
use crate::desk::Desk;
use crate::frame::{frame, years};
use crate::list::{Column, List, exports};
use crate::pages::stranger::stranger;

/// `/filing`, `/filing?org=…`
pub(crate) async fn home(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let title = tell!(desk.lang, "填报", "Filing");
    if let Some(told) = stranger(&desk, &view).await? {
        let body = html! { div.head { div { h1 { (title) } } } (told) };
        return Ok(answer::page(frame(&desk, &view, &title, body)));
    }
    let asked = desk.asked("org").to_owned();
    if !asked.is_empty() {
        return orgs_page(&desk, &view, view.catalogue.org_name(&asked), &[asked.as_str()]).await;
    }
    if matches!(desk.who.role, domain::access::Role::Bureau | domain::access::Role::Street) {
        let orgs: Vec<&str> = desk.who.orgs.iter().map(String::as_str).collect();
        return orgs_page(&desk, &view, &title, &orgs).await;
    }
    all_orgs(&desk, &view).await
}

/// A period of an org, with the org's name.
type Line<'v> = (&'v str, FilingPeriod);

/// Some orgs with their periods; or all of these as a file.
async fn orgs_page(
    desk: &Desk,
    view: &View,
    title: &str,
    orgs: &[&str],
) -> Result<Response, Answer> {
    let (mut parts, mut lines) = (Vec::new(), Vec::new());
    for org in orgs {
        let periods = periods_of(desk, view, org).await?;
        parts.push(org_periods(desk, view, org, &periods));
        lines.extend(periods.into_iter().map(|own| (view.catalogue.org_name(org), own)));
    }
    if let Some(file) = period_list(desk.lang).file(desk, &lines) {
        return Ok(file);
    }
    let body = html! { @for part in parts { (part) } };
    Ok(answer::page(frame(desk, view, title, body)))
}

async fn periods_of(desk: &Desk, view: &View, org: &str) -> Result<Vec<FilingPeriod>, Answer> {
    let periods = desk.engine().filing_periods(&desk.ctx, (&view.plan.id, org)).await;
    let mut periods = periods.map_err(|refused| desk.refuse(refused))?;
    if !view.catalogue.pack.office.orgs.iter().any(|own| own.key == org) {
        return Err(desk.refuse(Refused::Hidden));
    }
    // What is not finished stands first, the latest before the others.
    periods.sort_by_key(|own| {
        (own.confirmed == own.cells, std::cmp::Reverse((own.period.ends_on(), own.period)))
    });
    Ok(periods)
}

fn period_list<'v>(lang: Lang) -> List<'v, Line<'v>> {
    let count = |id, head: String, count: fn(&FilingPeriod) -> usize| {
        Column::new(id, head, move |(_, own): &Line<'v>| count(own).to_string()).number()
    };
    let columns = vec![
        Column::new("org", tell!(lang, "单位", "org"), |(org, _): &Line<'v>| (*org).to_owned()),
        Column::new("period", tell!(lang, "报告期", "period"), |(_, own): &Line<'v>| {
            own.period.to_string()
        }),
        Column::new("due", tell!(lang, "到期", "due"), |(_, own): &Line<'v>| {
            own.due.map_or(String::new(), |day| day.to_string())
        }),
        count("wanted", tell!(lang, "应报", "wanted"), |own| own.cells),
        count("filed", tell!(lang, "已报", "filed"), |own| own.filed),
        count("review", tell!(lang, "待审核", "to review"), |own| own.to_review),
        count("confirm", tell!(lang, "待确认", "to confirm"), |own| own.to_confirm),
        count("confirmed", tell!(lang, "已确认", "confirmed"), |own| own.confirmed),
        count("returned", tell!(lang, "退回", "returned"), |own| own.returned),
        count("overdue", tell!(lang, "逾期", "overdue"), |own| own.overdue),
    ];
    let name = tell!(lang, "填报期", "periods to file");
    List { name, columns, filters: Vec::new(), more_text: None, empty: String::new() }
}

fn org_periods(desk: &Desk, view: &View, org: &str, periods: &[FilingPeriod]) -> Markup {
    let lang = desk.lang;
    let overdue: usize = periods.iter().map(|own| own.overdue).sum();
    let returned: usize = periods.iter().map(|own| own.returned).sum();
    let (now, done): (Vec<&FilingPeriod>, Vec<&FilingPeriod>) =
        periods.iter().partition(|own| own.confirmed < own.cells);
    let name = view.catalogue.org_name(org);
    html! {
        div.head {
            div {
                h1 { span lang="zh" { (name) } " " (tell!(lang, "填报", "filing")) }
                p.lead { (lead(overdue, returned, &now, lang)) }
            }
            a.btn href=(desk.link(&format!("/filing/export?org={}", crate::desk::encoded(org)))) { (tell!(lang, "导出数据", "Export the numbers")) }
            a.btn href=(desk.link(&format!("/orgs/{}", crate::desk::encoded(org)))) { (tell!(lang, "责任清单", "Duties")) }
        }
        section.sheet {
            header {
                h2 { (tell!(lang, "要办的", "To do")) }
                span.more { (tell!(lang, "各期清单 ", "all periods ")) (exports(desk, &[], "")) }
            }
            @if now.is_empty() {
                p.empty { (tell!(lang, "没有要填的数据，各期都已确认。", "Nothing to file; everything is confirmed.")) }
            } @else { (periods_table(desk, org, &now, lang)) }
        }
        @if !done.is_empty() {
            details.sheet {
                summary { (tell!(lang, "已确认的 {} 期", "{} confirmed periods", done.len())) }
                (periods_table(desk, org, &done, lang))
            }
        }
    }
}

fn lead(overdue: usize, returned: usize, now: &[&FilingPeriod], lang: Lang) -> Markup {
    html! {
        @if overdue > 0 { span.late { (tell!(lang, "{overdue} 个数逾期未报", "{overdue} numbers are overdue")) } (tell!(lang, "；", "; ")) }
        @if returned > 0 { span.late { (tell!(lang, "{returned} 个数被退回", "{returned} came back")) } (tell!(lang, "；", "; ")) }
        (tell!(lang, "{} 期还没有办完。", "{} periods are not finished.", now.len()))
    }
}

fn periods_table(desk: &Desk, org: &str, periods: &[&FilingPeriod], lang: Lang) -> Markup {
    html! {
        div.scroll { table.cards {
            thead { tr {
                th { (tell!(lang, "报告期", "period")) }
                th { (tell!(lang, "到期", "due")) }
                th.num { (tell!(lang, "应报", "wanted")) }
                th.num { (tell!(lang, "已报", "filed")) }
                th.num { (tell!(lang, "待审核", "to review")) }
                th.num { (tell!(lang, "待确认", "to confirm")) }
                th.num { (tell!(lang, "退回", "returned")) }
                th.num { (tell!(lang, "逾期", "overdue")) }
            } }
            tbody {
                @for own in periods {
                    tr {
                        td.title {
                            a href=(desk.link(&address(org, &own.period.to_string()))) { (own.period) }
                            @if own.is_closed { span.sub { (tell!(lang, "已关闭", "closed")) } }
                        }
                        td data-h=(tell!(lang, "到期", "due")) { (own.due.map_or("—".to_owned(), |day| day.to_string())) }
                        td.num data-h=(tell!(lang, "应报", "wanted")) { (own.cells) }
                        td.num data-h=(tell!(lang, "已报", "filed")) { (own.filed) }
                        td.num data-h=(tell!(lang, "待审核", "to review")) { (count(own.to_review)) }
                        td.num data-h=(tell!(lang, "待确认", "to confirm")) { (count(own.to_confirm)) }
                        td.num.late[own.returned > 0] data-h=(tell!(lang, "退回", "returned")) { (count(own.returned)) }
                        td.num.late[own.overdue > 0] data-h=(tell!(lang, "逾期", "overdue")) { (count(own.overdue)) }
                    }
                }
            }
        } }
    }
}

fn count(count: usize) -> String {
    if count == 0 { "—".to_owned() } else { count.to_string() }
}

/// All orgs that file, for those who see the district.
async fn all_orgs(desk: &Desk, view: &View) -> Result<Response, Answer> {
    let lang = desk.lang;
    let matrix = desk.engine().filing_matrix(&desk.ctx, &view.plan.id, view.year).await;
    let matrix = matrix.map_err(|refused| desk.refuse(refused))?;
    let sum = |state| matrix.iter().map(|org: &MatrixOrg| org.count(state)).sum::<usize>();
    let (overdue, review) = (sum(CellState::Overdue), sum(CellState::Reviewed));
    let title = tell!(lang, "填报", "Filing");
    let list = List {
        name: title.clone(),
        columns: org_columns(desk, lang),
        filters: Vec::new(),
        more_text: None,
        empty: tell!(
            lang,
            "还没有单位要填数据：先在“口径与数据项”里定义数据项。",
            "No org files anything yet: define items first."
        ),
    };
    Ok(list.respond(desk, matrix, |table| {
        let body = html! {
            div.head {
                div {
                    h1 { (title) }
                    p.lead {
                        (tell!(lang, "{} 年有 ", "In {} ", view.year))
                        b.late[overdue > 0] { (tell!(lang, "{overdue} 个数逾期未报", "{overdue} numbers are overdue")) }
                        (tell!(lang, "，{review} 个数等无废办确认。", ", {review} wait to be confirmed."))
                    }
                }
                (years(desk, view))
                a.btn href=(desk.link("/filing/export")) { (tell!(lang, "导出数据", "Export the numbers")) }
                a.btn href=(desk.link("/filing/matrix")) { (tell!(lang, "填报进度", "Filing status")) }
            }
            (table)
        };
        frame(desk, view, &title, body)
    }))
}

fn org_columns(desk: &Desk, lang: Lang) -> Vec<Column<'_, MatrixOrg>> {
    let mut columns = vec![
        Column::new("org", tell!(lang, "单位", "org"), |org: &MatrixOrg| org.name.clone())
            .title()
            .cell(move |org| {
                let to = format!("/filing?org={}", crate::desk::encoded(&org.org));
                html! { a href=(desk.link(&to)) lang="zh" { (org.name) } }
            }),
        Column::new("items", tell!(lang, "数据项", "items"), |org: &MatrixOrg| {
            org.rows.len().to_string()
        })
        .number(),
    ];
    for (state, id) in [
        (CellState::Overdue, "overdue"),
        (CellState::Returned, "returned"),
        (CellState::Filed, "filed"),
        (CellState::Reviewed, "reviewed"),
        (CellState::Confirmed, "confirmed"),
    ] {
        use domain::Say as _;
        columns.push(
            Column::new(id, state.say(lang), move |org: &MatrixOrg| org.count(state).to_string())
                .number(),
        );
    }
    columns
}
