//! The reader on plans of other cities, each with what a right reading of it is.
//!
//! The plans are invented and marked so; they were written, with their expectation, by people who
//! had not seen the reader.

use std::path::{Path, PathBuf};

use domain::plan::Reading;
use wufei_tests::expectation::Expectation;
use wufei_tests::fixtures::{document, fixture};

/// The documents of a plan's folder: the plan in one format or in several.
fn documents_in(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    paths.filter(|path| path.file_stem().is_some_and(|stem| stem == "plan")).collect()
}

#[test]
fn plans_of_other_cities_are_read() {
    let folders = std::fs::read_dir(fixture("plans")).expect("plans");
    let mut folders: Vec<PathBuf> = folders.map(|f| f.expect("a folder").path()).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    let (mut right, mut expected) = (0, 0);
    for (folder, path) in
        folders.iter().flat_map(|f| documents_in(f).into_iter().map(move |p| (f, p)))
    {
        let reading = match reader::read(&document(&path)) {
            Ok(plan) => plan.reading,
            Err(reader::NoPlan { .. }) => Reading::default(),
        };
        let expectation = Expectation::read(&folder.join("expected"));
        let mut line =
            format!("{}:", path.strip_prefix(fixture("plans")).expect("a plan").display());
        let mut wrong = Vec::new();
        for (file, score) in expectation.scores(&reading, false) {
            if file == "orgs" {
                continue;
            }
            right += score.right;
            expected += score.expected;
            line += &format!(" {file} {}/{}+{}", score.right, score.expected, score.surplus);
            wrong.extend(score.wrong);
        }
        let promises = expectation.promises(&reading);
        line += &format!(
            " promises {}/{}+{}",
            promises.total - promises.missing.len(),
            promises.total,
            promises.others.len()
        );
        if std::env::var_os("PROMISES").is_some() {
            wrong.extend(promises.missing.into_iter().map(|p| format!("promise missing {p}")));
            wrong.extend(promises.others.into_iter().map(|p| format!("promise other {p}")));
        }
        println!("{line}");
        wrong.iter().take(40).for_each(|line| println!("    {line}"));
    }
    println!("{right} of {expected} cells right");
    assert!(folders.len() >= 10, "there are plans of other cities");
    assert!(right * 100 >= expected * 98, "{right} of {expected} cells right");
}
