//! 处分（处理）决定 — what the body with the power decided, with number and date (G1, G6).
//!
//! Source: mechanism §3 G1; 处分违纪党员批准权限和程序规定 第六条 (`party.authority.light`, `party.authority.heavy`):
//! 警告 and 严重警告 are the commission's to approve, heavier ones the party committee's. Not decided here: whether
//! the decision was right; serving it is the matter of its own body.

use serde::{Deserialize, Serialize};

use super::{Event, between, gate, review::Agreed, state::Investigation};
use crate::{
    day::Day,
    facts::Facts,
    form::{Field, Input},
    ids::{FileId, PersonId, StreamId},
    judgement::{
        baseline::{Grade, no_such_grade, no_such_track},
        outcome::Track,
    },
    kind::{Action, answers_of},
    paper::AllChecked,
    people::{Role, words},
    refusal::{Missing, Reason, Refusal},
    rule::{Force, Rule},
};

/// Who has the power to decide.
pub static POWER_RULE: Rule = Rule {
    code: "G1.power",
    phrase: "处分批准权限",
    asks: "警告、严重警告由同级纪委审查批准；撤销党内职务、留党察看、开除党籍由同级纪委审查同意后报同级党委审议批准；政务处分由监委或者任免机关决定。",
    source: "处分违纪党员批准权限和程序规定第六条",
    force: Force::National,
};

words! {
    /// What was decided.
    Conclusion {
        /// 免予处分.
        Exempt = "exempt" "免予处分",
        /// 不予处分.
        NotImposed = "not_imposed" "不予处分",
        /// 撤销案件.
        Withdrawn = "withdrawn" "撤销案件",
        /// 党纪警告.
        PartyWarning = "party_warning" "警告（党纪）",
        /// 严重警告.
        PartySeriousWarning = "party_serious_warning" "严重警告（党纪）",
        /// 撤销党内职务.
        PartyRemoval = "party_removal" "撤销党内职务",
        /// 留党察看.
        PartyProbation = "party_probation" "留党察看",
        /// 开除党籍.
        PartyExpulsion = "party_expulsion" "开除党籍",
        /// 政务警告.
        GovernmentWarning = "government_warning" "警告（政务）",
        /// 记过.
        Demerit = "demerit" "记过",
        /// 记大过.
        MajorDemerit = "major_demerit" "记大过",
        /// 降级.
        Downgrade = "downgrade" "降级",
        /// 撤职.
        Dismissal = "dismissal" "撤职",
        /// 开除.
        Expulsion = "expulsion" "开除",
    }
}

impl Conclusion {
    /// The grade of the sanction, where it is one.
    pub fn grade(self) -> Option<Grade> {
        Grade::from_id(self.id())
    }

    /// What it is called on `track`.
    pub fn words_on(self, track: Track) -> String {
        match self {
            Self::Exempt => format!("免予{}处分", track.title()),
            Self::NotImposed => format!("不予{}处分", track.title()),
            other => other.title().to_owned(),
        }
    }
}

words! {
    /// In whose power the decision lies.
    Power {
        /// 同级纪委.
        Commission = "commission" "同级纪委",
        /// 同级党委.
        Committee = "committee" "同级党委（纪委审查同意后）",
        /// 监委、任免机关.
        Supervision = "supervision" "监委（任免机关）",
    }
}

/// The decision was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What was decided.
    pub conclusion: Conclusion,
    /// In whose power it lay.
    pub power: Power,
    /// Who decided.
    pub body: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub decided_on: Day,
    /// The decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Of whom, for those who are told of it.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// This investigation.
    pub investigation: StreamId,
    /// The tolerance case it belongs to, if to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterDecision {
    /// 决定.
    pub conclusion: Conclusion,
    /// 批准权限.
    pub power: Power,
    /// 作出决定的机关.
    pub body: String,
    /// 决定文号.
    pub number: String,
    /// 决定日期.
    pub decided_on: Day,
    /// 决定书.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记处分（处理）决定.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("conclusion", "决定", Input::Choice(Conclusion::CHOICES)),
        Field::new("power", "批准权限", Input::Choice(Power::CHOICES)).hint(
            "警告、严重警告由同级纪委批准；更重的党纪处分报同级党委批准；政务处分由监委或者任免机关决定。",
        ),
        Field::new("body", "作出决定的机关", Input::Line),
        Field::new("number", "决定文号", Input::Line),
        Field::new("decided_on", "决定日期", Input::Day),
        Field::new("file", "决定书", Input::File).optional(),
    ],
    help: "决定由作出决定的机关送达本人，本系统只登记。",
    grave: true,
    ..Action::new("enter_decision", "登记处分（处理）决定", &POWER_RULE, || {
        answers_of(&EnterDecision {
            conclusion: Conclusion::Exempt,
            power: Power::Commission,
            body: "青澜区纪委".to_owned(),
            number: "青纪免〔2026〕3号".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            file: Some("f1".into()),
        })
    })
};

/// Why the power does not fit what was decided on the track, where it does not.
fn wrong_power(conclusion: Conclusion, power: Power, track: Track) -> Option<&'static str> {
    let heavy = matches!(
        conclusion,
        Conclusion::PartyRemoval | Conclusion::PartyProbation | Conclusion::PartyExpulsion
    );
    match (track, power) {
        (Track::Government, Power::Supervision) => None,
        (Track::Government, _) => Some("政务处分由监委或者任免机关决定，请核对批准权限。"),
        (_, Power::Supervision) => Some("党纪处分由纪委或者党委批准，请核对批准权限。"),
        (_, Power::Commission) if heavy => {
            Some("撤销党内职务、留党察看、开除党籍须报同级党委审议批准，请取得批准后再登记。")
        }
        // What the commission may approve, the committee may as well.
        (_, Power::Commission | Power::Committee) => None,
    }
}

/// All that keeps a decision from being entered now.
pub(super) fn blocked(state: &Investigation, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.take(Agreed::of(state));
    missing.unless(state.decided.is_none(), || {
        Reason::new(&POWER_RULE, "决定已经登记，不重复登记。").remedy("close")
    });
    missing.take(AllChecked::of(&state.papers));
    missing.into_reasons()
}

/// The decision is entered.
pub(super) fn decide(
    state: &Investigation,
    command: EnterDecision,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(state, facts)));
    let Some(filed) = &state.filed else {
        missing.settle()?;
        return Ok(Vec::new());
    };
    if let Some(says) = wrong_power(command.conclusion, command.power, filed.track) {
        missing.add(Reason::new(&POWER_RULE, says).at("power"));
    }
    let person = facts.person(&filed.official);
    if let (Some(grade), Some(person)) = (command.conclusion.grade(), person) {
        let grade = no_such_grade(grade, filed.track, person);
        let track = no_such_track(filed.track, person, command.decided_on);
        for reason in grade.into_iter().chain(track) {
            missing.add(reason.at("conclusion"));
        }
    }
    if let Ok(agreed) = Agreed::of(state) {
        between(command.decided_on, agreed.reviewed().on, facts, "decided_on", "决定日期", &mut missing);
    }
    missing.settle()?;
    Ok(vec![Event::Decided(Decided {
        conclusion: command.conclusion,
        power: command.power,
        body: command.body,
        number: command.number,
        decided_on: command.decided_on,
        file: command.file,
        official: filed.official.clone(),
        track: filed.track,
        investigation: facts.case.clone(),
        tolerance: filed.tolerance.as_ref().map(|of| of.stream.clone()),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::kind::Kind;

    fn enter(conclusion: Conclusion, power: Power) -> EnterDecision {
        EnterDecision {
            conclusion,
            power,
            body: "青澜区纪委".to_owned(),
            number: "青纪免〔2026〕3号".to_owned(),
            decided_on: day("2026-05-06"),
            file: None,
        }
    }

    fn reviewed_case() -> Investigation {
        given([filed(), examined(), sent(), reviewed(true)])
    }

    #[test]
    fn what_another_office_agreed_with_is_decided_once() {
        let light = || enter(Conclusion::Exempt, Power::Commission);
        let state = reviewed_case();
        let state = with(state.clone(), decide(&state, light(), &officer()).unwrap());
        assert_eq!(decide(&state, light(), &officer()).unwrap_err().codes(), ["G1.power"]);
        for early in [given([filed()]), given([filed(), examined(), sent(), reviewed(false)])] {
            assert_eq!(decide(&early, light(), &officer()).unwrap_err().codes(), ["P5.review"]);
        }
    }

    #[test]
    fn a_heavier_sanction_is_in_the_power_of_the_committee() {
        let refused = |conclusion, power| {
            decide(&reviewed_case(), enter(conclusion, power), &officer()).map(drop).map_err(|r| r.codes())
        };
        assert_eq!(refused(Conclusion::PartySeriousWarning, Power::Commission), Ok(()));
        assert_eq!(refused(Conclusion::PartyRemoval, Power::Commission), Err(vec!["G1.power"]));
        assert_eq!(refused(Conclusion::PartyRemoval, Power::Committee), Ok(()));
        assert_eq!(refused(Conclusion::Exempt, Power::Supervision), Err(vec!["G1.power"]));
    }

    #[test]
    fn the_grade_is_one_of_the_track() {
        let wrong = enter(Conclusion::Demerit, Power::Commission);
        assert_eq!(decide(&reviewed_case(), wrong, &officer()).unwrap_err().codes(), ["G7"]);
    }

    #[test]
    fn it_is_not_older_than_the_opinion_it_rests_on() {
        let early =
            EnterDecision { decided_on: day("2026-04-01"), ..enter(Conclusion::Exempt, Power::Commission) };
        assert_eq!(decide(&reviewed_case(), early, &officer()).unwrap_err().codes(), ["G1.filed"]);
    }

    #[test]
    fn the_tolerance_case_is_told_in_the_words_of_the_track() {
        let state = given([filed_of("tolerance/c1"), examined(), sent(), reviewed(true)]);
        let events = decide(&state, enter(Conclusion::Exempt, Power::Commission), &officer()).unwrap();
        let [told] = super::super::Investigating::tells(&events[0]).try_into().unwrap();
        assert_eq!((told.stream.as_str(), told.action), ("tolerance/c1", "note_sanction_decision"));
        assert_eq!(told.answers["result"], "免予党纪处分");
    }
}
