//! Every plan of the fixtures, and documents broken as scans, copies and bad exports break them.

use document::{Block, Cell, Document, Paragraph, Table};
use fastrand::Rng;

use crate::fixtures::{document, fixture, root};

/// Every plan that there is, with its name.
pub fn every_plan() -> Vec<(String, Document)> {
    let mut paths = vec![root().join("plans/tianqiao-2023-2025/source/tianqiao-2023-2025.txt")];
    for folder in std::fs::read_dir(fixture("plans")).expect("plans") {
        let Ok(files) = std::fs::read_dir(folder.expect("a folder").path()) else { continue };
        let files = files.map(|file| file.expect("a file").path());
        paths.extend(files.filter(|path| path.file_stem().is_some_and(|stem| stem == "plan")));
    }
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), document(path))).collect()
}

/// What can break in a document.
type Break = fn(&mut Document, &mut Rng);

const BREAKS: &[Break] = &[lose_blocks, lose_rows, lose_cells, shorten, mix, blank, cut_apart];

/// The document broken in several ways; the number says how.
pub fn broken(original: &Document, number: u64) -> Document {
    let mut rng = Rng::with_seed(number);
    let mut document = original.clone();
    for _ in 0..rng.usize(1..=4) {
        BREAKS[rng.usize(..BREAKS.len())](&mut document, &mut rng);
    }
    document
}

fn each_table(document: &mut Document, mut change: impl FnMut(&mut Table)) {
    for block in &mut document.blocks {
        if let Block::Table(table) = block {
            change(table);
        }
    }
}

fn each_text(document: &mut Document, mut change: impl FnMut(&mut String)) {
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(paragraph) => change(&mut paragraph.text),
            Block::Table(table) => {
                table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| {
                    change(&mut cell.text);
                });
            }
        }
    }
}

/// Pages that were not scanned.
fn lose_blocks(document: &mut Document, rng: &mut Rng) {
    document.blocks.retain(|_| rng.u8(..5) > 0);
}

fn lose_rows(document: &mut Document, rng: &mut Rng) {
    each_table(document, |table| {
        let kept: Vec<bool> = table.rows.iter().map(|_| rng.u8(..6) > 0).collect();
        let mut kept = kept.into_iter();
        table.rows.retain(|_| kept.next().unwrap_or(true));
    });
    document.blocks.retain(|block| !matches!(block, Block::Table(table) if table.rows.is_empty()));
}

/// Cells of a column, or the words in some of them.
fn lose_cells(document: &mut Document, rng: &mut Rng) {
    each_table(document, |table| {
        let width = table.rows.first().map_or(0, |row| row.cells.len());
        let column = rng.usize(..width.max(1));
        for cell in table.rows.iter_mut().filter_map(|row| row.cells.get_mut(column)) {
            *cell = Cell::default();
        }
    });
}

/// Texts that end in their midst.
fn shorten(document: &mut Document, rng: &mut Rng) {
    each_text(document, |text| {
        if rng.u8(..8) == 0 {
            let length = rng.usize(..=text.chars().count());
            *text = text.chars().take(length).collect();
        }
    });
}

/// Texts in each other's place.
fn mix(document: &mut Document, rng: &mut Rng) {
    let mut before = String::new();
    each_text(document, |text| {
        if rng.u8(..10) == 0 {
            std::mem::swap(text, &mut before);
        }
    });
}

/// Words that were not recognised: figures, names, signs.
fn blank(document: &mut Document, rng: &mut Rng) {
    let own = ['。', '，', '：', '年', '（', '）', '、'];
    let lost = own[rng.usize(..own.len())];
    each_text(document, |text| {
        if rng.bool() {
            *text = text.replace(lost, " ");
        }
    });
}

/// Sentences that a bad copy puts on lines of their own.
fn cut_apart(document: &mut Document, rng: &mut Rng) {
    let sign = ['。', '，', '：'][rng.usize(..3)];
    let mut blocks = Vec::new();
    for block in document.blocks.drain(..) {
        match block {
            Block::Paragraph(paragraph) => {
                let texts: Vec<String> =
                    paragraph.text.split_inclusive(sign).map(str::to_owned).collect();
                let own = |text| Block::Paragraph(Paragraph { text, ..paragraph.clone() });
                blocks.extend(texts.into_iter().map(own));
            }
            table @ Block::Table(_) => blocks.push(table),
        }
    }
    document.blocks = blocks;
}
