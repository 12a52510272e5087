//! The filing sheet as a page and as a workbook, through the engine's front door.

mod bad;
mod desk;
mod export;
mod round;
mod sheet;
