//! The words that stand at the head of a column, and what they mean. Everything that the reader
//! knows of column names is in these tables; a head that is not in them is kept as `extra`.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// A running number.
    No,
    /// A heading of this level over the names.
    Level(u8),
    /// The name of an indicator.
    Name,
    /// The unit of an indicator.
    Unit,
    /// ★, 必选.
    Required,
    /// A year's cells.
    Year,
    /// 数据来源.
    Source,
    /// 牵头.
    Lead,
    /// 责任.
    Responsible,
    /// 配合.
    Support,
    /// 备注.
    Note,
    /// The name of a task.
    Task,
    /// What is done.
    Content,
    /// When.
    Time,
    /// The system or field a task belongs to.
    System,
    /// The name of a project.
    Project,
    /// 责任主体 of a project.
    Owner,
    /// 实施主体 of a project.
    Implementer,
    /// When it begins.
    From,
    /// When it ends.
    To,
    /// Where a project stands.
    Place,
    /// An investment; its unit may stand in the head.
    Amount,
    /// The unit of an investment in a column of its own.
    AmountUnit,
    /// Where the money comes from.
    Funding,
    /// What a project is good for.
    Benefit,
}

/// Heads that mean the same in every table. Tried before the tables of each kind.
const COMMON: &[(Column, &str)] = &[
    (Column::No, "序号|编号|序|号|项次|指标序号|指标编号|任务序号|项目序号|no\\.?|代码|序列"),
    (
        Column::Source,
        "数据来源(部门|单位)?|数据提供(部门|单位)?|数据责任(部门|单位)|统计(部门|单位)|数据支撑(部门|单位)|数据填报(部门|单位)|填报(部门|单位)|数据采集(部门|单位)|数据报送(部门|单位)|数据统计(部门|单位)|数据部门|数据单位|数据(来源|提供|责任|支撑|填报|采集|报送|统计|归口|管理|核定)+(部门|单位|渠道)",
    ),
    (
        Column::Lead,
        "牵头(部门|单位|责任单位|责任部门|负责单位|局|科室|委办局)?|主管(部门|单位)|主办(部门|单位)|牵头(部门|单位)及责任人|主要责任(部门|单位)|第一责任(部门|单位)|主责(部门|单位)|主要?(牵头|主责|主办|主管)(部门|单位)|(牵头|主责|主办|主管|第一责任)(责任|负责|组织|实施|落实)*(部门|单位)",
    ),
    (
        Column::Support,
        "配合(部门|单位|责任单位|协作单位)?|协作(部门|单位)|协助(部门|单位)|参与(部门|单位)|协同(部门|单位)|协办(部门|单位)|参加(部门|单位)|联合(部门|单位)|相关(部门|单位)|(配合|协同|协作|协助|参与|协办|参加|联合|支持){1,2}(责任|协作|配合|落实)*(部门|单位)",
    ),
    (Column::Note, "备注|说明|备注说明|注|附注|指标说明|说明事项|备注\\(说明\\)"),
    (Column::Implementer, "实施(部门|单位|主体)"),
    (Column::From, "(计划)?(开工|开始|起始|启动)(时间|年月|日期|年份|年度)?|起始年月"),
    (
        Column::To,
        "(计划)?(竣工|完工|建成|投产|结束|建成投运|投运)(时间|年月|日期|年份|年度)?|终止年月",
    ),
];

/// Heads of an indicator table.
const INDICATOR: &[(Column, &str)] = &[
    (Column::Level(1), "一级指标|一级|一级分类|一级类别|目标层|指标大类|大类|一级指标名称"),
    (Column::Level(2), "二级指标|二级|二级分类|二级类别|准则层|指标小类|小类|二级指标名称"),
    (Column::Level(3), "三级指标|三级|指标层|三级指标名称|三级分类"),
    (Column::Level(4), "四级指标|四级|四级指标名称"),
    (
        Column::Level(0),
        "(指标)?(类别|分类|领域|门类|板块|维度|方面)|所属领域|指标领域|固废类别|废物类别|领域分类",
    ),
    (
        Column::Name,
        "指标名称|指标|具体指标|指标内容|建设指标|评价指标|考核指标|主要指标|指标项|指标项目|名称|具体指标名称|建设指标名称|指标体系|项目指标|监测指标|主要指标名称|(三级)?指标(名称)?[及和与/、](计量)?单位|(具体|评价|考核|建设|主要|监测)指标(名称|项|内容)",
    ),
    (Column::Unit, "单位|计量单位|指标单位|量纲|数据单位|计算单位|单位名称"),
    (
        Column::Required,
        "★|必选(指标)?|是否(为)?必选(指标)?|(是否)?必选项?|指标属性|属性|指标性质|性质|指标类型|类型|选择性|必选/可选|必选或可选|必选可选|指标分级|必选★|星标",
    ),
    (
        Column::Responsible,
        "责任(部门|单位|主体|科室|分工|处室)?|负责(部门|单位)|承担(部门|单位)|落实(部门|单位)|承办(部门|单位)|执行(部门|单位)|责任(部门|单位)\\(.*\\)|部门|责任落实单位|任务分工|部门分工|具体责任单位|完成单位|组织实施单位",
    ),
];

/// Heads of a list of tasks.
const TASK: &[(Column, &str)] = &[
    (
        Column::Task,
        "任务名称|工作任务|任务|重点任务|主要任务|重点工作|工作事项|事项|任务事项|工作名称|工作项目|重点工作任务|主要工作任务|任务清单|具体任务名称|工作任务名称|重点事项|目标任务",
    ),
    (
        Column::Content,
        "主要内容|工作内容|具体内容|任务内容|内容|具体措施|主要措施|工作措施|措施|具体任务|工作要求|目标要求|主要工作内容|重点内容|建设内容|任务要求|主要举措|工作举措|重点举措|具体举措|任务描述|实施内容|具体工作|主要工作|工作目标及内容|内容与要求|(具体|工作|任务|实施|建设|落实|有关|相关|重点|主要|推进|细化)*(内容|措施|举措|要求|做法|描述)((及|和|与|、)?(要求|措施|目标|内容|标准))?|(任务|工作)目标",
    ),
    (Column::From, "起"),
    (Column::To, "完成|止"),
    (Column::Time, TIMES),
    (
        Column::System,
        "体系|系统|类别|领域|重点领域|重点方向|工作方向|专项|专项行动|任务类别|任务类型|分类|板块|体系类别|一级任务|方向|所属体系|任务分类|所属领域|工作领域|任务领域|四大体系|类型|任务板块",
    ),
    (
        Column::Responsible,
        "责任(部门|单位|主体|科室|分工|处室)?|负责(部门|单位)|承担(部门|单位)|落实(部门|单位)|承办(部门|单位)|执行(部门|单位)|责任(部门|单位)\\(.*\\)|部门|单位|责任落实单位|任务分工|部门分工|具体责任单位|完成单位|组织实施单位",
    ),
];

/// Heads of a list of projects.
const PROJECT: &[(Column, &str)] = &[
    (
        Column::Project,
        "项目名称|工程名称|项目|重点项目|建设项目|工程项目|工程|重点工程|重点项目名称|项目(工程)名称|工程(项目)名称|重点工程名称|建设项目名称",
    ),
    (Column::Owner, "责任主体|项目责任主体|业主(单位)?|项目(业主|法人|业主单位)|建设业主"),
    (
        Column::Responsible,
        "责任(单位|部门)|主管(部门|单位)|项目责任单位|责任|行业(主管|监管|管理)(部门|单位)|(主管|监管)(责任)?(部门|单位)|属地|责任属地",
    ),
    (
        Column::Implementer,
        "实施(主体|单位|部门)|建设(单位|主体)|项目(单位|建设单位|实施单位|承担单位)|承建(单位|主体)|投资(主体|单位)|承担单位|运营单位|(建设|实施|运营|承建|承担)(责任)?(部门|单位|主体)",
    ),
    (
        Column::Content,
        "(主要)?建设内容(及|与|和)?(建设)?(规模)?|建设规模|建设规模(及|与|和)(建设)?内容|(项目|工程)(主要)?(建设)?(内容|概况|简介)(及规模)?|内容|主要内容|规模|建设性质及内容|建设内容、规模",
    ),
    (Column::From, "起"),
    (Column::To, "完成|止"),
    (Column::Place, "(建设|项目|实施|工程)?(地点|位置|地址|选址)|所在地|所在区域|建设区域"),
    (Column::Time, TIMES),
    (
        Column::Amount,
        "(项目|计划|工程|估算|预计|预算|概算|建设)*(总)?投资(总)?(额|金额|估算|规模|概算|总额|额度)?|概算|资金规模|投资估算额|总投入|投入资金",
    ),
    (Column::AmountUnit, "(投资|金额|计量|货币)?单位"),
    (
        Column::Funding,
        "资金(筹措|筹集)(方式|渠道|来源)?|资金(来源|渠道)|投资来源|筹资方式|融资方式|资金筹措及来源|(建设|项目)?资金(来源|筹措|筹集)((及|与|和|或)(来源|筹措))?(方式|渠道|途径|情况)?",
    ),
    (Column::Benefit, ".*效益.*|预期(效果|成效|目标|成果)|建设成效"),
];

/// Heads of a time.
const TIMES: &str = "(建设|实施|计划|完成|起止|推进|项目|工作|任务|计划完成|计划建设|建设起止)?(时间|时限|期限|年限|周期|工期|日期|时间节点|时间安排|起止年限|起止时间|完成时限)|进度安排|时间进度|时间要求|完成时间节点|进度|实施进度|计划安排|实施阶段|起止年月";

/// The kinds of tables that have a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TableKind {
    Indicator,
    Task,
    Project,
}

/// The compiled tables of a kind, its own heads behind the common ones.
struct Heads {
    patterns: RegexSet,
    columns: Vec<Column>,
}

/// What 部门 or 单位 stands for in the tables above, and how else it is written.
const WHO: &str = "(部门|单位|机构|科室|处室|委办局|(部门|单位)[、/和及或与](部门|单位))";

/// What a head may say before its meaning: `指标责任单位`.
const PREFIXES: &[&str] = &["指标", "任务", "项目", "工作", "本项"];

impl Heads {
    fn new(tables: [&[(Column, &str)]; 2]) -> Self {
        let rows = || tables.iter().flat_map(|table| table.iter());
        let anchored = rows().map(|(_, words)| {
            let words = words.replace("(部门|单位)", WHO);
            format!("^(?:{words})$")
        });
        Self {
            patterns: RegexSet::new(anchored).expect("the tables of heads hold patterns"),
            columns: rows().map(|(column, _)| *column).collect(),
        }
    }
}

static INDICATOR_HEADS: LazyLock<Heads> = LazyLock::new(|| Heads::new([INDICATOR, COMMON]));
static TASK_HEADS: LazyLock<Heads> = LazyLock::new(|| Heads::new([COMMON, TASK]));
static PROJECT_HEADS: LazyLock<Heads> = LazyLock::new(|| Heads::new([PROJECT, COMMON]));

/// What a head means in a table of this kind, bracketed remarks and what it is about left aside.
pub(crate) fn column(kind: TableKind, key: &str) -> Option<Column> {
    let heads = match kind {
        TableKind::Indicator => &INDICATOR_HEADS,
        TableKind::Task => &TASK_HEADS,
        TableKind::Project => &PROJECT_HEADS,
    };
    let lower = key.to_lowercase();
    let found = |text: &str| {
        let first = heads.patterns.matches(text).into_iter().next()?;
        Some(heads.columns[first])
    };
    let bare = without_brackets(&lower);
    // `任务名称` names no indicator.
    let prefixes =
        || PREFIXES.iter().filter(|prefix| !(kind == TableKind::Indicator && **prefix == "任务"));
    let rest = || prefixes().find_map(|prefix| bare.strip_prefix(prefix));
    // `责任(数据提供)部门` is `责任部门` with a remark in its midst.
    let whole = || BRACKET.is_match(&lower).then(|| BRACKET.replace_all(&lower, "").into_owned());
    found(&lower).or_else(|| found(bare)).or_else(|| found(rest()?)).or_else(|| found(&whole()?))
}

static BRACKET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("\\([^()]*\\)").expect("a valid pattern"));

/// A head without the bracket it ends with: `总投资(万元)`.
pub(crate) fn without_brackets(key: &str) -> &str {
    match key.rfind(['(', '[']) {
        Some(at) if at > 0 && key.ends_with([')', ']']) => &key[..at],
        _ => key,
    }
}

/// What the head of a year's column says beside the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearWord {
    Actual,
    Target,
    Neither,
}

static YEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(20[0-9]{2})").expect("a valid pattern"));
static TERM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("十([二三四五六七])五").expect("a valid pattern"));
static ACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("现状|基准|基期|基数|实际|完成|历史|现有|当前|基础值|基线|初始|底数")
        .expect("a valid pattern")
});
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("目标|指标值|计划|预期|规划|要求|建设值|任务值|达标值|近期|远期|中期|标准值")
        .expect("a valid pattern")
});
/// Words that make a head with a year something else than a column of cells.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("版|差距|比较|变化|任务清单|年度?(?:重点|工作|主要|建设)*任务$|名称|依据|来源|部门|单位|说明|分值|得分|标志|形式|时限|期限|情况")
        .expect("a valid pattern")
});

/// Words of a head whose year is another's: what the province wants, or the mean of all.
pub(crate) static OTHERS_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[国省市]定|[国省市]级?(?:下达|要求)|上级|全[国省市](?:平均|水平)")
        .expect("a valid pattern")
});

/// A head of a year's column: the year it names, if any, and which way its words point.
pub(crate) fn year_of(key: &str) -> Option<(Option<i16>, YearWord)> {
    let key = &chinese_year(key);
    if OTHER.is_match(key) || key.chars().count() > 24 {
        return None;
    }
    let word = match (ACTUAL.is_match(key), TARGET.is_match(key)) {
        (true, false) => YearWord::Actual,
        (false, true) => YearWord::Target,
        _ => YearWord::Neither,
    };
    // Of `2023-2025年目标` the last year is meant.
    let year = YEAR.find_iter(key).last().and_then(|found| found.as_str().parse().ok());
    if let Some(year) = year {
        return Some((Some(year), word));
    }
    if let Some(term) = TERM.captures(key) {
        let number = "二三四五六七".find(&term[1]).map(|at| at / 3)?;
        // 十二五 ended in 2015, and every later one five years after the one before.
        let ends = 2015 + 5 * i16::try_from(number).ok()?;
        return Some((Some(ends), word));
    }
    let bare = key.trim_end_matches(|c: char| !c.is_alphanumeric());
    let short = bare.chars().count() <= 8;
    (short && word != YearWord::Neither && bare != "计划").then_some((None, word))
}

/// `二〇二五年` as `2025年`.
fn chinese_year(key: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let characters: Vec<char> = key.chars().collect();
    let digit =
        |c: char| DIGITS.find(if c == '零' || c == '○' { '〇' } else { c }).map(|at| at / 3);
    let is_year = |at: usize| {
        characters.get(at + 4) == Some(&'年')
            && characters[at] == '二'
            && characters[at..at + 4].iter().all(|&c| digit(c).is_some())
    };
    let mut out = String::with_capacity(key.len());
    let mut at = 0;
    while at < characters.len() {
        if is_year(at) {
            let digits = characters[at..at + 4].iter().filter_map(|&c| digit(c));
            out.extend(digits.map(|digit| char::from(b'0' + u8::try_from(digit).unwrap_or(0))));
            at += 4;
        } else {
            out.push(characters[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_mean_what_they_say_in_their_table() {
        use TableKind::{Indicator, Project, Task};
        for (kind, head, wanted) in [
            (Indicator, "三级指标", Some(Column::Level(3))),
            (Indicator, "单位", Some(Column::Unit)),
            (Task, "单位", Some(Column::Responsible)),
            (Indicator, "牵头部门", Some(Column::Lead)),
            (Project, "牵头部门", Some(Column::Lead)),
            (Project, "责任单位", Some(Column::Responsible)),
            (Project, "总投资(万元)", Some(Column::Amount)),
            (Project, "经济社会环境效益分析", Some(Column::Benefit)),
            (Project, "建设时间", Some(Column::Time)),
            (Task, "完成时限", Some(Column::Time)),
            (Indicator, "数据来源部门", Some(Column::Source)),
            (Indicator, "责任(数据提供)部门", Some(Column::Responsible)),
            (Indicator, "指标名称及单位", Some(Column::Name)),
            (Indicator, "指标单位", Some(Column::Unit)),
            (Indicator, "牵头责任部门", Some(Column::Lead)),
            (Task, "协同配合部门", Some(Column::Support)),
            (Project, "实施责任主体", Some(Column::Implementer)),
            (Project, "资金筹措途径", Some(Column::Funding)),
            (Project, "监管部门", Some(Column::Responsible)),
            (Task, "系统", Some(Column::System)),
            (Indicator, "任务名称", None),
            (Task, "具体要求", Some(Column::Content)),
            (Task, "工作措施及要求", Some(Column::Content)),
            (Indicator, "测评细则", None),
        ] {
            assert_eq!(column(kind, head), wanted, "{head}");
        }
    }

    #[test]
    fn heads_of_years_say_year_and_side() {
        for (head, wanted) in [
            ("2020年", Some((Some(2020), YearWord::Neither))),
            ("2025年目标值", Some((Some(2025), YearWord::Target))),
            ("2020年(基准年)", Some((Some(2020), YearWord::Actual))),
            ("目标值2024年", Some((Some(2024), YearWord::Target))),
            ("现状值", Some((None, YearWord::Actual))),
            ("“十五五”末目标", Some((Some(2030), YearWord::Target))),
            ("二〇二五年", Some((Some(2025), YearWord::Neither))),
            ("2021年版序号", None),
            ("2025年任务", None),
            ("2025年任务目标", Some((Some(2025), YearWord::Target))),
            ("完成标志", None),
            ("责任部门", None),
        ] {
            assert_eq!(year_of(head), wanted, "{head}");
        }
    }
}
