//! The numbers of a plan as a file in the format that is read again:
//! `item,org,period,value,unit,status,source,note`.
//!
//! It holds the numbers that count: those that indicators are computed from, so that a status made
//! of the file is the status of the plan.

use std::collections::HashMap;
use std::io::Write;

use document::{Column, CsvOptions, Field, Workbook, write_csv};
use domain::access::Action;
use domain::figures::ValueStatus;
use domain::record::Said;
use futures_util::StreamExt as _;
use sqlx::any::AnyRow;

use crate::context::{Context, On};
use crate::db::{Query, text};
use crate::engine::Engine;
use crate::refused::Refused;
use crate::values::head::COLUMNS;

/// The most rows of an exported workbook, which is held in memory until it is whole.
pub const EXPORT_ROWS_MAX: usize = 200_000;
/// So many rows of a csv are handed on together.
const ROWS_A_PIECE: usize = 1_000;

/// What a file of numbers is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Csv, handed on piece by piece.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Engine {
    /// Writes the numbers of an org, or of all, in a year, or in all years; how many there were.
    ///
    /// # Errors
    /// Not permitted, no such plan, too many for a workbook, or the writer refuses.
    pub async fn values_export(
        &self,
        ctx: &Context,
        (plan, org): (&str, Option<&str>),
        year: Option<i16>,
        (format, out): (ExportFormat, &mut (dyn Write + Send)),
    ) -> Result<usize, Refused> {
        match org {
            Some(org) => ctx.authorize(Action::ValueRead, On::Org(org))?,
            None => ctx.authorize(Action::ValueRead, On::District)?,
        };
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let items = pack.office.items.iter();
        let units: HashMap<&str, String> =
            items.map(|item| (item.key.as_str(), item.unit.to_string())).collect();
        let of_org = if org.is_some() { "and org = $2" } else { "" };
        let no = if org.is_some() { 3 } else { 2 };
        let of_year = year.map_or(String::new(), |_| format!("and substr(period, 1, 4) = ${no}"));
        let statement = format!(
            "select item, org, period, value, status, source, note from value
             where plan = $1 and counts = 1 {of_org} {of_year} order by item, org, period"
        );
        let mut query = Query::new(&statement).text(plan);
        if let Some(org) = org {
            query = query.text(org);
        }
        if let Some(year) = year {
            query = query.text(&year.to_string());
        }
        let mut conn = self.db.reader().await?;
        let mut rows = query.stream(&mut conn);
        let mut pen = Pen::new(format);
        while let Some(row) = rows.next().await.transpose()? {
            pen.row(&row, &units, out)?;
        }
        pen.finish(out)
    }
}

/// A file that is being written.
struct Pen {
    count: usize,
    piece: Vec<[String; 8]>,
    format: ExportFormat,
}

impl Pen {
    fn new(format: ExportFormat) -> Self {
        let mut pen = Self { count: 0, piece: Vec::new(), format };
        if format == ExportFormat::Csv {
            pen.piece.push(COLUMNS.map(|(title, _)| title.to_owned()));
        }
        pen
    }

    fn row(
        &mut self,
        row: &AnyRow,
        units: &HashMap<&str, String>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Refused> {
        self.count += 1;
        let [item, org, period, value, status, source, note] =
            std::array::from_fn(|index| text(row, index));
        // A number that is not applicable has no digits.
        let value = if status == ValueStatus::NotApplicable.word() { String::new() } else { value };
        let unit = units.get(item.as_str()).cloned().unwrap_or_default();
        self.piece.push([item, org, period, value, unit, status, source, note]);
        if self.format == ExportFormat::Xlsx && self.count > EXPORT_ROWS_MAX {
            return Err(Refused::TooMuch(Said::both(
                format!("超过 {EXPORT_ROWS_MAX} 行，请导出 csv，或只选一个单位、一个年份"),
                format!("more than {EXPORT_ROWS_MAX} rows; export csv, or choose an org or a year"),
            )));
        }
        if self.format == ExportFormat::Csv && self.piece.len() >= ROWS_A_PIECE {
            self.hand_on(out)?;
        }
        Ok(())
    }

    fn hand_on(&mut self, out: &mut (dyn Write + Send)) -> Result<(), Refused> {
        let bytes = write_csv(self.piece.drain(..), CsvOptions::default());
        Ok(out.write_all(&bytes)?)
    }

    fn finish(mut self, out: &mut (dyn Write + Send)) -> Result<usize, Refused> {
        match self.format {
            ExportFormat::Csv => self.hand_on(out)?,
            ExportFormat::Xlsx => {
                let bytes = self.workbook().map_err(|fault| Refused::Broken(fault.to_string()))?;
                out.write_all(&bytes)?;
            }
        }
        Ok(self.count)
    }

    fn workbook(&self) -> Result<Vec<u8>, document::WriteError> {
        let mut book = Workbook::new();
        let widths = [26.0, 20.0, 11.0, 16.0, 10.0, 14.0, 26.0, 26.0];
        let columns: Vec<Column<'_>> =
            COLUMNS.iter().zip(widths).map(|((title, _), width)| Column { title, width }).collect();
        let sheet = book.sheet("values", &columns)?;
        for row in &self.piece {
            let mut fields = [Field::Text(""); 8];
            for (at, text) in row.iter().enumerate() {
                fields[at] = if at == 3 { Field::Number(text) } else { Field::Text(text) };
            }
            sheet.row(&fields)?;
        }
        book.finish()
    }
}
