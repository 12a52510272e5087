//! A small browser: an address, cookies, a name that it goes by, and what it is answered.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::page::{Form, visible};

/// What everybody's browser calls itself unless a story says otherwise.
const AGENT: &str = "Mozilla/5.0 (X11; Linux) Stories/1.0";

/// A browser that may have signed in.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    address: String,
    pub(crate) agent: String,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The page that it looks at, from which its forms are sent.
    page: String,
}

/// What the server answers.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) bytes: Vec<u8>,
    /// What was asked, for messages.
    asked: String,
}

/// A file in a form.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Browser {
    pub(crate) fn new(address: &str) -> Self {
        let (address, agent) = (address.to_owned(), AGENT.to_owned());
        Self { address, agent, cookies: BTreeMap::new(), page: String::new() }
    }

    /// Asks as it is told, and says what went wrong on the way.
    pub(crate) fn try_ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Reply> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}\r\nConnection: close\r\n",
            self.address, self.agent
        );
        if !self.cookies.is_empty() {
            let pairs: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            head += &format!("Cookie: {}\r\n", pairs.join("; "));
        }
        // A blank one is left out.
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            head += &format!("{name}: {value}\r\n");
        }
        if method != "GET" {
            if !headers.iter().any(|(name, _)| *name == "Origin") {
                head += &format!("Origin: http://{}\r\n", self.address);
            }
            if !self.page.is_empty() {
                head += &format!("Referer: http://{}{}\r\n", self.address, self.page);
            }
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        head += "\r\n";
        stream.write_all(head.as_bytes())?;
        // A server that has heard enough answers before everything is said.
        let said = stream.write_all(body);
        let mut bytes = Vec::new();
        let heard = stream.read_to_end(&mut bytes);
        if bytes.is_empty() {
            said?;
            heard?;
        }
        let reply = Reply::parse(&bytes, format!("{method} {path}"))
            .ok_or_else(|| io::Error::other("the answer was cut short"))?;
        self.keep_cookies(&reply);
        if method == "GET" && reply.status == 200 {
            path.clone_into(&mut self.page);
        }
        Ok(reply)
    }

    fn keep_cookies(&mut self, reply: &Reply) {
        for (_, line) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = line.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let answer = self.try_ask(method, path, headers, body);
        answer.unwrap_or_else(|error| panic!("{method} {path} is answered: {error}"))
    }

    /// The token and the fresh number of a form, as a page of everybody's has them.
    pub(crate) fn seals(&mut self) -> (String, String) {
        let forms = Form::all(&self.open("/account").html());
        let sealed = forms.iter().find(|form| form.get("form").is_some()).expect("a form");
        let field = |name: &str| sealed.get(name).unwrap_or_default().to_owned();
        (field("csrf"), field("form"))
    }

    /// From now on it does not say where its forms come from, until it looks at another page.
    pub(crate) fn forget_page(&mut self) {
        self.page.clear();
    }

    /// Where its server is.
    pub(crate) fn host(&self) -> &str {
        &self.address
    }

    /// Looks at a page without following where it leads.
    pub(crate) fn get(&mut self, path: &str) -> Reply {
        self.ask("GET", path, &[], &[])
    }

    /// Opens a page that must be there.
    pub(crate) fn open(&mut self, path: &str) -> Reply {
        let reply = self.get(path);
        reply.is(200);
        reply
    }

    /// Sends fields as a form without files.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.ask("POST", path, &[URLENCODED], encoded_form(&fields).as_bytes())
    }

    /// Sends a form as its page asks.
    pub(crate) fn send(&mut self, form: &Form) -> Reply {
        self.try_send(form).unwrap_or_else(|error| panic!("{} is answered: {error}", form.action))
    }

    pub(crate) fn try_send(&mut self, form: &Form) -> io::Result<Reply> {
        let path = form.action.split('#').next().unwrap_or_default();
        if form.method == "get" {
            let query = encoded_form(&form.fields);
            let sign = if query.is_empty() { "" } else { "?" };
            return self.try_ask("GET", &format!("{path}{sign}{query}"), &[], &[]);
        }
        if form.is_multipart {
            let (kind, body) = multipart(&form.fields, &form.files);
            return self.try_ask("POST", path, &[("Content-Type", &kind)], &body);
        }
        self.try_ask("POST", path, &[URLENCODED], encoded_form(&form.fields).as_bytes())
    }

    /// Sends a form, and follows to the page that it leads to.
    pub(crate) fn submit(&mut self, form: &Form) -> Reply {
        let reply = self.send(form);
        self.follow(reply)
    }

    pub(crate) fn follow(&mut self, mut reply: Reply) -> Reply {
        for _ in 0..5 {
            if reply.status != 303 {
                break;
            }
            let to = reply.header("location").unwrap_or_default().to_owned();
            reply = self.get(to.split('#').next().unwrap_or_default());
        }
        reply
    }
}

const URLENCODED: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

impl Reply {
    fn parse(bytes: &[u8], asked: String) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut reply = Self { status, headers, bytes: bytes[end + 4..].to_vec(), asked };
        if reply.header("transfer-encoding") == Some("chunked") {
            reply.bytes = unchunked(&reply.bytes)?;
        } else if let Some(length) = reply.header("content-length") {
            let length: usize = length.parse().ok()?;
            if reply.bytes.len() < length {
                return None;
            }
        }
        Some(reply)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let own = self.headers.iter().find(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The page as it was sent.
    pub(crate) fn html(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What a person reads on it.
    pub(crate) fn text(&self) -> String {
        visible(&self.html())
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}\n{}", self.asked, self.gist());
        self
    }

    /// Asserts that a person reads all of this.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "{}: “{word}” is not on the page:\n{text}", self.asked);
        }
        self
    }

    #[track_caller]
    pub(crate) fn never_says(&self, words: &[&str]) -> &Self {
        let text = self.text();
        for word in words {
            assert!(!text.contains(word), "{}: “{word}” is on the page:\n{text}", self.asked);
        }
        self
    }

    fn gist(&self) -> String {
        let text = self.text();
        let to = self.header("location").unwrap_or_default();
        format!("{to} {}", text.chars().take(1500).collect::<String>())
    }

    /// The form that is sent to an address.
    #[track_caller]
    pub(crate) fn form(&self, path: &str) -> Form {
        let found = self.find_form(path);
        found.unwrap_or_else(|| panic!("{} has no form for {path}", self.asked))
    }

    pub(crate) fn find_form(&self, path: &str) -> Option<Form> {
        // A list filters itself at its own address; what is meant is what changes something.
        let mut all = Form::all(&self.html()).into_iter();
        all.find(|form| form.path() == path && form.method == "post")
    }
}

fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = bytes;
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let from = end + 2;
        out.extend_from_slice(rest.get(from..from + size)?);
        rest = rest.get(from + size + 2..)?;
    }
}

/// A text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn encoded_form(fields: &[(String, String)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

/// Fields and files as one body, and its kind.
pub(crate) fn multipart(fields: &[(String, String)], files: &[File]) -> (String, Vec<u8>) {
    const EDGE: &str = "----stories-edge-7d1f";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for file in files {
        let (field, name) = (&file.field, &file.name);
        body.extend_from_slice(
            format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; \
                 filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(&file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={EDGE}"), body)
}
