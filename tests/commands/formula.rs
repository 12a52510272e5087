//! `wufei formula eval`: known answers, and refusals with line, column and caret.

use crate::program::{Desk, Run};

fn eval(formula: &str, set: &[&str]) -> Run {
    let mut arguments = vec!["formula", "eval", formula];
    arguments.extend(set.iter().flat_map(|set| ["--set", set]));
    Desk::new().wufei(&arguments)
}

#[test]
fn known_answers_of_the_plan() {
    for (formula, set, wanted) in [
        // No. 4: seven green factories of 125 enterprises.
        ("绿色工厂数 / 规上企业数", &["绿色工厂数=7家", "规上企业数=125家"][..], "0.056 = 5.6 %"),
        // The two projects of annex 2.
        ("甲 + 乙", &["甲=1.83亿元", "乙=0.28亿元"], "2.11 亿元"),
        ("甲 + 乙", &["甲=18300万元", "乙=2800万元"], "21100 万元"),
        // Straw: 98 of 100.
        ("利用量 / 可收集量", &["利用量=98t", "可收集量=100吨"], "0.98 = 98 %"),
        ("甲 / (乙 + 丙)", &["甲=29.5万吨", "乙=295000吨", "丙=0吨"], "1 = 100 %"),
    ] {
        let run = eval(formula, set);
        assert_eq!(run.code, 0, "{}", run.said);
        assert_eq!(run.out.lines().next(), Some(wanted), "{formula}");
    }
}

#[test]
fn a_refusal_points_at_the_place() {
    for (formula, set, words) in [
        ("甲 / 乙", &["甲=1吨"][..], &["formula:1:5", "没有数据项“乙”", "^^"][..]),
        ("(甲 + 甲", &["甲=1吨"], &["formula:1:1", "括号没有闭合", "^"]),
        ("甲 + 甲)", &["甲=1吨"], &["formula:1:6", "^"]),
        ("甲 + 乙", &["甲=1吨", "乙=2公里"], &["单位不相容", "质量", "长度"]),
        ("甲 + 1e400", &["甲=1吨"], &["1e400", "科学计数法"]),
        ("甲", &["甲=1.2.3吨"], &["两个小数点"]),
        ("甲 / 乙", &["甲=1吨", "乙=0吨"], &["除数“乙”为 0"]),
        ("甲", &["甲=乙 + 1吨", "乙=甲"], &["甲", "乙"]),
        ("", &[], &["公式是空的"]),
    ] {
        eval(formula, set).refused(&["error:"]).says(words);
    }
}

#[test]
fn json_gives_the_tree_of_a_fraction() {
    let desk = Desk::new();
    let run = desk.wufei(&[
        "formula",
        "eval",
        "甲 / 乙",
        "--set",
        "甲=7家",
        "--set",
        "乙=125家",
        "--format",
        "json",
    ]);
    let json = run.json();
    assert_eq!((json["value"].as_str(), json["percent"].as_str()), (Some("0.056"), Some("5.6")));
    assert_eq!(json["tree"]["kind"], "fraction");
    assert_eq!(json["tree"]["parts"][1]["value"], "125");
}

#[test]
fn a_division_by_nought_points_at_the_divisor() {
    for (formula, set, words) in [
        ("甲 / 乙", &["甲=1吨", "乙=0吨"][..], &["formula:1:5", "除数“乙”为 0", "    ", "^^"][..]),
        ("甲 +\n甲 / (乙 - 乙)", &["甲=1", "乙=2"], &["formula:2:5", "除数“乙 - 乙”为 0", "^"]),
        ("丙", &["丙=1吨 / 0"], &["--set 丙:1:6", "除数“0”为 0", "^"]),
    ] {
        eval(formula, set).refused(&["error:", "hint:"]).says(words);
    }
}

#[test]
fn another_year_has_its_own_number() {
    let reduction = "(base(甲) - 甲) / base(甲)";
    let run = eval(reduction, &["甲=90吨", "base(甲)=100吨"]);
    assert_eq!((run.code, run.out.lines().next()), (0, Some("0.1 = 10 %")), "{}", run.said);
    eval(reduction, &["甲=90吨"]).refused(&["没有数据项“base(甲)”", "--set 'base(甲)="]);
    let run = eval("甲 / previous(甲)", &["甲=乙 + 1吨", "乙=2吨", "previous(乙)=1吨"]);
    assert_eq!((run.code, run.out.lines().next()), (0, Some("1.5 = 150 %")), "{}", run.said);
}

#[test]
fn a_name_is_set_once_and_used() {
    eval("甲", &["甲=1吨", "甲=2吨"]).refused(&["--set 甲", "给了两次"]);
    eval("甲", &["甲=1吨", "base(甲)=2吨"]).refused(&["--set base(甲)", "没有用到"]);
    eval("甲", &["甲=1吨", "乙=2吨"]).refused(&["没有用到“乙”", "hint:"]);
    let run = eval("甲", &["甲=乙 * 2", "乙=2吨"]);
    assert_eq!((run.code, run.out.lines().next()), (0, Some("4 吨")), "{}", run.said);
}

#[test]
fn only_a_quotient_within_one_dimension_is_a_percentage() {
    for (formula, set, wanted) in [
        ("2 + 3", &[][..], "5"),
        ("甲 * 2", &["甲=3"], "6"),
        ("甲 / 乙 * 1000", &["甲=1吨", "乙=4吨"], "250"),
        ("甲 / 乙", &["甲=1吨", "乙=4吨"], "0.25 = 25 %"),
        ("1 - 甲 / 乙", &["甲=1吨", "乙=4吨"], "0.75 = 75 %"),
        ("丙", &["丙=甲 / 乙", "甲=1吨", "乙=4吨"], "0.25 = 25 %"),
    ] {
        let run = eval(formula, set);
        assert_eq!(run.code, 0, "{}", run.said);
        assert_eq!(run.out.lines().next(), Some(wanted), "{formula}");
    }
}

#[test]
fn a_choice_shows_its_condition_and_the_branch_taken() {
    let run = eval("if(甲 < 乙, 甲, 7吨)", &["甲=3吨", "乙=2吨"]);
    assert_eq!(run.code, 0, "{}", run.said);
    for line in ["甲 < 乙：不成立", "甲 = 3 吨", "乙 = 2 吨", "7吨 = 7 吨"] {
        assert!(run.out.contains(line), "{line} is not in:\n{}", run.out);
    }
    let run = Desk::new().wufei(&["formula", "eval", "if(1 < 2, 3吨, 4吨)", "--format", "json"]);
    assert_eq!(run.json()["tree"]["parts"][0]["kind"], "holds");
    assert_eq!(run.json()["tree"]["parts"][1]["value"], "3");
}
