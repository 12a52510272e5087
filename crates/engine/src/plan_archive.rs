//! A plan as one file: the folder of its pack in a zip.

use domain::office::Office;
use domain::plan::Reading;
use domain::record::Record;

use crate::context::Context;
use crate::engine::Engine;
use crate::head::head_text;
use crate::refused::Refused;
use crate::source::records_csv;

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
