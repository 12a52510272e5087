//! Sessions: signing in, staying signed in, signing out. Tokens are kept as digests only.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Lang;
use domain::access::Action;

use crate::context::{Context, On, Who};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::instant::Instant;
use crate::refused::Refused;
use crate::user::{User, UserState, token_digest, user_by};
use crate::{random, user};

/// A session that nothing was asked in for so long has ended.
pub(crate) const IDLE_SECONDS: i64 = 60 * 60;
/// No session lasts longer.
pub(crate) const LASTS_SECONDS: i64 = 12 * 60 * 60;
/// How often the table is told that a session is used.
const SEEN_SECONDS: i64 = 60;

/// Of so many sessions it is remembered why they ended.
const ENDED_KEPT: usize = 1_000;

/// So much of a browser's name is kept.
const AGENT_MAX: usize = 200;

/// So many failures are free; then each has to wait longer.
const FREE_FAILURES: i64 = 5;
/// How long failures are remembered.
const FAILURE_SECONDS: i64 = 15 * 60;

/// Why somebody is not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// There was no session.
    Never,
    /// It was ended: from elsewhere, or because the rights of its user changed.
    Closed,
    /// Nothing was asked for too long, or it had lasted long enough.
    Expired,
    /// It turned up in another browser.
    Elsewhere,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id: the digest of its token.
    pub id: String,
    /// When it was opened.
    pub opened_at: String,
    /// When it was used last.
    pub seen_at: String,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// It is the one that asks.
    pub is_own: bool,
}

/// What is known of a session between requests.
#[derive(Debug, Clone)]
struct Known {
    who: Arc<Who>,
    agent: String,
    lang: Lang,
    opened_at: Instant,
    seen_at: Instant,
    told_at: Instant,
}

impl Known {
    /// Why the session is over when it is used now by this browser; none where it goes on.
    fn over(&self, now: Instant, agent: &str) -> Option<Ended> {
        if self.agent != agent.chars().take(AGENT_MAX).collect::<String>() {
            return Some(Ended::Elsewhere);
        }
        let is_late = now.seconds_since(self.seen_at) > IDLE_SECONDS
            || now.seconds_since(self.opened_at) > LASTS_SECONDS;
        is_late.then_some(Ended::Expired)
    }
}

/// Sessions that were used since the program began; the table has all.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    known: Mutex<HashMap<String, Known>>,
    /// Sessions that ended by themselves, and why, for whoever comes with one of them next.
    ended: Mutex<VecDeque<(String, Ended)>>,
    /// How often sessions were ended: what was read before is not remembered after.
    endings: AtomicU64,
}

impl Sessions {
    /// Reads sessions from the table again.
    pub(crate) fn forget(&self) {
        self.end(HashMap::clear);
    }

    /// Remembers for a while why a session ended.
    fn note(&self, id: &str, why: Ended) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.truncate(ENDED_KEPT - 1);
        ended.push_front((id.to_owned(), why));
    }

    /// Why a session that is not there any more ended.
    fn why(&self, id: &str) -> Ended {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.iter().find(|(own, _)| own == id).map_or(Ended::Closed, |(_, why)| *why)
    }

    /// Ends sessions.
    fn end<T>(&self, work: impl FnOnce(&mut HashMap<String, Known>) -> T) -> T {
        self.with(|known| {
            self.endings.fetch_add(1, Ordering::AcqRel);
            work(known)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Known>) -> T) -> T {
        work(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who asks and in which language, as a session's token says.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session's id.
    pub session: String,
    /// Who.
    pub who: Arc<Who>,
    /// The language of the last page.
    pub lang: Lang,
}

/// A token for a purpose that only whoever has the session can know.
pub fn token_of(session: &str, purpose: &str) -> String {
    token_digest(&format!("{purpose} {session}"))
}

impl Engine {
    /// Signs in; the token of the new session.
    ///
    /// # Errors
    /// Login and password do not fit, or too many did not.
    pub async fn sign_in(
        &self,
        ctx: &Context,
        login: &str,
        password: &str,
        from: (&str, &str),
    ) -> Result<String, Refused> {
        // Sessions live in real time also where the district's clock stands still.
        let now = crate::instant::Clock::Real.now();
        let names = [format!("login:{login}"), format!("address:{}", from.0)];
        for name in &names {
            self.throttle(name, now).await?;
        }
        let mut conn = self.db.reader().await?;
        let found = user_by(&mut conn, "a.login", login).await?;
        drop(conn);
        let id = found.as_ref().map_or("", |user| user.id.as_str());
        let fits = self.password_matches(id, password).await?;
        match found {
            Some(user) if fits && user.state == UserState::Active => {
                self.failures_forget(&names[0]).await?;
                self.session_open(&user, ctx.lang, from).await
            }
            _ => {
                for name in &names {
                    self.failure_note(name, now).await?;
                }
                Err(Refused::field("password", "登录名或密码不对", "login and password do not fit"))
            }
        }
    }

    /// Signs in by a one-time link without a password; for a demonstration.
    ///
    /// # Errors
    /// The link is no good any more.
    pub async fn sign_in_once(
        &self,
        ctx: &Context,
        token: &str,
        from: (&str, &str),
    ) -> Result<String, Refused> {
        let user = self.link_use(ctx, token).await?;
        if user.state != UserState::Active {
            return Err(Refused::Hidden);
        }
        self.session_open(&user, ctx.lang, from).await
    }

    async fn session_open(
        &self,
        user: &User,
        lang: Lang,
        (address, agent): (&str, &str),
    ) -> Result<String, Refused> {
        let now = crate::instant::Clock::Real.now();
        let token = random::token();
        let id = token_digest(&token);
        let agent: String = agent.chars().take(AGENT_MAX).collect();
        self.aside(async |conn| {
            Query::new(
                "insert into session (id, account, lang, opened_at, seen_at, address, agent)
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .text(&id)
            .text(&user.id)
            .text(word(lang))
            .text(&now.to_string())
            .text(&now.to_string())
            .text(address)
            .text(&agent)
            .run(conn)
            .await?;
            Ok(())
        })
        .await?;
        Ok(token)
    }

    /// Who a token belongs to, if its session has not ended. A token that turns up in another
    /// browser was taken from somebody, and its session ends.
    ///
    /// # Errors
    /// It has.
    pub async fn session_of(&self, token: &str, agent: &str) -> Result<SignedIn, Refused> {
        let now = crate::instant::Clock::Real.now();
        let id = token_digest(token);
        let endings = self.sessions.endings.load(Ordering::Acquire);
        let known = self.sessions.with(|known| known.get(&id).cloned());
        let mut known = match known {
            Some(known) => known,
            None => {
                let read = self.session_read(&id).await?;
                read.ok_or_else(|| Refused::SignedOut(self.sessions.why(&id)))?
            }
        };
        if let Some(why) = known.over(now, agent) {
            self.sessions.note(&id, why);
            self.session_end(&id).await?;
            return Err(Refused::SignedOut(why));
        }
        known.seen_at = now;
        let (who, lang) = (known.who.clone(), known.lang);
        let tell = now.seconds_since(known.told_at) > SEEN_SECONDS;
        if tell {
            known.told_at = now;
        }
        self.sessions.with(|all| {
            if self.sessions.endings.load(Ordering::Acquire) == endings {
                all.insert(id.clone(), known);
            }
        });
        if tell {
            self.aside(async |conn| {
                Query::new("update session set seen_at = $1 where id = $2")
                    .text(&now.to_string())
                    .text(&id)
                    .run(conn)
                    .await?;
                Ok(())
            })
            .await?;
        }
        Ok(SignedIn { session: id, who, lang })
    }

    async fn session_read(&self, id: &str) -> Result<Option<Known>, Refused> {
        let mut conn = self.db.reader().await?;
        let row = Query::new(
            "select account, lang, opened_at, seen_at, agent from session where id = $1",
        )
        .text(id)
        .maybe(&mut conn)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let user = user_by(&mut conn, "a.id", &text(&row, 0)).await?;
        let Some(user) = user.filter(|user| user.state == UserState::Active) else {
            return Ok(None);
        };
        let instant = |index| text(&row, index).parse::<Instant>();
        let (Ok(opened_at), Ok(seen_at)) = (instant(2), instant(3)) else { return Ok(None) };
        let lang = if text(&row, 1) == "en" { Lang::En } else { Lang::Zh };
        let user::User { id, login, role, orgs, .. } = user;
        let who = Arc::new(Who { id, login, role, orgs });
        let agent = text(&row, 4);
        Ok(Some(Known { who, agent, lang, opened_at, seen_at, told_at: seen_at }))
    }

    /// Keeps the language of a session.
    ///
    /// # Errors
    /// The table cannot be written.
    pub async fn session_speak(&self, session: &str, lang: Lang) -> Result<(), Refused> {
        self.sessions.with(|all| {
            if let Some(known) = all.get_mut(session) {
                known.lang = lang;
            }
        });
        self.aside(async move |conn| {
            Query::new("update session set lang = $1 where id = $2")
                .text(word(lang))
                .text(session)
                .run(conn)
                .await?;
            Ok(())
        })
        .await
    }

    /// One's own sessions, the latest first.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub async fn session_list(&self, ctx: &Context, own: &str) -> Result<Vec<Session>, Refused> {
        ctx.authorize(Action::AccountOwn, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select id, opened_at, seen_at, address, agent from session where account = $1
             order by seen_at desc",
        )
        .text(ctx.actor())
        .all(&mut conn)
        .await?;
        let session = |row: &sqlx::any::AnyRow| Session {
            id: text(row, 0),
            opened_at: text(row, 1),
            seen_at: text(row, 2),
            address: text(row, 3),
            agent: text(row, 4),
            is_own: text(row, 0) == own,
        };
        Ok(rows.iter().map(session).collect())
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// It is not one's own.
    pub async fn session_revoke(&self, ctx: &Context, id: &str) -> Result<(), Refused> {
        ctx.authorize(Action::AccountOwn, On::District)?;
        let own = self.session_list(ctx, "").await?;
        if own.iter().all(|session| session.id != id) {
            return Err(Refused::Hidden);
        }
        self.session_end(id).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The table cannot be written.
    pub async fn session_end(&self, id: &str) -> Result<(), Refused> {
        self.sessions.end(|all| all.remove(id));
        self.aside(async move |conn| {
            Query::new("delete from session where id = $1").text(id).run(conn).await?;
            Ok(())
        })
        .await
    }

    /// Ends all sessions of a user whose rights have changed.
    pub(crate) async fn sessions_forget(&self, user: &str) -> Result<(), Refused> {
        self.sessions.end(|all| all.retain(|_, known| known.who.id != user));
        self.aside(async move |conn| {
            Query::new("delete from session where account = $1").text(user).run(conn).await?;
            Ok(())
        })
        .await
    }

    /// Refuses while too many failures are fresh; each more makes the wait twice as long.
    async fn throttle(&self, name: &str, now: Instant) -> Result<(), Refused> {
        let mut conn = self.db.reader().await?;
        let row = Query::new("select failures, last_at from throttle where name = $1")
            .text(name)
            .maybe(&mut conn)
            .await?;
        let Some(row) = row else { return Ok(()) };
        let (failures, last) = (crate::db::int(&row, 0), text(&row, 1).parse::<Instant>());
        let since = last.map_or(i64::MAX, |last| now.seconds_since(last));
        let over = u32::try_from((failures - FREE_FAILURES).clamp(0, 9)).unwrap_or(0);
        let wait = if failures < FREE_FAILURES { 0 } else { 2_i64.pow(over) * 2 };
        if since >= wait || since > FAILURE_SECONDS {
            return Ok(());
        }
        let left = wait - since;
        Err(Refused::TooMuch(domain::record::Said::both(
            format!("登录失败次数过多，请 {left} 秒后再试"),
            format!("too many failed attempts, try again in {left} seconds"),
        )))
    }

    async fn failure_note(&self, name: &str, now: Instant) -> Result<(), Refused> {
        self.aside(async move |conn| {
            let row = Query::new("select failures, last_at from throttle where name = $1")
                .text(name)
                .maybe(conn)
                .await?;
            let before = row.filter(|row| {
                let last = text(row, 1).parse::<Instant>();
                last.is_ok_and(|last| now.seconds_since(last) <= FAILURE_SECONDS)
            });
            let failures = before.map_or(0, |row| crate::db::int(&row, 0)) + 1;
            Query::new("delete from throttle where name = $1").text(name).run(conn).await?;
            Query::new("insert into throttle (name, failures, last_at) values ($1, $2, $3)")
                .text(name)
                .int(failures)
                .text(&now.to_string())
                .run(conn)
                .await?;
            Ok(())
        })
        .await
    }

    async fn failures_forget(&self, name: &str) -> Result<(), Refused> {
        self.aside(async move |conn| {
            Query::new("delete from throttle where name = $1").text(name).run(conn).await?;
            Ok(())
        })
        .await
    }
}

fn word(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_another_browser_by_idleness_and_by_age() {
        let start = Instant::start_of(jiff::civil::date(2025, 10, 20));
        let who = Who {
            id: String::new(),
            login: String::new(),
            role: domain::access::Role::Office,
            orgs: Vec::new(),
        };
        let known = |seen: i64| Known {
            who: Arc::new(who.clone()),
            agent: "own".to_owned(),
            lang: Lang::Zh,
            opened_at: start,
            seen_at: start.after_seconds(seen),
            told_at: start,
        };
        let at = |seconds| start.after_seconds(seconds);
        assert_eq!(known(0).over(at(IDLE_SECONDS), "own"), None);
        assert_eq!(known(0).over(at(1), "another"), Some(Ended::Elsewhere));
        assert_eq!(known(0).over(at(IDLE_SECONDS + 1), "own"), Some(Ended::Expired));
        let late = at(LASTS_SECONDS + 1);
        assert_eq!(known(LASTS_SECONDS).over(late, "own"), Some(Ended::Expired));
    }
}
