//! What must be true of formulas.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::say::{Lang, Say};
use crate::unit::Unit;

/// Computes a formula over `name=quantity` pairs and prints what it came to.
fn computed(text: &str, pairs: &[(&str, &str)]) -> String {
    let bound = pairs.iter().map(|(name, value)| {
        ((*name).to_owned(), Formula::parse(value).expect("a bound value parses"))
    });
    let bindings = Bindings::new(bound).expect("no circle");
    let formula = Formula::parse(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    if let Err(faults) = check(&formula, &bindings, None) {
        return faults.iter().map(|fault| fault.kind.say(Lang::En)).collect::<Vec<_>>().join("; ");
    }
    match evaluate(&formula, &bindings).outcome {
        Outcome::Value(quantity) => quantity.to_string(),
        Outcome::Missing(missing) => format!("missing {}", missing.len()),
        Outcome::ZeroDivisor(divisor, _) => format!("{divisor} is nought"),
    }
}

#[test]
fn known_answers_of_the_field() {
    let straw = [("利用", "98吨"), ("可收集", "100吨")];
    for (text, pairs, answer) in [
        ("7 / 125", &[][..], "0.056"),
        ("7家 / 125家", &[], "0.056"),
        ("18300万元 + 2800万元", &[], "21100 万元"),
        ("利用 / 可收集", &straw, "0.98"),
        ("98% - 95%", &[], "0.03"),
        ("1吨 / 3吨 * 3吨", &[], "1 吨"),
        ("6t/2t", &[], "3"),
        ("10吨/万元 * 3万元", &[], "30 吨"),
        ("3吨/万元 / (1吨/亿元)", &[], "30000"),
        ("(10吨 - 4吨) / 10吨", &[], "0.6"),
        ("-3 + 5", &[], "2"),
        ("min(3吨, 2万吨, 500千克)", &[], "0.5 吨"),
        ("max(3%, 0.02)", &[], "0.03"),
        ("if(利用 > 50吨, 1, 0)", &straw, "1"),
        ("利用 / (可收集 - 100吨)", &straw, "可收集 - 100吨 is nought"),
    ] {
        assert_eq!(computed(text, pairs), answer, "{text}");
    }
}

#[test]
fn a_missing_part_makes_the_result_missing_and_every_missing_part_is_told() {
    struct OnlyFirst;
    impl Lookup for OnlyFirst {
        fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing> {
            match (name, year) {
                ("甲", Year::This) => Ok(Quantity::pure(4)),
                _ => Err(Missing { item: name.to_owned(), year }),
            }
        }
    }
    let formula = Formula::parse("甲 / (乙 + previous(甲) + 乙)").expect("formula");
    let explained = evaluate(&formula, &OnlyFirst);
    let missing = |item: &str, year| Missing { item: item.to_owned(), year };
    let wanted = vec![missing("乙", Year::This), missing("甲", Year::Previous)];
    assert_eq!(explained.outcome, Outcome::Missing(wanted));
    assert_eq!(explained.root.kind, "fraction");
    assert_eq!(explained.root.parts[0].value, Some(Quantity::pure(4)));
}

#[test]
fn only_the_branch_that_is_taken_may_be_missing() {
    struct Nothing;
    impl Lookup for Nothing {
        fn quantity(&self, name: &str, year: Year) -> Result<Quantity, Missing> {
            Err(Missing { item: name.to_owned(), year })
        }
    }
    let formula = Formula::parse("if(1 < 2, 5, 乙)").expect("formula");
    assert_eq!(evaluate(&formula, &Nothing).outcome, Outcome::Value(Quantity::pure(5)));
}

/// What is wrong with a text: column, length and the sentence.
fn refused(text: &str) -> (usize, usize, String) {
    let faults = Formula::parse(text).expect_err(text);
    let fault = &faults[0];
    let (line, column) = fault.place(text);
    assert_eq!(line, text[..].lines().count().max(1), "{text}");
    (column, fault.span.len(), fault.kind.say(Lang::En))
}

#[test]
fn refusals_say_where_and_why() {
    for (text, column, length, sentence) in [
        ("", 1, 0, "the formula is empty"),
        ("甲 / (乙 + 丙", 5, 1, "this bracket is not closed"),
        ("甲 +", 4, 0, "the formula ends here, a number, an item or a bracket must follow"),
        ("甲 乙", 3, 1, "the formula is complete here, `乙` is too much"),
        ("甲 + * 乙", 5, 1, "expected a number, an item or a bracket, found `*`"),
        ("甲 # 乙", 3, 1, "a formula cannot hold `#`"),
        ("1e400", 1, 5, "the number is in scientific notation, write it out in digits"),
        ("1.2.3吨", 1, 5, "the number has two decimal points"),
        ("[甲", 1, 2, "a name in brackets lacks its `]`"),
        ("sum(甲)", 1, 3, "there is no function `sum`, use base, previous, min, max or if"),
        ("min(甲)", 1, 6, "min takes ≥ 2 arguments, not 1"),
        ("if(甲, 1, 2)", 4, 1, "the first argument of if must compare, as x < y does"),
        ("min(甲 < 乙, 丙)", 5, 5, "a comparison can only be the first argument of if"),
        ("甲)", 2, 1, "the formula is complete here, `)` is too much"),
    ] {
        assert_eq!(refused(text), (column, length, sentence.to_owned()), "{text}");
    }
    assert!(Formula::parse(&"(".repeat(10_000)).is_err());
    assert!(Formula::parse(&"-".repeat(3_000)).is_err());
}

#[test]
fn units_are_checked_before_numbers() {
    let pairs = [("重", "3吨"), ("钱", "2万元")];
    assert_eq!(
        computed("重 + 钱", &pairs),
        "units do not match: mass on the left, money on the right"
    );
    assert_eq!(computed("重 / 钱", &pairs), "1.5 吨/万元");
    assert_eq!(computed("重 + 重量", &pairs), "there is no item `重量`");
    let formula = Formula::parse("重 / 钱").expect("formula");
    let bound = pairs.map(|(n, v)| (n.to_owned(), Formula::parse(v).expect("value")));
    let bindings = Bindings::new(bound).expect("no circle");
    let faults = check(&formula, &bindings, Some(Unit::percent().dimension())).expect_err("ratio");
    assert_eq!(faults[0].kind.say(Lang::Zh), "结果是质量/金额，应是比值");
}

#[test]
fn items_that_define_one_another_are_refused() {
    let pairs = [("甲", "乙 + 1"), ("乙", "丙"), ("丙", "甲 * 2")];
    let bound = pairs.map(|(n, v)| (n.to_owned(), Formula::parse(v).expect("value")));
    let fault = Bindings::new(bound).expect_err("a circle");
    assert_eq!(fault.say(Lang::En), "items defined by one another: 丙 → 甲 → 乙 → 丙");
}

#[test]
fn the_caret_stands_under_wide_characters() {
    let text = "产生量 + 3吨 +\n  利用量 # 2";
    let fault = &Formula::parse(text).expect_err("a stray sign")[0];
    assert_eq!(fault.place(text), (2, 7));
    assert_eq!(caret(text, fault), "  利用量 # 2\n         ^");
}

fn any_literal() -> impl Strategy<Value = Node> {
    let units = ["", "吨", "万元", "吨/万元", "万亩", "个"];
    (0_i64..1_000_000, 0_u32..4, 0..units.len()).prop_map(move |(digits, scale, unit)| {
        let number = crate::number::Number::scaled(digits.into(), scale);
        let unit = Unit::parse(units[unit]).expect("unit");
        Node { kind: Expression::Literal(Quantity::new(number, unit)), span: 0..0 }
    })
}

fn any_node() -> impl Strategy<Value = Node> {
    let names = ["产生量", "“三品一标”数量", "数量(机关、社区)", "x_1", "2020年产量"];
    let item = (0..names.len()).prop_map(move |index| Expression::Item(names[index].to_owned()));
    let leaf = prop_oneof![any_literal(), item.prop_map(|kind| Node { kind, span: 0..0 })];
    leaf.prop_recursive(4, 40, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        let operators = [Operator::Plus, Operator::Minus, Operator::Times, Operator::Over];
        let comparisons = [Comparison::Less, Comparison::AtLeast, Comparison::Unequal];
        let kinds = prop_oneof![
            inner.clone().prop_map(|one| Expression::Negated(Box::new(one))),
            inner.clone().prop_map(|one| Expression::At(Year::Base, Box::new(one))),
            (0..4_usize, pair.clone()).prop_map(move |(operator, (left, right))| {
                Expression::Arithmetic(operators[operator], Box::new(left), Box::new(right))
            }),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|list| Expression::Extreme(Extreme::Max, list)),
            (0..3_usize, pair, inner.clone(), inner).prop_map(
                move |(sign, (left, right), then, otherwise)| {
                    let condition = Condition { left, comparison: comparisons[sign], right };
                    Expression::If(Box::new(condition), Box::new(then), Box::new(otherwise))
                }
            ),
        ];
        kinds.prop_map(|kind| Node { kind, span: 0..0 })
    })
}

/// Items with the numbers they were given.
struct Given(BTreeMap<String, i64>);

impl Lookup for Given {
    fn quantity(&self, name: &str, _: Year) -> Result<Quantity, Missing> {
        Ok(Quantity::pure(*self.0.get(name).expect("given")))
    }
}

proptest! {
    #[test]
    fn a_printed_formula_reads_back(root in any_node()) {
        let formula = Formula { root };
        let text = formula.to_string();
        prop_assert_eq!(Formula::parse(&text), Ok(formula), "{}", text);
    }

    #[test]
    fn no_text_makes_the_parser_fail(text in "[\\PC\\n]{0,40}") {
        if let Err(faults) = Formula::parse(&text) {
            prop_assert!(!faults.is_empty());
            for fault in &faults {
                prop_assert!(fault.span.end <= text.chars().count());
                let _ = caret(&text, fault);
            }
        }
    }

    #[test]
    fn order_of_a_sum_does_not_matter(
        values in prop::collection::vec(-1_000_000_i64..1_000_000, 2..6),
    ) {
        let names: Vec<String> = (0..values.len()).map(|n| format!("v{n}")).collect();
        let lookup = Given(names.iter().cloned().zip(values).collect());
        let forward = Formula::parse(&names.join(" + ")).expect("sum");
        let backward: Vec<String> = names.iter().rev().cloned().collect();
        let backward = Formula::parse(&backward.join(" + ")).expect("sum");
        prop_assert_eq!(evaluate(&forward, &lookup).outcome, evaluate(&backward, &lookup).outcome);
    }
}
