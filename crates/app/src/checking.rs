//! A command decided and not recorded: what 核对 means to a program. Access, facts, what has lapsed and the rules
//! are those of [`App::execute`]; only the append is left out.

use std::collections::BTreeMap;

use rongheng_domain::{
    form,
    ids::StreamId,
    kind::{Audience, Told},
};

use crate::{
    App, Ask, Result, access,
    error::Error,
    execute::Change,
    folded::Folded,
    kinds,
    page::{Decided, Names},
    people::Wanted,
};

impl App {
    /// What would be recorded if this were asked now; the refusal where nothing would.
    pub async fn check_form(&self, mut ask: Ask, sent: &BTreeMap<String, String>) -> Result<Decided> {
        let kind = kinds::kind(&ask.kind).ok_or_else(|| Error::UnknownAction(ask.kind.clone()))?;
        let action = kind.action(&ask.action).ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
        ask.answers = form::read(action.fields, sent).map_err(Error::Faults)?;
        let now = self.now();
        let in_force = self.0.snapshot.on(&self.0.store, now.day()).await?;
        let folded = match &ask.case {
            Some(case) if case.kind() == kind.name() && !action.opens => {
                self.0.cases.load(&self.0.store, case).await?
            }
            None if action.opens => Folded::blank(kind, StreamId::new(kind.name(), &self.new_form_id())),
            Some(_) | None => return Err(Error::NotFound),
        };
        if folded.version == 0 && !action.opens {
            return Err(Error::NotFound);
        }
        let known = if action.opens { None } else { self.known(&folded, &in_force, &ask.actor).await? };
        let acting = self.admit(&ask, action, known.as_ref()).await?;
        if let Some(expected) = ask.expected
            && expected != folded.version
        {
            return Err(self.overtaken(&ask.actor, &folded, expected).await?);
        }
        let mut gathered = self.gather(&folded, &in_force, &acting, Some(action), &ask.answers, now).await?;
        Box::pin(self.stamp(action, &folded, &in_force, &ask.answers, &mut gathered, false)).await?;
        let (more, lapsed, facts) = self.lapse(&folded, &gathered, now, &ask.actor.person).await?;
        let events = match kind.decide(&lapsed.state, action.name, &ask.answers, &facts) {
            Ok(events) => events,
            Err(failure) => {
                let mut error = Error::from(failure);
                if let Error::Refused(refusal) = &mut error {
                    self.named(&mut refusal.reasons).await?;
                }
                return Err(error);
            }
        };
        if let Err(mut error) = self.against_both(&folded, &more, (action, &ask.answers), &facts).await {
            if let Error::Refused(refusal) = &mut error {
                self.named(&mut refusal.reasons).await?;
            }
            return Err(error);
        }
        let after = lapsed.with(&events, now.day(), &ask.actor.person)?;
        let change = Change { before: &folded, after: &after, events: &events, gathered: &gathered, now };
        let (mut batch, _) = self.batch(&change, &ask.actor.person, ask.acted_for.as_ref()).await?;
        // Another case that is told at once may refuse; one that moves meanwhile is asked again at the real act.
        let _moved = self.tell_at_once(kind, &events, &in_force, now, &mut batch).await?;
        let officer = known
            .as_ref()
            .is_some_and(|known| matches!(access::audience(&ask.actor, known), Ok(Audience::Officer(_))));
        if !officer {
            // The lines of the timeline are the officers'; others learn that it would be done.
            return Ok(Decided { lines: Vec::new(), names: Names::default() });
        }
        let mut wanted = Wanted::default();
        let mut lines: Vec<Told> = Vec::new();
        for event in &events {
            let told = kind.told(event)?;
            wanted.say(&told.says);
            lines.push(told);
        }
        Ok(Decided { lines, names: self.names(wanted).await? })
    }
}
