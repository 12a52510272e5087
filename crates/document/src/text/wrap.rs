//! Texts whose paragraphs were broken into lines of one width, as when copied from a PDF.

use unicode_width::UnicodeWidthStr;

/// The widest line, in half-width columns, that can be a line of print.
const WIDTH_MAX: usize = 120;
/// How much narrower a full line may be: a mark that may not begin a line takes a word along.
const SLACK: usize = 5;
/// How many full lines must go on for the text to count as wrapped.
const FULL_MIN: usize = 10;

/// A text with its paragraphs on one line each, and for each of its lines the line it began on.
pub(super) struct Unwrapped {
    pub(super) text: String,
    pub(super) numbers: Vec<u32>,
}

/// Puts the paragraphs of a wrapped text together; `None` for a text that is not wrapped.
pub(super) fn unwrapped(text: &str) -> Option<Unwrapped> {
    let lines: Vec<&str> = text.lines().collect();
    let width = full_width(&lines)?;
    let goes_on = |index: usize| {
        let (line, next) = (lines[index], lines[index + 1]);
        is_prose(line) && is_prose(next) && !is_indented(next) && width_of(line) + SLACK > width
    };
    let joints: Vec<usize> = (0..lines.len() - 1).filter(|index| goes_on(*index)).collect();
    let from_indented = joints.iter().filter(|index| is_indented(lines[**index])).count();
    if joints.len() < FULL_MIN || from_indented * 8 < joints.len() {
        return None;
    }
    let mut out = Unwrapped { text: String::with_capacity(text.len()), numbers: Vec::new() };
    let mut joined = joints.into_iter().peekable();
    let mut goes_on = false;
    for (number, line) in (1..).zip(&lines) {
        if goes_on {
            join(&mut out.text, line);
        } else {
            out.numbers.push(number);
            out.text.push_str(line);
        }
        let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
        goes_on = joined.next_if_eq(&index).is_some();
        if !goes_on {
            out.text.push('\n');
        }
    }
    Some(out)
}

/// The width of a full line: most lines that are as wide as any go on in the next one.
fn full_width(lines: &[&str]) -> Option<usize> {
    let prose = lines.iter().filter(|line| is_prose(line));
    let mut widths: Vec<usize> = prose.map(|line| width_of(line)).collect();
    widths.sort_unstable();
    let width = *widths.last()?;
    let full = widths.iter().filter(|other| **other + SLACK > width).count();
    // A text with one line for each paragraph has few lines of one width.
    (width <= WIDTH_MAX && full >= FULL_MIN && full * 4 >= widths.len()).then_some(width)
}

fn width_of(line: &str) -> usize {
    line.trim_end().width_cjk()
}

fn is_prose(line: &str) -> bool {
    !line.contains('\t') && !line.trim().is_empty()
}

fn is_indented(line: &str) -> bool {
    line.starts_with('\u{3000}') || line.starts_with("  ")
}

/// Chinese goes on without a space, Latin words with one.
fn join(text: &mut String, line: &str) {
    text.truncate(text.trim_end().len());
    let latin = |c: char| c.is_ascii_alphabetic();
    if text.ends_with(latin) && line.starts_with(latin) {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_paragraphs_are_put_together_under_their_first_line() {
        let paragraph = "　　推进清洁生产审核鼓励印染电镀铸造等\n行业以园区为单位开展整体审核并分摊审核\n成本。\n";
        let text = format!("示例方案\n{}", paragraph.repeat(8));
        let unwrapped = unwrapped(&text).expect("a wrapped text");
        let lines: Vec<&str> = unwrapped.text.lines().collect();
        assert_eq!(lines.len(), 9);
        assert_eq!(lines[0], "示例方案");
        assert_eq!(
            lines[1],
            "　　推进清洁生产审核鼓励印染电镀铸造等行业以园区为单位开展整体审核并分摊审核成本。"
        );
        assert_eq!(unwrapped.numbers[..3], [1, 2, 5]);
    }

    #[test]
    fn a_text_with_a_line_for_each_paragraph_stays() {
        let text =
            "　　一、加强组织领导。\n　　二、落实资金保障，统筹各级资金投入，鼓励社会资本参与。\n"
                .repeat(12);
        assert!(unwrapped(&text).is_none());
    }
}
