//! The workbook that goes out: a row for each number that is wanted, filled with what is known.

use std::fmt::Write as _;

use document::{ColumnUse, FormColumn, FormField, Workbook};
use domain::access::Action;
use domain::figures::ValueStatus;
use domain::period::Period;
use domain::{Lang, Say as _};

use super::{Col, FORMAT, IDS, Ids, Open, SHEET, choices};
use crate::context::{Context, On};
use crate::engine::Engine;
use crate::filing::ROWS_MAX;
use crate::refused::Refused;
use crate::sheet::{Maker, Past, SheetRow};

impl Engine {
    /// The filing sheet of an org and some periods as a workbook.
    ///
    /// # Errors
    /// Not permitted, no such plan or org, nothing to file, or too much for one workbook.
    pub async fn workbook_write(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        periods: &[Period],
    ) -> Result<Vec<u8>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let mut maker = Maker::new(&programme, &pack, &self.calendar, (org, ctx.today()))?;
        let rows = self.sheet_rows(&mut maker, plan, periods).await?;
        if rows.is_empty() {
            return Err(Refused::unfit(
                "本单位这些报告期没有要填的数据",
                "this org has no numbers to file for these periods",
            ));
        }
        if rows.len() > ROWS_MAX {
            let count = rows.len();
            return Err(Refused::TooMuch(domain::record::Said::both(
                format!("一张表最多 {ROWS_MAX} 行，这里有 {count} 行；请少选几个报告期"),
                format!(
                    "a workbook has at most {ROWS_MAX} rows, here are {count}; choose fewer periods"
                ),
            )));
        }
        let (plan, org) = (plan.to_owned(), org.to_owned());
        let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
        let write = move || {
            let head = Head { plan: &plan, org: &org, periods: &periods.join(";") };
            written(&head, &rows).map_err(|fault| Refused::Broken(fault.to_string()))
        };
        let done = tokio::task::spawn_blocking(write).await;
        done.map_err(|fault| Refused::Broken(fault.to_string()))?
    }
}

/// What the hidden sheet says of the workbook.
pub(super) struct Head<'a> {
    pub(super) plan: &'a str,
    pub(super) org: &'a str,
    pub(super) periods: &'a str,
}

impl Head<'_> {
    pub(super) fn write(&self, book: &mut Workbook) -> Result<(), document::WriteError> {
        let (plan, org, periods) = (self.plan, self.org, self.periods);
        let rows = [("format", FORMAT), ("plan", plan), ("org", org), ("periods", periods)];
        book.hidden(IDS, &rows)
    }
}

/// The columns of the form, and behind them such as the answer wants.
pub(super) fn columns<'a>(
    choices: &'a [&'a str],
    behind: &[FormColumn<'a>],
) -> Vec<FormColumn<'a>> {
    let column = |(title, column): &(&'static str, Col)| {
        let (usage, width, number_format) = match column {
            Col::Item => (ColumnUse::Locked, 34.0, ""),
            Col::Period => (ColumnUse::Locked, 11.0, "@"),
            Col::LastYear | Col::Before => (ColumnUse::Locked, 14.0, ""),
            Col::Target => (ColumnUse::Locked, 30.0, "@"),
            Col::Value => (ColumnUse::Open, 16.0, ""),
            Col::Unit | Col::Status => (ColumnUse::Open, 11.0, "@"),
            Col::Source | Col::Note | Col::Reason => (ColumnUse::Open, 26.0, "@"),
            Col::Key | Col::Version | Col::Mark => (ColumnUse::Hidden, 10.0, "@"),
        };
        let hint = match column {
            Col::Value => "没有数就空着，空着不算零。单位是 % 的填百分数：95% 填 95。",
            Col::Unit => "可改成同类单位，如吨改万吨，系统会换算。",
            Col::Status => "确认为零要填 0；不适用不用填数。",
            Col::Note => "系统提示异常的数，在这里写明原因后才能收下。",
            Col::Reason => "更正已确认的数要写理由。",
            _ => "",
        };
        let choices = if *column == Col::Status { choices } else { &[] };
        FormColumn { title, width, usage, choices, number_format, hint }
    };
    Col::ALL.iter().map(column).chain(behind.iter().copied()).collect()
}

/// The bytes of the form.
fn written(head: &Head<'_>, rows: &[SheetRow]) -> Result<Vec<u8>, document::WriteError> {
    let mut book = Workbook::new();
    let words = choices();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let form = book.form(SHEET, &columns(&words, &[]))?;
    let (mut text, mut last_period) = (String::new(), None);
    for row in rows {
        if last_period != Some(row.period) {
            text = row.period.to_string();
            last_period = Some(row.period);
        }
        fields(head, row, &text, |fields| form.row(fields))?;
    }
    head.write(&mut book)?;
    book.finish()
}

/// The fields of a row.
fn fields<T>(
    head: &Head<'_>,
    row: &SheetRow,
    period: &str,
    write: impl FnOnce(&[FormField<'_>]) -> T,
) -> T {
    let value = row.value.as_ref();
    let status = value.and_then(|value| ValueStatus::of(&value.status));
    let word = status.map_or(String::new(), |status| status.say(Lang::Zh));
    let open = Open {
        value: match (value, status) {
            (Some(value), status) if status != Some(ValueStatus::NotApplicable) => &value.value,
            _ => "",
        },
        unit: &row.unit,
        status: &word,
        source: value.map_or("", |value| &value.source),
        note: value.map_or("", |value| &value.note),
        reason: "",
    };
    let version = value.map_or(0, |value| value.version).to_string();
    let ids = Ids {
        plan: head.plan,
        org: head.org,
        key: &row.item,
        name: &row.name,
        period,
        version: &version,
    };
    let mark = ids.mark() + &open.mark();
    let (last_year, before) = (told(row.last_year.as_ref()), told(row.before.as_ref()));
    let targets = targets(row);
    let came_back = value.filter(|value| value.stage == domain::stage::Stage::Returned);
    let note = came_back.map_or(String::new(), |value| format!("退回：{}", value.moved_reason));
    let value_mark =
        if came_back.is_some() { document::Mark::Doubtful } else { document::Mark::None };
    write(&[
        FormField::text(&row.name),
        FormField::text(period),
        FormField::number(&last_year),
        FormField::number(&before),
        FormField::text(&targets),
        FormField { mark: value_mark, note: &note, ..FormField::number(open.value) },
        FormField::text(open.unit),
        FormField::text(open.status),
        FormField::text(open.source),
        FormField::text(open.note),
        FormField::text(""),
        FormField::text(&row.item),
        FormField::text(&version),
        FormField::text(&mark),
    ])
}

fn told(past: Option<&Past>) -> String {
    match past {
        Some(past) if past.status == ValueStatus::NotApplicable => past.status.say(Lang::Zh),
        Some(past) => past.value.clone(),
        None => String::new(),
    }
}

fn targets(row: &SheetRow) -> String {
    let mut text = String::new();
    for target in row.targets.iter() {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = write!(text, "{} {}", target.name, target.text);
    }
    text
}
