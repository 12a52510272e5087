//! An org as the plan names it.

use crate::record::{Fields, Record, word_of};

/// An org that the plan names, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgMention {
    /// As written.
    pub name: String,
    /// What kind of org it seems to be.
    pub kind: OrgKind,
    /// How many duties name it.
    pub mentions: u32,
}

/// The kinds of orgs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrgKind {
    /// A bureau or another public office.
    Office,
    /// A street office or a township government.
    Street,
    /// An enterprise.
    Enterprise,
    /// Several orgs under one name (“县政府有关部门”) that someone must assign.
    Collective,
    /// A region as a body.
    Region,
    /// Someone outside the district's administration.
    External,
}

impl OrgKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 6] = [
        ("office", Self::Office),
        ("street", Self::Street),
        ("enterprise", Self::Enterprise),
        ("collective", Self::Collective),
        ("region", Self::Region),
        ("external", Self::External),
    ];
}

impl Record for OrgMention {
    const FILE: &'static str = "orgs";
    const COLUMNS: &'static [&'static str] = &["name", "kind", "mentions"];

    fn fields(&self) -> Vec<String> {
        let kind = word_of(&OrgKind::TABLE, self.kind).to_owned();
        vec![self.name.clone(), kind, self.mentions.to_string()]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            name: fields.required("name"),
            kind: fields.one_of("kind", &OrgKind::TABLE),
            mentions: fields.whole("mentions"),
        }
    }

    fn key(&self) -> String {
        self.name.clone()
    }
}
