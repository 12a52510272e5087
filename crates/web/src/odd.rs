//! What of an address cannot be understood. It is said on the page, which stays usable; a file is
//! not made of it.

use axum::http::StatusCode;
use axum::response::Response;
use domain::{Lang, tell};
use maud::{Markup, html};

use crate::answer::with_status;
use crate::desk::Desk;
use crate::frame::plain;

/// A field of the address that was not understood.
#[derive(Debug, Clone)]
pub(crate) struct Odd {
    /// Its name.
    pub(crate) name: &'static str,
    /// What stood there.
    pub(crate) asked: String,
    /// What it takes.
    pub(crate) wanted: String,
}

/// So many words that could stand there are told.
const WORDS: usize = 12;

/// What could stand there instead.
pub(crate) fn one_of(words: &[&str], lang: Lang) -> String {
    let (told, more) = (words.iter().take(WORDS), words.len() > WORDS);
    let told: Vec<&str> = told.copied().collect();
    match lang {
        Lang::Zh => format!("{}{}", told.join("、"), if more { "等" } else { "" }),
        Lang::En => format!("{}{}", told.join(", "), if more { ", …" } else { "" }),
    }
}

/// A sentence for each field of the address that was not understood.
pub(crate) fn notices(desk: &Desk) -> Markup {
    let lang = desk.lang;
    let odd = desk.oddities();
    html! {
        @if !odd.is_empty() {
            div.note.odd role="alert" {
                @for Odd { name, asked, wanted } in odd {
                    p {
                        (tell!(lang, "网址里的 ", "The address says "))
                        code { (name) "=" (asked) }
                        (tell!(lang, " 看不懂，没有用上。", ", which is not understood and was left out. "))
                        @if !wanted.is_empty() { (tell!(lang, "这里应当是：{wanted}。", "It takes: {wanted}.")) }
                    }
                }
            }
        }
    }
}

/// The page that stands in for a file, where the address was not understood.
pub(crate) fn refused(desk: &Desk) -> Option<Response> {
    if desk.oddities().is_empty() {
        return None;
    }
    let title = tell!(desk.lang, "没有导出", "Nothing was exported");
    let body = html! { h1 { (title) } };
    Some(with_status(StatusCode::BAD_REQUEST, plain(desk, &title, body)))
}
