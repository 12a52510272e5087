//! Files from the disk: their bytes, and csv files as rows under their columns.

use std::path::{Path, PathBuf};

use document::{Record as FileRow, RowReader};
use domain::record::{FieldFault, Fields, Record, Said};

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
        return Err(Fault::new(spot(), said).into());
    }
    std::fs::read(path).map_err(|error| {
        let said = match error.kind() {
            std::io::ErrorKind::NotFound => {
                Said::both("没有这个文件".to_owned(), "there is no such file".to_owned())
            }
            std::io::ErrorKind::PermissionDenied => Said::both(
                "没有权限读这个文件".to_owned(),
                "may not be read: permission denied".to_owned(),
            ),
            _ => Said::both(format!("读不出来：{error}"), format!("cannot be read: {error}")),
        };
        Fault::new(spot(), said).into()
    })
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
        let unlisted = |error: std::io::Error| {
            let said =
                Said::both(format!("列不出来：{error}"), format!("cannot be listed: {error}"));
            Fault::new(spot(), said)
        };
        let entries = std::fs::read_dir(path).map_err(unlisted)?;
        let mut inside: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| holds_rows(path)).collect();
        if inside.is_empty() {
            let said = Said::both(
                "文件夹里没有 csv 或 xlsx 文件".to_owned(),
                "holds no csv and no xlsx file".to_owned(),
            );
            return Err(Fault::new(spot(), said).into());
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

/// Reads a csv file of one record type: all rows, or all that is wrong with them.
pub(crate) fn records_read<R: Record>(name: &str, bytes: Vec<u8>) -> Result<Vec<R>, Faults> {
    let refuse = |error| Faults::from(refused(name, &error));
    let mut reader = RowReader::open(name, bytes).map_err(refuse)?;
    let mut row = FileRow::default();
    let mut next = |row: &mut FileRow| reader.read(row).map_err(refuse);
    if !next(&mut row)? {
        let said = Said::both("没有表头".to_owned(), "has no head".to_owned());
        return Err(Fault::new(Spot::file(name), said).into());
    }
    let heads: Vec<String> = row.iter().map(|head| head.trim().to_owned()).collect();
    let mut faults = head_faults::<R>(name, &heads);
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let mut records = Vec::new();
    while next(&mut row)? {
        let pairs: Vec<(&str, &str)> = heads.iter().map(String::as_str).zip(row.iter()).collect();
        let mut fields = Fields::new(&pairs);
        let record = R::read(&mut fields);
        let spot = || Spot::file(name).row(row.line());
        let wrong = fields
            .faults()
            .into_iter()
            .map(|FieldFault { column, kind }| Fault::new(spot().column(column), Said::of(&kind)));
        faults.extend(wrong);
        if row.len() > heads.len() {
            let (found, wanted) = (row.len(), heads.len());
            let said = Said::both(
                format!("有 {found} 列，表头只有 {wanted} 列"),
                format!("has {found} fields, the head has {wanted}"),
            );
            faults.push(Fault::new(spot(), said));
        }
        records.push(record);
    }
    if faults.is_empty() { Ok(records) } else { Err(Faults(faults)) }
}

/// Columns that are missing or that nobody knows.
fn head_faults<R: Record>(name: &str, heads: &[String]) -> Vec<Fault> {
    let columns = R::COLUMNS.join(",");
    let missing = R::COLUMNS.iter().filter(|column| !heads.iter().any(|head| head == *column));
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
    missing.chain(unknown).map(|said| Fault::new(Spot::file(name).row(1), said)).collect()
}

/// The csv of records.
pub(crate) fn records_csv<R: Record>(records: &[R]) -> Vec<u8> {
    let head = R::COLUMNS.iter().map(|column| (*column).to_owned()).collect();
    let rows = std::iter::once(head).chain(records.iter().map(Record::fields));
    document::write_csv(rows, document::CsvOptions::default())
}
