//! A file in the format that numbers are exported in:
//! `item,org,period,value,unit,status,source,note`.

use std::collections::HashMap;

use document::{Grids, Record};
use domain::text::fold;

use super::lines::{Line, Taken, is_blank, number};
use crate::fault::Faults;
use crate::filing::FilingRow;
use crate::sheet::Maker;
use crate::values::head::{COLUMNS, Head, HeadRow, lacking, no_head};

/// Where the columns of a sheet stand, the reason of a correction last.
pub(super) type Places = [Option<usize>; 9];

/// The fields by the places of their columns.
const FIELDS: [&str; 9] =
    ["item", "org", "period", "value", "unit", "status", "source", "note", "reason"];

/// The rows of a file of values, and for each sheet where its columns stand.
pub(super) fn taken(
    name: &str,
    maker: &Maker<'_>,
    grids: &Grids,
) -> Result<(Taken, Vec<Places>), Faults> {
    let mut names: HashMap<&str, &str> = HashMap::new();
    for item in &maker.pack.office.items {
        names.insert(&item.name, &item.key);
        names.insert(&item.key, &item.key);
    }
    let (mut taken, mut all, mut has_rows) = (Taken::default(), Vec::new(), false);
    for (at, grid) in grids.sheets.iter().enumerate() {
        let first = grid.rows.first().filter(|_| !grid.is_hidden);
        let Some(first) = first else {
            all.push(Places::default());
            continue;
        };
        has_rows = true;
        let places = places(name, first)?;
        all.push(places);
        for (row, record) in grid.rows.iter().enumerate().skip(1) {
            let get = |at: usize| places[at].map_or("", |column| record.get(column).trim());
            if record.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            let item = names.get(get(0)).copied().unwrap_or(get(0));
            let mut line = Line::new((at, row), item, get(2));
            let place = record.place().to_string();
            if is_blank(get(3), get(5)) {
                taken.push(line, place, None);
                continue;
            }
            line.number = number(get(3), get(4), get(5));
            let columns: Vec<(usize, &'static str)> =
                (0..9).filter_map(|at| Some((places[at]?, FIELDS[at]))).collect();
            line.look(grid, record, &columns);
            of_org(maker, get(1), &mut line);
            let filed = FilingRow {
                item: item.to_owned(),
                period: get(2).to_owned(),
                value: get(3).to_owned(),
                unit: get(4).to_owned(),
                status: get(5).to_owned(),
                source: get(6).to_owned(),
                note: get(7).to_owned(),
                reason: get(8).to_owned(),
                seen: None,
            };
            taken.push(line, place, Some(filed));
        }
    }
    if has_rows { Ok((taken, all)) } else { Err(no_head(name).into()) }
}

fn places(name: &str, first: &Record) -> Result<Places, Faults> {
    let HeadRow::Head(found) = Head::recognise(first) else {
        return Err(lacking(name, first).into());
    };
    let mut places = Places::default();
    places[..COLUMNS.len()].copy_from_slice(&found.columns);
    let is_reason =
        |title: &str| matches!(fold(title).to_lowercase().as_str(), "reason" | "更正理由");
    places[8] = first.iter().position(is_reason);
    Ok(places)
}

/// Refuses a row of another org.
fn of_org(maker: &Maker<'_>, text: &str, line: &mut Line) {
    let org = &maker.pack.office.orgs[maker.org as usize];
    let is_own = text.is_empty()
        || org.key == text
        || org.name == text
        || org.aliases.iter().any(|alias| alias == text);
    if !is_own {
        let name = &org.name;
        line.wrong(
            "org",
            format!("这一行是“{text}”的数，这里只收{name}的"),
            format!("this row is of `{text}`, here only numbers of {name} are taken"),
        );
    }
}

/// The column that a remark on a field belongs to.
pub(super) fn place_of(places: &Places, field: &str) -> Option<usize> {
    let at = FIELDS.iter().position(|own| *own == field)?;
    places[at].or(places[3])
}
