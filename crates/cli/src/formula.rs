//! `wufei formula eval`.

use domain::formula::{
    Bindings, Explained, Fault as FormulaFault, Formula, Outcome as Result_, Step, caret, check,
    evaluate,
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
    let bindings = bindings(set)?;
    let formula = Formula::parse(text).map_err(|faults| refused(text, "", &faults))?;
    let unit = unit.as_deref().map(Unit::parse).transpose();
    let unit =
        unit.map_err(|fault| Faults::from(Fault::new(Spot::file("--unit"), Said::of(&fault))))?;
    let wanted = unit.as_ref().map(Unit::dimension);
    check(&formula, &bindings, wanted).map_err(|faults| refused(text, "", &faults))?;
    let explained = evaluate(&formula, &bindings);
    let value = match &explained.outcome {
        Result_::Value(value) => value.clone(),
        Result_::Missing(_) => {
            return Err(no_value(text, "有数据项没有数", "an item has no number"));
        }
        Result_::ZeroDivisor(divisor) => {
            let (zh, en) =
                (format!("除数“{divisor}”为 0"), format!("the divisor `{divisor}` is nought"));
            return Err(no_value(text, &zh, &en));
        }
    };
    let value = unit.and_then(|unit| value.to(&unit)).unwrap_or(value);
    match format {
        FormulaFormat::Table => output.data(&table(&value, &explained, output.lang)),
        FormulaFormat::Json => output.data(&json_text(&value, &formula, &explained)),
    }
    Ok(Exit::Done)
}

/// The names of `--set`, all faults at once.
fn bindings(set: &[String]) -> Result<Bindings, Faults> {
    let mut faults = Vec::new();
    let mut pairs = Vec::new();
    for text in set {
        let Some((name, value)) = text.split_once(['=', '＝']) else {
            let said = Said::both(
                format!("“{text}”应写成 名=数量，例如 --set 产生量=3吨"),
                format!("`{text}` must be NAME=QUANTITY, as in --set 产生量=3吨"),
            );
            faults.push(Fault::new(Spot::file("--set"), said));
            continue;
        };
        match Formula::parse(value) {
            Ok(formula) => pairs.push((name.trim().to_owned(), formula)),
            Err(wrong) => faults.extend(refused(value, name, &wrong).0),
        }
    }
    let bindings = Bindings::new(pairs);
    let bindings =
        bindings.map_err(|circle| faults.push(Fault::new(Spot::file("--set"), Said::of(&circle))));
    match bindings {
        Ok(bindings) if faults.is_empty() => Ok(bindings),
        _ => Err(Faults(faults)),
    }
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
        Fault::new(spot, Said::both(said(Lang::Zh), said(Lang::En)))
    };
    Faults(wrong.iter().map(fault).collect())
}

fn no_value(text: &str, zh: &str, en: &str) -> Faults {
    let said = Said::both(format!("{zh}：{text}"), format!("{en}: {text}"));
    Fault::new(Spot::file("formula"), said).into()
}

/// The first line is the value with its unit; a pure number also as a percentage.
fn value_line(value: &Quantity) -> String {
    if !value.unit.is_none() {
        return value.to_string();
    }
    let percent = value.to(&Unit::percent()).map_or(String::new(), |percent| percent.to_string());
    format!("{value} = {percent}")
}

fn table(value: &Quantity, explained: &Explained, lang: Lang) -> String {
    let mut lines = vec![value_line(value)];
    if !value.number.fits(DECIMALS) {
        let exact = value.number.to_string();
        lines.push(tell!(
            lang,
            "（四舍五入到 {DECIMALS} 位小数；精确值 {exact}）",
            "(rounded to {DECIMALS} decimals; exactly {exact})"
        ));
    }
    tree(&explained.root, 0, &mut lines);
    lines.join("\n")
}

fn tree(step: &Step, depth: usize, lines: &mut Vec<String>) {
    if !step.parts.is_empty() || depth > 0 {
        let value = step.value.as_ref().map_or("—".to_owned(), ToString::to_string);
        lines.push(format!("{}{} = {value}", "  ".repeat(depth), step.text));
    }
    for part in step.parts.iter().filter(|part| part.kind != "literal") {
        tree(part, depth + 1, lines);
    }
}

fn json_text(value: &Quantity, formula: &Formula, explained: &Explained) -> String {
    let percent = value.unit.is_none().then(|| value.to(&Unit::percent())).flatten();
    let object = json!({
        "formula": formula.to_string(),
        "value": value.number.plain(DECIMALS),
        "unit": value.unit.to_string(),
        "percent": percent.map(|percent| percent.number.plain(DECIMALS)),
        "exact": value.number.to_string(),
        "tree": step_json(&explained.root),
    });
    serde_json::to_string_pretty(&object).unwrap_or_default()
}

fn step_json(step: &Step) -> Value {
    json!({
        "kind": step.kind,
        "text": step.text,
        "value": step.value.as_ref().map(|value| value.number.plain(DECIMALS)),
        "unit": step.value.as_ref().map(|value| value.unit.to_string()),
        "parts": step.parts.iter().map(step_json).collect::<Vec<_>>(),
    })
}
