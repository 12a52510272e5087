//! Every list: what is filtered is what is exported, as a workbook and as csv, row by row the same.

use document::{Record, RowReader};

use crate::client::{Browser, Reply, encoded};
use crate::house::House;

const LISTS: &[&str] = &[
    "/indicators",
    "/measures",
    "/tasks",
    "/projects",
    "/promises",
    "/orgs",
    "/filing",
    "/filing/matrix",
    "/filing?org=agriculture",
    "/search?q=%E7%A7%B8%E7%A7%86",
    "/orgs/agriculture?list=duties",
    "/orgs/agriculture?list=filing",
    "/orgs/agriculture?list=chases",
    "/turns",
    "/definitions",
    "/definitions/items",
    "/definitions/links",
    "/amendments",
    "/plans",
    "/document/corrections",
];

/// The rows of an exported file.
#[track_caller]
fn rows(name: &str, reply: &Reply) -> Vec<Vec<String>> {
    let mut reader = RowReader::open(name, reply.bytes.clone()).expect("the export is read");
    let mut record = Record::default();
    let mut rows = Vec::new();
    while reader.read(&mut record).expect("a row") {
        // A text that a spreadsheet would compute is marked as text in csv.
        rows.push(record.iter().map(|field| field.trim_start_matches('\'').to_owned()).collect());
    }
    rows
}

/// How many rows the page says it has.
fn count(text: &str) -> Option<usize> {
    let (before, _) = text.split_once(" 行")?;
    before.rsplit(' ').next()?.replace(',', "").parse().ok()
}

/// A list's address with something more asked of it.
fn at(path: &str, query: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}{query}")
}

/// How many rows a list has, where the number on its page is that of this list.
fn told_of(browser: &mut Browser, path: &str, query: &str) -> Option<usize> {
    let is_other = path.contains("list=filing") || path.contains("list=chases");
    count(&browser.open(&at(path, query)).text()).filter(|_| !is_other)
}

#[track_caller]
fn exported(browser: &mut Browser, path: &str, query: &str) -> Vec<Vec<String>> {
    let csv = browser.open(&at(path, &format!("{query}format=csv")));
    let xlsx = browser.open(&at(path, &format!("{query}format=xlsx")));
    for (file, ending) in [(&csv, "csv"), (&xlsx, "xlsx")] {
        let named = file.header("content-disposition").unwrap_or_default();
        assert!(named.starts_with("attachment") && named.ends_with(ending), "{path}: {named}");
    }
    let (csv, xlsx) = (rows("list.csv", &csv), rows("list.xlsx", &xlsx));
    assert_eq!(csv.len(), xlsx.len(), "{path}?{query}");
    for (one, other) in csv.iter().zip(&xlsx) {
        let same = one.iter().zip(other).all(|(one, other)| {
            let bare = |text: &str| text.replace([',', ' '], "");
            bare(one) == bare(other) || one.trim() == other.trim()
        });
        assert!(same, "{path}?{query}:\n{one:?}\n{other:?}");
    }
    csv
}

#[test]
fn what_a_list_shows_is_what_it_exports() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let mut counted = 0;
    for path in LISTS {
        let all = exported(&mut office, path, "");
        if let Some(count) = told_of(&mut office, path, "") {
            assert_eq!(all.len(), count + 1, "{path}: its rows and a head");
            counted += 1;
        }
        let asked = format!("q={}&", encoded("秸秆"));
        let some = exported(&mut office, path, &asked);
        assert!(some.len() <= all.len(), "{path}");
        assert!(some.iter().skip(1).all(|row| all.contains(row)), "{path}: nothing new by asking");
        if let Some(count) = told_of(&mut office, path, &asked) {
            assert_eq!(some.len(), count + 1, "{path}?{asked}: its rows and a head");
        }
    }
    assert!(counted > 8, "only {counted} lists say how many rows they have");
    house.close();
}

#[test]
fn a_list_sorts_by_each_of_its_heads_and_loses_nothing() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let mut heads = 0;
    for path in LISTS {
        let html = office.open(path).html();
        let mut all = exported(&mut office, path, "");
        all.sort();
        let sorts: Vec<&str> = html
            .split("sort=")
            .skip(1)
            .filter_map(|rest| rest.split(['"', '&']).next())
            .take(12)
            .collect();
        for sort in sorts {
            let mut sorted = exported(&mut office, path, &format!("sort={sort}&"));
            sorted.sort();
            heads += 1;
            assert_eq!(sorted, all, "{path} by {sort}");
        }
    }
    assert!(heads > 30, "only {heads} heads sort");
    house.close();
}

#[test]
fn a_bureau_exports_no_more_than_it_sees() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let turns = exported(&mut clerk, "/turns", "");
    assert!(turns.len() > 1, "there is something to do");
    for row in turns.iter().skip(1) {
        assert!(row[0].contains("区农业农村局"), "{row:?}");
    }
    house.close();
}
