//! Amendments: what a later document changes in a plan, and from which day.

use domain::access::Action;
use domain::amend::amendment_faults;
use domain::office::{AmendmentLine, Correction};
use domain::pack::Pack;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::evidence::Upload;
use crate::journal::{Act, Entry};
use crate::plan::stored;
use crate::refused::{Refused, Wrong};

/// `amendment.added`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Added {
    plan: String,
    no: i64,
    effective_on: String,
    title: String,
    why: String,
    evidence: String,
    changes: Vec<Change>,
}

/// One cell that is another from the day on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The file: `targets`.
    pub file: String,
    /// The row.
    pub key: String,
    /// The column.
    pub column: String,
    /// What stood there.
    pub was: String,
    /// What stands there from the day on.
    pub is: String,
}

/// An amendment of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Counted from 1 within its plan.
    pub no: i64,
    /// From which day.
    pub effective_on: Date,
    /// The document's title and number.
    pub title: String,
    /// Why.
    pub why: String,
    /// The document: the ids of its files of evidence, apart by a space.
    pub evidence: String,
    /// What it changes, as corrections of the reading.
    pub changes: Vec<Correction>,
    /// Who entered it, and when.
    pub added_by: String,
    /// When it was entered.
    pub added_at: String,
}

/// What somebody enters.
#[derive(Debug, Clone, Default)]
pub struct AmendmentForm {
    /// The document's title and number.
    pub title: String,
    /// From which day.
    pub effective_on: String,
    /// Why.
    pub why: String,
    /// The document, as evidence.
    pub evidence: String,
    /// What it changes.
    pub changes: Vec<Change>,
}

impl Added {
    /// The plan that it changes.
    pub(crate) fn plan(&self) -> &str {
        &self.plan
    }
}

pub(crate) async fn apply_added(
    conn: &mut Conn,
    entry: &Entry,
    act: &Added,
) -> Result<(), DbError> {
    Query::new(
        "insert into amendment (plan, no, effective_on, title, why, evidence, changes, added_at,
         added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .text(&act.plan)
    .int(act.no)
    .text(&act.effective_on)
    .text(&act.title)
    .text(&act.why)
    .text(&act.evidence)
    .text(&serde_json::to_string(&act.changes).unwrap_or_default())
    .text(&entry.recorded_at)
    .text(&entry.actor)
    .run(conn)
    .await?;
    Ok(())
}

/// A plan's amendments in their order.
pub(crate) async fn list(conn: &mut Conn, plan: &str) -> Result<Vec<Amendment>, Refused> {
    let rows = Query::new(
        "select m.no, m.effective_on, m.title, m.why, m.evidence, m.changes, m.added_at,
         coalesce(a.login, m.added_by) from amendment m left join account a on a.id = m.added_by
         where m.plan = $1 order by m.no",
    )
    .text(plan)
    .all(conn)
    .await?;
    let amendment = |row: &sqlx::any::AnyRow| {
        let changes: Vec<Change> = serde_json::from_str(&text(row, 5)).unwrap_or_default();
        let day = text(row, 1).parse::<Date>();
        let why = text(row, 3);
        Ok(Amendment {
            no: int(row, 0),
            effective_on: day.map_err(|fault| Refused::Broken(fault.to_string()))?,
            title: text(row, 2),
            changes: changes.into_iter().map(|change| correction(change, &why)).collect(),
            why,
            evidence: text(row, 4),
            added_at: text(row, 6),
            added_by: text(row, 7),
        })
    };
    rows.iter().map(amendment).collect()
}

fn correction(change: Change, why: &str) -> Correction {
    let Change { file, key, column, was, is } = change;
    Correction { file, key, column, was, is, why: why.to_owned() }
}

impl Amendment {
    /// The lines of a pack that say the same.
    pub(crate) fn lines(&self) -> impl Iterator<Item = AmendmentLine> + '_ {
        self.changes.iter().map(|change| AmendmentLine {
            no: u32::try_from(self.no).unwrap_or_default(),
            effective_on: self.effective_on,
            title: self.title.clone(),
            change: change.clone(),
        })
    }
}

/// The amendments that a pack brings with it, as acts.
pub(crate) fn brought(plan: &str, lines: &[AmendmentLine]) -> Vec<(String, Act)> {
    let document = |lines: Vec<(usize, &AmendmentLine)>| {
        let first = lines[0].1;
        let change = |(_, line): &(usize, &AmendmentLine)| {
            let Correction { file, key, column, was, is, .. } = line.change.clone();
            Change { file, key, column, was, is }
        };
        let added = Added {
            plan: plan.to_owned(),
            no: i64::from(first.no),
            effective_on: first.effective_on.to_string(),
            title: first.title.clone(),
            why: first.change.why.clone(),
            evidence: String::new(),
            changes: lines.iter().map(change).collect(),
        };
        (format!("plan/{plan}/amendment/{}", first.no), Act::AmendmentAdded(added))
    };
    AmendmentLine::documents(lines).into_iter().map(document).collect()
}

impl Engine {
    /// Amends a plan from a day on; what it said before stays for the days before.
    ///
    /// # Errors
    /// Not permitted, fields are wrong, or a change does not meet what it changes.
    pub async fn amendment_add(
        &self,
        ctx: &Context,
        plan: &str,
        form: &AmendmentForm,
    ) -> Result<(), Refused> {
        self.amendment_enter(ctx, plan, form, &[]).await
    }

    /// Amends a plan as above, together with the files of the document that says so.
    ///
    /// # Errors
    /// As above, or a file is not what it should be.
    pub async fn amendment_enter(
        &self,
        ctx: &Context,
        plan: &str,
        form: &AmendmentForm,
        files: &[Upload],
    ) -> Result<(), Refused> {
        let permit = ctx.authorize(Action::PlanEdit, On::District)?;
        let day = form.check()?;
        let kept = self.evidence_prepare(files).await?;
        self.write(ctx, permit, async move |conn| {
            let mut whole = stored(conn, plan).await?.ok_or(Refused::Hidden)?;
            let no = whole.amendments.iter().map(|other| other.no).max().unwrap_or(0) + 1;
            let changes = form.changes.iter().cloned();
            whole.amendments.push(Amendment {
                no,
                effective_on: day,
                title: form.title.clone(),
                why: form.why.clone(),
                evidence: form.evidence.clone(),
                changes: changes.map(|change| correction(change, &form.why)).collect(),
                added_by: String::new(),
                added_at: String::new(),
            });
            whole.pack(day).map_err(|_| {
                Refused::field(
                    "changes",
                    "有一处“原为”与方案现在的内容不符，请核对后重填",
                    "one of the changes does not meet what the plan says now",
                )
            })?;
            whole.office.amendments = whole.amendments.iter().flat_map(Amendment::lines).collect();
            sensible(&whole.mended()?, no)?;
            if !whole.amendments_hold() {
                return Err(Refused::field(
                    "effective_on",
                    "更晚生效的一次调整改过同一处，这次不能排在它前面；请核对生效日期",
                    "a later amendment changes the same; this one cannot come before it, look at the day",
                ));
            }
            let mut acts = Vec::new();
            let mut evidence: Vec<String> = Vec::new();
            evidence.extend(Some(form.evidence.clone()).filter(|own| !own.is_empty()));
            for file in kept {
                let act = file.act(conn, plan, "amendment").await?;
                if let Act::EvidenceAdded(added) = &act {
                    evidence.push(added.id().to_owned());
                }
                acts.push((format!("plan/{plan}/amendment"), act));
            }
            let added = Added {
                plan: plan.to_owned(),
                no,
                effective_on: day.to_string(),
                title: form.title.clone(),
                why: form.why.clone(),
                evidence: evidence.join(" "),
                changes: form.changes.clone(),
            };
            acts.push((format!("plan/{plan}/amendment/{no}"), Act::AmendmentAdded(added)));
            Ok(acts)
        })
        .await
    }

    /// A plan's amendments.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn amendment_list(
        &self,
        ctx: &Context,
        plan: &str,
    ) -> Result<Vec<Amendment>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let mut conn = self.db.reader().await?;
        list(&mut conn, plan).await
    }
}

/// Whether the newest document makes sense over what the ones before it left.
fn sensible(pack: &Pack, no: i64) -> Result<(), Refused> {
    let is_new = |index: &usize| i64::from(pack.office.amendments[*index].no) == no;
    let faults = amendment_faults(pack).into_iter().filter(|(index, _)| is_new(index));
    let wrong: Vec<Wrong> =
        faults.map(|(_, said)| Wrong { field: "changes".to_owned(), said }).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Refused::Wrong(wrong)) }
}

impl AmendmentForm {
    fn check(&self) -> Result<Date, Refused> {
        let mut wrong = Vec::new();
        if self.title.trim().is_empty() {
            wrong.push(Wrong::new("title", "请写文件名称和文号", "write the document's title"));
        }
        if self.why.trim().is_empty() {
            wrong.push(Wrong::new("why", "请写调整的理由", "write why it was changed"));
        }
        let blank = self.changes.iter().any(|change| change.is.trim().is_empty());
        if blank {
            wrong.push(Wrong::new("changes", "“改为”不能空着", "what it becomes cannot be blank"));
        }
        if self.changes.is_empty() {
            wrong.push(Wrong::new("changes", "至少要有一处调整", "there must be a change"));
        }
        let day = self.effective_on.parse::<Date>();
        if day.is_err() {
            wrong.push(Wrong::new(
                "effective_on",
                "生效日期写成 2025-03-01 的样子",
                "write the day as 2025-03-01",
            ));
        }
        match day {
            Ok(day) if wrong.is_empty() => Ok(day),
            _ => Err(Refused::Wrong(wrong)),
        }
    }
}
