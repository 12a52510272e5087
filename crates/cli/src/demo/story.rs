//! What makes a district look lived-in: explanations, reports with evidence, a corrected number,
//! numbers that came back, reminders, decisions, an amendment. All of it invented and marked so.

use domain::access::Action;
use domain::judge::Verdict;
use domain::pack::Pack;
use domain::stage::Stage;
use engine::{
    AmendmentForm, Cell, Change, DecisionForm, ExplanationForm, FilingRow, Keep, Refused,
    ReportForm, Upload, View, Wish, WorkKind,
};

use super::{Scene, at};

/// A part of the story, told when the numbers of its day are there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chapter {
    Correction,
    Reports(&'static str),
    PastYears,
    Amendment,
    ThisYear,
}

/// The story in the order of its days.
pub(super) const CHAPTERS: &[(&str, Chapter)] = &[
    ("2024-11-10", Chapter::Correction),
    ("2025-01-09", Chapter::Reports("2025-01-10")),
    ("2025-04-19", Chapter::PastYears),
    ("2025-07-07", Chapter::Reports("2025-07-08")),
    ("2025-08-31", Chapter::Amendment),
    ("2025-10-09", Chapter::Reports("2025-10-10")),
    ("2025-12-31", Chapter::ThisYear),
];

pub(super) async fn tell(scene: &Scene<'_>, pack: &Pack, chapter: Chapter) -> Result<(), Refused> {
    let this = scene.as_of.year();
    match chapter {
        Chapter::Correction => correction(scene).await,
        Chapter::Reports(day) => reports(scene, day).await,
        Chapter::PastYears => {
            for year in pack.head.target_years.iter().filter(|year| **year < this) {
                explanations(scene, *year, "2025-04-20").await?;
                decisions(scene, *year, "2025-04-26").await?;
            }
            Ok(())
        }
        Chapter::Amendment => amendment(scene).await,
        Chapter::ThisYear => {
            chases(scene).await?;
            sent_back(scene).await?;
            explanations(scene, this, "2025-10-18").await?;
            decisions(scene, this, "2025-10-19").await
        }
    }
}

async fn view(scene: &Scene<'_>, year: i16, day: &str) -> Result<View, Refused> {
    let ctx = scene.people.office(at(day, 1));
    let wish = Wish { plan: Some(scene.plan.clone()), year: Some(year), as_of: None };
    scene.engine.view(&ctx, &wish).await?.ok_or(Refused::Hidden)
}

/// A confirmed number of last year that its org corrected with a reason.
async fn correction(scene: &Scene<'_>) -> Result<(), Refused> {
    let (org, item, period) = ("industry", "giw-used", "2024-Q2");
    let now = at("2024-11-12", 3);
    let Some(ctx) = scene.people.of(org, 1, now) else { return Ok(()) };
    let versions = scene.engine.value_versions(&ctx, (&scene.plan, org, item, period)).await?;
    let Some(before) = versions.first() else { return Ok(()) };
    let Ok(value) = domain::number::decimal(&before.value) else { return Ok(()) };
    let row = FilingRow {
        item: item.to_owned(),
        period: period.to_owned(),
        value: (value + domain::number::Decimal::from(186)).to_string(),
        status: "example".to_owned(),
        note: "示例数据（虚构）".to_owned(),
        source: "示例数据（虚构）".to_owned(),
        reason: "一家示例企业补报二季度利用量，原值保留（示例）".to_owned(),
        seen: Some(before.version),
        ..FilingRow::default()
    };
    let place = (scene.plan.as_str(), org);
    scene.engine.filing_file(&ctx, place, &[row], Keep::All).await?;
    let cell =
        Cell { item: item.to_owned(), period: period.to_owned(), version: before.version + 1 };
    let cells = [cell];
    if let Some(second) = scene.people.of(org, 2, at("2024-11-13", 2)) {
        let to = (Stage::Reviewed, Action::ValueReview);
        scene.engine.filing_move(&second, place, to, &cells, "").await?;
    }
    let office = scene.people.office(at("2024-11-15", 2));
    let to = (Stage::Confirmed, Action::ValueConfirm);
    scene.engine.filing_move(&office, place, to, &cells, "").await
}

/// Two numbers that the office sent back.
async fn sent_back(scene: &Scene<'_>) -> Result<(), Refused> {
    let office = scene.people.office(at("2025-10-17", 2));
    let waiting = scene.engine.value_waiting(&office, &scene.plan, None).await?;
    let own: Vec<_> = waiting.iter().filter(|value| value.stage == Stage::Reviewed).collect();
    let Some(first) = own.first() else { return Ok(()) };
    let same = own.iter().filter(|value| value.org == first.org).take(2);
    let cells: Vec<Cell> = same
        .map(|value| Cell {
            item: value.item.clone(),
            period: value.period.clone(),
            version: value.version,
        })
        .collect();
    let place = (scene.plan.as_str(), first.org.as_str());
    let to = (Stage::Returned, Action::ValueConfirm);
    let why = "与台账汇总数不一致，请核对后重报（示例）";
    scene.engine.filing_move(&office, place, to, &cells, why).await
}

async fn amendment(scene: &Scene<'_>) -> Result<(), Refused> {
    let office = scene.people.office(at("2025-09-01", 1));
    let change = |file: &str, column: &str| Change {
        file: file.to_owned(),
        key: "22/2025".to_owned(),
        column: column.to_owned(),
        was: "40".to_owned(),
        is: "38".to_owned(),
    };
    let form = AmendmentForm {
        title: "关于调整部分指标目标值的通知（示例）".to_owned(),
        effective_on: "2025-09-01".to_owned(),
        why: "示例：拆除工程推迟，年度目标相应调整".to_owned(),
        evidence: String::new(),
        changes: vec![
            change("cells", "text"),
            change("targets", "text"),
            change("targets", "value"),
        ],
    };
    let added = scene.engine.amendment_add(&office, &scene.plan, &form).await;
    match added {
        // Where the target follows its cell by itself, the cell is enough.
        Err(Refused::Wrong(_)) => {
            let form = AmendmentForm { changes: vec![change("cells", "text")], ..form };
            scene.engine.amendment_add(&office, &scene.plan, &form).await
        }
        other => other,
    }
}

/// Reports on most of the work: some done with evidence, some late.
async fn reports(scene: &Scene<'_>, today: &str) -> Result<(), Refused> {
    let view = view(scene, scene.as_of.year(), today).await?;
    for (index, work) in view.catalogue.works.iter().enumerate() {
        let ended = work.to.get(..4).and_then(|year| year.parse::<i16>().ok());
        let is_over = ended.is_some_and(|year| year < scene.as_of.year());
        let kind = index % 7;
        let (state, percent, day) = match (is_over, kind) {
            _ if work.kind == WorkKind::Project => ("running", 60, "2025-10-10"),
            (true, 0) | (false, 0 | 3) => continue,
            (true, 1) => ("running", 80, "2025-07-08"),
            (true, _) => ("done", 100, "2025-01-10"),
            (false, 1) => ("running", 35, "2025-07-08"),
            (false, 5) => ("done", 100, "2025-10-10"),
            (false, _) => ("running", 70, "2025-10-10"),
        };
        if day != today {
            continue;
        }
        let own = work.orgs.iter().find_map(|org| scene.people.of(org, 1, at(day, 3)));
        // Enterprises have no users yet: the office reports for their projects.
        let office = || (work.kind == WorkKind::Project).then(|| scene.people.office(at(day, 3)));
        let Some(ctx) = own.or_else(office) else { continue };
        let form = ReportForm {
            state: state.to_owned(),
            percent: percent.to_string(),
            text: text_of(state).to_owned(),
            money: if work.kind == WorkKind::Project { "1200".to_owned() } else { String::new() },
            sure: false,
        };
        let files = if state == "done" { vec![paper(&work.no)] } else { Vec::new() };
        let place = (scene.plan.as_str(), work.subject.as_str());
        scene.engine.work_report(&ctx, place, &form, &files).await?;
    }
    Ok(())
}

fn text_of(state: &str) -> &'static str {
    match state {
        "done" => "已完成，佐证材料见附件（示例）",
        _ => "按计划推进，本季度完成方案编制和前期准备（示例）",
    }
}

/// Why most of the red and amber ones are so.
async fn explanations(scene: &Scene<'_>, year: i16, day: &str) -> Result<(), Refused> {
    let view = view(scene, year, day).await?;
    for (index, row) in view.status.rows.iter().enumerate() {
        let owes = matches!(row.judgement.verdict, Verdict::Missed | Verdict::AtRisk);
        if !owes || (year == scene.as_of.year() && index % 3 == 0) {
            continue;
        }
        let no = row.indicator.no;
        let orgs = view.catalogue.indicator_orgs.get(&no).cloned().unwrap_or_default();
        let now = at(day, 2);
        let own = orgs.iter().find_map(|org| scene.people.of(org, 1, now));
        let ctx = own.unwrap_or_else(|| scene.people.office(now));
        let form = ExplanationForm {
            version: 0,
            reason: "收集和转运能力不足，部分量未进入利用渠道（示例）".to_owned(),
            measures: "新增两处收集点，与利用单位签订协议，按月调度（示例）".to_owned(),
            due_on: format!("{}-12-20", &day[..4]),
            person: "示例责任人".to_owned(),
        };
        let place = (scene.plan.as_str(), i64::from(no), i64::from(year));
        scene.engine.explanation_write(&ctx, place, &form).await?;
    }
    Ok(())
}

/// Milestones of the years that are over were decided on evidence; those of this year wait.
async fn decisions(scene: &Scene<'_>, year: i16, day: &str) -> Result<(), Refused> {
    let view = view(scene, year, day).await?;
    let keep = if year == scene.as_of.year() { 3 } else { 0 };
    let waiting =
        view.status.rows.iter().filter(|row| row.judgement.verdict == Verdict::NeedsReview);
    for (index, row) in waiting.enumerate() {
        if keep > 0 && index % keep != 0 {
            continue;
        }
        let ctx = scene.people.office(at(day, 2));
        let outcome = if year == scene.as_of.year() { "on_track" } else { "met" };
        let form = DecisionForm {
            version: 0,
            outcome: outcome.to_owned(),
            why: "文件已印发，机制运行正常（示例）".to_owned(),
        };
        let no = i64::from(row.indicator.no);
        let place = (scene.plan.as_str(), no, i64::from(year));
        scene.engine.decision_make(&ctx, place, &form, &[paper(&no.to_string())]).await?;
    }
    Ok(())
}

/// Who was reminded.
async fn chases(scene: &Scene<'_>) -> Result<(), Refused> {
    for (org, channel, day) in [
        ("agriculture", "telephone", "2025-10-13"),
        ("agriculture", "message", "2025-10-16"),
        ("city-management", "telephone", "2025-10-16"),
        ("housing", "letter", "2025-10-17"),
    ] {
        let office = scene.people.office(at(day, 2));
        let about = "数据逾期未报，请尽快填报（示例）";
        scene.engine.chase_log(&office, (&scene.plan, org), channel, about).await?;
    }
    Ok(())
}

/// A paper of one page that says what it is.
fn paper(no: &str) -> Upload {
    let ascii: String = no.chars().filter(char::is_ascii_alphanumeric).collect();
    let text = format!("BT /F1 18 Tf 60 760 Td (Example evidence {ascii}, invented) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut bytes = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let table = bytes.len();
    bytes += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        bytes += &format!("{place:010} 00000 n \n");
    }
    bytes += &format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    Upload { name: format!("示例佐证-{no}.pdf"), bytes: bytes.into_bytes() }
}
