//! Files numbers and imports plans for ever, and prints a line after each that is safe on the disk.
//! The crash test kills it at any moment and looks for every line.
//!
//! `file_values DIRECTORY PACK`

use std::io::Write as _;
use std::path::Path;

use wufei_engine::{Clock, Context, Engine, FilingRow, Keep, Place, Source, pack_read};

/// So many numbers are filed, then a plan is imported.
const NUMBERS: u64 = 12;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let data = arguments.next().expect("a directory");
    let folder = arguments.next().expect("a pack");
    let engine = Engine::open(&Place::directory(data)).await.expect("it opens");
    let mut pack = pack_read(Path::new(&folder)).expect("a pack");
    let plan = pack.head.id.clone();
    let start = Clock::Real.now().to_string().replace([':', '.'], "");
    for no in 0_u64.. {
        let ctx = Context::system(engine.clock().now());
        if no % NUMBERS == NUMBERS - 1 {
            // A plan with another name each time, and little in it, so that it is soon in.
            pack.head.id = format!("copy-{start}-{no}");
            pack.document.outline.truncate(200);
            let source = Source { name: "copy.txt".to_owned(), bytes: no.to_be_bytes().to_vec() };
            engine.plan_import(&ctx, &pack, &source).await.expect("imported");
            acknowledge(&format!("plan {}", pack.head.id));
            continue;
        }
        let value = format!("{}", 1000 + no);
        let row = FilingRow {
            item: "giw-used".to_owned(),
            period: format!("2025-Q{}", no % 3 + 1),
            value: value.clone(),
            source: start.clone(),
            note: "示例".to_owned(),
            ..FilingRow::default()
        };
        let period = row.period.clone();
        let filed = engine.filing_file(&ctx, (&plan, "industry"), &[row], Keep::All).await;
        assert_eq!(filed.expect("an answer").count(wufei_engine::Outcome::Filed), 1);
        acknowledge(&format!("value {period} {value} {start}"));
    }
}

fn acknowledge(line: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever listens may be gone; then nothing was promised.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
