//! The container of the old office formats (OLE2 compound file): told apart, never read.

use crate::error::ReadError;
use crate::foreign::Foreign;
use crate::model::Format;

const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// An entry of the directory: a name of at most 32 UTF-16 units, then its length in bytes.
const ENTRY: usize = 128;
const NAME: usize = 64;
/// Sector numbers from here on mean “no sector”.
const NO_SECTOR: u32 = 0xffff_fffa;
/// How many sectors of the allocation table the header itself lists.
const LISTED_IN_HEADER: usize = 109;

/// What a name says of a file whose streams are unknown.
const NAMES: [(&str, Foreign); 5] = [
    (".doc", Foreign::Doc),
    (".wps", Foreign::Wps),
    (".xls", Foreign::Xls),
    (".et", Foreign::Et),
    (".ppt", Foreign::Ppt),
];

/// Whether the bytes are a compound file.
pub(crate) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The refusal of a compound file: an old office format, or a new one behind a password.
///
/// WPS writes the same streams as Word and Excel, so only the name can tell them apart; that
/// changes the words of the message and nothing else.
pub(crate) fn refusal(name: &str, bytes: &[u8], instead: Format) -> ReadError {
    let streams = stream_names(bytes);
    let has = |stream: &str| streams.iter().any(|name| name == stream);
    let ends = |extension: &str| name.to_ascii_lowercase().ends_with(extension);
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return ReadError::Encrypted;
    }
    // Where the directory cannot be read, the name is all there is.
    let format = if has("WordDocument") {
        if ends(".wps") || ends(".wpt") { Foreign::Wps } else { Foreign::Doc }
    } else if has("Workbook") || has("Book") {
        if ends(".et") || ends(".ett") { Foreign::Et } else { Foreign::Xls }
    } else if has("PowerPoint Document") {
        Foreign::Ppt
    } else {
        let named = NAMES.iter().find(|(extension, _)| ends(extension));
        named.map_or(Foreign::Compound, |(_, format)| *format)
    };
    format.refusal(instead)
}

/// The names in the directory, as far as its chain of sectors can be followed.
fn stream_names(bytes: &[u8]) -> Vec<String> {
    let shift = number(bytes, 30, 2).unwrap_or(0);
    if !(9..=12).contains(&shift) {
        return Vec::new();
    }
    let size = 1_usize << shift;
    let mut names = Vec::new();
    let mut sector = number(bytes, 48, 4);
    // A chain that runs in a circle ends with the number of sectors there can be.
    for _ in 0..=bytes.len() / size {
        let Some(start) = sector.filter(|sector| *sector < NO_SECTOR).map(|s| offset(s, size))
        else {
            break;
        };
        let end = bytes.len().min(start.saturating_add(size));
        let Some(directory) = bytes.get(start..end) else { break };
        names.extend(directory.chunks_exact(ENTRY).filter_map(entry_name));
        sector = sector.and_then(|sector| next_sector(bytes, sector, size));
    }
    names
}

/// The sector that follows another in its chain.
fn next_sector(bytes: &[u8], sector: u32, size: usize) -> Option<u32> {
    let per_sector = size / 4;
    let index = usize::try_from(sector).ok()?;
    let table = index / per_sector;
    if table >= LISTED_IN_HEADER {
        return None;
    }
    let table_sector = number(bytes, 76 + 4 * table, 4)?;
    number(bytes, offset(table_sector, size).checked_add(4 * (index % per_sector))?, 4)
}

/// Where a sector begins: the header takes the place of one.
fn offset(sector: u32, size: usize) -> usize {
    (sector as usize).saturating_add(1).saturating_mul(size)
}

/// The name of a directory entry.
fn entry_name(entry: &[u8]) -> Option<String> {
    let length = number(entry, NAME, 2)? as usize;
    let name = entry.get(..length.checked_sub(2)?.min(NAME))?;
    let units: Vec<u16> = name.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    String::from_utf16(&units).ok()
}

/// A number of some bytes, the low byte first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(length)?)?;
    Some(field.iter().rev().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A compound file of one directory sector with these names.
    fn compound(names: &[&str]) -> Vec<u8> {
        let mut bytes = vec![0; 512 * 3];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[30] = 9;
        // The directory is sector 1, the allocation table sector 0.
        bytes[48] = 1;
        bytes[512 + 4..512 + 8].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        for (i, name) in names.iter().enumerate() {
            let start = 1024 + ENTRY * i;
            let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes[start..start + units.len()].copy_from_slice(&units);
            bytes[start + NAME] = u8::try_from(units.len() + 2).expect("short names");
        }
        bytes
    }

    fn refused(name: &str, bytes: &[u8]) -> ReadError {
        refusal(name, bytes, Format::Docx)
    }

    #[test]
    fn tells_old_formats_apart_by_their_streams() {
        let cases = [
            ("WordDocument", "a.doc", Foreign::Doc, Format::Docx),
            ("WordDocument", "a.WPS", Foreign::Wps, Format::Docx),
            ("Workbook", "a.xls", Foreign::Xls, Format::Xlsx),
            ("Workbook", "a.et", Foreign::Et, Format::Xlsx),
            ("PowerPoint Document", "a.ppt", Foreign::Ppt, Format::Docx),
            ("Contents", "a.bin", Foreign::Compound, Format::Docx),
        ];
        for (stream, name, format, instead) in cases {
            let bytes = compound(&["Root Entry", stream]);
            assert_eq!(refused(name, &bytes), ReadError::Foreign { format, instead });
        }
    }

    #[test]
    fn a_password_is_seen() {
        let bytes = compound(&["Root Entry", "EncryptionInfo", "EncryptedPackage"]);
        assert_eq!(refused("a.docx", &bytes), ReadError::Encrypted);
    }

    #[test]
    fn a_broken_chain_still_gives_a_refusal() {
        let unknown = Foreign::Compound.refusal(Format::Docx);
        let mut bytes = compound(&["Root Entry", "WordDocument"]);
        bytes[48..52].copy_from_slice(&7_u32.to_le_bytes());
        assert_eq!(refused("a", &bytes), unknown);
        bytes.truncate(40);
        assert_eq!(refused("a", &bytes), unknown);
        let mut circle = compound(&["Root Entry"]);
        circle[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
        assert_eq!(refused("a", &circle), unknown);
    }
}
