//! One indicator: its number, the rule that judged it, how it is computed, why it is so, and whose
//! it is.

use std::sync::Arc;

use axum::response::{IntoResponse as _, Response};
use domain::access::Action;
use domain::judge::Verdict;
use domain::plan::{DutyRole, Indicator};
use domain::{Lang, Say, tell};
use engine::{
    Decision, DecisionForm, Evidence, Explanation, ExplanationForm, On, Refused, StatusRow,
    Subject, View,
};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::again::first;
use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{Desk, Path};
use crate::frame::{frame, years};
use crate::posted::Posted;
use crate::ui::chart::{Year, chart};
use crate::ui::{figure, form, proof, state};

use super::indicator_parts::{behind, inputs};

/// What the page shows of an indicator in a year.
struct Shown {
    no: u32,
    orgs: Vec<String>,
    explanations: Arc<Vec<Explanation>>,
    decisions: Arc<Vec<Decision>>,
    evidence: Arc<Vec<Evidence>>,
}

/// `/indicators/{no}`
pub(crate) async fn show(desk: Desk, Path(no): Path<u32>) -> Result<Response, Answer> {
    let view = desk.view().await?;
    Ok(answer::page(draw(&desk, &view, no, &Posted::default(), &[]).await?))
}

/// Posting to `/indicators/{no}/explain`
pub(crate) async fn explain(
    desk: Desk,
    Path(no): Path<u32>,
    posted: Posted,
) -> Result<Response, Answer> {
    first(&desk, &posted, &format!("/indicators/{no}#explain"))?;
    let view = desk.view().await?;
    let form = ExplanationForm {
        version: posted.get("version").parse().unwrap_or(0),
        reason: posted.get("reason").to_owned(),
        measures: posted.get("measures").to_owned(),
        due_on: posted.get("due_on").to_owned(),
        person: posted.get("person").to_owned(),
    };
    let place = (view.plan.id.as_str(), i64::from(no), i64::from(view.year));
    let done = desk.engine().explanation_write(&desk.ctx, place, &form).await;
    let note = tell!(desk.lang, "说明已保存，旧的说明仍可查。", "Saved; earlier ones are kept.");
    finish(&desk, &view, no, &posted, done, (note, "explain")).await
}

/// Posting to `/indicators/{no}/decide`
pub(crate) async fn decide(
    desk: Desk,
    Path(no): Path<u32>,
    posted: Posted,
) -> Result<Response, Answer> {
    first(&desk, &posted, &format!("/indicators/{no}#decide"))?;
    let view = desk.view().await?;
    let form = DecisionForm {
        version: posted.get("version").parse().unwrap_or(0),
        outcome: posted.get("outcome").to_owned(),
        why: posted.get("why").to_owned(),
    };
    let place = (view.plan.id.as_str(), i64::from(no), i64::from(view.year));
    let files = posted.uploads("files");
    let done = desk.engine().decision_make(&desk.ctx, place, &form, &files).await;
    let note = tell!(desk.lang, "评审结论已保存。", "The decision is saved.");
    finish(&desk, &view, no, &posted, done, (note, "decide")).await
}

/// Posting to `/indicators/{no}/evidence`
pub(crate) async fn evidence(
    desk: Desk,
    Path(no): Path<u32>,
    posted: Posted,
) -> Result<Response, Answer> {
    first(&desk, &posted, &format!("/indicators/{no}#evidence"))?;
    let view = desk.view().await?;
    let subject = format!("indicator/{no}/{}", view.year);
    let files = posted.uploads("files");
    let done = desk.engine().evidence_add(&desk.ctx, (&view.plan.id, &subject), &files).await;
    let note = tell!(desk.lang, "佐证已保存。", "The evidence is saved.");
    finish(&desk, &view, no, &posted, done, (note, "evidence")).await
}

/// Back to the page with a note, or the page once more with what is wrong.
async fn finish(
    desk: &Desk,
    view: &View,
    no: u32,
    posted: &Posted,
    done: Result<(), Refused>,
    (note, anchor): (String, &str),
) -> Result<Response, Answer> {
    match done {
        Ok(()) => {
            desk.house.note(&desk.session, note);
            Ok(answer::go(&desk.link(&format!("/indicators/{no}#{anchor}"))))
        }
        Err(refused @ (Refused::Hidden | Refused::Denied | Refused::Broken(_))) => {
            Ok(desk.refuse(refused).into_response())
        }
        Err(refused) => {
            let faults = wrong_fields(&refused, desk.lang);
            Ok(with_status(status_of(&refused), draw(desk, view, no, posted, &faults).await?))
        }
    }
}

async fn draw(
    desk: &Desk,
    view: &View,
    no: u32,
    posted: &Posted,
    faults: &form::Faults,
) -> Result<Markup, Answer> {
    let row = view.status.row(no).ok_or_else(|| desk.refuse(Refused::Hidden))?;
    let (engine, plan, year) = (desk.engine(), view.plan.id.as_str(), i64::from(view.year));
    let refuse = |refused| desk.refuse(refused);
    let place = (plan, i64::from(no), year);
    let explanations = engine.explanation_history(&desk.ctx, place).await.map_err(refuse)?;
    let decisions = engine.decision_history(&desk.ctx, place).await.map_err(refuse)?;
    let subject = format!("indicator/{no}/{year}");
    let evidence = engine.evidence_list(&desk.ctx, (plan, &subject)).await.map_err(refuse)?;
    let orgs = Subject::Indicator(no).orgs(&view.catalogue.pack);
    let shown = Shown { no, orgs, explanations, decisions, evidence };
    let lang = desk.lang;
    let title = row.indicator.name.clone();
    let parts = inputs(desk, view, row).await?;
    let body = html! {
        (heading(desk, view, &row.indicator))
        div.cols.two {
            div {
                (number(view, row, lang))
                (parts)
                (explanation(desk, row, &shown, posted, faults))
                @if row.judgement.verdict == Verdict::NeedsReview || !shown.decisions.is_empty() {
                    (decision(desk, row, &shown, posted, faults))
                }
            }
            div {
                (duties(desk, view, no))
                (proofs(desk, &shown, faults))
                (behind(desk, view, no))
            }
        }
    };
    Ok(frame(desk, view, &title, body))
}

fn heading(desk: &Desk, view: &View, indicator: &Indicator) -> Markup {
    let lang = desk.lang;
    let count = view.status.rows.len();
    let no = indicator.no;
    html! {
        div.head {
            div {
                p.crumb {
                    a href=(desk.link("/indicators")) { (tell!(lang, "指标", "Indicators")) }
                    @for level in [&indicator.level1, &indicator.level2] {
                        @if !level.is_empty() { " › " span lang="zh" { (level) } }
                    }
                }
                h1 lang="zh" { (no) "　" (indicator.name) @if indicator.required { " " span.star title=(tell!(lang, "必选指标", "required")) { "★" } } }
            }
            (years(desk, view))
            @if no > 1 { a.btn href=(desk.link(&format!("/indicators/{}", no - 1))) { (tell!(lang, "上一项", "Previous")) } }
            @if usize::try_from(no).is_ok_and(|no| no < count) {
                a.btn href=(desk.link(&format!("/indicators/{}", no + 1))) { (tell!(lang, "下一项", "Next")) }
            }
        }
    }
}

/// The number, the target, the rule, the years.
fn number(view: &View, row: &StatusRow, lang: Lang) -> Markup {
    let judgement = &row.judgement;
    let before = row.history.iter().find(|(year, _)| *year == view.year - 1);
    let before = before.and_then(|(_, number)| number.as_ref());
    let through = judgement.through.map_or("—".to_owned(), |through| through.to_string());
    let class = state::class(judgement.verdict);
    html! {
        section.sheet {
            div.figure {
                div {
                    p.small { (tell!(lang, "{} 年", "{}", view.year)) }
                    p.value { (figure::of_row(row)) }
                }
                div.verdict { (state::state(judgement.verdict, true, lang)) }
                dl {
                    dt { (tell!(lang, "目标", "target")) } dd lang="zh" { (crate::list::blank(judgement.target_text.clone())) }
                    dt { (tell!(lang, "上年", "last year")) } dd { (figure::quantity(before, judgement.decimals)) }
                    @if let Some(gap) = row.gap(lang) { dt { (tell!(lang, "差距", "gap")) } dd { (gap) } }
                }
                dl {
                    dt { (tell!(lang, "完整性", "complete")) } dd { (row.completeness()) }
                    dt { (tell!(lang, "数据截至", "numbers through")) } dd { (through) }
                }
            }
            p class=(format!("rule {class}")) { (judgement.rule.say(lang)) " " span.small { "[" (judgement.rule.id) "]" } }
            (chart(&drawn(view, row), view.year, &row.indicator.unit, lang))
        }
    }
}

fn drawn(view: &View, row: &StatusRow) -> Vec<Year> {
    let pack = &view.catalogue.pack;
    let targets = &pack.reading.targets;
    let editions = pack.office.editions(row.indicator.no).map(|own| own.since);
    let editions: Vec<Option<i16>> = editions.collect();
    let year = |point: engine::Point| {
        let target = targets
            .iter()
            .find(|target| target.indicator == row.indicator.no && target.year == point.year);
        Year {
            digits: point.digits.clone(),
            target_text: target.map_or(String::new(), |target| target.text.clone()),
            is_redefined: editions.contains(&Some(point.year)),
            point,
        }
    };
    row.points(&view.status.pack).iter().cloned().map(year).collect()
}

/// Why it is so: 原因, 措施, 预计完成, 责任人; and what was said before.
fn explanation(
    desk: &Desk,
    row: &StatusRow,
    shown: &Shown,
    posted: &Posted,
    faults: &form::Faults,
) -> Markup {
    let lang = desk.lang;
    let owes = matches!(row.judgement.verdict, Verdict::Missed | Verdict::AtRisk);
    let latest = shown.explanations.first();
    let version = latest.map_or(0, |own| own.version);
    let may = desk.may(Action::ExplanationWrite, On::Orgs(&shown.orgs));
    let typed = |name: &str, own: fn(&Explanation) -> &String| -> String {
        if posted.get("what") == "explain" {
            posted.get(name).to_owned()
        } else {
            latest.map_or(String::new(), |latest| own(latest).clone())
        }
    };
    let wrong: &form::Faults = if posted.get("what") == "explain" { faults } else { &[] };
    html! {
        section.sheet id="explain" {
            header {
                h2 { (tell!(lang, "为什么，怎么办", "Why, and what is done about it")) }
                @if owes && latest.is_none() { span.late { (tell!(lang, "待说明", "owed")) } }
            }
            @if shown.explanations.is_empty() {
                p.empty { (tell!(lang, "还没有说明。未达标或有风险的指标要由责任单位说明原因、措施、预计完成时间和责任人。", "No explanation yet. A missed or endangered indicator is explained by the org that answers for it.")) }
            }
            @for (index, own) in shown.explanations.iter().enumerate() {
                @if index == 0 { (explained(own, Some(desk.ctx.today()), lang)) }
            }
            @if shown.explanations.len() > 1 {
                details { summary { (tell!(lang, "以前的说明（{}）", "earlier ones ({})", shown.explanations.len() - 1)) }
                    @for own in shown.explanations.iter().skip(1) { (explained(own, None, lang)) }
                }
            }
            @if may {
                details open[!wrong.is_empty() || (owes && latest.is_none())] {
                    summary { (if latest.is_some() { tell!(lang, "更新说明", "Write a new one") } else { tell!(lang, "写说明", "Explain") }) }
                    (form::trouble(wrong, lang))
                    form.stack method="post" action=(desk.link(&format!("/indicators/{}/explain", shown.no))) {
                        (form::seal(desk))
                        input type="hidden" name="what" value="explain";
                        input type="hidden" name="version" value=(version);
                        (form::lines("reason", &tell!(lang, "原因", "reason"), &typed("reason", |own| &own.reason), wrong))
                        (form::lines("measures", &tell!(lang, "措施", "what is done"), &typed("measures", |own| &own.measures), wrong))
                        div.row {
                            (form::day("due_on", &tell!(lang, "预计完成", "done by"), &typed("due_on", |own| &own.due_on), wrong))
                            (form::line("person", &tell!(lang, "责任人", "by whom"), &typed("person", |own| &own.person), wrong))
                        }
                        p.actions { button.btn.go type="submit" { (tell!(lang, "保存说明", "Save")) } }
                    }
                }
            }
        }
    }
}

/// An explanation; the latest one is held against the day.
fn explained(own: &Explanation, today: Option<Date>, lang: Lang) -> Markup {
    let due = own.due_on.parse::<Date>().ok();
    let is_past = due.zip(today).is_some_and(|(due, today)| due < today);
    html! {
        dl.said {
            dt { (tell!(lang, "原因", "reason")) } dd lang="zh" { (own.reason) }
            dt { (tell!(lang, "措施", "what is done")) } dd lang="zh" { (own.measures) }
            dt { (tell!(lang, "预计完成", "done by")) } dd {
                (own.due_on)
                @if is_past { " " span.late { (tell!(lang, "已经过了，请更新说明", "has passed; write a new one")) } }
            }
            dt { (tell!(lang, "责任人", "by whom")) } dd lang="zh" { (crate::list::blank(own.person.clone())) }
        }
        p.small { (own.written_by) " · " (proof::when(&own.written_at)) }
    }
}

/// What a named user decides where no number decides.
fn decision(
    desk: &Desk,
    row: &StatusRow,
    shown: &Shown,
    posted: &Posted,
    faults: &form::Faults,
) -> Markup {
    let lang = desk.lang;
    let latest = shown.decisions.first();
    let version = latest.map_or(0, |own| own.version);
    let wrong: &form::Faults = if posted.get("what") == "decide" { faults } else { &[] };
    let options: Vec<(String, String)> = engine::OUTCOMES
        .iter()
        .map(|(word, verdict)| ((*word).to_owned(), verdict.say(lang)))
        .collect();
    html! {
        section.sheet id="decide" {
            header { h2 { (tell!(lang, "评审", "Decision")) } span.small lang="zh" { (row.judgement.target_text) } }
            @if latest.is_some() && row.judgement.rule.id != "decided" {
                p.rule.risk { (tell!(lang, "下面的结论对现在的目标不作数：目标后来调整过，或年度已结束，或看的是评审之前的日子；需要重新评审。", "What was decided below does not hold for this target: it was amended since, or the year has ended, or this is a day before; it has to be decided anew.")) }
            }
            @for own in shown.decisions.iter() {
                p { (state::state(own.outcome, true, lang)) " " span lang="zh" { (own.why) } }
                p.small { (own.decided_by) " · " (proof::when(&own.decided_at)) }
            }
            @if desk.may(Action::DecisionMake, On::District) {
                details open[latest.is_none() || !wrong.is_empty()] {
                    summary { (tell!(lang, "作出评审", "Decide")) }
                    (form::trouble(wrong, lang))
                    form.stack method="post" enctype="multipart/form-data" action=(desk.link(&format!("/indicators/{}/decide", shown.no))) {
                        (form::seal(desk))
                        input type="hidden" name="what" value="decide";
                        input type="hidden" name="version" value=(version);
                        (form::choice("outcome", &tell!(lang, "结论", "outcome"), &options, posted.get("outcome"), wrong))
                        (form::lines("why", &tell!(lang, "依据", "grounds"), posted.get("why"), wrong))
                        (form::files("files", &tell!(lang, "佐证（已有佐证时可不传）", "evidence (not needed where there is some)"), wrong))
                        p.actions { button.btn.go type="submit" { (tell!(lang, "保存评审结论", "Save the decision")) } }
                    }
                }
            } @else if shown.decisions.is_empty() {
                p.empty { (tell!(lang, "等待无废办依据佐证评审。", "Waits for the office to decide on evidence.")) }
            }
        }
    }
}

/// Who has which part in it, as the plan says.
fn duties(desk: &Desk, view: &View, no: u32) -> Markup {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let duties = Subject::Indicator(no).duties(pack);
    let note = pack.reading.indicators.iter().find(|own| own.no == no).map(|own| own.note.as_str());
    let roles = [
        (DutyRole::Source, tell!(lang, "数据来源", "source")),
        (DutyRole::Lead, tell!(lang, "牵头", "lead")),
        (DutyRole::Responsible, tell!(lang, "责任单位", "responsible")),
        (DutyRole::Support, tell!(lang, "配合", "support")),
        (DutyRole::Implied, tell!(lang, "方案统一要求", "implied")),
    ];
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "责任", "Duties")) } }
            @for (role, told) in roles {
                @let own: Vec<&str> = duties.iter().filter(|(other, _)| *other == role).map(|(_, org)| *org).collect();
                @if !own.is_empty() {
                    p.small { (told) }
                    p lang="zh" { (own.join("、")) }
                }
            }
            @if let Some(note) = note.filter(|note| !note.is_empty()) {
                p.small { (tell!(lang, "方案备注", "the plan's note")) }
                p lang="zh" { (note) }
            }
        }
    }
}

fn proofs(desk: &Desk, shown: &Shown, faults: &form::Faults) -> Markup {
    let lang = desk.lang;
    let may = desk.may(Action::EvidenceAdd, On::Orgs(&shown.orgs));
    html! {
        section.sheet id="evidence" {
            header { h2 { (tell!(lang, "佐证", "Evidence")) } }
            (proof::proof(desk, &shown.evidence, may))
            @if may {
                details {
                    summary { (tell!(lang, "附佐证", "Add evidence")) }
                    form.stack method="post" enctype="multipart/form-data" action=(desk.link(&format!("/indicators/{}/evidence", shown.no))) {
                        (form::seal(desk))
                        (form::files("files", &tell!(lang, "文件或照片", "files or pictures"), faults))
                        p.actions { button.btn type="submit" { (tell!(lang, "上传", "Upload")) } }
                    }
                }
            }
        }
    }
}
