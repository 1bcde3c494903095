//! 送达方式和凭证 — how a paper of the case is handed over, and what proves it (P7).
//!
//! Source: mechanism §2 P7. One form and one proof for the result, the decision on an objection and a revocation.
//! **Absence:** what an event keeps of a delivery is a [`Handed`], its fields are private, and [`Handing::proven`]
//! alone makes one: no way of delivery is recorded without the proof that this way needs. Who may receive in the place
//! of another is [`Relation`]: there is no word for whoever may not. Not decided here: who must be told, and when that
//! is enough (the step of each paper); what was tried in vain ([`super::attempt`]).

use serde::{Deserialize, Serialize};

use super::{assignment, attempt, evidence::uploaded, feedback, notice::Delivery, state::Case};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId},
    kind::Who,
    people::words,
    refusal::{Missing, Reason},
    rule::{Force, Rule},
};

words! {
    /// By what somebody may receive a paper for another. Officials of the same case, those who handle it, reporters and
    /// minors are none of these.
    Relation {
        /// 同住的成年家属.
        AdultKin = "adult_kin" "同住的成年家属",
        /// 所在单位负责收件的人.
        UnitDesk = "unit_desk" "所在单位负责收件的人",
        /// 受送达人书面指定的代收人.
        Named = "named" "受送达人书面指定的代收人",
    }
}

words! {
    /// Whose the witness of a refusal or of 留置送达 is.
    WitnessFrom {
        /// 所在单位的代表.
        Unit = "unit" "所在单位的代表",
        /// 社区（村）的代表.
        Community = "community" "社区（村）的代表",
    }
}

/// Somebody receives for another.
pub static SUBSTITUTE: Rule = Rule {
    code: "P7.substitute",
    phrase: "代收",
    asks: "本人不能签收的，可以由同住的成年家属、单位负责收件的人或者书面指定的人代收，写明代收人、关系和理由；本案当事人、办案人员不得代收。",
    source: "本单位设定（参照送达诉讼文书的规定，示范）",
    force: Force::Setting,
};

/// Refused, or left: before a witness of the unit or the community.
pub static WITNESSED: Rule = Rule {
    code: "P7.witness",
    phrase: "拒收和留置送达须有见证",
    asks: "拒绝签收和留置送达，须有所在单位或者社区（村）的代表见证，记明时间、地点和经过。",
    source: "本单位设定（参照送达诉讼文书的规定，示范）",
    force: Force::Setting,
};

/// Announced as a delivery only where a document allows it, and to a person only after handing over failed.
pub static ANNOUNCED: Rule = Rule {
    code: "P7.announce",
    phrase: "在一定范围内宣布",
    asks: "在一定范围内宣布要写明范围、时间和所依据的文件条款；对个人，要先试送过而没有送成。",
    source: "本单位设定（示范）",
    force: Force::Setting,
};

/// How a paper was handed over, as the form says it: not yet a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handing {
    /// 送达方式.
    pub delivery: Delivery,
    /// 送达日期.
    pub served_on: Day,
    /// 凭证: 送达回证, circle of the announcement, place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// 代收人, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<String>,
    /// 代收人, where the register knows the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<PersonId>,
    /// 代收人与受送达人的关系.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// Why somebody else received; what allows an announcement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// 见证人 of a refusal or 留置送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// Whose the witness is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_from: Option<WitnessFrom>,
    /// 送达回证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// A delivery with its proof; part of the event. Only [`Handing::proven`] makes one.
///
/// ```compile_fail
/// // No field of it can be written from outside.
/// use rongheng_domain::cases::tolerance::{delivery::{Handed, Handing}, notice::Delivery};
/// fn forge(said: Handing) -> Handed {
///     Handed { said }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handed {
    said: Handing,
}

/// What a form of a delivery is about: the paper, to whom it goes, and since when there is one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper<'a> {
    /// `person:zhou`, `unit:shiqiao`, `reexamination:zhou`, `revocation:zhou`.
    pub(super) key: &'a str,
    /// The rule of its step.
    pub(super) rule: &'static Rule,
    /// The day it was made.
    pub(super) made_on: Option<Day>,
}

/// What the form of a delivery asks: to whom, and how.
pub(super) const fn asks(to: Field) -> [Field; 11] {
    [
        to,
        Field::new("delivery", "送达方式", Input::Choice(Delivery::CHOICES)),
        Field::new("served_on", "送达日期", Input::Day),
        Field::new("proof", "凭证", Input::Line)
            .hint("直接送达、代收写送达回证编号；拒收、留置写时间、地点和经过；宣布的写范围和时间。")
            .optional(),
        Field::new("substitute", "代收人姓名", Input::Line).hint("只在代收时填写。").optional(),
        Field::new("receiver", "代收人（人员名册里有的）", Input::Person)
            .hint("本案当事人、办案人员和举报人不得代收。")
            .optional(),
        Field::new("relation", "代收人与受送达人的关系", Input::Choice(Relation::CHOICES)).optional(),
        GROUND,
        Field::new("witness", "见证人", Input::Line).hint("拒收或者留置送达时填写").optional(),
        Field::new("witness_from", "见证人是哪一方的", Input::Choice(WitnessFrom::CHOICES))
            .hint("拒收或者留置送达时选择")
            .optional(),
        Field::new("file", "送达回证", Input::File).optional(),
    ]
}

const GROUND: Field = Field::new("ground", "理由或者依据", Input::Line)
    .hint("代收的，写明为什么不能交给本人；在一定范围内宣布的，写明所依据的文件和条款。")
    .optional();

/// What is asked once where a paper goes to many in the same way: here, or by one announcement. A receipt that is
/// signed, refused or left has its own number and its own witness each time.
pub(super) const FOR_MANY: &[Field] = &[
    Field::new(
        "delivery",
        "送达方式",
        Input::Choice(&[
            (Delivery::Here.id(), Delivery::Here.title()),
            (Delivery::Announced.id(), Delivery::Announced.title()),
        ]),
    )
    .hint("直接送达、代收、拒收和留置送达各有回证，请逐件登记。"),
    Field::new("served_on", "送达日期", Input::Day),
    Field::new("proof", "凭证", Input::Line).hint("在一定范围内宣布的，写明宣布的范围和时间。").optional(),
    GROUND,
];

fn blank(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

impl Handing {
    /// Sample answers.
    pub(super) fn sample() -> Self {
        Self {
            delivery: Delivery::Signed,
            served_on: Day::constant(2026, 3, 4),
            proof: Some("示例".to_owned()),
            substitute: Some("示例".to_owned()),
            receiver: Some("lin".into()),
            relation: Some(Relation::Named),
            ground: Some("示例".to_owned()),
            witness: Some("示例".to_owned()),
            witness_from: Some(WitnessFrom::Unit),
            file: Some("file".into()),
        }
    }

    /// The delivery, where it has the proof that its way needs; never before the paper was made, nor after today.
    /// Everything that is missing is noted.
    pub(super) fn proven(
        self,
        paper: Paper<'_>,
        case: &Case,
        facts: &Facts,
        missing: &mut Missing,
    ) -> Option<Handed> {
        let mut lacks = Missing::new();
        match self.delivery {
            Delivery::Here => can_read(paper, facts, &mut lacks),
            Delivery::Signed => lacks.unless(!blank(self.proof.as_ref()), || {
                Reason::new(paper.rule, "直接送达须填写送达回证编号。").at("proof")
            }),
            Delivery::Substitute => self.received_for(paper, case, facts, &mut lacks),
            Delivery::Refused | Delivery::Left => {
                witnessed(
                    self.witness.as_ref(),
                    self.witness_from.is_some(),
                    self.proof.as_ref(),
                    &mut lacks,
                );
            }
            Delivery::Announced => self.announced(paper, case, &mut lacks),
        }
        if self.delivery != Delivery::Substitute {
            let none = blank(self.substitute.as_ref()) && self.receiver.is_none() && self.relation.is_none();
            lacks.unless(none, || {
                let says = "填了代收人，送达方式却不是代收；请把送达方式改为“代收”，或者清空代收人和关系。";
                Reason::new(&SUBSTITUTE, says).at("delivery")
            });
        }
        lacks.unless(self.served_on <= facts.acted_on(), || {
            Reason::new(paper.rule, "送达日期不能晚于今天。").at("served_on")
        });
        lacks.unless(paper.made_on.is_none_or(|on| on <= self.served_on), || {
            Reason::new(paper.rule, "送达日期不能早于认定作出之日。").at("served_on")
        });
        uploaded(self.file.as_ref(), paper.rule, facts, &mut lacks);
        let reasons = lacks.into_reasons();
        if reasons.is_empty() {
            return Some(Handed { said: self });
        }
        for reason in reasons {
            missing.add(reason);
        }
        None
    }

    /// Somebody receives for the addressee: who, by what, why, and nobody who has a part in the case.
    fn received_for(&self, paper: Paper<'_>, case: &Case, facts: &Facts, lacks: &mut Missing) {
        let reason = |says: &str, at| Reason::new(&SUBSTITUTE, says).at(at);
        lacks.unless(!blank(self.substitute.as_ref()) || self.receiver.is_some(), || {
            reason("代收须写明代收人：填写姓名，人员名册里有的请选择。", "substitute")
        });
        lacks.unless(self.relation.is_some(), || reason("请选择代收人与受送达人的关系。", "relation"));
        lacks.unless(!blank(self.ground.as_ref()), || {
            reason("请写明为什么不能交给本人，例如本人外出学习到几月几日。", "ground")
        });
        lacks.unless(!blank(self.proof.as_ref()), || {
            reason("代收须有代收人签名的送达回证，请填写回证编号。", "proof")
        });
        let addressee = addressee(paper.key);
        self.typed(case, addressee.as_ref(), facts, lacks);
        if matches!(addressee, Some(Who::Unit(_))) {
            lacks.unless(self.relation.is_none_or(|by| by == Relation::UnitDesk), || {
                reason("送达单位的，由单位负责收件的人代收，请改选关系。", "relation")
            });
        }
        let Some(receiver) = &self.receiver else { return };
        if let Some(says) = barred(case, receiver, addressee.as_ref(), facts) {
            lacks.add(reason(says, "receiver"));
        }
        if self.relation == Some(Relation::UnitDesk) {
            let unit = match &addressee {
                Some(Who::Person(id)) => facts.person(id).map(|person| &person.unit),
                Some(Who::Unit(id)) => Some(id),
                None => None,
            };
            lacks.unless(unit.is_none() || facts.person(receiver).map(|person| &person.unit) == unit, || {
                reason("所选的代收人不在受送达人所在的单位，不能作为单位负责收件的人代收。", "receiver")
            });
        }
    }

    /// A name that is typed is one of a person, not the witness's, and not that of somebody who must not receive: who
    /// only happens to have the same name is told apart in brackets.
    fn typed(&self, case: &Case, to: Option<&Who>, facts: &Facts, lacks: &mut Missing) {
        let Some(typed) = self.substitute.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) else {
            return;
        };
        let mut refuse = |says: String| lacks.add(Reason::new(&SUBSTITUTE, says).at("substitute"));
        let name = name_alone(typed);
        if !plausible(name) {
            refuse(format!(
                "“{typed}”不像人的姓名。请写代收人的姓名，例如“李明”；要说明的写在姓名后面的括号里。"
            ));
        } else if self.witness.as_deref().map(name_alone) == Some(name) {
            refuse(format!("代收人和见证人都写的是“{name}”，请核对：两者应当是两个人。"));
        } else if name == typed {
            let barred = facts
                .called
                .iter()
                .filter(|(_, called)| called.as_str() == name)
                .find_map(|(id, _)| barred(case, id, to, facts));
            if let Some(says) = barred {
                refuse(format!(
                    "“{name}”与本案的人同名。{says}确实是同名的另一个人的，请在姓名后面用括号注明，例如“{name}（收发室）”。"
                ));
            }
        }
    }

    /// Announced within a circle: which circle, by what; a person only after it was tried otherwise.
    fn announced(&self, paper: Paper<'_>, case: &Case, lacks: &mut Missing) {
        lacks.unless(!blank(self.proof.as_ref()), || {
            Reason::new(&ANNOUNCED, "在一定范围内宣布的，须写明宣布的范围和时间。").at("proof")
        });
        lacks.unless(!blank(self.ground.as_ref()), || {
            let says = "在一定范围内宣布的，须写明所依据的文件和条款；没有依据的，不能以宣布代替送达。";
            Reason::new(&ANNOUNCED, says).at("ground")
        });
        let to_person = !paper.key.starts_with("unit:");
        lacks.unless(!to_person || attempt::tried(case, paper.key), || {
            let says = "对个人不能直接以宣布代替送达；请先送达，没有送成的登记试送未成，再在一定范围内宣布。";
            Reason::new(&ANNOUNCED, says).at("delivery").remedy(attempt::ACTION.name)
        });
    }
}

/// The name without what is said behind it in brackets.
fn name_alone(typed: &str) -> &str {
    typed.split(['（', '(']).next().unwrap_or_default().trim()
}

/// Whether somebody may be called so: two characters or more, Chinese ones or letters, perhaps with · between.
fn plausible(name: &str) -> bool {
    let written = |c: char| c.is_alphabetic() || matches!(c, '·' | '•' | '‧' | '・' | ' ' | '\'' | '-');
    let nobody =
        ["本人", "家属", "同事", "门卫", "保安", "收发室", "代收", "工作人员", "单位", "不详", "未知"];
    (2..=40).contains(&name.chars().count()) && name.chars().all(written) && !nobody.contains(&name)
}

/// To whom a paper goes, by its key.
fn addressee(key: &str) -> Option<Who> {
    let (sort, id) = key.split_once(':')?;
    Some(match sort {
        "unit" => Who::Unit(id.into()),
        _ => Who::Person(id.into()),
    })
}

/// Why this person must not receive for another, where the register knows who it is.
fn barred(case: &Case, receiver: &PersonId, to: Option<&Who>, facts: &Facts) -> Option<&'static str> {
    let handles = assignment::team(case).any(|one| one == receiver)
        || case.sent_to_review.as_ref().is_some_and(|sent| sent.reviewer == *receiver)
        || facts.acting() == receiver
        || facts.actor == *receiver;
    if to == Some(&Who::Person(receiver.clone())) {
        Some("代收人就是受送达人本人，请改为“直接送达并签收”。")
    } else if case.concerns(receiver) {
        Some("本案的当事人不得代收，请另选代收人，或者改用其他方式送达。")
    } else if handles {
        Some("办理本案的人员不得代收，请另选代收人，或者改用其他方式送达。")
    } else if !facts.people.contains_key(receiver) {
        Some("人员名册里没有所选的代收人，请重新选择，或者只填写姓名。")
    } else {
        None
    }
}

/// What is put here can only be read by whoever can sign in.
fn can_read(paper: Paper<'_>, facts: &Facts, lacks: &mut Missing) {
    let to = addressee(paper.key);
    lacks.unless(to.is_none_or(|to| !facts.without_account.contains(&to)), || {
        let says = "这一送达对象没有可以登录的账号，不能用“本系统登录阅知”送达。请改用直接送达或者代收；没有地址的，先向所在单位查询，去了没有送成的登记试送未成；要用本系统阅知的，请安全管理员先开立账号。";
        Reason::new(paper.rule, says).at("delivery")
    });
}

/// A refusal and 留置送达 have a witness of the unit or the community, and what happened.
fn witnessed(witness: Option<&String>, from: bool, account: Option<&String>, lacks: &mut Missing) {
    lacks.unless(!blank(witness), || {
        Reason::new(&WITNESSED, "拒绝签收或者留置送达须填写见证人。").at("witness")
    });
    lacks.unless(from, || {
        Reason::new(&WITNESSED, "请选择见证人是所在单位的代表，还是社区（村）的代表。").at("witness_from")
    });
    lacks.unless(!blank(account), || {
        Reason::new(&WITNESSED, "请填写送达的时间、地点和经过作为凭证。").at("proof")
    });
}

/// The proof of a notice (P3), whose form asks for less: a receipt, or a witness with what happened.
pub(super) fn notice_proven(
    rule: &'static Rule,
    delivery: Delivery,
    proof: &str,
    witness: Option<&String>,
    missing: &mut Missing,
) {
    let none = proof.trim().is_empty();
    match delivery {
        Delivery::Here => {}
        Delivery::Signed | Delivery::Substitute | Delivery::Announced => {
            missing.unless(!none, || {
                Reason::new(rule, "请填写送达回证编号，或者宣布的范围和时间。").at("proof")
            });
        }
        Delivery::Refused | Delivery::Left => {
            missing.unless(!blank(witness), || {
                Reason::new(rule, "拒绝签收或者留置送达须填写见证人。").at("witness")
            });
            missing.unless(!none, || Reason::new(rule, "请填写送达的时间、地点和经过作为凭证。").at("proof"));
        }
    }
}

impl Handed {
    /// 送达方式.
    pub const fn delivery(&self) -> Delivery {
        self.said.delivery
    }

    /// 送达日期.
    pub const fn served_on(&self) -> Day {
        self.said.served_on
    }

    /// 凭证.
    pub const fn proof(&self) -> Option<&String> {
        self.said.proof.as_ref()
    }

    /// 见证人.
    pub const fn witness(&self) -> Option<&String> {
        self.said.witness.as_ref()
    }

    /// 送达回证.
    pub const fn file(&self) -> Option<&FileId> {
        self.said.file.as_ref()
    }

    /// Everything that proves it, in words for the officers: receipt, who received, who witnessed, by what.
    pub(super) fn words(&self) -> crate::sheet::Say {
        use crate::sheet::Say;
        let said = &self.said;
        let mut parts: Vec<Say> = said.proof.iter().map(Say::from).collect();
        let mut who = said.receiver.as_ref().map_or_else(Say::empty, Say::from);
        if let (true, Some(name)) = (said.receiver.is_none(), &said.substitute) {
            who = who.and(name);
        }
        if let Some(by) = said.relation {
            parts.push(Say::from("代收人").and(who).and(format!("（{}）", by.title())));
        }
        if let Some(witness) = &said.witness {
            let from = said.witness_from.map(|from| format!("（{}）", from.title())).unwrap_or_default();
            parts.push(Say::from(format!("见证人{witness}{from}")));
        }
        parts.extend(said.ground.iter().map(|ground| Say::from(format!("理由或者依据：{ground}"))));
        let mut all = Say::empty();
        for part in parts {
            all = if all.0.is_empty() { part } else { all.and("；").and(part) };
        }
        all
    }

    /// 代收人 with the reason, for 送达回证.
    pub(super) fn received_by(&self) -> crate::sheet::Say {
        use crate::sheet::Say;
        let said = &self.said;
        let Some(by) = said.relation else { return Say::empty() };
        let who = said
            .receiver
            .as_ref()
            .map_or_else(|| said.substitute.as_ref().map_or_else(Say::empty, Say::from), Say::from);
        let why = said.ground.as_deref().unwrap_or_default();
        who.and(format!("（{}）{why}", by.title()))
    }
}

/// Whether a paper put here waits to be acknowledged, so that it may be served otherwise, but not put here again.
pub(super) fn again(case: &Case, key: &str, handing: &Handing) -> bool {
    feedback::waits(case, key) && handing.delivery != Delivery::Here
}
