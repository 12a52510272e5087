//! The form of an amendment: the document, and the targets that it changes, with before and after.

use domain::pack::Pack;
use domain::{Lang, tell};
use engine::{AmendmentForm, Change, View};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::list::blank;
use crate::posted::Posted;
use crate::ui::form::{self, Faults};

/// So many cells are changed with one form.
const ROWS: usize = 6;

/// A cell that is to be changed, as far as it is filled in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) indicator: String,
    pub(crate) year: String,
    /// The key whose words stand in `was`.
    pub(crate) looked: String,
    pub(crate) was: String,
    pub(crate) is: String,
}

impl Row {
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.indicator, self.year)
    }

    fn is_blank(&self) -> bool {
        self.indicator.is_empty() && self.is.is_empty()
    }

    /// Whether what stood there was shown to whoever fills it in.
    fn is_looked_up(&self) -> bool {
        self.looked == self.key()
    }
}

/// What somebody enters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) title: String,
    pub(crate) effective_on: String,
    pub(crate) why: String,
    pub(crate) rows: Vec<Row>,
}

impl Typed {
    pub(crate) fn posted(posted: &Posted) -> Self {
        let get = |name: &str| posted.get(name).trim().to_owned();
        let row = |at: usize| Row {
            indicator: get(&format!("indicator.{at}")),
            year: get(&format!("year.{at}")),
            looked: get(&format!("looked.{at}")),
            was: posted.get(&format!("was.{at}")).to_owned(),
            is: get(&format!("is.{at}")),
        };
        Self {
            title: get("title"),
            effective_on: get("effective_on"),
            why: get("why"),
            rows: (0..ROWS).map(row).filter(|row| !row.is_blank()).collect(),
        }
    }

    pub(crate) fn form(&self) -> AmendmentForm {
        let change = |row: &Row| Change {
            file: "cells".to_owned(),
            key: row.key(),
            column: "text".to_owned(),
            was: row.was.clone(),
            is: row.is.clone(),
        };
        AmendmentForm {
            title: self.title.clone(),
            effective_on: self.effective_on.clone(),
            why: self.why.clone(),
            evidence: String::new(),
            changes: self.rows.iter().map(change).collect(),
        }
    }

    /// Shows what stands in each cell; false where something was not shown before.
    pub(crate) fn look_up(&mut self, pack: &Pack) -> bool {
        let mut all = true;
        for row in &mut self.rows {
            if row.is_looked_up() {
                continue;
            }
            all = false;
            row.looked = row.key();
            cell(pack, &row.key()).unwrap_or_default().clone_into(&mut row.was);
        }
        all
    }
}

/// What a cell says in a plan.
fn cell<'a>(pack: &'a Pack, key: &str) -> Option<&'a str> {
    let mut cells = pack.reading.cells.iter();
    cells.find(|own| format!("{} {}", own.indicator, own.year) == key).map(|own| own.text.as_str())
}

/// The form: the document, and the cells that it changes with before and after.
pub(crate) fn entry(desk: &Desk, view: &View, typed: &Typed, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let is_shown = !typed.rows.is_empty() && typed.rows.iter().all(Row::is_looked_up);
    let mut rows = typed.rows.clone();
    rows.resize(ROWS, Row::default());
    html! {
        section.sheet #entry {
            header {
                h2 { (tell!(lang, "录入一次调整", "Enter an amendment")) }
                span.small { (tell!(lang, "先核对原文，再保存", "what stands there is shown first, then it is saved")) }
            }
            (form::trouble(faults, lang))
            form.stack.wide method="post" action=(desk.link("/amendments#entry")) enctype="multipart/form-data" {
                (form::seal(desk))
                div.fields {
                    (form::line("title", &tell!(lang, "文件名称和文号", "the document's title and number"), &typed.title, faults))
                    (form::day("effective_on", &tell!(lang, "自哪天起生效", "in force from"), &typed.effective_on, faults))
                }
                (form::line("why", &tell!(lang, "调整的理由", "why"), &typed.why, faults))
                (form::field("changes", &tell!(lang, "改哪些目标（最多 {ROWS} 处，更多的再录一次）", "which targets (at most {ROWS}, more with another form)"), faults, html! {
                    div.scroll { table.cards.entry id=(form::id("changes")) {
                        thead { tr {
                            th { (tell!(lang, "指标", "indicator")) } th { (tell!(lang, "年", "year")) }
                            th { (tell!(lang, "原为", "was")) } th { (tell!(lang, "改为", "is")) }
                        } }
                        tbody { @for (at, row) in rows.iter().enumerate() { (entry_row(view, at, row, lang)) } }
                    } }
                }))
                (form::files("files", &tell!(lang, "文件原件（pdf、docx、图片）", "the document (pdf, docx, a picture)"), faults))
                p.actions {
                    button.btn type="submit" name="what" value="look" { (tell!(lang, "核对原文", "Show what stands there")) }
                    @if is_shown { button.btn.go type="submit" name="what" value="save" { (tell!(lang, "确认保存", "Save")) } }
                    @if is_shown { span.small { (tell!(lang, "核对过页面会清空已选的文件，保存前请再选一次。", "Choose the file once more before you save: a page that is shown again has lost it.")) } }
                }
            }
        }
    }
}

fn entry_row(view: &View, at: usize, row: &Row, lang: Lang) -> Markup {
    let label = |what: String| tell!(lang, "第 {} 处 {what}", "{what} of change {}", at + 1);
    let indicators = &view.catalogue.pack.reading.indicators;
    html! {
        tr {
            td data-h=(tell!(lang, "指标", "indicator")) {
                select name=(format!("indicator.{at}")) aria-label=(label(tell!(lang, "指标", "indicator"))) {
                    option value="" { "—" }
                    @for own in indicators { option lang="zh" value=(own.no) selected[own.no.to_string() == row.indicator] { (own.no) " " (own.name) } }
                }
            }
            td data-h=(tell!(lang, "年", "year")) {
                select name=(format!("year.{at}")) aria-label=(label(tell!(lang, "年份", "year"))) {
                    @for year in view.years() { option value=(year) selected[year.to_string() == row.year] { (year) } }
                }
            }
            td data-h=(tell!(lang, "原为", "was")) lang="zh" {
                @if row.is_looked_up() {
                    b { (blank(row.was.clone())) }
                    input type="hidden" name=(format!("looked.{at}")) value=(row.looked);
                    input type="hidden" name=(format!("was.{at}")) value=(row.was);
                } @else { "—" }
            }
            td data-h=(tell!(lang, "改为", "is")) {
                input type="text" name=(format!("is.{at}")) value=(row.is) lang="zh" aria-label=(label(tell!(lang, "改为", "new words")));
            }
        }
    }
}
