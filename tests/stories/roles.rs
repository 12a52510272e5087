//! Every address with every role. What is expected comes from the table of addresses and the access
//! table, never from an answer that was once given: without a session one is sent to sign in, a
//! role without reach is denied, another org's things are not there, and what is permitted is done.

use std::collections::BTreeMap;

use domain::access::{Action, Reach, Role, reach};
use web::{Needs, Route, routes};

use crate::client::{Browser, Reply};
use crate::evidence::PDF;
use crate::handover::page_of;
use crate::house::{House, PLAN};

/// The roles, who plays each, and what is theirs.
const CAST: &[(Role, &str, &str)] = &[
    (Role::Office, "zero-waste-office-1", "zero-waste-office"),
    (Role::Bureau, "agriculture-1", "agriculture"),
    (Role::Street, "street-sangzidian-1", "street-sangzidian"),
    (Role::Leader, "示例领导", ""),
    (Role::Auditor, "示例审计员", ""),
    (Role::Administrator, "示例管理员", ""),
];

/// Whose a thing is, seen from who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The district's, or a list of whatever one may see.
    All,
    Own,
    Other,
}

/// What a request comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    SignIn,
    Denied,
    Hidden,
    /// Done, shown, or refused for what the form says.
    Allowed,
}

impl Class {
    fn of(reply: &Reply) -> Option<Self> {
        let to = reply.header("location").unwrap_or_default();
        match reply.status {
            303 if to.starts_with("/login?next=") => Some(Self::SignIn),
            403 => Some(Self::Denied),
            404 => Some(Self::Hidden),
            200 | 303 | 409 | 422 => Some(Self::Allowed),
            _ => None,
        }
    }
}

/// What the access table says.
fn expected(role: Role, needs: Needs, whose: Whose) -> Class {
    let Needs::Action(action) = needs else { return Class::Allowed };
    match (reach(role, action), whose) {
        (Reach::None, _) => Class::Denied,
        (Reach::Own, Whose::Other) => Class::Hidden,
        (Reach::All | Reach::Own, _) => Class::Allowed,
    }
}

/// A request that fills an address in.
struct Case {
    path: String,
    whose: Whose,
    fields: Vec<(String, String)>,
    /// What the form asks for beyond what its address needs.
    asks: Option<Action>,
}

impl Case {
    fn new(path: impl Into<String>, whose: Whose, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { path: path.into(), whose, fields: fields.collect(), asks: None }
    }
}

/// The things of an org that addresses and forms name.
struct Things {
    org: &'static str,
    item: &'static str,
    period: &'static str,
    indicator: &'static str,
    work: &'static str,
}

/// Of each org that plays a part; the plan and the office's list of items say so.
const THINGS: &[Things] = &[
    Things {
        org: "zero-waste-office",
        item: "survey-education-sample",
        period: "2024",
        indicator: "45",
        work: "measure/61",
    },
    Things {
        org: "agriculture",
        item: "dead-livestock",
        period: "2025-08",
        indicator: "30",
        work: "measure/25",
    },
    Things {
        org: "street-sangzidian",
        item: "compounds",
        period: "2025-Q2",
        indicator: "",
        work: "measure/24",
    },
    Things {
        org: "industry",
        item: "giw-used",
        period: "2025-Q2",
        indicator: "14",
        work: "task/技术/5",
    },
];

fn things(org: &str) -> Option<&'static Things> {
    THINGS.iter().find(|own| own.org == org)
}

/// The addresses of a route for somebody, with things of their own and of another org.
fn cases(route: &Route, method: &str, own: &str, kept: &Kept) -> Vec<Case> {
    let mut cases = Vec::new();
    for (whose, org) in [(Whose::Own, own), (Whose::Other, "industry")] {
        let Some(things) = things(org) else { continue };
        cases.extend(case(route.path, method, whose, things, kept));
    }
    if cases.is_empty() {
        cases.extend(common(route.path, method, kept));
    }
    cases
}

/// Things of orgs.
fn case(path: &str, method: &str, whose: Whose, things: &Things, kept: &Kept) -> Option<Case> {
    let Things { org, item, period, indicator, work } = *things;
    let named = path.replace("{org}", org).replace("{period}", period).replace("{item}", item);
    let numbered = path.replace("{no}", indicator);
    let post = method == "POST";
    let explain = [
        ("reason", "甲"),
        ("measures", "乙"),
        ("due_on", "2025-12-01"),
        ("person", "丙"),
        ("version", "0"),
    ];
    let report = [("subject", work), ("state", "running"), ("percent", "50"), ("text", "进行中")];
    match path {
        "/filing/{org}/{period}/move" => {
            let cell = format!("{item}|1");
            let mut case = Case::new(named, whose, &[("cell", &cell), ("way", "review")]);
            case.asks = Some(Action::ValueReview);
            Some(case)
        }
        "/filing/{org}/{period}/evidence" => Some(Case::new(named, whose, &[("item", item)])),
        "/filing/answered/{id}" => {
            let id = if whose == Whose::Own { &kept.answered } else { &kept.answered_of_other };
            id.as_ref().map(|id| Case::new(path.replace("{id}", id), whose, &[]))
        }
        "/evidence/{id}" | "/evidence/{id}/void" => {
            let id = if whose == Whose::Own { &kept.evidence } else { &kept.evidence_of_other };
            let mut case = Case::new(path.replace("{id}", id.as_ref()?), whose, &[("why", "")]);
            // The proof of a number is seen by those who see the number.
            case.asks = (method == "GET").then_some(Action::ValueRead);
            Some(case)
        }
        path if path.contains("{org}") => Some(Case::new(named, whose, &[])),
        "/indicators/{no}/explain" | "/indicators/{no}/evidence" if indicator.is_empty() => None,
        "/indicators/{no}/explain" if post => Some(Case::new(numbered, whose, &explain)),
        "/indicators/{no}/evidence" if post => Some(Case::new(numbered, whose, &[])),
        "/reports" => Some(Case::new(path, whose, &report)),
        "/proofs" => Some(Case::new(path, whose, &[("subject", work)])),
        _ => None,
    }
}

/// Things of the district.
fn common(path: &str, method: &str, kept: &Kept) -> Vec<Case> {
    let document = kept.document.clone().unwrap_or_default();
    let key = match (path, method) {
        ("/orgs/{key}", "POST") => "new",
        ("/orgs/{key}", _) => "agriculture",
        _ => "dead-livestock",
    };
    let filled = path
        .replace("{no}", if path.starts_with("/projects") { "1" } else { "14" })
        .replace("{system}", "制度")
        .replace("{key}", key)
        .replace("{seq}", "1")
        .replace("/tasks/制度/14", "/tasks/%E5%88%B6%E5%BA%A6/1")
        .replace("/promises/14", "/promises/1");
    let filled = match (path, &kept.user) {
        ("/users/{id}", Some(user)) => user.clone(),
        _ => filled,
    };
    let fields: &[(&str, &str)] = match (path, method) {
        ("/orgs/{key}", "POST") => &[("name", "")],
        ("/turns/chase", _) => {
            &[("org", "agriculture"), ("channel", "telephone"), ("about", "请报数")]
        }
        ("/periods/close", _) => &[("period", "2023-01")],
        ("/periods/open", _) => &[("period", "2023-01"), ("why", "补报")],
        ("/plans", "POST") => &[("hash", &document), ("name", "plan.txt"), ("id", PLAN)],
        ("/plans/current", _) => &[("plan", PLAN)],
        _ => &[],
    };
    let query = match path {
        "/plans/compare" => format!("?old={PLAN}&new={PLAN}"),
        "/search" => "?q=%E7%A7%B8%E7%A7%86".to_owned(),
        _ => String::new(),
    };
    vec![Case::new(format!("{filled}{query}"), Whose::All, fields)]
}

/// Ids that the server gave while the walk was prepared.
#[derive(Default)]
struct Kept {
    answered: Option<String>,
    answered_of_other: Option<String>,
    evidence: Option<String>,
    evidence_of_other: Option<String>,
    /// A plan's document that was read and can be imported.
    document: Option<String>,
    /// The page of a user.
    user: Option<String>,
}

/// Everybody at the door, and what each has of their own.
fn cast(house: &House) -> Vec<(Role, &'static str, Browser, Kept)> {
    let mut ecology = house.enter("ecology-branch-1");
    let others = kept(&mut ecology, "ecology-branch", "2025-Q2");
    let mut cast: Vec<_> = CAST
        .iter()
        .map(|(role, login, org)| {
            let mut browser = house.enter(login);
            let mut own = match things(org) {
                Some(things) => kept(&mut browser, org, things.period),
                None => Kept::default(),
            };
            if *role == Role::Office {
                own.document = Some(document(&mut browser));
            }
            own.answered_of_other.clone_from(&others.answered);
            own.evidence_of_other.clone_from(&others.evidence);
            if *role == Role::Administrator {
                own.user = Some(page_of(&mut browser, "agriculture-2"));
            }
            (*role, *org, browser, own)
        })
        .collect();
    let user = cast.iter().find_map(|(.., own)| own.user.clone());
    for (.., own) in &mut cast {
        own.user.clone_from(&user);
    }
    cast
}

/// The hash of a plan's document that the office has had read.
fn document(office: &mut Browser) -> String {
    let file = wufei_tests::fixtures::root().join("plans").join(PLAN).join("source");
    let bytes = std::fs::read(file.join(format!("{PLAN}.txt"))).expect("the plan's text");
    let form = office.open("/plans").form("/plans/read");
    let read = office.send(&form.attached("files", "plan.txt", &bytes));
    read.is(200).form("/plans").get("hash").unwrap_or_default().to_owned()
}

/// An answered workbook and a file of evidence of an org.
fn kept(browser: &mut Browser, org: &str, period: &str) -> Kept {
    let page = format!("/filing/{org}/{period}");
    let book = browser.open(&format!("{page}/workbook")).bytes;
    let form = browser.open(&page).form(&format!("{page}/upload"));
    let receipt = browser.send(&form.attached("file", "表.xlsx", &book)).html();
    let id = |html: &str, before: &str| {
        let (_, rest) = html.split_once(before)?;
        rest.split(['"', '/', '?']).next().map(str::to_owned)
    };
    let item = match org {
        "ecology-branch" => "giw-generated",
        org => things(org).map_or("", |things| things.item),
    };
    let mut kept = Kept { answered: id(&receipt, "/filing/answered/"), ..Kept::default() };
    if !item.is_empty() {
        let value = browser.open(&format!("/values/{org}/{item}/{period}"));
        let form = value.form(&format!("{page}/evidence")).attached("files", "证明.pdf", PDF);
        kept.evidence = id(&browser.submit(&form).html(), "action=\"/evidence/");
    }
    kept
}

fn needs(route: &Route) -> Vec<(&'static str, Needs)> {
    let get = route.get.map(|needs| ("GET", needs));
    get.into_iter().chain(route.post.map(|needs| ("POST", needs))).collect()
}

/// What does not belong to the walk: signing out ends it, and what nobody signs in for has stories
/// of its own.
fn is_walked(route: &Route, needs: Needs) -> bool {
    route.path != "/logout" && needs != Needs::Nobody
}

#[test]
fn every_address_with_every_role_answers_as_the_access_table_says() {
    let house = House::open();
    let mut wrong = Vec::new();
    let mut walked = 0;
    for (role, org, mut browser, kept) in cast(&house) {
        for route in routes() {
            for (method, needs) in needs(&route).into_iter().filter(|(_, n)| is_walked(&route, *n))
            {
                for case in cases(&route, method, org, &kept) {
                    let (token, form) = browser.seals();
                    let reply = asked(&mut browser, method, &case, (&token, &form));
                    walked += 1;
                    let asks = case.asks.map_or(needs, Needs::Action);
                    let mut wanted = expected(role, asks, case.whose);
                    if expected(role, needs, case.whose) == Class::Denied {
                        wanted = Class::Denied;
                    }
                    if Class::of(&reply) != Some(wanted) {
                        let (path, whose) = (&case.path, case.whose);
                        wrong.push(format!(
                            "{role:?} {method} {path} ({whose:?}): {} for {wanted:?}",
                            reply.status
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {walked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(walked > 400, "only {walked} requests");
    house.close();
}

fn asked(browser: &mut Browser, method: &str, case: &Case, (token, form): (&str, &str)) -> Reply {
    if method == "GET" {
        return browser.get(&case.path);
    }
    let mut fields: Vec<(&str, &str)> = vec![("csrf", token), ("form", form)];
    fields.extend(case.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    browser.post(&case.path, &fields)
}

#[test]
fn without_a_session_every_address_leads_to_signing_in() {
    let house = House::open();
    let mut visitor = house.visitor();
    let kept =
        Kept { answered: Some("1".to_owned()), evidence: Some("1".to_owned()), ..Kept::default() };
    let mut wrong = Vec::new();
    for route in routes() {
        for (method, needs) in needs(&route) {
            for case in cases(&route, method, "agriculture", &kept) {
                let reply = asked(&mut visitor, method, &case, ("", "visitor"));
                let class = Class::of(&reply);
                let fits = match needs {
                    Needs::Nobody => class != Some(Class::SignIn) && reply.status < 500,
                    Needs::SignIn | Needs::Action(_) => class == Some(Class::SignIn),
                };
                if !fits {
                    wrong.push(format!("{method} {}: {}", case.path, reply.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    house.close();
}

#[test]
fn looking_at_what_is_only_sent_to_gives_a_page_and_not_a_blank() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    for route in routes().iter().filter(|route| route.get.is_none()) {
        for case in cases(route, "GET", "agriculture", &Kept::default()) {
            office.get(&case.path).is(404).says(&["没有这一页", "回到首页"]);
        }
    }
    for path in ["/indicators", "/filing", "/healthz", "/nowhere"] {
        let reply = office.post(path, &[("csrf", "x")]);
        reply.is(404).says(&["没有这一页"]);
    }
    house.close();
}

#[test]
fn the_cast_knows_every_role_and_every_parameter_is_filled_in() {
    for (_, role) in Role::TABLE {
        assert!(CAST.iter().any(|(own, ..)| *own == role), "{role:?} has nobody");
    }
    let kept =
        Kept { answered: Some("1".to_owned()), evidence: Some("1".to_owned()), ..Kept::default() };
    let by_path: BTreeMap<&str, usize> = routes()
        .iter()
        .flat_map(|route| {
            needs(route).into_iter().map(|(method, _)| (route.path, method)).collect::<Vec<_>>()
        })
        .map(|(path, method)| {
            let route = routes().into_iter().find(|own| own.path == path).expect("a route");
            let cases = cases(&route, method, "agriculture", &kept);
            let blank = cases.iter().filter(|case| case.path.contains('{')).count();
            let known =
                ["/assets/{edition}/{name}", "/evidence/{id}", "/users/{id}"].contains(&path);
            (path, if known { 0 } else { blank })
        })
        .collect();
    let blank: Vec<_> = by_path.iter().filter(|(_, blank)| **blank > 0).collect();
    assert!(blank.is_empty(), "{blank:?}");
}
