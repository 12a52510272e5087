//! Writing a form: a sheet that somebody fills in, its heads and ids locked, its columns of words
//! with the words to choose from.
//!
//! Formats are set for whole columns, because the writer compares the whole format for each cell
//! that brings its own.

use rust_xlsxwriter as xlsx;
use rust_xlsxwriter::{
    Color, DataValidation, Format, FormatAlign, FormatBorder, Note, ProtectionOptions, Worksheet,
};

use super::is_exact_number;
use super::workbook::{Field, MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, WriteError};

/// What a column of a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUse {
    /// To be read: nobody can write into it.
    Locked,
    /// To be filled in.
    Open,
    /// For the program that reads the form again: nobody sees it or can write into it.
    Hidden,
}

/// A column of a form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FormColumn<'a> {
    /// What stands in the head.
    pub title: &'a str,
    /// How many characters wide it is; a Chinese character takes two.
    pub width: f64,
    /// What it is for.
    pub usage: ColumnUse,
    /// The words to choose from; none where anything may be written.
    pub choices: &'a [&'a str],
    /// How its numbers are shown, as Excel writes it: `@` for texts, blank for Excel's own way.
    pub number_format: &'a str,
    /// What the head says when one points at it; blank for nothing.
    pub hint: &'a str,
}

/// What is to be seen of a cell at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// It is wrong: red.
    Wrong,
    /// It should be looked at: amber.
    Doubtful,
    /// It is taken: green.
    Taken,
}

/// What is written into a cell of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormField<'a> {
    /// What stands in it.
    pub field: Field<'a>,
    /// What is to be seen at once.
    pub mark: Mark,
    /// What it says when one points at it; blank for nothing.
    pub note: &'a str,
}

impl<'a> FormField<'a> {
    /// A text without a mark.
    pub fn text(text: &'a str) -> Self {
        Self { field: Field::Text(text), mark: Mark::None, note: "" }
    }

    /// A number without a mark.
    pub fn number(text: &'a str) -> Self {
        Self { field: Field::Number(text), mark: Mark::None, note: "" }
    }
}

/// A form that is being written.
pub struct Form {
    name: String,
    pub(super) content: Worksheet,
    uses: Vec<ColumnUse>,
    choices: Vec<(u16, Vec<String>)>,
    marks: Vec<[Format; 3]>,
    rows: u32,
}

impl Form {
    pub(super) fn new(
        name: &str,
        content: Worksheet,
        columns: &[FormColumn<'_>],
    ) -> Result<Self, WriteError> {
        let mut form = Self {
            name: name.to_owned(),
            content,
            uses: columns.iter().map(|column| column.usage).collect(),
            choices: Vec::new(),
            marks: columns.iter().map(marks).collect(),
            rows: 1,
        };
        form.check_row(columns.len())?;
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00E8_EDF2))
            .set_border_bottom(FormatBorder::Thin);
        for (index, column) in (0_u16..).zip(columns) {
            form.content.set_column_width(index, column.width)?;
            form.content.set_column_format(index, &layout(column))?;
            if column.usage == ColumnUse::Hidden {
                form.content.set_column_hidden(index)?;
            }
            form.check_text(0, column.title)?;
            form.content.write_string_with_format(0, index, column.title, &head)?;
            if !column.hint.is_empty() {
                form.content.insert_note(0, index, &note(column.hint))?;
            }
            if !column.choices.is_empty() {
                let words = column.choices.iter().map(|word| (*word).to_owned()).collect();
                form.choices.push((index, words));
            }
        }
        form.content.set_freeze_panes(1, 1)?;
        form.content.set_repeat_rows(0, 0)?;
        form.content.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            use_autofilter: true,
            ..ProtectionOptions::new()
        });
        Ok(form)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The sheet is full, or a text is too long for a cell.
    pub fn row(&mut self, fields: &[FormField<'_>]) -> Result<(), WriteError> {
        self.check_row(fields.len())?;
        let row = self.rows;
        for (column, field) in (0_u16..).zip(fields) {
            self.field(row, column, field)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the form: the choices stand as far down as there are rows.
    pub(super) fn finish(mut self) -> Result<Worksheet, WriteError> {
        let last = self.rows.max(2) - 1;
        for (column, words) in &self.choices {
            let choice = DataValidation::new()
                .allow_list_strings(words)?
                .set_error_title("请从下拉列表中选择")?
                .set_error_message(words.join("、"))?;
            self.content.add_data_validation(1, *column, last, *column, &choice)?;
        }
        if let Ok(columns) = u16::try_from(self.uses.len())
            && let Some(right) = columns.checked_sub(1)
        {
            self.content.autofilter(0, 0, self.rows - 1, right)?;
        }
        Ok(self.content)
    }

    fn check_row(&self, columns: usize) -> Result<(), WriteError> {
        if self.rows == MOST_ROWS || columns > MOST_COLUMNS {
            let (sheet, rows) = (self.name.clone(), self.rows.saturating_add(1));
            return Err(WriteError::TooLarge { sheet, rows, columns });
        }
        Ok(())
    }

    fn check_text(&self, row: u32, text: &str) -> Result<(), WriteError> {
        // A character takes at least one byte, so that short texts need not be counted.
        if text.len() <= MOST_CHARACTERS {
            return Ok(());
        }
        let characters = text.encode_utf16().count();
        if characters > MOST_CHARACTERS {
            let sheet = self.name.clone();
            return Err(WriteError::LongText { sheet, row: row + 1, characters });
        }
        Ok(())
    }

    fn field(&mut self, row: u32, column: u16, field: &FormField<'_>) -> Result<(), WriteError> {
        if !field.note.is_empty() {
            self.content.insert_note(row, column, &note(field.note))?;
        }
        let (Field::Text(text) | Field::Number(text)) = field.field;
        let number = match field.field {
            Field::Number(text) if is_exact_number(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        self.check_text(row, text)?;
        let format = match field.mark {
            Mark::None => None,
            mark => self.marks.get(usize::from(column)).map(|formats| &formats[at(mark)]),
        };
        match (number, format) {
            (Some(number), Some(format)) => {
                self.content.write_number_with_format(row, column, number, format)?;
            }
            (Some(number), None) => {
                self.content.write_number(row, column, number)?;
            }
            (None, Some(format)) if text.is_empty() => {
                self.content.write_blank(row, column, format)?;
            }
            (None, Some(format)) => {
                self.content.write_string_with_format(row, column, text, format)?;
            }
            (None, None) if text.is_empty() => {}
            (None, None) => {
                self.content.write_string(row, column, text)?;
            }
        }
        Ok(())
    }
}

/// A sheet that nobody sees: what the program that reads the workbook again has to know.
pub(super) fn hidden(
    content: &mut Worksheet,
    rows: &[(&str, &str)],
) -> Result<(), xlsx::XlsxError> {
    content.set_very_hidden(true);
    content.protect();
    for (row, (name, text)) in (0_u32..).zip(rows) {
        content.write_string(row, 0, *name)?;
        content.write_string(row, 1, *text)?;
    }
    Ok(())
}

fn at(mark: Mark) -> usize {
    match mark {
        Mark::Wrong => 0,
        Mark::Doubtful => 1,
        Mark::None | Mark::Taken => 2,
    }
}

fn layout(column: &FormColumn<'_>) -> Format {
    let mut format = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    if !column.number_format.is_empty() {
        format = format.set_num_format(column.number_format);
    }
    match column.usage {
        ColumnUse::Open => {
            format.set_unlocked().set_border(FormatBorder::Hair).set_border_color(Color::Gray)
        }
        ColumnUse::Locked | ColumnUse::Hidden => format.set_font_color(Color::RGB(0x004A_5563)),
    }
}

fn marks(column: &FormColumn<'_>) -> [Format; 3] {
    [0x00FB_D5D5, 0x00FD_EBC8, 0x00D9_F2DD]
        .map(|colour| layout(column).set_background_color(Color::RGB(colour)))
}

/// A note as wide as a sentence.
fn note(text: &str) -> Note {
    let lines = u32::try_from(text.chars().count() / 16).unwrap_or(u32::MAX).min(20) + 2;
    Note::new(text).add_author_prefix(false).set_width(260).set_height(20 * lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GridLimits, Workbook, read_grids};

    fn column<'a>(title: &'a str, usage: ColumnUse, choices: &'a [&'a str]) -> FormColumn<'a> {
        FormColumn { title, width: 12.0, usage, choices, number_format: "", hint: "" }
    }

    #[test]
    fn a_form_is_read_back_with_its_hidden_parts() {
        let columns = [
            column("名称", ColumnUse::Locked, &[]),
            column("数", ColumnUse::Open, &[]),
            column("状态", ColumnUse::Open, &["已报", "估算"]),
            column("编号", ColumnUse::Hidden, &[]),
        ];
        let mut book = Workbook::new();
        let form = book.form("填报", &columns).expect("a form");
        let wrong = FormField { mark: Mark::Wrong, note: "看这里", ..FormField::number("97.8") };
        form.row(&[FormField::text("甲"), wrong, FormField::text("已报"), FormField::text("a")])
            .expect("a row");
        let blank = FormField::text("");
        form.row(&[FormField::text("乙"), blank, blank, FormField::text("b")]).expect("a row");
        book.hidden("_ids", &[("plan", "p"), ("org", "o")]).expect("a sheet");
        let bytes = book.finish().expect("a workbook");
        let grids = read_grids(&GridLimits::default(), "book.xlsx", bytes).expect("grids");
        assert!(!grids.has_macros);
        let told: Vec<String> = grids
            .sheets
            .iter()
            .flat_map(|sheet| {
                let name = sheet.name.clone().unwrap_or_default();
                sheet
                    .rows
                    .iter()
                    .map(move |row| format!("{name} {}", row.iter().collect::<Vec<_>>().join("|")))
            })
            .collect();
        let expected = [
            "填报 名称|数|状态|编号",
            "填报 甲|97.8|已报|a",
            "填报 乙|||b",
            "_ids plan|p",
            "_ids org|o",
        ];
        assert_eq!(told, expected);
        assert!(grids.sheets[1].is_hidden && !grids.sheets[0].is_hidden);
    }
}
