//! A number against a typed target: which rule applies, and whether it holds.

use super::compute::unit_of;
use super::rule::Rule;
use super::{Case, Judgement, Verdict};
use crate::number::Number;
use crate::office::{Definition, Direction, TimeOp};
use crate::quantity::Quantity;
use crate::say::Lang;
use crate::target::{Reduction, Target, Trend};
use crate::tell;

/// Which side of a figure is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    AtLeast,
    AtMost,
}

/// A number that is compared, at the decimals at which it is shown.
struct Compared<'a> {
    case: &'a Case<'a>,
    definition: &'a Definition,
    value: Number,
    month: i8,
    /// The year has ended and all of its numbers are there.
    ended: bool,
}

impl Case<'_> {
    /// The verdict of a number; `None` where there is no number.
    pub(super) fn compared(&self, judgement: &mut Judgement) -> Option<(Verdict, Rule)> {
        let definition = self.definition?;
        let computed = judgement.computed.as_ref()?;
        let value = computed.value.as_ref()?;
        let over = self.judge.as_of.year() > self.year;
        let compared = Compared {
            case: self,
            definition,
            value: value.number.rounded(definition.decimals),
            month: computed.month,
            ended: over && computed.whole,
        };
        let Some(outcome) = compared.outcome() else {
            let rule = Rule::new("no-direction").with("target", &judgement.target_text);
            return Some((Verdict::NeedsReview, rule));
        };
        match outcome {
            Outcome::MissingPrevious(rule) => Some((Verdict::NoData, rule)),
            Outcome::Judged { holds, rule, wanted } => {
                let verdict = match (compared.ended, holds) {
                    (true, true) => Verdict::Met,
                    (true, false) => Verdict::Missed,
                    (false, true) => Verdict::OnTrack,
                    (false, false) => Verdict::AtRisk,
                };
                if !holds && let Some(wanted) = wanted {
                    let month = compared.month;
                    judgement.gap = self.gap(definition, value.clone(), wanted, month);
                }
                Some((verdict, rule))
            }
        }
    }
}

/// What a comparison came to.
enum Outcome {
    /// A trend without the year before.
    MissingPrevious(Rule),
    /// Whether the rule holds, and the number at which it would just hold.
    Judged { holds: bool, rule: Rule, wanted: Option<Number> },
}

impl Compared<'_> {
    fn percent(&self) -> bool {
        unit_of(self.case.indicator).is_percent()
    }

    /// A number as the sentence shows it.
    fn shown(&self, number: &Number) -> String {
        let decimals = (self.definition.decimals..=10)
            .find(|d| number.fits(*d))
            .unwrap_or(self.definition.decimals);
        Quantity { number: number.clone(), unit: unit_of(self.case.indicator) }.shown(decimals)
    }

    /// `2024 年`, `2025 年 1—9 月`, `2025 年截至 9 月`.
    fn when(&self, year: i16, lang: Lang) -> String {
        let month = self.month;
        if self.ended || month == 12 {
            return tell!(lang, "{year} 年", "{year}");
        }
        match self.definition.time_op {
            TimeOp::Last => tell!(lang, "{year} 年截至 {month} 月", "{year} up to month {month}"),
            _ => tell!(lang, "{year} 年 1—{month} 月", "months 1–{month} of {year}"),
        }
    }

    fn rule(&self, id: &'static str, sign: &str) -> Rule {
        Rule::new(id)
            .with_both("when", |lang| self.when(self.case.year, lang))
            .with("value", self.shown(&self.value))
            .with("sign", sign)
    }

    /// `None` where the definition does not say which side of a bare number is good.
    fn outcome(&self) -> Option<Outcome> {
        let direction = match self.definition.direction {
            Direction::Up => Some(Side::AtLeast),
            Direction::Down => Some(Side::AtMost),
            Direction::Neither => None,
        };
        match self.case.target {
            Target::Number(figure) => Some(self.level((*figure).into(), direction?)),
            Target::AtLeast(figure) => Some(self.level((*figure).into(), Side::AtLeast)),
            Target::AtMost(figure) => Some(self.level((*figure).into(), Side::AtMost)),
            Target::Range(low, high) => Some(self.range((*low).into(), (*high).into())),
            Target::Approx(figure) => Some(self.approx((*figure).into(), direction)),
            Target::Cumulative(figure) => Some(self.cumulative((*figure).into())),
            Target::Trend(trend, words) => Some(self.trend(*trend, words)),
            Target::Reduction(reduction) => Some(self.reduction(reduction)),
            Target::Milestone(_)
            | Target::External(_)
            | Target::Sufficient(_)
            | Target::None(_)
            | Target::Unread(_) => None,
        }
    }

    /// A flow or a count of an open year is held against the straight line, all else against the
    /// year's figure.
    fn level(&self, target: Number, side: Side) -> Outcome {
        let straight =
            !self.ended && self.month < 12 && self.definition.time_op != TimeOp::Recompute;
        let wanted = if straight { self.on_the_line(&target) } else { target.clone() };
        let holds = match side {
            Side::AtLeast => {
                self.value >= wanted.rounded(self.definition.decimals.max(decimals_of(&target)))
            }
            Side::AtMost => {
                self.value <= wanted.rounded(self.definition.decimals.max(decimals_of(&target)))
            }
        };
        let (id, sign) = match (side, straight, holds) {
            (Side::AtLeast, false, true) => ("at-least", "≥"),
            (Side::AtLeast, false, false) => ("at-least", "<"),
            (Side::AtLeast, true, true) => ("pace-at-least", "≥"),
            (Side::AtLeast, true, false) => ("pace-at-least", "<"),
            (Side::AtMost, false, true) => ("at-most", "≤"),
            (Side::AtMost, false, false) => ("at-most", ">"),
            (Side::AtMost, true, true) => ("pace-at-most", "≤"),
            (Side::AtMost, true, false) => ("pace-at-most", ">"),
        };
        let shown = self.shown(&wanted.rounded(self.definition.decimals.max(decimals_of(&target))));
        let rule = self.rule(id, sign).with("wanted", shown).with("target", self.shown(&target));
        Outcome::Judged { holds, rule, wanted: Some(wanted) }
    }

    /// Where the straight line to the year's figure is by now: from nought for what is counted in
    /// the year, from the end of the year before for what is counted on.
    fn on_the_line(&self, target: &Number) -> Number {
        let share = Number::ratio(self.month.into(), 12);
        let start = match self.definition.time_op {
            TimeOp::Last => {
                self.of_year(self.case.year - 1, 12).map_or_else(Number::zero, |q| q.number)
            }
            _ => Number::zero(),
        };
        &start + &(&(target - &start) * &share)
    }

    fn of_year(&self, year: i16, month: i8) -> Option<Quantity> {
        let case = self.case;
        case.judge.value_of(self.definition, case.indicator, year, month)
    }

    fn range(&self, low: Number, high: Number) -> Outcome {
        let straight = !self.ended && self.month < 12 && self.definition.time_op == TimeOp::Sum;
        let (from, to) = if straight {
            (self.on_the_line(&low), self.on_the_line(&high))
        } else {
            (low.clone(), high.clone())
        };
        let holds = from <= self.value && self.value <= to;
        let pair = |a: &Number, b: &Number| format!("{}～{}", a.plain(6), self.shown(b));
        let id = if straight { "pace-range" } else { "range" };
        let wanted = if self.value < from { from.clone() } else { to.clone() };
        let rule =
            self.rule(id, "").with("wanted", pair(&from, &to)).with("target", pair(&low, &high));
        Outcome::Judged { holds, rule, wanted: Some(wanted) }
    }

    /// `左右`: within the tolerance, and better than that where a side is good.
    fn approx(&self, figure: Number, direction: Option<Side>) -> Outcome {
        let tolerance = Rule::tolerance("approx", &figure, self.percent());
        let (low, high) = (&figure - &tolerance, &figure + &tolerance);
        let holds = match direction {
            Some(Side::AtLeast) => self.value >= low,
            Some(Side::AtMost) => self.value <= high,
            None => low <= self.value && self.value <= high,
        };
        let wanted = if self.value < low { low } else { high };
        let rule = self
            .rule("approx", "")
            .with("wanted", self.shown(&figure))
            .with_both("tolerance", |lang| Rule::tolerance_told("approx", self.percent(), lang));
        Outcome::Judged { holds, rule, wanted: Some(wanted) }
    }

    /// `[80]`: the whole term together, on a straight line over it.
    fn cumulative(&self, figure: Number) -> Outcome {
        let years = self.case.judge.pack.head.target_years.clone();
        let first = years.iter().min().copied().unwrap_or(self.case.year);
        let mut value = self.value.clone();
        if self.definition.time_op != TimeOp::Last {
            for year in first..self.case.year {
                value = &value + &self.of_year(year, 12).map_or_else(Number::zero, |q| q.number);
            }
        }
        let total = i64::from(self.case.year - first + 1) * 12;
        let done = total - 12 + i64::from(self.month);
        let wanted = if self.ended { figure } else { &figure * &Number::ratio(done, total) };
        let holds = value >= wanted;
        let rule = Rule::new("cumulative")
            .with("first", first)
            .with("value", self.shown(&value))
            .with("sign", if holds { "≥" } else { "<" })
            .with("wanted", self.shown(&wanted.rounded(self.definition.decimals)));
        Outcome::Judged { holds, rule, wanted: None }
    }

    fn trend(&self, trend: Trend, words: &str) -> Outcome {
        let before = self.case.year - 1;
        // What adds up over the year is held against the same months, all else against the year.
        let adds_up = self.definition.time_op == TimeOp::Sum;
        let month = if adds_up { self.month } else { 12 };
        let own = self.of_year(before, month);
        let stated = || self.case.judge.stated(self.case.indicator, before).filter(|_| month == 12);
        let is_stated = own.is_none();
        let Some(previous) = own.or_else(stated) else {
            let rule =
                Rule::new("missing-previous").with("words", words).with("previous_year", before);
            return Outcome::MissingPrevious(rule);
        };
        let previous = previous.number.rounded(self.definition.decimals);
        let id = match trend {
            Trend::Up => "trend-up",
            Trend::Down => "trend-down",
            Trend::Flat => "trend-flat",
        };
        let tolerance = Rule::tolerance(id, &previous, self.percent());
        let (low, high) = (&previous - &tolerance, &previous + &tolerance);
        let holds = match trend {
            Trend::Up => self.value >= low,
            Trend::Down => self.value <= high,
            Trend::Flat => low <= self.value && self.value <= high,
        };
        let sign = match self.value.cmp(&previous) {
            std::cmp::Ordering::Less => "<",
            std::cmp::Ordering::Equal => "=",
            std::cmp::Ordering::Greater => ">",
        };
        let wanted = if self.value < low { low } else { high };
        let rule = self
            .rule(id, sign)
            .with("words", words)
            .with("previous", self.shown(&previous))
            .with_both("previous_when", |lang| {
                let when = if month == 12 {
                    tell!(lang, "{before} 年", "{before}")
                } else {
                    self.when(before, lang)
                };
                if is_stated {
                    tell!(lang, "{when}（方案载明）", "{when} (as the plan states)")
                } else {
                    when
                }
            })
            .with_both("tolerance", |lang| Rule::tolerance_told(id, self.percent(), lang));
        Outcome::Judged { holds, rule, wanted: Some(wanted) }
    }

    /// A reduction against a base: of an indicator that is itself a reduction the percentage, of a
    /// level the level that is left.
    fn reduction(&self, reduction: &Reduction) -> Outcome {
        let base_year = reduction.base.as_deref().and_then(|base| base.parse::<i16>().ok());
        let base_year = base_year.or(self.case.judge.pack.head.base_year).unwrap_or(self.case.year);
        let percent = Number::from(reduction.percent);
        let is_reduction = self.definition.formula.as_ref().is_some_and(|formula| {
            formula.items().iter().any(|(_, year)| *year == crate::formula::Year::Base)
        });
        if is_reduction {
            return if reduction.about {
                self.approx(percent, Some(Side::AtLeast))
            } else {
                self.level(percent, Side::AtLeast)
            };
        }
        let id = if reduction.about { "reduction-about" } else { "reduction" };
        let base = self
            .of_year(base_year, self.month)
            .or_else(|| self.case.judge.stated(self.case.indicator, base_year));
        let words = self.case.target.to_string();
        let Some(base) = base else {
            let rule =
                Rule::new("missing-previous").with("words", words).with("previous_year", base_year);
            return Outcome::MissingPrevious(rule);
        };
        let left = &Number::from(100) - &percent;
        let wanted = &(&base.number * &left) * &Number::ratio(1, 100);
        let tolerance = Rule::tolerance(id, &wanted, self.percent());
        let holds = self.value <= (&wanted + &tolerance).rounded(self.definition.decimals);
        let rule = self
            .rule(id, if holds { "≤" } else { ">" })
            .with("wanted", self.shown(&wanted.rounded(self.definition.decimals)))
            .with("base", self.shown(&base.number.rounded(self.definition.decimals)))
            .with("base_year", base_year)
            .with("words", words)
            .with_both("tolerance", |lang| Rule::tolerance_told(id, self.percent(), lang));
        Outcome::Judged { holds, rule, wanted: Some(wanted) }
    }
}

/// The decimals that a figure is written with.
fn decimals_of(figure: &Number) -> u32 {
    (0..=10).find(|decimals| figure.fits(*decimals)).unwrap_or(10)
}
