//! Sections of an indicator table → indicators, their cells, targets and duties.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::plan::{CellRole, DutyRole, Indicator, SubjectKind, TargetRow, YearCell};
use domain::record::Extra;
use domain::target::Target;
use domain::unit::Unit;
use regex::Regex;

use crate::build::{Build, Reason};
use crate::heads::{Column, YearWord};
use crate::label::{HAN, Label, uncounted, unlabelled};
use crate::marks::Marks;
use crate::orgs::is_org_list;
use crate::section::{DataRow, Field, Section};
use crate::words::Words;

static STAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[★☆▲△◆◇●■※*]+|[★☆▲△◆◇●■※*]+$|\((必选|必选指标|★)\)$|\[(必选|必选指标)\]$")
        .expect("a valid pattern")
});
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^([★☆▲△◆◇●■※*]+|必选(指标|项)?|是|√|✓|必选★|★必选)$").expect("a valid pattern")
});
static OPTIONAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(可选(指标|项)?|否|自选(指标)?|特色(指标)?|/|-|×|选做|)$")
        .expect("a valid pattern")
});
static TOTAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^(合计|总计|小计|共计)").expect("a valid pattern"));

/// Adds the indicators of every section of the table, in order.
pub(crate) fn add(build: &mut Build, sections: &[&Section]) {
    let mut table =
        Table { levels: Levels::default(), names: HashSet::new(), required_list: false };
    for section in sections {
        let columns = Columns::of(section);
        table.levels.go_on(&columns);
        table.required_list = section.captions.iter().any(|caption| is_required_list(caption));
        for row in &section.rows {
            table.row(build, section, &columns, row);
        }
    }
}

/// The columns of a section that need a look at their cells.
struct Columns {
    name: Option<usize>,
    /// The level columns above the name, from the highest to the lowest, each with how deep it is.
    levels: Vec<(usize, usize)>,
    required: Option<usize>,
}

impl Columns {
    fn of(section: &Section) -> Self {
        let at = |wanted: Column| section.fields.iter().position(|f| f.column == Some(wanted));
        let mut levels: Vec<usize> = (0..=3).filter_map(|level| at(Column::Level(level))).collect();
        let name = at(Column::Level(4)).or_else(|| at(Column::Name)).or_else(|| levels.pop());
        levels.retain(|level| Some(*level) != name);
        levels.sort_unstable_by_key(|index| match section.fields[*index].column {
            Some(Column::Level(level)) => level,
            _ => u8::MAX,
        });
        // A column that calls itself the second level is that, also where the first has no place.
        let only_second = levels.len() == 1
            && levels.iter().all(|at| section.fields[*at].column == Some(Column::Level(2)));
        let levels = (usize::from(only_second)..2).zip(levels).collect();
        let required = at(Column::Required).filter(|index| says_required(section, *index));
        Self { name, levels, required }
    }
}

/// Whether a title says of a list that it holds required indicators and no others.
fn is_required_list(title: &str) -> bool {
    let key = Words::new(title).key;
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    has(&["必选指标", "约束性指标", "必选项"]) && !has(&["可选", "自选", "特色", "预期性", "任选"])
}

/// Whether a column called 类型 or 属性 tells required from optional: no other word stands in it.
fn says_required(section: &Section, index: usize) -> bool {
    let cells = section.rows.iter().filter(|row| row.group.is_none()).map(|row| &row.cells[index]);
    let mut stars = false;
    for cell in cells {
        stars |= REQUIRED.is_match(&cell.key);
        if !REQUIRED.is_match(&cell.key) && !OPTIONAL.is_match(&cell.key) {
            return false;
        }
    }
    stars
}

/// What goes on from row to row, over the borders of split tables.
struct Table {
    levels: Levels,
    names: HashSet<(String, String)>,
    /// The title says that all of these indicators are required.
    required_list: bool,
}

/// The headings over the names as far as they were filled in.
#[derive(Default)]
struct Levels {
    texts: [String; 2],
    /// Level 1 comes from group rows, so that a level column is level 2.
    from_group: bool,
}

impl Table {
    fn row(&mut self, build: &mut Build, section: &Section, columns: &Columns, row: &DataRow) {
        if let Some(group) = &row.group {
            self.group(build, columns, row, group);
            return;
        }
        // A mark alone is no name.
        let named = |name: &&Words| !unstarred(&without_breaks(name)).0.is_empty();
        let name = columns.name.map(|index| &row.cells[index]).filter(named);
        let Some(name) = name else {
            build.unread(&row.place, row.text(), Reason::NoName);
            return;
        };
        if TOTAL.is_match(&name.key) {
            build.unread(&row.place, row.text(), Reason::Total);
            return;
        }
        self.levels.fill(columns, row);
        let no = u32::try_from(build.reading.indicators.len() + 1).unwrap_or(u32::MAX);
        let indicator = self.indicator(&build.marks, no, section, columns, row, name);
        let unit = Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none());
        let key = (indicator.level2.clone(), indicator.name.clone());
        if !self.names.insert(key) {
            build.unread(&row.place, indicator.name.clone(), Reason::Twice);
        }
        let subject = no.to_string();
        build.reading.indicators.push(indicator);
        for (index, field) in section.fields.iter().enumerate() {
            match field.column {
                Some(Column::Year) => add_cell(build, section, row, index, no, &unit),
                Some(column) => {
                    if let Some(role) = role(column) {
                        add_duties(
                            build,
                            SubjectKind::Indicator,
                            &subject,
                            role,
                            &row.cells[index],
                        );
                    }
                }
                None => {}
            }
        }
    }

    fn indicator(
        &self,
        marks: &Marks,
        no: u32,
        section: &Section,
        columns: &Columns,
        row: &DataRow,
        name: &Words,
    ) -> Indicator {
        let at = |wanted: Column| section.fields.iter().position(|f| f.column == Some(wanted));
        let cell = |wanted| at(wanted).map(|index| row.cells[index].own.clone());
        let (name, beside) = unstarred(&without_breaks(name));
        let (name, unit) = with_unit(name, cell(Column::Unit).map(|unit| unit.replace('\n', "")));
        // `示例率★（%）`: the mark stands in front of the unit.
        let (name, inside) = unstarred(&name);
        let starred = marks.require(&(beside + &inside));
        let required = columns.required.map(|index| row.cells[index].key.as_str());
        let required = required.map(|cell| REQUIRED.is_match(cell) && !marks.deny(cell));
        let [level1, level2] = self.levels.texts.clone();
        Indicator {
            no,
            level1,
            level2,
            name,
            required: starred || required.unwrap_or(self.required_list),
            unit,
            note: cell(Column::Note).unwrap_or_default().replace('\n', ""),
            line: row.place.to_string(),
            label: cell(Column::No).unwrap_or_default(),
            extra: extra(section, row, columns),
        }
    }

    /// A row that is a heading: `一、固体废物源头减量` and below it `（一）工业源头减量`.
    fn group(&mut self, build: &mut Build, columns: &Columns, row: &DataRow, group: &str) {
        if row.has_more() {
            build.unread(&row.place, row.text(), Reason::Total);
        }
        let key = Words::new(group).key;
        if key.starts_with("备注") || key.starts_with("注") || key.starts_with('★') {
            return;
        }
        if TOTAL.is_match(&key) || key.parse::<f64>().is_ok() || columns.levels.len() >= 2 {
            build.unread(&row.place, group, Reason::NoName);
            return;
        }
        let second = Label::of(&key).is_some_and(|label| label.level > HAN);
        let (title, _) = unstarred(&uncounted(&unlabelled(group)));
        if columns.levels.is_empty() && second && !self.levels.texts[0].is_empty() {
            self.levels.texts[1] = title;
        } else {
            self.levels = Levels { texts: [title, String::new()], from_group: true };
        }
    }
}

impl Levels {
    /// On a page whose head does not name a level, the level of the page before is not its own.
    fn go_on(&mut self, columns: &Columns) {
        for depth in 0..2 {
            if !self.from_group && columns.levels.iter().all(|(level, _)| *level != depth) {
                self.texts[depth].clear();
            }
        }
    }

    /// A blank below a level stays in that level; a new level 1 begins without a level 2.
    fn fill(&mut self, columns: &Columns, row: &DataRow) {
        let one_below = usize::from(self.from_group && columns.levels.len() == 1);
        for (depth, index) in &columns.levels {
            let depth = (*depth).max(one_below);
            let text = without_breaks(&row.cells[*index]);
            let (text, _) = unstarred(&uncounted(&unlabelled(&text)));
            if text.is_empty() || text == self.texts[depth] {
                continue;
            }
            self.texts[depth] = text;
            if depth == 0 {
                self.texts[1].clear();
            }
        }
    }
}

/// A cell's words with its line breaks gone: a word broken over lines is one word.
pub(crate) fn without_breaks(cell: &Words) -> String {
    cell.own.replace('\n', "")
}

/// A text without the marks around it, and those marks.
pub(crate) fn unstarred(text: &str) -> (String, String) {
    let words = Words::new(text);
    let mut range = 0..words.key.len();
    let mut beside = String::new();
    while let Some(found) = STAR.find(&words.key[range.clone()]) {
        let (start, end) = (range.start + found.start(), range.start + found.end());
        beside.push_str(found.as_str());
        if start == range.start {
            range.start = end;
        } else {
            range.end = start;
        }
    }
    (words.cut(range).to_owned(), beside)
}

/// Name and unit, where the unit stands in a bracket behind the name: `综合利用率（%）`.
pub(crate) fn with_unit(name: String, unit: Option<String>) -> (String, String) {
    let unit = unit.unwrap_or_default();
    let none = matches!(Words::new(&unit).key.as_str(), "" | "一" | "/" | "-" | "--" | "无");
    let words = Words::new(&name);
    let bracket = words.key.ends_with([')', ']']).then(|| words.key.rfind(['(', '['])).flatten();
    if let Some(at) = bracket.filter(|at| *at > 0) {
        let inner = words.cut(at + 1..words.key.len() - 1);
        let inner =
            inner.strip_prefix("单位：").or_else(|| inner.strip_prefix("单位:")).unwrap_or(inner);
        let is_unit = Unit::parse(inner).is_ok_and(|unit| !unit.is_none());
        let same = Unit::parse(inner) == Unit::parse(&unit);
        if is_unit && (none || same) {
            return (words.cut(0..at).to_owned(), inner.to_owned());
        }
    }
    (name, if none { String::new() } else { unit })
}

/// The columns of a row that have no place of their own.
fn extra(section: &Section, row: &DataRow, columns: &Columns) -> Extra {
    let mut extra = Extra::default();
    for (index, field) in section.fields.iter().enumerate() {
        // A name, and everything above it, has its place; so has a column of stars.
        let placed = match field.column {
            None => false,
            Some(Column::Required) => columns.required == Some(index),
            Some(Column::Level(_) | Column::Name) => {
                columns.name == Some(index)
                    || columns.levels.iter().any(|(_, level)| *level == index)
            }
            Some(_) => true,
        };
        if !placed && !row.from_left[index] {
            extra.keep(&field.heading, &without_breaks(&row.cells[index]));
        }
    }
    extra
}

/// The role that a column of orgs gives in an indicator or a task.
pub(crate) fn role(column: Column) -> Option<DutyRole> {
    match column {
        Column::Source => Some(DutyRole::Source),
        Column::Lead => Some(DutyRole::Lead),
        Column::Responsible => Some(DutyRole::Responsible),
        Column::Support => Some(DutyRole::Support),
        Column::Implementer => Some(DutyRole::Implementer),
        _ => None,
    }
}

/// The orgs of a cell: a list, or phrases such as `县城管局牵头，县住建局配合`.
pub(crate) fn add_duties(
    build: &mut Build,
    kind: SubjectKind,
    subject: &str,
    role: DutyRole,
    cell: &Words,
) {
    match crate::duty::roles_in_words(cell) {
        Some(parts) => {
            for (role, list) in parts {
                build.duties(kind, subject, role, &list);
            }
        }
        None => build.duties(kind, subject, role, cell),
    }
}

/// A year's cell and, where it is a target, its typed meaning.
fn add_cell(
    build: &mut Build,
    section: &Section,
    row: &DataRow,
    index: usize,
    no: u32,
    unit: &Unit,
) {
    let field = &section.fields[index];
    let text = without_breaks(&row.cells[index]);
    let Some((year, role)) = year_and_role(build, field) else {
        let what = format!("{}: {text}", field.heading);
        build.unread(&row.place, what, Reason::NoYear);
        return;
    };
    if build.reading.cells.iter().rev().take_while(|c| c.indicator == no).any(|c| c.year == year) {
        let what = format!("{}: {text}", field.heading);
        build.unread(&row.place, what, Reason::YearTwice);
        return;
    }
    let target = Target::read(&text, unit);
    // Orgs under a year show that the row has slipped against its head.
    if matches!(target, Target::Unread(_)) && is_org_list(&row.cells[index]) {
        build.unread(&row.place, text, Reason::Target);
        return;
    }
    build.reading.cells.push(YearCell { indicator: no, year, role, text: text.clone() });
    if role == CellRole::Target {
        if matches!(target, Target::Unread(_)) {
            build.unread(&row.place, text.clone(), Reason::Target);
        }
        build.reading.targets.push(TargetRow { indicator: no, year, target, text });
    }
}

/// The year and the role of a year's column, from its head and from what the plan says of itself.
fn year_and_role(build: &Build, field: &Field) -> Option<(i16, CellRole)> {
    let facts = &build.facts;
    let year = match (field.year, field.word) {
        (Some(year), _) => year,
        (None, YearWord::Actual) => facts.head.base_year?,
        (None, _) => facts.last_year()?,
    };
    let role = match field.word {
        YearWord::Actual => CellRole::Actual,
        YearWord::Neither if facts.is_past(year) => CellRole::Actual,
        YearWord::Target | YearWord::Neither => CellRole::Target,
    };
    Some((year, role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_units_are_taken_off_a_name() {
        assert_eq!(unstarred("示例固废产生强度★"), ("示例固废产生强度".into(), "★".into()));
        assert_eq!(unstarred("★ 示例回收率"), ("示例回收率".into(), "★".into()));
        assert_eq!(unstarred("示例回收率(必选)"), ("示例回收率".into(), "(必选)".into()));
        assert_eq!(unstarred("示例回收率"), ("示例回收率".into(), String::new()));
        let split =
            |name: &str, unit: Option<&str>| with_unit(name.into(), unit.map(str::to_owned));
        assert_eq!(split("秸秆利用率（%）", None), ("秸秆利用率".into(), "%".into()));
        assert_eq!(split("强度（吨/万元）", Some("/")), ("强度".into(), "吨/万元".into()));
        assert_eq!(split("清运量(不含渣土)", Some("吨")), ("清运量(不含渣土)".into(), "吨".into()));
        assert_eq!(split("协调机制", Some("一")), ("协调机制".into(), String::new()));
    }
}
