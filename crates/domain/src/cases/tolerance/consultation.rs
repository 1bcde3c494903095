//! 会商 — no determination without it; opinions with reasons, dissent verbatim (P6 认定必会商).

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
    ids::{PersonId, UnitId},
    people::words,
};

words! {
    /// How it is held.
    Form {
        /// 多部门会商研判.
        Joint = "joint" "多部门会商研判",
        /// 内部会商.
        Internal = "internal" "会议会商",
        /// 书面会商: simple matters only.
        Written = "written" "书面征求意见会商",
    }
}

words! {
    /// What makes 多部门会商 necessary.
    Weight {
        /// 一般.
        Simple = "simple" "一般",
        /// 情况复杂.
        Complex = "complex" "情况复杂",
        /// 内容敏感.
        Sensitive = "sensitive" "内容敏感",
        /// 影响重大.
        Major = "major" "影响重大",
    }
}

words! {
    /// 会商意见; it is not a ballot.
    Opinion {
        /// 同意.
        Agree = "agree" "同意",
        /// 不同意.
        Disagree = "disagree" "不同意",
        /// 保留.
        Reserve = "reserve" "保留意见",
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// For which department.
    pub unit: UnitId,
}

/// The composition was fixed, before the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    /// How.
    pub form: Form,
    /// Why in that form.
    pub weight: Weight,
    /// 主持.
    pub chair: PersonId,
    /// Members, the chair among them.
    pub members: Vec<Member>,
    /// When.
    pub meets_on: Day,
    /// 议题.
    pub agenda: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member gave an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionGiven {
    /// Who.
    pub member: PersonId,
    /// In a word.
    pub opinion: Opinion,
    /// Reasons, verbatim.
    pub why: String,
    /// When.
    pub on: Day,
}

/// The meeting was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Members present.
    pub present: Vec<PersonId>,
    /// Members who stood aside and do not count.
    pub recused: Vec<PersonId>,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The minutes were sent to the members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesSent {
    /// The minutes.
    pub text: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A member read the minutes, and corrected them or had nothing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesAnswered {
    /// Who.
    pub member: PersonId,
    /// The correction, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// When.
    pub on: Day,
}

/// The consultation is finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationClosed {
    /// 会商结论.
    pub conclusion: String,
    /// Who did it.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// The consultation so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// 组成.
    pub composed: Composed,
    /// 意见, by member.
    pub opinions: Vec<OpinionGiven>,
    /// 召开.
    pub held: Option<Held>,
    /// 纪要.
    pub minutes: Option<MinutesSent>,
    /// 核改.
    pub answers: Vec<MinutesAnswered>,
    /// 结束.
    pub closed: Option<ConsultationClosed>,
}

/// No determination without consultation.
pub static RULE: Rule = Rule {
    code: "P6",
    phrase: "认定必会商",
    asks: "未经会商不得认定；会商结束前成员核改纪要，不同意见原文保留。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// A member, as the form names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberNamed {
    /// 成员.
    pub person: PersonId,
    /// 代表的部门.
    pub unit: UnitId,
}

const MEMBER_NAMED_FIELDS: &[Field] =
    &[Field::new("person", "成员", Input::Person), Field::new("unit", "代表的部门", Input::Unit)];

/// Fix the composition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComposeConsultation {
    /// 会商形式.
    pub form: Form,
    /// 案件性质.
    pub weight: Weight,
    /// 主持人.
    pub chair: PersonId,
    /// 会商成员.
    pub members: Vec<MemberNamed>,
    /// 会商日期.
    pub meets_on: Day,
    /// 议题.
    pub agenda: String,
}

/// 组成会商.
pub const COMPOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("form", "会商形式", Input::Choice(Form::CHOICES)),
        Field::new("weight", "案件性质", Input::Choice(Weight::CHOICES))
            .hint("情况复杂、内容敏感、影响重大的，应当多部门会商研判"),
        Field::new("chair", "主持人", Input::Person),
        Field::new("members", "会商成员", Input::List(MEMBER_NAMED_FIELDS)),
        Field::new("meets_on", "会商日期", Input::Day),
        Field::new("agenda", "议题", Input::Text),
    ],
    ..Action::new("compose_consultation", "组成会商", &RULE, || {
        answers_of(&ComposeConsultation {
            form: Form::Joint,
            weight: Weight::Complex,
            chair: "lin".into(),
            members: vec![MemberNamed { person: "lin".into(), unit: "shiqiao".into() }],
            meets_on: Day::constant(2026, 3, 4),
            agenda: "示例".to_owned(),
        })
    })
};

/// Give an opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveOpinion {
    /// 会商意见.
    pub opinion: Opinion,
    /// 理由.
    pub why: String,
}

/// 提交会商意见.
pub const OPINE: Action = Action {
    who: &[Role::ConsultedMember, Role::CaseManagement],
    fields: &[
        Field::new("opinion", "会商意见", Input::Choice(Opinion::CHOICES)),
        Field::new("why", "理由", Input::Text),
    ],
    ..Action::new("give_opinion", "提交会商意见", &RULE, || {
        answers_of(&GiveOpinion { opinion: Opinion::Agree, why: "示例".to_owned() })
    })
};

/// Record that it was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldConsultation {
    /// 到会成员.
    pub present: Vec<PersonId>,
}

/// 登记会商召开.
pub const HOLD: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("present", "到会成员", Input::Picks("members"))],
    ..Action::new("hold_consultation", "登记会商召开", &RULE, || {
        answers_of(&HoldConsultation { present: vec!["lin".into()] })
    })
};

/// Send the minutes to the members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMinutes {
    /// 会商纪要.
    pub text: String,
}

/// 送会商纪要核改.
pub const SEND_MINUTES: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("text", "会商纪要", Input::Text)],
    document: Some("会商纪要"),
    ..Action::new("send_minutes", "送会商纪要核改", &RULE, || {
        answers_of(&SendMinutes { text: "示例".to_owned() })
    })
};

/// Read the minutes and correct them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMinutes {
    /// 需要更正的内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

/// 核改会商纪要.
pub const ANSWER_MINUTES: Action = Action {
    who: &[Role::ConsultedMember],
    fields: &[Field::new("correction", "需要更正的内容", Input::Text).hint("没有可以不填").optional()],
    ..Action::new("answer_minutes", "核改会商纪要", &RULE, || {
        answers_of(&AnswerMinutes { correction: Some("示例".to_owned()) })
    })
};

/// Finish the consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseConsultation {
    /// 会商结论.
    pub conclusion: String,
}

/// 会商结束.
pub const CLOSE: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[Field::new("conclusion", "会商结论", Input::Text)],
    ..Action::new("close_consultation", "会商结束", &RULE, || {
        answers_of(&CloseConsultation { conclusion: "示例".to_owned() })
    })
};

pub(super) fn decide_compose(
    case: &Case,
    command: ComposeConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_compose(case, facts))?;

    Ok(vec![Event::Composed(Composed {
        form: command.form,
        weight: command.weight,
        chair: command.chair,
        members: command.members.into_iter().map(|m| Member { person: m.person, unit: m.unit }).collect(),
        meets_on: command.meets_on,
        agenda: command.agenda,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_compose(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.reported.is_some(), || {
        Reason::new(&RULE, "核实报告尚未定稿，请先提交核实报告。").remedy("report")
    });

    missing.into_reasons()
}

pub(super) fn decide_opine(case: &Case, command: GiveOpinion, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_opine(case, facts))?;

    Ok(vec![Event::OpinionGiven(OpinionGiven {
        member: facts.acting().clone(),
        opinion: command.opinion,
        why: command.why,
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_opine(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.is_some(), || {
        Reason::new(&RULE, "尚未组成会商。").remedy("compose_consultation")
    });

    missing.into_reasons()
}

pub(super) fn decide_hold(
    case: &Case,
    command: HoldConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_hold(case, facts))?;

    Ok(vec![Event::Held(Held {
        present: command.present,
        recused: Vec::new(),
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_hold(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.is_some(), || {
        Reason::new(&RULE, "尚未组成会商。").remedy("compose_consultation")
    });

    missing.into_reasons()
}

pub(super) fn decide_send_minutes(
    case: &Case,
    command: SendMinutes,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_send_minutes(case, facts))?;

    Ok(vec![Event::MinutesSent(MinutesSent {
        text: command.text,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_send_minutes(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.as_ref().is_some_and(|c| c.held.is_some()), || {
        Reason::new(&RULE, "会商尚未召开。").remedy("hold_consultation")
    });

    missing.into_reasons()
}

pub(super) fn decide_answer_minutes(
    case: &Case,
    command: AnswerMinutes,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_answer_minutes(case, facts))?;

    Ok(vec![Event::MinutesAnswered(MinutesAnswered {
        member: facts.acting().clone(),
        correction: command.correction,
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_answer_minutes(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.as_ref().is_some_and(|c| c.minutes.is_some()), || {
        Reason::new(&RULE, "会商纪要尚未送达成员。").remedy("send_minutes")
    });

    missing.into_reasons()
}

pub(super) fn decide_close(
    case: &Case,
    command: CloseConsultation,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    Refusal::unless_empty(blocked_close(case, facts))?;

    Ok(vec![Event::ConsultationClosed(ConsultationClosed {
        conclusion: command.conclusion,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_close(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.consultation.as_ref().is_some_and(|c| c.minutes.is_some()), || {
        Reason::new(&RULE, "会商纪要尚未送成员核改。").remedy("send_minutes")
    });

    missing.into_reasons()
}
