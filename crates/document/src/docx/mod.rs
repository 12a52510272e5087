//! Docx → paragraphs and tables, with the labels that Word shows and changes accepted.

mod body;
mod inline;
mod notes;
mod numbering;
mod numerals;
mod properties;
mod styles;
mod symbols;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::archive::Archive;
use crate::error::ReadError;
use crate::model::Document;
use crate::package::relationships;
use crate::xml::Xml;
use body::Body;
use inline::Note;
use numbering::Numbering;
use styles::Styles;

/// Reads a docx whose main part is known.
pub(crate) fn read(archive: &mut Archive, part: &str) -> Result<Document, ReadError> {
    let related = relationships(archive, part)?;
    let part_of = |kind: &str| related.iter().find(|r| r.kind == kind).map(|r| r.part.as_str());
    let styles = match part_of("styles") {
        Some(part) => Styles::read(archive, part)?,
        None => Styles::default(),
    };
    let numbering = match part_of("numbering") {
        Some(part) => Numbering::read(archive, part)?,
        None => Numbering::default(),
    };
    let mut found = HashMap::new();
    for (kind, note) in [("footnotes", Note::Foot as fn(String) -> Note), ("endnotes", Note::End)] {
        if let Some(part) = part_of(kind) {
            notes::read(&mut Xml::open(archive, part)?, &styles, note, &mut found)?;
        }
    }
    let mut xml = Xml::open(archive, part)?;
    Body::new(archive.limits(), &styles, numbering, found).read(&mut xml)
}
