//! A spark: an indicator's years as a line, its numeric targets as steps behind it.

use std::fmt::Write as _;

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
            let sign = if line.is_empty() { 'M' } else { 'L' };
            let (x, y) = (Tenths(x(index)), Tenths(y(actual)));
            let _ = write!(line, "{sign}{x} {y}");
            let (class, radius) = if point.year == now { ("now", "3.2") } else { ("then", "2") };
            let _ = write!(dots, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#);
        }
        if let Some(target) = point.target {
            let (left, right) = (Tenths(x(index) - step * 0.4), Tenths(x(index) + step * 0.4));
            let _ = write!(steps, "M{left} {}H{right}", Tenths(y(target)));
        }
    }
    let told = words(points, lang);
    let drawn = format!(
        r#"<path class="target" d="{steps}" fill="none" stroke-width="1.6"/><path class="actual" d="{line}" fill="none" stroke-width="1.4"/>{dots}"#
    );
    html! {
        svg class=(format!("spark {class}")) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(told) {
            (PreEscaped(drawn))
        }
    }
}

/// A place in the picture with one decimal; the standard way is exact and slow.
#[derive(Clone, Copy)]
struct Tenths(f64);

impl std::fmt::Display for Tenths {
    #[expect(clippy::cast_possible_truncation, reason = "pictures are small")]
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }
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
        if let Some(target) = point.target {
            told += &tell!(lang, "（目标 {target}）", " (target {target})");
        }
    }
    told
}
