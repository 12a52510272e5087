//! What must be true of verdicts, in the words of the field.

use jiff::civil::date;

use super::*;
use crate::figures::{Entry, ValueStatus};
use crate::number::decimal;
use crate::office::{Definition, Item, Office, Org};
use crate::plan::{PlanHead, Reading, TargetRow, YearCell};
use crate::record::{Fields, Record};

/// A row of a pack's file from its columns.
fn row<R: Record>(values: &[&str]) -> R {
    let pairs: Vec<(&str, &str)> = R::COLUMNS.iter().copied().zip(values.iter().copied()).collect();
    let mut fields = Fields::new(&pairs);
    let record = R::read(&mut fields);
    let faults = fields.faults();
    assert!(faults.is_empty(), "{values:?}: {faults:?}");
    record
}

/// A district with one straw indicator and one count, and the numbers that it filed.
struct District {
    pack: Pack,
    figures: Figures,
}

const ITEMS: &[&[&str]] = &[
    &["straw-used", "秸秆利用量", "吨", "flow", "farm", "quarter", "day+15", ""],
    &["straw-all", "秸秆可收集量", "吨", "flow", "farm", "quarter", "day+15", ""],
    &["waste", "清运量", "吨", "flow", "clean", "month", "day+5", ""],
    &["cells", "细胞数", "个", "cumulative", "clean", "year", "03-31", ""],
    &["sites", "堆场数", "个", "stock", "clean", "year", "03-31", ""],
    &["done", "整治数", "个", "stock", "clean", "year", "03-31", ""],
];

const DEFINITIONS: &[&[&str]] = &[
    &[
        "1",
        "straw@1",
        "formula",
        "秸秆利用量 / 秸秆可收集量",
        "up",
        "recompute",
        "recompute",
        "2",
        "no_data",
        "plan",
    ],
    &["2", "waste@1", "count", "清运量", "down", "sum", "sum", "1", "no_data", "plan"],
    &["3", "cells@1", "count", "细胞数", "up", "last", "sum", "0", "no_data", "plan"],
    &[
        "4",
        "sites@1",
        "formula",
        "整治数 / 堆场数",
        "up",
        "recompute",
        "recompute",
        "0",
        "100: 没有堆场",
        "plan",
    ],
    &["5", "mechanism@1", "evidence", "", "none", "none", "none", "0", "no_data", "plan"],
];

impl District {
    /// Targets as `indicator year text`.
    fn new(targets: &[(u32, i16, &str)]) -> Self {
        let units = [
            ("示例综合利用率", "%"),
            ("清运量", "万吨"),
            ("细胞", "个"),
            ("整治", "%"),
            ("协调机制", ""),
        ];
        let indicators = units.iter().zip(1_u32..).map(|((name, unit), no)| {
            row(&[&no.to_string(), "", "", name, "0", unit, "", "1", "1", ""])
        });
        let unit = |no: u32| Unit::parse(units[no as usize - 1].1).expect("unit");
        let typed = targets.iter().map(|(no, year, text)| TargetRow {
            indicator: *no,
            year: *year,
            target: Target::read(text, &unit(*no)),
            text: (*text).to_owned(),
        });
        let reading = Reading {
            indicators: indicators.collect(),
            cells: vec![row::<YearCell>(&["1", "2022", "actual", "97.85"])],
            targets: typed.collect(),
            ..Reading::default()
        };
        let org = |key: &str| row::<Org>(&[key, key, "office", "", ""]);
        let office = Office {
            orgs: vec![org("farm"), org("clean")],
            definitions: DEFINITIONS.iter().map(|values| row::<Definition>(values)).collect(),
            items: ITEMS.iter().map(|values| row::<Item>(values)).collect(),
            ..Office::default()
        };
        let head = PlanHead {
            base_year: Some(2020),
            target_years: vec![2023, 2024, 2025],
            ..PlanHead::default()
        };
        let figures = Figures::new(ITEMS.len());
        let pack = Pack::new(head, reading, office).expect("no corrections");
        Self { pack, figures }
    }

    fn file(self, item: &str, values: &[(&str, &str)]) -> Self {
        self.file_as(ValueStatus::Reported, item, values)
    }

    fn file_as(mut self, status: ValueStatus, item: &str, values: &[(&str, &str)]) -> Self {
        let index = ITEMS.iter().position(|row| row[0] == item).expect("an item");
        let org = u32::from(ITEMS[index][4] == "clean");
        for (period, amount) in values {
            let period = Period::parse(period).expect("period");
            let amount = decimal(amount).expect("amount");
            let row = u32::try_from(self.figures.len()).expect("few");
            self.figures.push(index, Entry { org, period, amount, status, row });
        }
        self
    }

    /// What is said beside the rule.
    fn remarks(&mut self, no: u32, year: i16, as_of: Date) -> Vec<String> {
        self.figures.seal();
        let calendar = Calendar::default();
        let judge = Judge::new(&self.pack, &self.figures, &calendar, as_of);
        let found = judge.judge(&self.pack.reading.indicators[no as usize - 1], year);
        assert!(found.remarks.iter().all(|one| found.told(Lang::En).contains(&one.say(Lang::En))));
        found.remarks.iter().map(|rule| rule.say(Lang::Zh)).collect()
    }

    /// Gives an indicator another formula.
    fn with_formula(mut self, no: u32, formula: &str) -> Self {
        let definition = &mut self.pack.office.definitions[no as usize - 1];
        definition.formula = Some(crate::formula::Formula::parse(formula).expect("a formula"));
        self
    }

    /// Gives an indicator another edition of its definition from a year on.
    fn with_edition(mut self, no: u32, since: i16, formula: &str) -> Self {
        let mut edition = self.pack.office.definitions[no as usize - 1].clone();
        edition.since = Some(since);
        edition.formula = Some(crate::formula::Formula::parse(formula).expect("a formula"));
        self.pack.office.definitions.push(edition);
        self
    }

    /// `verdict rule-id: sentence | gap | missing count`.
    fn judged(&mut self, no: u32, year: i16, as_of: Date) -> String {
        self.figures.seal();
        let calendar = Calendar::default();
        let judge = Judge::new(&self.pack, &self.figures, &calendar, as_of);
        let indicator = &self.pack.reading.indicators[no as usize - 1];
        let found = judge.judge(indicator, year);
        let gap = found.gap.map_or(String::new(), |gap| format!(" | {}", gap.say(Lang::Zh)));
        let missing = if found.missing.is_empty() {
            String::new()
        } else {
            format!(" | 缺 {}", found.missing.len())
        };
        format!(
            "{} {}: {}{gap}{missing}",
            found.verdict.word(),
            found.rule.id,
            found.rule.say(Lang::Zh)
        )
    }
}

const QUARTERS: [&str; 4] = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"];

fn quarters(amounts: [&'static str; 4]) -> Vec<(&'static str, &'static str)> {
    QUARTERS.into_iter().zip(amounts).collect()
}

#[test]
fn straw_98_of_100_is_98_per_cent() {
    let mut district = District::new(&[(1, 2024, "98")])
        .file("straw-used", &quarters(["20", "30", "28", "20"]))
        .file("straw-all", &quarters(["25", "25", "25", "25"]));
    assert_eq!(
        district.judged(1, 2024, date(2025, 2, 1)),
        "met at-least: 2024 年 98.00 % ≥ 目标 98.00 %"
    );
}

#[test]
fn a_year_keeps_its_definition_when_a_later_year_gets_another() {
    let mut district = District::new(&[(1, 2023, "98"), (1, 2024, "98"), (1, 2025, "98")])
        .file("straw-used", &[("2023", "98"), ("2024", "98"), ("2025", "98")])
        .file("straw-all", &[("2023", "100"), ("2024", "100"), ("2025", "100")])
        .with_edition(1, 2024, "秸秆利用量 / (秸秆可收集量 + 秸秆可收集量)");
    let mut judged = |year| district.judged(1, year, date(2026, 2, 1))[..6].to_owned();
    assert_eq!([judged(2023), judged(2024), judged(2025)], ["met at", "missed", "missed"]);
}

#[test]
fn a_missed_ratio_says_how_many_tonnes_are_short() {
    let mut district = District::new(&[(1, 2024, "98%以上")])
        .file("straw-used", &quarters(["20", "30", "28", "19.5"]))
        .file("straw-all", &quarters(["25", "25", "25", "25"]));
    assert_eq!(
        district.judged(1, 2024, date(2025, 2, 1)),
        "missed at-least: 2024 年 97.50 % < 目标 98.00 % | 还差 0.5 吨秸秆利用量"
    );
}

#[test]
fn a_missing_part_is_no_data_and_not_a_smaller_ratio() {
    let mut district = District::new(&[(1, 2024, "98")])
        .file("straw-used", &quarters(["20", "30", "28", "20"])[..3])
        .file("straw-all", &quarters(["25", "25", "25", "25"]));
    assert_eq!(
        district.judged(1, 2024, date(2025, 2, 1)),
        "no_data missing: 缺 1 个数，缺了就不计算：秸秆利用量（farm 2024-Q4） | 缺 1"
    );
    // Before its due day the same number is not missing: the year is still open.
    assert_eq!(
        district.judged(1, 2024, date(2025, 1, 10)),
        "on_track at-least: 2024 年 1—9 月 104.00 % ≥ 目标 98.00 %"
    );
}

#[test]
fn before_the_first_due_day_nothing_is_judged() {
    let mut district = District::new(&[(1, 2024, "98"), (1, 2025, "98")]);
    assert_eq!(
        district.judged(1, 2024, date(2024, 4, 15)),
        "not_due not-due: 2024 年的数 2024-04-15 才到期，现在不必判定"
    );
    assert_eq!(district.judged(1, 2025, date(2024, 12, 31)), "not_due not-begun: 2025 年尚未开始");
    assert_eq!(
        district.judged(1, 2023, date(2024, 12, 31)),
        "not_due none: 方案没有 2023 年的目标，2024 年考核"
    );
}

#[test]
fn a_flow_of_an_open_year_is_held_against_the_straight_line() {
    let months = ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06"];
    let filed: Vec<_> = months.into_iter().map(|month| (month, "25000")).collect();
    let mut district = District::new(&[(2, 2024, "31")]).file("waste", &filed);
    assert_eq!(
        district.judged(2, 2024, date(2024, 7, 3)),
        "on_track pace-at-most: 2024 年 1—6 月 15.0 万吨 ≤ 按时间进度的上限 15.5 万吨（全年上限 31.0 万吨）"
    );
    let filed: Vec<_> = months.into_iter().map(|month| (month, "27000")).collect();
    let mut district = District::new(&[(2, 2024, "31")]).file("waste", &filed);
    assert_eq!(
        district.judged(2, 2024, date(2024, 7, 3)),
        "at_risk pace-at-most: 2024 年 1—6 月 16.2 万吨 > 按时间进度的上限 15.5 万吨（全年上限 31.0 万吨） | 超出 0.7 万吨"
    );
}

#[test]
fn a_trend_is_held_against_the_year_before_also_where_only_the_plan_states_it() {
    let year = |year: &'static str, used| [(year, used)];
    let mut district = District::new(&[(1, 2023, "稳步推进"), (1, 2024, "稳步推进")])
        .file("straw-used", &year("2023", "979"))
        .file("straw-all", &year("2023", "1000"))
        .file("straw-used", &year("2024", "977"))
        .file("straw-all", &year("2024", "1000"));
    assert_eq!(
        district.judged(1, 2023, date(2025, 2, 1)),
        "met trend-up: 方案写“稳步推进”，按同比不下降判定，容差 0.1 个百分点（系统默认）：2023 年 97.90 % > 2022 年（方案载明） 97.85 %"
    );
    assert_eq!(
        district.judged(1, 2024, date(2025, 2, 1)),
        "missed trend-up: 方案写“稳步推进”，按同比不下降判定，容差 0.1 个百分点（系统默认）：2024 年 97.70 % < 2023 年 97.90 % | 还差 1 吨秸秆利用量"
    );
}

#[test]
fn a_trend_without_the_year_before_is_no_data() {
    let mut district = District::new(&[(2, 2024, "稳步降低")]).file("waste", &[("2024", "300000")]);
    assert_eq!(
        district.judged(2, 2024, date(2025, 2, 1)),
        "no_data missing-previous: 方案写“稳步降低”，要与 2023 年比，但没有 2023 年的数"
    );
}

#[test]
fn a_divisor_of_nought_means_what_the_definition_says() {
    let mut district = District::new(&[(4, 2024, "100")])
        .file("sites", &[("2024", "0")])
        .file("done", &[("2024", "0")]);
    assert_eq!(
        district.judged(4, 2024, date(2025, 5, 1)),
        "met at-least: 2024 年 100 % ≥ 目标 100 %"
    );
}

#[test]
fn what_a_person_decides_waits_for_a_person() {
    let mut district = District::new(&[(5, 2024, "逐步完善"), (5, 2023, "1个"), (5, 2025, "待定")]);
    let judged = |district: &mut District, year| district.judged(5, year, date(2025, 6, 1));
    assert_eq!(
        judged(&mut district, 2024),
        "needs_review milestone: 方案写“逐步完善”，由指定的人依据佐证判定"
    );
    assert!(judged(&mut district, 2023).starts_with("needs_review evidence"));
    assert!(judged(&mut district, 2025).starts_with("needs_review unread"));
}

#[test]
fn a_count_goes_on_from_the_year_before_and_is_not_judged_before_it_is_due() {
    let targets = [(3, 2023, "26个以上"), (3, 2024, "稳步推进"), (3, 2025, "45个以上")];
    let mut district = District::new(&targets).file("cells", &[("2023", "26"), ("2024", "34")]);
    assert_eq!(
        district.judged(3, 2023, date(2025, 5, 1)),
        "met at-least: 2023 年 26 个 ≥ 目标 26 个"
    );
    assert!(district.judged(3, 2024, date(2025, 5, 1)).starts_with("met trend-up"));
    assert_eq!(
        district.judged(3, 2025, date(2025, 5, 1)),
        "not_due not-due: 2025 年的数 2026-03-31 才到期，现在不必判定"
    );
}

#[test]
fn other_kinds_of_targets_have_their_rule() {
    let full = |target: &str| {
        let mut district = District::new(&[(2, 2024, target)])
            .file("waste", &[("2020", "300000"), ("2023", "310000"), ("2024", "290000")]);
        district.pack.head.target_years = vec![2023, 2024];
        district.judged(2, 2024, date(2025, 2, 1))
    };
    assert_eq!(full("28~30"), "met range: 2024 年 29.0 万吨，目标区间 28～30.0 万吨");
    assert_eq!(
        full("30左右"),
        "met approx: 2024 年 29.0 万吨，目标 30.0 万吨 左右，容差 5 %（系统默认）"
    );
    assert_eq!(full("[60]"), "met cumulative: 2023 年以来累计 60.0 万吨 ≥ 目标 60.0 万吨");
    assert_eq!(
        full("较2020年下降5%"),
        "missed reduction: 2024 年 29.0 万吨 > 28.5 万吨（较 2020 年的 30.0 万吨 较2020年下降5%） | 超出 0.5 万吨"
    );
    assert!(full("下降3%").starts_with("met reduction"));
}

#[test]
fn no_verdict_comes_without_its_rule() {
    let targets =
        ["95", "≥95", "稳步提高", "[80]", "10~20", "较2020年下降5%", "/", "逐步完善", "？"];
    for no in 1..=5 {
        for target in targets {
            for as_of in [date(2023, 6, 1), date(2024, 6, 1), date(2025, 6, 1)] {
                let told = District::new(&[(no, 2024, target)]).judged(no, 2024, as_of);
                let (_, rule) = told.split_once(' ').expect("verdict and rule");
                assert!(rule.len() > 8 && !rule.contains(['{', '}']), "{told}");
            }
        }
    }
}

#[test]
fn a_year_that_is_over_counts_as_open_until_its_last_filing_and_says_so() {
    let mut district = District::new(&[(1, 2024, "98")])
        .file("straw-used", &quarters(["20", "30", "28", "20"])[..3])
        .file("straw-all", &quarters(["25", "25", "25", "25"])[..3]);
    let before = district.remarks(1, 2024, date(2025, 1, 10));
    assert_eq!(before[0], "2024 年已结束，但最后的数 2025-01-15 才到期，报齐之前仍按进行中判定");
    assert!(district.judged(1, 2024, date(2025, 1, 10)).starts_with("on_track at-least"));
    assert!(
        district.remarks(1, 2024, date(2024, 11, 10)).iter().all(|one| !one.contains("已结束"))
    );
}

#[test]
fn a_part_that_is_more_than_its_whole_is_said_so() {
    let with = |amounts, formula: &str| {
        District::new(&[(1, 2024, "98")])
            .with_formula(1, formula)
            .file("straw-used", &quarters(amounts))
            .file("straw-all", &quarters(["25", "25", "25", "25"]))
            .remarks(1, 2024, date(2025, 2, 1))
    };
    let share = "秸秆利用量 / 秸秆可收集量";
    assert_eq!(with(["25", "25", "25", "25"], share), Vec::<String>::new());
    assert_eq!(
        with(["25", "25", "25", "26"], share),
        ["101.00 % 超过 100 %，部分多于整体，请核对填报的数"]
    );
    // What is taken off from something can well be more than that.
    let growth = "(秸秆利用量 - 秸秆可收集量) / 秸秆可收集量";
    assert_eq!(with(["99", "99", "99", "99"], growth), Vec::<String>::new());
}

#[test]
fn a_period_without_anything_to_report_is_named_where_others_have_numbers() {
    let mut district = District::new(&[(1, 2024, "60")])
        .file("straw-used", &[("2024-Q1", "20"), ("2024-Q2", "20"), ("2024-Q4", "20")])
        .file_as(ValueStatus::NotApplicable, "straw-used", &[("2024-Q3", "0")])
        .file("straw-all", &quarters(["25", "25", "25", "25"]));
    assert_eq!(
        district.remarks(1, 2024, date(2025, 2, 1)),
        ["报“不适用”的按 0 计入：秸秆利用量（farm 2024-Q3）"]
    );
}

#[test]
fn a_gap_names_the_sum_whose_parts_are_alike() {
    let gap = |formula: &str, target: &str| {
        District::new(&[(4, 2024, target)])
            .with_formula(4, formula)
            .file("sites", &[("2024", "10")])
            .file("done", &[("2024", "8")])
            .file("cells", &[("2024", "1")])
            .judged(4, 2024, date(2025, 5, 1))
    };
    let told = gap("(整治数 + 细胞数) / 堆场数", "100");
    assert!(told.ends_with("| 还差 1 个（整治、细胞合计）"), "{told}");
    // Where a part stands below the line as well it is not like the others.
    let told = gap("(整治数 + 细胞数) / (堆场数 + 细胞数)", "90");
    assert!(told.ends_with("| 还差 1 个整治"), "{told}");
    let told = gap("整治数 / 堆场数", "100");
    assert!(told.ends_with("| 还差 2 个整治"), "{told}");
}
