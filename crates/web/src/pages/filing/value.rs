//! Where one number comes from: every version of it, who filed and moved it, its proof.

use axum::response::Response;
use domain::access::Action;
use domain::figures::ValueStatus;
use domain::{Say as _, tell};
use engine::{On, Refused, Value, ValueStep};
use maud::{Markup, html};

use super::{address, period_of};
use crate::answer::{self, Answer};
use crate::desk::{Desk, Path};
use crate::frame::frame;
use crate::ui::{figure, form, proof};

/// `/values/{org}/{item}/{period}`
pub(crate) async fn value(
    desk: Desk,
    Path((org, item, period)): Path<(String, String, String)>,
) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let refuse = |refused| desk.refuse(refused);
    let plan = view.plan.id.as_str();
    let (lang, engine) = (desk.lang, desk.engine());
    let items = &view.catalogue.pack.office.items;
    let own = items.iter().find(|own| own.key == item).ok_or_else(|| refuse(Refused::Hidden))?;
    period_of(&desk, &period)?;
    view.catalogue.org(&org).ok_or_else(|| refuse(Refused::Hidden))?;
    let place = (plan, org.as_str(), item.as_str(), period.as_str());
    let versions = engine.value_versions(&desk.ctx, place).await.map_err(refuse)?;
    let subject = format!("value/{org}/{item}/{period}");
    let steps = engine.value_history(&desk.ctx, place).await.map_err(refuse)?;
    let files = engine.evidence_list(&desk.ctx, (plan, &subject)).await.map_err(refuse)?;
    let may = desk.may(Action::EvidenceAdd, On::Org(&org));
    let unit = own.unit.to_string();
    let name = view.catalogue.org_name(&org);
    let title = tell!(lang, "{} {period}", "{} {period}", own.name);
    let body = html! {
        div.head { div {
            p.crumb { a href=(desk.link(&address(&org, &period))) lang="zh" { (name) " " (period) } }
            h1 lang="zh" { (title) }
            p.lead {
                @match versions.first() {
                    Some(latest) => { b { (digits(latest, &unit)) } (tell!(lang, "，{}", ", {}", latest.stage.say(lang)))
                        @if versions.len() > 1 { (tell!(lang, "；更正过 {} 次，原值都在。", "; corrected {} times, earlier ones are kept.", versions.len() - 1)) } }
                    None => (tell!(lang, "还没有填报。", "It is not filed yet.")),
                }
            }
        } }
        div.cols.two {
            section.sheet {
                header { h2 { (tell!(lang, "这个数的来历", "Where it comes from")) } }
                ul.lines {
                    @for version in &versions {
                        li {
                            span { b { (digits(version, &unit)) } " " span.small { (tell!(lang, "第 {} 版", "version {}", version.version)) (sure(version, lang)) }
                                @if version.counts { " " span.state.met { (tell!(lang, "计入指标", "counts")) } } }
                            span.r { (version.stage.say(lang)) }
                            @for step in steps.iter().filter(|step| step.version == version.version) {
                                (step_line(&desk, step))
                            }
                            @for (told, text) in [(tell!(lang, "说明", "note"), &version.note), (tell!(lang, "来源", "source"), &version.source)] {
                                @if !text.is_empty() { span.sub { (told) (tell!(lang, "：", ": ")) span lang="zh" { (text) } } }
                            }
                        }
                    }
                }
                @if versions.is_empty() { p.empty { a href=(desk.link(&address(&org, &period))) { (tell!(lang, "去填报", "File it")) } } }
            }
            section.sheet id="evidence" {
                header { h2 { (tell!(lang, "佐证", "Evidence")) } }
                (proof::proof(&desk, &files, may))
                @if may {
                    form.stack method="post" enctype="multipart/form-data" action=(desk.link(&format!("{}/evidence", address(&org, &period)))) {
                        (form::seal(&desk))
                        input type="hidden" name="item" value=(item);
                        (form::files("files", &tell!(lang, "文件或照片", "files or pictures"), &[]))
                        p.actions { button.btn type="submit" { (tell!(lang, "上传", "Upload")) } }
                    }
                }
            }
        }
    };
    Ok(answer::page(frame(&desk, &view, &title, body)))
}

/// A step of a version: what was done, by whom, when and why, and its row in the journal for those
/// who may read that.
fn step_line(desk: &Desk, step: &ValueStep) -> Markup {
    let (lang, seq) = (desk.lang, step.seq);
    let is_correction = !step.reason.is_empty();
    let (zh, en) = match step.action.as_str() {
        "value.filed" if step.version == 1 => ("填报", "filed by"),
        "value.filed" if is_correction => ("更正", "corrected by"),
        "value.filed" => ("重新填报", "filed anew by"),
        "value.reviewed" => ("审核", "reviewed by"),
        "value.confirmed" => ("确认", "confirmed by"),
        "value.returned" => ("本单位退回", "returned by"),
        _ => ("无废办退回", "sent back by the office,"),
    };
    let done = if lang == domain::Lang::Zh { zh } else { en };
    html! {
        span.sub.step {
            (done) " " (step.by) " " (proof::when(&step.at))
            @if desk.may(Action::JournalRead, On::District) {
                " · " a href=(desk.link(&format!("/journal/{seq}"))) { (tell!(lang, "日志第 {seq} 条", "row {seq} of the journal")) }
            }
            @if !step.reason.is_empty() { " · " (tell!(lang, "理由：", "reason: ")) span lang="zh" { (step.reason) } }
        }
    }
}

fn digits(value: &Value, unit: &str) -> Markup {
    match value.status.as_str() {
        "not_applicable" => html! { "/" },
        _ => figure::number(&value.value, unit),
    }
}

/// How sure a number was said to be: `，原报告已载`.
fn sure(value: &Value, lang: domain::Lang) -> String {
    match ValueStatus::of(&value.status) {
        Some(status) => tell!(lang, "，{}", ", {}", status.say(lang)),
        None => String::new(),
    }
}
