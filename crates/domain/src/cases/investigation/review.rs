//! 审理意见 — the reviewer agrees or sends it back; what is sent back is investigated anew (P5.review).
//!
//! Source: mechanism §1, P5. What the body with the power makes of the opinion is its own decision.

use serde::{Deserialize, Serialize};

use super::{Event, RULE, gate, sent_to_review::SEPARATE, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
};

words! {
    /// 审理意见.
    ReviewView {
        /// 同意.
        Agree = "agree" "事实清楚、证据确凿，同意移送审议",
        /// 退回.
        Return = "return" "退回补充审查调查",
    }
}

/// The review office gave its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// In a word.
    pub view: ReviewView,
    /// Reasons, and what it proposes.
    pub opinion: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Give the opinion of the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 审理意见.
    pub view: ReviewView,
    /// 理由和建议.
    pub opinion: String,
}

/// 提出审理意见.
pub const ACTION: Action = Action {
    who: &[Role::ReviewOfficer],
    fields: &[
        Field::new("view", "审理意见", Input::Choice(ReviewView::CHOICES)),
        Field::new("opinion", "理由和处理建议", Input::Text),
    ],
    ..Action::new("review", "提出审理意见", &SEPARATE, || {
        answers_of(&Review {
            view: ReviewView::Agree, opinion: "事实清楚，同意免予处分。".to_owned()
        })
    })
};

/// All that keeps this person from giving the opinion now.
pub(super) fn blocked(state: &Investigation, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    let by = facts.acting();
    match &state.sent_to_review {
        None => {
            missing.add(Reason::new(&SEPARATE, "案卷还没有移送审理，请先移送。").remedy("send_to_review"));
        }
        Some(sent) => missing.unless(sent.reviewer == *by, || {
            Reason::new(&SEPARATE, "审理意见由指定的审理人提出；您不是本案审理人。").remedy("send_to_review")
        }),
    }
    missing.unless(!state.investigated(by), || {
        Reason::new(&SEPARATE, "审查调查人员不得审理自己办理的案件，请另行指定审理人。")
            .remedy("send_to_review")
    });
    missing.unless(state.reviewed.is_none(), || {
        Reason::new(&RULE, "审理意见已经形成，不重复提出。").remedy("enter_decision")
    });
    missing.into_reasons()
}

/// The reviewer gives the opinion.
pub(super) fn decide(state: &Investigation, command: Review, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    missing.settle()?;
    Ok(vec![Event::Reviewed(Reviewed {
        view: command.view,
        opinion: command.opinion,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Proof that another office agreed. Nothing outside this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct Agreed<'a>(&'a Reviewed);

impl<'a> Agreed<'a> {
    /// The proof, or what is missing.
    ///
    /// # Errors
    /// Not reviewed, or reviewed by one who investigated.
    pub fn of(state: &'a Investigation) -> Result<Self, Vec<Reason>> {
        let lacks = |says, remedy| Err(vec![Reason::new(&SEPARATE, says).remedy(remedy)]);
        match &state.reviewed {
            None if state.examined.is_none() => {
                lacks("审查调查还没有终结并经审理，不能登记决定。", "finish_examination")
            }
            None if state.sent_to_review.is_none() => {
                lacks("案卷还没有移送审理，不能登记决定。", "send_to_review")
            }
            None => lacks("审理意见还没有形成，不能登记决定。", "review"),
            Some(reviewed) if state.investigated(&reviewed.by) => {
                lacks("审理人是审查调查人员，审理无效，须另行审理。", "send_to_review")
            }
            Some(reviewed) => Ok(Self(reviewed)),
        }
    }

    /// The opinion.
    pub const fn reviewed(self) -> &'a Reviewed {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn agree() -> Review {
        Review { view: ReviewView::Agree, opinion: "同意".to_owned() }
    }

    #[test]
    fn the_reviewer_it_was_sent_to_gives_the_opinion_once() {
        let state = given([filed(), examined(), sent()]);
        let xu = facts("xu", &[Role::ReviewOfficer]);
        assert!(decide(&state, agree(), &xu).is_ok());
        let other = facts("lin", &[Role::ReviewOfficer]);
        assert_eq!(decide(&state, agree(), &other).unwrap_err().codes(), ["P5.review"]);
        let unsent = given([filed(), examined()]);
        assert_eq!(decide(&unsent, agree(), &xu).unwrap_err().codes(), ["P5.review"]);
        let done = given([filed(), examined(), sent(), reviewed(true)]);
        assert_eq!(decide(&done, agree(), &xu).unwrap_err().codes(), ["G1.filed"]);
    }

    #[test]
    fn what_was_sent_back_proves_nothing() {
        assert!(Agreed::of(&given([filed(), examined(), sent(), reviewed(true)])).is_ok());
        for state in [
            given([filed()]),
            given([filed(), examined()]),
            given([filed(), examined(), sent()]),
            given([filed(), examined(), sent(), reviewed(false)]),
        ] {
            assert!(Agreed::of(&state).is_err());
        }
    }
}
