//! Why bytes are refused: what was met, where, and what the sender can do about it.

use std::fmt;

use crate::foreign::Foreign;
use crate::limits::LimitKind;
use crate::model::{Format, Place};

/// Why a file could not be read. The file's name is not inside; the caller knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The file has no bytes, or nothing but white space.
    Empty,
    /// The file is of a format that is known but not read.
    Foreign {
        /// The format.
        format: Foreign,
        /// The format to save it as, so that it can be read.
        instead: Format,
    },
    /// The file is protected by a password.
    Encrypted,
    /// The file begins as a zip archive, but its directory is missing: the end was cut off.
    Truncated {
        /// How many bytes arrived.
        length: u64,
    },
    /// A part of the file cannot be unpacked.
    Damaged {
        /// The part inside the file.
        part: String,
        /// What is wrong with it.
        damage: Damage,
    },
    /// The file names a part that is not in it.
    MissingPart {
        /// The part that was looked for.
        part: String,
    },
    /// A part of the file is not well-formed XML.
    Xml {
        /// The part inside the file.
        part: String,
        /// The byte of the part at which reading stopped, counted from 0.
        offset: u64,
        /// What was met there.
        fault: XmlFault,
    },
    /// A cell refers to something that the workbook does not hold, or stands out of order.
    BadCell {
        /// The row of the cell.
        place: Place,
        /// The column, counted from 1.
        column: u32,
        /// What is wrong with it.
        fault: CellFault,
    },
    /// A text that is not in the encoding that it seems to be in.
    Undecodable {
        /// The encoding that fits best.
        encoding: Encoding,
        /// The first byte that does not fit, counted from 0.
        offset: u64,
        /// The line that byte stands on, counted from 1.
        line: u32,
    },
    /// Neither a known format nor a text.
    Binary {
        /// The first byte that no text has, counted from 0; of the text in UTF-8, if it was
        /// decoded to that.
        offset: u64,
        /// The line that byte stands on, counted from 1.
        line: u32,
    },
    /// A row of a csv file that breaks the rules of quoting.
    Csv {
        /// The line on which the faulty field begins, counted from 1.
        line: u32,
        /// What is wrong with it.
        fault: CsvFault,
    },
    /// The file is larger than what is read.
    TooLarge {
        /// What there is too much of.
        kind: LimitKind,
        /// How much is read.
        limit: u64,
        /// How much was met before reading stopped.
        met: u64,
        /// Where, if inside the text.
        place: Option<Place>,
    },
}

/// What is wrong with a packed part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The packed bytes cannot be unpacked, or are not where the directory says.
    Packing,
    /// The unpacked bytes are not those that were packed.
    Checksum,
    /// It is packed by a method that office files do not use.
    Method,
    /// The list of all parts cannot be read.
    Directory,
}

/// What is wrong with an XML part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlFault {
    /// It ends before its last element is closed.
    BreaksOff,
    /// It is not in UTF-8.
    NotUtf8,
    /// It declares a document type, which no office file does and which can hide a bomb.
    Doctype,
    /// It names an entity that XML does not define.
    Entity(String),
    /// Anything else, in English.
    Syntax(String),
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFault {
    /// Its text is an index beyond the shared strings.
    NoSuchString,
    /// It stands before a cell that came earlier in the same row.
    OutOfOrder,
    /// Its address is no address.
    BadAddress,
}

/// What is wrong with a row of a csv file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFault {
    /// A quote is opened and never closed.
    UnclosedQuote,
    /// Text follows a closed quote within the same field.
    TextAfterQuote,
}

/// How the characters of a text are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
}

/// What the sender can do about a refused file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Open it where it was made and save it as docx.
    SaveAsDocx {
        /// The format it is in.
        from: Foreign,
    },
    /// Open it where it was made and save it as xlsx.
    SaveAsXlsx {
        /// The format it is in.
        from: Foreign,
    },
    /// Save the text as UTF-8.
    SaveAsUtf8,
    /// Open it with the password and save it without.
    RemovePassword,
    /// Send it again: it broke on the way.
    SendAgain,
    /// Open it in Word, Excel or WPS, and save it again.
    SaveAgain,
    /// Send the electronic file that the picture was made from.
    SendOriginal,
    /// Unpack the archive and send the files one by one.
    Unpack,
    /// Close the quote, or double the quotes that belong to the text.
    CheckQuotes,
    /// Send it in several files.
    Split,
}

impl ReadError {
    /// What the sender can do about it, if anything.
    pub fn hint(&self) -> Option<Hint> {
        match self {
            Self::Empty => None,
            Self::Foreign { format, instead } => Some(save_as(*format, *instead)),
            Self::Encrypted => Some(Hint::RemovePassword),
            Self::Damaged { damage: Damage::Method, .. }
            | Self::MissingPart { .. }
            | Self::Xml { .. }
            | Self::BadCell { .. } => Some(Hint::SaveAgain),
            Self::Truncated { .. } | Self::Damaged { .. } => Some(Hint::SendAgain),
            Self::Undecodable { .. } => Some(Hint::SaveAsUtf8),
            Self::Binary { .. } => Some(Hint::SendOriginal),
            Self::Csv { .. } => Some(Hint::CheckQuotes),
            Self::TooLarge { kind, .. } => Some(match kind {
                LimitKind::Depth | LimitKind::Ratio | LimitKind::Entries => Hint::SaveAgain,
                _ => Hint::Split,
            }),
        }
    }
}

/// What to do about a foreign format.
fn save_as(from: Foreign, instead: Format) -> Hint {
    match (from, instead) {
        (Foreign::Image, _) => Hint::SendOriginal,
        (Foreign::Archive, _) => Hint::Unpack,
        (from, Format::Xlsx) => Hint::SaveAsXlsx { from },
        (from, _) => Hint::SaveAsDocx { from },
    }
}

impl std::error::Error for ReadError {}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the file is empty"),
            Self::Foreign { format, .. } => write!(f, "the file is {format}, which is not read"),
            Self::Encrypted => write!(f, "the file is protected by a password"),
            Self::Truncated { length } => {
                write!(f, "the file was cut off: {length} bytes arrived, and the end is missing")
            }
            Self::Damaged { part, damage } => write!(f, "{part}: {damage}"),
            Self::MissingPart { part } => write!(f, "the file lacks its part {part}"),
            Self::Xml { part, offset, fault } => write!(f, "{part}: byte {offset}: {fault}"),
            Self::BadCell { place, column, fault } => {
                write!(f, "{place}: column {column}: {fault}")
            }
            Self::Undecodable { encoding, offset, line } => {
                write!(f, "line {line}: byte {offset} is not {encoding}")
            }
            Self::Binary { offset, line } => {
                write!(f, "not a text: line {line} has a control character at byte {offset}")
            }
            Self::Csv { line, fault } => write!(f, "line {line}: {fault}"),
            Self::TooLarge { kind, limit, met, place } => {
                if let Some(place) = place {
                    write!(f, "{place}: ")?;
                }
                write!(f, "too large: {met} {kind} met, at most {limit} are read")
            }
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Packing => "the part cannot be unpacked",
            Self::Checksum => "the part arrived changed, its checksum is wrong",
            Self::Method => "the part is packed by a method that is not read",
            Self::Directory => "the list of parts cannot be read",
        })
    }
}

impl fmt::Display for XmlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BreaksOff => write!(f, "the xml breaks off"),
            Self::NotUtf8 => write!(f, "the xml is not in utf-8"),
            Self::Doctype => write!(f, "the xml declares a document type"),
            Self::Entity(name) => write!(f, "the xml names the unknown entity {name}"),
            Self::Syntax(words) => write!(f, "broken xml: {words}"),
        }
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchString => "the cell refers to a shared string that is not there",
            Self::OutOfOrder => "the cell stands out of order",
            Self::BadAddress => "the cell has no proper address",
        })
    }
}

impl fmt::Display for CsvFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnclosedQuote => "a quote is opened and never closed",
            Self::TextAfterQuote => "text follows a closed quote",
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Gb18030 => "gb18030",
        })
    }
}
