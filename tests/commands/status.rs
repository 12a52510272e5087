//! Where the shipped plan stands with its labelled example.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use crate::program::{Desk, Run, shipped};

fn status(arguments: &[&str]) -> Run {
    let pack = shipped();
    let (pack, values) = (pack.to_str().expect("a path"), pack.join("example"));
    let base = ["plan", "status", pack, "--values", values.to_str().expect("a path")];
    let run = Desk::new().wufei(&[&base[..], &["--as-of", "2025-10-20"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.said);
    run
}

#[test]
fn all_seven_verdicts_occur_over_the_years_of_the_plan() {
    let mut seen = BTreeSet::new();
    for year in ["2023", "2024", "2025"] {
        let json = status(&["--year", year, "--format", "json"]).json();
        let rows = json["indicators"].as_array().expect("indicators").clone();
        assert_eq!(rows.len(), 47);
        for row in rows {
            let verdict = row["verdict"].as_str().expect("a verdict").to_owned();
            assert!(row["rule"].as_str().is_some_and(|rule| rule.contains(": ")), "{row:#}");
            seen.insert(verdict);
        }
    }
    let all = ["at_risk", "met", "missed", "needs_review", "no_data", "not_due", "on_track"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}

/// 2020 and 2022 of the example add up to the plan's own cells.
#[test]
fn the_example_gives_the_plans_own_numbers_for_past_years() {
    let cells = wufei_tests::rows::from_file(&shipped().join("document/cells.csv"));
    let mut compared = 0;
    for year in ["2020", "2022"] {
        let json = status(&["--year", year, "--format", "json"]).json();
        for row in json["indicators"].as_array().expect("indicators") {
            let no = row["no"].as_u64().expect("a number").to_string();
            let cell = cells.iter().find(|cell| cell["indicator"] == no && cell["year"] == year);
            let (Some(cell), Some(value)) = (cell, row["value"].as_str()) else { continue };
            if let Ok(number) = cell["text"].parse::<f64>() {
                let value: f64 = value.parse().expect("a decimal");
                assert!((number - value).abs() < 1e-9, "no. {no} in {year}: {value} for {number}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 45, "{compared} cells of past years were compared");
}

#[test]
fn a_missing_part_gives_no_data_and_no_smaller_ratio() {
    let desk = Desk::new();
    let pack = desk.pack();
    let path = pack.join("example/domestic.csv");
    let text = std::fs::read_to_string(&path).expect("the example");
    let kept: Vec<&str> =
        text.lines().filter(|line| !line.starts_with("msw-residual,sanitation,2024-05,")).collect();
    assert_eq!(kept.len() + 1, text.lines().count(), "one month of one item is left out");
    std::fs::write(&path, kept.join("\n") + "\n").expect("a file is written");
    let ask = ["plan", "status", "pack", "--values", "pack/example", "--as-of", "2025-10-20"];
    let run = desk.wufei(&[&ask[..], &["--year", "2024", "--format", "json"]].concat());
    let json = run.json();
    let recycling = &json["indicators"][22];
    assert_eq!((&recycling["no"], &recycling["verdict"]), (&23.into(), &"no_data".into()));
    assert!(recycling["value"].is_null(), "{recycling:#}");
    let missing = recycling["missing"].as_array().expect("what is missing");
    assert_eq!(missing.len(), 1, "{missing:#?}");
    assert_eq!(
        (&missing[0]["period"], &missing[0]["org"]),
        (&"2024-05".into(), &"区环境卫生管护服务中心".into())
    );
}

#[test]
fn the_table_fits_a_terminal_of_a_hundred_columns() {
    for lang in ["zh", "en"] {
        let run = status(&["--year", "2025", "--lang", lang]);
        for line in run.out.lines() {
            assert!(line.width() <= 100, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn the_leaders_sheet_stands_alone() {
    for (lang, words) in [
        ("zh", ["需要关注", "该谁了", "示例数据", "数值为虚构"]),
        ("en", ["Needs attention", "Whose turn", "example data", "invented"]),
    ] {
        let page = status(&["--year", "2025", "--format", "html", "--lang", lang]).out;
        for word in words {
            assert!(page.contains(word), "{word}");
        }
        assert_eq!(page.matches("class=\"cell ").count(), 47, "a cell for each indicator");
        for foreign in ["http://", "https://", "<script", "src="] {
            assert!(!page.contains(foreign), "{foreign}");
        }
    }
}

#[test]
fn example_data_are_marked_in_every_form() {
    assert_eq!(status(&["--format", "json"]).json()["example"], true);
    assert!(status(&[]).out.contains("示例数据"));
    assert!(status(&["--lang", "en"]).out.contains("example data"));
    let csv = status(&["--format", "csv"]).out;
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    assert!(lines.next().is_some_and(|head| head.ends_with(",example")));
    assert!(lines.all(|line| line.ends_with(",1")), "{csv}");
    let pack = shipped();
    let bare = ["plan", "status", pack.to_str().expect("a path"), "--year", "2024"];
    let run = Desk::new().wufei(&[&bare[..], &["--format", "json"]].concat());
    assert_eq!(run.json()["example"], false);
    assert!(!Desk::new().wufei(&bare).out.contains("示例数据"));
}

#[test]
fn a_day_and_a_year_are_written_in_one_way() {
    let desk = Desk::new();
    for (option, texts) in [
        ("--as-of", &["昨天", "20251020", "2025-1-5", "2025-13-01", "2025-02-30"][..]),
        ("--year", &["明年", "25", "99999", "1800"]),
    ] {
        for text in texts {
            let run = desk.wufei(&["plan", "status", "pack", option, text]);
            assert_eq!(run.code, 2, "{text}");
            run.says(&[text, "应写成"]);
            assert!(!run.said.contains("invalid digit"), "{}", run.said);
        }
    }
}

#[test]
fn the_sheet_names_what_it_has_no_room_for_and_whose_turn_it_is_to_define() {
    let desk = Desk::new();
    let pack = desk.pack();
    let page = || {
        let ask = ["plan", "status", "pack", "--year", "2024", "--as-of", "2025-10-20"];
        desk.wufei(&[&ask[..], &["--format", "html"]].concat()).out
    };
    let with = page();
    assert!(with.contains("项，序号 9、10、") && !with.contains("完整清单"));
    assert!(!with.contains("待定口径"));
    std::fs::remove_dir_all(pack.join("office")).expect("the office goes");
    assert!(page().contains("47 项待定口径"));
}

#[test]
fn one_number_is_missing_in_the_singular() {
    let desk = Desk::new();
    let pack = desk.pack();
    let path = pack.join("example/domestic.csv");
    let text = std::fs::read_to_string(&path).expect("the example");
    let kept = text.lines().filter(|line| !line.starts_with("msw-residual,sanitation,2024-05,"));
    std::fs::write(&path, kept.collect::<Vec<_>>().join("\n") + "\n").expect("a file");
    let ask = ["--lang", "en", "plan", "status", "pack", "--values", "pack/example"];
    let run = desk.wufei(&[&ask[..], &["--as-of", "2025-10-20", "--year", "2024"]].concat());
    assert!(run.out.contains("1 number missing"), "{}", run.out);
    assert!(run.out.contains("1 number is missing, and nothing"), "{}", run.out);
}

#[test]
fn nobody_is_judged_before_the_first_number_is_due() {
    let desk = Desk::new();
    let pack = shipped();
    let run = desk.wufei(&[
        "plan",
        "status",
        pack.to_str().expect("a path"),
        "--year",
        "2023",
        "--as-of",
        "2023-01-02",
        "--format",
        "json",
    ]);
    let json = run.json();
    for row in json["indicators"].as_array().expect("indicators") {
        let verdict = row["verdict"].as_str().expect("a verdict");
        assert!(["not_due", "needs_review"].contains(&verdict), "{row:#}");
    }
}
