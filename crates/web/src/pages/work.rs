//! One piece of work: the plan's words, whose it is, how it goes, the proof, and the report form.

use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Action;
use domain::work::{Light, WorkState};
use domain::{Say, tell};
use engine::{Evidence, On, Refused, Report, ReportForm, View, WorkItem, WorkKind, WorkRow};
use maud::{Markup, html};

use crate::answer::{self, Answer, status_of, with_status, wrong_fields};
use crate::desk::{Desk, Path};
use crate::frame::frame;
use crate::pages::works::section;
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::proof::{proof, when};
use crate::ui::{figure, related, turn, word, work};

pub(crate) async fn measure(desk: Desk, Path(no): Path<String>) -> Result<Response, Answer> {
    show(&desk, &format!("measure/{no}")).await
}

pub(crate) async fn task(
    desk: Desk,
    Path((system, no)): Path<(String, String)>,
) -> Result<Response, Answer> {
    show(&desk, &format!("task/{system}/{no}")).await
}

pub(crate) async fn project(desk: Desk, Path(no): Path<String>) -> Result<Response, Answer> {
    show(&desk, &format!("project/{no}")).await
}

pub(crate) async fn promise(desk: Desk, Path(no): Path<String>) -> Result<Response, Answer> {
    show(&desk, &format!("promise/{no}")).await
}

/// Posting to `/reports`
pub(crate) async fn report(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let item = item_of(&desk, &view, posted.get("subject"))?;
    let back = desk.link(&turn::plural(&item.subject));
    if !desk.house.first_time(posted.get("form")) {
        return Ok(again(&desk, &back));
    }
    let field = |name: &str| posted.get(name).to_owned();
    let form = ReportForm {
        state: field("state"),
        percent: field("percent"),
        text: field("text"),
        money: field("money"),
        sure: posted.get("sure") == "yes",
    };
    let subject = (view.plan.id.as_str(), item.subject.as_str());
    let files = posted.uploads("files");
    match desk.engine().work_report(&desk.ctx, subject, &form, &files).await {
        Ok(()) => {
            desk.house.note(&desk.session, tell!(desk.lang, "已报进展。", "Reported."));
            Ok(answer::go(&back))
        }
        Err(refused) => refused_form(&desk, &view, item, Some(&form), refused).await,
    }
}

/// Posting to `/proofs`
pub(crate) async fn evidence(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    posted.check(&desk)?;
    let view = desk.view().await?;
    let item = item_of(&desk, &view, posted.get("subject"))?;
    let back = desk.link(&format!("{}#proof", turn::plural(&item.subject)));
    if !desk.house.first_time(posted.get("form")) {
        return Ok(again(&desk, &back));
    }
    let subject = (view.plan.id.as_str(), item.subject.as_str());
    let files = posted.uploads("proof");
    match desk.engine().evidence_add(&desk.ctx, subject, &files).await {
        Ok(()) => {
            let count = files.len();
            let told = tell!(desk.lang, "已存 {count} 份佐证。", "Kept {count} files of evidence.");
            desk.house.note(&desk.session, told);
            Ok(answer::go(&back))
        }
        Err(refused) => refused_form(&desk, &view, item, None, refused).await,
    }
}

/// What a form that was taken already leads to.
pub(crate) fn again(desk: &Desk, back: &str) -> Response {
    let told = tell!(
        desk.lang,
        "这个表单已经保存过，没有再存一遍。",
        "Already saved; it was not saved again."
    );
    desk.house.note(&desk.session, told);
    answer::go(back)
}

fn item_of<'v>(desk: &Desk, view: &'v View, subject: &str) -> Result<&'v WorkItem, Answer> {
    view.catalogue.work(subject).ok_or_else(|| desk.refuse(Refused::Hidden))
}

/// The page again with what is wrong at its fields; what no form can mend is a page of its own.
async fn refused_form(
    desk: &Desk,
    view: &View,
    item: &WorkItem,
    form: Option<&ReportForm>,
    refused: Refused,
) -> Result<Response, Answer> {
    if !matches!(refused, Refused::Wrong(_) | Refused::Changed(_) | Refused::Unfit(_)) {
        return Err(desk.refuse(refused));
    }
    let mut faults = wrong_fields(&refused, desk.lang);
    if form.is_none() {
        // Both forms of the page choose files; the message belongs to the one that was sent.
        let at_files = faults.iter_mut().filter(|(field, _)| field == "files");
        at_files.for_each(|(field, _)| "proof".clone_into(field));
    }
    let status = match status_of(&refused) {
        StatusCode::OK => StatusCode::UNPROCESSABLE_ENTITY,
        other => other,
    };
    let page = page(desk, view, item, (form, &faults)).await?;
    Ok(with_status(status, page))
}

async fn show(desk: &Desk, subject: &str) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let item = item_of(desk, &view, subject)?;
    Ok(answer::page(page(desk, &view, item, (None, &[])).await?))
}

async fn page(
    desk: &Desk,
    view: &View,
    item: &WorkItem,
    (form, faults): (Option<&ReportForm>, &Faults),
) -> Result<Markup, Answer> {
    let engine = desk.engine();
    let refuse = |refused| desk.refuse(refused);
    let plan = view.plan.id.as_str();
    let rows = engine.work_rows(&desk.ctx, view).await.map_err(refuse)?;
    let row = rows.iter().find(|row| row.item.subject == item.subject);
    let row = row.ok_or_else(|| desk.refuse(Refused::Hidden))?;
    let reports = engine.report_list(&desk.ctx, plan, &item.subject).await.map_err(refuse)?;
    let files = engine.evidence_list(&desk.ctx, (plan, &item.subject)).await.map_err(refuse)?;
    let lang = desk.lang;
    let name = word::work(item.kind, &item.no, lang);
    let may_report = desk.may(Action::ReportWrite, On::Orgs(&item.all_orgs));
    let body = html! {
        div.head { div {
            p.crumb { (crumb(desk, view, item)) }
            h1 { (word::kind(item.kind, lang)) " " span lang="zh" { (item.no) "　" (item.name) } }
            p.lead { (lead(desk, row, &files)) }
        } }
        div.cols.two {
            div {
                (text(desk, view, item))
                (reports_part(desk, row, &reports))
                @if may_report { (report_form(desk, row, form, faults)) }
            }
            div {
                (facts(desk, view, item))
                (proof_part(desk, item, &files, faults))
                (related::related(desk, view, item, &rows))
            }
        }
        (step(desk, &rows, item))
    };
    Ok(frame(desk, view, &format!("{name} {}", item.name), body))
}

fn crumb(desk: &Desk, view: &View, item: &WorkItem) -> Markup {
    let list = turn::plural(domain::record::word_of(&WorkKind::TABLE, item.kind));
    let list = list.trim_end_matches('/');
    let (group, asked) = match item.kind {
        WorkKind::Measure => {
            let section = section(&view.catalogue.pack, &item.group);
            (section.clone(), section)
        }
        WorkKind::Task => (item.group.clone(), item.group.clone()),
        _ => (String::new(), String::new()),
    };
    html! {
        a href=(desk.link(list)) { (word::works(item.kind, desk.lang)) }
        @if !group.is_empty() {
            span { "›" }
            a href=(desk.link(&format!("{list}?group={}", crate::desk::encoded(&asked)))) lang="zh" { (group) }
        }
    }
}

/// One sentence: how it stands, since when, and what is missing.
fn lead(desk: &Desk, row: &WorkRow<'_>, files: &[Evidence]) -> Markup {
    let lang = desk.lang;
    let proofs = files.iter().filter(|file| file.void_reason.is_empty()).count();
    let last = crate::pages::works::day(&row.reported_at);
    html! {
        (work::state(row.state, lang))
        " " (tell!(lang, "进度 ", "at ")) b { (row.percent) " %" } (tell!(lang, "，", ", "))
        @if last.is_empty() { (tell!(lang, "还没有报过进展", "never reported")) }
        @else { (tell!(lang, "最近 {last} 报告", "last reported {last}")) }
        (tell!(lang, "，佐证 {proofs} 份。", ", {proofs} files of evidence. "))
        @if let Some(day) = row.since {
            @match row.light {
                Light::Red => b.late { (tell!(lang, "已于 {day} 逾期：完成要附佐证，取消要附文件。", "Overdue since {day}: done needs evidence, dropped a document.")) },
                Light::Amber => b.soon { (tell!(lang, "{day} 以来没有报告。", "No report since {day}.")) },
                Light::None => {}
            }
        }
    }
}

/// The plan's own words.
fn text(desk: &Desk, view: &View, item: &WorkItem) -> Markup {
    let lang = desk.lang;
    let reading = &view.catalogue.pack.reading;
    let line = match item.kind {
        WorkKind::Measure => {
            reading.measures.iter().find(|own| own.no.to_string() == item.no).map(|own| &own.line)
        }
        WorkKind::Task => {
            let own =
                reading.tasks.iter().find(|own| item.subject == format!("task/{}", own.address()));
            own.map(|own| &own.line)
        }
        WorkKind::Project => {
            reading.projects.iter().find(|own| own.no.to_string() == item.no).map(|own| &own.line)
        }
        WorkKind::Promise => None,
    };
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "方案原文", "In the plan's words")) }
                @if let Some(line) = line.filter(|line| !line.is_empty()) {
                    a.more href=(desk.link(&format!("/document?line={line}#l{line}"))) { (tell!(lang, "原文第 {line} 行", "line {line} of the document")) }
                }
            }
            @for part in item.text.lines() { p.prose lang="zh" { (part) } }
        }
    }
}

fn reports_part(desk: &Desk, row: &WorkRow<'_>, reports: &[Report]) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "进展报告", "Reports")) }
                span.small { (tell!(lang, "{} 次，最近的在前", "{}, the latest first", reports.len())) }
            }
            @if reports.is_empty() {
                p.empty {
                    (tell!(lang, "还没有报过。由责任单位每季度报一次：状态、进度和情况。", "None yet. The responsible org reports each quarter: state, progress, in words."))
                }
            } @else {
                ul.lines { @for report in reports { (report_line(desk, row, report)) } }
            }
        }
    }
}

fn report_line(desk: &Desk, row: &WorkRow<'_>, report: &Report) -> Markup {
    let lang = desk.lang;
    html! {
        li.report {
            span { (work::state(report.state, lang)) " " b { (report.percent) " %" }
                @if row.item.kind == WorkKind::Project && !report.money.is_empty() {
                    (tell!(lang, "，累计投资 ", ", spent ")) (figure::number(&report.money, "万元")) } }
            span.r.small { (report.reported_by) " · " (when(&report.reported_at)) }
            div { @for part in report.text.lines() { p.prose lang="zh" { (part) } } }
        }
    }
}

fn report_form(
    desk: &Desk,
    row: &WorkRow<'_>,
    form: Option<&ReportForm>,
    faults: &Faults,
) -> Markup {
    let lang = desk.lang;
    let begun = ReportForm {
        state: match row.state {
            WorkState::NotStarted => WorkState::Running.word().to_owned(),
            other => other.word().to_owned(),
        },
        percent: row.percent.to_string(),
        text: String::new(),
        money: row.money.clone(),
        sure: false,
    };
    let own = form.unwrap_or(&begun);
    let faults = if form.is_some() { faults } else { &[] };
    let states = WorkState::TABLE.iter().map(|(word, state)| ((*word).to_owned(), state.say(lang)));
    let states: Vec<(String, String)> = states.collect();
    html! {
        section.sheet id="report" {
            header {
                h2 { (tell!(lang, "报进展", "Report")) }
                span.small { (tell!(lang, "完成要附佐证，取消要附文件", "done needs evidence, dropped a document")) }
            }
            (form::trouble(faults, lang))
            form.stack method="post" action=(desk.link("/reports#report")) enctype="multipart/form-data" {
                (form::seal(desk))
                input type="hidden" name="subject" value=(row.item.subject);
                div.row {
                    (form::choice("state", &tell!(lang, "状态", "state"), &states, &own.state, faults))
                    (form::field("percent", &tell!(lang, "进度（%）", "progress (%)"), faults, html! {
                        input.short type="text" inputmode="numeric" name="percent" id="f-percent" value=(own.percent) size="6";
                    }))
                    @if row.item.kind == WorkKind::Project {
                        (form::field("money", &tell!(lang, "累计投资（万元）", "spent so far (万元)"), faults, html! {
                            input type="text" inputmode="decimal" name="money" id="f-money" value=(own.money) size="12";
                        }))
                        @if faults.iter().any(|(field, _)| field == "money") {
                            label.check { input type="checkbox" name="sure" value="yes" checked[own.sure]; " " (tell!(lang, "金额无误", "the amount is right")) }
                        }
                    }
                }
                (form::field("text", &tell!(lang, "情况：做了什么，下一步做什么，有什么困难", "what was done, what comes next, what is hard"), faults, html! {
                    textarea name="text" id="f-text" rows="4" required maxlength="4000" { (own.text) }
                }))
                (form::files("files", &tell!(lang, "佐证（可选多个）", "evidence (several if you like)"), faults))
                @if form.is_some() {
                    p.help.small { (tell!(lang, "浏览器不保留选过的文件，请重新选择。", "A browser does not keep chosen files; choose them again.")) }
                }
                p.actions { button.btn.go type="submit" { (tell!(lang, "报送", "Report")) } }
            }
        }
    }
}

/// Whose it is and when.
fn facts(desk: &Desk, view: &View, item: &WorkItem) -> Markup {
    let lang = desk.lang;
    let mut roles: Vec<(domain::plan::DutyRole, Vec<&str>)> = Vec::new();
    for (role, name) in &item.duties {
        match roles.iter_mut().find(|(own, _)| own == role) {
            Some((_, names)) => names.push(name),
            None => roles.push((*role, vec![name])),
        }
    }
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "责任和时间", "Whose it is, and when")) } }
            @if roles.is_empty() {
                p.empty { (tell!(lang, "方案没有写责任单位。", "The plan names no org.")) }
            }
            dl.facts.tall {
                @for (role, names) in &roles {
                    dt { (word::role(*role, lang)) }
                    dd lang="zh" {
                        @for (index, name) in names.iter().enumerate() {
                            @if index > 0 { "、" }
                            (org_link(desk, view, name))
                        }
                    }
                }
                @if !item.time.is_empty() {
                    dt { (tell!(lang, "时间", "time")) }
                    dd lang="zh" { (item.time) }
                }
                @if item.kind == WorkKind::Project { (project_facts(desk, view, item)) }
                @if item.kind == WorkKind::Promise && !item.group.is_empty() {
                    dt { (tell!(lang, "出处", "promised in")) }
                    dd { a href=(desk.link(&turn::plural(&item.group))) { (crate::pages::works::subject_name(view, &item.group, lang)) } }
                }
            }
        }
    }
}

/// An org by its name in the plan; without a key, where the office assigns it.
pub(crate) fn org_link(desk: &Desk, view: &View, name: &str) -> Markup {
    match view.catalogue.org_named(name) {
        Some(org) => html! { a href=(desk.link(&format!("/orgs/{}", org.key))) { (name) } },
        None => {
            html! { a href=(desk.link(&format!("/orgs?q={}", crate::desk::encoded(name)))) { (name) } }
        }
    }
}

fn project_facts(desk: &Desk, view: &View, item: &WorkItem) -> Markup {
    let lang = desk.lang;
    let projects = &view.catalogue.pack.reading.projects;
    let Some(own) = projects.iter().find(|own| own.no.to_string() == item.no) else {
        return html! {};
    };
    let words = [
        (tell!(lang, "地点", "place"), &own.place),
        (tell!(lang, "资金来源", "funding"), &own.funding),
        (tell!(lang, "效益", "benefit"), &own.benefit),
    ];
    html! {
        @if !own.amount.is_empty() {
            dt { (tell!(lang, "投资", "amount")) }
            dd { (figure::number(&own.amount, &own.amount_unit)) }
        }
        @for (told, words) in words.iter().filter(|(_, words)| !words.is_empty()) {
            dt { (told) }
            dd lang="zh" { (words) }
        }
    }
}

fn proof_part(desk: &Desk, item: &WorkItem, files: &[Evidence], faults: &Faults) -> Markup {
    let lang = desk.lang;
    let may_add = desk.may(Action::EvidenceAdd, On::Orgs(&item.all_orgs));
    let at_proof: Vec<(String, String)> =
        faults.iter().filter(|(field, _)| field == "proof").cloned().collect();
    html! {
        section.sheet id="proof" {
            header { h2 { (tell!(lang, "佐证", "Evidence")) } }
            (proof(desk, files, may_add))
            @if may_add {
                details open[!at_proof.is_empty()] {
                    summary { (tell!(lang, "添加佐证", "Add evidence")) }
                    form.stack method="post" action=(desk.link("/proofs#proof")) enctype="multipart/form-data" {
                        (form::seal(desk))
                        input type="hidden" name="subject" value=(item.subject);
                        (form::files("proof", &tell!(lang, "文件：图片、pdf、docx、xlsx、ofd，每个不超过 15 MB", "files: pictures, pdf, docx, xlsx, ofd, at most 15 MB each"), &at_proof))
                        p.actions { button.btn type="submit" { (tell!(lang, "存入", "Keep")) } }
                    }
                }
            }
        }
    }
}

/// The one before and the one after in the same list.
fn step(desk: &Desk, rows: &[WorkRow<'_>], item: &WorkItem) -> Markup {
    let lang = desk.lang;
    let own: Vec<&WorkItem> =
        rows.iter().map(|row| row.item).filter(|own| own.kind == item.kind).collect();
    let at = own.iter().position(|own| own.subject == item.subject).unwrap_or(0);
    let link = |other: &WorkItem, told: String| {
        html! { a href=(desk.link(&turn::plural(&other.subject))) { (told) " " span lang="zh" { (other.no) "　" (other.name) } } }
    };
    html! {
        nav.step aria-label=(tell!(lang, "前后", "neighbours")) {
            @match at.checked_sub(1).and_then(|at| own.get(at)) {
                Some(other) => (link(other, tell!(lang, "← 上一项", "← previous"))),
                None => span {}
            }
            @if let Some(other) = own.get(at + 1) { (link(other, tell!(lang, "下一项 →", "next →"))) }
        }
    }
}
