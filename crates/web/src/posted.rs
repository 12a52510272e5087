//! What a form sends: fields and files, from our own page, once, within limits.

use std::sync::PoisonError;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use domain::record::Said;
use domain::text::visible;
use engine::{Refused, Upload};

use crate::answer::Answer;
use crate::desk::{Desk, House, came};
use crate::server::SentForm;

/// The most bytes of a form without files.
const FORM_MAX: usize = 4 * 1024 * 1024;
/// The most files at once.
const FILES_MAX: usize = 20;

/// Why a form is not taken, in both languages.
type Told = (&'static str, &'static str);

const UNREADABLE: Told =
    ("提交的内容读不出来，请重试。", "What was sent cannot be read, please try again.");

const TOO_MUCH: Told = (
    "提交的内容太大或没有传完整：一次最多 20 个文件，每个最多 15 MB，合计最多 64 MB。",
    "What was sent is too large or was cut short: at most 20 files of 15 MB each, 64 MB together.",
);

/// What a form sent.
#[derive(Debug, Default, Clone)]
pub(crate) struct Posted {
    fields: Vec<(String, String)>,
    pub(crate) files: Vec<(String, Upload)>,
}

impl Posted {
    /// A field; blank where it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str())
    }

    /// Every value of a field that may come several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// The fields whose names begin so, without the beginning.
    pub(crate) fn under<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields
            .iter()
            .filter_map(move |(own, text)| Some((own.strip_prefix(start)?, text.as_str())))
    }

    /// The files of a field.
    pub(crate) fn uploads(&self, name: &str) -> Vec<Upload> {
        let own = self.files.iter().filter(|(own, _)| own == name);
        own.map(|(_, upload)| upload.clone()).collect()
    }

    /// Whether one of our own pages made the form for this session, and numbered it, so that it
    /// can be told whether it comes again.
    pub(crate) fn check(&self, desk: &Desk) -> Result<(), Answer> {
        self.is_ours(desk)?;
        if engine::is_id(self.get("form")) {
            return Ok(());
        }
        Err(desk.refuse(Refused::Unfit(Said::both(
            "这张表单没有编号，认不出是不是重复提交，所以没有保存。请回到页面重新打开表单，再填一次。"
                .to_owned(),
            "This form has no number, so it cannot be told whether it came before, and it was not saved. Go back, load the form anew and fill it in once more."
                .to_owned(),
        ))))
    }

    /// Whether one of our own pages made the form for this session.
    pub(crate) fn is_ours(&self, desk: &Desk) -> Result<(), Answer> {
        if self.get("csrf") == desk.csrf() { Ok(()) } else { Err(Answer::Foreign) }
    }
}

impl FromRequest<House> for Posted {
    type Rejection = Answer;

    async fn from_request(request: Request, house: &House) -> Result<Self, Answer> {
        let sent = request.extensions().get::<SentForm>().cloned();
        let came = came(request.method(), request.uri(), request.headers());
        let posted = Self::read(request, house).await;
        let posted = posted.map_err(|told| Answer::Unreadable(told, came))?;
        if let (Some(sent), form) = (sent, posted.get("form"))
            && !form.is_empty()
        {
            *sent.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(form.to_owned());
        }
        Ok(posted)
    }
}

impl Posted {
    async fn read(request: Request, house: &House) -> Result<Self, Told> {
        let kind = crate::desk::header_text(request.headers(), header::CONTENT_TYPE.as_str());
        if kind.starts_with("multipart/form-data") {
            let multipart = Multipart::from_request(request, house).await;
            return match multipart {
                Ok(multipart) => parts(multipart).await,
                Err(_) => Err(UNREADABLE),
            };
        }
        let bytes = Bytes::from_request(request, house).await.map_err(|_| TOO_MUCH)?;
        if bytes.len() > FORM_MAX {
            return Err(TOO_MUCH);
        }
        Ok(Self { fields: form_fields(&bytes), files: Vec::new() })
    }
}

async fn parts(mut multipart: Multipart) -> Result<Posted, Told> {
    let mut posted = Posted::default();
    while let Some(field) = multipart.next_field().await.map_err(|_| TOO_MUCH)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| TOO_MUCH)?;
        match file {
            None => {
                posted.fields.push((name, visible(&String::from_utf8_lossy(&bytes))));
            }
            // A browser sends an empty part where no file was chosen.
            Some(file) if file.is_empty() && bytes.is_empty() => {}
            Some(file) => {
                if posted.files.len() >= FILES_MAX {
                    return Err(TOO_MUCH);
                }
                posted.files.push((name, Upload { name: file_name(&file), bytes: bytes.to_vec() }));
            }
        }
    }
    Ok(posted)
}

/// The name of a file as it is kept: what nobody sees is left out, and a very long one is cut before
/// its ending.
fn file_name(name: &str) -> String {
    const MOST: usize = 100;
    let name = visible(name);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    match stem.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}….{ending}", &stem[..end]),
        None => name,
    }
}

/// `application/x-www-form-urlencoded`
fn form_fields(bytes: &[u8]) -> Vec<(String, String)> {
    let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
            (decoded(name), visible(&decoded(value)))
        })
        .collect()
}

fn decoded(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, more)) = rest.split_first() {
        let digits = more.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &more[2..];
                continue;
            }
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
        rest = more;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded() {
        let fields = form_fields("名=%E7%A7%B8%E7%A7%86+1&b=%zz&c".as_bytes());
        assert_eq!(fields[0], ("名".to_owned(), "秸秆 1".to_owned()));
        assert_eq!(fields[1], ("b".to_owned(), "%zz".to_owned()));
        assert_eq!(fields[2], ("c".to_owned(), String::new()));
        assert_eq!(form_fields(b"a=1%00%E2%80%AE%0A2")[0].1, "1\n2");
    }

    #[test]
    fn the_name_of_a_file_is_what_it_looks_like() {
        assert_eq!(file_name("\u{202e}gnp.txt"), "gnp.txt");
        let long = file_name(&format!("{}.pdf", "长".repeat(300)));
        assert!(long.ends_with("….pdf") && long.chars().count() == 105, "{long}");
    }
}
