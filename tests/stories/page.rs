//! What a browser makes of a page: its words and its forms.

use crate::client::File;

/// A form of a page, as a person finds it; then as they fill it in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) method: String,
    pub(crate) is_multipart: bool,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) files: Vec<File>,
    pub(crate) file_fields: Vec<String>,
    pub(crate) buttons: Vec<(String, String)>,
}

impl Form {
    /// Every form of a page.
    pub(crate) fn all(html: &str) -> Vec<Self> {
        let mut forms = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find("<form") {
            let end = rest[at..].find("</form>").map_or(rest.len(), |end| at + end);
            forms.push(Self::read(&rest[at..end]));
            rest = &rest[end..];
        }
        forms
    }

    fn read(html: &str) -> Self {
        let mut form = Self::default();
        let mut select: Option<(String, Option<String>, Option<String>)> = None;
        for (tag, after) in tags(html) {
            let get = |name: &str| tag.get(name).unwrap_or_default();
            match tag.name.as_str() {
                "form" => {
                    form.action = get("action");
                    form.method = get("method").to_lowercase();
                    form.is_multipart = get("enctype") == "multipart/form-data";
                }
                "input" if !get("name").is_empty() => form.input(&tag),
                "textarea" => {
                    let text = after.split("</textarea>").next().unwrap_or_default();
                    let text = text.strip_prefix('\n').unwrap_or(text);
                    form.fields.push((get("name"), unescaped(text)));
                }
                "select" => select = Some((get("name"), None, None)),
                "option" => {
                    if let Some((_, first, chosen)) = &mut select {
                        let is_chosen = tag.get("selected").is_some();
                        first.get_or_insert(get("value"));
                        if is_chosen {
                            *chosen = Some(get("value"));
                        }
                    }
                }
                "/select" => {
                    if let Some((name, first, chosen)) = select.take() {
                        form.fields.push((name, chosen.or(first).unwrap_or_default()));
                    }
                }
                "button" if !get("name").is_empty() => {
                    form.buttons.push((get("name"), get("value")));
                }
                _ => {}
            }
        }
        form
    }

    fn input(&mut self, tag: &Tag) {
        let get = |name: &str| tag.get(name).unwrap_or_default();
        match get("type").as_str() {
            "file" => self.file_fields.push(get("name")),
            "checkbox" | "radio" if tag.get("checked").is_none() => {}
            _ => self.fields.push((get("name"), get("value"))),
        }
    }

    /// The address without its question and its place on the page.
    pub(crate) fn path(&self) -> &str {
        self.action.split(['?', '#']).next().unwrap_or_default()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let own = self.fields.iter().find(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// Types into a field that the form has.
    #[track_caller]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let names: Vec<&str> = self.fields.iter().map(|(own, _)| own.as_str()).collect();
        assert!(names.contains(&name), "{} has no field {name}, but {names:?}", self.action);
        self.forge(name, value);
        self
    }

    /// Sends a field whether the form has it or not.
    pub(crate) fn forged(mut self, name: &str, value: &str) -> Self {
        self.forge(name, value);
        self
    }

    fn forge(&mut self, name: &str, value: &str) {
        match self.fields.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => value.clone_into(own),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Chooses a file in a field that the form has.
    #[track_caller]
    pub(crate) fn attached(mut self, field: &str, name: &str, bytes: &[u8]) -> Self {
        assert!(
            self.file_fields.iter().any(|own| own == field),
            "{} takes no file {field}",
            self.action
        );
        self.files.push(File {
            field: field.to_owned(),
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        });
        self
    }

    /// Presses one of its buttons.
    #[track_caller]
    pub(crate) fn pressed(mut self, value: &str) -> Self {
        let button = self.buttons.iter().find(|(_, own)| own == value).cloned();
        let (name, value) = button
            .unwrap_or_else(|| panic!("{} has no button {value}: {:?}", self.action, self.buttons));
        self.fields.push((name, value));
        self
    }
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<String> {
        let own = self.attributes.iter().find(|(own, _)| own == name);
        own.map(|(_, value)| value.clone())
    }
}

/// The tags of a page, each with what follows it.
fn tags(html: &str) -> Vec<(Tag, &str)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (tag, after) = tag(&rest[at + 1..]);
        found.push((tag, after));
        rest = after;
    }
    found
}

fn tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len());
    let name = text[..end].to_lowercase();
    let mut rest = &text[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { break };
        if first == '>' {
            rest = &rest[1..];
            break;
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').unwrap_or(quoted.len());
            value = unescaped(&quoted[..end]);
            rest = quoted.get(end + 1..).unwrap_or_default();
        } else if let Some(bare) = rest.strip_prefix('=') {
            let end = bare.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(bare.len());
            value = unescaped(&bare[..end]);
            rest = &bare[end..];
        }
        if end == 0 && value.is_empty() {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        attributes.push((name, value));
    }
    (Tag { name, attributes }, rest)
}

pub(crate) fn unescaped(text: &str) -> String {
    let out = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    out.replace("&#39;", "'").replace("&amp;", "&")
}

/// What a person reads: without tags, blanks folded.
pub(crate) fn visible(html: &str) -> String {
    let body = html.find("<body").map_or(html, |at| &html[at..]);
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        text.push_str(&unescaped(&rest[..at]));
        let (tag, after) = tag(&rest[at + 1..]);
        let is_block =
            ["p", "div", "li", "tr", "td", "th", "h1", "h2", "section", "dt", "dd", "br"];
        if is_block.contains(&tag.name.trim_start_matches('/')) {
            text.push(' ');
        }
        rest = after;
    }
    text.push_str(&unescaped(rest));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
