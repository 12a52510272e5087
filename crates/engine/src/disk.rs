//! Writing to the disk: a file or a folder is there whole, or it is as it was before.

use std::fs;
use std::io::{Error, ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use domain::record::Said;

use crate::fault::{Fault, Faults, Spot};

/// Makes a folder that nobody but its owner reads, because it holds names of people and hashes of
/// passwords. One that is there stays as it is.
pub(crate) fn private_folder(folder: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// What was being done when the disk refused.
#[derive(Clone, Copy)]
pub(crate) enum Doing {
    Reading,
    Listing,
    Writing,
}

/// Why the disk refuses, and what to do, in words that a person knows.
type Reason = (ErrorKind, [&'static str; 2], [&'static str; 2]);

const REASONS: &[Reason] = &[
    (
        ErrorKind::NotFound,
        ["没有这个文件", "there is no such file"],
        ["核对路径和文件名；当前文件夹里的文件可用 ls 查看", "look at the path and the name"],
    ),
    (
        ErrorKind::PermissionDenied,
        ["没有权限", "permission denied"],
        [
            "换一个有权限的文件夹，或请管理员开通权限",
            "use a folder that you may use, or ask for the permission",
        ],
    ),
    (
        ErrorKind::StorageFull,
        ["磁盘已满", "the disk is full"],
        [
            "腾出空间后再试；原有文件没有改动",
            "make room and try again; what was there is unchanged",
        ],
    ),
    (
        ErrorKind::QuotaExceeded,
        ["超出磁盘配额", "the quota is used up"],
        [
            "腾出空间后再试；原有文件没有改动",
            "make room and try again; what was there is unchanged",
        ],
    ),
    (
        ErrorKind::FileTooLarge,
        ["文件超过允许的大小", "the file is larger than is allowed here"],
        ["换一个文件夹再试；原有文件没有改动", "use another folder; what was there is unchanged"],
    ),
    (
        ErrorKind::ReadOnlyFilesystem,
        ["磁盘是只读的", "the disk is read-only"],
        ["换一个可写的文件夹", "use a folder that can be written to"],
    ),
    (
        ErrorKind::NotADirectory,
        ["路径中有一段是文件，不是文件夹", "a part of the path is a file, not a folder"],
        ["核对路径", "look at the path"],
    ),
    (
        ErrorKind::IsADirectory,
        ["是文件夹，不是文件", "is a folder, not a file"],
        ["写明文件名", "name a file"],
    ),
];

const OTHERWISE: ([&str; 2], [&str; 2]) = (
    ["磁盘或系统拒绝", "the disk or the system refuses"],
    ["核对路径、磁盘和权限后再试", "look at the path, the disk and the permissions and try again"],
);

/// A refusal of the disk; the system's own words, which nobody can act on, are left out.
pub(crate) fn refusal(path: &Path, error: &Error, doing: Doing) -> Fault {
    let known = REASONS.iter().find(|(kind, ..)| *kind == error.kind());
    let (why, hint) = known.map_or(OTHERWISE, |(_, why, hint)| (*why, *hint));
    let (zh, en) = match doing {
        Doing::Reading => ("读不出来", "cannot be read"),
        Doing::Listing => ("列不出来", "cannot be listed"),
        Doing::Writing => ("写不了", "cannot be written"),
    };
    let said = if matches!((doing, error.kind()), (Doing::Reading, ErrorKind::NotFound)) {
        Said::both(why[0].to_owned(), why[1].to_owned())
    } else {
        Said::both(format!("{zh}：{}", why[0]), format!("{en}: {}", why[1]))
    };
    let hint = Said::both(hint[0].to_owned(), hint[1].to_owned());
    Fault::new(Spot::file(path.display().to_string()), said).hint(hint)
}

fn unwritten(path: &Path) -> impl Fn(Error) -> Faults + '_ {
    |error| refusal(path, &error, Doing::Writing).into()
}

/// A name beside a path that no program shows: `.document.new`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{}.{ending}", name.unwrap_or_default()))
}

/// Writes a file beside its place and moves it there, so that a reader never sees half of it.
///
/// # Errors
/// The disk refuses; then what was there is unchanged.
pub fn file_write(path: &Path, bytes: &[u8]) -> Result<(), Faults> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unwritten(path))?;
    }
    // A pipe or a terminal is written to; it cannot be replaced.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return fs::write(path, bytes).map_err(unwritten(path));
    }
    let fresh = beside(path, "part");
    let written = fs::File::create(&fresh)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&fresh, path));
    written.map_err(|error| {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&fresh);
        refusal(path, &error, Doing::Writing).into()
    })
}

/// A folder that is made anew beside its place. Until it is placed the old one stands; if it is
/// never placed, nothing of it is left.
pub(crate) struct FreshFolder {
    place: PathBuf,
    fresh: PathBuf,
    old: PathBuf,
}

impl FreshFolder {
    /// Begins a folder without files.
    pub(crate) fn begin(place: &Path) -> Result<Self, Faults> {
        let folder = Self {
            place: place.to_owned(),
            fresh: beside(place, "new"),
            old: beside(place, "old"),
        };
        let made = || {
            // A run that was broken off between the two moves left the old folder aside.
            if folder.old.exists() && !place.exists() {
                fs::rename(&folder.old, place)?;
            }
            for left in [&folder.fresh, &folder.old] {
                if left.exists() {
                    fs::remove_dir_all(left)?;
                }
            }
            fs::create_dir_all(&folder.fresh)
        };
        made().map_err(unwritten(place))?;
        Ok(folder)
    }

    /// Where its files are written.
    pub(crate) fn path(&self) -> &Path {
        &self.fresh
    }

    /// Moves the old folder away and the new one into its place.
    pub(crate) fn put(self) -> Result<(), Faults> {
        let moved = || {
            let had = self.place.exists();
            if had {
                fs::rename(&self.place, &self.old)?;
            }
            fs::rename(&self.fresh, &self.place).inspect_err(|_| {
                if had {
                    let _ = fs::rename(&self.old, &self.place);
                }
            })
        };
        moved().map_err(unwritten(&self.place))
    }
}

impl Drop for FreshFolder {
    fn drop(&mut self) {
        // What cannot be removed now is removed before the next folder is made.
        let _ = fs::remove_dir_all(&self.fresh);
        if self.place.exists() {
            let _ = fs::remove_dir_all(&self.old);
        } else if let Some(folder) = self.place.parent() {
            // A pack of which nothing could be written is not there; one that holds anything stays.
            let _ = fs::remove_dir(folder);
        }
    }
}
