//! Reporting periods: a year, half, quarter, month, or the months of a year up to one of them.

use std::fmt;

use jiff::civil::Date;

use crate::say::{Lang, Say};
use crate::tell;

/// The first and the last year that a period can lie in.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The time that a number covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `2025`.
    Year(i16),
    /// `2025-H1`.
    Half(i16, i8),
    /// `2025-Q3`.
    Quarter(i16, i8),
    /// `2025-09`.
    Month(i16, i8),
    /// `2025-01..09`: January up to this month, as 一至三季度 is reported.
    Cumulative(i16, i8),
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFault(pub String);

impl Say for PeriodFault {
    fn say(&self, lang: Lang) -> String {
        let text = &self.0;
        tell!(
            lang,
            "“{text}”不是报告期，应写成 2025、2025-H1、2025-Q3、2025-09 或 2025-01..09",
            "`{text}` is no period, write 2025, 2025-H1, 2025-Q3, 2025-09 or 2025-01..09"
        )
    }
}

impl Period {
    /// Reads a period in one of the five forms above.
    ///
    /// # Errors
    /// Any other text is given back.
    ///
    /// ```
    /// use wufei_domain::period::Period;
    /// assert_eq!(Period::parse("2025-01..09"), Ok(Period::Cumulative(2025, 9)));
    /// assert!(Period::parse("2025-13").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, PeriodFault> {
        let fault = || PeriodFault(text.trim().to_owned());
        Self::read(text.trim()).ok_or_else(fault)
    }

    fn read(text: &str) -> Option<Self> {
        let year = digits(text.get(..4)?)?;
        YEARS.contains(&year).then_some(())?;
        let rest = &text[4..];
        if rest.is_empty() {
            return Some(Self::Year(year));
        }
        let rest = rest.strip_prefix('-')?;
        if let Some(half) = rest.strip_prefix('H') {
            return (half.len() == 1)
                .then(|| within(half, 2))
                .flatten()
                .map(|n| Self::Half(year, n));
        }
        if let Some(quarter) = rest.strip_prefix('Q') {
            let number = (quarter.len() == 1).then(|| within(quarter, 4)).flatten();
            return number.map(|n| Self::Quarter(year, n));
        }
        if let Some(month) = rest.strip_prefix("01..") {
            let number = (month.len() == 2).then(|| within(month, 12)).flatten();
            return number.map(|n| Self::Cumulative(year, n));
        }
        (rest.len() == 2).then(|| within(rest, 12)).flatten().map(|n| Self::Month(year, n))
    }

    /// The year it lies in.
    pub fn year(self) -> i16 {
        let (Self::Year(year)
        | Self::Half(year, _)
        | Self::Quarter(year, _)
        | Self::Month(year, _)
        | Self::Cumulative(year, _)) = self;
        year
    }

    /// Its first and last month.
    pub fn months(self) -> (i8, i8) {
        match self {
            Self::Year(_) => (1, 12),
            Self::Half(_, half) => (half * 6 - 5, half * 6),
            Self::Quarter(_, quarter) => (quarter * 3 - 2, quarter * 3),
            Self::Month(_, month) => (month, month),
            Self::Cumulative(_, month) => (1, month),
        }
    }

    /// The same months of the year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        match self {
            Self::Year(year) => Self::Year(year - 1),
            Self::Half(year, half) => Self::Half(year - 1, half),
            Self::Quarter(year, quarter) => Self::Quarter(year - 1, quarter),
            Self::Month(year, month) => Self::Month(year - 1, month),
            Self::Cumulative(year, month) => Self::Cumulative(year - 1, month),
        }
    }

    /// The period of the same length before it. Of months that are added up from January it is
    /// those up to one month less; before January there is none in the year, so that it is the
    /// whole year before.
    #[must_use]
    pub fn before(self) -> Self {
        match self {
            Self::Year(year) => Self::Year(year - 1),
            Self::Half(year, 1) => Self::Half(year - 1, 2),
            Self::Half(year, half) => Self::Half(year, half - 1),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
            Self::Cumulative(year, 1) => Self::Cumulative(year - 1, 12),
            Self::Cumulative(year, month) => Self::Cumulative(year, month - 1),
        }
    }

    /// Its first day.
    pub fn begins_on(self) -> Date {
        Date::new(self.year(), self.months().0, 1).expect("year and month are in range")
    }

    /// Its last day.
    pub fn ends_on(self) -> Date {
        let month = self.months().1;
        let first = Date::new(self.year(), month, 1).expect("year and month are in range");
        first.last_of_month()
    }
}

/// A number of nothing but digits.
fn digits(text: &str) -> Option<i16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A number from 1 to `max`.
fn within(text: &str, max: i16) -> Option<i8> {
    let number = digits(text)?;
    (1..=max).contains(&number).then(|| i8::try_from(number).ok()).flatten()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Half(year, half) => write!(f, "{year}-H{half}"),
            Self::Quarter(year, quarter) => write!(f, "{year}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year}-{month:02}"),
            Self::Cumulative(year, month) => write!(f, "{year}-01..{month:02}"),
        }
    }
}

/// How often an item is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// Once a year.
    Year,
    /// Twice a year.
    Half,
    /// Every quarter.
    Quarter,
    /// Every month.
    Month,
}

impl Frequency {
    /// The words of the pack's column.
    pub const TABLE: [(&str, Self); 4] = [
        ("year", Self::Year),
        ("half", Self::Half),
        ("quarter", Self::Quarter),
        ("month", Self::Month),
    ];

    /// The frequency that a period belongs to; none for the months of a year up to one of them.
    pub fn of(period: Period) -> Option<Self> {
        match period {
            Period::Year(_) => Some(Self::Year),
            Period::Half(..) => Some(Self::Half),
            Period::Quarter(..) => Some(Self::Quarter),
            Period::Month(..) => Some(Self::Month),
            Period::Cumulative(..) => None,
        }
    }

    /// The periods of a year.
    pub fn periods(self, year: i16) -> Vec<Period> {
        match self {
            Self::Year => vec![Period::Year(year)],
            Self::Half => (1..=2).map(|n| Period::Half(year, n)).collect(),
            Self::Quarter => (1..=4).map(|n| Period::Quarter(year, n)).collect(),
            Self::Month => (1..=12).map(|n| Period::Month(year, n)).collect(),
        }
    }
}

impl Say for Frequency {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Year => tell!(lang, "年", "year"),
            Self::Half => tell!(lang, "半年", "half-year"),
            Self::Quarter => tell!(lang, "季", "quarter"),
            Self::Month => tell!(lang, "月", "month"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_period() -> impl Strategy<Value = Period> {
        let year = *YEARS.start()..=*YEARS.end();
        (year, 0..5, 0_i8..12).prop_map(|(year, kind, n)| match kind {
            0 => Period::Year(year),
            1 => Period::Half(year, n % 2 + 1),
            2 => Period::Quarter(year, n % 4 + 1),
            3 => Period::Month(year, n + 1),
            _ => Period::Cumulative(year, n + 1),
        })
    }

    proptest! {
        #[test]
        fn a_printed_period_reads_back(period in any_period()) {
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }

        #[test]
        fn no_text_makes_the_reader_fail(text in "\\PC{0,12}") {
            if let Ok(period) = Period::parse(&text) {
                prop_assert_eq!(period.to_string(), text.trim());
            }
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "25",
            "2025-",
            "2025-00",
            "2025-13",
            "2025-Q5",
            "2025-H3",
            "2025-1",
            "1800",
            "2025-01..13",
            "2025-02..09",
            "2025年",
            "20259",
            "２０２５",
        ] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn periods_go_back_over_the_turn_of_a_year() {
        let cases = [
            ("2025", "2024", "2024"),
            ("2025-H1", "2024-H2", "2024-H1"),
            ("2025-Q3", "2025-Q2", "2024-Q3"),
            ("2025-Q1", "2024-Q4", "2024-Q1"),
            ("2025-01", "2024-12", "2024-01"),
            ("2025-01..09", "2025-01..08", "2024-01..09"),
        ];
        for (text, before, last_year) in cases {
            let period = Period::parse(text).expect(text);
            assert_eq!(period.before().to_string(), before);
            assert_eq!(period.year_before().to_string(), last_year);
        }
        assert_eq!(Period::Quarter(2025, 3).begins_on().to_string(), "2025-07-01");
    }

    #[test]
    fn a_period_ends_on_its_last_day() {
        let ends = |text| Period::parse(text).expect(text).ends_on().to_string();
        assert_eq!(ends("2024-02"), "2024-02-29");
        assert_eq!(ends("2025-H1"), "2025-06-30");
        assert_eq!(ends("2025-01..09"), "2025-09-30");
        assert_eq!(ends("2025"), "2025-12-31");
    }
}
