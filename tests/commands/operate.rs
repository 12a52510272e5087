//! A district run from the command line: made, filled, proved, copied, restored.

use std::path::Path;
use std::process::Command;

use crate::program::{Desk, shipped};

/// Asserts that two folders hold the same files.
fn same(one: &Path, other: &Path) {
    let out = Command::new("diff").arg("-r").arg(one).arg(other).output().expect("diff runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

/// A desk with a district that has the shipped plan.
fn district() -> Desk {
    let desk = Desk::new();
    let made = desk.wufei(&["init"]);
    assert_eq!(made.code, 0, "{}", made.said);
    assert!(made.out.starts_with("/login/once?token="), "{}", made.out);
    let pack = shipped();
    let pack = pack.to_str().expect("a path");
    let imported = desk.wufei(&["plan", "import", pack]);
    assert_eq!(imported.code, 0, "{}", imported.said);
    desk
}

#[test]
fn a_plan_goes_in_and_comes_out_equal() {
    let desk = district();
    let id = "tianqiao-2023-2025";
    let out = desk.wufei(&["plan", "export", id, "--out", "out"]);
    assert_eq!(out.code, 0, "{}", out.said);
    for part in ["document", "office", "source", "plan.toml"] {
        same(&shipped().join(part), &desk.path("out").join(part));
    }
    let pack = shipped();
    let again = desk.wufei(&["plan", "import", pack.to_str().expect("a path")]);
    again.refused(&["已有方案"]);
    desk.wufei(&["plan", "export", "none", "--out", "x"]).refused(&["没有 none"]);
    let document = pack.join("source").join(format!("{id}.txt"));
    let document = document.to_str().expect("a path");
    let other = desk.wufei(&["plan", "import", document, "--id", "second"]);
    assert_eq!(other.code, 0, "{}", other.said);
    other.says(&["office/ 是空的"]);
    desk.wufei(&["plan", "export", "second", "--out", "second"]);
    same(&shipped().join("document"), &desk.path("second").join("document"));
}

#[test]
fn what_is_in_the_database_is_shown_without_a_pack() {
    let desk = district();
    let status = desk.wufei(&["plan", "status", "--format", "json", "--year", "2025"]).json();
    assert_eq!(status["plan"], "tianqiao-2023-2025");
    assert_eq!(status["indicators"].as_array().map(Vec::len), Some(47));
    let subject = "plan/indicator/14";
    let arguments =
        ["indicator", "show", subject, "--year", "2025", "--explain", "--format", "json"];
    let shown = desk.wufei(&arguments).json();
    assert_eq!((shown["no"].as_i64(), shown["year"].as_i64()), (Some(14), Some(2025)));
    assert!(shown["numbers"].as_array().is_some_and(Vec::is_empty), "nobody has filed");
    assert!(!shown["missing"].as_array().expect("a list").is_empty());
    let task = desk.wufei(&["plan", "show", "plan/task/监管/3", "--format", "json"]).json();
    assert_eq!((&task["subject"], &task["state"]), (&"task/监管/3".into(), &"not_started".into()));
    desk.wufei(&["plan", "show", "plan/task/监管/999"]).refused(&["没有 task/监管/999"]);
    let none = Desk::new();
    none.wufei(&["plan", "status"]).refused(&["还没有初始化", "wufei init"]);
}

#[test]
fn users_are_looked_after() {
    let desk = district();
    let add =
        ["user", "add", "clerk", "--role", "bureau", "--org", "industry", "--name", "示例经办人"];
    let added = desk.wufei(&add);
    assert!(added.out.starts_with("/login/once?token="), "{}", added.said);
    desk.wufei(&add).refused(&["已有人用"]);
    desk.wufei(&["user", "add", "x2", "--role", "king"]).refused(&["没有角色", "administrator"]);
    let link = desk.wufei(&["user", "link", "clerk"]);
    assert_ne!(link.out, added.out, "a new link each time");
    assert_eq!(desk.wufei(&["user", "suspend", "clerk", "--why", "调离"]).code, 0);
    desk.wufei(&["user", "suspend", "admin", "--why", "x"]).refused(&["最后一个系统管理员"]);
    desk.wufei(&["user", "link", "nobody"]).refused(&["没有用户"]);
    let users = desk.wufei(&["user", "list", "--format", "json"]).json();
    let clerk = users.as_array().and_then(|all| all.iter().find(|own| own["login"] == "clerk"));
    assert_eq!(clerk.map(|own| &own["state"]), Some(&"suspended".into()));
}

#[test]
fn a_district_is_proved_copied_and_restored() {
    let desk = district();
    let verified = desk.wufei(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let checks = desk.wufei(&["doctor", "--format", "json"]);
    assert_eq!(checks.code, 0, "{}", checks.out);
    assert!(checks.json().as_array().is_some_and(|all| all.len() >= 8));
    assert_eq!(desk.wufei(&["backup", "--to", "copy"]).code, 0);
    desk.wufei(&["backup", "--to", "copy"]).refused(&["已存在"]);
    desk.wufei(&["restore", "--from", "copy"]).refused(&["已经初始化过"]);
    let restored = desk.wufei(&["restore", "--from", "copy", "--data", "again", "--verify"]);
    assert_eq!(restored.code, 0, "{}", restored.said);
    assert!(restored.out.contains("核验无误"), "{}", restored.out);
    let file = walk(&desk.path("again/files")).pop().expect("a file");
    std::fs::write(&file, "something else").expect("a file is written");
    let found = desk.wufei(&["verify", "--data", "again"]);
    assert_eq!(found.code, 1);
    assert!(found.out.contains("内容被改动"), "{}", found.out);
    desk.wufei(&["init"]).refused(&["已经初始化过"]);
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let inside = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    inside.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// What a later document changes: from September on the fourth indicator asks for less.
const AMENDMENT: &str = "no,effective_on,title,file,key,column,was,is,why
1,2025-09-01,示例调整通知,cells,4 2025,text,5.6,5.9,示例：项目推迟
";

#[test]
fn an_amendment_goes_in_and_out_with_its_plan_and_holds_from_its_day_on() {
    let desk = Desk::new();
    let pack = desk.pack();
    desk.file("pack/office/amendments.csv", AMENDMENT);
    let pack = pack.to_str().expect("a path");
    assert_eq!(desk.wufei(&["init"]).code, 0);
    let imported = desk.wufei(&["plan", "import", pack]);
    assert_eq!(imported.code, 0, "{}", imported.said);
    desk.wufei(&["plan", "export", "tianqiao-2023-2025", "--out", "out"]);
    same(Path::new(pack).join("office").as_path(), &desk.path("out/office"));
    let target = |place: &[&str], day: &str| {
        let asked = ["--year", "2025", "--as-of", day, "--format", "json"];
        let status = desk.wufei(&[&["plan", "status"], place, &asked].concat()).json();
        status["indicators"][3]["target"].as_str().map(str::to_owned)
    };
    for place in [&[pack][..], &[]] {
        assert_eq!(target(place, "2025-08-31").as_deref(), Some("5.6"));
        assert_eq!(target(place, "2025-09-01").as_deref(), Some("5.9"));
    }
    desk.file("pack/office/amendments.csv", AMENDMENT.replace("5.6", "7.8"));
    desk.wufei(&["plan", "status", pack]).refused(&["amendments.csv:2", "7.8", "5.6"]);
    for (was, is, said) in [
        ("5.9", "5.6", "没有改变"),
        ("5.9", "绿色", "不是能判定的目标"),
        ("5.9", "590", "超过了 100"),
        ("2025-09-01", "2026-01-01", "2025 年在生效日 2026-01-01 已经结束"),
    ] {
        desk.file("pack/office/amendments.csv", AMENDMENT.replace(was, is));
        desk.wufei(&["plan", "check", pack]).refused(&["amendments.csv:2", said]);
    }
    let other = "1,2025-10-01,示例调整通知,cells,4 2024,text,4,4.1,示例：项目推迟\n";
    desk.file("pack/office/amendments.csv", format!("{AMENDMENT}{other}"));
    desk.wufei(&["plan", "import", pack]).refused(&["amendments.csv:3", "要一致"]);
    desk.file("pack/office/amendments.csv", AMENDMENT.replace("2025-09-01", "September"));
    desk.wufei(&["plan", "status", pack]).refused(&["amendments.csv:2", "2025-03-01"]);
}
