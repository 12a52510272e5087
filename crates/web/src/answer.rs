//! Answers that are no page of their own: refusals, the way to the sign-in page, redirections.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Lang, Say, tell};
use engine::{Ended, Refused};
use maud::{Markup, html};

use crate::frame::{Seat, bare};

/// What a handler gives instead of its page.
pub(crate) enum Answer {
    /// Nobody has signed in (any more), and why; where to go afterwards.
    SignIn(String, Ended),
    /// The engine refused.
    Refused(Box<Refused>, Box<Seat>),
    /// There is no plan yet.
    NoPlan(Box<Seat>),
    /// A form that our own pages did not make.
    Foreign,
    /// An address whose parts cannot be read.
    Nowhere,
    /// On to another page.
    Go(String),
    /// What was sent cannot be read, or is too much; and the page it was sent from.
    Unreadable((&'static str, &'static str), Option<String>),
}

/// A page.
pub(crate) fn page(markup: Markup) -> Response {
    with_status(StatusCode::OK, markup)
}

/// A page with another status.
pub(crate) fn with_status(status: StatusCode, markup: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, crate::chinese::marked(markup.into_string())).into_response()
}

/// On to another address.
pub(crate) fn go(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// A file to save.
pub(crate) fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let encoded = crate::desk::encoded(name);
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let disposition =
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

/// The media type of a workbook.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of comma-separated values.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// The status that tells a program what a page tells a person.
pub(crate) fn status_of(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Wrong(_) | Refused::Faulty(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Hidden => StatusCode::NOT_FOUND,
        Refused::Denied => StatusCode::FORBIDDEN,
        Refused::SignedOut(_) => StatusCode::UNAUTHORIZED,
        Refused::Changed(_) | Refused::Unfit(_) => StatusCode::CONFLICT,
        Refused::TooMuch(_) => StatusCode::TOO_MANY_REQUESTS,
        Refused::Full => StatusCode::INSUFFICIENT_STORAGE,
        Refused::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(next, why) => {
                let next = crate::desk::encoded(&next);
                let why = crate::pages::login::word_of(why);
                let why = if why.is_empty() { String::new() } else { format!("&ended={why}") };
                go(&format!("/login?next={next}{why}"))
            }
            Self::Refused(refused, seat) => refusal(&refused, &seat),
            Self::NoPlan(seat) => no_plan(&seat),
            Self::Foreign => {
                let (zh, en) = (
                    "这个表单不是从本系统的页面提交的，没有保存。请回到页面重新提交。",
                    "This form was not sent from a page of this system and was not saved. Go back to the page and send it again.",
                );
                simple(StatusCode::FORBIDDEN, (zh, en), None)
            }
            Self::Nowhere => simple(
                StatusCode::NOT_FOUND,
                ("没有这一页，请检查网址。", "There is no such page; check the address."),
                None,
            ),
            Self::Go(to) => go(&to),
            Self::Unreadable(told, came) => simple(StatusCode::BAD_REQUEST, told, came.as_deref()),
        }
    }
}

fn refusal(refused: &Refused, seat: &Seat) -> Response {
    let lang = seat.lang;
    if let Refused::Broken(why) = refused {
        crate::server::log(&format!("request {} failed: {why}", seat.request));
    }
    let title = match refused {
        Refused::Hidden => tell!(lang, "没有这一页", "No such page"),
        Refused::Denied => tell!(lang, "不能这样做", "Not yours to do"),
        Refused::Broken(_) | Refused::Full => tell!(lang, "没有保存", "Not saved"),
        _ => tell!(lang, "没有办成", "Not done"),
    };
    let body = html! {
        h1 { (title) }
        @for line in refused.say(lang).lines() { p.lead { (line) } }
        @if matches!(refused, Refused::Broken(_)) {
            p.small { (tell!(lang, "请求编号 {}，请转告系统管理员。", "Request {}; please tell the administrator.", seat.request)) }
        }
        @if can_be_mended(refused) {
            p { (tell!(lang, "什么都没有保存。回到刚才的页面，改好后再交一次。", "Nothing was saved. Go back to where you were, mend it and send it once more.")) }
        }
        p.actions {
            @if let Some(came) = &seat.came {
                a.btn.go href=(came) { (tell!(lang, "回到刚才的页面", "Back to where you were")) }
            }
            a.btn href="/" { (tell!(lang, "回到首页", "Back to the start")) }
        }
    };
    with_status(status_of(refused), bare(seat, &title, body))
}

/// Whether another file or other words would do.
fn can_be_mended(refused: &Refused) -> bool {
    matches!(refused, Refused::Wrong(_) | Refused::Faulty(_))
}

fn no_plan(seat: &Seat) -> Response {
    let lang = seat.lang;
    let title = tell!(lang, "还没有方案", "There is no plan yet");
    let body = html! {
        h1 { (title) }
        p.lead {
            (tell!(
                lang,
                "先导入一份实施方案：无废办在“方案”页上传方案文本，或由管理员在服务器上运行 wufei plan import。",
                "Import a plan first: the office uploads its text on the page of plans, or the administrator runs `wufei plan import` on the server."
            ))
        }
        @if seat.role == domain::access::Role::Office {
            p.actions { a.btn.go href="/plans" { (tell!(lang, "导入方案", "Import a plan")) } }
        }
    };
    page(bare(seat, &title, body))
}

/// A page without a user, in both languages.
fn simple(status: StatusCode, (zh, en): (&str, &str), came: Option<&str>) -> Response {
    let body = html! {
        (maud::DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { "无废" }
                link rel="stylesheet" href=(crate::frame::asset("site.css"));
            }
            body.alone { main id="main" {
                h1 { "没有办成" }
                p.lead { (zh) }
                p.lead lang="en" { (en) }
                p.actions {
                    @if let Some(came) = came { a.btn.go href=(came) { "回到刚才的页面 Back to where you were" } }
                    a.btn href="/" { "回到首页 Home" }
                }
            } }
        }
    };
    with_status(status, body)
}

/// The refusals of fields, for a form that is shown again.
pub(crate) fn wrong_fields(refused: &Refused, lang: Lang) -> Vec<(String, String)> {
    match refused {
        Refused::Wrong(list) => {
            list.iter().map(|wrong| (wrong.field.clone(), wrong.said.say(lang))).collect()
        }
        other => vec![(String::new(), other.say(lang))],
    }
}
