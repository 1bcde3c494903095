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
const DOCUMENT: Field = Field::new("document", "文件依据", Input::Line).hint("批准文件的名称和文号。");

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
    document: Option<String>,
}

#[derive(Deserialize)]
struct Ended {
    into: Option<UnitId>,
    successor: Option<UnitId>,
    on: Day,
    document: Option<String>,
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

impl OrganisationRecord {
    /// A unit ends after it began, and not before the last name that it is known to have had.
    fn stands_until(&self, on: Day) -> Result<(), Failure> {
        let mut missing = Missing::new();
        if let Some((last, name)) = self.names.iter().next_back() {
            missing.unless(last < on, || {
                let says = format!(
                    "这个单位从{}起才叫“{name}”，不能在这以前或者当天终止，请核对日期。",
                    last.words()
                );
                at("on", says)
            });
        }
        missing.settle()?;
        Ok(())
    }

    /// Names follow one another: a later one never begins before an earlier one.
    /// The name of today may be put right today: nothing that is past had it.
    fn named_last_before(&self, from: Day, today: Day) -> Result<(), Failure> {
        let mut missing = Missing::new();
        if let Some((last, name)) = self.names.iter().next_back() {
            missing.unless(last < from || (last == from && from == today), || {
                let says =
                    format!("从{}起已经登记名称“{name}”，日期重叠；新名称要从这以后的一天起。", last.words());
                at("from", says)
            });
        }
        missing.settle()?;
        Ok(())
    }
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
        Act::new("rename", "修改名称", SYSTEM, &[NAME, FROM, DOCUMENT], "原名留在历史里，过去的文书不变。"),
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
            &[
                Field::new("into", "并入哪个单位", Input::Unit),
                Field::new("on", "并入日期", Input::Day),
                DOCUMENT,
            ],
            "从并入之日起不再单独存在，过去的登记不变；未办完的事项由并入的单位接着办。",
        ),
        Act::new(
            "abolish",
            "撤销单位",
            SYSTEM,
            &[
                Field::new("on", "撤销日期", Input::Day),
                Field::new("successor", "承接单位", Input::Unit)
                    .hint("撤销以后由它接着办未办完的事项；没有的不填，原单位的联系人仍可办理。")
                    .optional(),
                DOCUMENT,
            ],
            "从撤销之日起不再存在，过去的登记不变；未办完的事项由承接单位接着办。",
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
        for field in ["parent", "committee", "into", "successor"] {
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
            let Ended { into, successor, on, document } = typed(answers)?;
            self.stands_until(on)?;
            return Ok(vec![match into {
                Some(into) => OrganisationEvent::Merged { into, on, document },
                None => OrganisationEvent::Abolished { on, successor, document },
            }]);
        }
        let Changed { name, parent, committee, head, secretary, from, document } = typed(answers)?;
        if act == "rename" {
            self.named_last_before(from, keeping.today)?;
        }
        Ok(vec![match act {
            "rename" => OrganisationEvent::Renamed { name: name.unwrap_or_default(), from, document },
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
            let says = Say::from(format!("{}起撤销", on.words()));
            let says = match &self.successor {
                Some(successor) => says.and("，未办完的事项由").and(successor).and("承接。"),
                None => says.and("，没有登记承接单位。"),
            };
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
        let documents = self.documents.iter().map(|(day, text)| format!("{}（{}起）", text, day.words()));
        let documents: Vec<_> = documents.collect();
        if !documents.is_empty() {
            facts.push(("文件依据", Say::from(documents.join("；"))));
        }
        let names: Vec<_> =
            self.names.iter().map(|(day, name)| format!("{name}（{}起）", day.words())).collect();
        if names.len() > 1 {
            facts.push(("历次名称", Say::from(names.join("；"))));
        }
        blocks.push(Block::Facts(facts.into_iter().map(|(term, say)| (term.to_owned(), say)).collect()));
        blocks
    }

    fn told(event: &OrganisationEvent) -> (&'static str, Say) {
        let since = |say: Say, from: &Day| say.and(format!("，{}起", from.words()));
        let unit = |unit: &Option<UnitId>| unit.as_ref().map_or_else(|| Say::from("没有"), Say::from);
        let person = |person: &Option<PersonId>| person.as_ref().map_or_else(|| Say::from("暂缺"), Say::from);
        let by = |say: Say, document: &Option<String>| match document {
            Some(document) => say.and(format!("，依据{document}")),
            None => say,
        };
        match event {
            OrganisationEvent::Registered { name, kind, from, .. } => {
                ("登记单位", since(Say::from(format!("{name}（{}）", kind.title())), from))
            }
            OrganisationEvent::Renamed { name, from, document } => {
                ("修改名称", by(since(Say::from(name), from), document))
            }
            OrganisationEvent::Moved { parent, from } => ("变更上级单位", since(unit(parent), from)),
            OrganisationEvent::CommitteeSet { committee, from } => {
                ("变更主体责任党组织", since(unit(committee), from))
            }
            OrganisationEvent::HeadSet { head, from } => ("变更负责人", since(person(head), from)),
            OrganisationEvent::SecretarySet { secretary, from } => {
                ("变更书记", since(person(secretary), from))
            }
            OrganisationEvent::Merged { into, on, document } => {
                ("并入其他单位", by(since(Say::from(into), on), document))
            }
            OrganisationEvent::Abolished { on, successor, document } => {
                let says = Say::from(*on);
                let says = match successor {
                    Some(successor) => says.and("，由").and(successor).and("承接"),
                    None => says,
                };
                ("撤销单位", by(says, document))
            }
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
    fn names_and_ends_follow_one_another_by_day() {
        let events = decide(&OrganisationRecord::default(), "register", registering("committee"), &by());
        let unit = told::<OrganisationRecord>(&events.unwrap());
        let rename = |from: &str| json!({"name": "云溪新街道", "from": from, "document": "示范〔2026〕1号"});
        let says = refused(decide(&unit, "rename", rename("2020-01-01"), &by()));
        assert!(says.starts_with("from:") && says.contains("日期重叠"), "{says}");
        assert!(decide(&unit, "rename", rename("2026-01-01"), &by()).is_ok());
        let ended = |act: &str, on: &str| decide(&unit, act, json!({"into": "east", "on": on}), &by());
        assert!(refused(ended("merge", "2019-12-31")).starts_with("on:"));
        assert!(refused(decide(&unit, "abolish", json!({"on": "2020-01-01"}), &by())).starts_with("on:"));
        let own = json!({"on": "2026-03-01", "successor": "street"});
        assert!(refused(decide(&unit, "abolish", own, &by())).starts_with("successor:"));
        let events = decide(
            &unit,
            "abolish",
            json!({"on": "2026-03-01", "successor": "east", "document": "示范〔2026〕2号"}),
            &by(),
        );
        let unit = events.unwrap().iter().fold(unit, |unit, event| unit.evolve(event, by().today));
        assert_eq!(unit.succeeded_by(), Some(&"east".into()));
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
