//! The rejected rows of values as a file that can be mended and sent again.

use std::path::Path;

use document::CsvOptions;
use domain::{Lang, Say};
use engine::{Faults, Reason, Receipt, RejectedRow, file_write};

/// What is told of each row; in a file that was rejected before they are made anew.
const OWN: [&str; 2] = ["row", "why"];

/// Writes the rows exactly as they were given, under the heads of their files, and behind them
/// where each stood and why it was not taken.
pub(crate) fn write(path: &Path, receipt: &Receipt, lang: Lang) -> Result<(), Faults> {
    let rows = table(&receipt.rejected, lang);
    file_write(path, &document::write_csv(rows, CsvOptions::default()))
}

fn table(rejected: &[RejectedRow], lang: Lang) -> Vec<Vec<String>> {
    // Files with other heads add their columns; a field without a title keeps a column without one.
    let mut head: Vec<String> = Vec::new();
    for title in rejected.iter().flat_map(|row| row.head.iter()) {
        if !title.is_empty() && !OWN.contains(&title.as_str()) && !head.contains(title) {
            head.push(title.clone());
        }
    }
    let untitled = |row: &RejectedRow| -> Vec<String> {
        let fields = row.fields.iter().enumerate();
        let without = |index: usize| row.head.get(index).is_none_or(String::is_empty);
        fields.filter(|(index, _)| without(*index)).map(|(_, field)| field.clone()).collect()
    };
    let surplus = rejected.iter().map(|row| untitled(row).len()).max().unwrap_or(0);
    let rows = rejected.iter().map(|row| {
        let under = |title: &String| {
            let index = row.head.iter().position(|own| own == title);
            index.and_then(|index| row.fields.get(index)).cloned().unwrap_or_default()
        };
        let mut fields: Vec<String> = head.iter().map(under).collect();
        fields.extend(untitled(row));
        fields.resize(head.len() + surplus, String::new());
        let told = |reason: &Reason| {
            let said = reason.said.say(lang);
            reason.column.map_or(said.clone(), |column| format!("{column}: {said}"))
        };
        let reasons: Vec<String> = row.reasons.iter().map(told).collect();
        fields.extend([row.spot.to_string(), reasons.join("; ")]);
        fields
    });
    let mut titles = head.clone();
    titles.resize(head.len() + surplus, String::new());
    titles.extend(OWN.map(str::to_owned));
    std::iter::once(titles).chain(rows).collect()
}
