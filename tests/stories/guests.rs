//! Who has not signed in, who was signed out, and what every answer carries.

use crate::client::{Browser, Reply};
use crate::house::House;

const HEADERS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
];

#[track_caller]
fn is_dressed(reply: &Reply) {
    for (name, value) in HEADERS {
        assert_eq!(reply.header(name), Some(value), "{name}: {}", reply.status);
    }
    let policy = reply.header("content-security-policy").unwrap_or_default();
    for part in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn every_answer_is_dressed_and_no_page_has_script_or_style_inside() {
    let house = House::open();
    let mut visitor = house.visitor();
    let health = visitor.open("/healthz");
    assert_eq!(health.html().trim(), "ok", "health is told without signing in");
    for reply in [health, visitor.open("/login"), visitor.get("/"), visitor.get("/nowhere")] {
        is_dressed(&reply);
    }
    let mut office = house.enter("zero-waste-office-1");
    for path in ["/", "/sheet", "/indicators/14", "/filing/agriculture/2025-09", "/nowhere", "/ui"]
    {
        let reply = office.get(path);
        is_dressed(&reply);
        let html = reply.html();
        assert!(
            !html.contains(" style=\"") && !html.contains("<style"),
            "{path} has a style inside"
        );
        assert!(!html.contains(" onclick") && !html.contains("javascript:"), "{path} has a script");
        for script in html.split("<script").skip(1) {
            assert!(script.starts_with(" src=") || script.contains("src=\"/assets"), "{path}");
        }
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
    house.close();
}

#[test]
fn the_cookie_of_a_session_is_for_this_site_and_not_for_scripts() {
    let house = House::open();
    let mut visitor = house.visitor();
    let way = crate::house::way("agriculture-1");
    let reply = visitor.get(&way);
    reply.is(303);
    let cookie = reply.header("set-cookie").unwrap_or_default().to_owned();
    for flag in ["HttpOnly", "SameSite=", "Path=/", "Max-Age="] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    // The link works once.
    let mut other = house.visitor();
    other.get(&way).is(410).says(&["链接已失效"]);
    other.get("/").is(303);
    other.get("/login/once?token=0000").is(410);
    other.get("/login/once").is(410);
    house.close();
}

#[test]
fn a_session_that_turns_up_in_another_browser_ends_in_both() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    clerk.open("/");
    let mut thief = clerk.clone();
    thief.agent = "Another/2.0".to_owned();
    // Both are told why, in their language, and go on to where they were going.
    for browser in [&mut thief, &mut clerk] {
        let reply = browser.get("/filing?year=2024");
        sent_to_sign_in(&reply);
        let page = browser.follow(reply);
        page.is(200).says(&["另一个浏览器", "改密码"]);
        assert_eq!(page.form("/login").get("next"), Some("/filing?year=2024"));
        let page = page.html();
        let (_, english) = page.split_once("href=\"?").expect("the other language");
        let english = english.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let page = browser.open(&format!("/login?{english}"));
        page.says(&["turned up in another browser"]);
        assert_eq!(page.form("/login").get("next"), Some("/filing?year=2024"));
    }
    house.close();
}

#[test]
fn who_was_signed_out_elsewhere_is_told_so_and_goes_on_after_signing_in() {
    const PASSWORD: &str = "correct horse battery";
    let house = House::open();
    let mut clerk = crate::house::with_password(&house, "agriculture-1", PASSWORD);
    let form = clerk.open("/").form("/logout");
    let mut kept = clerk.clone();
    clerk.send(&form).is(303);
    let page = clerk.open("/login");
    page.never_says(&["登录已"]);
    // What was typed is not sent again, but its page is where one goes on.
    let reply = kept.post("/filing/agriculture/2025-09/draft", &[]);
    sent_to_sign_in(&reply);
    let page = kept.follow(reply);
    page.says(&["登录已在别处结束"]);
    let form = page.form("/login").with("login", "agriculture-1").with("password", PASSWORD);
    let reply = kept.send(&form);
    reply.is(303);
    assert_eq!(reply.header("location"), Some("/"), "the page that the form was sent from");
    let reply = house.visitor().get("/login?ended=%3Cscript%3E&next=/");
    reply.is(200).never_says(&["登录已", "script"]);
    house.close();
}

#[test]
fn who_signs_out_is_out() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let kept = clerk.clone();
    let form = clerk.open("/").form("/logout");
    clerk.send(&form).is(303);
    assert!(!clerk.cookies.contains_key("wufei_session"), "the cookie is gone");
    let mut again = kept;
    sent_to_sign_in(&again.get("/"));
    house.close();
}

#[track_caller]
fn sent_to_sign_in(reply: &Reply) {
    reply.is(303);
    let to = reply.header("location").unwrap_or_default();
    assert!(to.starts_with("/login?next="), "{to}");
}

fn guess(browser: &mut Browser, login: &str) -> Reply {
    let form = browser.open("/login").form("/login");
    browser.send(&form.with("login", login).with("password", "wrong horse battery"))
}

#[test]
fn guessing_is_slowed_down_and_tells_nothing() {
    let house = House::open();
    let mut visitor = house.visitor();
    let known = guess(&mut visitor, "agriculture-1");
    let unknown = guess(&mut visitor, "nobody-1");
    assert_eq!((known.status, unknown.status), (422, 422));
    let told = |reply: &Reply| reply.text().replace("agriculture-1", "").replace("nobody-1", "");
    assert_eq!(told(&known), told(&unknown), "nobody learns which logins there are");
    let statuses: Vec<u16> = (0..12).map(|_| guess(&mut visitor, "agriculture-1").status).collect();
    assert!(statuses.contains(&429), "guessing goes on for ever: {statuses:?}");
    house.close();
}

#[test]
fn the_way_after_signing_in_never_leads_elsewhere() {
    let house = House::open();
    let mut visitor = house.visitor();
    for next in [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
    ] {
        let page = visitor.open(&format!("/login?next={}", crate::client::encoded(next)));
        assert!(page.header("location").is_none(), "{next}");
        assert!(!page.html().contains("href=\"http"), "{next}");
    }
    // Somebody with a password is led to a page of this house, whatever the form says.
    let mut clerk = crate::house::with_password(&house, "agriculture-1", "correct horse battery");
    let form = clerk.open("/").form("/logout");
    clerk.send(&form).is(303);
    for next in [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "/\t/example.org",
        "/\r\nSet-Cookie: a=b",
    ] {
        let form = clerk.open("/login").form("/login").forged("next", next);
        let form = form.with("login", "agriculture-1").with("password", "correct horse battery");
        let reply = clerk.send(&form);
        reply.is(303);
        let to = reply.header("location").unwrap_or_default().to_owned();
        assert_eq!(to, "/", "{next:?}");
        let form = clerk.open("/").form("/logout");
        clerk.send(&form).is(303);
    }
    house.close();
}
