//! Search over everything of the plan: Chinese substrings; case, width and simplified or
//! traditional characters do not matter.

use axum::response::Response;
use domain::text::{is_blank, plain};
use domain::{Lang, tell};
use engine::{View, WorkKind};
use maud::{Markup, html};

use crate::answer::{self, Answer};
use crate::desk::{Desk, encoded};
use crate::frame::frame;
use crate::list::{Column, List, ROWS, address, exports};
use crate::odd::one_of;
use crate::ui::pager::{page_of, pager};
use crate::ui::{turn, word};

/// So many results of a group are shown until all of it is asked for.
const FIRST: usize = 6;
/// So many characters of a text stand before and behind a hit.
const AROUND: usize = 36;

/// Something that can be found.
struct Entry {
    group: Group,
    address: String,
    no: String,
    name: String,
    text: String,
}

/// Where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Indicator,
    Work(WorkKind),
    Org,
    Item,
    Definition,
    Document,
}

impl Group {
    /// The words of addresses, in the order of the page.
    const TABLE: [(&str, Self); 9] = [
        ("indicators", Self::Indicator),
        ("measures", Self::Work(WorkKind::Measure)),
        ("tasks", Self::Work(WorkKind::Task)),
        ("projects", Self::Work(WorkKind::Project)),
        ("promises", Self::Work(WorkKind::Promise)),
        ("orgs", Self::Org),
        ("items", Self::Item),
        ("definitions", Self::Definition),
        ("document", Self::Document),
    ];

    fn told(self, lang: Lang) -> String {
        match self {
            Self::Indicator => tell!(lang, "指标", "Indicators"),
            Self::Work(kind) => word::works(kind, lang),
            Self::Org => tell!(lang, "单位", "Orgs"),
            Self::Item => tell!(lang, "数据项", "Items"),
            Self::Definition => tell!(lang, "口径", "Definitions"),
            Self::Document => tell!(lang, "方案原文", "The document"),
        }
    }
}

/// `/search?q=…`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let view = desk.view().await?;
    let lang = desk.lang;
    let asked = desk.asked("q").trim();
    let words: Vec<Vec<char>> = asked.split_whitespace().map(folded).collect();
    let words: Vec<Vec<char>> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let found: Vec<Entry> = if words.is_empty() {
        Vec::new()
    } else {
        let mut found: Vec<Entry> =
            entries(&view).into_iter().filter(|entry| fits(entry, &words)).collect();
        // What has the words in its name stands first.
        found.sort_by_key(|own| !words.iter().all(|word| find(&own.name, word).is_some()));
        found
    };
    let title = tell!(lang, "搜索", "Search");
    let list = list(&words, lang);
    let found = list.sorted(&desk, kept(&desk, found));
    if let Some(file) = list.file(&desk, &found) {
        return Ok(file);
    }
    let body = html! {
        div.head { div { h1 { (title) } p.lead { (lead(asked, &found, lang)) } } }
        form.filters role="search" method="get" action="/search" {
            label { span { (tell!(lang, "找什么", "what")) } input type="search" name="q" value=(asked) size="32"; }
            label { span { (tell!(lang, "在哪里", "where")) }
                select name="in" {
                    option value="" { (tell!(lang, "全部", "all")) }
                    @for (word, group) in Group::TABLE { option value=(word) selected[word == desk.asked("in")] { (group.told(lang)) } }
                }
            }
            (list.orders(&desk))
            button.btn.go type="submit" { (title) }
        }
        @if found.is_empty() { (nothing(&desk, asked)) } @else { p.exports.small { (exports(&desk, &[], "")) } }
        @for (word, group) in Group::TABLE {
            @let own: Vec<&Entry> = found.iter().filter(|entry| entry.group == group).collect();
            @if !own.is_empty() { (part(&desk, (word, group), own, &words)) }
        }
    };
    Ok(answer::page(frame(&desk, &view, &title, body)))
}

/// What is found where the address asks for it.
fn kept(desk: &Desk, mut found: Vec<Entry>) -> Vec<Entry> {
    let asked = desk.asked("in");
    match Group::TABLE.iter().find(|(word, _)| *word == asked) {
        Some((_, group)) => found.retain(|entry| entry.group == *group),
        None if asked.is_empty() => {}
        None => desk.odd("in", one_of(&Group::TABLE.map(|(word, _)| word), desk.lang)),
    }
    found
}

/// What was found as a list, for its order and its export.
fn list(words: &[Vec<char>], lang: Lang) -> List<'_, Entry> {
    let columns = vec![
        Column::new("group", tell!(lang, "类别", "kind"), move |own: &Entry| {
            own.group.told(lang)
        }),
        Column::new("no", tell!(lang, "编号", "no."), |own: &Entry| own.no.clone()),
        Column::new("name", tell!(lang, "名称", "name"), |own: &Entry| own.name.clone()).title(),
        Column::new("text", tell!(lang, "所在文字", "the words around"), |own: &Entry| {
            around(&own.text, words).map_or(String::new(), |(_, part, _)| part)
        }),
    ];
    let name = tell!(lang, "搜索", "search");
    List { name, columns, filters: Vec::new(), more_text: None, empty: String::new() }
}

fn lead(asked: &str, found: &[Entry], lang: Lang) -> Markup {
    let groups = Group::TABLE.iter().filter_map(|(_, group)| {
        let count = found.iter().filter(|entry| entry.group == *group).count();
        let told = group.told(lang);
        (count > 0).then(|| tell!(lang, "{told} {count}", "{count} in {told}"))
    });
    let groups: Vec<String> = groups.collect();
    let groups = groups.join(if lang == Lang::Zh { "，" } else { ", " });
    let count = found.len();
    html! {
        @if asked.is_empty() {
            (tell!(lang, "输入词语，查指标、任务、单位、数据项和方案原文；几个词用空格隔开，同时出现才算。", "Type words to search indicators, work, orgs, items and the document; several words must all occur."))
        } @else if count == 0 {
            (tell!(lang, "没有找到“{asked}”。", "Nothing with “{asked}”."))
        } @else {
            (tell!(lang, "“{asked}”有 ", "“{asked}”: ")) b { (tell!(lang, "{count} 处", "{count} found")) }
            (tell!(lang, "：{groups}。", ": {groups}."))
        }
    }
}

fn nothing(desk: &Desk, asked: &str) -> Markup {
    let lang = desk.lang;
    html! {
        @if !asked.is_empty() {
            section.sheet {
                p.empty { (tell!(lang, "换短一点的词，或去掉一个词；数值在指标页和填报页查。", "Try a shorter word, or one word less; numbers are on the pages of indicators and filing.")) }
                p.actions {
                    a.btn href=(desk.link("/indicators")) { (tell!(lang, "全部指标", "All indicators")) }
                    a.btn href=(desk.link("/document")) { (tell!(lang, "方案原文", "The document")) }
                }
            }
        }
    }
}

fn part(
    desk: &Desk,
    (name, group): (&str, Group),
    own: Vec<&Entry>,
    words: &[Vec<char>],
) -> Markup {
    let lang = desk.lang;
    let all = desk.asked("in") == name;
    let (count, most) = (own.len(), if all { ROWS } else { FIRST });
    let (page, pages) = if all { page_of(desk, count, most) } else { (1, 1) };
    let address = address(desk, &[("in", name)]);
    html! {
        section.sheet {
            header {
                h2 { (group.told(lang)) }
                span.small { (tell!(lang, "{count} 处", "{count}")) }
                @if !all && count > most { a.more href=(address) { (tell!(lang, "全部 {count} 处", "all {count}")) } }
            }
            ul.lines {
                @for entry in own.into_iter().skip((page - 1) * most).take(most) {
                    li {
                        // A line of the document that has no place of its own is called by its words.
                        @let text = excerpt(&entry.text, words);
                        a href=(desk.link(&entry.address)) lang="zh" {
                            @if !entry.no.is_empty() { b { (entry.no) } "　" }
                            @match &text {
                                Some(text) if entry.name.is_empty() => (text),
                                _ => (marked(&entry.name, words)),
                            }
                        }
                        @if let (Some(text), false) = (&text, entry.name.is_empty()) { span.sub lang="zh" { (text) } }
                    }
                }
            }
            (pager(desk, page, pages))
        }
    }
}

fn entries(view: &View) -> Vec<Entry> {
    let pack = &view.catalogue.pack;
    let entry = |group, address: String, no: String, name: &str, text: String| Entry {
        group,
        address,
        no,
        name: name.to_owned(),
        text,
    };
    let mut all = Vec::new();
    for own in &pack.reading.indicators {
        let text = format!("{} {} {}", own.level1, own.level2, own.note);
        all.push(entry(
            Group::Indicator,
            format!("/indicators/{}", own.no),
            own.no.to_string(),
            &own.name,
            text,
        ));
    }
    for own in &view.catalogue.works {
        let orgs: Vec<&str> = own.duties.iter().map(|(_, org)| org.as_str()).collect();
        let text = format!("{} {}", own.text, orgs.join("、"));
        all.push(entry(
            Group::Work(own.kind),
            turn::plural(&own.subject),
            own.no.clone(),
            &own.name,
            text,
        ));
    }
    for own in &pack.office.orgs {
        all.push(entry(
            Group::Org,
            format!("/orgs/{}", own.key),
            String::new(),
            &own.name,
            own.aliases.join("、"),
        ));
    }
    for own in &pack.office.items {
        let address = format!("/definitions/items/{}", encoded(&own.key));
        all.push(entry(Group::Item, address, String::new(), &own.name, own.source.clone()));
    }
    let latest = pack.reading.indicators.iter().filter_map(|own| pack.office.definition(own.no));
    for own in latest {
        let indicator = pack.reading.indicators.iter().find(|one| one.no == own.indicator);
        let name = indicator.map_or(own.definition.as_str(), |one| one.name.as_str());
        let name = &format!("{name}（口径）");
        let formula = own.formula.as_ref().map_or(String::new(), ToString::to_string);
        let address = format!("/definitions/{}", own.indicator);
        all.push(entry(
            Group::Definition,
            address,
            own.indicator.to_string(),
            name,
            format!("{formula} {}", own.definition),
        ));
    }
    for own in &pack.reading.outline {
        let address = format!("/document?line={0}#l{0}", own.line);
        all.push(entry(Group::Document, address, String::new(), &own.place, own.text.clone()));
    }
    all
}

fn fits(entry: &Entry, words: &[Vec<char>]) -> bool {
    let is_no = |word: &[char]| folded(&entry.no) == word;
    words.iter().all(|word| {
        is_no(word) || find(&entry.name, word).is_some() || find(&entry.text, word).is_some()
    })
}

/// A text's characters as they are compared: half width, simplified, small letters, without blanks.
fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|c| !is_blank(*c)).map(small).collect()
}

fn small(c: char) -> char {
    plain(c).to_ascii_lowercase()
}

/// Where a folded word stands in a text, in bytes; blanks of the text do not matter.
fn find(text: &str, word: &[char]) -> Option<(usize, usize)> {
    let own: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_blank(*c)).collect();
    let at = own
        .windows(word.len().max(1))
        .position(|window| window.iter().zip(word).all(|((_, c), wanted)| small(*c) == *wanted))?;
    let (last, c) = own[at + word.len() - 1];
    Some((own[at].0, last + c.len_utf8()))
}

/// Where words stand in a text, in bytes, in order; what overlaps is one hit.
fn hits(text: &str, words: &[Vec<char>]) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for word in words {
        let mut from = 0;
        while let Some((start, end)) = find(&text[from..], word) {
            all.push((from + start, from + end));
            from += end;
        }
    }
    all.sort_unstable();
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for (start, end) in all {
        match hits.last_mut() {
            Some((_, last)) if start < *last => *last = end.max(*last),
            _ => hits.push((start, end)),
        }
    }
    hits
}

/// A text with every hit marked.
fn marked(text: &str, words: &[Vec<char>]) -> Markup {
    let hits = hits(text, words);
    let begins = std::iter::once(0).chain(hits.iter().map(|(_, end)| *end));
    let rest = hits.last().map_or(0, |(_, end)| *end);
    html! {
        @for (begin, (start, end)) in begins.zip(&hits) {
            (text[begin..*start]) mark { (text[*start..*end]) }
        }
        (text[rest..])
    }
}

/// The surroundings of the first hit, and whether the text goes on before and behind them.
fn around(text: &str, words: &[Vec<char>]) -> Option<(bool, String, bool)> {
    let start = words.iter().filter_map(|word| find(text, word)).map(|(start, _)| start).min()?;
    let before = text[..start].chars().count();
    let (from, all) = (before.saturating_sub(AROUND), text.chars().count());
    let part: String = text.chars().skip(from).take(2 * AROUND + 24).collect();
    let cut = from + part.chars().count() < all;
    Some((from > 0, part, cut))
}

/// The surroundings of the first hit, with every hit marked; none where the text has none.
fn excerpt(text: &str, words: &[Vec<char>]) -> Option<Markup> {
    let (begun, part, cut) = around(text, words)?;
    Some(html! {
        @if begun { "…" }
        (marked(&part, words))
        @if cut { "…" }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whatever_its_width_case_and_script() {
        for (text, word, hit) in [
            ("“无废城市”建设", "无废 城市", Some("无废城市")),
            ("ＰＭ２．５监测", "pm2.5", Some("ＰＭ２．５")),
            ("縣政府有關部門", "有关部门", Some("有關部門")),
            ("农膜 回收率", "农膜回收", Some("农膜 回收")),
            ("农膜", "秸秆", None),
        ] {
            let found = find(text, &folded(word)).map(|(start, end)| &text[start..end]);
            assert_eq!(found, hit, "{word} in {text}");
        }
    }

    #[test]
    fn hits_are_marked_once() {
        let words = [folded("废物"), folded("物")];
        let told = marked("固体废物和废物", &words).into_string();
        assert_eq!(told, "固体<mark>废物</mark>和<mark>废物</mark>");
    }
}
