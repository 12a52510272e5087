//! [`Formula`] → text that reads back as the same formula.

use std::fmt;

use super::lex::is_bare;
use super::{Comparison, Expression, Extreme, Formula, Node, Operator, Year};

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(quantity) => {
                write!(f, "{}{}", quantity.number, quantity.unit)
            }
            Self::Item(name) if is_bare(name) => f.write_str(name),
            Self::Item(name) => write!(f, "[{name}]"),
            Self::Negated(inner) => write_inside(f, "-", inner, strength(inner) < 3, ""),
            Self::Arithmetic(operator, left, right) => {
                let own = operator.strength();
                write_inside(f, "", left, strength(left) < own, "")?;
                write!(f, " {operator} ")?;
                // `a - (b - c)`: what stands at the right of an operator binds tighter than it.
                write_inside(f, "", right, strength(right) <= own, "")
            }
            Self::At(Year::Base, inner) => write!(f, "base({inner})"),
            Self::At(_, inner) => write!(f, "previous({inner})"),
            Self::Extreme(extreme, list) => {
                f.write_str(if *extreme == Extreme::Min { "min(" } else { "max(" })?;
                for (index, node) in list.iter().enumerate() {
                    write!(f, "{}{node}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Self::If(condition, then, otherwise) => {
                let (left, right) = (&condition.left, &condition.right);
                write!(f, "if({left} {} {right}, {then}, {otherwise})", condition.comparison)
            }
        }
    }
}

fn write_inside(
    f: &mut fmt::Formatter<'_>,
    before: &str,
    node: &Node,
    brackets: bool,
    after: &str,
) -> fmt::Result {
    if brackets { write!(f, "{before}({node}){after}") } else { write!(f, "{before}{node}{after}") }
}

/// How tightly an expression binds: sums 1, products 2, all else 3.
fn strength(node: &Node) -> u8 {
    match &node.kind {
        Expression::Arithmetic(operator, ..) => operator.strength(),
        // A literal below nought prints with a minus, as a negation does.
        Expression::Literal(quantity) if quantity.number.is_negative() => 2,
        _ => 3,
    }
}

impl Operator {
    fn strength(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times | Self::Over => 2,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Unequal => "!=",
        })
    }
}
