//! The reader from end to end: lines and tables first, then lists, clauses, promises.

use std::sync::{Arc, LazyLock};

use document::{Block, Document, Paragraph, ParagraphKind, RemarkKind, Row, Table};
use domain::check::stated_counts;
use domain::plan::{OutlineKind, OutlineLine, PlanHead, Reading};
use domain::{Lang, Say, tell};
use regex::Regex;

use crate::build::{Build, Reason};
use crate::duty::Phrase;
use crate::facts::Facts;
use crate::heads::{Column, TableKind};
use crate::label::{Label, NUMBER};
use crate::marks::Marks;
use crate::orgs::Lexicon;
use crate::outline::{Line, Outline, is_heading};
use crate::section::Section;
use crate::table::parts;
use crate::tasks::is_list_title;
use crate::words::Words;
use crate::{indicators, listing, measures, projects, promises, prose, tasks};

/// What a document was read into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPlan {
    /// What the plan says of itself.
    pub head: PlanHead,
    /// The rows of `document/`.
    pub reading: Reading,
}

/// A document in which neither an indicator nor a measure nor a task was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPlan {
    /// How many paragraphs were read.
    pub paragraphs: usize,
    /// How many tables were read.
    pub tables: usize,
}

impl Say for NoPlan {
    fn say(&self, lang: Lang) -> String {
        let Self { paragraphs, tables } = self;
        tell!(
            lang,
            "不是“无废城市”实施方案：读了 {paragraphs} 段、{tables} 个表，没有找到指标、重点任务或任务清单",
            "is no zero-waste plan: {paragraphs} paragraphs and {tables} tables were read, and no indicator, measure or task was found"
        )
    }
}

/// The longest paragraph, in characters, that can be a caption of the table behind it.
const CAPTION_MAX: usize = 60;

/// Reads a plan.
///
/// # Errors
/// The document is no plan.
pub fn read(document: &Document) -> Result<ReadPlan, NoPlan> {
    let mut text = Text::of(document);
    let in_lines = listing::sections(&text.lines);
    let mut listed = listing::places(&in_lines);
    text.sections.extend(in_lines);
    let mut facts = Facts::of(&text.lines);
    let denied = facts.settle(&text.sections);
    let phrases = measures::all_phrases(&text.lines);
    let marks = Marks::of(&text.lines, &text.sections);
    let mut build = Build::new(facts, lexicon(&text, &phrases), marks);
    if let Some(place) = denied {
        let title = build.facts.head.title.clone();
        build.unread(place, title, Reason::TitleYears);
    }
    let of_kind = |kind| -> Vec<&Section> {
        text.sections.iter().filter(|section| section.kind == kind).collect()
    };
    indicators::add(&mut build, &of_kind(TableKind::Indicator));
    if build.reading.indicators.is_empty() {
        let of_indicators = prose::add(&mut build, &text.lines, &listed);
        listed.extend(of_indicators);
    }
    measures::add(&mut build, &text.lines, &phrases, &listed);
    tasks::add(&mut build, &of_kind(TableKind::Task));
    projects::add(&mut build, &of_kind(TableKind::Project));
    let Reading { indicators, measures, tasks, .. } = &build.reading;
    if indicators.is_empty() && measures.is_empty() && tasks.is_empty() {
        let tables =
            document.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
        return Err(NoPlan { paragraphs: document.blocks.len() - tables, tables });
    }
    // What is listed as indicators is promised there.
    let goals = text.lines.iter().filter(|line| line.kind == OutlineKind::Goal);
    let goals = goals.filter(|line| !listed.contains(&line.place));
    let goals: Vec<_> = goals.map(|line| (line.place.to_string(), line.words.clone())).collect();
    promises::add(&mut build.reading, &goals);
    leftovers(&mut build, document, &text);
    Ok(finish(build))
}

/// A document taken apart, before anything is looked for in it.
struct Text {
    lines: Vec<Line>,
    sections: Vec<Section>,
    /// Rows of tables without a place.
    unplaced: Vec<(Row, &'static str)>,
    outline: Vec<OutlineLine>,
}

impl Text {
    fn of(document: &Document) -> Self {
        let mut text = Self {
            lines: Vec::new(),
            sections: Vec::new(),
            unplaced: Vec::new(),
            outline: Vec::new(),
        };
        let mut outline = Outline::default();
        let mut captions = Captions::default();
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    text.paragraph(paragraph, &mut outline, &mut captions);
                }
                Block::Table(table) => match labelled_text(table) {
                    Some(paragraphs) => {
                        for paragraph in &paragraphs {
                            text.paragraph(paragraph, &mut outline, &mut captions);
                        }
                    }
                    None => {
                        outline.table();
                        captions.sheet(table.rows.first().and_then(|row| row.place.sheet.as_ref()));
                        text.table(table, &captions.texts, &outline.spot());
                        captions.texts.clear();
                    }
                },
            }
        }
        text
    }

    fn paragraph(&mut self, paragraph: &Paragraph, outline: &mut Outline, captions: &mut Captions) {
        let line = outline.line(paragraph);
        if line.words.is_empty() {
            return;
        }
        captions.sheet(paragraph.place.sheet.as_ref());
        if line.words.key.chars().count() <= CAPTION_MAX {
            captions.texts.push(line.words.own.clone());
        } else {
            captions.texts.clear();
        }
        self.outline.push(line.row());
        self.lines.push(line);
    }

    fn table(&mut self, table: &Table, captions: &[String], spot: &str) {
        let open =
            self.sections.last().filter(|_| captions.iter().all(|caption| is_continued(caption)));
        let parts = parts(table, captions, open);
        for row in &table.rows {
            let cells: Vec<String> =
                row.cells.iter().map(|cell| cell.text.replace('\n', "")).collect();
            self.outline.push(OutlineLine {
                line: row.place.to_string(),
                place: spot.to_owned(),
                kind: OutlineKind::Table,
                text: cells.join("\t").trim_end().to_owned(),
            });
        }
        self.sections.extend(parts.sections);
        self.unplaced.extend(parts.unplaced);
    }
}

/// The short texts between a table and what stands before it; the name of a sheet is the first.
#[derive(Default)]
struct Captions {
    texts: Vec<String>,
    sheet: Option<Arc<str>>,
}

impl Captions {
    fn sheet(&mut self, sheet: Option<&Arc<str>>) {
        if self.sheet.as_ref() != sheet {
            self.sheet = sheet.cloned();
            self.texts = sheet.iter().map(ToString::to_string).collect();
        }
    }
}

/// The paragraphs of a table that is no table but a text with its numbers in a column of their own.
fn labelled_text(table: &Table) -> Option<Vec<Paragraph>> {
    let pairs: Option<Vec<(&Row, String, &str)>> = table
        .rows
        .iter()
        .map(|row| match row.cells.as_slice() {
            [label, text] => Some((row, Words::new(&label.text).own, text.text.as_str())),
            _ => None,
        })
        .collect();
    let pairs = pairs?;
    let labelled = |label: &str, text: &str| {
        label.is_empty() || Label::of(&Words::new(&format!("{label}{text}")).key).is_some()
    };
    // `1` in front of a name is a row of a list, `1.` in front of a sentence a paragraph.
    let marked =
        pairs.iter().filter(|(_, label, _)| label.ends_with(['、', '.', '．', ')', '）'])).count();
    let all = pairs.iter().all(|(_, label, text)| labelled(label, text));
    (all && marked * 2 >= pairs.len()).then(|| {
        let paragraph = |(row, label, text): (&Row, String, &str)| Paragraph {
            place: row.place.clone(),
            text: format!("{label}{text}"),
            kind: ParagraphKind::Body,
        };
        pairs.into_iter().map(paragraph).collect()
    })
}

/// Whether a paragraph between two tables says that the second goes on with the first.
fn is_continued(caption: &str) -> bool {
    static CONTINUED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("续表?|^-*[0-9]{1,3}-*$|^第[0-9]+页").expect("a valid pattern")
    });
    let key = Words::new(caption).key;
    let group = Label::of(&key).is_some_and(|label| label.level < NUMBER) && is_heading(&key);
    CONTINUED.is_match(&key) || group && !is_list_title(&key)
}

/// Every name that stands alone in a list of orgs somewhere.
fn lexicon(text: &Text, phrases: &[Vec<Phrase>]) -> Lexicon {
    use Column::{Implementer, Lead, Owner, Responsible, Source, Support};
    let mut lexicon = Lexicon::default();
    for section in &text.sections {
        for (index, field) in section.fields.iter().enumerate() {
            let orgs = [Lead, Responsible, Source, Support, Owner, Implementer];
            if field.column.is_some_and(|column| orgs.contains(&column)) {
                for row in section.rows.iter().filter(|row| row.group.is_none()) {
                    lexicon.learn(&row.cells[index]);
                }
            }
        }
    }
    for phrase in phrases.iter().flatten() {
        for (_, list) in &phrase.parts {
            lexicon.learn(list);
        }
    }
    lexicon
}

/// What no part of the reader had a place for.
fn leftovers(build: &mut Build, document: &Document, text: &Text) {
    for (row, _) in &text.unplaced {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        build.unread(&row.place, cells.join("\t").trim_end(), Reason::NoHead);
    }
    let boxes = document.remarks.iter().filter(|remark| remark.kind == RemarkKind::TextBox);
    for remark in boxes {
        build.unread(&remark.place, remark.text.clone(), Reason::TextBox);
    }
    counts(build, &text.outline);
}

/// The counts that the text states (5 个一级指标、47 个三级指标) and the table does not bear out.
fn counts(build: &mut Build, outline: &[OutlineLine]) {
    build.reading.outline = outline.to_vec();
    for count in stated_counts(&build.reading) {
        let text = format!("{}（读到 {}）", count.words, count.read);
        build.unread(count.line, text, Reason::Count);
    }
}

fn finish(build: Build) -> ReadPlan {
    let reading = build.reading;
    let mut head = build.facts.head;
    let mut years: Vec<i16> = reading.targets.iter().map(|target| target.year).collect();
    years.sort_unstable();
    years.dedup();
    head.target_years = years;
    if head.title.is_empty() {
        let first = reading.outline.iter().find(|line| line.kind != OutlineKind::Table);
        let text = first.map_or("无标题的方案", |line| line.text.as_str());
        head.title = text.chars().take(CAPTION_MAX).collect();
    }
    ReadPlan { head, reading }
}
