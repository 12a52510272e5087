//! Bytes of a text → characters: UTF-8, UTF-16 or GB18030, found out by the bytes themselves.

use encoding_rs::{DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Encoding, ReadError};

/// Of the units of a UTF-16 text, at least this many in a hundred are characters that Chinese and
/// English texts consist of; with the bytes of a unit swapped it is about half.
const PLAUSIBLE_PERCENT: usize = 90;

/// A text as UTF-8 that is known to be valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Utf8 {
    bytes: Vec<u8>,
    /// Behind a mark of byte order.
    start: usize,
}

impl Utf8 {
    /// The bytes of the text.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The whole text.
    pub(crate) fn into_string(mut self) -> String {
        self.bytes.drain(..self.start);
        String::from_utf8(self.bytes).expect("the text is valid")
    }
}

/// Decodes a text. A mark of byte order decides; else valid UTF-8 wins, then UTF-16 if there are
/// NUL bytes, then GB18030. Nothing is ever replaced: what does not fit is refused.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Utf8, ReadError> {
    let has_nul = bytes.contains(&0);
    let (encoding, mark) = match marked(&bytes) {
        Some((Encoding::Utf8, mark)) => {
            check_utf8(&bytes, mark)?;
            return Ok(Utf8 { bytes, start: mark });
        }
        Some(found) => found,
        None if has_nul => (guess_utf16(&bytes).ok_or_else(|| binary(&bytes))?, 0),
        None if check_utf8(&bytes, 0).is_ok() => return Ok(Utf8 { bytes, start: 0 }),
        None => (guess_8_bit(&bytes), 0),
    };
    let text = decode_as(encoding, &bytes, mark)?;
    Ok(Utf8 { bytes: text.into_bytes(), start: 0 })
}

/// So many bytes are looked at together.
const PIECE: usize = 4096;

/// Refuses a text with control characters, which no text file has.
pub(crate) fn refuse_control_characters(text: &[u8]) -> Result<(), ReadError> {
    // Without a branch, so that many bytes are looked at together; white space is from 9 to 13.
    let control = |byte: &u8| {
        u8::from(*byte < 0x20) & u8::from(byte.wrapping_sub(9) > 4) | u8::from(*byte == 0x7f)
    };
    let has_control = |piece: &[u8]| piece.iter().fold(0, |any, byte| any | control(byte)) != 0;
    // An old end-of-file mark may close a text.
    let body = text.trim_ascii_end();
    let body = body.strip_suffix(b"\x1a").unwrap_or(body);
    let found = body.chunks(PIECE).position(has_control);
    let Some(before) = found.map(|piece| piece * PIECE) else { return Ok(()) };
    let at = before + body[before..].iter().position(|byte| control(byte) != 0).unwrap_or_default();
    Err(ReadError::Binary { offset: at as u64, line: line_at(&body[..at], 1) })
}

/// The encoding that a mark of byte order tells, and the length of the mark.
fn marked(bytes: &[u8]) -> Option<(Encoding, usize)> {
    const MARKS: [(&[u8], Encoding); 4] = [
        (b"\xef\xbb\xbf", Encoding::Utf8),
        (b"\xff\xfe", Encoding::Utf16Le),
        (b"\xfe\xff", Encoding::Utf16Be),
        (b"\x84\x31\x95\x33", Encoding::Gb18030),
    ];
    let (mark, encoding) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark))?;
    Some((*encoding, mark.len()))
}

/// Decodes the bytes behind a mark.
fn decode_as(encoding: Encoding, bytes: &[u8], mark: usize) -> Result<String, ReadError> {
    let body = &bytes[mark..];
    let (table, unit) = match encoding {
        Encoding::Utf16Le => (UTF_16LE, 2),
        Encoding::Utf16Be => (UTF_16BE, 2),
        Encoding::Gb18030 => (GB18030, 1),
        Encoding::Utf8 => (UTF_8, 1),
    };
    let mut decoder = table.new_decoder_without_bom_handling();
    let length = decoder.max_utf8_buffer_length_without_replacement(body.len()).unwrap_or(0);
    let mut text = String::with_capacity(length);
    let (result, read) = decoder.decode_to_string_without_replacement(body, &mut text, true);
    let behind = match result {
        DecoderResult::InputEmpty => return Ok(text),
        DecoderResult::Malformed(faulty, behind) => usize::from(faulty) + usize::from(behind),
        DecoderResult::OutputFull => 0,
    };
    let at = read.saturating_sub(behind);
    let line = line_at(text.as_bytes(), 1);
    // Half a unit of two bytes is found only at the end of the bytes.
    Err(ReadError::Undecodable { encoding, offset: (mark + at - at % unit) as u64, line })
}

fn check_utf8(bytes: &[u8], mark: usize) -> Result<(), ReadError> {
    let body = &bytes[mark..];
    let valid = encoding_rs::Encoding::utf8_valid_up_to(body);
    if valid == body.len() {
        return Ok(());
    }
    let (offset, line) = ((mark + valid) as u64, line_at(&body[..valid], 1));
    Err(ReadError::Undecodable { encoding: Encoding::Utf8, offset, line })
}

/// The order of bytes in which a text with NUL bytes is UTF-16, if it is.
fn guess_utf16(bytes: &[u8]) -> Option<Encoding> {
    let plausible = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        units.filter(|unit| is_plausible(*unit)).count()
    };
    let (little, big) = (plausible(u16::from_le_bytes), plausible(u16::from_be_bytes));
    let (encoding, count) =
        if little >= big { (Encoding::Utf16Le, little) } else { (Encoding::Utf16Be, big) };
    let units = bytes.len() / 2;
    (units > 0 && count * 100 >= units * PLAUSIBLE_PERCENT).then_some(encoding)
}

/// Whether a UTF-16 unit is of the characters that Chinese and English texts consist of.
fn is_plausible(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0d
            | 0x20..=0x7e
            | 0xb0..=0xb7
            | 0x2000..=0x22ff
            | 0x2460..=0x25ff
            | 0x2605
            | 0x3000..=0x303f
            | 0x4e00..=0x9fff
            | 0xff00..=0xffef
    )
}

/// UTF-8 with a few faults, or GB18030: a text that is whole but for a byte must not turn into
/// other characters. GBK read as UTF-8 has hardly a character of three bytes, and many faults.
fn guess_8_bit(bytes: &[u8]) -> Encoding {
    let (mut whole, mut faults) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| character.len_utf8() > 2).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    if whole >= faults { Encoding::Utf8 } else { Encoding::Gb18030 }
}

/// The refusal of bytes that have NULs without being UTF-16.
fn binary(bytes: &[u8]) -> ReadError {
    let at = bytes.iter().position(|byte| *byte == 0).unwrap_or(0);
    ReadError::Binary { offset: at as u64, line: line_at(&bytes[..at], 1) }
}

/// The line on which the end of these bytes stands, the first being `first`.
pub(crate) fn line_at(before: &[u8], first: u32) -> u32 {
    let ends = before.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => before.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.fold(first, |line, _| line.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "一、固体废物\r\n　　产生量１２万吨，降低 5.6%\r\n";

    fn decoded(bytes: &[u8]) -> Result<String, ReadError> {
        decode(bytes.to_vec()).map(Utf8::into_string)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_is_found_out() {
        let gb18030 = GB18030.encode(TEXT).0.into_owned();
        let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        let cases = [
            TEXT.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", TEXT.into()),
            utf16(TEXT, u16::to_le_bytes),
            utf16(TEXT, u16::to_be_bytes),
            marked(b"\xff\xfe", utf16(TEXT, u16::to_le_bytes)),
            marked(b"\xfe\xff", utf16(TEXT, u16::to_be_bytes)),
            gb18030.clone(),
            marked(b"\x84\x31\x95\x33", gb18030),
        ];
        for bytes in cases {
            assert_eq!(decoded(&bytes).as_deref(), Ok(TEXT), "{bytes:?}");
        }
    }

    #[test]
    fn characters_beyond_gbk_are_read() {
        let text = "㐀鎏𠮷ǹ€，四字节";
        assert_eq!(decoded(&GB18030.encode(text).0).as_deref(), Ok(text));
    }

    #[test]
    fn a_short_gbk_text_is_not_utf_8() {
        for text in ["一般", "方案", "联通", "示例区\n工业固体废物", "①★㎡"] {
            assert_eq!(decoded(&GB18030.encode(text).0).as_deref(), Ok(text));
        }
    }

    #[test]
    fn damaged_utf_8_is_not_taken_for_gbk() {
        let mut bytes = "第一行\n无废城市建设实施方案".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 1);
        let offset = bytes.len() as u64 - 2;
        let encoding = Encoding::Utf8;
        assert_eq!(decoded(&bytes), Err(ReadError::Undecodable { encoding, offset, line: 2 }));
        let short = ReadError::Undecodable { encoding, offset: 4, line: 1 };
        assert_eq!(decoded(b",\xe4\xb8\xad\xff,1"), Err(short));
    }

    #[test]
    fn damaged_gbk_is_refused_with_its_place() {
        let mut bytes = GB18030.encode("固体废物\n产生量\n").0.into_owned();
        bytes.extend([0xff, 0xff]);
        let encoding = Encoding::Gb18030;
        let offset = bytes.len() as u64 - 2;
        assert_eq!(decoded(&bytes), Err(ReadError::Undecodable { encoding, offset, line: 3 }));
    }

    #[test]
    fn half_a_unit_of_utf_16_is_refused() {
        let mut bytes = [b"\xff\xfe".to_vec(), utf16("方案\n", u16::to_le_bytes)].concat();
        bytes.push(0x4e);
        let encoding = Encoding::Utf16Le;
        assert_eq!(decoded(&bytes), Err(ReadError::Undecodable { encoding, offset: 8, line: 2 }));
    }

    #[test]
    fn rubbish_is_refused() {
        let nul = b"text\n\0\x01\x02\x03\xfe\xed\xfa\xce".to_vec();
        assert_eq!(decoded(&nul), Err(ReadError::Binary { offset: 5, line: 2 }));
        let text = "第一行\r\n\u{1}";
        let offset = text.len() as u64 - 1;
        let refused = refuse_control_characters(text.as_bytes());
        assert_eq!(refused, Err(ReadError::Binary { offset, line: 2 }));
        assert_eq!(refuse_control_characters("方案\t\u{b}\u{c}\r\n\u{1a}".as_bytes()), Ok(()));
    }

    #[test]
    fn all_kinds_of_line_ends_count() {
        assert_eq!(line_at(b"a\nb\r\nc\rd", 1), 4);
    }
}
