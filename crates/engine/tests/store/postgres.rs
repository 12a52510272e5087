//! A PostgreSQL server of the tests' own, in a folder that is gone afterwards.

use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running server. It listens on a socket in its folder only.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    server: Child,
    /// Who runs it: a server refuses to be run by root.
    user: Option<(u32, u32)>,
}

impl Cluster {
    /// Makes a cluster and starts its server.
    pub(crate) fn start() -> Self {
        let programs = programs();
        let folder = tempfile::tempdir().expect("a folder");
        let user = other_user(folder.path());
        if let Some((uid, gid)) = user {
            chown(folder.path(), Some(uid), Some(gid)).expect("the folder is given away");
        }
        let data = folder.path().join("data");
        let made = as_user(&programs.join("initdb"), user)
            .args(["--auth=trust", "--username=wufei", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--no-sync", "-D"])
            .arg(&data)
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let server = as_user(&programs.join("postgres"), user)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-D"])
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let cluster = Self { folder, programs, server, user };
        cluster.wait();
        cluster
    }

    /// A fresh database and its address. Its order of letters is not that of bytes, so that a query
    /// that leans on the server's order is found.
    pub(crate) fn database(&self, name: &str) -> String {
        let made = self
            .client("createdb")
            .args(["--template=template0", "--locale-provider=icu", "--icu-locale=zh", name])
            .output()
            .expect("createdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let folder = self.folder.path().display();
        format!("postgres://wufei@localhost/{name}?host={folder}")
    }

    fn client(&self, program: &str) -> Command {
        let mut command = as_user(&self.programs.join(program), self.user);
        command.arg("-h").arg(self.folder.path()).args(["-U", "wufei"]);
        command
    }

    fn wait(&self) {
        for _ in 0..200 {
            let ready = self.client("pg_isready").arg("-q").status().expect("pg_isready runs");
            if ready.success() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the server does not answer");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = as_user(&self.programs.join("pg_ctl"), self.user)
            .args(["stop", "-s", "-m", "immediate", "-D"])
            .arg(self.folder.path().join("data"))
            .status();
        let _ = self.server.wait();
    }
}

/// The folder of the latest installed version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").is_file());
    folders.sort();
    folders
        .pop()
        .expect("PostgreSQL is installed; `./run test` does it (apt-get install postgresql)")
}

/// Another user than root: that of the package, else nobody.
fn other_user(own: &Path) -> Option<(u32, u32)> {
    if std::fs::metadata(own).expect("a folder").uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("the users");
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody"))
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/");
    command
}
