//! Documents that are none, or are wrong: each its own message, and nothing written.

use std::io::{Cursor, Write};

use wufei_tests::fixtures::fixture;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::Desk;

/// The first bytes of the container of the old office formats.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

fn tianqiao_docx() -> Vec<u8> {
    std::fs::read(fixture("tianqiao/tianqiao-2023-2025.docx")).expect("the fixture")
}

/// Reads a file that must be refused, and sees that nothing was written.
fn refused(name: &str, content: impl AsRef<[u8]>, words: &[&str]) {
    let desk = Desk::new();
    desk.file(name, content);
    let run = desk.wufei(&["plan", "read", name, "--out", "out"]);
    run.refused(&[&format!("error: {name}")]).says(words);
    assert_eq!(desk.names(), [name], "nothing was written");
    assert!(run.out.is_empty(), "{}", run.out);
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn a_file_that_is_no_plan() {
    refused(
        "letter.txt",
        "关于召开会议的通知\n请准时参加。\n",
        &["不是“无废城市”实施方案", "hint:"],
    );
    refused("empty.txt", "", &["文件是空的"]);
}

#[test]
fn a_docx_that_was_cut_renamed_or_locked() {
    let docx = tianqiao_docx();
    refused("cut.docx", &docx[..docx.len() / 2], &["文件不完整", "hint:"]);
    refused("named.docx", b"%PDF-1.7\n", &["PDF"]);
    refused("text.docx", "只是文字\n", &["不是“无废城市”实施方案"]);
    let mut broken = docx;
    let middle = broken.len() / 3;
    broken[middle..middle + 64].fill(0);
    refused("broken.docx", &broken, &["word/document.xml", "hint:"]);
    refused("locked.docx", locked(), &["密码", "取消密码"]);
}

/// A compound file whose directory names the streams of an encrypted package.
fn locked() -> Vec<u8> {
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(COMPOUND);
    bytes[30..32].copy_from_slice(&9_u16.to_le_bytes());
    bytes[44..48].copy_from_slice(&1_u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    // The allocation table: the directory's one sector is its last.
    bytes[512 + 4..512 + 8].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
    for (index, name) in ["Root Entry", "EncryptionInfo", "EncryptedPackage"].iter().enumerate() {
        let start = 1024 + index * 128;
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[start..start + units.len()].copy_from_slice(&units);
        let length = u16::try_from(units.len() + 2).expect("a short name");
        bytes[start + 64..start + 66].copy_from_slice(&length.to_le_bytes());
    }
    bytes
}

#[test]
fn a_bomb() {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let relations = format!(
        r#"<Relationships><Relationship Id="r" Type="{kind}" Target="word/document.xml"/></Relationships>"#
    );
    let body = "<w:p/>".repeat(20_000_000);
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let bytes = archive(&[
        ("_rels/.rels", relations.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ]);
    refused("bomb.docx", bytes, &["过大"]);
}

#[test]
fn an_old_or_foreign_format_is_named_with_what_to_do() {
    let old: Vec<u8> = COMPOUND.iter().copied().chain([0; 2000]).collect();
    let ofd = archive(&[("OFD.xml", b"<ofd:OFD/>")]);
    let cases: [(&str, &[u8], &str); 5] = [
        ("plan.doc", &old, ".doc"),
        ("plan.wps", &old, ".wps"),
        ("plan.pdf", b"%PDF-1.4\n", "PDF"),
        ("plan.ofd", &ofd, "OFD"),
        ("plan.rtf", b"{\\rtf1 text}", "RTF"),
    ];
    for (name, bytes, word) in cases {
        refused(name, bytes, &[word, "另存为", "docx"]);
    }
}

#[test]
fn what_cannot_be_placed_is_kept_with_its_line_and_the_reason() {
    let desk = Desk::new();
    desk.file(
        "plan.txt",
        "示例区“无废城市”建设实施方案\n\
         指标体系共设置9项指标。\n\
         \n\
         甲\t乙\t丙\n\
         子\t丑\t寅\n\
         \n\
         序号\t一级指标\t指标名称\t单位\t2020年\t2025年\t责任部门\n\
         1\t减量\t回收率★\t%\t80\t好好干活\t区示例局\n\
         2\t减量\t回收率★\t%\t81\t95\t区示例局\n",
    );
    let run = desk.wufei(&["plan", "read", "plan.txt", "--out", "out", "--format", "json"]);
    assert_eq!(run.code, 0, "a plan with unread lines was read: {}", run.said);
    let unread = &run.json()["unread"];
    for (line, text, reason) in [
        ("4", "甲\t乙\t丙", "表头不是"),
        ("8", "好好干活", "目标的写法不在词表里"),
        ("9", "回收率", "名称与前面的指标相同"),
        ("2", "共设置9项指标（读到 2）", "文中写明的数量与表中不符"),
    ] {
        let found = unread.as_array().expect("rows").iter().any(|row| {
            row["line"] == line
                && row["text"] == text
                && row["reason"].as_str().is_some_and(|words| words.contains(reason))
        });
        assert!(found, "{line} {text} {reason} in {unread:#}");
    }
}

#[test]
fn the_same_plan_in_three_encodings_is_the_same_plan() {
    let text =
        std::fs::read_to_string(crate::program::shipped().join("source/tianqiao-2023-2025.txt"))
            .expect("the plan");
    let desk = Desk::new();
    let read = |name: &str, bytes: &[u8]| {
        desk.file(name, bytes);
        let run = desk.wufei(&["plan", "read", name, "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.said);
        run.out
    };
    let wide: Vec<u8> =
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (gb, _, lossy) = encoding_rs::GB18030.encode(&text);
    assert!(!lossy);
    let plain = read("utf8.txt", text.as_bytes());
    assert!(plain == read("utf16.txt", &wide), "UTF-16 reads the same");
    assert!(plain == read("gb.txt", &gb), "GB18030 reads the same");
}
