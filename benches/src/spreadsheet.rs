//! Every indicator that has a formula, computed by a spreadsheet program from the same parts.
//!
//! A flat `ods` file holds the values, the parts as sums over them, and the formulas over the
//! parts; LibreOffice computes it without a window. Nothing of our own arithmetic is in it but the
//! factors between units.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use domain::figures::Figures;
use domain::formula::{Expression, Extreme, Formula, Node, Operator, Outcome, Year};
use domain::number::Number;
use domain::office::{Definition, Item, ItemKind};
use domain::pack::Pack;
use domain::unit::Unit;
use engine::{calendar, files_of, pack_read, status, values_read};
use jiff::civil::date;

use crate::{Limit, Measured, Setting};

/// The years that are compared, each whole.
const YEARS: [i16; 5] = [2020, 2021, 2022, 2023, 2024];

/// What we computed: indicator and year, with its decimals and digits.
type Answers = BTreeMap<(u32, i16), (u32, String)>;

pub(crate) fn equal(setting: &Setting) -> Vec<Measured> {
    if Command::new("soffice").arg("--version").output().is_err() {
        return Vec::new();
    }
    let pack = std::sync::Arc::new(pack_read(&setting.pack()).expect("the shipped pack"));
    let files = files_of(&[setting.pack().join("example")]).expect("the example");
    let figures = values_read(&pack, &files).expect("the values").figures;
    let began = Instant::now();
    let answers = answers(&pack, &figures);
    let ours = began.elapsed().as_secs_f64() * 1e3;
    let desk = tempfile::tempdir().expect("a folder");
    let path = desk.path().join("sheet.fods");
    std::fs::write(&path, Sheet::new(&pack, &files).document(&answers)).expect("a file");
    let began = Instant::now();
    let theirs = computed(&path);
    let other = began.elapsed().as_secs_f64() * 1e3;
    let same = answers.iter().zip(&theirs).filter(|((_, (decimals, ours)), theirs)| {
        theirs.parse::<f64>().is_ok_and(|number| {
            let shown = format!("{number:.*}", usize::try_from(*decimals).unwrap_or(0));
            shown.trim_start_matches('-') == ours.trim_start_matches('-')
                && (shown == *ours || ours.parse::<f64>() == Ok(0.0))
        })
    });
    let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    vec![
        Measured {
            name: format!("numbers that LibreOffice computes alike, of {} years", YEARS.len()),
            ours: count(same.count()),
            other: count(answers.len()),
            unit: "numbers",
            limit: Limit::AtLeast(1.0),
            beside: "all that have a formula",
        },
        Measured {
            name: "computing them".to_owned(),
            ours,
            other,
            unit: "ms",
            limit: Limit::Printed,
            beside: "LibreOffice without a window, its start included",
        },
    ]
}

fn answers(pack: &std::sync::Arc<Pack>, figures: &Figures) -> Answers {
    let calendar = calendar();
    let mut answers = Answers::new();
    for year in YEARS {
        let status = status(pack, figures, &calendar, year, date(2025, 10, 20));
        for row in &status.rows {
            let whole = row.judgement.through.is_some_and(|through| through.months() == (1, 12));
            let computed = row.judgement.computed.as_ref();
            let explained = computed.and_then(|computed| computed.explained.as_ref());
            let from_parts =
                explained.is_some_and(|explained| matches!(explained.outcome, Outcome::Value(_)));
            if let Some(value) = row.value().filter(|_| whole && from_parts) {
                answers
                    .insert((row.indicator.no, year), (row.judgement.decimals, value.to_owned()));
            }
        }
    }
    answers
}

/// LibreOffice's results, in the order of the answers.
fn computed(path: &Path) -> Vec<String> {
    let folder = path.parent().expect("a folder");
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    // Comma, double quotes, UTF-8, from the first line, values in full and not as shown.
    let format = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false";
    let run = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", format, "--outdir"])
        .args([folder, path])
        .output();
    assert!(run.is_ok_and(|run| run.status.success()), "soffice computes the sheet");
    let csv = std::fs::read_to_string(folder.join("sheet.csv")).expect("its results");
    csv.lines().map(str::to_owned).collect()
}

/// A document of three tables: the answers, the parts that they rest on, the values.
struct Sheet<'a> {
    pack: &'a Pack,
    values: Vec<(String, i16, String)>,
    /// For each item and year the row of its part.
    parts: BTreeMap<(String, i16), usize>,
}

impl<'a> Sheet<'a> {
    fn new(pack: &'a Pack, files: &[PathBuf]) -> Self {
        Self { pack, values: values(pack, files), parts: BTreeMap::new() }
    }

    fn document(mut self, answers: &Answers) -> String {
        let mut formulas = String::new();
        for (no, year) in answers.keys() {
            let definition = self.pack.office.definition(*no);
            let definition = definition.expect("a definition");
            let formula = self.indicator(definition, *year);
            let _ = writeln!(formulas, "{}", row(&[cell_of(&formula)]));
        }
        let mut parts = String::new();
        let mut in_order: Vec<_> = self.parts.iter().collect();
        in_order.sort_by_key(|(_, row)| **row);
        for ((item, year), _) in in_order {
            let last = self.values.len();
            let sum = format!(
                "SUMIFS([$values.$C$1:.$C${last}];[$values.$A$1:.$A${last}];&quot;{item}&quot;;[$values.$B$1:.$B${last}];{year})"
            );
            let _ = writeln!(parts, "{}", row(&[text_of(item), cell_of(&sum)]));
        }
        let mut values = String::new();
        for (item, year, amount) in &self.values {
            let _ = writeln!(
                values,
                "{}",
                row(&[text_of(item), number_of(&year.to_string()), number_of(amount)])
            );
        }
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="answers">{formulas}</table:table>
<table:table table:name="parts">{parts}</table:table>
<table:table table:name="values">{values}</table:table>
</office:spreadsheet></office:body></office:document>"#
        )
    }

    /// An indicator's formula over cells, in the indicator's unit.
    fn indicator(&mut self, definition: &Definition, year: i16) -> String {
        let formula = definition.formula.as_ref().expect("a formula");
        let indicator = self.pack.reading.indicators.iter().find(|i| i.no == definition.indicator);
        let unit = indicator.and_then(|i| Unit::parse(&i.unit).ok()).unwrap_or_else(Unit::none);
        format!("({})/{}", self.node(&formula.root, year), factor(&unit))
    }

    fn node(&mut self, node: &Node, year: i16) -> String {
        match &node.kind {
            Expression::Literal(quantity) => {
                format!("({}*{})", quantity.number.plain(12), factor(&quantity.unit))
            }
            Expression::Item(name) => self.item(name, year),
            Expression::Negated(inner) => format!("(-{})", self.node(inner, year)),
            Expression::Arithmetic(operator, left, right) => {
                let sign = match operator {
                    Operator::Plus => '+',
                    Operator::Minus => '-',
                    Operator::Times => '*',
                    Operator::Over => '/',
                };
                format!("({}{sign}{})", self.node(left, year), self.node(right, year))
            }
            Expression::At(Year::Base, inner) => {
                let base = self.pack.head.base_year.expect("a base year");
                self.node(inner, base)
            }
            Expression::At(_, inner) => self.node(inner, year - 1),
            Expression::Extreme(extreme, nodes) => {
                let name = if *extreme == Extreme::Min { "MIN" } else { "MAX" };
                let nodes: Vec<String> = nodes.iter().map(|node| self.node(node, year)).collect();
                format!("{name}({})", nodes.join(";"))
            }
            Expression::If(..) => panic!("no definition of the pack uses if"),
        }
    }

    /// An item in its dimension's own unit: the cell of its part, or what it is derived from.
    fn item(&mut self, name: &str, year: i16) -> String {
        let item = item_named(self.pack, name).clone();
        if let Some(Ok(formula)) = item.formula() {
            let Formula { root } = formula;
            return format!("({})", self.node(&root, year));
        }
        let next = self.parts.len() + 1;
        let row = *self.parts.entry((item.name.clone(), year)).or_insert(next);
        format!("([$parts.$B${row}]*{})", factor(&item.unit))
    }
}

fn item_named<'a>(pack: &'a Pack, name: &str) -> &'a Item {
    let mut items = pack.office.items.iter();
    items.find(|item| item.name == name || item.key == name).expect("an item")
}

/// How many of its dimension's own unit one of this is.
fn factor(unit: &Unit) -> String {
    let units = ["吨", "元", "平方米", "个", "户", "人", "千瓦时", "立方米", "公里", "天"];
    let mut own = units.iter().filter_map(|text| Unit::parse(text).ok());
    let own = own.find(|other| other.dimension() == unit.dimension()).unwrap_or_else(Unit::none);
    let factor = unit.factor_to(&own).or_else(|| compound(unit));
    factor.unwrap_or_else(|| Number::from(1)).plain(12)
}

/// The same for a unit over another: `吨/万元`.
fn compound(unit: &Unit) -> Option<Number> {
    let text = unit.to_string();
    let (over, under) = text.split_once('/')?;
    let (over, under) = (Unit::parse(over).ok()?, Unit::parse(under).ok()?);
    let number = |unit: &Unit| Number::from(domain::number::decimal(&factor(unit)).ok()?).into();
    let (over, under): (Option<Number>, Option<Number>) = (number(&over), number(&under));
    over?.over(&under?)
}

/// The values as they lie in the files: item, year, amount; of a stock an org's last of a year.
fn values(pack: &Pack, files: &[PathBuf]) -> Vec<(String, i16, String)> {
    let mut values = Vec::new();
    let mut last: BTreeMap<(String, String, i16), (String, String)> = BTreeMap::new();
    for file in files {
        let mut reader = csv::Reader::from_path(file).expect("a file of values");
        for record in reader.records() {
            let record = record.expect("a row");
            let (item, org, period) = (item_named(pack, &record[0]), &record[1], &record[2]);
            let year: i16 = period[..4].parse().expect("a year");
            if record[3].is_empty() {
                continue;
            }
            let amount = in_unit(item, &record[3], &record[4]);
            if item.kind == ItemKind::Flow {
                values.push((item.name.clone(), year, amount));
                continue;
            }
            let key = (item.name.clone(), org.to_owned(), year);
            let before = last.get(&key).map_or("", |(period, _)| period.as_str());
            if before < period {
                last.insert(key, (period.to_owned(), amount));
            }
        }
    }
    values.extend(last.into_iter().map(|((item, _, year), (_, amount))| (item, year, amount)));
    values
}

/// An amount in the item's unit.
fn in_unit(item: &Item, amount: &str, unit: &str) -> String {
    let number = Number::from(domain::number::decimal(amount).expect("a number"));
    let unit = if unit.is_empty() { item.unit.clone() } else { Unit::parse(unit).expect("a unit") };
    let factor = unit.factor_to(&item.unit).expect("a unit of the dimension");
    (&number * &factor).plain(10)
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

fn cell_of(formula: &str) -> String {
    format!(r#"<table:table-cell table:formula="of:={formula}" office:value-type="float"/>"#)
}

fn number_of(number: &str) -> String {
    format!(r#"<table:table-cell office:value-type="float" office:value="{number}"/>"#)
}

fn text_of(text: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
    )
}
