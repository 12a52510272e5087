//! `plan.toml`: what a plan says of itself.

use std::path::Path;

use domain::plan::PlanHead;
use domain::record::Said;

use crate::disk::file_write;
use crate::fault::{Fault, Faults, Spot};
use crate::source::file_read;

/// Reads `plan.toml`.
pub(crate) fn head_read(path: &Path) -> Result<PlanHead, Faults> {
    let name = path.display().to_string();
    let bytes = file_read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        let said = Said::both(
            "这一行读不懂，不是 键 = 值".to_owned(),
            "this line cannot be read, it is no `key = value`".to_owned(),
        );
        let hint = Said::both(
            "写法如 title = \"…\"、base_year = 2020、target_years = [2023, 2024]；引号和方括号要成对".to_owned(),
            "write title = \"…\", base_year = 2020, target_years = [2023, 2024]; close quotes and brackets".to_owned(),
        );
        Fault::new(Spot::file(&name).row(line), said).hint(hint)
    })?;
    let mut head = Head { name, table, faults: Vec::new() };
    let plan = PlanHead {
        id: head.text("id", true),
        title: head.text("title", true),
        document_number: head.text("document_number", false),
        region: head.text("region", false),
        base_year: head.year("base_year"),
        target_years: head.years("target_years"),
        example_as_of: head.date("example_as_of"),
    };
    if head.faults.is_empty() { Ok(plan) } else { Err(Faults(head.faults)) }
}

/// The keys of a `plan.toml` and what is wrong with them.
struct Head {
    name: String,
    table: toml::Table,
    faults: Vec<Fault>,
}

impl Head {
    fn fault(&mut self, key: &str, zh: String, en: String) {
        let spot = Spot::file(&self.name).row(key);
        let hint = Said::both(
            "写法如 title = \"…\"、base_year = 2020、target_years = [2023, 2024]".to_owned(),
            "write title = \"…\", base_year = 2020, target_years = [2023, 2024]".to_owned(),
        );
        self.faults.push(Fault::new(spot, Said::both(zh, en)).hint(hint));
    }

    fn text(&mut self, key: &str, required: bool) -> String {
        match self.table.get(key) {
            Some(toml::Value::String(text)) => text.clone(),
            None if !required => String::new(),
            _ => {
                self.fault(key, "应是文字".to_owned(), "must be a text".to_owned());
                String::new()
            }
        }
    }

    fn year(&mut self, key: &str) -> Option<i16> {
        let value = self.table.get(key)?;
        let year = value.as_integer().and_then(year_of);
        if year.is_none() {
            self.fault(key, "应是年份".to_owned(), "must be a year".to_owned());
        }
        year
    }

    fn years(&mut self, key: &str) -> Vec<i16> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let years: Option<Vec<i16>> =
            list.iter().map(|year| year.as_integer().and_then(year_of)).collect();
        match years.filter(|_| value.is_array()) {
            Some(years) => years,
            None => {
                self.fault(key, "应是年份的列表".to_owned(), "must be a list of years".to_owned());
                Vec::new()
            }
        }
    }

    fn date(&mut self, key: &str) -> Option<jiff::civil::Date> {
        let value = self.table.get(key)?;
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let date = text.parse().ok();
        if date.is_none() {
            self.fault(
                key,
                "应是日期 YYYY-MM-DD".to_owned(),
                "must be a date YYYY-MM-DD".to_owned(),
            );
        }
        date
    }
}

fn year_of(number: i64) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| domain::period::YEARS.contains(year))
}

/// Writes `plan.toml`.
pub(crate) fn head_write(folder: &Path, head: &PlanHead) -> Result<(), Faults> {
    file_write(&folder.join("plan.toml"), head_text(head).as_bytes())
}

/// The text of `plan.toml`.
pub(crate) fn head_text(head: &PlanHead) -> String {
    // A JSON string is a TOML string.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec![
        format!("id = {}", quoted(&head.id)),
        format!("title = {}", quoted(&head.title)),
        format!("document_number = {}", quoted(&head.document_number)),
        format!("region = {}", quoted(&head.region)),
    ];
    lines.extend(head.base_year.map(|year| format!("base_year = {year}")));
    let years: Vec<String> = head.target_years.iter().map(ToString::to_string).collect();
    lines.push(format!("target_years = [{}]", years.join(", ")));
    lines.extend(head.example_as_of.map(|date| format!("example_as_of = \"{date}\"")));
    lines.join("\n") + "\n"
}
