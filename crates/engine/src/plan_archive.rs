//! A plan as one file: the folder of its pack in a zip, out and in.

use std::path::Path;

use domain::access::Action;
use domain::office::Office;
use domain::pack::Pack;
use domain::plan::Reading;
use domain::record::{Record, Said};

use crate::context::{Context, On};
use crate::engine::Engine;
use crate::evidence::{BYTES_MAX, Upload};
use crate::fault::{Fault, Faults, Spot};
use crate::head::head_text;
use crate::pack::{pack_read, pack_usable};
use crate::plan::Source;
use crate::refusal::refused;
use crate::refused::Refused;
use crate::source::records_csv;

/// The file by which a folder is known as a pack.
const HEAD: &str = "plan.toml";

impl Engine {
    /// The pack of a plan as a zip: what was read, what the office added, and the source.
    ///
    /// # Errors
    /// Not permitted, or there is no such plan.
    pub async fn plan_archive(&self, ctx: &Context, id: &str) -> Result<Vec<u8>, Refused> {
        let (head, reading, office, source) = self.plan_export(ctx, id).await?;
        let mut entries = vec![(format!("{id}/plan.toml"), head_text(&head).into_bytes())];
        document_files(id, &reading, &mut entries);
        office_files(id, &office, &mut entries);
        if !source.bytes.is_empty() {
            let name = source.name.replace(['/', '\\'], "_");
            entries.push((format!("{id}/source/{name}"), source.bytes));
        }
        document::archive_write(&entries).map_err(|fault| Refused::Broken(format!("{fault:?}")))
    }

    /// Imports the pack in a zip, as it is exported; under another id where one is given. The id.
    ///
    /// # Errors
    /// Not permitted, it is no zip of a pack, something is wrong with its files, or a plan of this
    /// id is there already.
    pub async fn plan_archive_import(
        &self,
        ctx: &Context,
        upload: &Upload,
        id: &str,
    ) -> Result<String, Refused> {
        ctx.authorize(Action::PlanEdit, On::District)?;
        if upload.bytes.len() > BYTES_MAX {
            let most = BYTES_MAX / 1024 / 1024;
            let (zh, en) = (format!("文件最多 {most} MB"), format!("a file has at most {most} MB"));
            return Err(Refused::field("pack", zh, en));
        }
        let file = upload.clone();
        let read = tokio::task::spawn_blocking(move || unpacked(&file));
        let (mut pack, source) =
            read.await.map_err(|fault| Refused::Broken(fault.to_string()))??;
        if !id.is_empty() {
            crate::plan_draft::check_id(id)?;
            id.clone_into(&mut pack.head.id);
        }
        self.plan_import(ctx, &pack, &source).await?;
        Ok(pack.head.id)
    }
}

/// The pack in a zip, and the file that it was read from. It is laid out as a folder and read as
/// one, so that both ways in have the same rules and the same words.
fn unpacked(file: &Upload) -> Result<(Pack, Source), Refused> {
    let name = file.name.as_str();
    if !file.bytes.starts_with(b"PK") {
        return Err(Faults::from(no_pack(name)).into());
    }
    let files = document::archive_read(file.bytes.clone());
    let files = files.map_err(|error| Faults::from(refused(name, &error)))?;
    let folder = tempfile::tempdir().map_err(|fault| Refused::Broken(fault.to_string()))?;
    let source = laid_out(folder.path(), files)
        .map_err(|fault| Refused::Broken(fault.to_string()))?
        .ok_or_else(|| Faults::from(no_pack(name)))?;
    let pack = pack_read(folder.path());
    let pack = pack.and_then(|pack| pack_usable(folder.path(), &pack).map(|()| pack));
    Ok((pack.map_err(|faults| within(faults, folder.path(), name))?, source))
}

/// Lays the files of a pack out; where it came from. `None` where there is no pack. Whatever is no
/// file of a pack is left out, and with it every path that leads elsewhere.
fn laid_out(folder: &Path, files: Vec<(String, Vec<u8>)>) -> std::io::Result<Option<Source>> {
    let head = |path: &str| path == HEAD || path.ends_with(&format!("/{HEAD}"));
    let heads = files.iter().map(|(path, _)| path.as_str()).filter(|path| head(path));
    let Some(shortest) = heads.min_by_key(|path| path.len()) else { return Ok(None) };
    let root = shortest[..shortest.len() - HEAD.len()].to_owned();
    let mut source = Source::default();
    for (path, bytes) in files {
        let Some(inside) = path.strip_prefix(&root) else { continue };
        match inside.split_once('/') {
            None if inside == HEAD => std::fs::write(folder.join(HEAD), bytes)?,
            Some(("source", name)) if !name.contains(['/', '\\']) => {
                source = Source { name: name.to_owned(), bytes };
            }
            Some((part @ ("document" | "office"), name)) if is_table(name) => {
                std::fs::create_dir_all(folder.join(part))?;
                std::fs::write(folder.join(part).join(name), bytes)?;
            }
            _ => {}
        }
    }
    Ok(Some(source))
}

fn is_table(name: &str) -> bool {
    let stem = name.strip_suffix(".csv");
    stem.is_some_and(|stem| stem.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

/// The faults of a folder as those of the zip that it was laid out from.
fn within(mut faults: Faults, folder: &Path, name: &str) -> Refused {
    for fault in &mut faults.0 {
        if let Ok(inside) = Path::new(&fault.spot.file).strip_prefix(folder) {
            fault.spot.file = format!("{name}/{}", inside.display());
        }
    }
    faults.into()
}

fn no_pack(name: &str) -> Fault {
    let said = Said::both(
        format!("不是方案包：压缩包里没有 {HEAD}"),
        format!("is no pack: there is no {HEAD} in it"),
    );
    let hint = Said::both(
        "把方案包的文件夹整个压缩成 zip 再传，或用“下载方案包”得到的 zip".to_owned(),
        "zip the pack's whole folder, or take the zip of `download the pack`".to_owned(),
    );
    Fault::new(Spot::file(name), said).hint(hint)
}

fn document_files(id: &str, reading: &Reading, entries: &mut Vec<(String, Vec<u8>)>) {
    let folder = format!("{id}/document");
    add(&folder, &reading.outline, entries);
    add(&folder, &reading.indicators, entries);
    add(&folder, &reading.cells, entries);
    add(&folder, &reading.targets, entries);
    add(&folder, &reading.measures, entries);
    add(&folder, &reading.promises, entries);
    add(&folder, &reading.tasks, entries);
    add(&folder, &reading.projects, entries);
    add(&folder, &reading.duties, entries);
    add(&folder, &reading.orgs, entries);
    add(&folder, &reading.unread, entries);
}

fn office_files(id: &str, office: &Office, entries: &mut Vec<(String, Vec<u8>)>) {
    let folder = format!("{id}/office");
    add(&folder, &office.orgs, entries);
    add(&folder, &office.definitions, entries);
    add(&folder, &office.items, entries);
    add(&folder, &office.links, entries);
    add(&folder, &office.corrections, entries);
    if !office.amendments.is_empty() {
        add(&folder, &office.amendments, entries);
    }
}

fn add<R: Record>(folder: &str, records: &[R], entries: &mut Vec<(String, Vec<u8>)>) {
    entries.push((format!("{folder}/{}.csv", R::FILE), records_csv(records)));
}
