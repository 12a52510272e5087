//! Formats that are known by their content but not read, so that a refusal can name them.

use std::fmt;

use crate::error::ReadError;
use crate::model::Format;

/// A format that is recognised but not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Word 97–2003.
    Doc,
    /// WPS Writer.
    Wps,
    /// Excel 97–2003.
    Xls,
    /// WPS Spreadsheets.
    Et,
    /// PowerPoint 97–2003.
    Ppt,
    /// Another file in the container of the old office formats.
    Compound,
    /// PDF.
    Pdf,
    /// OFD, the national layout format (GB/T 33190).
    Ofd,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// Another OpenDocument file.
    OpenDocument,
    /// UOF, the national office format (GB/T 20916).
    Uof,
    /// Rich text.
    Rtf,
    /// A web page, also one that was called `.doc` or `.xls`.
    Html,
    /// A web page with its pictures in one file.
    Mht,
    /// An XML file, among them Word 2003 and Excel 2003 XML.
    Xml,
    /// PowerPoint.
    Pptx,
    /// Excel's binary workbook.
    Xlsb,
    /// Word, where only a sheet of values can be read.
    Docx,
    /// A picture.
    Image,
    /// An archive: zip, rar, 7z or gzip.
    Archive,
}

impl Foreign {
    /// The refusal of this format, where a file that is saved as `instead` would be read.
    ///
    /// A spreadsheet becomes an xlsx also where a document was asked for.
    pub(crate) fn refusal(self, instead: Format) -> ReadError {
        let instead = match self {
            Self::Xls | Self::Et | Self::Ods | Self::Xlsb => Format::Xlsx,
            _ => instead,
        };
        ReadError::Foreign { format: self, instead }
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Doc => "a word 97–2003 document (doc)",
            Self::Wps => "a wps writer document (wps)",
            Self::Xls => "an excel 97–2003 workbook (xls)",
            Self::Et => "a wps spreadsheet (et)",
            Self::Ppt => "a powerpoint 97–2003 presentation (ppt)",
            Self::Compound => "an ole2 compound file",
            Self::Pdf => "a pdf document",
            Self::Ofd => "an ofd document",
            Self::Odt => "an opendocument text (odt)",
            Self::Ods => "an opendocument spreadsheet (ods)",
            Self::OpenDocument => "an opendocument file",
            Self::Uof => "a uof document",
            Self::Rtf => "a rich text document (rtf)",
            Self::Html => "a web page (html)",
            Self::Mht => "a web archive (mht)",
            Self::Xml => "an xml file",
            Self::Pptx => "a powerpoint presentation (pptx)",
            Self::Xlsb => "a binary excel workbook (xlsb)",
            Self::Docx => "a word document (docx)",
            Self::Image => "a picture",
            Self::Archive => "an archive",
        })
    }
}

/// Beginnings that tell a format by themselves.
const MAGIC: [(&[u8], Foreign); 11] = [
    (b"%PDF-", Foreign::Pdf),
    (b"{\\rtf", Foreign::Rtf),
    (b"\x89PNG\r\n\x1a\n", Foreign::Image),
    (b"\xff\xd8\xff", Foreign::Image),
    (b"GIF87a", Foreign::Image),
    (b"GIF89a", Foreign::Image),
    (b"II*\0", Foreign::Image),
    (b"MM\0*", Foreign::Image),
    (b"Rar!\x1a\x07", Foreign::Archive),
    (b"7z\xbc\xaf\x27\x1c", Foreign::Archive),
    (b"\x1f\x8b\x08", Foreign::Archive),
];

/// How far the root of a page may stand behind the beginning.
const HEAD: usize = 1024;

/// Beginnings of mark-up, in lowercase.
const MARKUP: [(&str, Foreign); 11] = [
    ("<!doctype html", Foreign::Html),
    ("<html", Foreign::Html),
    ("<head", Foreign::Html),
    ("<body", Foreign::Html),
    ("<table", Foreign::Html),
    ("<meta", Foreign::Html),
    ("<div", Foreign::Html),
    ("<style", Foreign::Html),
    ("mime-version:", Foreign::Mht),
    ("from: <saved by", Foreign::Mht),
    ("<?xml", Foreign::Xml),
];

/// The foreign format of these bytes, if it is one; a zip archive is left to be opened.
pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Foreign> {
    let start = bytes.trim_ascii_start();
    let magic = MAGIC.iter().find(|(mark, _)| start.starts_with(mark));
    magic.map(|(_, format)| *format).or_else(|| is_picture(bytes).then_some(Foreign::Image))
}

/// Pictures whose mark is not simply their first bytes.
fn is_picture(bytes: &[u8]) -> bool {
    let at = |start: usize, mark: &[u8]| bytes.get(start..start + mark.len()) == Some(mark);
    let is_bitmap = at(0, b"BM") && at(6, &[0; 4]);
    let is_webp = at(0, b"RIFF") && at(8, b"WEBP");
    let is_heif = at(4, b"ftyp") && (at(8, b"hei") || at(8, b"mif1") || at(8, b"avif"));
    is_bitmap || is_webp || is_heif
}

/// The foreign format of a decoded text, if it is mark-up made for another program.
pub(crate) fn of_text(text: &[u8]) -> Option<Foreign> {
    let start = text.trim_ascii_start();
    let begins = |mark: &str| {
        start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
    };
    let (_, format) = *MARKUP.iter().find(|(mark, _)| begins(mark))?;
    // XHTML declares itself as XML first.
    let head = &start[..start.len().min(HEAD)];
    let is_page = format == Foreign::Xml && head.windows(5).any(|window| window == b"<html");
    Some(if is_page { Foreign::Html } else { format })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        let cases: [(&[u8], Option<Foreign>); 10] = [
            (b"%PDF-1.7\n%\xe2\xe3", Some(Foreign::Pdf)),
            (b"\r\n%PDF-1.4", Some(Foreign::Pdf)),
            (b"{\\rtf1\\ansi", Some(Foreign::Rtf)),
            (b"\x89PNG\r\n\x1a\n\0\0", Some(Foreign::Image)),
            (b"BM\x36\x10\0\0\0\0\0\0\x36", Some(Foreign::Image)),
            (b"\0\0\0\x18ftypheic", Some(Foreign::Image)),
            (b"7z\xbc\xaf\x27\x1c", Some(Foreign::Archive)),
            (b"BM is a bureau", None),
            (b"PK\x03\x04", None),
            (b"", None),
        ];
        for (bytes, format) in cases {
            assert_eq!(of_bytes(bytes), format, "{bytes:?}");
        }
    }

    #[test]
    fn markup_is_known_by_its_first_words() {
        let cases = [
            ("\n <HTML><body>", Some(Foreign::Html)),
            ("<!DOCTYPE html>", Some(Foreign::Html)),
            ("<table border=1>", Some(Foreign::Html)),
            ("MIME-Version: 1.0\n", Some(Foreign::Mht)),
            ("<?xml version='1.0'?>\n<?mso-application progid='Excel.Sheet'?>", Some(Foreign::Xml)),
            ("<?xml version='1.0'?>\n<html xmlns='x'>", Some(Foreign::Html)),
            ("<无废城市>建设", None),
            ("方案 <html>", None),
        ];
        for (text, format) in cases {
            assert_eq!(of_text(text.as_bytes()), format, "{text}");
        }
    }
}
