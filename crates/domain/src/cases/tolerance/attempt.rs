//! 试送未成 — a delivery that was tried in vain: when, where, how, by whom, and why it failed (P7).
//!
//! Source: mechanism §2 P7. An attempt is no delivery: it starts no clock, closes nothing, and proves only that it was
//! tried. What an attempt allows is decided where a delivery is proven ([`super::delivery`]).

use serde::{Deserialize, Serialize};

use super::{Case, Event, evidence::uploaded, feedback, gate, numbered, reexamination, revocation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::{Action, Offer, Who, answers_of},
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
    sheet::Say,
};

words! {
    /// By what way it was tried.
    Way {
        /// 直接送达.
        Direct = "direct" "上门直接送达",
        /// 请其到场领取.
        Called = "called" "通知到场领取",
        /// 邮寄.
        Post = "post" "邮寄送达",
        /// 委托送达.
        Entrusted = "entrusted" "委托其他机关送达",
    }
}

words! {
    /// Why it failed.
    Why {
        /// 人不在.
        Absent = "absent" "本人不在",
        /// 已经搬离.
        Moved = "moved" "已经搬离或者调离",
        /// 地址不详.
        NoAddress = "no_address" "地址不详",
        /// 没有前来.
        DidNotCome = "did_not_come" "通知后没有前来",
        /// 邮件退回.
        Returned = "returned" "邮件退回",
        /// 其他.
        Other = "other" "其他原因（在说明中写明）",
    }
}

/// What was tried in vain is written down and starts no clock.
pub static RULE: Rule = Rule {
    code: "P7.attempt",
    phrase: "试送未成",
    asks: "没有送成的，记明何时、何地、以何方式、由谁送、为何没有送成；试送未成不算送达，不起算任何期限。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// A paper was tried to be delivered in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempted {
    /// From 1 in this case.
    pub number: u32,
    /// Which paper, to whom: `person:zhou`, `unit:shiqiao`, `reexamination:zhou`, `revocation:zhou`.
    pub paper: String,
    /// How.
    pub way: Way,
    /// When.
    pub attempted_on: Day,
    /// At what time of the day, and where.
    pub place: String,
    /// Who carried it.
    pub carried_by: PersonId,
    /// Why it failed.
    pub why: Why,
    /// What happened, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// A photograph, the returned cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who entered it.
    pub by: PersonId,
    /// The day it was entered.
    pub on: Day,
}

/// Enter an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterAttempt {
    /// 文书和送达对象.
    pub paper: String,
    /// 方式.
    pub way: Way,
    /// 日期.
    pub attempted_on: Day,
    /// 时间和地点.
    pub place: String,
    /// 送达人.
    pub carried_by: PersonId,
    /// 没有送成的原因.
    pub why: Why,
    /// 说明.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// 附件.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记试送未成.
pub const ACTION: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("paper", "文书和送达对象", Input::Pick("undelivered")),
        Field::new("way", "试送方式", Input::Choice(Way::CHOICES)),
        Field::new("attempted_on", "试送日期", Input::Day),
        Field::new("place", "时间和地点", Input::Line)
            .hint("如：上午10时，石桥街道办事处3楼；地址不详的写明向谁查询过。"),
        Field::new("carried_by", "送达人", Input::Person),
        Field::new("why", "没有送成的原因", Input::Choice(Why::CHOICES)),
        Field::new("says", "说明", Input::Text).optional(),
        Field::new("file", "照片、退回的封套等", Input::File).optional(),
    ],
    help: "试送未成不算送达，不起算期限。之后可以再次送达、由他人代收、留置送达；个人确实无法送达、又有依据的，可以在一定范围内宣布。",
    ..Action::new("enter_attempt", "登记试送未成", &RULE, || {
        answers_of(&EnterAttempt {
            paper: "person:zhou".to_owned(),
            way: Way::Direct,
            attempted_on: Day::constant(2026, 3, 4),
            place: "示例".to_owned(),
            carried_by: "lin".into(),
            why: Why::Absent,
            says: Some("示例".to_owned()),
            file: Some("file".into()),
        })
    })
};

/// A paper that must be delivered and was not received yet, with the day it was made.
fn undelivered(case: &Case) -> Vec<(String, Day)> {
    let mut all = Vec::new();
    if let Some(made) = &case.determined {
        let keys = feedback::recipients(case).iter().map(feedback::key).collect::<Vec<_>>();
        all.extend(keys.into_iter().filter(|key| !feedback::has_it(case, key)).map(|key| (key, made.on)));
    }
    for (official, one) in &case.reexaminations {
        let key = reexamination::key(official);
        if let Some(decided) = one.decided.as_ref().filter(|_| feedback::received_on(case, &key).is_none()) {
            all.push((key, decided.on));
        }
    }
    for (official, one) in &case.revocations {
        let key = revocation::key(official);
        if let Some(revoked) = one.revoked.as_ref().filter(|_| feedback::received_on(case, &key).is_none()) {
            all.push((key, revoked.on));
        }
    }
    all
}

/// What the paper of a key is, and to whom it goes.
pub(super) fn named(key: &str) -> Say {
    let (sort, id) = key.split_once(':').unwrap_or(("", key));
    match sort {
        "unit" => Say::from("结果反馈书，").and(&crate::ids::UnitId::from(id)),
        "reexamination" => Say::from("异议复查决定，").and(&PersonId::from(id)),
        "revocation" => Say::from("撤销认定的决定，").and(&PersonId::from(id)),
        _ => Say::from("结果反馈书，").and(&PersonId::from(id)),
    }
}

/// What may be picked.
pub(super) fn offers(case: &Case) -> Vec<Offer> {
    undelivered(case).into_iter().map(|(key, _)| Offer { label: named(&key), value: key }).collect()
}

/// Whether it was tried before.
pub(super) fn tried(case: &Case, key: &str) -> bool {
    case.attempts.iter().any(|one| one.paper == key)
}

/// Whom a decision about an attempt may look at.
pub(super) fn knows(case: &Case) -> impl Iterator<Item = Who> {
    case.attempts.iter().map(|one| Who::Person(one.carried_by.clone()))
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(!undelivered(case).is_empty(), || {
        let says = if case.determined.is_none() {
            "还没有作出认定，没有需要送达的文书。"
        } else {
            "文书都已经送达，没有需要登记的试送。"
        };
        Reason::new(&RULE, says)
    });
    missing.into_reasons()
}

pub(super) fn decide(case: &Case, command: EnterAttempt, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let all = undelivered(case);
    let made_on = all.iter().find(|(key, _)| *key == command.paper).map(|(_, on)| *on);
    missing.unless(made_on.is_some(), || {
        Reason::new(&RULE, "所选的文书不在待送达之列，请重新选择。").at("paper")
    });
    missing.unless(command.attempted_on <= facts.acted_on(), || {
        Reason::new(&RULE, "试送日期不能晚于今天。").at("attempted_on")
    });
    missing.unless(made_on.is_none_or(|on| on <= command.attempted_on), || {
        Reason::new(&RULE, "试送日期不能早于文书作出之日。").at("attempted_on")
    });
    missing.unless(!command.place.trim().is_empty(), || {
        Reason::new(&RULE, "请写明试送的时间和地点。").at("place")
    });
    missing.unless(facts.people.contains_key(&command.carried_by), || {
        Reason::new(&RULE, "人员名册里没有所选的送达人，请重新选择。").at("carried_by")
    });
    missing.unless(!case.concerns(&command.carried_by), || {
        Reason::new(&RULE, "当事人不能是送达人，请重新选择。").at("carried_by")
    });
    let silent = command.says.as_ref().is_none_or(|says| says.trim().is_empty());
    missing.unless(command.why != Why::Other || !silent, || {
        Reason::new(&RULE, "选了其他原因的，请在说明中写明。").at("says")
    });
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::Attempted(Attempted {
        number: numbered(case.attempts.len()),
        paper: command.paper,
        way: command.way,
        attempted_on: command.attempted_on,
        place: command.place,
        carried_by: command.carried_by,
        why: command.why,
        says: command.says,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// What happened, in one line.
pub(super) fn line(one: &Attempted) -> Say {
    let says = one.says.as_ref().map(|says| format!("：{says}")).unwrap_or_default();
    Say::from(format!("{}，{}，", one.way.title(), one.place))
        .and(&one.carried_by)
        .and(format!("送达，{}{says}", one.why.title()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::cases::tolerance::{
        Command, feedback,
        testing::{Scene, before, command, policy},
    };

    fn attempt(change: Value) -> Command {
        let mut answers = json!({
            "paper": "person:zhou", "way": "direct", "attempted_on": "2026-04-08", "place": "上午10时，住所",
            "carried_by": "su", "why": "absent",
        });
        let Value::Object(change) = change else { unreachable!() };
        answers.as_object_mut().unwrap().extend(change);
        command("enter_attempt", answers)
    }

    fn scene() -> Scene {
        before("serve")
    }

    #[test]
    fn an_attempt_is_no_delivery_and_starts_no_clock() {
        let tried = scene().after(attempt(json!({})));
        assert_eq!(tried.case.attempts.len(), 1);
        assert_eq!(feedback::received_on(&tried.case, "person:zhou"), None);
        assert!(!feedback::has_it(&tried.case, "person:zhou"));
        assert!(feedback::AllServed::of(&tried.case).is_err());
        let due = |scene: &Scene| scene.case.due_of("tol.feedback", &policy()).map(|due| due.last);
        assert_eq!(due(&tried), due(&scene()));
        // No objection runs from it.
        let object = json!({ "points": [{ "says": "偏重" }] });
        assert!(tried.clone().by("zhou").when(command("object", object)).result.is_err());
        // It is tried again, and served in the end.
        let again = tried.after(attempt(json!({ "why": "moved" })));
        assert_eq!(again.case.attempts[1].number, 2);
    }

    #[test]
    fn when_where_by_whom_and_why_are_asked() {
        for wrong in [
            json!({ "paper": "person:he" }),
            json!({ "attempted_on": "2026-04-06" }),
            json!({ "attempted_on": "2026-04-09" }),
            json!({ "place": " " }),
            json!({ "carried_by": "nobody" }),
            json!({ "carried_by": "zhou" }),
            json!({ "why": "other" }),
            json!({ "file": "nothing" }),
        ] {
            scene().when(attempt(wrong)).refused_with(["P7.attempt"]);
        }
        scene().when(attempt(json!({ "why": "other", "says": "电梯停运", "file": "scan" }))).done();
    }

    #[test]
    fn what_was_delivered_or_not_yet_made_is_not_tried() {
        before("determine").when(attempt(json!({}))).refused_with(["P7.attempt"]);
        let serve = json!({
            "recipient": "person:zhou", "delivery": "signed", "served_on": "2026-04-08", "proof": "回证2号",
        });
        let served = scene().after(command("serve", serve));
        served.when(attempt(json!({}))).refused_with(["P7.attempt"]);
    }
}
