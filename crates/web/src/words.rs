//! What the words of data are called on a page.

use domain::Lang;

/// A word of data and what it is called, in Chinese and in English.
pub(crate) type Words = [(&'static str, &'static str, &'static str)];

/// The files that people mend.
pub(crate) const FILES: &Words = &[
    ("indicators", "指标", "indicators"),
    ("cells", "年度单元格", "year cells"),
    ("targets", "目标", "targets"),
    ("measures", "重点任务", "measures"),
    ("tasks", "任务清单", "tasks"),
    ("projects", "项目清单", "projects"),
    ("promises", "承诺", "promises"),
    ("duties", "责任", "duties"),
    ("orgs", "单位", "orgs"),
    ("unread", "未读出的行", "unread lines"),
];

/// The columns of the files.
pub(crate) const COLUMNS: &Words = &[
    ("no", "序号", "number"),
    ("level1", "一级指标", "first heading"),
    ("level2", "二级指标", "second heading"),
    ("name", "名称", "name"),
    ("required", "必选", "required"),
    ("unit", "计量单位", "unit"),
    ("note", "备注", "note"),
    ("line", "行号", "line"),
    ("label", "原编号", "number as printed"),
    ("extra", "其他列", "other columns"),
    ("indicator", "指标", "indicator"),
    ("year", "年份", "year"),
    ("role", "作用", "role"),
    ("+", "整行（漏读补上）", "the whole row, left out before"),
    ("text", "文字", "text"),
    ("kind", "种类", "kind"),
    ("value", "数值", "figure"),
    ("high", "上限", "upper figure"),
    ("base", "基准", "base"),
    ("about", "左右", "about"),
    ("place", "章节", "place"),
    ("part", "条内序号", "part"),
    ("title", "标题", "title"),
    ("system", "体系", "system"),
    ("content", "内容", "content"),
    ("time", "时限", "time"),
    ("from", "起", "from"),
    ("to", "止", "to"),
    ("owner", "责任主体", "owner"),
    ("implementer", "实施主体", "implementer"),
    ("amount", "投资", "investment"),
    ("amount_unit", "投资单位", "its unit"),
    ("funding", "资金来源", "funding"),
    ("benefit", "效益", "benefit"),
    ("subject", "对象", "subject"),
    ("what", "承诺内容", "what is promised"),
    ("same_as", "同指标", "same as"),
    ("related", "相关", "related"),
    ("org", "单位", "org"),
    ("mentions", "提及次数", "mentions"),
    ("reason", "原因", "reason"),
    ("definition", "口径名和版次", "name and edition"),
    ("formula", "公式", "formula"),
    ("direction", "方向", "good side"),
    ("time_op", "各期怎样合并", "how periods come together"),
    ("place_op", "各单位怎样合并", "how orgs come together"),
    ("decimals", "小数位", "decimals"),
    ("when_zero", "分母为零时", "where the divisor is nought"),
    ("basis", "口径来源", "basis"),
    ("since", "起用年份", "first year"),
    ("key", "键", "key"),
    ("item", "数据项", "item"),
    ("period", "报告期", "period"),
    ("status", "状态", "status"),
    ("version", "版次", "version"),
    ("aliases", "别名", "other names"),
    ("assigned_to", "落实到", "assigned to"),
    ("other", "另一端", "the other end"),
    ("confirmed_by", "确认", "confirmed by"),
    ("file", "文件", "file"),
    ("column", "列", "column"),
    ("was", "原来", "before"),
    ("is", "改为", "now"),
    ("why", "理由", "why"),
    ("frequency", "频次", "frequency"),
    ("due_rule", "期限", "due"),
    ("source", "出处", "source"),
];

/// The kinds of definitions.
pub(crate) const DEFINITION_KINDS: &Words = &[
    ("formula", "公式计算", "formula"),
    ("count", "计数", "count"),
    ("evidence", "凭佐证评审", "decided on evidence"),
    ("survey", "调查", "survey"),
    ("external", "上级给出", "set by another level"),
];

/// Which side is the good one.
pub(crate) const DIRECTIONS: &Words = &[
    ("up", "越高越好", "more is better"),
    ("down", "越低越好", "less is better"),
    ("none", "不分高低", "neither"),
];

/// How periods come together.
pub(crate) const TIME_OPS: &Words = &[
    ("sum", "各期相加", "periods are added"),
    ("last", "取期末数", "the last counts"),
    ("recompute", "分项合并后重算", "computed anew from its parts"),
    ("none", "不合并", "none"),
];

/// How orgs come together.
pub(crate) const PLACE_OPS: &Words = &[
    ("sum", "各单位相加", "orgs are added"),
    ("recompute", "分项合并后重算", "computed anew from its parts"),
    ("none", "一个单位出全数", "one org has it all"),
];

/// How sure a definition is.
pub(crate) const BASES: &Words = &[
    ("plan", "方案原文", "the plan's text"),
    ("official_2019", "2019 年试行版原文", "the official text of 2019"),
    ("reconstruction", "重建，待核原文", "reconstruction, unverified"),
    ("own", "本单位自定", "the office's own"),
];

/// What a divisor of nought means.
pub(crate) const WHEN_ZERO: &Words =
    &[("no_data", "作缺数据", "no data"), ("not_applicable", "不适用", "not applicable")];

/// How an item's periods add up.
pub(crate) const ITEM_KINDS: &Words = &[
    ("flow", "流量（各期相加）", "flow, periods are added"),
    ("stock", "存量（取期末）", "stock, the last counts"),
    ("cumulative", "累计（只增不减）", "cumulative, never falls"),
];

/// How often an item is filed.
pub(crate) const FREQUENCIES: &Words = &[
    ("year", "每年", "yearly"),
    ("half", "每半年", "half-yearly"),
    ("quarter", "每季", "quarterly"),
    ("month", "每月", "monthly"),
];

/// The roles that a plan gives to orgs.
pub(crate) const DUTY_ROLES: &Words = &[
    ("source", "数据来源", "source"),
    ("lead", "牵头", "leads"),
    ("responsible", "责任", "responsible"),
    ("support", "配合", "supports"),
    ("implied", "默认参与", "implied"),
    ("owner", "责任主体", "owner"),
    ("implementer", "实施主体", "implementer"),
];

/// The kinds of targets.
pub(crate) const TARGET_KINDS: &Words = &[
    ("number", "数值", "number"),
    ("at_least", "不低于", "at least"),
    ("at_most", "不高于", "at most"),
    ("range", "区间", "range"),
    ("approx", "左右", "about"),
    ("trend", "趋势", "trend"),
    ("reduction", "较基准下降", "reduction"),
    ("cumulative", "累计", "cumulative"),
    ("milestone", "节点任务", "milestone"),
    ("external", "上级下达", "set by another level"),
    ("sufficient", "满足需要", "sufficient"),
    ("none", "不考核", "none"),
    ("unread", "未读懂", "unread"),
];

/// What subjects are.
pub(crate) const SUBJECTS: &Words = &[
    ("indicator", "指标", "indicator"),
    ("measure", "重点任务", "measure"),
    ("task", "任务", "task"),
    ("project", "项目", "project"),
    ("promise", "承诺", "promise"),
];

/// What happened to a row of a plan.
pub(crate) const CHANGES: &Words =
    &[("added", "新增", "added"), ("dropped", "删去", "dropped"), ("changed", "改动", "changed")];

/// What a word is called; an unknown one stands for itself.
pub(crate) fn told(words: &Words, word: &str, lang: Lang) -> String {
    let found = words.iter().find(|(own, ..)| *own == word);
    found.map_or(word, |(_, zh, en)| if lang == Lang::Zh { zh } else { en }).to_owned()
}

/// The choices of a form.
pub(crate) fn choices(words: &Words, lang: Lang) -> Vec<(String, String)> {
    let choice = |(word, zh, en): &(&str, &str, &str)| {
        ((*word).to_owned(), if lang == Lang::Zh { *zh } else { *en }.to_owned())
    };
    words.iter().map(choice).collect()
}
