//! Search: a hit says no more than the reader's own page.

use rongheng_domain::ids::StreamId;
use serde_json::json;

use crate::support::House;

async fn finds(house: &House, who: &str, typed: &str) -> Vec<StreamId> {
    let found = house.app.search(&house.who(who).await, typed).await.unwrap();
    let cases = found.groups.iter().flat_map(|(_, _, cases)| cases);
    cases.map(|case| case.row.stream.clone()).collect()
}

async fn sealed(house: &House) {
    house.app.settle().await.unwrap();
    house.app.index_due().await.unwrap();
}

#[tokio::test]
async fn a_hit_never_tells_of_words_in_a_part_that_its_reader_does_not_see() {
    let house = House::district("2026-03-02").await;
    let mut application = crate::support::application();
    application["applicant"] = json!("organ");
    application["title"] = json!("集体决策确定的补偿面积突破个案标准");
    let case = house.act("bai", None, "apply", application).await.unwrap().case;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let team = json!({"leader": "wei", "members": [{"person": "lin"}]});
    house.act("bai", Some(&case), "assign", team).await.unwrap();
    let evidence = json!({"title": "内部会议纪要甲", "kind": "document", "describes": "提到司徒𬭎的陈述", "place": "档案室"});
    house.act("lin", Some(&case), "add_evidence", evidence).await.unwrap();
    sealed(&house).await;
    let name = house.app.store().person(&"zhou".into()).await.unwrap().unwrap().name;
    for typed in [
        name.as_str(),
        "容（２０２６）０１号",
        "补偿面积",
        "会议纪要甲",
        "司徒𬭎",
        "补偿 纪要",
        "集体突破标准",
    ] {
        assert_eq!(finds(&house, "lin", typed).await, std::slice::from_ref(&case), "{typed}");
        for who in ["zhou", "peng", "nie"] {
            assert!(finds(&house, who, typed).await.is_empty(), "{who} before disclosure: {typed}");
        }
    }
    // The custodian sees the case and not what it is about.
    let custodian = {
        let text = std::fs::read_to_string(crate::support::root().join("demo/district.toml")).unwrap();
        let district: toml::Table = toml::from_str(&text).unwrap();
        let holds = |account: &&toml::Value| account["roles"].to_string().contains("reporter_custodian");
        let account = district["account"].as_array().unwrap().iter().find(holds).unwrap();
        account["person"].as_str().unwrap().to_owned()
    };
    assert_eq!(finds(&house, &custodian, "实名举报反馈").await, std::slice::from_ref(&case));
    for typed in ["补偿面积", name.as_str(), "会议纪要甲"] {
        assert!(finds(&house, &custodian, typed).await.is_empty(), "{typed}");
    }
    house.act("fang", Some(&case), "approve_disclosure", json!({"words": "同意告知。"})).await.unwrap();
    sealed(&house).await;
    assert_eq!(finds(&house, "zhou", "补偿面积").await, std::slice::from_ref(&case), "the own page's words");
    for typed in ["会议纪要甲", "司徒𬭎"] {
        assert!(finds(&house, "zhou", typed).await.is_empty(), "{typed} stands in a part from inside");
        assert!(finds(&house, "peng", typed).await.is_empty(), "{typed}");
    }
    // A recusal hides at once: the index knows nothing of it yet.
    let declare = json!({"person": "su", "ground": "interest", "says": "与当事人有利害关系。"});
    assert_eq!(finds(&house, "su", "补偿面积").await, std::slice::from_ref(&case));
    house.act("bai", Some(&case), "declare_recusal", declare).await.unwrap();
    let decide = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("ye", Some(&case), "decide_recusal", decide).await.unwrap();
    assert!(finds(&house, "su", "补偿面积").await.is_empty());
    // What was shown is marked, and looked at on record.
    let found = house.app.search(&house.who("lin").await, "司徒𬭎").await.unwrap();
    let snippet = &found.groups[0].2[0].snippet;
    assert!(snippet.iter().any(|(text, on)| *on && text == "司徒𬭎"), "{snippet:?}");
    // The text of what was erased leaves the index.
    let kang = ["nie", "kang", "jin"];
    let mut erased = false;
    for who in kang {
        erased |= house.app.erase(&house.who(who).await, &case).await.is_ok();
    }
    assert!(erased);
    house.app.index_due().await.unwrap();
    assert!(finds(&house, "lin", "补偿面积").await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_said_in_words() {
    let house = House::district("2026-03-02").await;
    let bai = house.who("bai").await;
    for typed in ["", "   ", "，。！〔〕", &"长".repeat(10_000), "\u{0}"] {
        let found = house.app.search(&bai, typed).await.unwrap();
        assert!(found.says.ends_with('。') && found.count == 0, "{typed}");
    }
    assert_eq!(house.app.search(&bai, "没有这件事").await.unwrap().says, "");
}
