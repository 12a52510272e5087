//! What a workbook may not be: each is told where and what to do, and nothing of it is filed.

use domain::period::Period;
use domain::{Lang, Say as _};
use wufei_engine::{Outcome, WorkbookReceipt};

use crate::desk::{Book, Desk, PLAN, with_part};

async fn workbook(desk: &Desk, org: &str, period: &str) -> Vec<u8> {
    let ctx = desk.user("甲", org);
    let periods = [Period::parse(period).expect("a period")];
    desk.engine.workbook_write(&ctx, (PLAN, org), &periods).await.expect("a workbook")
}

/// What the only rejected row is told, with its place.
fn told(read: &WorkbookReceipt) -> String {
    let rows = read.receipt.rows.iter().zip(&read.places);
    let rejected: Vec<String> = rows
        .filter(|(row, _)| row.outcome == Outcome::Rejected)
        .map(|(row, place)| {
            let told: Vec<String> = row.told.iter().map(|told| told.said.say(Lang::Zh)).collect();
            format!("{place} {}", told.join("；"))
        })
        .collect();
    assert_eq!(read.receipt.count(Outcome::Filed), 0, "{:?}", read.receipt.rows);
    rejected.join("\n")
}

#[tokio::test]
async fn a_workbook_of_another_org_year_or_plan() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "industry", "2025-Q3").await;
    let said = desk.refused("agriculture", "表.xlsx", bytes.clone()).await;
    assert_eq!(said, "表.xlsx: 这是区工业和信息化局的表，这里填的是区农业农村局的数");
    let old = workbook(&desk, "industry", "2024-Q3").await;
    let said = desk.refused("industry", "表.xlsx", old).await;
    assert_eq!(said, "表.xlsx: 这是 2024 年的表（2024-Q3），这里填的是 2025 年");
    let mut book = Book::open(&bytes);
    let ids = book.sheets.len() - 1;
    book.sheets[ids].2[1][1] = "another-plan".to_owned();
    let said = desk.refused("industry", "表.xlsx", book.save()).await;
    assert_eq!(said, "表.xlsx: 这是方案 another-plan 的表，这里填的是 tianqiao-2023-2025");
}

#[tokio::test]
async fn ids_that_were_touched() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "agriculture", "2025-H1").await;
    for (column, text) in
        [("数据项编号", "scale-farms"), ("版本", "7"), ("报告期", "2024-H1"), ("校验", "x")]
    {
        let mut book = Book::open(&bytes);
        book.set(2, column, text).set(2, "本期数", "12");
        let said = told(&desk.read("agriculture", book.save()).await);
        assert!(
            said.starts_with("填报!3 这一行的名称、报告期或隐藏的编号被改动过"),
            "{column} {said}"
        );
    }
    let mut book = Book::open(&bytes);
    book.set(0, "数据项编号", "");
    let said = desk.refused("agriculture", "表.xlsx", book.save()).await;
    assert!(said.starts_with("表.xlsx:填报!1: 表头缺少 数据项编号"), "{said}");
}

#[tokio::test]
async fn cells_that_hold_something_else() {
    let desk = Desk::new().await;
    let org = "zero-waste-office";
    let bytes = workbook(&desk, org, "2025").await;
    let at = |book: &Book| {
        let rows = 1..book.sheets[0].2.len();
        rows.into_iter().find(|row| book.get(*row, "计量单位") == "%").expect("a percentage")
    };
    let cases = [
        ("本期数", "约八成", "数值“约八成”"),
        ("本期数", "0.95", "单位是 %，填的是 0.95；是否应为 95？"),
        ("计量单位", "吨", "单位“吨”是"),
        ("状态", "大概", "状态“大概”不在可用的词里"),
        ("来源", &"长".repeat(501), "最多 500 字"),
    ];
    for (column, text, wanted) in cases {
        let mut book = Book::open(&bytes);
        let row = at(&book);
        book.set(row, "本期数", "82").set(row, "状态", "已报").set(row, column, text);
        let said = told(&desk.read(org, book.save()).await);
        assert!(said.starts_with(&format!("填报!{} {wanted}", row + 1)), "{said}");
    }
    let mut book = Book::open(&bytes);
    let row = at(&book);
    book.set(row, "本期数", "82%").set(row, "状态", "已报");
    let read = desk.read(org, book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "a percentage may bring its sign {}", "");
}

#[tokio::test]
async fn formulas_and_merged_cells() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "agriculture", "2025-H1").await;
    let mut book = Book::open(&bytes);
    let row = book.row("有效期内“三品一标”产品数", "2025-H1");
    book.set(row, "本期数", "16");
    book.formula(row, "本期数", "=8*2", "16");
    let read = desk.read("agriculture", book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Filed), 1, "{:?}", read.receipt.rows);
    let answer = read.receipt.rows.iter().find(|row| row.outcome == Outcome::Filed);
    let said = answer.expect("a row").told[0].said.say(Lang::Zh);
    assert_eq!(said, "这里是公式，按它显示的结果“16”收下");
    let mut book = Book::open(&bytes);
    book.set(row, "本期数", "18");
    let at = u32::try_from(row).expect("a row");
    book.merge((at, 8), (at, 9));
    let said = told(&desk.read("agriculture", book.save()).await);
    assert!(said.starts_with(&format!("填报!{} 这一行有合并的单元格", row + 1)), "{said}");
}

#[tokio::test]
async fn rows_that_were_added_or_removed() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "agriculture", "2025-H1").await;
    let mut book = Book::open(&bytes);
    book.sheets[0].2.push(["新的数据项", "2025-H1", "", "", "", "12"].map(str::to_owned).to_vec());
    let added = book.sheets[0].2.len();
    let said = told(&desk.read("agriculture", book.save()).await);
    assert!(said.starts_with(&format!("填报!{added} 这一行不是模板里的")), "{said}");
    let mut book = Book::open(&bytes);
    let name = book.get(1, "数据项").to_owned();
    book.sheets[0].2.remove(1);
    let read = desk.read("agriculture", book.save()).await;
    let note = read.notes[0].say(Lang::Zh);
    assert_eq!(note, format!("表里少了 1 行（{name} 2025-H1），按没有填处理，已有的数不变"));
    let mut book = Book::open(&bytes);
    let copy = book.sheets[0].2[1].clone();
    book.sheets[0].2.push(copy);
    let last = book.sheets[0].2.len();
    book.set(1, "本期数", "11").set(1, "说明", "甲");
    book.set(last - 1, "本期数", "12").set(last - 1, "说明", "乙");
    let said = told(&desk.read("agriculture", book.save()).await);
    let wanted = format!(
        "填报!2 与 填报!{last} 是同一个数据项和报告期，那里写的是 12 个 示例；两行都没有收，请只留一行\n\
         填报!{last} 与 填报!2 是同一个数据项和报告期，那里写的是 11 个 示例；两行都没有收，请只留一行"
    );
    assert_eq!(said, wanted);
}

#[tokio::test]
async fn a_row_that_was_copied_and_changed_below() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "agriculture", "2024").await;
    let mut book = Book::open(&bytes);
    let rows = 1..book.sheets[0].2.len();
    let row = rows.into_iter().find(|row| !book.get(*row, "本期数").is_empty()).expect("a number");
    let copy = book.sheets[0].2[row].clone();
    book.sheets[0].2.push(copy);
    let last = book.sheets[0].2.len();
    // The copy as it is says nothing new and harms nobody.
    let read = desk.read("agriculture", book.save()).await;
    assert_eq!(read.receipt.count(Outcome::Unchanged), read.receipt.rows.len());
    book.set(last - 1, "本期数", "99999").set(last - 1, "更正理由", "核实");
    let said = told(&desk.read("agriculture", book.save()).await);
    assert!(said.contains(&format!("填报!{} 与 填报!{last} 是同一个", row + 1)), "{said}");
    assert!(said.contains(&format!("填报!{last} 与 填报!{} 是同一个", row + 1)), "{said}");
    assert!(said.contains("那里写的是 99999"), "{said}");
}

#[tokio::test]
async fn far_more_rows_than_there_are_to_file() {
    let desk = Desk::new().await;
    let mut book = Book::open(&workbook(&desk, "agriculture", "2025-H1").await);
    let row = ["x", "", "", "", "", "5"].map(str::to_owned).to_vec();
    book.sheets[0].2.extend(std::iter::repeat_n(row, 20_000));
    let said = desk.refused("agriculture", "表.xlsx", book.save()).await;
    let rows = book.sheets[0].2.len();
    assert!(said.starts_with(&format!("表.xlsx: 表里有 {rows} 行，本单位的表最多收 2")), "{said}");
    let mut csv = "item,org,period,value,unit,status,source,note\n".to_owned();
    csv.push_str(&"x,,2025,5,,,,\n".repeat(20_000));
    let said = desk.refused("agriculture", "值.csv", csv.into_bytes()).await;
    assert!(said.starts_with("值.csv: 表里有 20001 行，本单位的表最多收 2"), "{said}");
}

#[tokio::test]
async fn files_that_are_no_workbook_to_fill_in() {
    let desk = Desk::new().await;
    let bytes = workbook(&desk, "agriculture", "2025-H1").await;
    let macros = with_part(&bytes, "xl/vbaProject.bin", b"macro");
    for (name, bytes) in [("表.xlsx", macros), ("表.xlsm", bytes.clone())] {
        let said = desk.refused("agriculture", name, bytes).await;
        assert_eq!(said, format!("{name}: 表里带有宏程序，不能收"));
    }
    let bomb = with_part(&bytes, "xl/worksheets/sheet1.xml", &vec![b' '; 64 << 20]);
    let said = desk.refused("agriculture", "表.xlsx", bomb).await;
    assert!(said.contains("过大"), "{said}");
    for (bytes, wanted) in [
        (b"%PDF-1.7".to_vec(), "这是 PDF 文件"),
        (Vec::new(), "文件是空的"),
        (bytes[..bytes.len() / 2].to_vec(), "文件不完整"),
        ("甲,乙\n1,2\n".as_bytes().to_vec(), "表头缺少 item、org、period、value"),
    ] {
        let said = desk.refused("agriculture", "表.xlsx", bytes).await;
        assert!(said.contains(wanted), "{said}");
    }
}

#[tokio::test]
async fn a_closed_period_and_a_confirmed_number() {
    let desk = Desk::new().await;
    let org = "agriculture";
    let bytes = workbook(&desk, org, "2025-H1").await;
    let office = desk.office();
    desk.engine.period_close(&office, PLAN, "2025-H1", "示例：缺数").await.expect("closed");
    let mut book = Book::open(&bytes);
    let row = book.row("有效期内“三品一标”产品数", "2025-H1");
    book.set(row, "本期数", "16");
    let said = told(&desk.read(org, book.save()).await);
    assert!(said.contains("2025-H1 已关闭"), "{said}");
}

#[tokio::test]
async fn rows_of_another_org_in_a_csv() {
    let desk = Desk::new().await;
    let csv = "item,org,period,value,unit,status,source,note\n\
               certified-products,agriculture,2025-H1,16,个,reported,,\n\
               certified-products,agriculture,2025-H2,,个,reported,,\n\
               giw-used,industry,2025-Q3,5,吨,reported,,\n";
    let read = desk.read_as("甲", "agriculture", "值.csv", csv.as_bytes().to_vec()).await;
    let outcomes: Vec<Outcome> = read.receipt.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Filed, Outcome::Rejected], "{:?}", read.receipt.rows);
    assert_eq!((read.blank, read.places[1].as_str()), (1, "4"));
    let answered = String::from_utf8(read.answered.bytes).expect("a csv");
    assert!(
        answered.contains("没有收：这一行是“industry”的数，这里只收区农业农村局的"),
        "{answered}"
    );
}
