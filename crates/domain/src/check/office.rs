//! Rules over what the office added: definitions, items, orgs, links.

use std::collections::{HashMap, HashSet};

use super::Findings;
use crate::formula::{Bindings, FaultKind, Known, check};
use crate::office::{Definition, DefinitionKind, Direction, Item, Link, Org, TimeOp};
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
    for (row, definition) in pack.office.definitions.iter().enumerate() {
        let Some(formula) = &definition.formula else { continue };
        let indicator = pack.reading.indicators.iter().find(|i| i.no == definition.indicator);
        let wanted = indicator.and_then(|i| Unit::parse(&i.unit).ok()).map(|unit| unit.dimension());
        let text = formula.to_string();
        for fault in check(formula, &Items(pack), wanted).err().into_iter().flatten() {
            let said = Said::at(&fault, &text);
            findings.add_at::<Definition>(row, "formula", indicator_of(definition), said);
        }
    }
    for (row, item) in pack.office.items.iter().enumerate() {
        let Some(Ok(formula)) = item.formula() else { continue };
        let wanted = Some(item.unit.dimension());
        for fault in check(&formula, &Items(pack), wanted).err().into_iter().flatten() {
            let said = Said::at(&fault, item.derivation().unwrap_or(""));
            findings.add_at::<Item>(row, "source", format!("item/{}", item.key), said);
        }
    }
}

fn indicator_of(definition: &Definition) -> String {
    format!("indicator/{}", definition.indicator)
}

/// A percentage is computed from its parts, never typed in without saying so.
pub(super) fn percentages(pack: &Pack, findings: &mut Findings) {
    let definitions = pack.office.definitions.iter().enumerate();
    for (row, definition) in definitions.filter(|(_, d)| d.kind == DefinitionKind::Formula) {
        let subject = indicator_of(definition);
        let Some(formula) = &definition.formula else {
            let said = Said::both(
                "口径种类是 formula，却没有公式".to_owned(),
                "is of kind formula and has none".to_owned(),
            );
            findings.add_at::<Definition>(row, "formula", subject, said);
            continue;
        };
        let typed = formula.items().into_iter().find(|(name, _)| {
            let mut items = pack.office.items.iter();
            items.any(|item| (item.name == *name || item.key == *name) && item.unit.is_percent())
        });
        if let Some((name, _)) = typed {
            let said = Said::both(
                format!("公式里的“{name}”本身就是百分比，应由它的分子分母计算"),
                format!("its part “{name}” is itself a percentage; use the parts of that"),
            );
            findings.add_at::<Definition>(row, "formula", subject, said);
        }
    }
}

/// Derived items do not define one another.
pub(super) fn circles(pack: &Pack, findings: &mut Findings) {
    let derived = pack.office.items.iter().filter_map(|item| {
        let formula = item.formula()?.ok()?;
        Some((item.name.clone(), formula))
    });
    let Err(fault) = Bindings::new(derived) else { return };
    let mut items = pack.office.items.iter();
    let in_circle =
        |name: &String| matches!(&fault, FaultKind::Cycle(names) if names.contains(name));
    let row = items.position(|item| in_circle(&item.name)).unwrap_or(0);
    findings.add_at::<Item>(row, "source", "items".to_owned(), Said::of(&fault));
}

/// Every item is filed by an org that exists.
pub(super) fn item_orgs(pack: &Pack, findings: &mut Findings) {
    let keys: HashSet<&str> = pack.office.orgs.iter().map(|org| org.key.as_str()).collect();
    let items = pack.office.items.iter().enumerate();
    for (row, item) in items.filter(|(_, item)| !keys.contains(item.org.as_str())) {
        let org = &item.org;
        let said = Said::both(
            format!("单位“{org}”不在 orgs.csv 里"),
            format!("its org `{org}` is not in orgs.csv"),
        );
        findings.add_at::<Item>(row, "org", format!("item/{}", item.key), said);
    }
    for (row, org) in pack.office.orgs.iter().enumerate() {
        for member in org.assigned_to.iter().filter(|member| !keys.contains(member.as_str())) {
            let said = Said::both(
                format!("分派给“{member}”，但 orgs.csv 里没有它"),
                format!("is assigned to `{member}`, which is not in orgs.csv"),
            );
            findings.add_at::<Org>(row, "assigned_to", format!("org/{}", org.key), said);
        }
    }
}

/// Every definition belongs to an indicator of the plan.
pub(super) fn definition_indicators(pack: &Pack, findings: &mut Findings) {
    for (row, definition) in pack.office.definitions.iter().enumerate() {
        if !pack.reading.indicators.iter().any(|i| i.no == definition.indicator) {
            let said = Said::both(
                "方案里没有这项指标".to_owned(),
                "the plan has no such indicator".to_owned(),
            );
            findings.add_at::<Definition>(row, "indicator", indicator_of(definition), said);
        }
    }
}

/// An edition of a definition begins in one of the plan's years.
pub(super) fn definition_years(pack: &Pack, findings: &mut Findings) {
    let judged = &pack.head.target_years;
    let (Some(first), Some(last)) = (judged.iter().min(), judged.iter().max()) else { return };
    let first = pack.head.base_year.unwrap_or(*first);
    for (row, definition) in pack.office.definitions.iter().enumerate() {
        let Some(year) = definition.since.filter(|year| !(first..=*last).contains(year)) else {
            continue;
        };
        let said = Said::both(
            format!("起用年份 {year} 不在方案的 {first} 至 {last} 年内"),
            format!("its first year {year} is none of the plan's, {first} to {last}"),
        );
        findings.add_at::<Definition>(row, "since", indicator_of(definition), said);
    }
}

/// Both ends of a link exist.
pub(super) fn link_subjects(pack: &Pack, findings: &mut Findings) {
    let known = addresses(pack);
    for (row, link) in pack.office.links.iter().enumerate() {
        for (column, end) in [("subject", &link.subject), ("other", &link.other)] {
            if !known.contains(end) {
                let said =
                    Said::both(format!("方案里没有“{end}”"), format!("the plan has no `{end}`"));
                findings.add_at::<Link>(row, column, format!("link/{end}"), said);
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
    let office = &pack.office;
    twice::<Definition>("indicator", office.definitions.iter().map(Record::key), findings);
    let names = office.definitions.iter();
    let names = names.map(|own| format!("{} {}", own.indicator, own.definition));
    twice::<Definition>("definition", names, findings);
    twice::<Item>("key", office.items.iter().map(Record::key), findings);
    twice::<Org>("key", office.orgs.iter().map(Record::key), findings);
    twice::<Item>("name", office.items.iter().map(|item| item.name.clone()), findings);
}

fn twice<R: Record>(
    column: &'static str,
    keys: impl Iterator<Item = String>,
    findings: &mut Findings,
) {
    let file = R::FILE;
    let mut seen = HashSet::new();
    for (row, key) in keys.enumerate() {
        if !seen.insert(key.clone()) {
            let said = Said::both(
                format!("{file}.csv 里“{key}”出现两次"),
                format!("`{key}` stands twice in {file}.csv"),
            );
            findings.add_at::<R>(row, column, format!("{file}/{key}"), said);
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
