//! Many at the same moment: one of them is first, the others are told, nothing happens twice.

use std::sync::{Arc, Barrier};

use crate::client::{Browser, Reply};
use crate::evidence::PDF;
use crate::house::{House, way};
use crate::page::Form;

const PAGE: &str = "/filing/agriculture/2025-09";
const CROWD: usize = 8;

/// Sends forms from as many browsers at the same moment.
fn at_once(forms: Vec<(Browser, Form)>) -> Vec<Reply> {
    let barrier = Arc::new(Barrier::new(forms.len()));
    let threads = forms.into_iter().map(|(mut browser, form)| {
        let barrier = barrier.clone();
        std::thread::spawn(move || {
            barrier.wait();
            browser.send(&form)
        })
    });
    let threads: Vec<_> = threads.collect();
    threads.into_iter().map(|thread| thread.join().expect("a browser")).collect()
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[test]
fn of_many_numbers_for_one_cell_one_is_filed_and_the_others_see_it() {
    let house = House::open();
    let mut first = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    let form = |browser: &mut Browser, no: usize| {
        let form = browser.open(PAGE).form(PAGE).with("v-dead-livestock", &format!("7.{no}1"));
        (browser.clone(), form.pressed("file"))
    };
    let forms = (0..CROWD).map(|no| match no % 2 {
        0 => form(&mut first, no),
        _ => form(&mut second, no),
    });
    let replies = at_once(forms.collect());
    assert_eq!((count(&replies, 303), count(&replies, 422)), (1, CROWD - 1));
    for reply in replies.iter().filter(|reply| reply.status == 422) {
        reply.says(&["agriculture-"]);
    }
    let history = first.open("/values/agriculture/dead-livestock/2025-09");
    history.says(&["第 1 版"]).never_says(&["第 2 版"]);
    house.close();
}

#[test]
fn one_form_sent_many_times_at_once_is_done_once() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let page = "/values/agriculture/dead-livestock/2025-08";
    let form = clerk.open(page).form("/filing/agriculture/2025-08/evidence");
    let form = form.attached("files", "一次.pdf", PDF);
    let replies = at_once(vec![(clerk.clone(), form); CROWD]);
    assert_eq!(count(&replies, 303), CROWD, "nobody is left without an answer");
    assert_eq!(clerk.open(page).text().matches("一次.pdf").count(), 1);

    let form = clerk.open("/measures/25").form("/reports").with("percent", "10");
    let replies = at_once(vec![(clerk.clone(), form.with("text", "同时报")); CROWD]);
    assert_eq!(count(&replies, 303), CROWD);
    assert_eq!(clerk.open("/measures/25").text().matches("同时报").count(), 1);

    let form = clerk.open("/indicators/30").form("/indicators/30/explain").with("reason", "同时说");
    let form = form.with("measures", "乙").with("due_on", "2025-12-01").with("person", "丙");
    let replies = at_once(vec![(clerk.clone(), form); CROWD]);
    assert_eq!(count(&replies, 303), CROWD);
    let history = clerk.open("/indicators/30").text();
    assert_eq!(history.matches("同时说").count(), 2, "as it holds and in the form, never before");
    house.close();
}

#[test]
fn a_one_time_link_lets_one_browser_in() {
    let house = House::open();
    let way = way("agriculture-1");
    let form = Form { action: way, method: "get".to_owned(), ..Form::default() };
    let replies = at_once((0..CROWD).map(|_| (house.visitor(), form.clone())).collect());
    let inside = replies.iter().filter(|reply| reply.header("set-cookie").is_some()).count();
    assert_eq!(inside, 1, "one browser is in");
    house.close();
}

#[test]
fn a_review_and_a_change_at_the_same_moment_never_approve_what_nobody_saw() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut second = house.enter("agriculture-2");
    for round in 0..6 {
        let file = |browser: &mut Browser, value: &str| {
            let form = browser.open(PAGE).form(PAGE).with("v-dead-livestock", value);
            form.pressed("file")
        };
        let form = file(&mut clerk, &format!("7.{round}1"));
        clerk.submit(&form).is(200);
        let review = second.open(PAGE).form(&format!("{PAGE}/move")).pressed("review");
        let change = file(&mut clerk, &format!("7.{round}2"));
        let replies = at_once(vec![(second.clone(), review), (clerk.clone(), change)]);
        let shown = clerk.open("/values/agriculture/dead-livestock/2025-09").text();
        let latest = shown.split("这个数的来历").next().unwrap_or_default().to_owned();
        let is_seen = latest.contains(&format!("7.{round}1吨"));
        let is_reviewed = latest.contains("待确认");
        assert!(is_seen || !is_reviewed, "round {round}: {latest} {replies:?}");
    }
    house.close();
}
