//! Users: who they are, what they are, which orgs are theirs.

use domain::access::{Action, Role};
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, text};
use crate::engine::Engine;
use crate::journal::{Act, Algorithm, Entry, digest};
use crate::private::{self, Private};
use crate::random;
use crate::refused::{Refused, Wrong};

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// Yes.
    Active,
    /// No, and open sessions have ended.
    Suspended,
}

impl UserState {
    const TABLE: [(&str, Self); 2] = [("active", Self::Active), ("suspended", Self::Suspended)];
}

/// `user.added`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Added {
    user: String,
    login: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Private>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<Private>,
    role: String,
    orgs: Vec<String>,
}

/// `user.changed`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Changed {
    user: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Private>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<Private>,
    role: String,
    orgs: Vec<String>,
    state: UserState,
    why: String,
}

/// `user.password_set`: that it was set; the digest proves which hash it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordSet {
    user: String,
    digest: String,
}

impl PasswordSet {
    /// That a user has a password with this digest.
    pub(crate) fn of(user: &str, digest: String) -> Self {
        Self { user: user.to_owned(), digest }
    }
}

/// A user as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The account's id.
    pub id: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name; blank if it was erased.
    pub name: String,
    /// Where reminders are sent; blank for nowhere.
    pub mail: String,
    /// What the user is.
    pub role: Role,
    /// The keys of the user's orgs.
    pub orgs: Vec<String>,
    /// Whether the user may sign in.
    pub state: UserState,
    /// When the account was added.
    pub added_at: String,
    /// Whether a password was set.
    pub has_password: bool,
}

/// What a new account needs, or what an account is changed to.
#[derive(Debug, Clone, Default)]
pub struct UserForm {
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Where reminders are sent; blank for nowhere.
    pub mail: String,
    /// What the user is.
    pub role: Option<Role>,
    /// The keys of the user's orgs.
    pub orgs: Vec<String>,
}

impl UserForm {
    /// The role, where everything is in order; `known` are the keys of the orgs.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, known: &[String]) -> Result<Role, Refused> {
        let mut wrong = Vec::new();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !(2..=40).contains(&self.login.chars().count()) || !self.login.chars().all(plain) {
            wrong.push(Wrong::new(
                "login",
                "登录名 2 到 40 个字，只用字母、汉字、数字和 - _ .",
                "a login has 2 to 40 letters, digits and - _ .",
            ));
        }
        if self.name.chars().count() > 40 {
            wrong.push(Wrong::new("name", "姓名最多 40 个字", "a name has at most 40 characters"));
        }
        if !self.mail.is_empty() && self.mail.parse::<lettre::Address>().is_err() {
            wrong.push(Wrong::new("mail", "这不是邮箱地址", "this is no mail address"));
        }
        let strange: Vec<&str> =
            self.orgs.iter().filter(|org| !known.contains(org)).map(String::as_str).collect();
        if !strange.is_empty() {
            let strange = strange.join("、");
            wrong.push(Wrong::new(
                "orgs",
                format!("没有单位 {strange}"),
                format!("there is no org {strange}"),
            ));
        }
        match self.role {
            None => wrong.push(Wrong::new("role", "请选择角色", "choose a role")),
            // The first office user imports the plan that names the orgs.
            Some(role) if role.has_orgs() && role != Role::Office && self.orgs.is_empty() => {
                wrong.push(Wrong::new("orgs", "这个角色要有单位", "this role needs an org"));
            }
            Some(role) if !role.has_orgs() && !self.orgs.is_empty() => wrong.push(Wrong::new(
                "orgs",
                "这个角色不属于任何单位",
                "this role belongs to no org",
            )),
            Some(_) => {}
        }
        match self.role {
            Some(role) if wrong.is_empty() => Ok(role),
            _ => Err(Refused::Wrong(wrong)),
        }
    }
}

pub(crate) async fn apply_added(
    conn: &mut Conn,
    entry: &Entry,
    act: &Added,
) -> Result<(), DbError> {
    Query::new(
        "insert into account (id, login, name, mail, role, orgs, state, added_at)
         values ($1, $2, $3, $4, $5, $6, 'active', $7)",
    )
    .text(&act.user)
    .text(&act.login)
    .text(act.name.as_ref().map_or("", |name| &name.id))
    .text(act.mail.as_ref().map_or("", |mail| &mail.id))
    .text(&act.role)
    .text(&list(&act.orgs))
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

pub(crate) async fn apply_changed(
    conn: &mut Conn,
    _: &Entry,
    act: &Changed,
) -> Result<(), DbError> {
    Query::new("update account set role = $1, orgs = $2, state = $3 where id = $4")
        .text(&act.role)
        .text(&list(&act.orgs))
        .text(domain::record::word_of(&UserState::TABLE, act.state))
        .text(&act.user)
        .run(conn)
        .await?;
    for (text, private) in [
        ("update account set name = $1 where id = $2", &act.name),
        ("update account set mail = $1 where id = $2", &act.mail),
    ] {
        if let Some(private) = private {
            Query::new(text).text(&private.id).text(&act.user).run(conn).await?;
        }
    }
    Ok(())
}

/// The secret itself lies outside of what the journal makes.
pub(crate) async fn apply_password_set(
    _: &mut Conn,
    _: &Entry,
    _: &PasswordSet,
) -> Result<(), DbError> {
    Ok(())
}

fn list(orgs: &[String]) -> String {
    serde_json::to_string(orgs).unwrap_or_default()
}

const SELECT: &str = "select a.id, a.login, coalesce(p.text, ''), a.role, a.orgs, a.state,
    a.added_at, case when c.account is null then '0' else '1' end, coalesce(m.text, '')
    from account a left join private p on p.id = a.name left join private m on m.id = a.mail
    left join credential c on c.account = a.id";

fn user(row: &sqlx::any::AnyRow) -> User {
    let state = text(row, 5);
    let state = UserState::TABLE.iter().find(|(word, _)| *word == state);
    User {
        id: text(row, 0),
        login: text(row, 1),
        name: text(row, 2),
        role: Role::of(&text(row, 3)).unwrap_or(Role::Leader),
        orgs: serde_json::from_str(&text(row, 4)).unwrap_or_default(),
        state: state.map_or(UserState::Suspended, |(_, state)| *state),
        added_at: text(row, 6),
        has_password: text(row, 7) == "1",
        mail: text(row, 8),
    }
}

impl Engine {
    /// All users in the order of their logins.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn user_list(&self, ctx: &Context) -> Result<Vec<User>, Refused> {
        ctx.authorize(Action::UserEdit, On::District)?;
        let mut conn = self.db.reader().await?;
        let rows = Query::new(&format!("{SELECT} order by a.login")).all(&mut conn).await?;
        Ok(rows.iter().map(user).collect())
    }

    /// A user.
    ///
    /// # Errors
    /// Not permitted, or there is none.
    pub async fn user_fetch(&self, ctx: &Context, id: &str) -> Result<User, Refused> {
        ctx.authorize(Action::UserEdit, On::District)?;
        let mut conn = self.db.reader().await?;
        user_by(&mut conn, "a.id", id).await?.ok_or(Refused::Hidden)
    }

    /// Adds a user, who sets a password by the one-time link that this returns.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, or the login is taken.
    pub async fn user_add(&self, ctx: &Context, form: &UserForm) -> Result<String, Refused> {
        let permit = ctx.authorize(Action::UserEdit, On::District)?;
        let role = form.check(&self.org_keys().await?)?;
        let id = random::id();
        let own = id.clone();
        self.write(ctx, permit, async move |conn| {
            if user_by(conn, "lower(a.login)", &form.login.to_lowercase()).await?.is_some() {
                return Err(Refused::field("login", "这个登录名已有人用", "this login is taken"));
            }
            let added = Added {
                user: own.clone(),
                login: form.login.clone(),
                name: private::keep(conn, &form.name).await?,
                mail: private::keep(conn, form.mail.trim()).await?,
                role: role.word().to_owned(),
                orgs: form.orgs.clone(),
            };
            Ok(vec![(format!("user/{own}"), Act::UserAdded(added))])
        })
        .await?;
        self.link_make(ctx, &id).await
    }

    /// Changes a user's role, orgs and state; a suspended user's sessions end.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, or it would leave no administrator.
    pub async fn user_change(
        &self,
        ctx: &Context,
        id: &str,
        form: &UserForm,
        state: UserState,
        why: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::UserEdit, On::District)?;
        if why.trim().is_empty() {
            return Err(Refused::field("why", "请写理由", "say why"));
        }
        let before = self.user_fetch(ctx, id).await?;
        let form = UserForm { login: before.login.clone(), ..form.clone() };
        let role = form.check(&self.org_keys().await?)?;
        let stays = role == Role::Administrator && state == UserState::Active;
        self.write(ctx, permit, async move |conn| {
            if before.role == Role::Administrator && !stays && administrators(conn).await? < 2 {
                return Err(Refused::unfit(
                    "这是最后一个系统管理员，不能停用或改作他用",
                    "this is the last administrator and has to stay one",
                ));
            }
            let renamed = form.name != before.name;
            let name = if renamed { private::keep(conn, &form.name).await? } else { None };
            // What a person was called before is not kept.
            for (column, is_other) in [("name", renamed), ("mail", form.mail != before.mail)] {
                if is_other {
                    forget(conn, id, column).await?;
                }
            }
            let moved = form.mail != before.mail;
            let mail = if moved { private::keep(conn, form.mail.trim()).await? } else { None };
            let changed = Changed {
                user: id.to_owned(),
                name,
                mail,
                role: role.word().to_owned(),
                orgs: form.orgs.clone(),
                state,
                why: why.to_owned(),
            };
            Ok(vec![(format!("user/{id}"), Act::UserChanged(changed))])
        })
        .await?;
        self.sessions_forget(id).await
    }

    /// Hands the orgs of one user over to another.
    ///
    /// # Errors
    /// Not permitted, or one of the two cannot have them.
    pub async fn user_hand_over(
        &self,
        ctx: &Context,
        from: &str,
        to: &str,
        why: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::UserEdit, On::District)?;
        let (left, right) = (self.user_fetch(ctx, from).await?, self.user_fetch(ctx, to).await?);
        if why.trim().is_empty() {
            return Err(Refused::field("why", "请写理由", "say why"));
        }
        if left.orgs.is_empty() || from == to || right.state != UserState::Active {
            return Err(Refused::field(
                "to",
                "请选另一个在用的账户；移交人名下要有单位",
                "choose another active user; the first must have an org",
            ));
        }
        if !right.role.has_orgs() {
            return Err(Refused::field(
                "to",
                "这个角色不能接单位的职责",
                "a user of this role cannot take an org's duties",
            ));
        }
        let mut orgs = right.orgs.clone();
        orgs.extend(left.orgs.iter().filter(|org| !right.orgs.contains(org)).cloned());
        let change = |user: &User, orgs: Vec<String>, state| Changed {
            user: user.id.clone(),
            name: None,
            mail: None,
            role: user.role.word().to_owned(),
            orgs,
            state,
            why: why.to_owned(),
        };
        let acts = vec![
            (format!("user/{to}"), Act::UserChanged(change(&right, orgs, UserState::Active))),
            (
                format!("user/{from}"),
                Act::UserChanged(change(&left, Vec::new(), UserState::Suspended)),
            ),
        ];
        self.write(ctx, permit, async move |_| Ok(acts)).await?;
        self.sessions_forget(from).await?;
        self.sessions_forget(to).await
    }

    /// A new one-time link for a user; older ones do not work any more.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn user_link(&self, ctx: &Context, id: &str) -> Result<String, Refused> {
        ctx.authorize(Action::UserEdit, On::District)?;
        self.user_fetch(ctx, id).await?;
        self.link_make(ctx, id).await
    }

    /// Erases a user's name and mail address; the journal keeps the digests.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn user_erase_name(&self, ctx: &Context, id: &str) -> Result<(), Refused> {
        ctx.authorize(Action::UserEdit, On::District)?;
        self.aside(async move |conn| {
            forget(conn, id, "name").await?;
            forget(conn, id, "mail").await
        })
        .await?;
        self.world.memory.forget();
        Ok(())
    }
}

/// Erases what an account has in a column of private things.
async fn forget(conn: &mut Conn, user: &str, column: &str) -> Result<(), Refused> {
    let query = format!("select {column} from account where id = $1");
    let row = Query::new(&query).text(user).maybe(conn).await?;
    let own = row.map(|row| text(&row, 0)).ok_or(Refused::Hidden)?;
    Ok(private::erase(conn, &own).await?)
}

pub(crate) async fn user_by(
    conn: &mut Conn,
    column: &str,
    own: &str,
) -> Result<Option<User>, DbError> {
    let query = format!("{SELECT} where {column} = $1");
    Ok(Query::new(&query).text(own).maybe(conn).await?.as_ref().map(user))
}

async fn administrators(conn: &mut Conn) -> Result<i64, DbError> {
    let row = Query::new(
        "select count(*) from account where role = 'administrator' and state = 'active'",
    )
    .one(conn)
    .await?;
    Ok(crate::db::int(&row, 0))
}

/// What the database keeps of a token.
pub(crate) fn token_digest(token: &str) -> String {
    digest(Algorithm::Sha256, token.as_bytes())
}
