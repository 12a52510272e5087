//! Names, telephones and addresses of people: kept where they can be erased. The journal has an id
//! and a digest, which proves what stood there without saying it.

use serde::{Deserialize, Serialize};

use crate::db::{Conn, DbError, Query};
use crate::journal::{Algorithm, digest};
use crate::random;

/// What the journal knows of something private.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Private {
    /// Where it is kept.
    pub id: String,
    /// The digest of its salt and its text.
    pub digest: String,
}

/// Keeps a text; blank texts are kept nowhere.
pub(crate) async fn keep(conn: &mut Conn, private: &str) -> Result<Option<Private>, DbError> {
    if private.is_empty() {
        return Ok(None);
    }
    let (id, salt) = (random::id(), random::token());
    let own = digest(Algorithm::Sha256, format!("{salt}{private}").as_bytes());
    Query::new("insert into private (id, salt, digest, text) values ($1, $2, $3, $4)")
        .text(&id)
        .text(&salt)
        .text(&own)
        .text(private)
        .run(conn)
        .await?;
    Ok(Some(Private { id, digest: own }))
}

/// Erases a text; its digest stays.
pub(crate) async fn erase(conn: &mut Conn, id: &str) -> Result<(), DbError> {
    Query::new("update private set text = '', salt = '' where id = $1").text(id).run(conn).await?;
    Ok(())
}
