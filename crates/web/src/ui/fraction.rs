//! A formula as one writes it by hand: a quotient is a fraction.

use domain::formula::{Condition, Expression, Extreme, Formula, Node, Operator, Year};
use domain::{Lang, tell};
use maud::{Markup, html};

/// A formula, and for those who do not see it the same as text.
pub(crate) fn fraction(formula: &Formula, lang: Lang) -> Markup {
    html! {
        span.formula lang="zh" role="math" aria-label=(formula.to_string()) { (node(&formula.root, lang)) }
    }
}

fn node(own: &Node, lang: Lang) -> Markup {
    match &own.kind {
        Expression::Literal(quantity) => {
            html! { (quantity.number) span.u lang="zh" { (quantity.unit) } }
        }
        Expression::Item(name) => html! { span lang="zh" { (name) } },
        Expression::Negated(inner) => html! { "−" (inside(inner, 3, lang)) },
        Expression::Arithmetic(Operator::Over, top, below) => html! {
            span.frac { span { (node(top, lang)) } span { (node(below, lang)) } }
        },
        Expression::Arithmetic(operator, left, right) => {
            let (sign, strength) = match operator {
                Operator::Plus => ("+", 1),
                Operator::Minus => ("−", 1),
                Operator::Times | Operator::Over => ("×", 2),
            };
            let binds = if *operator == Operator::Minus { strength + 1 } else { strength };
            html! { (inside(left, strength, lang)) " " (sign) " " (inside(right, binds, lang)) }
        }
        Expression::At(year, inner) => {
            let told = match year {
                Year::Base => tell!(lang, "基准年", "base year"),
                Year::Previous => tell!(lang, "上年", "last year"),
                Year::This => tell!(lang, "当年", "this year"),
            };
            html! { (inside(inner, 3, lang)) sub { (told) } }
        }
        Expression::Extreme(extreme, list) => {
            let word = match extreme {
                Extreme::Min => tell!(lang, "取小", "min"),
                Extreme::Max => tell!(lang, "取大", "max"),
            };
            html! { (word) "(" @for (at, one) in list.iter().enumerate() { @if at > 0 { ", " } (node(one, lang)) } ")" }
        }
        Expression::If(condition, then, otherwise) => {
            let Condition { left, comparison, right } = &**condition;
            html! {
                (tell!(lang, "若 ", "if ")) (node(left, lang)) " " (comparison) " " (node(right, lang))
                (tell!(lang, "，取 ", " then ")) (node(then, lang))
                (tell!(lang, "；否则取 ", " else ")) (node(otherwise, lang))
            }
        }
    }
}

/// An expression in brackets where it binds less than what stands around it.
fn inside(own: &Node, strength: u8, lang: Lang) -> Markup {
    let own_strength = match &own.kind {
        Expression::Arithmetic(Operator::Plus | Operator::Minus, ..) => 1,
        Expression::Arithmetic(Operator::Times, ..) | Expression::Negated(_) => 2,
        Expression::If(..) => 0,
        _ => 3,
    };
    html! { @if own_strength < strength { "(" (node(own, lang)) ")" } @else { (node(own, lang)) } }
}
