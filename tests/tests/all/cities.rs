//! The reader on plans of other cities, each with what a right reading of it is.
//!
//! The plans are invented and marked so; they were written, with their expectation, by people who
//! had not seen the reader.

use std::path::{Path, PathBuf};

use wufei_tests::fixtures::{document, fixture};
use wufei_tests::rows::{Score, compare, from_file, of_reading};

/// File and key columns.
const FILES: &[(&str, &[&str])] = &[
    ("indicators", &["no"]),
    ("cells", &["indicator", "year"]),
    ("targets", &["indicator", "year"]),
    ("measures", &["no"]),
    ("duties", &["kind", "subject", "role", "org"]),
    ("tasks", &["system", "no"]),
    ("projects", &["no"]),
];

/// The document of a plan's folder.
fn document_in(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    paths.into_iter().find(|p| p.file_stem().is_some_and(|stem| stem == "plan")).expect("a plan")
}

fn scores(folder: &Path) -> Vec<(&'static str, Score)> {
    let path = document_in(folder);
    let reading = match reader::read(&document(&path)) {
        Ok(plan) => plan.reading,
        Err(_) => domain::plan::Reading::default(),
    };
    let score = |(file, keys): &(&'static str, &[&str])| {
        let expected = from_file(&folder.join(format!("expected/{file}.csv")));
        (*file, compare(file, &expected, &of_reading(&reading, file), keys, &["line"]))
    };
    FILES.iter().map(score).collect()
}

#[test]
fn plans_of_other_cities_are_read() {
    let folders = std::fs::read_dir(fixture("plans")).expect("plans");
    let mut folders: Vec<PathBuf> = folders.map(|f| f.expect("a folder").path()).collect();
    folders.sort();
    let (mut right, mut expected) = (0, 0);
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut line = format!("{name}:");
        let mut wrong = Vec::new();
        for (file, score) in scores(folder) {
            right += score.right;
            expected += score.expected;
            if score.expected > 0 || score.surplus > 0 {
                line += &format!(" {file} {}/{}+{}", score.right, score.expected, score.surplus);
            }
            wrong.extend(score.wrong);
        }
        println!("{line}");
        for line in wrong.iter().take(400) {
            println!("    {line}");
        }
    }
    println!("{right} of {expected} cells right");
    assert!(right * 100 >= expected * 98, "{right} of {expected} cells right");
}
