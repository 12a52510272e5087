//! What a plan says of itself: title, number, region, base year, term.

use std::sync::LazyLock;

use document::Place;
use domain::plan::PlanHead;
use regex::Regex;

use crate::heads::{Column, TableKind, YearWord};
use crate::outline::Line;
use crate::section::{Field, Section};
use crate::words::Words;

/// How many paragraphs of the beginning can hold the title and the number.
const COVER: usize = 60;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^\s,。;《》:]{1,14}[\[(]20[0-9]{2}[\])]第?[0-9]{1,4}号")
        .expect("a valid pattern")
});
static PLAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("无废.*(实施|工作|行动|建设|推进|提升)*(方案|规划|计划)").expect("a valid pattern")
});
static YEARS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(20[0-9]{2})年?(?:-|~|至|到)(20[0-9]{2})年").expect("a valid pattern")
});
static YEARS_IN_BRACKETS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\((20[0-9]{2})年?(?:-|~|至|到)(20[0-9]{2})年?\)").expect("a valid pattern")
});
static BASE: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        "基准年(?:份)?(?:为|是|:|定为|设为)?(20[0-9]{2})",
        "以(20[0-9]{2})年(?:底|末)?(?:数据)?为(?:基准|基期|基数)",
        "(20[0-9]{2})年?(?:\\(|为|作为)?(?:规划|方案)?(?:编制)?基准年",
    ]
    .map(|pattern| Regex::new(pattern).expect("a valid pattern"))
});
static REGION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:.*关于印发)?[《“]?(.{1,14}?(?:区|市|县|旗|州|省|开发区|新区))(?:全域)?[“”\"]?(?:“?十[二三四五六七]五”?(?:时期|期间)?)?[“\"]?无废")
        .expect("a valid pattern")
});
static TERM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("十([二三四五六七])五").expect("a valid pattern"));
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(20[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日$").expect("a valid pattern")
});

/// What was found, and what the heads of year columns are judged by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) head: PlanHead,
    /// The first and last year of the term.
    pub(crate) term: Option<(i16, i16)>,
    /// The year in which the plan was issued.
    pub(crate) issued: Option<i16>,
    /// Where the title stands.
    title: Option<Place>,
}

impl Facts {
    /// Reads the lines once.
    pub(crate) fn of(lines: &[Line]) -> Self {
        let mut facts = Self::default();
        let cover = &lines[..lines.len().min(COVER)];
        for (index, line) in cover.iter().enumerate() {
            facts.read_cover(line, cover.get(index + 1));
        }
        facts.read_region();
        facts.base_year(lines);
        if facts.term.is_none() {
            facts.term = term_in_text(lines);
        }
        if facts.term.is_none() {
            facts.term = named_term(&Words::new(&facts.head.title).key);
        }
        facts
    }

    fn read_cover(&mut self, line: &Line, next: Option<&Line>) {
        let key = &line.words.key;
        if self.head.document_number.is_empty()
            && let Some(found) = NUMBER.find(key)
        {
            line.words.cut(found.range()).clone_into(&mut self.head.document_number);
        }
        if self.issued.is_none() {
            self.issued = DATE.captures(key).and_then(|found| found[1].parse().ok());
        }
        let short = key.chars().count() <= 60 && !key.contains('。');
        if !short || !PLAN.is_match(key) {
            return;
        }
        let announces = key.contains("通知") || key.contains("关于") || key.contains("公告");
        // The bare title behind the notice is better than the one inside it.
        if !self.head.title.is_empty() && (announces || !is_notice(&self.head.title)) {
            return;
        }
        self.head.title.clone_from(&line.words.own);
        self.title = Some(line.place.clone());
        let years = next.filter(|next| YEARS_IN_BRACKETS.is_match(&next.words.key));
        if let Some(years) = years {
            self.head.title.push_str(&years.words.own);
        }
        let title = Words::new(&self.head.title).key;
        if let Some(found) = YEARS.captures(&title) {
            self.term = year_pair(&found);
        }
    }

    fn read_region(&mut self) {
        let key = Words::new(&self.head.title);
        if let Some(found) = REGION.captures(&key.key).and_then(|found| found.get(1)) {
            key.cut(found.range()).clone_into(&mut self.head.region);
        }
    }

    fn base_year(&mut self, lines: &[Line]) {
        let found = lines.iter().find_map(|line| {
            let key = &line.words.key;
            key.contains("基").then_some(())?;
            let captures = BASE.iter().find_map(|pattern| pattern.captures(key))?;
            captures[1].parse().ok()
        });
        self.head.base_year = found;
    }

    /// Takes what the heads of the indicators say of years: the base where the text names none, and
    /// whether the title's years are theirs. Gives back where the title stands that they deny.
    pub(crate) fn settle(&mut self, sections: &[Section]) -> Option<Place> {
        let of_indicators = sections.iter().filter(|section| section.kind == TableKind::Indicator);
        let fields = of_indicators.flat_map(|section| &section.fields);
        let fields: Vec<&Field> =
            fields.filter(|field| field.column == Some(Column::Year)).collect();
        if self.head.base_year.is_none() {
            self.head.base_year = base_of(&fields);
        }
        let (first, _) = self.term?;
        let open = fields.iter().filter(|field| field.word != YearWord::Actual);
        let years: Vec<i16> = open.filter_map(|field| field.year).collect();
        let denied = !years.is_empty() && years.iter().all(|year| *year < first);
        if !denied || fields.iter().any(|field| field.word == YearWord::Target) {
            return None;
        }
        // Where nothing else tells what was from what is wanted, the title still does.
        if self.head.base_year.or(self.issued).is_some() {
            self.term = None;
        }
        self.title.clone()
    }

    /// The last year of the term, which a head without a year means.
    pub(crate) fn last_year(&self) -> Option<i16> {
        self.term.map(|(_, last)| last)
    }

    /// Whether a column of this year, whose head says no more, states what was.
    pub(crate) fn is_past(&self, year: i16) -> bool {
        let base = self.head.base_year;
        let first = self.term.map(|(first, _)| first).into_iter().chain(self.issued).max();
        match (base, first) {
            (Some(base), _) if year <= base => true,
            (_, Some(first)) => year < first,
            (Some(_) | None, None) => false,
        }
    }
}

/// The year that a head calls the base, or the only one of which a head says what was.
fn base_of(fields: &[&Field]) -> Option<i16> {
    let called =
        fields.iter().find(|field| field.heading.contains(['基', '现']) && is_actual(field));
    let mut actual: Vec<i16> =
        fields.iter().filter(|f| is_actual(f)).filter_map(|f| f.year).collect();
    actual.dedup();
    let only = actual.first().copied().filter(|_| actual.len() == 1);
    called.and_then(|field| field.year).or(only)
}

fn is_actual(field: &Field) -> bool {
    field.word == YearWord::Actual && field.year.is_some()
}

fn is_notice(title: &str) -> bool {
    title.contains("通知") || title.contains("关于") || title.contains("公告")
}

fn year_pair(found: &regex::Captures<'_>) -> Option<(i16, i16)> {
    let (first, last) = (found[1].parse().ok()?, found[2].parse().ok()?);
    (first < last).then_some((first, last))
}

/// `建设时限为2023—2025年`.
fn term_in_text(lines: &[Line]) -> Option<(i16, i16)> {
    let speaks = ["时限", "期限", "实施时间", "规划期", "建设期", "实施期", "方案期"];
    lines.iter().find_map(|line| {
        let key = &line.words.key;
        let at = speaks.iter().find_map(|word| key.find(word))?;
        YEARS.captures(&key[at..]).and_then(|found| year_pair(&found))
    })
}

/// `“十四五”时期`.
fn named_term(key: &str) -> Option<(i16, i16)> {
    let found = TERM.captures(key)?;
    let number = "二三四五六七".find(&found[1])? / "二".len();
    let last = 2015 + 5 * i16::try_from(number).ok()?;
    Some((last - 4, last))
}
