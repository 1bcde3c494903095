//! 发文: numbers without a gap and none twice, the words that were signed, and who is kept from a sheet.

use std::collections::BTreeSet;

use rongheng_app::{
    App, Ask, Error, Export, Result, Wish,
    page::{Done, Filter, PaperAsk},
};
use rongheng_domain::ids::StreamId;
use serde_json::{Value, json};

use crate::{
    nodes::{Nodes, at_once},
    support::{House, application, codes},
};

/// Issuings that are signed at the same moment.
const AT_ONCE: usize = 50;

impl House {
    async fn issue(&self, who: &str, sheet: Option<&StreamId>, action: &str, answers: Value) -> Result<Done> {
        let ask = Ask::new(self.who(who).await, "issue", sheet.cloned(), action, answers);
        self.app.execute(ask).await
    }

    /// An accepted application with its number.
    async fn accepted(&self) -> (StreamId, String) {
        let done = self.act("peng", None, "apply", application()).await.unwrap();
        self.act("bai", Some(&done.case), "accept", json!({})).await.unwrap();
        (done.case, done.number.unwrap())
    }

    /// 受理通知书 of this case on a sheet, checked.
    async fn sheet_checked(&self, number: &str) -> StreamId {
        let sheet = self.issue("lin", None, "draft", draft(number)).await.unwrap().case;
        let check = json!({"passes": true, "words": "无误。"});
        self.issue("lu", Some(&sheet), "check", check).await.unwrap();
        sheet
    }

    /// What the acceptance letter of a case reads, as a DOCX unpacked is nobody's concern here: its bytes.
    async fn letter(&self, case: &StreamId) -> Result<Vec<u8>> {
        let ask = PaperAsk { code: "acceptance".to_owned(), ..PaperAsk::default() };
        self.app.paper(&self.who("bai").await, case, 2, &ask).await.map(|paper| paper.bytes)
    }
}

fn draft(number: &str) -> Value {
    json!({"case": number, "paper": "受理通知书", "words": "请核稿。", "countersigners": [], "joint": []})
}

fn sign() -> Value {
    json!({"words": "同意发出。"})
}

fn seal() -> Value {
    json!({"seal": "青澜区纪委监委印章", "way": "physical", "copies": 2})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_signed_at_once_get_fifty_numbers_without_a_gap_on_one_node() {
    let house = House::district("2026-03-02").await;
    fifty(&house, [&house.app, &house.app]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_signed_at_once_get_fifty_numbers_without_a_gap_on_two_nodes() {
    let Some(nodes) = Nodes::on_postgres("2026-03-02").await else { return };
    fifty(&nodes.house, nodes.both()).await;
}

async fn fifty(house: &House, nodes: [&App; 2]) {
    let mut sheets = Vec::new();
    for _ in 0..AT_ONCE {
        let (_, number) = house.accepted().await;
        sheets.push(house.sheet_checked(&number).await);
    }
    let fang = house.who("fang").await;
    let ask = |sheet: &StreamId| Ask::new(fang.clone(), "issue", Some(sheet.clone()), "sign", sign());
    let answers = at_once(nodes, sheets.iter().map(ask).collect()).await;
    let drawn: Vec<String> = answers.into_iter().map(|one| one.unwrap().number.unwrap()).collect();
    let numbers: BTreeSet<String> = drawn.iter().cloned().collect();
    let expected: BTreeSet<String> = (1..=AT_ONCE).map(|n| format!("青纪〔2026〕{n}号")).collect();
    assert_eq!(numbers, expected);
    assert_eq!(drawn.len(), numbers.len(), "none twice");
    let found = house.app.issue_registers(&house.who("bai").await, None).await.unwrap();
    let listed: Vec<_> = found.numbers.iter().map(|line| line.number.clone()).collect();
    let dense: Vec<_> = (1..=AT_ONCE).map(|n| format!("青纪〔2026〕{n}号")).collect();
    assert_eq!(listed, dense, "the register lists every number in order");
    house.is_whole().await;
}

#[tokio::test]
async fn a_spoiled_number_stays_in_the_register_and_the_paper_gets_the_next() {
    let house = House::district("2026-03-02").await;
    let (case, number) = house.accepted().await;
    let before = house.letter(&case).await.unwrap();
    let first = house.sheet_checked(&number).await;
    assert_eq!(house.letter(&case).await.unwrap(), before, "a draft changes nothing of the paper");
    // One paper is on one sheet.
    assert_eq!(codes(house.issue("lin", None, "draft", draft(&number)).await), ["G11"]);
    let signed = house.issue("fang", Some(&first), "sign", sign()).await.unwrap();
    assert_eq!(signed.number.as_deref(), Some("青纪〔2026〕1号"));
    assert_ne!(house.letter(&case).await.unwrap(), before, "the paper has its number now");
    house.issue("bai", Some(&first), "seal", seal()).await.unwrap();
    house.issue("fang", Some(&first), "void", json!({"why": "主送写错。"})).await.unwrap();
    assert_eq!(house.letter(&case).await.unwrap(), before, "a spoiled number is on no paper");
    let second = house.sheet_checked(&number).await;
    let signed = house.issue("fang", Some(&second), "sign", sign()).await.unwrap();
    assert_eq!(signed.number.as_deref(), Some("青纪〔2026〕2号"));
    let bai = house.who("bai").await;
    let found = house.app.issue_registers(&bai, Some(2026)).await.unwrap();
    let lines: Vec<_> = found
        .numbers
        .iter()
        .map(|line| (line.number.as_str(), line.given.as_ref().and_then(|given| given.spoiled.as_deref())))
        .collect();
    assert_eq!(lines, [("青纪〔2026〕1号", Some("主送写错。")), ("青纪〔2026〕2号", None)]);
    assert_eq!((found.seals.len(), found.seals[0].spoiled), (1, true), "the use of the seal stays too");
    for list in [Export::Numbers(2026), Export::Seals(2026)] {
        let wish = Wish { title: "登记簿".to_owned(), list, said: Vec::new() };
        assert!(house.app.export_now(&bai, &wish).await.unwrap().is_some());
    }
    for other in ["zhou", "peng", "xu"] {
        let refused = house.app.issue_registers(&house.who(other).await, None).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{other}");
    }
    house.is_whole().await;
}

#[tokio::test]
async fn whoever_must_stand_aside_in_the_case_has_nothing_to_do_with_its_papers() {
    let house = House::district("2026-03-02").await;
    let (case, number) = house.accepted().await;
    let sheet = house.sheet_checked(&number).await;
    let listed = async |who: &str| {
        let filter = Filter { kind: "issue".to_owned(), ..Filter::default() };
        let list = house.app.list_cases(&house.who(who).await, &filter, None).await.unwrap();
        (list.rows.len(), list.count)
    };
    let fang = house.who("fang").await;
    assert!(house.app.find_case(&fang, &sheet).await.is_ok());
    assert_eq!(listed("fang").await, (1, 1));
    // The recusal is decided after the sheet was drafted: it holds there at once.
    let recusal = json!({"person": "fang", "ground": "interest", "says": "与当事人有利害关系。"});
    house.act("fang", Some(&case), "declare_recusal", recusal).await.unwrap();
    let upheld = json!({"request": "1", "upheld": true, "why": "应当回避。"});
    house.act("yan", Some(&case), "decide_recusal", upheld).await.unwrap();
    let refused = house.issue("fang", Some(&sheet), "sign", sign()).await;
    assert_eq!(codes(refused), ["P8"]);
    assert!(house.app.find_case(&fang, &sheet).await.is_err());
    assert_eq!(listed("fang").await, (0, 0));
    let found = house.app.issue_registers(&fang, None).await.unwrap();
    assert_eq!(found.numbers, []);
    let signed = house.issue("yan", Some(&sheet), "sign", sign()).await.unwrap();
    assert_eq!(signed.number.as_deref(), Some("青纪〔2026〕1号"));
    let found = house.app.issue_registers(&fang, None).await.unwrap();
    assert_eq!(found.numbers.len(), 1, "the number is taken, whoever looks");
    assert!(found.numbers[0].given.is_none(), "and what for is kept from whoever stands aside");
    // The official concerned and the unit know nothing of it.
    for other in ["zhou", "peng"] {
        let seen = house.app.find_case(&house.who(other).await, &sheet).await;
        assert!(matches!(seen, Err(Error::NotFound)), "{other}");
    }
}

#[tokio::test]
async fn what_was_checked_is_signed_and_what_was_signed_is_handed_out_and_nothing_else() {
    let house = House::district("2026-03-02").await;
    let (case, number) = house.accepted().await;
    let sheet = house.sheet_checked(&number).await;
    let text = |words: &str| {
        let file = std::fs::read_to_string(crate::support::root().join("policy/liwan/papers/intake.toml"));
        let changed = file
            .unwrap()
            .replace("title = \"受理通知书\"", &format!("title = \"受理通知书\"\nnote = \"{words}\""));
        changed.replace("2021-01-01", "2021-01-02")
    };
    let folder = tempfile::tempdir().unwrap();
    let import = async |words: &str| {
        std::fs::create_dir_all(folder.path().join("papers")).unwrap();
        std::fs::write(folder.path().join("papers/intake.toml"), text(words)).unwrap();
        let imported = house.app.import_policy(&rongheng_app::Actor::jobs(), folder.path()).await.unwrap();
        assert_eq!(imported.faults, []);
    };
    // The unit changes its text between 核稿 and 签发: what nobody read is not signed.
    import("第一次改").await;
    assert_eq!(codes(house.issue("fang", Some(&sheet), "sign", sign()).await), ["G11"]);
    house.issue("fang", Some(&sheet), "return_draft", json!({"words": "重核。"})).await.unwrap();
    let again = json!({"words": "重核。", "countersigners": [], "joint": []});
    house.issue("lin", Some(&sheet), "redraft", again).await.unwrap();
    house.issue("lu", Some(&sheet), "check", json!({"passes": true, "words": "可。"})).await.unwrap();
    house.issue("fang", Some(&sheet), "sign", sign()).await.unwrap();
    assert!(house.letter(&case).await.is_ok());
    import("第二次改").await;
    assert_eq!(codes(house.letter(&case).await), ["G11.paper"], "no other words under that number");
}
