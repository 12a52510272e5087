//! The example's numbers, filed when they were due, reviewed by another user, confirmed by the
//! office. The last ones are still on their way, and two came back.

use std::collections::BTreeMap;
use std::path::Path;

use document::{Record, RowReader};
use domain::access::Action;
use domain::pack::Pack;
use domain::period::Period;
use domain::stage::Stage;
use engine::{Cell, Context, FilingReceipt, FilingRow, Keep, Outcome, calendar};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::output::Failure;
use crate::serve::{fault, told};

use super::{Scene, at};

/// Numbers that were due on one day, of one org.
pub(super) type Batches = BTreeMap<(Date, String), Vec<FilingRow>>;

/// Files what was due by a day and is still in the batches.
pub(super) async fn file(
    scene: &Scene<'_>,
    batches: &mut Batches,
    until: Date,
) -> Result<(), Failure> {
    let later = batches.split_off(&(until.saturating_add(1.days()), String::new()));
    let now = std::mem::replace(batches, later);
    for ((day, org), rows) in &now {
        let told_as = |step: i64| {
            let when = day.saturating_add(step.days());
            at(&when.min(scene.as_of).to_string(), 2)
        };
        let Some(ctx) = scene.people.of(org, 1, told_as(0)) else {
            let message = format!("示例数据的单位 {org} 没有用户");
            return Err(fault(&message, &format!("no user for the org {org} of the example")));
        };
        let place = (scene.plan.as_str(), org.as_str());
        let filed = scene.engine.filing_file(&ctx, place, rows, Keep::Sound).await;
        let filed = filed.map_err(told)?;
        refused(org, rows, &filed)?;
        let cells: Vec<Cell> = filed
            .rows
            .iter()
            .filter(|row| row.outcome == Outcome::Filed)
            .map(|row| Cell { item: row.item.clone(), period: row.period.clone(), version: 1 })
            .collect();
        // The last batches are still with the orgs or with the office.
        let is_fresh = (scene.as_of - *day).get_days() < 12;
        let halfway = is_fresh && org.len() % 2 == 0;
        if is_fresh && !halfway {
            continue;
        }
        let reviewer = scene.people.of(org, 2, told_as(1)).unwrap_or_else(|| ctx.clone());
        move_on(scene, &reviewer, org, Stage::Reviewed, Action::ValueReview, &cells).await?;
        if !halfway {
            let office = scene.people.of("zero-waste-office", 2, told_as(2));
            let office = office.unwrap_or_else(|| reviewer.clone());
            move_on(scene, &office, org, Stage::Confirmed, Action::ValueConfirm, &cells).await?;
        }
    }
    Ok(())
}

async fn move_on(
    scene: &Scene<'_>,
    ctx: &Context,
    org: &str,
    to: Stage,
    by: Action,
    cells: &[Cell],
) -> Result<(), Failure> {
    if cells.is_empty() {
        return Ok(());
    }
    // The office's own numbers are confirmed by its other user.
    let own = ctx.who.as_ref().is_some_and(|who| who.login == "zero-waste-office-1");
    let first = || scene.people.of("zero-waste-office", 2, ctx.now);
    let ctx = if own { first().unwrap_or_else(|| ctx.clone()) } else { ctx.clone() };
    let place = (scene.plan.as_str(), org);
    scene.engine.filing_move(&ctx, place, (to, by), cells, "").await.map_err(told)
}

/// Every number of the example is filed, or the demonstration says which was not.
fn refused(org: &str, rows: &[FilingRow], receipt: &FilingReceipt) -> Result<(), Failure> {
    use domain::Say as _;
    let wrong = rows.iter().zip(&receipt.rows).find(|(_, row)| row.outcome == Outcome::Rejected);
    let Some((row, answer)) = wrong else { return Ok(()) };
    let told: Vec<String> =
        answer.told.iter().map(|told| told.said.say(domain::Lang::Zh)).collect();
    let message = format!("{org} {} {}：{}", row.item, row.period, told.join("；"));
    Err(fault(&message, &message))
}

/// The rows of the example by the day they were due and their org; those of years that are long
/// over together for a year.
pub(super) fn batches(pack: &Pack, folder: &Path, as_of: Date) -> Result<Batches, Failure> {
    let calendar = calendar();
    let mut batches = Batches::new();
    for path in engine::files_of(&[folder.to_path_buf()])? {
        let name = path.display().to_string();
        let bytes = engine::file_read(&path)?;
        let failed = |_| fault(&format!("{name} 读不出来"), &format!("{name} cannot be read"));
        let mut reader = RowReader::open(&name, bytes).map_err(failed)?;
        let mut record = Record::default();
        reader.read(&mut record).map_err(failed)?;
        while reader.read(&mut record).map_err(failed)? {
            let row = row_of(&record);
            let org = record.get(1).to_owned();
            let item = pack.office.items.iter().find(|item| item.key == row.item);
            let period = Period::parse(&row.period).ok();
            let (Some(item), Some(period)) = (item, period) else { continue };
            let due = item.due_rule.due_on(period, &calendar).unwrap_or_else(|_| period.ends_on());
            let day = if period.year() < as_of.year() - 1 {
                Date::new(period.year() + 1, 4, 1).unwrap_or(due)
            } else {
                due
            };
            batches.entry((day.min(as_of), org)).or_default().push(row);
        }
    }
    Ok(batches)
}

fn row_of(record: &Record) -> FilingRow {
    let note = record.get(7);
    FilingRow {
        item: record.get(0).to_owned(),
        period: record.get(2).to_owned(),
        value: record.get(3).to_owned(),
        unit: record.get(4).to_owned(),
        status: record.get(5).to_owned(),
        source: record.get(6).to_owned(),
        note: if note.is_empty() { "示例数据（虚构）".to_owned() } else { note.to_owned() },
        reason: String::new(),
        seen: None,
    }
}
