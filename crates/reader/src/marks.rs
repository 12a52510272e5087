//! The marks beside names, and what the plan says that they mean: `★为必选指标`, `▲为特色指标`.

use std::sync::LazyLock;

use regex::Regex;

use crate::heads::{Column, TableKind};
use crate::outline::Line;
use crate::section::Section;
use crate::words::Words;

/// Which marks say that an indicator is required.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    required: Vec<char>,
    /// Marks that the plan explains as something else.
    other: Vec<char>,
}

/// A mark and its meaning: `标“★”的为国家规定的必选指标`.
static MEANS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("([★☆▲△◆◇●■※*]+)[\"”)]*(?:号|标[记注识]|符号)?(?:的|者)?(?:指标|项目|项|内容)?(?:均?为|是|表示|代表|指|即|系|:|-)([^,;。★☆▲△◆◇●■※*]{1,40})")
        .expect("a valid pattern")
});
/// A meaning and its mark: `必选指标以★标注`.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "([^,;。、]{0,8})(?:指标|项)(?:用|以|加|带|标|\\()(?:注|有|记)?[\"“(]*([★☆▲△◆◇●■※*]+)",
    )
    .expect("a valid pattern")
});
/// What a required indicator is called.
static REQUIRED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("必选|必考|约束性").expect("a valid pattern"));
/// What makes the same word mean the opposite.
static NOT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("非必选|非约束|可选|自选|预期").expect("a valid pattern"));
/// Marks that need no explanation, because they stand beside names for nothing else.
const USUAL: &str = "★☆▲△*";

impl Marks {
    /// Looks for explanations in the text and in the heads and headings of the indicator tables.
    pub(crate) fn of(lines: &[Line], sections: &[Section]) -> Self {
        let mut marks = Self::default();
        let tables = || sections.iter().filter(|s| s.kind == TableKind::Indicator);
        for line in lines {
            marks.explain(&line.words.key);
        }
        for section in tables() {
            let groups = section.rows.iter().filter_map(|row| row.group.as_ref());
            for text in section.fields.iter().map(|field| &field.heading).chain(groups) {
                marks.explain(&Words::new(text).key);
            }
        }
        if marks.required.is_empty() {
            let cells = tables().flat_map(marked_cells);
            let keys = || lines.iter().map(|line| line.words.key.as_str());
            let names: String =
                if tables().next().is_some() { cells.collect() } else { keys().collect() };
            marks.assume(&names);
        }
        marks
    }

    fn explain(&mut self, key: &str) {
        if !key.contains(is_mark) {
            return;
        }
        let found = MEANS.captures_iter(key).map(|found| (found.extract::<2>().1, false));
        let turned = MARKED.captures_iter(key).map(|found| (found.extract::<2>().1, true));
        for ([first, second], turned) in found.chain(turned) {
            let (marks, meaning) = if turned { (second, first) } else { (first, second) };
            // `★为必选指标其余为可选指标`: the first word is the mark's own.
            let not = NOT.find(meaning).map_or(meaning.len(), |not| not.start());
            let required = REQUIRED.is_match(&meaning[..not]);
            let known = if required { &mut self.required } else { &mut self.other };
            known.extend(marks.chars());
        }
    }

    /// Without an explanation a star is required, or else the only mark that there is.
    fn assume(&mut self, names: &str) {
        let usual = |c: &char| USUAL.contains(*c) && !self.other.contains(c);
        let mut found: Vec<char> = names.chars().filter(usual).collect();
        found.sort_unstable();
        found.dedup();
        if found.contains(&'★') {
            found = vec!['★'];
        }
        if found.len() == 1 {
            self.required = found;
        }
    }

    /// Whether the marks or the word beside a name say that it is required.
    pub(crate) fn require(&self, beside: &str) -> bool {
        beside.contains("必选") || beside.chars().any(|c| self.required.contains(&c))
    }

    /// Whether a cell under 必选 holds nothing but marks that mean something else.
    pub(crate) fn deny(&self, cell: &str) -> bool {
        !cell.is_empty() && cell.chars().all(|c| self.other.contains(&c)) && !self.require(cell)
    }
}

fn is_mark(c: char) -> bool {
    "★☆▲△◆◇●■※*".contains(c)
}

/// The cells of a table in which a mark can stand beside a name.
fn marked_cells(section: &Section) -> impl Iterator<Item = &str> {
    let marks = |column| matches!(column, Column::Name | Column::Level(_) | Column::Required);
    let columns: Vec<usize> = (0..section.fields.len())
        .filter(|at| section.fields[*at].column.is_some_and(marks))
        .collect();
    section.rows.iter().flat_map(move |row| {
        let columns = columns.clone();
        columns.into_iter().map(|at| row.cells[at].key.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of the usual marks are required.
    fn required(legend: &str, names: &str) -> String {
        let mut marks = Marks::default();
        marks.explain(&Words::new(legend).key);
        if marks.required.is_empty() {
            marks.assume(names);
        }
        USUAL.chars().filter(|c| marks.require(&c.to_string())).collect()
    }

    #[test]
    fn marks_mean_what_the_plan_says() {
        for (legend, names, wanted) in [
            ("", "示例率★", "★"),
            ("", "示例率▲", "▲"),
            ("", "示例率▲示例量★", "★"),
            ("", "示例率▲示例量*", ""),
            ("2.▲为国家规定的必选指标，其余为可选或自选指标。", "示例率▲", "▲"),
            ("三级指标（▲为必选）", "示例率▲示例量★", "▲"),
            ("注：★为必选指标，▲为特色指标。", "示例率▲示例量★", "★"),
            ("注：▲为自选指标。", "示例率▲", ""),
            ("标“★”的为国家规定的必选指标", "", "★"),
            ("必选指标以▲标注", "示例率▲示例量★", "▲"),
        ] {
            assert_eq!(required(legend, names), wanted, "{legend} {names}");
        }
    }
}
