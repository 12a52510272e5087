//! The orgs of the plan: what each has to do with, how it files, what waits for it. Names that
//! nobody stands behind come first.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::access::{Action, Role};
use domain::office::Org;
use domain::plan::{DutyRole, OrgKind};
use domain::{Lang, tell};
use engine::{On, OrgDuty, OrgTally, Turn, TurnKind, View};
use maud::{Markup, html};

use crate::answer::Answer;
use crate::desk::{Desk, encoded};
use crate::frame::{frame, years};
use crate::list::{Column, Filter, List};
use crate::ui::word;

/// A line of the list.
struct OrgRow<'v> {
    /// None for a name of the plan that means no org yet.
    org: Option<&'v Org>,
    name: &'v str,
    /// Nobody stands behind it.
    is_open: bool,
    duties: Vec<DutyRole>,
    turns: usize,
    /// How it files; none where that is not ours to see.
    filing: Option<OrgTally>,
}

/// `/orgs`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let turns = desk.turns(&view).await?;
    let tallies = desk.engine().org_tallies(&desk.ctx, &view);
    let tallies = tallies.map_err(|refused| desk.refuse(refused))?;
    let lang = desk.lang;
    let rows = rows(&view, &turns, &tallies);
    let title = tell!(lang, "单位与责任", "Orgs and duties");
    let lead = lead(&desk, &rows);
    let list = List {
        name: format!("{title} {}", view.as_of),
        columns: columns(&desk, lang),
        filters: filters(lang),
        more_text: Some(Box::new(|row: &OrgRow<'_>| {
            row.org.map_or(String::new(), |org| org.aliases.join(" "))
        })),
        empty: tell!(
            lang,
            "没有符合条件的单位。放宽筛选，或清除后再看。",
            "No org fits. Loosen the filters, or clear them."
        ),
    };
    Ok(list.respond(&desk, rows, |markup| {
        let body = html! {
            div.head {
                div { h1 { (title) } p.lead { (lead) } }
                (years(&desk, &view))
            }
            (markup)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn rows<'v>(
    view: &'v View,
    turns: &[Turn],
    tallies: &BTreeMap<String, OrgTally>,
) -> Vec<OrgRow<'v>> {
    let catalogue = &view.catalogue;
    let all = catalogue.duties_by_org();
    let named = |name: &str| {
        let own = catalogue.pack.reading.duties.iter().filter(|duty| duty.org == name);
        own.map(|duty| duty.role).collect::<Vec<_>>()
    };
    let unknown = catalogue.unassigned.iter().filter(|name| catalogue.org_named(name).is_none());
    let mut rows: Vec<OrgRow<'v>> = unknown
        .map(|name| OrgRow {
            org: None,
            name,
            is_open: true,
            duties: named(name),
            turns: 0,
            filing: None,
        })
        .collect();
    rows.extend(catalogue.pack.office.orgs.iter().map(|org| {
        let duties = all.get(org.key.as_str());
        let own = |turn: &&Turn| !turn.kind.is_office() && turn.orgs.contains(&org.key);
        OrgRow {
            org: Some(org),
            name: &org.name,
            is_open: org.kind == OrgKind::Collective && org.assigned_to.is_empty(),
            duties: duties.into_iter().flatten().map(|duty: &OrgDuty| duty.role).collect(),
            turns: turns.iter().filter(own).count(),
            filing: tallies.get(&org.key).copied().filter(|tally| tally.due > 0),
        }
    }));
    rows.sort_by_key(|row| !row.is_open);
    rows
}

/// How many there are, who is missing, who owes most.
fn lead(desk: &Desk, rows: &[OrgRow<'_>]) -> Markup {
    let lang = desk.lang;
    let open = rows.iter().filter(|row| row.is_open).count();
    let waiting = rows.iter().filter(|row| row.turns > 0).count();
    let most = rows.iter().filter(|row| row.turns > 0).max_by_key(|row| row.turns);
    html! {
        b { (tell!(lang, "{} 个单位", "{} orgs", rows.len())) }
        @if waiting > 0 { (tell!(lang, "，{waiting} 个有事要办", ", {waiting} have something to do")) }
        @if let Some(row) = most {
            (tell!(lang, "，最多的是", ", most of all ")) span lang="zh" { (row.name) }
            (tell!(lang, "（{} 件）", " ({})", row.turns))
        }
        (tell!(lang, "。", ". "))
        @if open > 0 {
            b.late { (tell!(lang, "{open} 个名称还没有落实到单位", "nobody stands behind {open} names")) }
            (tell!(lang, "，排在最前，由无废办落实。", "; they come first, for the office to assign."))
        }
    }
}

fn count(row: &OrgRow<'_>, roles: &[DutyRole]) -> usize {
    row.duties.iter().filter(|role| roles.contains(role)).count()
}

/// The columns of roles, and the roles in each.
const ROLES: [(&str, &str, &str, &[DutyRole]); 5] = [
    ("lead", "牵头", "lead", &[DutyRole::Lead]),
    (
        "responsible",
        "责任",
        "responsible",
        &[DutyRole::Responsible, DutyRole::Owner, DutyRole::Implementer],
    ),
    ("support", "配合", "support", &[DutyRole::Support]),
    ("source", "数据来源", "source", &[DutyRole::Source]),
    ("implied", "总则所含", "implied", &[DutyRole::Implied]),
];

fn columns(desk: &Desk, lang: Lang) -> Vec<Column<'_, OrgRow<'_>>> {
    let name =
        Column::new("name", tell!(lang, "单位", "org"), |row: &OrgRow<'_>| row.name.to_owned())
            .title()
            .cell(|row| name(desk, row));
    let kind = Column::new("kind", tell!(lang, "类别", "kind"), move |row: &OrgRow<'_>| {
        row.org.map_or_else(
            || tell!(lang, "待落实", "to be assigned"),
            |org| word::org_kind(org.kind, lang),
        )
    });
    let mut columns = vec![name, kind];
    for (id, zh, en, roles) in ROLES {
        let head = if lang == Lang::Zh { zh } else { en };
        let text = |row: &OrgRow<'_>| match count(row, roles) {
            0 => String::new(),
            some => some.to_string(),
        };
        columns.push(Column::new(id, head, text).number());
    }
    let turns = Column::new("turns", tell!(lang, "待办", "waiting"), |row: &OrgRow<'_>| {
        if row.turns == 0 { String::new() } else { row.turns.to_string() }
    });
    columns.push(turns.number().cell(|row| waiting(desk, row)));
    let filing =
        Column::new("filing", tell!(lang, "已报 / 应报", "filed / due"), |row: &OrgRow<'_>| {
            row.filing.map_or(String::new(), |own| format!("{}/{}", own.due - own.missing, own.due))
        });
    columns.push(filing.cell(move |row| filed(row, lang)).number());
    columns
}

fn name(desk: &Desk, row: &OrgRow<'_>) -> Markup {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    match row.org {
        Some(org) => html! {
            a href=(desk.link(&format!("/orgs/{}", org.key))) lang="zh" { (row.name) }
            @if row.is_open {
                span.sub {
                    span.late { (tell!(lang, "统称，还没有成员", "a collective without members")) }
                    @if may { " · " a href=(desk.link(&format!("/orgs/{}#assign", org.key))) aria-label=(tell!(lang, "落实成员：{}", "assign members: {}", row.name)) { (tell!(lang, "落实成员", "assign members")) } }
                }
            }
        },
        None => html! {
            span lang="zh" { (row.name) }
            span.sub {
                span.late { (tell!(lang, "方案写了，单位表里没有", "in the plan, not among the orgs")) }
                @if may { " · " a href=(desk.link(&format!("/orgs/new?name={}", encoded(row.name)))) { (tell!(lang, "落实单位", "assign")) } }
            }
        },
    }
}

fn waiting(desk: &Desk, row: &OrgRow<'_>) -> Markup {
    match row.org {
        Some(org) if row.turns > 0 => html! {
            a href=(desk.link(&format!("/turns?org={}", org.key))) aria-label=(tell!(desk.lang, "{}：{} 件待办", "{}: {} waiting", row.name, row.turns)) { (row.turns) }
        },
        _ => html! { "—" },
    }
}

fn filed(row: &OrgRow<'_>, lang: Lang) -> Markup {
    let Some(own) = row.filing else { return html! { "—" } };
    let filed = own.due - own.missing;
    html! {
        (filed) span.u { "/ " (own.due) }
        @if own.missing > 0 { span.sub.late { (tell!(lang, "缺 {}", "{} missing", own.missing)) } }
    }
}

fn filters<'a>(lang: Lang) -> Vec<Filter<'a, OrgRow<'a>>> {
    let kinds = OrgKind::TABLE.iter();
    let kinds = kinds.map(|(word, kind)| ((*word).to_owned(), word::org_kind(*kind, lang)));
    vec![
        Filter {
            id: "kind",
            label: tell!(lang, "类别", "kind"),
            options: kinds.collect(),
            keeps: Box::new(|row, asked| {
                let word = |org: &Org| domain::record::word_of(&OrgKind::TABLE, org.kind);
                row.org.is_some_and(|org| word(org) == asked)
            }),
        },
        Filter {
            id: "show",
            label: tell!(lang, "只看", "only"),
            options: vec![
                ("open".to_owned(), tell!(lang, "待落实的", "to be assigned")),
                ("waiting".to_owned(), tell!(lang, "有事要办的", "with something to do")),
                ("missing".to_owned(), tell!(lang, "缺数据的", "with numbers missing")),
            ],
            keeps: Box::new(|row, asked| match asked {
                "open" => row.is_open,
                "waiting" => row.turns > 0,
                "missing" => row.filing.is_some_and(|own| own.missing > 0),
                _ => true,
            }),
        },
    ]
}

/// Whether turns of this org are shown to whoever asks.
pub(crate) fn sees(desk: &Desk, org: &str) -> bool {
    desk.may(Action::ValueRead, On::Org(org)) && !desk.is(Role::Administrator)
}

/// What waits for an org, without what waits for the office.
pub(crate) fn turns_of<'t>(turns: &'t [Turn], org: &str) -> Vec<&'t Turn> {
    let own = turns.iter().filter(|turn| {
        turn.kind != TurnKind::AssignmentMissing && turn.orgs.iter().any(|key| key == org)
    });
    own.collect()
}
