//! The server is killed in the midst of its work, again and again, also between commit and answer.
//! Everything that was acknowledged is there afterwards, nothing is half, and the journal is whole.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::client::Browser;
use crate::house::House;
use crate::workbook::Book;

const PAGE: &str = "/filing/agriculture/2025-09";
const ALL: &str = "dead-livestock";
const TREATED: &str = "dead-livestock-treated";
const HISTORY: &str = "/values/agriculture/dead-livestock/2025-09";

/// So often, or until the time is up.
const ROUNDS: u32 = 100;
const TIME: Duration = Duration::from_secs(85);

/// What a client has been told was done: the number in the cell, and the one that may be there
/// because its answer never came.
#[derive(Debug, Default, Clone)]
struct Told {
    acknowledged: Option<String>,
    asked: Option<String>,
    pages: u32,
    workbooks: u32,
}

/// Files numbers, by the page and by workbooks in turn, until the server is gone.
fn work(mut browser: Browser, mut told: Told, round: u32, stop: &AtomicBool) -> Told {
    for no in 0..10_000_u32 {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let value = format!("{}.{}1", 7 + no % 2, (round * 7 + no) % 100 + 100);
        told.asked = Some(value.clone());
        let is_workbook = no % 3 == 2;
        let done = if is_workbook {
            by_workbook(&mut browser, &value)
        } else {
            by_page(&mut browser, &value)
        };
        match done {
            Some(true) => {
                told.acknowledged = Some(value);
                told.asked = None;
                *(if is_workbook { &mut told.workbooks } else { &mut told.pages }) += 1;
            }
            Some(false) => told.asked = None,
            None => break,
        }
    }
    told
}

/// Whether it was taken; nothing where no answer came.
fn by_page(browser: &mut Browser, value: &str) -> Option<bool> {
    let page = browser.try_ask("GET", PAGE, &[], &[]).ok()?;
    let form = page.find_form(PAGE)?.with(&format!("v-{ALL}"), value);
    let form = form.with(&format!("v-{TREATED}"), value).pressed("file");
    let reply = browser.try_send(&form).ok()?;
    Some(reply.status == 303)
}

fn by_workbook(browser: &mut Browser, value: &str) -> Option<bool> {
    let book = browser.try_ask("GET", &format!("{PAGE}/workbook"), &[], &[]).ok()?;
    let book = Book::open(&book.bytes).number(ALL, 'F', value).number(TREATED, 'F', value);
    let page = browser.try_ask("GET", PAGE, &[], &[]).ok()?;
    let form = page.find_form(&format!("{PAGE}/upload"))?;
    let reply = browser.try_send(&form.attached("file", "表.xlsx", &book.bytes())).ok()?;
    Some(reply.status == 200)
}

/// What the cells hold now.
fn held(browser: &mut Browser) -> (String, String) {
    let form = browser.open(PAGE).form(PAGE);
    let get = |item: &str| form.get(&format!("v-{item}")).unwrap_or_default().to_owned();
    (get(ALL), get(TREATED))
}

#[track_caller]
fn is_all_there(browser: &mut Browser, told: &mut Told, round: u32) {
    let (all, treated) = held(browser);
    assert_eq!(all, treated, "round {round}: one filing is there as a whole or not at all");
    let known = [told.acknowledged.clone(), told.asked.take()];
    let fits = known.iter().flatten().any(|value| *value == all);
    let fits = fits || (all.is_empty() && told.acknowledged.is_none());
    assert!(fits, "round {round}: the cell holds {all}, known are {known:?}");
    // What came through without an answer counts from now on.
    if !all.is_empty() {
        told.acknowledged = Some(all);
    }
}

#[test]
fn killed_a_hundred_times_while_filing_and_importing_nothing_acknowledged_is_lost() {
    let mut house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut told = Told::default();
    let begun = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS && begun.elapsed() < TIME {
        let stop = Arc::new(AtomicBool::new(false));
        let (browser, before, its_stop) = (house.moved(&clerk), told.clone(), stop.clone());
        let worker = std::thread::spawn(move || work(browser, before, rounds, &its_stop));
        // Each round ends at another moment of the work.
        std::thread::sleep(Duration::from_millis(u64::from(40 + rounds * 37 % 260)));
        house.crash();
        stop.store(true, Ordering::Relaxed);
        told = worker.join().expect("the client ends");
        clerk = house.moved(&clerk);
        is_all_there(&mut clerk, &mut told, rounds);
        rounds += 1;
    }
    let (time, Told { pages, workbooks, .. }) = (begun.elapsed(), &told);
    tell(&format!("killed {rounds} times in {time:?}, {pages} pages, {workbooks} workbooks taken"));
    assert!(*pages > 10 && *workbooks > 5, "only {pages} pages and {workbooks} workbooks");
    assert!(rounds >= 20, "only {rounds} rounds in {TIME:?}");
    house.close();
}

#[expect(clippy::print_stdout, reason = "how often it was killed is worth knowing")]
fn tell(line: &str) {
    println!("{line}");
}

/// Ends a process as soon as a file grew: right after the commit, before the answer.
fn kill_when_grown(pid: u32, file: &std::path::Path) {
    let size = || std::fs::metadata(file).map_or(0, |about| about.len());
    let before = size();
    let until = Instant::now() + Duration::from_secs(20);
    while size() == before && Instant::now() < until {
        std::hint::spin_loop();
    }
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
    assert!(killed.is_ok_and(|killed| killed.success()), "the server is killed");
}

#[test]
fn killed_between_commit_and_answer_a_number_is_there_whole_or_not_at_all() {
    let mut house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut told = Told::default();
    let mut unanswered = 0;
    for round in 0..20 {
        let value = format!("7.{}1", round + 10);
        let form = clerk.open(PAGE).form(PAGE).with(&format!("v-{ALL}"), &value);
        let form = form.with(&format!("v-{TREATED}"), &value).pressed("file");
        let log = house.data().join("wufei.db-wal");
        let pid = house.pid();
        let killer = std::thread::spawn(move || kill_when_grown(pid, &log));
        told.asked = Some(value.clone());
        match clerk.try_send(&form) {
            Ok(reply) if reply.status == 303 => {
                told.acknowledged = Some(value);
                told.asked = None;
            }
            _ => unanswered += 1,
        }
        killer.join().expect("the killer ends");
        house.ended();
        house.again();
        clerk = house.moved(&clerk);
        is_all_there(&mut clerk, &mut told, round);
    }
    tell(&format!("{unanswered} of 20 were killed before the answer"));
    assert!(unanswered > 0, "every answer was faster than the knife");
    clerk.open(HISTORY).says(&["待审核"]);
    house.close();
}

#[test]
fn a_directory_that_is_served_is_not_served_twice() {
    let house = House::open();
    let second = Command::new(env!("CARGO_BIN_EXE_wufei"))
        .env("WUFEI_LANG", "zh")
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(house.data())
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("另一个"), "{said}");
    house.close();
}
