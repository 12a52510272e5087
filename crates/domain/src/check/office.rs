//! Rules over what the office added: definitions, items, orgs, links.

use std::collections::{HashMap, HashSet};

use super::Findings;
use crate::formula::{Bindings, Known, check};
use crate::office::{DefinitionKind, Direction, TimeOp};
use crate::pack::Pack;
use crate::plan::OrgKind;
use crate::record::{Record, Said};
use crate::target::Target;
use crate::text::{fold, nearest};
use crate::unit::{Dimension, Unit};

/// The items that a formula may name.
struct Items<'a>(&'a Pack);

impl Known for Items<'_> {
    fn dimension(&self, name: &str) -> Option<Dimension> {
        let items = &self.0.office.items;
        items
            .iter()
            .find(|item| item.name == name || item.key == name)
            .map(|item| item.unit.dimension())
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let names = self.0.office.items.iter().map(|item| item.name.as_str());
        nearest(name, names).map(str::to_owned)
    }
}

/// Formulas name items that exist, their units agree, and the result has the indicator's unit.
pub(super) fn formulas(pack: &Pack, findings: &mut Findings) {
    for definition in &pack.office.definitions {
        let Some(formula) = &definition.formula else { continue };
        let indicator = pack.reading.indicators.iter().find(|i| i.no == definition.indicator);
        let wanted = indicator.and_then(|i| Unit::parse(&i.unit).ok()).map(|unit| unit.dimension());
        let text = formula.to_string();
        if let Err(faults) = check(formula, &Items(pack), wanted) {
            for fault in faults {
                findings
                    .add(format!("indicator/{}", definition.indicator), Said::at(&fault, &text));
            }
        }
    }
    for item in &pack.office.items {
        let Some(Ok(formula)) = item.formula() else { continue };
        if let Err(faults) = check(&formula, &Items(pack), Some(item.unit.dimension())) {
            for fault in faults {
                findings.add(
                    format!("item/{}", item.key),
                    Said::at(&fault, item.derivation().unwrap_or("")),
                );
            }
        }
    }
}

/// A percentage is computed from its parts, never typed in without saying so.
pub(super) fn percentages(pack: &Pack, findings: &mut Findings) {
    for definition in pack.office.definitions.iter().filter(|d| d.kind == DefinitionKind::Formula) {
        let Some(formula) = &definition.formula else {
            findings.add(
                format!("indicator/{}", definition.indicator),
                Said::both(
                    "口径种类是 formula，却没有公式".to_owned(),
                    "is of kind formula and has none".to_owned(),
                ),
            );
            continue;
        };
        let typed = formula.items().into_iter().find(|(name, _)| {
            let mut items = pack.office.items.iter();
            items.any(|item| (item.name == *name || item.key == *name) && item.unit.is_percent())
        });
        if let Some((name, _)) = typed {
            findings.add(
                format!("indicator/{}", definition.indicator),
                Said::both(
                    format!("公式里的“{name}”本身就是百分比，应由它的分子分母计算"),
                    format!("its part “{name}” is itself a percentage; use the parts of that"),
                ),
            );
        }
    }
}

/// Derived items do not define one another.
pub(super) fn circles(pack: &Pack, findings: &mut Findings) {
    let derived = pack.office.items.iter().filter_map(|item| {
        let formula = item.formula()?.ok()?;
        Some((item.name.clone(), formula))
    });
    if let Err(fault) = Bindings::new(derived) {
        findings.add("items", Said::of(&fault));
    }
}

/// Every item is filed by an org that exists.
pub(super) fn item_orgs(pack: &Pack, findings: &mut Findings) {
    let keys: HashSet<&str> = pack.office.orgs.iter().map(|org| org.key.as_str()).collect();
    for item in pack.office.items.iter().filter(|item| !keys.contains(item.org.as_str())) {
        let org = &item.org;
        findings.add(
            format!("item/{}", item.key),
            Said::both(
                format!("单位“{org}”不在 orgs.csv 里"),
                format!("its org `{org}` is not in orgs.csv"),
            ),
        );
    }
    for org in &pack.office.orgs {
        for member in org.assigned_to.iter().filter(|member| !keys.contains(member.as_str())) {
            findings.add(
                format!("org/{}", org.key),
                Said::both(
                    format!("分派给“{member}”，但 orgs.csv 里没有它"),
                    format!("is assigned to `{member}`, which is not in orgs.csv"),
                ),
            );
        }
    }
}

/// Every definition belongs to an indicator, and to one only.
pub(super) fn definition_indicators(pack: &Pack, findings: &mut Findings) {
    for definition in &pack.office.definitions {
        if !pack.reading.indicators.iter().any(|i| i.no == definition.indicator) {
            findings.add(
                format!("indicator/{}", definition.indicator),
                Said::both(
                    "方案里没有这项指标".to_owned(),
                    "the plan has no such indicator".to_owned(),
                ),
            );
        }
    }
}

/// Both ends of a link exist.
pub(super) fn link_subjects(pack: &Pack, findings: &mut Findings) {
    let known = addresses(pack);
    for link in &pack.office.links {
        for end in [&link.subject, &link.other] {
            if !known.contains(end) {
                findings.add(
                    format!("link/{end}"),
                    Said::both(format!("方案里没有“{end}”"), format!("the plan has no `{end}`")),
                );
            }
        }
    }
}

fn addresses(pack: &Pack) -> HashSet<String> {
    let reading = &pack.reading;
    let mut known = HashSet::new();
    known.extend(reading.indicators.iter().map(|i| format!("indicator/{}", i.no)));
    known.extend(reading.measures.iter().map(|m| format!("measure/{}", m.no)));
    known.extend(reading.tasks.iter().map(|t| format!("task/{}", t.address())));
    known.extend(reading.projects.iter().map(|p| format!("project/{}", p.no)));
    known
}

/// A key stands for one row only.
pub(super) fn keys(pack: &Pack, findings: &mut Findings) {
    twice("definitions", pack.office.definitions.iter().map(Record::key), findings);
    twice("items", pack.office.items.iter().map(Record::key), findings);
    twice("orgs", pack.office.orgs.iter().map(Record::key), findings);
    twice("items", pack.office.items.iter().map(|item| item.name.clone()), findings);
}

fn twice(file: &str, keys: impl Iterator<Item = String>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for key in keys {
        if !seen.insert(key.clone()) {
            findings.add(
                format!("{file}/{key}"),
                Said::both(
                    format!("{file}.csv 里“{key}”出现两次"),
                    format!("`{key}` stands twice in {file}.csv"),
                ),
            );
        }
    }
}

/// Indicators without a definition.
pub(super) fn undefined(pack: &Pack, findings: &mut Findings) {
    let defined: HashSet<u32> = pack.office.definitions.iter().map(|d| d.indicator).collect();
    for indicator in pack.reading.indicators.iter().filter(|i| !defined.contains(&i.no)) {
        let name = &indicator.name;
        findings.add(
            format!("indicator/{}", indicator.no),
            Said::both(format!("“{name}”还没有口径"), format!("“{name}” has no definition yet")),
        );
    }
}

/// A bare number needs a side.
pub(super) fn directions(pack: &Pack, findings: &mut Findings) {
    for definition in pack.office.definitions.iter().filter(|d| d.direction == Direction::Neither) {
        let own = pack.reading.targets.iter().filter(|row| row.indicator == definition.indicator);
        let bare = own.filter(|row| matches!(row.target, Target::Number(_))).count();
        if bare > 0 && definition.time_op != TimeOp::Neither {
            findings.add(
                format!("indicator/{}", definition.indicator),
                Said::both(
                    "目标是裸数字，口径没有写哪一边是好".to_owned(),
                    "its targets are bare numbers and its definition names no good side".to_owned(),
                ),
            );
        }
    }
}

/// A number is compared at the decimals at which the plan writes it.
pub(super) fn decimals(pack: &Pack, findings: &mut Findings) {
    for definition in pack.office.definitions.iter().filter(|d| d.formula.is_some()) {
        let own = pack.reading.targets.iter().filter(|row| row.indicator == definition.indicator);
        let finest =
            own.filter_map(|row| row.target.value()).map(|value| value.normalize().scale()).max();
        if let Some(finest) = finest.filter(|finest| *finest > definition.decimals) {
            let own = definition.decimals;
            findings.add(
                format!("indicator/{}", definition.indicator),
                Said::both(
                    format!("方案目标有 {finest} 位小数，口径只显示 {own} 位"),
                    format!("the plan writes {finest} decimals, the definition shows {own}"),
                ),
            );
        }
    }
}

/// Orgs of the plan that the office does not know.
pub(super) fn unknown_orgs(pack: &Pack, findings: &mut Findings) {
    let office = &pack.office.orgs;
    let known: HashSet<String> = office
        .iter()
        .flat_map(|org| org.aliases.iter().chain([&org.name]))
        .map(|name| fold(name))
        .collect();
    if office.is_empty() {
        return;
    }
    for org in pack.reading.orgs.iter().filter(|org| !known.contains(&fold(&org.name))) {
        let name = &org.name;
        findings.add(
            format!("org/{name}"),
            Said::both(format!("“{name}”不在 orgs.csv 里"), format!("“{name}” is not in orgs.csv")),
        );
    }
}

/// Collectives that someone must assign.
pub(super) fn unassigned(pack: &Pack, findings: &mut Findings) {
    let mut duties: HashMap<String, u32> = HashMap::new();
    for org in &pack.reading.orgs {
        *duties.entry(fold(&org.name)).or_default() += org.mentions;
    }
    let open =
        |org: &&crate::office::Org| org.kind == OrgKind::Collective && org.assigned_to.is_empty();
    for org in pack.office.orgs.iter().filter(open) {
        let names = org.aliases.iter().chain([&org.name]);
        let count: u32 = names.filter_map(|name| duties.get(&fold(name))).sum();
        let name = &org.name;
        findings.add(
            format!("org/{}", org.key),
            Said::both(
                format!("“{name}”是集体，还没有分派，名下有 {count} 项责任"),
                format!("“{name}” is a collective with {count} duties and is assigned to nobody"),
            ),
        );
    }
}
