//! 告知闸门: until 批准告知 nothing of the matter reaches the official or the unit, on any surface (G4). It never
//! withholds what they themselves submitted, nor the answer owed to it.

use std::fmt::Write as _;

use rongheng_app::{Ask, Error, Which, page::Filter};
use rongheng_domain::{
    cases,
    ids::{FileId, StreamId},
};
use serde_json::{Value, json};

use crate::support::House;

/// Words of the inside: people of the team and of the consultation, evidence, findings, notes.
const INSIDE: &[&str] = &[
    "卫知行",
    "林岱岳",
    "苏若禾",
    "唐静宜",
    "莫云帆",
    "戚远山",
    "内部会议纪要甲",
    "仅供内部掌握",
    "宽容情形",
    "内容敏感",
    "区委巡察办",
    "青纪立",
    "从轻",
    "党纪警告",
    "a case found by a stage from inside",
];

/// Everything that can happen before disclosure; `file` is evidence.
fn before_disclosure(official: &str, file: &FileId) -> Vec<(&'static str, &'static str, Value)> {
    let found = |key: &str, word: &str, answer: &str, value: &str| json!({ key: word, answer: value, "why": "仅供内部掌握", "evidence": ["1"] });
    let member = |id: &str, unit: &str| json!({ "person": id, "unit": unit });
    vec![
        ("bai", "accept", json!({ "note": "予以受理。" })),
        ("bai", "mark_weight", json!({ "weight": "sensitive", "why": "仅供内部掌握" })),
        ("bai", "assign", json!({ "leader": "wei", "members": [{ "person": "lin" }, { "person": "su" }] })),
        (
            "lin",
            "add_evidence",
            json!({ "title": "内部会议纪要甲", "kind": "document", "describes": "仅供内部掌握", "file": file }),
        ),
        (
            "bai",
            "declare_recusal",
            json!({ "person": "qi", "ground": "earlier_part", "says": "仅供内部掌握" }),
        ),
        ("ye", "decide_recusal", json!({ "request": "1", "upheld": true, "why": "仅供内部掌握" })),
        ("bai", "declare_recusal", json!({ "person": "gao", "ground": "other", "says": "仅供内部掌握" })),
        (
            "lin",
            "enter_filing",
            json!({ "official": official, "track": "party", "body": "青澜区纪委", "number": "青纪立〔2026〕8号",
                "filed_on": "2026-02-26" }),
        ),
        (
            "lin",
            "find",
            json!({ "official": official, "lenience": "duty", "circumstance": "land.01",
                "distinctions": [found("distinction", "experience", "side", "left"),
                    found("distinction", "trial", "side", "left"), found("distinction", "purpose", "side", "left")],
                "bars": [found("bar", "political", "standing", "absent"),
                    found("bar", "serious_integrity", "standing", "absent")],
                "dimensions": [found("dimension", "motive", "rating", "favourable"),
                    found("dimension", "conditions", "rating", "favourable"),
                    found("dimension", "procedure", "rating", "neutral"),
                    found("dimension", "nature", "rating", "favourable"),
                    found("dimension", "consequences", "rating", "neutral")] }),
        ),
        (
            "lin",
            "set_baseline",
            json!({ "official": official, "track": "party", "grade": "party_warning", "why": "仅供内部掌握" }),
        ),
        (
            "lin",
            "propose_outcome",
            json!({ "official": official, "track": "party", "outcome": "lighter", "measure": "none",
                "clause": "《中国共产党纪律处分条例》第十七条第（四）项", "why": "仅供内部掌握" }),
        ),
        (
            "bai",
            "compose_consultation",
            json!({ "form": "joint", "weight": "sensitive", "chair": "fang", "meets_on": "2026-03-20",
                "agenda": "仅供内部掌握",
                "members": [member("fang", "discipline"), member("tang", "audit_bureau"),
                    member("mo", "justice_bureau")] }),
        ),
    ]
}

async fn evidence_file(house: &House) -> FileId {
    let lin = house.who("lin").await;
    let mut upload = house.app.begin_upload(&lin, "内部会议纪要甲.pdf").await.unwrap();
    upload.write(b"%PDF-1.7 inside").await.unwrap();
    upload.finish().await.unwrap().id
}

/// Plays all of it: what is refused before disclosure (by a rule) is no surface of it either.
async fn play(house: &House, case: &StreamId, official: &str, file: &FileId) {
    for (who, action, answers) in before_disclosure(official, file) {
        let done = house.act(who, Some(case), action, answers).await;
        done.unwrap_or_else(|error| panic!("{who} {action}: {error}"));
    }
    house.app.settle().await.unwrap();
}

/// All that a person sees of any case, in words: lists, counts, work, badges.
async fn everywhere(house: &House, who: &str) -> (String, u64, u64) {
    let actor = house.who(who).await;
    let mut seen = String::new();
    let mut filters = vec![Filter::default()];
    let text = |text: &str| Filter { text: text.to_owned(), ..Filter::default() };
    filters.extend(["补偿面积", "容[2026]1", "青澜区土地房屋征收事务中心"].map(text));
    filters.push(Filter { unit: Some("acquisition_centre".into()), ..Filter::default() });
    filters.push(Filter { open: Some(true), ..Filter::default() });
    for stage in ["申请", "受理", "核实", "会商"] {
        filters.push(Filter { stage: stage.to_owned(), ..Filter::default() });
    }
    let mut count = 0;
    for filter in filters {
        let list = house.app.list_cases(&actor, &filter, None).await.unwrap();
        assert_eq!(list.count, u64::try_from(list.rows.len()).unwrap(), "{who}: the count tells no more");
        if !filter.stage.is_empty() && list.count > 0 {
            seen.push_str("a case found by a stage from inside");
        }
        count = count.max(list.count);
        write!(seen, "{:?}{:?}", list.rows, list.names).unwrap();
    }
    let work = house.app.work(&actor, None).await.unwrap();
    write!(seen, "{:?}{:?}", work.tasks, work.names).unwrap();
    let done = house.app.list_done(&actor, None).await.unwrap();
    let started = house.app.list_started(&actor, None).await.unwrap();
    let changes = house.app.changes(&actor).await.unwrap();
    let acts = [&done.rows, &started.rows, &changes.rows];
    write!(seen, "{acts:?}{:?}{:?}{:?}", done.names, started.names, changes.names).unwrap();
    let mut said = 0;
    for which in [Which::Unread, Which::Read] {
        let list = house.app.messages(&actor, which, None).await.unwrap();
        write!(seen, "{:?}{:?}", list.rows, list.names).unwrap();
        said += u64::try_from(list.rows.len()).unwrap();
    }
    assert!(house.app.unread(&actor).await.unwrap() <= said, "{who}: the count tells no more");
    // A message of a case that is not listed would be a surface of its own.
    assert!(count > 0 || said == 0, "{who}: {seen}");
    (seen, count, work.total)
}

#[tokio::test]
async fn until_disclosure_official_and_unit_who_did_not_apply_meet_nothing_on_any_surface() {
    let house = House::district("2026-03-02").await;
    let mut application = crate::support::application();
    application["applicant"] = json!("organ");
    application["source"] = json!("inspection_office");
    let file = evidence_file(&house).await;
    let case = house.act("bai", None, "apply", application).await.unwrap().case;
    play(&house, &case, "zhou", &file).await;
    let version = house.app.find_case(&house.who("bai").await, &case).await.unwrap().version;
    // The source of the lead is told the result, and nothing before (P7).
    for who in ["zhou", "peng", "xia"] {
        let (seen, count, total) = everywhere(&house, who).await;
        assert_eq!((count, total), (0, 0), "{who}");
        for word in INSIDE.iter().copied().chain(["补偿面积", "容〔2026〕1号", case.as_str()]) {
            assert!(!seen.contains(word), "{who} meets {word}: {seen}");
        }
        let actor = house.who(who).await;
        assert_eq!(house.app.find_by_number(&actor, "容[2026]1").await.unwrap(), None, "{who}");
        assert!(matches!(house.app.find_case(&actor, &case).await, Err(Error::NotFound)), "{who}");
        assert!(matches!(house.app.read_file(&actor, &case, &file).await, Err(Error::NotFound)), "{who}");
        for version in 1..=version {
            let paper =
                house.app.paper(&actor, &case, version, &rongheng_app::page::PaperAsk::default()).await;
            assert!(matches!(paper, Err(Error::NotFound)), "{who} {version}");
        }
        for action in cases::named("tolerance").unwrap().actions().iter().filter(|action| !action.opens) {
            let form = house.app.form(&actor, "tolerance", Some(&case), action.name).await;
            assert!(matches!(form, Err(Error::NotFound)), "{who} {}", action.name);
            for expected in [None, Some(1)] {
                let mut ask =
                    Ask::new(actor.clone(), "tolerance", Some(case.clone()), action.name, (action.sample)());
                ask.expected = expected;
                let done = house.app.execute(ask).await;
                assert!(matches!(done, Err(Error::NotFound)), "{who} {}: {done:?}", action.name);
            }
            let draft = house.app.draft(&actor, "tolerance", Some(&case), action.name).await.unwrap();
            assert_eq!(draft, None, "{who}");
        }
    }
    house.act("fang", Some(&case), "approve_disclosure", json!({ "words": "同意告知。" })).await.unwrap();
    for who in ["zhou", "peng"] {
        assert!(everywhere(&house, who).await.0.contains("补偿面积"), "{who} hears of it then");
    }
}

#[tokio::test]
async fn until_disclosure_those_who_applied_see_their_own_submission_and_the_answers_owed() {
    for (who, applicant) in [("peng", "unit"), ("zhou", "official")] {
        let house = House::district("2026-03-02").await;
        let actor = house.who(who).await;
        let mut upload = house.app.begin_upload(&actor, "申请材料.pdf").await.unwrap();
        upload.write(b"%PDF-1.7 own").await.unwrap();
        let own = upload.finish().await.unwrap().id;
        let mut application = crate::support::application();
        (application["applicant"], application["file"]) = (json!(applicant), json!(own));
        let case = house.act(who, None, "apply", application.clone()).await.unwrap().case;
        let form = house.app.form(&actor, "tolerance", Some(&case), "declare_recusal").await.unwrap();
        let file = evidence_file(&house).await;
        play(&house, &case, "zhou", &file).await;

        let page = house.app.find_case(&actor, &case).await.unwrap();
        let shown = format!("{:?}{:?}", page.sheet, page.names);
        assert!(shown.contains("示范：集体研究决定") && shown.contains("已经受理"), "{shown}");
        assert!(page.timeline.is_empty() && page.papers.is_empty() && page.related.is_empty(), "{who}");
        let (seen, count, total) = everywhere(&house, who).await;
        assert_eq!((count, total), (1, 0), "{who}");
        let blocked: String =
            page.actions.iter().flat_map(|one| &one.blocked).map(|r| r.says.as_str()).collect();
        let all = format!("{shown}{seen}{blocked}");
        for word in INSIDE {
            assert!(!all.contains(word), "{who} meets {word}: {all}");
        }
        for word in ["会商", "tol.verify", "tol.consult"] {
            assert!(!seen.contains(word), "{who} meets {word} in a list: {seen}");
        }
        house.app.read_file(&actor, &case, &own).await.unwrap();
        assert!(matches!(house.app.read_file(&actor, &case, &file).await, Err(Error::NotFound)));
        assert!(house.app.paper(&actor, &case, 2, &rongheng_app::page::PaperAsk::default()).await.is_err());
        // The order of the choices says nothing of who belongs to the case.
        let now = house.app.form(&actor, "tolerance", Some(&case), "declare_recusal").await.unwrap();
        assert_eq!((now.people, now.units), (form.people, form.units), "{who}");
        // Whoever asks with an old page is told that there is a newer one, and nothing of what happened.
        let sample = json!({ "person": "su", "ground": "other", "says": "有关系。" });
        let mut ask = Ask::new(actor.clone(), "tolerance", Some(case.clone()), "declare_recusal", sample);
        ask.expected = Some(1);
        match house.app.execute(ask).await {
            Err(Error::Conflict(since)) => {
                assert!(since.lines.is_empty() && since.names == rongheng_app::page::Names::default());
            }
            other => panic!("{other:?}"),
        }
        let other = if who == "peng" { "zhou" } else { "peng" };
        assert_eq!(everywhere(&house, other).await.1, 0, "{other} did not apply");
        let hidden = house.app.find_case(&house.who(other).await, &case).await;
        assert!(matches!(hidden, Err(Error::NotFound)), "{other}");
    }
}

#[tokio::test]
async fn an_officer_who_is_concerned_meets_nothing_of_the_own_case_either() {
    let house = House::district("2026-03-02").await;
    let mut application = crate::support::application();
    application["applicant"] = json!("unit");
    application["officials"] = json!([{ "person": "yan", "post": "原征收中心副主任" }]);
    let case = house.act("peng", None, "apply", application).await.unwrap().case;
    for who in ["yan"] {
        let (seen, count, total) = everywhere(&house, who).await;
        assert!(count == 0 && total == 0 && !seen.contains("补偿面积"), "{who}: {seen}");
        let actor = house.who(who).await;
        assert!(matches!(house.app.find_case(&actor, &case).await, Err(Error::NotFound)), "{who}");
        let approved = house.act(who, Some(&case), "approve_disclosure", json!({ "words": "同意。" })).await;
        assert!(matches!(approved, Err(Error::NotFound)), "{who}: {approved:?}");
    }
}
