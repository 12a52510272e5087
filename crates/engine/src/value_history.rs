//! The history of a number: every act that filed a version of it or moved one on.

use domain::access::Action;

use crate::context::{Context, On};
use crate::db::{Query, int, text};
use crate::engine::Engine;
use crate::journal::Act;
use crate::refused::Refused;

/// A step on the way of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueStep {
    /// Its row in the journal.
    pub seq: i64,
    /// The name of its act: `value.reviewed`.
    pub action: String,
    /// The version that was filed or moved.
    pub version: i64,
    /// The login of who did it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why it was corrected or returned; blank where no reason was given.
    pub reason: String,
}

impl Engine {
    /// Every step of a number, the first first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn value_history(
        &self,
        ctx: &Context,
        (plan, org, item, period): (&str, &str, &str, &str),
    ) -> Result<Vec<ValueStep>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let mut conn = self.db.reader().await?;
        // The index leads to the acts of the org, and the database hands out of these only the ones
        // that name the item and the period.
        let rows = Query::new(
            "select j.seq, j.action, coalesce(a.login, j.actor), j.recorded_at, j.body
             from journal j left join account a on a.id = j.actor
             where j.subject = $1 and replace(j.body, $2, '') <> j.body
             and replace(j.body, $3, '') <> j.body order by j.seq",
        )
        .text(&format!("plan/{plan}/filing/{org}"))
        .text(&format!("\"item\":{}", quoted(item)))
        .text(&format!("\"period\":{}", quoted(period)))
        .all(&mut conn)
        .await?;
        let mut steps = Vec::new();
        for row in &rows {
            let act = Act::read(&text(row, 4)).map_err(Refused::Broken)?;
            let Some((version, reason)) = told(&act, item, period) else { continue };
            steps.push(ValueStep {
                seq: int(row, 0),
                action: text(row, 1),
                version,
                by: text(row, 2),
                at: text(row, 3),
                reason: reason.to_owned(),
            });
        }
        Ok(steps)
    }
}

/// A text as it stands in a body.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The version of a cell that an act files or moves, and why.
fn told<'a>(act: &'a Act, item: &str, period: &str) -> Option<(i64, &'a str)> {
    match act {
        Act::ValueFiled(filed) => {
            let mut rows = filed.rows.iter();
            let row = rows.find(|row| row.item == item && row.period == period)?;
            Some((row.version, &row.reason))
        }
        Act::ValueReviewed(moved)
        | Act::ValueConfirmed(moved)
        | Act::ValueReturned(moved)
        | Act::ValueSentBack(moved) => {
            let mut cells = moved.cells().iter();
            let cell = cells.find(|cell| cell.item == item && cell.period == period)?;
            Some((cell.version, &moved.reason))
        }
        _ => None,
    }
}
