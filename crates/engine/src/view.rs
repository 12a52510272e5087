//! What every page starts from: a plan in a year as of a day.

use std::sync::Arc;

use domain::access::Action;
use domain::period::Period;
use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::context::{Context, On};
use crate::engine::Engine;
use crate::plan::PlanLine;
use crate::refused::Refused;
use crate::status::{Status, StatusRow, default_year};
use crate::world::Programme;

/// A plan in a year as of a day.
#[derive(Clone)]
pub struct View {
    /// The plan.
    pub plan: PlanLine,
    /// All plans, the current one first.
    pub plans: Arc<Vec<PlanLine>>,
    /// The plan with its numbers.
    pub programme: Arc<Programme>,
    /// The plan looked up from all sides.
    pub catalogue: Arc<Catalogue>,
    /// The verdicts.
    pub status: Arc<Status>,
    /// The year that is judged.
    pub year: i16,
    /// The day it is looked at.
    pub as_of: Date,
    /// How often all that is remembered had been forgotten when it was read.
    pub(crate) times: u64,
}

/// What somebody wants to see; blank for what is current.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Which plan.
    pub plan: Option<String>,
    /// Which year.
    pub year: Option<i16>,
    /// As of which day.
    pub as_of: Option<Date>,
}

impl Engine {
    /// A plan in a year as of a day; `None` where there is no plan yet.
    ///
    /// # Errors
    /// Not permitted, or there is no such plan.
    pub async fn view(&self, ctx: &Context, wish: &Wish) -> Result<Option<View>, Refused> {
        ctx.authorize(Action::PlanRead, On::District)?;
        let times = self.world.memory.times();
        let plans = self.plans().await?;
        let plan = match &wish.plan {
            Some(id) => Some(plans.iter().find(|plan| plan.id == *id).ok_or(Refused::Hidden)?),
            None => plans.first(),
        };
        let Some(plan) = plan.cloned() else { return Ok(None) };
        let programme = self.programme(&plan.id).await?;
        let as_of = wish.as_of.unwrap_or_else(|| ctx.today());
        let catalogue = programme.catalogue(as_of)?;
        let year = wish.year.unwrap_or_else(|| default_year(&catalogue.pack, as_of));
        let status = programme.status(&self.calendar, year, as_of)?;
        Ok(Some(View { plan, plans, programme, catalogue, status, year, as_of, times }))
    }
}

impl View {
    /// Tells of an indicator whether its number of the year rests on some that nobody has confirmed
    /// yet: they count from when they were filed.
    pub fn is_unsettled(&self) -> impl Fn(&StatusRow) -> bool + use<> {
        let items = self.programme.unsettled(self.year);
        move |row| {
            // What lies behind the months that the number covers does not enter it.
            let Some(through) = row.judgement.through.map(Period::ends_on) else { return false };
            let enters = |input| items.get(input).is_some_and(|end| *end <= through);
            row.inputs.iter().any(enters)
        }
    }

    /// The years that can be looked at: the base year and those with targets.
    pub fn years(&self) -> Vec<i16> {
        let head = &self.catalogue.pack.head;
        let mut years: Vec<i16> = head.target_years.clone();
        years.sort_unstable();
        years
    }
}
