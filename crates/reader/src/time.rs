//! Times as plans write them → from and to, each a year or a month.

/// A year, with its month where one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    year: u16,
    month: Option<u8>,
    /// Where it ends in the text.
    end: usize,
}

/// From and to of a time: `YYYY` or `YYYY-MM`, blank where the text names none. A lone date is an
/// end where the text or the column's head speaks of a deadline.
pub(crate) fn span(key: &str, deadline: bool) -> (String, String) {
    let points = points(key);
    let (from, to) = match points.as_slice() {
        [] => term(key).unwrap_or((None, None)),
        [one] => lone(key, *one, deadline),
        [first, .., last] => (Some(*first), Some(*last)),
    };
    (written(from), written(to))
}

fn written(point: Option<Point>) -> String {
    match point {
        Some(Point { year, month: Some(month), .. }) => format!("{year}-{month:02}"),
        Some(Point { year, month: None, .. }) => year.to_string(),
        None => String::new(),
    }
}

fn lone(key: &str, point: Point, deadline: bool) -> (Option<Point>, Option<Point>) {
    let rest = &key[point.end..];
    let in_month = |month| Some(Point { month: Some(month), ..point });
    for (words, from, to) in [
        ("上半年", 1, 6),
        ("下半年", 7, 12),
        ("一季度", 1, 3),
        ("二季度", 4, 6),
        ("三季度", 7, 9),
        ("四季度", 10, 12),
    ] {
        if rest.starts_with(words) || rest.strip_prefix('第').is_some_and(|r| r.starts_with(words))
        {
            let ends = rest.contains('前') || deadline;
            return if ends { (None, in_month(to)) } else { (in_month(from), in_month(to)) };
        }
    }
    let open = ["起", "开始", "以后", "后持续", "长期"].iter().any(|word| rest.contains(word));
    let ends =
        ["前", "底", "末", "之内", "以内", "完成", "截止"].iter().any(|word| rest.contains(word))
            || key.starts_with("到")
            || key.starts_with("至");
    match (open, ends || deadline) {
        // `2026年起` is a beginning, also under a head that speaks of an end.
        (true, _) if !ends => (Some(point), None),
        (_, true) => (None, Some(point)),
        (_, false) => (Some(point), Some(point)),
    }
}

/// `“十四五”期间`.
fn term(key: &str) -> Option<(Option<Point>, Option<Point>)> {
    let at = key.find("十").filter(|&at| key[at..].contains("五"))?;
    let digit = key[at + "十".len()..].chars().next()?;
    let number = "二三四五六七".find(digit)? / "二".len();
    let end = 2015 + 5 * u16::try_from(number).ok()?;
    let point = |year| Some(Point { year, month: None, end: 0 });
    Some((point(end - 4), point(end)))
}

/// From and to where each has a column of its own.
pub(crate) fn ends(from: &str, to: &str) -> (String, String) {
    let first = |key: &str| written(points(key).first().copied());
    (first(from), first(to))
}

/// The dates of a text in their order; `2023年1-6月` is two.
fn points(key: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut at = 0;
    while at < key.len() {
        let rest = &key[at..];
        if let Some(point) = point_at(key, at) {
            at = point.end;
            points.push(point);
        } else if let Some((month, end)) = second_month(key, at, points.last()) {
            let year = points.last().map_or(0, |point| point.year);
            points.push(Point { year, month: Some(month), end });
            at = end;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    points
}

/// The date that begins here.
fn point_at(key: &str, at: usize) -> Option<Point> {
    let before = key[..at].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let (year, length) = digits(&key[at..]);
    let year =
        u16::try_from(year).ok().filter(|year| (1990..=2100).contains(year) && length == 4)?;
    let mut end = at + length;
    let has_word = key[end..].starts_with('年');
    if has_word {
        end += '年'.len_utf8();
    }
    let month_at = if has_word { Some(end) } else { separator(key, end) };
    let month = month_at.and_then(|at| {
        let (month, length) = digits(&key[at..]);
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let word = key[at + length..].starts_with('月');
        // `2023-5` is no month unless two digits, a point or the word say so.
        let dotted = !has_word && !key[..at].ends_with('-');
        let clear = word || (length == 2 || dotted) && !key[at + length..].starts_with('年');
        let goes_on = has_word && key[at + length..].starts_with(['-', '~', '至']);
        (clear || goes_on).then_some((month, at + length + if word { '月'.len_utf8() } else { 0 }))
    });
    if let Some((month, end)) = month {
        return Some(Point { year, month: Some(month), end });
    }
    Some(Point { year, month: None, end })
}

/// `-6月` behind `2023年1`.
fn second_month(key: &str, at: usize, before: Option<&Point>) -> Option<(u8, usize)> {
    before.filter(|point| point.month.is_some() && point.end == at)?;
    let sign = key[at..].chars().next().filter(|c| matches!(c, '-' | '~' | '至' | '到'))?;
    let start = at + sign.len_utf8();
    let (month, length) = digits(&key[start..]);
    let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    let end = start + length;
    key[end..].starts_with('月').then_some((month, end + '月'.len_utf8()))
}

/// Where a month may begin behind a year written without 年.
fn separator(key: &str, at: usize) -> Option<usize> {
    key[at..].starts_with(['.', '-', '/']).then_some(at + 1)
}

/// The number that a text begins with, and its length.
fn digits(text: &str) -> (u32, usize) {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    (text[..length.min(6)].parse().unwrap_or(0), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_plans_write_them() {
        for (text, deadline, from, to) in [
            ("2023", false, "2023", "2023"),
            ("2023-2025", false, "2023", "2025"),
            ("2023-2023", false, "2023", "2023"),
            ("2023-2025年", false, "2023", "2025"),
            ("2023年-2025年", false, "2023", "2025"),
            ("2023年6月底前", false, "", "2023-06"),
            ("2023年年底前", false, "", "2023"),
            ("2025年底", false, "", "2025"),
            ("2024年12月31日前", false, "", "2024-12"),
            ("2023年6月", true, "", "2023-06"),
            ("2023年6月", false, "2023-06", "2023-06"),
            ("2023.06-2024.12", false, "2023-06", "2024-12"),
            ("2022.10-2024.6", false, "2022-10", "2024-06"),
            ("2023年1月至2024年12月", false, "2023-01", "2024-12"),
            ("2023年1-6月", false, "2023-01", "2023-06"),
            ("2023-06", false, "2023-06", "2023-06"),
            ("长期坚持", false, "", ""),
            ("持续推进", true, "", ""),
            ("2023年起长期坚持", false, "2023", ""),
            ("2026年起", true, "2026", ""),
            ("“十四五”期间", false, "2021", "2025"),
            ("2024年上半年", false, "2024-01", "2024-06"),
            ("2024年第三季度前", false, "", "2024-09"),
            ("", false, "", ""),
        ] {
            let found = span(text, deadline);
            assert_eq!((found.0.as_str(), found.1.as_str()), (from, to), "{text}");
        }
    }
}
