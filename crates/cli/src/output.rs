//! Where output goes: data to stdout, talk to stderr, and what the exit code says.

use std::io::Write;
use std::process::ExitCode;

use domain::{Lang, Say, counted, tell};
use engine::{Fault, Faults, Receipt};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done,
    /// An expected failure.
    Failed,
    /// Some rows were rejected.
    Partly,
    /// A fault of the program or of the machine.
    Broken,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Partly => Self::from(3),
            Exit::Broken => Self::from(70),
        }
    }
}

/// Why a command did not do what it was asked, and how it ends then.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) faults: Faults,
    pub(crate) exit: Exit,
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self { faults, exit: Exit::Failed }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Faults::from(fault).into()
    }
}

/// What a command came to.
pub(crate) type Outcome<T = Exit> = Result<T, Failure>;

/// The two streams and their language.
pub(crate) struct Output {
    pub(crate) lang: Lang,
}

/// How many rejected rows or notes are told; the rest is counted.
const TOLD_MAX: usize = 20;

impl Output {
    /// Prints data; a reader that has seen enough may close the pipe.
    pub(crate) fn data(&self, text: &str) {
        let mut out = anstream::stdout().lock();
        let end = if text.ends_with('\n') { "" } else { "\n" };
        if write!(out, "{text}{end}").and_then(|()| out.flush()).is_err() {
            std::process::exit(0);
        }
    }

    /// Says something to the person.
    pub(crate) fn talk(&self, text: &str) {
        // Where stderr is closed nobody listens.
        let _ = writeln!(anstream::stderr().lock(), "{text}");
    }

    /// Every fault with its place and its hint; a hint that repeats is said once.
    pub(crate) fn faults(&self, faults: &Faults) {
        let mut hint = None;
        for fault in &faults.0 {
            self.talk(&format!("\x1b[31merror\x1b[0m: {}", fault.say(self.lang)));
            let own = fault.hint.as_ref().map(|hint| hint.say(self.lang));
            if own != hint
                && let Some(own) = &own
            {
                self.talk(&format!("hint: {own}"));
            }
            hint = own.or(hint);
        }
    }

    /// What became of the rows of value files.
    pub(crate) fn receipt(&self, receipt: &Receipt) {
        let lang = self.lang;
        let (taken, refused) = (receipt.accepted, receipt.rejected.len());
        let rows = counted(usize::try_from(taken).unwrap_or(usize::MAX), "row");
        self.talk(&match lang {
            Lang::Zh => format!("回执：采用 {taken} 行，退回 {refused} 行"),
            Lang::En => format!("receipt: {rows} accepted, {refused} rejected"),
        });
        for row in receipt.rejected.iter().take(TOLD_MAX) {
            for reason in &row.reasons {
                let said = reason.said.say(lang);
                let spot = match reason.column {
                    Some(column) => row.spot.clone().column(column),
                    None => row.spot.clone(),
                };
                self.talk(&format!("\x1b[31mrejected\x1b[0m: {spot}: {said}"));
            }
        }
        self.more(refused);
        if refused > 0 {
            self.talk(&tell!(
                lang,
                "hint: 加上 --rejected 文件.csv，退回的行连同理由写进该文件，改好后可再交",
                "hint: with --rejected FILE the rejected rows and why go into a csv, to be mended and sent again"
            ));
        }
        for note in receipt.notes.iter().take(TOLD_MAX) {
            let rows = note.rows;
            let more = tell!(lang, "（共 {rows} 行）", " ({rows} rows)");
            let more = if rows > 1 { more } else { String::new() };
            self.talk(&format!("note: {}: {}{more}", note.spot, note.said.say(lang)));
        }
        self.more(receipt.notes.len());
    }

    fn more(&self, count: usize) {
        if count > TOLD_MAX {
            let more = count - TOLD_MAX;
            self.talk(&tell!(self.lang, "……另有 {more} 条", "… and {more} more"));
        }
    }
}
