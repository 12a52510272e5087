//! A month of a bureau: the workbook comes down, is filled, goes up with an error, comes back with
//! a remark, is put right, reviewed, sent back by the office, filed again, reviewed, confirmed.

use crate::client::{Browser, Reply};
use crate::house::House;
use crate::workbook::Book;

const PAGE: &str = "/filing/agriculture/2025-09";
const ALL: &str = "dead-livestock";
const TREATED: &str = "dead-livestock-treated";

/// The column for this period's number.
const VALUE: char = 'F';
const RESULT: usize = 14;

/// Sends a workbook from the filing page.
fn upload(browser: &mut Browser, name: &str, bytes: &[u8]) -> Reply {
    let form = browser.open(PAGE).form(&format!("{PAGE}/upload"));
    browser.send(&form.attached("file", name, bytes))
}

/// Moves everything that waits on a page on.
#[track_caller]
fn press(browser: &mut Browser, button: &str, reason: &str) -> Reply {
    let form = browser.open(PAGE).form(&format!("{PAGE}/move"));
    browser.submit(&form.with("reason", reason).pressed(button))
}

/// The answered workbook that a receipt offers.
#[track_caller]
fn answered(browser: &mut Browser, receipt: &Reply) -> Book {
    let html = receipt.html();
    let at = html.find("/filing/answered/").expect("the receipt offers the answered workbook");
    let link = html[at..].split('"').next().unwrap_or_default();
    Book::open(&browser.open(link).bytes)
}

#[test]
fn a_month_of_a_bureau_from_the_workbook_to_the_indicator() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let mut office = house.enter("zero-waste-office-1");
    office.open("/indicators/30").says(&["100.00 %", "1—8 月"]);

    // The workbook comes down with last year's number beside each cell, and goes up with an error.
    let form = Book::open(&clerk.open(&format!("{PAGE}/workbook")).bytes);
    assert_eq!(form.cell(ALL, 2), "6.47", "September of last year");
    let filled = form.number(ALL, VALUE, "8.1").words(TREATED, VALUE, "八吨多");
    let receipt = upload(&mut clerk, "九月.xlsx", &filled.bytes());
    receipt.is(422).says(&[
        "1 个数已提交",
        "1 行有误，没有保存",
        "病死畜禽集中无害化处理量",
        "数值：",
    ]);
    receipt.never_says(&[TREATED, "value："]);
    let book = answered(&mut clerk, &receipt);
    assert!(book.cell(ALL, RESULT).starts_with("已填报"), "{}", book.cell(ALL, RESULT));
    assert!(book.cell(TREATED, RESULT).starts_with("没有收"), "{}", book.cell(TREATED, RESULT));
    let remark = book.everything();
    assert!(remark.contains("xl/comments") || remark.contains("<comment ref=\"F"), "a remark on F");

    // The same workbook is put right and goes up again.
    let mended = book.number(TREATED, VALUE, "7.9");
    upload(&mut clerk, "九月.xlsx", &mended.bytes())
        .is(200)
        .says(&["1 个数已提交", "1 个没有变化"]);

    // Whoever filed a number does not review it; the second user does.
    let own = clerk.open(PAGE);
    assert!(own.find_form(&format!("{PAGE}/move")).is_none(), "nothing to review of one's own");
    second.open("/turns").says(&["待本单位审核"]);
    press(&mut second, "review", "").is(200).says(&["2 个数审核通过"]);

    sent_back_and_filed_again(&mut clerk, &mut second, &mut office);

    // The number of the indicator is that of nine months now: 61.2 of 61.3 tonnes.
    office.open("/indicators/30").says(&["99.84 %", "1—9 月"]).never_says(&["100.00 % ≥"]);
    let history = office.open("/values/agriculture/dead-livestock-treated/2025-09");
    history.says(&["8吨", "已确认", "第 2 版", "第 1 版", "7.9", "理由：与接收台账不符"]);
    // Each step of both versions stands there with who took it, also to those who see no journal.
    let steps = clerk.open("/values/agriculture/dead-livestock-treated/2025-09").html();
    let steps: Vec<&str> = steps.split("class=\"sub step\">").skip(1).collect();
    let told: Vec<String> =
        steps.iter().map(|step| step.split(" 2").next().unwrap_or_default().to_owned()).collect();
    let first = ["重新填报 agriculture-1", "审核 agriculture-2", "确认 zero-waste-office-1"];
    let second = ["填报 agriculture-1", "审核 agriculture-2", "无废办退回 zero-waste-office-1"];
    assert_eq!(told, [first, second].concat());
    house.close();
}

fn sent_back_and_filed_again(clerk: &mut Browser, second: &mut Browser, office: &mut Browser) {
    // Without a reason nothing goes back.
    let form = office.open(PAGE).form(&format!("{PAGE}/move"));
    let blank = office.send(&form.with("reason", " ").pressed("send_back"));
    blank.is(422).says(&["理由"]);
    press(office, "send_back", "与接收台账不符").is(200).says(&["已退回"]);
    clerk.open("/turns").says(&["数据被退回"]);
    let page = clerk.open(PAGE);
    page.says(&["2 项被退回", "与接收台账不符"]);

    // Put right and filed again on the page.
    let form = page.form(PAGE).with(&format!("v-{TREATED}"), "8").pressed("file");
    // What was right as it stood goes along as it stands.
    clerk.submit(&form).is(200).says(&["已提交 2 个数"]);
    press(second, "review", "").says(&["2 个数审核通过"]);
    press(office, "confirm", "").says(&["2 个数已确认"]);
    let page = office.open(PAGE);
    page.says(&["已确认"]);
    assert!(page.find_form(&format!("{PAGE}/move")).is_none(), "nothing waits any more");
}
