//! Number formats of a workbook: what a cell that holds a number looks like.

use super::date::{DateFormat, DatePart, TimePart, write_iso, write_serial};
use super::number::{Decimal, write_plain};

/// Excel writes no more decimals than these.
const MOST_DIGITS: usize = 30;

/// What a format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum NumberFormat {
    /// The number as it is stored.
    #[default]
    Plain,
    /// A percentage with at least so many decimals.
    Percent(usize),
    /// Filled up with zeros to so many digits, as codes are.
    Padded(usize),
    /// A date, a time or both.
    Date(DateFormat),
}

impl NumberFormat {
    /// A format that every workbook knows by its number. Numbers 27 to 36 and 50 to 58 are those
    /// of Chinese workbooks, where 57 is `yyyy"年"m"月"`.
    pub(super) fn built_in(id: u32) -> Self {
        let date = |date, time| Self::Date(DateFormat { date, time });
        match id {
            9 => Self::Percent(0),
            10 => Self::Percent(2),
            14..=16 | 28..=31 | 51 | 53 | 54 | 58 => date(DatePart::Day, TimePart::Nothing),
            17 | 27 | 36 | 50 | 52 | 57 => date(DatePart::Month, TimePart::Nothing),
            18 | 20 | 32 | 34 | 55 => date(DatePart::Nothing, TimePart::Minutes),
            19 | 21 | 33 | 35 | 45 | 47 | 56 => date(DatePart::Nothing, TimePart::Seconds),
            22 => date(DatePart::Day, TimePart::Minutes),
            46 => date(DatePart::Nothing, TimePart::Elapsed),
            _ => Self::Plain,
        }
    }

    /// A format that the workbook defines, by its code.
    pub(super) fn parse(code: &str) -> Self {
        let signs = signs(code);
        if let Some(date) = date_format(&signs) {
            return Self::Date(date);
        }
        if signs.contains(&Sign::Percent) {
            let decimals = signs.split(|sign| *sign == Sign::Point).nth(1).unwrap_or_default();
            let decimals = decimals.iter().filter(|sign| **sign == Sign::Zero).count();
            return Self::Percent(decimals.min(MOST_DIGITS));
        }
        if (2..=MOST_DIGITS).contains(&signs.len()) && signs.iter().all(|sign| *sign == Sign::Zero)
        {
            return Self::Padded(signs.len());
        }
        Self::Plain
    }

    /// Writes a number that is stored as this text.
    pub(super) fn write(self, value: &str, is_1904: bool, text: &mut String) {
        match self {
            Self::Plain => write_plain(value, text),
            Self::Percent(decimals) => match Decimal::parse(value, 2) {
                Some(decimal) => {
                    decimal.write(1, decimals, text);
                    text.push('%');
                }
                None => text.push_str(value),
            },
            Self::Padded(digits) => match Decimal::parse(value, 0) {
                Some(decimal) => decimal.write(digits, 0, text),
                None => text.push_str(value),
            },
            Self::Date(format) => {
                let serial = value.trim().parse().unwrap_or(f64::NAN);
                if !write_serial(serial, is_1904, format, text) {
                    write_plain(value, text);
                }
            }
        }
    }

    /// Writes a date that is stored as text.
    pub(super) fn write_iso(self, value: &str, text: &mut String) {
        let format = match self {
            Self::Date(format) => Some(format),
            _ => None,
        };
        if !write_iso(value, format, text) {
            text.push_str(value);
        }
    }
}

/// What a format code consists of, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Zero,
    Point,
    Percent,
    Year,
    /// A month or a minute: that depends on its neighbours.
    Month,
    Day,
    Hour,
    Second,
    Elapsed,
    Other,
}

/// The signs of a code's first section, without quoted texts, escapes, colours and languages.
fn signs(code: &str) -> Vec<Sign> {
    let is_general = code.to_lowercase().starts_with("general") || code.contains("通用格式");
    if is_general {
        return Vec::new();
    }
    let mut signs: Vec<Sign> = Vec::new();
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        let (sign, length) = match character {
            ';' => break,
            '"' => (None, quoted(rest, '"')),
            '[' => {
                let length = quoted(rest, ']');
                (elapsed(&rest[1..length]), length)
            }
            '\\' | '_' | '*' => (None, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
            'A' | 'a' if is_noon(rest) => {
                (None, rest.find(['M', 'm', 'P', 'p']).map_or(1, |at| at + 1))
            }
            'E' | 'e' if rest[1..].starts_with(['+', '-']) => (Some(Sign::Other), 2),
            other => (Some(sign(other)), other.len_utf8()),
        };
        signs.extend(sign);
        rest = &rest[length..];
    }
    signs
}

/// How long a stretch is that ends with a character.
fn quoted(text: &str, end: char) -> usize {
    text[1..].find(end).map_or(text.len(), |at| at + 1 + end.len_utf8())
}

/// `[h]`, `[mm]` and `[s]` count on beyond their next greater unit.
fn elapsed(inside: &str) -> Option<Sign> {
    let unit = inside.trim_end_matches(']').to_ascii_lowercase();
    matches!(unit.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss").then_some(Sign::Elapsed)
}

/// `AM/PM` and `A/P`.
fn is_noon(text: &str) -> bool {
    let begins = |mark: &str| {
        let head = text.as_bytes().get(..mark.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
    };
    begins("am/pm") || begins("a/p")
}

fn sign(character: char) -> Sign {
    match character.to_ascii_lowercase() {
        '0' => Sign::Zero,
        '.' => Sign::Point,
        '%' => Sign::Percent,
        'y' | 'e' => Sign::Year,
        'm' => Sign::Month,
        'd' => Sign::Day,
        'h' => Sign::Hour,
        's' => Sign::Second,
        _ => Sign::Other,
    }
}

/// What the signs show of a date, if they show any of it.
fn date_format(signs: &[Sign]) -> Option<DateFormat> {
    let mut parts: Vec<Sign> = signs
        .iter()
        .copied()
        .filter(|sign| {
            use Sign::{Day, Elapsed, Hour, Month, Second, Year};
            matches!(sign, Year | Month | Day | Hour | Second | Elapsed)
        })
        .collect();
    parts.dedup();
    let is_minute = |index: usize| {
        let before = index.checked_sub(1).and_then(|before| parts.get(before));
        let behind = parts.get(index + 1);
        matches!(before, Some(Sign::Hour | Sign::Elapsed)) || behind == Some(&Sign::Second)
    };
    let has = |sign| parts.contains(&sign);
    let has_month = (0..parts.len()).any(|at| parts[at] == Sign::Month && !is_minute(at));
    let date = match (has(Sign::Day), has_month, has(Sign::Year)) {
        (true, _, _) => DatePart::Day,
        (_, true, _) => DatePart::Month,
        (_, _, true) => DatePart::Year,
        _ => DatePart::Nothing,
    };
    let time = if has(Sign::Elapsed) {
        TimePart::Elapsed
    } else if has(Sign::Second) {
        TimePart::Seconds
    } else if has(Sign::Hour) {
        TimePart::Minutes
    } else {
        TimePart::Nothing
    };
    (!parts.is_empty()).then_some(DateFormat { date, time })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, value: &str) -> String {
        let mut text = String::new();
        NumberFormat::parse(code).write(value, false, &mut text);
        text
    }

    #[test]
    fn codes_are_understood() {
        let cases = [
            ("General", "99.79000000000001", "99.79"),
            ("G/通用格式", "100", "100"),
            ("0.00", "1.5", "1.5"),
            ("#,##0.00_);(#,##0.00)", "1234.5", "1234.5"),
            ("0\"万吨\"", "12", "12"),
            ("[Red]0.0;[Blue]-0.0", "3", "3"),
            ("0.00E+00", "1200", "1200"),
            ("@", "7", "7"),
            ("0%", "0.95", "95%"),
            ("0%", "0.9788", "97.88%"),
            ("0.00%", "0.95", "95.00%"),
            ("0.##%", "0.95", "95%"),
            ("000000", "1234", "001234"),
            ("0", "7", "7"),
            ("yyyy-mm-dd", "45107", "2023-06-30"),
            ("yyyy\"年\"m\"月\"d\"日\"", "45107", "2023-06-30"),
            ("yyyy\"年\"m\"月\"", "45107", "2023-06"),
            ("[$-804]yyyy\\年m\\月", "45107", "2023-06"),
            ("yyyy年", "45107", "2023"),
            ("m/d", "45107", "2023-06-30"),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", "45107", "2023-06-30"),
            ("yyyy/m/d h:mm", "45107.5", "2023-06-30 12:00"),
            ("yyyy/m/d h:mm AM/PM", "45107.75", "2023-06-30 18:00"),
            ("h:mm:ss", "0.5", "12:00:00"),
            ("mm:ss", "0.5", "12:00:00"),
            ("[h]:mm", "1.5", "36:00:00"),
            ("\"d\"0", "5", "5"),
            ("yyyy-mm-dd", "-3", "-3"),
            ("yyyy-mm-dd", "n/a", "n/a"),
        ];
        for (code, value, expected) in cases {
            assert_eq!(shown(code, value), expected, "{code} {value}");
        }
    }

    #[test]
    fn chinese_built_in_formats_are_dates() {
        let shown = |id: u32| {
            let mut text = String::new();
            NumberFormat::built_in(id).write("45107", false, &mut text);
            text
        };
        assert_eq!(shown(57), "2023-06");
        assert_eq!(shown(58), "2023-06-30");
        assert_eq!(shown(31), "2023-06-30");
        assert_eq!(shown(14), "2023-06-30");
        assert_eq!(shown(3), "45107");
    }

    #[test]
    fn broken_codes_do_no_harm() {
        for code in ["", "\"", "[", "\\", "_", "*", "[h", "年", "A/", "E", "[]", "\"年"] {
            shown(code, "1");
        }
    }
}
