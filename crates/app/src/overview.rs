//! 总览: a leader's organ, or a committee's cases, by stage, light and officer; each number opens its rows.
//!
//! The same scope and the same fields as the list: who is not shown a limit is given no number of it.

use std::collections::BTreeMap;

use rongheng_domain::ids::PersonId;

use crate::{
    Actor, App, Result, access,
    filter::{Filter, Light},
    page::Names,
    people::Wanted,
    shown::{Field, narrowed, outside, shows},
};

/// What is open, counted.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Open cases.
    pub open: u64,
    /// By stage.
    pub stages: Vec<(String, u64)>,
    /// By light; empty for those who are not shown limits from inside.
    pub lights: Vec<(Light, u64)>,
    /// By officer: open, and late among them.
    pub team: Vec<(PersonId, u64, u64)>,
    /// Names of the officers.
    pub names: Names,
    /// Up to which leaf of the ledger.
    pub height: u64,
}

impl App {
    /// The cases of a kind that this actor may see and that are open, counted.
    pub async fn overview(&self, actor: &Actor, kind: &str) -> Result<Overview> {
        let scope = access::scope(actor);
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let filter = Filter { kind: kind.to_owned(), open: Some(true), ..Filter::default() };
        // Whether a case is open is told by its stage: what now is another organ's is not counted (G2).
        let mut all = self.wanted(actor, &filter, &in_force).await?;
        let mut overview = Overview { height: self.height(), ..Overview::default() };
        // A stage from inside is counted for nobody outside (G4).
        if !outside(actor) {
            overview.stages = self.0.store.count_stages(&all, &scope).await?;
            overview.open = overview.stages.iter().map(|(_, count)| count).sum();
        }
        if !access::views(actor).into_iter().any(|seen| shows(seen, Field::Inside)) {
            return Ok(overview);
        }
        all.shown.extend(narrowed(actor, Field::Inside));
        for light in Light::ALL {
            let filter = Filter { light: Some(light), ..filter.clone() };
            let wanted = self.wanted(actor, &filter, &in_force).await?;
            let count =
                self.0.store.count_stages(&wanted, &scope).await?.iter().map(|(_, count)| count).sum();
            overview.lights.push((light, count));
        }
        let late = Filter { light: Some(Light::Red), ..filter };
        let late = self.wanted(actor, &late, &in_force).await?;
        let late: BTreeMap<_, _> = self.0.store.count_team(&late, &scope).await?.into_iter().collect();
        let mut wanted = Wanted::default();
        for (who, open) in self.0.store.count_team(&all, &scope).await? {
            let Some(person) = who.strip_prefix("person:").map(PersonId::from) else { continue };
            wanted.people.insert(person.clone());
            overview.team.push((person, open, late.get(&who).copied().unwrap_or(0)));
        }
        overview.team.sort_by_key(|(person, open, late)| (std::cmp::Reverse((*late, *open)), person.clone()));
        overview.names = self.names(wanted).await?;
        Ok(overview)
    }
}
