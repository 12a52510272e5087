//! Requests as bytes over connections that stay open, so that asking costs as little as can be.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What every request calls itself; a session is bound to it.
pub(crate) const AGENT: &str = "wufei-bench";

/// An answer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A request for a page, with a session's token or none.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    head("GET", path, token, "").into_bytes()
}

/// A form that is sent.
pub(crate) fn post(path: &str, token: &str, form: &str) -> Vec<u8> {
    let kind = "application/x-www-form-urlencoded";
    let length = form.len();
    let more =
        format!("origin: http://127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n");
    (head("POST", path, token, &more) + form).into_bytes()
}

fn head(method: &str, path: &str, token: &str, more: &str) -> String {
    let cookie = match token {
        "" => String::new(),
        token => format!("cookie: wufei_session={token}\r\n"),
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: {AGENT}\r\n{cookie}{more}\r\n"
    )
}

/// A connection.
pub(crate) struct Browser {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: vec![0; 256 * 1024] }
    }

    /// Sends a request and reads all of its answer.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let mut answer = Answer::default();
        self.exchange(request, |status, part| {
            answer.status = status;
            answer.body.extend_from_slice(part);
        })?;
        Ok(answer)
    }

    /// The same, without keeping the answer; its status.
    pub(crate) fn pass(&mut self, request: &[u8]) -> Result<u16> {
        let mut seen = 0;
        self.exchange(request, |status, _| seen = status)?;
        Ok(seen)
    }

    fn exchange(&mut self, request: &[u8], mut part: impl FnMut(u16, &[u8])) -> Result<()> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address)?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request)?;
        let mut filled = 0;
        let end = loop {
            filled += read(&mut stream, &mut self.buffer[filled..])?;
            let found = self.buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = found {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
        part(status, &self.buffer[end..filled]);
        if let Some(length) = field("content-length: ") {
            let length: usize = length.trim().parse().map_err(|_| ErrorKind::InvalidData)?;
            let mut have = filled - end;
            while have < length {
                let got = read(&mut stream, &mut self.buffer)?;
                part(status, &self.buffer[..got]);
                have += got;
            }
        } else if field("transfer-encoding: chunked").is_some() {
            let mut tail = self.buffer[end..filled].to_vec();
            while !tail.ends_with(b"\r\n0\r\n\r\n") {
                let got = read(&mut stream, &mut self.buffer)?;
                part(status, &self.buffer[..got]);
                tail.extend_from_slice(&self.buffer[..got]);
                tail.drain(..tail.len().saturating_sub(7));
            }
        }
        if field("connection: close").is_none() {
            self.stream = Some(stream);
        }
        Ok(())
    }
}

fn read(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<usize> {
    match stream.read(buffer)? {
        0 => Err(ErrorKind::UnexpectedEof.into()),
        got => Ok(got),
    }
}

/// Many connections that ask one thing after another.
pub(crate) struct Crowd<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) requests: &'a [Vec<u8>],
    pub(crate) connections: usize,
}

impl Crowd<'_> {
    /// Asks so often.
    pub(crate) fn ask(&self, count: usize) {
        self.run(|asked| asked < count);
    }

    /// Asks for so long; how many answers came a second.
    pub(crate) fn ask_for(&self, time: Duration) -> f64 {
        let began = Instant::now();
        let count = self.run(|_| began.elapsed() < time);
        f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / began.elapsed().as_secs_f64()
    }

    fn run(&self, goes_on: impl Fn(usize) -> bool + Sync) -> usize {
        let asked = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.connections {
                scope.spawn(|| {
                    let mut browser = Browser::new(self.address);
                    loop {
                        let own = asked.fetch_add(1, Ordering::Relaxed);
                        if !goes_on(own) {
                            break;
                        }
                        let request = &self.requests[own % self.requests.len()];
                        let status = browser.pass(request).expect("an answer");
                        assert_eq!(status, 200, "a page");
                    }
                });
            }
        });
        asked.into_inner().saturating_sub(self.connections)
    }
}
