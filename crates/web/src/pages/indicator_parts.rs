//! What an indicator's number is made of, and the work that stands behind it.

use domain::judge::MissingValue;
use domain::office::Definition;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::stage::Stage;
use domain::{Lang, Say, tell};
use engine::{StatusRow, Value, View};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::{Desk, encoded};
use crate::ui::formula::formula;
use crate::ui::turn::plural;
use crate::ui::{figure, proof};

/// How it is computed: the formula with its values, then every part with its numbers.
pub(super) async fn inputs(desk: &Desk, view: &View, row: &StatusRow) -> Result<Markup, Answer> {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let no = row.indicator.no;
    let definition = pack.office.definitions.iter().find(|own| own.indicator == no);
    let Some(definition) = definition else {
        return Ok(html! {
            section.sheet {
                header { h2 { (tell!(lang, "怎么算的", "How it is computed")) } }
                p.empty { (tell!(lang, "还没有口径。", "It is not defined yet.")) " "
                    a href=(desk.link("/definitions")) { (tell!(lang, "去定义", "Define it")) } }
            }
        });
    };
    let items: Vec<&domain::office::Item> =
        row.inputs.iter().map(|&item| &pack.office.items[item]).collect();
    let periods_of = |item: &domain::office::Item| -> Vec<String> {
        item.frequency.periods(view.year).iter().map(Period::to_string).collect()
    };
    let mut periods: Vec<String> = items.iter().flat_map(|item| periods_of(item)).collect();
    periods.sort();
    periods.dedup();
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let found = desk.engine().value_of_items(&desk.ctx, (&view.plan.id, &keys), &periods).await;
    let found = found.map_err(|refused| desk.refuse(refused))?;
    let parts = items.iter().map(|item| part(desk, view, (item, &periods_of(item)), &found));
    let parts: Vec<Markup> = parts.collect();
    let explained = row.judgement.computed.as_ref().and_then(|own| own.explained.as_ref());
    Ok(html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "怎么算的", "How it is computed")) }
                span.more.small { (edition(definition, lang)) }
            }
            @match (explained, &definition.formula) {
                (Some(own), _) => (formula(&own.root, pack, lang)),
                (None, Some(own)) => p.formula lang="zh" { (own) },
                (None, None) => p.empty { (tell!(lang, "没有公式：由指定人员依据佐证评审。", "No formula: a named user decides on evidence.")) },
            }
            (missing(&row.judgement.missing, lang))
            @for part in parts { (part) }
        }
    })
}

fn edition(definition: &Definition, lang: Lang) -> String {
    let slug = &definition.definition;
    let basis = domain::record::word_of(&domain::office::Basis::TABLE, definition.basis);
    let (zh, en) = match basis {
        "plan" => ("方案原文", "the plan's words"),
        "official_2019" | "official" => ("2019 年官方文本", "official text of 2019"),
        "reconstruction" => ("重建，待核原文", "reconstructed, unverified"),
        _ => ("本办自定", "own definition"),
    };
    tell!(lang, "口径 {slug} · {zh}", "definition {slug} · {en}")
}

fn missing(missing: &[MissingValue], lang: Lang) -> Markup {
    html! {
        @if !missing.is_empty() {
            p.rule.none {
                (tell!(lang, "缺 {} 个数，缺了就不计算：", "{} missing, and nothing is computed without them: ", missing.len()))
            }
            ul.lines {
                @for value in missing.iter().take(12) {
                    li {
                        span lang="zh" { (value.item) " · " (value.org) }
                        span.r.late { (value.period) @if let Some(due) = value.due { " · " (tell!(lang, "{due} 到期", "due {due}")) } }
                    }
                }
            }
            @if missing.len() > 12 { p.small { (tell!(lang, "另有 {} 个，见该谁了。", "{} more, see whose turn it is.", missing.len() - 12)) } }
        }
    }
}

/// An item's numbers of the year: a row for each org, a cell for each period.
fn part(
    desk: &Desk,
    view: &View,
    (item, periods): (&domain::office::Item, &[String]),
    found: &[Value],
) -> Markup {
    let lang = desk.lang;
    let catalogue = &view.catalogue;
    let orgs = filers(view, &item.org);
    let unit = item.unit.to_string();
    html! {
        div.scroll id=(format!("item-{}", item.key)) {
            table.parts {
                caption lang="zh" { (item.name) span.u { (unit) } " " span.small { (item.source) } }
                thead { tr {
                    th { (tell!(lang, "单位", "org")) }
                    @for period in periods { th.num { (period) } }
                } }
                tbody {
                    @for org in &orgs {
                        tr {
                            td lang="zh" { (catalogue.org_name(org)) }
                            @for period in periods {
                                td.num { (cell(desk, found, (org, &item.key, period), lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The orgs that file for the one that an item names.
fn filers(view: &View, key: &str) -> Vec<String> {
    let orgs = &view.catalogue.pack.office.orgs;
    match orgs.iter().find(|org| org.key == key) {
        Some(org) if org.kind == OrgKind::Collective => org.assigned_to.clone(),
        _ => vec![key.to_owned()],
    }
}

fn cell(
    desk: &Desk,
    found: &[Value],
    (org, item, period): (&str, &str, &str),
    lang: Lang,
) -> Markup {
    let at = found.binary_search_by(|own| {
        (own.item.as_str(), own.period.as_str(), own.org.as_str()).cmp(&(item, period, org))
    });
    let Some(own) = at.ok().map(|at| &found[at]) else {
        return html! { span.none title=(tell!(lang, "未报", "not filed")) { "◌" } };
    };
    let address = format!("/values/{}/{}/{}", encoded(org), encoded(item), encoded(period));
    let digits = if own.status == "not_applicable" { "/".to_owned() } else { own.value.clone() };
    let told =
        format!("{} · {} · {}", own.stage.say(lang), own.entered_by, proof::when(&own.entered_at));
    let readable = desk.may(domain::access::Action::ValueRead, engine::On::Org(org));
    html! {
        @if readable {
            a href=(desk.link(&address)) title=(told) { (figure::number(&digits, "")) }
        } @else {
            span title=(told) { (figure::number(&digits, "")) }
        }
        @if own.version > 1 { span.sub { (tell!(lang, "第 {} 版", "version {}", own.version)) } }
        @match own.stage {
            Stage::Confirmed => {}
            Stage::Returned => span.sub.late { (own.stage.say(lang)) },
            Stage::Filed | Stage::Reviewed => span.sub { (own.stage.say(lang)) },
        }
    }
}

/// The work that is linked with it.
pub(super) fn behind(desk: &Desk, view: &View, no: u32) -> Markup {
    let lang = desk.lang;
    let address = format!("indicator/{no}");
    let links = &view.catalogue.pack.office.links;
    let others: Vec<&str> = links
        .iter()
        .filter_map(|link| {
            if link.other == address {
                Some(link.subject.as_str())
            } else if link.subject == address {
                Some(link.other.as_str())
            } else {
                None
            }
        })
        .collect();
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "背后的工作", "The work behind it")) } }
            @if others.is_empty() {
                p.empty { (tell!(lang, "还没有关联的任务、项目或承诺。", "No task, project or promise is linked yet.")) " "
                    @if desk.may(domain::access::Action::PlanEdit, engine::On::District) {
                        a href=(desk.link("/definitions#links")) { (tell!(lang, "去关联", "Link some")) }
                    }
                }
            } @else {
                ul.lines {
                    @for other in others {
                        @if let Some(work) = view.catalogue.work(other) {
                            li {
                                a href=(desk.link(&plural(&work.subject))) lang="zh" { (work.name) }
                                span.r.small { (work.no) }
                            }
                        }
                    }
                }
            }
        }
    }
}
