//! 登记培训 — one form for a whole session: names come line by line, each found in the register of people.

use serde::Deserialize;
use serde_json::Value;

use super::{Material, RULE, Session, Training, TrainingEvent};
use crate::{
    day::Day,
    form::{Field, Input},
    ids::PersonId,
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason},
    registers::keeping::{Act, Keep, Keeping, Listed, typed},
    sheet::{Block, Say, Tone},
};

const TRAINS: &[Role] = &[Role::PolicyOfficer, Role::CaseManagement, Role::ReviewOfficer];

#[derive(Deserialize)]
struct Typed {
    on: Day,
    held_by: String,
    audience: String,
    materials: Vec<String>,
    #[serde(default)]
    people: String,
    #[serde(default)]
    others: u32,
}

#[derive(Deserialize)]
struct Given {
    why: String,
}

/// The person that a line names, or what is wrong with it: `姓名`, or `姓名 单位` where several have one name.
fn named<'a>(line: &str, listed: &'a [Listed]) -> Result<&'a PersonId, String> {
    let mut words = line.split([' ', '\u{3000}', '\t', ',', '，']).filter(|word| !word.is_empty());
    let name = words.next().unwrap_or_default();
    let unit = words.next();
    let all: Vec<_> = listed.iter().filter(|one| one.name == name).collect();
    let here: Vec<_> =
        all.iter().filter(|one| unit.is_none_or(|unit| one.unit.contains(unit))).copied().collect();
    match (all.as_slice(), here.as_slice()) {
        ([], _) => Err(format!("人员登记里没有“{name}”，请核对姓名；没有登记的，只计入“名单以外的人数”。")),
        (_, [one]) => Ok(&one.id),
        (_, []) => Err(format!("“{name}”不在单位“{}”，请核对单位。", unit.unwrap_or_default())),
        (_, several) => {
            let units: Vec<_> = several.iter().map(|one| one.unit.as_str()).collect();
            Err(format!(
                "叫“{name}”的登记了 {} 人（{}），请写成“{name} 单位”。",
                several.len(),
                units.join("、")
            ))
        }
    }
}

/// Everybody that the lines name, each once.
fn people(lines: &str, listed: &[Listed]) -> Result<Vec<PersonId>, Vec<Reason>> {
    let mut found: Vec<(usize, PersonId)> = Vec::new();
    let mut reasons = Vec::new();
    let mut wrong = |row: usize, says: String| {
        reasons.push(Reason::new(&RULE, format!("第 {row} 行：{says}")).at("people"));
    };
    for (row, line) in (1..).zip(lines.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        match named(line, listed) {
            Err(says) => wrong(row, says),
            Ok(id) => match found.iter().find(|(_, known)| known == id) {
                Some((first, _)) => wrong(row, format!("与第 {first} 行是同一个人，请删去一行。")),
                None => found.push((row, id.clone())),
            },
        }
    }
    if reasons.is_empty() { Ok(found.into_iter().map(|(_, id)| id).collect()) } else { Err(reasons) }
}

fn held(answers: Value, keeping: &Keeping) -> Result<TrainingEvent, Failure> {
    let Typed { on, held_by, audience, materials, people: lines, others } = typed(answers)?;
    let mut missing = Missing::new();
    missing.unless(on <= keeping.today, || {
        Reason::new(&RULE, "培训日期在今天以后，请在培训以后登记。").at("on")
    });
    let found = missing.take(people(&lines, &keeping.listed)).unwrap_or_default();
    let taught: Vec<_> = materials
        .iter()
        .filter_map(|id| keeping.materials.iter().find(|(known, _)| known == id))
        .map(|(id, title)| Material { id: id.clone(), title: title.clone() })
        .collect();
    missing.unless(taught.len() == materials.len() && !taught.is_empty(), || {
        let says = "请从列出的案例和阐释里选择学了什么；待批准、已停用的不用于培训。";
        Reason::new(&RULE, says).at("materials")
    });
    missing.unless(!lines.trim().is_empty() || others > 0, || {
        Reason::new(&RULE, "请写参加人员，或者填写名单以外的人数。").at("people")
    });
    let session = Session::confirmed(on, (held_by, audience), taught, (found, others), keeping.by.clone());
    let session = missing.take(session.map_err(|reason| vec![reason]));
    missing.settle()?;
    session
        .map(|session| TrainingEvent::Held { session })
        .ok_or_else(|| Failure::UnreadableAnswers("no session".to_owned()))
}

impl Keep for Training {
    const ACTS: &'static [Act] = &[
        Act::new(
            "hold",
            "登记培训",
            TRAINS,
            &[
                Field::new("on", "日期", Input::Day),
                Field::new("held_by", "由谁讲授", Input::Line),
                Field::new("audience", "培训对象", Input::Line).hint("如“街道办案骨干”。"),
                Field::new("materials", "学了什么", Input::Picks("materials"))
                    .hint("可以选几项；待批准、已停用的案例不在其中。"),
                Field::new("people", "参加人员", Input::Text)
                    .hint("一行一人，可以整列粘贴；同名的写“姓名 单位”。自己参加的培训由别人登记。")
                    .optional(),
                Field::new("others", "名单以外的人数", Input::Count)
                    .hint("没有登记在人员里的，只计人数。")
                    .optional(),
            ],
            "一次登记全部参加人员；登记以后，每个人在“我的学习”里看到，单位看到本单位的人。",
        )
        .opening(),
        Act::new(
            "strike",
            "作废这次登记",
            TRAINS,
            &[Field::new("why", "原因", Input::Text)],
            "登记错了的才作废；作废后不计入任何人的学习，内容留在历史里。",
        ),
    ];

    fn exists(&self) -> bool {
        self.session.is_some()
    }

    fn fits(&self, _act: &str, _today: Day) -> bool {
        self.struck.is_none()
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<TrainingEvent>, Failure> {
        Ok(vec![match act {
            "hold" => held(answers, keeping)?,
            "strike" => {
                let Given { why } = typed(answers)?;
                TrainingEvent::Struck { why }
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        let Some(session) = &self.session else { return Vec::new() };
        let mut blocks = Vec::new();
        if let Some((on, why)) = &self.struck {
            let says = Say::from(format!("{}作废：{why}", on.words()));
            blocks.push(Block::Note { tone: Tone::Amber, says });
        }
        let titles: Vec<_> = session.materials.iter().map(|one| one.title.as_str()).collect();
        blocks.push(Block::Facts(vec![
            ("日期".to_owned(), Say::from(session.on)),
            ("由谁讲授".to_owned(), Say::from(&session.held_by)),
            ("培训对象".to_owned(), Say::from(&session.audience)),
            ("学了什么".to_owned(), Say::from(titles.join("；"))),
            ("参加人数".to_owned(), Say::from(format!("{} 人", session.count))),
            ("登记".to_owned(), Say::from(&session.by)),
        ]));
        blocks.push(Block::Heading(format!("登记过的参加人员（{} 人）", session.people.len())));
        blocks.push(Block::Words(Say::list(session.people.iter())));
        blocks
    }

    fn told(event: &TrainingEvent) -> (&'static str, Say) {
        match event {
            TrainingEvent::Held { session } => {
                ("登记培训", Say::from(format!("{}，{} 人", session.audience, session.count)))
            }
            TrainingEvent::Struck { why } => ("作废登记", Say::from(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::registers::{
        Register as _,
        keeping::{
            decide,
            tests::{codes, keeping, refused},
        },
        told,
    };

    fn officer() -> Keeping {
        let one = |id: &str, name: &str, unit: &str| Listed {
            id: id.into(),
            name: name.to_owned(),
            unit: unit.to_owned(),
        };
        Keeping {
            listed: vec![
                one("lin", "林岱岳", "云溪街道"),
                one("su", "苏清和", "云溪街道"),
                one("su2", "苏清和", "青澜街道"),
                one("qu", "曲水流", "纪委监委"),
            ]
            .into(),
            materials: vec![("precedent:a".to_owned(), "一件案例".to_owned())].into(),
            ..keeping("qu", Role::PolicyOfficer, "first")
        }
    }

    fn session(people: &str) -> Value {
        json!({"on": "2026-03-01", "held_by": "法规室", "audience": "街道办案骨干", "materials": ["precedent:a"],
            "people": people, "others": 3})
    }

    fn hold(answers: Value) -> Result<Vec<TrainingEvent>, Failure> {
        decide(&Training::default(), "hold", answers, &officer())
    }

    #[test]
    fn a_whole_session_is_registered_at_once_from_pasted_lines() {
        let events = hold(session("林岱岳\n\n苏清和 云溪\n")).unwrap();
        let one: Training = told(&events);
        let session = one.counts().unwrap();
        assert_eq!(session.people(), ["lin".into(), "su".into()]);
        assert_eq!((session.count(), session.materials()[0].title.as_str()), (5, "一件案例"));
    }

    #[test]
    fn each_line_that_cannot_be_read_is_named_and_all_at_once() {
        let says = refused(hold(session("林岱岳\n苏清和\n无此人\n林岱岳\n苏清和 东门")));
        for wanted in ["第 2 行", "云溪街道、青澜街道", "第 3 行", "第 4 行：与第 1 行", "第 5 行"]
        {
            assert!(says.contains(wanted), "{wanted}: {says}");
        }
    }

    #[test]
    fn nobody_is_trained_by_their_own_word() {
        let own = || hold(session("林岱岳\n曲水流"));
        assert!(refused(own()).contains("由别人登记"));
        assert_eq!(codes(own()), ["S4.trained"]);
        assert!(
            Session::confirmed(
                Day::constant(2026, 3, 1),
                (String::new(), String::new()),
                Vec::new(),
                (vec!["qu".into()], 0),
                "qu".into()
            )
            .is_err()
        );
    }

    #[test]
    fn what_is_not_offered_is_not_taught_and_a_day_to_come_is_refused() {
        let mut wrong = session("林岱岳");
        wrong["materials"] = json!(["precedent:b"]);
        wrong["on"] = json!("2026-03-03");
        let says = refused(hold(wrong));
        assert!(says.contains("materials:") && says.contains("on:"), "{says}");
        let mut nobody = session("");
        nobody["others"] = json!(0);
        assert!(refused(hold(nobody)).contains("people:"));
    }

    #[test]
    fn a_wrong_entry_is_struck_once_and_does_not_count() {
        let one: Training = told(&hold(session("林岱岳")).unwrap());
        let struck = decide(&one, "strike", json!({"why": "日期写错"}), &officer()).unwrap();
        let one = struck.iter().fold(one, |one, event| one.evolve(event, Day::constant(2026, 3, 2)));
        assert!(one.counts().is_none());
        assert!(refused(decide(&one, "strike", json!({"why": "x"}), &officer())).contains("现在不能办"));
    }
}
