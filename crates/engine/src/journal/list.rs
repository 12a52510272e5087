//! The journal as an auditor reads it: filtered row by row, each with what stood there before.

use domain::access::Action;
use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::any::AnyRow;

use super::act::Act;
use super::chain::Entry;
use crate::context::{Context, On};
use crate::db::{Arg, Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::instant::Instant;
use crate::plan::key_of;
use crate::refused::Refused;
use crate::value::Cell;

/// The most rows of one list.
pub const JOURNAL_ROWS_MAX: i64 = 1_000;

/// Which rows are wanted; blank for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// The login of who acted, or `system`.
    pub actor: String,
    /// How the action begins: `value.`.
    pub action: String,
    /// A part of the subject: `filing/`.
    pub subject: String,
    /// The first day, in Beijing.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Rows before this one; the next page of a list.
    pub before_seq: Option<i64>,
    /// At most so many rows; nought for [`JOURNAL_ROWS_MAX`].
    pub limit: i64,
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// The row as it is chained, its actor as an id.
    pub entry: Entry,
    /// The login of who acted; `system` for the program itself.
    pub actor: String,
    /// Its hash.
    pub hash: String,
}

/// A row of the journal and what stood there before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalStep {
    /// The row.
    pub row: JournalRow,
    /// The same things before it, in the form of its body; none where there was nothing.
    pub before: Option<String>,
}

const SELECT: &str = "select j.seq, j.recorded_at, j.actor, j.action, j.subject, j.body, j.prev,
    j.hash, coalesce(a.login, j.actor) from journal j left join account a on a.id = j.actor";

fn row(row: &AnyRow) -> JournalRow {
    JournalRow {
        entry: Entry {
            seq: int(row, 0),
            recorded_at: text(row, 1),
            actor: text(row, 2),
            action: text(row, 3),
            subject: text(row, 4),
            body: text(row, 5),
            prev: text(row, 6),
        },
        hash: text(row, 7),
        actor: text(row, 8),
    }
}

impl JournalFilter {
    /// The condition and its arguments. Both databases compare so in the same way, also capitals.
    fn condition(&self) -> (String, Vec<Arg>) {
        let (mut terms, mut args) = (Vec::new(), Vec::<Arg>::new());
        let mut term = |text: String, arg: Arg| {
            args.push(arg);
            terms.push(text.replace('?', &format!("${}", args.len())));
        };
        if !self.actor.is_empty() {
            term("coalesce(a.login, j.actor) = ?".to_owned(), self.actor.as_str().into());
        }
        if !self.action.is_empty() {
            let length = self.action.chars().count();
            term(format!("substr(j.action, 1, {length}) = ?"), self.action.as_str().into());
        }
        if !self.subject.is_empty() {
            term("replace(j.subject, ?, '') <> j.subject".to_owned(), self.subject.as_str().into());
        }
        if let Some(from) = self.from {
            term("j.recorded_at >= ?".to_owned(), Instant::start_of(from).to_string().into());
        }
        if let Some(next) = self.to.and_then(|to| to.tomorrow().ok()) {
            term("j.recorded_at < ?".to_owned(), Instant::start_of(next).to_string().into());
        }
        if let Some(seq) = self.before_seq {
            term("j.seq < ?".to_owned(), seq.into());
        }
        let condition =
            if terms.is_empty() { String::new() } else { format!("where {}", terms.join(" and ")) };
        (condition, args)
    }
}

impl Engine {
    /// Rows of the journal, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn journal_list(
        &self,
        ctx: &Context,
        filter: &JournalFilter,
    ) -> Result<Vec<JournalRow>, Refused> {
        ctx.authorize(Action::JournalRead, On::District)?;
        let (condition, args) = filter.condition();
        let limit = match filter.limit {
            limit if limit > 0 => limit.min(JOURNAL_ROWS_MAX),
            _ => JOURNAL_ROWS_MAX,
        };
        let query = format!("{SELECT} {condition} order by j.seq desc limit {limit}");
        let mut conn = self.db.reader().await?;
        let rows = Query::new(&query).args(args).all(&mut conn).await?;
        Ok(rows.iter().map(row).collect())
    }

    /// A row of the journal and what stood there before it.
    ///
    /// # Errors
    /// Not permitted, or there is no such row.
    pub async fn journal_fetch(&self, ctx: &Context, seq: i64) -> Result<JournalStep, Refused> {
        ctx.authorize(Action::JournalRead, On::District)?;
        let mut conn = self.db.reader().await?;
        let query = format!("{SELECT} where j.seq = $1");
        let found = Query::new(&query).int(seq).maybe(&mut conn).await?;
        let row = found.as_ref().map(row).ok_or(Refused::Hidden)?;
        let before = before(&mut conn, &row.entry).await?;
        Ok(JournalStep { row, before })
    }
}

/// The acts that say what stood there before an act of this kind; they have the same subject.
fn follows(action: &str) -> &'static [&'static str] {
    match action {
        "user.changed" => &["user.added", "user.changed"],
        "user.password_set" => &["user.password_set"],
        "office_row.set" | "office_row.removed" => &["office_row.set", "office_row.removed"],
        "period.closed" | "period.opened" => &["period.closed", "period.opened"],
        "explanation.written" => &["explanation.written"],
        "work.reported" => &["work.reported"],
        "decision.made" => &["decision.made"],
        "evidence.voided" => &["evidence.added"],
        _ => &[],
    }
}

async fn before(conn: &mut Conn, entry: &Entry) -> Result<Option<String>, DbError> {
    match Act::read(&entry.body) {
        Ok(Act::ValueFiled(act)) => {
            let cells = act.rows.iter().filter(|row| row.version > 1).map(|row| Cell {
                item: row.item.clone(),
                period: row.period.clone(),
                version: row.version - 1,
            });
            versions(conn, (&act.plan, &act.org), cells.collect()).await
        }
        Ok(
            Act::ValueReviewed(act)
            | Act::ValueConfirmed(act)
            | Act::ValueReturned(act)
            | Act::ValueSentBack(act),
        ) => moved(conn, act.place(), act.cells().to_vec()).await,
        Ok(Act::OfficeRowSet(_) | Act::OfficeRowRemoved(_)) => match previous(conn, entry).await? {
            Some(body) => Ok(Some(body)),
            None => imported(conn, entry).await,
        },
        _ => previous(conn, entry).await,
    }
}

/// Numbers that were moved, in the form of a filing. Their reason is by now that of the move.
async fn moved(
    conn: &mut Conn,
    place: (&str, &str),
    cells: Vec<Cell>,
) -> Result<Option<String>, DbError> {
    let filed = versions(conn, place, cells).await?;
    let mut json: Value =
        filed.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default();
    for row in json.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten() {
        row.as_object_mut().map(|row| row.remove("reason"));
    }
    Ok((!json.is_null()).then(|| json.to_string()))
}

/// Versions of cells in the form of a filing.
async fn versions(
    conn: &mut Conn,
    (plan, org): (&str, &str),
    cells: Vec<Cell>,
) -> Result<Option<String>, DbError> {
    let mut rows = Vec::new();
    for cell in cells {
        let found = Query::new(
            "select value, status, source, note, reason from value
             where plan = $1 and org = $2 and item = $3 and period = $4 and version = $5",
        )
        .text(plan)
        .text(org)
        .text(&cell.item)
        .text(&cell.period)
        .int(cell.version)
        .maybe(conn)
        .await?;
        if let Some(row) = found {
            rows.push(json!({
                "item": cell.item,
                "period": cell.period,
                "version": cell.version,
                "value": text(&row, 0),
                "status": text(&row, 1),
                "source": text(&row, 2),
                "note": text(&row, 3),
                "reason": text(&row, 4),
            }));
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(json!({ "plan": plan, "org": org, "rows": rows }).to_string()))
}

/// The body of the row before this one that says what stood there.
async fn previous(conn: &mut Conn, entry: &Entry) -> Result<Option<String>, DbError> {
    let actions = follows(&entry.action);
    if actions.is_empty() {
        return Ok(None);
    }
    // Many files may lie with a subject: the one that is voided is told by its id.
    let body: Value = serde_json::from_str(&entry.body).unwrap_or_default();
    let id =
        body.get("evidence").and_then(Value::as_str).filter(|_| actions[0] == "evidence.added");
    let marks: Vec<String> = (4..actions.len() + 4).map(|no| format!("${no}")).collect();
    let query = format!(
        "select body from journal where subject = $1 and seq < $2
         and replace(body, $3, '-') <> body and action in ({}) order by seq desc limit 1",
        marks.join(", ")
    );
    let row = Query::new(&query)
        .text(&entry.subject)
        .int(entry.seq)
        // Every body has its kind in it.
        .text(id.unwrap_or("kind"))
        .args(actions.iter().map(|action| Arg::from(*action)))
        .maybe(conn)
        .await?;
    Ok(row.map(|row| text(&row, 0)))
}

/// A row of the office's files as it was imported.
async fn imported(conn: &mut Conn, entry: &Entry) -> Result<Option<String>, DbError> {
    let body: Value = serde_json::from_str(&entry.body).unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (plan, file, key) = (field("plan"), field("file"), field("key"));
    let query = "select body from journal where subject = $1 and action = 'plan.imported'
        order by seq limit 1";
    let found = Query::new(query).text(&format!("plan/{plan}")).maybe(conn).await?;
    let whole: Value =
        found.and_then(|row| serde_json::from_str(&text(&row, 0)).ok()).unwrap_or_default();
    let rows = whole.pointer("/files").and_then(|files| files.get(&file)).and_then(Value::as_array);
    let fields = rows.into_iter().flatten().find(|row| {
        let fields: Vec<String> = serde_json::from_value((*row).clone()).unwrap_or_default();
        key_of(&file, &fields) == key
    });
    Ok(fields.map(|fields| {
        json!({ "plan": plan, "file": file, "key": key, "fields": fields }).to_string()
    }))
}
