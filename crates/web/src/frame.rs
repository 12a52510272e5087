//! The frame around every page: the rail, the line on top, the main part.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use domain::access::{Action, Reach, Role, reach};
use domain::{Lang, Say, tell};
use engine::View;
use jiff::civil::Date;
use maud::{DOCTYPE, Markup, html};

use crate::assets::EDITION;
use crate::desk::{Desk, link};

/// What the frame shows of a request.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) lang: Lang,
    pub(crate) login: String,
    pub(crate) role: Role,
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) pinned: Option<Date>,
    pub(crate) request: String,
    pub(crate) csrf: String,
    /// Where a form was sent from.
    pub(crate) came: Option<String>,
}

/// The address of a file of the program.
pub(crate) fn asset(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// An entry of the rail: address, words, what one must be permitted.
struct Entry {
    path: &'static str,
    zh: &'static str,
    en: &'static str,
    needs: Action,
}

const fn entry(path: &'static str, zh: &'static str, en: &'static str, needs: Action) -> Entry {
    Entry { path, zh, en, needs }
}

/// The rail: its parts and their entries.
const RAIL: &[(&str, &str, &[Entry])] = &[
    (
        "方案",
        "Plan",
        &[
            entry("/", "总览", "Overview", Action::PlanRead),
            entry("/turns", "该谁了", "Whose turn", Action::PlanRead),
            entry("/indicators", "指标", "Indicators", Action::PlanRead),
            entry("/measures", "重点任务", "Measures", Action::PlanRead),
            entry("/tasks", "任务清单", "Tasks", Action::PlanRead),
            entry("/projects", "项目", "Projects", Action::PlanRead),
            entry("/promises", "承诺", "Promises", Action::PlanRead),
            entry("/orgs", "单位与责任", "Orgs and duties", Action::PlanRead),
        ],
    ),
    (
        "数据",
        "Numbers",
        &[
            entry("/filing", "填报", "Filing", Action::ValueRead),
            entry("/filing/matrix", "填报进度", "Filing status", Action::ValueRead),
        ],
    ),
    (
        "方案管理",
        "The plan itself",
        &[
            entry("/document", "方案原文", "Document", Action::PlanRead),
            entry("/definitions", "口径与数据项", "Definitions", Action::PlanRead),
            entry("/amendments", "方案调整", "Amendments", Action::PlanRead),
            entry("/plans", "全部方案", "All plans", Action::PlanRead),
        ],
    ),
    (
        "系统",
        "System",
        &[
            entry("/journal", "审计日志", "Journal", Action::JournalRead),
            entry("/users", "用户", "Users", Action::UserEdit),
            entry("/account", "我的账户", "My account", Action::AccountOwn),
        ],
    ),
];

/// A page of the plan.
pub(crate) fn frame(desk: &Desk, view: &View, title: &str, body: Markup) -> Markup {
    let seat = desk.frame_data();
    let note = desk.house.note_take(&desk.session);
    let body = html! { (crate::odd::notices(desk)) (body) };
    whole(&seat, Some(view), title, note.as_deref(), body)
}

/// A page without a plan: accounts, users, refusals.
pub(crate) fn bare(seat: &Seat, title: &str, body: Markup) -> Markup {
    whole(seat, None, title, None, body)
}

/// A page without a plan, with the note that waits for the session.
pub(crate) fn plain(desk: &Desk, title: &str, body: Markup) -> Markup {
    let note = desk.house.note_take(&desk.session);
    let body = html! { (crate::odd::notices(desk)) (body) };
    whole(&desk.frame_data(), None, title, note.as_deref(), body)
}

fn whole(
    seat: &Seat,
    view: Option<&View>,
    title: &str,
    note: Option<&str>,
    body: Markup,
) -> Markup {
    let lang = seat.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            (head(title, lang))
            body {
                a.skip href="#main" { (tell!(lang, "跳到正文", "Skip to the text")) }
                div.frame {
                    (rail(seat, view))
                    div.side {
                        (top(seat, view))
                        main id="main" {
                            @if let Some(note) = note { p.note role="status" { (note) } }
                            (body)
                        }
                    }
                }
            }
        }
    }
}

/// The head of every page.
pub(crate) fn head(title: &str, lang: Lang) -> Markup {
    static STYLE: LazyLock<String> = LazyLock::new(|| asset("site.css"));
    static SCRIPT: LazyLock<String> = LazyLock::new(|| asset("site.js"));
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width,initial-scale=1";
            title { (title) " · " (tell!(lang, "无废", "Wufei")) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(*STYLE);
            script src=(*SCRIPT) defer {}
        }
    }
}

fn rail(seat: &Seat, view: Option<&View>) -> Markup {
    let lang = seat.lang;
    let region = view.map_or("", |view| view.catalogue.pack.head.region.as_str());
    let current = current(&seat.path);
    html! {
        nav.rail aria-label=(tell!(lang, "主导航", "main")) {
            a.mark href="/" { b lang="zh" { "无废" } span lang="zh" { (region) } }
            @for (zh, en, entries) in RAIL {
                @let own = entries.iter().filter(|entry| reach(seat.role, entry.needs) != Reach::None);
                @let own: Vec<&Entry> = own.collect();
                @if !own.is_empty() {
                    h3 { (if lang == Lang::Zh { zh } else { en }) }
                    @for entry in own {
                        a.item href=(link(entry.path, &seat.query)) aria-current=[(current == entry.path).then_some("page")] {
                            (if lang == Lang::Zh { entry.zh } else { entry.en })
                        }
                    }
                }
            }
        }
    }
}

/// The entry that a path belongs to: the longest that it begins with.
fn current(path: &str) -> &'static str {
    let all = RAIL.iter().flat_map(|(_, _, entries)| entries.iter()).map(|entry| entry.path);
    let fits = all.filter(|own| {
        path == *own || (*own != "/" && path.strip_prefix(own).is_some_and(|r| r.starts_with('/')))
    });
    fits.max_by_key(|own| own.len()).unwrap_or("")
}

fn top(seat: &Seat, view: Option<&View>) -> Markup {
    let lang = seat.lang;
    let other = if lang == Lang::Zh { ("en", "English") } else { ("zh", "中文") };
    let role = seat.role.say(lang);
    html! {
        div.top {
            p.where {
                @if let Some(view) = view {
                    b lang="zh" { (view.plan.title) }
                    " " span.nowrap { (tell!(lang, "截至 {}", "as of {}", view.as_of)) }
                }
            }
            @if let Some(day) = seat.pinned {
                span.note-example { (tell!(lang, "演示：时钟停在 {day}", "demo: the clock stands at {day}")) }
            }
            @if view.is_some_and(|view| view.status.example) {
                span.note-example { (tell!(lang, "示例数据", "example data")) }
            }
            @if reach(seat.role, Action::PlanRead) != Reach::None {
                form.opt role="search" action="/search" {
                    input type="search" name="q" id="search" placeholder=(tell!(lang, "搜指标、任务、单位（/）", "search (/)")) aria-label=(tell!(lang, "搜索", "search"));
                }
            }
            a.small href=(speaking(seat, other.0)) lang=(other.0) { (other.1) }
            a.small.who href="/account" { (seat.login) " · " (role) }
            form.out method="post" action="/logout" {
                input type="hidden" name="csrf" value=(seat.csrf);
                button.btn.plain type="submit" { (tell!(lang, "退出", "Sign out")) }
            }
        }
    }
}

/// This page in another language.
fn speaking(seat: &Seat, tag: &str) -> String {
    let mut query = seat.query.clone();
    query.insert("lang".to_owned(), tag.to_owned());
    let pairs: Vec<String> = query
        .iter()
        .map(|(name, value)| {
            format!("{}={}", crate::desk::encoded(name), crate::desk::encoded(value))
        })
        .collect();
    // What is only sent to has no page in any language; the page that it was sent from has.
    let page = seat
        .came
        .as_deref()
        .map_or(seat.path.as_str(), |came| came.split('?').next().unwrap_or_default());
    format!("{page}?{}", pairs.join("&"))
}

/// The switch of years, and the day that is looked at.
pub(crate) fn years(desk: &Desk, view: &View) -> Markup {
    let lang = desk.lang;
    let mut query = desk.query.clone();
    query.remove("page");
    let address = |year: i16| {
        let mut own = query.clone();
        own.insert("year".to_owned(), year.to_string());
        let pairs: Vec<String> = own
            .iter()
            .filter(|(name, _)| *name != "lang")
            .map(|(n, v)| format!("{}={}", crate::desk::encoded(n), crate::desk::encoded(v)))
            .collect();
        format!("{}?{}", desk.path, pairs.join("&"))
    };
    html! {
        div.when {
            div.years role="group" aria-label=(tell!(lang, "年份", "year")) {
                @for year in view.years() {
                    a href=(address(year)) aria-current=[(year == view.year).then_some("true")] { (year) }
                }
            }
            form.asof method="get" action=(desk.path) {
                @for (name, value) in query.iter().filter(|(name, _)| !["as_of", "lang"].contains(&name.as_str())) {
                    input type="hidden" name=(name) value=(value);
                }
                label for="as_of" { (tell!(lang, "截至", "as of")) }
                input type="date" name="as_of" id="as_of" value=(view.as_of);
                button.btn type="submit" { (tell!(lang, "看", "Show")) }
            }
            @if view.as_of < desk.ctx.today() {
                // What was known then is another question, which the journal answers.
                span.small { (tell!(lang, "按今天所知的数", "with the numbers known today")) }
            }
        }
    }
}
