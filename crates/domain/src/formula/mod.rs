//! Formulas in the plan's own words: `综合利用量 / (产生量 + 综合利用往年贮存量)`.
//!
//! | written | means |
//! |---|---|
//! | `秸秆利用量`, `[名称(含括号)]` | an item by its name or key |
//! | `3吨`, `18300万元`, `98%` | a number with its unit |
//! | `+ - * /`, `×`, `÷`, brackets of either width | arithmetic; `/` inside a unit belongs to the unit |
//! | `base(x)`, `previous(x)` | the same in the plan's base year, in the year before |
//! | `min(x, y, …)`, `max(x, y, …)` | the smallest, the largest |
//! | `if(x < y, a, b)` | one or the other; `< <= > >= = !=` compare |
//!
//! Units are checked before anything is computed, and `%` is a unit: `* 100` is never written.
//! A missing item makes the result missing; it is never taken for nought.
//!
//! ```
//! use wufei_domain::formula::Formula;
//! let formula = Formula::parse("利用量 ÷（产生量 ＋ 往年贮存量）").unwrap();
//! assert_eq!(formula.to_string(), "利用量 / (产生量 + 往年贮存量)");
//! assert_eq!(Formula::parse("利用量 / (产生量").unwrap_err()[0].span.start, 6);
//! ```

mod bindings;
mod check;
mod evaluate;
mod fault;
mod lex;
mod parse;
mod print;

use std::ops::Range;

pub use bindings::Bindings;
pub use check::{Known, check};
pub use evaluate::{Explained, Lookup, Missing, Outcome, Step, evaluate};
pub use fault::{Fault, FaultKind, caret};

use crate::quantity::Quantity;

/// The most characters a formula may have.
pub const LENGTH_MAX: usize = 4_000;
/// The most brackets that may be open at once.
pub const DEPTH_MAX: usize = 60;

/// A parsed formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Its root.
    pub root: Node,
}

/// An expression and where it stands in the text, in characters.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub kind: Expression,
    /// From which to before which character it stands.
    pub span: Range<usize>,
}

/// Two expressions are the same wherever they stand.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Node {}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A number with its unit.
    Literal(Quantity),
    /// An item by name or key.
    Item(String),
    /// `-x`.
    Negated(Box<Node>),
    /// `x + y` and the like.
    Arithmetic(Operator, Box<Node>, Box<Node>),
    /// `base(x)` or `previous(x)`.
    At(Year, Box<Node>),
    /// `min(…)` or `max(…)`.
    Extreme(Extreme, Vec<Node>),
    /// `if(condition, then, otherwise)`.
    If(Box<Condition>, Box<Node>, Box<Node>),
}

/// A comparison of two expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The left side.
    pub left: Node,
    /// How they are compared.
    pub comparison: Comparison,
    /// The right side.
    pub right: Node,
}

/// The four operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// The year that an item is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Year {
    /// The plan's base year.
    Base,
    /// The year before the one that is judged.
    Previous,
    /// The year that is judged.
    This,
}

impl Year {
    /// An item of this year as a formula writes it: `base(产生量)`.
    pub fn of(self, name: &str) -> String {
        if self == Self::This {
            return name.to_owned();
        }
        let item = Node { kind: Expression::Item(name.to_owned()), span: 0..0 };
        Expression::At(self, Box::new(item)).to_string()
    }
}

/// Which of several is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// Every fault that can be told apart, each with its place.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        parse::parse(text)
    }

    /// The items it names, each once, in order of first mention, and from which years.
    pub fn items(&self) -> Vec<(&str, Year)> {
        let mut found = Vec::new();
        self.root.collect_items(Year::This, &mut found);
        found
    }
}

impl Node {
    fn collect_items<'a>(&'a self, year: Year, found: &mut Vec<(&'a str, Year)>) {
        if let Expression::Item(name) = &self.kind
            && !found.contains(&(name.as_str(), year))
        {
            found.push((name, year));
        }
        let year = if let Expression::At(other, _) = self.kind { other } else { year };
        for child in self.children() {
            child.collect_items(year, found);
        }
    }

    /// The expressions directly inside it.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            Expression::Literal(_) | Expression::Item(_) => Vec::new(),
            Expression::Negated(inner) | Expression::At(_, inner) => vec![inner],
            Expression::Arithmetic(_, left, right) => vec![left, right],
            Expression::Extreme(_, list) => list.iter().collect(),
            Expression::If(condition, then, otherwise) => {
                vec![&condition.left, &condition.right, then, otherwise]
            }
        }
    }
}

#[cfg(test)]
mod tests;
