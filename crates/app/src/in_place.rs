//! In whose places somebody may act in a case, and what stands in the way there.

use rongheng_domain::{
    away::both,
    facts::Facts,
    ids::PersonId,
    kind::{Action, AnyKind},
    refusal::Reason,
};
use rongheng_store::Stored;

use crate::{
    Actor, App, Result, StandsIn,
    access::{self, Known},
    admitting,
    folded::Folded,
    page::Choice,
    people::Wanted,
};

/// A case as those in whose places somebody stands would act in it.
pub(crate) struct Places<'a> {
    actor: &'a Actor,
    folded: &'a Folded,
    known: Option<&'a Known>,
    facts: &'a Facts,
    /// Empty where nobody's place is taken.
    events: Vec<Stored>,
}

impl App {
    /// In whose places `actor` stands here. The history is read only where there is any.
    pub(crate) async fn places<'a>(
        &self,
        actor: &'a Actor,
        folded: &'a Folded,
        known: Option<&'a Known>,
        facts: &'a Facts,
    ) -> Result<Places<'a>> {
        let any = actor.places().next().is_some() && folded.version > 0;
        let events = if any { self.0.store.load(&folded.stream, 0).await? } else { Vec::new() };
        Ok(Places { actor, folded, known, facts, events })
    }

    /// What the form of an act offers: the own name first where it may be used, then the others.
    pub(crate) async fn place_choices(
        &self,
        places: &Places<'_>,
        action: &Action,
        own: bool,
    ) -> Result<Vec<Choice>> {
        let whose: Vec<_> = places.whose(action).map(|place| place.person.clone()).collect();
        if whose.is_empty() {
            return Ok(Vec::new());
        }
        let mut wanted = Wanted::default();
        wanted.people.extend(whose.iter().cloned());
        let names = self.names(wanted).await?;
        let other = whose
            .iter()
            .map(|of| Choice { value: of.0.clone(), label: format!("代{}办理", names.person(of)) });
        let mine = Choice { value: String::new(), label: "以本人名义办理".to_owned() };
        Ok(own.then_some(mine).into_iter().chain(other).collect())
    }
}

impl<'a> Places<'a> {
    /// Whether the act may be done in anybody's place.
    pub(crate) fn any(actor: &Actor, kind: &dyn AnyKind, action: &Action, known: Option<&Known>) -> bool {
        let may = |of: &PersonId| access::may_in_place(actor, of, kind.name(), action, known).is_ok();
        actor.places().any(|place| may(&place.person))
    }

    fn whose(&self, action: &'a Action) -> impl Iterator<Item = &'a StandsIn> {
        let (kind, known) = (self.folded.kind.name(), self.known);
        let actor = self.actor;
        let may = move |of: &PersonId| access::may_in_place(actor, of, kind, action, known).is_ok();
        actor.places().filter(move |place| may(&place.person))
    }

    /// In whose place the act is done unless another is chosen, and what stands in the way: the own name where `own`
    /// and nothing stands in its way, else the first place where nothing does. `None` where no place is of use.
    pub(crate) fn of(&self, action: &'a Action, own: bool) -> Option<(Option<PersonId>, Vec<Reason>)> {
        let kind = self.folded.kind;
        if own && kind.blocked(&self.folded.state, action.name, self.facts).is_empty() {
            return None;
        }
        let mut first = None;
        for place in self.whose(action) {
            let blocked = self.blocked(place, action);
            if blocked.is_empty() {
                return Some((Some(place.person.clone()), blocked));
            }
            first = first.or_else(|| Some((Some(place.person.clone()), blocked)));
        }
        first.filter(|_| !own)
    }

    fn blocked(&self, place: &StandsIn, action: &Action) -> Vec<Reason> {
        let kind = self.folded.kind;
        let facts = Facts {
            acted_for: Some(place.person.clone()),
            by_delegation: true,
            roles: place.roles(),
            ..self.facts.clone()
        };
        let mut blocked = kind.blocked(&self.folded.state, action.name, &facts);
        let past = admitting::past(&self.events);
        let more = both::keeps_from(kind, (&self.folded.state, &past), action.name, &blocked, &facts);
        blocked.extend(more);
        blocked
    }
}
