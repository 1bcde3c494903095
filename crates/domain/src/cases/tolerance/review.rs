//! 审理 — another office reviews what the team verified (审查与审理分离).
//!
//! Source: mechanism §1 and P5: never the same person. The review follows the consultation; what it sends
//! back is verified and consulted anew. Whether the proposal is right is not decided here.

use super::{Case, Event, consultation::Finished, designation, recusal};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// 审理意见.
    ReviewView {
        /// 同意.
        Agree = "agree" "事实清楚、证据确凿，同意拟认定意见",
        /// 退回补充核实.
        Return = "return" "退回补充核实",
    }
}

/// The file was sent to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentToReview {
    /// 审理人.
    pub reviewer: PersonId,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The review office gave its opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// In a word.
    pub view: ReviewView,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Another office reviews.
pub static RULE: Rule = Rule {
    code: "P5.review",
    phrase: "审查与审理分离",
    asks: "核实组成员不得担任本案审理人。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Send the file to the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendToReview {
    /// 审理人.
    pub reviewer: PersonId,
}

/// 移送审理.
pub const SEND: Action = Action {
    who: &[Role::CaseManagement, Role::DivisionHead],
    fields: &[Field::new("reviewer", "审理人", Input::Person).hint("不得是核实组成员")],
    ..Action::new("send_to_review", "移送审理", &RULE, || {
        answers_of(&SendToReview { reviewer: "lin".into() })
    })
};

/// Give the opinion of the review office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 审理意见.
    pub view: ReviewView,
    /// 理由.
    pub why: String,
}

/// 提出审理意见.
pub const REVIEW: Action = Action {
    who: &[Role::ReviewOfficer],
    fields: &[
        Field::new("view", "审理意见", Input::Choice(ReviewView::CHOICES)),
        Field::new("why", "理由", Input::Text),
    ],
    document: Some("review"),
    ..Action::new("review", "提出审理意见", &RULE, || {
        answers_of(&Review { view: ReviewView::Agree, why: "示例".to_owned() })
    })
};

/// All that keeps the file from being sent to review now.
pub(super) fn blocked_send(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(Finished::of(case));
    missing.unless(case.reviewed.is_none(), || {
        Reason::new(&RULE, "审理意见已经形成，无须再次移送。").remedy("approve")
    });
    missing.into_reasons()
}

/// The file goes to the review office; it may be given to another reviewer while there is no opinion.
pub(super) fn decide_send(case: &Case, command: SendToReview, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut wrong = Missing::new();
    for reason in blocked_send(case, facts) {
        wrong.add(reason);
    }
    wrong.unless(!case.in_team(&command.reviewer), || {
        Reason::new(&RULE, "审理人不得是核实组成员，请另选审理人。").at("reviewer")
    });
    wrong.unless(recusal::excluded(case, facts, &command.reviewer).is_none(), || {
        Reason::new(&recusal::RULE, "所选审理人应当回避，请另选审理人。").at("reviewer")
    });
    designation::of_this_organ(case, facts, &command.reviewer, "审理人", "reviewer", &mut wrong);
    wrong.settle()?;
    Ok(vec![Event::SentToReview(SentToReview {
        reviewer: command.reviewer,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// All that keeps this person from giving the opinion of the review office now.
pub(super) fn blocked_review(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(Finished::of(case));
    let by = facts.acting();
    match &case.sent_to_review {
        None => {
            missing.add(Reason::new(&RULE, "案卷还没有移送审理，请先移送。").remedy("send_to_review"));
        }
        Some(sent) => missing.unless(sent.reviewer == *by, || {
            Reason::new(&RULE, "审理意见由指定的审理人提出；您不是本案审理人。").remedy("send_to_review")
        }),
    }
    missing.unless(!case.in_team(by), || {
        Reason::new(&RULE, "核实组成员不得审理自己核实的案件，请另行指定审理人。").remedy("send_to_review")
    });
    missing.unless(recusal::excluded(case, facts, by).is_none(), || {
        Reason::new(&recusal::RULE, "您应当回避，不能审理本案。").remedy("send_to_review")
    });
    missing.unless(case.reviewed.is_none(), || {
        Reason::new(&RULE, "审理意见已经形成，不能重复提出。").remedy("approve")
    });
    missing.into_reasons()
}

/// The review office gives its opinion.
pub(super) fn decide_review(case: &Case, command: Review, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_review(case, facts))?;
    Ok(vec![Event::Reviewed(Reviewed {
        view: command.view,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

impl Case {
    /// Whether `person` verified this case, be it only until a hand-over.
    pub(super) fn in_team(&self, person: &PersonId) -> bool {
        // Whoever verified it for an organ that had it before does not review it either.
        let teams = self.assigned.iter().chain(&self.former_teams);
        teams.into_iter().any(|team| team.leader == *person || team.members.contains(person))
            || super::hand_over::once_held(self, person, crate::hand_over::Held::Team)
    }
}

/// Proof that another office agreed with what the team verified. Nothing outside this file can make one.
#[derive(Debug, Clone, Copy)]
pub struct Agreed<'a> {
    reviewed: &'a Reviewed,
}

impl<'a> Agreed<'a> {
    /// The proof, or what is missing.
    ///
    /// # Errors
    /// Not reviewed, sent back, or reviewed by a member of the team.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let lacks = |says, remedy| Err(vec![Reason::new(&RULE, says).remedy(remedy)]);
        match &case.reviewed {
            None if case.sent_to_review.is_none() => lacks("案卷还没有移送审理。", "send_to_review"),
            None => lacks("审理意见还没有形成。", "review"),
            Some(reviewed) if reviewed.view == ReviewView::Return => {
                lacks("审理退回补充核实，补充后须重新会商、审理。", "report")
            }
            Some(reviewed) if case.in_team(&reviewed.by) => {
                lacks("审理人是核实组成员，审理无效，须另行审理。", "send_to_review")
            }
            Some(reviewed) => Ok(Self { reviewed }),
        }
    }

    /// The opinion.
    pub const fn reviewed(&self) -> &'a Reviewed {
        self.reviewed
    }
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{before, command, straightly};
    use serde_json::json;

    #[test]
    fn who_verified_does_not_review() {
        let scene = before("send_to_review");
        for person in ["lin", "su"] {
            let sent = command("send_to_review", json!({ "reviewer": person }));
            scene.when(sent).refused_with(["P5.review"]);
        }
        // Whoever comes into the team afterwards may not review either.
        let joined = before("review").altered(|case| {
            case.assigned.as_mut().unwrap().members.push("tang".into());
        });
        joined.when(straightly("review")).refused_with(["P5.review"]);
        let determined = before("determine").altered(|case| {
            case.assigned.as_mut().unwrap().members.push("tang".into());
        });
        determined.when(straightly("determine")).refused_with(["P5.review"]);
    }

    #[test]
    fn only_the_reviewer_named_gives_the_opinion() {
        before("review").by("gao").when(straightly("review")).refused_with(["P5.review"]);
    }

    #[test]
    fn the_review_follows_the_consultation() {
        before("close_consultation").when(straightly("send_to_review")).refused_with(["P6"]);
    }

    #[test]
    fn what_is_sent_back_is_verified_and_consulted_anew() {
        let back = command("review", json!({ "view": "return", "why": "证据不足。" }));
        let scene = before("review").after(back);
        assert!(scene.case.consultation.is_none() && scene.case.reported.is_none());
        assert_eq!(scene.case.past_consultations.len(), 1, "earlier opinions stay");
        scene.when(straightly("approve")).refused_by("P5.review");
        scene.when(straightly("determine")).refused_by("P6");
    }
}
