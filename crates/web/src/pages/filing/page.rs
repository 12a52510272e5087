//! The filing page of an org and a period: each number beside last year's, the last one and its
//! targets; what the checks say; where it is on its way.

use std::collections::BTreeMap;

use axum::response::Response;
use domain::access::Action;
use domain::figures::ValueStatus;
use domain::filing::Weight;
use domain::stage::Stage;
use domain::{Lang, Say, tell};
use engine::{Answer as RowAnswer, FilingSheet, On, Outcome, Past, SheetRow, View};
use maud::{Markup, html};

use super::{address, moves, period_of};
use crate::answer::{self, Answer};
use crate::desk::{Desk, Path, encoded};
use crate::frame::frame;
use crate::pages::stranger::stranger;
use crate::posted::Posted;
use crate::ui::{figure, form, proof};

/// The page as it was sent back: what was typed, and what became of each row.
#[derive(Default)]
pub(super) struct Again<'a> {
    pub(super) posted: Option<&'a Posted>,
    pub(super) answers: BTreeMap<String, RowAnswer>,
    pub(super) faults: Vec<(String, String)>,
}

/// `/filing/{org}/{period}`
pub(crate) async fn show(
    desk: Desk,
    Path((org, period)): Path<(String, String)>,
) -> Result<Response, Answer> {
    let view = desk.view().await?;
    if let Some(told) = stranger(&desk, &view).await? {
        let title = tell!(desk.lang, "填报", "Filing");
        let body = html! { div.head { div { h1 { (title) } } } (told) };
        return Ok(answer::page(frame(&desk, &view, &title, body)));
    }
    let page = draw(&desk, &view, (&org, &period), &Again::default()).await?;
    Ok(answer::page(page))
}

pub(super) async fn draw(
    desk: &Desk,
    view: &View,
    (org, period): (&str, &str),
    again: &Again<'_>,
) -> Result<Markup, Answer> {
    let lang = desk.lang;
    let parsed = period_of(desk, period)?;
    let refuse = |refused| desk.refuse(refused);
    let engine = desk.engine();
    let plan = view.plan.id.as_str();
    let sheet = engine.filing_sheet(&desk.ctx, (plan, org), parsed).await.map_err(refuse)?;
    let may = desk.may(Action::ValueFile, On::Org(org)) && !sheet.summary.is_closed;
    let draft = if may && again.posted.is_none() {
        engine.draft_read(&desk.ctx, (plan, org, period)).await.map_err(refuse)?
    } else {
        std::sync::Arc::default()
    };
    let draft = draft.as_ref().as_ref();
    let typed = draft.map(|draft| fields_of(&draft.cells)).unwrap_or_default();
    let title = format!("{} {period}", sheet.org_name);
    let body = html! {
        (heading(desk, &sheet, org, period))
        (steps(&sheet, lang))
        (form::trouble(&again.faults, lang))
        (moves::moves(desk, &sheet, (org, period), again))
        section.sheet {
            header {
                h2 { (tell!(lang, "数据", "Numbers")) }
                @if may {
                    span.small { (tell!(lang, "可从 Excel 或 WPS 整列粘贴；方向键、回车移动；数后可带单位，如 29.5万吨；自动暂存", "a column can be pasted from Excel or WPS; arrows and Enter move; a unit may stand behind the number")) }
                }
                @if let Some(draft) = draft { span.soon { (tell!(lang, "已恢复 {} 的草稿，尚未提交", "the draft of {} is back and not filed yet", proof::when(&draft.saved_at))) } }
            }
            form method="post" action=(desk.link(&address(org, period))) data-filing=(may) data-check=(desk.link(&format!("{}/check", address(org, period)))) data-draft=(desk.link(&format!("{}/draft", address(org, period)))) {
                (form::seal(desk))
                div.scroll { (grid(desk, &sheet, again, &typed, may)) }
                @if may { (dock(desk, lang)) }
            }
        }
        (exchange(desk, (org, period), may))
    };
    Ok(frame(desk, view, &title, body))
}

/// What a draft has typed, by field.
fn fields_of(cells: &str) -> BTreeMap<String, String> {
    serde_json::from_str(cells).unwrap_or_default()
}

fn heading(desk: &Desk, sheet: &FilingSheet, org: &str, period: &str) -> Markup {
    let lang = desk.lang;
    let summary = &sheet.summary;
    let due = summary.due.map_or(String::new(), |day| tell!(lang, "{day} 到期", "due {day}"));
    html! {
        div.head {
            div {
                p.crumb {
                    a href=(desk.link("/filing")) { (tell!(lang, "填报", "Filing")) } " › "
                    a href=(desk.link(&format!("/filing?org={}", encoded(org)))) lang="zh" { (sheet.org_name) }
                }
                h1 lang="zh" { (sheet.org_name) "　" (period) }
                p.lead {
                    @if lang == Lang::Zh { (summary.cells) " 项中 " }
                    b {
                        (match lang {
                            Lang::Zh => format!("{} 项已报", summary.filed),
                            Lang::En => format!("{} of {} filed", summary.filed, summary.cells),
                        })
                    }
                    @if summary.returned > 0 { (tell!(lang, "，", ", ")) span.late { (tell!(lang, "{} 项被退回", "{} came back", summary.returned)) } }
                    @if summary.overdue > 0 { (tell!(lang, "，", ", ")) span.late { (tell!(lang, "{} 项逾期", "{} are overdue", summary.overdue)) } }
                    (tell!(lang, "。", ". ")) (due)
                    @if summary.is_closed { " " b { (tell!(lang, "这一期已关闭，只能看。", "The period is closed.")) } }
                }
            }
        }
    }
}

/// Where the sheet as a whole is on its way.
fn steps(sheet: &FilingSheet, lang: Lang) -> Markup {
    let summary = &sheet.summary;
    let at = if summary.filed < summary.cells || summary.returned > 0 {
        0
    } else if summary.to_review > 0 {
        1
    } else if summary.to_confirm > 0 {
        2
    } else {
        3
    };
    let names = [
        tell!(lang, "填报", "file"),
        tell!(lang, "本单位审核", "review by the org"),
        tell!(lang, "无废办确认", "confirmation by the office"),
        tell!(lang, "已确认", "confirmed"),
    ];
    html! {
        ol.steps {
            @for (index, name) in names.iter().enumerate() {
                li.done[index < at] aria-current=[(index == at).then_some("step")] { (name) }
            }
        }
    }
}

fn grid(
    desk: &Desk,
    sheet: &FilingSheet,
    again: &Again<'_>,
    typed: &BTreeMap<String, String>,
    may: bool,
) -> Markup {
    let lang = desk.lang;
    let drawn = Drawn {
        lang,
        heads: Heads::new(lang),
        statuses: Statuses::new(lang),
        place: format!("/values/{}/", encoded(&sheet.org)),
        tail: desk.link(""),
        again,
        typed,
        may,
        may_prove: desk.may(Action::EvidenceAdd, On::Org(&sheet.org)),
    };
    let heads = &drawn.heads;
    html! {
        table.grid.cards {
            thead { tr {
                th { (tell!(lang, "数据项", "item")) }
                th { (heads.unit) }
                th.num { (heads.last_year) }
                th.num { (heads.before) }
                th.num { (heads.target) }
                th.num { (heads.now) }
                th { (heads.status) }
                th { (heads.note) }
                th.proof { (heads.evidence) }
                th.check { (heads.checks) }
            } }
            tbody { @for row in &sheet.rows { (drawn.line(row)) } }
        }
    }
}

/// What all rows have in common.
struct Drawn<'a> {
    lang: Lang,
    heads: Heads,
    statuses: Statuses,
    /// Where the numbers of the org are told, and what links keep of the address.
    place: String,
    tail: String,
    again: &'a Again<'a>,
    typed: &'a BTreeMap<String, String>,
    may: bool,
    may_prove: bool,
}

/// The heads of columns, which a phone shows in each row.
struct Heads {
    unit: String,
    last_year: String,
    before: String,
    target: String,
    now: String,
    status: String,
    note: String,
    reason: String,
    evidence: String,
    /// What leads to where files are added.
    add: String,
    checks: String,
}

impl Heads {
    fn new(lang: Lang) -> Self {
        Self {
            unit: tell!(lang, "单位", "unit"),
            last_year: tell!(lang, "上年同期", "last year"),
            before: tell!(lang, "上期", "before"),
            target: tell!(lang, "目标", "target"),
            now: tell!(lang, "本期", "this one"),
            status: tell!(lang, "状态", "status"),
            note: tell!(lang, "说明", "note"),
            reason: tell!(lang, "更正理由", "why it is corrected"),
            evidence: tell!(lang, "佐证", "evidence"),
            add: tell!(lang, "加", "add"),
            checks: tell!(lang, "检查", "checks"),
        }
    }
}

impl Drawn<'_> {
    fn line(&self, row: &SheetRow) -> Markup {
        let Self { lang, heads, .. } = self;
        let told = Told::of(row, self.again.answers.get(&row.item), *lang);
        html! {
            tr class=[told.class()] data-item=(row.item) {
                td.title {
                    a href={ (self.place) (encoded(&row.item)) "/" (row.period) (self.tail) } lang="zh" { (row.name) }
                }
                td.tight data-h=(heads.unit) { span.u lang="zh" { (row.unit) } }
                td.num data-h=(heads.last_year) { (figure::Digits(past(row.last_year.as_ref()))) }
                td.num data-h=(heads.before) { (figure::Digits(past(row.before.as_ref()))) }
                td.num.aim data-h=(heads.target) {
                    span.small lang="zh" {
                        @for own in row.targets.iter() {
                            span.line { (tell!(*lang, "指标 {}：{}", "no. {}: {}", own.indicator, own.text)) }
                        }
                    }
                }
                @if self.may { (self.inputs(row)) } @else { (self.shown(row)) }
                td.proof data-h=(heads.evidence) { (self.evidence(row)) }
                td.check data-h=(heads.checks) {
                    div {
                        span.state.(told.class) { (crate::ui::state::shape_of(told.class)) (told.word) }
                        span.say.(told.class) { (told.said.join(if *lang == Lang::Zh { "；" } else { "; " })) }
                    }
                }
            }
        }
    }

    /// How many files prove a number, and the way to them; or to where one is added.
    fn evidence(&self, row: &SheetRow) -> Markup {
        let Self { lang, heads, .. } = self;
        // The whole begins with what is seen, so that it can be called by it.
        let shown = match row.evidence {
            0 => heads.add.clone(),
            1 => tell!(*lang, "1 份", "1 file"),
            count => tell!(*lang, "{count} 份", "{count} files"),
        };
        let whole = match row.evidence {
            0 => tell!(*lang, "{shown}{}的佐证", "{shown} evidence of {}", row.name),
            1 => tell!(*lang, "{shown}{}的佐证", "{shown} proves {}", row.name),
            _ => tell!(*lang, "{shown}{}的佐证", "{shown} prove {}", row.name),
        };
        html! {
            @if row.evidence > 0 || self.may_prove {
                a.small.nowrap href={ (self.place) (encoded(&row.item)) "/" (row.period) (self.tail) "#evidence" }
                    aria-label=(whole) { (shown) }
            } @else { "—" }
        }
    }

    /// The fields of a row: the number, how sure it is, a note, the reason of a correction.
    fn inputs(&self, row: &SheetRow) -> Markup {
        let Self { lang, heads, .. } = self;
        let (own, item) = (row.value.as_ref(), &row.item);
        let version = own.map_or(0, |value| value.version);
        // Once both have seen both, saving once more puts one's own number in its place.
        let other = self.again.answers.get(item).and_then(|answer| answer.other.as_ref());
        let seen = other.map_or(version, |other| other.version);
        let status = self.field("s", item, own.map_or("", |value| &value.status));
        let chosen = if status.is_empty() { "reported" } else { status };
        let digits = own.filter(|value| value.status != "not_applicable");
        let digits = digits.map_or("", |value| &value.value);
        let note = self.field("n", item, own.map_or("", |value| &value.note));
        let confirmed = own.is_some_and(|value| value.stage == Stage::Confirmed);
        html! {
            td.in data-h=(heads.now) {
                input type="hidden" name={ "seen-" (item) } value=(seen);
                input name={ "v-" (item) } inputmode="decimal" autocomplete="off" value=(self.field("v", item, digits)) data-was=(digits) aria-label=(tell!(lang, "{}（{}）", "{} ({})", row.name, row.unit));
            }
            td data-h=(heads.status) {
                select name={ "s-" (item) } aria-label=(tell!(lang, "{}的状态", "status of {}", row.name)) {
                    @for (word, told) in self.statuses.offered(chosen) { option value=(word) selected[*word == chosen] { (told) } }
                }
            }
            td.words-in data-h=(heads.note) {
                input name={ "n-" (item) } value=(note) maxlength="500" aria-label=(tell!(lang, "{}的说明", "note on {}", row.name));
                @if confirmed {
                    input name={ "r-" (item) } value=(self.field("r", item, "")) maxlength="500" placeholder=(heads.reason) aria-label=(tell!(lang, "{}的更正理由", "why {} is corrected", row.name));
                }
            }
        }
    }

    /// What stands in a field: as it was sent, else as the draft has it, else as it is stored.
    fn field<'s>(&'s self, name: &str, item: &str, stored: &'s str) -> &'s str {
        if let Some(posted) = self.again.posted {
            return posted.get(&format!("{name}-{item}"));
        }
        if self.typed.is_empty() {
            return stored;
        }
        self.typed.get(&format!("{name}-{item}")).map_or(stored, String::as_str)
    }

    /// A row that cannot be changed here.
    fn shown(&self, row: &SheetRow) -> Markup {
        let heads = &self.heads;
        let own = row.value.as_ref();
        html! {
            td.num data-h=(heads.now) {
                @match own {
                    Some(value) if value.status == "not_applicable" => "/",
                    Some(value) => (figure::Digits(&value.value)),
                    None => "—",
                }
            }
            td data-h=(heads.status) { (own.map_or("", |value| self.statuses.told(&value.status))) }
            td data-h=(heads.note) { span.small lang="zh" { (own.map_or("", |value| value.note.as_str())) } }
        }
    }
}

/// How sure a number is: the words of data and what is shown. The last two cannot be chosen and
/// are offered only where they stand already.
struct Statuses([(&'static str, String); 6]);

impl Statuses {
    fn new(lang: Lang) -> Self {
        use ValueStatus::{ConfirmedZero, Estimated, Example, NotApplicable, Reported, Stated};
        let all = [Reported, Estimated, ConfirmedZero, NotApplicable, Example, Stated];
        Self(all.map(|status| (status.word(), status.say(lang))))
    }

    fn offered(&self, own: &str) -> impl Iterator<Item = &(&'static str, String)> {
        let (choice, kept) = self.0.split_at(4);
        choice.iter().chain(kept.iter().filter(move |(word, _)| *word == own))
    }

    fn told(&self, own: &str) -> &str {
        self.0.iter().find(|(word, _)| *word == own).map_or("", |(_, told)| told)
    }
}

/// The digits of another period.
fn past(own: Option<&Past>) -> &str {
    match own {
        Some(own) if !own.value.is_empty() => &own.value,
        Some(_) => "/",
        None => "—",
    }
}

/// What there is to say of a row, the heaviest first.
struct Told {
    class: &'static str,
    word: String,
    said: Vec<String>,
}

impl Told {
    fn of(row: &SheetRow, answer: Option<&RowAnswer>, lang: Lang) -> Self {
        if let Some(answer) = answer.filter(|answer| answer.outcome == Outcome::Rejected) {
            let is_error = answer.told.iter().any(|told| told.weight == Weight::Error);
            let said = answer.told.iter().filter(|told| !told.explained);
            let (class, word) = if is_error {
                ("miss", tell!(lang, "有误，未保存", "not saved"))
            } else {
                ("risk", tell!(lang, "请说明后再提交", "explain, then file"))
            };
            return Self { class, word, said: said.map(|told| told.said.say(lang)).collect() };
        }
        let mut said: Vec<String> =
            row.remarks.iter().map(|remark| remark.said.say(lang)).collect();
        let Some(value) = &row.value else {
            let (class, word) = if row.is_overdue {
                ("miss", tell!(lang, "逾期未报", "overdue"))
            } else {
                ("none", tell!(lang, "未填", "blank"))
            };
            return Self { class, word, said };
        };
        if !value.reason.is_empty() {
            said.insert(0, value.reason.clone());
        }
        if value.stage == Stage::Returned && !value.moved_by.is_empty() {
            let (by, at) = (&value.moved_by, proof::when(&value.moved_at));
            let back = tell!(lang, "{by} {at} 退回", "returned by {by} {at}");
            said.insert(0, back);
        }
        if !value.moved_reason.is_empty() {
            said.insert(0, value.moved_reason.clone());
        }
        let (by, at) = (&value.entered_by, proof::when(&value.entered_at));
        said.push(tell!(lang, "{by} {at} 填报", "filed by {by} {at}"));
        let class = match value.stage {
            Stage::Returned => "miss",
            Stage::Confirmed => "met",
            Stage::Filed | Stage::Reviewed if row.remarks.is_empty() => "track",
            Stage::Filed | Stage::Reviewed => "risk",
        };
        Self { class, word: value.stage.say(lang), said }
    }

    fn class(&self) -> Option<&'static str> {
        match self.class {
            "miss" => Some("bad"),
            "risk" => Some("warn"),
            _ => None,
        }
    }
}

fn dock(desk: &Desk, lang: Lang) -> Markup {
    html! {
        div.dock {
            span.small data-saved { (tell!(lang, "填好的数提交后由本单位另一人审核", "what is filed is reviewed by another user of the org")) }
            span.fill {}
            button.btn type="submit" name="then" value="draft" { (tell!(lang, "暂存", "Keep as a draft")) }
            button.btn.go type="submit" name="then" value="file" { (tell!(lang, "提交审核", "File")) }
        }
        @if desk.session.is_empty() { "" }
    }
}

/// The same as a workbook, down and up.
fn exchange(desk: &Desk, (org, period): (&str, &str), may: bool) -> Markup {
    let lang = desk.lang;
    let base = address(org, period);
    html! {
        section.sheet id="workbook" {
            header { h2 { (tell!(lang, "用 Excel 或 WPS 填", "With Excel or WPS")) } }
            p {
                a.btn href=(desk.link(&format!("{base}/workbook"))) { (tell!(lang, "下载预填好的表", "Download the prefilled workbook")) }
            }
            @if may {
                form.row method="post" enctype="multipart/form-data" action=(desk.link(&format!("{base}/upload"))) {
                    (form::seal(desk))
                    (form::field("file", &tell!(lang, "填好的表（xlsx 或 csv）", "the filled workbook (xlsx or csv)"), &[], html! {
                        input type="file" name="file" id="f-file" accept=".xlsx,.csv" required;
                    }))
                    button.btn type="submit" { (tell!(lang, "上传", "Upload")) }
                }
            }
        }
    }
}
