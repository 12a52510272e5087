//! Refusals of the document crate in both languages: the format, what was met, what to do.

use document::{CellFault, CsvFault, Damage, Foreign, Hint, LimitKind, ReadError, XmlFault};
use domain::record::Said;

use crate::fault::{Fault, Spot};

/// A refused file as a fault.
pub(crate) fn refused(file: &str, error: &ReadError) -> Fault {
    let spot = Spot::file(file);
    let spot = match error {
        ReadError::BadCell { place, column, .. } => spot.row(place).column(column),
        ReadError::Undecodable { line, .. }
        | ReadError::Binary { line, .. }
        | ReadError::Csv { line, .. } => spot.row(line),
        ReadError::TooLarge { place: Some(place), .. } => spot.row(place),
        _ => spot,
    };
    if let Some(said) = misnamed(file, error) {
        let hint = Said::both(
            "在 Excel 或 WPS 里重新保存再传；打不开就用备份的那一份".to_owned(),
            "save it again in Excel or WPS; where it does not open, send the copy that was kept"
                .to_owned(),
        );
        return Fault::new(Spot::file(file), said).hint(hint);
    }
    let fault = Fault::new(spot, Said::both(chinese(error), english(error)));
    match error.hint() {
        Some(hint) => fault.hint(said_hint(hint)),
        None => fault,
    }
}

/// What is called a workbook or a document and has something else in it: the place inside of what
/// it was taken for would help nobody.
fn misnamed(name: &str, error: &ReadError) -> Option<Said> {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_lowercase());
    let is_package = matches!(ending.as_str(), "xlsx" | "xlsm" | "docx" | "docm");
    let is_text_fault = matches!(
        error,
        ReadError::Binary { .. } | ReadError::Undecodable { .. } | ReadError::Csv { .. }
    );
    (is_package && is_text_fault).then(|| {
        Said::both(
            format!("文件已损坏：名称是 .{ending}，内容却不是"),
            format!("the file is damaged: it is called .{ending}, but its content is none"),
        )
    })
}

/// The English words without the place, which stands in front of them already.
fn english(error: &ReadError) -> String {
    match error {
        ReadError::BadCell { fault, .. } => fault.to_string(),
        ReadError::Csv { fault, .. } => fault.to_string(),
        ReadError::Undecodable { encoding, offset, .. } => {
            format!("byte {offset} is not {encoding}")
        }
        ReadError::Binary { offset, .. } => {
            format!("not a text: a control character at byte {offset}")
        }
        ReadError::TooLarge { kind, limit, met, .. } => {
            format!("too large: {met} {kind} met, at most {limit} are read")
        }
        // The parser's own words help nobody who holds a broken file.
        ReadError::Xml { part, offset, fault: XmlFault::Syntax(_) } => {
            format!("{part} in the file is no valid XML at byte {offset}")
        }
        other => other.to_string(),
    }
}

fn chinese(error: &ReadError) -> String {
    match error {
        ReadError::Empty => "文件是空的".to_owned(),
        ReadError::Foreign { format, .. } => format!("这是{}，不能读", foreign(*format)),
        ReadError::Encrypted => "文件加了密码".to_owned(),
        ReadError::Truncated { length } => {
            format!("文件不完整，只收到 {length} 字节，结尾缺失")
        }
        ReadError::Damaged { part, damage } => format!("文件里的 {part} {}", damaged(*damage)),
        ReadError::MissingPart { part } => format!("文件里缺少 {part}"),
        ReadError::Xml { part, offset, fault } => {
            format!("文件里的 {part} 第 {offset} 字节处{}", xml(fault))
        }
        ReadError::BadCell { fault, .. } => cell(*fault).to_owned(),
        ReadError::Undecodable { encoding, offset, .. } => {
            format!("第 {offset} 字节不是 {encoding} 编码")
        }
        ReadError::Binary { offset, .. } => {
            format!("不是文本：第 {offset} 字节是控制字符")
        }
        ReadError::Csv { fault, .. } => match fault {
            CsvFault::UnclosedQuote => "引号没有闭合".to_owned(),
            CsvFault::TextAfterQuote => "引号闭合之后还有文字".to_owned(),
        },
        ReadError::TooLarge { kind, limit, met, .. } => {
            format!("过大：{met} {0}，最多读 {limit} {0}", limit_word(*kind))
        }
    }
}

fn foreign(format: Foreign) -> &'static str {
    match format {
        Foreign::Doc => "旧版 Word 文档（.doc）",
        Foreign::Wps => "WPS 文字文档（.wps）",
        Foreign::Xls => "旧版 Excel 工作簿（.xls）",
        Foreign::Et => "WPS 表格（.et）",
        Foreign::Ppt => "旧版演示文稿（.ppt）",
        Foreign::Compound => "旧版 Office 格式的文件",
        Foreign::Pdf => " PDF 文件（.pdf）",
        Foreign::Ofd => " OFD 版式文件（.ofd）",
        Foreign::Odt => " OpenDocument 文本（.odt）",
        Foreign::Ods => " OpenDocument 表格（.ods）",
        Foreign::OpenDocument => " OpenDocument 文件",
        Foreign::Uof => " UOF 文件",
        Foreign::Rtf => " RTF 文件（.rtf）",
        Foreign::Html => "网页（.html）",
        Foreign::Mht => "网页存档（.mht）",
        Foreign::Xml => " XML 文件",
        Foreign::Pptx => "演示文稿（.pptx）",
        Foreign::Xlsb => " Excel 二进制工作簿（.xlsb）",
        Foreign::Docx => " Word 文档（.docx），这里要的是表格",
        Foreign::Image => "图片",
        Foreign::Archive => "压缩包",
    }
}

fn damaged(damage: Damage) -> &'static str {
    match damage {
        Damage::Packing => "解不开，文件已损坏",
        Damage::Checksum => "校验不符，传输中变了",
        Damage::Method => "的压缩方式不支持",
        Damage::Directory => "的目录读不出来，文件已损坏",
    }
}

fn xml(fault: &XmlFault) -> String {
    match fault {
        XmlFault::BreaksOff => "内容中断".to_owned(),
        XmlFault::Doctype => "声明了 DOCTYPE，不予读取".to_owned(),
        XmlFault::Entity(name) => format!("用了未知实体“{name}”"),
        XmlFault::NotUtf8 => "不是 UTF-8 编码".to_owned(),
        XmlFault::Syntax(_) => "不是合法的 XML".to_owned(),
    }
}

fn cell(fault: CellFault) -> &'static str {
    match fault {
        CellFault::NoSuchString => "单元格引用了不存在的文字",
        CellFault::OutOfOrder => "单元格次序错乱",
        CellFault::BadAddress => "单元格地址不对",
    }
}

fn limit_word(kind: LimitKind) -> &'static str {
    match kind {
        LimitKind::Input => "字节",
        LimitKind::Entries => "个压缩条目",
        LimitKind::Unpacked => "字节（解压后）",
        LimitKind::Ratio => "倍（解压比）",
        LimitKind::Depth => "层嵌套",
        LimitKind::Paragraphs => "段",
        LimitKind::Rows => "行",
        LimitKind::Cells => "个单元格",
        LimitKind::Columns => "列",
        LimitKind::Characters => "个字符（一处）",
        LimitKind::Definitions => "个样式或编号定义",
    }
}

fn said_hint(hint: Hint) -> Said {
    let (zh, en) = match hint {
        Hint::SaveAsDocx { .. } => (
            "用 Word 或 WPS 打开，选“文件—另存为”，类型选“Word 文档（*.docx）”，再读 .docx；PDF、OFD 请找原来的 Word 稿",
            "open it in Word or WPS, choose File, Save as, type `Word document (*.docx)`, and read the docx; for a pdf or ofd ask for the Word file it was made from",
        ),
        Hint::SaveAsXlsx { .. } => (
            "用 Excel 或 WPS 打开，选“文件—另存为”，类型选“Excel 工作簿（*.xlsx）”，再读 .xlsx",
            "open it in Excel or WPS, choose File, Save as, type `Excel workbook (*.xlsx)`, and read the xlsx",
        ),
        Hint::SaveAsUtf8 => (
            "用记事本或 WPS 打开，另存为 UTF-8 编码的文本",
            "open it in an editor and save it as UTF-8 text",
        ),
        Hint::RemovePassword => (
            "用密码打开后取消密码（文件—信息—保护文档），再保存为 docx 或 xlsx",
            "open it with the password, remove the password, and save as docx or xlsx",
        ),
        Hint::SendAgain => ("请重新发送或重新下载这个文件", "send or download the file again"),
        Hint::SaveAgain => (
            "用 Word、Excel 或 WPS 打开后重新保存一次",
            "open it in Word, Excel or WPS and save it again",
        ),
        Hint::SendOriginal => (
            "请提供电子原稿（docx、xlsx 或文本）",
            "send the original electronic file (docx, xlsx or text)",
        ),
        Hint::Unpack => ("请解压后逐个读取", "unpack it and read the files one by one"),
        Hint::CheckQuotes => (
            "检查这一行的引号：闭合引号，或把文字里的引号写成两个",
            "close the quote, or double the quotes that belong to the text",
        ),
        Hint::Split => ("请拆成几个文件", "split it into several files"),
    };
    Said::both(zh.to_owned(), en.to_owned())
}
