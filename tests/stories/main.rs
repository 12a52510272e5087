//! Stories of the field through the front door: the real program serves a copy of the
//! demonstration, people with browsers talk to it, and every story ends with a proof of the
//! journal.

mod address;
mod amendment;
mod asked;
mod client;
mod crash;
mod edition;
mod evidence;
mod foreign;
mod forms;
mod guests;
mod handover;
mod house;
mod lists;
mod month;
mod page;
mod race;
mod red;
mod roles;
mod stranger;
mod together;
mod uploads;
mod workbook;
