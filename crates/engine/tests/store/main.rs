//! The engine with its databases: the journal's proof, the same answers from SQLite and PostgreSQL,
//! backups, and what a crash leaves.

mod backup;
mod checker;
mod conformance;
mod crash;
mod district;
mod filed;
mod log;
mod pages;
mod postgres;
mod tamper;
mod walk;
