//! A pack as a folder: `plan.toml`, `document/`, `office/`, `source/`.

use std::path::Path;

use domain::check::{Gravity, check};
use domain::office::Office;
use domain::pack::Pack;
use domain::plan::{PlanHead, Reading};
use domain::record::{Record, Said};

use crate::fault::{Fault, Faults, Spot};
use crate::source::{file_read, records_csv, records_read};

/// Reads a pack from its folder; a pack without an `office/` folder has an empty office.
///
/// # Errors
/// Everything that is wrong with its files, at once.
pub fn pack_read(folder: &Path) -> Result<Pack, Faults> {
    if !folder.is_dir() {
        let said = Said::both(
            "不是方案包：没有这个文件夹".to_owned(),
            "is no pack: there is no such folder".to_owned(),
        );
        let hint = Said::both(
            "先用 wufei plan read 文档 --out 文件夹 生成方案包".to_owned(),
            "make one with `wufei plan read FILE --out DIR`".to_owned(),
        );
        return Err(Fault::new(Spot::file(folder.display().to_string()), said).hint(hint).into());
    }
    let mut faults = Vec::new();
    let head = collect(head_read(&folder.join("plan.toml")), &mut faults);
    let document = document_read(&folder.join("document"), &mut faults);
    let office_folder = folder.join("office");
    let office = if office_folder.is_dir() {
        office_read(&office_folder, &mut faults)
    } else {
        Office::default()
    };
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    Pack::new(head, document, office).map_err(|wrong| {
        let file = office_folder.join("corrections.csv").display().to_string();
        // The first row of the file is its head.
        let spot = |index: usize| Spot::file(&file).row(index + 2);
        Faults(wrong.iter().map(|wrong| Fault::new(spot(wrong.index), Said::of(wrong))).collect())
    })
}

/// Whether a pack can be worked with: its formulas can be computed, its keys lead somewhere.
///
/// # Errors
/// Every finding that stands in the way, with the field of the office's files that has to change.
pub fn pack_usable(folder: &Path, pack: &Pack) -> Result<(), Faults> {
    let findings = check(pack).into_iter().filter(|finding| finding.gravity == Gravity::Error);
    let faults: Vec<Fault> = findings
        .map(|finding| {
            let spot = finding.field.map_or_else(Spot::default, |field| {
                let file = folder.join("office").join(format!("{}.csv", field.file));
                Spot::file(file.display().to_string()).row(field.row + 2).column(field.column)
            });
            Fault::new(spot, finding.said)
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

fn collect<T: Default>(result: Result<T, Faults>, faults: &mut Vec<Fault>) -> T {
    result.unwrap_or_else(|wrong| {
        faults.extend(wrong.0);
        T::default()
    })
}

/// The rows of one file of a folder.
fn rows<R: Record>(folder: &Path, faults: &mut Vec<Fault>) -> Vec<R> {
    let path = folder.join(format!("{}.csv", R::FILE));
    let name = path.display().to_string();
    let read = file_read(&path).and_then(|bytes| records_read(&name, bytes));
    collect(read, faults)
}

fn document_read(folder: &Path, faults: &mut Vec<Fault>) -> Reading {
    Reading {
        outline: rows(folder, faults),
        indicators: rows(folder, faults),
        cells: rows(folder, faults),
        targets: rows(folder, faults),
        measures: rows(folder, faults),
        promises: rows(folder, faults),
        tasks: rows(folder, faults),
        projects: rows(folder, faults),
        duties: rows(folder, faults),
        orgs: rows(folder, faults),
        unread: rows(folder, faults),
    }
}

fn office_read(folder: &Path, faults: &mut Vec<Fault>) -> Office {
    Office {
        orgs: rows(folder, faults),
        definitions: rows(folder, faults),
        items: rows(folder, faults),
        links: rows(folder, faults),
        corrections: rows(folder, faults),
    }
}

/// Reads `plan.toml`.
fn head_read(path: &Path) -> Result<PlanHead, Faults> {
    let name = path.display().to_string();
    let bytes = file_read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        let said = Said::both(
            format!("不是合法的 TOML：{}", error.message()),
            format!("is no valid TOML: {}", error.message()),
        );
        Fault::new(Spot::file(&name).row(line), said)
    })?;
    let mut head = Head { name, table, faults: Vec::new() };
    let plan = PlanHead {
        id: head.text("id", true),
        title: head.text("title", true),
        document_number: head.text("document_number", false),
        region: head.text("region", false),
        base_year: head.year("base_year"),
        target_years: head.years("target_years"),
        example_as_of: head.date("example_as_of"),
    };
    if head.faults.is_empty() { Ok(plan) } else { Err(Faults(head.faults)) }
}

/// The keys of a `plan.toml` and what is wrong with them.
struct Head {
    name: String,
    table: toml::Table,
    faults: Vec<Fault>,
}

impl Head {
    fn fault(&mut self, key: &str, zh: String, en: String) {
        let spot = Spot::file(&self.name).row(key);
        self.faults.push(Fault::new(spot, Said::both(zh, en)));
    }

    fn text(&mut self, key: &str, required: bool) -> String {
        match self.table.get(key) {
            Some(toml::Value::String(text)) => text.clone(),
            None if !required => String::new(),
            _ => {
                self.fault(key, "应是文字".to_owned(), "must be a text".to_owned());
                String::new()
            }
        }
    }

    fn year(&mut self, key: &str) -> Option<i16> {
        let value = self.table.get(key)?;
        let year = value.as_integer().and_then(year_of);
        if year.is_none() {
            self.fault(key, "应是年份".to_owned(), "must be a year".to_owned());
        }
        year
    }

    fn years(&mut self, key: &str) -> Vec<i16> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let years: Option<Vec<i16>> =
            list.iter().map(|year| year.as_integer().and_then(year_of)).collect();
        match years.filter(|_| value.is_array()) {
            Some(years) => years,
            None => {
                self.fault(key, "应是年份的列表".to_owned(), "must be a list of years".to_owned());
                Vec::new()
            }
        }
    }

    fn date(&mut self, key: &str) -> Option<jiff::civil::Date> {
        let value = self.table.get(key)?;
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = text.parse().ok();
        if date.is_none() {
            self.fault(
                key,
                "应是日期 YYYY-MM-DD".to_owned(),
                "must be a date YYYY-MM-DD".to_owned(),
            );
        }
        date
    }
}

fn year_of(number: i64) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| domain::period::YEARS.contains(year))
}

/// Writes a pack as a folder; what was in `document/` and `office/` is replaced.
///
/// # Errors
/// The disk refuses.
pub fn pack_write(folder: &Path, pack: &Pack) -> Result<(), Faults> {
    head_write(folder, &pack.head)?;
    document_write(&folder.join("document"), &pack.document)?;
    let office = folder.join("office");
    write(&office, &pack.office.orgs)?;
    write(&office, &pack.office.definitions)?;
    write(&office, &pack.office.items)?;
    write(&office, &pack.office.links)?;
    write(&office, &pack.office.corrections)
}

/// Writes the rows of `document/`.
pub(crate) fn document_write(folder: &Path, reading: &Reading) -> Result<(), Faults> {
    write(folder, &reading.outline)?;
    write(folder, &reading.indicators)?;
    write(folder, &reading.cells)?;
    write(folder, &reading.targets)?;
    write(folder, &reading.measures)?;
    write(folder, &reading.promises)?;
    write(folder, &reading.tasks)?;
    write(folder, &reading.projects)?;
    write(folder, &reading.duties)?;
    write(folder, &reading.orgs)?;
    write(folder, &reading.unread)
}

fn write<R: Record>(folder: &Path, records: &[R]) -> Result<(), Faults> {
    file_write(&folder.join(format!("{}.csv", R::FILE)), &records_csv(records))
}

/// Writes `plan.toml`.
pub(crate) fn head_write(folder: &Path, head: &PlanHead) -> Result<(), Faults> {
    // A JSON string is a TOML string.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec![
        format!("id = {}", quoted(&head.id)),
        format!("title = {}", quoted(&head.title)),
        format!("document_number = {}", quoted(&head.document_number)),
        format!("region = {}", quoted(&head.region)),
    ];
    lines.extend(head.base_year.map(|year| format!("base_year = {year}")));
    let years: Vec<String> = head.target_years.iter().map(ToString::to_string).collect();
    lines.push(format!("target_years = [{}]", years.join(", ")));
    lines.extend(head.example_as_of.map(|date| format!("example_as_of = \"{date}\"")));
    file_write(&folder.join("plan.toml"), (lines.join("\n") + "\n").as_bytes())
}

/// Writes a file beside its place and moves it there, so that a reader never sees half of it.
pub(crate) fn file_write(path: &Path, bytes: &[u8]) -> Result<(), Faults> {
    let refused = |error: std::io::Error| {
        let said = Said::both(format!("写不了：{error}"), format!("cannot be written: {error}"));
        Faults::from(Fault::new(Spot::file(path.display().to_string()), said))
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes).map_err(refused)?;
    std::fs::rename(&beside, path).map_err(refused)
}
