//! The workbook that comes back: read, filed, answered.

use document::{GridLimits, Grids, read_grids};
use domain::access::Action;
use domain::record::Said;

use super::answer::answered;
use super::lines::{Fate, Line, Taken};
use super::{fill, plain};
use crate::context::{Context, On};
use crate::engine::Engine;
use crate::evidence::Upload;
use crate::fault::{Fault, Faults, Spot};
use crate::filing::{Answer, FilingReceipt, Keep, Outcome, ROWS_MAX, files};
use crate::refusal::refused;
use crate::refused::Refused;
use crate::sheet::Maker;

/// So many rows may a file have beyond the cells that its org files over all years of the plan:
/// heads, notes, a row copied by accident. More is no filing, and would fill the memory.
const ROWS_SPARE: usize = 2_000;

/// What became of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookReceipt {
    /// What became of each row that says something.
    pub receipt: FilingReceipt,
    /// Where each of them stands: `填报!5`.
    pub places: Vec<String>,
    /// How many rows have no number and were left out.
    pub blank: usize,
    /// What there is to say of the workbook as a whole.
    pub notes: Vec<Said>,
    /// The same file with what became of each row, and a remark in each faulty cell.
    pub answered: Upload,
}

/// How a file is laid out.
pub(super) enum Layout {
    /// A form: its origin, its sheet, where its columns stand.
    Form(fill::Origin, usize, fill::Places),
    /// A file of values: for each sheet where the columns stand.
    Plain(Vec<plain::Places>),
}

impl Engine {
    /// Reads a workbook that was filled in, or a file of values as they are exported, files what is
    /// sound in it, and answers it. With a year, a form of another year is refused.
    ///
    /// # Errors
    /// Not permitted, no such plan or org; the file cannot be read, holds programs, or is a form of
    /// another plan, org or year. What is wrong with a row is in the receipt.
    pub async fn workbook_read(
        &self,
        ctx: &Context,
        (plan, org): (&str, &str),
        year: Option<i16>,
        file: &Upload,
    ) -> Result<WorkbookReceipt, Refused> {
        ctx.authorize(Action::ValueFile, On::Org(org))?;
        let programme = self.programme(plan).await?;
        let pack = programme.pack(ctx.today())?;
        let maker = Maker::new(&programme, &pack, &self.calendar, (org, ctx.today()))?;
        let name = file.name.as_str();
        let grids = opened(file).await?;
        let (layout, taken) = match fill::origin(name, &grids)? {
            Some(origin) => {
                origin.check(name, (plan, &maker), year)?;
                let (at, places) = fill::places(name, &grids)?;
                few(name, &maker, grids.sheets[at].rows.len())?;
                let taken = fill::taken(&origin, &maker, &grids, (at, &places));
                (Layout::Form(origin, at, places), taken)
            }
            None => {
                let seen = grids.sheets.iter().filter(|sheet| !sheet.is_hidden);
                few(name, &maker, seen.map(|sheet| sheet.rows.len()).sum())?;
                let (taken, places) = plain::taken(name, &maker, &grids)?;
                (Layout::Plain(places), taken)
            }
        };
        let Taken { rows, notes, lines, .. } = taken.settled();
        let mut settled = Some(Settled::new(grids, layout, lines));
        let mut writing = None;
        let (lang, name) = (ctx.lang, file.name.clone());
        let known = |receipt: &mut FilingReceipt| {
            let Some(mut settled) = settled.take() else { return };
            settled.take(std::mem::take(&mut receipt.rows));
            // The answer is written while the numbers are.
            writing = Some(tokio::task::spawn_blocking(move || {
                let answered = answered(&settled, (&name, lang));
                (settled, answered)
            }));
        };
        self.filing_hand_in(ctx, (plan, org), &rows, Keep::Sound, known).await?;
        let writing = writing.ok_or_else(|| Refused::Broken("no receipt".to_owned()))?;
        let (settled, answered) =
            writing.await.map_err(|fault| Refused::Broken(fault.to_string()))?;
        let answered = answered.map_err(|fault| Refused::Broken(fault.to_string()))?;
        Ok(settled.receipt(notes, answered))
    }
}

/// Reads the file off the runtime's threads.
async fn opened(file: &Upload) -> Result<Grids, Refused> {
    let name = file.name.clone();
    let bytes = file.bytes.clone();
    let read = move || {
        let grids = read_grids(&GridLimits::default(), &name, bytes);
        let grids = grids.map_err(|error| Faults::from(refused(&name, &error)))?;
        let is_macro = name.to_lowercase().ends_with(".xlsm");
        if grids.has_macros || is_macro { Err(Faults::from(macros(&name))) } else { Ok(grids) }
    };
    let done = tokio::task::spawn_blocking(read).await;
    Ok(done.map_err(|fault| Refused::Broken(fault.to_string()))??)
}

/// Refuses a file of more rows than its org can have to file, before anything is made of them.
fn few(name: &str, maker: &Maker<'_>, rows: usize) -> Result<(), Faults> {
    let pack = maker.pack;
    let own = (0..pack.office.items.len()).filter(|&item| files(pack, item, maker.org));
    let cells: usize = own
        .map(|item| {
            let frequency = pack.office.items[item].frequency;
            pack.years().map(|year| frequency.periods(year).len()).sum::<usize>()
        })
        .sum();
    let most = cells.min(ROWS_MAX) + ROWS_SPARE;
    if rows <= most {
        return Ok(());
    }
    let said = Said::both(
        format!("表里有 {rows} 行，本单位的表最多收 {most} 行，整份没有读"),
        format!("the file has {rows} rows, at most {most} are taken of this org; none was read"),
    );
    let hint = Said::both(
        "删去多余的行，或分几份再传；最好从“填报”页重新下载模板".to_owned(),
        "delete the rows that do not belong there, or send it in parts; best download a fresh form"
            .to_owned(),
    );
    Err(Fault::new(Spot::file(name), said).hint(hint).into())
}

fn macros(name: &str) -> Fault {
    let said = Said::both(
        "表里带有宏程序，不能收".to_owned(),
        "the workbook holds macros and is not taken".to_owned(),
    );
    let hint = Said::both(
        "用 Excel 或 WPS 另存为“Excel 工作簿（*.xlsx）”再传".to_owned(),
        "save it as `Excel workbook (*.xlsx)` and send that".to_owned(),
    );
    Fault::new(Spot::file(name), said).hint(hint)
}

/// A file and what became of its rows.
pub(super) struct Settled {
    pub(super) grids: Grids,
    pub(super) layout: Layout,
    pub(super) lines: Vec<Line>,
    /// What became of each line; `None` where it says nothing.
    pub(super) answers: Vec<Option<Answer>>,
}

impl Settled {
    fn new(grids: Grids, layout: Layout, lines: Vec<Line>) -> Self {
        Self { grids, layout, lines, answers: Vec::new() }
    }

    /// Takes over what became of the rows that were filed.
    fn take(&mut self, filed: Vec<Answer>) {
        let mut filed: Vec<Option<Answer>> = filed.into_iter().map(Some).collect();
        self.answers = self.lines.iter_mut().map(|line| answer(line, &mut filed)).collect();
    }

    fn receipt(self, notes: Vec<Said>, answered: Upload) -> WorkbookReceipt {
        let (mut receipt, mut places, mut blank) = (FilingReceipt::default(), Vec::new(), 0);
        for (line, answer) in self.lines.iter().zip(self.answers) {
            match answer {
                Some(answer) => {
                    receipt.rows.push(answer);
                    places.push(place(&self.grids, line));
                }
                None => blank += 1,
            }
        }
        WorkbookReceipt { receipt, places, blank, notes, answered }
    }
}

/// What became of a row; `None` where it says nothing.
fn answer(line: &mut Line, filed: &mut [Option<Answer>]) -> Option<Answer> {
    let told = std::mem::take(&mut line.told);
    let outcome = match line.fate {
        Fate::Blank => return None,
        Fate::Untouched => Outcome::Unchanged,
        Fate::Refused => Outcome::Rejected,
        Fate::Sent(at) => {
            let mut answer = filed.get_mut(at).and_then(Option::take)?;
            answer.told.splice(0..0, told);
            return Some(answer);
        }
    };
    let (item, period) = (line.item.clone(), line.period.clone());
    Some(Answer { item, period, outcome, told, other: None, version: 0 })
}

/// Where a row stands.
fn place(grids: &Grids, line: &Line) -> String {
    let grid = &grids.sheets[line.sheet];
    grid.rows[line.row].place().to_string()
}
