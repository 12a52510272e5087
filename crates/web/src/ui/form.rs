//! Forms: a field with its label, its help and what is wrong with it.

use domain::{Lang, tell};
use maud::{Markup, html};

use crate::desk::Desk;

/// What is wrong with which field of a form; a blank field is the form as a whole.
pub(crate) type Faults = [(String, String)];

/// What every form carries: that it is ours, and that it is sent once.
pub(crate) fn seal(desk: &Desk) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(desk.csrf());
        input type="hidden" name="form" value=(engine::new_id());
    }
}

/// What is wrong with the form as a whole, and how many fields are wrong.
pub(crate) fn trouble(faults: &Faults, lang: Lang) -> Markup {
    let whole: Vec<&String> =
        faults.iter().filter(|(field, _)| field.is_empty()).map(|(_, said)| said).collect();
    html! {
        @if !faults.is_empty() {
            div.trouble role="alert" {
                @if whole.is_empty() {
                    p { (tell!(lang, "有 {} 处要改，没有保存。", "Not saved: {} to mend.", faults.len())) }
                }
                @for said in whole { p { (said) } }
            }
        }
    }
}

/// A field: any control with its label above and what is wrong below.
pub(crate) fn field(name: &str, label: &str, faults: &Faults, control: Markup) -> Markup {
    let wrong: Vec<&str> =
        faults.iter().filter(|(own, _)| own == name).map(|(_, said)| said.as_str()).collect();
    html! {
        div.field.bad[!wrong.is_empty()] {
            label for=(id(name)) { (label) }
            (control)
            @for said in wrong { p.say.miss id=(format!("{}-wrong", id(name))) { (said) } }
        }
    }
}

/// The id of a field's control.
pub(crate) fn id(name: &str) -> String {
    format!("f-{name}")
}

/// A line of text.
pub(crate) fn line(name: &str, label: &str, value: &str, faults: &Faults) -> Markup {
    field(name, label, faults, html! { input type="text" name=(name) id=(id(name)) value=(value); })
}

/// A day.
pub(crate) fn day(name: &str, label: &str, value: &str, faults: &Faults) -> Markup {
    field(name, label, faults, html! { input type="date" name=(name) id=(id(name)) value=(value); })
}

/// Several lines.
pub(crate) fn lines(name: &str, label: &str, value: &str, faults: &Faults) -> Markup {
    field(name, label, faults, html! { textarea name=(name) id=(id(name)) rows="3" { (value) } })
}

/// A choice: words of data and what is shown.
pub(crate) fn choice(
    name: &str,
    label: &str,
    options: &[(String, String)],
    value: &str,
    faults: &Faults,
) -> Markup {
    let control = html! {
        select name=(name) id=(id(name)) {
            @for (word, told) in options { option value=(word) selected[word == value] { (told) } }
        }
    };
    field(name, label, faults, control)
}

/// Files.
pub(crate) fn files(name: &str, label: &str, faults: &Faults) -> Markup {
    field(name, label, faults, html! { input type="file" name=(name) id=(id(name)) multiple; })
}
