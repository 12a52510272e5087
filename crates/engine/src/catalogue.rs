//! A plan looked up from all sides: what work it lays on whom. Made once for each edition of the
//! plan.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::pack::Pack;
use domain::plan::{DutyRole, OrgKind};

use crate::subject::{Subject, org_keys};

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// A clause of the text.
    Measure,
    /// An item of the task list.
    Task,
    /// An item of the project list.
    Project,
    /// A figure or a place that was promised.
    Promise,
}

impl WorkKind {
    /// The words of addresses.
    pub const TABLE: [(&str, Self); 4] = [
        ("measure", Self::Measure),
        ("task", Self::Task),
        ("project", Self::Project),
        ("promise", Self::Promise),
    ];
}

/// A piece of work as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItem {
    /// What kind it is.
    pub kind: WorkKind,
    /// Its address: `task/监管/3`.
    pub subject: String,
    /// Its number as people say it: `监管 3`.
    pub no: String,
    /// What it is called.
    pub name: String,
    /// What is to be done.
    pub text: String,
    /// The system or the place of the text that it stands in.
    pub group: String,
    /// The time as written.
    pub time: String,
    /// `YYYY` or `YYYY-MM`.
    pub from: String,
    /// `YYYY` or `YYYY-MM`; blank for work without an end.
    pub to: String,
    /// Who has a duty in it, as the plan writes them.
    pub duties: Vec<(DutyRole, String)>,
    /// The keys of the orgs whose it is: those that lead or answer, collectives resolved.
    pub orgs: Vec<String>,
    /// The keys of all orgs that have a part in it, also where that is only implied.
    pub all_orgs: Vec<String>,
}

/// A plan looked up from all sides.
pub struct Catalogue {
    /// The plan.
    pub pack: Arc<Pack>,
    /// Its work in the plan's order: measures, tasks, projects, promises.
    pub works: Vec<WorkItem>,
    /// For each indicator the keys of the orgs that answer for it.
    pub indicator_orgs: BTreeMap<u32, Vec<String>>,
    names: HashMap<String, String>,
    /// Names of the plan that mean no org of the office's list, or a collective without members.
    pub unassigned: Vec<String>,
    /// The keys of the orgs that stand for the office: those of users of that role are told the
    /// office's turns anyway.
    by_subject: HashMap<String, usize>,
}

impl Catalogue {
    pub(crate) fn of(pack: Arc<Pack>) -> Self {
        let mut works = Vec::new();
        measures(&pack, &mut works);
        tasks(&pack, &mut works);
        projects(&pack, &mut works);
        promises(&pack, &mut works);
        for work in &mut works {
            let subject = Subject::parse(&work.subject).unwrap_or(Subject::Amendment);
            let duties = subject.duties(&pack);
            work.duties = duties.iter().map(|(role, org)| (*role, (*org).to_owned())).collect();
            work.orgs = answering(&pack, &duties);
            work.all_orgs = subject.orgs(&pack);
        }
        let indicator_orgs = pack.reading.indicators.iter().map(|indicator| {
            let duties = Subject::Indicator(indicator.no).duties(&pack);
            (indicator.no, answering(&pack, &duties))
        });
        let names = pack.office.orgs.iter().map(|org| (org.key.clone(), org.name.clone()));
        let by_subject = works.iter().enumerate().map(|(at, work)| (work.subject.clone(), at));
        Self {
            by_subject: by_subject.collect(),
            indicator_orgs: indicator_orgs.collect(),
            names: names.collect(),
            unassigned: unassigned(&pack),
            works,
            pack,
        }
    }

    /// An org's name; its key where it has none.
    pub fn org_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.names.get(key).map_or(key, String::as_str)
    }

    /// A piece of work by its address.
    pub fn work(&self, subject: &str) -> Option<&WorkItem> {
        self.by_subject.get(subject).map(|&at| &self.works[at])
    }
}

/// Who leads; where nobody does, who is responsible or owns; else whoever has a duty.
fn answering(pack: &Pack, duties: &[(DutyRole, &str)]) -> Vec<String> {
    let ranks: [&[DutyRole]; 3] = [
        &[DutyRole::Lead],
        &[DutyRole::Responsible, DutyRole::Owner, DutyRole::Implementer],
        &[DutyRole::Source, DutyRole::Support],
    ];
    for rank in ranks {
        let mut keys: Vec<String> = Vec::new();
        for (_, name) in duties.iter().filter(|(role, _)| rank.contains(role)) {
            keys.extend(org_keys(pack, name));
        }
        keys.dedup();
        if !keys.is_empty() {
            return keys;
        }
    }
    Vec::new()
}

fn measures(pack: &Pack, works: &mut Vec<WorkItem>) {
    let years = &pack.head.target_years;
    let year = |year: Option<&i16>| year.map_or(String::new(), ToString::to_string);
    let (from, to) = (year(years.iter().min()), year(years.iter().max()));
    for measure in &pack.reading.measures {
        let name = Subject::Measure(measure.no).name(pack).unwrap_or_default();
        works.push(WorkItem {
            kind: WorkKind::Measure,
            subject: format!("measure/{}", measure.no),
            no: measure.no.to_string(),
            name,
            text: measure.text.clone(),
            group: measure.place.clone(),
            time: String::new(),
            from: from.clone(),
            to: to.clone(),
            ..WorkItem::blank()
        });
    }
}

fn tasks(pack: &Pack, works: &mut Vec<WorkItem>) {
    for task in &pack.reading.tasks {
        works.push(WorkItem {
            kind: WorkKind::Task,
            subject: format!("task/{}", task.address()),
            no: format!("{} {}", task.system, task.no),
            name: task.name.clone(),
            text: task.content.clone(),
            group: task.system.clone(),
            time: task.time.clone(),
            from: task.from.clone(),
            to: task.to.clone(),
            ..WorkItem::blank()
        });
    }
}

fn projects(pack: &Pack, works: &mut Vec<WorkItem>) {
    for project in &pack.reading.projects {
        works.push(WorkItem {
            kind: WorkKind::Project,
            subject: format!("project/{}", project.no),
            no: project.no.to_string(),
            name: project.name.clone(),
            text: project.content.clone(),
            group: project.place.clone(),
            time: project.time.clone(),
            from: project.from.clone(),
            to: project.to.clone(),
            ..WorkItem::blank()
        });
    }
}

fn promises(pack: &Pack, works: &mut Vec<WorkItem>) {
    for (no, promise) in (1..).zip(&pack.reading.promises) {
        let figure = format!("{}{}", promise.value, promise.unit);
        works.push(WorkItem {
            kind: WorkKind::Promise,
            subject: format!("promise/{no}"),
            no: no.to_string(),
            name: promise.what.clone(),
            text: figure,
            group: promise.subject.clone(),
            time: promise.year.clone(),
            from: String::new(),
            to: promise.year.clone(),
            ..WorkItem::blank()
        });
    }
}

impl WorkItem {
    fn blank() -> Self {
        Self {
            kind: WorkKind::Task,
            subject: String::new(),
            no: String::new(),
            name: String::new(),
            text: String::new(),
            group: String::new(),
            time: String::new(),
            from: String::new(),
            to: String::new(),
            duties: Vec::new(),
            orgs: Vec::new(),
            all_orgs: Vec::new(),
        }
    }
}

/// Names in duties that nobody stands behind yet.
fn unassigned(pack: &Pack) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let known = |name: &str| {
        pack.office
            .orgs
            .iter()
            .find(|org| org.name == name || org.aliases.iter().any(|alias| alias == name))
    };
    let mentioned = pack.reading.duties.iter().map(|duty| duty.org.as_str());
    for name in mentioned {
        // A collective is missing once, however the plan writes it.
        let (name, lacks) = match known(name) {
            Some(org) => {
                let lacks = org.kind == OrgKind::Collective && org.assigned_to.is_empty();
                (org.name.as_str(), lacks)
            }
            None => (name, true),
        };
        if lacks && !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    }
    names
}
