//! `doctor`: what is right and what is wrong with an installation, and what to do about it.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use domain::record::{Said, word_of};
use domain::{Lang, Say as _};
use jiff::civil::Date;

use crate::db::{Db, DbError, Query, text, version_known};
use crate::engine::{Engine, Place};
use crate::refused::Refused;
use crate::verification::file_hashes;

/// Less room than this is a warning, in bytes.
const ROOM_WARNING: u64 = 2 * 1024 * 1024 * 1024;
/// Less room than this is an error.
const ROOM_ERROR: u64 = 200 * 1024 * 1024;
/// Fewer free ids of files than this is a warning.
const IDS_WARNING: u64 = 10_000;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// In order.
    Ok,
    /// It works, but somebody should know.
    Warning,
    /// It does not work.
    Error,
}

impl Health {
    /// The words of data.
    pub const TABLE: [(&str, Self); 3] =
        [("ok", Self::Ok), ("warning", Self::Warning), ("error", Self::Error)];

    /// The word of data.
    pub fn word(self) -> &'static str {
        word_of(&Self::TABLE, self)
    }
}

/// A line of the doctor's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at: `directory`.
    pub name: &'static str,
    /// How it is.
    pub health: Health,
    /// What was met.
    pub said: Said,
    /// What to do.
    pub hint: Option<Said>,
}

impl Check {
    fn new(
        name: &'static str,
        health: Health,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { name, health, said: Said::both(zh.into(), en.into()), hint: None }
    }

    fn hint(mut self, zh: &str, en: &str) -> Self {
        self.hint = Some(Said::both(zh.to_owned(), en.to_owned()));
        self
    }
}

/// Looks at everything; it may run beside a server.
pub async fn doctor(place: &Place) -> Vec<Check> {
    let mut checks = vec![directory(place)];
    if checks[0].health == Health::Error {
        return checks;
    }
    checks.extend(room(&place.data));
    match Engine::open(place).await {
        Ok(engine) => {
            checks.push(Check::new(
                "lock",
                Health::Ok,
                "没有别的进程在用",
                "no other process has it",
            ));
            checks.extend(opened(&engine).await);
            engine.close().await;
        }
        Err(Refused::Unfit(said)) => {
            // A server at work is no fault; what it holds can still be looked at from beside.
            let is_served = beside(place).await;
            let (name, health) =
                if is_served { ("lock", Health::Ok) } else { ("database", Health::Error) };
            checks.push(Check { name, health, said, hint: None });
        }
        Err(other) => {
            let said = Said::both(
                format!("数据库打不开：{}", other.say(Lang::Zh)),
                format!("the database does not open: {}", other.say(Lang::En)),
            );
            let check = Check { name: "database", health: Health::Error, said, hint: None };
            checks.push(check.hint(
                "检查数据库文件的权限，或 --database 的地址；必要时用 restore 恢复备份",
                "look at the file's permissions or the address of --database; restore a backup if need be",
            ));
        }
    }
    checks
}

/// Whether the database can be read while another process has it.
async fn beside(place: &Place) -> bool {
    let read = async {
        let mut conn = Db::look(place.database.as_deref(), &place.database_file()).await?;
        let row = Query::new("select max(no) from version").one(&mut conn).await?;
        Ok::<bool, DbError>(crate::db::int(&row, 0) == version_known())
    };
    read.await.unwrap_or(false)
}

fn directory(place: &Place) -> Check {
    let told = place.data.display();
    if !place.is_made() {
        let (zh, en) = (format!("{told} 还没有初始化"), format!("{told} is not set up"));
        return Check::new("directory", Health::Error, zh, en)
            .hint("运行 wufei init，或用 --data 指明数据目录", "run `wufei init`, or say --data");
    }
    let probe = place.data.join(format!(".{}", crate::random::id()));
    let written = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe));
    if let Err(fault) = written {
        let (zh, en) =
            (format!("{told} 写不了：{fault}"), format!("{told} cannot be written: {fault}"));
        let check = Check::new("directory", Health::Error, zh, en);
        return match fault.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                check.hint("清理磁盘或换更大的磁盘", "make room, or move to a larger disk")
            }
            _ => check
                .hint("让运行 wufei 的用户有写权限", "let the user that runs wufei write there"),
        };
    }
    let mode = place.data.metadata().map_or(0, |own| own.permissions().mode());
    if mode & 0o007 != 0 {
        let (zh, en) = (
            format!("这台机器的其他用户能进入 {told}，那里有姓名和密码的散列"),
            format!(
                "other users of this machine may enter {told}, which holds names and hashes of passwords"
            ),
        );
        let hint = format!("chmod o-rwx {told}");
        return Check::new("directory", Health::Warning, zh, en).hint(&hint, &hint);
    }
    Check::new(
        "directory",
        Health::Ok,
        format!("数据目录 {told}"),
        format!("data directory {told}"),
    )
}

/// Room on the disk, and ids for more files.
fn room(data: &Path) -> Vec<Check> {
    let Ok(disk) = rustix::fs::statvfs(data) else { return Vec::new() };
    let bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
    let megabytes = bytes / 1024 / 1024;
    let health = match bytes {
        0..ROOM_ERROR => Health::Error,
        ROOM_ERROR..ROOM_WARNING => Health::Warning,
        _ => Health::Ok,
    };
    let (zh, en) = (format!("磁盘剩余 {megabytes} MB"), format!("{megabytes} MB of disk are free"));
    let mut space = Check::new("disk", health, zh, en);
    if health != Health::Ok {
        space = space.hint("清理磁盘或换更大的磁盘", "make room, or move to a larger disk");
    }
    let ids = disk.f_favail;
    // Some file systems make ids as they need them and count none.
    let few = disk.f_files > 0 && ids < IDS_WARNING;
    let health = if few { Health::Warning } else { Health::Ok };
    let (zh, en) =
        (format!("可再建 {ids} 个文件（inode）"), format!("{ids} more files can be made (inodes)"));
    let mut files = Check::new("ids", health, zh, en);
    if few {
        files = files.hint("删去磁盘上无用的小文件", "remove small files that nobody needs");
    }
    vec![space, files]
}

async fn opened(engine: &Engine) -> Vec<Check> {
    let version = version_known();
    let (zh, en) =
        (format!("数据库第 {version} 版"), format!("the database is of version {version}"));
    let mut checks = vec![Check::new("database", Health::Ok, zh, en)];
    checks.push(files(engine).await.unwrap_or_else(|refused| {
        let (zh, en) = (
            format!("佐证文件查不了：{refused:?}"),
            format!("files cannot be looked at: {refused:?}"),
        );
        Check::new("files", Health::Error, zh, en)
    }));
    checks.push(years(engine));
    checks.push(match engine.clock().pinned() {
        None => Check::new("clock", Health::Ok, "用机器的时钟", "the machine's own clock"),
        Some(day) => Check::new(
            "clock",
            Health::Warning,
            format!("时钟停在 {day}（演示用）"),
            format!("the clock stands on {day}, for a demonstration"),
        )
        .hint("正式使用请 wufei init 一个新的数据目录", "for real work set up another directory"),
    });
    checks.push(mail(engine).await);
    checks
}

async fn files(engine: &Engine) -> Result<Check, Refused> {
    let mut conn = engine.db.reader().await?;
    let hashes = file_hashes(&mut conn).await?;
    let there = |hash: &&String| engine.files.path(hash).is_ok_and(|path| path.is_file());
    let (count, missing) = (hashes.len(), hashes.iter().filter(|hash| !there(hash)).count());
    if missing == 0 {
        let (zh, en) = (format!("{count} 份佐证文件都在"), format!("all {count} files are there"));
        return Ok(Check::new("files", Health::Ok, zh, en));
    }
    let (zh, en) = (
        format!("{count} 份佐证文件缺 {missing} 份"),
        format!("{missing} of {count} files are missing"),
    );
    Ok(Check::new("files", Health::Error, zh, en).hint(
        "运行 wufei verify 看是哪些，从备份的 files/ 里补回",
        "`wufei verify` names them; take them from files/ of a backup",
    ))
}

/// The working days of this year and of the next, as soon as they are announced in November.
fn years(engine: &Engine) -> Check {
    let today = engine.clock().now().day();
    let loaded =
        |year: i16| Date::new(year, 6, 1).is_ok_and(|day| engine.calendar.is_workday(day).is_ok());
    let next = today.month() >= 12;
    let wanted = [today.year(), today.year() + i16::from(next)];
    let missing: Vec<String> =
        wanted.iter().filter(|year| !loaded(**year)).map(ToString::to_string).collect();
    if missing.is_empty() {
        let year = wanted[1];
        let (zh, en) =
            (format!("放假安排已载入到 {year} 年"), format!("working days are loaded to {year}"));
        return Check::new("calendar", Health::Ok, zh, en);
    }
    let missing = missing.join("、");
    let (zh, en) = (
        format!("{missing} 年放假安排未载入"),
        format!("no working days are loaded for {missing}"),
    );
    Check::new("calendar", Health::Warning, zh, en)
        .hint("升级到含有该年安排的版本", "upgrade to a version that has them")
}

/// Whether reminders wait that nobody sends.
async fn mail(engine: &Engine) -> Check {
    let waiting = async {
        let mut conn = engine.db.reader().await?;
        let row = Query::new("select cast(count(*) as text) from outbox where sent_at = ''")
            .one(&mut conn)
            .await?;
        Ok::<String, DbError>(text(&row, 0))
    };
    let waiting = waiting.await.unwrap_or_default();
    let is_set = match engine.mail_ready() {
        Ok(is_set) => is_set,
        Err(why) => {
            let (zh, en) =
                (format!("邮件配置有误：{why}"), format!("mail is set up wrongly: {why}"));
            return Check::new("mail", Health::Error, zh, en)
                .hint("改正数据目录里的 mail.toml", "mend mail.toml in the data directory");
        }
    };
    match (is_set, waiting.as_str()) {
        (false, "0" | "") => Check::new(
            "mail",
            Health::Ok,
            "没有配置邮件，催办文字由人复制发送",
            "no mail is set up; reminders are copied by hand",
        ),
        (false, count) => Check::new(
            "mail",
            Health::Warning,
            format!("没有配置邮件，有 {count} 封在等"),
            format!("no mail is set up, and {count} wait"),
        )
        .hint("配置 SMTP，或改用电话催办", "set up SMTP, or telephone"),
        (true, count) => Check::new(
            "mail",
            Health::Ok,
            format!("已配置邮件，{count} 封待发"),
            format!("mail is set up, {count} wait"),
        ),
    }
}
