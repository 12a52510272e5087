//! The pages of a long list, and the ways between them.

use domain::tell;
use maud::{Markup, html};

use crate::desk::Desk;
use crate::list::address;

/// The page that the address asks for, and how many there are.
pub(crate) fn page_of(desk: &Desk, rows: usize, most: usize) -> (usize, usize) {
    let pages = rows.div_ceil(most).max(1);
    let asked = desk.asked("page");
    let page = asked.parse::<usize>().ok().filter(|page| (1..=pages).contains(page));
    if page.is_none() && !asked.is_empty() {
        desk.odd("page", tell!(desk.lang, "1 到 {pages} 的整数", "a number from 1 to {pages}"));
    }
    (page.unwrap_or(1), pages)
}

/// The ways to the pages before and after.
pub(crate) fn pager(desk: &Desk, page: usize, pages: usize) -> Markup {
    let lang = desk.lang;
    html! {
        @if pages > 1 {
            nav.pager aria-label=(tell!(lang, "翻页", "pages")) {
                @if page > 1 { a.btn href=(address(desk, &[("page", &(page - 1).to_string())])) { (tell!(lang, "上一页", "Previous")) } }
                span { (tell!(lang, "第 {page} 页，共 {pages} 页", "page {page} of {pages}")) }
                @if page < pages { a.btn href=(address(desk, &[("page", &(page + 1).to_string())])) { (tell!(lang, "下一页", "Next")) } }
            }
        }
    }
}
