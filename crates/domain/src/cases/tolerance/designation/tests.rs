use super::*;
use crate::{
    cases::tolerance::{
        Command, Tolerance,
        testing::{Scene, before, command, day, straightly},
    },
    kind::{Audience, Kind as _, Part, Who},
    people::Tier,
};
use serde_json::json;
use std::sync::Arc;

/// With an upper organ, and two officers of another district's organ.
fn known(scene: Scene) -> Scene {
    scene.knowing(|facts| {
        Arc::make_mut(&mut facts.policy.settings).upper_organ = Some("city_discipline".into());
        let unit = facts.units[&UnitId::from("audit")].clone();
        for organ in ["city_discipline", "baishi_discipline"] {
            facts.units.insert(organ.into(), unit.clone());
        }
        let lin = facts.people[&PersonId::from("lin")].clone();
        for (person, organ) in
            [("qiao", "city_discipline"), ("pan", "baishi_discipline"), ("yao", "baishi_discipline")]
        {
            facts.people.insert(person.into(), crate::people::Person { unit: organ.into(), ..lin.clone() });
        }
    })
}

fn ask() -> Command {
    command("ask_competence", json!({ "ground": "too_few", "why": "本机关八人，七人与当事人曾经同一单位。" }))
}

fn decide(placement: &str, organ: Option<&str>) -> Command {
    let mut answers = json!({
        "placement": placement, "paper": "云纪指〔2026〕4号", "decided_on": "2026-03-16", "why": "经研究",
    });
    if let Some(organ) = organ {
        answers["organ"] = json!(organ);
    }
    command("decide_competence", answers)
}

fn assign(leader: &str, member: &str) -> Command {
    command("assign", json!({ "leader": leader, "members": [{ "person": member }] }))
}

fn asked(action: &str) -> Scene {
    known(before(action)).on("2026-03-13").after(ask()).on("2026-03-18")
}

fn designated(action: &str) -> Scene {
    asked(action).by("qiao").after(decide("designated", Some("baishi_discipline")))
}

#[test]
fn before_acceptance_nobody_stops_the_clock_of_what_this_organ_must_accept() {
    known(before("accept")).when(ask()).refused_with(["G2.designate"]);
    let beyond = known(before("accept")).knowing(|facts| {
        facts.people.get_mut(&PersonId::from("zhou")).unwrap().tier = Tier::City;
    });
    let settled = beyond.after(ask()).on("2026-03-18").by("qiao").after(decide("stays", None));
    settled.when(straightly("accept")).done();
}

#[test]
fn the_clock_stands_still_until_the_decision_and_never_longer_than_a_stop_may_last() {
    let before_it = known(before("find")).on("2026-03-13");
    let due = |scene: &Scene| scene.case.due_of("tol.verify", &scene.facts.policy).unwrap().last;
    let waits = before_it.after(ask());
    // 03-13 is the first of thirty working days, over 清明: 04-24 is the last.
    assert_eq!(waits.case.competence_asked[0].0.stopped_until, Some(day("2026-04-24")));
    let stop = waits.case.stops().pop().unwrap();
    assert_eq!((stop.from, stop.to), (day("2026-03-13"), day("2026-04-24")));
    assert!(stop.why.contains("回避后人员不足"), "{}", stop.why);
    let decided = waits.on("2026-03-18").by("qiao").after(decide("stays", None));
    assert_eq!(decided.case.stops().pop().unwrap().to, day("2026-03-18"));
    // Four working days stopped: 13, 16, 17, 18.
    assert!(before_it.facts.policy.calendar.is_work_day(due(&before_it)));
    let moved =
        (1..).map(|n| due(&before_it).plus(n)).filter(|d| decided.facts.policy.calendar.is_work_day(*d));
    assert_eq!(moved.take(4).last(), Some(due(&decided)));
}

#[test]
fn waiting_for_the_upper_organ_counts_towards_all_stops_together() {
    let stop = |from: &str, until: &str| {
        command("stop_clock", json!({ "from": from, "until": until, "why": "等待鉴定" }))
    };
    // 29 and 26 working days before: five of sixty are left.
    let scene = known(before("find")).after(stop("2026-03-16", "2026-04-24"));
    let scene = scene.after(stop("2026-04-27", "2026-06-03")).on("2026-06-04");
    let asked = scene.after(ask());
    let until = asked.case.competence_asked[0].0.stopped_until.unwrap();
    let all = worked(&stopped_days(&asked.case), &asked.facts);
    assert_eq!(all, 60, "until {until}");
    asked.when(stop("2026-07-01", "2026-07-01")).refused_with(["P2"]);
    let used_up = scene.after(stop("2026-06-04", "2026-06-10"));
    let last = used_up.on("2026-06-15").after(ask());
    assert_eq!(last.case.competence_asked[0].0.stopped_until, None, "it is asked all the same");
    assert_eq!(last.case.stops().len(), 3);
}

#[test]
fn the_organ_fits_the_decision() {
    let scene = asked("find").by("qiao");
    for (placement, organ) in [
        ("designated", None),
        ("taken_over", None),
        ("designated", Some("nowhere")),
        ("designated", Some("discipline")),
        ("designated", Some("city_discipline")),
        ("taken_over", Some("baishi_discipline")),
        ("stays", Some("baishi_discipline")),
    ] {
        scene.when(decide(placement, organ)).refused_by("G2.designate");
    }
    scene.when(decide("taken_over", Some("city_discipline"))).done();
    let undated = json!({ "placement": "stays", "paper": "云纪指〔2026〕4号", "decided_on": "2026-03-12" });
    let refusal = scene.when(command("decide_competence", undated)).refused_with(["G2.designate"]);
    assert_eq!(refusal.reasons.iter().filter_map(|r| r.field).collect::<Vec<_>>(), ["why", "decided_on"]);
    known(before("find")).by("qiao").when(decide("stays", None)).refused_with(["G2.designate"]);
}

#[test]
fn it_is_asked_once_at_a_time_and_meanwhile_nothing_is_decided_here() {
    let scene = asked("determine");
    scene.when(ask()).refused_with(["G2.designate"]);
    scene.when(straightly("determine")).refused_with(["G2.designate"]);
    let stays = asked("determine").by("qiao").after(decide("stays", None)).on("2026-04-07");
    stays.when(straightly("determine")).done();
    known(before("serve")).when(ask()).refused_with(["G2.designate"]);
}

#[test]
fn the_designated_organ_begins_with_a_team_of_its_own() {
    let scene = designated("compose_consultation");
    assert_eq!(scene.case.organ(&scene.facts.policy).as_str(), "baishi_discipline");
    assert!(scene.case.assigned.is_none() && scene.case.reported.is_none());
    scene.clone().by("lin").when(straightly("add_evidence")).refused_with(["P5"]);
    scene.when(assign("lin", "su")).refused_with(["G2"]);
    scene.when(assign("pan", "su")).refused_with(["G2"]);
    let going = scene.after(assign("pan", "yao"));
    going.clone().by("pan").when(straightly("find")).done();
    // What was found stands until the new team finds otherwise; its evidence stays on record.
    assert!(!going.case.evidence.is_empty() && !going.case.found.is_empty());
}

#[test]
fn the_former_organ_has_no_part_any_more_but_knowing_where_it_went() {
    let scene = designated("compose_consultation");
    let policy = &scene.facts.policy;
    let row = Tolerance::row(&scene.case, policy);
    assert_eq!(row.organ, Some("baishi_discipline".into()));
    let of =
        |who: Who| row.parts.iter().filter(|(one, _)| *one == who).map(|(_, part)| *part).collect::<Vec<_>>();
    assert_eq!(of(Who::Unit("discipline".into())), [Part::FormerOrgan]);
    assert_eq!(of(Who::Unit("baishi_discipline".into())), [Part::Organ]);
    assert_eq!(of(Who::Person("lin".into())), []);
    let seen = |audience: &Audience| Tolerance::view(&scene.case, audience, scene.facts.today, policy);
    let shown = serde_json::to_string(&seen(&Audience::FormerOrgan("discipline".into())).unwrap()).unwrap();
    assert!(shown.contains("baishi_discipline") && shown.contains("云纪指〔2026〕4号"), "{shown}");
    for hidden in ["补偿面积", "zhou", "集体决策会议纪要", "核实报告。"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    assert_eq!(seen(&Audience::FormerOrgan("audit".into())), None);
    assert!(Tolerance::files(&scene.case, &Audience::FormerOrgan("discipline".into()), policy).is_empty());
}

#[test]
fn the_corrections_of_a_case_are_those_of_the_organ_that_has_it() {
    let ours = known(before("determine"));
    let opened = |scene: &Scene| {
        let made = scene.after(straightly("determine"));
        let owed = made.case.determined.unwrap().owes.into_iter().find(|o| o.stream.kind() == "correction");
        owed.unwrap().answers
    };
    assert_eq!(opened(&ours).get("organ"), None);
    let theirs = ours.altered(|case| {
        let placed = designated("find").case.competence_asked;
        case.competence_asked = placed;
    });
    assert_eq!(opened(&theirs)["organ"], "baishi_discipline");
}

#[test]
fn whoever_gets_it_back_has_it_again() {
    let back = designated("find").on("2026-03-20").after(ask()).on("2026-03-25").by("qiao");
    let answers = json!({
        "placement": "designated", "organ": "discipline", "paper": "云纪指〔2026〕5号",
        "decided_on": "2026-03-24", "why": "经研究",
    });
    let scene = back.after(command("decide_competence", answers));
    assert_eq!(scene.case.organ(&scene.facts.policy).as_str(), "discipline");
    scene.when(assign("lin", "su")).done();
    scene.when(assign("pan", "su")).refused_with(["G2"]);
}
