//! Forms that our own pages did not make: nothing comes of them, whoever sends them.

use web::{Needs, routes};

use crate::client::Browser;
use crate::house::House;

/// An address with something in each of its places.
fn filled(path: &str) -> String {
    path.replace("{org}", "agriculture")
        .replace("{period}", "2025-09")
        .replace("{no}", "30")
        .replace("{key}", if path.starts_with("/orgs") { "agriculture" } else { "dead-livestock" })
        .replace("{id}", "01a20e17-99f4-73e0-b3df-37cebf8e8c18")
}

type Headers<'a> = &'a [(&'a str, &'a str)];

fn posted() -> impl Iterator<Item = (&'static str, Needs)> {
    routes().into_iter().filter_map(|route| Some((route.path, route.post?)))
}

fn statuses(browser: &mut Browser, headers: Headers<'_>, body: &str) -> Vec<String> {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let headers: Vec<(&str, &str)> = [kind].into_iter().chain(headers.iter().copied()).collect();
    let mut wrong = Vec::new();
    for (path, needs) in posted() {
        let is_open = needs == Needs::Nobody && headers.len() == 1;
        if is_open {
            continue;
        }
        let reply = browser.ask("POST", &filled(path), &headers, body.as_bytes());
        if reply.status != 403 {
            wrong.push(format!("POST {path}: {}", reply.status));
        }
    }
    wrong
}

#[test]
fn a_form_without_its_token_or_from_another_site_is_denied() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let mut clerk = house.enter("agriculture-1");
    let token = office.open("/ui").form("/logout").get("csrf").unwrap_or_default().to_owned();
    let own = format!("http://{}", office.host());
    let with_token = format!("csrf={token}&form=abc");
    let other = clerk.open("/ui").form("/logout").get("csrf").unwrap_or_default().to_owned();
    let with_other = format!("csrf={other}&form=abc");
    let cases: [(&str, Headers<'_>, &str); 9] = [
        ("no word of where it comes from", &[("Origin", "")], &with_token),
        ("no token", &[], "form=abc"),
        ("a blank token", &[], "csrf=&form=abc"),
        ("somebody else's token", &[], &with_other),
        ("another origin", &[("Origin", "https://example.org")], &with_token),
        ("an opaque origin", &[("Origin", "null")], &with_token),
        ("a cross-site request", &[("Sec-Fetch-Site", "cross-site")], &with_token),
        ("a same-site request", &[("Sec-Fetch-Site", "same-site")], &with_token),
        (
            "own origin, another site",
            &[("Origin", &own), ("Sec-Fetch-Site", "cross-site")],
            &with_token,
        ),
    ];
    for (told, headers, body) in cases {
        let wrong = statuses(&mut office, headers, body);
        assert!(wrong.is_empty(), "{told}:\n{}", wrong.join("\n"));
    }
    // The same from our own page is taken.
    let (token, form) = office.seals();
    let fields = format!("csrf={token}&form={form}&period=2023-01&why=x");
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let headers = [kind, ("Origin", own.as_str()), ("Sec-Fetch-Site", "same-origin")];
    office.ask("POST", "/periods/close", &headers, fields.as_bytes()).is(303);
    house.close();
}

/// A form's number is what tells a second sending from a first one, so that none goes without it.
#[test]
fn a_form_without_its_number_is_not_taken_and_says_to_load_it_anew() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let (token, form) = office.seals();
    let upper = form.to_uppercase();
    for number in ["", "&form=", "&form=abc", &format!("&form={upper}"), &format!("&form={form}x")]
    {
        let body = format!("csrf={token}{number}");
        for route in routes() {
            let Some(Needs::Action(_)) = route.post else { continue };
            let kind = ("Content-Type", "application/x-www-form-urlencoded");
            let reply = office.ask("POST", &filled(route.path), &[kind], body.as_bytes());
            // What is not the office's to do, or is not there, is said before.
            if ![403, 404].contains(&reply.status) {
                reply.is(409).says(&["重新打开表单", "回到刚才的页面"]);
            }
        }
        let form = format!("{body}&period=2023-01");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let reply = office.ask("POST", "/periods/close", &[kind], form.as_bytes());
        reply.is(409).says(&["没有保存"]);
    }
    house.close();
}
