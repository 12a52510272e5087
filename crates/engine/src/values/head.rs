//! The head of a file of values: which column stands where.

use document::Record;
use domain::record::Said;
use domain::text::fold;

use crate::fault::{Fault, Faults, Spot};

/// The columns and the other names they go by.
pub(super) const COLUMNS: [(&str, &[&str]); 8] = [
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

/// Where each column stands.
pub(super) fn head(name: &str, row: &Record) -> Result<[Option<usize>; 8], Faults> {
    let titles: Vec<String> = row.iter().map(|title| fold(title).to_lowercase()).collect();
    let mut columns = [None; 8];
    for (index, (column, others)) in COLUMNS.iter().enumerate() {
        columns[index] =
            titles.iter().position(|title| title == column || others.contains(&title.as_str()));
    }
    let missing: Vec<&str> = REQUIRED
        .iter()
        .filter(|index| columns[**index].is_none())
        .map(|index| COLUMNS[*index].0)
        .collect();
    if missing.is_empty() {
        return Ok(columns);
    }
    let missing = missing.join("、");
    let said = Said::both(
        format!("表头缺少 {missing}，应为 item,org,period,value,unit,status,source,note"),
        format!(
            "the head lacks {missing}, it must be item,org,period,value,unit,status,source,note"
        ),
    );
    Err(Fault::new(Spot::file(name).row(row.place()), said).into())
}

pub(super) fn no_head(name: &str) -> Fault {
    let said = Said::both(
        "没有表头，应为 item,org,period,value,unit,status,source,note".to_owned(),
        "has no head, it must be item,org,period,value,unit,status,source,note".to_owned(),
    );
    Fault::new(Spot::file(name), said)
}
