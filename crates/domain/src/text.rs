//! Folding and likeness of Chinese names: what counts as the same words.

use std::collections::HashMap;
use std::sync::LazyLock;

use hanconv::RawDictionary;

/// A text without white space, in simplified characters, its brackets, commas, colons, digits and
/// letters in half width: two texts that fold alike are the same words.
///
/// ```
/// use wufei_domain::text::fold;
/// assert_eq!(fold("縣政府有關部門\n（單位）"), fold("县政府有关部门(单位)"));
/// ```
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).map(plain).collect()
}

/// A character in half width and simplified, one for one.
pub fn plain(c: char) -> char {
    if c.is_ascii() { c } else { simplified(narrow(c)) }
}

/// Traditional characters that have one simplified form.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let single = |text: &str| text.chars().next();
    let pairs = RawDictionary::TSCharacters.iter();
    pairs.filter_map(|(from, to)| Some((single(from)?, single(to)?))).collect()
});

fn simplified(c: char) -> char {
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

/// A name within quotation marks: its own become single ones.
///
/// ```
/// assert_eq!(wufei_domain::text::quoted("“无废城市”建设"), "“‘无废城市’建设”");
/// ```
pub fn quoted(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

/// A text without characters that nobody sees and that change how others are read: controls other
/// than tab and line break, and those that turn the direction of writing.
///
/// ```
/// assert_eq!(wufei_domain::text::visible("报告\u{202e}gnp.exe\0"), "报告gnp.exe");
/// ```
pub fn visible(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_kept = |c: &char| !turns(*c) && (!c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    text.chars().filter(is_kept).collect()
}

/// The beginning of a text, for a message about it.
///
/// ```
/// assert_eq!(wufei_domain::text::short(&"9".repeat(5000)).chars().count(), 41);
/// ```
pub fn short(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// White space and the invisible characters that Word leaves behind.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}')
}

/// A character in half width.
pub fn narrow(c: char) -> char {
    match c {
        '（' | '﹙' => '(',
        '）' | '﹚' => ')',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        // In traditional characters a quotation stands in corners.
        '「' | '﹁' => '“',
        '」' | '﹂' => '”',
        '，' | '﹐' => ',',
        '：' | '﹕' | '∶' => ':',
        '；' | '﹔' => ';',
        '！'..='｝' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '—' | '–' | '―' | '─' | '‐' | '‑' | '−' | '﹣' => '-',
        '〜' | '∼' | '～' | '˜' => '~',
        '·' | '•' | '・' | '‧' | '∙' => '·',
        _ => c,
    }
}

/// How many characters must be put in, taken out or changed to make one text the other.
pub fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

/// The name that is written most like this one, if it is close: at most a third of it differs.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let close = names.map(|other| (distance(name, other), other)).min()?;
    (close.0 * 3 <= length).then_some(close.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_counts_characters() {
        assert_eq!(distance("秸秆利用量", "秸秆综合利用量"), 2);
        assert_eq!(distance("", "产生"), 2);
        assert_eq!(
            nearest("秸秆利用里", ["秸秆利用量", "农膜利用量"].into_iter()),
            Some("秸秆利用量")
        );
        assert_eq!(nearest("甲", ["乙"].into_iter()), None);
    }
}
