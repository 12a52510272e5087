//! A formula with its values in it: a fraction where it divides, each item a link to its numbers.

use domain::formula::{Step, Year};
use domain::number::grouped;
use domain::pack::Pack;
use domain::{Lang, tell};
use maud::{Markup, html};

/// Where a formula stands: its plan, and the items whose numbers stand on the same page.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) shown: &'a [&'a str],
}

/// The steps of a computation.
pub(crate) fn formula(root: &Step, place: Place<'_>, lang: Lang) -> Markup {
    html! { div.formula { div.math { (step(root, place, lang)) (result(root)) } } }
}

fn result(root: &Step) -> Markup {
    match &root.value {
        Some(value) => html! { span.op { "＝" } b { (value.told()) } },
        None => html! {},
    }
}

fn step(own: &Step, place: Place<'_>, lang: Lang) -> Markup {
    match (own.kind, own.parts.as_slice()) {
        ("item", _) => item(own, place, lang),
        ("fraction", [over, under]) => html! {
            span.frac { span { (step(over, place, lang)) } span { (step(under, place, lang)) } }
        },
        ("sum", [left, right]) => infix("＋", left, right, place, lang),
        ("difference", [left, right]) => infix("−", left, right, place, lang),
        ("product", [left, right]) => infix("×", left, right, place, lang),
        (_, []) => html! { span { (own.text) } },
        (kind, parts) => html! {
            span.call { (kind) "（" @for (index, part) in parts.iter().enumerate() {
                @if index > 0 { "，" } (step(part, place, lang))
            } "）" }
        },
    }
}

fn infix(sign: &str, left: &Step, right: &Step, place: Place<'_>, lang: Lang) -> Markup {
    html! { (step(left, place, lang)) span.op { (sign) } (step(right, place, lang)) }
}

fn item(own: &Step, place: Place<'_>, lang: Lang) -> Markup {
    let found =
        place.pack.office.items.iter().find(|item| item.name == own.text || item.key == own.text);
    let year = match own.year {
        Year::This => String::new(),
        Year::Base => tell!(lang, "（基准年）", " (base year)"),
        Year::Previous => tell!(lang, "（上年）", " (the year before)"),
    };
    let told = html! {
        b {
            @match &own.value {
                Some(value) => { (grouped(&value.number.plain(4))) span.u lang="zh" { (value.unit) } }
                None => "—"
            }
        }
        small lang="zh" { (own.text) (year) }
    };
    // The numbers of an item that is computed itself do not stand on the page.
    match found.filter(|item| place.shown.contains(&item.key.as_str())) {
        Some(item) => html! { a.term href=(format!("#item-{}", item.key)) { (told) } },
        None => html! { span.term { (told) } },
    }
}
