//! Acts: everything that can change a table, one row of the journal each.

use domain::access::Action;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::{canonical, is_plain};
use super::chain::Entry;
use crate::db::{Conn, DbError};
use crate::{
    amendment, chase, decision, evidence, explanation, office_row, period, plan, user, value, work,
};

/// The version of the bodies that this program writes. Older ones are read for ever.
const VERSION: i64 = 1;
/// Where a body says its version.
const VERSION_KEY: &str = "v";

/// A table of acts: the name in the journal, and what the act holds.
macro_rules! acts {
    ($($name:literal $variant:ident($type:path) by $action:ident => $apply:path;)*) => {
        /// One change.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub(crate) enum Act {
            $(
                #[doc = concat!("`", $name, "`")]
                #[serde(rename = $name)]
                $variant($type),
            )*
        }

        impl Act {
            /// Its name in the journal.
            pub(crate) fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                }
            }

            /// What its writer must have been permitted.
            pub(crate) fn action(&self) -> Action {
                match self {
                    $(Self::$variant(_) => Action::$action,)*
                }
            }

        }

        /// The only code that changes a table of business data.
        pub(crate) async fn apply(
            conn: &mut Conn,
            entry: &Entry,
            act: &Act,
        ) -> Result<(), DbError> {
            match act {
                $(Act::$variant(act) => $apply(conn, entry, act).await,)*
            }
        }
    };
}

acts! {
    "user.added" UserAdded(user::Added) by UserEdit => user::apply_added;
    "user.changed" UserChanged(user::Changed) by UserEdit => user::apply_changed;
    "user.password_set" UserPasswordSet(user::PasswordSet) by AccountOwn => user::apply_password_set;
    "plan.imported" PlanImported(plan::Imported) by PlanEdit => plan::apply_imported;
    "plan.made_current" PlanMadeCurrent(plan::MadeCurrent) by PlanEdit => plan::apply_made_current;
    "office_row.set" OfficeRowSet(office_row::Set) by PlanEdit => office_row::apply_set;
    "office_row.removed" OfficeRowRemoved(office_row::Removed) by PlanEdit => office_row::apply_removed;
    "amendment.added" AmendmentAdded(amendment::Added) by PlanEdit => amendment::apply_added;
    "value.filed" ValueFiled(value::Filed) by ValueFile => value::apply_filed;
    "value.reviewed" ValueReviewed(value::Moved) by ValueReview => value::apply_reviewed;
    "value.confirmed" ValueConfirmed(value::Moved) by ValueConfirm => value::apply_confirmed;
    "value.returned" ValueReturned(value::Moved) by ValueReview => value::apply_returned;
    "value.sent_back" ValueSentBack(value::Moved) by ValueConfirm => value::apply_returned;
    "period.closed" PeriodClosed(period::Closed) by PeriodClose => period::apply_closed;
    "period.opened" PeriodOpened(period::Opened) by PeriodClose => period::apply_opened;
    "explanation.written" ExplanationWritten(explanation::Written) by ExplanationWrite => explanation::apply_written;
    "work.reported" WorkReported(work::Reported) by ReportWrite => work::apply_reported;
    "decision.made" DecisionMade(decision::Made) by DecisionMake => decision::apply_made;
    "evidence.added" EvidenceAdded(evidence::Added) by EvidenceAdd => evidence::apply_added;
    "evidence.voided" EvidenceVoided(evidence::Voided) by EvidenceAdd => evidence::apply_voided;
    "chase.logged" ChaseLogged(chase::Logged) by ChaseWrite => chase::apply_logged;
}

impl Act {
    /// The body of its row.
    pub(crate) fn body(&self) -> String {
        let mut json = serde_json::to_value(self).expect("an act is data");
        if let Value::Object(object) = &mut json {
            // An act may have a version of its own; the body's goes by a name that no act has.
            let taken = object.insert(VERSION_KEY.to_owned(), VERSION.into());
            debug_assert!(taken.is_none(), "a field of an act would be lost");
        }
        debug_assert!(is_plain(&json), "text and integers only: {json}");
        canonical(&json)
    }

    /// The act of a body.
    pub(crate) fn read(body: &str) -> Result<Self, String> {
        let json: Value = serde_json::from_str(body).map_err(|fault| fault.to_string())?;
        let version = json.get(VERSION_KEY).and_then(Value::as_i64).unwrap_or(0);
        if version > VERSION {
            return Err(format!("version {version} of a body is later than this program knows"));
        }
        serde_json::from_value(json).map_err(|fault| fault.to_string())
    }
}
