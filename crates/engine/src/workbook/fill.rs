//! The rows of a form that was filled in.

use std::collections::HashSet;

use document::{Grid, Grids, Record};
use domain::period::Period;
use domain::record::Said;

use super::lines::{Fate, Line, Taken, is_blank, number};
use super::{Col, FORMAT, HALF, IDS, Ids, Open, SHEET};
use crate::fault::{Fault, Faults, Spot};
use crate::filing::FilingRow;
use crate::sheet::Maker;

/// What the hidden sheet says.
pub(super) struct Origin {
    pub(super) plan: String,
    pub(super) org: String,
    pub(super) periods: Vec<Period>,
}

/// What the hidden sheet of a form says; `None` where the workbook is no form.
pub(super) fn origin(name: &str, grids: &Grids) -> Result<Option<Origin>, Faults> {
    let ids = grids.sheets.iter().find(|sheet| sheet.name.as_deref() == Some(IDS));
    let Some(ids) = ids else { return Ok(None) };
    let get =
        |key: &str| ids.rows.iter().find(|row| row.get(0) == key).map_or("", |row| row.get(1));
    let broken = |zh: &str, en: &str| {
        Faults::from(Fault::new(Spot::file(name), Said::both(zh.to_owned(), en.to_owned())))
    };
    if get("format") != FORMAT {
        return Err(broken(
            "这张表是另一版程序做的，请重新下载模板",
            "this workbook was made by another version of the program; download a fresh one",
        ));
    }
    let periods: Result<Vec<Period>, _> = get("periods").split(';').map(Period::parse).collect();
    let Ok(periods) = periods else {
        return Err(broken(
            "表里隐藏的报告期被改动过，请重新下载模板",
            "the hidden periods were changed; download a fresh workbook",
        ));
    };
    Ok(Some(Origin { plan: get("plan").to_owned(), org: get("org").to_owned(), periods }))
}

impl Origin {
    /// Refuses a form of another plan, org or year.
    pub(super) fn check(
        &self,
        name: &str,
        (plan, maker): (&str, &Maker<'_>),
        year: Option<i16>,
    ) -> Result<(), Faults> {
        let mut faults = Vec::new();
        let mut wrong = |zh: String, en: String| {
            faults.push(Fault::new(Spot::file(name), Said::both(zh, en)));
        };
        if self.plan != plan {
            let own = &self.plan;
            wrong(
                format!("这是方案 {own} 的表，这里填的是 {plan}"),
                format!("this is a workbook of the plan {own}, here {plan} is filed"),
            );
        }
        let (org, org_name) = maker.org();
        if self.org != org {
            let orgs = &maker.pack.office.orgs;
            let own = orgs.iter().find(|org| org.key == self.org);
            let own = own.map_or(self.org.as_str(), |org| &org.name);
            wrong(
                format!("这是{own}的表，这里填的是{org_name}的数"),
                format!("this is a workbook of {own}, here the numbers of {org_name} are filed"),
            );
        }
        if let Some(year) = year
            && let Some(other) = self.periods.iter().find(|period| period.year() != year)
        {
            wrong(
                format!("这是 {} 年的表（{other}），这里填的是 {year} 年", other.year()),
                format!("this is a workbook of {} ({other}), here {year} is filed", other.year()),
            );
        }
        if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
    }
}

/// Where the columns of a form stand, for the heads may not be touched but columns may be put in.
pub(super) type Places = [usize; Col::ALL.len()];

/// The form's sheet and its columns.
pub(super) fn places(name: &str, grids: &Grids) -> Result<(usize, Places), Faults> {
    let at = grids.sheets.iter().position(|sheet| sheet.name.as_deref() == Some(SHEET));
    let is_visible = |index: &usize| !grids.sheets[*index].is_hidden;
    let at = at.or_else(|| (0..grids.sheets.len()).find(is_visible)).unwrap_or(0);
    let grid = &grids.sheets[at];
    let sheet = grid.name.as_deref().unwrap_or_default();
    let head = grid.rows.first().cloned().unwrap_or_default();
    let place = |title: &str| head.iter().position(|own| own.trim() == title);
    let missing: Vec<&str> =
        Col::ALL.iter().map(|(title, _)| *title).filter(|title| place(title).is_none()).collect();
    let spot = || Spot::file(name).row(format!("{sheet}!{}", head.line().max(1)));
    if !missing.is_empty() {
        let missing = missing.join("、");
        let said = Said::both(
            format!("表头缺少 {missing}；表头和隐藏列不能改，请重新下载模板"),
            format!(
                "the head lacks {missing}; heads and hidden columns must stay, download a fresh workbook"
            ),
        );
        return Err(Fault::new(spot(), said).into());
    }
    if grid.is_merged(head.line()) {
        let said = Said::both(
            "表头有合并的单元格，请取消合并或重新下载模板".to_owned(),
            "the head has merged cells; take them apart or download a fresh workbook".to_owned(),
        );
        return Err(Fault::new(spot(), said).into());
    }
    Ok((at, Col::ALL.map(|(title, _)| place(title).unwrap_or(0))))
}

/// What a person filled into a row.
pub(super) fn open<'a>(record: &'a Record, places: &Places) -> Open<'a> {
    let get = |column: Col| record.get(places[column.at()]).trim();
    Open {
        value: get(Col::Value),
        unit: get(Col::Unit),
        status: get(Col::Status),
        source: get(Col::Source),
        note: get(Col::Note),
        reason: get(Col::Reason),
    }
}

/// The rows of a form.
pub(super) fn taken(
    origin: &Origin,
    maker: &Maker<'_>,
    grids: &Grids,
    (at, places): (usize, &Places),
) -> Taken {
    let grid = &grids.sheets[at];
    let sheet = grid.name.as_deref().unwrap_or_default();
    let mut taken = Taken::default();
    for (row, record) in grid.rows.iter().enumerate().skip(1) {
        let place = format!("{sheet}!{}", record.line());
        let (line, filed) = line(origin, (grid, record), (at, row, places));
        taken.push(line, place, filed);
    }
    removed(origin, maker, &mut taken);
    for (index, sheet) in grids.sheets.iter().enumerate() {
        let name = sheet.name.as_deref().unwrap_or_default();
        if index != at && name != IDS && !sheet.rows.is_empty() {
            taken.notes.push(Said::both(
                format!("工作表“{name}”不是模板里的，没有读"),
                format!("the sheet `{name}` is not of the form and was not read"),
            ));
        }
    }
    taken
}

/// The columns that are filled in, and the fields they hold.
const INPUTS: [(Col, &str); 6] = [
    (Col::Value, "value"),
    (Col::Unit, "unit"),
    (Col::Status, "status"),
    (Col::Source, "source"),
    (Col::Note, "note"),
    (Col::Reason, "reason"),
];

fn line(
    origin: &Origin,
    (grid, record): (&Grid, &Record),
    (at, row, places): (usize, usize, &Places),
) -> (Line, Option<FilingRow>) {
    let get = |column: Col| record.get(places[column.at()]).trim();
    let ids = Ids {
        plan: &origin.plan,
        org: &origin.org,
        key: get(Col::Key),
        name: get(Col::Item),
        period: get(Col::Period),
        version: get(Col::Version),
    };
    let open = open(record, places);
    let mut line = Line::new((at, row), ids.key, ids.period);
    let mark = get(Col::Mark);
    if ids.key.is_empty() && mark.is_empty() {
        let is_nothing = open == Open { unit: open.unit, ..Open::default() } && ids.name.is_empty();
        if !is_nothing {
            ids.name.clone_into(&mut line.item);
            line.wrong(
                "item",
                "这一行不是模板里的；请填在模板已有的行里，缺数据项请联系无废办",
                "this row is not of the form; fill in the rows that are there, and ask the office for a missing item",
            );
        }
        return (line, None);
    }
    let is_whole = mark.len() == 2 * HALF && mark.get(..HALF) == Some(ids.mark().as_str());
    let version: Option<i64> = ids.version.parse().ok();
    let period = Period::parse(ids.period).ok().filter(|own| origin.periods.contains(own));
    let (Some(version), Some(_), true) = (version, period, is_whole) else {
        line.wrong(
            "item",
            "这一行的名称、报告期或隐藏的编号被改动过，没有收；请重新下载模板",
            "the name, the period or the hidden ids of this row were changed, and it was not taken; download a fresh workbook",
        );
        return (line, None);
    };
    line.number = number(open.value, open.unit, open.status);
    if mark.get(HALF..) == Some(open.mark().as_str()) {
        line.fate = Fate::Untouched;
        if is_blank(open.value, open.status) {
            line.fate = Fate::Blank;
        }
        return (line, None);
    }
    if is_blank(open.value, open.status) {
        return (line, None);
    }
    let columns = INPUTS.map(|(column, field)| (places[column.at()], field));
    line.look(grid, record, &columns);
    let filed = FilingRow {
        item: ids.key.to_owned(),
        period: ids.period.to_owned(),
        value: open.value.to_owned(),
        unit: open.unit.to_owned(),
        status: open.status.to_owned(),
        source: open.source.to_owned(),
        note: open.note.to_owned(),
        reason: open.reason.to_owned(),
        seen: Some(version),
    };
    (line, Some(filed))
}

/// Says which rows of the form are not there any more.
fn removed(origin: &Origin, maker: &Maker<'_>, taken: &mut Taken) {
    let there: HashSet<(&str, &str)> =
        taken.lines.iter().map(|line| (line.item.as_str(), line.period.as_str())).collect();
    let mut missing = Vec::new();
    for period in &origin.periods {
        let text = period.to_string();
        for item in maker.due_in(*period) {
            let own = &maker.pack.office.items[item];
            if !there.contains(&(own.key.as_str(), text.as_str())) {
                missing.push(format!("{} {text}", own.name));
            }
        }
    }
    if missing.is_empty() {
        return;
    }
    let count = missing.len();
    let dots = if count > 3 { "…" } else { "" };
    missing.truncate(3);
    let names = missing.join("、");
    taken.notes.push(Said::both(
        format!("表里少了 {count} 行（{names}{dots}），按没有填处理，已有的数不变"),
        format!("{count} rows are missing ({names}{dots}); what stands there stays as it is"),
    ));
}
