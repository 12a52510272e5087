//! Why the engine did not do what it was asked. What a client may read of it is here; the words of
//! a driver or of the disk are only logged.

use domain::record::Said;
use domain::{Lang, Say, tell};

use crate::db::DbError;
use crate::fault::Faults;
use crate::session::Ended;

/// A refusal.
#[derive(Debug)]
pub enum Refused {
    /// Fields are wrong; nothing was changed.
    Wrong(Vec<Wrong>),
    /// The input is wrong; nothing was changed.
    Faulty(Faults),
    /// There is nothing here that the user may see.
    Hidden,
    /// The user's role does not do this.
    Denied,
    /// Nobody is signed in, or not any more, and why.
    SignedOut(Ended),
    /// Somebody else changed it meanwhile; what is there now.
    Changed(Said),
    /// It cannot be done as things are.
    Unfit(Said),
    /// Too much, or too often.
    TooMuch(Said),
    /// The disk is full.
    Full,
    /// A fault of the program or the machine: what to log.
    Broken(String),
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field's name in the form.
    pub field: String,
    /// What was met, and what was expected.
    pub said: Said,
}

impl Wrong {
    /// A wrong field.
    pub fn new(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), said: Said::both(zh.into(), en.into()) }
    }
}

impl Refused {
    /// One wrong field.
    pub fn field(field: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Wrong(vec![Wrong::new(field, zh, en)])
    }

    /// It cannot be done as things are.
    pub fn unfit(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Unfit(Said::both(zh.into(), en.into()))
    }
}

impl Say for Refused {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Wrong(list) => {
                let told: Vec<String> = list.iter().map(|wrong| wrong.said.say(lang)).collect();
                told.join(if lang == Lang::Zh { "；" } else { "; " })
            }
            Self::Faulty(faults) => {
                let told: Vec<String> = faults.0.iter().map(|fault| fault.say(lang)).collect();
                told.join("\n")
            }
            Self::Hidden => tell!(
                lang,
                "没有这一页，或者您看不到它",
                "there is no such page, or it is not yours to see"
            ),
            Self::Denied => tell!(lang, "您的角色不能做这件事", "your role does not do this"),
            Self::SignedOut(_) => tell!(lang, "请先登录", "please sign in"),
            Self::Changed(said) | Self::Unfit(said) | Self::TooMuch(said) => said.say(lang),
            Self::Full => tell!(
                lang,
                "服务器磁盘已满，这次没有保存；请告诉系统管理员",
                "the server's disk is full and this was not saved; please tell the administrator"
            ),
            Self::Broken(_) => {
                tell!(
                    lang,
                    "程序出了故障，这次没有保存",
                    "the program failed, and this was not saved"
                )
            }
        }
    }
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Full => Self::Full,
            DbError::Damaged => Self::unfit(
                "数据库文件已损坏，不能用；请从最近的备份恢复到新目录：wufei restore --from 备份 --data 新目录 --verify",
                "the file of the database is damaged; restore the latest backup into a new directory: wufei restore --from BACKUP --data NEWDIR --verify",
            ),
            other => Self::Broken(format!("{other:?}")),
        }
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}

impl From<Faults> for Refused {
    fn from(faults: Faults) -> Self {
        Self::Faulty(faults)
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::unfit(
                    "没有读写数据目录的权限；请用有权限的账号运行，或改目录的属主",
                    "the data directory may not be read or written; run as its owner, or change it",
                )
            }
            _ => Self::Broken(error.to_string()),
        }
    }
}
