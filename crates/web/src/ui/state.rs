//! State: a shape, a word, then a colour; never a colour alone.

use domain::judge::Verdict;
use domain::{Lang, Say};
use maud::{Markup, PreEscaped, html};

/// The class that colours a verdict.
pub(crate) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::OnTrack => "track",
        Verdict::AtRisk | Verdict::NeedsReview => "risk",
        Verdict::Missed => "miss",
        Verdict::NoData | Verdict::NotDue => "none",
    }
}

/// The shape of a verdict.
pub(crate) fn shape(verdict: Verdict) -> PreEscaped<&'static str> {
    macro_rules! svg {
        ($drawn:literal) => {
            concat!(r#"<svg viewBox="0 0 12 12" aria-hidden="true">"#, $drawn, "</svg>")
        };
    }
    PreEscaped(match verdict {
        Verdict::Met => svg!(r#"<circle cx="6" cy="6" r="5.2" stroke="none"/>"#),
        Verdict::OnTrack => svg!(
            r#"<circle cx="6" cy="6" r="4.6" fill="none" stroke-width="1.4"/><path d="M6 1.4a4.6 4.6 0 0 1 0 9.2z" stroke="none"/>"#
        ),
        Verdict::AtRisk => svg!(r#"<path d="M6 .8 11.6 11H.4z" stroke="none"/>"#),
        Verdict::Missed => {
            svg!(r#"<rect x="1.2" y="1.2" width="9.6" height="9.6" stroke="none"/>"#)
        }
        Verdict::NeedsReview => svg!(r#"<path d="M6 .4 11.6 6 6 11.6.4 6z" stroke="none"/>"#),
        Verdict::NoData => svg!(
            r#"<circle cx="6" cy="6" r="4.6" fill="none" stroke-width="1.2" stroke-dasharray="2 2"/>"#
        ),
        Verdict::NotDue => {
            svg!(r#"<circle cx="6" cy="6" r="4.6" fill="none" stroke-width="1.2"/>"#)
        }
    })
}

/// Shape and word, on a wash where it stands in a table.
pub(crate) fn state(verdict: Verdict, pill: bool, lang: Lang) -> Markup {
    html! { span.state.pill[pill].{ (class(verdict)) } { (shape(verdict)) (verdict.say(lang)) } }
}

/// The shape that goes with a class.
pub(crate) fn shape_of(class: &str) -> PreEscaped<&'static str> {
    shape(match class {
        "met" => Verdict::Met,
        "track" => Verdict::OnTrack,
        "risk" => Verdict::AtRisk,
        "miss" => Verdict::Missed,
        _ => Verdict::NoData,
    })
}
