use super::*;
use crate::cases::tolerance::{
    Command, Tolerance,
    testing::{Scene, before, command, day, policy, straightly},
};
use crate::judgement::outcome::{Follows, Group};
use crate::kind::{Audience, Kind};
use crate::people::Role;
use serde_json::{Value, json};

const OBJECTION: &str = "补偿协议里的夹层面积是我在会上口头同意增加的，没有写进会议纪要。";

fn evidence() -> Command {
    command(
        "add_revocation_evidence",
        json!({ "title": "银行流水", "kind": "document", "describes": "收受承建方款项", "place": "案管" }),
    )
}

fn propose(change: &Value) -> Command {
    let mut answers = json!({ "official": "zhou", "ground": "concealed", "evidence": ["2"],
        "facts": "2025年5月收受承建方五万元，核实时没有说明。", "how_found": "审计移送资金流水。" });
    answers.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    command("propose_revocation", answers)
}

fn proposed() -> Scene {
    before("archive").on("2026-06-01").after(evidence()).by("fang").after(propose(&json!({})))
}

fn assign(people: &[&str]) -> Command {
    let rows: Vec<_> = people.iter().map(|person| json!({ "person": person })).collect();
    command("assign_revocation", json!({ "official": "zhou", "members": rows }))
}

fn notify() -> Command {
    command(
        "notify_revocation",
        json!({ "official": "zhou", "facts": "2025年5月收受承建方五万元。", "delivery": "signed", "proof": "回证11号" }),
    )
}

fn notified() -> Scene {
    proposed().on("2026-06-02").after(assign(&["bao", "cao"])).on("2026-06-03").after(notify())
}

fn defended() -> Scene {
    let points = json!({ "points": [{ "says": "那是借款，已经归还。" }] });
    notified().on("2026-06-05").by("zhou").after(command("defend_revocation", points))
}

fn report(change: &Value) -> Command {
    let mut answers = json!({ "official": "zhou", "says": "款项没有借据，归还在审计之后。", "answers": "不采纳。",
        "conclusion": "proven", "clause": "《中国共产党纪律处分条例》第九十七条", "follows": "filing" });
    answers.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    command("report_revocation", answers)
}

fn reported() -> Scene {
    defended().on("2026-06-10").after(report(&json!({})))
}

fn above(decision: &str) -> Command {
    command(
        "approve_revocation",
        json!({ "official": "zhou", "decision": decision, "number": "云纪复〔2026〕8号", "decided_on": "2026-06-12", "words": "同意。" }),
    )
}

fn revoke() -> Command {
    command(
        "revoke",
        json!({ "official": "zhou", "meeting": "第9次常委会", "met_on": "2026-06-15", "due": 7, "present": 6, "opinions": "同意。" }),
    )
}

fn revoked() -> Scene {
    reported().on("2026-06-12").after(above("approve")).on("2026-06-15").after(revoke())
}

fn serve() -> Command {
    command(
        "serve_revocation",
        json!({ "official": "zhou", "delivery": "signed", "served_on": "2026-06-16", "proof": "回证12号" }),
    )
}

#[test]
fn twelve_characters_in_a_row_are_a_quotation_however_they_are_punctuated() {
    let said = "夹层面积是我在会上口头同意增加的";
    assert!(quotes("当事人自认：夹层面积是我在会上口头，同意增加的。", said));
    assert!(quotes("夹层 面积 是 我 在 会 上 口 头 同", said));
    assert!(!quotes("夹层面积是我在会上口", said), "ten");
    assert!(quotes("夹层面积是我在会上口头同", said), "exactly twelve");
    assert!(!quotes("夹层面积是我在会上口头", said), "exactly eleven");
    assert!(!quotes("收受承建方五万元", said));
    assert!(!quotes("", said) && !quotes(said, ""));
}

#[test]
fn it_never_rests_on_the_text_of_the_objection_or_of_the_defence() {
    let object = command("object", json!({ "points": [{ "says": OBJECTION }] }));
    let objected = before("close").on("2026-04-15").after(object).on("2026-06-01").after(evidence());
    let quoting = json!({ "facts": "当事人承认夹层面积是我在会上口头同意增加的，属于隐瞒。" });
    let refusal = objected.clone().by("fang").when(propose(&quoting)).refused_with(["J3.revocation"]);
    assert_eq!(refusal.reasons[0].field, Some("facts"));
    let found =
        json!({ "how_found": "见异议：没有写进会议纪要，补偿协议里的夹层面积是我在会上口头同意增加的。" });
    objected.clone().by("fang").when(propose(&found)).refused_with(["J3.revocation"]);
    objected.clone().by("fang").when(propose(&json!({}))).done();
    // Nor on the defence that was given before the determination; nor later, in notice or report.
    let defence = |scene: Scene| {
        scene.altered(|case| {
            let said = case.defended.values_mut().next().unwrap();
            said.points = vec![OBJECTION.to_owned()];
        })
    };
    defence(before("archive").after(evidence()))
        .by("fang")
        .when(propose(&quoting))
        .refused_with(["J3.revocation"]);
    defence(defended())
        .on("2026-06-10")
        .when(report(&json!({ "says": OBJECTION })))
        .refused_with(["J3.revocation"]);
}

#[test]
fn it_needs_evidence_that_came_to_light_after_the_determination() {
    let scene = before("archive");
    scene.clone().by("fang").when(propose(&json!({ "evidence": ["1"] }))).refused_with(["J3.revocation"]);
    let entered = scene.after(evidence());
    entered.clone().by("fang").when(propose(&json!({ "evidence": ["1"] }))).refused_with(["J3.revocation"]);
    entered.clone().by("fang").when(propose(&json!({ "evidence": [] }))).refused_with(["J3.revocation"]);
    assert_eq!(entered.case.evidence.len(), 1, "what the determination rests on stays as it was");
    before("determine").when(evidence()).refused_with(["J3.revocation"]);
}

#[test]
fn only_others_verify_it_two_at_least() {
    for person in ["lin", "tang", "zu", "mo", "zheng", "he"] {
        proposed().by("xu").when(assign(&["bao", person])).refused_with(["P8"]);
    }
    proposed().when(assign(&["bao"])).refused_with(["J3.revocation"]);
    let scene = proposed().after(assign(&["bao", "cao"]));
    scene.by("an").when(notify()).refused_with(["J3.revocation"]);
}

#[test]
fn the_official_is_heard_first_or_lets_the_days_pass() {
    let scene = notified();
    scene.clone().on("2026-06-17").when(report(&json!({ "answers": null }))).refused_with(["J3.revocation"]);
    scene.clone().on("2026-06-18").when(report(&json!({ "answers": null }))).done();
    let heard = defended();
    heard.when(report(&json!({ "answers": null }))).refused_with(["J3.revocation"]);
    let paper = json!({ "points": [{ "says": "那是借款。" }] });
    scene
        .on("2026-06-08")
        .by("fang")
        .paper_of("zhou", "2026-06-05")
        .when(command("defend_revocation", paper))
        .done();
}

#[test]
fn no_body_revokes_without_approval_one_level_up() {
    let scenes: [fn() -> Scene; 5] = [|| before("archive"), proposed, notified, defended, reported];
    for scene in scenes {
        scene().on("2026-06-15").when(revoke()).refused_by("J3.revocation");
    }
    let refused = reported().on("2026-06-12").after(above("refuse"));
    refused.clone().on("2026-06-15").when(revoke()).refused_by("J3.revocation");
    assert!(refused.case.outcomes_now()[0].group == Group::Exempted);
    // The organ itself is not one level up, and neither is an organ that no setting names.
    reported().on("2026-06-12").by("fang").when(above("approve")).refused_with(["J3.revocation"]);
    let unset = reported().on("2026-06-12").knowing(|facts| {
        let mut settings = (*facts.policy.settings).clone();
        settings.upper_organ = None;
        facts.policy.settings = std::sync::Arc::new(settings);
    });
    unset.when(above("approve")).refused_with(["J3.revocation"]);
    let unproven = defended().on("2026-06-10").after(report(&json!({ "conclusion": "not_proven" })));
    unproven.on("2026-06-12").when(above("approve")).refused_with(["J3.revocation"]);
}

#[test]
fn what_is_revoked_is_tolerated_no_longer_and_its_effects_are_owed_back() {
    let scene = revoked();
    let now = scene.case.outcomes_now();
    assert_eq!(now[0].group, Group::NotTolerated);
    assert_eq!(now[0].outcomes[0].follows, Some(Follows::Filing));
    assert!(!now[0].in_four_forms);
    let kept = scene.case.revocations[&"zhou".into()].revoked.clone().unwrap();
    assert_eq!(kept.restores, ["党风廉政考核", "绩效考核"]);
    assert_eq!(scene.case.filing_owed_since, Some(day("2026-06-15")));
    let served = scene.on("2026-06-16").after(serve());
    let seen = |audience| {
        serde_json::to_string(&Tolerance::view(&served.case, &audience, day("2026-06-16"), &policy()))
            .unwrap()
    };
    let appraisal = seen(Audience::Appraisal("integrity_office".into()));
    assert!(appraisal.contains("恢复本项考核的评价"), "{appraisal}");
    let official = seen(Audience::Official("zhou".into()));
    assert!(official.contains("撤销对你的容错认定") && official.contains("云纪复〔2026〕8号"), "{official}");
    for hidden in ["bao", "银行流水", "审计移送", "没有借据", "第9次常委会"] {
        assert!(!official.contains(hidden), "{hidden}: {official}");
    }
    assert!(seen(Audience::Organisation).contains("不予容错"));
    served.by("fang").when(propose(&json!({}))).refused_with(["J3.revocation"]);
}

#[test]
fn an_archived_case_opens_for_a_revocation_and_for_nothing_else() {
    let archived = before("archive").altered(|case| {
        case.archived = Some(crate::cases::tolerance::closing::Archived {
            by: "fang".into(),
            on: day("2026-05-20"),
            volume: "1".to_owned(),
            retain_until: day("2056-05-20"),
            term: None,
            checked_by: None,
            note: None,
            pages: None,
        });
        case.filing_owed_since = None;
    });
    let again = |scene: &Scene| {
        scene.clone().on("2026-06-01").after(evidence()).by("fang").after(propose(&json!({})))
    };
    let archived_on = |scene: &Scene, text: &str| scene.clone().on(text);
    let scene = again(&archived);
    let scene = scene.on("2026-06-02").after(assign(&["bao", "cao"])).on("2026-06-03").after(notify());
    let tasks: Vec<_> = Tolerance::row(&scene.case, &policy()).tasks.into_iter().map(|t| t.action).collect();
    assert!(tasks.contains(&"report_revocation") && tasks.contains(&"defend_revocation"), "{tasks:?}");
    archived.when(straightly("notify_appraisal")).refused_with(["D5"]);
    archived.when(command("object", json!({ "points": [{ "says": "异议" }] }))).refused_with(["D5"]);
    archived_on(&archived, "2056-05-21").when(evidence()).refused_with(["J3.revocation"]);
}

#[test]
fn one_under_way_keeps_from_archiving_and_until_it_is_notified_the_official_sees_nothing() {
    let archive = command("archive", json!({ "volume": "1", "checker": "wen" }));
    proposed().when(archive).refused_by("J3.revocation");
    let scene = proposed();
    let seen = Tolerance::view(&scene.case, &Audience::Official("zhou".into()), day("2026-06-01"), &policy());
    let shown = serde_json::to_string(&seen).unwrap();
    assert!(!shown.contains("承建方") && !shown.contains("撤销"), "{shown}");
    let officer =
        Tolerance::view(&scene.case, &Audience::Officer(Role::CaseOfficer), day("2026-06-01"), &policy());
    assert!(serde_json::to_string(&officer).unwrap().contains("承建方"));
}
