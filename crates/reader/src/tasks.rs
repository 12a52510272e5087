//! Sections of a task list → tasks and their duties.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::plan::{SubjectKind, Task};
use domain::record::Extra;
use regex::Regex;

use crate::build::{Build, Reason};
use crate::heads::Column;
use crate::indicators::{add_duties, role, without_breaks};
use crate::label::{Label, uncounted, unlabelled};
use crate::section::{DataRow, Section};
use crate::time::span;
use crate::words::Words;

static SYSTEM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(制度|技术|市场|监管)体系").expect("a valid pattern"));
/// A caption that names the list, not a part of it.
static LIST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("清单|^附[件表录]|续表|^表[0-9]|一览表|分工表|无废城市.*方案")
        .expect("a valid pattern")
});

/// Whether a caption names a whole list: `任务清单`, `附件3`.
pub(crate) fn is_list_title(key: &str) -> bool {
    LIST.is_match(key)
}

/// Adds the tasks of every section of the list, in order.
pub(crate) fn add(build: &mut Build, sections: &[&Section]) {
    let mut list = List::default();
    for section in sections {
        if let Some(system) =
            section.captions.iter().rev().find_map(|caption| caption_system(caption))
        {
            list.system = system;
        }
        for row in &section.rows {
            list.row(build, section, row);
        }
    }
}

#[derive(Default)]
struct List {
    system: String,
    counts: HashMap<String, u32>,
}

impl List {
    fn row(&mut self, build: &mut Build, section: &Section, row: &DataRow) {
        if let Some(group) = &row.group {
            self.group(build, row, group);
            return;
        }
        let at = |wanted: Column| section.fields.iter().position(|f| f.column == Some(wanted));
        let cell =
            |wanted| at(wanted).map_or(String::new(), |index| without_breaks(&row.cells[index]));
        let system = cell(Column::System);
        if !system.is_empty() {
            self.system = system_name(&system);
        }
        let (mut name, mut content) = (cell(Column::Task), cell(Column::Content));
        if at(Column::Task).is_none() {
            name = std::mem::take(&mut content);
        }
        if name.is_empty() {
            build.unread(&row.place, row.text(), Reason::NoName);
            return;
        }
        let count = self.counts.entry(self.system.clone()).or_default();
        *count += 1;
        let (time, from, to) = time_of(section, row);
        let task = Task {
            system: self.system.clone(),
            no: *count,
            name,
            content,
            time,
            from,
            to,
            line: row.place.to_string(),
            label: cell(Column::No),
            extra: extra(section, row),
        };
        let subject = task.address();
        build.reading.tasks.push(task);
        for (field, cell) in section.fields.iter().zip(&row.cells) {
            if let Some(role) = field.column.and_then(role) {
                add_duties(build, SubjectKind::Task, &subject, role, cell);
            }
        }
    }

    /// A row that is a heading over the tasks below it.
    fn group(&mut self, build: &mut Build, row: &DataRow, group: &str) {
        if row.has_more() {
            build.unread(&row.place, row.text(), Reason::Total);
        }
        let key = Words::new(group).key;
        if key.starts_with("备注") || key.starts_with("注:") || LIST.is_match(&key) {
            return;
        }
        if key.chars().count() > 40 || key.parse::<f64>().is_ok() {
            build.unread(&row.place, group, Reason::NoName);
        } else {
            self.system = system_name(group);
        }
    }
}

/// The time of a row in its words, its beginning and its end; these may have columns of their own.
pub(crate) fn time_of(section: &Section, row: &DataRow) -> (String, String, String) {
    let at = |wanted: Column| section.fields.iter().position(|f| f.column == Some(wanted));
    let cell = |wanted| at(wanted).map_or(String::new(), |index| without_breaks(&row.cells[index]));
    let key = |text: &str| Words::new(text).key;
    let mut time = cell(Column::Time);
    let heading = at(Column::Time).map_or("", |index| section.fields[index].heading.as_str());
    let (begins, mut ends) = (cell(Column::From), cell(Column::To));
    // Beside a column for the beginning, 完成时限 is the end.
    if !begins.is_empty() && ends.is_empty() && is_deadline(heading) {
        ends = std::mem::take(&mut time);
    }
    if time.is_empty() && !(begins.is_empty() && ends.is_empty()) {
        let (from, to) = crate::time::ends(&key(&begins), &key(&ends));
        let both = !begins.is_empty() && !ends.is_empty();
        let time = if both { format!("{begins}—{ends}") } else { begins + &ends };
        return (time, from, to);
    }
    let (from, to) = span(&key(&time), is_deadline(heading));
    (time, from, to)
}

/// Whether a time under this head is an end: 完成时限.
fn is_deadline(heading: &str) -> bool {
    ["完成", "时限", "截止", "期限"].iter().any(|word| heading.contains(word))
        && !["实施", "起止", "建设"].iter().any(|word| heading.contains(word))
}

/// The system that a caption names, if it names one.
fn caption_system(caption: &str) -> Option<String> {
    let key = Words::new(caption).key;
    let labelled = Label::of(&key).is_some();
    let short = key.chars().count() <= 30 && !key.contains('。');
    (short && !LIST.is_match(&key) && (labelled || SYSTEM.is_match(&key) || key.ends_with("领域")))
        .then(|| system_name(caption))
}

/// `一、制度体系` → `制度`; another heading without its number.
fn system_name(text: &str) -> String {
    let plain = uncounted(&unlabelled(text));
    let key = Words::new(&plain).key;
    match SYSTEM.captures(&key).filter(|_| key.chars().count() <= 12) {
        Some(found) => found[1].to_owned(),
        None => plain.trim_end_matches(['。', '：', ':']).to_owned(),
    }
}

/// The columns of a row that have no place of their own.
pub(crate) fn extra(section: &Section, row: &DataRow) -> Extra {
    let mut extra = Extra::default();
    for (index, field) in section.fields.iter().enumerate() {
        if field.column.is_none() && !row.from_left[index] {
            extra.keep(&field.heading, &without_breaks(&row.cells[index]));
        }
    }
    extra
}
