//! Rows compared by key: what an expectation made outside the code says, and what was read.

use std::collections::BTreeMap;
use std::path::Path;

use domain::plan::Reading;
use domain::record::Record;
use domain::text::fold;

/// A row under the names of its columns.
pub type Row = BTreeMap<String, String>;

/// The rows of a csv file; none where there is no file.
pub fn from_file(path: &Path) -> Vec<Row> {
    let Ok(mut reader) = csv::Reader::from_path(path) else { return Vec::new() };
    let heads = reader.headers().expect("a head").clone();
    let rows = reader.records().map(|record| {
        let record = record.expect("a row");
        heads.iter().zip(record.iter()).map(|(h, v)| (h.to_owned(), v.to_owned())).collect()
    });
    rows.collect()
}

/// Records as rows.
pub fn from_records<R: Record>(records: &[R]) -> Vec<Row> {
    let row = |record: &R| {
        let columns = R::COLUMNS.iter().map(|column| (*column).to_owned());
        columns.zip(record.fields()).collect()
    };
    records.iter().map(row).collect()
}

/// The rows of a reading's file by its name.
pub fn of_reading(reading: &Reading, file: &str) -> Vec<Row> {
    match file {
        "indicators" => from_records(&reading.indicators),
        "cells" => from_records(&reading.cells),
        "targets" => from_records(&reading.targets),
        "measures" => from_records(&reading.measures),
        "duties" => from_records(&reading.duties),
        "tasks" => from_records(&reading.tasks),
        "projects" => from_records(&reading.projects),
        "promises" => from_records(&reading.promises),
        "orgs" => from_records(&reading.orgs),
        "unread" => from_records(&reading.unread),
        _ => panic!("no file {file}"),
    }
}

/// What a comparison came to.
#[derive(Debug, Default, Clone)]
pub struct Score {
    /// Cells that are as expected.
    pub right: usize,
    /// Cells that were expected.
    pub expected: usize,
    /// What is wrong, a line each: a cell that differs, a row that is missing or too much.
    pub wrong: Vec<String>,
    /// Rows that were read and not expected.
    pub surplus: usize,
}

/// Whether a cell is one of the answers that are accepted (`a|b`; `*` is anything).
fn accepts(expected: &str, found: &str) -> bool {
    expected == "*" || fold(expected) == fold(found) || {
        expected.contains('|') && expected.split('|').any(|one| fold(one) == fold(found))
    }
}

fn key_of(row: &Row, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| row.get(*key).cloned().unwrap_or_default()).collect()
}

/// Compares rows by key over the columns that the expectation has, but for `skipped`.
pub fn compare(
    file: &str,
    expected: &[Row],
    found: &[Row],
    keys: &[&str],
    skipped: &[&str],
) -> Score {
    let mut score = Score::default();
    let mut used = vec![false; found.len()];
    let mut by_key: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (index, row) in found.iter().enumerate() {
        let key = key_of(row, keys).iter().map(|text| fold(text)).collect();
        by_key.entry(key).or_default().push(index);
    }
    for row in expected {
        let columns: Vec<&String> =
            row.keys().filter(|column| !skipped.contains(&column.as_str())).collect();
        score.expected += columns.len();
        let wanted = key_of(row, keys);
        let folded: Vec<String> = wanted.iter().map(|text| fold(text)).collect();
        let exact = by_key.get(&folded).into_iter().flatten().copied().find(|index| !used[*index]);
        let loose = || {
            (0..found.len()).find(|index| {
                let own = key_of(&found[*index], keys);
                !used[*index] && wanted.iter().zip(&own).all(|(w, f)| accepts(w, f))
            })
        };
        let Some(index) = exact.or_else(loose) else {
            score.wrong.push(format!("{file} {wanted:?} is missing"));
            continue;
        };
        used[index] = true;
        for column in columns {
            let found = found[index].get(column).map_or("", String::as_str);
            if accepts(&row[column], found) {
                score.right += 1;
            } else {
                let expected = &row[column];
                score.wrong.push(format!(
                    "{file} {wanted:?} {column}: expected {expected:?}, read {found:?}"
                ));
            }
        }
    }
    for (index, row) in found.iter().enumerate().filter(|(index, _)| !used[*index]) {
        let _ = index;
        score.surplus += 1;
        score.wrong.push(format!("{file} {:?} is too much", key_of(row, keys)));
    }
    score
}
