//! Whether what a later document changes makes sense: it changes something, in a year that is still
//! to be judged, into what can be judged.

use jiff::civil::{Date, date};

use crate::correct::corrected;
use crate::number::Decimal;
use crate::office::{AmendmentLine, Correction};
use crate::pack::Pack;
use crate::plan::{Reading, TargetRow, YearCell};
use crate::record::{Record, Said};
use crate::target::Target;
use crate::unit::Unit;

/// What is wrong with a pack's amendments, each with the index of its line. Lines that do not meet
/// what they change are told by [`Pack::amended`].
pub fn amendment_faults(pack: &Pack) -> Vec<(usize, Said)> {
    let mut faults = Vec::new();
    let mut reading = pack.reading.clone();
    for document in AmendmentLine::documents(&pack.office.amendments) {
        let first = document[0].1;
        for (index, line) in &document {
            if (line.effective_on, &line.title) != (first.effective_on, &first.title) {
                faults.push((*index, apart(line.no)));
            }
        }
        let changes: Vec<Correction> =
            document.iter().map(|(_, line)| line.change.clone()).collect();
        let (amended, _) = corrected(&reading, &changes);
        for (index, line) in &document {
            let found = fault(&reading, &amended, first.effective_on, &line.change);
            faults.extend(found.map(|said| (*index, said)));
        }
        reading = amended;
    }
    faults
}

fn apart(no: u32) -> Said {
    Said::both(
        format!("同一份文件（no {no}）各行的生效日期和名称要一致"),
        format!("the lines of one document (no {no}) have one day and one title"),
    )
}

fn fault(before: &Reading, after: &Reading, day: Date, change: &Correction) -> Option<Said> {
    if change.was == change.is {
        return Some(Said::both(
            format!("“{}”没有改变", change.is),
            format!("`{}` is what stood there before", change.is),
        ));
    }
    let file = change.file.trim_end_matches(".csv");
    if file != YearCell::FILE && file != TargetRow::FILE {
        return None;
    }
    let key = change.key.replace('/', " ");
    let target = after.targets.iter().find(|row| row.key() == key)?;
    ended(target, day).or_else(|| unread(target)).or_else(|| beyond(before, after, target))
}

/// A year that was over when the document took effect has been judged by what it was promised.
fn ended(target: &TargetRow, day: Date) -> Option<Said> {
    let year = target.year;
    (day > date(year, 12, 31)).then(|| {
        Said::both(
            format!("{year} 年在生效日 {day} 已经结束，目标不能事后调整"),
            format!("{year} was over on {day}, its target cannot be amended afterwards"),
        )
    })
}

/// The plan's own words are shown as they are, but nobody amends a target into words that mean
/// nothing.
fn unread(target: &TargetRow) -> Option<Said> {
    let words = &target.text;
    matches!(target.target, Target::Unread(_)).then(|| {
        Said::both(
            format!("“{words}”不是能判定的目标；写法如 ≥95、40、稳步提高、[80]"),
            format!("“{words}” is no target that can be judged; write ≥95, 40, 稳步提高 or [80]"),
        )
    })
}

/// A share that was at most all of it is not amended to more than all of it.
fn beyond(before: &Reading, after: &Reading, target: &TargetRow) -> Option<Said> {
    let unit = &after.indicators.iter().find(|own| own.no == target.indicator)?.unit;
    let is_share = Unit::parse(unit).is_ok_and(|unit| unit.is_percent());
    let was = before.targets.iter().find(|row| row.key() == target.key())?.target.value()?;
    let is = target.target.value()?;
    (is_share && was <= Decimal::ONE_HUNDRED && is > Decimal::ONE_HUNDRED).then(|| {
        Said::both(
            format!("百分数的目标由 {was} 改为 {is}，超过了 100，请核对"),
            format!("a share of {was} % becomes {is} %, more than all of it: look at it again"),
        )
    })
}
