//! Rows of a pack's files: one type a file, its columns named once, read with all faults at once.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::formula::{Fault, caret};
use crate::say::{Lang, Say};
use crate::tell;

/// A row of one of a pack's files.
pub trait Record: Sized {
    /// The file's name without its ending.
    const FILE: &'static str;
    /// The columns in the order they are written.
    const COLUMNS: &'static [&'static str];
    /// How many of the last columns a file may leave out; where all rows leave them blank, they are
    /// not written, so that a file keeps the columns that it came with.
    const OPTIONAL: usize = 0;

    /// The values in the order of the columns.
    fn fields(&self) -> Vec<String>;

    /// Reads a row; what is wrong is noted in the fields and the row is then not used.
    fn read(fields: &mut Fields<'_>) -> Self;

    /// What the row is told apart by within its file.
    fn key(&self) -> String;
}

/// What is wrong with a field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The column's name.
    pub column: &'static str,
    /// What is wrong.
    pub kind: FieldFaultKind,
}

/// The ways in which a field can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldFaultKind {
    /// Blank where something must stand.
    Blank,
    /// Not a whole number.
    NotWhole(String),
    /// None of the words that may stand there.
    NotOneOf(String, Vec<&'static str>),
    /// A fault that says itself what it is.
    Other(Box<Said>),
}

/// A fault in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    zh: String,
    en: String,
}

impl Said {
    /// A sentence in both languages.
    pub fn both(zh: String, en: String) -> Self {
        Self { zh, en }
    }

    /// Keeps what a fault says.
    pub fn of(fault: &dyn Say) -> Self {
        Self { zh: fault.say(Lang::Zh), en: fault.say(Lang::En) }
    }
}

impl Said {
    /// Keeps what is wrong with a formula, with its column and a caret below the formula.
    pub fn at(fault: &Fault, text: &str) -> Self {
        let (line, column) = fault.place(text);
        let shown = caret(text, fault);
        let sentence = |lang| {
            let said = fault.kind.say(lang);
            tell!(
                lang,
                "第 {line} 行第 {column} 列：{said}\n{shown}",
                "{line}:{column}: {said}\n{shown}"
            )
        };
        Self { zh: sentence(Lang::Zh), en: sentence(Lang::En) }
    }
}

impl Say for Said {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh.clone(),
            Lang::En => self.en.clone(),
        }
    }
}

impl Say for FieldFaultKind {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Blank => tell!(lang, "不能空着", "must not be blank"),
            Self::NotWhole(text) => {
                tell!(lang, "“{text}”不是整数", "`{text}` is no whole number")
            }
            Self::NotOneOf(text, words) => {
                let words = words.join(", ");
                tell!(lang, "“{text}”不在可用的词里：{words}", "`{text}` is none of {words}")
            }
            Self::Other(said) => said.say(lang),
        }
    }
}

/// The fields of a row under their columns' names, and what was found wrong with them.
#[derive(Debug)]
pub struct Fields<'a> {
    values: &'a [(&'a str, &'a str)],
    faults: Vec<FieldFault>,
}

impl<'a> Fields<'a> {
    /// The fields of a row as pairs of column and value.
    pub fn new(values: &'a [(&'a str, &'a str)]) -> Self {
        Self { values, faults: Vec::new() }
    }

    /// What was found wrong.
    pub fn faults(self) -> Vec<FieldFault> {
        self.faults
    }

    /// Notes that a field is wrong.
    pub fn fault(&mut self, column: &'static str, kind: FieldFaultKind) {
        self.faults.push(FieldFault { column, kind });
    }

    /// A field's text; a column that is not there is blank.
    pub fn text(&self, column: &str) -> String {
        self.raw(column).to_owned()
    }

    fn raw(&self, column: &str) -> &'a str {
        self.values.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| *value)
    }

    /// A field's text that must not be blank.
    pub fn required(&mut self, column: &'static str) -> String {
        let text = self.raw(column);
        if text.trim().is_empty() {
            self.fault(column, FieldFaultKind::Blank);
        }
        text.to_owned()
    }

    /// A whole number.
    pub fn whole<T: FromStr + Default>(&mut self, column: &'static str) -> T {
        let text = self.raw(column).trim();
        text.parse().unwrap_or_else(|_| {
            let kind = match text {
                "" => FieldFaultKind::Blank,
                _ => FieldFaultKind::NotWhole(text.to_owned()),
            };
            self.fault(column, kind);
            T::default()
        })
    }

    /// One word of a table.
    pub fn one_of<T: Copy>(&mut self, column: &'static str, table: &[(&'static str, T)]) -> T {
        let text = self.raw(column).trim();
        let found = table.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.unwrap_or_else(|| {
            let words = table.iter().map(|(word, _)| *word).collect();
            self.fault(column, FieldFaultKind::NotOneOf(text.to_owned(), words));
            table[0].1
        })
    }

    /// What a reader makes of the text; its refusal is noted.
    pub fn parsed<T, F: Say>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Result<T, F>,
    ) -> Option<T> {
        match read(self.raw(column)) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(column, FieldFaultKind::Other(Box::new(Said::of(&fault))));
                None
            }
        }
    }

    /// The column `extra`: a JSON object of heading and text.
    pub fn extra(&mut self) -> Extra {
        let text = self.raw("extra").trim();
        if text.is_empty() {
            return Extra::default();
        }
        serde_json::from_str(text).map(Extra).unwrap_or_else(|_| {
            let said = Said {
                zh: "不是“列名：文字”的 JSON 对象".to_owned(),
                en: "is no JSON object of heading and text".to_owned(),
            };
            self.fault("extra", FieldFaultKind::Other(Box::new(said)));
            Extra::default()
        })
    }
}

/// What a table's row says under headings that have no place of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra(pub BTreeMap<String, String>);

impl Extra {
    /// Keeps a heading's text; a heading that is there already gets a number.
    pub fn keep(&mut self, heading: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut name = heading.to_owned();
        let mut count = 1;
        while self.0.contains_key(&name) {
            count += 1;
            name = format!("{heading} ({count})");
        }
        self.0.insert(name, text.to_owned());
    }
}

impl std::fmt::Display for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let object: serde_json::Map<_, _> =
            self.0.iter().map(|(heading, text)| (heading.clone(), text.as_str().into())).collect();
        write!(f, "{}", serde_json::Value::Object(object))
    }
}

/// The word that a table has for a value.
pub fn word_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, other)| *other == value).map_or("", |(word, _)| *word)
}
