//! What a workbook is read as, in the words of the format.

mod cells;
mod layout;
