//! Users: who may sign in, what each is, whose duties each has.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::access::Role;
use domain::{Lang, Say, tell};
use engine::{Refused, User, UserForm, UserState};
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{self, Answer, with_status};
use crate::desk::{Desk, header_text};
use crate::frame::plain;
use crate::list::{Column, Filter, List, Listed, blank};
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::proof::when;

const HERE: &str = "/users";

/// Keys and names of orgs.
type Orgs = [(String, String)];

fn state(own: UserState, lang: Lang) -> String {
    match own {
        UserState::Active => tell!(lang, "在用", "active"),
        UserState::Suspended => tell!(lang, "停用", "suspended"),
    }
}

fn roles(lang: Lang) -> Vec<(String, String)> {
    let choice = tell!(lang, "请选择", "choose");
    let all = Role::TABLE.iter().map(|(word, role)| ((*word).to_owned(), role.say(lang)));
    std::iter::once((String::new(), choice)).chain(all).collect()
}

fn names(orgs: &Orgs, keys: &[String]) -> String {
    let name = |key: &String| {
        orgs.iter().find(|(own, _)| own == key).map_or(key.clone(), |(_, name)| name.clone())
    };
    keys.iter().map(name).collect::<Vec<_>>().join("、")
}

async fn orgs(desk: &Desk) -> Result<Vec<(String, String)>, Answer> {
    desk.engine().org_choices(&desk.ctx).await.map_err(|refused| desk.refuse(refused))
}

async fn all(desk: &Desk) -> Result<Vec<User>, Answer> {
    desk.engine().user_list(&desk.ctx).await.map_err(|refused| desk.refuse(refused))
}

/// What the forms of a user hold.
#[derive(Debug, Clone, Default)]
struct Typed {
    login: String,
    name: String,
    mail: String,
    role: String,
    orgs: Vec<String>,
    state: String,
    why: String,
}

impl Typed {
    fn of(user: &User) -> Self {
        let state = if user.state == UserState::Active { "active" } else { "suspended" };
        Self {
            login: user.login.clone(),
            name: user.name.clone(),
            mail: user.mail.clone(),
            role: user.role.word().to_owned(),
            orgs: user.orgs.clone(),
            state: state.to_owned(),
            why: String::new(),
        }
    }

    fn posted(posted: &Posted) -> Self {
        let get = |name: &str| posted.get(name).trim().to_owned();
        Self {
            login: get("login"),
            name: get("name"),
            mail: get("mail"),
            role: get("role"),
            orgs: posted.all("orgs").map(str::to_owned).collect(),
            state: get("state"),
            why: get("why"),
        }
    }

    fn form(&self) -> UserForm {
        UserForm {
            login: self.login.clone(),
            name: self.name.clone(),
            mail: self.mail.clone(),
            role: Role::of(&self.role),
            orgs: self.orgs.clone(),
        }
    }
}

/// `/users`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    page(&desk, &Typed::default(), (StatusCode::OK, &[])).await
}

async fn page(
    desk: &Desk,
    typed: &Typed,
    (status, faults): (StatusCode, &Faults),
) -> Result<Response, Answer> {
    let lang = desk.lang;
    let (users, orgs) = (all(desk).await?, orgs(desk).await?);
    let active = users.iter().filter(|user| user.state == UserState::Active).count();
    let open =
        users.iter().filter(|user| user.state == UserState::Active && !user.has_password).count();
    let title = tell!(lang, "用户", "Users");
    let count = users.len();
    let table = match list(desk, &orgs).answer(desk, users) {
        Listed::File(response) => return Ok(response),
        Listed::Page(table) => table,
    };
    let body = html! {
        div.head { div {
            h1 { (title) }
            p.lead { (tell!(lang, "{count} 个账户，{active} 个在用，其中 {open} 个还没有设密码。", "Accounts: {count}; active: {active}; without a password yet: {open}.")) }
        } }
        (link_once(desk))
        (table)
        section.sheet #add {
            header { h2 { (tell!(lang, "新增用户", "Add a user")) } span.small { (tell!(lang, "密码由本人用一次性链接自己设", "users set their own password by a one-time link")) } }
            (form::trouble(faults, lang))
            form.stack method="post" action="/users#add" {
                (form::seal(desk))
                (inputs(typed, &orgs, true, faults, lang))
                p.actions { button.btn.go type="submit" { (tell!(lang, "新增并生成链接", "Add and make a link")) } }
            }
        }
    };
    Ok(with_status(status, plain(desk, &title, body)))
}

fn list<'a>(desk: &'a Desk, orgs: &'a Orgs) -> List<'a, User> {
    let lang = desk.lang;
    let columns = vec![
        Column::new("login", tell!(lang, "登录名", "login"), |own: &User| own.login.clone())
            .title()
            .cell(|own| {
                html! {
                    a href=(format!("/users/{}", own.id)) { (own.login) }
                }
            }),
        Column::new("name", tell!(lang, "姓名", "name"), |own: &User| own.name.clone())
            .cell(|own| html! { span lang="zh" { (blank(own.name.clone())) } }),
        Column::new("role", tell!(lang, "角色", "role"), move |own: &User| own.role.say(lang)),
        Column::new("orgs", tell!(lang, "单位", "orgs"), |own: &User| names(orgs, &own.orgs))
            .cell(|own| html! { span lang="zh" { (blank(names(orgs, &own.orgs))) } }),
        Column::new("state", tell!(lang, "状态", "state"), move |own: &User| {
            state(own.state, lang)
        }),
        Column::new("password", tell!(lang, "密码", "password"), move |own: &User| {
            if own.has_password {
                tell!(lang, "已设", "set")
            } else {
                tell!(lang, "未设", "not set")
            }
        }),
        Column::new("added", tell!(lang, "建立", "added"), |own: &User| when(&own.added_at)),
    ];
    let used: Vec<(String, String)> = orgs.to_vec();
    List {
        name: tell!(lang, "用户", "users"),
        columns,
        filters: vec![
            Filter {
                id: "role",
                label: tell!(lang, "角色", "role"),
                options: roles(lang).split_off(1),
                keeps: Box::new(|own: &User, word| own.role.word() == word),
            },
            Filter {
                id: "org",
                label: tell!(lang, "单位", "org"),
                options: used,
                keeps: Box::new(|own: &User, word| own.orgs.iter().any(|org| org == word)),
            },
            Filter {
                id: "state",
                label: tell!(lang, "状态", "state"),
                options: [UserState::Active, UserState::Suspended]
                    .map(|own| {
                        (
                            if own == UserState::Active { "active" } else { "suspended" }
                                .to_owned(),
                            state(own, lang),
                        )
                    })
                    .to_vec(),
                keeps: Box::new(|own: &User, word| {
                    (own.state == UserState::Active) == (word == "active")
                }),
            },
        ],
        more_text: None,
        empty: tell!(
            lang,
            "没有符合条件的用户；请放宽筛选，或在下面新增。",
            "No user fits; loosen the filter, or add one below."
        ),
    }
}

/// The fields of an account.
fn inputs(typed: &Typed, orgs: &Orgs, is_new: bool, faults: &Faults, lang: Lang) -> Markup {
    html! {
        div.fields {
            @if is_new { (form::line("login", &tell!(lang, "登录名", "login"), &typed.login, faults)) }
            (form::line("name", &tell!(lang, "姓名（可不填，可抹去）", "name (may stay blank, can be erased)"), &typed.name, faults))
            (form::line("mail", &tell!(lang, "邮箱（催办邮件发到这里，可不填）", "mail (for reminders, may stay blank)"), &typed.mail, faults))
            (form::choice("role", &tell!(lang, "角色", "role"), &roles(lang), &typed.role, faults))
        }
        (form::field("orgs", &tell!(lang, "单位（无废办、部门、街道要选，可多选）", "orgs (of office, bureau and street users; several can be chosen)"), faults, html! {
            @if orgs.is_empty() {
                p.small { (tell!(lang, "还没有单位名单：由无废办导入方案并填写单位后再选。", "There are no orgs yet: the office imports a plan and adds them.")) }
            } @else {
                div.choices id=(form::id("orgs")) role="group" {
                    @for (key, name) in orgs {
                        label { input type="checkbox" name="orgs" value=(key) checked[typed.orgs.contains(key)]; " " span lang="zh" { (name) } }
                    }
                }
            }
        }))
    }
}

/// The note under which a session keeps a link that is shown once.
fn link_note(desk: &Desk) -> String {
    format!("{} link", desk.session)
}

/// Keeps a link for the next page.
fn keep_link(desk: &Desk, headers: &HeaderMap, token: &str) {
    let host = header_text(headers, header::HOST.as_str());
    let scheme = if desk.house.settings.https { "https" } else { "http" };
    desk.house.note(&link_note(desk), format!("{scheme}://{host}/login/once?token={token}"));
}

/// The link that was just made, this once.
fn link_once(desk: &Desk) -> Markup {
    let lang = desk.lang;
    html! {
        @if let Some(link) = desk.house.note_take(&link_note(desk)) {
            section.sheet.once #once role="status" {
                header { h2 { (tell!(lang, "一次性链接", "One-time link")) } }
                p { (tell!(lang, "只显示这一次，三天内有效，用过作废。请复制后当面或用内部渠道交给本人。", "It is shown this once, is good for three days and for one use. Copy it and hand it over yourself.")) }
                (form::field("link", &tell!(lang, "链接", "link"), &[], html! { input type="text" id=(form::id("link")) value=(link) readonly; }))
                p.actions { button.btn type="button" data-copy=(form::id("link")) data-copied=(tell!(lang, "已复制", "copied")) hidden { (tell!(lang, "复制", "Copy")) } }
            }
        }
    }
}

/// Posting to `/users`
pub(crate) async fn add(
    desk: Desk,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let typed = Typed::posted(&posted);
    match desk.engine().user_add(&desk.ctx, &typed.form()).await {
        Ok(token) => {
            keep_link(&desk, &headers, &token);
            let login = &typed.login;
            Ok(done(
                &desk,
                tell!(desk.lang, "已新增用户 {login}。", "{login} is added."),
                "/users#once",
            ))
        }
        Err(refused) => {
            let again = again(&desk, refused)?;
            page(&desk, &typed, (again.status, &again.faults)).await
        }
    }
}

/// `/users/{id}`
pub(crate) async fn one(desk: Desk, Path(id): Path<String>) -> Result<Response, Answer> {
    let user = fetched(&desk, &id).await?;
    let typed = Typed::of(&user);
    one_page(&desk, &user, &typed, (StatusCode::OK, &[])).await
}

async fn fetched(desk: &Desk, id: &str) -> Result<User, Answer> {
    desk.engine().user_fetch(&desk.ctx, id).await.map_err(|refused| desk.refuse(refused))
}

async fn one_page(
    desk: &Desk,
    user: &User,
    typed: &Typed,
    (status, faults): (StatusCode, &Faults),
) -> Result<Response, Answer> {
    let lang = desk.lang;
    let (users, orgs) = (all(desk).await?, orgs(desk).await?);
    let to = format!("/users/{}", user.id);
    let states = [("active", UserState::Active), ("suspended", UserState::Suspended)];
    let states = states.map(|(word, own)| (word.to_owned(), state(own, lang)));
    let body = html! {
        p.crumb { a href=(HERE) { (tell!(lang, "用户", "Users")) } span { "›" } b { (user.login) } }
        div.head { div { h1 { (user.login) } p.lead { (lead(user, &orgs, lang)) } } }
        (link_once(desk))
        section.sheet {
            header { h2 { (tell!(lang, "角色、单位和状态", "Role, orgs and state")) } span.small { (tell!(lang, "保存后本人要重新登录", "the user signs in again afterwards")) } }
            (form::trouble(faults, lang))
            form.stack method="post" action=(to) {
                (form::seal(desk))
                input type="hidden" name="what" value="change";
                (inputs(typed, &orgs, false, faults, lang))
                div.fields {
                    (form::choice("state", &tell!(lang, "状态", "state"), &states, &typed.state, faults))
                    (form::field("why", &tell!(lang, "理由", "why"), faults, html! { input type="text" name="why" id=(form::id("why")) value=(typed.why) required; }))
                }
                p.actions { button.btn.go type="submit" { (tell!(lang, "保存", "Save")) } }
            }
        }
        @if !user.orgs.is_empty() { (hand_over(desk, user, &users, faults)) }
        (others(desk, user, &to))
    };
    Ok(with_status(status, plain(desk, &user.login, body)))
}

fn lead(user: &User, orgs: &Orgs, lang: Lang) -> String {
    let (role, state) = (user.role.say(lang), state(user.state, lang));
    let orgs = names(orgs, &user.orgs);
    let password = if user.has_password {
        tell!(lang, "已设密码", "with a password")
    } else {
        tell!(lang, "还没有设密码", "without a password yet")
    };
    if orgs.is_empty() {
        tell!(lang, "{role}，{state}，{password}。", "{role}, {state}, {password}.")
    } else {
        tell!(
            lang,
            "{role}，{orgs}，{state}，{password}。",
            "{role} of {orgs}, {state}, {password}."
        )
    }
}

/// Handing the duties of a user's orgs over to another.
fn hand_over(desk: &Desk, user: &User, users: &[User], faults: &Faults) -> Markup {
    let lang = desk.lang;
    let fits =
        |own: &&User| own.id != user.id && own.state == UserState::Active && own.role.has_orgs();
    let mut choices = vec![(String::new(), tell!(lang, "请选择", "choose"))];
    choices.extend(
        users
            .iter()
            .filter(fits)
            .map(|own| (own.id.clone(), format!("{} {}", own.login, own.name))),
    );
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "移交", "Hand over")) } span.small { (tell!(lang, "名下单位全部转给接手人，本账户停用", "all orgs go to the other user, and this account is suspended")) } }
            form.stack method="post" action=(format!("/users/{}", user.id)) {
                (form::seal(desk))
                input type="hidden" name="what" value="hand_over";
                div.fields {
                    (form::choice("to", &tell!(lang, "交给谁", "to whom"), &choices, "", faults))
                    div.field { label for="f-why-over" { (tell!(lang, "理由", "why")) } input type="text" name="why" id="f-why-over" required; }
                }
                p.actions { button.btn type="submit" { (tell!(lang, "移交", "Hand over")) } }
            }
        }
    }
}

/// A new link, and erasing a name.
fn others(desk: &Desk, user: &User, to: &str) -> Markup {
    let lang = desk.lang;
    html! {
        div.cols.halves {
            section.sheet {
                header { h2 { (tell!(lang, "新的一次性链接", "A new one-time link")) } }
                p.small { (tell!(lang, "本人忘了密码时用；以前发出的链接随即失效。", "For whoever forgot the password; links made before stop working.")) }
                form method="post" action=(to) {
                    (form::seal(desk))
                    input type="hidden" name="what" value="link";
                    p.actions { button.btn type="submit" { (tell!(lang, "生成链接", "Make a link")) } }
                }
            }
            @if !user.name.is_empty() {
                section.sheet {
                    header { h2 { (tell!(lang, "抹去姓名", "Erase the name")) } }
                    p.small { (tell!(lang, "从系统里永久抹去，不能恢复；日志里只留不可还原的摘要。", "It is gone for good; the journal keeps a digest only.")) }
                    form method="post" action=(to) {
                        (form::seal(desk))
                        input type="hidden" name="what" value="erase";
                        p.actions { button.btn type="submit" { (tell!(lang, "抹去姓名", "Erase it")) } }
                    }
                }
            }
        }
    }
}

/// Posting to `/users/{id}`
pub(crate) async fn change(
    desk: Desk,
    Path(id): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Answer> {
    let to = format!("/users/{id}");
    first(&desk, &posted, &to)?;
    let user = fetched(&desk, &id).await?;
    let (engine, lang, ctx) = (desk.engine(), desk.lang, &desk.ctx);
    let mut typed = Typed::of(&user);
    let (saved, told) = match posted.get("what") {
        "link" => {
            let made = engine.user_link(ctx, &id).await;
            let made = made.map(|token| keep_link(&desk, &headers, &token));
            (made, tell!(lang, "链接已生成。", "The link is made."))
        }
        "erase" => (
            engine.user_erase_name(ctx, &id).await,
            tell!(lang, "姓名已抹去。", "The name is erased."),
        ),
        "hand_over" => {
            let (other, why) = (posted.get("to"), posted.get("why").trim());
            let handed = if other.is_empty() {
                Err(Refused::field("to", "请选接手的人", "choose who takes them over"))
            } else {
                engine.user_hand_over(ctx, &id, other, why).await
            };
            (handed, tell!(lang, "已移交，本账户停用。", "Handed over; this account is suspended."))
        }
        _ => {
            typed = Typed::posted(&posted);
            let state =
                if typed.state == "active" { UserState::Active } else { UserState::Suspended };
            let changed = engine.user_change(ctx, &id, &typed.form(), state, &typed.why).await;
            (changed, tell!(lang, "已保存。", "Saved."))
        }
    };
    match saved {
        Ok(()) if id == desk.who.id && posted.get("what") == "change" => Ok(answer::go("/login")),
        Ok(()) if posted.get("what") == "link" => Ok(done(&desk, told, &format!("{to}#once"))),
        Ok(()) => Ok(done(&desk, told, &to)),
        Err(refused) => {
            let again = again(&desk, refused)?;
            one_page(&desk, &user, &typed, (again.status, &again.faults)).await
        }
    }
}
