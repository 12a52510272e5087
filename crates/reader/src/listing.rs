//! Tasks and projects that a plan lists in lines and not in a table:
//! `1.印发管理办法。责任单位：区示例局；完成时限：2023年10月底前。`

use std::collections::HashSet;
use std::ops::Range;

use document::Place;

use crate::heads::{Column, TableKind, YearWord, column};
use crate::outline::Line;
use crate::section::{DataRow, Field, Section};
use crate::tasks::is_list_title;
use crate::words::Words;

/// Such a line as a list of one row.
pub(crate) fn sections(lines: &[Line]) -> Vec<Section> {
    lines.iter().filter_map(section).collect()
}

/// The places of the lines that are such lists, which are no clauses of the text.
pub(crate) fn places(sections: &[Section]) -> HashSet<Place> {
    sections.iter().flat_map(|section| &section.rows).map(|row| row.place.clone()).collect()
}

/// A column of the line: what it holds, what its head says, where it stands in the key.
type Part = (Column, String, Range<usize>);

fn section(line: &Line) -> Option<Section> {
    let in_list = line.spot.starts_with('附') || line.under.contains("清单");
    if line.label == 0 || !in_list {
        return None;
    }
    [TableKind::Project, TableKind::Task].into_iter().find_map(|kind| section_of(line, kind))
}

fn section_of(line: &Line, kind: TableKind) -> Option<Section> {
    let parts = parts(line, kind);
    let (name, wanted): (_, &[Column]) = match kind {
        TableKind::Project => (Column::Project, &[Column::Amount, Column::Implementer]),
        _ => (Column::Task, &[Column::Time, Column::To]),
    };
    let has = |column: &Column| parts.iter().any(|(own, ..)| own == column);
    let orgs = [Column::Responsible, Column::Lead, Column::Implementer, Column::Owner];
    if !wanted.iter().any(has) || !orgs.iter().any(has) {
        return None;
    }
    let label = line.words.cut(0..line.label).trim_end_matches(['.', '、', '．', '。']).to_owned();
    let start = line.label;
    let end = parts.first().map_or(start, |(_, _, range)| head_of(line, range.start));
    let head = line.words.key[start..end].trim_end_matches(['。', ';', ',', ':']);
    let cut = head.find('。').unwrap_or(head.len());
    let cell = |range: Range<usize>| Words::new(line.words.cut(range));
    let mut row = Row::default();
    row.push(Some(Column::No), "", Words::new(&label));
    if kind == TableKind::Task && !is_list_title(&line.under) && !line.under.is_empty() {
        row.push(Some(Column::System), "", Words::new(&line.under));
    }
    row.push(Some(name), "", cell(start..start + cut));
    let more = start + cut..start + head.len();
    let more = more.start + line.words.key[more.clone()].chars().next().map_or(0, char::len_utf8)
        ..more.end;
    if !more.is_empty() && !has(&Column::Content) {
        row.push(Some(Column::Content), "", cell(more));
    }
    for (column, heading, range) in parts {
        row.push(Some(column), &heading, cell(range));
    }
    Some(row.section(kind, line))
}

/// Where the head of a part begins, whose value begins here.
fn head_of(line: &Line, value: usize) -> usize {
    let before = &line.words.key[..value];
    before[..before.len() - 1]
        .rfind(['。', ';', ','])
        .map_or(line.label, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))
}

/// The parts `责任单位：…` of a line whose heads this kind of list knows.
fn parts(line: &Line, kind: TableKind) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = line.label;
    for piece in line.words.key[line.label..].split_inclusive(['。', ';']) {
        let end = at + piece.trim_end_matches(['。', ';']).len();
        let colon = line.words.key[at..end].find(':').map(|colon| at + colon);
        let found = colon.and_then(|colon| {
            let head = &line.words.key[at..colon];
            Some((column(kind, head)?, head.to_owned(), colon + 1..end))
        });
        match (found, parts.last_mut()) {
            (Some(part), _) => parts.push(part),
            // A sentence without a head goes on with the part before it.
            (None, Some((_, _, range))) => range.end = end,
            (None, None) => {}
        }
        at += piece.len();
    }
    parts
}

#[derive(Default)]
struct Row {
    fields: Vec<Field>,
    cells: Vec<Words>,
}

impl Row {
    fn push(&mut self, column: Option<Column>, heading: &str, cell: Words) {
        let heading = heading.to_owned();
        self.fields.push(Field { column, heading, year: None, word: YearWord::Neither });
        self.cells.push(cell);
    }

    fn section(self, kind: TableKind, line: &Line) -> Section {
        let from_left = vec![false; self.cells.len()];
        let row = DataRow { place: line.place.clone(), cells: self.cells, from_left, group: None };
        Section { kind, fields: self.fields, rows: vec![row], captions: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::{Paragraph, ParagraphKind};

    fn line(texts: &[&str]) -> Line {
        let mut outline = crate::outline::Outline::default();
        let mut lines = (1..).zip(texts).map(|(line, text)| {
            let place = Place { sheet: None, line };
            let kind = ParagraphKind::Body;
            outline.line(&Paragraph { place, text: (*text).to_owned(), kind })
        });
        let last = lines.by_ref().last();
        last.expect("a line")
    }

    #[test]
    fn a_line_of_a_list_is_a_row() {
        let project = line(&[
            "二、任务",
            "附件3",
            "1.示例中心。建设内容：建设中心2座；建设单位：示例公司；总投资：0.25亿元。",
        ]);
        let found = section(&project).expect("a project");
        assert_eq!(found.kind, TableKind::Project);
        let cells: Vec<&str> = found.rows[0].cells.iter().map(|cell| cell.own.as_str()).collect();
        assert_eq!(cells, ["1", "示例中心", "建设中心2座", "示例公司", "0.25亿元"]);
        let clause = line(&["二、任务", "1.推进示例工作。（责任单位：区示例局）"]);
        assert!(section(&clause).is_none());
    }
}
