//! A clerk leaves: what the org has to do goes to another user, with everything that is under way.

use crate::client::Browser;
use crate::house::{House, with_password};
use crate::page::Form;

const PAGE: &str = "/filing/agriculture/2025-09";
const PASSWORD: &str = "correct horse battery";
const HISTORY: &str = "/values/agriculture/dead-livestock/2025-09";

/// The address of a user's page, from the list.
#[track_caller]
pub(crate) fn page_of(administrator: &mut Browser, login: &str) -> String {
    let html = administrator.open(&format!("/users?q={login}")).html();
    let rows = html.split("<tr").find(|row| row.contains(&format!(">{login}<")));
    let row = rows.unwrap_or_else(|| panic!("the list has {login}: {html}"));
    let at = row.find("/users/").expect("a link to the user");
    row[at..].split(['"', '?']).next().unwrap_or_default().to_owned()
}

#[track_caller]
fn hand_over_form(html: &str) -> Form {
    let mut forms = Form::all(html).into_iter();
    forms.find(|form| form.get("what") == Some("hand_over")).expect("duties can be handed over")
}

/// The auditor finds the act with its reason among the latest.
#[track_caller]
fn is_in_the_journal(auditor: &mut Browser, why: &str) {
    let html = auditor.open("/journal").html();
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut rows: Vec<&str> = links.filter(|link| link.starts_with("/journal/")).collect();
    rows.dedup();
    rows.truncate(12);
    let found = rows.iter().any(|row| auditor.open(row).text().contains(why));
    assert!(found, "{why} is in none of {rows:?}");
}

#[test]
fn the_duties_of_a_clerk_who_leaves_go_to_another_with_what_is_under_way() {
    let house = House::open_for(&["industry-1"]);
    let mut leaves = house.enter("agriculture-1");
    let mut takes = with_password(&house, "industry-1", PASSWORD);
    let mut administrator = house.enter("示例管理员");
    let form = leaves.open(PAGE).form(PAGE).with("v-dead-livestock", "8").pressed("file");
    leaves.submit(&form).is(200).says(&["已提交 1 个数"]);
    takes.get(PAGE).is(404);
    takes.open("/turns").never_says(&["区农业农村局"]);

    let page = page_of(&mut administrator, "agriculture-1");
    let to = page_of(&mut administrator, "industry-1").replace("/users/", "");
    let form = hand_over_form(&administrator.open(&page).html());
    administrator.send(&form.clone().with("why", "调离")).is(422);
    administrator.send(&form.clone().with("to", &to).with("why", " ")).is(422);
    let form = hand_over_form(&administrator.open(&page).html());
    administrator.submit(&form.with("to", &to).with("why", "调离")).is(200).says(&["已移交"]);

    // Who left is out; the one who came signs in anew, and sees both orgs and what waits in them.
    leaves.get("/filing").is(303);
    takes.get("/filing").is(303);
    let form = takes.open("/login").form("/login").with("login", "industry-1");
    takes.submit(&form.with("password", PASSWORD)).is(200);
    takes.open("/turns").says(&["区农业农村局", "待本单位审核"]);
    takes.open("/filing").says(&["区农业农村局", "区工业和信息化局"]);
    let form = takes.open(PAGE).form(&format!("{PAGE}/move")).pressed("review");
    takes.submit(&form).is(200).says(&["1 个数审核通过"]);
    // Who filed a number stays on record.
    takes.open(HISTORY).says(&["agriculture-1", "industry-1", "待确认"]);
    administrator.open(&page).says(&["停用"]);
    is_in_the_journal(&mut house.enter("示例审计员"), "调离");
    house.close();
}
