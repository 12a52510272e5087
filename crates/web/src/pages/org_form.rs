//! Who stands behind a name of the plan: the members of a collective, an org for a name that has
//! none. The office says so.

use domain::access::Action;
use domain::office::Org;
use domain::plan::OrgKind;
use domain::{Lang, tell};
use engine::{On, Refused, View};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::Desk;
use crate::frame::frame;
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::word;

/// What the office wants to make of a name.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewOrg {
    name: String,
    /// The key of the org that the name means; blank for a new one.
    same: String,
    key: String,
    kind: String,
}

impl NewOrg {
    /// As the address asks.
    pub(crate) fn asked(desk: &Desk, view: &View) -> Self {
        let count = view.catalogue.pack.office.orgs.len();
        Self {
            name: desk.asked("name").to_owned(),
            same: String::new(),
            key: format!("org-{}", count + 1),
            kind: "office".to_owned(),
        }
    }

    /// As it was sent.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let field = |name: &str| posted.get(name).trim().to_owned();
        Self { name: field("name"), same: field("same"), key: field("key"), kind: field("kind") }
    }

    /// The row of the office's list that it leads to.
    pub(crate) fn org(&self, view: &View) -> Result<Org, Refused> {
        if self.name.is_empty() {
            return Err(Refused::field("name", "请写单位名称", "write the org's name"));
        }
        if !self.same.is_empty() {
            let own = view.catalogue.org(&self.same).cloned();
            let mut own =
                own.ok_or_else(|| Refused::field("same", "没有这个单位", "there is no such org"))?;
            if !own.aliases.contains(&self.name) {
                own.aliases.push(self.name.clone());
            }
            return Ok(own);
        }
        let is_ascii = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.key.is_empty() || self.key == "new" || !self.key.chars().all(is_ascii) {
            return Err(Refused::field(
                "key",
                "代号用小写字母、数字和连字符",
                "small letters, digits and hyphens",
            ));
        }
        if view.catalogue.org(&self.key).is_some() {
            return Err(Refused::field(
                "key",
                "这个代号已经有单位在用",
                "another org has this key",
            ));
        }
        if view.catalogue.org_named(&self.name).is_some() {
            return Err(Refused::field(
                "name",
                "这个名称已经有单位在用",
                "another org has this name",
            ));
        }
        let kind = OrgKind::TABLE.iter().find(|(word, _)| *word == self.kind);
        let (_, kind) =
            kind.ok_or_else(|| Refused::field("kind", "请选择类别", "choose a kind"))?;
        Ok(Org {
            key: self.key.clone(),
            name: self.name.clone(),
            kind: *kind,
            aliases: Vec::new(),
            assigned_to: Vec::new(),
        })
    }
}

/// The page that makes an org of a name.
pub(crate) fn new_page(
    desk: &Desk,
    view: &View,
    wanted: &NewOrg,
    faults: &Faults,
) -> Result<Markup, Answer> {
    let permit = desk.ctx.authorize(Action::PlanEdit, On::District);
    permit.map_err(|refused| desk.refuse(refused))?;
    let lang = desk.lang;
    let title = tell!(lang, "落实单位", "Assign an org");
    let count = view.catalogue.pack.reading.duties.iter().filter(|d| d.org == wanted.name).count();
    let orgs = view.catalogue.pack.office.orgs.iter();
    let same = std::iter::once((
        String::new(),
        tell!(lang, "都不是，是一个新单位", "none, it is a new org"),
    ))
    .chain(orgs.map(|org| (org.key.clone(), org.name.clone())));
    let same: Vec<(String, String)> = same.collect();
    let kinds = OrgKind::TABLE.iter();
    let kinds = kinds.map(|(word, kind)| ((*word).to_owned(), word::org_kind(*kind, lang)));
    let kinds: Vec<(String, String)> = kinds.collect();
    let body = html! {
        div.head { div {
            p.crumb { a href=(desk.link("/orgs")) { (tell!(lang, "单位与责任", "Orgs and duties")) } span { "›" } span { (title) } }
            h1 lang="zh" { (if wanted.name.is_empty() { &title } else { &wanted.name }) }
            p.lead { (tell!(lang, "方案有 {count} 处责任写给这个名称，还没有单位接。它是已有单位的另一种写法，还是一个新单位？", "The plan gives {count} duties to this name, and no org has taken them. Is it another way to write an org, or a new one?")) }
        } }
        section.sheet {
            (form::trouble(faults, lang))
            form.stack method="post" action=(desk.link("/orgs/new")) {
                (form::seal(desk))
                (form::line("name", &tell!(lang, "名称（照方案写法）", "name (as the plan writes it)"), &wanted.name, faults))
                (form::choice("same", &tell!(lang, "就是这个单位", "it is this org"), &same, &wanted.same, faults))
                (form::line("key", &tell!(lang, "新单位的代号（小写字母、数字）", "key of a new org (small letters, digits)"), &wanted.key, faults))
                (form::choice("kind", &tell!(lang, "新单位的类别", "kind of a new org"), &kinds, &wanted.kind, faults))
                (form::line("why", &tell!(lang, "依据（可不填）", "why (may be blank)"), "", &[]))
                p.actions { button.btn.go type="submit" { (tell!(lang, "保存", "Save")) } }
            }
        }
    };
    Ok(frame(desk, view, &title, body))
}

/// The members of a collective, and the form that chooses them.
pub(crate) fn members(desk: &Desk, view: &View, org: &Org, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    let is_open = org.assigned_to.is_empty();
    html! {
        section.sheet id="assign" {
            header { h2 { (tell!(lang, "谁来承担", "Who stands behind it")) } }
            @if is_open {
                p.empty { (tell!(lang, "这是一个统称，还没有落实到单位；落实前，责任都在无废办。", "This is a collective that nobody stands behind; until then it is the office's turn.")) }
            } @else {
                ul.lines { @for key in &org.assigned_to {
                    li { a href=(desk.link(&format!("/orgs/{key}"))) lang="zh" { (view.catalogue.org_name(key)) } }
                } }
            }
            @if may {
                details open[is_open || !faults.is_empty()] {
                    summary { (tell!(lang, "选择成员", "Choose the members")) }
                    (form::trouble(faults, lang))
                    @for (_, said) in faults.iter().filter(|(field, _)| field == "member") { p.say.miss { (said) } }
                    (members_form(desk, view, org, lang))
                }
            }
        }
    }
}

fn members_form(desk: &Desk, view: &View, org: &Org, lang: Lang) -> Markup {
    let kinds = [OrgKind::Office, OrgKind::Street, OrgKind::Enterprise];
    let orgs = &view.catalogue.pack.office.orgs;
    html! {
        form.stack method="post" action=(desk.link(&format!("/orgs/{}#assign", org.key))) {
            (form::seal(desk))
            input type="hidden" name="do" value="assign";
            @for kind in kinds {
                @let own: Vec<&Org> = orgs.iter().filter(|own| own.kind == kind).collect();
                @if !own.is_empty() {
                    fieldset.choices {
                        legend.small { (word::org_kind(kind, lang)) }
                        @for one in own {
                            label {
                                input type="checkbox" name="member" value=(one.key) checked[org.assigned_to.contains(&one.key)];
                                span lang="zh" { (one.name) }
                            }
                        }
                    }
                }
            }
            (form::line("why", &tell!(lang, "依据（可不填）", "why (may be blank)"), "", &[]))
            p.actions { button.btn.go type="submit" { (tell!(lang, "保存成员", "Save the members")) } }
        }
    }
}
