//! Orgs of a plan: by key or by name, and the duties of each from all annexes together (责任清单).

use std::collections::BTreeMap;

use domain::office::Org;
use domain::plan::{DutyRole, OrgKind, SubjectKind};
use domain::record::word_of;

use crate::catalogue::Catalogue;

/// That an org has a role in something of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgDuty {
    /// What kind of subject.
    pub kind: SubjectKind,
    /// Its address: `task/监管/3`.
    pub subject: String,
    /// The org's role in it.
    pub role: DutyRole,
    /// The org as the plan writes it there; another name where a collective stands for it.
    pub written: String,
}

impl Catalogue {
    /// An org by its key.
    pub fn org(&self, key: &str) -> Option<&Org> {
        self.pack.office.orgs.iter().find(|org| org.key == key)
    }

    /// The org that a name of the plan means, a collective included.
    pub fn org_named(&self, name: &str) -> Option<&Org> {
        let called = |org: &&Org| org.name == name || org.aliases.iter().any(|own| own == name);
        self.pack.office.orgs.iter().find(called)
    }

    /// The duties of every org, by its key, in the plan's order. What a collective has to do is
    /// under its own key and under those of its members.
    pub fn duties_by_org(&self) -> BTreeMap<&str, Vec<OrgDuty>> {
        let mut all: BTreeMap<&str, Vec<OrgDuty>> = BTreeMap::new();
        for duty in &self.pack.reading.duties {
            let Some(org) = self.org_named(&duty.org) else { continue };
            let kind = word_of(&SubjectKind::TABLE, duty.kind);
            let own = OrgDuty {
                kind: duty.kind,
                subject: format!("{kind}/{}", duty.subject),
                role: duty.role,
                written: duty.org.clone(),
            };
            let members = org.assigned_to.iter().filter(|_| org.kind == OrgKind::Collective);
            for key in std::iter::once(&org.key).chain(members) {
                all.entry(key.as_str()).or_default().push(own.clone());
            }
        }
        all
    }

    /// The collectives that an org stands behind.
    pub fn collectives_of(&self, key: &str) -> Vec<&Org> {
        let orgs = self.pack.office.orgs.iter();
        let own = orgs.filter(|org| {
            org.kind == OrgKind::Collective && org.assigned_to.iter().any(|own| own == key)
        });
        own.collect()
    }
}
