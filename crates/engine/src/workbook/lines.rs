//! The rows of a file that came back, each with what becomes of it.

use std::collections::HashMap;

use document::{Grid, Record};
use domain::filing::Weight;
use domain::record::Said;

use crate::filing::{FilingRow, Told};

/// A row of a file.
pub(super) struct Line {
    /// The sheet, by its place in the file.
    pub(super) sheet: usize,
    /// The row, by its place among those of the sheet.
    pub(super) row: usize,
    /// The item's key, as far as it is known.
    pub(super) item: String,
    /// The period.
    pub(super) period: String,
    /// What there is to say of it before it is filed.
    pub(super) told: Vec<Told>,
    /// What becomes of it.
    pub(super) fate: Fate,
    /// Its number with unit and status as they are written, to tell it from that of another row.
    pub(super) number: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has no number.
    Blank,
    /// Nobody changed it.
    Untouched,
    /// It cannot be filed.
    Refused,
    /// It is filed, as the row of this number.
    Sent(usize),
}

/// What a file has.
#[derive(Default)]
pub(super) struct Taken {
    /// Its rows.
    pub(super) lines: Vec<Line>,
    /// Those that are filed.
    pub(super) rows: Vec<FilingRow>,
    /// What there is to say of the file as a whole.
    pub(super) notes: Vec<Said>,
    /// For each cell the place of its first row, and which line that is.
    first: HashMap<(String, String), (String, usize)>,
}

impl Line {
    pub(super) fn new((sheet, row): (usize, usize), item: &str, period: &str) -> Self {
        let (item, period) = (item.to_owned(), period.to_owned());
        Self {
            sheet,
            row,
            item,
            period,
            told: Vec::new(),
            fate: Fate::Blank,
            number: String::new(),
        }
    }

    /// Notes that the row cannot be filed.
    pub(super) fn wrong(
        &mut self,
        field: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let said = Said::both(zh.into(), en.into());
        self.told.push(Told { field, weight: Weight::Error, explained: false, said });
        self.fate = Fate::Refused;
    }

    /// Notes that another row has the same cell and the same number.
    fn same(&mut self, other: &str) {
        self.wrong(
            "item",
            format!("与 {other} 是同一个数据项和报告期"),
            format!("is the same item and period as {other}"),
        );
    }

    /// Notes that another row has the same cell and another number.
    fn twice(&mut self, other: &str, number: &str) {
        self.wrong(
            "item",
            format!("与 {other} 是同一个数据项和报告期，那里写的是 {number}；两行都没有收，请只留一行"),
            format!(
                "is the same item and period as {other}, where {number} stands; neither was taken, keep one"
            ),
        );
    }

    /// Looks at the computed cells among these columns, and at merged cells.
    pub(super) fn look(&mut self, grid: &Grid, record: &Record, columns: &[(usize, &'static str)]) {
        let line = record.line();
        if grid.is_merged(line) {
            self.wrong(
                "item",
                "这一行有合并的单元格，请取消合并后再填",
                "this row has merged cells; take them apart",
            );
        }
        for (column, field) in columns {
            let number = u32::try_from(column + 1).unwrap_or(u32::MAX);
            let Some(formula) = grid.formula(line, number) else { continue };
            let shown = record.get(*column);
            if formula.has_result {
                let said = Said::both(
                    format!("这里是公式，按它显示的结果“{shown}”收下"),
                    format!("is a formula; its result `{shown}` was taken"),
                );
                let weight = Weight::Warning;
                self.told.push(Told { field, weight, explained: true, said });
            } else {
                self.wrong(
                    field,
                    format!("这里是没有结果的公式 {shown}，请填数"),
                    format!("is the formula {shown} without a result; write the number"),
                );
            }
        }
    }
}

impl Taken {
    /// Takes a row over. A second one for the same cell is not filed; where it has another number,
    /// neither is, for nobody knows which of them is meant.
    pub(super) fn push(&mut self, mut line: Line, place: String, row: Option<FilingRow>) {
        let has_number = row.is_some() || line.fate == Fate::Untouched;
        if has_number && line.fate != Fate::Refused {
            let cell = (line.item.clone(), line.period.clone());
            if let Some((other, at)) = self.first.get_mut(&cell) {
                let first = &mut self.lines[*at];
                if first.number != line.number {
                    first.twice(&place, &line.number);
                    line.twice(other, &first.number);
                } else if row.is_some() && first.fate == Fate::Untouched {
                    // What was changed beside the number is filed; the first row says nothing new.
                    *at = self.lines.len();
                    line.fate = Fate::Sent(self.rows.len());
                    self.rows.extend(row);
                } else if row.is_some() {
                    line.same(other);
                }
            } else {
                self.first.insert(cell, (place, self.lines.len()));
                if row.is_some() {
                    line.fate = Fate::Sent(self.rows.len());
                    self.rows.extend(row);
                }
            }
        }
        self.lines.push(line);
    }

    /// The same without the rows that were refused after they had been taken.
    pub(super) fn settled(mut self) -> Self {
        let mut rows: Vec<Option<FilingRow>> = self.rows.into_iter().map(Some).collect();
        self.rows = Vec::with_capacity(rows.len());
        for line in &mut self.lines {
            let Fate::Sent(at) = &mut line.fate else { continue };
            let row = rows.get_mut(*at).and_then(Option::take);
            *at = self.rows.len();
            self.rows.extend(row);
        }
        self
    }
}

/// Whether a row says nothing of a number: a blank is never nought.
pub(super) fn is_blank(value: &str, status: &str) -> bool {
    use domain::figures::ValueStatus::{ConfirmedZero, NotApplicable};
    let says_so = domain::figures::ValueStatus::of(status.trim())
        .is_some_and(|status| matches!(status, ConfirmedZero | NotApplicable));
    value.trim().is_empty() && !says_so
}

/// A number with its unit and its status as they are written; what is reported need not say so.
pub(super) fn number(value: &str, unit: &str, status: &str) -> String {
    use domain::figures::ValueStatus;
    let status = match ValueStatus::of(status.trim()) {
        Some(ValueStatus::Reported) => "",
        _ => status.trim(),
    };
    let parts = [value.trim(), unit.trim(), status];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
