//! Rows of a text that leave out the cells which a merged cell covers: what stands in the columns
//! tells where the gap is, and what stands below a head how far it reaches.

use std::ops::Range;

use document::{Cell, Merged, Row};
use domain::target::Target;
use domain::unit::Unit;

use crate::heads::{Column, YearWord};
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
    let with_gaps = gaps.map(|gap| with_gap(&row.cells, gap));
    let wide = spans(fields).into_iter().filter(|span| span.len() <= blank + 1);
    let with_spans = wide.filter_map(|span| with_span(&row.cells, &span));
    let rows = with_gaps.chain(with_spans).map(|cells| Row { cells, ..row.clone() });
    let fits: Vec<(i32, Row)> = rows.map(|row| (fit(fields, &row.cells), row)).collect();
    let best = fits.iter().map(|(fit, _)| *fit).max()?;
    // Two ways that fit as well as each other tell nothing.
    let mut fits = fits.into_iter().filter(|(fit, _)| *fit == best);
    let only = fits.next().filter(|_| fits.next().is_none());
    only.filter(|(best, _)| *best >= fit(fields, &row.cells) + MARGIN).map(|(_, row)| row)
}

fn with_gap(cells: &[Cell], gap: &[usize]) -> Vec<Cell> {
    let mut out = cells[..cells.len() - gap.len()].to_vec();
    for at in gap {
        out.insert(*at, Cell::default());
    }
    out
}

/// The stretches of neighbouring years of one side, for all of which one cell can stand.
fn spans(fields: &[Field]) -> Vec<Range<usize>> {
    let side = |at: usize| {
        let year = fields.get(at).filter(|field| field.column == Some(Column::Year))?;
        Some(year.word == YearWord::Actual)
    };
    let starts = (0..fields.len()).filter(|start| side(*start).is_some());
    let spans = starts.flat_map(|start| {
        let run = (start..fields.len()).take_while(|at| side(*at) == side(start)).count();
        (2..=run).map(move |length| start..start + length)
    });
    spans.collect()
}

/// The cells with the first of these columns standing for them all.
fn with_span(cells: &[Cell], span: &Range<usize>) -> Option<Vec<Cell>> {
    let more = span.len() - 1;
    // What stands for several years is a word; a figure or a dash is written for each.
    cells.get(span.start).filter(|cell| cell.text.contains(char::is_alphabetic))?;
    let (front, behind) = cells[..cells.len() - more].split_at(span.start + 1);
    Some([front, &vec![covered(); more], behind].concat())
}

/// A position that the cell at its left covers.
fn covered() -> Cell {
    Cell { text: String::new(), merged: Some(Merged::Left) }
}

/// The first row of a head in which cells over several columns are written once, spread to the
/// columns that the second row names below them; `None` where no column is left out.
pub(crate) fn spread(rows: &[Row], width: usize) -> Option<Row> {
    let [first, second] = rows else { return None };
    let filled = |row: &Row| row.cells.iter().take_while(|cell| !cell.text.is_empty()).count();
    let named = filled(first);
    let rest_blank = first.cells[named..].iter().all(|cell| cell.text.is_empty());
    let start = second.cells.iter().position(|cell| !cell.text.is_empty())?;
    let below = second.cells[start..].iter().take_while(|cell| !cell.text.is_empty()).count();
    let end = start + below;
    let one_run = second.cells[end..].iter().all(|cell| cell.text.is_empty());
    let plain = rows.iter().all(|row| row.cells.iter().all(|cell| cell.merged.is_none()));
    // As many heads stand over these columns as are left when every other column has its own.
    let others = width.checked_sub(below)?;
    let above = named.checked_sub(others).filter(|above| (1..below).contains(above))?;
    if !(plain && rest_blank && one_run) || start + above > named {
        return None;
    }
    let mut cells = first.cells[..start].to_vec();
    if above == 1 {
        cells.push(first.cells[start].clone());
        cells.extend(vec![covered(); below - 1]);
    } else {
        // Where one of them ends is not said: the columns keep what they call themselves.
        cells.extend_from_slice(&second.cells[start..end]);
    }
    cells.extend_from_slice(&first.cells[start + above..named]);
    cells.resize(first.cells.len(), Cell::default());
    Some(Row { cells, ..first.clone() })
}

/// How many columns hold something in some row.
pub(crate) fn extent(rows: &[Row]) -> usize {
    let of_row = |row: &Row| row.cells.iter().rposition(|cell| !cell.text.is_empty());
    rows.iter().filter_map(of_row).max().map_or(0, |last| last + 1)
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

#[cfg(test)]
mod tests {
    use super::*;
    use document::Place;

    fn row(texts: &[&str]) -> Row {
        let cell = |text: &&str| Cell { text: (*text).to_owned(), merged: None };
        let cells = texts.iter().map(cell).collect();
        Row { place: Place { sheet: None, line: 1 }, cells, head: false }
    }

    #[test]
    fn a_head_over_several_columns_is_spread() {
        let below = row(&["", "", "2023年", "2024年", "", ""]);
        for (above, width, wanted) in [
            (
                ["序号", "指标", "目标值", "责任单位", "备注", ""],
                6,
                "序号|指标|目标值||责任单位|备注",
            ),
            (["序号", "指标", "目标值", "", "责任单位", "备注"], 6, ""),
            (["序号", "指标", "目标值", "责任单位", "", ""], 6, ""),
            (["序号", "指标", "目标值", "责任单位", "", ""], 5, "序号|指标|目标值||责任单位|"),
        ] {
            let spread = spread(&[row(&above), below.clone()], width);
            let texts = spread.map(|row| {
                row.cells.iter().map(|cell| cell.text.clone()).collect::<Vec<_>>().join("|")
            });
            assert_eq!(texts.unwrap_or_default(), wanted);
        }
    }
}
