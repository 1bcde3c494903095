//! 交接 — whoever leaves hands over what is open, with a list; nothing open is left without an owner (G12).
//!
//! Source: mechanism §3 G12; docs/decisions/0016. Shared by every kind of case in which people have something in
//! hand. The kind says what `from` has in hand ([`Held`]) and who is fit to take it; it offers the people under
//! `in_hand`, and folds [`HandedOver`] by what the event names, never by what the state happens to be. Not decided
//! here: when somebody must stand aside (the kind's P8), and that nobody leaves the register before (the app).

use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::PersonId,
    kind::{Action, Batch, Told, answers_of},
    people::{Role, words},
    rule::{Force, Rule},
    sheet::Say,
};

/// Nothing open without an owner.
pub static RULE: Rule = Rule {
    code: "G12",
    phrase: "交接",
    asks: "调离、休假、回避的，写明交接清单，把在办事项交给能够承办的人；没有交接的，不得离岗。",
    source: "本单位设定",
    force: Force::Setting,
};

words! {
    /// Why it is handed over.
    Why {
        /// 调离.
        Transferred = "transferred" "调离、退休",
        /// 休假.
        Leave = "leave" "休假",
        /// 回避.
        Recusal = "recusal" "回避",
        /// 其他.
        Other = "other" "其他",
    }
}

words! {
    /// What somebody has in hand in a case.
    Held {
        /// 核实组.
        Team = "team" "核实组",
        /// 审理.
        Review = "review" "审理",
        /// 会商.
        Consultation = "consultation" "会商",
        /// 代录更正.
        Papers = "papers" "代录材料的更正",
    }
}

/// What was in one's hands went to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// Who hands over.
    pub from: PersonId,
    /// Who takes over.
    pub to: PersonId,
    /// Why.
    pub why: Why,
    /// What went over.
    pub held: Vec<Held>,
    /// 交接清单: what is open, and where things lie.
    pub list: String,
    /// Who arranged it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

impl HandedOver {
    /// Its line in the officers' timeline.
    pub fn told(&self) -> Told {
        let held = Say::list(self.held.iter().map(|held| held.title()));
        let says = Say::from(&self.from)
            .and("交给")
            .and(&self.to)
            .and(format!("（{}）：", self.why.title()))
            .and(held)
            .and("。")
            .and(&self.list);
        Told { title: "交接".to_owned(), says, effective_on: Some(self.on) }
    }
}

/// Hand over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// 交出人.
    pub from: PersonId,
    /// 接手人.
    pub to: PersonId,
    /// 事由.
    pub why: Why,
    /// 交接清单.
    pub list: String,
}

impl HandOver {
    /// The event, where the kind has nothing against it.
    pub fn done(self, held: Vec<Held>, facts: &Facts) -> HandedOver {
        let Self { from, to, why, list } = self;
        HandedOver { from, to, why, held, list, by: facts.acting().clone(), on: facts.acted_on() }
    }
}

/// 交接.
pub const ACTION: Action = Action {
    who: &[Role::DivisionHead, Role::CaseManagement],
    fields: &[
        Field::new("from", "交出人", Input::Pick("in_hand")),
        Field::new("to", "接手人", Input::Person)
            .hint("不得是应当回避的人；核实的人不能接手审理，审理的人不能接手核实。"),
        Field::new("why", "事由", Input::Choice(Why::CHOICES)),
        Field::new("list", "交接清单", Input::Text).hint("在办的是什么、办到哪一步、材料和原件放在哪里。"),
    ],
    help: "交出人在本案在办的事项一并交给接手人；已经办的仍记在交出人名下。",
    batch: Batch::Same,
    ..Action::new("hand_over", "交接", &RULE, || {
        answers_of(&HandOver {
            from: "lin".into(),
            to: "su".into(),
            why: Why::Transferred,
            list: "示例".to_owned(),
        })
    })
};
