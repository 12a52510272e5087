//! The small parts of XML: tags with their attributes, and characters that are written otherwise.

use crate::error::XmlFault;

/// The beginning of an element: all between `<` and `>`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a>(&'a str);

impl<'a> Tag<'a> {
    /// A tag of this content.
    pub(crate) fn new(content: &'a str) -> Self {
        Self(content)
    }

    /// The name with its prefix.
    pub(crate) fn full_name(self) -> &'a str {
        let end = self.0.bytes().position(|byte| byte.is_ascii_whitespace());
        &self.0[..end.unwrap_or(self.0.len())]
    }

    /// The name without a prefix.
    pub(crate) fn name(self) -> &'a str {
        local(self.full_name())
    }

    /// Calls back with each attribute: the name without a prefix, the value as written.
    pub(crate) fn attributes(self, mut each: impl FnMut(&'a str, &'a str)) {
        let mut rest = &self.0[self.full_name().len()..];
        while let Some((name, value, behind)) = attribute(rest) {
            each(local(name), value);
            rest = behind;
        }
    }

    /// The value of an attribute.
    pub(crate) fn get(self, name: &str) -> Option<String> {
        let mut found = None;
        self.attributes(|key, value| {
            if key == name && found.is_none() {
                found = Some(value);
            }
        });
        let value = found?;
        let mut text = String::with_capacity(value.len());
        match unescape(value, &mut text) {
            Ok(()) => Some(text),
            Err(_) => Some(value.to_owned()),
        }
    }

    /// The value of an attribute that is a whole number.
    pub(crate) fn number(self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// The value of an attribute that switches something; on if there is none.
    pub(crate) fn is_on(self, name: &str) -> bool {
        !matches!(self.get(name).as_deref(), Some("0" | "false" | "off"))
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.bytes().position(|byte| byte == b':').map_or(name, |colon| &name[colon + 1..])
}

/// The next attribute and what stands behind it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let equals = bytes.iter().position(|byte| *byte == b'=')?;
    let quote = equals + 1 + bytes[equals + 1..].iter().position(|b| !b.is_ascii_whitespace())?;
    let sign = bytes[quote];
    if !matches!(sign, b'"' | b'\'') {
        return None;
    }
    let start = quote + 1;
    let length = bytes[start..].iter().position(|byte| *byte == sign)?;
    let (value, behind) = text[start..].split_at(length);
    Some((text[..equals].trim_ascii(), value, &behind[1..]))
}

/// Adds a text with its references resolved and `\n` for every end of a line. Only the references
/// that XML itself defines are known: an entity that a document type declares could grow without
/// end.
pub(crate) fn unescape(raw: &str, text: &mut String) -> Result<(), XmlFault> {
    let mut rest = raw;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'\r')) {
        text.push_str(&rest[..at]);
        if let Some(behind) = rest[at..].strip_prefix('\r') {
            text.push('\n');
            rest = behind.strip_prefix('\n').unwrap_or(behind);
            continue;
        }
        let reference = &rest[at + 1..];
        let (name, behind) = reference.split_once(';').unwrap_or((reference, ""));
        // A name without an end would repeat a whole text in the error.
        let known = resolve(name).filter(|_| name.len() < reference.len());
        let unknown = || XmlFault::Entity(name.chars().take(20).collect());
        text.push(known.ok_or_else(unknown)?);
        rest = behind;
    }
    text.push_str(rest);
    Ok(())
}

/// The character that a reference stands for.
fn resolve(name: &str) -> Option<char> {
    let code = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        name => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => code.parse(),
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_names_and_attributes() {
        let tag = Tag::new("w:numFmt w:val=\"a &amp; b\" \n x = 'it\"s' plain='' w14:val=\"2\" ");
        assert_eq!((tag.full_name(), tag.name()), ("w:numFmt", "numFmt"));
        let mut found = Vec::new();
        tag.attributes(|name, value| found.push((name, value)));
        assert_eq!(found, [("val", "a &amp; b"), ("x", "it\"s"), ("plain", ""), ("val", "2")]);
        assert_eq!(tag.get("val").as_deref(), Some("a & b"));
        assert_eq!(tag.get("missing"), None);
        assert!(Tag::new("b").is_on("val"));
        assert!(!Tag::new("b val='0'").is_on("val"));
    }

    #[test]
    fn broken_attributes_do_no_harm() {
        for content in ["a", "a ", "a b", "a b=", "a b=c", "a b=\"c", "a =", "", "="] {
            Tag::new(content).attributes(|_, _| {});
            assert_eq!(Tag::new(content).get("c"), None, "{content}");
        }
    }

    #[test]
    fn references_are_resolved() {
        let cases = [
            ("a &lt; b &amp;&amp; c", Ok("a < b && c")),
            ("&#31283;&#x6b65;&#X4E00;", Ok("稳步一")),
            ("a\r\nb\rc\n&#13;", Ok("a\nb\nc\n\r")),
            ("&bomb;", Err("bomb")),
            ("&#0x;", Err("#0x")),
            ("&#xD800;", Err("#xD800")),
            ("a & b", Err(" b")),
            ("&amp", Err("amp")),
        ];
        for (raw, expected) in cases {
            let mut text = String::new();
            let result = unescape(raw, &mut text);
            match expected {
                Ok(plain) => assert_eq!((result, text.as_str()), (Ok(()), plain)),
                Err(name) => assert_eq!(result, Err(XmlFault::Entity(name.to_owned())), "{raw}"),
            }
        }
    }
}
