//! All plans: which one is current, importing a document, taking a pack along, comparing two.

use axum::http::StatusCode;
use axum::response::Response;
use domain::access::Action;
use domain::diff::{Change, Difference, diff};
use domain::pack::Pack;
use domain::record::word_of;
use domain::{Lang, tell};
use engine::{On, PlanDraft, PlanLine, Refused, View, Wish};
use maud::{Markup, html};
use std::sync::Arc;

use crate::again::{Again, again, done, first};
use crate::answer::{self, Answer, with_status};
use crate::desk::{Desk, encoded};
use crate::frame::{frame, plain};
use crate::list::{Column, Filter, List, Listed, blank};
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::ui::proof::when;
use crate::words::{CHANGES, SUBJECTS, choices, told};

const HERE: &str = "/plans";
/// So many unread lines are shown before a plan is imported.
const UNREAD_MAX: usize = 20;

/// The page in its frame, also where there is no plan yet.
async fn framed(desk: &Desk, title: &str, body: Markup) -> Result<Markup, Answer> {
    match view(desk, &desk.wish).await? {
        Some(view) => Ok(frame(desk, &view, title, body)),
        None => Ok(plain(desk, title, body)),
    }
}

async fn view(desk: &Desk, wish: &Wish) -> Result<Option<View>, Answer> {
    desk.engine().view(&desk.ctx, wish).await.map_err(|refused| desk.refuse(refused))
}

async fn lines(desk: &Desk) -> Result<Vec<PlanLine>, Answer> {
    desk.engine().plan_list(&desk.ctx).await.map_err(|refused| desk.refuse(refused))
}

/// `/plans`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    page(&desk, (StatusCode::OK, &[])).await
}

async fn page(desk: &Desk, (status, faults): (StatusCode, &Faults)) -> Result<Response, Answer> {
    let lang = desk.lang;
    let plans = lines(desk).await?;
    let title = tell!(lang, "全部方案", "All plans");
    let lead = match plans.first() {
        None if !may_edit(desk) => {
            html! { (tell!(lang, "还没有方案；由无废办导入。", "There is no plan yet; the office imports it.")) }
        }
        None => html! {
            (tell!(
                lang,
                "还没有方案。上传方案的文本（docx、xlsx 或 txt），看过读出的内容再导入。",
                "There is no plan yet. Upload its text (docx, xlsx or txt), look at what was read, then import it."
            ))
        },
        Some(current) => html! {
            (tell!(lang, "系统里有 {} 份方案，现行的是", "Plans here: {}. The current one is ", plans.len()))
            b lang="zh" { "《" (current.title) "》" }
            (tell!(lang, "；各页默认看现行方案。", "; pages show it unless asked otherwise."))
        },
    };
    let table = match list(desk).answer(desk, plans.clone()) {
        Listed::File(response) => return Ok(response),
        Listed::Page(table) => table,
    };
    let body = html! {
        div.head { div { h1 { (title) } p.lead { (lead) } } }
        @if !plans.is_empty() { (table) }
        @if plans.len() > 1 { (compare_form(desk, &plans)) }
        @if may_edit(desk) {
            (upload(desk, faults))
            (pack_form(desk, faults))
        }
    };
    Ok(with_status(status, framed(desk, &title, body).await?))
}

fn list(desk: &Desk) -> List<'_, PlanLine> {
    let lang = desk.lang;
    let state = move |own: &PlanLine| {
        if own.is_current {
            tell!(lang, "现行", "current")
        } else {
            tell!(lang, "存档", "kept")
        }
    };
    let columns = vec![
        Column::new("title", tell!(lang, "方案", "plan"), |own: &PlanLine| own.title.clone()).title().cell(move |own| html! {
            a href=(format!("/?plan={}", encoded(&own.id))) lang="zh" { (own.title) }
            @if may_edit(desk) {
                span.sub { a href=(format!("/plans/export?plan={}", encoded(&own.id))) { (tell!(lang, "下载方案包（zip）", "download the pack (zip)")) } }
            }
        }),
        Column::new("id", tell!(lang, "编号", "id"), |own: &PlanLine| own.id.clone()).cell(|own| html! { code { (own.id) } }),
        Column::new("imported", tell!(lang, "导入时间", "imported"), |own: &PlanLine| when(&own.imported_at)),
        Column::new("state", tell!(lang, "状态", "state"), state).cell(move |own| html! {
            @if own.is_current { b { (state(own)) } } @else if may_edit(desk) { (make_current_form(desk, own)) } @else { (state(own)) }
        }),
    ];
    List {
        name: tell!(lang, "全部方案", "plans"),
        columns,
        filters: Vec::new(),
        more_text: None,
        empty: tell!(lang, "没有符合条件的方案；请清除筛选。", "No plan fits; clear the filter."),
    }
}

fn may_edit(desk: &Desk) -> bool {
    desk.may(Action::PlanEdit, On::District)
}

fn make_current_form(desk: &Desk, own: &PlanLine) -> Markup {
    html! {
        form.inline method="post" action="/plans/current" {
            (form::seal(desk))
            input type="hidden" name="plan" value=(own.id);
            button.btn type="submit" { (tell!(desk.lang, "设为现行", "Make it current")) }
        }
    }
}

fn compare_form(desk: &Desk, plans: &[PlanLine]) -> Markup {
    let lang = desk.lang;
    let choice = |name: &str, label: String, at: usize| {
        html! {
            label { span { (label) }
                select name=(name) { @for (no, own) in plans.iter().enumerate() { option lang="zh" value=(own.id) selected[no == at] { (own.title) " · " (own.id) } } }
            }
        }
    };
    html! {
        section.sheet {
            header { h2 { (tell!(lang, "比较两份方案", "Compare two plans")) } }
            form.filters method="get" action="/plans/compare" {
                (choice("old", tell!(lang, "原来的", "the former"), 1))
                (choice("new", tell!(lang, "后来的", "the later"), 0))
                button.btn type="submit" { (tell!(lang, "比较", "Compare")) }
            }
        }
    }
}

fn upload(desk: &Desk, faults: &Faults) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet #import {
            header {
                h2 { (tell!(lang, "导入方案", "Import a plan")) }
                span.small { (tell!(lang, "先读出来看，确认后才导入", "it is read and shown first")) }
            }
            (form::trouble(faults, lang))
            form.stack method="post" action="/plans/read" enctype="multipart/form-data" {
                (form::seal(desk))
                (form::field("files", &tell!(lang, "方案文本：docx、xlsx 或 txt；.doc、.wps、.pdf 请先另存为 docx", "the plan's text: docx, xlsx or txt; save .doc, .wps and .pdf as docx first"), faults, html! {
                    input type="file" name="files" id=(form::id("files")) accept=".docx,.xlsx,.txt,.csv" required;
                }))
                p.actions { button.btn.go type="submit" { (tell!(lang, "读出来看看", "Read it")) } }
            }
        }
    }
}

/// The form that takes a pack along: a plan with its definitions, orgs and items.
fn pack_form(desk: &Desk, faults: &Faults) -> Markup {
    let lang = desk.lang;
    html! {
        section.sheet #pack {
            header {
                h2 { (tell!(lang, "导入方案包", "Import a pack")) }
                span.small { (tell!(lang, "连同单位、口径和数据项；就是“下载方案包”得到的 zip", "with orgs, definitions and items: the zip of “download the pack”")) }
            }
            form.stack method="post" action="/plans/pack" enctype="multipart/form-data" {
                (form::seal(desk))
                (form::field("pack", &tell!(lang, "方案包（zip）", "the pack (zip)"), faults, html! {
                    input type="file" name="pack" id=(form::id("pack")) accept=".zip" required;
                }))
                (form::field("id", &tell!(lang, "方案编号（空着就用包里的）", "the plan's id (blank for that of the pack)"), faults, html! {
                    input type="text" name="id" id=(form::id("id")) maxlength="60";
                }))
                p.actions { button.btn type="submit" { (tell!(lang, "导入方案包", "Import the pack")) } }
            }
        }
    }
}

/// Posting to `/plans/pack`: imports a pack as it was exported.
pub(crate) async fn import_pack(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let upload = posted.uploads("pack").into_iter().next().unwrap_or_default();
    let imported = if upload.bytes.is_empty() {
        Err(Refused::field("pack", "请选择方案包", "choose the pack"))
    } else {
        desk.engine().plan_archive_import(&desk.ctx, &upload, posted.get("id").trim()).await
    };
    match imported {
        Ok(id) => {
            let told = tell!(desk.lang, "方案包已导入。", "The pack is imported.");
            desk.house.note(&desk.session, told);
            Ok(answer::go(&format!("/document?plan={}", encoded(&id))))
        }
        Err(refused) => {
            let Again { status, mut faults } = again(&desk, refused)?;
            let whole = faults.iter_mut().filter(|(field, _)| field.is_empty());
            whole.for_each(|(field, _)| "pack".clone_into(field));
            page(&desk, (status, &faults)).await
        }
    }
}

/// Posting to `/plans/read`: the document is read and shown; nothing is imported.
pub(crate) async fn read(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let upload = posted.uploads("files").into_iter().next().unwrap_or_default();
    let draft = if upload.bytes.is_empty() {
        Err(Refused::field("files", "请选择方案的文本", "choose the plan's text"))
    } else {
        desk.engine().plan_draft(&desk.ctx, &upload).await
    };
    match draft {
        Ok(draft) => {
            let id = proposed(&draft, &lines(&desk).await?);
            let body = preview(&desk, &draft, &id, &[]);
            let title = tell!(desk.lang, "读出的内容", "What was read");
            Ok(answer::page(framed(&desk, &title, body).await?))
        }
        Err(refused) => {
            let Again { status, mut faults } = again(&desk, refused)?;
            // What is wrong with the document is wrong with the file that was chosen.
            faults
                .iter_mut()
                .filter(|(field, _)| field.is_empty())
                .for_each(|(field, _)| "files".clone_into(field));
            page(&desk, (status, &faults)).await
        }
    }
}

/// An id that no plan has: from the years.
fn proposed(draft: &PlanDraft, plans: &[PlanLine]) -> String {
    let base = draft.head.id_of_years();
    let is_free = |id: &String| plans.iter().all(|plan| plan.id != *id);
    let numbered = (2..).map(|no| format!("{base}-{no}"));
    std::iter::once(base.clone()).chain(numbered).find(is_free).unwrap_or_default()
}

/// What was read, in numbers, and the form that imports it.
fn preview(desk: &Desk, draft: &PlanDraft, id: &str, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let reading = &draft.reading;
    let counts = [
        (tell!(lang, "原文行", "lines"), reading.outline.len()),
        (tell!(lang, "指标", "indicators"), reading.indicators.len()),
        (tell!(lang, "年度单元格", "year cells"), reading.cells.len()),
        (tell!(lang, "重点任务", "measures"), reading.measures.len()),
        (tell!(lang, "任务", "tasks"), reading.tasks.len()),
        (tell!(lang, "项目", "projects"), reading.projects.len()),
        (tell!(lang, "承诺", "promises"), reading.promises.len()),
        (tell!(lang, "责任", "duties"), reading.duties.len()),
        (tell!(lang, "没有读出的行", "lines not placed"), reading.unread.len()),
    ];
    let unread = reading.unread.len();
    html! {
        p.crumb { a href=(desk.link(HERE)) { (tell!(lang, "全部方案", "All plans")) } span { "›" } b { (tell!(lang, "读出的内容", "What was read")) } }
        div.head { div {
            h1 lang="zh" { (draft.head.title) }
            p.lead {
                (tell!(lang, "“{}”读出来了，", "“{}” was read; ", draft.name))
                b { @if unread == 0 { (tell!(lang, "没有读不出的行。", "no line was left out.")) } @else { (tell!(lang, "有 {unread} 行没有读出，导入后在“方案原文”里处理。", "{unread} lines were not placed; deal with them in the document after the import.")) } }
                (tell!(lang, "还没有导入，请核对下面的数。", " Nothing is imported yet: look at the numbers below."))
            }
        } }
        section.sheet {
            header { h2 { (tell!(lang, "读出了什么", "What was read")) } }
            dl.facts {
                @for (name, count) in counts { dt { (name) } dd { (count) } }
                dt { (tell!(lang, "地区", "region")) } dd lang="zh" { (blank(draft.head.region.clone())) }
                dt { (tell!(lang, "文号", "number")) } dd lang="zh" { (blank(draft.head.document_number.clone())) }
                dt { (tell!(lang, "基准年", "base year")) } dd { (draft.head.base_year.map_or("—".to_owned(), |year| year.to_string())) }
            }
            @if unread > 0 {
                h3 { (tell!(lang, "没有读出的行", "Lines that were not placed")) }
                ul.lines { @for line in reading.unread.iter().take(UNREAD_MAX) { li { span lang="zh" { b { (line.line) } "　" (line.text) } span.sub lang="zh" { (line.reason) } } } }
                @if unread > UNREAD_MAX { p.small { (tell!(lang, "另有 {} 行。", "{} more.", unread - UNREAD_MAX)) } }
            }
        }
        section.sheet {
            header { h2 { (tell!(lang, "导入", "Import")) } }
            (form::trouble(faults, lang))
            form.stack method="post" action="/plans" {
                (form::seal(desk))
                input type="hidden" name="hash" value=(draft.hash);
                input type="hidden" name="name" value=(draft.name);
                (form::line("id", &tell!(lang, "方案编号（用于网址，定了不改）", "the plan's id (for addresses, for good)"), id, faults))
                p.small { (tell!(lang, "口径、数据项和单位从空白开始，导入后由无废办填写。", "Definitions, items and orgs start empty; the office fills them in afterwards.")) }
                p.actions {
                    button.btn.go type="submit" { (tell!(lang, "导入这份方案", "Import this plan")) }
                    a.btn href=(desk.link(HERE)) { (tell!(lang, "不导入", "Leave it")) }
                }
            }
        }
    }
}

/// Posting to `/plans`: imports what was shown.
pub(crate) async fn import(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let (hash, name, id) = (posted.get("hash"), posted.get("name"), posted.get("id").trim());
    let imported = desk.engine().plan_draft_import(&desk.ctx, (hash, name), id).await;
    let Err(refused) = imported else {
        let told = tell!(
            desk.lang,
            "方案已导入。下一步：核对原文、补单位和口径。",
            "Imported. Next: look at the document, add orgs and definitions."
        );
        desk.house.note(&desk.session, told);
        return Ok(answer::go(&format!("/document?plan={}", encoded(id))));
    };
    let again = again(&desk, refused)?;
    let draft = desk.engine().plan_draft_again(&desk.ctx, (hash, name)).await;
    let draft = draft.map_err(|refused| desk.refuse(refused))?;
    let title = tell!(desk.lang, "读出的内容", "What was read");
    let body = preview(&desk, &draft, id, &again.faults);
    Ok(with_status(again.status, framed(&desk, &title, body).await?))
}

/// Posting to `/plans/current`
pub(crate) async fn make_current(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    first(&desk, &posted, HERE)?;
    let made = desk.engine().plan_make_current(&desk.ctx, posted.get("plan")).await;
    made.map_err(|refused| desk.refuse(refused))?;
    Ok(done(&desk, tell!(desk.lang, "已设为现行方案。", "It is the current plan now."), HERE))
}

/// `/plans/export?plan=…`: the pack as a zip.
pub(crate) async fn export(desk: Desk) -> Result<Response, Answer> {
    let asked = desk.asked("plan");
    let id = if asked.is_empty() { desk.view().await?.plan.id } else { asked.to_owned() };
    let bytes = desk.engine().plan_archive(&desk.ctx, &id).await;
    let bytes = bytes.map_err(|refused| desk.refuse(refused))?;
    Ok(answer::download(&format!("{id}.zip"), "application/zip", bytes))
}

/// `/plans/compare?old=…&new=…`
pub(crate) async fn compare(desk: Desk) -> Result<Response, Answer> {
    let lang = desk.lang;
    let (old, new) = (pack(&desk, "old").await?, pack(&desk, "new").await?);
    let rows = diff(&old, &new);
    let count = rows.len();
    let title = tell!(lang, "两份方案的差别", "Two plans compared");
    let table = match differences(lang).answer(&desk, rows) {
        Listed::File(response) => return Ok(response),
        Listed::Page(table) => table,
    };
    let body = html! {
        p.crumb { a href=(desk.link(HERE)) { (tell!(lang, "全部方案", "All plans")) } span { "›" } b { (title) } }
        div.head { div {
            h1 { (title) }
            p.lead {
                (tell!(lang, "从", "From ")) b lang="zh" { "《" (old.head.title) "》" } (tell!(lang, "到", " to ")) b lang="zh" { "《" (new.head.title) "》" }
                (tell!(lang, "，共 {count} 处不同。", ": {count} differences."))
            }
        } }
        (table)
    };
    Ok(answer::page(framed(&desk, &title, body).await?))
}

/// A plan as it is on the day, by a field of the address.
async fn pack(desk: &Desk, name: &str) -> Result<Arc<Pack>, Answer> {
    let wish = Wish { plan: Some(desk.asked(name).to_owned()), ..Wish::default() };
    let view = view(desk, &wish).await?.ok_or_else(|| desk.refuse(Refused::Hidden))?;
    Ok(view.catalogue.pack.clone())
}

fn differences(lang: Lang) -> List<'static, Difference> {
    let no = |own: &Difference| match (own.old.as_str(), own.new.as_str()) {
        (old, new) if old == new || new.is_empty() => old.to_owned(),
        ("", new) => new.to_owned(),
        (old, new) => format!("{old} → {new}"),
    };
    let columns = vec![
        Column::new("kind", tell!(lang, "种类", "kind"), move |own: &Difference| {
            told(SUBJECTS, own.kind, lang)
        }),
        Column::new("no", tell!(lang, "序号", "no."), no),
        Column::new("name", tell!(lang, "名称", "name"), |own: &Difference| own.name.clone())
            .title()
            .cell(|own| html! { span lang="zh" { (own.name) } }),
        Column::new("change", tell!(lang, "变化", "change"), move |own: &Difference| {
            told(CHANGES, word_of(&Change::TABLE, own.change), lang)
        }),
        Column::new("column", tell!(lang, "哪一项", "what"), move |own: &Difference| {
            column(&own.column, lang)
        }),
        Column::new("was", tell!(lang, "原来", "was"), |own: &Difference| own.was.clone())
            .cell(|own| html! { span lang="zh" { (blank(own.was.clone())) } }),
        Column::new("is", tell!(lang, "后来", "is"), |own: &Difference| own.is.clone())
            .cell(|own| html! { span lang="zh" { (blank(own.is.clone())) } }),
    ];
    List {
        name: tell!(lang, "方案差别", "differences"),
        columns,
        filters: vec![
            Filter {
                id: "kind",
                label: tell!(lang, "种类", "kind"),
                options: choices(SUBJECTS, lang),
                keeps: Box::new(|own: &Difference, word| own.kind == word),
            },
            Filter {
                id: "change",
                label: tell!(lang, "变化", "change"),
                options: choices(CHANGES, lang),
                keeps: Box::new(|own: &Difference, word| {
                    word_of(&Change::TABLE, own.change) == word
                }),
            },
        ],
        more_text: None,
        empty: tell!(
            lang,
            "两份方案没有不同，或筛选太窄。",
            "The two do not differ, or the filter is too narrow."
        ),
    }
}

/// What differs: a column, a year's cell, or a role.
fn column(name: &str, lang: Lang) -> String {
    if let Some((year, role)) = name.split_once(' ') {
        return match role {
            "target" => tell!(lang, "{year} 年目标", "target of {year}"),
            _ => tell!(lang, "{year} 年实际", "actual of {year}"),
        };
    }
    let as_column = told(crate::words::COLUMNS, name, lang);
    if as_column == name { told(crate::words::DUTY_ROLES, name, lang) } else { as_column }
}
