//! An address that is only half understood says so, and never silently means something else.

use crate::house::House;

#[test]
fn what_is_not_understood_of_an_address_is_named() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    for (path, named, wanted) in [
        ("/indicators?year=20x5", "year=20x5", "年份，如 2025"),
        ("/indicators?year=1999", "year=1999", "2023、2024、2025"),
        ("/indicators?as_of=10.20", "as_of=10.20", "年-月-日"),
        ("/indicators?page=2", "page=2", "1 到 1 的整数"),
        ("/indicators?page=x", "page=x", "1 到 1 的整数"),
        ("/indicators?sort=colour", "sort=colour", "no、name"),
        ("/indicators?verdict=green", "verdict=green", "on_track"),
        ("/turns?org=nobody", "org=nobody", "agriculture"),
        ("/filing/matrix?period=2031", "period=2031", "2025-01"),
        ("/search?q=1&in=moon", "in=moon", "indicators"),
        ("/?as_of=tomorrow", "as_of=tomorrow", "年-月-日"),
    ] {
        let page = office.open(path);
        page.is(200).says(&["网址里的", named, "没有用上", wanted]);
    }
    let mut auditor = house.enter("示例审计员");
    auditor.open("/journal?from=last-week").is(200).says(&["from=last-week", "年-月-日"]);
    house.close();
}

#[test]
fn a_year_that_the_plan_does_not_have_is_nowhere_on_the_page() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    for path in ["/", "/indicators", "/indicators/30", "/filing", "/filing/matrix", "/turns"] {
        let page = office.open(&format!("{path}?year=2019"));
        page.says(&["year=2019", "没有用上"]);
        assert_eq!(page.html().matches("2019").count(), 1, "{path}: {}", page.html());
        let (own, plain) = (page.html(), office.open(path).html());
        let current = "aria-current=\"true\">";
        let year = |html: &str| html.split_once(current).map(|(_, rest)| rest[..4].to_owned());
        assert_eq!(year(&own), year(&plain), "{path} is of the year that the switch shows");
    }
    house.close();
}

#[test]
fn no_file_is_made_of_an_address_that_is_not_understood() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    for path in [
        "/indicators?as_of=10.20&format=xlsx",
        "/turns?org=nobody&format=csv",
        "/search?q=1&in=moon&format=csv",
        "/filing/export?year=20x5&format=csv",
        "/filing/export?format=pdf",
        "/orgs/agriculture?list=moon&format=csv",
    ] {
        let page = office.get(path);
        if path.contains("list=moon") {
            page.is(200).says(&["list=moon", "duties"]);
        } else {
            page.is(400).says(&["没有导出", "网址里的"]);
        }
    }
    house.close();
}

#[test]
fn a_link_from_before_still_filters_by_verdict() {
    let house = House::open();
    let mut office = house.enter("zero-waste-office-1");
    let now = office.open("/indicators?verdict=at_risk").text();
    let before = office.open("/indicators?state=at_risk");
    before.never_says(&["网址里的"]);
    assert!(now.contains(" 行") && before.text().contains(" 行"));
    let rows = |text: &str| {
        let (before, _) = text.split_once(" 行")?;
        before.rsplit(' ').next().map(str::to_owned)
    };
    assert_eq!(rows(&now), rows(&before.text()), "the same rows");
    house.close();
}
