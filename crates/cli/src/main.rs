//! The binary `wufei`: arguments in, data on stdout, talk on stderr, an exit code for scripts.

mod args;
mod bench;
mod demo;
mod formula;
mod indicator;
mod live;
mod operate;
mod output;
mod plan;
mod rejected;
mod serve;
mod table;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::output::{Outcome, Output};

fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output { lang: args.language() };
    bugs_end_with_70();
    let exit = run(&args, &output);
    exit.unwrap_or_else(|failure| {
        output.faults(&failure.faults);
        failure.exit
    })
    .into()
}

/// A panic is told as ever and ends the program as a fault of its own, not by a signal.
#[expect(clippy::exit, reason = "a signal would tell a script nothing")]
fn bugs_end_with_70() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        std::process::exit(70);
    }));
}

fn run(args: &Args, output: &Output) -> Outcome {
    match &args.command {
        Command::Plan(command) => plan::run(command, output),
        Command::Formula(command) => formula::run(command, output),
        Command::Demo { data, no_serve, listen, format } => {
            let ask = demo::Ask { data: data.clone(), serves: !no_serve, listen, format: *format };
            demo::run(&ask, output)
        }
        Command::Init { place, login, name } => operate::init(&place.place(), login, name, output),
        Command::User(command) => operate::user(command, output),
        Command::Indicator(command) => indicator::run(command, output),
        Command::Verify { place, most, format } => {
            operate::verify(&place.place(), *most, *format, output)
        }
        Command::Doctor { place, format } => operate::doctor(&place.place(), *format, output),
        Command::Backup { place, to } => operate::backup(&place.place(), to, output),
        Command::Restore { place, from, verify } => {
            operate::restore(&place.place(), from, *verify, output)
        }
        Command::Serve { place, listen, https } => {
            serve::run(&place.place(), listen, *https, output)
        }
        Command::Bench { names, quick, record } => {
            bench::run(names, *quick, record.as_deref(), output)
        }
    }
}
