//! 背景和集体决策 — where the mistake comes from, and who proposed, agreed or objected (D2).
//!
//! Source: the article, 尊重区情、历史和改革规律; mechanism §2 D2, §8. Causes, hand-over and the stage of the
//! reform are facts with evidence; so is the part of each official in the unit's decision. Whoever objected then
//! is judged apart: without an act of the own nothing heavier than 不予, 不追究 or 予以了结 can be proposed. Not
//! decided here: what the background weighs (`findings`); the part that members of the consultation take.

use super::{
    Case, Event,
    acceptance::InHand,
    admission::unreported,
    assignment::by_the_team,
    evidence::{FINDING_RULE, exists, founded},
    gate,
    investigation_entry::concerned,
    proposed_outcome::OutcomeProposed,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::{five_dimensions::Finding, outcome::Outcome},
    kind::{Action, answers_of},
    people::Role,
    refusal::{self, Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{day::Day, ids::PersonId, people::words};

words! {
    /// What a fact of the background is about.
    BackgroundSort {
        /// 历史成因.
        Causes = "causes" "历史成因",
        /// 交接情况.
        HandOver = "hand_over" "交接情况",
        /// 改革阶段.
        ReformStage = "reform_stage" "改革阶段",
        /// 集体决策经过.
        CollectiveDecision = "collective_decision" "集体决策经过",
    }
}

words! {
    /// The part of an official in the unit's decision.
    DecisionPart {
        /// 提议.
        Proposed = "proposed" "提议",
        /// 同意.
        Agreed = "agreed" "同意",
        /// 反对或者保留.
        Objected = "objected" "反对或者保留",
        /// 执行.
        CarriedOut = "carried_out" "没有参与决策，执行决定",
        /// 未参与.
        NoPart = "no_part" "未参与",
    }
}

/// A fact of the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackgroundFact {
    /// What it is about.
    pub sort: BackgroundSort,
    /// The fact.
    pub says: String,
    /// Numbers of the evidence.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据: what was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
}

const BACKGROUND_FACT_FIELDS: &[Field] = &[
    Field::new("sort", "哪一方面", Input::Choice(BackgroundSort::CHOICES)),
    Field::new("says", "事实", Input::Text),
    Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
    Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
];

/// The background was recorded; a later record replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackgroundRecorded {
    /// The facts.
    pub facts: Vec<BackgroundFact>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The part of an official was recorded; a later record replaces it until the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRecorded {
    /// Whose part.
    pub official: PersonId,
    /// Which.
    pub part: DecisionPart,
    /// The meeting, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    /// In words.
    pub says: String,
    /// Numbers of the evidence.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据: what was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// What the official did besides the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_act: Option<String>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Background and parts are facts with evidence; whoever objected is judged apart.
pub static RULE: Rule = Rule {
    code: "D2",
    phrase: "尊重区情、历史和改革规律",
    asks: "历史成因、交接情况、改革阶段，以及集体决策中谁提议、谁同意、谁反对，都要查证属实；当时反对的人单独评判。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Record the background.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordBackground {
    /// 背景事实.
    pub facts: Vec<BackgroundFact>,
}

/// 记录背景事实.
pub const BACKGROUND: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[Field::new("facts", "背景事实", Input::List(BACKGROUND_FACT_FIELDS))],
    help: "每一项都要引用证据；查无证据的，写明做过哪些查证。记录了集体决策经过的，还要逐人记录在决策中的作用。",
    ..Action::new("record_background", "记录背景事实", &RULE, || {
        answers_of(&RecordBackground {
            facts: vec![BackgroundFact {
                sort: BackgroundSort::Causes,
                says: "示例".to_owned(),
                evidence: vec!["1".to_owned()],
                tried: Some("示例".to_owned()),
            }],
        })
    })
};

/// Record the part of an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPart {
    /// 当事人.
    pub official: PersonId,
    /// 在集体决策中的作用.
    pub part: DecisionPart,
    /// 哪次会议.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    /// 具体情况.
    pub says: String,
    /// 证据.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// 查无证据时做过的查证.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// 除该项集体决策外本人另有的行为.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_act: Option<String>,
}

/// 记录在集体决策中的作用.
pub const PART: Action = Action {
    who: &[Role::CaseOfficer, Role::TeamLeader],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("part", "在集体决策中的作用", Input::Choice(DecisionPart::CHOICES)),
        Field::new("meeting", "哪次会议", Input::Line).optional(),
        Field::new("says", "具体情况", Input::Text),
        Field::new("evidence", "证据", Input::Picks("evidence")).optional(),
        Field::new("tried", "查无证据时做过的查证", Input::Text).optional(),
        Field::new("own_act", "除该项集体决策外本人另有的行为", Input::Text)
            .hint("没有的留空；反对或者保留又没有另外行为的，最重只能不予追究")
            .optional(),
    ],
    ..Action::new("record_part", "记录在集体决策中的作用", &RULE, || {
        answers_of(&RecordPart {
            official: "zhou".into(),
            part: DecisionPart::Objected,
            meeting: Some("示例".to_owned()),
            says: "示例".to_owned(),
            evidence: vec!["1".to_owned()],
            tried: Some("示例".to_owned()),
            own_act: Some("示例".to_owned()),
        })
    })
};

/// J2: notes what a fact rests on and does not stand.
fn rests(
    case: &Case,
    about: &str,
    field: &'static str,
    (says, evidence, tried): (&str, &[String], Option<&String>),
    missing: &mut Missing,
) {
    exists(case, evidence, field, missing);
    let finding = Finding { why: says.to_owned(), evidence: evidence.to_vec(), tried: tried.cloned() };
    missing.unless(!evidence.is_empty() || founded(case, &finding), || {
        let says = format!("“{about}”没有引用证据，也没有写明查无证据时做过的查证，请补充。");
        Reason::new(&FINDING_RULE, says).at(field)
    });
}

pub(super) fn decide_background(
    case: &Case,
    command: RecordBackground,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_background(case, facts)));
    missing.unless(!command.facts.is_empty(), || Reason::new(&RULE, "请至少记录一项背景事实。").at("facts"));
    for fact in &command.facts {
        let said = (fact.says.as_str(), fact.evidence.as_slice(), fact.tried.as_ref());
        rests(case, fact.sort.title(), "facts", said, &mut missing);
    }
    missing.settle()?;
    Ok(vec![Event::BackgroundRecorded(BackgroundRecorded {
        facts: command.facts,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_background(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(InHand::of(case));
    by_the_team(case, facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_part(case: &Case, command: RecordPart, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_part(case, facts)));
    concerned(case, &command.official, &mut missing);
    let said = (command.says.as_str(), command.evidence.as_slice(), command.tried.as_ref());
    rests(case, "在集体决策中的作用", "evidence", said, &mut missing);
    missing.settle()?;
    Ok(vec![Event::PartRecorded(PartRecorded {
        official: command.official,
        part: command.part,
        meeting: command.meeting,
        says: command.says,
        evidence: command.evidence,
        tried: command.tried,
        own_act: command.own_act.filter(|act| !act.trim().is_empty()),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_part(case: &Case, facts: &Facts) -> Vec<Reason> {
    blocked_background(case, facts)
}

/// The officials whose part in the unit's decision is not recorded although there was one.
pub(super) fn without_part(case: &Case) -> impl Iterator<Item = &PersonId> {
    let decided = case.background.as_ref().is_some_and(|background| {
        background.facts.iter().any(|fact| fact.sort == BackgroundSort::CollectiveDecision)
    });
    case.officials().filter(move |official| decided && !case.decision_parts.contains_key(*official))
}

/// D2: where there was a decision of the unit, the part of every official in it is on record.
///
/// # Errors
/// Every official without one.
pub(super) fn complete(case: &Case) -> Result<(), Vec<Reason>> {
    let open = without_part(case).map(|official| {
        let says = format!(
            "本案有集体决策，还没有记录当事人 {} 在决策中的作用，请先记录。",
            refusal::person(official)
        );
        Reason::new(&RULE, says).remedy("record_part")
    });
    gate(open.collect())
}

/// §8: whoever objected in the unit's decision and did nothing else is judged apart, and never worse than with
/// 不予, 不追究 or 予以了结.
pub(super) fn judged_apart(case: &Case, one: &OutcomeProposed) -> Option<Reason> {
    let part = case.decision_parts.get(&one.official)?;
    let objected = part.part == DecisionPart::Objected && part.own_act.is_none();
    let heavier = one.outcome.severity() > Outcome::NotImposed.severity();
    (objected && heavier).then(|| {
        let says = "当事人在集体决策中反对或者保留，又没有另外的行为，单独评判：最重只能不予处分（处理）、不追究责任或者予以了结；本人另有行为的，请先在“在集体决策中的作用”中写明。";
        Reason::new(&RULE, says).at("outcome").remedy("record_part")
    })
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        Command,
        testing::{Scene, before, command, straightly, without},
    };
    use serde_json::{Value, json};

    fn background(change: Value) -> Command {
        let mut fact =
            json!({ "sort": "collective_decision", "says": "主任办公会研究决定。", "evidence": ["1"] });
        for (key, value) in change.as_object().unwrap() {
            fact[key] = value.clone();
        }
        command("record_background", json!({ "facts": [fact] }))
    }

    fn part(change: Value) -> Command {
        let mut answers = json!({ "official": "zhou", "part": "objected", "meeting": "第5次主任办公会",
            "says": "会上表示反对，记录在案。", "evidence": ["1"] });
        for (key, value) in change.as_object().unwrap() {
            answers[key] = value.clone();
        }
        command("record_part", answers)
    }

    fn proposing(part: Command) -> Scene {
        before("propose_outcome").after(part)
    }

    #[test]
    fn each_fact_rests_on_evidence_or_says_what_was_tried() {
        let scene = before("find");
        scene.when(background(json!({ "evidence": [] }))).refused_with(["J2"]);
        scene.when(background(json!({ "evidence": ["7"] }))).refused_with(["J2"]);
        scene.when(background(json!({ "evidence": [], "tried": "查阅档案，没有记载" }))).done();
        scene.when(part(json!({ "evidence": [] }))).refused_with(["J2"]);
        scene.when(part(json!({ "official": "he" }))).refused_with(["P1"]);
        scene.after(background(json!({}))).when(part(json!({}))).done();
    }

    #[test]
    fn it_is_the_teams_work_and_over_with_the_report() {
        before("find").by("wen").when(background(json!({}))).refused_with(["P5"]);
        before("compose_consultation").when(part(json!({}))).refused_with(["D2"]);
    }

    #[test]
    fn whoever_objected_is_judged_apart() {
        proposing(part(json!({}))).when(straightly("propose_outcome")).refused_with(["D2"]);
        let milder = json!({ "official": "zhou", "track": "party", "outcome": "not_imposed", "measure": "criticism",
            "clause": "《中国共产党纪律处分条例》第十九条第二款", "why": "会上反对。" });
        proposing(part(json!({}))).when(command("propose_outcome", milder)).done();
        proposing(part(json!({ "part": "agreed" }))).when(straightly("propose_outcome")).done();
        proposing(part(json!({ "own_act": "会后自行签发付款单。" })))
            .when(straightly("propose_outcome"))
            .done();
        proposing(part(json!({ "own_act": " " }))).when(straightly("propose_outcome")).refused_with(["D2"]);
    }

    #[test]
    fn an_objection_that_is_found_later_takes_the_proposal_back() {
        before("report").after(part(json!({}))).when(straightly("report")).refused_with(["D2"]);
    }

    #[test]
    fn where_the_unit_decided_together_the_report_needs_the_part_of_everybody() {
        let decided = before("report").after(background(json!({})));
        decided.when(straightly("report")).refused_with(["D2"]);
        decided.after(part(json!({ "part": "agreed" }))).when(straightly("report")).done();
        let other = before("report").after(background(json!({ "sort": "causes" })));
        other.when(straightly("report")).done();
        let without_evidence = without(&["add_evidence"], "find");
        without_evidence.when(background(json!({}))).refused_with(["J2"]);
    }
}
