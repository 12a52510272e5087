//! The zip archive that an office file is: its parts by name, unpacked while they are read.
//!
//! The zip crate reads the directory; the bytes of a part are unpacked here, so that a part owns
//! what it reads from and every byte is counted before it is used.

use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Damage, ReadError, XmlFault};
use crate::limits::{LimitKind, Limits};
use crate::window::{self, Source as _};

const ENTRY_MAGIC: &[u8] = b"PK\x03\x04";
const HEADER_MAGIC: &[u8] = b"PK\x01\x02";
const END_MAGIC: &[u8] = b"PK\x05\x06";
/// How much is unpacked at a time.
const CHUNK: usize = 64 << 10;

/// An open archive.
pub(crate) struct Archive {
    bytes: Arc<[u8]>,
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
    /// Part names in lowercase, for names of parts do not tell case apart.
    parts: HashMap<String, usize>,
    limits: Arc<Limits>,
    unpacked: Arc<AtomicU64>,
}

/// Whether the bytes begin as a zip archive.
pub(crate) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(ENTRY_MAGIC) || bytes.starts_with(END_MAGIC)
}

impl Archive {
    /// Opens an archive and reads its directory.
    pub(crate) fn open(bytes: Arc<[u8]>, limits: &Arc<Limits>) -> Result<Self, ReadError> {
        // Counted first, because the directory is held in memory as a whole.
        let headers = bytes.windows(4).filter(|window| *window == HEADER_MAGIC).count();
        limits.check(LimitKind::Entries, headers as u64)?;
        let zip = ZipArchive::new(Cursor::new(Arc::clone(&bytes))).map_err(|_| broken(&bytes))?;
        let parts = (0..zip.len())
            .filter_map(|index| Some((key(&zip.name_for_index(index)?.ok()?), index)))
            .collect();
        let limits = Arc::clone(limits);
        Ok(Self { bytes, zip, parts, limits, unpacked: Arc::default() })
    }

    /// Whether there is such a part.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.parts.contains_key(&key(part))
    }

    /// Whether there is a part whose last name is this one, in lowercase.
    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.parts.keys().any(|part| part.rsplit('/').next() == Some(name))
    }

    /// The bounds that hold for everything read from this archive.
    pub(crate) fn limits(&self) -> &Arc<Limits> {
        &self.limits
    }

    /// Opens a part for reading.
    pub(crate) fn entry(&mut self, part: &str) -> Result<Entry, ReadError> {
        let missing = || ReadError::MissingPart { part: part.to_owned() };
        let damaged = |damage| ReadError::Damaged { part: part.to_owned(), damage };
        let index = *self.parts.get(&key(part)).ok_or_else(missing)?;
        let file = self.zip.by_index_raw(index).map_err(|_| damaged(Damage::Packing))?;
        if file.encrypted() {
            return Err(ReadError::Encrypted);
        }
        let slice = file
            .data_start()
            .and_then(|start| Slice::new(&self.bytes, start, file.compressed_size()))
            .ok_or_else(|| damaged(Damage::Packing))?;
        let packed = file.compressed_size();
        let source = match file.compression() {
            CompressionMethod::Stored => Source::Stored(slice),
            CompressionMethod::Deflated => Source::Deflated(DeflateDecoder::new(slice)),
            _ => return Err(damaged(Damage::Method)),
        };
        Ok(Entry {
            part: part.to_owned(),
            source,
            chunk: vec![0; CHUNK],
            checksum: Crc::new(),
            expected: file.crc32(),
            packed,
            out: 0,
            limits: Arc::clone(&self.limits),
            unpacked: Arc::clone(&self.unpacked),
        })
    }

    /// The first words of a part, for a part that only names something.
    pub(crate) fn beginning(&mut self, part: &str) -> Result<String, ReadError> {
        let mut entry = self.entry(part)?;
        let bytes = entry.chunk()?;
        Ok(String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).into_owned())
    }
}

/// The files of a zip archive: paths within it and bytes.
///
/// # Errors
/// It is no zip archive, is damaged, or unpacks to more than the limits allow.
pub fn archive_read(bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let mut archive = Archive::open(bytes.into(), &Arc::new(Limits::default()))?;
    let names = (0..archive.zip.len()).filter_map(|index| archive.zip.name_for_index(index)?.ok());
    let names: Vec<String> = names.filter(|name| !name.ends_with('/')).map(Into::into).collect();
    let mut files = Vec::new();
    for name in names {
        let (mut entry, mut bytes) = (archive.entry(&name)?, Vec::new());
        loop {
            let chunk = entry.chunk()?;
            if chunk.is_empty() {
                break;
            }
            bytes.extend_from_slice(chunk);
        }
        files.push((name, bytes));
    }
    Ok(files)
}

/// The name by which a part is found.
fn key(part: &str) -> String {
    part.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// Why the directory cannot be read: cut off if its end is not there, else broken.
fn broken(bytes: &[u8]) -> ReadError {
    if bytes.windows(4).any(|window| window == END_MAGIC) {
        ReadError::Damaged { part: "archive".to_owned(), damage: Damage::Directory }
    } else {
        ReadError::Truncated { length: bytes.len() as u64 }
    }
}

/// A stretch of the archive's bytes.
struct Slice {
    bytes: Arc<[u8]>,
    at: usize,
    end: usize,
}

impl Slice {
    fn new(bytes: &Arc<[u8]>, start: u64, length: u64) -> Option<Self> {
        let at = usize::try_from(start).ok()?;
        let end = at.checked_add(usize::try_from(length).ok()?)?;
        (end <= bytes.len()).then(|| Self { bytes: Arc::clone(bytes), at, end })
    }
}

impl Read for Slice {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let read = (&self.bytes[self.at..self.end]).read(target)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Slice {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(&self.bytes[self.at..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

enum Source {
    Stored(Slice),
    Deflated(DeflateDecoder<Slice>),
}

/// A part that is being read. Every bound is checked before a chunk is handed out.
pub(crate) struct Entry {
    part: String,
    source: Source,
    chunk: Vec<u8>,
    checksum: Crc,
    expected: u32,
    packed: u64,
    /// Bytes unpacked from this part.
    out: u64,
    limits: Arc<Limits>,
    /// Bytes unpacked from all parts.
    unpacked: Arc<AtomicU64>,
}

impl Entry {
    /// The name of the part.
    pub(crate) fn part(&self) -> &str {
        &self.part
    }

    fn damaged(&self, damage: Damage) -> ReadError {
        ReadError::Damaged { part: self.part.clone(), damage }
    }

    fn count(&mut self, length: usize) -> Result<(), ReadError> {
        let length = length as u64;
        self.out += length;
        let all = self.unpacked.fetch_add(length, Ordering::Relaxed) + length;
        self.limits.check(LimitKind::Unpacked, all)?;
        if self.out > Limits::FREE_OF_RATIO {
            self.limits.check(LimitKind::Ratio, self.out / self.packed.max(1))?;
        }
        Ok(())
    }
}

impl window::Source for Entry {
    fn chunk(&mut self) -> Result<&[u8], ReadError> {
        let read = match &mut self.source {
            Source::Stored(slice) => slice.read(&mut self.chunk),
            Source::Deflated(decoder) => decoder.read(&mut self.chunk),
        };
        let length = read.map_err(|_| self.damaged(Damage::Packing))?;
        if length == 0 && self.checksum.sum() != self.expected {
            return Err(self.damaged(Damage::Checksum));
        }
        self.checksum.update(&self.chunk[..length]);
        self.count(length)?;
        Ok(&self.chunk[..length])
    }

    fn not_utf8(&self, offset: u64) -> ReadError {
        ReadError::Xml { part: self.part.clone(), offset, fault: XmlFault::NotUtf8 }
    }

    fn check_piece(&self, length: usize) -> Result<(), ReadError> {
        // A character takes at most four bytes, so a longer piece fits into no cell.
        self.limits.check(LimitKind::Characters, length as u64 / 4)
    }
}
