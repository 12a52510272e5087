//! What pages ask beside the way through: matrices, sheets, workbooks, drafts, histories, mail.

use domain::judge::Verdict;
use domain::period::Period;
use domain::record::Record as _;
use wufei_engine::{AmendmentForm, Change, Engine, ExportFormat, Upload, Wish};

use crate::district::{PLAN, picture};
use crate::log::{Log, call};
use crate::walk::{Cast, shipped};

/// The questions of the filing pages and of those around them.
pub(crate) async fn pages(engine: &Engine, log: &mut Log, cast: &Cast) {
    filing(engine, log, cast).await;
    workbooks(engine, log, cast).await;
    office(engine, log, cast).await;
    drafts_of_plans(engine, log, cast).await;
    let office = cast.user("office");
    let sent = call!(log, engine.mail_remind(&office, (PLAN, "industry"), "催报", "请补报"));
    assert!(sent.is_err(), "no mail is set up");
    call!(log, engine.mail_list(&office)).expect("mail");
    call!(log, engine.mail_send()).expect("nothing to send");
    engine.warm().await;
    log.note("warm", &Ok(()));
}

async fn filing(engine: &Engine, log: &mut Log, cast: &Cast) {
    let (office, clerk) = (cast.user("office"), cast.user("industry-clerk"));
    let own = (PLAN, "industry");
    call!(log, engine.filing_matrix(&office, PLAN, 2025)).expect("a matrix");
    call!(log, engine.filing_periods(&clerk, own)).expect("periods");
    let quarter = Period::parse("2025-Q1").expect("a period");
    call!(log, engine.filing_sheet(&clerk, own, quarter)).expect("a sheet");
    let at = (PLAN, "industry", "2025-Q2");
    call!(log, engine.draft_save(&clerk, at, "{\"giw-used\":\"1300\"}")).expect("a draft");
    call!(log, engine.draft_read(&clerk, at)).expect("a draft");
    let street = cast.user("street-clerk");
    assert!(call!(log, engine.draft_read(&street, at)).is_err(), "another org's draft");
    call!(log, engine.period_list(&office, PLAN)).expect("periods");
    let moves = call!(log, engine.period_history(&office, PLAN)).expect("their history");
    let told = moves.iter().map(|own| (own.period.as_str(), own.is_closed, own.why.as_str()));
    let wanted = [
        ("2025-Q1", true, "示例：缺数"),
        ("2025-Q2", false, "补报"),
        ("2025-Q2", true, "示例：先行关闭"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), wanted, "the latest first, each with why");
    let wish = Wish { year: Some(2025), ..Wish::default() };
    let view = engine.view(&office, &wish).await.expect("a view").expect("a plan");
    call!(log, engine.org_filing(&office, &view, "industry")).expect("a record");
    call!(log, engine.recent(&office, &view, 20)).expect("what happened");
    call!(log, engine.org_choices(&cast.user("admin"))).expect("orgs");
    let mut out = Vec::new();
    let rows = engine.values_export(&clerk, own_of(own), None, (ExportFormat::Csv, &mut out)).await;
    let text = String::from_utf8(out).expect("text");
    log.note("values_export", &rows.map(|rows| (rows, text)));
}

fn own_of<'a>((plan, org): (&'a str, &'a str)) -> (&'a str, Option<&'a str>) {
    (plan, Some(org))
}

async fn workbooks(engine: &Engine, log: &mut Log, cast: &Cast) {
    let (clerk, own) = (cast.user("industry-clerk"), (PLAN, "industry"));
    let periods = [Period::parse("2025-Q2").expect("a period")];
    let bytes = engine.workbook_write(&clerk, own, &periods).await.expect("a workbook");
    // A workbook has the instant of its making in it.
    log.note("workbook_write", &Ok(!bytes.is_empty()));
    let file = Upload { name: "填报.xlsx".to_owned(), bytes };
    let read = engine.workbook_read(&clerk, own, None, &file).await;
    log.note("workbook_read", &read.map(|_| ()));
    let none = Upload { name: "填报.xlsx".to_owned(), bytes: picture("no workbook") };
    let read = engine.workbook_read(&clerk, own, None, &none).await;
    log.note("workbook_read", &read.map(|_| ()));
}

async fn office(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    call!(log, engine.decision_history(&office, (PLAN, 5, 2025))).expect("decisions");
    let at = (PLAN, "office/orgs", "departments-concerned");
    call!(log, engine.office_history(&office, at)).expect("editions");
    let (pack, _) = shipped();
    let own = pack.office.definitions.iter().find(|own| own.indicator == 14).expect("a definition");
    let mut fields = own.fields();
    let same = call!(log, engine.definition_set(&office, PLAN, fields.clone(), "核对"));
    assert!(same.is_err(), "nothing is changed");
    let decimals = domain::office::Definition::COLUMNS.iter().position(|own| *own == "decimals");
    "3".clone_into(&mut fields[decimals.expect("a column")]);
    call!(log, engine.definition_set(&office, PLAN, fields.clone(), "核对")).expect("a definition");
    let since = domain::office::Definition::COLUMNS.iter().position(|own| *own == "since");
    "2031".clone_into(&mut fields[since.expect("a column")]);
    "4".clone_into(&mut fields[decimals.expect("a column")]);
    let outside = call!(log, engine.definition_set(&office, PLAN, fields.clone(), "核对"));
    assert!(outside.is_err(), "2031 is none of the plan's years");
    "2025".clone_into(&mut fields[since.expect("a column")]);
    call!(log, engine.definition_set(&office, PLAN, fields, "核对")).expect("an edition");
    let items = (PLAN, "office/items");
    let used = pack.office.items.iter().find(|own| own.key == "giw-used").expect("an item");
    for (column, is) in [("unit", "万吨"), ("kind", "stock"), ("org", "finance")] {
        let mut fields = used.fields();
        let at = domain::office::Item::COLUMNS.iter().position(|own| *own == column);
        is.clone_into(&mut fields[at.expect("a column")]);
        let changed = call!(log, engine.office_row_set(&office, items, fields, "核对"));
        assert!(changed.is_err(), "its numbers would mean something else: {column}");
    }
    let at = (PLAN, "office/items", "giw-used");
    assert!(call!(log, engine.office_row_remove(&office, at, "不用")).is_err(), "it has numbers");
    let at = (PLAN, "office/definitions", "14");
    let editions = call!(log, engine.office_history(&office, at)).expect("editions");
    assert_eq!(editions.len(), 3, "as it came, for every year, from 2025 on");
    let form = AmendmentForm {
        title: "示例调整文件二".to_owned(),
        effective_on: "2025-10-10".to_owned(),
        why: "示例：再调整".to_owned(),
        evidence: String::new(),
        changes: vec![Change {
            file: "targets".to_owned(),
            key: "4 2025".to_owned(),
            column: "value".to_owned(),
            was: "5.8".to_owned(),
            is: "5.9".to_owned(),
        }],
    };
    let files = [Upload { name: "文件.png".to_owned(), bytes: picture("three") }];
    call!(log, engine.amendment_enter(&office, PLAN, &form, &files)).expect("an amendment");
    let verdict = async || {
        let view = engine.view(&office, &Wish::default()).await.expect("a view").expect("a plan");
        view.status.row(5).expect("the fifth").judgement.verdict
    };
    assert_eq!(verdict().await, Verdict::Met, "as was decided");
    let change = Change {
        file: "cells".to_owned(),
        key: "5 2025".to_owned(),
        column: "text".to_owned(),
        was: "完成省市目标任务".to_owned(),
        is: "完成市级目标任务".to_owned(),
    };
    let form = AmendmentForm { changes: vec![change], ..form };
    call!(log, engine.amendment_add(&office, PLAN, &form)).expect("an amendment");
    assert_eq!(verdict().await, Verdict::NeedsReview, "another target was decided on");
    let archive = engine.plan_archive(&office, PLAN).await.expect("an archive");
    log.note("plan_archive", &Ok(!archive.is_empty()));
    let zip = Upload { name: "包.zip".to_owned(), bytes: archive };
    call!(log, engine.plan_archive_import(&office, &zip, "from-zip")).expect("a plan from a zip");
    assert!(call!(log, engine.plan_archive_import(&office, &zip, "")).is_err(), "it is there");
}

/// A plan that comes in as a document.
async fn drafts_of_plans(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    let (_, source) = shipped();
    let upload = Upload { name: source.name.clone(), bytes: source.bytes };
    let draft = engine.plan_draft(&office, &upload).await.expect("a draft");
    log.note("plan_draft", &Ok((&draft.hash, &draft.head, draft.reading.indicators.len())));
    let at = (draft.hash.as_str(), draft.name.as_str());
    let again = engine.plan_draft_again(&office, at).await.expect("the draft");
    log.note("plan_draft_again", &Ok(again.head));
    call!(log, engine.plan_draft_import(&office, at, "third")).expect("a third plan");
}
