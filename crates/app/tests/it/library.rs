//! Model cases, training, drafts of papers, what is compared before publication, and what is due (M1, S4, G11, E3, 0043).

use std::collections::BTreeMap;

use rongheng_app::{Actor, Error, Export, Held, Result, Wish, records::Book};
use rongheng_domain::people::Role;
use serde_json::json;

use crate::support::House;

fn actor(person: &str, role: Role) -> Actor {
    let held = vec![Held { role, unit: Some("discipline".into()) }];
    Actor { person: person.into(), held, acting: None, narrowed: None, stands_in: Vec::new() }
}

fn keeper() -> Actor {
    actor("bai", Role::CaseManagement)
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

impl House {
    async fn enters(
        &self,
        (by, book): (&Actor, Book),
        key: Option<&str>,
        act: &str,
        sent: &[(&str, &str)],
    ) -> Result<String> {
        let sent: BTreeMap<_, _> =
            sent.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let form = self.app.new_form_id();
        Ok(self.app.enter(by, book, key, act, &form, &sent).await?.key)
    }

    async fn approve(&self, key: &str) {
        let leader = actor("fang", Role::Leader);
        self.enters((&leader, Book::Precedents), Some(key), "approve", &[("says", "可以")]).await.unwrap();
    }

    /// Lists a precedent of the policy folder, each place kept with a reason, and has it approved.
    async fn model(&self, key: &str, scope: &str) {
        let form = self.app.record_form(&keeper(), Book::Precedents, Some(key), "list", None).await.unwrap();
        let mut sent = form.sent;
        let rows: Vec<_> = sent.keys().filter_map(|n| n.strip_suffix(".words")).map(str::to_owned).collect();
        for row in rows {
            sent.insert(format!("{row}.reason"), "虚构".to_owned());
        }
        sent.insert("theme".to_owned(), "rural_land".to_owned());
        sent.insert("scope".to_owned(), scope.to_owned());
        let sent: Vec<_> = sent.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        self.enters((&keeper(), Book::Precedents), Some(key), "list", &sent).await.unwrap();
        self.approve(key).await;
    }
}

const KEY: &str = "compensation_area";

#[tokio::test]
async fn a_model_case_is_read_once_approved_and_only_within_its_scope() {
    let house = House::district("2026-03-02").await;
    let lin = house.who("lin").await;
    assert!(house.app.model_cases(&lin).await.unwrap().is_empty());
    house.model(KEY, "training").await;
    let all = house.app.model_cases(&lin).await.unwrap();
    assert_eq!((all.len(), all[0].key.as_str(), all[0].sample), (1, KEY, true));
    assert!(house.app.model_case(&lin, KEY).await.is_ok());
    // Those of other units read what is told to units.
    let member = house.who("zheng").await;
    assert!(house.app.model_cases(&member).await.unwrap().is_empty());
    assert!(matches!(house.app.model_case(&member, KEY).await, Err(Error::NotFound)));
    house.model(KEY, "district").await;
    assert_eq!(house.app.model_cases(&member).await.unwrap().len(), 1);
    assert!(refused(house.app.model_cases(&house.who("zhou").await).await).contains("典型案例库"));
    let sent = [("to", "市纪委监委"), ("on", "2026-03-02"), ("by", "bai")];
    house.enters((&keeper(), Book::Precedents), Some(KEY), "submit", &sent).await.unwrap();
    assert_eq!(house.app.model_case(&lin, KEY).await.unwrap().0.submissions.len(), 1);
    house.is_whole().await;
}

#[tokio::test]
async fn a_precedent_is_found_by_what_happened_only_while_it_is_in_use_and_by_whoever_may_read_it() {
    let described = "街道为了完成征收，集体研究以后突破了补偿的个案标准。";
    let house = House::district("2026-03-02").await;
    let lin = house.who("lin").await;
    let found = house.app.applicable(&lin, described).await.unwrap();
    assert!(found.precedents.is_empty() && !found.circumstances.is_empty(), "none is approved");
    house.approve(KEY).await;
    let found = house.app.applicable(&lin, described).await.unwrap();
    let first = &found.precedents[0];
    assert_eq!((first.key.as_str(), first.theme), (KEY, None));
    assert!(first.facts.iter().chain(&first.title).any(|(_, on)| *on), "what matched is marked");
    assert_eq!(found.offered_precedents().next().unwrap().0, KEY);
    let clerk = house.who("tian").await;
    assert!(house.app.applicable(&clerk, described).await.unwrap().precedents.is_empty());
    house.model(KEY, "organ").await;
    assert_eq!(house.app.applicable(&clerk, described).await.unwrap().precedents.len(), 1);
    let leaving = [("why", "停用")];
    house.enters((&keeper(), Book::Precedents), Some(KEY), "withdraw", &leaving).await.unwrap();
    assert!(house.app.applicable(&lin, described).await.unwrap().precedents.is_empty());
}

#[tokio::test]
async fn a_session_reaches_everybody_in_it_and_what_one_noted_oneself_is_told_apart() {
    let house = House::district("2026-03-02").await;
    house.approve(KEY).await;
    let names = async |who: &[&str]| {
        let mut all = Vec::new();
        for id in who {
            let person =
                house.app.find_record(&actor("root", Role::SystemAdmin), Book::People, id).await.unwrap();
            all.push(person.title);
        }
        all.join("\n")
    };
    let people = names(&["lin", "su"]).await;
    let material = format!("precedent:{KEY}\nprinciple:lenience.duty");
    let session = |people: String| {
        [
            ("on", "2026-03-01".to_owned()),
            ("held_by", "审理室".to_owned()),
            ("audience", "办案骨干".to_owned()),
            ("materials", material.clone()),
            ("people", people),
        ]
    };
    let hold = async |people: String| {
        let sent = session(people);
        let sent: Vec<_> = sent.iter().map(|(name, text)| (*name, text.as_str())).collect();
        house.enters((&keeper(), Book::Trainings), None, "hold", &sent).await
    };
    let own = names(&["lin", "bai"]).await;
    assert!(refused(hold(own).await).contains("由别人登记"));
    let key = hold(people).await.unwrap();
    let lin = house.who("lin").await;
    let id = format!("precedent:{KEY}");
    house.app.note_reading(&lin, &id).await.unwrap();
    assert!(refused(house.app.note_reading(&lin, &id).await).contains("已经记过"));
    let mine = house.app.my_learning(&lin).await.unwrap();
    let ways: Vec<_> = mine.learnt.iter().map(|one| one.confirmed).collect();
    assert_eq!(ways.iter().filter(|confirmed| **confirmed).count(), 2, "{:?}", mine.learnt);
    assert_eq!(ways.len(), 3);
    assert!(mine.readable.iter().any(|one| one.id == id && one.read));
    // A precedent that is not in use is nothing to read, also for whoever asks by hand.
    let hidden = house.app.note_reading(&lin, "precedent:banned_relet").await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
    let bai = house.who("bai").await;
    let unit = house.app.unit_learning(&bai).await.unwrap();
    let learnt = unit.people.iter().filter(|one| !one.learnt.is_empty()).count();
    assert_eq!(learnt, 2);
    assert!(refused(house.app.unit_learning(&lin).await).contains("我的学习"));
    let wish = Wish { title: "学习记录".to_owned(), list: Export::Learning, said: Vec::new() };
    assert!(house.app.export_now(&bai, &wish).await.unwrap().is_some());
    assert!(house.app.export_now(&lin, &wish).await.is_err());
    house.enters((&keeper(), Book::Trainings), Some(&key), "strike", &[("why", "写错")]).await.unwrap();
    assert_eq!(house.app.my_learning(&lin).await.unwrap().learnt.len(), 1, "what was struck does not count");
    house.is_whole().await;
}

#[tokio::test]
async fn a_text_of_a_paper_comes_into_use_through_two_checks_and_papers_on_record_stay_as_they_were() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.assign")).await;
    let case = house.case_named("area").await;
    let bai = house.who("bai").await;
    let book = Book::PaperDrafts;
    let form = house.app.record_form(&bai, book, None, "write", Some("acceptance")).await.unwrap();
    assert!(form.beside.iter().any(|(name, means)| *name == "受理方式" && !means.is_empty()));
    let mut sent = form.sent.clone();
    sent.insert("why".to_owned(), "更明白".to_owned());
    let text = sent["text"].clone();
    let with = |text: String| {
        let mut sent = sent.clone();
        sent.insert("text".to_owned(), text);
        sent
    };
    let write = async |sent: &BTreeMap<String, String>| {
        let sent: Vec<_> = sent.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        house.enters((&bai, book), None, "write", &sent).await
    };
    let wrong = with(format!("{text}\n{{受理方事}}"));
    let says = refused(write(&wrong).await);
    let line = text.lines().count() + 1;
    assert!(says.contains(&format!("第 {line} 行的“{{受理方事}}”")), "{says}");
    let mut good = with(format!("{text}\n有疑问的，请来电。"));
    good.insert("title".to_owned(), "受理告知单".to_owned());
    let fields = form.act.fields;
    let answers = rongheng_domain::form::read(fields, &good).unwrap();
    let preview = house.app.preview_paper(&bai, None, answers).await.unwrap();
    assert!(preview.name.contains("预览") && preview.bytes.starts_with(b"%PDF"));
    let key = write(&good).await.unwrap();
    let page = house.app.find_record(&bai, book, &key).await.unwrap();
    assert_eq!(page.foreseen.compared[0].parts.len(), 2, "only the name and the body differ");
    let says = [("says", "核对")];
    assert!(refused(house.enters((&bai, book), Some(&key), "check", &says).await).contains("自己写的"));
    house.enters((&actor("xu", Role::ReviewOfficer), book), Some(&key), "check", &says).await.unwrap();
    let fang = actor("fang", Role::Leader);
    house.enters((&fang, book), Some(&key), "check", &says).await.unwrap();
    assert!(
        refused(house.enters((&bai, book), Some(&key), "issue", &[("from", "2027-03-03")]).await)
            .contains("没有拟稿的人")
    );
    let at = house.app.find_case(&bai, &case).await.unwrap();
    let link = at.papers.iter().find(|one| one.code == "acceptance").unwrap().clone();
    let ask =
        || rongheng_app::page::PaperAsk { code: link.code.clone(), about: link.about.clone(), pdf: false };
    let before = house.app.paper(&bai, &case, link.version, &ask()).await.unwrap().bytes;
    let today = house.app.clock().now().day();
    let now = today.to_string();
    assert!(
        refused(house.enters((&fang, book), Some(&key), "issue", &[("from", &now)]).await)
            .contains("从明天起")
    );
    let tomorrow = today.plus(1).to_string();
    house.enters((&fang, book), Some(&key), "issue", &[("from", &tomorrow)]).await.unwrap();
    house.on(&tomorrow).await;
    let after = house.app.paper(&bai, &case, link.version, &ask()).await.unwrap().bytes;
    assert!(before == after, "a paper on record changed");
    let texts = house.app.paper_texts(&bai).await.unwrap();
    let text = texts.iter().find(|one| one.code == "acceptance").unwrap();
    assert_eq!((text.from.to_string(), text.sample), (tomorrow, false));
    // What follows from now on is called as the unit calls it, what is on record as it was.
    assert_eq!(text.title, "受理告知单");
    let accept = rongheng_domain::cases::tolerance::acceptance::ACTION;
    assert_eq!(house.app.document(&accept).await.unwrap().as_deref(), Some("受理告知单"));
    let done = house.act("peng", None, "apply", crate::support::application()).await.unwrap();
    house.act("bai", Some(&done.case), "accept", serde_json::json!({})).await.unwrap();
    let titles = async |case| {
        let page = house.app.find_case(&bai, case).await.unwrap();
        page.papers.into_iter().map(|link| link.title).collect::<Vec<_>>()
    };
    assert!(titles(&done.case).await.contains(&"受理告知单".to_owned()));
    assert!(titles(&case).await.contains(&"受理通知书".to_owned()));
    house.is_whole().await;
}

#[tokio::test]
async fn the_draft_of_what_is_published_is_compared_by_officers_and_the_official_sees_what_is_left() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_2_unlicensed_discharge.toml", Some("tolerance.archive")).await;
    house.on("2026-06-18").await;
    let case = house.case_named("discharge").await;
    let (bai, li) = (house.who("bai").await, house.who("li").await);
    assert!(matches!(house.app.redacted(&bai, &case).await, Err(Error::NotFound)), "nothing is drafted");
    let draft = json!({"scope": "training", "until": "2027-06-30",
        "text": "锦沙经济联社的负责人接手时没有办理交接，发现问题当日责令停产。"});
    house.act("bai", Some(&case), "draft_publicity", draft).await.unwrap();
    let undecided = house.app.redacted(&bai, &case).await.unwrap();
    assert!(undecided.draft.unwrap().contains("锦沙") && undecided.left.is_none());
    house.act("bai", Some(&case), "decide_redaction", json!({"remove": ["1"]})).await.unwrap();
    assert!(house.app.redacted(&li, &case).await.is_err(), "the official was not asked to read it yet");
    house.act("bai", Some(&case), "send_publicity", json!({})).await.unwrap();
    let left = house.app.redacted(&bai, &case).await.unwrap().left.unwrap();
    assert!(!left.contains("锦沙") && left.contains("责令停产"), "{left}");
    let own = house.app.redacted(&li, &case).await.unwrap();
    assert_eq!((own.draft, own.left), (None, Some(left)));
    for other in ["peng", "zhou", "nie"] {
        assert!(house.app.redacted(&house.who(other).await, &case).await.is_err(), "{other}");
    }
}

#[tokio::test]
async fn the_archive_says_which_files_are_due_and_why_the_others_are_not() {
    let mut house = House::district("2026-03-02").await;
    house.play("path_official_withdraws.toml", None).await;
    let bai = house.who("bai").await;
    let found = house.app.due_files(&bai).await.unwrap();
    let all: Vec<_> = found.running.iter().chain(&found.permanent).collect();
    assert!(found.due.is_empty() && !all.is_empty());
    assert!(all.iter().all(|file| !file.standing.against.is_empty() && !file.number.is_empty()));
    let until = found.running.first().and_then(|file| file.standing.until);
    if let Some(until) = until {
        house.on(&until.plus(1).to_string()).await;
        assert_eq!(house.app.due_files(&bai).await.unwrap().due.len(), 1);
    }
    assert!(matches!(house.app.due_files(&house.who("lin").await).await, Err(Error::Forbidden(_))));
}
