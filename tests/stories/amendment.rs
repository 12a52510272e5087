//! An amendment: a later document changes a target from a day on; before it the old one holds.

use crate::evidence::PDF;
use crate::house::House;

#[test]
fn an_amended_target_holds_from_its_day_on_and_the_old_one_before_it() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let mut clerk = house.enter("agriculture-1");
    office.open("/indicators/16").says(&["目标 98 "]);

    // What stands there is shown first.
    let form = office.open("/amendments").form("/amendments");
    let form = form.with("title", "关于调整秸秆指标的通知").with("effective_on", "2025-10-01");
    let form = form.with("why", "产业结构调整").with("indicator.0", "16").with("year.0", "2025");
    let shown = office.send(&form.with("is.0", "98.5").pressed("look"));
    shown.is(200).says(&["98"]);
    let form = shown.form("/amendments");
    assert_eq!(form.get("was.0"), Some("98"), "what the plan says");
    let form = form.attached("files", "通知.pdf", PDF).pressed("save");
    office.submit(&form).is(200).says(&["方案调整已保存", "关于调整秸秆指标的通知", "通知.pdf"]);

    // 98.12 % was enough before the day, and is not from the day on.
    for browser in [&mut office, &mut clerk] {
        browser.open("/indicators/16?as_of=2025-09-30").says(&["目标 98 ", "序时推进"]);
        browser.open("/indicators/16?as_of=2025-10-01").says(&["目标 98.5 ", "有风险"]);
        browser.open("/indicators/16").says(&["目标 98.5 "]);
    }
    // Both stay in sight, and only the office amends.
    let page = clerk.open("/amendments");
    page.says(&["关于调整秸秆指标的通知", "2025-10-01", "98.5"]);
    assert!(page.find_form("/amendments").is_none(), "a bureau amends nothing");
    house.close();
}

#[test]
fn an_amendment_says_what_it_changes_from_what() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let form = office.open("/amendments").form("/amendments");
    let form = form.with("title", "通知").with("effective_on", "2025-10-01").with("why", "调整");
    let form = form.with("indicator.0", "16").with("year.0", "2025").with("is.0", "98.5");
    let form = form.forged("looked.0", "16 2025").forged("was.0", "97").forged("what", "save");
    let refused = office.send(&form);
    refused.is(422);
    office.open("/indicators/16").says(&["目标 98 "]);

    for (field, wrong) in [("effective_on", "2025-02-30"), ("effective_on", ""), ("title", "")] {
        let form = office.open("/amendments").form("/amendments");
        let form =
            form.with("title", "通知").with("effective_on", "2025-10-01").with("why", "调整");
        let form = form.with("indicator.0", "16").with("year.0", "2025").with("is.0", "98.5");
        let form = form.forged("looked.0", "16 2025").forged("was.0", "98").forged("what", "save");
        office.send(&form.with(field, wrong)).is(422);
    }
    office.open("/indicators/16").says(&["目标 98 "]);
    house.close();
}
