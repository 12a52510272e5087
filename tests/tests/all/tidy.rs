//! The house is in order: lengths, heads, leftovers, names, layers.

use std::path::{Path, PathBuf};
use std::process::Command;

use wufei_tests::fixtures::root;

const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;
const PAGE_COLUMNS_MAX: usize = 140;

/// Words that say something was left for later, or that somebody looked and forgot to clean up.
/// They are put together here so that this file does not find itself.
fn leftovers() -> Vec<String> {
    [
        ("TO", "DO"),
        ("FIX", "ME"),
        ("XX", "X"),
        ("dbg", "!("),
        ("todo", "!("),
        ("unimplemented", "!("),
    ]
    .map(|(left, right)| format!("{left}{right}"))
    .to_vec()
}

/// The files that git keeps or would keep, with one of these endings.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    let list = String::from_utf8(output.stdout).expect("names are UTF-8");
    let ends = |name: &&str| endings.iter().any(|ending| name.ends_with(ending));
    list.lines().filter(ends).map(|name| root().join(name)).filter(|path| path.is_file()).collect()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn files_are_short_and_say_at_the_top_what_they_are() {
    let mut faults = Vec::new();
    for path in files(&[".rs"]) {
        let (text, name) = (text(&path), path.display());
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX {
            faults.push(format!("{name}: {lines} lines, at most {FILE_LINES_MAX}"));
        }
        if !text.starts_with("//! ") {
            faults.push(format!("{name}: begins without `//! ` and what it is"));
        }
    }
    assert_none(&faults);
}

#[test]
fn functions_can_be_read_without_scrolling() {
    let mut faults = Vec::new();
    for path in files(&[".rs"]) {
        let text = text(&path);
        let mut open: Option<(usize, usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let words = line.trim_start();
            let starts = [
                "fn ",
                "pub fn ",
                "pub(crate) fn ",
                "pub(super) fn ",
                "async fn ",
                "pub async fn ",
            ];
            if open.is_none() && starts.iter().any(|start| words.starts_with(start)) {
                open = Some((number, indent, words.to_owned()));
            }
            if let Some((start, own, head)) = &open
                && words == "}"
                && indent == *own
            {
                let length = number - start + 1;
                if length > FUNCTION_LINES_MAX {
                    let place = format!("{}:{}", path.display(), start + 1);
                    faults.push(format!(
                        "{place}: {length} lines, at most {FUNCTION_LINES_MAX}: {head}"
                    ));
                }
                open = None;
            }
            if open.as_ref().is_some_and(|(start, ..)| *start == number)
                && words.ends_with(['}', ';'])
            {
                open = None;
            }
        }
    }
    assert_none(&faults);
}

/// A Chinese sentence may be longer than code may: it is not broken in the middle.
#[test]
fn lines_of_code_are_not_too_wide() {
    let mut faults = Vec::new();
    for path in files(&[".rs"]) {
        // An element of a page stands on one line with its attributes.
        let is_page = path.starts_with(root().join("crates/web"));
        let most = if is_page { PAGE_COLUMNS_MAX } else { COLUMNS_MAX };
        for (number, line) in text(&path).lines().enumerate() {
            if line.is_ascii() && line.len() > most && !line.contains('"') {
                faults.push(format!("{}:{}: {} columns", path.display(), number + 1, line.len()));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn nothing_was_left_lying_about() {
    let words = leftovers();
    let mut faults = Vec::new();
    for path in files(&[".rs", ".toml", ".css", ".mjs", ".js", ".sh", ".md", "/run"]) {
        for (number, line) in text(&path).lines().enumerate() {
            for word in &words {
                let place = format!("{}:{}", path.display(), number + 1);
                if line.contains(word.as_str()) {
                    faults.push(format!("{place}: {word}"));
                }
            }
        }
    }
    assert_none(&faults);
}

/// No path of somebody's machine and no address of a registry.
#[test]
fn the_files_speak_of_the_project_alone() {
    // Put together here, so that this file may be looked at like any other.
    let homes = ["home", "root", "work", "Users"].map(|folder| format!("/{folder}/"));
    let hosts =
        [["registry", ".npmjs"], ["npm", "mirror"], ["index", ".crates"], ["../", "shared"]];
    let foreign: Vec<String> = homes.into_iter().chain(hosts.map(|parts| parts.concat())).collect();
    let mut faults = Vec::new();
    for path in
        files(&[".rs", ".toml", ".css", ".mjs", ".json", ".md", ".csv", "/run", ".html", ".lock"])
    {
        for (number, line) in text(&path).lines().enumerate() {
            // Where cargo itself says that a crate comes from its usual place.
            let usual = line.contains("registry+https://github.com/rust-lang/crates.io-index");
            if !usual && foreign.iter().any(|word| line.contains(word.as_str())) {
                faults.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    assert_none(&faults);
}

/// The reader reads plans, not one plan: what only the Tianqiao plan says stands nowhere in code or
/// in the tables of the project outside tests and the pack.
#[test]
fn no_name_of_the_shipped_plan_is_known_to_the_code() {
    let pack = root().join("plans/tianqiao-2023-2025/document");
    let column = |file: &str, name: &str| -> Vec<String> {
        let rows = wufei_tests::rows::from_file(&pack.join(file));
        rows.into_iter().map(|row| row[name].clone()).collect()
    };
    let mut names = column("orgs.csv", "name");
    names.extend(column("indicators.csv", "name"));
    names.extend(column("tasks.csv", "name"));
    names.extend(column("projects.csv", "name"));
    names.extend(["天桥", "桑梓店", "泺口", "裕兴", "济南", "北园", "历城"].map(str::to_owned));
    // What every plan says is no name: 有关部门, 各街道办事处, 第三方调查.
    let common = ["有关部门", "各街道办事处", "第三方调查", "有关部门、单位", "有关部门(单位)"];
    names.retain(|name| !common.contains(&name.as_str()));
    let mut faults = Vec::new();
    for path in files(&[".rs", ".csv", ".tsv", ".toml", ".css"]) {
        let place = path.strip_prefix(root()).expect("a file of the project");
        let is_test = place.components().any(|part| part.as_os_str() == "tests");
        let is_code = place.starts_with("crates") || place.starts_with("data");
        let is_code = is_code && !is_test;
        if !is_code {
            continue;
        }
        let text = text(&path);
        for name in &names {
            if text.contains(name.as_str()) {
                faults.push(format!("{}: {name}", place.display()));
            }
        }
    }
    assert_none(&faults);
}

/// `domain ← engine ← web ← cli`; `document` and `domain` stand on the ground, `reader` on both.
const LAYERS: &[(&str, &[&str])] = &[
    ("wufei-domain", &[]),
    ("wufei-document", &[]),
    ("wufei-reader", &["wufei-document", "wufei-domain"]),
    ("wufei-engine", &["wufei-document", "wufei-domain", "wufei-reader"]),
    ("wufei-web", &["wufei-document", "wufei-domain", "wufei-engine"]),
    ("wufei", &["wufei-document", "wufei-domain", "wufei-engine", "wufei-web", "wufei-benches"]),
];

#[test]
fn crates_stand_on_one_another_as_the_architecture_says() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo tells the packages");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut faults = Vec::new();
    let packages = metadata["packages"].as_array().expect("packages");
    for (name, allowed) in LAYERS {
        let package = packages.iter().find(|package| package["name"] == *name);
        let package = package.unwrap_or_else(|| panic!("no package {name}"));
        let own = package["dependencies"].as_array().expect("dependencies").iter();
        let own = own.filter(|dependency| dependency["kind"].is_null());
        for dependency in own.filter_map(|dependency| dependency["name"].as_str()) {
            if dependency.starts_with("wufei") && !allowed.contains(&dependency) {
                faults.push(format!("{name} stands on {dependency}"));
            }
        }
    }
    assert_none(&faults);
}
