//! Plans in the database: imported, exported, one of them current.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::office::{Correction, Definition, Item, Link, Office, Org};
use domain::pack::Pack;
use domain::plan::{
    Duty, Indicator, Measure, OrgMention, OutlineLine, PlanHead, Project, Promise, Reading,
    TargetRow, Task, UnreadLine, YearCell,
};
use domain::record::{Fields, Record};
use serde::{Deserialize, Serialize};

use crate::amendment::Amendment;
use crate::context::{Context, On};
use crate::db::{Arg, Conn, DbError, Query, insert, int, text};
use crate::engine::Engine;
use crate::journal::{Act, Entry};
use crate::refused::Refused;

/// The rows of a file: their fields in the order of its columns.
pub(crate) type Rows = Vec<Vec<String>>;

/// `plan.imported`: a whole pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Imported {
    plan: String,
    title: String,
    document_number: String,
    region: String,
    base_year: String,
    target_years: Vec<String>,
    example_as_of: String,
    source_name: String,
    source_hash: String,
    files: BTreeMap<String, Rows>,
}

impl Imported {
    /// The rows of one of its files that have this key or one that it begins.
    pub(crate) fn rows(&self, file: &str, key: &str) -> impl Iterator<Item = &[String]> {
        let rows = self.files.get(file).into_iter().flatten();
        let fits = move |row: &&Vec<String>| {
            let own = key_of(file, row);
            own.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        rows.filter(fits).map(Vec::as_slice)
    }
}

/// `plan.made_current`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MadeCurrent {
    plan: String,
}

/// A plan in a list of plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was imported.
    pub imported_at: String,
    /// It is the one that pages show first.
    pub is_current: bool,
}

/// The file that a plan was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Calls a macro for each file of a pack: the record type, and where its rows are.
macro_rules! files {
    ($each:ident, $reading:ident, $office:ident) => {
        $each!(OutlineLine, $reading, outline);
        $each!(Indicator, $reading, indicators);
        $each!(YearCell, $reading, cells);
        $each!(TargetRow, $reading, targets);
        $each!(Measure, $reading, measures);
        $each!(Promise, $reading, promises);
        $each!(Task, $reading, tasks);
        $each!(Project, $reading, projects);
        $each!(Duty, $reading, duties);
        $each!(OrgMention, $reading, orgs);
        $each!(UnreadLine, $reading, unread);
        $each!(Org, $office, orgs);
        $each!(Definition, $office, definitions);
        $each!(Item, $office, items);
        $each!(Link, $office, links);
        $each!(Correction, $office, corrections);
    };
}

/// The name of a file in the table: `office/orgs` and `document/orgs` are two.
fn file_name<R: Record>(part: &str) -> String {
    let folder = if part == "office" { "office" } else { "document" };
    format!("{folder}/{}", R::FILE)
}

/// The files of a pack as rows.
pub(crate) fn pack_files(reading: &Reading, office: &Office) -> BTreeMap<String, Rows> {
    let mut files = BTreeMap::new();
    macro_rules! each {
        ($record:ty, $part:ident, $list:ident) => {
            let rows: Rows = $part.$list.iter().map(Record::fields).collect();
            files.insert(file_name::<$record>(stringify!($part)), rows);
        };
    }
    files!(each, reading, office);
    files
}

/// What a pack's rows are read into; a row that cannot be read is a fault of the program.
pub(crate) fn pack_parts(files: &BTreeMap<String, Rows>) -> Result<(Reading, Office), Refused> {
    let mut reading = Reading::default();
    let mut office = Office::default();
    macro_rules! each {
        ($record:ty, $part:ident, $list:ident) => {
            $part.$list = records::<$record>(files, stringify!($part))?;
        };
    }
    files!(each, reading, office);
    Ok((reading, office))
}

fn records<R: Record>(files: &BTreeMap<String, Rows>, part: &str) -> Result<Vec<R>, Refused> {
    let name = file_name::<R>(part);
    files.get(&name).into_iter().flatten().map(|fields| record(&name, fields)).collect()
}

/// A record from its fields.
pub(crate) fn record<R: Record>(file: &str, fields: &[String]) -> Result<R, Refused> {
    let pairs: Vec<(&str, &str)> =
        R::COLUMNS.iter().copied().zip(fields.iter().map(String::as_str)).collect();
    let mut own = Fields::new(&pairs);
    let record = R::read(&mut own);
    match own.faults().as_slice() {
        [] => Ok(record),
        faults => Err(Refused::Broken(format!("{file}: {faults:?}"))),
    }
}

pub(crate) async fn apply_imported(
    conn: &mut Conn,
    entry: &Entry,
    act: &Imported,
) -> Result<(), DbError> {
    Query::new(
        "insert into plan (id, title, document_number, region, base_year, target_years,
         example_as_of, source_name, source_hash, imported_at, is_current)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
    )
    .text(&act.plan)
    .text(&act.title)
    .text(&act.document_number)
    .text(&act.region)
    .text(&act.base_year)
    .text(&act.target_years.join(","))
    .text(&act.example_as_of)
    .text(&act.source_name)
    .text(&act.source_hash)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    let mut rows: Vec<Vec<Arg>> = Vec::new();
    for (file, list) in &act.files {
        for (position, fields) in (0_i64..).zip(list) {
            let json = serde_json::to_string(fields).unwrap_or_default();
            let key = key_of(file, fields);
            rows.push(vec![
                act.plan.as_str().into(),
                file.as_str().into(),
                position.into(),
                key.into(),
                json.into(),
            ]);
        }
    }
    insert(conn, "plan_row", &["plan", "file", "position", "key", "fields"], rows, "").await
}

/// What a row is told apart by within its file.
pub(crate) fn key_of(file: &str, fields: &[String]) -> String {
    macro_rules! each {
        ($record:ty, $part:ident, $list:ident) => {
            if file == file_name::<$record>(stringify!($part)) {
                return record::<$record>(file, fields).map_or(String::new(), |row| row.key());
            }
        };
    }
    files!(each, reading, office);
    String::new()
}

pub(crate) async fn apply_made_current(
    conn: &mut Conn,
    _: &Entry,
    act: &MadeCurrent,
) -> Result<(), DbError> {
    Query::new("update plan set is_current = 0 where is_current = 1").run(conn).await?;
    Query::new("update plan set is_current = 1 where id = $1").text(&act.plan).run(conn).await?;
    Ok(())
}

/// A plan as it lies in the database, before its corrections are applied.
pub(crate) struct Stored {
    pub(crate) head: PlanHead,
    pub(crate) reading: Reading,
    pub(crate) office: Office,
    pub(crate) amendments: Vec<Amendment>,
}

impl Stored {
    /// The plan as amended up to a day: mended by the office first, then each amendment over what
    /// the ones before it left.
    pub(crate) fn pack(&self, day: jiff::civil::Date) -> Result<Pack, Refused> {
        let mut pack = self.mended()?;
        pack.office.amendments = self.amendments.iter().flat_map(Amendment::lines).collect();
        pack.amended(day).map_err(|faults| Refused::Broken(format!("{faults:?}")))
    }
}

impl Stored {
    /// The plan as mended by the office, without its amendments in force.
    pub(crate) fn mended(&self) -> Result<Pack, Refused> {
        Pack::new(self.head.clone(), self.reading.clone(), self.office.clone())
            .map_err(|faults| Refused::Broken(format!("{faults:?}")))
    }

    /// Whether every amendment meets what it changes, on every day from which one holds.
    pub(crate) fn amendments_hold(&self) -> bool {
        self.amendments.iter().all(|amendment| self.pack(amendment.effective_on).is_ok())
    }

    /// The amendments in force on a day.
    pub(crate) fn in_force(&self, day: jiff::civil::Date) -> Vec<i64> {
        let due = self.amendments.iter().filter(|amendment| amendment.effective_on <= day);
        due.map(|amendment| amendment.no).collect()
    }
}

/// Reads a plan.
pub(crate) async fn stored(conn: &mut Conn, id: &str) -> Result<Option<Stored>, Refused> {
    let row = Query::new(
        "select id, title, document_number, region, base_year, target_years, example_as_of
         from plan where id = $1",
    )
    .text(id)
    .maybe(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let years = text(&row, 5);
    let head = PlanHead {
        id: text(&row, 0),
        title: text(&row, 1),
        document_number: text(&row, 2),
        region: text(&row, 3),
        base_year: text(&row, 4).parse().ok(),
        target_years: years.split(',').filter_map(|year| year.parse().ok()).collect(),
        example_as_of: text(&row, 6).parse().ok(),
    };
    let rows =
        Query::new("select file, fields from plan_row where plan = $1 order by file, position")
            .text(id)
            .all(conn)
            .await?;
    let mut files: BTreeMap<String, Rows> = BTreeMap::new();
    for row in &rows {
        let fields = serde_json::from_str(&text(row, 1)).unwrap_or_default();
        files.entry(text(row, 0)).or_default().push(fields);
    }
    let (reading, office) = pack_parts(&files)?;
    let amendments = crate::amendment::list(conn, id).await?;
    Ok(Some(Stored { head, reading, office, amendments }))
}

impl Engine {
    /// Imports a pack. The first plan becomes the current one.
    ///
    /// # Errors
    /// Not permitted, or a plan of this id is there already.
    pub async fn plan_import(
        &self,
        ctx: &Context,
        pack: &Pack,
        source: &Source,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PlanEdit, On::District)?;
        let hash = if source.bytes.is_empty() {
            String::new()
        } else {
            self.files.keep(&source.bytes).await?
        };
        let head = &pack.head;
        let id = head.id.clone();
        let imported = Imported {
            plan: id.clone(),
            title: head.title.clone(),
            document_number: head.document_number.clone(),
            region: head.region.clone(),
            base_year: head.base_year.map_or(String::new(), |year| year.to_string()),
            target_years: head.target_years.iter().map(ToString::to_string).collect(),
            example_as_of: head.example_as_of.map_or(String::new(), |day| day.to_string()),
            source_name: source.name.clone(),
            source_hash: hash,
            files: pack_files(&pack.document, &pack.office),
        };
        self.write(ctx, permit, async move |conn| {
            let plans = plan_lines(conn).await?;
            if plans.iter().any(|plan| plan.id == id) {
                return Err(Refused::unfit(
                    format!("已有方案 {id}；修订请用“方案调整”，另一版请换一个 id"),
                    format!(
                        "there is a plan {id} already; amend it, or give the new one another id"
                    ),
                ));
            }
            let subject = format!("plan/{id}");
            let mut acts = vec![(subject.clone(), Act::PlanImported(imported))];
            acts.extend(crate::amendment::brought(&id, &pack.office.amendments));
            if plans.is_empty() {
                acts.push((subject, Act::PlanMadeCurrent(MadeCurrent { plan: id })));
            }
            Ok(acts)
        })
        .await
    }

    /// All plans, the current one first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn plan_list(&self, ctx: &Context) -> Result<Vec<PlanLine>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        Ok(plan_lines(&mut conn).await?)
    }

    /// Makes a plan the one that pages show first.
    ///
    /// # Errors
    /// Not permitted, or there is no such plan.
    pub async fn plan_make_current(&self, ctx: &Context, id: &str) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PlanEdit, On::District)?;
        self.write(ctx, permit, async move |conn| {
            if plan_lines(conn).await?.iter().all(|plan| plan.id != id) {
                return Err(Refused::Hidden);
            }
            let act = MadeCurrent { plan: id.to_owned() };
            Ok(vec![(format!("plan/{id}"), Act::PlanMadeCurrent(act))])
        })
        .await
    }

    /// A plan as it was imported and mended, and the file it was read from.
    ///
    /// # Errors
    /// Not permitted, or there is no such plan.
    pub async fn plan_export(
        &self,
        ctx: &Context,
        id: &str,
    ) -> Result<(PlanHead, Reading, Office, Source), Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        let Stored { head, reading, mut office, amendments } =
            stored(&mut conn, id).await?.ok_or(Refused::Hidden)?;
        office.amendments = amendments.iter().flat_map(Amendment::lines).collect();
        let row = Query::new("select source_name, source_hash from plan where id = $1")
            .text(id)
            .one(&mut conn)
            .await?;
        let (name, hash) = (text(&row, 0), text(&row, 1));
        let bytes = if hash.is_empty() { Vec::new() } else { self.files.read(&hash).await? };
        Ok((head, reading, office, Source { name, bytes }))
    }
}

pub(crate) async fn plan_lines(conn: &mut Conn) -> Result<Vec<PlanLine>, DbError> {
    let rows = Query::new(
        "select id, title, imported_at, is_current from plan
         order by is_current desc, imported_at desc, id",
    )
    .all(conn)
    .await?;
    let line = |row: &sqlx::any::AnyRow| PlanLine {
        id: text(row, 0),
        title: text(row, 1),
        imported_at: text(row, 2),
        is_current: int(row, 3) == 1,
    };
    Ok(rows.iter().map(line).collect())
}
