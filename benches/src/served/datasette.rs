//! Pages a second beside Datasette's over the same numbers, in the same run.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use domain::access::Role;

use super::browser::{Browser, Crowd, get};
use super::district::District;
use super::process::{Process, free_address, serve, wait_for};
use crate::{Limit, Measured, Setting};

/// The release that is measured.
const RELEASE: &str = "datasette==0.65.1";
/// So many connections ask at once.
const CONNECTIONS: usize = 64;

/// A list of a hundred rows and one row of it, ours beside Datasette's.
pub(crate) fn requests(setting: &Setting) -> Vec<Measured> {
    let values = if setting.quick { 7_000 } else { 70_000 };
    let time = Duration::from_secs(if setting.quick { 1 } else { 6 });
    let Some(program) = installed(setting.quick) else {
        eprint_missing();
        return Vec::new();
    };
    let district = District::new(setting, values);
    let (_ours, address, _) = serve(&district.data());
    let (_theirs, other) = datasette(&program, &district.data().join("wufei.db"));
    let person = district.people.iter().find(|own| own.role == Role::Office).expect("a person");
    let list = format!("/filing/{}/2025-09", person.org);
    let items = "/definitions/items".to_owned();
    let indicator = "/indicators/14".to_owned();
    let row = one_row(other);
    let mut measured = Vec::new();
    for (name, ours, theirs, limit) in [
        ("a list of 100 rows", &items, "/wufei/value?_size=100&_nofacet=1", 10.0),
        ("a form of 100 values", &list, "/wufei/value?_size=100&_nofacet=1", 10.0),
        ("one indicator", &indicator, row.as_str(), 15.0),
    ] {
        let mine = [get(ours, &person.token)];
        let his = [get(theirs, "")];
        let rate = |address, requests: &[Vec<u8>]| {
            Crowd { address, requests, connections: CONNECTIONS }.ask_for(time)
        };
        let (first, his_rate) = (rate(address, &mine), rate(other, &his));
        let second = rate(address, &mine);
        measured.push(Measured {
            name: format!("{name}, 64 connections"),
            ours: first.max(second),
            other: his_rate,
            unit: "requests/s",
            limit: Limit::AtLeast(limit),
            beside: "Datasette",
        });
    }
    measured
}

#[expect(clippy::print_stderr, reason = "somebody waits for a measurement that is left out")]
fn eprint_missing() {
    eprintln!(
        "Datasette is not there (pip installs it, not for a quick look): nothing is measured beside it"
    );
}

/// Datasette in an environment of its own, which is kept for the next time; for a quick look only
/// where it is there.
fn installed(quick: bool) -> Option<PathBuf> {
    let folder = std::env::temp_dir().join("wufei-bench-datasette");
    let program = folder.join("bin/datasette");
    if program.is_file() {
        return Some(program);
    }
    if quick {
        return None;
    }
    let run = |command: &mut Command| command.output().is_ok_and(|out| out.status.success());
    let made = run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
        && run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", RELEASE]));
    made.then_some(program)
}

/// Datasette over a database that nobody changes.
fn datasette(program: &Path, database: &Path) -> (Process, SocketAddr) {
    let address = free_address();
    let copy = database.with_file_name("copy").join("wufei.db");
    std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
    std::fs::copy(database, &copy).expect("a copy");
    let mut command = Command::new(program);
    command.arg("serve").arg("--immutable").arg(&copy);
    command.args(["--port", &address.port().to_string()]);
    let process = Process::start(&mut command);
    wait_for(address, "/-/versions.json");
    (process, address)
}

/// The page of one row: the first that the table links to.
fn one_row(address: SocketAddr) -> String {
    let table = Browser::new(address).ask(&get("/wufei/value?_size=100", ""));
    let text = table.expect("a page").text();
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let row = links.filter(|link| link.starts_with("/wufei/value/"));
    row.map(str::to_owned).next().expect("a link to a row")
}
