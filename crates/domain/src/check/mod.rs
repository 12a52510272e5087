//! What is missing or contradictory in a pack, found by rule.
//!
//! A rule is one row of [`RULES`]: an id, how grave it is, and a function of the pack. Nothing here
//! knows a plan by name.

mod counts;
mod document;
mod office;
mod plan;

pub use counts::{StatedCount, stated_counts};

use crate::pack::Pack;
use crate::record::{Record, Said};
use crate::say::{Lang, Say};
use crate::tell;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// The pack cannot be used like this.
    Error,
    /// The plan says two things about one.
    Discrepancy,
    /// Someone has to decide or add something.
    Open,
}

impl Gravity {
    /// All of them with the words that data use.
    pub const TABLE: [(&str, Self); 3] =
        [("error", Self::Error), ("discrepancy", Self::Discrepancy), ("open", Self::Open)];
}

impl Say for Gravity {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Error => tell!(lang, "错误", "error"),
            Self::Discrepancy => tell!(lang, "出入", "discrepancy"),
            Self::Open => tell!(lang, "待办", "open"),
        }
    }
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How grave it is.
    pub gravity: Gravity,
    /// What it is about: `indicator/18`, `org/县生态环境局`.
    pub subject: String,
    /// The field of the pack's files that has to change, where it is one.
    pub field: Option<Field>,
    /// What was found.
    pub said: Said,
}

/// A field of a file of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The folder: `document` or `office`.
    pub folder: &'static str,
    /// The file, without its ending.
    pub file: &'static str,
    /// The row, counted from nought and without the head.
    pub row: usize,
    /// The column.
    pub column: &'static str,
}

/// What a rule adds its findings to.
pub(crate) struct Findings {
    rule: &'static str,
    gravity: Gravity,
    found: Vec<Finding>,
}

impl Findings {
    pub(crate) fn add(&mut self, subject: impl Into<String>, said: Said) {
        let Self { rule, gravity, .. } = self;
        let subject = subject.into();
        self.found.push(Finding { rule, gravity: *gravity, subject, field: None, said });
    }

    /// Something that is wrong with a field of the office's files.
    pub(crate) fn add_at<R: Record>(
        &mut self,
        row: usize,
        column: &'static str,
        subject: String,
        said: Said,
    ) {
        self.add_in(Field { folder: "office", file: R::FILE, row, column }, subject, said);
    }

    /// Something that is wrong with a field of what was read.
    pub(crate) fn add_in_document<R: Record>(
        &mut self,
        row: usize,
        column: &'static str,
        subject: String,
        said: Said,
    ) {
        self.add_in(Field { folder: "document", file: R::FILE, row, column }, subject, said);
    }

    fn add_in(&mut self, field: Field, subject: String, said: Said) {
        let Self { rule, gravity, .. } = self;
        let field = Some(field);
        self.found.push(Finding { rule, gravity: *gravity, subject, field, said });
    }
}

/// A rule over a pack.
type Rule = (&'static str, Gravity, fn(&Pack, &mut Findings));

/// All rules, in the order in which their findings are told.
const RULES: &[Rule] = &[
    ("formula", Gravity::Error, office::formulas),
    ("formula-percentage", Gravity::Error, office::percentages),
    ("item-circle", Gravity::Error, office::circles),
    ("item-org", Gravity::Error, office::item_orgs),
    ("definition-indicator", Gravity::Error, office::definition_indicators),
    ("definition-since", Gravity::Error, office::definition_years),
    ("link-subject", Gravity::Error, office::link_subjects),
    ("key-twice", Gravity::Error, office::keys),
    ("no-twice", Gravity::Error, document::numbers),
    ("cell-twice", Gravity::Error, document::cells),
    ("cell-indicator", Gravity::Error, document::cell_indicators),
    ("cell-target", Gravity::Discrepancy, document::cell_targets),
    ("figure-differs", Gravity::Discrepancy, plan::figures),
    ("side-differs", Gravity::Discrepancy, plan::sides),
    ("measure-differs", Gravity::Discrepancy, plan::measures_of_area),
    ("trend-against-cells", Gravity::Discrepancy, plan::trends),
    ("target-behind-actual", Gravity::Discrepancy, plan::targets_behind),
    ("count-differs", Gravity::Discrepancy, counts::counts),
    ("name-twice", Gravity::Discrepancy, plan::names),
    ("org-once", Gravity::Discrepancy, plan::lone_orgs),
    ("undefined", Gravity::Open, office::undefined),
    ("direction", Gravity::Open, office::directions),
    ("decimals", Gravity::Open, office::decimals),
    ("org-unknown", Gravity::Open, office::unknown_orgs),
    ("org-unassigned", Gravity::Open, office::unassigned),
    ("unread", Gravity::Open, plan::unread),
];

/// Everything that the rules find in a pack.
pub fn check(pack: &Pack) -> Vec<Finding> {
    let found = RULES.iter().flat_map(|(rule, gravity, function)| {
        let mut findings = Findings { rule, gravity: *gravity, found: Vec::new() };
        function(pack, &mut findings);
        findings.found
    });
    found.collect()
}
