//! Verdicts: an indicator's number in a year against its typed target, with the rule that judged.
//!
//! The order of the questions is the design's: no target · nothing due yet · something missing · a
//! person decides · the year is open · the year has ended. A missing part is never taken for nought,
//! and no verdict comes without its rule.

mod compare;
mod compute;
mod gap;
mod lookup;
mod part;
mod remarks;
mod rule;

use jiff::civil::Date;

pub use compute::{Computed, MissingValue, Uncomputed};
pub use gap::Gap;
pub use rule::Rule;

use crate::calendar::Calendar;
use crate::figures::Figures;
use crate::office::{Definition, DefinitionKind};
use crate::pack::Pack;
use crate::period::Period;
use crate::plan::{CellRole, Indicator};
use crate::quantity::Quantity;
use crate::say::{Lang, Say};
use crate::target::Target;
use crate::unit::Unit;
use part::Items;

/// How an indicator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The year has ended and the target is reached.
    Met,
    /// The year is open and goes well.
    OnTrack,
    /// The year is open and does not go well.
    AtRisk,
    /// The year has ended and the target is not reached.
    Missed,
    /// A named user has to decide on evidence.
    NeedsReview,
    /// A number is missing.
    NoData,
    /// Nothing is to be judged yet.
    NotDue,
}

impl Verdict {
    /// All of them with their words, in the order of a legend.
    pub const TABLE: [(&str, Self); 7] = [
        ("met", Self::Met),
        ("on_track", Self::OnTrack),
        ("at_risk", Self::AtRisk),
        ("missed", Self::Missed),
        ("needs_review", Self::NeedsReview),
        ("no_data", Self::NoData),
        ("not_due", Self::NotDue),
    ];

    /// Whether somebody has to do something about it.
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::Missed | Self::AtRisk | Self::NoData | Self::NeedsReview)
    }

    /// The word that data use.
    pub fn word(self) -> &'static str {
        crate::record::word_of(&Self::TABLE, self)
    }
}

impl Say for Verdict {
    fn say(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Met => ("达标", "met"),
            Self::OnTrack => ("序时推进", "on track"),
            Self::AtRisk => ("有风险", "at risk"),
            Self::Missed => ("未达标", "missed"),
            Self::NeedsReview => ("待评审", "needs review"),
            Self::NoData => ("缺数据", "no data"),
            Self::NotDue => ("未到期", "not due"),
        };
        if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }
}

/// What was decided of an indicator in a year.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The indicator's number.
    pub indicator: u32,
    /// How it stands.
    pub verdict: Verdict,
    /// The rule that said so, with this case's figures.
    pub rule: Rule,
    /// What must be said beside it.
    pub remarks: Vec<Rule>,
    /// Its number in its own unit, exact; `None` where there is none.
    pub value: Option<Quantity>,
    /// The decimals at which it is shown and was compared.
    pub decimals: u32,
    /// What the cell of the year asks for, as written.
    pub target_text: String,
    /// How far it is from what is wanted, in natural units.
    pub gap: Option<Gap>,
    /// How many of the numbers that are needed by now are there.
    pub have: usize,
    /// How many are needed by now.
    pub need: usize,
    /// The numbers that are missing.
    pub missing: Vec<MissingValue>,
    /// The last month that the number covers.
    pub through: Option<Period>,
    /// Every step of the computation.
    pub computed: Option<Computed>,
}

impl Judgement {
    /// What a named user decided on evidence stands in place of “needs review”.
    #[must_use]
    pub fn decided(mut self, verdict: Verdict, by: &str, on: Date, why: &str) -> Self {
        if self.verdict == Verdict::NeedsReview {
            let rule = Rule::new("decided").with("by", by).with("day", on).with("why", why);
            self.rule = rule.with_both("verdict", |lang| verdict.say(lang));
            self.verdict = verdict;
        }
        self
    }
}

/// A number that is overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The item's index in the office's list.
    pub item: usize,
    /// The index of the org that files it.
    pub org: u32,
    /// The period.
    pub period: Period,
    /// The day it was due, where the calendar knows.
    pub due: Option<Date>,
}

/// What verdicts are made from.
pub struct Judge<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) figures: &'a Figures,
    pub(crate) calendar: &'a Calendar,
    pub(crate) as_of: Date,
    pub(crate) items: Items,
}

impl<'a> Judge<'a> {
    /// Ready to judge a pack's indicators as of a day.
    pub fn new(pack: &'a Pack, figures: &'a Figures, calendar: &'a Calendar, as_of: Date) -> Self {
        Self { pack, figures, calendar, as_of, items: Items::of(pack) }
    }

    /// The verdicts of a year in the plan's order.
    pub fn year(&self, year: i16) -> Vec<Judgement> {
        self.pack.reading.indicators.iter().map(|indicator| self.judge(indicator, year)).collect()
    }

    /// The verdict of an indicator in a year.
    pub fn judge(&self, indicator: &Indicator, year: i16) -> Judgement {
        let definition = self.pack.office.definition_in(indicator.no, year);
        let decimals = definition.map_or(2, |definition| definition.decimals);
        let row = self.pack.reading.targets.iter();
        let row = row.filter(|t| t.indicator == indicator.no).find(|t| t.year == year);
        let target = row.map_or(Target::None(String::new()), |row| row.target.clone());
        let computed = definition.and_then(|definition| self.compute(definition, indicator, year));
        let mut judgement = Judgement {
            indicator: indicator.no,
            verdict: Verdict::NotDue,
            rule: Rule::new("none"),
            remarks: Vec::new(),
            value: computed.as_ref().and_then(|computed| computed.value.clone()),
            decimals,
            target_text: row.map_or(String::new(), |row| row.text.clone()),
            gap: None,
            have: computed.as_ref().map_or(0, |computed| computed.have),
            need: computed.as_ref().map_or(0, |computed| computed.need),
            missing: computed.as_ref().map_or(Vec::new(), |computed| computed.missing.clone()),
            through: computed.as_ref().and_then(|computed| computed.through(year)),
            computed,
        };
        let case = Case { judge: self, indicator, definition, year, target: &target };
        case.decide(&mut judgement);
        judgement.remarks = case.remarks(&judgement);
        judgement
    }

    /// An indicator's number in a year: computed, else what the plan states for a past year.
    pub fn number(&self, indicator: &Indicator, year: i16) -> Option<Quantity> {
        let definition = self.pack.office.definition_in(indicator.no, year);
        let computed = definition.and_then(|definition| self.compute(definition, indicator, year));
        computed.and_then(|computed| computed.value).or_else(|| self.stated(indicator, year))
    }

    /// The items that an indicator rests on in a year, derived ones taken apart, each once.
    pub fn inputs(&self, indicator: &Indicator, year: i16) -> Vec<usize> {
        self.leaves_of(self.pack.office.definition_in(indicator.no, year))
    }

    /// The items that an indicator's number rests on in any year.
    pub fn inputs_ever(&self, indicator: &Indicator) -> Vec<usize> {
        self.leaves_of(self.pack.office.editions(indicator.no))
    }

    fn leaves_of<'d>(&self, all: impl IntoIterator<Item = &'d Definition>) -> Vec<usize> {
        let formulas = all.into_iter().filter_map(|own| own.formula.as_ref());
        let leaves = formulas.flat_map(|formula| self.leaves(formula));
        let mut inputs: Vec<usize> = leaves.map(|(item, _)| item).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// The orgs that file an item, as indexes of the office's list.
    pub fn filers(&self, item: usize) -> &[u32] {
        self.items.filers(item)
    }

    /// The numbers of an item that are overdue, over these years.
    pub fn owed(&self, item: usize, years: std::ops::RangeInclusive<i16>) -> Vec<Owed> {
        let office = &self.pack.office.items[item];
        if office.derivation().is_some() {
            return Vec::new();
        }
        let mut owed = Vec::new();
        for year in years {
            for (org, filed) in &self.part(item, year).filed {
                for period in office.frequency.periods(year) {
                    let there = filed.has(period) || filed.not_applicable;
                    if !there && self.is_late(office, period) {
                        let due = office.due_rule.due_on(period, self.calendar).ok();
                        owed.push(Owed { item, org: *org, period, due });
                    }
                }
            }
        }
        owed
    }

    /// The number that the plan itself states for a past year.
    pub(crate) fn stated(&self, indicator: &Indicator, year: i16) -> Option<Quantity> {
        let cells = self.pack.reading.cells.iter();
        let cell = cells.filter(|c| c.indicator == indicator.no && c.role == CellRole::Actual);
        let text = &cell.into_iter().find(|cell| cell.year == year)?.text;
        let unit = Unit::parse(&indicator.unit).unwrap_or_else(|_| Unit::none());
        match Target::read(text, &unit) {
            Target::Number(value) => Some(Quantity::new(value, unit)),
            _ => None,
        }
    }
}

/// One indicator in one year.
pub(crate) struct Case<'a> {
    pub(crate) judge: &'a Judge<'a>,
    pub(crate) indicator: &'a Indicator,
    pub(crate) definition: Option<&'a Definition>,
    pub(crate) year: i16,
    pub(crate) target: &'a Target,
}

impl Case<'_> {
    /// The questions in their order; the first that has an answer decides.
    fn decide(&self, judgement: &mut Judgement) {
        let unasked = self.without_target().or_else(|| self.not_begun());
        if unasked.is_some() {
            // Nobody owes a number for a year that is not judged.
            judgement.missing.clear();
            judgement.need = judgement.have;
        }
        let found = unasked
            .or_else(|| self.uncomputed(judgement))
            .or_else(|| self.for_a_person())
            .or_else(|| self.compared(judgement));
        // A number without a definition is the office's to mend.
        let (verdict, rule) = found.unwrap_or((Verdict::NoData, Rule::new("no-definition")));
        judgement.verdict = verdict;
        judgement.rule = rule;
    }

    /// The definition leaves the number itself to evidence.
    fn by_evidence(&self) -> bool {
        let definition = self.definition.filter(|definition| definition.formula.is_none());
        definition.is_some_and(|definition| {
            matches!(definition.kind, DefinitionKind::Evidence | DefinitionKind::External)
        })
    }

    fn without_target(&self) -> Option<(Verdict, Rule)> {
        let Target::None(_) = self.target else { return None };
        let own =
            self.judge.pack.reading.targets.iter().filter(|t| t.indicator == self.indicator.no);
        let judged = own.filter(|t| !matches!(t.target, Target::None(_))).map(|t| t.year);
        let (before, after): (Vec<i16>, Vec<i16>) = judged.partition(|year| *year < self.year);
        let next = after.into_iter().min().or_else(|| before.into_iter().max());
        let rule =
            Rule::new("none").with("year", self.year).with_both("judged", |lang| match next {
                Some(next) => crate::tell!(lang, "{next} 年考核", "{next} is judged"),
                None => crate::tell!(lang, "各年都没有目标", "no year has a target"),
            });
        Some((Verdict::NotDue, rule))
    }

    fn not_begun(&self) -> Option<(Verdict, Rule)> {
        let begun = self.judge.as_of.year() >= self.year;
        (!begun).then(|| (Verdict::NotDue, Rule::new("not-begun").with("year", self.year)))
    }

    /// Something is missing, not due, not applicable or undefined.
    fn uncomputed(&self, judgement: &Judgement) -> Option<(Verdict, Rule)> {
        let computed = judgement.computed.as_ref()?;
        let why = computed.uncomputed.as_ref()?;
        Some(match why {
            Uncomputed::NotDue { due } => {
                (Verdict::NotDue, Rule::new("not-due").with("year", self.year).with("due", due))
            }
            Uncomputed::PartNotDue { item, due } => {
                (Verdict::NotDue, Rule::new("not-computed").with("items", item).with("due", due))
            }
            Uncomputed::Missing => (Verdict::NoData, missing_rule(&computed.missing)),
            Uncomputed::NotApplicable(said) => {
                let rule = Rule::new("not-applicable").with("year", self.year);
                (Verdict::NotDue, rule.with_both("why", |lang| said.say(lang)))
            }
            Uncomputed::ZeroDivisor(divisor) => {
                (Verdict::NoData, Rule::new("zero-divisor").with("divisor", divisor))
            }
        })
    }

    /// Targets that a person decides on.
    fn for_a_person(&self) -> Option<(Verdict, Rule)> {
        let (id, words) = match self.target {
            Target::Milestone(words) => ("milestone", words),
            Target::External(words) => ("external", words),
            Target::Sufficient(words) => ("sufficient", words),
            Target::Unread(words) => ("unread", words),
            _ if self.by_evidence() => {
                let words = self.target.to_string();
                return Some((Verdict::NeedsReview, Rule::new("evidence").with("words", words)));
            }
            _ => return None,
        };
        Some((Verdict::NeedsReview, Rule::new(id).with("words", words)))
    }
}

fn missing_rule(missing: &[MissingValue]) -> Rule {
    let count = missing.len();
    Rule::new("missing")
        .with("count", count)
        .with("numbers", if count == 1 { "number is" } else { "numbers are" })
        .with_both("items", |lang| compute::told(missing, lang))
}

#[cfg(test)]
mod tests;
