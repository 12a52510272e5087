//! The program as a person meets it on the command line.

mod documents;
mod formula;
mod operate;
mod packs;
mod program;
mod status;
mod values;
