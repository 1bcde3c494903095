//! 催办、督办 — whoever must act is reminded by a person, or owes an answer by a day.
//!
//! Source: issue C; docs/decisions/0028. Shared by every kind of case in which people have tasks with limits. 催办
//! changes nothing but who is told, once a working day for each task; the committee that answers for the case asks the
//! organ for its progress in the same way (催问). 督办 is ordered to a person with a day; it is answered in words,
//! accepted or asked again by whoever ordered it, or withdrawn with a reason. Officers alone see any of it: the view of
//! an official or a unit has no field for it. One event carries all of it ([`Supervised`]), because the acts have one
//! history and no kind decides anything by a single one of them.
//! Not decided here: who may order (access), who must stand aside (the kind's P8).

mod acts;
mod shown;

use serde::{Deserialize, Serialize};

pub use self::acts::{
    ANSWER, ASK_PROGRESS, AnswerSupervision, AskProgress, JUDGE, JudgeSupervision, ORDER, OrderSupervision,
    URGE, Urge, WITHDRAW, WithdrawSupervision, answer, ask_progress, blocked_answer, blocked_ask_progress,
    blocked_judge, blocked_order, blocked_urge, blocked_withdraw, judge, order, urge, withdraw,
};
pub(crate) use self::acts::{fit_to_answer, supervised};
pub use self::shown::{INSIDE, PHASE};
use crate::{
    day::Day,
    ids::PersonId,
    rule::{Force, Rule},
    sheet::Doer,
};

/// Whoever must act is reminded, and an order is answered.
pub static RULE: Rule = Rule {
    code: "G12.supervision",
    phrase: "催办督办",
    asks: "催办每件事每个工作日一次；督办写明交给谁、什么事、何时答复，由督办人认可或者要求再次答复。",
    source: "本单位设定",
    force: Force::Setting,
};

/// Id of the limit of an answer.
pub const LIMIT: &str = "supervision";

/// What a reminder is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urged {
    /// The action that is waited for.
    pub action: String,
    /// Distinguishes several of one action.
    pub about: String,
    /// What it says in the work list.
    pub says: String,
    /// Who must act.
    pub who: Doer,
    /// Words to them; officers read them in the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who reminds.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A 督办 was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// From 1 in this case.
    pub number: u32,
    /// Who answers.
    pub to: PersonId,
    /// What about.
    pub about: String,
    /// By when.
    pub answer_by: Day,
    /// Who ordered it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Everything that can have happened between those who supervise and those who act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supervised {
    /// 催办.
    Urged(Urged),
    /// 催问办理进度.
    ProgressAsked {
        /// Words to the organ.
        words: String,
        /// Who asks for the committee.
        by: PersonId,
        /// The day it counts from.
        on: Day,
    },
    /// 督办.
    Ordered(Ordered),
    /// 答复督办.
    Answered {
        /// Which.
        number: u32,
        /// The answer.
        says: String,
        /// Who answers.
        by: PersonId,
        /// The day it counts from.
        on: Day,
    },
    /// 认可答复.
    Accepted {
        /// Which.
        number: u32,
        /// Who ordered it.
        by: PersonId,
        /// The day it counts from.
        on: Day,
    },
    /// 要求再次答复.
    AskedAgain {
        /// Which.
        number: u32,
        /// What is missing.
        why: String,
        /// The new day.
        answer_by: Day,
        /// Who ordered it.
        by: PersonId,
        /// The day it counts from.
        on: Day,
    },
    /// 撤回督办.
    Withdrawn {
        /// Which.
        number: u32,
        /// Why.
        why: String,
        /// Who ordered it.
        by: PersonId,
        /// The day it counts from.
        on: Day,
    },
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 待答复.
    Open,
    /// 待审阅.
    Answered,
    /// 已认可.
    Accepted,
    /// 已撤回.
    Withdrawn,
}

impl Standing {
    /// What a screen calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "待答复",
            Self::Answered => "待审阅",
            Self::Accepted => "已认可",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// An order with all that became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// As it was ordered.
    pub ordered: Ordered,
    /// The day that holds now.
    pub answer_by: Day,
    /// Each answer, with its day.
    pub answers: Vec<(String, Day)>,
    /// What was missing, each time it was asked again.
    pub asked_again: Vec<String>,
    /// Where it stands.
    pub standing: Standing,
}

/// All of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supervision {
    urged: Vec<Urged>,
    progress_asked_on: Option<Day>,
    orders: Vec<Order>,
}

impl Supervision {
    /// The orders, oldest first.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    fn numbered_mut(&mut self, number: u32) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.ordered.number == number)
    }

    fn numbered(&self, number: u32) -> Option<&Order> {
        self.orders.iter().find(|order| order.ordered.number == number)
    }

    /// After an event.
    pub fn after(&mut self, event: &Supervised) {
        match event {
            Supervised::Urged(e) => self.urged.push(e.clone()),
            Supervised::ProgressAsked { on, .. } => self.progress_asked_on = Some(*on),
            Supervised::Ordered(e) => self.orders.push(Order {
                ordered: e.clone(),
                answer_by: e.answer_by,
                answers: Vec::new(),
                asked_again: Vec::new(),
                standing: Standing::Open,
            }),
            Supervised::Answered { number, says, on, .. } => {
                if let Some(order) = self.numbered_mut(*number) {
                    order.answers.push((says.clone(), *on));
                    order.standing = Standing::Answered;
                }
            }
            Supervised::Accepted { number, .. } => {
                if let Some(order) = self.numbered_mut(*number) {
                    order.standing = Standing::Accepted;
                }
            }
            Supervised::AskedAgain { number, why, answer_by, .. } => {
                if let Some(order) = self.numbered_mut(*number) {
                    order.asked_again.push(why.clone());
                    order.answer_by = *answer_by;
                    order.standing = Standing::Open;
                }
            }
            Supervised::Withdrawn { number, .. } => {
                if let Some(order) = self.numbered_mut(*number) {
                    order.standing = Standing::Withdrawn;
                }
            }
        }
    }
}
