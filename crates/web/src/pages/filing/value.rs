//! Where one number comes from: every version of it, who filed and moved it, its proof.

use axum::response::Response;
use domain::access::Action;
use domain::figures::ValueStatus;
use domain::stage::Stage;
use domain::{Say as _, tell};
use engine::{Instant, JournalFilter, On, Refused, Value};
use maud::html;

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
    let seqs = journalled(&desk, plan, &versions).await?;
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
                    @for (version, seq) in versions.iter().zip(&seqs) {
                        li {
                            span { b { (digits(version, &unit)) } " " span.small { (tell!(lang, "第 {} 版", "version {}", version.version)) (sure(version, lang)) }
                                @if version.counts { " " span.state.met { (tell!(lang, "计入指标", "counts")) } } }
                            span.r { (version.stage.say(lang)) }
                            span.sub {
                                (tell!(lang, "填报 {} {}", "filed by {} {}", version.entered_by, proof::when(&version.entered_at)))
                                @if !version.moved_by.is_empty() { " · " (moved(version.stage, lang)) " " (version.moved_by) " " (proof::when(&version.moved_at)) }
                                @if let Some(seq) = seq { " · " a href=(desk.link(&format!("/journal/{seq}"))) { (tell!(lang, "日志第 {seq} 条", "row {seq} of the journal")) } }
                            }
                            @for (told, text) in [(tell!(lang, "更正理由", "why corrected"), &version.reason), (tell!(lang, "退回理由", "why returned"), &version.moved_reason), (tell!(lang, "说明", "note"), &version.note), (tell!(lang, "来源", "source"), &version.source)] {
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

/// The row of the journal by which each version was filed, for those who may read the journal.
async fn journalled(
    desk: &Desk,
    plan: &str,
    versions: &[Value],
) -> Result<Vec<Option<i64>>, Answer> {
    let mut seqs = Vec::new();
    for version in versions {
        let day = version.entered_at.parse::<Instant>().ok().map(Instant::day);
        if day.is_none() || !desk.may(Action::JournalRead, On::District) {
            seqs.push(None);
            continue;
        }
        let filter = JournalFilter {
            action: "value.filed".to_owned(),
            subject: format!("plan/{plan}/filing/{}", version.org),
            from: day,
            to: day,
            limit: 500,
            ..JournalFilter::default()
        };
        let rows = desk.engine().journal_list(&desk.ctx, &filter).await;
        let rows = rows.map_err(|refused| desk.refuse(refused))?;
        seqs.push(rows.iter().find(|row| files(&row.entry.body, version)).map(|row| row.entry.seq));
    }
    Ok(seqs)
}

/// Whether the body of an act files this version.
fn files(body: &str, version: &Value) -> bool {
    let body: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let rows = body["rows"].as_array().map_or(&[][..], Vec::as_slice);
    rows.iter().any(|row| {
        row["item"] == version.item.as_str()
            && row["period"] == version.period.as_str()
            && row["version"] == version.version
    })
}

fn digits(value: &Value, unit: &str) -> maud::Markup {
    match value.status.as_str() {
        "not_applicable" => html! { "/" },
        _ => figure::number(&value.value, unit),
    }
}

fn moved(stage: Stage, lang: domain::Lang) -> String {
    match stage {
        Stage::Returned => tell!(lang, "退回", "returned by"),
        Stage::Reviewed => tell!(lang, "审核", "reviewed by"),
        _ => tell!(lang, "确认", "confirmed by"),
    }
}

/// How sure a number was said to be: `，原报告已载`.
fn sure(value: &Value, lang: domain::Lang) -> String {
    match ValueStatus::of(&value.status) {
        Some(status) => tell!(lang, "，{}", ", {}", status.say(lang)),
        None => String::new(),
    }
}
