//! The working-day calendar that the program ships: `data/holidays.csv`.

use domain::calendar::{Calendar, DayKind};
use jiff::civil::Date;

const TABLE: &str = include_str!("../../../data/holidays.csv");

/// The announced years; a year that is not among them answers “calendar not loaded”.
pub fn calendar() -> Calendar {
    let days = TABLE.lines().skip(1).map(|line| {
        let mut fields = line.split(',');
        let date: Date = fields.next().and_then(|text| text.parse().ok()).expect("a date");
        let word = fields.next().unwrap_or_default();
        let kind = DayKind::TABLE.iter().find(|(other, _)| *other == word).expect("a kind of day");
        (date, kind.1)
    });
    Calendar::new(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::NotLoaded;
    use jiff::civil::date;

    #[test]
    fn the_shipped_years_are_2020_to_2026() {
        let calendar = calendar();
        assert_eq!(calendar.is_workday(date(2024, 2, 4)), Ok(true), "a Sunday worked for 春节");
        assert_eq!(calendar.is_workday(date(2024, 2, 12)), Ok(false));
        assert_eq!(calendar.is_workday(date(2026, 2, 14)), Ok(true));
        assert_eq!(calendar.is_workday(date(2027, 1, 4)), Err(NotLoaded(2027)));
    }
}
