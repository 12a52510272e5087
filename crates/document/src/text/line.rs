//! The lines of a text.

use crate::error::ReadError;
use crate::limits::{LimitKind, Limits};

/// A line of the text, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: u32,
    /// As it stands, but for a tab that began a cell.
    pub(super) text: &'a str,
}

/// The lines of a text; `\n`, `\r\n` and `\r` end a line, as editors count.
pub(super) fn lines<'a>(text: &'a str, limits: &Limits) -> Result<Vec<Line<'a>>, ReadError> {
    let mut rest = text;
    let mut lines = Vec::new();
    for number in 1.. {
        let (line, behind) = rest.split_once(['\n', '\r']).unwrap_or((rest, ""));
        let is_last = line.len() == rest.len();
        let is_pair = rest[line.len()..].starts_with("\r\n");
        lines.push(Line { number, text: line });
        // Every line may be a cell.
        limits.check(LimitKind::Cells, u64::from(number))?;
        if is_last {
            break;
        }
        rest = if is_pair { &behind[1..] } else { behind };
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let lines = lines("a\nb\r\nc\rd\n\n", &Limits::default()).expect("few lines");
        let found: Vec<_> = lines.iter().map(|line| (line.number, line.text)).collect();
        assert_eq!(found, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "")]);
    }
}
