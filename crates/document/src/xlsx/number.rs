//! Numbers of a workbook as a person sees them: at most 15 digits that count, no exponent.

/// How many digits Excel itself keeps; what stands behind them is noise of binary fractions.
const DIGITS: usize = 15;

/// A decimal number: its digits before and behind the point, without needless zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    is_negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// The number that a text means, times a power of ten, or nothing if it is no number.
    pub(super) fn parse(text: &str, power: i32) -> Option<Self> {
        let value: f64 = text.trim().parse().ok()?;
        if !value.is_finite() {
            return None;
        }
        let written = format!("{:.1$e}", value.abs(), DIGITS - 1);
        let (mantissa, exponent) = written.split_once('e')?;
        let digits = mantissa.replace('.', "");
        let digits = digits.trim_end_matches('0');
        // How many digits stand before the point; fewer than none are zeros behind it.
        let before = exponent.parse::<i32>().ok()? + 1 + power;
        let length = i32::try_from(digits.len()).ok()?;
        let (whole, fraction) = digits.split_at(usize::try_from(before.clamp(0, length)).ok()?);
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
        let is_zero = digits.is_empty();
        Some(Self {
            is_negative: value < 0.0,
            whole: whole.to_owned() + &zeros(if is_zero { 0 } else { before - length }),
            fraction: zeros(if is_zero { 0 } else { -before }) + fraction,
        })
    }

    /// Writes the number with at least so many digits before and behind the point.
    pub(super) fn write(&self, whole: usize, decimals: usize, text: &mut String) {
        if self.is_negative {
            text.push('-');
        }
        let missing = whole.max(1).saturating_sub(self.whole.len());
        text.extend(std::iter::repeat_n('0', missing));
        text.push_str(&self.whole);
        if decimals > 0 || !self.fraction.is_empty() {
            text.push('.');
            text.push_str(&self.fraction);
            let missing = decimals.saturating_sub(self.fraction.len());
            text.extend(std::iter::repeat_n('0', missing));
        }
    }
}

/// Writes a number as it is stored; a text that is no number stays as it is.
pub(super) fn write_plain(value: &str, text: &mut String) {
    if is_plain(value) {
        text.push_str(value);
    } else if let Some(decimal) = Decimal::parse(value, 0) {
        decimal.write(1, 0, text);
    } else {
        text.push_str(value);
    }
}

/// Whether a number is written already as it should be; most are, and need no arithmetic.
fn is_plain(value: &str) -> bool {
    let bytes = value.strip_prefix('-').unwrap_or(value).as_bytes();
    let (whole, fraction) = match bytes.iter().position(|byte| *byte == b'.') {
        Some(point) => (&bytes[..point], Some(&bytes[point + 1..])),
        None => (bytes, None),
    };
    let is_whole = matches!(whole, [b'0'] | [b'1'..=b'9', ..]) && all_digits(whole);
    let is_fraction = fraction.is_none_or(|digits| {
        all_digits(digits) && digits.last().is_some_and(|digit| *digit != b'0')
    });
    let is_zero = whole == b"0" && fraction.is_none();
    is_whole && is_fraction && bytes.len() <= DIGITS && !(is_zero && value.starts_with('-'))
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: &str) -> String {
        let mut text = String::new();
        write_plain(value, &mut text);
        text
    }

    #[test]
    fn numbers_stand_as_a_person_sees_them() {
        let cases = [
            ("99.79000000000001", "99.79"),
            ("0.1", "0.1"),
            ("0.30000000000000004", "0.3"),
            ("100.0", "100"),
            ("100", "100"),
            ("1.5E3", "1500"),
            ("1.2345E-5", "0.000012345"),
            ("1e21", "1000000000000000000000"),
            ("-0", "0"),
            ("-0.5", "-0.5"),
            (".5", "0.5"),
            ("+3", "3"),
            ("007", "7"),
            ("1.50", "1.5"),
            ("123456789012345", "123456789012345"),
            ("12345678901234567", "12345678901234600"),
            ("0.1234567890123456", "0.123456789012346"),
            ("2958465.9999999", "2958465.9999999"),
            ("9.999999999999999", "10"),
            ("1e-320", &format!("0.{}999988867182683", "0".repeat(320))),
            ("n/a", "n/a"),
            ("", ""),
            ("-", "-"),
            ("NaN", "NaN"),
        ];
        for (value, expected) in cases {
            assert_eq!(plain(value), expected, "{value}");
        }
    }

    #[test]
    fn a_percentage_keeps_its_digits() {
        let cases = [
            ("0.95", 0, "95"),
            ("0.9788", 0, "97.88"),
            ("0.95", 2, "95.00"),
            ("0.97880000000000011", 1, "97.88"),
            ("1", 0, "100"),
            ("0", 0, "0"),
            ("0.0005", 0, "0.05"),
            ("-0.1", 1, "-10.0"),
            ("12.5", 0, "1250"),
        ];
        for (value, decimals, expected) in cases {
            let mut text = String::new();
            Decimal::parse(value, 2).expect("a number").write(1, decimals, &mut text);
            assert_eq!(text, expected, "{value}");
        }
    }
}
