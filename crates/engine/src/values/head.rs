//! The head of a file of values: which column stands where, and where the head is.

use std::sync::Arc;

use document::Record;
use domain::record::Said;
use domain::text::fold;

use crate::fault::{Fault, Spot};

/// The columns and the other names they go by.
pub(crate) const COLUMNS: [(&str, &[&str]); 8] = [
    ("item", &["数据项"]),
    ("org", &["填报单位"]),
    ("period", &["报告期"]),
    ("value", &["数值", "本期数"]),
    ("unit", &["计量单位"]),
    ("status", &["数据状态"]),
    ("source", &["数据来源"]),
    ("note", &["备注"]),
];

/// The columns that must be there.
const REQUIRED: [usize; 4] = [0, 1, 2, 3];

/// A row that names so many columns is meant as the head, also where it lacks some.
const MEANT: usize = 2;

/// The head and everything above it are within so many rows.
pub(crate) const ROWS_MAX: usize = 6;

/// A head: its titles as given, and where each column stands.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) titles: Arc<[String]>,
    pub(crate) columns: [Option<usize>; 8],
    /// How many columns have a title; what stands behind them belongs to none.
    pub(crate) width: usize,
    /// The same, if every column up to there has a title; else nought.
    pub(crate) titled: usize,
}

/// What a row is that stands where the head may stand.
pub(crate) enum HeadRow {
    /// The head.
    Head(Head),
    /// Meant as the head, but columns are missing.
    Lacking,
    /// A title, an explanation, anything else.
    Other,
}

impl Head {
    fn of(row: &Record) -> Self {
        let folded: Vec<String> = row.iter().map(|title| fold(title).to_lowercase()).collect();
        let columns = COLUMNS.map(|(column, others)| {
            folded.iter().position(|title| title == column || others.contains(&title.as_str()))
        });
        let titled = folded.iter().rposition(|title| !title.is_empty());
        let width = titled.map_or(0, |last| last + 1);
        let titled =
            if folded.iter().take(width).all(|title| !title.is_empty()) { width } else { 0 };
        Self { titles: row.iter().map(str::to_owned).collect(), columns, width, titled }
    }

    /// What this row is.
    pub(crate) fn recognise(row: &Record) -> HeadRow {
        let head = Self::of(row);
        let named = head.columns.iter().flatten().count();
        match head.missing().is_empty() {
            true => HeadRow::Head(head),
            false if named >= MEANT => HeadRow::Lacking,
            false => HeadRow::Other,
        }
    }

    fn missing(&self) -> Vec<&'static str> {
        let missing = REQUIRED.iter().filter(|index| self.columns[**index].is_none());
        missing.map(|index| COLUMNS[*index].0).collect()
    }
}

/// What a row lacks to be the head.
pub(crate) fn lacking(name: &str, row: &Record) -> Fault {
    let missing = Head::of(row).missing().join("、");
    let said = Said::both(
        format!("表头缺少 {missing}，应为 item,org,period,value,unit,status,source,note"),
        format!(
            "the head lacks {missing}, it must be item,org,period,value,unit,status,source,note"
        ),
    );
    Fault::new(Spot::file(name).row(row.place()), said).hint(hint())
}

pub(crate) fn no_head(name: &str) -> Fault {
    let said = Said::both(
        "没有表头，应为 item,org,period,value,unit,status,source,note".to_owned(),
        "has no head, it must be item,org,period,value,unit,status,source,note".to_owned(),
    );
    Fault::new(Spot::file(name), said).hint(hint())
}

fn hint() -> Said {
    let both: Vec<String> =
        COLUMNS.iter().map(|(column, others)| format!("{column}={}", others.join("/"))).collect();
    let both = both.join(", ");
    Said::both(
        format!("第一行写列名，英文或中文都可以：{both}；unit 及其后各列可以没有"),
        format!(
            "name the columns in the first row, in either language: {both}; unit and what follows may be absent"
        ),
    )
}
