//! What is noted of accepted rows: each note once, with how many rows it is about.

use std::collections::HashMap;

use document::Record;
use domain::number::{Decimal, Number};
use domain::period::Period;
use domain::record::Said;
use domain::{Lang, Say};

use crate::fault::Spot;

use super::Note;
use super::intake::Intake;

/// What a note is about; rows about the same are counted with the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum About {
    /// An item's values in another unit.
    Converted(usize, String),
    /// An item's values from an org that does not file it.
    Beside(usize, u32),
    /// Rows of the file without a unit.
    Unitless,
    /// Counts of an item that are not whole.
    Fraction(usize),
    /// A year far from those of the plan.
    Far(i16),
    /// An item's values of another frequency than its own.
    OtherFrequency(usize, &'static str),
}

/// The notes that were made, by what they are about.
#[derive(Debug, Default)]
pub(super) struct Once {
    notes: HashMap<About, usize>,
    /// The last one that was asked for: the next row is mostly about the same.
    last: Option<(About, usize)>,
}

impl Once {
    /// What is noted once for a file is noted anew.
    pub(super) fn begin_file(&mut self) {
        self.notes.remove(&About::Unitless);
        self.last = None;
    }
}

impl Intake<'_> {
    /// Counts a row with a note that is there, or makes it.
    fn note(
        &mut self,
        about: About,
        spot: impl FnOnce(&Self) -> Spot,
        said: impl FnOnce(&Self) -> Said,
    ) {
        let last = self.once.last.as_ref().filter(|(last, _)| *last == about);
        let note = last.map(|(_, note)| *note).or_else(|| self.once.notes.get(&about).copied());
        if let Some(note) = note {
            self.receipt.notes[note].rows += 1;
            self.once.last = Some((about, note));
            return;
        }
        let (spot, said) = (spot(self), said(self));
        self.once.notes.insert(about, self.receipt.notes.len());
        self.receipt.notes.push(Note { spot, said, rows: 1 });
    }

    pub(super) fn note_conversion(
        &mut self,
        (item, from): (usize, &str),
        amount: Decimal,
        converted: Decimal,
        row: &Record,
    ) {
        let about = About::Converted(item, from.to_owned());
        self.note(
            about,
            |intake| intake.spot(row),
            |intake| {
                let office = &intake.pack.office.items[item];
                let (name, unit) = (&office.name, &office.unit);
                let told =
                    |number: Decimal| domain::number::grouped(&number.normalize().to_string());
                let (was, is) = (told(amount), told(converted));
                Said::both(
                    format!("“{name}”由 {from} 换算为 {unit}：{was} {from} = {is} {unit}"),
                    format!(
                        "`{name}` was converted from {from} to {unit}: {was} {from} = {is} {unit}"
                    ),
                )
            },
        );
    }

    /// A number from another org than the item's own: kept apart, never used in its place.
    pub(super) fn note_beside(&mut self, row: &Record, item: usize, org: u32) {
        self.note(About::Beside(item, org), |intake| intake.spot(row), |intake| {
            let office = &intake.pack.office;
            let (name, org) = (&office.items[item].name, &office.orgs[org as usize].name);
            let own = &office.items[item].org;
            let own = office.orgs.iter().find(|org| org.key == *own).map_or(own, |org| &org.name);
            Said::both(
                format!("“{name}”由{own}填报，{org}的数只作对照，不参与计算"),
                format!(
                    "`{name}` is filed by {own}; the number of {org} stands beside it and is not used"
                ),
            )
        });
    }

    /// A number without a unit is in its item's; a percent sign behind it is a unit.
    pub(super) fn note_unitless(&mut self, row: &Record, amount: &str) {
        if amount.ends_with(['%', '％']) {
            return;
        }
        self.note(
            About::Unitless,
            |intake| intake.spot(row),
            |_| {
                Said::both(
                    "没有写计量单位，按数据项自己的单位理解".to_owned(),
                    "names no unit and is taken as the item's unit".to_owned(),
                )
            },
        );
    }

    /// Half a plant is asked about.
    pub(super) fn note_fraction(&mut self, item: usize, amount: Decimal, row: &Record) {
        let Some(things) = &self.things[item] else { return };
        // Half of 万人 is a whole number of people; of what is counted one by one half is half.
        let is_whole = || *things != 1.into() && (&Number::from(amount) * things).fits(0);
        if amount.fract().is_zero() || is_whole() {
            return;
        }
        self.note(About::Fraction(item), |intake| intake.spot(row), |intake| {
            let office = &intake.pack.office.items[item];
            let (name, unit) = (&office.name, &office.unit);
            Said::both(
                format!("“{name}”按{unit}计数，{amount} {unit} 不是整数，请核对"),
                format!("`{name}` counts whole things, but {amount} {unit} is no whole number: is it right?"),
            )
        });
    }

    /// A period more than a year outside the plan's own years is asked about.
    pub(super) fn note_far(&mut self, period: Period, row: &Record) {
        let year = period.year();
        if self.years.as_ref().is_none_or(|years| years.contains(&year)) {
            return;
        }
        self.note(About::Far(year), |intake| intake.spot(row), |intake| {
            let head = &intake.pack.head;
            let own = head.base_year.iter().chain(&head.target_years);
            let (first, last) = (own.clone().min(), own.max());
            let (first, last) = (first.copied().unwrap_or(year), last.copied().unwrap_or(year));
            Said::both(
                format!("报告期在 {year} 年，方案只涉及 {first}—{last} 年，年份是否填错？"),
                format!(
                    "the period lies in {year}, the plan covers {first}–{last}: is the year right?"
                ),
            )
        });
    }

    /// Values of another frequency than their item's own, where nothing contradicts them.
    pub(super) fn note_other_frequencies(&mut self) {
        let items = &self.pack.office.items;
        let others: Vec<_> = self.figures.of_other_frequency(items).collect();
        for (item, entry) in others {
            let about = About::OtherFrequency(item, kind_of(entry.period));
            self.note(about, |intake| intake.spot_of(entry.row), |_| {
                let (name, own, period) = (&items[item].name, items[item].frequency, entry.period);
                let (zh, en) = (own.say(Lang::Zh), own.say(Lang::En));
                Said::both(
                    format!("“{name}”按{zh}填报，这里的报告期是 {period}；与其他报告期不矛盾，已采用"),
                    format!("`{name}` is filed by the {en}, here the period is {period}; nothing contradicts it and it is used"),
                )
            });
        }
    }
}

/// The form of a period, in which many have one note.
fn kind_of(period: Period) -> &'static str {
    match period {
        Period::Year(_) => "year",
        Period::Half(..) => "half",
        Period::Quarter(..) => "quarter",
        Period::Month(..) => "month",
        Period::Cumulative(..) => "cumulative",
    }
}
