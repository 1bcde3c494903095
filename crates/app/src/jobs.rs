//! What the program does by itself: obligations, lapses, sealing, the reading log.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use rongheng_domain::{
    day::{Day, Moment},
    ids::{EventRef, StreamId},
    kind::Recorded,
    registers::{
        Register,
        checklist::ChecklistRecord,
        limits::LimitsRecord,
        papers::PapersRecord,
        policy::{PolicyEvent, PolicyRecord},
        settings::Settings,
    },
};
use rongheng_store::{CaseFilter, CaseKey, Claimed, Outgoing, Scope};
use serde_json::{Value, json};

use crate::{
    Actor, App, Ask, RegisterWrite, Result, destroying, error::Error, kinds, mail, register::ONLY, webhooks,
};

const OWED: &str = "owed.open";
const SIGN_OFF: &str = "sign_off.moved";
const TOLD: &str = "case.told";
const KEPT: &str = "policy.kept";
/// How long a claimed entry is ours, in microseconds.
const CLAIM_US: i64 = 60_000_000;
/// How often whoever carries an entry says that it is still at it: well before the claim ends.
const HOLD: Duration = Duration::from_secs(20);
const HOLD_US: i64 = 20_000_000;
/// Tries before a person has to look.
const TRIES: u64 = 5;
/// The same for what goes out to another machine; the last waits are seventeen minutes each.
const MAIL_TRIES: u64 = 200;
/// A receiver of webhooks is looked after by a person sooner.
const WEBHOOK_TRIES: u64 = 40;
/// A jump of the clock past the last event that a person has to confirm, in days.
const JUMP_DAYS: i64 = 10;
/// Rounds after which jobs that keep making work for one another are a mistake of ours.
const ROUNDS: usize = 10_000;

/// What a round of jobs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Outbox entries carried out.
    pub carried: u64,
    /// Cases in which something lapsed.
    pub lapsed: u64,
    /// Reminders given.
    pub reminded: u64,
    /// Entries that could not be carried out and wait for a person.
    pub dead: u64,
}

/// Why lapses wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The day of the last event.
    pub last: Day,
    /// The day the clock says.
    pub today: Day,
}

/// Whether decisions follow from this stream.
pub(crate) fn is_policy(stream: &StreamId) -> bool {
    let names = [
        rongheng_domain::calendar::Calendar::NAME,
        LimitsRecord::NAME,
        ChecklistRecord::NAME,
        Settings::NAME,
        PolicyRecord::NAME,
        PapersRecord::NAME,
    ];
    stream.key() == ONLY && names.contains(&stream.kind())
}

/// An event owes something to other kinds.
pub(crate) fn owed(stream: &StreamId, version: u64) -> Outgoing {
    Outgoing { stream: stream.clone(), kind: OWED.to_owned(), payload: json!({ "version": version }) }
}

/// An event tells other cases something.
pub(crate) fn told(stream: &StreamId, version: u64) -> Outgoing {
    Outgoing { stream: stream.clone(), kind: TOLD.to_owned(), payload: json!({ "version": version }) }
}

/// An event puts a document into the register of policy.
pub(crate) fn kept(stream: &StreamId, version: u64) -> Outgoing {
    Outgoing { stream: stream.clone(), kind: KEPT.to_owned(), payload: json!({ "version": version }) }
}

/// A sign-off was given, or taken back.
pub(crate) fn sign_off_moved(stream: &StreamId, version: u64) -> Outgoing {
    Outgoing { stream: stream.clone(), kind: SIGN_OFF.to_owned(), payload: json!({ "version": version }) }
}

impl App {
    /// Runs what is due, once: outbox, lapses, reading log, sealing.
    pub async fn run_due(&self) -> Result<Ran> {
        let mut ran = self.carry_out().await?;
        ran.lapsed = self.lapse_all().await?;
        ran.reminded = self.remind().await?;
        self.write_looks().await?;
        self.seal().await?;
        Ok(ran)
    }

    /// Runs jobs until nothing is left to do.
    pub async fn settle(&self) -> Result<Ran> {
        let mut all = Ran::default();
        for _ in 0..ROUNDS {
            let ran = self.run_due().await?;
            all.carried += ran.carried;
            all.lapsed += ran.lapsed;
            all.reminded += ran.reminded;
            all.dead = ran.dead;
            if ran.carried == 0 && ran.lapsed == 0 && ran.reminded == 0 {
                // One run of the sealer takes so many events and no more.
                while self.seal().await? {}
                return Ok(all);
            }
        }
        Err(Error::Unavailable("jobs make work for one another without end".to_owned()))
    }

    async fn carry_out(&self) -> Result<Ran> {
        let mut ran = Ran::default();
        loop {
            let claimed = self.0.store.claim(self.now(), CLAIM_US, 50).await?;
            if claimed.is_empty() {
                ran.dead = u64::try_from(self.0.store.dead_letters().await?.len()).unwrap_or(u64::MAX);
                return Ok(ran);
            }
            let taken_at = self.now();
            for entry in claimed {
                // Those before it in the batch may have taken long.
                let late = self.now().0 - taken_at.0 > HOLD_US;
                if late && !self.hold(&entry).await? {
                    continue;
                }
                match Box::pin(self.carry_holding(&entry)).await {
                    // Nothing is left to be told of a file that was destroyed meanwhile.
                    Ok(()) | Err(Error::Erased) => {
                        self.0.store.finish(&entry).await?;
                        ran.carried += 1;
                    }
                    Err(error) => {
                        tracing::warn!(entry = entry.id, stream = %entry.stream, %error, "outbox entry failed");
                        let retry = again(&entry).map(|seconds| Moment(self.now().0 + 1_000_000 * seconds));
                        self.0.store.fail(&entry, &error.to_string(), retry).await?;
                    }
                }
            }
        }
    }

    /// Keeps an entry from other nodes; `false` where one of them has it already.
    async fn hold(&self, entry: &Claimed) -> Result<bool> {
        Ok(self.0.store.hold(entry, Moment(self.now().0 + CLAIM_US)).await?)
    }

    /// Carries an entry out and keeps it from other nodes meanwhile, however long a mail server or a receiver takes.
    async fn carry_holding(&self, entry: &Claimed) -> Result<()> {
        let mut going = std::pin::pin!(self.carry(entry));
        loop {
            match tokio::time::timeout(HOLD, &mut going).await {
                Ok(done) => return done,
                Err(_) => drop(self.hold(entry).await?),
            }
        }
    }

    async fn carry(&self, entry: &Claimed) -> Result<()> {
        let version = entry.payload.get("version").and_then(Value::as_u64).unwrap_or_default();
        match entry.kind.as_str() {
            OWED => self.open_owed(&entry.stream, version).await,
            TOLD => self.tell(&entry.stream, version).await,
            KEPT => self.keep_as_policy(&entry.stream, version).await,
            destroying::DESTROY => self.destroy(&entry.stream, version).await,
            SIGN_OFF => self.pass_on_sign_off(&entry.stream, version).await,
            mail::SPREAD => self.spread_word(&entry.stream, &entry.payload).await,
            webhooks::DELIVER => self.deliver(&entry.payload).await,
            mail::SEND => self.send_mail(&entry.stream, &entry.payload).await,
            other => Err(Error::Corrupt(format!("nobody carries out {other}"))),
        }
    }

    /// Opens whatever the event at `version` owes to kinds that are built; the others are recorded and shown.
    async fn open_owed(&self, stream: &StreamId, version: u64) -> Result<()> {
        let kind = kinds::kind(stream.kind()).ok_or(Error::NotFound)?;
        let events = self.0.store.load(stream, version.saturating_sub(1)).await?;
        let event = events.first().ok_or(Error::NotFound)?;
        for owed in kind.owes(&event.recorded)? {
            let Some(other) = kinds::kind(owed.stream.kind()) else { continue };
            let Some(opening) = other.actions().iter().find(|action| action.opens) else { continue };
            if self.0.store.head(&owed.stream).await?.is_some() {
                continue;
            }
            let mut ask = Ask::new(
                Actor::jobs(),
                other.name(),
                Some(owed.stream.clone()),
                opening.name,
                owed.answers.clone(),
            );
            ask.cause = Some(EventRef { stream: stream.clone(), version });
            match self.execute(ask).await {
                // Somebody carried the same entry first.
                Ok(_) | Err(Error::Conflict(_)) => {}
                Err(_) if self.0.store.head(&owed.stream).await?.is_some() => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Tells other cases what the event at `version` has for them; each decides by its own rules.
    async fn tell(&self, stream: &StreamId, version: u64) -> Result<()> {
        let kind = kinds::kind(stream.kind()).ok_or(Error::NotFound)?;
        let events = self.0.store.load(stream, version.saturating_sub(1)).await?;
        let event = events.first().ok_or(Error::NotFound)?;
        for told in kind.tells(&event.recorded)?.into_iter().filter(|told| !told.at_once) {
            let to = told.stream.clone();
            let mut ask =
                Ask::new(Actor::jobs(), to.kind(), Some(to.clone()), told.action, told.answers.clone());
            ask.cause = Some(EventRef { stream: stream.clone(), version });
            // A doubled entry finds what the first one did.
            ask.key = Some(format!("{stream}/{version}/{}/{to}", told.action));
            match self.execute(ask).await {
                Ok(_) => {}
                Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => {
                    tracing::info!(case = %to, action = told.action, why = ?refusal.codes(), "nothing left to be told");
                }
                Err(Error::NotFound) => tracing::warn!(case = %to, "told to a case that does not exist"),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Puts the document of the event at `version` into the register of policy, unless it stands there already:
    /// a doubled entry changes nothing, and one that lost a race is carried again.
    async fn keep_as_policy(&self, stream: &StreamId, version: u64) -> Result<()> {
        let kind = kinds::kind(stream.kind()).ok_or(Error::NotFound)?;
        let events = self.0.store.load(stream, version.saturating_sub(1)).await?;
        let event = events.first().ok_or(Error::NotFound)?;
        let Some(document) = kind.keeps(&event.recorded)? else { return Ok(()) };
        self.0.snapshot.forget();
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        if in_force.registers.policy.documents.get(&document.id) == Some(&document) {
            return Ok(());
        }
        let entered = PolicyEvent::DocumentEntered { document };
        self.append_registers(&Actor::jobs(), vec![RegisterWrite::new::<PolicyRecord>(ONLY, &[entered])])
            .await
    }

    /// Tells the case that opened this one whether the sign-off stands: what stands now counts, however late
    /// or how often the entry comes.
    async fn pass_on_sign_off(&self, stream: &StreamId, version: u64) -> Result<()> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let folded = self.0.cases.load(&self.0.store, stream).await?;
        let Some(cause) = folded.kind.row(&folded.state, &in_force.policy).cause else { return Ok(()) };
        let stands = folded.kind.signed_off(&folded.state).is_some();
        let action = if stands { "discharge" } else { "take_back_discharge" };
        let mut ask =
            Ask::new(Actor::jobs(), cause.kind(), Some(cause.clone()), action, json!({ "stream": stream }));
        ask.cause = Some(EventRef { stream: stream.clone(), version });
        match self.execute(ask).await {
            Ok(_) => Ok(()),
            // The case already says so, or is archived: a doubled or late entry changes nothing.
            Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => {
                tracing::info!(case = %cause, why = ?refusal.codes(), "sign-off already passed on");
                Ok(())
            }
            Err(other) => Err(other),
        }
    }

    /// Appends what has lapsed in cases where nobody acts.
    async fn lapse_all(&self) -> Result<u64> {
        if self.waits().await?.is_some() {
            return Ok(0);
        }
        let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let mut after: Option<CaseKey> = None;
        let mut lapsed = 0;
        loop {
            let rows = self.0.store.list_cases(&filter, &Scope::all(), after.as_ref(), 500).await?;
            let today = self.today().to_string();
            for row in &rows {
                // Only a limit that has passed can lapse; the others need not be folded.
                if row.due_on.is_empty() || row.due_on >= today || row.due_provisional {
                    continue;
                }
                match self.lapse_case(&StreamId(row.stream.clone())).await {
                    Ok(true) => lapsed += 1,
                    Ok(false) | Err(Error::Erased) => {}
                    Err(other) => return Err(other),
                }
            }
            match rows.last() {
                Some(last) if rows.len() == 500 => {
                    after = Some(CaseKey { opened_on: last.opened_on.clone(), stream: last.stream.clone() });
                }
                _ => return Ok(lapsed),
            }
        }
    }

    /// Starts the jobs of a server; they end when the returned handle is dropped.
    pub fn start_jobs(&self) -> JobsHandle {
        let fast = self.clone();
        let slow = self.clone();
        let lapses = self.clone();
        let texts = self.clone();
        let works = self.clone();
        JobsHandle(vec![
            tokio::spawn(async move {
                loop {
                    report("text index", texts.index_due().await);
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }),
            tokio::spawn(async move {
                report("interrupted long work", works.mark_interrupted().await);
                loop {
                    report("long work", Box::pin(works.do_long_work()).await);
                    let asked = works.0.long_work.notified();
                    // Another node may have been asked.
                    drop(tokio::time::timeout(Duration::from_secs(2), asked).await);
                }
            }),
            tokio::spawn(async move {
                let mut round: u32 = 0;
                loop {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    report("reading log", fast.write_looks().await);
                    report("outbox", fast.carry_out().await);
                    // Another node may have registered a receiver; a second is soon enough.
                    round = round.wrapping_add(1);
                    if round.is_multiple_of(5) {
                        report("webhooks", fast.refresh_webhooks().await);
                    }
                }
            }),
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(Duration::from_millis(800)).await;
                    report("sealer", slow.seal().await);
                }
            }),
            tokio::spawn(async move {
                let mut done: Option<Day> = None;
                let mut digests = (None, std::collections::BTreeSet::new());
                loop {
                    let today = lapses.today();
                    if done != Some(today)
                        && report("lapses", lapses.lapse_all().await).is_some()
                        && report("reminders", lapses.remind().await).is_some()
                    {
                        done = Some(today);
                    }
                    report("digests", lapses.digest(&mut digests).await);
                    tokio::time::sleep(Duration::from_mins(1)).await;
                }
            }),
        ])
    }

    /// Why lapses wait for a person to confirm the date, where they do.
    #[expect(clippy::unused_async, reason = "a province compares the clocks of its nodes here")]
    pub async fn waits(&self) -> Result<Option<Waiting>> {
        let last = self.0.last_event.load(Ordering::SeqCst);
        let today = self.today();
        if last == i64::MIN || self.0.confirmed.load(Ordering::SeqCst) == day_number(today) {
            return Ok(None);
        }
        let last = Moment(last).day();
        let jump = today.days_since(last);
        Ok((!(0..=JUMP_DAYS).contains(&jump)).then_some(Waiting { last, today }))
    }

    /// A person confirms that today is today; lapses go on. Stories confirm theirs.
    pub async fn confirm_date(&self) -> Result<()> {
        let now = self.now();
        if self.waits().await?.is_none() {
            return Ok(());
        }
        let stream = StreamId::new("clock", &self.config().node);
        let event =
            Recorded { kind: "clock.confirmed".to_owned(), schema: 1, payload: json!({ "day": now.day() }) };
        self.0.store.log(&stream, vec![event], &Actor::jobs().person, now).await?;
        self.recorded(now);
        self.0.confirmed.store(day_number(now.day()), Ordering::SeqCst);
        Ok(())
    }

    /// Seals what waits, up to a whole run, and remembers how high the ledger is; whether anything waited.
    pub async fn seal(&self) -> Result<bool> {
        let sealed = self.0.store.seal(self.now()).await?;
        if let Some(checkpoint) = &sealed {
            self.0.height.fetch_max(checkpoint.size, Ordering::Relaxed);
        }
        Ok(sealed.is_some())
    }

    /// Notes the moment of an event.
    pub(crate) fn recorded(&self, at: Moment) {
        self.0.last_event.fetch_max(at.0, Ordering::SeqCst);
    }

    /// The moment of the last event that was sealed, or of any head where nothing is sealed yet.
    pub(crate) async fn remember_last_event(&self) -> Result<()> {
        let Some(signed) = self.0.store.last_checkpoint().await? else { return Ok(()) };
        self.0.height.fetch_max(signed.checkpoint.size, Ordering::Relaxed);
        let from = signed.checkpoint.size.saturating_sub(1);
        let mut last: BTreeMap<StreamId, u64> = BTreeMap::new();
        for (_, stream, version) in self.0.store.feed(from, 1).await? {
            last.insert(stream, version);
        }
        for (stream, version) in last {
            match self.0.store.load(&stream, version.saturating_sub(1)).await {
                Ok(events) => events.first().into_iter().for_each(|event| self.recorded(event.recorded_at)),
                Err(rongheng_store::Error::Erased(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }
}

/// In how many seconds an entry that failed is tried again; `None` where a person has to look. What goes out to
/// another machine is tried for two days and more: it may be down over a weekend's night.
fn again(entry: &Claimed) -> Option<i64> {
    let attempts = i64::try_from(entry.attempts).unwrap_or(i64::MAX);
    let most = match entry.kind.as_str() {
        mail::SEND => MAIL_TRIES,
        webhooks::DELIVER => WEBHOOK_TRIES,
        _ => return (entry.attempts < TRIES).then_some(attempts + 1),
    };
    (entry.attempts < most).then_some(2_i64 << attempts.clamp(0, 9))
}

fn day_number(day: Day) -> i64 {
    day.days_since(Moment(0).day())
}

fn report<T, E: std::fmt::Display>(what: &str, result: Result<T, E>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(error) => {
            tracing::error!(job = what, %error, "a job failed and runs again");
            None
        }
    }
}

/// Running jobs.
#[derive(Debug)]
pub struct JobsHandle(Vec<tokio::task::JoinHandle<()>>);

impl Drop for JobsHandle {
    fn drop(&mut self) {
        for job in &self.0 {
            job.abort();
        }
    }
}
