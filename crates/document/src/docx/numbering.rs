//! Automatic numbering of a docx: the labels that Word shows and the file does not hold.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::numerals::numeral;
use super::styles::{NumberProperties, Styles};
use crate::archive::Archive;
use crate::error::ReadError;
use crate::xml::Xml;

/// A list has nine levels.
const LEVELS: u32 = 9;

/// A level of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    start: u32,
    format: String,
    /// The label with `%1` … `%9` where the numbers stand.
    text: String,
    /// The level, counted from 1, whose use lets this one begin again; 0 for none.
    restart: Option<u32>,
    /// The style that is tied to this level.
    style: Option<String>,
    /// Whether all numbers in the label are decimal.
    is_legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 0,
            format: "decimal".to_owned(),
            text: String::new(),
            restart: None,
            style: None,
            is_legal: false,
        }
    }
}

type Levels = HashMap<u32, Level>;

/// What several lists share: their levels and the count itself.
#[derive(Debug, Default)]
struct Abstract {
    levels: Levels,
    /// The numbering style that holds the levels instead.
    link: Option<String>,
}

/// A list as paragraphs name it.
#[derive(Debug, Default)]
struct List {
    abstract_id: u32,
    starts: HashMap<u32, u32>,
    levels: Levels,
}

/// All lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<u32, Abstract>,
    lists: HashMap<u32, List>,
    counts: HashMap<u32, [Option<u32>; LEVELS as usize]>,
    started: HashSet<(u32, u32)>,
}

impl Numbering {
    /// Reads the part that defines lists.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::open(archive, part)?;
        let mut numbering = Self::default();
        xml.child()?;
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "abstractNum" => {
                    let id = tag.number("abstractNumId").unwrap_or_default();
                    numbering.abstracts.insert(id, abstract_list(&mut xml)?);
                }
                "num" => {
                    let id = tag.number("numId").unwrap_or_default();
                    numbering.lists.insert(id, list(&mut xml)?);
                }
                _ => xml.skip()?,
            }
            xml.check_definitions(numbering.abstracts.len() + numbering.lists.len())?;
        }
        Ok(numbering)
    }

    /// Counts a paragraph and gives its label, or nothing if it has none.
    pub(super) fn label(
        &mut self,
        own: NumberProperties,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<String> {
        let by_style = style.map(|style| styles.numbering(style)).unwrap_or_default();
        let id = own.list.or(by_style.list)?;
        let list = self.lists.get(&id)?;
        let abstract_id = self.resolve(list.abstract_id, styles);
        let tied = || {
            let style = style.filter(|_| own.list.is_none())?;
            self.tied_level(list, abstract_id, style, styles)
        };
        let level = own.level.or_else(tied).or(by_style.level).unwrap_or(0);
        let level = level.min(LEVELS - 1);
        self.count(id, abstract_id, level);
        self.write(id, abstract_id, level)
    }

    /// The list that holds the levels: one that links to a numbering style has none itself.
    fn resolve(&self, abstract_id: u32, styles: &Styles) -> u32 {
        let link = self.abstracts.get(&abstract_id).and_then(|list| list.link.as_deref());
        let linked = link
            .and_then(|style| styles.numbering(style).list)
            .and_then(|id| self.lists.get(&id))
            .map(|list| list.abstract_id);
        linked.unwrap_or(abstract_id)
    }

    /// The level that is tied to a paragraph's style.
    fn tied_level(
        &self,
        list: &List,
        abstract_id: u32,
        style: &str,
        styles: &Styles,
    ) -> Option<u32> {
        let shared = self.abstracts.get(&abstract_id).map(|list| &list.levels);
        let levels = || list.levels.iter().chain(shared.into_iter().flatten());
        styles.ids(style).find_map(|style| {
            let tied = |(_, level): &(&u32, &Level)| level.style.as_deref() == Some(style);
            levels().find(tied).map(|(number, _)| *number)
        })
    }

    fn level(&self, id: u32, abstract_id: u32, level: u32) -> Option<&Level> {
        let own = self.lists.get(&id).and_then(|list| list.levels.get(&level));
        own.or_else(|| self.abstracts.get(&abstract_id)?.levels.get(&level))
    }

    /// Moves the count of a level on, begins those above it, and lets those below begin again.
    ///
    /// A level above that was skipped has begun all the same: what follows it goes on from there.
    fn count(&mut self, id: u32, abstract_id: u32, level: u32) {
        let start = self.lists.get(&id).and_then(|list| list.starts.get(&level)).copied();
        let anew = start.filter(|_| self.started.insert((id, level)));
        let levels: Vec<(u32, Option<u32>)> = (0..LEVELS)
            .map(|number| self.level(id, abstract_id, number))
            .map(|level| level.map_or((1, None), |level| (level.start, level.restart)))
            .collect();
        let counts = self.counts.entry(abstract_id).or_default();
        for ((number, count), (begins, restart)) in (0..).zip(counts).zip(levels) {
            *count = match number.cmp(&level) {
                Ordering::Less => Some(count.unwrap_or(begins)),
                Ordering::Equal => {
                    let next = count.map_or(begins, |count| count.saturating_add(1));
                    Some(anew.unwrap_or(next))
                }
                Ordering::Greater if restart.is_none_or(|restart| level < restart) => None,
                Ordering::Greater => *count,
            };
        }
    }

    /// The label of a level as it stands now.
    fn write(&self, id: u32, abstract_id: u32, number: u32) -> Option<String> {
        let level = self.level(id, abstract_id, number)?;
        if level.format == "bullet" {
            return None;
        }
        let mut label = String::new();
        let mut characters = level.text.chars().peekable();
        while let Some(character) = characters.next() {
            let place = characters.peek().and_then(|digit| digit.to_digit(10));
            match place.filter(|place| character == '%' && *place > 0) {
                Some(place) => {
                    characters.next();
                    label.push_str(&self.number_at(id, abstract_id, place - 1, level.is_legal));
                }
                None => label.push(character),
            }
        }
        Some(label)
    }

    /// The number that a level has reached, or would begin with.
    fn number_at(&self, id: u32, abstract_id: u32, number: u32, is_legal: bool) -> String {
        let level = self.level(id, abstract_id, number);
        let reached = self.counts.get(&abstract_id).and_then(|counts| counts[number as usize]);
        let reached = reached.or_else(|| level.map(|level| level.start)).unwrap_or(1);
        let format = level.map_or("decimal", |level| level.format.as_str());
        let stays = matches!(format, "none" | "decimalZero");
        numeral(if is_legal && !stays { "decimal" } else { format }, reached)
    }
}

/// Reads an `abstractNum` up to its close.
fn abstract_list(xml: &mut Xml) -> Result<Abstract, ReadError> {
    let mut list = Abstract::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "lvl" => {
                let number = tag.number("ilvl").unwrap_or_default();
                insert_level(&mut list.levels, number, level(xml)?);
            }
            "numStyleLink" => {
                list.link = tag.get("val");
                xml.skip()?;
            }
            _ => xml.skip()?,
        }
    }
    Ok(list)
}

/// Reads a `num` up to its close.
fn list(xml: &mut Xml) -> Result<List, ReadError> {
    let mut list = List::default();
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "abstractNumId" => {
                list.abstract_id = tag.number("val").unwrap_or_default();
                xml.skip()?;
            }
            "lvlOverride" => {
                let number = tag.number("ilvl").unwrap_or_default();
                level_override(xml, number, &mut list)?;
            }
            _ => xml.skip()?,
        }
    }
    Ok(list)
}

fn level_override(xml: &mut Xml, number: u32, list: &mut List) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "startOverride" => {
                let start = tag.number("val").unwrap_or(1);
                if number < LEVELS {
                    list.starts.insert(number, start);
                }
                xml.skip()?;
            }
            "lvl" => insert_level(&mut list.levels, number, level(xml)?),
            _ => xml.skip()?,
        }
    }
    Ok(())
}

/// A list has no other levels than the nine, whatever a file says.
fn insert_level(levels: &mut Levels, number: u32, level: Level) {
    if number < LEVELS {
        levels.insert(number, level);
    }
}

/// Reads a `lvl` up to its close.
fn level(xml: &mut Xml) -> Result<Level, ReadError> {
    let mut level = Level::default();
    properties(xml, &mut level)?;
    Ok(level)
}

fn properties(xml: &mut Xml, level: &mut Level) -> Result<(), ReadError> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "start" => level.start = tag.number("val").unwrap_or(level.start),
            "numFmt" => level.format = tag.get("val").unwrap_or_default(),
            "lvlText" => level.text = tag.get("val").unwrap_or_default(),
            "lvlRestart" => level.restart = tag.number("val"),
            "pStyle" => level.style = tag.get("val"),
            "isLgl" => level.is_legal = tag.is_on("val"),
            // Of two ways to write the same format, the later one is for older readers.
            "AlternateContent" | "Choice" | "Fallback" => {
                properties(xml, level)?;
                continue;
            }
            _ => {}
        }
        xml.skip()?;
    }
    Ok(())
}
