//! Tests of the step beside this file.

use crate::cases::tolerance::{
    Command,
    tasks::tasks,
    testing::{Scene, before, command, policy, straightly},
};
use serde_json::json;

fn again(ground: &str, evidence: &[&str]) -> Command {
    let answers = json!({ "ground": ground, "why": "会商后取得收款账户流水。", "evidence": evidence });
    command("reconvene", answers)
}

fn ask(person: &str) -> Command {
    command("declare_recusal", json!({ "person": person, "ground": "interest", "says": "会后才知道。" }))
}

fn decided(request: &str, upheld: bool) -> Command {
    command("decide_recusal", json!({ "request": request, "upheld": upheld, "why": "经核实。" }))
}

/// Consulted anew by these members, up to the end of the consultation.
fn consulted(scene: &Scene, members: &[(&str, &str, &str)]) -> Scene {
    let listed: Vec<_> = members.iter().map(|(id, unit, _)| json!({ "person": id, "unit": unit })).collect();
    let compose = json!({ "form": "joint", "weight": "complex", "chair": "xu", "meets_on": "2026-04-03",
        "agenda": "再次会商", "members": listed });
    let present: Vec<_> = members.iter().map(|(id, ..)| *id).collect();
    let mut scene = scene.clone().on("2026-04-03").after(command("compose_consultation", compose));
    for (id, _, opinion) in members {
        let given = json!({ "opinion": opinion, "why": "见材料。" });
        scene = scene.by(id).after(command("give_opinion", given));
    }
    scene = scene.after(command("hold_consultation", json!({ "present": present })));
    scene = scene.after(straightly("send_minutes"));
    for id in present {
        scene = scene.by(id).after(straightly("answer_minutes"));
    }
    scene.after(straightly("close_consultation"))
}

const SAME: &[(&str, &str, &str)] = &[
    ("xu", "discipline", "agree"),
    ("zu", "organisation", "agree"),
    ("shen", "audit", "agree"),
    ("si", "justice", "agree"),
];

const WITHOUT_SI: &[(&str, &str, &str)] = &[SAME[0], SAME[1], SAME[2]];

#[test]
fn whoever_dislikes_the_result_gets_no_second_meeting() {
    let scene = before("send_to_review");
    // Nothing new at all, only what was known at the meeting, and what does not exist.
    for evidence in [&[][..], &["1"]] {
        for ground in ["new_facts", "papers", "minutes"] {
            scene.when(again(ground, evidence)).refused_with(["P6"]);
        }
    }
    scene.when(again("new_facts", &["7"])).refused_with(["J2"]);
    // Defects that the case would show.
    scene.when(again("recused", &[])).refused_with(["P6"]);
    scene.when(again("too_light", &[])).refused_with(["P6"]);
    scene.when(straightly("compose_consultation")).refused_by("P6");
}

#[test]
fn no_member_and_no_chair_asks_for_a_second_meeting_even_on_new_facts() {
    let scene = before("send_to_review").after(straightly("add_evidence"));
    for member in ["xu", "zu", "si"] {
        scene.clone().by(member).when(again("new_facts", &["2"])).refused_with(["P6"]);
    }
    scene.clone().by("wen").when(again("new_facts", &["2"])).done();
    scene.when(again("new_facts", &["2"])).done();
}

#[test]
fn new_facts_go_into_the_report_first_and_earlier_opinions_stay() {
    let scene = before("approve").after(straightly("add_evidence"));
    scene.when(again("new_facts", &["1", "2"])).refused_with(["P6"]);
    let reopened = scene.after(again("new_facts", &["2"]));
    assert_eq!((&reopened.case.reported, &reopened.case.reviewed), (&None, &None));
    assert_eq!(reopened.case.past_consultations[0].opinions.len(), 4);
    assert!(tasks(&reopened.case, &policy()).iter().any(|task| task.action == "report"));
    reopened.when(straightly("determine")).refused_by("P6");
    let reported = reopened.on("2026-04-02").after(straightly("report"));
    let due = reported.case.due_of("tol.consult", &policy()).unwrap();
    assert_eq!(due.start.to_string(), "2026-04-02");
    // The evidence of the first time is no new fact the second time.
    let held = consulted(&reported, SAME);
    held.when(again("new_facts", &["2"])).refused_with(["P6"]);
}

#[test]
fn the_dissent_of_an_earlier_meeting_reaches_the_deciding_body_too() {
    let scene = before("send_to_review").after(straightly("add_evidence")).after(again("papers", &["2"]));
    assert!(scene.case.reported.is_some(), "a defect leaves the report alone");
    let mut ready = consulted(&scene, SAME).after(straightly("send_to_review")).after(straightly("review"));
    for by in ["mo", "xu", "zheng"] {
        ready = ready.by(by).after(straightly("approve"));
    }
    ready.when(straightly("resolve")).refused_with(["P6"]);
    assert!(tasks(&ready.case, &policy()).iter().any(|task| task.action == "open_dissent"));
    ready.after(straightly("open_dissent")).when(straightly("resolve")).done();
}

#[test]
fn nobody_is_composed_away_with_his_dissent() {
    let given = before("give_opinion")
        .by("si")
        .after(command("give_opinion", json!({ "opinion": "disagree", "why": "程序上有瑕疵。" })));
    let composed = consulted(&given, WITHOUT_SI);
    assert_eq!(composed.case.dissent()[0].member, "si".into());
}

#[test]
fn once_the_body_decided_there_is_no_second_meeting() {
    let scene = before("determine").after(straightly("add_evidence"));
    scene.when(again("new_facts", &["2"])).refused_with(["P6"]);
    before("serve").when(again("new_facts", &["1"])).refused_by("P6");
    before("hold_consultation").when(again("new_facts", &["1"])).refused_with(["P6"]);
}

#[test]
fn a_member_who_should_have_stood_aside_makes_the_meeting_defective() {
    let asked = before("determine").by("lin").after(ask("si"));
    asked.when(straightly("determine")).refused_by("P8");
    asked.by("zheng").after(decided("1", false)).when(straightly("determine")).done();
    let upheld = before("determine").by("lin").after(ask("si")).by("zheng").after(decided("1", true));
    let refusal = upheld.when(straightly("determine")).refused_by("P8");
    assert!(refusal.reasons.iter().any(|reason| reason.remedy == Some("reconvene")), "{refusal}");
    assert!(tasks(&upheld.case, &policy()).iter().any(|task| task.action == "reconvene"));
    // Although the body decided already: nothing else could go on.
    let reopened = upheld.after(again("recused", &[]));
    reopened.when(straightly("compose_consultation")).refused_by("P8");
    let held = consulted(&reopened, WITHOUT_SI);
    assert_eq!(held.case.dissent(), Vec::<&crate::cases::tolerance::consultation::OpinionGiven>::new());
    held.when(straightly("send_to_review")).done();
}

#[test]
fn the_opinion_of_a_recused_member_does_not_count() {
    let given = before("hold_consultation").by("lin").after(ask("si")).by("zheng").after(decided("1", true));
    assert_eq!(given.case.dissent(), Vec::<&crate::cases::tolerance::consultation::OpinionGiven>::new());
    let present = |who: &[&str]| command("hold_consultation", json!({ "present": who }));
    given.when(present(&["xu", "zu", "shen", "si"])).refused_with(["P8"]);
    // Two departments besides the organ are left; without audit there is one, and the opinion of 司法 is none.
    given.when(present(&["xu", "zu", "shen"])).done();
    let audit_silent = given.altered(|case| {
        case.consultation.as_mut().unwrap().opinions.retain(|given| given.member.0 != "shen");
    });
    audit_silent.when(present(&["xu", "zu"])).refused_with(["P6"]);
}

#[test]
fn what_a_recused_reviewer_or_leader_wrote_does_not_stand() {
    let reviewer = before("determine").by("lin").after(ask("tang")).by("zheng").after(decided("1", true));
    assert!(reviewer.case.reviewed.is_none() && reviewer.case.approvals.is_empty());
    reviewer.when(straightly("determine")).refused_by("P5.review");
    let leader = before("determine").by("lin").after(ask("mo")).by("zheng").after(decided("1", true));
    assert!(leader.case.reviewed.is_some() && leader.case.approvals.is_empty());
    leader.when(straightly("determine")).refused_by("G3");
}
