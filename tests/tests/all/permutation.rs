//! The plan as other offices would have laid it out: what is read is right or is said to be unread.

use document::Document;
use domain::plan::Reading;
use domain::text::fold;
use wufei_tests::fixtures::{document, fixture, root};
use wufei_tests::rows::{Row, from_file, of_reading};
use wufei_tests::variants::variant;

/// How many variants are made.
const VARIANTS: u64 = 200;

/// File and key columns.
const FILES: &[(&str, &[&str])] = &[
    ("indicators", &["no"]),
    ("cells", &["indicator", "year"]),
    ("targets", &["indicator", "year"]),
    ("duties", &["kind", "subject", "role", "org"]),
    ("measures", &["no"]),
    ("tasks", &["system", "no"]),
    ("projects", &["no"]),
];

/// Columns that say where something stood, which a variant moves, and what lies beside the plan.
const SKIPPED: &[&str] = &["line", "place"];

#[derive(Debug, Default)]
struct Tally {
    placed: usize,
    unread: usize,
    wrong: Vec<String>,
}

fn originals() -> Vec<Document> {
    vec![
        document(&root().join("plans/tianqiao-2023-2025/source/tianqiao-2023-2025.txt")),
        document(&fixture("tianqiao/tianqiao-2023-2025.docx")),
        document(&fixture("tianqiao/tianqiao-2023-2025.xlsx")),
    ]
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

fn compare(reading: &Reading, expected: &[(&str, &[&str], Vec<Row>)]) -> Tally {
    let mut tally = Tally::default();
    let left = leftovers(reading);
    for (file, keys, rows) in expected {
        let mut found = of_reading(reading, file);
        for row in rows {
            let same = |other: &Row| keys.iter().all(|key| equal(&row[*key], &other[*key]));
            let at = found.iter().position(same);
            let read = at.map(|at| found.swap_remove(at));
            let columns = row.iter().filter(|(column, _)| !SKIPPED.contains(&column.as_str()));
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
                    tally.wrong.push(format!("{file} {key:?} {column}: {wanted:?}, read {got:?}"));
                }
            }
        }
        tally.wrong.extend(found.iter().map(|row| format!("{file}: too much: {row:?}")));
    }
    tally
}

#[test]
fn no_cell_is_misplaced_in_two_hundred_variants() {
    let expected: Vec<_> = FILES
        .iter()
        .map(|(file, keys)| {
            (*file, *keys, from_file(&fixture(&format!("tianqiao/expected/{file}.csv"))))
        })
        .collect();
    let originals = originals();
    let mut all = Tally::default();
    for number in 0..VARIANTS {
        let original = &originals[usize::try_from(number).expect("small") % originals.len()];
        let variant = variant(original, number);
        let tally = match reader::read(&variant.document) {
            Ok(plan) => compare(&plan.reading, &expected),
            Err(reader::NoPlan { .. }) => {
                panic!("variant {number} is read as no plan: {:?}", variant.changes)
            }
        };
        all.placed += tally.placed;
        all.unread += tally.unread;
        if !tally.wrong.is_empty() {
            let count = tally.wrong.len();
            all.wrong.push(format!("variant {number} {:#?}: {count} wrong", variant.changes));
            all.wrong.extend(tally.wrong.into_iter().take(6));
        }
    }
    let total = all.placed + all.unread;
    println!("{} of {total} cells placed, {} unread", all.placed, all.unread);
    assert!(all.wrong.is_empty(), "{}", all.wrong.join("\n"));
    assert!(all.placed * 100 >= total * 97, "{} of {total} placed", all.placed);
}
