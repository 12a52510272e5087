//! A docx: its bytes into a document, beside unpacking it and parsing its XML alone.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::timing::side_by_side;
use crate::{Limit, Measured, Setting};

pub(crate) fn docx(setting: &Setting) -> Vec<Measured> {
    let bytes = std::fs::read(setting.fixture("tianqiao/tianqiao-2023-2025.docx")).expect("docx");
    let ours = || document::read("plan.docx", &bytes).expect("a document");
    let (ours, other) = side_by_side(setting.rounds() * 5, ours, || xml_alone(&bytes));
    vec![Measured {
        name: "bytes of a docx into a document".to_owned(),
        ours,
        other,
        unit: "ms",
        limit: Limit::AtMost(3.0),
        beside: "zip and quick-xml alone",
    }]
}

/// Unpacks every part that holds XML and goes through its events.
fn xml_alone(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut events = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        if !matches!(name.rsplit('.').next(), Some("xml" | "rels")) {
            continue;
        }
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("its bytes");
        let mut reader = Reader::from_reader(text.as_slice());
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Eof => break,
                _ => events += 1,
            }
        }
    }
    events
}
