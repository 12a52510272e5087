//! Reminding (催办): a text ready to copy, the form that notes that it was done, the log.

use domain::tell;
use engine::{CHANNELS, Chase, Turn, View};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::pages::org::{channel, chase_line};
use crate::ui::form;
use crate::ui::turn::short;

/// So many reminders are listed.
const LOG: usize = 40;

/// A form that was refused, as it was typed.
pub(crate) struct Typed {
    pub(crate) org: String,
    pub(crate) channel: String,
    pub(crate) about: String,
    pub(crate) faults: Vec<(String, String)>,
}

/// The text of a reminder and the form that notes it.
pub(crate) fn remind(
    desk: &Desk,
    view: &View,
    org: &str,
    turns: &[&Turn],
    typed: Option<&Typed>,
) -> Markup {
    let lang = desk.lang;
    let text = text(view, org, turns);
    let id = format!("remind-{org}");
    let rows = text.lines().count() + 1;
    let faults = typed.map_or(&[][..], |typed| &typed.faults);
    let kinds: Vec<String> = short(turns);
    let about = typed.map_or_else(|| kinds.join("、"), |typed| typed.about.clone());
    let channels = CHANNELS.iter().map(|(word, ..)| ((*word).to_owned(), channel(word, lang)));
    let channels: Vec<(String, String)> = channels.collect();
    html! {
        details.remind open[typed.is_some()] {
            summary { (tell!(lang, "提醒文字、登记催办", "Text of a reminder; note that it was sent")) }
            div.stack {
                label for=(id) { (tell!(lang, "提醒文字，可直接复制", "ready to copy")) }
                textarea id=(id) lang="zh" rows=(rows) readonly { (text) }
                p.actions {
                    button.btn type="button" data-copy=(id) data-copied=(tell!(lang, "已复制", "copied")) hidden { (tell!(lang, "复制", "Copy")) }
                }
            }
            (form::trouble(faults, lang))
            form.row method="post" action=(desk.link(&format!("/turns/chase#org-{org}"))) {
                (form::seal(desk))
                input type="hidden" name="org" value=(org);
                (select(org, &tell!(lang, "方式", "how"), &channels, typed.map_or("telephone", |t| &t.channel), faults))
                (about_field(org, &tell!(lang, "内容", "about"), &about, faults))
                button.btn.go type="submit" { (tell!(lang, "登记催办", "Note the reminder")) }
            }
        }
    }
}

/// Ids are of the org's own, because the form stands on the page for each org.
fn select(
    org: &str,
    label: &str,
    options: &[(String, String)],
    value: &str,
    faults: &form::Faults,
) -> Markup {
    let id = format!("channel-{org}");
    html! {
        div.field {
            label for=(id) { (label) }
            select name="channel" id=(id) {
                @for (word, told) in options { option value=(word) selected[word == value] { (told) } }
            }
            (said("channel", faults))
        }
    }
}

fn about_field(org: &str, label: &str, value: &str, faults: &form::Faults) -> Markup {
    let id = format!("about-{org}");
    html! {
        div.field.wide {
            label for=(id) { (label) }
            input type="text" name="about" id=(id) value=(value) maxlength="2000";
            (said("about", faults))
        }
    }
}

fn said(name: &str, faults: &form::Faults) -> Markup {
    html! { @for (_, said) in faults.iter().filter(|(own, _)| own == name) { p.say.miss { (said) } } }
}

/// A polite letter with everything that waits for an org. It goes to the org, so it is Chinese.
fn text(view: &View, org: &str, turns: &[&Turn]) -> String {
    let zh = domain::Lang::Zh;
    let (name, day, count) = (view.catalogue.org_name(org), view.as_of, turns.len());
    let mut text =
        format!("{name}：\n您好！截至 {day}，贵单位在“无废城市”建设工作中有 {count} 件事待办：\n");
    for (no, turn) in (1..).zip(turns) {
        let since = turn.since.map_or(String::new(), |day| format!("（{day} 起）"));
        text += &format!("{no}. {}{since}\n", turn.told(zh));
    }
    text += "请尽快登录系统办理；如有困难，请与无废办联系。谢谢支持！";
    text
}

/// Who was reminded how often, and every reminder.
pub(crate) fn log(desk: &Desk, view: &View, chases: &[Chase]) -> Markup {
    let lang = desk.lang;
    let mut orgs: Vec<(&str, Vec<&Chase>)> = Vec::new();
    for chase in chases {
        match orgs.iter_mut().find(|(org, _)| *org == chase.org) {
            Some((_, own)) => own.push(chase),
            None => orgs.push((&chase.org, vec![chase])),
        }
    }
    orgs.sort_by_key(|(_, own)| std::cmp::Reverse(own.len()));
    let link = |org: &str| {
        html! { a href=(desk.link(&format!("/orgs/{org}"))) lang="zh" { (view.catalogue.org_name(org)) } }
    };
    html! {
        section.sheet id="log" {
            header {
                h2 { (tell!(lang, "催办记录", "Reminders")) }
                span.small { (tell!(lang, "{} 次，{} 个单位", "{}, to {} orgs", chases.len(), orgs.len())) }
            }
            @if chases.is_empty() {
                p.empty { (tell!(lang, "还没有催办过。打开某个单位的“提醒文字”，发出后在那里登记。", "Nobody was reminded yet. Open the text of a reminder above, send it, and note it there.")) }
            } @else {
                p.keys {
                    @for (org, own) in &orgs { span { (link(org)) " " b { (tell!(lang, "{} 次", "{}", own.len())) } } }
                }
                ul.lines { @for chase in chases.iter().take(LOG) { (chase_line(chase, Some(link(&chase.org)), lang)) } }
                @if chases.len() > LOG { p.small { (tell!(lang, "只列最近 {LOG} 次；各单位的在单位页。", "The last {LOG}; those of an org are on its page.")) } }
            }
        }
    }
}
