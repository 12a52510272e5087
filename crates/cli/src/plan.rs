//! `wufei plan read`, `check`, `status`, `diff`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::CsvOptions;
use domain::check::{Field, Gravity, check};
use domain::diff::{Change, diff};
use domain::glossary;
use domain::judge::Verdict;
use domain::record::{Record, Said, word_of};
use domain::{Lang, Say, counted, tell};
use engine::{
    Fault, Faults, Reading, Spot, Status, StatusRow, calendar, default_year, files_of, pack_read,
    pack_usable, plan_read, reading_json, reading_write, status, today, values_read,
};
use jiff::civil::Date;
use serde_json::json;

use crate::args::{Format, PlanCommand, StatusFormat};
use crate::live;
use crate::output::{Exit, Outcome, Output};
use crate::rejected;
use crate::table::{Cell, Column, draw, wrapped};

pub(crate) fn run(command: &PlanCommand, output: &Output) -> Outcome {
    match command {
        PlanCommand::Read { file, out, format } => read(file, out.as_deref(), *format, output),
        PlanCommand::Check { pack, format } => check_pack(pack, *format, output),
        PlanCommand::Status { pack, place, values, year, as_of, format, rejected } => {
            let ask = Ask { year: *year, as_of: *as_of, format: *format, rejected };
            match pack {
                Some(pack) => status_of(pack, values, &ask, output),
                None => live::status(&place.place(), values, &ask, output),
            }
        }
        PlanCommand::Import { from, id, place } => {
            live::import(&place.place(), from, id.as_deref(), output)
        }
        PlanCommand::Export { id, out, place } => live::export(&place.place(), id, out, output),
        PlanCommand::Show { subject, place, format } => {
            live::show(&place.place(), subject, *format, output)
        }
        PlanCommand::Diff { old, new, format } => compare(old, new, *format, output),
    }
}

fn read(file: &Path, out: Option<&Path>, format: Format, output: &Output) -> Outcome {
    let reading = plan_read(file)?;
    if let Some(folder) = out {
        reading_write(folder, &reading)?;
        let folder = folder.display();
        output.talk(&tell!(
            output.lang,
            "已写入 {folder}/document",
            "written to {folder}/document"
        ));
    }
    match format {
        Format::Json => {
            let text = serde_json::to_string(&reading_json(&reading)).unwrap_or_default();
            output.data(&text);
        }
        Format::Csv => output.data(&csv(&reading_rows(&reading))),
        Format::Table => output.data(&summary(&reading, output.lang)),
    }
    Ok(Exit::Done)
}

/// The cells of all indicators as one csv, which is what one looks at first.
fn reading_rows(reading: &Reading) -> Vec<Vec<String>> {
    let rows = &reading.plan.reading;
    let head = domain::plan::Indicator::COLUMNS.iter().map(|column| (*column).to_owned());
    let mut all = vec![head.collect()];
    all.extend(rows.indicators.iter().map(Record::fields));
    all
}

fn csv(rows: &[Vec<String>]) -> String {
    String::from_utf8(document::write_csv(rows, CsvOptions::default())).unwrap_or_default()
}

/// What was found, in a few lines.
fn summary(reading: &Reading, lang: Lang) -> String {
    let plan = &reading.plan;
    let rows = &plan.reading;
    let mut lines = vec![plan.head.title.clone()];
    if !plan.head.document_number.is_empty() {
        lines.push(plan.head.document_number.clone());
    }
    let years: Vec<String> = plan.head.target_years.iter().map(ToString::to_string).collect();
    let base = plan.head.base_year.map_or("—".to_owned(), |year| year.to_string());
    let years = years.join("、");
    lines.push(tell!(
        lang,
        "基准年 {base}，目标年 {years}",
        "base year {base}, target years {years}"
    ));
    let typed = rows.targets.iter().filter(|target| target.target.kind() != "unread").count();
    let counts = [
        (glossary::INDICATOR.say(lang), rows.indicators.len()),
        (glossary::CELL.say(lang), rows.cells.len()),
        (tell!(lang, "已定型的目标", "typed targets"), typed),
        (glossary::MEASURE.say(lang), rows.measures.len()),
        (glossary::PROMISE.say(lang), rows.promises.len()),
        (glossary::TASK.say(lang), rows.tasks.len()),
        (glossary::PROJECT.say(lang), rows.projects.len()),
        (glossary::DUTY.say(lang), rows.duties.len()),
        (glossary::ORG.say(lang), rows.orgs.len()),
        (glossary::UNREAD.say(lang), rows.unread.len()),
    ];
    let columns = [Column::left("", 20), Column::right("", 8)];
    let table: Vec<Vec<Cell>> = counts
        .into_iter()
        .map(|(name, count)| vec![name.into(), count.to_string().into()])
        .collect();
    lines.extend(draw(&columns, &table).lines().skip(2).map(str::to_owned));
    for line in rows.unread.iter().take(10) {
        let text: String = line.text.replace('\t', " ").chars().take(60).collect();
        lines.push(format!("  {}: {} | {text}", line.line, line.reason));
    }
    lines.join("\n")
}

/// The columns of what a check found.
const FINDING_COLUMNS: [&str; 5] = ["gravity", "rule", "subject", "place", "text"];

/// The field of the pack's files that has to change.
fn place_of(field: Field) -> String {
    format!("{}/{}.csv:{}:{}", field.folder, field.file, field.row + 2, field.column)
}

fn check_pack(folder: &Path, format: Format, output: &Output) -> Outcome {
    let pack = pack_read(folder)?;
    let findings = check(&pack);
    let lang = output.lang;
    let rows: Vec<Vec<String>> = findings
        .iter()
        .map(|finding| {
            let gravity = word_of(&Gravity::TABLE, finding.gravity).to_owned();
            let place = finding.field.map_or(String::new(), place_of);
            let (rule, subject) = (finding.rule.to_owned(), finding.subject.clone());
            vec![gravity, rule, subject, place, finding.said.say(lang)]
        })
        .collect();
    match format {
        Format::Json => {
            output.data(&objects(&FINDING_COLUMNS, &rows));
        }
        Format::Csv => output.data(&csv_with_head(&FINDING_COLUMNS, rows)),
        Format::Table => {
            let columns = [
                Column::left(tell!(lang, "性质", "gravity"), 11),
                Column::left(tell!(lang, "对象", "subject"), 24),
                Column::left(tell!(lang, "发现", "finding"), 63),
            ];
            let table: Vec<Vec<Cell>> = findings
                .iter()
                .map(|finding| {
                    let place = finding.field.map_or(String::new(), |f| place_of(f) + "\n");
                    let text = format!("{place}{} [{}]", finding.said.say(lang), finding.rule);
                    vec![
                        gravity_cell(finding.gravity, lang),
                        finding.subject.clone().into(),
                        text.into(),
                    ]
                })
                .collect();
            output.data(&draw(&columns, &table));
            output.talk(&tally(&findings.iter().map(|f| f.gravity).collect::<Vec<_>>(), lang));
        }
    }
    let broken = findings.iter().any(|finding| finding.gravity == Gravity::Error);
    Ok(if broken { Exit::Failed } else { Exit::Done })
}

fn gravity_cell(gravity: Gravity, lang: Lang) -> Cell {
    let (shape, colour) = match gravity {
        Gravity::Error => ("■", "31"),
        Gravity::Discrepancy => ("▲", "33"),
        Gravity::Open => ("◆", "36"),
    };
    Cell { text: format!("{shape} {}", gravity.say(lang)), colour: Some(colour) }
}

fn tally(gravities: &[Gravity], lang: Lang) -> String {
    let count = |wanted: Gravity| gravities.iter().filter(|gravity| **gravity == wanted).count();
    let (errors, discrepancies, open) =
        (count(Gravity::Error), count(Gravity::Discrepancy), count(Gravity::Open));
    let ending = if discrepancies == 1 { "y" } else { "ies" };
    let plain = counted(errors, "error");
    match lang {
        Lang::Zh => format!("{errors} 个错误，{discrepancies} 处出入，{open} 件待办"),
        Lang::En => format!("{plain}, {discrepancies} discrepanc{ending}, {open} open"),
    }
}

/// Rows as JSON objects.
pub(crate) fn objects(keys: &[&str], rows: &[Vec<String>]) -> String {
    let object = |row: &Vec<String>| {
        let pairs = keys.iter().zip(row).map(|(key, value)| ((*key).to_owned(), json!(value)));
        serde_json::Value::Object(pairs.collect())
    };
    let all: Vec<_> = rows.iter().map(object).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

pub(crate) fn csv_with_head(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut all = vec![head.iter().map(|title| (*title).to_owned()).collect()];
    all.extend(rows);
    csv(&all)
}

/// What is asked of a status.
pub(crate) struct Ask<'a> {
    pub(crate) year: Option<i16>,
    pub(crate) as_of: Option<Date>,
    pub(crate) format: StatusFormat,
    rejected: &'a Option<PathBuf>,
}

fn status_of(folder: &Path, values: &[PathBuf], ask: &Ask<'_>, output: &Output) -> Outcome {
    let pack = pack_read(folder)?;
    pack_usable(folder, &pack)?;
    let files = files_of(values)?;
    let values = values_read(&pack, &files)?;
    if !files.is_empty() {
        output.receipt(&values.receipt);
    }
    if let Some(path) = ask.rejected {
        rejected::write(path, &values.receipt, output.lang)?;
    }
    let as_of = ask.as_of.unwrap_or_else(today);
    let year = ask.year.unwrap_or_else(|| default_year(&pack, as_of));
    let calendar = calendar();
    let amended = pack.amended(as_of).map_err(|wrong| {
        Faults(wrong.iter().map(|own| Fault::new(Spot::default(), Said::of(own))).collect())
    })?;
    let pack = Arc::new(amended);
    let status = status(&pack, &values.figures, &calendar, year, as_of);
    let history = || status.clone().with_history(&values.figures, &calendar);
    status_print(&status, history, ask.format, output);
    Ok(if values.receipt.rejected.is_empty() { Exit::Done } else { Exit::Partly })
}

/// Prints a status; only the sheet shows the other years.
pub(crate) fn status_print(
    status: &Status,
    history: impl FnOnce() -> Status,
    format: StatusFormat,
    output: &Output,
) {
    match format {
        StatusFormat::Table => output.data(&status_table(status, output.lang)),
        StatusFormat::Json => {
            let text = serde_json::to_string_pretty(&status.json(output.lang)).unwrap_or_default();
            output.data(&text);
        }
        StatusFormat::Csv => {
            output.data(&csv_with_head(&Status::COLUMNS, status.csv_rows(output.lang)));
        }
        StatusFormat::Html => {
            output.data(&web::sheet(&history(), output.lang));
        }
    }
}

/// The shape and colour of a verdict; the word stands beside them.
fn verdict_cell(verdict: Verdict, lang: Lang) -> Cell {
    let (shape, colour) = match verdict {
        Verdict::Met => ("●", "32"),
        Verdict::OnTrack => ("◐", "34"),
        Verdict::AtRisk => ("▲", "33"),
        Verdict::Missed => ("■", "31"),
        Verdict::NeedsReview => ("◆", "33"),
        Verdict::NoData => ("◌", "90"),
        Verdict::NotDue => ("○", "90"),
    };
    Cell { text: format!("{shape} {}", verdict.say(lang)), colour: Some(colour) }
}

fn status_table(status: &Status, lang: Lang) -> String {
    let (year, as_of, title) = (status.year, status.as_of, &status.pack.head.title);
    let mut out = tell!(
        lang,
        "{title}\n{year} 年进展，截至 {as_of}\n\n",
        "{title}\nprogress of {year}, as of {as_of}\n\n"
    );
    if status.example {
        out += &tell!(
            lang,
            "示例数据：数值为虚构，不是实际进展\n\n",
            "example data: the numbers are invented and no real progress\n\n"
        );
    }
    // Together a hundred columns.
    let (verdict, gap) = if lang == Lang::Zh { (10, 26) } else { (14, 22) };
    let columns = [
        Column::right(tell!(lang, "序号", "no"), 4),
        Column::left(tell!(lang, "指标", "indicator"), 31),
        Column::left(tell!(lang, "状态", "verdict"), verdict),
        Column::right(tell!(lang, "实际", "actual"), 14),
        Column::right(tell!(lang, "目标", "target"), 10),
        Column::left(tell!(lang, "差距", "gap"), gap),
    ];
    let rows: Vec<Vec<Cell>> = status.rows.iter().map(|row| status_row(row, lang)).collect();
    out += &draw(&columns, &rows);
    out.push('\n');
    out += &legend(status, lang);
    out += &attention(status, lang);
    out
}

fn status_row(row: &StatusRow, lang: Lang) -> Vec<Cell> {
    let judgement = &row.judgement;
    let star = if row.indicator.required { "★" } else { "" };
    let value = row.value().map_or("—".to_owned(), domain::number::grouped);
    let gap = match judgement.verdict {
        Verdict::NoData if !judgement.missing.is_empty() => {
            let count = judgement.missing.len();
            let numbers = counted(count, "number");
            match lang {
                Lang::Zh => format!("缺 {count} 个数"),
                Lang::En => format!("{numbers} missing"),
            }
        }
        _ => row.gap(lang).unwrap_or_default().to_owned(),
    };
    vec![
        row.indicator.no.to_string().into(),
        format!("{}{star}", row.indicator.name).into(),
        verdict_cell(judgement.verdict, lang),
        format!("{value} {}", row.indicator.unit).trim_end().to_owned().into(),
        target_of(row).into(),
        gap.into(),
    ]
}

fn target_of(row: &StatusRow) -> String {
    match row.judgement.target_text.as_str() {
        "" | "/" => "—".to_owned(),
        text => text.to_owned(),
    }
}

fn legend(status: &Status, lang: Lang) -> String {
    let parts: Vec<String> = status
        .tally()
        .into_iter()
        .map(|(verdict, count)| {
            let cell = verdict_cell(verdict, lang);
            format!("\x1b[{}m{}\x1b[0m {count}", cell.colour.unwrap_or("0"), cell.text)
        })
        .collect();
    format!("{}\n", parts.join("  "))
}

/// What somebody has to do something about, with the rule that said so.
fn attention(status: &Status, lang: Lang) -> String {
    let order = [Verdict::Missed, Verdict::AtRisk, Verdict::NoData, Verdict::NeedsReview];
    let mut out = String::new();
    for verdict in order {
        for row in status.rows.iter().filter(|row| row.judgement.verdict == verdict) {
            if out.is_empty() {
                out += &tell!(lang, "\n需要关注\n", "\nneeds attention\n");
            }
            let cell = verdict_cell(verdict, lang);
            let colour = cell.colour.unwrap_or("0");
            let orgs = row.orgs.join("、");
            out += &format!(
                "\x1b[{colour}m{}\x1b[0m {} {}\n",
                cell.text, row.indicator.no, row.indicator.name
            );
            let why = format!("{} — {orgs}", row.judgement.told(lang));
            for line in wrapped(&why, 94) {
                out += &format!("    {line}\n");
            }
        }
    }
    out
}

fn compare(old: &Path, new: &Path, format: Format, output: &Output) -> Outcome {
    let lang = output.lang;
    let (mut faults, mut packs) = (Vec::new(), Vec::new());
    for folder in [old, new] {
        match pack_read(folder) {
            Ok(pack) => packs.push(pack),
            Err(wrong) => faults.extend(wrong.0),
        }
    }
    let [old, new] = packs.as_slice() else { return Err(Faults(faults).into()) };
    let differences = diff(old, new);
    let keys = ["kind", "change", "old", "new", "name", "column", "was", "is"];
    let rows: Vec<Vec<String>> = differences
        .iter()
        .map(|d| {
            let change = word_of(&Change::TABLE, d.change).to_owned();
            let text = [&d.old, &d.new, &d.name, &d.column, &d.was, &d.is];
            let mut row = vec![d.kind.to_owned(), change];
            row.extend(text.into_iter().cloned());
            row
        })
        .collect();
    match format {
        Format::Json => output.data(&objects(&keys, &rows)),
        Format::Csv => output.data(&csv_with_head(&keys, rows)),
        Format::Table => {
            let columns = [
                Column::left(tell!(lang, "变化", "change"), 9),
                Column::left(tell!(lang, "对象", "subject"), 18),
                Column::left(tell!(lang, "名称", "name"), 24),
                Column::left(tell!(lang, "列", "column"), 12),
                Column::left(tell!(lang, "原为 → 现为", "was → is"), 33),
            ];
            let table: Vec<Vec<Cell>> =
                differences.iter().map(|d| difference_row(d, lang)).collect();
            output.data(&draw(&columns, &table));
            let count = differences.len();
            output.talk(&match lang {
                Lang::Zh => format!("{count} 处不同"),
                Lang::En => counted(count, "difference"),
            });
        }
    }
    Ok(Exit::Done)
}

fn difference_row(difference: &domain::diff::Difference, lang: Lang) -> Vec<Cell> {
    let (word, colour) = match difference.change {
        Change::Added => (tell!(lang, "＋新增", "+ added"), "32"),
        Change::Dropped => (tell!(lang, "－删去", "- dropped"), "31"),
        Change::Changed => (tell!(lang, "～改动", "~ changed"), "33"),
    };
    let subject = match (difference.old.as_str(), difference.new.as_str()) {
        ("", new) => new.to_owned(),
        (old, "") => old.to_owned(),
        (old, new) if old == new => new.to_owned(),
        (old, new) => format!("{old} → {new}"),
    };
    let kind = difference.kind;
    let subject = if subject.starts_with(kind) { subject } else { format!("{kind}/{subject}") };
    let both = if difference.column.is_empty() {
        String::new()
    } else {
        format!("{} → {}", difference.was, difference.is)
    };
    vec![
        Cell { text: word, colour: Some(colour) },
        subject.into(),
        difference.name.clone().into(),
        difference.column.clone().into(),
        both.into(),
    ]
}
