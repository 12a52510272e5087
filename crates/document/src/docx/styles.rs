//! The styles of a docx: what a paragraph is by its style, as far as a reader needs it.

use std::collections::HashMap;

use crate::archive::Archive;
use crate::error::ReadError;
use crate::xml::Xml;

/// A style can be based on another, but not in a circle; more steps than this are one.
const MOST_STEPS: usize = 32;

/// What a style or a paragraph says of its numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct NumberProperties {
    /// The list; 0 switches numbering off.
    pub(super) list: Option<u32>,
    /// The level, counted from 0.
    pub(super) level: Option<u32>,
}

/// A style.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u32>,
    numbering: NumberProperties,
    hidden: Option<bool>,
}

/// All styles by their id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    default_paragraph: Option<String>,
}

impl Styles {
    /// Reads the part that defines styles.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::open(archive, part)?;
        let mut styles = Self::default();
        xml.child()?;
        while let Some(tag) = xml.child()? {
            if tag.name() != "style" {
                xml.skip()?;
                continue;
            }
            let id = tag.get("styleId").unwrap_or_default();
            let is_paragraph = tag.get("type").is_none_or(|kind| kind == "paragraph");
            let is_default = tag.get("default").is_some() && tag.is_on("default");
            if is_paragraph && is_default {
                styles.default_paragraph = Some(id.clone());
            }
            styles.styles.insert(id, style(&mut xml)?);
            xml.check_definitions(styles.styles.len())?;
        }
        Ok(styles)
    }

    /// The style that a paragraph has if it names none.
    pub(super) fn default_paragraph(&self) -> Option<&str> {
        self.default_paragraph.as_deref()
    }

    fn chain<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Style> {
        self.ids(id).map_while(|id| self.styles.get(id))
    }

    /// The level of outline, counted from 0, that a style gives by itself or by its name.
    pub(super) fn outline(&self, id: &str) -> Option<u32> {
        self.chain(id).find_map(|style| style.outline.or_else(|| heading(&style.name)))
    }

    /// The numbering that a style gives; the level is that of the style which names the list.
    pub(super) fn numbering(&self, id: &str) -> NumberProperties {
        let mut found = NumberProperties::default();
        for style in self.chain(id) {
            found.level = found.level.or(style.numbering.level);
            if style.numbering.list.is_some() {
                found.list = style.numbering.list;
                break;
            }
        }
        found
    }

    /// A style and those it is based on, the nearest first.
    pub(super) fn ids<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let next = |id: &&'a str| self.styles.get(*id)?.based_on.as_deref();
        std::iter::successors(Some(id), next).take(MOST_STEPS)
    }

    /// Whether a style hides its text.
    pub(super) fn is_hidden(&self, id: &str) -> Option<bool> {
        self.chain(id).find_map(|style| style.hidden)
    }
}

/// The level of a heading by the name of its style: `heading 1`, `标题 1`.
fn heading(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    let level: u32 = number.trim().parse().ok()?;
    (1..=9).contains(&level).then(|| level - 1)
}

/// Reads a style up to its close.
fn style(xml: &mut Xml) -> Result<Style, ReadError> {
    let mut style = Style::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "name" => {
                style.name = tag.get("val").unwrap_or_default();
                xml.skip()?;
            }
            "basedOn" => {
                style.based_on = tag.get("val");
                xml.skip()?;
            }
            "pPr" => paragraph_properties(xml, &mut style)?,
            "rPr" => run_properties(xml, &mut style)?,
            _ => xml.skip()?,
        }
    }
    Ok(style)
}

fn paragraph_properties(xml: &mut Xml, style: &mut Style) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "outlineLvl" => {
                style.outline = tag.number("val");
                xml.skip()?;
            }
            "numPr" => style.numbering = number_properties(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn run_properties(xml: &mut Xml, style: &mut Style) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        if tag.name() == "vanish" {
            style.hidden = Some(tag.is_on("val"));
        }
        xml.skip()?;
    }
    Ok(())
}

/// Reads a `numPr` up to its close.
pub(super) fn number_properties(xml: &mut Xml) -> Result<NumberProperties, ReadError> {
    let mut found = NumberProperties::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "numId" => found.list = tag.number("val"),
            "ilvl" => found.level = tag.number("val"),
            _ => {}
        }
        xml.skip()?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_name() {
        let cases = [
            ("heading 1", Some(0)),
            ("Heading 2", Some(1)),
            ("标题 3", Some(2)),
            ("标题4", Some(3)),
            ("标题", None),
            ("heading 10", None),
            ("TOC Heading", None),
            ("Normal", None),
        ];
        for (name, level) in cases {
            assert_eq!(heading(name), level, "{name}");
        }
    }
}
