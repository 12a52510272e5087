//! The export is the format of values files: what reads those reads it.

use wufei_engine::ExportFormat;

use crate::desk::{Desk, PLAN};

#[tokio::test]
async fn all_numbers_of_a_plan_are_exported() {
    let desk = Desk::new().await;
    let mut bytes = Vec::new();
    let out = (ExportFormat::Csv, &mut bytes as &mut (dyn std::io::Write + Send));
    let office = desk.office();
    let count = desk.engine.values_export(&office, (PLAN, None), None, out).await.expect("all");
    let text = String::from_utf8(bytes).expect("utf-8");
    assert!(text.starts_with("item,org,period,value,unit,status,source,note\n"));
    assert_eq!(text.lines().count(), count + 1);
    let bureau = desk.user("甲", "housing");
    let mut none = Vec::new();
    let out = (ExportFormat::Csv, &mut none as &mut (dyn std::io::Write + Send));
    assert!(desk.engine.values_export(&bureau, (PLAN, None), None, out).await.is_err());
}
