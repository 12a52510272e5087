//! Somebody alters the database or a file behind the program's back: it is found and named.

use std::path::Path;

use domain::{Lang, Say as _};
use sqlx::{Connection as _, SqliteConnection};
use wufei_engine::{Engine, Finding, Place};

use crate::district::{PLAN, fresh};
use crate::log::Log;
use crate::walk::walk;

/// A district that was walked through, closed; and its folder.
async fn closed() -> (tempfile::TempDir, Place) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = fresh(&place).await;
    walk(&engine, &mut Log::default()).await;
    engine.close().await;
    (folder, place)
}

/// A copy of a district, altered by SQL, and what is found in it.
async fn altered(place: &Place, sql: &str) -> Vec<Finding> {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = Place::directory(folder.path().join("data"));
    copy_folder(&place.data, &copy.data);
    let file = format!("sqlite://{}", copy.database_file().display());
    let mut conn = SqliteConnection::connect(&file).await.expect("a database");
    let refused = sqlx::raw_sql("update journal set body = '' where seq = 1").execute(&mut conn);
    let refused = refused.await.expect_err("the triggers stand").to_string();
    assert!(refused.contains("append-only"), "{refused}");
    let guards = "select sql from sqlite_master where type = 'trigger'";
    let guards: Vec<(String,)> = sqlx::query_as(guards).fetch_all(&mut conn).await.expect("guards");
    let free = "drop trigger journal_no_update; drop trigger journal_no_delete;";
    sqlx::raw_sql(free).execute(&mut conn).await.expect("no triggers");
    let run = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut conn).await;
    run.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
    if !sql.contains("journal_no_update") {
        for (guard,) in guards {
            let guard = sqlx::AssertSqlSafe(guard);
            sqlx::raw_sql(guard).execute(&mut conn).await.expect("guarded again");
        }
    }
    conn.close().await.expect("closed");
    found(&copy).await
}

async fn found(place: &Place) -> Vec<Finding> {
    let engine = Engine::open(place).await.expect("it opens");
    let verified = engine.verify(20).await.expect("a verification");
    engine.close().await;
    verified.findings
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
}

#[tokio::test]
async fn a_damaged_file_is_told_with_what_to_do() {
    let (_folder, place) = closed().await;
    let file = place.database_file();
    let mut bytes = std::fs::read(&file).expect("a database");
    bytes.iter_mut().skip(100).step_by(3).for_each(|byte| *byte ^= 0x5a);
    std::fs::write(&file, bytes).expect("it is written");
    let told = match Engine::open(&place).await {
        Ok(engine) => engine.verify(20).await.expect_err("it is damaged").say(Lang::En),
        Err(refused) => refused.say(Lang::En),
    };
    assert!(told.contains("damaged") && told.contains("wufei restore"), "{told}");
}

/// What must be told of an alteration, in both languages.
struct Case {
    sql: &'static str,
    zh: &'static str,
    en: &'static str,
}

const CASES: &[Case] = &[
    Case {
        sql: "create trigger journal_no_update before update on journal begin select 1; end",
        zh: "只增保护（触发器）被拆除或改动",
        en: "append-only were removed or changed",
    },
    Case {
        sql: "update journal set body = replace(body, '1200.5', '1300.5') where body like '%1200.5%'",
        zh: "被改动：内容与它的哈希不符",
        en: "was changed: its hash",
    },
    Case {
        sql: "update journal set recorded_at = '2025-10-19T01:00:00.000Z' where seq = 5",
        zh: "第 5 行被改动",
        en: "row 5 of the journal was changed",
    },
    Case {
        sql: "delete from journal where seq = 7",
        zh: "缺第 7 行",
        en: "row 7 of the journal is missing",
    },
    Case {
        sql: "delete from journal where seq > (select max(seq) - 2 from journal)",
        zh: "尾部被截",
        en: "tail was cut off",
    },
    Case {
        sql: "delete from journal where seq = (select max(seq) from journal);
              update head set seq = (select max(seq) from journal)",
        zh: "不是登记的那一行",
        en: "is not the one that was noted",
    },
    Case {
        sql: "update value set value = '9' where item = 'giw-used' and period = '2025-Q1' and version = 3",
        zh: "表 value 的行 tianqiao-2023-2025 industry giw-used 2025-Q1 3 被改动：应为“1202”，现为“9”",
        en: "should have `1202` and has `9`",
    },
    Case {
        sql: "insert into closed_period values ('x', '2025', 'system', '2025-10-20T01:00:00.000Z')",
        zh: "表 closed_period 多出一行：x 2025",
        en: "table closed_period has the row x 2025",
    },
    Case {
        sql: "create trigger more after insert on value begin
              update value set value = '0' where rowid = new.rowid; end",
        zh: "不属于本程序的触发器 value.more",
        en: "has a trigger value.more that is not the program's",
    },
    Case {
        sql: "delete from decision",
        zh: "表 decision 缺一行：tianqiao-2023-2025 5 2025 1",
        en: "table decision lacks the row tianqiao-2023-2025 5 2025 1",
    },
    Case {
        sql: "update account set role = 'administrator' where login = 'industry-clerk'",
        zh: "应为“bureau”，现为“administrator”",
        en: "row",
    },
    Case {
        sql: "update private set text = '别人' where text = '示例改名'",
        zh: "表 private 的行",
        en: "table private",
    },
    Case {
        sql: "update credential set hash = 'x'",
        zh: "表 credential 的行",
        en: "table credential",
    },
];

#[tokio::test]
async fn what_was_altered_is_found_and_named() {
    let (_folder, place) = closed().await;
    assert_eq!(found(&place).await, [], "nobody altered anything yet");
    for Case { sql, zh, en } in CASES {
        let findings = altered(&place, sql).await;
        let told = |lang| findings.iter().map(|own| own.say(lang)).collect::<Vec<_>>().join("\n");
        assert!(told(Lang::Zh).contains(zh), "{sql}:\n{}", told(Lang::Zh));
        assert!(told(Lang::En).contains(en), "{sql}:\n{}", told(Lang::En));
    }
}

#[tokio::test]
async fn a_file_that_was_altered_or_taken_away_is_found() {
    let (_folder, place) = closed().await;
    crate::checker::check(&place.database_file()).await;
    let mut files = Vec::new();
    for folder in std::fs::read_dir(place.data.join("files")).expect("files").flatten() {
        let inside = std::fs::read_dir(folder.path()).expect("a folder");
        files.extend(inside.flatten().map(|entry| entry.path()));
    }
    files.sort();
    assert_eq!(files.len(), 4, "the plan's document and three pictures");
    std::fs::write(&files[0], "something else").expect("a file is written");
    std::fs::remove_file(&files[1]).expect("a file is taken away");
    let hash = |at: usize| files[at].file_name().expect("a name").to_string_lossy().into_owned();
    let wanted = [Finding::FileChanged { hash: hash(0) }, Finding::FileMissing { hash: hash(1) }];
    assert_eq!(found(&place).await, wanted);
    assert!(!wanted[0].say(Lang::Zh).contains(PLAN));
}
