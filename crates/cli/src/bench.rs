//! `wufei bench`: measurements, a line of JSON each.

use std::path::Path;

use benches::{BENCHES, Measure, Measured, Setting, json_line, markdown, root_from, table_line};
use domain::record::Said;
use engine::{Fault, Faults, Spot, file_write, today};

use crate::output::{Exit, Outcome, Output};

pub(crate) fn run(
    names: &[String],
    quick: bool,
    record: Option<&Path>,
    output: &Output,
) -> Outcome {
    let chosen = chosen(names)?;
    let folder = std::env::current_dir().unwrap_or_default();
    let root = root_from(&folder).ok_or_else(|| {
        let said = Said::both(
            "不在项目文件夹里，测量要用其中的方案和样本".to_owned(),
            "not in the project's folder, whose plan and samples are measured".to_owned(),
        );
        Faults::from(Fault::new(Spot::file(folder.display().to_string()), said))
    })?;
    let setting = Setting { root, quick };
    let mut all: Vec<Measured> = Vec::new();
    for bench in chosen {
        for measured in bench(&setting) {
            output.data(&json_line(&measured));
            output.talk(&table_line(&measured));
            all.push(measured);
        }
    }
    if let Some(path) = record {
        let text = markdown(&all, &machine(), &today().to_string());
        file_write(path, text.as_bytes())?;
    }
    Ok(if all.iter().all(Measured::holds) { Exit::Done } else { Exit::Failed })
}

/// The measurements of these names; all for no name.
fn chosen(names: &[String]) -> Result<Vec<Measure>, Faults> {
    let known: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
    let strange = names.iter().filter(|name| !known.contains(&name.as_str()));
    let faults = strange.map(|name| {
        let known = known.join(", ");
        let said = Said::both(
            format!("没有测量“{name}”，可用：{known}"),
            format!("there is no measurement `{name}`, use {known}"),
        );
        Fault::new(Spot::file("bench"), said)
    });
    let faults: Vec<Fault> = faults.collect();
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|one| one == name);
    Ok(BENCHES.iter().filter(|(name, _)| wanted(name)).map(|(_, bench)| *bench).collect())
}

/// The machine in a line.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("", |line| line.trim_start_matches([' ', '\t', ':']));
    format!("{cores} cores, {model}, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}
