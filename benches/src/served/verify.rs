//! `verify` beside writing what it verifies.

use std::time::Instant;

use domain::pack::Pack;
use engine::{Context, Engine, Place, Source};
use jiff::civil::date;
use tokio::runtime::Runtime;

use super::district::{OF_ONE_ORG, file, rows};
use crate::{Limit, Measured, Setting, city};

/// 200,000 numbers written as acts of 64, and verified.
pub(crate) fn verify(setting: &Setting) -> Vec<Measured> {
    let values: usize = if setting.quick { 14_000 } else { 200_000 };
    let orgs = values.div_ceil(OF_ONE_ORG);
    let pack = city::pack(&setting.pack(), orgs);
    let runtime = Runtime::new().expect("a runtime");
    let (writing, verifying) = runtime.block_on(both(&pack, orgs, values));
    vec![Measured {
        name: format!("verify of {values} values"),
        ours: verifying,
        other: writing,
        unit: "s",
        limit: Limit::AtMost(1.5),
        beside: "writing them as acts of 64",
    }]
}

async fn both(pack: &Pack, orgs: usize, values: usize) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::directory(folder.path().join("data"));
    let engine = Engine::make(&place, Some(date(2025, 10, 20))).await.expect("a district");
    let ctx = Context::system(engine.clock().now());
    engine.plan_import(&ctx, pack, &Source::default()).await.expect("the plan");
    let orgs_rows: Vec<_> = (0..orgs)
        .map(|org| (format!("sample-unit-{org}"), rows(pack, org, values.div_ceil(orgs))))
        .collect();
    let began = Instant::now();
    for (org, rows) in &orgs_rows {
        file(&engine, pack, org, rows).await;
    }
    let writing = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let verified = engine.verify(10).await.expect("a verification");
    assert_eq!(verified.findings, [], "nobody altered anything");
    (writing, began.elapsed().as_secs_f64())
}
