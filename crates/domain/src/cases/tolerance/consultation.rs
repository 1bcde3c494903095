//! 会商 — no determination without it; opinions with reasons, dissent verbatim (P6 认定必会商).
//!
//! Source: the article, 认定必会商; mechanism P6. Composition is fixed beforehand, recusals are counted
//! before attendance, every member present gives an opinion, and each reads the minutes before they close.
//! A second meeting is asked for in [`reconvening`], what makes a matter weighty stands in [`weight`].
//!
//! | act | file |
//! |---|---|
//! | 组成会商 | [`composition`] |
//! | 会商意见 | [`opinion`] |
//! | 会商召开 | [`meeting`] |
//! | 纪要、核改、结束 | [`minutes`] |

pub mod composition;
pub mod meeting;
pub mod minutes;
pub mod opinion;

pub use composition::{COMPOSE, ComposeConsultation};
pub(super) use composition::{blocked_compose, decide_compose};
pub use meeting::{HOLD, HoldConsultation};
pub(super) use meeting::{blocked_hold, decide_hold};
pub use minutes::{ANSWER_MINUTES, AnswerMinutes, CLOSE, CloseConsultation, SEND_MINUTES, SendMinutes};
pub(super) use minutes::{
    blocked_answer_minutes, blocked_close, blocked_send_minutes, decide_answer_minutes, decide_close,
    decide_send_minutes,
};
pub use opinion::{GiveOpinion, OPINE};
pub(super) use opinion::{blocked_opine, decide_opine};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{reconvening, recusal, state::Case, weight};
use crate::{
    day::Day,
    facts::Facts,
    ids::{PersonId, UnitId},
    people::words,
    refusal::{self, Reason},
    rule::{ARTICLE, Force, Rule},
};

/// P6 认定必会商.
pub static RULE: Rule = Rule {
    code: "P6",
    phrase: "认定必会商",
    asks: "作出认定之前必须会商：组成事先确定，先扣除回避人员再算到会人数，成员逐人提出意见和理由，核改纪要后结束；不同意见原文送决定机构开阅。",
    source: ARTICLE,
    force: Force::Liwan,
};

words! {
    /// How it is held.
    Form {
        /// 多部门会商研判.
        Joint = "joint" "多部门会商研判",
        /// 内部会商.
        Internal = "internal" "会议会商",
        /// 书面会商: simple matters only.
        Written = "written" "书面征求意见会商",
    }
}

words! {
    /// What makes 多部门会商 necessary.
    Weight {
        /// 一般.
        Simple = "simple" "一般",
        /// 情况复杂.
        Complex = "complex" "情况复杂",
        /// 内容敏感.
        Sensitive = "sensitive" "内容敏感",
        /// 影响重大.
        Major = "major" "影响重大",
    }
}

words! {
    /// 会商意见; it is not a ballot.
    Opinion {
        /// 同意.
        Agree = "agree" "同意",
        /// 不同意.
        Disagree = "disagree" "不同意",
        /// 保留.
        Reserve = "reserve" "保留意见",
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// For which department.
    pub unit: UnitId,
}

/// The composition was fixed, before the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    /// How.
    pub form: Form,
    /// Why in that form.
    pub weight: Weight,
    /// 主持.
    pub chair: PersonId,
    /// Members, the chair among them.
    pub members: Vec<Member>,
    /// When.
    pub meets_on: Day,
    /// 议题.
    pub agenda: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member gave an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionGiven {
    /// Who.
    pub member: PersonId,
    /// In a word.
    pub opinion: Opinion,
    /// Reasons, verbatim.
    pub why: String,
    /// When.
    pub on: Day,
}

/// The meeting was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Members present.
    pub present: Vec<PersonId>,
    /// Members who stood aside and do not count.
    pub recused: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The minutes were sent to the members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesSent {
    /// The minutes.
    pub text: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member read the minutes, and corrected them or had nothing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesAnswered {
    /// Who.
    pub member: PersonId,
    /// The correction, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// When.
    pub on: Day,
}

/// The consultation is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationClosed {
    /// 会商结论.
    pub conclusion: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The consultation so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// 组成.
    pub composed: Composed,
    /// 意见, by member.
    pub opinions: Vec<OpinionGiven>,
    /// How much evidence stood when it was held: what comes later is new.
    pub evidence_known: usize,
    /// 召开.
    pub held: Option<Held>,
    /// 纪要.
    pub minutes: Option<MinutesSent>,
    /// 核改.
    pub answers: Vec<MinutesAnswered>,
    /// 结束.
    pub closed: Option<ConsultationClosed>,
}

impl Consultation {
    /// Whether `person` is a member.
    pub fn has(&self, person: &PersonId) -> bool {
        self.composed.members.iter().any(|m| m.person == *person)
    }

    /// The opinion of a member.
    pub fn opinion_of(&self, person: &PersonId) -> Option<&OpinionGiven> {
        self.opinions.iter().find(|o| o.member == *person)
    }

    /// Members present who have given no opinion yet.
    pub fn silent(&self) -> Vec<&PersonId> {
        let present = self.held.iter().flat_map(|h| &h.present);
        present.filter(|p| self.opinion_of(p).is_none()).collect()
    }

    /// Members present who have not answered the minutes.
    pub fn unanswered(&self) -> Vec<&PersonId> {
        let present = self.held.iter().flat_map(|h| &h.present);
        present.filter(|p| !self.answers.iter().any(|a| a.member == **p)).collect()
    }
}

impl Case {
    /// Opinions that do not agree, of this and of every earlier consultation: they go to the deciding body
    /// verbatim. Whoever must stand aside is not heard (P8).
    pub fn dissent(&self) -> Vec<&OpinionGiven> {
        let aside = |consultation: &Consultation, person: &PersonId| {
            self.upheld(person)
                || consultation.held.as_ref().is_some_and(|held| held.recused.contains(person))
        };
        let all = self.past_consultations.iter().chain(&self.consultation);
        let given = all.flat_map(|c| c.opinions.iter().filter(move |o| !aside(c, &o.member)));
        given.filter(|o| o.opinion != Opinion::Agree).collect()
    }
}

/// Proof that the consultation of a case is finished: held, with an opinion of everyone present, minutes
/// read, closed. Nothing outside this file can make one.
///
/// ```compile_fail
/// use rongheng_domain::cases::tolerance::{consultation::Finished, state::Case};
/// let case = Case::default();
/// // The fields are private: a determination cannot be given a consultation that did not take place.
/// let finished = Finished { consultation: case.consultation.as_ref().unwrap(), conclusion: "" };
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    consultation: &'a Consultation,
    conclusion: &'a str,
}

impl<'a> Finished<'a> {
    /// The proof, or all that is missing.
    ///
    /// # Errors
    /// Not composed, not held, opinions missing, minutes not sent or not closed.
    pub fn of(case: &'a Case) -> Result<Self, Vec<Reason>> {
        let lacks = |says: &str, remedy| vec![Reason::new(&RULE, says).remedy(remedy)];
        let Some(consultation) = &case.consultation else {
            return Err(lacks("还没有组成会商。没有会商，不能作出认定。", "compose_consultation"));
        };
        if consultation.held.is_none() {
            return Err(lacks("会商还没有召开。没有会商，不能作出认定。", "hold_consultation"));
        }
        let recused = tainted(case, consultation);
        if !recused.is_empty() {
            return Err(recused);
        }
        let silent = consultation.silent().len();
        if silent > 0 {
            let says = format!("还有 {silent} 名到会成员没有提交会商意见。");
            return Err(lacks(&says, "give_opinion"));
        }
        let unlawful = weight::unlawful(case, &consultation.composed);
        if !unlawful.is_empty() {
            return Err(unlawful);
        }
        match &consultation.closed {
            Some(closed) => Ok(Self { consultation, conclusion: &closed.conclusion }),
            None if consultation.minutes.is_none() => {
                Err(lacks("会商纪要还没有送成员核改。", "send_minutes"))
            }
            None => Err(lacks("会商还没有结束。", "close_consultation")),
        }
    }

    /// The consultation.
    pub const fn consultation(&self) -> &'a Consultation {
        self.consultation
    }

    /// 会商结论.
    pub const fn conclusion(&self) -> &'a str {
        self.conclusion
    }
}

/// P8: a member who took part and must stand aside, or whose recusal is not decided yet.
fn tainted(case: &Case, consultation: &Consultation) -> Vec<Reason> {
    let upheld = reconvening::took_part_recused(case, consultation).map(|person| {
        let says =
            format!("到会成员 {} 已经决定回避，本次会商程序有缺陷，须再次会商。", refusal::person(person));
        Reason::new(&recusal::RULE, says).remedy("reconvene")
    });
    let present = consultation.held.iter().flat_map(|held| &held.present);
    let asked = present.filter(|person| recusal::pending(case).any(|asked| asked.person == **person));
    let open = asked.map(|person| {
        let says = format!("对到会成员 {} 的回避申请还没有决定，请先决定。", refusal::person(person));
        Reason::new(&recusal::RULE, says).remedy("decide_recusal")
    });
    upheld.chain(open).collect()
}

/// The consultation, or the reason that there is none.
fn composed(case: &Case) -> Result<&Consultation, Vec<Reason>> {
    case.consultation.as_ref().ok_or_else(|| {
        vec![Reason::new(&RULE, "会商还没有组成，请先由案管组成会商。").remedy("compose_consultation")]
    })
}

/// Departments besides the organ's own.
fn departments<'a>(case: &Case, units: impl IntoIterator<Item = &'a UnitId>, facts: &Facts) -> usize {
    let organ = case.organ(&facts.policy);
    units.into_iter().filter(|unit| *unit != organ).collect::<BTreeSet<_>>().len()
}
