//! The history of a row that the office keeps, edition by edition, with what each changed.

use domain::calendar::DueRule;
use domain::{Lang, tell};
use engine::OfficeEdition;
use maud::{Markup, html};

use crate::desk::Desk;
use crate::list::blank;
use crate::pages::items::due;
use crate::ui::proof::when;
use crate::words::{
    BASES, COLUMNS, DEFINITION_KINDS, DIRECTIONS, FREQUENCIES, ITEM_KINDS, PLACE_OPS, TIME_OPS,
    WHEN_ZERO, told,
};

/// The editions of a row of a file of the office, the latest first.
pub(crate) async fn fetched(
    desk: &Desk,
    plan: &str,
    file: &str,
    key: &str,
) -> Result<Vec<OfficeEdition>, crate::answer::Answer> {
    let found = desk.engine().office_history(&desk.ctx, (plan, file, key)).await;
    found.map_err(|refused| desk.refuse(refused))
}

/// Editions as lines: when, who, why, and what became of what.
pub(crate) fn editions(columns: &[&str], all: &[OfficeEdition], lang: Lang) -> Markup {
    html! {
        section.sheet {
            header {
                h2 { (tell!(lang, "修改记录", "History")) }
                span.small { (tell!(lang, "取自审计日志，原来的版次都在", "from the journal; every former edition is there")) }
            }
            @if all.is_empty() {
                p.empty { (tell!(lang, "还没有记录；保存第一版后，每次修改都会列在这里。", "Nothing yet; each change is listed here from the first edition on.")) }
            } @else {
                ul.lines {
                    @for (at, own) in all.iter().enumerate() {
                        // An edition for other years stands beside it and was not replaced by it.
                        @let before = all[at + 1..].iter().find(|before| before.key == own.key);
                        li {
                            span { (headline(own, before, lang)) (applies(own, lang)) }
                            span.r.small { (when(&own.at)) }
                            span.sub { (own.by) @if !own.why.is_empty() { (tell!(lang, "：", ": ")) span lang="zh" { (own.why) } } }
                            (changes(columns, own, before, lang))
                        }
                    }
                }
            }
        }
    }
}

fn headline(own: &OfficeEdition, before: Option<&OfficeEdition>, lang: Lang) -> String {
    match (&own.fields, before.and_then(|before| before.fields.as_ref())) {
        (None, _) => tell!(lang, "删除", "removed"),
        (Some(_), None) if own.why.is_empty() => tell!(lang, "随方案导入", "came with the plan"),
        (Some(_), None) => tell!(lang, "新增", "added"),
        (Some(_), Some(_)) => tell!(lang, "修改", "changed"),
    }
}

/// From which year on an edition applies, where it has a first year.
fn applies(own: &OfficeEdition, lang: Lang) -> String {
    match own.key.split_once(' ') {
        Some((_, year)) => tell!(lang, "，自 {year} 年起适用", ", applies from {year}"),
        None => String::new(),
    }
}

/// What an edition changed of the one before it; of the first one all that stands in it.
fn changes(
    columns: &[&str],
    own: &OfficeEdition,
    before: Option<&OfficeEdition>,
    lang: Lang,
) -> Markup {
    let old = before.and_then(|before| before.fields.as_ref());
    let Some(new) = &own.fields else { return html! {} };
    let line = |at: usize, column: &str| {
        let cell =
            |fields: &Vec<String>| word(column, fields.get(at).map_or("", String::as_str), lang);
        let is = cell(new);
        let was = old.map(cell);
        let shows = was.as_ref().map_or(!is.is_empty(), |was| *was != is);
        html! {
            @if shows {
                span.sub {
                    (told(COLUMNS, column, lang)) (tell!(lang, "：", ": "))
                    span { @if let Some(was) = was { s { (blank(was)) } " → " } (blank(is)) }
                }
            }
        }
    };
    html! { @for (at, column) in columns.iter().enumerate() { (line(at, column)) } }
}

/// What a word of a column is called; texts stand for themselves.
pub(super) fn word(column: &str, text: &str, lang: Lang) -> String {
    match column {
        // A word that two columns share has the same name in both.
        "kind" => told(ITEM_KINDS, &told(DEFINITION_KINDS, text, lang), lang),
        "direction" => told(DIRECTIONS, text, lang),
        "time_op" => told(TIME_OPS, text, lang),
        "place_op" => told(PLACE_OPS, text, lang),
        "basis" => told(BASES, text, lang),
        "frequency" => told(FREQUENCIES, text, lang),
        "when_zero" => told(WHEN_ZERO, text, lang),
        "due_rule" => match DueRule::parse(text) {
            Ok(rule) => due(rule, lang),
            Err(_) => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}
