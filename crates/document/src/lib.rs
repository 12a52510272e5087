//! Bytes ↔ documents: txt, docx, xlsx and csv become one [`Document`]; csv and xlsx are written.
//!
//! Architecture invariants: the only crate that knows file formats; it knows nothing of waste, of
//! plans or of the disk. It takes bytes and gives bytes.

mod model;

pub use model::{
    Block, Cell, Document, Format, Merged, Paragraph, ParagraphKind, Place, Remark, RemarkKind,
    Row, Table,
};
