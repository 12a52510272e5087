//! Files from the disk: their bytes, and csv files as rows under their columns.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use document::{Record as FileRow, RowReader};
use domain::record::{FieldFault, FieldFaultKind, Fields, Record, Said};

use crate::disk::{Doing, refusal};
use crate::fault::{Fault, Faults, Spot};
use crate::refusal::refused;

/// The bytes of a file.
///
/// # Errors
/// There is no such file, or it cannot be read.
pub fn file_read(path: &Path) -> Result<Vec<u8>, Faults> {
    let spot = || Spot::file(path.display().to_string());
    if path.is_dir() {
        let said =
            Said::both("是文件夹，不是文件".to_owned(), "is a folder, not a file".to_owned());
        let hint = Said::both("写明文件夹里的文件".to_owned(), "name a file inside it".to_owned());
        return Err(Fault::new(spot(), said).hint(hint).into());
    }
    std::fs::read(path).map_err(|error| refusal(path, &error, Doing::Reading).into())
}

/// The files that are meant: a folder stands for the csv and xlsx files in it, in name order.
///
/// # Errors
/// A folder cannot be listed, or holds no such file.
pub fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Faults> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let spot = || Spot::file(path.display().to_string());
        let unlisted = |error| refusal(path, &error, Doing::Listing);
        let entries = std::fs::read_dir(path).map_err(unlisted)?;
        let mut inside: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| holds_rows(path)).collect();
        if inside.is_empty() {
            let said = Said::both(
                "文件夹里没有 csv 或 xlsx 文件".to_owned(),
                "holds no csv and no xlsx file".to_owned(),
            );
            let hint = Said::both(
                "写明数值文件，或把 csv、xlsx 放进这个文件夹".to_owned(),
                "name the files of values, or put csv or xlsx files there".to_owned(),
            );
            return Err(Fault::new(spot(), said).hint(hint).into());
        }
        inside.sort();
        files.append(&mut inside);
    }
    Ok(files)
}

/// Whether a file's name says that rows are in it; a spreadsheet's lock file has none.
fn holds_rows(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    !name.starts_with(['.', '~']) && ["csv", "xlsx"].contains(&kind.to_ascii_lowercase().as_str())
}

/// The rows of a csv file of one record type, and all that is wrong with them.
pub(crate) struct Rows<R> {
    /// Every row in its place, also a faulty one.
    pub(crate) records: Vec<R>,
    /// The line of each.
    pub(crate) lines: Vec<u32>,
    /// Which of them are faulty.
    pub(crate) faulty: HashSet<usize>,
    /// The file could be read from its head to its end.
    pub(crate) whole: bool,
    /// What is wrong.
    pub(crate) faults: Vec<Fault>,
}

/// Reads a csv file of one record type.
pub(crate) fn records_read<R: Record>(path: &Path) -> Rows<R> {
    let mut rows = Rows {
        records: Vec::new(),
        lines: Vec::new(),
        faulty: HashSet::new(),
        whole: false,
        faults: Vec::new(),
    };
    let name = path.display().to_string();
    match file_read(path).and_then(|bytes| rows.read(&name, bytes)) {
        Ok(()) => rows.whole = true,
        Err(wrong) => rows.faults.extend(wrong.0),
    }
    rows
}

impl<R: Record> Rows<R> {
    fn read(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Faults> {
        let refuse = |error| Faults::from(refused(name, &error));
        let mut reader = RowReader::open(name, bytes).map_err(refuse)?;
        let mut row = FileRow::default();
        let mut next = |row: &mut FileRow| reader.read(row).map_err(refuse);
        if !next(&mut row)? {
            let said = Said::both("没有表头".to_owned(), "has no head".to_owned());
            return Err(Fault::new(Spot::file(name), said).hint(head_hint::<R>()).into());
        }
        let heads: Vec<String> = row.iter().map(|head| head.trim().to_owned()).collect();
        let faults = head_faults::<R>(name, &heads);
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        while next(&mut row)? {
            let pairs: Vec<(&str, &str)> =
                heads.iter().map(String::as_str).zip(row.iter()).collect();
            let mut fields = Fields::new(&pairs);
            let record = R::read(&mut fields);
            let mut wrong: Vec<Fault> = fields
                .faults()
                .into_iter()
                .map(|FieldFault { column, kind }| {
                    let spot = Spot::file(name).row(row.line()).column(column);
                    Fault::new(spot, Said::of(&kind)).hint(field_hint(&kind))
                })
                .collect();
            if row.len() > heads.len() {
                wrong.push(surplus(Spot::file(name).row(row.line()), row.len(), heads.len()));
            }
            if !wrong.is_empty() {
                self.faulty.insert(self.records.len());
            }
            self.faults.append(&mut wrong);
            self.records.push(record);
            self.lines.push(row.line());
        }
        Ok(())
    }
}

fn surplus(spot: Spot, found: usize, wanted: usize) -> Fault {
    let said = Said::both(
        format!("有 {found} 列，表头只有 {wanted} 列"),
        format!("has {found} fields, the head has {wanted}"),
    );
    let hint = Said::both(
        "文字里有逗号的，整格要加英文双引号".to_owned(),
        "a field that holds a comma must stand in double quotes".to_owned(),
    );
    Fault::new(spot, said).hint(hint)
}

/// What to do about a field that is wrong.
fn field_hint(kind: &FieldFaultKind) -> Said {
    let (zh, en) = match kind {
        FieldFaultKind::Blank => ("填上这一格", "fill in the field"),
        FieldFaultKind::NotWhole(_) => {
            ("填整数，不带单位和逗号", "write a whole number without unit or comma")
        }
        FieldFaultKind::NotOneOf(..) => ("从可用的词里选一个", "take one of these words"),
        FieldFaultKind::Other(_) => ("按所说的写法改这一格", "write the field as is said"),
    };
    Said::both(zh.to_owned(), en.to_owned())
}

fn head_hint<R: Record>() -> Said {
    let columns = R::COLUMNS.join(",");
    Said::both(format!("第一行写：{columns}"), format!("the first row must be {columns}"))
}

/// Columns that are missing or that nobody knows.
fn head_faults<R: Record>(name: &str, heads: &[String]) -> Vec<Fault> {
    let columns = R::COLUMNS.join(",");
    let needed = &R::COLUMNS[..R::COLUMNS.len() - R::OPTIONAL];
    let missing = needed.iter().filter(|column| !heads.iter().any(|head| head == *column));
    let missing = missing.map(|column| {
        Said::both(
            format!("表头缺少“{column}”，应为 {columns}"),
            format!("the head lacks `{column}`, it must be {columns}"),
        )
    });
    let unknown = heads.iter().filter(|head| !R::COLUMNS.contains(&head.as_str()));
    let unknown = unknown.map(|head| {
        Said::both(
            format!("表头多出“{head}”，应为 {columns}"),
            format!("the head has the unknown `{head}`, it must be {columns}"),
        )
    });
    let fault = |said| Fault::new(Spot::file(name).row(1), said).hint(head_hint::<R>());
    missing.chain(unknown).map(fault).collect()
}

/// The csv of records.
pub(crate) fn records_csv<R: Record>(records: &[R]) -> Vec<u8> {
    let head = R::COLUMNS.iter().map(|column| (*column).to_owned()).collect();
    let mut rows: Vec<Vec<String>> =
        std::iter::once(head).chain(records.iter().map(Record::fields)).collect();
    for at in (0..R::COLUMNS.len()).rev().take(R::OPTIONAL) {
        if rows[1..].iter().all(|fields| fields[at].is_empty()) {
            for fields in &mut rows {
                fields.truncate(at);
            }
        }
    }
    document::write_csv(rows, document::CsvOptions::default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::office::Definition;
    use domain::record::Fields;

    const FIRST: &str = "1,straw@1,formula,a / b,up,recompute,recompute,2,no_data,plan";

    #[test]
    fn a_column_that_may_be_left_out_is_written_where_a_row_has_something_in_it() {
        let of = |row: &str| {
            let pairs: Vec<(&str, &str)> =
                Definition::COLUMNS.iter().copied().zip(row.split(',')).collect();
            Definition::read(&mut Fields::new(&pairs))
        };
        let lines = |rows: &[Definition]| {
            let text = String::from_utf8(records_csv(rows)).expect("text");
            text.lines().map(|line| line.split(',').count()).collect::<Vec<_>>()
        };
        assert_eq!(lines(&[of(FIRST)]), [10, 10]);
        assert_eq!(lines(&[of(FIRST), of(&format!("{FIRST},2025"))]), [11, 11, 11]);
    }
}
