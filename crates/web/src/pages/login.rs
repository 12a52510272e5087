//! Signing in and out, and one-time links.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::{Lang, tell};
use engine::{Ended, Refused};
use maud::{DOCTYPE, Markup, html};

use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{COOKIE, Desk, House, Visitor, encoded, is_own_page};
use crate::frame::head;
use crate::posted::Posted;
use crate::ui::form;

/// `/healthz`
pub(crate) async fn health() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// `/login`
pub(crate) async fn show(visitor: Visitor, desk: Result<Desk, Answer>) -> Response {
    let next = visitor.query.get("next").map_or("/", String::as_str);
    if desk.is_ok() {
        return answer::go(own_page(next));
    }
    answer::page(sign_in_page(&visitor, next, "", &[]))
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
            let page = sign_in_page(&visitor, next, login, &faults);
            with_status(status_of(&refused), page)
        }
    }
}

/// `/login/once?token=…`: a first sign-in, a reset, or a demonstration's way in.
pub(crate) async fn once(visitor: Visitor) -> Response {
    let token = visitor.query.get("token").cloned().unwrap_or_default();
    let engine = &visitor.house.engine;
    let Ok(user) = engine.link_user(&visitor.ctx, &token).await else {
        return used_up(&visitor);
    };
    if visitor.house.settings.demo && !user.has_password {
        let from = (visitor.address.as_str(), visitor.agent.as_str());
        return match engine.sign_in_once(&visitor.ctx, &token, from).await {
            Ok(session) => entered(&visitor.house, &session, "/"),
            Err(_) => used_up(&visitor),
        };
    }
    answer::page(password_page(&visitor, &token, &user.login, &[]))
}

/// Posting to `/login/once`: the password that one wants from now on.
pub(crate) async fn set_password(visitor: Visitor, posted: Posted) -> Response {
    let engine = &visitor.house.engine;
    let token = posted.get("token");
    let Ok(user) = engine.link_user(&visitor.ctx, token).await else {
        return used_up(&visitor);
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
            let page = password_page(&visitor, token, &user.login, &faults);
            with_status(status_of(&refused), page)
        }
    }
}

/// `/logout`
pub(crate) async fn sign_out(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.is_ours(&desk)?;
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

/// The words by which an address says why a session ended.
const ENDED: [(&str, Ended); 3] =
    [("closed", Ended::Closed), ("expired", Ended::Expired), ("elsewhere", Ended::Elsewhere)];

/// The word for why a session ended; blank where there was none.
pub(crate) fn word_of(why: Ended) -> &'static str {
    ENDED.iter().find(|(_, own)| *own == why).map_or("", |(word, _)| word)
}

/// Why whoever comes here has to sign in again.
fn why_ended(visitor: &Visitor) -> Option<String> {
    let lang = visitor.lang;
    let word = visitor.query.get("ended")?;
    let (_, why) = ENDED.iter().find(|(own, _)| own == word)?;
    Some(match why {
        Ended::Never => return None,
        Ended::Closed => tell!(
            lang,
            "登录已在别处结束：在账户页退出了，或账户的权限、密码有变动。请重新登录。",
            "Your session was ended elsewhere: it was signed out, or the account's rights or password changed. Please sign in again."
        ),
        Ended::Expired => tell!(
            lang,
            "登录已过期：一小时没有操作，或已满十二小时。请重新登录，然后接着做。",
            "Your session has expired: nothing was asked for an hour, or it had lasted twelve. Please sign in again and go on."
        ),
        Ended::Elsewhere => tell!(
            lang,
            "这次登录出现在另一个浏览器里，为安全起见已在两处结束。请重新登录；如果不是您自己，请改密码并告诉系统管理员。",
            "Your session turned up in another browser and was ended in both for safety. Please sign in again; if that was not you, change your password and tell the administrator."
        ),
    })
}

/// This page's address in a language.
fn address(visitor: &Visitor, lang: &str) -> String {
    let kept = visitor.query.iter().filter(|(name, _)| *name != "lang");
    let kept = kept.map(|(name, value)| format!("{}={}&", encoded(name), encoded(value)));
    format!("?{}lang={lang}", kept.collect::<String>())
}

fn alone(visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let lang = visitor.lang;
    let other = if lang == Lang::Zh { ("en", "English") } else { ("zh", "中文") };
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            (head(title, lang))
            body.alone {
                main id="main" {
                    p.mark { "无废" span { (tell!(lang, "“无废城市”建设方案运行平台", "runs a zero-waste-city plan")) } }
                    (body)
                    p.small { a href=(address(visitor, other.0)) lang=(other.0) { (other.1) } }
                }
            }
        }
    }
}

fn sign_in_page(visitor: &Visitor, next: &str, login: &str, faults: &form::Faults) -> Markup {
    let lang = visitor.lang;
    let title = tell!(lang, "登录", "Sign in");
    let body = html! {
        h1 { (title) }
        @if let Some(why) = why_ended(visitor) { p.note role="status" { (why) } }
        (form::trouble(faults, lang))
        form.stack method="post" action={ "/login" (address(visitor, if lang == Lang::Zh { "zh" } else { "en" })) } {
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
    alone(visitor, &title, body)
}

fn password_page(visitor: &Visitor, token: &str, login: &str, faults: &form::Faults) -> Markup {
    let lang = visitor.lang;
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
    alone(visitor, &title, body)
}

fn used_up(visitor: &Visitor) -> Response {
    let lang = visitor.lang;
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
    with_status(StatusCode::GONE, alone(visitor, &title, body))
}
