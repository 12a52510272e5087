//! What every format becomes: paragraphs and tables in reading order, each with its place.

use std::fmt;
use std::sync::Arc;

/// A document of any format, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The format the bytes turned out to be, whatever the file was called.
    pub format: Format,
    /// Paragraphs and tables in reading order.
    pub blocks: Vec<Block>,
    /// What was left out or changed while reading, so that nothing is dropped silently.
    pub remarks: Vec<Remark>,
}

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text in UTF-8, UTF-16 or GB18030.
    Text,
    /// Word and WPS, `.docx`.
    Docx,
    /// Excel and WPS, `.xlsx`.
    Xlsx,
}

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, never empty.
    Paragraph(Paragraph),
    /// A table with at least one row.
    Table(Table),
}

/// A paragraph: its text without surrounding white space, a numbering label written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands.
    pub place: Place,
    /// Its text; a line break inside stays `\n`.
    pub text: String,
    /// What the format says about it.
    pub kind: ParagraphKind,
}

/// What a format says about a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphKind {
    /// Ordinary text.
    Body,
    /// A paragraph that the format marks as a heading of this level, 1 the highest.
    Heading(u8),
    /// A footnote or an endnote, placed behind the block that refers to it.
    Footnote,
}

/// A table as a rectangle: every row has the same number of cells, one for each grid column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where the row begins.
    pub place: Place,
    /// The format marks it as a head that repeats on every page.
    pub head: bool,
    /// One cell for each grid column.
    pub cells: Vec<Cell>,
}

/// A cell of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// The cell's own text without surrounding white space; a line break inside stays `\n`.
    /// Empty where the position is covered by a merged cell.
    pub text: String,
    /// Set where this position is covered by a cell that begins elsewhere.
    pub merged: Option<Merged>,
}

/// The neighbour that covers a position of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// Covered by the cell at the left.
    Left,
    /// Covered by the cell above.
    Up,
}

/// Where something stands: the line of a text, the paragraph of a docx, `sheet!row` of an xlsx.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The sheet, in a workbook of sheets.
    pub sheet: Option<Arc<str>>,
    /// Counted from 1.
    pub line: u32,
}

/// Something that the reader of the format left out or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub place: Place,
    /// What happened.
    pub kind: RemarkKind,
    /// The words concerned; their beginning if they are long and stand in the document anyway.
    pub text: String,
}

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// A text box was ignored; its words are in the remark.
    TextBox,
    /// A tracked deletion was accepted, so its words are gone from the text.
    Deletion,
    /// A tracked insertion was accepted, so its words are part of the text.
    Insertion,
    /// A table inside a cell was read as text of the cell.
    NestedTable,
    /// A hidden sheet, row or column was read all the same.
    Hidden,
    /// A cell holds a formula; its last computed value was read.
    Formula,
    /// A cell holds an error value such as `#DIV/0!`.
    ErrorValue,
    /// A cell holds a formula that was never computed; the formula was read in its place.
    NotComputed,
    /// Hidden words were left out.
    HiddenText,
    /// Words in the part of a merged cell that no one sees were left out.
    Covered,
    /// Another file is embedded here and was not read; its part is in the remark.
    Embedded,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "{sheet}!{}", self.line),
            None => write!(f, "{}", self.line),
        }
    }
}

impl Cell {
    /// A cell with this text that covers one position.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), merged: None }
    }

    /// A position covered by its neighbour.
    pub fn covered(by: Merged) -> Self {
        Self { text: String::new(), merged: Some(by) }
    }
}
