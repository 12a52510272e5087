//! Drafts: what somebody has typed into a filing page and not filed yet. No act, and not in the
//! journal.

use std::sync::Arc;

use domain::access::Action;

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::refused::Refused;

/// The most bytes of a draft.
const BYTES_MAX: usize = 512 * 1024;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its fields, as JSON.
    pub cells: String,
    /// When it was kept.
    pub saved_at: String,
}

impl Engine {
    /// Keeps what somebody has typed; blank forgets it.
    ///
    /// # Errors
    /// Not permitted, or too much.
    pub async fn draft_save(
        &self,
        ctx: &Context,
        (plan, org, period): (&str, &str, &str),
        cells: &str,
    ) -> Result<(), Refused> {
        ctx.authorize(Action::ValueFile, On::Org(org))?;
        if cells.len() > BYTES_MAX || period.len() > 40 {
            return Err(Refused::unfit("草稿太大", "the draft is too large"));
        }
        self.programme(plan).await?;
        let account = ctx.actor();
        self.aside(async move |conn| {
            Query::new(
                "delete from draft where account = $1 and plan = $2 and org = $3 and period = $4",
            )
            .text(account)
            .text(plan)
            .text(org)
            .text(period)
            .run(conn)
            .await?;
            if cells.is_empty() {
                return Ok(());
            }
            Query::new(
                "insert into draft (account, plan, org, period, cells, saved_at)
                 values ($1, $2, $3, $4, $5, $6)",
            )
            .text(account)
            .text(plan)
            .text(org)
            .text(period)
            .text(cells)
            .text(&ctx.now.to_string())
            .run(conn)
            .await?;
            Ok(())
        })
        .await?;
        self.world.drafts.forget();
        Ok(())
    }

    /// What somebody had typed.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn draft_read(
        &self,
        ctx: &Context,
        (plan, org, period): (&str, &str, &str),
    ) -> Result<Arc<Option<Draft>>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let name = format!("{} {plan} {org} {period}", ctx.actor());
        let drafts = &self.world.drafts;
        drafts
            .remembered(drafts.times(), name, self.draft_of(ctx.actor(), (plan, org, period)))
            .await
    }

    async fn draft_of(
        &self,
        account: &str,
        (plan, org, period): (&str, &str, &str),
    ) -> Result<Option<Draft>, Refused> {
        let mut conn = self.db.reader().await?;
        let row = Query::new(
            "select cells, saved_at from draft
             where account = $1 and plan = $2 and org = $3 and period = $4",
        )
        .text(account)
        .text(plan)
        .text(org)
        .text(period)
        .maybe(&mut conn)
        .await?;
        Ok(row.map(|row| Draft { cells: text(&row, 0), saved_at: text(&row, 1) }))
    }
}
