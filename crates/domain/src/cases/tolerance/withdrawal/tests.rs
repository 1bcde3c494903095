use serde_json::{Value, json};

use super::*;
use crate::cases::tolerance::{
    Command, Tolerance,
    joinder::{Carried, Joined, Sort},
    testing::{Scene, application, before, command, day, given, policy, straight, straightly},
};
use crate::kind::{Audience, Kind};

/// The straight case before `action`, applied for by `applicant`, about 周 and 何 unless only `alone`.
fn applied_by(applicant: &str, by: &str, alone: bool, action: &str) -> Scene {
    let mut scene = given([]);
    for (on, actor, name, mut answers) in straight() {
        scene = scene.on(on);
        if name == action {
            return scene;
        }
        let who = if name == "apply" { by } else { actor };
        if name == "apply" {
            answers = applying(applicant, alone);
        }
        scene = scene.by(who).after(command(name, answers));
    }
    unreachable!("{action}")
}

fn applying(applicant: &str, alone: bool) -> Value {
    let mut answers = application();
    answers["applicant"] = json!(applicant);
    if !alone {
        answers["officials"] = json!([{ "person": "zhou" }, { "person": "he" }]);
    }
    answers
}

fn withdraw() -> Command {
    command("withdraw", json!({ "why": "不再需要" }))
}

fn ask() -> Command {
    command("ask_to_continue", json!({ "says": "单位已经撤回申请，请答复是否继续办理。" }))
}

fn answer(goes_on: bool) -> Command {
    command("answer_continue", json!({ "goes_on": goes_on }))
}

fn stage(scene: &Scene) -> &'static str {
    Tolerance::row(&scene.case, &policy()).stage
}

/// 何's own application, joined.
fn with_he(scene: Scene) -> Scene {
    let applied = scene.case.applied.clone().unwrap();
    let joined = Joined {
        sort: Sort::Same,
        new_facts: None,
        carried: Carried {
            stream: "tolerance/second".into(),
            number: "容〔2026〕19号".to_owned(),
            title: applied.title,
            applicant: Applicant::Official,
            by: "he".into(),
            on: applied.on,
            accepted_on: None,
            officials: applied.officials,
            unit: applied.unit,
            source: None,
            facts: "本人申请".to_owned(),
        },
        by: "fang".into(),
        on: day("2026-03-05"),
    };
    scene.with(Event::Joined(joined))
}

#[test]
fn the_sole_official_who_applied_ends_the_case_by_taking_back() {
    let scene = applied_by("official", "zhou", true, "assign").by("zhou").after(withdraw());
    assert_eq!(stage(&scene), "已撤回");
    scene.when(straightly("assign")).refused_with(["P2"]);
    assert_eq!(scene.clone().on("2026-07-01").lapsed(), []);
    let view = Tolerance::view(&scene.case, &Audience::Official("zhou".into()), day("2026-03-09"), &policy());
    let shown = serde_json::to_string(&view).unwrap();
    assert!(shown.contains("已经撤回这件申请"), "{shown}");
    scene.clone().by("zhou").when(withdraw()).refused_by("P2");
    scene.by("fang").after(command("archive", json!({ "volume": "2026-17", "checker": "wen" })));
}

#[test]
fn each_takes_back_the_own_application_and_no_other() {
    applied_by("unit", "lian", true, "assign").by("lian").when(withdraw()).done();
    applied_by("unit", "lian", true, "assign").by("zhou").when(withdraw()).refused_with(["P2"]);
    applied_by("unit", "lian", true, "assign").by("ji").when(withdraw()).refused_with(["P2"]);
    applied_by("official", "zhou", true, "assign").by("lian").when(withdraw()).refused_with(["P2"]);
    before("assign").by("fang").when(withdraw()).done();
    applied_by("unit", "lian", true, "serve").by("lian").when(withdraw()).refused_by("P2");
}

#[test]
fn a_unit_that_takes_back_leaves_the_official_the_choice() {
    let open = applied_by("unit", "lian", true, "find").by("lian").after(withdraw());
    assert_ne!(stage(&open), "已撤回");
    let tasks = Tolerance::row(&open.case, &policy()).tasks;
    assert!(tasks.iter().any(|task| task.action == "ask_to_continue"), "{tasks:?}");
    open.clone().by("zhou").when(answer(false)).refused_with(["P2"]);
    let asked = open.on("2026-03-13").after(ask());
    asked.when(ask()).refused_with(["P2"]);
    asked.clone().by("he").when(answer(true)).refused_with(["P2"]);
    let on = asked.clone().by("zhou").after(answer(true));
    assert_eq!(stage(&on), "核实");
    on.by("zhou").when(answer(false)).refused_with(["P2"]);
    assert_eq!(stage(&asked.by("zhou").after(answer(false))), "已撤回");
}

#[test]
fn the_case_ends_only_where_every_official_says_no() {
    let both = applied_by("unit", "lian", false, "ask_unit").by("lian").after(withdraw());
    let asked = both.after(ask());
    let one = asked.by("zhou").after(answer(false));
    assert_ne!(stage(&one), "已撤回");
    assert_eq!(stage(&one.clone().by("he").after(answer(false))), "已撤回");
    assert_ne!(stage(&one.by("he").after(answer(true))), "已撤回");
}

#[test]
fn silence_counts_as_wanting_to_go_on_and_never_on_a_provisional_date() {
    let both = applied_by("unit", "lian", false, "ask_unit").by("lian").after(withdraw());
    // Asked on 03-10: five working days end on 03-17.
    let one = both.after(ask()).by("zhou").after(answer(false));
    assert_eq!(one.clone().on("2026-03-17").lapsed(), []);
    let deemed = DeemedContinued { official: "he".into(), on: day("2026-03-18") };
    assert_eq!(one.clone().on("2026-03-18").lapsed(), [Event::DeemedContinued(deemed.clone())]);
    let provisional = one.clone().on("2026-03-18").knowing(|facts| {
        std::sync::Arc::make_mut(&mut facts.policy.calendar).known_until = Some(day("2026-03-12"));
    });
    assert_eq!(provisional.lapsed(), []);
    let silent = one.with(Event::DeemedContinued(deemed)).on("2026-03-19");
    assert_eq!(silent.lapsed(), []);
    assert_ne!(stage(&silent), "已撤回");
    silent.by("he").when(answer(false)).refused_with(["P2"]);
}

#[test]
fn before_disclosure_nobody_is_asked_and_the_case_goes_on() {
    let closed = applied_by("unit", "lian", true, "approve_disclosure").by("lian").after(withdraw());
    closed.when(ask()).refused_with(["G4"]);
    assert_eq!(stage(&closed), "核实");
    let row = Tolerance::row(&closed.case, &policy());
    let task = row.tasks.iter().find(|task| task.action == "ask_to_continue").unwrap();
    assert!(task.says.contains("案件继续办理"), "{}", task.says);
    assert!(!row.tasks.iter().any(|task| task.action == "answer_continue"));
    let official = Audience::Official("zhou".into());
    assert_eq!(Tolerance::view(&closed.case, &official, day("2026-03-09"), &policy()), None);
    closed.after(straightly("approve_disclosure")).when(ask()).done();
}

#[test]
fn where_others_applied_too_the_case_goes_on_for_them() {
    let scene = with_he(applied_by("unit", "lian", false, "ask_unit")).by("lian").after(withdraw());
    let asked: Vec<_> = to_be_asked(&scene.case).into_iter().map(PersonId::as_str).collect();
    assert_eq!(asked, ["zhou"], "何 applied in person");
    let no = scene.after(ask()).by("zhou").after(answer(false));
    assert_ne!(stage(&no), "已撤回");
    let told = json!({ "number": "容〔2026〕19号", "withdrawn_by": "he", "withdrawn_on": "2026-03-11" });
    assert_eq!(stage(&no.by("system:jobs").after(command("receive_withdrawal", told.clone()))), "已撤回");
    let on = scene.by("system:jobs").after(command("receive_withdrawal", told));
    assert_ne!(stage(&on), "已撤回", "周 was not asked yet");
}

#[test]
fn whoever_applied_twice_takes_both_back() {
    let twice = with_he(applied_by("official", "he", false, "ask_unit")).by("he").after(withdraw());
    assert_eq!(twice.case.withdrawals.len(), 2);
}

#[test]
fn an_application_that_was_joined_is_taken_back_where_it_was_made() {
    let joined = applied_by("official", "zhou", true, "assign").altered(|case| {
        let carried = with_he(before("assign")).case.joined.remove(0).carried;
        case.joined_into = Some(crate::cases::tolerance::joinder::JoinedInto {
            into: "tolerance/lead".into(),
            into_number: "容〔2026〕9号".to_owned(),
            sort: Sort::Same,
            new_facts: None,
            why: "同一事项".to_owned(),
            carried,
            by: "fang".into(),
            on: day("2026-03-05"),
        });
    });
    let scene = joined.by("zhou").after(withdraw());
    let telling = Tolerance::tells(scene.events.last().unwrap()).remove(0);
    assert_eq!((telling.action, telling.at_once), ("receive_withdrawal", true));
    assert_eq!((stage(&scene), scene.case.withdrawals.len()), ("已并案", 1));
    let nobody = json!({ "number": "容〔2026〕99号", "withdrawn_by": "he", "withdrawn_on": "2026-03-11" });
    before("find").by("system:jobs").when(command("receive_withdrawal", nobody)).refused_with(["P2"]);
    let telling = command(telling.action, telling.answers);
    before("serve").by("system:jobs").when(telling).refused_by("P2");
}
