//! 编写、批准 — who does what to a precedent, and what may not stand in it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Ending, Precedent, PrecedentEvent, RULE, Source, Text, Training, model};
use crate::{
    day::Day,
    form::{Field, Input},
    judgement::leniences::Lenience,
    kind::Failure,
    people::Role,
    refusal::{Missing, Reason, Refusal},
    registers::{
        checklist::AREAS,
        keeping::{Act, Keep, Keeping, at, typed},
    },
    sheet::{Block, Say, Tone},
};

const WRITES: &[Role] = &[Role::PolicyOfficer, Role::CaseManagement, Role::ReviewOfficer];
const APPROVES: &[Role] = &[Role::Leader, Role::PrincipalLeader];

/// The fields of a text with the columns of the sheet.
pub const COLUMNS: &[(&str, &str)] = &[
    ("title", "标题"),
    ("area", "领域或者主体"),
    ("lenience", "三宽容"),
    ("circumstance", "适用情形编码"),
    ("ending", "结果"),
    ("facts", "基本事实"),
    ("weighed", "怎样考量"),
    ("done", "纠正和后续"),
    ("lesson", "启示"),
    ("source", "来源"),
    ("published", "通报或者公布出处"),
];

const TITLE: Field = Field::new("title", "标题", Input::Line).hint("说清是什么事，不写人名、单位名。");
const AREA: Field = Field::new("area", "领域或者主体", Input::Choice(AREAS));
const LENIENCE: Field = Field::new("lenience", "三宽容", Input::Choice(Lenience::CHOICES));
const CIRCUMSTANCE: Field = Field::new("circumstance", "适用情形编码", Input::Line)
    .hint("有相符情形的写编码，如 land.01。")
    .optional();
const ENDING: Field = Field::new("ending", "结果", Input::Choice(Ending::CHOICES));
const FACTS: Field = Field::new("facts", "基本事实", Input::Text)
    .hint("用“某街道”“某负责人”代替；数额、日期写到不能认出当事人的程度。");
const WEIGHED: Field =
    Field::new("weighed", "怎样考量", Input::Text).hint("五个方面怎样考量，哪些条件具备，哪些不具备。");
const DONE: Field = Field::new("done", "纠正和后续", Input::Text).hint("怎样纠正，挽回了什么，回访情况。");
const LESSON: Field = Field::new("lesson", "启示", Input::Text).hint("别人可以学到什么，界限在哪里。");
const SOURCE: Field = Field::new("source", "来源", Input::Choice(Source::CHOICES));
const PUBLISHED: Field =
    Field::new("published", "通报或者公布出处", Input::Line).hint("来自其他地方的填写。").optional();

const TEXT: &[Field] = &[
    TITLE,
    AREA,
    LENIENCE,
    CIRCUMSTANCE,
    ENDING,
    FACTS,
    WEIGHED,
    DONE,
    LESSON,
    SOURCE,
    PUBLISHED,
    Field::new("case", "取自哪一件归档案件", Input::Line)
        .hint("取自本机关案件的，写案号；案号只用来核对已经归档，不写入案例。")
        .optional(),
];

const REVISED: &[Field] = &[
    TITLE,
    AREA,
    LENIENCE,
    CIRCUMSTANCE,
    ENDING,
    FACTS,
    WEIGHED,
    DONE,
    LESSON,
    SOURCE,
    PUBLISHED,
    Field::new("why", "为什么修改", Input::Text),
];

#[derive(Deserialize)]
struct Revised {
    why: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct Said {
    says: String,
}

#[derive(Deserialize)]
struct Given {
    why: String,
}

/// The fields of a text in which a name of the register stands: field and name. `names` are those of people and
/// units; a number of a case counts as a name.
pub fn anonymous<'a>(text: &Text, names: &'a [String]) -> Vec<(&'static str, &'a str)> {
    let fields = [
        ("title", &text.title),
        ("facts", &text.facts),
        ("weighed", &text.weighed),
        ("done", &text.done),
        ("lesson", &text.lesson),
    ];
    let mut found = Vec::new();
    for (field, words) in fields {
        for name in names.iter().filter(|name| name.chars().count() >= 2 && words.contains(name.as_str())) {
            found.push((field, name.as_str()));
        }
    }
    found
}

/// `容〔2026〕17号` and its like.
fn has_number(words: &str) -> bool {
    words.split('〔').skip(1).any(|rest| {
        rest.split_once('〕').is_some_and(|(year, order)| {
            let after = order.trim_start_matches(|c: char| c.is_ascii_digit());
            year.len() == 4 && after.len() < order.len() && after.starts_with('号')
        })
    })
}

fn good(text: &Text, keeping: &Keeping) -> Result<(), Refusal> {
    let mut missing = Missing::new();
    for (field, name) in anonymous(text, &keeping.names) {
        let says = format!("这里写了“{name}”。案例不写人名和单位名，请改成“某人”“某单位”一类的说法。");
        missing.add(Reason::new(&RULE, says).at(field));
    }
    for (field, words) in [
        ("title", &text.title),
        ("facts", &text.facts),
        ("weighed", &text.weighed),
        ("done", &text.done),
        ("lesson", &text.lesson),
    ] {
        missing.unless(!has_number(words), || {
            Reason::new(&RULE, "这里写了案号或者文号，会让人认出是哪一件，请删去。").at(field)
        });
        missing.unless(!words.trim().is_empty(), || at(field, "请补写。"));
    }
    missing.unless(text.source != Source::Elsewhere || text.published.is_some(), || {
        at("published", "来自其他地方的，请写明通报文号或者公布的网页。")
    });
    if let Some(code) = &text.circumstance {
        missing.unless(keeping.texts.texts.contains_key(code), || {
            at("circumstance", format!("清单里没有情形“{code}”，请核对编码，或者留空。"))
        });
    }
    missing.settle()
}

impl Keep for Precedent {
    const ACTS: &'static [Act] = &[
        Act::new(
            "write",
            "编写案例",
            WRITES,
            TEXT,
            "隐去人员、单位、案号；取自本机关案件的，案件要已经归档。写好后由没有参与编写的领导批准，批准后才能使用。",
        )
        .opening(),
        Act::new("revise", "修改案例", WRITES, REVISED, "修改后，原来的批准作废，重新批准；以前的文字留在历史里。"),
        Act::new(
            "approve",
            "批准使用",
            APPROVES,
            &[Field::new("says", "批准意见", Input::Text).hint("写明已经核对隐去身份，可以用于比照和培训。")],
            "批准前通读全文：几项内容合在一起也不能让人认出是谁。",
        ),
        Act::new(
            "withdraw",
            "停用案例",
            WRITES,
            &[Field::new("why", "原因", Input::Text)],
            "停用后不再用于比照和培训，内容留在历史里。",
        ),
        model::LIST,
        model::SUBMIT,
        model::ANSWER,
    ];

    fn exists(&self) -> bool {
        self.text.is_some()
    }

    fn fits(&self, act: &str, _today: Day) -> bool {
        match act {
            "approve" => self.approved.is_none() && self.withdrawn.is_none(),
            _ => model::fits(self, act),
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<PrecedentEvent>, Failure> {
        if let Some(made) = model::keep(self, act, &answers, keeping) {
            return Ok(vec![made?]);
        }
        let by = keeping.by.clone();
        Ok(vec![match act {
            "write" => {
                let mut answers = answers;
                let case = answers.as_object_mut().and_then(|all| all.remove("case"));
                let text: Text = typed(answers)?;
                let mut missing = Missing::new();
                let archived = text.source == Source::Archived;
                missing.unless(!archived || case.is_some(), || at("case", "取自本机关案件的，请写案号。"));
                missing.unless(!archived || case.is_none() || keeping.archived.is_some(), || {
                    at("case", "没有找到这件案件，或者它还没有归档。案例只能取自已经归档的案件，请核对案号。")
                });
                if let Err(refusal) = good(&text, keeping) {
                    missing.take::<()>(Err(refusal.reasons));
                }
                missing.settle()?;
                let from = keeping.archived.clone().filter(|_| archived);
                PrecedentEvent::Written { text, from, by }
            }
            "revise" => {
                let Revised { why, rest } = typed(answers)?;
                let text: Text = typed(Value::Object(rest))?;
                good(&text, keeping)?;
                PrecedentEvent::Revised { text, why, by }
            }
            "approve" => {
                if self.writers.contains(&by) {
                    let says = "您写过这个案例，请由没有参与编写的领导批准。";
                    return Err(Refusal::one(&RULE, says).into());
                }
                let Said { says } = typed(answers)?;
                PrecedentEvent::Approved { by, says }
            }
            "withdraw" => {
                let Given { why } = typed(answers)?;
                PrecedentEvent::Withdrawn { why }
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        }])
    }

    fn current(&self, act: &str) -> Value {
        match (act, &self.text) {
            ("revise", Some(text)) => json!(text),
            ("list", Some(_)) => model::begun(self),
            _ => Value::Null,
        }
    }

    fn offers(&self, _today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        BTreeMap::from([("submissions", model::offers(self))])
    }

    fn shown(&self, _today: Day) -> Vec<Block> {
        let Some(text) = &self.text else { return Vec::new() };
        let mut blocks = Vec::new();
        if text.source == Source::Sample {
            let says = "示范：本项目编写，不是真实案件，用来说明案例怎样写。";
            blocks.push(Block::Note { tone: Tone::Amber, says: Say::from(says) });
        }
        let standing = match (&self.withdrawn, &self.approved) {
            (Some((on, why)), _) => Say::from(format!("{}停用：{why}", on.words())),
            (None, Some((by, on, says))) => Say::from(by).and(format!("{}批准使用：{says}", on.words())),
            (None, None) => Say::from("待批准，批准以前不用于比照和培训"),
        };
        let facts = [
            ("现在", standing),
            ("领域或者主体", Say::from(&text.area)),
            ("三宽容", Say::from(text.lenience.title())),
            ("适用情形", Say::from(text.circumstance.as_deref().unwrap_or("没有列明的情形"))),
            ("结果", Say::from(text.ending.title())),
            ("来源", Say::from(text.published.as_deref().unwrap_or_else(|| text.source.title()))),
        ];
        blocks.push(Block::Facts(facts.map(|(term, says)| (term.to_owned(), says)).to_vec()));
        for (title, words) in [
            ("基本事实", &text.facts),
            ("怎样考量", &text.weighed),
            ("纠正和后续", &text.done),
            ("启示", &text.lesson),
        ] {
            blocks.push(Block::Heading(title.to_owned()));
            blocks.push(Block::Words(Say::from(words)));
        }
        blocks.extend(model::shown(self));
        if self.trainings.is_empty() {
            return blocks;
        }
        blocks.push(Block::Heading(format!("以前登记在案例里的培训（{} 次）", self.trainings.len())));
        let row = |one: &Training| {
            vec![
                Say::from(one.on),
                Say::from(&one.audience),
                Say::from(&one.by),
                Say::from(format!("{} 人", one.count)),
                Say::list(one.people.iter()),
            ]
        };
        blocks.push(Block::Table {
            head: ["日期", "对象", "讲授", "人数", "登记过的参加人员"].map(str::to_owned).to_vec(),
            rows: self.trainings.iter().map(row).collect(),
        });
        blocks
    }

    fn told(event: &PrecedentEvent) -> (&'static str, Say) {
        match event {
            PrecedentEvent::Written { text, .. } => ("编写案例", Say::from(&text.title)),
            PrecedentEvent::Revised { why, .. } => ("修改案例", Say::from(why)),
            PrecedentEvent::Approved { says, .. } => ("批准使用", Say::from(says)),
            PrecedentEvent::Withdrawn { why } => ("停用案例", Say::from(why)),
            PrecedentEvent::Trained { training } => {
                ("登记培训", Say::from(format!("{}，{} 人", training.audience, training.count)))
            }
            other => model::told(other).unwrap_or(("案例", Say::empty())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StreamId;
    use crate::registers::{
        Register as _,
        keeping::{
            decide,
            tests::{codes, keeping, refused},
        },
    };

    fn by(person: &str, role: Role) -> Keeping {
        let mut by = keeping(person, role, "first");
        by.names = ["周望舒", "云溪街道"].map(str::to_owned).to_vec().into();
        by
    }

    fn text(change: &[(&str, &str)]) -> Value {
        let mut text = json!({"title": "集体研究后适当突破个案标准", "area": "征地拆迁", "lenience": "duty",
            "ending": "exempt", "facts": "某单位在征收中集体研究决定。", "weighed": "动机为公，程序完整。",
            "done": "说明依据，完善会审。", "lesson": "穷尽办法、集体研究、留有记录。", "source": "sample"});
        for (key, value) in change {
            text[*key] = json!(value);
        }
        text
    }

    fn written() -> Precedent {
        let events =
            decide(&Precedent::default(), "write", text(&[]), &by("qu", Role::PolicyOfficer)).unwrap();
        events.iter().fold(Precedent::default(), |one, event| one.evolve(event, by("x", Role::Leader).today))
    }

    fn after(one: Precedent, act: &str, answers: Value, by: &Keeping) -> Precedent {
        let events = decide(&one, act, answers, by).unwrap();
        events.iter().fold(one, |one, event| one.evolve(event, by.today))
    }

    #[test]
    fn a_name_a_unit_and_a_number_are_refused_where_they_stand() {
        let wrong = text(&[
            ("facts", "周望舒在云溪街道集体研究。"),
            ("lesson", "见容〔2026〕17号。"),
            ("circumstance", "land.77"),
        ]);
        let says = refused(decide(&Precedent::default(), "write", wrong, &by("qu", Role::PolicyOfficer)));
        assert_eq!(says.matches("facts:").count(), 2, "{says}");
        assert!(says.contains("lesson:") && says.contains("circumstance:"), "{says}");
    }

    #[test]
    fn only_an_archived_case_is_made_a_precedent_and_its_number_stays_outside() {
        let officer = by("qu", Role::CaseManagement);
        let taken = text(&[("source", "archived"), ("case", "容〔2026〕1号")]);
        let blank = Precedent::default();
        assert!(refused(decide(&blank, "write", taken.clone(), &officer)).contains("还没有归档"));
        assert!(
            refused(decide(&blank, "write", text(&[("source", "archived")]), &officer)).contains("请写案号")
        );
        let mut archived = officer;
        archived.archived = Some(StreamId::new("tolerance", "a"));
        let events = decide(&blank, "write", taken, &archived).unwrap();
        let PrecedentEvent::Written { text, from, .. } = &events[0] else { panic!("{events:?}") };
        assert!(from.is_some() && !json!(text).to_string().contains("〔"));
    }

    #[test]
    fn a_leader_who_wrote_none_of_it_approves_and_a_revision_is_approved_again() {
        let leader = by("ye", Role::Leader);
        let approved = after(written(), "approve", json!({"says": "可以使用"}), &leader);
        assert!(approved.in_use() && !written().in_use());
        let mut changed = text(&[("lesson", "另一条启示。")]);
        changed["why"] = json!("补充");
        let officer = by("qu", Role::PolicyOfficer);
        assert!(!after(approved, "revise", changed, &officer).in_use());
        let own = || decide(&written(), "approve", json!({"says": "好"}), &by("qu", Role::Leader));
        assert!(refused(own()).contains("没有参与编写"));
        assert_eq!(codes(own()), ["S4"]);
    }
}
