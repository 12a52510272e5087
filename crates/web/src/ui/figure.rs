//! A number: grouped digits, its unit small, a dash where there is none.

use domain::number::grouped;
use domain::quantity::Quantity;
use engine::StatusRow;
use maud::{Markup, Render, html};

/// Digits in groups of three, drawn where they stand.
pub(crate) struct Digits<'a>(pub(crate) &'a str);

/// Digits with their unit.
pub(crate) fn number(digits: &str, unit: &str) -> Markup {
    html! { (Digits(digits)) @if !unit.is_empty() { span.u lang="zh" { (unit) } } }
}

/// An indicator's number at its decimals.
pub(crate) fn of_row(row: &StatusRow) -> Markup {
    match row.value() {
        Some(digits) => number(digits, &row.indicator.unit),
        None => html! { "—" },
    }
}

/// A quantity at some decimals.
pub(crate) fn quantity(quantity: Option<&Quantity>, decimals: u32) -> Markup {
    match quantity {
        Some(own) => number(&own.number.fixed(decimals), &own.unit.to_string()),
        None => html! { "—" },
    }
}

impl Render for Digits<'_> {
    fn render_to(&self, out: &mut String) {
        let digits = self.0;
        let whole = digits.find('.').unwrap_or(digits.len());
        if whole <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            // Nothing to group or to escape.
            out.push_str(digits);
        } else {
            grouped(digits).replace('-', "−").render_to(out);
        }
    }
}
