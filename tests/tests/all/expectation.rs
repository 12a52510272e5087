//! The reader against what a right reading of the plan is, written before the reader, by key, on
//! the text, the docx and the xlsx.

use std::path::PathBuf;

use wufei_tests::expectation::Expectation;
use wufei_tests::fixtures::{fixture, plan, root};

fn documents() -> Vec<PathBuf> {
    vec![
        root().join("plans/tianqiao-2023-2025/source/tianqiao-2023-2025.txt"),
        fixture("tianqiao/tianqiao-2023-2025.docx"),
        fixture("tianqiao/tianqiao-2023-2025.xlsx"),
    ]
}

#[test]
fn the_plan_is_read_right_on_three_formats() {
    let expectation = Expectation::read(&fixture("tianqiao/expected"));
    let mut wrong = Vec::new();
    for path in documents() {
        let format = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let scores = expectation.scores(&plan(&path).reading, format == "txt");
        assert_eq!(scores.len(), 8, "the expectation is there");
        for (file, score) in scores {
            println!("{format} {file}: {} of {} cells right", score.right, score.expected);
            wrong.extend(score.wrong.into_iter().map(|line| format!("{format}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn promises_outside_the_table_are_found() {
    let expectation = Expectation::read(&fixture("tianqiao/expected"));
    for path in documents() {
        let promises = expectation.promises(&plan(&path).reading);
        let found = promises.total - promises.missing.len();
        let others = promises.others.len();
        println!("{}: {found} of {} promises, {others} others", path.display(), promises.total);
        assert!(promises.total == 30 && found >= 27, "{promises:#?}");
        assert!(others <= 4, "{promises:#?}");
    }
}
