//! The lists of one org's page, each with its export: its duties, its filing record, its reminders.

use axum::response::Response;
use domain::office::Org;
use domain::tell;
use engine::{Chase, OrgDuty, OrgPeriod};

use crate::desk::Desk;
use crate::list::{Column, Drawn, List};
use crate::odd::one_of;
use crate::pages::duties::{self, About, Line};
use crate::pages::org::channel;
use crate::ui::proof::when;

/// How the address names each list.
pub(crate) const FILING: (&str, &str) = ("list", "filing");
pub(crate) const CHASES: (&str, &str) = ("list", "chases");
const DUTIES: (&str, &str) = ("list", "duties");

/// The duties as the page shows them; or the file of the list that the address names.
pub(crate) fn lists<'a>(
    desk: &Desk,
    (org, own, about): (&Org, &'a [OrgDuty], &'a About<'a>),
    periods: &[OrgPeriod],
    chases: &[Chase],
) -> Result<Drawn<Line<'a>>, Box<Response>> {
    let known = [DUTIES.1, FILING.1, CHASES.1];
    let is_file = !desk.asked("format").is_empty();
    if is_file && !known.contains(&desk.asked("list")) {
        desk.odd("list", one_of(&known, desk.lang));
    }
    let is_asked = |(name, which): (&str, &str)| desk.asked(name) == which;
    let file = match () {
        () if is_asked(FILING) => filing(desk, org).file(desk, periods),
        () if is_asked(CHASES) => chased(desk, org).file(desk, chases),
        () => None,
    };
    match file {
        Some(file) => Err(Box::new(file)),
        None => {
            let lines = duties::lines(own);
            duties::list(about, &org.name, desk.lang).part_of(desk, lines, usize::MAX, DUTIES)
        }
    }
}

fn filing<'a>(desk: &Desk, org: &Org) -> List<'a, OrgPeriod> {
    let lang = desk.lang;
    let count = |id, head: String, count: fn(&OrgPeriod) -> usize| {
        Column::new(id, head, move |own: &OrgPeriod| count(own).to_string()).number()
    };
    let columns = vec![
        Column::new("period", tell!(lang, "报告期", "period"), |own: &OrgPeriod| {
            own.period.to_string()
        }),
        Column::new("due", tell!(lang, "到期", "due"), |own: &OrgPeriod| {
            own.due.map_or(String::new(), |day| day.to_string())
        }),
        count("asked", tell!(lang, "应报", "wanted"), |own| own.asked),
        count("filed", tell!(lang, "已报", "filed"), |own| own.filed),
        count("confirmed", tell!(lang, "已确认", "confirmed"), |own| own.confirmed),
        count("late", tell!(lang, "迟报", "late"), |own| own.late),
        count("returned", tell!(lang, "退回", "came back"), |own| own.returned),
    ];
    let name = tell!(lang, "{}填报记录", "filing record of {}", org.name);
    List { name, columns, filters: Vec::new(), more_text: None, empty: String::new() }
}

fn chased<'a>(desk: &Desk, org: &Org) -> List<'a, Chase> {
    let lang = desk.lang;
    let columns = vec![
        Column::new("at", tell!(lang, "时间", "when"), |own: &Chase| when(&own.chased_at)),
        Column::new("channel", tell!(lang, "方式", "how"), move |own: &Chase| {
            channel(&own.channel, lang)
        }),
        Column::new("about", tell!(lang, "内容", "about"), |own: &Chase| own.about.clone()).title(),
        Column::new("by", tell!(lang, "谁", "who"), |own: &Chase| own.chased_by.clone()),
    ];
    let name = tell!(lang, "{}催办记录", "reminders to {}", org.name);
    List { name, columns, filters: Vec::new(), more_text: None, empty: String::new() }
}
