//! Sections of a project list → projects and their duties.

use std::sync::LazyLock;

use domain::plan::{DutyRole, Project, SubjectKind};
use regex::Regex;

use crate::build::{Build, Reason};
use crate::heads::Column;
use crate::indicators::without_breaks;
use crate::section::{DataRow, Field, Section};
use crate::tasks::{extra, time_of};
use crate::words::Words;

static TOTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^(合计|总计|小计|共计)").expect("a valid pattern"));
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "^(?:约|大约|共|总|计|投资)*([0-9][0-9,]*(?:\\.[0-9]+)?)((?:百|千|万|亿|十)*元)?(?:左右)?$",
    )
    .expect("a valid pattern")
});
static HEAD_UNIT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[(/:]?((?:百|千|万|亿|十)*元)\\)?").expect("a valid pattern"));

/// Adds the projects of every section of the list, in order.
pub(crate) fn add(build: &mut Build, sections: &[&Section]) {
    for section in sections {
        for row in &section.rows {
            match &row.group {
                Some(text) if TOTAL.is_match(&Words::new(text).key) || row.has_more() => {
                    build.unread(&row.place, row.text(), Reason::Total);
                }
                // A heading over projects, or a note below them: the outline has it.
                Some(_) => {}
                None => add_row(build, section, row),
            }
        }
    }
}

fn add_row(build: &mut Build, section: &Section, row: &DataRow) {
    let at = |wanted: Column| section.fields.iter().position(|f| f.column == Some(wanted));
    let cell = |wanted| at(wanted).map_or(String::new(), |index| without_breaks(&row.cells[index]));
    let name = cell(Column::Project);
    let key = Words::new(&name).key;
    let first = row.cells.first().map_or("", |cell| cell.key.as_str());
    if name.is_empty() || TOTAL.is_match(&key) || TOTAL.is_match(first) {
        let total = TOTAL.is_match(&key) || TOTAL.is_match(first);
        let reason = if total { Reason::Total } else { Reason::NoName };
        build.unread(&row.place, row.text(), reason);
        return;
    }
    let heading = |wanted| at(wanted).map_or("", |index| section.fields[index].heading.as_str());
    let (time, from, to) = time_of(section, row);
    let money = cell(Column::Amount);
    let above = section.captions.iter().rev().find(|caption| caption.contains(['元']));
    let unit = cell(Column::AmountUnit);
    let heads = [unit.as_str(), heading(Column::Amount), above.map_or("", String::as_str)];
    let (amount, amount_unit) = amount(&money, &heads);
    let owner = owner_column(section);
    let mut project = Project {
        no: u32::try_from(build.reading.projects.len() + 1).unwrap_or(u32::MAX),
        name,
        owner: cell(owner),
        implementer: cell(Column::Implementer),
        content: cell(Column::Content),
        place: cell(Column::Place),
        time,
        from,
        to,
        amount,
        amount_unit,
        funding: cell(Column::Funding),
        benefit: cell(Column::Benefit),
        line: row.place.to_string(),
        label: cell(Column::No),
        extra: extra(section, row),
    };
    // The words of an amount that is more than a number stay beside it.
    let plain = [project.amount.clone(), format!("{}{}", project.amount, project.amount_unit)];
    if !plain.contains(&Words::new(&money).key.replace(',', "")) {
        project.extra.keep(heading(Column::Amount), &money);
    }
    // A column 单位 that holds no money is somebody's.
    if !HEAD_UNIT.is_match(&unit) {
        project.extra.keep(heading(Column::AmountUnit), &unit);
    }
    for wanted in [Column::Note, Column::Lead, Column::Support, Column::Source, Column::Responsible]
    {
        if wanted != owner {
            project.extra.keep(heading(wanted), &cell(wanted));
        }
    }
    let subject = project.no.to_string();
    build.reading.projects.push(project);
    for (column, role) in [
        (owner, DutyRole::Owner),
        (Column::Responsible, DutyRole::Responsible),
        (Column::Implementer, DutyRole::Implementer),
        (Column::Lead, DutyRole::Lead),
        (Column::Support, DutyRole::Support),
    ] {
        let again = column == owner && role != DutyRole::Owner;
        if let Some(index) = at(column).filter(|_| !again) {
            build.duties(SubjectKind::Project, &subject, role, &row.cells[index]);
        }
    }
}

/// The column of the owners: where nobody else is the owner, 责任单位 is; who only oversees is none.
fn owner_column(section: &Section) -> Column {
    let find = |wanted| section.fields.iter().find(|field| field.column == Some(wanted));
    let oversees = |field: &Field| ["监管", "监督"].iter().any(|word| field.heading.contains(word));
    let owned = find(Column::Owner).is_some();
    let responsible = find(Column::Responsible).filter(|field| !owned && !oversees(field));
    responsible.map_or(Column::Owner, |_| Column::Responsible)
}

/// Digits and unit of an amount: the cell's own unit, else the one in the head, else the one above
/// the table (单位：万元).
fn amount(cell: &str, heads: &[&str]) -> (String, String) {
    let key = Words::new(cell).key;
    let Some(found) = MONEY.captures(&key) else { return Default::default() };
    let own = found.get(2).map(|unit| unit.as_str().to_owned());
    let stated = || {
        heads.iter().find_map(|head| {
            let found = HEAD_UNIT.captures(&Words::new(head).key)?.get(1)?.as_str().to_owned();
            Some(found)
        })
    };
    let unit = own.or_else(stated);
    (found[1].replace(',', ""), unit.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_their_own_unit() {
        for (cell, heading, digits, unit) in [
            ("18300", "总投资(万元)", "18300", "万元"),
            ("1.83亿元", "总投资", "1.83", "亿元"),
            ("约5,000万元", "投资（亿元）", "5000", "万元"),
            ("2.5", "投资额/亿元", "2.5", "亿元"),
            ("待定", "总投资（万元）", "", ""),
        ] {
            assert_eq!(amount(cell, &[heading]), (digits.to_owned(), unit.to_owned()), "{cell}");
        }
    }
}
