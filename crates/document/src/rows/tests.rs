//! Rows of csv files and workbooks, and what is refused.

use proptest::prelude::*;

use crate::testing::{docx, sheet, xlsx};
use crate::{
    CsvFault, CsvOptions, Foreign, Format, LimitKind, Limits, ReadError, Record, RowReader,
    write_csv,
};

/// The rows of a file: place, then the fields.
fn rows(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let mut reader = RowReader::open("test", bytes.to_vec())?;
    let mut record = Record::default();
    let mut found = Vec::new();
    while reader.read(&mut record)? {
        let fields: Vec<&str> = record.iter().collect();
        found.push(format!("{}: {}", record.place(), fields.join("|").replace('\n', "/")));
    }
    Ok(found)
}

#[test]
fn csv_is_read_as_it_was_written() {
    let cases: [(&str, &[&str]); 14] = [
        ("a,b\nc,d\n", &["1: a|b", "2: c|d"]),
        ("a,b\r\nc,d", &["1: a|b", "2: c|d"]),
        ("a,b\rc,d\r", &["1: a|b", "2: c|d"]),
        ("\n\na\n\n,\n", &["3: a", "5: |"]),
        ("a,b,c\nd\ne,f,g,h\n", &["1: a|b|c", "2: d", "3: e|f|g|h"]),
        ("\"a,1\",\"b\"\"c\"\nd,\n", &["1: a,1|b\"c", "2: d|"]),
        ("\"上\n下\",b\nc,d\n", &["1: 上/下|b", "3: c|d"]),
        ("\"\",\"\"\"\"\n\"\"\n", &["1: |\"", "2: "]),
        ("a \"b\" c, \"d\"\n", &["1: a \"b\" c| \"d\""]),
        ("a;b;c,d\n", &["1: a|b|c,d"]),
        ("a\tb\n\tc\n", &["1: a|b", "2: |c"]),
        ("sep=;\na,b;c\n", &["2: a,b|c"]),
        ("\"a;b;c\",d\n1,2\n", &["1: a;b;c|d", "2: 1|2"]),
        ("\u{feff}项,值\n秸秆,5\n", &["1: 项|值", "2: 秸秆|5"]),
    ];
    for (text, expected) in cases {
        assert_eq!(rows(text.as_bytes()).as_deref(), Ok(&*to_owned(expected)), "{text:?}");
    }
}

fn to_owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn every_encoding_is_read() {
    let text = "指标,值\n产生量,29.5\n";
    let expected = Ok(to_owned(&["1: 指标|值", "2: 产生量|29.5"]));
    assert_eq!(rows(&encoding_rs::GB18030.encode(text).0), expected);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows(&utf16), expected);
    assert_eq!(rows(&[b"\xff\xfe".to_vec(), utf16].concat()), expected);
}

#[test]
fn broken_quotes_are_refused_with_their_line() {
    let cases = [
        ("a,b\nc,\"d\ne,f\n", 2, CsvFault::UnclosedQuote),
        ("\"", 1, CsvFault::UnclosedQuote),
        ("a\n\"b\"c\n", 2, CsvFault::TextAfterQuote),
        ("a\n\"x\ny\" ,c\n", 2, CsvFault::TextAfterQuote),
    ];
    for (text, line, fault) in cases {
        assert_eq!(rows(text.as_bytes()), Err(ReadError::Csv { line, fault }), "{text:?}");
    }
}

#[test]
fn rows_and_fields_may_be_longer_than_what_is_looked_at_in_one_go() {
    let long = "长".repeat(50_000);
    let text = format!("a,{long},\"{long}\"\n{}\nlast,row", "x,".repeat(10_000));
    let mut reader = RowReader::open("test", text.into_bytes()).expect("a csv");
    let mut record = Record::default();
    let mut lengths = Vec::new();
    while reader.read(&mut record).expect("a row") {
        lengths.push((record.line(), record.len(), record.iter().map(str::len).sum::<usize>()));
    }
    assert_eq!(lengths, [(1, 3, 300_001), (2, 10_001, 10_000), (3, 2, 7)]);
}

#[test]
fn workbooks_are_read_sheet_by_sheet() {
    let first: [&[(&str, &str)]; 3] =
        [&[("A1", "项"), ("C1", "值")], &[("B3", "空首列")], &[("A4", "合并"), ("C4", "x")]];
    let second: [&[(&str, &str)]; 1] = [&[("A1", "二")]];
    let bytes = xlsx(&[
        ("表一", &sheet(&first, &["A4:B4"])),
        ("!藏", &sheet(&second, &[])),
        ("表二", &sheet(&second, &[])),
    ]);
    let expected = ["表一!1: 项||值", "表一!3: |空首列", "表一!4: 合并||x", "表二!1: 二"];
    assert_eq!(rows(&bytes), Ok(to_owned(&expected)));
}

#[test]
fn a_record_is_used_again() {
    let mut record = Record::default();
    assert!(record.is_empty());
    let mut reader = RowReader::open("a", b"a,b,c\nd\n".to_vec()).expect("a csv");
    assert_eq!(reader.read(&mut record), Ok(true));
    assert_eq!((record.len(), record.get(2), record.get(3)), (3, "c", ""));
    assert_eq!(reader.read(&mut record), Ok(true));
    assert_eq!((record.len(), record.get(0), record.get(2)), (1, "d", ""));
    assert_eq!(record.sheet(), None);
    assert_eq!(reader.read(&mut record), Ok(false));
}

#[test]
fn what_has_no_rows_is_refused() {
    let refused = |bytes: Vec<u8>| RowReader::open("a", bytes).err();
    let format = Foreign::Docx;
    let instead = Format::Xlsx;
    assert_eq!(refused(docx("<w:p/>")), Some(ReadError::Foreign { format, instead }));
    assert_eq!(refused(b"\n \t\n".to_vec()), Some(ReadError::Empty));
    let page = b"<html><table><tr><td>1</td></tr></table></html>".to_vec();
    let format = Foreign::Html;
    assert_eq!(refused(page), Some(ReadError::Foreign { format, instead }));
    assert_eq!(refused(b"a,b\n\x01".to_vec()), Some(ReadError::Binary { offset: 4, line: 2 }));
}

#[test]
fn bounds_are_kept() {
    let limits = Limits { rows: 2, columns: 3, characters: 80, ..Limits::default() };
    let met = |text: &str| {
        let mut reader = RowReader::open_within(&limits, "a", text.into()).expect("a csv");
        let mut record = Record::default();
        loop {
            match reader.read(&mut record) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(ReadError::TooLarge { kind, limit, met, place }) => {
                    break Some((kind, limit, met, place.map(|place| place.line)));
                }
                Err(error) => panic!("{error}"),
            }
        }
    };
    let long = "长".repeat(81);
    assert_eq!(met("a,b,c\nd\n"), None);
    assert_eq!(met("a\nb\nc\n"), Some((LimitKind::Rows, 2, 3, Some(3))));
    assert_eq!(met("a\na,b,c,d\n"), Some((LimitKind::Columns, 3, 4, Some(2))));
    assert_eq!(met(&format!("a,{long}")), Some((LimitKind::Characters, 80, 81, Some(1))));
    let quoted = met(&format!("a,\"{long}\""));
    assert_eq!(quoted, Some((LimitKind::Characters, 80, 83, Some(1))));
}

/// The rows of the csv crate, or nothing where it sees another number of quotes than we do.
fn peer(text: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        record.expect("utf-8").iter().map(str::to_owned).collect()
    };
    reader.records().map(record).collect()
}

fn ours(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
    let mut reader = RowReader::open("a", bytes.to_vec())?;
    let mut record = Record::default();
    let mut found = Vec::new();
    while reader.read(&mut record)? {
        found.push(record.iter().map(str::to_owned).collect());
    }
    Ok(found)
}

/// Csv in which anything may be quoted, rightly or wrongly.
const CSV: &str = "x,([a\u{4e00}, \r\n\"]{0,3}|\"[a,\n]{0,3}\"[,\n]){0,12}";
/// A field of whatever may need quoting.
const FIELD: &str = "[ab一\u{feff}=',;\t\"\n -]{0,6}";

proptest! {
    /// What both take for well-formed, both read alike.
    #[test]
    fn the_csv_crate_reads_the_same(text in CSV) {
        if let Ok(rows) = ours(text.as_bytes()) {
            prop_assert_eq!(rows, peer(&text));
        }
    }

    /// What is written is read back.
    #[test]
    fn csv_survives_the_way_there_and_back(
        rows in prop::collection::vec(prop::collection::vec(FIELD, 1..5), 1..6),
        bom in any::<bool>(),
    ) {
        let has_text = rows.iter().flatten().any(|field| !field.trim().is_empty());
        prop_assume!(has_text);
        let csv = write_csv(&rows, CsvOptions { bom, guard: false });
        prop_assert_eq!(ours(&csv), Ok(rows));
    }
}
