//! A file of values from its first row to its last: where its heads are, and which rows it gives.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use document::{Record, RowReader};
use domain::record::Said;

use crate::fault::{Fault, Faults, Spot};
use crate::refusal::refused;
use crate::source::file_read;

use super::Note;
use super::head::{Head, HeadRow, ROWS_MAX, lacking, no_head};
use super::intake::Intake;

/// A file and the rows that were taken from it, as global numbers and lines.
pub(super) struct FileRows {
    pub(super) name: String,
    pub(super) first: u32,
    pub(super) lines: Vec<(u32, Option<Arc<str>>)>,
    /// What was read, so that a row that is refused at the end comes back as it was given.
    bytes: Vec<u8>,
    heads: Vec<(Option<Arc<str>>, Head)>,
}

/// A row as it was given, under its head.
pub(super) type Given = (Arc<[String]>, Vec<String>);

impl FileRows {
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// The rows of these numbers as they were given.
    pub(super) fn given(&self, numbers: &[u32]) -> HashMap<u32, Given> {
        let place = |number: &u32| {
            let line = self.lines.get(number.checked_sub(self.first)? as usize)?;
            Some((line.clone(), *number))
        };
        let wanted: HashMap<_, _> = numbers.iter().filter_map(place).collect();
        let mut found = HashMap::new();
        let Some(mut reader) = (!wanted.is_empty())
            .then(|| RowReader::open(&self.name, self.bytes.clone()).ok())
            .flatten()
        else {
            return found;
        };
        let mut row = Record::default();
        while found.len() < wanted.len() && matches!(reader.read(&mut row), Ok(true)) {
            let place = (row.line(), row.place().sheet);
            let Some(number) = wanted.get(&place) else { continue };
            let head = self.heads.iter().find(|(sheet, _)| *sheet == place.1);
            let titles = head.map_or_else(|| Arc::from([]), |(_, head)| head.titles.clone());
            found.insert(*number, (titles, row.iter().map(str::to_owned).collect()));
        }
        found
    }
}

/// Where a sheet stands: above its head, below it, or given up.
enum Stand {
    Above { rows: usize, first: Option<Fault> },
    Below(Head),
    Without,
}

/// What a row is by where it stands.
enum Place<'a> {
    /// The head of its sheet, with so many rows above it.
    Head(Head, usize),
    /// A row of data.
    Data(&'a Head),
    /// A title, or a row of a sheet without a head.
    Elsewhere,
}

/// What is known of a file's sheets so far.
struct Sheets {
    name: String,
    stand: Stand,
    sheet: Option<Arc<str>>,
    begun: bool,
    has_head: bool,
    faults: Vec<Fault>,
    /// Sheets without a head: what their first row lacks.
    without: Vec<Fault>,
}

impl Sheets {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            stand: Stand::Above { rows: 0, first: None },
            sheet: None,
            begun: false,
            has_head: false,
            faults: Vec::new(),
            without: Vec::new(),
        }
    }

    /// What a row is by where it stands.
    fn place(&mut self, row: &Record) -> Place<'_> {
        let sheet = row.place().sheet;
        if !self.begun || self.sheet != sheet {
            self.end_sheet();
            self.begun = true;
            self.sheet = sheet;
            self.stand = Stand::Above { rows: 0, first: None };
        }
        if matches!(self.stand, Stand::Above { .. }) {
            return self.above(row);
        }
        match &self.stand {
            Stand::Below(head) => Place::Data(head),
            _ => Place::Elsewhere,
        }
    }

    fn above(&mut self, row: &Record) -> Place<'_> {
        let Stand::Above { rows, first } = &mut self.stand else { return Place::Elsewhere };
        match Head::recognise(row) {
            HeadRow::Head(head) => {
                let above = *rows;
                self.has_head = true;
                self.stand = Stand::Below(head.clone());
                return Place::Head(head, above);
            }
            HeadRow::Lacking => {
                self.faults.push(lacking(&self.name, row));
                self.stand = Stand::Without;
            }
            HeadRow::Other => {
                *rows += 1;
                let is_last = *rows == ROWS_MAX;
                first.get_or_insert_with(|| lacking(&self.name, row));
                if is_last {
                    self.end_sheet();
                }
            }
        }
        Place::Elsewhere
    }

    /// A sheet that ends above its head has none.
    fn end_sheet(&mut self) {
        if let Stand::Above { first: Some(first), .. } = &mut self.stand {
            self.without.push(first.clone());
            self.stand = Stand::Without;
        }
    }

    /// Where the sheets that were left out begin; a file of which no sheet has a head is refused.
    fn end(mut self) -> Result<Vec<Spot>, Faults> {
        self.end_sheet();
        if !self.faults.is_empty() {
            return Err(Faults(self.faults));
        }
        if self.has_head {
            return Ok(self.without.into_iter().map(|fault| fault.spot).collect());
        }
        let first = self.without.into_iter().next();
        Err(first.unwrap_or_else(|| no_head(&self.name)).into())
    }
}

impl Intake<'_> {
    pub(super) fn file(&mut self, path: &Path) -> Result<(), Faults> {
        let name = path.display().to_string();
        let bytes = file_read(path)?;
        let refuse = |error| Faults::from(refused(&name, &error));
        let mut reader = RowReader::open(&name, bytes.clone()).map_err(refuse)?;
        let first = self.files.last().map_or(0, |file| file.first + file.count());
        let (lines, heads) = (Vec::new(), Vec::new());
        self.begin_file(FileRows { name: name.clone(), first, lines, bytes, heads });
        let mut row = Record::default();
        let mut sheets = Sheets::new(&name);
        while reader.read(&mut row).map_err(refuse)? {
            if row.iter().all(str::is_empty) {
                continue;
            }
            match sheets.place(&row) {
                Place::Data(head) => self.row(&row, head),
                Place::Head(head, above) => {
                    if above > 0 {
                        self.note_title(&row, above);
                    }
                    let file = self.files.last_mut().expect("a file is being read");
                    file.heads.push((row.place().sheet, head));
                }
                Place::Elsewhere => {}
            }
        }
        for spot in sheets.end()? {
            self.note_skipped(spot);
        }
        Ok(())
    }

    /// Rows above the head are a title; they are not read, and that is said.
    fn note_title(&mut self, row: &Record, above: usize) {
        let spot = self.spot(row);
        let said = Said::both(
            format!("表头之上有 {above} 行标题，没有当作数据"),
            format!("{above} rows above the head were taken for a title"),
        );
        self.receipt.notes.push(Note { spot, said, rows: 1 });
    }

    fn note_skipped(&mut self, spot: Spot) {
        let said = Said::both(
            "这一张表没有表头，没有当作数据读".to_owned(),
            "this sheet has no head and was not read as data".to_owned(),
        );
        self.receipt.notes.push(Note { spot, said, rows: 1 });
    }
}
