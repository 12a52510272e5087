//! Columns whose head says too little: what stands in them tells what they hold.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::heads::{Column, TableKind};
use crate::section::{Field, Section};

/// The longest heading over several rows, in characters.
const GROUP_MAX: usize = 20;

/// Gives columns without a meaning the one that their cells show.
pub(crate) fn adopt(section: &mut Section) {
    adopt_groups(section);
    adopt_time(section);
}

/// A column in front of the names that stands for several rows at once is a heading over them,
/// whatever it is called.
fn adopt_groups(section: &mut Section) {
    let (column, names) = match section.kind {
        TableKind::Task => (Column::System, [Column::Task, Column::Content]),
        TableKind::Indicator => (Column::Level(0), [Column::Name, Column::Level(3)]),
        TableKind::Project => return,
    };
    let groups = [Column::System, Column::Level(0), Column::Level(1), Column::Level(2)];
    let has =
        |field: &Field, columns: &[Column]| field.column.is_some_and(|c| columns.contains(&c));
    let Some(name) = section.fields.iter().position(|field| has(field, &names)) else { return };
    let front = &section.fields[..name];
    if front.iter().any(|field| has(field, &groups)) {
        return;
    }
    let Some(at) = front.iter().position(|field| field.column.is_none()) else { return };
    let cells = || section.rows.iter().filter(|row| row.group.is_none()).map(|row| &row.cells[at]);
    let texts: HashSet<&str> = cells().map(|cell| cell.key.as_str()).collect();
    let short = texts.iter().all(|text| {
        text.chars().count() <= GROUP_MAX && !text.starts_with(|c: char| c.is_ascii_digit())
    });
    if short && texts.len() * 2 <= cells().count() {
        section.fields[at].column = Some(column);
    }
}

/// `建设进度` and the like is a time where nothing but dates stands in it: `2023年开工，2024年建成`;
/// elsewhere it tells how far something has come.
fn adopt_time(section: &mut Section) {
    static MAY_BE_TIME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("进度|安排|时序|节点|[期时]").expect("a valid pattern"));
    static DATED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("20[0-9]{2}年|^长期|^每年").expect("a valid pattern"));
    let times = [Column::Time, Column::From, Column::To];
    let timed = section.fields.iter().any(|field| field.column.is_some_and(|c| times.contains(&c)));
    if section.kind == TableKind::Indicator || timed {
        return;
    }
    let dated = |at: usize| {
        let rows = section.rows.iter().filter(|row| row.group.is_none());
        let mut cells = rows.map(|row| row.cells[at].key.as_str()).filter(|key| !key.is_empty());
        cells.clone().next().is_some() && cells.all(|key| DATED.is_match(key))
    };
    let may_be = |at: &usize| {
        let field = &section.fields[*at];
        field.column.is_none() && field.year.is_none() && MAY_BE_TIME.is_match(&field.heading)
    };
    let found: Vec<usize> =
        (0..section.fields.len()).filter(may_be).filter(|at| dated(*at)).collect();
    if let [at] = found.as_slice() {
        section.fields[*at].column = Some(Column::Time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heads::YearWord;
    use crate::section::DataRow;
    use crate::words::Words;
    use document::Place;

    /// What a column `建设进度` with these cells holds.
    fn progress(cells: &[&str]) -> Option<Column> {
        let field = |column, heading: &str| Field {
            column,
            heading: heading.to_owned(),
            year: None,
            word: YearWord::Neither,
        };
        let row = |text: &&str| DataRow {
            place: Place { sheet: None, line: 1 },
            cells: vec![Words::new("示例项目"), Words::new(text)],
            from_left: vec![false; 2],
            group: None,
        };
        let mut section = Section {
            kind: TableKind::Project,
            fields: vec![field(Some(Column::Project), "项目名称"), field(None, "建设进度")],
            rows: cells.iter().map(row).collect(),
            captions: Vec::new(),
        };
        adopt(&mut section);
        section.fields[1].column
    }

    #[test]
    fn progress_is_a_time_where_dates_stand_in_it() {
        assert_eq!(progress(&["2023年开工，2024年建成", "2023年"]), Some(Column::Time));
        assert_eq!(progress(&["2023年开工", "正在做前期工作"]), None);
        assert_eq!(progress(&[""]), None);
    }
}
