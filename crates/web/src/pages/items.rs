//! Items (数据项): the numbers that are reported, who files each, how often and until when.

use axum::response::Response;
use domain::access::Action;
use domain::calendar::DueRule;
use domain::formula::Formula;
use domain::office::Item;
use domain::office::ItemKind;
use domain::period::Frequency;
use domain::record::{Record, word_of};
use domain::{Lang, tell};
use engine::{OfficeEdition, On, View};
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{Answer, page, with_status};
use crate::desk::{Desk, Path};
use crate::frame::frame;
use crate::list::{Column, Filter, List};
use crate::pages::definitions::{carets, tabs};
use crate::pages::editions::{editions, fetched};
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::fraction::fraction;
use crate::words::{FREQUENCIES, ITEM_KINDS, choices, told};

const FILE: &str = "office/items";
/// The address of an item that is not there yet.
const NEW: &str = "+";

/// `/definitions/items`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let lang = desk.lang;
    let rows = view.catalogue.pack.office.items.clone();
    let (all, derived) =
        (rows.len(), rows.iter().filter(|item| item.derivation().is_some()).count());
    let reported = all - derived;
    let title = tell!(lang, "数据项", "Items");
    Ok(list(&desk, &view).respond(&desk, rows, |table| {
        let body = html! {
            div.head {
                div {
                    h1 { (title) }
                    p.lead { (tell!(lang, "{all} 个数据项：{reported} 个由单位填报，{derived} 个由其他数据项算出。", "{all} items: {reported} are filed by orgs, {derived} are computed from others.")) }
                }
                @if desk.may(Action::PlanEdit, On::District) {
                    a.btn.go href=(desk.link("/definitions/items/+")) { (tell!(lang, "新增数据项", "Add an item")) }
                }
            }
            (tabs(&desk, "/definitions/items"))
            (table)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn list<'a>(desk: &'a Desk, view: &'a View) -> List<'a, Item> {
    let lang = desk.lang;
    let org = |item: &Item| view.catalogue.org_name(&item.org).to_owned();
    let orgs = view.catalogue.pack.office.orgs.iter();
    let used: Vec<(String, String)> = orgs
        .filter(|org| view.catalogue.pack.office.items.iter().any(|item| item.org == org.key))
        .map(|org| (org.key.clone(), org.name.clone()))
        .collect();
    let columns = vec![
        Column::new("name", tell!(lang, "数据项", "item"), |own: &Item| own.name.clone()).title().cell(move |own| html! {
            a href=(desk.link(&format!("/definitions/items/{}", crate::desk::encoded(&own.key)))) lang="zh" { (own.name) }
        }),
        Column::new("unit", tell!(lang, "计量单位", "unit"), |own: &Item| own.unit.to_string())
            .cell(|own| html! { span lang="zh" { (crate::list::blank(own.unit.to_string())) } }),
        Column::new("kind", tell!(lang, "种类", "kind"), move |own: &Item| told(ITEM_KINDS, word_of(&ItemKind::TABLE, own.kind), lang)),
        Column::new("org", tell!(lang, "填报单位", "org"), org).cell(move |own| html! {
            a href=(desk.link(&format!("/orgs/{}", crate::desk::encoded(&own.org)))) lang="zh" { (view.catalogue.org_name(&own.org)) }
        }),
        Column::new("frequency", tell!(lang, "频次", "frequency"), move |own: &Item| told(FREQUENCIES, word_of(&Frequency::TABLE, own.frequency), lang)),
        Column::new("due", tell!(lang, "期限", "due"), move |own: &Item| due(own.due_rule, lang)),
        Column::new("source", tell!(lang, "出处", "source"), |own: &Item| own.source.clone())
            .cell(move |own| source(own, lang)),
        Column::new("key", tell!(lang, "键", "key"), |own: &Item| own.key.clone()).cell(|own| html! { code { (own.key) } }),
    ];
    List {
        name: tell!(lang, "数据项", "items"),
        columns,
        filters: vec![
            Filter {
                id: "org",
                label: tell!(lang, "填报单位", "org"),
                options: used,
                keeps: Box::new(|own: &Item, word| own.org == word),
            },
            Filter {
                id: "frequency",
                label: tell!(lang, "频次", "frequency"),
                options: choices(FREQUENCIES, lang),
                keeps: Box::new(|own: &Item, word| {
                    word_of(&Frequency::TABLE, own.frequency) == word
                }),
            },
        ],
        more_text: None,
        empty: tell!(
            lang,
            "没有数据项。先“新增数据项”，再在指标口径的公式里使用它的名称。",
            "There are no items. Add one, then use its name in the formula of a definition."
        ),
    }
}

/// A due rule as one says it.
pub(crate) fn due(rule: DueRule, lang: Lang) -> String {
    match rule {
        DueRule::Days(days) => tell!(lang, "期末后 {days} 天", "{days} days after the period"),
        DueRule::Workdays(days) => {
            tell!(lang, "期末后 {days} 个工作日", "{days} working days after the period")
        }
        DueRule::NextYear { month, day } => {
            tell!(lang, "次年 {month} 月 {day} 日", "{month:02}-{day:02} of the next year")
        }
    }
}

/// Where an item comes from: in words, or its formula.
fn source(own: &Item, lang: Lang) -> Markup {
    match own.derivation().map(Formula::parse) {
        Some(Ok(formula)) => html! { "= " (fraction(&formula, lang)) },
        _ => html! { span.small lang="zh" { (own.source) } },
    }
}

/// What the form holds.
#[derive(Debug, Clone, Default)]
struct Typed {
    key: String,
    name: String,
    unit: String,
    kind: String,
    org: String,
    frequency: String,
    due_kind: String,
    due: String,
    source: String,
    why: String,
}

impl Typed {
    fn of(own: Option<&Item>) -> Self {
        let Some(own) = own else {
            let [kind, frequency, due_kind, due] =
                ["flow", "quarter", "workday", "10"].map(str::to_owned);
            return Self { kind, frequency, due_kind, due, ..Self::default() };
        };
        let (due_kind, due) = match own.due_rule {
            DueRule::Days(days) => ("day", days.to_string()),
            DueRule::Workdays(days) => ("workday", days.to_string()),
            DueRule::NextYear { month, day } => ("date", format!("{month:02}-{day:02}")),
        };
        Self {
            key: own.key.clone(),
            name: own.name.clone(),
            unit: own.unit.to_string(),
            kind: word_of(&ItemKind::TABLE, own.kind).to_owned(),
            org: own.org.clone(),
            frequency: word_of(&Frequency::TABLE, own.frequency).to_owned(),
            due_kind: due_kind.to_owned(),
            due,
            source: own.source.clone(),
            why: String::new(),
        }
    }

    fn posted(posted: &Posted, key: &str) -> Self {
        let get = |name: &str| posted.get(name).replace("\r\n", "\n").trim().to_owned();
        Self {
            key: if key == NEW { get("key") } else { key.to_owned() },
            name: get("name"),
            unit: get("unit"),
            kind: get("kind"),
            org: get("org"),
            frequency: get("frequency"),
            due_kind: get("due_kind"),
            due: get("due_rule"),
            source: get("source"),
            why: get("why"),
        }
    }

    fn row(&self) -> Vec<String> {
        let due = match self.due_kind.as_str() {
            "date" => self.due.clone(),
            kind => format!("{kind}+{}", self.due),
        };
        let own = self.clone();
        vec![own.key, own.name, own.unit, own.kind, own.org, own.frequency, due, own.source]
    }
}

/// `/definitions/items/{key}`
pub(crate) async fn one(desk: Desk, Path(key): Path<String>) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let own = found(&desk, &view, &key)?;
    let history = fetched(&desk, &view.plan.id, FILE, &key).await?;
    let typed = Typed::of(own.as_ref());
    Ok(page(one_page(&desk, &view, (&key, own.as_ref()), &typed, &history, &[])))
}

/// Posting to `/definitions/items/{key}`
pub(crate) async fn change(
    desk: Desk,
    Path(key): Path<String>,
    posted: Posted,
) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let own = found(&desk, &view, &key)?;
    let (plan, list) = (view.plan.id.as_str(), "/definitions/items");
    first(&desk, &posted, list)?;
    let typed = Typed::posted(&posted, &key);
    let removes = posted.get("what") == "remove";
    let engine = desk.engine();
    let saved = if removes {
        engine.office_row_remove(&desk.ctx, (plan, FILE, &key), &typed.why).await
    } else if key == NEW
        && view.catalogue.pack.office.items.iter().any(|item| item.key == typed.key)
    {
        Err(engine::Refused::field("key", "已有这个键的数据项", "there is an item of this key"))
    } else {
        engine.office_row_set(&desk.ctx, (plan, FILE), typed.row(), &typed.why).await
    };
    let Err(refused) = saved else {
        let told = if removes {
            tell!(desk.lang, "已删除，修改记录仍在。", "Removed; its history stays.")
        } else {
            tell!(desk.lang, "数据项已保存。", "The item is saved.")
        };
        return Ok(done(&desk, told, list));
    };
    let again = again(&desk, refused)?;
    let history = fetched(&desk, plan, FILE, &key).await?;
    let typed = if removes { Typed { why: typed.why, ..Typed::of(own.as_ref()) } } else { typed };
    let page = one_page(&desk, &view, (&key, own.as_ref()), &typed, &history, &again.faults);
    Ok(with_status(again.status, page))
}

/// The item of a key; none for a new one, which only the office may make.
fn found(desk: &Desk, view: &View, key: &str) -> Result<Option<Item>, Answer> {
    let own = view.catalogue.pack.office.items.iter().find(|item| item.key == key);
    match own {
        None if key == NEW && desk.may(Action::PlanEdit, On::District) => Ok(None),
        None => Err(desk.refuse(engine::Refused::Hidden)),
        own => Ok(own.cloned()),
    }
}

fn one_page(
    desk: &Desk,
    view: &View,
    (key, own): (&str, Option<&Item>),
    typed: &Typed,
    history: &[OfficeEdition],
    faults: &Faults,
) -> Markup {
    let lang = desk.lang;
    let title = match own {
        Some(own) => own.name.clone(),
        None => tell!(lang, "新增数据项", "A new item"),
    };
    let body = html! {
        p.crumb { a href=(desk.link("/definitions/items")) { (tell!(lang, "数据项", "Items")) } span { "›" } b lang=[own.map(|_| "zh")] { (title) } }
        div.head { div { h1 lang=[own.map(|_| "zh")] { (title) } p.lead { (lead(view, own, lang)) } } }
        @if let Some(own) = own { (used(desk, view, own)) }
        @if desk.may(Action::PlanEdit, On::District) {
            section.sheet {
                header { h2 { (tell!(lang, "数据项内容", "The item")) } }
                (form::trouble(faults, lang))
                (edit(desk, view, (key, own.is_none()), typed, faults))
            }
        }
        @if own.is_some() { (editions(Item::COLUMNS, history, lang)) }
        @if own.is_some() && desk.may(Action::PlanEdit, On::District) { (removal(desk, key, lang)) }
    };
    frame(desk, view, &title, body)
}

fn lead(view: &View, own: Option<&Item>, lang: Lang) -> Markup {
    let Some(own) = own else {
        return html! {
            (tell!(
                lang,
                "写明谁、多久、到什么时候报这个数；以“=”开头的出处是公式，由程序计算。",
                "Say who files it, how often and until when; a source that begins with “=” is a formula and is computed."
            ))
        };
    };
    let due = due(own.due_rule, lang);
    let often = told(FREQUENCIES, word_of(&Frequency::TABLE, own.frequency), lang);
    html! {
        @if own.derivation().is_some() {
            (tell!(
                lang,
                "由其他数据项算出，不用填报。",
                "It is computed from other items; nobody files it."
            ))
        } @else {
            span lang="zh" { (view.catalogue.org_name(&own.org)) }
            (tell!(lang, "{often}填报，{due}到期。", " files it {often}, due {due}."))
        }
    }
}

/// Where an item is used.
fn used(desk: &Desk, view: &View, own: &Item) -> Markup {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let names = |formula: &Formula| {
        formula.items().iter().any(|(name, _)| *name == own.name || *name == own.key)
    };
    let indicators = pack
        .office
        .definitions
        .iter()
        .filter(|definition| definition.formula.as_ref().is_some_and(names));
    let items = pack
        .office
        .items
        .iter()
        .filter(|item| matches!(item.formula(), Some(Ok(formula)) if names(&formula)));
    let (indicators, items): (Vec<_>, Vec<_>) = (indicators.collect(), items.collect());
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "用在哪里", "Used in")) } }
            @if indicators.is_empty() && items.is_empty() {
                p.empty { (tell!(lang, "还没有口径用到它；在指标口径的公式里写上它的名称。", "No definition uses it yet; write its name into the formula of one.")) }
            }
            ul.lines {
                @for definition in indicators {
                    @let name = pack.reading.indicators.iter().find(|own| own.no == definition.indicator).map_or("", |own| own.name.as_str());
                    li { a href=(desk.link(&format!("/definitions/{}", definition.indicator))) { b { (definition.indicator) } "　" span lang="zh" { (name) } } }
                }
                @for item in items {
                    li { a href=(desk.link(&format!("/definitions/items/{}", crate::desk::encoded(&item.key)))) lang="zh" { (item.name) } }
                }
            }
        }
    }
}

fn edit(
    desk: &Desk,
    view: &View,
    (key, is_new): (&str, bool),
    typed: &Typed,
    faults: &Faults,
) -> Markup {
    let lang = desk.lang;
    let orgs = &view.catalogue.pack.office.orgs;
    let due_kinds = [
        ("workday", tell!(lang, "期末后几个工作日", "working days after the period")),
        ("day", tell!(lang, "期末后几天", "days after the period")),
        ("date", tell!(lang, "次年的月-日", "month and day of the next year")),
    ];
    let due_kinds = due_kinds.map(|(word, told)| (word.to_owned(), told));
    html! {
        form.stack method="post" action=(desk.link(&format!("/definitions/items/{}", crate::desk::encoded(key)))) {
            (form::seal(desk))
            div.fields {
                @if is_new { (form::line("key", &tell!(lang, "键（小写字母和连字符，定了不改）", "key (small letters and hyphens, for good)"), &typed.key, faults)) }
                (form::line("name", &tell!(lang, "名称（公式里用它）", "name (formulas use it)"), &typed.name, faults))
                (form::line("unit", &tell!(lang, "计量单位", "unit"), &typed.unit, faults))
                (form::choice("kind", &tell!(lang, "种类", "kind"), &choices(ITEM_KINDS, lang), &typed.kind, faults))
                (form::field("org", &tell!(lang, "填报单位", "org"), faults, html! {
                    select name="org" id=(form::id("org")) {
                        option value="" { (tell!(lang, "请选择", "choose")) }
                        @for org in orgs { option lang="zh" value=(org.key) selected[org.key == typed.org] { (org.name) } }
                    }
                }))
                (form::choice("frequency", &tell!(lang, "频次", "frequency"), &choices(FREQUENCIES, lang), &typed.frequency, faults))
                (form::choice("due_kind", &tell!(lang, "期限怎样数", "due, counted as"), &due_kinds, &typed.due_kind, faults))
                (form::line("due_rule", &tell!(lang, "天数（10）或月-日（03-31）", "days (10) or month-day (03-31)"), &typed.due, faults))
            }
            (carets("source", &tell!(lang, "出处；由其他数据项算出的写“= 公式”", "source; of a computed item “=” and its formula"), faults, html! {
                textarea name="source" id=(form::id("source")) rows="2" lang="zh" spellcheck="false" { "\n" (typed.source) }
            }))
            (form::line("why", &tell!(lang, "为什么改", "why"), &typed.why, faults))
            p.actions { button.btn.go type="submit" { (tell!(lang, "保存", "Save")) } }
        }
    }
}

fn removal(desk: &Desk, key: &str, lang: Lang) -> Markup {
    html! {
        section.sheet {
            details {
                summary { (tell!(lang, "删除这个数据项", "Remove this item")) }
                form.stack method="post" action=(desk.link(&format!("/definitions/items/{}", crate::desk::encoded(key)))) {
                    (form::seal(desk))
                    input type="hidden" name="what" value="remove";
                    label { span { (tell!(lang, "理由", "why")) } input type="text" name="why" required; }
                    button.btn type="submit" { (tell!(lang, "删除", "Remove")) }
                }
            }
        }
    }
}
