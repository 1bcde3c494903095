//! 邮件记录 — which mails a person was owed, and what became of them. Its stream is `postbox/<person>`; it holds counts
//! and never content.

use serde::{Deserialize, Serialize};

use super::Register;
use crate::day::Day;

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostboxEvent {
    /// Something happened of which the person wants to hear at once.
    Asked {},
    /// The hour of the digest came.
    DigestAsked {},
    /// 已发出.
    Sent {
        /// How many of the askings it answers.
        answers: u64,
        /// 待办.
        tasks: u64,
        /// 待阅.
        messages: u64,
    },
    /// There was nothing to say any more.
    Nothing {
        /// How many of the askings it answers.
        answers: u64,
    },
    /// 被退回: the server takes nothing for this address.
    Refused {
        /// How many of the askings it ends.
        answers: u64,
        /// What the server said.
        says: String,
    },
}

/// What was owed and what was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Postbox {
    /// How often a mail was asked for.
    pub asked: u64,
    /// How many of them are answered.
    pub answered: u64,
    /// The day of the last digest.
    pub digest_on: Option<Day>,
    /// The day of the last mail.
    pub sent_on: Option<Day>,
    /// What the server said last, where it refused the address, and since when.
    pub refused: Option<(Day, String)>,
}

impl Register for Postbox {
    type Event = PostboxEvent;
    const NAME: &'static str = "postbox";
    const TITLE: &'static str = "邮件记录";

    fn evolve(mut self, event: &PostboxEvent, on: Day) -> Self {
        match event {
            PostboxEvent::Asked {} => self.asked += 1,
            PostboxEvent::DigestAsked {} => {
                self.asked += 1;
                self.digest_on = Some(on);
            }
            PostboxEvent::Sent { answers, .. } => {
                self.answered = self.answered.max(*answers);
                self.sent_on = Some(on);
                self.refused = None;
            }
            PostboxEvent::Nothing { answers } => self.answered = self.answered.max(*answers),
            PostboxEvent::Refused { answers, says } => {
                self.answered = self.answered.max(*answers);
                self.refused = Some((on, says.clone()));
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{super::told, *};

    #[test]
    fn one_mail_answers_all_that_was_asked_before_it() {
        let sent = PostboxEvent::Sent { answers: 2, tasks: 1, messages: 0 };
        let box_ = told::<Postbox>(&[PostboxEvent::Asked {}, PostboxEvent::DigestAsked {}, sent]);
        assert_eq!((box_.asked, box_.answered), (2, 2));
        assert!(box_.digest_on.is_some() && box_.refused.is_none());
        let refused = PostboxEvent::Refused { answers: 1, says: "550 no such user".to_owned() };
        let box_ = told::<Postbox>(&[PostboxEvent::Asked {}, refused]);
        assert_eq!(box_.refused.unwrap().1, "550 no such user");
    }
}
