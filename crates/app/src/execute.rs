//! One command through the house: access, load, facts, what has lapsed, decide, one append.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use rongheng_domain::{
    day::Moment,
    form,
    ids::{PersonId, StreamId},
    kind::{Action, AnyKind, Audience, Part, Recorded, Row, Who},
    ledger::{Hash, sm3},
    registers::{
        self,
        series::{Series, SeriesEvent},
    },
    sheet::Running,
};
use rongheng_store::{Appended, Batch, Expected, IdempotencyKey, Outgoing, Write};
use serde_json::Value;

use crate::{
    Actor, App, Ask, Result,
    access::{self, Known},
    acts,
    clock::new_id,
    destroying,
    error::Error,
    facts::{Acting, Gathered, row_of},
    folded::Folded,
    jobs, kinds,
    page::{Done, Since},
    papers, rows,
    snapshot::InForce,
};

/// How often a command is tried again when something it relied on moved, before it gives up. Each time somebody else got
/// on; on two nodes with half the luck, so many losses in a row do not happen.
const TRIES: u32 = 96;
/// Waits between two tries while another node is faster: no longer each time, or whoever lost would lose again.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(1);
/// How often a command loses before it is tried with no other beside it on this node.
const ALONE_AFTER: u32 = 3;

/// What one try came to.
enum Tried {
    Done(Done),
    /// Something moved that nobody saw; try again.
    Again,
}

/// A command with its kind and action found.
struct Command<'a> {
    ask: &'a Ask,
    kind: &'static dyn AnyKind,
    action: &'static Action,
    stream: StreamId,
}

impl App {
    /// Carries out one command.
    pub async fn execute(&self, ask: Ask) -> Result<Done> {
        let kind = kinds::kind(&ask.kind).ok_or_else(|| Error::UnknownAction(ask.kind.clone()))?;
        let action = kind.action(&ask.action).ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
        let stream = match &ask.case {
            Some(case) if case.kind() == kind.name() => case.clone(),
            None if action.opens => StreamId::new(kind.name(), &new_id(self.now())),
            Some(_) | None => return Err(Error::NotFound),
        };
        let command = Command { ask: &ask, kind, action, stream };
        let mut tries = 0;
        let mut turn = None;
        let mut memory = true;
        let done = loop {
            let mut remembered = memory;
            let tried = {
                let room = &self.0.room;
                // Whoever lost again and again goes alone: those who just came would take the place each time.
                let _inside = match tries {
                    ..ALONE_AFTER => (Some(room.read().await), None),
                    ALONE_AFTER.. => (None, Some(room.write().await)),
                };
                self.attempt(&command, &mut remembered).await
            };
            memory = false;
            match tried {
                Ok(Tried::Done(done)) => break done,
                // Nobody is refused by what memory held: the store is asked.
                Err(_) if remembered => {}
                Ok(Tried::Again) if tries < TRIES => {
                    tries += 1;
                    self.0.most_tries.fetch_max(tries, Ordering::Relaxed);
                    // Those who lost a race go on one after the other, in the order in which they lost: of sixty-four
                    // who draw from one series at once, each loses once and not sixty-three times.
                    if turn.is_none() {
                        turn = Some(self.0.turn.lock().await);
                    } else {
                        // Another node is faster still.
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Ok(Tried::Again) => {
                    return Err(Error::Unavailable("too many commands at once".to_owned()));
                }
                Err(error) => match self.answered_before(&command, &error).await? {
                    Some(done) => break done,
                    None => return Err(error),
                },
            }
        };
        Ok(done)
    }

    /// How often the command lost a race that lost most often since this node began: a few times on one node, where it
    /// then has the room to itself.
    pub fn most_tries(&self) -> u32 {
        self.0.most_tries.load(Ordering::Relaxed)
    }

    /// The same for what a form sent (`name → text`); `ask.answers` is not looked at.
    pub async fn execute_form(&self, mut ask: Ask, sent: &BTreeMap<String, String>) -> Result<Done> {
        let kind = kinds::kind(&ask.kind).ok_or_else(|| Error::UnknownAction(ask.kind.clone()))?;
        let action = kind.action(&ask.action).ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
        ask.answers = form::read(action.fields, sent).map_err(Error::Faults)?;
        self.execute(ask).await
    }

    /// What the case's limits would be if this were submitted now; nothing is recorded. `None` where it would be
    /// refused: that is said when it is submitted.
    ///
    /// # Errors
    /// Whoever may not do it.
    pub async fn foresee(
        &self,
        mut ask: Ask,
        sent: &BTreeMap<String, String>,
    ) -> Result<Option<Vec<Running>>> {
        let kind = kinds::kind(&ask.kind).ok_or_else(|| Error::UnknownAction(ask.kind.clone()))?;
        let action = kind.action(&ask.action).ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
        ask.answers = form::read(action.fields, sent).map_err(Error::Faults)?;
        let now = self.now();
        let in_force = self.0.snapshot.on(&self.0.store, now.day()).await?;
        let folded = match &ask.case {
            Some(case) => self.0.cases.load(&self.0.store, case).await?,
            None => Folded::blank(kind, StreamId::new(kind.name(), "new")),
        };
        let known = if action.opens { None } else { self.known(&folded, &in_force, &ask.actor).await? };
        let acting = self.admit(&ask, action, known.as_ref()).await?;
        let gathered = self.gather(&folded, &in_force, &acting, Some(action), &ask.answers, now).await?;
        let (_, lapsed, facts) = self.lapse(&folded, &gathered, now, &ask.actor.person).await?;
        let Ok(events) = kind.decide(&lapsed.state, action.name, &ask.answers, &facts) else {
            return Ok(None);
        };
        let after = lapsed.clone().with(&events, now.day(), &ask.actor.person)?;
        let officer = Audience::Officer(rongheng_domain::people::Role::CaseManagement);
        let running = |folded: &Folded| {
            let sheet = folded.kind.view(&folded.state, &officer, now.day(), &in_force.policy);
            sheet.map(|sheet| sheet.running).unwrap_or_default()
        };
        let before = running(&folded);
        let new = running(&after).into_iter().filter(|one| one.done_on.is_none() && !before.contains(one));
        Ok(Some(new.collect()))
    }

    pub(crate) async fn authorise(&self, ask: &Ask) -> Result<()> {
        let kind = kinds::kind(&ask.kind).ok_or_else(|| Error::UnknownAction(ask.kind.clone()))?;
        let action = kind.action(&ask.action).ok_or_else(|| Error::UnknownAction(ask.action.clone()))?;
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let folded = match &ask.case {
            Some(case) => self.0.cases.load(&self.0.store, case).await?,
            None => Folded::blank(kind, StreamId::new(kind.name(), "new")),
        };
        let known = self.known(&folded, &in_force, &ask.actor).await?;
        self.admit(ask, action, known.as_ref()).await.map(drop)
    }

    /// Tries once. With `remembered` the case is taken from memory where it is kept; it stays set where that was so.
    async fn attempt(&self, command: &Command<'_>, remembered: &mut bool) -> Result<Tried> {
        let Command { ask, kind, action, .. } = command;
        let store = &self.0.store;
        let now = self.now();
        let in_force = self.0.snapshot.on(store, now.day()).await?;
        let kept = if *remembered { self.0.cases.kept(&command.stream) } else { None };
        *remembered = kept.is_some();
        let folded = match kept {
            Some(kept) => kept,
            None if action.opens && ask.case.is_none() => Folded::blank(*kind, command.stream.clone()),
            None => self.0.cases.load(store, &command.stream).await?,
        };
        if folded.version == 0 && !action.opens {
            return Err(Error::NotFound);
        }
        let known = if action.opens { None } else { self.known(&folded, &in_force, &ask.actor).await? };
        let acting = self.admit(ask, action, known.as_ref()).await?;
        if let Some(expected) = ask.expected
            && expected != folded.version
        {
            return Err(self.overtaken(&ask.actor, &folded, expected).await?);
        }
        let mut gathered = self.gather(&folded, &in_force, &acting, Some(action), &ask.answers, now).await?;
        Box::pin(self.stamp(action, &folded, &in_force, &ask.answers, &mut gathered, true)).await?;
        let by = &ask.actor.person;
        let (lapsed, after_lapse, facts) = self.lapse(&folded, &gathered, now, by).await?;
        let decided = match kind.decide(&after_lapse.state, action.name, &ask.answers, &facts) {
            Ok(events) => {
                let asked = (*action, &ask.answers);
                self.against_both(&folded, &lapsed, asked, &facts).await.map(|()| events)
            }
            Err(failure) => Err(Error::from(failure)),
        };
        let events = match decided {
            Ok(events) => events,
            Err(mut error) => {
                // What lapsed has lapsed, whatever becomes of the command.
                if !lapsed.is_empty() {
                    self.record_lapse(&folded, &gathered, &lapsed, now).await?;
                }
                if let Error::Refused(refusal) = &mut error {
                    self.named(&mut refusal.reasons).await?;
                }
                if let Error::Refused(refusal) = &error
                    && refusal.rule.code == access::RECUSED.code
                    && refusal.reasons.iter().all(|reason| reason.field.is_none())
                {
                    error = Error::Forbidden(refusal.clone());
                }
                return Err(error);
            }
        };
        let all: Vec<Recorded> = lapsed.iter().chain(&events).cloned().collect();
        let mut after = after_lapse.clone().with(&events, now.day(), by)?;
        if acting.by_delegation {
            after.note_hand(by);
        }
        let change = Change { before: &folded, after: &after, events: &all, gathered: &gathered, now };
        let (mut batch, row) = self.batch(&change, &ask.actor.person, ask.acted_for.as_ref()).await?;
        batch.acted_for.clone_from(&ask.acted_for);
        if !self.tell_at_once(*kind, &events, &in_force, now, &mut batch).await? {
            return Ok(Tried::Again);
        }
        batch.cause.clone_from(&ask.cause);
        batch.files = gathered.files.iter().map(|file| (file.clone(), folded.stream.clone())).collect();
        let draft = crate::drafts::name(kind.name(), ask.case.as_ref(), action.name);
        batch.draft = Some((ask.actor.person.clone(), draft)).filter(|_| ask.cause.is_none());
        batch.key = ask.key.as_ref().map(|key| Self::request(ask, key));
        if let Some((series, version)) = &gathered.series {
            let drawn = SeriesEvent::Drawn { for_case: folded.stream.clone() };
            batch.writes.push(Write {
                stream: series.clone(),
                expected: Expected::At(*version),
                events: vec![registers::record::<Series>(&drawn)],
            });
        }
        // Another head may move the moment at which all of it is recorded.
        let alone = batch.writes.len() == 1;
        match store.append(batch).await {
            Ok(appended) => {
                self.recorded(now);
                if alone && now >= folded.last_at {
                    self.0.cases.written(after, &appended, now);
                }
                Ok(Tried::Done(done(&folded.stream, &appended, row.number, false)))
            }
            Err(rongheng_store::Error::AlreadyDone(appended)) => {
                Ok(Tried::Done(self.repeated(&appended, ask.case.as_ref()).await?))
            }
            Err(rongheng_store::Error::Conflict { stream, .. }) if stream != folded.stream => {
                self.forget(&stream);
                Ok(Tried::Again)
            }
            Err(rongheng_store::Error::Conflict { .. }) => match ask.expected {
                None if !action.opens => Ok(Tried::Again),
                _ => {
                    let fresh = self.0.cases.load(store, &folded.stream).await?;
                    Err(self.overtaken(&ask.actor, &fresh, folded.version).await?)
                }
            },
            Err(other) => Err(other.into()),
        }
    }

    /// What access looks at in a case; `None` where nothing happened in it yet.
    pub(crate) async fn known(
        &self,
        folded: &Folded,
        in_force: &InForce,
        actor: &Actor,
    ) -> Result<Option<Known>> {
        if folded.version == 0 {
            return Ok(None);
        }
        let acting = Acting::of(actor);
        let gathered = self.gather(folded, in_force, &acting, None, &Value::Null, self.now()).await?;
        let row = row_of(folded, &gathered.facts, &*self.kin().await?);
        let mut known = Known::of(folded.kind.name(), &row);
        // Those who handle cases stand aside for more reasons than kin: the same unit, an earlier part.
        let unfit = |person: &PersonId| folded.kind.excluded(&folded.state, person, &gathered.facts);
        let aside = |person: &PersonId| (Who::Person(person.clone()), Part::Excluded);
        known.parts.extend(actor.places().map(|place| &place.person).filter(|of| unfit(of)).map(aside));
        let handles = matches!(
            access::audience(actor, &known),
            Ok(Audience::Officer(_) | Audience::Consulted(_) | Audience::Custodian)
        );
        if handles && unfit(&actor.person) {
            known.parts.push(aside(&actor.person));
        }
        if let Some(of) = papers::sheet_of(folded).and_then(|sheet| sheet.drafted.as_ref()) {
            known.parts.extend(self.kept_from(&of.of.case, in_force, actor).await?);
        }
        Ok(Some(known))
    }

    /// Who must stay away from a case: a paper of it that goes out is kept from the same people (P8, G4).
    async fn kept_from(
        &self,
        case: &StreamId,
        in_force: &InForce,
        actor: &Actor,
    ) -> Result<Vec<(Who, Part)>> {
        let folded = match self.0.cases.load(&self.0.store, case).await {
            // What was destroyed says nothing of anybody any more.
            Err(Error::Erased) => return Ok(Vec::new()),
            other => other?,
        };
        let known = Box::pin(self.known(&folded, in_force, actor)).await?.unwrap_or_default();
        let away = |part: &Part| matches!(part, Part::Excluded | Part::Concerned);
        Ok(known.parts.into_iter().filter(|(_, part)| away(part)).collect())
    }

    pub(crate) async fn batch(
        &self,
        change: &Change<'_>,
        actor: &PersonId,
        acted_for: Option<&PersonId>,
    ) -> Result<(Batch, Row)> {
        let kin = self.kin().await?;
        let row = row_of(change.after, &change.gathered.facts, &kin);
        let mut batch = Batch::new(actor.clone(), change.now);
        batch.writes.push(Write {
            stream: change.before.stream.clone(),
            expected: Expected::At(change.before.version),
            events: change.events.to_vec(),
        });
        let mut relied_on = change.gathered.relied_on.clone();
        if let Some((series, _)) = &change.gathered.series {
            relied_on.remove(series);
        }
        batch.decided_by = relied_on
            .iter()
            .filter(|(stream, version)| jobs::is_policy(stream) && **version > 0)
            .map(|(stream, version)| (stream.clone(), *version))
            .collect();
        batch.relied_on = relied_on.into_iter().collect();
        batch.rows = rows::changes(change.after, &row);
        let by = acts::By { actor, acted_for, at: change.now };
        let (kind, stream) = (change.before.kind, &change.before.stream);
        let mut done = Vec::new();
        for (event, version) in change.events.iter().zip(change.before.version + 1..) {
            done.extend(acts::of_event(kind, stream, version, event, by)?);
        }
        batch.rows.push(acts::added(stream, done));
        batch.outbox = outgoing(change)?;
        batch.outbox.extend(self.told_outside(change, &row, &kin, actor));
        batch.outbox.extend(destroying::owed(change)?);
        Ok((batch, row))
    }

    /// The answer to a request that was carried out before, where `error` hides one.
    async fn answered_before(&self, command: &Command<'_>, error: &Error) -> Result<Option<Done>> {
        let Some(key) = &command.ask.key else { return Ok(None) };
        if matches!(error, Error::KeyReused | Error::Unavailable(_) | Error::DiskFull | Error::Corrupt(_)) {
            return Ok(None);
        }
        // A batch that can never be written: the store looks at the key first and tells what it led to.
        let mut probe = Batch::new(command.ask.actor.person.clone(), self.now());
        probe.key = Some(Self::request(command.ask, key));
        probe.relied_on.push((command.stream.clone(), u64::MAX));
        match self.0.store.append(probe).await {
            Err(rongheng_store::Error::AlreadyDone(appended)) => {
                Ok(Some(self.repeated(&appended, command.ask.case.as_ref()).await?))
            }
            Err(rongheng_store::Error::KeyReused) => Err(Error::KeyReused),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    async fn repeated(&self, appended: &Appended, asked: Option<&StreamId>) -> Result<Done> {
        let cases = || appended.versions.iter().filter(|(stream, _, _)| kinds::kind(stream.kind()).is_some());
        let case = cases()
            .find(|(stream, _, _)| Some(stream) == asked)
            .or_else(|| cases().next())
            .ok_or_else(|| Error::Corrupt("an answer without a case".to_owned()))?;
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let folded = self.0.cases.load(&self.0.store, &case.0).await?;
        let number = folded.kind.row(&folded.state, &in_force.policy).number;
        Ok(done(&case.0, appended, number, true))
    }

    fn request(ask: &Ask, key: &str) -> IdempotencyKey {
        let text = |part: Option<String>| part.unwrap_or_default();
        let way = if ask.by_delegation { "in place" } else { "" };
        let hash: Hash = sm3(&[
            ask.kind.as_bytes(),
            &[0],
            ask.action.as_bytes(),
            &[0],
            text(ask.case.as_ref().map(|case| case.0.clone())).as_bytes(),
            &[0],
            text(ask.acted_for.as_ref().map(|person| person.0.clone())).as_bytes(),
            &[0],
            text(ask.paper_on.map(|day| day.to_string())).as_bytes(),
            &[0],
            text(ask.original.place.clone()).as_bytes(),
            &[0],
            text(ask.original.scan.as_ref().map(|file| file.0.clone())).as_bytes(),
            &[0],
            way.as_bytes(),
            ask.answers.to_string().as_bytes(),
        ]);
        IdempotencyKey { actor: ask.actor.person.clone(), key: key.to_owned(), request_hash: hash }
    }

    /// What changed since the version somebody saw, told to those who may see the timeline.
    pub(crate) async fn overtaken(&self, actor: &Actor, folded: &Folded, seen: u64) -> Result<Error> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let known = self.known(folded, &in_force, actor).await?.unwrap_or_default();
        let officer = matches!(access::audience(actor, &known), Ok(Audience::Officer(_)));
        let (lines, names) = if officer {
            self.timeline(folded, seen).await?
        } else {
            (Vec::new(), crate::page::Names::default())
        };
        let case = folded.stream.clone();
        Ok(Error::Conflict(Box::new(Since { case, now: folded.version, lines, names })))
    }

    /// Forgets whatever is kept of a stream that moved.
    pub(crate) fn forget(&self, stream: &StreamId) {
        if jobs::is_policy(stream) {
            self.0.snapshot.forget();
        }
        self.0.people.forget(stream);
        self.0.units.forget(stream);
        self.0.accounts.forget(stream);
        self.0.names.forget();
    }
}

/// One case before and after.
pub(crate) struct Change<'a> {
    pub(crate) before: &'a Folded,
    pub(crate) after: &'a Folded,
    pub(crate) events: &'a [Recorded],
    pub(crate) gathered: &'a Gathered,
    pub(crate) now: Moment,
}

/// What follows from the events: obligations, and the sign-off that discharges one.
fn outgoing(change: &Change<'_>) -> Result<Vec<Outgoing>> {
    let kind = change.before.kind;
    let stream = &change.before.stream;
    let mut out = Vec::new();
    for (event, version) in change.events.iter().zip(change.before.version + 1..) {
        if !kind.owes(event)?.is_empty() {
            out.push(jobs::owed(stream, version));
        }
        if kind.keeps(event)?.is_some() {
            out.push(jobs::kept(stream, version));
        }
        if kind.tells(event)?.iter().any(|told| !told.at_once) {
            out.push(jobs::told(stream, version));
        }
    }
    if kind.signed_off(&change.before.state) != kind.signed_off(&change.after.state) {
        out.push(jobs::sign_off_moved(stream, change.after.version));
    }
    Ok(out)
}

fn done(case: &StreamId, appended: &Appended, number: Option<String>, repeated: bool) -> Done {
    let version =
        appended.versions.iter().find(|(stream, _, _)| stream == case).map_or(0, |(_, version, _)| *version);
    Done { case: case.clone(), version, number, repeated }
}
