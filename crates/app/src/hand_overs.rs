//! 批量交接: everything that one person has in hand, handed over to another in one go. Each case decides for itself.

use rongheng_domain::{
    ids::{PersonId, StreamId},
    kind::Action,
};
use rongheng_store::{CaseFilter, Scope};
use serde_json::{Value, json};

use crate::{
    Actor, App, Ask, Result, access,
    error::Error,
    page::{Choice, Done, Listed, Names},
    people::Wanted,
};

/// Cases that are looked at; more than anybody has in hand.
const MOST: u32 = 1_000;
/// The parts of somebody who has something in hand.
const IN_HAND: &str = "c.archived_on = '' AND EXISTS (SELECT 1 FROM r_part h WHERE h.stream = c.stream AND h.who = ? \
                       AND h.part IN ('team', 'reviewer', 'consulted'))";

/// A case with something in somebody's hands.
#[derive(Debug, Clone)]
pub struct InHand {
    /// The case.
    pub case: Listed,
    /// What it is, in words: `林岱岳：核实组`.
    pub says: String,
}

/// The open cases of a person that this actor may hand over.
#[derive(Debug, Clone)]
pub struct HandOvers {
    /// Who hands over.
    pub from: Choice,
    /// The cases.
    pub cases: Vec<InHand>,
    /// The act.
    pub action: &'static Action,
    /// The people of the own organ, who may take over.
    pub people: Vec<Choice>,
    /// Names.
    pub names: Names,
}

fn action() -> Result<&'static Action> {
    let found = crate::kinds::kind("tolerance").and_then(|kind| kind.action("hand_over"));
    found.ok_or_else(|| Error::UnknownAction("hand_over".to_owned()))
}

impl App {
    /// Whether this actor arranges hand-overs at all.
    pub fn arranges_hand_overs(&self, actor: &Actor) -> bool {
        action().is_ok_and(|action| action.who.iter().any(|role| actor.is(*role)))
    }

    /// What `from` has in hand, as far as this actor may arrange it; refused where the role arranges none.
    pub async fn hand_overs(&self, actor: &Actor, from: &PersonId) -> Result<HandOvers> {
        let action = action()?;
        if !self.arranges_hand_overs(actor) {
            return Err(Error::NotFound);
        }
        let row = self.0.store.person(from).await?.ok_or(Error::NotFound)?;
        let scope = access::scope(actor);
        let sql =
            if scope.sql.is_empty() { IN_HAND.to_owned() } else { format!("{IN_HAND} AND ({})", scope.sql) };
        let mut binds = vec![format!("person:{from}")];
        binds.extend(scope.binds);
        let filter = CaseFilter { kind: Some("tolerance".to_owned()), ..CaseFilter::default() };
        let rows =
            self.0.store.list_cases(&filter, &Scope { sql, binds, within: Vec::new() }, None, MOST).await?;
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut wanted = Wanted::default();
        let mut found = Vec::new();
        for row in rows {
            let folded = self.0.cases.load(&self.0.store, &StreamId(row.stream.clone())).await?;
            let offers = folded.kind.offers(&folded.state, "in_hand", &in_force.policy);
            let Some(offer) = offers.into_iter().find(|offer| offer.value == from.0) else { continue };
            let known = self.known(&folded, &in_force, actor).await?;
            if access::may(actor, folded.kind.name(), action, known.as_ref()).is_err() {
                continue;
            }
            wanted.say(&offer.label);
            let Some(case) = self.shown_one(actor, row, &in_force).await? else { continue };
            found.push((case, offer.label));
        }
        let names = self.names(wanted).await?;
        let organ = &in_force.policy.settings.organ;
        let everybody = self.0.store.all_persons().await?;
        let colleagues = everybody.into_iter().filter(|one| one.unit == organ.0 && one.id != from.0);
        let units = self.unit_names(std::iter::once(organ.as_str())).await?;
        let people = colleagues.map(|one| crate::listing::person_choice(one, &units)).collect();
        Ok(HandOvers {
            from: Choice { value: from.0.clone(), label: row.name },
            cases: found.into_iter().map(|(case, label)| InHand { case, says: names.say(&label) }).collect(),
            action,
            people,
            names,
        })
    }

    /// Hands over in each of these cases; each answers for itself, with its key, so that a page sent twice does
    /// nothing twice.
    pub async fn hand_over_all(
        &self,
        actor: &Actor,
        cases: &[StreamId],
        answers: &Value,
        key: &str,
    ) -> Vec<(StreamId, Result<Done>)> {
        let ask = |case: &StreamId| {
            let mut ask =
                Ask::new(actor.clone(), case.kind(), Some(case.clone()), "hand_over", answers.clone());
            ask.key = Some(format!("{key}/{case}"));
            ask
        };
        let done = self.execute_batch(cases.iter().map(ask).collect()).await;
        cases.iter().cloned().zip(done).collect()
    }

    /// The answers of a hand-over in every case, from what a form sent.
    pub fn hand_over_answers(from: &PersonId, mut answers: Value) -> Value {
        if let Some(map) = answers.as_object_mut() {
            map.insert("from".to_owned(), json!(from.0));
        }
        answers
    }
}
