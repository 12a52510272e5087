//! A large office: the shipped plan with every number filed by many orgs each month.

use std::fmt::Write as _;
use std::path::Path;

use document::{Column, Field, Workbook};
use domain::office::Org;
use domain::pack::Pack;
use domain::period::Frequency;
use domain::plan::OrgKind;
use fastrand::Rng;

/// The years and months that are filed.
const YEARS: std::ops::RangeInclusive<i16> = 2020..=2025;

/// The head of a file of values.
const HEAD: [&str; 8] = ["item", "org", "period", "value", "unit", "status", "source", "note"];

/// The pack with every item filed by this many orgs, each month.
pub(crate) fn pack(shipped: &Path, orgs: usize) -> Pack {
    let pack = engine::pack_read(shipped).expect("the shipped pack");
    let mut office = pack.office;
    let key = |number: usize| format!("sample-unit-{number}");
    let new = |key: String, kind, assigned_to| Org {
        name: format!("示例单位{key}"),
        key,
        kind,
        aliases: Vec::new(),
        assigned_to,
    };
    let members: Vec<String> = (0..orgs).map(key).collect();
    office.orgs.extend(members.iter().map(|key| new(key.clone(), OrgKind::Office, Vec::new())));
    office.orgs.push(new("sample-all".to_owned(), OrgKind::Collective, members));
    for item in &mut office.items {
        "sample-all".clone_into(&mut item.org);
        item.frequency = Frequency::Month;
    }
    Pack::new(pack.head, pack.document, office).expect("no corrections")
}

/// One value after another: item, org, period, amount, unit; the same ones every time.
fn rows(pack: &Pack, orgs: usize) -> impl Iterator<Item = [String; 5]> + '_ {
    let mut rng = Rng::with_seed(7);
    let items = pack.office.items.iter().filter(|item| item.derivation().is_none());
    let cells = items.flat_map(move |item| {
        let periods = YEARS.flat_map(|year| (1..=12).map(move |month| (year, month)));
        let cells = periods.flat_map(move |period| (0..orgs).map(move |org| (period, org)));
        cells.map(move |cell| (item, cell))
    });
    cells.map(move |(item, ((year, month), org))| {
        let amount = format!("{}.{:02}", rng.u32(1_000..9_000), rng.u32(..100));
        let (org, period) = (format!("sample-unit-{org}"), format!("{year}-{month:02}"));
        [item.name.clone(), org, period, amount, item.unit.to_string()]
    })
}

/// This many values as csv.
pub(crate) fn csv(pack: &Pack, orgs: usize, count: usize) -> String {
    let mut text = HEAD.join(",") + "\n";
    let mut written = 0;
    for [item, org, period, amount, unit] in rows(pack, orgs).take(count) {
        let _ = writeln!(text, "{item},{org},{period},{amount},{unit},reported,示例,");
        written += 1;
    }
    assert_eq!(written, count, "there are as many values as were asked for");
    text
}

/// This many values as a workbook.
pub(crate) fn workbook(pack: &Pack, orgs: usize, count: usize) -> Vec<u8> {
    let columns = HEAD.map(|title| Column { title, width: 16.0 });
    let mut workbook = Workbook::new();
    let sheet = workbook.sheet("数据", &columns).expect("a sheet");
    for [item, org, period, amount, unit] in rows(pack, orgs).take(count) {
        let fields = [
            Field::Text(&item),
            Field::Text(&org),
            Field::Text(&period),
            Field::Number(&amount),
            Field::Text(&unit),
            Field::Text("reported"),
            Field::Text("示例"),
            Field::Text(""),
        ];
        sheet.row(&fields).expect("a row");
    }
    workbook.finish().expect("a workbook")
}
