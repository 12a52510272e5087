//! Who asks, when, in which language, and what they may do.

use std::sync::Arc;

use domain::Lang;
use domain::access::{Action, Reach, Role, reach};
use jiff::civil::Date;

use crate::instant::Instant;
use crate::refused::Refused;

/// The actor of what nobody signed in does: setting up, a timer.
pub(crate) const SYSTEM: &str = "system";

/// A user as far as permissions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The account's id.
    pub id: String,
    /// The name to sign in with.
    pub login: String,
    /// What the user is.
    pub role: Role,
    /// The keys of the user's orgs.
    pub orgs: Vec<String>,
}

/// What every call of the engine is given.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who asks; nobody for the program itself.
    pub who: Option<Arc<Who>>,
    /// The language of the answer.
    pub lang: Lang,
    /// When.
    pub now: Instant,
    /// The request's id, for the log.
    pub request: String,
}

/// A permission that was asked for and given. Functions that change something need one, so that a
/// forgotten question does not compile.
#[derive(Debug)]
pub struct Permit {
    action: Action,
}

/// What a permission is asked for.
#[derive(Debug, Clone, Copy)]
pub enum On<'a> {
    /// The district as a whole.
    District,
    /// An org, by its key.
    Org(&'a str),
    /// Something that several orgs have a part in.
    Orgs(&'a [String]),
}

impl Context {
    /// The program itself, acting for nobody.
    pub fn system(now: Instant) -> Self {
        Self { who: None, lang: Lang::Zh, now, request: String::new() }
    }

    /// The actor as the journal has it.
    pub fn actor(&self) -> &str {
        self.who.as_ref().map_or(SYSTEM, |who| who.id.as_str())
    }

    /// Today in Beijing.
    pub fn today(&self) -> Date {
        self.now.day()
    }

    /// Asks whether this may be done. What reaches only to other orgs is hidden, not denied: nobody
    /// learns that it is there.
    ///
    /// # Errors
    /// [`Refused::Denied`] where the role never does it, [`Refused::Hidden`] where it is not
    /// theirs.
    pub fn authorize(&self, action: Action, on: On<'_>) -> Result<Permit, Refused> {
        let Some(who) = &self.who else { return Ok(Permit { action }) };
        let is_own = |org: &str| who.orgs.iter().any(|own| own == org);
        match (reach(who.role, action), on) {
            (Reach::All, _) => Ok(Permit { action }),
            (Reach::Own, On::Org(org)) if is_own(org) => Ok(Permit { action }),
            (Reach::Own, On::Orgs(orgs)) if orgs.iter().any(|org| is_own(org)) => {
                Ok(Permit { action })
            }
            (Reach::Own, On::District) | (Reach::None, _) => Err(Refused::Denied),
            (Reach::Own, _) => Err(Refused::Hidden),
        }
    }

    /// Whether this may be done.
    pub fn may(&self, action: Action, on: On<'_>) -> bool {
        self.authorize(action, on).is_ok()
    }
}

impl Permit {
    /// What was permitted.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Whether an act of this kind may be written with it. Evidence may come along with whatever it
    /// proves.
    pub(crate) fn covers(&self, action: Action) -> bool {
        use Action::{
            DecisionMake, EvidenceAdd, ExplanationWrite, PlanEdit, ReportWrite, ValueFile,
        };
        let brings = [DecisionMake, ExplanationWrite, PlanEdit, ReportWrite, ValueFile];
        action == self.action || (action == EvidenceAdd && brings.contains(&self.action))
    }
}
