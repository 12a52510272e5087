//! Exact numbers: [`Decimal`] as somebody wrote it, [`Number`] as it was computed.
//!
//! A quotient stays a fraction until it is shown, so that no result depends on the order of its
//! steps; rounding happens once, half away from zero, as 四舍五入 does.

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
pub use rust_decimal::Decimal;

use crate::say::{Lang, Say};
use crate::tell;

/// The most digits before the point that a written number may have: a thousand billion tonnes.
pub const INTEGER_DIGITS_MAX: usize = 16;
/// The most digits behind the point that a written number may have.
pub const DECIMALS_MAX: usize = 10;

/// Why a text is no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberFault {
    /// Nothing is written.
    Blank,
    /// Two decimal points.
    TwoPoints,
    /// A power of ten such as `1e400`.
    Exponent,
    /// Separators that do not part groups of three digits.
    Separators,
    /// More digits than a quantity of this field can have.
    TooLong,
    /// Some other character.
    Unexpected(char),
}

impl Say for NumberFault {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Blank => tell!(lang, "没有写数字", "no number is written"),
            Self::TwoPoints => tell!(lang, "有两个小数点", "has two decimal points"),
            Self::Exponent => tell!(
                lang,
                "是科学计数法，请写成普通数字",
                "is in scientific notation, write it out in digits"
            ),
            Self::Separators => tell!(
                lang,
                "千分位逗号不是每三位一个",
                "its commas do not part groups of three digits"
            ),
            Self::TooLong => tell!(
                lang,
                "位数过多：整数最多 {INTEGER_DIGITS_MAX} 位，小数最多 {DECIMALS_MAX} 位",
                "has too many digits: at most {INTEGER_DIGITS_MAX} before and {DECIMALS_MAX} behind the point"
            ),
            Self::Unexpected(c) => {
                tell!(lang, "含有不能理解的字符“{c}”", "holds a character that is no digit: `{c}`")
            }
        }
    }
}

/// Reads a number as people write it: a sign, digits, thousands commas, one point.
///
/// # Errors
/// Anything else, an exponent and a second point among it, is refused with its reason.
///
/// ```
/// use wufei_domain::number::{decimal, NumberFault};
/// assert_eq!(decimal("1,230.50").unwrap().to_string(), "1230.50");
/// assert_eq!(decimal("1e400"), Err(NumberFault::Exponent));
/// assert_eq!(decimal("1.2.3"), Err(NumberFault::TwoPoints));
/// ```
pub fn decimal(text: &str) -> Result<Decimal, NumberFault> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix(['-', '−', '－', '–']) {
        Some(body) => (true, body),
        None => (false, text.strip_prefix(['+', '＋']).unwrap_or(text)),
    };
    let scan = Scan::of(body)?;
    let value = Decimal::try_from_i128_with_scale(scan.digits, scan.decimals)
        .map_err(|_| NumberFault::TooLong)?;
    Ok(if negative { -value } else { value })
}

/// What a scan over the digits of a number found.
struct Scan {
    digits: i128,
    decimals: u32,
}

impl Scan {
    fn of(body: &str) -> Result<Self, NumberFault> {
        let (mut digits, mut integers, mut decimals) = (0_i128, 0_usize, 0_usize);
        let (mut point, mut group) = (false, None::<usize>);
        for c in body.chars() {
            match digit_of(c) {
                Some(digit) => {
                    let count = if point { &mut decimals } else { &mut integers };
                    *count += 1;
                    if integers > INTEGER_DIGITS_MAX || decimals > DECIMALS_MAX {
                        // The rest may hold a worse mistake, which is then the one to tell.
                        return Err(worst(body));
                    }
                    digits = digits * 10 + i128::from(digit);
                    if let Some(length) = group.as_mut().filter(|_| !point) {
                        *length += 1;
                    }
                }
                None if matches!(c, '.' | '．') => {
                    if point {
                        return Err(NumberFault::TwoPoints);
                    }
                    point = true;
                }
                None if matches!(c, ',' | '，') => {
                    let full = group.map_or((1..=3).contains(&integers), |length| length == 3);
                    if point || !full {
                        return Err(NumberFault::Separators);
                    }
                    group = Some(0);
                }
                None if matches!(c, 'e' | 'E') && integers > 0 => {
                    return Err(NumberFault::Exponent);
                }
                None => return Err(NumberFault::Unexpected(c)),
            }
        }
        if integers + decimals == 0 {
            return Err(body.chars().next().map_or(NumberFault::Blank, NumberFault::Unexpected));
        }
        if group.is_some_and(|length| length != 3) {
            return Err(NumberFault::Separators);
        }
        let decimals = u32::try_from(decimals).expect("at most DECIMALS_MAX");
        Ok(Self { digits, decimals })
    }
}

/// The fault of a text that has too many digits: something worse than its length, if it has that.
fn worst(body: &str) -> NumberFault {
    if body.chars().filter(|c| matches!(c, '.' | '．')).count() > 1 {
        return NumberFault::TwoPoints;
    }
    let other = body.chars().find(|&c| digit_of(c).is_none() && !".．,，".contains(c));
    match other {
        Some('e' | 'E') => NumberFault::Exponent,
        Some(c) => NumberFault::Unexpected(c),
        None => NumberFault::TooLong,
    }
}

/// The value of a digit of either width.
fn digit_of(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => c.to_digit(10),
    }
}

/// An exact fraction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

impl Number {
    /// Nought.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// A fraction of two integers; the divisor is not nought.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(BigRational::new(numerator.into(), denominator.into()))
    }

    /// An integer count of the unit `10^-scale`.
    pub fn scaled(units: i128, scale: u32) -> Self {
        Self(BigRational::new(units.into(), BigInt::from(10).pow(scale)))
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Its distance from nought.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// The quotient, or `None` where the divisor is nought.
    #[must_use]
    pub fn over(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// Rounded to this many decimals, half away from nought.
    #[must_use]
    pub fn rounded(&self, decimals: u32) -> Self {
        let scale = BigRational::from(BigInt::from(10).pow(decimals));
        Self((&self.0 * &scale).round() / scale)
    }

    /// Whether it can be written out in at most this many decimals without loss.
    pub fn fits(&self, decimals: u32) -> bool {
        self.rounded(decimals) == *self
    }

    /// Digits with exactly this many decimals, no separators: `-0.50`.
    pub fn fixed(&self, decimals: u32) -> String {
        let scale = BigInt::from(10).pow(decimals);
        let units = (&self.0 * BigRational::from(scale)).round().to_integer();
        let width = decimals as usize + 1;
        let digits = format!("{:0>width$}", units.magnitude().to_string());
        let (whole, rest) = digits.split_at(digits.len() - decimals as usize);
        let sign = if units.is_negative() { "-" } else { "" };
        if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
    }

    /// Digits with as many decimals as it needs, at most this many, no trailing noughts.
    pub fn plain(&self, decimals_max: u32) -> String {
        let text = self.fixed(decimals_max);
        if text.contains('.') {
            let text = text.trim_end_matches('0').trim_end_matches('.');
            return if text == "-0" { "0".to_owned() } else { text.to_owned() };
        }
        text
    }

    /// The nearest binary fraction, for drawing only.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Self::scaled(value.mantissa(), value.scale())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(BigRational::from(BigInt::from(value)))
    }
}

impl fmt::Display for Number {
    /// As written: the shortest decimal, or a fraction where there is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fits(20) { f.write_str(&self.plain(20)) } else { write!(f, "{}", self.0) }
    }
}

impl<'a> Add<&'a Number> for &Number {
    type Output = Number;
    fn add(self, other: &'a Number) -> Number {
        Number(&self.0 + &other.0)
    }
}

impl<'a> Sub<&'a Number> for &Number {
    type Output = Number;
    fn sub(self, other: &'a Number) -> Number {
        Number(&self.0 - &other.0)
    }
}

impl<'a> Mul<&'a Number> for &Number {
    type Output = Number;
    fn mul(self, other: &'a Number) -> Number {
        Number(&self.0 * &other.0)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

/// Digits grouped by thousands with a true minus, as a page shows them: `−1,230.5`.
///
/// ```
/// assert_eq!(wufei_domain::number::grouped("-1230.5"), "−1,230.5");
/// ```
pub fn grouped(digits: &str) -> String {
    let (sign, body) = digits.strip_prefix('-').map_or(("", digits), |body| ("−", body));
    let (whole, rest) = body.split_once('.').map_or((body, None), |(w, r)| (w, Some(r)));
    let mut out = String::from(sign);
    for (index, c) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_refused_with_its_reason() {
        for (text, fault) in [
            ("", NumberFault::Blank),
            ("  ", NumberFault::Blank),
            ("1.2.3", NumberFault::TwoPoints),
            ("1e400", NumberFault::Exponent),
            ("1E5", NumberFault::Exponent),
            ("1,23", NumberFault::Separators),
            ("12345,678", NumberFault::Separators),
            ("1.234,5", NumberFault::Separators),
            ("12345678901234567", NumberFault::TooLong),
            ("0.12345678901", NumberFault::TooLong),
            ("99999999999999999999e9", NumberFault::Exponent),
            ("八十", NumberFault::Unexpected('八')),
            ("-", NumberFault::Blank),
            ("NaN", NumberFault::Unexpected('N')),
        ] {
            assert_eq!(decimal(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn full_width_digits_and_signs_are_read() {
        assert_eq!(decimal("９５．５").expect("number").to_string(), "95.5");
        assert_eq!(decimal("−１，２３０").expect("number").to_string(), "-1230");
        assert_eq!(decimal("+3").expect("number").to_string(), "3");
        assert_eq!(decimal(".5").expect("number").to_string(), "0.5");
    }

    #[test]
    fn halves_round_away_from_nought() {
        assert_eq!(Number::ratio(5, 1000).fixed(2), "0.01");
        assert_eq!(Number::ratio(-5, 1000).fixed(2), "-0.01");
        assert_eq!(Number::ratio(2, 3).fixed(0), "1");
        assert_eq!(Number::ratio(-1, 1000).plain(2), "0");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            units in -10_000_000_000_i64..10_000_000_000,
            scale in 0_u32..8,
        ) {
            let number = Number::scaled(units.into(), scale);
            let text = number.fixed(scale);
            prop_assert_eq!(Number::from(decimal(&text).expect("own digits")), number.clone());
            let shown = grouped(&text);
            prop_assert_eq!(Number::from(decimal(&shown).expect("grouped digits")), number);
        }

        #[test]
        fn a_quotient_times_its_divisor_is_the_dividend(a in any::<i64>(), b in 1_i64..1_000_000) {
            let (a, b) = (Number::from(a), Number::from(b));
            let quotient = a.over(&b).expect("divisor is not nought");
            prop_assert_eq!(&quotient * &b, a);
        }
    }
}
