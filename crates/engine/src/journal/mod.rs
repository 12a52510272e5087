//! The journal: who did what, when, on which evidence. Append-only and chained by hashes.
//!
//! A use case checks an act and hands it to `write`, the one door. In one transaction the door
//! appends a row and calls `apply`, the only code that changes other tables. `verify` recomputes
//! the chain, replays it into an empty database through the same `apply`, and compares.

mod act;
mod canonical;
mod chain;
mod finding;
mod list;
mod secrets;
mod verify;

pub(crate) use act::Act;
pub use chain::{Algorithm, Entry};
pub use finding::Finding;
pub use list::{JOURNAL_ROWS_MAX, JournalFilter, JournalRow, JournalStep};
pub use verify::Verified;

pub(crate) use act::apply;
pub(crate) use chain::{digest, hexadecimal};
pub(crate) use verify::verify;

use crate::db::{Arg, Conn, DbError, Query, insert, int, text};

/// The last row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: String,
}

/// The journal's end; nought and blank for an empty one.
pub(crate) async fn head(conn: &mut Conn) -> Result<Head, DbError> {
    let row = Query::new("select seq, hash from head where id = 1").maybe(conn).await?;
    Ok(row.map_or(Head { seq: 0, hash: String::new() }, |row| Head {
        seq: int(&row, 0),
        hash: text(&row, 1),
    }))
}

/// Appends entries, each with its act and its hash, and applies the acts. The caller holds the
/// transaction.
pub(crate) async fn append(
    conn: &mut Conn,
    entries: &[(Entry, Act, String)],
) -> Result<(), DbError> {
    const COLUMNS: [&str; 8] =
        ["seq", "recorded_at", "actor", "action", "subject", "body", "prev", "hash"];
    let row = |(entry, _, hash): &(Entry, Act, String)| -> Vec<Arg> {
        let Entry { seq, recorded_at, actor, action, subject, body, prev } = entry;
        let texts = [recorded_at, actor, action, subject, body, prev, hash];
        std::iter::once(Arg::Int(*seq)).chain(texts.map(|text| text.as_str().into())).collect()
    };
    insert(conn, "journal", &COLUMNS, entries.iter().map(row).collect(), "").await?;
    for (entry, act, _) in entries {
        apply(conn, entry, act).await?;
    }
    Ok(())
}

/// Notes the journal's new end.
pub(crate) async fn move_head(conn: &mut Conn, head: &Head) -> Result<(), DbError> {
    Query::new(
        "insert into head (id, seq, hash) values (1, $1, $2)
         on conflict (id) do update set seq = excluded.seq, hash = excluded.hash",
    )
    .int(head.seq)
    .text(&head.hash)
    .run(conn)
    .await?;
    Ok(())
}

/// Entries from a sequence on, with their hashes; at most so many.
pub(crate) async fn entries(
    conn: &mut Conn,
    from: i64,
    most: i64,
) -> Result<Vec<(Entry, String)>, DbError> {
    let rows = Query::new(
        "select seq, recorded_at, actor, action, subject, body, prev, hash from journal
         where seq >= $1 order by seq limit $2",
    )
    .int(from)
    .int(most)
    .all(conn)
    .await?;
    let entry = |row: &sqlx::any::AnyRow| Entry {
        seq: int(row, 0),
        recorded_at: text(row, 1),
        actor: text(row, 2),
        action: text(row, 3),
        subject: text(row, 4),
        body: text(row, 5),
        prev: text(row, 6),
    };
    Ok(rows.iter().map(|row| (entry(row), text(row, 7))).collect())
}
