//! An item in a year: what each org that files it has filed.

use std::collections::HashMap;

use crate::figures::{Filed, number};
use crate::number::Number;
use crate::office::{Item, ItemKind};
use crate::pack::Pack;
use crate::plan::OrgKind;

/// The office's items and the orgs that file them, by name and key.
pub(crate) struct Items {
    by_name: HashMap<String, usize>,
    /// For each item the indexes of the orgs that file it.
    filers: Vec<Vec<u32>>,
}

impl Items {
    pub(crate) fn of(pack: &Pack) -> Self {
        let office = &pack.office;
        let mut by_name = HashMap::new();
        for (index, item) in office.items.iter().enumerate() {
            by_name.insert(item.name.clone(), index);
            by_name.entry(item.key.clone()).or_insert(index);
        }
        let orgs: HashMap<&str, usize> =
            office.orgs.iter().enumerate().map(|(index, org)| (org.key.as_str(), index)).collect();
        let filers = office.items.iter().map(|item| {
            let Some(&own) = orgs.get(item.org.as_str()) else { return Vec::new() };
            let org = &office.orgs[own];
            let members: Vec<usize> = match org.kind {
                OrgKind::Collective => org
                    .assigned_to
                    .iter()
                    .filter_map(|key| orgs.get(key.as_str()).copied())
                    .collect(),
                _ => vec![own],
            };
            members.into_iter().filter_map(|index| u32::try_from(index).ok()).collect()
        });
        Self { by_name, filers: filers.collect() }
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn filers(&self, item: usize) -> &[u32] {
        &self.filers[item]
    }
}

/// An item in a year: what each of its orgs filed.
pub(super) struct Part<'a> {
    pub(super) item: &'a Item,
    pub(super) filed: Vec<(u32, Filed)>,
}

impl Part<'_> {
    /// Orgs that have something to report.
    pub(super) fn reporting(&self) -> impl Iterator<Item = &Filed> {
        self.filed.iter().map(|(_, filed)| filed).filter(|filed| !filed.not_applicable)
    }

    pub(super) fn is_flow(&self) -> bool {
        self.item.kind == ItemKind::Flow
    }

    /// The sum over all orgs through a month.
    pub(super) fn total(&self, month: i8) -> Option<Number> {
        let month = if self.is_flow() { month } else { 12 };
        let sums: Option<Vec<i128>> = self.reporting().map(|filed| filed.through(month)).collect();
        let sum = sums?.into_iter().try_fold(0_i128, i128::checked_add)?;
        (!self.filed.is_empty()).then(|| number(sum))
    }
}

/// The last month that all flows reach together; without a flow, the last month that all have.
pub(super) fn common_month(parts: &[Part<'_>]) -> Option<i8> {
    let flows: Vec<&Filed> =
        parts.iter().filter(|part| part.is_flow()).flat_map(Part::reporting).collect();
    if flows.is_empty() {
        let last: Option<Vec<i8>> =
            parts.iter().flat_map(Part::reporting).map(Filed::last_month).collect();
        return last?.into_iter().min();
    }
    (1..=12).rev().find(|&month| flows.iter().all(|filed| filed.reaches(month)))
}
