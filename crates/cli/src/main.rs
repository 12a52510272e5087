//! The binary `wufei`: arguments in, data on stdout, talk on stderr, an exit code for scripts.

mod args;
mod bench;
mod formula;
mod output;
mod plan;
mod rejected;
mod table;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::output::{Exit, Output};

fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output { lang: args.language() };
    let exit = match &args.command {
        Command::Plan(command) => plan::run(command, &output),
        Command::Formula(command) => formula::run(command, &output),
        Command::Bench { names, quick, record } => {
            bench::run(names, *quick, record.as_deref(), &output)
        }
    };
    exit.unwrap_or_else(|faults| {
        output.faults(&faults);
        Exit::Failed
    })
    .into()
}
