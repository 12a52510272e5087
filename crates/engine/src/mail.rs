//! Mail: reminders go into the outbox and from there, where a server is configured, by SMTP. What
//! cannot be sent is tried again, and stays visible when it was given up.

use std::path::Path;
use std::time::Duration;

use domain::access::{Action, Role};
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::context::{Context, On};
use crate::db::{Query, int, text};
use crate::engine::Engine;
use crate::random;
use crate::refused::Refused;

/// The file of the data directory that says how mail is sent.
const SETTINGS: &str = "mail.toml";
/// How often a mail is tried.
const TRIES_MAX: i64 = 5;
/// How many are sent together.
const TOGETHER: i64 = 20;
/// How long a server may take.
const SECONDS_MAX: u64 = 20;

/// How mail is sent: `url = "smtps://user:password@host"`, `from = "无废办 <office@…>"`.
struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A mail and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about.
    pub subject: String,
    /// When it was written.
    pub written_at: String,
    /// When it was sent; blank while it waits.
    pub sent_at: String,
    /// How often it was tried.
    pub tries: i64,
    /// Why it was not sent; blank for none.
    pub fault: String,
}

impl Post {
    /// The settings of a data directory; `None` where there are none.
    fn read(data: &Path) -> Result<Option<Self>, String> {
        let Ok(text) = std::fs::read_to_string(data.join(SETTINGS)) else { return Ok(None) };
        let table: toml::Table = text.parse().map_err(|_| "mail.toml is no TOML".to_owned())?;
        let field = |name: &str| {
            let own = table.get(name).and_then(toml::Value::as_str);
            own.ok_or_else(|| format!("mail.toml lacks `{name}`"))
        };
        let from =
            field("from")?.parse().map_err(|_| "mail.toml: `from` is no address".to_owned())?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(field("url")?)
            .map_err(|_| "mail.toml: `url` must be like smtps://user:password@host".to_owned())?
            .timeout(Some(Duration::from_secs(SECONDS_MAX)))
            .build();
        Ok(Some(Self { transport, from }))
    }

    async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), String> {
        let to: Mailbox = to.parse().map_err(|_| "no mail address".to_owned())?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())
            .map_err(|fault| fault.to_string())?;
        self.transport.send(message).await.map(|_| ()).map_err(|fault| fault.to_string())
    }
}

impl Engine {
    /// Whether mail can be sent, and if not, why not.
    ///
    /// # Errors
    /// The settings cannot be used.
    pub fn mail_ready(&self) -> Result<bool, String> {
        Post::read(&self.place().data).map(|post| post.is_some())
    }

    /// Reminds the users of an org by mail, and notes it; how many mails were written.
    ///
    /// # Errors
    /// Not permitted, mail is not configured, or the org has no user with an address.
    pub async fn mail_remind(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        subject: &str,
        about: &str,
    ) -> Result<usize, Refused> {
        ctx.authorize(Action::ChaseWrite, On::District)?;
        if !self.mail_ready().is_ok_and(|ready| ready) {
            return Err(Refused::unfit(
                "还没有配置邮件：请管理员在数据目录里写 mail.toml（见管理员手册）",
                "mail is not set up: the administrator writes mail.toml in the data directory",
            ));
        }
        let system = Context::system(ctx.now);
        let users = self.user_list(&system).await?;
        let addresses: Vec<String> = users
            .into_iter()
            .filter(|user| user.orgs.iter().any(|own| own == org) && !user.mail.is_empty())
            .filter(|user| matches!(user.role, Role::Bureau | Role::Street | Role::Office))
            .filter(|user| user.state == crate::user::UserState::Active)
            .map(|user| user.mail)
            .collect();
        if addresses.is_empty() {
            return Err(Refused::unfit(
                "这个单位的用户都没有邮箱地址，请管理员在用户页填写",
                "no user of this org has a mail address; the administrator enters them",
            ));
        }
        self.chase_log(ctx, (plan, org), "mail", about).await?;
        let count = addresses.len();
        self.aside(async move |conn| {
            for address in addresses {
                Query::new(
                    "insert into outbox (id, recipient, subject, text, written_at, sent_at, tries,
                     fault) values ($1, $2, $3, $4, $5, '', 0, '')",
                )
                .text(&random::id())
                .text(&address)
                .text(subject)
                .text(about)
                .text(&ctx.now.to_string())
                .run(conn)
                .await?;
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    /// The latest mails and what became of them.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn mail_list(&self, ctx: &Context) -> Result<Vec<Letter>, Refused> {
        ctx.authorize(Action::ChaseWrite, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select subject, written_at, sent_at, tries, fault from outbox
             order by written_at desc, id desc limit 100",
        )
        .all(&mut conn)
        .await?;
        let letter = |row: &sqlx::any::AnyRow| Letter {
            subject: text(row, 0),
            written_at: text(row, 1),
            sent_at: text(row, 2),
            tries: int(row, 3),
            fault: text(row, 4),
        };
        Ok(rows.iter().map(letter).collect())
    }

    /// Sends what waits in the outbox; how many were sent. Nobody is told twice: what was sent is
    /// noted before the next one is tried.
    ///
    /// # Errors
    /// The settings or the database refuse; a mail that fails is noted and no error.
    pub async fn mail_send(&self) -> Result<usize, Refused> {
        let post = Post::read(&self.place().data).map_err(Refused::Broken)?;
        let Some(post) = post else { return Ok(0) };
        let mut conn = self.db.reader().await?;
        let waiting = Query::new(
            "select id, recipient, subject, text from outbox
             where sent_at = '' and tries < $1 order by written_at, id limit $2",
        )
        .int(TRIES_MAX)
        .int(TOGETHER)
        .all(&mut conn)
        .await?;
        drop(conn);
        let mut sent = 0;
        for row in &waiting {
            let id = text(row, 0);
            let told = post.send(&text(row, 1), &text(row, 2), &text(row, 3)).await;
            let (sent_at, fault) = match told {
                Ok(()) => (self.clock().now().to_string(), String::new()),
                Err(fault) => (String::new(), fault),
            };
            sent += usize::from(!sent_at.is_empty());
            self.aside(async move |conn| {
                Query::new(
                    "update outbox set sent_at = $1, tries = tries + 1, fault = $2 where id = $3",
                )
                .text(&sent_at)
                .text(&fault)
                .text(&id)
                .run(conn)
                .await?;
                Ok(())
            })
            .await?;
        }
        Ok(sent)
    }
}
