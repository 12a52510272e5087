//! The leader's sheet as a page: no frame, so that it fits a phone and one side of A4; with what is
//! said about the red ones.

use axum::response::Response;
use domain::tell;
use maud::{DOCTYPE, html};

use crate::answer::{self, Answer};
use crate::desk::Desk;
use crate::frame::{head, years};
use crate::sheet::{More, body};

/// `/sheet`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let year = i64::from(view.year);
    let written = desk.engine().explanation_list(&desk.ctx, &view.plan.id, year).await;
    let written = written.map_err(|refused| desk.refuse(refused))?;
    let lang = desk.lang;
    let title = tell!(lang, "领导一张纸", "The leader's sheet");
    let other = if lang == domain::Lang::Zh { ("en", "English") } else { ("zh", "中文") };
    let is_unsettled = view.is_unsettled();
    let unsettled = view.status.rows.iter().filter(|row| is_unsettled(row)).count();
    let more = More { written: &written, query: Some(&desk.query), unsettled };
    let page = html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            (head(&title, lang))
            body.paper {
                a.skip href="#main" { (tell!(lang, "跳到正文", "Skip to the text")) }
                main id="main" {
                    nav.tools aria-label=(tell!(lang, "工具", "tools")) {
                        a href=(desk.link("/")) { (tell!(lang, "← 总览", "← Overview")) }
                        (years(&desk, &view))
                        button.btn type="button" data-print="" hidden { (tell!(lang, "打印", "Print")) }
                        a.small href=(format!("/sheet?lang={}", other.0)) lang=(other.0) { (other.1) }
                    }
                    (body(&view.status, more, lang))
                }
            }
        }
    };
    Ok(answer::page(page))
}
