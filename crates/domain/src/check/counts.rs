//! How many indicators, tasks and projects the text says there are, and how many were read.

use std::sync::LazyLock;

use regex::Regex;

use super::Findings;
use crate::pack::Pack;
use crate::plan::{Indicator, Reading};
use crate::record::Said;
use crate::text::fold;

/// A count that the text states, and what was read.
pub struct StatedCount {
    /// Where it is stated.
    pub line: String,
    /// Its words: `47个三级指标`.
    pub words: String,
    /// What was read.
    pub read: usize,
}

/// How many of something were read.
type Count = fn(&Reading) -> usize;

/// How a count is stated, and what was read of it. Each pattern has the number in its one group;
/// what is not counted there at all, because no such list was read, is nought.
const STATED: &[(&str, Count)] = &[
    ("([0-9]{1,3})[个项类]一级指标", level1),
    ("([0-9]{1,3})[个项类]二级指标", level2),
    ("([0-9]{1,3})[个项](?:三级|四级|具体)指标", indicators),
    ("一级指标([0-9]{1,3})[个项类]", level1),
    ("二级指标([0-9]{1,3})[个项类]", level2),
    ("(?:三级|四级|具体)指标([0-9]{1,3})[个项]", indicators),
    (
        "(?:设置|共设|共计|总计|合计|指标体系共|指标体系包括|指标体系包含)(?:有|了|置)?([0-9]{1,3})[个项](?:建设|考核|评价)?指标",
        indicators,
    ),
    ("必选指标(?:共)?([0-9]{1,3})[个项]", required),
    ("([0-9]{1,3})[个项]必选指标", required),
    ("任务清单(?:共|包括|包含|列入|明确)([0-9]{1,3})项", tasks),
    ("项目清单(?:共|包括|包含|列入|明确)([0-9]{1,3})[个项]", projects),
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    STATED.iter().map(|(words, _)| Regex::new(words).expect("a valid pattern")).collect()
});

/// The counts that the text states and the lists do not bear out.
pub fn stated_counts(reading: &Reading) -> Vec<StatedCount> {
    let mut found = Vec::new();
    // The patterns all name 指标 or 清单 in either script; most lines have neither.
    let may_count = |text: &str| text.contains(['指', '清']);
    for line in reading.outline.iter().filter(|line| may_count(&line.text)) {
        let text = fold(&line.text);
        for (pattern, (_, count)) in PATTERNS.iter().zip(STATED) {
            for captures in pattern.captures_iter(&text) {
                let (stated, read) = (captures[1].parse().unwrap_or(0_usize), count(reading));
                if read > 0 && stated != read {
                    let words = captures[0].to_owned();
                    found.push(StatedCount { line: line.line.clone(), words, read });
                }
            }
        }
    }
    found
}

pub(super) fn counts(pack: &Pack, findings: &mut Findings) {
    for StatedCount { line, words, read } in stated_counts(&pack.reading) {
        findings.add(
            format!("line/{line}"),
            Said::both(
                format!("正文写“{words}”，读到的是 {read}"),
                format!("the text says “{words}”, {read} were read"),
            ),
        );
    }
}

fn distinct<'a>(reading: &'a Reading, of: fn(&'a Indicator) -> (&'a str, &'a str)) -> usize {
    let mut names: Vec<(&str, &str)> = reading.indicators.iter().map(of).collect();
    names.retain(|name| *name != ("", ""));
    names.sort_unstable();
    names.dedup();
    names.len()
}

fn level1(reading: &Reading) -> usize {
    distinct(reading, |indicator| (&indicator.level1, ""))
}

/// Where the table has one level of headings only, its second level are the indicators.
fn level2(reading: &Reading) -> usize {
    if reading.indicators.iter().all(|indicator| indicator.level2.is_empty()) {
        return indicators(reading);
    }
    distinct(reading, |indicator| (&indicator.level1, &indicator.level2))
}

fn indicators(reading: &Reading) -> usize {
    reading.indicators.len()
}

fn required(reading: &Reading) -> usize {
    reading.indicators.iter().filter(|indicator| indicator.required).count()
}

fn tasks(reading: &Reading) -> usize {
    reading.tasks.len()
}

fn projects(reading: &Reading) -> usize {
    reading.projects.len()
}
