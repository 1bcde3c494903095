//! 反映 — what a relative or a lawyer asks for becomes a signal for the organ's own check (P1).
//!
//! Source: the article, 完善适用范围; mechanism §2 P1 (three may apply; an application by a relative or lawyer
//! becomes a signal), P2. Neither of its two ends turns an application away: nobody who may apply wrote it, and
//! the official may still apply in person. The organ starts by itself (依职权启动, the ordinary application of the
//! organ), or a leader concludes the signal with what was checked, why no case is started, and how the writer was
//! answered. Not decided here: whether the matter is tolerated. The writer is seen by officers only (C4).

use super::{
    Case, Event,
    application::{self, Applicant, Apply, Concerned, OFFICIAL_NAMED_FIELDS, OfficialNamed, officials_known},
    evidence::uploaded,
    gate,
};
use crate::{
    facts::Facts,
    form::{Field, Input},
    judgement::outcome::Stage,
    kind::{Action, answers_of},
    people::Role,
    refusal::{Missing, Reason, Refusal},
    rule::{ARTICLE, Force, Rule},
};
use serde::{Deserialize, Serialize};

use crate::{
    day::Day,
    ids::{FileId, PersonId, UnitId},
    people::words,
};

words! {
    /// What the writer is to the official concerned.
    Relation {
        /// 亲属.
        Relative = "relative" "亲属",
        /// 律师.
        Lawyer = "lawyer" "律师",
        /// 其他.
        Other = "other" "其他",
    }
}

words! {
    /// How the writer was answered.
    Reply {
        /// 当面.
        InPerson = "in_person" "当面答复",
        /// 书面.
        Letter = "letter" "书面答复",
        /// 电话.
        Telephone = "telephone" "电话答复",
        /// No way to reach the writer.
        Unreachable = "unreachable" "无法联系，记明情况",
    }
}

/// Somebody who may not apply wrote or spoke for an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRecorded {
    /// `反〔2026〕3号`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What the writer is to the official.
    pub relation: Relation,
    /// The writer's name, as given.
    pub writer: String,
    /// About whom.
    pub officials: Vec<Concerned>,
    /// Their unit.
    pub unit: UnitId,
    /// What was said.
    pub says: String,
    /// The letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
    /// Who recorded it.
    pub by: PersonId,
    /// The day it came in.
    pub on: Day,
}

/// It was checked, no case was started, and the writer was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalConcluded {
    /// What was checked.
    pub checked: String,
    /// Why no case is started.
    pub why: String,
    /// How the writer was answered.
    pub reply: Reply,
    /// When, where the writer could be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<Day>,
    /// The leader who decided so.
    pub by: PersonId,
    /// The day it counts from.
    pub on: Day,
}

/// A signal is checked by the organ itself.
pub static RULE: Rule = Rule {
    code: "P1",
    phrase: "三方均可申请",
    asks: "亲属、律师等代为提出的，登记为反映，由本机关核查：依职权启动，或者由领导写明核查情况和理由并答复反映人。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// Record what somebody wrote or said for an official.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSignal {
    /// 事由.
    pub title: String,
    /// 反映人与当事人的关系.
    pub relation: Relation,
    /// 反映人.
    pub writer: String,
    /// 涉及的人员.
    pub officials: Vec<OfficialNamed>,
    /// 所在单位.
    pub unit: UnitId,
    /// 反映的内容.
    pub says: String,
    /// 来信.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 登记反映.
pub const RECORD: Action = Action {
    who: &[Role::CaseManagement, Role::CaseOfficer, Role::PetitionOfficer],
    fields: &[
        Field::new("title", "事由", Input::Line).hint("一句话说清是什么事"),
        Field::new("relation", "反映人与当事人的关系", Input::Choice(Relation::CHOICES)),
        Field::new("writer", "反映人", Input::Line).hint("按来信、来访时自述填写；只有办理人员看得到"),
        Field::new("officials", "涉及的人员", Input::List(OFFICIAL_NAMED_FIELDS)),
        Field::new("unit", "所在单位", Input::Unit).hint("行为发生时的单位"),
        Field::new("says", "反映的内容", Input::Text),
        Field::new("file", "来信", Input::File).optional(),
    ],
    opens: true,
    series: Some("反"),
    help: "亲属、律师等代当事人提出的，在这里登记，由本机关核查后依职权启动；当事人本人和所在单位的申请，请用“提出容错申请”。",
    ..Action::new("record_signal", "登记亲属、律师等的反映", &RULE, || {
        answers_of(&RecordSignal {
            title: "示例".to_owned(),
            relation: Relation::Relative,
            writer: "示例".to_owned(),
            officials: vec![OfficialNamed { person: "lin".into(), post: Some("示例".to_owned()) }],
            unit: "shiqiao".into(),
            says: "示例".to_owned(),
            file: Some("file".into()),
        })
    })
};

/// Start the procedure by the organ itself, after a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeUp {
    /// 事由.
    pub title: String,
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
    /// 核查情况与启动理由.
    pub facts: String,
    /// 材料.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileId>,
}

/// 依职权启动.
pub const TAKE_UP: Action = Action {
    who: &[Role::CaseManagement],
    fields: &[
        Field::new("title", "事由", Input::Line).hint("一句话说清是什么事"),
        Field::new("officials", "当事人", Input::List(OFFICIAL_NAMED_FIELDS)),
        Field::new("unit", "所在单位", Input::Unit).hint("行为发生时的单位"),
        Field::new("committee", "负责的党组织", Input::Unit).hint("书记是当事人的，填写上一级党组织"),
        Field::new("stage", "所处环节", Input::Choice(Stage::CHOICES)),
        Field::new("source", "线索来源", Input::Unit).hint("如巡察办、审计部门，结果将反馈给它").optional(),
        Field::new("circumstance", "拟适用的情形", Input::Circumstance).optional(),
        Field::new("first_day", "行为开始之日", Input::Day),
        Field::new("last_day", "行为终了之日", Input::Day),
        Field::new("loss", "造成的损失", Input::Money).optional(),
        Field::new("goal", "服务的改革目标", Input::Line).optional(),
        Field::new("facts", "核查情况与启动理由", Input::Text),
        Field::new("file", "材料", Input::File).optional(),
    ],
    series: Some("容"),
    help: "由本机关作为申请主体启动容错程序；反映留在案卷里，反映人不因此成为申请人。",
    ..Action::new("take_up", "依职权启动", &RULE, || {
        answers_of(&TakeUp {
            title: "示例".to_owned(),
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

/// Conclude a signal without a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcludeSignal {
    /// 核查情况.
    pub checked: String,
    /// 不启动的理由.
    pub why: String,
    /// 答复方式.
    pub reply: Reply,
    /// 答复日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replied_on: Option<Day>,
}

/// 核查反映后不启动. A leader's act: whether the organ starts by itself is not for one officer to end.
pub const CONCLUDE: Action = Action {
    who: &[Role::Leader, Role::PrincipalLeader],
    fields: &[
        Field::new("checked", "核查情况", Input::Text),
        Field::new("why", "不启动的理由", Input::Text),
        Field::new("reply", "答复反映人的方式", Input::Choice(Reply::CHOICES)),
        Field::new("replied_on", "答复日期", Input::Day).hint("无法联系反映人的，可以不填").optional(),
    ],
    help: "这不是不受理申请：反映人不在三方之内。答复时请说明，当事人本人或者所在单位仍然可以提出申请。",
    ..Action::new("conclude_signal", "核查反映后不启动", &RULE, || {
        answers_of(&ConcludeSignal {
            checked: "示例".to_owned(),
            why: "示例".to_owned(),
            reply: Reply::Letter,
            replied_on: Some(Day::constant(2026, 3, 4)),
        })
    })
};

pub(super) fn decide_record(
    case: &Case,
    command: RecordSignal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_record(case, facts)));
    officials_known(&command.officials, facts, &mut missing);
    missing.unless(facts.units.contains_key(&command.unit), || {
        Reason::new(&RULE, "机构库中没有所选的所在单位，请从机构库中重新选择。").at("unit")
    });
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得编号，请重新提交。"));
    missing.settle()?;
    let (year, _, _) = facts.today.parts();
    let officials = command.officials.into_iter();
    Ok(vec![Event::SignalRecorded(SignalRecorded {
        number: format!("反〔{year}〕{}号", facts.number.unwrap_or_default()),
        title: command.title,
        relation: command.relation,
        writer: command.writer,
        officials: officials.map(|row| Concerned { person: row.person, post: row.post }).collect(),
        unit: command.unit,
        says: command.says,
        file: command.file,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_record(case: &Case, facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    missing.unless(case.signal.is_none(), || Reason::new(&RULE, "这件反映已经登记，另有反映的请另行登记。"));
    missing.unless(case.applied.is_none(), || {
        Reason::new(&RULE, "本案已经提出申请；亲属、律师的材料可交核实组登记为证据。")
    });
    missing.unless(facts.acted_for.is_none(), || {
        Reason::new(&RULE, "反映由收到的工作人员本人登记，反映人写在“反映人”一栏，不用代录。")
    });
    missing.into_reasons()
}

/// What keeps the organ from ending the signal one way or the other.
fn waiting(case: &Case, missing: &mut Missing) {
    missing.unless(case.signal.is_some(), || Reason::new(&RULE, "本案不是由反映引起的，没有反映需要核查。"));
    if let Some(applied) = &case.applied {
        let says = format!("已于{}启动（{}），不必再次办理。", applied.on.words(), applied.number);
        missing.add(Reason::new(&RULE, says));
    }
    if let Some(concluded) = &case.signal_concluded {
        let says =
            format!("已于{}核查后不启动；有新情况的，请另行登记或者由本机关提出申请。", concluded.on.words());
        missing.add(Reason::new(&RULE, says));
    }
}

pub(super) fn decide_take_up(case: &Case, command: TakeUp, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_take_up(case, facts)));
    let own = Apply {
        title: command.title,
        applicant: Applicant::Organ,
        officials: command.officials,
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
        made: None,
        read_back: None,
    };
    let applied = missing.take(application::applied(own, facts));
    missing.settle()?;
    Ok(applied.map(Event::Applied).into_iter().collect())
}

pub(super) fn blocked_take_up(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    waiting(case, &mut missing);
    missing.into_reasons()
}

pub(super) fn decide_conclude(
    case: &Case,
    command: ConcludeSignal,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked_conclude(case, facts)));
    missing.unless(command.replied_on.is_some() || command.reply == Reply::Unreachable, || {
        Reason::new(&RULE, "请写明答复反映人的日期；确实无法联系的，答复方式选“无法联系”。").at("replied_on")
    });
    let came = case.signal.as_ref().map_or(facts.today, |signal| signal.on);
    missing.unless(command.replied_on.is_none_or(|on| came <= on && on <= facts.today), || {
        Reason::new(&RULE, "答复日期应在收到反映之后、今天以前，请更正。").at("replied_on")
    });
    missing.settle()?;
    Ok(vec![Event::SignalConcluded(SignalConcluded {
        checked: command.checked,
        why: command.why,
        reply: command.reply,
        replied_on: command.replied_on,
        by: facts.acting().clone(),
        on: facts.acted_on(),
    })])
}

pub(super) fn blocked_conclude(case: &Case, _facts: &Facts) -> Vec<Reason> {
    let mut missing = Missing::new();
    waiting(case, &mut missing);
    missing.into_reasons()
}

#[cfg(test)]
mod tests {
    use crate::cases::tolerance::{
        Tolerance,
        application::Applicant,
        testing::{Scene, application, command, day, given, policy, straightly},
    };
    use crate::kind::{Audience, Kind};
    use crate::people::Role;
    use serde_json::{Value, json};

    fn letter() -> Value {
        json!({
            "title": "为周求情", "relation": "relative", "writer": "周某之妻",
            "officials": [{ "person": "zhou", "post": "副主任" }], "unit": "shiqiao", "says": "他是为了赶工期。",
        })
    }

    fn recorded() -> Scene {
        given([]).after(command("record_signal", letter()))
    }

    fn taking_up() -> crate::cases::tolerance::Command {
        let mut answers = application();
        answers.as_object_mut().unwrap().remove("applicant");
        command("take_up", answers)
    }

    fn concluding(replied_on: Option<&str>) -> crate::cases::tolerance::Command {
        let reply = if replied_on.is_some() { "letter" } else { "unreachable" };
        let mut answers = json!({ "checked": "调阅了案卷", "why": "事项不是履行职责", "reply": reply });
        if let Some(on) = replied_on {
            answers["replied_on"] = json!(on);
        }
        command("conclude_signal", answers)
    }

    #[test]
    fn a_letter_of_a_relative_is_a_signal_and_no_application() {
        let scene = recorded();
        assert_eq!(scene.case.signal.as_ref().unwrap().number, "反〔2026〕17号");
        assert!(scene.case.applied.is_none());
        let row = Tolerance::row(&scene.case, &policy());
        assert_eq!((row.number.as_deref(), row.stage), (Some("反〔2026〕17号"), "反映待核查"));
        assert_eq!(row.due.unwrap().last, day("2026-03-09"));
        assert!(row.tasks.iter().any(|task| task.action == "take_up"));
    }

    #[test]
    fn nobody_outside_sees_a_signal() {
        let case = recorded().case;
        let see = |audience: &Audience| Tolerance::view(&case, audience, day("2026-03-03"), &policy());
        for audience in [
            Audience::Official("zhou".into()),
            Audience::Unit("shiqiao".into()),
            Audience::Committee("district_committee".into()),
            Audience::Organisation,
        ] {
            assert_eq!(see(&audience), None, "{audience:?}");
        }
        let shown = serde_json::to_string(&see(&Audience::Officer(Role::CaseManagement))).unwrap();
        assert!(shown.contains("周某之妻") && shown.contains("他是为了赶工期"), "{shown}");
        let parts = Tolerance::row(&case, &policy()).parts;
        assert_eq!(parts.len(), 1, "only the organ: {parts:?}");
    }

    #[test]
    fn the_organ_starts_by_itself_and_the_signal_stays() {
        let started = recorded().on("2026-03-04").after(taking_up());
        let applied = started.case.applied.clone().unwrap();
        assert_eq!((applied.applicant, applied.number.as_str()), (Applicant::Organ, "容〔2026〕17号"));
        assert!(started.case.signal.is_some());
        started.when(taking_up()).refused_with(["P1"]);
        started.when(concluding(Some("2026-03-04"))).refused_with(["P1"]);
        started.after(straightly("accept")).on("2026-03-05").when(straightly("assign")).done();
    }

    #[test]
    fn a_signal_is_concluded_once_with_an_answer_to_the_writer() {
        let scene = recorded().on("2026-03-06");
        scene.when(concluding(Some("2026-03-07"))).refused_with(["P1"]);
        scene.when(concluding(Some("2026-03-01"))).refused_with(["P1"]);
        let silent = json!({ "checked": "查", "why": "无", "reply": "letter" });
        scene.when(command("conclude_signal", silent)).refused_with(["P1"]);
        scene.after(concluding(None));
        let done = scene.after(concluding(Some("2026-03-06")));
        assert_eq!(Tolerance::row(&done.case, &policy()).stage, "反映已答复");
        done.when(concluding(None)).refused_with(["P1"]);
        done.when(taking_up()).refused_with(["P1"]);
        scene.when(command("archive", json!({ "volume": "2026-3", "checker": "wen" }))).refused_with(["P1"]);
        let kept = done.after(command("archive", json!({ "volume": "2026-3", "checker": "wen" })));
        assert_eq!(Tolerance::row(&kept.case, &policy()).stage, "已归档");
    }

    #[test]
    fn nothing_else_is_done_in_a_signal_and_it_never_lapses_into_a_case() {
        let scene = recorded();
        for action in ["accept", "assign", "add_evidence", "determine", "apply"] {
            scene.when(straightly(action)).refused_with(["P1"]);
        }
        assert_eq!(scene.on("2026-06-01").lapsed(), []);
        given([]).when(taking_up()).refused_with(["P1"]);
    }

    #[test]
    fn kin_of_whom_it_is_about_do_not_decide_what_becomes_of_it() {
        let kin = recorded().knowing(|facts| {
            facts.people.get_mut(&"xu".into()).unwrap().kin = vec!["zhou".into()];
        });
        kin.when(concluding(None)).refused_with(["P8"]);
    }
}
