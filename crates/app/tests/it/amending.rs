//! Texts of the checklist: drafted by one, checked by two others, issued beside the older ones (S1).

use std::collections::BTreeMap;

use rongheng_app::{Actor, Error, Held, Result, records::Book};
use rongheng_domain::people::Role;
use rongheng_store::Which;

use crate::support::House;

fn actor(person: &str, role: Role) -> Actor {
    let held = vec![Held { role, unit: Some("discipline".into()) }];
    Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

fn officer() -> Actor {
    actor("ruan", Role::PolicyOfficer)
}

impl House {
    async fn amends(
        &self,
        by: &Actor,
        key: Option<&str>,
        act: &str,
        sent: &[(&str, &str)],
    ) -> Result<String> {
        let sent: BTreeMap<_, _> =
            sent.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let form = self.app.new_form_id();
        Ok(self.app.enter(by, Book::Amendments, key, act, &form, &sent).await?.key)
    }

    async fn drafted(&self) -> String {
        let open = [("title", "第一次修订"), ("why", "示范")];
        let key = self.amends(&officer(), None, "open", &open).await.unwrap();
        let form = self
            .app
            .record_form(&officer(), Book::Amendments, Some(&key), "write_circumstance", Some("land.01"))
            .await
            .unwrap();
        let mut sent = form.sent.clone();
        assert!(sent["conditions"].contains("集体研究"), "the form begins with the text in force");
        sent.insert("source".to_owned(), "示范文件第三条".to_owned());
        let fewer: Vec<_> = sent["conditions"].lines().take(2).map(str::to_owned).collect();
        sent.insert("conditions".to_owned(), fewer.join("\n"));
        let sent: Vec<_> = sent.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.amends(&officer(), Some(&key), "write_circumstance", &sent).await.unwrap();
        key
    }

    async fn checks(&self, key: &str, person: &str, role: Role) -> Result<String> {
        self.amends(&actor(person, role), Some(key), "check", &[("says", "已核对")]).await
    }
}

const ISSUE: &[(&str, &str)] = &[
    ("title", "青澜区容错清单"),
    ("number", "青纪〔2026〕12号"),
    ("organ", "青澜区纪委监委"),
    ("issued_on", "2026-03-02"),
    ("from", "2026-03-10"),
    ("trial", "no"),
];

fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_new_text_counts_once_two_others_checked_it_and_it_was_issued() {
    let house = House::district("2026-03-02").await;
    let key = house.drafted().await;
    let before = house.app.policy().await.unwrap();
    assert_eq!(before.texts.texts["land.01"].len(), 1, "a draft changes nothing");
    assert!(refused(house.amends(&officer(), Some(&key), "issue", ISSUE).await).contains("现在有0人"));
    assert!(refused(house.checks(&key, "ruan", Role::PolicyOfficer).await).contains("您写过"));
    house.checks(&key, "xu", Role::ReviewOfficer).await.unwrap();
    house.checks(&key, "yan", Role::Leader).await.unwrap();
    assert!(refused(house.checks(&key, "lin", Role::CaseOfficer).await).contains("由"));
    house.amends(&officer(), Some(&key), "issue", ISSUE).await.unwrap();
    let policy = house.app.policy().await.unwrap();
    assert_eq!(policy.texts.texts["land.01"].len(), 2, "the older text stays beside it");
    assert_eq!(policy.checklist.0["land.01"].conditions.len(), 5, "not before its day");
    house.on("2026-03-10").await;
    let policy = house.app.policy().await.unwrap();
    let text = &policy.checklist.0["land.01"];
    assert_eq!((text.conditions.len(), text.origin.as_str()), (2, "issued"));
    assert_eq!(text.document, "青澜区容错清单");
    let page = house.app.find_record(&officer(), Book::Checklist, "land.01").await.unwrap();
    assert_eq!(page.lines, 2);
    let documents = house.app.find_record(&officer(), Book::Policy, "main").await.unwrap();
    assert!(format!("{:?}", documents.blocks).contains("青纪〔2026〕12号"));
    house.is_whole().await;
}

#[tokio::test]
async fn before_the_issue_its_difference_and_what_it_changes_for_open_cases_are_shown() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.report")).await;
    let key = house.drafted().await;
    let page = house.app.find_record(&officer(), Book::Amendments, &key).await.unwrap();
    let compared = &page.foreseen.compared[0];
    let labels: Vec<_> = compared.parts.iter().map(|(label, ..)| label.as_str()).collect();
    assert_eq!(labels, ["条件", "依据"]);
    let effects = page.foreseen.effects.concat();
    assert!(effects.contains("有 1 件用到") && effects.contains("选定适用文本"), "{effects}");
    assert!(!effects.contains("容〔"), "the keeper of the policy is told no number: {effects}");
    let leader = actor("yan", Role::Leader);
    let page = house.app.find_record(&leader, Book::Amendments, &key).await.unwrap();
    assert!(page.foreseen.effects.concat().contains("容〔"), "{:?}", page.foreseen.effects);
}

#[tokio::test]
async fn those_who_check_are_told_of_a_draft_while_it_waits_and_nobody_else() {
    let house = House::district("2026-03-02").await;
    let told = async |person: &str, role: Role| {
        let list = house.app.messages(&actor(person, role), Which::Unread, None).await.unwrap();
        let own = list.rows.iter().filter(|row| row.says.contains("“第一次修订”有 1 条待校核"));
        own.inspect(|row| assert!(row.case.is_none() && row.says.ends_with('。'))).count()
    };
    assert_eq!(told("xu", Role::ReviewOfficer).await, 0);
    let key = house.drafted().await;
    assert_eq!(told("xu", Role::ReviewOfficer).await, 1);
    assert_eq!(told("yan", Role::Leader).await, 1);
    assert_eq!(told("lin", Role::CaseOfficer).await, 0, "whoever does not check is not told");
    house.checks(&key, "xu", Role::ReviewOfficer).await.unwrap();
    assert_eq!(told("yan", Role::Leader).await, 1, "one check is not enough");
    house.checks(&key, "yan", Role::Leader).await.unwrap();
    assert_eq!((told("xu", Role::ReviewOfficer).await, told("yan", Role::Leader).await), (0, 0));
    house.is_whole().await;
}

#[tokio::test]
async fn two_at_the_same_moment_do_not_write_over_one_another() {
    let house = House::district("2026-03-02").await;
    let key = house.drafted().await;
    let both =
        tokio::join!(house.checks(&key, "xu", Role::ReviewOfficer), house.checks(&key, "yan", Role::Leader));
    let good = [both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count();
    assert!(good >= 1, "{both:?}");
    let page = house.app.find_record(&officer(), Book::Amendments, &key).await.unwrap();
    assert_eq!(page.lines, 2 + good, "what was refused left nothing");
}

#[tokio::test]
async fn a_document_is_completed_from_the_original_and_only_its_keeper_does_so() {
    let house = House::district("2026-03-02").await;
    let answers: BTreeMap<String, String> = [
        ("document", "land_circumstances"),
        ("number", "青办〔2024〕5号"),
        ("issued_on", "2024-03-01"),
        ("organ", "示范机关"),
        ("source", "原件"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into();
    let enter = async |by: &Actor| {
        house
            .app
            .enter(by, Book::Policy, Some("main"), "complete_document", "", &answers)
            .await
            .map(|one| one.key)
    };
    assert!(refused(enter(&actor("yan", Role::Leader)).await).contains("政策清单管理员"));
    enter(&officer()).await.unwrap();
    let page = house.app.find_record(&officer(), Book::Policy, "main").await.unwrap();
    assert!(format!("{:?}", page.blocks).contains("青办〔2024〕5号"));
}
