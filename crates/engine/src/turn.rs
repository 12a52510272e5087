//! Whose turn (该谁了): everything that waits for somebody, in one list, for all or for an org.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use domain::access::{Action, Role};
use domain::judge::Verdict;
use domain::stage::Stage;
use domain::text::quoted;
use domain::work::{Light, WorkState, light};
use domain::{Lang, Say, tell};
use jiff::civil::Date;

use crate::catalogue::WorkKind;
use crate::context::{Context, On};
use crate::engine::Engine;
use crate::instant::Instant;
use crate::refused::Refused;
use crate::view::View;
use crate::work::Work;

/// What somebody has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// File numbers that are overdue.
    ValuesDue,
    /// Mend numbers that came back.
    ValuesReturned,
    /// Review what another user of the org filed.
    ValuesToReview,
    /// Confirm what an org stands by.
    ValuesToConfirm,
    /// Explain an indicator.
    ExplanationOwed,
    /// Report on work.
    ReportDue,
    /// Prove work whose end has passed.
    WorkOverdue,
    /// A period was closed while numbers were missing: open it again, or leave them out.
    ClosedIncomplete,
    /// Decide on evidence.
    DecisionDue,
    /// Say who stands behind a name of the plan.
    AssignmentMissing,
}

impl TurnKind {
    /// The words of addresses.
    pub const TABLE: [(&str, Self); 10] = [
        ("values_due", Self::ValuesDue),
        ("values_returned", Self::ValuesReturned),
        ("values_to_review", Self::ValuesToReview),
        ("values_to_confirm", Self::ValuesToConfirm),
        ("explanation_owed", Self::ExplanationOwed),
        ("report_due", Self::ReportDue),
        ("work_overdue", Self::WorkOverdue),
        ("closed_incomplete", Self::ClosedIncomplete),
        ("decision_due", Self::DecisionDue),
        ("assignment_missing", Self::AssignmentMissing),
    ];

    /// The word of addresses.
    pub fn word(self) -> &'static str {
        domain::record::word_of(&Self::TABLE, self)
    }

    /// The office does it, for whichever org it is about.
    pub fn is_office(self) -> bool {
        matches!(
            self,
            Self::ValuesToConfirm
                | Self::ClosedIncomplete
                | Self::DecisionDue
                | Self::AssignmentMissing
        )
    }
}

impl Say for TurnKind {
    fn say(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::ValuesDue => ("数据逾期未报", "numbers overdue"),
            Self::ValuesReturned => ("数据被退回", "numbers returned"),
            Self::ValuesToReview => ("待本单位审核", "to be reviewed"),
            Self::ValuesToConfirm => ("待无废办确认", "to be confirmed"),
            Self::ExplanationOwed => ("待说明原因", "explanation owed"),
            Self::ReportDue => ("本季度未报进展", "report due"),
            Self::WorkOverdue => ("逾期未完成", "work overdue"),
            Self::ClosedIncomplete => ("已关期缺数", "closed incomplete"),
            Self::DecisionDue => ("待评审", "decision due"),
            Self::AssignmentMissing => ("待落实单位", "org to be assigned"),
        };
        if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }
}

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What there is to do.
    pub kind: TurnKind,
    /// The keys of the orgs whose turn it is, or that it is about where it is the office's.
    pub orgs: Vec<String>,
    /// What it is about: a period, `indicator/14`, `task`, a name of the plan.
    pub subject: String,
    /// Its name, in the plan's words.
    pub name: String,
    /// How many there are of it.
    pub count: usize,
    /// Since when it waits.
    pub since: Option<Date>,
}

impl Engine {
    /// Everything that waits: for those who see the district all of it, for a user of an org what
    /// is that org's to do.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn turn_list(&self, ctx: &Context, view: &View) -> Result<Arc<Vec<Turn>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let (plan, year, as_of) = (&view.plan.id, view.year, view.as_of);
        let name = format!("turn {plan} {year} {as_of}");
        let read = async { Box::pin(self.turns(ctx, view)).await };
        let all = self.remembered_since(view.times, name.clone(), read).await?;
        let Some(who) =
            ctx.who.as_ref().filter(|who| matches!(who.role, Role::Bureau | Role::Street))
        else {
            return Ok(all);
        };
        let own = async {
            let is_own = |turn: &&Turn| {
                !turn.kind.is_office() && turn.orgs.iter().any(|org| who.orgs.contains(org))
            };
            Ok(all.iter().filter(is_own).cloned().collect())
        };
        self.remembered_since(view.times, format!("{name} {}", who.orgs.join(" ")), own).await
    }

    async fn turns(&self, ctx: &Context, view: &View) -> Result<Vec<Turn>, Refused> {
        let mut turns = Vec::new();
        let closed = self.period_list(ctx, &view.plan.id).await?;
        values_due(self, view, &closed, &mut turns)?;
        values_waiting(view, &mut turns);
        explanations(self, ctx, view, &mut turns).await?;
        works(self, ctx, view, &mut turns).await?;
        decisions(view, &mut turns);
        assignments(view, &mut turns);
        turns.sort_by(|a, b| {
            (a.since.is_none(), a.since, a.kind, &a.orgs, &a.subject).cmp(&(
                b.since.is_none(),
                b.since,
                b.kind,
                &b.orgs,
                &b.subject,
            ))
        });
        Ok(turns)
    }
}

/// Of an org and a period: how many numbers, since when, of which items.
type Group = (usize, Option<Date>, Vec<usize>);

/// Overdue numbers, together for an org and a period; those of a closed one only the office can ask
/// for. What came back is told as such and not once more.
fn values_due(
    engine: &Engine,
    view: &View,
    closed: &[String],
    turns: &mut Vec<Turn>,
) -> Result<(), Refused> {
    let debts = view.programme.debts(&engine.calendar, view.as_of)?;
    let office = &view.catalogue.pack.office;
    let returned = returned(view);
    let mut groups: BTreeMap<(u32, String), Group> = BTreeMap::new();
    for owed in debts.iter().flatten() {
        let period = owed.period.to_string();
        if returned.contains(&(owed.org, period.clone(), owed.item)) {
            continue;
        }
        let group = groups.entry((owed.org, period)).or_default();
        group.0 += 1;
        let since = owed.due.and_then(|due| due.tomorrow().ok());
        group.1 = group.1.into_iter().chain(since).min();
        group.2.push(owed.item);
    }
    for ((org, period), (count, since, items)) in groups {
        let Some(org) = office.orgs.get(org as usize) else { continue };
        let names: Vec<&str> =
            items.iter().take(3).map(|&item| office.items[item].name.as_str()).collect();
        let is_closed = closed.contains(&period);
        turns.push(Turn {
            kind: if is_closed { TurnKind::ClosedIncomplete } else { TurnKind::ValuesDue },
            orgs: vec![org.key.clone()],
            subject: period,
            name: names.join("、"),
            count,
            since,
        });
    }
    Ok(())
}

/// The org, the period and the item of each number that came back.
fn returned(view: &View) -> HashSet<(u32, String, usize)> {
    let (orgs, items) = (&view.programme.orgs, &view.programme.items);
    let mut all = HashSet::new();
    for ((org, period), tallies) in view.programme.waiting().iter() {
        let Some(org) = orgs.get(org) else { continue };
        let own = tallies.iter().filter(|tally| tally.stage == Stage::Returned);
        let own = own.flat_map(|tally| &tally.items).filter_map(|item| items.get(item));
        all.extend(own.map(|item| (*org, period.clone(), *item)));
    }
    all
}

/// Numbers on their way, together for an org, a period and a stage.
fn values_waiting(view: &View, turns: &mut Vec<Turn>) {
    for ((org, period), tallies) in view.programme.waiting().iter() {
        for tally in tallies {
            let kind = match tally.stage {
                Stage::Filed => TurnKind::ValuesToReview,
                Stage::Reviewed => TurnKind::ValuesToConfirm,
                Stage::Returned => TurnKind::ValuesReturned,
                Stage::Confirmed => continue,
            };
            turns.push(Turn {
                kind,
                orgs: vec![org.clone()],
                subject: period.clone(),
                name: String::new(),
                count: tally.count,
                since: tally.since.parse::<Instant>().ok().map(Instant::day),
            });
        }
    }
}

/// A missed or endangered indicator that nobody has explained.
async fn explanations(
    engine: &Engine,
    ctx: &Context,
    view: &View,
    turns: &mut Vec<Turn>,
) -> Result<(), Refused> {
    let year = i64::from(view.year);
    let written = engine.explanation_list(ctx, &view.plan.id, year).await?;
    for row in &view.status.rows {
        let owes = matches!(row.judgement.verdict, Verdict::Missed | Verdict::AtRisk);
        let no = row.indicator.no;
        let own = written.iter().find(|own| own.indicator == i64::from(no));
        // What was to be done by a day that has passed, and was not, is explained anew.
        let promised = own.and_then(|own| own.due_on.parse::<Date>().ok());
        if !owes || promised.is_some_and(|day| day >= view.as_of) {
            continue;
        }
        let through = row.judgement.through.map(domain::period::Period::ends_on);
        let through = promised.or(through);
        turns.push(Turn {
            kind: TurnKind::ExplanationOwed,
            orgs: view.catalogue.indicator_orgs.get(&no).cloned().unwrap_or_default(),
            subject: format!("indicator/{no}"),
            name: row.indicator.name.clone(),
            count: 1,
            since: through.and_then(|day| day.tomorrow().ok()),
        });
    }
    Ok(())
}

/// Work without a report, together for an org and a kind; work past its end, each by itself.
async fn works(
    engine: &Engine,
    ctx: &Context,
    view: &View,
    turns: &mut Vec<Turn>,
) -> Result<(), Refused> {
    let rows = engine.work_rows(ctx, view).await?;
    let mut due: BTreeMap<(String, WorkKind), (usize, Option<Date>)> = BTreeMap::new();
    for row in &rows {
        match row.light {
            Light::None => {}
            Light::Red => turns.push(Turn {
                kind: TurnKind::WorkOverdue,
                orgs: row.item.orgs.clone(),
                subject: row.item.subject.clone(),
                name: row.item.name.clone(),
                count: 1,
                since: row.since,
            }),
            Light::Amber => {
                for org in &row.item.orgs {
                    let group = due.entry((org.clone(), row.item.kind)).or_default();
                    group.0 += 1;
                    group.1 = group.1.into_iter().chain(row.since).min();
                }
            }
        }
    }
    for ((org, kind), (count, since)) in due {
        turns.push(Turn {
            kind: TurnKind::ReportDue,
            orgs: vec![org],
            subject: domain::record::word_of(&WorkKind::TABLE, kind).to_owned(),
            name: String::new(),
            count,
            since,
        });
    }
    Ok(())
}

/// Milestones and the like that wait for a named user.
fn decisions(view: &View, turns: &mut Vec<Turn>) {
    for row in &view.status.rows {
        if row.judgement.verdict == Verdict::NeedsReview {
            let no = row.indicator.no;
            turns.push(Turn {
                kind: TurnKind::DecisionDue,
                orgs: view.catalogue.indicator_orgs.get(&no).cloned().unwrap_or_default(),
                subject: format!("indicator/{no}"),
                name: row.indicator.name.clone(),
                count: 1,
                since: Date::new(view.year, 1, 1).ok(),
            });
        }
    }
}

/// Names of the plan that nobody stands behind, together: one page settles them.
fn assignments(view: &View, turns: &mut Vec<Turn>) {
    let names = &view.catalogue.unassigned;
    if names.is_empty() {
        return;
    }
    turns.push(Turn {
        kind: TurnKind::AssignmentMissing,
        orgs: Vec::new(),
        subject: String::new(),
        name: names.iter().take(3).map(|name| quoted(name)).collect::<Vec<_>>().join("、"),
        count: names.len(),
        since: view.plan.imported_at.parse::<Instant>().ok().map(Instant::day),
    });
}

impl Turn {
    /// What there is to do, in a sentence that a reminder can use.
    pub fn told(&self, lang: Lang) -> String {
        let (count, subject) = (self.count, &self.subject);
        let (name, own) = (quoted(&self.name), &self.name);
        let zh_kind = match subject.as_str() {
            "measure" => ("重点任务", "measures"),
            "task" => ("任务", "tasks"),
            "project" => ("项目", "projects"),
            _ => ("承诺", "promises"),
        };
        match self.kind {
            TurnKind::ValuesDue => tell!(
                lang,
                "{subject} 有 {count} 个数据逾期未报（{own}{}）",
                "numbers of {subject} overdue: {count} ({own}{})",
                if count > 3 { "…" } else { "" }
            ),
            TurnKind::ValuesReturned => {
                tell!(
                    lang,
                    "{subject} 有 {count} 个数据被退回",
                    "numbers of {subject} that came back: {count}"
                )
            }
            TurnKind::ValuesToReview => tell!(
                lang,
                "{subject} 有 {count} 个数据待本单位另一人审核",
                "numbers of {subject} for another user of the org to review: {count}"
            ),
            TurnKind::ValuesToConfirm => tell!(
                lang,
                "{subject} 有 {count} 个数据待确认",
                "numbers of {subject} to be confirmed: {count}"
            ),
            TurnKind::ExplanationOwed => {
                tell!(lang, "{name}要说明原因和措施", "{name} has to be explained")
            }
            TurnKind::ReportDue => {
                let (zh, en) = zh_kind;
                tell!(
                    lang,
                    "{count} 项{zh}本季度未报进展",
                    "{en} without a report this quarter: {count}"
                )
            }
            TurnKind::WorkOverdue => {
                tell!(lang, "{name}已到期，没有完成佐证", "{name} is past its end without proof")
            }
            TurnKind::ClosedIncomplete => tell!(
                lang,
                "{subject} 已关闭，还缺 {count} 个数（{own}{}）；要补报须重新打开",
                "{subject} was closed with {count} numbers missing ({own}{}); they can be filed once it is opened again",
                if count > 3 { "…" } else { "" }
            ),
            TurnKind::DecisionDue => {
                tell!(lang, "{name}等待评审", "{name} waits for a decision")
            }
            TurnKind::AssignmentMissing => {
                tell!(
                    lang,
                    "方案里 {count} 个名称还没有落实到单位：{own}",
                    "nobody stands behind {count} names of the plan yet: {own}"
                )
            }
        }
    }
}

/// How a piece of work stands and what it shows.
#[derive(Debug, Clone)]
pub struct WorkRow<'a> {
    /// The work as the plan has it.
    pub item: &'a crate::catalogue::WorkItem,
    /// Its state by the last report.
    pub state: WorkState,
    /// How much is done, of a hundred.
    pub percent: i64,
    /// Money spent so far, in 万元; blank for none.
    pub money: String,
    /// The instant of the last report; blank for none.
    pub reported_at: String,
    /// What it shows.
    pub light: Light,
    /// Since when.
    pub since: Option<Date>,
}

/// How a piece of work stands on a day.
struct Standing {
    work: Work,
    light: Light,
    since: Option<Date>,
}

impl Engine {
    /// How all work of a plan stands on a day, in the plan's order.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn work_rows<'v>(
        &self,
        ctx: &Context,
        view: &'v View,
    ) -> Result<Vec<WorkRow<'v>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let name = format!("standing {} {}", view.plan.id, view.as_of);
        let stand = self.remembered_since(view.times, name, self.standing(ctx, view)).await?;
        let row = |(item, own): (&'v crate::catalogue::WorkItem, &Standing)| WorkRow {
            item,
            state: own.work.state,
            percent: own.work.percent,
            money: own.work.money.clone(),
            reported_at: own.work.reported_at.clone(),
            light: own.light,
            since: own.since,
        };
        Ok(view.catalogue.works.iter().zip(stand.iter()).map(row).collect())
    }

    /// How each work of the plan stands, in the plan's order.
    async fn standing(&self, ctx: &Context, view: &View) -> Result<Vec<Standing>, Refused> {
        let reported = self.work_list(ctx, &view.plan.id).await?;
        let mut by_subject: std::collections::HashMap<String, Work> =
            reported.into_iter().map(|work| (work.subject.clone(), work)).collect();
        let stand = |item: &crate::catalogue::WorkItem| {
            let work = by_subject.remove(&item.subject).unwrap_or_else(|| Work {
                subject: item.subject.clone(),
                state: WorkState::NotStarted,
                percent: 0,
                money: String::new(),
                reported_at: String::new(),
            });
            let day = work.reported_at.parse::<Instant>().ok().map(Instant::day);
            let (light, since) = light(work.state, (&item.from, &item.to), day, view.as_of);
            Standing { work, light, since }
        };
        Ok(view.catalogue.works.iter().map(stand).collect())
    }
}
