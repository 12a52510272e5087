//! A list: filtered by its address, sorted, in pages, and exported exactly as it is shown.

use axum::response::Response;
use document::{Column as Wide, CsvOptions, Field, Workbook, write_csv};
use domain::{Lang, tell};
use maud::{Markup, html};

use crate::answer;
use crate::desk::{Desk, encoded};

/// So many rows stand on a page.
const ROWS: usize = 100;

/// What is told of a row.
type Telling<'a, T> = Box<dyn Fn(&T) -> String + Send + Sync + 'a>;
/// How a row's cell is drawn.
type Drawing<'a, T> = Box<dyn Fn(&T) -> Markup + Send + Sync + 'a>;
/// Whether there is something in a row's cell.
type Filled<'a, T> = Box<dyn Fn(&T) -> bool + Send + Sync + 'a>;
/// Whether a row is kept by a choice.
type Keeping<'a, T> = Box<dyn Fn(&T, &str) -> bool + Send + Sync + 'a>;

/// A column of a list.
pub(crate) struct Column<'a, T> {
    /// Its name in the address.
    pub(crate) id: &'static str,
    /// Its head.
    pub(crate) head: String,
    /// Figures stand at the right and are sorted as figures.
    pub(crate) is_number: bool,
    /// The row's name: the first line of a card on a phone.
    pub(crate) is_title: bool,
    /// What is exported and sorted by.
    pub(crate) text: Telling<'a, T>,
    /// What is shown, where it is more than the text.
    pub(crate) cell: Option<Drawing<'a, T>>,
    /// Whether there is something to show, where the text is long in the making.
    pub(crate) filled: Option<Filled<'a, T>>,
}

impl<'a, T> Column<'a, T> {
    /// A column of words.
    pub(crate) fn new(
        id: &'static str,
        head: impl Into<String>,
        text: impl Fn(&T) -> String + Send + Sync + 'a,
    ) -> Self {
        let text = Box::new(text);
        let (head, cell, filled) = (head.into(), None, None);
        Self { id, head, is_number: false, is_title: false, text, cell, filled }
    }

    /// Figures.
    pub(crate) fn number(mut self) -> Self {
        self.is_number = true;
        self
    }

    /// The row's name.
    pub(crate) fn title(mut self) -> Self {
        self.is_title = true;
        self
    }

    /// Shown otherwise than it is exported.
    pub(crate) fn cell(mut self, cell: impl Fn(&T) -> Markup + Send + Sync + 'a) -> Self {
        self.cell = Some(Box::new(cell));
        self
    }

    /// Asked for whether there is something to show, in place of the text.
    pub(crate) fn filled(mut self, filled: impl Fn(&T) -> bool + Send + Sync + 'a) -> Self {
        self.filled = Some(Box::new(filled));
        self
    }
}

/// A choice that keeps some of the rows.
pub(crate) struct Filter<'a, T> {
    /// Its name in the address.
    pub(crate) id: &'static str,
    /// What it asks.
    pub(crate) label: String,
    /// What can be chosen: the word of the address, and what is shown.
    pub(crate) options: Vec<(String, String)>,
    /// Whether a row is kept by a choice.
    pub(crate) keeps: Keeping<'a, T>,
}

/// A list of rows.
pub(crate) struct List<'a, T> {
    /// What an exported file is called.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<Column<'a, T>>,
    /// Its filters.
    pub(crate) filters: Vec<Filter<'a, T>>,
    /// What the search looks at besides the columns.
    pub(crate) more_text: Option<Telling<'a, T>>,
    /// What an empty list says: what to do next.
    pub(crate) empty: String,
}

/// A list as it is shown, or as it was exported.
pub(crate) enum Listed {
    Page(Markup),
    File(Response),
}

impl<T> List<'_, T> {
    /// The list as the address asks for it.
    pub(crate) fn answer(&self, desk: &Desk, rows: Vec<T>) -> Listed {
        let rows = self.sorted(desk, self.kept(desk, rows));
        match desk.asked("format") {
            "csv" => Listed::File(self.csv(&rows)),
            "xlsx" => Listed::File(self.xlsx(&rows)),
            _ => Listed::Page(self.page(desk, &rows)),
        }
    }

    /// The list as a whole answer: `draw` puts the page around it.
    pub(crate) fn respond(
        &self,
        desk: &Desk,
        rows: Vec<T>,
        draw: impl FnOnce(Markup) -> Markup,
    ) -> Response {
        match self.answer(desk, rows) {
            Listed::Page(markup) => answer::page(draw(markup)),
            Listed::File(response) => response,
        }
    }

    /// The list drawn by its page: the filters with the exports, and the rows that the address
    /// keeps.
    pub(crate) fn drawn(
        &self,
        desk: &Desk,
        rows: Vec<T>,
        draw: impl FnOnce(Markup, Vec<T>) -> Markup,
    ) -> Response {
        if ["csv", "xlsx"].contains(&desk.asked("format")) {
            return match self.answer(desk, rows) {
                Listed::Page(markup) => answer::page(markup),
                Listed::File(response) => response,
            };
        }
        let rows = self.sorted(desk, self.kept(desk, rows));
        let controls = html! { (self.controls(desk)) p.exports.small { (exports(desk)) } };
        answer::page(draw(controls, rows))
    }

    fn kept(&self, desk: &Desk, mut rows: Vec<T>) -> Vec<T> {
        for filter in &self.filters {
            let asked = desk.asked(filter.id);
            if !asked.is_empty() {
                rows.retain(|row| (filter.keeps)(row, asked));
            }
        }
        let wanted = desk.asked("q").trim().to_lowercase();
        if !wanted.is_empty() {
            let words: Vec<&str> = wanted.split_whitespace().collect();
            rows.retain(|row| {
                let mut text = String::new();
                for column in &self.columns {
                    text += &(column.text)(row);
                    text.push('\n');
                }
                if let Some(more) = &self.more_text {
                    text += &more(row);
                }
                let text = text.to_lowercase();
                words.iter().all(|word| text.contains(word))
            });
        }
        rows
    }

    fn sorted(&self, desk: &Desk, mut rows: Vec<T>) -> Vec<T> {
        let asked = desk.asked("sort");
        let (id, down) = asked.strip_prefix('-').map_or((asked, false), |id| (id, true));
        let Some(column) = self.columns.iter().find(|column| column.id == id) else { return rows };
        if column.is_number {
            let figure = |row: &T| {
                let text = (column.text)(row).replace([',', '%'], "");
                text.trim().parse::<f64>().unwrap_or(f64::INFINITY)
            };
            rows.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
        } else {
            rows.sort_by_cached_key(|row| (column.text)(row));
        }
        if down {
            rows.reverse();
        }
        rows
    }

    fn csv(&self, rows: &[T]) -> Response {
        let head = self.columns.iter().map(|column| column.head.clone()).collect();
        let lines = rows
            .iter()
            .map(|row| self.columns.iter().map(|column| (column.text)(row)).collect::<Vec<_>>());
        let options = CsvOptions { bom: true, guard: true };
        let bytes = write_csv(std::iter::once(head).chain(lines), options);
        answer::download(&format!("{}.csv", self.name), answer::CSV, bytes)
    }

    fn xlsx(&self, rows: &[T]) -> Response {
        match self.workbook(rows) {
            Ok(bytes) => answer::download(&format!("{}.xlsx", self.name), answer::XLSX, bytes),
            Err(_) => self.csv(rows),
        }
    }

    fn workbook(&self, rows: &[T]) -> Result<Vec<u8>, document::WriteError> {
        let heads: Vec<Wide<'_>> = self
            .columns
            .iter()
            .map(|column| Wide {
                title: &column.head,
                width: if column.is_title { 40.0 } else { 16.0 },
            })
            .collect();
        let mut book = Workbook::new();
        let name: String =
            self.name.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(28).collect();
        let sheet = book.sheet(&name, &heads)?;
        for row in rows {
            let texts: Vec<String> = self.columns.iter().map(|column| (column.text)(row)).collect();
            let fields: Vec<Field<'_>> = texts.iter().map(|text| Field::Text(text)).collect();
            sheet.row(&fields)?;
        }
        book.finish()
    }

    fn page(&self, desk: &Desk, rows: &[T]) -> Markup {
        let lang = desk.lang;
        let pages = rows.len().div_ceil(ROWS).max(1);
        let page = desk.asked("page").parse().unwrap_or(1_usize).clamp(1, pages);
        let shown = rows.iter().skip((page - 1) * ROWS).take(ROWS);
        let count = rows.len();
        html! {
            (self.controls(desk))
            section.sheet {
                header {
                    span.small { (tell!(lang, "{count} 行", "{count} rows")) }
                    span.more { (exports(desk)) }
                }
                @if rows.is_empty() {
                    p.empty { (self.empty) }
                } @else {
                    div.scroll { table.cards.list {
                        thead { tr { @for column in &self.columns { (head(desk, column)) } } }
                        tbody { @for row in shown { tr { @for column in &self.columns { (cell(column, row)) } } } }
                    } }
                    (pager(desk, page, pages, lang))
                }
            }
        }
    }

    fn controls(&self, desk: &Desk) -> Markup {
        let lang = desk.lang;
        let own: Vec<&str> =
            self.filters.iter().map(|f| f.id).chain(["q", "page", "lang", "format"]).collect();
        let any =
            desk.query.keys().any(|name| name == "q" || self.filters.iter().any(|f| f.id == name));
        html! {
            form.filters method="get" action=(desk.path) {
                @for (name, value) in desk.query.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
                    input type="hidden" name=(name) value=(value);
                }
                @for filter in &self.filters {
                    label { span { (filter.label) }
                        select name=(filter.id) {
                            option value="" { (tell!(lang, "全部", "all")) }
                            @for (word, told) in &filter.options {
                                option value=(word) selected[word == desk.asked(filter.id)] lang=[of_plan(told)] { (told) }
                            }
                        }
                    }
                }
                label { span { (tell!(lang, "查找", "find")) }
                    input type="search" name="q" value=(desk.asked("q"));
                }
                button.btn type="submit" { (tell!(lang, "筛选", "Filter")) }
                @if any { a.btn.plain href=(desk.link(&desk.path)) { (tell!(lang, "清除", "Clear")) } }
            }
        }
    }
}

/// Exactly what is shown, as files.
fn exports(desk: &Desk) -> Markup {
    html! {
        a href=(address(desk, &[("format", "xlsx"), ("page", "")])) { "Excel" }
        " · "
        a href=(address(desk, &[("format", "csv"), ("page", "")])) { "CSV" }
    }
}

fn head<T>(desk: &Desk, column: &Column<'_, T>) -> Markup {
    let asked = desk.asked("sort");
    let down = format!("-{}", column.id);
    let (order, next, mark) = if asked == column.id {
        ("ascending", down.as_str(), " ↑")
    } else if asked == down {
        ("descending", "", " ↓")
    } else {
        ("none", column.id, "")
    };
    html! {
        th.num[column.is_number] aria-sort=(order) {
            a href=(address(desk, &[("sort", next), ("page", "")])) { (column.head) (mark) }
        }
    }
}

fn cell<T>(column: &Column<'_, T>, row: &T) -> Markup {
    let drawn = column.cell.as_ref().zip(column.filled.as_ref());
    let (text, is_filled) = match drawn {
        Some((_, filled)) => (String::new(), filled(row)),
        None => {
            let text = (column.text)(row);
            let is_filled = !text.is_empty();
            (text, is_filled)
        }
    };
    // A phone leaves out what is blank.
    let class = match (column.is_title, column.is_number, is_filled) {
        (true, _, true) => Some("title"),
        (true, _, false) => Some("title blank"),
        (_, true, true) => Some("num"),
        (_, true, false) => Some("num blank"),
        (_, _, true) => None,
        (_, _, false) => Some("blank"),
    };
    html! {
        td class=[class] data-h=[(!column.is_title).then_some(&column.head)] {
            @match &column.cell {
                Some(cell) => { (cell(row)) }
                None => { (blank(text)) }
            }
        }
    }
}

/// The language of words that are the plan's own: a screen reader has to change its voice.
fn of_plan(words: &str) -> Option<&'static str> {
    words.starts_with(|c: char| c > '\u{2e7f}' || c == '(').then_some("zh")
}

/// What stands where there is no value.
pub(crate) fn blank(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

fn pager(desk: &Desk, page: usize, pages: usize, lang: Lang) -> Markup {
    html! {
        @if pages > 1 {
            nav.pager aria-label=(tell!(lang, "翻页", "pages")) {
                @if page > 1 { a.btn href=(address(desk, &[("page", &(page - 1).to_string())])) { (tell!(lang, "上一页", "Previous")) } }
                span { (tell!(lang, "第 {page} 页，共 {pages} 页", "page {page} of {pages}")) }
                @if page < pages { a.btn href=(address(desk, &[("page", &(page + 1).to_string())])) { (tell!(lang, "下一页", "Next")) } }
            }
        }
    }
}

/// This page with some fields of the address changed; blank takes one away.
pub(crate) fn address(desk: &Desk, changes: &[(&str, &str)]) -> String {
    let mut query = desk.query.clone();
    query.remove("lang");
    query.remove("format");
    for (name, value) in changes {
        if value.is_empty() {
            query.remove(*name);
        } else {
            query.insert((*name).to_owned(), (*value).to_owned());
        }
    }
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    if pairs.is_empty() { desk.path.clone() } else { format!("{}?{}", desk.path, pairs.join("&")) }
}
