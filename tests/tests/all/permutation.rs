//! The plan as other offices would have laid it out: what is read is right or is said to be unread.

use document::Document;
use wufei_tests::expectation::{Expectation, Tally};
use wufei_tests::fixtures::{document, fixture, root};
use wufei_tests::variants::variant;

/// How many variants are made.
const VARIANTS: u64 = 200;

fn originals() -> Vec<Document> {
    vec![
        document(&root().join("plans/tianqiao-2023-2025/source/tianqiao-2023-2025.txt")),
        document(&fixture("tianqiao/tianqiao-2023-2025.docx")),
        document(&fixture("tianqiao/tianqiao-2023-2025.xlsx")),
    ]
}

#[test]
fn no_cell_is_misplaced_in_two_hundred_variants() {
    let expectation = Expectation::read(&fixture("tianqiao/expected"));
    let originals = originals();
    let mut all = Tally::default();
    for number in 0..VARIANTS {
        let original = &originals[usize::try_from(number).expect("small") % originals.len()];
        let variant = variant(original, number);
        let tally = match reader::read(&variant.document) {
            Ok(plan) => expectation.placed(&plan.reading),
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
