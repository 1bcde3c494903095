//! 人员登记 — the system administrator registers people and their posts: a post ends, a new one begins, nothing
//! that was is overwritten.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{PersonEvent, PersonRecord, Post};
use crate::{
    away::{self, Entry, Way},
    day::Day,
    form::{Field, Input},
    ids::{PersonId, UnitId},
    kind::Failure,
    people::{Identity, Role, Tier},
    refusal::{Missing, Refusal},
    registers::keeping::{Act, Keep, Keeping, at, day_or, typed, yes_no},
    sheet::{Block, Say},
};

const SYSTEM: &[Role] = &[Role::SystemAdmin];

const NAME: Field = Field::new("name", "姓名", Input::Line);
const UNIT: Field = Field::new("unit", "单位", Input::Unit).hint("先登记单位。");
const TITLE: Field = Field::new("title", "职务", Input::Line).hint("如“主任”“四级主任科员”。");
const HEADS: Field = Field::new("heads_unit", "是否该单位负责人", Input::YesNo)
    .hint("负责人不能代表本单位对自己的事发表意见。");
const IDENTITY: Field = Field::new("identity", "身份", Input::Choice(Identity::CHOICES))
    .hint("决定适用哪些处分：基层组织管理人员只有警告、记过、记大过。");
const TIER: Field = Field::new("tier", "管理层级", Input::Choice(Tier::CHOICES)).hint("决定由哪一级管辖。");
const MEMBER: Field = Field::new("party_member", "是否中共党员", Input::YesNo).hint("党纪处分只适用于党员。");
const FROM: Field = Field::new("from", "自何日起", Input::Day);

const POST: &[Field] = &[
    UNIT,
    TITLE,
    HEADS,
    Field::new("from", "任职日期", Input::Day).hint("从这一天起计算任职；可以是过去的日子。"),
    Field::new("tier", "这个职务的管理层级", Input::Choice(Tier::CHOICES))
        .hint("与本人的管理层级不同的才填；同时任职的，按较高的层级确定管辖。")
        .optional(),
];

const REGISTER: &[Field] = &[
    NAME,
    UNIT,
    TITLE,
    HEADS,
    Field::new("from", "任职日期", Input::Day).hint("担任这个职务的第一天；不清楚的，填知道的最早一天。"),
    IDENTITY,
    TIER,
    MEMBER,
];

#[derive(Deserialize)]
struct Registered {
    name: String,
    identity: Identity,
    tier: Tier,
    party_member: bool,
    #[serde(flatten)]
    post: Taken,
}

#[derive(Deserialize)]
struct Taken {
    unit: UnitId,
    title: String,
    heads_unit: bool,
    from: Day,
    #[serde(default)]
    tier: Option<Tier>,
}

impl Taken {
    fn post(self) -> Post {
        Post {
            unit: self.unit,
            title: self.title,
            heads_unit: self.heads_unit,
            from: self.from,
            until: None,
            tier: self.tier,
        }
    }
}

#[derive(Deserialize)]
struct Left {
    unit: UnitId,
    until: Day,
}

#[derive(Deserialize)]
struct Relative {
    person: PersonId,
    relation: String,
}

#[derive(Deserialize)]
struct Struck {
    kin: PersonId,
    why: String,
}

impl PersonRecord {
    /// Posts that have not ended by `today`.
    fn standing(&self, today: Day) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |post| post.until.is_none_or(|until| today < until))
    }

    /// A new post must not begin before the day on which a post that it ends began.
    fn moved(&self, post: Post) -> Result<Vec<PersonEvent>, Failure> {
        let begun = self.posts.iter().filter(|known| known.until.is_none()).map(|known| known.from).max();
        let mut missing = Missing::new();
        missing.unless(begun.is_none_or(|begun| begun < post.from), || {
            let begun = begun.map(Day::words).unwrap_or_default();
            at("from", format!("任职日期要晚于现任职务的任职日期（{begun}）。"))
        });
        missing.settle()?;
        Ok(vec![PersonEvent::Moved { post }])
    }

    fn left(&self, left: Left) -> Result<Vec<PersonEvent>, Failure> {
        let post = self.posts.iter().filter(|post| post.unit == left.unit && post.until.is_none());
        let begun = post.map(|post| post.from).max();
        let mut missing = Missing::new();
        missing.unless(begun.is_some(), || at("unit", "此人现在不在这个单位任职，请从列出的职务中选择。"));
        missing.unless(begun.is_none_or(|begun| begun < left.until), || {
            at("until", "离任的日子要晚于任职日期。")
        });
        missing.settle()?;
        Ok(vec![PersonEvent::Left { unit: left.unit, until: left.until }])
    }
}

/// One dated value, as the forms of name, identity, tier and membership send it.
fn dated<T>(answers: &Value, name: &str) -> Result<(T, Day), Failure>
where
    T: serde::de::DeserializeOwned,
{
    let part = |name: &str| answers.get(name).cloned().unwrap_or(Value::Null);
    Ok((typed(part(name))?, typed(part("from"))?))
}

impl Keep for PersonRecord {
    const ACTS: &'static [Act] = &[
        Act::new(
            "register",
            "登记人员",
            SYSTEM,
            REGISTER,
            "登记办案要用到的人员：本机关的工作人员、当事人、会商成员、单位联络人。登记后才能开立账号。",
        )
        .opening(),
        Act::new(
            "move",
            "改任新职",
            SYSTEM,
            POST,
            "原有职务从新职的任职日期起全部结束；过去的任职留在履历里，回避按履历计算。",
        ),
        Act::new("appoint", "增加兼职", SYSTEM, POST, "原有职务不变，另兼一个职务。"),
        Act::new(
            "leave",
            "免去职务",
            SYSTEM,
            &[
                Field::new("unit", "离开哪个单位", Input::Pick("posts")),
                Field::new("until", "自何日起不再任职", Input::Day),
            ],
            "只结束在所选单位的职务，其他职务不变。",
        ),
        Act::new("rename", "更正姓名", SYSTEM, &[NAME, FROM], "更名或者原来登记有误时办理；原名留在历史里。"),
        Act::new(
            "set_identity",
            "变更身份",
            SYSTEM,
            &[IDENTITY, FROM],
            "身份按行为时计算，过去的身份留在履历里。",
        ),
        Act::new(
            "set_tier",
            "变更管理层级",
            SYSTEM,
            &[TIER, FROM],
            "管理层级变更后，以后的案件按新层级确定管辖。",
        ),
        Act::new(
            "set_membership",
            "变更党员情况",
            SYSTEM,
            &[MEMBER, FROM],
            "入党、出党或者原来登记有误时办理。",
        ),
        Act::new(
            "enter_kin",
            "登记近亲属",
            SYSTEM,
            &[
                Field::new("person", "近亲属", Input::Person).hint("也要是登记过的人员。"),
                Field::new("relation", "关系", Input::Line).hint("如“配偶”“父子”。"),
            ],
            "近亲属之间自动回避；只登记办案要用到的人员。",
        ),
        Act::new(
            "strike_kin",
            "更正近亲属",
            SYSTEM,
            &[Field::new("kin", "去掉谁", Input::Pick("kin")), Field::new("why", "原因", Input::Line)],
            "登记有误时去掉，原来的登记留在历史里。",
        ),
        Act::new(
            "retire",
            "登记退休",
            SYSTEM,
            &[Field::new("on", "退休日期", Input::Day)],
            "从退休之日起各职务结束，不再给予政务处分。",
        ),
    ];

    fn exists(&self) -> bool {
        !self.posts.is_empty() || self.names.iter().next().is_some()
    }

    fn fits(&self, act: &str, today: Day) -> bool {
        match act {
            "leave" => self.standing(today).any(|post| post.until.is_none()),
            "strike_kin" => !self.kin.is_empty(),
            "retire" => self.retired_on.is_none(),
            _ => true,
        }
    }

    fn keep(&self, act: &str, answers: Value, keeping: &Keeping) -> Result<Vec<PersonEvent>, Failure> {
        Ok(match act {
            "register" => {
                let Registered { name, identity, tier, party_member, post } = typed(answers)?;
                let posts = vec![post.post()];
                vec![PersonEvent::Registered { name, posts, identity, party_member, tier }]
            }
            "move" => self.moved(typed::<Taken>(answers)?.post())?,
            "appoint" => {
                let post = typed::<Taken>(answers)?.post();
                if self.posts.iter().any(|known| {
                    known.unit == post.unit && known.title == post.title && known.until.is_none()
                }) {
                    let reason = at("title", "此人已经在这个单位担任这个职务，不用再登记。");
                    return Err(Refusal::from(reason).into());
                }
                vec![PersonEvent::Appointed { post }]
            }
            "leave" => self.left(typed(answers)?)?,
            "rename" => {
                let (name, from) = dated(&answers, "name")?;
                vec![PersonEvent::Renamed { name, from }]
            }
            "set_identity" => {
                let (identity, from) = dated(&answers, "identity")?;
                vec![PersonEvent::IdentitySet { identity, from }]
            }
            "set_tier" => {
                let (tier, from) = dated(&answers, "tier")?;
                vec![PersonEvent::TierSet { tier, from }]
            }
            "set_membership" => {
                let (party_member, from) = dated(&answers, "party_member")?;
                vec![PersonEvent::MembershipSet { party_member, from }]
            }
            "enter_kin" => {
                let Relative { person, relation } = typed(answers)?;
                if person.0 == keeping.key {
                    return Err(Refusal::from(at("person", "近亲属不能是本人，请重新选择。")).into());
                }
                vec![PersonEvent::KinEntered { person, relation }]
            }
            "strike_kin" => {
                let Struck { kin, why } = typed(answers)?;
                vec![PersonEvent::KinStruck { person: kin, why }]
            }
            "retire" => {
                let on = typed(answers.get("on").cloned().unwrap_or(Value::Null))?;
                vec![PersonEvent::Retired { on }]
            }
            other => return Err(Failure::UnknownAction(other.to_owned())),
        })
    }

    fn offers(&self, today: Day) -> BTreeMap<&'static str, Vec<(String, Say)>> {
        let mut posts: Vec<(String, Say)> = Vec::new();
        for post in self.standing(today).filter(|post| post.until.is_none()) {
            if !posts.iter().any(|(unit, _)| *unit == post.unit.0) {
                posts.push((post.unit.0.clone(), Say::from(&post.unit).and(format!(" · {}", post.title))));
            }
        }
        let kin = self
            .kin
            .iter()
            .map(|(person, relation)| (person.0.clone(), Say::from(person).and(format!("（{relation}）"))));
        [("posts", posts), ("kin", kin.collect())].into()
    }

    fn current(&self, act: &str) -> Value {
        match act {
            "rename" => {
                json!({ "name": self.names.iter().next_back().map(|(_, name)| name) })
            }
            _ => Value::Null,
        }
    }

    fn shown(&self, today: Day) -> Vec<Block> {
        let identity = self.identity.on(today).copied().map_or("", Identity::title);
        let own = self.tier.on(today).copied();
        let mut tier = Say::from(own.map_or("", Tier::title));
        if own.is_some_and(|own| own != self.highest_tier(today)) {
            tier = tier.and(format!("（兼任职务，按{}确定管辖）", self.highest_tier(today).title()));
        }
        let member = self.party_member.on(today).copied().unwrap_or_default();
        let mut facts = vec![
            ("姓名".to_owned(), Say::from(self.name(today).unwrap_or_default())),
            ("身份".to_owned(), Say::from(identity)),
            ("管理层级".to_owned(), tier),
            ("中共党员".to_owned(), Say::from(yes_no(member))),
        ];
        if let Some(on) = self.retired_on {
            facts.push(("退休".to_owned(), Say::from(on)));
        }
        let row = |post: &Post| {
            vec![
                Say::from(&post.unit),
                Say::from(&post.title),
                Say::from(yes_no(post.heads_unit)),
                Say::from(post.from),
                day_or(post.until.map(|until| until.plus(-1)), "现任"),
                Say::from(post.tier.map_or("", Tier::title)),
            ]
        };
        let mut blocks = vec![
            Block::Facts(facts),
            Block::Heading("职务".to_owned()),
            Block::Table {
                head: ["单位", "职务", "负责人", "任职", "最后一日", "管理层级"].map(str::to_owned).to_vec(),
                rows: self.posts.iter().rev().map(row).collect(),
            },
        ];
        if !self.kin.is_empty() {
            blocks.push(Block::Heading("近亲属".to_owned()));
            let row = |(person, relation): &(PersonId, String)| vec![Say::from(person), Say::from(relation)];
            blocks.push(Block::Table {
                head: ["姓名", "关系"].map(str::to_owned).to_vec(),
                rows: self.kin.iter().map(row).collect(),
            });
        }
        blocks.extend(away::shown(&self.away));
        blocks
    }

    fn told(event: &PersonEvent) -> (&'static str, Say) {
        let took =
            |post: &Post| Say::from(&post.unit).and(format!(" · {}，{}起", post.title, post.from.words()));
        let since = |words: &str, from: &Day| Say::from(format!("{words}，{}起", from.words()));
        match event {
            PersonEvent::Registered { posts, .. } => {
                ("登记人员", posts.first().map_or_else(Say::empty, took))
            }
            PersonEvent::Renamed { from, .. } => ("更正姓名", since("", from)),
            PersonEvent::Moved { post } => ("改任新职", took(post)),
            PersonEvent::Appointed { post } => ("增加兼职", took(post)),
            PersonEvent::Left { unit, until } => {
                ("免去职务", Say::from(unit).and(format!("，{}起不再任职", until.words())))
            }
            PersonEvent::IdentitySet { identity, from } => ("变更身份", since(identity.title(), from)),
            PersonEvent::MembershipSet { party_member, from } => {
                ("变更党员情况", since(if *party_member { "党员" } else { "非党员" }, from))
            }
            PersonEvent::TierSet { tier, from } => ("变更管理层级", since(tier.title(), from)),
            PersonEvent::KinEntered { person, relation } => {
                ("登记近亲属", Say::from(person).and(format!("（{relation}）")))
            }
            PersonEvent::KinStruck { person, why } => {
                ("更正近亲属", Say::from("去掉").and(person).and(format!("；原因：{why}")))
            }
            PersonEvent::Retired { on } => ("登记退休", Say::from(*on)),
            PersonEvent::LeaveEntered(leave) => ("登记请假", Entry::leave(leave).says()),
            PersonEvent::DeputyNamed(one) => ("指定 AB 角", Entry::stand_in(Way::Deputy, one).says()),
            PersonEvent::Delegated(one) => ("委托代理", Entry::stand_in(Way::Delegation, one).says()),
            PersonEvent::AwayEnded(ended) => (
                "提前结束请假或者代理",
                Say::from(format!(
                    "第{}项自{}起不再有效；原因：{}",
                    ended.number,
                    ended.until.words(),
                    ended.why
                )),
            ),
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
        keeping("ou", Role::SystemAdmin, "zhou")
    }

    fn post(unit: &str, from: &str) -> Value {
        json!({"unit": unit, "title": "主任", "heads_unit": true, "from": from})
    }

    fn registered() -> PersonRecord {
        let mut answers = post("street", "2020-01-01");
        for (key, value) in [("name", "周砚清"), ("identity", "civil_servant"), ("tier", "section")] {
            answers[key] = json!(value);
        }
        answers["party_member"] = json!(true);
        told::<PersonRecord>(&decide(&PersonRecord::default(), "register", answers, &by()).unwrap())
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_post_ends_when_a_new_one_begins_and_the_old_one_stays_known() {
        let person = registered();
        let says = refused(decide(&person, "move", post("bureau", "2020-01-01"), &by()));
        assert!(says.contains("2020年1月1日"), "{says}");
        let events = decide(&person, "move", post("bureau", "2026-03-01"), &by()).unwrap();
        let after = events.iter().fold(person, |record, event| record.evolve(event, by().today));
        assert_eq!(after.facts(day("2026-02-28")).unwrap().unit.as_str(), "street");
        assert_eq!(after.facts(day("2026-03-01")).unwrap().unit.as_str(), "bureau");
    }

    #[test]
    fn a_post_may_lift_whose_management_a_person_is_under() {
        let person = registered();
        let mut dual = post("bureau", "2026-03-01");
        dual["tier"] = json!("city");
        let events = decide(&person, "appoint", dual, &by()).unwrap();
        let after = events.iter().fold(person, |record, event| record.evolve(event, by().today));
        assert_eq!(after.facts(day("2026-03-01")).unwrap().tier, Tier::City);
        let shown = format!("{:?}", after.shown(day("2026-03-01")));
        assert!(shown.contains("科级") && shown.contains("按市管确定管辖"), "{shown}");
    }

    #[test]
    fn who_left_is_asked_where_they_were() {
        let person = registered();
        let left = |unit: &str, until: &str| json!({"unit": unit, "until": until});
        assert!(refused(decide(&person, "leave", left("bureau", "2026-03-01"), &by())).contains("不在"));
        assert!(refused(decide(&person, "leave", left("street", "2020-01-01"), &by())).contains("晚于"));
        assert_eq!(person.offers(by().today)["posts"].len(), 1);
        let events = decide(&person, "leave", left("street", "2026-03-01"), &by()).unwrap();
        let after = events.iter().fold(person, |record, event| record.evolve(event, by().today));
        assert!(!after.fits("leave", by().today));
    }

    #[test]
    fn what_is_the_same_is_not_recorded_again_and_nobody_is_their_own_kin() {
        let person = registered();
        let name = json!({"name": "周砚清", "from": "2020-01-01"});
        assert!(refused(decide(&person, "rename", name, &by())).contains("没有变化"));
        let own = json!({"person": "zhou", "relation": "配偶"});
        assert!(refused(decide(&person, "enter_kin", own, &by())).contains("不能是本人"));
        assert!(refused(decide(&person, "appoint", post("street", "2026-03-01"), &by())).contains("已经"));
        assert!(refused(decide(&person, "register", json!({}), &by())).contains("已经登记过"));
    }
}
