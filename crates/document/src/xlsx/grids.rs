//! All sheets of a workbook as grids.

use std::sync::Arc;

use super::book::Book;
use super::rows::fill;
use super::sheet::{CellKind, SheetReader, SheetRow};
use crate::archive::Archive;
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::rows::{Area, FormulaCell, Grid, Record};

/// Reads all sheets of a workbook whose main part is known.
pub(crate) fn grids(archive: &mut Archive, part: &str) -> Result<Vec<Grid>, ReadError> {
    let book = Book::read(archive, part)?;
    let limits = Arc::clone(archive.limits());
    let (mut grids, mut rows, mut cells) = (Vec::new(), 0, 0);
    let mut row = SheetRow::default();
    for entry in &book.sheets {
        let name = Some(Arc::clone(&entry.name));
        let mut grid = Grid { name, is_hidden: entry.is_hidden, ..Grid::default() };
        let mut reader = SheetReader::open(archive, entry)?;
        while reader.next_row(&book, &mut row)? {
            if row.is_empty() {
                continue;
            }
            rows += 1;
            cells += row.cells().count() as u64;
            limits.check(LimitKind::Rows, rows)?;
            limits.check(LimitKind::Cells, cells)?;
            let mut record = Record::default();
            fill(&entry.name, &row, &mut record);
            grid.rows.push(record);
            let computed = row.cells().filter_map(|(cell, _)| {
                let has_result = match cell.kind {
                    CellKind::Formula => true,
                    CellKind::NotComputed => false,
                    CellKind::Plain | CellKind::Error => return None,
                };
                Some(FormulaCell { row: row.number, column: cell.column, has_result })
            });
            grid.formulas.extend(computed);
        }
        let merged = reader.merged()?;
        grid.merged = merged
            .iter()
            .map(|own| Area { top: own.top, left: own.left, bottom: own.bottom, right: own.right })
            .collect();
        grids.push(grid);
    }
    Ok(grids)
}
