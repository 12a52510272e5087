//! What was asked of the engine and what it answered, in words that are the same on every run: ids,
//! tokens and instants are numbered in the order in which they appear.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;

use wufei_engine::Refused;

/// Calls and answers.
#[derive(Default)]
pub(crate) struct Log {
    pub(crate) lines: Vec<String>,
    pub(crate) calls: BTreeSet<&'static str>,
    seen: HashMap<String, usize>,
}

/// Calls the engine, notes the answer, and gives it on.
macro_rules! call {
    ($log:ident, $engine:ident . $name:ident ( $($argument:expr),* $(,)? )) => {{
        let answer = $engine.$name($($argument),*).await;
        $log.note(stringify!($name), &answer);
        answer
    }};
}
pub(crate) use call;

impl Log {
    /// Notes an answer.
    pub(crate) fn note<T: Debug>(&mut self, call: &'static str, answer: &Result<T, Refused>) {
        let told = match answer {
            Ok(answer) => format!("{answer:?}"),
            Err(refused) => format!("refused: {refused:?}"),
        };
        assert!(!told.contains("Broken("), "{call}: {told}");
        let told = self.plain(&told);
        self.lines.push(format!("{call}: {told}"));
        self.calls.insert(call);
    }

    /// A text without what differs from run to run.
    fn plain(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        // A blank at the end brings the last word out.
        for c in text.chars().chain([' ']) {
            if c.is_ascii_alphanumeric() || "-:.".contains(c) {
                word.push(c);
                continue;
            }
            if is_random(&word) {
                let next = self.seen.len();
                let number = *self.seen.entry(std::mem::take(&mut word)).or_insert(next);
                out += &format!("<{number}>");
            }
            out += &std::mem::take(&mut word);
            out.push(c);
        }
        out
    }
}

/// An id, a digest, a token, or an instant of the machine's own clock.
fn is_random(word: &str) -> bool {
    let digits = |word: &str| word.chars().all(|c| c.is_ascii_hexdigit());
    let is_id = word.len() == 36 && word.split('-').count() == 5 && digits(&word.replace('-', ""));
    let is_digest = word.len() >= 64 && digits(word.trim_start_matches("sha256:"));
    let is_instant = word.len() == 24 && word.ends_with('Z') && !word.starts_with("2025-10-20");
    is_id || is_digest || is_instant
}
