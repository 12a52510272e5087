//! A definition changes from a year on: the years before keep theirs, and the pages say so.

use crate::house::House;

#[test]
fn an_edition_for_later_years_stands_beside_the_first_and_is_marked_in_the_chart() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let before = office.open("/indicators/30").html();
    assert!(!before.contains("class=\"edition\""), "one definition for all years");
    let form = office.open("/definitions/30").form("/definitions/30");
    assert_eq!(form.get("decimals"), Some("2"));
    let form = form.with("decimals", "1").with("since", "2025");
    office.submit(&form.with("why", "统计范围扩大")).is(200).says(&["已存为新的版次"]);

    let page = office.open("/indicators/30");
    page.says(&["2025 年起新口径"]);
    assert_eq!(page.html().matches("class=\"edition\"").count(), 1, "one rule");
    office.open("/indicators/30?lang=en").says(&["new definition from 2025"]);
    let page = office.open("/definitions/30?lang=zh");
    page.says(&["新增，自 2025 年起适用", "统计范围扩大", "随方案导入"]);
    assert!(!page.html().contains("<s>2</s>"), "the first edition still holds");

    // The same edition once more is a change of it.
    let form = page.form("/definitions/30").with("decimals", "3");
    office.submit(&form.with("since", "2025").with("why", "改位数")).is(200);
    let page = office.open("/definitions/30");
    page.says(&["修改，自 2025 年起适用"]);
    assert!(page.html().contains("<s>1</s>"), "what it replaced is struck out");
    house.close();
}
