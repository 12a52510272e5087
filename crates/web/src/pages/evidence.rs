//! A file of evidence: sent back as it came, or voided.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::tell;

use crate::answer::{self, Answer};
use crate::desk::{Desk, Path, is_own_page};
use crate::posted::Posted;

/// `/evidence/{id}`
pub(crate) async fn fetch(desk: Desk, Path(id): Path<String>) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let found = desk.engine().evidence_fetch(&desk.ctx, (&view.plan.id, &id)).await;
    let (evidence, bytes) = found.map_err(|refused| desk.refuse(refused))?;
    let shows = evidence.media.starts_with("image/") || evidence.media == "application/pdf";
    let name = if evidence.name.is_empty() { &evidence.id } else { &evidence.name };
    let how = if shows { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename*=UTF-8''{}", crate::desk::encoded(name));
    let text = |text: &str| {
        HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
    };
    let headers = [
        (header::CONTENT_TYPE, text(&evidence.media)),
        (header::CONTENT_DISPOSITION, text(&disposition)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        // Whatever the file holds, it runs nothing and reaches nothing here.
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}

/// `/evidence/{id}/void`
pub(crate) async fn void(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let why = posted.get("why");
    let done = desk.engine().evidence_void(&desk.ctx, (&view.plan.id, &id), why).await;
    done.map_err(|refused| desk.refuse(refused))?;
    desk.house
        .note(&desk.session, tell!(desk.lang, "已作废，文件仍保留。", "Voided; the file is kept."));
    Ok(answer::go(&back(&desk, &posted)))
}

/// Where a form wants to go back to: a page of ours, never another site.
pub(crate) fn back(desk: &Desk, posted: &Posted) -> String {
    let to = posted.get("back");
    desk.link(if is_own_page(to) { to } else { "/" })
}
