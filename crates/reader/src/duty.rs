//! Phrases that name who has to do something: `(牵头单位：…；责任单位：…)`, `由…牵头，…配合`.

use std::ops::Range;
use std::sync::LazyLock;

use domain::plan::DutyRole;
use regex::Regex;

use crate::orgs::is_org_list;
use crate::words::Words;

/// A phrase of a paragraph and what it says.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// Where it stands in the paragraph's key, brackets included.
    pub(crate) range: Range<usize>,
    /// Roles and the lists of orgs that have them.
    pub(crate) parts: Vec<(DutyRole, Words)>,
    /// Orgs that are from here on always included, without being named again.
    pub(crate) implied: Option<Words>,
}

/// Words in front of a list, and the role that they give.
const BEFORE: &[(DutyRole, &str)] = &[
    (
        DutyRole::Lead,
        "(?:主要)?牵头(?:责任)?(?:单位|部门|局|主体)?|主责(?:责任)?(?:单位|部门|主体)?|主办(?:单位|部门)?|主管(?:单位|部门)|第一责任(?:单位|部门)",
    ),
    (DutyRole::Support, "(?:主要)?(?:配合|协作|协助|参与|协同|协办|参加)(?:责任)?(?:单位|部门)?"),
    (
        DutyRole::Responsible,
        "(?:主要)?(?:责任|负责|落实|实施|承担|承办|执行)(?:单位|部门|主体|分工)",
    ),
];

/// Words in front of what a phrase says beside who: when it is done, whom to ask. No org stands
/// behind them.
const ASIDE: &str = "(?:计划)?(?:完成|办理|实施|建设|推进|落实|整改|工作)?(?:时限|期限|时间|时间节点|时间安排|进度安排|进度要求|时间要求)|责任人|负责人|(?:责任|分管|牵头|包保|联系)领导|联系人|联系电话|联系方式|资金来源|成果形式|完成标志|目标|备注";

/// Words behind a list, and the role that they give.
const BEHIND: &[(DutyRole, &str)] = &[
    (DutyRole::Lead, "牵头负责|牵头组织实施|牵头落实|牵头组织|牵头|为主"),
    (DutyRole::Support, "配合落实|协同配合|积极配合|配合|参与|协助|协同|支持"),
    (
        DutyRole::Responsible,
        "(?:按照?(?:各自)?(?:职责|职能)(?:分工)?|分别|共同|分工)?(?:负责落实|组织实施|具体负责|负责|落实|实施|承担)",
    ),
];

/// What may stand in front of such words: `县级责任部门`, `【责任单位】`.
const AHEAD: &str = "\\[?(?:[省市县区州旗]级|本级)?(?:";
/// What parts them from the list: `责任单位：`, `【责任单位】`, `责任单位为`.
const COLON: &str = ")(?:\\]?:|\\]|为)";

/// The words in front of a list as one pattern, between these two.
fn any_before(start: &str, end: &str) -> String {
    let words: Vec<&str> = BEFORE.iter().map(|(_, words)| *words).collect();
    format!("{start}{AHEAD}{}{COLON}{end}", words.join("|"))
}

/// A segment that begins with a role: `责任单位:` and its list.
static ROLE_BEFORE: LazyLock<Vec<(DutyRole, Regex)>> =
    LazyLock::new(|| compiled(BEFORE, &format!("^{AHEAD}"), COLON));
/// A bracket that is such a head.
static HEAD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&any_before("^", "$")).expect("a valid pattern"));
/// The same somewhere in a text.
static ROLE_SAID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&any_before("(?:^|[,;。])", "")).expect("a valid pattern"));
/// A segment that says something else than who: it has such a head, or is itself a time.
static SAYS_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        "^(?:{ASIDE})[:]|^[(\\[]?(?:到|至|于)?20[0-9]{{2}}年|^(?:长期|持续)(?:坚持|推进|实施)?$"
    ))
    .expect("a valid pattern")
});
/// A segment that ends with a role.
static ROLE_BEHIND: LazyLock<Vec<(DutyRole, Regex)>> =
    LazyLock::new(|| compiled(BEHIND, "(?:", ")[。.]?$"));
/// A remark on how a list shares its work, which names nobody: `按职责分工负责，下同`.
static ROLE_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(?:(?:按照?|根据)?(?:各自)?(?:职责|职能)?(?:分工|分别|共同)?(?:负责|落实|牵头|配合|推进)*)(?:,?下同)?$")
        .expect("a valid pattern")
});
/// Where a role behind a list may end, inside a longer text.
static ROLE_END: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<&str> = BEHIND.iter().map(|(_, words)| *words).collect();
    Regex::new(&format!("(?:{})(?:[,;。、]|$)", words.join("|"))).expect("a valid pattern")
});
static IMPLIED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[,;。]?[(]?以下(?:各项|所有|各)?(?:任务|措施|重点任务)?(?:的)?(?:责任单位|责任部门|牵头单位|配合单位|工作|任务)?均(?:包括|包含|含|需|须|由|应由|涉及)([^,;。]+?)(?:具体|共同|分别|抓好|做好)?(?:配合|落实|负责|参与|实施)?(?:,?(?:均|以下)?不再(?:逐一|逐项|一一|重复|另行|单独|再|分别|单列)*(?:列出|列明|标注|列示|注明|罗列|赘述))?[。,;]?[)]?[。,;]?$")
        .expect("a valid pattern")
});
/// A phrase that is a line of its own, without brackets.
static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&any_before("^-*", "")).expect("a valid pattern"));
/// A sentence that ends with a role: `由县城管局牵头，县住建局配合`.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<&str> = BEHIND.iter().map(|(_, words)| *words).collect();
    Regex::new(&format!("^由?[^。;]{{2,120}}(?:{})$", words.join("|"))).expect("a valid pattern")
});
/// `A会同B`: the second takes part in what the first does.
const TOGETHER: &[&str] = &["会同"];

fn compiled(table: &[(DutyRole, &str)], before: &str, behind: &str) -> Vec<(DutyRole, Regex)> {
    let one = |(role, words): &(DutyRole, &str)| {
        (*role, Regex::new(&format!("{before}{words}{behind}")).expect("a valid pattern"))
    };
    table.iter().map(one).collect()
}

/// The phrases of a paragraph, in order.
pub(crate) fn phrases(words: &Words) -> Vec<Phrase> {
    // A colophon (`主办：…　承办：…`) names nobody who has to do anything.
    if LINE.is_match(&words.key) && !words.key.starts_with("主办:") {
        return phrase(words, 0..words.key.len()).into_iter().collect();
    }
    let mut found: Vec<Phrase> = Vec::new();
    for range in brackets(&words.key) {
        // `【责任单位】` is the head of a list and no list.
        if HEAD.is_match(&words.key[range.clone()]) {
            break;
        }
        let inner = range.start + 1..range.end - 1;
        let tail = words.key[range.end..].trim_end_matches(['。', ';', '.', ',']).is_empty();
        let key = &words.key[inner.clone()];
        let speaks = ROLE_SAID.is_match(key);
        let ends = ROLE_END.is_match(key);
        // Nothing but orgs in a bracket behind a sentence names who is responsible for it.
        let behind = tail || words.key[..range.start].ends_with('。');
        let bare = behind && is_org_list(&words.part(inner.clone()));
        if (speaks || ends || bare)
            && !ROLE_ALONE.is_match(key)
            && let Some(phrase) = phrase(words, inner)
            // These words may end any remark: `以利用为主`.
            && (speaks || !key.contains("为主") || some_orgs(&phrase))
        {
            found.push(Phrase { range, ..phrase });
        }
    }
    if found.is_empty() {
        found.extend(said_inline(words));
    }
    if found.is_empty() {
        found.extend(said_in_sentence(words));
    }
    found
}

/// The sentences at the end of a paragraph that say nothing but who does it.
fn said_in_sentence(words: &Words) -> Option<Phrase> {
    const ENDS: [char; 2] = ['。', ';'];
    let mut found: Option<Phrase> = None;
    let mut end = words.key.trim_end_matches(ENDS).len();
    loop {
        let border = |at: usize| at + words.key[at..].chars().next().map_or(0, char::len_utf8);
        let start = words.key[..end].rfind(ENDS).map_or(0, border);
        let said = BY.is_match(&words.key[start..end]).then(|| phrase(words, start..end));
        let Some(mut said) = said.flatten().filter(all_orgs) else { return found };
        if let Some(behind) = found {
            said.range.end = behind.range.end;
            said.parts.extend(behind.parts);
            said.implied = said.implied.or(behind.implied);
        }
        end = words.key[..start].trim_end_matches(ENDS).len();
        found = Some(said);
    }
}

/// A role with its colon behind a sentence, up to the end of the paragraph: `…。责任单位：县城管局。`
fn said_inline(words: &Words) -> Option<Phrase> {
    static INLINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&any_before("[。;,)\\]](-*", ".*)$")).expect("a valid pattern")
    });
    let found = INLINE.captures(&words.key)?.get(1)?;
    phrase(words, found.range()).filter(some_orgs)
}

/// The orgs that a sentence of its own says are from here on always included.
pub(crate) fn implied(words: &Words) -> Option<Words> {
    let found = IMPLIED.captures(&words.key)?;
    let orgs = found.get(1)?;
    let list = words.part(orgs.range());
    is_org_list(&list).then_some(list)
}

fn some_orgs(phrase: &Phrase) -> bool {
    phrase.parts.iter().any(|(_, list)| is_org_list(list))
}

fn all_orgs(phrase: &Phrase) -> bool {
    phrase.parts.iter().all(|(_, list)| is_org_list(list))
}

/// The outermost brackets of a text, as ranges of the key.
fn brackets(key: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for (at, c) in key.char_indices() {
        match c {
            '(' | '[' => open.push(at),
            ')' | ']' => {
                if let Some(start) = open.pop().filter(|_| open.is_empty()) {
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// Reads the words at a range as a phrase.
fn phrase(words: &Words, inner: Range<usize>) -> Option<Phrase> {
    let mut range = inner.clone();
    let mut implied = None;
    if let Some(found) = IMPLIED.captures(&words.key[inner.clone()]) {
        let whole = found.get(0)?;
        let orgs = found.get(1)?;
        implied = Some(words.part(inner.start + orgs.start()..inner.start + orgs.end()));
        range.end = inner.start + whole.start();
    }
    let dashes = words.key[range.clone()].bytes().take_while(|byte| *byte == b'-').count();
    let list = words.part(range.start + dashes..range.end);
    let parts = roles_in_words(&list)
        .or_else(|| is_org_list(&list).then(|| vec![(DutyRole::Responsible, list.clone())]))?;
    Some(Phrase { range: inner, parts, implied })
}

/// Roles and lists of a text that says its roles; `None` where it says none.
pub(crate) fn roles_in_words(words: &Words) -> Option<Vec<(DutyRole, Words)>> {
    if let Some(parts) = roles_in_brackets(words) {
        return Some(parts);
    }
    let mut parts: Vec<(DutyRole, Words)> = Vec::new();
    let mut said = false;
    for segment in segments(&words.key) {
        let key = &words.key[segment.clone()];
        let named = ROLE_BEFORE.iter().find_map(|(role, p)| Some((*role, p.find(key)?.end())));
        if let Some((role, end)) = named {
            said = true;
            let list = segment.start + end..segment.end;
            // `责任单位：A负责，B参与`: what each does is said behind it.
            match behind(words, list.clone()) {
                own if own.len() > 1 => parts.extend(own),
                _ => parts.push((role, words.part(list))),
            }
            continue;
        }
        if SAYS_ELSE.is_match(key) {
            continue;
        }
        let found = behind(words, segment.clone());
        if found.is_empty() {
            // What goes on after a `；` without a role of its own keeps the role before it.
            let role = parts.last().map_or(DutyRole::Responsible, |(role, _)| *role);
            parts.push((role, words.part(segment)));
        } else {
            said = true;
            parts.extend(found);
        }
    }
    said.then_some(parts)
}

/// `区工信局（牵头）、县生态环境局`: a role in a bracket behind an org.
fn roles_in_brackets(words: &Words) -> Option<Vec<(DutyRole, Words)>> {
    static ROLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("\\((牵头|主办|主责|配合|协办|参与|协助)(?:单位|部门)?\\)")
            .expect("a valid pattern")
    });
    let mut parts: Vec<(DutyRole, Words)> = Vec::new();
    let mut start = 0;
    for found in ROLE.captures_iter(&words.key) {
        let (Some(whole), Some(word)) = (found.get(0), found.get(1)) else { continue };
        let role = match word.as_str() {
            "牵头" | "主办" | "主责" => DutyRole::Lead,
            _ => DutyRole::Support,
        };
        // The org that the bracket stands behind is the last one before it.
        let own = words.key[start..whole.start()].rfind(['、', ',', ';', '\n']);
        let own = own.map_or(start, |at| {
            start + at + words.key[start + at..].chars().next().map_or(1, char::len_utf8)
        });
        if own > start {
            parts.push((DutyRole::Responsible, words.part(start..own)));
        }
        parts.push((role, words.part(own..whole.start())));
        start = whole.end();
    }
    if parts.is_empty() {
        return None;
    }
    if start < words.key.len() {
        parts.push((DutyRole::Responsible, words.part(start..words.key.len())));
    }
    Some(parts)
}

/// The segments between semicolons and line breaks, and in front of a role with a colon.
fn segments(key: &str) -> Vec<Range<usize>> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        let before = any_before("[,、]?", "");
        Regex::new(&format!("[;。]|\\n|{before}|[,、]?(?:{ASIDE})[:]")).expect("a valid pattern")
    });
    let mut segments = Vec::new();
    let mut start = 0;
    for found in CUT.find_iter(key) {
        let separator = matches!(found.as_str(), ";" | "。" | "\n");
        if found.start() > start {
            segments.push(start..found.start());
        }
        let comma = found.as_str().starts_with([',', '、']);
        start = if separator { found.end() } else { found.start() + usize::from(comma) };
        if found.as_str().starts_with('、') {
            start = found.start() + '、'.len_utf8();
        }
    }
    if start < key.len() {
        segments.push(start..key.len());
    }
    segments
}

/// `A牵头,B、C配合`: the lists in front of each role.
fn behind(words: &Words, segment: Range<usize>) -> Vec<(DutyRole, Words)> {
    let key = &words.key[segment.clone()];
    let mut parts = Vec::new();
    let mut start = 0;
    for end in ROLE_END.find_iter(key) {
        let text = key[start..end.end()].trim_end_matches([',', ';', '。', '、']);
        let role = ROLE_BEHIND.iter().find_map(|(role, pattern)| {
            let found = pattern.find(text)?;
            Some((*role, found.start()))
        });
        let Some((role, length)) = role else { continue };
        let list = start..start + length;
        start = end.end();
        let at = |range: Range<usize>| {
            words.part(segment.start + range.start..segment.start + range.end)
        };
        let with = TOGETHER.iter().find_map(|word| {
            let found = list.start + key[list.clone()].find(word).filter(|found| *found > 0)?;
            Some((found, found + word.len()))
        });
        if let Some((first, second)) = with {
            parts.push((DutyRole::Lead, at(list.start..first)));
            parts.push((DutyRole::Support, at(second..list.end)));
        } else {
            parts.push((role, at(list)));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrases of a text: role and list, and what is left of the text in front of the first.
    fn read(text: &str) -> (String, Vec<String>) {
        let words = Words::new(text);
        let found = phrases(&words);
        let before =
            found.first().map_or(String::new(), |p| words.cut(0..p.range.start).to_owned());
        let mut lists: Vec<String> = Vec::new();
        for phrase in &found {
            lists.extend(phrase.parts.iter().map(|(role, list)| format!("{role:?} {}", list.own)));
            lists.extend(phrase.implied.iter().map(|list| format!("Implied {}", list.own)));
        }
        (before, lists)
    }

    #[test]
    fn phrases_are_found_and_split_by_role() {
        for (text, before, lists) in [
            (
                "做好工作。(责任单位：区甲局、区乙局)",
                "做好工作。",
                vec!["Responsible 区甲局、区乙局"],
            ),
            (
                "做好工作。(牵头单位：区甲局；责任单位：区乙局、区丙局)",
                "做好工作。",
                vec!["Lead 区甲局", "Responsible 区乙局、区丙局"],
            ),
            (
                "开展认证（市生态环境局牵头，市发展改革委配合）",
                "开展认证",
                vec!["Lead 市生态环境局", "Support 市发展改革委"],
            ),
            (
                "建设(责任单位：区有关部门、单位，各街道办，以下责任单位均包括各街道办，不再逐一列出)",
                "建设",
                vec!["Responsible 区有关部门、单位，各街道办", "Implied 各街道办"],
            ),
            ("责任单位：区甲局、区乙局", "", vec!["Responsible 区甲局、区乙局"]),
            (
                "完善体系。（市生态环境局、市城管局）",
                "完善体系。",
                vec!["Responsible 市生态环境局、市城管局"],
            ),
            (
                "抓好收运。由县城管局牵头，县住建局、各街道办配合。",
                "抓好收运。",
                vec!["Lead 由县城管局", "Support 县住建局、各街道办"],
            ),
            (
                "规范运行（市生态环境局、市城管局等按职责分工负责）",
                "规范运行",
                vec!["Responsible 市生态环境局、市城管局等"],
            ),
            ("推进(区县)处理，实行(近)零能耗。", "", vec![]),
            (
                "建立由区政府主要领导同志牵头，相关部门共同参与，横向到边的组织协调机制。",
                "",
                vec![],
            ),
            ("引导银座超市（示例园店）建设“无废商超”。", "", vec![]),
        ] {
            let lists: Vec<String> = lists.into_iter().map(str::to_owned).collect();
            assert_eq!(read(text), (before.to_owned(), lists), "{text}");
        }
    }

    #[test]
    fn phrases_say_their_roles_in_many_ways() {
        for (text, before, lists) in [
            (
                "做好工作。（主责单位：区甲局；协办单位：区乙局；完成时限：2023年底前）",
                "做好工作。",
                vec!["Lead 区甲局", "Support 区乙局"],
            ),
            ("做好工作。（牵头：区甲局，完成时限：长期坚持）", "做好工作。", vec!["Lead 区甲局"]),
            (
                "做好工作。【牵头单位】区甲局【配合单位】区乙局",
                "做好工作。",
                vec!["Lead 区甲局", "Support 区乙局"],
            ),
            ("做好工作。——责任单位：区甲局", "做好工作。", vec!["Responsible 区甲局"]),
            ("做好工作。责任单位为区甲局。", "做好工作。", vec!["Responsible 区甲局"]),
            (
                "做好工作。（责任领导：示例人；县级责任部门：区甲局）",
                "做好工作。",
                vec!["Responsible 区甲局"],
            ),
            (
                "做好工作。（区甲局为主，区乙局配合）",
                "做好工作。",
                vec!["Lead 区甲局", "Support 区乙局"],
            ),
            ("处理垃圾（以利用为主）。", "", vec![]),
            (
                "抓好收运。责任单位：区甲局负责，区乙局参与",
                "抓好收运。",
                vec!["Responsible 区甲局", "Support 区乙局"],
            ),
            (
                "抓好收运。区甲局牵头；区乙局配合。",
                "抓好收运。",
                vec!["Lead 区甲局", "Support 区乙局"],
            ),
            ("抓好收运。区甲局负责。", "抓好收运。", vec!["Responsible 区甲局"]),
            (
                "抓好收运。由区甲局会同区乙局、区丙局组织实施。",
                "抓好收运。",
                vec!["Lead 由区甲局", "Support 区乙局、区丙局"],
            ),
            (
                "推广经验。（参见附件3）责任单位：区甲局、区乙局",
                "推广经验。（参见附件3）",
                vec!["Responsible 区甲局、区乙局"],
            ),
        ] {
            let lists: Vec<String> = lists.into_iter().map(str::to_owned).collect();
            assert_eq!(read(text), (before.to_owned(), lists), "{text}");
        }
    }
}
