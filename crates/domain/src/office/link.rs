//! A link: two subjects of the plan that belong together.

use crate::record::{Fields, Record};

/// That two subjects belong together, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// `task/监管/3`.
    pub subject: String,
    /// `indicator/18`.
    pub other: String,
    /// A user, or `pack` where the names are equal.
    pub confirmed_by: String,
}

impl Record for Link {
    const FILE: &'static str = "links";
    const COLUMNS: &'static [&'static str] = &["subject", "other", "confirmed_by"];

    fn fields(&self) -> Vec<String> {
        vec![self.subject.clone(), self.other.clone(), self.confirmed_by.clone()]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            subject: fields.required("subject"),
            other: fields.required("other"),
            confirmed_by: fields.text("confirmed_by"),
        }
    }

    fn key(&self) -> String {
        format!("{} {}", self.subject, self.other)
    }
}
