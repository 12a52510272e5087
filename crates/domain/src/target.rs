//! Typed targets: what a cell of the indicator table asks for.
//!
//! The words and their meanings are the rows of `data/target_words.tsv`, tried from top to bottom;
//! what none of them matches is [`Target::Unread`] and stays visible as such.
//!
//! ```
//! use wufei_domain::target::Target;
//! use wufei_domain::unit::Unit;
//! let percent = Unit::parse("%").unwrap();
//! assert_eq!(Target::read("95%以上", &percent).to_string(), "≥95");
//! assert_eq!(Target::read("待定", &percent).kind(), "unread");
//! ```

use std::fmt;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::number::{Decimal, decimal};
use crate::text::fold;
use crate::unit::Unit;

const TABLE: &str = include_str!("../../../data/target_words.tsv");

/// What a cell asks for; numbers are in the indicator's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A bare number; its side comes from the definition's direction.
    Number(Decimal),
    /// `≥95`, `95%以上`.
    AtLeast(Decimal),
    /// `≤300`, `300以内`.
    AtMost(Decimal),
    /// `35~40`.
    Range(Decimal, Decimal),
    /// `95左右`: a level with the tolerance of the rule table.
    Approx(Decimal),
    /// `稳步降低` and the like: the side and the plan's own words.
    Trend(Trend, String),
    /// `较2020年下降10%左右`.
    Reduction(Reduction),
    /// `[80]`: counted over the whole term.
    Cumulative(Decimal),
    /// `建立协调机制`: a named user decides on evidence.
    Milestone(String),
    /// `完成省市目标任务`: another level's figure.
    External(String),
    /// `满足项目需要`.
    Sufficient(String),
    /// `—`, `/`, blank: nothing is asked for in this year.
    None(String),
    /// None of these; nothing is guessed.
    Unread(String),
}

/// Which way a trend word points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trend {
    /// `稳步提高`, `稳步推进`.
    Up,
    /// `稳步降低`.
    Down,
    /// `总体平稳`.
    Flat,
}

/// A reduction against a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// By how many per cent.
    pub percent: Decimal,
    /// The base as written, or `None` for the plan's base year.
    pub base: Option<String>,
    /// `左右`, `约`.
    pub about: bool,
}

/// A row of the table of words.
struct Rule {
    id: &'static str,
    pattern: Regex,
    kind: &'static str,
    side: &'static str,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1).map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("target_words.tsv has five columns");
        let (id, pattern, kind, side) = (next(), next(), next(), next());
        let pattern = Regex::new(&expanded(pattern)).expect("target_words.tsv holds patterns");
        Rule { id, pattern, kind, side }
    });
    rows.collect()
});

/// The short forms of the table written out.
fn expanded(pattern: &str) -> String {
    let number = "[0-9][0-9,]*(?:\\.[0-9]+)?";
    let adverbs = "(总体|整体|基本|保持|实现|力争|呈|进一步|稳步|持续|逐步|不断|逐年|稳定|有序|有所|\
                   明显|显著|较快|大幅度|大幅|稳中|继续|着力|积极|全面|每年|年均|总量|平稳|日趋|趋于)+";
    let leading = "(达到|达|稳定在|保持在|维持在|稳定达到|提高到|提高至|提升到|提升至|增加到|增至|\
                   完成|力争|确保|实现|新增|建成|保持|稳定|总数|为|以上)*";
    let short_forms = [
        ("{N}", format!("(?<n>-?{number})")),
        ("{M}", format!("(?<m>{number})")),
        ("{U}", "(?<u>[^0-9]*?)".to_owned()),
        ("{V}", "(?<v>[^0-9~至到-]*?)".to_owned()),
        ("{B}", "(?<b>[0-9]{4}|上年|上一年|去年|基准年|“?十[三四五]五”?(时期)?末?)".to_owned()),
        ("{A}", "(?<a>左右|上下|以上|及以上)?".to_owned()),
        ("{L}", leading.to_owned()),
        ("{P}", adverbs.to_owned()),
    ];
    let mut text = pattern.to_owned();
    for (short, long) in &short_forms {
        text = text.replace(short, long);
    }
    text
}

impl Target {
    /// What the words of a cell ask for, in the unit of its indicator.
    pub fn read(text: &str, unit: &Unit) -> Self {
        Self::read_with_rule(text, unit).0
    }

    /// The same, with the id of the row of the table that matched.
    pub fn read_with_rule(text: &str, unit: &Unit) -> (Self, Option<&'static str>) {
        let folded = fold(text);
        let tidy: String = text.split_whitespace().collect();
        let found = RULES.iter().find_map(|rule| {
            let captures = rule.pattern.captures(&folded)?;
            let target = rule.target(&captures, &tidy, unit)?;
            Some((target, Some(rule.id)))
        });
        found.unwrap_or((Self::Unread(tidy), None))
    }

    /// The word of the pack's column.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::AtLeast(_) => "at_least",
            Self::AtMost(_) => "at_most",
            Self::Range(..) => "range",
            Self::Approx(_) => "approx",
            Self::Trend(..) => "trend",
            Self::Reduction(_) => "reduction",
            Self::Cumulative(_) => "cumulative",
            Self::Milestone(_) => "milestone",
            Self::External(_) => "external",
            Self::Sufficient(_) => "sufficient",
            Self::None(_) => "none",
            Self::Unread(_) => "unread",
        }
    }

    /// The figure it names, the lower one of a range.
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::Number(value)
            | Self::AtLeast(value)
            | Self::AtMost(value)
            | Self::Range(value, _)
            | Self::Approx(value)
            | Self::Cumulative(value) => Some(*value),
            Self::Reduction(reduction) => Some(reduction.percent),
            _ => None,
        }
    }
}

impl Rule {
    /// The target of a match, or `None` where its unit does not fit: then the next row is tried.
    fn target(&self, captures: &Captures<'_>, text: &str, unit: &Unit) -> Option<Target> {
        let group = |name| captures.name(name).map(|found| found.as_str());
        let first = || in_unit(group("n")?, group("u")?, unit);
        let words = || text.to_owned();
        Some(match self.kind {
            "number" => Target::Number(first()?),
            "at_least" => Target::AtLeast(first()?),
            "at_most" => Target::AtMost(first()?),
            "approx" => Target::Approx(first()?),
            "cumulative" => Target::Cumulative(first()?),
            "range" => {
                let shared = group("u")?;
                let own = group("v").filter(|unit| !unit.is_empty()).unwrap_or(shared);
                let (low, high) =
                    (in_unit(group("n")?, own, unit)?, in_unit(group("m")?, shared, unit)?);
                (low < high).then_some(Target::Range(low, high))?
            }
            "reduction" => Target::Reduction(Reduction {
                percent: decimal(group("n")?).ok()?,
                base: group("b").map(str::to_owned),
                about: matches!(group("a"), Some("左右" | "上下")) || text.contains('约'),
            }),
            "at_least 100%" => {
                let full = in_unit("100", "%", unit)?;
                unit.is_percent().then_some(Target::AtLeast(full))?
            }
            "trend" => Target::Trend(Trend::of(self.side)?, words()),
            "milestone" => Target::Milestone(words()),
            "external" => Target::External(words()),
            "sufficient" => Target::Sufficient(words()),
            "none" => Target::None(words()),
            _ => return None,
        })
    }
}

/// A figure with its own unit, or none, in the unit of the indicator. Where the indicator has no
/// unit, any unit of the cell is taken.
fn in_unit(digits: &str, own: &str, unit: &Unit) -> Option<Decimal> {
    let value = decimal(digits).ok()?;
    if own.is_empty() {
        return Some(value);
    }
    let own = Unit::parse(own).ok()?;
    if unit.is_none() {
        return Some(value);
    }
    let factor = own.factor_to(unit)?;
    if factor == 1.into() {
        return Some(value);
    }
    let converted = &crate::number::Number::from(value) * &factor;
    converted.fits(10).then(|| decimal(&converted.plain(10)).ok()).flatten()
}

impl Trend {
    fn of(side: &str) -> Option<Self> {
        match side {
            "up" => Some(Self::Up),
            "down" => Some(Self::Down),
            "flat" => Some(Self::Flat),
            _ => None,
        }
    }
}

impl fmt::Display for Target {
    /// The shortest form that reads back as the same target.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::AtLeast(value) => write!(f, "≥{value}"),
            Self::AtMost(value) => write!(f, "≤{value}"),
            Self::Range(low, high) => write!(f, "{low}~{high}"),
            Self::Approx(value) => write!(f, "{value}左右"),
            Self::Cumulative(value) => write!(f, "[{value}]"),
            Self::Reduction(Reduction { percent, base, about }) => {
                if let Some(base) = base {
                    let year =
                        if base.starts_with(|c: char| c.is_ascii_digit()) { "年" } else { "" };
                    write!(f, "较{base}{year}")?;
                }
                write!(f, "下降{percent}%{}", if *about { "左右" } else { "" })
            }
            Self::Trend(_, words)
            | Self::Milestone(words)
            | Self::External(words)
            | Self::Sufficient(words)
            | Self::None(words)
            | Self::Unread(words) => f.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A target as `kind value`, with what else it holds.
    fn read(text: &str, unit: &str) -> String {
        let target = Target::read(text, &Unit::parse(unit).expect("unit"));
        let value = target.value().map_or(String::new(), |value| format!(" {value}"));
        let more = match &target {
            Target::Range(_, high) => format!("..{high}"),
            Target::Trend(trend, _) => format!(" {trend:?}"),
            Target::Reduction(r) => {
                let base = r.base.as_deref().unwrap_or("-");
                format!(" base {base}{}", if r.about { " about" } else { "" })
            }
            _ => String::new(),
        };
        format!("{}{value}{more}", target.kind())
    }

    #[test]
    fn cells_are_read_by_the_table() {
        for (text, unit, wanted) in [
            ("95", "%", "number 95"),
            ("100%", "%", "number 100"),
            ("97.88", "%", "number 97.88"),
            ("≥95", "%", "at_least 95"),
            ("95%以上", "%", "at_least 95"),
            ("不低于92", "%", "at_least 92"),
            ("26个\n以上", "个", "at_least 26"),
            ("达到 90％ 以上", "%", "at_least 90"),
            ("稳定在90%以上", "%", "at_least 90"),
            ("≤300", "吨/万平方米", "at_most 300"),
            ("不超过 1,200 吨", "吨", "at_most 1200"),
            ("控制在300以内", "吨", "at_most 300"),
            ("35~40", "%", "range 35..40"),
            ("35%—40%", "%", "range 35..40"),
            ("35-40%", "%", "range 35..40"),
            ("下降10%左右", "%", "reduction 10 base - about"),
            ("较2025年下降15%", "%", "reduction 15 base 2025"),
            ("比2020年累计降低约8%", "吨/万元", "reduction 8 base 2020 about"),
            ("[80]", "个", "cumulative 80"),
            ("〔80〕", "个", "cumulative 80"),
            ("95%左右", "%", "approx 95"),
            ("约30", "万吨", "approx 30"),
            ("12.5万吨", "吨", "number 125000"),
            ("1个", "一", "number 1"),
            ("稳步降低", "吨/万元", "trend Down"),
            ("稳步\n推进", "个", "trend Up"),
            ("稳步提高", "家", "trend Up"),
            ("持续提升", "%", "trend Up"),
            ("总体平稳", "%", "trend Flat"),
            ("持续下降", "%", "trend Down"),
            ("逐年下降", "%", "trend Down"),
            ("基本保持稳定", "%", "trend Flat"),
            ("达到省定目标", "%", "external"),
            ("完成省市目标任务", "%", "external"),
            ("完成上级下达任务", "%", "external"),
            ("根据上级文件制定", "", "external"),
            ("满足项目需要", "亿元", "sufficient"),
            ("逐步完善", "", "milestone"),
            ("建立协调机制", "", "milestone"),
            ("配合市级智慧生态黄河管理平台建设工作", "项", "milestone"),
            ("—", "%", "none"),
            ("/", "%", "none"),
            ("", "%", "none"),
            ("全覆盖", "%", "at_least 100"),
            ("待定", "%", "unread"),
            ("见附表", "%", "unread"),
            ("95吨", "%", "unread"),
            ("9 5 以上%", "%", "unread"),
            ("1.2.3", "%", "unread"),
            ("40~35", "%", "unread"),
        ] {
            assert_eq!(read(text, unit), wanted, "{text} {unit}");
        }
    }

    fn any_decimal() -> impl Strategy<Value = Decimal> {
        (0_i64..1_000_000, 0_u32..4).prop_map(|(units, scale)| Decimal::new(units, scale))
    }

    fn any_target() -> impl Strategy<Value = Target> {
        let base = prop::option::of((2010_u16..2040).prop_map(|year| year.to_string()));
        prop_oneof![
            any_decimal().prop_map(Target::Number),
            any_decimal().prop_map(Target::AtLeast),
            any_decimal().prop_map(Target::AtMost),
            any_decimal().prop_map(Target::Approx),
            any_decimal().prop_map(Target::Cumulative),
            (any_decimal(), 1_i64..1000)
                .prop_map(|(low, more)| Target::Range(low, low + Decimal::from(more))),
            (any_decimal(), base, any::<bool>()).prop_map(|(percent, base, about)| {
                Target::Reduction(Reduction { percent, base, about })
            }),
            Just(Target::Trend(Trend::Down, "稳步降低".to_owned())),
            Just(Target::Milestone("建立协调机制".to_owned())),
            Just(Target::None("/".to_owned())),
        ]
    }

    proptest! {
        #[test]
        fn a_printed_target_reads_back(target in any_target()) {
            let text = target.to_string();
            prop_assert_eq!(Target::read(&text, &Unit::percent()), target, "{}", text);
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "\\PC{0,20}") {
            let _ = Target::read(&text, &Unit::none());
        }
    }
}
