use super::*;
use crate::cases::tolerance::{
    Command, Tolerance,
    testing::{Scene, before, command, day, policy, straightly},
};
use crate::judgement::outcome::{Group, Measure, Outcome};
use crate::kind::{Audience, Kind};
use serde_json::{Value, json};

fn object() -> Command {
    command("object", json!({ "points": [{ "says": "我在会上提出过先报请明确，没有写进认定。" }] }))
}

/// 周 objected on the fifteenth of April, received on the eighth.
fn objected() -> Scene {
    before("close").on("2026-04-15").after(object())
}

fn assign(people: &[&str]) -> Command {
    let rows: Vec<_> = people.iter().map(|person| json!({ "person": person })).collect();
    command("assign_reexaminer", json!({ "official": "zhou", "reexaminers": rows }))
}

fn assigned() -> Scene {
    objected().on("2026-04-16").by("zheng").after(assign(&["wen", "an"]))
}

fn reporting(result: &str, outcomes: &Value) -> Command {
    let report = "经复查：异议第1条属实，第2条不成立。";
    command(
        "reexamine",
        json!({ "official": "zhou", "report": report, "result": result, "outcomes": outcomes }),
    )
}

/// 免予 without the education that went with it.
fn lighter() -> Value {
    json!([{ "track": "party", "outcome": "exempt", "measure": "none", "why": "提出过反对意见。",
        "clause": "《中国共产党纪律处分条例》第十九条第一款、第十七条第（一）项" }])
}

fn reported(result: &str, outcomes: &Value) -> Scene {
    assigned().on("2026-04-24").by("wen").after(reporting(result, outcomes))
}

fn decide(resolution: &str) -> Command {
    command(
        "decide_reexamination",
        json!({ "official": "zhou", "meeting": "第7次常委会", "met_on": "2026-04-28", "due": 7, "present": 6,
            "opinions": "同意。", "resolution": resolution }),
    )
}

fn serve(change: &Value) -> Command {
    let mut answers =
        json!({ "official": "zhou", "delivery": "signed", "served_on": "2026-04-29", "proof": "回证9号" });
    answers.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    command("serve_reexamination", answers)
}

#[test]
fn the_last_day_is_in_time_and_the_day_after_is_told_what_remains() {
    let scene = before("close");
    scene.clone().on("2026-04-22").when(object()).done();
    let refusal = scene.clone().on("2026-04-23").when(object()).refused_with(["P7.reexamination"]);
    assert!(
        refusal.to_string().contains("2026年4月22日") && refusal.to_string().contains("上级"),
        "{refusal}"
    );
    // The paper counts from its own date.
    scene.on("2026-04-27").by("fang").paper_of("zhou", "2026-04-22").when(object()).done();
}

#[test]
fn a_period_that_was_notified_never_gets_shorter_and_none_ends_on_a_provisional_date() {
    let shorter = before("close").knowing(|facts| {
        let mut limits = (*facts.policy.limits).clone();
        limits.0.get_mut("tol.objection").unwrap().count = 3;
        facts.policy.limits = std::sync::Arc::new(limits);
    });
    shorter.on("2026-04-22").when(object()).done();
    let unknown = before("close").knowing(|facts| {
        let mut calendar = (*facts.policy.calendar).clone();
        calendar.known_until = Some(day("2026-04-10"));
        facts.policy.calendar = std::sync::Arc::new(calendar);
    });
    unknown.on("2026-06-30").when(object()).done();
}

#[test]
fn who_has_not_received_the_result_or_objected_before_does_not_object() {
    before("serve").when(object()).refused_with(["P7.reexamination"]);
    objected().when(object()).refused_with(["P7.reexamination"]);
    let empty = command("object", json!({ "points": [{ "says": " " }] }));
    before("close").on("2026-04-15").when(empty).refused_with(["P7.reexamination"]);
    // An officer without a paper of the official is no official.
    before("close").on("2026-04-15").by("fang").when(object()).refused_by("P7.reexamination");
}

#[test]
fn only_others_examine_it_again_two_at_least() {
    // Of the team, reviewer, consulted, in the chain, who determined, the same unit.
    for person in ["lin", "su", "tang", "zu", "mo", "zheng", "he"] {
        objected().by("fang").when(assign(&["wen", person])).refused_with(["P8"]);
    }
    objected().by("fang").when(assign(&["wen"])).refused_with(["P7.reexamination"]);
    objected().by("fang").when(assign(&["wen", "wen"])).refused_with(["P7.reexamination"]);
    let done = objected().by("fang").after(assign(&["wen", "an"]));
    done.by("lin").when(reporting("uphold", &json!([]))).refused_with(["P7.reexamination"]);
}

#[test]
fn nothing_gets_worse_and_what_does_not_change_is_no_change() {
    let clause = "《中国共产党纪律处分条例》第十七条第（一）项";
    for (outcome, measure) in [("lighter", "none"), ("exempt", "admonition"), ("not_tolerated", "none")] {
        let mut row = json!([{ "track": "party", "outcome": outcome, "measure": measure, "why": "加重。", "clause": clause }]);
        if outcome == "not_tolerated" {
            row[0]["follows"] = json!("continue");
        }
        assigned().by("wen").when(reporting("change", &row)).refused_by("P7.reexamination");
    }
    let mut same = lighter();
    same[0]["measure"] = json!("criticism");
    assigned().by("wen").when(reporting("change", &same)).refused_with(["P7.reexamination"]);
    assigned().by("wen").when(reporting("change", &json!([]))).refused_with(["P7.reexamination"]);
    assigned().by("wen").when(reporting("uphold", &lighter())).refused_with(["P7.reexamination"]);
    // What the table of outcomes does not allow is not allowed here either.
    let mut unfounded = lighter();
    unfounded[0]["clause"] = json!("某条");
    assigned().by("wen").when(reporting("change", &unfounded)).refused_with(["G1"]);
}

#[test]
fn an_upheld_objection_is_decided_as_a_body_and_served_with_the_way_onward() {
    let scene = reported("uphold", &json!([])).on("2026-04-28").after(decide("as_proposed"));
    let before_it = scene.case.determined.clone();
    assert_eq!(scene.case.outcomes_now(), before_it.unwrap().determinations);
    assert_eq!(scene.case.filing_owed_since, None, "nothing changed, nothing to file");
    let scene = scene.on("2026-04-29");
    scene.when(serve(&json!({ "proof": null }))).refused_with(["P7.reexamination"]);
    scene.when(serve(&json!({ "delivery": "left" }))).refused_with(["P7.witness"]);
    let served = scene.after(serve(&json!({})));
    let text = decision_text(&served.case, &"zhou".into()).unwrap();
    assert!(
        text.contains("维持原认定") && text.contains("上级纪检监察机关") && !text.contains("wen"),
        "{text}"
    );
    let seen = |audience| {
        serde_json::to_string(&Tolerance::view(&served.case, &audience, day("2026-04-29"), &policy()))
            .unwrap()
    };
    let official = seen(Audience::Official("zhou".into()));
    assert!(
        official.contains("维持原认定") && !official.contains("常委会") && !official.contains("wen"),
        "{official}"
    );
    assert!(!seen(Audience::Unit("shiqiao".into())).contains("异议第"), "the unit sees no report");
}

#[test]
fn a_change_replaces_what_holds_and_is_filed_anew() {
    let scene = reported("change", &lighter()).on("2026-04-28").after(decide("as_proposed"));
    let now = scene.case.outcomes_now();
    assert_eq!(now[0].outcomes[0].measure, Measure::None);
    assert!(!now[0].in_four_forms, "no education is left to count");
    assert!(
        scene.case.determined.as_ref().unwrap().determinations[0].in_four_forms,
        "the determination stays"
    );
    assert_eq!(scene.case.filing_owed_since, Some(day("2026-04-28")));
    assert!(!scene.case.determined.as_ref().unwrap().owes.is_empty(), "corrections stay owed");
}

#[test]
fn a_change_to_an_exemption_has_the_appraisals_told() {
    let accountable = reported("change", &lighter()).altered(|case| {
        let one = &mut case.determined.as_mut().unwrap().determinations[0];
        one.group = Group::StillAccountable;
        one.outcomes[0].outcome = Outcome::Lighter;
        case.appraisals_notified.clear();
    });
    let notify = || straightly("notify_appraisal");
    accountable.clone().on("2026-04-28").when(notify()).refused_with(["E1"]);
    let exempt = accountable.on("2026-04-28").after(decide("as_proposed"));
    exempt.when(straightly("close")).refused_by("E1");
    exempt.when(notify()).done();
}

#[test]
fn the_body_may_send_it_back_and_does_not_decide_without_a_report() {
    assigned().when(decide("as_proposed")).refused_with(["P7.reexamination"]);
    let back = reported("uphold", &json!([])).on("2026-04-28").after(decide("return"));
    back.when(decide("as_proposed")).refused_with(["P7.reexamination"]);
    back.by("an").when(reporting("change", &lighter())).done();
    let few = reported("uphold", &json!([])).on("2026-04-28");
    let decision = json!({ "official": "zhou", "meeting": "会", "met_on": "2026-04-28", "due": 7, "present": 3,
        "opinions": "同意。", "resolution": "as_proposed" });
    few.when(command("decide_reexamination", decision)).refused_with(["P7.reexamination"]);
}

#[test]
fn an_objection_stays_nothing_but_the_archive() {
    let scene = objected();
    scene.when(straightly("close")).done();
    let archive = || command("archive", json!({ "volume": "1", "checker": "wen" }));
    let closed = scene.on("2026-05-20").after(straightly("close"));
    closed.when(archive()).refused_by("P7.reexamination");
    let running = before("archive").on("2026-04-22").when(archive()).refused_by("P7.reexamination");
    assert!(running.to_string().contains("2026年4月22日"), "{running}");
    let over = before("archive").on("2026-04-23").when(archive()).result.unwrap_err();
    assert!(!over.codes().contains(&"P7.reexamination"), "{over}");
}

#[test]
fn what_is_put_here_counts_once_it_was_acknowledged() {
    let decided =
        reported("uphold", &json!([])).on("2026-04-28").after(decide("as_proposed")).on("2026-04-29");
    let here = decided.after(serve(&json!({ "delivery": "here" })));
    let sheet = |scene: &Scene| {
        let audience = Audience::Official("zhou".into());
        serde_json::to_string(&Tolerance::view(&scene.case, &audience, day("2026-04-29"), &policy())).unwrap()
    };
    assert!(!sheet(&here).contains("维持原认定"), "not read before it is acknowledged");
    assert!(!open(&here.case, &here.facts).is_empty());
    let read = here.clone().by("zhou").after(command("acknowledge", json!({})));
    assert!(sheet(&read).contains("维持原认定"));
    assert!(open(&read.case, &read.facts).is_empty());
    here.when(serve(&json!({}))).done();
}

#[test]
fn every_state_of_an_objection_has_a_task_with_its_due() {
    let due = |scene: &Scene, action: &str| {
        let row = Tolerance::row(&scene.case, &policy());
        let task = row.tasks.into_iter().find(|t| t.action == action);
        task.unwrap_or_else(|| panic!("no {action}")).due
    };
    let last = day("2026-05-29");
    let last_of =
        |scene: &Scene, action: &str| assert_eq!(due(scene, action).unwrap().last, last, "{action}");
    last_of(&objected(), "assign_reexaminer");
    last_of(&assigned(), "reexamine");
    last_of(&reported("uphold", &json!([])), "decide_reexamination");
    let decided = reported("uphold", &json!([])).on("2026-04-28").after(decide("as_proposed"));
    due(&decided, "serve_reexamination");
}

#[test]
fn nothing_is_decided_on_a_paper_that_nobody_checked() {
    let entered = before("close").on("2026-04-16").by("fang").paper_of("zhou", "2026-04-15").after(object());
    let assigned = entered.on("2026-04-16").by("zheng").after(assign(&["wen", "an"]));
    let reported = assigned.on("2026-04-24").by("wen").after(reporting("uphold", &json!([])));
    reported.on("2026-04-28").when(decide("as_proposed")).refused_with(["G5"]);
}
