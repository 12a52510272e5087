//! Rules over what the plan itself says: its cells against its notes, its text, its own counts.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Findings;
use crate::number::{Decimal, decimal};
use crate::office::Direction;
use crate::pack::Pack;
use crate::plan::{CellRole, Indicator, OrgKind, Promise, PromiseKind, Reading, TargetRow};
use crate::record::Said;
use crate::target::{Target, Trend};
use crate::text::fold;
use crate::unit::Unit;

/// The last year's target of an indicator.
fn last_target(reading: &Reading, no: u32) -> Option<&TargetRow> {
    let own = reading.targets.iter().filter(|row| row.indicator == no);
    own.filter(|row| !matches!(row.target, Target::None(_))).max_by_key(|row| row.year)
}

/// Something that the plan says of an indicator outside its cells: where, the words, the target.
struct Statement {
    place: String,
    words: String,
    target: Target,
}

/// The figures with the indicator's unit that its note and the promises about it state.
fn stated(reading: &Reading, indicator: &Indicator) -> Vec<Statement> {
    let mut found = Vec::new();
    let unit = Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none());
    let noted = Target::read(&indicator.note, &unit);
    if noted.value().is_some() {
        found.push(Statement {
            place: "备注".to_owned(),
            words: indicator.note.clone(),
            target: noted,
        });
    } else if let Some(target) = tail_figure(&indicator.note, &unit).filter(|target| {
        // What the note promises is told as a promise below.
        !own_promises(reading, indicator)
            .any(|promise| promised(promise).and_then(|p| p.value()) == target.value())
    }) {
        found.push(Statement { place: "备注".to_owned(), words: indicator.note.clone(), target });
    }
    for promise in &reading.promises {
        if !is_about(promise, indicator) || promise.unit != indicator.unit {
            continue;
        }
        let Some(target) = promised(promise) else { continue };
        let words = format!("{}{}{}", promise.what, promise.value, promise.unit);
        let words = match promise.kind {
            PromiseKind::AtLeast => format!("{words}以上"),
            PromiseKind::Approx => format!("{words}左右"),
            _ => words,
        };
        let own = promise.subject == format!("indicator/{}", indicator.no);
        let place = if own { "备注".to_owned() } else { promise.subject.clone() };
        found.push(Statement { place, words, target });
    }
    found
}

/// What an indicator's own note promises.
fn own_promises<'a>(
    reading: &'a Reading,
    indicator: &Indicator,
) -> impl Iterator<Item = &'a Promise> {
    let address = format!("indicator/{}", indicator.no);
    reading.promises.iter().filter(move |promise| promise.subject == address)
}

/// The figure that a longer note ends a clause with: `…较2020年下降10%左右(耕地面积不变计)`.
fn tail_figure(note: &str, unit: &Unit) -> Option<Target> {
    static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("((?:下降|降低|减少)?[0-9]+(?:\\.[0-9]+)?%(?:左右|以上|以下)?)(?:[(,;。]|$)")
            .expect("a valid pattern")
    });
    let folded = fold(note);
    let found = FIGURE.captures_iter(&folded).last()?;
    match Target::read(&found[1], unit) {
        target if target.value().is_some() => Some(target),
        _ => None,
    }
}

/// Whether a promise restates an indicator: it was read so, it stands in its own note, or its words
/// are the indicator's name.
fn is_about(promise: &Promise, indicator: &Indicator) -> bool {
    let address = format!("indicator/{}", indicator.no);
    let named = fold(&promise.what).ends_with(&fold(&indicator.name));
    promise.kind != PromiseKind::Named
        && (promise.same_as == address || promise.subject == address || named)
}

fn promised(promise: &Promise) -> Option<Target> {
    let value = decimal(&promise.value).ok()?;
    Some(match promise.kind {
        PromiseKind::Number => Target::Number(value),
        PromiseKind::AtLeast => Target::AtLeast(value),
        PromiseKind::AtMost => Target::AtMost(value),
        PromiseKind::Approx => Target::Approx(value),
        PromiseKind::Reduction => {
            Target::Reduction(crate::target::Reduction { percent: value, base: None, about: false })
        }
        PromiseKind::Named => return None,
    })
}

/// The cell of the last year and a note or a clause name different figures.
pub(super) fn figures(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    for indicator in &reading.indicators {
        let Some(cell) = last_target(reading, indicator.no) else { continue };
        let Some(value) = cell.target.value() else { continue };
        for other in stated(reading, indicator) {
            if other.target.value().is_some_and(|figure| figure != value) {
                let Statement { place, words, .. } = other;
                let (year, text) = (cell.year, &cell.text);
                findings.add(
                    format!("indicator/{}", indicator.no),
                    Said::both(
                        format!("{year} 年单元格是“{text}”，{place}写“{words}”"),
                        format!("the cell of {year} says “{text}”, {place} says “{words}”"),
                    ),
                );
            }
        }
    }
}

/// The same figure is exact in one place, a bound in another, loose in a third.
pub(super) fn sides(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    for indicator in &reading.indicators {
        let Some(cell) = last_target(reading, indicator.no) else { continue };
        let Some(value) = cell.target.value() else { continue };
        let direction = direction_of(pack, indicator.no);
        let own = side(&cell.target, direction);
        let mut others = stated(reading, indicator);
        others.retain(|other| other.target.value() == Some(value));
        let differs = others.iter().any(|other| side(&other.target, direction) != own);
        if !differs {
            continue;
        }
        let mut said: Vec<String> = vec![cell.text.clone()];
        said.extend(others.iter().map(|other| format!("{}“{}”", other.place, other.words)));
        let (year, all) = (cell.year, said.join(" / "));
        findings.add(
            format!("indicator/{}", indicator.no),
            Said::both(
                format!("{year} 年同一个数写法不一：{all}"),
                format!("the same figure of {year} is written in different ways: {all}"),
            ),
        );
    }
}

fn direction_of(pack: &Pack, no: u32) -> Direction {
    pack.office.definition(no).map_or(Direction::Up, |definition| definition.direction)
}

/// What a figure demands: a floor, a ceiling, or about so much.
fn side(target: &Target, direction: Direction) -> &'static str {
    match (target, direction) {
        (Target::Approx(_), _) => "about",
        (Target::Reduction(reduction), _) if reduction.about => "about",
        (Target::AtMost(_), _) | (Target::Number(_), Direction::Down) => "ceiling",
        _ => "floor",
    }
}

/// An indicator is measured per area, and the text that bears on it speaks of the total.
pub(super) fn measures_of_area(pack: &Pack, findings: &mut Findings) {
    let per_area =
        |text: &str| ["亩均", "单位耕地", "单位面积"].iter().any(|word| text.contains(word));
    for indicator in pack.reading.indicators.iter().filter(|i| per_area(&fold(&i.name))) {
        let address = format!("indicator/{}", indicator.no);
        let about = |p: &&Promise| p.same_as == address || p.related == address;
        for promise in pack.reading.promises.iter().filter(about) {
            if fold(&promise.what).contains("总量") {
                let (name, subject, what) = (&indicator.name, &promise.subject, &promise.what);
                findings.add(
                    address.clone(),
                    Said::both(
                        format!("表中是“{name}”，{subject} 写的是“{what}”"),
                        format!("the table has “{name}”, {subject} speaks of “{what}”"),
                    ),
                );
            }
        }
    }
}

/// The note names a trend that the cells of the target years do not follow.
pub(super) fn trends(pack: &Pack, findings: &mut Findings) {
    for indicator in &pack.reading.indicators {
        let Target::Trend(trend, words) = Target::read(&indicator.note, &Unit::none()) else {
            continue;
        };
        let own = pack.reading.targets.iter().filter(|row| row.indicator == indicator.no);
        let mut figures: Vec<(i16, Decimal)> =
            own.filter_map(|row| Some((row.year, row.target.value()?))).collect();
        figures.sort_unstable();
        let ([(_, first), .., (_, last)], false) = (figures.as_slice(), trend == Trend::Flat)
        else {
            continue;
        };
        let against = match trend {
            Trend::Down => last > first,
            Trend::Up => last < first,
            Trend::Flat => false,
        };
        if against {
            findings.add(
                format!("indicator/{}", indicator.no),
                Said::both(
                    format!("备注写“{words}”，目标从 {first} 到 {last}"),
                    format!("the note says “{words}”, the targets go from {first} to {last}"),
                ),
            );
        }
    }
}

/// The first target asks for less than the plan says was there already. Of what shall fall, or
/// where nothing says which way is good, less is no contradiction; and a reduction or a sum over
/// the term is not measured against a level.
pub(super) fn targets_behind(pack: &Pack, findings: &mut Findings) {
    let reading = &pack.reading;
    for indicator in &reading.indicators {
        let unit = Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none());
        let own = reading.cells.iter().filter(|c| c.indicator == indicator.no);
        let actual = own.filter(|c| c.role == CellRole::Actual).filter_map(|cell| {
            let Target::Number(value) = Target::read(&cell.text, &unit) else { return None };
            Some((cell.year, value))
        });
        let targets: Vec<&TargetRow> =
            reading.targets.iter().filter(|row| row.indicator == indicator.no).collect();
        let first = targets.iter().filter_map(|row| Some((row.year, level(&row.target)?))).min();
        let (Some((was_in, was)), Some((year, wanted))) = (actual.max(), first) else { continue };
        if wanted < was && shall_rise(pack, indicator.no, &targets) {
            findings.add(
                format!("indicator/{}", indicator.no),
                Said::both(
                    format!("{was_in} 年已是 {was}，{year} 年目标只有 {wanted}"),
                    format!("{was_in} already had {was}, the target of {year} is only {wanted}"),
                ),
            );
        }
    }
}

/// The figure of a target that names a level.
fn level(target: &Target) -> Option<Decimal> {
    match target {
        Target::Reduction(_) | Target::Cumulative(_) => None,
        level => level.value(),
    }
}

/// Whether more is better: the definition says so; where there is none, the targets' own words or
/// their course do.
fn shall_rise(pack: &Pack, no: u32, targets: &[&TargetRow]) -> bool {
    if targets.iter().any(|row| matches!(row.target, Target::AtMost(_))) {
        return false;
    }
    if let Some(definition) = pack.office.definition(no) {
        return definition.direction == Direction::Up;
    }
    let mut levels: Vec<(i16, Decimal)> =
        targets.iter().filter_map(|row| Some((row.year, level(&row.target)?))).collect();
    levels.sort_unstable();
    let rises = matches!(levels.as_slice(), [(_, first), .., (_, last)] if last > first);
    rises || targets.iter().any(|row| matches!(row.target, Target::AtLeast(_)))
}

/// Two indicators with one name under one heading.
pub(super) fn names(pack: &Pack, findings: &mut Findings) {
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    for indicator in &pack.reading.indicators {
        let key = (fold(&indicator.level2), fold(&indicator.name));
        if let Some(first) = seen.get(&key) {
            let name = &indicator.name;
            findings.add(
                format!("indicator/{}", indicator.no),
                Said::both(
                    format!("与指标 {first} 同名：“{name}”"),
                    format!("has the name of indicator {first}: “{name}”"),
                ),
            );
        }
        seen.entry(key).or_insert(indicator.no);
    }
}

/// An office that is named once or twice, written much like one that is named often.
pub(super) fn lone_orgs(pack: &Pack, findings: &mut Findings) {
    let orgs: Vec<_> = pack.reading.orgs.iter().filter(|org| org.kind == OrgKind::Office).collect();
    for lone in orgs.iter().filter(|org| org.mentions <= 2) {
        let length = lone.name.chars().count();
        let often = orgs.iter().filter(|other| other.mentions >= 5 * lone.mentions.max(1));
        let like = often.map(|other| (common(&lone.name, &other.name), other));
        let Some((shared, other)) = like.max_by_key(|(shared, _)| *shared) else { continue };
        if shared >= 4 && shared * 10 >= length * 7 {
            let (name, times, near, often) =
                (&lone.name, lone.mentions, &other.name, other.mentions);
            findings.add(
                format!("org/{name}"),
                Said::both(
                    format!("“{name}”只出现 {times} 次，“{near}”出现 {often} 次：是同一个单位吗？"),
                    format!(
                        "“{name}” is named {times} time(s), “{near}” {often}: are they one office?"
                    ),
                ),
            );
        }
    }
}

/// The length of the longest stretch of characters that two names share.
fn common(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut best = 0;
    let mut row = vec![0_usize; right.len() + 1];
    for a in &left {
        let mut diagonal = 0;
        for (j, b) in right.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if a == b { diagonal + 1 } else { 0 };
            best = best.max(row[j + 1]);
            diagonal = above;
        }
    }
    best
}

/// Lines that the reader could not place.
pub(super) fn unread(pack: &Pack, findings: &mut Findings) {
    for line in &pack.reading.unread {
        let (text, reason) = (&line.text, &line.reason);
        findings.add(
            format!("line/{}", line.line),
            Said::both(
                format!("未能归位（{reason}）：{text}"),
                format!("has no place ({reason}): {text}"),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Gravity, check};
    use crate::office::Office;
    use crate::plan::{PlanHead, YearCell};
    use crate::record::{Fields, Record};

    fn row<R: Record>(values: &[&str]) -> R {
        let pairs: Vec<(&str, &str)> =
            R::COLUMNS.iter().copied().zip(values.iter().copied()).collect();
        R::read(&mut Fields::new(&pairs))
    }

    /// Whether targets from 2024 on are behind what 2022 had.
    fn behind(unit: &str, direction: Option<&str>, actual: &str, targets: &[&str]) -> bool {
        let typed = Unit::parse(unit).expect("a unit");
        let targets = (2024..).zip(targets).map(|(year, text)| TargetRow {
            indicator: 1,
            year,
            target: Target::read(text, &typed),
            text: (*text).to_owned(),
        });
        let reading = Reading {
            indicators: vec![row(&["1", "", "", "示例", "0", unit, "", "1", "1", ""])],
            cells: vec![row::<YearCell>(&["1", "2022", "actual", actual])],
            targets: targets.collect(),
            ..Reading::default()
        };
        let definition = direction
            .map(|side| row(&["1", "x@1", "count", "", side, "sum", "sum", "2", "no_data", "own"]));
        let office = Office { definitions: definition.into_iter().collect(), ..Office::default() };
        let pack = Pack::new(PlanHead::default(), reading, office).expect("no corrections");
        let found = check(&pack).into_iter().filter(|one| one.gravity == Gravity::Discrepancy);
        found.into_iter().any(|one| one.rule == "target-behind-actual")
    }

    #[test]
    fn a_target_is_behind_only_where_more_is_better() {
        assert!(behind("%", Some("up"), "95", &["94", "96"]));
        assert!(behind("%", None, "95", &["94", "96"]));
        assert!(behind("%", None, "95", &["94%以上"]));
        for (unit, direction, actual, targets) in [
            ("吨/万元", None, "0.85", &["≤0.80", "≤0.78"][..]),
            ("吨/万元", None, "0.85", &["0.80", "0.75以下"]),
            ("吨/万元", None, "0.95", &["0.9", "0.85", "0.8"]),
            ("吨/万元", Some("down"), "0.85", &["0.80"]),
            ("吨/万元", Some("up"), "12", &["较上年下降3%"]),
            ("个", Some("up"), "100", &["[80]"]),
            ("%", Some("up"), "93", &["94"]),
        ] {
            assert!(!behind(unit, direction, actual, targets), "{actual} {targets:?}");
        }
    }
}
