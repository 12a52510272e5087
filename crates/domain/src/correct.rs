//! Corrections over what was read: applied where what was read is what they expect.
//!
//! All corrections of a row are applied together, in whatever order they are written, and each is
//! held against what was read. A target cell whose words are corrected is typed anew from its new
//! words; a correction of the typed target itself stands above that.
//!
//! What the reader left out is put in as a whole row: a correction of the column [`WHOLE_ROW`]
//! whose new words are the row's fields, `column=value` a line.

use crate::office::Correction;
use crate::plan::{
    CellRole, Duty, Indicator, Measure, OrgMention, OutlineLine, Project, Promise, Reading,
    TargetRow, Task, UnreadLine, YearCell,
};
use crate::record::{FieldFault, Fields, Record};
use crate::say::{Lang, Say};
use crate::target::Target;
use crate::tell;
use crate::unit::Unit;

/// A correction that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionFault {
    /// Its index among the corrections.
    pub index: usize,
    /// File, key and column.
    pub key: String,
    /// Why.
    pub kind: CorrectionFaultKind,
}

/// Why a correction cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorrectionFaultKind {
    /// There is no such file in `document/`.
    NoFile,
    /// The file has no such row; the key of its first row, if it has one.
    NoRow(Option<String>),
    /// The row has no such column.
    NoColumn,
    /// What was read is not what the correction expects.
    Changed {
        /// What it expects.
        was: String,
        /// What is read now.
        now: String,
    },
    /// What it puts there cannot stand there.
    Unfit(String, String),
    /// The same field is corrected by an earlier correction already.
    Twice(String),
}

impl Say for CorrectionFault {
    fn say(&self, lang: Lang) -> String {
        let key = &self.key;
        match &self.kind {
            CorrectionFaultKind::NoFile => {
                tell!(
                    lang,
                    "更正 {key}：没有这个文件",
                    "correction of {key}: there is no such file"
                )
            }
            CorrectionFaultKind::NoRow(first) => {
                let first = first.as_deref().unwrap_or("—");
                tell!(
                    lang,
                    "更正 {key}：没有这一行，键的写法如“{first}”",
                    "correction of {key}: there is no such row; a key is written as `{first}`"
                )
            }
            CorrectionFaultKind::NoColumn => {
                tell!(
                    lang,
                    "更正 {key}：没有这一列",
                    "correction of {key}: there is no such column"
                )
            }
            CorrectionFaultKind::Changed { was, now } => tell!(
                lang,
                "更正 {key}：原文应为“{was}”，现在读到“{now}”，请核对后改写更正",
                "correction of {key}: it expects “{was}”, but “{now}” is read now; look at it and write it anew"
            ),
            CorrectionFaultKind::Twice(is) => tell!(
                lang,
                "更正 {key}：前面已更正为“{is}”，一格只能更正一次",
                "correction of {key}: it is corrected to “{is}” already; a field is corrected once"
            ),
            CorrectionFaultKind::Unfit(zh, en) => {
                tell!(lang, "更正 {key}：{zh}", "correction of {key}: {en}")
            }
        }
    }
}

/// The column of a correction that puts in a row which the reader left out.
pub const WHOLE_ROW: &str = "+";

/// The reading with every correction applied that can be, and the corrections that cannot.
pub fn corrected(reading: &Reading, corrections: &[Correction]) -> (Reading, Vec<CorrectionFault>) {
    let mut reading = reading.clone();
    let mut work = Work { corrections, faults: Vec::new() };
    work.apply(&mut reading.outline);
    work.apply(&mut reading.indicators);
    let cells = work.apply(&mut reading.cells);
    // What was read is what a correction of a target expects, not what the cell's new words say.
    work.added(&mut reading.targets);
    let targets = work.planned(&reading.targets);
    retype(&mut reading, &cells);
    work.carry_out(&mut reading.targets, targets);
    work.apply(&mut reading.measures);
    work.apply(&mut reading.promises);
    work.apply(&mut reading.tasks);
    work.apply(&mut reading.projects);
    work.apply(&mut reading.duties);
    work.apply(&mut reading.orgs);
    work.apply(&mut reading.unread);
    work.strangers();
    work.faults.sort_by_key(|fault| fault.index);
    (reading, work.faults)
}

/// The files that corrections can correct.
const FILES: [&str; 11] = [
    OutlineLine::FILE,
    Indicator::FILE,
    YearCell::FILE,
    TargetRow::FILE,
    Measure::FILE,
    Promise::FILE,
    Task::FILE,
    Project::FILE,
    Duty::FILE,
    OrgMention::FILE,
    UnreadLine::FILE,
];

/// The corrections of a row: its index, and the column and the correction of each.
struct RowPlan {
    row: usize,
    changes: Vec<(usize, usize)>,
}

/// The corrections on their way, and those that cannot be applied.
struct Work<'a> {
    corrections: &'a [Correction],
    faults: Vec<CorrectionFault>,
}

fn file_of(correction: &Correction) -> &str {
    correction.file.trim_end_matches(".csv")
}

impl Work<'_> {
    fn fault(&mut self, index: usize, kind: CorrectionFaultKind) {
        let Correction { file, key, column, .. } = &self.corrections[index];
        self.faults.push(CorrectionFault { index, key: format!("{file}/{key}/{column}"), kind });
    }

    /// Applies the corrections of one file; the rows that were changed.
    fn apply<R: Record>(&mut self, rows: &mut Vec<R>) -> Vec<usize> {
        let mut changed = self.added(rows);
        let planned = self.planned(rows);
        changed.extend(planned.iter().map(|plan| plan.row));
        self.carry_out(rows, planned);
        changed
    }

    /// Puts in the rows that were left out; where they stand.
    fn added<R: Record>(&mut self, rows: &mut Vec<R>) -> Vec<usize> {
        let mut added = Vec::new();
        for (index, correction) in self.corrections.iter().enumerate() {
            if file_of(correction) != R::FILE || correction.column != WHOLE_ROW {
                continue;
            }
            let there = |row: &R| rows.iter().any(|own| own.key() == row.key());
            match whole_row::<R>(correction) {
                Ok(row) if there(&row) => {
                    let (zh, en) = ("已有这一行".to_owned(), "there is such a row".to_owned());
                    self.fault(index, CorrectionFaultKind::Unfit(zh, en));
                }
                Ok(row) => {
                    added.push(rows.len());
                    rows.push(row);
                }
                Err(kind) => self.fault(index, kind),
            }
        }
        added
    }

    /// The corrections of one file whose row and column are there and read as they expect.
    fn planned<R: Record>(&mut self, rows: &[R]) -> Vec<RowPlan> {
        let mut plans: Vec<RowPlan> = Vec::new();
        for (index, correction) in self.corrections.iter().enumerate() {
            if file_of(correction) != R::FILE || correction.column == WHOLE_ROW {
                continue;
            }
            let wanted = plain(&correction.key);
            let Some(row) = rows.iter().position(|row| plain(&row.key()) == wanted) else {
                self.fault(index, CorrectionFaultKind::NoRow(rows.first().map(R::key)));
                continue;
            };
            let column = R::COLUMNS.iter().position(|column| *column == correction.column);
            let Some(column) = column else {
                self.fault(index, CorrectionFaultKind::NoColumn);
                continue;
            };
            let now = rows[row].fields().swap_remove(column);
            if now != correction.was {
                let was = correction.was.clone();
                self.fault(index, CorrectionFaultKind::Changed { was, now });
                continue;
            }
            let at = plans.iter().position(|plan| plan.row == row).unwrap_or_else(|| {
                plans.push(RowPlan { row, changes: Vec::new() });
                plans.len() - 1
            });
            match plans[at].changes.iter().find(|(other, _)| *other == column) {
                Some((_, first)) => {
                    let is = self.corrections[*first].is.clone();
                    self.fault(index, CorrectionFaultKind::Twice(is));
                }
                None => plans[at].changes.push((column, index)),
            }
        }
        plans
    }

    /// Changes the rows; a row that could not be read with all its changes stays as it is.
    fn carry_out<R: Record>(&mut self, rows: &mut [R], plans: Vec<RowPlan>) {
        for plan in plans {
            let row = &mut rows[plan.row];
            let mut values = row.fields();
            for (column, index) in &plan.changes {
                values[*column].clone_from(&self.corrections[*index].is);
            }
            let pairs: Vec<(&str, &str)> =
                R::COLUMNS.iter().copied().zip(values.iter().map(String::as_str)).collect();
            let mut fields = Fields::new(&pairs);
            let mended = R::read(&mut fields);
            let wrong = fields.faults();
            if wrong.is_empty() {
                *row = mended;
            }
            for FieldFault { column, kind } in wrong {
                // A field that only now is wrong is told with the first change of its row.
                let own = plan.changes.iter().find(|(own, _)| R::COLUMNS[*own] == column);
                let Some((_, index)) = own.or(plan.changes.first()) else { continue };
                let (zh, en) = (kind.say(Lang::Zh), kind.say(Lang::En));
                let named = |said: String| format!("{column}: {said}");
                self.fault(*index, CorrectionFaultKind::Unfit(named(zh), named(en)));
            }
        }
    }

    /// Corrections of files that are none.
    fn strangers(&mut self) {
        for (index, correction) in self.corrections.iter().enumerate() {
            if !FILES.contains(&file_of(correction)) {
                self.fault(index, CorrectionFaultKind::NoFile);
            }
        }
    }
}

/// A key whose parts may stand apart by a slash, as in an address.
fn plain(key: &str) -> String {
    key.replace('/', " ")
}

/// The row that a correction puts in.
fn whole_row<R: Record>(correction: &Correction) -> Result<R, CorrectionFaultKind> {
    let pairs: Vec<(&str, &str)> =
        correction.is.lines().filter_map(|line| line.split_once('=')).collect();
    if pairs.iter().any(|(column, _)| !R::COLUMNS.contains(column)) {
        return Err(CorrectionFaultKind::NoColumn);
    }
    let mut fields = Fields::new(&pairs);
    let row = R::read(&mut fields);
    if let Some(FieldFault { column, kind }) = fields.faults().into_iter().next() {
        let named = |lang| format!("{column}: {}", kind.say(lang));
        return Err(CorrectionFaultKind::Unfit(named(Lang::Zh), named(Lang::En)));
    }
    let (own, wanted) = (row.key(), &correction.key);
    if plain(&own) == plain(wanted) {
        return Ok(row);
    }
    Err(CorrectionFaultKind::Unfit(
        format!("这一行的键是“{own}”，更正写的是“{wanted}”"),
        format!("the key of this row is `{own}`, the correction says `{wanted}`"),
    ))
}

/// Types the targets of cells whose words, year or role were corrected.
fn retype(reading: &mut Reading, cells: &[usize]) {
    for cell in cells.iter().map(|row| &reading.cells[*row]) {
        let indicator = reading.indicators.iter().find(|i| i.no == cell.indicator);
        let Some(indicator) = indicator.filter(|_| cell.role == CellRole::Target) else { continue };
        let unit = Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none());
        let (indicator, year, text) = (cell.indicator, cell.year, cell.text.clone());
        let target = Target::read(&text, &unit);
        let typed = TargetRow { indicator, year, target, text };
        let own = |row: &&mut TargetRow| row.indicator == indicator && row.year == year;
        match reading.targets.iter_mut().find(own) {
            Some(row) => *row = typed,
            None => reading.targets.push(typed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<R: Record>(values: &[&str]) -> R {
        let pairs: Vec<(&str, &str)> =
            R::COLUMNS.iter().copied().zip(values.iter().copied()).collect();
        R::read(&mut Fields::new(&pairs))
    }

    /// One indicator of one target cell, and the corrections `file column was is` of it.
    fn with(corrections: &[[&str; 4]]) -> (Vec<String>, Vec<CorrectionFault>) {
        let reading = Reading {
            indicators: vec![read(&["1", "", "", "示例率", "0", "%", "", "1", "1", ""])],
            cells: vec![read(&["1", "2025", "target", "95"])],
            targets: vec![read(&["1", "2025", "number", "95", "95", "", "", ""])],
            ..Reading::default()
        };
        let corrections: Vec<Correction> = corrections
            .iter()
            .map(|[file, column, was, is]| read(&[file, "1 2025", column, was, is, "核对"]))
            .collect();
        let (reading, faults) = corrected(&reading, &corrections);
        (reading.targets[0].fields(), faults)
    }

    #[test]
    fn a_cells_new_words_are_typed_anew() {
        let (target, faults) = with(&[["cells", "text", "95", "96%以上"]]);
        assert_eq!(faults, []);
        assert_eq!(target[2..5], ["at_least", "96", "96%以上"]);
    }

    #[test]
    fn kind_and_value_are_corrected_together_in_any_order() {
        let (kind, value) =
            (["targets", "kind", "number", "range"], ["targets", "value", "95", "90"]);
        let high = ["targets", "high", "", "97"];
        for order in [[kind, value, high], [high, value, kind], [value, high, kind]] {
            let (target, faults) = with(&order);
            assert_eq!(
                (faults.len(), &target[2], &target[3], &target[5]),
                (0, &"range".into(), &"90".into(), &"97".into())
            );
        }
        let (_, faults) = with(&[kind]);
        assert!(matches!(
            faults[..],
            [CorrectionFault { kind: CorrectionFaultKind::Unfit(..), .. }]
        ));
    }

    #[test]
    fn a_correction_of_the_target_stands_above_the_cells_words() {
        let cell = ["cells", "text", "95", "96"];
        let target = ["targets", "kind", "number", "at_least"];
        for order in [[cell, target], [target, cell]] {
            let (target, faults) = with(&order);
            assert_eq!(
                (faults.len(), &target[2], &target[3]),
                (0, &"at_least".into(), &"96".into())
            );
        }
    }

    #[test]
    fn what_was_left_out_is_put_in_as_a_row() {
        let put = |key: &str, is: &str| {
            let correction = read(&["tasks", key, WHOLE_ROW, "", is, "漏读"]);
            let (reading, faults) = corrected(&Reading::default(), &[correction]);
            (reading.tasks.len(), faults.len())
        };
        let row = "no=3\nsystem=监管\nname=示例任务\nline=27";
        assert_eq!(put("监管 3", row), (1, 0));
        assert_eq!(put("监管 4", row), (0, 1), "another key");
        assert_eq!(put("监管 3", "no=3\ncolour=red"), (0, 1), "no such column");
    }

    #[test]
    fn a_field_is_corrected_once() {
        let (_, faults) = with(&[["cells", "text", "95", "96"], ["cells", "text", "95", "97"]]);
        let kinds: Vec<_> = faults.iter().map(|fault| (fault.index, &fault.kind)).collect();
        assert_eq!(kinds, [(1, &CorrectionFaultKind::Twice("96".to_owned()))]);
    }
}
