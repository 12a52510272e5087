//! Why a database refuses, from the words of its driver.

/// Why the database did not do what it was asked.
#[derive(Debug)]
pub enum DbError {
    /// Another process has it.
    Taken,
    /// Its tables are of a later version than this program knows.
    Newer {
        /// The version of its tables.
        found: i64,
        /// The latest version that this program knows.
        known: i64,
    },
    /// The file of the database is damaged.
    Damaged,
    /// A table is not as this program makes it.
    Unlike(String),
    /// A rule of the tables forbids the change: its name or its columns.
    Constraint(String),
    /// There is something in it where a district was to be made.
    Used,
    /// There is no district in it.
    Unmade,
    /// Its server or its file cannot be reached.
    Unreachable(Unreachable),
    /// The disk is full.
    Full,
    /// Anything else, in the words of the driver.
    Other(sqlx::Error),
}

/// Why a database cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// The address is none that the program knows.
    Address,
    /// No server answers.
    Silent,
    /// The server does not let the user in.
    Password,
    /// The server has no such database.
    NoDatabase,
    /// The disk does not read or write.
    Disk,
}

/// What a server answers whoever cannot come in: its code, and what it means. The codes are those
/// of appendix A of the PostgreSQL manual.
const ANSWERS: &[(&str, Unreachable)] = &[
    ("28P01", Unreachable::Password),
    ("28000", Unreachable::Password),
    ("42501", Unreachable::Password),
    ("3D000", Unreachable::NoDatabase),
    ("53300", Unreachable::Silent),
    ("57P01", Unreachable::Silent),
    ("57P03", Unreachable::Silent),
];

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let Some(own) = error.as_database_error() else {
            return match error {
                sqlx::Error::Configuration(_) => Self::Unreachable(Unreachable::Address),
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) => Self::Unreachable(Unreachable::Silent),
                other => Self::Other(other),
            };
        };
        if own.is_unique_violation() || own.is_check_violation() || own.is_foreign_key_violation() {
            return Self::Constraint(own.constraint().unwrap_or(own.message()).to_owned());
        }
        let code = own.code().unwrap_or_default();
        if own.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
            return Self::of_sqlite(code.parse().unwrap_or_default()).unwrap_or(Self::Other(error));
        }
        if code == "53100" {
            return Self::Full;
        }
        let answer = ANSWERS.iter().find(|(own, _)| *own == code);
        answer.map_or_else(|| Self::Other(error), |(_, why)| Self::Unreachable(*why))
    }
}

impl DbError {
    /// What a result code of SQLite means; its lower eight bits are the kind.
    fn of_sqlite(code: u32) -> Option<Self> {
        match (code, code & 0xff) {
            // SQLITE_FULL; SQLITE_IOERR_SHMSIZE and _SHMMAP: no room for the index of the log.
            (_, 13) | (4874 | 5386, _) => Some(Self::Full),
            // SQLITE_CORRUPT and SQLITE_NOTADB.
            (_, 11 | 26) => Some(Self::Damaged),
            // SQLITE_IOERR and SQLITE_CANTOPEN.
            (_, 10 | 14) => Some(Self::Unreachable(Unreachable::Disk)),
            _ => None,
        }
    }

    pub(super) fn into_sqlx(self) -> sqlx::Error {
        match self {
            Self::Other(error) => error,
            other => sqlx::Error::Configuration(format!("{other:?}").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_sqlite_is_what_its_manual_says() {
        for (code, wanted) in [
            (13, "Some(Full)"),
            (4874, "Some(Full)"),
            (11, "Some(Damaged)"),
            (26, "Some(Damaged)"),
            (778, "Some(Unreachable(Disk))"),
            (14, "Some(Unreachable(Disk))"),
            (1, "None"),
        ] {
            assert_eq!(format!("{:?}", DbError::of_sqlite(code)), wanted, "{code}");
        }
    }
}
