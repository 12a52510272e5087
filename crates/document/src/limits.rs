//! How much is read: bounds against bombs and accidents, counted while reading.

use std::fmt;

use crate::error::ReadError;
use crate::model::Place;

/// The bounds of one reading. No bound trusts what a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub input: u64,
    /// Entries of the zip archive.
    pub entries: u64,
    /// Bytes that are unpacked, all parts together.
    pub unpacked: u64,
    /// Bytes unpacked for each byte of the file, once [`Limits::FREE_OF_RATIO`] are unpacked.
    pub ratio: u64,
    /// Elements inside one another in XML.
    pub depth: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Rows of all tables or sheets.
    pub rows: u64,
    /// Cells of all tables, covered and empty ones counted.
    pub cells: u64,
    /// Columns of a table.
    pub columns: u64,
    /// Characters of a paragraph or a cell.
    pub characters: u64,
    /// Styles, lists, notes, sheets and other things that are defined once and held in memory.
    pub definitions: u64,
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// See [`Limits::input`].
    Input,
    /// See [`Limits::entries`].
    Entries,
    /// See [`Limits::unpacked`].
    Unpacked,
    /// See [`Limits::ratio`].
    Ratio,
    /// See [`Limits::depth`].
    Depth,
    /// See [`Limits::paragraphs`].
    Paragraphs,
    /// See [`Limits::rows`].
    Rows,
    /// See [`Limits::cells`].
    Cells,
    /// See [`Limits::columns`].
    Columns,
    /// See [`Limits::characters`].
    Characters,
    /// See [`Limits::definitions`].
    Definitions,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input: 128 << 20,
            entries: 10_000,
            unpacked: 512 << 20,
            ratio: 100,
            depth: 128,
            paragraphs: 500_000,
            rows: 5_000_000,
            cells: 5_000_000,
            columns: 16_384,
            characters: 1_000_000,
            definitions: 500_000,
        }
    }
}

impl Limits {
    /// A small file may unpack well: a sheet of equal rows does, and harms nobody.
    pub const FREE_OF_RATIO: u64 = 8 << 20;

    /// The bound of a kind.
    pub fn of(&self, kind: LimitKind) -> u64 {
        match kind {
            LimitKind::Input => self.input,
            LimitKind::Entries => self.entries,
            LimitKind::Unpacked => self.unpacked,
            LimitKind::Ratio => self.ratio,
            LimitKind::Depth => self.depth,
            LimitKind::Paragraphs => self.paragraphs,
            LimitKind::Rows => self.rows,
            LimitKind::Cells => self.cells,
            LimitKind::Columns => self.columns,
            LimitKind::Characters => self.characters,
            LimitKind::Definitions => self.definitions,
        }
    }

    /// Refuses what is beyond the bound of its kind.
    pub(crate) fn check(&self, kind: LimitKind, met: u64) -> Result<(), ReadError> {
        let limit = self.of(kind);
        if met > limit {
            return Err(ReadError::TooLarge { kind, limit, met, place: None });
        }
        Ok(())
    }

    /// Refuses what is beyond the bound of its kind, and says where it was met.
    pub(crate) fn check_at(
        &self,
        kind: LimitKind,
        met: u64,
        place: impl FnOnce() -> Place,
    ) -> Result<(), ReadError> {
        let limit = self.of(kind);
        if met > limit {
            return Err(ReadError::TooLarge { kind, limit, met, place: Some(place()) });
        }
        Ok(())
    }

    /// Refuses a text of too many characters; they are counted only where the bytes allow it.
    pub(crate) fn check_text(
        &self,
        text: &str,
        place: impl FnOnce() -> Place,
    ) -> Result<(), ReadError> {
        if text.len() as u64 <= self.characters {
            return Ok(());
        }
        self.check_at(LimitKind::Characters, text.chars().count() as u64, place)
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Input => "bytes",
            Self::Entries => "entries in the archive",
            Self::Unpacked => "unpacked bytes",
            Self::Ratio => "unpacked bytes for each packed byte",
            Self::Depth => "elements inside one another",
            Self::Paragraphs => "paragraphs",
            Self::Rows => "rows",
            Self::Cells => "cells",
            Self::Columns => "columns",
            Self::Characters => "characters in one place",
            Self::Definitions => "definitions",
        })
    }
}
