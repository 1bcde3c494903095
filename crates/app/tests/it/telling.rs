//! Messages: who is told, who has read, and that nobody is told of what they may not know.

use rongheng_app::{Which, page::Said};
use rongheng_domain::ids::StreamId;
use serde_json::json;

use crate::support::House;

impl House {
    async fn said(&self, who: &str, which: Which) -> Vec<Said> {
        self.app.messages(&self.who(who).await, which, None).await.unwrap().rows
    }

    pub(crate) async fn words(&self, who: &str) -> Vec<String> {
        self.said(who, Which::Unread).await.into_iter().map(|said| said.says).collect()
    }

    async fn team(&self) -> StreamId {
        let case = self.apply().await;
        self.act("bai", Some(&case), "accept", json!({})).await.unwrap();
        let team = json!({"leader": "wei", "members": [{"person": "lin"}, {"person": "su"}]});
        self.act("bai", Some(&case), "assign", team).await.unwrap();
        case
    }
}

#[tokio::test]
async fn whoever_applied_is_told_and_reads_it_one_by_one_or_all_at_once() {
    let house = House::district("2026-03-02").await;
    let case = house.team().await;
    // Nobody is told of the own act.
    assert_eq!(house.words("peng").await, ["您的申请已经受理。"]);
    let peng = house.who("peng").await;
    let one = house.said("peng", Which::Unread).await.remove(0);
    assert_eq!((one.source.clone(), one.version), (case.clone(), 2));
    house.app.mark_read(&peng, &[(one.source.clone(), one.version)]).await.unwrap();
    assert_eq!(house.app.unread(&peng).await.unwrap(), 0);
    assert_eq!(house.said("peng", Which::Read).await, [one]);
    // Marking again, or what is somebody else's, changes nothing.
    let inbox: StreamId = "inbox/peng".into();
    let before = house.app.store().head(&inbox).await.unwrap();
    house.app.mark_read(&peng, &[(case.clone(), 99)]).await.unwrap();
    house.app.mark_all_read(&peng).await.unwrap();
    assert_eq!(house.app.store().head(&inbox).await.unwrap(), before);

    assert_eq!(house.words("lin").await, ["您已编入核实组。"]);
    house.app.mark_all_read(&house.who("lin").await).await.unwrap();
    assert_eq!(house.words("lin").await, Vec::<String>::new());
    assert_eq!(house.words("su").await.len(), 1, "everybody reads for himself");
    // Opening the case reads what it said.
    house.app.find_case(&house.who("su").await, &case).await.unwrap();
    assert_eq!(house.words("su").await.len(), 0);
}

#[tokio::test]
async fn what_is_said_to_a_role_is_read_by_each_who_holds_it_and_by_nobody_of_another_organ() {
    let house = House::district("2026-03-02").await;
    let case = house.team().await;
    house
        .act(
            "fang",
            Some(&case),
            "stop_clock",
            json!({"from": "2026-03-02", "until": "2026-03-20", "why": "等鉴定。"}),
        )
        .await
        .unwrap();
    let stopped = |words: Vec<String>| words.iter().filter(|w| w.contains("停止计时")).count();
    assert_eq!(stopped(house.words("bai").await), 1);
    assert_eq!(stopped(house.words("fang").await), 0, "his own act");
    assert_eq!(stopped(house.words("tang").await), 0, "another unit");
    assert_eq!(stopped(house.words("peng").await), 0, "the applicant is not told of the inside");
}

#[tokio::test]
async fn whoever_must_stand_aside_loses_the_earlier_messages_too() {
    let house = House::district("2026-03-02").await;
    let case = house.team().await;
    assert_eq!(house.words("lin").await.len(), 1);
    let asks = json!({ "person": "lin", "ground": "other", "says": "有关系。" });
    house.act("bai", Some(&case), "declare_recusal", asks).await.unwrap();
    let upheld = json!({ "request": "1", "upheld": true, "why": "属实。" });
    house.act("ye", Some(&case), "decide_recusal", upheld).await.unwrap();
    assert_eq!(house.words("lin").await, Vec::<String>::new());
    assert_eq!(house.app.unread(&house.who("lin").await).await.unwrap(), 0);
    let stored = house.app.store().dump("r_message").await.unwrap();
    assert!(!String::from_utf8(stored).unwrap().contains("person:lin"));
}

#[tokio::test]
async fn messages_and_what_was_read_are_made_anew_bit_for_bit() {
    let mut house = House::district("2026-03-02").await;
    house.play("article_1_compensation_area.toml", Some("tolerance.close")).await;
    for who in ["bai", "zhou", "lin"] {
        house.app.mark_all_read(&house.who(who).await).await.unwrap();
    }
    let live = house.tables().await;
    let rows = |table: &str| live.iter().find(|(t, _)| *t == table).unwrap().1.lines().count();
    assert!(rows("r_message") > 30 && rows("r_read") >= 3, "{}", rows("r_message"));
    house.app.rebuild().await.unwrap();
    assert_eq!(house.tables().await, live);
}

#[tokio::test]
async fn a_limit_is_reminded_of_on_its_days_once_and_not_while_the_clock_stands_still() {
    let house = House::district("2026-03-02").await;
    let case = house.apply().await;
    let near = |words: Vec<String>| words.iter().filter(|w| w.contains("临近期限")).count();
    // Accepted or asked about until 9 March, a Monday.
    house.on("2026-03-03").await;
    assert_eq!(near(house.words("bai").await), 0);
    house.on("2026-03-04").await;
    assert_eq!(near(house.words("bai").await), 1);
    assert_eq!(house.app.remind().await.unwrap(), 0, "once");
    house.on("2026-03-05").await;
    assert_eq!(near(house.words("bai").await), 1, "not every day");
    let asked = json!({ "what": "请补充会议记录。" });
    house.act("bai", Some(&case), "ask_supplement", asked).await.unwrap();
    house.on("2026-03-06").await;
    house.on("2026-03-09").await;
    assert_eq!(near(house.words("bai").await), 1, "the clock stands still");
    let live = house.tables().await;
    house.app.rebuild().await.unwrap();
    assert_eq!(house.tables().await, live);
    // Reading the case reads its reminders.
    house.app.find_case(&house.who("bai").await, &case).await.unwrap();
    assert_eq!(near(house.words("bai").await), 0);
}

#[tokio::test]
async fn an_order_stands_on_the_tab_of_whoever_ordered_it_and_of_whoever_owes_the_answer_alone() {
    let house = House::district("2026-03-02").await;
    let case = house.team().await;
    let order = json!({ "to": "lin", "about": "核实进度。", "answer_by": "2026-03-04" });
    house.act("fang", Some(&case), "order_supervision", order).await.unwrap();
    let tab = async |who: &str| house.app.supervised(&house.who(who).await).await.unwrap();
    let (mine, owed) = (tab("fang").await, tab("lin").await);
    assert_eq!((mine.ordered.len(), mine.owed.len()), (1, 0));
    assert_eq!((owed.ordered.len(), owed.owed.len()), (0, 1));
    assert!(!mine.ordered[0].overdue);
    for who in ["su", "peng", "zhou"] {
        let none = tab(who).await;
        assert_eq!((none.ordered.len(), none.owed.len()), (0, 0), "{who}");
    }
    house.on("2026-03-05").await;
    assert!(tab("fang").await.ordered[0].overdue);
    assert!(house.words("lin").await.iter().any(|w| w.contains("逾期")));
    let says = json!({ "order": "1", "says": "正在取证。" });
    house.act("lin", Some(&case), "answer_supervision", says).await.unwrap();
    assert!(house.words("fang").await.iter().any(|w| w.contains("督办已有答复")));
    assert!(!tab("fang").await.ordered[0].overdue);
}
