//! A district to play in: made once by `wufei demo`, copied for each story, served by `wufei
//! serve`.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc;
use std::time::{Duration, Instant, SystemTime};

use crate::client::Browser;

/// The plan of the demonstration.
pub(crate) const PLAN: &str = "tianqiao-2023-2025";

/// A demonstration on the disk and the ways into it, one for each role.
struct Demo {
    data: PathBuf,
    logins: Vec<Login>,
}

/// A user whom the demonstration lets in.
struct Login {
    login: String,
    /// The address of the one-time link.
    path: String,
}

static DEMO: LazyLock<Demo> = LazyLock::new(demo);

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_wufei"));
    program.env_remove("LANG").env("WUFEI_LANG", "zh");
    program
}

/// Makes the demonstration, or takes the one that another test made with the same program.
fn demo() -> Demo {
    let about = std::fs::metadata(env!("CARGO_BIN_EXE_wufei")).expect("the program");
    let made = about.modified().expect("a time").duration_since(SystemTime::UNIX_EPOCH);
    let name = format!("stories-{}-{}", made.expect("a time").as_nanos(), about.len());
    let base = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let home = base.join(&name);
    let told = home.join("demo.json");
    let making = base.join(format!("{name}.making"));
    std::fs::create_dir_all(base).expect("a folder");
    if !told.exists() && std::fs::create_dir(&making).is_ok() {
        make(base, &home, &making);
    }
    let until = Instant::now() + Duration::from_mins(5);
    while !told.exists() {
        assert!(
            Instant::now() < until,
            "another test makes the demonstration at {}",
            home.display()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    let json = std::fs::read_to_string(&told).expect("the demonstration's own words");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let logins = json["logins"].as_array().expect("logins").iter().map(|own| Login {
        login: text(&own["login"]),
        path: text(&own["url"])
            .split_once("/login")
            .map_or(String::new(), |(_, rest)| format!("/login{rest}")),
    });
    Demo { data: home.join("data"), logins: logins.collect() }
}

fn make(base: &Path, home: &Path, making: &Path) {
    // What programs of earlier builds made is of no use any more.
    for entry in std::fs::read_dir(base).expect("a folder").flatten() {
        let path = entry.path();
        let is_old = entry.file_name().to_string_lossy().starts_with("stories-");
        if is_old && path != making {
            let _ = std::fs::remove_dir_all(path);
        }
    }
    let data = making.join("data");
    let output = program()
        .args(["demo", "--no-serve", "--format", "json", "--data"])
        .arg(&data)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        let _ = std::fs::remove_dir_all(making);
        panic!("the demonstration is made: {said}");
    }
    std::fs::write(making.join("demo.json"), &output.stdout).expect("a file");
    std::fs::rename(making, home).expect("the demonstration in its place");
}

/// A district that is being served.
pub(crate) struct House {
    folder: tempfile::TempDir,
    /// Ways in besides those of the demonstration, by login.
    links: Vec<(String, String)>,
    server: Child,
    address: String,
    log: mpsc::Receiver<String>,
}

impl House {
    /// A copy of the demonstration, served.
    pub(crate) fn open() -> Self {
        Self::open_for(&[])
    }

    /// A copy of the demonstration with one-time links for some more of its users, served.
    pub(crate) fn open_for(logins: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        copy(&DEMO.data, &data);
        let links = logins.iter().map(|login| ((*login).to_owned(), link(&data, login)));
        let links = links.collect();
        let (server, address, log) = serve(&data);
        let house = Self { folder, links, server, address, log };
        house.visitor().open("/healthz");
        house
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A browser in which nobody has signed in.
    pub(crate) fn visitor(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// A browser in which this user has signed in by the one-time link, which works once.
    pub(crate) fn enter(&self, login: &str) -> Browser {
        let mut browser = self.visitor();
        browser.get(&self.way(login)).is(303);
        assert!(browser.cookies.contains_key("wufei_session"), "{login} is signed in");
        browser
    }

    /// The address of a user's one-time link.
    fn way(&self, login: &str) -> String {
        let own = self.links.iter().find(|(own, _)| own == login);
        own.map_or_else(|| way(login), |(_, way)| way.clone())
    }

    /// Kills the server as a power cut does, and serves the same directory again.
    pub(crate) fn crash(&mut self) {
        self.server.kill().expect("the server is killed");
        self.server.wait().expect("the server has ended");
        self.again();
    }

    /// Serves the directory again after the server ended.
    pub(crate) fn again(&mut self) {
        let (server, address, log) = serve(&self.data());
        (self.server, self.address, self.log) = (server, address, log);
    }

    /// Moves a browser to where the server listens now.
    pub(crate) fn moved(&self, browser: &Browser) -> Browser {
        let mut moved = self.visitor();
        moved.agent.clone_from(&browser.agent);
        moved.cookies.clone_from(&browser.cookies);
        moved
    }

    /// The server's process, for those who end it from outside.
    pub(crate) fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Waits for a server that was killed from outside.
    pub(crate) fn ended(&mut self) {
        self.server.wait().expect("the server has ended");
    }

    /// Ends the story: the server is asked to stop, had no fault to report, and the journal proves
    /// that nothing was altered.
    #[track_caller]
    pub(crate) fn close(mut self) {
        let asked = Command::new("kill").arg(self.server.id().to_string()).status();
        assert!(asked.is_ok_and(|asked| asked.success()), "the server is asked to stop");
        let ended = self.server.wait().expect("the server ends");
        assert!(ended.success(), "the server ends well: {ended}");
        let log: Vec<String> = self.log.iter().collect();
        let faults: Vec<&String> = log.iter().filter(|line| is_fault(line)).collect();
        assert!(faults.is_empty(), "the server had faults: {faults:#?}");
        verify(&self.data());
    }
}

/// The address of the one-time link of a user.
pub(crate) fn way(login: &str) -> String {
    let way = DEMO.logins.iter().find(|own| own.login == login);
    way.unwrap_or_else(|| panic!("the demonstration has no way in for {login}")).path.clone()
}

/// A browser of a user who has set a password by the one-time link.
pub(crate) fn with_password(house: &House, login: &str, password: &str) -> Browser {
    let mut browser = house.visitor();
    let way = house.way(login);
    let token = way.split_once("token=").map_or("", |(_, token)| token);
    let fields = [("token", token), ("password", password), ("again", password)];
    browser.post("/login/once", &fields).is(303);
    browser
}

impl Drop for House {
    fn drop(&mut self) {
        // Where a story failed its server is still there.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn is_fault(line: &str) -> bool {
    line.contains("failed") || line.contains("panicked")
}

fn serve(data: &Path) -> (Child, String, mpsc::Receiver<String>) {
    let mut server = program()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(server.stderr.take().expect("its talk"));
    let mut said = String::new();
    let address = loop {
        let mut line = String::new();
        if lines.read_line(&mut line).is_ok_and(|read| read == 0) {
            let _ = lines.read_to_string(&mut said);
            let _ = server.wait();
            panic!("the server says where it listens: {said}");
        }
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split('/').next().unwrap_or_default().to_owned();
        }
        said.push_str(&line);
    };
    let (keeps, log) = mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            if keeps.send(line).is_err() {
                break;
            }
        }
    });
    (server, address, log)
}

/// A one-time link for a user, as an administrator makes it on the server.
fn link(data: &Path, login: &str) -> String {
    let output = program().args(["user", "link", login, "--data"]).arg(data).output();
    let output = output.expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let at = told.find("/login/once?token=").expect("the link");
    told[at..].split_whitespace().next().unwrap_or_default().to_owned()
}

/// Recomputes the journal's chain, replays it, and compares table by table.
#[track_caller]
fn verify(data: &Path) {
    let output = program().args(["verify", "--data"]).arg(data).output();
    let output = output.expect("the program runs");
    let (told, said) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "the journal is not whole: {told}{said}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}
