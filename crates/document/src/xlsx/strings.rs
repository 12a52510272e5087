//! The strings that all sheets of a workbook share, in one piece of memory.

use std::borrow::Cow;
use std::sync::Arc;

use crate::archive::Archive;
use crate::error::ReadError;
use crate::limits::LimitKind;
use crate::xml::Xml;

/// All shared strings, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads the part of shared strings.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let limits = Arc::clone(archive.limits());
        let mut xml = Xml::open(archive, part)?;
        let mut strings = Self::default();
        xml.child()?;
        while let Some(tag) = xml.child()? {
            if tag.name() == "si" {
                let start = strings.text.len();
                read_rich(&mut xml, &mut strings.text)?;
                unescape_from(&mut strings.text, start);
                strings.ends.push(strings.text.len());
                limits.check(LimitKind::Cells, strings.ends.len() as u64)?;
            } else {
                xml.skip()?;
            }
        }
        Ok(strings)
    }

    /// The string with this index, counted from 0.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

/// Adds the text of the current element up to its close: all its runs, without the readings that
/// stand above Chinese and Japanese characters.
pub(super) fn read_rich(xml: &mut Xml, text: &mut String) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "t" => xml.text(text)?,
            "r" => read_rich(xml, text)?,
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// Undoes Excel's own escapes in the text from `start` on.
pub(super) fn unescape_from(text: &mut String, start: usize) {
    if let Cow::Owned(plain) = unescape(&text[start..]) {
        text.truncate(start);
        text.push_str(&plain);
    }
}

/// A text without Excel's own escapes, `_x000D_` for a carriage return, and with `\n` for every
/// end of a line.
fn unescape(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains("_x") {
        let mut plain = String::with_capacity(text.len());
        let mut rest = text.as_ref();
        while let Some(at) = rest.find("_x") {
            plain.push_str(&rest[..at]);
            let escaped = escaped(&rest[at..]);
            plain.push(escaped.unwrap_or('_'));
            rest = &rest[at + if escaped.is_some() { 7 } else { 1 }..];
        }
        plain.push_str(rest);
        text = Cow::Owned(plain);
    }
    if text.contains('\r') {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    text
}

/// The character of an escape at the beginning of a text.
fn escaped(text: &str) -> Option<char> {
    let digits = text.get(2..6).filter(|_| text.as_bytes().get(6) == Some(&b'_'))?;
    let is_code = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    char::from_u32(u32::from_str_radix(digits, 16).ok()?).filter(|_| is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_are_undone() {
        let cases = [
            ("稳步_x000D_\n降低", "稳步\n降低"),
            ("a_x000a_b", "a\nb"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("_x005F_x000D_", "_x000D_"),
            ("item_x", "item_x"),
            ("_x00", "_x00"),
            ("_xGGGG_", "_xGGGG_"),
            ("_x+00D_", "_x+00D_"),
            ("_xD800_", "_xD800_"),
            ("_x年月日", "_x年月日"),
            ("plain", "plain"),
        ];
        for (text, plain) in cases {
            assert_eq!(unescape(text), plain, "{text}");
        }
    }
}
