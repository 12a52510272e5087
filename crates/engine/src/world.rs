//! What is remembered of the tables between requests: plans as amended, the numbers that count, and
//! the verdicts made of them. It is made of the tables alone and can be forgotten at any time.
//!
//! A page reads verdicts from here and never scans the numbers; a filed number touches only what
//! rests on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use domain::calendar::Calendar;
use domain::figures::{Entry, Figures, ValueStatus};
use domain::judge::{Judge, Owed, Verdict};
use domain::number::decimal;
use domain::pack::Pack;
use domain::period::Period;
use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::db::{Conn, Query, text};
use crate::decision::Decision;
use crate::engine::Engine;
use crate::journal::Act;
use crate::memory::Memory;
use crate::plan::{PlanLine, Stored, plan_lines, stored};
use crate::refused::Refused;
use crate::status::{Status, status};
use crate::tally::{self, Tally};
use crate::value::{self, Cell};

/// So many verdicts of years and days are kept; then all are made anew.
const BOARDS_MAX: usize = 48;

/// The plans that were asked for since the program began.
#[derive(Default)]
pub(crate) struct World {
    plans: Mutex<HashMap<String, Arc<Programme>>>,
    lines: Mutex<Option<Arc<Vec<PlanLine>>>>,
    /// What pages read of the tables.
    pub(crate) memory: Memory,
    /// What pages read of drafts, which no act changes.
    pub(crate) drafts: Memory,
    /// Held while a plan is read, so that it is read once.
    loading: tokio::sync::Mutex<()>,
}

/// A plan with its numbers.
pub struct Programme {
    stored: Stored,
    /// The plan with these amendments in force.
    catalogues: Mutex<HashMap<Vec<i64>, Arc<Catalogue>>>,
    pub(crate) items: HashMap<String, usize>,
    pub(crate) orgs: HashMap<String, u32>,
    pub(crate) figures: RwLock<Figures>,
    decisions: RwLock<Vec<Decision>>,
    /// For an org and a period how many numbers are on their way.
    waiting: RwLock<Waiting>,
    /// For a year the items that have numbers which count and are not confirmed yet, each with the
    /// end of the first period of such.
    unsettled: Mutex<HashMap<i16, Arc<HashMap<usize, Date>>>>,
    boards: Mutex<HashMap<(i16, Date), Board<Status>>>,
    debts: Mutex<HashMap<Date, Board<Debts>>>,
}

/// Something made of the numbers, and the items whose numbers have changed since.
struct Board<T> {
    made: Arc<T>,
    stale: BTreeSet<usize>,
}

/// For an org and a period how many numbers are at each stage before the last.
pub(crate) type Waiting = BTreeMap<(String, String), Vec<Tally>>;

/// For each item the numbers that are overdue.
pub(crate) type Debts = Vec<Vec<Owed>>;

/// What a transaction changed.
pub(crate) enum Change {
    /// A number counts from now on, or none does.
    Figure { plan: String, item: String, org: String, period: String, number: Option<Counting> },
    /// Numbers of an org and a period have moved on.
    Waiting { plan: String, org: String, period: String, tallies: Vec<Tally> },
    /// A decision was made.
    Decisions { plan: String, all: Vec<Decision> },
    /// The plan itself is another.
    Plan(String),
    /// There is another plan, or another one is current.
    Lines,
}

/// A number that counts, as the table has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counting {
    pub(crate) value: String,
    pub(crate) status: String,
}

impl World {
    /// Forgets everything.
    pub(crate) fn forget(&self) {
        lock(&self.plans).clear();
        lock(&self.lines).take();
        self.memory.forget();
        self.drafts.forget();
    }

    fn get(&self, plan: &str) -> Option<Arc<Programme>> {
        lock(&self.plans).get(plan).cloned()
    }

    /// What acts changed, as the tables say inside their transaction.
    pub(crate) async fn changes(
        &self,
        conn: &mut Conn,
        acts: &[(Act, String)],
    ) -> Result<Vec<Change>, Refused> {
        let mut changes = Vec::new();
        // Acts of one filing have many periods in common, which are counted once.
        let mut moved: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for (act, _) in acts {
            match act {
                Act::PlanImported(_) | Act::PlanMadeCurrent(_) => changes.push(Change::Lines),
                Act::OfficeRowSet(act) => changes.push(Change::Plan(act.plan().to_owned())),
                Act::OfficeRowRemoved(act) => changes.push(Change::Plan(act.plan().to_owned())),
                Act::AmendmentAdded(act) => changes.push(Change::Plan(act.plan().to_owned())),
                Act::DecisionMade(act) => {
                    let plan = act.plan().to_owned();
                    let all = crate::decision::latest(conn, &plan).await?;
                    changes.push(Change::Decisions { plan, all });
                }
                Act::ValueFiled(act) => {
                    changes.extend(act.changes());
                    let periods = act.rows.iter().map(|row| row.period.as_str());
                    moved.entry((&act.plan, &act.org)).or_default().extend(periods);
                }
                Act::ValueReviewed(act) | Act::ValueConfirmed(act) => {
                    let periods = act.cells.iter().map(|cell| cell.period.as_str());
                    moved.entry(act.place()).or_default().extend(periods);
                }
                Act::ValueReturned(act) | Act::ValueSentBack(act) => {
                    for cell in act.cells() {
                        changes.push(recounted(conn, act.place(), cell).await?);
                    }
                    let periods = act.cells.iter().map(|cell| cell.period.as_str());
                    moved.entry(act.place()).or_default().extend(periods);
                }
                _ => {}
            }
        }
        for (place, periods) in moved {
            changes.extend(waiting(conn, place, &periods).await?);
        }
        Ok(changes)
    }

    /// Takes over what was committed.
    pub(crate) fn absorb(&self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Plan(plan) => {
                    lock(&self.plans).remove(&plan);
                }
                Change::Lines => {
                    lock(&self.lines).take();
                }
                Change::Waiting { plan, org, period, tallies } => {
                    if let Some(programme) = self.get(&plan) {
                        programme.wait(org, period, tallies);
                    }
                }
                Change::Decisions { plan, all } => {
                    if let Some(programme) = self.get(&plan) {
                        programme.decide(all);
                    }
                }
                Change::Figure { plan, item, org, period, number } => {
                    if let Some(programme) = self.get(&plan) {
                        programme.count(&item, &org, &period, number.as_ref());
                    }
                }
            }
        }
        // Last, because what is remembered is also made of what was just taken over.
        self.memory.forget();
    }
}

/// How many numbers of these periods are on their way.
async fn waiting(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    periods: &BTreeSet<&str>,
) -> Result<Vec<Change>, Refused> {
    let mut tallies = tally::tallies(conn, (plan, org), periods).await?;
    let mut changes = Vec::new();
    for period in periods {
        let tallies = tallies.remove(*period).unwrap_or_default();
        let (plan, org, period) = (plan.to_owned(), org.to_owned(), (*period).to_owned());
        changes.push(Change::Waiting { plan, org, period, tallies });
    }
    Ok(changes)
}

async fn recounted(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    cell: &Cell,
) -> Result<Change, Refused> {
    let row = Query::new(
        "select value, status from value
         where plan = $1 and org = $2 and item = $3 and period = $4 and counts = 1",
    )
    .text(plan)
    .text(org)
    .text(&cell.item)
    .text(&cell.period)
    .maybe(conn)
    .await?;
    Ok(Change::Figure {
        plan: plan.to_owned(),
        item: cell.item.clone(),
        org: org.to_owned(),
        period: cell.period.clone(),
        number: row.map(|row| Counting { value: text(&row, 0), status: text(&row, 1) }),
    })
}

impl Programme {
    fn new(stored: Stored, decisions: Vec<Decision>) -> Self {
        let office = &stored.office;
        let items = office.items.iter().enumerate().map(|(index, item)| (item.key.clone(), index));
        let orgs = (0_u32..).zip(&office.orgs).map(|(index, org)| (org.key.clone(), index));
        Self {
            catalogues: Mutex::default(),
            waiting: RwLock::default(),
            unsettled: Mutex::default(),
            items: items.collect(),
            orgs: orgs.collect(),
            figures: RwLock::new(Figures::new(office.items.len())),
            decisions: RwLock::new(decisions),
            boards: Mutex::default(),
            debts: Mutex::default(),
            stored,
        }
    }

    /// The plan as it is on a day, looked up from all sides.
    ///
    /// # Errors
    /// An amendment does not meet what it changes, which was checked when it was entered.
    pub fn catalogue(&self, day: Date) -> Result<Arc<Catalogue>, Refused> {
        let in_force = self.stored.in_force(day);
        let mut catalogues = lock(&self.catalogues);
        if let Some(catalogue) = catalogues.get(&in_force) {
            return Ok(catalogue.clone());
        }
        let catalogue = Arc::new(Catalogue::of(Arc::new(self.stored.pack(day)?)));
        catalogues.insert(in_force, catalogue.clone());
        Ok(catalogue)
    }

    /// The plan as it is on a day.
    ///
    /// # Errors
    /// As above.
    pub fn pack(&self, day: Date) -> Result<Arc<Pack>, Refused> {
        Ok(self.catalogue(day)?.pack.clone())
    }

    /// For each org and period how many numbers are on their way.
    pub(crate) fn waiting(&self) -> RwLockReadGuard<'_, Waiting> {
        read(&self.waiting)
    }

    /// The items that have numbers of a year which count and are not confirmed yet, each with the
    /// end of the first period of such.
    pub(crate) fn unsettled(&self, year: i16) -> Arc<HashMap<usize, Date>> {
        let mut unsettled = lock(&self.unsettled);
        let made = unsettled
            .entry(year)
            .or_insert_with(|| Arc::new(tally::unsettled(&self.waiting(), &self.items, year)));
        made.clone()
    }

    fn wait(&self, org: String, period: String, tallies: Vec<Tally>) {
        lock(&self.unsettled).clear();
        let mut waiting = self.waiting.write().unwrap_or_else(PoisonError::into_inner);
        if tallies.is_empty() {
            waiting.remove(&(org, period));
        } else {
            waiting.insert((org, period), tallies);
        }
    }

    /// The verdicts of a year as of a day.
    pub(crate) fn status(
        &self,
        calendar: &Calendar,
        year: i16,
        as_of: Date,
    ) -> Result<Arc<Status>, Refused> {
        let pack = self.pack(as_of)?;
        let mut boards = lock(&self.boards);
        if let Some(board) = boards.get_mut(&(year, as_of)) {
            if !board.stale.is_empty() {
                let figures = read(&self.figures);
                let stale: Vec<usize> = std::mem::take(&mut board.stale).into_iter().collect();
                let status = Arc::make_mut(&mut board.made);
                status.refresh(&figures, calendar, &stale);
                self.overrule(status);
            }
            return Ok(board.made.clone());
        }
        let figures = read(&self.figures);
        let mut fresh = status(&pack, &figures, calendar, year, as_of);
        fresh = fresh.with_history(&figures, calendar);
        self.overrule(&mut fresh);
        let made = Arc::new(fresh);
        if boards.len() >= BOARDS_MAX {
            boards.clear();
        }
        boards.insert((year, as_of), Board { made: made.clone(), stale: BTreeSet::new() });
        Ok(made)
    }

    /// The numbers that are overdue on a day, over the years of the plan.
    pub(crate) fn debts(&self, calendar: &Calendar, as_of: Date) -> Result<Arc<Debts>, Refused> {
        let pack = self.pack(as_of)?;
        let years = years_owed(&pack, as_of);
        let mut debts = lock(&self.debts);
        let figures = read(&self.figures);
        if let Some(board) = debts.get_mut(&as_of) {
            let stale = std::mem::take(&mut board.stale);
            if !stale.is_empty() {
                let judge = Judge::new(&pack, &figures, calendar, as_of);
                let made = Arc::make_mut(&mut board.made);
                for item in stale {
                    made[item] = judge.owed(item, years.clone());
                }
            }
            return Ok(board.made.clone());
        }
        let judge = Judge::new(&pack, &figures, calendar, as_of);
        let all = 0..pack.office.items.len();
        let made = Arc::new(all.map(|item| judge.owed(item, years.clone())).collect::<Debts>());
        if debts.len() >= BOARDS_MAX {
            debts.clear();
        }
        debts.insert(as_of, Board { made: made.clone(), stale: BTreeSet::new() });
        Ok(made)
    }

    /// What was decided by the day stands in place of “needs review”.
    fn overrule(&self, status: &mut Status) {
        let decisions = read(&self.decisions);
        for decision in decisions.iter().filter(|own| own.year == i64::from(status.year)) {
            let Some(day) = decision.day().filter(|day| *day <= status.as_of) else { continue };
            if self.is_overtaken(decision, day, status) {
                continue;
            }
            let row = status.rows.iter_mut();
            let row = row.into_iter().find(|row| i64::from(row.indicator.no) == decision.indicator);
            if let Some(row) = row {
                let judgement = (*row.judgement).clone();
                let (by, why) = (&decision.decided_by, &decision.why);
                row.decide(judgement.decided(decision.outcome, by, day, why));
            }
        }
    }

    /// A decision is void once the target that it was made on is another, and one on how an open
    /// year goes once the year has ended.
    fn is_overtaken(&self, decision: &Decision, day: Date, status: &Status) -> bool {
        let is_of_open_year = matches!(decision.outcome, Verdict::OnTrack | Verdict::AtRisk);
        if is_of_open_year && status.as_of.year() > status.year {
            return true;
        }
        let key = format!("{} {}", decision.indicator, decision.year);
        self.stored.amendments.iter().any(|amendment| {
            let is_new = amendment.effective_on > day || amendment.added_at > decision.decided_at;
            let touches =
                amendment.changes.iter().any(|change| change.key.replace('/', " ") == key);
            is_new && touches && amendment.effective_on <= status.as_of
        })
    }

    fn decide(&self, all: Vec<Decision>) {
        *self.decisions.write().unwrap_or_else(PoisonError::into_inner) = all;
        lock(&self.boards).clear();
    }

    /// A number counts from now on, or none does.
    fn count(&self, item: &str, org: &str, period: &str, number: Option<&Counting>) {
        let (Some(&item), Some(&org)) = (self.items.get(item), self.orgs.get(org)) else { return };
        let Ok(period) = Period::parse(period) else { return };
        let entry = number.and_then(|number| entry(org, period, number));
        let mut figures = self.figures.write().unwrap_or_else(PoisonError::into_inner);
        figures.set(item, org, period, entry);
        drop(figures);
        lock(&self.boards).values_mut().for_each(|board| {
            board.stale.insert(item);
        });
        lock(&self.debts).values_mut().for_each(|board| {
            board.stale.insert(item);
        });
    }
}

/// The years for which numbers are owed: those of the plan that have begun.
fn years_owed(pack: &Pack, as_of: Date) -> RangeInclusive<i16> {
    let years = &pack.head.target_years;
    match (years.iter().min(), years.iter().max()) {
        (Some(first), Some(last)) => *first..=(*last).min(as_of.year()),
        _ => as_of.year()..=as_of.year(),
    }
}

fn entry(org: u32, period: Period, number: &Counting) -> Option<Entry> {
    let amount = decimal(&number.value).ok()?;
    let status = ValueStatus::TABLE.iter().find(|(word, _)| *word == number.status)?.1;
    Some(Entry { org, period, amount, status, row: 0 })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// A plan with its numbers, read once and kept.
    ///
    /// # Errors
    /// There is no such plan.
    pub async fn programme(&self, plan: &str) -> Result<Arc<Programme>, Refused> {
        if let Some(programme) = self.world.get(plan) {
            return Ok(programme);
        }
        let _once = self.world.loading.lock().await;
        if let Some(programme) = self.world.get(plan) {
            return Ok(programme);
        }
        // With the writer held nothing is committed between reading and remembering.
        let mut writer = self.db.writer().await;
        self.settle(&mut writer).await;
        let stored = stored(&mut writer, plan).await?.ok_or(Refused::Hidden)?;
        let decisions = crate::decision::latest(&mut writer, plan).await?;
        let programme = Programme::new(stored, decisions);
        // Filled beside its lock, which may not be held while the database is waited for.
        let mut figures = Figures::new(programme.items.len());
        value::counting(&mut writer, plan, |item, org, period, number| {
            let known = (programme.items.get(item), programme.orgs.get(org));
            if let ((Some(&item), Some(&org)), Ok(period)) = (known, Period::parse(period))
                && let Some(entry) = entry(org, period, &number)
            {
                figures.push(item, entry);
            }
        })
        .await?;
        figures.seal();
        *programme.figures.write().unwrap_or_else(PoisonError::into_inner) = figures;
        let waiting = tally::all_tallies(&mut writer, plan).await?;
        *programme.waiting.write().unwrap_or_else(PoisonError::into_inner) = waiting;
        let programme = Arc::new(programme);
        lock(&self.world.plans).insert(plan.to_owned(), programme.clone());
        Ok(programme)
    }

    /// All plans, the current one first, as far as anybody may know of them.
    pub(crate) async fn plans(&self) -> Result<Arc<Vec<PlanLine>>, Refused> {
        if let Some(lines) = lock(&self.world.lines).clone() {
            return Ok(lines);
        }
        let mut writer = self.db.writer().await;
        self.settle(&mut writer).await;
        let lines = Arc::new(plan_lines(&mut writer).await?);
        *lock(&self.world.lines) = Some(lines.clone());
        Ok(lines)
    }

    /// Reads the current plan ahead of the first page.
    pub async fn warm(&self) {
        if let Ok(plans) = self.plans().await
            && let Some(plan) = plans.first()
        {
            // A page that needs it says what is wrong.
            let _ = self.programme(&plan.id).await;
        }
    }
}
