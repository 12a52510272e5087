//! Subjects: what evidence, reports and duties are about, and whose they are.

use domain::pack::Pack;
use domain::plan::{DutyRole, OrgKind, SubjectKind};

use crate::engine::Engine;
use crate::refused::Refused;
use crate::world::Programme;

/// What an address within a plan names: `task/监管/3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An indicator, by its number.
    Indicator(u32),
    /// A measure, by its number.
    Measure(u32),
    /// A task, by its system and number.
    Task(String),
    /// A project, by its number.
    Project(u32),
    /// A promise, by its number in the list.
    Promise(u32),
    /// A filed number: org, item, period.
    Value(String, String, String),
    /// An amendment's document.
    Amendment,
}

impl Subject {
    /// Reads an address; a year behind an indicator does not matter to whose it is.
    pub fn parse(address: &str) -> Option<Self> {
        let parts: Vec<&str> = address.split('/').collect();
        match parts.as_slice() {
            ["indicator", no] | ["indicator", no, _] => no.parse().ok().map(Self::Indicator),
            ["measure", no] => no.parse().ok().map(Self::Measure),
            ["task", system, no] => Some(Self::Task(format!("{system}/{no}"))),
            ["project", no] => no.parse().ok().map(Self::Project),
            ["promise", no] => no.parse().ok().map(Self::Promise),
            ["value", org, item, period] => {
                Some(Self::Value((*org).to_owned(), (*item).to_owned(), (*period).to_owned()))
            }
            ["amendment"] => Some(Self::Amendment),
            _ => None,
        }
    }

    /// Its name in a plan; none where the plan has no such thing.
    pub fn name(&self, pack: &Pack) -> Option<String> {
        let reading = &pack.reading;
        match self {
            Self::Indicator(no) => {
                reading.indicators.iter().find(|i| i.no == *no).map(|i| i.name.clone())
            }
            Self::Measure(no) => reading.measures.iter().find(|m| m.no == *no).map(|measure| {
                let title = &measure.title;
                if title.is_empty() { beginning(&measure.text) } else { title.clone() }
            }),
            Self::Task(address) => {
                reading.tasks.iter().find(|t| t.address() == *address).map(|t| t.name.clone())
            }
            Self::Project(no) => {
                reading.projects.iter().find(|p| p.no == *no).map(|p| p.name.clone())
            }
            Self::Promise(no) => {
                let at = usize::try_from(*no).ok()?.checked_sub(1)?;
                reading.promises.get(at).map(|promise| promise.what.clone())
            }
            Self::Value(org, item, period) => {
                let at = pack.office.items.iter().position(|own| own.key == *item)?;
                let org = pack.office.orgs.iter().position(|own| own.key == *org)?;
                let files = crate::filing::files(pack, at, u32::try_from(org).ok()?);
                files.then(|| format!("{} {period}", pack.office.items[at].name))
            }
            Self::Amendment => Some("amendment".to_owned()),
        }
    }

    /// The names of the orgs that have a duty in it, as the plan writes them, with their role.
    pub fn duties<'a>(&self, pack: &'a Pack) -> Vec<(DutyRole, &'a str)> {
        let (kind, key) = match self {
            Self::Indicator(no) => (SubjectKind::Indicator, no.to_string()),
            Self::Measure(no) => (SubjectKind::Measure, no.to_string()),
            Self::Task(address) => (SubjectKind::Task, address.clone()),
            Self::Project(no) => (SubjectKind::Project, no.to_string()),
            Self::Promise(no) => match self.of_promise(pack, *no) {
                Some(own) => return own.duties(pack),
                None => return Vec::new(),
            },
            Self::Value(..) | Self::Amendment => return Vec::new(),
        };
        let duties = pack.reading.duties.iter();
        let own = duties.filter(|duty| duty.kind == kind && duty.subject == key);
        own.map(|duty| (duty.role, duty.org.as_str())).collect()
    }

    /// What a promise was made in: `measure/20`.
    fn of_promise(&self, pack: &Pack, no: u32) -> Option<Self> {
        let at = usize::try_from(no).ok()?.checked_sub(1)?;
        let own = Self::parse(&pack.reading.promises.get(at)?.subject)?;
        (!matches!(own, Self::Promise(_))).then_some(own)
    }

    /// The keys of the orgs whose it is. A collective stands for those it is assigned to.
    pub fn orgs(&self, pack: &Pack) -> Vec<String> {
        if let Self::Value(org, ..) = self {
            return vec![org.clone()];
        }
        let mut keys = Vec::new();
        for (_, name) in self.duties(pack) {
            for key in org_keys(pack, name) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }
}

/// The beginning of a text that has no title, up to a comma where there is one.
fn beginning(text: &str) -> String {
    const LENGTH: usize = 24;
    let part: String = text.chars().take(LENGTH).collect();
    let part = part.trim_end_matches(['、', '，', '；', '。']);
    if part.len() < text.len() { format!("{part}…") } else { part.to_owned() }
}

/// The keys of the orgs that a name in the plan means.
pub(crate) fn org_keys(pack: &Pack, name: &str) -> Vec<String> {
    let called = |org: &&domain::office::Org| {
        org.name == name || org.aliases.iter().any(|alias| alias == name)
    };
    match pack.office.orgs.iter().find(called) {
        Some(org) if org.kind == OrgKind::Collective => org.assigned_to.clone(),
        Some(org) => vec![org.key.clone()],
        None => Vec::new(),
    }
}

impl Programme {
    /// The keys of all orgs of the office's list.
    pub fn org_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.orgs.keys().cloned().collect();
        keys.sort();
        keys
    }
}

impl Engine {
    /// The orgs that a subject belongs to.
    pub(crate) async fn orgs_of_subject(
        &self,
        plan: &str,
        subject: &str,
    ) -> Result<Vec<String>, Refused> {
        let pack = self.programme(plan).await?.pack(self.clock().now().day())?;
        let subject = Subject::parse(subject).ok_or(Refused::Hidden)?;
        subject.name(&pack).ok_or(Refused::Hidden)?;
        Ok(subject.orgs(&pack))
    }

    /// The orgs that an indicator belongs to.
    pub(crate) async fn orgs_of_indicator(
        &self,
        plan: &str,
        indicator: i64,
    ) -> Result<Vec<String>, Refused> {
        self.orgs_of_subject(plan, &format!("indicator/{indicator}")).await
    }

    /// The keys of the orgs of all plans.
    pub(crate) async fn org_keys(&self) -> Result<Vec<String>, Refused> {
        let mut conn = self.db.reader().await?;
        let rows = crate::db::Query::new(
            "select distinct key from plan_row where file = 'office/orgs' order by key",
        )
        .all(&mut conn)
        .await?;
        Ok(rows.iter().map(|row| crate::db::text(row, 0)).collect())
    }
}
