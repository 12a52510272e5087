//! The reader: what it gets right, what it costs when the plan grows.

use std::collections::HashSet;
use std::path::PathBuf;

use document::{Block, Document, Table};
use domain::plan::Reading;
use wufei_tests::expectation::{Expectation, Tally};
use wufei_tests::variants::variant;

use crate::timing::side_by_side;
use crate::{Limit, Measured, Setting};

/// How many times as many measures and rows the grown plan has.
const GROWTH: usize = 100;

/// How many columns the table of indicators has; in the others the name stands second.
const INDICATOR_COLUMNS: usize = 13;

fn documents(setting: &Setting) -> [(&'static str, PathBuf); 3] {
    [
        ("txt", setting.pack().join("source/tianqiao-2023-2025.txt")),
        ("docx", setting.fixture("tianqiao/tianqiao-2023-2025.docx")),
        ("xlsx", setting.fixture("tianqiao/tianqiao-2023-2025.xlsx")),
    ]
}

pub(crate) fn document_in(path: &PathBuf) -> Document {
    let bytes = std::fs::read(path).expect("the plan");
    document::read(&path.to_string_lossy(), &bytes).expect("a document")
}

#[expect(clippy::cast_precision_loss, reason = "cells are counted in thousands")]
fn count(count: usize) -> f64 {
    count as f64
}

/// Cells that are right, of those that the expectation has; promises found, and others.
pub(crate) fn expectation(setting: &Setting) -> Vec<Measured> {
    let expectation = Expectation::read(&setting.fixture("tianqiao/expected"));
    let mut measured = Vec::new();
    for (format, path) in documents(setting) {
        let reading = reader::read(&document_in(&path)).expect("a plan").reading;
        for (file, score) in expectation.scores(&reading, format == "txt") {
            measured.push(Measured {
                name: format!("reader, {format}: {file}"),
                ours: count(score.right - score.surplus.min(score.right)),
                other: count(score.expected),
                unit: "cells right",
                limit: Limit::AtLeast(1.0),
                beside: "expectation",
            });
        }
        let promises = expectation.promises(&reading);
        measured.push(Measured {
            name: format!("reader, {format}: promises"),
            ours: count(promises.total - promises.missing.len()),
            other: count(promises.total),
            unit: "found",
            limit: Limit::AtLeast(0.9),
            beside: "expectation",
        });
        measured.push(Measured {
            name: format!("reader, {format}: promises that are none"),
            ours: count(promises.others.len()),
            other: 4.0,
            unit: "others",
            limit: Limit::AtMost(1.0),
            beside: "allowed",
        });
    }
    measured
}

/// 200 changed documents: cells in their place, cells in another's.
pub(crate) fn variants(setting: &Setting) -> Vec<Measured> {
    let expectation = Expectation::read(&setting.fixture("tianqiao/expected"));
    let originals = documents(setting).map(|(_, path)| document_in(&path));
    let variants = if setting.quick { 40 } else { 200 };
    let mut all = Tally::default();
    for number in 0..variants {
        let original = &originals[usize::try_from(number).unwrap_or(0) % originals.len()];
        let Ok(plan) = reader::read(&variant(original, number).document) else {
            all.wrong.push(format!("variant {number} is read as no plan"));
            continue;
        };
        let tally = expectation.placed(&plan.reading);
        all.placed += tally.placed;
        all.unread += tally.unread;
        all.wrong.extend(tally.wrong);
    }
    let total = all.placed + all.unread + all.wrong.len();
    vec![
        Measured {
            name: format!("{variants} variants: cells in their place"),
            ours: count(all.placed),
            other: count(total),
            unit: "cells",
            limit: Limit::AtLeast(0.97),
            beside: "all cells",
        },
        Measured {
            name: format!("{variants} variants: cells misplaced or lost"),
            ours: count(all.wrong.len()),
            other: 0.0,
            unit: "cells",
            limit: Limit::AtMost(1.0),
            beside: "allowed",
        },
    ]
}

/// A plan with a hundred times the measures and rows beside the plain one.
pub(crate) fn growth(setting: &Setting) -> Vec<Measured> {
    let plain = document_in(&documents(setting)[0].1);
    let read = |document: &Document| reader::read(document).expect("a plan").reading;
    let one = read(&plain);
    let grown = grown(&plain, &one);
    let many = read(&grown);
    assert_eq!(many.measures.len(), one.measures.len() * GROWTH, "all measures are read");
    assert_eq!(many.indicators.len(), one.indicators.len() * GROWTH, "all rows are read");
    let rounds = setting.rounds().min(3);
    let (ours, other) = side_by_side(rounds, || read(&grown), || read(&plain));
    vec![Measured {
        name: format!("reading a plan {GROWTH} times as long"),
        ours,
        other,
        unit: "ms",
        limit: Limit::AtMost(130.0),
        beside: "the plain plan",
    }]
}

/// The document with each measure and each row a hundred times, renamed and renumbered.
fn grown(plain: &Document, reading: &Reading) -> Document {
    let has_measures: HashSet<&str> = reading.measures.iter().map(|m| m.line.as_str()).collect();
    let mut blocks = Vec::new();
    for block in &plain.blocks {
        match block {
            Block::Paragraph(paragraph)
                if has_measures.contains(paragraph.place.to_string().as_str()) =>
            {
                let (number, text) = numbered(&paragraph.text);
                for copy in 0..GROWTH {
                    let mut paragraph = paragraph.clone();
                    let number =
                        number.map(|first| format!("{}.", usize::from(first) * GROWTH + copy));
                    paragraph.text = number.unwrap_or_default() + &word(copy) + text;
                    blocks.push(Block::Paragraph(paragraph));
                }
            }
            Block::Paragraph(_) => blocks.push(block.clone()),
            Block::Table(table) => {
                let mut number = 0;
                let mut rows = Vec::new();
                for row in &table.rows {
                    if row.cells[0].text.parse::<u32>().is_err() {
                        rows.push(row.clone());
                        continue;
                    }
                    for copy in 0..GROWTH {
                        number += 1;
                        let mut row = row.clone();
                        row.cells[0].text = number.to_string();
                        let name = if row.cells.len() == INDICATOR_COLUMNS { 3 } else { 1 };
                        row.cells[name].text.insert_str(0, &word(copy));
                        rows.push(row);
                    }
                }
                let table = Table { rows };
                blocks.push(Block::Table(table));
            }
        }
    }
    Document { blocks, ..plain.clone() }
}

/// A paragraph's number, if it begins with one, and the rest of it.
fn numbered(text: &str) -> (Option<u16>, &str) {
    let parted = text.split_once(['.', '．']).and_then(|(no, rest)| Some((no.parse().ok()?, rest)));
    parted.map_or((None, text), |(number, rest)| (Some(number), rest))
}

/// A word of its own for each copy.
fn word(copy: usize) -> String {
    const DIGITS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    [DIGITS[copy / 10 % 10], DIGITS[copy % 10]].iter().collect()
}
