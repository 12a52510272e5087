//! Backups: a folder with every row as a line of JSON and every file by its content. It is taken
//! while the program serves, it can be read with any tool, and it is restored to SQLite or
//! PostgreSQL, whichever of the two it came from.
//!
//! `backup.json` says what it is · `tables/NAME.jsonl`, first the columns, then a row a line ·
//! `files/ab/abcdef…` as in the data directory. Sessions, one-time links and counts of failed
//! attempts are left out: they are of a running server.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::Connection as _;

use crate::db::{
    Arg, Conn, Db, DbError, Hold, Query, Table, begin, commit, insert, int, raze, tables, text,
    version_known,
};
use crate::disk::private_folder;
use crate::engine::{ALGORITHM, Engine, Place};
use crate::journal::{self, Finding, Verified};
use crate::refused::Refused;
use crate::verification::file_hashes;

/// Tables of a running server.
const LEFT_OUT: &[&str] = &["session", "onetime", "throttle", "version"];
/// The file that says what a backup is.
const HEAD: &str = "backup.json";
/// So many rows are restored together.
const CHUNK: usize = 640;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHead {
    /// The version of the tables.
    pub version: i64,
    /// When it was taken.
    pub taken_at: String,
    /// The journal's last row.
    pub seq: i64,
    /// That row's hash.
    pub hash: String,
    /// The day on which the clock stands; blank for the machine's clock.
    pub clock: String,
    /// How many rows each table has.
    pub rows: Vec<(String, u64)>,
    /// How many files there are.
    pub files: u64,
}

/// What a backup came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// What it says of itself.
    pub head: BackupHead,
    /// Files that could not be copied because they are missing or were changed.
    pub findings: Vec<Finding>,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup says of itself.
    pub head: BackupHead,
    /// What a verification came to; where it found something nothing was restored.
    pub verified: Verified,
}

impl Engine {
    /// Writes a backup into a folder that is not there yet. What is filed meanwhile is not in it.
    ///
    /// # Errors
    /// The folder is there, or the disk refuses; then there is no half of a backup under its name.
    pub async fn backup(&self, to: &Path) -> Result<Backup, Refused> {
        if to.exists() {
            let told = to.display();
            return Err(Refused::unfit(
                format!("{told} 已存在；备份要写到新的文件夹"),
                format!("{told} is there already; a backup goes into a new folder"),
            ));
        }
        let beside = beside(to);
        private_folder(&beside.join("tables")).map_err(|fault| unusable(to, &fault))?;
        let mut conn = self.db.snapshot().await?;
        let copied = self.copy(&mut conn, &beside).await;
        let _ = conn.close().await;
        let backup = match copied {
            Ok(backup) => backup,
            Err(refused) => {
                let _ = std::fs::remove_dir_all(&beside);
                return Err(refused);
            }
        };
        std::fs::rename(&beside, to)?;
        Ok(backup)
    }

    async fn copy(&self, conn: &mut Conn, to: &Path) -> Result<Backup, Refused> {
        let mut rows = Vec::new();
        for table in tables().iter().filter(|own| !LEFT_OUT.contains(&own.name.as_str())) {
            rows.push((table.name.clone(), table_write(conn, table, to).await?));
        }
        let (mut files, mut findings) = (0, Vec::new());
        for hash in file_hashes(conn).await? {
            if let Some(finding) = self.file_finding(&hash).await? {
                findings.push(finding);
                continue;
            }
            let (from, target) = (self.files.path(&hash)?, file_in(to, &hash));
            std::fs::create_dir_all(target.parent().unwrap_or(to))?;
            std::fs::copy(from, &target)?;
            File::open(&target)?.sync_all()?;
            files += 1;
        }
        carry(&self.place().data, to)?;
        let end = journal::head(conn).await?;
        let head = BackupHead {
            version: version_known(),
            taken_at: self.clock().now().to_string(),
            seq: end.seq,
            hash: end.hash,
            clock: self.clock().pinned().map_or(String::new(), |day| day.to_string()),
            rows,
            files,
        };
        let mut file = File::create(to.join(HEAD))?;
        file.write_all(serde_json::to_string_pretty(&head).unwrap_or_default().as_bytes())?;
        file.sync_all()?;
        Ok(Backup { head, findings })
    }

    /// Makes a fresh data directory, and fills a database that is empty, from a backup. It may be
    /// verified before it is put in its place, with at most so many findings.
    ///
    /// # Errors
    /// The target is not empty, the backup is not whole, or something was found; then there is no
    /// half of a district.
    pub async fn restore(
        place: &Place,
        from: &Path,
        findings_max: Option<usize>,
    ) -> Result<Restored, Refused> {
        let head = head_read(from)?;
        place.must_be_empty()?;
        let part = Place { data: beside(&place.data), database: place.database.clone() };
        let _ = std::fs::remove_dir_all(&part.data);
        let restored = restored(&part, from, &head, findings_max).await;
        if !matches!(&restored, Ok(verified) if verified.findings.is_empty()) {
            let _ = std::fs::remove_dir_all(&part.data);
            return restored.map(|verified| Restored { head, verified });
        }
        std::fs::rename(&part.data, &place.data)?;
        restored.map(|verified| Restored { head, verified })
    }
}

/// What a backup says of itself.
fn head_read(from: &Path) -> Result<BackupHead, Refused> {
    let told = from.display();
    let no_backup = || {
        Refused::unfit(
            format!("{told} 不是备份：没有可读的 {HEAD}"),
            format!("{told} is no backup: it has no {HEAD} that can be read"),
        )
    };
    let bytes = std::fs::read(from.join(HEAD)).map_err(|_| no_backup())?;
    let head: BackupHead = serde_json::from_slice(&bytes).map_err(|_| no_backup())?;
    let known = version_known();
    if head.version == known {
        return Ok(head);
    }
    let version = head.version;
    Err(Refused::unfit(
        format!("备份是第 {version} 版，本程序是第 {known} 版；请用同版程序恢复后再升级"),
        format!(
            "the backup is of version {version}, this program of {known}; restore it with its own version"
        ),
    ))
}

/// Fills a place, and looks whether all is as it was written.
async fn restored(
    place: &Place,
    from: &Path,
    head: &BackupHead,
    findings_max: Option<usize>,
) -> Result<Verified, Refused> {
    fill(place, from, head).await?;
    let Some(most) = findings_max else { return Ok(Verified::default()) };
    let engine = Engine::open(place).await?;
    let verified = engine.verify(most).await;
    if !matches!(&verified, Ok(verified) if verified.findings.is_empty()) {
        raze(&mut *engine.db.writer().await).await?;
    }
    engine.close().await;
    verified
}

/// Makes a data directory beside its place.
async fn fill(place: &Place, from: &Path, head: &BackupHead) -> Result<(), Refused> {
    private_folder(&place.data).map_err(|fault| unusable(&place.data, &fault))?;
    let db = place.connect(Hold::New).await?;
    let filled = fill_database(&db, from, head).await;
    if filled.is_err() {
        raze(&mut *db.writer().await).await?;
    }
    db.close().await;
    filled?;
    let folders = from.join("files");
    let inside = folders.read_dir().into_iter().flatten().flatten();
    // What else somebody put there is no evidence.
    for folder in inside.filter(|entry| entry.path().is_dir()) {
        for entry in folder.path().read_dir()?.flatten() {
            let target = file_in(&place.data, &entry.file_name().to_string_lossy());
            std::fs::create_dir_all(target.parent().unwrap_or(from))?;
            std::fs::copy(entry.path(), &target)?;
            File::open(&target)?.sync_all()?;
        }
    }
    carry(from, &place.data)?;
    place.mark(head.clock.parse().ok())
}

/// What the chain is made with, where the district says so itself.
fn carry(from: &Path, to: &Path) -> Result<(), Refused> {
    if from.join(ALGORITHM).is_file() {
        std::fs::copy(from.join(ALGORITHM), to.join(ALGORITHM))?;
    }
    Ok(())
}

async fn fill_database(db: &Db, from: &Path, head: &BackupHead) -> Result<(), Refused> {
    let mut writer = db.writer().await;
    let conn = &mut *writer;
    begin(conn).await?;
    for (name, count) in &head.rows {
        let Some(table) = tables().into_iter().find(|table| table.name == *name) else {
            return Err(cut(name));
        };
        if table_read(conn, &table, from).await? != *count {
            return Err(cut(name));
        }
    }
    Ok(commit(conn).await?)
}

/// A folder cannot be made where somebody wants it.
fn unusable(folder: &Path, fault: &std::io::Error) -> Refused {
    let told = folder.display();
    Refused::unfit(
        format!("{told} 不能用作文件夹：{fault}"),
        format!("{told} cannot be a folder: {fault}"),
    )
}

/// A table of the backup is not as it was written.
fn cut(table: &str) -> Refused {
    Refused::unfit(
        format!("备份里的表 {table} 不完整"),
        format!("the table {table} of the backup is not whole"),
    )
}

async fn table_write(conn: &mut Conn, table: &Table, to: &Path) -> Result<u64, Refused> {
    let mut file = BufWriter::new(File::create(table_in(to, &table.name))?);
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    writeln!(file, "{}", serde_json::to_string(&columns).unwrap_or_default())?;
    let query = format!("select {} from {}", columns.join(", "), table.name);
    let mut rows = Query::new(&query).stream(conn);
    let mut count = 0;
    while let Some(row) = rows.next().await.transpose()? {
        let cell = |(index, (_, is_int)): (usize, &(String, bool))| match is_int {
            true => Value::from(int(&row, index)),
            false => Value::from(text(&row, index)),
        };
        let cells: Vec<Value> = table.columns.iter().enumerate().map(cell).collect();
        writeln!(file, "{}", Value::from(cells))?;
        count += 1;
    }
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok(count)
}

async fn table_read(conn: &mut Conn, table: &Table, from: &Path) -> Result<u64, Refused> {
    let file = File::open(table_in(from, &table.name)).map_err(|_| cut(&table.name))?;
    let mut lines = BufReader::new(file).lines();
    let head = lines.next().transpose()?.unwrap_or_default();
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    if serde_json::from_str::<Vec<String>>(&head).ok().is_none_or(|own| own != columns) {
        return Err(cut(&table.name));
    }
    let (mut count, mut rows) = (0, Vec::with_capacity(CHUNK));
    // Rows that the table does not take were not written by this program.
    let unfit = |fault| match fault {
        DbError::Full => Refused::Full,
        _ => cut(&table.name),
    };
    for line in lines {
        let cells: Vec<Value> = serde_json::from_str(&line?).map_err(|_| cut(&table.name))?;
        let args: Option<Vec<Arg>> = cells.into_iter().map(arg).collect();
        rows.push(args.filter(|own| own.len() == columns.len()).ok_or_else(|| cut(&table.name))?);
        count += 1;
        if rows.len() == CHUNK {
            let rows = std::mem::take(&mut rows);
            insert(conn, &table.name, &columns, rows, "").await.map_err(unfit)?;
        }
    }
    insert(conn, &table.name, &columns, rows, "").await.map_err(unfit)?;
    Ok(count)
}

fn arg(cell: Value) -> Option<Arg> {
    match cell {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => number.as_i64().map(Arg::from),
        _ => None,
    }
}

fn table_in(folder: &Path, table: &str) -> PathBuf {
    folder.join("tables").join(format!("{table}.jsonl"))
}

fn file_in(folder: &Path, hash: &str) -> PathBuf {
    folder.join("files").join(hash.get(..2).unwrap_or_default()).join(hash)
}

/// Where something is made before it gets its name.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    path.with_file_name(name)
}
