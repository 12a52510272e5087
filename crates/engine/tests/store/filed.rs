//! What an org may say of its own number.

use domain::{Lang, Say as _};
use wufei_engine::{Engine, FilingRow, Keep, Outcome, Place};

use crate::district::PLAN;
use crate::log::Log;
use crate::walk::{row, settle};

#[tokio::test]
async fn an_org_neither_speaks_for_the_plan_nor_files_examples() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = Engine::make(&place, None).await.expect("a district");
    let cast = settle(&engine, &mut Log::default()).await;
    let clerk = cast.user("industry-clerk");
    for (status, wanted) in [
        ("stated", Outcome::Rejected),
        ("方案载明", Outcome::Rejected),
        ("example", Outcome::Rejected),
        ("estimated", Outcome::Filed),
    ] {
        let own = FilingRow { status: status.to_owned(), ..row("giw-used", "2025-Q1", "1200") };
        let receipt = engine.filing_file(&clerk, (PLAN, "industry"), &[own], Keep::Sound).await;
        let receipt = receipt.expect("a receipt");
        assert_eq!(receipt.rows[0].outcome, wanted, "{status}: {:?}", receipt.rows[0].told);
    }
}

#[tokio::test]
async fn a_number_of_a_period_that_runs_is_asked_whether_it_may_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = Engine::make(&place, None).await.expect("a district");
    let cast = settle(&engine, &mut Log::default()).await;
    let clerk = cast.user("industry-clerk");
    for (status, is_asked) in [("reported", true), ("estimated", false)] {
        let own = FilingRow { status: status.to_owned(), ..row("giw-used", "2025-Q4", "1200") };
        let receipt = engine.filing_file(&clerk, (PLAN, "industry"), &[own], Keep::Sound).await;
        let answer = receipt.expect("a receipt").rows.remove(0);
        assert_eq!(answer.outcome, Outcome::Filed);
        let asked =
            answer.told.iter().any(|told| told.said.say(Lang::Zh).contains("2025-12-31 才结束"));
        assert_eq!(asked, is_asked, "{status}: {:?}", answer.told);
    }
}
