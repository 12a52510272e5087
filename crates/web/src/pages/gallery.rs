//! Every component in every state, from the same code that draws the pages. A change is looked at
//! here first.

use axum::response::Response;
use domain::judge::Verdict;
use domain::work::{Light, WorkState};
use domain::{Lang, tell};
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use crate::answer::{self, Answer};
use crate::desk::Desk;
use crate::frame::plain;
use crate::ui::bar::{Part, bar, percent};
use crate::ui::spark::spark;
use crate::ui::{figure, form, state, work};

/// `/ui`
pub(crate) async fn show(desk: Desk) -> Result<Response, Answer> {
    let lang = desk.lang;
    let title = tell!(lang, "组件", "Components");
    let body = html! {
        div.head { div {
            h1 { (title) }
            p.lead { (tell!(lang, "每个组件的每种状态。同一个名字用在代码、样式表和这一页。", "Every component in every state, by the one name it has in code, stylesheet and here.")) }
        } }
        (colours(lang))
        (states(lang))
        (pictures(lang))
        (controls(lang))
        div.cols.two { (forms(&desk)) (lists(lang)) }
        (tables(lang))
        (number(lang))
        (filing(lang))
        (sayings(lang))
    };
    Ok(answer::page(plain(&desk, &title, body)))
}

fn part(name: &str, title: &str, body: Markup) -> Markup {
    html! { section.sheet { header { h2 { (title) } code.more { (name) } } (body) } }
}

fn colours(lang: Lang) -> Markup {
    const SWATCHES: [(&str, &str, &str); 6] = [
        ("met", "达标", "met"),
        ("track", "推进", "on track"),
        ("risk", "有风险", "at risk"),
        ("miss", "未达标", "missed"),
        ("none", "无状态", "no state"),
        ("brand", "松绿", "pine"),
    ];
    part(
        "--met --track --risk --miss --none --brand",
        &tell!(lang, "颜色只给状态", "Colour is for state"),
        html! {
            ul.swatches {
                @for (class, zh, en) in SWATCHES {
                    li { svg class=(format!("swatch {class}")) viewBox="0 0 2 1" preserveAspectRatio="none" aria-hidden="true" { (PreEscaped(r#"<rect class="w" width="1" height="1"/><rect class="c" x="1" width="1" height="1"/>"#)) }
                        (if lang == Lang::Zh { zh } else { en }) }
                }
            }
        },
    )
}

fn states(lang: Lang) -> Markup {
    let day = Date::new(2025, 10, 1).ok();
    part(
        ".state .pill",
        &tell!(lang, "状态：形状、词、颜色", "State: a shape, a word, a colour"),
        html! {
            div.specimens { @for (_, verdict) in Verdict::TABLE { (state::state(verdict, false, lang)) } }
            div.specimens { @for (_, verdict) in Verdict::TABLE { (state::state(verdict, true, lang)) } }
            div.specimens {
                @for (_, own) in WorkState::TABLE { (work::state(own, lang)) }
                @for (_, light) in Light::TABLE { span { (work::light(light, day, lang)) } }
                span.late { (tell!(lang, "逾期 3 天", "3 days late")) }
                span.soon { (tell!(lang, "今天到期", "due today")) }
            }
        },
    )
}

fn pictures(lang: Lang) -> Markup {
    let cells = Verdict::TABLE.iter().zip(1..);
    let point = |year, actual: Option<f64>, target| {
        let told = |own: Option<f64>| own.map_or(String::new(), |own| own.to_string());
        engine::Point { year, actual, digits: told(actual), target, goal: told(target) }
    };
    let rising = [
        point(2022, Some(88.1), None),
        point(2023, Some(88.9), Some(88.0)),
        point(2024, Some(89.4), Some(89.0)),
        point(2025, None, Some(90.0)),
    ];
    let bars = ["met", "track", "risk", "miss"].iter().zip([9, 6, 4, 2]);
    let parts: Vec<Part<'_>> =
        bars.map(|(class, count)| Part { class, count, told: (*class).to_owned() }).collect();
    html! {
        (part(".plan .cells .cell", &tell!(lang, "方案一图", "The strip"), html! {
            div.plan {
                div.g { b lang="zh" { "资源化利用" } (tell!(lang, "7 项", "7 indicators")) }
                ul.cells { @for ((_, verdict), no) in cells {
                    li { a class=(format!("cell {}", state::class(*verdict))) href="#main" { @if no < 3 { span.star aria-hidden="true" { "★" } } (no) (state::shape(*verdict)) } }
                } }
            }
        }))
        (part("svg.spark, svg.bar", &tell!(lang, "小图", "Small pictures"), html! {
            div.specimens {
                (spark(&rising, 2024, "met", lang))
                (spark(&rising[..3], 2024, "miss", lang))
                (spark(&[point(2022, Some(5.0), None), point(2023, Some(5.0), None)], 2023, "track", lang))
            }
            (bar(&parts))
            div.pair { span.nowrap { "0 %" } (percent(0, "track")) }
            div.pair { span.nowrap { "45 %" } (percent(45, "track")) }
            div.pair { span.nowrap { "100 %" } (percent(100, "met")) }
        }))
    }
}

fn controls(lang: Lang) -> Markup {
    part(
        ".btn .years .steps .tabs",
        &tell!(lang, "按钮和切换", "Buttons and switches"),
        html! {
            div.specimens {
                button.btn.go type="button" { (tell!(lang, "提交部门审核", "Send to review")) }
                button.btn type="button" { (tell!(lang, "下载 Excel 模板", "Download the workbook")) }
                button.btn.plain type="button" { (tell!(lang, "清除", "Clear")) }
                button.btn type="button" disabled { (tell!(lang, "报告期已关闭", "The period is closed")) }
                div.years role="group" aria-label=(tell!(lang, "年份", "year")) {
                    a href="#main" { "2023" } a href="#main" aria-current="true" { "2024" } a href="#main" { "2025" }
                }
            }
            ol.steps {
                li.done { (tell!(lang, "填报", "filed")) }
                li aria-current="step" { (tell!(lang, "审核", "review")) }
                li { (tell!(lang, "确认", "confirmation")) }
            }
            ul.tabs {
                li { a href="#main" aria-current="page" { (tell!(lang, "读出的", "As read")) } }
                li { a href="#main" { (tell!(lang, "更正", "Corrections")) } }
            }
        },
    )
}

fn forms(desk: &Desk) -> Markup {
    let lang = desk.lang;
    let faults = vec![
        (
            "percent".to_owned(),
            tell!(lang, "进度填 0 到 100 的整数", "a whole number from 0 to 100"),
        ),
        ("text".to_owned(), tell!(lang, "请写进展情况", "write how it goes")),
    ];
    let states: Vec<(String, String)> = WorkState::TABLE
        .iter()
        .map(|(word, own)| ((*word).to_owned(), domain::Say::say(own, lang)))
        .collect();
    part(
        ".trouble .field.bad .stack",
        &tell!(lang, "表单被退回的样子", "A form that was refused"),
        html! {
            (form::trouble(&faults, lang))
            div.stack {
                (form::choice("state", &tell!(lang, "状态", "state"), &states, "running", &faults))
                (form::line("percent", &tell!(lang, "进度（%）", "progress (%)"), "一半", &faults))
                (form::day("until", &tell!(lang, "预计完成", "done by"), "2025-12-31", &faults))
                (form::lines("text", &tell!(lang, "情况", "in words"), "", &faults))
                (form::files("files", &tell!(lang, "佐证", "evidence"), &faults))
                p.actions { button.btn.go type="button" { (tell!(lang, "报送", "Report")) } button.btn type="button" { (tell!(lang, "取消", "Cancel")) } }
            }
        },
    )
}

fn lists(lang: Lang) -> Markup {
    part(
        ".lines .empty",
        &tell!(lang, "事项", "Lines"),
        html! {
            ul.lines {
                li { a href="#main" lang="zh" { "示例一局" } span.r.late { (tell!(lang, "3 天", "3 days")) } span.sub { (tell!(lang, "2025-Q3 有 4 个数据逾期未报", "4 numbers of 2025-Q3 are overdue")) } }
                li { a href="#main" lang="zh" { "示例街道办事处" } span.r.soon { (tell!(lang, "今天到期", "due today")) } span.sub { (tell!(lang, "分类小区数", "sorted estates")) } }
                li { a href="#main" lang="zh" { "示例二局" } span.r { (state::state(Verdict::OnTrack, false, lang)) } }
            }
            p.empty { (tell!(lang, "没有等着办的事。", "Nothing waits.")) }
            details { summary { b { (tell!(lang, "总则所含 61 项", "61 only implied")) } } p { "…" } }
        },
    )
}

fn tables(lang: Lang) -> Markup {
    let rows = [
        ("17", "示例粪污利用率", Verdict::Missed, "88.9", "%", 40, "miss"),
        ("14", "示例综合利用率", Verdict::Met, "89.41", "%", 100, "met"),
        ("11", "示例清运量", Verdict::NoData, "", "", 0, "track"),
    ];
    part(
        "table.cards td.title td.num",
        &tell!(lang, "表；手机上成为卡片", "A table; on a phone, cards"),
        html! {
            div.scroll { table.cards.list {
                thead { tr {
                    th aria-sort="ascending" { a href="#main" { (tell!(lang, "指标 ↑", "indicator ↑")) } }
                    th { (tell!(lang, "状态", "state")) }
                    th.num { (tell!(lang, "实际", "actual")) }
                    th.num { (tell!(lang, "进度", "progress")) }
                } }
                tbody { @for (no, name, verdict, digits, unit, done, class) in rows { tr {
                    td.title { a href="#main" { b { (no) } "　" span lang="zh" { (name) } } span.sub lang="zh" { "示例一局" } }
                    td data-h=(tell!(lang, "状态", "state")) { (state::state(verdict, true, lang)) }
                    td.num data-h=(tell!(lang, "实际", "actual")) { @if digits.is_empty() { "—" } @else { (figure::number(digits, unit)) } }
                    td.num data-h=(tell!(lang, "进度", "progress")) { (done) span.u { "%" } (percent(done, class)) }
                } } }
            } }
            nav.pager aria-label=(tell!(lang, "翻页", "pages")) {
                a.btn href="#main" { (tell!(lang, "上一页", "Previous")) }
                span { (tell!(lang, "第 2 页，共 7 页", "page 2 of 7")) }
                a.btn href="#main" { (tell!(lang, "下一页", "Next")) }
            }
        },
    )
}

fn number(lang: Lang) -> Markup {
    part(
        ".figure .rule .formula .frac .term",
        &tell!(lang, "一个数", "One number"),
        html! {
            div.figure {
                div { p.small { (tell!(lang, "2024 年，已确认", "2024, confirmed")) } span.value { (figure::number("89.41", "%")) } }
                (state::state(Verdict::Met, true, lang))
                dl { dt { (tell!(lang, "目标", "target")) } dd lang="zh" { "稳步推进" } dt { (tell!(lang, "上年", "last year")) } dd { "88.95 %" } }
            }
            @for (class, said) in [("met", tell!(lang, "89.41 ≥ 88.95，达标。", "89.41 ≥ 88.95, met.")), ("miss", tell!(lang, "88.9 < 89.5，未达标。", "88.9 < 89.5, missed.")), ("none", tell!(lang, "缺 2 个数，不计算。", "Two numbers are missing; nothing is computed."))] {
                p class=(format!("rule {class}")) { (said) }
            }
            div.formula {
                span.frac {
                    span { a.term href="#main" { b { (figure::number("412306.18", "吨")) } small lang="zh" { "综合利用量" } } }
                    span {
                        a.term href="#main" { b { (figure::number("448120.5", "吨")) } small lang="zh" { "产生量" } }
                        " + "
                        a.term href="#main" { b { (figure::number("13020", "吨")) } small lang="zh" { "综合利用往年贮存量" } }
                    }
                }
                " = " b { "89.41 %" }
            }
        },
    )
}

fn filing(lang: Lang) -> Markup {
    let row = |class: &str, name: &str, value: &str, check: Markup| {
        html! {
            tr class=(class) {
                td.title { a href="#main" lang="zh" { (name) } }
                td data-h=(tell!(lang, "单位", "unit")) { span.u lang="zh" { "吨" } }
                td.num data-h=(tell!(lang, "上年同期", "last year")) { span { "86.4" } }
                td.in data-h=(tell!(lang, "本期", "this period")) { input inputmode="decimal" value=(value) aria-label=(name); }
                td.check data-h=(tell!(lang, "检查", "check")) { div { (check) } }
            }
        }
    };
    let check = |verdict: Verdict, class: &str, said: String| {
        html! { (state::state(verdict, false, lang)) span class=(format!("say {class}")) { (said) } }
    };
    part(
        "table.grid .warn .bad .check .say .dock",
        &tell!(lang, "填报表", "The filing grid"),
        html! {
            div.scroll { table.grid.cards {
                thead { tr {
                    th { (tell!(lang, "数据项", "item")) } th { (tell!(lang, "单位", "unit")) }
                    th.num { (tell!(lang, "上年同期", "last year")) } th.num { (tell!(lang, "本期", "this period")) }
                    th.check { (tell!(lang, "检查", "check")) }
                } }
                tbody {
                    (row("", "秸秆综合利用量", "51,520.0", check(Verdict::Met, "met", String::new())))
                    (row("warn", "农膜使用量", "812", check(Verdict::AtRisk, "risk", tell!(lang, "是上年的 9.4 倍。单位是吨，是否填成了公斤？", "9.4 times last year. Tonnes, or kilograms by mistake?"))))
                    (row("bad", "畜禽粪污利用量", "391,200", check(Verdict::Missed, "miss", tell!(lang, "利用量大于产生量 385,020。", "More than the 385,020 that arose."))))
                    (row("", "农膜回收量", "", check(Verdict::NoData, "none", String::new())))
                }
            } }
            div.dock {
                span.small { (tell!(lang, "09:41 已暂存", "draft kept at 09:41")) }
                button.btn type="button" { (tell!(lang, "附佐证（2）", "Evidence (2)")) }
                button.btn.go type="button" { (tell!(lang, "提交审核", "Send to review")) }
            }
        },
    )
}

fn sayings(lang: Lang) -> Markup {
    part(
        ".note .trouble .warning .note-example mark",
        &tell!(lang, "系统说的话", "What the program says"),
        html! {
            p.note { (tell!(lang, "已报进展。", "Reported.")) }
            p.trouble { (tell!(lang, "有 2 处要改，没有保存。", "Not saved: 2 to mend.")) }
            p.warning { (tell!(lang, "有人同时改了这个数，两个值都在下面。", "Somebody changed this number too; both stand below.")) }
            p { span.note-example { (tell!(lang, "示例数据", "example data")) } " " (tell!(lang, "查到的词这样标：", "a hit is marked so: ")) mark lang="zh" { "秸秆" } }
        },
    )
}
