//! 案件质量评查: what a draw is made from, who may review, and what of a round its reader sees.

use std::{collections::BTreeSet, sync::Arc};

use rongheng_domain::{
    day::Moment,
    ids::{PersonId, StreamId},
    kind::Audience,
    people::Role,
    registers::{
        Register as _,
        quality::{self, DRAWS, Fitness, Lots, Period, QualityRound, Review, Taken},
    },
};
use rongheng_store::{CaseFilter, PartRow, Scope};
use serde_json::Value;

use crate::{
    Actor, App, Result, access, error::Error, folded::Folded, records::RecordRow, snapshot::InForce,
};

/// Cases read at once.
const PAGE: u32 = 500;

/// Those who see a whole round, as far as they may know of its cases; others see what they review.
fn oversees(actor: &Actor) -> bool {
    let all = DRAWS.iter().chain(&[Role::Leader, Role::PrincipalLeader]);
    actor.role().is_some_and(|role| all.into_iter().any(|one| *one == role))
}

impl App {
    /// What a draw of this period is made from: every case of the organ closed in it, whoever asks.
    pub(crate) async fn lots(&self, answers: &Value) -> Result<Option<Arc<Lots>>> {
        let Some(period) = quality::period_of(answers) else { return Ok(None) };
        let Some((_, until)) = period.days() else { return Ok(None) };
        let over = Moment::at(until.next(), 0, 0);
        let sealed = self.0.store.first_checkpoint_since(over).await?;
        let policy = self.policy().await?;
        let closed = self.closed_in(period, &policy.settings.organ.0).await?;
        let seed = sealed.map(|sealed| (sealed.root.to_string(), sealed.size, sealed.at));
        Ok(Some(Arc::new(Lots { seed, closed, sampling: policy.settings.quality.clone() })))
    }

    async fn closed_in(&self, period: Period, organ: &str) -> Result<Vec<Taken>> {
        let Some((from, until)) = period.days() else { return Ok(Vec::new()) };
        let filter = CaseFilter {
            kind: Some("tolerance".to_owned()),
            organ: Some(organ.to_owned()),
            closed_within: Some((from.to_string(), until.to_string())),
            opened_to: Some(until.to_string()),
            ..CaseFilter::default()
        };
        let mut closed = Vec::new();
        let mut after = None;
        loop {
            let rows = self.0.store.list_cases(&filter, &Scope::all(), after.as_ref(), PAGE).await?;
            let last = rows.len() < PAGE as usize;
            after = rows.last().map(|row| rongheng_store::CaseKey {
                opened_on: row.opened_on.clone(),
                stream: row.stream.clone(),
            });
            let numbered = rows.into_iter().filter(|row| !row.number.is_empty());
            closed.extend(numbered.map(|row| Taken { number: row.number, case: StreamId(row.stream) }));
            if last {
                return Ok(closed);
            }
        }
    }

    /// What stands for and against the reviewer that the answers name.
    pub(crate) async fn fitness(&self, round: &QualityRound, answers: &Value) -> Result<Option<Fitness>> {
        let text = |name: &str| answers.get(name).and_then(Value::as_str);
        let (Some(number), Some(reviewer)) = (text("number"), text("reviewer")) else { return Ok(None) };
        let Some(review) = round.reviews.iter().find(|review| review.taken.number == number) else {
            return Ok(None);
        };
        let reviewer = PersonId::from(reviewer);
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let took_part = self.took_part(&review.taken.case, &reviewer).await?;
        let sees = match self.actor_of(&reviewer).await {
            Ok(actor) => self.sees_as_officer(&actor, &review.taken.case, &in_force).await?,
            Err(Error::NotFound) => false,
            Err(other) => return Err(other),
        };
        Ok(Some(Fitness { sees, took_part }))
    }

    /// Whether a person belongs to a case in any way, or did anything in it: signed in, on paper or in another's place.
    async fn took_part(&self, case: &StreamId, person: &PersonId) -> Result<bool> {
        let who = format!("person:{person}");
        let belongs = |row: &PartRow| row.who == who && !row.part.contains('/');
        if self.0.store.parts(case).await?.iter().any(belongs) {
            return Ok(true);
        }
        let events = self.0.store.load(case, 0).await?;
        Ok(events.iter().any(|event| event.actor == *person || event.acted_for.as_ref() == Some(person)))
    }

    /// Whether this actor opens a case as one of its officers.
    pub(crate) async fn sees_as_officer(
        &self,
        actor: &Actor,
        case: &StreamId,
        in_force: &InForce,
    ) -> Result<bool> {
        let folded: Folded = match self.0.cases.load(&self.0.store, case).await {
            Ok(folded) => folded,
            Err(Error::Erased | Error::NotFound) => return Ok(false),
            Err(other) => return Err(other),
        };
        let Some(known) = self.known(&folded, in_force, actor).await? else { return Ok(false) };
        Ok(matches!(access::audience(actor, &known), Ok(Audience::Officer(_))))
    }

    /// A round as this reader may know of it: cases kept from him are not in it, and whoever only reviews sees the own.
    pub(crate) async fn round_of(&self, actor: &Actor, round: QualityRound) -> Result<QualityRound> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut known = BTreeSet::new();
        for review in &round.reviews {
            let own = review.reviewer.as_ref() == Some(&actor.person);
            if (own || oversees(actor)) && self.sees_as_officer(actor, &review.taken.case, &in_force).await? {
                known.insert(review.taken.number.clone());
            }
        }
        let mut round = round.of(|review: &Review| known.contains(&review.taken.number));
        if !oversees(actor)
            && let Some(drawn) = &mut round.drawn
        {
            // What else was closed is none of a reviewer's business.
            drawn.population.retain(|number| known.contains(number));
        }
        Ok(round)
    }

    /// The rows of the list: those who only review see the rounds in which they do.
    pub(crate) async fn quality_rows(&self, actor: &Actor) -> Result<Vec<RecordRow>> {
        let mut rows = Vec::new();
        for stream in self.0.store.streams_of_kind(QualityRound::NAME).await? {
            let round = self.folded_round(stream.key()).await?;
            let Some(drawn) = round.drawn.clone() else { continue };
            let (all, some) = (drawn.population.len(), drawn.drawn.len());
            let seen = self.round_of(actor, round).await?;
            if seen.reviews.is_empty() && !oversees(actor) {
                continue;
            }
            let over = seen.reviews.iter().filter(|review| review.standing() == "已办结").count();
            let told = if oversees(actor) { format!("{all} 件") } else { String::new() };
            let took = if oversees(actor) { some } else { seen.reviews.len() };
            let cells = [
                drawn.period.words(),
                told,
                format!("{took} 件"),
                format!("{over} 件"),
                drawn.on.to_string(),
            ];
            rows.push(RecordRow::new(stream.key().to_owned(), cells));
        }
        Ok(rows)
    }

    pub(crate) async fn folded_round(&self, key: &str) -> Result<QualityRound> {
        let events = self.0.store.load(&StreamId::new(QualityRound::NAME, key), 0).await?;
        Ok(rongheng_domain::registers::fold::<QualityRound>(
            events.iter().map(|event| (&event.recorded, event.recorded_at.day())),
        )?)
    }

    /// Whether this actor sees all of a round's history.
    pub(crate) fn oversees_reviews(actor: &Actor) -> bool {
        oversees(actor)
    }
}
