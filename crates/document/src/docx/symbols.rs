//! Characters of symbol fonts, which a docx names by a code of the font.

/// Codes of the font Symbol that stand in plans and tables.
const SYMBOL: [(u32, char); 24] = [
    (0x25, '%'),
    (0x2b, '+'),
    (0x2d, '−'),
    (0x3c, '<'),
    (0x3d, '='),
    (0x3e, '>'),
    (0x44, 'Δ'),
    (0x53, 'Σ'),
    (0x57, 'Ω'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x6c, 'λ'),
    (0x6d, 'μ'),
    (0x7e, '∼'),
    (0xa3, '≤'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xbb, '≈'),
    (0xd7, '·'),
];

/// Codes of Wingdings and Wingdings 2: the boxes and ticks of forms, circled numbers.
const WINGDINGS: [(u32, char); 11] = [
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x75, '◆'),
    (0xa1, '○'),
    (0xa8, '□'),
    (0xab, '★'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];

const WINGDINGS_2: [(u32, char); 8] = [
    (0x2a, '□'),
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0xa3, '□'),
];

/// The character for a code of a font; a code that is not known stays as it is, so that it is
/// seen to be there.
pub(super) fn symbol(font: Option<&str>, code: Option<&str>) -> Option<char> {
    let code = u32::from_str_radix(code?, 16).ok()?;
    // Symbol fonts stand in the private use area from F000 on.
    let in_font = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let table: &[(u32, char)] = match font? {
        "Symbol" => &SYMBOL,
        "Wingdings" => &WINGDINGS,
        "Wingdings 2" => &WINGDINGS_2,
        _ => &[],
    };
    let known = table.iter().find(|(known, _)| *known == in_font).map(|(_, sign)| *sign);
    let circled = match font? {
        "Wingdings" => in_font.checked_sub(0x81).filter(|index| *index < 10),
        "Wingdings 2" => in_font.checked_sub(0x6a).filter(|index| *index < 10),
        _ => None,
    };
    let circled = circled.and_then(|index| char::from_u32('①' as u32 + index));
    known.or(circled).or_else(|| char::from_u32(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_become_characters() {
        let cases = [
            ("Symbol", "F0A3", '≤'),
            ("Symbol", "F0B3", '≥'),
            ("Symbol", "B3", '≥'),
            ("Wingdings", "F0FE", '☑'),
            ("Wingdings", "F081", '①'),
            ("Wingdings 2", "0052", '☑'),
            ("宋体", "25A1", '□'),
            ("Webdings", "F041", '\u{f041}'),
        ];
        for (font, code, character) in cases {
            assert_eq!(symbol(Some(font), Some(code)), Some(character), "{font} {code}");
        }
        assert_eq!(symbol(Some("Symbol"), Some("zz")), None);
        assert_eq!(symbol(None, None), None);
    }
}
