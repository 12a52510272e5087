//! A district to file in, and workbooks as Excel and WPS would save them again.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use document::{GridLimits, read_grids};
use domain::Lang;
use domain::access::Role;
use jiff::civil::date;
use rust_xlsxwriter as xlsx;
use wufei_engine::{
    Clock, Context, Engine, FilingRow, Keep, Outcome, Place, Source, Upload, Who, WorkbookReceipt,
    pack_read,
};
use zip::write::SimpleFileOptions;

pub(crate) const PLAN: &str = "tianqiao-2023-2025";

/// The shipped plan with its example, its clock on 20 October 2025.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    _folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let day = date(2025, 10, 20);
        let place = Place::directory(folder.path().join("data"));
        let engine = Engine::make(&place, Some(day)).await.expect("a district");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans").join(PLAN);
        let pack = pack_read(&root).expect("the shipped pack");
        let system = Context::system(Clock::Pinned(day).now());
        engine.plan_import(&system, &pack, &Source::default()).await.expect("an import");
        let desk = Self { engine, _folder: folder };
        desk.example(&root).await;
        desk
    }

    /// Files the example; its rows are explained, as people would.
    async fn example(&self, root: &Path) {
        let mut by_org = std::collections::BTreeMap::<String, Vec<FilingRow>>::new();
        for file in root.join("example").read_dir().expect("the example") {
            let bytes = std::fs::read(file.expect("a file").path()).expect("a file");
            let grids = read_grids(&GridLimits::default(), "a.csv", bytes).expect("a csv");
            for row in &grids.sheets[0].rows[1..] {
                by_org.entry(row.get(1).to_owned()).or_default().push(FilingRow {
                    item: row.get(0).to_owned(),
                    period: row.get(2).to_owned(),
                    value: row.get(3).to_owned(),
                    unit: row.get(4).to_owned(),
                    status: row.get(5).to_owned(),
                    source: row.get(6).to_owned(),
                    note: "示例".to_owned(),
                    ..FilingRow::default()
                });
            }
        }
        for (org, rows) in by_org {
            let who = self.user("示例", &org);
            let place = (PLAN, org.as_str());
            let receipt = self.engine.filing_file(&who, place, &rows, Keep::Sound).await;
            let receipt = receipt.expect("a receipt");
            assert_eq!(
                receipt.count(Outcome::Rejected),
                0,
                "{org} {:?}",
                receipt.rows.iter().find(|row| row.outcome == Outcome::Rejected)
            );
        }
    }

    /// A user of an org.
    pub(crate) fn user(&self, login: &str, org: &str) -> Context {
        let who = Who {
            id: login.to_owned(),
            login: login.to_owned(),
            role: Role::Bureau,
            orgs: vec![org.to_owned()],
        };
        let now = self.engine.clock().now();
        Context { who: Some(Arc::new(who)), lang: Lang::Zh, now, request: String::new() }
    }

    /// A user of the office.
    pub(crate) fn office(&self) -> Context {
        let mut ctx = self.user("office", "zero-waste-office");
        let who = Who { role: Role::Office, ..(*ctx.who.expect("a user")).clone() };
        ctx.who = Some(Arc::new(who));
        ctx
    }

    pub(crate) async fn read(&self, org: &str, bytes: Vec<u8>) -> WorkbookReceipt {
        self.read_as("甲", org, "填报.xlsx", bytes).await
    }

    pub(crate) async fn read_as(
        &self,
        login: &str,
        org: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> WorkbookReceipt {
        let ctx = self.user(login, org);
        let file = Upload { name: name.to_owned(), bytes };
        self.engine.workbook_read(&ctx, (PLAN, org), None, &file).await.expect("a receipt")
    }

    /// Why a workbook is refused as a whole, in Chinese.
    pub(crate) async fn refused(&self, org: &str, name: &str, bytes: Vec<u8>) -> String {
        use domain::Say as _;
        let ctx = self.user("甲", org);
        let file = Upload { name: name.to_owned(), bytes };
        let read = self.engine.workbook_read(&ctx, (PLAN, org), Some(2025), &file).await;
        read.expect_err("refused").say(Lang::Zh)
    }
}

/// A workbook taken apart, to be changed and put together as another program would.
pub(crate) struct Book {
    pub(crate) sheets: Vec<(String, bool, Vec<Vec<String>>)>,
    formulas: Vec<(u32, u16, String, String)>,
    merged: Vec<(u32, u16, u32, u16)>,
}

impl Book {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let grids = read_grids(&GridLimits::default(), "a.xlsx", bytes.to_vec());
        let grids = grids.expect("a workbook");
        let sheet = |sheet: &document::Grid| {
            let rows = sheet.rows.iter().map(|row| row.iter().map(str::to_owned).collect());
            (sheet.name.as_deref().unwrap_or("").to_owned(), sheet.is_hidden, rows.collect())
        };
        Self {
            sheets: grids.sheets.iter().map(sheet).collect(),
            formulas: Vec::new(),
            merged: Vec::new(),
        }
    }

    /// The row of an item and a period, counted from 0.
    pub(crate) fn row(&self, item: &str, period: &str) -> usize {
        let rows = &self.sheets[0].2;
        let found = rows.iter().position(|row| row[0] == item && row[1] == period);
        found.unwrap_or_else(|| panic!("no row {item} {period}"))
    }

    pub(crate) fn column(&self, title: &str) -> usize {
        self.sheets[0].2[0].iter().position(|own| own == title).expect(title)
    }

    pub(crate) fn get(&self, row: usize, title: &str) -> &str {
        let column = self.column(title);
        self.sheets[0].2[row].get(column).map_or("", String::as_str)
    }

    pub(crate) fn set(&mut self, row: usize, title: &str, text: &str) -> &mut Self {
        let column = self.column(title);
        let row = &mut self.sheets[0].2[row];
        row.resize(row.len().max(column + 1), String::new());
        text.clone_into(&mut row[column]);
        self
    }

    pub(crate) fn formula(&mut self, row: usize, title: &str, text: &str, result: &str) {
        let column = u16::try_from(self.column(title)).expect("a column");
        let row = u32::try_from(row).expect("a row");
        self.formulas.push((row, column, text.to_owned(), result.to_owned()));
    }

    pub(crate) fn merge(&mut self, from: (u32, u16), to: (u32, u16)) {
        self.merged.push((from.0, from.1, to.0, to.1));
    }

    pub(crate) fn save(&self) -> Vec<u8> {
        let mut book = xlsx::Workbook::new();
        for (index, (name, is_hidden, rows)) in self.sheets.iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(name.as_str()).expect("a name").set_hidden(*is_hidden);
            if index == 0 {
                for (top, left, bottom, right) in &self.merged {
                    let plain = xlsx::Format::new();
                    sheet.merge_range(*top, *left, *bottom, *right, "", &plain).expect("merged");
                }
            }
            for (row, fields) in (0..).zip(rows) {
                for (column, text) in (0..).zip(fields) {
                    match text.parse::<f64>() {
                        Ok(number) if column < 6 && column != 1 => {
                            sheet.write_number(row, column, number).expect("a cell");
                        }
                        _ if text.is_empty() => {}
                        _ => {
                            sheet.write_string(row, column, text).expect("a cell");
                        }
                    }
                }
            }
            if index == 0 {
                for (row, column, text, result) in &self.formulas {
                    let formula = xlsx::Formula::new(text).set_result(result);
                    sheet.write_formula(*row, *column, formula).expect("a formula");
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
    }
}

/// A copy of an archive with one part more, or another one in its place.
pub(crate) fn with_part(bytes: &[u8], name: &str, part: &[u8]) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for index in 0..old.len() {
        let mut file = old.by_index(index).expect("a part");
        let own = file.name().expect("a name").into_owned();
        if own != name {
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("a part");
            new.start_file(own, options).expect("a part");
            new.write_all(&content).expect("a part");
        }
    }
    new.start_file(name, options).expect("a part");
    new.write_all(part).expect("a part");
    new.finish().expect("an archive").into_inner()
}
