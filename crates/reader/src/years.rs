//! What a sentence says of years: `2022年现状为0.5，2023年、2024年目标分别为0.4、0.3`.

use std::ops::Range;
use std::sync::LazyLock;

use domain::plan::CellRole;
use domain::target::Target;
use domain::unit::Unit;
use regex::Regex;

use crate::words::Words;

/// A year's cell: the year, which side its words name, the text.
pub(crate) type Cell = (i16, Option<CellRole>, String);

/// The cells of a stretch of text, and the parts of it that say something else.
#[derive(Debug, Default)]
pub(crate) struct Said {
    base: Option<i16>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) left: Vec<Range<usize>>,
    /// Parts with a year whose value cannot be told.
    pub(crate) unclear: Vec<Range<usize>>,
}

/// A year, several or a span of them, and the word beside it that names the side.
static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    const SIDE: &str = "(?:现状|实际|基准|基期|完成|目标|预期|计划|规划|指标)?(?:值|数|水平)?";
    const AHEAD: &str = "(?:到|至|截至|截止到?)?";
    let one = format!("20[0-9]{{2}}年(?:年?[底末])?的?{SIDE}");
    let listed = format!("20[0-9]{{2}}(?:年(?:年?[底末])?{SIDE})?[、/和及,]");
    Regex::new(&format!("{AHEAD}(?:20[0-9]{{2}}年?[-~至到]{one}|(?:{listed})*{one})"))
        .expect("a valid pattern")
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new("20[0-9]{2}").expect("a valid pattern"));
static SPAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("20[0-9]{2}年?[-~至到]20").expect("a valid pattern"));
/// What leads from the year to its value and says nothing of it.
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:[:,]|的|分别|依次|均|都|皆|为|是)*").expect("a valid pattern")
});
/// Several values, in the order of the years.
static IN_TURN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "^[:,]?(?:分别|依次)(?:[:,]|为|是|达到|达|提高到|提高至|提升到|提升至|降至|降到|控制在)*",
    )
    .expect("a valid pattern")
});
/// One value for each of several years.
static FOR_ALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[:,]?(?:均|都|皆|每年|保持|维持|稳定)").expect("a valid pattern")
});
/// A year behind such a word is what something is compared with.
const COMPARED: [char; 6] = ['较', '比', '以', '与', '自', '按'];
/// A year behind such a word is where it begins, if the text says how far it goes.
const FROM: [char; 2] = ['由', '从'];
static GOES_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:稳步|逐步)?(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|压减)(?:到|至|为)?$")
        .expect("a valid pattern")
});
/// A bracket with a year alone: `88(2022年)`.
static YEAR_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "([^、,;。()]*[0-9][^、,;。()]*)\\((20[0-9]{2})年?(现状|实际|基准|基期|目标|预期|计划|规划)?(?:值|数)?\\)",
    )
    .expect("a valid pattern")
});
/// A bracket with a year and its value: `(2022年为88%)`.
static IN_BRACKET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("\\(((?:其中:?)?20[0-9]{2}年[^()]+)\\)").expect("a valid pattern"));
/// The base without its year, or with the year in a bracket: `现状值(2022年)88`.
static BASE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:现状|基准|基期|基础|基年)(?:值|数|水平|年)?(?:\\((20[0-9]{2})年?\\))?(?:[:为是])?([^:为是()]*[0-9][^()]*)$")
        .expect("a valid pattern")
});
/// What only leads to what comes next.
static CONNECTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:其中|到|至|由|从|(?:现状|目标|指标|建设目标|预期)值?|分别为|为)$")
        .expect("a valid pattern")
});

/// Where years are named in a range of a text.
pub(crate) fn named(key: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let text = &key[range.clone()];
    let found = YEARS.find_iter(text).filter(|found| {
        let before = &text[..found.start()];
        let outside = before.matches('(').count() <= before.matches(')').count();
        // A list whose years lack their word may be a list of values.
        let first = YEAR.find(found.as_str()).map_or(0, |year| year.end());
        let sure = found.as_str()[first..].starts_with(['年', '-', '~', '至', '到'])
            || before.is_empty()
            || before.ends_with([',', ';', ':', '。']);
        let begins = !before.ends_with(FROM) || text[found.end()..].contains(['到', '至']);
        outside && sure && begins && !before.ends_with(COMPARED)
    });
    found.map(|found| range.start + found.start()..range.start + found.end()).collect()
}

/// Reads a stretch of text; a base that names no year is of this one.
pub(crate) fn said(words: &Words, range: Range<usize>, base: Option<i16>) -> Said {
    let mut said = Said { base, ..Said::default() };
    let mut at = range.start;
    for sentence in words.key[range].split_inclusive([';', '。']) {
        let end = at + sentence.trim_end_matches([';', '。', ',']).len();
        said.sentence(words, at..end);
        at += sentence.len();
    }
    said
}

impl Said {
    fn sentence(&mut self, words: &Words, range: Range<usize>) {
        let key = &words.key[range.clone()];
        if YEAR_BEHIND.is_match(key) && !BASE.is_match(key) {
            self.years_behind(words, range);
            return;
        }
        if let Some(found) = IN_BRACKET.captures(key)
            && let (Some(whole), Some(inner)) = (found.get(0), found.get(1))
        {
            let at = |index: usize| range.start + index;
            self.sentence(words, range.start..at(whole.start()));
            self.sentence(words, at(inner.start())..at(inner.end()));
            self.sentence(words, at(whole.end())..range.end);
            return;
        }
        let years = named(&words.key, range.clone());
        let first = years.first().map_or(range.end, |years| years.start);
        self.rest(words, range.start..first);
        for (index, group) in years.iter().enumerate() {
            let end = years.get(index + 1).map_or(range.end, |next| next.start);
            self.group(words, group.clone(), end);
        }
    }

    /// `88(2022年)、90(2023年)`.
    fn years_behind(&mut self, words: &Words, range: Range<usize>) {
        let mut at = range.start;
        for found in YEAR_BEHIND.captures_iter(&words.key[range.clone()]) {
            let (Some(whole), Some(value), Some(year)) = (found.get(0), found.get(1), found.get(2))
            else {
                continue;
            };
            self.rest(words, at..range.start + whole.start());
            let lead = LEADING.find(value.as_str()).map_or(0, |lead| lead.end());
            let value = range.start + value.start() + lead..range.start + value.end();
            at = range.start + whole.end();
            let year = year.as_str().parse().unwrap_or(0);
            let side = found.get(3).map_or("", |side| side.as_str());
            self.cells.push((year, role(side), words.cut(value).to_owned()));
        }
        self.rest(words, at..range.end);
    }

    /// What stands beside a year and its value.
    fn rest(&mut self, words: &Words, range: Range<usize>) {
        const SIGNS: [char; 5] = [',', '、', ':', ';', '。'];
        let mut at = range.start;
        let mut others: Option<Range<usize>> = None;
        for piece in words.key[range].split_inclusive(',') {
            let start = at + piece.len() - piece.trim_start_matches(SIGNS).len();
            let end = at + piece.trim_end_matches(SIGNS).len();
            at += piece.len();
            let key = words.key.get(start..end).unwrap_or_default();
            if key.is_empty() || CONNECTS.is_match(key) {
                continue;
            }
            let based = BASE.captures(key).and_then(|found| {
                let named = found.get(1).map(|year| year.as_str().parse().ok());
                Some((named.unwrap_or(self.base)?, found.get(2)?.range()))
            });
            match (based, &mut others) {
                (Some((year, value)), _) => {
                    let value = words.cut(start + value.start..start + value.end);
                    self.cells.push((year, Some(CellRole::Actual), value.to_owned()));
                }
                (None, Some(others)) => others.end = end,
                (None, none) => *none = Some(start..end),
            }
        }
        self.left.extend(others);
    }

    fn group(&mut self, words: &Words, group: Range<usize>, end: usize) {
        let key = &words.key[group.clone()];
        let years = years(key);
        let role = role(key);
        let text = words.key[group.end..end].trim_end_matches([',', '、', ';', '。']);
        let from = words.key[..group.start].ends_with(FROM);
        let verb = GOES_TO.find(text).filter(|_| from).map_or(text.len(), |found| found.start());
        let text = &text[..verb];
        let text = text.trim_end_matches(",其中");
        let end = group.end + text.len();
        if let Some(found) = IN_TURN.find(text) {
            let values = values(words, group.end + found.end()..end);
            if values.len() == years.len() {
                let cells = years.into_iter().zip(values);
                self.cells.extend(cells.map(|(year, text)| (year, role, text)));
            } else {
                self.unclear.push(group.start..end);
            }
            return;
        }
        // Behind a comma something else begins.
        let start = group.end + LEADING.find(text).map_or(0, |found| found.end());
        let comma = words.key[start..end].find(',').map_or(end, |at| start + at);
        let value = words.cut(start..comma).to_owned();
        let single = years.len() == 1 && !SPAN.is_match(key);
        if value.is_empty() || !(single || FOR_ALL.is_match(text) || holds_each_year(key, &value)) {
            self.unclear.push(group.start..end);
            return;
        }
        self.cells.extend(years.into_iter().map(|year| (year, role, value.clone())));
        self.rest(words, comma..end);
    }
}

/// Whether a value beside several years is meant for each: of a span, `逐年下降` but not `达到90`.
fn holds_each_year(key: &str, value: &str) -> bool {
    let target = Target::read(value, &Unit::none());
    let words = matches!(
        target,
        Target::Trend(..) | Target::External(_) | Target::Sufficient(_) | Target::None(_)
    );
    words || !SPAN.is_match(key) && !value.contains('、')
}

fn years(key: &str) -> Vec<i16> {
    let years: Vec<i16> = YEAR.find_iter(key).filter_map(|y| y.as_str().parse().ok()).collect();
    match years.as_slice() {
        [first, last] if SPAN.is_match(key) => (*first..=*last).collect(),
        _ => years,
    }
}

fn role(key: &str) -> Option<CellRole> {
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if has(&["目标", "预期", "计划", "规划", "指标"]) {
        Some(CellRole::Target)
    } else if has(&["现状", "实际", "基准", "基期", "完成"]) {
        Some(CellRole::Actual)
    } else {
        None
    }
}

/// The values of a list: `0.4、0.3`, or `1,200、1,300`, where a comma parts none.
fn values(words: &Words, range: Range<usize>) -> Vec<String> {
    let key = &words.key[range.clone()];
    let sign = if key.contains('、') { '、' } else { ',' };
    let mut values = Vec::new();
    let mut start = range.start;
    for piece in key.split(sign) {
        let piece_end = start + piece.len();
        values.push(words.cut(start..piece_end).trim_start_matches('和').to_owned());
        start = piece_end + sign.len_utf8();
    }
    if values.iter().any(String::is_empty) { Vec::new() } else { values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_said_in_many_ways() {
        for (text, wanted) in [
            (
                "2022年现状为0.52，2023年、2024年目标分别为0.50、0.48。",
                vec!["2022 Actual 0.52", "2023 Target 0.50", "2024 Target 0.48"],
            ),
            (
                "2022年现状值48；2023年目标值65；2025年目标值≥70。",
                vec!["2022 Actual 48", "2023 Target 65", "2025 Target ≥70"],
            ),
            (
                "2022年为85%，2023年达到90%，到2025年达到100%",
                vec!["2022 - 85%", "2023 - 达到90%", "2025 - 达到100%"],
            ),
            (
                "2022年为100%，2023年、2024年均保持100%",
                vec!["2022 - 100%", "2023 - 保持100%", "2024 - 保持100%"],
            ),
            ("2023—2025年逐年下降", vec!["2023 - 逐年下降", "2024 - 逐年下降", "2025 - 逐年下降"]),
            ("2023—2025年达到90%", vec!["unclear 2023—2025年达到90%"]),
            ("2023、2024年分别达到1和2、3", vec!["2023 - 1和2", "2024 - 3"]),
            ("2023年、2024年分别为1、2、3", vec!["unclear 2023年、2024年分别为1、2、3"]),
            (
                "2025年较2020年下降10%，按示例口径统计",
                vec!["2025 - 较2020年下降10%", "left 按示例口径统计"],
            ),
            (
                "现状值（2022年）88，目标值2023年90、2024年91",
                vec!["2022 Actual 88", "2023 - 90", "2024 - 91"],
            ),
            (
                "基准值88；2023年90，力争达到95",
                vec!["2020 Actual 88", "2023 - 90", "left 力争达到95"],
            ),
            (
                "2023、2024年分别达到90%、91%（2022年为88%）",
                vec!["2023 - 90%", "2024 - 91%", "2022 - 88%"],
            ),
            (
                "由2022年的88%提高到2023年的90%、2024年的91%",
                vec!["2022 - 88%", "2023 - 90%", "2024 - 91%"],
            ),
            ("88（2022年）、90（2023年目标）", vec!["2022 - 88", "2023 Target 90"]),
            ("2023年建立专班，2024年机制健全", vec!["2023 - 建立专班", "2024 - 机制健全"]),
        ] {
            let words = Words::new(text);
            let found = said(&words, 0..words.key.len(), Some(2020));
            let side = |role: &Option<CellRole>| role.map_or("-".to_owned(), |r| format!("{r:?}"));
            let cells =
                found.cells.iter().map(|(y, role, text)| format!("{y} {} {text}", side(role)));
            let left = found.left.iter().map(|range| format!("left {}", words.cut(range.clone())));
            let unclear =
                found.unclear.iter().map(|range| format!("unclear {}", words.cut(range.clone())));
            let told: Vec<String> = cells.chain(left).chain(unclear).collect();
            assert_eq!(told, wanted, "{text}");
        }
    }
}
