//! The answer to a workbook: the same rows, what became of each, and a remark in each faulty cell.
//!
//! An answered form can be filled in and sent again: its hidden versions are those that stand now.

use document::{
    ColumnUse, CsvOptions, Field, FormColumn, FormField, Format, Grid, Grids, Mark, Record,
    Workbook, WriteError, write_csv,
};
use domain::filing::Weight;
use domain::{Lang, Say as _, tell};

use super::fill::{self, open};
use super::lines::{Fate, Line};
use super::read::{Layout, Settled};
use super::write::{Head, columns};
use super::{ANSWER, Col, HALF, Ids, Open, SHEET, choices};
use crate::evidence::Upload;
use crate::filing::{Answer, Outcome, Told};

/// A row with what became of it.
type SettledLine<'a> = (&'a Line, Option<&'a Answer>);

/// The answered file.
pub(super) fn answered(file: &Settled, (name, lang): (&str, Lang)) -> Result<Upload, WriteError> {
    let Settled { grids, layout, lines, answers } = file;
    let settled: Vec<SettledLine<'_>> =
        lines.iter().zip(answers).map(|(line, answer)| (line, answer.as_ref())).collect();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mark = tell!(lang, "处理结果", "answered");
    let (bytes, ending) = match layout {
        Layout::Form(origin, at, places) => {
            (form(&grids.sheets[*at], (origin, places), &settled, lang)?, "xlsx")
        }
        Layout::Plain(_) if grids.format == Format::Text => {
            (csv(&grids.sheets[0], &settled, lang), "csv")
        }
        Layout::Plain(places) => (plain(grids, places, &settled, lang)?, "xlsx"),
    };
    Ok(Upload { name: format!("{stem}-{mark}.{ending}"), bytes })
}

/// What became of a row, in a sentence.
fn sentence((line, answer): SettledLine<'_>, lang: Lang) -> String {
    let Some(answer) = answer else { return tell!(lang, "未填", "blank") };
    let outcome = match answer.outcome {
        Outcome::Filed => tell!(lang, "已填报", "filed"),
        Outcome::Unchanged if line.fate == Fate::Untouched => tell!(lang, "未改动", "untouched"),
        Outcome::Unchanged => tell!(lang, "与已有的数相同", "as it was"),
        Outcome::Rejected => tell!(lang, "没有收", "not taken"),
    };
    let mut text = outcome;
    for (at, told) in answer.told.iter().enumerate() {
        text.push_str(match (at, lang) {
            (0, Lang::Zh) => "：",
            (0, Lang::En) => ": ",
            (_, Lang::Zh) => "；",
            (_, Lang::En) => "; ",
        });
        text.push_str(&told.said.say(lang));
    }
    text
}

fn colour(told: &Told) -> Mark {
    match told.weight {
        Weight::Warning if told.explained => Mark::Doubtful,
        _ => Mark::Wrong,
    }
}

/// Puts remarks on the cells that they are about; `at` says where a field stands.
fn remark<'a>(fields: &mut [FormField<'a>], notes: &'a [(usize, Mark, String)]) {
    for (at, mark, note) in notes {
        if let Some(field) = fields.get_mut(*at) {
            field.mark = *mark;
            field.note = note;
        }
    }
}

/// The remarks of a row by their columns, those of one column together.
fn notes(
    answer: Option<&Answer>,
    at: impl Fn(&str) -> Option<usize>,
    lang: Lang,
) -> Vec<(usize, Mark, String)> {
    let mut notes: Vec<(usize, Mark, String)> = Vec::new();
    for told in answer.into_iter().flat_map(|answer| &answer.told) {
        let Some(column) = at(told.field) else { continue };
        let (mark, said) = (colour(told), told.said.say(lang));
        match notes.iter_mut().find(|(own, ..)| *own == column) {
            Some((_, own, text)) => {
                if mark == Mark::Wrong {
                    *own = mark;
                }
                text.push('\n');
                text.push_str(&said);
            }
            None => notes.push((column, mark, said)),
        }
    }
    notes
}

fn outcome_mark(answer: Option<&Answer>) -> Mark {
    match answer.map(|answer| answer.outcome) {
        Some(Outcome::Filed) => Mark::Taken,
        Some(Outcome::Rejected) => Mark::Wrong,
        _ => Mark::None,
    }
}

const RESULT: FormColumn<'static> = FormColumn {
    title: ANSWER,
    width: 46.0,
    usage: ColumnUse::Locked,
    choices: &[],
    number_format: "@",
    hint: "",
};

fn form(
    grid: &Grid,
    (origin, places): (&fill::Origin, &fill::Places),
    settled: &[SettledLine<'_>],
    lang: Lang,
) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    let words = choices();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let sheet = book.form(SHEET, &columns(&words, &[RESULT]))?;
    for (line, answer) in settled {
        let record = &grid.rows[line.row];
        let get = |column: Col| record.get(places[column.at()]).trim();
        let own = open(record, places);
        let (version, mark) = renewed(origin, (record, places), &own, (line, *answer));
        let told = sentence((line, *answer), lang);
        let notes = notes(*answer, |field| Some(Col::of_field(field).at()), lang);
        let mut fields = [
            FormField::text(get(Col::Item)),
            FormField::text(get(Col::Period)),
            FormField::number(get(Col::LastYear)),
            FormField::number(get(Col::Before)),
            FormField::text(get(Col::Target)),
            FormField::number(own.value),
            FormField::text(own.unit),
            FormField::text(own.status),
            FormField::text(own.source),
            FormField::text(own.note),
            FormField::text(own.reason),
            FormField::text(get(Col::Key)),
            FormField::text(&version),
            FormField::text(&mark),
            FormField { field: Field::Text(&told), mark: outcome_mark(*answer), note: "" },
        ];
        remark(&mut fields, &notes);
        sheet.row(&fields)?;
    }
    let periods: Vec<String> = origin.periods.iter().map(ToString::to_string).collect();
    let periods = periods.join(";");
    Head { plan: &origin.plan, org: &origin.org, periods: &periods }.write(&mut book)?;
    book.finish()
}

/// The version that stands now, and the mark of a row that is left alone when it comes back as it
/// is, or of one that is filed then.
fn renewed(
    origin: &fill::Origin,
    (record, places): (&Record, &fill::Places),
    own: &Open<'_>,
    (line, answer): SettledLine<'_>,
) -> (String, String) {
    let get = |column: Col| record.get(places[column.at()]).trim();
    let is_kept = match (line.fate, answer) {
        (Fate::Sent(_), Some(answer)) => answer.outcome != Outcome::Rejected,
        // What was touched or is not of the form stays as it is and is refused again.
        _ => return (get(Col::Version).to_owned(), get(Col::Mark).to_owned()),
    };
    let version = answer.map_or(0, |answer| answer.version).to_string();
    let ids = Ids {
        plan: &origin.plan,
        org: &origin.org,
        key: get(Col::Key),
        name: get(Col::Item),
        period: get(Col::Period),
        version: &version,
    };
    let of_open = if is_kept { own.mark() } else { "*".repeat(HALF) };
    let mark = ids.mark() + &of_open;
    (version, mark)
}

/// A workbook of values with one more column.
fn plain(
    grids: &Grids,
    places: &[super::plain::Places],
    settled: &[SettledLine<'_>],
    lang: Lang,
) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    for (at, grid) in grids.sheets.iter().enumerate() {
        let (Some(head), false) = (grid.rows.first(), grid.is_hidden) else { continue };
        let names: Vec<&str> = head.iter().take(width(head)).collect();
        let mut columns: Vec<FormColumn<'_>> = names
            .iter()
            .map(|title| FormColumn {
                title,
                width: 18.0,
                usage: ColumnUse::Open,
                number_format: "",
                ..RESULT
            })
            .collect();
        columns.push(RESULT);
        let sheet = book.form(grid.name.as_deref().unwrap_or(SHEET), &columns)?;
        let value = places.get(at).and_then(|places| places[3]);
        for (line, answer) in settled.iter().filter(|(line, _)| line.sheet == at) {
            let record = &grid.rows[line.row];
            let field = |column: usize| {
                let text = record.get(column);
                if Some(column) == value { FormField::number(text) } else { FormField::text(text) }
            };
            let told = sentence((line, *answer), lang);
            let notes = notes(*answer, |field| super::plain::place_of(&places[at], field), lang);
            let mut fields: Vec<FormField<'_>> = (0..names.len()).map(field).collect();
            let result = FormField::text(&told);
            fields.push(FormField { mark: outcome_mark(*answer), ..result });
            remark(&mut fields, &notes);
            sheet.row(&fields)?;
        }
    }
    book.finish()
}

/// How many columns a file has; an answer to an earlier one is written anew.
fn width(head: &Record) -> usize {
    let is_answer = head.len().checked_sub(1).is_some_and(|last| head.get(last) == ANSWER);
    head.len() - usize::from(is_answer)
}

/// A csv of values with one more column.
fn csv(grid: &Grid, settled: &[SettledLine<'_>], lang: Lang) -> Vec<u8> {
    let width = grid.rows.first().map_or(0, width);
    let full = |record: &Record, last: String| -> Vec<String> {
        let fields = (0..width).map(|column| record.get(column).to_owned());
        fields.chain([last]).collect()
    };
    let mut rows = Vec::with_capacity(settled.len() + 1);
    rows.extend(grid.rows.first().map(|head| full(head, ANSWER.to_owned())));
    for (line, answer) in settled {
        rows.push(full(&grid.rows[line.row], sentence((line, *answer), lang)));
    }
    write_csv(rows, CsvOptions { bom: true, guard: false })
}
