//! The program as it serves: a district full of numbers, the real binary, many people at its pages.

mod browser;
mod datasette;
mod district;
mod pages;
mod prebuilt;
mod process;
mod verify;

pub(crate) use datasette::requests;
pub(crate) use pages::{pages, start};
pub(crate) use verify::verify;

use std::path::PathBuf;

/// The program that is measured: this one, or the one that was built beside it.
pub(crate) fn binary() -> PathBuf {
    let own = std::env::current_exe().expect("the program's own path");
    let is_it = own.file_stem().is_some_and(|name| name == "wufei");
    let folders = own.ancestors().skip(1).take(3).map(|folder| folder.join("wufei"));
    if is_it { own } else { folders.into_iter().find(|path| path.is_file()).expect("`wufei`") }
}
