//! Another plan is made the current one, and does not know a bureau: its user is told so.

use crate::house::{House, PLAN};

#[test]
fn a_bureau_that_the_current_plan_does_not_know_is_told_so() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let root = wufei_tests::fixtures::root().join("plans").join(PLAN).join("source");
    let text = std::fs::read(root.join(format!("{PLAN}.txt"))).expect("the plan's text");
    let form = office.open("/plans").form("/plans/read");
    let read = office.send(&form.attached("files", "新方案.txt", &text));
    let imported = office.submit(&read.is(200).form("/plans").with("id", "shili-2030"));
    imported.is(200);
    let current = office.open("/plans").html();
    let form = crate::page::Form::all(&current)
        .into_iter()
        .find(|form| form.path() == "/plans/current" && form.get("plan") == Some("shili-2030"));
    office.submit(&form.expect("the new plan can be made the current one")).is(200);

    let mut clerk = house.enter("agriculture-1");
    for path in ["/filing", "/", "/turns", "/filing/agriculture/2025-09"] {
        let page = clerk.get(path);
        page.is(200).says(&["这份方案里没有您的单位", "区农业农村局", "现行方案是", "无废办"]);
        assert!(page.html().contains(&format!("/filing?plan={PLAN}")), "{path}: the way there");
    }
    clerk.open(&format!("/filing?plan={PLAN}")).says(&["区农业农村局", "要办的"]);
    house.close();
}

#[test]
fn a_pack_that_was_downloaded_is_imported_again_under_another_id() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let pack = office.open(&format!("/plans/export?plan={PLAN}")).bytes;
    let up = |office: &mut crate::client::Browser, name: &str, bytes: &[u8], id: &str| {
        let form = office.open("/plans").form("/plans/pack").with("id", id);
        office.submit(&form.attached("pack", name, bytes))
    };
    up(&mut office, "包.zip", &pack, "").is(409).says(&["已有方案"]);
    up(&mut office, "包.zip", &pack, "a/b").is(422).says(&["编号用字母"]);
    up(&mut office, "包.zip", &pack[..pack.len() / 2], "x").is(422);
    up(&mut office, "方案.docx", b"PK\x05\x06\0\0", "x").is(422);
    up(&mut office, "包.zip", &pack, "again-2025").is(200).says(&["方案包已导入"]);
    office.open("/indicators?plan=again-2025").says(&["47 行"]);
    house.close();
}

#[test]
fn a_line_that_was_not_read_is_put_in_as_a_row() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let page = office.open("/document?add=tasks&line=27");
    page.says(&["补上漏读的一行", "补到哪张表"]);
    let form = crate::page::Form::all(&page.html());
    let form = form.into_iter().find(|form| form.get("what") == Some("add")).expect("the form");
    let form = form.with("why", "原文第三页");
    // A field that cannot stand there is named, and what was typed stays.
    let wrong = form.clone().with("f.name", "示例新任务").with("f.from", "明年");
    let refused = office.send(&wrong);
    refused.is(422).says(&["补上漏读的一行"]);
    assert!(refused.html().contains("示例新任务"), "what was typed stays");
    let form = crate::page::Form::all(&refused.html());
    let form = form.into_iter().find(|form| form.get("what") == Some("add")).expect("the form");
    let form = form.with("f.from", "").with("f.system", "监管").with("f.no", "99");
    office.submit(&form.with("f.label", "99")).is(200).says(&["更正已保存"]);
    office.open("/tasks").says(&["示例新任务"]);
    office.open("/document/corrections").says(&["整行（漏读补上）"]);
    house.close();
}
