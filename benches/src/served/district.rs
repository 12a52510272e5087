//! A district with numbers of many orgs, filed as acts, reviewed and confirmed, and twenty people
//! of all roles who are signed in.

use std::path::{Path, PathBuf};

use domain::access::{Action, Role};
use domain::pack::Pack;
use domain::period::Period;
use domain::stage::Stage;
use engine::{Cell, Context, Engine, FilingRow, Keep, Outcome, Place, Source, UserForm};
use jiff::civil::date;
use tokio::runtime::Runtime;

use super::browser::AGENT;
use crate::{Setting, city};

/// How many numbers an org files in the years that the plan looks at.
pub(crate) const OF_ONE_ORG: usize = 5_000;
/// So many numbers are moved at once.
const MOVED_AT_ONCE: usize = 512;
/// The last month that is filed.
const LAST: (i16, i8) = (2025, 9);

/// Who there is: roles and how many of them.
const PEOPLE: [(Role, usize); 6] = [
    (Role::Office, 3),
    (Role::Bureau, 8),
    (Role::Street, 4),
    (Role::Leader, 2),
    (Role::Auditor, 2),
    (Role::Administrator, 1),
];

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) role: Role,
    /// The person's org; for those without one some other.
    pub(crate) org: String,
    pub(crate) token: String,
}

/// A data directory.
pub(crate) struct District {
    folder: tempfile::TempDir,
    pub(crate) people: Vec<Person>,
}

impl District {
    /// A district with so many numbers.
    pub(crate) fn new(setting: &Setting, values: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let people = runtime.block_on(fill(&folder.path().join("data"), setting, values));
        Self { folder, people }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

async fn fill(data: &Path, setting: &Setting, values: usize) -> Vec<Person> {
    let orgs = values.div_ceil(OF_ONE_ORG);
    let pack = city::pack(&setting.pack(), orgs);
    let place = Place::directory(data);
    let engine = Engine::make(&place, Some(date(2025, 10, 20))).await.expect("a district");
    let ctx = Context::system(engine.clock().now());
    engine.plan_import(&ctx, &pack, &Source::default()).await.expect("the plan");
    let mut left = values;
    for org in 0..orgs {
        let key = format!("sample-unit-{org}");
        let rows = rows(&pack, org, left.min(OF_ONE_ORG));
        left -= rows.len();
        file(&engine, &pack, &key, &rows).await;
        confirm(&engine, &pack, &key, &rows).await;
    }
    let people = people(&engine, orgs).await;
    engine.close().await;
    people
}

/// Numbers of an org, the latest month first.
pub(crate) fn rows(pack: &Pack, org: usize, count: usize) -> Vec<FilingRow> {
    let items = pack.office.items.iter().filter(|item| item.derivation().is_none());
    let months =
        std::iter::successors(Some(Period::Month(LAST.0, LAST.1)), |own| Some(own.before()));
    // What is counted from the year's beginning may not fall, so that numbers rise with time.
    let cells = (0_u32..).zip(months).flat_map(|(back, month)| {
        let amount = format!(
            "{}.{:02}",
            90 - back / 4,
            (75 - 25 * (back % 4)) + 24 * (u32::try_from(org).unwrap_or(0) % 2)
        );
        items.clone().map(move |item| FilingRow {
            item: item.key.clone(),
            period: month.to_string(),
            value: amount.clone(),
            source: "固体废物管理台账".to_owned(),
            note: "台账汇总".to_owned(),
            ..FilingRow::default()
        })
    });
    cells.take(count).collect()
}

pub(crate) async fn file(engine: &Engine, pack: &Pack, org: &str, rows: &[FilingRow]) {
    let ctx = Context::system(engine.clock().now());
    let filed = engine.filing_file(&ctx, (&pack.head.id, org), rows, Keep::Sound).await;
    let filed = filed.expect("a receipt");
    let refused = filed.rows.iter().find(|row| row.outcome != Outcome::Filed);
    assert!(refused.is_none(), "every number is taken: {refused:?}");
}

pub(crate) async fn confirm(engine: &Engine, pack: &Pack, org: &str, rows: &[FilingRow]) {
    let ctx = Context::system(engine.clock().now());
    let cells: Vec<Cell> = rows
        .iter()
        .map(|row| Cell { item: row.item.clone(), period: row.period.clone(), version: 1 })
        .collect();
    for cells in cells.chunks(MOVED_AT_ONCE) {
        for way in
            [(Stage::Reviewed, Action::ValueReview), (Stage::Confirmed, Action::ValueConfirm)]
        {
            let moved = engine.filing_move(&ctx, (&pack.head.id, org), way, cells, "").await;
            moved.expect("numbers that move on");
        }
    }
}

async fn people(engine: &Engine, orgs: usize) -> Vec<Person> {
    let ctx = Context::system(engine.clock().now());
    let roles = PEOPLE.iter().flat_map(|(role, count)| std::iter::repeat_n(*role, *count));
    let mut people = Vec::new();
    for (no, role) in roles.enumerate() {
        let org = format!("sample-unit-{}", no % orgs);
        let form = UserForm {
            login: format!("user-{no}"),
            role: Some(role),
            orgs: if role.has_orgs() { vec![org.clone()] } else { Vec::new() },
            ..UserForm::default()
        };
        let link = engine.user_add(&ctx, &form).await.expect("a user");
        let from = ("127.0.0.1", AGENT);
        let token = engine.sign_in_once(&ctx, &link, from).await.expect("a session");
        people.push(Person { role, org, token });
    }
    people
}
