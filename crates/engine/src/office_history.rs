//! The history of a row that the office keeps: what it was from when on, who changed it and why.

use domain::access::Action;

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::journal::Act;
use crate::plan::key_of;
use crate::refused::Refused;

/// A row of the office's files as it was from an act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeEdition {
    /// The row's key: of the editions of a definition each has its own.
    pub key: String,
    /// When.
    pub at: String,
    /// The login of who did it.
    pub by: String,
    /// Why; blank for what came with the plan.
    pub why: String,
    /// Its fields in the order of its columns; none where it was removed.
    pub fields: Option<Vec<String>>,
}

impl Engine {
    /// The editions of a row of the office's files, the latest first; with it come those that its
    /// key begins: a definition's editions for later years.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn office_history(
        &self,
        ctx: &Context,
        (plan, file, key): (&str, &str, &str),
    ) -> Result<Vec<OfficeEdition>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let subject = format!("plan/{plan}/{file}/{key}");
        let later = format!("{subject} ");
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select j.recorded_at, coalesce(a.login, j.actor), j.body from journal j
             left join account a on a.id = j.actor
             where ((j.subject = $1 or substr(j.subject, 1, length($2)) = $3)
             and j.action in ('office_row.set', 'office_row.removed'))
             or (j.subject = $4 and j.action = 'plan.imported') order by j.seq desc",
        )
        .text(&subject)
        .text(&later)
        .text(&later)
        .text(&format!("plan/{plan}"))
        .all(&mut conn)
        .await?;
        let mut editions = Vec::new();
        for row in &rows {
            let act = Act::read(&text(row, 2)).map_err(Refused::Broken)?;
            let mut add = |key: &str, fields: Option<&[String]>, why: &str| {
                editions.push(OfficeEdition {
                    key: key.to_owned(),
                    at: text(row, 0),
                    by: text(row, 1),
                    why: why.to_owned(),
                    fields: fields.map(<[String]>::to_vec),
                });
            };
            match &act {
                Act::OfficeRowSet(set) => add(set.key(), Some(set.told().0), set.told().1),
                Act::OfficeRowRemoved(removed) => add(removed.key(), None, removed.why()),
                Act::PlanImported(imported) => {
                    imported
                        .rows(file, key)
                        .for_each(|fields| add(&key_of(file, fields), Some(fields), ""));
                }
                _ => {}
            }
        }
        Ok(editions)
    }
}
