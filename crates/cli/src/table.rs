//! Tables for a terminal: Chinese characters take two columns, a cell that is too long is wrapped.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A column: its head, its width in terminal columns, and on which side its text stands.
pub(crate) struct Column {
    pub(crate) head: String,
    pub(crate) width: usize,
    pub(crate) right: bool,
}

impl Column {
    pub(crate) fn left(head: impl Into<String>, width: usize) -> Self {
        Self { head: head.into(), width, right: false }
    }

    pub(crate) fn right(head: impl Into<String>, width: usize) -> Self {
        Self { head: head.into(), width, right: true }
    }
}

/// A cell: its text and the colour that goes with it, which never says more than the text.
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) colour: Option<&'static str>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, colour: None }
    }
}

/// Draws a table: a head, a line, and the rows.
pub(crate) fn draw(columns: &[Column], rows: &[Vec<Cell>]) -> String {
    let mut out = String::new();
    let heads: Vec<Cell> = columns.iter().map(|column| Cell::from(column.head.clone())).collect();
    row(columns, &heads, &mut out);
    let width = columns.iter().map(|column| column.width + 1).sum::<usize>() - 1;
    out.push_str(&"─".repeat(width));
    out.push('\n');
    for cells in rows {
        row(columns, cells, &mut out);
    }
    out
}

fn row(columns: &[Column], cells: &[Cell], out: &mut String) {
    let lines: Vec<Vec<String>> =
        columns.iter().zip(cells).map(|(column, cell)| wrapped(&cell.text, column.width)).collect();
    let height = lines.iter().map(Vec::len).max().unwrap_or(1);
    for index in 0..height {
        let mut line = String::new();
        for ((column, cell), own) in columns.iter().zip(cells).zip(&lines) {
            let text = own.get(index).map_or("", String::as_str);
            let blank = " ".repeat(column.width.saturating_sub(text.width()));
            let shown = match cell.colour.filter(|_| !text.is_empty()) {
                Some(colour) => format!("\x1b[{colour}m{text}\x1b[0m"),
                None => text.to_owned(),
            };
            if column.right {
                line += &format!("{blank}{shown} ");
            } else {
                line += &format!("{shown}{blank} ");
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// A text in lines of at most this width.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0;
    for c in text.chars() {
        let own = c.width().unwrap_or(0);
        if c == '\n' || taken + own > width {
            lines.push(std::mem::take(&mut line));
            taken = 0;
            if c == '\n' || c == ' ' {
                continue;
            }
        }
        line.push(c);
        taken += own;
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_line_up() {
        let columns = [Column::right("号", 3), Column::left("指标", 8), Column::right("值", 6)];
        let rows = [
            vec![
                Cell::from("1".to_owned()),
                Cell::from("秸秆率".to_owned()),
                Cell::from("98".to_owned()),
            ],
            vec![
                Cell::from("12".to_owned()),
                Cell::from("ab秸秆综合".to_owned()),
                Cell::from("9.5".to_owned()),
            ],
        ];
        let drawn = draw(&columns, &rows);
        let widths: Vec<usize> = drawn.lines().map(UnicodeWidthStr::width).collect();
        assert_eq!(drawn.lines().nth(2), Some("  1 秸秆率       98"));
        assert!(widths.iter().all(|width| *width <= 19), "{drawn}");
        assert_eq!(wrapped("ab秸秆综合", 8), ["ab秸秆综", "合"]);
    }
}
