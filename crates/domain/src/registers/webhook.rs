//! 推送 — another system is told that something happened: which case, which event, which version, never what.
//!
//! Source: docs/decisions/0034. All of them stand in one stream, `webhook/main`. Registered by the security
//! administrator; told is what a role of the access table at one organ may see, and the receiver reads it through
//! the API under its own token.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{day::Day, ids::UnitId, people::Role};

/// A receiver, as it is registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// What it is called.
    pub name: String,
    /// Where to.
    pub url: String,
    /// Which role's eyes.
    pub role: Role,
    /// Of which organ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Kinds of event, such as `tolerance.accepted`; all of them where empty.
    pub events: Vec<String>,
    /// The key of the signature; shown once.
    pub secret: String,
    /// Why.
    pub why: String,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookEvent {
    /// 登记.
    Registered {
        /// Its id.
        id: String,
        /// The receiver.
        receiver: Receiver,
    },
    /// 停用.
    Stopped {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
}

/// A receiver as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// As it was registered.
    pub receiver: Receiver,
    /// Since when.
    pub since: Day,
    /// Why it was stopped, where it was.
    pub stopped: Option<String>,
}

impl Webhook {
    /// Whether it is told of an event of this kind.
    pub fn wants(&self, event: &str) -> bool {
        let events = &self.receiver.events;
        self.stopped.is_none() && (events.is_empty() || events.iter().any(|one| one == event))
    }
}

/// All receivers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Webhooks {
    /// By id.
    pub all: BTreeMap<String, Webhook>,
}

impl Register for Webhooks {
    type Event = WebhookEvent;
    const NAME: &'static str = "webhook";
    const TITLE: &'static str = "推送";

    fn evolve(mut self, event: &WebhookEvent, on: Day) -> Self {
        match event.clone() {
            WebhookEvent::Registered { id, receiver } => {
                self.all.insert(id, Webhook { receiver, since: on, stopped: None });
            }
            WebhookEvent::Stopped { id, why } => {
                if let Some(hook) = self.all.get_mut(&id) {
                    hook.stopped = Some(why);
                }
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    #[test]
    fn it_is_told_what_it_asked_for_until_it_is_stopped() {
        let receiver = Receiver {
            name: "档案系统".to_owned(),
            url: "http://127.0.0.1:9/hook".to_owned(),
            role: Role::CaseManagement,
            unit: Some("discipline".into()),
            events: vec!["tolerance.accepted".to_owned()],
            secret: "s".to_owned(),
            why: "示范".to_owned(),
        };
        let registered = WebhookEvent::Registered { id: "a".to_owned(), receiver };
        let hooks = told::<Webhooks>(std::slice::from_ref(&registered));
        assert!(hooks.all["a"].wants("tolerance.accepted") && !hooks.all["a"].wants("tolerance.assigned"));
        let stopped = WebhookEvent::Stopped { id: "a".to_owned(), why: "停用".to_owned() };
        assert!(!told::<Webhooks>(&[registered, stopped]).all["a"].wants("tolerance.accepted"));
    }
}
