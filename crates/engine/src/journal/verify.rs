//! Proof that nobody altered the journal or a table behind its back.

use std::cmp::Ordering;

use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use sqlx::Connection as _;
use sqlx::any::AnyRow;

use super::act::{Act, apply};
use super::chain::{Algorithm, Entry};
use super::finding::{FIELD_MARK, Finding};
use super::secrets::Digests;
use super::{entries, head};
use crate::db::{
    Conn, Db, DbError, Query, begin, bytewise, commit, foreign_triggers, int, is_append_only, text,
};

/// How many rows are looked at together.
const CHUNK: i64 = 500;

/// What a verification came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many rows of the journal were looked at.
    pub entries: i64,
    /// How many rows of tables were compared.
    pub rows: u64,
    /// How many files were looked at.
    pub files: u64,
    /// What was found; nothing where all is as it was written.
    pub findings: Vec<Finding>,
}

/// The tables that the journal makes, each with its columns; the key stands first, so many columns
/// long.
const TABLES: &[(&str, usize, &str)] = &[
    ("account", 1, "id, login, name, mail, role, orgs, state, added_at"),
    (
        "plan",
        1,
        "id, title, document_number, region, base_year, target_years, example_as_of, source_name, source_hash, imported_at, is_current",
    ),
    ("plan_row", 3, "plan, file, position, key, fields"),
    ("amendment", 2, "plan, no, effective_on, title, why, evidence, changes, added_at, added_by"),
    (
        "value",
        5,
        "plan, org, item, period, version, is_latest, counts, value, status, source, note, stage, reason, entered_by, entered_at, moved_by, moved_at, moved_reason",
    ),
    ("closed_period", 2, "plan, period, closed_by, closed_at"),
    (
        "explanation",
        4,
        "plan, indicator, year, version, is_latest, reason, measures, due_on, person, written_by, written_at",
    ),
    ("report", 1, "id, plan, subject, state, percent, text, money, reported_by, reported_at"),
    ("work", 2, "plan, subject, state, percent, money, reported_at"),
    (
        "decision",
        4,
        "plan, indicator, year, version, is_latest, outcome, why, decided_by, decided_at",
    ),
    ("evidence", 1, "id, plan, subject, hash, size, media, name, added_by, added_at, void_reason"),
    ("chase", 1, "id, plan, org, channel, about, chased_by, chased_at"),
];

/// Columns that hold integers; all others are text.
const INTEGERS: &[&str] = &[
    "position",
    "no",
    "version",
    "is_latest",
    "counts",
    "is_current",
    "year",
    "indicator",
    "percent",
    "size",
];

/// Recomputes the chain, replays it, and compares table by table. At most so many findings. All is
/// read as it is at one instant, so that it may be verified while it is used.
pub(crate) async fn verify(db: &Db, findings_max: usize) -> Result<Verified, DbError> {
    let mut verified = Verified::default();
    let replayed = Db::in_memory().await?;
    let mut own = db.snapshot().await?;
    let compared = {
        let mut copy = replayed.writer().await;
        look(&mut own, &mut copy, findings_max, &mut verified).await
    };
    own.close().await?;
    replayed.close().await;
    verified.findings.truncate(findings_max);
    compared.map(|()| verified)
}

async fn look(
    own: &mut Conn,
    copy: &mut Conn,
    findings_max: usize,
    verified: &mut Verified,
) -> Result<(), DbError> {
    if !is_append_only(own, "journal").await? {
        verified.findings.push(Finding::Unguarded);
    }
    let foreign = foreign_triggers(own).await?;
    verified.findings.extend(foreign.into_iter().map(|name| Finding::Foreign { name }));
    let guarded = verified.findings.len();
    let digests = walk(own, copy, findings_max, verified).await?;
    // A broken chain makes other tables; what differs in them would say nothing.
    if verified.findings.len() > guarded {
        return Ok(());
    }
    for (table, keys, columns) in TABLES {
        compare(own, copy, (table, *keys, columns), findings_max, verified).await?;
    }
    verified.findings.extend(digests.compare(own).await?);
    Ok(())
}

/// Goes along the chain and replays every act.
async fn walk(
    own: &mut Conn,
    copy: &mut Conn,
    findings_max: usize,
    verified: &mut Verified,
) -> Result<Digests, DbError> {
    let (mut next, mut prev) = (1, String::new());
    let mut digests = Digests::default();
    let before = verified.findings.len();
    begin(copy).await?;
    loop {
        let chunk = entries(own, next, CHUNK).await?;
        if chunk.is_empty() {
            break;
        }
        for (entry, hash) in chunk {
            verified.findings.extend(faults(&entry, &hash, next, &prev));
            if verified.findings.len() == before {
                digests.note(&entry.body);
                if let Err(why) = replay(copy, &entry).await {
                    verified.findings.push(Finding::Unreadable { seq: entry.seq, why });
                }
            }
            verified.entries += 1;
            next = entry.seq + 1;
            prev = hash;
        }
        if verified.findings.len() >= findings_max {
            break;
        }
    }
    commit(copy).await?;
    let head = head(own).await?;
    if verified.findings.len() >= findings_max {
        return Ok(digests);
    }
    if head.seq != next - 1 {
        verified.findings.push(Finding::CutOff { seq: next - 1, head: head.seq });
    } else if head.hash != prev {
        verified.findings.push(Finding::HeadDiffers { seq: head.seq });
    }
    Ok(digests)
}

/// Does once more what a row says.
async fn replay(copy: &mut Conn, entry: &Entry) -> Result<(), String> {
    let act = Act::read(&entry.body)?;
    if act.name() != entry.action {
        return Err(format!("its body is `{}`, its action `{}`", act.name(), entry.action));
    }
    apply(copy, entry, &act).await.map_err(|fault| format!("{fault:?}"))
}

/// What is wrong with a row in its place.
fn faults(entry: &Entry, hash: &str, wanted: i64, prev: &str) -> Vec<Finding> {
    let seq = entry.seq;
    let mut found = Vec::new();
    if seq != wanted {
        found.push(Finding::Gap { seq: wanted });
    }
    let is_own = Algorithm::of(hash).is_some_and(|algorithm| entry.hash(algorithm) == hash);
    if !is_own {
        found.push(Finding::Changed { seq });
    }
    if entry.prev != prev && seq == wanted {
        found.push(Finding::Unchained { seq });
    }
    found
}

/// Compares a table with what the journal makes of it, both in the order of their keys.
async fn compare(
    own: &mut Conn,
    copy: &mut Conn,
    (table, keys, columns): (&str, usize, &str),
    findings_max: usize,
    verified: &mut Verified,
) -> Result<(), DbError> {
    let columns: Vec<&str> = columns.split(", ").collect();
    let mut found = Rows::open(own, table, &columns, keys).await?;
    let mut wanted = Rows::open(copy, table, &columns, keys).await?;
    while verified.findings.len() < findings_max {
        let order = match (&wanted.ahead, &found.ahead) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(wanted), Some(found)) => wanted.key.cmp(&found.key),
        };
        let differs = match order {
            Ordering::Equal => {
                verified.rows += 1;
                let (wanted, found) = (wanted.take().await?, found.take().await?);
                let same = wanted.rest == found.rest;
                (!same).then_some((wanted.key, Some(wanted.rest), Some(found.rest)))
            }
            Ordering::Less => {
                let row = wanted.take().await?;
                Some((row.key, Some(row.rest), None))
            }
            Ordering::Greater => {
                let row = found.take().await?;
                Some((row.key, None, Some(row.rest)))
            }
        };
        if let Some((key, wanted, found)) = differs {
            let key = plainly(&key);
            let table = table.to_owned();
            verified.findings.push(Finding::TableDiffers { table, key, wanted, found });
        }
    }
    Ok(())
}

/// A key as it is told; whole numbers lose the noughts that they sort with.
fn plainly(key: &[String]) -> String {
    let part = |part: &String| match part.parse::<i64>() {
        Ok(number) if part.len() == 20 => number.to_string(),
        _ => part.clone(),
    };
    key.iter().map(part).collect::<Vec<_>>().join(" ")
}

/// A row as text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    key: Vec<String>,
    rest: String,
}

/// The rows of a table in the order of their keys, one ahead.
struct Rows<'c> {
    stream: BoxStream<'c, Result<AnyRow, sqlx::Error>>,
    columns: &'c [&'c str],
    keys: usize,
    ahead: Option<Told>,
}

impl<'c> Rows<'c> {
    async fn open(
        conn: &'c mut Conn,
        table: &str,
        columns: &'c [&'c str],
        keys: usize,
    ) -> Result<Self, DbError> {
        let text = |column: &&str| !INTEGERS.contains(column);
        let order = columns[..keys]
            .iter()
            .map(|column| if text(column) { bytewise(column, conn) } else { (*column).to_owned() });
        // One long text costs less than many short ones.
        let part = |column: &&str| {
            if text(column) { (*column).to_owned() } else { format!("cast({column} as text)") }
        };
        let rest: Vec<String> = columns[keys..].iter().map(part).collect();
        let rest = if rest.is_empty() {
            "''".to_owned()
        } else {
            rest.join(&format!(" || '{FIELD_MARK}' || "))
        };
        let (list, order) = (columns[..keys].join(", "), order.collect::<Vec<_>>().join(", "));
        let select = format!("select {list}, {rest} from {table} order by {order}");
        let mut rows =
            Self { stream: Query::new(&select).stream(conn), columns, keys, ahead: None };
        rows.advance().await?;
        Ok(rows)
    }

    /// The row ahead, and one more.
    async fn take(&mut self) -> Result<Told, DbError> {
        let told = self.ahead.take().expect("a row was seen ahead");
        self.advance().await?;
        Ok(told)
    }

    async fn advance(&mut self) -> Result<(), DbError> {
        let row = self.stream.next().await.transpose()?;
        self.ahead = row.map(|row| told(&row, &self.columns[..self.keys]));
        Ok(())
    }
}

fn told(row: &AnyRow, keys: &[&str]) -> Told {
    let cell = |(index, column): (usize, &&str)| {
        // Whole numbers of one width sort as text does.
        let is_integer = INTEGERS.contains(column);
        if is_integer { format!("{:020}", int(row, index)) } else { text(row, index) }
    };
    let key = keys.iter().enumerate().map(cell).collect();
    Told { key, rest: text(row, keys.len()) }
}
