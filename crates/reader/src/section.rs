//! Sections: stretches of a table's rows under one head, of a kind that has a place.

use document::Place;

use crate::heads::{Column, TableKind, YearWord};
use crate::words::Words;

/// Rows under one head.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) kind: TableKind,
    pub(crate) fields: Vec<Field>,
    pub(crate) rows: Vec<DataRow>,
    /// Short paragraphs between the table before and this one, the nearest last.
    pub(crate) captions: Vec<String>,
}

/// A column under its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// What it holds, where its head says so.
    pub(crate) column: Option<Column>,
    /// The head as written, the rows of a head of several rows parted by `/`.
    pub(crate) heading: String,
    /// The year of a year's column.
    pub(crate) year: Option<i16>,
    /// Which way the head of a year's column points.
    pub(crate) word: YearWord,
}

/// A row of data, every position filled that a merged cell covers.
#[derive(Debug, Clone)]
pub(crate) struct DataRow {
    pub(crate) place: Place,
    pub(crate) cells: Vec<Words>,
    /// The position is covered by the cell at its left.
    pub(crate) from_left: Vec<bool>,
    /// The row's one text, where it is a heading over the rows below it.
    pub(crate) group: Option<String>,
}

impl DataRow {
    /// Everything that stands in the row, each text once.
    pub(crate) fn text(&self) -> String {
        let own = self.cells.iter().zip(&self.from_left).filter(|(_, from_left)| !**from_left);
        own.map(|(cell, _)| cell.own.as_str()).collect::<Vec<_>>().join("\t")
    }

    /// Whether a heading has more beside it, such as the sum of what is below.
    pub(crate) fn has_more(&self) -> bool {
        let own = self.cells.iter().zip(&self.from_left).filter(|(_, from_left)| !**from_left);
        own.filter(|(cell, _)| !cell.is_empty()).count() > 1
    }
}
