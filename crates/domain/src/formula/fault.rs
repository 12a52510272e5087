//! What can be wrong with a formula, said with line, column and a caret.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::number::NumberFault;
use crate::record::Said;
use crate::say::{Lang, Say};
use crate::tell;
use crate::unit::Dimension;

/// A fault and the characters it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// From which to before which character of the text, line breaks counted.
    pub span: Range<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// The ways in which a formula can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing is written.
    Empty,
    /// Longer than a formula may be.
    TooLong,
    /// More brackets open at once than may be.
    TooDeep,
    /// A character that no formula holds.
    Character(char),
    /// A number that is none.
    Number(NumberFault),
    /// A name in square brackets that does not end.
    OpenName,
    /// The text ends where something must follow.
    Unfinished,
    /// A bracket that is not closed; the span is the opening one.
    Unclosed,
    /// Something else stands where a value must stand.
    ValueExpected(String),
    /// Something stands behind a complete formula.
    Surplus(String),
    /// A function that does not exist.
    UnknownFunction(String),
    /// A function with the wrong count of arguments.
    Arguments {
        /// The function.
        function: &'static str,
        /// What it takes.
        wanted: &'static str,
        /// How many stand there.
        found: usize,
    },
    /// `if` without a comparison as its first argument.
    NoComparison,
    /// A comparison anywhere else than as the first argument of `if`.
    StrayComparison,
    /// `base` or `previous` inside one another.
    NestedYear,
    /// An item that is not known, and a known one that is written almost so.
    UnknownItem(String, Option<String>),
    /// Two sides that cannot be added, subtracted or compared.
    Mismatch(Dimension, Dimension),
    /// A result of another dimension than is wanted.
    WrongResult {
        /// What the formula gives.
        found: Dimension,
        /// What is wanted.
        wanted: Dimension,
    },
    /// Items defined by one another: the chain back to the first.
    Cycle(Vec<String>),
    /// A divisor that is nought.
    NoughtDivisor(String),
}

impl Say for FaultKind {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Empty => tell!(lang, "公式是空的", "the formula is empty"),
            Self::TooLong => tell!(
                lang,
                "公式过长，最多 {} 个字符",
                "the formula is longer than {} characters",
                super::LENGTH_MAX
            ),
            Self::TooDeep => tell!(
                lang,
                "括号嵌套过深，最多 {} 层",
                "more than {} brackets are open at once",
                super::DEPTH_MAX
            ),
            Self::Character(c) => {
                tell!(lang, "公式里不能有“{c}”", "a formula cannot hold `{c}`")
            }
            Self::Number(fault) => match lang {
                Lang::Zh => format!("数字{}", fault.say(lang)),
                Lang::En => format!("the number {}", fault.say(lang)),
            },
            Self::OpenName => tell!(lang, "方括号名称缺少“]”", "a name in brackets lacks its `]`"),
            Self::Unfinished => tell!(
                lang,
                "公式没有写完，这里应有数字、数据项或括号",
                "the formula ends here, a number, an item or a bracket must follow"
            ),
            Self::Unclosed => tell!(lang, "这个括号没有闭合", "this bracket is not closed"),
            Self::ValueExpected(found) => tell!(
                lang,
                "这里应有数字、数据项或括号，却是“{found}”",
                "expected a number, an item or a bracket, found `{found}`"
            ),
            Self::Surplus(found) => tell!(
                lang,
                "公式到此已完整，多出“{found}”",
                "the formula is complete here, `{found}` is too much"
            ),
            Self::UnknownFunction(name) => tell!(
                lang,
                "没有函数“{name}”，可用 base、previous、min、max、if",
                "there is no function `{name}`, use base, previous, min, max or if"
            ),
            Self::Arguments { function, wanted, found } => tell!(
                lang,
                "{function} 要 {wanted} 个参数，写了 {found} 个",
                "{function} takes {wanted} arguments, not {found}"
            ),
            Self::NoComparison => tell!(
                lang,
                "if 的第一个参数应是比较，如 x < y",
                "the first argument of if must compare, as x < y does"
            ),
            Self::StrayComparison => tell!(
                lang,
                "比较只能作为 if 的第一个参数",
                "a comparison can only be the first argument of if"
            ),
            Self::NestedYear
            | Self::UnknownItem(..)
            | Self::Mismatch(..)
            | Self::WrongResult { .. }
            | Self::Cycle(_)
            | Self::NoughtDivisor(_) => self.say_meaning(lang),
        }
    }
}

impl FaultKind {
    /// The faults that lie in what the formula means, not in how it is written.
    fn say_meaning(&self, lang: Lang) -> String {
        match self {
            Self::NestedYear => tell!(
                lang,
                "base 和 previous 不能套用",
                "base and previous cannot stand inside one another"
            ),
            Self::UnknownItem(name, Some(near)) => tell!(
                lang,
                "没有数据项“{name}”，是不是“{near}”？",
                "there is no item `{name}`, is `{near}` meant?"
            ),
            Self::UnknownItem(name, None) => {
                tell!(lang, "没有数据项“{name}”", "there is no item `{name}`")
            }
            Self::Mismatch(left, right) => {
                let (left, right) = (left.say(lang), right.say(lang));
                tell!(
                    lang,
                    "单位不相容：左边是{left}，右边是{right}",
                    "units do not match: {left} on the left, {right} on the right"
                )
            }
            Self::WrongResult { found, wanted } => {
                let (found, wanted) = (found.say(lang), wanted.say(lang));
                tell!(
                    lang,
                    "结果是{found}，应是{wanted}",
                    "the result is {found}, but {wanted} is wanted"
                )
            }
            Self::Cycle(chain) => {
                let chain = chain.join(" → ");
                tell!(lang, "循环引用：{chain}", "items defined by one another: {chain}")
            }
            Self::NoughtDivisor(divisor) => {
                tell!(lang, "除数“{divisor}”为 0", "the divisor `{divisor}` is nought")
            }
            _ => String::new(),
        }
    }

    /// What to do about a name that has no number, and about units.
    pub fn hint(&self) -> Option<Said> {
        let (zh, en) = match self {
            Self::UnknownItem(_, Some(_)) => {
                ("改成这个名称，或用 --set 给出", "use that name, or give it with --set")
            }
            Self::UnknownItem(name, None) => {
                return Some(Said::both(
                    format!("用 --set '{name}=数量' 给出，例如 --set '{name}=3吨'"),
                    format!("give it with --set '{name}=QUANTITY', as in --set '{name}=3吨'"),
                ));
            }
            Self::Mismatch(..) | Self::WrongResult { .. } => (
                "核对每一项的单位；相加、相减、比较的两边要同一量纲",
                "look at the units: what is added, subtracted or compared has one dimension",
            ),
            Self::Number(_) => (
                "数字写成 1234.5 这样的十进制数，单位跟在后面",
                "write a number as 1234.5 and its unit behind it",
            ),
            Self::NoughtDivisor(_) => (
                "除数为 0 时没有结果；可用 if(除数 = 0, …, …) 写明此时取什么",
                "there is no result then; if(divisor = 0, …, …) can say what to take",
            ),
            _ => return None,
        };
        Some(Said::both(zh.to_owned(), en.to_owned()))
    }
}

impl Fault {
    /// Line and column, each counted from 1, of its first character.
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before: String = text.chars().take(self.span.start).collect();
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        (line, column)
    }
}

/// The line of the text that a fault lies in, and below it a caret under each of its characters.
///
/// ```
/// use wufei_domain::formula::{caret, Formula};
/// let text = "产生量 + × 2";
/// let fault = &Formula::parse(text).unwrap_err()[0];
/// assert_eq!(caret(text, fault), "产生量 + × 2\n         ^");
/// ```
pub fn caret(text: &str, fault: &Fault) -> String {
    let (line, column) = fault.place(text);
    let shown = text.lines().nth(line - 1).unwrap_or("");
    let before: String = shown.chars().take(column - 1).collect();
    let length = fault.span.len().max(1);
    let under: String = shown.chars().skip(column - 1).take(length).collect();
    let (indent, width) = (before.width(), under.width().max(1));
    format!("{shown}\n{}{}", " ".repeat(indent), "^".repeat(width))
}
