//! What becomes of rows: each is compared with what stands in its cell.

use std::collections::HashMap;

use domain::figures::ValueStatus;
use domain::filing::{Wanted, Weight};
use domain::pack::Pack;
use domain::record::Said;
use domain::stage::Stage;
use domain::text::visible;
use domain::{Lang, Say as _};

use super::look::Looked;
use super::{Answer, FilingReceipt, FilingRow, Outcome, Told};
use crate::context::Context;
use crate::journal::Act;
use crate::period::closed;
use crate::refused::Refused;
use crate::value::{self, CELLS_AN_ACT, Filed, FiledRow, Value};

/// Compares every row with what stands in its cell; the answers, and the rows that are fresh.
pub(super) async fn answered(
    conn: &mut crate::db::Conn,
    ctx: &Context,
    (plan, org): (&str, &str),
    pack: &Pack,
    rows: &[FilingRow],
    looked: &mut [Looked],
    is_demonstration: bool,
) -> Result<(FilingReceipt, Vec<FiledRow>), Refused> {
    let cells: Vec<(String, String)> = looked
        .iter()
        .filter_map(|row| row.wanted)
        .map(|wanted| (pack.office.items[wanted.item].key.clone(), wanted.period.to_string()))
        .collect();
    let there = value::latest(conn, (plan, org), &cells).await?;
    let there: HashMap<(&str, &str), &Value> =
        there.iter().map(|value| ((value.item.as_str(), value.period.as_str()), value)).collect();
    let rules = Rules { closed: closed(conn, plan).await?, is_demonstration };
    let (mut receipt, mut fresh) = (FilingReceipt::default(), Vec::new());
    for (row, looked) in rows.iter().zip(looked) {
        let Some(wanted) = looked.wanted else {
            receipt.rows.push(answer(row.item.clone(), row.period.clone(), looked));
            continue;
        };
        let (item, period) = (&pack.office.items[wanted.item].key, wanted.period.to_string());
        let before = there.get(&(item.as_str(), period.as_str())).copied();
        let filed = filed(item, &period, &wanted, row, before);
        if before.is_some_and(|before| says_the_same(before, &filed)) {
            receipt.rows.push(Answer {
                item: item.clone(),
                period,
                outcome: Outcome::Unchanged,
                told: looked.told.clone(),
                other: None,
                version: before.map_or(0, |before| before.version),
            });
            continue;
        }
        if let Some(before) = before.filter(|_| row.seen.is_none()) {
            looked.told.extend(replaced(ctx, before, &filed));
        }
        let conflict = stand_in_the_way(ctx, row, before, (&rules, &period), looked);
        let mut own = answer(item.clone(), period, looked);
        own.other = before.filter(|_| conflict).cloned();
        own.version = before.map_or(0, |before| before.version);
        if own.outcome == Outcome::Filed {
            own.version = filed.version;
            fresh.push(filed);
        }
        receipt.rows.push(own);
    }
    Ok((receipt, fresh))
}

/// What the district says of every row.
struct Rules {
    /// The periods that are closed.
    closed: Vec<String>,
    /// Whether its numbers are examples.
    is_demonstration: bool,
}

/// What keeps a sound row out of its cell. Whether somebody else changed the cell meanwhile.
fn stand_in_the_way(
    ctx: &Context,
    row: &FilingRow,
    before: Option<&Value>,
    (rules, period): (&Rules, &String),
    looked: &mut Looked,
) -> bool {
    if rules.closed.contains(period) {
        let zh = format!("{period} 已关闭；要更正请联系无废办重新打开");
        let en = format!("{period} is closed; ask the office to open it again");
        looked.wrong("period", Said::both(zh, en));
    }
    let is_confirmed = before.is_some_and(|before| before.stage == Stage::Confirmed);
    if is_confirmed && row.reason.trim().is_empty() {
        looked.wrong("reason", unreasoned(row.seen.is_none()));
    }
    let status = looked.wanted.map(|wanted| wanted.status).filter(|status| !status.is_of_org());
    if let Some(status) = status.filter(|_| !rules.is_demonstration) {
        looked.wrong("status", not_of_org(status));
    }
    let version = before.map_or(0, |before| before.version);
    let conflict = row.seen.is_some_and(|seen| seen != version);
    if let Some(before) = before.filter(|_| conflict) {
        let me = ctx.who.as_ref().is_some_and(|who| who.login == before.entered_by);
        looked.wrong("value", changed(me, before));
    }
    conflict
}

/// That an org does not say this of its number, and what it may say.
fn not_of_org(status: ValueStatus) -> Said {
    let words = |lang| {
        let own = ValueStatus::TABLE.iter().filter(|(_, status)| status.is_of_org());
        own.map(|(_, status)| status.say(lang)).collect::<Vec<String>>()
    };
    Said::both(
        format!("单位不能填“{}”；可用：{}", status.say(Lang::Zh), words(Lang::Zh).join("、")),
        format!(
            "an org does not say `{}`; use {}",
            status.say(Lang::En),
            words(Lang::En).join(", ")
        ),
    )
}

/// Says what a row of a file, which knows no version, puts aside of somebody else's.
fn replaced(ctx: &Context, before: &Value, filed: &FiledRow) -> Option<Told> {
    let is_own = ctx.who.as_ref().is_some_and(|who| who.login == before.entered_by);
    let (who, value) = (&before.entered_by, &before.value);
    let told = Told {
        field: "value",
        weight: Weight::Warning,
        explained: true,
        said: Said::both(
            format!("原来是 {who} 填的 {value}，已由这一行代替"),
            format!("{who} had filed {value}, which this row replaces"),
        ),
    };
    (!is_own && before.value != filed.value).then_some(told)
}

/// That a confirmed number is corrected without a reason; in a csv it has a column.
fn unreasoned(in_file: bool) -> Said {
    let (zh, en) =
        ("这个数已确认，更正要写理由", "this number is confirmed; say why it is corrected");
    let (zh_at, en_at) =
        if in_file { ("，写在 reason 一列", " in the column `reason`") } else { ("", "") };
    Said::both(format!("{zh}{zh_at}"), format!("{en}{en_at}"))
}

/// That the cell was filed after this row was taken from it: by somebody else, or by oneself, where
/// an earlier workbook is sent once more.
fn changed(by_oneself: bool, before: &Value) -> Said {
    let (who, value) = (&before.entered_by, &before.value);
    if by_oneself {
        return Said::both(
            format!("您已经填过 {value}，这一行是那以前的；核对后再提交一次即以这一行为准"),
            format!(
                "you have filed {value} since this row was made; send it once more to put it in its place"
            ),
        );
    }
    Said::both(
        format!("{who} 刚刚填了 {value}；核对后再提交一次即以您的为准"),
        format!("{who} has just filed {value}; send yours once more to put it in its place"),
    )
}

fn answer(item: String, period: String, looked: &Looked) -> Answer {
    let outcome = if looked.stays_out() { Outcome::Rejected } else { Outcome::Filed };
    Answer { item, period, outcome, told: looked.told.clone(), other: None, version: 0 }
}

fn filed(
    item: &str,
    period: &str,
    wanted: &Wanted,
    row: &FilingRow,
    before: Option<&Value>,
) -> FiledRow {
    FiledRow {
        item: item.to_owned(),
        period: period.to_owned(),
        version: before.map_or(0, |before| before.version) + 1,
        value: match wanted.status {
            ValueStatus::NotApplicable => "0".to_owned(),
            _ => wanted.amount.normalize().to_string(),
        },
        status: wanted.status.word().to_owned(),
        source: visible(row.source.trim()),
        note: visible(row.note.trim()),
        reason: visible(row.reason.trim()),
    }
}

/// A returned number that is filed again is fresh, also where it says the same.
fn says_the_same(before: &Value, filed: &FiledRow) -> bool {
    before.stage != Stage::Returned
        && before.value == filed.value
        && before.status == filed.status
        && before.note == filed.note
        && (filed.source.is_empty() || before.source == filed.source)
}

pub(super) fn acts((plan, org): (&str, &str), mut fresh: Vec<FiledRow>) -> Vec<(String, Act)> {
    let subject = format!("plan/{plan}/filing/{org}");
    // In the order of the table's key, so that each row is entered beside the one before.
    fresh.sort_by(|a, b| (&a.item, &a.period).cmp(&(&b.item, &b.period)));
    let mut fresh = fresh.into_iter().peekable();
    let mut acts = Vec::new();
    while fresh.peek().is_some() {
        let rows = fresh.by_ref().take(CELLS_AN_ACT).collect();
        let filed = Filed { plan: plan.to_owned(), org: org.to_owned(), rows };
        acts.push((subject.clone(), Act::ValueFiled(filed)));
    }
    acts
}
