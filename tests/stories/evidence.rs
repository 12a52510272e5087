//! Files that prove something: what is taken, what is refused with a clear word, and that nothing
//! of a refused form is kept.

use crate::house::House;

/// A paper that is a paper.
pub(crate) const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";

const PAGE: &str = "/values/agriculture/dead-livestock/2025-08";
const FORM: &str = "/filing/agriculture/2025-08/evidence";

#[test]
fn what_is_not_what_it_says_is_refused_and_not_kept() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
    large.resize(20 * 1024 * 1024, 0);
    let cases: [(&str, &[u8]); 8] = [
        ("大图.png", &large),
        ("不是图.png", b"these are words, not a picture"),
        ("网页.html", b"<!doctype html><script>alert(1)</script>"),
        ("网页.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("网页.txt", b"<!doctype html><script>alert(1)</script>"),
        ("图.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("宏.xlsm", b"PK\x03\x04 anything"),
        ("空.pdf", b""),
    ];
    for (name, bytes) in cases {
        let form = clerk.open(PAGE).form(FORM).attached("files", name, bytes);
        let refused = clerk.send(&form);
        assert_eq!(refused.status, 422, "{name}: {} {}", refused.status, refused.text());
        let way = format!("href=\"{PAGE}\">回到刚才的页面");
        assert!(refused.html().contains(&way), "{name}: {}", refused.html());
        clerk.open(PAGE).never_says(&[name]);
    }
    house.close();
}

#[test]
fn a_file_comes_back_as_it_was_sent_and_runs_nothing() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let words = "收集台账 8 吨 & <已核对>".as_bytes();
    for (name, bytes) in [("证明.pdf", PDF), ("说明.txt", words)] {
        let form = clerk.open(PAGE).form(FORM).attached("files", name, bytes);
        let page = clerk.submit(&form);
        page.is(200).says(&[name]);
        let html = page.html();
        // The latest stands first or last; look at all of them.
        let links: Vec<&str> = html
            .match_indices("\"/evidence/")
            .map(|(at, _)| html[at + 1..].split('"').next().unwrap_or_default())
            .filter(|link| !link.contains("/void"))
            .collect();
        let files: Vec<_> = links.iter().map(|link| clerk.open(link)).collect();
        let file = files.iter().find(|file| file.bytes == bytes).expect("the file comes back");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{name}");
        let policy = file.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
        let kind = file.header("content-type").unwrap_or_default();
        assert!(!kind.contains("html") && !kind.contains("svg"), "{name} is {kind}");
    }
    house.close();
}

#[test]
fn a_wrong_file_is_voided_with_a_reason_and_stays_in_the_record() {
    let house = House::open();
    let mut clerk = house.enter("agriculture-1");
    let form = clerk.open(PAGE).form(FORM).attached("files", "错的.pdf", PDF);
    let page = clerk.submit(&form);
    let forms = crate::page::Form::all(&page.html());
    let void =
        forms.into_iter().find(|form| form.path().ends_with("/void")).expect("it can be voided");
    clerk.send(&void.clone().with("why", "")).is(422);
    let page = clerk.submit(&void.clone().with("why", "传错了"));
    page.is(200).says(&["错的.pdf", "传错了"]);
    // Its address leads nowhere else.
    let away = void.with("why", "再来").forged("back", "https://example.org/");
    let reply = clerk.send(&away);
    assert!(!reply.header("location").unwrap_or_default().contains("example.org"), "{reply:?}");
    house.close();
}
