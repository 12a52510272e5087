//! A list: filtered by its address, sorted, in pages, and exported exactly as it is shown.

use axum::response::Response;
use document::{Column as Wide, CsvOptions, Field, Workbook, write_csv};
use domain::{Lang, tell};
use maud::{Markup, html};

use crate::answer;
use crate::desk::{Desk, encoded};
use crate::ui::pager::{page_of, pager};

/// So many rows stand on a page.
pub(crate) const ROWS: usize = 100;

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
    /// It stands in files only: a page tells it elsewhere.
    pub(crate) is_filed: bool,
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
        Self { id, head, is_number: false, is_title: false, is_filed: false, text, cell, filled }
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

    /// In files only.
    pub(crate) fn filed(mut self) -> Self {
        self.is_filed = true;
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

impl<T> Filter<'_, T> {
    /// Whether what the address asks for is among the choices; it is noted where it is not.
    fn offers(&self, desk: &Desk) -> bool {
        let asked = desk.asked(self.id);
        let is_there = self.options.iter().any(|(word, _)| word == asked);
        if !is_there {
            let words: Vec<&str> = self.options.iter().map(|(word, _)| word.as_str()).collect();
            desk.odd(self.id, crate::odd::one_of(&words, desk.lang));
        }
        is_there
    }
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

/// A list that its page draws itself.
pub(crate) struct Drawn<T> {
    /// The filters, how many rows there are, and the exports.
    pub(crate) controls: Markup,
    /// The rows of this page.
    pub(crate) rows: Vec<T>,
    /// The way to the other pages.
    pub(crate) pager: Markup,
}

impl<T> List<'_, T> {
    /// The list as the address asks for it.
    pub(crate) fn answer(&self, desk: &Desk, rows: Vec<T>) -> Listed {
        let rows = self.sorted(desk, self.kept(desk, rows));
        match self.file(desk, &rows) {
            Some(file) => Listed::File(file),
            None => Listed::Page(self.page(desk, &rows)),
        }
    }

    /// The file that the address asks for, of rows that are kept and sorted already. An address
    /// that is only half understood gives none: nobody would see what was left out.
    pub(crate) fn file(&self, desk: &Desk, rows: &[T]) -> Option<Response> {
        let make = match desk.asked("format") {
            "" => return None,
            "csv" => Self::csv,
            "xlsx" => Self::xlsx,
            _ => {
                desk.odd("format", tell!(desk.lang, "xlsx 或 csv", "xlsx or csv"));
                return None;
            }
        };
        Some(crate::odd::refused(desk).unwrap_or_else(|| make(self, rows)))
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

    /// The list drawn by its page, so many rows on each.
    pub(crate) fn drawn(
        &self,
        desk: &Desk,
        rows: Vec<T>,
        most: usize,
        draw: impl FnOnce(Drawn<T>) -> Markup,
    ) -> Response {
        let rows = self.sorted(desk, self.kept(desk, rows));
        match self.file(desk, &rows) {
            Some(file) => file,
            None => answer::page(draw(self.part(desk, rows, most, &[]))),
        }
    }

    /// The list as a part of a page that has several; `which` is what tells them apart.
    pub(crate) fn part_of(
        &self,
        desk: &Desk,
        rows: Vec<T>,
        most: usize,
        which: (&str, &str),
    ) -> Result<Drawn<T>, Box<Response>> {
        let rows = self.sorted(desk, self.kept(desk, rows));
        if desk.asked(which.0) == which.1
            && let Some(file) = self.file(desk, &rows)
        {
            return Err(Box::new(file));
        }
        Ok(self.part(desk, rows, most, &[which]))
    }

    fn part(&self, desk: &Desk, rows: Vec<T>, most: usize, which: &[(&str, &str)]) -> Drawn<T> {
        let (page, pages) = page_of(desk, rows.len(), most);
        let count = rows.len();
        let controls = html! {
            (self.controls(desk, true))
            p.exports.small {
                (rows_told(count, desk.lang)) " · " (exports(desk, which, &self.name))
            }
        };
        let rows = rows.into_iter().skip((page - 1) * most).take(most).collect();
        Drawn { controls, rows, pager: pager(desk, page, pages) }
    }

    fn kept(&self, desk: &Desk, mut rows: Vec<T>) -> Vec<T> {
        for filter in &self.filters {
            let asked = desk.asked(filter.id);
            if !asked.is_empty() && filter.offers(desk) {
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

    /// The rows in the order that the address asks for.
    pub(crate) fn sorted(&self, desk: &Desk, mut rows: Vec<T>) -> Vec<T> {
        let asked = desk.asked("sort");
        let (id, down) = asked.strip_prefix('-').map_or((asked, false), |id| (id, true));
        let Some(column) = self.columns.iter().find(|column| column.id == id) else {
            if !asked.is_empty() {
                let ids: Vec<&str> = self.columns.iter().map(|column| column.id).collect();
                desk.odd("sort", crate::odd::one_of(&ids, desk.lang));
            }
            return rows;
        };
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
        let (page, pages) = page_of(desk, rows.len(), ROWS);
        let shown = rows.iter().skip((page - 1) * ROWS).take(ROWS);
        let count = rows.len();
        html! {
            (self.controls(desk, false))
            section.sheet {
                header {
                    span.small { (rows_told(count, lang)) }
                    span.more { (exports(desk, &[], &self.name)) }
                }
                @if rows.is_empty() {
                    p.empty { (self.empty) }
                } @else {
                    @let columns = || self.columns.iter().filter(|column| !column.is_filed);
                    div.scroll { table.cards.list {
                        thead { tr { @for column in columns() { (head(desk, column)) } } }
                        tbody { @for row in shown { tr { @for column in columns() { (cell(column, row)) } } } }
                    } }
                    (pager(desk, page, pages))
                }
            }
        }
    }

    /// The filters; and the order, where no heads of a table offer it.
    fn controls(&self, desk: &Desk, orders: bool) -> Markup {
        let lang = desk.lang;
        let own = self.filters.iter().map(|filter| filter.id);
        let own = own.chain(["q", "page", "lang", "format"]).chain(orders.then_some("sort"));
        let own: Vec<&str> = own.collect();
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
                @if orders { (self.orders(desk)) }
                label { span { (tell!(lang, "查找", "find")) }
                    input type="search" name="q" value=(desk.asked("q"));
                }
                button.btn type="submit" { (tell!(lang, "筛选", "Filter")) }
                @if any { a.btn.plain href=(desk.link(&desk.path)) { (tell!(lang, "清除", "Clear")) } }
            }
        }
    }

    /// The choice of an order.
    pub(crate) fn orders(&self, desk: &Desk) -> Markup {
        let lang = desk.lang;
        let asked = desk.asked("sort");
        html! {
            label { span { (tell!(lang, "排序", "order")) }
                select name="sort" {
                    option value="" { (tell!(lang, "默认", "as it comes")) }
                    @for column in &self.columns {
                        @let down = format!("-{}", column.id);
                        option value=(column.id) selected[asked == column.id] { (column.head) " ↑" }
                        option value=(down) selected[asked == down] { (column.head) " ↓" }
                    }
                }
            }
        }
    }
}

/// Exactly what is shown, as files; which list of the page, where it has several.
pub(crate) fn exports(desk: &Desk, which: &[(&str, &str)], name: &str) -> Markup {
    let to = |format: &str| {
        let own = [("format", format), ("page", "")];
        address(desk, &own.iter().chain(which).copied().collect::<Vec<_>>())
    };
    let lang = desk.lang;
    let label = |format: &str| {
        let told = tell!(lang, "{format}：{name}", "{format}: {name}");
        (!which.is_empty()).then_some(told)
    };
    html! {
        a href=(to("xlsx")) aria-label=[label("Excel")] { "Excel" }
        " · "
        a href=(to("csv")) aria-label=[label("CSV")] { "CSV" }
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

fn rows_told(count: usize, lang: Lang) -> String {
    match count {
        1 => tell!(lang, "1 行", "1 row"),
        _ => tell!(lang, "{count} 行", "{count} rows"),
    }
}

/// A choice, and how many rows it has.
pub(crate) fn counted(told: &str, count: usize, lang: Lang) -> String {
    tell!(lang, "{told}（{count}）", "{told} ({count})")
}

/// What stands where there is no value.
pub(crate) fn blank(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
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
