//! Every call of the engine on both databases: the same answers.

use std::collections::BTreeSet;
use std::path::Path;

use wufei_engine::Place;

use crate::district::fresh;
use crate::log::Log;
use crate::postgres::Cluster;
use crate::walk::walk;

/// Calls that open, close or copy a whole district; the tests of those have them.
const ELSEWHERE: &[&str] = &["make", "open", "open_beside", "close", "backup", "restore"];

#[tokio::test]
async fn sqlite_and_postgresql_answer_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("sqlite"));
    let engine = fresh(&place).await;
    let mut sqlite = Log::default();
    walk(&engine, &mut sqlite).await;
    engine.close().await;

    let calls = calls_of_the_engine();
    let missing: Vec<&String> = calls
        .iter()
        .filter(|name| !ELSEWHERE.contains(&name.as_str()) && !sqlite.calls.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "add these calls to walk.rs: {missing:?}");

    let cluster = Cluster::start();
    let place = Place {
        data: folder.path().join("postgres"),
        database: Some(cluster.database("conformance")),
    };
    let engine = fresh(&place).await;
    let mut postgres = Log::default();
    walk(&engine, &mut postgres).await;
    engine.close().await;
    for (ours, theirs) in sqlite.lines.iter().zip(&postgres.lines) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(sqlite.lines.len(), postgres.lines.len());
}

/// The names of the engine's public calls that wait for a database, from its source.
fn calls_of_the_engine() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files_under(&source) {
        let text = std::fs::read_to_string(&file).expect("a source file");
        let mut in_engine = false;
        for line in text.lines() {
            match line {
                "impl Engine {" => in_engine = true,
                "}" => in_engine = false,
                _ => {}
            }
            let name = line.trim_start().strip_prefix("pub async fn ").filter(|_| in_engine);
            let end = |name: &str| name.find(['(', '<']).unwrap_or(name.len());
            names.extend(name.map(|name| name[..end(name)].to_owned()));
        }
    }
    assert!(names.len() > 40, "the calls were not found: {names:?}");
    names
}

fn files_under(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}
