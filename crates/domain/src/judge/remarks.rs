//! What must be said beside a number that was judged, because the number alone would mislead.

use super::compute::{MissingValue, told};
use super::rule::Rule;
use super::{Case, Judgement, Verdict};
use crate::figures::{Entry, ValueStatus};
use crate::formula::{Expression, Formula, Node, Operator, Year};
use crate::number::Number;
use crate::office::Item;
use crate::say::Say;

impl Case<'_> {
    /// Rules that decide nothing and are told with the one that did.
    pub(super) fn remarks(&self, judgement: &Judgement) -> Vec<Rule> {
        let Some(computed) = &judgement.computed else { return Vec::new() };
        if judgement.value.is_none() {
            return Vec::new();
        }
        let open = self.ended_but_awaited(judgement);
        open.into_iter()
            .chain(self.over_whole(judgement))
            .chain(self.not_applicable(computed.month))
            .collect()
    }

    /// The year is over, and its last numbers are not due yet: it is judged as an open one.
    fn ended_but_awaited(&self, judgement: &Judgement) -> Option<Rule> {
        let is_judged = matches!(judgement.verdict, Verdict::OnTrack | Verdict::AtRisk);
        let due = judgement.computed.as_ref()?.awaited_until.clone()?;
        let is_over = self.judge.as_of.year() > self.year;
        (is_judged && is_over)
            .then(|| Rule::new("year-awaited").with("year", self.year).with("due", due))
    }

    /// A part that is more than its whole.
    fn over_whole(&self, judgement: &Judgement) -> Option<Rule> {
        let formula = self.definition?.formula.as_ref()?;
        let value = judgement.value.as_ref().filter(|value| value.unit.is_percent())?;
        let over = value.number > Number::from(100) && self.is_part_of_whole(formula);
        over.then(|| Rule::new("over-whole").with("value", value.shown(judgement.decimals)))
    }

    /// A quotient of sums of this year's items, as a share is written; what is taken off from
    /// something or held against another year is none.
    fn is_part_of_whole(&self, formula: &Formula) -> bool {
        let Expression::Arithmetic(Operator::Over, part, whole) = &formula.root.kind else {
            return false;
        };
        self.is_sum(part, 0) && self.is_sum(whole, 0)
    }

    fn is_sum(&self, node: &Node, depth: usize) -> bool {
        match &node.kind {
            Expression::Arithmetic(Operator::Plus, left, right) => {
                self.is_sum(left, depth) && self.is_sum(right, depth)
            }
            Expression::Item(name) => {
                let items = &self.judge.pack.office.items;
                let item = self.judge.items.find(name).map(|index| &items[index]);
                match item.and_then(Item::formula) {
                    // A circle of derived items was refused when the pack was checked.
                    Some(Ok(inner)) => depth < 16 && self.is_sum(&inner.root, depth + 1),
                    _ => item.is_some(),
                }
            }
            _ => false,
        }
    }

    /// Periods for which an org says that nothing is to report, while it reports others.
    fn not_applicable(&self, month: i8) -> Option<Rule> {
        let judge = self.judge;
        let leaves = judge.leaves(self.definition?.formula.as_ref()?);
        let mut found = Vec::new();
        for (item, _) in leaves.iter().filter(|(_, year)| *year == Year::This) {
            for org in judge.items.filers(*item) {
                let entries = judge.figures.in_year(*item, *org, self.year).iter();
                let entries = entries.filter(|entry| entry.period.months().1 <= month.max(1));
                let (none, some): (Vec<&Entry>, Vec<&Entry>) =
                    entries.partition(|entry| entry.status == ValueStatus::NotApplicable);
                if some.is_empty() {
                    continue;
                }
                found.extend(none.iter().map(|entry| MissingValue {
                    item: judge.pack.office.items[*item].name.clone(),
                    org: judge.org_name(*org),
                    period: entry.period,
                    due: None,
                }));
            }
        }
        let rule = || Rule::new("part-not-applicable");
        (!found.is_empty()).then(|| rule().with_both("items", |lang| told(&found, lang)))
    }
}

impl Judgement {
    /// The rule's sentence and, behind it, what must be said beside it.
    pub fn told(&self, lang: crate::Lang) -> String {
        let sentences = [&self.rule].into_iter().chain(&self.remarks).map(|rule| rule.say(lang));
        sentences.collect::<Vec<_>>().join(if lang == crate::Lang::Zh { "；" } else { "; " })
    }
}
