//! 发文: numbers without a gap and none twice, the words that were signed, and who is kept from a sheet.

use std::collections::BTreeSet;

use rongheng_app::{
    Actor, App, Ask, Error, Export, ONLY, RegisterWrite, Result, Wish,
    page::{Done, Filter, PaperAsk},
};
use rongheng_domain::{
    ids::{FileId, StreamId},
    ledger::sm3,
    registers::settings::{Settings, SettingsEvent},
    sheet::Block,
};
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

/// A red ring on a transparent ground.
fn seal_png() -> Vec<u8> {
    use std::io::Write as _;
    const SIDE: u32 = 400;
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0);
        for x in 0..SIDE {
            let from = |at: u32| f64::from(at) - f64::from(SIDE) / 2.0;
            let away = from(x).hypot(from(y)) / 200.0;
            rows.extend(if (0.85..1.0).contains(&away) { [220, 20, 30, 255] } else { [0; 4] });
        }
    }
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    };
    // Stored blocks of zlib: nothing is packed, and no crate is needed for it.
    let mut packed = vec![0x78, 0x01];
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &rows {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut pieces = rows.chunks(65_535).peekable();
    while let Some(piece) = pieces.next() {
        packed.push(u8::from(pieces.peek().is_none()));
        let size = u16::try_from(piece.len()).unwrap();
        packed.extend(size.to_le_bytes());
        packed.extend((!size).to_le_bytes());
        packed.extend(piece);
    }
    packed.extend(((b << 16) | a).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8], data: &[u8]| {
        let body = [name, data].concat();
        png.write_all(&u32::try_from(data.len()).unwrap().to_be_bytes()).unwrap();
        png.extend(&body);
        png.extend(crc(&body).to_be_bytes());
    };
    let header = [&SIDE.to_be_bytes()[..], &SIDE.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    chunk(b"IHDR", &header);
    chunk(b"IDAT", &packed);
    chunk(b"IEND", b"");
    png
}

impl House {
    async fn uploaded(&self, who: &str, name: &str, bytes: &[u8]) -> Value {
        let mut upload = self.app.begin_upload(&self.who(who).await, name).await.unwrap();
        upload.write(bytes).await.unwrap();
        json!(upload.finish().await.unwrap().id)
    }

    /// The settings with something changed.
    async fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = (*self.app.policy().await.unwrap().settings).clone();
        change(&mut settings);
        let set = SettingsEvent::Set { settings, why: "示范".to_owned() };
        let write = RegisterWrite::new::<Settings>(ONLY, &[set]);
        self.app.write_registers(&Actor::jobs(), vec![write]).await.unwrap();
    }

    /// Every byte of a file of a case.
    async fn bytes_of(&self, who: &str, case: &StreamId, file: &FileId) -> Result<Vec<u8>> {
        let mut reading = self.app.read_file(&self.who(who).await, case, file).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = reading.next().await? {
            bytes.extend(piece);
        }
        Ok(bytes)
    }
}

fn faults(answer: Result<Done>) -> String {
    match answer {
        Err(Error::Faults(faults)) => faults.into_iter().map(|fault| fault.says).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_image_of_a_seal_is_set_on_the_signed_paper_by_whoever_applies_it_and_kept_nowhere_itself() {
    let house = House::district("2026-03-02").await;
    let (case, number) = house.accepted().await;
    let sheet = house.sheet_checked(&number).await;
    let image = house.uploaded("bai", "机关印章.png", &seal_png()).await;
    let stamp =
        |image: &Value| json!({"seal": "青澜区纪委监委印章", "way": "image", "copies": 1, "image": image});
    let seal = async |who: &str, image: &Value| house.issue(who, Some(&sheet), "seal", stamp(image)).await;
    // Not allowed, then allowed but not signed yet.
    assert_eq!(codes(seal("bai", &image).await), ["G11.seal"]);
    house.set(|settings| settings.seal_image = true).await;
    assert_eq!(codes(seal("bai", &image).await), ["G11.seal"]);
    house.issue("fang", Some(&sheet), "sign", sign()).await.unwrap();
    for other in ["lin", "fang", "peng", "zhou"] {
        assert!(seal(other, &image).await.is_err(), "{other}");
    }
    // A file that is none says what it is, and nothing happened.
    for (name, bytes, says) in
        [("印章.pdf", &b"%PDF-1.7 x"[..], "不是 PNG"), ("印章.png", &seal_png()[..2000], "已经损坏")]
    {
        let wrong = house.uploaded("bai", name, bytes).await;
        assert!(faults(seal("bai", &wrong).await).contains(says), "{name}");
    }
    let letter = house.letter(&case).await.unwrap();
    seal("bai", &image).await.unwrap();
    assert_eq!(house.letter(&case).await.unwrap(), letter, "the DOCX never carries the seal");
    let page = house.app.find_case(&house.who("bai").await, &sheet).await.unwrap();
    let file = page
        .sheet
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .find_map(|block| match block {
            Block::Files(files) => files.iter().find(|file| file.name == "用印后的文书").cloned(),
            _ => None,
        })
        .unwrap();
    let pdf = house.bytes_of("bai", &sheet, &file.id).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(file.hash, sm3(&[&pdf]).to_string(), "the event holds the hash of what is stored");
    // The image is in no case: nobody can fetch it from there.
    let image = FileId(image.as_str().unwrap().to_owned());
    for who in ["bai", "lin", "fang"] {
        assert!(house.bytes_of(who, &sheet, &image).await.is_err(), "{who}");
    }
    assert!(house.app.upload_name(&image).await.unwrap().is_some(), "it lies under no case");
    for other in ["peng", "zhou"] {
        assert!(house.bytes_of(other, &sheet, &file.id).await.is_err(), "{other}");
    }
    house.is_whole().await;
}

#[tokio::test]
async fn each_word_has_a_series_of_its_own_and_the_register_shows_each_with_what_was_spoiled() {
    let house = House::district("2026-03-02").await;
    let mut signed = Vec::new();
    for word in [None, Some("青纪函"), Some("青纪函"), None] {
        let (_, number) = house.accepted().await;
        let mut draft = draft(&number);
        draft["word"] = json!(word.unwrap_or("青纪"));
        let sheet = house.issue("lin", None, "draft", draft).await.unwrap().case;
        let check = json!({"passes": true, "words": "无误。"});
        house.issue("lu", Some(&sheet), "check", check).await.unwrap();
        let done = house.issue("fang", Some(&sheet), "sign", sign()).await.unwrap();
        signed.push((sheet, done.number.unwrap()));
    }
    let drawn: Vec<&str> = signed.iter().map(|(_, number)| number.as_str()).collect();
    assert_eq!(drawn, ["青纪〔2026〕1号", "青纪函〔2026〕1号", "青纪函〔2026〕2号", "青纪〔2026〕2号"]);
    house.issue("fang", Some(&signed[1].0), "void", json!({"why": "主送写错。"})).await.unwrap();
    let bai = house.who("bai").await;
    let listed = async || {
        let found = house.app.issue_registers(&bai, Some(2026)).await.unwrap();
        let line = |line: rongheng_app::issue_registers::NumberLine| {
            let spoiled = line.given.is_some_and(|given| given.spoiled.is_some());
            format!("{} {}{}", line.word, line.number, if spoiled { " 作废" } else { "" })
        };
        found.numbers.into_iter().map(line).collect::<Vec<_>>()
    };
    let all = [
        "青纪 青纪〔2026〕1号",
        "青纪 青纪〔2026〕2号",
        "青纪函 青纪函〔2026〕1号 作废",
        "青纪函 青纪函〔2026〕2号",
    ];
    assert_eq!(listed().await, all);
    // A paper is found by a number of three characters; a word that the unit gave up keeps its numbers.
    assert_eq!(house.app.find_by_number(&bai, "青纪函[2026]2号").await.unwrap(), Some(signed[2].0.clone()));
    house.set(|settings| settings.paper_words.clear()).await;
    assert_eq!(listed().await, all);
    let (_, number) = house.accepted().await;
    let unknown = json!({"case": number, "paper": "受理通知书", "words": "请核稿。", "countersigners": [],
        "joint": [], "word": "青纪函"});
    assert_eq!(codes(house.issue("lin", None, "draft", unknown).await), ["G11.number"]);
    house.is_whole().await;
}

#[tokio::test]
async fn a_level_of_secrecy_has_its_source_and_an_approved_network_and_is_part_of_what_is_signed() {
    let house = House::district("2026-03-02").await;
    let (case, number) = house.accepted().await;
    let mut draft = draft(&number);
    draft["mark"] = json!("derived");
    house.set(|settings| settings.state_secrets = true).await;
    assert_eq!(codes(house.issue("lin", None, "draft", draft.clone()).await), ["G11.secrecy"], "no source");
    for (name, answer) in [
        ("level", json!("confidential")),
        ("years", json!(10)),
        ("source", json!("关于做好有关工作的通知")),
        ("source_number", json!("云纪〔2026〕3号")),
    ] {
        draft[name] = answer;
    }
    house.set(|settings| settings.state_secrets = false).await;
    let refused = house.issue("lin", None, "draft", draft.clone()).await;
    assert_eq!(codes(refused), ["G11.secrecy"], "off unless the unit says that its network is approved");
    house.set(|settings| settings.state_secrets = true).await;
    let sheet = house.issue("lin", None, "draft", draft).await.unwrap().case;
    let check = json!({"passes": true, "words": "无误。"});
    house.issue("lu", Some(&sheet), "check", check).await.unwrap();
    let plain = house.letter(&case).await.unwrap();
    house.issue("fang", Some(&sheet), "sign", sign()).await.unwrap();
    assert_ne!(house.letter(&case).await.unwrap(), plain);
}
