//! The body of a docx, and the body that every cell is: paragraphs and tables in their order.

use std::collections::HashMap;
use std::sync::Arc;

use super::inline::{Inline, Note, is_apart};
use super::notes::NoteText;
use super::numbering::Numbering;
use super::properties::Properties;
use super::styles::Styles;
use super::table::CellProperties;
use crate::build::{Builder, at_line, tidy};
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Block, Document, Format, ParagraphKind, Place, Remark, RemarkKind};
use crate::xml::Xml;

/// Reads a body; what is counted over the whole document is here.
pub(super) struct Body<'s> {
    pub(super) builder: Builder,
    styles: &'s Styles,
    numbering: Numbering,
    notes: HashMap<Note, NoteText>,
    remarks: Vec<Remark>,
    /// How many `w:p` were met.
    paragraphs: u32,
    /// How many cells were met, before any table is put on its grid.
    pub(super) cells: u64,
}

/// Blocks in the order of reading, of the document or of one cell.
#[derive(Default)]
pub(super) struct Flow<'s> {
    pub(super) blocks: Vec<Block>,
    /// What the cell says of itself, if this is a cell.
    pub(super) cell: CellProperties,
    /// A paragraph that goes on with the next one, and its number.
    open: Option<(u32, Inline<'s>)>,
}

impl<'s> Body<'s> {
    /// A reader that has met nothing yet.
    pub(super) fn new(
        limits: &Arc<Limits>,
        styles: &'s Styles,
        numbering: Numbering,
        notes: HashMap<Note, NoteText>,
    ) -> Self {
        let builder = Builder::new(limits);
        let remarks = Vec::new();
        Self { builder, styles, numbering, notes, remarks, paragraphs: 0, cells: 0 }
    }

    /// Reads the main part.
    pub(super) fn read(mut self, xml: &mut Xml) -> Result<Document, ReadError> {
        let mut flow = Flow::default();
        xml.child()?;
        while let Some(tag) = xml.child()? {
            if tag.name() == "body" {
                self.blocks(xml, &mut flow)?;
            } else {
                xml.skip()?;
            }
        }
        self.close(&mut flow)?;
        Ok(Document { format: Format::Docx, blocks: flow.blocks, remarks: self.remarks })
    }

    /// Reads the rest of the current element up to its close.
    ///
    /// Elements that are not known are read through: they may hold paragraphs.
    pub(super) fn blocks(&mut self, xml: &mut Xml, flow: &mut Flow<'s>) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "p" => self.paragraph(xml, flow)?,
                "tbl" => {
                    self.close(flow)?;
                    let blocks = self.table(xml)?;
                    flow.blocks.extend(blocks);
                }
                "tcPr" => flow.cell = CellProperties::read(xml)?,
                "AlternateContent" => self.alternatives(xml, flow)?,
                "altChunk" | "subDoc" => {
                    let part = tag.get("id").unwrap_or_default();
                    self.remark(self.here(), RemarkKind::Embedded, &part);
                    xml.skip()?;
                }
                name if is_apart(name) => xml.skip()?,
                _ => self.blocks(xml, flow)?,
            }
        }
        Ok(())
    }

    /// The same content in several ways: the first that holds anything is taken.
    fn alternatives(&mut self, xml: &mut Xml, flow: &mut Flow<'s>) -> Result<(), ReadError> {
        let before = self.paragraphs;
        while xml.child()?.is_some() {
            if self.paragraphs == before {
                self.blocks(xml, flow)?;
            } else {
                xml.skip()?;
            }
        }
        Ok(())
    }

    /// The place of the paragraph that was met last.
    fn here(&self) -> Place {
        at_line(self.paragraphs.max(1))
    }

    /// The place of the next paragraph.
    pub(super) fn next_place(&self) -> Place {
        at_line(self.paragraphs.saturating_add(1))
    }

    /// Notes what was left out or changed.
    pub(super) fn remark(&mut self, place: Place, kind: RemarkKind, text: &str) {
        self.remarks.push(Remark { place, kind, text: text.to_owned() });
    }

    fn paragraph(&mut self, xml: &mut Xml, flow: &mut Flow<'s>) -> Result<(), ReadError> {
        self.paragraphs = self.paragraphs.saturating_add(1);
        let mut number = self.paragraphs;
        let mut inline = Inline::new(self.styles);
        inline.read(xml)?;
        inline.finish();
        if let Some((earlier, mut before)) = flow.open.take() {
            if !tidy(&before.text).is_empty() {
                number = earlier;
            }
            before.append(inline);
            inline = before;
        }
        if inline.properties.is_mark_deleted {
            flow.open = Some((number, inline));
            return Ok(());
        }
        self.finish(number, inline, flow)
    }

    /// Ends a paragraph that nothing follows.
    pub(super) fn close(&mut self, flow: &mut Flow<'s>) -> Result<(), ReadError> {
        match flow.open.take() {
            // With its mark deleted and no text left, the paragraph as such is deleted.
            Some((_, inline)) if tidy(&inline.text).is_empty() => {
                self.finish_remarks(&self.here(), inline.remarks);
                Ok(())
            }
            Some((number, inline)) => self.finish(number, inline, flow),
            None => Ok(()),
        }
    }

    fn finish_remarks(&mut self, place: &Place, remarks: Vec<(RemarkKind, String)>) {
        for (kind, text) in remarks {
            self.remark(place.clone(), kind, &text);
        }
    }

    fn finish(
        &mut self,
        number: u32,
        inline: Inline<'s>,
        flow: &mut Flow<'s>,
    ) -> Result<(), ReadError> {
        let place = at_line(number);
        let text = self.labelled(tidy(&inline.text), &inline.properties);
        let kind = self.kind(&inline.properties);
        flow.blocks.extend(self.builder.paragraph(place.clone(), &text, kind)?);
        self.finish_remarks(&place, inline.remarks);
        for note in inline.notes {
            let Some(note) = self.notes.remove(&note) else { continue };
            let paragraph =
                self.builder.paragraph(place.clone(), &note.text, ParagraphKind::Footnote)?;
            flow.blocks.extend(paragraph);
            self.finish_remarks(&place, note.remarks);
        }
        Ok(())
    }

    fn kind(&self, properties: &Properties) -> ParagraphKind {
        let by_style = || self.styles.outline(properties.style(self.styles)?);
        let level = properties.outline.or_else(by_style).and_then(|level| level.checked_add(1));
        match level.and_then(|level| u8::try_from(level).ok()) {
            Some(level @ 1..=9) => ParagraphKind::Heading(level),
            _ => ParagraphKind::Body,
        }
    }

    /// The text with its label in front, as it stands on paper. A space divides them where they
    /// would run into each other: `2.1 范围`, `1. 2023年`, but `（一）指导思想`.
    fn labelled(&mut self, text: &str, properties: &Properties) -> String {
        // Without text, and with its mark hidden, the paragraph is not there at all.
        if text.is_empty() && properties.is_mark_hidden {
            return String::new();
        }
        let style = properties.style(self.styles);
        let label = self.numbering.label(properties.numbering, style, self.styles);
        let label = label.unwrap_or_default();
        let label = tidy(&label);
        let runs_on = label.ends_with(|c: char| c.is_ascii_alphanumeric())
            || text.starts_with(|c: char| c.is_ascii_digit());
        let gap = if runs_on && !label.is_empty() && !text.is_empty() { " " } else { "" };
        format!("{label}{gap}{text}")
    }
}
