//! `wufei indicator show`: a number and its proof, down to who filed what when.

use std::collections::BTreeSet;

use domain::{Say, tell};
use engine::{Context, Engine, Place, StatusRow, Value, View, Wish};
use jiff::civil::Date;
use serde_json::json;

use crate::args::{Format, IndicatorCommand};
use crate::formula::{step_json, tree};
use crate::live::{address, viewed};
use crate::operate::{beside_engine, context};
use crate::output::{Exit, Outcome, Output};
use crate::plan::csv_with_head;
use crate::serve::{fault, told};

/// What is asked of an indicator.
pub(crate) struct Ask<'a> {
    pub(crate) subject: &'a str,
    pub(crate) year: Option<i16>,
    pub(crate) as_of: Option<Date>,
    pub(crate) explain: bool,
    pub(crate) format: Format,
}

pub(crate) fn run(command: &IndicatorCommand, output: &Output) -> Outcome {
    let IndicatorCommand::Show { subject, year, as_of, explain, place, format } = command;
    let ask = Ask { subject, year: *year, as_of: *as_of, explain: *explain, format: *format };
    show(&place.place(), &ask, output)
}

pub(crate) fn show(place: &Place, ask: &Ask<'_>, output: &Output) -> Outcome {
    beside_engine(place, async |engine| {
        let ctx = context(engine, output);
        let (plan, rest) = address(ask.subject);
        let wish = Wish { plan, year: ask.year, as_of: ask.as_of };
        let view = viewed(engine, &ctx, &wish).await?;
        let no = rest.strip_prefix("indicator/").and_then(|no| no.parse().ok());
        let row = no.and_then(|no| view.status.row(no)).ok_or_else(|| {
            fault(
                &format!("方案里没有 {rest}；写法如 plan/indicator/14"),
                &format!("the plan has no {rest}; write plan/indicator/14"),
            )
        })?;
        let values =
            if ask.explain { numbers(engine, &ctx, &view, row).await? } else { Vec::new() };
        match ask.format {
            Format::Table => output.data(&table(row, &values, ask, output)),
            Format::Json => output.data(&json_text(&view, row, &values, ask, output)),
            Format::Csv => {
                let head =
                    ["item", "org", "period", "value", "status", "stage", "by", "at", "source"];
                output.data(&csv_with_head(&head, values.iter().map(fields).collect()));
            }
        }
        Ok(Exit::Done)
    })
}

/// The numbers that an indicator rests on in the year, those that count or would have.
async fn numbers(
    engine: &Engine,
    ctx: &Context,
    view: &View,
    row: &StatusRow,
) -> Outcome<Vec<Value>> {
    let items: Vec<_> =
        row.inputs.iter().map(|&at| &view.catalogue.pack.office.items[at]).collect();
    let keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    let periods: BTreeSet<String> = items
        .iter()
        .flat_map(|item| item.frequency.periods(view.year))
        .map(|period| period.to_string())
        .collect();
    let periods: Vec<String> = periods.into_iter().collect();
    if keys.is_empty() || periods.is_empty() {
        return Ok(Vec::new());
    }
    let found = engine.value_of_items(ctx, (&view.plan.id, &keys, &[]), &periods).await;
    Ok(found.map_err(told)?.to_vec())
}

fn fields(value: &Value) -> Vec<String> {
    vec![
        value.item.clone(),
        value.org.clone(),
        value.period.clone(),
        value.value.clone(),
        value.status.clone(),
        value.stage.word().to_owned(),
        value.entered_by.clone(),
        value.entered_at.clone(),
        value.source.clone(),
    ]
}

fn table(row: &StatusRow, values: &[Value], ask: &Ask<'_>, output: &Output) -> String {
    let lang = output.lang;
    let judgement = &row.judgement;
    let unit = &row.indicator.unit;
    let value = row.value().unwrap_or("—");
    let mut lines = vec![
        format!("{} {}", row.indicator.no, row.indicator.name),
        tell!(lang, "实际：{value} {unit}", "actual: {value} {unit}"),
        tell!(lang, "目标：{}", "target: {}", judgement.target_text),
        tell!(lang, "状态：{}", "verdict: {}", judgement.verdict.say(lang)),
        tell!(lang, "依据：{}", "rule: {}", row.rule(lang)),
        tell!(lang, "数据齐全度：{}", "completeness: {}", row.completeness()),
    ];
    for missing in &judgement.missing {
        let (item, org, period) = (&missing.item, &missing.org, missing.period);
        lines.push(tell!(lang, "  缺：{item} {org} {period}", "  missing: {item} {org} {period}"));
    }
    if !ask.explain {
        return lines.join("\n");
    }
    let explained = judgement.computed.as_ref().and_then(|computed| computed.explained.as_ref());
    if let Some(explained) = explained {
        lines.push(tell!(lang, "计算：", "computed:"));
        tree(&explained.root, 1, lang, &mut lines);
    }
    lines.push(tell!(lang, "所用数据：", "numbers that it rests on:"));
    lines.extend(values.iter().map(|value| format!("  {}", fields(value).join("  "))));
    lines.join("\n")
}

fn json_text(
    view: &View,
    row: &StatusRow,
    values: &[Value],
    ask: &Ask<'_>,
    output: &Output,
) -> String {
    let all = view.status.json(output.lang);
    let no = row.indicator.no;
    let own = all["indicators"].as_array().into_iter().flatten().find(|own| own["no"] == no);
    let mut object = own.cloned().unwrap_or_default();
    object["plan"] = view.plan.id.clone().into();
    object["year"] = view.year.into();
    object["as_of"] = view.as_of.to_string().into();
    if ask.explain {
        let computed = row.judgement.computed.as_ref();
        let explained = computed.and_then(|computed| computed.explained.as_ref());
        object["tree"] = explained.map_or(serde_json::Value::Null, |own| step_json(&own.root));
        let number = |value: &Value| {
            json!({
                "item": value.item, "org": value.org, "period": value.period,
                "value": value.value, "status": value.status, "stage": value.stage.word(),
                "counts": value.counts, "version": value.version, "by": value.entered_by,
                "at": value.entered_at, "source": value.source, "note": value.note,
            })
        };
        object["numbers"] = values.iter().map(number).collect::<Vec<_>>().into();
    }
    serde_json::to_string_pretty(&object).unwrap_or_default()
}
