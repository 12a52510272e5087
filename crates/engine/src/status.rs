//! Where a plan stands: `wufei plan status`.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use domain::calendar::Calendar;
use domain::figures::{Figures, ValueStatus};
use domain::judge::{Judge, Judgement};
use domain::number::Number;
use domain::pack::Pack;
use domain::plan::{DutyRole, Indicator, SubjectKind};
use domain::quantity::Quantity;
use domain::{Lang, Say};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Where a plan stands in a year as of a day.
#[derive(Debug, Clone)]
pub struct Status {
    /// The plan.
    pub pack: Arc<Pack>,
    /// The year that is judged.
    pub year: i16,
    /// The day it is looked at.
    pub as_of: Date,
    /// A row for each indicator in the plan's order.
    pub rows: Vec<StatusRow>,
    /// Some of the numbers are invented, for showing.
    pub example: bool,
    /// Which orgs owe numbers, made when it is asked for.
    turns: Arc<OnceLock<Vec<Debtor>>>,
}

/// Where an indicator stands.
#[derive(Debug, Clone)]
pub struct StatusRow {
    /// The indicator.
    pub indicator: Arc<Indicator>,
    /// What was decided of it.
    pub judgement: Arc<Judgement>,
    /// The orgs that answer for it: who leads, else who is responsible.
    pub orgs: Arc<Vec<String>>,
    /// The years from the base to the last target, each with the indicator's number if there is
    /// one, or what the plan itself states for it.
    pub history: Arc<Vec<(i16, Option<Quantity>)>>,
    /// The items that its number rests on in the year.
    pub inputs: Arc<Vec<usize>>,
    /// The items that its number rests on in any year.
    inputs_ever: Arc<Vec<usize>>,
    /// What is said of it, made when it is asked for.
    told: Arc<Told>,
}

/// What pages say of a row again and again: exact numbers are slow to bring into digits.
#[derive(Debug, Default)]
struct Told {
    value: OnceLock<Option<String>>,
    gap: [OnceLock<Option<String>>; 2],
    points: OnceLock<Vec<Point>>,
}

/// A year of an indicator, for drawing: its number and its target, where there are any.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The year.
    pub year: i16,
    /// Its number at its decimals.
    pub actual: Option<f64>,
    /// The same in digits; blank for none.
    pub digits: String,
    /// What was to be reached.
    pub target: Option<f64>,
    /// The same in digits; blank for none.
    pub goal: String,
}

/// The year that is judged where nobody says which: the as-of year, within the plan's years.
pub fn default_year(pack: &Pack, as_of: Date) -> i16 {
    let years = &pack.head.target_years;
    match (years.iter().min(), years.iter().max()) {
        (Some(first), Some(last)) => as_of.year().clamp(*first, *last),
        _ => as_of.year(),
    }
}

/// Judges every indicator of a plan; without the numbers of other years.
pub fn status(
    pack: &Arc<Pack>,
    figures: &Figures,
    calendar: &Calendar,
    year: i16,
    as_of: Date,
) -> Status {
    let judge = Judge::new(pack, figures, calendar, as_of);
    let row = |indicator: &Indicator| StatusRow {
        indicator: Arc::new(indicator.clone()),
        judgement: Arc::new(judge.judge(indicator, year)),
        orgs: Arc::new(orgs_of(pack, indicator.no)),
        history: Arc::default(),
        inputs: Arc::new(judge.inputs(indicator, year)),
        inputs_ever: Arc::new(judge.inputs_ever(indicator)),
        told: Arc::default(),
    };
    let rows = pack.reading.indicators.iter().map(row).collect();
    let example = figures.any(ValueStatus::Example);
    Status { pack: pack.clone(), year, as_of, rows, example, turns: Arc::default() }
}

impl Status {
    /// Adds the numbers of the other years.
    #[must_use]
    pub fn with_history(mut self, figures: &Figures, calendar: &Calendar) -> Self {
        let judge = Judge::new(&self.pack, figures, calendar, self.as_of);
        let years = years_of(&self.pack);
        for row in &mut self.rows {
            row.history = Arc::new(history(&judge, &row.indicator, years.clone()));
            row.told = Arc::default();
        }
        self
    }

    /// Judges again what rests on these items.
    pub(crate) fn refresh(&mut self, figures: &Figures, calendar: &Calendar, items: &[usize]) {
        let judge = Judge::new(&self.pack, figures, calendar, self.as_of);
        let years = years_of(&self.pack);
        for row in &mut self.rows {
            if row.inputs_ever.iter().any(|input| items.contains(input)) {
                row.judgement = Arc::new(judge.judge(&row.indicator, self.year));
                row.history = Arc::new(history(&judge, &row.indicator, years.clone()));
                row.told = Arc::default();
            }
        }
        self.example = self.example || figures.any(ValueStatus::Example);
        self.turns = Arc::default();
    }

    /// The row of an indicator.
    pub fn row(&self, no: u32) -> Option<&StatusRow> {
        self.rows.iter().find(|row| row.indicator.no == no)
    }
}

/// From the base year to the last target, at most twenty-one years.
fn years_of(pack: &Pack) -> Range<i16> {
    let head = &pack.head;
    let first = head.base_year.or_else(|| head.target_years.iter().min().copied());
    match (first, head.target_years.iter().max()) {
        (Some(first), Some(last)) => first..(*last).min(first + 20) + 1,
        _ => 0..0,
    }
}

fn history(
    judge: &Judge<'_>,
    indicator: &Indicator,
    years: Range<i16>,
) -> Vec<(i16, Option<Quantity>)> {
    years.map(|year| (year, judge.number(indicator, year))).collect()
}

/// An org that has to act, for what and since when.
#[derive(Debug)]
pub struct Debtor {
    /// The org.
    pub org: String,
    /// The items that it owes, each once.
    pub items: Vec<String>,
    /// How many values it owes.
    pub count: usize,
    /// How many of these are of earlier years, which this one is compared with.
    pub earlier: usize,
    /// The first day on which one was due.
    pub since: Option<Date>,
}

/// Who leads an indicator; where the plan names no lead, who is responsible.
fn orgs_of(pack: &Pack, no: u32) -> Vec<String> {
    let subject = no.to_string();
    let own = || {
        let duties = pack.reading.duties.iter();
        duties.filter(|d| d.kind == SubjectKind::Indicator && d.subject == subject)
    };
    let of = |role: DutyRole| own().filter(|d| d.role == role).map(|d| d.org.clone()).collect();
    let lead: Vec<String> = of(DutyRole::Lead);
    if lead.is_empty() { of(DutyRole::Responsible) } else { lead }
}

impl StatusRow {
    /// The number at its decimals, digits only.
    pub fn value(&self) -> Option<&str> {
        let judgement = &self.judgement;
        let made = || judgement.value.as_ref().map(|own| own.number.fixed(judgement.decimals));
        self.told.value.get_or_init(made).as_deref()
    }

    /// How far it is from what is wanted.
    pub fn gap(&self, lang: Lang) -> Option<&str> {
        let told = &self.told.gap[usize::from(lang == Lang::En)];
        told.get_or_init(|| self.judgement.gap.as_ref().map(|gap| gap.say(lang))).as_deref()
    }

    /// What was decided of it is another.
    pub(crate) fn decide(&mut self, judgement: Judgement) {
        self.judgement = Arc::new(judgement);
        self.told = Arc::default();
    }

    /// The years from the base to the last target, for drawing.
    pub fn points(&self, pack: &Pack) -> &[Point] {
        self.told.points.get_or_init(|| {
            let decimals = self.judgement.decimals;
            let targets = pack.reading.targets.iter();
            let targets: Vec<_> = targets.filter(|t| t.indicator == self.indicator.no).collect();
            let point = |(year, number): &(i16, Option<Quantity>)| {
                let target = targets.iter().find(|target| target.year == *year);
                let target = target.and_then(|target| target.target.value());
                let target = target.map(|value| Number::from(value).to_f64());
                let number = number.as_ref().map(|own| &own.number);
                Point {
                    year: *year,
                    actual: number.map(|own| own.rounded(decimals).to_f64()),
                    digits: number.map_or(String::new(), |own| own.fixed(decimals)),
                    target,
                    goal: target.map_or(String::new(), |target| target.to_string()),
                }
            };
            self.history.iter().map(point).collect()
        })
    }

    /// The rule's id and its sentence.
    pub fn rule(&self, lang: Lang) -> String {
        format!("{}: {}", self.judgement.rule.id, self.judgement.told(lang))
    }

    /// How many of the numbers needed by now are there: `11/12`.
    pub fn completeness(&self) -> String {
        format!("{}/{}", self.judgement.have, self.judgement.need)
    }
}

impl Status {
    /// The years of the history: `2020—2025`.
    pub fn history_years(&self) -> String {
        let head = &self.pack.head;
        let first = head.base_year.or_else(|| head.target_years.iter().min().copied());
        match (first, head.target_years.iter().max()) {
            (Some(first), Some(last)) => format!("{first}—{last}"),
            _ => String::new(),
        }
    }

    /// Which orgs owe numbers, those that owe longest first.
    pub fn turns(&self) -> &[Debtor] {
        self.turns.get_or_init(|| self.debtors())
    }

    fn debtors(&self) -> Vec<Debtor> {
        let mut turns: Vec<Debtor> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for value in self.rows.iter().flat_map(|row| &row.judgement.missing) {
            if !seen.insert((&value.org, &value.item, value.period)) {
                continue;
            }
            let at = turns.iter().position(|turn| turn.org == value.org).unwrap_or_else(|| {
                let org = value.org.clone();
                turns.push(Debtor { org, items: Vec::new(), count: 0, earlier: 0, since: None });
                turns.len() - 1
            });
            let turn = &mut turns[at];
            turn.count += 1;
            turn.earlier += usize::from(value.period.year() < self.year);
            turn.since = turn.since.into_iter().chain(value.due).min();
            if !turn.items.contains(&value.item) {
                turn.items.push(value.item.clone());
            }
        }
        turns.sort_by_key(|turn| (turn.since.is_none(), turn.since, turn.org.clone()));
        turns
    }

    /// The columns of the csv.
    pub const COLUMNS: [&'static str; 13] = [
        "no",
        "name",
        "unit",
        "value",
        "target",
        "verdict",
        "rule",
        "gap",
        "completeness",
        "missing",
        "through",
        "orgs",
        "example",
    ];

    /// How many indicators have each verdict, in the order of the legend.
    pub fn tally(&self) -> Vec<(domain::judge::Verdict, usize)> {
        domain::judge::Verdict::TABLE
            .iter()
            .map(|(_, verdict)| {
                let count =
                    self.rows.iter().filter(|row| row.judgement.verdict == *verdict).count();
                (*verdict, count)
            })
            .collect()
    }

    /// The rows of the csv.
    pub fn csv_rows(&self, lang: Lang) -> Vec<Vec<String>> {
        let row = |row: &StatusRow| {
            let judgement = &row.judgement;
            let missing = judgement.missing.iter();
            let missing: Vec<String> = missing
                .map(|value| format!("{} {} {}", value.item, value.org, value.period))
                .collect();
            vec![
                row.indicator.no.to_string(),
                row.indicator.name.clone(),
                row.indicator.unit.clone(),
                row.value().unwrap_or_default().to_owned(),
                judgement.target_text.clone(),
                judgement.verdict.word().to_owned(),
                row.rule(lang),
                row.gap(lang).unwrap_or_default().to_owned(),
                row.completeness(),
                missing.join("; "),
                judgement.through.map_or(String::new(), |period| period.to_string()),
                row.orgs.join("、"),
                u8::from(self.example).to_string(),
            ]
        };
        self.rows.iter().map(row).collect()
    }

    /// The status as data.
    pub fn json(&self, lang: Lang) -> Value {
        let indicators: Vec<Value> =
            self.rows.iter().map(|row| indicator_json(row, lang)).collect();
        json!({
            "plan": self.pack.head.id,
            "title": self.pack.head.title,
            "year": self.year,
            "as_of": self.as_of.to_string(),
            "example": self.example,
            "indicators": indicators,
        })
    }
}

fn indicator_json(row: &StatusRow, lang: Lang) -> Value {
    let judgement = &row.judgement;
    let missing: Vec<Value> = judgement
        .missing
        .iter()
        .map(|value| {
            json!({
                "item": value.item,
                "org": value.org,
                "period": value.period.to_string(),
                "due": value.due.map(|due| due.to_string()),
            })
        })
        .collect();
    json!({
        "no": row.indicator.no,
        "name": row.indicator.name,
        "unit": row.indicator.unit,
        "value": row.value(),
        "target": judgement.target_text,
        "verdict": judgement.verdict.word(),
        "rule": row.rule(lang),
        "gap": row.gap(lang),
        "completeness": row.completeness(),
        "missing": missing,
        "through": judgement.through.map(|period| period.to_string()),
        "orgs": *row.orgs,
    })
}
