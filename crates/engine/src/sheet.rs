//! A filing sheet: what an org files for a period, each number beside last year's, the last one and
//! the targets that rest on it. The page and the workbook both show it.
//!
//! The numbers of other periods come from memory; one query reads those of the sheet.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use domain::access::Action;
use domain::calendar::Calendar;
use domain::figures::{Entry, Figures, ValueStatus};
use domain::filing::{Checker, Remark, Wanted};
use domain::number::decimal;
use domain::office::{Item, ItemKind};
use domain::pack::Pack;
use domain::period::Period;
use domain::stage::Stage;
use jiff::civil::Date;

use crate::context::{Context, On};
use crate::db::{Arg, Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::filing::files;
use crate::period::closed;
use crate::refused::Refused;
use crate::value::{self, Value};
use crate::world::Programme;

/// How an org stands with the numbers of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilingPeriod {
    /// The period.
    pub period: Period,
    /// The first day on which a number of it is due; none where the calendar is not loaded.
    pub due: Option<Date>,
    /// How many numbers are wanted.
    pub cells: usize,
    /// How many are there and did not come back: the next three together.
    pub filed: usize,
    /// How many wait for a review by another user of the org.
    pub to_review: usize,
    /// How many wait for the office.
    pub to_confirm: usize,
    /// How many are confirmed.
    pub confirmed: usize,
    /// How many came back.
    pub returned: usize,
    /// How many are not there though they are due.
    pub overdue: usize,
    /// Nothing is filed for it any more.
    pub is_closed: bool,
}

/// A filing sheet.
#[derive(Debug, Clone)]
pub struct FilingSheet {
    /// The org's key.
    pub org: String,
    /// The org's name.
    pub org_name: String,
    /// How the org stands with the period.
    pub summary: FilingPeriod,
    /// A row for each number that is wanted.
    pub rows: Vec<SheetRow>,
}

/// A row of a filing sheet.
#[derive(Debug, Clone)]
pub struct SheetRow {
    /// The item's key.
    pub item: String,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// How its periods add up.
    pub kind: ItemKind,
    /// The period.
    pub period: Period,
    /// What was filed for the same months of the year before.
    pub last_year: Option<Past>,
    /// What was filed for the period before.
    pub before: Option<Past>,
    /// What the indicators that rest on it are to reach in this year.
    pub targets: Arc<Vec<SheetTarget>>,
    /// The latest version of this number.
    pub value: Option<Value>,
    /// The last day on which it is in time; none where the calendar is not loaded.
    pub due: Option<Date>,
    /// It is due and not there.
    pub is_overdue: bool,
    /// How many files prove it.
    pub evidence: usize,
    /// What the checks say of the number as it stands.
    pub remarks: Vec<Remark>,
}

/// A number of another period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The period.
    pub period: Period,
    /// Its digits in the item's unit; blank where there was nothing to report.
    pub value: String,
    /// How sure.
    pub status: ValueStatus,
}

/// What an indicator is to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTarget {
    /// The indicator's number.
    pub indicator: u32,
    /// Its name.
    pub name: String,
    /// The target as the plan has it, with the unit.
    pub text: String,
}

/// What a sheet is made with.
pub(crate) struct Maker<'a> {
    pub(crate) programme: &'a Programme,
    pub(crate) pack: &'a Pack,
    pub(crate) calendar: &'a Calendar,
    pub(crate) today: Date,
    pub(crate) org: u32,
    /// The items that the org files, by their places in the office's list.
    items: Vec<usize>,
    /// For each year the targets by item.
    targets: HashMap<i16, HashMap<usize, Arc<Vec<SheetTarget>>>>,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(
        programme: &'a Programme,
        pack: &'a Pack,
        calendar: &'a Calendar,
        (org, today): (&str, Date),
    ) -> Result<Self, Refused> {
        let org = *programme.orgs.get(org).ok_or(Refused::Hidden)?;
        let all = 0..pack.office.items.len();
        let items = all.filter(|&item| files(pack, item, org)).collect();
        Ok(Self { programme, pack, calendar, today, org, items, targets: HashMap::new() })
    }

    /// The org's key and name.
    pub(crate) fn org(&self) -> (&'a str, &'a str) {
        let org = &self.pack.office.orgs[self.org as usize];
        (&org.key, &org.name)
    }

    /// The items that the org files for a period.
    pub(crate) fn due_in(&self, period: Period) -> impl Iterator<Item = usize> + '_ {
        let is_due = move |item: &usize| {
            let frequency = self.pack.office.items[*item].frequency;
            frequency.periods(period.year()).contains(&period)
        };
        self.items.iter().copied().filter(is_due)
    }

    /// The rows of a period; `values` has the latest version of each of its numbers.
    pub(crate) fn rows(
        &mut self,
        period: Period,
        values: &mut HashMap<(String, String), Value>,
    ) -> Result<Vec<SheetRow>, Refused> {
        let year = period.year();
        if !self.targets.contains_key(&year) {
            let targets = self.targets_of(year)?;
            self.targets.insert(year, targets);
        }
        let figures = self.programme.figures.read().unwrap_or_else(PoisonError::into_inner);
        let targets = &self.targets[&year];
        let text = period.to_string();
        let row = |item: usize| {
            let own = &self.pack.office.items[item];
            let value = values.remove(&(own.key.clone(), text.clone()));
            self.row((item, own), period, value, (&figures, targets))
        };
        Ok(self.due_in(period).map(row).collect())
    }

    fn row(
        &self,
        (index, item): (usize, &Item),
        period: Period,
        value: Option<Value>,
        (figures, targets): (&Figures, &HashMap<usize, Arc<Vec<SheetTarget>>>),
    ) -> SheetRow {
        let past = |period: Period| figures.get(index, self.org, period).map(Past::of);
        let due = item.due_rule.due_on(period, self.calendar).ok();
        let is_there = value.as_ref().is_some_and(|value| value.stage != Stage::Returned);
        SheetRow {
            item: item.key.clone(),
            name: item.name.clone(),
            unit: item.unit.to_string(),
            kind: item.kind,
            period,
            last_year: past(period.year_before()),
            before: past(period.before()),
            targets: targets.get(&index).cloned().unwrap_or_default(),
            value,
            due,
            is_overdue: !is_there && due.is_some_and(|due| due < self.today),
            evidence: 0,
            remarks: Vec::new(),
        }
    }

    /// The targets of a year by the items that their indicators rest on.
    fn targets_of(&self, year: i16) -> Result<HashMap<usize, Arc<Vec<SheetTarget>>>, Refused> {
        let status = self.programme.status(self.calendar, year, self.today)?;
        let mut all: HashMap<usize, Vec<SheetTarget>> = HashMap::new();
        for target in self.pack.reading.targets.iter().filter(|target| target.year == year) {
            let Some(row) = status.row(target.indicator) else { continue };
            if target.text.is_empty() || matches!(target.text.as_str(), "/" | "-" | "—" | "——")
            {
                continue;
            }
            let is_number = decimal(&target.text).is_ok() && row.indicator.unit != "/";
            let unit = if is_number { row.indicator.unit.as_str() } else { "" };
            for input in row.inputs.iter() {
                all.entry(*input).or_default().push(SheetTarget {
                    indicator: target.indicator,
                    name: row.indicator.name.clone(),
                    text: format!("{}{unit}", target.text),
                });
            }
        }
        Ok(all.into_iter().map(|(item, targets)| (item, Arc::new(targets))).collect())
    }

    /// What the checks say of numbers as they stand.
    fn look(&self, rows: &mut [SheetRow]) {
        let figures = self.programme.figures.read().unwrap_or_else(PoisonError::into_inner);
        let mut at = Vec::new();
        let mut wanted = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let Some(value) = &row.value else { continue };
            let known = (self.programme.items.get(&row.item), decimal(&value.value));
            let (Some(&item), Ok(amount)) = known else { continue };
            let Some(status) = ValueStatus::of(&value.status) else { continue };
            at.push(index);
            wanted.push(Wanted { item, period: row.period, amount, status });
        }
        let told = Checker::new(self.pack, &figures, self.org).look(&wanted);
        for (index, remarks) in at.into_iter().zip(told) {
            rows[index].remarks = remarks;
        }
    }

    /// How the org stands with a period, from memory; `back` are its numbers that came back.
    fn summary(
        &self,
        period: Period,
        (counts, back): (&Counts, &[(String, String)]),
        is_closed: bool,
    ) -> FilingPeriod {
        let figures = self.programme.figures.read().unwrap_or_else(PoisonError::into_inner);
        let text = period.to_string();
        let counts = counts.get(&text).copied().unwrap_or_default();
        let mut own = FilingPeriod {
            period,
            due: None,
            cells: 0,
            filed: 0,
            to_review: counts.filed,
            to_confirm: counts.reviewed,
            confirmed: 0,
            returned: counts.returned,
            overdue: 0,
            is_closed,
        };
        for item in self.due_in(period) {
            let item_of = &self.pack.office.items[item];
            let due = item_of.due_rule.due_on(period, self.calendar).ok();
            own.due = own.due.into_iter().chain(due).min();
            own.cells += 1;
            let came_back = back.iter().any(|(key, of)| *key == item_of.key && *of == text);
            // Of a number that came back an older version may count, but a new one is wanted.
            if figures.get(item, self.org, period).is_some() && !came_back {
                own.filed += 1;
            } else if due.is_some_and(|due| due < self.today) {
                own.overdue += 1;
            }
        }
        own.confirmed = own.filed.saturating_sub(own.to_review + own.to_confirm);
        own
    }

    /// The periods of the plan's years that have begun and in which the org files something.
    fn periods(&self) -> Vec<Period> {
        let mut years: Vec<i16> = self.pack.head.target_years.clone();
        years.sort_unstable();
        let mut periods: Vec<Period> = years
            .into_iter()
            .flat_map(|year| {
                let frequency = |item: &usize| self.pack.office.items[*item].frequency;
                self.items.iter().map(frequency).flat_map(move |own| own.periods(year))
            })
            .filter(|period| period.begins_on() <= self.today)
            .collect();
        periods.sort_by_key(|period| (period.ends_on(), period.begins_on()));
        periods.dedup();
        periods
    }
}

/// For each period how many numbers are on their way.
type Counts = HashMap<String, Count>;

/// How many numbers are on their way.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    filed: usize,
    reviewed: usize,
    returned: usize,
}

fn counts(programme: &Programme, org: &str) -> Counts {
    let mut counts = Counts::new();
    for ((_, period), tallies) in programme.waiting().iter().filter(|((own, _), _)| own == org) {
        let own = counts.entry(period.clone()).or_default();
        for tally in tallies {
            match tally.stage {
                Stage::Filed => own.filed += tally.count,
                Stage::Reviewed => own.reviewed += tally.count,
                Stage::Returned => own.returned += tally.count,
                Stage::Confirmed => {}
            }
        }
    }
    counts
}

impl Past {
    fn of(entry: &Entry) -> Self {
        let value = match entry.status {
            ValueStatus::NotApplicable => String::new(),
            _ => entry.amount.normalize().to_string(),
        };
        Self { period: entry.period, value, status: entry.status }
    }
}

/// How many files prove each number of a sheet.
async fn evidence(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    rows: &mut [SheetRow],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let subject = |row: &SheetRow| format!("value/{org}/{}/{}", row.item, row.period);
    let query = format!(
        "select subject, count(*) from evidence where plan = $1 and subject in ({})
         and void_reason = '' group by subject",
        value::marks(2, rows.len())
    );
    let subjects: Vec<Arg> = rows.iter().map(|row| subject(row).into()).collect();
    let found = Query::new(&query).text(plan).args(subjects).all(conn).await?;
    let found: HashMap<String, i64> = found.iter().map(|row| (text(row, 0), int(row, 1))).collect();
    for row in rows {
        let count = found.get(&subject(row)).copied().unwrap_or(0);
        row.evidence = usize::try_from(count).unwrap_or(0);
    }
    Ok(())
}

/// Values by item and period.
pub(crate) fn by_cell(values: Vec<Value>) -> HashMap<(String, String), Value> {
    let cell = |value: Value| ((value.item.clone(), value.period.clone()), value);
    values.into_iter().map(cell).collect()
}

impl Engine {
    /// How an org stands with each period of the plan that has begun, the earliest first.
    ///
    /// # Errors
    /// Not permitted, or no such plan or org.
    pub async fn filing_periods(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
    ) -> Result<Vec<FilingPeriod>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let maker = Maker::new(&programme, &pack, &self.calendar, (org, ctx.today()))?;
        let mut conn = self.db.reader().await?;
        let closed = closed(&mut conn, plan).await?;
        let back = value::returned(&mut conn, (plan, org)).await?;
        let counts = counts(&programme, org);
        let summary = |period: Period| {
            let is_closed = closed.contains(&period.to_string());
            maker.summary(period, (&counts, &back), is_closed)
        };
        Ok(maker.periods().into_iter().map(summary).collect())
    }

    /// What an org files for a period.
    ///
    /// # Errors
    /// Not permitted, no such plan or org, or the org files nothing for such a period.
    pub async fn filing_sheet(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        period: Period,
    ) -> Result<Arc<FilingSheet>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let today = ctx.today();
        let name = format!("sheet {plan} {org} {period} {today}");
        self.remembered(name, self.sheet_read((plan, org), period, today)).await
    }

    async fn sheet_read(
        &self,
        (plan, org): (&str, &str),
        period: Period,
        today: Date,
    ) -> Result<FilingSheet, Refused> {
        let programme = self.programme(plan).await?;
        let pack = programme.pack(today)?;
        let mut maker = Maker::new(&programme, &pack, &self.calendar, (org, today))?;
        let items: Vec<&str> =
            maker.due_in(period).map(|item| pack.office.items[item].key.as_str()).collect();
        let is_asked = pack.years().contains(&period.year());
        if items.is_empty() || period.begins_on() > today || !is_asked {
            return Err(Refused::Hidden);
        }
        let mut conn = self.db.reader().await?;
        let periods = [period.to_string()];
        let values = value::of_org(&mut conn, (plan, org), &items, &periods).await?;
        let closed = closed(&mut conn, plan).await?;
        let mut rows = maker.rows(period, &mut by_cell(values))?;
        evidence(&mut conn, (plan, org), &mut rows).await?;
        drop(conn);
        maker.look(&mut rows);
        let (key, name) = maker.org();
        let summary = summed(period, &rows, closed.contains(&periods[0]));
        Ok(FilingSheet { org: key.to_owned(), org_name: name.to_owned(), summary, rows })
    }

    /// The rows of several periods, without proof and remarks; for a workbook.
    pub(crate) async fn sheet_rows(
        &self,
        maker: &mut Maker<'_>,
        plan: &str,
        periods: &[Period],
    ) -> Result<Vec<SheetRow>, Refused> {
        let (org, _) = maker.org();
        let items: Vec<&str> =
            maker.items.iter().map(|&item| maker.pack.office.items[item].key.as_str()).collect();
        let texts: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let mut conn = self.db.reader().await?;
        let values = value::of_org(&mut conn, (plan, org), &items, &texts).await?;
        drop(conn);
        let mut values = by_cell(values);
        let mut rows = Vec::new();
        for period in periods {
            rows.extend(maker.rows(*period, &mut values)?);
        }
        Ok(rows)
    }
}

/// How the org stands with a period, from its sheet.
fn summed(period: Period, rows: &[SheetRow], is_closed: bool) -> FilingPeriod {
    let at = |stage: Stage| {
        let own = rows.iter().filter_map(|row| row.value.as_ref());
        own.filter(|value| value.stage == stage).count()
    };
    let (to_review, to_confirm, confirmed) =
        (at(Stage::Filed), at(Stage::Reviewed), at(Stage::Confirmed));
    FilingPeriod {
        period,
        due: rows.iter().filter_map(|row| row.due).min(),
        cells: rows.len(),
        filed: to_review + to_confirm + confirmed,
        to_review,
        to_confirm,
        confirmed,
        returned: at(Stage::Returned),
        overdue: rows.iter().filter(|row| row.is_overdue).count(),
        is_closed,
    }
}
