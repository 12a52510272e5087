//! Filing: numbers come in, are looked at, reviewed, confirmed or returned.

mod look;
mod settle;

use std::sync::Arc;

use domain::access::Action;
use domain::filing::Weight;
use domain::pack::Pack;
use domain::record::Said;
use domain::stage::{Stage, way};
use domain::text::quoted;

use crate::context::{Context, On};
use crate::engine::Engine;
use crate::journal::Act;
use crate::period::closed;
use crate::refused::Refused;
use crate::value::{self, CELLS_AN_ACT, Cell, Moved, Value};
use look::look;
pub(crate) use look::{files, within};
use settle::{acts, answered};

/// The most rows of one filing.
pub const ROWS_MAX: usize = 20_000;
/// The longest note, source or reason, in characters.
const LENGTH_MAX: usize = 500;

/// A number as somebody types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilingRow {
    /// The item's key or name.
    pub item: String,
    /// The period.
    pub period: String,
    /// The number.
    pub value: String,
    /// Its unit; blank for the item's own.
    pub unit: String,
    /// How sure; blank for reported.
    pub status: String,
    /// Where it comes from.
    pub source: String,
    /// What the org says of it; explains a warning.
    pub note: String,
    /// Why a confirmed number is corrected.
    pub reason: String,
    /// The version that was on the page, nought for none; `None` where the row came from a file.
    pub seen: Option<i64>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is filed.
    Filed,
    /// It says what is there already.
    Unchanged,
    /// It is not filed, for the reasons given.
    Rejected,
}

/// What there is to say of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The field: `value`, `item`, `note` and so on.
    pub field: &'static str,
    /// An error keeps the row out; so does a warning without an explanation.
    pub weight: Weight,
    /// A warning that the note explains.
    pub explained: bool,
    /// What it is.
    pub said: Said,
}

/// A row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The item's key, if it is known.
    pub item: String,
    /// The period.
    pub period: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Everything that there is to say.
    pub told: Vec<Told>,
    /// What stands in the cell now, where somebody else changed it meanwhile.
    pub other: Option<Value>,
    /// The version that stands in the cell afterwards; nought for none.
    pub version: i64,
}

/// What became of a filing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilingReceipt {
    /// A row for each row.
    pub rows: Vec<Answer>,
}

impl FilingReceipt {
    /// How many rows had this outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Whether the sound rows of a filing are kept, or none unless all are sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Sound rows are filed, the others are answered.
    Sound,
    /// All or nothing.
    All,
    /// Nothing: they are only looked at.
    Nothing,
}

impl Engine {
    /// Files numbers of an org.
    ///
    /// # Errors
    /// Not permitted, no such plan or org, or too many rows. What is wrong with a row is in the
    /// receipt.
    pub async fn filing_file(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        rows: &[FilingRow],
        keep: Keep,
    ) -> Result<FilingReceipt, Refused> {
        self.filing_hand_in(ctx, (plan, org), rows, keep, |_| ()).await
    }

    /// The same; `known` is told the receipt as soon as it is known, while the numbers are still
    /// written: what it begins is thrown away where that fails. It may take the receipt away.
    pub(crate) async fn filing_hand_in(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        rows: &[FilingRow],
        keep: Keep,
        known: impl FnOnce(&mut FilingReceipt),
    ) -> Result<FilingReceipt, Refused> {
        let permit = ctx.authorize(Action::ValueFile, On::Org(org))?;
        if rows.len() > ROWS_MAX {
            return Err(Refused::TooMuch(Said::both(
                format!("一次最多 {ROWS_MAX} 行，这里有 {} 行；请分几次填报", rows.len()),
                format!("at most {ROWS_MAX} rows at once, here are {}; file in parts", rows.len()),
            )));
        }
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let index = *programme.orgs.get(org).ok_or(Refused::Hidden)?;
        let mut looked = look(&programme, &pack, index, rows, ctx);
        let mut receipt = FilingReceipt::default();
        let is_demonstration = self.clock().pinned().is_some();
        if keep == Keep::Nothing {
            let mut conn = self.db.reader().await?;
            let place = (plan, org);
            let answers =
                answered(&mut conn, ctx, place, &pack, rows, &mut looked, is_demonstration);
            receipt = answers.await?.0;
            known(&mut receipt);
            return Ok(receipt);
        }
        let receipt_in = &mut receipt;
        self.write(ctx, permit, async move |conn| {
            let (answers, fresh) =
                answered(conn, ctx, (plan, org), &pack, rows, &mut looked, is_demonstration)
                    .await?;
            *receipt_in = answers;
            let refused = keep == Keep::All && receipt_in.count(Outcome::Rejected) > 0;
            if refused {
                receipt_in.rows.iter_mut().for_each(|row| row.outcome = Outcome::Rejected);
            }
            known(receipt_in);
            Ok(if refused { Vec::new() } else { acts((plan, org), fresh) })
        })
        .await?;
        Ok(receipt)
    }

    /// Moves numbers of an org from stage to stage: reviews, confirms or returns them.
    ///
    /// # Errors
    /// Not permitted, one's own number, no reason, or somebody changed one of them meanwhile: then
    /// none is moved.
    pub async fn filing_move(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        (to, by): (Stage, Action),
        cells: &[Cell],
        reason: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(by, On::Org(org))?;
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        if !programme.orgs.contains_key(org) {
            return Err(Refused::Hidden);
        }
        if cells.is_empty() {
            return Err(Refused::field("cells", "请先勾选数据", "choose numbers first"));
        }
        if reason.chars().count() > LENGTH_MAX {
            return Err(Refused::field("reason", "最多 500 字", "at most 500 characters"));
        }
        let place: Vec<(String, String)> =
            cells.iter().map(|cell| (cell.item.clone(), cell.period.clone())).collect();
        self.write(ctx, permit, async move |conn| {
            let found = value::latest(conn, (plan, org), &place).await?;
            let closed = closed(conn, plan).await?;
            for cell in cells {
                let own = found.iter().find(|v| v.item == cell.item && v.period == cell.period);
                let own = own.ok_or(Refused::Hidden)?;
                movable(ctx, (&pack, own), cell, (to, by), reason)?;
                if closed.contains(&own.period) && to == Stage::Returned {
                    return Err(Refused::unfit(
                        format!("{} 已关闭，不能退回", own.period),
                        format!("{} is closed, nothing is returned in it", own.period),
                    ));
                }
            }
            let subject = format!("plan/{plan}/filing/{org}");
            let moved = cells.chunks(CELLS_AN_ACT).map(|cells| Moved {
                plan: plan.to_owned(),
                org: org.to_owned(),
                cells: cells.to_vec(),
                reason: reason.trim().to_owned(),
            });
            let act: fn(Moved) -> Act = match (to, by) {
                (Stage::Reviewed, _) => Act::ValueReviewed,
                (Stage::Confirmed, _) => Act::ValueConfirmed,
                (_, Action::ValueConfirm) => Act::ValueSentBack,
                _ => Act::ValueReturned,
            };
            Ok(moved.map(|moved| (subject.clone(), act(moved))).collect())
        })
        .await
    }

    /// Every version of a cell, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn value_versions(
        &self,
        ctx: &Context,
        (plan, org, item, period): (&str, &str, &str, &str),
    ) -> Result<Vec<Value>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let mut conn = self.db.reader().await?;
        Ok(value::versions(&mut conn, (plan, org, item, period)).await?)
    }

    /// The latest numbers of these cells of an org.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn value_latest(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        cells: &[(String, String)],
    ) -> Result<Vec<Value>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let mut conn = self.db.reader().await?;
        Ok(value::latest(&mut conn, (plan, org), cells).await?)
    }

    /// The latest numbers of these items and orgs (of all where none is named) in these periods, in
    /// the order of item, period and org. Whoever reads the plan may see its parts.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn value_of_items(
        &self,
        ctx: &Context,
        (plan, items, orgs): (&str, &[&str], &[String]),
        periods: &[String],
    ) -> Result<Arc<Vec<Value>>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let parts = [items.join(" "), orgs.join(" "), periods.join(" ")];
        let name = format!("value {plan} {}", parts.join("|"));
        self.remembered(name, async {
            let mut conn = self.db.reader().await?;
            Ok(value::of_items(&mut conn, (plan, items, orgs), periods).await?)
        })
        .await
    }

    /// The numbers that wait for a review, a confirmation or a correction.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn value_waiting(
        &self,
        ctx: &Context,
        plan: &str,
        org: Option<&str>,
    ) -> Result<Vec<Value>, Refused> {
        match org {
            Some(org) => ctx.authorize(Action::ValueRead, On::Org(org))?,
            None => ctx.authorize(Action::ValueRead, On::District)?,
        };
        let mut conn = self.db.reader().await?;
        Ok(value::waiting(&mut conn, plan, org).await?)
    }
}

/// Whether a number may be moved so.
fn movable(
    ctx: &Context,
    (pack, own): (&Pack, &Value),
    cell: &Cell,
    (to, by): (Stage, Action),
    reason: &str,
) -> Result<(), Refused> {
    let item = pack.office.items.iter().find(|item| item.key == own.item);
    let item = item.map_or(own.item.as_str(), |item| item.name.as_str());
    let name = format!("{} {}", quoted(item), own.period);
    if own.version != cell.version {
        let (who, value) = (&own.entered_by, &own.value);
        return Err(Refused::Changed(Said::both(
            format!("{name} 已被 {who} 改为 {value}，请看过再办"),
            format!("{who} has changed {name} to {value}; look at it first"),
        )));
    }
    let (from, wanted) = (own.stage, to);
    let Some(way) = way(from, wanted, by) else {
        return Err(Refused::Changed(Said::both(
            format!("{name} 现在是“{}”，不能再这样办理", say(from, true)),
            format!("{name} is `{}` now, and cannot be moved so", say(from, false)),
        )));
    };
    let login = ctx.who.as_ref().map_or("", |who| who.login.as_str());
    if way.by_another && own.entered_by == login {
        return Err(Refused::unfit(
            format!("{name} 是您自己填的，要由另一个人审核"),
            format!("you filed {name} yourself; another user has to look at it"),
        ));
    }
    if way.needs_reason && reason.trim().is_empty() {
        return Err(Refused::field("reason", "退回要写理由", "say why it is returned"));
    }
    Ok(())
}

fn say(stage: Stage, zh: bool) -> String {
    use domain::Say as _;
    stage.say(if zh { domain::Lang::Zh } else { domain::Lang::En })
}
