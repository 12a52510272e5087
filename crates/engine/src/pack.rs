//! A pack as a folder: `plan.toml`, `document/`, `office/`, `source/`.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use domain::amend::amendment_faults;
use domain::check::{Field, Finding, Gravity, check};
use domain::correct::{CorrectionFault, CorrectionFaultKind};
use domain::office::{AmendmentLine, Correction, Item, Office};
use domain::pack::Pack;
use domain::plan::{PlanHead, Reading};
use domain::record::{Record, Said};
use jiff::civil::Date;

use crate::disk::{FreshFolder, file_write};
use crate::fault::{Fault, Faults, Spot};
use crate::head::{head_read, head_write};
use crate::source::{records_csv, records_read};

/// Reads a pack from its folder; a pack without an `office/` folder has an empty office.
///
/// # Errors
/// Everything that is wrong with its files, at once: what cannot be read, and of what can be read
/// the keys that lead nowhere.
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
    let mut files = Files { root: folder.to_owned(), ..Files::default() };
    let head = head_read(&folder.join("plan.toml")).unwrap_or_else(|wrong| {
        files.faults.extend(wrong.0);
        PlanHead::default()
    });
    let document = document_read(&mut files);
    let office =
        if folder.join("office").is_dir() { office_read(&mut files) } else { Office::default() };
    let (pack, wrong) = Pack::with_faults(head, document, office);
    files.add_corrections(&pack, &wrong);
    files.add_amendments(&pack);
    if files.faults.is_empty() {
        return Ok(pack);
    }
    files.add_findings(&pack);
    Err(Faults(files.faults))
}

/// Whether a pack can be worked with: its formulas can be computed, its keys lead somewhere.
///
/// # Errors
/// Every finding that stands in the way, with the field of the pack's files that has to change.
pub fn pack_usable(folder: &Path, pack: &Pack) -> Result<(), Faults> {
    let faults: Vec<Fault> = errors(pack)
        .map(|finding| {
            let spot = finding.field.map_or_else(Spot::default, |field| {
                // The head is the first line of the file.
                spot(folder, field, field.row + 2)
            });
            Fault::new(spot, finding.said).hint(finding_hint())
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

fn errors(pack: &Pack) -> impl Iterator<Item = Finding> {
    check(pack).into_iter().filter(|finding| finding.gravity == Gravity::Error)
}

fn spot(folder: &Path, field: Field, line: usize) -> Spot {
    let file = folder.join(field.folder).join(format!("{}.csv", field.file));
    Spot::file(file.display().to_string()).row(line).column(field.column)
}

fn finding_hint() -> Said {
    Said::both(
        "改好上面所指的格子再试；wufei plan check 列出全部问题".to_owned(),
        "mend the field and try again; `wufei plan check` lists everything".to_owned(),
    )
}

/// A file of a folder of the pack.
type FileName = (&'static str, &'static str);

/// What a rule looks up; where such a file could not be read at all, the rule says nothing, because
/// every key would lead nowhere.
const RESTS_ON: &[(&str, &[FileName])] = &[
    ("formula", &[("office", "items"), ("document", "indicators")]),
    ("formula-percentage", &[("office", "items")]),
    ("item-org", &[("office", "orgs")]),
    ("definition-indicator", &[("document", "indicators")]),
    ("cell-indicator", &[("document", "indicators")]),
    (
        "link-subject",
        &[
            ("document", "indicators"),
            ("document", "measures"),
            ("document", "tasks"),
            ("document", "projects"),
        ],
    ),
];

/// The files of a pack as they were read, and all that is wrong with them.
#[derive(Default)]
struct Files {
    root: PathBuf,
    faults: Vec<Fault>,
    lines: HashMap<FileName, Vec<u32>>,
    faulty: HashMap<FileName, HashSet<usize>>,
    unread: HashSet<FileName>,
}

impl Files {
    /// The rows of one file; a faulty row keeps its place, so that the others keep theirs.
    fn rows<R: Record>(&mut self, folder: &'static str) -> Vec<R> {
        let read = records_read::<R>(&self.root.join(folder).join(format!("{}.csv", R::FILE)));
        let name = (folder, R::FILE);
        self.faults.extend(read.faults);
        self.lines.insert(name, read.lines);
        self.faulty.insert(name, read.faulty);
        if !read.whole {
            self.unread.insert(name);
        }
        read.records
    }

    fn is_faulty(&self, name: FileName, row: usize) -> bool {
        self.faulty.get(&name).is_some_and(|rows| rows.contains(&row))
    }

    fn line(&self, name: FileName, row: usize) -> usize {
        let line = self.lines.get(&name).and_then(|lines| lines.get(row));
        line.map_or(row + 2, |line| usize::try_from(*line).unwrap_or(row + 2))
    }

    /// Corrections that cannot be applied. Those of a file that is itself faulty are not told:
    /// their row may be the one that could not be read.
    fn add_corrections(&mut self, pack: &Pack, wrong: &[CorrectionFault]) {
        let office = ("office", Correction::FILE);
        for fault in wrong {
            let correction = &pack.office.corrections[fault.index];
            let file = correction.file.trim_end_matches(".csv");
            let is_of_faulty =
                self.unread.iter().any(|(folder, own)| *folder == "document" && *own == file)
                    || self.faulty.iter().any(|((folder, own), rows)| {
                        *folder == "document" && *own == file && !rows.is_empty()
                    });
            let blank = [&correction.file, &correction.key, &correction.column]
                .iter()
                .any(|field| field.trim().is_empty());
            if is_of_faulty || blank {
                continue;
            }
            let path = self.root.join("office").join("corrections.csv");
            let spot = Spot::file(path.display().to_string()).row(self.line(office, fault.index));
            self.faults.push(Fault::new(spot, Said::of(fault)).hint(correction_hint(&fault.kind)));
        }
    }

    /// Amendments that do not meet what they change, on any day from which one holds; nothing is
    /// said of them while something else is wrong.
    fn add_amendments(&mut self, pack: &Pack) {
        if !self.faults.is_empty() {
            return;
        }
        let office = ("office", AmendmentLine::FILE);
        let lines = pack.office.amendments.iter();
        let days: BTreeSet<Date> = lines.map(|line| line.effective_on).collect();
        for fault in days.into_iter().filter_map(|day| pack.amended(day).err()).flatten() {
            let spot = Spot::file(amendments_in(&self.root).display().to_string());
            let spot = spot.row(self.line(office, fault.index));
            let said = Fault::new(spot, Said::of(&fault)).hint(correction_hint(&fault.kind));
            if !self.faults.contains(&said) {
                self.faults.push(said);
            }
        }
        for (index, said) in amendment_faults(pack) {
            let spot = Spot::file(amendments_in(&self.root).display().to_string());
            self.faults.push(Fault::new(spot.row(self.line(office, index)), said));
        }
    }

    /// What the rules find in the rows that could be read.
    fn add_findings(&mut self, pack: &Pack) {
        let items = ("office", Item::FILE);
        let broken: Vec<&str> = pack
            .office
            .items
            .iter()
            .enumerate()
            .filter(|(row, _)| self.is_faulty(items, *row))
            .map(|(_, item)| item.name.as_str())
            .collect();
        for finding in errors(pack) {
            let rests_on = RESTS_ON.iter().find(|(rule, _)| *rule == finding.rule);
            let unread =
                rests_on.is_some_and(|(_, files)| files.iter().any(|f| self.unread.contains(f)));
            let Some(field) = finding.field.filter(|_| !unread) else { continue };
            let name = (field.folder, field.file);
            if self.is_faulty(name, field.row) || names_one_of(pack, field, &broken) {
                continue;
            }
            let spot = spot(&self.root, field, self.line(name, field.row));
            self.faults.push(Fault::new(spot, finding.said).hint(finding_hint()));
        }
    }
}

/// Whether a formula names an item whose row is faulty: its unit may be what is wrong.
fn names_one_of(pack: &Pack, field: Field, items: &[&str]) -> bool {
    let office = &pack.office;
    let text = match (field.file, field.column) {
        ("definitions", "formula") => {
            office.definitions[field.row].formula.as_ref().map(ToString::to_string)
        }
        ("items", "source") => Some(office.items[field.row].source.clone()),
        _ => None,
    };
    text.is_some_and(|text| items.iter().any(|item| text.contains(item)))
}

fn correction_hint(kind: &CorrectionFaultKind) -> Said {
    let (zh, en) = match kind {
        CorrectionFaultKind::NoFile => {
            ("file 写 document/ 里的文件名，如 cells", "name a file of document/, as cells")
        }
        CorrectionFaultKind::NoRow(_) => (
            "key 照那个文件的编号写，如 14 或 14 2025",
            "write the key of that file, as 14 or 14 2025",
        ),
        CorrectionFaultKind::NoColumn => {
            ("column 写那个文件表头里的列名", "name a column of the head of that file")
        }
        CorrectionFaultKind::Changed { .. } => (
            "方案重新读过：核对原文后改 was，已不需要的更正删去",
            "the plan was read anew: look at it and change `was`, or drop the correction",
        ),
        CorrectionFaultKind::Unfit(..) => (
            "几列要一起改的（如 kind 和 value），各写一行更正",
            "columns that change together, as kind and value, take a correction each",
        ),
        CorrectionFaultKind::Twice(_) => ("只留一行", "keep one of them"),
    };
    Said::both(zh.to_owned(), en.to_owned())
}

fn document_read(files: &mut Files) -> Reading {
    Reading {
        outline: files.rows("document"),
        indicators: files.rows("document"),
        cells: files.rows("document"),
        targets: files.rows("document"),
        measures: files.rows("document"),
        promises: files.rows("document"),
        tasks: files.rows("document"),
        projects: files.rows("document"),
        duties: files.rows("document"),
        orgs: files.rows("document"),
        unread: files.rows("document"),
    }
}

fn office_read(files: &mut Files) -> Office {
    Office {
        orgs: files.rows("office"),
        definitions: files.rows("office"),
        items: files.rows("office"),
        links: files.rows("office"),
        corrections: files.rows("office"),
        amendments: if amendments_in(&files.root).is_file() {
            files.rows("office")
        } else {
            Vec::new()
        },
    }
}

/// Writes a pack as a folder; what was in `document/` and `office/` is replaced.
///
/// # Errors
/// The disk refuses.
pub fn pack_write(folder: &Path, pack: &Pack) -> Result<(), Faults> {
    head_write(folder, &pack.head)?;
    let document = FreshFolder::begin(&folder.join("document"))?;
    document_write(document.path(), &pack.document)?;
    document.put()?;
    let office = folder.join("office");
    write(&office, &pack.office.orgs)?;
    write(&office, &pack.office.definitions)?;
    write(&office, &pack.office.items)?;
    write(&office, &pack.office.links)?;
    write(&office, &pack.office.corrections)?;
    if pack.office.amendments.is_empty() {
        // A folder that is written anew may have had some.
        let _ = std::fs::remove_file(amendments_in(folder));
        return Ok(());
    }
    write(&office, &pack.office.amendments)
}

/// Where a pack keeps its amendments, if it has any.
fn amendments_in(folder: &Path) -> PathBuf {
    folder.join("office").join(format!("{}.csv", AmendmentLine::FILE))
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
