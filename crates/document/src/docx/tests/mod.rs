//! What a docx is read as, in the words of the format.

mod changes;
mod labels;
mod tables;
mod text;
