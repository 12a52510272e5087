//! What a running program uses, as the kernel counts it.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::binary;
use super::browser::{Browser, get};

/// A program that is ended when it is dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { child: quiet.spawn().expect("a program that starts") }
    }

    /// Seconds on the processors since it began, all of its threads.
    pub(crate) fn cpu(&self) -> f64 {
        cpu_of(&format!("/proc/{}/task", self.child.id()), |_| true)
    }

    /// Its resident memory, in MB.
    pub(crate) fn resident(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("a running program");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kilobytes.and_then(|text| text.parse::<f64>().ok()).expect("its memory") / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Seconds on the processors of this program's threads of a name.
pub(crate) fn cpu_of_threads(name: &str) -> f64 {
    let is_own = |path: &Path| {
        std::fs::read_to_string(path.join("comm")).is_ok_and(|own| own.trim() == name)
    };
    cpu_of("/proc/self/task", is_own)
}

/// Seconds on the processors of some threads, as the scheduler counts nanoseconds: its ticks are as
/// long as fifty pages. A thread that ends takes its seconds along; none does between two pages.
fn cpu_of(tasks: &str, is_own: impl Fn(&Path) -> bool) -> f64 {
    let threads = std::fs::read_dir(tasks).expect("the kernel tells the threads");
    let threads = threads.filter_map(Result::ok).map(|thread| thread.path());
    let nanoseconds = threads.filter(|path| is_own(path)).map(|path| {
        let counted = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        counted.split(' ').next().and_then(|own| own.parse().ok()).map_or(0, |own: u64| own)
    });
    Duration::from_nanos(nanoseconds.sum()).as_secs_f64()
}

/// A port that nobody listens at.
pub(crate) fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address")
}

/// `wufei serve` on a data directory; the seconds until it says that it is well.
pub(crate) fn serve(data: &Path) -> (Process, SocketAddr, f64) {
    let address = free_address();
    let began = Instant::now();
    let mut command = Command::new(binary());
    command.arg("serve").arg("--listen").arg(address.to_string()).arg("--data").arg(data);
    let process = Process::start(&mut command);
    wait_for(address, "/healthz");
    (process, address, began.elapsed().as_secs_f64())
}

/// Waits until an address answers.
pub(crate) fn wait_for(address: SocketAddr, path: &str) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_mins(1) {
        if TcpStream::connect(address).is_ok() {
            let answer = Browser::new(address).ask(&get(path, ""));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return;
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("nobody answers at {address}{path}");
}
