//! A document changed as other offices would have written it: columns in another order, heads by
//! other names, tables split over pages, other brackets, spaces, quotes and dashes.

#![allow(clippy::unnecessary_wraps, reason = "all changes have one signature")]

use document::{Block, Cell, Document, Merged, Paragraph, ParagraphKind, Row, Table};
use fastrand::Rng;

/// Other words for the heads of the plan, as plans of other places have them.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("序号", &["编号", "序 号", "指标序号"]),
    ("一级指标", &["一级", "一级分类", "指标大类"]),
    ("二级指标", &["二级", "二级分类", "指标小类"]),
    ("三级指标", &["指标名称", "具体指标", "指标", "建设指标"]),
    ("单位", &["计量单位", "指标单位", "单 位"]),
    ("2020年", &["2020年现状", "2020年（基准年）", "2020年度"]),
    ("2023年", &["2023年目标", "2023年目标值", "2023年度"]),
    ("2025年", &["2025年目标", "2025年目标值", "目标值（2025年）"]),
    ("数据来源部门", &["数据来源", "数据提供部门", "数据填报单位"]),
    ("责任部门", &["责任单位", "负责部门", "责任主体"]),
    ("备注", &["说明", "备注说明", "备 注"]),
    ("项目名称", &["工程名称", "重点项目名称", "建设项目"]),
    ("责任主体", &["项目业主", "业主单位"]),
    ("实施主体", &["建设单位", "实施单位"]),
    ("建设内容", &["主要建设内容", "建设内容及规模", "项目内容"]),
    ("建设地点", &["项目地点", "建设位置", "实施地点"]),
    ("建设时间", &["建设期限", "起止时间", "实施时间"]),
    ("总投资(万元)", &["投资额（万元）", "项目总投资(万元)", "投资估算（万元）"]),
    ("资金筹措方式", &["资金来源", "资金筹措渠道"]),
    ("经济社会环境效益分析", &["预期效益", "环境效益", "综合效益"]),
    ("任务名称", &["工作任务", "重点任务", "主要任务"]),
    ("主要内容", &["工作内容", "具体措施", "任务内容"]),
    ("责任单位", &["责任部门", "负责单位", "承担单位"]),
    ("实施时间", &["实施周期", "时间安排", "实施期限"]),
];

/// Heads that no list of synonyms can be expected to hold.
const STRANGE: &[&str] = &["口径出处", "归口", "事由甲", "其他事宜", "审签栏"];

/// Heads that may get a strange name: without the others a table is none.
const OPTIONAL: &[&str] = &[
    "数据来源部门",
    "备注",
    "建设地点",
    "资金筹措方式",
    "经济社会环境效益分析",
    "实施时间",
    "一级指标",
];

/// A changed document and what was done to it.
pub struct Variant {
    /// The document.
    pub document: Document,
    /// Each change in words.
    pub changes: Vec<String>,
}

/// A kind of change: does it somewhere, and says what it did, or finds nothing to change.
type Change = fn(&mut Document, &mut Rng) -> Option<String>;

const CHANGES: &[Change] = &[
    permute, permute, rename, rename, rename, estrange, brackets, spaces, quotes, dashes, spell_out,
];

/// The variant with this number: at least four changes, the tables split last so that all pages of
/// one table have its columns in one order.
pub fn variant(original: &Document, number: u64) -> Variant {
    let mut rng = Rng::with_seed(number);
    let mut document = original.clone();
    let mut changes = Vec::new();
    let (wanted, splits) = (rng.usize(3..=7), rng.usize(1..=3));
    while changes.len() < wanted {
        let change = CHANGES[rng.usize(..CHANGES.len())];
        changes.extend(change(&mut document, &mut rng));
    }
    while changes.len() < wanted + splits {
        changes.extend(split(&mut document, &mut rng));
    }
    Variant { document, changes }
}

fn tables(document: &mut Document) -> Vec<&mut Table> {
    let blocks = document.blocks.iter_mut();
    blocks
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

fn pick<'a, T>(list: &'a mut [T], rng: &mut Rng) -> &'a mut T {
    let at = rng.usize(..list.len());
    &mut list[at]
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A table's columns in another order.
fn permute(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let mut tables = tables(document);
    let table = pick(&mut tables, rng);
    let crosses = |row: &Row| row.cells.iter().any(|cell| cell.merged == Some(Merged::Left));
    if table.rows.iter().any(crosses) {
        return None;
    }
    let width = table.rows[0].cells.len();
    let mut order: Vec<usize> = (0..width).collect();
    rng.shuffle(&mut order);
    for row in &mut table.rows {
        row.cells = order.iter().map(|at| row.cells[*at].clone()).collect();
    }
    Some(format!("columns in the order {order:?}"))
}

/// A head by another name that means the same.
fn rename(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let mut tables = tables(document);
    let table = pick(&mut tables, rng);
    let heads: Vec<usize> = (0..table.rows[0].cells.len()).collect();
    let at = heads[rng.usize(..heads.len())];
    let old = squeezed(&table.rows[0].cells[at].text);
    let (_, names) = SYNONYMS.iter().find(|(head, _)| *head == old)?;
    // The owner of a project is not who is responsible for a task.
    let new = names[rng.usize(..names.len())];
    if is_taken(&table.rows[0], new) {
        return None;
    }
    new.clone_into(&mut table.rows[0].cells[at].text);
    Some(format!("{old} is called {new}"))
}

/// A head by a name that nobody can know.
fn estrange(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let mut tables = tables(document);
    let table = pick(&mut tables, rng);
    let at = rng.usize(..table.rows[0].cells.len());
    let old = squeezed(&table.rows[0].cells[at].text);
    let new = STRANGE[rng.usize(..STRANGE.len())];
    if !OPTIONAL.contains(&old.as_str()) || is_taken(&table.rows[0], new) {
        return None;
    }
    new.clone_into(&mut table.rows[0].cells[at].text);
    Some(format!("{old} is called {new}"))
}

fn is_taken(head: &Row, name: &str) -> bool {
    head.cells.iter().any(|cell| squeezed(&cell.text) == squeezed(name))
}

/// A table over two pages: a new table with or without its head, with or without 续表.
fn split(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let at = rng.usize(..document.blocks.len());
    let Block::Table(table) = &mut document.blocks[at] else { return None };
    if table.rows.len() < 5 {
        return None;
    }
    let row = rng.usize(2..table.rows.len() - 1);
    let head = table.rows[0].clone();
    // The first row of a page without a head is one of the list, and begins with its number.
    let is_number = |cell: &Cell| cell.text.parse::<u32>().is_ok();
    let has_head = !head.cells.iter().any(is_number);
    let (with_head, with_word) = (has_head && rng.bool(), rng.bool());
    let mut rest = table.rows.split_off(row);
    for cell in &mut rest[0].cells {
        cell.merged = cell.merged.filter(|merged| *merged != Merged::Up);
    }
    if with_head {
        rest.insert(0, head.clone());
    }
    let mut after = vec![Block::Table(Table { rows: rest })];
    if with_word {
        let (place, text) = (head.place, "续表".to_owned());
        after.insert(0, Block::Paragraph(Paragraph { place, text, kind: ParagraphKind::Body }));
    }
    document.blocks.splice(at + 1..=at, after);
    Some(format!("split at row {row}, head {with_head}, 续表 {with_word}"))
}

/// Every text of the document, with whether it stands in a table.
fn each_text(document: &mut Document, mut change: impl FnMut(&mut String, bool)) {
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(paragraph) => change(&mut paragraph.text, false),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    change(&mut cell.text, true);
                }
            }
        }
    }
}

fn replace_all(document: &mut Document, pairs: &[(char, char)]) {
    each_text(document, |text, _| {
        let other = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
        *text = text.chars().map(other).collect();
    });
}

fn brackets(document: &mut Document, rng: &mut Rng) -> Option<String> {
    if rng.bool() {
        replace_all(document, &[('(', '（'), (')', '）')]);
        Some("wide brackets".to_owned())
    } else {
        replace_all(document, &[('（', '('), ('）', ')'), ('：', ':')]);
        Some("narrow brackets and colons".to_owned())
    }
}

fn quotes(document: &mut Document, _: &mut Rng) -> Option<String> {
    replace_all(document, &[('“', '"'), ('”', '"')]);
    Some("straight quotes".to_owned())
}

fn dashes(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let to = if rng.bool() { '-' } else { '~' };
    // Only between digits: elsewhere a dash is punctuation.
    each_text(document, |text, _| {
        let all: Vec<char> = text.chars().collect();
        let digit =
            |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(char::is_ascii_digit);
        let changed = all.iter().enumerate().map(|(at, c)| {
            let between = digit(at.checked_sub(1)) && digit(Some(at + 1));
            if between && ['—', '–', '-', '－'].contains(c) { to } else { *c }
        });
        *text = changed.collect();
    });
    Some(format!("years joined by {to}"))
}

/// Spaces and line breaks inside the cells' Chinese words, and at their ends.
fn spaces(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let space = [' ', '\u{3000}', '\n'][rng.usize(..3)];
    let mut own = rng.fork();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    each_text(document, |text, in_table| {
        if !in_table || own.u8(..4) > 0 {
            return;
        }
        let all: Vec<char> = text.chars().collect();
        let inner: Vec<usize> =
            (1..all.len()).filter(|at| han(all[at - 1]) && han(all[*at])).collect();
        if inner.is_empty() {
            return;
        }
        let at = inner[own.usize(..inner.len())];
        *text = all[..at].iter().chain([&space]).chain(&all[at..]).collect();
    });
    Some(format!("{space:?} inside words"))
}

/// The headings of the levels written out in each row instead of once.
fn spell_out(document: &mut Document, rng: &mut Rng) -> Option<String> {
    let mut tables = tables(document);
    let table = pick(&mut tables, rng);
    let levels: Vec<usize> = (0..table.rows[0].cells.len())
        .filter(|at| squeezed(&table.rows[0].cells[*at].text).ends_with("级指标"))
        .collect();
    let mut changed = false;
    for at in levels {
        for row in 2..table.rows.len() {
            if table.rows[row].cells[at].text.is_empty() {
                table.rows[row].cells[at] = Cell::new(table.rows[row - 1].cells[at].text.clone());
                changed = true;
            }
        }
    }
    changed.then(|| "levels in every row".to_owned())
}
