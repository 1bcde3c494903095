//! 待阅、已阅: what was said to somebody, and how far it was read. Rows come under the scope of the access table.

use rongheng_domain::{
    day::Day,
    ids::StreamId,
    kind::Recorded,
    people::Role,
    registers::{
        self, Register,
        amendment::Amendment,
        inbox::{Inbox, InboxEvent, UpTo},
        person::PersonRecord,
        reminders::Reminders,
    },
};
use rongheng_store::{
    Batch, COUNTED, Expected, MessageKey, MessageRow, ReadRow, Reader, RowChange, UNREAD, Which, Write,
};

use crate::{
    Actor, App, Result, access,
    error::Error,
    page::{MessageList, Said},
    people::Wanted,
    rows,
};

/// Messages on a page.
const PAGE: u32 = 30;
/// What stands between the parts of a page's beginning.
const MARK: char = '\u{1f}';
/// How often marking is tried again when another tab was faster.
const TRIES: usize = 3;

/// The stream of a case's reminders.
pub(crate) fn reminders_of(case: &StreamId) -> StreamId {
    StreamId::new(Reminders::NAME, &case.0.replacen('/', "~", 1))
}

/// The case of a stream of reminders.
pub(crate) fn reminded_case(reminders: &StreamId) -> StreamId {
    StreamId(reminders.key().replacen('~', "/", 1))
}

/// The roles that speak for a unit: what is addressed to the unit is read by them and by nobody else of it.
const FOR_UNITS: [Role; 3] = [Role::UnitContact, Role::Committee, Role::AppraisalOwner];

pub(crate) fn reader(actor: &Actor) -> Reader {
    let mut whos = vec![format!("person:{}", actor.person)];
    for held in actor.in_use() {
        let who = if FOR_UNITS.contains(&held.role) {
            held.unit.as_ref().map(|unit| format!("unit:{unit}"))
        } else {
            Some(rows::holders(held.role, held.unit.as_ref()))
        };
        whos.extend(who.filter(|who| !whos.contains(who)));
    }
    Reader { person: actor.person.0.clone(), whos, scope: access::scope(actor) }
}

impl App {
    /// How many messages wait to be read, counted up to a bound.
    pub async fn unread(&self, actor: &Actor) -> Result<u64> {
        Ok(self.0.store.count_unread(&reader(actor)).await?)
    }

    /// A page of 待阅 or 已阅.
    pub async fn messages(&self, actor: &Actor, which: Which, after: Option<&str>) -> Result<MessageList> {
        let reader = reader(actor);
        let key = after.and_then(|after| {
            let mut parts = after.split(MARK);
            Some(MessageKey {
                said_on: parts.next()?.to_owned(),
                source: parts.next()?.to_owned(),
                version: parts.next()?.parse().ok()?,
            })
        });
        let mut rows = self.0.store.list_messages(&reader, which, key.as_ref(), PAGE + 1).await?;
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}{MARK}{}{MARK}{}", row.said_on, row.source, row.version));
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let mut all = Vec::new();
        let mut wanted = Wanted::default();
        for row in rows {
            let stream = StreamId(row.stream.clone());
            let of_none = [PersonRecord::NAME, Amendment::NAME].contains(&stream.kind());
            let case = if row.stream == row.source && of_none {
                None
            } else {
                let Some(case) = self.0.store.find_case(&stream, &reader.scope).await? else { continue };
                wanted.unit(&case.unit);
                let Some(case) = self.shown_one(actor, case, &in_force).await? else { continue };
                Some(case)
            };
            all.push(Said {
                case,
                source: StreamId(row.source),
                version: u64::try_from(row.version).unwrap_or_default(),
                says: row.says,
                on: Day::parse(&row.said_on),
            });
        }
        let unread = if which == Which::Unread && key.is_none() && next.is_none() {
            u64::try_from(all.len()).unwrap_or(u64::MAX)
        } else {
            self.unread(actor).await?
        };
        Ok(MessageList { rows: all, next, unread, names: self.names(wanted).await? })
    }

    /// How many were read, counted as the other tabs of 工作台 count.
    pub async fn count_read(&self, actor: &Actor) -> Result<u64> {
        let most = u32::try_from(COUNTED).unwrap_or(u32::MAX).saturating_add(1);
        let rows = self.0.store.list_messages(&reader(actor), Which::Read, None, most).await?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    /// Marks what these sources said up to these versions as read, as one event. Only what waits for this reader is
    /// marked.
    pub async fn mark_read(&self, actor: &Actor, said: &[(StreamId, u64)]) -> Result<()> {
        self.mark(actor, Some(said)).await
    }

    /// 全部标为已阅.
    pub async fn mark_all_read(&self, actor: &Actor) -> Result<()> {
        self.mark(actor, None).await
    }

    /// Opening a case reads what it said.
    pub(crate) async fn mark_case_read(&self, actor: &Actor, case: &StreamId) -> Result<()> {
        self.mark(actor, Some(&[(case.clone(), u64::MAX), (reminders_of(case), u64::MAX)])).await
    }

    async fn mark(&self, actor: &Actor, said: Option<&[(StreamId, u64)]>) -> Result<()> {
        let store = &self.0.store;
        let sources: Option<Vec<_>> =
            said.map(|said| said.iter().map(|(source, _)| source.clone()).collect());
        let chosen = |row: &MessageRow| {
            let version = u64::try_from(row.version).unwrap_or_default();
            let up_to = |(source, up_to): &(StreamId, u64)| source.0 == row.source && version <= *up_to;
            said.is_none_or(|said| said.iter().any(up_to))
        };
        let reader = reader(actor);
        let stream = StreamId::new(Inbox::NAME, actor.person.as_str());
        for _ in 0..TRIES {
            let head = store.head(&stream).await?.map_or(0, |head| head.version);
            let unread: Vec<MessageRow> = match &sources {
                // Nothing was chosen: all would be looked at.
                Some(sources) if sources.is_empty() => return Ok(()),
                Some(sources) => store.unread_of(&reader, sources).await?,
                None => store.list_messages(&reader, Which::Unread, None, UNREAD).await?,
            };
            let mut up_to: Vec<UpTo> = Vec::new();
            // The newest of each source comes first.
            for row in unread.into_iter().filter(chosen) {
                if up_to.iter().all(|one| one.source.0 != row.source) {
                    let version = u64::try_from(row.version).unwrap_or_default();
                    up_to.push(UpTo { source: StreamId(row.source), version });
                }
            }
            if up_to.is_empty() {
                return Ok(());
            }
            let now = self.now();
            let mut batch = Batch::new(actor.person.clone(), now);
            batch.rows = up_to.iter().map(|one| read(actor.person.as_str(), one)).collect();
            let events: Vec<Recorded> = vec![registers::record::<Inbox>(&InboxEvent::Read { up_to })];
            batch.writes.push(Write { stream: stream.clone(), expected: Expected::At(head), events });
            match store.append(batch).await {
                Ok(_) => {
                    self.recorded(now);
                    return Ok(());
                }
                Err(rongheng_store::Error::Conflict { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(Error::Unavailable("somebody else marks the same messages".to_owned()))
    }

    /// How far somebody has read, made anew from the inbox.
    pub(crate) async fn read_anew(&self, stream: &StreamId) -> Result<Vec<RowChange>> {
        let events = match self.0.store.load(stream, 0).await {
            Err(rongheng_store::Error::Erased(_)) => return Ok(Vec::new()),
            other => other?,
        };
        let inbox: Inbox = registers::fold(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        let all = inbox.read.into_iter().map(|(source, version)| UpTo { source, version });
        Ok(all.map(|one| read(stream.key(), &one)).collect())
    }
}

fn read(person: &str, one: &UpTo) -> RowChange {
    RowChange::PutRead(ReadRow::new(person, one.source.as_str(), one.version))
}
