//! Tokens → [`Formula`], by recursive descent.

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::lex::{Token, TokenKind, lex};
use super::{
    Comparison, Condition, DEPTH_MAX, Expression, Extreme, Formula, LENGTH_MAX, Node, Operator,
    Year,
};

pub(super) fn parse(text: &str) -> Result<Formula, Vec<Fault>> {
    let length = text.chars().count();
    if length > LENGTH_MAX {
        return Err(vec![Fault { span: LENGTH_MAX..length, kind: FaultKind::TooLong }]);
    }
    let (tokens, mut faults) = lex(text);
    if tokens.is_empty() && faults.is_empty() {
        faults.push(Fault { span: 0..0, kind: FaultKind::Empty });
    }
    if !faults.is_empty() {
        // What follows a broken character would be judged by a text that is not there.
        return Err(faults);
    }
    let end = text.trim_end().chars().count();
    let mut parser = Parser { tokens, at: 0, depth: 0, end };
    let fault = match (parser.expression(), parser.tokens.get(parser.at)) {
        (Ok(root), None) => return Ok(Formula { root }),
        (Ok(_), Some(token)) => {
            let kind = FaultKind::Surplus(characters(text, &token.span));
            Fault { span: token.span.clone(), kind }
        }
        (Err(mut fault), _) => {
            if let FaultKind::ValueExpected(found) = &mut fault.kind {
                *found = characters(text, &fault.span);
            }
            fault
        }
    };
    Err(vec![fault])
}

fn characters(text: &str, span: &Range<usize>) -> String {
    text.chars().skip(span.start).take(span.len()).collect()
}

/// An argument of a function, and what it is compared with where it is.
type Argument = (Node, Option<(Comparison, Node)>);

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// One past the last character, where a fault of an unfinished text stands.
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn operator(&mut self, wanted: [Operator; 2]) -> Option<Operator> {
        match self.peek() {
            Some(TokenKind::Operator(operator)) if wanted.contains(operator) => {
                let operator = *operator;
                self.at += 1;
                Some(operator)
            }
            _ => None,
        }
    }

    /// `term (+|-) term …`
    fn expression(&mut self) -> Result<Node, Fault> {
        self.chain([Operator::Plus, Operator::Minus], Self::term)
    }

    /// `factor (*|/) factor …`
    fn term(&mut self) -> Result<Node, Fault> {
        self.chain([Operator::Times, Operator::Over], Self::factor)
    }

    fn chain(
        &mut self,
        operators: [Operator; 2],
        part: fn(&mut Self) -> Result<Node, Fault>,
    ) -> Result<Node, Fault> {
        let mut left = part(self)?;
        while let Some(operator) = self.operator(operators) {
            let right = part(self)?;
            let span = left.span.start..right.span.end;
            let kind = Expression::Arithmetic(operator, Box::new(left), Box::new(right));
            left = Node { kind, span };
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Node, Fault> {
        let Some(token) = self.tokens.get(self.at).cloned() else {
            return Err(Fault { span: self.end..self.end, kind: FaultKind::Unfinished });
        };
        self.at += 1;
        match token.kind {
            TokenKind::Literal(quantity) => {
                Ok(Node { kind: Expression::Literal(quantity), span: token.span })
            }
            TokenKind::Name(name) if matches!(self.peek(), Some(TokenKind::Open)) => {
                self.call(&name, token.span)
            }
            TokenKind::Name(name) => Ok(Node { kind: Expression::Item(name), span: token.span }),
            TokenKind::Operator(Operator::Minus) => {
                let inner = self.nested(token.span.clone(), Self::factor)?;
                let span = token.span.start..inner.span.end;
                Ok(Node { kind: Expression::Negated(Box::new(inner)), span })
            }
            TokenKind::Open => {
                let inner = self.nested(token.span.clone(), Self::expression)?;
                let close = self.close(&token.span)?;
                Ok(Node { kind: inner.kind, span: token.span.start..close })
            }
            _ => Err(Fault { span: token.span, kind: FaultKind::ValueExpected(String::new()) }),
        }
    }

    /// One level deeper.
    fn nested<T>(
        &mut self,
        span: Range<usize>,
        part: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.depth == DEPTH_MAX {
            return Err(Fault { span, kind: FaultKind::TooDeep });
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    /// The closing bracket; where the text ends without it, the opening one is to blame.
    fn close(&mut self, open: &Range<usize>) -> Result<usize, Fault> {
        match self.tokens.get(self.at) {
            Some(Token { kind: TokenKind::Close, span }) => {
                self.at += 1;
                Ok(span.end)
            }
            Some(_) | None => Err(Fault { span: open.clone(), kind: FaultKind::Unclosed }),
        }
    }

    fn call(&mut self, name: &str, name_span: Range<usize>) -> Result<Node, Fault> {
        let open = self.tokens[self.at].span.clone();
        self.at += 1;
        let arguments = self.nested(open.clone(), Self::arguments)?;
        let end = self.close(&open)?;
        let span = name_span.start..end;
        let kind = Call { name, name_span, span: span.clone(), arguments }.expression()?;
        Ok(Node { kind, span })
    }

    fn arguments(&mut self) -> Result<Vec<Argument>, Fault> {
        let mut list = Vec::new();
        if matches!(self.peek(), Some(TokenKind::Close)) {
            return Ok(list);
        }
        loop {
            let left = self.expression()?;
            let compared = match self.peek() {
                Some(&TokenKind::Comparison(sign)) => {
                    self.at += 1;
                    Some((sign, self.expression()?))
                }
                _ => None,
            };
            list.push((left, compared));
            if !matches!(self.peek(), Some(TokenKind::Comma)) {
                return Ok(list);
            }
            self.at += 1;
        }
    }
}

/// A name with brackets behind it.
struct Call<'a> {
    name: &'a str,
    name_span: Range<usize>,
    span: Range<usize>,
    arguments: Vec<Argument>,
}

impl Call<'_> {
    /// The expression it stands for, or why it stands for none.
    fn expression(self) -> Result<Expression, Fault> {
        let count = self.arguments.len();
        let wrong = |function, wanted| {
            let kind = FaultKind::Arguments { function, wanted, found: count };
            Err(Fault { span: self.span.clone(), kind })
        };
        match (self.name.to_lowercase().as_str(), count) {
            ("base", 1) => {
                Ok(Expression::At(Year::Base, Box::new(plain(self.arguments)?.remove(0))))
            }
            ("previous", 1) => {
                Ok(Expression::At(Year::Previous, Box::new(plain(self.arguments)?.remove(0))))
            }
            ("min", 2..) => Ok(Expression::Extreme(Extreme::Min, plain(self.arguments)?)),
            ("max", 2..) => Ok(Expression::Extreme(Extreme::Max, plain(self.arguments)?)),
            ("if", 3) => condition(self.arguments),
            ("base", _) => wrong("base", "1"),
            ("previous", _) => wrong("previous", "1"),
            ("min", _) => wrong("min", "≥ 2"),
            ("max", _) => wrong("max", "≥ 2"),
            ("if", _) => wrong("if", "3"),
            _ => {
                let kind = FaultKind::UnknownFunction(self.name.to_owned());
                Err(Fault { span: self.name_span, kind })
            }
        }
    }
}

/// Arguments that are not compared with anything.
fn plain(arguments: Vec<Argument>) -> Result<Vec<Node>, Fault> {
    let one = |(node, compared): Argument| match compared {
        None => Ok(node),
        Some((_, right)) => {
            let span = node.span.start..right.span.end;
            Err(Fault { span, kind: FaultKind::StrayComparison })
        }
    };
    arguments.into_iter().map(one).collect()
}

/// `if` of three arguments, the first a comparison.
fn condition(mut arguments: Vec<Argument>) -> Result<Expression, Fault> {
    let rest = plain(arguments.split_off(1))?;
    let (left, compared) = arguments.remove(0);
    let Some((comparison, right)) = compared else {
        return Err(Fault { span: left.span, kind: FaultKind::NoComparison });
    };
    let mut rest = rest.into_iter().map(Box::new);
    let mut next = || rest.next().expect("an if has two branches");
    let condition = Box::new(Condition { left, comparison, right });
    Ok(Expression::If(condition, next(), next()))
}
