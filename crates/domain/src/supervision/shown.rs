//! What is seen of it: offers, tasks, parts, the timeline, messages, and a section of the officers' page.

use super::{
    Order, Standing, Supervised, Supervision,
    acts::{due, key},
};
use crate::{
    calendar::Calendar,
    kind::{Offer, Part, Phase, Row, Task, Told, Who},
    message::Message,
    people::Role,
    sheet::{Block, Doer, Say, Section},
};

/// 催办督办 as a part of the process, for a kind whose committee asks for the progress as well.
pub const PHASE: Phase = Phase::new(
    "催办督办",
    "supervision",
    &[
        "urge",
        "ask_progress",
        "order_supervision",
        "answer_supervision",
        "judge_supervision",
        "withdraw_supervision",
    ],
    &["supervised"],
);

/// The same where there is no committee.
pub const INSIDE: Phase = Phase::new(
    "催办督办",
    "supervision",
    &["urge", "order_supervision", "answer_supervision", "judge_supervision", "withdraw_supervision"],
    &["supervised"],
);

impl Supervision {
    /// The answers under a source of the forms; `None` where the source is not of these.
    pub fn offers(&self, source: &str, urgeable: impl FnOnce() -> Vec<Task>) -> Option<Vec<Offer>> {
        let of = |standings: &[Standing]| {
            let offer = |order: &Order| Offer {
                value: order.ordered.number.to_string(),
                label: Say::from(format!("督办{}：", order.ordered.number))
                    .and(&order.ordered.to)
                    .and("，")
                    .and(order.ordered.about.chars().take(40).collect::<String>()),
            };
            self.orders.iter().filter(|order| standings.contains(&order.standing)).map(offer).collect()
        };
        match source {
            "urgeable" => Some(
                urgeable()
                    .iter()
                    .map(|task| Offer {
                        value: key(task),
                        label: Say::from(&task.says).and("——").and(doer(&task.who)),
                    })
                    .collect(),
            ),
            "supervisions_open" => Some(of(&[Standing::Open])),
            "supervisions_answered" => Some(of(&[Standing::Answered])),
            "supervisions_pending" => Some(of(&[Standing::Open, Standing::Answered])),
            _ => None,
        }
    }

    /// Adds what these orders ask of people, and who belongs to the case by them.
    pub fn add_to(&self, row: &mut Row, calendar: &Calendar) {
        for order in &self.orders {
            let (to, by) = (&order.ordered.to, &order.ordered.by);
            row.parts.push((Who::Person(by.clone()), Part::Supervisor));
            row.parts.push((Who::Person(to.clone()), Part::Supervised));
            if row.archived_on.is_some() {
                continue;
            }
            let task = |action, says: &str, who: &crate::ids::PersonId, due| Task {
                action,
                about: order.ordered.number.to_string(),
                says: says.to_owned(),
                who: Doer::Person(who.clone()),
                due,
                not: Vec::new(),
            };
            match order.standing {
                Standing::Open => {
                    row.tasks.push(task("answer_supervision", "答复督办", to, Some(due(order, calendar))));
                }
                Standing::Answered => row.tasks.push(task("judge_supervision", "审阅督办答复", by, None)),
                Standing::Accepted | Standing::Withdrawn => {}
            }
        }
        row.parts.sort();
        row.parts.dedup();
    }

    /// The officers' section; `None` where there was no order.
    pub fn section(&self) -> Option<Section> {
        let row = |order: &Order| {
            let last = order.answers.last().map(|(says, _)| Say::from(says)).unwrap_or_default();
            vec![
                Say::from(order.ordered.number.to_string()),
                Say::from(&order.ordered.by),
                Say::from(&order.ordered.to),
                Say::from(&order.ordered.about),
                Say::from(order.answer_by),
                Say::from(order.standing.title()),
                last,
            ]
        };
        (!self.orders.is_empty()).then(|| Section {
            id: "supervision".to_owned(),
            title: "督办".to_owned(),
            count: Some(self.orders.len()),
            blocks: vec![Block::Table {
                head: ["序号", "督办人", "答复人", "事项", "答复期限", "进度", "最近的答复"]
                    .map(str::to_owned)
                    .to_vec(),
                rows: self.orders.iter().map(row).collect(),
            }],
        })
    }

    /// Who is told of `event`, with these orders after it.
    pub fn messages(&self, event: &Supervised) -> Vec<Message> {
        let order = |number: &u32| self.numbered(*number).map(|order| &order.ordered);
        let answerer = |number: &u32, says| {
            order(number).map(|order| Message::handler(&order.to, says)).into_iter().collect()
        };
        match event {
            Supervised::Urged(e) => vec![match &e.who {
                Doer::Role(role) => Message::role(*role, "有一件待办被催办，请尽快办理。"),
                Doer::Person(person) => Message::handler(person, "您的一件待办被催办，请尽快办理。"),
                Doer::Unit(unit) => Message::to_unit(unit, "有一件事等贵单位办理，请尽快办理。"),
            }],
            Supervised::ProgressAsked { .. } => [Role::CaseManagement, Role::Leader]
                .map(|role| Message::role(role, "党委（党组）催问本案的办理进度。"))
                .to_vec(),
            Supervised::Ordered(e) => {
                vec![Message::handler(&e.to, "有一项督办交您答复，请在期限内答复。")]
            }
            Supervised::Answered { number, .. } => order(number)
                .map(|order| Message::handler(&order.by, "您的督办已有答复，请审阅。"))
                .into_iter()
                .collect(),
            Supervised::Accepted { number, .. } => answerer(number, "您对督办的答复已经认可。"),
            Supervised::AskedAgain { number, .. } => answerer(number, "您对督办的答复需要补充，请再次答复。"),
            Supervised::Withdrawn { number, .. } => answerer(number, "交您答复的督办已经撤回。"),
        }
    }
}

fn doer(who: &Doer) -> Say {
    match who {
        Doer::Role(role) => Say::from(role.title()),
        Doer::Person(person) => Say::from(person),
        Doer::Unit(unit) => Say::from(unit),
    }
}

impl Supervised {
    /// Its line in the officers' timeline.
    pub fn told(&self) -> Told {
        let number = |number: &u32, says: &str| Say::from(format!("督办{number}：{says}"));
        let (title, says, on) = match self {
            Self::Urged(e) => {
                let says = Say::from(&e.says).and("——").and(doer(&e.who));
                ("催办", e.words.iter().fold(says, |says, words| says.and("；").and(words)), e.on)
            }
            Self::ProgressAsked { words, on, .. } => ("催问办理进度", Say::from(words), *on),
            Self::Ordered(e) => (
                "督办",
                number(&e.number, &e.about).and("；由").and(&e.to).and("答复，期限").and(e.answer_by),
                e.on,
            ),
            Self::Answered { number: n, says, on, .. } => ("答复督办", number(n, says), *on),
            Self::Accepted { number: n, on, .. } => ("认可督办答复", number(n, "认可"), *on),
            Self::AskedAgain { number: n, why, answer_by, on, .. } => {
                ("要求再次答复督办", number(n, why).and("；期限").and(*answer_by), *on)
            }
            Self::Withdrawn { number: n, why, on, .. } => ("撤回督办", number(n, why), *on),
        };
        Told { title: title.to_owned(), says, effective_on: Some(on) }
    }
}
