//! A plan from a document that somebody uploads: read and looked at first, then imported.

use domain::access::Action;
use domain::office::Office;
use domain::pack::Pack;
use domain::plan::{PlanHead, Reading};

use crate::context::{Context, On};
use crate::engine::Engine;
use crate::evidence::{BYTES_MAX, Upload};
use crate::plan::Source;
use crate::read_plan::plan_read_bytes;
use crate::refused::Refused;

/// A document as it was read, before it is imported.
#[derive(Debug, Clone)]
pub struct PlanDraft {
    /// The SHA-256 of its bytes, by which it is imported.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// What the plan says of itself.
    pub head: PlanHead,
    /// What was read.
    pub reading: Reading,
}

impl Engine {
    /// Reads a document as a plan and keeps its bytes; nothing is imported yet.
    ///
    /// # Errors
    /// Not permitted, or it is no plan.
    pub async fn plan_draft(&self, ctx: &Context, upload: &Upload) -> Result<PlanDraft, Refused> {
        ctx.authorize(Action::PlanEdit, On::District)?;
        let megabytes = BYTES_MAX / 1024 / 1024;
        if upload.bytes.len() > BYTES_MAX {
            return Err(Refused::field(
                "files",
                format!("文件最多 {megabytes} MB"),
                format!("a file has at most {megabytes} MB"),
            ));
        }
        let draft = draft(upload.clone()).await?;
        let hash = self.files.keep(&upload.bytes).await?;
        Ok(PlanDraft { hash, ..draft })
    }

    /// A document that was read before, once more.
    ///
    /// # Errors
    /// Not permitted, or there is none of this hash.
    pub async fn plan_draft_again(
        &self,
        ctx: &Context,
        (hash, name): (&str, &str),
    ) -> Result<PlanDraft, Refused> {
        ctx.authorize(Action::PlanEdit, On::District)?;
        let bytes = self.files.read(hash).await.map_err(|_| Refused::Hidden)?;
        let draft = draft(Upload { name: name.to_owned(), bytes }).await?;
        Ok(PlanDraft { hash: hash.to_owned(), ..draft })
    }

    /// Imports a document that was read before, under an id of its own; its office starts empty.
    ///
    /// # Errors
    /// Not permitted, the id will not do, or there is a plan of that id.
    pub async fn plan_draft_import(
        &self,
        ctx: &Context,
        (hash, name): (&str, &str),
        id: &str,
    ) -> Result<(), Refused> {
        ctx.authorize(Action::PlanEdit, On::District)?;
        check_id(id)?;
        if self.plan_list(ctx).await?.iter().any(|plan| plan.id == id) {
            return Err(Refused::field("id", "已有这个编号的方案", "there is a plan of this id"));
        }
        let bytes = self.files.read(hash).await.map_err(|_| Refused::Hidden)?;
        let PlanDraft { head, reading, name, .. } =
            draft(Upload { name: name.to_owned(), bytes: bytes.clone() }).await?;
        let head = PlanHead { id: id.to_owned(), ..head };
        let pack = Pack::new(head, reading, Office::default())
            .map_err(|faults| Refused::Broken(format!("{faults:?}")))?;
        self.plan_import(ctx, &pack, &Source { name, bytes }).await
    }
}

/// Whether an id will do: it stands in addresses and is a folder's name.
pub(crate) fn check_id(id: &str) -> Result<(), Refused> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if id.is_empty() || id.len() > 60 || !id.chars().all(is_plain) {
        return Err(Refused::field(
            "id",
            "编号用字母、数字和 - _ .，最多 60 个字符",
            "an id has letters, digits and - _ ., at most 60 of them",
        ));
    }
    Ok(())
}

/// Reading takes a while and is done beside the requests.
async fn draft(upload: Upload) -> Result<PlanDraft, Refused> {
    let read = tokio::task::spawn_blocking(move || plan_read_bytes(&upload.name, upload.bytes));
    let read = read.await.map_err(|fault| Refused::Broken(fault.to_string()))??;
    let (head, reading) = (read.plan.head, read.plan.reading);
    Ok(PlanDraft { hash: String::new(), name: read.name, head, reading })
}
