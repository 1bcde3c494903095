//! 并案 — applications in one matter become one case with the earliest clock, and everyone is answered (G8, P1).
//!
//! Source: mechanism §2 P1 (the same matter is joined into one case with the earliest clock; each applicant is
//! answered), P2 (a repeated application without new facts is joined and answered once), D3, §3 G8. 案管 joins from
//! the joining case; the leading case takes it over in the same transaction or refuses, and then nothing happened
//! in either. The joining case does nothing more: its applicant reads there where the answer comes from, and (G4)
//! learns nothing else of the leading case. Not decided here: the splitting off of new matters (另案), and what
//! becomes of each applicant who takes the application back (that is `withdrawal`).

use super::{Case, Event, admission::undetermined, feedback, gate, recusal};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, Telling, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use super::application::{Applicant, COMMITTEE_RULE, Concerned, OFFICIAL_NAMED_FIELDS, OfficialNamed};
use crate::{
    day::Day,
    ids::{PersonId, StreamId, UnitId},
    people::words,
};

words! {
    /// Why two applications are one case.
    Sort {
        /// 同一事项.
        Same = "same" "同一事项",
        /// 重复申请, without new facts.
        Repeat = "repeat" "重复申请（没有新的事实）",
    }
}

/// An application that is carried from one case into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its stream.
    pub stream: StreamId,
    /// `容〔2026〕19号`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// In which capacity.
    pub applicant: Applicant,
    /// Who applied.
    pub by: PersonId,
    /// The day it was received: the clock runs from the earliest.
    pub on: Day,
    /// When it was accepted, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
    /// 当事人 it names.
    pub officials: Vec<Concerned>,
    /// 所在单位.
    pub unit: UnitId,
    /// 线索来源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<UnitId>,
    /// What the applicant said happened.
    pub facts: String,
}

/// This case went into another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedInto {
    /// The leading case.
    pub into: StreamId,
    /// Its number.
    pub into_number: String,
    /// Why they are one.
    pub sort: Sort,
    /// What this application says that the leading one did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_facts: Option<String>,
    /// Reasons.
    pub why: String,
    /// What is carried over.
    pub carried: Carried,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Another application came into this case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Why they are one.
    pub sort: Sort,
    /// What it says that was not known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_facts: Option<String>,
    /// The application.
    pub carried: Carried,
    /// Who joined them.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// Another committee answers for the case (D3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitteeSet {
    /// The committee.
    pub committee: UnitId,
    /// The one before.
    pub instead_of: UnitId,
    /// Reasons.
    pub why: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// One matter is one case.
pub static RULE: Rule = Rule {
    code: "G8",
    phrase: "并案、另案",
    asks: "同一事项的申请并为一案，期限从最早的申请起算，每个申请人都得到答复；没有新的事实的重复申请并案后答复一次。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Join this case into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinInto {
    /// 并入的案件.
    pub into: String,
    /// 并案的情形.
    pub sort: Sort,
    /// 新的事实.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_facts: Option<String>,
    /// 理由.
    pub why: String,
}

/// 并入另一案件.
pub const JOIN: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("into", "并入的案件", Input::Case("tolerance")).hint("填写案号，如 容〔2026〕17号"),
        Field::new("sort", "并案的情形", Input::Choice(Sort::CHOICES)),
        Field::new("new_facts", "本申请提出的新的事实", Input::Text)
            .hint("与主案申请不同的时间、地点、金额、人员；没有的不填")
            .optional(),
        Field::new("why", "理由", Input::Text),
    ],
    grave: true,
    help: "并案后本案不再单独办理，期限从最早的申请起算，申请人由主案答复。",
    ..Action::new("join_into", "并入另一案件", &RULE, || {
        answers_of(&JoinInto {
            into: "容〔2026〕17号".to_owned(),
            sort: Sort::Same,
            new_facts: Some("示例".to_owned()),
            why: "示例".to_owned(),
        })
    })
};

/// Take over an application from another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiveJoined {
    /// 原案件.
    pub stream: String,
    /// 原案号.
    pub number: String,
    /// 事由.
    pub title: String,
    /// 申请主体.
    pub applicant: Applicant,
    /// 申请人.
    pub applied_by: PersonId,
    /// 申请日期.
    pub applied_on: Day,
    /// 受理日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
    /// 当事人.
    pub officials: Vec<OfficialNamed>,
    /// 所在单位.
    pub unit: UnitId,
    /// 线索来源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<UnitId>,
    /// 事实经过与申请理由.
    pub facts: String,
    /// 并案的情形.
    pub sort: Sort,
    /// 新的事实.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_facts: Option<String>,
    /// 办理并案的人.
    pub joined_by: PersonId,
    /// 并案日期.
    pub joined_on: Day,
}

/// 接收并入的申请.
pub const RECEIVE: Action = Action {
    who: &[Role::SystemJobs],
    fields: &[
        Field::new("stream", "原案件", Input::Line),
        Field::new("number", "原案号", Input::Line),
        Field::new("title", "事由", Input::Line),
        Field::new("applicant", "申请主体", Input::Choice(Applicant::CHOICES)),
        Field::new("applied_by", "申请人", Input::Person),
        Field::new("applied_on", "申请日期", Input::Day),
        Field::new("accepted_on", "受理日期", Input::Day).optional(),
        Field::new("officials", "当事人", Input::List(OFFICIAL_NAMED_FIELDS)),
        Field::new("unit", "所在单位", Input::Unit),
        Field::new("source", "线索来源", Input::Unit).optional(),
        Field::new("facts", "事实经过与申请理由", Input::Text),
        Field::new("sort", "并案的情形", Input::Choice(Sort::CHOICES)),
        Field::new("new_facts", "新的事实", Input::Text).optional(),
        Field::new("joined_by", "办理并案的人", Input::Person),
        Field::new("joined_on", "并案日期", Input::Day),
    ],
    ..Action::new("receive_joined", "接收并入的申请", &RULE, || {
        answers_of(&ReceiveJoined {
            stream: "tolerance/1".to_owned(),
            number: "容〔2026〕19号".to_owned(),
            title: "示例".to_owned(),
            applicant: Applicant::Unit,
            applied_by: "lin".into(),
            applied_on: Day::constant(2026, 3, 4),
            accepted_on: Some(Day::constant(2026, 3, 4)),
            officials: vec![OfficialNamed { person: "lin".into(), post: Some("示例".to_owned()) }],
            unit: "shiqiao".into(),
            source: Some("shiqiao".into()),
            facts: "示例".to_owned(),
            sort: Sort::Same,
            new_facts: Some("示例".to_owned()),
            joined_by: "lin".into(),
            joined_on: Day::constant(2026, 3, 4),
        })
    })
};

/// Name another committee that answers for the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCommittee {
    /// 负责的党组织.
    pub committee: UnitId,
    /// 理由.
    pub why: String,
}

/// 改定负责的党组织.
pub const SET_COMMITTEE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("committee", "负责的党组织", Input::Unit).hint("书记是当事人的，填写上一级党组织"),
        Field::new("why", "理由", Input::Text),
    ],
    help: "原负责的党组织从此看不到本案。",
    ..Action::new("set_committee", "改定负责的党组织", &COMMITTEE_RULE, || {
        answers_of(&SetCommittee { committee: "shiqiao".into(), why: "示例".to_owned() })
    })
};

pub(super) fn decide_join(case: &Case, command: JoinInto, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_join(case, facts)));
    let leading = facts.cases.get(&command.into);
    match leading {
        None => missing.add(Reason::new(&RULE, "没有找到这个案号的案件，请核对后重新填写。").at("into")),
        Some(leading) => missing.unless(leading.stream != facts.case, || {
            Reason::new(&RULE, "填写的案号就是本案，请填写要并入的另一案件。").at("into")
        }),
    }
    missing.unless(command.sort == Sort::Same || command.new_facts.is_none(), || {
        let says = "有新的事实的不是重复申请：请改选“同一事项”并入，或者继续单独办理本案。";
        Reason::new(&RULE, says).at("sort")
    });
    missing.settle()?;
    let (Some(leading), Some(applied)) = (leading, &case.applied) else {
        return Err(Refusal::one(&RULE, "没有可以并案的申请。"));
    };
    Ok(vec![Event::JoinedInto(JoinedInto {
        into: leading.stream.clone(),
        into_number: leading.number.clone(),
        sort: command.sort,
        new_facts: command.new_facts,
        why: command.why,
        carried: Carried {
            stream: facts.case.clone(),
            number: applied.number.clone(),
            title: applied.title.clone(),
            applicant: applied.applicant,
            by: applied.by.clone(),
            on: applied.on,
            accepted_on: case.accepted.as_ref().map(|accepted| accepted.on),
            officials: applied.officials.clone(),
            unit: applied.unit.clone(),
            source: applied.source.clone(),
            facts: applied.facts.clone(),
        },
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_join(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &RULE, &mut missing);
    missing.unless(case.joined.is_empty(), || {
        Reason::new(&RULE, "已有申请并入本案，本案不能再并入他案；请把另一案并入本案。")
    });
    // What was told to people here is answered here.
    let told = !case.notified.is_empty() || case.unit_asked.is_some() || case.reported.is_some();
    missing.unless(!told || case.determined.is_some(), || {
        Reason::new(
            &RULE,
            "本案已经征求单位意见、告知当事人或者形成核实报告，不能再并入他案；请把另一案并入本案。",
        )
    });
    missing.unless(case.withdrawals.is_empty(), || Reason::new(&RULE, "本案的申请已经撤回，不必并案。"));
    missing.into_reasons()
}

/// What the joined case tells the leading one, in the same transaction.
pub(super) fn tells(event: &JoinedInto) -> Telling {
    let carried = &event.carried;
    let officials = carried.officials.iter();
    let answers = answers_of(&ReceiveJoined {
        stream: carried.stream.0.clone(),
        number: carried.number.clone(),
        title: carried.title.clone(),
        applicant: carried.applicant,
        applied_by: carried.by.clone(),
        applied_on: carried.on,
        accepted_on: carried.accepted_on,
        officials: officials
            .map(|one| OfficialNamed { person: one.person.clone(), post: one.post.clone() })
            .collect(),
        unit: carried.unit.clone(),
        source: carried.source.clone(),
        facts: carried.facts.clone(),
        sort: event.sort,
        new_facts: event.new_facts.clone(),
        joined_by: event.by.clone(),
        joined_on: event.on,
    });
    Telling { stream: event.into.clone(), action: RECEIVE.name, answers, at_once: true }
}

pub(super) fn decide_receive(
    case: &Case,
    command: ReceiveJoined,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_receive(case, facts)));
    let already = case.joined.iter().any(|joined| joined.carried.number == command.number);
    missing.unless(!already, || Reason::new(&RULE, "这件申请已经并入，不必重复办理。").at("into"));
    if let Some(ground) = recusal::excluded(case, facts, &command.joined_by) {
        let says = format!("您{}，应当回避要并入的案件，请由案管其他人员办理并案。", ground.title());
        missing.add(Reason::new(&recusal::RULE, says));
    }
    let officials = command.officials.into_iter();
    let joined = Joined {
        sort: command.sort,
        new_facts: command.new_facts,
        carried: Carried {
            stream: StreamId(command.stream),
            number: command.number,
            title: command.title,
            applicant: command.applicant,
            by: command.applied_by,
            on: command.applied_on,
            accepted_on: command.accepted_on,
            officials: officials.map(|row| Concerned { person: row.person, post: row.post }).collect(),
            unit: command.unit,
            source: command.source,
            facts: command.facts,
        },
        by: command.joined_by,
        on: command.joined_on,
    };
    fits(case, &joined, facts, &mut missing);
    missing.settle()?;
    Ok(vec![Event::Joined(joined)])
}

/// Whether the application can be answered by this case.
fn fits(case: &Case, joined: &Joined, facts: &Facts, missing: &mut Missing) {
    let Some(applied) = &case.applied else { return };
    let carried = &joined.carried;
    let is_new = |person: &PersonId| !case.concerns(person);
    let more = carried.officials.iter().any(|one| is_new(&one.person));
    missing.unless(carried.unit == applied.unit, || {
        let says = "两件申请的所在单位不同，征求单位意见和反馈结果不能合并，请分别办理。";
        Reason::new(&RULE, says).at("into")
    });
    missing.unless(joined.sort == Sort::Same || !more, || {
        Reason::new(&RULE, "本申请涉及要并入的案件以外的当事人，不是重复申请，请改选“同一事项”。").at("sort")
    });
    if let Some(determined) = &case.determined {
        let on = determined.on.words();
        missing.unless(joined.sort == Sort::Repeat, || {
            let says = format!(
                "{}已于{on}作出认定，不能再并入：有新的事实的，请继续单独办理本案；对认定有异议的，请当事人申请异议复查。",
                applied.number
            );
            Reason::new(&RULE, says).at("into")
        });
        let told = feedback::recipients(case);
        let source =
            carried.source.clone().is_none_or(|source| told.contains(&crate::kind::Who::Unit(source)));
        missing.unless(source, || {
            let says = format!("本申请的线索来源不在{}的反馈对象之内，不能以重复申请答复。", applied.number);
            Reason::new(&RULE, says).at("into")
        });
    } else {
        missing.unless(case.reported.is_none() || !more, || {
            let says = format!(
                "{}的核实报告已经定稿，新的当事人还没有核实、告知和申辩：请由审理退回补充核实后再并案，或者继续单独办理本案。",
                applied.number
            );
            Reason::new(&RULE, says).at("into")
        });
    }
    let secretary = facts.units.get(&applied.committee).and_then(|unit| unit.secretary.as_ref());
    let concerned = secretary.is_some_and(|one| carried.officials.iter().any(|row| row.person == *one));
    missing.unless(!concerned, || {
        let says = format!(
            "并案后，{}负责的党组织的书记成为当事人：请先在该案中“{}”，改由上一级党组织负责。",
            applied.number, SET_COMMITTEE.title
        );
        Reason::new(&COMMITTEE_RULE, says).at("into")
    });
}

pub(super) fn blocked_receive(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    if case.applied.is_none() {
        missing.add(Reason::new(&RULE, "要并入的是一件反映，还没有启动容错程序。").at("into"));
    }
    if let Some(joined) = &case.joined_into {
        let says = format!("要并入的案件已经并入{}，请填写该案号。", joined.into_number);
        missing.add(Reason::new(&RULE, says).at("into"));
    }
    if case.withdrawn.is_some() {
        let says = "要并入的案件已经撤回，没有结果可以答复申请人，请继续单独办理本案。";
        missing.add(Reason::new(&RULE, says).at("into"));
    }
    missing.into_reasons()
}

pub(super) fn decide_committee(
    case: &Case,
    command: SetCommittee,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_committee(case, facts)));
    let unit = facts.units.get(&command.committee);
    missing.unless(unit.is_some(), || {
        Reason::new(&COMMITTEE_RULE, "机构库中没有所选的党组织，请从机构库中重新选择。").at("committee")
    });
    let secretary = unit.and_then(|unit| unit.secretary.as_ref());
    missing.unless(secretary.is_none_or(|one| !case.concerns(one)), || {
        Reason::new(&COMMITTEE_RULE, "所选党组织的书记是当事人，请改填上一级党组织。").at("committee")
    });
    let before = case.applied.as_ref().map(|applied| applied.committee.clone());
    missing.unless(before.as_ref() != Some(&command.committee), || {
        Reason::new(&COMMITTEE_RULE, "所选党组织已经是本案负责的党组织，不必改定。").at("committee")
    });
    missing.settle()?;
    Ok(vec![Event::CommitteeSet(CommitteeSet {
        instead_of: before.unwrap_or_else(|| command.committee.clone()),
        committee: command.committee,
        why: command.why,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_committee(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    undetermined(case, &COMMITTEE_RULE, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests;
