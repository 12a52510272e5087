//! How many numbers are on their way, and since when.

use std::collections::{BTreeSet, HashMap};

use domain::stage::Stage;
use sqlx::any::AnyRow;

use crate::db::{Arg, Conn, DbError, Query, int, text};
use crate::value::marks;

/// How many numbers of an org and a period are at a stage, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) stage: Stage,
    pub(crate) count: usize,
    pub(crate) since: String,
}

const TALLY: &str = "select stage, count(*),
    min(case when moved_at = '' then entered_at else moved_at end), org, period from value
    where plan = $1 and is_latest = 1 and stage <> 'confirmed'";

fn tally(row: &AnyRow) -> Tally {
    Tally {
        stage: Stage::of(&text(row, 0)).unwrap_or(Stage::Filed),
        count: usize::try_from(int(row, 1)).unwrap_or(0),
        since: text(row, 2),
    }
}

/// How many numbers of an org are on their way in each of these periods, by stage.
pub(crate) async fn tallies(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    periods: &BTreeSet<&str>,
) -> Result<HashMap<String, Vec<Tally>>, DbError> {
    let query = format!(
        "{TALLY} and org = $2 and period in ({}) group by stage, org, period
         order by period, stage",
        marks(3, periods.len())
    );
    let args = periods.iter().copied().map(Arg::from);
    let rows = Query::new(&query).text(plan).text(org).args(args).all(conn).await?;
    let mut all: HashMap<String, Vec<Tally>> = HashMap::new();
    for row in &rows {
        all.entry(text(row, 4)).or_default().push(tally(row));
    }
    Ok(all)
}

/// The same for all orgs and periods of a plan.
pub(crate) async fn all_tallies(
    conn: &mut Conn,
    plan: &str,
) -> Result<crate::world::Waiting, DbError> {
    let query = format!("{TALLY} group by stage, org, period order by org, period, stage");
    let rows = Query::new(&query).text(plan).all(conn).await?;
    let mut all = crate::world::Waiting::new();
    for row in &rows {
        all.entry((text(row, 3), text(row, 4))).or_default().push(tally(row));
    }
    Ok(all)
}
