//! An org's user before a plan that does not know the org: after another plan was made the current
//! one. Which plan this is, which plans know the org, and who can help.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::{Lang, tell};
use engine::{PlanLine, View, Wish};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::{Desk, encoded};

/// What is said to somebody whose orgs this plan does not know; nothing to everybody else.
pub(crate) async fn stranger(desk: &Desk, view: &View) -> Result<Option<Markup>, Answer> {
    let is_of_org = matches!(desk.who.role, Role::Bureau | Role::Street);
    let orgs = &desk.who.orgs;
    if !is_of_org || orgs.iter().any(|org| view.catalogue.org(org).is_some()) {
        return Ok(None);
    }
    let (mut names, mut plans) = (BTreeSet::new(), Vec::new());
    for plan in view.plans.iter().filter(|plan| plan.id != view.plan.id) {
        let wish = Wish { plan: Some(plan.id.clone()), as_of: desk.wish.as_of, year: None };
        let other = desk.engine().view(&desk.ctx, &wish).await;
        let other = other.map_err(|refused| desk.refuse(refused))?;
        let known = |org: &String| other.as_ref().and_then(|view| view.catalogue.org(org));
        let own: Vec<String> = orgs.iter().filter_map(known).map(|org| org.name.clone()).collect();
        if !own.is_empty() {
            names.extend(own);
            plans.push(plan);
        }
    }
    let names: Vec<String> =
        if names.is_empty() { orgs.clone() } else { names.into_iter().collect() };
    Ok(Some(draw(desk, view, &names.join("、"), &plans)))
}

fn draw(desk: &Desk, view: &View, names: &str, plans: &[&PlanLine]) -> Markup {
    let lang = desk.lang;
    let is_current = view.plan.is_current;
    html! {
        section.sheet id="stranger" {
            header {
                h2 { (tell!(lang, "这份方案里没有您的单位", "This plan does not know your org")) }
            }
            p {
                @if is_current { (tell!(lang, "现行方案是", "The current plan is ")) }
                @else { (tell!(lang, "您看的方案是", "You are looking at ")) }
                b lang="zh" { "《" (view.plan.title) "》" }
                (tell!(lang, "，里面没有", ". It does not name ")) b lang="zh" { (names) }
                (tell!(lang, "，所以这里没有要填报的数，也没有要办的事。", ", so there is nothing here to file or to do."))
            }
            @if !plans.is_empty() {
                p { (tell!(lang, "您的单位在这些方案里：", "These plans do:")) }
                ul.lines {
                    @for plan in plans {
                        li {
                            a href=(format!("/filing?plan={}", encoded(&plan.id))) lang="zh" { (plan.title) }
                            @if plan.is_current { span.r { (tell!(lang, "现行", "current")) } }
                        }
                    }
                }
            }
            p { (help(lang)) }
        }
    }
}

fn help(lang: Lang) -> String {
    tell!(
        lang,
        "如果单位改了名称，请无废办在“单位与责任”里补上；如果职责移交了，请系统管理员调整您的所属单位。",
        "If the org has another name now, the office adds it among the orgs; if its duties were handed over, the administrator changes the org that you belong to."
    )
}
