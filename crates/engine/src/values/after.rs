//! What can be said of values only when all rows are there: clashes and jumps.

use domain::figures::Clash;
use domain::record::Said;

use crate::fault::Spot;

use super::intake::Intake;
use super::{Note, Reason, RejectedRow, Values};

impl Intake<'_> {
    pub(super) fn finish(mut self) -> Values {
        let clashes = self.figures.seal();
        for clash in &clashes {
            self.reject_clash(clash);
        }
        self.ask_about_jumps();
        self.receipt.notes.sort_by_key(|note| natural(&note.spot));
        self.receipt.rejected.sort_by_key(|row| natural(&row.spot));
        Values { figures: self.figures, receipt: self.receipt }
    }

    /// Where a taken row stands.
    fn spot_of(&self, row: u32) -> Spot {
        let file = self.files.iter().rev().find(|file| file.first <= row);
        let Some(file) = file else { return Spot::default() };
        let (line, sheet) = &file.lines[(row - file.first) as usize];
        let spot = Spot::file(&file.name);
        match sheet {
            Some(sheet) => spot.row(format!("{sheet}!{line}")),
            None => spot.row(line),
        }
    }

    fn reject_clash(&mut self, clash: &Clash) {
        let office = &self.pack.office;
        let (item, org) = (&office.items[clash.item], &office.orgs[clash.refused.org as usize]);
        let first = self.spot_of(clash.kept.row);
        let (kept, refused) = (clash.kept.amount, clash.refused.amount);
        let reason = Said::both(
            format!("同一数据项、单位和报告期已在 {first} 填过 {kept}，这里是 {refused}"),
            format!(
                "item, org and period were given already at {first} with {kept}, here it is {refused}"
            ),
        );
        let fields = vec![
            item.name.clone(),
            org.name.clone(),
            clash.refused.period.to_string(),
            refused.to_string(),
            item.unit.to_string(),
            clash.refused.status.word().to_owned(),
            String::new(),
            String::new(),
        ];
        let spot = self.spot_of(clash.refused.row);
        self.receipt.accepted -= 1;
        self.receipt.rejected.push(RejectedRow {
            spot,
            fields,
            reasons: vec![Reason { column: "value", said: reason }],
        });
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

/// Files in their order, rows by number and not by the letters of their digits.
fn natural(spot: &Spot) -> (String, String, u32) {
    let row = spot.row.clone().unwrap_or_default();
    let (sheet, line) = row.rsplit_once('!').unwrap_or(("", row.as_str()));
    (spot.file.clone(), sheet.to_owned(), line.parse().unwrap_or(0))
}
