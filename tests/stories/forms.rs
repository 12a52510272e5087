//! What people and machines send that nobody should: tampered fields, ids of others, scripts, texts
//! without end, bytes that are no text, addresses that climb. Each gets a clear answer, never a
//! fault.

use crate::client::{Browser, File, encoded, multipart};
use crate::evidence::PDF;
use crate::house::House;

const PAGE: &str = "/filing/agriculture/2025-09";
const XSS: &str = "\"><script>alert('x')</script><img src=x onerror=alert(1)>";

/// Texts that break what was not made with care.
fn odd_texts() -> Vec<String> {
    vec![
        XSS.to_owned(),
        "甲\0乙".to_owned(),
        "长".repeat(100_000),
        "'; drop table value; --".to_owned(),
        "../../etc/passwd".to_owned(),
        "\u{202e}\u{200b}\u{feff}".to_owned(),
        "%00%ff\r\nSet-Cookie: a=b".to_owned(),
    ]
}

#[track_caller]
fn is_no_fault(status: u16, told: &str) {
    let fits = [200, 303, 400, 403, 404, 409, 413, 422, 429].contains(&status);
    assert!(fits, "{told}: {status}");
}

/// No page shows a text as markup.
#[track_caller]
fn is_escaped(html: &str, told: &str) {
    assert!(!html.contains("<script>alert"), "{told} shows a script");
    assert!(!html.contains("<img src=x"), "{told} shows a picture that is none");
}

#[test]
fn every_field_of_every_form_takes_odd_texts_without_a_fault() {
    let house = House::open();
    let pages: [(&str, &[&str]); 4] = [
        (
            "zero-waste-office-1",
            &[
                "/filing/zero-waste-office/2025",
                "/filing/matrix",
                "/turns",
                "/amendments",
                "/plans",
                "/indicators/32",
                "/measures/61",
                "/orgs/new?name=x",
                "/orgs/all-streets",
                "/definitions/14",
                "/definitions/items/giw-used",
                "/definitions/links",
                "/document?mend=cells",
            ],
        ),
        (
            "agriculture-1",
            &[PAGE, "/measures/25", "/indicators/30", "/values/agriculture/dead-livestock/2025-08"],
        ),
        ("street-sangzidian-1", &["/measures/24", "/account"]),
        ("示例管理员", &["/users", "/account"]),
    ];
    for (login, pages) in pages {
        let mut browser = house.enter(login);
        for page in pages {
            let html = browser.get(page).html();
            let mut seen = Vec::new();
            for form in crate::page::Form::all(&html) {
                if form.method != "post" || seen.contains(&form.action) || form.path() == "/logout"
                {
                    continue;
                }
                seen.push(form.action.clone());
                every_field(&mut browser, page, &form);
            }
        }
        for page in pages {
            is_escaped(&browser.get(page).html(), page);
        }
    }
    house.close();
}

fn every_field(browser: &mut Browser, page: &str, form: &crate::page::Form) {
    // A password that is typed twice would be set, and its session would end.
    const KEPT: [&str; 3] = ["csrf", "form", "again"];
    let mut names: Vec<String> = form.fields.iter().map(|(name, _)| name.clone()).collect();
    names.dedup();
    names.retain(|name| !KEPT.contains(&name.as_str()));
    // Of a sheet's many alike fields the first ones stand for all.
    names.truncate(12);
    for (no, text) in odd_texts().iter().enumerate() {
        // All fields at once, then one at a time for the first text.
        let all = names.iter().fold(form.clone(), |form, name| form.forged(name, text));
        let told = format!("{page} {} with {no}", form.action);
        let (_, fresh) = browser.seals();
        let reply = browser.send(&all.forged("form", &fresh));
        is_no_fault(reply.status, &told);
        is_escaped(&reply.html(), &told);
        assert!(reply.header("set-cookie").is_none(), "{told}");
        if no < 2 {
            for name in &names {
                let one = form.clone().forged(name, text);
                let (_, fresh) = browser.seals();
                let reply = browser.send(&one.forged("form", &fresh));
                is_no_fault(reply.status, &format!("{told} in {name}"));
                is_escaped(&reply.html(), &told);
            }
        }
    }
}

#[test]
fn a_script_in_a_saved_text_is_shown_as_text_wherever_it_appears() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut office = house.enter("zero-waste-office-1");
    let form = clerk.open("/indicators/30").form("/indicators/30/explain");
    let form = form.with("reason", XSS).with("measures", XSS).with("due_on", "2025-12-01");
    clerk.submit(&form.with("person", XSS)).is(200);
    let form = clerk.open("/measures/25").form("/reports").with("percent", "10");
    let form = form.with("text", XSS).attached("files", "a<script>alert(1)<.pdf", PDF);
    clerk.submit(&form).is(200);
    let form = clerk.open(PAGE).form(PAGE).with("v-dead-livestock", "8");
    clerk.submit(&form.with("n-dead-livestock", XSS).pressed("file")).is(200);
    let form = office.open("/turns").form("/turns/chase").with("about", XSS);
    office.submit(&form).is(200);
    for page in [
        "/",
        "/sheet",
        "/turns",
        "/indicators/30",
        "/indicators",
        "/measures/25",
        "/measures",
        PAGE,
        "/values/agriculture/dead-livestock/2025-09",
        "/orgs/agriculture",
    ] {
        let shown = office.open(page).html();
        is_escaped(&shown, page);
    }
    clerk.open("/measures/25").says(&["<script>alert('x')</script>"]);
    let asked = office.open(&format!("/search?q={}", encoded(XSS))).html();
    is_escaped(&asked, "/search");
    house.close();
}

#[test]
fn odd_addresses_get_a_page_that_is_not_there() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let hidden = [
        "/indicators/0",
        "/indicators/999",
        "/indicators/abc",
        "/indicators/-1",
        "/indicators/99999999999999999999",
        "/measures/999",
        "/measures/%00",
        "/tasks/nothing/1",
        "/projects/999",
        "/promises/999",
        "/orgs/nobody",
        "/orgs/..%2f..%2fetc%2fpasswd",
        "/filing/nobody/2025-09",
        "/filing/agriculture/2025-13",
        "/filing/agriculture/abc",
        "/filing/agriculture/9999999",
        "/filing/..%2f../2025-09",
        "/filing/agriculture/2025-09%00",
        "/filing/agriculture/2025-13/workbook",
        "/values/agriculture/nothing/2025-09",
        "/values/agriculture/dead-livestock/2025-13",
        "/values/nobody/dead-livestock/2025-08",
        "/evidence/..%2f..%2fwufei.db",
        "/evidence/0000",
        "/filing/answered/0000",
        "/definitions/999",
        "/definitions/abc",
        "/definitions/items/nothing",
        "/nowhere",
        "/assets/1/..%2f..%2fCargo.toml",
        "/plans/export?plan=..%2f..%2fetc",
        "/plans/compare?old=nothing&new=nothing",
    ];
    for path in hidden {
        let reply = office.get(path);
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        for word in ["Cannot parse", "invalid digit", "sqlx", "panicked", "No such file"] {
            assert!(!reply.html().contains(word), "{path} tells its insides: {}", reply.html());
        }
    }
    house.close();
}

#[test]
fn odd_questions_are_answered_as_if_they_were_not_asked() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let long = "x".repeat(20_000);
    let odd =
        [XSS, "\0", "-1", "99999999999999999999", "2025-02-30", "../..", "%", "' or 1=1", &long];
    for page in
        ["/", "/indicators", "/turns", "/measures", "/filing", "/filing/matrix", "/orgs", "/search"]
    {
        for name in ["year", "as_of", "q", "sort", "page", "org", "kind", "lang", "format", "plan"]
        {
            for text in odd {
                let reply = office.get(&format!("{page}?{name}={}", encoded(text)));
                let fits = [200, 404, 414, 431].contains(&reply.status);
                let text: String = text.chars().take(30).collect();
                assert!(fits, "{page}?{name}={text}: {} {}", reply.status, reply.text());
                is_escaped(&reply.html(), page);
            }
        }
    }
    for query in
        ["?%", "?%ff=%fe", "?=&&==&", "?year=2024&year=2025", "?as_of=0000-00-00", "?year=1000000"]
    {
        let reply = office.get(&format!("/indicators{query}"));
        assert!([200, 404].contains(&reply.status), "{query}: {}", reply.status);
    }
    house.close();
}

#[test]
fn ids_of_others_in_forms_are_not_there() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    // Numbers of another org's item on one's own page.
    let form =
        clerk.open(PAGE).form(PAGE).forged("v-giw-used", "1").forged("s-giw-used", "reported");
    let refused = clerk.send(&form.pressed("file"));
    assert!(refused.status == 422, "{} {}", refused.status, refused.text());
    // A report on another org's work, from the form of one's own.
    let form =
        clerk.open("/measures/25").form("/reports").with("percent", "1").with("text", "代报");
    clerk.send(&form.with("subject", "measure/11")).is(404);
    // Evidence for another org's number.
    let page = "/values/agriculture/dead-livestock/2025-08";
    let form = clerk.open(page).form("/filing/agriculture/2025-08/evidence");
    let mut form = form.attached("files", "证明.pdf", PDF);
    form.action = "/filing/industry/2025-Q2/evidence".to_owned();
    clerk.send(&form.clone().with("item", "giw-used")).is(404);
    form.action = "/filing/agriculture/2025-08/evidence".to_owned();
    let stray = clerk.send(&form.with("item", "../../industry/giw-used"));
    assert!([404, 422].contains(&stray.status), "evidence for nothing: {}", stray.status);
    // A role that a form claims is nobody's business.
    let form = clerk.open(PAGE).form(PAGE).with("v-dead-livestock", "8");
    let form = form.forged("role", "office").forged("org", "industry").forged("entered_by", "x");
    clerk.submit(&form.pressed("file")).is(200);
    clerk.open("/values/agriculture/dead-livestock/2025-09").says(&["agriculture-1"]);
    house.close();
}

#[test]
fn a_form_that_is_sent_twice_is_done_once() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut office = house.enter("zero-waste-office-1");
    let form = clerk.open("/measures/25").form("/reports").with("percent", "11");
    let form = form.with("text", "只报一次");
    for _ in 0..3 {
        clerk.submit(&form).is(200);
    }
    let shown = clerk.open("/measures/25").text();
    assert_eq!(shown.matches("只报一次").count(), 1, "{shown}");

    let form = office.open("/turns").form("/turns/chase").with("about", "只催一次");
    for _ in 0..3 {
        office.submit(&form).is(200);
    }
    let org = form.get("org").unwrap_or_default();
    let shown = office.open(&format!("/orgs/{org}")).text();
    assert_eq!(shown.matches("只催一次").count(), 1, "{shown}");

    let form =
        clerk.open("/indicators/30").form("/indicators/30/explain").with("reason", "只说一次");
    let form = form.with("measures", "乙").with("due_on", "2025-12-01").with("person", "丙");
    let statuses: Vec<u16> = (0..3).map(|_| clerk.send(&form).status).collect();
    let shown = clerk.open("/indicators/30").text();
    assert_eq!(shown.matches("原因 只说一次").count(), 1, "{statuses:?} {shown}");

    let form = clerk.open(PAGE).form(PAGE).with("v-dead-livestock", "8").pressed("file");
    for _ in 0..3 {
        clerk.submit(&form);
    }
    clerk.open("/values/agriculture/dead-livestock/2025-09").never_says(&["第 2 版"]);
    let page = "/values/agriculture/dead-livestock/2025-08";
    let form = clerk.open(page).form("/filing/agriculture/2025-08/evidence");
    let form = form.attached("files", "只传一次.pdf", PDF);
    for _ in 0..3 {
        clerk.submit(&form);
    }
    let shown = clerk.open(page).text();
    assert_eq!(shown.matches("只传一次.pdf").count(), 1, "{shown}");
    house.close();
}

#[test]
fn broken_bodies_are_refused_and_the_server_goes_on() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let (csrf, form) = clerk.seals();
    let fields = [("csrf".to_owned(), csrf), ("form".to_owned(), form)];
    clerk.open(PAGE);
    let file = File { field: "file".to_owned(), name: "表.xlsx".to_owned(), bytes: vec![0; 500] };
    let (kind, whole) = multipart(&fields, &[file]);
    let path = format!("{PAGE}/upload");
    let cases: [(&str, &str, &[u8]); 8] = [
        ("cut short", &kind, &whole[..whole.len() / 2]),
        ("no boundary", "multipart/form-data", &whole),
        ("another boundary", "multipart/form-data; boundary=x", &whole),
        ("nothing", &kind, b""),
        ("noise", &kind, &[0xff; 300]),
        ("json", "application/json", b"{\"csrf\":1}"),
        ("no kind", "", b"csrf=x"),
        ("percent signs", "application/x-www-form-urlencoded", b"%%%=%zz&csrf=%"),
    ];
    for (told, kind, body) in cases {
        let reply = clerk.ask("POST", &path, &[("Content-Type", kind)], body);
        let fits = [400, 403, 413, 422].contains(&reply.status);
        assert!(fits, "{told}: {} {}", reply.status, reply.text());
    }
    // More than a request may have.
    let large = vec![b'a'; 70 * 1024 * 1024];
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    match clerk.try_ask("POST", PAGE, &[kind], &large) {
        Ok(reply) => {
            assert!([400, 403, 413].contains(&reply.status), "{}", reply.status);
            assert!(reply.html().contains(&format!("href=\"{PAGE}\"")), "{}", reply.html());
        }
        Err(error) => assert!(error.kind() != std::io::ErrorKind::TimedOut, "{error}"),
    }
    clerk.open(PAGE);
    house.close();
}
