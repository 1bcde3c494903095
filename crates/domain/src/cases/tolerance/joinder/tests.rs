use serde_json::{Value, json};

use super::*;
use crate::cases::tolerance::{
    Command, Tolerance,
    testing::{Scene, application, before, command, day, given, policy, straightly},
};
use crate::facts::Numbered;
use crate::kind::{Audience, Kind, Part, Who};

/// Another application in the matter of the straight case, a day earlier, by the unit and about 何.
fn of_the_unit() -> Scene {
    second(json!({ "applicant": "unit", "officials": [{ "person": "he", "post": "科长" }] }), "lian")
}

fn second(change: Value, by: &str) -> Scene {
    let mut answers = application();
    answers.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let scene = given([]).on("2026-02-27").by(by).knowing(|facts| {
        facts.case = StreamId::new("tolerance", "second");
        facts.number = Some(19);
        let leading = Numbered {
            stream: StreamId::new("tolerance", "00000000-0000-7000-8000-000000000001"),
            number: "容〔2026〕17号".to_owned(),
            title: "主案".to_owned(),
        };
        facts.cases.insert("17".to_owned(), leading);
    });
    scene.after(command("apply", answers))
}

fn join(sort: &str, new_facts: Option<&str>) -> Command {
    let mut answers = json!({ "into": "17", "sort": sort, "why": "同一次征拆" });
    if let Some(new) = new_facts {
        answers["new_facts"] = json!(new);
    }
    command("join_into", answers)
}

/// What the joined case tells the leading one.
fn told(joined: &Scene) -> Command {
    let telling = Tolerance::tells(joined.events.last().unwrap()).remove(0);
    assert!(telling.at_once, "both or neither");
    assert_eq!(telling.stream.as_str(), "tolerance/00000000-0000-7000-8000-000000000001");
    command(telling.action, telling.answers)
}

fn joined(second: &Scene, sort: &str) -> Command {
    told(&second.clone().on("2026-03-05").by("fang").after(join(sort, None)))
}

fn into(leading: Scene, second: &Scene, sort: &str) -> Scene {
    leading.by("system:jobs").after(joined(second, sort))
}

#[test]
fn one_matter_is_one_case_with_every_official_and_the_earliest_clock() {
    let scene = into(before("assign"), &of_the_unit(), "same");
    let officials: Vec<_> = scene.case.officials().map(PersonId::as_str).collect();
    assert_eq!(officials, ["zhou", "he"]);
    assert_eq!(scene.case.start_of("tol.file_no"), Some(day("2026-02-27")));
    let accepted = of_the_unit().on("2026-03-02").by("fang").after(straightly("accept"));
    let earlier = into(before("assign"), &accepted, "same");
    assert_eq!(earlier.case.start_of("tol.verify"), Some(day("2026-03-02")));
    let unaccepted = into(before("accept"), &accepted, "same");
    assert_eq!(unaccepted.case.accepted.unwrap().on, day("2026-03-02"), "the matter was accepted");
    assert_eq!(into(before("accept"), &of_the_unit(), "same").case.accepted, None);
}

#[test]
fn silence_is_counted_from_the_earliest_application() {
    let scene = into(before("accept"), &of_the_unit(), "same");
    let deemed = scene.on("2026-03-09").lapsed();
    assert!(
        matches!(deemed.as_slice(), [Event::DeemedAccepted(a)] if a.on == day("2026-03-06")),
        "{deemed:?}"
    );
    assert_eq!(before("accept").on("2026-03-09").lapsed(), []);
}

#[test]
fn every_official_that_came_in_is_verified_and_heard() {
    let scene = into(before("find"), &of_the_unit(), "same");
    let tasks = Tolerance::row(&scene.case, &policy()).tasks;
    assert!(tasks.iter().any(|task| task.action == "find" && task.about == "he"), "{tasks:?}");
    // 周 alone was found, notified and heard: the report waits for 何.
    let report = before("report");
    into(report.clone(), &of_the_unit(), "same").on("2026-03-20").when(straightly("report")).refused_by("P3");
    report.when(straightly("report")).done();
}

#[test]
fn everyone_is_answered_at_the_end_and_nobody_twice() {
    let inspected = second(json!({ "applicant": "unit", "source": "audit" }), "lian");
    let scene = into(before("find"), &inspected, "same");
    let keys: Vec<_> = feedback::recipients(&scene.case).iter().map(feedback::key).collect();
    assert_eq!(keys, ["person:zhou", "unit:shiqiao", "unit:inspection", "unit:audit"]);
}

#[test]
fn the_joining_case_does_nothing_more_and_says_where_the_answer_comes_from() {
    let scene = of_the_unit().on("2026-03-05").by("fang").after(join("same", None));
    for action in ["accept", "assign", "determine"] {
        scene.when(straightly(action)).refused_with(["G8"]);
    }
    scene.when(join("same", None)).refused_with(["G8"]);
    assert_eq!(scene.clone().on("2026-06-01").lapsed(), []);
    let row = Tolerance::row(&scene.case, &policy());
    assert_eq!(row.stage, "已并案");
    assert!(row.tasks.iter().all(|task| task.action == "archive") && row.tasks.len() == 1);
    let view = Tolerance::view(&scene.case, &Audience::Unit("shiqiao".into()), day("2026-03-05"), &policy());
    let shown = serde_json::to_string(&view).unwrap();
    assert!(shown.contains("已经并入容〔2026〕17号一并办理"), "{shown}");
    scene.after(command("archive", json!({ "volume": "2026-17", "checker": "wen" })));
}

#[test]
fn before_disclosure_nobody_learns_of_the_leading_case_by_the_joinder() {
    let by_he = second(json!({ "applicant": "official", "officials": [{ "person": "he" }] }), "he");
    let scene = into(before("approve_disclosure"), &by_he, "same");
    let hidden = [Who::Person("he".into()), Who::Person("zhou".into()), Who::Unit("shiqiao".into())];
    let row = Tolerance::row(&scene.case, &policy());
    let shown = |part: Part| part != Part::Concerned;
    assert!(row.parts.iter().all(|(who, part)| !hidden.contains(who) || !shown(*part)), "{:?}", row.parts);
    let see =
        |case: &Case, audience: Audience| Tolerance::view(case, &audience, day("2026-03-10"), &policy());
    assert_eq!(see(&scene.case, Audience::Official("he".into())), None);
    assert_eq!(see(&scene.case, Audience::Unit("shiqiao".into())), None);
    // Own matter: what came from elsewhere does not show up in it.
    let own = by_he.on("2026-03-05").by("fang").after(join("same", None));
    let shown = serde_json::to_string(&see(&own.case, Audience::Official("he".into()))).unwrap();
    assert!(!shown.contains("zhou") && !shown.contains("inspection"), "{shown}");
    let open = scene.after(straightly("approve_disclosure"));
    let parts = Tolerance::row(&open.case, &policy()).parts;
    assert!(parts.contains(&(Who::Person("he".into()), Part::Official)));
}

#[test]
fn after_the_determination_only_a_repetition_comes_in_and_is_answered_by_what_was_served() {
    let repeated = second(json!({}), "fang");
    let served = before("close");
    let scene = into(served.clone(), &repeated, "repeat");
    assert!(feedback::AllServed::of(&scene.case).is_ok(), "nobody is served a second time");
    served.clone().by("system:jobs").when(joined(&repeated, "same")).refused_with(["G8"]);
    let elsewhere = second(json!({ "source": "audit" }), "fang");
    served.clone().by("system:jobs").when(joined(&elsewhere, "repeat")).refused_with(["G8"]);
    served.by("system:jobs").when(joined(&of_the_unit(), "repeat")).refused_with(["G8"]);
}

#[test]
fn new_facts_are_no_repetition() {
    let scene = second(json!({}), "fang").on("2026-03-05").by("fang");
    scene.when(join("repeat", Some("另有一处"))).refused_with(["G8"]);
    scene.when(join("same", Some("另有一处"))).done();
}

#[test]
fn what_was_told_or_joined_before_is_not_moved() {
    let alone = second(json!({}), "fang");
    let leading = into(before("find"), &of_the_unit(), "same");
    for scene in ["answer_unit", "defend", "archive"].into_iter().map(before).chain([leading]) {
        let known = alone.facts.cases.clone();
        let scene = scene.by("fang").knowing(|facts| {
            facts.cases = known;
            facts.case = StreamId::new("tolerance", "second");
        });
        scene.when(join("same", None)).refused_by("G8");
    }
    let itself = alone.clone().by("fang").on("2026-03-05").knowing(|facts| {
        facts.case = StreamId::new("tolerance", "00000000-0000-7000-8000-000000000001");
    });
    itself.when(join("same", None)).refused_with(["G8"]);
    let unknown = json!({ "into": "99", "sort": "same", "why": "同一次征拆" });
    alone.by("fang").on("2026-03-05").when(command("join_into", unknown)).refused_with(["G8"]);
}

#[test]
fn a_case_that_is_over_takes_nothing_in() {
    let second = second(json!({}), "fang");
    let joined_away = before("assign").altered(|case| {
        let event = of_the_unit().on("2026-03-05").by("fang").after(join("same", None));
        case.joined_into = event.case.joined_into;
    });
    joined_away.by("system:jobs").when(joined(&second, "same")).refused_with(["G8"]);
    let other_unit = before("assign").altered(|case| case.applied.as_mut().unwrap().unit = "audit".into());
    other_unit.by("system:jobs").when(joined(&second, "same")).refused_with(["G8"]);
    let late = before("compose_consultation").by("system:jobs");
    late.when(joined(&of_the_unit(), "same")).refused_with(["G8"]);
    late.when(joined(&second, "same")).done();
    let twice = into(before("find"), &second, "same");
    twice.by("system:jobs").when(joined(&second, "same")).refused_with(["G8"]);
}

#[test]
fn a_committee_whose_secretary_comes_in_is_replaced_first() {
    let of_the_secretary = second(json!({ "officials": [{ "person": "ji" }] }), "fang");
    let leading =
        before("find").altered(|case| case.applied.as_mut().unwrap().committee = "shiqiao_committee".into());
    leading.clone().by("system:jobs").when(joined(&of_the_secretary, "same")).refused_with(["D3"]);
    let set = |unit: &str| command("set_committee", json!({ "committee": unit, "why": "书记涉及本案" }));
    let set_above = leading.after(set("district_committee"));
    assert_eq!(set_above.case.applied.as_ref().unwrap().committee.as_str(), "district_committee");
    let before_is_blind = Audience::Committee("shiqiao_committee".into());
    assert_eq!(Tolerance::view(&set_above.case, &before_is_blind, day("2026-03-13"), &policy()), None);
    set_above.when(set("district_committee")).refused_with(["D3"]);
    let scene = into(set_above, &of_the_secretary, "same");
    scene.when(set("shiqiao_committee")).refused_with(["D3"]);
}

#[test]
fn whoever_must_stand_aside_there_does_not_join_here() {
    let leading = before("find").by("system:jobs").knowing(|facts| {
        facts.people.get_mut(&"fang".into()).unwrap().kin = vec!["zhou".into()];
    });
    let other = second(json!({ "officials": [{ "person": "he" }] }), "fang");
    leading.when(joined(&other, "same")).refused_with(["P8"]);
}

#[test]
fn whoever_applied_in_a_joined_case_handles_none_of_it() {
    let scene = before("find").altered(|case| {
        let mut joined = into(before("find"), &of_the_unit(), "same").case.joined.remove(0);
        joined.carried.by = "lin".into();
        case.joined.push(joined);
    });
    scene.when(straightly("find")).refused_with(["P8"]);
}
