//! Bytes ↔ documents: txt, docx, xlsx and csv become one [`Document`]; csv and xlsx are written.
//!
//! Architecture invariants: the only crate that knows file formats; it knows nothing of waste, of
//! plans or of the disk. It takes bytes and gives bytes.

mod archive;
mod build;
mod compound;
mod decode;
mod docx;
mod error;
mod foreign;
#[cfg(test)]
mod fuzz;
mod limits;
mod markup;
mod model;
mod open;
mod package;
#[cfg(test)]
mod refusals;
mod rows;
#[cfg(test)]
mod testing;
mod text;
mod window;
mod write;
mod xlsx;
mod xml;

pub use archive::archive_read;
pub use error::{CellFault, CsvFault, Damage, Encoding, Hint, ReadError, XmlFault};
pub use foreign::Foreign;
pub use limits::{LimitKind, Limits};
pub use model::{
    Block, Cell, Document, Format, Merged, Paragraph, ParagraphKind, Place, Remark, RemarkKind,
    Row, Table,
};
pub use open::{read, read_within};
pub use rows::{Area, FormulaCell, Grid, GridLimits, Grids, Record, RowReader, read_grids};
pub use write::{
    ArchiveFault, Column, ColumnUse, CsvOptions, Field, Form, FormColumn, FormField, Mark, Sheet,
    Workbook, WriteError, archive_write, write_csv,
};
