//! Corrections: what the reader misread, mended by the office. What was read stays beside it.

use axum::response::Response;
use domain::access::Action;
use domain::correct::WHOLE_ROW;
use domain::office::Correction;
use domain::pack::Pack;
use domain::plan::Reading;
use domain::record::Record;
use domain::{Lang, tell};
use engine::On;
use maud::{Markup, html};

use crate::again::{again, done, first};
use crate::answer::{Answer, with_status};
use crate::desk::Desk;
use crate::frame::frame;
use crate::list::{Column, Filter, List};
use crate::pages::document::{kept, mend_link, page};
use crate::pages::new_row;
use crate::posted::Posted;
use crate::ui::form::{self as ui, Faults};
use crate::words::{COLUMNS, FILES, told};

const FILE: &str = "office/corrections";

/// What somebody mends, as far as it is filled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mend {
    pub(crate) file: String,
    key: String,
    column: String,
    was: String,
    pub(crate) is: String,
    pub(crate) why: String,
}

impl Mend {
    /// What the address asks for, with what was read and what it was corrected to.
    pub(crate) fn asked(desk: &Desk, pack: &Pack) -> Self {
        let asked = |name: &str| desk.asked(name).to_owned();
        if !desk.asked("add").is_empty() {
            let is = format!("line={}", desk.asked("line"));
            return Self { file: asked("add"), is, ..Self::new_row() };
        }
        let mut mend = Self {
            file: asked("mend"),
            key: asked("key"),
            column: asked("column"),
            ..Self::default()
        };
        let row = rows(&pack.document, &mend.file).into_iter().find(|row| row.key == mend.key);
        let field = row.and_then(|row| row.fields.into_iter().find(|(own, _)| *own == mend.column));
        let Some((_, was)) = field else {
            mend.column = String::new();
            return mend;
        };
        let before =
            pack.office.corrections.iter().find(|own| {
                own.file == mend.file && own.key == mend.key && own.column == mend.column
            });
        mend.is = before.map_or_else(|| was.clone(), |before| before.is.clone());
        mend.why = before.map_or_else(String::new, |before| before.why.clone());
        mend.was = was;
        mend
    }

    fn new_row() -> Self {
        Self { column: WHOLE_ROW.to_owned(), ..Self::default() }
    }

    /// Whether a row is put in that the reader left out.
    pub(crate) fn is_new_row(&self) -> bool {
        self.column == WHOLE_ROW
    }

    fn posted(posted: &Posted) -> Self {
        if posted.get("what") == "add" {
            let (file, why) = (posted.get("file").to_owned(), posted.get("why").trim().to_owned());
            let (key, is) = new_row::typed(&file, posted);
            return Self { file, key, is, why, ..Self::new_row() };
        }
        // A browser sends line breaks of its own kind.
        let get = |name: &str| posted.get(name).replace("\r\n", "\n");
        Self {
            file: get("file"),
            key: get("key"),
            column: get("column"),
            was: get("was"),
            is: get("is"),
            why: get("why").trim().to_owned(),
        }
    }

    /// Whether a row was chosen, or is to be chosen.
    pub(crate) fn is_begun(&self) -> bool {
        !self.file.is_empty()
    }

    fn fields(&self) -> Vec<String> {
        [&self.file, &self.key, &self.column, &self.was, &self.is, &self.why]
            .map(Clone::clone)
            .to_vec()
    }
}

/// A row of a file of what was read.
struct Row {
    key: String,
    told: String,
    fields: Vec<(&'static str, String)>,
}

fn of<R: Record>(records: &[R], told: impl Fn(&R) -> String) -> Vec<Row> {
    let row = |record: &R| Row {
        key: record.key(),
        told: told(record),
        fields: R::COLUMNS.iter().copied().zip(record.fields()).collect(),
    };
    records.iter().map(row).collect()
}

fn rows(reading: &Reading, file: &str) -> Vec<Row> {
    match file {
        "indicators" => of(&reading.indicators, |own| own.name.clone()),
        "cells" => of(&reading.cells, |own| own.text.clone()),
        "targets" => of(&reading.targets, |own| own.text.clone()),
        "measures" => of(&reading.measures, |own| own.title.clone()),
        "tasks" => of(&reading.tasks, |own| own.name.clone()),
        "projects" => of(&reading.projects, |own| own.name.clone()),
        "promises" => of(&reading.promises, |_| String::new()),
        "duties" => of(&reading.duties, |_| String::new()),
        "orgs" => of(&reading.orgs, |_| String::new()),
        "unread" => of(&reading.unread, |_| String::new()),
        _ => Vec::new(),
    }
}

/// The way to a correction in three steps: a file, a row, a column; then what is right.
pub(crate) fn form(desk: &Desk, pack: &Pack, mend: &Mend, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let rows = rows(&pack.document, &mend.file);
    let row = rows.iter().find(|row| row.key == mend.key);
    html! {
        section.sheet #mend {
            header {
                h2 { (tell!(lang, "更正读出的内容", "Mend what was read")) }
                span.small { (tell!(lang, "原来读出的和更正都保留", "both what was read and the correction are kept")) }
                a.more href=(desk.link("/document")) { (tell!(lang, "不改了", "leave it")) }
            }
            (choose(desk, mend, &rows))
            @if let Some(row) = row {
                @if mend.column.is_empty() { (columns(desk, pack, mend, row)) }
                @else { (put_right(desk, mend, faults)) }
            } @else if !mend.key.is_empty() {
                p.say.miss { (tell!(lang, "“{}”里没有“{}”这一行，请重新选择。", "{} has no row `{}`, choose another.", told(FILES, &mend.file, lang), mend.key)) }
            }
        }
    }
}

fn choose(desk: &Desk, mend: &Mend, rows: &[Row]) -> Markup {
    let lang = desk.lang;
    html! {
        form.filters method="get" action="/document#mend" {
            (kept(desk))
            @if !desk.asked("part").is_empty() { input type="hidden" name="part" value=(desk.asked("part")); }
            label { span { (tell!(lang, "哪张表", "which table")) }
                select name="mend" {
                    @for (word, ..) in FILES { option value=(word) selected[*word == mend.file] { (told(FILES, word, lang)) } }
                }
            }
            @if !rows.is_empty() {
                label { span { (tell!(lang, "哪一行", "which row")) }
                    select name="key" {
                        @for row in rows {
                            option value=(row.key) selected[row.key == mend.key] {
                                (row.key.chars().take(40).collect::<String>())
                                @if !row.told.is_empty() { "　" (row.told.chars().take(24).collect::<String>()) }
                            }
                        }
                    }
                }
            }
            button.btn type="submit" { (tell!(lang, "选定", "Choose")) }
        }
    }
}

/// The columns of a row, each with what was read and what holds now.
fn columns(desk: &Desk, pack: &Pack, mend: &Mend, row: &Row) -> Markup {
    let lang = desk.lang;
    let own = |column: &str| {
        let mut all = pack.office.corrections.iter();
        all.find(|own| own.file == mend.file && own.key == mend.key && own.column == column)
    };
    html! {
        div.scroll { table.cards {
            thead { tr {
                th { (tell!(lang, "列", "column")) } th { (tell!(lang, "读出的", "as read")) }
                th { (tell!(lang, "更正为", "corrected to")) } th { span.hidden { (tell!(lang, "操作", "action")) } }
            } }
            tbody { @for (column, text) in &row.fields {
                @let correction = own(column);
                tr {
                    td.title { (told(COLUMNS, column, lang)) }
                    td data-h=(tell!(lang, "读出的", "as read")) lang="zh" { (crate::list::blank(text.clone())) }
                    td data-h=(tell!(lang, "更正为", "corrected to")) lang="zh" { (correction.map_or("", |own| own.is.as_str())) }
                    td.tight { a href=(mend_link(desk, &mend.file, &mend.key, column)) { (tell!(lang, "更正此列", "mend this")) } }
                }
            } }
        } }
    }
}

fn put_right(desk: &Desk, mend: &Mend, faults: &Faults) -> Markup {
    let lang = desk.lang;
    html! {
        (ui::trouble(faults, lang))
        form.stack method="post" action=(desk.link("/document")) {
            (ui::seal(desk))
            input type="hidden" name="part" value=(desk.asked("part"));
            input type="hidden" name="file" value=(mend.file);
            input type="hidden" name="key" value=(mend.key);
            input type="hidden" name="column" value=(mend.column);
            p { b { (told(FILES, &mend.file, lang)) } " · " span lang="zh" { (mend.key) } " · " b { (told(COLUMNS, &mend.column, lang)) } }
            (ui::field("was", &tell!(lang, "读出的（照此核对，不能改）", "as read (cannot be changed)"), faults, html! {
                textarea name="was" id=(ui::id("was")) rows="2" readonly lang="zh" { "\n" (mend.was) }
            }))
            (ui::field("is", &tell!(lang, "应为", "what is right"), faults, html! {
                textarea name="is" id=(ui::id("is")) rows="2" lang="zh" { "\n" (mend.is) }
            }))
            (ui::line("why", &tell!(lang, "依据（如：原文第几页、盖章件）", "on which grounds (a page, the signed copy)"), &mend.why, faults))
            @for column in ["file", "key", "column"] {
                @for (_, said) in faults.iter().filter(|(own, _)| own == column) { p.say.miss { (said) } }
            }
            p.actions { button.btn.go type="submit" { (tell!(lang, "保存更正", "Save the correction")) } }
        }
    }
}

/// Posting to `/document`: a correction, or that one is taken back.
pub(crate) async fn mend(desk: Desk, posted: Posted) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let plan = view.plan.id.as_str();
    if posted.get("what") == "remove" {
        first(&desk, &posted, "/document/corrections")?;
        let (key, why) = (posted.get("key"), posted.get("why").trim());
        let removed = desk.engine().office_row_remove(&desk.ctx, (plan, FILE, key), why).await;
        removed.map_err(|refused| desk.refuse(refused))?;
        let told = tell!(
            desk.lang,
            "已撤销这处更正，恢复读出的内容。",
            "Taken back; what was read holds again."
        );
        return Ok(done(&desk, told, "/document/corrections"));
    }
    first(&desk, &posted, "/document")?;
    let own = Mend::posted(&posted);
    let saved = desk.engine().office_row_set(&desk.ctx, (plan, FILE), own.fields(), &own.why).await;
    let Err(refused) = saved else {
        let told = tell!(
            desk.lang,
            "更正已保存，读出的原样保留在“更正”里。",
            "Saved; what was read is kept with the corrections."
        );
        let part = posted.get("part");
        let then = if part.is_empty() {
            "/document".to_owned()
        } else {
            format!("/document?part={}", crate::desk::encoded(part))
        };
        return Ok(done(&desk, told, &then));
    };
    let again = again(&desk, refused)?;
    Ok(with_status(again.status, page(&desk, &view, &own, &again.faults)))
}

/// `/document/corrections`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let lang = desk.lang;
    let title = tell!(lang, "更正", "Corrections");
    let all = view.catalogue.pack.office.corrections.clone();
    let count = all.len();
    Ok(list(&desk).respond(&desk, all, |table| {
        let body = html! {
            p.crumb { a href=(desk.link("/document")) { (tell!(lang, "方案原文", "Document")) } span { "›" } (title) }
            div.head {
                div {
                    h1 { (title) }
                    p.lead { (tell!(lang, "无废办更正了 {count} 处读出的内容；读出的和更正的都保留，撤销后恢复原样。", "The office has mended {count} fields; what was read is kept beside each, and comes back when a correction is taken back.")) }
                }
                @if desk.may(Action::PlanEdit, On::District) {
                    a.btn.go href=(desk.link("/document?mend=cells#mend")) { (tell!(lang, "新的更正", "Mend something")) }
                }
            }
            (table)
        };
        frame(&desk, &view, &title, body)
    }))
}

fn list(desk: &Desk) -> List<'_, Correction> {
    let lang = desk.lang;
    let may = desk.may(Action::PlanEdit, On::District);
    let columns = vec![
        Column::new("row", tell!(lang, "哪一行", "row"), move |own: &Correction| {
            format!("{} {}", told(FILES, &own.file, lang), own.key)
        })
        .title()
        .cell(move |own| html! {
            a href=(mend_link(desk, &own.file, &own.key, &own.column)) { (told(FILES, &own.file, lang)) " " span lang="zh" { (own.key) } }
        }),
        Column::new("column", tell!(lang, "列", "column"), move |own: &Correction| told(COLUMNS, &own.column, lang)),
        Column::new("was", tell!(lang, "读出的", "as read"), |own: &Correction| own.was.clone())
            .cell(|own| html! { span lang="zh" { (crate::list::blank(own.was.clone())) } }),
        Column::new("is", tell!(lang, "更正为", "corrected to"), |own: &Correction| own.is.clone())
            .cell(|own| html! { b lang="zh" { (crate::list::blank(own.is.clone())) } }),
        Column::new("why", tell!(lang, "依据", "grounds"), |own: &Correction| own.why.clone())
            .cell(move |own| html! { span lang="zh" { (own.why) } @if may { (removal(desk, own, lang)) } }),
    ];
    List {
        name: tell!(lang, "更正", "corrections"),
        columns,
        filters: vec![Filter {
            id: "file",
            label: tell!(lang, "哪张表", "table"),
            options: crate::words::choices(FILES, lang),
            keeps: Box::new(|own: &Correction, word| own.file == word),
        }],
        more_text: None,
        empty: tell!(
            lang,
            "还没有更正。读出的内容与盖章件不一致时，在“方案原文”对应的行上点“更正”。",
            "Nothing was mended yet. Where something was misread, choose “mend” at its line of the document."
        ),
    }
}

fn removal(desk: &Desk, own: &Correction, lang: Lang) -> Markup {
    html! {
        details {
            summary { (tell!(lang, "撤销", "take back")) }
            form.stack method="post" action=(desk.link("/document")) {
                (ui::seal(desk))
                input type="hidden" name="what" value="remove";
                input type="hidden" name="key" value=(own.key());
                label { span { (tell!(lang, "理由", "why")) } input type="text" name="why" required; }
                button.btn type="submit" { (tell!(lang, "撤销这处更正", "Take it back")) }
            }
        }
    }
}
