//! Plain text → paragraphs and tables. A text has no tables; people paste them all the same.

mod cells;
mod items;
mod line;
mod pipes;
mod stacked;
#[cfg(test)]
mod tests;
mod wrap;

use std::sync::Arc;

use crate::build::{Builder, at_line, tidy};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Block, Cell, Document, Format, ParagraphKind, Place, Row};
use items::Item;
use line::Line;

/// Ends of lines that editors do not count; they divide paragraphs all the same.
const SOFT_ENDS: [char; 5] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Reads a decoded text.
pub(crate) fn read(text: &str, limits: &Arc<Limits>) -> Result<Document, ReadError> {
    let Some(unwrapped) = wrap::unwrapped(text) else { return unwrapped_read(text, limits) };
    let mut document = unwrapped_read(&unwrapped.text, limits)?;
    for place in places(&mut document.blocks) {
        let index = usize::try_from(place.line - 1).unwrap_or(usize::MAX);
        place.line = unwrapped.numbers.get(index).copied().unwrap_or(place.line);
    }
    Ok(document)
}

/// The place of every paragraph and every row.
fn places(blocks: &mut [Block]) -> impl Iterator<Item = &mut Place> {
    blocks.iter_mut().flat_map(|block| match block {
        Block::Paragraph(paragraph) => vec![&mut paragraph.place],
        Block::Table(table) => table.rows.iter_mut().map(|row| &mut row.place).collect(),
    })
}

/// Reads a text that has each paragraph on one line.
fn unwrapped_read(text: &str, limits: &Arc<Limits>) -> Result<Document, ReadError> {
    let items = items::items(text, limits)?;
    let mut writer = Writer { builder: Builder::new(limits), blocks: Vec::new() };
    let mut rest = items.as_slice();
    while let Some(item) = rest.first() {
        let used = match item {
            Item::Text(_) => writer.lines(&rest[..1])?,
            Item::PipeRows(lines) => writer.pipe_rows(lines)?,
            Item::TabRows(_) => writer.tab_rows(rest)?,
            Item::Cells(_) => writer.cells(rest)?,
            Item::Stack(rows) => writer.stack(rows)?,
        };
        rest = &rest[used..];
    }
    Ok(Document { format: Format::Text, blocks: writer.blocks, remarks: Vec::new() })
}

struct Writer {
    builder: Builder,
    blocks: Vec<Block>,
}

/// Each function writes the items that it understands and tells how many they were.
impl Writer {
    fn line(&mut self, line: Line<'_>) -> Result<(), ReadError> {
        for text in line.text.split(SOFT_ENDS) {
            let place = at_line(line.number);
            self.blocks.extend(self.builder.paragraph(place, text, ParagraphKind::Body)?);
        }
        Ok(())
    }

    /// All lines as paragraphs, also those that looked like cells and are none.
    fn lines(&mut self, items: &[Item<'_>]) -> Result<usize, ReadError> {
        for item in items {
            match item {
                Item::Text(line) => self.line(*line)?,
                Item::TabRows(lines) | Item::PipeRows(lines) => {
                    lines.iter().try_for_each(|line| self.line(*line))?;
                }
                Item::Cells(cells) | Item::Stack(cells) => {
                    cells.iter().flatten().try_for_each(|line| self.line(*line))?;
                }
            }
        }
        Ok(items.len())
    }

    fn table(&mut self, rows: impl Iterator<Item = Row>) -> Result<(), ReadError> {
        let is_filled = |row: &Row| row.cells.iter().any(|cell| !cell.text.is_empty());
        self.blocks.extend(self.builder.table(rows.filter(is_filled).collect())?);
        Ok(())
    }

    fn pipe_rows(&mut self, lines: &[Line<'_>]) -> Result<usize, ReadError> {
        let rows = lines.iter().filter(|line| !pipes::is_rule(line.text));
        self.table(rows.map(|line| row(*line, pipes::cells(line.text))))?;
        Ok(1)
    }

    /// Rows of which every cell is a line.
    fn stack(&mut self, rows: &[Vec<Line<'_>>]) -> Result<usize, ReadError> {
        let cells =
            |lines: &[Line<'_>]| lines.iter().map(|line| tidy(line.text).to_owned()).collect();
        self.table(rows.iter().map(|lines| row(lines[0], cells(lines))))?;
        Ok(1)
    }

    /// Lines with tabs between their cells. A blank line does not end the table unless the lines
    /// behind it have another number of cells, and neither does a title over the next rows. One
    /// such line alone is a sentence with a tab.
    fn tab_rows(&mut self, items: &[Item<'_>]) -> Result<usize, ReadError> {
        let mut lines: Vec<Line<'_>> = Vec::new();
        let mut used = 0;
        while let Some(item) = items.get(used) {
            let title = title_between(&lines, &items[used..]);
            match (item, title) {
                (Item::TabRows(more), _) if lines.is_empty() || goes_on(&lines, more) => {
                    lines.extend(more);
                }
                (_, Some(title)) => lines.push(title),
                _ => break,
            }
            used += 1;
        }
        if lines.len() == 1 {
            return self.lines(&items[..1]);
        }
        let cells = |text: &str| text.split('\t').map(|cell| tidy(cell).to_owned()).collect();
        self.table(lines.iter().map(|line| row(*line, cells(line.text))))?;
        Ok(used)
    }

    /// Lines that begin with a tab: cells, or paragraphs that were indented with a tab.
    fn cells(&mut self, items: &[Item<'_>]) -> Result<usize, ReadError> {
        let found = cells::read(items);
        match found.rows {
            Some(rows) => self.table(rows.into_iter())?,
            None => {
                self.lines(&items[..found.used])?;
            }
        }
        Ok(found.used)
    }
}

/// The longest title over rows of a table, in characters.
const TITLE_MAX: usize = 30;

fn width(line: Line<'_>) -> usize {
    line.text.split('\t').count()
}

/// Whether rows have as many cells as the rows before them, titles left aside.
fn goes_on(lines: &[Line<'_>], more: &[Line<'_>]) -> bool {
    let last = lines.iter().rev().map(|line| width(*line)).find(|width| *width > 1);
    last == more.first().map(|line| width(*line))
}

/// A short line right between rows of one table: a title over those behind it. Where the head
/// comes again behind it, another table begins.
fn title_between<'a>(lines: &[Line<'a>], items: &[Item<'a>]) -> Option<Line<'a>> {
    let [Item::Text(title), Item::TabRows(more), ..] = items else { return None };
    let (head, last, next) = (lines.first()?, lines.last()?, more.first()?);
    let is_title = title.text.chars().count() <= TITLE_MAX && !title.text.contains('。');
    let is_between = last.number + 1 == title.number && title.number + 1 == next.number;
    (is_title && is_between && goes_on(lines, more) && next.text != head.text).then_some(*title)
}

fn row(line: Line<'_>, cells: Vec<String>) -> Row {
    let cells = cells.into_iter().map(Cell::new).collect();
    Row { place: at_line(line.number), head: false, cells }
}
