//! Footnotes and endnotes of a docx, which stand in parts of their own.

use std::collections::HashMap;

use super::inline::{Inline, Note, is_apart};
use super::styles::Styles;
use crate::build::tidy;
use crate::error::ReadError;
use crate::model::RemarkKind;
use crate::xml::Xml;

/// The words of a note.
#[derive(Debug, Default)]
pub(super) struct NoteText {
    /// Its paragraphs, one a line.
    pub(super) text: String,
    /// What was left out of it.
    pub(super) remarks: Vec<(RemarkKind, String)>,
}

/// Reads a part of notes. Those that only draw the line above the notes have no words.
pub(super) fn read(
    xml: &mut Xml,
    styles: &Styles,
    kind: fn(String) -> Note,
    notes: &mut HashMap<Note, NoteText>,
) -> Result<(), ReadError> {
    xml.child()?;
    while let Some(tag) = xml.child()? {
        let id = tag.get("id").unwrap_or_default();
        let mut note = NoteText::default();
        note.read(xml, styles)?;
        notes.insert(kind(id), note);
        xml.check_definitions(notes.len())?;
    }
    Ok(())
}

impl NoteText {
    fn read(&mut self, xml: &mut Xml, styles: &Styles) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "p" => self.paragraph(xml, styles)?,
                name if is_apart(name) => xml.skip()?,
                _ => self.read(xml, styles)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, xml: &mut Xml, styles: &Styles) -> Result<(), ReadError> {
        let mut inline = Inline::new(styles);
        inline.read(xml)?;
        inline.finish();
        let text = tidy(&inline.text);
        if !text.is_empty() && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.remarks.extend(inline.remarks);
        Ok(())
    }
}
