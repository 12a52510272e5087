//! How a task, a measure, a project or a promise stands: its state, and the light that it shows.

use jiff::civil::Date;

use crate::record::word_of;
use crate::say::{Lang, Say};
use crate::tell;

/// The state of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WorkState {
    /// Nobody has begun.
    NotStarted,
    /// It is under way.
    Running,
    /// It is done, and evidence shows it.
    Done,
    /// It is given up, and a document says so.
    Dropped,
}

impl WorkState {
    /// The words of data.
    pub const TABLE: [(&str, Self); 4] = [
        ("not_started", Self::NotStarted),
        ("running", Self::Running),
        ("done", Self::Done),
        ("dropped", Self::Dropped),
    ];

    /// The word of data.
    pub fn word(self) -> &'static str {
        word_of(&Self::TABLE, self)
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(own, _)| *own == word).map(|(_, state)| *state)
    }

    /// Whether a report of this state has to bring a file.
    pub fn needs_evidence(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

impl Say for WorkState {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::NotStarted => tell!(lang, "未开始", "not started"),
            Self::Running => tell!(lang, "推进中", "running"),
            Self::Done => tell!(lang, "已完成", "done"),
            Self::Dropped => tell!(lang, "已取消", "dropped"),
        }
    }
}

/// What a piece of work shows at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Light {
    /// Nothing to say.
    None,
    /// Nothing was reported this quarter.
    Amber,
    /// Its end has passed, and no evidence shows that it is done.
    Red,
}

impl Light {
    /// The words of data.
    pub const TABLE: [(&str, Self); 3] =
        [("none", Self::None), ("amber", Self::Amber), ("red", Self::Red)];
}

impl Say for Light {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::None => String::new(),
            Self::Amber => tell!(lang, "本季度未报", "no report this quarter"),
            Self::Red => tell!(lang, "逾期未完成", "overdue"),
        }
    }
}

/// The light of a piece of work and since when it shows.
///
/// `from` and `to` are as the plan's lists have them: `2023`, `2023-06`, or blank.
pub fn light(
    state: WorkState,
    (from, to): (&str, &str),
    reported_on: Option<Date>,
    today: Date,
) -> (Light, Option<Date>) {
    if matches!(state, WorkState::Done | WorkState::Dropped) {
        return (Light::None, None);
    }
    if let Some(end) = last_day(to).filter(|end| today > *end) {
        return (Light::Red, end.tomorrow().ok());
    }
    let begins = first_day(from).unwrap_or(Date::MIN);
    let quarter = quarter_start(today);
    let reported = reported_on.is_some_and(|day| day >= quarter);
    if reported || today < begins { (Light::None, None) } else { (Light::Amber, Some(quarter)) }
}

/// The first day of the quarter that a day is in.
pub fn quarter_start(day: Date) -> Date {
    let month = (day.month() - 1) / 3 * 3 + 1;
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn parts(text: &str) -> Option<(i16, Option<i8>)> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    Some((year, parts.next().and_then(|month| month.parse().ok())))
}

fn first_day(text: &str) -> Option<Date> {
    let (year, month) = parts(text)?;
    Date::new(year, month.unwrap_or(1), 1).ok()
}

fn last_day(text: &str) -> Option<Date> {
    let (year, month) = parts(text)?;
    Some(Date::new(year, month.unwrap_or(12), 1).ok()?.last_of_month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn work_shows_amber_without_a_report_and_red_past_its_end() {
        let today = date(2024, 5, 20);
        for (state, time, reported, wanted) in [
            (WorkState::Running, ("2023", "2025"), None, (Light::Amber, Some(date(2024, 4, 1)))),
            (WorkState::Running, ("2023", "2025"), Some(date(2024, 4, 2)), (Light::None, None)),
            (
                WorkState::Running,
                ("2023", "2025"),
                Some(date(2024, 3, 30)),
                (Light::Amber, Some(date(2024, 4, 1))),
            ),
            (
                WorkState::Running,
                ("", "2024-04"),
                Some(today),
                (Light::Red, Some(date(2024, 5, 1))),
            ),
            (WorkState::NotStarted, ("2024-06", "2025"), None, (Light::None, None)),
            (WorkState::Done, ("2023", "2023"), None, (Light::None, None)),
            (WorkState::Running, ("", ""), None, (Light::Amber, Some(date(2024, 4, 1)))),
        ] {
            assert_eq!(light(state, time, reported, today), wanted, "{state:?} {time:?}");
        }
    }
}
