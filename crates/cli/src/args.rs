//! What can be typed: noun, verb, and their options.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use domain::Lang;
use jiff::civil::Date;

/// Wufei 无废: runs a district's zero-waste plan.
#[derive(Debug, Parser)]
#[command(name = "wufei", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Language of messages: zh or en [default: zh, or en where the locale is English].
    #[arg(long, global = true, value_enum, env = "WUFEI_LANG")]
    lang: Option<LangArg>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangArg {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read, check, compare a plan, and see where it stands.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Compute a formula.
    #[command(subcommand)]
    Formula(FormulaCommand),
    /// A district with the shipped plan and its labelled example, its clock standing still.
    Demo {
        /// The data directory [default: a fresh one in the system's temporary folder].
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Only make it.
        #[arg(long)]
        no_serve: bool,
        /// The address to serve at.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
        listen: String,
        /// What to print.
        #[arg(long, value_enum, default_value_t = FormulaFormat::Table)]
        format: FormulaFormat,
    },
    /// Make a data directory, and the one-time link of its first administrator.
    Init {
        #[command(flatten)]
        place: PlaceArgs,
        /// The administrator's login.
        #[arg(long, default_value = "admin")]
        login: String,
        /// The administrator's name.
        #[arg(long, default_value = "")]
        name: String,
    },
    /// Look after users.
    #[command(subcommand)]
    User(UserCommand),
    /// An indicator's number and its proof.
    #[command(subcommand)]
    Indicator(IndicatorCommand),
    /// Prove that nobody altered the journal, a table or a file.
    Verify {
        #[command(flatten)]
        place: PlaceArgs,
        /// At most so many findings.
        #[arg(long, default_value_t = 100)]
        most: usize,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Look whether everything is in order, and say what to do where it is not.
    Doctor {
        #[command(flatten)]
        place: PlaceArgs,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Copy database and files into a new folder.
    Backup {
        #[command(flatten)]
        place: PlaceArgs,
        /// The folder, which must not be there yet.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Make a data directory, and fill an empty database, from a backup.
    Restore {
        #[command(flatten)]
        place: PlaceArgs,
        /// The backup.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// Verify what was restored.
        #[arg(long)]
        verify: bool,
    },
    /// Serve a data directory to browsers.
    Serve {
        #[command(flatten)]
        place: PlaceArgs,
        /// The address to serve at.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
        listen: String,
        /// Browsers reach it by https, through something in front of it.
        #[arg(long)]
        https: bool,
    },
    /// Measure beside what one would use otherwise; run it in the project's folder.
    Bench {
        /// What to measure [default: everything].
        names: Vec<String>,
        /// Smaller sizes and fewer rounds, in less than 40 seconds.
        #[arg(long)]
        quick: bool,
        /// Keep the table in this file.
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
}

/// Where the data are.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct PlaceArgs {
    /// The data directory.
    #[arg(long, value_name = "DIR", default_value = "wufei-data")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database in place of the directory's own.
    #[arg(long, value_name = "URL", env = "WUFEI_DATABASE")]
    pub(crate) database: Option<String>,
}

impl PlaceArgs {
    /// As the engine names it.
    pub(crate) fn place(&self) -> engine::Place {
        engine::Place { data: self.data.clone(), database: self.database.clone() }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Show all users.
    List {
        #[command(flatten)]
        place: PlaceArgs,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Add a user and print a one-time link.
    Add {
        /// The name to sign in with.
        login: String,
        /// office, bureau, street, leader, auditor or administrator.
        #[arg(long)]
        role: String,
        /// The key of an org; may be repeated.
        #[arg(long = "org", value_name = "KEY")]
        orgs: Vec<String>,
        /// The person's name.
        #[arg(long, default_value = "")]
        name: String,
        /// Where reminders are sent.
        #[arg(long, default_value = "")]
        mail: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Print a new one-time link; older ones do not work any more.
    Link {
        /// The name to sign in with.
        login: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Suspend a user, whose sessions end.
    Suspend {
        /// The name to sign in with.
        login: String,
        /// Why.
        #[arg(long)]
        why: String,
        #[command(flatten)]
        place: PlaceArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndicatorCommand {
    /// Show an indicator in a year: `wufei indicator show plan/indicator/14 --year 2025 --explain`.
    Show {
        /// `PLAN/indicator/NO`; `plan` for the current one.
        subject: String,
        /// The year [default: the as-of year, within the plan's years].
        #[arg(long)]
        year: Option<i16>,
        /// The day it is looked at [default: today].
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Show every step and every number that it rests on.
        #[arg(long)]
        explain: bool,
        #[command(flatten)]
        place: PlaceArgs,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Read a plan's document (txt, docx, xlsx) into data.
    Read {
        /// The document.
        file: PathBuf,
        /// The pack's folder: `document/` is made anew, `office/` is never touched.
        #[arg(long)]
        out: Option<PathBuf>,
        /// What to print: a summary, or the rows of `document/`.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Find what is missing or contradictory in a pack.
    Check {
        /// The pack's folder.
        pack: PathBuf,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Bring a plan into the database.
    Import {
        /// A pack's folder, or a plan's document.
        from: PathBuf,
        /// The plan's id [default: the pack's, the document's name, or its years].
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Write a plan of the database as a pack.
    Export {
        /// The plan's id.
        id: String,
        /// The pack's folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Show a part of a plan of the database: `plan/task/监管/3`, `plan/indicator/14`.
    Show {
        /// `PLAN/KIND/NO`; `plan` for the current one.
        subject: String,
        #[command(flatten)]
        place: PlaceArgs,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Show where a plan stands, from a pack and files of values, or from the database.
    Status {
        /// The pack's folder [default: the current plan of the database].
        pack: Option<PathBuf>,
        #[command(flatten)]
        place: PlaceArgs,
        /// Files of values (csv or xlsx), or a folder that holds them.
        #[arg(long, value_name = "FILE", num_args = 1..)]
        values: Vec<PathBuf>,
        /// The year that is judged [default: the as-of year, within the plan's years].
        #[arg(long, value_parser = year)]
        year: Option<i16>,
        /// The day it is looked at [default: today].
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
        as_of: Option<Date>,
        /// What to print; html is the leader's one sheet.
        #[arg(long, value_enum, default_value_t = StatusFormat::Table)]
        format: StatusFormat,
        /// Write the rejected rows of the values, with a column saying why, to this csv.
        #[arg(long, value_name = "FILE")]
        rejected: Option<PathBuf>,
    },
    /// Compare two packs: what the second added, dropped and changed.
    Diff {
        /// The old pack.
        old: PathBuf,
        /// The new pack.
        new: PathBuf,
        /// What to print.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FormulaCommand {
    /// Compute a formula: `wufei formula eval '利用量 / 产生量' --set 利用量=98吨 --set 产生量=100吨`.
    Eval {
        /// The formula.
        text: String,
        /// A name and its quantity or formula; may be repeated.
        #[arg(long = "set", value_name = "NAME=QUANTITY")]
        set: Vec<String>,
        /// The unit of the result.
        #[arg(long)]
        unit: Option<String>,
        /// What to print: the value and its tree, or both as data.
        #[arg(long, value_enum, default_value_t = FormulaFormat::Table)]
        format: FormulaFormat,
    },
}

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

/// How a formula's result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormulaFormat {
    Table,
    Json,
}

/// How a status is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    Table,
    Json,
    Csv,
    Html,
}

/// A day as it must be written; the language of the answer is not known yet, so that both are said.
fn date(text: &str) -> Result<Date, String> {
    let refusal = || "应写成 YYYY-MM-DD，例如 2025-10-20; write YYYY-MM-DD".to_owned();
    let form = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if form { text.parse().map_err(|_| refusal()) } else { Err(refusal()) }
}

/// A year as it must be written.
fn year(text: &str) -> Result<i16, String> {
    let range = domain::period::YEARS;
    let year = text.parse().ok().filter(|year| text.len() == 4 && range.contains(year));
    year.ok_or_else(|| {
        let (first, last) = (range.start(), range.end());
        format!("应写成四位年份（{first}—{last}）; write a year of four digits ({first}–{last})")
    })
}

impl Args {
    /// The language asked for, else English where the locale is, else Chinese.
    pub(crate) fn language(&self) -> Lang {
        match self.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => {
                let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
                    .into_iter()
                    .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
                if set.is_some_and(|locale| locale.starts_with("en")) { Lang::En } else { Lang::Zh }
            }
        }
    }
}
