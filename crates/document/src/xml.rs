//! The XML of office files: elements by local name, one after another, never all in memory.
//!
//! Local names make strict and transitional files the same; prefixes are free anyway. A general
//! XML reader on top of a stream copies every piece out of it, which made reading a sheet slower
//! than calamine; looking at the unpacked text itself makes it faster.

use std::sync::Arc;

use crate::archive::{Archive, Entry};
use crate::error::{ReadError, XmlFault};
use crate::limits::{LimitKind, Limits};
pub(crate) use crate::markup::Tag;
use crate::markup::unescape;
use crate::window::Window;

/// A part that is read element by element.
pub(crate) struct Xml {
    window: Window<Entry>,
    /// Where the content of the element that was opened last stands in the window.
    tag: (usize, usize),
    /// Whether that element is empty, so that its close comes next.
    is_empty: bool,
    /// The names of the elements that are open, one behind the other.
    names: String,
    /// Where each name begins.
    open: Vec<usize>,
    limits: Arc<Limits>,
}

/// What one piece of the part was.
enum Step {
    Open,
    Close,
    Nothing,
}

impl Xml {
    /// Opens a part of an archive.
    pub(crate) fn open(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let mut window = Window::new(archive.entry(part)?);
        if window.starts_with(0, "\u{feff}")? {
            window.move_to('\u{feff}'.len_utf8());
        }
        Ok(Self {
            window,
            tag: (0, 0),
            is_empty: false,
            names: String::new(),
            open: Vec::new(),
            limits: Arc::clone(archive.limits()),
        })
    }

    /// Refuses too many definitions, which are held in memory.
    pub(crate) fn check_definitions(&self, count: usize) -> Result<(), ReadError> {
        self.limits.check(LimitKind::Definitions, count as u64)
    }

    /// The next element inside the current one, or nothing once the current one is closed.
    ///
    /// What is returned is from then on the current one: it has to be read up to its close, by
    /// asking for its children, its [`Xml::text`], or by [`Xml::skip`]. The first element of all
    /// is the root.
    pub(crate) fn child(&mut self) -> Result<Option<Tag<'_>>, ReadError> {
        loop {
            match self.step(None)? {
                Step::Open => break,
                Step::Close => return Ok(None),
                Step::Nothing => {}
            }
        }
        Ok(Some(Tag::new(&self.window.text()[self.tag.0..self.tag.1])))
    }

    /// Adds the text of the current element and of all inside it, up to its close.
    pub(crate) fn text(&mut self, text: &mut String) -> Result<(), ReadError> {
        let inside = self.open.len();
        while self.open.len() >= inside {
            self.step(Some(text))?;
        }
        Ok(())
    }

    /// Passes over the rest of the current element.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let inside = self.open.len();
        while self.open.len() >= inside {
            self.step(None)?;
        }
        Ok(())
    }

    /// Reads one piece; its text goes to where it is wanted, or nowhere.
    fn step(&mut self, text: Option<&mut String>) -> Result<Step, ReadError> {
        if std::mem::take(&mut self.is_empty) {
            return self.close();
        }
        let start = self.window.begin();
        match self.window.byte(start)? {
            Some(b'<') => self.markup(start, text),
            Some(_) => {
                let end = self.window.find(start, [b'<'])?;
                let end = end.ok_or_else(|| self.fault(start, XmlFault::BreaksOff))?;
                if let Some(text) = text {
                    let raw = &self.window.text()[start..end];
                    unescape(raw, text).map_err(|fault| self.fault(start, fault))?;
                }
                self.window.move_to(end);
                Ok(Step::Nothing)
            }
            None => Err(self.fault(start, XmlFault::BreaksOff)),
        }
    }

    fn markup(&mut self, start: usize, text: Option<&mut String>) -> Result<Step, ReadError> {
        match self.window.byte(start + 1)? {
            Some(b'/') => {
                let end = self.end(start, start + 2, ">")?;
                let name = self.window.text()[start + 2..end].trim_ascii_end();
                if self.open.last().is_none_or(|open| &self.names[*open..] != name) {
                    let words = format!(
                        "</{}> closes no element",
                        name.chars().take(20).collect::<String>()
                    );
                    return Err(self.fault(start, XmlFault::Syntax(words)));
                }
                self.window.move_to(end + 1);
                self.close()
            }
            Some(b'?') => self.pass(start, start + 2, "?>"),
            Some(b'!') if self.window.starts_with(start, "<!--")? => {
                self.pass(start, start + 4, "-->")
            }
            Some(b'!') if self.window.starts_with(start, "<![CDATA[")? => {
                let end = self.end(start, start + 9, "]]>")?;
                if let Some(text) = text {
                    text.push_str(&self.window.text()[start + 9..end]);
                }
                self.window.move_to(end + 3);
                Ok(Step::Nothing)
            }
            Some(b'!') => Err(self.fault(start, XmlFault::Doctype)),
            Some(_) => self.element(start),
            None => Err(self.fault(start, XmlFault::BreaksOff)),
        }
    }

    /// Opens an element.
    fn element(&mut self, start: usize) -> Result<Step, ReadError> {
        let mut end = start + 1;
        let breaks_off = |xml: &Self| xml.fault(start, XmlFault::BreaksOff);
        loop {
            end = self.window.find(end, [b'>', b'"', b'\''])?.ok_or_else(|| breaks_off(self))?;
            let sign = self.window.text().as_bytes()[end];
            if sign == b'>' {
                break;
            }
            // Inside of quotes the sign that ends a tag is an ordinary one.
            end = self.window.find(end + 1, [sign])?.ok_or_else(|| breaks_off(self))? + 1;
        }
        let content = &self.window.text()[start + 1..end];
        let filled = content.strip_suffix('/').unwrap_or(content);
        self.is_empty = filled.len() < content.len();
        self.tag = (start + 1, start + 1 + filled.len());
        let name = Tag::new(filled).full_name();
        self.open.push(self.names.len());
        self.names.push_str(name);
        self.window.move_to(end + 1);
        self.limits.check(LimitKind::Depth, self.open.len() as u64)?;
        Ok(Step::Open)
    }

    /// Closes the current element.
    fn close(&mut self) -> Result<Step, ReadError> {
        self.names.truncate(self.open.pop().unwrap_or(0));
        if self.open.is_empty() {
            self.finish()?;
        }
        Ok(Step::Close)
    }

    /// Reads what stands behind the root, so that the part's checksum is verified as well.
    fn finish(&mut self) -> Result<(), ReadError> {
        loop {
            let start = self.window.begin();
            match self.window.byte(start)? {
                None => return Ok(()),
                Some(byte) if byte.is_ascii_whitespace() => self.window.move_to(start + 1),
                Some(b'<') if self.window.starts_with(start, "<!--")? => {
                    self.pass(start, start + 4, "-->")?;
                }
                Some(b'<') if self.window.starts_with(start, "<?")? => {
                    self.pass(start, start + 2, "?>")?;
                }
                Some(_) => {
                    let words = "something stands behind the last element".to_owned();
                    return Err(self.fault(start, XmlFault::Syntax(words)));
                }
            }
        }
    }

    /// Where a mark stands that ends a piece.
    fn end(&mut self, start: usize, from: usize, mark: &str) -> Result<usize, ReadError> {
        let mut at = from;
        loop {
            let found = self.window.find(at, [b'>'])?;
            let end = found.ok_or_else(|| self.fault(start, XmlFault::BreaksOff))? + 1;
            if self.window.text()[from..end].ends_with(mark) {
                return Ok(end - mark.len());
            }
            at = end;
        }
    }

    /// Passes over a piece that says nothing.
    fn pass(&mut self, start: usize, from: usize, mark: &str) -> Result<Step, ReadError> {
        let end = self.end(start, from, mark)?;
        self.window.move_to(end + mark.len());
        Ok(Step::Nothing)
    }

    fn fault(&self, at: usize, fault: XmlFault) -> ReadError {
        let part = self.window.source().part().to_owned();
        ReadError::Xml { part, offset: self.window.offset(at), fault }
    }
}
