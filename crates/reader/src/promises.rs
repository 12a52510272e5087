//! Figures and named places that the text promises outside the indicator table.

use std::ops::Range;
use std::sync::LazyLock;

use domain::plan::{Promise, PromiseKind, Reading};
use domain::unit::Unit;
use regex::Regex;

use crate::likeness::Names;
use crate::words::Words;

/// A figure: digits, or a Chinese number behind a verb of building (新建一座).
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("([0-9][0-9,]*(?:\\.[0-9]+)?)|(?:新建|建设|建成|新增|改造|建立|打造|培育|创建|布局)(?:完成)?([一二两三四五六七八九十])(?:座|个|家|处|项|条|所)|(?:新建|建设|建成|新增|布局)[^,;。0-9“”]{2,14}([一二两三四五六七八九十])(?:座|个|家|处|条|所)(?:[,;。]|$)")
        .expect("a valid pattern")
});
/// Words behind a figure that turn it into a condition: `厚度小于0.01毫米的`.
static CONDITION_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
            "^(?:(?:及?以[上下内]|左右)?的|及?以[上下](?:单位|企业|用户|小区|项目|场所|规模|机构|建筑|工程|重点))",
        )
        .expect("a valid pattern")
});
/// Words before a figure that `的` behind it leaves a promise: `日处理100吨的中心`.
static CAPACITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:[年日]处理|[年日]处置|[年日]利用|[年日]消纳|处理规模|能力|规模|产能)(?:能力|规模)?(?:为|达|约|达到)?$")
        .expect("a valid pattern")
});
/// Words before a figure of money that is given and not built with.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:补助|补贴|奖励|奖补|罚款|处罚|资助)(?:金额|资金)?(?:最高)?(?:不超过|可达|达)?$")
        .expect("a valid pattern")
});
static CONDITION_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:每|第|小于|大于|不足|不满|厚度|超过|少于)(?:为|达)?$").expect("a valid pattern")
});
static AT_LEAST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:不低于|不少于|不小于|至少|≥|高于|超过|大于等于)$").expect("a valid pattern")
});
static AT_MOST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:不高于|不超过|不大于|不多于|≤|低于|控制在)$").expect("a valid pattern")
});
static REDUCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:下降|降低|减少|削减)(?:幅度)?(?:达到|达|约)?$").expect("a valid pattern")
});
static BY_YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(较|比|相比|以)?(20[0-9]{2})年").expect("a valid pattern"));
/// All of something: a hundred per cent without the figure.
static ALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "全覆盖|全面覆盖|全部(?:纳入|参保|投保|完成|落实|配备|配套|建成|建立|达到|达标|实现|取得|开展|覆盖|接入|安装|联网|签订|公开|整改|关停|取缔|淘汰|使用|采用|实行|推行|规范|得到)|完成全部",
    )
    .expect("a valid pattern")
});
/// What is named: `引导甲公司、乙公司在…`, `建成甲村、乙村等`.
static GUIDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:引导培育|引导|支持|推动|指导|鼓励|培育)([^,;。]{3,120}?)(?:等)?(?:在|通过|建设|创建|打造|争创|建成|,|。)")
        .expect("a valid pattern")
});
static BUILT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:建成|建设|打造|创建|培育)((?:[^,;。、“”0-9]{1,8}(?:村|社区|镇)、?)+)等(?:[0-9]+[个家处])?([^,;。(]{2,40})")
        .expect("a valid pattern")
});
/// A name right before the quoted label, or before the verb that leads to it, or as the pilot.
static LABELLED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const VERB: &str = "(?:建设|创建|打造|建成|争创|培育)";
    const NAME: &str = "([^,;。:、“”]{3,24}?)";
    const LABEL: &str = "(“无废[^”]{1,6}”)";
    [
        format!("{NAME}{LABEL}"),
        format!("(?:^|[,;。、]){NAME}(?:全力|积极|率先)?{VERB}{LABEL}"),
        format!("以{NAME}为(?:试点|示范|重点|样板)[^。;]{{0,20}}?{VERB}{LABEL}"),
        format!("(?:在|依托){NAME}(?:开展|实施|试点|推进)[^。;“]{{0,30}}?{VERB}{LABEL}"),
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).expect("a valid pattern"))
    .collect()
});
static LABEL_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:建设|创建|打造|建成|争创|培育)(“无废[^”]{1,6}”)([^,;。:、“”]{3,20})(?:[,;。]|$)")
        .expect("a valid pattern")
});
/// Verbs that a name cannot begin with: `打造甲村“无废乡村”`.
static LEADING_VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:(?:支持|推动|引导|指导|鼓励|推进|加快|重点|和|并|及|将|把|建设|创建|打造|建成|争创|培育)+)")
        .expect("a valid pattern")
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:建设|创建|打造|建成|争创|培育)(“无废[^”]{1,6}”)").expect("a valid pattern")
});
/// What a proper name of a place or an enterprise ends with.
static PROPER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:公司|园区|开发区|校区|片区|综合体|大厦|小学|中学|[一二三四五六七八九十]中|大学|学院|学校|幼儿园|酒店|宾馆|饭店|医院|景区|商场|超市|广场|村|寨|小镇|镇|乡|社区|小区|店|厂|集团|机关|市场|码头|港|港区|岛|岛屿|沙滩|渔村|博物馆|图书馆|体育馆|美术馆|纪念馆|展览馆|文化馆|科技馆|剧院|影城|会展中心|博览中心|体育中心|文化中心|购物中心|游客中心|服务区|车站|机场|口岸|矿山|矿|农场|林场|牧场|渔场|茶园|街区|商圈|工地|监狱|营区|公园|软件园|产业园|科技园|园)(?:\\([^()]*\\))?$")
        .expect("a valid pattern")
});
/// What a general word begins with, whatever it ends with.
static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:有条件|各|大型|重点|建设|企业|农民|社会|一批|相关|辖区|全区|全市|规模|符合|具备|A级|[0-9]|部分|其他|中小|骨干|龙头|示范|试点|有关|更多|典型|特色)")
        .expect("a valid pattern")
});

/// Finds the promises of a reading in its own measures, tasks and notes.
pub(crate) fn add(reading: &mut Reading, goals: &[(String, Words)]) {
    let names = Names::of(reading);
    let mut found = Vec::new();
    for measure in &reading.measures {
        let subject = format!("measure/{}", measure.no);
        let words = Words::new(&measure.text);
        figures(&mut found, &subject, &words);
        named(&mut found, &subject, &words);
    }
    for task in &reading.tasks {
        let subject = format!("task/{}", task.address());
        let before = found.len();
        figures(&mut found, &subject, &Words::new(&task.content));
        if found.len() == before {
            figures(&mut found, &subject, &Words::new(&task.name));
        }
    }
    for (line, words) in goals {
        figures(&mut found, &format!("goal/{line}"), words);
    }
    for indicator in &reading.indicators {
        let subject = format!("indicator/{}", indicator.no);
        let words = Words::new(&indicator.note);
        let mut noted = Vec::new();
        figures(&mut noted, &subject, &words);
        noted.retain(|promise| says_more(reading, indicator.no, &indicator.unit, promise));
        found.extend(noted);
    }
    for promise in &mut found {
        names.relate(promise);
    }
    reading.promises = found;
}

/// Whether a note's figure is another one than its own row has for the last year.
fn says_more(reading: &Reading, no: u32, unit: &str, promise: &Promise) -> bool {
    let same_unit = promise.unit == unit || promise.unit == "%" && unit.is_empty();
    let cells = reading.targets.iter().filter(|target| target.indicator == no);
    let last = cells.max_by_key(|target| target.year).and_then(|target| target.target.value());
    let value = domain::number::decimal(&promise.value).ok();
    !(same_unit && last.is_some() && last == value)
}

/// The figures of a text.
fn figures(found: &mut Vec<Promise>, subject: &str, words: &Words) {
    let key = words.key.as_str();
    for captures in FIGURE.captures_iter(key) {
        let word = captures.get(2).or(captures.get(3));
        let (digits, value) = match (captures.get(1), word) {
            (Some(digits), _) => (digits.range(), digits.as_str().replace(',', "")),
            (None, Some(word)) => (word.range(), chinese_digit(word.as_str())),
            (None, None) => continue,
        };
        if let Some(promise) = figure(words, subject, digits, value) {
            found.push(promise);
        }
    }
    for all in ALL.find_iter(key) {
        let before = &key[..all.start()];
        // `“卫星全覆盖排查…”` is the name of a way of working.
        let quoted = in_quotes(before);
        let start = before.rfind([',', '。', ';']).map_or(0, |at| at + char_length(key, at));
        if quoted || start == all.start() && !all.as_str().starts_with("完成") {
            continue;
        }
        let end = key[all.end()..].find([',', '。', ';']).map_or(key.len(), |at| all.end() + at);
        found.push(Promise {
            subject: subject.to_owned(),
            what: words.cut(start..end).to_owned(),
            kind: PromiseKind::AtLeast,
            value: "100".to_owned(),
            unit: "%".to_owned(),
            year: year_before(key, all.start()),
            same_as: String::new(),
            related: String::new(),
        });
    }
}

/// Whether a quotation is open here.
fn in_quotes(before: &str) -> bool {
    before.matches('“').count() > before.matches('”').count()
}

fn chinese_digit(word: &str) -> String {
    let digit = "一二三四五六七八九十".find(word).map_or(2, |at| at / word.len() + 1);
    digit.to_string()
}

/// The figure at a range, if it is promised: it has a unit, and is no date and no condition.
fn figure(words: &Words, subject: &str, digits: Range<usize>, value: String) -> Option<Promise> {
    let key = words.key.as_str();
    let (before, rest) = (&key[..digits.start], &key[digits.end..]);
    let (unit, length) = Unit::prefix(rest)?;
    // A date, a length such as a film's thickness, and a share of time are no promises.
    let measured = ["年", "月", "日", "小时", "毫米", "厘米", "米"];
    if measured.contains(&unit.to_string().as_str()) || before.ends_with(['-', '~', '/', '.']) {
        return None;
    }
    let behind = &rest[length..];
    let bounded = AT_LEAST.is_match(before) || AT_MOST.is_match(before);
    // `120家以上企业` counts the enterprises themselves.
    let counted = unit.to_string() == "家" && behind.starts_with("以上企业");
    if CONDITION_BEHIND.is_match(behind) && !CAPACITY.is_match(before) && !counted
        || !bounded && CONDITION_BEFORE.is_match(before)
        || GIVEN.is_match(before)
        || in_quotes(before)
    {
        return None;
    }
    let segment = segment_before(key, digits.start);
    let own = what(words, segment.start..digits.start, digits.end + length);
    let what = if own.trim().is_empty() { named_before(words, digits.clone()) } else { own };
    let kind = kind(before, behind);
    let unit_text = words.cut(digits.end..digits.end + length).to_owned();
    Some(Promise {
        subject: subject.to_owned(),
        what,
        kind,
        value,
        unit: unit_text,
        year: year_before(key, digits.start),
        same_as: String::new(),
        related: String::new(),
    })
}

fn kind(before: &str, behind: &str) -> PromiseKind {
    let starts = |words: &[&str]| words.iter().any(|word| behind.starts_with(word));
    if REDUCTION.is_match(before) {
        PromiseKind::Reduction
    } else if AT_LEAST.is_match(before) || starts(&["以上", "及以上"]) {
        PromiseKind::AtLeast
    } else if starts(&["以内", "以下", "之内", "及以下"]) || AT_MOST.is_match(before) {
        PromiseKind::AtMost
    } else if starts(&["左右", "上下"]) || before.ends_with('约') {
        PromiseKind::Approx
    } else {
        PromiseKind::Number
    }
}

/// The part of the sentence that ends here, without an opening bracket's other side.
fn segment_before(key: &str, end: usize) -> Range<usize> {
    let start = key[..end].rfind([',', '。', ';', '(', ':', '、']);
    start.map_or(0, |at| at + char_length(key, at))..end
}

/// How many bytes the character at a place takes.
fn char_length(key: &str, at: usize) -> usize {
    key[at..].chars().next().map_or(1, char::len_utf8)
}

/// What a figure is of: the words before it, or, where only a verb stands there, those behind it.
fn what(words: &Words, before: Range<usize>, behind: usize) -> String {
    static VERBS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:到)?(?:20[0-9]{2}年(?:年?底)?前?)?(?:等|新建|建成|建设|新增|培育|打造|创建|改造|完成|确保|力争|实现)*$")
            .expect("a valid pattern")
    });
    let key = &words.key[before.clone()];
    if !VERBS.is_match(key) && !key.ends_with('等') {
        return words.cut(subject_of(words, before)).to_owned();
    }
    let rest = &words.key[behind..];
    let end = rest.find([',', '。', ';', '(', ')']).map_or(words.key.len(), |at| behind + at);
    let verb = key.trim_end_matches('等');
    let verb = if VERBS.is_match(verb) { verb } else { "" };
    format!("{verb}{}", words.cut(behind..end))
}

/// A part of a sentence without its year in front and without the verb behind it.
fn subject_of(words: &Words, part: Range<usize>) -> Range<usize> {
    static LEVEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            "(?:稳定达到|达到|稳定在|保持在|提高到|提升到|不低于|不少于|不超过|控制在|为|约|达)+$",
        )
        .expect("a valid pattern")
    });
    static LEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("^(?:到|至)?(?:20[0-9]{2}年(?:年?底)?前?)?(?:确保|力争|实现|全区|全市|全县)*")
            .expect("a valid pattern")
    });
    let key = &words.key[part.clone()];
    let end = LEVEL.find(key).map_or(part.end, |found| part.start + found.start());
    let start = part.start + LEADING.find(key).map_or(0, |found| found.end());
    start.min(end)..end
}

/// What a figure is of whose own part of the sentence names nothing: the nearest part in front of
/// it that does, else the whole sentence.
fn named_before(words: &Words, digits: Range<usize>) -> String {
    let key = words.key.as_str();
    let start = key[..digits.start].rfind(['。', ';']).map_or(0, |at| at + char_length(key, at));
    let mut end = digits.start;
    while end > start {
        let part = segment_before(key, end);
        let part = part.start.max(start)..part.end;
        let name = words.cut(subject_of(words, part.clone()));
        if name.chars().any(char::is_alphabetic) && !name.ends_with('年') {
            return name.to_owned();
        }
        let before = key[..part.start].char_indices().next_back();
        end = before.map_or(start, |(at, _)| at);
    }
    let end = key[digits.end..].find(['。', ';']).map_or(key.len(), |at| digits.end + at);
    words.cut(start..end).to_owned()
}

/// The year that a text has named last before this point, a base it compares with left aside.
fn year_before(key: &str, end: usize) -> String {
    let years = BY_YEAR.captures_iter(&key[..end]);
    let years = years.filter(|found| found.get(1).is_none());
    years.last().map_or(String::new(), |found| found[2].to_owned())
}

/// The places and enterprises that a text names.
fn named(found: &mut Vec<Promise>, subject: &str, words: &Words) {
    let key = words.key.as_str();
    let mut add = |what: String, at: usize| {
        found.push(Promise {
            subject: subject.to_owned(),
            what,
            kind: PromiseKind::Named,
            value: String::new(),
            unit: "个".to_owned(),
            year: year_before(key, at),
            same_as: String::new(),
            related: String::new(),
        });
    };
    for captures in BUILT.captures_iter(key) {
        let (Some(list), Some(what)) = (captures.get(1), captures.get(2)) else { continue };
        for name in names_in(words, list.range()) {
            add(format!("{}：{name}", words.cut(what.range())), list.start());
        }
    }
    let mut seen: Vec<Range<usize>> = Vec::new();
    for captures in GUIDED.captures_iter(key) {
        let Some(list) = captures.get(1) else { continue };
        let Some(label) = LABEL.captures(&key[list.start()..]).and_then(|label| label.get(1))
        else {
            continue;
        };
        let label = list.start() + label.start()..list.start() + label.end();
        for name in names_in(words, list.range()) {
            let proper = Words::new(&name).key;
            if PROPER.is_match(&proper) && !GENERAL.is_match(&proper) {
                add(format!("{}：{name}", words.cut(label.clone())), list.start());
                seen.push(label.clone());
            }
        }
    }
    for (name, label) in labelled(key) {
        let proper = &key[name.clone()];
        if !seen.contains(&label) && PROPER.is_match(proper) && !GENERAL.is_match(proper) {
            add(format!("{}：{}", words.cut(label.clone()), words.cut(name.clone())), name.start);
            seen.push(label);
        }
    }
}

/// Names beside a quoted label, each with its label.
fn labelled(key: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let groups = |captures: &regex::Captures<'_>, name, label| {
        Some((captures.get(name)?.range(), captures.get(label)?.range()))
    };
    for pattern in LABELLED.iter() {
        found.extend(pattern.captures_iter(key).filter_map(|captures| groups(&captures, 1, 2)));
    }
    found.extend(LABEL_FIRST.captures_iter(key).filter_map(|captures| groups(&captures, 2, 1)));
    for (name, _) in &mut found {
        let verb = LEADING_VERB.find(&key[name.clone()]).map_or(0, |verb| verb.end());
        name.start += verb;
    }
    found
}

/// The names of a list, brackets kept whole.
fn names_in(words: &Words, list: Range<usize>) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_u32;
    let mut start = list.start;
    let key = &words.key[list.clone()];
    for (at, c) in key.char_indices().chain([(key.len(), '、')]) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '、' if depth == 0 => {
                let name = words.cut(start..list.start + at);
                if !name.is_empty() {
                    names.push(name.to_owned());
                }
                start = (list.start + at + c.len_utf8()).min(list.end);
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(text: &str) -> Vec<String> {
        let words = Words::new(text);
        let mut found = Vec::new();
        figures(&mut found, "measure/1", &words);
        named(&mut found, "measure/1", &words);
        let told = found.iter().map(|p| {
            let year = if p.year.is_empty() { String::new() } else { format!(" {}", p.year) };
            format!("{:?} {}{} {}{year}", p.kind, p.value, p.unit, p.what)
        });
        told.collect()
    }

    #[test]
    fn figures_and_names_are_found_conditions_are_not() {
        for (text, wanted) in [
            (
                "2025年年底前，建成甲村、乙村等40个以分类为特色的村庄。",
                vec![
                    "Number 40个 以分类为特色的村庄 2025",
                    "Named 个 以分类为特色的村庄：甲村 2025",
                    "Named 个 以分类为特色的村庄：乙村 2025",
                ],
            ),
            ("到2025年，示例综合利用率稳定达到98%以上。", vec!["AtLeast 98% 示例综合利用率 2025"]),
            (
                "到2025年，农药施用总量较2020年下降10%左右。",
                vec!["Reduction 10% 农药施用总量较2020年下降 2025"],
            ),
            ("禁止生产厚度小于0.01毫米的地膜。", vec![]),
            ("建筑面积大于20万平方米的小区按照二星级标准建设。", vec![]),
            ("实现清洁生产审核全覆盖。", vec!["AtLeast 100% 实现清洁生产审核全覆盖"]),
            ("到2025年，新建一座转运中心。", vec!["Number 1座 新建转运中心 2025"]),
            (
                "引导示例超市（北店）、示例超市（南店）建设“无废商超”；引导企业建设“无废工厂”。",
                vec![
                    "Named 个 “无废商超”：示例超市（北店）",
                    "Named 个 “无废商超”：示例超市（南店）",
                ],
            ),
        ] {
            assert_eq!(promised(text), wanted, "{text}");
        }
    }
}
