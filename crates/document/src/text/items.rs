//! The lines of a text, put together to what stands together before anything is understood.

use super::line::{Line, lines};
use super::{pipes, stacked};
use crate::error::ReadError;
use crate::limits::Limits;

/// A cell that began with a tab: its line, and the lines behind it that have no tab.
pub(super) type TabCell<'a> = Vec<Line<'a>>;

/// Lines that stand together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item<'a> {
    /// A line of ordinary text.
    Text(Line<'a>),
    /// Lines with tabs between their cells.
    TabRows(Vec<Line<'a>>),
    /// Cells with no blank line between them: a row, or a part of one.
    Cells(Vec<TabCell<'a>>),
    /// Lines with pipes around their cells.
    PipeRows(Vec<Line<'a>>),
    /// Rows of which every cell is a line.
    Stack(Vec<Vec<Line<'a>>>),
}

/// Everything in the text but blank lines.
pub(super) fn items<'a>(text: &'a str, limits: &Limits) -> Result<Vec<Item<'a>>, ReadError> {
    let mut items = Vec::new();
    let lines = lines(text, limits)?;
    let mut from = 0;
    for stack in stacked::find(&lines) {
        blocks(&lines[from..stack.start], &mut items);
        from = lines.len().min(stack.start + stack.width * stack.rows);
        let rows = lines[stack.start..from].chunks(stack.width);
        items.push(Item::Stack(rows.map(<[_]>::to_vec).collect()));
    }
    blocks(&lines[from..], &mut items);
    Ok(items)
}

/// What blank lines part.
fn blocks<'a>(lines: &[Line<'a>], items: &mut Vec<Item<'a>>) {
    for block in lines.split(|line| is_blank(line.text)) {
        if block.iter().any(|line| is_tab_row(line.text)) {
            tab_rows(block, items);
        } else {
            cells(block, items);
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty() && !text.contains('\t')
}

/// The text behind a tab that begins the line; spaces before it do not count.
fn behind_tab(text: &str) -> Option<&str> {
    text.trim_start_matches([' ', '\u{3000}']).strip_prefix('\t')
}

/// Whether a line has tabs between cells that hold something.
fn is_tab_row(text: &str) -> bool {
    text.split('\t').filter(|cell| !cell.trim().is_empty()).count() > 1
}

/// A block in which some line is a row of several cells: then every line with a tab is a row.
fn tab_rows<'a>(block: &[Line<'a>], items: &mut Vec<Item<'a>>) {
    let mut is_open = false;
    for line in block {
        let is_row = line.text.contains('\t');
        match items.last_mut() {
            Some(Item::TabRows(rows)) if is_open && is_row => rows.push(*line),
            _ if is_row => items.push(Item::TabRows(vec![*line])),
            _ => items.push(Item::Text(*line)),
        }
        is_open = is_row;
    }
}

/// A block without such a row: cells that begin with a tab, pipe tables and ordinary lines.
fn cells<'a>(block: &[Line<'a>], items: &mut Vec<Item<'a>>) {
    let mut rest = block;
    let mut is_open = false;
    while let Some((line, behind)) = rest.split_first() {
        let pipes = if is_open { 0 } else { pipes::count(rest) };
        if pipes > 0 {
            items.push(Item::PipeRows(rest[..pipes].to_vec()));
            rest = &rest[pipes..];
            continue;
        }
        let cell = behind_tab(line.text).map(|text| Line { number: line.number, text });
        match (cell, items.last_mut()) {
            (Some(cell), Some(Item::Cells(cells))) if is_open => cells.push(vec![cell]),
            (Some(cell), _) => items.push(Item::Cells(vec![vec![cell]])),
            (None, Some(Item::Cells(cells))) if is_open => {
                cells.last_mut().expect("a group begins with a cell").push(*line);
            }
            (None, _) => items.push(Item::Text(*line)),
        }
        is_open |= cell.is_some();
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_row_has_several_cells() {
        for row in ["a\tb", "\ta\tb", "a\t\tb"] {
            assert!(is_tab_row(row), "{row:?}");
        }
        for other in ["a", "\ta", "\t", "  \ta", "a\t", "\t\ta ", "\t\t"] {
            assert!(!is_tab_row(other), "{other:?}");
        }
    }
}
