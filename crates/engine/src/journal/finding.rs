//! What a verification can find, and how a person is told.

use domain::{Lang, Say, tell};

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A row's hash is not that of what it says.
    Changed {
        /// Which row.
        seq: i64,
    },
    /// A row is missing, or two stand in each other's place.
    Gap {
        /// The row that should stand here.
        seq: i64,
    },
    /// A row does not follow from the one before it.
    Unchained {
        /// Which row.
        seq: i64,
    },
    /// The journal ends before its head says.
    CutOff {
        /// The last row that is there.
        seq: i64,
        /// The last row that there was.
        head: i64,
    },
    /// The journal's last row is not the one that its head names.
    HeadDiffers {
        /// Which row.
        seq: i64,
    },
    /// The journal's rows could be changed: what refuses it was taken away.
    Unguarded,
    /// Somebody else's trigger stands on a table.
    Foreign {
        /// Table and trigger.
        name: String,
    },
    /// A body cannot be read, or what it says cannot be done.
    Unreadable {
        /// Which row.
        seq: i64,
        /// Why.
        why: String,
    },
    /// A table's row is not what the journal makes of it.
    TableDiffers {
        /// The table.
        table: String,
        /// The row's key.
        key: String,
        /// What the journal makes of it; none where there should be no such row.
        wanted: Option<String>,
        /// What stands there; none where it is missing.
        found: Option<String>,
    },
    /// Something private or secret is not what the journal has the digest of.
    SecretDiffers {
        /// The table.
        table: String,
        /// The row's key.
        key: String,
    },
    /// A file is not there.
    FileMissing {
        /// Its hash.
        hash: String,
    },
    /// A file has other bytes than it had.
    FileChanged {
        /// Its hash.
        hash: String,
    },
}

/// The fields of a row of a table, joined by the one character that no field has.
pub(crate) const FIELD_MARK: &str = "\u{1f}";

impl Say for Finding {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Changed { seq } => tell!(
                lang,
                "操作日志第 {seq} 行被改动：内容与它的哈希不符",
                "row {seq} of the journal was changed: its hash is not that of what it says"
            ),
            Self::Gap { seq } => tell!(
                lang,
                "操作日志缺第 {seq} 行，或次序被调换",
                "row {seq} of the journal is missing, or stands in another place"
            ),
            Self::Unchained { seq } => tell!(
                lang,
                "操作日志第 {seq} 行接不上前一行",
                "row {seq} of the journal does not follow from the row before it"
            ),
            Self::CutOff { seq, head } if seq < head => tell!(
                lang,
                "操作日志尾部被截：现到第 {seq} 行，应到第 {head} 行",
                "the journal's tail was cut off: it ends with row {seq} and had {head}"
            ),
            Self::CutOff { seq, head } => tell!(
                lang,
                "操作日志末尾多出：应到第 {head} 行，现到第 {seq} 行",
                "the journal has rows behind its end: row {head} was the last, now it is {seq}"
            ),
            Self::HeadDiffers { seq } => tell!(
                lang,
                "操作日志的末行（第 {seq} 行）不是登记的那一行",
                "the journal's last row {seq} is not the one that was noted"
            ),
            Self::Unguarded => tell!(
                lang,
                "操作日志的只增保护（触发器）被拆除或改动，日志行可以被改写",
                "the triggers that keep the journal append-only were removed or changed"
            ),
            Self::Foreign { name } => tell!(
                lang,
                "数据库里有不属于本程序的触发器 {name}，它可以改动写入的数据；请查明后删除",
                "the database has a trigger {name} that is not the program's and could change what is written; find out whose it is and drop it"
            ),
            Self::Unreadable { seq, why } => tell!(
                lang,
                "操作日志第 {seq} 行无法重放：{why}",
                "row {seq} of the journal cannot be replayed: {why}"
            ),
            Self::TableDiffers { table, key, wanted, found } => {
                differs(lang, (table, key), wanted.as_deref(), found.as_deref())
            }
            Self::SecretDiffers { table, key } => tell!(
                lang,
                "表 {table} 的行 {key} 与操作日志留下的摘要不符",
                "row {key} of table {table} is not what the journal has the digest of"
            ),
            Self::FileMissing { hash } => {
                tell!(lang, "佐证文件 {hash} 不见了", "the file {hash} is missing")
            }
            Self::FileChanged { hash } => tell!(
                lang,
                "佐证文件 {hash} 的内容被改动",
                "the file {hash} has other bytes than it had"
            ),
        }
    }
}

fn differs(
    lang: Lang,
    (table, key): (&str, &str),
    wanted: Option<&str>,
    found: Option<&str>,
) -> String {
    match (wanted, found) {
        (Some(_), None) => {
            tell!(lang, "表 {table} 缺一行：{key}", "table {table} lacks the row {key}")
        }
        (None, _) => tell!(
            lang,
            "表 {table} 多出一行：{key}，操作日志里没有它的来历",
            "table {table} has the row {key}, which no row of the journal made"
        ),
        (Some(wanted), Some(found)) => {
            let (wanted, found) = first_difference(wanted, found);
            tell!(
                lang,
                "表 {table} 的行 {key} 被改动：应为“{wanted}”，现为“{found}”",
                "row {key} of table {table} was changed: it should have `{wanted}` and has `{found}`"
            )
        }
    }
}

/// The first field in which two rows differ.
fn first_difference<'a>(wanted: &'a str, found: &'a str) -> (&'a str, &'a str) {
    let pairs = wanted.split(FIELD_MARK).zip(found.split(FIELD_MARK));
    pairs.into_iter().find(|(wanted, found)| wanted != found).unwrap_or((wanted, found))
}
