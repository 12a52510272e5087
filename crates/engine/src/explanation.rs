//! Explanations: why an indicator is as it is, what is done about it, by when, by whom.

use std::sync::Arc;

use domain::access::Action;
use domain::record::Said;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::journal::{Act, Entry};
use crate::private::{self, Private};
use crate::refused::{Refused, Wrong};

/// The longest text of a field, in characters.
const LENGTH_MAX: usize = 2_000;

/// `explanation.written`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    plan: String,
    indicator: i64,
    year: i64,
    version: i64,
    reason: String,
    measures: String,
    due_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Private>,
}

/// The explanation of an indicator in a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The indicator.
    pub indicator: i64,
    /// The year.
    pub year: i64,
    /// Counted from 1.
    pub version: i64,
    /// 原因
    pub reason: String,
    /// 措施
    pub measures: String,
    /// 预计完成
    pub due_on: String,
    /// 责任人
    pub person: String,
    /// Who wrote it.
    pub written_by: String,
    /// When.
    pub written_at: String,
}

/// What somebody writes.
#[derive(Debug, Clone, Default)]
pub struct ExplanationForm {
    /// The version that was on the page.
    pub version: i64,
    /// 原因
    pub reason: String,
    /// 措施
    pub measures: String,
    /// 预计完成
    pub due_on: String,
    /// 责任人
    pub person: String,
}

impl ExplanationForm {
    fn check(&self, today: Date) -> Result<(), Refused> {
        let mut wrong = Vec::new();
        for (field, text, zh, en) in [
            ("reason", &self.reason, "请写原因", "write the reason"),
            ("measures", &self.measures, "请写采取的措施", "write what is done about it"),
            ("person", &self.person, "请写责任人", "write who is responsible"),
        ] {
            if text.trim().is_empty() {
                wrong.push(Wrong::new(field, zh, en));
            } else if text.chars().count() > LENGTH_MAX {
                wrong.push(Wrong::new(field, "最多 2000 字", "at most 2,000 characters"));
            }
        }
        match self.due_on.parse::<Date>() {
            Err(_) => wrong.push(Wrong::new(
                "due_on",
                "预计完成日期写成 2025-12-31 的样子",
                "write the day as 2025-12-31",
            )),
            Ok(day) if day < today => wrong.push(Wrong::new(
                "due_on",
                format!("预计完成 {day} 已经过了，请写 {today} 或以后的日期"),
                format!("{day} has passed; write {today} or a later day"),
            )),
            Ok(_) => {}
        }
        if wrong.is_empty() { Ok(()) } else { Err(Refused::Wrong(wrong)) }
    }
}

pub(crate) async fn apply_written(
    conn: &mut Conn,
    entry: &Entry,
    act: &Written,
) -> Result<(), DbError> {
    Query::new(
        "update explanation set is_latest = 0 where plan = $1 and indicator = $2 and year = $3",
    )
    .text(&act.plan)
    .int(act.indicator)
    .int(act.year)
    .run(conn)
    .await?;
    Query::new(
        "insert into explanation (plan, indicator, year, version, is_latest, reason, measures,
         due_on, person, written_by, written_at) values ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10)",
    )
    .text(&act.plan)
    .int(act.indicator)
    .int(act.year)
    .int(act.version)
    .text(&act.reason)
    .text(&act.measures)
    .text(&act.due_on)
    .text(act.person.as_ref().map_or("", |person| &person.id))
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

const SELECT: &str = "select e.indicator, e.year, e.version, e.reason, e.measures, e.due_on,
    coalesce(p.text, ''), coalesce(a.login, e.written_by), e.written_at from explanation e
    left join private p on p.id = e.person left join account a on a.id = e.written_by";

fn explanation(row: &sqlx::any::AnyRow) -> Explanation {
    Explanation {
        indicator: int(row, 0),
        year: int(row, 1),
        version: int(row, 2),
        reason: text(row, 3),
        measures: text(row, 4),
        due_on: text(row, 5),
        person: text(row, 6),
        written_by: text(row, 7),
        written_at: text(row, 8),
    }
}

impl Engine {
    /// Explains an indicator in a year; earlier explanations stay.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, or somebody else wrote meanwhile.
    pub async fn explanation_write(
        &self,
        ctx: &Context,
        (plan, indicator, year): (&str, i64, i64),
        form: &ExplanationForm,
    ) -> Result<(), Refused> {
        let orgs = self.orgs_of_indicator(plan, indicator).await?;
        let permit = ctx.authorize(Action::ExplanationWrite, On::Orgs(&orgs))?;
        form.check(ctx.today())?;
        self.write(ctx, permit, async move |conn| {
            let latest = latest(conn, plan, indicator, year).await?;
            let version = latest.as_ref().map_or(0, |latest| latest.version);
            if let Some(latest) = latest.filter(|_| version != form.version) {
                let (by, reason) = (latest.written_by, latest.reason);
                return Err(Refused::Changed(Said::both(
                    format!("{by} 刚刚写了：{reason}。请看过再保存"),
                    format!("{by} has just written: {reason}. Look at it before you save"),
                )));
            }
            let written = Written {
                plan: plan.to_owned(),
                indicator,
                year,
                version: version + 1,
                reason: form.reason.trim().to_owned(),
                measures: form.measures.trim().to_owned(),
                due_on: form.due_on.clone(),
                person: private::keep(conn, form.person.trim()).await?,
            };
            let subject = format!("plan/{plan}/indicator/{indicator}/{year}");
            Ok(vec![(subject, Act::ExplanationWritten(written))])
        })
        .await
    }

    /// The latest explanations of a year, of all indicators.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn explanation_list(
        &self,
        ctx: &Context,
        plan: &str,
        year: i64,
    ) -> Result<Arc<Vec<Explanation>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        self.remembered(format!("explanation {plan} {year}"), async {
            let mut conn = self.db.reader().await?;
            let rows = Query::new(&format!(
                "{SELECT} where e.plan = $1 and e.year = $2 and e.is_latest = 1 order by e.indicator"
            ))
            .text(plan)
            .int(year)
            .all(&mut conn)
            .await?;
            Ok(rows.iter().map(explanation).collect())
        })
        .await
    }

    /// Every version of an indicator's explanation in a year, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn explanation_history(
        &self,
        ctx: &Context,
        (plan, indicator, year): (&str, i64, i64),
    ) -> Result<Arc<Vec<Explanation>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        self.remembered(format!("explanations {plan} {indicator} {year}"), async {
            let mut conn = self.db.reader().await?;
            let rows = Query::new(&format!(
                "{SELECT} where e.plan = $1 and e.indicator = $2 and e.year = $3
                 order by e.version desc"
            ))
            .text(plan)
            .int(indicator)
            .int(year)
            .all(&mut conn)
            .await?;
            Ok(rows.iter().map(explanation).collect())
        })
        .await
    }
}

async fn latest(
    conn: &mut Conn,
    plan: &str,
    indicator: i64,
    year: i64,
) -> Result<Option<Explanation>, DbError> {
    let query = format!(
        "{SELECT} where e.plan = $1 and e.indicator = $2 and e.year = $3 and e.is_latest = 1"
    );
    let row = Query::new(&query).text(plan).int(indicator).int(year).maybe(conn).await?;
    Ok(row.as_ref().map(explanation))
}
