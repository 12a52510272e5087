//! The chart of years: an indicator's numbers as a line, its numeric targets as dashes.

use domain::{Lang, tell};
use maud::{Markup, PreEscaped, html};

use engine::Point;

use super::spark::Tenths;

const WIDTH: f64 = 740.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 40.0;

/// A year as it is drawn, with the digits that are shown.
pub(crate) struct Year {
    pub(crate) point: Point,
    pub(crate) digits: String,
    pub(crate) target_text: String,
    /// An edition of the definition begins with it: it is computed otherwise than the year before.
    pub(crate) is_redefined: bool,
}

/// The chart; its words say the same.
pub(crate) fn chart(years: &[Year], now: i16, unit: &str, lang: Lang) -> Markup {
    let numbers = years.iter().flat_map(|year| [year.point.actual, year.point.target]).flatten();
    let (low, high) =
        numbers.clone().fold((f64::MAX, f64::MIN), |(low, high), n| (low.min(n), high.max(n)));
    if low > high || years.len() < 2 {
        return html! {
            p.empty { (tell!(lang, "还没有可画的数。", "No numbers to draw yet.")) }
        };
    }
    let is_whole = numbers.clone().all(|number| number.fract() == 0.0);
    let scale = Scale::new((low, high), is_whole, years.len());
    let mut drawn = grid(&scale);
    let mut line = String::new();
    for (index, year) in years.iter().enumerate() {
        let x = scale.x(index);
        let strong = if year.point.year == now { " class=\"strong\"" } else { "" };
        drawn += &format!(
            r#"<text x="{}" y="{}" text-anchor="middle"{strong}>{}</text>"#,
            Tenths(x),
            HEIGHT - 14.0,
            year.point.year
        );
        if index > 0 && year.is_redefined {
            drawn += &redefined(&scale, index, year.point.year, lang);
        }
        // The higher of the two has its words above, the other below, so that they never meet.
        let is_above = match (year.point.actual, year.point.target) {
            (Some(actual), Some(target)) => target > actual,
            _ => false,
        };
        if let Some(target) = year.point.target {
            let (y, half) = (scale.y(target), scale.step() * 0.36);
            let below = if is_above { -7.0 } else { 15.0 };
            drawn += &format!(
                r#"<path class="goal" d="M{} {}H{}"/><text class="goal" x="{}" y="{}" text-anchor="middle">{}</text>"#,
                Tenths(x - half),
                Tenths(y),
                Tenths(x + half),
                Tenths(x),
                Tenths(y + below),
                escaped(&year.target_text)
            );
        }
        if let Some(actual) = year.point.actual {
            let y = scale.y(actual);
            let above = if is_above { -19.0 } else { 11.0 };
            let (x, told, y) = (Tenths(x), Tenths(y - above), Tenths(y));
            line += &format!("{}{x} {y}", if line.is_empty() { 'M' } else { 'L' });
            drawn += &format!(
                r#"<circle class="actual" cx="{x}" cy="{y}" r="4.5"/><text class="strong" x="{x}" y="{told}" text-anchor="middle">{}</text>"#,
                escaped(&year.digits)
            );
        }
    }
    drawn += &format!(r#"<path class="actual" d="{line}"/>"#);
    html! {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(words(years, unit, lang)) {
            (PreEscaped(drawn))
        }
    }
}

struct Scale {
    low: f64,
    high: f64,
    /// Whether all numbers are whole, so that the lines across stand at whole numbers.
    is_whole: bool,
    count: usize,
}

impl Scale {
    fn new((low, high): (f64, f64), is_whole: bool, count: usize) -> Self {
        let room = if high > low { (high - low) * 0.12 } else { low.abs().max(1.0) * 0.1 };
        let room = if is_whole { room.max(1.0) } else { room };
        let floor = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
        Self { low: floor, high: high + room, is_whole, count }
    }

    fn step(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / index_f64(self.count)
    }

    fn x(&self, index: usize) -> f64 {
        LEFT + self.step() * (index_f64(index) + 0.5)
    }

    fn y(&self, number: f64) -> f64 {
        let share = (number - self.low) / (self.high - self.low);
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share
    }
}

/// A rule before the first year that an edition of the definition is for.
fn redefined(scale: &Scale, index: usize, year: i16, lang: Lang) -> String {
    let x = scale.x(index) - scale.step() / 2.0;
    format!(
        r#"<path class="edition" d="M{} {}V{}"/><text x="{}" y="16">{}</text>"#,
        Tenths(x),
        TOP - 26.0,
        HEIGHT - BOTTOM,
        Tenths(x + 6.0),
        tell!(lang, "{year} 年起新口径", "new definition from {year}")
    )
}

/// Lines across at round numbers.
fn grid(scale: &Scale) -> String {
    let span = scale.high - scale.low;
    let power = 10_f64.powf((span / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps.iter().map(|step| step * power).find(|step| span / step <= 5.0);
    let step = step.unwrap_or(span);
    let step = if scale.is_whole { step.max(1.0).ceil() } else { step };
    let mut at = (scale.low / step).ceil() * step;
    let mut drawn = String::new();
    while at <= scale.high {
        let y = scale.y(at);
        let told = domain::number::grouped(&trimmed(at));
        drawn += &format!(
            r#"<path class="grid" d="M{LEFT} {}H{}"/><text x="{}" y="{}" text-anchor="end">{told}</text>"#,
            Tenths(y),
            WIDTH - RIGHT,
            LEFT - 8.0,
            Tenths(y + 4.0)
        );
        at += step;
    }
    drawn
}

fn trimmed(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[expect(clippy::cast_precision_loss, reason = "a plan has a handful of years")]
fn index_f64(index: usize) -> f64 {
    index as f64
}

fn words(years: &[Year], unit: &str, lang: Lang) -> String {
    let told = years.iter().enumerate().filter(|(_, year)| !year.digits.is_empty());
    let told = told.map(|(index, year)| {
        let (no, digits, goal) = (year.point.year, &year.digits, &year.target_text);
        let digits = if index > 0 && year.is_redefined {
            tell!(lang, "按新口径 {digits}", "by a new definition {digits}")
        } else {
            digits.clone()
        };
        let goal = match goal.as_str() {
            "" => String::new(),
            goal => tell!(lang, "（目标 {goal}）", " (target {goal})"),
        };
        tell!(lang, "{no} 年 {digits}{unit}{goal}", "{no}: {digits} {unit}{goal}")
    });
    told.collect::<Vec<_>>().join(if lang == Lang::Zh { "，" } else { ", " })
}
