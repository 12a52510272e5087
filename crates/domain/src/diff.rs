//! Two plans compared: what a new edition added, dropped and changed, cell by cell.
//!
//! Numbers of a list shift between editions, so rows are matched by what they are: indicators by
//! their definition where both offices have one, else by name; tasks and projects by name; measures
//! by title, else by their words.

use std::collections::{HashMap, HashSet};

use crate::pack::Pack;
use crate::plan::{Duty, Indicator, Measure, SubjectKind};
use crate::record::word_of;
use crate::text::fold;

/// One difference between two plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What kind of row it is in: `indicator`, `measure`, `task`, `project`, `promise`.
    pub kind: &'static str,
    /// What happened.
    pub change: Change,
    /// The row's number in the old plan, blank where it is new.
    pub old: String,
    /// The row's number in the new plan, blank where it was dropped.
    pub new: String,
    /// What it is called.
    pub name: String,
    /// The column that differs: `note`, `2025 target`, `responsible`; blank for a whole row.
    pub column: String,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub is: String,
}

/// What happened to a row or a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// New.
    Added,
    /// No longer there.
    Dropped,
    /// Something else.
    Changed,
}

impl Change {
    /// The words that data use.
    pub const TABLE: [(&str, Self); 3] =
        [("added", Self::Added), ("dropped", Self::Dropped), ("changed", Self::Changed)];
}

/// A row as the comparison sees it: what it is matched by, and its cells.
struct Side {
    no: String,
    matched_by: String,
    name: String,
    cells: Vec<(String, String)>,
}

/// All differences, kind by kind in the order of the new plan; what was dropped comes last.
pub fn diff(old: &Pack, new: &Pack) -> Vec<Difference> {
    let mut found = Vec::new();
    let slugs = shared_definitions(old, new);
    compare("indicator", indicators(old, &slugs), indicators(new, &slugs), &mut found);
    compare("measure", measures(old), measures(new), &mut found);
    compare("task", tasks(old), tasks(new), &mut found);
    compare("project", projects(old), projects(new), &mut found);
    compare("promise", promises(old), promises(new), &mut found);
    found
}

fn compare(kind: &'static str, old: Vec<Side>, new: Vec<Side>, found: &mut Vec<Difference>) {
    let mut left: HashMap<String, Vec<Side>> = HashMap::new();
    for side in old.into_iter().rev() {
        left.entry(side.matched_by.clone()).or_default().push(side);
    }
    for side in new {
        match left.get_mut(&side.matched_by).and_then(Vec::pop) {
            Some(before) => cells(kind, &before, &side, found),
            None => found.push(whole(kind, Change::Added, &side)),
        }
    }
    let mut dropped: Vec<Side> = left.into_values().flatten().collect();
    dropped.sort_by_key(|side| natural(&side.no));
    found.extend(dropped.iter().map(|side| whole(kind, Change::Dropped, side)));
}

/// Numbers in the order in which people count them.
fn natural(no: &str) -> (String, u32) {
    let (head, tail) = no.rsplit_once('/').unwrap_or(("", no));
    (head.to_owned(), tail.parse().unwrap_or(u32::MAX))
}

fn whole(kind: &'static str, change: Change, side: &Side) -> Difference {
    let no = side.no.clone();
    let (old, new) =
        if change == Change::Added { (String::new(), no) } else { (no, String::new()) };
    let name = side.name.clone();
    Difference {
        kind,
        change,
        old,
        new,
        name,
        column: String::new(),
        was: String::new(),
        is: String::new(),
    }
}

/// The cells that differ between two rows that are the same thing.
fn cells(kind: &'static str, old: &Side, new: &Side, found: &mut Vec<Difference>) {
    let columns: Vec<&String> =
        old.cells.iter().chain(&new.cells).map(|(column, _)| column).collect();
    let mut seen = HashSet::new();
    for column in columns.into_iter().filter(|column| seen.insert(*column)) {
        let cell = |side: &Side| {
            side.cells.iter().find(|(c, _)| c == column).map(|(_, text)| text.clone())
        };
        let (was, is) = (cell(old), cell(new));
        let same = was.as_deref().map(fold) == is.as_deref().map(fold);
        if same {
            continue;
        }
        let change = match (&was, &is) {
            (None, _) => Change::Added,
            (_, None) => Change::Dropped,
            _ => Change::Changed,
        };
        found.push(Difference {
            kind,
            change,
            old: old.no.clone(),
            new: new.no.clone(),
            name: new.name.clone(),
            column: column.clone(),
            was: was.unwrap_or_default(),
            is: is.unwrap_or_default(),
        });
    }
}

/// The definitions, without their edition, that both offices have.
fn shared_definitions(old: &Pack, new: &Pack) -> HashSet<String> {
    let slugs = |pack: &Pack| -> HashSet<String> {
        pack.office.definitions.iter().map(|definition| slug(&definition.definition)).collect()
    };
    slugs(old).intersection(&slugs(new)).cloned().collect()
}

fn slug(definition: &str) -> String {
    definition.split('@').next().unwrap_or_default().to_owned()
}

fn indicators(pack: &Pack, shared: &HashSet<String>) -> Vec<Side> {
    let one = |indicator: &Indicator| {
        let definition = pack.office.definition(indicator.no);
        let slug = definition.map(|d| slug(&d.definition)).filter(|slug| shared.contains(slug));
        let mut cells = vec![
            ("name".to_owned(), indicator.name.clone()),
            ("level1".to_owned(), indicator.level1.clone()),
            ("level2".to_owned(), indicator.level2.clone()),
            ("required".to_owned(), u8::from(indicator.required).to_string()),
            ("unit".to_owned(), indicator.unit.clone()),
            ("note".to_owned(), indicator.note.clone()),
        ];
        let own = pack.reading.cells.iter().filter(|cell| cell.indicator == indicator.no);
        cells.extend(own.map(|cell| {
            let role = word_of(&crate::plan::CellRole::TABLE, cell.role);
            (format!("{} {role}", cell.year), cell.text.clone())
        }));
        cells.extend(duties(pack, SubjectKind::Indicator, &indicator.no.to_string()));
        Side {
            no: indicator.no.to_string(),
            matched_by: slug.unwrap_or_else(|| fold(&indicator.name)),
            name: indicator.name.clone(),
            cells,
        }
    };
    pack.reading.indicators.iter().map(one).collect()
}

/// The orgs of each role of a subject.
fn duties(pack: &Pack, kind: SubjectKind, subject: &str) -> Vec<(String, String)> {
    let own = |duty: &&Duty| duty.kind == kind && duty.subject == subject;
    let mut roles: Vec<(String, Vec<&str>)> = Vec::new();
    for duty in pack.reading.duties.iter().filter(own) {
        let role = word_of(&crate::plan::DutyRole::TABLE, duty.role);
        match roles.iter_mut().find(|(other, _)| other == role) {
            Some((_, orgs)) => orgs.push(&duty.org),
            None => roles.push((role.to_owned(), vec![&duty.org])),
        }
    }
    roles.into_iter().map(|(role, orgs)| (role, orgs.join("、"))).collect()
}

fn measures(pack: &Pack) -> Vec<Side> {
    let one = |measure: &Measure| {
        let name = if measure.title.is_empty() { &measure.text } else { &measure.title };
        let mut cells = vec![
            ("place".to_owned(), measure.place.clone()),
            ("text".to_owned(), measure.text.clone()),
        ];
        cells.extend(duties(pack, SubjectKind::Measure, &measure.no.to_string()));
        Side {
            no: measure.no.to_string(),
            // A clause without a title is the same clause as long as it begins the same way.
            matched_by: fold(name).chars().take(24).collect(),
            name: name.chars().take(40).collect(),
            cells,
        }
    };
    pack.reading.measures.iter().map(one).collect()
}

fn tasks(pack: &Pack) -> Vec<Side> {
    let one = |task: &crate::plan::Task| {
        let mut cells = vec![
            ("system".to_owned(), task.system.clone()),
            ("content".to_owned(), task.content.clone()),
            ("time".to_owned(), task.time.clone()),
        ];
        cells.extend(duties(pack, SubjectKind::Task, &task.address()));
        let name = task.name.clone();
        Side { no: task.address(), matched_by: fold(&name), name, cells }
    };
    pack.reading.tasks.iter().map(one).collect()
}

fn projects(pack: &Pack) -> Vec<Side> {
    let one = |project: &crate::plan::Project| {
        let amount = format!("{}{}", project.amount, project.amount_unit);
        let mut cells: Vec<(String, String)> = [
            ("content", &project.content),
            ("place", &project.place),
            ("time", &project.time),
            ("amount", &amount),
            ("funding", &project.funding),
            ("benefit", &project.benefit),
        ]
        .map(|(column, text)| (column.to_owned(), text.clone()))
        .into();
        cells.extend(duties(pack, SubjectKind::Project, &project.no.to_string()));
        let name = project.name.clone();
        Side { no: project.no.to_string(), matched_by: fold(&name), name, cells }
    };
    pack.reading.projects.iter().map(one).collect()
}

fn promises(pack: &Pack) -> Vec<Side> {
    let one = |promise: &crate::plan::Promise| {
        let kind = word_of(&crate::plan::PromiseKind::TABLE, promise.kind);
        let cells = vec![
            ("kind".to_owned(), kind.to_owned()),
            ("value".to_owned(), format!("{}{}", promise.value, promise.unit)),
            ("year".to_owned(), promise.year.clone()),
        ];
        Side {
            no: promise.subject.clone(),
            matched_by: fold(&promise.what),
            name: promise.what.clone(),
            cells,
        }
    };
    pack.reading.promises.iter().map(one).collect()
}
