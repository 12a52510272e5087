//! A window that moves over a long text: the piece that is being looked at is always whole, and
//! no more than that is in memory.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use crate::error::ReadError;

/// Where the bytes of a text come from.
pub(crate) trait Source {
    /// The next bytes, or none at the end.
    fn chunk(&mut self) -> Result<&[u8], ReadError>;

    /// The refusal of bytes that are not UTF-8, at an offset.
    fn not_utf8(&self, offset: u64) -> ReadError;

    /// Refuses a piece of more bytes than any piece should have.
    fn check_piece(&self, _length: usize) -> Result<(), ReadError> {
        Ok(())
    }
}

/// The part of a text from the beginning of the current piece on, as far as it was asked for.
pub(crate) struct Window<S> {
    source: S,
    text: String,
    /// Where the next piece begins.
    at: usize,
    /// Bytes of the text that are behind the window.
    passed: u64,
    /// The first bytes of a character that the chunks divide.
    divided: Vec<u8>,
}

/// From so many bytes on it is worth to move what is left of the text to its beginning.
const WORTH_MOVING: usize = 32 << 10;

impl<S: Source> Window<S> {
    /// A window at the beginning of a text.
    pub(crate) fn new(source: S) -> Self {
        Self { source, text: String::new(), at: 0, passed: 0, divided: Vec::new() }
    }

    /// Begins a piece: what was before it is forgotten. Returns where the piece begins.
    pub(crate) fn begin(&mut self) -> usize {
        if self.at >= WORTH_MOVING {
            self.text.drain(..self.at);
            self.passed += self.at as u64;
            self.at = 0;
        }
        self.at
    }

    /// Says where the next piece begins.
    pub(crate) fn move_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The text of the window.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where the source stands.
    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// How many bytes of the whole text are before a place in the window.
    pub(crate) fn offset(&self, at: usize) -> u64 {
        self.passed + at as u64
    }

    /// The byte at a place, or none behind the end.
    #[inline]
    pub(crate) fn byte(&mut self, at: usize) -> Result<Option<u8>, ReadError> {
        match self.text.as_bytes().get(at) {
            Some(byte) => Ok(Some(*byte)),
            None => self.byte_ahead(at),
        }
    }

    #[cold]
    fn byte_ahead(&mut self, at: usize) -> Result<Option<u8>, ReadError> {
        while at >= self.text.len() {
            if !self.grow()? {
                return Ok(None);
            }
        }
        Ok(Some(self.text.as_bytes()[at]))
    }

    /// Whether this stands at a place.
    pub(crate) fn starts_with(&mut self, at: usize, mark: &str) -> Result<bool, ReadError> {
        self.byte(at + mark.len() - 1)?;
        Ok(self.text.as_bytes()[at..].starts_with(mark.as_bytes()))
    }

    /// The first place from `start` on where one of these ASCII signs stands.
    #[inline]
    pub(crate) fn find<const N: usize>(
        &mut self,
        start: usize,
        signs: [u8; N],
    ) -> Result<Option<usize>, ReadError> {
        match find(self.text.as_bytes(), start, signs) {
            Some(found) => Ok(Some(found)),
            None => self.find_ahead(start, signs),
        }
    }

    #[cold]
    fn find_ahead<const N: usize>(
        &mut self,
        start: usize,
        signs: [u8; N],
    ) -> Result<Option<usize>, ReadError> {
        loop {
            let from = self.text.len().max(start);
            if !self.grow()? {
                return Ok(None);
            }
            if let Some(found) = find(self.text.as_bytes(), from, signs) {
                return Ok(Some(found));
            }
        }
    }

    /// Takes more of the text into the window; false at its end.
    pub(crate) fn grow(&mut self) -> Result<bool, ReadError> {
        self.source.check_piece(self.text.len().saturating_sub(self.at))?;
        let chunk = self.source.chunk()?;
        if chunk.is_empty() {
            let is_whole = self.divided.is_empty();
            let offset = self.passed + self.text.len() as u64;
            return if is_whole { Ok(false) } else { Err(self.source.not_utf8(offset)) };
        }
        let bytes = if self.divided.is_empty() {
            Cow::Borrowed(chunk)
        } else {
            Cow::Owned([self.divided.as_slice(), chunk].concat())
        };
        let (whole, divided) = bytes.split_at(divided_from(&bytes));
        match UTF_8.decode_without_bom_handling_and_without_replacement(whole) {
            Some(text) => self.text.push_str(&text),
            None => {
                let valid = self.text.len() + Encoding::utf8_valid_up_to(whole);
                return Err(self.source.not_utf8(self.passed + valid as u64));
            }
        }
        self.divided = divided.to_vec();
        Ok(true)
    }
}

/// Where the last character begins if not all of its bytes are there, else the end.
pub(crate) fn divided_from(bytes: &[u8]) -> usize {
    let ends = bytes.iter().rev().take(3).position(|byte| byte & 0b1100_0000 != 0b1000_0000);
    let Some(behind) = ends.map(|behind| behind + 1) else { return bytes.len() };
    let length = match bytes[bytes.len() - behind] {
        0b1111_0000.. => 4,
        0b1110_0000.. => 3,
        0b1100_0000.. => 2,
        _ => 1,
    };
    if length > behind { bytes.len() - behind } else { bytes.len() }
}

/// The first place from `start` on where one of the signs stands, looked for eight bytes at a
/// time: what is looked through is too short for a search that has to be called.
#[inline]
fn find<const N: usize>(bytes: &[u8], start: usize, signs: [u8; N]) -> Option<usize> {
    let mut at = start;
    while at < bytes.len() {
        let found = equal(word(bytes, at), signs);
        if found != 0 {
            return Some(at + first(found));
        }
        at += 8;
    }
    None
}

/// The eight bytes from a place on, zeros behind the end.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(word) => u64::from_le_bytes(*word),
        None => rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
    }
}

/// Sets the high bit of each byte of a word that equals one of the signs.
#[inline]
pub(crate) fn equal<const N: usize>(word: u64, signs: [u8; N]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    signs.iter().fold(0, |found, sign| {
        let differs = word ^ (ONES * u64::from(*sign));
        found | !(((differs & LOW) + LOW) | differs | LOW)
    })
}

/// The first byte of a word that is marked by [`equal`].
#[inline]
pub(crate) fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that comes in chunks of a few bytes.
    struct Drops(Vec<Vec<u8>>);

    impl Source for Drops {
        fn chunk(&mut self) -> Result<&[u8], ReadError> {
            if self.0.len() > 1 {
                self.0.remove(0);
            }
            Ok(&self.0[0])
        }

        fn not_utf8(&self, offset: u64) -> ReadError {
            ReadError::Binary { offset, line: 1 }
        }
    }

    fn window(text: &[u8], size: usize) -> Window<Drops> {
        let chunks = text.chunks(size).map(<[u8]>::to_vec);
        Window::new(Drops([Vec::new()].into_iter().chain(chunks).chain([Vec::new()]).collect()))
    }

    #[test]
    fn signs_are_found_over_chunks() {
        let text = "一般工业固体废物,产生量\n";
        for size in 1..12 {
            let mut window = window(text.as_bytes(), size);
            assert_eq!(window.find(0, [b',', b'\n']), Ok(Some(24)));
            assert_eq!(window.find(25, [b',', b'\n']), Ok(Some(34)));
            assert_eq!(window.find(35, [b'\n']), Ok(None));
            assert_eq!(window.text(), text);
            assert_eq!(window.byte(35), Ok(None));
        }
    }

    #[test]
    fn every_place_is_found() {
        let bytes = *b"0123456789abcdef0123456789abcde,";
        for start in 0..32 {
            assert_eq!(find(&bytes, start, *b",;"), Some(31));
        }
        assert_eq!(find(&bytes, 32, *b",;"), None);
        assert_eq!(find(&bytes, 40, *b",;"), None);
        assert_eq!(find(b"-,", 0, [b'-' + 1, b',']), Some(1));
    }

    #[test]
    fn what_is_not_utf_8_is_refused_at_its_place() {
        for size in 1..6 {
            let mut broken = window(b"\xe4\xb8\x80ab\xff\xffcd", size);
            let error = ReadError::Binary { offset: 5, line: 1 };
            assert_eq!(broken.find(0, [b'!']), Err(error));
            let mut cut = window(b"\xe4\xb8\x80\xe4\xb8", size);
            let error = ReadError::Binary { offset: 3, line: 1 };
            assert_eq!(cut.find(0, [b'!']), Err(error));
        }
    }

    #[test]
    fn what_is_passed_is_forgotten() {
        let text = "x".repeat(100_000);
        let mut window = window(text.as_bytes(), 10_000);
        assert_eq!(window.byte(70_000), Ok(Some(b'x')));
        window.move_to(70_000);
        assert_eq!(window.begin(), 0);
        assert_eq!(window.offset(5), 70_005);
        assert!(window.text().len() < 20_000);
    }
}
