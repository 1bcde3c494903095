//! 申请 — the organ, the official or the unit asks for the procedure to start (P1).
//!
//! Source: the article, 完善适用范围 (申请+核实); mechanism §2 P1, P4 and D3, §3 G5. Asks who applies for whom,
//! since when, how it was made (here, on paper, orally) and which committee answers. The official concerned is
//! never the voice of the unit. Not decided here: whether anything is tolerated, who is competent (G2), and
//! whether two applications are one matter (G8).

use std::collections::BTreeSet;

use super::{Case, Event, evidence::uploaded, gate};
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
    judgement::{leniences, outcome::Stage},
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

words! {
    /// How an application was made.
    Made {
        /// 在本系统提出.
        Here = "here" "在本系统提出",
        /// 书面.
        Paper = "paper" "书面",
        /// 口头, taken down by an officer.
        Oral = "oral" "口头",
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
    /// How it was made; older events do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
    /// Who took it down, where it was made orally.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_down_by: Option<PersonId>,
    /// Whether the applicant read what was taken down and confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_back: Option<bool>,
}

/// Who may ask for the procedure.
pub static RULE: Rule = Rule {
    code: "P1",
    phrase: "三方均可申请",
    asks: "纪检监察机关、当事人及所在单位均有权提出申请，启动容错程序。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// The official concerned does not speak for the unit, neither here nor on a paper entered for him.
pub static VOICE_RULE: Rule = Rule {
    code: "P4",
    phrase: "征求所在单位意见",
    asks: "当事人本人不得代表所在单位提出申请或者签署意见。",
    source: ARTICLE,
    force: Force::Liwan,
};

/// D3: a committee answers for each case.
pub static COMMITTEE_RULE: Rule = Rule {
    code: "D3",
    phrase: "党委主体责任",
    asks: "每个案件写明负责的党组织；书记是当事人的，由上一级党组织负责。",
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

pub(super) const OFFICIAL_NAMED_FIELDS: &[Field] = &[
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
    /// 申请方式.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Made>,
    /// 申请人是否阅读笔录并确认.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_back: Option<bool>,
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
        Field::new("loss", "造成的损失", Input::Money).optional(),
        Field::new("goal", "服务的改革目标", Input::Line).optional(),
        Field::new("facts", "事实经过与申请理由", Input::Text).hint("口头申请的，在这里填写口头申请笔录"),
        Field::new("file", "申请材料", Input::File).optional(),
        Field::new("made", "申请方式", Input::Choice(Made::CHOICES))
            .hint("不填的，代录的记为书面，其余记为在本系统提出；口头申请由工作人员记录并代录")
            .optional(),
        Field::new("read_back", "申请人是否阅读笔录并确认", Input::YesNo).hint("口头申请时填写").optional(),
    ],
    opens: true,
    series: Some("容"),
    help: "提出后一律受理，不设门槛；材料不齐的，由受理部门一次告知补正。",
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
            made: Some(Made::Paper),
            read_back: Some(true),
        })
    })
};

pub(super) fn decide(case: &Case, command: Apply, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let mut missing = Missing::new();
    missing.take(gate(blocked(case, facts)));
    let applied = missing.take(applied(command, facts));
    missing.settle()?;
    Ok(applied.map(Event::Applied).into_iter().collect())
}

/// What was applied for, or all that it lacks; 依职权启动 asks the same.
pub(super) fn applied(command: Apply, facts: &Facts) -> Result<Applied, Vec<Reason>> {
    let mut missing = Missing::new();
    officials_known(&command.officials, facts, &mut missing);
    entitled(&command, facts, &mut missing);
    let (made, taken_down_by) = how_made(&command, facts, &mut missing);
    answerable(&command, facts, &mut missing);
    missing.unless(command.first_day <= command.last_day, || {
        Reason::new(&RULE, "行为终了之日早于开始之日，请更正。").at("last_day")
    });
    missing.unless(command.last_day <= facts.acted_on(), || {
        Reason::new(&RULE, "行为终了之日晚于申请之日，请更正。").at("last_day")
    });
    if let Some(code) = &command.circumstance {
        missing.unless(facts.policy.checklist.0.contains_key(code), || {
            let says = format!("清单中没有编号为“{code}”的情形，请从清单中选择。");
            Reason::new(&leniences::RULE, says).at("circumstance")
        });
    }
    uploaded(command.file.as_ref(), &RULE, facts, &mut missing);
    missing.unless(facts.number.is_some(), || Reason::new(&RULE, "没有取得案号，请重新提交。"));
    let reasons = missing.into_reasons();
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let (year, _, _) = facts.today.parts();
    let number = facts.number.unwrap_or_default();
    let officials = command.officials.into_iter();
    Ok(Applied {
        number: format!("{}〔{year}〕{number}号", facts.policy.settings.number_word),
        title: command.title,
        applicant: command.applicant,
        by: facts.acting().clone(),
        on: facts.acted_on(),
        officials: officials.map(|row| Concerned { person: row.person, post: row.post }).collect(),
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
        made: Some(made),
        taken_down_by,
        read_back: command.read_back,
    })
}

/// How it was made, and who took it down where that was orally: a spoken word counts once somebody of the
/// organ wrote it down, and the paper alone shows when.
fn how_made(command: &Apply, facts: &Facts, missing: &mut Missing) -> (Made, Option<PersonId>) {
    let entered = facts.acted_for.is_some();
    let made = command.made.unwrap_or(if entered { Made::Paper } else { Made::Here });
    missing.unless(made != Made::Oral || entered, || {
        let says = "口头申请由工作人员记录：请在“代谁录入”中写明申请人，并以口头申请之日为纸面日期。";
        Reason::new(&RULE, says).at("made")
    });
    missing.unless(made != Made::Here || !entered, || {
        Reason::new(&RULE, "代为录入的申请不是在本系统提出的，申请方式请选书面或者口头。").at("made")
    });
    (made, Some(facts.actor.clone()).filter(|_| made == Made::Oral))
}

/// At least one official, each known and named once.
pub(super) fn officials_known(officials: &[OfficialNamed], facts: &Facts, missing: &mut Missing) {
    missing.unless(!officials.is_empty(), || Reason::new(&RULE, "请至少写明一名当事人。").at("officials"));
    let mut named = BTreeSet::new();
    for row in officials {
        missing.unless(facts.person(&row.person).is_some(), || {
            Reason::new(&RULE, "人员库中没有所选的当事人，请从人员库中重新选择。").at("officials")
        });
        missing.unless(named.insert(&row.person), || {
            Reason::new(&RULE, "同一名当事人填写了两次，请删去一行。").at("officials")
        });
    }
}

/// The three who may apply, each in its own name; a relative's or a lawyer's letter is a signal for the
/// organ, which then applies itself.
fn entitled(command: &Apply, facts: &Facts, missing: &mut Missing) {
    let acting = facts.acting();
    match command.applicant {
        Applicant::Official => {
            missing.unless(command.officials.iter().any(|row| row.person == *acting), || {
                let says = "以当事人名义申请的，须由当事人本人提出；亲属、律师代为反映的，请登记为反映，由本机关核查后依职权启动。";
                Reason::new(&RULE, says).at("applicant")
            });
        }
        Applicant::Unit => {
            // Neither signed by the official nor typed in by the official under a colleague's name.
            let own_matter = [acting, &facts.actor]
                .into_iter()
                .any(|person| command.officials.iter().any(|row| row.person == *person));
            missing.unless(!own_matter, || {
                let says = "当事人本人不得代表单位提出申请。请改选“当事人”以本人名义申请；单位要申请的，由单位其他人员提出。";
                Reason::new(&VOICE_RULE, says).at("applicant")
            });
            missing.unless(facts.person(acting).is_some_and(|person| person.unit == command.unit), || {
                Reason::new(&RULE, "以所在单位名义申请的，须由该单位的人员提出，请核对申请主体或者单位。")
                    .at("applicant")
            });
        }
        Applicant::Organ => {
            missing.unless(facts.is(Role::CaseManagement) || facts.is(Role::CaseOfficer), || {
                Reason::new(&RULE, "以纪检监察机关名义申请的，须由案管或者承办人提出，请改选申请主体。")
                    .at("applicant")
            });
        }
    }
}

/// D3: a committee whose secretary is concerned is replaced by the one above.
fn answerable(command: &Apply, facts: &Facts, missing: &mut Missing) {
    for (unit, field, what) in
        [(&command.unit, "unit", "所在单位"), (&command.committee, "committee", "负责的党组织")]
    {
        missing.unless(facts.units.contains_key(unit), || {
            Reason::new(&RULE, format!("机构库中没有所选的{what}，请从机构库中重新选择。")).at(field)
        });
    }
    let secretary = facts.units.get(&command.committee).and_then(|unit| unit.secretary.as_ref());
    let concerned = secretary.is_some_and(|one| command.officials.iter().any(|row| row.person == *one));
    missing.unless(!concerned, || {
        Reason::new(&COMMITTEE_RULE, "所选党组织的书记是当事人，须由上一级党组织负责，请改填上一级党组织。")
            .at("committee")
    });
}

pub(super) fn blocked(case: &Case, _facts: &Facts) -> Vec<Reason> {
    if case.applied.is_none() && case.signal.is_some() {
        let says = "这是一件反映，不是申请；需要启动容错程序的，请依职权启动。";
        return vec![Reason::new(&RULE, says).remedy("take_up")];
    }
    let applied = case.applied.as_ref().map(|applied| {
        let says =
            format!("本案已于{}提出申请（{}），同一事项不重复立案。", applied.on.words(), applied.number);
        Reason::new(&RULE, says)
    });
    applied.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::Made;
    use crate::cases::tolerance::testing::{application, command, given};
    use serde_json::{Value, json};

    fn apply_with(change: Value) -> crate::cases::tolerance::Command {
        let mut answers = application();
        for (key, value) in change.as_object().unwrap() {
            answers[key] = value.clone();
        }
        command("apply", answers)
    }

    #[test]
    fn organ_official_and_unit_may_apply_and_each_only_in_its_own_name() {
        for (applicant, right, wrong) in [("official", "zhou", "lian"), ("unit", "lian", "fang")] {
            let apply = || apply_with(json!({ "applicant": applicant }));
            given([]).by(right).when(apply()).done();
            given([]).by(wrong).when(apply()).refused_with(["P1"]);
        }
        given([]).by("fang").when(apply_with(json!({}))).done();
    }

    #[test]
    fn the_number_is_drawn_from_the_series_of_the_year() {
        let scene = given([]).when(apply_with(json!({}))).done();
        assert_eq!(scene.case.applied.unwrap().number, "容〔2026〕17号");
    }

    #[test]
    fn an_application_on_paper_counts_from_the_date_of_the_paper() {
        let scene = given([]).by("fang").paper_of("zhou", "2026-02-27");
        let scene = scene.when(apply_with(json!({ "applicant": "official" }))).done();
        let applied = scene.case.applied.unwrap();
        assert_eq!((applied.by.as_str(), applied.on.to_string().as_str()), ("zhou", "2026-02-27"));
    }

    #[test]
    fn the_official_concerned_is_never_the_voice_of_the_unit() {
        let unit = || apply_with(json!({ "applicant": "unit" }));
        given([]).by("zhou").when(unit()).refused_with(["P4"]);
        given([]).by("fang").paper_of("zhou", "2026-02-27").when(unit()).refused_with(["P4"]);
        given([]).by("zhou").paper_of("lian", "2026-02-27").when(unit()).refused_with(["P4"]);
        given([]).by("fang").paper_of("lian", "2026-02-27").when(unit()).done();
    }

    #[test]
    fn how_it_was_made_is_kept_and_who_took_it_down_where_it_was_spoken() {
        let by_zhou = |made: &str| apply_with(json!({ "applicant": "official", "made": made }));
        let spoken = given([]).by("fang").paper_of("zhou", "2026-02-27");
        let oral = spoken.clone().after(by_zhou("oral")).case.applied.unwrap();
        assert_eq!((oral.made, oral.taken_down_by.unwrap().as_str()), (Some(Made::Oral), "fang"));
        assert_eq!((oral.by.as_str(), oral.on.to_string().as_str()), ("zhou", "2026-02-27"));
        given([]).by("zhou").when(by_zhou("oral")).refused_with(["P1"]);
        spoken.when(by_zhou("here")).refused_with(["P1"]);
        let unsaid = spoken.after(apply_with(json!({ "applicant": "official" }))).case.applied.unwrap();
        assert_eq!((unsaid.made, unsaid.taken_down_by), (Some(Made::Paper), None));
        let here = given([]).by("zhou").after(apply_with(json!({ "applicant": "official" })));
        assert_eq!(here.case.applied.unwrap().made, Some(Made::Here));
    }

    #[test]
    fn a_committee_whose_secretary_is_concerned_is_replaced_by_the_one_above() {
        let of_the_secretary = json!({ "officials": [{ "person": "ji" }], "committee": "shiqiao_committee" });
        given([]).when(apply_with(of_the_secretary)).refused_with(["D3"]);
        let above = json!({ "officials": [{ "person": "ji" }], "committee": "district_committee" });
        given([]).when(apply_with(above)).done();
    }

    #[test]
    fn everything_missing_is_said_at_once() {
        let refusal = given([])
            .when(apply_with(json!({
                "officials": [{ "person": "nobody" }], "unit": "nowhere", "circumstance": "no.1",
                "first_day": "2025-06-11", "file": "lost",
            })))
            .refused_with(["P1", "S3"]);
        let fields: Vec<_> = refusal.reasons.iter().filter_map(|reason| reason.field).collect();
        assert_eq!(fields, ["officials", "unit", "last_day", "circumstance", "file"]);
    }

    #[test]
    fn a_case_has_one_application() {
        let once = given([]).after(apply_with(json!({})));
        once.when(apply_with(json!({}))).refused_with(["P1"]);
    }
}
