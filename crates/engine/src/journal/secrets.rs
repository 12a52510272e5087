//! What the journal has only a digest of: names of people, hashes of passwords. They are compared
//! with their digests; what was erased is blank and keeps its digest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::chain::{Algorithm, digest};
use super::finding::Finding;
use crate::db::{Conn, DbError, Query, text};

/// The digests that bodies name.
#[derive(Debug, Default)]
pub(super) struct Digests {
    /// Of private texts, by their id.
    private: BTreeMap<String, String>,
    /// Of the last hash of each account's password.
    credential: BTreeMap<String, String>,
}

impl Digests {
    /// Notes the digests of a body.
    pub(super) fn note(&mut self, body: &str) {
        // Most bodies have none and are not read for it.
        if !body.contains("\"digest\"") {
            return;
        }
        let Ok(json) = serde_json::from_str::<Value>(body) else { return };
        let own = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
        if let (Some(user), Some(digest)) = (own("user"), own("digest")) {
            self.credential.insert(user, digest);
        }
        for value in json.as_object().into_iter().flat_map(|object| object.values()) {
            let part = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
            if let (Some(id), Some(digest)) = (part("id"), part("digest")) {
                self.private.insert(id, digest);
            }
        }
    }

    /// What does not have its digest.
    pub(super) async fn compare(&self, conn: &mut Conn) -> Result<Vec<Finding>, DbError> {
        let mut findings = Vec::new();
        let differs = |table: &str, key: &str| Finding::SecretDiffers {
            table: table.to_owned(),
            key: key.to_owned(),
        };
        let rows = Query::new("select id, salt, digest, text from private").all(conn).await?;
        let mut seen = BTreeMap::new();
        for row in &rows {
            let (salt, own) = (text(row, 1), text(row, 3));
            let erased = salt.is_empty() && own.is_empty();
            let fits = digest(Algorithm::Sha256, format!("{salt}{own}").as_bytes()) == text(row, 2);
            seen.insert(text(row, 0), (text(row, 2), erased || fits));
        }
        for (id, digest) in &self.private {
            if !seen.get(id).is_some_and(|(own, fits)| own == digest && *fits) {
                findings.push(differs("private", id));
            }
        }
        let stray = seen.keys().filter(|id| !self.private.contains_key(*id));
        findings.extend(stray.map(|id| differs("private", id)));
        let rows = Query::new("select account, hash from credential").all(conn).await?;
        let hashes: BTreeMap<String, String> = rows
            .iter()
            .map(|row| (text(row, 0), digest(Algorithm::Sha256, text(row, 1).as_bytes())))
            .collect();
        let accounts = self.credential.keys().chain(hashes.keys());
        let mut wrong: Vec<&String> = accounts
            .filter(|account| self.credential.get(*account) != hashes.get(*account))
            .collect();
        wrong.sort_unstable();
        wrong.dedup();
        findings.extend(wrong.into_iter().map(|account| differs("credential", account)));
        Ok(findings)
    }
}
