//! Mail: that something waits, and never what. Asked for in the outbox, sent when the server takes it, once for all
//! that was asked before (docs/decisions/0030).

use std::collections::BTreeSet;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message as Letter, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls as Line, TlsParameters},
    },
};
use rongheng_domain::{
    day::Day,
    ids::{PersonId, StreamId},
    ledger::sm3,
    refusal::{Missing, Reason, Refusal},
    registers::{
        self, Register,
        account::{AccountEvent, AccountRecord, MailChoice, MailWhen, is_address},
        postbox::{Postbox, PostboxEvent},
        reminders::Reminders,
        settings::{Mail, Tls},
    },
};
use rongheng_store::{AccountRow, Batch, Expected, IdempotencyKey, Outgoing, Write};
use serde_json::{Value, json};

use crate::{
    Actor, App, RegisterWrite, Result,
    accounts::wants_mail,
    desk,
    error::Error,
    execute::Change,
    facts::row_of,
    inbox::{reader, reminded_case},
    rows,
};

/// Something happened of which somebody may want to hear.
pub(crate) const SPREAD: &str = "word.spread";
/// A mail is owed.
pub(crate) const SEND: &str = "mail.send";
/// How long the server may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
/// Where the password of the mail account stands.
const PASSWORD: &str = "RONGHENG_SMTP_PASSWORD";
/// How often an asking is tried again when another one came between.
const TRIES: usize = 5;
/// Answers of a server that speak of our account there and not of the address.
const OUR_ACCOUNT: [u16; 4] = [530, 534, 535, 538];

/// How mail stands with one's own account.
#[derive(Debug, Clone, Default)]
pub struct OwnMail {
    /// Whether the district sends mail at all.
    pub offered: bool,
    /// What was chosen.
    pub choice: Option<MailChoice>,
    /// The day of the last mail.
    pub sent_on: Option<Day>,
    /// What the server said, where it refused the address.
    pub refused: Option<(Day, String)>,
}

/// Whom something reaches: ids and no content.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reached {
    /// `person:…`, `unit:…`, `role:…@…`: told of something, or given something to do.
    pub whos: BTreeSet<String>,
    /// The same, with what is to be done (`tolerance/accept`): whoever stands in for them is reached by this alone.
    pub acts: BTreeSet<(String, String)>,
}

/// Whom a change tells of something or gives something to do.
pub(crate) fn reached(
    change: &Change<'_>,
    before: &rongheng_domain::kind::Row,
    after: &rongheng_domain::kind::Row,
) -> Reached {
    let who = |doer: &rongheng_domain::sheet::Doer| rows::doer(doer, after.organ.as_ref());
    let posted = change.after.posted.iter().filter(|one| one.version > change.before.version);
    let told = posted.filter(|one| one.message.reaches(after)).map(|one| who(one.message.to()));
    let same = |a: &rongheng_domain::kind::Task, b: &rongheng_domain::kind::Task| {
        (a.action, &a.about, &a.who) == (b.action, &b.about, &b.who)
    };
    let new = after.tasks.iter().filter(|task| !before.tasks.iter().any(|old| same(old, task)));
    let kind = change.before.stream.kind();
    let acts: BTreeSet<_> = new.map(|task| (who(&task.who), format!("{kind}/{}", task.action))).collect();
    Reached { whos: told.chain(acts.iter().map(|(who, _)| who.clone())).collect(), acts }
}

/// The entry that spreads the word, where anybody is reached.
pub(crate) fn spread(
    stream: &StreamId,
    version: u64,
    actor: &PersonId,
    reached: &Reached,
) -> Option<Outgoing> {
    let Reached { whos, acts } = reached;
    (!whos.is_empty()).then(|| Outgoing {
        stream: stream.clone(),
        kind: SPREAD.to_owned(),
        payload: json!({ "version": version, "actor": actor, "whos": whos, "acts": acts }),
    })
}

/// What was written of it; an entry of an earlier program names no acts.
fn read_reached(payload: &Value) -> Reached {
    fn part<T: serde::de::DeserializeOwned + Default>(payload: &Value, name: &str) -> T {
        serde_json::from_value(payload.get(name).cloned().unwrap_or_default()).unwrap_or_default()
    }
    Reached { whos: part(payload, "whos"), acts: part(payload, "acts") }
}

/// Whether this is for somebody in whose place the actor stands, and may be done there.
fn stands_in_for(actor: &Actor, reached: &Reached) -> bool {
    let theirs = desk::whos(actor).into_iter();
    let mut theirs = theirs.filter_map(|whose| Some((whose.who, whose.only?)));
    theirs.any(|(who, only)| reached.acts.iter().any(|(to, act)| *to == who && only.contains(act)))
}

impl App {
    /// What a change owes to those outside the program: receivers of webhooks, and mail boxes where mail is sent.
    pub(crate) fn told_outside(
        &self,
        change: &Change<'_>,
        row: &rongheng_domain::kind::Row,
        kin: &crate::people::Kin,
        actor: &PersonId,
    ) -> Vec<Outgoing> {
        let stream = &change.before.stream;
        let mut owed = self.deliveries(stream, change.before.version + 1, change.events);
        if change.gathered.facts.policy.settings.mail.is_some() {
            let before = row_of(change.before, &change.gathered.facts, kin);
            owed.extend(spread(stream, change.after.version, actor, &reached(change, &before, row)));
        }
        owed
    }

    /// Asks for a mail to each who wants one at once, may see the case, and was reached, or stands in for one who was.
    pub(crate) async fn spread_word(&self, stream: &StreamId, payload: &Value) -> Result<()> {
        let reached = read_reached(payload);
        let actor = payload.get("actor").and_then(Value::as_str).unwrap_or_default();
        let version = payload.get("version").and_then(Value::as_u64).unwrap_or_default();
        let case = if stream.kind() == Reminders::NAME { reminded_case(stream) } else { stream.clone() };
        for row in self.0.store.all_accounts().await? {
            let wants = wants_mail(&row).is_some_and(|choice| choice.when == MailWhen::AtOnce);
            if !wants || row.person == actor {
                continue;
            }
            let person = PersonId(row.person.clone());
            let Ok(someone) = self.actor_of(&person).await else { continue };
            let reader = reader(&someone);
            let is_meant = reader.whos.iter().any(|who| reached.whos.contains(who));
            if (is_meant || stands_in_for(&someone, &reached))
                && self.0.store.find_case(&case, &reader.scope).await?.is_some()
            {
                let key = format!("mail/{stream}/{version}/{person}");
                self.ask_mail(&person, &PostboxEvent::Asked {}, &key).await?;
            }
        }
        Ok(())
    }

    /// Asks for the digests whose hour has come; `done` are those of today already looked at.
    pub async fn digest(&self, done: &mut (Option<Day>, BTreeSet<String>)) -> Result<u64> {
        let now = self.now();
        let (today, (hour, _)) = (now.day(), now.hour_minute());
        if done.0 != Some(today) {
            *done = (Some(today), BTreeSet::new());
        }
        let in_force = self.0.snapshot.on(&self.0.store, today).await?;
        let Some(mail) = in_force.policy.settings.mail.clone() else { return Ok(0) };
        let mut asked = 0;
        for row in self.0.store.all_accounts().await? {
            let Some(choice) = wants_mail(&row).filter(|choice| choice.when == MailWhen::Daily) else {
                continue;
            };
            if hour < i64::from(choice.hour.unwrap_or(mail.digest_hour)) || !done.1.insert(row.login.clone())
            {
                continue;
            }
            let person = PersonId(row.person.clone());
            let (state, _) = self.postbox(&person).await?;
            if state.digest_on == Some(today) || self.waiting(&person).await? == Some((0, 0)) {
                continue;
            }
            let key = format!("digest/{person}/{today}");
            self.ask_mail(&person, &PostboxEvent::DigestAsked {}, &key).await?;
            asked += 1;
        }
        Ok(asked)
    }

    async fn postbox(&self, person: &PersonId) -> Result<(Postbox, u64)> {
        let stream = StreamId::new(Postbox::NAME, person.as_str());
        let events = self.0.store.load(&stream, 0).await?;
        let state = registers::fold(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        Ok((state, events.last().map_or(0, |event| event.version)))
    }

    async fn ask_mail(&self, person: &PersonId, event: &PostboxEvent, key: &str) -> Result<()> {
        let stream = StreamId::new(Postbox::NAME, person.as_str());
        for _ in 0..TRIES {
            let (state, version) = self.postbox(person).await?;
            let now = self.now();
            let mut batch = Batch::new(Actor::jobs().person, now);
            batch.writes.push(Write {
                stream: stream.clone(),
                expected: Expected::At(version),
                events: vec![registers::record::<Postbox>(event)],
            });
            batch.outbox.push(Outgoing {
                stream: stream.clone(),
                kind: SEND.to_owned(),
                payload: json!({ "ask": state.asked + 1 }),
            });
            batch.key = Some(IdempotencyKey {
                actor: Actor::jobs().person,
                key: key.to_owned(),
                request_hash: sm3(&[key.as_bytes()]),
            });
            match self.0.store.append(batch).await {
                Ok(_) => {
                    self.recorded(now);
                    return Ok(());
                }
                // A doubled entry finds what the first one asked for.
                Err(rongheng_store::Error::AlreadyDone(_)) => return Ok(()),
                Err(rongheng_store::Error::Conflict { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(Error::Unavailable("too many mails are asked for at once".to_owned()))
    }

    /// How many tasks and messages wait for this person; `None` where nobody signs in as this person.
    async fn waiting(&self, person: &PersonId) -> Result<Option<(u64, u64)>> {
        let actor = match self.actor_of(person).await {
            Ok(actor) => actor,
            Err(Error::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        Ok(Some((self.count_todo(&actor).await?, self.unread(&actor).await?)))
    }

    /// Sends the mail that answers all askings so far, unless a later one did.
    pub(crate) async fn send_mail(&self, stream: &StreamId, payload: &Value) -> Result<()> {
        let ask = payload.get("ask").and_then(Value::as_u64).unwrap_or_default();
        let person = PersonId(stream.key().to_owned());
        let (state, _) = self.postbox(&person).await?;
        if state.answered >= ask {
            return Ok(());
        }
        let answers = state.asked;
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let choice = self.mail_of(&person).await?;
        let waiting = self.waiting(&person).await?.unwrap_or_default();
        let event = match (&in_force.policy.settings.mail, choice) {
            (Some(mail), Some(choice)) if waiting != (0, 0) => {
                let (tasks, messages) = waiting;
                let id = message_id(stream, state.answered + 1, &mail.from);
                match post(mail, &choice.address, id, tasks, messages).await {
                    Ok(()) => PostboxEvent::Sent { answers, tasks, messages },
                    Err(Posting::Refused(says)) => PostboxEvent::Refused { answers, says },
                    Err(Posting::Failed(says)) => return Err(Error::Unavailable(says)),
                }
            }
            _ => PostboxEvent::Nothing { answers },
        };
        let now = self.now();
        let events = vec![registers::record::<Postbox>(&event)];
        self.0.store.log(stream, events, &Actor::jobs().person, now).await?;
        self.recorded(now);
        Ok(())
    }

    async fn mail_of(&self, person: &PersonId) -> Result<Option<MailChoice>> {
        let accounts: Vec<AccountRow> = self.0.store.all_accounts().await?;
        Ok(accounts.iter().filter(|row| row.person == person.0).find_map(wants_mail))
    }

    /// How mail stands with the account of whoever is signed in.
    pub async fn own_mail(&self, login: &str, actor: &Actor) -> Result<OwnMail> {
        let in_force = self.0.snapshot.on(&self.0.store, self.today()).await?;
        let (state, _) = self.postbox(&actor.person).await?;
        Ok(OwnMail {
            offered: in_force.policy.settings.mail.is_some(),
            choice: self.account_record(login).await?.mail.clone(),
            sent_on: state.sent_on,
            refused: state.refused,
        })
    }

    /// The owner chooses when mail is sent, and where to.
    pub async fn choose_mail(
        &self,
        login: &str,
        actor: &Actor,
        when: MailWhen,
        address: &str,
        hour: Option<u32>,
    ) -> Result<()> {
        let mut missing = Missing::new();
        let address = address.trim();
        missing.unless(when == MailWhen::Never || is_address(address), || {
            Reason::new(&crate::access::KEEPS, "邮件地址不对，请填写如 name@example.gov.cn 的地址。")
                .at("address")
        });
        missing.unless(hour.is_none_or(|hour| hour < 24), || {
            Reason::new(&crate::access::KEEPS, "几点填 0 到 23。").at("hour")
        });
        missing.settle().map_err(|refusal: Refusal| Error::Refused(refusal))?;
        let event = AccountEvent::MailChosen {
            address: (when != MailWhen::Never).then(|| address.to_owned()),
            when,
            hour: hour.filter(|_| when == MailWhen::Daily),
        };
        self.append_registers(actor, vec![RegisterWrite::new::<AccountRecord>(login, &[event])]).await
    }
}

/// Why a mail did not go out.
enum Posting {
    /// The server takes nothing for this address.
    Refused(String),
    /// Later, perhaps.
    Failed(String),
}

/// The words of a mail: how many, and nothing else.
fn words(tasks: u64, messages: u64) -> String {
    let parts = [(tasks, "件待办"), (messages, "条待阅")];
    let parts: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    format!("容衡：您有 {}，请登录查看。", parts.join("、"))
}

/// The name of the mail that answers the first asking not answered yet: the same however often it is sent, so that a mail
/// server or a reader can tell a second copy from another mail. It says nothing of the person.
fn message_id(stream: &StreamId, ask: u64, from: &str) -> String {
    let hash = sm3(&[b"mail ", stream.as_str().as_bytes(), b" ", ask.to_string().as_bytes()]).to_string();
    let host = from.rsplit_once('@').map_or("rongheng.invalid", |(_, host)| host.trim_end_matches('>'));
    format!("<{hash}@{host}>")
}

async fn post(mail: &Mail, address: &str, id: String, tasks: u64, messages: u64) -> Result<(), Posting> {
    let failed = |error: &dyn std::fmt::Display| Posting::Failed(error.to_string());
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|e| Posting::Refused(e.to_string()));
    let text = words(tasks, messages);
    let letter = Letter::builder()
        .from(mailbox(&mail.from).map_err(|_| Posting::Failed("the sender's address is not one".to_owned()))?)
        .to(mailbox(address)?)
        .message_id(Some(id))
        .subject("容衡：有待办或者待阅")
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(|e| failed(&e))?;
    let parameters = || TlsParameters::new(mail.host.clone()).map_err(|e| failed(&e));
    let line = match mail.tls {
        Tls::Wrapped => Line::Wrapper(parameters()?),
        Tls::Required => Line::Required(parameters()?),
        Tls::Off => Line::None,
    };
    let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(line)
        .timeout(Some(PATIENCE));
    if let Some(user) = &mail.user {
        let password = std::env::var(PASSWORD)
            .map_err(|_| Posting::Failed(format!("{PASSWORD} is not set for the mail account")))?;
        server = server.credentials(Credentials::new(user.clone(), password));
    }
    match server.build().send(letter).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let code = error.status().map(u16::from);
            let ours = code.is_none_or(|code| OUR_ACCOUNT.contains(&code));
            if error.is_permanent() && !ours {
                Err(Posting::Refused(error.to_string()))
            } else {
                Err(failed(&error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_is_sent_again_has_the_same_name_and_the_next_one_another() {
        let stream = StreamId::new(Postbox::NAME, "bai");
        let id = |ask| message_id(&stream, ask, "容衡 <rongheng@example.invalid>");
        assert_eq!(id(1), id(1));
        assert_ne!(id(1), id(2));
        assert!(id(1).ends_with("@example.invalid>") && !id(1).contains("bai"), "{}", id(1));
    }

    #[test]
    fn a_mail_says_how_many_and_nothing_else() {
        assert_eq!(words(2, 1), "容衡：您有 2 件待办、1 条待阅，请登录查看。");
        assert_eq!(words(0, 3), "容衡：您有 3 条待阅，请登录查看。");
    }
}
