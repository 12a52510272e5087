//! Row after row into figures, each accepted or rejected with all reasons.

use std::collections::{HashMap, HashSet};

use std::ops::RangeInclusive;

use document::Record;
use domain::figures::{Entry, Figures, ValueStatus};
use domain::number::{Decimal, Number, decimal};
use domain::office::{Item, Org};
use domain::pack::Pack;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::record::Said;
use domain::text::{fold, nearest};
use domain::unit::Unit;

use crate::fault::Spot;

use super::cells::{amount, factor, status};
use super::file::FileRows;
use super::head::{COLUMNS, Head};
use super::notes::Once;
use super::{Reason, Receipt, RejectedRow};

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
    /// The notes that rows add to.
    pub(super) once: Once,
    /// For each item that counts things, how many of them its unit is.
    pub(super) things: Vec<Option<Number>>,
    /// The years of the plan and one on either side; none where it names no year.
    pub(super) years: Option<RangeInclusive<i16>>,
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
            once: Once::default(),
            things: office.items.iter().map(|item| item.unit.things()).collect(),
            years: years(pack),
            last_item: Last::new(),
            last_org: Last::new(),
            last_period: Last::new(),
            last_factor: Last::new(),
        }
    }

    pub(super) fn begin_file(&mut self, file: FileRows) {
        self.files.push(file);
        self.once.begin_file();
    }

    pub(super) fn row(&mut self, row: &Record, head: &Head) {
        let columns = &head.columns;
        let field = |index: usize| columns[index].map_or("", |column| row.get(column).trim());
        let mut reasons: Vec<Reason> = width(row, head).into_iter().collect();
        let mut wrong =
            |column: usize, said| reasons.push(Reason { column: Some(COLUMNS[column].0), said });
        let item = self.item(field(0)).map_err(|said| wrong(0, said)).ok();
        let org = self.org(field(1)).map_err(|said| wrong(1, said)).ok();
        let period = self.period(field(2)).map_err(|said| wrong(2, said)).ok();
        let status = status(field(5)).map_err(|said| wrong(5, said)).ok();
        let unit = item.map(|item| &self.pack.office.items[item].unit);
        let amount = amount(field(3), status, unit).map_err(|said| wrong(3, said)).ok();
        let amount = match (item, amount) {
            (Some(item), Some(amount)) => {
                self.in_unit(item, amount, field(4), row).map_err(|said| wrong(4, said)).ok()
            }
            _ => amount,
        };
        if let (Some(unit), Some(amount)) = (unit, amount)
            && let Some(said) = below_nought(unit, amount)
        {
            wrong(3, said);
        }
        let (Some(item), Some(org), Some(period), Some(status), Some(amount), true) =
            (item, org, period, status, amount, reasons.is_empty())
        else {
            let (spot, head) = (self.spot(row), head.titles.clone());
            let fields = row.iter().map(str::to_owned).collect();
            self.receipt.rejected.push(RejectedRow { spot, head, fields, reasons });
            return;
        };
        self.receipt.accepted += 1;
        if field(4).is_empty() && status != ValueStatus::NotApplicable {
            self.note_unitless(row, field(3));
        }
        self.note_fraction(item, amount, row);
        self.note_far(period, row);
        if !self.filers[item][org as usize] {
            self.note_beside(row, item, org);
            return;
        }
        let file = self.files.last_mut().expect("a file is being read");
        let number = file.first + file.count();
        file.lines.push((row.line(), row.place().sheet));
        self.figures.push(item, Entry { org, period, amount, status, row: number });
    }

    pub(super) fn spot(&self, row: &Record) -> Spot {
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
        let office = &self.pack.office.items[item];
        if text.is_empty() {
            return Ok(amount);
        }
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
        self.note_conversion((item, text), amount, converted, row);
        Ok(converted)
    }
}

/// A row that has not as many columns as its head. In a workbook the last cells of a row may be
/// empty and are then not there.
fn width(row: &Record, head: &Head) -> Option<Reason> {
    let (wanted, found) = (head.width, row.len());
    let untitled =
        |index: usize| head.titles.get(index).is_none_or(|title| title.trim().is_empty());
    let surplus = head.titled != found
        && (0..found).any(|index| untitled(index) && !row.get(index).trim().is_empty());
    let short = row.sheet().is_none() && found < wanted;
    (surplus || short).then(|| {
        let (zh, en) = if surplus {
            (
                "多出的列没有表头；数值里的逗号要去掉或加引号",
                "what is too much has no title; a comma inside a field needs quotes",
            )
        } else {
            ("缺的列要留空，逗号不能少", "a blank field still needs its comma")
        };
        let said = Said::both(
            format!("这一行有 {found} 列，表头有 {wanted} 列：{zh}"),
            format!("the row has {found} columns, the head has {wanted}: {en}"),
        );
        Reason { column: None, said }
    })
}

/// Of what is never below nought a negative amount is refused.
fn below_nought(unit: &Unit, amount: Decimal) -> Option<Said> {
    let refused = amount.is_sign_negative() && !amount.is_zero() && !unit.can_be_negative();
    refused.then(|| {
        Said::both(
            format!("{amount} 小于 0，而以{unit}计的量不会小于 0；要更正以前的数，请改原来那一行"),
            format!(
                "{amount} is below nought, which what is measured in {unit} never is; to correct a number change its own row"
            ),
        )
    })
}

/// The years that values are expected of.
fn years(pack: &Pack) -> Option<RangeInclusive<i16>> {
    let own = pack.head.base_year.iter().chain(&pack.head.target_years);
    let (first, last) = (own.clone().min()?, own.max()?);
    Some(first - 1..=last + 1)
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
