//! The numbers that paragraphs and rows begin with: 一、 （二） 3. （4） 第五章 1.2.

use std::sync::LazyLock;

use regex::Regex;

use crate::words::Words;

/// A number at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// 1 the highest: 章, 节, 一、, （一）, 1., （1）, ①.
    pub(crate) level: u8,
    /// As it stands in a place: `二`, `(四)`, `3`.
    pub(crate) mark: String,
    /// How many bytes of the key it takes, its separator included.
    pub(crate) length: usize,
}

/// The level of 一、, below chapter and section.
pub(crate) const HAN: u8 = 3;
/// The level of 1.
pub(crate) const NUMBER: u8 = 5;

/// Patterns from the highest level to the lowest; the group is what a place shows.
static PATTERNS: LazyLock<Vec<(u8, Regex)>> = LazyLock::new(|| {
    const CHINESE: &str = "[一二三四五六七八九十百零〇]{1,4}";
    let table = [
        (1, format!("^(第{CHINESE}[章编篇])")),
        (2, format!("^(第{CHINESE}节)")),
        (HAN, format!("^({CHINESE})[、.,]")),
        (HAN + 1, format!(r"^(\({CHINESE}\))[、.]?")),
        // A decimal number: its depth is its level.
        (NUMBER, r"^([0-9]{1,2}(?:\.[0-9]{1,2})+)[、.]?".to_owned()),
        // A long list may have thousands of numbers; `2023、2024年` is none of them.
        (NUMBER, r"^([0-9]{1,5})\.".to_owned()),
        (NUMBER, "^([0-9]{1,3})[、)]".to_owned()),
        (NUMBER + 1, r"^(\([0-9]{1,3}\))[、.]?".to_owned()),
        (NUMBER + 2, "^([①-⑳])[、.]?".to_owned()),
    ];
    let compiled = |(level, pattern): &(u8, String)| {
        (*level, Regex::new(pattern).expect("the patterns of labels are valid"))
    };
    table.iter().map(compiled).collect()
});

impl Label {
    /// The label that a key begins with.
    pub(crate) fn of(key: &str) -> Option<Self> {
        // Nearly every text that has no label shows it by its first character.
        let first = key.chars().next()?;
        if !first.is_ascii_digit() && !"第一二三四五六七八九十百零〇(".contains(first)
        {
            return ('①'..='⑳').contains(&first).then(|| Self::found(key)).flatten();
        }
        Self::found(key)
    }

    fn found(key: &str) -> Option<Self> {
        PATTERNS.iter().find_map(|(level, pattern)| {
            let captures = pattern.captures(key)?;
            let mark = captures.get(1)?.as_str().to_owned();
            let length = captures.get(0)?.end();
            // `2.5万吨` and `2023.06` are amounts and dates, not numbers of a list.
            let follows = key[length..].chars().next();
            let amount =
                |c: char| c.is_ascii_digit() || "%万亿千百吨元个家亩倍年月日公克米平立".contains(c);
            if *level == NUMBER
                && (follows.is_none() || mark.contains('.') && follows.is_some_and(amount))
            {
                return None;
            }
            if *level == NUMBER && follows.is_some_and(|c| c.is_ascii_digit()) {
                return None;
            }
            let level = match mark.matches('.').count() {
                0 => *level,
                dots => u8::try_from(dots).map_or(u8::MAX, |dots| HAN + dots),
            };
            Some(Self { level, mark, length })
        })
    }
}

/// A text without white space and without the label it begins with.
pub(crate) fn unlabelled(text: &str) -> String {
    let words = Words::new(text);
    let length = Label::of(&words.key).map_or(0, |label| label.length);
    words.cut(length..words.key.len()).to_owned()
}

/// A heading without the count of what is below it: `固体废物源头减量（6项）`.
pub(crate) fn uncounted(text: &str) -> String {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            "[(](?:共|计|合计)?[0-9一二三四五六七八九十]{1,3}[项个条类](?:指标|任务|项目)?[)]$",
        )
        .expect("a valid pattern")
    });
    let words = Words::new(text);
    let end = COUNT.find(&words.key).map_or(words.key.len(), |found| found.start());
    if end == 0 { text.to_owned() } else { words.cut(0..end).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_behind_a_heading_are_no_part_of_it() {
        for (text, wanted) in [
            ("源头减量（6项）", "源头减量"),
            ("保障能力(共十二项指标)", "保障能力"),
            ("一般工业固废（不含尾矿）", "一般工业固废（不含尾矿）"),
        ] {
            assert_eq!(uncounted(text), wanted);
        }
    }

    #[test]
    fn labels_are_told_from_amounts() {
        for (key, wanted) in [
            ("一、总体要求", Some((3, "一"))),
            ("(二)基本原则", Some((4, "(二)"))),
            ("3.改革创新", Some((5, "3"))),
            ("12、完善", Some((5, "12"))),
            ("(4)推进", Some((6, "(4)"))),
            ("第三章 保障", Some((1, "第三章"))),
            ("1.2 原则", Some((4, "1.2"))),
            ("2.5万吨", None),
            ("2023.06", None),
            ("一般工业固体废物", None),
            ("十四五时期", None),
            ("2025年底前", None),
        ] {
            let found = Label::of(key);
            let found = found.as_ref().map(|label| (label.level, label.mark.as_str()));
            assert_eq!(found, wanted, "{key}");
        }
    }
}
