//! The filing page's sheet, the list of periods, the matrix.

use domain::access::Action;
use domain::filing::CheckId;
use domain::period::Period;
use domain::stage::Stage;
use wufei_engine::{Cell, CellState, FilingRow, Keep, Refused};

use crate::desk::{Desk, PLAN};

#[tokio::test]
async fn a_sheet_shows_each_number_beside_the_others() {
    let desk = Desk::new().await;
    let org = "ecology-branch";
    let ctx = desk.user("甲", org);
    let period = Period::Quarter(2025, 3);
    let sheet = desk.engine.filing_sheet(&ctx, (PLAN, org), period).await.expect("a sheet");
    assert_eq!((sheet.summary.cells, sheet.rows.len()), (13, 13));
    let row = sheet.rows.iter().find(|row| row.item == "hw-generated").expect("a row");
    assert_eq!(row.last_year.as_ref().map(|past| past.value.as_str()), Some("53398"));
    assert_eq!(row.before.as_ref().map(|past| past.period), Some(Period::Quarter(2025, 2)));
    assert_eq!(row.due.map(|day| day.to_string()).as_deref(), Some("2025-10-15"));
    assert!(!row.targets.is_empty());
    let other = desk.engine.filing_sheet(&ctx, (PLAN, "industry"), period).await;
    assert!(matches!(other, Err(Refused::Hidden)));
    let none = desk.engine.filing_sheet(&ctx, (PLAN, org), Period::Month(2025, 3)).await;
    assert!(matches!(none, Err(Refused::Hidden)), "nothing is filed for such a period");
}

#[tokio::test]
async fn periods_and_matrix_count_the_same() {
    let desk = Desk::new().await;
    let org = "agriculture";
    let ctx = desk.user("乙", org);
    let place = (PLAN, org);
    let periods = desk.engine.filing_periods(&ctx, place).await.expect("periods");
    assert_eq!(periods.first().map(|own| own.period), Some(Period::Month(2023, 1)));
    assert!(periods.iter().all(|own| own.period.begins_on() <= ctx.today()));
    let half = Period::Half(2025, 1);
    let of = |periods: &[wufei_engine::FilingPeriod]| {
        *periods.iter().find(|own| own.period == half).expect("the half")
    };
    let before = of(&periods);
    assert_eq!(before.filed, before.to_review, "all of the example waits for a review");
    let cell = |item: &str| Cell { item: item.to_owned(), period: half.to_string(), version: 1 };
    let way = (Stage::Returned, Action::ValueReview);
    desk.engine
        .filing_move(&ctx, place, way, &[cell("certified-products")], "与台账不符")
        .await
        .expect("returned");
    let after = of(&desk.engine.filing_periods(&ctx, place).await.expect("periods"));
    assert_eq!((after.returned, after.filed), (1, before.filed - 1));
    let sheet = desk.engine.filing_sheet(&ctx, place, half).await.expect("a sheet");
    assert_eq!(sheet.summary, after);
    let row = sheet.rows.iter().find(|row| row.item == "certified-products").expect("a row");
    assert_eq!(row.value.as_ref().map(|value| value.moved_reason.as_str()), Some("与台账不符"));
    let matrix = desk.engine.filing_matrix(&ctx, PLAN, 2025).await.expect("a matrix");
    assert_eq!(matrix.len(), 1, "a bureau sees its own");
    let count = |state| {
        let cells = matrix[0].rows.iter().flat_map(|row| &row.cells);
        cells.filter(|cell| cell.period == half && cell.state == state).count()
    };
    assert_eq!(count(CellState::Returned), 1);
    assert_eq!(count(CellState::Filed), after.to_review);
    assert_eq!(count(CellState::Overdue), after.overdue - 1, "what came back is wanted again");
    let office = desk.engine.filing_matrix(&desk.office(), PLAN, 2025).await.expect("a matrix");
    assert!(office.len() > 10);
}

#[tokio::test]
async fn a_sheet_says_what_the_checks_say() {
    let desk = Desk::new().await;
    let org = "agriculture";
    let ctx = desk.user("甲", org);
    let row = FilingRow {
        item: "certified-products".to_owned(),
        period: "2025-H2".to_owned(),
        value: "150".to_owned(),
        note: "新增一批".to_owned(),
        ..FilingRow::default()
    };
    let filed = desk.engine.filing_file(&ctx, (PLAN, org), &[row], Keep::All).await;
    assert_eq!(filed.expect("a receipt").count(wufei_engine::Outcome::Filed), 1);
    let period = Period::Half(2025, 2);
    let sheet = desk.engine.filing_sheet(&ctx, (PLAN, org), period).await.expect("a sheet");
    let row = sheet.rows.iter().find(|row| row.item == "certified-products").expect("a row");
    let remarks: Vec<CheckId> = row.remarks.iter().map(|remark| remark.check).collect();
    assert_eq!(remarks, [CheckId::Jump]);
}

/// A server runs its calls on any thread.
#[test]
fn calls_may_move_between_threads() {
    fn moves<T: Send>(_: impl FnOnce(&'static Desk) -> T) {}
    moves(|desk| async move {
        let ctx = desk.user("甲", "agriculture");
        let place = (PLAN, "agriculture");
        let file = wufei_engine::Upload::default();
        let _ = desk.engine.filing_periods(&ctx, place).await;
        let _ = desk.engine.filing_sheet(&ctx, place, Period::Year(2024)).await;
        let _ = desk.engine.filing_matrix(&ctx, PLAN, 2024).await;
        let _ = desk.engine.workbook_write(&ctx, place, &[Period::Year(2024)]).await;
        let _ = desk.engine.workbook_read(&ctx, place, None, &file).await;
    });
}
