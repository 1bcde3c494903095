//! A case with three hundred files: every page of it stays light, and every file is reached.

use axum::http::{Method, StatusCode};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::house::House;

/// Bytes that a page may weigh, as the journeys ask it of every page.
const WEIGHT: usize = 100_000;
const FILES: usize = 300;

#[tokio::test]
async fn a_case_with_three_hundred_files_is_as_light_as_another_and_nothing_is_left_out() {
    let house = House::build().await;
    let unit = house.sign_in(Role::UnitContact).await;
    let page = unit.apply("补偿面积（示范）").await;
    let case = format!("/api/v1{page}");
    let management = house.sign_in(Role::CaseManagement).await;
    for (act, answers) in [
        ("accept", json!({})),
        ("assign", json!({ "leader": "team_leader", "members": [{ "person": "case_officer" }] })),
    ] {
        let body = json!({ "answers": answers });
        let done = management.act(&format!("{case}/acts/{act}"), act, &[], &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    }
    let officer = house.sign_in(Role::CaseOfficer).await;
    for n in 1..=FILES {
        let name = format!("/api/v1/files?name=%E8%AF%81%E6%8D%AE{n}.pdf");
        let heads = [("content-type", "application/pdf")];
        let file = officer.ask(Method::POST, &name, &heads, &format!("%PDF-1.7 {n}")).await.json();
        let answers = json!({
            "title": format!("第{n}份征收补偿协议及其附图、评估报告"), "kind": "document",
            "describes": "证明补偿面积由集体研究确定，会前咨询过法律顾问，没有异议。", "file": file["id"],
        });
        let path = format!("{case}/acts/add_evidence");
        let done = officer.act(&path, &format!("e{n}"), &[], &json!({ "answers": answers })).await;
        assert_eq!(done.status, StatusCode::OK, "{n}: {}", done.text);
    }
    let mut seen = std::collections::BTreeSet::new();
    for tab in ["basic", "evidence", "timeline", "documents", "acts"] {
        for part in 1..=FILES / 50 {
            let answer = officer.get(&format!("{page}?tab={tab}&part={part}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{tab}");
            assert!(answer.text.len() < WEIGHT, "{tab} {part} weighs {}", answer.text.len());
            if tab == "evidence" {
                let numbers = (1..=FILES).filter(|n| answer.text.contains(&format!("第{n}份征收")));
                seen.extend(numbers);
                assert!(answer.text.contains("项，共 300 项"), "{part}");
            }
        }
    }
    assert_eq!(seen.len(), FILES);
}
