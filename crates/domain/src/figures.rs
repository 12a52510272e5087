//! The values of every item, sorted for the questions that verdicts ask.
//!
//! A sum covers a stretch of months from January without a gap or an overlap, or it is not given at
//! all: a missing month is never a smaller sum.

use std::collections::BTreeMap;

use crate::number::{DECIMALS_MAX, Decimal, Number};
use crate::office::ItemKind;
use crate::period::Period;
use crate::record::word_of;
use crate::say::{Lang, Say};
use crate::tell;

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueStatus {
    /// The org reported it.
    Reported,
    /// The org estimated it.
    Estimated,
    /// Nought, and the org says that it is really nought.
    ConfirmedZero,
    /// There is nothing to report for the org in this period.
    NotApplicable,
    /// The plan states it; its parts are unknown.
    Stated,
    /// Invented, for showing.
    Example,
}

impl ValueStatus {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 6] = [
        ("reported", Self::Reported),
        ("estimated", Self::Estimated),
        ("confirmed_zero", Self::ConfirmedZero),
        ("not_applicable", Self::NotApplicable),
        ("stated", Self::Stated),
        ("example", Self::Example),
    ];

    /// The word of the column.
    pub fn word(self) -> &'static str {
        word_of(&Self::TABLE, self)
    }

    /// Whether an org says so of its own number. The plan states, and examples are for
    /// demonstrations.
    pub fn is_of_org(self) -> bool {
        !matches!(self, Self::Stated | Self::Example)
    }

    /// The status of a word, or of what a workbook calls it in Chinese.
    pub fn of(word: &str) -> Option<Self> {
        let all = Self::TABLE.iter();
        let mut all = all.filter(|(own, status)| *own == word || status.say(Lang::Zh) == word);
        all.next().map(|(_, status)| *status)
    }
}

impl Say for ValueStatus {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Reported => tell!(lang, "已报", "reported"),
            Self::Estimated => tell!(lang, "估算", "estimated"),
            Self::ConfirmedZero => tell!(lang, "确认为零", "confirmed zero"),
            Self::NotApplicable => tell!(lang, "不适用", "not applicable"),
            Self::Stated => tell!(lang, "方案载明", "stated by the plan"),
            Self::Example => tell!(lang, "示例", "example"),
        }
    }
}

/// One org's value of an item for a period, in the item's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The org's index in the office's list.
    pub org: u32,
    /// The time it covers.
    pub period: Period,
    /// How much.
    pub amount: Decimal,
    /// How sure.
    pub status: ValueStatus,
    /// The row it came from, counted over all files.
    pub row: u32,
}

/// Two values for one item, org and period that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clash {
    /// The item's index.
    pub item: usize,
    /// The value that came first and is kept.
    pub kept: Entry,
    /// The value that came later and is not used.
    pub refused: Entry,
}

/// The values of all items.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub(crate) items: Vec<Vec<Entry>>,
}

impl Figures {
    /// No values yet for this many items.
    pub fn new(items: usize) -> Self {
        Self { items: vec![Vec::new(); items] }
    }

    /// Adds a value.
    pub fn push(&mut self, item: usize, entry: Entry) {
        self.items[item].push(entry);
    }

    /// Sets the one value of an item, an org and a period, or takes it away; the values are sealed
    /// before and after.
    pub fn set(&mut self, item: usize, org: u32, period: Period, entry: Option<Entry>) {
        let entries = &mut self.items[item];
        let key = (org, period.year(), period);
        let found = entries.binary_search_by_key(&key, |e| (e.org, e.period.year(), e.period));
        match (found, entry) {
            (Ok(at), Some(entry)) => entries[at] = entry,
            (Ok(at), None) => {
                entries.remove(at);
            }
            (Err(at), Some(entry)) => entries.insert(at, entry),
            (Err(_), None) => {}
        }
    }

    /// The value of an item, an org and a period.
    pub fn get(&self, item: usize, org: u32, period: Period) -> Option<&Entry> {
        self.in_year(item, org, period.year()).iter().find(|entry| entry.period == period)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.items.iter().map(Vec::len).sum()
    }

    /// Whether any value has this status.
    pub fn any(&self, status: ValueStatus) -> bool {
        self.items.iter().flatten().any(|entry| entry.status == status)
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Sorts the values; of two that differ for one item, org and period the first is kept.
    pub fn seal(&mut self) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for (item, entries) in self.items.iter_mut().enumerate() {
            entries.sort_unstable_by_key(|entry| {
                (entry.org, entry.period.year(), entry.period, entry.row)
            });
            entries.dedup_by(|later, kept| {
                let same = later.org == kept.org && later.period == kept.period;
                if same && (later.amount != kept.amount || later.status != kept.status) {
                    clashes.push(Clash { item, kept: *kept, refused: *later });
                }
                same
            });
        }
        clashes
    }

    /// Neighbouring values of one org and length of period that lie a thousand times apart.
    pub fn jumps(&self, item: usize) -> Vec<(Entry, Entry)> {
        let length = |entry: &Entry| {
            let (first, last) = entry.period.months();
            last - first
        };
        let mut before: Vec<&Entry> = Vec::new();
        let mut found = Vec::new();
        for entry in self.items[item].iter().filter(|entry| !entry.amount.is_zero()) {
            before.retain(|other| other.org == entry.org);
            match before.iter_mut().find(|other| length(other) == length(entry)) {
                Some(other) => {
                    if is_jump(other.amount, entry.amount) {
                        found.push((**other, *entry));
                    }
                    *other = entry;
                }
                None => before.push(entry),
            }
        }
        found
    }

    /// An org's values of an item in a year.
    pub fn in_year(&self, item: usize, org: u32, year: i16) -> &[Entry] {
        let entries = &self.items[item];
        let start = entries.partition_point(|e| (e.org, e.period.year()) < (org, year));
        let length = entries[start..].partition_point(|e| (e.org, e.period.year()) == (org, year));
        &entries[start..start + length]
    }
}

/// What an org has filed of an item in a year.
#[derive(Debug, Clone, Default)]
pub struct Filed {
    kind: Option<ItemKind>,
    /// For a flow, the exact sum from January through each month; for the others, the last value
    /// at or before each month.
    through: BTreeMap<i8, i128>,
    /// Months that some value covers (a flow) or ends in (the others).
    covered: [bool; 13],
    /// Every value says that there is nothing to report.
    pub not_applicable: bool,
    /// Some value is an estimate or only stated.
    pub unsure: bool,
}

impl Filed {
    /// What these values of one org and year amount to; those that end after `until` are not known
    /// yet.
    pub fn of(kind: ItemKind, entries: &[Entry], until: jiff::civil::Date) -> Self {
        let known: Vec<&Entry> = entries.iter().filter(|e| e.period.ends_on() <= until).collect();
        let mut filed = Self { kind: Some(kind), ..Self::default() };
        filed.not_applicable =
            !known.is_empty() && known.iter().all(|e| e.status == ValueStatus::NotApplicable);
        filed.unsure =
            known.iter().any(|e| matches!(e.status, ValueStatus::Estimated | ValueStatus::Stated));
        for entry in &known {
            let (first, last) = entry.period.months();
            let start = if kind == ItemKind::Flow { first } else { last };
            for month in start..=last {
                filed.covered[index(month)] = true;
            }
        }
        if kind == ItemKind::Flow {
            filed.add_up(&known);
        } else {
            filed.take_last(&known);
        }
        filed
    }

    /// Exact sums from January: a value that begins in January stands alone, any other goes on
    /// where a sum ended. A longer period is better than its parts.
    fn add_up(&mut self, known: &[&Entry]) {
        let mut by_first: Vec<&&Entry> = known.iter().collect();
        by_first.sort_by_key(|entry| {
            let (first, last) = entry.period.months();
            (first, last)
        });
        for entry in by_first {
            let (first, last) = entry.period.months();
            let before = if first == 1 { Some(0) } else { self.through.get(&(first - 1)).copied() };
            if let Some(sum) = before.and_then(|before| before.checked_add(scaled(entry.amount))) {
                if first == 1 {
                    self.through.insert(last, sum);
                } else {
                    self.through.entry(last).or_insert(sum);
                }
            }
        }
    }

    fn take_last(&mut self, known: &[&Entry]) {
        for entry in known {
            self.through.insert(entry.period.months().1, scaled(entry.amount));
        }
    }

    /// Whether a period was filed.
    pub fn has(&self, period: Period) -> bool {
        let (first, last) = period.months();
        let start = if self.kind == Some(ItemKind::Flow) { first } else { last };
        (start..=last).all(|month| self.covered[index(month)])
    }

    /// Whether a flow has a sum through this month.
    pub fn reaches(&self, month: i8) -> bool {
        self.through.contains_key(&month)
    }

    /// The amount through a month: a flow's exact sum, another's last value.
    pub fn through(&self, month: i8) -> Option<i128> {
        match self.kind {
            Some(ItemKind::Flow) => self.through.get(&month).copied(),
            _ => self.through.range(..=month).next_back().map(|(_, amount)| *amount),
        }
    }

    /// The last month that has an amount.
    pub fn last_month(&self) -> Option<i8> {
        self.through.keys().next_back().copied()
    }
}

/// Whether two amounts lie a thousand times apart or more.
fn is_jump(before: Decimal, after: Decimal) -> bool {
    let (before, after) = (scaled(before).unsigned_abs(), scaled(after).unsigned_abs());
    before.max(after) / 1000 >= before.min(after)
}

fn index(month: i8) -> usize {
    usize::try_from(month).unwrap_or(0)
}

/// The scale of sums: every written number is a whole count of it.
const SCALE: u32 = 10;
const _: () = assert!(DECIMALS_MAX == 10, "a written number is a whole count of 10^-SCALE");

/// A written number in units of `10^-SCALE`; at most 27 digits, so that sums have room.
fn scaled(amount: Decimal) -> i128 {
    amount.mantissa() * 10_i128.pow(SCALE.saturating_sub(amount.scale()))
}

/// A sum as a number.
pub fn number(sum: i128) -> Number {
    Number::scaled(sum, SCALE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn filed(kind: ItemKind, values: &[(&str, i64)], until: jiff::civil::Date) -> Filed {
        let mut figures = Figures::new(1);
        for (row, (period, amount)) in values.iter().enumerate() {
            let period = Period::parse(period).expect("period");
            let row = u32::try_from(row).expect("few rows");
            let amount = Decimal::from(*amount);
            figures.push(0, Entry { org: 0, period, amount, status: ValueStatus::Reported, row });
        }
        assert!(figures.seal().is_empty());
        Filed::of(kind, figures.in_year(0, 0, 2024), until)
    }

    #[test]
    fn a_gap_in_the_months_ends_the_sum() {
        let months = [("2024-01", 5), ("2024-02", 6), ("2024-04", 7)];
        let found = filed(ItemKind::Flow, &months, date(2024, 12, 31));
        assert_eq!(found.through(2).map(number), Some(Number::from(11)));
        assert_eq!(found.through(4), None);
        assert!(found.has(Period::Month(2024, 4)) && !found.has(Period::Quarter(2024, 1)));
    }

    #[test]
    fn quarters_months_and_running_totals_join() {
        let values = [("2024-Q1", 10), ("2024-04", 3), ("2024-05", 3), ("2024-01..09", 40)];
        let found = filed(ItemKind::Flow, &values, date(2024, 12, 31));
        let sums: Vec<_> =
            (1..=12).filter_map(|m| found.through(m).map(|s| (m, number(s).to_string()))).collect();
        let wanted = [(3, "10"), (4, "13"), (5, "16"), (9, "40")];
        assert_eq!(sums, wanted.map(|(m, s)| (m, s.to_owned())));
    }

    #[test]
    fn a_stock_is_its_last_value_and_nothing_after_the_day_is_known() {
        let values = [("2024-03", 10), ("2024-06", 12), ("2024-12", 20)];
        let found = filed(ItemKind::Stock, &values, date(2024, 9, 30));
        assert_eq!(found.through(12).map(number), Some(Number::from(12)));
        assert_eq!(found.last_month(), Some(6));
    }

    #[test]
    fn two_values_for_one_cell_clash_unless_they_are_equal() {
        let mut figures = Figures::new(1);
        let entry = |amount, row| Entry {
            org: 3,
            period: Period::Year(2024),
            amount: Decimal::from(amount),
            status: ValueStatus::Reported,
            row,
        };
        for (amount, row) in [(5, 1), (5, 2), (6, 3)] {
            figures.push(0, entry(amount, row));
        }
        let clashes = figures.seal();
        assert_eq!(clashes.len(), 1);
        assert_eq!((clashes[0].kept.row, clashes[0].refused.row), (1, 3));
    }
}
