//! Packs: what is wrong with one is said at once, with file, row and column.

use crate::program::{Desk, shipped};

const FORMULA: &str = "一般工业固体废物产生量 / 工业增加值";

/// Both commands that need a sound pack refuse it with these words, and nothing is printed as data.
fn refused(desk: &Desk, words: &[&str]) {
    let run = desk.wufei(&["plan", "status", "pack", "--year", "2024"]);
    run.refused(words);
    assert!(run.out.is_empty(), "{}", run.out);
    assert_eq!(desk.wufei(&["plan", "check", "pack"]).code, 1);
}

#[test]
fn a_missing_file_and_a_missing_folder() {
    for file in ["plan.toml", "document/indicators.csv", "office/items.csv"] {
        let desk = Desk::new();
        let pack = desk.pack();
        std::fs::remove_file(pack.join(file)).expect("a file goes");
        refused(&desk, &[&format!("error: pack/{file}"), "没有这个文件"]);
    }
    Desk::new().wufei(&["plan", "check", "nowhere"]).refused(&["nowhere", "hint:"]);
}

#[test]
fn all_faults_of_a_pack_come_at_once() {
    let desk = Desk::new();
    let pack = desk.pack();
    std::fs::remove_file(pack.join("document/tasks.csv")).expect("a file goes");
    desk.edit("office/items.csv", ",quarter,", ",sometimes,");
    desk.edit("plan.toml", "base_year = 2020", "base_year = \"early\"");
    refused(&desk, &["document/tasks.csv", "office/items.csv", "sometimes", "plan.toml"]);
}

#[test]
fn a_formula_with_an_unknown_item_wrong_units_or_an_open_bracket() {
    for (wrong, words) in [
        ("一般工业固废产生量 / 工业增加值", &["没有数据项", "是不是“一般工业固体废物产生量”"][..]),
        ("一般工业固体废物产生量 + 工业增加值", &["单位不相容", "质量", "金额"]),
        ("(一般工业固体废物产生量 / 工业增加值", &["括号没有闭合"]),
    ] {
        let desk = Desk::new();
        desk.pack();
        desk.edit("office/definitions.csv", FORMULA, wrong);
        refused(&desk, &["pack/office/definitions.csv:2:formula", "^"]);
        refused(&desk, words);
    }
}

#[test]
fn items_that_define_one_another() {
    let desk = Desk::new();
    desk.pack();
    desk.edit("office/items.csv", "= 省级及以上绿色工厂数 + 市级绿色工厂数", "= 秸秆可收集资源量");
    desk.edit("office/items.csv", "= 小麦秸秆可收集资源量", "= 市级及以上绿色工厂数");
    refused(&desk, &["office/items.csv", "市级及以上绿色工厂数", "秸秆可收集资源量"]);
}

#[test]
fn a_correction_whose_original_has_changed() {
    let desk = Desk::new();
    desk.pack();
    let head = "file,key,column,was,is,why\n";
    desk.file(
        "pack/office/corrections.csv",
        format!("{head}targets,18 2025,value,94,96,核对\ntargets,99 2025,value,1,2,核对\n"),
    );
    refused(&desk, &["corrections.csv:2", "原文应为“94”，现在读到“95”"]);
    refused(&desk, &["corrections.csv:3", "没有这一行"]);
    desk.file("pack/office/corrections.csv", format!("{head}targets,18/2025,value,95,96,核对\n"));
    assert_eq!(desk.wufei(&["plan", "status", "pack", "--year", "2025"]).code, 0);
}

/// The discrepancies that the plan's readers found by hand, each found here by a rule.
const DISCREPANCIES: [(&str, &str); 3] = [
    ("figure-differs", "indicator/4"),
    ("side-differs", "indicator/18"),
    ("org-once", "生态环境局"),
];

fn discrepancies(desk: &Desk, pack: &str) -> Vec<(String, String, String)> {
    let run = desk.wufei(&["plan", "check", pack, "--format", "json"]);
    let rows = run.json();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
    rows.as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["gravity"] == "discrepancy")
        .map(|row| (text(row, "rule"), text(row, "subject"), text(row, "text")))
        .collect()
}

#[test]
fn the_plans_own_contradictions_are_found_by_rule() {
    let desk = Desk::new();
    desk.pack();
    let found = discrepancies(&desk, "pack");
    for (rule, subject) in DISCREPANCIES {
        let has = found.iter().any(|(r, s, _)| r == rule && s.contains(subject));
        assert!(has, "{rule} {subject} in {found:#?}");
    }
    let area =
        found.iter().any(|(_, subject, text)| subject == "indicator/20" && text.contains("总量"));
    assert!(area, "no. 20: per 亩 in the table, 总量 in the text: {found:#?}");
    let farm_film = found.iter().find(|(_, subject, _)| subject == "indicator/18");
    let (_, _, text) = farm_film.expect("no. 18");
    for word in ["95", "以上", "左右"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn another_figure_in_a_cell_makes_one_more_contradiction() {
    let desk = Desk::new();
    desk.pack();
    let before = discrepancies(&desk, "pack").len();
    // No. 23 asks for 95 in 2025, and its note says 95%以上.
    for file in ["document/targets.csv", "document/cells.csv"] {
        let path = desk.path("pack").join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the pack");
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                let cell = line.starts_with("23,2025,");
                if cell { line.replace("95", "96") } else { line.to_owned() }
            })
            .collect();
        std::fs::write(&path, lines.join("\n") + "\n").expect("a file is written");
    }
    assert_eq!(discrepancies(&desk, "pack").len(), before + 1);
}

#[test]
fn the_shipped_document_is_what_the_reader_reads() {
    let desk = Desk::new();
    let source = shipped().join("source/tianqiao-2023-2025.txt");
    let source = source.to_str().expect("a path");
    let run = desk.wufei(&["plan", "read", source, "--out", "pack"]);
    assert_eq!(run.code, 0, "{}", run.said);
    for entry in std::fs::read_dir(shipped().join("document")).expect("the pack") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        let again = std::fs::read(desk.path("pack/document").join(name)).expect("read again");
        assert!(std::fs::read(&path).expect("shipped") == again, "{}", path.display());
    }
}

#[test]
fn reading_again_keeps_what_the_office_wrote() {
    let desk = Desk::new();
    let pack = desk.pack();
    let office = |file: &str| std::fs::read(pack.join("office").join(file)).expect("a file");
    let before = office("definitions.csv");
    let source = shipped().join("source/tianqiao-2023-2025.txt");
    let run = desk.wufei(&["plan", "read", source.to_str().expect("a path"), "--out", "pack"]);
    assert_eq!(run.code, 0, "{}", run.said);
    assert!(before == office("definitions.csv"));
    assert_eq!(desk.wufei(&["plan", "status", "pack", "--year", "2024"]).code, 0);
}

#[test]
fn a_new_edition_is_compared_cell_by_cell() {
    let desk = Desk::new();
    desk.pack();
    let old = shipped();
    let old = old.to_str().expect("a path");
    let same = desk.wufei(&["plan", "diff", old, "pack", "--format", "json"]);
    assert_eq!((same.code, same.json().as_array().map(Vec::len)), (0, Some(0)));
    desk.edit("document/cells.csv", "18,2025,target,95", "18,2025,target,96");
    let run = desk.wufei(&["plan", "diff", old, "pack", "--format", "json"]);
    let rows = run.json();
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert!(rows[0].to_string().contains("95") && rows[0].to_string().contains("96"), "{rows:#?}");
}

const CORRECTIONS: &str = "file,key,column,was,is,why\n";

/// The target of a year as `plan status` has it.
fn target(desk: &Desk, no: usize, year: &str) -> String {
    let run = desk.wufei(&["plan", "status", "pack", "--year", year, "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.said);
    run.json()["indicators"][no - 1]["target"].as_str().expect("a target").to_owned()
}

#[test]
fn a_cells_corrected_words_are_the_target() {
    let desk = Desk::new();
    desk.pack();
    let before = discrepancies(&desk, "pack");
    desk.file(
        "pack/office/corrections.csv",
        format!("{CORRECTIONS}cells,14 2025,text,稳步推进,≥97,核对\n"),
    );
    assert_eq!(target(&desk, 14, "2025"), "≥97");
    let differ = |found: &[(String, String, String)]| {
        found.iter().filter(|(rule, ..)| rule == "cell-target").count()
    };
    assert_eq!((differ(&before), differ(&discrepancies(&desk, "pack"))), (0, 0));
    desk.file("pack/office/corrections.csv", CORRECTIONS);
    desk.edit("document/cells.csv", "18,2025,target,95", "18,2025,target,96");
    let found = discrepancies(&desk, "pack");
    assert_eq!(differ(&found), 1);
    let words = ["“96”", "“95”"];
    assert!(found.iter().any(|(_, _, text)| words.iter().all(|word| text.contains(word))));
}

#[test]
fn kind_and_value_of_a_target_are_corrected_together() {
    let rows = ["targets,18 2025,kind,number,range,核对", "targets,18 2025,high,,97,核对"];
    for order in [[rows[0], rows[1]], [rows[1], rows[0]]] {
        let desk = Desk::new();
        desk.pack();
        let text = format!("{CORRECTIONS}{}\n{}\n", order[0], order[1]);
        desk.file("pack/office/corrections.csv", text);
        let run = desk.wufei(&["plan", "status", "pack", "--year", "2025"]);
        assert_eq!(run.code, 0, "{}", run.said);
    }
}

#[test]
fn numbers_and_cells_stand_once_and_under_an_indicator() {
    let desk = Desk::new();
    let pack = desk.pack();
    let add = |file: &str, row: &str| {
        let path = pack.join("document").join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the pack");
        std::fs::write(&path, format!("{text}{row}\n")).expect("a file is written");
        text.lines().count() + 1
    };
    let cell = add("cells.csv", "14,2025,target,97");
    add("cells.csv", "99,2025,target,97");
    let indicator = add("indicators.csv", "14,,,又一个,0,%,,1,14,");
    let run = desk.wufei(&["plan", "check", "pack", "--format", "json"]);
    assert_eq!(run.code, 1);
    for words in [
        format!("document/cells.csv:{cell}:year"),
        format!("document/cells.csv:{}:indicator", cell + 1),
        format!("document/indicators.csv:{indicator}:no"),
    ] {
        assert!(run.out.contains(&words), "{words} is not in:\n{}", run.out);
    }
    refused(&desk, &["pack/document/cells.csv", "出现两次", "没有指标 99", "hint:"]);
}

#[test]
fn keys_that_lead_nowhere_come_with_fields_that_cannot_be_read() {
    let desk = Desk::new();
    desk.pack();
    desk.edit("office/items.csv", ",industry,quarter,", ",nobody,quarter,");
    desk.edit("office/items.csv", ",month,", ",sometimes,");
    desk.edit("office/definitions.csv", FORMULA, "没有的数据项 / 工业增加值");
    desk.file(
        "pack/office/corrections.csv",
        format!("{CORRECTIONS}targets,18 2025,value,95,96,\ntargets,18 2025,text,94,96,核对\n"),
    );
    refused(
        &desk,
        &[
            "sometimes",
            "“nobody”不在 orgs.csv 里",
            "没有数据项“没有的数据项”",
            "corrections.csv:2:why",
            "corrections.csv:3",
            "现在读到“95”",
            "hint:",
        ],
    );
    // What only a file that is not there would know is not told.
    std::fs::remove_file(desk.path("pack/office/orgs.csv")).expect("a file goes");
    let run = desk.wufei(&["plan", "check", "pack"]);
    run.refused(&["office/orgs.csv", "没有这个文件"]);
    assert!(!run.said.contains("不在 orgs.csv 里"), "{}", run.said);
}

#[test]
fn a_folder_keeps_to_its_plan() {
    let desk = Desk::new();
    let pack = desk.pack();
    let other = wufei_tests::fixtures::root().join("tests/fixtures/plans");
    let other = std::fs::read_dir(other).expect("plans").next().expect("a plan").expect("a plan");
    let source = std::fs::read_dir(other.path())
        .expect("files")
        .map(|entry| entry.expect("a file").path())
        .find(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .expect("a text");
    let before = std::fs::read(pack.join("document/cells.csv")).expect("cells");
    let source = source.to_str().expect("a path");
    let run = desk.wufei(&["plan", "read", source, "--out", "pack"]);
    run.refused(&["pack/plan.toml:title", "没有写入", "hint:", "--out"]);
    assert!(before == std::fs::read(pack.join("document/cells.csv")).expect("cells"));
    let names: Vec<_> = std::fs::read_dir(&pack).expect("the pack").collect();
    assert_eq!(names.len(), std::fs::read_dir(shipped()).expect("the pack").count());
}

/// A limit on the size of files stands for a disk that is full in the middle of the work.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_the_old_document_whole() {
    let source = shipped().join("source/tianqiao-2023-2025.txt");
    for (had, kilobytes) in [(true, 2), (true, 40), (false, 40)] {
        let desk = Desk::new();
        if had {
            desk.pack();
        }
        let script =
            format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" plan read \"$1\" --out pack");
        let output = std::process::Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_wufei"), source.to_str().expect("a path")])
            .current_dir(desk.path("."))
            .env("WUFEI_LANG", "zh")
            .output()
            .expect("a shell runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("写不了") && said.contains("hint:"), "{said}");
        assert!(!said.contains("os error"), "{said}");
        if !had {
            assert!(desk.names().is_empty(), "{:?}", desk.names());
            continue;
        }
        for entry in std::fs::read_dir(shipped().join("document")).expect("the pack") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name");
            let kept = std::fs::read(desk.path("pack/document").join(name)).expect("kept");
            assert!(std::fs::read(&path).expect("shipped") == kept, "{}", path.display());
        }
        let names = std::fs::read_dir(desk.path("pack")).expect("the pack");
        assert!(names.flatten().all(|e| !e.file_name().to_string_lossy().starts_with('.')));
    }
}
