//! `verify`: that nobody altered the journal, a table or a file behind the program's back.

use std::collections::BTreeSet;

use crate::db::{Conn, DbError, Query, text};
use crate::engine::Engine;
use crate::journal::{self, Finding, Verified};
use crate::refused::Refused;

impl Engine {
    /// Recomputes the chain, replays it into an empty database, compares table by table, and looks
    /// at every file. At most so many findings. It may run while the program serves.
    ///
    /// # Errors
    /// The database or the disk refuses.
    pub async fn verify(&self, findings_max: usize) -> Result<Verified, Refused> {
        let mut verified = journal::verify(&self.db, findings_max).await?;
        let mut conn = self.db.reader().await?;
        let hashes = file_hashes(&mut conn).await?;
        drop(conn);
        for hash in hashes {
            if verified.findings.len() >= findings_max {
                break;
            }
            verified.files += 1;
            verified.findings.extend(self.file_finding(&hash).await?);
        }
        Ok(verified)
    }

    /// What is wrong with a file.
    pub(crate) async fn file_finding(&self, hash: &str) -> Result<Option<Finding>, Refused> {
        let missing = || Finding::FileMissing { hash: hash.to_owned() };
        // A table that was altered may name what is no hash at all.
        let Ok(path) = self.files.path(hash) else { return Ok(Some(missing())) };
        if !path.is_file() {
            return Ok(Some(missing()));
        }
        let same = self.files.is_same(hash).await?;
        Ok((!same).then(|| Finding::FileChanged { hash: hash.to_owned() }))
    }
}

/// The hashes of all files that tables name, each once.
pub(crate) async fn file_hashes(conn: &mut Conn) -> Result<BTreeSet<String>, DbError> {
    let mut hashes = BTreeSet::new();
    for query in
        ["select hash from evidence", "select source_hash from plan where source_hash <> ''"]
    {
        let rows = Query::new(query).all(conn).await?;
        hashes.extend(rows.iter().map(|row| text(row, 0)));
    }
    Ok(hashes)
}
