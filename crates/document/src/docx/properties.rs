//! What a paragraph of a docx says of itself.

use super::styles::{NumberProperties, Styles, number_properties};
use crate::error::ReadError;
use crate::xml::Xml;

/// The properties of a paragraph, as far as a reader needs them.
#[derive(Debug, Default)]
pub(super) struct Properties {
    /// The style that it names.
    style: Option<String>,
    /// Its own numbering, which goes before that of the style.
    pub(super) numbering: NumberProperties,
    /// Its own level of outline, counted from 0; 9 is ordinary text.
    pub(super) outline: Option<u32>,
    /// Its mark is deleted, so that the next paragraph goes on with it.
    pub(super) is_mark_deleted: bool,
    /// Its mark is hidden: without text nothing of it is seen.
    pub(super) is_mark_hidden: bool,
}

impl Properties {
    /// The style that it has, named or not.
    pub(super) fn style<'a>(&'a self, styles: &'a Styles) -> Option<&'a str> {
        self.style.as_deref().or(styles.default_paragraph())
    }

    /// Reads a `pPr` up to its close.
    pub(super) fn read(xml: &mut Xml) -> Result<Self, ReadError> {
        let mut properties = Self::default();
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "numPr" => {
                    properties.numbering = number_properties(xml)?;
                    continue;
                }
                "rPr" => {
                    properties.read_mark(xml)?;
                    continue;
                }
                "pStyle" => properties.style = tag.get("val"),
                "outlineLvl" => properties.outline = tag.number("val"),
                // What the paragraph was before a tracked change is in `pPrChange`.
                _ => {}
            }
            xml.skip()?;
        }
        Ok(properties)
    }

    /// Reads what is said of the mark at the paragraph's end.
    fn read_mark(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "del" | "moveFrom" => self.is_mark_deleted = true,
                "vanish" => self.is_mark_hidden = tag.is_on("val"),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(())
    }
}
