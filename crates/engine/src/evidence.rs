//! Evidence: files that prove something, kept by their content. Nothing is deleted; a wrong file is
//! voided with a reason.

use std::sync::Arc;

use domain::access::Action;
use domain::record::Said;
use serde::{Deserialize, Serialize};

use crate::context::{Context, On};
use crate::db::{Conn, DbError, Query, int, text};
use crate::engine::Engine;
use crate::journal::{Act, Entry};
use crate::private::{self, Private};
use crate::random;
use crate::refused::Refused;

/// The most bytes of a file.
pub const BYTES_MAX: usize = 15 * 1024 * 1024;

/// `evidence.added`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Added {
    evidence: String,
    plan: String,
    subject: String,
    hash: String,
    size: i64,
    media: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Private>,
}

impl Added {
    /// The file's id.
    pub(crate) fn id(&self) -> &str {
        &self.evidence
    }
}

/// `evidence.voided`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Voided {
    evidence: String,
    why: String,
}

/// A file as somebody sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that proves something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// What it proves: `task/监管/3`, `indicator/14/2024`, `value/org/item/period`.
    pub subject: String,
    /// The SHA-256 of its bytes.
    pub hash: String,
    /// How many bytes.
    pub size: i64,
    /// Its kind: `image/png`.
    pub media: String,
    /// Its name; blank if it was erased.
    pub name: String,
    /// The login of who sent it.
    pub added_by: String,
    /// When.
    pub added_at: String,
    /// Why it was voided; blank where it stands.
    pub void_reason: String,
}

/// The kinds of files that are taken: ending, media type, how the bytes begin.
const KINDS: &[(&str, &str, &[u8])] = &[
    ("pdf", "application/pdf", b"%PDF-"),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"PK\x03\x04",
    ),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ("ofd", "application/ofd", b"PK\x03\x04"),
    ("csv", "text/csv", b""),
    ("txt", "text/plain", b""),
];

/// A file whose bytes are kept already.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    name: String,
    hash: String,
    size: i64,
    media: &'static str,
}

impl Kept {
    /// The act that hands it in.
    pub(crate) async fn act(
        self,
        conn: &mut Conn,
        plan: &str,
        subject: &str,
    ) -> Result<Act, Refused> {
        Ok(Act::EvidenceAdded(Added {
            evidence: random::id(),
            plan: plan.to_owned(),
            subject: subject.to_owned(),
            hash: self.hash,
            size: self.size,
            media: self.media.to_owned(),
            name: private::keep(conn, &self.name).await?,
        }))
    }
}

pub(crate) async fn apply_added(
    conn: &mut Conn,
    entry: &Entry,
    act: &Added,
) -> Result<(), DbError> {
    Query::new(
        "insert into evidence (id, plan, subject, hash, size, media, name, added_by, added_at,
         void_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')",
    )
    .text(&act.evidence)
    .text(&act.plan)
    .text(&act.subject)
    .text(&act.hash)
    .int(act.size)
    .text(&act.media)
    .text(act.name.as_ref().map_or("", |name| &name.id))
    .text(&entry.actor)
    .text(&entry.recorded_at)
    .run(conn)
    .await?;
    Ok(())
}

pub(crate) async fn apply_voided(conn: &mut Conn, _: &Entry, act: &Voided) -> Result<(), DbError> {
    Query::new("update evidence set void_reason = $1 where id = $2")
        .text(&act.why)
        .text(&act.evidence)
        .run(conn)
        .await?;
    Ok(())
}

/// How many files of a subject stand.
pub(crate) async fn count(conn: &mut Conn, plan: &str, subject: &str) -> Result<i64, DbError> {
    let row = Query::new(
        "select count(*) from evidence where plan = $1 and subject = $2 and void_reason = ''",
    )
    .text(plan)
    .text(subject)
    .one(conn)
    .await?;
    Ok(int(&row, 0))
}

const SELECT: &str = "select e.id, e.subject, e.hash, e.size, e.media, coalesce(p.text, ''),
    coalesce(a.login, e.added_by), e.added_at, e.void_reason from evidence e
    left join private p on p.id = e.name left join account a on a.id = e.added_by";

fn evidence(row: &sqlx::any::AnyRow) -> Evidence {
    Evidence {
        id: text(row, 0),
        subject: text(row, 1),
        hash: text(row, 2),
        size: int(row, 3),
        media: text(row, 4),
        name: text(row, 5),
        added_by: text(row, 6),
        added_at: text(row, 7),
        void_reason: text(row, 8),
    }
}

impl Engine {
    /// Keeps the bytes of files that will be evidence, if each is what its name says.
    pub(crate) async fn evidence_prepare(&self, files: &[Upload]) -> Result<Vec<Kept>, Refused> {
        let mut kinds = Vec::new();
        for file in files {
            let media = media_of(file).map_err(|said| {
                Refused::Wrong(vec![crate::refused::Wrong { field: "files".to_owned(), said }])
            })?;
            kinds.push(media);
        }
        let mut kept = Vec::new();
        for (file, media) in files.iter().zip(kinds) {
            let hash = self.files.keep(&file.bytes).await?;
            let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
            kept.push(Kept { name: file.name.clone(), hash, size, media });
        }
        Ok(kept)
    }

    /// Hands in files that prove something.
    ///
    /// # Errors
    /// Not permitted, there is no such subject, or a file is not what it should be.
    pub async fn evidence_add(
        &self,
        ctx: &Context,
        (plan, subject): (&str, &str),
        files: &[Upload],
    ) -> Result<(), Refused> {
        let orgs = self.orgs_of_subject(plan, subject).await?;
        let permit = ctx.authorize(Action::EvidenceAdd, On::Orgs(&orgs))?;
        if files.is_empty() {
            return Err(Refused::field("files", "请选择文件", "choose a file"));
        }
        let kept = self.evidence_prepare(files).await?;
        let address = format!("plan/{plan}/{subject}");
        self.write(ctx, permit, async move |conn| {
            let mut acts = Vec::new();
            for file in kept {
                acts.push((address.clone(), file.act(conn, plan, subject).await?));
            }
            Ok(acts)
        })
        .await
    }

    /// Voids a file with a reason; it stays where it is.
    ///
    /// # Errors
    /// Not permitted, no reason, or no such file.
    pub async fn evidence_void(
        &self,
        ctx: &Context,
        (plan, id): (&str, &str),
        why: &str,
    ) -> Result<(), Refused> {
        let (own, orgs) = self.evidence_of(plan, id).await?;
        let permit = ctx.authorize(Action::EvidenceAdd, On::Orgs(&orgs))?;
        if why.trim().is_empty() {
            return Err(Refused::field("why", "请写作废的理由", "say why it is voided"));
        }
        if !own.void_reason.is_empty() {
            return Err(Refused::unfit("这份佐证已经作废", "this file is void already"));
        }
        let act = Voided { evidence: id.to_owned(), why: why.trim().to_owned() };
        let subject = format!("plan/{plan}/{}", own.subject);
        self.write(ctx, permit, async move |_| Ok(vec![(subject, Act::EvidenceVoided(act))])).await
    }

    /// The files of a subject, the latest first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn evidence_list(
        &self,
        ctx: &Context,
        (plan, subject): (&str, &str),
    ) -> Result<Arc<Vec<Evidence>>, Refused> {
        // The proof of an org's number is seen by whoever may see the number.
        if subject.starts_with("value/") {
            let orgs = self.orgs_of_subject(plan, subject).await?;
            ctx.authorize(Action::ValueRead, On::Orgs(&orgs))?;
        } else {
            ctx.authorize(Action::PlanRead, On::District)?;
        }
        self.remembered(format!("evidence {plan} {subject}"), async {
            let mut conn = self.db.reader().await?;
            let query = format!(
                "{SELECT} where e.plan = $1 and e.subject = $2 order by e.added_at desc, e.id desc"
            );
            let rows = Query::new(&query).text(plan).text(subject).all(&mut conn).await?;
            Ok(rows.iter().map(evidence).collect())
        })
        .await
    }

    /// A file and its bytes.
    ///
    /// # Errors
    /// Not permitted, or no such file.
    pub async fn evidence_fetch(
        &self,
        ctx: &Context,
        (plan, id): (&str, &str),
    ) -> Result<(Evidence, Vec<u8>), Refused> {
        let (own, orgs) = self.evidence_of(plan, id).await?;
        // The proof of an org's number is read by whoever may read the number.
        if own.subject.starts_with("value/") {
            ctx.authorize(Action::ValueRead, On::Orgs(&orgs))?
        } else {
            ctx.authorize(Action::PlanRead, On::District)?
        };
        let bytes = self.files.read(&own.hash).await?;
        Ok((own, bytes))
    }

    async fn evidence_of(&self, plan: &str, id: &str) -> Result<(Evidence, Vec<String>), Refused> {
        let mut conn = self.db.reader().await?;
        let query = format!("{SELECT} where e.plan = $1 and e.id = $2");
        let row = Query::new(&query).text(plan).text(id).maybe(&mut conn).await?;
        let own = row.as_ref().map(evidence).ok_or(Refused::Hidden)?;
        drop(conn);
        let orgs = self.orgs_of_subject(plan, &own.subject).await?;
        Ok((own, orgs))
    }
}

/// The media type of a file whose bytes are what its name says.
fn media_of(file: &Upload) -> Result<&'static str, Said> {
    let name = &file.name;
    if file.bytes.is_empty() {
        return Err(Said::both(format!("“{name}”是空文件"), format!("`{name}` is empty")));
    }
    if file.bytes.len() > BYTES_MAX {
        let (most, own) = (BYTES_MAX / 1024 / 1024, file.bytes.len() / 1024 / 1024 + 1);
        return Err(Said::both(
            format!("“{name}”约 {own} MB，一个文件最多 {most} MB；请压缩后再传"),
            format!("`{name}` has about {own} MB, a file has at most {most}; make it smaller"),
        ));
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let Some((_, media, start)) = KINDS.iter().find(|(own, ..)| *own == ending) else {
        let known: Vec<&str> = KINDS.iter().map(|(ending, ..)| *ending).collect();
        let known = known.join("、");
        return Err(Said::both(
            format!("“{name}”不是能作佐证的文件，可用 {known}"),
            format!("`{name}` cannot be evidence; use one of {known}"),
        ));
    };
    if !file.bytes.starts_with(start) || !is_whole(media, &file.bytes) {
        return Err(Said::both(
            format!("“{name}”的内容不是 {ending} 文件，可能改过扩展名或没有传完整"),
            format!("the bytes of `{name}` are no {ending} file; it was renamed or cut short"),
        ));
    }
    Ok(media)
}

/// Whether the bytes go on as they began.
fn is_whole(media: &str, bytes: &[u8]) -> bool {
    match media {
        "image/png" => bytes.get(12..16) == Some(b"IHDR") && bytes.windows(4).any(|w| w == b"IEND"),
        "image/jpeg" => bytes.windows(2).rev().take(4096).any(|w| w == b"\xff\xd9"),
        "application/pdf" => bytes.windows(5).rev().take(4096).any(|w| w == b"%%EOF"),
        "text/csv" | "text/plain" => !bytes.contains(&0) && !looks_like_markup(bytes),
        // A workbook or a document that can run programs is not taken.
        _ => is_package(media, bytes) && !holds(bytes, b"vbaProject.bin"),
    }
}

/// Whether a packed file has its directory, and in it what a file of its kind begins with. Names
/// stand in a zip as they are, so that nothing has to be unpacked.
fn is_package(media: &str, bytes: &[u8]) -> bool {
    let part: &[u8] = match media {
        "application/ofd" => b"OFD.xml",
        media if media.ends_with("wordprocessingml.document") => b"word/",
        _ => b"xl/",
    };
    holds(bytes, b"PK\x01\x02") && holds(bytes, b"PK\x05\x06") && holds(bytes, part)
}

fn looks_like_markup(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    ["<html", "<script", "<!doctype", "<svg"].iter().any(|mark| head.contains(mark))
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a packed file looks from outside: an entry, the directory, the end.
    fn packed(names: &str) -> Vec<u8> {
        format!("PK\x03\x04 {names} PK\x01\x02 {names} PK\x05\x06").into_bytes()
    }

    #[test]
    fn a_file_is_what_its_name_says_or_is_not_taken() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR....IEND....".to_vec();
        for (name, bytes, taken) in [
            ("照片.png", png.clone(), true),
            ("照片.jpg", png, false),
            ("说明.pdf", b"%PDF-1.7 ... %%EOF\n".to_vec(), true),
            ("页面.html", b"<html></html>".to_vec(), false),
            ("页面.txt", b"<html><script>".to_vec(), false),
            ("表.csv", "名称,数量\n".as_bytes().to_vec(), true),
            ("表.xlsx", packed("xl/workbook.xml"), true),
            ("宏.xlsx", packed("xl/workbook.xml xl/vbaProject.bin"), false),
            ("表.docx", packed("xl/workbook.xml"), false),
            ("报告.docx", packed("word/document.xml"), true),
            ("报告.docx", b"PK\x03\x04rubbish".to_vec(), false),
            ("发票.ofd", packed("OFD.xml"), true),
            ("空.pdf", Vec::new(), false),
            ("大.pdf", vec![b'x'; BYTES_MAX + 1], false),
        ] {
            let file = Upload { name: name.to_owned(), bytes };
            assert_eq!(media_of(&file).is_ok(), taken, "{name}");
        }
    }
}
