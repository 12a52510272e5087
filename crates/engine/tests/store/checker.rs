//! A second opinion that shares nothing with the program: it recomputes the chain and the numbers
//! that stand from the bodies alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, SqlitePool};

/// A cell: plan, org, item, period; and of a version its value and its stage.
type Cells = BTreeMap<[String; 4], BTreeMap<i64, (String, String)>>;

/// Checks the journal of a closed SQLite database; how many rows it has.
pub(crate) async fn check(file: &std::path::Path) -> usize {
    let pool = SqlitePool::connect(&format!("sqlite://{}", file.display())).await.expect("a file");
    let rows = sqlx::query("select * from journal order by seq").fetch_all(&pool).await;
    let rows = rows.expect("the journal");
    let (mut prev, mut cells) = (String::new(), Cells::new());
    for (index, row) in rows.iter().enumerate() {
        let field = |name: &str| row.get::<String, _>(name);
        let seq: i64 = row.get("seq");
        assert_eq!(usize::try_from(seq), Ok(index + 1), "no row is missing");
        assert_eq!(field("prev"), prev, "row {seq} follows");
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).expect("short").to_be_bytes());
            hash.update(bytes);
        };
        part(&[1]);
        part(&[1]);
        part(&seq.to_be_bytes());
        for name in ["prev", "recorded_at", "actor", "action", "subject", "body"] {
            part(field(name).as_bytes());
        }
        let hexadecimal = hash.finalize().iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a text takes everything");
            text
        });
        prev = field("hash");
        assert_eq!(prev, format!("sha256:{hexadecimal}"), "row {seq}");
        note(&mut cells, &field("action"), &field("body"));
    }
    let head = sqlx::query("select seq, hash from head").fetch_one(&pool).await.expect("the head");
    assert_eq!(head.get::<String, _>("hash"), prev);
    compare(&pool, &cells).await;
    pool.close().await;
    rows.len()
}

fn note(cells: &mut Cells, action: &str, body: &str) {
    let body: Value = serde_json::from_str(body).expect("a body is JSON");
    let word = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let at = |row: &Value| {
        [word(&body, "plan"), word(&body, "org"), word(row, "item"), word(row, "period")]
    };
    let stage = match action {
        "value.filed" => "filed",
        "value.reviewed" => "reviewed",
        "value.confirmed" => "confirmed",
        "value.returned" | "value.sent_back" => "returned",
        _ => return,
    };
    let list = if stage == "filed" { &body["rows"] } else { &body["cells"] };
    for row in list.as_array().expect("rows") {
        let version = row["version"].as_i64().expect("a version");
        let versions = cells.entry(at(row)).or_default();
        let value = match stage {
            "filed" => word(row, "value"),
            _ => versions[&version].0.clone(),
        };
        versions.insert(version, (value, stage.to_owned()));
    }
}

/// Of a cell the latest version counts; where it was returned, the last that was confirmed.
async fn compare(pool: &SqlitePool, cells: &Cells) {
    let mut wanted = Vec::new();
    for (cell, versions) in cells {
        let latest = *versions.keys().max().expect("a version");
        let confirmed = versions.iter().filter(|(_, own)| own.1 == "confirmed").map(|(no, _)| *no);
        let counts = match versions[&latest].1.as_str() {
            "returned" => confirmed.max(),
            _ => Some(latest),
        };
        for (version, (value, stage)) in versions {
            let flags = (*version == latest, Some(*version) == counts);
            wanted.push((cell.clone(), *version, value.clone(), stage.clone(), flags));
        }
    }
    let rows = sqlx::query("select * from value order by plan, org, item, period, version");
    let rows = rows.fetch_all(pool).await.expect("the numbers");
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            let field = |name: &str| row.get::<String, _>(name);
            let flag = |name: &str| row.get::<i64, _>(name) == 1;
            let cell = ["plan", "org", "item", "period"].map(field);
            let flags = (flag("is_latest"), flag("counts"));
            (cell, row.get("version"), field("value"), field("stage"), flags)
        })
        .collect();
    assert_eq!(found, wanted);
}
