//! What an indicator's number is made of, and the work that stands behind it.

use domain::access::Action;
use domain::judge::MissingValue;
use domain::office::Definition;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::stage::Stage;
use domain::{Lang, Say, tell};
use engine::{On, StatusRow, Value, View};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::{Desk, encoded};
use crate::list::address;
use crate::ui::formula::{Place, formula};
use crate::ui::turn::plural;
use crate::ui::{figure, proof};

/// So many orgs of an item are shown, until all are asked for.
const ORGS_MAX: usize = 16;

/// How it is computed: the formula with its values, then every part with its numbers.
pub(super) async fn inputs(desk: &Desk, view: &View, row: &StatusRow) -> Result<Markup, Answer> {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let no = row.indicator.no;
    let definition = pack.office.definition_in(no, view.year);
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
    let all = desk.asked("parts") == "all";
    let mut orgs: Vec<String> =
        items.iter().flat_map(|item| filers(view, &item.org, all).0).collect();
    orgs.sort();
    orgs.dedup();
    let wanted = (view.plan.id.as_str(), keys.as_slice(), orgs.as_slice());
    let found = desk.engine().value_of_items(&desk.ctx, wanted, &periods).await;
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
                (Some(own), _) => (formula(&own.root, Place { pack, shown: &keys }, lang)),
                (None, Some(own)) => p.formula lang="zh" { (own) },
                (None, None) => p.empty { (tell!(lang, "没有公式：由指定人员依据佐证评审。", "No formula: a named user decides on evidence.")) },
            }
            @if pack.office.editions(no).nth(1).is_some() {
                p.small {
                    (tell!(lang, "各年的口径不全相同；拿别的年份来比时，那一年也按本年的口径重算，所以会与那一年自己的数不同。", "Not all years have one definition; a year that this one is compared with is computed by this year's, and may differ from what that year shows by itself."))
                    " " a href=(desk.link(&format!("/definitions/{no}"))) { (tell!(lang, "各年的口径", "Which year has which")) }
                }
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
    let (orgs, more) = filers(view, &item.org, desk.asked("parts") == "all");
    let unit = item.unit.to_string();
    let (query, unfiled) = (escaped(&desk.link("")), escaped(&tell!(lang, "未报", "not filed")));
    let shown: Vec<Markup> = periods.iter().map(|period| escaped(period)).collect();
    let mut titles = Titles::default();
    let found = slice(found, |own| &own.item, &item.key);
    let found: Vec<&[Value]> =
        periods.iter().map(|period| slice(found, |own| &own.period, period)).collect();
    html! {
        div.scroll id=(format!("item-{}", item.key)) {
            table.parts {
                caption lang="zh" { (item.name) span.u { (unit) } " " span.small { (item.source) } }
                thead { tr {
                    th { (tell!(lang, "单位", "org")) }
                    @for period in periods { th.num { (period) } }
                } }
                tbody {
                    @for (org, rank) in orgs.iter().zip(ranks(&orgs)) {
                        @let readable = desk.may(Action::ValueRead, On::Org(org));
                        @let place = readable.then(|| escaped(&format!("/values/{}/{}/", encoded(org), encoded(&item.key))));
                        tr {
                            td lang="zh" { (catalogue.org_name(org)) }
                            @for (period, values) in shown.iter().zip(&found) {
                                td.num { @match of_org(values, org, rank) {
                                    Some(own) => {
                                        @let title = titles.of(own, lang);
                                        @match &place {
                                            Some(place) => a href={ (place) (period) (query) } title=(title) { (digits(own)) },
                                            None => span title=(title) { (digits(own)) },
                                        }
                                        @if own.version > 1 || own.stage != Stage::Confirmed { (later(own, lang)) }
                                    }
                                    None => span.none title=(unfiled) { "◌" },
                                } }
                            }
                        }
                    }
                }
            }
            @if more > 0 {
                p.small { a href=(address(desk, &[("parts", "all")])) {
                    (tell!(lang, "另有 {more} 个单位，全部显示", "{more} more orgs, show all"))
                } }
            }
        }
    }
}

/// A text that many cells have in common, escaped once.
fn escaped(text: &str) -> Markup {
    html! { (text) }
}

/// The orgs that file for the one that an item names, as many as are shown, and how many more.
fn filers(view: &View, key: &str, all: bool) -> (Vec<String>, usize) {
    let orgs = &view.catalogue.pack.office.orgs;
    match orgs.iter().find(|org| org.key == key) {
        Some(org) if org.kind == OrgKind::Collective => {
            let count = org.assigned_to.len();
            let shown = if all { count } else { count.min(ORGS_MAX) };
            (org.assigned_to[..shown].to_vec(), count - shown)
        }
        _ => (vec![key.to_owned()], 0),
    }
}

/// Where each org stands when they are sorted.
fn ranks(orgs: &[String]) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..orgs.len()).collect();
    sorted.sort_unstable_by_key(|&at| &orgs[at]);
    let mut ranks = vec![0; orgs.len()];
    for (rank, at) in sorted.into_iter().enumerate() {
        ranks[at] = rank;
    }
    ranks
}

/// The value of an org among those of a period in the order of orgs; where all have filed it stands
/// at the org's own place.
fn of_org<'v>(values: &'v [Value], org: &str, rank: usize) -> Option<&'v Value> {
    values.get(rank).filter(|own| own.org == org).or_else(|| {
        let at = values.binary_search_by(|own| own.org.as_str().cmp(org)).ok()?;
        Some(&values[at])
    })
}

/// The part of values in order for which something is equal.
fn slice<'v>(values: &'v [Value], of: impl Fn(&Value) -> &str, wanted: &str) -> &'v [Value] {
    let from = values.partition_point(|own| of(own) < wanted);
    let count = values[from..].partition_point(|own| of(own) == wanted);
    &values[from..from + count]
}

/// Who filed a number and when, which those that were filed together have in common.
#[derive(Default)]
struct Titles<'v> {
    of: Option<&'v Value>,
    told: Option<Markup>,
}

impl<'v> Titles<'v> {
    fn of(&mut self, own: &'v Value, lang: Lang) -> &Markup {
        let parts = |own: &'v Value| (own.stage, &own.entered_by, &own.entered_at);
        if self.of.map(parts) != Some(parts(own)) {
            self.told = None;
        }
        self.of = Some(own);
        self.told.get_or_insert_with(|| {
            let when = proof::when(&own.entered_at);
            escaped(&format!("{} · {} · {when}", own.stage.say(lang), own.entered_by))
        })
    }
}

fn digits(own: &Value) -> figure::Digits<'_> {
    figure::Digits(if own.status == "not_applicable" { "/" } else { &own.value })
}

/// What a number is that is not the first one confirmed.
fn later(own: &Value, lang: Lang) -> Markup {
    html! {
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
                    @if desk.may(Action::PlanEdit, On::District) {
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
