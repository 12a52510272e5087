//! Lists of orgs → their names as written: what parts two orgs, and what belongs to a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::plan::OrgKind;
use domain::text::{fold, plain};
use regex::Regex;

use crate::words::Words;

/// What a public office's name ends with.
const OFFICE_ENDS: &[&str] = &[
    "局",
    "厅",
    "委",
    "办",
    "委员会",
    "办公室",
    "中心",
    "分局",
    "支队",
    "大队",
    "总队",
    "管委会",
    "政府",
    "部门",
    "单位",
    "部",
    "院",
    "处",
    "队",
    "协会",
    "联合会",
    "总工会",
    "工会",
    "团委",
    "妇联",
    "法院",
    "检察院",
    "站",
    "所",
    "社",
    "室",
    "党委",
    "服务中心",
    "指挥部",
    "专班",
    "领导小组",
    "委办局",
    "学校",
    "银行",
];

/// What an enterprise's name ends with.
const ENTERPRISE_ENDS: &[&str] =
    &["公司", "集团", "厂", "国企", "合作社", "超市", "酒店", "企业", "商场", "有限责任公司", "矿"];

/// What a street office's or a township's name ends with.
const STREET_ENDS: &[&str] = &[
    "街道办事处",
    "街道办",
    "街道",
    "镇人民政府",
    "镇政府",
    "乡人民政府",
    "乡政府",
    "镇",
    "乡",
    "办事处",
];

/// What an org's name begins with, where no separator stands before it.
const BEGINNINGS: &[&str] =
    &["区", "市", "县", "省", "州", "旗", "各", "国网", "团", "国家", "中国"];

/// What qualifies the parts of a collective, so that `、单位` behind it is no org of its own.
const COLLECTIVE_TAILS: &[&str] = &[
    "单位",
    "部门",
    "街道",
    "乡镇",
    "乡",
    "镇",
    "街道办事处",
    "街道办",
    "办事处",
    "园区",
    "管委会",
    "开发区",
    "功能区",
    "企业",
    "社区",
    "村",
    "各单位",
    "直属单位",
    "直属机构",
];

static COLLECTIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(各|全体|全区各|全市各|全县各|其他)|有关|相关|成员单位|各有关|各部门|各单位|等(部门|单位)$|直(属)?(部门|单位)")
        .expect("a valid pattern")
});
/// The beginning of a collective whose kinds of places are listed: `各县、区人民政府` is one name.
static PLACES_BEGIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^各([县市区旗州镇乡]|街道|园区|县区|县市|镇街|乡镇)(\\([^()]*\\))?(、[县市区旗州镇乡](\\([^()]*\\))?)*$")
        .expect("a valid pattern")
});
static PLACES_GO_ON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^([县市区旗州镇乡]|街道|园区|镇街|乡镇|县区|功能区|开发区)(\\([^()]*\\))?((人民)?政府|街道办|办事处|管委会|管理委员会|党委)*$")
        .expect("a valid pattern")
});
static EXTERNAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("第三方|调查|专业机构|社会组织|志愿|高校|科研院所|社会公众")
        .expect("a valid pattern")
});
static REGION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[^各]{1,8}(区|市|县|旗|州|省)$").expect("a valid pattern"));
static ROLE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(由|以|会同|责任(单位|部门|主体)|牵头(单位|部门)|配合(单位|部门)|数据来源)[:：]?")
        .expect("a valid pattern")
});
/// A remark behind a list on how its work is shared: `（按职责分工负责，下同）`.
static SHARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[(（](?:(?:按照?|根据)(?:各自)?(?:职责|职能)[^()（）]{0,8}|下同)[)）][。.;；]*$")
        .expect("a valid pattern")
});
static ROLE_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(按照?(各自)?职责(分工)?|根据(各自)?职责(分工)?|分别|共同|分工)?(牵头负责|牵头|负责落实|负责|配合|参与|组织实施|落实|协助)?[。.;；]*$")
        .expect("a valid pattern")
});

/// Names that stand alone somewhere in the document, so that they can be found inside a list that
/// has no separators.
#[derive(Debug, Default)]
pub(crate) struct Lexicon(HashMap<String, u32>);

impl Lexicon {
    /// Notes the names of a list.
    pub(crate) fn learn(&mut self, list: &Words) {
        for piece in pieces(list) {
            if !piece.contains('\n') {
                *self.0.entry(piece).or_default() += 1;
            }
        }
    }

    fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The names of a list in their order, each once.
    pub(crate) fn split(&self, list: &Words) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for piece in pieces(list) {
            for name in self.unglued(&piece) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }

    /// A piece that may hold several names with nothing, a line break or 和 between them.
    fn unglued(&self, piece: &str) -> Vec<String> {
        let joined: String = piece.chars().filter(|c| *c != '\n').collect();
        if self.knows(&joined) && !piece.contains('\n') {
            // A glued pair is also a piece of its own; only a longer one is worth a look.
            if joined.chars().count() < 8 {
                return vec![joined];
            }
        }
        match self.seam(piece) {
            Some((left, right)) => {
                let mut names = self.unglued(&left);
                names.extend(self.unglued(&right));
                names
            }
            None => vec![joined],
        }
    }

    /// The first place where one name ends and another begins.
    fn seam(&self, piece: &str) -> Option<(String, String)> {
        for (at, c) in piece.char_indices().skip(1) {
            let breaks = c == '\n';
            let and = matches!(c, '和' | '与' | '及');
            let (left, right) = if breaks || and {
                (&piece[..at], &piece[at + c.len_utf8()..])
            } else {
                (&piece[..at], &piece[at..])
            };
            let left = left.replace('\n', "");
            if !ends_an_org(&left) {
                continue;
            }
            let first = right.split('\n').next().unwrap_or(right);
            let whole = right.replace('\n', "");
            let known = self.knows(&whole) || self.knows(first);
            // `县政府有关部门` is one name, though `有关部门` stands alone elsewhere.
            let beginning = begins_an_org(right) || known && !COLLECTIVE.is_match(&fold(&whole));
            if !(beginning || breaks && stands_alone(&left, &whole)) {
                continue;
            }
            // `市公安局市中区分局`: a branch belongs to the name before it unless it is known.
            let branch = !breaks
                && ["分局", "支队", "大队", "中队", "派出所", "所", "科"]
                    .iter()
                    .any(|end| whole.ends_with(end));
            if known || (ends_an_org(&whole) && !branch) {
                return Some((left, right.to_owned()));
            }
        }
        None
    }
}

/// Whether the name behind a line break is one of its own, though it does not begin like one: where
/// names are written without what they belong to, `财政局⏎金融局` are two; `市公安局⏎交管局` may be one.
fn stands_alone(left: &str, right: &str) -> bool {
    let ends = |name: &str| fold(name).ends_with('局') && !fold(name).ends_with("分局");
    !begins_an_org(left) && ends(left) && ends(right) && right.chars().count() >= 3
}

/// Whether a text can be a whole name by its end.
fn ends_an_org(name: &str) -> bool {
    let key = fold(name);
    let name = bare(&key);
    let ends = |list: &[&str]| list.iter().any(|end| name.ends_with(end));
    name.chars().count() >= 3 && (ends(OFFICE_ENDS) || ends(ENTERPRISE_ENDS) || ends(STREET_ENDS))
}

/// Words behind an org that say what it does beside the roles: `省示例厅指导`.
static DOES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(.+?)(?:指导|督导|监督|督促|协调|统筹|推进|(?:保障|支持|提供|给予|做好|抓好|组织|开展|加强)[^局委办]{0,12})$")
        .expect("a valid pattern")
});

/// Whether a piece of a list is an org and what it does, and so no name.
pub(crate) fn does_something(key: &str) -> bool {
    let head = DOES.captures(key).map(|found| found[1].to_owned());
    head.is_some_and(|head| ends_an_org(&head) && begins_an_org(&head)) && !ends_an_org(key)
}

/// A name without the bracket behind it: `县政府有关部门(单位)`.
fn bare(name: &str) -> &str {
    match name.rfind(['(', '（']) {
        Some(at) if at > 0 && name.ends_with([')', '）']) => &name[..at],
        _ => name,
    }
}

fn begins_an_org(text: &str) -> bool {
    text.chars().next().is_some_and(|c| {
        let first = plain(c);
        BEGINNINGS
            .iter()
            .any(|beginning| beginning.starts_with(first) && fold(text).starts_with(beginning))
    })
}

/// The pieces between separators, brackets kept whole, parts of a collective joined again.
fn pieces(list: &Words) -> Vec<String> {
    let own = ROLE_BEFORE.replace(list.own.trim(), "").into_owned();
    let own = SHARED.replace_all(&own, "").into_owned();
    let own = ROLE_BEHIND.replace(&own, "").into_owned();
    let mut pieces: Vec<(String, char)> = Vec::new();
    let mut piece = String::new();
    let mut depth = 0_u32;
    let mut before = ' ';
    for c in own.chars() {
        match c {
            '(' | '（' | '[' | '〔' => depth += 1,
            ')' | '）' | ']' | '〕' => depth = depth.saturating_sub(1),
            '、' | '，' | ',' | ';' | '；' | '/' | '|' | '。' if depth == 0 => {
                push_piece(&mut pieces, std::mem::take(&mut piece), before);
                before = c;
                continue;
            }
            _ => {}
        }
        piece.push(c);
    }
    push_piece(&mut pieces, piece, before);
    pieces.into_iter().map(|(piece, _)| piece).collect()
}

/// Adds a piece, with what stands behind 等 as one of its own; the tail of a collective joins it.
fn push_piece(pieces: &mut Vec<(String, char)>, piece: String, separator: char) {
    let piece = piece.trim().to_owned();
    if piece.is_empty() {
        return;
    }
    if separator == '、'
        && let Some((last, _)) = pieces.last_mut()
        && goes_on(&fold(last), &fold(&piece))
    {
        last.push('、');
        last.push_str(&piece);
        return;
    }
    let Some((head, tail)) = split_at_and_others(&piece) else {
        pieces.push((piece, separator));
        return;
    };
    if !head.is_empty() {
        pieces.push((head, separator));
    }
    if !tail.is_empty() {
        pieces.push((tail, '、'));
    }
}

/// Whether a piece is a part of the collective before it and no org of its own.
fn goes_on(last: &str, piece: &str) -> bool {
    COLLECTIVE_TAILS.contains(&piece) && COLLECTIVE.is_match(last)
        || PLACES_BEGIN.is_match(last) && PLACES_GO_ON.is_match(piece)
}

/// `县财政局等县政府有关部门` as its two names; `县财政局等` and `县财政局等部门` as the first alone.
fn split_at_and_others(piece: &str) -> Option<(String, String)> {
    let at = piece.rfind('等')?;
    let (head, tail) = (&piece[..at], piece[at + '等'.len_utf8()..].trim());
    // A class of something (`一等`, `高等学校`) is no list.
    if !head.is_empty() && !ends_an_org(head) && !tail.is_empty() {
        return None;
    }
    let vague = matches!(
        tail,
        "" | "部门" | "单位" | "部门和单位" | "部门单位" | "部门(单位)" | "部门（单位）"
    );
    let tail = if vague { "" } else { tail };
    (vague || COLLECTIVE.is_match(&fold(tail))).then(|| (head.trim().to_owned(), tail.to_owned()))
}

/// What kind of org a name is, by its words.
pub(crate) fn kind_of(name: &str) -> OrgKind {
    let key = Words::new(name).key;
    let plain = bare(&key);
    let ends = |list: &[&str]| list.iter().any(|end| plain.ends_with(end));
    if COLLECTIVE.is_match(&key) {
        OrgKind::Collective
    } else if ends(ENTERPRISE_ENDS) {
        OrgKind::Enterprise
    } else if ends(STREET_ENDS) {
        OrgKind::Street
    } else if EXTERNAL.is_match(&key) {
        OrgKind::External
    } else if REGION.is_match(plain) && !plain.ends_with("园区") && !plain.ends_with("开发区")
    {
        OrgKind::Region
    } else {
        OrgKind::Office
    }
}

/// Whether a text is nothing but names of orgs.
pub(crate) fn is_org_list(list: &Words) -> bool {
    let pieces = pieces(list);
    let org = |piece: &String| {
        let piece = piece.replace('\n', "");
        (2..=30).contains(&piece.chars().count())
            && (ends_an_org(&piece) || COLLECTIVE.is_match(&fold(&piece)))
            && !piece.contains(['。', '，', ',', '“', '《'])
    };
    !pieces.is_empty() && pieces.iter().all(org)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of a list, in a document where these names stand alone elsewhere.
    fn names(list: &str, known: &[&str]) -> Vec<String> {
        let mut lexicon = Lexicon::default();
        for name in known {
            lexicon.learn(&Words::new(name));
        }
        lexicon.split(&Words::keeping_breaks(list))
    }

    #[test]
    fn lists_are_split_where_one_org_ends() {
        for (list, known, wanted) in [
            ("县农业农村局、县统计局", &[][..], vec!["县农业农村局", "县统计局"]),
            ("县农业农村局，县统计局", &[], vec!["县农业农村局", "县统计局"]),
            (
                "县政府有关部门、单位，各街道办事处",
                &[],
                vec!["县政府有关部门、单位", "各街道办事处"],
            ),
            (
                "县政府有关部门\n(单位)、各街道办事处",
                &[],
                vec!["县政府有关部门(单位)", "各街道办事处"],
            ),
            ("县财政局\n县政府有关部门(单位)", &[], vec!["县财政局", "县政府有关部门(单位)"]),
            ("县城市管理局县公安分局", &["县公安分局"], vec!["县城市管理局", "县公安分局"]),
            ("县财政局等县政府有关部门(单位)", &[], vec!["县财政局", "县政府有关部门(单位)"]),
            (
                "县市场局、县卫生中心等有关部门、单位",
                &[],
                vec!["县市场局", "县卫生中心", "有关部门、单位"],
            ),
            (
                "县住房和城乡建设局、县发展和改革局",
                &[],
                vec!["县住房和城乡建设局", "县发展和改革局"],
            ),
            ("县城管局和县住建局", &[], vec!["县城管局", "县住建局"]),
            ("市公安局市中区分局", &[], vec!["市公安局市中区分局"]),
            ("各镇（街道、园区）、区级有关部门", &[], vec!["各镇（街道、园区）", "区级有关部门"]),
            ("市生态环境局示例分局", &[], vec!["市生态环境局示例分局"]),
            ("财政局\n金融局", &[], vec!["财政局", "金融局"]),
            ("市公安局\n交管局", &[], vec!["市公安局交管局"]),
            ("县环保局，各县、区人民政府", &[], vec!["县环保局", "各县、区人民政府"]),
            ("各县、市、区人民政府", &[], vec!["各县、市、区人民政府"]),
            ("县住建局等", &[], vec!["县住建局"]),
            ("第三方调查", &[], vec!["第三方调查"]),
            ("区甲局、区乙局（按职责分工负责，下同）", &[], vec!["区甲局", "区乙局"]),
            ("县教育和体育局\n县卫生健康局", &[], vec!["县教育和体育局", "县卫生健康局"]),
            ("县机关事务\n服务中心", &[], vec!["县机关事务服务中心"]),
        ] {
            assert_eq!(names(list, known), wanted, "{list}");
        }
    }

    #[test]
    fn what_an_org_does_is_no_part_of_a_name() {
        for (piece, wanted) in [
            ("省生态环境厅指导", true),
            ("市财政局保障资金", true),
            ("市财政局", false),
            ("县市场监督管理局", false),
            ("社会监督", false),
        ] {
            assert_eq!(does_something(piece), wanted, "{piece}");
        }
    }

    #[test]
    fn kinds_follow_the_words_of_a_name() {
        for (name, kind) in [
            ("县农业农村局", OrgKind::Office),
            ("各街道办事处", OrgKind::Collective),
            ("县政府有关部门(单位)", OrgKind::Collective),
            ("桥头街道办事处", OrgKind::Street),
            ("示例控股集团有限公司", OrgKind::Enterprise),
            ("第三方调查", OrgKind::External),
            ("示例区", OrgKind::Region),
            ("新材料产业园区管理委员会", OrgKind::Office),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
