//! Row after row into figures, each accepted or rejected with all reasons.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use document::{Record, RowReader};
use domain::figures::{Entry, Figures};
use domain::number::{Decimal, Number, decimal};
use domain::office::{Item, Org};
use domain::pack::Pack;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::record::Said;
use domain::text::{fold, nearest};

use crate::fault::{Faults, Spot};
use crate::refusal::refused;
use crate::source::file_read;

use super::cells::{amount, factor, status};
use super::head::{COLUMNS, head, no_head};
use super::{Note, Reason, Receipt, RejectedRow};

/// What goes on from row to row.
pub(super) struct Intake<'a> {
    pub(super) pack: &'a Pack,
    items: HashMap<&'a str, usize>,
    orgs: HashMap<&'a str, u32>,
    /// For each item, whether an org of the office files it.
    filers: Vec<Vec<bool>>,
    pub(super) figures: Figures,
    pub(super) receipt: Receipt,
    /// Where the rows of a file begin, so that a clash can name its rows.
    pub(super) files: Vec<FileRows>,
    /// The notes that rows add to: of an item and a unit, of an item and an org.
    converted: HashMap<(usize, String), usize>,
    beside: HashMap<(usize, u32), usize>,
    last_item: Last<usize>,
    last_org: Last<u32>,
    last_period: Last<Period>,
    last_factor: Last<Option<Number>>,
}

/// The last question and its answer: the next row mostly asks the same.
struct Last<T> {
    of: usize,
    text: String,
    answer: Option<Result<T, Said>>,
}

impl<T: Clone> Last<T> {
    fn new() -> Self {
        Self { of: 0, text: String::new(), answer: None }
    }

    fn or_find(
        &mut self,
        of: usize,
        text: &str,
        find: impl FnOnce() -> Result<T, Said>,
    ) -> Result<T, Said> {
        if let Some(answer) = &self.answer
            && self.of == of
            && self.text == text
        {
            return answer.clone();
        }
        let answer = find();
        self.of = of;
        text.clone_into(&mut self.text);
        self.answer = Some(answer.clone());
        answer
    }
}

/// A file and the rows that were taken from it, as global numbers and lines.
pub(super) struct FileRows {
    pub(super) name: String,
    pub(super) first: u32,
    pub(super) lines: Vec<(u32, Option<std::sync::Arc<str>>)>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(pack: &'a Pack) -> Self {
        let office = &pack.office;
        let mut items = HashMap::new();
        for (index, item) in office.items.iter().enumerate() {
            items.insert(item.name.as_str(), index);
            items.insert(item.key.as_str(), index);
        }
        let mut orgs = HashMap::new();
        for (index, org) in (0_u32..).zip(&office.orgs) {
            for name in org.aliases.iter().chain([&org.name, &org.key]) {
                orgs.insert(name.as_str(), index);
            }
        }
        let filers = office.items.iter().map(|item| filers(pack, item)).collect();
        Self {
            pack,
            items,
            orgs,
            filers,
            figures: Figures::new(office.items.len()),
            receipt: Receipt::default(),
            files: Vec::new(),
            converted: HashMap::new(),
            beside: HashMap::new(),
            last_item: Last::new(),
            last_org: Last::new(),
            last_period: Last::new(),
            last_factor: Last::new(),
        }
    }

    pub(super) fn file(&mut self, path: &Path) -> Result<(), Faults> {
        let name = path.display().to_string();
        let bytes = file_read(path)?;
        let refuse = |error| Faults::from(refused(&name, &error));
        let mut reader = RowReader::open(&name, bytes).map_err(refuse)?;
        let mut row = Record::default();
        let mut columns = None;
        let first = self.files.last().map_or(0, |file| file.first + file.count());
        self.files.push(FileRows { name: name.clone(), first, lines: Vec::new() });
        let mut sheet = None;
        while reader.read(&mut row).map_err(refuse)? {
            if columns.is_none() || sheet.as_deref() != row.sheet() {
                sheet = row.sheet().map(str::to_owned);
                columns = Some(head(&name, &row)?);
                continue;
            }
            if let Some(columns) = &columns
                && row.iter().any(|field| !field.is_empty())
            {
                self.row(&row, columns);
            }
        }
        if columns.is_none() {
            return Err(no_head(&name).into());
        }
        Ok(())
    }

    fn row(&mut self, row: &Record, columns: &[Option<usize>; 8]) {
        let field = |index: usize| columns[index].map_or("", |column| row.get(column).trim());
        let mut reasons = Vec::new();
        let mut wrong =
            |column: usize, said| reasons.push(Reason { column: COLUMNS[column].0, said });
        let item = self.item(field(0)).map_err(|said| wrong(0, said)).ok();
        let org = self.org(field(1)).map_err(|said| wrong(1, said)).ok();
        let period = self.period(field(2)).map_err(|said| wrong(2, said)).ok();
        let status = status(field(5)).map_err(|said| wrong(5, said)).ok();
        let amount = amount(field(3), status).map_err(|said| wrong(3, said)).ok();
        let amount = match (item, amount) {
            (Some(item), Some(amount)) => {
                self.in_unit(item, amount, field(4), row).map_err(|said| wrong(4, said)).ok()
            }
            _ => amount,
        };
        let (Some(item), Some(org), Some(period), Some(status), Some(amount)) =
            (item, org, period, status, amount)
        else {
            let spot = self.spot(row);
            let fields = (0..8).map(|index| field(index).to_owned()).collect();
            self.receipt.rejected.push(RejectedRow { spot, fields, reasons });
            return;
        };
        self.receipt.accepted += 1;
        if !self.filers[item][org as usize] {
            self.beside(row, item, org);
            return;
        }
        let file = self.files.last_mut().expect("a file is being read");
        let number = file.first + file.count();
        file.lines.push((row.line(), row.place().sheet));
        self.figures.push(item, Entry { org, period, amount, status, row: number });
    }

    fn spot(&self, row: &Record) -> Spot {
        let name = self.files.last().map_or("", |file| file.name.as_str());
        Spot::file(name).row(row.place())
    }

    fn item(&mut self, text: &str) -> Result<usize, Said> {
        let (known, items) = (&self.items, &self.pack.office.items);
        self.last_item.or_find(0, text, || {
            let written_otherwise = || {
                let folded = fold(text);
                items.iter().position(|item| fold(&item.name) == folded)
            };
            let found = known.get(text).copied().or_else(written_otherwise);
            found.ok_or_else(|| no_item(text, items))
        })
    }

    fn org(&mut self, text: &str) -> Result<u32, Said> {
        let (known, orgs) = (&self.orgs, &self.pack.office.orgs);
        self.last_org.or_find(0, text, || {
            let written_otherwise = || {
                let folded = fold(text);
                let called = |org: &Org| {
                    org.aliases.iter().chain([&org.name]).any(|name| fold(name) == folded)
                };
                (0_u32..).zip(orgs).find(|(_, org)| called(org)).map(|(index, _)| index)
            };
            let found = known.get(text).copied().or_else(written_otherwise);
            found.ok_or_else(|| no_org(text))
        })
    }

    fn period(&mut self, text: &str) -> Result<Period, Said> {
        let parse = || Period::parse(text).map_err(|fault| Said::of(&fault));
        self.last_period.or_find(0, text, parse)
    }

    /// The amount in the item's unit; a conversion is noted once for an item and a unit.
    fn in_unit(
        &mut self,
        item: usize,
        amount: Decimal,
        text: &str,
        row: &Record,
    ) -> Result<Decimal, Said> {
        if text.is_empty() {
            return Ok(amount);
        }
        let office = &self.pack.office.items[item];
        let factor = self.last_factor.or_find(item, text, || factor(office, text))?;
        let Some(factor) = factor else { return Ok(amount) };
        let number = &Number::from(amount) * &factor;
        let converted = number.fits(10).then(|| decimal(&number.plain(10)).ok()).flatten();
        let converted = converted.ok_or_else(|| {
            let unit = &office.unit;
            Said::both(
                format!("{amount} {text} 换算成 {unit} 位数过多，请按 {unit} 填报"),
                format!("{amount} {text} has too many digits in {unit}, report it in {unit}"),
            )
        })?;
        self.note_conversion((item, text.to_owned()), amount, converted, row);
        Ok(converted)
    }

    fn note_conversion(
        &mut self,
        key: (usize, String),
        amount: Decimal,
        converted: Decimal,
        row: &Record,
    ) {
        if let Some(note) = self.converted.get(&key) {
            self.receipt.notes[*note].rows += 1;
            return;
        }
        let office = &self.pack.office.items[key.0];
        let (name, unit, from) = (&office.name, &office.unit, &key.1);
        let told = |number: Decimal| domain::number::grouped(&number.normalize().to_string());
        let (was, is) = (told(amount), told(converted));
        let said = Said::both(
            format!("“{name}”由 {from} 换算为 {unit}：{was} {from} = {is} {unit}"),
            format!("`{name}` was converted from {from} to {unit}: {was} {from} = {is} {unit}"),
        );
        let spot = self.spot(row);
        self.converted.insert(key, self.receipt.notes.len());
        self.receipt.notes.push(Note { spot, said, rows: 1 });
    }

    /// A number from another org than the item's own: kept apart, never used in its place.
    fn beside(&mut self, row: &Record, item: usize, org: u32) {
        if let Some(note) = self.beside.get(&(item, org)) {
            self.receipt.notes[*note].rows += 1;
            return;
        }
        self.beside.insert((item, org), self.receipt.notes.len());
        let office = &self.pack.office;
        let (name, org) = (&office.items[item].name, &office.orgs[org as usize].name);
        let own = &office.items[item].org;
        let own = office.orgs.iter().find(|org| org.key == *own).map_or(own, |org| &org.name);
        let said = Said::both(
            format!("“{name}”由{own}填报，{org}的数只作对照，不参与计算"),
            format!(
                "`{name}` is filed by {own}; the number of {org} stands beside it and is not used"
            ),
        );
        let spot = self.spot(row);
        self.receipt.notes.push(Note { spot, said, rows: 1 });
    }
}

impl FileRows {
    fn count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }
}

fn no_item(text: &str, items: &[Item]) -> Said {
    if text.is_empty() {
        return Said::both("没有写数据项".to_owned(), "names no item".to_owned());
    }
    match nearest(text, items.iter().map(|item| item.name.as_str())) {
        Some(near) => Said::both(
            format!("没有数据项“{text}”，是不是“{near}”？"),
            format!("there is no item `{text}`, is `{near}` meant?"),
        ),
        None => Said::both(
            format!("没有数据项“{text}”，可用的见 office/items.csv"),
            format!("there is no item `{text}`; office/items.csv has them"),
        ),
    }
}

fn no_org(text: &str) -> Said {
    if text.is_empty() {
        return Said::both("没有写填报单位".to_owned(), "names no org".to_owned());
    }
    Said::both(
        format!("没有单位“{text}”，可用的见 office/orgs.csv"),
        format!("there is no org `{text}`; office/orgs.csv has them"),
    )
}

/// Which orgs file an item: its own, or those that a collective is assigned to.
fn filers(pack: &Pack, item: &Item) -> Vec<bool> {
    let orgs = &pack.office.orgs;
    let own = orgs.iter().find(|org| org.key == item.org);
    let keys: HashSet<&str> = match own {
        Some(own) if own.kind == OrgKind::Collective => {
            own.assigned_to.iter().map(String::as_str).collect()
        }
        Some(own) => HashSet::from([own.key.as_str()]),
        None => HashSet::new(),
    };
    orgs.iter().map(|org| keys.contains(org.key.as_str())).collect()
}
