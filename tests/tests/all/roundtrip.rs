//! Whatever the reader writes, the readers of a pack's files take back unchanged.

use document::Document;
use domain::record::{Fields, Record};
use wufei_tests::documents::{broken, every_plan};

/// How many broken documents are made of each plan.
const BROKEN: u64 = 4;

#[test]
fn what_the_reader_writes_can_be_read_again() {
    let mut wrong = Vec::new();
    let mut readings = 0;
    for (name, original) in every_plan() {
        readings += usize::from(hold(&name, &original, &mut wrong));
        for number in 0..BROKEN {
            let name = format!("{name}, broken {number}");
            readings += usize::from(hold(&name, &broken(&original, number), &mut wrong));
        }
    }
    println!("{readings} readings read again");
    assert!(readings > 150, "{readings} readings");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn odd_plans_can_be_read_again() {
    let mut wrong = Vec::new();
    for text in [
        // Traditional characters, and figures with nothing in front of them.
        "示例縣「無廢城市」建設實施方案（2024—2026年）\n一、工作目標\n主要指標：\n（1）示例廢物綜合利用率：2023年為88%，2024年達到90%，2026年達到95%以上，責任單位為縣示例局。\n（2）示例回收利用率：到2026年不低於40%（縣示例局）。\n二、重點任務\n1.加強監管。開展排查。（縣示例局牽頭，縣城管局配合）",
        "示例县“无废城市”建设实施方案\n一、目标\n到2025年，2024年为88%，90%，不低于95%。\n二、任务\n1.88%；90个。（责任单位：县甲局）",
        "\n一、任务\n1.2个、3座。（县甲局负责）",
    ] {
        let document = document::read("plan.txt", text.as_bytes()).expect("a text");
        assert!(hold(text, &document, &mut wrong), "{text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether the document is a plan; what cannot be read again of it is told.
fn hold(name: &str, document: &Document, wrong: &mut Vec<String>) -> bool {
    let Ok(plan) = reader::read(document) else { return false };
    let mut found = Vec::new();
    if plan.head.title.trim().is_empty() {
        found.push("plan.toml: title".to_owned());
    }
    let reading = &plan.reading;
    again(&reading.outline, &mut found);
    again(&reading.indicators, &mut found);
    again(&reading.cells, &mut found);
    again(&reading.targets, &mut found);
    again(&reading.measures, &mut found);
    again(&reading.promises, &mut found);
    again(&reading.tasks, &mut found);
    again(&reading.projects, &mut found);
    again(&reading.duties, &mut found);
    again(&reading.orgs, &mut found);
    again(&reading.unread, &mut found);
    wrong.extend(found.into_iter().take(3).map(|fault| format!("{name}: {fault}")));
    true
}

/// Reads every row back as it is written.
fn again<R: Record>(records: &[R], wrong: &mut Vec<String>) {
    for (index, record) in records.iter().enumerate() {
        let written = record.fields();
        let columns = R::COLUMNS.iter().copied();
        let pairs: Vec<(&str, &str)> = columns.zip(written.iter().map(String::as_str)).collect();
        let mut fields = Fields::new(&pairs);
        let read = R::read(&mut fields);
        let row = index + 2;
        let faults = fields.faults();
        if !faults.is_empty() {
            wrong.push(format!("{}.csv:{row}: {faults:?} {pairs:?}", R::FILE));
        } else if read.fields() != written {
            wrong.push(format!("{}.csv:{row}: {written:?} read as {:?}", R::FILE, read.fields()));
        }
    }
}
