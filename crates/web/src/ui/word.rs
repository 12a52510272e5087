//! Words of the plan that a page says: kinds of work, roles, kinds of orgs.

use domain::plan::{DutyRole, OrgKind, SubjectKind};
use domain::{Lang, tell};
use engine::WorkKind;

/// A list of work, as its page is called.
pub(crate) fn works(kind: WorkKind, lang: Lang) -> String {
    match kind {
        WorkKind::Measure => tell!(lang, "重点任务", "Measures"),
        WorkKind::Task => tell!(lang, "任务清单", "Tasks"),
        WorkKind::Project => tell!(lang, "项目", "Projects"),
        WorkKind::Promise => tell!(lang, "承诺", "Promises"),
    }
}

/// So many pieces of work: `38 项任务`.
pub(crate) fn count(kind: WorkKind, count: usize, lang: Lang) -> String {
    match kind {
        WorkKind::Measure => tell!(lang, "{count} 项重点任务", "{count} measures"),
        WorkKind::Task => tell!(lang, "{count} 项任务", "{count} tasks"),
        WorkKind::Project => tell!(lang, "{count} 个项目", "{count} projects"),
        WorkKind::Promise => tell!(lang, "{count} 项承诺", "{count} promises"),
    }
}

/// One piece of work: `任务 监管 3`.
pub(crate) fn work(kind: WorkKind, no: &str, lang: Lang) -> String {
    format!("{} {no}", self::kind(kind, lang))
}

/// What one piece of work is.
pub(crate) fn kind(kind: WorkKind, lang: Lang) -> String {
    match kind {
        WorkKind::Measure => tell!(lang, "重点任务", "Measure"),
        WorkKind::Task => tell!(lang, "任务", "Task"),
        WorkKind::Project => tell!(lang, "项目", "Project"),
        WorkKind::Promise => tell!(lang, "承诺", "Promise"),
    }
}

/// The kind of what a duty is about.
pub(crate) fn subjects(kind: SubjectKind, lang: Lang) -> String {
    match kind {
        SubjectKind::Indicator => tell!(lang, "指标", "Indicators"),
        SubjectKind::Measure => works(WorkKind::Measure, lang),
        SubjectKind::Task => works(WorkKind::Task, lang),
        SubjectKind::Project => works(WorkKind::Project, lang),
    }
}

/// A role.
pub(crate) fn role(role: DutyRole, lang: Lang) -> String {
    match role {
        DutyRole::Source => tell!(lang, "数据来源", "source of data"),
        DutyRole::Lead => tell!(lang, "牵头", "lead"),
        DutyRole::Responsible => tell!(lang, "责任", "responsible"),
        DutyRole::Support => tell!(lang, "配合", "support"),
        DutyRole::Implied => tell!(lang, "总则所含", "implied"),
        DutyRole::Owner => tell!(lang, "责任主体", "owner"),
        DutyRole::Implementer => tell!(lang, "实施主体", "implementer"),
    }
}

/// A kind of org.
pub(crate) fn org_kind(kind: OrgKind, lang: Lang) -> String {
    match kind {
        OrgKind::Office => tell!(lang, "部门", "office"),
        OrgKind::Street => tell!(lang, "街道", "street"),
        OrgKind::Enterprise => tell!(lang, "企业", "enterprise"),
        OrgKind::Collective => tell!(lang, "统称", "collective"),
        OrgKind::Region => tell!(lang, "地区", "region"),
        OrgKind::External => tell!(lang, "区外", "external"),
    }
}

/// Several names in a cell: the first ones, and how many there are.
pub(crate) fn some(names: &[&str], most: usize, lang: Lang) -> String {
    let (all, first) = (names.len(), &names[..names.len().min(most)]);
    let (first, more) = (first.join("、"), all.saturating_sub(most));
    if more == 0 { first } else { tell!(lang, "{first} 等 {all} 个", "{first} and {more} more") }
}
