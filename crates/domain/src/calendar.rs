//! Chinese working days: weekends, public holidays and 调休, year by year as announced.
//!
//! A year whose table was never announced is not guessed: it answers “calendar not loaded”.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::period::Period;
use crate::say::{Lang, Say};
use crate::tell;

/// The days on which the table of a year differs from the week.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeSet<i16>,
    days: BTreeMap<Date, DayKind>,
}

/// What the announcement makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// No work, whatever the weekday.
    Holiday,
    /// A weekend day that is worked in exchange.
    Workday,
}

impl DayKind {
    /// The words of the table's column.
    pub const TABLE: [(&str, Self); 2] = [("holiday", Self::Holiday), ("workday", Self::Workday)];
}

/// A year for which no table is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotLoaded(pub i16);

impl Say for NotLoaded {
    fn say(&self, lang: Lang) -> String {
        let year = self.0;
        tell!(
            lang,
            "{year} 年放假安排未载入，无法按工作日计算",
            "calendar not loaded for {year}, working days cannot be counted"
        )
    }
}

impl Calendar {
    /// A calendar of the days that the announcements name; a year counts as loaded if any of its
    /// days is named.
    pub fn new(days: impl IntoIterator<Item = (Date, DayKind)>) -> Self {
        let days: BTreeMap<_, _> = days.into_iter().collect();
        Self { years: days.keys().map(|date| date.year()).collect(), days }
    }

    /// Whether people work on this day.
    ///
    /// # Errors
    /// The year's table is not loaded.
    pub fn is_workday(&self, date: Date) -> Result<bool, NotLoaded> {
        if !self.years.contains(&date.year()) {
            return Err(NotLoaded(date.year()));
        }
        Ok(match self.days.get(&date) {
            Some(kind) => *kind == DayKind::Workday,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        })
    }

    /// The n-th working day after this day.
    ///
    /// # Errors
    /// A year that is reached has no table.
    pub fn workday_after(&self, date: Date, count: u16) -> Result<Date, NotLoaded> {
        let mut day = date;
        let mut left = count;
        while left > 0 {
            day = day.tomorrow().map_err(|_| NotLoaded(day.year()))?;
            if self.is_workday(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }
}

/// When a period's number is due, counted from the period's last day.
///
/// ```
/// use wufei_domain::calendar::{Calendar, DueRule};
/// use wufei_domain::period::Period;
/// let rule = DueRule::parse("03-31").unwrap();
/// let due = rule.due_on(Period::Year(2024), &Calendar::default()).unwrap();
/// assert_eq!(due.to_string(), "2025-03-31");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueRule {
    /// `day+15`: this many days after the period.
    Days(u16),
    /// `workday+5`: this many working days after the period.
    Workdays(u16),
    /// `03-31`: this day of the year that follows the period's year.
    NextYear {
        /// The month.
        month: i8,
        /// The day of the month.
        day: i8,
    },
}

/// A text that is no due rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRuleFault(pub String);

impl Say for DueRuleFault {
    fn say(&self, lang: Lang) -> String {
        let text = &self.0;
        tell!(
            lang,
            "“{text}”不是期限规则，应写成 workday+5（期末后 5 个工作日）、day+15 或 03-31（次年）",
            "`{text}` is no due rule, write workday+5, day+15 or 03-31 (of the next year)"
        )
    }
}

impl DueRule {
    /// Reads a rule in one of the three forms above.
    ///
    /// # Errors
    /// Any other text is given back.
    pub fn parse(text: &str) -> Result<Self, DueRuleFault> {
        Self::read(text.trim()).ok_or_else(|| DueRuleFault(text.trim().to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let count = |digits: &str| digits.parse::<u16>().ok().filter(|n| (1..=400).contains(n));
        if let Some(days) = text.strip_prefix("day+") {
            return count(days).map(Self::Days);
        }
        if let Some(days) = text.strip_prefix("workday+") {
            return count(days).map(Self::Workdays);
        }
        let (month, day) = text.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year accepts every day that any year has; 29 February is refused below.
        Date::new(2023, month, day).ok()?;
        Some(Self::NextYear { month, day })
    }

    /// The last day on which the number of this period is in time.
    ///
    /// # Errors
    /// Working days are counted into a year without its table.
    pub fn due_on(self, period: Period, calendar: &Calendar) -> Result<Date, NotLoaded> {
        let end = period.ends_on();
        match self {
            Self::Days(days) => Ok(end.saturating_add(i64::from(days).days())),
            Self::Workdays(days) => calendar.workday_after(end, days),
            Self::NextYear { month, day } => {
                let year = period.year() + 1;
                Ok(Date::new(year, month, day).expect("the day is one of every year"))
            }
        }
    }
}

impl std::fmt::Display for DueRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Days(days) => write!(f, "day+{days}"),
            Self::Workdays(days) => write!(f, "workday+{days}"),
            Self::NextYear { month, day } => write!(f, "{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// 2024 国庆: 10-01 to 10-07 off, 09-29 and 10-12 worked.
    fn october_2024() -> Calendar {
        let holidays = (1..=7).map(|day| (date(2024, 10, day), DayKind::Holiday));
        let worked =
            [(date(2024, 9, 29), DayKind::Workday), (date(2024, 10, 12), DayKind::Workday)];
        Calendar::new(holidays.chain(worked))
    }

    #[test]
    fn working_days_skip_holidays_and_count_exchanged_weekends() {
        let calendar = october_2024();
        let fifth = calendar.workday_after(date(2024, 9, 30), 5).expect("2024 is loaded");
        assert_eq!(fifth, date(2024, 10, 12));
        assert_eq!(calendar.is_workday(date(2024, 10, 13)), Ok(false));
    }

    #[test]
    fn a_year_without_its_table_is_not_guessed() {
        assert_eq!(october_2024().is_workday(date(2025, 3, 3)), Err(NotLoaded(2025)));
        let rule = DueRule::Workdays(5);
        assert_eq!(rule.due_on(Period::Month(2024, 12), &october_2024()), Err(NotLoaded(2025)));
    }

    #[test]
    fn due_rules_are_read_and_refused() {
        for text in ["workday+5", "day+15", "03-31"] {
            assert_eq!(DueRule::parse(text).expect(text).to_string(), text);
        }
        for text in ["", "5", "day+0", "workday+", "02-29", "13-01", "day+-3"] {
            assert!(DueRule::parse(text).is_err(), "{text}");
        }
    }
}
