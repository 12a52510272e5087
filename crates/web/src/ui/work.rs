//! How a piece of work stands: its state and its light, each a shape, a word, then a colour.

use domain::judge::Verdict;
use domain::work::{Light, WorkState};
use domain::{Lang, Say, tell};
use engine::WorkRow;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use crate::ui::bar::percent;
use crate::ui::state::shape;

/// The class that colours a state.
pub(crate) fn class(state: WorkState) -> &'static str {
    match state {
        WorkState::Done => "met",
        WorkState::Running => "track",
        WorkState::NotStarted | WorkState::Dropped => "none",
    }
}

/// A state: what is done is full, what runs is half, what has not begun is an empty ring.
pub(crate) fn state(state: WorkState, lang: Lang) -> Markup {
    const DROPPED: &str = r#"<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2 2 10 10M10 2 2 10" fill="none" stroke-width="1.6"/></svg>"#;
    let shape = match state {
        WorkState::Done => shape(Verdict::Met),
        WorkState::Running => shape(Verdict::OnTrack),
        WorkState::NotStarted => shape(Verdict::NotDue),
        WorkState::Dropped => PreEscaped(DROPPED),
    };
    html! { span class=(format!("state {}", class(state))) { (shape) (state.say(lang)) } }
}

/// A light with since when; nothing where there is nothing to say.
pub(crate) fn light(light: Light, since: Option<Date>, lang: Lang) -> Markup {
    let (class, shape) = match light {
        Light::None => return html! {},
        Light::Amber => ("risk", shape(Verdict::AtRisk)),
        Light::Red => ("miss", shape(Verdict::Missed)),
    };
    html! {
        span class=(format!("state pill {class}")) { (shape) (light.say(lang)) }
        @if let Some(day) = since { span.sub { (tell!(lang, "{day} 起", "since {day}")) } }
    }
}

/// How much of a hundred, with a bar.
pub(crate) fn progress(row: &WorkRow<'_>) -> Markup {
    let class = if row.light == Light::Red { "miss" } else { class(row.state) };
    html! { (row.percent) span.u { "%" } (percent(row.percent, class)) }
}
