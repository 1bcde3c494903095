//! 发现新情况 — another act becomes a lead of its own, signs of a crime are transferred (P5, G8).
//!
//! Source: mechanism §2 P5, §3 G8. The team records what it came upon, a leader decides: split off (另案), owed as
//! a lead; transferred, with paper and receipt; or nothing to it, with reasons. While one is undecided nothing is
//! finished here. Nothing of it is in any view but the officers'. Not decided here: what becomes of the lead.

use super::numbered;
use super::{
    Case, Event,
    acceptance::InHand,
    assignment::by_the_team,
    evidence::{FINDING_RULE, exists, founded},
    gate,
    investigation_entry::concerned,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::five_dimensions::Finding,
    kind::{Action, Owed, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::words,
};

words! {
    /// What was come upon.
    DiscoverySort {
        /// 其他行为.
        OtherAct = "other_act" "本案之外的其他行为",
        /// 涉嫌犯罪.
        Crime = "crime" "涉嫌犯罪",
    }
}

words! {
    /// What becomes of it.
    DiscoveryDecision {
        /// 另案.
        SplitOff = "split_off" "另案处置",
        /// 移送.
        Transfer = "transfer" "移送有权机关",
        /// 不另行处置.
        Nothing = "nothing" "查无实据，不另行处置",
    }
}

/// Something else was come upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscoveryRecorded {
    /// From 1 in this case.
    pub number: u32,
    /// What.
    pub sort: DiscoverySort,
    /// Of which official, if one of this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<PersonId>,
    /// In words.
    pub says: String,
    /// Numbers of the evidence.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据: what was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// To whom signs of a crime were transferred, and by which paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrimeTransfer {
    /// The body, where it stands in the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The body in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Number of the paper.
    pub number: String,
    /// Date of the paper.
    pub sent_on: Day,
}

/// A leader decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscoveryDecided {
    /// Which discovery.
    pub number: u32,
    /// What becomes of it.
    pub decision: DiscoveryDecision,
    /// Reasons.
    pub why: String,
    /// The transfer, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<CrimeTransfer>,
    /// The lead it owes, where it is split off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owes: Vec<Owed>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The receipt of a transfer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrimeReceiptEntered {
    /// Which discovery.
    pub number: u32,
    /// The receipt: number, who received it.
    pub receipt: String,
    /// Its date.
    pub received_on: Day,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A discovery, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// What was come upon.
    pub recorded: DiscoveryRecorded,
    /// What was decided.
    pub decided: Option<DiscoveryDecided>,
    /// The receipt.
    pub receipt: Option<CrimeReceiptEntered>,
}

impl Discovery {
    /// Transferred, and no receipt yet.
    pub fn waits_for_receipt(&self) -> bool {
        self.receipt.is_none()
            && self.decided.as_ref().is_some_and(|d| d.decision == DiscoveryDecision::Transfer)
    }
}

/// Another act is a lead of its own; signs of a crime are transferred.
pub static RULE: Rule = Rule {
    code: "P5",
    phrase: "调查核实",
    asks: "核实中发现其他行为的，另案处置；发现涉嫌犯罪的，移送有权机关，回执入卷。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Record a discovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDiscovery {
    /// 发现了什么.
    pub sort: DiscoverySort,
    /// 涉及的当事人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official: Option<PersonId>,
    /// 具体情况.
    pub says: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据时做过的查证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

/// 记录发现的新情况.
pub const RECORD: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("sort", "发现了什么", Input::Choice(DiscoverySort::CHOICES)),
        Field::new("official", "涉及的当事人", Input::Pick("officials"))
            .hint("涉及本案以外的人的，留空并在下面写明")
            .optional(),
        Field::new("says", "具体情况", Input::Text),
        Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
        Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
    ],
    help: "只有办案人员看得到。分管领导决定之前，不能提交核实报告。",
    ..Action::new("record_discovery", "记录发现的新情况", &RULE, || {
        answers_of(&RecordDiscovery {
            sort: DiscoverySort::OtherAct,
            official: Some("zhou".into()),
            says: "示例".to_owned(),
            evidence: vec!["1".to_owned()],
            tried: Some("示例".to_owned()),
        })
    })
};

/// Decide about a discovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideDiscovery {
    /// 哪一项新情况.
    pub number: String,
    /// 如何处置.
    pub decision: DiscoveryDecision,
    /// 理由.
    pub why: String,
    /// 移送的机关.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// 移送的机关名称.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// 移送函文号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// 移送日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_on: Option<Day>,
}

/// 决定新情况如何处置.
pub const DECIDE: Action = Action {
    who: &[Role::Leader],
    fields: &[
        Field::new("number", "哪一项新情况", Input::Pick("discoveries")),
        Field::new("decision", "如何处置", Input::Choice(DiscoveryDecision::CHOICES))
            .hint("其他行为另案处置，涉嫌犯罪移送有权机关"),
        Field::new("why", "理由", Input::Text),
        Field::new("unit", "移送的机关", Input::Unit).optional(),
        Field::new("body", "移送的机关名称", Input::Line).hint("机构库中没有的，在这里写明").optional(),
        Field::new("paper", "移送函文号", Input::Line).hint("移送时填写").optional(),
        Field::new("sent_on", "移送日期", Input::Day).hint("移送时填写").optional(),
    ],
    ..Action::new("decide_discovery", "决定新情况如何处置", &RULE, || {
        answers_of(&DecideDiscovery {
            number: "1".to_owned(),
            decision: DiscoveryDecision::Transfer,
            why: "示例".to_owned(),
            unit: Some("shiqiao".into()),
            body: Some("示例".to_owned()),
            paper: Some("示例".to_owned()),
            sent_on: Some(Day::constant(2026, 3, 4)),
        })
    })
};

/// Enter the receipt of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterCrimeReceipt {
    /// 哪一项移送.
    pub number: String,
    /// 回执编号、接收人.
    pub receipt: String,
    /// 回执日期.
    pub received_on: Day,
}

/// 登记移送回执.
pub const RECEIPT: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("number", "哪一项移送", Input::Pick("crime_transfers")),
        Field::new("receipt", "回执编号、接收人", Input::Line),
        Field::new("received_on", "回执日期", Input::Day),
    ],
    ..Action::new("enter_crime_receipt", "登记移送回执", &RULE, || {
        answers_of(&EnterCrimeReceipt {
            number: "1".to_owned(),
            receipt: "示例".to_owned(),
            received_on: Day::constant(2026, 3, 4),
        })
    })
};

/// The lead that a discovery is split off into: computed from the case, so that opening it twice is a conflict.
fn lead(case: &StreamId, recorded: &DiscoveryRecorded) -> Owed {
    Owed {
        stream: super::determination::obligation(case, "lead", &recorded.number.to_string()),
        title: "另案处置的问题线索".to_owned(),
        official: recorded.official.clone(),
        answers: json!({ "case": case, "says": recorded.says, "official": recorded.official }),
    }
}

pub(super) fn decide_record(
    case: &Case,
    command: RecordDiscovery,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_record(case, facts)));
    if let Some(official) = &command.official {
        concerned(case, official, &mut missing);
    }
    exists(case, &command.evidence, "evidence", &mut missing);
    let finding = Finding {
        why: command.says.clone(),
        evidence: command.evidence.clone(),
        tried: command.tried.clone(),
    };
    missing.unless(!command.evidence.is_empty() || founded(case, &finding), || {
        let says = "没有引用证据，也没有写明做过的查证，请补充。";
        Reason::new(&FINDING_RULE, says).at("evidence")
    });
    missing.settle()?;
    Ok(vec![Event::DiscoveryRecorded(DiscoveryRecorded {
        number: numbered(case.discoveries.len()),
        sort: command.sort,
        official: command.official,
        says: command.says,
        evidence: command.evidence,
        tried: command.tried,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_record(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_decision(
    case: &Case,
    command: DecideDiscovery,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_decision(case, facts)));
    let found = case.discoveries.iter().find(|d| d.recorded.number.to_string() == command.number);
    missing.unless(found.is_some_and(|d| d.decided.is_none()), || {
        Reason::new(&RULE, "没有这一项待决定的新情况，请从列出的项目中选择。").at("number")
    });
    fits(&command, found, facts, &mut missing);
    missing.settle()?;
    let Some(found) = found else { return Ok(Vec::new()) };
    let transfer = match (command.decision, command.paper, command.sent_on) {
        (DiscoveryDecision::Transfer, Some(number), Some(sent_on)) => {
            Some(CrimeTransfer { unit: command.unit, body: command.body, number, sent_on })
        }
        _ => None,
    };
    let split = command.decision == DiscoveryDecision::SplitOff;
    let owes = split.then(|| lead(&facts.case, &found.recorded)).into_iter().collect();
    Ok(vec![Event::DiscoveryDecided(DiscoveryDecided {
        number: found.recorded.number,
        decision: command.decision,
        why: command.why,
        transfer,
        owes,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

/// Another act is split off, signs of a crime are transferred by a paper; either may turn out to be nothing.
fn fits(command: &DecideDiscovery, found: Option<&Discovery>, facts: &Facts, missing: &mut Missing) {
    let sort = found.map(|d| d.recorded.sort);
    let ok = match command.decision {
        DiscoveryDecision::SplitOff => sort != Some(DiscoverySort::Crime),
        DiscoveryDecision::Transfer => sort != Some(DiscoverySort::OtherAct),
        DiscoveryDecision::Nothing => true,
    };
    missing.unless(ok, || {
        let says = "其他行为应当另案处置，涉嫌犯罪的应当移送有权机关，请改选处置方式。";
        Reason::new(&RULE, says).at("decision")
    });
    missing.unless(!command.why.trim().is_empty(), || Reason::new(&RULE, "请写明这样处置的理由。").at("why"));
    let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
    if command.decision == DiscoveryDecision::Transfer {
        missing.unless(command.unit.is_some() || !blank(&command.body), || {
            Reason::new(&RULE, "请写明移送给哪个机关。").at("unit")
        });
        missing.unless(!blank(&command.paper), || Reason::new(&RULE, "请填写移送函的文号。").at("paper"));
        missing.unless(command.sent_on.is_some_and(|sent| sent <= facts.acted_on()), || {
            Reason::new(&RULE, "请填写移送日期，不晚于今天。").at("sent_on")
        });
    } else {
        let none = command.unit.is_none() && blank(&command.body) && blank(&command.paper);
        missing.unless(none && command.sent_on.is_none(), || {
            Reason::new(&RULE, "只有移送才填写移送的机关、文号和日期，请留空。").at("unit")
        });
    }
}

pub(super) fn blocked_decision(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.discoveries.iter().any(|d| d.decided.is_none()), || {
        Reason::new(&RULE, "没有待决定的新情况。").remedy("record_discovery")
    });
    missing.into_reasons()
}

pub(super) fn decide_receipt(
    case: &Case,
    command: EnterCrimeReceipt,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_receipt(case, facts)));
    let waiting = case.discoveries.iter().filter(|d| d.waits_for_receipt());
    let found = waiting.into_iter().find(|d| d.recorded.number.to_string() == command.number);
    missing.unless(found.is_some(), || {
        Reason::new(&RULE, "没有这一项等待回执的移送，请从列出的项目中选择。").at("number")
    });
    let sent = found.and_then(|d| d.decided.as_ref()?.transfer.as_ref()).map(|t| t.sent_on);
    let in_time = sent.is_none_or(|sent| sent <= command.received_on);
    missing.unless(in_time && command.received_on <= facts.acted_on(), || {
        Reason::new(&RULE, "回执日期不能早于移送日期，也不能晚于今天。").at("received_on")
    });
    missing.settle()?;
    Ok(vec![Event::CrimeReceiptEntered(CrimeReceiptEntered {
        number: found.map_or(0, |d| d.recorded.number),
        receipt: command.receipt,
        received_on: command.received_on,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_receipt(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.discoveries.iter().any(Discovery::waits_for_receipt), || {
        Reason::new(&RULE, "没有等待回执的移送。").remedy("decide_discovery")
    });
    missing.into_reasons()
}

/// P5: whatever was come upon is decided.
///
/// # Errors
/// Every discovery that is not.
pub(super) fn decided(case: &Case) -> Result<(), Vec<Reason>> {
    let open = case.discoveries.iter().filter(|d| d.decided.is_none()).map(|d| {
        let says = format!(
            "核实中发现的第{}项新情况（{}）还没有决定如何处置，请分管领导先决定。",
            d.recorded.number,
            d.recorded.sort.title()
        );
        Reason::new(&RULE, says).remedy("decide_discovery")
    });
    gate(open.collect())
}

/// P5: the receipt of every transfer is in the file before it is archived.
///
/// # Errors
/// Every transfer without one.
pub(super) fn received(case: &Case) -> Result<(), Vec<Reason>> {
    let open = case.discoveries.iter().filter(|d| d.waits_for_receipt()).map(|d| {
        let says = format!("第{}项移送还没有登记回执，请先登记。", d.recorded.number);
        Reason::new(&RULE, says).remedy("enter_crime_receipt")
    });
    gate(open.collect())
}

#[cfg(test)]
mod tests;
