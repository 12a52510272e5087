//! The orgs that a user may be given.

use domain::access::Action;
use domain::office::Org;

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::plan::record;
use crate::refused::Refused;

impl Engine {
    /// The keys and names of the orgs of all plans, those of the current one first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn org_choices(&self, ctx: &Context) -> Result<Vec<(String, String)>, Refused> {
        ctx.authorize(Action::UserEdit, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select r.fields from plan_row r join plan p on p.id = r.plan
             where r.file = 'office/orgs' order by p.is_current desc, p.imported_at desc, r.position",
        )
        .all(&mut conn)
        .await?;
        let mut choices: Vec<(String, String)> = Vec::new();
        for row in &rows {
            let fields: Vec<String> = serde_json::from_str(&text(row, 0)).unwrap_or_default();
            let org: Org = record("office/orgs", &fields)?;
            if choices.iter().all(|(key, _)| *key != org.key) {
                choices.push((org.key, org.name));
            }
        }
        Ok(choices)
    }
}
