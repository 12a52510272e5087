//! What changed last, in sentences, for everybody who may read the plan. Numbers of orgs are told
//! by how many, not by what they are.

use std::sync::Arc;

use domain::access::Action;
use domain::record::Said;
use domain::text::quoted;

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::instant::Instant;
use crate::refused::Refused;
use crate::subject::Subject;
use crate::view::View;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// What it was.
    pub said: Said,
    /// The page where it shows.
    pub address: String,
    /// The login of who did it.
    pub by: String,
    /// When.
    pub at: String,
}

impl Engine {
    /// The latest changes of a plan up to the day that is looked at.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn recent(
        &self,
        ctx: &Context,
        view: &View,
        most: usize,
    ) -> Result<Arc<Vec<Recent>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let name = format!("recent {} {} {most}", view.plan.id, view.as_of);
        self.remembered_since(view.times, name, self.recent_read(view, most)).await
    }

    async fn recent_read(&self, view: &View, most: usize) -> Result<Vec<Recent>, Refused> {
        let after = view.as_of.tomorrow().map_or_else(|_| self.clock().now(), Instant::start_of);
        let mut conn = self.db.reader().await?;
        // Looked at from the end, so that the length of the journal does not matter.
        let rows = Query::new(
            "select j.action, j.subject, coalesce(a.login, j.actor), j.recorded_at
             from journal j left join account a on a.id = j.actor
             where j.recorded_at < $1 order by j.seq desc limit 200",
        )
        .text(&after.to_string())
        .all(&mut conn)
        .await?;
        let mut recent: Vec<Recent> = Vec::new();
        for row in &rows {
            let (action, subject) = (text(row, 0), text(row, 1));
            let Some((said, address)) = told(view, &action, &subject) else { continue };
            if recent.last().is_some_and(|last| last.said == said) {
                continue;
            }
            recent.push(Recent { said, address, by: text(row, 2), at: text(row, 3) });
            if recent.len() >= most {
                break;
            }
        }
        Ok(recent)
    }
}

fn told(view: &View, action: &str, subject: &str) -> Option<(Said, String)> {
    let inside = subject.strip_prefix(&format!("plan/{}/", view.plan.id))?;
    let org = |key: &str| view.catalogue.org_name(key).to_owned();
    if let Some(key) = inside.strip_prefix("filing/") {
        let (zh, en) = match action {
            "value.filed" => ("填报了数据", "filed numbers"),
            "value.reviewed" => ("审核了数据", "reviewed numbers"),
            "value.confirmed" => ("的数据已确认", "has numbers confirmed"),
            "value.returned" | "value.sent_back" => ("的数据被退回", "has numbers returned"),
            _ => return None,
        };
        let name = org(key);
        return Some((
            Said::both(format!("{name}{zh}"), format!("{name} {en}")),
            format!("/orgs/{key}"),
        ));
    }
    if let Some(no) = inside.strip_prefix("amendment/") {
        let said = Said::both(format!("方案第 {no} 次调整"), format!("amendment {no} of the plan"));
        return Some((said, "/amendments".to_owned()));
    }
    let own = Subject::parse(inside)?;
    let name = quoted(&own.name(&view.catalogue.pack)?);
    let (zh, en) = match action {
        "explanation.written" => ("说明了原因和措施", "explained"),
        "decision.made" => ("已评审", "decided"),
        "work.reported" => ("报了进展", "reported"),
        "evidence.added" => ("有了新佐证", "has new evidence"),
        _ => return None,
    };
    let mut parts = inside.split('/');
    let (kind, rest) = (parts.next()?, parts.collect::<Vec<_>>());
    let rest =
        if kind == "indicator" { rest.first().map(|no| (*no).to_owned())? } else { rest.join("/") };
    let address = format!("/{kind}s/{rest}");
    Some((Said::both(format!("{name}{zh}"), format!("{name} {en}")), address))
}
