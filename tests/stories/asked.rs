//! What is doubtful is asked about at its place, and every message says whose and which thing.

use crate::evidence::PDF;
use crate::house::House;

const PAGE: &str = "/filing/agriculture/2025-09";

#[test]
fn an_explanation_promises_a_day_to_come() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let page = "/indicators/4";
    let form = office.open(page).form(&format!("{page}/explain"));
    let form = form.with("reason", "两家企业未通过").with("measures", "加快申报");
    let form = form.with("person", "示例责任人");
    let refused = office.send(&form.clone().with("due_on", "2025-10-19"));
    refused.is(422).says(&["预计完成 2025-10-19 已经过了", "2025-10-20 或以后"]);
    office.submit(&form.with("due_on", "2025-12-20")).is(200).says(&["2025-12-20"]);
    house.close();
}

#[test]
fn a_sum_below_nought_is_refused_and_one_a_thousand_times_apart_is_asked_about() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let form = office.open("/projects/2").form("/reports").with("text", "示例：在建");
    let report = |money: &str| form.clone().with("state", "running").with("money", money);
    office.send(&report("-3")).is(422).says(&["不能小于 0"]);
    let sum = "9000000000";
    let asked = office.send(&report(sum));
    asked.is(422).says(&["相差千倍以上", "是否填成了元", "金额无误"]);
    let sure = asked.form("/reports").forged("sure", "yes").with("text", "示例：在建");
    office.submit(&sure).is(200).says(&["已报进展", "9,000,000,000"]);
    house.close();
}

#[test]
fn messages_name_the_item_and_whoever_was_there_before() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let book = clerk.open(&format!("{PAGE}/workbook")).bytes;
    let book = crate::workbook::Book::open(&book).number("dead-livestock", 'F', "8").bytes();
    let earlier = crate::workbook::Book::open(&book).number("dead-livestock", 'F', "9").bytes();
    let up = |browser: &mut crate::client::Browser, bytes: &[u8]| {
        let form = browser.open(PAGE).form(&format!("{PAGE}/upload"));
        browser.send(&form.attached("file", "表.xlsx", bytes))
    };
    up(&mut clerk, &book).is(200);
    // The same person sends an earlier workbook once more.
    up(&mut clerk, &earlier).is(422).says(&["您已经填过 8"]).never_says(&["agriculture-1 刚刚"]);
    let mut second = house.enter("agriculture-2");
    up(&mut second, &earlier).is(422).says(&["agriculture-1 刚刚填了 8"]);

    // Nobody reviews what is one's own.
    let form = clerk.open(PAGE).find_form(&format!("{PAGE}/move"));
    if let Some(form) = form {
        let own = clerk.send(&form.forged("cell", "dead-livestock 2025-09 1").pressed("review"));
        own.never_says(&["dead-livestock 2025"]);
    }
    house.close();
}

#[test]
fn a_number_leads_to_its_proof_and_to_its_row_in_the_journal() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let cell = "/values/agriculture/dead-livestock/2025-08";
    let page = clerk.open(cell);
    page.never_says(&["日志第"]);
    let form = page.form("/filing/agriculture/2025-08/evidence");
    clerk.submit(&form.attached("files", "台账.pdf", PDF)).is(200);
    let sheet = clerk.open("/filing/agriculture/2025-08");
    sheet.says(&["佐证", "1 份"]);
    assert!(sheet.html().contains(&format!("{cell}#evidence")), "the way to the files");

    let mut auditor = house.enter("示例审计员");
    let page = auditor.open(cell);
    page.says(&["日志第"]);
    let html = page.html();
    let (_, rest) = html.split_once("href=\"/journal/").expect("a link to the journal");
    let seq = rest.split('"').next().unwrap_or_default().to_owned();
    // What a body calls by keys is told by name, with the key beside it.
    let row = auditor.open(&format!("/journal/{seq}"));
    row.says(&["病死畜禽量 dead-livestock", "区农业农村局 agriculture", "2025-08"]);
    row.says(&["行 · 1 · 数据项", "示例 example"]).never_says(&["· item"]);
    let row = auditor.open(&format!("/journal/{seq}?lang=en"));
    row.says(&["rows · 1 · item", "example"]);
    auditor.open("/journal?lang=zh&kind=value.").says(&["区农业农村局 plan/"]);
    house.close();
}
