//! The reader against what a right reading of the plan is, written before the reader, by key, on
//! the text, the docx and the xlsx.

use std::path::{Path, PathBuf};

use wufei_tests::fixtures::{fixture, plan, root};
use wufei_tests::rows::{Score, compare, from_file, of_reading};

/// File, key columns, how many cells must be right.
const FILES: &[(&str, &[&str])] = &[
    ("indicators", &["no"]),
    ("cells", &["indicator", "year"]),
    ("targets", &["indicator", "year"]),
    ("duties", &["kind", "subject", "role", "org"]),
    ("measures", &["no"]),
    ("tasks", &["system", "no"]),
    ("projects", &["no"]),
    ("orgs", &["name"]),
];

fn documents() -> Vec<PathBuf> {
    vec![
        root().join("plans/tianqiao-2023-2025/source/tianqiao-2023-2025.txt"),
        fixture("tianqiao/tianqiao-2023-2025.docx"),
        fixture("tianqiao/tianqiao-2023-2025.xlsx"),
    ]
}

fn score(path: &Path, file: &str, keys: &[&str]) -> Score {
    let reading = plan(path).reading;
    let expected = from_file(&fixture(&format!("tianqiao/expected/{file}.csv")));
    assert!(!expected.is_empty(), "the expectation of {file} is there");
    // A line number is one of the text.
    let is_text = path.extension().is_some_and(|ending| ending == "txt");
    let skipped: &[&str] = if is_text { &[] } else { &["line"] };
    compare(file, &expected, &of_reading(&reading, file), keys, skipped)
}

#[test]
fn the_plan_is_read_right_on_three_formats() {
    let mut wrong = Vec::new();
    for path in documents() {
        for (file, keys) in FILES {
            let score = score(&path, file, keys);
            let name = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            println!("{name} {file}: {} of {} cells right", score.right, score.expected);
            wrong.extend(score.wrong.into_iter().map(|line| format!("{name}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn promises_outside_the_table_are_found() {
    for path in documents() {
        let reading = plan(&path).reading;
        let found = of_reading(&reading, "promises");
        let mut expected = from_file(&fixture("tianqiao/expected/promises.csv"));
        let total = expected.len();
        let mut others = Vec::new();
        for promise in &found {
            let named = promise["kind"] == "named";
            let at = expected.iter().position(|row| {
                let same = |column: &str| row[column] == promise[column];
                let place = row["what"].rsplit('：').next().unwrap_or_default();
                same("subject")
                    && (row["kind"] == "named") == named
                    && if named {
                        promise["what"].ends_with(place)
                    } else {
                        same("value") && same("unit")
                    }
            });
            match at {
                Some(at) => drop(expected.remove(at)),
                None => others.push(format!("{promise:?}")),
            }
        }
        let missing: Vec<_> =
            expected.iter().map(|row| format!("{} {}", row["subject"], row["what"])).collect();
        println!(
            "{}: {} of {total} promises, {} others",
            path.display(),
            total - missing.len(),
            others.len()
        );
        assert!(missing.len() <= 3, "missing: {missing:#?}\nothers: {others:#?}");
        assert!(others.len() <= 4, "others: {others:#?}");
    }
}
