//! The database: one SQL text for SQLite and PostgreSQL. Every difference of the two is here.

mod error;
mod guard;

use std::path::Path;
use std::time::Duration;

use futures_util::stream::BoxStream;
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection, Row as _};
use tokio::sync::Mutex;

pub(crate) use error::{DbError, Unreachable};
use guard::append_only;
pub(crate) use guard::{foreign_triggers, is_append_only, raze};

/// The versions of the tables, in order; one is never edited after it was released.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_first.sql")];

/// How many readers there may be; more of them starve the one writer of SQLite.
const READERS_MAX: u32 = 6;

/// How many rows one statement inserts.
const ROWS_A_STATEMENT: usize = 64;

/// The key of the lock that keeps a second process off a PostgreSQL database: `wufei` in ASCII.
const ADVISORY_LOCK: i64 = 0x0077_7566_6569;
/// So often that lock is asked for, every tenth of a second.
const LOCK_TRIES: usize = 20;

/// Whether this process has the database, or another one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// This one, and it makes its tables: there is nothing yet.
    New,
    /// This one, and it writes.
    Own,
    /// Another one may write; this one reads.
    Beside,
}

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file in the data directory.
    Sqlite,
    /// A server at a URL.
    Postgres,
}

/// An open database: many readers, one writer.
pub(crate) struct Db {
    readers: AnyPool,
    writer: Mutex<AnyConnection>,
}

/// A connection.
pub(crate) type Conn = AnyConnection;

impl Db {
    /// Opens the file of a SQLite database.
    pub(crate) async fn open_sqlite(path: &Path, hold: Hold) -> Result<Self, DbError> {
        if hold != Hold::New && !path.exists() {
            return Err(DbError::Unmade);
        }
        Self::open(&format!("{}?mode=rwc", file_url(path)), Kind::Sqlite, hold).await
    }

    /// Opens a PostgreSQL database.
    pub(crate) async fn open_postgres(url: &str, hold: Hold) -> Result<Self, DbError> {
        Self::open(url, Kind::Postgres, hold).await
    }

    /// A SQLite database in memory that is gone when it is closed; for replaying a journal.
    pub(crate) async fn in_memory() -> Result<Self, DbError> {
        let name = uuid::Uuid::now_v7();
        let url = format!("sqlite:file:{name}?mode=memory&cache=shared");
        Self::open(&url, Kind::Sqlite, Hold::New).await
    }

    /// A connection for looking from beside, while another process may have the database.
    pub(crate) async fn look(url: Option<&str>, file: &Path) -> Result<Conn, DbError> {
        sqlx::any::install_default_drivers();
        match url {
            Some(url) => Ok(AnyConnection::connect(url).await?),
            None => Ok(AnyConnection::connect(&format!("{}?mode=ro", file_url(file))).await?),
        }
    }

    async fn open(url: &str, kind: Kind, hold: Hold) -> Result<Self, DbError> {
        sqlx::any::install_default_drivers();
        let mut writer = AnyConnection::connect(url).await?;
        prepare(&mut writer, kind).await?;
        if kind == Kind::Postgres && hold != Hold::Beside {
            lock(&mut writer).await?;
        }
        match (hold, has_tables(&mut writer, kind).await?) {
            (Hold::New, true) => return Err(DbError::Used),
            (Hold::Own | Hold::Beside, false) => return Err(DbError::Unmade),
            (Hold::New, false) | (Hold::Own | Hold::Beside, true) => {}
        }
        migrate(&mut writer, kind).await?;
        let readers = AnyPoolOptions::new()
            .max_connections(READERS_MAX)
            .acquire_timeout(Duration::from_secs(30))
            .after_connect(move |conn, _| {
                Box::pin(async move { prepare(conn, kind).await.map_err(DbError::into_sqlx) })
            })
            .connect(url)
            .await?;
        Ok(Self { readers, writer: Mutex::new(writer) })
    }

    /// A connection for reading.
    pub(crate) async fn reader(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Any>, DbError> {
        Ok(self.readers.acquire().await?)
    }

    /// A connection of its own that sees everything as it is at this instant, until it is dropped.
    /// It does not go back to the others, because its transaction is still open.
    pub(crate) async fn snapshot(&self) -> Result<Conn, DbError> {
        let mut conn = self.readers.acquire().await?.detach();
        begin_reading(&mut conn).await?;
        Ok(conn)
    }

    /// The one connection that writes.
    pub(crate) async fn writer(&self) -> tokio::sync::MutexGuard<'_, AnyConnection> {
        self.writer.lock().await
    }

    /// Waits for what is under way and closes.
    pub(crate) async fn close(self) {
        self.readers.close().await;
        let _ = self.writer.into_inner().close().await;
    }
}

/// Takes the lock of a PostgreSQL database. A process that has just ended lets go a moment later.
async fn lock(conn: &mut Conn) -> Result<(), DbError> {
    for _ in 0..LOCK_TRIES {
        let row = Query::new("select case when pg_try_advisory_lock($1) then 1 else 0 end")
            .int(ADVISORY_LOCK)
            .one(conn)
            .await?;
        if row.get::<i32, _>(0) == 1 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(DbError::Taken)
}

/// The address of a file. In it `?` and `#` would end the path.
fn file_url(path: &Path) -> String {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("sqlite://{path}")
}

/// Settings of a fresh connection.
async fn prepare(conn: &mut Conn, kind: Kind) -> Result<(), DbError> {
    let settings = match kind {
        Kind::Sqlite => {
            // What a workbook writes fits into the log, so that it need not wait until the pages
            // are moved to their places as well.
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
             pragma busy_timeout = 10000; pragma cache_size = -16000; pragma temp_store = memory; \
             pragma wal_autocheckpoint = 4000"
        }
        // A prepared statement on a fresh table else keeps the plan of an empty one.
        Kind::Postgres => "set plan_cache_mode = force_custom_plan",
    };
    raw(conn, settings).await
}

/// A table: its name, and its columns, each with whether it holds whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, bool)>,
}

/// The latest version of the tables that this program knows.
pub(crate) fn version_known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// All tables of the latest version, as the migrations write them: a column a line.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut inside = false;
    for line in MIGRATIONS.iter().flat_map(|text| text.lines()) {
        if let Some(name) = line.strip_prefix("create table ") {
            let name = name.trim_end_matches(" (").to_owned();
            tables.push(Table { name, columns: Vec::new() });
            inside = true;
        } else if line == ");" {
            inside = false;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let column = match words.as_slice() {
            [name, kind, ..] if inside => Some((None, *name, kind.trim_end_matches(','))),
            ["alter", "table", table, "add", "column", name, kind, ..] => {
                Some((Some(*table), *name, *kind))
            }
            _ => None,
        };
        let Some((table, name, kind @ ("text" | "bigint"))) = column else { continue };
        let own = match table {
            Some(table) => tables.iter_mut().find(|own| own.name == table),
            None => tables.last_mut(),
        };
        if let Some(own) = own {
            own.columns.push((name.to_owned(), kind == "bigint"));
        }
    }
    tables
}

/// Whether there are tables: ours, or somebody else's.
async fn has_tables(conn: &mut Conn, kind: Kind) -> Result<bool, DbError> {
    let query = match kind {
        Kind::Sqlite => "select count(*) from sqlite_master where type = 'table'",
        Kind::Postgres => "select count(*) from pg_tables where schemaname = current_schema()",
    };
    Ok(int(&Query::new(query).one(conn).await?, 0) > 0)
}

/// Brings the tables to the latest version.
async fn migrate(conn: &mut Conn, kind: Kind) -> Result<(), DbError> {
    raw(conn, &own_types("create table if not exists version (no bigint primary key)", kind))
        .await?;
    let row = Query::new("select coalesce(max(no), 0) from version").one(conn).await?;
    let (found, known) = (int(&row, 0), version_known());
    if found > known {
        return Err(DbError::Newer { found, known });
    }
    for (no, text) in (1..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(0)) {
        begin(conn).await?;
        raw(conn, &own_types(text, kind)).await?;
        raw(conn, &append_only("journal", kind)).await?;
        Query::new("insert into version (no) values ($1)").int(no).run(conn).await?;
        commit(conn).await?;
    }
    fits(conn).await
}

/// Whether every table has the columns that the program reads.
async fn fits(conn: &mut Conn) -> Result<(), DbError> {
    for table in tables() {
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        let query = format!("select {} from {} limit 0", columns.join(", "), table.name);
        let unlike = |_| DbError::Unlike(table.name.clone());
        Query::new(&query).all(conn).await.map_err(unlike)?;
    }
    Ok(())
}

/// The types as each of the two names them. SQLite checks them only in strict tables.
fn own_types(text: &str, kind: Kind) -> String {
    match kind {
        Kind::Sqlite => text
            .replace("bigint", "integer")
            .replace("double precision", "real")
            .replace("\n);", "\n) strict;"),
        // Text is compared byte by byte, as SQLite does, whatever the language of the server.
        Kind::Postgres => text
            .replace(" text not null", " text collate \"C\" not null")
            .replace(" text primary key", " text collate \"C\" primary key"),
    }
}

/// Begins a transaction that writes.
pub(crate) async fn begin(conn: &mut Conn) -> Result<(), DbError> {
    let text = if conn.backend_name() == "SQLite" { "begin immediate" } else { "begin" };
    raw(conn, text).await
}

/// Begins a transaction that reads everything as it is at one instant.
async fn begin_reading(conn: &mut Conn) -> Result<(), DbError> {
    let text = match conn.backend_name() {
        "SQLite" => "begin",
        _ => "begin isolation level repeatable read, read only",
    };
    raw(conn, text).await
}

/// Makes a transaction durable.
pub(crate) async fn commit(conn: &mut Conn) -> Result<(), DbError> {
    raw(conn, "commit").await
}

/// Undoes a transaction.
pub(crate) async fn rollback(conn: &mut Conn) {
    // Where the transaction ended by itself there is nothing to undo.
    let _ = raw(conn, "rollback").await;
}

async fn raw(conn: &mut Conn, text: &str) -> Result<(), DbError> {
    sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(conn).await?;
    Ok(())
}

/// An argument of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Text(String),
    Int(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(int: i64) -> Self {
        Self::Int(int)
    }
}

/// A statement with its arguments, `$1`, `$2` in order and each once.
pub(crate) struct Query<'a> {
    text: &'a str,
    args: Vec<Arg>,
}

impl<'a> Query<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, args: Vec::new() }
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        self.args.push(text.into());
        self
    }

    pub(crate) fn int(mut self, int: i64) -> Self {
        self.args.push(Arg::Int(int));
        self
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = Arg>) -> Self {
        self.args.extend(args);
        self
    }

    /// All rows.
    pub(crate) async fn all(self, conn: &mut Conn) -> Result<Vec<AnyRow>, DbError> {
        Ok(self.bound(conn).fetch_all(conn).await?)
    }

    /// The one row there must be.
    pub(crate) async fn one(self, conn: &mut Conn) -> Result<AnyRow, DbError> {
        Ok(self.bound(conn).fetch_one(conn).await?)
    }

    /// The row, if there is one.
    pub(crate) async fn maybe(self, conn: &mut Conn) -> Result<Option<AnyRow>, DbError> {
        Ok(self.bound(conn).fetch_optional(conn).await?)
    }

    /// Runs it; how many rows it changed.
    pub(crate) async fn run(self, conn: &mut Conn) -> Result<u64, DbError> {
        Ok(self.bound(conn).execute(conn).await?.rows_affected())
    }

    /// The rows as they come.
    pub(crate) fn stream(self, conn: &mut Conn) -> BoxStream<'_, Result<AnyRow, sqlx::Error>> {
        self.bound(conn).fetch(conn)
    }

    fn bound(self, conn: &Conn) -> sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments> {
        let text = placeholders(self.text, conn);
        self.args.into_iter().fold(sqlx::query(AssertSqlSafe(text)), |query, arg| match arg {
            Arg::Text(text) => query.bind(text),
            Arg::Int(int) => query.bind(int),
        })
    }
}

/// SQLite looks `$1` up by its name for each argument; `?` it counts.
fn placeholders(text: &str, conn: &Conn) -> String {
    if conn.backend_name() != "SQLite" {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '$' && characters.peek().is_some_and(char::is_ascii_digit) {
            out.push('?');
            while characters.next_if(char::is_ascii_digit).is_some() {}
        } else {
            out.push(c);
        }
    }
    out
}

/// A text column in the order of its bytes, as SQLite has it anyway.
pub(crate) fn bytewise(column: &str, conn: &Conn) -> String {
    match conn.backend_name() {
        "SQLite" => column.to_owned(),
        _ => format!("{column} collate \"C\""),
    }
}

/// How a statement of many rows begins.
///
/// One that may abort in the middle keeps a journal of its own in SQLite. Here the whole
/// transaction is undone after any fault, so that it need not.
pub(crate) fn insert_verb(conn: &Conn) -> &'static str {
    if conn.backend_name() == "SQLite" { "insert or fail" } else { "insert" }
}

/// Inserts rows, many a statement. `tail` is what to do where a row is there already.
pub(crate) async fn insert(
    conn: &mut Conn,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Arg>>,
    tail: &str,
) -> Result<(), DbError> {
    let verb = if tail.is_empty() { insert_verb(conn) } else { "insert" };
    let head = format!("{verb} into {table} ({}) values ", columns.join(", "));
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Arg>> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
        let mut no = 0;
        let groups: Vec<String> = chunk
            .iter()
            .map(|row| {
                let marks: Vec<String> = row
                    .iter()
                    .map(|_| {
                        no += 1;
                        format!("${no}")
                    })
                    .collect();
                format!("({})", marks.join(", "))
            })
            .collect();
        let text = format!("{head}{} {tail}", groups.join(", "));
        Query::new(&text).args(chunk.into_iter().flatten()).run(conn).await?;
    }
    Ok(())
}

/// The text in a column; blank for none.
pub(crate) fn text(row: &AnyRow, index: usize) -> String {
    row.get::<Option<String>, _>(index).unwrap_or_default()
}

/// The number in a column.
pub(crate) fn int(row: &AnyRow, index: usize) -> i64 {
    row.get(index)
}
