//! The engine: a data directory or a database, opened by one process, and the one door to it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use domain::calendar::Calendar;

use crate::context::{Context, Permit};
use crate::db::{self, Conn, Db, DbError, Hold};
use crate::disk::private_folder;
use crate::files::Files;
use crate::instant::Clock;
use crate::journal::{self, Act, Algorithm, Entry};
use crate::refused::Refused;
use crate::session::Sessions;
use crate::world::World;

/// Where the data are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The data directory: evidence files, settings, and the database unless there is a URL.
    pub data: PathBuf,
    /// A PostgreSQL database.
    pub database: Option<String>,
}

/// Everything that the program does with its data.
pub struct Engine {
    pub(crate) db: Db,
    pub(crate) files: Files,
    pub(crate) sessions: Sessions,
    pub(crate) world: World,
    pub(crate) calendar: Calendar,
    place: Place,
    clock: Clock,
    algorithm: Algorithm,
    /// A transaction was begun and its end was not seen: its caller went away.
    unfinished: AtomicBool,
    hold: Hold,
    /// Held as long as this process has the directory.
    _lock: File,
}

/// The file that says that a directory is ours and where its rows are, and that holds the lock.
const MARK: &str = "wufei.lock";
/// What it says where they are in a file of the directory, and where a server has them.
const OWN: &str = "sqlite";
const SERVED: &str = "postgresql";
/// The day on which the clock of a demonstration stands.
const PINNED: &str = "clock";
/// What the chain is made with, where it is not SHA-256.
pub(crate) const ALGORITHM: &str = "algorithm";

impl Place {
    /// A data directory with its own SQLite database.
    pub fn directory(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), database: None }
    }

    /// The file of the SQLite database.
    pub fn database_file(&self) -> PathBuf {
        self.data.join("wufei.db")
    }

    /// Nothing of anybody's may be lost.
    pub(crate) fn must_be_empty(&self) -> Result<(), Refused> {
        let told = self.data.display();
        if self.is_made() {
            return Err(Refused::unfit(
                format!("{told} 已经初始化过"),
                format!("{told} is set up already"),
            ));
        }
        let is_empty = !self.data.exists() || self.data.read_dir()?.next().is_none();
        if is_empty {
            return Ok(());
        }
        Err(Refused::unfit(
            format!("{told} 不是空文件夹"),
            format!("{told} is not an empty folder"),
        ))
    }

    /// Makes a folder ours.
    pub(crate) fn mark(&self, pinned: Option<jiff::civil::Date>) -> Result<(), Refused> {
        if let Some(day) = pinned {
            std::fs::write(self.data.join(PINNED), format!("{day}\n"))?;
        }
        let rows = if self.database.is_some() { SERVED } else { OWN };
        Ok(std::fs::write(self.data.join(MARK), format!("{rows}\n"))?)
    }

    /// A directory without its database would look like an empty district.
    fn must_be_as_made(&self) -> Result<(), Refused> {
        let told = self.data.display();
        match (setting(&self.data, MARK).as_deref(), &self.database) {
            (Some(SERVED), None) => Err(Refused::unfit(
                format!(
                    "{told} 的数据在 PostgreSQL 里；请用 --database 或环境变量 WUFEI_DATABASE 给出地址"
                ),
                format!(
                    "the rows of {told} are in PostgreSQL; say its address by --database or WUFEI_DATABASE"
                ),
            )),
            (Some(OWN), Some(_)) => Err(Refused::unfit(
                format!(
                    "{told} 的数据在它自己的文件里，不在别的数据库；请去掉 --database 和 WUFEI_DATABASE"
                ),
                format!(
                    "the rows of {told} are in its own file; leave out --database and WUFEI_DATABASE"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Takes away what [`Engine::make`] had begun.
    fn unmake(&self) {
        for name in [MARK, PINNED, "wufei.db", "wufei.db-wal", "wufei.db-shm"] {
            let _ = std::fs::remove_file(self.data.join(name));
        }
        // A directory that holds something else stays.
        let _ = std::fs::remove_dir(&self.data);
    }

    /// Opens its database.
    pub(crate) async fn connect(&self, hold: Hold) -> Result<Db, Refused> {
        let db = match &self.database {
            Some(url) => Db::open_postgres(url, hold).await,
            None => Db::open_sqlite(&self.database_file(), hold).await,
        };
        db.map_err(|fault| unopened(fault, &self.data.display().to_string()))
    }

    /// Whether there is something of ours.
    pub fn is_made(&self) -> bool {
        self.data.join(MARK).is_file()
    }
}

impl Engine {
    /// Makes a fresh data directory and opens it.
    ///
    /// # Errors
    /// There is one already, the directory holds something else, or the database refuses.
    pub async fn make(place: &Place, pinned: Option<jiff::civil::Date>) -> Result<Self, Refused> {
        place.must_be_empty()?;
        private_folder(&place.data)?;
        let made = match place.mark(pinned) {
            Ok(()) => Self::open_as(place, Hold::New).await,
            Err(refused) => Err(refused),
        };
        if made.is_err() {
            place.unmake();
        }
        made
    }

    /// Opens a data directory; no other process can until it is closed.
    ///
    /// # Errors
    /// It was not set up, another process has it, or the database refuses.
    pub async fn open(place: &Place) -> Result<Self, Refused> {
        Self::open_as(place, Hold::Own).await
    }

    /// Opens a data directory for reading, also while another process serves it: to verify it, to
    /// back it up. What would write is refused.
    ///
    /// # Errors
    /// It was not set up, or the database refuses.
    pub async fn open_beside(place: &Place) -> Result<Self, Refused> {
        Self::open_as(place, Hold::Beside).await
    }

    async fn open_as(place: &Place, hold: Hold) -> Result<Self, Refused> {
        let told = place.data.display().to_string();
        if !place.is_made() {
            return Err(Refused::unfit(
                format!("{told} 还没有初始化，请先运行 wufei init"),
                format!("{told} is not set up, run `wufei init` first"),
            ));
        }
        place.must_be_as_made()?;
        let lock = File::options().read(true).write(true).open(place.data.join(MARK))?;
        if hold != Hold::Beside {
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(taken(&told)),
                Err(TryLockError::Error(fault)) => return Err(fault.into()),
            }
        }
        let db = place.connect(hold).await?;
        let pinned = setting(&place.data, PINNED);
        let clock = pinned.and_then(|day| day.parse().ok()).map_or(Clock::Real, Clock::Pinned);
        let algorithm = setting(&place.data, ALGORITHM);
        let algorithm =
            Algorithm::TABLE.iter().find(|(name, _)| Some(*name) == algorithm.as_deref());
        Ok(Self {
            db,
            files: Files::new(place.data.join("files")),
            sessions: Sessions::default(),
            world: World::default(),
            calendar: crate::calendar::calendar(),
            place: place.clone(),
            clock,
            algorithm: algorithm.map_or(Algorithm::Sha256, |(_, algorithm)| *algorithm),
            unfinished: AtomicBool::new(false),
            hold,
            _lock: lock,
        })
    }

    /// Where its data are.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where its time comes from.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Waits for what is under way and closes the database.
    pub async fn close(self) {
        self.db.close().await;
    }

    /// The one door: `work` checks an act inside the transaction and returns it with its subject;
    /// the journal gets a row for each act, the tables get what it says, and all of it or nothing
    /// is there afterwards.
    pub(crate) async fn write<F>(
        &self,
        ctx: &Context,
        permit: Permit,
        work: F,
    ) -> Result<(), Refused>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<Vec<(String, Act)>, Refused>,
    {
        let mut writer = self.db.writer().await;
        let conn = &mut *writer;
        self.begin(conn).await?;
        let written = match work(conn).await {
            Ok(acts) => self.append(conn, ctx, &permit, acts).await,
            Err(refused) => Err(refused),
        };
        match written {
            Ok(acts) if !acts.is_empty() => {
                let changes = self.world.changes(conn, &acts).await?;
                db::commit(conn).await?;
                self.unfinished.store(false, Ordering::Release);
                self.world.absorb(changes);
                Ok(())
            }
            written => {
                db::rollback(conn).await;
                self.unfinished.store(false, Ordering::Release);
                written.map(|_| ())
            }
        }
    }

    async fn append(
        &self,
        conn: &mut Conn,
        ctx: &Context,
        permit: &Permit,
        acts: Vec<(String, Act)>,
    ) -> Result<Vec<(Act, String)>, Refused> {
        let mut head = journal::head(conn).await?;
        let recorded_at = ctx.now.to_string();
        let mut written = Vec::with_capacity(acts.len());
        for (subject, act) in acts {
            if !permit.covers(act.action()) {
                return Err(Refused::Broken(format!("{} without a permit", act.name())));
            }
            let entry = Entry {
                seq: head.seq + 1,
                recorded_at: recorded_at.clone(),
                actor: ctx.actor().to_owned(),
                action: act.name().to_owned(),
                subject,
                body: act.body(),
                prev: std::mem::take(&mut head.hash),
            };
            head.hash = entry.hash(self.algorithm);
            head.seq = entry.seq;
            written.push((entry, act, head.hash.clone()));
        }
        if !written.is_empty() {
            journal::append(conn, &written).await?;
            journal::move_head(conn, &head).await?;
        }
        Ok(written.into_iter().map(|(_, act, _)| (act, recorded_at.clone())).collect())
    }

    /// Writes what the journal does not have: sessions, drafts, mail that waits.
    pub(crate) async fn aside<T, F>(&self, work: F) -> Result<T, Refused>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<T, Refused>,
    {
        let mut writer = self.db.writer().await;
        let conn = &mut *writer;
        self.begin(conn).await?;
        let done = work(conn).await;
        match &done {
            Ok(_) => db::commit(conn).await?,
            Err(_) => db::rollback(conn).await,
        }
        self.unfinished.store(false, Ordering::Release);
        done
    }

    /// Begins a transaction. One whose caller went away is undone first, and what is remembered is
    /// read again, because nobody saw whether it was committed.
    async fn begin(&self, conn: &mut Conn) -> Result<(), Refused> {
        if self.hold == Hold::Beside {
            return Err(taken(&self.place.data.display().to_string()));
        }
        self.settle(conn).await;
        self.unfinished.store(true, Ordering::Release);
        Ok(db::begin(conn).await?)
    }

    /// Undoes what a caller that went away left on the writer, so that nobody reads it.
    pub(crate) async fn settle(&self, conn: &mut Conn) {
        if self.unfinished.load(Ordering::Acquire) {
            db::rollback(conn).await;
            self.world.forget();
            self.sessions.forget();
            self.unfinished.store(false, Ordering::Release);
        }
    }
}

fn setting(data: &Path, name: &str) -> Option<String> {
    std::fs::read_to_string(data.join(name)).ok().map(|text| text.trim().to_owned())
}

fn taken(told: &str) -> Refused {
    Refused::unfit(
        format!("{told} 正由另一个 wufei 进程使用"),
        format!("another wufei process has {told}"),
    )
}

fn unopened(fault: DbError, told: &str) -> Refused {
    match fault {
        DbError::Taken => Refused::unfit(
            "这个数据库正由另一个 wufei 进程使用",
            "another wufei process has this database",
        ),
        DbError::Newer { found, known } => Refused::unfit(
            format!(
                "{told} 的数据库是第 {found} 版，本程序只认得到第 {known} 版；请用新版程序打开"
            ),
            format!(
                "the database of {told} is of version {found}, this program knows {known}; open it with a later program"
            ),
        ),
        DbError::Used => Refused::unfit(
            "这个数据库里已经有表，不是空的；请用一个空库",
            "there are tables in this database already; use an empty one",
        ),
        DbError::Unmade => Refused::unfit(
            format!(
                "{told} 的数据库里没有数据表：文件不见了，或地址指向了另一个库；请改正地址，或从备份恢复"
            ),
            format!(
                "the database of {told} has no tables: its file is gone, or the address is of another one; mend it, or restore a backup"
            ),
        ),
        DbError::Unlike(table) => Refused::unfit(
            format!(
                "{told} 的数据库里，表 {table} 与本程序的不同：它由另一个版本建成，或被改动过；请用原来的程序备份，或从备份恢复"
            ),
            format!(
                "the table {table} of {told} is not as this program makes it: another version made it, or it was altered; restore a backup"
            ),
        ),
        other => other.into(),
    }
}
