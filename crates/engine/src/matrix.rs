//! The filing status: for every org, item and period of a year where its number is on its way.
//!
//! What is confirmed is known from memory; one query reads what is not.

use std::collections::HashMap;
use std::sync::PoisonError;

use domain::access::Action;
use domain::office::Org;
use domain::period::Period;
use domain::stage::Stage;
use domain::{Lang, Say, tell};
use jiff::civil::Date;

use crate::context::{Context, On};
use crate::db::{Arg, Conn, Query, text};
use crate::engine::Engine;
use crate::filing::files;
use crate::refused::Refused;
use crate::value::marks;

/// Where a number is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellState {
    /// Its period has not begun.
    NotBegun,
    /// It is not there, and not due yet.
    NotDue,
    /// It is not there though it is due.
    Overdue,
    /// It came back.
    Returned,
    /// It waits for a review.
    Filed,
    /// It waits for the office.
    Reviewed,
    /// It is confirmed.
    Confirmed,
}

impl CellState {
    /// The words of addresses and of styles.
    pub const TABLE: [(&str, Self); 7] = [
        ("not_begun", Self::NotBegun),
        ("not_due", Self::NotDue),
        ("overdue", Self::Overdue),
        ("returned", Self::Returned),
        ("filed", Self::Filed),
        ("reviewed", Self::Reviewed),
        ("confirmed", Self::Confirmed),
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        domain::record::word_of(&Self::TABLE, self)
    }
}

impl Say for CellState {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::NotBegun => tell!(lang, "未开始", "not begun"),
            Self::NotDue => tell!(lang, "未到期", "not due"),
            Self::Overdue => tell!(lang, "逾期未报", "overdue"),
            Self::Returned => Stage::Returned.say(lang),
            Self::Filed => Stage::Filed.say(lang),
            Self::Reviewed => Stage::Reviewed.say(lang),
            Self::Confirmed => Stage::Confirmed.say(lang),
        }
    }
}

/// An org and what it files in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixOrg {
    /// Its key.
    pub org: String,
    /// Its name.
    pub name: String,
    /// A row for each item that it files.
    pub rows: Vec<MatrixRow>,
}

/// An item of an org in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// The item's key.
    pub item: String,
    /// Its name.
    pub name: String,
    /// Its periods in their order.
    pub cells: Vec<MatrixCell>,
}

/// A number of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixCell {
    /// The period.
    pub period: Period,
    /// Where it is on its way.
    pub state: CellState,
    /// The last day on which it is in time; none where the calendar is not loaded.
    pub due: Option<Date>,
}

impl MatrixOrg {
    /// How many numbers are in this state.
    pub fn count(&self, state: CellState) -> usize {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.state == state).count()
    }
}

/// What a period still lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// Numbers that are not there, or came back.
    pub missing: usize,
    /// Numbers that wait for a review or a confirmation.
    pub waiting: usize,
}

impl Unfinished {
    /// Of a period, over all its orgs.
    pub fn of(matrix: &[MatrixOrg], period: Period) -> Self {
        let rows = matrix.iter().flat_map(|org| &org.rows);
        let mut own = Self::default();
        for cell in rows.flat_map(|row| &row.cells).filter(|cell| cell.period == period) {
            match cell.state {
                CellState::Overdue | CellState::NotDue | CellState::Returned => own.missing += 1,
                CellState::Filed | CellState::Reviewed => own.waiting += 1,
                CellState::NotBegun | CellState::Confirmed => {}
            }
        }
        own
    }
}

/// So many orgs one query names.
const ORGS_A_QUERY: usize = 200;

/// Numbers that are not confirmed: their stages by org, item and period.
type OnTheWay = HashMap<(String, String, String), Stage>;

impl Engine {
    /// Where the numbers of a year are on their way: of all orgs for those who see the district, of
    /// their own for those of an org.
    ///
    /// # Errors
    /// Not permitted, or no such plan.
    pub async fn filing_matrix(
        &self,
        ctx: &Context,
        plan: &str,
        year: i16,
    ) -> Result<Vec<MatrixOrg>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let mine = |org: &&Org| ctx.may(Action::ValueRead, On::Org(&org.key));
        let orgs: Vec<&str> =
            pack.office.orgs.iter().filter(mine).map(|org| org.key.as_str()).collect();
        let on_the_way = self.on_the_way(plan, year, &orgs).await?;
        let figures = programme.figures.read().unwrap_or_else(PoisonError::into_inner);
        let mut matrix = Vec::new();
        for (index, org) in (0_u32..).zip(&pack.office.orgs) {
            if !mine(&org) {
                continue;
            }
            let mut rows = Vec::new();
            for (item, own) in pack.office.items.iter().enumerate() {
                if !files(&pack, item, index) {
                    continue;
                }
                let cell = |period: Period| {
                    let due = own.due_rule.due_on(period, &self.calendar).ok();
                    let key = (org.key.clone(), own.key.clone(), period.to_string());
                    let is_there = figures.get(item, index, period).is_some();
                    let state = state(on_the_way.get(&key), is_there, (period, due), ctx.today());
                    MatrixCell { period, state, due }
                };
                let cells = own.frequency.periods(year).into_iter().map(cell).collect();
                rows.push(MatrixRow { item: own.key.clone(), name: own.name.clone(), cells });
            }
            if !rows.is_empty() {
                matrix.push(MatrixOrg { org: org.key.clone(), name: org.name.clone(), rows });
            }
        }
        Ok(matrix)
    }

    /// The orgs are named, because the index begins with them.
    async fn on_the_way(&self, plan: &str, year: i16, orgs: &[&str]) -> Result<OnTheWay, Refused> {
        use domain::period::Frequency;
        let periods: Vec<Arg> = Frequency::TABLE
            .iter()
            .flat_map(|(_, frequency)| frequency.periods(year))
            .map(|period| Arg::from(period.to_string()))
            .collect();
        let mut stages = OnTheWay::new();
        let mut conn = self.db.reader().await?;
        for orgs in orgs.chunks(ORGS_A_QUERY) {
            self.stages(&mut conn, plan, (orgs, &periods), &mut stages).await?;
        }
        Ok(stages)
    }

    async fn stages(
        &self,
        conn: &mut Conn,
        plan: &str,
        (orgs, periods): (&[&str], &[Arg]),
        stages: &mut OnTheWay,
    ) -> Result<(), Refused> {
        let query = format!(
            "select org, item, period, stage from value
             where plan = $1 and is_latest = 1 and stage <> 'confirmed'
             and org in ({}) and period in ({})",
            marks(2, orgs.len()),
            marks(2 + orgs.len(), periods.len())
        );
        let args = orgs.iter().map(|org| Arg::from(*org)).chain(periods.iter().cloned());
        let rows = Query::new(&query).text(plan).args(args).all(conn).await?;
        let stage = |row: &sqlx::any::AnyRow| {
            let stage = Stage::of(&text(row, 3)).unwrap_or(Stage::Filed);
            ((text(row, 0), text(row, 1), text(row, 2)), stage)
        };
        stages.extend(rows.iter().map(stage));
        Ok(())
    }
}

fn state(
    stage: Option<&Stage>,
    is_there: bool,
    (period, due): (Period, Option<Date>),
    today: Date,
) -> CellState {
    match stage {
        Some(Stage::Filed) => CellState::Filed,
        Some(Stage::Reviewed) => CellState::Reviewed,
        Some(Stage::Returned) => CellState::Returned,
        Some(Stage::Confirmed) => CellState::Confirmed,
        None if is_there => CellState::Confirmed,
        None if period.begins_on() > today => CellState::NotBegun,
        None if due.is_some_and(|due| due < today) => CellState::Overdue,
        None => CellState::NotDue,
    }
}
