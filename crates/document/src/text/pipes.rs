//! Tables with pipes around their cells, as pasted from web pages and Markdown.

use super::line::Line;
use crate::build::tidy;

/// How many lines from the first on are rows of a pipe table; one row alone is none.
pub(super) fn count(lines: &[Line<'_>]) -> usize {
    let count = lines.iter().take_while(|line| is_row(line.text)).count();
    if count > 1 { count } else { 0 }
}

fn is_row(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('|') && text.ends_with('|') && cells(text).len() > 1
}

/// Whether a line only divides the head from the rows: `|---|:--:|`. A single dash is a value.
pub(super) fn is_rule(text: &str) -> bool {
    let is_rule = |cell: &String| {
        let dashes = cell.trim_matches(':');
        dashes.len() > 1 && dashes.bytes().all(|byte| byte == b'-')
    };
    cells(text).iter().all(is_rule)
}

/// The cells between the pipes; `\|` is a pipe that belongs to a cell, `<br>` ends a line in it.
pub(super) fn cells(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => cell.extend(characters.next()),
            '|' => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if !tidy(&cell).is_empty() {
        cells.push(cell);
    }
    let broken = |cell: String| cell.replace("<br>", "\n").replace("<br/>", "\n");
    cells.into_iter().map(|cell| tidy(&broken(cell)).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_pipes() {
        let cases: [(&str, &[&str]); 5] = [
            ("| a | b |", &["a", "b"]),
            ("|a||c|", &["a", "", "c"]),
            ("||b|", &["", "b"]),
            (r"| a \| b | c |", &["a | b", "c"]),
            ("| 稳步<br>降低 | 2 |", &["稳步\n降低", "2"]),
        ];
        for (text, expected) in cases {
            assert_eq!(cells(text), expected, "{text}");
        }
    }

    #[test]
    fn a_rule_is_no_row() {
        assert!(is_rule("|---|:--:|"));
        assert!(!is_rule("| - | - |"));
        assert!(!is_rule("| | |"));
    }
}
