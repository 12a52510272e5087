//! What a right reading of a plan is, made outside the reader, and how a reading is held to it.

use std::path::Path;

use domain::plan::Reading;
use domain::text::fold;

use crate::rows::{Row, Score, compare, from_file, of_reading};

/// The files of an expectation with the columns that a row is told apart by.
const FILES: &[(&str, &[&str])] = &[
    ("indicators", &["no"]),
    ("cells", &["indicator", "year"]),
    ("targets", &["indicator", "year"]),
    ("measures", &["no"]),
    ("duties", &["kind", "subject", "role", "org"]),
    ("tasks", &["system", "no"]),
    ("projects", &["no"]),
    ("orgs", &["name"]),
];

/// Columns that say where something stood, which a variant of the document moves.
const PLACES: &[&str] = &["line", "place"];

/// A file of an expectation: its name, its key columns, its rows.
type File = (&'static str, &'static [&'static str], Vec<Row>);

/// A right reading of a plan.
pub struct Expectation {
    files: Vec<File>,
    promises: Vec<Row>,
}

/// Cells of a changed document.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cells in their place.
    pub placed: usize,
    /// Cells that were kept as unread or extra.
    pub unread: usize,
    /// Cells that are lost or stand where they do not belong.
    pub wrong: Vec<String>,
}

/// Promises that were found.
#[derive(Debug)]
pub struct Promises {
    /// How many there are.
    pub total: usize,
    /// Those that were not found.
    pub missing: Vec<String>,
    /// What was found and is none.
    pub others: Vec<String>,
}

impl Expectation {
    /// The expectation in a folder of csv files.
    pub fn read(folder: &Path) -> Self {
        let rows = |file: &str| from_file(&folder.join(format!("{file}.csv")));
        let files = FILES.iter().map(|(file, keys)| (*file, *keys, rows(file)));
        Self { files: files.collect(), promises: rows("promises") }
    }

    /// Holds a reading against every file that there is; places are lines of the text only.
    pub fn scores(&self, reading: &Reading, with_lines: bool) -> Vec<(&'static str, Score)> {
        let skipped: &[&str] = if with_lines { &[] } else { &["line"] };
        let files = self.files.iter().filter(|(_, _, rows)| !rows.is_empty());
        let score = |(file, keys, rows): &File| {
            (*file, compare(file, rows, &of_reading(reading, file), keys, skipped))
        };
        files.map(score).collect()
    }

    /// Which of the promises were found: figures by value and unit, places by their name.
    pub fn promises(&self, reading: &Reading) -> Promises {
        let mut expected = self.promises.clone();
        let mut others = Vec::new();
        for promise in of_reading(reading, "promises") {
            match expected.iter().position(|row| is_promise(row, &promise)) {
                Some(at) => drop(expected.remove(at)),
                None => others.push(format!("{promise:?}")),
            }
        }
        let told = |row: &Row| format!("{} {}", row["subject"], row["what"]);
        let missing = expected.iter().map(told).collect();
        Promises { total: self.promises.len(), missing, others }
    }

    /// Looks for every expected cell of a variant of the document.
    pub fn placed(&self, reading: &Reading) -> Tally {
        let mut tally = Tally::default();
        let left = leftovers(reading);
        // How often an org is mentioned is counted and stands in no cell.
        for (file, keys, rows) in self.files.iter().filter(|(file, ..)| *file != "orgs") {
            let mut found = of_reading(reading, file);
            for row in rows {
                let same = |other: &Row| keys.iter().all(|key| equal(&row[*key], &other[*key]));
                let at = found.iter().position(same);
                let read = at.map(|at| found.swap_remove(at));
                let columns = row.iter().filter(|(column, _)| !PLACES.contains(&column.as_str()));
                let Some(read) = read else {
                    // A row may be missing only where its words are kept.
                    let word = &row[*keys.last().expect("a key")];
                    if left.contains(&own(word)) {
                        tally.unread += columns.count();
                    } else {
                        tally.wrong.push(format!("{file} {row:?} is gone"));
                    }
                    continue;
                };
                for (column, wanted) in columns {
                    let got = read.get(column).map_or("", String::as_str);
                    if equal(wanted, got) {
                        tally.placed += 1;
                    } else if got.is_empty() && left.contains(&own(wanted)) {
                        tally.unread += 1;
                    } else {
                        let key: Vec<&String> = keys.iter().map(|key| &row[*key]).collect();
                        tally
                            .wrong
                            .push(format!("{file} {key:?} {column}: {wanted:?}, read {got:?}"));
                    }
                }
            }
            tally.wrong.extend(found.iter().map(|row| format!("{file}: too much: {row:?}")));
        }
        tally
    }
}

fn is_promise(row: &Row, found: &Row) -> bool {
    let same = |column: &str| equal(&row[column], &found[column]);
    let is_place = row["kind"] == "named";
    let place = row["what"].rsplit('：').next().unwrap_or_default();
    let is_same =
        if is_place { found["what"].ends_with(place) } else { same("value") && same("unit") };
    same("subject") && (found["kind"] == "named") == is_place && is_same
}

/// All that was kept without a place, folded, so that a cell can be looked for in it.
fn leftovers(reading: &Reading) -> String {
    let mut text = String::new();
    for file in ["indicators", "measures", "tasks", "projects", "unread"] {
        for row in of_reading(reading, file) {
            let kept = if file == "unread" { row.get("text") } else { row.get("extra") };
            text += &own(kept.map_or("", String::as_str));
            text.push('\n');
        }
    }
    text
}

/// A text without what the variants write in their own way: quotes, dashes and spaces.
fn own(text: &str) -> String {
    let plain = |c: char| match c {
        '“' | '”' => '"',
        '—' | '–' | '~' | '～' | '－' => '-',
        other => other,
    };
    fold(text).chars().map(plain).filter(|c| !c.is_whitespace()).collect()
}

/// Whether a cell is one of the answers that are accepted (`a|b`; `*` is anything).
fn equal(wanted: &str, got: &str) -> bool {
    let got = own(got);
    wanted == "*" || own(wanted) == got || wanted.split('|').any(|one| own(one) == got)
}
