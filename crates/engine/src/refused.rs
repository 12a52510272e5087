//! Why the engine did not do what it was asked. What a client may read of it is here; the words of
//! a driver or of the disk are only logged.

use domain::record::Said;
use domain::{Lang, Say, tell};

use crate::db::{DbError, Unreachable};
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

/// What to do about a database that cannot be reached.
fn unreachable(why: Unreachable) -> Said {
    let (zh, en) = match why {
        Unreachable::Address => (
            "看不懂数据库地址；应如 postgres://用户:密码@主机:5432/库名",
            "the address of the database is not understood; write postgres://USER:PASSWORD@HOST:5432/NAME",
        ),
        Unreachable::Silent => (
            "连不上数据库服务器；请看它是否在运行，地址和端口是否正确",
            "the database server does not answer; see that it runs, and look at host and port",
        ),
        Unreachable::Password => (
            "数据库服务器不让这个用户进入；请核对地址里的用户名和密码，以及它的权限",
            "the database server does not let this user in; look at name, password and rights",
        ),
        Unreachable::NoDatabase => (
            "服务器上没有这个库；请先用 createdb 建一个空库，或改正地址",
            "the server has no such database; make an empty one by createdb, or mend the address",
        ),
        Unreachable::Disk => (
            "数据库文件读写不了；请看磁盘是否完好、是否还有空间和权限",
            "the file of the database cannot be read or written; look at the disk, its room and rights",
        ),
    };
    Said::both(zh.to_owned(), en.to_owned())
}

impl From<DbError> for Refused {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Full => Self::Full,
            DbError::Damaged => Self::unfit(
                "数据库文件已损坏，不能用；请从最近的备份恢复到新目录：wufei restore --from 备份 --data 新目录 --verify",
                "the file of the database is damaged; restore the latest backup into a new directory: wufei restore --from BACKUP --data NEWDIR --verify",
            ),
            DbError::Unreachable(why) => Self::Unfit(unreachable(why)),
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
