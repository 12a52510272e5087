//! Files → a zip archive, the same bytes for the same files.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// An archive could not be written; the words are the writer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFault(pub String);

impl From<ZipError> for ArchiveFault {
    fn from(error: ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<std::io::Error> for ArchiveFault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A zip archive of files: paths within it and bytes.
///
/// # Errors
/// A path stands there twice, or is longer than an archive can hold.
pub fn archive_write(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, ArchiveFault> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_out_as_they_went_in() {
        let files = [("包/a.csv".to_owned(), b"a,b\n".to_vec()), ("空".to_owned(), Vec::new())];
        let bytes = archive_write(&files).expect("an archive");
        assert_eq!(bytes, archive_write(&files).expect("an archive"), "the same bytes again");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        assert_eq!(archive.len(), 2);
        let mut text = String::new();
        let mut file = archive.by_name("包/a.csv").expect("the file");
        std::io::Read::read_to_string(&mut file, &mut text).expect("its bytes");
        assert_eq!(text, "a,b\n");
    }
}
