//! Instants as fixed-width UTC text, days in Beijing, and the clock that gives both.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// An instant to the millisecond: `2026-11-23T11:25:20.000Z`, which sorts as it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// The instant at which a day begins in Beijing.
    pub fn start_of(day: Date) -> Self {
        let start = beijing().to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
        Self(start.unwrap_or(Timestamp::MIN))
    }

    /// The instant so many seconds later.
    #[must_use]
    pub fn after_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(self.0))
    }

    /// The day it falls on in Beijing.
    pub fn day(self) -> Date {
        beijing().to_datetime(self.0).date()
    }

    /// The time of the day in Beijing: `09:12`.
    pub fn clock_time(self) -> String {
        let time = beijing().to_datetime(self.0).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// Whole seconds since another instant.
    pub fn seconds_since(self, other: Self) -> i64 {
        self.0.duration_since(other.0).as_secs()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl FromStr for Instant {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        fixed(text).map_or_else(|| text.parse(), Ok).map(Self)
    }
}

/// Our own fixed width, which pages read often; what is not exactly so is left to the library.
fn fixed(text: &str) -> Option<Timestamp> {
    const SHAPE: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
    let fits = |(own, shape): (u8, &u8)| match shape {
        b'0' => own.is_ascii_digit(),
        other => own == *other,
    };
    if text.len() != SHAPE.len() || !text.bytes().zip(SHAPE).all(fits) {
        return None;
    }
    let two = |at: usize| text[at..at + 2].parse::<i8>().ok();
    let date = Date::new(text[..4].parse().ok()?, two(5)?, two(8)?).ok()?;
    let nanoseconds = text[20..23].parse::<i32>().ok()? * 1_000_000;
    let time = Time::new(two(11)?, two(14)?, two(17)?, nanoseconds).ok()?;
    Offset::UTC.to_timestamp(date.to_datetime(time)).ok()
}

fn beijing() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's own clock.
    Real,
    /// The machine's time of day on a day that stands still; for a demonstration.
    Pinned(Date),
}

impl Clock {
    /// Now, to the millisecond.
    pub fn now(self) -> Instant {
        let real = Timestamp::now();
        let instant = match self {
            Self::Real => real,
            Self::Pinned(day) => {
                let time = beijing().to_datetime(real).time();
                beijing().to_timestamp(day.to_datetime(time)).unwrap_or(real)
            }
        };
        let milliseconds = instant.as_millisecond();
        Instant(Timestamp::from_millisecond(milliseconds).unwrap_or(instant))
    }

    /// Whether it stands still.
    pub fn pinned(self) -> Option<Date> {
        match self {
            Self::Real => None,
            Self::Pinned(day) => Some(day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_width_and_is_read_back() {
        for text in ["2026-11-23T11:25:20.000Z", "2026-01-01T00:00:00.120Z"] {
            let instant: Instant = text.parse().expect("an instant");
            assert_eq!(instant.to_string(), text);
        }
        let plain = |text: &str| text.parse::<Timestamp>().ok();
        for text in ["2024-02-29T23:59:59.999Z", "0001-01-01T00:00:00.001Z"] {
            assert_eq!(fixed(text), plain(text), "{text}");
            assert!(fixed(text).is_some());
        }
        for text in
            ["2025-02-29T00:00:00.000Z", "2025-02-28T24:00:00.000Z", "+025-02-28T00:00:00.000Z"]
        {
            assert_eq!(fixed(text), None, "{text}");
        }
        let late: Instant = "2026-11-23T16:30:00.000Z".parse().expect("an instant");
        assert_eq!(late.day().to_string(), "2026-11-24", "the day in Beijing");
    }

    #[test]
    fn a_pinned_clock_shows_its_day() {
        let day = jiff::civil::date(2025, 10, 20);
        assert_eq!(Clock::Pinned(day).now().day(), day);
    }
}
