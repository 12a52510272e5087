//! Tables of a docx: cells that span columns and rows, put on a grid.

use super::body::{Body, Flow};
use crate::build::tidy;
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::model::{Block, Cell, Merged, ParagraphKind, Place, RemarkKind, Row, Table};
use crate::xml::Xml;

/// How a cell is joined with the one above it, or with the one at its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Join {
    #[default]
    None,
    /// The cell is the first of several.
    First,
    /// The cell goes on with the one before it.
    On,
}

/// What a cell says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellProperties {
    span: u32,
    vertical: Join,
    horizontal: Join,
}

impl Default for CellProperties {
    fn default() -> Self {
        Self { span: 1, vertical: Join::None, horizontal: Join::None }
    }
}

/// A row before it is put on the grid.
struct RawRow {
    place: Place,
    is_head: bool,
    is_deleted: bool,
    is_hidden: bool,
    before: u32,
    after: u32,
    cells: Vec<(CellProperties, String)>,
}

impl CellProperties {
    /// Reads a `tcPr` up to its close.
    pub(super) fn read(xml: &mut Xml) -> Result<Self, ReadError> {
        let mut properties = Self::default();
        while let Some(tag) = xml.child()? {
            let join = || match tag.get("val").as_deref() {
                Some("restart") => Join::First,
                _ => Join::On,
            };
            match tag.name() {
                "gridSpan" => properties.span = tag.number("val").unwrap_or(1).max(1),
                "vMerge" => properties.vertical = join(),
                "hMerge" => properties.horizontal = join(),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(properties)
    }
}

impl RawRow {
    fn new(place: Place) -> Self {
        Self {
            place,
            is_head: false,
            is_deleted: false,
            is_hidden: false,
            before: 0,
            after: 0,
            cells: Vec::new(),
        }
    }

    /// How many columns of the grid it takes.
    fn width(&self) -> u64 {
        let spans = self.cells.iter().map(|(properties, _)| u64::from(properties.span));
        u64::from(self.before) + spans.sum::<u64>() + u64::from(self.after)
    }

    /// The texts of its cells, for a remark.
    fn text(&self) -> String {
        let texts: Vec<&str> = self.cells.iter().map(|(_, text)| text.as_str()).collect();
        tidy(&texts.join("\t")).to_owned()
    }

    /// Reads a `trPr` up to its close.
    fn properties(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "gridBefore" => self.before = tag.number("val").unwrap_or(0),
                "gridAfter" => self.after = tag.number("val").unwrap_or(0),
                "tblHeader" => self.is_head = tag.is_on("val"),
                "hidden" => self.is_hidden = tag.is_on("val"),
                "del" => self.is_deleted = true,
                _ => {}
            }
            xml.skip()?;
        }
        Ok(())
    }
}

impl Body<'_> {
    /// Reads a `tbl` up to its close: the table, and behind it the notes that its cells refer to.
    pub(super) fn table(&mut self, xml: &mut Xml) -> Result<Vec<Block>, ReadError> {
        let mut rows = Vec::new();
        let mut notes = Vec::new();
        self.rows(xml, &mut rows, &mut notes)?;
        let table = self.grid(rows)?;
        Ok(table.into_iter().chain(notes).collect())
    }

    fn rows(
        &mut self,
        xml: &mut Xml,
        rows: &mut Vec<RawRow>,
        notes: &mut Vec<Block>,
    ) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "tr" => {
                    let mut row = RawRow::new(self.next_place());
                    self.row(xml, &mut row, notes)?;
                    self.keep(row, rows)?;
                }
                "tblPr" | "tblGrid" => xml.skip()?,
                // Rows may stand inside of content controls.
                _ => self.rows(xml, rows, notes)?,
            }
        }
        Ok(())
    }

    /// Keeps a row unless it is deleted.
    fn keep(&mut self, row: RawRow, rows: &mut Vec<RawRow>) -> Result<(), ReadError> {
        let place = || row.place.clone();
        self.builder.limits().check_at(LimitKind::Columns, row.width(), place)?;
        if row.is_deleted {
            if !row.text().is_empty() {
                self.remark(place(), RemarkKind::Deletion, &row.text());
            }
            return Ok(());
        }
        if row.is_hidden {
            self.remark(place(), RemarkKind::Hidden, &beginning(&row.text()));
        }
        if !row.cells.is_empty() {
            rows.push(row);
        }
        self.builder.limits().check(LimitKind::Rows, rows.len() as u64)
    }

    fn row(
        &mut self,
        xml: &mut Xml,
        row: &mut RawRow,
        notes: &mut Vec<Block>,
    ) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "trPr" => row.properties(xml)?,
                "tc" => {
                    self.cells += 1;
                    self.builder.limits().check(LimitKind::Cells, self.cells)?;
                    let mut flow = Flow::default();
                    self.blocks(xml, &mut flow)?;
                    self.close(&mut flow)?;
                    let text = self.cell_text(flow.blocks, notes);
                    row.cells.push((flow.cell, text));
                }
                "tblPrEx" => xml.skip()?,
                // Cells may stand inside of content controls.
                _ => self.row(xml, row, notes)?,
            }
        }
        Ok(())
    }

    /// What is inside of a cell as its text; notes are for behind the table.
    fn cell_text(&mut self, blocks: Vec<Block>, notes: &mut Vec<Block>) -> String {
        let mut lines = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(note) if note.kind == ParagraphKind::Footnote => {
                    notes.push(Block::Paragraph(note));
                }
                Block::Paragraph(paragraph) => lines.push(paragraph.text),
                Block::Table(table) => {
                    let text = nested_text(&table);
                    let (place, kind) = (table.rows[0].place.clone(), RemarkKind::NestedTable);
                    self.remark(place, kind, &beginning(&text));
                    lines.push(text);
                }
            }
        }
        lines.join("\n")
    }

    /// Puts rows on the grid: it is as wide as the widest row.
    ///
    /// The file's own list of columns is not asked, for it is often wrong.
    fn grid(&mut self, rows: Vec<RawRow>) -> Result<Option<Block>, ReadError> {
        let width = rows.iter().map(RawRow::width).max().unwrap_or(0);
        let width = usize::try_from(width).unwrap_or(usize::MAX);
        let Some(first) = rows.first() else { return Ok(None) };
        self.builder.count_table(rows.len(), width, &first.place)?;
        let mut open = vec![false; width];
        let mut squared = Vec::with_capacity(rows.len());
        for row in rows {
            let cells = self.square(&row, &mut open)?;
            squared.push(Row { place: row.place, head: row.is_head, cells });
        }
        Ok(Some(Block::Table(Table { rows: squared })))
    }

    /// The cells of a row on the grid; `open` are the columns in which a cell can go on below.
    fn square(&mut self, row: &RawRow, open: &mut Vec<bool>) -> Result<Vec<Cell>, ReadError> {
        let mut cells = vec![Cell::default(); open.len()];
        let mut still_open = vec![false; open.len()];
        let mut column = row.before as usize;
        for (properties, text) in &row.cells {
            let covered = match *properties {
                CellProperties { horizontal: Join::On, .. } if column > 0 => Some(Merged::Left),
                CellProperties { vertical: Join::On, .. } if open[column] => Some(Merged::Up),
                _ => None,
            };
            self.builder.limits().check_text(text, || row.place.clone())?;
            cells[column] = match covered {
                Some(by) => Cell::covered(by),
                None => Cell::new(text.as_str()),
            };
            if covered.is_some() && !text.is_empty() {
                self.remark(row.place.clone(), RemarkKind::Covered, text);
            }
            still_open[column] = properties.vertical != Join::None;
            let end = column + properties.span as usize;
            cells[column + 1..end].fill(Cell::covered(Merged::Left));
            column = end;
        }
        *open = still_open;
        Ok(cells)
    }
}

/// The beginning of a text that stands in the document: repeated at each depth of tables in
/// tables, the whole would take many times the memory of the document.
fn beginning(text: &str) -> String {
    text.chars().take(200).collect()
}

/// A table inside of a cell: its rows as lines, with tabs between the cells.
fn nested_text(table: &Table) -> String {
    let line = |row: &Row| {
        let own = row.cells.iter().filter(|cell| cell.merged.is_none());
        own.map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t")
    };
    table.rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
