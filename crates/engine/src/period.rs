//! Periods are closed by the office: nobody files for them any more, until they are opened again.

use domain::access::Action;
use domain::period::Period;
use domain::record::Said;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, text};
use crate::engine::Engine;
use crate::filing::within;
use crate::journal::{Act, Entry};
use crate::matrix::Unfinished;
use crate::refused::{Refused, Wrong};

/// `period.closed`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Closed {
    plan: String,
    period: String,
    /// Why it is closed though numbers are missing or not confirmed; blank where none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    why: String,
}

/// `period.opened`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opened {
    plan: String,
    period: String,
    why: String,
}

/// That a period was closed or opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodMove {
    /// The period.
    pub period: String,
    /// Whether it was closed.
    pub is_closed: bool,
    /// When.
    pub at: String,
    /// The login of who did it.
    pub by: String,
    /// Why; blank where a finished one was closed.
    pub why: String,
}

pub(crate) async fn apply_closed(
    conn: &mut Conn,
    entry: &Entry,
    act: &Closed,
) -> Result<(), DbError> {
    Query::new(
        "insert into closed_period (plan, period, closed_by, closed_at) values ($1, $2, $3, $4)",
    )
    .text(&act.plan)
    .text(&act.period)
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

pub(crate) async fn apply_opened(conn: &mut Conn, _: &Entry, act: &Opened) -> Result<(), DbError> {
    Query::new("delete from closed_period where plan = $1 and period = $2")
        .text(&act.plan)
        .text(&act.period)
        .run(conn)
        .await?;
    Ok(())
}

/// The periods of a plan that are closed.
pub(crate) async fn closed(conn: &mut Conn, plan: &str) -> Result<Vec<String>, DbError> {
    let rows = Query::new("select period from closed_period where plan = $1 order by period")
        .text(plan)
        .all(conn)
        .await?;
    Ok(rows.iter().map(|row| text(row, 0)).collect())
}

impl Engine {
    /// The periods of a plan that are closed.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn period_list(&self, ctx: &Context, plan: &str) -> Result<Vec<String>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        Ok(closed(&mut conn, plan).await?)
    }

    /// When, by whom and why periods of a plan were closed and opened again, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn period_history(
        &self,
        ctx: &Context,
        plan: &str,
    ) -> Result<Vec<PeriodMove>, Refused> {
        ctx.authorize(Action::PeriodClose, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select j.recorded_at, coalesce(a.login, j.actor), j.body from journal j
             left join account a on a.id = j.actor
             where j.action in ('period.closed', 'period.opened') order by j.seq desc",
        )
        .all(&mut conn)
        .await?;
        let mut moves = Vec::new();
        for row in &rows {
            let act = Act::read(&text(row, 2)).map_err(Refused::Broken)?;
            let (own, period, is_closed, why) = match act {
                Act::PeriodClosed(Closed { plan, period, why }) => (plan, period, true, why),
                Act::PeriodOpened(Opened { plan, period, why }) => (plan, period, false, why),
                _ => continue,
            };
            if own == plan {
                moves.push(PeriodMove {
                    period,
                    is_closed,
                    at: text(row, 0),
                    by: text(row, 1),
                    why,
                });
            }
        }
        Ok(moves)
    }

    /// Closes a period; with a reason where numbers of it are missing or not confirmed.
    ///
    /// # Errors
    /// Not permitted, no period, it has not ended, it is closed, or the reason is wanted.
    pub async fn period_close(
        &self,
        ctx: &Context,
        plan: &str,
        period: &str,
        why: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PeriodClose, On::District)?;
        let period = parsed(period)?;
        let end = period.ends_on();
        if end >= ctx.today() {
            return Err(Refused::field(
                "period",
                format!("这个报告期到 {end} 才结束，还不能关闭"),
                format!("this period ends on {end} and cannot be closed before"),
            ));
        }
        let pack = self.programme(plan).await?.pack(ctx.today())?;
        within(&pack, period)
            .map_err(|said| Refused::Wrong(vec![Wrong { field: "period".to_owned(), said }]))?;
        let matrix = self.filing_matrix(ctx, plan, period.year()).await?;
        let Unfinished { missing, waiting } = Unfinished::of(&matrix, period);
        if missing + waiting > 0 && why.trim().is_empty() {
            return Err(Refused::field(
                "why",
                format!("还缺 {missing} 个数，{waiting} 个未确认：要关闭请写理由"),
                format!(
                    "{missing} numbers are missing and {waiting} not confirmed: say why it is closed"
                ),
            ));
        }
        let (period, why) = (period.to_string(), why.trim().to_owned());
        self.write(ctx, permit, async move |conn| {
            if closed(conn, plan).await?.contains(&period) {
                return Err(Refused::unfit("这个报告期已经关闭", "this period is closed already"));
            }
            let act = Closed { plan: plan.to_owned(), period: period.clone(), why };
            Ok(vec![(format!("plan/{plan}/period/{period}"), Act::PeriodClosed(act))])
        })
        .await
    }

    /// Opens a closed period again.
    ///
    /// # Errors
    /// Not permitted, it is not closed, or no reason is given.
    pub async fn period_open(
        &self,
        ctx: &Context,
        plan: &str,
        period: &str,
        why: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PeriodClose, On::District)?;
        let period = parsed(period)?.to_string();
        if why.trim().is_empty() {
            return Err(Refused::field("why", "请写重新打开的理由", "say why it is opened again"));
        }
        self.write(ctx, permit, async move |conn| {
            if !closed(conn, plan).await?.contains(&period) {
                return Err(Refused::unfit("这个报告期没有关闭", "this period is not closed"));
            }
            let act = Opened { plan: plan.to_owned(), period: period.clone(), why: why.to_owned() };
            Ok(vec![(format!("plan/{plan}/period/{period}"), Act::PeriodOpened(act))])
        })
        .await
    }
}

fn parsed(period: &str) -> Result<Period, Refused> {
    Period::parse(period).map_err(|fault| {
        Refused::Wrong(vec![Wrong { field: "period".to_owned(), said: Said::of(&fault) }])
    })
}
