//! The program itself: how large it is, how long a first look takes.

use std::process::Command;
use std::time::Instant;

use crate::{Limit, Measured, Setting};

pub(crate) fn program(setting: &Setting) -> Vec<Measured> {
    let program = std::env::current_exe().expect("the program's own path");
    let bytes = std::fs::metadata(&program).map_or(0, |file| file.len());
    let megabytes = f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) / 1024.0;
    let began = Instant::now();
    let demo =
        Command::new("./run").args(["demo", "--no-serve"]).current_dir(&setting.root).output();
    let took = began.elapsed().as_secs_f64();
    let mut measured = vec![Measured {
        name: "size of the program".to_owned(),
        ours: megabytes,
        other: 60.0,
        unit: "MB",
        limit: Limit::AtMost(1.0),
        beside: "asked for",
    }];
    if demo.is_ok_and(|demo| demo.status.success()) {
        measured.push(Measured {
            name: "./run demo --no-serve on a built tree".to_owned(),
            ours: took,
            other: 20.0,
            unit: "s",
            limit: Limit::AtMost(1.0),
            beside: "asked for",
        });
    }
    measured
}
