//! Rules over the rows of `document/`: each number once, each cell once, each under an indicator,
//! and targets that say what their cells say.

use std::collections::{HashMap, HashSet};

use super::Findings;
use crate::pack::Pack;
use crate::plan::{CellRole, Indicator, Measure, Project, TargetRow, Task, YearCell};
use crate::record::{Record, Said};

/// A running number stands for one row of its list.
pub(super) fn numbers(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    once::<Indicator>("no", "indicator", reading.indicators.iter().map(Record::key), findings);
    once::<Measure>("no", "measure", reading.measures.iter().map(Record::key), findings);
    once::<Task>("no", "task", reading.tasks.iter().map(Record::key), findings);
    once::<Project>("no", "project", reading.projects.iter().map(Record::key), findings);
}

/// An indicator has one cell and one target for a year.
pub(super) fn cells(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    once::<YearCell>("year", "cell", reading.cells.iter().map(Record::key), findings);
    once::<TargetRow>("year", "target", reading.targets.iter().map(Record::key), findings);
}

fn once<R: Record>(
    column: &'static str,
    noun: &str,
    keys: impl Iterator<Item = String>,
    findings: &mut Findings,
) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (row, key) in keys.enumerate() {
        if let Some(first) = seen.get(&key) {
            // The head is the first line of the file.
            let (file, first) = (R::FILE, first + 2);
            let said = Said::both(
                format!("“{key}”在 {file}.csv 里出现两次，第一次在第 {first} 行"),
                format!("`{key}` stands twice in {file}.csv, first in row {first}"),
            );
            findings.add_in_document::<R>(row, column, format!("{noun}/{key}"), said);
        } else {
            seen.insert(key, row);
        }
    }
}

/// Every cell and every target belongs to an indicator of the plan.
pub(super) fn cell_indicators(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    let known: HashSet<u32> = reading.indicators.iter().map(|indicator| indicator.no).collect();
    let said = |no: u32| {
        Said::both(
            format!("indicators.csv 里没有指标 {no}"),
            format!("indicators.csv has no indicator {no}"),
        )
    };
    for (row, cell) in reading.cells.iter().enumerate() {
        if !known.contains(&cell.indicator) {
            let (subject, said) = (format!("cell/{}", cell.key()), said(cell.indicator));
            findings.add_in_document::<YearCell>(row, "indicator", subject, said);
        }
    }
    for (row, target) in reading.targets.iter().enumerate() {
        if !known.contains(&target.indicator) {
            let (subject, said) = (format!("target/{}", target.key()), said(target.indicator));
            findings.add_in_document::<TargetRow>(row, "indicator", subject, said);
        }
    }
}

/// The words that a target was typed from are those of its cell.
pub(super) fn cell_targets(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    let key = |indicator: u32, year: i16| (indicator, year);
    let targets: HashMap<(u32, i16), &TargetRow> =
        reading.targets.iter().map(|row| (key(row.indicator, row.year), row)).collect();
    let cells = reading.cells.iter().enumerate();
    for (row, cell) in cells.filter(|(_, cell)| cell.role == CellRole::Target) {
        let (year, text) = (cell.year, &cell.text);
        let said = match targets.get(&key(cell.indicator, year)) {
            Some(target) if target.text == *text => continue,
            Some(target) => Said::both(
                format!(
                    "{year} 年单元格是“{text}”，targets.csv 的文字是“{}”，按后者判定",
                    target.text
                ),
                format!(
                    "the cell of {year} says “{text}”, targets.csv says “{}”, which is judged",
                    target.text
                ),
            ),
            None => Said::both(
                format!("{year} 年单元格是“{text}”，targets.csv 里没有这一年的目标"),
                format!("the cell of {year} says “{text}”, targets.csv has no target for it"),
            ),
        };
        let subject = format!("indicator/{}", cell.indicator);
        findings.add_in_document::<YearCell>(row, "text", subject, said);
    }
}
