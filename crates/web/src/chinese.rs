//! Chinese words inside an English page: the plan's own, names of orgs, what people wrote. Each is
//! marked as Chinese, so that a screen reader changes its voice and a browser its letters, wherever
//! the words came from.

/// Elements whose text cannot hold elements: they are marked themselves.
const WHOLE: [&str; 3] = ["option", "textarea", "title"];
/// Elements whose inside is left alone.
const SKIPPED: [&str; 3] = ["svg", "script", "style"];
/// Elements that never have an end.
const VOID: [&str; 6] = ["input", "br", "meta", "link", "img", "hr"];

/// What is in front of the next tag, what is said of it, what comes behind.
struct Walk<'a> {
    rest: &'a str,
    out: String,
}

impl<'a> Walk<'a> {
    /// The next tag with its name, after the text before it was given to `say`.
    fn tag(&mut self, say: impl Fn(&str, &mut String)) -> Option<(&'a str, &'a str)> {
        let start = self.rest.find('<')?;
        say(&self.rest[..start], &mut self.out);
        let end = start + end_of_tag(&self.rest[start..])?;
        let tag = &self.rest[start..end];
        self.rest = &self.rest[end..];
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        Some((tag, name))
    }

    /// Goes on to behind the end of an element that has begun.
    fn over(&mut self, name: &str) {
        let mut depth = 1_usize;
        while depth > 0 {
            let Some((tag, own)) = self.tag(|text, out| out.push_str(text)) else { return };
            self.out.push_str(tag);
            match (own == name, tag.starts_with("</")) {
                (true, true) => depth -= 1,
                (true, false) => depth += 1,
                (false, _) => {}
            }
        }
    }
}

/// An English page whose Chinese words are marked.
pub(crate) fn marked(html: String) -> String {
    if !html.starts_with("<!DOCTYPE html><html lang=\"en\"") {
        return html;
    }
    let mut walk = Walk { rest: &html, out: String::with_capacity(html.len() + html.len() / 8) };
    while let Some((tag, name)) = walk.tag(mark) {
        let is_end = tag.starts_with("</") || tag.starts_with("<!") || VOID.contains(&name);
        let is_marked = tag.contains(" lang=\"zh");
        let is_chinese = match name {
            // What a field is called and what stands in it are the plan's own words.
            "input" => tag.contains(is_han),
            name => !is_end && WHOLE.contains(&name) && is_chinese_before_tag(walk.rest),
        };
        if is_chinese && !is_marked {
            let (head, end) = tag.split_at(tag.len() - 1);
            walk.out.push_str(head);
            walk.out.push_str(" lang=\"zh\"");
            walk.out.push_str(end);
        } else {
            walk.out.push_str(tag);
        }
        if !is_end && (is_marked || WHOLE.contains(&name) || SKIPPED.contains(&name)) {
            walk.over(name);
        }
    }
    walk.out.push_str(walk.rest);
    walk.out
}

/// Where a tag ends; a `>` inside a quoted value is none.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn is_chinese_before_tag(text: &str) -> bool {
    text.split('<').next().is_some_and(|text| text.contains(is_han))
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// What can stand inside a run of Chinese words without ending it.
fn goes_on(c: char) -> bool {
    is_han(c)
        || ('\u{3000}'..='\u{303f}').contains(&c)
        || ('\u{ff00}'..='\u{ffef}').contains(&c)
        || c.is_ascii_digit()
        || "“”‘’·()—-★%".contains(c)
}

/// A text with each run of Chinese words marked.
fn mark(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(start) = rest.find(is_han) {
        let run = rest[start..].find(|c| !goes_on(c)).unwrap_or(rest.len() - start);
        // Whatever stands behind the last Chinese character belongs to the English around it.
        let run = &rest[start..start + run];
        let end = run.rfind(is_han).map_or(0, |at| at + 3);
        out.push_str(&rest[..start]);
        out.push_str("<span lang=\"zh\">");
        out.push_str(&run[..end]);
        out.push_str("</span>");
        rest = &rest[start + end..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::marked;

    fn page(body: &str) -> String {
        format!("<!DOCTYPE html><html lang=\"en\"><body>{body}</body></html>")
    }

    #[test]
    fn chinese_words_in_an_english_page_are_marked_once() {
        for (body, wanted) in [
            ("<p>5 吨 short</p>", "<p>5 <span lang=\"zh\">吨</span> short</p>"),
            (
                "<p>“‘无废城市’建设” waits</p>",
                "<p>“‘<span lang=\"zh\">无废城市’建设</span>” waits</p>",
            ),
            (
                "<p lang=\"zh\">甲<b>乙</b></p><p>丙</p>",
                "<p lang=\"zh\">甲<b>乙</b></p><p><span lang=\"zh\">丙</span></p>",
            ),
            ("<input value=\"甲>乙\"><p>a</p>", "<input value=\"甲>乙\" lang=\"zh\"><p>a</p>"),
            (
                "<option value=\"1\">甲</option><option>a</option>",
                "<option value=\"1\" lang=\"zh\">甲</option><option>a</option>",
            ),
            ("<svg><text>甲</text></svg>b", "<svg><text>甲</text></svg>b"),
        ] {
            assert_eq!(marked(page(body)), page(wanted), "{body}");
        }
        let chinese = "<!DOCTYPE html><html lang=\"zh\"><p>甲</p></html>".to_owned();
        assert_eq!(marked(chinese.clone()), chinese);
    }
}
