//! Filing by workbook: down prefilled, up filled, back with what became of each row.

use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Action;
use domain::{Say as _, tell};
use engine::{ExportFormat, On, Outcome, Refused, View, WorkbookReceipt};
use maud::html;

use super::{address, period_of};
use crate::answer::{self, Answer, with_status};
use crate::desk::{Desk, Path};
use crate::frame::frame;
use crate::odd::one_of;
use crate::posted::Posted;
use crate::words::{self, COLUMNS};

/// `/filing/{org}/{period}/workbook`
pub(crate) async fn workbook(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let parsed = period_of(&desk, &period)?;
    let place = (view.plan.id.as_str(), org.as_str());
    let bytes = desk.engine().workbook_write(&desk.ctx, place, &[parsed]).await;
    let bytes = bytes.map_err(|refused| desk.refuse(refused))?;
    let name = format!("{} {period}.xlsx", view.catalogue.org_name(&org));
    Ok(answer::download(&name, answer::XLSX, bytes))
}

/// Posting to `/filing/{org}/{period}/upload`
pub(crate) async fn upload(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let permit = desk.ctx.authorize(Action::ValueFile, On::Org(&org));
    permit.map_err(|refused| desk.refuse(refused))?;
    let view = desk.view().await?;
    let year = period_of(&desk, &period)?.year();
    let mut files = posted.uploads("file");
    let Some(file) = files.pop() else {
        return Err(desk.refuse(Refused::field(
            "file",
            "请选择填好的表",
            "choose the filled workbook",
        )));
    };
    let place = (view.plan.id.as_str(), org.as_str());
    let receipt = desk.engine().workbook_read(&desk.ctx, place, Some(year), &file).await;
    let receipt = receipt.map_err(|refused| desk.refuse(refused))?;
    let answered = desk.house.keep_answer(&desk.session, receipt.answered.clone());
    let refused = receipt.receipt.count(Outcome::Rejected);
    let status = if refused == 0 { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = tell!(desk.lang, "回执", "Receipt");
    let body = receipt_body((&desk, &view), (&org, &period), &file.name, &receipt, &answered);
    Ok(with_status(status, frame(&desk, &view, &title, body)))
}

fn receipt_body(
    (desk, view): (&Desk, &View),
    (org, period): (&str, &str),
    name: &str,
    receipt: &WorkbookReceipt,
    answered: &str,
) -> maud::Markup {
    let lang = desk.lang;
    let of = |outcome| receipt.receipt.count(outcome);
    let (filed, same, refused) =
        (of(Outcome::Filed), of(Outcome::Unchanged), of(Outcome::Rejected));
    let rows = receipt.receipt.rows.iter().zip(&receipt.places);
    let items = &view.catalogue.pack.office.items;
    let called = |key: &str| {
        let item = items.iter().find(|item| item.key == key);
        item.map_or_else(|| key.to_owned(), |item| item.name.clone())
    };
    html! {
        div.head { div {
            p.crumb { a href=(desk.link(&address(org, period))) { (tell!(lang, "回到填报页", "Back to the page")) } }
            h1 { (tell!(lang, "回执", "Receipt")) }
            p.lead {
                span lang="zh" { (name) } (tell!(lang, "：", ": "))
                b { (tell!(lang, "{filed} 个数已提交", "{filed} numbers are filed")) }
                (tell!(lang, "，{same} 个没有变化，{} 行没有填", ", {same} unchanged, {} left blank", receipt.blank))
                @if refused > 0 { (tell!(lang, "，", ", ")) span.late { (tell!(lang, "{refused} 行有误，没有保存", "{refused} rows are wrong and were not saved")) } }
                (tell!(lang, "。", "."))
            }
        } }
        @for note in &receipt.notes { p.note { (note.say(lang)) } }
        section.sheet {
            header {
                h2 { (tell!(lang, "逐行结果", "Row by row")) }
                a.more href=(desk.link(&format!("/filing/answered/{answered}"))) { (tell!(lang, "下载批注过的表", "Download the answered workbook")) }
            }
            div.scroll { table.cards {
                thead { tr {
                    th { (tell!(lang, "位置", "place")) } th { (tell!(lang, "数据项", "item")) }
                    th { (tell!(lang, "报告期", "period")) } th { (tell!(lang, "结果", "result")) } th { (tell!(lang, "说明", "why")) }
                } }
                tbody {
                    @for (row, place) in rows.filter(|(row, _)| row.outcome != Outcome::Unchanged).take(500) {
                        @let class = if row.outcome == Outcome::Filed { "met" } else { "miss" };
                        tr {
                            td.title { (place) }
                            td data-h=(tell!(lang, "数据项", "item")) lang="zh" { (called(&row.item)) }
                            td data-h=(tell!(lang, "报告期", "period")) { (row.period) }
                            td data-h=(tell!(lang, "结果", "result")) {
                                span class=(format!("state {class}")) {
                                    (crate::ui::state::shape_of(class))
                                    (if row.outcome == Outcome::Filed { tell!(lang, "已提交", "filed") } else { tell!(lang, "有误", "wrong") })
                                }
                            }
                            td data-h=(tell!(lang, "说明", "why")) {
                                @for told in &row.told { span.say { (words::told(COLUMNS, told.field, lang)) (tell!(lang, "：", ": ")) (told.said.say(lang)) } br; }
                            }
                        }
                    }
                }
            } }
        }
    }
}

/// `/filing/answered/{id}`: the answered workbook, for whoever sent it.
pub(crate) async fn answered(desk: Desk, Path(id): Path<String>) -> Result<Response, Answer> {
    let file = desk.house.answer_of(&desk.session, &id);
    let file = file.ok_or_else(|| desk.refuse(Refused::Hidden))?;
    let ending = std::path::Path::new(&file.name).extension();
    let is_csv = ending.is_some_and(|own| own.eq_ignore_ascii_case("csv"));
    let kind = if is_csv { answer::CSV } else { answer::XLSX };
    Ok(answer::download(&file.name, kind, file.bytes))
}

/// `/filing/export`: the numbers that count, in the format that is filed and imported as well.
pub(crate) async fn export(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let asked = desk.asked("org");
    let sees_all = desk.may(Action::ValueRead, On::District);
    let own = desk.who.orgs.first().filter(|_| !sees_all && asked.is_empty());
    let org = own.map(String::as_str).or(Some(asked)).filter(|org| !org.is_empty());
    let year = desk.wish.year;
    let (format, kind, ending) = match desk.asked("format") {
        "xlsx" => (ExportFormat::Xlsx, answer::XLSX, "xlsx"),
        "" | "csv" => (ExportFormat::Csv, answer::CSV, "csv"),
        _ => {
            desk.odd("format", one_of(&["xlsx", "csv"], desk.lang));
            (ExportFormat::Csv, answer::CSV, "csv")
        }
    };
    if let Some(refused) = crate::odd::refused(&desk) {
        return Ok(refused);
    }
    let mut bytes = Vec::new();
    let place = (view.plan.id.as_str(), org);
    let done = desk.engine().values_export(&desk.ctx, place, year, (format, &mut bytes)).await;
    done.map_err(|refused| desk.refuse(refused))?;
    let whose = org.map_or_else(|| "all".to_owned(), |key| view.catalogue.org_name(key).to_owned());
    let when = year.map_or_else(String::new, |year| format!(" {year}"));
    Ok(answer::download(&format!("{whose}{when}.{ending}"), kind, bytes))
}
