//! Killed at any moment, a hundred times: everything that was acknowledged is there, and nothing
//! half.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use wufei_engine::{Engine, Place};

use crate::district::{PLAN, Time, fresh, pack_folder};
use crate::log::Log;
use crate::walk::settle;

const KILLS: u64 = 100;

#[tokio::test]
async fn what_was_acknowledged_survives_a_hundred_kills() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = fresh(&place).await;
    settle(&engine, &mut Log::default()).await;
    engine.close().await;
    let program = program();
    let mut promised = Vec::new();
    // The same moments on every run, spread over opening, filing and importing.
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for kill in 1..=KILLS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut child = Command::new(&program)
            .arg(&place.data)
            .arg(pack_folder())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(50 + random % 200));
        assert_eq!(child.try_wait().ok().flatten(), None, "it ran until it was killed");
        child.kill().expect("killed");
        child.wait().expect("gone");
        let mut lines = String::new();
        child.stdout.take().expect("its output").read_to_string(&mut lines).expect("text");
        // A line without its end was not said.
        let whole = lines.rsplit_once('\n').map_or("", |(whole, _)| whole);
        promised.extend(whole.lines().map(str::to_owned));
        if kill % 25 == 0 {
            is_whole(&place, &promised).await;
        }
    }
    assert!(promised.len() > 100, "only {} were acknowledged", promised.len());
    assert!(promised.iter().any(|line| line.starts_with("plan ")), "a plan was imported");
    crate::checker::check(&place.database_file()).await;
}

/// The journal is whole, and everything that was promised is there.
async fn is_whole(place: &Place, promised: &[String]) {
    let engine = Engine::open(place).await.expect("it opens after a crash");
    let verified = engine.verify(20).await.expect("a verification");
    assert_eq!(verified.findings, []);
    let ctx = Time::new().system();
    let mut there = HashSet::new();
    for quarter in 1..=3 {
        let period = format!("2025-Q{quarter}");
        let at = (PLAN, "industry", "giw-used", period.as_str());
        let versions = engine.value_versions(&ctx, at).await.expect("versions");
        let line =
            |own: &wufei_engine::Value| format!("value {period} {} {}", own.value, own.source);
        there.extend(versions.iter().map(line));
    }
    let plans = engine.plan_list(&ctx).await.expect("plans");
    there.extend(plans.iter().map(|plan| format!("plan {}", plan.id)));
    engine.close().await;
    let lost: Vec<&String> = promised.iter().filter(|line| !there.contains(*line)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

/// The example that files; cargo builds it beside the tests.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("this test");
    let program = own.ancestors().nth(2).expect("its folder").join("examples/file_values");
    if !program.is_file() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "-p", "wufei-engine", "--example", "file_values"])
            .status();
        assert!(built.is_ok_and(|status| status.success()), "the example is built");
    }
    program
}
