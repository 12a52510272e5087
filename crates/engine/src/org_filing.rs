//! How orgs file: what was due, what came, what was late or came back.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::office::Item;
use domain::period::Period;
use domain::plan::OrgKind;
use domain::stage::Stage;
use jiff::civil::Date;

use crate::context::{Context, On};
use crate::db::{Query, int, text};
use crate::engine::Engine;
use crate::instant::Instant;
use crate::refused::Refused;
use crate::view::View;

/// How an org filed for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgPeriod {
    /// The period.
    pub period: Period,
    /// The last day in time; none where a year's working days are not loaded.
    pub due: Option<Date>,
    /// So many numbers are asked for.
    pub asked: usize,
    /// So many are there.
    pub filed: usize,
    /// So many of them are confirmed.
    pub confirmed: usize,
    /// So many came after the last day in time.
    pub late: usize,
    /// So many times a number came back.
    pub returned: usize,
}

/// How many numbers of an org were due in a year so far, and how many of them are missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrgTally {
    /// Due by the day.
    pub due: usize,
    /// Missing on the day.
    pub missing: usize,
}

/// The items that an org files.
fn items<'v>(view: &'v View, org: &'v str) -> impl Iterator<Item = &'v Item> {
    let office = &view.catalogue.pack.office;
    let files = move |item: &&Item| {
        let collective = office.orgs.iter().find(|own| own.key == item.org);
        let collective = collective.filter(|own| own.kind == OrgKind::Collective);
        let is_own = match collective {
            Some(collective) => collective.assigned_to.iter().any(|key| key == org),
            None => item.org == org,
        };
        is_own && item.derivation().is_none()
    };
    office.items.iter().filter(files)
}

impl Engine {
    /// How an org filed in the year that is looked at, period by period, the first due first.
    ///
    /// # Errors
    /// Not permitted.
    pub async fn org_filing(
        &self,
        ctx: &Context,
        view: &View,
        org: &str,
    ) -> Result<Vec<OrgPeriod>, Refused> {
        ctx.authorize(Action::ValueRead, On::Org(org))?;
        let mut periods: BTreeMap<String, OrgPeriod> = BTreeMap::new();
        let mut due_of: BTreeMap<(String, String), Option<Date>> = BTreeMap::new();
        for item in items(view, org) {
            for period in item.frequency.periods(view.year) {
                let due = item.due_rule.due_on(period, &self.calendar).ok();
                due_of.insert((item.key.clone(), period.to_string()), due);
                let own = periods.entry(period.to_string()).or_insert_with(|| blank(period));
                own.asked += 1;
                own.due = own.due.into_iter().chain(due).max();
            }
        }
        let mut conn = self.db.reader().await?;
        let rows = Query::new(
            "select item, period, min(entered_at), max(case when is_latest = 1 then stage else ''
             end), sum(case when stage = 'returned' then 1 else 0 end) from value
             where plan = $1 and org = $2 and period >= $3 and period < $4 group by item, period",
        )
        .text(&view.plan.id)
        .text(org)
        .text(&view.year.to_string())
        .text(&(view.year + 1).to_string())
        .all(&mut conn)
        .await?;
        for row in &rows {
            let (item, period) = (text(row, 0), text(row, 1));
            let Some(own) = periods.get_mut(&period) else { continue };
            let stage = Stage::of(&text(row, 3));
            own.filed += usize::from(stage.is_some_and(Stage::counts));
            own.confirmed += usize::from(stage == Some(Stage::Confirmed));
            own.returned += usize::try_from(int(row, 4)).unwrap_or(0);
            let came = text(row, 2).parse::<Instant>().ok().map(Instant::day);
            let due = due_of.get(&(item, period)).copied().flatten();
            own.late += usize::from(came.zip(due).is_some_and(|(came, due)| came > due));
        }
        let mut periods: Vec<OrgPeriod> = periods.into_values().collect();
        periods.sort_by_key(|own| (own.due, own.period.to_string()));
        Ok(periods)
    }

    /// How many numbers of each org were due in the year that is looked at, and are missing; only
    /// of those orgs whose numbers may be read.
    ///
    /// # Errors
    /// Not permitted to read the plan.
    pub fn org_tallies(
        &self,
        ctx: &Context,
        view: &View,
    ) -> Result<BTreeMap<String, OrgTally>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let office = &view.catalogue.pack.office;
        let mut tallies: BTreeMap<String, OrgTally> = BTreeMap::new();
        for org in office.orgs.iter().filter(|org| ctx.may(Action::ValueRead, On::Org(&org.key))) {
            for item in items(view, &org.key) {
                let due = item.frequency.periods(view.year).into_iter().filter(|period| {
                    let due = item.due_rule.due_on(*period, &self.calendar);
                    due.is_ok_and(|due| due < view.as_of)
                });
                tallies.entry(org.key.clone()).or_default().due += due.count();
            }
        }
        let debts = view.programme.debts(&self.calendar, view.as_of)?;
        for owed in debts.iter().flatten().filter(|owed| owed.period.year() == view.year) {
            let org = office.orgs.get(owed.org as usize);
            if let Some(own) = org.and_then(|org| tallies.get_mut(&org.key)) {
                own.missing += 1;
            }
        }
        Ok(tallies)
    }
}

fn blank(period: Period) -> OrgPeriod {
    OrgPeriod { period, due: None, asked: 0, filed: 0, confirmed: 0, late: 0, returned: 0 }
}
