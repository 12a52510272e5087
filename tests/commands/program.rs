//! Running the program, and a folder to run it in.

use std::path::{Path, PathBuf};
use std::process::Command;

use wufei_tests::fixtures::root;

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    /// The data.
    pub(crate) out: String,
    /// The talk.
    pub(crate) said: String,
}

impl Run {
    /// Asserts that the run failed as expected failures do, saying every one of these words.
    pub(crate) fn refused(&self, words: &[&str]) -> &Self {
        assert_eq!(self.code, 1, "{}", self.said);
        self.says(words)
    }

    /// Asserts that these words were said.
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.said.contains(word), "“{word}” is not in:\n{}", self.said);
        }
        self
    }

    /// The data as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("the data is JSON")
    }
}

/// A folder of its own, gone when the test ends.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a file is written");
    }

    /// A copy of the shipped pack.
    pub(crate) fn pack(&self) -> PathBuf {
        let to = self.path("pack");
        copy(&shipped(), &to);
        to
    }

    /// Changes a file of the copied pack.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path("pack").join(file);
        let text = std::fs::read_to_string(&path).expect("a file of the pack");
        assert!(text.contains(from), "{file} has {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).expect("a file is written");
    }

    /// Runs the program in the folder, in Chinese.
    pub(crate) fn wufei(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_wufei"))
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("LANG")
            .env("WUFEI_LANG", "zh")
            .output()
            .expect("the program runs");
        Run {
            code: output.status.code().expect("the program ends by itself"),
            out: String::from_utf8(output.stdout).expect("the data is UTF-8"),
            said: String::from_utf8(output.stderr).expect("the talk is UTF-8"),
        }
    }

    /// The names in the folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// The pack of the Tianqiao plan.
pub(crate) fn shipped() -> PathBuf {
    root().join("plans/tianqiao-2023-2025")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}
