//! Dates of a workbook: days since 1900 or 1904, written as much as the format shows.

/// Which parts of a day a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatePart {
    Nothing,
    Year,
    Month,
    Day,
}

/// Which parts of the time a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimePart {
    Nothing,
    Minutes,
    Seconds,
    /// Hours go on beyond a day: `[h]:mm`.
    Elapsed,
}

/// What a format shows of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateFormat {
    pub(super) date: DatePart,
    pub(super) time: TimePart,
}

/// Days between the two ways of counting.
const DAYS_TO_1904: f64 = 1462.0;
/// Behind 9999-12-31.
const END: f64 = 2_958_466.0;
const SECONDS: i64 = 86_400;

/// Writes a date that is stored as a number; false if the number is no date.
pub(super) fn write_serial(
    serial: f64,
    is_1904: bool,
    format: DateFormat,
    text: &mut String,
) -> bool {
    let serial = if is_1904 { serial + DAYS_TO_1904 } else { serial };
    let first = if format.date == DatePart::Nothing { 0.0 } else { 1.0 };
    if !(first..END).contains(&serial) {
        return false;
    }
    // Half a second is the precision that is left in a date with a time.
    #[expect(clippy::cast_possible_truncation, reason = "the serial is below END")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, second) = (seconds / SECONDS, seconds % SECONDS);
    write_date(calendar(day), format.date, text);
    if format.date != DatePart::Nothing && format.time != TimePart::Nothing {
        text.push(' ');
    }
    let second = if format.time == TimePart::Elapsed { seconds } else { second };
    write_time(second, format.time, text);
    true
}

/// Writes a date that is stored as `2023-06-30T00:00:00`; false if the text is none.
pub(super) fn write_iso(value: &str, format: Option<DateFormat>, text: &mut String) -> bool {
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let numbers: Vec<i64> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = numbers[..] else { return false };
    let clock = time.get(..8).unwrap_or("00:00:00");
    let parts: Vec<i64> = clock.split(':').filter_map(|part| part.parse().ok()).collect();
    let [hour, minute, second] = parts[..] else { return false };
    let second = (hour * 60 + minute) * 60 + second;
    let shown = if second == 0 { TimePart::Nothing } else { TimePart::Seconds };
    let format = format.unwrap_or(DateFormat { date: DatePart::Day, time: shown });
    write_date((year, month, day), format.date, text);
    if format.date != DatePart::Nothing && format.time != TimePart::Nothing {
        text.push(' ');
    }
    write_time(second, format.time, text);
    true
}

fn write_date((year, month, day): (i64, i64, i64), part: DatePart, text: &mut String) {
    let written = match part {
        DatePart::Nothing => String::new(),
        DatePart::Year => format!("{year:04}"),
        DatePart::Month => format!("{year:04}-{month:02}"),
        DatePart::Day => format!("{year:04}-{month:02}-{day:02}"),
    };
    text.push_str(&written);
}

fn write_time(second: i64, part: TimePart, text: &mut String) {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let written = match part {
        TimePart::Nothing => String::new(),
        TimePart::Minutes => format!("{hour:02}:{minute:02}"),
        TimePart::Seconds | TimePart::Elapsed => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    text.push_str(&written);
}

/// Year, month and day of a day counted from 1900. The system of 1900 has a 29th of February
/// 1900, which never was; Excel shows it, and so do we.
fn calendar(day: i64) -> (i64, i64, i64) {
    match day {
        60 => (1900, 2, 29),
        0..60 => civil(day - 25_568),
        _ => civil(day - 25_569),
    }
}

/// Year, month and day of a day counted from 1970-01-01, by eras of 400 years that begin in
/// March (Howard Hinnant, “chrono-compatible low-level date algorithms”).
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: DateFormat = DateFormat { date: DatePart::Day, time: TimePart::Nothing };

    fn serial(serial: f64, is_1904: bool, format: DateFormat) -> Option<String> {
        let mut text = String::new();
        write_serial(serial, is_1904, format, &mut text).then_some(text)
    }

    #[test]
    fn days_are_counted_from_1900_and_1904() {
        let cases = [
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "1900-02-29"),
            (61.0, false, "1900-03-01"),
            (36_526.0, false, "2000-01-01"),
            (45_107.0, false, "2023-06-30"),
            (45_351.0, false, "2024-02-29"),
            (2_958_465.0, false, "9999-12-31"),
            (43_645.0, true, "2023-06-30"),
            (0.0, true, "1904-01-01"),
        ];
        for (number, is_1904, text) in cases {
            assert_eq!(serial(number, is_1904, DAY).as_deref(), Some(text), "{number}");
        }
        for number in [0.0, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(serial(number, false, DAY), None, "{number}");
        }
    }

    #[test]
    fn as_much_is_written_as_the_format_shows() {
        let cases = [
            (DatePart::Year, TimePart::Nothing, "2023"),
            (DatePart::Month, TimePart::Nothing, "2023-06"),
            (DatePart::Day, TimePart::Minutes, "2023-06-30 18:30"),
            (DatePart::Day, TimePart::Seconds, "2023-06-30 18:30:05"),
            (DatePart::Nothing, TimePart::Seconds, "18:30:05"),
        ];
        for (date, time, text) in cases {
            let number = 45_107.0 + (18.5 * 3600.0 + 5.0) / 86_400.0;
            assert_eq!(serial(number, false, DateFormat { date, time }).as_deref(), Some(text));
        }
        let elapsed = DateFormat { date: DatePart::Nothing, time: TimePart::Elapsed };
        assert_eq!(serial(1.5, false, elapsed).as_deref(), Some("36:00:00"));
    }

    #[test]
    fn dates_may_be_stored_as_text() {
        let iso = |value: &str, format| {
            let mut text = String::new();
            write_iso(value, format, &mut text).then_some(text)
        };
        assert_eq!(iso("2023-06-30T00:00:00", None).as_deref(), Some("2023-06-30"));
        assert_eq!(iso("2023-06-30T08:05:00Z", None).as_deref(), Some("2023-06-30 08:05:00"));
        assert_eq!(iso("2023-06-30T08:05:00", Some(DAY)).as_deref(), Some("2023-06-30"));
        assert_eq!(iso("soon", None), None);
    }
}
