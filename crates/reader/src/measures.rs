//! Lines of the text → measures: clauses that name their own orgs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use document::Place;
use domain::plan::{DutyRole, Measure, OutlineKind, SubjectKind};

use crate::build::Build;
use crate::duty::{Phrase, implied, phrases};
use crate::outline::{HEADING_MAX, Line};

/// Adds the measures of the text in its order; lines that list indicators are none.
pub(crate) fn add(
    build: &mut Build,
    lines: &[Line],
    phrases: &[Vec<Phrase>],
    listed: &HashSet<Place>,
) {
    let mut clauses = Clauses::default();
    for (index, (line, phrases)) in lines.iter().zip(phrases).enumerate() {
        if line.kind == OutlineKind::Note || listed.contains(&line.place) {
            continue;
        }
        clauses.line(build, lines, index, phrases);
    }
}

/// The phrases of every line; each is looked for once.
pub(crate) fn all_phrases(lines: &[Line]) -> Vec<Vec<Phrase>> {
    let of_line = |line: &Line| {
        if line.kind == OutlineKind::Note { Vec::new() } else { phrases(&line.words) }
    };
    lines.iter().map(of_line).collect()
}

#[derive(Default)]
struct Clauses {
    parts: HashMap<String, u32>,
    /// The last line of text that named nobody: a phrase on a line of its own may be its.
    open: Option<usize>,
    /// The last measure came from a phrase on a line of its own.
    by_line: bool,
    /// Orgs that are always included from here on.
    implied: Vec<String>,
}

impl Clauses {
    fn line(&mut self, build: &mut Build, lines: &[Line], index: usize, phrases: &[Phrase]) {
        let line = &lines[index];
        let mut start = line.label;
        for phrase in phrases {
            let clause = trimmed(line, start..phrase.range.start);
            if clause.is_empty() {
                self.lone_phrase(build, lines, phrase);
            } else {
                self.measure(build, line, clause, phrase);
                self.by_line = false;
            }
            start = phrase.range.end;
            self.open = None;
        }
        if phrases.is_empty() {
            if let Some(orgs) = implied(&line.words) {
                self.implied.extend(build.lexicon.split(&orgs));
                return;
            }
            self.by_line = false;
            let text = line.kind != OutlineKind::Heading || line.label == 0;
            self.open = text.then_some(index).or(self.open.filter(|_| text));
        }
    }

    /// A phrase without words before it belongs to the text above it, or goes on with the phrase
    /// above it.
    fn lone_phrase(&mut self, build: &mut Build, lines: &[Line], phrase: &Phrase) {
        if self.by_line && self.open.is_none() && !build.reading.measures.is_empty() {
            let subject = build.reading.measures.len().to_string();
            self.duties(build, &subject, phrase);
        } else if let Some(open) = self.open.take() {
            let line = &lines[open];
            let clause = trimmed(line, line.label..line.words.key.len());
            self.measure(build, line, clause, phrase);
            self.by_line = true;
        }
    }

    fn measure(&mut self, build: &mut Build, line: &Line, clause: Range<usize>, phrase: &Phrase) {
        let part = self.parts.entry(line.spot.clone()).or_default();
        *part += 1;
        let no = u32::try_from(build.reading.measures.len() + 1).unwrap_or(u32::MAX);
        build.reading.measures.push(Measure {
            no,
            place: line.spot.clone(),
            part: *part,
            title: title(line, clause.clone()),
            text: line.words.cut(clause).to_owned(),
            line: line.place.to_string(),
        });
        self.duties(build, &no.to_string(), phrase);
    }

    fn duties(&mut self, build: &mut Build, subject: &str, phrase: &Phrase) {
        for (role, list) in &phrase.parts {
            build.duties(SubjectKind::Measure, subject, *role, list);
        }
        for org in &self.implied {
            let named = build.reading.duties.iter().rev();
            let mut named = named.take_while(|duty| duty.subject == subject);
            if !named.any(|duty| duty.org == *org) {
                build.duty(SubjectKind::Measure, subject, DutyRole::Implied, org.clone());
            }
        }
        if let Some(orgs) = &phrase.implied {
            self.implied.extend(build.lexicon.split(orgs));
        }
    }
}

/// A range without the punctuation that parts it from the phrase before it.
fn trimmed(line: &Line, range: Range<usize>) -> Range<usize> {
    let key = &line.words.key[range.clone()];
    let ahead = key.len() - key.trim_start_matches(['。', ';', ',', ' ', '\n', '、', '.']).len();
    let behind = key.len() - key.trim_end().len();
    let end = range.end - behind;
    (range.start + ahead).min(end)..end
}

/// The first sentence of a clause where it is a heading: short, without a comma, and not all of it.
fn title(line: &Line, clause: Range<usize>) -> String {
    let key = &line.words.key[clause.clone()];
    let Some(end) = key.find('。') else { return String::new() };
    let first = &key[..end];
    let more = key.len() > end + '。'.len_utf8();
    let short = first.chars().count() <= HEADING_MAX && !first.contains([',', ';', ':']);
    if more && short {
        line.words.cut(clause.start..clause.start + end).to_owned()
    } else {
        String::new()
    }
}
