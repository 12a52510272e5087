//! Files of values: a status from many, beside reading their fields alone.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::{Reader, Xlsx};
use domain::Lang;
use domain::pack::Pack;
use engine::{calendar, status, values_read};
use jiff::civil::date;

use crate::timing::side_by_side;
use crate::{Limit, Measured, Setting, city};

/// How many values one org files over the years of the large office, about.
const OF_ONE_ORG: usize = 7_000;

/// Values in a file, and the pack whose office files them.
struct Filed {
    pack: Arc<Pack>,
    path: PathBuf,
    count: usize,
}

impl Filed {
    fn new(setting: &Setting, desk: &Path, count: usize) -> Self {
        let orgs = count.div_ceil(OF_ONE_ORG);
        let pack = Arc::new(city::pack(&setting.pack(), orgs));
        let path = desk.join(format!("{count}.csv"));
        std::fs::write(&path, city::csv(&pack, orgs, count)).expect("a file");
        Self { pack, path, count }
    }

    /// The status of every indicator, as JSON.
    fn status(&self) -> String {
        let values = values_read(&self.pack, std::slice::from_ref(&self.path)).expect("the values");
        assert_eq!(usize::try_from(values.receipt.accepted).unwrap_or(0), self.count);
        let calendar = calendar();
        let status = status(&self.pack, &values.figures, &calendar, 2025, date(2025, 10, 20));
        status.json(Lang::Zh).to_string()
    }
}

/// A status of every indicator from 700,000 values in a csv.
pub(crate) fn status_of_many(setting: &Setting) -> Vec<Measured> {
    let (many, few) = if setting.quick { (140_000, 14_000) } else { (700_000, 70_000) };
    let desk = tempfile::tempdir().expect("a folder");
    let (large, small) =
        (Filed::new(setting, desk.path(), many), Filed::new(setting, desk.path(), few));
    let rounds = setting.rounds().min(5);
    let alone = || csv_alone(&std::fs::read(&large.path).expect("the file"));
    let (ours, csv) = side_by_side(rounds, || large.status(), alone);
    let (again, less) = side_by_side(rounds, || large.status(), || small.status());
    let times = 10.0;
    vec![
        Measured {
            name: format!("status from {many} values in a csv"),
            ours,
            other: csv,
            unit: "ms",
            limit: Limit::AtMost(3.0),
            beside: "csv crate alone",
        },
        Measured {
            name: format!("a value of {many} beside a value of {few}"),
            ours: again / times,
            other: less,
            unit: "ms",
            limit: Limit::AtMost(1.3),
            beside: "a tenth of the values",
        },
    ]
}

fn csv_alone(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut length = 0;
    while reader.read_byte_record(&mut record).expect("a row") {
        length += record.iter().map(<[u8]>::len).sum::<usize>();
    }
    length
}

/// 100,000 rows of a workbook with their receipts.
pub(crate) fn workbook(setting: &Setting) -> Vec<Measured> {
    let rows: usize = if setting.quick { 20_000 } else { 100_000 };
    let orgs = rows.div_ceil(OF_ONE_ORG);
    let pack = city::pack(&setting.pack(), orgs);
    let bytes = city::workbook(&pack, orgs, rows);
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("values.xlsx");
    std::fs::write(&path, &bytes).expect("a file");
    let ours = || {
        let values = values_read(&pack, std::slice::from_ref(&path)).expect("the values");
        assert_eq!(usize::try_from(values.receipt.accepted).unwrap_or(0), rows);
        values
    };
    let (ours, other) = side_by_side(setting.rounds().min(5), ours, || {
        let bytes = std::fs::read(&path).expect("the file");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        book.worksheet_range("数据").expect("a sheet").used_cells().count()
    });
    vec![Measured {
        name: format!("{rows} rows of a workbook with receipts"),
        ours,
        other,
        unit: "ms",
        limit: Limit::AtMost(2.0),
        beside: "calamine's cells alone",
    }]
}
