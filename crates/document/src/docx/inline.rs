//! What stands inside a paragraph: its text as a person sees it, and what was left out of it.

use super::properties::Properties;
use super::styles::Styles;
use super::symbols::symbol;
use crate::build::tidy;
use crate::error::ReadError;
use crate::model::RemarkKind;
use crate::xml::Xml;

/// A note that a paragraph refers to, by its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Note {
    Foot(String),
    End(String),
}

/// The content of a paragraph.
pub(super) struct Inline<'s> {
    styles: &'s Styles,
    /// What a person sees.
    pub(super) text: String,
    /// The notes it refers to.
    pub(super) notes: Vec<Note>,
    /// What was left out of the text, or is in it because a change was accepted.
    pub(super) remarks: Vec<(RemarkKind, String)>,
    /// What the paragraph says of itself.
    pub(super) properties: Properties,
    is_hidden_by_style: bool,
    is_hidden: bool,
    hidden: String,
    /// The words of the deletion that is being read.
    deleted: Option<String>,
    /// Whether an insertion is being read.
    is_inserted: bool,
    /// Fields that are open: whether their instruction is being read, and not their result.
    fields: Vec<bool>,
    /// How many instructions of fields are being read.
    instructions: usize,
}

impl<'s> Inline<'s> {
    /// Nothing yet.
    pub(super) fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            text: String::new(),
            notes: Vec::new(),
            remarks: Vec::new(),
            properties: Properties::default(),
            is_hidden_by_style: false,
            is_hidden: false,
            hidden: String::new(),
            deleted: None,
            is_inserted: false,
            fields: Vec::new(),
            instructions: 0,
        }
    }

    /// Adds the next paragraph, from which no mark divides this one any more; the mark that is
    /// left is that of the next one, and with it its properties.
    pub(super) fn append(&mut self, next: Self) {
        self.properties = next.properties;
        self.text.push_str(&next.text);
        self.notes.extend(next.notes);
        self.remarks.extend(next.remarks);
    }

    /// Reads the rest of the current element, which is inside a paragraph, up to its close.
    ///
    /// Elements that are not known are read through: they may hold runs.
    pub(super) fn read(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "t" | "delText" => {
                    let mut text = String::new();
                    xml.text(&mut text)?;
                    self.push(&text);
                }
                "pPr" => self.paragraph_properties(xml)?,
                "r" => self.run(xml)?,
                "rPr" => self.is_hidden = self.run_properties(xml)?,
                "ins" | "moveTo" => self.insertion(xml)?,
                "del" | "moveFrom" => self.deletion(xml)?,
                "AlternateContent" => self.alternatives(xml)?,
                "drawing" | "pict" | "object" => self.text_box(xml)?,
                name if is_apart(name) => xml.skip()?,
                name => {
                    let (before, behind) = signs(name);
                    let sign = match name {
                        "sym" => symbol(tag.get("font").as_deref(), tag.get("char").as_deref()),
                        "footnoteReference" => self.note(tag.get("id").map(Note::Foot)),
                        "endnoteReference" => self.note(tag.get("id").map(Note::End)),
                        "fldChar" => self.field(tag.get("fldCharType").as_deref()),
                        _ => None,
                    };
                    self.push(before);
                    self.push(&sign.map(String::from).unwrap_or_default());
                    self.read(xml)?;
                    self.push(behind);
                }
            }
        }
        Ok(())
    }

    /// Says that the paragraph is at its end, so that all remarks are made.
    pub(super) fn finish(&mut self) {
        let hidden = std::mem::take(&mut self.hidden);
        self.remark(RemarkKind::HiddenText, &hidden);
    }

    fn push(&mut self, text: &str) {
        if self.instructions > 0 {
            return;
        }
        let target = match &mut self.deleted {
            Some(deleted) => deleted,
            None if self.is_hidden => &mut self.hidden,
            None => &mut self.text,
        };
        target.push_str(text);
    }

    fn remark(&mut self, kind: RemarkKind, text: &str) {
        let text = tidy(text);
        if !text.is_empty() {
            self.remarks.push((kind, text.to_owned()));
        }
    }

    fn paragraph_properties(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        self.properties = Properties::read(xml)?;
        let style = self.properties.style(self.styles);
        self.is_hidden_by_style = style.and_then(|id| self.styles.is_hidden(id)).unwrap_or(false);
        self.is_hidden = self.is_hidden_by_style;
        Ok(())
    }

    fn run(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        let outside = std::mem::replace(&mut self.is_hidden, self.is_hidden_by_style);
        self.read(xml)?;
        self.is_hidden = outside;
        Ok(())
    }

    /// Whether a run is hidden, by itself, by its style or by the style of its paragraph.
    fn run_properties(&self, xml: &mut Xml) -> Result<bool, ReadError> {
        let mut by_style = None;
        let mut by_itself = None;
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "vanish" => by_itself = Some(tag.is_on("val")),
                "rStyle" => by_style = tag.get("val").and_then(|id| self.styles.is_hidden(&id)),
                _ => {}
            }
            xml.skip()?;
        }
        Ok(by_itself.or(by_style).unwrap_or(self.is_hidden_by_style))
    }

    /// A tracked insertion, which is accepted.
    fn insertion(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        if std::mem::replace(&mut self.is_inserted, true) {
            return self.read(xml);
        }
        let before = self.text.len();
        self.read(xml)?;
        self.is_inserted = false;
        let inserted = self.text[before..].to_owned();
        self.remark(RemarkKind::Insertion, &inserted);
        Ok(())
    }

    /// A tracked deletion, which is accepted.
    fn deletion(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        if self.deleted.is_some() {
            return self.read(xml);
        }
        self.deleted = Some(String::new());
        self.read(xml)?;
        let deleted = self.deleted.take().unwrap_or_default();
        self.remark(RemarkKind::Deletion, &deleted);
        Ok(())
    }

    /// The same content in several ways: the first that says anything is taken.
    fn alternatives(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        let before = self.said();
        while xml.child()?.is_some() {
            if self.said() == before {
                self.read(xml)?;
            } else {
                xml.skip()?;
            }
        }
        Ok(())
    }

    /// How much was said so far, in the text or beside it.
    fn said(&self) -> usize {
        let deleted = self.deleted.as_ref().map_or(0, String::len);
        self.text.len() + self.hidden.len() + deleted + self.remarks.len() + self.notes.len()
    }

    /// A drawing: only the words in it are of use, and they stand outside the text.
    fn text_box(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        let mut text = String::new();
        box_text(xml, &mut text)?;
        self.remark(RemarkKind::TextBox, &text);
        Ok(())
    }

    fn note(&mut self, note: Option<Note>) -> Option<char> {
        if self.deleted.is_none() {
            self.notes.extend(note);
        }
        None
    }

    fn field(&mut self, kind: Option<&str>) -> Option<char> {
        match kind {
            Some("begin") => {
                self.fields.push(true);
                self.instructions += 1;
            }
            Some("separate") => {
                if let Some(is_instruction) = self.fields.last_mut() {
                    self.instructions -= usize::from(std::mem::take(is_instruction));
                }
            }
            Some("end") => {
                self.instructions -= usize::from(self.fields.pop() == Some(true));
            }
            _ => {}
        }
        None
    }
}

/// Elements that are no text of the paragraph: properties, instructions of fields, readings above
/// characters.
pub(super) fn is_apart(name: &str) -> bool {
    let is_properties = name.ends_with("Pr") || name.ends_with("Change");
    is_properties || matches!(name, "instrText" | "delInstrText" | "fldData" | "rt")
}

/// The signs that an element stands for, before and behind its content. Formulas lose their
/// shape in a line of text, but not their meaning.
fn signs(name: &str) -> (&'static str, &'static str) {
    match name {
        "tab" | "ptab" => ("\t", ""),
        "br" | "cr" => ("\n", ""),
        "noBreakHyphen" => ("-", ""),
        "num" | "d" => ("(", ")"),
        "den" => ("/(", ")"),
        "rad" => ("√(", ")"),
        "sup" => ("^", ""),
        _ => ("", ""),
    }
}

/// The words of a drawing, one line for each paragraph.
fn box_text(xml: &mut Xml, text: &mut String) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "t" => xml.text(text)?,
            "AlternateContent" => {
                let before = text.len();
                while xml.child()?.is_some() {
                    if text.len() == before {
                        box_text(xml, text)?;
                    } else {
                        xml.skip()?;
                    }
                }
            }
            name if is_apart(name) || name == "delText" => xml.skip()?,
            name => {
                if name == "p" && !text.is_empty() {
                    text.push('\n');
                }
                box_text(xml, text)?;
            }
        }
    }
    Ok(())
}
