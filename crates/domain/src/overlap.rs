//! Values of one item and org whose periods overlap: they must say the same, or one has to go.
//!
//! A flow's periods are edges between the ends of months: a quarter leads from month 0 to month 3,
//! its three months lead there by another way. Both ways must come to the same sum. A stock is
//! what is there at a month's end, so that two values for one month's end must be equal.

use crate::figures::{Entry, Figures};
use crate::number::Decimal;
use crate::office::{Item, ItemKind};
use crate::period::Frequency;

/// Values that cannot be true beside others of the same item and org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The item's index.
    pub item: usize,
    /// The value that is not used.
    pub refused: Entry,
    /// The values that it contradicts, which are kept.
    pub against: Vec<Entry>,
    /// Why both cannot stand.
    pub kind: ContradictionKind,
}

/// Why values of overlapping periods cannot stand beside one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContradictionKind {
    /// The parts of a period come to another sum than the period.
    Differs,
    /// Some parts of a period are more than the whole of it.
    Exceeds,
    /// The periods overlap in part, so that nothing says which share is in both.
    Crosses,
}

impl Figures {
    /// Takes out what contradicts other values of its item and org; of two the one that is not of
    /// the item's own frequency goes, else the later one. Call it when the values are sealed.
    pub fn contradictions(&mut self, items: &[Item]) -> Vec<Contradiction> {
        let mut found = Vec::new();
        for (index, (entries, item)) in self.items.iter_mut().zip(items).enumerate() {
            let own = |entry: &Entry| Frequency::of(entry.period) == Some(item.frequency);
            // Periods of one frequency never overlap.
            if entries.iter().all(own) {
                continue;
            }
            let before = found.len();
            for group in entries.chunk_by(|a, b| group_of(a) == group_of(b)) {
                if !group.iter().all(own) {
                    let mut stand = Stand { item: index, kept: Vec::new(), found: &mut found };
                    stand.settle(group, item);
                }
            }
            let gone: Vec<u32> = found[before..].iter().map(|one| one.refused.row).collect();
            entries.retain(|entry| !gone.contains(&entry.row));
        }
        found
    }

    /// Values that are not of their item's own frequency, item after item.
    pub fn of_other_frequency<'a>(
        &'a self,
        items: &'a [Item],
    ) -> impl Iterator<Item = (usize, Entry)> + 'a {
        self.items.iter().zip(items).enumerate().flat_map(|(index, (entries, item))| {
            let other = move |entry: &&Entry| Frequency::of(entry.period) != Some(item.frequency);
            entries.iter().filter(other).map(move |entry| (index, *entry))
        })
    }
}

fn group_of(entry: &Entry) -> (u32, i16) {
    (entry.org, entry.period.year())
}

/// The values of one item, org and year that stand so far, each with whether it is of the item's
/// own frequency.
struct Stand<'a> {
    item: usize,
    kept: Vec<(Entry, bool)>,
    found: &'a mut Vec<Contradiction>,
}

impl Stand<'_> {
    /// Values of the item's own frequency first, the others in the order of their rows.
    fn settle(&mut self, group: &[Entry], item: &Item) {
        let mut entries: Vec<(Entry, bool)> = group
            .iter()
            .map(|entry| (*entry, Frequency::of(entry.period) == Some(item.frequency)))
            .collect();
        entries.sort_by_key(|(entry, own)| (!own, entry.row));
        for (entry, own) in entries {
            let against = match item.kind {
                ItemKind::Flow => self.flow_against(&entry),
                ItemKind::Stock | ItemKind::Cumulative => self.level_against(&entry),
            };
            match against {
                None => self.kept.push((entry, own)),
                Some((kind, against)) => self.refuse(entry, kind, &against),
            }
        }
    }

    /// The value goes; where it contradicts values of the item's own frequency only together with
    /// others, those others go with it.
    fn refuse(&mut self, refused: Entry, kind: ContradictionKind, against: &[Entry]) {
        let is_own = |entry: &Entry| self.kept.iter().any(|(kept, own)| *own && kept == entry);
        let (own, other): (Vec<Entry>, Vec<Entry>) = against.iter().partition(|e| is_own(e));
        let (against, gone) = if own.is_empty() { (other, Vec::new()) } else { (own, other) };
        self.kept.retain(|(kept, _)| !gone.contains(kept));
        for refused in gone.into_iter().chain([refused]) {
            let against = against.clone();
            self.found.push(Contradiction { item: self.item, refused, against, kind });
        }
    }

    /// Another value for the end of the same month.
    fn level_against(&self, entry: &Entry) -> Option<(ContradictionKind, Vec<Entry>)> {
        let same = |kept: &&(Entry, bool)| {
            kept.0.period.months().1 == entry.period.months().1 && kept.0.amount != entry.amount
        };
        let (other, _) = self.kept.iter().find(same)?;
        Some((ContradictionKind::Differs, vec![*other]))
    }

    fn flow_against(&self, entry: &Entry) -> Option<(ContradictionKind, Vec<Entry>)> {
        let (from, to) = ends(entry);
        if let Some((sum, way)) = self.way(from, to) {
            return (sum != entry.amount).then_some((ContradictionKind::Differs, way));
        }
        let crossing = self.kept.iter().map(|(kept, _)| kept).find(|kept| {
            let (first, last) = ends(kept);
            (first < from && from < last && last < to) || (from < first && first < to && to < last)
        });
        if let Some(other) = crossing {
            return Some((ContradictionKind::Crosses, vec![*other]));
        }
        self.exceeded(entry).map(|against| (ContradictionKind::Exceeds, against))
    }

    /// The sum from one month's end to another over the values that stand, and those values.
    fn way(&self, from: i8, to: i8) -> Option<(Decimal, Vec<Entry>)> {
        let mut reached: Vec<(i8, Decimal, Vec<Entry>)> = vec![(from, Decimal::ZERO, Vec::new())];
        let mut next = 0;
        while next < reached.len() {
            let (month, sum, way) = reached[next].clone();
            if month == to {
                return Some((sum, way));
            }
            for (kept, _) in &self.kept {
                let (first, last) = ends(kept);
                let step = match month {
                    _ if month == first => (last, sum.checked_add(kept.amount)?),
                    _ if month == last => (first, sum.checked_sub(kept.amount)?),
                    _ => continue,
                };
                if !reached.iter().any(|(seen, ..)| *seen == step.0) {
                    let way = way.iter().copied().chain([*kept]).collect();
                    reached.push((step.0, step.1, way));
                }
            }
            next += 1;
        }
        None
    }

    /// Values that cannot stand beside this one because parts would be more than their whole.
    fn exceeded(&self, entry: &Entry) -> Option<Vec<Entry>> {
        let all: Vec<Entry> = self.kept.iter().map(|(kept, _)| *kept).chain([*entry]).collect();
        // Where a part can be below nought, the others may well be more than the whole.
        if all.iter().any(|one| one.amount.is_sign_negative() && !one.amount.is_zero()) {
            return None;
        }
        let inside = |one: &Entry, whole: &Entry| {
            let ((first, last), (from, to)) = (ends(one), ends(whole));
            from <= first && last <= to && (first, last) != (from, to)
        };
        let wholes = all.iter().filter(|whole| *whole == entry || inside(entry, whole));
        for whole in wholes {
            let mut parts: Vec<Entry> =
                all.iter().filter(|one| inside(one, whole)).copied().collect();
            // Long parts first: what lies in a part that is counted already is counted with it.
            parts.sort_by_key(|one| {
                let (first, last) = ends(one);
                first - last
            });
            let mut counted: Vec<Entry> = Vec::new();
            for part in parts {
                let (first, last) = ends(&part);
                let apart = |other: &Entry| ends(other).1 <= first || last <= ends(other).0;
                if counted.iter().all(apart) {
                    counted.push(part);
                }
            }
            let sum =
                counted.iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(one.amount));
            if sum.is_some_and(|sum| sum > whole.amount) {
                let involved = counted.into_iter().chain([*whole]);
                return Some(involved.filter(|one| one != entry).collect());
            }
        }
        None
    }
}

/// The month's ends between which a value lies.
fn ends(entry: &Entry) -> (i8, i8) {
    let (first, last) = entry.period.months();
    (first - 1, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::ValueStatus;
    use crate::period::Period;
    use crate::record::{Fields, Record};

    fn item(kind: &str, frequency: &str) -> Item {
        let values = ["used", "利用量", "吨", kind, "farm", frequency, "day+15", ""];
        let pairs: Vec<(&str, &str)> = Item::COLUMNS.iter().copied().zip(values).collect();
        Item::read(&mut Fields::new(&pairs))
    }

    /// The rows that are refused, with why.
    fn refused(
        kind: &str,
        frequency: &str,
        values: &[(&str, i64)],
    ) -> Vec<(u32, ContradictionKind)> {
        let mut figures = Figures::new(1);
        for (row, (period, amount)) in (0_u32..).zip(values) {
            let period = Period::parse(period).expect("period");
            let (amount, status) = (Decimal::from(*amount), ValueStatus::Reported);
            figures.push(0, Entry { org: 0, period, amount, status, row });
        }
        assert!(figures.seal().is_empty());
        let found = figures.contradictions(&[item(kind, frequency)]);
        assert_eq!(figures.len() + found.len(), values.len());
        found.into_iter().map(|one| (one.refused.row, one.kind)).collect()
    }

    const QUARTERS: [(&str, i64); 4] =
        [("2024-Q1", 10), ("2024-Q2", 20), ("2024-Q3", 30), ("2024-Q4", 40)];

    fn beside_quarters(others: &[(&str, i64)]) -> Vec<(u32, ContradictionKind)> {
        refused("flow", "quarter", &[&QUARTERS[..], others].concat())
    }

    #[test]
    fn a_longer_period_that_differs_from_its_parts_goes() {
        for (period, sum) in [("2024-H1", 30), ("2024-01..09", 60), ("2024", 100)] {
            assert_eq!(beside_quarters(&[(period, sum)]), [], "{period} agrees");
            let gone = [(4, ContradictionKind::Differs)];
            assert_eq!(beside_quarters(&[(period, 1)]), gone, "{period}");
        }
    }

    #[test]
    fn months_that_differ_from_their_quarter_go_together() {
        let agree = [("2024-01", 3), ("2024-02", 3), ("2024-03", 4)];
        assert_eq!(beside_quarters(&agree), []);
        let differ = [("2024-01", 1), ("2024-02", 1), ("2024-03", 1)];
        let mut rows: Vec<u32> = beside_quarters(&differ).iter().map(|(row, _)| *row).collect();
        rows.sort_unstable();
        assert_eq!(rows, [4, 5, 6]);
        assert_eq!(beside_quarters(&[("2024-02", 11)]), [(4, ContradictionKind::Exceeds)]);
    }

    #[test]
    fn a_whole_that_is_less_than_the_parts_that_are_there_goes() {
        let half = [("2024-Q1", 10), ("2024-Q3", 30), ("2024", 39)];
        assert_eq!(refused("flow", "quarter", &half), [(2, ContradictionKind::Exceeds)]);
        let enough = [("2024-Q1", 10), ("2024-Q3", 30), ("2024", 41)];
        assert_eq!(refused("flow", "quarter", &enough), []);
    }

    #[test]
    fn a_period_that_overlaps_in_part_is_resolved_or_goes() {
        let alone = [("2024-Q2", 20), ("2024-01..05", 25)];
        assert_eq!(refused("flow", "quarter", &alone), [(1, ContradictionKind::Crosses)]);
        let resolved = [("2024-Q1", 10), ("2024-Q2", 20), ("2024-06", 5), ("2024-01..05", 25)];
        assert_eq!(refused("flow", "quarter", &resolved), []);
    }

    #[test]
    fn without_the_items_own_frequency_the_later_row_goes() {
        let values = [("2024-H1", 30), ("2024-H2", 70), ("2024-01..12", 99)];
        assert_eq!(refused("flow", "month", &values), [(2, ContradictionKind::Differs)]);
    }

    #[test]
    fn a_stock_has_one_value_at_a_months_end() {
        let differ = [("2024-Q4", 7), ("2024", 8)];
        assert_eq!(refused("stock", "quarter", &differ), [(1, ContradictionKind::Differs)]);
        assert_eq!(refused("stock", "quarter", &[("2024-Q4", 7), ("2024", 7)]), []);
        assert_eq!(refused("stock", "quarter", &[("2024-Q4", 7), ("2024-H1", 8)]), []);
    }
}
