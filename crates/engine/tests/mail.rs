//! Reminders reach a mail server: a sink that speaks SMTP stands in for it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use domain::access::Role;
use wufei_engine::{Context, Engine, Place, Refused, Source, UserForm};

/// A mail as the sink took it: who it is for, and its text with the head.
struct Taken {
    recipient: String,
    text: String,
}

/// A server that takes every mail, as RFC 5321 says, but refuses one recipient.
fn sink() -> (String, Receiver<Taken>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let send = send.clone();
            std::thread::spawn(move || serve(stream, &send));
        }
    });
    (address, receive)
}

fn serve(stream: TcpStream, send: &Sender<Taken>) {
    let mut out = stream.try_clone().expect("a stream");
    let mut say = move |line: &str| out.write_all(format!("{line}\r\n").as_bytes());
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let _ = say("220 sink");
    let (mut recipient, mut text) = (String::new(), String::new());
    while let Some(line) = lines.next() {
        let word = line.split(' ').next().unwrap_or_default().to_uppercase();
        let told = match word.as_str() {
            "EHLO" | "HELO" => "250 sink",
            "RCPT" if line.contains("refused@") => "550 no such user",
            "RCPT" => {
                recipient = line;
                "250 ok"
            }
            "DATA" => {
                let _ = say("354 go on");
                for line in lines.by_ref().take_while(|line| line != ".") {
                    text += &line;
                    text.push('\n');
                }
                let taken = Taken { recipient: recipient.clone(), text: std::mem::take(&mut text) };
                let _ = send.send(taken);
                "250 taken"
            }
            "QUIT" => {
                let _ = say("221 bye");
                return;
            }
            _ => "250 ok",
        };
        if say(told).is_err() {
            return;
        }
    }
}

const PLAN: &str = "tianqiao-2023-2025";

async fn district(data: &Path) -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans").join(PLAN);
    let pack = wufei_engine::pack_read(&root).expect("the shipped pack");
    let engine = Engine::make(&Place::directory(data), None).await.expect("a fresh directory");
    let ctx = Context::system(engine.clock().now());
    engine.plan_import(&ctx, &pack, &Source::default()).await.expect("imported");
    for (login, mail) in
        [("office", ""), ("clerk", "clerk@example.org"), ("other", "refused@example.org")]
    {
        let org = if login == "office" { "zero-waste-office" } else { "agriculture" };
        let form = UserForm {
            login: format!("{login}-1"),
            mail: mail.to_owned(),
            role: Some(if login == "office" { Role::Office } else { Role::Bureau }),
            orgs: vec![org.to_owned()],
            ..UserForm::default()
        };
        engine.user_add(&ctx, &form).await.expect("a user");
    }
    engine
}

#[tokio::test]
async fn a_reminder_reaches_the_mail_server_and_is_noted() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let engine = district(&data).await;
    let ctx = Context::system(engine.clock().now());
    let place = (PLAN, "agriculture");
    let remind = || engine.mail_remind(&ctx, place, "待办事项", "2025-Q3 有 3 个数据逾期未报");
    let refused = remind().await;
    assert!(matches!(refused, Err(Refused::Unfit(_))), "mail is not set up yet");

    let (address, taken) = sink();
    let settings = format!("url = \"smtp://{address}\"\nfrom = \"office@example.org\"\n");
    std::fs::write(data.join("mail.toml"), settings).expect("the settings");
    assert_eq!(remind().await.expect("written"), 2, "both users of the org that have an address");
    assert_eq!(engine.mail_send().await.expect("sent"), 1, "the server refuses one of them");

    let mail = taken.recv_timeout(std::time::Duration::from_secs(10)).expect("a mail");
    assert!(mail.recipient.contains("clerk@example.org"), "{}", mail.recipient);
    assert!(mail.text.contains("From: office@example.org"), "{}", mail.text);

    let letters = engine.mail_list(&ctx).await.expect("the outbox");
    assert_eq!(letters.iter().filter(|letter| !letter.sent_at.is_empty()).count(), 1);
    let fault = letters.iter().find(|letter| letter.sent_at.is_empty()).expect("one waits");
    assert!(fault.fault.contains("550"), "why it was not sent is kept: {}", fault.fault);
    assert_eq!(engine.mail_send().await.expect("tried again"), 0, "nobody is told twice");

    let chases = engine.chase_list(&ctx, PLAN, Some("agriculture")).await.expect("the log");
    assert_eq!(chases.len(), 1, "a reminder is noted once, however many read it");
    engine.close().await;
}
