//! Corrections over what was read: applied where what was read is what they expect.

use crate::office::Correction;
use crate::plan::Reading;
use crate::record::{FieldFault, Fields, Record};
use crate::say::{Lang, Say};
use crate::tell;

/// A correction that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionFault {
    /// Its index among the corrections.
    pub index: usize,
    /// File, key and column.
    pub key: String,
    /// Why.
    pub kind: CorrectionFaultKind,
}

/// Why a correction cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorrectionFaultKind {
    /// There is no such file in `document/`.
    NoFile,
    /// The file has no such row; the key of its first row, if it has one.
    NoRow(Option<String>),
    /// The row has no such column.
    NoColumn,
    /// What was read is not what the correction expects.
    Changed {
        /// What it expects.
        was: String,
        /// What is read now.
        now: String,
    },
    /// What it puts there cannot stand there.
    Unfit(String, String),
}

impl Say for CorrectionFault {
    fn say(&self, lang: Lang) -> String {
        let key = &self.key;
        match &self.kind {
            CorrectionFaultKind::NoFile => {
                tell!(
                    lang,
                    "更正 {key}：没有这个文件",
                    "correction of {key}: there is no such file"
                )
            }
            CorrectionFaultKind::NoRow(first) => {
                let first = first.as_deref().unwrap_or("—");
                tell!(
                    lang,
                    "更正 {key}：没有这一行，键的写法如“{first}”",
                    "correction of {key}: there is no such row; a key is written as `{first}`"
                )
            }
            CorrectionFaultKind::NoColumn => {
                tell!(
                    lang,
                    "更正 {key}：没有这一列",
                    "correction of {key}: there is no such column"
                )
            }
            CorrectionFaultKind::Changed { was, now } => tell!(
                lang,
                "更正 {key}：原文应为“{was}”，现在读到“{now}”，请核对后改写更正",
                "correction of {key}: it expects “{was}”, but “{now}” is read now; look at it and write it anew"
            ),
            CorrectionFaultKind::Unfit(zh, en) => {
                tell!(lang, "更正 {key}：{zh}", "correction of {key}: {en}")
            }
        }
    }
}

/// The reading with every correction applied.
///
/// # Errors
/// All corrections that cannot be applied; then none is.
pub fn corrected(
    reading: &Reading,
    corrections: &[Correction],
) -> Result<Reading, Vec<CorrectionFault>> {
    let mut reading = reading.clone();
    let mut faults = Vec::new();
    for (index, correction) in corrections.iter().enumerate() {
        let applied = match correction.file.trim_end_matches(".csv") {
            "outline" => apply(&mut reading.outline, correction),
            "indicators" => apply(&mut reading.indicators, correction),
            "cells" => apply(&mut reading.cells, correction),
            "targets" => apply(&mut reading.targets, correction),
            "measures" => apply(&mut reading.measures, correction),
            "promises" => apply(&mut reading.promises, correction),
            "tasks" => apply(&mut reading.tasks, correction),
            "projects" => apply(&mut reading.projects, correction),
            "duties" => apply(&mut reading.duties, correction),
            "orgs" => apply(&mut reading.orgs, correction),
            _ => Err(CorrectionFaultKind::NoFile),
        };
        if let Err(kind) = applied {
            let key = format!("{}/{}/{}", correction.file, correction.key, correction.column);
            faults.push(CorrectionFault { index, key, kind });
        }
    }
    if faults.is_empty() { Ok(reading) } else { Err(faults) }
}

fn apply<R: Record>(rows: &mut [R], correction: &Correction) -> Result<(), CorrectionFaultKind> {
    // The parts of a key may stand apart by a slash, as in an address.
    let plain = |key: &str| key.replace('/', " ");
    let wanted = plain(&correction.key);
    let Some(at) = rows.iter().position(|row| plain(&row.key()) == wanted) else {
        return Err(CorrectionFaultKind::NoRow(rows.first().map(R::key)));
    };
    let row = &mut rows[at];
    let column = R::COLUMNS.iter().position(|column| *column == correction.column);
    let column = column.ok_or(CorrectionFaultKind::NoColumn)?;
    let mut values = row.fields();
    if values[column] != correction.was {
        let now = values.swap_remove(column);
        return Err(CorrectionFaultKind::Changed { was: correction.was.clone(), now });
    }
    values[column].clone_from(&correction.is);
    let pairs: Vec<(&str, &str)> =
        R::COLUMNS.iter().copied().zip(values.iter().map(String::as_str)).collect();
    let mut fields = Fields::new(&pairs);
    let mended = R::read(&mut fields);
    match fields.faults().as_slice() {
        [] => {
            *row = mended;
            Ok(())
        }
        [FieldFault { kind, .. }, ..] => {
            Err(CorrectionFaultKind::Unfit(kind.say(Lang::Zh), kind.say(Lang::En)))
        }
    }
}
