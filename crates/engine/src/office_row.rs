//! Rows that the office keeps: orgs, definitions, items, links, corrections. Each edit is an act.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::check::{Finding, Gravity, check};
use domain::correct::CorrectionFaultKind;
use domain::office::{Correction, Definition, Item, Link, Org};
use domain::pack::Pack;
use domain::record::{FieldFault, Fields, Record, Said};
use domain::{Lang, Say as _};
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::journal::{Act, Entry};
use crate::plan::{key_of, stored};
use crate::refused::{Refused, Wrong};

/// `office_row.set`: a row as it is from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Set {
    plan: String,
    file: String,
    key: String,
    fields: Vec<String>,
    why: String,
}

/// `office_row.removed`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Removed {
    plan: String,
    file: String,
    key: String,
    why: String,
}

impl Set {
    /// The plan that it changes.
    pub(crate) fn plan(&self) -> &str {
        &self.plan
    }

    /// The key of the row.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The row as it is from now on, and why.
    pub(crate) fn told(&self) -> (&[String], &str) {
        (&self.fields, &self.why)
    }
}

impl Removed {
    /// The plan that it changes.
    pub(crate) fn plan(&self) -> &str {
        &self.plan
    }

    /// The key of the row.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Why.
    pub(crate) fn why(&self) -> &str {
        &self.why
    }
}

pub(crate) async fn apply_set(conn: &mut Conn, _: &Entry, act: &Set) -> Result<(), DbError> {
    let json = serde_json::to_string(&act.fields).unwrap_or_default();
    let changed =
        Query::new("update plan_row set fields = $1 where plan = $2 and file = $3 and key = $4")
            .text(&json)
            .text(&act.plan)
            .text(&act.file)
            .text(&act.key)
            .run(conn)
            .await?;
    if changed > 0 {
        return Ok(());
    }
    let row = Query::new(
        "select coalesce(max(position) + 1, 0) from plan_row where plan = $1 and file = $2",
    )
    .text(&act.plan)
    .text(&act.file)
    .one(conn)
    .await?;
    Query::new(
        "insert into plan_row (plan, file, position, key, fields) values ($1, $2, $3, $4, $5)",
    )
    .text(&act.plan)
    .text(&act.file)
    .int(int(&row, 0))
    .text(&act.key)
    .text(&json)
    .run(conn)
    .await?;
    Ok(())
}

pub(crate) async fn apply_removed(
    conn: &mut Conn,
    _: &Entry,
    act: &Removed,
) -> Result<(), DbError> {
    Query::new("delete from plan_row where plan = $1 and file = $2 and key = $3")
        .text(&act.plan)
        .text(&act.file)
        .text(&act.key)
        .run(conn)
        .await?;
    Ok(())
}

/// The files that an office may edit.
const FILES: &[&str] =
    &["office/orgs", "office/definitions", "office/items", "office/links", "office/corrections"];

impl Engine {
    /// Sets a row of the office's files; the plan must hold together with it.
    ///
    /// # Errors
    /// Not permitted, the row is wrong, or the plan would not hold together.
    pub async fn office_row_set(
        &self,
        ctx: &Context,
        (plan, file): (&str, &str),
        fields: Vec<String>,
        why: &str,
    ) -> Result<(), Refused> {
        self.office_row_make(ctx, (plan, file), why, |_| Ok(fields)).await
    }

    /// Sets a row that is made from the rows as they are.
    pub(crate) async fn office_row_make(
        &self,
        ctx: &Context,
        (plan, file): (&str, &str),
        why: &str,
        make: impl FnOnce(&[Vec<String>]) -> Result<Vec<String>, Refused>,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PlanEdit, On::District)?;
        let file = known(file)?;
        let day = ctx.today();
        self.write(ctx, permit, async move |conn| {
            let mut files = files_of(conn, plan).await?;
            let rows = files.entry(file.to_owned()).or_default();
            let fields = make(rows)?;
            readable(file, &fields)?;
            let key = key_of(file, &fields);
            let at = rows.iter().position(|row| key_of(file, row) == key);
            if let Some(at) = at.filter(|_| file == ITEMS) {
                keeps_its_numbers(conn, plan, (&rows[at], &fields)).await?;
            }
            match at {
                Some(at) => rows[at].clone_from(&fields),
                None => rows.push(fields.clone()),
            }
            let at = at.unwrap_or(rows.len() - 1);
            sound(conn, plan, &files, day, Some((file, at))).await?;
            let (plan, file, why) = (plan.to_owned(), file.to_owned(), why.to_owned());
            let subject = format!("plan/{plan}/{file}/{key}");
            Ok(vec![(subject, Act::OfficeRowSet(Set { plan, file, key, fields, why }))])
        })
        .await
    }

    /// Removes a row of the office's files.
    ///
    /// # Errors
    /// Not permitted, there is no such row, or the plan would not hold together without it.
    pub async fn office_row_remove(
        &self,
        ctx: &Context,
        (plan, file, key): (&str, &str, &str),
        why: &str,
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PlanEdit, On::District)?;
        let file = known(file)?;
        let act = Removed {
            plan: plan.to_owned(),
            file: file.to_owned(),
            key: key.to_owned(),
            why: why.to_owned(),
        };
        let day = ctx.today();
        self.write(ctx, permit, async move |conn| {
            let mut files = files_of(conn, plan).await?;
            let rows = files.entry(file.to_owned()).or_default();
            let before = rows.len();
            rows.retain(|row| key_of(file, row) != key);
            if rows.len() == before {
                return Err(Refused::Hidden);
            }
            let filed = if file == ITEMS { numbers_of(conn, plan, key).await? } else { 0 };
            if filed > 0 {
                return Err(Refused::unfit(
                    format!("已填过 {filed} 个数，数据项不能删除；不再使用的，从口径的公式里去掉"),
                    format!(
                        "it has {filed} numbers and stays; take it out of the formulas instead"
                    ),
                ));
            }
            sound(conn, plan, &files, day, None).await?;
            Ok(vec![(format!("plan/{plan}/{file}/{key}"), Act::OfficeRowRemoved(act))])
        })
        .await
    }
}

/// The file whose rows numbers hang on.
const ITEMS: &str = "office/items";

/// How many numbers were ever filed of an item.
async fn numbers_of(conn: &mut Conn, plan: &str, item: &str) -> Result<i64, DbError> {
    let query = "select count(*) from value where plan = $1 and item = $2";
    Ok(int(&Query::new(query).text(plan).text(item).one(conn).await?, 0))
}

/// What a number means does not change once it is filed: its unit, its kind and who files it stay.
async fn keeps_its_numbers(
    conn: &mut Conn,
    plan: &str,
    (was, is): (&[String], &[String]),
) -> Result<(), Refused> {
    let column = |name: &str| Item::COLUMNS.iter().position(|own| *own == name);
    let fixed = ["unit", "kind", "org"].into_iter().filter_map(|name| Some((name, column(name)?)));
    let changed: Vec<&str> =
        fixed.filter(|(_, at)| was.get(*at) != is.get(*at)).map(|(name, _)| name).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let filed = numbers_of(conn, plan, &was[0]).await?;
    if filed == 0 {
        return Ok(());
    }
    let wrong = |name: &str| {
        Wrong::new(
            name,
            format!(
                "已填过 {filed} 个数，改了它们就变了意思；请另立一个数据项，再从某一年起在口径里换用它"
            ),
            format!(
                "it has {filed} numbers, which would mean something else; add another item, and use it in the definition from a year on"
            ),
        )
    };
    Err(Refused::Wrong(changed.into_iter().map(wrong).collect()))
}

fn known(file: &str) -> Result<&'static str, Refused> {
    FILES.iter().find(|own| **own == file).copied().ok_or(Refused::Hidden)
}

/// All rows of a plan, by file.
async fn files_of(
    conn: &mut Conn,
    plan: &str,
) -> Result<BTreeMap<String, Vec<Vec<String>>>, Refused> {
    let rows =
        Query::new("select file, fields from plan_row where plan = $1 order by file, position")
            .text(plan)
            .all(conn)
            .await?;
    if rows.is_empty() {
        return Err(Refused::Hidden);
    }
    let mut files = BTreeMap::new();
    for row in &rows {
        let list: &mut Vec<Vec<String>> = files.entry(text(row, 0)).or_default();
        list.push(serde_json::from_str(&text(row, 1)).unwrap_or_default());
    }
    Ok(files)
}

/// What is wrong with the fields of a row by themselves.
fn readable(file: &str, fields: &[String]) -> Result<(), Refused> {
    let faults = match file {
        "office/orgs" => faults::<Org>(fields),
        "office/definitions" => faults::<Definition>(fields),
        "office/items" => faults::<Item>(fields),
        "office/links" => faults::<Link>(fields),
        _ => faults::<Correction>(fields),
    };
    if faults.is_empty() { Ok(()) } else { Err(Refused::Wrong(faults)) }
}

fn faults<R: Record>(fields: &[String]) -> Vec<Wrong> {
    let pairs: Vec<(&str, &str)> =
        R::COLUMNS.iter().copied().zip(fields.iter().map(String::as_str)).collect();
    let mut own = Fields::new(&pairs);
    R::read(&mut own);
    let wrong =
        |fault: FieldFault| Wrong { field: fault.column.to_owned(), said: Said::of(&fault.kind) };
    own.faults().into_iter().map(wrong).collect()
}

/// Whether a plan with these files holds together as well as before: its corrections apply, its
/// formulas compute. What is wrong with the row that was edited is told at its fields.
async fn sound(
    conn: &mut Conn,
    plan: &str,
    files: &BTreeMap<String, Vec<Vec<String>>>,
    day: jiff::civil::Date,
    edited: Option<(&str, usize)>,
) -> Result<(), Refused> {
    let mut whole = stored(conn, plan).await?.ok_or(Refused::Hidden)?;
    let before = errors(&whole.pack(day)?);
    (whole.reading, whole.office) = crate::plan::pack_parts(files)?;
    let pack = Pack::new(whole.head.clone(), whole.reading.clone(), whole.office.clone());
    let pack = pack.map_err(|faults| {
        let wrong = faults.into_iter().map(|fault| {
            let is_edited = edited == Some(("office/corrections", fault.index));
            let field = if is_edited { field_of(&fault.kind) } else { "" };
            Wrong { field: field.to_owned(), said: Said::of(&fault) }
        });
        Refused::Wrong(wrong.collect())
    })?;
    if !whole.amendments_hold() {
        return Err(Refused::unfit(
            "这样改，后来的方案调整就对不上了；请用“方案调整”再改一次",
            "an amendment would not meet what it changes any more; amend the plan instead",
        ));
    }
    let fresh = errors(&pack).into_iter().filter(|finding| !before.contains(finding));
    let wrong: Vec<Wrong> = fresh
        .map(|finding| {
            let own = finding.field.filter(|field| {
                edited.is_some_and(|(file, row)| {
                    file.strip_prefix("office/") == Some(field.file) && row == field.row
                })
            });
            match own {
                Some(field) => Wrong { field: field.column.to_owned(), said: finding.said },
                None => Wrong { field: String::new(), said: elsewhere(&finding) },
            }
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Refused::Wrong(wrong)) }
}

/// What would be wrong elsewhere in the plan: where, and the first line of what it is.
fn elsewhere(finding: &Finding) -> Said {
    let line = |lang| finding.said.say(lang).lines().next().unwrap_or_default().to_owned();
    let subject = &finding.subject;
    Said::both(format!("{subject}：{}", line(Lang::Zh)), format!("{subject}: {}", line(Lang::En)))
}

/// The findings that stand in the way of working with a plan.
fn errors(pack: &Pack) -> Vec<Finding> {
    check(pack).into_iter().filter(|finding| finding.gravity == Gravity::Error).collect()
}

/// The column of a correction that is wrong.
fn field_of(kind: &CorrectionFaultKind) -> &'static str {
    match kind {
        CorrectionFaultKind::NoFile => "file",
        CorrectionFaultKind::NoRow(_) => "key",
        CorrectionFaultKind::NoColumn => "column",
        CorrectionFaultKind::Changed { .. } => "was",
        CorrectionFaultKind::Unfit(..) | CorrectionFaultKind::Twice(_) => "is",
    }
}
