//! A backup is taken while numbers are filed, and becomes a district of either database again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{Lang, Say as _};
use wufei_engine::{Engine, Finding, Health, Keep, Place, Refused, doctor};

use crate::district::{PLAN, Time, fresh};
use crate::log::Log;
use crate::postgres::Cluster;
use crate::walk::{row, settle, shipped, walk};

async fn findings(place: &Place) -> (i64, Vec<Finding>) {
    let engine = Engine::open(place).await.expect("it opens");
    let verified = engine.verify(20).await.expect("a verification");
    engine.close().await;
    (verified.entries, verified.findings)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_under_load_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = Arc::new(fresh(&place).await);
    settle(&engine, &mut Log::default()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let filing = tokio::spawn({
        let (engine, stop) = (engine.clone(), stop.clone());
        async move {
            let time = Time::new();
            let mut count = 0;
            while !stop.load(Ordering::Acquire) {
                count += 1;
                let rows = [row("giw-used", "2025-Q1", &count.to_string())];
                let (ctx, own) = (time.system(), (PLAN, "industry"));
                engine.filing_file(&ctx, own, &rows, Keep::Sound).await.expect("a filing");
            }
            count
        }
    });
    let mut last = 0;
    for no in 0..4 {
        let to = folder.path().join(format!("backup-{no}"));
        let backup = engine.backup(&to).await.expect("a backup");
        assert_eq!(backup.findings, []);
        let target = Place::directory(folder.path().join(format!("restored-{no}")));
        let head = Engine::restore(&target, &to, None).await.expect("a district").head;
        assert!(head.seq >= last, "the journal goes on");
        last = head.seq;
        assert_eq!(findings(&target).await, (head.seq, Vec::new()));
        let again = Engine::restore(&target, &to, None).await.expect_err("it is not empty");
        assert!(again.say(Lang::En).contains("set up already"), "{}", again.say(Lang::En));
    }
    stop.store(true, Ordering::Release);
    assert!(filing.await.expect("filed") > 0);
    assert!(engine.backup(&folder.path().join("backup-0")).await.is_err(), "it is there");
}

#[tokio::test]
async fn a_backup_moves_from_one_database_to_the_other_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let sqlite = Place::directory(path("sqlite"));
    let engine = fresh(&sqlite).await;
    walk(&engine, &mut Log::default()).await;
    let first = engine.backup(&path("first")).await.expect("a backup");
    engine.close().await;
    let cluster = Cluster::start();
    let database = Some(cluster.database("restored"));
    let postgres = Place { data: path("postgres"), database };
    Engine::restore(&postgres, &path("first"), None).await.expect("a district");
    let engine = Engine::open(&postgres).await.expect("it opens");
    assert_eq!(engine.verify(20).await.expect("a verification").findings, []);
    let second = engine.backup(&path("second")).await.expect("a backup");
    engine.close().await;
    assert_eq!((&first.head.hash, &first.head.rows), (&second.head.hash, &second.head.rows));
    // A directory without its database is no empty district, nor is a database without its tables.
    let alone = Place::directory(&postgres.data);
    let refused = Engine::open_beside(&alone).await.err().expect("its rows are elsewhere");
    assert!(refused.say(Lang::En).contains("WUFEI_DATABASE"), "{}", refused.say(Lang::En));
    assert!(!alone.database_file().exists(), "nothing is made by looking");
    let bare = Place { database: Some(cluster.database("bare")), ..postgres.clone() };
    let refused = Engine::open(&bare).await.err().expect("another database");
    assert!(refused.say(Lang::En).contains("has no tables"), "{}", refused.say(Lang::En));
    for (from, to, wanted) in [
        ("/restored?", "/nowhere?", "createdb"),
        ("postgres:", "mysql:", "is not understood"),
        ("?host=", "?host=/nowhere", "does not answer"),
    ] {
        let address = postgres.database.as_ref().map(|address| address.replace(from, to));
        let place = Place { database: address, ..postgres.clone() };
        let refused = Engine::open(&place).await.err().expect("no such database");
        assert!(refused.say(Lang::En).contains(wanted), "{}", refused.say(Lang::En));
    }
    let full = Place { data: path("full"), ..postgres };
    let refused = Engine::restore(&full, &path("first"), None).await.expect_err("it is not empty");
    assert!(refused.say(Lang::En).contains("use an empty one"), "{}", refused.say(Lang::En));
    let init = Engine::make(&full, None).await.err().expect("another district is in it");
    assert!(init.say(Lang::En).contains("use an empty one"), "{}", init.say(Lang::En));
    assert!(!path("full").exists() && !path("full.part").exists(), "nothing half is left");
    let back = Place::directory(path("back"));
    let restored = Engine::restore(&back, &path("second"), Some(20)).await.expect("a district");
    let head = restored.head;
    assert_eq!((restored.verified.entries, restored.verified.findings), (head.seq, Vec::new()));
    assert_eq!(findings(&back).await, (head.seq, Vec::new()));
    let engine = Engine::open(&back).await.expect("it opens");
    let out = engine.plan_export(&Time::new().system(), PLAN).await.expect("a plan");
    assert_eq!(out.1, shipped().0.document);
}

#[tokio::test]
async fn a_backup_that_was_cut_is_refused_and_a_missing_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = fresh(&place).await;
    settle(&engine, &mut Log::default()).await;
    let to = folder.path().join("backup");
    engine.backup(&to).await.expect("a backup");
    std::fs::remove_dir_all(place.data.join("files")).expect("files are taken away");
    let damaged = engine.backup(&folder.path().join("damaged")).await.expect("a backup");
    assert!(matches!(damaged.findings[..], [Finding::FileMissing { .. }]));
    engine.close().await;
    let table = to.join("tables/plan_row.jsonl");
    let text = std::fs::read_to_string(&table).expect("rows");
    let cut: Vec<&str> = text.lines().take(100).collect();
    std::fs::write(&table, cut.join("\n")).expect("rows are written");
    let target = Place::directory(folder.path().join("restored"));
    let refused = Engine::restore(&target, &to, None).await.expect_err("it was cut");
    assert!(refused.say(Lang::En).contains("plan_row"), "{}", refused.say(Lang::En));
    assert!(!target.data.exists());
    let none = Engine::restore(&target, folder.path(), None).await.expect_err("no backup");
    assert!(none.say(Lang::En).contains("is no backup"));
}

#[tokio::test]
async fn a_backup_that_was_altered_is_not_restored_where_it_is_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = fresh(&place).await;
    settle(&engine, &mut Log::default()).await;
    let to = folder.path().join("backup");
    engine.backup(&to).await.expect("a backup");
    engine.close().await;
    let table = to.join("tables/plan_row.jsonl");
    let text = std::fs::read_to_string(&table).expect("rows").replace("吨", "克");
    std::fs::write(&table, text).expect("rows are written");
    let cluster = Cluster::start();
    let database = Some(cluster.database("altered"));
    let target = |name: &str, database| Place { data: folder.path().join(name), database };
    for target in [target("sqlite", None), target("postgres", database)] {
        for _ in 0..2 {
            let restored = Engine::restore(&target, &to, Some(5)).await.expect("a verification");
            let findings = restored.verified.findings;
            assert!(matches!(findings[0], Finding::TableDiffers { .. }), "{findings:?}");
            assert!(!target.data.exists(), "nothing can be served");
        }
        Engine::restore(&target, &to, None).await.expect("nobody verifies it");
    }
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let health = |checks: &[wufei_engine::Check], name: &str| {
        checks.iter().find(|check| check.name == name).map(|check| check.health)
    };
    let none = doctor(&place).await;
    assert_eq!(health(&none, "directory"), Some(Health::Error));
    assert!(none[0].hint.is_some());
    let engine = fresh(&place).await;
    settle(&engine, &mut Log::default()).await;
    let served = doctor(&place).await;
    assert_eq!(health(&served, "lock"), Some(Health::Ok), "a server at work is no fault");
    engine.close().await;
    let checks = doctor(&place).await;
    for name in ["directory", "disk", "ids", "lock", "database", "files", "calendar", "mail"] {
        assert_eq!(health(&checks, name), Some(Health::Ok), "{name}");
    }
    assert_eq!(health(&checks, "clock"), Some(Health::Warning), "it stands still");
    std::fs::remove_dir_all(place.data.join("files")).expect("files are taken away");
    assert_eq!(health(&doctor(&place).await, "files"), Some(Health::Error));
}

#[tokio::test]
async fn what_another_process_has_is_read_beside_it_and_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = fresh(&place).await;
    settle(&engine, &mut Log::default()).await;
    let second = Engine::open(&place).await;
    assert!(matches!(second, Err(Refused::Unfit(_))), "one process has a directory");

    let beside = Engine::open_beside(&place).await.expect("it is read");
    assert_eq!(beside.verify(20).await.expect("a verification").findings, []);
    let copy = folder.path().join("copy");
    beside.backup(&copy).await.expect("a backup beside the one that serves");
    let rows = [row("giw-used", "2025-Q1", "1")];
    let ctx = Time::new().system();
    let filed = beside.filing_file(&ctx, (PLAN, "industry"), &rows, Keep::Sound).await;
    assert!(matches!(filed, Err(Refused::Unfit(_))), "it is not written from beside");
    beside.close().await;
    engine.close().await;
}
