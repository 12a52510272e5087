//! Decisions: what a named user decides of an indicator that no number decides.

use std::sync::Arc;

use domain::access::Action;
use domain::judge::Verdict;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::evidence;
use crate::journal::{Act, Entry};
use crate::refused::{Refused, Wrong};

/// `decision.made`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    plan: String,
    indicator: i64,
    year: i64,
    version: i64,
    outcome: String,
    why: String,
}

/// What was decided of an indicator in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The indicator.
    pub indicator: i64,
    /// The year.
    pub year: i64,
    /// Counted from 1.
    pub version: i64,
    /// What was decided.
    pub outcome: Verdict,
    /// On which grounds.
    pub why: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: String,
}

impl Decision {
    /// The day of the decision.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        self.decided_at.parse::<crate::instant::Instant>().ok().map(crate::instant::Instant::day)
    }
}

/// What can be decided.
pub const OUTCOMES: [(&str, Verdict); 4] = [
    ("met", Verdict::Met),
    ("on_track", Verdict::OnTrack),
    ("at_risk", Verdict::AtRisk),
    ("missed", Verdict::Missed),
];

/// What somebody decides.
#[derive(Debug, Clone, Default)]
pub struct DecisionForm {
    /// The version that was on the page.
    pub version: i64,
    /// What is decided.
    pub outcome: String,
    /// On which grounds.
    pub why: String,
}

impl Made {
    /// The plan that it changes.
    pub(crate) fn plan(&self) -> &str {
        &self.plan
    }
}

pub(crate) async fn apply_made(conn: &mut Conn, entry: &Entry, act: &Made) -> Result<(), DbError> {
    Query::new(
        "update decision set is_latest = 0 where plan = $1 and indicator = $2 and year = $3",
    )
    .text(&act.plan)
    .int(act.indicator)
    .int(act.year)
    .run(conn)
    .await?;
    Query::new(
        "insert into decision (plan, indicator, year, version, is_latest, outcome, why, decided_by,
         decided_at) values ($1, $2, $3, $4, 1, $5, $6, $7, $8)",
    )
    .text(&act.plan)
    .int(act.indicator)
    .int(act.year)
    .int(act.version)
    .text(&act.outcome)
    .text(&act.why)
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

const SELECT: &str = "select d.indicator, d.year, d.version, d.outcome, d.why,
    coalesce(a.login, d.decided_by), d.decided_at from decision d
    left join account a on a.id = d.decided_by";

fn decision(row: &sqlx::any::AnyRow) -> Decision {
    let outcome = text(row, 3);
    let outcome = OUTCOMES.iter().find(|(word, _)| *word == outcome);
    Decision {
        indicator: int(row, 0),
        year: int(row, 1),
        version: int(row, 2),
        outcome: outcome.map_or(Verdict::NeedsReview, |(_, verdict)| *verdict),
        why: text(row, 4),
        decided_by: text(row, 5),
        decided_at: text(row, 6),
    }
}

/// The latest decisions of a plan.
pub(crate) async fn latest(conn: &mut Conn, plan: &str) -> Result<Vec<Decision>, DbError> {
    let query =
        format!("{SELECT} where d.plan = $1 and d.is_latest = 1 order by d.indicator, d.year");
    Ok(Query::new(&query).text(plan).all(conn).await?.iter().map(decision).collect())
}

impl Engine {
    /// Decides on evidence how an indicator stands in a year.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, there is no evidence, or somebody decided meanwhile.
    pub async fn decision_make(
        &self,
        ctx: &Context,
        (plan, indicator, year): (&str, i64, i64),
        form: &DecisionForm,
        files: &[evidence::Upload],
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::DecisionMake, On::District)?;
        let mut wrong = Vec::new();
        if OUTCOMES.iter().all(|(word, _)| *word != form.outcome) {
            wrong.push(Wrong::new("outcome", "请选择结论", "choose what is decided"));
        }
        if form.why.trim().is_empty() {
            wrong.push(Wrong::new("why", "请写依据", "write on which grounds"));
        }
        if !wrong.is_empty() {
            return Err(Refused::Wrong(wrong));
        }
        self.decidable(ctx, (plan, indicator, year)).await?;
        let kept = self.evidence_prepare(files).await?;
        let subject = format!("indicator/{indicator}/{year}");
        self.write(ctx, permit, async move |conn| {
            let all = latest(conn, plan).await?;
            let before = all.iter().find(|d| d.indicator == indicator && d.year == year);
            let version = before.map_or(0, |before| before.version);
            if let Some(before) = before.filter(|_| version != form.version) {
                let by = &before.decided_by;
                return Err(Refused::Changed(domain::record::Said::both(
                    format!("{by} 刚刚作了判定，请看过再定"),
                    format!("{by} has just decided; look at it first"),
                )));
            }
            if kept.is_empty() && evidence::count(conn, plan, &subject).await? == 0 {
                return Err(Refused::field(
                    "files",
                    "判定要有佐证，请上传文件",
                    "a decision rests on evidence, upload a file",
                ));
            }
            let address = format!("plan/{plan}/{subject}");
            let mut acts = Vec::new();
            for file in kept {
                acts.push((address.clone(), file.act(conn, plan, &subject).await?));
            }
            let made = Made {
                plan: plan.to_owned(),
                indicator,
                year,
                version: version + 1,
                outcome: form.outcome.clone(),
                why: form.why.trim().to_owned(),
            };
            acts.push((address, Act::DecisionMade(made)));
            Ok(acts)
        })
        .await
    }

    /// The latest decisions of a plan.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn decision_list(&self, ctx: &Context, plan: &str) -> Result<Vec<Decision>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        Ok(latest(&mut conn, plan).await?)
    }

    /// Every decision on an indicator in a year, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn decision_history(
        &self,
        ctx: &Context,
        (plan, indicator, year): (&str, i64, i64),
    ) -> Result<Arc<Vec<Decision>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        self.remembered(format!("decisions {plan} {indicator} {year}"), async {
            let mut conn = self.db.reader().await?;
            let query = format!(
                "{SELECT} where d.plan = $1 and d.indicator = $2 and d.year = $3
                 order by d.version desc"
            );
            let query = Query::new(&query).text(plan).int(indicator).int(year);
            Ok(query.all(&mut conn).await?.iter().map(decision).collect())
        })
        .await
    }

    /// Whether a person decides of an indicator in a year, and not a number.
    async fn decidable(
        &self,
        ctx: &Context,
        (plan, indicator, year): (&str, i64, i64),
    ) -> Result<(), Refused> {
        let programme = self.programme(plan).await?;
        let (Ok(year), Ok(no)) = (i16::try_from(year), u32::try_from(indicator)) else {
            return Err(Refused::Hidden);
        };
        let status = programme.status(&self.calendar, year, ctx.today())?;
        let row = status.row(no).ok_or(Refused::Hidden)?;
        // What was decided once may be decided anew.
        let is_open =
            row.judgement.verdict == Verdict::NeedsReview || row.judgement.rule.id == "decided";
        if is_open {
            return Ok(());
        }
        Err(Refused::unfit(
            "这项指标由数据判定，不能评审",
            "numbers judge this indicator, nobody decides it",
        ))
    }
}
