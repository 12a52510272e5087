//! Files by their content: `files/ab/abcdef…`, named by their SHA-256, written once and never changed.

use std::path::{Path, PathBuf};

use crate::journal::{Algorithm, digest};
use crate::refused::Refused;

/// The folder of the files.
#[derive(Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps bytes; their hash. They are on the disk when this returns.
    pub(crate) async fn keep(&self, bytes: &[u8]) -> Result<String, Refused> {
        let hash = digest(Algorithm::Sha256, bytes);
        let path = self.path(&hash)?;
        let bytes = bytes.to_vec();
        off_the_runtime(move || keep(&path, &bytes)).await?;
        Ok(hash)
    }

    /// The bytes of a hash; they must still have it.
    pub(crate) async fn read(&self, hash: &str) -> Result<Vec<u8>, Refused> {
        let path = self.path(hash)?;
        let bytes = off_the_runtime(move || std::fs::read(path)).await?;
        if digest(Algorithm::Sha256, &bytes) != hash {
            return Err(Refused::Broken(format!("file {hash} has other bytes than it had")));
        }
        Ok(bytes)
    }

    /// Whether the bytes of a file still have their hash.
    pub(crate) async fn is_same(&self, hash: &str) -> Result<bool, Refused> {
        let path = self.path(hash)?;
        let bytes = off_the_runtime(move || std::fs::read(path)).await?;
        Ok(digest(Algorithm::Sha256, &bytes) == hash)
    }

    /// Where the file of a hash lies.
    pub(crate) fn path(&self, hash: &str) -> Result<PathBuf, Refused> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            return Err(Refused::Hidden);
        }
        Ok(self.folder.join(&hash[..2]).join(hash))
    }
}

/// Writes beside the place and moves there, so that nobody sees half of a file.
fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = folder.join(format!(".{}", crate::random::id()));
    let written = write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written?;
    std::fs::File::open(folder)?.sync_all()
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Runs disk work on a thread of its own.
pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|fault| Refused::Broken(fault.to_string()))??)
}
