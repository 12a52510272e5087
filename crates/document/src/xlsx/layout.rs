//! A sheet is one grid; here it becomes what a person sees on it: titles, tables, notes.

use std::collections::HashSet;
use std::sync::Arc;

use super::sheet::Range;
use crate::build::Builder;
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::model::{Block, Cell, Merged, ParagraphKind, Place, Remark, RemarkKind, Row, Table};

/// A row in which something stands.
#[derive(Debug)]
pub(super) struct FilledRow {
    /// Counted from 1.
    pub(super) number: u32,
    /// Columns, counted from 1, and what stands in them.
    pub(super) cells: Vec<(u32, String)>,
}

/// A sheet with everything on it.
pub(super) struct Sheet {
    name: Arc<str>,
    rows: Vec<FilledRow>,
    /// The rows that are printed as a head on every page.
    pub(super) head: Option<(u32, u32)>,
    /// For each row the merged ranges that touch it and say something.
    ranges: Vec<Vec<Range>>,
}

/// What the columns of a table hold, its first row not counted.
#[derive(Default)]
struct Columns {
    numbers: HashSet<u32>,
    words: HashSet<u32>,
}

impl Columns {
    fn add(&mut self, row: &FilledRow) {
        for (column, text) in &row.cells {
            let kind = if is_number(text) { &mut self.numbers } else { &mut self.words };
            kind.insert(*column);
        }
    }

    /// Whether a row has words, and words only, where all rows have had numbers.
    fn are_headed_by(&self, row: &FilledRow) -> bool {
        let mut numbers = self.numbers.difference(&self.words).peekable();
        let has_words = |column: &u32| row.get(*column).is_some_and(|text| !is_number(text));
        numbers.peek().is_some()
            && numbers.all(has_words)
            && row.cells.iter().all(|(_, text)| !is_number(text))
    }
}

/// Columns from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Extent {
    left: u32,
    right: u32,
}

impl Extent {
    fn join(self, other: Self) -> Self {
        Self { left: self.left.min(other.left), right: self.right.max(other.right) }
    }

    fn contains(self, other: Self) -> bool {
        self.left <= other.left && other.right <= self.right
    }
}

impl FilledRow {
    /// All that stands in it, for a remark.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.cells.iter().map(|(_, text)| text.as_str()).collect();
        texts.join("\t")
    }

    fn get(&self, column: u32) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        Some(&self.cells[at].1)
    }
}

impl Sheet {
    /// Puts merged ranges on the rows; what stands in a merged cell behind its first position is
    /// seen by no one, and goes to the remarks.
    ///
    /// Ranges can overlap in a broken file; `limit` bounds the work with all of them.
    pub(super) fn new(
        name: Arc<str>,
        mut rows: Vec<FilledRow>,
        merged: &[Range],
        limit: u64,
        remarks: &mut Vec<Remark>,
    ) -> Result<Self, ReadError> {
        let mut ranges = vec![Vec::new(); rows.len()];
        let mut work = 0;
        for range in merged {
            let first = rows.partition_point(|row| row.number < range.top);
            let says_something = rows
                .get(first)
                .is_some_and(|row| row.number == range.top && row.get(range.left).is_some());
            let inside = rows.iter_mut().zip(&mut ranges).skip(first);
            for (row, ranges) in inside.take_while(|(row, _)| row.number <= range.bottom) {
                let place = Place { sheet: Some(Arc::clone(&name)), line: row.number };
                work += u64::from(range.right - range.left) + 1;
                if work > limit {
                    let (kind, met) = (LimitKind::Cells, work);
                    return Err(ReadError::TooLarge { kind, limit, met, place: Some(place) });
                }
                uncover(row, range, &place, remarks);
                if says_something {
                    ranges.push(*range);
                }
            }
        }
        Ok(Self { name, rows, head: None, ranges })
    }

    /// Everything on the sheet, from top to bottom.
    pub(super) fn blocks(&self, builder: &mut Builder) -> Result<Vec<Block>, ReadError> {
        let mut blocks = Vec::new();
        let mut at = 0;
        while at < self.rows.len() {
            let end = if self.is_single(at) { at } else { self.table_end(at) };
            if end > at {
                blocks.extend(self.table(at, end, builder)?);
                at = end;
            } else {
                let row = &self.rows[at];
                for (_, text) in &row.cells {
                    let place = self.place(row);
                    blocks.extend(builder.paragraph(place, text, ParagraphKind::Body)?);
                }
                at += 1;
            }
        }
        Ok(blocks)
    }

    fn place(&self, row: &FilledRow) -> Place {
        Place { sheet: Some(Arc::clone(&self.name)), line: row.number }
    }

    /// Whether a row has one cell alone, and none that comes down from above.
    fn is_single(&self, at: usize) -> bool {
        let row = &self.rows[at];
        let comes_down = self.ranges[at].iter().any(|range| range.top < row.number);
        row.cells.len() < 2 && !comes_down
    }

    /// The columns of a row, as far as its merged cells stretch.
    fn extent(&self, at: usize) -> Extent {
        let cells = self.rows[at].cells.iter();
        let own = cells.map(|(column, _)| Extent { left: *column, right: *column });
        let merged = self.ranges[at].iter();
        let merged = merged.map(|range| Extent { left: range.left, right: range.right });
        own.chain(merged).reduce(Extent::join).unwrap_or(Extent { left: 1, right: 1 })
    }

    /// The row behind the last one of the table that begins here.
    ///
    /// A row of one cell belongs to the table if rows of the same columns go on behind it, and no
    /// new head: then it is a group's title or a row with blanks, else a title or a note. A blank
    /// row ends the table on the same terms.
    fn table_end(&self, start: usize) -> usize {
        let head = &self.rows[start];
        let mut extent = self.extent(start);
        let mut columns = Columns::default();
        let mut end = start + 1;
        while let Some(next) = (end..self.rows.len()).find(|at| !self.is_single(*at)) {
            let row = &self.rows[next];
            let is_apart = next > end || row.number > self.rows[end - 1].number + 1;
            let is_head = row.cells == head.cells || columns.are_headed_by(row);
            if is_apart && (is_head || !extent.contains(self.extent(next))) {
                break;
            }
            extent = extent.join(self.extent(next));
            columns.add(row);
            end = next + 1;
        }
        end
    }

    fn table(
        &self,
        start: usize,
        end: usize,
        builder: &mut Builder,
    ) -> Result<Option<Block>, ReadError> {
        let extent = (start..end).map(|at| self.extent(at)).reduce(Extent::join);
        let Some(extent) = extent else { return Ok(None) };
        let width = (extent.right - extent.left) as usize + 1;
        builder.count_table(end - start, width, &self.place(&self.rows[start]))?;
        let rows = (start..end).map(|at| self.row(at, start, extent)).collect();
        Ok(Some(Block::Table(Table { rows })))
    }

    /// A row as part of the table that begins with the row `start`.
    fn row(&self, at: usize, start: usize, extent: Extent) -> Row {
        let row = &self.rows[at];
        let index = |column: u32| (column - extent.left) as usize;
        let mut cells = vec![Cell::default(); index(extent.right) + 1];
        for (column, text) in &row.cells {
            cells[index(*column)] = Cell::new(text.as_str());
        }
        for range in &self.ranges[at] {
            // What began above the table is not part of it.
            let has_top = self.rows[start..].binary_search_by_key(&range.top, |r| r.number).is_ok();
            let is_first = range.top == row.number;
            let from = if is_first { range.left + 1 } else { range.left };
            for column in from.max(extent.left)..=range.right.min(extent.right) {
                let by = if column == range.left { Merged::Up } else { Merged::Left };
                if is_first || has_top {
                    cells[index(column)] = Cell::covered(by);
                }
            }
        }
        let head = self.head.is_some_and(|(first, last)| (first..=last).contains(&row.number));
        Row { place: self.place(row), head, cells }
    }
}

/// Takes out of a row what a merged range covers.
fn uncover(row: &mut FilledRow, range: &Range, place: &Place, remarks: &mut Vec<Remark>) {
    let is_first = row.number == range.top;
    row.cells.retain(|(column, text)| {
        let is_inside = (range.left..=range.right).contains(column);
        let is_covered = is_inside && !(is_first && *column == range.left);
        if is_covered {
            let (place, text) = (place.clone(), text.clone());
            remarks.push(Remark { place, kind: RemarkKind::Covered, text });
        }
        !is_covered
    });
}

/// Whether a text is a number, also with separators or as a percentage.
fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches(['%', '％']).replace(',', "");
    digits.parse::<f64>().is_ok_and(f64::is_finite)
        && digits.ends_with(|c: char| c.is_ascii_digit())
}
