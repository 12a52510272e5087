//! Characters → tokens of a formula.

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::{Comparison, Operator};
use crate::number::{Number, decimal};
use crate::quantity::Quantity;
use crate::unit::Unit;

/// A token and where it stands, in characters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

/// The tokens of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Literal(Quantity),
    Name(String),
    Operator(Operator),
    Comparison(Comparison),
    Open,
    Close,
    Comma,
}

/// All tokens, and all faults of the characters at once.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<Fault>) {
    let mut lexer = Lexer { characters: text.chars().collect(), at: 0, faults: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(c) = lexer.next_character() {
        tokens.extend(lexer.token(c));
    }
    (tokens, lexer.faults)
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
    faults: Vec<Fault>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    /// The character that the next token begins with.
    fn next_character(&mut self) -> Option<char> {
        while self.peek(0)?.is_whitespace() {
            self.at += 1;
        }
        self.peek(0)
    }

    /// The token that begins here, or `None` where a fault was noted instead.
    fn token(&mut self, c: char) -> Option<Token> {
        let start = self.at;
        let kind = match c {
            '[' | '［' => self.bracketed_name(start),
            _ if is_digit(c) => self.literal(start),
            _ if starts_name(c) => Some(TokenKind::Name(self.take_while(continues_name))),
            _ => self.sign(c).or_else(|| self.fault(start, FaultKind::Character(c))),
        };
        let span = start..self.at;
        kind.map(|kind| Token { kind, span })
    }

    fn fault(&mut self, start: usize, kind: FaultKind) -> Option<TokenKind> {
        self.at = self.at.max(start + 1);
        self.faults.push(Fault { span: start..self.at, kind });
        None
    }

    fn take_while(&mut self, wanted: fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(wanted) {
            self.at += 1;
        }
        self.characters[start..self.at].iter().collect()
    }

    fn sign(&mut self, c: char) -> Option<TokenKind> {
        let followed_by_equal = matches!(self.peek(1), Some('=' | '＝'));
        let (kind, length) = match (c, followed_by_equal) {
            ('+' | '＋', _) => (TokenKind::Operator(Operator::Plus), 1),
            ('-' | '－' | '−', _) => (TokenKind::Operator(Operator::Minus), 1),
            ('*' | '×' | '＊', _) => (TokenKind::Operator(Operator::Times), 1),
            ('/' | '÷' | '／', _) => (TokenKind::Operator(Operator::Over), 1),
            ('(' | '（', _) => (TokenKind::Open, 1),
            (')' | '）', _) => (TokenKind::Close, 1),
            (',' | '，', _) => (TokenKind::Comma, 1),
            ('<' | '＜', true) => (TokenKind::Comparison(Comparison::AtMost), 2),
            ('>' | '＞', true) => (TokenKind::Comparison(Comparison::AtLeast), 2),
            ('!' | '！', true) => (TokenKind::Comparison(Comparison::Unequal), 2),
            ('=' | '＝', true) => (TokenKind::Comparison(Comparison::Equal), 2),
            ('<' | '＜', false) => (TokenKind::Comparison(Comparison::Less), 1),
            ('>' | '＞', false) => (TokenKind::Comparison(Comparison::More), 1),
            ('=' | '＝', false) => (TokenKind::Comparison(Comparison::Equal), 1),
            ('≤' | '⩽', _) => (TokenKind::Comparison(Comparison::AtMost), 1),
            ('≥' | '⩾', _) => (TokenKind::Comparison(Comparison::AtLeast), 1),
            ('≠', _) => (TokenKind::Comparison(Comparison::Unequal), 1),
            _ => return None,
        };
        self.at += length;
        Some(kind)
    }

    fn bracketed_name(&mut self, start: usize) -> Option<TokenKind> {
        self.at += 1;
        let name = self.take_while(|c| !matches!(c, ']' | '］' | '\n'));
        if !matches!(self.peek(0), Some(']' | '］')) {
            return self.fault(start, FaultKind::OpenName);
        }
        self.at += 1;
        let name = name.trim();
        if name.is_empty() {
            return self.fault(start, FaultKind::Unfinished);
        }
        Some(TokenKind::Name(name.to_owned()))
    }

    /// A number and the unit behind it. Commas part thousands only where three digits follow.
    fn literal(&mut self, start: usize) -> Option<TokenKind> {
        while self.peek(0).is_some_and(|c| is_digit(c) || matches!(c, '.' | '．')) || self.groups()
        {
            self.at += 1;
        }
        if matches!(self.peek(0), Some('e' | 'E')) && self.peek(1).is_some_and(continues_exponent) {
            self.at += 1;
            self.take_while(continues_exponent);
        }
        let digits: String = self.characters[start..self.at].iter().collect();
        let number = match decimal(&digits) {
            Ok(number) => number,
            Err(fault) => return self.fault(start, FaultKind::Number(fault)),
        };
        // A thin space may part a number from its unit.
        let space = self.characters[self.at..].iter().take_while(|&&c| c == ' ').count();
        let rest: String = self.characters[self.at + space..].iter().collect();
        let unit = Unit::prefix(&rest).filter(|(_, length)| {
            // `3吨位` is not three tonnes of `位`: the unit must end where the name ends.
            !rest[*length..].starts_with(continues_name)
        });
        let Some((unit, length)) = unit else {
            return Some(TokenKind::Literal(Quantity::pure(number)));
        };
        self.at += space + rest[..length].chars().count();
        Some(TokenKind::Literal(in_ratio(Quantity::new(number, unit))))
    }

    fn groups(&self) -> bool {
        let digit = |ahead| self.peek(ahead).is_some_and(is_digit);
        self.peek(0) == Some(',') && digit(1) && digit(2) && digit(3) && !digit(4)
    }
}

/// `98%` is the number 0.98: a formula knows ratios, a page shows percentages.
fn in_ratio(quantity: Quantity) -> Quantity {
    match quantity.to(&Unit::none()) {
        Some(ratio) => ratio,
        None => quantity,
    }
}

impl From<rust_decimal::Decimal> for Quantity {
    fn from(number: rust_decimal::Decimal) -> Self {
        Self::pure(Number::from(number))
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９')
}

fn continues_exponent(c: char) -> bool {
    is_digit(c) || matches!(c, '+' | '-')
}

fn starts_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '“' | '”')
}

fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '·'
}

/// Whether a name can be written without brackets.
pub(super) fn is_bare(name: &str) -> bool {
    name.starts_with(starts_name) && name.chars().all(continues_name)
}
