//! Who sees what: recusal, the gate, the administrators.

use rongheng_app::{Ask, Error, page::Filter};
use rongheng_domain::ids::StreamId;
use serde_json::json;

use crate::support::{House, codes};

async fn lists(house: &House, who: &str, case: &StreamId) -> bool {
    let actor = house.who(who).await;
    let list = house.app.list_cases(&actor, &Filter::default(), None).await.unwrap();
    let work = house.app.work(&actor, None).await.unwrap();
    let listed = list.rows.iter().any(|row| row.stream == *case);
    assert_eq!(list.count > 0, listed, "the count says what the list shows");
    assert!(listed || work.tasks.iter().all(|task| task.case.stream != *case), "{who} has work in it");
    let by_number = house.app.find_by_number(&actor, "容[2026]1").await.unwrap();
    assert_eq!(by_number.is_some(), listed, "{who} finds by number what the list shows");
    let text = Filter { text: "补偿面积".to_owned(), ..Filter::default() };
    assert_eq!(!house.app.list_cases(&actor, &text, None).await.unwrap().rows.is_empty(), listed);
    listed
}

#[tokio::test]
async fn until_disclosure_nothing_reaches_the_official_or_the_unit() {
    let house = House::district("2026-03-02").await;
    let mut application = crate::support::application();
    application["applicant"] = json!("organ");
    let case = house.act("bai", None, "apply", application).await.unwrap().case;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    for who in ["zhou", "peng"] {
        assert!(!lists(&house, who, &case).await, "{who}");
        let found = house.app.find_case(&house.who(who).await, &case).await;
        assert!(matches!(found, Err(Error::NotFound)), "{who}");
        let acted = house.act(who, Some(&case), "declare_recusal", json!({})).await;
        assert!(matches!(acted, Err(Error::NotFound)), "{who}");
    }
    house.act("fang", Some(&case), "approve_disclosure", json!({"words": "同意告知。"})).await.unwrap();
    for who in ["zhou", "peng"] {
        assert!(lists(&house, who, &case).await, "{who}");
        assert!(house.app.find_case(&house.who(who).await, &case).await.unwrap().timeline.is_empty());
    }
}

#[tokio::test]
async fn an_applicant_knows_the_own_application_and_is_told_of_the_gate() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    assert!(lists(&house, "peng", &case).await);
    let answer = json!({"view": "supports", "says": "支持", "signed_by": "peng"});
    assert_eq!(codes(house.act("peng", Some(&case), "answer_unit", answer).await), ["G4"]);
    assert!(!lists(&house, "zhou", &case).await);
}

#[tokio::test]
async fn whoever_must_stand_aside_sees_the_case_nowhere() {
    let mut house = House::district("2026-11-02").await;
    house.play("refused_recused_officer.toml", Some("tolerance.declare_recusal")).await;
    let case = house.case("care").await.unwrap();
    let gu = house.who("gu").await;
    let list = house.app.list_cases(&gu, &Filter::default(), None).await.unwrap();
    assert!(list.rows.is_empty() && list.count == 0, "kin of the official");
    assert_eq!(codes(house.app.find_case(&gu, &case).await), ["P8"]);
    assert_eq!(codes(house.act("gu", Some(&case), "add_evidence", json!({})).await), ["P8"]);
    assert!(
        !house
            .app
            .list_cases(&house.who("su").await, &Filter::default(), None)
            .await
            .unwrap()
            .rows
            .is_empty()
    );

    let declare = json!({"person": "su", "ground": "interest", "says": "与当事人有利害关系。"});
    house.act("wen", Some(&case), "declare_recusal", declare).await.unwrap();
    let decide = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("ye", Some(&case), "decide_recusal", decide).await.unwrap();
    let su = house.who("su").await;
    assert!(house.app.list_cases(&su, &Filter::default(), None).await.unwrap().rows.is_empty(), "at once");
    assert_eq!(codes(house.app.find_case(&su, &case).await), ["P8"]);
    assert!(house.app.work(&su, None).await.unwrap().tasks.is_empty());
}

#[tokio::test]
async fn the_three_administrators_see_no_case() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    for who in ["nie", "kang", "jin"] {
        assert!(!lists(&house, who, &case).await, "{who}");
        assert!(matches!(house.app.find_case(&house.who(who).await, &case).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn an_officer_outside_the_team_sees_and_does_not_verify() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let team = json!({"leader": "wei", "members": [{"person": "lin"}]});
    house.act("bai", Some(&case), "assign", team).await.unwrap();
    let evidence = json!({"title": "会议记录", "kind": "document", "describes": "原件", "place": "档案室"});
    assert!(matches!(
        house.act("su", Some(&case), "add_evidence", evidence.clone()).await,
        Err(Error::Forbidden(_))
    ));
    house.act("lin", Some(&case), "add_evidence", evidence).await.unwrap();
    assert!(lists(&house, "su", &case).await);
}

#[tokio::test]
async fn whoever_looks_at_a_case_is_on_record() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    house.app.settle().await.unwrap();
    let log = house.app.store().load(&"reading/node1/2026-03-02".into(), 0).await.unwrap();
    let look = &log[0].recorded.payload["looks"][0];
    assert_eq!((look["person"].as_str(), look["case"].as_str()), (Some("bai"), Some(case.as_str())));
}

#[tokio::test]
async fn the_page_says_what_is_missing_and_the_papers_are_the_same_bytes_each_time() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let bai = house.who("bai").await;
    let page = house.app.find_case(&bai, &case).await.unwrap();
    let close = page.actions.iter().find(|one| one.action.name == "close").unwrap();
    assert!(!close.blocked.is_empty());
    assert!(page.actions.iter().all(|one| one.action.name != "determine"), "not theirs");
    let link = page.papers.iter().find(|paper| paper.title == "受理通知书").unwrap();
    let ask = rongheng_app::page::PaperAsk { code: link.code.clone(), ..Default::default() };
    let one = house.app.paper(&bai, &case, link.version, &ask).await.unwrap();
    let other = house.app.paper(&bai, &case, link.version, &ask).await.unwrap();
    assert!(one.bytes.starts_with(b"PK") && one.bytes == other.bytes);
    assert!(house.app.paper(&house.who("peng").await, &case, link.version, &ask).await.is_err());
}

#[tokio::test]
async fn what_is_missing_names_people_and_units_and_shows_no_id() {
    let mut house = House::district("2026-08-10").await;
    house.play("refused_missing_proof.toml", Some("tolerance.close")).await;
    let case = house.case_named("promise_check").await;
    let bai = house.who("bai").await;
    let page = house.app.find_case(&bai, &case).await.unwrap();
    let close = page.actions.iter().find(|one| one.action.name == "close").unwrap();
    let on_page: Vec<_> = close.blocked.iter().map(|reason| reason.says.clone()).collect();
    let form = house.app.form(&bai, "tolerance", Some(&case), "close").await.unwrap();
    let on_form: Vec<_> = form.blocked.iter().map(|reason| reason.says.clone()).collect();
    let Err(Error::Refused(refusal)) = house.act("bai", Some(&case), "close", json!({})).await else {
        panic!("nothing was served yet");
    };
    let refused: Vec<_> = refusal.reasons.iter().map(|reason| reason.says.clone()).collect();
    for says in [on_page, on_form, refused] {
        let says = says.join("");
        assert!(says.contains("结果还没有送达 孟庭筠。"), "{says}");
        assert!(says.contains("结果还没有送达 青澜区行政审批局。"), "{says}");
        assert!(!says.contains(|c: char| c.is_ascii_lowercase() || c == '\u{E000}'), "{says}");
    }
}

#[tokio::test]
async fn an_appraisal_owner_finds_in_no_list_what_happened() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.confirm_effect")).await;
    let owner = house.who("ou").await;
    let list = house.app.list_cases(&owner, &Filter::default(), None).await.unwrap();
    assert_eq!(list.rows.len(), 1);
    assert_eq!(list.rows[0].title, "消除考核影响");
    let work = house.app.work(&owner, None).await.unwrap();
    assert!(work.tasks.iter().all(|task| task.case.title == "消除考核影响") && !work.tasks.is_empty());
    let sought = Filter { text: "补偿面积".to_owned(), ..Filter::default() };
    let found = house.app.list_cases(&owner, &sought, None).await.unwrap();
    assert!(found.rows.is_empty() && found.count == 0, "nor by words of the title");
}

#[tokio::test]
async fn the_time_of_a_receipt_is_kept_for_who_gave_it() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", None).await;
    let case = house.case_named("area").await;
    let page = house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert!(page.received_at.is_none(), "an officer gave none");
    let mut given = 0;
    for who in ["zhou", "he", "peng", "xia"] {
        let page = house.app.find_case(&house.who(who).await, &case).await.unwrap();
        given += usize::from(page.received_at.is_some());
    }
    assert!(given > 0, "somebody confirmed a receipt in this story");
}

#[tokio::test]
async fn who_read_a_case_is_told_to_those_who_may_know_and_the_table_can_be_made_anew() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let (bai, lin, peng) = (house.who("bai").await, house.who("lin").await, house.who("peng").await);
    house.app.open_case(&lin, &case, "tab:basic").await.unwrap();
    house.app.open_case(&lin, &case, "tab:basic").await.unwrap();
    house.app.settle().await.unwrap();
    house.app.open_case(&lin, &case, "tab:basic").await.unwrap();
    let read = house.app.readers(&bai, &case, Some(&"lin".into())).await.unwrap();
    let looks: Vec<_> =
        read.looks.iter().map(|look| (look.person.as_str(), look.what.as_str(), look.times)).collect();
    assert_eq!(looks, [("lin", "基本情况", 3)], "counted over two rounds");
    let all = house.app.readers(&bai, &case, None).await.unwrap();
    assert!(all.people.contains(&"bai".into()), "whoever reads the log is in it");
    // An officer is told why not; whoever is concerned or only applied is told nothing of who reads.
    assert_eq!(codes(house.app.readers(&lin, &case, None).await), ["V1.reading"]);
    assert!(matches!(house.app.readers(&house.who("zhou").await, &case, None).await, Err(Error::NotFound)));
    assert_eq!(codes(house.app.readers(&peng, &case, None).await), ["V1.reading"]);
    assert!(!house.app.find_case(&lin, &case).await.unwrap().readers);
    house.app.settle().await.unwrap();
    let before = house.tables().await;
    house.app.rebuild().await.unwrap();
    assert_eq!(before, house.tables().await, "the same rows from the ledger alone");
}

#[tokio::test]
async fn whoever_entered_a_paper_is_not_asked_to_check_it() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let words = json!({"person": "lin", "ground": "interest", "says": "示范：与本人有过节。"});
    let mut ask = Ask::new(house.who("bai").await, "tolerance", Some(case.clone()), "declare_recusal", words);
    ask.acted_for = Some("peng".into());
    ask.paper_on = Some(crate::support::day("2026-03-02"));
    ask.original.place = Some("档案柜二".to_owned());
    house.app.execute(ask).await.unwrap();
    let asked = async |who: &str| {
        let work = house.app.work(&house.who(who).await, None).await.unwrap();
        let checks = work.tasks.iter().filter(|task| task.action == "check_paper").count();
        assert_eq!(work.total >= 1, !work.tasks.is_empty(), "the count follows");
        checks
    };
    assert_eq!((asked("bai").await, asked("su").await), (0, 1));
}
