//! Rows of a text that leave out the cells which a merged cell above them covers: what stands in
//! the columns tells where the gap is.

use document::{Cell, Row};
use domain::target::Target;
use domain::unit::Unit;

use crate::heads::Column;
use crate::orgs::is_org_list;
use crate::section::Field;
use crate::words::Words;

/// How much better a row must fit with a gap than without one.
const MARGIN: i32 = 3;

/// The row with its gap at the columns that are merged over rows, where it fits only so.
pub(crate) fn aligned(fields: &[Field], row: &Row) -> Option<Row> {
    let blank = row.cells.iter().rev().take_while(|cell| cell.text.is_empty()).count();
    if blank == 0 || row.cells.iter().any(|cell| cell.merged.is_some()) {
        return None;
    }
    let merges = |field: &Field| matches!(field.column, Some(Column::Level(_) | Column::System));
    let columns: Vec<usize> = (0..fields.len()).filter(|at| merges(&fields[*at])).collect();
    // A level stays as long as the levels below it or longer, so the highest are left out first.
    let gaps = (1..=columns.len().min(blank)).map(|count| &columns[..count]);
    let with_gaps = gaps.map(|gap| Row { cells: with_gap(&row.cells, gap), ..row.clone() });
    let best = with_gaps.map(|row| (fit(fields, &row.cells), row)).max_by_key(|(fit, _)| *fit);
    best.filter(|(best, _)| *best >= fit(fields, &row.cells) + MARGIN).map(|(_, row)| row)
}

fn with_gap(cells: &[Cell], gap: &[usize]) -> Vec<Cell> {
    let mut out = cells[..cells.len() - gap.len()].to_vec();
    for at in gap {
        out.insert(*at, Cell::default());
    }
    out
}

/// How well cells stand under their heads.
fn fit(fields: &[Field], cells: &[Cell]) -> i32 {
    let filled = fields.iter().zip(cells).filter(|(_, cell)| !cell.text.is_empty());
    filled.map(|(field, cell)| fit_of(field.column, &Words::new(&cell.text))).sum()
}

fn fit_of(column: Option<Column>, words: &Words) -> i32 {
    use Column::{
        Amount, Content, Lead, Level, Name, No, Project, Responsible, Source, Support, Task, Time,
        Year,
    };
    let key = words.key.as_str();
    let has_digit = key.contains(|c: char| c.is_ascii_digit());
    let is_figure = key.starts_with(|c: char| c.is_ascii_digit() || "≥≤<>".contains(c));
    let is_none = matches!(key, "/" | "-" | "--" | "一" | "无");
    let is_unit = Unit::parse(key).is_ok_and(|unit| !unit.is_none());
    let either = |good: bool, yes, no| if good { yes } else { no };
    match column {
        Some(No) => either(key.chars().all(|c| c.is_ascii_digit()), 2, -3),
        Some(Column::Unit) => either(is_unit || is_none, 2, -2),
        Some(Year) if is_org_list(words) => -2,
        Some(Year) => {
            let target = Target::read(key, &Unit::none());
            either(is_none || !matches!(target, Target::Unread(_)), 1, 0)
        }
        Some(Lead | Responsible | Support | Source) => either(is_org_list(words), 1, -1),
        Some(Level(_) | Name | Task | Content | Project) => either(is_figure || is_unit, -2, 0),
        Some(Amount) => either(has_digit, 1, -2),
        Some(Time) => either(has_digit || key.contains("长期"), 1, -2),
        _ => 0,
    }
}
