//! 培训 — who was trained on what, when, by whom (S4): a session with everybody who took part, registered at once by
//! somebody who was not among them.
//!
//! What people note of their own reading is another record ([`super::learning`]), and the two are never shown as one.

mod keeping;

use serde::{Deserialize, Serialize};

use super::Register;
use crate::{
    day::Day,
    ids::PersonId,
    refusal::Reason,
    rule::{ARTICLE, Force, Rule},
};

/// A record of who was trained on what.
pub static RULE: Rule = Rule {
    code: "S4.trained",
    phrase: "教育培训",
    asks: "培训了谁、学了哪个案例或者哪条阐释、何时、由谁讲授，逐次登记；自己参加的培训由别人登记，自学的另记为自学。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// What can be taught or read: a precedent, a model case, an explanation of a principle. The title is the one it had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// `precedent:KEY`, `principle:CODE`.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A session. Its fields are private: [`Session::confirmed`] alone makes one, and no one is in it by their own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    on: Day,
    held_by: String,
    audience: String,
    materials: Vec<Material>,
    people: Vec<PersonId>,
    count: u32,
    by: PersonId,
}

impl Session {
    /// # Errors
    /// Whoever registers it is among those who took part.
    fn confirmed(
        on: Day,
        (held_by, audience): (String, String),
        materials: Vec<Material>,
        (people, others): (Vec<PersonId>, u32),
        by: PersonId,
    ) -> Result<Self, Reason> {
        if people.contains(&by) {
            let says = "名单里有您自己：自己参加的培训由别人登记；自学的，请在“我的学习”里记录。";
            return Err(Reason::new(&RULE, says).at("people"));
        }
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX).saturating_add(others);
        Ok(Self { on, held_by, audience, materials, people, count, by })
    }

    /// The day.
    pub const fn on(&self) -> Day {
        self.on
    }

    /// Who held it.
    pub fn held_by(&self) -> &str {
        &self.held_by
    }

    /// For whom, in words.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// What was taught.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// Who took part, of the register.
    pub fn people(&self) -> &[PersonId] {
        &self.people
    }

    /// How many took part in all.
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// Who registered it.
    pub const fn by(&self) -> &PersonId {
        &self.by
    }
}

/// What can have happened to a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingEvent {
    /// It was held.
    Held {
        /// The session.
        session: Session,
    },
    /// It was registered wrongly and does not count.
    Struck {
        /// Why.
        why: String,
    },
}

/// A session as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// The session; `None` before it is registered.
    pub session: Option<Session>,
    /// When and why it was struck.
    pub struck: Option<(Day, String)>,
}

impl Register for Training {
    type Event = TrainingEvent;
    const NAME: &'static str = "training";
    const TITLE: &'static str = "培训";

    fn evolve(mut self, event: &TrainingEvent, on: Day) -> Self {
        match event.clone() {
            TrainingEvent::Held { session } => self.session = Some(session),
            TrainingEvent::Struck { why } => self.struck = Some((on, why)),
        }
        self
    }
}

impl Training {
    /// The session, where it counts.
    pub fn counts(&self) -> Option<&Session> {
        self.session.as_ref().filter(|_| self.struck.is_none())
    }
}
