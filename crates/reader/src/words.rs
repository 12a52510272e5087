//! A text as it stands beside the same text for comparing: what a pattern finds in the second is
//! cut out of the first.

use std::ops::Range;

use domain::text::{is_blank, plain};

/// A text without its white space, and its comparable form, character for character.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// As written.
    pub(crate) own: String,
    /// Half width and simplified, for patterns.
    pub(crate) key: String,
    /// For each character border of the key, the same border of `own`.
    borders: Vec<(usize, usize)>,
}

impl Words {
    /// White space goes, but for one space between two Latin words.
    pub(crate) fn new(text: &str) -> Self {
        Self::of(text, false)
    }

    /// The same, but a line break stays: in a list of orgs it may part two of them.
    pub(crate) fn keeping_breaks(text: &str) -> Self {
        Self::of(text, true)
    }

    fn of(text: &str, breaks: bool) -> Self {
        let mut words = Self::default();
        let mut gap = None;
        for c in text.chars() {
            if is_blank(c) {
                let stays = gap == Some('\n') || (breaks && c == '\n');
                gap = Some(if stays { '\n' } else { ' ' });
                continue;
            }
            match gap.take() {
                Some('\n') if !words.own.is_empty() => words.push('\n'),
                Some(_) if c.is_ascii_alphabetic() && words.ends_in_latin() => words.push(' '),
                _ => {}
            }
            words.push(c);
        }
        words.borders.push((words.key.len(), words.own.len()));
        words
    }

    fn ends_in_latin(&self) -> bool {
        self.own.ends_with(|c: char| c.is_ascii_alphabetic())
    }

    fn push(&mut self, c: char) {
        self.borders.push((self.key.len(), self.own.len()));
        self.own.push(c);
        self.key.push(if c == '\n' { c } else { plain(c) });
    }

    /// What stands in `own` where this range stands in `key`.
    pub(crate) fn cut(&self, range: Range<usize>) -> &str {
        &self.own[self.border(range.start)..self.border(range.end)]
    }

    fn border(&self, key: usize) -> usize {
        let index = self.borders.partition_point(|(border, _)| *border < key);
        self.borders.get(index).map_or(self.own.len(), |(_, own)| *own)
    }

    /// The part that stands at this range of the key.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        Self::keeping_breaks(self.cut(range))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_finds_is_cut_out_as_written() {
        let words = Words::new(" 責任　單位：\n市 BIM App 局（２０２５年）");
        assert_eq!(words.key, "责任单位:市BIM App局(2025年)");
        let at = words.key.find("(2025").expect("a year");
        assert_eq!(words.cut(at..words.key.len()), "（２０２５年）");
        assert_eq!(words.cut(0..0), "");
    }
}
