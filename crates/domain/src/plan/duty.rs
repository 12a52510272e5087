//! A duty (责任): an org, its role, and what it has to do with.

use crate::record::{Fields, Record, word_of};

/// That an org has a role in a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What kind of subject.
    pub kind: SubjectKind,
    /// Its number: `14`, `监管/3`.
    pub subject: String,
    /// The org's role in it.
    pub role: DutyRole,
    /// The org as the plan writes it.
    pub org: String,
}

/// What a duty is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// An indicator.
    Indicator,
    /// A clause of the text.
    Measure,
    /// An item of the task list.
    Task,
    /// An item of the project list.
    Project,
}

impl SubjectKind {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 4] = [
        ("indicator", Self::Indicator),
        ("measure", Self::Measure),
        ("task", Self::Task),
        ("project", Self::Project),
    ];
}

/// The roles that a plan gives to orgs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyRole {
    /// 数据来源部门: it has the number.
    Source,
    /// 牵头: only where the plan says so.
    Lead,
    /// 责任.
    Responsible,
    /// 配合.
    Support,
    /// Only because a sentence of the text says that it is always included.
    Implied,
    /// 责任主体 of a project.
    Owner,
    /// 实施主体 of a project.
    Implementer,
}

impl DutyRole {
    /// The words of the column.
    pub const TABLE: [(&str, Self); 7] = [
        ("source", Self::Source),
        ("lead", Self::Lead),
        ("responsible", Self::Responsible),
        ("support", Self::Support),
        ("implied", Self::Implied),
        ("owner", Self::Owner),
        ("implementer", Self::Implementer),
    ];
}

impl Record for Duty {
    const FILE: &'static str = "duties";
    const COLUMNS: &'static [&'static str] = &["kind", "subject", "role", "org"];

    fn fields(&self) -> Vec<String> {
        vec![
            word_of(&SubjectKind::TABLE, self.kind).to_owned(),
            self.subject.clone(),
            word_of(&DutyRole::TABLE, self.role).to_owned(),
            self.org.clone(),
        ]
    }

    fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            kind: fields.one_of("kind", &SubjectKind::TABLE),
            subject: fields.required("subject"),
            role: fields.one_of("role", &DutyRole::TABLE),
            org: fields.required("org"),
        }
    }

    fn key(&self) -> String {
        self.fields().join(" ")
    }
}
