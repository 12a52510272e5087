//! The users of the demonstration: two for each org that files, one for each other role.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Lang;
use domain::access::Role;
use domain::pack::Pack;
use domain::plan::OrgKind;
use engine::{Context, Engine, Instant, Refused, UserForm, Who};

use super::Login;

/// The office of the shipped pack.
const OFFICE: &str = "zero-waste-office";

/// Users by login.
pub(crate) struct People {
    who: BTreeMap<String, Arc<Who>>,
}

impl People {
    pub(super) async fn add(engine: &Engine, pack: &Pack, now: Instant) -> Result<Self, Refused> {
        let ctx = Context::system(now);
        let mut wanted: Vec<(String, Role, Vec<String>)> = vec![
            ("示例管理员".to_owned(), Role::Administrator, Vec::new()),
            ("示例领导".to_owned(), Role::Leader, Vec::new()),
            ("示例审计员".to_owned(), Role::Auditor, Vec::new()),
        ];
        for org in &pack.office.orgs {
            let role = match org.kind {
                OrgKind::Street => Role::Street,
                OrgKind::Office if org.key == OFFICE => Role::Office,
                OrgKind::Office | OrgKind::External => Role::Bureau,
                _ => continue,
            };
            for no in 1..=2 {
                wanted.push((format!("{}-{no}", org.key), role, vec![org.key.clone()]));
            }
        }
        for (login, role, orgs) in &wanted {
            let form = UserForm {
                login: login.clone(),
                name: format!("示例用户（{}）", if orgs.is_empty() { "区级" } else { "单位" }),
                role: Some(*role),
                orgs: orgs.clone(),
                ..UserForm::default()
            };
            engine.user_add(&ctx, &form).await?;
        }
        let users = engine.user_list(&ctx).await?;
        let who = users.into_iter().map(|user| {
            let engine::User { id, login, role, orgs, .. } = user;
            (login.clone(), Arc::new(Who { id, login, role, orgs }))
        });
        Ok(Self { who: who.collect() })
    }

    /// A user of an org as somebody who asks, at an instant.
    pub(super) fn of(&self, org: &str, no: u8, now: Instant) -> Option<Context> {
        let who = self.who.get(&format!("{org}-{no}"))?.clone();
        Some(Context { who: Some(who), lang: Lang::Zh, now, request: String::new() })
    }

    /// The office.
    pub(super) fn office(&self, now: Instant) -> Context {
        self.of(OFFICE, 1, now).unwrap_or_else(|| Context::system(now))
    }

    /// One-time links for somebody of each role.
    pub(super) async fn logins(&self, engine: &Engine) -> Result<Vec<Login>, Refused> {
        let ctx = Context::system(engine.clock().now());
        let shown = [
            format!("{OFFICE}-1"),
            "ecology-branch-1".to_owned(),
            "agriculture-1".to_owned(),
            "agriculture-2".to_owned(),
            "street-sangzidian-1".to_owned(),
            "示例领导".to_owned(),
            "示例审计员".to_owned(),
            "示例管理员".to_owned(),
        ];
        let mut logins = Vec::new();
        for login in shown {
            let Some(who) = self.who.get(&login) else { continue };
            let token = engine.user_link(&ctx, &who.id).await?;
            let org = who.orgs.first().cloned().unwrap_or_default();
            logins.push(Login { role: who.role.word(), org, name: login, token });
        }
        Ok(logins)
    }
}
