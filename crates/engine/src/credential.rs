//! What proves who a user is: one-time links and passwords. The database has digests only.

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::journal::{Act, Algorithm, digest};
use crate::refused::Refused;
use crate::session::Ended;
use crate::user::{PasswordSet, User, token_digest, user_by};
use crate::{password, random};
use domain::access::Action;

/// How long a one-time link is good, in seconds.
const LINK_SECONDS: i64 = 3 * 24 * 3600;

impl Engine {
    /// The token of a fresh link. The database has its digest only.
    pub(crate) async fn link_make(&self, ctx: &Context, id: &str) -> Result<String, Refused> {
        let token = random::token();
        let (digest, until) = (token_digest(&token), ctx.now.after_seconds(LINK_SECONDS));
        self.aside(async move |conn| {
            Query::new("delete from onetime where account = $1").text(id).run(conn).await?;
            Query::new(
                "insert into onetime (id, account, expires_at, used_at) values ($1, $2, $3, '')",
            )
            .text(&digest)
            .text(id)
            .text(&until.to_string())
            .run(conn)
            .await?;
            Ok(())
        })
        .await?;
        Ok(token)
    }

    /// The account that a link is for, if it is still good.
    ///
    /// # Errors
    /// It is not.
    pub async fn link_user(&self, ctx: &Context, token: &str) -> Result<User, Refused> {
        let mut conn = self.db.reader().await?;
        let row = Query::new(
            "select account from onetime where id = $1 and used_at = '' and expires_at > $2",
        )
        .text(&token_digest(token))
        .text(&ctx.now.to_string())
        .maybe(&mut conn)
        .await?;
        let id = row.map(|row| text(&row, 0)).ok_or(Refused::Hidden)?;
        user_by(&mut conn, "a.id", &id).await?.ok_or(Refused::Hidden)
    }

    /// Uses a link up.
    pub(crate) async fn link_use(&self, ctx: &Context, token: &str) -> Result<User, Refused> {
        let user = self.link_user(ctx, token).await?;
        let used = self
            .aside(async move |conn| {
                Ok(Query::new("update onetime set used_at = $1 where id = $2 and used_at = ''")
                    .text(&ctx.now.to_string())
                    .text(&token_digest(token))
                    .run(conn)
                    .await?)
            })
            .await?;
        if used == 1 { Ok(user) } else { Err(Refused::Hidden) }
    }

    /// Sets the password of the account that a link is for, and uses the link up.
    ///
    /// # Errors
    /// The link is no good any more, or the password will not do.
    pub async fn password_set(
        &self,
        ctx: &Context,
        token: &str,
        password: &str,
    ) -> Result<User, Refused> {
        let user = self.link_user(ctx, token).await?;
        password::check(password, &user.login)?;
        self.link_use(ctx, token).await?;
        self.password_keep(ctx, &user.id, password).await?;
        Ok(user)
    }

    /// Changes one's own password.
    ///
    /// # Errors
    /// The old one is not right, or the new one will not do.
    pub async fn password_change(
        &self,
        ctx: &Context,
        old: &str,
        new: &str,
    ) -> Result<(), Refused> {
        ctx.authorize(Action::AccountOwn, On::District)?;
        let who = ctx.who.clone().ok_or(Refused::SignedOut(Ended::Never))?;
        let ctx_system = Context::system(ctx.now);
        // Who came in by a link and has no password yet sets the first one.
        let has_one = self.user_fetch(&ctx_system, &who.id).await?.has_password;
        if has_one && !self.password_matches(&who.id, old).await? {
            return Err(Refused::field(
                "old",
                "现在的密码不对",
                "this is not the present password",
            ));
        }
        password::check(new, &who.login)?;
        self.password_keep(ctx, &who.id, new).await
    }

    async fn password_keep(&self, ctx: &Context, id: &str, password: &str) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::AccountOwn, On::District)?;
        let password = password.to_owned();
        let hash = tokio::task::spawn_blocking(move || password::hash(&password))
            .await
            .map_err(|fault| Refused::Broken(fault.to_string()))?;
        self.write(ctx, permit, async move |conn| {
            Query::new("delete from credential where account = $1").text(id).run(conn).await?;
            Query::new("insert into credential (account, hash, set_at) values ($1, $2, $3)")
                .text(id)
                .text(&hash)
                .text(&ctx.now.to_string())
                .run(conn)
                .await?;
            let digest = digest(Algorithm::Sha256, hash.as_bytes());
            let set = PasswordSet::of(id, digest);
            Ok(vec![(format!("user/{id}"), Act::UserPasswordSet(set))])
        })
        .await?;
        self.sessions_forget(id).await
    }

    /// Whether this is the account's password. An account without one takes as long to say no.
    pub(crate) async fn password_matches(&self, id: &str, password: &str) -> Result<bool, Refused> {
        let mut conn = self.db.reader().await?;
        let row = Query::new("select hash from credential where account = $1")
            .text(id)
            .maybe(&mut conn)
            .await?;
        drop(conn);
        let (hash, password) = (row.map(|row| text(&row, 0)), password.to_owned());
        tokio::task::spawn_blocking(move || match hash {
            Some(hash) => password::matches(&password, &hash),
            None => {
                password::hash(&password);
                false
            }
        })
        .await
        .map_err(|fault| Refused::Broken(fault.to_string()))
    }
}
