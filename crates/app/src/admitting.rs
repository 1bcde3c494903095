//! May whoever asks? In person, from somebody's paper (代录), or in somebody's place (代理).

use rongheng_domain::{
    away,
    away::both::{self, Past},
    ids::{PersonId, StreamId},
    kind::{Action, Recorded},
    refusal::{Reason, Refusal},
    registers::account::TOKEN,
};
use rongheng_store::Stored;
use serde_json::Value;

use crate::{
    Actor, App, Ask, Result, StandsIn,
    access::{self, Denied, Known},
    error::Error,
    facts::Acting,
    folded::Folded,
};

fn denied(denied: Denied) -> Error {
    match denied {
        Denied::Hidden => Error::NotFound,
        Denied::Told(refusal) => Error::Forbidden(refusal),
    }
}

/// Stored events as the domain looks at them when two people count as one.
pub(crate) fn past(events: &[Stored]) -> Vec<Past<'_>> {
    let all = events.iter().map(|event| Past {
        event: &event.recorded,
        on: event.recorded_at.day(),
        version: event.version,
        actor: &event.actor,
        acted_for: event.acted_for.as_ref(),
    });
    all.collect()
}

impl App {
    /// May whoever asks? Gives who acts, with the roles that count.
    pub(crate) async fn admit(
        &self,
        ask: &Ask,
        action: &'static Action,
        known: Option<&Known>,
    ) -> Result<Acting> {
        let mut acting = Acting {
            actor: ask.actor.person.clone(),
            roles: ask.actor.roles(),
            acted_for: ask.acted_for.clone(),
            paper_on: ask.paper_on,
            asks: ask.actor.clone(),
            original: ask.original.clone(),
            by_delegation: false,
            relies_on: None,
        };
        if ask.by_delegation {
            return self.admit_in_place(ask, action, known, acting).await;
        }
        let Some(person) = &ask.acted_for else {
            access::may(&ask.actor, &ask.kind, action, known).map_err(denied)?;
            return Ok(acting);
        };
        // 代录: whoever enters it must know the case and be one of those who enter papers; whoever signed it
        // must be one who may do it.
        if let Some(known) = known {
            access::audience(&ask.actor, known).map_err(denied)?;
        }
        if ask.actor.narrowed.is_some() {
            let says = "令牌不能代录纸面材料，请由有权代录的人登录后录入。";
            return Err(Error::Forbidden(Refusal::one(&TOKEN, says)));
        }
        if !access::enters(&ask.actor) {
            let says = "您的角色不能代录纸面材料，请交承办人或者案件监督管理室代录。";
            return Err(Error::Forbidden(Refusal::one(&access::ON_PAPER, says)));
        }
        let signer = self.signer(person, known).await?;
        access::may(&signer, &ask.kind, action, known).map_err(|_| {
            let says = format!("纸面上的行为人不能作出“{}”，请核对代谁录入。", action.title);
            Error::Forbidden(Refusal::one(&access::ON_PAPER, says))
        })?;
        acting.roles = signer.roles();
        Ok(acting)
    }

    /// Whoever signed a paper: the roles of the accounts, and those that follow from the case itself.
    async fn signer(&self, person: &PersonId, known: Option<&Known>) -> Result<Actor> {
        let mut actor = match self.actor_of(person).await {
            Ok(actor) => actor,
            Err(Error::NotFound) => Actor {
                person: person.clone(),
                held: Vec::new(),
                acting: None,
                narrowed: None,
                stands_in: Vec::new(),
            },
            Err(other) => return Err(other),
        };
        let unit = self.person_facts(person, self.today()).await?.1.map(|known| known.unit);
        for held in access::implied(person, unit.as_ref(), known) {
            if !actor.held.contains(&held) {
                actor.held.push(held);
            }
        }
        Ok(actor)
    }

    /// In another's place: what holds now is asked of the lists, and what it was read from is relied on, so that an end
    /// entered meanwhile wins.
    async fn admit_in_place(
        &self,
        ask: &Ask,
        action: &'static Action,
        known: Option<&Known>,
        acting: Acting,
    ) -> Result<Acting> {
        let Some(of) = &ask.acted_for else {
            let says = "请写明代理谁办理。";
            return Err(Error::Refused(Reason::new(&away::RULE, says).at("in_place_of").into()));
        };
        let stream = StreamId::person(of);
        let version = self.0.store.head(&stream).await?.map_or(0, |head| head.version);
        let stands_in = self.stands_in(&ask.actor.person).await?;
        let now = Actor { stands_in, ..ask.actor.clone() };
        if let Err(no) = access::may_in_place(&now, of, &ask.kind, action, known) {
            let mut error = denied(no);
            if let Error::Forbidden(refusal) = &mut error {
                self.named(&mut refusal.reasons).await?;
            }
            return Err(error);
        }
        let place: Option<&StandsIn> = now.place(of);
        let acting = place.map(|place| acting.in_place(place)).ok_or(Error::NotFound)?;
        Ok(Acting { relies_on: Some((stream, version)), ..acting })
    }

    /// What stands against an act that the rules allow, once whoever acts and those in whose places are one person.
    pub(crate) async fn against_both(
        &self,
        folded: &Folded,
        lapsed: &[Recorded],
        (action, answers): (&Action, &Value),
        facts: &rongheng_domain::facts::Facts,
    ) -> Result<()> {
        if !facts.by_delegation && !folded.by_hand_of(facts.acting()) {
            return Ok(());
        }
        let events =
            if folded.version == 0 { Vec::new() } else { self.0.store.load(&folded.stream, 0).await? };
        let mut all = past(&events);
        for (event, version) in lapsed.iter().zip(folded.version + 1..) {
            all.push(Past { event, on: facts.today, version, actor: &facts.actor, acted_for: None });
        }
        let reasons = both::against(folded.kind, (&folded.state, &all), action.name, answers, facts);
        Refusal::unless_empty(reasons).map_err(Error::Refused)
    }
}
