//! A bar: parts of a whole, side by side. Drawn, because pages carry no style of their own.

use maud::{Markup, PreEscaped, html};

/// A part: its class, how many, and what it is.
pub(crate) struct Part<'a> {
    pub(crate) class: &'a str,
    pub(crate) count: usize,
    pub(crate) told: String,
}

/// Parts of a whole; what they are is said as well.
pub(crate) fn bar(parts: &[Part<'_>]) -> Markup {
    let whole: usize = parts.iter().map(|part| part.count).sum();
    if whole == 0 {
        return html! {};
    }
    let told: Vec<String> = parts
        .iter()
        .filter(|part| part.count > 0)
        .map(|part| format!("{} {}", part.told, part.count))
        .collect();
    let mut drawn = String::new();
    let mut at = 0;
    for part in parts.iter().filter(|part| part.count > 0) {
        let width = part.count * 1000 / whole;
        drawn += &format!(
            r#"<rect class="{}" x="{at}" y="0" width="{width}" height="10"/>"#,
            part.class
        );
        at += width;
    }
    html! {
        svg.bar viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=(told.join("，")) {
            (PreEscaped(drawn))
        }
    }
}

/// So many of a hundred.
pub(crate) fn percent(done: i64, class: &str) -> Markup {
    let done = usize::try_from(done.clamp(0, 100)).unwrap_or(0);
    let parts = [
        Part { class, count: done, told: format!("{done} %") },
        Part { class: "rest", count: 100 - done, told: String::new() },
    ];
    bar(&parts)
}
