//! 立案与处分决定 — acts of other bodies, entered with body, number and date (G1, G6).
//!
//! Source: mechanism §3 G1. The determination of tolerance is made here, the decision on sanction by the body
//! with the power. Not decided here: whether 立案 was right. Where the investigation is kept here,
//! it tells both by a job ([`NOTE_FILING`], [`NOTE_SANCTION`]); those of other bodies are entered by hand.

use super::{
    Case, Event,
    admission::{accepted, unreported},
    application, gate,
};
use crate::judgement::outcome::RULE;
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{PersonId, StreamId},
    judgement::{
        baseline::no_such_track,
        outcome::{Outcome, Stage, Track},
    },
};

/// 立案 of an official on a track was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who filed.
    pub body: String,
    /// Number of the decision.
    pub number: String,
    /// Its date.
    pub filed_on: Day,
    /// The investigation that told it, where it is kept here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub investigation: Option<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The decision on sanction by the body with the power was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SanctionDecisionEntered {
    /// Of whom.
    pub official: PersonId,
    /// On which track.
    pub track: Track,
    /// Who decided.
    pub body: String,
    /// Its number.
    pub number: String,
    /// Its date.
    pub decided_on: Day,
    /// What it says.
    pub result: String,
    /// The investigation that told it, where it is kept here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub investigation: Option<StreamId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Enter a 立案.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterFiling {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 立案机关.
    pub body: String,
    /// 立案决定文号.
    pub number: String,
    /// 立案日期.
    pub filed_on: Day,
}

/// 登记立案.
pub const FILING: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "立案机关", Input::Line),
        Field::new("number", "立案决定文号", Input::Line),
        Field::new("filed_on", "立案日期", Input::Day),
    ],
    ..Action::new("enter_filing", "登记立案", &RULE, || {
        answers_of(&EnterFiling {
            official: "zhou".into(),
            track: Track::Party,
            body: "示例".to_owned(),
            number: "示例".to_owned(),
            filed_on: Day::constant(2026, 3, 4),
        })
    })
};

/// Enter a decision on sanction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterSanctionDecision {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 作出决定的机关.
    pub body: String,
    /// 决定文号.
    pub number: String,
    /// 决定日期.
    pub decided_on: Day,
    /// 决定内容.
    pub result: String,
}

/// 登记处分（处理）决定.
pub const SANCTION: Action = Action {
    who: &[Role::CaseOfficer, Role::CaseManagement],
    fields: &[
        Field::new("official", "当事人", Input::Pick("officials")),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "作出决定的机关", Input::Line),
        Field::new("number", "决定文号", Input::Line),
        Field::new("decided_on", "决定日期", Input::Day),
        Field::new("result", "决定内容", Input::Line),
    ],
    ..Action::new("enter_sanction_decision", "登记处分（处理）决定", &RULE, || {
        answers_of(&EnterSanctionDecision {
            official: "zhou".into(),
            track: Track::Party,
            body: "示例".to_owned(),
            number: "示例".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            result: "示例".to_owned(),
        })
    })
};

/// An investigation that is kept here tells of 立案.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFiling {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 立案机关.
    pub body: String,
    /// 立案决定文号.
    pub number: String,
    /// 立案日期.
    pub filed_on: Day,
    /// 立案审查.
    pub investigation: StreamId,
}

/// 记入立案.
pub const NOTE_FILING: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("official", "当事人", Input::Person),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "立案机关", Input::Line),
        Field::new("number", "立案决定文号", Input::Line),
        Field::new("filed_on", "立案日期", Input::Day),
        Field::new("investigation", "立案审查", Input::Line),
    ],
    help: "登记立案时写明本案编号的，由系统自动记入，无须人工填写。",
    ..Action::new("note_filing", "记入立案", &RULE, || {
        answers_of(&NoteFiling {
            official: "zhou".into(),
            track: Track::Party,
            body: "青澜区纪委".to_owned(),
            number: "青纪立〔2026〕3号".to_owned(),
            filed_on: Day::constant(2026, 3, 4),
            investigation: "investigation/sample".into(),
        })
    })
};

/// An investigation that is kept here tells of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteSanctionDecision {
    /// 当事人.
    pub official: PersonId,
    /// 轨道.
    pub track: Track,
    /// 作出决定的机关.
    pub body: String,
    /// 决定文号.
    pub number: String,
    /// 决定日期.
    pub decided_on: Day,
    /// 决定内容.
    pub result: String,
    /// 立案审查.
    pub investigation: StreamId,
}

/// 记入处分（处理）决定.
pub const NOTE_SANCTION: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("official", "当事人", Input::Person),
        Field::new("track", "轨道", Input::Choice(Track::CHOICES)),
        Field::new("body", "作出决定的机关", Input::Line),
        Field::new("number", "决定文号", Input::Line),
        Field::new("decided_on", "决定日期", Input::Day),
        Field::new("result", "决定内容", Input::Line),
        Field::new("investigation", "立案审查", Input::Line),
    ],
    help: "立案审查作出决定后由系统自动记入，无须人工填写。",
    ..Action::new("note_sanction_decision", "记入处分（处理）决定", &RULE, || {
        answers_of(&NoteSanctionDecision {
            official: "zhou".into(),
            track: Track::Party,
            body: "青澜区纪委".to_owned(),
            number: "青纪免〔2026〕3号".to_owned(),
            decided_on: Day::constant(2026, 3, 4),
            result: "免予党纪处分".to_owned(),
            investigation: "investigation/sample".into(),
        })
    })
};

/// Whether 立案 of `official` on `track` is on record.
pub(super) fn filed(case: &Case, official: &PersonId, track: Track) -> bool {
    case.filings.iter().any(|filing| filing.official == *official && filing.track == track)
}

/// The stage at which an official stands on a track: 立案 lifts it out of the stage of the lead.
pub(super) fn stage_of(case: &Case, official: &PersonId, track: Track) -> Option<Stage> {
    let stage = case.applied.as_ref()?.stage;
    let early = matches!(stage, Stage::Review | Stage::Appeal | Stage::Investigation);
    Some(if filed(case, official, track) && !early { Stage::Investigation } else { stage })
}

/// Notes that the person is no official of this case, where that is so.
pub(super) fn concerned(case: &Case, official: &PersonId, missing: &mut Missing) {
    missing.unless(case.concerns(official), || {
        Reason::new(&application::RULE, "所选的人不是本案当事人，请从当事人中选择。").at("official")
    });
}

pub(super) fn decide_filing(case: &Case, command: EnterFiling, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    file(case, command, None, blocked_filing(case, facts), facts)
}

/// An investigation that is kept here tells of 立案; it may come before the application was accepted.
pub(super) fn decide_note_filing(
    case: &Case,
    command: NoteFiling,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let NoteFiling { official, track, body, number, filed_on, investigation } = command;
    let entered = EnterFiling { official, track, body, number, filed_on };
    file(case, entered, Some(investigation), blocked_note_filing(case, facts), facts)
}

pub(super) fn blocked_note_filing(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    by_job(facts, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

/// Notes that only the program itself brings this.
fn by_job(facts: &Facts, missing: &mut Missing) {
    missing.unless(facts.is(Role::SystemJobs), || {
        Reason::new(&RULE, "立案审查登记后由系统自动记入，不能手工记入；其他机关的立案、决定请另行登记。")
    });
}

fn file(
    case: &Case,
    command: EnterFiling,
    investigation: Option<StreamId>,
    blocked: Vec<Reason>,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked));
    concerned(case, &command.official, &mut missing);
    missing.unless(matches!(command.track, Track::Party | Track::Government), || {
        let says = format!("{}轨道没有立案程序，请选择党纪或者政务。", command.track.title());
        Reason::new(&RULE, says).at("track")
    });
    let person = facts.person(&command.official);
    if let Some(reason) = person.and_then(|person| no_such_track(command.track, person, facts.today)) {
        missing.add(reason);
    }
    missing.unless(!filed(case, &command.official, command.track), || {
        let says = format!("该当事人的{}立案已经登记，不必重复登记。", command.track.title());
        Reason::new(&RULE, says).at("track")
    });
    missing.unless(command.filed_on <= facts.acted_on(), || {
        Reason::new(&RULE, "立案日期晚于登记之日，请更正。").at("filed_on")
    });
    missing.settle()?;
    Ok(vec![Event::FilingEntered(FilingEntered {
        official: command.official,
        track: command.track,
        body: command.body,
        number: command.number,
        filed_on: command.filed_on,
        investigation,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_filing(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    accepted(case, &mut missing);
    unreported(case, &RULE, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_sanction(
    case: &Case,
    command: EnterSanctionDecision,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    sanction(case, command, None, blocked_sanction(case, facts), facts)
}

/// An investigation that is kept here tells of the decision.
pub(super) fn decide_note_sanction(
    case: &Case,
    command: NoteSanctionDecision,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let NoteSanctionDecision { official, track, body, number, decided_on, result, investigation } = command;
    let entered = EnterSanctionDecision { official, track, body, number, decided_on, result };
    sanction(case, entered, Some(investigation), blocked_note_sanction(case, facts), facts)
}

pub(super) fn blocked_note_sanction(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    by_job(facts, &mut missing);
    missing.take(gate(blocked_sanction(case, facts)));
    missing.into_reasons()
}

fn sanction(
    case: &Case,
    command: EnterSanctionDecision,
    investigation: Option<StreamId>,
    blocked: Vec<Reason>,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked));
    let told = |entered: &SanctionDecisionEntered| {
        entered.investigation.is_some() && entered.investigation == investigation
    };
    missing.unless(!case.sanction_decisions.iter().any(told), || {
        Reason::new(&RULE, "该立案审查的决定已经记入，不重复记入。")
    });
    concerned(case, &command.official, &mut missing);
    let outcome = case.determined.iter().flat_map(|determined| &determined.determinations);
    let outcome = outcome
        .flat_map(|determination| &determination.outcomes)
        .find(|outcome| outcome.official == command.official && outcome.track == command.track)
        .map(|proposed| proposed.outcome);
    let words = outcome.map_or("", |outcome| outcome.words_on(command.track));
    match outcome {
        None => missing
            .add(Reason::new(&RULE, "认定没有涉及该当事人的这一轨道，请核对当事人和轨道。").at("track")),
        // 免予 and 不予 are decided in writing by the body with the power as well; only where there is nothing
        // to decide on is there no decision.
        Some(
            Outcome::Exempt
            | Outcome::NotImposed
            | Outcome::Lighter
            | Outcome::Mitigated
            | Outcome::NotTolerated,
        ) => {}
        Some(Outcome::NotPursued | Outcome::Settled) => missing.add(
            Reason::new(&RULE, format!("该当事人在这一轨道的认定是“{words}”，不存在处分（处理）决定。"))
                .at("track"),
        ),
    }
    missing.unless(command.decided_on <= facts.acted_on(), || {
        Reason::new(&RULE, "决定日期晚于登记之日，请更正。").at("decided_on")
    });
    missing.settle()?;
    Ok(vec![Event::SanctionDecisionEntered(SanctionDecisionEntered {
        official: command.official,
        track: command.track,
        body: command.body,
        number: command.number,
        decided_on: command.decided_on,
        result: command.result,
        investigation,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_sanction(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.determined.is_some(), || {
        Reason::new(&RULE, "尚未作出容错认定；认定之后再登记处分（处理）决定。").remedy("determine")
    });
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::testing::{Scene, before, command, straightly};
    use serde_json::json;

    fn filing(track: &str, on: &str) -> crate::cases::tolerance::Command {
        command(
            "enter_filing",
            json!({ "official": "zhou", "track": track, "body": "青澜区监委", "number": "青监立〔2026〕3号", "filed_on": on }),
        )
    }

    #[test]
    fn a_filing_is_entered_once_on_a_track_that_exists_for_the_official() {
        let scene = before("enter_filing");
        scene.when(filing("government", "2026-03-13")).refused_with(["G1"]);
        scene.when(filing("lead", "2026-03-11")).refused_with(["G1"]);
        let retired = scene.clone().knowing(|facts| {
            let zhou = facts.people.get_mut(&crate::ids::PersonId::from("zhou")).unwrap();
            zhou.retired_on = Some(crate::cases::tolerance::testing::day("2026-01-01"));
        });
        retired.when(filing("government", "2026-03-11")).refused_with(["G6"]);
        retired.when(filing("party", "2026-03-11")).done();
        scene.after(straightly("enter_filing")).when(straightly("enter_filing")).refused_with(["G1"]);
    }

    #[test]
    fn a_decision_is_entered_once_there_is_a_determination_on_its_track() {
        let decision = |track: &str| {
            command(
                "enter_sanction_decision",
                json!({ "official": "zhou", "track": track, "body": "青澜区纪委", "number": "1", "decided_on": "2026-04-07", "result": "免予党纪处分" }),
            )
        };
        before("determine").when(decision("party")).refused_by("G1");
        before("serve").when(decision("accountability")).refused_with(["G1"]);
        before("serve").when(decision("party")).done();
    }

    /// By hand nothing is noted, whatever the state.
    fn by_hand(scene: &Scene) -> crate::facts::Facts {
        crate::facts::Facts { roles: vec![crate::people::Role::CaseManagement], ..scene.facts.clone() }
    }

    fn noted(on: &str) -> crate::cases::tolerance::Command {
        command(
            "note_filing",
            json!({ "official": "zhou", "track": "government", "body": "青澜区监委", "number": "青监立〔2026〕3号", "filed_on": on, "investigation": "investigation/i1" }),
        )
    }

    #[test]
    fn an_investigation_kept_here_tells_of_its_filing_once_and_only_by_the_job() {
        let early = before("accept");
        let told = early.after(noted("2026-03-03"));
        told.when(noted("2026-03-03")).refused_with(["G1"]);
        assert!(told.case.filings.iter().any(|f| f.investigation.is_some()));
        let scene = before("enter_filing");
        assert!(!super::blocked_note_filing(&scene.case, &by_hand(&scene)).is_empty());
        before("compose_consultation").when(noted("2026-03-03")).refused_with(["G1"]);
    }

    #[test]
    fn an_investigation_kept_here_tells_of_its_decision_once_after_the_determination() {
        let told = || {
            command(
                "note_sanction_decision",
                json!({ "official": "zhou", "track": "party", "body": "青澜区纪委", "number": "1", "decided_on": "2026-04-07", "result": "免予党纪处分", "investigation": "investigation/i1" }),
            )
        };
        before("determine").when(told()).refused_by("G1");
        let scene = before("serve").after(told());
        scene.when(told()).refused_with(["G1"]);
        let open = before("serve");
        assert!(!super::blocked_note_sanction(&open.case, &by_hand(&open)).is_empty());
    }
}
