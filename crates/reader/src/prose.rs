//! Indicators that a plan lists in its text and not in a table.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use document::Place;
use domain::plan::{CellRole, Indicator, OutlineKind, SubjectKind, TargetRow, YearCell};
use domain::record::Extra;
use domain::target::Target;
use domain::unit::Unit;
use regex::Regex;

use crate::build::{Build, Reason};
use crate::duty::{Phrase, phrases, roles_in_words};
use crate::facts::Facts;
use crate::heads::without_brackets;
use crate::indicators::{unstarred, with_unit};
use crate::outline::{Line, is_heading};
use crate::words::Words;
use crate::years::{self, Cell, Said};

/// Where the name ends and what is wanted begins.
static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:由20[0-9]{2}年|稳定达到|达到|达|稳定在|保持在|维持在|保持|维持|提高到|提高至|提升到|提升至|增加到|增至|降至|降低到|下降到|控制在|不低于|不少于|不高于|不超过|超过|实现|完成|为|较20[0-9]{2}年|比20[0-9]{2}年|下降|降低|减少|稳步|持续|逐步|总体|≥|≤|>|<|[0-9])")
        .expect("a valid pattern")
});
/// What the name of an indicator ends with.
static NAME_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:率|量|强度|比例|占比|比重|数|数量|面积|幅度|程度|水平|能力|额|机制|情况|总额|覆盖|家数|个数|比|度|建设|制定|成果转化)(?:\\([^()]*\\))*[★☆▲△◆*]*(?:\\([^()]*\\))*$")
        .expect("a valid pattern")
});
/// `由2022年的71%提高到85%`.
static FROM_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "^由(20[0-9]{2})年的?(.+?)((?:提高|提升|增加|增长|上升|下降|降低|减少)?(?:到|至|为).+)$",
    )
    .expect("a valid pattern")
});
static TO_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(?:到|至)(20[0-9]{2})年").expect("a valid pattern"));

/// The fewest lines that make a list of indicators outside of an annex.
const LIST_MIN: usize = 3;

/// Adds the indicators of a plan without a table of them; gives back the places of the lines that
/// list them, which are no clauses of the text. `taken` are the lines that list something else.
pub(crate) fn add(build: &mut Build, lines: &[Line], taken: &HashSet<Place>) -> HashSet<Place> {
    let facts = build.facts.clone();
    let mut used = HashSet::new();
    let mut listed: Vec<Listed<'_>> = Vec::new();
    let mut chapter = Chapter::default();
    for line in lines {
        let of_indicators = chapter.line(line);
        if taken.contains(&line.place) {
            continue;
        }
        match Listed::of(line, of_indicators, &facts) {
            Some(found) => listed.push(found),
            // Where indicators are listed, a line with its orgs is an indicator that was not
            // understood, and no measure.
            None if of_indicators && line.label > 0 && !phrases(&line.words).is_empty() => {
                used.insert(line.place.clone());
                build.unread(&line.place, line.words.own.clone(), Reason::NoIndicator);
            }
            None => {}
        }
    }
    let enough = listed.iter().filter(|listed| !listed.said.cells.is_empty()).count() >= LIST_MIN;
    if enough {
        between(build, lines, &listed, &mut used);
    }
    for listed in listed.into_iter().filter(|_| enough) {
        used.insert(listed.line.place.clone());
        listed.add(build);
    }
    if build.reading.indicators.is_empty() {
        let mut goals = Goals::default();
        for line in lines {
            goals.line(build, line);
        }
    }
    used
}

/// A numbered line between two indicators of a list is one that was not understood.
fn between(build: &mut Build, lines: &[Line], listed: &[Listed<'_>], used: &mut HashSet<Place>) {
    let listed: HashSet<&Place> = listed.iter().map(|listed| &listed.line.place).collect();
    for window in lines.windows(3) {
        let [before, line, behind] = window else { continue };
        let inside = listed.contains(&before.place) && listed.contains(&behind.place);
        let odd = inside && !listed.contains(&line.place) && line.under == before.under;
        if odd && line.label > 0 && used.insert(line.place.clone()) {
            build.unread(&line.place, line.words.own.clone(), Reason::NoIndicator);
        }
    }
}

/// What is wanted in each year of the plan: `每年保持100%`.
fn each_year(words: &Words, range: Range<usize>, facts: &Facts) -> Vec<Cell> {
    static EACH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[:,]?每年均?([^,;。]+)[;。]?$").expect("a valid pattern"));
    let found = EACH.captures(&words.key[range.clone()]).and_then(|found| found.get(1));
    let (Some(value), Some((first, last))) = (found, facts.term) else { return Vec::new() };
    let text = words.cut(range.start + value.start()..range.start + value.end());
    (first..=last).map(|year| (year, Some(CellRole::Target), text.to_owned())).collect()
}

/// Whether the lines stand in an annex, or under a heading, of indicators.
#[derive(Default)]
struct Chapter {
    annex: String,
    of_indicators: bool,
}

impl Chapter {
    fn line(&mut self, line: &Line) -> bool {
        let annex = if line.spot.starts_with('附') { line.spot.as_str() } else { "" };
        let title = line.label == 0 && is_heading(&line.words.key);
        if annex.is_empty() || line.kind == OutlineKind::Heading && line.label == 0 {
            annex.clone_into(&mut self.annex);
            self.of_indicators = false;
        }
        if !annex.is_empty() && title {
            let key = &line.words.key;
            let other =
                ["清单", "任务", "项目", "措施", "分工"].iter().any(|word| key.contains(word));
            self.of_indicators = (self.of_indicators || key.contains("指标")) && !other;
        }
        self.of_indicators || line.under.contains("指标")
    }
}

/// What goes on from line to line of a chapter of goals.
#[derive(Default)]
struct Goals {
    /// The year that was named last.
    year: Option<i16>,
    /// The heading of the group: `——源头减量类`.
    group: String,
}

impl Goals {
    fn line(&mut self, build: &mut Build, line: &Line) {
        static GROUP: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^-{1,2}([^,;。0-9]{2,20})[。:]?$").expect("a valid pattern")
        });
        let in_goals = line.kind == OutlineKind::Goal || line.under.contains("指标");
        if !in_goals {
            *self = Self::default();
            return;
        }
        if let Some(found) = GROUP.captures(&line.words.key).and_then(|found| found.get(1)) {
            line.words.cut(found.range()).clone_into(&mut self.group);
            return;
        }
        let before = build.reading.indicators.len();
        self.year = goal_line(build, line, self.year);
        for indicator in &mut build.reading.indicators[before..] {
            if indicator.level1.is_empty() {
                indicator.level1.clone_from(&self.group);
            }
        }
    }
}

/// A line of a list of indicators: `1.示例综合利用率（%）：2022年90，2025年95。责任单位：示例局。`
struct Listed<'a> {
    line: &'a Line,
    name: Range<usize>,
    said: Said,
    duties: Vec<Phrase>,
}

impl<'a> Listed<'a> {
    fn of(line: &'a Line, of_indicators: bool, facts: &Facts) -> Option<Self> {
        let key = &line.words.key;
        if line.kind == OutlineKind::Note || !key.contains('年') {
            return None;
        }
        let duties = phrases(&line.words);
        let end = duties.first().map_or(key.len(), |phrase| phrase.range.start);
        let sure = line.label > 0 && of_indicators;
        let signs: &[char] = if sure { &[':', '。'] } else { &[':'] };
        let sign = key[line.label..end].find(signs).map_or(end, |at| line.label + at);
        let years = years::named(key, line.label..end);
        let year = years.first().map_or(end, |years| years.start);
        // Without a sign only several years show that a name stands in front of them.
        if sign > year && !(sure && years.len() > 1) {
            return None;
        }
        let body = sign.min(year);
        let text = key[line.label..body].trim_end_matches([',', ':', '由', '从']);
        let plain = !without_brackets(text).contains(['。', ',']) && text.chars().count() <= 80;
        if !(NAME_END.is_match(text) && plain) {
            return None;
        }
        let name = line.label..line.label + text.len();
        let mut said = years::said(&line.words, body..end, facts.head.base_year);
        let yearly = each_year(&line.words, body..end, facts);
        if said.cells.is_empty() && !yearly.is_empty() {
            (said.cells, said.left, said.unclear) = (yearly, Vec::new(), Vec::new());
        }
        (sure || !said.cells.is_empty()).then_some(Self { line, name, said, duties })
    }

    fn add(self, build: &mut Build) {
        let words = &self.line.words;
        for range in self.said.unclear {
            build.unread(&self.line.place, words.cut(range), Reason::Target);
        }
        let name = words.cut(self.name).to_owned();
        let label = words.cut(0..self.line.label).trim_end_matches(['.', '、', '．']).to_owned();
        let mut note: Vec<&str> = Vec::new();
        let mut duties: Vec<_> = self.duties.into_iter().flat_map(|phrase| phrase.parts).collect();
        for range in self.said.left {
            // The role is said, though nobody is named as offices are: `责任单位：县“无废办”`.
            match roles_in_words(&words.part(range.clone())) {
                Some(parts) => duties.extend(parts),
                None => note.push(words.cut(range)),
            }
        }
        push(build, self.line, &name, label, note.join("，"), self.said.cells);
        let subject = build.reading.indicators.len().to_string();
        for (role, list) in duties {
            build.duties(SubjectKind::Indicator, &subject, role, &list);
        }
    }
}

/// The heading that a list of indicators is grouped under; a chapter on goals is no group.
fn group_of(line: &Line) -> String {
    let general = ["目标", "指标", "任务", "要求"].iter().any(|word| line.under.contains(word));
    if general || line.label == 0 { String::new() } else { line.under.clone() }
}

/// `到2025年，示例综合利用率达到95%以上，示例回收率由2022年的80%提高到90%`.
fn goal_line(build: &mut Build, line: &Line, before: Option<i16>) -> Option<i16> {
    let mut year = before;
    let mut at = line.label;
    for part in line.words.key[line.label..].split_inclusive([',', ';', '。', '、']) {
        let range = at..at + part.trim_end_matches([',', ';', '。', '、']).len();
        at += part.len();
        if let Some(found) = TO_YEAR.captures(&line.words.key[range.clone()]) {
            year = found[1].parse::<i16>().ok();
        }
        if let Some(year) = year {
            goal(build, line, range, year);
        }
    }
    year
}

/// One part of such a sentence, if it is an indicator and what is wanted of it.
fn goal(build: &mut Build, line: &Line, range: Range<usize>, year: i16) {
    let key = &line.words.key[range.clone()];
    let Some(wanted) = WANTED.find(key).filter(|wanted| wanted.start() > 0) else { return };
    let name = key[..wanted.start()].trim_start_matches("到").trim_start_matches("全区");
    if !NAME_END.is_match(name) || !(4..=40).contains(&name.chars().count()) {
        return;
    }
    let from = range.start + wanted.start();
    let rest = from..range.end;
    let mut text = line.words.cut(rest.clone()).to_owned();
    let mut cells = Vec::new();
    if let Some(found) = FROM_TO.captures(&line.words.key[rest]) {
        let cut = |index| {
            let part = found.get(index).map_or(0..0, |part| part.range());
            line.words.cut(from + part.start..from + part.end).to_owned()
        };
        cells.push((found[1].parse().unwrap_or(0), Some(CellRole::Actual), cut(2)));
        text = cut(3);
    }
    let target = Target::read(&text, &unit_of(&text));
    if matches!(target, Target::Unread(_) | Target::Milestone(_)) {
        return;
    }
    cells.push((year, Some(CellRole::Target), text));
    let name = line.words.cut(from - name.len()..from).to_owned();
    push(build, line, &name, String::new(), String::new(), cells);
}

/// The unit that a text of words and a figure uses.
fn unit_of(text: &str) -> Unit {
    let key = Words::new(text).key;
    let digits = key.rfind(|c: char| c.is_ascii_digit());
    let rest = digits.map(|at| &key[at + 1..]);
    rest.and_then(Unit::prefix).map_or_else(Unit::none, |(unit, _)| unit)
}

/// A name without the word 必选 or 可选 that stands beside its unit, and whether it was 必选:
/// `示例综合利用率（%，必选）`.
fn without_mark(name: &str) -> (String, bool) {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?:[,、;](必选|可选|自选)|(必选|可选|自选)[,、;])").expect("a valid pattern")
    });
    let words = Words::new(name);
    let Some(found) = MARK.captures(&words.key) else { return (name.to_owned(), false) };
    let range = found.get(0).map_or(0..0, |found| found.range());
    let required = found.get(1).or(found.get(2)).is_some_and(|word| word.as_str() == "必选");
    let rest = words.cut(0..range.start).to_owned() + words.cut(range.end..words.key.len());
    (rest, required)
}

fn push(
    build: &mut Build,
    line: &Line,
    name: &str,
    label: String,
    note: String,
    cells: Vec<(i16, Option<CellRole>, String)>,
) {
    let no = u32::try_from(build.reading.indicators.len() + 1).unwrap_or(u32::MAX);
    let (name, marked) = without_mark(name);
    let (name, beside) = unstarred(&name);
    let (name, mut unit) = with_unit(name, None);
    // `示例率★（%）`: the mark stands in front of the unit.
    let (name, inside) = unstarred(&name);
    let required = marked || build.marks.require(&(beside + &inside));
    if unit.is_empty() {
        let found = cells.iter().map(|(_, _, text)| unit_of(text)).find(|unit| !unit.is_none());
        unit = found.map_or(String::new(), |unit| unit.to_string());
    }
    let parsed = Unit::parse(&unit).unwrap_or_else(|_| Unit::none());
    build.reading.indicators.push(Indicator {
        no,
        level1: group_of(line),
        level2: String::new(),
        name,
        required,
        unit,
        note,
        line: line.place.to_string(),
        label,
        extra: Extra::default(),
    });
    for (year, role, text) in cells {
        let past = build.facts.is_past(year);
        let role = role.unwrap_or(if past { CellRole::Actual } else { CellRole::Target });
        build.reading.cells.push(YearCell { indicator: no, year, role, text: text.clone() });
        if role == CellRole::Target {
            let target = Target::read(&text, &parsed);
            if matches!(target, Target::Unread(_)) {
                build.unread(&line.place, text.clone(), Reason::Target);
            }
            build.reading.targets.push(TargetRow { indicator: no, year, target, text });
        }
    }
}
