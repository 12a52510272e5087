//! A spark: an indicator's years as a line, its numeric targets as steps behind it.

use domain::{Lang, tell};
use engine::Point;
use maud::{Markup, PreEscaped, html};

/// The picture's size in its own units, and the margin inside.
const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 32.0;
const MARGIN: f64 = 5.0;

/// The picture; its words say the same.
pub(crate) fn spark(points: &[Point], now: i16, class: &str, lang: Lang) -> Markup {
    let numbers = points.iter().flat_map(|p| [p.actual, p.target]).flatten();
    let (low, high) =
        numbers.fold((f64::MAX, f64::MIN), |(low, high), n| (low.min(n), high.max(n)));
    let actuals = points.iter().filter(|point| point.actual.is_some()).count();
    if points.len() < 2 || low > high || actuals == 0 {
        return html! {};
    }
    let step = (WIDTH - 2.0 * MARGIN) / index_f64(points.len() - 1);
    let x = |index: usize| MARGIN + step * index_f64(index);
    // A level line stands in the middle.
    let range = if high > low { high - low } else { 1.0 };
    let base = if high > low { 0.0 } else { 0.5 };
    let y = |n: f64| HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * ((n - low) / range + base);
    let mut line = String::new();
    let mut steps = String::new();
    let mut dots = String::new();
    for (index, point) in points.iter().enumerate() {
        if let Some(actual) = point.actual {
            let sign = if line.is_empty() { "M" } else { "L" };
            let (x, y) = (x(index), y(actual));
            place(&mut line, sign, x);
            place(&mut line, " ", y);
            let (class, end) = if point.year == now {
                (r#"<circle class="now" cx=""#, r#"" r="3.2"/>"#)
            } else {
                (r#"<circle class="then" cx=""#, r#"" r="2"/>"#)
            };
            place(&mut dots, class, x);
            place(&mut dots, r#"" cy=""#, y);
            dots.push_str(end);
        }
        if let Some(target) = point.target {
            place(&mut steps, "M", x(index) - step * 0.4);
            place(&mut steps, " ", y(target));
            place(&mut steps, "H", x(index) + step * 0.4);
        }
    }
    let (steps, line, dots) = (PreEscaped(steps), PreEscaped(line), PreEscaped(dots));
    html! {
        svg.spark.(class) viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(words(points, lang)) {
            path.target d=(steps) fill="none" stroke-width="1.6" {}
            path.actual d=(line) fill="none" stroke-width="1.4" {}
            (dots)
        }
    }
}

/// A place in a picture with one decimal.
#[derive(Clone, Copy)]
pub(super) struct Tenths(pub(super) f64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::with_capacity(8);
        place(&mut out, "", self.0);
        f.write_str(&out)
    }
}

/// A place in the picture with one decimal behind a text; the standard way is exact and slow.
#[expect(clippy::cast_possible_truncation, reason = "pictures are small")]
fn place(out: &mut String, before: &str, place: f64) {
    let tenths = (place * 10.0).round() as i16;
    out.push_str(before);
    if tenths < 0 {
        out.push('-');
    }
    let tenths = tenths.unsigned_abs();
    let digit = |of: u16| char::from(b'0' + (tenths / of % 10) as u8);
    for (of, least) in [(1_000, 1_000), (100, 100), (10, 0)] {
        if tenths >= least {
            out.push(digit(of));
        }
    }
    out.push('.');
    out.push(digit(1));
}

#[expect(clippy::cast_precision_loss, reason = "a plan has a handful of years")]
fn index_f64(index: usize) -> f64 {
    index as f64
}

fn words(points: &[Point], lang: Lang) -> String {
    let mut told = String::new();
    for point in points.iter().filter(|point| point.actual.is_some()) {
        if !told.is_empty() {
            told.push_str(if lang == Lang::Zh { "，" } else { ", " });
        }
        let (year, actual) = (point.year, &point.digits);
        told += &tell!(lang, "{year} 年 {actual}", "{year}: {actual}");
        if !point.goal.is_empty() {
            let goal = &point.goal;
            told += &tell!(lang, "（目标 {goal}）", " (target {goal})");
        }
    }
    told
}
