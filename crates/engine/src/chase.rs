//! Chasing (催办): who was reminded of what, when and how often.

use domain::access::Action;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, text};
use crate::engine::Engine;
use crate::journal::{Act, Entry};
use crate::random;
use crate::refused::Refused;

/// `chase.logged`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logged {
    chase: String,
    plan: String,
    org: String,
    channel: String,
    about: String,
}

/// How somebody was reminded.
pub const CHANNELS: [(&str, &str, &str); 4] = [
    ("telephone", "电话", "telephone"),
    ("message", "微信或短信", "message"),
    ("letter", "书面", "letter"),
    ("mail", "邮件", "mail"),
];

/// A reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chase {
    /// Its id.
    pub id: String,
    /// The org that was reminded.
    pub org: String,
    /// How: a word of [`CHANNELS`].
    pub channel: String,
    /// Of what.
    pub about: String,
    /// The login of who reminded.
    pub chased_by: String,
    /// When.
    pub chased_at: String,
}

pub(crate) async fn apply_logged(
    conn: &mut Conn,
    entry: &Entry,
    act: &Logged,
) -> Result<(), DbError> {
    Query::new(
        "insert into chase (id, plan, org, channel, about, chased_by, chased_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .text(&act.chase)
    .text(&act.plan)
    .text(&act.org)
    .text(&act.channel)
    .text(&act.about)
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

impl Engine {
    /// Notes that an org was reminded.
    ///
    /// # Errors
    /// Not permitted, no such org, or no such way.
    pub async fn chase_log(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        channel: &str,
        about: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::ChaseWrite, On::District)?;
        let programme = self.programme(plan).await?;
        if !programme.orgs.contains_key(org) {
            return Err(Refused::Hidden);
        }
        if CHANNELS.iter().all(|(word, ..)| *word != channel) {
            return Err(Refused::field("channel", "请选择催办方式", "choose how"));
        }
        let about: String = about.trim().chars().take(2_000).collect();
        if about.is_empty() {
            return Err(Refused::field("about", "请写催办内容", "write what it was about"));
        }
        let act = Logged {
            chase: random::id(),
            plan: plan.to_owned(),
            org: org.to_owned(),
            channel: channel.to_owned(),
            about,
        };
        let subject = format!("plan/{plan}/org/{org}");
        self.write(ctx, permit, async move |_| Ok(vec![(subject, Act::ChaseLogged(act))])).await
    }

    /// The reminders of a plan, of all orgs or of one, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn chase_list(
        &self,
        ctx: &Context,
        plan: &str,
        org: Option<&str>,
    ) -> Result<Vec<Chase>, Refused> {
        match org {
            Some(org) => ctx.authorize(Action::ValueRead, On::Org(org))?,
            None => ctx.authorize(Action::PlanRead, On::District)?,
        };
        let mut conn = self.db.reader().await?;
        let condition = if org.is_some() { "and c.org = $2" } else { "" };
        let query = format!(
            "select c.id, c.org, c.channel, c.about, coalesce(a.login, c.chased_by), c.chased_at
             from chase c left join account a on a.id = c.chased_by
             where c.plan = $1 {condition} order by c.chased_at desc, c.id desc limit 1000"
        );
        let mut query = Query::new(&query).text(plan);
        if let Some(org) = org {
            query = query.text(org);
        }
        let chase = |row: &sqlx::any::AnyRow| Chase {
            id: text(row, 0),
            org: text(row, 1),
            channel: text(row, 2),
            about: text(row, 3),
            chased_by: text(row, 4),
            chased_at: text(row, 5),
        };
        Ok(query.all(&mut conn).await?.iter().map(chase).collect())
    }
}
