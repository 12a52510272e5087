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
