//! Test support: invented people, a real calendar, and a straight case that can be stopped before any act.
//!
//! `before("notify").when(command)` plays the straight case up to that act, through the rules themselves.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

mod script;

pub(crate) use script::{application, exemption, straight};

use super::{Command, Event, Tolerance, state::Case};
use crate::{
    calendar::Calendar,
    day::{Day, Moment},
    facts::{Facts, Original, Policy, Uploaded},
    ids::{PersonId, StreamId, UnitId},
    kind::Kind,
    people::{Identity, Person, Role, Tier, Unit},
    refusal::Refusal,
    registers::{
        checklist::{ChecklistRecord, Circumstance},
        settings::Settings,
    },
    time_limit::{self, Limit, Limits},
};

/// 2026 as the notice has it, so far as the tests need it.
pub(crate) fn calendar() -> Calendar {
    let mut calendar = Calendar { known_until: Some(day("2026-12-31")), ..Calendar::default() };
    let mut off = |from: &str, days: i64, name: &str| {
        for n in 0..days {
            calendar.off.insert(day(from).plus(n), name.to_owned());
        }
    };
    off("2026-01-01", 3, "元旦");
    off("2026-02-15", 9, "春节");
    off("2026-04-04", 3, "清明节");
    off("2026-05-01", 5, "劳动节");
    off("2026-06-19", 3, "端午节");
    off("2026-09-25", 3, "中秋节");
    off("2026-10-01", 7, "国庆节");
    for (on, name) in [
        ("2026-01-04", "元旦"),
        ("2026-02-14", "春节"),
        ("2026-02-28", "春节"),
        ("2026-05-09", "劳动节"),
        ("2026-09-20", "国庆节"),
        ("2026-10-10", "国庆节"),
    ] {
        calendar.work.insert(day(on), name.to_owned());
    }
    calendar
}

/// The limits of `rules.csv` that a tolerance case uses.
pub(crate) fn limits() -> Limits {
    let limit = |id: &str, title: &str, count: u32| Limit {
        id: id.to_owned(),
        title: title.to_owned(),
        count,
        unit: time_limit::Unit::WorkDay,
        extension: None,
        starts: "发生之日起".to_owned(),
        source: "本单位设定".to_owned(),
        force: "setting".to_owned(),
    };
    let all = [
        limit("tol.file_no", "受理", 5),
        limit("tol.supplement", "补正", 5),
        limit("tol.verify", "核实", 60),
        limit("tol.unit_opinion", "单位意见", 10),
        limit("tol.defence", "陈述申辩", 10),
        limit("tol.consult", "会商", 10),
        limit("tol.consult.written", "书面会商", 5),
        limit("tol.minutes", "核改会商纪要", 3),
        limit("tol.review", "审理", 15),
        limit("tol.decide", "认定", 10),
        limit("tol.feedback", "反馈", 5),
        limit("tol.acknowledge", "确认收到", 5),
        limit("tol.objection", "异议复查", 10),
        limit("tol.filing", "备案", 10),
        limit("tol.objection.decide", "异议复查决定", 30),
        limit("tip.realname.feedback", "实名举报反馈", 15),
        limit("tol.recusal", "回避决定", 3),
        limit("tol.withdraw.ask", "征询是否继续", 5),
        limit("tol.effects.limit", "消除考核影响通知", 10),
        limit("tol.effects.confirm", "确认消除影响", 15),
        limit("tol.stop.max", "停止计时单次最长", 30),
        limit("tol.stop.total", "停止计时累计最长", 60),
    ];
    let extended = |limit: Limit| Limit { extension: (limit.id == "tol.verify").then_some(30), ..limit };
    let all = all.into_iter().map(extended);
    Limits(all.map(|limit| (limit.id.clone(), limit)).collect())
}

fn texts() -> ChecklistRecord {
    let circumstance = Circumstance {
        code: "land.01".to_owned(),
        area: "征地拆迁".to_owned(),
        lenience: "duty".to_owned(),
        title: "经集体决策适当突破个案补偿标准".to_owned(),
        facts: "示范".to_owned(),
        conditions: vec!["已穷尽职责范围内的办法".to_owned(), "没有谋取私利".to_owned()],
        boundary: "示范".to_owned(),
        measures: Vec::new(),
        document: "示范".to_owned(),
        source: None,
        origin: "sample".to_owned(),
        from: day("2021-01-01"),
        until: None,
    };
    ChecklistRecord { texts: BTreeMap::from([(circumstance.code.clone(), vec![circumstance])]), version: 1 }
}

/// The policy of the tests.
pub(crate) fn policy() -> Policy {
    let settings = Settings {
        appraisals: vec![
            ("党风廉政考核".to_owned(), "integrity_office".into()),
            ("绩效考核".to_owned(), "performance_office".into()),
        ],
        upper_organ: Some("city".into()),
        organisation_department: Some("organisation".into()),
        ..Settings::default()
    };
    Policy {
        calendar: Arc::new(calendar()),
        limits: Arc::new(limits()),
        checklist: Arc::new(texts().in_force(day("2026-03-02"))),
        texts: Arc::new(texts()),
        settings: Arc::new(settings),
    }
}

/// Officers of the organ: 林 su 方 徐 郑 唐 莫 高; 周 and 何 are officials; 戚 heads the street.
pub(crate) fn people() -> BTreeMap<PersonId, Person> {
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
    let mut all = BTreeMap::new();
    for id in ["lin", "su", "fang", "xu", "zheng", "tang", "mo", "gao", "wen", "an", "bao", "cao"] {
        all.insert(id.into(), person("discipline"));
    }
    for id in ["zhou", "he", "lian"] {
        all.insert(id.into(), person("shiqiao"));
    }
    all.insert("qi".into(), Person { heads_unit: true, ..person("shiqiao") });
    all.insert("ji".into(), person("shiqiao_committee"));
    all.insert("zu".into(), person("organisation"));
    all.insert("shen".into(), person("audit"));
    all.insert("si".into(), person("justice"));
    all.insert("qiao".into(), person("city"));
    all.insert("kao".into(), person("integrity_office"));
    all
}

/// The street, its committee and the departments.
pub(crate) fn units() -> BTreeMap<UnitId, Unit> {
    let unit = Unit { committee: Some("district_committee".into()), head: None, secretary: None };
    let mut all: BTreeMap<UnitId, Unit> = BTreeMap::new();
    for id in ["discipline", "organisation", "audit", "justice", "integrity_office", "performance_office"] {
        all.insert(id.into(), unit.clone());
    }
    let head = Some("qi".into());
    all.insert("shiqiao".into(), Unit { committee: Some("shiqiao_committee".into()), head, ..unit.clone() });
    all.insert("shiqiao_committee".into(), Unit { secretary: Some("ji".into()), ..unit.clone() });
    all.insert("district_committee".into(), Unit { committee: None, ..unit.clone() });
    all.insert("inspection".into(), unit);
    all
}

/// A day.
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A command as the form sends it.
pub(crate) fn command(action: &str, answers: Value) -> Command {
    serde_json::from_value(json!({ action: answers })).unwrap()
}

/// A case, and the facts of the next act in it.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) case: Case,
    pub(crate) events: Vec<Event>,
    pub(crate) facts: Facts,
    chosen: bool,
}

/// The case after these events, on the working day after the last act of the straight case.
pub(crate) fn given(events: impl IntoIterator<Item = Event>) -> Scene {
    let today = day("2026-03-02");
    let facts = Facts {
        case: StreamId::new("tolerance", "00000000-0000-7000-8000-000000000001"),
        version: 0,
        today,
        now: Moment::at(today, 9, 0),
        actor: "fang".into(),
        roles: Vec::new(),
        acted_for: None,
        by_delegation: false,
        paper_on: None,
        original: Original::default(),
        policy: policy(),
        people: people(),
        units: units(),
        cited: BTreeMap::new(),
        cases: BTreeMap::new(),
        number: Some(17),
        files: BTreeMap::from([(
            "scan".into(),
            Uploaded {
                name: "决议.pdf".to_owned(),
                hash: "ab".repeat(32),
                size: 10,
                media: "application/pdf".to_owned(),
            },
        )]),
        figures: Vec::new(),
        titles: Vec::new(),
        paper: None,
        names: crate::redaction::Known::default(),
        without_account: std::collections::BTreeSet::new(),
        stamped: None,
        called: std::collections::BTreeMap::new(),
        height: 0,
    };
    let mut scene = Scene { case: Case::default(), events: Vec::new(), facts, chosen: false };
    for event in events {
        scene = scene.with(event);
    }
    scene
}

impl Scene {
    /// The same after `event`.
    pub(crate) fn with(mut self, event: Event) -> Self {
        self.case = Tolerance::evolve(self.case, &event, self.facts.today);
        self.facts.version = self.case.version;
        self.events.push(event);
        self
    }

    /// The same on another day.
    pub(crate) fn on(mut self, text: &str) -> Self {
        self.facts.today = day(text);
        self.facts.now = Moment::at(self.facts.today, 9, 0);
        self
    }

    /// The act is this person's.
    pub(crate) fn by(mut self, person: &str) -> Self {
        self.facts.actor = person.into();
        self.facts.acted_for = None;
        self.facts.paper_on = None;
        self.facts.original = Original::default();
        self.chosen = true;
        self
    }

    /// The act is entered from a paper of `person`, dated `paper`.
    pub(crate) fn paper_of(mut self, person: &str, paper: &str) -> Self {
        self.facts.acted_for = Some(person.into());
        self.facts.paper_on = Some(day(paper));
        self.facts.original.place = Some("案管档案柜".to_owned());
        self
    }

    /// Other facts.
    pub(crate) fn knowing(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// Another state of the case than its events give; for what no event can bring about.
    pub(crate) fn altered(mut self, change: impl FnOnce(&mut Case)) -> Self {
        change(&mut self.case);
        self
    }

    /// Asks for `command`; the usual person for it unless one was chosen.
    pub(crate) fn when(&self, command: Command) -> When {
        let mut facts = self.facts.clone();
        let action = command.action();
        if !self.chosen {
            facts.actor = usual(action.name, action.who[0]).into();
        }
        facts.roles = action.who.to_vec();
        let blocked = Tolerance::blocked(&self.case, action.name, &facts);
        let result = Tolerance::decide(&self.case, command, &facts);
        assert!(
            result.is_err() || blocked.is_empty(),
            "{} was done although blocked: {blocked:?}",
            action.name
        );
        When { scene: self.clone(), result }
    }

    /// What is decided with the roles that the scene gives, not with all that may ask.
    pub(crate) fn decided(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        Tolerance::decide(&self.case, command, &self.facts)
    }

    /// The case after `command`, which must be allowed.
    #[track_caller]
    pub(crate) fn after(&self, command: Command) -> Self {
        self.when(command).done()
    }

    /// What lapses now.
    pub(crate) fn lapsed(&self) -> Vec<Event> {
        Tolerance::lapsed(&self.case, &self.facts)
    }
}

/// What became of a command.
#[derive(Debug)]
pub(crate) struct When {
    scene: Scene,
    pub(crate) result: Result<Vec<Event>, Refusal>,
}

impl When {
    /// Exactly these events.
    #[track_caller]
    pub(crate) fn then(self, expected: impl IntoIterator<Item = Event>) {
        assert_eq!(self.result, Ok(expected.into_iter().collect()));
    }

    /// Allowed: the case after it.
    #[track_caller]
    pub(crate) fn done(self) -> Scene {
        let events = match self.result {
            Ok(events) => events,
            Err(refusal) => panic!("refused: {refusal}"),
        };
        let mut scene = events.into_iter().fold(self.scene, Scene::with);
        scene.chosen = false;
        scene.facts.acted_for = None;
        scene.facts.paper_on = None;
        scene.facts.original = Original::default();
        scene
    }

    /// Refused, and this rule is among those that refuse.
    #[track_caller]
    pub(crate) fn refused_by(self, code: &str) -> Refusal {
        let refusal = self.result.expect_err("it should have been refused");
        assert!(refusal.codes().contains(&code), "refused otherwise than by {code}: {refusal}");
        refusal
    }

    /// Refused by exactly these rules, in this order.
    #[track_caller]
    pub(crate) fn refused_with<const N: usize>(self, codes: [&str; N]) -> Refusal {
        let refusal = self.result.expect_err("it should have been refused");
        assert_eq!(refusal.codes(), codes, "{refusal}");
        refusal
    }
}

/// Who usually does it in the straight case.
fn usual(action: &str, role: Role) -> &'static str {
    match (action, role) {
        ("approve_revocation", _) => "qiao",
        ("enter_filing" | "serve" | "notify_appraisal" | "ask_supplement" | "resume_clock", _) => "fang",
        ("assign", _) | (_, Role::DivisionHead) => "mo",
        ("reexamine", _) => "wen",
        ("notify_revocation" | "report_revocation", _) => "bao",
        (_, Role::CaseOfficer | Role::TeamLeader) => "lin",
        (_, Role::ReviewOfficer) => "tang",
        (_, Role::Leader) => "xu",
        (_, Role::PrincipalLeader) => "zheng",
        (_, Role::CommitteeClerk) => "gao",
        (_, Role::ConsultedMember) => "shen",
        (_, Role::Official) => "zhou",
        (_, Role::UnitContact) => "lian",
        (_, Role::AppraisalOwner) => "kao",
        (_, Role::ReporterCustodian) => "zang",
        (_, Role::SystemJobs) => "system:jobs",
        (_, Role::UpperOrgan) => "qiao",
        _ => "fang",
    }
}

/// Findings about an official in which nothing speaks against tolerance.
pub(crate) fn clear_findings(official: &str) -> Value {
    let found = |key: &str, word: &str, answer: &str, value: &str| json!({ key: word, answer: value, "why": "经核实", "evidence": ["1"] });
    json!({
        "official": official,
        "distinctions": [
            found("distinction", "experience", "side", "left"),
            found("distinction", "trial", "side", "left"),
            found("distinction", "purpose", "side", "left"),
        ],
        "bars": [
            found("bar", "political", "standing", "absent"),
            found("bar", "serious_integrity", "standing", "absent"),
        ],
        "lenience": "duty",
        "circumstance": "land.01",
        "dimensions": [
            found("dimension", "motive", "rating", "favourable"),
            found("dimension", "conditions", "rating", "favourable"),
            found("dimension", "procedure", "rating", "neutral"),
            found("dimension", "nature", "rating", "favourable"),
            found("dimension", "consequences", "rating", "neutral"),
        ],
    })
}

/// The straight case up to, and without, the first act called `action`, on the day of that act.
#[track_caller]
pub(crate) fn before(action: &str) -> Scene {
    without(&[], action)
}

/// The straight case up to the first act called `action`, leaving out every act called as in `skipped`.
#[track_caller]
pub(crate) fn without(skipped: &[&str], action: &str) -> Scene {
    let mut scene = given([]);
    for (on, actor, name, answers) in straight() {
        scene = scene.on(on);
        if name == action {
            return scene;
        }
        if !skipped.contains(&name) {
            scene = scene.by(actor).after(command(name, answers));
        }
    }
    assert_eq!(action, "archive", "the straight case has no act {action}");
    scene.on("2026-05-20")
}

/// The answers that the straight case gives to `action`, the first time.
#[track_caller]
pub(crate) fn straightly(action: &str) -> Command {
    let found = straight().into_iter().find(|(_, _, name, _)| *name == action);
    let (_, _, name, answers) = found.expect("the straight case has this act");
    command(name, answers)
}

#[test]
fn the_straight_case_goes_from_application_to_closing() {
    let scene = before("archive");
    assert!(scene.case.closed.is_some());
    assert_eq!(scene.case.version, u64::try_from(scene.events.len()).unwrap());
}

#[test]
fn every_sample_answer_is_what_its_form_reads() {
    for action in Tolerance::ACTIONS {
        let sample = (action.sample)();
        let read = crate::form::read(action.fields, &crate::form::write(action.fields, &sample));
        assert_eq!(read, Ok(sample), "{}", action.name);
    }
}
