//! What can be said of values only when all rows are there: clashes, contradictions, jumps.

use std::collections::HashMap;

use domain::figures::{Clash, Entry};
use domain::overlap::{Contradiction, ContradictionKind};
use domain::record::Said;

use crate::fault::Spot;

use super::file::Given;
use super::intake::Intake;
use super::{Note, Reason, RejectedRow, Values};

/// How many of the rows that a row contradicts are named.
const NAMED_MAX: usize = 4;

impl Intake<'_> {
    pub(super) fn finish(mut self) -> Values {
        let clashes = self.figures.seal();
        let contradictions = self.figures.contradictions(&self.pack.office.items);
        let refused = clashes.iter().map(|clash| clash.refused);
        let refused = refused.chain(contradictions.iter().map(|one| one.refused));
        let given = self.given(&refused.map(|entry| entry.row).collect::<Vec<_>>());
        for clash in &clashes {
            self.reject_late(
                clash.refused,
                "value",
                clash_said(self.spot_of(clash.kept.row), clash),
                &given,
            );
        }
        for one in &contradictions {
            let said = self.contradiction_said(one);
            self.reject_late(one.refused, "period", said, &given);
        }
        self.ask_about_jumps();
        self.note_other_frequencies();
        self.receipt.notes.sort_by_key(|note| natural(&note.spot));
        self.receipt.rejected.sort_by_key(|row| natural(&row.spot));
        Values { figures: self.figures, receipt: self.receipt }
    }

    /// Where a taken row stands.
    pub(super) fn spot_of(&self, row: u32) -> Spot {
        let file = self.files.iter().rev().find(|file| file.first <= row);
        let Some(file) = file else { return Spot::default() };
        let (line, sheet) = &file.lines[(row - file.first) as usize];
        let spot = Spot::file(&file.name);
        match sheet {
            Some(sheet) => spot.row(format!("{sheet}!{line}")),
            None => spot.row(line),
        }
    }

    /// Taken rows as they were given.
    fn given(&self, rows: &[u32]) -> HashMap<u32, Given> {
        let all = self.files.iter().map(|file| {
            let of = |row: &&u32| file.first <= **row && **row < file.first + file.count();
            file.given(&rows.iter().filter(of).copied().collect::<Vec<_>>())
        });
        all.flatten().collect()
    }

    /// A row that was taken and is refused after all.
    fn reject_late(
        &mut self,
        entry: Entry,
        column: &'static str,
        said: Said,
        given: &HashMap<u32, Given>,
    ) {
        let spot = self.spot_of(entry.row);
        let (head, fields) =
            given.get(&entry.row).cloned().unwrap_or_else(|| ([].into(), Vec::new()));
        self.receipt.accepted -= 1;
        let reasons = vec![Reason { column: Some(column), said }];
        self.receipt.rejected.push(RejectedRow { spot, head, fields, reasons });
    }

    fn contradiction_said(&self, one: &Contradiction) -> Said {
        let item = &self.pack.office.items[one.item];
        let unit = &item.unit;
        let named = |entry: &Entry| {
            let (spot, period, amount) = (self.spot_of(entry.row), entry.period, entry.amount);
            format!("{spot} {period} {} {unit}", amount.normalize())
        };
        let more = one.against.len().saturating_sub(NAMED_MAX);
        let others: Vec<String> = one.against.iter().take(NAMED_MAX).map(named).collect();
        let (mut zh, mut en) = (others.join("、"), others.join(", "));
        if more > 0 {
            zh += &format!("等 {} 行", one.against.len());
            en += &format!(" and {more} more");
        }
        let own = format!("{} {} {unit}", one.refused.period, one.refused.amount.normalize());
        let name = &item.name;
        match one.kind {
            ContradictionKind::Differs => Said::both(
                format!("“{name}”{own} 与 {zh} 合计不符，两者只能有一个对"),
                format!(
                    "`{name}` {own} does not agree with the sum of {en}; only one can be right"
                ),
            ),
            ContradictionKind::Exceeds => Said::both(
                format!("“{name}”{own} 与 {zh} 矛盾：部分之和大于整体"),
                format!("`{name}` {own} contradicts {en}: the parts are more than the whole"),
            ),
            ContradictionKind::Crosses => Said::both(
                format!("“{name}”{own} 与 {zh} 的报告期只有一部分重叠，分不清哪一部分重复"),
                format!(
                    "`{name}` {own} overlaps {en} in part, and nothing says which share is in both"
                ),
            ),
        }
    }

    /// A jump of a thousand times and more from one period to the next is asked about.
    fn ask_about_jumps(&mut self) {
        for (item, office) in self.pack.office.items.iter().enumerate() {
            for (before, after) in self.figures.jumps(item) {
                let spot = self.spot_of(after.row);
                let (name, unit) = (&office.name, &office.unit);
                let (was, is) = (before.amount, after.amount);
                let (then, now) = (before.period, after.period);
                let said = Said::both(
                    format!(
                        "“{name}”{now} 是 {is} {unit}，{then} 是 {was} {unit}，相差千倍以上，单位是否填错？"
                    ),
                    format!(
                        "`{name}` is {is} {unit} in {now} and {was} {unit} in {then}, a thousand times apart: is the unit right?"
                    ),
                );
                self.receipt.notes.push(Note { spot, said, rows: 1 });
            }
        }
    }
}

fn clash_said(first: Spot, clash: &Clash) -> Said {
    let (kept, refused) = (clash.kept.amount, clash.refused.amount);
    if kept == refused {
        let (kept, refused) = (clash.kept.status.word(), clash.refused.status.word());
        return Said::both(
            format!("同一数据项、单位和报告期已在 {first} 填过，状态是 {kept}，这里是 {refused}"),
            format!(
                "item, org and period were given already at {first} with the status {kept}, here it is {refused}"
            ),
        );
    }
    Said::both(
        format!("同一数据项、单位和报告期已在 {first} 填过 {kept}，这里是 {refused}"),
        format!(
            "item, org and period were given already at {first} with {kept}, here it is {refused}"
        ),
    )
}

/// Files in their order, rows by number and not by the letters of their digits.
fn natural(spot: &Spot) -> (String, String, u32) {
    let row = spot.row.clone().unwrap_or_default();
    let (sheet, line) = row.rsplit_once('!').unwrap_or(("", row.as_str()));
    (spot.file.clone(), sheet.to_owned(), line.parse().unwrap_or(0))
}
