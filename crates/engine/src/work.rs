//! Work: what tasks, measures, projects and promises report.

use domain::access::Action;
use domain::number::{Decimal, Number, decimal};
use domain::pack::Pack;
use domain::unit::Unit;
use domain::work::WorkState;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::evidence;
use crate::journal::{Act, Entry};
use crate::random;
use crate::refused::{Refused, Wrong};

/// The longest text of a report, in characters.
const LENGTH_MAX: usize = 4_000;
/// Sums so many times apart are asked about, as numbers are.
const TIMES: i64 = 1_000;

/// `work.reported`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reported {
    report: String,
    plan: String,
    subject: String,
    state: String,
    percent: i64,
    text: String,
    money: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: String,
    /// What it is about: `task/监管/3`.
    pub subject: String,
    /// The state that it gives.
    pub state: WorkState,
    /// How much is done, of a hundred.
    pub percent: i64,
    /// In words.
    pub text: String,
    /// Money spent so far, in 万元; blank for none.
    pub money: String,
    /// Who reported.
    pub reported_by: String,
    /// When.
    pub reported_at: String,
}

/// How a piece of work stands by its last report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// What it is: `task/监管/3`.
    pub subject: String,
    /// Its state.
    pub state: WorkState,
    /// How much is done, of a hundred.
    pub percent: i64,
    /// Money spent so far, in 万元; blank for none.
    pub money: String,
    /// When it was reported last.
    pub reported_at: String,
}

/// What somebody reports.
#[derive(Debug, Clone, Default)]
pub struct ReportForm {
    /// The state that it gives.
    pub state: String,
    /// How much is done, of a hundred.
    pub percent: String,
    /// In words.
    pub text: String,
    /// Money spent so far, in 万元.
    pub money: String,
    /// The sum is right, though it is far from the one before.
    pub sure: bool,
}

pub(crate) async fn apply_reported(
    conn: &mut Conn,
    entry: &Entry,
    act: &Reported,
) -> Result<(), DbError> {
    Query::new(
        "insert into report (id, plan, subject, state, percent, text, money, reported_by,
         reported_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .text(&act.report)
    .text(&act.plan)
    .text(&act.subject)
    .text(&act.state)
    .int(act.percent)
    .text(&act.text)
    .text(&act.money)
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Query::new(
        "insert into work (plan, subject, state, percent, money, reported_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (plan, subject) do update set state = excluded.state,
         percent = excluded.percent, money = excluded.money, reported_at = excluded.reported_at",
    )
    .text(&act.plan)
    .text(&act.subject)
    .text(&act.state)
    .int(act.percent)
    .text(&act.money)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

impl ReportForm {
    fn check(&self) -> Result<(WorkState, i64, String), Refused> {
        let mut wrong = Vec::new();
        let state = WorkState::of(&self.state);
        if state.is_none() {
            wrong.push(Wrong::new("state", "请选择状态", "choose a state"));
        }
        let percent = match self.percent.trim() {
            "" => Some(0),
            text => text.trim_end_matches('%').parse().ok().filter(|n| (0..=100).contains(n)),
        };
        if percent.is_none() {
            wrong.push(Wrong::new(
                "percent",
                "进度填 0 到 100 的整数",
                "a whole number from 0 to 100",
            ));
        }
        if self.text.trim().is_empty() {
            wrong.push(Wrong::new("text", "请写进展情况", "write how it goes"));
        }
        if self.text.chars().count() > LENGTH_MAX {
            wrong.push(Wrong::new("text", "最多 4000 字", "at most 4,000 characters"));
        }
        let money = match self.money.trim() {
            "" => Some(String::new()),
            text => decimal(text).ok().map(|money| money.normalize().to_string()),
        };
        match &money {
            None => {
                wrong.push(Wrong::new("money", "累计投资填数字，单位万元", "a number, in 万元"));
            }
            Some(text) if text.starts_with('-') => wrong.push(Wrong::new(
                "money",
                "累计投资不能小于 0；要更正以前报的，填更正后的累计数",
                "what was spent is never below nought; to correct it write the right sum",
            )),
            Some(_) => {}
        }
        match (state, percent, money) {
            (Some(state), Some(percent), Some(money)) if wrong.is_empty() => {
                Ok((state, percent, money))
            }
            _ => Err(Refused::Wrong(wrong)),
        }
    }
}

/// The sum of the last report; blank where there is none.
async fn last_money(conn: &mut Conn, plan: &str, subject: &str) -> Result<String, DbError> {
    let rows = Query::new("select money from work where plan = $1 and subject = $2")
        .text(plan)
        .text(subject)
        .all(conn)
        .await?;
    Ok(rows.first().map_or(String::new(), |row| text(row, 0)))
}

/// Asks about a sum that is a thousand times the one before it or the plan's, or a thousandth of
/// the one before: most likely it is in another unit than 万元.
fn ask_about(
    form: &ReportForm,
    money: &str,
    before: &str,
    planned: Option<Decimal>,
) -> Option<Refused> {
    let positive = |text: &str| decimal(text).ok().filter(|sum| *sum > Decimal::ZERO);
    let now = positive(money).filter(|_| !form.sure)?;
    let far = |more: Decimal, less: Decimal| less * Decimal::from(TIMES) <= more;
    let before = positive(before);
    let (zh, en) = if let Some(before) = before.filter(|own| far(now, *own) || far(*own, now)) {
        (format!("上次报的是 {before} 万元"), format!("the last report says {before} 万元"))
    } else {
        let planned = planned.filter(|own| far(now, *own))?;
        let planned = planned.normalize();
        (format!("方案里的投资是 {planned} 万元"), format!("the plan has {planned} 万元"))
    };
    Some(Refused::field(
        "money",
        format!(
            "{zh}，这里是 {now} 万元，相差千倍以上。单位是万元，是否填成了元？确实如此，勾选“金额无误”再报"
        ),
        format!(
            "{en}, this is {now} 万元, a thousand times apart. The unit is 万元: is it right? If so, say that the amount is right and send it again"
        ),
    ))
}

/// What the plan wants to spend on a project, in 万元.
fn planned(pack: &Pack, subject: &str) -> Option<Decimal> {
    let no = subject.strip_prefix("project/")?;
    let project = pack.reading.projects.iter().find(|own| own.no.to_string() == no)?;
    let factor = Unit::parse(&project.amount_unit).ok()?.factor_to(&Unit::parse("万元").ok()?)?;
    let sum = &Number::from(decimal(&project.amount).ok()?) * &factor;
    decimal(&sum.plain(4)).ok()
}

impl Engine {
    /// Reports on a piece of work. What is done needs evidence, what is dropped a document: a file
    /// that lies with the subject already, or one that comes with the report.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, or the evidence is missing.
    pub async fn work_report(
        &self,
        ctx: &Context,
        (plan, subject): (&str, &str),
        form: &ReportForm,
        files: &[evidence::Upload],
    ) -> Result<(), Refused> {
        let orgs = self.orgs_of_subject(plan, subject).await?;
        let permit = ctx.authorize(Action::ReportWrite, On::Orgs(&orgs))?;
        let (state, percent, money) = form.check()?;
        let planned = planned(&*self.programme(plan).await?.pack(ctx.today())?, subject);
        let kept = self.evidence_prepare(files).await?;
        self.write(ctx, permit, async move |conn| {
            let before = last_money(conn, plan, subject).await?;
            if let Some(asked) = ask_about(form, &money, &before, planned) {
                return Err(asked);
            }
            // What is given up is so by a document of its own.
            let lies_there =
                state == WorkState::Done && evidence::count(conn, plan, subject).await? > 0;
            let brought = !kept.is_empty() || lies_there;
            if state.needs_evidence() && !brought {
                return Err(Refused::field(
                    "files",
                    "完成要附佐证，取消要附文件",
                    "what is done needs evidence, what is dropped a document",
                ));
            }
            let address = format!("plan/{plan}/{subject}");
            let mut acts = Vec::new();
            for file in kept {
                acts.push((address.clone(), file.act(conn, plan, subject).await?));
            }
            let reported = Reported {
                report: random::id(),
                plan: plan.to_owned(),
                subject: subject.to_owned(),
                state: state.word().to_owned(),
                percent: match state {
                    WorkState::Done => 100,
                    WorkState::NotStarted => 0,
                    WorkState::Running | WorkState::Dropped => percent,
                },
                text: form.text.trim().to_owned(),
                money,
            };
            acts.push((address, Act::WorkReported(reported)));
            Ok(acts)
        })
        .await
    }

    /// How every piece of work of a plan stands, as far as anything was reported.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn work_list(&self, ctx: &Context, plan: &str) -> Result<Vec<Work>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select subject, state, percent, money, reported_at from work where plan = $1",
        )
        .text(plan)
        .all(&mut conn)
        .await?;
        let work = |row: &sqlx::any::AnyRow| Work {
            subject: text(row, 0),
            state: WorkState::of(&text(row, 1)).unwrap_or(WorkState::NotStarted),
            percent: int(row, 2),
            money: text(row, 3),
            reported_at: text(row, 4),
        };
        Ok(rows.iter().map(work).collect())
    }

    /// The reports on a piece of work, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn report_list(
        &self,
        ctx: &Context,
        plan: &str,
        subject: &str,
    ) -> Result<Vec<Report>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select r.id, r.subject, r.state, r.percent, r.text, r.money,
             coalesce(a.login, r.reported_by), r.reported_at
             from report r left join account a on a.id = r.reported_by
             where r.plan = $1 and r.subject = $2 order by r.reported_at desc, r.id desc",
        )
        .text(plan)
        .text(subject)
        .all(&mut conn)
        .await?;
        let report = |row: &sqlx::any::AnyRow| Report {
            id: text(row, 0),
            subject: text(row, 1),
            state: WorkState::of(&text(row, 2)).unwrap_or(WorkState::NotStarted),
            percent: int(row, 3),
            text: text(row, 4),
            money: text(row, 5),
            reported_by: text(row, 6),
            reported_at: text(row, 7),
        };
        Ok(rows.iter().map(report).collect())
    }
}
