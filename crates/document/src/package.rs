//! The package of an office file: which part is the main one, and how parts refer to others.

use crate::archive::Archive;
use crate::error::ReadError;
use crate::foreign::Foreign;
use crate::model::Format;
use crate::xml::Xml;

/// A reference from one part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relationship {
    /// How the referring part calls it.
    pub(crate) id: String,
    /// The last word of its type: `styles`, `worksheet`, `footnotes` …
    pub(crate) kind: String,
    /// The part that it leads to.
    pub(crate) part: String,
}

/// The main part of a package and the format that its content is in.
pub(crate) fn main_part(
    archive: &mut Archive,
    instead: Format,
) -> Result<(Format, String), ReadError> {
    if let Some(foreign) = foreign_archive(archive)? {
        return Err(foreign.refusal(instead));
    }
    let found = relationships(archive, "")?.into_iter().find(|r| r.kind == "officeDocument");
    let part = match found {
        Some(relationship) => relationship.part,
        None if archive.has("word/document.xml") => "word/document.xml".to_owned(),
        None if archive.has("xl/workbook.xml") => "xl/workbook.xml".to_owned(),
        None if archive.has("[Content_Types].xml") => {
            return Err(ReadError::MissingPart { part: "_rels/.rels".to_owned() });
        }
        None => return Err(Foreign::Archive.refusal(instead)),
    };
    if !archive.has(&part) {
        return Err(ReadError::MissingPart { part });
    }
    if part.to_ascii_lowercase().ends_with(".bin") {
        return Err(Foreign::Xlsb.refusal(instead));
    }
    let mut xml = Xml::open(archive, &part)?;
    match xml.child()?.map(|root| root.name().to_owned()).as_deref() {
        Some("document") => Ok((Format::Docx, part)),
        Some("workbook") => Ok((Format::Xlsx, part)),
        Some("presentation") => Err(Foreign::Pptx.refusal(instead)),
        _ => Err(Foreign::Archive.refusal(instead)),
    }
}

/// Formats that are zip archives as well, but not of this family.
fn foreign_archive(archive: &mut Archive) -> Result<Option<Foreign>, ReadError> {
    if archive.has("ofd.xml") {
        return Ok(Some(Foreign::Ofd));
    }
    if archive.has("uof.xml") {
        return Ok(Some(Foreign::Uof));
    }
    if !archive.has("mimetype") {
        return Ok(None);
    }
    let kind = archive.beginning("mimetype")?;
    Ok(match kind.trim().strip_prefix("application/vnd.oasis.opendocument.") {
        Some(kind) if kind.starts_with("text") => Some(Foreign::Odt),
        Some(kind) if kind.starts_with("spreadsheet") => Some(Foreign::Ods),
        Some(_) => Some(Foreign::OpenDocument),
        None => None,
    })
}

/// The references of a part to others inside the package; those of the package itself for `""`.
pub(crate) fn relationships(
    archive: &mut Archive,
    part: &str,
) -> Result<Vec<Relationship>, ReadError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let list = join(folder, &format!("_rels/{file}.rels"));
    if !archive.has(&list) {
        return Ok(Vec::new());
    }
    let mut xml = Xml::open(archive, &list)?;
    let mut found = Vec::new();
    xml.child()?;
    while let Some(tag) = xml.child()? {
        let is_external = tag.get("TargetMode").as_deref() == Some("External");
        let fields = (tag.get("Id"), tag.get("Type"), tag.get("Target"));
        if let (Some(id), Some(kind), Some(target)) = fields
            && !is_external
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relationship { id, kind, part: join(folder, &target) });
        }
        xml.check_definitions(found.len())?;
        xml.skip()?;
    }
    Ok(found)
}

/// A target as seen from a folder: absolute from `/` on, else relative.
fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_folder() {
        let cases = [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("word", "../customXml/item1.xml", "customXml/item1.xml"),
            ("", "word/document.xml", "word/document.xml"),
            ("word", "./styles.xml", "word/styles.xml"),
        ];
        for (folder, target, part) in cases {
            assert_eq!(join(folder, target), part);
        }
    }
}
