//! Numbers as automatic numbering writes them: `1`, `01`, `iv`, `B`, `一百二十`, `甲`, `壹`, `①` …

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const DIGITS: &str = "〇一二三四五六七八九";
const CIRCLED_IDEOGRAPHS: &str = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉";

/// Digits and powers of ten of a way of counting.
struct Counting {
    digits: &'static str,
    powers: [&'static str; 4],
    myriad: &'static str,
    /// Whether ten is 壹拾, and not 十.
    says_one_ten: bool,
}

const CHINESE: Counting =
    Counting {
        digits: DIGITS, powers: ["", "十", "百", "千"], myriad: "万", says_one_ten: false
    };
const TAIWANESE: Counting = Counting { myriad: "萬", ..CHINESE };
const LEGAL_SIMPLIFIED: Counting = Counting {
    digits: "零壹贰叁肆伍陆柒捌玖",
    powers: ["", "拾", "佰", "仟"],
    myriad: "万",
    says_one_ten: true,
};
const LEGAL_TRADITIONAL: Counting =
    Counting { digits: "零壹貳參肆伍陸柒捌玖", myriad: "萬", ..LEGAL_SIMPLIFIED };

/// A number in the format that a numbering level names; decimal where the format is unknown.
pub(super) fn numeral(format: &str, number: u32) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letters(number),
        "lowerLetter" => letters(number).to_lowercase(),
        "decimalFullWidth" | "decimalFullWidth2" => full_width(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => enclosed('⑴', number),
        "decimalEnclosedFullstop" => enclosed('⒈', number),
        "numberInDash" => format!("- {number} -"),
        "ideographEnclosedCircle" => one_of(CIRCLED_IDEOGRAPHS, number),
        "ideographTraditional" => one_of(STEMS, number),
        "ideographZodiac" => one_of(BRANCHES, number),
        "ideographZodiacTraditional" => stem_and_branch(number),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => digits(number),
        "chineseCounting" | "taiwaneseCounting" if number > 99 => digits(number),
        // In Chinese files the Japanese format means the Chinese one.
        "chineseCounting"
        | "taiwaneseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting" => count(&CHINESE, number),
        "taiwaneseCountingThousand" => count(&TAIWANESE, number),
        "chineseLegalSimplified" => count(&LEGAL_SIMPLIFIED, number),
        "ideographLegalTraditional" | "japaneseLegal" => count(&LEGAL_TRADITIONAL, number),
        _ => number.to_string(),
    }
}

fn roman(number: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 10_000 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in STEPS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

/// A to Z, then AA, BB, …: Word repeats the letter.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1).filter(|index| *index < 780) else {
        return number.to_string();
    };
    let letter = char::from_u32('A' as u32 + index % 26).unwrap_or('?');
    (0..=index / 26).map(|_| letter).collect()
}

fn full_width(number: u32) -> String {
    let wide = |digit: char| char::from_u32(digit as u32 + 0xfee0).unwrap_or(digit);
    number.to_string().chars().map(wide).collect()
}

/// ① to ㊿, which stand in three places of Unicode.
fn circled(number: u32) -> String {
    let character = match number {
        0 => Some('⓪'),
        1..=20 => char::from_u32('①' as u32 + number - 1),
        21..=35 => char::from_u32('㉑' as u32 + number - 21),
        36..=50 => char::from_u32('㊱' as u32 + number - 36),
        _ => None,
    };
    character.map_or_else(|| number.to_string(), String::from)
}

/// One of the twenty enclosed numbers from `first` on.
fn enclosed(first: char, number: u32) -> String {
    let index = number.checked_sub(1).filter(|index| *index < 20);
    let character = index.and_then(|index| char::from_u32(first as u32 + index));
    character.map_or_else(|| number.to_string(), String::from)
}

/// One sign of a fixed list; beyond it, decimal.
fn one_of(signs: &str, number: u32) -> String {
    let sign = number.checked_sub(1).and_then(|index| signs.chars().nth(index as usize));
    sign.map_or_else(|| number.to_string(), String::from)
}

/// 甲子, 乙丑, …
fn stem_and_branch(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else { return number.to_string() };
    format!("{}{}", one_of(STEMS, index % 10 + 1), one_of(BRANCHES, index % 12 + 1))
}

/// Digit for digit: 一〇二.
fn digits(number: u32) -> String {
    let digit = |digit: char| DIGITS.chars().nth(digit.to_digit(10).unwrap_or(0) as usize);
    number.to_string().chars().filter_map(digit).collect()
}

/// Counted by powers of ten: 一百〇二.
fn count(counting: &Counting, number: u32) -> String {
    if number == 0 || number >= 100_000_000 {
        return number.to_string();
    }
    let (high, low) = (number / 10_000, number % 10_000);
    let mut text = String::new();
    if high > 0 {
        text.push_str(&below_myriad(counting, high, false));
        text.push_str(counting.myriad);
    }
    if low > 0 {
        text.push_str(&below_myriad(counting, low, high > 0));
    }
    text
}

/// A number below ten thousand; `follows` says that a higher part stands before it.
fn below_myriad(counting: &Counting, number: u32, follows: bool) -> String {
    let sign = |digit: u32| counting.digits.chars().nth(digit as usize).unwrap_or('?');
    let mut text = String::new();
    let mut has_gap = follows && number < 1000;
    for power in (0_u32..4).rev() {
        let digit = number / 10_u32.pow(power) % 10;
        if digit == 0 {
            has_gap |= !text.is_empty();
            continue;
        }
        if has_gap {
            text.push(sign(0));
            has_gap = false;
        }
        // Ten is 十, but 一十 within a greater number.
        let says_one = power != 1 || number > 19 || follows || counting.says_one_ten;
        if digit > 1 || says_one {
            text.push(sign(digit));
        }
        text.push_str(counting.powers[power as usize]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let cases = [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("decimalZero", 12, "12"),
            ("upperRoman", 1994, "MCMXCIV"),
            ("lowerRoman", 4, "iv"),
            ("upperLetter", 2, "B"),
            ("lowerLetter", 27, "aa"),
            ("lowerLetter", 28, "bb"),
            ("chineseCounting", 1, "一"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 99, "九十九"),
            ("chineseCounting", 100, "一〇〇"),
            ("chineseCountingThousand", 16, "十六"),
            ("chineseCountingThousand", 100, "一百"),
            ("chineseCountingThousand", 102, "一百〇二"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 1003, "一千〇三"),
            ("chineseCountingThousand", 20_010, "二万〇一十"),
            ("taiwaneseCounting", 21, "二十一"),
            ("japaneseCounting", 12, "十二"),
            ("ideographDigital", 10, "一〇"),
            ("ideographTraditional", 3, "丙"),
            ("ideographTraditional", 11, "11"),
            ("ideographZodiac", 12, "亥"),
            ("ideographZodiacTraditional", 13, "丙子"),
            ("decimalEnclosedCircle", 1, "①"),
            ("decimalEnclosedCircle", 20, "⑳"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("decimalEnclosedCircle", 50, "㊿"),
            ("decimalEnclosedCircle", 51, "51"),
            ("decimalEnclosedParen", 2, "⑵"),
            ("decimalEnclosedFullstop", 20, "⒛"),
            ("decimalFullWidth", 12, "１２"),
            ("chineseLegalSimplified", 10, "壹拾"),
            ("chineseLegalSimplified", 23, "贰拾叁"),
            ("ideographLegalTraditional", 3, "參"),
            ("bullet", 1, ""),
            ("none", 1, ""),
            ("somethingNew", 7, "7"),
        ];
        for (format, number, text) in cases {
            assert_eq!(numeral(format, number), text, "{format} {number}");
        }
    }

    #[test]
    fn no_number_is_too_large() {
        for format in ["upperRoman", "upperLetter", "chineseCountingThousand", "ideographZodiac"] {
            assert!(!numeral(format, u32::MAX).is_empty());
            assert_eq!(numeral(format, 0), "0");
        }
    }
}
