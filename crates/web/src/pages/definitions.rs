//! Definitions (口径): how each indicator is computed and judged, by edition.

use axum::response::Response;
use domain::access::Action;
use domain::office::{Basis, Definition, WhenZero};
use domain::pack::Pack;
use domain::plan::Indicator;
use domain::record::Record;
use domain::{Lang, Say, tell};
use engine::{OfficeEdition, On, View};
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{Answer, page, with_status};
use crate::desk::{Desk, Path};
use crate::frame::frame;
use crate::list::{Column, Filter, List};
use crate::pages::editions::{editions, fetched};
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::fraction::fraction;
use crate::words::{BASES, DEFINITION_KINDS, DIRECTIONS, PLACE_OPS, TIME_OPS, choices, told};

const FILE: &str = "office/definitions";

/// An indicator and how it is computed.
type Row<'a> = (&'a Indicator, Option<&'a Definition>);

/// What the columns of a row are called in data, in their order.
fn fields(definition: &Definition) -> Vec<(&'static str, String)> {
    Definition::COLUMNS.iter().copied().zip(definition.fields()).collect()
}

fn field(definition: Option<&Definition>, column: &str) -> String {
    let all = definition.map(fields).unwrap_or_default();
    all.into_iter().find(|(own, _)| *own == column).map_or(String::new(), |(_, text)| text)
}

/// The ways to the three lists.
pub(crate) fn tabs(desk: &Desk, current: &str) -> Markup {
    let lang = desk.lang;
    let all = [
        ("/definitions", tell!(lang, "指标口径", "Definitions")),
        ("/definitions/items", tell!(lang, "数据项", "Items")),
        ("/definitions/links", tell!(lang, "关联", "Links")),
    ];
    html! {
        nav.tabs aria-label=(tell!(lang, "口径与数据项", "definitions and items")) {
            @for (to, name) in all {
                a href=(desk.link(to)) aria-current=[(to == current).then_some("page")] { (name) }
            }
        }
    }
}

/// `/definitions`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let lang = desk.lang;
    let pack = view.catalogue.pack.clone();
    let definition = |no: u32| pack.office.definition_in(no, view.year);
    let rows: Vec<Row<'_>> =
        pack.reading.indicators.iter().map(|own| (own, definition(own.no))).collect();
    let title = tell!(lang, "指标口径", "Definitions");
    let lead = lead(&rows, lang);
    Ok(list(&desk).respond(&desk, rows, |table| {
        let body = html! {
            div.head { div { h1 { (title) } p.lead { (lead) } } }
            (tabs(&desk, "/definitions"))
            (table)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn lead(rows: &[Row<'_>], lang: Lang) -> Markup {
    let (all, defined) = (rows.len(), rows.iter().filter(|(_, own)| own.is_some()).count());
    let is_open = |(_, own): &&Row<'_>| own.is_some_and(|own| own.basis == Basis::Reconstruction);
    let (missing, open) = (all - defined, rows.iter().filter(is_open).count());
    html! {
        (tell!(lang, "{all} 项指标中 {defined} 项有口径，", "{defined} of {all} indicators have a definition, "))
        b { (tell!(lang, "{open} 项是重建的、还待与原文核对", "{open} are reconstructed and still to be checked")) }
        @if missing > 0 { (tell!(lang, "，{missing} 项还没有口径", ", {missing} have none yet")) }
        (tell!(lang, "。", "."))
    }
}

fn list(desk: &Desk) -> List<'_, Row<'_>> {
    let lang = desk.lang;
    let open = move |no: u32| desk.link(&format!("/definitions/{no}"));
    let columns = vec![
        Column::new("no", tell!(lang, "序号", "no."), |(own, _): &Row<'_>| own.no.to_string()).number(),
        Column::new("name", tell!(lang, "指标", "indicator"), |(own, _): &Row<'_>| own.name.clone())
            .title()
            .cell(move |(own, _)| html! { a href=(open(own.no)) lang="zh" { (own.name) } @if own.required { span.small { " ★" } } }),
        Column::new("formula", tell!(lang, "怎样算", "computed as"), move |(_, own): &Row<'_>| computed(*own, lang))
            .cell(move |(_, own)| match own.and_then(|own| own.formula.as_ref()) {
                Some(formula) => fraction(formula, lang),
                None => html! { span.small { (computed(*own, lang)) } },
            }),
        Column::new("direction", tell!(lang, "方向", "good side"), move |(_, own): &Row<'_>| {
            told(DIRECTIONS, &field(*own, "direction"), lang)
        }),
        Column::new("decimals", tell!(lang, "小数位", "decimals"), |(_, own): &Row<'_>| field(*own, "decimals")).number(),
        Column::new("basis", tell!(lang, "口径来源", "basis"), move |(_, own): &Row<'_>| {
            own.map_or(String::new(), |own| own.basis.say(lang))
        })
        .cell(move |(_, own)| basis(*own, lang)),
        Column::new("edition", tell!(lang, "口径名和版次", "name and edition"), |(_, own): &Row<'_>| field(*own, "definition"))
            .cell(|(_, own)| html! { code { (crate::list::blank(field(*own, "definition"))) } }),
    ];
    List {
        name: tell!(lang, "指标口径", "definitions"),
        columns,
        filters: vec![
            Filter {
                id: "kind",
                label: tell!(lang, "种类", "kind"),
                options: choices(DEFINITION_KINDS, lang),
                keeps: Box::new(|(_, own): &Row<'_>, word| field(*own, "kind") == word),
            },
            Filter {
                id: "basis",
                label: tell!(lang, "口径来源", "basis"),
                options: [
                    choices(BASES, lang),
                    vec![("none".to_owned(), tell!(lang, "还没有口径", "no definition"))],
                ]
                .concat(),
                keeps: Box::new(|(_, own): &Row<'_>, word| match word {
                    "none" => own.is_none(),
                    word => field(*own, "basis") == word,
                }),
            },
        ],
        more_text: None,
        empty: tell!(
            lang,
            "没有符合条件的指标；请放宽筛选。",
            "No indicator fits; loosen the filter."
        ),
    }
}

/// How an indicator is computed, in one line.
fn computed(own: Option<&Definition>, lang: Lang) -> String {
    match own {
        Some(own) => match &own.formula {
            Some(formula) => formula.to_string(),
            None => told(DEFINITION_KINDS, &field(Some(own), "kind"), lang),
        },
        None => tell!(lang, "还没有口径", "no definition yet"),
    }
}

/// How sure a definition is; what is still to be checked is marked.
fn basis(own: Option<&Definition>, lang: Lang) -> Markup {
    html! {
        @match own {
            Some(own) if own.basis == Basis::Reconstruction => span.note-example { (own.basis.say(lang)) },
            Some(own) => (own.basis.say(lang)),
            None => "—",
        }
    }
}

/// What the form holds.
#[derive(Debug, Clone, Default)]
struct Typed(Vec<(String, String)>);

/// The fields of the form.
const TYPED: [&str; 13] = [
    "definition",
    "kind",
    "formula",
    "direction",
    "time_op",
    "place_op",
    "decimals",
    "when_zero",
    "zero_value",
    "zero_reason",
    "basis",
    "since",
    "why",
];

impl Typed {
    fn of(own: Option<&Definition>) -> Self {
        let Some(own) = own else {
            let usual = [
                ("kind", "formula"),
                ("direction", "up"),
                ("time_op", "recompute"),
                ("place_op", "recompute"),
                ("decimals", "2"),
                ("when_zero", "no_data"),
                ("basis", "own"),
            ];
            return Self(usual.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec());
        };
        let mut all: Vec<(String, String)> =
            fields(own).into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        for (name, text) in &mut all {
            if name == "definition" {
                *text = text.split('@').next().unwrap_or_default().to_owned();
            }
        }
        if let WhenZero::Value(value, reason) = &own.when_zero {
            all.retain(|(name, _)| name != "when_zero");
            all.push(("when_zero".to_owned(), "value".to_owned()));
            all.push(("zero_value".to_owned(), value.to_string()));
            all.push(("zero_reason".to_owned(), reason.clone()));
        }
        Self(all)
    }

    fn posted(posted: &Posted) -> Self {
        let get = |name: &str| posted.get(name).replace("\r\n", "\n").trim().to_owned();
        Self(TYPED.map(|name| (name.to_owned(), get(name))).to_vec())
    }

    /// A change holds from a year on, unless one says otherwise: earlier years keep what they have.
    fn begin(&mut self, year: i16) {
        self.0.retain(|(name, _)| name != "since");
        self.0.push(("since".to_owned(), year.to_string()));
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str())
    }

    /// The fields of the row.
    fn row(&self, no: u32) -> Vec<String> {
        let when_zero = match self.get("when_zero") {
            "value" => format!("{}: {}", self.get("zero_value"), self.get("zero_reason")),
            word => word.to_owned(),
        };
        let one = |column: &&str| match *column {
            "indicator" => no.to_string(),
            "when_zero" => when_zero.clone(),
            column => self.get(column).to_owned(),
        };
        Definition::COLUMNS.iter().map(one).collect()
    }
}

/// `/definitions/{no}`
pub(crate) async fn one(desk: Desk, Path(no): Path<String>) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let (no, own) = found(&desk, &view, &no)?;
    let history = fetched(&desk, &view.plan.id, FILE, &no.to_string()).await?;
    let mut typed = Typed::of(own.as_ref());
    if own.is_some() {
        typed.begin(view.year);
    }
    Ok(page(one_page(&desk, &view, (no, own.as_ref()), &typed, &history, &[])))
}

/// Posting to `/definitions/{no}`
pub(crate) async fn define(
    desk: Desk,
    Path(no): Path<String>,
    posted: Posted,
) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let (no, own) = found(&desk, &view, &no)?;
    let then = format!("/definitions/{no}");
    first(&desk, &posted, &then)?;
    let (typed, plan) = (Typed::posted(&posted), view.plan.id.as_str());
    let set = desk.engine().definition_set(&desk.ctx, plan, typed.row(no), typed.get("why")).await;
    let Err(refused) = set else {
        let told = tell!(
            desk.lang,
            "已存为新的版次；起用年份以前仍用原来的版次。",
            "Saved as a new edition; the years before its first one keep theirs."
        );
        return Ok(done(&desk, told, &then));
    };
    let again = again(&desk, refused)?;
    let history = fetched(&desk, plan, FILE, &no.to_string()).await?;
    let page = one_page(&desk, &view, (no, own.as_ref()), &typed, &history, &again.faults);
    Ok(with_status(again.status, page))
}

fn found(desk: &Desk, view: &View, no: &str) -> Result<(u32, Option<Definition>), Answer> {
    let pack = &view.catalogue.pack;
    let known =
        no.parse::<u32>().ok().filter(|no| pack.reading.indicators.iter().any(|own| own.no == *no));
    let no = known.ok_or_else(|| desk.refuse(engine::Refused::Hidden))?;
    Ok((no, pack.office.definition_in(no, view.year).cloned()))
}

fn one_page(
    desk: &Desk,
    view: &View,
    (no, own): (u32, Option<&Definition>),
    typed: &Typed,
    history: &[OfficeEdition],
    faults: &Faults,
) -> Markup {
    let lang = desk.lang;
    let pack = &view.catalogue.pack;
    let name =
        pack.reading.indicators.iter().find(|own| own.no == no).map_or("", |own| own.name.as_str());
    let title = tell!(lang, "指标 {no} 的口径", "Definition of indicator {no}");
    let body = html! {
        p.crumb { a href=(desk.link("/definitions")) { (tell!(lang, "指标口径", "Definitions")) } span { "›" } b lang="zh" { (name) } }
        div.head {
            div { h1 { b { (no) } "　" span lang="zh" { (name) } } p.lead { (one_lead(own, view.year, lang)) } }
            a.btn href=(desk.link(&format!("/indicators/{no}"))) { (tell!(lang, "看这项指标", "The indicator")) }
        }
        @if let Some(own) = own { (in_force(desk, view, own)) }
        (each_edition(desk, pack, no))
        @if desk.may(Action::PlanEdit, On::District) { (edit(desk, pack, no, typed, faults)) }
        (editions(Definition::COLUMNS, history, lang))
    };
    frame(desk, view, &title, body)
}

fn one_lead(own: Option<&Definition>, year: i16, lang: Lang) -> String {
    match own {
        Some(own) => {
            let kind = told(DEFINITION_KINDS, &field(Some(own), "kind"), lang);
            let (edition, basis) = (&own.definition, own.basis.say(lang));
            tell!(
                lang,
                "{year} 年用 {edition}：{kind}，口径来源为“{basis}”。",
                "{year} is judged by {edition}: {kind}; basis: {basis}."
            )
        }
        None => tell!(
            lang,
            "还没有口径，这项指标无法判定；请无废办在下面填写。",
            "There is no definition yet, so it cannot be judged; the office writes it below."
        ),
    }
}

/// The edition in force: its formula and its parts.
fn in_force(desk: &Desk, view: &View, own: &Definition) -> Markup {
    let lang = desk.lang;
    let items = &view.catalogue.pack.office.items;
    let word = |column: &str| field(Some(own), column);
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "现行口径", "In force")) } code.small { (own.definition) } }
            @if let Some(formula) = &own.formula {
                p.formula-line { (fraction(formula, lang)) }
                ul.lines {
                    @for (name, _) in formula.items() {
                        @let item = items.iter().find(|item| item.name == name || item.key == name);
                        li {
                            @match item {
                                Some(item) => { a href=(desk.link(&format!("/definitions/items/{}", item.key))) lang="zh" { (item.name) } }
                                None => { span lang="zh" { (name) } }
                            }
                            span.r.small lang="zh" { (item.map_or(String::new(), |item| item.unit.to_string())) }
                            span.sub lang="zh" { (item.map_or("", |item| view.catalogue.org_name(&item.org))) }
                        }
                    }
                }
            }
            dl.facts {
                dt { (tell!(lang, "方向", "good side")) } dd { (told(DIRECTIONS, &word("direction"), lang)) }
                dt { (tell!(lang, "各期怎样合并", "periods")) } dd { (told(TIME_OPS, &word("time_op"), lang)) }
                dt { (tell!(lang, "各单位怎样合并", "orgs")) } dd { (told(PLACE_OPS, &word("place_op"), lang)) }
                dt { (tell!(lang, "小数位", "decimals")) } dd { (own.decimals) }
                dt { (tell!(lang, "分母为零时", "divisor of nought")) } dd { (zero(&own.when_zero, lang)) }
                dt { (tell!(lang, "口径来源", "basis")) } dd { (basis(Some(own), lang)) }
            }
        }
    }
}

/// Which edition judges which years, where there are several.
fn each_edition(desk: &Desk, pack: &Pack, no: u32) -> Markup {
    let lang = desk.lang;
    let all: Vec<&Definition> = pack.office.editions(no).collect();
    html! {
        @if all.len() > 1 {
            section.sheet {
                header { h2 { (tell!(lang, "各年用哪一版", "Which edition judges which year")) } }
                ul.lines {
                    @for (at, own) in all.iter().enumerate() {
                        @let until = all.get(at + 1).and_then(|next| next.since).map(|year| year - 1);
                        li {
                            span { (years(own.since, until, lang)) } code.r.small { (own.definition) }
                            span.sub lang="zh" { (computed(Some(own), lang)) }
                        }
                    }
                }
            }
        }
    }
}

fn years(since: Option<i16>, until: Option<i16>, lang: Lang) -> String {
    match (since, until) {
        (None, None) => tell!(lang, "各年", "every year"),
        (None, Some(until)) => tell!(lang, "{until} 年及以前", "until {until}"),
        (Some(since), None) => tell!(lang, "{since} 年起", "from {since} on"),
        (Some(since), Some(until)) if since == until => tell!(lang, "{since} 年", "{since}"),
        (Some(since), Some(until)) => tell!(lang, "{since} 至 {until} 年", "{since} to {until}"),
    }
}

/// The years from which an edition can hold.
fn firsts(pack: &Pack, lang: Lang) -> Vec<(String, String)> {
    let every = tell!(lang, "各年（改正一直就错的口径）", "every year (it was wrong all along)");
    let years = pack
        .head
        .target_years
        .iter()
        .map(|year| (year.to_string(), years(Some(*year), None, lang)));
    std::iter::once((String::new(), every)).chain(years).collect()
}

fn zero(when: &WhenZero, lang: Lang) -> String {
    match when {
        WhenZero::NoData => tell!(lang, "作缺数据", "no data"),
        WhenZero::NotApplicable => tell!(lang, "不适用", "not applicable"),
        WhenZero::Value(value, reason) => {
            tell!(lang, "取 {value}（{reason}）", "{value} ({reason})")
        }
    }
}

fn edit(desk: &Desk, pack: &Pack, no: u32, typed: &Typed, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let pick = |name: &str, label: String, words| {
        form::choice(name, &label, &choices(words, lang), typed.get(name), faults)
    };
    let zero = [
        ("no_data", tell!(lang, "作缺数据", "no data")),
        ("not_applicable", tell!(lang, "不适用", "not applicable")),
        ("value", tell!(lang, "取一个数（右边写数和理由）", "a number (write it with its reason)")),
    ];
    let zero = zero.map(|(word, told)| (word.to_owned(), told));
    let open = !faults.is_empty() || typed.get("definition").is_empty();
    html! {
        section.sheet #edit {
            details open[open] {
                summary { h2 { (tell!(lang, "修改口径", "Change the definition")) } span.small { (tell!(lang, "存为新的版次，从起用年份起按它算；以前的年份仍用原来的", "saved as a new edition that judges from its first year on; earlier years keep theirs")) } }
                (form::trouble(faults, lang))
                form.stack method="post" action=(desk.link(&format!("/definitions/{no}"))) {
                    (form::seal(desk))
                    (carets("formula", &tell!(lang, "公式（用数据项的名称，不写 × 100）", "formula (with the names of items, without × 100)"), faults, html! {
                        textarea name="formula" id=(form::id("formula")) rows="2" lang="zh" spellcheck="false" { "\n" (typed.get("formula")) }
                    }))
                    div.fields {
                        (pick("kind", tell!(lang, "种类", "kind"), DEFINITION_KINDS))
                        (pick("direction", tell!(lang, "方向", "good side"), DIRECTIONS))
                        (pick("time_op", tell!(lang, "各期怎样合并", "periods"), TIME_OPS))
                        (pick("place_op", tell!(lang, "各单位怎样合并", "orgs"), PLACE_OPS))
                        (form::line("decimals", &tell!(lang, "小数位", "decimals"), typed.get("decimals"), faults))
                        (pick("basis", tell!(lang, "口径来源", "basis"), BASES))
                        (form::choice("since", &tell!(lang, "起用年份", "first year"), &firsts(pack, lang), typed.get("since"), faults))
                        (form::choice("when_zero", &tell!(lang, "分母为零时", "divisor of nought"), &zero, typed.get("when_zero"), faults))
                        (form::line("zero_value", &tell!(lang, "取的数", "that number"), typed.get("zero_value"), faults))
                        (form::line("zero_reason", &tell!(lang, "取这个数的理由", "its reason"), typed.get("zero_reason"), faults))
                        (form::line("definition", &tell!(lang, "口径名（跨方案连续的序列用同一个名）", "name (one name joins the series of several plans)"), typed.get("definition"), faults))
                    }
                    (form::line("why", &tell!(lang, "为什么改", "why"), typed.get("why"), faults))
                    p.actions { button.btn.go type="submit" { (tell!(lang, "存为新版次", "Save as a new edition")) } }
                }
            }
        }
    }
}

/// A field whose faults point into its text by a caret.
pub(crate) fn carets(name: &str, label: &str, faults: &Faults, control: Markup) -> Markup {
    let wrong: Vec<&str> =
        faults.iter().filter(|(own, _)| own == name).map(|(_, said)| said.as_str()).collect();
    html! {
        div.field.bad[!wrong.is_empty()] {
            label for=(form::id(name)) { (label) }
            (control)
            @for said in wrong {
                @let (sentence, shown) = said.split_once('\n').unwrap_or((said, ""));
                p.say.miss { (sentence) }
                @if !shown.is_empty() { pre.caret lang="zh" { (shown) } }
            }
        }
    }
}
