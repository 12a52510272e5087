//! Signing in and out, and one-time links.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::{Lang, tell};
use engine::Refused;
use maud::{DOCTYPE, Markup, html};

use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{COOKIE, Desk, House, Visitor, is_own_page};
use crate::frame::head;
use crate::posted::Posted;
use crate::ui::form;

/// `/healthz`
pub(crate) async fn health() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// `/login`
pub(crate) async fn show(visitor: Visitor, desk: Result<Desk, Answer>) -> Response {
    if desk.is_ok() {
        return answer::go("/");
    }
    let next = visitor.query.get("next").map_or("/", String::as_str);
    answer::page(sign_in_page(visitor.lang, next, "", &[]))
}

/// Posting to `/login`
pub(crate) async fn sign_in(visitor: Visitor, posted: Posted) -> Response {
    let (login, next) = (posted.get("login").trim(), posted.get("next"));
    let from = (visitor.address.as_str(), visitor.agent.as_str());
    let engine = &visitor.house.engine;
    match engine.sign_in(&visitor.ctx, login, posted.get("password"), from).await {
        Ok(token) => entered(&visitor.house, &token, own_page(next)),
        Err(refused) => {
            let faults = wrong_fields(&refused, visitor.lang);
            let page = sign_in_page(visitor.lang, next, login, &faults);
            with_status(status_of(&refused), page)
        }
    }
}

/// `/login/once?token=…`: a first sign-in, a reset, or a demonstration's way in.
pub(crate) async fn once(visitor: Visitor) -> Response {
    let token = visitor.query.get("token").cloned().unwrap_or_default();
    let engine = &visitor.house.engine;
    let Ok(user) = engine.link_user(&visitor.ctx, &token).await else {
        return used_up(visitor.lang);
    };
    if visitor.house.settings.demo && !user.has_password {
        let from = (visitor.address.as_str(), visitor.agent.as_str());
        return match engine.sign_in_once(&visitor.ctx, &token, from).await {
            Ok(session) => entered(&visitor.house, &session, "/"),
            Err(_) => used_up(visitor.lang),
        };
    }
    answer::page(password_page(visitor.lang, &token, &user.login, &[]))
}

/// Posting to `/login/once`: the password that one wants from now on.
pub(crate) async fn set_password(visitor: Visitor, posted: Posted) -> Response {
    let engine = &visitor.house.engine;
    let token = posted.get("token");
    let Ok(user) = engine.link_user(&visitor.ctx, token).await else {
        return used_up(visitor.lang);
    };
    let (password, again) = (posted.get("password"), posted.get("again"));
    let set = if password == again {
        engine.password_set(&visitor.ctx, token, password).await
    } else {
        Err(Refused::field("again", "两次输入的密码不一样", "the two are not the same"))
    };
    match set {
        Ok(user) => {
            let from = (visitor.address.as_str(), visitor.agent.as_str());
            match engine.sign_in(&visitor.ctx, &user.login, password, from).await {
                Ok(session) => entered(&visitor.house, &session, "/"),
                Err(_) => answer::go("/login"),
            }
        }
        Err(refused) => {
            let faults = wrong_fields(&refused, visitor.lang);
            let page = password_page(visitor.lang, token, &user.login, &faults);
            with_status(status_of(&refused), page)
        }
    }
}

/// `/logout`
pub(crate) async fn sign_out(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk.csrf())?;
    let ended = desk.engine().session_end(&desk.session).await;
    ended.map_err(|refused| desk.refuse(refused))?;
    let mut response = answer::go("/login");
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(gone) = HeaderValue::from_str(&gone) {
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    Ok(response)
}

/// A page of ours, never another site.
fn own_page(next: &str) -> &str {
    if is_own_page(next) { next } else { "/" }
}

fn entered(house: &House, token: &str, next: &str) -> Response {
    let secure = if house.settings.https { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200{secure}");
    let mut response = answer::go(next);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn alone(lang: Lang, title: &str, body: Markup) -> Markup {
    let other = if lang == Lang::Zh { ("en", "English") } else { ("zh", "中文") };
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            (head(title, lang))
            body.alone {
                main id="main" {
                    p.mark { "无废" span { (tell!(lang, "“无废城市”建设方案运行平台", "runs a zero-waste-city plan")) } }
                    (body)
                    p.small { a href=(format!("?lang={}", other.0)) lang=(other.0) { (other.1) } }
                }
            }
        }
    }
}

fn sign_in_page(lang: Lang, next: &str, login: &str, faults: &form::Faults) -> Markup {
    let title = tell!(lang, "登录", "Sign in");
    let body = html! {
        h1 { (title) }
        (form::trouble(faults, lang))
        form.stack method="post" action="/login" {
            input type="hidden" name="next" value=(next);
            (form::field("login", &tell!(lang, "登录名", "login"), faults, html! {
                input type="text" name="login" id="f-login" value=(login) autocomplete="username" required autofocus;
            }))
            (form::field("password", &tell!(lang, "密码", "password"), faults, html! {
                input type="password" name="password" id="f-password" autocomplete="current-password" required;
            }))
            p.actions { button.btn.go type="submit" { (title) } }
        }
        p.small {
            (tell!(
                lang,
                "忘了密码或第一次登录：请系统管理员发一个一次性链接。",
                "Forgotten, or here for the first time: ask the administrator for a one-time link."
            ))
        }
    };
    alone(lang, &title, body)
}

fn password_page(lang: Lang, token: &str, login: &str, faults: &form::Faults) -> Markup {
    let title = tell!(lang, "设置密码", "Set a password");
    let body = html! {
        h1 { (title) }
        p.lead { (tell!(lang, "登录名 {login}。密码至少 12 个字符，可以是一句话。", "Login {login}. A password has at least 12 characters; a sentence will do.")) }
        (form::trouble(faults, lang))
        form.stack method="post" action="/login/once" {
            input type="hidden" name="token" value=(token);
            input type="text" name="login" value=(login) autocomplete="username" hidden;
            (form::field("password", &tell!(lang, "新密码", "new password"), faults, html! {
                input type="password" name="password" id="f-password" autocomplete="new-password" required minlength="12";
            }))
            (form::field("again", &tell!(lang, "再输一遍", "once more"), faults, html! {
                input type="password" name="again" id="f-again" autocomplete="new-password" required minlength="12";
            }))
            p.actions { button.btn.go type="submit" { (tell!(lang, "保存并登录", "Save and sign in")) } }
        }
    };
    alone(lang, &title, body)
}

fn used_up(lang: Lang) -> Response {
    let title = tell!(lang, "链接已失效", "The link is no good any more");
    let body = html! {
        h1 { (title) }
        p.lead {
            (tell!(
                lang,
                "一次性链接只能用一次，三天内有效。请系统管理员再发一个。",
                "A one-time link works once, within three days. Ask the administrator for another."
            ))
        }
        p.actions { a.btn href="/login" { (tell!(lang, "去登录", "Sign in")) } }
    };
    with_status(StatusCode::GONE, alone(lang, &title, body))
}
