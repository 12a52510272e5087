//! A district in a folder of its own, with the shipped plan's orgs and users of every role.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::Arc;

use domain::access::Role;
use wufei_engine::{Context, Engine, Instant, Place, User, UserForm, Who};

/// The plan that the tests work with.
pub(crate) const PLAN: &str = "tianqiao-2023-2025";
/// The day on which the district's clock stands.
pub(crate) const DAY: &str = "2025-10-20";

/// The users: login, role, orgs.
pub(crate) const USERS: &[(&str, Role, &[&str])] = &[
    ("office", Role::Office, &["zero-waste-office"]),
    ("industry-clerk", Role::Bureau, &["industry"]),
    ("industry-head", Role::Bureau, &["industry"]),
    ("street-clerk", Role::Street, &["street-sangzidian"]),
    ("leader", Role::Leader, &[]),
    ("auditor", Role::Auditor, &[]),
    ("admin", Role::Administrator, &[]),
];

/// A time of the day that goes on a second with each question.
pub(crate) struct Time(Cell<i64>);

impl Time {
    pub(crate) fn new() -> Self {
        Self(Cell::new(0))
    }

    pub(crate) fn now(&self) -> Instant {
        let seconds = self.0.get() + 1;
        self.0.set(seconds);
        let start: Instant = format!("{DAY}T01:00:00.000Z").parse().expect("an instant");
        start.after_seconds(seconds)
    }

    /// The program itself.
    pub(crate) fn system(&self) -> Context {
        Context::system(self.now())
    }

    /// A user.
    pub(crate) fn of(&self, user: &User) -> Context {
        let User { id, login, role, orgs, .. } = user.clone();
        let who = Arc::new(Who { id, login, role, orgs });
        Context { who: Some(who), ..self.system() }
    }
}

/// The shipped pack.
pub(crate) fn pack_folder() -> PathBuf {
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    own.join("../../plans").join(PLAN)
}

/// A fresh district.
pub(crate) async fn fresh(place: &Place) -> Engine {
    Engine::make(place, Some(DAY.parse().expect("a day"))).await.expect("a district is made")
}

/// What a user's account needs.
pub(crate) fn user_form((login, role, orgs): &(&str, Role, &[&str])) -> UserForm {
    UserForm {
        login: (*login).to_owned(),
        name: format!("示例{login}"),
        mail: String::new(),
        role: Some(*role),
        orgs: orgs.iter().map(|org| (*org).to_owned()).collect(),
    }
}

/// A picture, as far as the checks look.
pub(crate) fn picture(mark: &str) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(mark.as_bytes());
    bytes.extend(b"IEND");
    bytes
}
