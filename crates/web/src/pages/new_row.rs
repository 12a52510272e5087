//! A row that the reader left out, put in beside the line that it stands on.

use domain::plan::{Duty, Indicator, Measure, Project, Promise, TargetRow, Task, YearCell};
use domain::record::{Fields, Record};
use domain::tell;
use maud::{Markup, html};

use crate::desk::Desk;
use crate::pages::corrections::Mend;
use crate::pages::document::kept;
use crate::posted::Posted;
use crate::ui::form::{self, Faults};
use crate::words::{COLUMNS, FILES, told};

/// The columns of a file that rows are put into, and the key of a row of it.
type Shape = (&'static [&'static str], fn(&[(&str, &str)]) -> String);

fn key<R: Record>(fields: &[(&str, &str)]) -> String {
    R::read(&mut Fields::new(fields)).key()
}

fn shape(file: &str) -> Option<Shape> {
    fn of<R: Record>() -> Shape {
        (R::COLUMNS, key::<R>)
    }
    let shape = match file {
        "indicators" => of::<Indicator>(),
        "cells" => of::<YearCell>(),
        "targets" => of::<TargetRow>(),
        "measures" => of::<Measure>(),
        "tasks" => of::<Task>(),
        "projects" => of::<Project>(),
        "promises" => of::<Promise>(),
        "duties" => of::<Duty>(),
        _ => return None,
    };
    Some(shape)
}

/// The key of what was typed, and its fields as a correction has them.
pub(crate) fn typed(file: &str, posted: &Posted) -> (String, String) {
    let Some((columns, key)) = shape(file) else { return Default::default() };
    // A field is a line of its own.
    let field = |column: &str| {
        let text = posted.get(&format!("f.{column}")).split_whitespace();
        text.collect::<Vec<_>>().join(" ")
    };
    let fields: Vec<(&str, String)> = columns.iter().map(|own| (*own, field(own))).collect();
    let filled = fields.iter().filter(|(_, text)| !text.is_empty());
    let filled: Vec<(&str, &str)> = filled.map(|(own, text)| (*own, text.as_str())).collect();
    let lines: Vec<String> = filled.iter().map(|(own, text)| format!("{own}={text}")).collect();
    (key(&filled), lines.join("\n"))
}

/// The form: which table, then a field for each of its columns.
pub(crate) fn form(desk: &Desk, mend: &Mend, words: &str, faults: &Faults) -> Markup {
    let lang = desk.lang;
    let value = |column: &str| {
        let mut lines = mend.is.lines().filter_map(|line| line.split_once('='));
        lines.find(|(own, _)| *own == column).map_or("", |(_, text)| text)
    };
    html! {
        section.sheet #add {
            header {
                h2 { (tell!(lang, "补上漏读的一行", "Put in a row that was left out")) }
                a.more href=(desk.link("/document")) { (tell!(lang, "不补了", "leave it")) }
            }
            @if !words.is_empty() { p lang="zh" { "“" (words) "”" } }
            form.filters method="get" action="/document#add" {
                (kept(desk))
                input type="hidden" name="line" value=(value("line"));
                label { span { (tell!(lang, "补到哪张表", "into which table")) }
                    select name="add" {
                        @for (word, ..) in FILES.iter().filter(|(word, ..)| shape(word).is_some()) {
                            option value=(word) selected[*word == mend.file] { (told(FILES, word, lang)) }
                        }
                    }
                }
                button.btn type="submit" { (tell!(lang, "选定", "Choose")) }
            }
            (form::trouble(faults, lang))
            @if let Some((columns, _)) = shape(&mend.file) {
                form.stack method="post" action=(desk.link("/document")) {
                    (form::seal(desk))
                    input type="hidden" name="what" value="add";
                    input type="hidden" name="file" value=(mend.file);
                    div.fields {
                        @for column in columns {
                            (form::line(&format!("f.{column}"), &told(COLUMNS, column, lang), value(column), &[]))
                        }
                    }
                    (form::line("why", &tell!(lang, "依据（如：原文第几页、盖章件）", "on which grounds (a page, the signed copy)"), &mend.why, faults))
                    p.actions { button.btn.go type="submit" { (tell!(lang, "补上这一行", "Put the row in")) } }
                }
            }
        }
    }
}
