//! Tables → csv and xlsx, files → zip.

mod archive;
mod csv;
mod form;
mod workbook;

pub use archive::{ArchiveFault, archive_write};
pub use csv::{CsvOptions, write_csv};
pub use form::{ColumnUse, Form, FormColumn, FormField, Mark};
pub use workbook::{Column, Field, Sheet, Workbook, WriteError};

/// Whether a text is a number that Excel holds exactly: decimal digits, at most 15, written as a
/// person writes a number. A code with a leading zero or many digits is none.
fn is_exact_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let has_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_canonical = whole == "0" || !whole.starts_with('0');
    let digits = unsigned.bytes().filter(u8::is_ascii_digit).count();
    has_digits(whole) && has_digits(fraction) && is_canonical && digits <= 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_no_numbers() {
        for number in ["0", "-0.5", "97.850", "123456789012345", "2023"] {
            assert!(is_exact_number(number), "{number}");
        }
        let others = ["", "-", ".5", "5.", "007", "1e3", "≤300", "1,000", "5%", "1234567890123456"];
        for other in others {
            assert!(!is_exact_number(other), "{other}");
        }
    }
}
