//! The plan as its document states it: the rows of a pack's `document/` folder.
//!
//! Every row was read from the document and points at its line; nothing here is interpreted further
//! than [`crate::target`] types a cell.

mod duty;
mod indicator;
mod measure;
mod org;
mod outline;
mod project;
mod promise;
mod task;
mod year_cell;

pub use duty::{Duty, DutyRole, SubjectKind};
pub use indicator::Indicator;
pub use measure::Measure;
pub use org::{OrgKind, OrgMention};
pub use outline::{OutlineKind, OutlineLine, UnreadLine};
pub use project::Project;
pub use promise::{Promise, PromiseKind};
pub use task::Task;
pub use year_cell::{CellRole, TargetRow, YearCell};

/// All that a document was read into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The whole text, line by line.
    pub outline: Vec<OutlineLine>,
    /// The indicators in the plan's order.
    pub indicators: Vec<Indicator>,
    /// Every year's cell of every indicator as it stands.
    pub cells: Vec<YearCell>,
    /// The typed meaning of every target cell.
    pub targets: Vec<TargetRow>,
    /// Clauses of the text that name their own orgs.
    pub measures: Vec<Measure>,
    /// Figures and named places promised outside the table.
    pub promises: Vec<Promise>,
    /// The annexed list of tasks.
    pub tasks: Vec<Task>,
    /// The annexed list of projects.
    pub projects: Vec<Project>,
    /// Who has to do with what.
    pub duties: Vec<Duty>,
    /// The orgs that the plan names.
    pub orgs: Vec<OrgMention>,
    /// What could not be placed.
    pub unread: Vec<UnreadLine>,
}

/// What a plan says of itself: a pack's `plan.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanHead {
    /// The pack's name, ASCII.
    pub id: String,
    /// The plan's title.
    pub title: String,
    /// The number of the document that issued it.
    pub document_number: String,
    /// The region it is for.
    pub region: String,
    /// The year it is compared with.
    pub base_year: Option<i16>,
    /// The years that have targets.
    pub target_years: Vec<i16>,
    /// The day that the pack's example is to be looked at.
    pub example_as_of: Option<jiff::civil::Date>,
}

impl PlanHead {
    /// A name for a plan that has none in ASCII: from the years that have targets.
    pub fn id_of_years(&self) -> String {
        let years = &self.target_years;
        match (years.iter().min(), years.iter().max()) {
            (Some(first), Some(last)) => format!("plan-{first}-{last}"),
            _ => "plan".to_owned(),
        }
    }
}
