//! `wufei plan import`, `export`, `show`, `status`: plans of the database.

use std::path::{Path, PathBuf};

use domain::office::Office;
use domain::pack::Pack;
use domain::plan::{DutyRole, PlanHead};
use domain::record::{Said, word_of};
use domain::tell;
use domain::work::WorkState;
use engine::{
    Context, Engine, Faults, Place, Reading, Source, View, Wish, WorkItem, file_read, pack_read,
    pack_usable, pack_write, plan_read,
};
use serde_json::json;

use crate::args::Format;
use crate::operate::{beside_engine, context, with_engine};
use crate::output::{Exit, Failure, Outcome, Output};
use crate::plan::{Ask, csv_with_head, status_print};
use crate::serve::{fault, told};

pub(crate) fn import(place: &Place, from: &Path, id: Option<&str>, output: &Output) -> Outcome {
    let (mut pack, source) = if from.is_dir() { folder(from)? } else { document(from, output)? };
    if let Some(id) = id {
        id.clone_into(&mut pack.head.id);
    }
    with_engine(place, async |engine| {
        let ctx = context(engine, output);
        engine.plan_import(&ctx, &pack, &source).await.map_err(told)?;
        let (id, title) = (&pack.head.id, &pack.head.title);
        output.talk(&tell!(output.lang, "已导入 {id}：{title}", "imported {id}: {title}"));
        Ok(Exit::Done)
    })
}

/// A pack with the one file that it was read from.
fn folder(from: &Path) -> Outcome<(Pack, Source)> {
    let pack = pack_read(from)?;
    pack_usable(from, &pack)?;
    let inside = from.join("source").read_dir().into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        inside.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    let source = match files.as_slice() {
        [] => Source::default(),
        [file] => Source { name: name_of(file), bytes: file_read(file)? },
        more => {
            let count = more.len();
            return Err(fault(
                &format!("source/ 里有 {count} 个文件，只能有一个：方案的原文"),
                &format!("source/ has {count} files and may have one, the plan's document"),
            ));
        }
    };
    Ok((pack, source))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

fn document(from: &Path, output: &Output) -> Outcome<(Pack, Source)> {
    let Reading { plan, source, name } = plan_read(from)?;
    let stem = from.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    let is_id =
        !stem.is_empty() && stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let id = if is_id { stem } else { plan.head.id_of_years() };
    let head = PlanHead { id, ..plan.head };
    let pack = Pack::new(head, plan.reading, Office::default()).map_err(|wrong| {
        Faults(
            wrong
                .iter()
                .map(|own| engine::Fault::new(engine::Spot::default(), Said::of(own)))
                .collect(),
        )
    })?;
    output.talk(&tell!(
        output.lang,
        "office/ 是空的：单位、口径和数据项要在页面上或用 plan export 后补上",
        "office/ is empty: orgs, definitions and items are added on the pages, or after `plan export`"
    ));
    Ok((pack, Source { name, bytes: source }))
}

pub(crate) fn export(place: &Place, id: &str, out: &Path, output: &Output) -> Outcome {
    // What people wrote into a pack's files is nowhere else.
    if out.read_dir().is_ok_and(|mut inside| inside.next().is_some()) {
        let folder = out.display();
        return Err(fault(
            &format!("{folder} 里已有文件，不覆盖；换一个 --out，再用 wufei plan diff 比较"),
            &format!(
                "{folder} holds files, which stay; take another --out, and compare by `wufei plan diff`"
            ),
        ));
    }
    beside_engine(place, async |engine| {
        let exported = engine.plan_export(&context(engine, output), id).await;
        let (head, reading, office, source) = exported.map_err(|refused| unknown(refused, id))?;
        let pack = Pack { head, document: reading, office, ..Pack::default() };
        pack_write(out, &pack)?;
        if !source.name.is_empty() {
            let folder = out.join("source");
            let written = std::fs::create_dir_all(&folder).and_then(|()| {
                std::fs::write(folder.join(name_of(Path::new(&source.name))), &source.bytes)
            });
            written.map_err(|error| {
                fault(&format!("写不了：{error}"), &format!("cannot be written: {error}"))
            })?;
        }
        let folder = out.display();
        output.talk(&tell!(output.lang, "已写入 {folder}", "written to {folder}"));
        Ok(Exit::Done)
    })
}

/// What is hidden from the command line is not there.
pub(crate) fn unknown(refused: engine::Refused, what: &str) -> Failure {
    match refused {
        engine::Refused::Hidden => {
            fault(&format!("数据库里没有 {what}"), &format!("there is no {what} in the database"))
        }
        other => told(other),
    }
}

pub(crate) fn status(place: &Place, values: &[PathBuf], ask: &Ask<'_>, output: &Output) -> Outcome {
    if !values.is_empty() {
        return Err(fault(
            "--values 要和方案包一起用：wufei plan status 方案包 --values 文件",
            "--values goes with a pack: `wufei plan status PACK --values FILE`",
        ));
    }
    beside_engine(place, async |engine| {
        let wish = Wish { plan: None, year: ask.year, as_of: ask.as_of };
        let view = viewed(engine, &context(engine, output), &wish).await?;
        // What is remembered has the other years already.
        status_print(&view.status, || (*view.status).clone(), ask.format, output);
        Ok(Exit::Done)
    })
}

/// A plan in a year as of a day; there must be one.
pub(crate) async fn viewed(engine: &Engine, ctx: &Context, wish: &Wish) -> Outcome<View> {
    let what = wish.plan.clone().unwrap_or_default();
    let view = engine.view(ctx, wish).await.map_err(|refused| unknown(refused, &what))?;
    view.ok_or_else(|| {
        fault(
            "还没有方案；先运行 wufei plan import",
            "there is no plan yet, run `wufei plan import` first",
        )
    })
}

/// The plan and the rest of an address: `plan` is the current one.
pub(crate) fn address(subject: &str) -> (Option<String>, &str) {
    const KINDS: [&str; 5] = ["indicator", "measure", "task", "project", "promise"];
    match subject.split_once('/') {
        Some((kind, _)) if KINDS.contains(&kind) => (None, subject),
        Some(("plan", rest)) => (None, rest),
        Some((plan, rest)) => (Some(plan.to_owned()), rest),
        None => (None, subject),
    }
}

pub(crate) fn show(place: &Place, subject: &str, format: Format, output: &Output) -> Outcome {
    if address(subject).1.starts_with("indicator/") {
        let ask =
            crate::indicator::Ask { subject, year: None, as_of: None, explain: false, format };
        return crate::indicator::show(place, &ask, output);
    }
    beside_engine(place, async |engine| {
        let ctx = context(engine, output);
        let (plan, rest) = address(subject);
        let view = viewed(engine, &ctx, &Wish { plan, ..Wish::default() }).await?;
        let item = view.catalogue.work(rest).ok_or_else(|| {
            fault(
                &format!("方案里没有 {rest}；写法如 task/监管/3、measure/27、project/1"),
                &format!("the plan has no {rest}; write task/监管/3, measure/27 or project/1"),
            )
        })?;
        let told = Work::of(engine, &ctx, &view, item).await.map_err(told)?;
        told.print(format, output);
        Ok(Exit::Done)
    })
}

/// A piece of work, its reports and its evidence.
struct Work<'a> {
    item: &'a WorkItem,
    reports: Vec<engine::Report>,
    evidence: Vec<engine::Evidence>,
}

impl<'a> Work<'a> {
    async fn of(
        engine: &Engine,
        ctx: &Context,
        view: &View,
        item: &'a WorkItem,
    ) -> Result<Self, engine::Refused> {
        let plan = &view.plan.id;
        let reports = engine.report_list(ctx, plan, &item.subject).await?;
        let evidence = engine.evidence_list(ctx, (plan, &item.subject)).await?.to_vec();
        Ok(Self { item, reports, evidence })
    }

    fn state(&self) -> WorkState {
        self.reports.first().map_or(WorkState::NotStarted, |report| report.state)
    }

    fn rows(&self) -> Vec<(&'static str, &'static str, String)> {
        let item = self.item;
        let duties = item.duties.iter();
        let duties =
            duties.map(|(role, org)| format!("{} {org}", word_of(&DutyRole::TABLE, *role)));
        let percent = self.reports.first().map_or(0, |report| report.percent);
        let mut rows = vec![
            ("subject", "对象", item.subject.clone()),
            ("name", "名称", item.name.clone()),
            ("text", "内容", item.text.clone()),
            ("time", "时限", item.time.clone()),
            ("duties", "责任", duties.collect::<Vec<_>>().join("; ")),
            ("state", "状态", self.state().word().to_owned()),
            ("percent", "进度", format!("{percent}")),
        ];
        for report in &self.reports {
            let (at, by, text) = (&report.reported_at, &report.reported_by, &report.text);
            rows.push(("report", "进展", format!("{at} {by} {}% {text}", report.percent)));
        }
        for file in &self.evidence {
            let void = if file.void_reason.is_empty() { "" } else { "×" };
            rows.push(("evidence", "佐证", format!("{void}{} {}", file.name, file.hash)));
        }
        rows
    }

    fn print(&self, format: Format, output: &Output) {
        match format {
            Format::Json => {
                let list = |name: &str| -> Vec<String> {
                    let rows = self.rows().into_iter();
                    rows.filter(|(own, ..)| *own == name).map(|(_, _, text)| text).collect()
                };
                let mut object = json!({ "reports": list("report"), "evidence": list("evidence") });
                let single = self.rows().into_iter();
                for (name, _, text) in
                    single.filter(|(own, ..)| !["report", "evidence"].contains(own))
                {
                    object[name] = text.into();
                }
                output.data(&serde_json::to_string_pretty(&object).unwrap_or_default());
            }
            Format::Csv => {
                let rows = self.rows().into_iter();
                let rows = rows.map(|(name, _, text)| vec![name.to_owned(), text]).collect();
                output.data(&csv_with_head(&["field", "value"], rows));
            }
            Format::Table => {
                for (en, zh, text) in self.rows() {
                    output.data(&tell!(output.lang, "{zh}：{text}", "{en}: {text}"));
                }
            }
        }
    }
}
