//! Numbers: every version of every cell, and where it is on its way. A cell is an org, an item and
//! a period.

use std::collections::HashSet;
use std::fmt::Write as _;

use domain::stage::Stage;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use crate::db::{Arg, Conn, DbError, Query, insert_verb, int, text};
use crate::journal::Entry;
use crate::world::{Change, Counting};

/// So many cells go into one act.
pub(crate) const CELLS_AN_ACT: usize = 64;

/// `value.filed`: numbers of an org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filed {
    pub(crate) plan: String,
    pub(crate) org: String,
    pub(crate) rows: Vec<FiledRow>,
}

/// A number as it was filed, in its item's unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FiledRow {
    pub(crate) item: String,
    pub(crate) period: String,
    pub(crate) version: i64,
    pub(crate) value: String,
    pub(crate) status: String,
    pub(crate) source: String,
    pub(crate) note: String,
    pub(crate) reason: String,
}

/// `value.reviewed`, `value.confirmed`, `value.returned`, `value.sent_back`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moved {
    pub(crate) plan: String,
    pub(crate) org: String,
    pub(crate) cells: Vec<Cell>,
    pub(crate) reason: String,
}

/// A version of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The item's key.
    pub item: String,
    /// The period.
    pub period: String,
    /// The version, counted from 1.
    pub version: i64,
}

/// A number in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The org's key.
    pub org: String,
    /// The item's key.
    pub item: String,
    /// The period.
    pub period: String,
    /// Counted from 1 within its cell.
    pub version: i64,
    /// It is the latest of its cell.
    pub is_latest: bool,
    /// Indicators are computed from it.
    pub counts: bool,
    /// The number's digits, in its item's unit.
    pub value: String,
    /// How sure: a word of data.
    pub status: String,
    /// Where it comes from.
    pub source: String,
    /// What the org says of it.
    pub note: String,
    /// Where it is on its way.
    pub stage: Stage,
    /// Why it was corrected.
    pub reason: String,
    /// The login of who filed it.
    pub entered_by: String,
    /// When.
    pub entered_at: String,
    /// The login of who moved it last.
    pub moved_by: String,
    /// When.
    pub moved_at: String,
    /// Why it was returned.
    pub moved_reason: String,
}

impl Filed {
    /// What counts from now on.
    pub(crate) fn changes(&self) -> impl Iterator<Item = Change> + '_ {
        self.rows.iter().map(|row| Change::Figure {
            plan: self.plan.clone(),
            item: row.item.clone(),
            org: self.org.clone(),
            period: row.period.clone(),
            number: Some(Counting { value: row.value.clone(), status: row.status.clone() }),
        })
    }
}

impl Moved {
    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    pub(crate) fn place(&self) -> (&str, &str) {
        (&self.plan, &self.org)
    }
}

const COLUMNS: &[&str] = &[
    "plan",
    "org",
    "item",
    "period",
    "version",
    "is_latest",
    "counts",
    "value",
    "status",
    "source",
    "note",
    "stage",
    "reason",
    "entered_by",
    "entered_at",
    "moved_by",
    "moved_at",
    "moved_reason",
];

pub(crate) async fn apply_filed(
    conn: &mut Conn,
    entry: &Entry,
    act: &Filed,
) -> Result<(), DbError> {
    supersede(conn, act).await?;
    for rows in act.rows.chunks(CELLS_AN_ACT) {
        enter(conn, entry, act, rows).await?;
    }
    Ok(())
}

/// Enters rows in one statement. What they have in common is said once: the arguments are what
/// takes the time.
async fn enter(
    conn: &mut Conn,
    entry: &Entry,
    act: &Filed,
    rows: &[FiledRow],
) -> Result<(), DbError> {
    const EACH: usize = 8;
    let groups: Vec<String> =
        (0..rows.len()).map(|row| format!("({})", marks(5 + EACH * row, EACH))).collect();
    let query = format!(
        "{} into value ({}) select $1, $2, column1, column2, column3, 1, 1, column4, column5,
         column6, column7, '{}', column8, $3, $4, '', '', '' from (values {}) as filed",
        insert_verb(conn),
        COLUMNS.join(", "),
        Stage::Filed.word(),
        groups.join(", "),
    );
    let args = rows.iter().flat_map(|row| -> [Arg; EACH] {
        [
            row.item.as_str().into(),
            row.period.as_str().into(),
            row.version.into(),
            row.value.as_str().into(),
            row.status.as_str().into(),
            row.source.as_str().into(),
            row.note.as_str().into(),
            row.reason.as_str().into(),
        ]
    });
    let query = Query::new(&query).text(&act.plan).text(&act.org);
    query.text(&entry.actor).text(&entry.recorded_at).args(args).run(conn).await?;
    Ok(())
}

/// What is filed anew takes the place of what stood there.
async fn supersede(conn: &mut Conn, act: &Filed) -> Result<(), DbError> {
    let old: Vec<&FiledRow> = act.rows.iter().filter(|row| row.version > 1).collect();
    for rows in old.chunks(CELLS_AN_ACT) {
        let mut items: Vec<&str> = rows.iter().map(|row| row.item.as_str()).collect();
        let mut periods: Vec<&str> = rows.iter().map(|row| row.period.as_str()).collect();
        for list in [&mut items, &mut periods] {
            list.sort_unstable();
            list.dedup();
        }
        let (of_items, of_periods) = (3 + items.len(), 3 + items.len() + periods.len());
        let pairs: Vec<String> = (0..rows.len())
            .map(|row| format!("(${}, ${})", of_periods + 2 * row, of_periods + 2 * row + 1))
            .collect();
        // Without the lists of items and of periods SQLite reads all that the org ever filed.
        let query = format!(
            "update value set is_latest = 0, counts = 0
             where plan = $1 and org = $2 and item in ({}) and period in ({})
             and (item, period) in (values {})",
            marks(3, items.len()),
            marks(of_items, periods.len()),
            pairs.join(", ")
        );
        let cells = rows.iter().flat_map(|row| [row.item.as_str(), row.period.as_str()]);
        let args = items.iter().copied().chain(periods).chain(cells).map(Arg::from);
        Query::new(&query).text(&act.plan).text(&act.org).args(args).run(conn).await?;
    }
    Ok(())
}

/// So many placeholders from a number on: `$3, $4`.
pub(crate) fn marks(from: usize, count: usize) -> String {
    let mut marks = String::with_capacity(6 * count);
    for no in from..from + count {
        let comma = if marks.is_empty() { "" } else { ", " };
        let _ = write!(marks, "{comma}${no}");
    }
    marks
}

pub(crate) async fn apply_reviewed(
    conn: &mut Conn,
    entry: &Entry,
    act: &Moved,
) -> Result<(), DbError> {
    shift(conn, entry, act, Stage::Reviewed).await
}

pub(crate) async fn apply_confirmed(
    conn: &mut Conn,
    entry: &Entry,
    act: &Moved,
) -> Result<(), DbError> {
    shift(conn, entry, act, Stage::Confirmed).await
}

/// A number that was returned does not count; the last one that was confirmed does again.
pub(crate) async fn apply_returned(
    conn: &mut Conn,
    entry: &Entry,
    act: &Moved,
) -> Result<(), DbError> {
    shift(conn, entry, act, Stage::Returned).await?;
    for cell in &act.cells {
        for text in [
            "update value set counts = 0
             where plan = $1 and org = $2 and item = $3 and period = $4 and version = $5",
            "update value set counts = 1
             where plan = $1 and org = $2 and item = $3 and period = $4 and version = (
               select max(version) from value
               where plan = $5 and org = $6 and item = $7 and period = $8 and stage = 'confirmed')",
        ] {
            let mut query =
                Query::new(text).text(&act.plan).text(&act.org).text(&cell.item).text(&cell.period);
            query = if text.contains("$6") {
                query.text(&act.plan).text(&act.org).text(&cell.item).text(&cell.period)
            } else {
                query.int(cell.version)
            };
            query.run(conn).await?;
        }
    }
    Ok(())
}

async fn shift(conn: &mut Conn, entry: &Entry, act: &Moved, to: Stage) -> Result<(), DbError> {
    for cell in &act.cells {
        Query::new(
            "update value set stage = $1, moved_reason = $2, moved_by = $3, moved_at = $4
             where plan = $5 and org = $6 and item = $7 and period = $8 and version = $9",
        )
        .text(to.word())
        .text(&act.reason)
        .text(&entry.actor)
        .text(&entry.recorded_at)
        .text(&act.plan)
        .text(&act.org)
        .text(&cell.item)
        .text(&cell.period)
        .int(cell.version)
        .run(conn)
        .await?;
    }
    Ok(())
}

/// Calls back for each number of a plan that counts: item, org, period.
pub(crate) async fn counting(
    conn: &mut Conn,
    plan: &str,
    mut each: impl FnMut(&str, &str, &str, Counting),
) -> Result<(), DbError> {
    let query = "select item, org, period, value, status from value where plan = $1 and counts = 1";
    let mut rows = Query::new(query).text(plan).stream(conn);
    while let Some(row) = rows.next().await.transpose()? {
        let number = Counting { value: text(&row, 3), status: text(&row, 4) };
        each(&text(&row, 0), &text(&row, 1), &text(&row, 2), number);
    }
    Ok(())
}

const SELECT: &str = "select v.org, v.item, v.period, v.version, v.is_latest, v.counts, v.value,
    v.status, v.source, v.note, v.stage, v.reason, coalesce(e.login, v.entered_by), v.entered_at,
    coalesce(m.login, v.moved_by), v.moved_at, v.moved_reason from value v
    left join account e on e.id = v.entered_by left join account m on m.id = v.moved_by";

fn value(row: &AnyRow) -> Value {
    Value {
        org: text(row, 0),
        item: text(row, 1),
        period: text(row, 2),
        version: int(row, 3),
        is_latest: int(row, 4) == 1,
        counts: int(row, 5) == 1,
        value: text(row, 6),
        status: text(row, 7),
        source: text(row, 8),
        note: text(row, 9),
        stage: Stage::of(&text(row, 10)).unwrap_or(Stage::Filed),
        reason: text(row, 11),
        entered_by: text(row, 12),
        entered_at: text(row, 13),
        moved_by: text(row, 14),
        moved_at: text(row, 15),
        moved_reason: text(row, 16),
    }
}

/// So many items one query names at most.
const ITEMS_A_QUERY: usize = 500;

/// The latest versions of these cells of an org.
///
/// All items are asked for with all periods and what was not asked for is left out: a term for each
/// cell is what the planners of both databases are slow at.
pub(crate) async fn latest(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    cells: &[(String, String)],
) -> Result<Vec<Value>, DbError> {
    let wanted: HashSet<(&str, &str)> =
        cells.iter().map(|(item, period)| (item.as_str(), period.as_str())).collect();
    let mut items: Vec<&str> = wanted.iter().map(|(item, _)| *item).collect();
    let mut periods: Vec<String> = wanted.iter().map(|(_, period)| (*period).to_owned()).collect();
    items.sort_unstable();
    items.dedup();
    periods.sort_unstable();
    periods.dedup();
    let mut found = of_org(conn, (plan, org), &items, &periods).await?;
    found.retain(|value| wanted.contains(&(value.item.as_str(), value.period.as_str())));
    Ok(found)
}

/// The latest numbers of these items of an org in these periods.
pub(crate) async fn of_org(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    items: &[&str],
    periods: &[String],
) -> Result<Vec<Value>, DbError> {
    let mut found = Vec::new();
    if periods.is_empty() {
        return Ok(found);
    }
    for items in items.chunks(ITEMS_A_QUERY) {
        let query = format!(
            "{SELECT} where v.plan = $1 and v.org = $2 and v.is_latest = 1
             and v.item in ({}) and v.period in ({})",
            marks(3, items.len()),
            marks(3 + items.len(), periods.len()),
        );
        let args = items.iter().copied().chain(periods.iter().map(String::as_str));
        let query = Query::new(&query).text(plan).text(org).args(args.map(Arg::from));
        found.extend(query.all(conn).await?.iter().map(value));
    }
    Ok(found)
}

/// The numbers of an org that came back: item and period.
pub(crate) async fn returned(
    conn: &mut Conn,
    (plan, org): (&str, &str),
) -> Result<Vec<(String, String)>, DbError> {
    // The second condition on the stage is the index's own.
    let rows = Query::new(
        "select item, period from value where plan = $1 and org = $2 and is_latest = 1
         and stage = 'returned' and stage <> 'confirmed'",
    )
    .text(plan)
    .text(org)
    .all(conn)
    .await?;
    Ok(rows.iter().map(|row| (text(row, 0), text(row, 1))).collect())
}

/// Every version of a cell, the latest first.
pub(crate) async fn versions(
    conn: &mut Conn,
    (plan, org, item, period): (&str, &str, &str, &str),
) -> Result<Vec<Value>, DbError> {
    let query = format!(
        "{SELECT} where v.plan = $1 and v.org = $2 and v.item = $3 and v.period = $4
         order by v.version desc"
    );
    let rows = Query::new(&query).text(plan).text(org).text(item).text(period).all(conn).await?;
    Ok(rows.iter().map(value).collect())
}

/// The latest numbers of these items and orgs in these periods; of all orgs where none is named.
pub(crate) async fn of_items(
    conn: &mut Conn,
    (plan, items, orgs): (&str, &[&str], &[String]),
    periods: &[String],
) -> Result<Vec<Value>, DbError> {
    let mut found = Vec::new();
    if items.is_empty() || periods.is_empty() {
        return Ok(found);
    }
    let all: [&[String]; 1] = [&[]];
    let parts = if orgs.is_empty() { Vec::from(all) } else { orgs.chunks(ITEMS_A_QUERY).collect() };
    for orgs in parts {
        let (of_periods, of_orgs) = (2 + items.len(), 2 + items.len() + periods.len());
        let condition = match orgs.len() {
            0 => String::new(),
            count => format!("and v.org in ({})", marks(of_orgs, count)),
        };
        let query = format!(
            "{SELECT} where v.plan = $1 and v.is_latest = 1 and v.item in ({})
             and v.period in ({}) {condition}",
            marks(2, items.len()),
            marks(of_periods, periods.len()),
        );
        let texts = periods.iter().chain(orgs).map(String::as_str);
        let args = items.iter().copied().chain(texts).map(Arg::from);
        found.extend(Query::new(&query).text(plan).args(args).all(conn).await?.iter().map(value));
    }
    found.sort_by(|a, b| (&a.item, &a.period, &a.org).cmp(&(&b.item, &b.period, &b.org)));
    Ok(found)
}

/// The latest numbers that are not confirmed, of all orgs or of one; at most so many.
pub(crate) async fn waiting(
    conn: &mut Conn,
    plan: &str,
    org: Option<&str>,
) -> Result<Vec<Value>, DbError> {
    let condition = if org.is_some() { "and v.org = $2" } else { "" };
    let query = format!(
        "{SELECT} where v.plan = $1 and v.is_latest = 1 and v.stage <> 'confirmed' {condition}
         order by v.org, v.period, v.item limit 20000"
    );
    let mut query = Query::new(&query).text(plan);
    if let Some(org) = org {
        query = query.text(org);
    }
    Ok(query.all(conn).await?.iter().map(value).collect())
}
