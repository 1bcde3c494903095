//! A small world: one official, two members of the consultation, one appraisal, one correction, one day;
//! and every act that somebody could try in it.

use std::{collections::BTreeMap, sync::Arc};

use rongheng_domain::{
    calendar::Calendar,
    cases::tolerance,
    day::{Day, Moment},
    facts::{Facts, Policy},
    ids::UnitId,
    people::{Identity, Person, Role, Tier, Unit},
    registers::settings::Settings,
    time_limit::{self, Limit, Limits},
};
use serde_json::{Value, json};

pub(crate) const CASE: &str = "tolerance/00000000-0000-7000-8000-000000000001";
const TODAY: &str = "2026-03-02";

/// After the objection period.
pub(crate) fn later() -> Day {
    Day::parse("2026-03-31").unwrap()
}

/// An act that somebody tries.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) action: &'static str,
    pub(crate) by: &'static str,
    pub(crate) roles: Vec<Role>,
    pub(crate) answers: Value,
}

fn act(by: &'static str, roles: &[Role], action: &'static str, answers: Value) -> Act {
    Act { action, by, roles: roles.to_vec(), answers }
}

pub(crate) fn policy() -> Policy {
    let limit = |id: &str, count| Limit {
        id: id.to_owned(),
        title: id.to_owned(),
        count,
        unit: time_limit::Unit::WorkDay,
        extension: None,
        starts: String::new(),
        source: String::new(),
        force: "setting".to_owned(),
    };
    // Few limits on purpose: the days of a limit are not what is explored here.
    let all = [("tol.defence", 10), ("tol.objection", 10), ("tol.minutes", 3), ("tol.unit_opinion", 10)];
    let limits = all.into_iter().map(|(id, count)| (id.to_owned(), limit(id, count))).collect();
    let settings = Settings {
        approval_chain: vec![Role::Leader],
        consultation_least: 2,
        appraisals: vec![("考核".to_owned(), "integrity_office".into())],
        upper_organ: Some("city".into()),
        organisation_department: Some("organisation".into()),
        ..Settings::default()
    };
    let calendar = Calendar { known_until: Day::parse("2026-12-31"), ..Calendar::default() };
    Policy {
        calendar: Arc::new(calendar),
        limits: Arc::new(Limits(limits)),
        settings: Arc::new(settings),
        ..Policy::default()
    }
}

pub(crate) fn facts() -> Facts {
    let today = Day::parse(TODAY).unwrap();
    let person = |unit: &str| Person {
        unit: unit.into(),
        former: Vec::new(),
        heads_unit: false,
        party_member: true,
        identity: Identity::CivilServant,
        tier: Tier::Section,
        retired_on: None,
        kin: Vec::new(),
    };
    let people = [
        ("fang", "discipline"),
        ("lin", "discipline"),
        ("su", "discipline"),
        ("tang", "discipline"),
        ("xu", "discipline"),
        ("gao", "discipline"),
        ("zheng", "discipline"),
        ("zu", "organisation"),
        ("shen", "audit"),
        ("zhou", "shiqiao"),
        ("lian", "shiqiao"),
        ("kao", "integrity_office"),
    ];
    let unit = Unit { committee: Some("district_committee".into()), head: None, secretary: None };
    let units = ["discipline", "organisation", "audit", "shiqiao", "integrity_office", "district_committee"];
    Facts {
        case: CASE.into(),
        version: 0,
        today,
        now: Moment::at(today, 9, 0),
        actor: "fang".into(),
        roles: Vec::new(),
        acted_for: None,
        by_delegation: false,
        paper_on: None,
        original: rongheng_domain::facts::Original::default(),
        policy: policy(),
        people: people.into_iter().map(|(id, unit)| (id.into(), person(unit))).collect(),
        units: units.into_iter().map(|id| (UnitId::from(id), unit.clone())).collect(),
        cited: BTreeMap::new(),
        cases: BTreeMap::new(),
        number: Some(1),
        files: BTreeMap::new(),
        figures: Vec::new(),
        titles: Vec::new(),
        paper: None,
        names: rongheng_domain::redaction::Known::default(),
        without_account: std::collections::BTreeSet::new(),
        stamped: None,
        called: std::collections::BTreeMap::new(),
        height: 0,
    }
}

fn findings(political: &str) -> Value {
    let found = |key: &str, word: &str, answer: &str, value: &str| json!({ key: word, answer: value, "why": "经核实", "evidence": ["1"] });
    let mut bar = found("bar", "political", "standing", political);
    if political == "present" {
        bar["article"] = json!("第五十七条");
    }
    json!({
        "official": "zhou",
        "distinctions": [
            found("distinction", "experience", "side", "left"),
            found("distinction", "trial", "side", "left"),
            found("distinction", "purpose", "side", "left"),
        ],
        "bars": [bar, found("bar", "serious_integrity", "standing", "absent")],
        "lenience": "duty",
        "dimensions": [
            found("dimension", "motive", "rating", "favourable"),
            found("dimension", "conditions", "rating", "favourable"),
            found("dimension", "procedure", "rating", "neutral"),
            found("dimension", "nature", "rating", "favourable"),
            found("dimension", "consequences", "rating", "neutral"),
        ],
    })
}

fn outcome(outcome: &str, follows: Option<&str>) -> Value {
    let mut proposed = json!({
        "official": "zhou",
        "track": "lead",
        "outcome": outcome,
        "clause": "《纪检监察机关处理检举控告工作规则》第十七条",
        "measure": if follows.is_some() { "none" } else { "talk_reminder" },
        "why": "逐项写明理由。",
    });
    if let Some(follows) = follows {
        proposed["follows"] = json!(follows);
    }
    proposed
}

/// Everything that is tried in every state, in the order of the straight path.
pub(crate) fn acts() -> Vec<Act> {
    use Role::{
        AppraisalOwner, CaseManagement, CaseOfficer, CommitteeClerk, ConsultedMember, Leader, Official,
        PrincipalLeader, ReviewOfficer, TeamLeader, UnitContact,
    };
    let management: &[Role] = &[CaseManagement];
    let team: &[Role] = &[TeamLeader, CaseOfficer];
    let member: &[Role] = &[ConsultedMember];
    let application = json!({
        "title": "补偿面积", "applicant": "organ", "officials": [{ "person": "zhou", "post": "副主任" }],
        "unit": "shiqiao", "committee": "district_committee", "stage": "preliminary",
        "first_day": "2025-05-06", "last_day": "2025-06-10", "facts": "事实。",
    });
    let members = json!([{ "person": "zu", "unit": "organisation" }, { "person": "shen", "unit": "audit" }]);
    let determine = |already: bool| {
        json!({ "conclusion": "结论。",
            "corrections": [{ "what": "完善程序", "owner": "shiqiao", "already": already, "official": "zhou" }] })
    };
    let serve = |recipient: &str, delivery: &str| json!({ "recipient": recipient, "delivery": delivery, "served_on": TODAY, "proof": "回证" });
    vec![
        act("fang", management, "apply", application),
        act("fang", management, "accept", json!({})),
        act("fang", management, "assign", json!({ "leader": "lin", "members": [{ "person": "su" }] })),
        act(
            "lin",
            team,
            "add_evidence",
            json!({ "title": "纪要", "kind": "document", "describes": "经过", "place": "档案室" }),
        ),
        act("xu", &[Leader], "approve_disclosure", json!({ "words": "同意。" })),
        act("lin", team, "ask_unit", json!({ "asks": "请提出意见。" })),
        act(
            "lian",
            &[UnitContact],
            "answer_unit",
            json!({ "view": "supports", "says": "建议容错。", "signed_by": "lian" }),
        ),
        act("lin", team, "find", findings("absent")),
        act("lin", team, "find", findings("present")),
        act("lin", team, "propose_outcome", outcome("settled", None)),
        act("lin", team, "propose_outcome", outcome("not_tolerated", Some("continue"))),
        act(
            "lin",
            team,
            "notify",
            json!({ "official": "zhou", "facts": "事实。", "delivery": "signed", "proof": "回证" }),
        ),
        act("zhou", &[Official], "defend", json!({ "points": [{ "says": "已穷尽办法。" }] })),
        act("zhou", &[Official], "waive_defence", json!({ "says": "放弃。" })),
        act("zhou", &[Official], "revoke_waiver", json!({})),
        act(
            "lin",
            team,
            "answer_defence",
            json!({ "official": "zhou",
                "points": [{ "point": 1, "adoption": "adopted", "checked": "调阅", "why": "属实" }] }),
        ),
        act("lin", team, "report", json!({ "says": "报告。", "signed_by": ["lin", "su"] })),
        act(
            "fang",
            management,
            "compose_consultation",
            json!({ "form": "joint", "weight": "complex", "chair": "zu", "members": members,
                "meets_on": TODAY, "agenda": "议题" }),
        ),
        act("zu", member, "give_opinion", json!({ "opinion": "agree", "why": "符合条件。" })),
        act("shen", member, "give_opinion", json!({ "opinion": "disagree", "why": "有瑕疵。" })),
        act("fang", management, "hold_consultation", json!({ "present": ["zu", "shen"] })),
        act("fang", management, "send_minutes", json!({ "text": "纪要。" })),
        act("zu", member, "answer_minutes", json!({})),
        act("shen", member, "answer_minutes", json!({})),
        act("fang", management, "close_consultation", json!({ "conclusion": "结论。" })),
        act("fang", management, "send_to_review", json!({ "reviewer": "tang" })),
        act("tang", &[ReviewOfficer], "review", json!({ "view": "agree", "why": "清楚。" })),
        act("tang", &[ReviewOfficer], "review", json!({ "view": "return", "why": "补充。" })),
        act("xu", &[Leader], "approve", json!({ "approval": "agree", "words": "同意。" })),
        act("xu", &[Leader], "approve", json!({ "approval": "return", "words": "退回。" })),
        act("gao", &[CommitteeClerk], "open_dissent", json!({})),
        act(
            "gao",
            &[CommitteeClerk],
            "resolve",
            json!({ "meeting": "常委会", "met_on": TODAY, "due": 7, "present": 6, "opinions": "同意。",
                "resolution": "as_proposed" }),
        ),
        act("zheng", &[PrincipalLeader], "determine", determine(false)),
        act("zheng", &[PrincipalLeader], "determine", determine(true)),
        act("fang", management, "serve", serve("person:zhou", "here")),
        act("fang", management, "serve", serve("person:zhou", "signed")),
        act("zhou", &[Official], "acknowledge", json!({})),
        act("fang", management, "serve", serve("unit:shiqiao", "signed")),
        act("fang", management, "notify_appraisal", json!({ "appraisal": "考核" })),
        act(
            "kao",
            &[AppraisalOwner],
            "confirm_effect",
            json!({ "appraisal": "考核", "removed": "已消除。" }),
        ),
        act("fang", management, "file_upward", json!({ "number": "备案1号", "filed_on": TODAY })),
        act("fang", management, "close", json!({})),
        act("fang", management, "archive", json!({ "volume": "1", "checker": "wen" })),
    ]
}

/// Whether this is the second answer of an act that the straight path answers otherwise.
pub(crate) fn aside(act: &Act) -> bool {
    let answer = |field: &str| act.answers[field].as_str().unwrap_or_default();
    act.action == "find" && act.answers["bars"][0]["standing"] == "present"
        || answer("outcome") == "not_tolerated"
        || [answer("view"), answer("approval"), answer("resolution")].contains(&"return")
}

/// What is tried in the correction.
pub(crate) fn correcting() -> Vec<Act> {
    vec![
        act("lin", &[Role::CaseOfficer], "order", json!({ "requires": "完善。" })),
        act("lian", &[Role::UnitContact], "report", json!({ "says": "已完善。" })),
        act("lin", &[Role::CaseOfficer], "check", json!({ "passed": true, "words": "到位。" })),
        act("lin", &[Role::CaseOfficer], "check", json!({ "passed": false, "words": "不到位。" })),
        act("lin", &[Role::CaseOfficer], "confirm_already", json!({ "words": "属实。" })),
        act("xu", &[Role::Leader], "sign_off", json!({})),
        act("xu", &[Role::Leader], "reopen", json!({ "why": "没有落实。" })),
    ]
}

/// A command as the form sends it.
pub(crate) fn command(act: &Act) -> tolerance::Command {
    serde_json::from_value(json!({ act.action: act.answers })).unwrap()
}
