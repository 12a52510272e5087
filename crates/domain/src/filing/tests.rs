//! What is said of a number, in the words of those who file it.

use super::*;
use crate::number::decimal;
use crate::office::{Office, Org};
use crate::plan::{Indicator, PlanHead, Reading};
use crate::record::{Fields, Record};

fn row<R: Record>(values: &[&str]) -> R {
    let pairs: Vec<(&str, &str)> = R::COLUMNS.iter().copied().zip(values.iter().copied()).collect();
    let mut fields = Fields::new(&pairs);
    let record = R::read(&mut fields);
    assert_eq!(fields.faults(), [], "{values:?}");
    record
}

const ITEMS: &[&[&str]] = &[
    &["used", "秸秆利用量", "吨", "flow", "farm", "month", "day+15", ""],
    &["all", "秸秆可收集量", "吨", "flow", "farm", "month", "day+15", ""],
    &["cells", "细胞数", "个", "cumulative", "farm", "quarter", "day+15", ""],
    &["share", "覆盖率", "%", "stock", "farm", "month", "day+15", ""],
];

/// A bureau with a share of straw, and the numbers that it has filed.
struct Bureau {
    pack: Pack,
    figures: Figures,
}

impl Bureau {
    fn new() -> Self {
        let ratio = ["1", "straw@1", "formula", "秸秆利用量 / 秸秆可收集量", "up", "recompute"];
        let ratio: Vec<&str> =
            ratio.into_iter().chain(["recompute", "2", "no_data", "plan"]).collect();
        let indicator = Indicator {
            no: 1,
            name: "秸秆利用的比例".to_owned(),
            unit: "%".to_owned(),
            ..row::<Indicator>(&["1", "", "", "秸秆利用的比例", "0", "%", "", "1"])
        };
        let reading = Reading { indicators: vec![indicator], ..Reading::default() };
        let office = Office {
            orgs: vec![row::<Org>(&["farm", "示例局", "office", "", ""])],
            definitions: vec![row(&ratio)],
            items: ITEMS.iter().map(|values| row::<Item>(values)).collect(),
            ..Office::default()
        };
        let head = PlanHead { target_years: vec![2024, 2025], ..PlanHead::default() };
        let pack = Pack::new(head, reading, office).expect("no corrections");
        Self { pack, figures: Figures::new(ITEMS.len()) }
    }

    fn filed(mut self, item: &str, period: &str, amount: &str) -> Self {
        let Wanted { item, period, amount, status } = wanted(item, period, amount);
        self.figures.set(item, 0, period, Some(Entry { org: 0, period, amount, status, row: 0 }));
        self
    }

    /// For each number the words of what is said of it.
    fn told(&self, numbers: &[Wanted]) -> Vec<Vec<&'static str>> {
        let checker = Checker::new(&self.pack, &self.figures, 0);
        let words =
            |remarks: Vec<Remark>| remarks.iter().map(|own| check_of(own.check).word).collect();
        checker.look(numbers).into_iter().map(words).collect()
    }

    fn of(&self, item: &str, period: &str, amount: &str) -> Vec<&'static str> {
        self.told(&[wanted(item, period, amount)]).swap_remove(0)
    }
}

fn wanted(item: &str, period: &str, amount: &str) -> Wanted {
    Wanted {
        item: ITEMS.iter().position(|own| own[0] == item).expect("an item"),
        period: Period::parse(period).expect("a period"),
        amount: decimal(amount).expect("a number"),
        status: ValueStatus::Reported,
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn less_than_nought_stays_out() {
    assert_eq!(Bureau::new().of("used", "2025-03", "-0.1"), ["negative"]);
    assert_eq!(check_of(CheckId::Negative).weight, Weight::Error);
    assert_eq!(Bureau::new().of("used", "2025-03", "0"), NOTHING);
}

#[test]
fn kilograms_for_tonnes_are_asked_about() {
    let bureau = Bureau::new().filed("used", "2025-02", "12.5");
    assert_eq!(bureau.of("used", "2025-03", "12500"), ["thousandfold"]);
    assert_eq!(bureau.of("used", "2025-03", "0.0125"), ["thousandfold"]);
    assert_eq!(bureau.of("used", "2025-03", "12499"), NOTHING, "just below");
    let bureau = Bureau::new().filed("used", "2025-01", "12.5");
    assert_eq!(bureau.of("used", "2025-03", "12500"), ["thousandfold"], "the last month but one");
    assert_eq!(bureau.of("used", "2025-Q2", "12500"), NOTHING, "a quarter is no month");
}

#[test]
fn five_times_the_same_month_of_last_year_is_asked_about() {
    let bureau = Bureau::new().filed("used", "2024-03", "10");
    assert_eq!(bureau.of("used", "2025-03", "50"), ["jump"]);
    assert_eq!(bureau.of("used", "2025-03", "2"), ["jump"]);
    assert_eq!(bureau.of("used", "2025-03", "49"), NOTHING);
    assert_eq!(bureau.of("used", "2025-04", "50"), NOTHING, "another month");
    assert_eq!(bureau.of("used", "2025-03", "10000"), ["thousandfold"], "said once");
}

#[test]
fn what_only_grows_does_not_fall() {
    let bureau = Bureau::new().filed("cells", "2025-Q1", "7");
    assert_eq!(bureau.of("cells", "2025-Q2", "6"), ["falling"]);
    assert_eq!(bureau.of("cells", "2025-Q2", "7"), NOTHING);
}

#[test]
fn a_fraction_for_a_percentage_and_more_than_all_are_asked_about() {
    let bureau = Bureau::new();
    assert_eq!(bureau.of("share", "2025-03", "0.95"), ["fraction"]);
    assert_eq!(bureau.of("share", "2025-03", "100"), NOTHING);
    assert_eq!(bureau.of("share", "2025-03", "100.1"), ["over_hundred"]);
    assert_eq!(bureau.of("share", "2025-03", "0"), NOTHING);
}

#[test]
fn a_part_is_not_more_than_its_whole_whichever_of_them_is_new() {
    let part = ["part_over_whole"];
    let both = |used, all| [wanted("used", "2025-03", used), wanted("all", "2025-03", all)];
    assert_eq!(Bureau::new().told(&both("11", "10")), [&part[..], &[]]);
    assert_eq!(Bureau::new().told(&both("10", "10")), [&NOTHING[..], &[]]);
    let bureau = Bureau::new().filed("all", "2025-03", "10");
    assert_eq!(bureau.of("used", "2025-03", "11"), part);
    assert_eq!(bureau.of("used", "2025-04", "11"), NOTHING, "of April nothing is known");
    let bureau = Bureau::new().filed("used", "2025-03", "10").filed("all", "2025-03", "12");
    assert_eq!(bureau.of("all", "2025-03", "9"), part, "the whole is lowered below its part");
    assert_eq!(bureau.told(&both("10", "9")), [&NOTHING[..], &part[..]], "the part is as it was");
}

#[test]
fn a_year_is_looked_at_by_the_definition_that_judges_it() {
    let mut bureau = Bureau::new().filed("all", "2024-03", "10").filed("all", "2025-03", "10");
    let mut later = bureau.pack.office.definitions[0].clone();
    later.since = Some(2025);
    later.formula =
        Some(Formula::parse("秸秆利用量 / (秸秆可收集量 + 秸秆可收集量)").expect("one"));
    bureau.pack.office.definitions.push(later);
    assert_eq!(bureau.of("used", "2024-03", "11"), ["part_over_whole"]);
    assert_eq!(bureau.of("used", "2025-03", "11"), NOTHING);
    assert_eq!(bureau.of("used", "2025-03", "21"), ["part_over_whole"], "said once");
}

#[test]
fn nothing_is_said_of_what_does_not_apply() {
    let bureau = Bureau::new().filed("cells", "2025-Q1", "7");
    let none = Wanted { status: ValueStatus::NotApplicable, ..wanted("cells", "2025-Q2", "0") };
    assert_eq!(bureau.told(&[none]), [NOTHING]);
}
