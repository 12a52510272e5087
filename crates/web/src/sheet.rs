//! The leader's one sheet: the answer, the strip, what needs attention, whose turn it is. It is one
//! file without a script, prints on one page of A4, and reads on a phone.

use domain::judge::Verdict;
use domain::number::grouped;
use domain::{Lang, Say, counted, tell};
use engine::{Debtor, Explanation, Status, StatusRow};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::ui::spark::spark;
use crate::ui::state;
use crate::ui::strip::{Query, strip};

/// How many rows of attention and of turns stand on one sheet.
const ROWS_MAX: usize = 7;
const TURNS_MAX: usize = 6;
/// How many items of a turn are named.
const ITEMS_MAX: usize = 3;

/// What a sheet has that knows more than the verdicts; nothing where it is one file by itself.
#[derive(Clone, Copy, Default)]
pub(crate) struct More<'a> {
    /// What is said about indicators.
    pub(crate) written: &'a [Explanation],
    /// The address's fields that links keep; none where nothing can be linked.
    pub(crate) query: Option<&'a Query>,
    /// How many indicators rest on numbers that nobody has confirmed yet.
    pub(crate) unsettled: usize,
}

/// The sheet as one self-contained page.
pub fn sheet(status: &Status, lang: Lang) -> String {
    let year = status.year;
    let heading = tell!(lang, "{year} 年进展", "Progress of {year}");
    let title = &status.pack.head.title;
    let page = html! {
        (DOCTYPE)
        html lang=(if lang == Lang::Zh { "zh-CN" } else { "en" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (heading) " · " (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(crate::assets::style())) }
            }
            body {
                main { (body(status, More::default(), lang)) }
            }
        }
    };
    page.into_string()
}

/// What stands on the sheet.
pub(crate) fn body(status: &Status, more: More<'_>, lang: Lang) -> Markup {
    let year = status.year;
    html! {
        (crumb(status, lang))
        h1 { (tell!(lang, "{year} 年进展", "Progress of {year}")) }
        p.lead { (lead(status, lang)) }
        div.areas {
            (glance(status, more, lang))
            (attention(status, more, lang))
            (turns(status, lang))
            (decisions(status, more, lang))
        }
        (foot(status, more.unsettled, lang))
    }
}

fn crumb(status: &Status, lang: Lang) -> Markup {
    let head = &status.pack.head;
    html! {
        p.crumb {
            b lang="zh" { (head.title) }
            @if !head.document_number.is_empty() { span lang="zh" { (head.document_number) } }
            span { (tell!(lang, "截至 {}", "as of {}", status.as_of)) }
            @if status.example {
                span.note-example { (tell!(lang, "示例数据", "example data")) }
            }
        }
    }
}

/// One sentence that answers how it stands.
pub(crate) fn lead(status: &Status, lang: Lang) -> Markup {
    let all = status.rows.len();
    let part = |verdict: Verdict, count: usize| {
        let word = verdict.say(lang);
        tell!(lang, "{count} 项{word}", "{count} {word}")
    };
    let good = [Verdict::Met, Verdict::OnTrack];
    let (good, rest): (Vec<_>, Vec<_>) =
        status.tally().into_iter().filter(|(_, n)| *n > 0).partition(|(v, _)| good.contains(v));
    let join = |list: Vec<(Verdict, usize)>| {
        let parts: Vec<String> = list.into_iter().map(|(v, n)| part(v, n)).collect();
        parts.join(if lang == Lang::Zh { "，" } else { ", " })
    };
    let (good, rest) = (join(good), join(rest));
    let owed: usize = status.turns().iter().map(|turn| turn.count).sum();
    let earlier: usize = status.turns().iter().map(|turn| turn.earlier).sum();
    html! {
        b { (numbered(all, "项指标", "indicator", lang)) @if !good.is_empty() { (tell!(lang, "，{good}", ": {good}")) } }
        @if !rest.is_empty() { (tell!(lang, "；{rest}", "; {rest}")) }
        (tell!(lang, "。", ". "))
        @if owed > 0 {
            (tell!(lang, "还有 ", "")) b { (numbered(owed, "个数", "number", lang)) }
            (match (lang, owed) {
                (Lang::Zh, _) => "逾期未报",
                (Lang::En, 1) => " is overdue",
                (Lang::En, _) => " are overdue",
            })
            @if earlier > 0 { (tell!(lang, "（其中往年的 {earlier} 个）", " ({earlier} of earlier years)")) }
            (tell!(lang, "。", "."))
        }
    }
}

/// `3 个数`, `3 numbers`, `1 number`.
fn numbered(count: usize, zh: &str, en: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} {zh}"),
        Lang::En => counted(count, en),
    }
}

/// The strip, with what a cell and a star mean.
fn glance(status: &Status, more: More<'_>, lang: Lang) -> Markup {
    html! {
        section.sheet.glance {
            header {
                h2 { (tell!(lang, "方案一图", "The plan at a glance")) }
                span.small { (tell!(lang, "每格一项指标，★ 为必选", "a cell per indicator, ★ required")) }
            }
            (strip(status, lang, more.query))
        }
    }
}

/// Missed first, then at risk, then what is missing.
fn attention(status: &Status, all: More<'_>, lang: Lang) -> Markup {
    let order = [Verdict::Missed, Verdict::AtRisk, Verdict::NoData];
    let rows: Vec<&StatusRow> = order
        .iter()
        .flat_map(|verdict| status.rows.iter().filter(|row| row.judgement.verdict == *verdict))
        .collect();
    let more = rows.len().saturating_sub(ROWS_MAX);
    let years = status.history_years();
    html! {
        section.sheet.attention {
            header { h2 { (tell!(lang, "需要关注", "Needs attention")) } }
            @if rows.is_empty() {
                p { (tell!(lang, "没有未达标、有风险或缺数据的指标。", "Nothing is missed, at risk or without data.")) }
            } @else {
                table.cards {
                    thead { tr {
                        th { (tell!(lang, "指标", "indicator")) }
                        th { (tell!(lang, "状态", "state")) }
                        th.num { (tell!(lang, "实际", "actual")) }
                        th.num { (tell!(lang, "目标", "target")) }
                        th { (years) }
                        th { (tell!(lang, "差距与理由", "gap and reason")) }
                    } }
                    tbody {
                        @for row in rows.iter().take(ROWS_MAX) {
                            (attention_row(status, row, (&years, all), lang))
                        }
                    }
                }
                @if more > 0 { p.small { (others(&rows[ROWS_MAX..], lang)) } }
            }
        }
    }
}

/// What has no row of its own is named by its number, which is on the strip above.
fn others(rows: &[&StatusRow], lang: Lang) -> String {
    let more = rows.len();
    let numbers: Vec<String> = rows.iter().map(|row| row.indicator.no.to_string()).collect();
    match lang {
        Lang::Zh => format!("另有 {more} 项，序号 {}。", numbers.join("、")),
        Lang::En => format!("{more} more: no. {}.", numbers.join(", ")),
    }
}

fn attention_row(
    status: &Status,
    row: &StatusRow,
    (years, more): (&str, More<'_>),
    lang: Lang,
) -> Markup {
    let judgement = &row.judgement;
    let value = row.value();
    let is_figure = judgement.target_text.starts_with(|c: char| c.is_ascii_digit());
    html! {
        tr {
            td.title {
                (title(row, more))
                span.sub lang="zh" { (row.orgs.join("、")) }
            }
            td.tight data-h=(tell!(lang, "状态", "state")) { (state::state(judgement.verdict, true, lang)) }
            td.num data-h=(tell!(lang, "实际", "actual")) {
                @match &value {
                    Some(digits) => { (grouped(digits)) span.u lang="zh" { (row.indicator.unit) } }
                    None => "—"
                }
            }
            td class=(if is_figure { "num" } else { "words" }) data-h=(tell!(lang, "目标", "target")) lang="zh" { (judgement.target_text) }
            td data-h=(years) {
                (spark(row.points(&status.pack), status.year, state::class(judgement.verdict), lang))
             }
            td data-h=(tell!(lang, "差距", "gap")) {
                (reason(row, more, lang))
            }
        }
    }
}

/// What is short and the rule that says so; where numbers are missing, which.
fn reason(row: &StatusRow, more: More<'_>, lang: Lang) -> Markup {
    let judgement = &row.judgement;
    let count = judgement.missing.len();
    if let Some(own) = more.written.iter().find(|own| own.indicator == i64::from(row.indicator.no))
    {
        return explained(row, own, lang);
    }
    if judgement.verdict != Verdict::NoData || count == 0 {
        return html! {
            @if let Some(gap) = row.gap(lang) { b { (gap) } br; }
            span.small { (judgement.told(lang)) }
        };
    }
    let mut items: Vec<String> = judgement.missing.iter().map(|value| value.item.clone()).collect();
    items.dedup();
    html! {
        b {
            (match lang {
                Lang::Zh => format!("缺 {count} 个数"),
                Lang::En => format!("{} missing", counted(count, "number")),
            })
        }
        br;
        span.small { (items_named(&items, ITEMS_MAX, lang)) }
    }
}

/// What is short, why, what is done about it, by when, by whom.
fn explained(row: &StatusRow, own: &Explanation, lang: Lang) -> Markup {
    html! {
        @if let Some(gap) = row.gap(lang) { b { (gap) } br; }
        span.small.explain lang="zh" {
            (own.reason) "；" b { (own.measures) } "，" (own.due_on) @if !own.person.is_empty() { "，" (own.person) }
        }
    }
}

/// An indicator's number and name.
fn title(row: &StatusRow, more: More<'_>) -> Markup {
    let no = row.indicator.no;
    let name = html! { b { (no) } "　" span lang="zh" { (row.indicator.name) } };
    match more.query {
        Some(query) => {
            html! { a href=(crate::desk::link(&format!("/indicators/{no}"), query)) { (name) } }
        }
        None => name,
    }
}

/// Who owes numbers, and since when.
fn turns(status: &Status, lang: Lang) -> Markup {
    let turns = status.turns();
    let more = turns.len().saturating_sub(TURNS_MAX);
    let defined = &status.pack.office.definitions;
    let is_undefined =
        |row: &&StatusRow| !defined.iter().any(|own| own.indicator == row.indicator.no);
    let undefined = status.rows.iter().filter(is_undefined).count();
    html! {
        section.sheet.turns {
            header { h2 { (tell!(lang, "该谁了", "Whose turn")) } }
            @if turns.is_empty() && undefined == 0 {
                p { (tell!(lang, "没有逾期未报的数。", "No number is overdue.")) }
            } @else {
                ul.lines {
                    @if undefined > 0 { (define_line(undefined, lang)) }
                    @for turn in turns.iter().take(TURNS_MAX) { (turn_line(status, turn, lang)) }
                }
                @if more > 0 { p.small { (tell!(lang, "另有 {more} 个单位。", "{more} more orgs.")) } }
            }
        }
    }
}

/// Where definitions are missing nobody can file: it is the office's turn.
fn define_line(undefined: usize, lang: Lang) -> Markup {
    html! {
        li {
            span { (tell!(lang, "方案主管单位", "the plan's office")) }
            span.r.late { (tell!(lang, "{undefined} 项待定口径", "{undefined} to define")) }
            span.sub {
                (tell!(
                    lang,
                    "在 office/definitions.csv 写明口径、在 items.csv 写明数据项，才能填报和计算",
                    "nothing can be filed or computed before office/definitions.csv and items.csv say how"
                ))
            }
        }
    }
}

fn turn_line(status: &Status, turn: &Debtor, lang: Lang) -> Markup {
    let count = turn.count;
    let days = turn.since.map(|since| (status.as_of - since).get_days());
    let numbers = counted(count, "number");
    let told = match (days, lang) {
        (Some(days), Lang::Zh) => format!("{count} 个数逾期 {days} 天"),
        (Some(days), Lang::En) => {
            let ending = if days == 1 { "" } else { "s" };
            format!("{numbers}, {days} day{ending} late")
        }
        (None, Lang::Zh) => format!("{count} 个数未报"),
        (None, Lang::En) => format!("{numbers} missing"),
    };
    html! {
        li {
            span lang="zh" { (turn.org) }
            span.r.late { (told) }
            span.sub { (items_named(&turn.items, 1, lang)) }
        }
    }
}

/// The first items of a turn by name; the others by their number.
fn items_named(items: &[String], most: usize, lang: Lang) -> Markup {
    let more = items.len().saturating_sub(most);
    let (all, named) = (items.len(), items[..items.len() - more].join("、"));
    html! {
        span lang="zh" { (named) }
        @if more > 0 { (tell!(lang, "等 {all} 项", " and {more} more")) }
    }
}

/// What waits for a named person's decision.
fn decisions(status: &Status, all: More<'_>, lang: Lang) -> Markup {
    let rows: Vec<&StatusRow> =
        status.rows.iter().filter(|row| row.judgement.verdict == Verdict::NeedsReview).collect();
    let more = rows.len().saturating_sub(TURNS_MAX);
    html! {
        section.sheet.decisions {
            header { h2 { (tell!(lang, "等待评审", "Waiting for a decision")) } }
            @if rows.is_empty() {
                p { (tell!(lang, "没有等待评审的指标。", "Nothing waits for a decision.")) }
            } @else {
                ul.lines {
                    @for row in rows.iter().take(TURNS_MAX) {
                        li {
                            span { (title(row, all)) }
                            span.r { (state::state(Verdict::NeedsReview, false, lang)) }
                            span.sub lang="zh" { (row.judgement.target_text) " · " (row.orgs.join("、")) }
                        }
                    }
                }
                @if more > 0 { p.small { (tell!(lang, "另有 {more} 项。", "{more} more.")) } }
            }
        }
    }
}

fn foot(status: &Status, unsettled: usize, lang: Lang) -> Markup {
    let as_of = status.as_of;
    html! {
        p.foot {
            (tell!(
                lang,
                "数据截至 {as_of}。缺一个数就不计算，缺数不当作零；趋势词和“左右”按系统默认的容差判定，可在词表和规则表里改。",
                "Numbers as of {as_of}. Nothing is computed where a number is missing, and a missing number is never nought; trend words and “about” are judged with the system's default tolerance, which the tables of words and rules hold."
            ))
            @if unsettled > 0 {
                " " (tell!(lang, "{unsettled} 项含未确认的数。", "{unsettled} of them rest on numbers not yet confirmed."))
            }
            @if status.example {
                " " (tell!(lang, "本页为示例数据，数值为虚构。", "This page shows example data; its numbers are invented."))
            }
        }
    }
}
