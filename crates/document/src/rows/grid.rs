//! The sheets of a workbook as they stand, hidden ones too, with what a form that comes back must
//! not have: formulas, merged cells, macros.

use std::sync::Arc;

use super::csv::CsvRows;
use super::record::Record;
use crate::error::ReadError;
use crate::foreign::Foreign;
use crate::limits::Limits;
use crate::model::Format;
use crate::open::{Opened, open};
use crate::xlsx;

/// The bounds of reading grids: those of a form that somebody sends, not of an archive of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridLimits(pub Limits);

impl Default for GridLimits {
    fn default() -> Self {
        Self(Limits {
            input: 15 << 20,
            entries: 1_000,
            unpacked: 256 << 20,
            rows: 100_000,
            cells: 2_000_000,
            columns: 256,
            ..Limits::default()
        })
    }
}

/// A workbook, or a csv file as one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grids {
    /// A text for csv.
    pub format: Format,
    /// It holds programs.
    pub has_macros: bool,
    /// Its sheets in their order.
    pub sheets: Vec<Grid>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Its name; none in a csv file.
    pub name: Option<Arc<str>>,
    /// Nobody sees it.
    pub is_hidden: bool,
    /// The rows in which something stands. Covered cells keep what stands in them.
    pub rows: Vec<Record>,
    /// The cells that are computed.
    pub formulas: Vec<FormulaCell>,
    /// What is merged.
    pub merged: Vec<Area>,
}

/// A cell that is computed. In its row stands the result that the workbook keeps, or where it keeps
/// none the formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormulaCell {
    /// Counted from 1.
    pub row: u32,
    /// Counted from 1.
    pub column: u32,
    /// The workbook keeps a result.
    pub has_result: bool,
}

/// A rectangle of cells, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Its first row.
    pub top: u32,
    /// Its first column.
    pub left: u32,
    /// Its last row.
    pub bottom: u32,
    /// Its last column.
    pub right: u32,
}

impl Grid {
    /// A formula, if the cell is computed; row and column counted from 1.
    pub fn formula(&self, row: u32, column: u32) -> Option<&FormulaCell> {
        let at = self.formulas.binary_search_by_key(&(row, column), |cell| (cell.row, cell.column));
        at.ok().map(|at| &self.formulas[at])
    }

    /// Whether a row has a part in a merged area.
    pub fn is_merged(&self, row: u32) -> bool {
        self.merged.iter().any(|area| (area.top..=area.bottom).contains(&row))
    }
}

/// Reads a workbook or a csv file, whatever it is called.
///
/// # Errors
/// The bytes are neither, are broken, or beyond the limits.
pub fn read_grids(limits: &GridLimits, name: &str, bytes: Vec<u8>) -> Result<Grids, ReadError> {
    let limits = Arc::new(limits.0.clone());
    match open(&limits, name, bytes, Format::Xlsx)? {
        Opened::Text(text) => {
            let mut rows = CsvRows::new(text, limits)?;
            let (mut grid, mut record) = (Grid::default(), Record::default());
            while rows.read(&mut record)? {
                grid.rows.push(record.clone());
            }
            Ok(Grids { format: Format::Text, has_macros: false, sheets: vec![grid] })
        }
        Opened::Package(Format::Xlsx, mut archive, part) => {
            let has_macros = archive.has_file("vbaproject.bin");
            let sheets = xlsx::grids(&mut archive, &part)?;
            Ok(Grids { format: Format::Xlsx, has_macros, sheets })
        }
        Opened::Package(..) => Err(Foreign::Docx.refusal(Format::Xlsx)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::xlsx;

    #[test]
    fn formulas_and_merged_cells_are_told() {
        let xml = "<sheetData>\
             <row r='1'><c r='A1'><v>1</v></c><c r='B1'><f>A1*2</f><v>2</v></c></row>\
             <row r='3'><c r='A3'><f>NOW()</f></c></row></sheetData>\
             <mergeCells><mergeCell ref='A2:B3'/></mergeCells>";
        let bytes = xlsx(&[("表", xml)]);
        let grids = read_grids(&GridLimits::default(), "a.xlsx", bytes).expect("a workbook");
        let grid = &grids.sheets[0];
        assert_eq!(grid.formula(1, 2).map(|cell| cell.has_result), Some(true));
        assert_eq!(grid.formula(3, 1).map(|cell| cell.has_result), Some(false));
        assert_eq!(grid.formula(1, 1), None);
        assert!(grid.is_merged(3) && !grid.is_merged(1));
        assert_eq!(grid.rows[0].get(1), "2");
    }

    #[test]
    fn a_csv_is_one_sheet() {
        let bytes = "项,数\n甲,1\n".as_bytes().to_vec();
        let grids = read_grids(&GridLimits::default(), "a.csv", bytes).expect("a csv");
        assert_eq!((grids.format, grids.sheets[0].rows.len()), (Format::Text, 2));
    }
}
