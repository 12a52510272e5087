//! What the parts of the reader add their rows to.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::plan::{Duty, DutyRole, OrgMention, Reading, SubjectKind, UnreadLine};
use regex::Regex;

use crate::facts::Facts;
use crate::marks::Marks;
use crate::orgs::{Lexicon, does_something, kind_of};
use crate::words::Words;

/// The reading as far as it is made.
#[derive(Debug)]
pub(crate) struct Build {
    pub(crate) reading: Reading,
    pub(crate) facts: Facts,
    pub(crate) lexicon: Lexicon,
    pub(crate) marks: Marks,
    orgs: HashMap<String, usize>,
}

impl Build {
    pub(crate) fn new(facts: Facts, lexicon: Lexicon, marks: Marks) -> Self {
        Self { reading: Reading::default(), facts, lexicon, marks, orgs: HashMap::new() }
    }

    /// Keeps a line that has no place.
    pub(crate) fn unread(&mut self, line: impl ToString, text: impl Into<String>, reason: Reason) {
        let reason = reason.words().to_owned();
        self.reading.unread.push(UnreadLine { line: line.to_string(), text: text.into(), reason });
    }

    /// Gives every org of a list a duty; an org that has the same already gets no second one.
    pub(crate) fn duties(
        &mut self,
        kind: SubjectKind,
        subject: &str,
        role: DutyRole,
        list: &Words,
    ) {
        for org in self.lexicon.split(list) {
            if is_no_org(&org) {
                let line = self.line_of(kind, subject);
                self.unread(line, org, Reason::NoOrg);
            } else {
                self.duty(kind, subject, role, org);
            }
        }
    }

    /// The line of the document in which a subject stands; it is one of the last that were read.
    fn line_of(&self, kind: SubjectKind, subject: &str) -> String {
        let reading = &self.reading;
        let is = |no: u32| no.to_string() == subject;
        let found = match kind {
            SubjectKind::Indicator => {
                reading.indicators.iter().rfind(|row| is(row.no)).map(|row| &row.line)
            }
            SubjectKind::Measure => {
                reading.measures.iter().rfind(|row| is(row.no)).map(|row| &row.line)
            }
            SubjectKind::Project => {
                reading.projects.iter().rfind(|row| is(row.no)).map(|row| &row.line)
            }
            SubjectKind::Task => {
                reading.tasks.iter().rfind(|row| row.address() == subject).map(|row| &row.line)
            }
        };
        found.map_or(subject, String::as_str).to_owned()
    }

    pub(crate) fn duty(&mut self, kind: SubjectKind, subject: &str, role: DutyRole, org: String) {
        if org.is_empty() || matches!(org.as_str(), "/" | "-" | "—" | "——" | "无") {
            return;
        }
        let duty = Duty { kind, subject: subject.to_owned(), role, org };
        let same =
            self.reading.duties.iter().rev().take_while(|other| other.subject == duty.subject);
        if same.into_iter().any(|other| *other == duty) {
            return;
        }
        self.mention(&duty.org);
        self.reading.duties.push(duty);
    }

    fn mention(&mut self, name: &str) {
        let next = self.reading.orgs.len();
        let index = *self.orgs.entry(name.to_owned()).or_insert(next);
        if index == next {
            let kind = kind_of(name);
            self.reading.orgs.push(OrgMention { name: name.to_owned(), kind, mentions: 0 });
        }
        self.reading.orgs[index].mentions += 1;
    }
}

/// Whether a part of a list of orgs says something else: `完成标志：…`, `2025年底前`, a sentence.
fn is_no_org(name: &str) -> bool {
    static ELSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^[^()]*:|^(?:到|至)?20[0-9]{2}年|^[0-9.,%-]+$").expect("a valid pattern")
    });
    let key = Words::new(name).key;
    ELSE.is_match(&key) || does_something(&key)
}

/// Why a line has no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// A table whose head names no kind of list.
    NoHead,
    /// A row without a name.
    NoName,
    /// A sum over the rows above it.
    Total,
    /// A cell of a year that the head does not name.
    NoYear,
    /// A cell of a year that has a column before this one.
    YearTwice,
    /// Years in the title that are not those of the table.
    TitleYears,
    /// A target cell that means nothing.
    Target,
    /// An indicator whose name stands in the table twice.
    Twice,
    /// A line of a list of indicators that was not understood.
    NoIndicator,
    /// A part of a list of orgs that names none.
    NoOrg,
    /// A count that the text states and the table does not bear out.
    Count,
    /// A text box that the document keeps beside its text.
    TextBox,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Self::NoHead => "表头不是指标、任务或项目的表",
            Self::NoName => "这一行没有名称",
            Self::Total => "合计行",
            Self::NoYear => "表头没有写明年份",
            Self::YearTwice => "同一年份已有一列，只收前一列",
            Self::TitleYears => "标题的年份与表头的年份不符，以表头为准",
            Self::Target => "目标的写法不在词表里",
            Self::Twice => "名称与前面的指标相同",
            Self::NoIndicator => "指标清单中的一行，写法读不懂",
            Self::NoOrg => "不是单位名称",
            Self::Count => "文中写明的数量与表中不符",
            Self::TextBox => "文本框，未作正文读入",
        }
    }
}
