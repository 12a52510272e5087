//! One org: its duties from all annexes together, what waits for it, how it files, when it was
//! chased; and the office's forms that say who stands behind a name of the plan.

use axum::response::Response;
use domain::access::Action;
use domain::office::Org;
use domain::plan::{DutyRole, OrgKind};
use domain::record::Record as _;
use domain::{Lang, tell};
use engine::{CHANNELS, Chase, On, OrgDuty, OrgPeriod, Refused, Turn, View};
use maud::{Markup, html};

use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{Desk, Path, encoded};
use crate::frame::{frame, years};
use crate::list::exports;
use crate::pages::orgs::{sees, turns_of};
use crate::pages::work::again;
use crate::pages::{duties, org_form, org_lists};
use crate::posted::Posted;
use crate::ui::form::Faults;
use crate::ui::proof::when;
use crate::ui::{turn, word};

/// The address of the form that makes an org out of a name.
const NEW: &str = "new";
const FILE: &str = "office/orgs";

/// `/orgs/{key}`
pub(crate) async fn show(desk: Desk, Path(key): Path<String>) -> Result<Response, Answer> {
    let view = desk.view().await?;
    if key == NEW {
        let asked = org_form::NewOrg::asked(&desk, &view);
        return Ok(answer::page(org_form::new_page(&desk, &view, &asked, &[])?));
    }
    let org = view.catalogue.org(&key).ok_or_else(|| desk.refuse(Refused::Hidden))?;
    Ok(page(&desk, &view, org, &[]).await?.map_or_else(|file| file, answer::page))
}

/// Posting to `/orgs/{key}`
pub(crate) async fn change(
    desk: Desk,
    Path(key): Path<String>,
    posted: Posted,
) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    if !desk.house.first_time(posted.get("form")) {
        return Ok(again(&desk, &desk.link("/orgs")));
    }
    let wanted =
        if key == NEW { org_form::NewOrg::posted(&posted) } else { org_form::NewOrg::default() };
    let row = match (key.as_str(), posted.get("do")) {
        (NEW, _) => wanted.org(&view),
        (_, "assign") => assigned(&desk, &view, &key, &posted),
        _ => Err(Refused::Hidden),
    };
    let why = posted.get("why").trim();
    let done = match row {
        Ok(org) => {
            let place = (view.plan.id.as_str(), FILE);
            let set = desk.engine().office_row_set(&desk.ctx, place, org.fields(), why).await;
            set.map(|()| org.key)
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(own) => {
            desk.house.note(
                &desk.session,
                tell!(
                    desk.lang,
                    "已落实，责任清单随之更新。",
                    "Assigned; the lists of duties follow."
                ),
            );
            Ok(answer::go(&desk.link(&format!("/orgs/{}", encoded(&own)))))
        }
        Err(refused @ (Refused::Wrong(_) | Refused::Faulty(_))) => {
            let faults = wrong_fields(&refused, desk.lang);
            let status = status_of(&refused);
            let page = match view.catalogue.org(&key) {
                Some(org) => page(&desk, &view, org, &faults).await?,
                None => Ok(org_form::new_page(&desk, &view, &wanted, &faults)?),
            };
            Ok(page.map_or_else(|file| file, |page| with_status(status, page)))
        }
        Err(refused) => Err(desk.refuse(refused)),
    }
}

/// A collective with the members that were chosen.
fn assigned(desk: &Desk, view: &View, key: &str, posted: &Posted) -> Result<Org, Refused> {
    desk.ctx.authorize(Action::PlanEdit, On::District)?;
    let org = view.catalogue.org(key).filter(|org| org.kind == OrgKind::Collective);
    let mut org = org.cloned().ok_or(Refused::Hidden)?;
    let known =
        |key: &str| view.catalogue.org(key).is_some_and(|own| own.kind != OrgKind::Collective);
    org.assigned_to = posted.all("member").filter(|key| known(key)).map(str::to_owned).collect();
    if org.assigned_to.is_empty() {
        return Err(Refused::field("member", "请至少选择一个单位", "choose at least one org"));
    }
    Ok(org)
}

/// The page; or the file of one of its lists, where that is asked for.
async fn page(
    desk: &Desk,
    view: &View,
    org: &Org,
    faults: &Faults,
) -> Result<Result<Markup, Response>, Answer> {
    let engine = desk.engine();
    let refuse = |refused| desk.refuse(refused);
    let works = engine.work_rows(&desk.ctx, view).await.map_err(refuse)?;
    let all = view.catalogue.duties_by_org();
    let own = all.get(org.key.as_str()).map_or(&[][..], Vec::as_slice);
    let may_see = sees(desk, &org.key);
    let (turns, periods, chases) = if may_see {
        let chased = engine.chase_list(&desk.ctx, &view.plan.id, Some(&org.key)).await;
        (
            desk.turns(view).await?,
            engine.org_filing(&desk.ctx, view, &org.key).await.map_err(refuse)?,
            chased.map_err(refuse)?,
        )
    } else {
        Default::default()
    };
    let turns = turns_of(&turns, &org.key);
    let lang = desk.lang;
    let is_collective = org.kind == OrgKind::Collective;
    let about = duties::About { view, works: &works };
    let lists = org_lists::lists(desk, (org, own, &about), &periods, &chases);
    let lists = match lists {
        Ok(lists) => lists,
        Err(file) => return Ok(Err(*file)),
    };
    let body = html! {
        div.head {
            div {
                p.crumb { a href=(desk.link("/orgs")) { (tell!(lang, "单位与责任", "Orgs and duties")) } span { "›" } span { (word::org_kind(org.kind, lang)) } }
                h1 lang="zh" { (org.name) }
                p.lead { (lead(desk, own, &turns, &periods)) }
            }
            (years(desk, view))
            button.btn type="button" data-print="" hidden { (tell!(lang, "打印责任清单", "Print the duties")) }
        }
        div.cols.two {
            div { (duties::duties(desk, &about, lists, &org.name)) }
            div {
                @if is_collective { (org_form::members(desk, view, org, faults)) }
                (names(desk, view, org))
                @if may_see && !is_collective {
                    (turns_part(desk, view, &turns))
                    (filing_part(desk, org, view, &periods))
                    (chase_part(&chases, org, desk))
                }
            }
        }
    };
    Ok(Ok(frame(desk, view, &org.name, body)))
}

/// What it has to do with, what waits, what is missing.
fn lead(desk: &Desk, own: &[OrgDuty], turns: &[&Turn], periods: &[OrgPeriod]) -> Markup {
    let lang = desk.lang;
    let roles = [
        DutyRole::Lead,
        DutyRole::Responsible,
        DutyRole::Owner,
        DutyRole::Implementer,
        DutyRole::Support,
        DutyRole::Source,
        DutyRole::Implied,
    ];
    let counts = roles.iter().map(|role| (*role, own.iter().filter(|d| d.role == *role).count()));
    let counts = counts.filter(|(_, count)| *count > 0).map(|(role, count)| {
        let role = word::role(role, lang);
        tell!(lang, "{role} {count} 项", "{count} as {role}")
    });
    let counts: Vec<String> = counts.collect();
    let (late, returned): (usize, usize) =
        (periods.iter().map(|p| p.late).sum(), periods.iter().map(|p| p.returned).sum());
    html! {
        @if counts.is_empty() { (tell!(lang, "方案没有给它责任", "The plan gives it no duty")) }
        @else { b { (counts.join(if lang == Lang::Zh { "，" } else { ", " })) } }
        @if !turns.is_empty() {
            (tell!(lang, "；现有 ", "; ")) b.late { (tell!(lang, "{} 件", "{}", turns.len())) } (tell!(lang, "等着办", " things wait"))
        }
        @if late + returned > 0 {
            (tell!(lang, "；本年迟报 {late} 个数，被退回 {returned} 次", "; {late} numbers late this year, {returned} came back"))
        }
        (tell!(lang, "。", "."))
    }
}

/// Other names of it, and the collectives that it stands behind.
fn names(desk: &Desk, view: &View, org: &Org) -> Markup {
    let lang = desk.lang;
    let collectives = view.catalogue.collectives_of(&org.key);
    html! {
        @if !collectives.is_empty() || !org.aliases.is_empty() {
            section.sheet {
                header { h2 { (tell!(lang, "方案里的名称", "Names in the plan")) } }
                dl.facts.tall {
                    @if !org.aliases.is_empty() {
                        dt { (tell!(lang, "也写作", "also written")) }
                        dd lang="zh" { (org.aliases.join("、")) }
                    }
                    @if !collectives.is_empty() {
                        dt { (tell!(lang, "包含在", "is one of")) }
                        dd lang="zh" {
                            @for (index, own) in collectives.iter().enumerate() {
                                @if index > 0 { "、" }
                                a href=(desk.link(&format!("/orgs/{}", own.key))) { (own.name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn turns_part(desk: &Desk, view: &View, turns: &[&Turn]) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet.noprint {
            header { h2 { (tell!(lang, "该办的事", "What waits for it")) } }
            @if turns.is_empty() { p.empty { (tell!(lang, "没有等着办的事。", "Nothing waits.")) } }
            @else { (turn::told(turns, view, &desk.query, lang)) }
        }
    }
}

fn filing_part(desk: &Desk, org: &Org, view: &View, periods: &[OrgPeriod]) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet.noprint {
            header {
                h2 { (tell!(lang, "填报记录", "Filing record")) }
                span.small { (view.year) }
                @if !periods.is_empty() { span.more { (exports(desk, &[org_lists::FILING], &tell!(lang, "填报记录", "filing record"))) } }
            }
            @if periods.is_empty() {
                p.empty { (tell!(lang, "没有要它填报的数据项。", "It has no numbers to file.")) }
            } @else {
                ul.lines { @for own in periods { (period_line(desk, org, view, own)) } }
            }
        }
    }
}

fn period_line(desk: &Desk, org: &Org, view: &View, own: &OrgPeriod) -> Markup {
    let lang = desk.lang;
    let missing = own.asked.saturating_sub(own.filed);
    let is_due = own.due.is_some_and(|due| due < view.as_of);
    let address = format!("/filing/{}/{}", encoded(&org.key), encoded(&own.period.to_string()));
    let mut parts = Vec::new();
    if let Some(due) = own.due {
        parts.push(tell!(lang, "{due} 到期", "due {due}"));
    }
    for (count, zh, en) in [
        (own.confirmed, "已确认", "confirmed"),
        (own.late, "迟报", "late"),
        (own.returned, "退回", "came back"),
    ] {
        if count > 0 {
            parts.push(if lang == Lang::Zh {
                format!("{zh} {count}")
            } else {
                format!("{count} {en}")
            });
        }
    }
    html! {
        li {
            a href=(desk.link(&address)) aria-label=(tell!(lang, "{} 的填报", "filing of {}", own.period)) { (own.period) }
            span.r.late[is_due && missing > 0] {
                (own.filed) " / " (own.asked)
                @if is_due && missing > 0 { (tell!(lang, "，缺 {missing}", ", {missing} missing")) }
            }
            span.sub { (parts.join(" · ")) }
        }
    }
}

fn chase_part(chases: &[Chase], org: &Org, desk: &Desk) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet.noprint {
            header {
                h2 { (tell!(lang, "催办记录", "Reminders")) }
                span.small { (tell!(lang, "{} 次", "{}", chases.len())) }
                @if !chases.is_empty() { span.more { (exports(desk, &[org_lists::CHASES], &tell!(lang, "催办记录", "reminders"))) } }
                @if desk.may(Action::ChaseWrite, On::District) {
                    a.more href=(desk.link(&format!("/turns?org={}", org.key))) { (tell!(lang, "去催办", "remind")) }
                }
            }
            @if chases.is_empty() { p.empty { (tell!(lang, "还没有催办过。", "It was never reminded.")) } }
            @else { ul.lines { @for chase in chases { (chase_line(chase, None, lang)) } } }
        }
    }
}

/// A reminder: how, who, when, about what.
pub(crate) fn chase_line(chase: &Chase, org: Option<Markup>, lang: Lang) -> Markup {
    html! {
        li {
            span { @if let Some(org) = org { (org) " · " } (channel(&chase.channel, lang)) }
            span.r.small { (when(&chase.chased_at)) }
            span.sub { span lang="zh" { (chase.about) } " · " (chase.chased_by) }
        }
    }
}

/// How somebody was reminded, in words.
pub(crate) fn channel(word: &str, lang: Lang) -> String {
    let found = CHANNELS.iter().find(|(own, ..)| *own == word);
    let told = found.map_or(word, |(_, zh, en)| if lang == Lang::Zh { zh } else { en });
    told.to_owned()
}
