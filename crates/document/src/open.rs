//! From bytes to a reader: the format is told by the content, never by the name.

use std::sync::Arc;

use crate::archive::{self, Archive};
use crate::decode::Utf8;
use crate::error::ReadError;
use crate::limits::{LimitKind, Limits};
use crate::model::{Document, Format};
use crate::{compound, decode, docx, foreign, package, text, xlsx};

/// Bytes of which the format is known.
pub(crate) enum Opened {
    /// A text that is decoded.
    Text(Utf8),
    /// An archive with the name of its main part.
    Package(Format, Archive, String),
}

/// Reads a document of any format that is read.
///
/// The format is found by the content; the name only helps the words of a refusal.
///
/// ```
/// use wufei_document::{Block, Format, read};
/// let document = read("方案.txt", "一、总体要求\n".as_bytes())?;
/// assert_eq!(document.format, Format::Text);
/// assert!(matches!(&document.blocks[0], Block::Paragraph(p) if p.text == "一、总体要求"));
/// # Ok::<(), wufei_document::ReadError>(())
/// ```
///
/// # Errors
/// The bytes are of another format, broken, or beyond the [`Limits`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    read_within(&Limits::default(), name, bytes)
}

/// Reads a document within other limits than the usual ones.
///
/// # Errors
/// As [`read`].
pub fn read_within(limits: &Limits, name: &str, bytes: &[u8]) -> Result<Document, ReadError> {
    let limits = Arc::new(limits.clone());
    match open(&limits, name, bytes.to_vec(), Format::Docx)? {
        Opened::Text(text) => text::read(&text.into_string(), &limits),
        Opened::Package(Format::Docx, mut archive, part) => docx::read(&mut archive, &part),
        Opened::Package(_, mut archive, part) => xlsx::read(&mut archive, &part),
    }
}

/// Opens bytes; what is refused should be saved as `instead`.
pub(crate) fn open(
    limits: &Arc<Limits>,
    name: &str,
    bytes: Vec<u8>,
    instead: Format,
) -> Result<Opened, ReadError> {
    limits.check(LimitKind::Input, bytes.len() as u64)?;
    if compound::is(&bytes) {
        return Err(compound::refusal(name, &bytes, instead));
    }
    if archive::is(&bytes) {
        let mut archive = Archive::open(bytes.into(), limits)?;
        let (format, part) = package::main_part(&mut archive, instead)?;
        return Ok(Opened::Package(format, archive, part));
    }
    if let Some(foreign) = foreign::of_bytes(&bytes) {
        return Err(foreign.refusal(instead));
    }
    let text = decode::decode(bytes)?;
    if text.bytes().trim_ascii().is_empty() {
        return Err(ReadError::Empty);
    }
    match foreign::of_text(text.bytes()) {
        Some(foreign) => Err(foreign.refusal(instead)),
        // A damaged workbook can pass for a text of odd characters; no text has control characters.
        None => decode::refuse_control_characters(text.bytes()).map(|()| Opened::Text(text)),
    }
}
