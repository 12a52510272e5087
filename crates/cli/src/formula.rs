//! `wufei formula eval`.

use std::ops::Range;

use domain::formula::{
    Bindings, Explained, Expression, Fault as FormulaFault, FaultKind, Formula, Outcome as Came,
    Step, Year, caret, check, evaluate,
};
use domain::quantity::Quantity;
use domain::record::Said;
use domain::unit::Unit;
use domain::{Lang, Say, tell};
use engine::{Fault, Faults, Spot};
use serde_json::{Value, json};

use crate::args::{FormulaCommand, FormulaFormat};
use crate::output::{Exit, Outcome, Output};

/// The most decimals that a result is printed with.
const DECIMALS: u32 = 6;

pub(crate) fn run(command: &FormulaCommand, output: &Output) -> Outcome {
    let FormulaCommand::Eval { text, set, unit, format } = command;
    let given = Given::read(set)?;
    let bindings = &given.bindings;
    let formula = Formula::parse(text).map_err(|faults| refused(text, "", &faults))?;
    let unit = unit.as_deref().map(Unit::parse).transpose();
    let unit = unit.map_err(|fault| {
        let hint = Said::both(
            "单位写法如 吨、万吨、%、吨/万元，见 data/units.csv".to_owned(),
            "write a unit as 吨, 万吨, % or 吨/万元; data/units.csv has them".to_owned(),
        );
        Faults::from(Fault::new(Spot::file("--unit"), Said::of(&fault)).hint(hint))
    })?;
    let wanted = unit.as_ref().map(Unit::dimension);
    check(&formula, bindings, wanted).map_err(|faults| refused(text, "", &faults))?;
    given.all_used_by(&formula)?;
    let explained = evaluate(&formula, bindings);
    let value = match &explained.outcome {
        Came::Value(value) => value.clone(),
        Came::Missing(_) => return Err(given.without_number(text).into()),
        Came::ZeroDivisor(divisor, span) => return Err(divided(text, "", divisor, span).into()),
    };
    let value = unit.and_then(|unit| value.to(&unit)).unwrap_or(value);
    let answer = Answer {
        is_share: value.unit.is_none() && bindings.is_share(&formula),
        value,
        formula,
        explained,
    };
    match format {
        FormulaFormat::Table => output.data(&answer.table(output.lang)),
        FormulaFormat::Json => output.data(&answer.json_text()),
    }
    Ok(Exit::Done)
}

/// What `--set` gives: the bindings, and each of them as it was typed.
struct Given {
    bindings: Bindings,
    typed: Vec<((String, Year), String)>,
}

impl Given {
    /// The names of `--set`, all faults at once.
    fn read(set: &[String]) -> Outcome<Self> {
        let mut faults = Vec::new();
        let mut pairs: Vec<((String, Year), Formula)> = Vec::new();
        let mut typed = Vec::new();
        for text in set {
            let Some((name, value)) = text.split_once(['=', '＝']) else {
                let said = Said::both(
                    format!("“{text}”应写成 名=数量，例如 --set 产生量=3吨"),
                    format!("`{text}` must be NAME=QUANTITY, as in --set 产生量=3吨"),
                );
                faults.push(Fault::new(Spot::file("--set"), said));
                continue;
            };
            let key = dated(name);
            if typed.iter().any(|(other, _)| *other == key) {
                let name = key.1.of(&key.0);
                let said = Said::both(
                    format!("“{name}”给了两次，只能给一次"),
                    format!("`{name}` is set twice, it can be set once"),
                );
                faults.push(Fault::new(Spot::file(format!("--set {name}")), said));
                continue;
            }
            typed.push((key.clone(), value.to_owned()));
            match Formula::parse(value) {
                Ok(formula) => pairs.push((key, formula)),
                Err(wrong) => faults.extend(refused(value, name, &wrong).0),
            }
        }
        match Bindings::of_years(pairs) {
            Ok(bindings) if faults.is_empty() => Ok(Self { bindings, typed }),
            Ok(_) => Err(Faults(faults).into()),
            Err(circle) => {
                faults.push(Fault::new(Spot::file("--set"), Said::of(&circle)));
                Err(Faults(faults).into())
            }
        }
    }

    /// A name that the formula does not use is mostly a name that was typed wrongly.
    fn all_used_by(&self, formula: &Formula) -> Outcome<()> {
        let used = self.bindings.used_by(formula);
        let unused = self.typed.iter().filter(|(key, _)| !used.contains(key));
        let faults = unused.map(|((name, year), _)| {
            let name = year.of(name);
            let said = Said::both(
                format!("公式没有用到“{name}”"),
                format!("the formula does not use `{name}`"),
            );
            let hint = Said::both(
                "核对名称，或去掉这个 --set".to_owned(),
                "look at the name, or leave this --set out".to_owned(),
            );
            Fault::new(Spot::file(format!("--set {name}")), said).hint(hint)
        });
        let faults: Vec<Fault> = faults.collect();
        if faults.is_empty() { Ok(()) } else { Err(Faults(faults).into()) }
    }

    /// Why a name that is set has no number: what it is set to divides by nought.
    fn without_number(&self, text: &str) -> Faults {
        let faults = self.typed.iter().filter_map(|((name, year), value)| {
            let formula = Formula::parse(value).ok()?;
            match evaluate(&formula, &self.bindings).outcome {
                Came::ZeroDivisor(divisor, span) => {
                    Some(divided(value, &year.of(name), &divisor, &span).0)
                }
                _ => None,
            }
        });
        let faults: Vec<Fault> = faults.flatten().collect();
        if !faults.is_empty() {
            return Faults(faults);
        }
        let said =
            Said::both(format!("有数据项没有数：{text}"), format!("an item has no number: {text}"));
        Fault::new(Spot::file("formula"), said).into()
    }
}

/// The name and the year of `产生量`, `base(产生量)`, `[名称(含括号)]`.
fn dated(name: &str) -> (String, Year) {
    let plain = || (name.trim().to_owned(), Year::This);
    match Formula::parse(name).map(|formula| formula.root.kind) {
        Ok(Expression::Item(name)) => (name, Year::This),
        Ok(Expression::At(year, inner)) => match inner.kind {
            Expression::Item(name) => (name, year),
            _ => plain(),
        },
        _ => plain(),
    }
}

/// A division by nought, with its place in the text.
fn divided(text: &str, name: &str, divisor: &str, span: &Range<usize>) -> Faults {
    let kind = FaultKind::NoughtDivisor(divisor.to_owned());
    refused(text, name, &[FormulaFault { span: span.clone(), kind }])
}

/// Faults of a formula, each with line, column and a caret below the text.
fn refused(text: &str, name: &str, wrong: &[FormulaFault]) -> Faults {
    let file = if name.is_empty() { "formula".to_owned() } else { format!("--set {name}") };
    let fault = |fault: &FormulaFault| {
        let (line, column) = fault.place(text);
        let shown = caret(text, fault);
        let said = |lang| {
            let said = fault.kind.say(lang);
            tell!(
                lang,
                "第 {line} 行第 {column} 列：{said}\n{shown}",
                "line {line}, column {column}: {said}\n{shown}"
            )
        };
        let spot = Spot::file(&file).row(line).column(column);
        let told = Fault::new(spot, Said::both(said(Lang::Zh), said(Lang::En)));
        match fault.kind.hint() {
            Some(hint) => told.hint(hint),
            None => told,
        }
    };
    Faults(wrong.iter().map(fault).collect())
}

/// What a formula came to.
struct Answer {
    value: Quantity,
    /// The value is a quotient within one dimension and is told as a percentage too.
    is_share: bool,
    formula: Formula,
    explained: Explained,
}

impl Answer {
    fn percent(&self) -> Option<Quantity> {
        self.is_share.then(|| self.value.to(&Unit::percent())).flatten()
    }

    /// The first line is the value with its unit, a share also as a percentage; below it the tree.
    fn table(&self, lang: Lang) -> String {
        let value = &self.value;
        let mut lines = vec![match self.percent() {
            Some(percent) => format!("{value} = {percent}"),
            None => value.to_string(),
        }];
        if !value.number.fits(DECIMALS) {
            let exact = value.number.to_string();
            lines.push(tell!(
                lang,
                "（四舍五入到 {DECIMALS} 位小数；精确值 {exact}）",
                "(rounded to {DECIMALS} decimals; exactly {exact})"
            ));
        }
        tree(&self.explained.root, 0, lang, &mut lines);
        lines.join("\n")
    }

    fn json_text(&self) -> String {
        let value = &self.value;
        let object = json!({
            "formula": self.formula.to_string(),
            "value": value.number.plain(DECIMALS),
            "unit": value.unit.to_string(),
            "percent": self.percent().map(|percent| percent.number.plain(DECIMALS)),
            "exact": value.number.to_string(),
            "tree": step_json(&self.explained.root),
        });
        serde_json::to_string_pretty(&object).unwrap_or_default()
    }
}

pub(crate) fn tree(step: &Step, depth: usize, lang: Lang, lines: &mut Vec<String>) {
    if !step.parts.is_empty() || depth > 0 {
        let value = step.value.as_ref().map_or("—".to_owned(), ToString::to_string);
        let (indent, text) = ("  ".repeat(depth), &step.text);
        lines.push(match step.kind {
            "holds" => tell!(lang, "{indent}{text}：成立", "{indent}{text}: holds"),
            "fails" => tell!(lang, "{indent}{text}：不成立", "{indent}{text}: does not hold"),
            _ => format!("{indent}{text} = {value}"),
        });
    }
    // Of a choice the branch that was taken is told, also where it is a plain number.
    let told = |part: &&Step| part.kind != "literal" || step.kind == "if";
    for part in step.parts.iter().filter(told) {
        tree(part, depth + 1, lang, lines);
    }
}

pub(crate) fn step_json(step: &Step) -> Value {
    json!({
        "kind": step.kind,
        "text": step.text,
        "value": step.value.as_ref().map(|value| value.number.plain(DECIMALS)),
        "unit": step.value.as_ref().map(|value| value.unit.to_string()),
        "parts": step.parts.iter().map(step_json).collect::<Vec<_>>(),
    })
}
