//! What was once read wrongly: short plans that show it.

use domain::plan::Reading;
use reader::ReadPlan;
use wufei_tests::rows::of_reading;

/// A plan of these lines.
fn plan(lines: &[&str]) -> ReadPlan {
    let text = lines.join("\n");
    let document = document::read("plan.txt", text.as_bytes()).expect("a text");
    reader::read(&document).expect("a plan")
}

/// The rows of a file, these columns of them.
fn rows(reading: &Reading, file: &str, columns: &[&str]) -> Vec<String> {
    let told = |row: &wufei_tests::rows::Row| {
        columns.iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join("|")
    };
    of_reading(reading, file).iter().map(told).collect()
}

#[test]
fn steps_of_tasks_are_no_indicators() {
    let plan = plan(&[
        "示例市“无废城市”建设实施方案（2025—2027年）",
        "附件2：重点任务分工表",
        "重点领域\t任务名称\t2025年任务\t2026年任务\t2027年任务\t牵头单位\t完成标志",
        "工业\t绿色工厂\t创建2家\t创建3家\t创建5家\t市工信局\t获牌",
        "农业\t农膜回收\t回收率85%\t回收率88%\t回收率90%\t市农业农村局\t验收",
    ]);
    assert!(plan.reading.indicators.is_empty());
    let tasks = rows(&plan.reading, "tasks", &["system", "name"]);
    assert_eq!(tasks, ["工业|绿色工厂", "农业|农膜回收"]);
    assert!(plan.reading.tasks[0].extra.0.contains_key("完成标志"));
}

#[test]
fn a_year_of_two_columns_says_why_one_is_left() {
    let plan = plan(&[
        "示例市“无废城市”建设实施方案（2025—2027年）",
        "序号\t指标名称\t单位\t2024年实际\t2024年目标\t2027年省定目标\t2027年目标\t责任单位",
        "1\t示例产生强度\t吨/万元\t0.9\t0.95\t0.8\t0.75\t市工信局",
        "2\t示例综合利用率\t%\t80\t81\t90\t92\t市工信局",
    ]);
    let targets = rows(&plan.reading, "targets", &["indicator", "year", "text"]);
    assert_eq!(targets, ["1|2027|0.75", "2|2027|92"]);
    let unread = rows(&plan.reading, "unread", &["text", "reason"]);
    assert_eq!(unread[0], "2024年目标: 0.95|同一年份已有一列，只收前一列");
    assert_eq!(plan.head.base_year, Some(2024));
}

#[test]
fn a_title_that_its_table_denies_is_told() {
    let plan = plan(&[
        "示例区“无废城市”建设实施方案（2026—2028年）",
        "一、总体要求",
        "方案编制基准年为2020年。",
        "序号\t指标名称\t单位\t2020年\t2023年\t2025年\t责任单位",
        "1\t示例综合利用率\t%\t80\t85\t90\t区甲局",
        "2\t示例回收率\t%\t70\t75\t80\t区甲局",
    ]);
    assert_eq!(plan.head.target_years, [2023, 2025]);
    let unread = rows(&plan.reading, "unread", &["line", "reason"]);
    assert_eq!(unread, ["1|标题的年份与表头的年份不符，以表头为准"]);
}

#[test]
fn who_oversees_a_project_is_not_its_owner() {
    let plan = plan(&[
        "示例市“无废城市”建设实施方案（2025—2027年）",
        "二、重点任务",
        "1.建设园区。推动落地。（责任单位：市城管局）",
        "附件3：重点工程",
        "序号\t项目名称\t建设单位\t监管单位\t建设内容\t总投资（万元）",
        "1\t示例产业园\t示例环保公司\t市城管局\t焚烧线2条\t32,000",
        "2\t示例中心\t示例环保公司\t市生态环境局\t3万吨/年\t1,000",
    ]);
    let projects = rows(&plan.reading, "projects", &["owner", "implementer"]);
    assert_eq!(projects, ["|示例环保公司", "|示例环保公司"]);
}

#[test]
fn a_part_of_a_list_that_is_no_org_stands_with_its_line() {
    let plan = plan(&[
        "示例县“无废城市”建设实施方案（2024—2026年）",
        "二、重点任务",
        "1.提升能力。（省示例厅指导，市示例局、县示例局负责，2025年12月底前完成）",
        "2.推动试点。（牵头单位:县甲局;联系人:李四 电话:12345678）",
        "3.完善设施。（县乙局牵头；县丙局配合；县财政局保障资金）",
    ]);
    let duties = rows(&plan.reading, "duties", &["subject", "role", "org"]);
    let wanted = [
        "1|responsible|市示例局",
        "1|responsible|县示例局",
        "2|lead|县甲局",
        "3|lead|县乙局",
        "3|support|县丙局",
    ];
    assert_eq!(duties, wanted);
    let unread = rows(&plan.reading, "unread", &["line", "text"]);
    assert_eq!(unread, ["3|省示例厅指导", "5|县财政局保障资金"]);
}

#[test]
fn a_target_in_prose_that_means_nothing_is_unread() {
    let plan = plan(&[
        "示例县“无废城市”建设实施方案（2024—2026年）",
        "一、工作目标",
        "主要指标：",
        "（1）示例综合利用率：2023年为88%，2024年达到90%，2026年花好月圆。",
        "（2）示例回收利用率：2024年达到40%，2026年达到45%。",
        "（3）示例处置率：每年保持100%。",
        "（4）示例覆盖率：2024年达到50%，2026年达到55%。",
    ]);
    assert_eq!(plan.reading.indicators.len(), 4);
    let unread = rows(&plan.reading, "unread", &["line", "text"]);
    assert_eq!(unread, ["4|花好月圆"]);
    assert!(plan.reading.promises.is_empty(), "{:?}", plan.reading.promises);
}
