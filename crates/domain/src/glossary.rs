//! The words of the field, one word for one thing, in both languages. Code, files, API and pages
//! take them from here.

use crate::say::{Lang, Say};

/// A word of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// In English, as code has it.
    pub english: &'static str,
    /// In English for more than one.
    pub plural: &'static str,
    /// In Chinese, as offices say it.
    pub chinese: &'static str,
    /// What it means here.
    pub meaning: &'static str,
}

/// For more than one, as a heading or a count has it.
impl Say for Term {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.chinese.to_owned(),
            Lang::En => self.plural.to_owned(),
        }
    }
}

/// A table of terms: a constant for each, and all of them in order.
macro_rules! terms {
    ($($name:ident: $english:literal, $plural:literal, $chinese:literal, $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $name: Term = Term {
                english: $english,
                plural: $plural,
                chinese: $chinese,
                meaning: $meaning,
            };
        )*
        /// Every term.
        pub const ALL: &[Term] = &[$($name),*];
    };
}

terms! {
    PLAN: "plan", "plans", "方案", "a programme with base year, target years and region";
    PACK: "pack", "packs", "方案包", "a plan as a folder of TOML and csv";
    MEASURE: "measure", "measures", "重点任务", "a clause of the plan's text with its own orgs";
    TASK: "task", "tasks", "任务清单", "an item of the annexed list of tasks";
    PROJECT: "project", "projects", "项目清单", "an item of the annexed list of projects";
    INDICATOR: "indicator", "indicators", "指标", "what is measured";
    CELL: "year cell", "year cells", "年度单元格", "what the indicator table says for a year";
    TARGET: "target", "targets", "目标", "what a year asks for, typed";
    DEFINITION: "definition", "definitions", "口径", "how an indicator is computed, with an edition";
    PROMISE: "promise", "promises", "承诺", "a figure or a named place promised outside the table";
    ITEM: "item", "items", "数据项", "the smallest number that is reported or derived";
    PERIOD: "period", "periods", "报告期", "the time that a number covers";
    UNIT: "unit", "units", "计量单位", "tonnes, per cent, ten thousand mu";
    ORG: "org", "orgs", "单位", "an office, street, enterprise, or a collective of them";
    DUTY: "duty", "duties", "责任", "an org, its role and its subject";
    LINK: "link", "links", "关联", "two subjects that are about the same thing";
    CORRECTION: "correction", "corrections", "更正", "what a person put right in what was read";
    UNREAD: "unread line", "unread lines", "未能归位", "what the reader had no place for";
    VERDICT: "verdict", "verdicts", "判定", "an actual against a target, with the rule that judged";
    RULE: "rule", "rules", "规则", "a row of a table that decides";
    FINDING: "finding", "findings", "发现", "what a check of a pack found";
    RECEIPT: "receipt", "receipts", "回执", "what became of the rows of a file";
    EVIDENCE: "evidence", "evidence", "佐证", "a stored file with its hash, sender and time";
    BASIS: "basis", "bases", "依据", "how sure a fact is, and whence";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn one_word_has_one_meaning() {
        let english: HashSet<_> = ALL.iter().map(|term| term.english).collect();
        let chinese: HashSet<_> = ALL.iter().map(|term| term.chinese).collect();
        assert_eq!((english.len(), chinese.len()), (ALL.len(), ALL.len()));
    }
}
