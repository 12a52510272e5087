//! The filing sheet as a workbook: written with what is known, read again with what was filled in,
//! and answered with a remark in each faulty cell.
//!
//! Hidden columns hold the item's key, the version that was on the sheet, and a mark over both and
//! over what stood in the open cells: so a row whose ids were touched is told from a sound one, and
//! a row that nobody touched is left alone, also where it came back or somebody else changed it.
//! The mark is no secret; what a user may file is checked by the engine as for any other row.
//!
//! A formula in an open cell counts as the result that the workbook keeps, and the receipt says so;
//! one without a result is refused. A blank is never nought: a row without a number is left out.

mod answer;
mod fill;
mod lines;
mod plain;
mod read;
mod write;

pub use read::WorkbookReceipt;

use domain::figures::ValueStatus;
use domain::number::decimal;
use domain::{Lang, Say as _};

/// The form's sheet.
const SHEET: &str = "填报";
/// The sheet that nobody sees.
const IDS: &str = "_wufei";
/// What a form of this make calls itself.
const FORMAT: &str = "wufei-filing-1";
/// The column of the answer.
const ANSWER: &str = "处理结果";

/// The columns of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Col {
    Item,
    Period,
    LastYear,
    Before,
    Target,
    Value,
    Unit,
    Status,
    Source,
    Note,
    Reason,
    Key,
    Version,
    Mark,
}

impl Col {
    const ALL: [(&'static str, Self); 14] = [
        ("数据项", Self::Item),
        ("报告期", Self::Period),
        ("上年同期", Self::LastYear),
        ("上期", Self::Before),
        ("目标", Self::Target),
        ("本期数", Self::Value),
        ("计量单位", Self::Unit),
        ("状态", Self::Status),
        ("来源", Self::Source),
        ("说明", Self::Note),
        ("更正理由", Self::Reason),
        ("数据项编号", Self::Key),
        ("版本", Self::Version),
        ("校验", Self::Mark),
    ];

    fn at(self) -> usize {
        self as usize
    }

    /// The column that a remark on a field belongs to.
    fn of_field(field: &str) -> Self {
        match field {
            "item" => Self::Item,
            "period" => Self::Period,
            "unit" => Self::Unit,
            "status" => Self::Status,
            "source" => Self::Source,
            "note" => Self::Note,
            "reason" => Self::Reason,
            _ => Self::Value,
        }
    }
}

/// The words of the drop-down list. The others that a number can have are not for a bureau to give.
fn choices() -> Vec<String> {
    use ValueStatus::{ConfirmedZero, Estimated, NotApplicable, Reported};
    let all = [Reported, Estimated, ConfirmedZero, NotApplicable];
    all.iter().map(|status| status.say(Lang::Zh)).collect()
}

/// What a person fills into a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Open<'a> {
    value: &'a str,
    unit: &'a str,
    status: &'a str,
    source: &'a str,
    note: &'a str,
    reason: &'a str,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ids<'a> {
    plan: &'a str,
    org: &'a str,
    key: &'a str,
    name: &'a str,
    period: &'a str,
    version: &'a str,
}

impl Ids<'_> {
    /// The first half of a row's mark.
    fn mark(&self) -> String {
        let parts = [self.plan, self.org, self.key, self.name, self.period, self.version];
        short(digest(&parts))
    }
}

impl Open<'_> {
    /// The second half of a row's mark.
    fn mark(&self) -> String {
        let number = decimal(self.value).map(|number| number.normalize().to_string());
        let value = number.unwrap_or_else(|_| self.value.trim().to_owned());
        let parts = [&value, self.unit, self.status, self.source, self.note, self.reason];
        short(digest(&parts.map(str::trim)))
    }
}

/// How many letters a half of a mark has.
const HALF: usize = 6;

/// A number in few letters. Of many letters, because long rows of few are slow to pack.
fn short(hash: u64) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let hash = hash ^ (hash >> 32);
    let letter =
        |at: usize| char::from(LETTERS[usize::try_from(hash >> (6 * at) & 63).unwrap_or(0)]);
    (0..HALF).map(letter).collect()
}

/// FNV-1a over texts, each with its length behind it.
fn digest(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut add);
        part.len().to_be_bytes().into_iter().for_each(&mut add);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_their_table() {
        for (at, (_, column)) in Col::ALL.iter().enumerate() {
            assert_eq!(column.at(), at);
        }
    }

    #[test]
    fn a_mark_is_of_the_number_and_not_of_its_writing() {
        let open = Open { value: "97.850", unit: "%", ..Open::default() };
        assert_eq!(open.mark(), Open { value: "97.85", ..open }.mark());
        assert_ne!(open.mark(), Open { value: "97.86", ..open }.mark());
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
