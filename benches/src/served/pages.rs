//! What a page costs beside its bytes sent as they are, while numbers come in; memory, the start.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::access::Role;

use super::browser::{Browser, Crowd, get, post};
use super::district::{District, Person};
use super::prebuilt::Prebuilt;
use super::process::{Process, serve};
use crate::{Limit, Measured, Setting};

/// The pages that are measured; `{org}` is an org of whoever asks.
const PAGES: [(&str, &str); 4] = [
    ("overview", "/"),
    ("an indicator", "/indicators/14"),
    ("the list", "/indicators"),
    ("a filing page", "/filing/{org}/2025-09"),
];
/// So many of the twenty have a page under way.
const CONNECTIONS: usize = 8;

/// Processor time of a page: ours, and of its bytes.
#[derive(Clone, Copy)]
struct Cost {
    ours: f64,
    bytes: f64,
}

/// A district as it is served.
struct Served {
    district: District,
    process: Process,
    address: SocketAddr,
}

impl Served {
    fn new(setting: &Setting, values: usize) -> Self {
        let district = District::new(setting, values);
        let (process, address, _) = serve(&district.data());
        Self { district, process, address }
    }
}

/// All pages beside their bytes, with few numbers and with ten times as many; the memory that all
/// pages leave.
pub(crate) fn pages(setting: &Setting) -> Vec<Measured> {
    let (few, many) = if setting.quick { (7_000, 21_000) } else { (70_000, 700_000) };
    let count = if setting.quick { 100 } else { 1_000 };
    let both = [few, many].map(|values| Served::new(setting, values));
    walk(both[0].address, &both[0].district.people);
    let resident = both[0].process.resident();
    let (mut small, mut large) = (Vec::new(), Vec::new());
    let mut measured = Vec::new();
    for (name, page) in PAGES {
        // In turns, so that what disturbs the one disturbs the other.
        let mut best = [Cost { ours: f64::MAX, bytes: f64::MAX }; 2];
        for _ in 0..setting.rounds().min(4) {
            for (served, best) in both.iter().zip(&mut best) {
                let own = cost(served, page, count);
                best.ours = best.ours.min(own.ours);
                best.bytes = best.bytes.min(own.bytes);
            }
        }
        measured.push(row(format!("{name}, {few} values"), best[0], Limit::Printed));
        measured.push(row(format!("{name}, {many} values"), best[1], Limit::Printed));
        small.push(best[0]);
        large.push(best[1]);
    }
    let (small, large) = (mean(&small), mean(&large));
    measured.push(row(format!("a page, {few} values"), small, Limit::AtMost(25.0)));
    measured.push(Measured {
        name: format!("a page of {many} values beside one of {few}"),
        ours: large.ours * 1e3,
        other: small.ours * 1e3,
        unit: "ms of CPU",
        limit: Limit::AtMost(1.3),
        beside: "a tenth of the values",
    });
    measured.push(Measured {
        name: format!("memory after every page was seen, {few} values"),
        ours: resident,
        other: 150.0,
        unit: "MB",
        limit: Limit::AtMost(1.0),
        beside: "asked for",
    });
    measured
}

fn row(name: String, cost: Cost, limit: Limit) -> Measured {
    let (ours, other) = (cost.ours * 1e3, cost.bytes * 1e3);
    Measured { name, ours, other, unit: "ms of CPU", limit, beside: "its bytes, prebuilt" }
}

fn mean(costs: &[Cost]) -> Cost {
    let count = f64::from(u32::try_from(costs.len()).unwrap_or(1));
    let sum = |of: fn(&Cost) -> f64| costs.iter().map(of).sum::<f64>() / count;
    Cost { ours: sum(|cost| cost.ours), bytes: sum(|cost| cost.bytes) }
}

/// What a page costs.
fn cost(served: &Served, page: &str, count: usize) -> Cost {
    let Served { district, process, address } = served;
    let (people, address) = (&district.people, *address);
    let requests: Vec<Vec<u8>> = people
        .iter()
        .filter(|person| person.role != Role::Administrator)
        .map(|person| get(&page.replace("{org}", &person.org), &person.token))
        .collect();
    let mut browser = Browser::new(address);
    let bodies: Vec<Vec<u8>> =
        requests.iter().map(|request| browser.ask(request).expect("a page").body).collect();
    let plain: Vec<Vec<u8>> = (0..bodies.len()).map(|no| get(&format!("/{no}"), "")).collect();
    let prebuilt = Prebuilt::new(bodies);
    let ask = |address, requests: &[Vec<u8>], count| {
        Crowd { address, requests, connections: CONNECTIONS }.ask(count);
    };
    let filing = people.iter().find(|person| person.role == Role::Bureau).expect("a bureau");
    let each = f64::from(u32::try_from(count).expect("a count"));
    let times = 20_u16;
    let (ours, bytes) = while_filing(address, filing, || {
        ask(address, &requests, count / 4);
        ask(prebuilt.address, &plain, count / 4);
        let before = process.cpu();
        ask(address, &requests, count);
        let ours = process.cpu() - before;
        let before = prebuilt.cpu();
        ask(prebuilt.address, &plain, count * usize::from(times));
        (ours, prebuilt.cpu() - before)
    });
    Cost { ours: ours / each, bytes: bytes / each / f64::from(times) }
}

/// Does something while somebody files a number each second, by the form of the filing page.
fn while_filing<T>(address: SocketAddr, person: &Person, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    let path = format!("/filing/{}/2025-09", person.org);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut browser = Browser::new(address);
            let page = browser.ask(&get(&path, &person.token)).expect("a page").text();
            let part = |start: &str, end: char| {
                let own = page.split_once(start).and_then(|(_, rest)| rest.split_once(end));
                own.expect("a form").0.to_owned()
            };
            let (csrf, item) = (part("name=\"csrf\" value=\"", '"'), part("name=\"v-", '"'));
            let number = part("name=\"form\" value=\"", '"');
            for second in 1.. {
                let fields = [
                    format!("csrf={csrf}&form={number}&v-{item}=90.{second:02}"),
                    format!("n-{item}=%E6%A0%B8%E5%AF%B9&r-{item}=%E6%A0%B8%E5%AF%B9"),
                ];
                let form = fields.join("&");
                let answer = browser.ask(&post(&path, &person.token, &form)).expect("an answer");
                assert_eq!(answer.status, 303, "the number is taken: {}", answer.text());
                for _ in 0..20 {
                    if done.load(Ordering::Acquire) {
                        return;
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        });
        let made = work();
        done.store(true, Ordering::Release);
        made
    })
}

/// Follows every link from the overview that leads to another page, as somebody of each role.
fn walk(address: SocketAddr, people: &[Person]) {
    const ROLES: [Role; 4] = [Role::Office, Role::Bureau, Role::Auditor, Role::Administrator];
    let mut browser = Browser::new(address);
    for role in ROLES {
        let person = people.iter().find(|person| person.role == role).expect("a person");
        let mut known = std::collections::BTreeSet::from(["/".to_owned()]);
        let mut ahead = vec!["/".to_owned()];
        while let Some(path) = ahead.pop() {
            let answer = browser.ask(&get(&path, &person.token)).expect("an answer");
            let text = answer.text();
            for link in text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let link = link.split('#').next().unwrap_or_default().replace("&amp;", "&");
                // Choices of a list, of a year and of a language are the same page again.
                let is_page = link.starts_with('/') && !link.contains(['?', '%']);
                if is_page && known.len() < 600 && known.insert(link.clone()) {
                    ahead.push(link);
                }
            }
        }
    }
}

/// How long it takes until the program answers.
pub(crate) fn start(setting: &Setting) -> Vec<Measured> {
    let (few, many) = if setting.quick { (700, 7_000) } else { (7_000, 700_000) };
    let (small, large) = (District::new(setting, few), District::new(setting, many));
    let (mut large_best, mut small_best) = ((f64::MAX, f64::MAX), (f64::MAX, f64::MAX));
    for _ in 0..setting.rounds().min(5) {
        for (district, best) in [(&large, &mut large_best), (&small, &mut small_best)] {
            let (answers, page) = started(district);
            *best = (best.0.min(answers), best.1.min(page));
        }
    }
    let row = |name: &str, (ours, other): (f64, f64), limit| Measured {
        name: format!("{name} with {many} values"),
        ours: ours * 1e3,
        other: other * 1e3,
        unit: "ms",
        limit,
        beside: "with fewer",
    };
    vec![
        row("start", (large_best.0, small_best.0), Limit::AtMost(1.5)),
        row("start until the first page is there", (large_best.1, small_best.1), Limit::Printed),
    ]
}

/// Seconds until the program answers, and until it has shown its first page.
fn started(district: &District) -> (f64, f64) {
    let began = Instant::now();
    let (_process, address, answers) = serve(&district.data());
    let page = Browser::new(address).ask(&get("/", &district.people[0].token)).expect("a page");
    assert_eq!(page.status, 200, "the overview");
    (answers, began.elapsed().as_secs_f64())
}
