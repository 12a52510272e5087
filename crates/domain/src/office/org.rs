//! An org of the district, under one key.

use crate::plan::OrgKind;
use crate::record::{Fields, Record, word_of};

/// An office, street or enterprise that has duties or files numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Org {
    /// Its key, ASCII.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What kind of org it is.
    pub kind: OrgKind,
    /// Other names that mean it.
    pub aliases: Vec<String>,
    /// The keys of the orgs that a collective stands for.
    pub assigned_to: Vec<String>,
}

impl Record for Org {
    const FILE: &'static str = "orgs";
    const COLUMNS: &'static [&'static str] = &["key", "name", "kind", "aliases", "assigned_to"];

    fn fields(&self) -> Vec<String> {
        vec![
            self.key.clone(),
            self.name.clone(),
            word_of(&OrgKind::TABLE, self.kind).to_owned(),
            self.aliases.join(";"),
            self.assigned_to.join(";"),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            key: fields.required("key"),
            name: fields.required("name"),
            kind: fields.one_of("kind", &OrgKind::TABLE),
            aliases: parts(&fields.text("aliases")),
            assigned_to: parts(&fields.text("assigned_to")),
        }
    }

    fn key(&self) -> String {
        self.key.clone()
    }
}

/// The parts of a list that is written with semicolons.
fn parts(text: &str) -> Vec<String> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
