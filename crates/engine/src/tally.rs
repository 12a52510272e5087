//! How many numbers are on their way, and since when.

use std::collections::{BTreeSet, HashMap};

use domain::period::Period;
use domain::stage::Stage;
use jiff::civil::Date;
use sqlx::any::AnyRow;

use crate::db::{Arg, Conn, DbError, Query, int, text};
use crate::value::marks;

/// How many numbers of an org and a period are at a stage, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) stage: Stage,
    pub(crate) count: usize,
    pub(crate) since: String,
    /// Of which items.
    pub(crate) items: Vec<String>,
}

const TALLY: &str = "select stage, count(*),
    min(case when moved_at = '' then entered_at else moved_at end), org, period, item from value
    where plan = $1 and is_latest = 1 and stage <> 'confirmed'";

/// Adds the numbers of an item to those of its stage, which come one after the other.
fn add(all: &mut Vec<Tally>, row: &AnyRow) {
    let stage = Stage::of(&text(row, 0)).unwrap_or(Stage::Filed);
    let (count, since) = (usize::try_from(int(row, 1)).unwrap_or(0), text(row, 2));
    match all.last_mut().filter(|own| own.stage == stage) {
        Some(own) => {
            own.count += count;
            own.items.push(text(row, 5));
            if since < own.since {
                own.since = since;
            }
        }
        None => all.push(Tally { stage, count, since, items: vec![text(row, 5)] }),
    }
}

/// How many numbers of an org are on their way in each of these periods, by stage.
pub(crate) async fn tallies(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    periods: &BTreeSet<&str>,
) -> Result<HashMap<String, Vec<Tally>>, DbError> {
    let query = format!(
        "{TALLY} and org = $2 and period in ({}) group by stage, org, period, item
         order by period, stage, item",
        marks(3, periods.len())
    );
    let args = periods.iter().copied().map(Arg::from);
    let rows = Query::new(&query).text(plan).text(org).args(args).all(conn).await?;
    let mut all: HashMap<String, Vec<Tally>> = HashMap::new();
    for row in &rows {
        add(all.entry(text(row, 4)).or_default(), row);
    }
    Ok(all)
}

/// The same for all orgs and periods of a plan.
pub(crate) async fn all_tallies(
    conn: &mut Conn,
    plan: &str,
) -> Result<crate::world::Waiting, DbError> {
    let query = format!(
        "{TALLY} group by stage, org, period, item
         order by org, period, stage, item"
    );
    let rows = Query::new(&query).text(plan).all(conn).await?;
    let mut all = crate::world::Waiting::new();
    for row in &rows {
        add(all.entry((text(row, 3), text(row, 4))).or_default(), row);
    }
    Ok(all)
}

/// The items that have numbers of a year which count and are not confirmed yet, each with the end
/// of the first period of such.
pub(crate) fn unsettled(
    waiting: &crate::world::Waiting,
    items: &HashMap<String, usize>,
    year: i16,
) -> HashMap<usize, Date> {
    let mut first: HashMap<usize, Date> = HashMap::new();
    for ((_, period), tallies) in waiting {
        let period = Period::parse(period).ok().filter(|period| period.year() == year);
        let Some(end) = period.map(Period::ends_on) else { continue };
        let counting = tallies.iter().filter(|tally| tally.stage != Stage::Returned);
        for item in counting.flat_map(|tally| &tally.items).filter_map(|item| items.get(item)) {
            let own = first.entry(*item).or_insert(end);
            *own = end.min(*own);
        }
    }
    first
}
