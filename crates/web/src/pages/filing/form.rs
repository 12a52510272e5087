//! What the filing page sends: numbers to file, numbers to look at, a draft, proof.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::filing::Weight;
use domain::{Lang, Say as _, tell};
use engine::{FilingReceipt, FilingRow, Keep, Outcome, Refused, View};
use serde_json::json;

use super::page::{Again, draw};
use super::{address, period_of};
use crate::again::{done, first};
use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{Desk, Path};
use crate::posted::Posted;

/// Posting to `/filing/{org}/{period}`
pub(crate) async fn file(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    period_of(&desk, &period)?;
    let place = (view.plan.id.as_str(), org.as_str(), period.as_str());
    if posted.get("then") == "draft" {
        let kept = desk.engine().draft_save(&desk.ctx, place, &fields(&posted)).await;
        kept.map_err(|refused| desk.refuse(refused))?;
        desk.house.note(
            &desk.session,
            tell!(desk.lang, "已暂存，还没有提交。", "Kept as a draft, not filed yet."),
        );
        return Ok(answer::go(&desk.link(&address(&org, &period))));
    }
    let rows = rows(&posted, &period);
    let place = (view.plan.id.as_str(), org.as_str());
    match desk.engine().filing_file(&desk.ctx, place, &rows, Keep::Sound).await {
        Ok(receipt) => filed(&desk, &view, (&org, &period), (&posted, &rows), &receipt).await,
        Err(refused @ (Refused::Hidden | Refused::Denied | Refused::Broken(_))) => {
            Err(desk.refuse(refused))
        }
        Err(refused) => {
            let faults = wrong_fields(&refused, desk.lang);
            let again = Again { posted: Some(&posted), faults, ..Again::default() };
            let page = draw(&desk, &view, (&org, &period), &again).await?;
            Ok(with_status(status_of(&refused), page))
        }
    }
}

async fn filed(
    desk: &Desk,
    view: &View,
    (org, period): (&str, &str),
    (posted, rows): (&Posted, &[FilingRow]),
    receipt: &FilingReceipt,
) -> Result<Response, Answer> {
    let lang = desk.lang;
    let (taken, refused) = (receipt.count(Outcome::Filed), receipt.count(Outcome::Rejected));
    if refused == 0 {
        let place = (view.plan.id.as_str(), org, period);
        let forgotten = desk.engine().draft_save(&desk.ctx, place, "").await;
        forgotten.map_err(|refused| desk.refuse(refused))?;
        let note = match taken {
            0 => tell!(lang, "没有新的数要保存。", "There was nothing new to save."),
            _ => tell!(
                lang,
                "已提交 {taken} 个数，等本单位另一人审核。",
                "{taken} numbers are filed and wait for another user of the org."
            ),
        };
        desk.house.note(&desk.session, note);
        return Ok(answer::go(&desk.link(&address(org, period))));
    }
    let answers = rows
        .iter()
        .zip(&receipt.rows)
        .map(|(row, answer)| (row.item.clone(), answer.clone()))
        .collect();
    let told = tell!(
        lang,
        "已保存 {taken} 个数；还有 {refused} 个要改，看右边的说明。",
        "{taken} numbers are saved; {refused} have to be mended, see what stands at their right."
    );
    let again = Again { posted: Some(posted), answers, faults: vec![(String::new(), told)] };
    let page = draw(desk, view, (org, period), &again).await?;
    Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
}

/// The rows of a form that say something. A blank is never nought, and says nothing.
pub(super) fn rows(posted: &Posted, period: &str) -> Vec<FilingRow> {
    let row = |(item, typed): (&str, &str)| {
        let field = |name: &str| posted.get(&format!("{name}-{item}")).trim().to_owned();
        let status = field("s");
        let typed = typed.trim();
        if typed.is_empty() && status != "not_applicable" {
            return None;
        }
        Some(FilingRow {
            item: item.to_owned(),
            period: period.to_owned(),
            value: typed.to_owned(),
            unit: String::new(),
            status,
            source: String::new(),
            note: field("n"),
            reason: field("r"),
            seen: field("seen").parse().ok(),
        })
    };
    posted.under("v-").filter_map(row).collect()
}

/// What was typed, as a draft keeps it.
fn fields(posted: &Posted) -> String {
    let mut kept = serde_json::Map::new();
    for start in ["v-", "s-", "n-", "r-"] {
        for (item, typed) in posted.under(start) {
            kept.insert(format!("{start}{item}"), typed.into());
        }
    }
    serde_json::Value::Object(kept).to_string()
}

/// Posting to `/filing/{org}/{period}/check`: what the checks would say, as JSON.
pub(crate) async fn check(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let rows = rows(&posted, &period);
    let place = (view.plan.id.as_str(), org.as_str());
    let receipt = desk.engine().filing_file(&desk.ctx, place, &rows, Keep::Nothing).await;
    let receipt = receipt.map_err(|refused| desk.refuse(refused))?;
    let told: Vec<serde_json::Value> = rows
        .iter()
        .zip(&receipt.rows)
        .map(|(row, answer)| {
            let weight = answer.told.iter().map(|told| match told.weight {
                Weight::Error => "miss",
                Weight::Warning if told.explained => "track",
                Weight::Warning => "risk",
            });
            let said: Vec<String> =
                answer.told.iter().map(|told| told.said.say(desk.lang)).collect();
            json!({
                "item": row.item,
                "class": weight.min_by_key(|class| ["miss", "risk", "track"].iter().position(|own| own == class)).unwrap_or("met"),
                "said": said.join(if desk.lang == Lang::Zh { "；" } else { "; " }),
            })
        })
        .collect();
    Ok(as_json(&json!({ "rows": told })))
}

fn as_json(json: &serde_json::Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, json.to_string()).into_response()
}

/// Posting to `/filing/{org}/{period}/draft`: keeps what was typed.
pub(crate) async fn draft(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let place = (view.plan.id.as_str(), org.as_str(), period.as_str());
    let kept = desk.engine().draft_save(&desk.ctx, place, &fields(&posted)).await;
    kept.map_err(|refused| desk.refuse(refused))?;
    Ok(as_json(&json!({ "saved": desk.ctx.now.clock_time() })))
}

/// Posting to `/filing/{org}/{period}/evidence`: proof of one number.
pub(crate) async fn evidence(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Answer> {
    let item = posted.get("item");
    let then = format!("/values/{}", [&org, item, &period].map(crate::desk::encoded).join("/"));
    first(&desk, &posted, &then)?;
    let view = desk.view().await?;
    let subject = format!("value/{org}/{item}/{period}");
    let files = posted.uploads("files");
    let kept = desk.engine().evidence_add(&desk.ctx, (&view.plan.id, &subject), &files).await;
    kept.map_err(|refused| desk.refuse(refused))?;
    Ok(done(&desk, tell!(desk.lang, "佐证已保存。", "The evidence is saved."), &then))
}
