//! 推送: other systems are told from the outbox that something happened, in the order of each case, signed, and
//! without content (docs/decisions/0034).

use std::{
    fmt::Write as _,
    sync::{Arc, PoisonError},
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use rongheng_domain::{
    ids::{StreamId, UnitId},
    kind::Recorded,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::{
        self, Register,
        webhook::{Receiver, WebhookEvent, Webhooks},
    },
};
use rongheng_store::{Claimed, Outgoing};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    Actor, App, Held, RegisterWrite, Result, access, clock::new_id, error::Error, kinds, passwords::token,
    register::ONLY,
};

/// A delivery is owed.
pub(crate) const DELIVER: &str = "webhook.deliver";
/// What the order of a receiver and a case is kept under.
const LINE: &str = "webhook_line";
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Those whose timeline a receiver may be told of: they see every event of their cases.
pub const EYES: [Role; 6] = [
    Role::CaseManagement,
    Role::DivisionHead,
    Role::Leader,
    Role::PrincipalLeader,
    Role::PostedGroup,
    Role::UpperOrgan,
];

/// What the security administrator registers.
#[derive(Debug, Clone, Default)]
pub struct NewWebhook {
    /// What it is called.
    pub name: String,
    /// Where to.
    pub url: String,
    /// Which role's eyes.
    pub role: String,
    /// Of which organ.
    pub unit: Option<UnitId>,
    /// Kinds of event; all where empty.
    pub events: Vec<String>,
    /// Why.
    pub why: String,
}

/// A receiver as its administrator sees it: without its key.
#[derive(Debug, Clone)]
pub struct WebhookLine {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where to.
    pub url: String,
    /// Which role's eyes.
    pub role: Role,
    /// Kinds of event; all where empty.
    pub events: Vec<String>,
    /// Why it was stopped, where it was.
    pub stopped: Option<String>,
}

/// A delivery that nobody took.
#[derive(Debug, Clone)]
pub struct Undelivered {
    /// Its number in the outbox.
    pub entry: i64,
    /// The receiver.
    pub webhook: String,
    /// Kind of event and version.
    pub event: String,
    /// What happened when it was tried last.
    pub why: String,
}

/// The signature of a delivery: HMAC-SHA256 over `timestamp.body`, in hexadecimal.
pub(crate) fn signature(secret: &str, timestamp: i64, body: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|e| Error::Corrupt(format!("a key that cannot sign: {e}")))?;
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let mut hexadecimal = String::new();
    for byte in mac.finalize().into_bytes() {
        // Writing into a String cannot fail.
        let _infallible = write!(hexadecimal, "{byte:02x}");
    }
    Ok(hexadecimal)
}

/// `host:port` of an address of ours, where it is one.
fn host(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let port = match scheme {
        "http" => "80",
        "https" => "443",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    // A name and a password before the host would hide where it really leads.
    if authority.is_empty() || !authority.chars().all(plain) {
        return None;
    }
    let has_port =
        authority.rsplit_once(':').is_some_and(|(_, port)| port.chars().all(|c| c.is_ascii_digit()));
    Some(if has_port { authority.to_owned() } else { format!("{authority}:{port}") })
}

fn own(by: &Actor) -> Result<()> {
    if by.is(Role::SecurityAdmin) {
        return Ok(());
    }
    let says = "推送由安全管理员登记和停用。";
    Err(Error::Forbidden(Refusal::one(&access::KEEPS, says)))
}

impl App {
    /// Whether the program may send to this address at all.
    fn may_reach(&self, url: &str) -> bool {
        host(url).is_some_and(|host| self.config().webhook_hosts.contains(&host))
    }

    /// Reads the receivers again; a node learns within a moment what another one registered.
    pub(crate) async fn refresh_webhooks(&self) -> Result<Arc<Webhooks>> {
        let stream = StreamId::new(Webhooks::NAME, ONLY);
        let events = self.0.store.load(&stream, 0).await?;
        let all = registers::fold::<Webhooks>(events.iter().map(|e| (&e.recorded, e.recorded_at.day())))?;
        let all = Arc::new(all);
        *self.0.webhooks.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&all);
        Ok(all)
    }

    /// The deliveries that these events owe, in their order for each receiver and case.
    pub(crate) fn deliveries(&self, case: &StreamId, first: u64, events: &[Recorded]) -> Vec<Outgoing> {
        let hooks = Arc::clone(&self.0.webhooks.lock().unwrap_or_else(PoisonError::into_inner));
        let mut owed = Vec::new();
        for (id, hook) in &hooks.all {
            for (event, version) in events.iter().zip(first..) {
                if hook.wants(&event.kind) {
                    owed.push(Outgoing {
                        stream: StreamId::new(LINE, &format!("{id}~{case}")),
                        kind: DELIVER.to_owned(),
                        payload: json!({
                            "webhook": id, "case": case, "version": version, "event": event.kind,
                            "on": self.today(),
                        }),
                    });
                }
            }
        }
        owed
    }

    /// Delivers, where the receiver may still be told.
    pub(crate) async fn deliver(&self, payload: &Value) -> Result<()> {
        let text = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, case) = (text("webhook"), StreamId(text("case")));
        let hooks = self.refresh_webhooks().await?;
        let Some(hook) = hooks.all.get(&id).filter(|hook| hook.wants(&text("event"))) else { return Ok(()) };
        let receiver = &hook.receiver;
        let held = vec![Held { role: receiver.role, unit: receiver.unit.clone() }];
        let eyes = Actor {
            person: format!("webhook:{id}").as_str().into(),
            held,
            acting: None,
            narrowed: None,
            stands_in: Vec::new(),
        };
        if self.0.store.find_case(&case, &access::scope(&eyes)).await?.is_none() {
            return Ok(());
        }
        if !self.may_reach(&receiver.url) {
            return Err(Error::Unavailable(
                "the program's configuration does not allow this host".to_owned(),
            ));
        }
        let version = payload.get("version").and_then(Value::as_u64).unwrap_or_default();
        let body = json!({
            "id": format!("{id}/{case}/{version}"), "event": text("event"), "case": case,
            "version": version, "on": text("on"),
        })
        .to_string();
        let timestamp = self.now().0.div_euclid(1_000_000);
        let signed = signature(&receiver.secret, timestamp, &body)?;
        let url = receiver.url.clone();
        let sent = tokio::task::spawn_blocking(move || send(&url, timestamp, &signed, &body)).await;
        sent.map_err(|e| Error::Unavailable(e.to_string()))?.map_err(Error::Unavailable)
    }

    /// Registers a receiver; gives its id and the key of its signature, which is shown once.
    pub async fn register_webhook(&self, by: &Actor, new: NewWebhook) -> Result<(String, String)> {
        own(by)?;
        let mut missing = Missing::new();
        let at = |field, says: &str| Reason::new(&access::KEEPS, says).at(field);
        missing.unless(!new.name.trim().is_empty(), || at("name", "请填写接收系统的名称。"));
        missing.unless(self.may_reach(&new.url), || {
            at("url", "这个地址不在本程序配置允许的主机之内，请由系统管理员先在配置里允许。")
        });
        let role = Role::from_id(&new.role).filter(|role| EYES.contains(role));
        missing.unless(role.is_some(), || at("role", "请从列出的角色中选择。"));
        let known = |event: &str| {
            event.split_once('.').is_some_and(|(kind, name)| kinds::kind(kind).is_some() && !name.is_empty())
        };
        missing.unless(new.events.iter().all(|event| known(event)), || {
            at("events", "事件写作“种类.事件”，如 tolerance.accepted，一行一个。")
        });
        missing.unless(!new.why.trim().is_empty(), || at("why", "请写明事由和批准人。"));
        missing.settle().map_err(|refusal: Refusal| Error::Refused(refusal))?;
        let (id, secret) = (new_id(self.now()), token()?);
        let receiver = Receiver {
            name: new.name.trim().to_owned(),
            url: new.url,
            role: role.ok_or(Error::NotFound)?,
            unit: new.unit,
            events: new.events,
            secret: secret.clone(),
            why: new.why,
        };
        let event = WebhookEvent::Registered { id: id.clone(), receiver };
        self.append_registers(by, vec![RegisterWrite::new::<Webhooks>(ONLY, &[event])]).await?;
        self.refresh_webhooks().await?;
        Ok((id, secret))
    }

    /// A receiver is told nothing more.
    pub async fn stop_webhook(&self, by: &Actor, id: &str, why: &str) -> Result<()> {
        own(by)?;
        let hooks = self.refresh_webhooks().await?;
        if hooks.all.get(id).is_none_or(|hook| hook.stopped.is_some()) {
            return Err(Error::NotFound);
        }
        let event = WebhookEvent::Stopped { id: id.to_owned(), why: why.to_owned() };
        self.append_registers(by, vec![RegisterWrite::new::<Webhooks>(ONLY, &[event])]).await?;
        self.refresh_webhooks().await.map(drop)
    }

    /// The receivers, and what nobody took.
    pub async fn webhooks(&self, by: &Actor) -> Result<(Vec<WebhookLine>, Vec<Undelivered>)> {
        own(by)?;
        let hooks = self.refresh_webhooks().await?;
        let line = |(id, hook): (&String, &registers::webhook::Webhook)| WebhookLine {
            id: id.clone(),
            name: hook.receiver.name.clone(),
            url: hook.receiver.url.clone(),
            role: hook.receiver.role,
            events: hook.receiver.events.clone(),
            stopped: hook.stopped.clone(),
        };
        let dead = self.0.store.dead_letters().await?;
        let undelivered = dead.into_iter().filter(|entry| entry.kind == DELIVER).map(|entry: Claimed| {
            let text =
                |key: &str| entry.payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let hook = hooks.all.get(&text("webhook"));
            let version = entry.payload.get("version").and_then(Value::as_u64).unwrap_or_default();
            Undelivered {
                entry: entry.id,
                webhook: hook.map_or_else(|| text("webhook"), |hook| hook.receiver.name.clone()),
                event: format!("{}（第 {version} 条）", text("event")),
                why: entry.why,
            }
        });
        Ok((hooks.all.iter().map(line).collect(), undelivered.collect()))
    }

    /// Sends again what nobody took.
    pub async fn send_again(&self, by: &Actor, entry: i64) -> Result<()> {
        own(by)?;
        let dead = self.0.store.dead_letters().await?;
        if !dead.iter().any(|one| one.id == entry && one.kind == DELIVER) {
            return Err(Error::NotFound);
        }
        Ok(self.0.store.revive(entry, self.now()).await?)
    }
}

/// One request; neither a proxy of the environment nor a redirect leads it elsewhere.
fn send(url: &str, timestamp: i64, signature: &str, body: &str) -> Result<(), String> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .proxy(None)
        .build()
        .into();
    let sent = agent
        .post(url)
        .header("Content-Type", "application/json")
        .header("Rongheng-Timestamp", timestamp.to_string())
        .header("Rongheng-Signature", format!("v1={signature}"))
        .send(body);
    match sent {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("the receiver answered {}", answer.status())),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_other_tools_compute() {
        // python3: hmac.new(b"key", b'1700000000.{"a":1}', "sha256").hexdigest()
        let signed = signature("key", 1_700_000_000, "{\"a\":1}").unwrap();
        assert_eq!(signed, "a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03");
    }

    #[test]
    fn a_host_is_what_the_connection_goes_to() {
        assert_eq!(host("http://10.0.0.5:8080/hook").as_deref(), Some("10.0.0.5:8080"));
        assert_eq!(host("https://archive.example/hook?x").as_deref(), Some("archive.example:443"));
        for wrong in ["ftp://a/", "http://user@evil/", "http:///x", "10.0.0.5", "http://a b/"] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
    }
}
