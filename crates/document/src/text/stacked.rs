//! Tables of which every cell is a line of its own, as office programs write them into a text:
//! nothing parts the rows, but their running numbers stand at one distance.

use super::line::Line;
use crate::build::tidy;

/// A table: where its head begins, how many lines a row takes, how many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stack {
    pub(super) start: usize,
    pub(super) width: usize,
    pub(super) rows: usize,
}

/// The fewest and the most columns of such a table.
const WIDTH_MIN: usize = 4;
const WIDTH_MAX: usize = 24;
/// The longest head of a column, in characters.
const HEAD_MAX: usize = 16;

/// All such tables, from top to bottom.
pub(super) fn find(lines: &[Line<'_>]) -> Vec<Stack> {
    let mut found: Vec<Stack> = Vec::new();
    let mut from = 0;
    for at in 0..lines.len() {
        if at < from || tidy(lines[at].text) != "1" {
            continue;
        }
        if let Some(stack) = (WIDTH_MIN..=WIDTH_MAX).find_map(|width| stack(lines, from, at, width))
        {
            from = stack.start + stack.width * stack.rows;
            found.push(stack);
        }
    }
    found
}

/// The table whose row number 1 stands at this line, if its rows have this width.
fn stack(lines: &[Line<'_>], from: usize, at: usize, width: usize) -> Option<Stack> {
    let start = at.checked_sub(width).filter(|start| *start >= from)?;
    if !lines[start..at].iter().all(|line| is_head(line.text)) {
        return None;
    }
    let is_row = |number: &usize| {
        let line = lines.get(start + number * width);
        line.is_some_and(|line| tidy(line.text) == number.to_string())
    };
    let rows = (1..lines.len()).take_while(is_row).count();
    // The last cells of the last row may be blank lines that the end of the text cut off.
    (rows >= 2).then_some(Stack { start, width, rows: rows + 1 })
}

fn is_head(text: &str) -> bool {
    let text = tidy(text);
    !text.is_empty()
        && text.chars().count() <= HEAD_MAX
        && !text.contains(['\t', '。', '；', '，'])
        && text.parse::<f64>().is_err()
}
