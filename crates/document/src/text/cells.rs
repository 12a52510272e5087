//! Tables of which every cell begins a line with a tab, as browsers copy them.
//!
//! A cell goes on over the lines that have no tab; a row ends at a blank line, but a blank line
//! may also fall inside a row. The head tells how many cells a row has.

use std::collections::HashMap;

use super::items::{Item, TabCell};
use super::line::Line;
use crate::build::{at_line, tidy};
use crate::model::{Cell, Row};

/// What a table was made of.
pub(super) struct Found {
    /// The rows, or nothing if the lines are no table.
    pub(super) rows: Option<Vec<Row>>,
    /// How many items they were.
    pub(super) used: usize,
}

/// Reads the table that begins with the first item, which is a group of cells.
pub(super) fn read(items: &[Item<'_>]) -> Found {
    if groups(items).next().is_some_and(|group| group.len() == 1) {
        return Found { rows: None, used: 1 };
    }
    let mut table = Table::new(items);
    let mut used = 0;
    while used < items.len() && table.take(&items[used..]) {
        used += 1;
    }
    table.end_row();
    Found { rows: table.is_table().then(|| table.rows()), used }
}

/// The groups of cells with nothing but blank lines between them.
fn groups<'a, 'b>(items: &'b [Item<'a>]) -> impl Iterator<Item = &'b [TabCell<'a>]> {
    items.iter().map_while(|item| match item {
        Item::Cells(group) => Some(group.as_slice()),
        _ => None,
    })
}

struct Table<'a> {
    width: usize,
    /// What the first cell of the head says.
    head: String,
    rows: Vec<Vec<TabCell<'a>>>,
    /// Cells of a row that is not complete yet.
    pending: Vec<TabCell<'a>>,
}

impl<'a> Table<'a> {
    fn new(items: &[Item<'a>]) -> Self {
        let head = groups(items).next().map(|group| text_of(&group[0])).unwrap_or_default();
        Self { width: width(items), head, rows: Vec::new(), pending: Vec::new() }
    }

    /// Takes the first item; false if it is not part of this table.
    fn take(&mut self, items: &[Item<'a>]) -> bool {
        match &items[0] {
            Item::Cells(group) => self.group(group, items),
            Item::Text(line) => self.text(*line, &items[1..]),
            Item::TabRows(_) | Item::PipeRows(_) | Item::Stack(_) => false,
        }
    }

    /// Takes a group of cells; false if another table begins with it.
    ///
    /// A group that is as wide as the table is always a row, so that a broken row cannot shift
    /// the rows behind it.
    fn group(&mut self, group: &[TabCell<'a>], items: &[Item<'a>]) -> bool {
        let is_first = self.rows.is_empty() && self.pending.is_empty();
        let is_head = !is_first && !self.head.is_empty() && text_of(&group[0]) == self.head;
        if is_head && width(items) != self.width {
            return false;
        }
        if is_head || !self.joins(items) {
            self.end_row();
        }
        self.pending.extend_from_slice(group);
        if self.pending.len() >= self.width {
            self.end_row();
        }
        true
    }

    /// Takes a line behind a blank line; false if it does not stand inside of a cell.
    fn text(&mut self, line: Line<'a>, behind: &[Item<'a>]) -> bool {
        let goes_on = self.joins(behind);
        match self.pending.last_mut() {
            Some(cell) if goes_on => {
                cell.push(line);
                true
            }
            _ => false,
        }
    }

    /// Whether the first item is a group that goes on with the row that is not complete.
    fn joins(&self, items: &[Item<'a>]) -> bool {
        let mut groups = groups(items);
        let Some(group) = groups.next() else { return false };
        let length = self.pending.len() + group.len();
        if group.len() >= self.width || length > self.width {
            return false;
        }
        let (Some(last), Some(next)) = (number(self.pending.first()), number(group.first())) else {
            return true;
        };
        // Where the rows are numbered, the next number begins the next row, unless it is a value
        // that happens to be that number and the next row is still to come.
        let is_coming = groups.next().is_some_and(|group| number(group.first()) == Some(next));
        last.checked_add(1) != Some(next) || length == self.width && is_coming
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.pending);
        if row.iter().any(|cell| !text_of(cell).is_empty()) {
            self.rows.push(row);
        }
    }

    /// Whether this is a table, and not paragraphs that were indented with a tab: its head has no
    /// sentence, and at least one more row is as wide.
    fn is_table(&self) -> bool {
        let squared = self.rows.iter().filter(|row| row.len() == self.width).count();
        let has_sentence = self
            .rows
            .first()
            .is_some_and(|row| row.iter().any(|cell| text_of(cell).contains('。')));
        self.width > 1 && squared > 1 && !has_sentence
    }

    fn rows(&self) -> Vec<Row> {
        let rows = self.rows.iter().map(|cells| Row {
            place: at_line(cells[0][0].number),
            head: false,
            cells: cells.iter().map(|cell| Cell::new(text_of(cell))).collect(),
        });
        rows.collect()
    }
}

/// The number of cells in a row: what the head has, unless a blank line fell inside the head:
/// then most rows are as wide as the head together with what follows it.
fn width(items: &[Item<'_>]) -> usize {
    let mut groups = groups(items);
    let Some(head) = groups.next() else { return 0 };
    let name = text_of(&head[0]);
    let lengths: Vec<usize> =
        groups.take_while(|group| text_of(&group[0]) != name).map(<[_]>::len).collect();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for length in &lengths {
        *counts.entry(*length).or_default() += 1;
    }
    let as_head = counts.get(&head.len()).copied().unwrap_or(0);
    let most = counts.into_iter().max_by_key(|(length, count)| (*count, *length));
    let Some((length, count)) = most.filter(|(length, _)| *length > head.len()) else {
        return head.len();
    };
    let mut sums = lengths.iter().scan(head.len(), |sum, length| {
        *sum += length;
        Some(*sum)
    });
    let is_head_divided = count > as_head && sums.any(|sum| sum == length);
    if as_head == 0 || is_head_divided { length } else { head.len() }
}

fn text_of(cell: &TabCell<'_>) -> String {
    let lines: Vec<&str> =
        cell.iter().map(|line| tidy(line.text)).filter(|text| !text.is_empty()).collect();
    lines.join("\n")
}

fn number(cell: Option<&TabCell<'_>>) -> Option<u32> {
    text_of(cell?).parse().ok()
}
