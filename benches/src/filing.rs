//! A workbook of numbers filed with journal, checks, receipt and answer, beside reading its cells.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use document::{GridLimits, read_grids};
use domain::formula::{Expression, Formula, Operator};
use domain::pack::Pack;
use domain::period::Period;
use engine::{Context, Engine, Outcome, Place, Source, Upload};
use jiff::civil::date;
use rust_xlsxwriter as xlsx;
use tokio::runtime::Runtime;

use crate::timing::side_by_side;
use crate::{Limit, Measured, Setting, city};

/// The org that files.
const ORG: &str = "sample-unit-0";
/// One row of so many has a text where a number is wanted.
const FAULTY: u32 = 100;

/// A district with a plan and no numbers.
struct District {
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl District {
    async fn new(pack: &Pack) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Place::directory(folder.path().join("data"));
        let engine = Engine::make(&place, Some(date(2025, 10, 20))).await.expect("a district");
        let ctx = Context::system(engine.clock().now());
        engine.plan_import(&ctx, pack, &Source::default()).await.expect("the plan");
        engine.programme(&pack.head.id).await.expect("the plan");
        Self { engine, _folder: folder }
    }

    fn context(&self) -> Context {
        Context::system(self.engine.clock().now())
    }
}

/// 10,000 numbers that a workbook brings.
pub(crate) fn workbook(setting: &Setting) -> Vec<Measured> {
    let runtime = Runtime::new().expect("a runtime");
    let mut pack = city::pack(&setting.pack(), 1);
    // One org has so many numbers only where the plan looks back for long.
    pack.head.base_year = Some(2012);
    let plan = pack.head.id.clone();
    let rounds = setting.rounds();
    let wanted = if setting.quick { 2_500 } else { 10_000 };
    let mut districts: Vec<District> =
        (0..=rounds).map(|_| runtime.block_on(District::new(&pack))).collect();
    let filed = runtime.block_on(filled(&districts[0], &plan, wanted));
    let count = rows(&filed);
    let upload = Upload { name: "填报.xlsx".to_owned(), bytes: filed.clone() };
    let mut used = Vec::new();
    let ours = || {
        let district = districts.pop().expect("a fresh district");
        let ctx = district.context();
        let read = district.engine.workbook_read(&ctx, (&plan, ORG), None, &upload);
        let read = runtime.block_on(read).expect("a receipt");
        let faulty = count / usize::try_from(FAULTY).unwrap_or(1);
        let filed = read.receipt.count(Outcome::Filed);
        assert_eq!(filed, count - faulty, "every number is taken, every text is not");
        used.push(district);
        read
    };
    let (ours, other) = side_by_side(rounds, ours, || cells(&filed));
    vec![Measured {
        name: format!("{count} numbers of a workbook filed and answered"),
        ours,
        other,
        unit: "ms",
        limit: Limit::AtMost(8.0),
        beside: "calamine's cells alone",
    }]
}

/// A form with a number in every row, saved as another program would.
async fn filled(district: &District, plan: &str, wanted: usize) -> Vec<u8> {
    let months = |year: i16| (1..=12).map(move |month| Period::Month(year, month));
    let mut periods: Vec<Period> = Vec::new();
    let items = district.engine.programme(plan).await.expect("the plan");
    let items = items.pack(date(2025, 10, 20)).expect("the plan");
    let wholes = wholes(&items);
    let items = items.office.items.iter().filter(|item| item.derivation().is_none()).count();
    periods.extend((2012..=2025).flat_map(months).take(wanted.div_ceil(items)));
    let ctx = district.context();
    let bytes = district.engine.workbook_write(&ctx, (plan, ORG), &periods).await;
    let bytes = bytes.expect("a form");
    let grids = read_grids(&GridLimits::default(), "a.xlsx", bytes).expect("the form");
    let mut book = xlsx::Workbook::new();
    for sheet in &grids.sheets {
        let out = book.add_worksheet();
        out.set_name(sheet.name.as_deref().unwrap_or("")).expect("a name");
        out.set_hidden(sheet.is_hidden);
        let head = &sheet.rows[0];
        let at = |title: &str| head.iter().position(|own| own == title);
        for (row, record) in (0_u32..).zip(&sheet.rows).take(wanted + 1) {
            for (column, text) in (0_u16..).zip(record.iter()).filter(|(_, t)| !t.is_empty()) {
                out.write_string(row, column, text).expect("a cell");
            }
            if let (Some(value), Some(note), 1..) = (at("本期数"), at("说明"), row) {
                let column = |at: usize| u16::try_from(at).expect("a column");
                // Each whole is more than its parts, and nothing falls or jumps: as in a sound
                // file.
                let base =
                    if wholes.iter().any(|whole| whole == record.get(0)) { 90.0 } else { 8.0 };
                let number = base + f64::from(row) / 10_000.0;
                match row % FAULTY {
                    0 => out.write_string(row, column(value), "约十吨").expect("a cell"),
                    _ => out.write_number(row, column(value), number).expect("a cell"),
                };
                out.write_string(row, column(note), "台账汇总").expect("a cell");
                let source = at("来源").expect("a column");
                out.write_string(row, column(source), "固体废物管理台账").expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// The items that others are a part of.
fn wholes(pack: &Pack) -> Vec<String> {
    let sides = |side: bool| {
        let formulas = pack.office.definitions.iter().filter_map(|own| own.formula.as_ref());
        let names = formulas.filter_map(move |formula| match &formula.root.kind {
            Expression::Arithmetic(Operator::Over, part, whole) => {
                let root = if side { whole } else { part };
                let side = Formula { root: (**root).clone() };
                Some(side.items().iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>())
            }
            _ => None,
        });
        names.flatten()
    };
    let parts: Vec<String> = sides(false).collect();
    sides(true).filter(|name| !parts.contains(name)).collect()
}

fn rows(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    book.worksheet_range("填报").expect("a sheet").height() - 1
}

fn cells(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    book.worksheet_range("填报").expect("a sheet").used_cells().count()
}
