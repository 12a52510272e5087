//! Figures as a line of JSON, as a line for a person, and as the table that is kept.

use serde_json::json;

use crate::{Limit, Measured};

/// `{name, ours, other, ratio, unit, limit, holds, beside}`.
pub fn json_line(measured: &Measured) -> String {
    json!({
        "name": measured.name,
        "ours": rounded(measured.ours),
        "other": rounded(measured.other),
        "ratio": rounded(measured.ratio()),
        "unit": measured.unit,
        "limit": limit(measured.limit),
        "holds": measured.holds(),
        "beside": measured.beside,
    })
    .to_string()
}

/// A line for a person who waits.
pub fn table_line(measured: &Measured) -> String {
    let Measured { name, ours, other, unit, beside, .. } = measured;
    let mark = if measured.holds() { "ok  " } else { "MISS" };
    let (ours, other) = (rounded(*ours), rounded(*other));
    let (ratio, limit) = (rounded(measured.ratio()), limit(measured.limit));
    format!("{mark} {name}: {ours} {unit} beside {other} ({beside}), ratio {ratio} {limit}")
}

/// The table that is kept: one row for each figure, under the machine and the day.
pub fn markdown(all: &[Measured], machine: &str, day: &str) -> String {
    let mut out = format!(
        "# Measurements\n\nMade by `./run bench` on {day}. Times depend on the machine and are printed; ratios are judged.\n\n{machine}\n\n\
         | what | ours | other | unit | beside | ratio | asked for | holds |\n|---|---:|---:|---|---|---:|---|---|\n"
    );
    for measured in all {
        let Measured { name, ours, other, unit, beside, .. } = measured;
        let (ours, other) = (rounded(*ours), rounded(*other));
        let (ratio, limit) = (rounded(measured.ratio()), limit(measured.limit));
        let holds = if measured.holds() { "yes" } else { "**no**" };
        out += &format!(
            "| {name} | {ours} | {other} | {unit} | {beside} | {ratio} | {limit} | {holds} |\n"
        );
    }
    out
}

fn limit(limit: Limit) -> String {
    match limit {
        Limit::AtMost(limit) => format!("≤ {limit}"),
        Limit::AtLeast(limit) => format!("≥ {limit}"),
        Limit::Printed => "printed".to_owned(),
    }
}

/// Four figures that count.
fn rounded(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let digits = 3.0 - number.abs().log10().floor();
    let scale = 10_f64.powf(digits.max(0.0));
    (number * scale).round() / scale
}
