//! A line of an amendment: one field that a later document makes another, from a day on.

use jiff::civil::Date;

use super::Correction;
use crate::record::{FieldFaultKind, Fields, Record, Said};

/// One field of the plan that is another from a day on. The lines of one document have one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendmentLine {
    /// Which document, counted from 1 in the order in which they were entered.
    pub no: u32,
    /// From which day.
    pub effective_on: Date,
    /// The document's title and number.
    pub title: String,
    /// What is changed, expected against the plan as the documents before it left it.
    pub change: Correction,
}

impl AmendmentLine {
    /// The lines of each document with their indexes, in the order of the documents.
    pub fn documents(lines: &[Self]) -> Vec<Vec<(usize, &Self)>> {
        let mut lines: Vec<(usize, &Self)> = lines.iter().enumerate().collect();
        lines.sort_by_key(|(_, line)| line.no);
        lines.chunk_by(|(_, one), (_, other)| one.no == other.no).map(<[_]>::to_vec).collect()
    }
}

impl Record for AmendmentLine {
    const FILE: &'static str = "amendments";
    const COLUMNS: &'static [&'static str] =
        &["no", "effective_on", "title", "file", "key", "column", "was", "is", "why"];

    fn fields(&self) -> Vec<String> {
        let mut fields =
            vec![self.no.to_string(), self.effective_on.to_string(), self.title.clone()];
        fields.extend(self.change.fields());
        fields
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        let day = fields.text("effective_on");
        let effective_on = day.trim().parse().unwrap_or_else(|_| {
            let said = Said::both(
                format!("“{day}”不是日期，写成 2025-03-01 的样子"),
                format!("`{day}` is no day, write it as 2025-03-01"),
            );
            fields.fault("effective_on", FieldFaultKind::Other(Box::new(said)));
            Date::MAX
        });
        Self {
            no: fields.whole("no"),
            effective_on,
            title: fields.required("title"),
            change: Correction::read(fields),
        }
    }

    fn key(&self) -> String {
        format!("{} {}", self.no, self.change.key())
    }
}
