//! Proof (佐证): the files of a subject, and the form that adds some.

use domain::{Lang, tell};
use engine::Evidence;
use maud::{Markup, html};

use crate::desk::{Desk, link};
use crate::ui::form;

/// The files of a subject. Void ones stay visible, struck through, with the reason.
pub(crate) fn proof(desk: &Desk, files: &[Evidence], may_void: bool) -> Markup {
    let lang = desk.lang;
    html! {
        @if files.is_empty() {
            p.empty { (tell!(lang, "还没有佐证。", "No evidence yet.")) }
        } @else {
            ul.lines.files {
                @for file in files { (line(desk, file, may_void, lang)) }
            }
        }
    }
}

fn line(desk: &Desk, file: &Evidence, may_void: bool, lang: Lang) -> Markup {
    let kilobytes = file.size.max(1024) / 1024;
    let name = if file.name.is_empty() { file.media.as_str() } else { file.name.as_str() };
    let is_void = !file.void_reason.is_empty();
    html! {
        li {
            @if is_void { s { (name) } } @else {
                a href=(link(&format!("/evidence/{}", file.id), &desk.query)) lang="zh" { (name) }
            }
            span.r.small { (kilobytes) " KB" }
            span.sub {
                (file.added_by) " · " (when(&file.added_at))
                " · SHA-256 " code { (&file.hash[..12.min(file.hash.len())]) }
                @if is_void { " · " (tell!(lang, "已作废：{}", "void: {}", file.void_reason)) }
            }
            @if may_void && !is_void {
                details.sub {
                    summary { (tell!(lang, "作废", "Void")) }
                    form method="post" action=(link(&format!("/evidence/{}/void", file.id), &desk.query)) {
                        (form::seal(desk))
                        input type="hidden" name="back" value=(desk.path);
                        (form::line("why", &tell!(lang, "理由", "why"), "", &[]))
                        button.btn type="submit" { (tell!(lang, "作废这份佐证", "Void this file")) }
                    }
                }
            }
        }
    }
}

/// An instant as people in Beijing say it: `2025-10-20 09:12`.
pub(crate) fn when(instant: &str) -> String {
    if let Some(told) = same_day(instant) {
        return told;
    }
    match instant.parse::<engine::Instant>() {
        Ok(instant) => format!("{} {}", instant.day(), instant.clock_time()),
        Err(_) => instant.to_owned(),
    }
}

/// Before four in the afternoon in Greenwich it is the same day in Beijing, and nothing has to be
/// reckoned.
fn same_day(instant: &str) -> Option<String> {
    let (day, time) = instant.strip_suffix('Z')?.split_once('T')?;
    let hour: u8 = time.get(..2)?.parse().ok().filter(|hour| *hour < 16)?;
    let minute = time.get(2..5)?;
    (instant.len() == 24).then(|| format!("{day} {:02}{minute}", hour + 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_as_in_beijing() {
        for (instant, told) in [
            ("2025-10-20T01:12:33.000Z", "2025-10-20 09:12"),
            ("2025-10-20T15:59:59.999Z", "2025-10-20 23:59"),
            ("2025-12-31T16:00:00.000Z", "2026-01-01 00:00"),
            ("2025-10-20T01:12:33Z", "2025-10-20 09:12"),
            ("", ""),
        ] {
            assert_eq!(when(instant), told, "{instant}");
        }
    }
}
