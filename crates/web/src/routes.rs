//! Every address, what it needs, and who answers: one table. A test walks it with every role.

use std::sync::LazyLock;

use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use domain::access::{Action, Reach, Role, reach};

use crate::assets;
use crate::desk::House;
use crate::pages::{
    account, amendments, corrections, definitions, document, evidence, filing, gallery, indicator,
    indicators, items, journal, links, login, org, orgs, overview, plans, search, sheet_page,
    turns, users, work, works,
};

/// What a request must be permitted before anything else is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the sign-in page and health.
    Nobody,
    /// A session.
    SignIn,
    /// A session whose role may do this.
    Action(Action),
}

/// What the request that is under way needs; each comes with that of its row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needed {
    pub(crate) get: Option<Needs>,
    pub(crate) post: Option<Needs>,
}

impl Needed {
    /// Whether somebody of this role is turned away before anything else is asked.
    pub(crate) fn turns_away(self, role: Role, method: &Method) -> bool {
        let needs = if *method == Method::POST { self.post } else { self.get };
        matches!(needs, Some(Needs::Action(action)) if reach(role, action) == Reach::None)
    }
}

/// A row of the table.
pub struct Route {
    /// The address, with its parts in braces.
    pub path: &'static str,
    /// What reading it needs; `None` where it is only posted to.
    pub get: Option<Needs>,
    /// What posting to it needs.
    pub post: Option<Needs>,
    pub(crate) handlers: MethodRouter<House>,
}

fn read(path: &'static str, needs: Needs, handlers: MethodRouter<House>) -> Route {
    Route { path, get: Some(needs), post: None, handlers }
}

fn write(path: &'static str, needs: Needs, handlers: MethodRouter<House>) -> Route {
    Route { path, get: None, post: Some(needs), handlers }
}

fn both(path: &'static str, get: Needs, post: Needs, handlers: MethodRouter<House>) -> Route {
    Route { path, get: Some(get), post: Some(post), handlers }
}

/// Every address.
pub fn routes() -> Vec<Route> {
    [house(), plan(), numbers(), upkeep()].into_iter().flatten().collect()
}

/// The page at an address; where that is only sent to, the one above it.
pub(crate) fn page_at(address: &str) -> Option<String> {
    static PAGES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        routes().iter().filter(|row| row.get.is_some()).map(|row| row.path).collect()
    });
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
    let is_page = |path: &&str| PAGES.iter().any(|page| fits(page, path));
    [path, above].into_iter().find(is_page).map(|path| format!("{path}{query}"))
}

/// Whether a path is one of an address with its parts in braces.
fn fits(address: &str, path: &str) -> bool {
    let is_same = |(wanted, own): (&str, &str)| wanted == own || wanted.starts_with('{');
    address.matches('/').count() == path.matches('/').count()
        && address.split('/').zip(path.split('/')).all(is_same)
}

/// Signing in, accounts, the journal, the files of the program.
fn house() -> Vec<Route> {
    use Action::{JournalRead, UserEdit};
    use Needs::{Action as May, Nobody, SignIn};
    vec![
        read("/healthz", Nobody, get(login::health)),
        read("/assets/{edition}/{name}", Nobody, get(assets::asset)),
        both("/login", Nobody, Nobody, get(login::show).post(login::sign_in)),
        both("/login/once", Nobody, Nobody, get(login::once).post(login::set_password)),
        write("/logout", SignIn, post(login::sign_out)),
        read("/journal", May(JournalRead), get(journal::show)),
        read("/journal/{seq}", May(JournalRead), get(journal::entry)),
        both("/users", May(UserEdit), May(UserEdit), get(users::show).post(users::add)),
        both("/users/{id}", May(UserEdit), May(UserEdit), get(users::one).post(users::change)),
        both("/account", SignIn, SignIn, get(account::show).post(account::change)),
        read("/ui", SignIn, get(gallery::show)),
    ]
}

/// Where the plan stands, its work, whose turn it is.
fn plan() -> Vec<Route> {
    use Action::{
        ChaseWrite, DecisionMake, EvidenceAdd, ExplanationWrite, PlanEdit, PlanRead, ReportWrite,
    };
    use Needs::{Action as May, SignIn};
    vec![
        // Who sees no plan is led on to what they do.
        read("/", SignIn, get(overview::show)),
        read("/sheet", May(PlanRead), get(sheet_page::show)),
        read("/turns", May(PlanRead), get(turns::show)),
        write("/turns/chase", May(ChaseWrite), post(turns::chase)),
        read("/indicators", May(PlanRead), get(indicators::show)),
        read("/indicators/{no}", May(PlanRead), get(indicator::show)),
        write("/indicators/{no}/explain", May(ExplanationWrite), post(indicator::explain)),
        write("/indicators/{no}/decide", May(DecisionMake), post(indicator::decide)),
        write("/indicators/{no}/evidence", May(EvidenceAdd), post(indicator::evidence)),
        read("/measures", May(PlanRead), get(works::measures)),
        read("/tasks", May(PlanRead), get(works::tasks)),
        read("/projects", May(PlanRead), get(works::projects)),
        read("/promises", May(PlanRead), get(works::promises)),
        read("/measures/{no}", May(PlanRead), get(work::measure)),
        read("/tasks/{system}/{no}", May(PlanRead), get(work::task)),
        read("/projects/{no}", May(PlanRead), get(work::project)),
        read("/promises/{no}", May(PlanRead), get(work::promise)),
        write("/reports", May(ReportWrite), post(work::report)),
        write("/proofs", May(EvidenceAdd), post(work::evidence)),
        read("/orgs", May(PlanRead), get(orgs::show)),
        both("/orgs/{key}", May(PlanRead), May(PlanEdit), get(org::show).post(org::change)),
        read("/search", May(PlanRead), get(search::show)),
    ]
}

/// Filing numbers, and what proves them.
fn numbers() -> Vec<Route> {
    use Action::{EvidenceAdd, PeriodClose, PlanRead, ValueFile, ValueRead};
    use Needs::Action as May;
    vec![
        read("/filing", May(ValueRead), get(filing::home)),
        read("/filing/export", May(ValueRead), get(filing::export)),
        read("/filing/matrix", May(ValueRead), get(filing::matrix)),
        both(
            "/filing/{org}/{period}",
            May(ValueRead),
            May(ValueFile),
            get(filing::show).post(filing::file),
        ),
        write("/filing/{org}/{period}/check", May(ValueFile), post(filing::check)),
        write("/filing/{org}/{period}/draft", May(ValueFile), post(filing::draft)),
        write("/filing/{org}/{period}/move", May(ValueRead), post(filing::move_on)),
        write("/filing/{org}/{period}/evidence", May(EvidenceAdd), post(filing::evidence)),
        read("/filing/{org}/{period}/workbook", May(ValueRead), get(filing::workbook)),
        write("/filing/{org}/{period}/upload", May(ValueFile), post(filing::upload)),
        read("/filing/answered/{id}", May(ValueFile), get(filing::answered)),
        read("/values/{org}/{item}/{period}", May(ValueRead), get(filing::value)),
        write("/periods/close", May(PeriodClose), post(filing::close)),
        write("/periods/open", May(PeriodClose), post(filing::open)),
        read("/evidence/{id}", May(PlanRead), get(evidence::fetch)),
        write("/evidence/{id}/void", May(EvidenceAdd), post(evidence::void)),
    ]
}

/// The plan itself: its text, definitions, amendments, editions.
fn upkeep() -> Vec<Route> {
    use Action::{PlanEdit, PlanRead};
    use Needs::Action as May;
    vec![
        both(
            "/document",
            May(PlanRead),
            May(PlanEdit),
            get(document::show).post(corrections::mend),
        ),
        read("/document/source", May(PlanRead), get(document::source)),
        read("/document/corrections", May(PlanRead), get(corrections::show)),
        read("/definitions", May(PlanRead), get(definitions::show)),
        both(
            "/definitions/{no}",
            May(PlanRead),
            May(PlanEdit),
            get(definitions::one).post(definitions::define),
        ),
        read("/definitions/items", May(PlanRead), get(items::show)),
        both(
            "/definitions/items/{key}",
            May(PlanRead),
            May(PlanEdit),
            get(items::one).post(items::change),
        ),
        both(
            "/definitions/links",
            May(PlanRead),
            May(PlanEdit),
            get(links::show).post(links::change),
        ),
        both(
            "/amendments",
            May(PlanRead),
            May(PlanEdit),
            get(amendments::show).post(amendments::amend),
        ),
        both("/plans", May(PlanRead), May(PlanEdit), get(plans::show).post(plans::import)),
        write("/plans/pack", May(PlanEdit), post(plans::import_pack)),
        write("/plans/read", May(PlanEdit), post(plans::read)),
        write("/plans/current", May(PlanEdit), post(plans::make_current)),
        read("/plans/compare", May(PlanRead), get(plans::compare)),
        read("/plans/export", May(PlanEdit), get(plans::export)),
    ]
}
