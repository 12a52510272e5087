//! A document's tables → sections: stretches of rows under one head, of a kind that has a place.

use document::{Cell, Merged, Row, Table};
use domain::unit::Unit;

use crate::adopt::adopt;
use crate::align::{aligned, extent, spread};
use crate::heads::{Column, OTHERS_YEAR, TableKind, YearWord, column, year_of};
use crate::section::{DataRow, Field, Section};
use crate::words::Words;

/// What a table was taken apart into.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) sections: Vec<Section>,
    /// Rows without a place, and why.
    pub(crate) unplaced: Vec<(Row, &'static str)>,
}

/// The most rows that a head can have.
const HEAD_ROWS_MAX: usize = 3;

/// Takes a table apart. `open` is the section that the table may continue if it has no head.
pub(crate) fn parts(table: &Table, captions: &[String], open: Option<&Section>) -> Parts {
    let mut parts = Parts::default();
    let mut at = 0;
    let mut above: Vec<String> = Vec::new();
    // A head of something that has no place closes the section above it.
    let mut closed = false;
    if head_at(table, 0).is_none()
        && let Some(open) = open.filter(|open| continues(open, table))
    {
        parts.sections.push(Section {
            kind: open.kind,
            fields: open.fields.clone(),
            rows: Vec::new(),
            captions: captions.to_vec(),
        });
    }
    while at < table.rows.len() {
        if let Some(head) = head_at(table, at) {
            at += head.rows;
            above.clear();
            closed = false;
            let same = parts.sections.last().is_some_and(|s| s.fields == head.fields);
            if !same {
                let captions =
                    if parts.sections.is_empty() { captions.to_vec() } else { Vec::new() };
                let Head { kind, fields, .. } = head;
                parts.sections.push(Section { kind, fields, rows: Vec::new(), captions });
            }
            continue;
        }
        let row = &table.rows[at];
        closed |= is_foreign_head(row);
        match parts.sections.last_mut() {
            Some(section) if !closed => {
                let aligned = aligned(&section.fields, row);
                section.rows.extend(data_row(aligned.as_ref().unwrap_or(row), &mut above));
            }
            _ if is_blank(row) => {}
            _ => parts.unplaced.push((row.clone(), "no_head")),
        }
        at += 1;
    }
    parts.sections.iter_mut().for_each(adopt);
    parts
}

/// Whether a table without a head goes on where a section ended: as many columns, its first row no
/// head of something new, and what stands in it such as the columns hold.
fn continues(open: &Section, table: &Table) -> bool {
    let Some(first) = table.rows.first() else { return false };
    first.cells.len() == open.fields.len()
        && !first.head
        && !is_foreign_head(first)
        && open.fields.iter().zip(&first.cells).all(|(field, cell)| can_hold(field, cell))
}

/// A row that numbers its columns' rows by a word is a head, of whatever list.
fn is_foreign_head(row: &Row) -> bool {
    let first = row.cells.iter().map(|cell| Words::new(&cell.text).key).find(|key| !key.is_empty());
    first.is_some_and(|key| matches!(key.as_str(), "序号" | "编号" | "序" | "项次"))
        && looks_like_head(&row.cells)
}

/// Whether a cell can stand in a column: a unit is a unit, an amount has digits.
fn can_hold(field: &Field, cell: &Cell) -> bool {
    let key = Words::new(&cell.text).key;
    if key.is_empty() {
        return true;
    }
    match field.column {
        Some(Column::Unit) => Unit::parse(&key).is_ok() || key.chars().count() <= 8,
        Some(Column::No) => key.chars().count() <= 8,
        Some(Column::Amount) => {
            key.contains(|c: char| c.is_ascii_digit()) || key.contains('-') || key == "/"
        }
        _ => true,
    }
}

/// A head and how many rows it takes.
struct Head {
    kind: TableKind,
    fields: Vec<Field>,
    rows: usize,
}

/// The head that begins at this row, if one does: the deepest reading that knows most columns.
fn head_at(table: &Table, at: usize) -> Option<Head> {
    let first = table.rows.get(at)?;
    if !looks_like_head(&first.cells) {
        return None;
    }
    let deepest = (1..=HEAD_ROWS_MAX.min(table.rows.len() - at))
        .take_while(|&rows| rows == 1 || goes_on(&table.rows[at..at + rows]));
    let kinds = [TableKind::Indicator, TableKind::Project, TableKind::Task];
    let heads = deepest.flat_map(|rows| {
        let mut head = table.rows[at..at + rows].to_vec();
        let ragged = || {
            let whole = spread(&head, first.cells.len());
            whole.or_else(|| spread(&head, extent(&table.rows)))
        };
        if rows == 2
            && let Some(spread) = ragged()
        {
            head[0] = spread;
        }
        let paths = paths(&head);
        kinds.map(|kind| read_head(kind, &paths, rows))
    });
    heads.flatten().max_by_key(|(score, head)| (*score, head.rows)).map(|(_, head)| head)
}

/// Whether a row can be the first of a head: several short texts, none of them a figure.
fn looks_like_head(cells: &[Cell]) -> bool {
    let texts = cells.iter().filter(|cell| !cell.text.is_empty());
    let (mut count, mut long) = (0, 0);
    for cell in texts {
        count += 1;
        let length = cell.text.chars().filter(|c| !c.is_whitespace()).count();
        long += usize::from(length > 24);
        if cell.text.trim().parse::<f64>().is_ok_and(|figure| !(1990.0..2101.0).contains(&figure)) {
            return false;
        }
    }
    count >= 2 && long * 4 <= count
}

/// Whether the last of these rows still belongs to the head: what stands in it stands below a
/// merged or blank head and is itself a head, as is what stands above it.
fn goes_on(rows: &[Row]) -> bool {
    let [.., before, last] = rows else { return false };
    let open = |cell: &Cell| cell.merged == Some(Merged::Left) || cell.text.is_empty();
    before.cells.iter().any(open)
        && share_known(before) * 2 >= 100
        && share_known(last) * 2 > 100
        && looks_like_subhead(&last.cells)
}

/// How many of a hundred texts of a row are heads.
fn share_known(row: &Row) -> usize {
    let kinds = [TableKind::Indicator, TableKind::Project, TableKind::Task];
    let texts = row.cells.iter().filter(|cell| !cell.text.is_empty());
    let (mut known, mut count) = (0, 0);
    for cell in texts {
        count += 1;
        let key = Words::new(&cell.text).key;
        let named = kinds.iter().any(|kind| column(*kind, &key).is_some());
        known += usize::from(named || year_of(&key).is_some());
    }
    known * 100 / count.max(1)
}

/// A row under a head repeats at most its blanks: no figure but a year stands in it.
fn looks_like_subhead(cells: &[Cell]) -> bool {
    cells.iter().filter(|cell| !cell.text.is_empty()).all(|cell| {
        let figure = cell.text.trim().parse::<f64>();
        figure.is_err() || figure.is_ok_and(|figure| (1990.0..2101.0).contains(&figure))
    })
}

/// For each column the texts of its head from top to bottom.
fn paths(rows: &[Row]) -> Vec<Vec<String>> {
    let width = rows.first().map_or(0, |row| row.cells.len());
    let mut paths = vec![Vec::new(); width];
    for (depth, row) in rows.iter().enumerate() {
        let below = rows.get(depth + 1);
        let mut left = String::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let is_under = |next: &Row| next.cells.get(index).is_some_and(|c| !c.text.is_empty());
            let text = match cell.merged {
                Some(Merged::Up) => continue,
                Some(Merged::Left) => left.clone(),
                // A text format has no merged cells: a blank beside a head that has heads below it
                // belongs to that head.
                None if cell.text.is_empty() && below.is_some_and(is_under) => left.clone(),
                None => cell.text.clone(),
            };
            left.clone_from(&text);
            let text = Words::new(&text).own;
            if !text.is_empty() && paths[index].last() != Some(&text) {
                paths[index].push(text);
            }
        }
    }
    paths
}

/// A head read as one of this kind, and how well that fits; `None` where it cannot be one.
fn read_head(kind: TableKind, paths: &[Vec<String>], rows: usize) -> Option<(usize, Head)> {
    let mut fields: Vec<Field> = paths.iter().map(|path| field(kind, path)).collect();
    unrepeat(&mut fields);
    yield_years(&mut fields);
    let has = |wanted: &[Column]| {
        fields.iter().any(|field| field.column.is_some_and(|column| wanted.contains(&column)))
    };
    let named = has(&[Column::Name]) || (1..=4).any(|level| has(&[Column::Level(level)]));
    let fits = match kind {
        TableKind::Indicator => named && has(&[Column::Year]),
        TableKind::Project => {
            use Column::{Amount, Benefit, Content, Funding, Implementer, Owner, Place, Project};
            has(&[Project]) && has(&[Amount, Implementer, Place, Content, Funding, Owner, Benefit])
        }
        TableKind::Task => {
            use Column::{Content, Lead, Responsible, Support, Task, Time};
            has(&[Task, Content]) && has(&[Time, Responsible, Lead, Support])
        }
    };
    let known = fields.iter().filter(|field| field.column.is_some()).count();
    // A list of tasks may have its steps under the years, which are no heads that it should know.
    let is_step = |field: &Field| kind == TableKind::Task && named_year(&field.heading);
    let counted = fields.iter().filter(|field| !field.heading.is_empty() && !is_step(field));
    let enough = known * 2 >= counted.count();
    (fits && enough).then_some((known, Head { kind, fields, rows }))
}

fn named_year(heading: &str) -> bool {
    let year = year_of(Words::new(heading).key.trim_end_matches("任务"));
    year.is_some_and(|(year, _)| year.is_some())
}

/// What a column's head means.
fn field(kind: TableKind, path: &[String]) -> Field {
    let keys: Vec<String> = path.iter().map(|text| Words::new(text).key).collect();
    let heading = path.join("/");
    let joined = keys.concat();
    let plain =
        |column| Field { column, heading: heading.clone(), year: None, word: YearWord::Neither };
    // What stands above a year is not what the year's column holds: `责任单位` above `2024年` is a
    // head that has slipped.
    let of_year = keys.last().and_then(|key| year_of(key)).is_some_and(|(year, _)| year.is_some());
    let first = keys.first().filter(|_| !of_year || keys.len() == 1);
    let candidates = [Some(&joined), keys.last(), first];
    let named = candidates.into_iter().flatten().find_map(|key| column(kind, key));
    if kind == TableKind::Indicator
        && let Some((year, word)) = year_of(&joined)
        // `目标` above `责任单位` does not make a year's column of it.
        && (named.is_none() || year.is_some())
    {
        return Field { column: Some(Column::Year), heading, year, word };
    }
    plain(named)
}

/// Two columns of one meaning cannot both be right: the first keeps it. Years may repeat.
fn unrepeat(fields: &mut [Field]) {
    let mut seen = Vec::new();
    for field in fields {
        let Some(column) = field.column else { continue };
        let repeats = matches!(column, Column::Year);
        if !repeats && seen.contains(&column) {
            field.column = None;
        }
        seen.push(column);
    }
}

/// Of two columns of one year and side the one that is another's has no place: `2025年省定目标`.
fn yield_years(fields: &mut [Field]) {
    let years: Vec<_> = fields.iter().map(|field| (field.year, field.word)).collect();
    for (at, field) in fields.iter_mut().enumerate() {
        let twice = years.iter().enumerate().any(|(other, year)| other != at && *year == years[at]);
        if field.year.is_some() && twice && OTHERS_YEAR.is_match(&Words::new(&field.heading).key) {
            (field.column, field.year) = (None, None);
        }
    }
}

/// A row with every covered position filled; `None` for a row without any text.
fn data_row(row: &Row, above: &mut Vec<String>) -> Option<DataRow> {
    above.resize(row.cells.len(), String::new());
    let mut texts: Vec<String> = Vec::with_capacity(row.cells.len());
    for (index, cell) in row.cells.iter().enumerate() {
        texts.push(match cell.merged {
            Some(Merged::Left) => texts.last().cloned().unwrap_or_default(),
            Some(Merged::Up) => above[index].clone(),
            None => cell.text.clone(),
        });
    }
    let group = group_text(row);
    if group.is_none() {
        above.clone_from(&texts);
    } else {
        above.iter_mut().for_each(String::clear);
    }
    (!is_blank(row)).then(|| DataRow {
        place: row.place.clone(),
        from_left: row.cells.iter().map(|cell| cell.merged == Some(Merged::Left)).collect(),
        cells: texts.iter().map(|text| Words::keeping_breaks(text)).collect(),
        group,
    })
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|cell| cell.text.is_empty())
}

/// The text of a row that is a heading or a sum: its only text, or one that spans half of the row.
fn group_text(row: &Row) -> Option<String> {
    let mut texts = row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
    let (first, cell) = texts.next()?;
    let lonely = texts.next().is_none();
    let covered = row.cells.iter().any(|cell| cell.merged == Some(Merged::Up));
    let behind = row.cells.iter().skip(first + 1);
    let spans = 1 + behind.take_while(|cell| cell.merged == Some(Merged::Left)).count();
    let wide = spans > 2 && spans * 2 >= row.cells.len();
    ((lonely || wide) && !covered && first < 2 && row.cells.len() > 2)
        .then(|| Words::new(&cell.text).own)
}
