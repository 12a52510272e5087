//! Several people on the same numbers: two on one cell, drafts, closed periods, corrections.

use crate::house::House;

const PAGE: &str = "/filing/agriculture/2025-09";
const CELL: &str = "v-dead-livestock";

#[test]
fn two_people_on_one_cell_both_see_both_numbers() {
    let house = House::open();
    let mut first = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let of_first = first.open(PAGE).form(PAGE).with(CELL, "7").pressed("file");
    let of_second = second.open(PAGE).form(PAGE).with(CELL, "9").pressed("file");
    first.submit(&of_first).is(200).says(&["已提交 1 个数"]);

    // The second one is told whose number stands there, and still has what was typed.
    let told = second.send(&of_second);
    told.is(422).says(&["agriculture-1", "7"]);
    let form = told.form(PAGE);
    assert_eq!(form.get(CELL), Some("9"), "what was typed stays");
    first.open(PAGE);
    first.open("/values/agriculture/dead-livestock/2025-09").says(&["7"]).never_says(&["9吨"]);

    // Who has seen both may put the second in the first one's place; both are kept.
    second.submit(&form.pressed("file")).is(200).says(&["已提交 1 个数"]);
    for browser in [&mut first, &mut second] {
        let page = browser.open("/values/agriculture/dead-livestock/2025-09");
        page.says(&["9吨", "7吨", "agriculture-1", "agriculture-2", "第 2 版"]);
    }
    house.close();
}

#[test]
fn a_draft_waits_for_its_writer_alone_and_counts_nowhere() {
    let house = House::open();
    let mut first = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let form = first.open(PAGE).form(PAGE).with(CELL, "7.77").pressed("draft");
    first.submit(&form).is(200).says(&["已暂存，还没有提交", "草稿"]);
    let again = first.open(PAGE).form(PAGE);
    assert_eq!(again.get(CELL), Some("7.77"), "the draft is back");
    assert_eq!(second.open(PAGE).form(PAGE).get(CELL), Some(""), "another user sees the cell");
    second.open("/indicators/30").says(&["1—8 月"]);
    second.open("/values/agriculture/dead-livestock/2025-09").says(&["还没有填报"]);

    // Once it is filed the draft is gone.
    first.submit(&again.pressed("file")).is(200).says(&["已提交 1 个数"]).never_says(&["草稿"]);
    assert_eq!(second.open(PAGE).form(PAGE).get(CELL), Some("7.77"));
    house.close();
}

#[test]
fn a_closed_period_takes_nothing_until_the_office_opens_it_with_a_reason() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut office = house.enter("zero-waste-office-1");
    let prepared = clerk.open(PAGE).form(PAGE).with(CELL, "7").pressed("file");
    let upload = clerk.open(PAGE).form(&format!("{PAGE}/upload"));
    let book = clerk.open(&format!("{PAGE}/workbook")).bytes;
    let book = crate::workbook::Book::open(&book).number("dead-livestock", 'F', "7").bytes();

    let matrix = office.open("/filing/matrix");
    let close = forms(&matrix.html(), "/periods/close", "2025-09");
    // Numbers are missing: closing it needs a reason, which the journal keeps.
    office.send(&close.clone().with("why", " ")).is(422).says(&["要关闭请写理由"]);
    office
        .submit(&close.with("why", "示例：停产"))
        .is(200)
        .says(&["2025-09 已关闭", "关闭：示例：停产"]);
    clerk.open(PAGE).says(&["已关闭，只能看"]);
    // Nobody is asked for what cannot be filed; that numbers are missing is the office's to know.
    clerk.open("/turns").never_says(&["2025-09 有"]);
    office.open("/turns?kind=closed_incomplete").says(&["2025-09 已关闭，还缺"]);
    let page = clerk.open(PAGE);
    assert!(page.find_form(PAGE).is_none_or(|form| form.get(CELL).is_none()), "nothing to fill in");
    // A page that was open before still cannot file, nor can a workbook.
    clerk.send(&prepared.clone()).is(422).says(&["已关闭"]);
    clerk.send(&upload.clone().attached("file", "表.xlsx", &book)).is(422).says(&["已关闭"]);
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["还没有填报"]);

    // Opening it again needs a reason.
    let matrix = office.open("/filing/matrix");
    let open = forms(&matrix.html(), "/periods/open", "2025-09");
    office.send(&open.clone().with("why", " ")).is(422);
    let matrix = office.open("/filing/matrix");
    let open = forms(&matrix.html(), "/periods/open", "2025-09");
    office.submit(&open.with("why", "补报")).is(200).says(&["2025-09 已重新打开"]);
    let form = clerk.open(PAGE).form(PAGE).with(CELL, "7").pressed("file");
    clerk.submit(&form).is(200).says(&["已提交 1 个数"]);
    house.close();
}

/// The form of a page for a period among those for all periods.
#[track_caller]
fn forms(html: &str, path: &str, period: &str) -> crate::page::Form {
    let all = crate::page::Form::all(html).into_iter();
    let mut own = all.filter(|form| form.path() == path && form.get("period") == Some(period));
    own.next().unwrap_or_else(|| panic!("{path} for {period}"))
}

#[test]
fn a_confirmed_number_is_corrected_with_a_reason_and_the_old_one_stays() {
    const MAY: &str = "/filing/agriculture/2025-05";
    const HISTORY: &str = "/values/agriculture/dead-livestock/2025-05";
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let mut office = house.enter("zero-waste-office-1");
    clerk.open(HISTORY).says(&["5.77吨", "已确认"]);

    let form = clerk.open(MAY).form(MAY).with(CELL, "5.87").pressed("file");
    clerk.send(&form).is(422).says(&["理由"]);
    clerk.open(HISTORY).never_says(&["5.87"]);
    let form = clerk.open(MAY).form(MAY).with(CELL, "5.87");
    let form = form.with("r-dead-livestock", "漏记一户").pressed("file");
    clerk.submit(&form).is(200).says(&["已提交 1 个数"]);
    let form = second.open(MAY).form(&format!("{MAY}/move")).pressed("review");
    second.submit(&form).is(200);
    let form = office.open(MAY).form(&format!("{MAY}/move")).pressed("confirm");
    office.submit(&form).is(200);
    for browser in [&mut clerk, &mut second, &mut office] {
        browser.open(HISTORY).says(&[
            "5.87吨",
            "5.77吨",
            "更正过 1 次",
            "漏记一户",
            "agriculture-1",
        ]);
    }
    house.close();
}

#[test]
fn nobody_approves_their_own_number() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let form = clerk.open(PAGE).form(PAGE).with(CELL, "7").pressed("file");
    clerk.submit(&form).is(200);
    // The page offers no such form; the one of the other user is sent in the clerk's name.
    let offered = second.open(PAGE).form(&format!("{PAGE}/move"));
    let csrf = clerk.open(PAGE).form(PAGE).get("csrf").unwrap_or_default().to_owned();
    let forged = offered.with("csrf", &csrf).pressed("review");
    let refused = clerk.send(&forged);
    assert!([409, 422].contains(&refused.status), "{} {}", refused.status, refused.text());
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["待审核"]);
    house.close();
}
