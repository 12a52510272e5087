//! A number: grouped digits, its unit small, a dash where there is none.

use domain::number::grouped;
use domain::quantity::Quantity;
use engine::StatusRow;
use maud::{Markup, html};

/// Digits with their unit.
pub(crate) fn number(digits: &str, unit: &str) -> Markup {
    let grouped = grouped(digits);
    let told = if grouped.contains('-') { grouped.replace('-', "−") } else { grouped };
    html! { (told) span.u lang="zh" { (unit) } }
}

/// An indicator's number at its decimals.
pub(crate) fn of_row(row: &StatusRow) -> Markup {
    match row.value() {
        Some(digits) => number(&digits, &row.indicator.unit),
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
