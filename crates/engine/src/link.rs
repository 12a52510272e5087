//! Links that a plan suggests: two of its subjects have the same name, or one names the other in
//! its own words. A user confirms them.

use domain::office::Link;
use domain::pack::Pack;
use domain::text::fold;

/// A name shorter than this says too little to be found in a text.
const NAMED_MIN: usize = 7;

/// Why a link is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Both have the same name.
    SameName,
    /// The text of one has the name of the other.
    Named,
}

/// A link that nobody has confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// `task/监管/3`.
    pub subject: String,
    /// `indicator/18`.
    pub other: String,
    /// Why it is suggested.
    pub because: Because,
}

/// A subject: its address, its name, its words.
struct Side {
    address: String,
    name: String,
    words: String,
}

fn side(address: String, name: &str, words: &str) -> Side {
    Side { address, name: fold(name), words: fold(words) }
}

/// The links that a plan suggests and that its office does not have yet.
pub fn links_proposed(pack: &Pack) -> Vec<Proposal> {
    let others = others(pack);
    let mut found: Vec<Proposal> = Vec::new();
    for own in subjects(pack) {
        for other in others.iter().filter(|other| other.address != own.address) {
            let because = if own.name == other.name {
                Because::SameName
            } else if other.name.chars().count() >= NAMED_MIN && own.words.contains(&other.name) {
                Because::Named
            } else {
                continue;
            };
            let (subject, other) = (own.address.clone(), other.address.clone());
            if !is_known(pack, &found, &subject, &other) {
                found.push(Proposal { subject, other, because });
            }
        }
    }
    found
}

fn is_known(pack: &Pack, found: &[Proposal], a: &str, b: &str) -> bool {
    let is = |subject: &str, other: &str| (subject, other) == (a, b) || (subject, other) == (b, a);
    pack.office.links.iter().any(|Link { subject, other, .. }| is(subject, other))
        || found.iter().any(|own| is(&own.subject, &own.other))
}

/// What a link may lead to: indicators, projects, and measures under a title.
fn others(pack: &Pack) -> Vec<Side> {
    let reading = &pack.reading;
    let mut sides = Vec::new();
    for indicator in &reading.indicators {
        sides.push(side(format!("indicator/{}", indicator.no), &indicator.name, ""));
    }
    for project in &reading.projects {
        sides.push(side(format!("project/{}", project.no), &project.name, ""));
    }
    for measure in reading.measures.iter().filter(|measure| !measure.title.is_empty()) {
        sides.push(side(format!("measure/{}", measure.no), &measure.title, ""));
    }
    sides
}

/// What a link may lead from: tasks, measures, and where something is promised.
fn subjects(pack: &Pack) -> Vec<Side> {
    let reading = &pack.reading;
    let mut sides = Vec::new();
    for measure in &reading.measures {
        sides.push(side(format!("measure/{}", measure.no), &measure.title, &measure.text));
    }
    for task in &reading.tasks {
        sides.push(side(format!("task/{}", task.address()), &task.name, &task.content));
    }
    let is_measure = |subject: &str| subject.starts_with("measure/");
    for promise in reading.promises.iter().filter(|promise| is_measure(&promise.subject)) {
        sides.push(side(promise.subject.clone(), &promise.what, ""));
    }
    sides.retain(|side| !side.name.is_empty());
    sides
}
