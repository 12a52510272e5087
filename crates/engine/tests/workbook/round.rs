//! A workbook goes out, is filled in, comes back and is answered.

use domain::access::Action;
use domain::period::Period;
use domain::stage::Stage;
use proptest::prelude::*;
use wufei_engine::{Cell, Outcome, Upload};

use crate::desk::{Book, Desk, PLAN};

fn periods(texts: &[&str]) -> Vec<Period> {
    texts.iter().map(|text| Period::parse(text).expect(text)).collect()
}

async fn workbook(desk: &Desk, org: &str, texts: &[&str]) -> Vec<u8> {
    let ctx = desk.user("甲", org);
    let bytes = desk.engine.workbook_write(&ctx, (PLAN, org), &periods(texts)).await;
    bytes.expect("a workbook")
}

#[tokio::test]
async fn what_nobody_touched_changes_nothing() {
    let desk = Desk::new().await;
    for org in ["agriculture", "ecology-branch", "sanitation", "zero-waste-office"] {
        let all = ["2023", "2024", "2024-H2", "2025-H1", "2024-Q4", "2025-Q3", "2025-09"];
        let bytes = workbook(&desk, org, &all).await;
        for bytes in [bytes.clone(), Book::open(&bytes).save()] {
            let read = desk.read(org, bytes).await;
            assert_eq!(read.notes, [], "{org}");
            assert!(!read.receipt.rows.is_empty(), "{org}");
            for (row, place) in read.receipt.rows.iter().zip(&read.places) {
                assert_eq!(
                    (row.outcome, row.told.as_slice()),
                    (Outcome::Unchanged, &[][..]),
                    "{org} {place}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_filled_in_is_filed_and_answered() {
    let desk = Desk::new().await;
    let org = "ecology-branch";
    let mut book = Book::open(&workbook(&desk, org, &["2025-Q3"]).await);
    let rows = book.sheets[0].2.len();
    let blank = (1..rows).filter(|row| book.get(*row, "本期数").is_empty()).count();
    let row = book.row("工业危险废物产生量", "2025-Q3");
    let last_year = book.get(row, "上年同期").to_owned();
    assert_eq!(last_year, "53398", "the example's number of 2024-Q3");
    assert!(book.get(row, "目标").contains("危险废物"), "{}", book.get(row, "目标"));
    book.set(row, "本期数", "5.1").set(row, "计量单位", "万吨").set(row, "说明", "台账汇总");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
    assert!(read.blank <= blank);
    let told = &read.receipt.rows.iter().find(|row| row.outcome == Outcome::Filed);
    let told = told.expect("a row");
    assert!(told.told.iter().any(|told| told.field == "unit"), "{told:?}");
    let place = ("hw-generated".to_owned(), "2025-Q3".to_owned());
    let ctx = desk.user("甲", org);
    let value = desk.engine.value_latest(&ctx, (PLAN, org), &[place]).await.expect("a value");
    assert_eq!((value[0].value.as_str(), value[0].note.as_str()), ("51000", "台账汇总"));
    // The answer can be sent again as it is, and changes nothing.
    let answered = Book::open(&read.answered.bytes);
    let row = answered.row("工业危险废物产生量", "2025-Q3");
    assert!(
        answered.get(row, "处理结果").starts_with("已填报"),
        "{}",
        answered.get(row, "处理结果")
    );
    let again = desk.read(org, read.answered.bytes.clone()).await;
    assert_eq!(again.receipt.count(Outcome::Filed), 0);
    assert_eq!(again.receipt.count(Outcome::Rejected), 0, "{:?}", again.receipt.rows);
    assert_eq!(read.answered.name, "填报-处理结果.xlsx");
}

#[tokio::test]
async fn a_faulty_row_is_mended_in_the_answer() {
    let desk = Desk::new().await;
    let org = "sanitation";
    let mut book = Book::open(&workbook(&desk, org, &["2025-10"]).await);
    book.set(1, "本期数", "约三百");
    book.set(2, "本期数", "1");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Rejected), 2, "{:?}", read.receipt.rows);
    let mut answered = Book::open(&read.answered.bytes);
    assert!(answered.get(1, "处理结果").contains("约三百"), "{}", answered.get(1, "处理结果"));
    let last_year = answered.get(1, "上年同期").to_owned();
    answered.set(1, "本期数", &last_year);
    answered.set(2, "说明", "设备检修停运");
    let read = desk.read(org, answered.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 2, "{:?}", read.receipt.rows);
}

#[tokio::test]
async fn two_people_on_one_cell_both_see_both() {
    let desk = Desk::new().await;
    let org = "agriculture";
    let bytes = workbook(&desk, org, &["2025-H1"]).await;
    let (mut first, mut second) = (Book::open(&bytes), Book::open(&bytes));
    let row = first.row("有效期内“三品一标”产品数", "2025-H1");
    first.set(row, "本期数", "16");
    second.set(row, "本期数", "17");
    let read = desk.read_as("甲", org, "a.xlsx", first.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
    let read = desk.read_as("乙", org, "a.xlsx", second.save()).await;
    let answer = read.receipt.rows.iter().find(|row| row.outcome == Outcome::Rejected);
    let answer = answer.expect("a conflict");
    let other = answer.other.as_ref().expect("what stands there");
    assert_eq!((other.value.as_str(), other.entered_by.as_str()), ("16", "甲"));
    // Sent once more from the answer, it takes its place.
    let read = desk.read_as("乙", org, "a.xlsx", read.answered.bytes.clone()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
}

#[tokio::test]
async fn what_came_back_says_why_and_is_left_alone_until_it_is_changed() {
    let desk = Desk::new().await;
    let (org, name) = ("agriculture", "有效期内“三品一标”产品数");
    let place = (PLAN, org);
    let cell = |version| Cell {
        item: "certified-products".to_owned(),
        period: "2025-H1".to_owned(),
        version,
    };
    let reviewer = desk.user("乙", org);
    let back = (Stage::Returned, Action::ValueReview);
    let moved = desk.engine.filing_move(&reviewer, place, back, &[cell(1)], "与证书不符").await;
    moved.expect("returned");
    let bytes = workbook(&desk, org, &["2025-H1"]).await;
    let read = desk.read(org, Book::open(&bytes).save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 0, "{:?}", read.receipt.rows);
    let mut book = Book::open(&bytes);
    let row = book.row(name, "2025-H1");
    book.set(row, "本期数", "16");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
    // Reviewed and confirmed, it is corrected only with a reason.
    let ahead = (Stage::Reviewed, Action::ValueReview);
    desk.engine.filing_move(&reviewer, place, ahead, &[cell(2)], "").await.expect("reviewed");
    let ahead = (Stage::Confirmed, Action::ValueConfirm);
    let office = desk.office();
    desk.engine.filing_move(&office, place, ahead, &[cell(2)], "").await.expect("confirmed");
    let mut book = Book::open(&workbook(&desk, org, &["2025-H1"]).await);
    book.set(row, "本期数", "17");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Rejected), 1, "{:?}", read.receipt.rows);
    book.set(row, "更正理由", "漏计一张证书");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
    let ctx = desk.user("甲", org);
    let versions = (PLAN, org, "certified-products", "2025-H1");
    let versions = desk.engine.value_versions(&ctx, versions).await.expect("versions");
    let told: Vec<(i64, &str, Stage)> =
        versions.iter().map(|own| (own.version, own.value.as_str(), own.stage)).collect();
    let wanted = [(3, "17", Stage::Filed), (2, "16", Stage::Confirmed), (1, "15", Stage::Returned)];
    assert_eq!(told, wanted);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn numbers_arrive_as_they_were_written(factors in prop::collection::vec(90_u32..110, 13)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let desk = Desk::new().await;
            let org = "ecology-branch";
            let mut book = Book::open(&workbook(&desk, org, &["2025-Q4"]).await);
            let mut written = Vec::new();
            for (row, factor) in (1..book.sheets[0].2.len()).zip(factors) {
                let base: f64 = book.get(row, "上年同期").parse().unwrap_or(10.0);
                let value = format!("{:.0}", (base * f64::from(factor) / 100.0).ceil());
                book.set(row, "本期数", &value).set(row, "说明", "核对无误");
                written.push((book.get(row, "数据项编号").to_owned(), value));
            }
            let read = desk.read(org, book.save()).await;
            prop_assert_eq!(read.receipt.count(Outcome::Rejected), 0, "{:?}", read.receipt.rows);
            let ctx = desk.user("甲", org);
            for (item, value) in written {
                let cell = [(item, "2025-Q4".to_owned())];
                let found = desk.engine.value_latest(&ctx, (PLAN, org), &cell).await;
                prop_assert_eq!(&found.expect("a value")[0].value, &value);
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn what_was_exported_is_read_again_and_is_the_same() {
    use wufei_engine::ExportFormat::{Csv, Xlsx};
    let desk = Desk::new().await;
    let org = "housing";
    let ctx = desk.user("甲", org);
    for (format, name) in [(Csv, "值.csv"), (Xlsx, "值.xlsx")] {
        let mut bytes = Vec::new();
        let out = (format, &mut bytes as &mut (dyn std::io::Write + Send));
        let count = desk.engine.values_export(&ctx, (PLAN, Some(org)), Some(2024), out).await;
        let count = count.expect("an export");
        assert!(count > 10);
        let file = Upload { name: name.to_owned(), bytes };
        let read = desk.engine.workbook_read(&ctx, (PLAN, org), None, &file).await.expect("read");
        assert_eq!(read.receipt.count(Outcome::Unchanged) + read.blank, count, "{name}");
    }
}
