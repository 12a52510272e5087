//! A red indicator, from its number to an explanation, to work with proof, to green again.

use crate::evidence::PDF;
use crate::house::House;

const PAGE: &str = "/filing/agriculture/2025-09";
const NAME: &str = "病死畜禽集中无害化处理率";

#[test]
fn a_red_indicator_is_explained_worked_on_with_proof_and_turns_green() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut office = house.enter("zero-waste-office-1");
    let mut leader = house.enter("示例领导");

    // A bad September: 6 of 8 tonnes were treated.
    let form = clerk.open(PAGE).form(PAGE);
    let form = form.with("v-dead-livestock", "8").with("v-dead-livestock-treated", "6");
    clerk.submit(&form.pressed("file")).is(200).says(&["已提交 2 个数"]);
    let red = leader.open("/indicators/30");
    red.says(&["96.73 %", "有风险", "待说明"]);
    assert!(red.find_form("/indicators/30/explain").is_none(), "a leader explains nothing");
    let owed = format!("“{NAME}”要说明原因和措施");
    for browser in [&mut clerk, &mut office] {
        browser.open("/turns").says(&[&owed]);
    }
    leader.open("/sheet").says(&[NAME]);

    // The bureau says why, what is done, until when, and who does it.
    let form = clerk.open("/indicators/30").form("/indicators/30/explain");
    let short = form.clone().with("reason", "").with("measures", "");
    clerk.send(&short).is(422);
    let form =
        form.with("reason", "九月收集车检修，两吨未及时转运").with("measures", "加开一班收集车");
    // Once the day that it names has passed, and it is still red, it owes another.
    let hasty = form.clone().with("due_on", "2025-10-21").with("person", "畜牧科");
    clerk.submit(&hasty).is(200).says(&["说明已保存"]);
    office.open("/turns").never_says(&[&owed]);
    office.open("/turns?as_of=2025-10-22").says(&[&owed]);
    let form = clerk.open("/indicators/30").form("/indicators/30/explain");
    let form =
        form.with("reason", "九月收集车检修，两吨未及时转运").with("measures", "加开一班收集车");
    let form = form.with("due_on", "2025-11-30").with("person", "畜牧科");
    clerk.submit(&form).is(200).says(&[
        "说明已保存",
        "九月收集车检修，两吨未及时转运",
        "2025-11-30",
    ]);
    // The overview tells of it among what changed, and does not where an earlier day is looked at.
    let told = format!("“{NAME}”说明了原因和措施");
    leader.open("/").says(&[&told]);
    leader.open("/?as_of=2025-10-19").never_says(&[&told]);
    for browser in [&mut clerk, &mut office] {
        browser.open("/turns").never_says(&[&owed]);
    }
    // Wherever the red is shown its explanation is shown.
    for page in ["/indicators/30", "/sheet"] {
        leader.open(page).says(&["九月收集车检修"]);
    }

    work_done_with_proof(&mut clerk);

    // The rest was treated: the corrected number turns the indicator green.
    let form = clerk.open(PAGE).form(PAGE);
    let form =
        form.with("v-dead-livestock-treated", "8").with("n-dead-livestock-treated", "补运两吨");
    clerk.submit(&form.pressed("file")).is(200).says(&["已提交 1 个数"]);
    leader.open("/indicators/30").says(&["100.00 %", "序时推进"]).never_says(&["有风险"]);
    house.close();
}

fn work_done_with_proof(clerk: &mut crate::client::Browser) {
    clerk.open("/turns").says(&["3 项重点任务本季度未报进展"]);
    let page = clerk.open("/measures/25");
    page.says(&["未开始", "没有报告"]);
    let form = page.form("/reports").with("state", "done").with("percent", "100");
    let form = form.with("text", "收集车已增配，台账和合同见附件");
    // Done needs evidence.
    clerk.send(&form.clone()).is(422).says(&["佐证"]);
    let form = form.attached("files", "合同.pdf", PDF);
    let page = clerk.submit(&form);
    page.is(200).says(&["已报进展", "已完成", "佐证 1 份", "合同.pdf"]);
    let html = page.html();
    let at = html.find("/evidence/").expect("the proof can be opened");
    let link = html[at..].split(['"', '?']).next().unwrap_or_default();
    let file = clerk.open(link);
    assert_eq!(file.bytes, PDF, "the proof comes back as it was sent");
    clerk.open("/turns").says(&["2 项重点任务本季度未报进展"]);
}

#[test]
fn a_red_indicator_of_the_demonstration_turns_green_by_a_number_that_all_stand_by() {
    const QUARTER: &str = "/filing/ecology-branch/2025-Q3";
    const MOVE: &str = "/filing/ecology-branch/2025-Q3/move";
    let owed = "“危险废物经营单位环境污染责任保险覆盖率”要说明原因和措施";
    let house = House::open_for(&["ecology-branch-2"]);
    let mut clerk = house.enter("ecology-branch-1");
    let mut second = house.enter("ecology-branch-2");
    let mut office = house.enter("zero-waste-office-1");
    office.open("/indicators/37").says(&["83.33%", "有风险", "待说明"]);
    office.open("/turns?kind=explanation_owed").says(&[owed]);

    // One policy had been renewed in time: six of six are insured.
    let form = clerk.open(QUARTER).form(QUARTER).with("v-hw-operators-insured", "6");
    let form = form.with("n-hw-operators-insured", "保单已于九月续保").pressed("file");
    clerk.submit(&form).is(200).says(&["已提交 1 个数"]);
    let form = second.open(QUARTER).form(MOVE).pressed("review");
    second.submit(&form).is(200).says(&["1 个数审核通过"]);
    let form = office.open(QUARTER).form(MOVE).pressed("confirm");
    office.submit(&form).is(200).says(&["已确认"]);
    office.open("/indicators/37").says(&["100.00%", "序时推进"]).never_says(&["83.33%", "待说明"]);
    office.open("/turns?kind=explanation_owed").never_says(&[owed]);
    house.close();
}
