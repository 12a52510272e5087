//! A pack (方案包): a plan as read, and what the office added to it.

use jiff::civil::Date;

use crate::correct::{CorrectionFault, corrected};
use crate::office::{AmendmentLine, Correction, Office};
use crate::plan::{PlanHead, Reading};

/// A plan as a folder holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pack {
    /// What the plan says of itself.
    pub head: PlanHead,
    /// What its document was read into, as read: the folder `document/`.
    pub document: Reading,
    /// The same with the office's corrections; this is the plan that everything works with.
    pub reading: Reading,
    /// What people added.
    pub office: Office,
}

impl Pack {
    /// A pack whose corrections are applied.
    ///
    /// # Errors
    /// Corrections that no longer meet what they correct.
    pub fn new(
        head: PlanHead,
        document: Reading,
        office: Office,
    ) -> Result<Self, Vec<CorrectionFault>> {
        let (pack, faults) = Self::with_faults(head, document, office);
        if faults.is_empty() { Ok(pack) } else { Err(faults) }
    }

    /// A pack with the corrections that can be applied, and those that cannot.
    pub fn with_faults(
        head: PlanHead,
        document: Reading,
        office: Office,
    ) -> (Self, Vec<CorrectionFault>) {
        let (reading, faults) = corrected(&document, &office.corrections);
        (Self { head, document, reading, office }, faults)
    }

    /// The plan as amended up to a day, each document over what the ones before it left.
    ///
    /// # Errors
    /// Lines that do not meet what they change, counted over all lines.
    pub fn amended(&self, day: Date) -> Result<Self, Vec<CorrectionFault>> {
        let mut pack = self.clone();
        for document in AmendmentLine::documents(&self.office.amendments) {
            if document[0].1.effective_on > day {
                continue;
            }
            let changes: Vec<Correction> =
                document.iter().map(|(_, line)| line.change.clone()).collect();
            let (reading, mut faults) = corrected(&pack.reading, &changes);
            if !faults.is_empty() {
                for fault in &mut faults {
                    fault.index = document[fault.index].0;
                }
                return Err(faults);
            }
            pack.reading = reading;
        }
        Ok(pack)
    }

    /// The years that the plan looks at: from its base year, or the third year before its first
    /// target, to its last target.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        let targets = &self.head.target_years;
        let first = targets.iter().min().copied().unwrap_or(i16::MIN + 3);
        let last = targets.iter().max().copied().unwrap_or(i16::MAX);
        let base = self.head.base_year.unwrap_or(first - 3);
        base.min(first)..=last
    }
}
