//! 单位登记 — the system administrator registers units, what they belong to, who answers for them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{OrganisationEvent, OrganisationKind, OrganisationRecord};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::Failure,
    people::Role,
    refusal::Missing,
    registers::keeping::{Act, Keep, Keeping, at, typed},
    sheet::{Block, Say, Tone},
};

const SYSTEM: &[Role] = &[Role::SystemAdmin];

const NAME: Field = Field::new("name", "名称", Input::Line).hint("写全称，与公章一致。");
const PARENT: Field = Field::new("parent", "上级单位", Input::Unit).optional();
const COMMITTEE: Field = Field::new("committee", "主体责任党组织", Input::Unit)
    .hint("对该单位负主体责任的党委、党工委、党组；单位不便发表意见时由它发表。")
    .optional();
const HEAD: Field = Field::new("head", "负责人", Input::Person).optional();
const SECRETARY: Field =
    Field::new("secretary", "书记", Input::Person).hint("只有党委、党工委、党组填写。").optional();
const FROM: Field = Field::new("from", "自何日起", Input::Day);

#[derive(Deserialize)]
struct Registered {
    name: String,
    kind: OrganisationKind,
    parent: Option<UnitId>,
    committee: Option<UnitId>,
    head: Option<PersonId>,
    secretary: Option<PersonId>,
    code: Option<String>,
    from: Day,
}

#[derive(Deserialize)]
struct Changed {
    name: Option<String>,
    parent: Option<UnitId>,
    committee: Option<UnitId>,
    head: Option<PersonId>,
    secretary: Option<PersonId>,
    from: Day,
}

#[derive(Deserialize)]
struct Ended {
    into: Option<UnitId>,
    on: Day,
}

fn registered(asked: Registered) -> Vec<OrganisationEvent> {
    let Registered { name, kind, parent, committee, head, secretary, code, from } = asked;
    let mut events = vec![OrganisationEvent::Registered {
        name,
        kind,
        parent,
        committee,
        code,
        repaired_from: None,
        from,
    }];
    events.extend(head.map(|head| OrganisationEvent::HeadSet { head: Some(head), from }));
    events.extend(secretary.map(|one| OrganisationEvent::SecretarySet { secretary: Some(one), from }));
    events
}

impl Keep for OrganisationRecord {
    const ACTS: &'static [Act] = &[
        Act::new(
            "register",
            "登记单位",
            SYSTEM,
            &[
                NAME,
                Field::new("kind", "类别", Input::Choice(OrganisationKind::CHOICES)),
                PARENT,
                COMMITTEE,
                HEAD,
                SECRETARY,
                Field::new("code", "代码", Input::Line).hint("有区划代码的填写。").optional(),
                FROM,
            ],
            "登记本机关、党组织、当事人所在单位和会商部门。街道、社区可以从政策目录成批导入。",
        )
        .opening(),
        Act::new("rename", "修改名称", SYSTEM, &[NAME, FROM], "原名留在历史里，过去的文书不变。"),
        Act::new("move", "变更上级单位", SYSTEM, &[PARENT, FROM], "不填上级单位的，表示没有上级单位。"),
        Act::new(
            "set_committee",
            "变更主体责任党组织",
            SYSTEM,
            &[COMMITTEE, FROM],
            "变更后的案件由新的党组织负责；在办案件按认定时的登记办理。",
        ),
        Act::new("set_head", "变更负责人", SYSTEM, &[HEAD, FROM], "不填的，表示暂缺。"),
        Act::new("set_secretary", "变更书记", SYSTEM, &[SECRETARY, FROM], "不填的，表示暂缺。"),
        Act::new(
            "merge",
            "并入其他单位",
            SYSTEM,
            &[Field::new("into", "并入哪个单位", Input::Unit), Field::new("on", "并入日期", Input::Day)],
            "从并入之日起不再单独存在，过去的登记不变。",
        ),
        Act::new(
            "abolish",
            "撤销单位",
            SYSTEM,
            &[Field::new("on", "撤销日期", Input::Day)],
            "从撤销之日起不再存在，过去的登记不变。",
        ),
    ];

    fn exists(&self) -> bool {
        self.kind.is_some()
    }

    fn fits(&self, act: &str, _today: Day) -> bool {
        let ended = self.merged.is_some() || self.abolished_on.is_some();
        match act {
            "merge" | "abolish" => !ended,
            "set_secretary" => self.kind == Some(OrganisationKind::Committee),
            _ => true,
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<OrganisationEvent>, Failure> {
        let mut missing = Missing::new();
        for field in ["parent", "committee", "into"] {
            let own = answers.get(field).and_then(Value::as_str) == Some(keeping.key.as_str());
            missing.unless(!own, || at(field, "不能填这个单位自己，请重新选择。"));
        }
        missing.settle()?;
        if act == "register" {
            let asked: Registered = typed(answers)?;
            let mut missing = Missing::new();
            let committee = asked.kind == OrganisationKind::Committee;
            missing.unless(committee || asked.secretary.is_none(), || {
                at("secretary", "只有党委、党工委、党组才有书记，请留空，或者更正类别。")
            });
            missing.settle()?;
            return Ok(registered(asked));
        }
        if let "merge" | "abolish" = act {
            let Ended { into, on } = typed(answers)?;
            return Ok(vec![match into {
                Some(into) => OrganisationEvent::Merged { into, on },
                None => OrganisationEvent::Abolished { on },
            }]);
        }
        let Changed { name, parent, committee, head, secretary, from } = typed(answers)?;
        Ok(vec![match act {
            "rename" => OrganisationEvent::Renamed { name: name.unwrap_or_default(), from },
            "move" => OrganisationEvent::Moved { parent, from },
            "set_committee" => OrganisationEvent::CommitteeSet { committee, from },
            "set_head" => OrganisationEvent::HeadSet { head, from },
            "set_secretary" => OrganisationEvent::SecretarySet { secretary, from },
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn current(&self, act: &str) -> Value {
        match act {
            "rename" => json!({ "name": self.names.iter().next_back().map(|(_, name)| name) }),
            _ => Value::Null,
        }
    }

    fn shown(&self, today: Day) -> Vec<Block> {
        let none = || Say::from("—");
        let unit = |unit: Option<&UnitId>| unit.map_or_else(none, Say::from);
        let person = |person: Option<&PersonId>| person.map_or_else(none, Say::from);
        let mut blocks = Vec::new();
        if let Some((into, on)) = &self.merged {
            let says = Say::from(format!("{}起并入", on.words())).and(into).and("。");
            blocks.push(Block::Note { tone: Tone::Amber, says });
        }
        if let Some(on) = self.abolished_on {
            let says = Say::from(format!("{}起撤销。", on.words()));
            blocks.push(Block::Note { tone: Tone::Amber, says });
        }
        let mut facts = vec![
            ("名称", Say::from(self.name(today).unwrap_or_default())),
            ("类别", Say::from(self.kind.map_or("", OrganisationKind::title))),
            ("上级单位", unit(self.parent.on(today).and_then(Option::as_ref))),
            ("主体责任党组织", unit(self.committee.on(today).and_then(Option::as_ref))),
            ("负责人", person(self.head.strictly_on(today).and_then(Option::as_ref))),
        ];
        if self.kind == Some(OrganisationKind::Committee) {
            facts.push(("书记", person(self.secretary.strictly_on(today).and_then(Option::as_ref))));
        }
        if let Some(code) = &self.code {
            facts.push(("代码", Say::from(code)));
        }
        blocks.push(Block::Facts(facts.into_iter().map(|(term, say)| (term.to_owned(), say)).collect()));
        blocks
    }

    fn told(event: &OrganisationEvent) -> (&'static str, Say) {
        let since = |say: Say, from: &Day| say.and(format!("，{}起", from.words()));
        let unit = |unit: &Option<UnitId>| unit.as_ref().map_or_else(|| Say::from("没有"), Say::from);
        let person = |person: &Option<PersonId>| person.as_ref().map_or_else(|| Say::from("暂缺"), Say::from);
        match event {
            OrganisationEvent::Registered { name, kind, from, .. } => {
                ("登记单位", since(Say::from(format!("{name}（{}）", kind.title())), from))
            }
            OrganisationEvent::Renamed { name, from } => ("修改名称", since(Say::from(name), from)),
            OrganisationEvent::Moved { parent, from } => ("变更上级单位", since(unit(parent), from)),
            OrganisationEvent::CommitteeSet { committee, from } => {
                ("变更主体责任党组织", since(unit(committee), from))
            }
            OrganisationEvent::HeadSet { head, from } => ("变更负责人", since(person(head), from)),
            OrganisationEvent::SecretarySet { secretary, from } => {
                ("变更书记", since(person(secretary), from))
            }
            OrganisationEvent::Merged { into, on } => ("并入其他单位", since(Say::from(into), on)),
            OrganisationEvent::Abolished { on } => ("撤销单位", Say::from(*on)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::{
        Register as _,
        keeping::{
            decide,
            tests::{keeping, refused},
        },
        told,
    };

    fn by() -> Keeping {
        keeping("ou", Role::SystemAdmin, "street")
    }

    fn registering(kind: &str) -> Value {
        json!({"name": "云溪街道", "kind": kind, "head": "zhou", "secretary": "he", "from": "2020-01-01"})
    }

    #[test]
    fn a_committee_has_a_secretary_and_a_street_has_none() {
        let blank = OrganisationRecord::default();
        assert!(refused(decide(&blank, "register", registering("street"), &by())).starts_with("secretary:"));
        let events = decide(&blank, "register", registering("committee"), &by()).unwrap();
        let unit = told::<OrganisationRecord>(&events);
        let facts = unit.facts(by().today);
        assert_eq!((facts.head, facts.secretary), (Some("zhou".into()), Some("he".into())));
        assert!(unit.fits("set_secretary", by().today));
    }

    #[test]
    fn a_unit_belongs_to_another_and_never_to_itself() {
        let mut answers = registering("committee");
        answers["parent"] = json!("street");
        let says = refused(decide(&OrganisationRecord::default(), "register", answers, &by()));
        assert!(says.starts_with("parent:"), "{says}");
    }

    #[test]
    fn a_unit_that_was_abolished_is_not_abolished_again() {
        let events = decide(&OrganisationRecord::default(), "register", registering("committee"), &by());
        let unit = told::<OrganisationRecord>(&events.unwrap());
        let events = decide(&unit, "abolish", json!({"on": "2026-03-01"}), &by()).unwrap();
        let unit = events.iter().fold(unit, |unit, event| unit.evolve(event, by().today));
        assert!(!unit.stands_on(by().today));
        assert!(refused(decide(&unit, "abolish", json!({"on": "2026-03-02"}), &by())).contains("现在不能办"));
    }
}
