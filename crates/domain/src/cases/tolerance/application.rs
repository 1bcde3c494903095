//! 申请 — the organ, the official or the unit asks for the procedure to start (P1).

use super::{Case, Event};
use crate::{
    facts::Facts,
    form::{Field, Input},
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    judgement::outcome::Stage,
    people::words,
};

words! {
    /// Who may apply: 纪检监察机关、当事人及所在单位均有权提出申请.
    Applicant {
        /// 纪检监察机关.
        Organ = "organ" "纪检监察机关",
        /// 当事人.
        Official = "official" "当事人",
        /// 所在单位.
        Unit = "unit" "所在单位",
    }
}

/// An official concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Who.
    pub person: PersonId,
    /// Post at the time of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}

/// The procedure was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// `容〔2026〕17号`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// In which capacity.
    pub applicant: Applicant,
    /// Who applied.
    pub by: PersonId,
    /// The day it was received, or the date of the paper.
    pub on: Day,
    /// 当事人, at least one.
    pub officials: Vec<Concerned>,
    /// 所在单位 at the time of the act.
    pub unit: UnitId,
    /// The committee that answers for the case (D3).
    pub committee: UnitId,
    /// 环节 in which the question arose (V1, G1).
    pub stage: Stage,
    /// 线索来源, to be told the result (P7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<UnitId>,
    /// Circumstance of the checklist that the applicant invokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// First day of the act.
    pub first_day: Day,
    /// Last day of the act.
    pub last_day: Day,
    /// Loss in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<i64>,
    /// The goal it served (D2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// What happened, in the applicant's words.
    pub facts: String,
    /// Paper or enclosure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// Who may ask for the procedure.
pub static RULE: Rule = Rule {
    code: "P1",
    phrase: "三方均可申请",
    asks: "纪检监察机关、当事人及所在单位均有权提出申请，启动容错程序。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// An official concerned, as the form names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialNamed {
    /// 人员.
    pub person: PersonId,
    /// 行为发生时的职务.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}

const OFFICIAL_NAMED_FIELDS: &[Field] = &[
    Field::new("person", "人员", Input::Person),
    Field::new("post", "行为发生时的职务", Input::Line).optional(),
];

/// Ask for the procedure to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apply {
    /// 事由.
    pub title: String,
    /// 申请主体.
    pub applicant: Applicant,
    /// 当事人.
    pub officials: Vec<OfficialNamed>,
    /// 所在单位.
    pub unit: UnitId,
    /// 负责的党组织.
    pub committee: UnitId,
    /// 所处环节.
    pub stage: Stage,
    /// 线索来源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<UnitId>,
    /// 拟适用的情形.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<String>,
    /// 行为开始之日.
    pub first_day: Day,
    /// 行为终了之日.
    pub last_day: Day,
    /// 造成的损失（元）.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<i64>,
    /// 服务的改革目标.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// 事实经过与申请理由.
    pub facts: String,
    /// 申请材料.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 提出容错申请.
pub const ACTION: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer, Role::UnitContact, Role::Official],
    fields: &[
        Field::new("title", "事由", Input::Line).hint("一句话说清是什么事"),
        Field::new("applicant", "申请主体", Input::Choice(Applicant::CHOICES)),
        Field::new("officials", "当事人", Input::List(OFFICIAL_NAMED_FIELDS)),
        Field::new("unit", "所在单位", Input::Unit).hint("行为发生时的单位"),
        Field::new("committee", "负责的党组织", Input::Unit).hint("书记是当事人的，填写上一级党组织"),
        Field::new("stage", "所处环节", Input::Choice(Stage::CHOICES)),
        Field::new("source", "线索来源", Input::Unit).hint("如巡察办、审计部门，结果将反馈给它").optional(),
        Field::new("circumstance", "拟适用的情形", Input::Circumstance).optional(),
        Field::new("first_day", "行为开始之日", Input::Day),
        Field::new("last_day", "行为终了之日", Input::Day),
        Field::new("loss", "造成的损失（元）", Input::Money).optional(),
        Field::new("goal", "服务的改革目标", Input::Line).optional(),
        Field::new("facts", "事实经过与申请理由", Input::Text),
        Field::new("file", "申请材料", Input::File).optional(),
    ],
    opens: true,
    series: Some("容"),
    help: "纪检监察机关、当事人及所在单位均有权提出申请。提出后一律受理，不设门槛。",
    ..Action::new("apply", "提出容错申请", &RULE, || {
        answers_of(&Apply {
            title: "示例".to_owned(),
            applicant: Applicant::Unit,
            officials: vec![OfficialNamed { person: "lin".into(), post: Some("示例".to_owned()) }],
            unit: "shiqiao".into(),
            committee: "shiqiao".into(),
            stage: Stage::Lead,
            source: Some("shiqiao".into()),
            circumstance: Some("land.01".to_owned()),
            first_day: Day::constant(2026, 3, 4),
            last_day: Day::constant(2026, 3, 4),
            loss: Some(128_050),
            goal: Some("示例".to_owned()),
            facts: "示例".to_owned(),
            file: Some("file".into()),
        })
    })
};

pub(super) fn decide(case: &Case, command: Apply, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    for reason in blocked(case, facts) {
        missing.add(reason);
    }
    missing.unless(!command.officials.is_empty(), || {
        Reason::new(&RULE, "请至少写明一名当事人。").at("officials")
    });
    missing.unless(command.first_day <= command.last_day, || {
        Reason::new(&RULE, "行为终了之日早于开始之日，请更正。").at("last_day")
    });
    missing.settle()?;
    let (year, _, _) = facts.today.parts();
    let number = facts.number.unwrap_or_default();
    Ok(vec![Event::Applied(Applied {
        number: format!("{}〔{year}〕{number}号", facts.policy.settings.number_word),
        title: command.title,
        applicant: command.applicant,
        by: facts.acting().clone(),
        on: facts.acted_on(),
        officials: command
            .officials
            .into_iter()
            .map(|row| Concerned { person: row.person, post: row.post })
            .collect(),
        unit: command.unit,
        committee: command.committee,
        stage: command.stage,
        source: command.source,
        circumstance: command.circumstance,
        first_day: command.first_day,
        last_day: command.last_day,
        loss: command.loss,
        goal: command.goal,
        facts: command.facts,
        file: command.file,
    })])
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.applied.is_none(), || Reason::new(&RULE, "本案已经提出申请，同一事项并入本案办理。"));
    missing.into_reasons()
}
