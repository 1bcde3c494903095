//! 政策文件 — the keeper of the policy completes what is not public of a document, enters others, and says which goals
//! a case may name (S1, D2).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Document, Goal, PolicyEvent, PolicyRecord};
use crate::{
    day::Day,
    form::{Field, Input},
    kind::Failure,
    people::Role,
    refusal::Missing,
    registers::keeping::{Act, Keep, Keeping, at, day_or, typed, yes_no},
    sheet::{Block, Say},
};

const KEEPER: &[Role] = &[Role::PolicyOfficer];

const NUMBER: Field = Field::new("number", "文号", Input::Line).hint("如“青纪〔2026〕12号”。");
const ISSUED: Field = Field::new("issued_on", "印发日期", Input::Day);
const ORGAN: Field = Field::new("organ", "印发机关", Input::Line);
const SOURCE: Field = Field::new("source", "根据什么登记", Input::Line).hint("如“文件原件，存于办公室”。");

#[derive(Deserialize)]
struct Completed {
    document: String,
    number: String,
    issued_on: Day,
    organ: String,
    source: String,
}

#[derive(Deserialize)]
struct Entered {
    title: String,
    number: String,
    issued_on: Day,
    organ: String,
    trial: bool,
    source: String,
}

#[derive(Deserialize)]
struct Set {
    title: String,
    source: String,
}

#[derive(Deserialize)]
struct Ended {
    goal: String,
    from: Day,
}

impl PolicyRecord {
    /// Refuses a number that another document has, and a day that has not come.
    fn placed(&self, id: &str, number: &str, issued_on: Day, today: Day) -> Missing {
        let mut missing = Missing::new();
        let taken =
            self.documents.values().find(|known| known.id != id && known.number.as_deref() == Some(number));
        if let Some(taken) = taken {
            missing.add(at("number", format!("文号已经用于《{}》，请核对。", taken.title)));
        }
        missing.unless(issued_on <= today, || at("issued_on", "印发日期在今天以后，请核对。"));
        missing
    }

    fn completed(&self, completed: Completed, today: Day) -> Result<PolicyEvent, Failure> {
        let Completed { document: id, number, issued_on, organ, source } = completed;
        let mut missing = self.placed(&id, &number, issued_on, today);
        let known = self.documents.get(&id);
        missing.unless(known.is_some(), || at("document", "没有这个文件，请从列出的文件中选择。"));
        missing.settle()?;
        let known = known.cloned();
        let document = known.map(|known| Document {
            number: Some(number),
            issued_on: Some(issued_on),
            organ: Some(organ),
            source,
            note: String::new(),
            ..known
        });
        document
            .map(|document| PolicyEvent::DocumentEntered { document })
            .ok_or_else(|| Failure::UnknownAction("complete_document".to_owned()))
    }
}

impl Keep for PolicyRecord {
    const ACTS: &'static [Act] = &[
        Act::new(
            "complete_document",
            "补录文号和日期",
            KEEPER,
            &[Field::new("document", "文件", Input::Pick("documents")), NUMBER, ISSUED, ORGAN, SOURCE],
            "公开报道没有写文号、日期的，对照文件原件补录；标题和是否试行不变。",
        ),
        Act::new(
            "enter_document",
            "登记文件",
            KEEPER,
            &[
                Field::new("title", "文件标题", Input::Line).hint("与原件一字不差，不带书名号。"),
                NUMBER,
                ISSUED,
                ORGAN,
                Field::new("trial", "是否试行", Input::YesNo),
                SOURCE,
            ],
            "登记容错纠错的依据文件。清单的新文本在“清单修订”里办理，印发时自动登记文件。",
        ),
        Act::new(
            "set_goal",
            "增加工作目标",
            KEEPER,
            &[Field::new("title", "工作目标", Input::Line), Field::new("source", "依据", Input::Line)],
            "案件可以写明服务于哪一项工作目标。",
        ),
        Act::new(
            "end_goal",
            "停用工作目标",
            KEEPER,
            &[
                Field::new("goal", "工作目标", Input::Pick("goals")),
                Field::new("from", "自何日起不再选用", Input::Day),
            ],
            "停用后，以前写明这一目标的案件不变。",
        ),
    ];

    fn exists(&self) -> bool {
        true
    }

    fn fits(&self, act: &str, today: Day) -> bool {
        match act {
            "complete_document" => self.open_documents().next().is_some(),
            "end_goal" => self.goals_on(today).next().is_some(),
            _ => true,
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<PolicyEvent>, Failure> {
        Ok(vec![match act {
            "complete_document" => self.completed(typed(answers)?, keeping.today)?,
            "enter_document" => {
                let Entered { title, number, issued_on, organ, trial, source } = typed(answers)?;
                let mut missing = self.placed(&number, &number, issued_on, keeping.today);
                missing.unless(!title.contains(['《', '》']), || at("title", "标题不带书名号，请去掉。"));
                missing.unless(!self.documents.contains_key(&number), || {
                    at("number", "这个文号已经登记过，不用再登记。")
                });
                missing.settle()?;
                PolicyEvent::DocumentEntered {
                    document: Document {
                        id: number.clone(),
                        title,
                        number: Some(number),
                        issued_on: Some(issued_on),
                        organ: Some(organ),
                        trial,
                        source,
                        note: String::new(),
                    },
                }
            }
            "set_goal" => {
                let Set { title, source } = typed(answers)?;
                PolicyEvent::GoalSet { goal: Goal { code: title.clone(), title, source } }
            }
            "end_goal" => {
                let Ended { goal, from } = typed(answers)?;
                PolicyEvent::GoalEnded { code: goal, from }
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn offers(&self, today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        let documents = self.open_documents().map(|one| (one.id.clone(), Say::from(&one.title)));
        let goals = self.goals_on(today).map(|goal| (goal.code.clone(), Say::from(&goal.title)));
        BTreeMap::from([("documents", documents.collect()), ("goals", goals.collect())])
    }

    fn shown(&self, today: Day) -> Vec<Block> {
        let row = |one: &Document| {
            vec![
                Say::from(format!("《{}》{}", one.title, if one.trial { "（试行）" } else { "" })),
                Say::from(one.number.as_deref().unwrap_or("待补录")),
                Say::from(one.organ.as_deref().unwrap_or("待补录")),
                day_or(one.issued_on, "待补录"),
                Say::from(&one.source),
            ]
        };
        let explained = self.principles.values().filter_map(|texts| {
            let text = texts.iter().filter(|text| text.from <= today).max_by_key(|text| text.from)?;
            Some(vec![
                Say::from(&text.title),
                Say::from(&text.rule),
                Say::from(text.origin.title()),
                Say::from(format!("{} 个文本", texts.len())),
            ])
        });
        let goal = |(goal, ended): &(Goal, Option<Day>)| {
            vec![
                Say::from(&goal.title),
                Say::from(&goal.source),
                Say::from(yes_no(ended.is_none_or(|from| today < from))),
            ]
        };
        vec![
            Block::Heading("依据文件".to_owned()),
            Block::Table {
                head: ["文件", "文号", "印发机关", "印发日期", "来源"].map(str::to_owned).to_vec(),
                rows: self.documents.values().map(row).collect(),
            },
            Block::Heading("原则阐释".to_owned()),
            Block::Table {
                head: ["原则", "对应", "性质", "文本"].map(str::to_owned).to_vec(),
                rows: explained.collect(),
            },
            Block::Heading("工作目标".to_owned()),
            Block::Table {
                head: ["工作目标", "依据", "现在可选"].map(str::to_owned).to_vec(),
                rows: self.goals.values().map(goal).collect(),
            },
        ]
    }

    fn told(event: &PolicyEvent) -> (&'static str, Say) {
        match event {
            PolicyEvent::DocumentEntered { document } => {
                let number = document.number.as_deref().unwrap_or("文号待补录");
                ("登记文件", Say::from(format!("《{}》{number}", document.title)))
            }
            PolicyEvent::PrincipleExplained { principle } => {
                ("写入阐释", Say::from(format!("{}，{}起", principle.title, principle.from.words())))
            }
            PolicyEvent::GoalSet { goal } => ("增加工作目标", Say::from(&goal.title)),
            PolicyEvent::GoalEnded { code, from } => {
                ("停用工作目标", Say::from(format!("{code}，{}起", from.words())))
            }
        }
    }
}

impl PolicyRecord {
    /// The documents of which something is not known yet.
    fn open_documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.values().filter(|one| one.number.is_none() || one.issued_on.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use crate::registers::{
        Register as _,
        keeping::{
            decide,
            tests::{keeping, refused},
        },
        told,
    };

    fn open() -> PolicyRecord {
        let document = |id: &str, number: Option<&str>| PolicyEvent::DocumentEntered {
            document: Document {
                id: id.to_owned(),
                title: format!("示范文件{id}"),
                number: number.map(str::to_owned),
                issued_on: None,
                organ: None,
                trial: true,
                source: "公开报道".to_owned(),
                note: "待补录".to_owned(),
            },
        };
        told(&[document("a", None), document("b", Some("青纪〔2024〕1号"))])
    }

    #[test]
    fn what_was_not_public_is_completed_and_the_title_stays() {
        let by = keeping("qu", Role::PolicyOfficer, "main");
        let answers = |number: &str| {
            json!({"document": "a", "number": number, "issued_on": "2024-03-01",
                "organ": "青澜区委办公室", "source": "原件"})
        };
        assert!(
            refused(decide(&open(), "complete_document", answers("青纪〔2024〕1号"), &by))
                .starts_with("number:")
        );
        let events = decide(&open(), "complete_document", answers("青办〔2024〕5号"), &by).unwrap();
        let after = events.iter().fold(open(), |record, event| record.evolve(event, by.today));
        let document = &after.documents["a"];
        assert_eq!((document.title.as_str(), document.trial), ("示范文件a", true));
        assert_eq!(document.number.as_deref(), Some("青办〔2024〕5号"));
        assert_eq!(after.open_documents().count(), 1);
    }

    #[test]
    fn a_goal_is_named_until_it_is_ended() {
        let by = keeping("qu", Role::PolicyOfficer, "main");
        let set = decide(&open(), "set_goal", json!({"title": "示范目标", "source": "示范"}), &by).unwrap();
        let after = set.iter().fold(open(), |record, event| record.evolve(event, by.today));
        let end = json!({"goal": "示范目标", "from": "2026-03-02"});
        let ended = decide(&after, "end_goal", end.clone(), &by).unwrap();
        let after = ended.iter().fold(after, |record, event| record.evolve(event, by.today));
        assert_eq!(after.goals_on(by.today).count(), 0);
        assert!(refused(decide(&after, "end_goal", end, &by)).contains("现在不能办"));
    }
}
