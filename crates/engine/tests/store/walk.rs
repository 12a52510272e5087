//! A way through every call of the engine: a plan comes in, users sign in, numbers are filed,
//! reviewed, confirmed and returned, work is reported, things are decided, explained, amended and
//! chased.

use domain::access::{Action, Role};
use domain::pack::Pack;
use domain::stage::Stage;
use wufei_engine::{
    AmendmentForm, Cell, Change, Context, DecisionForm, Engine, ExplanationForm, FilingRow,
    JournalFilter, Keep, ReportForm, Source, Upload, User, UserForm, UserState, Wish, pack_read,
};

use crate::district::{PLAN, Time, USERS, pack_folder, picture, user_form};
use crate::log::{Log, call};

const PASSWORD: &str = "秋天的落叶铺满了河岸大道";

/// The shipped plan with the file that it was read from.
pub(crate) fn shipped() -> (Pack, Source) {
    let pack = pack_read(&pack_folder()).expect("the shipped pack");
    let name = format!("{PLAN}.txt");
    let bytes = std::fs::read(pack_folder().join("source").join(&name)).expect("its document");
    (pack, Source { name, bytes })
}

/// Those who act.
pub(crate) struct Cast {
    pub(crate) time: Time,
    users: Vec<User>,
}

impl Cast {
    pub(crate) fn user(&self, login: &str) -> Context {
        let user = self.users.iter().find(|user| user.login == login).expect("a user");
        self.time.of(user)
    }

    fn id(&self, login: &str) -> &str {
        &self.users.iter().find(|user| user.login == login).expect("a user").id
    }
}

/// Everything, in an order in which it can be done.
pub(crate) async fn walk(engine: &Engine, log: &mut Log) -> Cast {
    let cast = settle(engine, log).await;
    accounts(engine, log, &cast).await;
    sessions(engine, log, &cast).await;
    numbers(engine, log, &cast).await;
    work(engine, log, &cast).await;
    judgements(engine, log, &cast).await;
    office(engine, log, &cast).await;
    crate::pages::pages(engine, log, &cast).await;
    views(engine, log, &cast).await;
    journal(engine, log, &cast).await;
    cast
}

/// The plan and the users.
pub(crate) async fn settle(engine: &Engine, log: &mut Log) -> Cast {
    let time = Time::new();
    let (pack, source) = shipped();
    call!(log, engine.plan_import(&time.system(), &pack, &source)).expect("a plan");
    let _ = call!(log, engine.plan_import(&time.system(), &pack, &source)).is_err();
    for user in USERS {
        call!(log, engine.user_add(&time.system(), &user_form(user))).expect("a user");
    }
    let users = call!(log, engine.user_list(&time.system())).expect("users");
    Cast { time, users }
}

async fn accounts(engine: &Engine, log: &mut Log, cast: &Cast) {
    let admin = cast.user("admin");
    let taken = user_form(&USERS[1]);
    assert!(call!(log, engine.user_add(&admin, &taken)).is_err(), "the login is taken");
    let wrong = UserForm { login: "x".to_owned(), orgs: vec!["nowhere".to_owned()], ..taken };
    assert!(call!(log, engine.user_add(&admin, &wrong)).is_err());
    let by = cast.user("office");
    assert!(call!(log, engine.user_list(&by)).is_err(), "users are the administrator's");
    let leader = cast.id("leader");
    let token = call!(log, engine.user_link(&admin, leader)).expect("a link");
    call!(log, engine.link_user(&admin, &token)).expect("whose link it is");
    assert!(call!(log, engine.password_set(&admin, &token, "short")).is_err());
    call!(log, engine.password_set(&admin, &token, PASSWORD)).expect("a password");
    assert!(call!(log, engine.link_user(&admin, &token)).is_err(), "it was used");
    let own = cast.user("leader");
    assert!(call!(log, engine.password_change(&own, "wrong", PASSWORD)).is_err());
    let next = "冬天的雪落满了屋后的小山坡";
    call!(log, engine.password_change(&own, PASSWORD, next)).expect("another password");
    let form = UserForm { name: "示例改名".to_owned(), ..user_form(&USERS[4]) };
    let (id, why) = (cast.id("leader"), "更名");
    call!(log, engine.user_change(&admin, id, &form, UserState::Active, why)).expect("a change");
    let last = UserForm { role: Some(Role::Leader), ..user_form(&USERS[6]) };
    let (id, state) = (cast.id("admin"), UserState::Active);
    assert!(call!(log, engine.user_change(&admin, id, &last, state, "")).is_err(), "the last one");
    let leaver = UserForm {
        login: "industry-leaver".to_owned(),
        role: Some(Role::Bureau),
        orgs: vec!["industry".to_owned()],
        name: "示例离任者".to_owned(),
        mail: "leaver@example.com".to_owned(),
    };
    call!(log, engine.user_add(&admin, &leaver)).expect("a user");
    let all = engine.user_list(&admin).await.expect("users");
    let from = all.iter().find(|user| user.login == "industry-leaver").expect("the leaver");
    let to = cast.id("industry-head");
    call!(log, engine.user_hand_over(&admin, &from.id, to, "调离")).expect("a hand-over");
    call!(log, engine.user_erase_name(&admin, &from.id)).expect("an erased name");
    call!(log, engine.user_fetch(&admin, &from.id)).expect("the leaver");
}

async fn sessions(engine: &Engine, log: &mut Log, cast: &Cast) {
    let nobody = cast.time.system();
    let from = ("127.0.0.1", "a browser");
    let wrong = call!(log, engine.sign_in(&nobody, "leader", PASSWORD, from));
    assert!(wrong.is_err(), "the old password");
    let next = "冬天的雪落满了屋后的小山坡";
    let token = call!(log, engine.sign_in(&nobody, "leader", next, from)).expect("a session");
    let own = call!(log, engine.session_of(&token, from.1)).expect("whose it is").session;
    call!(log, engine.session_speak(&own, domain::Lang::En)).expect("a language");
    let admin = cast.user("admin");
    let link = engine.user_link(&admin, cast.id("leader")).await.expect("a link");
    let other = call!(log, engine.sign_in_once(&nobody, &link, from)).expect("a session");
    let leader = cast.user("leader");
    assert_eq!(call!(log, engine.session_list(&leader, &own)).expect("sessions").len(), 2);
    let stranger = cast.user("office");
    assert!(call!(log, engine.session_revoke(&stranger, &own)).is_err(), "not one's own");
    call!(log, engine.session_revoke(&leader, &own)).expect("an ended session");
    assert!(call!(log, engine.session_of(&token, from.1)).is_err(), "it has ended");
    let other = engine.session_of(&other, from.1).await.expect("whose it is").session;
    call!(log, engine.session_end(&other)).expect("an ended session");
}

/// A number as somebody types it.
pub(crate) fn row(item: &str, period: &str, value: &str) -> FilingRow {
    FilingRow {
        item: item.to_owned(),
        period: period.to_owned(),
        value: value.to_owned(),
        source: "示例数据（虚构）".to_owned(),
        note: "示例".to_owned(),
        ..FilingRow::default()
    }
}

fn cell(item: &str, period: &str, version: i64) -> Cell {
    Cell { item: item.to_owned(), period: period.to_owned(), version }
}

async fn numbers(engine: &Engine, log: &mut Log, cast: &Cast) {
    let own = (PLAN, "industry");
    let clerk = cast.user("industry-clerk");
    let mut rows = vec![
        row("giw-used", "2025-Q1", "1200.50"),
        row("综合利用往年贮存量", "2025-Q1", "30"),
        row("giw-used", "2025-Q2", "0.13万吨"),
        row("giw-used", "2025-Q9", "1"),
        row("villages", "2025-Q1", "12"),
    ];
    rows.push(FilingRow { unit: "万吨".to_owned(), ..row("giw-used", "2025-Q3", "0.1301") });
    call!(log, engine.filing_file(&clerk, own, &rows, Keep::Nothing)).expect("a look");
    call!(log, engine.filing_file(&clerk, own, &rows, Keep::All)).expect("nothing filed");
    call!(log, engine.filing_file(&clerk, own, &rows, Keep::Sound)).expect("a filing");
    call!(log, engine.filing_file(&clerk, own, &rows[..1], Keep::Sound)).expect("unchanged");
    let strange = call!(log, engine.filing_file(&clerk, (PLAN, "housing"), &rows, Keep::Sound));
    assert!(strange.is_err(), "another org's numbers");
    let seen = FilingRow { seen: Some(7), ..row("giw-used", "2025-Q1", "1199") };
    call!(log, engine.filing_file(&clerk, own, &[seen], Keep::Sound)).expect("a conflict");
    moves(engine, log, cast).await;
    let latest = [("giw-used".to_owned(), "2025-Q1".to_owned())];
    call!(log, engine.value_latest(&clerk, own, &latest)).expect("numbers");
    let at = (PLAN, "industry", "giw-used", "2025-Q1");
    assert_eq!(call!(log, engine.value_versions(&clerk, at)).expect("versions").len(), 3);
    let steps = call!(log, engine.value_history(&clerk, at)).expect("steps");
    let told = steps.iter().map(|step| (step.action.as_str(), step.version));
    let told: Vec<(&str, i64)> = told.collect();
    let (filed, returned) = ("value.filed", "value.returned");
    let first = [(filed, 1), ("value.reviewed", 1), ("value.confirmed", 1)];
    let later = [(filed, 2), (returned, 2), (filed, 3)];
    assert_eq!(told, [first, later].concat(), "every step of this number and of no other");
    let periods = ["2025-Q1".to_owned(), "2025-Q3".to_owned()];
    let orgs = ["industry".to_owned()];
    let items = (PLAN, ["giw-used"].as_slice(), orgs.as_slice());
    call!(log, engine.value_of_items(&cast.user("leader"), items, &periods)).expect("numbers");
    call!(log, engine.value_waiting(&cast.user("office"), PLAN, None)).expect("numbers");
    call!(log, engine.value_waiting(&clerk, PLAN, Some("industry"))).expect("numbers");
    let street = cast.user("street-clerk");
    let rows = [row("villages", "2025-Q2", "12"), row("villages-sorting", "2025-Q2", "11")];
    let place = (PLAN, "street-sangzidian");
    call!(log, engine.filing_file(&street, place, &rows, Keep::Sound)).expect("a filing");
}

/// Through all stages: reviewed, confirmed, corrected, returned, sent back.
async fn moves(engine: &Engine, log: &mut Log, cast: &Cast) {
    let own = (PLAN, "industry");
    let (clerk, head) = (cast.user("industry-clerk"), cast.user("industry-head"));
    let (review, confirm) =
        ((Stage::Reviewed, Action::ValueReview), (Stage::Confirmed, Action::ValueConfirm));
    let (back, sent) =
        ((Stage::Returned, Action::ValueReview), (Stage::Returned, Action::ValueConfirm));
    let first = [cell("giw-used", "2025-Q1", 1), cell("giw-used", "2025-Q3", 1)];
    let by_self = call!(log, engine.filing_move(&clerk, own, review, &first, ""));
    assert!(by_self.is_err(), "one's own number");
    call!(log, engine.filing_move(&head, own, review, &first, "")).expect("a review");
    let office = cast.user("office");
    call!(log, engine.filing_move(&office, own, confirm, &first[..1], "")).expect("confirmed");
    let reason = "与台账不符";
    call!(log, engine.filing_move(&office, own, sent, &first[1..], reason)).expect("sent back");
    let second = [row("giw-used", "2025-Q1", "1201")];
    let kept =
        call!(log, engine.filing_file(&clerk, own, &second, Keep::Sound)).expect("an answer");
    assert!(!kept.rows[0].told.is_empty(), "a confirmed number needs a reason");
    let second = [FilingRow { reason: "台账补登".to_owned(), ..second[0].clone() }];
    call!(log, engine.filing_file(&clerk, own, &second, Keep::Sound)).expect("a correction");
    let at = [cell("giw-used", "2025-Q1", 2)];
    call!(log, engine.filing_move(&head, own, back, &at, "少了一家")).expect("returned");
    let third = [FilingRow { reason: "已补".to_owned(), ..row("giw-used", "2025-Q1", "1202") }];
    call!(log, engine.filing_file(&clerk, own, &third, Keep::Sound)).expect("filed again");
    call!(log, engine.period_close(&office, PLAN, "2025-Q2", "示例：先行关闭"))
        .expect("a closed period");
    let late = [row("giw-used-earlier-stock", "2025-Q2", "5")];
    call!(log, engine.filing_file(&clerk, own, &late, Keep::Sound)).expect("an answer");
    call!(log, engine.period_open(&office, PLAN, "2025-Q2", "补报")).expect("an open period");
    call!(log, engine.period_close(&office, PLAN, "2025-Q1", "")).expect_err("without a reason");
    call!(log, engine.period_close(&office, PLAN, "2025-Q1", "示例：缺数"))
        .expect("a closed period");
    let early = call!(log, engine.period_close(&office, PLAN, "2025-Q4", ""));
    assert!(early.is_err(), "it has not ended");
}

async fn work(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    let task = (PLAN, "task/监管/3");
    let report = ReportForm {
        state: "running".to_owned(),
        percent: "40%".to_owned(),
        text: "示例：已完成排查".to_owned(),
        money: "12.50".to_owned(),
        sure: false,
    };
    call!(log, engine.work_report(&office, task, &report, &[])).expect("a report");
    let done = ReportForm { state: "done".to_owned(), ..report };
    assert!(call!(log, engine.work_report(&office, task, &done, &[])).is_err(), "no evidence");
    let file = Upload { name: "照片.png".to_owned(), bytes: picture("one") };
    let files = std::slice::from_ref(&file);
    call!(log, engine.work_report(&office, task, &done, files)).expect("a report");
    call!(log, engine.report_list(&office, PLAN, task.1)).expect("reports");
    call!(log, engine.work_list(&office, PLAN)).expect("work");
    let clerk = cast.user("industry-clerk");
    let value = (PLAN, "value/industry/giw-used/2025-Q1");
    call!(log, engine.evidence_add(&clerk, value, files)).expect("evidence");
    let page = Upload { name: "页.html".to_owned(), bytes: b"<html>".to_vec() };
    assert!(call!(log, engine.evidence_add(&clerk, value, &[page])).is_err());
    let all = call!(log, engine.evidence_list(&clerk, value)).expect("evidence");
    let (at, why) = ((PLAN, all[0].id.as_str()), "传错了");
    call!(log, engine.evidence_fetch(&clerk, at)).expect("a file");
    let street = cast.user("street-clerk");
    assert!(call!(log, engine.evidence_fetch(&street, at)).is_err(), "another org's proof");
    call!(log, engine.evidence_void(&clerk, at, why)).expect("a void file");
    assert!(call!(log, engine.evidence_void(&clerk, at, why)).is_err(), "it is void");
}

async fn judgements(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    let clerk = cast.user("industry-clerk");
    let form = ExplanationForm {
        version: 0,
        reason: "示例：企业停产检修".to_owned(),
        measures: "示例：加快恢复".to_owned(),
        due_on: "2025-12-31".to_owned(),
        person: "示例责任人".to_owned(),
    };
    let at = (PLAN, 14, 2025);
    call!(log, engine.explanation_write(&clerk, at, &form)).expect("an explanation");
    assert!(
        call!(log, engine.explanation_write(&office, at, &form)).is_err(),
        "a later one is there"
    );
    let again =
        ExplanationForm { version: 1, reason: "示例：又停了一家".to_owned(), ..form };
    call!(log, engine.explanation_write(&office, at, &again)).expect("an explanation");
    call!(log, engine.explanation_list(&office, PLAN, 2025)).expect("explanations");
    call!(log, engine.explanation_history(&office, at)).expect("explanations");
    let decision =
        DecisionForm {
            version: 0, outcome: "met".to_owned(), why: "示例：验收文件".to_owned()
        };
    let at = (PLAN, 5, 2025);
    assert!(call!(log, engine.decision_make(&office, at, &decision, &[])).is_err(), "no evidence");
    let file = [Upload { name: "验收.png".to_owned(), bytes: picture("two") }];
    call!(log, engine.decision_make(&office, at, &decision, &file)).expect("a decision");
    call!(log, engine.decision_list(&office, PLAN)).expect("decisions");
    call!(log, engine.chase_log(&office, (PLAN, "housing"), "telephone", "请补报"))
        .expect("a chase");
    assert!(call!(log, engine.chase_log(&clerk, (PLAN, "housing"), "mail", "x")).is_err());
    call!(log, engine.chase_list(&office, PLAN, None)).expect("chases");
    call!(log, engine.chase_list(&clerk, PLAN, Some("industry"))).expect("chases");
}

async fn office(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    let change = Change {
        file: "targets".to_owned(),
        key: "4 2025".to_owned(),
        column: "value".to_owned(),
        was: "5.6".to_owned(),
        is: "5.8".to_owned(),
    };
    let form = AmendmentForm {
        title: "示例调整文件".to_owned(),
        effective_on: "2025-10-01".to_owned(),
        why: "示例：上级任务调整".to_owned(),
        evidence: String::new(),
        changes: vec![change],
    };
    call!(log, engine.amendment_add(&office, PLAN, &form)).expect("an amendment");
    assert!(call!(log, engine.amendment_add(&office, PLAN, &form)).is_err(), "it is 5.8 now");
    call!(log, engine.amendment_list(&office, PLAN)).expect("amendments");
    let org = ["departments-concerned", "有关部门", "collective", "", "finance"];
    let fields = |last: &str| {
        let mut fields: Vec<String> = org.iter().map(|field| (*field).to_owned()).collect();
        last.clone_into(&mut fields[4]);
        fields
    };
    let orgs = (PLAN, "office/orgs");
    call!(log, engine.office_row_set(&office, orgs, fields("finance"), "落实")).expect("an org");
    assert!(call!(log, engine.office_row_set(&office, orgs, fields("nobody"), "")).is_err());
    let link = ["measure/11", "indicator/4", "office"].map(str::to_owned).to_vec();
    let links = (PLAN, "office/links");
    call!(log, engine.office_row_set(&office, links, link, "有关")).expect("a link");
    let gone = (PLAN, "office/links", "measure/11 indicator/4");
    call!(log, engine.office_row_remove(&office, gone, "无关")).expect("no link");
    assert!(call!(log, engine.office_row_remove(&office, gone, "无关")).is_err(), "it is gone");
    let (mut pack, source) = shipped();
    "second".clone_into(&mut pack.head.id);
    call!(log, engine.plan_import(&office, &pack, &source)).expect("a second plan");
    call!(log, engine.plan_make_current(&office, "second")).expect("another current plan");
    call!(log, engine.plan_make_current(&office, PLAN)).expect("the first once more");
    call!(log, engine.plan_list(&office)).expect("plans");
    let out = call!(log, engine.plan_export(&office, "second")).expect("a plan");
    assert_eq!((out.1, out.2, out.3), (pack.document, pack.office, source), "the round trip");
}

async fn views(engine: &Engine, log: &mut Log, cast: &Cast) {
    let office = cast.user("office");
    let wish = Wish { year: Some(2025), ..Wish::default() };
    let view = engine.view(&office, &wish).await.expect("a view").expect("a plan");
    let shown = (&view.plan, view.year, view.as_of, view.years(), view.status.json(office.lang));
    log.note("view", &Ok(shown));
    call!(log, engine.turn_list(&office, &view)).expect("turns");
    call!(log, engine.turn_list(&cast.user("industry-clerk"), &view)).expect("turns");
    call!(log, engine.work_rows(&office, &view)).expect("work");
    let programme = engine.programme(PLAN).await.expect("a programme");
    log.note("programme", &Ok(programme.org_keys()));
    let missing = engine.programme("none").await.map(|_| ());
    log.note("programme", &missing);
}

async fn journal(engine: &Engine, log: &mut Log, cast: &Cast) {
    let auditor = cast.user("auditor");
    let denied = call!(log, engine.journal_list(&cast.user("office"), &JournalFilter::default()));
    assert!(denied.is_err(), "the journal is the auditor's");
    let all = JournalFilter::default();
    let rows = call!(log, engine.journal_list(&auditor, &all)).expect("rows");
    let day = crate::district::DAY.parse().ok();
    for filter in [
        JournalFilter { actor: "industry-clerk".to_owned(), ..all.clone() },
        JournalFilter { action: "value.".to_owned(), limit: 2, ..all.clone() },
        JournalFilter { subject: "监管".to_owned(), from: day, to: day, ..all.clone() },
        JournalFilter { before_seq: Some(4), ..all.clone() },
    ] {
        let some = call!(log, engine.journal_list(&auditor, &filter)).expect("rows");
        assert!(!some.is_empty() && some.len() < rows.len(), "{filter:?}");
    }
    for row in &rows {
        let seq = row.entry.seq;
        call!(log, engine.journal_fetch(&auditor, seq)).expect("a row");
    }
    assert!(call!(log, engine.journal_fetch(&auditor, 100_000)).is_err(), "no such row");
    let verified = call!(log, engine.verify(20)).expect("a verification");
    assert_eq!(verified.findings, [], "everything is as it was written");
    assert_eq!(verified.entries, i64::try_from(rows.len()).expect("few"));
}
