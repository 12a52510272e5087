//! Files of values: `item,org,period,value,unit,status,source,note`, csv or xlsx.
//!
//! Every row is accepted, or rejected with all of its reasons; what was converted or looks odd is
//! noted. A value is never guessed, and a blank is never nought.

use std::collections::HashMap;
use std::path::Path;

use document::{Record, RowReader};
use domain::figures::{Clash, Entry, Figures, ValueStatus};
use domain::number::{Decimal, Number, decimal};
use domain::office::Item;
use domain::pack::Pack;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::record::Said;
use domain::text::{fold, nearest};
use domain::unit::Unit;
use domain::{Lang, Say};

use crate::fault::{Fault, Faults, Spot};
use crate::refusal::refused;
use crate::source::file_read;

/// The columns and the other names they go by.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("item", &["数据项"]),
    ("org", &["填报单位"]),
    ("period", &["报告期"]),
    ("value", &["数值", "本期数"]),
    ("unit", &["计量单位"]),
    ("status", &["数据状态"]),
    ("source", &["数据来源"]),
    ("note", &["备注"]),
];

/// The columns that must be there.
const REQUIRED: [usize; 4] = [0, 1, 2, 3];

/// A row that was not taken, with all reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it stands.
    pub spot: Spot,
    /// Its fields, in the order of the columns above.
    pub fields: Vec<String>,
    /// Why it was not taken.
    pub reasons: Vec<Said>,
}

/// Something about accepted rows that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The first row that it is about.
    pub spot: Spot,
    /// What it is.
    pub said: Said,
    /// How many rows it is about.
    pub rows: u32,
}

/// What became of the rows of one or more files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Rows that were taken.
    pub accepted: u64,
    /// Rows that were not.
    pub rejected: Vec<RejectedRow>,
    /// Conversions and oddities.
    pub notes: Vec<Note>,
}

/// Values and what became of their rows.
#[derive(Debug, Default)]
pub struct Values {
    /// The values that were taken.
    pub figures: Figures,
    /// What became of every row.
    pub receipt: Receipt,
}

/// Reads files of values for a pack.
///
/// # Errors
/// A file cannot be read at all, or its head lacks a column. Faulty rows are no error: they are in
/// the receipt.
pub fn values_read(pack: &Pack, files: &[&Path]) -> Result<Values, Faults> {
    let mut intake = Intake::new(pack);
    let mut faults = Vec::new();
    for path in files {
        if let Err(wrong) = intake.file(path) {
            faults.extend(wrong.0);
        }
    }
    if faults.is_empty() { Ok(intake.finish()) } else { Err(Faults(faults)) }
}

/// What goes on from row to row.
struct Intake<'a> {
    pack: &'a Pack,
    items: HashMap<&'a str, usize>,
    orgs: HashMap<&'a str, u32>,
    /// For each item, whether an org of the office files it.
    filers: Vec<Vec<bool>>,
    figures: Figures,
    receipt: Receipt,
    /// Where the rows of a file begin, so that a clash can name its rows.
    files: Vec<FileRows>,
    units: HashMap<(usize, String), Result<Option<Number>, Said>>,
    converted: HashMap<(usize, String), usize>,
    /// The last row's period, which the next row mostly has as well.
    period: (String, Result<Period, Said>),
}

/// A file and the rows that were taken from it, as global numbers and lines.
struct FileRows {
    name: String,
    first: u32,
    lines: Vec<(u32, Option<std::sync::Arc<str>>)>,
}

impl<'a> Intake<'a> {
    fn new(pack: &'a Pack) -> Self {
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
            units: HashMap::new(),
            converted: HashMap::new(),
            period: (String::new(), Err(Said::both(String::new(), String::new()))),
        }
    }

    fn file(&mut self, path: &Path) -> Result<(), Faults> {
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
        let item = self.item(field(0)).map_err(|said| reasons.push(said)).ok();
        let org = self.org(field(1)).map_err(|said| reasons.push(said)).ok();
        let period = self.period(field(2)).map_err(|said| reasons.push(said)).ok();
        let status = status(field(5)).map_err(|said| reasons.push(said)).ok();
        let amount = amount(field(3), status).map_err(|said| reasons.push(said)).ok();
        let amount = match (item, amount) {
            (Some(item), Some(amount)) => {
                self.in_unit(item, amount, field(4), row).map_err(|said| reasons.push(said)).ok()
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

    fn item(&self, text: &str) -> Result<usize, Said> {
        if let Some(index) = self.items.get(text) {
            return Ok(*index);
        }
        let folded = fold(text);
        let found = self.pack.office.items.iter().position(|item| fold(&item.name) == folded);
        found.ok_or_else(|| {
            if text.is_empty() {
                return Said::both("没有写数据项".to_owned(), "names no item".to_owned());
            }
            let names = self.pack.office.items.iter().map(|item| item.name.as_str());
            match nearest(text, names) {
                Some(near) => Said::both(
                    format!("没有数据项“{text}”，是不是“{near}”？"),
                    format!("there is no item `{text}`, is `{near}` meant?"),
                ),
                None => Said::both(
                    format!("没有数据项“{text}”，可用的见 office/items.csv"),
                    format!("there is no item `{text}`; office/items.csv has them"),
                ),
            }
        })
    }

    fn org(&self, text: &str) -> Result<u32, Said> {
        if let Some(index) = self.orgs.get(text) {
            return Ok(*index);
        }
        let folded = fold(text);
        let mut orgs = (0_u32..).zip(&self.pack.office.orgs);
        let found = orgs.find(|(_, org)| {
            org.aliases.iter().chain([&org.name]).any(|name| fold(name) == folded)
        });
        found.map(|(index, _)| index).ok_or_else(|| {
            if text.is_empty() {
                return Said::both("没有写填报单位".to_owned(), "names no org".to_owned());
            }
            Said::both(
                format!("没有单位“{text}”，可用的见 office/orgs.csv"),
                format!("there is no org `{text}`; office/orgs.csv has them"),
            )
        })
    }

    fn period(&mut self, text: &str) -> Result<Period, Said> {
        if self.period.0 != text || text.is_empty() {
            self.period = (text.to_owned(), Period::parse(text).map_err(|fault| Said::of(&fault)));
        }
        self.period.1.clone()
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
        let key = (item, text.to_owned());
        let office = &self.pack.office.items[item];
        let factor = match self.units.get(&key) {
            Some(known) => known.clone()?,
            None => {
                let found = factor(office, text);
                self.units.insert(key.clone(), found.clone());
                found?
            }
        };
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
        self.note_conversion(key, amount, converted, row);
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

    fn finish(mut self) -> Values {
        let clashes = self.figures.seal();
        for clash in &clashes {
            self.reject_clash(clash);
        }
        self.ask_about_jumps();
        self.receipt.notes.sort_by_key(|note| natural(&note.spot));
        self.receipt.rejected.sort_by_key(|row| natural(&row.spot));
        Values { figures: self.figures, receipt: self.receipt }
    }

    /// Where a taken row stands.
    fn spot_of(&self, row: u32) -> Spot {
        let file = self.files.iter().rev().find(|file| file.first <= row);
        let Some(file) = file else { return Spot::default() };
        let (line, sheet) = &file.lines[(row - file.first) as usize];
        let spot = Spot::file(&file.name);
        match sheet {
            Some(sheet) => spot.row(format!("{sheet}!{line}")),
            None => spot.row(line),
        }
    }

    fn reject_clash(&mut self, clash: &Clash) {
        let office = &self.pack.office;
        let (item, org) = (&office.items[clash.item], &office.orgs[clash.refused.org as usize]);
        let first = self.spot_of(clash.kept.row);
        let (kept, refused) = (clash.kept.amount, clash.refused.amount);
        let reason = Said::both(
            format!("同一数据项、单位和报告期已在 {first} 填过 {kept}，这里是 {refused}"),
            format!(
                "item, org and period were given already at {first} with {kept}, here it is {refused}"
            ),
        );
        let fields = vec![
            item.name.clone(),
            org.name.clone(),
            clash.refused.period.to_string(),
            refused.to_string(),
            item.unit.to_string(),
            clash.refused.status.word().to_owned(),
            String::new(),
            String::new(),
        ];
        let spot = self.spot_of(clash.refused.row);
        self.receipt.accepted -= 1;
        self.receipt.rejected.push(RejectedRow { spot, fields, reasons: vec![reason] });
    }

    /// A jump of a thousand times and more from one period to the next is asked about.
    fn ask_about_jumps(&mut self) {
        for (item, office) in self.pack.office.items.iter().enumerate() {
            for (before, after) in self.figures.jumps(item) {
                let spot = self.spot_of(after.row);
                let (name, unit) = (&office.name, &office.unit);
                let (was, is) = (before.amount, after.amount);
                let (then, now) = (before.period, after.period);
                let said = Said::both(
                    format!(
                        "“{name}”{now} 是 {is} {unit}，{then} 是 {was} {unit}，相差千倍以上，单位是否填错？"
                    ),
                    format!(
                        "`{name}` is {is} {unit} in {now} and {was} {unit} in {then}, a thousand times apart: is the unit right?"
                    ),
                );
                self.receipt.notes.push(Note { spot, said, rows: 1 });
            }
        }
    }
}

impl FileRows {
    fn count(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }
}

/// Files in their order, rows by number and not by the letters of their digits.
fn natural(spot: &Spot) -> (String, String, u32) {
    let row = spot.row.clone().unwrap_or_default();
    let (sheet, line) = row.rsplit_once('!').unwrap_or(("", row.as_str()));
    (spot.file.clone(), sheet.to_owned(), line.parse().unwrap_or(0))
}

/// Which orgs file an item: its own, or those that a collective is assigned to.
fn filers(pack: &Pack, item: &Item) -> Vec<bool> {
    let orgs = &pack.office.orgs;
    let own = orgs.iter().find(|org| org.key == item.org);
    let files = |key: &String| {
        own.is_some_and(|own| match own.kind {
            OrgKind::Collective => own.assigned_to.contains(key),
            _ => own.key == *key,
        })
    };
    orgs.iter().map(|org| files(&org.key)).collect()
}

/// What a value is multiplied by, `None` where it is in the item's unit already.
fn factor(item: &Item, text: &str) -> Result<Option<Number>, Said> {
    let unit = Unit::parse(text).map_err(|fault| Said::of(&fault))?;
    match unit.factor_to(&item.unit) {
        Some(factor) if factor == 1.into() => Ok(None),
        Some(factor) => Ok(Some(factor)),
        None => {
            let (own, wanted) = (unit.dimension(), item.unit.dimension());
            let said = |lang: Lang| {
                let (own, wanted, unit) = (own.say(lang), wanted.say(lang), &item.unit);
                domain::tell!(
                    lang,
                    "单位“{text}”是{own}，应填{wanted}（{unit}）",
                    "the unit `{text}` measures {own}, but {wanted} ({unit}) is wanted"
                )
            };
            Err(Said::both(said(Lang::Zh), said(Lang::En)))
        }
    }
}

fn status(text: &str) -> Result<ValueStatus, Said> {
    if text.is_empty() {
        return Ok(ValueStatus::Reported);
    }
    let found = ValueStatus::TABLE.iter().find(|(word, _)| *word == text);
    found.map(|(_, status)| *status).ok_or_else(|| {
        let words: Vec<&str> = ValueStatus::TABLE.iter().map(|(word, _)| *word).collect();
        let words = words.join(", ");
        Said::both(
            format!("状态“{text}”不在可用的词里：{words}"),
            format!("the status `{text}` is none of {words}"),
        )
    })
}

/// The amount of a row. What is not applicable has none; what is confirmed to be nought is nought.
fn amount(text: &str, status: Option<ValueStatus>) -> Result<Decimal, Said> {
    let without = matches!(text, "" | "/" | "-" | "—" | "——");
    if without && status == Some(ValueStatus::NotApplicable) {
        return Ok(Decimal::ZERO);
    }
    if without {
        return Err(Said::both(
            "没有写数值；确为零请写 0 并注明 confirmed_zero，缺数就不要填这一行".to_owned(),
            "has no value; for a real nought write 0 and confirmed_zero, for a missing number leave the row out".to_owned(),
        ));
    }
    let amount = decimal(text).map_err(|fault| {
        let (zh, en) = (fault.say(Lang::Zh), fault.say(Lang::En));
        Said::both(format!("数值“{text}”{zh}"), format!("the value `{text}` {en}"))
    })?;
    match status {
        Some(ValueStatus::ConfirmedZero) if !amount.is_zero() => Err(Said::both(
            format!("状态是 confirmed_zero，数值却是 {amount}"),
            format!("the status is confirmed_zero, but the value is {amount}"),
        )),
        Some(ValueStatus::NotApplicable) if !amount.is_zero() => Err(Said::both(
            format!("状态是 not_applicable，数值却是 {amount}"),
            format!("the status is not_applicable, but the value is {amount}"),
        )),
        _ => Ok(amount),
    }
}

/// Where each column stands.
fn head(name: &str, row: &Record) -> Result<[Option<usize>; 8], Faults> {
    let titles: Vec<String> = row.iter().map(|title| fold(title).to_lowercase()).collect();
    let mut columns = [None; 8];
    for (index, (column, others)) in COLUMNS.iter().enumerate() {
        columns[index] =
            titles.iter().position(|title| title == column || others.contains(&title.as_str()));
    }
    let missing: Vec<&str> = REQUIRED
        .iter()
        .filter(|index| columns[**index].is_none())
        .map(|index| COLUMNS[*index].0)
        .collect();
    if missing.is_empty() {
        return Ok(columns);
    }
    let missing = missing.join("、");
    let said = Said::both(
        format!("表头缺少 {missing}，应为 item,org,period,value,unit,status,source,note"),
        format!(
            "the head lacks {missing}, it must be item,org,period,value,unit,status,source,note"
        ),
    );
    Err(Fault::new(Spot::file(name).row(row.place()), said).into())
}

fn no_head(name: &str) -> Fault {
    let said = Said::both(
        "没有表头，应为 item,org,period,value,unit,status,source,note".to_owned(),
        "has no head, it must be item,org,period,value,unit,status,source,note".to_owned(),
    );
    Fault::new(Spot::file(name), said)
}
