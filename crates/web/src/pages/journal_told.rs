//! What stands on the page of the journal for the keys of its rows: names of orgs, items and
//! subjects, and what fields are called. The key stays beside a name, small: it is what a row is
//! found by.

use domain::access::Role;
use domain::figures::ValueStatus;
use domain::office::{Correction, Definition, Item, Link, Org};
use domain::record::Record;
use domain::work::WorkState;
use domain::{Lang, Say as _, tell};
use engine::{Subject, View, Wish};
use maud::{Markup, html};

use super::editions::word;
use super::journal::action_told;
use crate::desk::Desk;
use crate::words::{COLUMNS, FILES, Words, told};

/// The fields of bodies, where they are called otherwise than the columns of a plan's files.
const FIELDS: &Words = &[
    ("about", "内容", "about"),
    ("cells", "数据", "numbers"),
    ("changes", "改动", "changes"),
    ("channel", "方式", "way"),
    ("chase", "催办编号", "reminder's id"),
    ("digest", "摘要", "digest"),
    ("document_number", "文号", "document number"),
    ("due_on", "完成时限", "due on"),
    ("effective_on", "生效日", "in force from"),
    ("evidence", "佐证编号", "evidence's id"),
    ("example_as_of", "示例截至", "example as of"),
    ("base_year", "基准年", "base year"),
    ("fields", "各列", "columns"),
    ("file", "文件", "file"),
    ("files", "文件", "files"),
    ("hash", "散列", "hash"),
    ("id", "编号", "id"),
    ("item", "数据项", "item"),
    ("kind", "动作", "action"),
    ("login", "登录名", "login"),
    ("mail", "邮箱", "mail"),
    ("measures", "措施", "measures"),
    ("media", "文件类型", "kind of file"),
    ("money", "已投资金", "money spent"),
    ("orgs", "单位", "orgs"),
    ("outcome", "结论", "outcome"),
    ("percent", "进度", "percent"),
    ("period", "报告期", "period"),
    ("person", "责任人", "person"),
    ("plan", "方案", "plan"),
    ("region", "地区", "region"),
    ("report", "进展编号", "report's id"),
    ("role", "角色", "role"),
    ("rows", "行", "rows"),
    ("size", "字节", "bytes"),
    ("source_hash", "原文散列", "hash of the document"),
    ("source_name", "原文文件名", "name of the document"),
    ("state", "状态", "state"),
    ("status", "状态", "status"),
    ("target_years", "目标年", "target years"),
    ("user", "用户编号", "user's id"),
    ("v", "格式版次", "edition of the format"),
    ("version", "第几版", "version"),
    ("why", "理由", "why"),
];

/// The names of a plan, for rows that are about it.
pub(super) struct Names(Option<View>);

impl Names {
    /// The names of the plan that a subject is of; none where there is no such plan (any more).
    pub(super) async fn of(desk: &Desk, subject: &str) -> Self {
        let plan = subject.strip_prefix("plan/").and_then(|rest| rest.split('/').next());
        let plan = plan.map(str::to_owned).or_else(|| desk.wish.plan.clone());
        Self(desk.engine().view(&desk.ctx, &Wish { plan, ..Wish::default() }).await.ok().flatten())
    }

    /// What a subject is called, with its address below.
    pub(super) fn subject(&self, subject: &str, lang: Lang) -> Markup {
        named(self.subject_name(subject, lang), subject)
    }

    fn subject_name(&self, subject: &str, lang: Lang) -> Option<String> {
        let view = self.0.as_ref()?;
        let rest = subject.strip_prefix("plan/")?.strip_prefix(view.plan.id.as_str())?;
        match rest.strip_prefix('/') {
            Some(inside) => self.inside(inside, lang),
            None => rest.is_empty().then(|| view.plan.title.clone()),
        }
    }

    /// What a subject inside the plan is called.
    fn inside(&self, inside: &str, lang: Lang) -> Option<String> {
        let pack = &self.0.as_ref()?.catalogue.pack;
        let (kind, key) = inside.split_once('/').unwrap_or((inside, ""));
        match kind {
            "filing" | "org" | "orgs" => self.org(key),
            "items" => self.item(key),
            "period" => Some(key.to_owned()),
            "definitions" => self.indicator(key.split(' ').next().unwrap_or_default()),
            "amendment" => Some(tell!(lang, "方案调整 {key}", "amendment {key}")),
            _ => Subject::parse(inside)?.name(pack),
        }
    }

    fn org(&self, key: &str) -> Option<String> {
        let catalogue = &self.0.as_ref()?.catalogue;
        catalogue.org(key).map(|org| org.name.clone())
    }

    fn item(&self, key: &str) -> Option<String> {
        let items = &self.0.as_ref()?.catalogue.pack.office.items;
        items.iter().find(|item| item.key == key).map(|item| item.name.clone())
    }

    fn indicator(&self, no: &str) -> Option<String> {
        let no = no.parse().ok()?;
        Subject::Indicator(no).name(&self.0.as_ref()?.catalogue.pack)
    }

    /// What stands in a field, by its name where it is a key.
    pub(super) fn value(&self, path: &[String], file: &str, text: &str, lang: Lang) -> Markup {
        let name = path.iter().rev().find(|part| !is_index(part)).map_or("", String::as_str);
        let known = match name {
            "item" => self.item(text),
            "org" | "orgs" => self.org(text),
            "plan" => {
                self.0.as_ref().filter(|view| view.plan.id == text).map(|v| v.plan.title.clone())
            }
            "indicator" => self.indicator(text),
            "subject" => self.inside(text, lang),
            "status" => ValueStatus::of(text).map(|status| status.say(lang)),
            "state" => WorkState::of(text).map(|state| state.say(lang)),
            "role" => Role::of(text).map(|role| role.say(lang)),
            "kind" if path.len() == 1 => Some(action_told(text, lang)),
            "file" => Some(told(FILES, text, lang)),
            "fields" => column(path.last(), file).map(|column| word(column, text, lang)),
            _ => None,
        };
        named(known, text)
    }
}

/// A name with the key that it stands for; the text alone where there is none.
fn named(name: Option<String>, key: &str) -> Markup {
    match name.filter(|name| name != key) {
        Some(name) => html! { span lang="zh" { (name) } " " code.small { (key) } },
        None => html! { span lang="zh" { (key) } },
    }
}

fn is_index(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The way to a field, in words: `rows · 1 · item`.
pub(super) fn path_told(path: &[String], file: &str, lang: Lang) -> String {
    let is_column = |at: usize| at > 0 && path[at - 1] == "fields";
    let part = |(at, part): (usize, &String)| match column(Some(part), file) {
        Some(column) if is_column(at) => told(COLUMNS, column, lang),
        _ if is_index(part) => part.trim_start_matches('0').to_owned(),
        _ => match told(FIELDS, part, lang) {
            same if same == *part => told(COLUMNS, part, lang),
            own => own,
        },
    };
    path.iter().enumerate().map(part).collect::<Vec<_>>().join(" · ")
}

/// The column of a row of the office's files, by its place in the row.
fn column(place: Option<&String>, file: &str) -> Option<&'static str> {
    let columns = match file {
        Org::FILE => Org::COLUMNS,
        Item::FILE => Item::COLUMNS,
        Definition::FILE => Definition::COLUMNS,
        Correction::FILE => Correction::COLUMNS,
        Link::FILE => Link::COLUMNS,
        _ => return None,
    };
    let place: usize = place?.parse().ok()?;
    columns.get(place.checked_sub(1)?).copied()
}
