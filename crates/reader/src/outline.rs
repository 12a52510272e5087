//! Paragraphs → lines of the outline, each with its place, and what the captions of a table are.

use std::sync::LazyLock;

use document::{Paragraph, ParagraphKind, Place};
use domain::plan::{OutlineKind, OutlineLine};
use regex::Regex;

use crate::label::{HAN, Label, NUMBER};
use crate::words::Words;

/// A paragraph with its place in the outline.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it stands in the document.
    pub(crate) place: Place,
    /// Where it stands in the outline: `二(四)3`.
    pub(crate) spot: String,
    pub(crate) kind: OutlineKind,
    pub(crate) words: Words,
    /// How many bytes of the key its label takes.
    pub(crate) label: usize,
    /// The title of the heading that its own number is under.
    pub(crate) under: String,
}

/// The longest text, in characters, that can be a heading.
pub(crate) const HEADING_MAX: usize = 40;

static ARTEFACT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[bookmark:[^\]]*\]").expect("a valid pattern"));
static ANNEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(附[件表录图][0-9一二三四五六七八九十]{1,2})(-[0-9]+)?([:：].*|[^0-9.、,，;；。]{0,60})?$|^(附[件表录])[:：]?$")
        .expect("a valid pattern")
});
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(备注|注|说明|附注)[0-9]?[:：.]|^★|^\\*").expect("a valid pattern")
});
static GOAL: LazyLock<Regex> = LazyLock::new(|| Regex::new("目标").expect("a valid pattern"));
static SAFEGUARD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("保障|组织实施|组织领导").expect("a valid pattern"));

/// The outline as far as it was read.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    marks: Vec<(u8, String)>,
    /// The titles of the headings that the marks belong to.
    titles: Vec<String>,
    annex: Option<String>,
    /// The body has reached its second chapter, so that an annex is behind it.
    in_body: bool,
    /// A note has begun and goes on until something else begins.
    in_note: bool,
}

impl Outline {
    /// The next paragraph's line.
    pub(crate) fn line(&mut self, paragraph: &Paragraph) -> Line {
        let text = ARTEFACT.replace_all(&paragraph.text, "");
        let words = Words::new(&text);
        let label = Label::of(&words.key);
        let kind = self.advance(&words, label.as_ref(), paragraph.kind);
        let label_level = label.as_ref().map(|label| label.level);
        Line {
            place: paragraph.place.clone(),
            spot: self.spot(),
            kind,
            label: label.map_or(0, |label| label.length),
            under: self.under(label_level),
            words,
        }
    }

    /// The title of the nearest heading above a label of this level.
    fn under(&self, level: Option<u8>) -> String {
        let mut above = self.marks.iter().zip(&self.titles).rev();
        // A numbered clause is no heading of the paragraphs behind it.
        let found = above.find(|((own, _), _)| *own < level.unwrap_or(NUMBER));
        found.map_or(String::new(), |(_, title)| title.clone())
    }

    /// A table ends a note.
    pub(crate) fn table(&mut self) {
        self.in_note = false;
    }

    /// The place that a line now has.
    pub(crate) fn spot(&self) -> String {
        let mut marks: Vec<&str> = Vec::new();
        for (_, mark) in &self.marks {
            // `2.1.3` says itself what it lies under.
            let says_above =
                |above: &&str| mark.strip_prefix(*above).is_some_and(|rest| rest.starts_with('.'));
            if marks.last().is_some_and(says_above) {
                marks.pop();
            }
            marks.push(mark);
        }
        self.annex.as_deref().into_iter().chain(marks).collect()
    }

    fn advance(
        &mut self,
        words: &Words,
        label: Option<&Label>,
        kind: ParagraphKind,
    ) -> OutlineKind {
        if kind == ParagraphKind::Footnote {
            return OutlineKind::Note;
        }
        if self.in_body
            && let Some(annex) = ANNEX.captures(&words.key)
        {
            // The only annex needs no number.
            let mark = annex.get(1).or(annex.get(4)).map_or("", |mark| mark.as_str());
            self.annex = Some(mark.to_owned());
            self.marks.clear();
            self.titles.clear();
            self.in_note = false;
            return OutlineKind::Heading;
        }
        if NOTE.is_match(&words.key) {
            self.in_note = true;
            return OutlineKind::Note;
        }
        // `2.` goes on with the note, `二、` or an annex ends it.
        if self.in_note && label.is_some_and(|label| label.level >= NUMBER) {
            return OutlineKind::Note;
        }
        self.in_note = false;
        match label {
            Some(label) => self.enter(label, words),
            None if matches!(kind, ParagraphKind::Heading(_)) => return OutlineKind::Heading,
            None => {}
        }
        self.kind_of(words, label)
    }

    fn enter(&mut self, label: &Label, words: &Words) {
        while self.marks.last().is_some_and(|(level, _)| *level >= label.level) {
            self.marks.pop();
            self.titles.pop();
        }
        self.in_body |= label.level <= HAN && matches!(label.mark.as_str(), "二" | "第二章");
        self.marks.push((label.level, label.mark.clone()));
        self.titles.push(title(&words.key[label.length..]).to_owned());
    }

    fn kind_of(&self, words: &Words, label: Option<&Label>) -> OutlineKind {
        let body = &words.key[label.map_or(0, |label| label.length)..];
        if label.is_some() && is_heading(body) {
            return OutlineKind::Heading;
        }
        let chapter = self.titles.first().map_or("", String::as_str);
        let nearest = self.titles.iter().rev().find(|title| GOAL.is_match(title));
        if self.annex.is_none() && SAFEGUARD.is_match(chapter) {
            return OutlineKind::Safeguard;
        }
        if self.annex.is_none() && nearest.is_some() {
            return OutlineKind::Goal;
        }
        OutlineKind::Text
    }
}

/// The heading that a text begins with: its first sentence.
pub(crate) fn title(key: &str) -> &str {
    let end = key.find(['。', ':', '\n']).unwrap_or(key.len());
    let head = &key[..end];
    if head.chars().count() <= HEADING_MAX { head } else { "" }
}

/// Whether a text is nothing but a heading: one short sentence without a clause.
pub(crate) fn is_heading(key: &str) -> bool {
    let body = key.trim_end_matches(['。', ':', '.']);
    !body.contains(['。', ',', ';']) && (1..=HEADING_MAX).contains(&body.chars().count())
}

impl Line {
    /// The line as a row of `outline.csv`.
    pub(crate) fn row(&self) -> OutlineLine {
        OutlineLine {
            line: self.place.to_string(),
            place: self.spot.clone(),
            kind: self.kind,
            text: self.words.own.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places and kinds of lines of text.
    fn places(lines: &[&str]) -> Vec<String> {
        let mut outline = Outline::default();
        let lines = lines.iter().enumerate().map(|(index, text)| {
            let line = u32::try_from(index).expect("a few lines") + 1;
            let place = Place { sheet: None, line };
            let kind = ParagraphKind::Body;
            let line = outline.line(&Paragraph { place, text: (*text).to_owned(), kind });
            format!("{} {:?}", line.spot, line.kind)
        });
        lines.collect()
    }

    #[test]
    fn lines_know_their_place_and_kind() {
        let lines = [
            ("示例区方案", " Text"),
            ("一、总体要求", "一 Heading"),
            ("(三)建设目标。到2025年，稳步推进。", "一(三) Goal"),
            ("二、重点任务", "二 Heading"),
            ("(四)推行农业绿色生产。", "二(四) Heading"),
            ("1.促进农业绿色高质高效发展。", "二(四)1 Heading"),
            ("构建绿色示例体系。开展认证。", "二(四)1 Text"),
            ("(五)践行。做好工作，落实责任。", "二(五) Text"),
            ("三、保障措施", "三 Heading"),
            ("(一)加强组织领导。建立机制，确保完成。", "三(一) Safeguard"),
            ("附件1", "附件1 Heading"),
            ("备注：1.★为必选指标。", "附件1 Note"),
            ("2.基准年为2020年。", "附件1 Note"),
            ("附件3：任务清单", "附件3 Heading"),
            ("一、制度体系", "附件3一 Heading"),
        ];
        let texts: Vec<&str> = lines.iter().map(|(text, _)| *text).collect();
        let wanted: Vec<&str> = lines.iter().map(|(_, wanted)| *wanted).collect();
        assert_eq!(places(&texts), wanted);
    }
}
