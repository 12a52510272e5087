//! Writing csv: UTF-8, commas, a line feed behind each row.

use super::is_exact_number;

/// How csv is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CsvOptions {
    /// Begin with a mark of byte order, without which Excel takes UTF-8 for the local encoding.
    pub bom: bool,
    /// Put `'` before a text that Excel would take for a formula. What is read back then differs,
    /// so this is for people's eyes only.
    pub guard: bool,
}

/// Writes rows of fields as csv.
///
/// ```
/// use wufei_document::{CsvOptions, write_csv};
/// let rows = [["指标", "说明"], ["示例综合利用率", "98%以上, \"左右\""]];
/// let csv = write_csv(rows, CsvOptions::default());
/// assert_eq!(csv, "指标,说明\n示例综合利用率,\"98%以上, \"\"左右\"\"\"\n".as_bytes());
/// ```
pub fn write_csv<R, F>(rows: impl IntoIterator<Item = R>, options: CsvOptions) -> Vec<u8>
where
    R: AsRef<[F]>,
    F: AsRef<str>,
{
    let mut csv = String::new();
    if options.bom {
        csv.push('\u{feff}');
    }
    for row in rows {
        let fields = row.as_ref();
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                csv.push(',');
            }
            let field = field.as_ref();
            let is_guarded = options.guard && is_formula(field);
            push_field(field, is_guarded, fields.len() == 1, &mut csv);
        }
        csv.push('\n');
    }
    csv.into_bytes()
}

/// Whether Excel would compute a text instead of showing it.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_exact_number(text)
}

/// Adds a field. A field that is alone in its row would be nothing if it is empty, and might be
/// taken for a declaration of another delimiter.
fn push_field(field: &str, is_guarded: bool, is_alone: bool, csv: &mut String) {
    let is_special = field.contains([',', ';', '\t', '"', '\r', '\n'])
        || field.starts_with('\u{feff}')
        || is_alone && (field.trim().is_empty() || field.to_lowercase().starts_with("sep="));
    let sign = if is_guarded { "'" } else { "" };
    if is_special {
        csv.push('"');
        csv.push_str(sign);
        csv.push_str(&field.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(sign);
        csv.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: &[&[&str]], options: CsvOptions) -> String {
        String::from_utf8(write_csv(rows, options)).expect("utf-8")
    }

    #[test]
    fn fields_are_quoted_where_they_have_to_be() {
        let rows: [&[&str]; 6] =
            [&["a", "b c"], &["1,2", "x;y"], &["\"", "上\n下"], &["", ""], &[""], &["sep=;"]];
        let expected = "a,b c\n\"1,2\",\"x;y\"\n\"\"\"\",\"上\n下\"\n,\n\"\"\n\"sep=;\"\n";
        assert_eq!(written(&rows, CsvOptions::default()), expected);
    }

    #[test]
    fn formulas_are_guarded_only_when_asked() {
        let rows: [&[&str]; 1] = [&["=1+1", "+86", "-0.5", "@x", "-5-5", "=\"a\"", "5"]];
        let plain = "=1+1,+86,-0.5,@x,-5-5,\"=\"\"a\"\"\",5\n";
        assert_eq!(written(&rows, CsvOptions::default()), plain);
        let guarded = "'=1+1,'+86,-0.5,'@x,'-5-5,\"'=\"\"a\"\"\",5\n";
        assert_eq!(written(&rows, CsvOptions { guard: true, bom: false }), guarded);
    }

    #[test]
    fn a_mark_of_byte_order_comes_first() {
        let options = CsvOptions { bom: true, guard: false };
        assert_eq!(written(&[&["a"]], options), "\u{feff}a\n");
    }
}
