//! Paragraphs and tables as all formats make them: trimmed, rectangular, within the bounds.

use std::sync::Arc;

use crate::error::ReadError;
use crate::limits::{LimitKind, Limits};
use crate::model::{Block, Cell, Paragraph, ParagraphKind, Place, Row, Table};

/// Makes the blocks of one document and counts them.
pub(crate) struct Builder {
    limits: Arc<Limits>,
    paragraphs: u64,
    rows: u64,
    cells: u64,
}

impl Builder {
    /// A builder that has made nothing yet.
    pub(crate) fn new(limits: &Arc<Limits>) -> Self {
        Self { limits: Arc::clone(limits), paragraphs: 0, rows: 0, cells: 0 }
    }

    /// The bounds that hold.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A paragraph, unless nothing is left of its text.
    pub(crate) fn paragraph(
        &mut self,
        place: Place,
        text: &str,
        kind: ParagraphKind,
    ) -> Result<Option<Block>, ReadError> {
        let text = tidy(text);
        if text.is_empty() {
            return Ok(None);
        }
        self.paragraphs += 1;
        self.limits.check_at(LimitKind::Paragraphs, self.paragraphs, || place.clone())?;
        self.limits.check_text(text, || place.clone())?;
        Ok(Some(Block::Paragraph(Paragraph { place, text: text.to_owned(), kind })))
    }

    /// A table of these rows, each filled up to the widest; none if there is no row.
    pub(crate) fn table(&mut self, mut rows: Vec<Row>) -> Result<Option<Block>, ReadError> {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let Some(first) = rows.first().map(|row| row.place.clone()) else { return Ok(None) };
        self.count_table(rows.len(), width, &first)?;
        for row in &mut rows {
            for cell in &row.cells {
                self.limits.check_text(&cell.text, || row.place.clone())?;
            }
            row.cells.resize_with(width, Cell::default);
        }
        Ok(Some(Block::Table(Table { rows })))
    }

    /// Counts a table before it is filled up: a few long rows would make many short ones long.
    pub(crate) fn count_table(
        &mut self,
        rows: usize,
        columns: usize,
        first: &Place,
    ) -> Result<(), ReadError> {
        let place = || first.clone();
        self.limits.check_at(LimitKind::Columns, columns as u64, place)?;
        self.rows += rows as u64;
        self.limits.check_at(LimitKind::Rows, self.rows, place)?;
        self.cells = self.cells.saturating_add((rows as u64).saturating_mul(columns as u64));
        self.limits.check_at(LimitKind::Cells, self.cells, place)
    }
}

/// A text without the white space around it, be it as wide as a character or without width.
pub(crate) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// A place in a document without sheets.
pub(crate) fn at_line(line: u32) -> Place {
    Place { sheet: None, line }
}
