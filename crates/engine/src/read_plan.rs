//! A document into a plan: `wufei plan read`.

use std::path::Path;

use domain::plan::{OutlineLine, PlanHead};
use domain::record::{Record, Said};
use domain::text::fold;
use reader::ReadPlan;
use serde_json::{Map, Value};

use crate::disk::{FreshFolder, file_write};
use crate::fault::{Fault, Faults, Spot};
use crate::head::{head_read, head_write};
use crate::pack::document_write;
use crate::refusal::refused;
use crate::source::{file_read, records_read};

/// A plan as it was read from a document.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What the plan says of itself and the rows of `document/`.
    pub plan: ReadPlan,
    /// The document's bytes, unchanged.
    pub source: Vec<u8>,
    /// The document's file name.
    pub name: String,
}

/// Reads a plan's document.
///
/// # Errors
/// The file cannot be read, or is no plan.
pub fn plan_read(path: &Path) -> Result<Reading, Faults> {
    let source = file_read(path)?;
    let file = path.display().to_string();
    let mut reading = plan_read_bytes(&file, source)?;
    if let Some(name) = path.file_name() {
        reading.name = name.to_string_lossy().into_owned();
    }
    Ok(reading)
}

/// Reads a plan's document from its bytes; the ending of its name says which kind it is.
///
/// # Errors
/// It cannot be read, or is no plan.
pub(crate) fn plan_read_bytes(file: &str, source: Vec<u8>) -> Result<Reading, Faults> {
    let document =
        document::read(file, &source).map_err(|error| Faults::from(refused(file, &error)))?;
    let plan = reader::read(&document).map_err(|no_plan| {
        let hint = Said::both(
            "方案应有指标表，或带责任单位的重点任务，或任务清单；请核对是不是选错了文件".to_owned(),
            "a plan has a table of indicators, measures that name their orgs, or a list of tasks: is it the right file?".to_owned(),
        );
        Faults::from(Fault::new(Spot::file(file), Said::of(&no_plan)).hint(hint))
    })?;
    Ok(Reading { plan, source, name: file.to_owned() })
}

/// Writes what was read into a pack's folder: `document/` is made anew, `source/` gets the file,
/// `plan.toml` is written only where there is none, `office/` is never touched.
///
/// # Errors
/// The folder holds another plan, or the disk refuses; then `document/` is as it was.
pub fn reading_write(folder: &Path, reading: &Reading) -> Result<(), Faults> {
    let head_path = folder.join("plan.toml");
    let has_head = head_path.exists();
    if has_head {
        same_plan(folder, &head_read(&head_path)?, reading)?;
    }
    let document = FreshFolder::begin(&folder.join("document"))?;
    document_write(document.path(), &reading.plan.reading)?;
    file_write(&folder.join("source").join(&reading.name), &reading.source)?;
    if !has_head {
        let folder_name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_id = |name: &String| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let id = folder_name.filter(is_id).unwrap_or_else(|| "plan".to_owned());
        let head = PlanHead { id, ..reading.plan.head.clone() };
        head_write(folder, &head)?;
    }
    document.put()
}

/// A folder keeps to its plan: the office's definitions and corrections are of that one. It is the
/// same plan by its title or its number, or where the text that was read before has that title,
/// because the office may have mended the title in `plan.toml`.
fn same_plan(folder: &Path, head: &PlanHead, reading: &Reading) -> Result<(), Faults> {
    let new = &reading.plan.head;
    let same = |one: &str, other: &str| !one.is_empty() && fold(one) == fold(other);
    if same(&head.title, &new.title) || same(&head.document_number, &new.document_number) {
        return Ok(());
    }
    let before = records_read::<OutlineLine>(&folder.join("document").join("outline.csv"));
    let text: String = before.records.iter().map(|line| fold(&line.text)).collect();
    if !new.title.is_empty() && text.contains(&fold(&new.title)) {
        return Ok(());
    }
    let (own, other) = (&head.title, &new.title);
    let said = Said::both(
        format!("这个文件夹是“{own}”，读到的却是“{other}”，没有写入"),
        format!("this folder holds “{own}”, but “{other}” was read; nothing was written"),
    );
    let hint = Said::both(
        "另一个方案请用 --out 写到另一个文件夹；若是同一方案改了标题，先改 plan.toml 的 title".to_owned(),
        "write another plan to another folder by --out; if the plan was renamed, change the title in plan.toml first".to_owned(),
    );
    let path = folder.join("plan.toml").display().to_string();
    Err(Fault::new(Spot::file(path).row("title"), said).hint(hint).into())
}

/// The rows of `document/`: one key a file, rows under the columns' names, values as text.
pub fn reading_json(reading: &Reading) -> Value {
    let rows = &reading.plan.reading;
    let mut object = Map::new();
    add(&mut object, &rows.outline);
    add(&mut object, &rows.indicators);
    add(&mut object, &rows.cells);
    add(&mut object, &rows.targets);
    add(&mut object, &rows.measures);
    add(&mut object, &rows.promises);
    add(&mut object, &rows.tasks);
    add(&mut object, &rows.projects);
    add(&mut object, &rows.duties);
    add(&mut object, &rows.orgs);
    add(&mut object, &rows.unread);
    Value::Object(object)
}

fn add<R: Record>(object: &mut Map<String, Value>, records: &[R]) {
    let row = |record: &R| {
        let columns = R::COLUMNS.iter().map(|column| (*column).to_owned());
        Value::Object(columns.zip(record.fields().into_iter().map(Value::String)).collect())
    };
    object.insert(R::FILE.to_owned(), records.iter().map(row).collect());
}
