//! Csv: fields by comma, semicolon or tab, quoted as RFC 4180 has it.
//!
//! The csv crate takes the end of the file for the end of a quote that was never closed, and so
//! swallows all rows behind it without a word. Here that is an error with its line.

use std::sync::Arc;

use super::record::Record;
use crate::build::at_line;
use crate::decode::{Utf8, line_at, refuse_control_characters};
use crate::error::{CsvFault, Encoding, ReadError};
use crate::limits::{LimitKind, Limits};
use crate::window::{Source, Window, divided_from, equal, first, word};

/// How much of a file is looked through for signs that it is no text at all.
const LOOKED_THROUGH: usize = 64 << 10;
/// A field of so few bytes is within every bound, and is not looked at again.
const SURELY_SHORT: usize = 64;

/// How much of the text is looked at in one go.
const CHUNK: usize = 64 << 10;

/// The rows of a decoded csv file.
pub(super) struct CsvRows {
    window: Window<Chunks>,
    line: u32,
    delimiter: u8,
    rows: u64,
    limits: Arc<Limits>,
}

/// The bytes of a decoded text, part by part.
struct Chunks {
    text: Utf8,
    at: usize,
}

impl Source for Chunks {
    fn chunk(&mut self) -> Result<&[u8], ReadError> {
        let rest = &self.text.bytes()[self.at..];
        let chunk = &rest[..rest.len().min(CHUNK)];
        // Whole characters need no putting together.
        let chunk = &chunk[..divided_from(chunk)];
        self.at += chunk.len();
        Ok(chunk)
    }

    fn not_utf8(&self, offset: u64) -> ReadError {
        ReadError::Undecodable { encoding: Encoding::Utf8, offset, line: 1 }
    }
}

impl CsvRows {
    pub(super) fn new(text: Utf8, limits: Arc<Limits>) -> Result<Self, ReadError> {
        let bytes = text.bytes();
        refuse_control_characters(&bytes[..bytes.len().min(LOOKED_THROUGH)])?;
        let declared = declared_delimiter(bytes);
        let (delimiter, at) = declared.unwrap_or_else(|| (guessed_delimiter(bytes), 0));
        let window = Window::new(Chunks { text, at });
        Ok(Self { window, line: 1, delimiter, rows: 0, limits })
    }

    /// Reads the next row that is not blank; false behind the last.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<bool, ReadError> {
        let mut start = self.window.begin();
        while let Some(behind) = self.line_end(start)? {
            start = behind;
        }
        if self.window.byte(start)?.is_none() {
            return Ok(false);
        }
        self.rows += 1;
        self.limits.check_at(LimitKind::Rows, self.rows, || at_line(self.line))?;
        record.begin(None, self.line);
        let end = self.fields(start, record)?;
        let behind = self.line_end(end)?;
        self.window.move_to(behind.unwrap_or(end));
        Ok(true)
    }

    /// The place behind the end of a line, if a line ends here.
    fn line_end(&mut self, at: usize) -> Result<Option<usize>, ReadError> {
        let behind = match self.window.byte(at)? {
            Some(b'\r') if self.window.byte(at + 1)? == Some(b'\n') => at + 2,
            Some(b'\r' | b'\n') => at + 1,
            _ => return Ok(None),
        };
        self.line = self.line.saturating_add(1);
        Ok(Some(behind))
    }

    /// Reads fields up to the end of the row. What is not quoted is copied in one piece, with the
    /// delimiters as they stand; `copied` is how far that has come.
    fn fields(&mut self, start: usize, record: &mut Record) -> Result<usize, ReadError> {
        let (mut at, mut copied) = (start, start);
        loop {
            if self.window.byte(at)? == Some(b'"') {
                record.push_part(&self.window.text()[copied..at]);
                copied = self.quoted(at, record)?;
                self.end_field((at, copied), copied, record)?;
                at = copied;
            } else {
                at = self.plain(at, copied, record)?;
            }
            if self.window.byte(at)? != Some(self.delimiter) {
                break;
            }
            at += 1;
        }
        record.push_part(&self.window.text()[copied..at]);
        Ok(at)
    }

    /// Reads fields that are not quoted, and returns where the last of them ends: at the end of
    /// the row, or before a field that has to be looked at first.
    fn plain(
        &mut self,
        start: usize,
        copied: usize,
        record: &mut Record,
    ) -> Result<usize, ReadError> {
        let (mut field, mut at) = (start, start);
        loop {
            let bytes = self.window.text().as_bytes();
            let mut found = equal(word(bytes, at), [self.delimiter, b'\n', b'\r']);
            while found != 0 {
                let end = at + first(found);
                found &= found - 1;
                self.end_field((field, end), copied, record)?;
                field = end + 1;
                if bytes[end] != self.delimiter || matches!(bytes.get(field), None | Some(b'"')) {
                    return Ok(end);
                }
            }
            at += 8;
            if at >= bytes.len() {
                at = bytes.len();
                if !self.window.grow()? {
                    self.end_field((field, at), copied, record)?;
                    return Ok(at);
                }
            }
        }
    }

    /// Ends a field that stands between two places.
    #[inline]
    fn end_field(
        &self,
        (start, end): (usize, usize),
        copied: usize,
        record: &mut Record,
    ) -> Result<(), ReadError> {
        let place = || at_line(self.line);
        if end - start > SURELY_SHORT {
            self.limits.check_text(&self.window.text()[start..end], place)?;
        }
        record.end_field(end - copied);
        if record.len() as u64 > self.limits.columns {
            self.limits.check_at(LimitKind::Columns, record.len() as u64, place)?;
        }
        Ok(())
    }

    /// Reads a field that is quoted, and returns the place behind its closing quote.
    fn quoted(&mut self, field: usize, record: &mut Record) -> Result<usize, ReadError> {
        let first_line = self.line;
        let fault = |fault| ReadError::Csv { line: first_line, fault };
        let mut start = field + 1;
        loop {
            let end = self.window.find(start, [b'"'])?;
            let end = end.ok_or_else(|| fault(CsvFault::UnclosedQuote))?;
            let behind = self.window.byte(end + 1)?;
            let part = &self.window.text()[start..end];
            self.line = line_at(part.as_bytes(), self.line);
            record.push_part(part);
            match behind {
                // Two quotes are one that belongs to the text.
                Some(b'"') => record.push_part("\""),
                Some(byte) if byte != self.delimiter && !matches!(byte, b'\n' | b'\r') => {
                    return Err(fault(CsvFault::TextAfterQuote));
                }
                _ => return Ok(end + 1),
            }
            start = end + 2;
        }
    }
}

/// What Excel takes for a declaration: a first line `sep=;`.
fn declared_delimiter(text: &[u8]) -> Option<(u8, usize)> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let (mark, sign) = line.split_first_chunk::<4>()?;
    match sign {
        [byte @ (b',' | b';' | b'\t' | b'|')] if mark.eq_ignore_ascii_case(b"sep=") => {
            Some((*byte, line.len()))
        }
        _ => None,
    }
}

/// The sign that divides the first row most often, outside of quotes; a comma if none does.
fn guessed_delimiter(text: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b'\t', 0), (b';', 0)];
    let mut is_quoted = false;
    for byte in text.iter().skip_while(|byte| matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| sign == byte).for_each(|(_, n)| *n += 1),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(sign, _)| *sign)
}
