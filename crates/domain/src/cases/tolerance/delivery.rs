//! 送达方式和凭证 — how a paper of the case is handed over, and what proves it (P7).
//!
//! Source: mechanism §2 P7. One form and one proof for the result, the decision on an objection and a revocation.
//! Not decided here: who must be told, and when that is enough (the step of each paper).

use serde::{Deserialize, Serialize};

use super::{evidence::uploaded, notice::Delivery};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::FileId,
    refusal::{Missing, Reason},
    rule::Rule,
};

/// How a paper was handed over; part of the command and of the event, each with its own recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// 送达方式.
    pub delivery: Delivery,
    /// 送达日期.
    pub served_on: Day,
    /// 凭证: 送达回证, circle of the announcement, place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// 见证人 of a refusal or 留置送达.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// 送达回证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// What the form of a delivery asks: to whom, and how.
pub(super) const fn asks(to: Field) -> [Field; 6] {
    [
        to,
        Field::new("delivery", "送达方式", Input::Choice(Delivery::CHOICES)),
        Field::new("served_on", "送达日期", Input::Day),
        Field::new("proof", "凭证", Input::Line).hint("送达回证编号、宣布的范围、地点").optional(),
        Field::new("witness", "见证人", Input::Line).hint("拒收或者留置送达时填写").optional(),
        Field::new("file", "送达回证", Input::File).optional(),
    ]
}

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
    .hint("直接送达、拒收和留置送达各有回证，请逐件登记。"),
    Field::new("served_on", "送达日期", Input::Day),
    Field::new("proof", "凭证", Input::Line).hint("在一定范围内宣布的，写明宣布的范围和时间。").optional(),
];

impl Handed {
    /// Sample answers.
    pub(super) fn sample() -> Self {
        Self {
            delivery: Delivery::Signed,
            served_on: Day::constant(2026, 3, 4),
            proof: Some("示例".to_owned()),
            witness: Some("示例".to_owned()),
            file: Some("file".into()),
        }
    }

    /// Notes what the delivery lacks: each way has its proof; never before the paper was made, nor after today.
    pub(super) fn proven(
        &self,
        rule: &'static Rule,
        made_on: Option<Day>,
        facts: &Facts,
        missing: &mut Missing,
    ) {
        let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
        let proof = |says: &str| Reason::new(rule, says).at("proof");
        match self.delivery {
            Delivery::Here => {}
            Delivery::Signed => {
                missing.unless(!blank(&self.proof), || proof("直接送达须填写送达回证编号。"));
            }
            Delivery::Refused | Delivery::Left => {
                missing.unless(!blank(&self.witness), || {
                    Reason::new(rule, "拒绝签收或者留置送达须填写见证人。").at("witness")
                });
                missing.unless(!blank(&self.proof), || proof("请填写送达的时间、地点和经过作为凭证。"));
            }
            Delivery::Announced => {
                missing.unless(!blank(&self.proof), || proof("在一定范围内宣布的，须写明宣布的范围和时间。"));
            }
        }
        missing.unless(self.served_on <= facts.acted_on(), || {
            Reason::new(rule, "送达日期不能晚于今天。").at("served_on")
        });
        missing.unless(made_on.is_none_or(|on| on <= self.served_on), || {
            Reason::new(rule, "送达日期不能早于认定作出之日。").at("served_on")
        });
        uploaded(self.file.as_ref(), rule, facts, missing);
    }
}
