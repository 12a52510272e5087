//! Workbooks that are not what they should be: each is answered with a clear word, sound rows are
//! taken where the file is the right one, and nothing is half.

use crate::client::{Browser, Reply};
use crate::house::House;
use crate::workbook::Book;

const PAGE: &str = "/filing/agriculture/2025-09";
const ALL: &str = "dead-livestock";
const TREATED: &str = "dead-livestock-treated";
const VALUE: char = 'F';

fn down(browser: &mut Browser, page: &str) -> Book {
    Book::open(&browser.open(&format!("{page}/workbook")).bytes)
}

fn up(browser: &mut Browser, page: &str, name: &str, bytes: &[u8]) -> Reply {
    let form = browser.open(page).form(&format!("{page}/upload"));
    browser.send(&form.attached("file", name, bytes))
}

/// A file that is refused whole leads back to the page that it was sent from.
#[track_caller]
fn leads_back(refused: &Reply, page: &str) {
    refused.says(&["什么都没有保存", "改好后再交一次"]);
    let way = format!("href=\"{page}\">回到刚才的页面");
    assert!(refused.html().contains(&way), "{}", refused.html());
    let english = format!("href=\"{page}?lang=en\"");
    assert!(refused.html().contains(&english), "the other language of the page that is there");
}

#[track_caller]
fn is_untouched(browser: &mut Browser) {
    for item in [ALL, TREATED] {
        browser.open(&format!("/values/agriculture/{item}/2025-09")).says(&["还没有填报"]);
    }
}

#[test]
fn a_workbook_of_another_org_year_or_plan_is_refused_whole() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut ecology = house.enter("ecology-branch-1");
    let others = down(&mut ecology, "/filing/ecology-branch/2025-Q3");
    let refused = up(&mut clerk, PAGE, "表.xlsx", &others.bytes());
    refused.is(422).says(&["市生态环境局天桥分局", "区农业农村局"]);
    leads_back(&refused, PAGE);

    let last_year = down(&mut clerk, "/filing/agriculture/2024-09");
    up(&mut clerk, PAGE, "表.xlsx", &last_year.bytes()).is(422).says(&["2024", "2025"]);

    let own = down(&mut clerk, PAGE).number(ALL, VALUE, "8");
    let of_plan = own.tampered("tianqiao-2023-2025", "another-2023-2025");
    up(&mut clerk, PAGE, "表.xlsx", &of_plan.bytes()).is(422).says(&["another-2023-2025"]);
    is_untouched(&mut clerk);
    house.close();
}

#[test]
fn a_row_whose_hidden_ids_were_touched_is_not_taken_and_the_others_are() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    for (from, to) in [(TREATED, "manure-used"), ("病死畜禽集中无害化处理量", "畜禽粪污综合利用量")]
    {
        let book = down(&mut clerk, PAGE).number(TREATED, VALUE, "8").tampered(from, to);
        up(&mut clerk, PAGE, "表.xlsx", &book.bytes()).is(422).says(&["被改动过", "没有收"]);
        is_untouched(&mut clerk);
    }
    // Another org's item under one's own key.
    let book = down(&mut clerk, PAGE).number(ALL, VALUE, "8").tampered(ALL, "giw-used");
    up(&mut clerk, PAGE, "表.xlsx", &book.bytes()).is(422);
    is_untouched(&mut clerk);
    // The org of the workbook is changed to one's own: the marks do not fit.
    let mut ecology = house.enter("ecology-branch-1");
    let book = down(&mut ecology, "/filing/ecology-branch/2025-Q3");
    let book = book.tampered("ecology-branch", "agriculture");
    up(&mut clerk, PAGE, "表.xlsx", &book.bytes()).is(422);
    is_untouched(&mut clerk);
    house.close();
}

#[test]
fn words_in_a_number_cell_are_answered_and_the_sound_row_is_taken() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    for words in ["八吨", "8..1", "=8", "#REF!", "1e999", "NaN", "∞"] {
        let book = down(&mut clerk, PAGE).words(TREATED, VALUE, words);
        let answer = up(&mut clerk, PAGE, "表.xlsx", &book.bytes());
        assert_eq!(answer.status, 422, "{words}: {}", answer.text());
        is_untouched(&mut clerk);
    }
    let book = down(&mut clerk, PAGE).number(ALL, VALUE, "8").words(TREATED, VALUE, "八吨");
    let answer = up(&mut clerk, PAGE, "表.xlsx", &book.bytes());
    answer.is(422).says(&["1 个数已提交", "1 行有误"]);
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["8吨"]);
    house.close();
}

#[test]
fn formulas_merged_cells_and_missing_rows_are_said() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let merged = down(&mut clerk, PAGE).number(ALL, VALUE, "8").merged("F2:F3");
    up(&mut clerk, PAGE, "表.xlsx", &merged.bytes()).is(422).says(&["合并的单元格"]);
    is_untouched(&mut clerk);
    let formula = down(&mut clerk, PAGE).formula(ALL, VALUE, "4+4", "8").without_row(TREATED);
    let answer = up(&mut clerk, PAGE, "表.xlsx", &formula.bytes());
    answer.is(200).says(&["1 个数已提交", "公式", "少了 1 行"]);
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["8吨"]);
    house.close();
}

#[test]
fn what_is_no_workbook_is_refused_with_what_to_do() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let with_macro = down(&mut clerk, PAGE).number(ALL, VALUE, "8");
    let with_macro = with_macro.with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro").bytes();
    let cut = down(&mut clerk, PAGE).bytes();
    let cut = &cut[..cut.len() / 2];
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook";
    let cases: [(&str, &[u8]); 8] = [
        ("宏.xlsm", &with_macro),
        ("宏.xlsx", &with_macro),
        ("截断.xlsx", cut),
        ("旧.xls", old),
        ("空.xlsx", b""),
        ("词.xlsx", "这不是表".as_bytes()),
        ("图.png", b"\x89PNG\r\n\x1a\n"),
        ("无头.csv", "甲,乙\n1,2\n".as_bytes()),
    ];
    for (name, bytes) in cases {
        let answer = up(&mut clerk, PAGE, name, bytes);
        assert_eq!(answer.status, 422, "{name}: {} {}", answer.status, answer.text());
        leads_back(&answer, PAGE);
        is_untouched(&mut clerk);
    }
    // A browser that does not say where it was is led to the page above the form's address.
    let mut silent = clerk.clone();
    silent.forget_page();
    let form = clerk.open(PAGE).form(&format!("{PAGE}/upload"));
    leads_back(&silent.send(&form.attached("file", "空.xlsx", b"")), PAGE);
    // No file at all.
    let form = clerk.open(PAGE).form(&format!("{PAGE}/upload"));
    clerk.send(&form).is(422).says(&["请选择填好的表"]);
    house.close();
}

#[test]
fn a_csv_in_the_format_of_the_export_is_an_import_too() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let csv = "item,org,period,value,unit,status,source,note\n\
        dead-livestock,agriculture,2025-09,8100,千克,reported,台账,\n\
        dead-livestock-treated,agriculture,2025-09,7.9,吨,reported,台账,\n\
        dead-livestock,industry,2025-09,7,吨,reported,别家的,\n";
    let answer = up(&mut clerk, PAGE, "九月.csv", csv.as_bytes());
    answer.is(422).says(&["2 个数已提交", "1 行有误"]);
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["8.1吨"]);
    let mut office = house.enter("zero-waste-office-1");
    office.get("/values/industry/dead-livestock/2025-09").is(404).never_says(&["7吨"]);
    house.close();
}

#[test]
fn a_fraction_where_a_percentage_is_wanted_is_asked_about() {
    const YEAR: &str = "/filing/zero-waste-office/2025";
    const ITEM: &str = "survey-participation";
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let form = office.open(YEAR).form(YEAR).with(&format!("v-{ITEM}"), "0.95");
    office.send(&form.clone().pressed("file")).is(422).says(&["是否应为 95"]);
    // With an explanation it is taken, and the remark stays in sight.
    let form = form.with(&format!("n-{ITEM}"), "确为不到百分之一");
    office.submit(&form.pressed("file")).is(200).says(&["已提交 1 个数"]);
    office.open(YEAR).says(&["是否应为 95"]);
    house.close();
}

#[test]
fn a_unit_behind_a_number_is_converted_in_a_workbook_as_on_the_page() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let book = down(&mut clerk, PAGE).words(ALL, VALUE, "3150公斤").words(TREATED, VALUE, "3.15吨");
    let answer = up(&mut clerk, PAGE, "表.xlsx", &book.bytes());
    answer.says(&["已换算：3150 公斤 = 3.15 吨"]).never_says(&["没有保存"]);
    clerk.open(&format!("/values/agriculture/{ALL}/2025-09")).says(&["3.15"]);

    let both = down(&mut clerk, PAGE).words(ALL, VALUE, "3150公斤").words(ALL, 'G', "万吨");
    let answer = up(&mut clerk, PAGE, "表.xlsx", &both.bytes());
    answer.is(422).says(&["数后面写的是“公斤”", "“万吨”", "请只写一个"]);
    let other = down(&mut clerk, PAGE).words(ALL, VALUE, "3150头");
    up(&mut clerk, PAGE, "表.xlsx", &other.bytes()).is(422).says(&["“头”"]);
    house.close();
}

#[test]
fn a_damaged_workbook_is_refused_as_what_it_is() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let sound = down(&mut clerk, PAGE).number(ALL, VALUE, "8").bytes();
    let cut = &sound[..sound.len() / 2];
    let headless = &sound[64..];
    let odd: Vec<u8> = (0..4_000_u32).map(|at| (at * 37 % 251) as u8).collect();
    for (name, bytes) in [("表.xlsx", cut), ("表.xlsx", headless), ("表.xlsx", &odd)] {
        let refused = up(&mut clerk, PAGE, name, bytes);
        refused.is(422).never_says(&["第 1 行", "表头", "引号"]);
        let told = refused.text();
        assert!(told.contains("损坏") || told.contains("不完整"), "{name}: {told}");
    }
    for bytes in [cut, headless, &odd] {
        let refused = up(&mut clerk, PAGE, "表.csv", bytes);
        refused.is(422).never_says(&["表头", "引号", "缺少列"]);
    }
    is_untouched(&mut clerk);
    house.close();
}
