//! 案卷包: whole, provable without this program, for those who may, and changed by nobody unnoticed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rongheng_app::{Ask, Error, WorkState};
use rongheng_domain::ids::StreamId;
use serde_json::{Value, json};

use crate::{
    skipped::skipped,
    support::{House, codes},
};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify_archive.py");

/// Uploads a file of `size` bytes.
async fn upload(house: &House, who: &str, name: &str, size: usize) -> Value {
    let mut upload = house.app.begin_upload(&house.who(who).await, name).await.unwrap();
    upload.write(b"%PDF-1.7 ").await.unwrap();
    let piece: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let mut left = size;
    while left > 0 {
        let now = left.min(piece.len());
        upload.write(&piece[..now]).await.unwrap();
        left -= now;
    }
    json!(upload.finish().await.unwrap().id)
}

/// A case with `files` pieces of evidence, withdrawn and, where asked, archived.
async fn case(house: &House, files: usize, size: usize) -> StreamId {
    let application = json!({
        "title": "联社物业没有公开招租", "applicant": "official", "unit": "dongling_cooperative",
        "officials": [{"person": "liang", "post": "东岭经济联社社长"}], "committee": "yunlu_committee",
        "stage": "lead", "first_day": "2026-02-09", "last_day": "2026-02-10", "facts": "示范：没有公开招租。",
    });
    let case = house.act("liang", None, "apply", application).await.unwrap().case;
    house.act("bai", Some(&case), "accept", json!({})).await.unwrap();
    let team = json!({"leader": "wei", "members": [{"person": "lin"}]});
    house.act("bai", Some(&case), "assign", team).await.unwrap();
    for number in 0..files {
        let file = upload(house, "lin", "会议/记录 司徒𬭎.pdf", if number == 0 { size } else { 1_000 }).await;
        let evidence =
            json!({"title": "会议记录", "kind": "document", "describes": "同意续租", "file": file});
        house.act("lin", Some(&case), "add_evidence", evidence).await.unwrap();
    }
    house.act("liang", Some(&case), "withdraw", json!({"why": "已经核对清楚。"})).await.unwrap();
    case
}

async fn archived(house: &House, files: usize, size: usize) -> StreamId {
    let case = case(house, files, size).await;
    house
        .act("bai", Some(&case), "archive", json!({"volume": "青纪容2026-021", "checker": "lin"}))
        .await
        .unwrap();
    case
}

/// What the script answers; `None` where there is no Python.
fn verify(package: &Path, key: Option<&str>) -> Option<(bool, String)> {
    let mut command = Command::new("python3");
    command.arg(SCRIPT).arg(package).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONIOENCODING", "utf-8");
    if let Some(key) = key {
        command.args(["--key", key]);
    }
    let Ok(output) = command.output() else {
        skipped("a package of a case is not checked by the script: there is no python3");
        return None;
    };
    let says =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Some((output.status.success(), says))
}

/// Every file of a folder.
fn read(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    all
}

fn write(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Somebody who knows the format makes the checksums anew.
fn summed(mut files: Files) -> Files {
    let script = "import hashlib,sys,pathlib\n\
        root=pathlib.Path(sys.argv[1])\n\
        keep={'checksums.txt','proofs/seal.txt','proofs/seal.sig'}\n\
        names=sorted(p.relative_to(root).as_posix() for p in root.rglob('*') if p.is_file())\n\
        sys.path.insert(0,sys.argv[2])\n\
        import verify_archive as v\n\
        out=''.join('%s  %s  %s\\n'%(hashlib.sha256((root/n).read_bytes()).hexdigest(),v.sm3((root/n).read_bytes()).hex(),n) for n in names if n not in keep)\n\
        sys.stdout.buffer.write(out.encode())";
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &files);
    let docs = Path::new(SCRIPT).parent().unwrap();
    let output =
        Command::new("python3").args(["-B", "-c", script]).arg(folder.path()).arg(docs).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files.insert("checksums.txt".into(), output.stdout);
    files
}

fn tampered(files: &Files, how: impl FnOnce(&mut Files), again: bool) -> (bool, String) {
    let mut files = files.clone();
    how(&mut files);
    if again {
        files = summed(files);
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &files);
    verify(folder.path(), None).unwrap()
}

fn flip(files: &mut Files, name: &str, at: usize) {
    let (_, bytes) = files.iter_mut().find(|(path, _)| path.to_str().unwrap().starts_with(name)).unwrap();
    bytes[at] ^= 1;
}

fn index(files: &Files) -> Value {
    serde_json::from_slice(&files[Path::new("index.json")]).unwrap()
}

/// The last event goes: from the index, from the folder.
fn without_last(files: &mut Files) {
    let mut index = index(files);
    let gone = index["events"].as_array_mut().unwrap().pop().unwrap();
    for name in ["envelope", "content"] {
        files.remove(Path::new(gone[name].as_str().unwrap())).unwrap();
    }
    files.insert("index.json".into(), serde_json::to_vec(&index).unwrap());
}

type Tampering = Box<dyn FnOnce(&mut Files)>;

/// What somebody may do to a package.
fn tamperings() -> Vec<(&'static str, Tampering)> {
    vec![
        ("a byte of an event", Box::new(|files| flip(files, "events/0003.bin", 40))),
        ("a byte of the content of an event", Box::new(|files| flip(files, "events/0004.json", 12))),
        ("a byte of an attachment", Box::new(|files| flip(files, "attachments/001", 400_000))),
        ("an event taken out of the middle", Box::new(without_third)),
        ("the last event taken away", Box::new(without_last)),
        ("another checkpoint", Box::new(|files| flip(files, "proofs/checkpoint.txt", 60))),
        ("a file put in", Box::new(|files| drop(files.insert("attachments/x.txt".into(), vec![1])))),
        ("a key exchanged", Box::new(with_another_key)),
    ]
}

fn without_third(files: &mut Files) {
    let mut index = index(files);
    let gone = index["events"].as_array_mut().unwrap().remove(2);
    for name in ["envelope", "content"] {
        files.remove(Path::new(gone[name].as_str().unwrap())).unwrap();
    }
    files.insert("index.json".into(), serde_json::to_vec(&index).unwrap());
}

fn with_another_key(files: &mut Files) {
    let mut index = index(files);
    index["events"][1]["key"] = index["events"][2]["key"].clone();
    files.insert("index.json".into(), serde_json::to_vec(&index).unwrap());
}

#[tokio::test]
async fn a_package_is_whole_and_every_change_is_found_also_where_the_checksums_are_made_anew() {
    let house = House::district("2026-07-06").await;
    let case = archived(&house, 2, 700_000).await;
    let folder = house.folder.path().join("包 一");
    let bai = house.who("bai").await;
    let says = house.app.archive_into(&bai, &case, &folder).await.unwrap();
    assert!(says.contains("2 个附件"), "{says}");
    let key = house.app.store().verifying_key();
    let Some((whole, says)) = verify(&folder, Some(&key)) else { return };
    assert!(whole && says.starts_with("完整：容〔2026〕1号"), "{says}");
    assert!(!verify(&folder, Some(&"00".repeat(32))).unwrap().0, "another key");
    let files = read(&folder);
    assert!(files.contains_key(Path::new("attachments/001 记录 司徒𬭎.pdf")), "{:?}", files.keys());
    let timeline = String::from_utf8(files[Path::new("timeline.txt")].clone()).unwrap();
    assert!(timeline.contains("归档") && timeline.contains("梁景澄"), "{timeline}");
    let count = index(&files)["events"].as_array().unwrap().len();
    assert!(count >= 7, "{count}");

    for again in [false, true] {
        for (what, how) in tamperings() {
            let (whole, says) = tampered(&files, how, again);
            assert!(!whole && says.starts_with("不完整"), "{what}, checksums anew: {again}: {says}");
        }
    }
    assert!(tampered(&files, |_| {}, true).0, "the checksums anew are the same");
}

#[tokio::test]
async fn a_checkpoint_of_another_ledger_is_found_although_its_own_key_signed_it() {
    let house = House::district("2026-07-06").await;
    let other = House::district("2026-07-06").await;
    let folders = [house.folder.path().join("a"), other.folder.path().join("b")];
    for (house, folder) in [&house, &other].into_iter().zip(&folders) {
        let case = archived(house, 0, 0).await;
        house.app.archive_into(&house.who("bai").await, &case, folder).await.unwrap();
    }
    if verify(&folders[0], None).is_none() {
        return;
    }
    let (files, strange) = (read(&folders[0]), read(&folders[1]));
    let swap = |names: &'static [&str]| {
        let strange = strange.clone();
        move |files: &mut Files| {
            for name in names {
                files.insert((*name).into(), strange[Path::new(*name)].clone());
            }
        }
    };
    let one = swap(&["proofs/checkpoint.txt", "proofs/checkpoint.sig"]);
    assert!(!tampered(&files, one, true).0, "its signature is of another key");
    let with_key = swap(&["proofs/checkpoint.txt", "proofs/checkpoint.sig", "proofs/public_key.txt"]);
    let (whole, says) = tampered(&files, with_key, true);
    assert!(!whole && says.contains("不在检查点之内"), "{says}");
}

/// A number from the environment: the same test is run with 300 files and 200 MB by hand.
fn size(name: &str, small: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(small)
}

/// The most memory this process ever had, in kB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default().to_owned();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

#[tokio::test]
async fn a_package_is_long_work_fetched_by_its_owner_and_a_zip_that_python_reads() {
    let house = House::district("2026-07-06").await;
    let files = size("RONGHENG_ARCHIVE_FILES", 3);
    let case = archived(&house, files, size("RONGHENG_ARCHIVE_BYTES", 2_000_000)).await;
    let (bai, lin) = (house.who("bai").await, house.who("lin").await);
    let id = house.app.ask_archive(&bai, &case).await.unwrap();
    assert_eq!(house.app.ask_archive(&bai, &case).await.unwrap(), id, "a second click is the same work");
    let before = most_memory();
    assert_eq!(house.app.do_long_work().await.unwrap(), 1);
    let grown = most_memory() - before;
    println!("{files} attachments: memory grew by {grown} kB while the package was made");
    let work = house.app.my_work(&bai).await.unwrap().remove(0);
    assert_eq!((work.state, work.made), (WorkState::Done, true), "{}", work.said);
    assert!(matches!(house.app.fetch_package(&lin, &id).await, Err(Error::NotFound)));
    let mut reading = house.app.fetch_package(&bai, &id).await.unwrap().unwrap();
    assert!(
        reading.name.starts_with("案卷 容〔2026〕1号")
            && std::path::Path::new(&reading.name).extension().is_some_and(|end| end == "zip"),
        "{}",
        reading.name
    );
    let zip = house.folder.path().join("案卷.zip");
    let mut out = fs::File::create(&zip).unwrap();
    while let Some(piece) = reading.next().await.unwrap() {
        assert!(piece.len() < 1_000_000);
        std::io::Write::write_all(&mut out, &piece).unwrap();
    }
    let grown = most_memory() - before;
    // Beside other tests of one process the figure is theirs as well.
    assert!(files == 3 || grown < 60_000, "{grown} kB");
    if let Some((whole, says)) = verify(&zip, None) {
        assert!(whole, "{says}");
    }
    let readers = house.app.readers(&bai, &case, None).await.unwrap();
    let said: Vec<_> = readers.looks.iter().map(|look| look.what.as_str()).collect();
    assert!(said.contains(&"导出案卷包（制作）") && said.contains(&"导出案卷包（取走）"), "{said:?}");
    house.on("2026-07-08").await;
    house.app.do_long_work().await.unwrap();
    assert!(house.app.store().package(&case).await.unwrap().is_none(), "gone after a day");
}

#[tokio::test]
async fn only_case_management_takes_a_case_out_and_only_an_archived_one() {
    let house = House::district("2026-07-06").await;
    let case = case(&house, 0, 0).await;
    assert_eq!(codes(house.app.ask_archive(&house.who("bai").await, &case).await), ["V1.archive"]);
    house
        .act("bai", Some(&case), "archive", json!({"volume": "青纪容2026-021", "checker": "lin"}))
        .await
        .unwrap();
    assert_eq!(codes(house.app.ask_archive(&house.who("lin").await, &case).await), ["V1.archive"]);
    for stranger in ["liang", "nie"] {
        let refused = house.app.ask_archive(&house.who(stranger).await, &case).await;
        assert!(refused.is_err(), "{stranger}");
    }
    let bai = house.who("bai").await;
    assert!(house.app.find_case(&bai, &case).await.unwrap().takes);
    assert!(!house.app.find_case(&house.who("lin").await, &case).await.unwrap().takes);
    let there = house.folder.path().join("there");
    house.app.archive_into(&bai, &case, &there).await.unwrap();
    assert!(house.app.archive_into(&bai, &case, &there).await.is_err(), "never over another");
}

/// 2026-07-06 and ten years: the case ended without a determination.
const DUE: &str = "2036-07-07";

fn destroy(changed: &Value) -> Value {
    let mut answers = json!({
        "appraisal": "没有继续保存的价值。", "approval": "青纪销〔2036〕1号", "approved_by": "ye",
        "approved_on": DUE, "witness": "wei", "second_witness": "su",
    });
    for (name, value) in changed.as_object().unwrap() {
        answers[name] = value.clone();
    }
    answers
}

#[tokio::test]
async fn a_file_is_destroyed_after_its_term_the_ledger_stays_whole_and_the_page_says_what_is_left() {
    let house = House::district("2026-07-06").await;
    let case = case(&house, 1, 1_000).await;
    let listed = json!({"items": [
        {"title": "容错申请表", "author": "梁某", "dated": "2026-07-06", "pages": 3},
        {"title": "会议记录", "pages": 12},
    ]});
    house.act("bai", Some(&case), "catalogue", listed).await.unwrap();
    house
        .act("bai", Some(&case), "archive", json!({"checker": "lin", "note": "第 4 页有破损。"}))
        .await
        .unwrap();
    let (bai, lin) = (house.who("bai").await, house.who("lin").await);
    let page = house.app.find_case(&bai, &case).await.unwrap();
    let volume = page.sheet.sections.iter().find(|section| section.id == "volume").unwrap();
    let shown = serde_json::to_string(&volume.blocks).unwrap();
    for words in ["卷〔2026〕1号", "1—3", "4—15", "共 2 份，15 页", "定期 10 年", "第 4 页有破损"]
    {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    house.app.archive_into(&bai, &case, &house.folder.path().join("before")).await.unwrap();
    house.app.ask_archive(&bai, &case).await.unwrap();
    house.app.do_long_work().await.unwrap();
    assert!(house.app.store().package(&case).await.unwrap().is_some());

    house.on("2036-07-06").await;
    let early = destroy(&json!({"approved_on": "2036-07-06"}));
    assert_eq!(codes(house.act("bai", Some(&case), "destroy", early).await), ["D5.destroy"], "the last day");
    house.on(DUE).await;
    for wrong in [json!({"witness": "bai"}), json!({"witness": "su"}), json!({"second_witness": "ye"})] {
        assert_eq!(codes(house.act("bai", Some(&case), "destroy", destroy(&wrong)).await), ["D5.destroy"]);
    }
    assert!(house.act("lin", Some(&case), "destroy", destroy(&json!({}))).await.is_err(), "案管 alone");
    house.act("bai", Some(&case), "destroy", destroy(&json!({}))).await.unwrap();
    house.app.settle().await.unwrap();

    let store = house.app.store();
    assert!(matches!(house.app.find_case(&bai, &case).await, Err(Error::Erased)));
    assert!(store.attachments_of(&case).await.unwrap().is_empty());
    assert!(store.package(&case).await.unwrap().is_none(), "what was taken out goes with it");
    assert_eq!(store.dead_letters().await.unwrap(), vec![]);
    let report = store.verify().await.unwrap();
    assert_eq!((report.findings.len(), report.erased), (0, 1));
    let (entry, names) = house.app.destruction(&bai, &case).await.unwrap().unwrap();
    assert_eq!((entry.volume.as_str(), entry.approval.as_str()), ("卷〔2026〕1号", "青纪销〔2036〕1号"));
    assert_eq!(names.person(&entry.witnesses[0]), "卫知行");
    assert!(house.app.destruction(&lin, &case).await.unwrap().is_none(), "no more than that it is gone");
    house.is_whole().await;
    // Carried twice, as after a crash, it changes nothing.
    let written = store.head(&StreamId::new("destruction", case.as_str())).await.unwrap().unwrap();
    assert_eq!(written.version, 1);
}

#[tokio::test]
async fn the_package_holds_the_sheet_of_each_number_spoiled_or_not_and_the_scan_that_was_sealed() {
    let house = House::district("2026-03-02").await;
    let case = case(&house, 0, 0).await;
    let number = house.app.find_case(&house.who("bai").await, &case).await.unwrap().sheet.number.unwrap();
    let issue = async |who: &str, sheet: Option<&StreamId>, action: &str, answers: Value| {
        let ask = Ask::new(house.who(who).await, "issue", sheet.cloned(), action, answers);
        house.app.execute(ask).await.unwrap().case
    };
    let draft = json!({"case": number, "paper": "受理通知书", "words": "请核稿。", "countersigners": [], "joint": []});
    for spoiled in [true, false] {
        let sheet = issue("lin", None, "draft", draft.clone()).await;
        issue("lu", Some(&sheet), "check", json!({"passes": true, "words": "无误。"})).await;
        issue("fang", Some(&sheet), "sign", json!({"words": "同意发出。"})).await;
        let scan = upload(&house, "bai", "用印扫描.pdf", 10).await;
        let seal = json!({"seal": "青澜区纪委监委印章", "way": "physical", "copies": 1, "file": scan});
        issue("bai", Some(&sheet), "seal", seal).await;
        if spoiled {
            issue("fang", Some(&sheet), "void", json!({"why": "主送写错。"})).await;
        }
    }
    let volume = json!({"volume": "青纪容2026-022", "checker": "lin"});
    house.act("bai", Some(&case), "archive", volume).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("案卷");
    house.app.archive_into(&house.who("bai").await, &case, &folder).await.unwrap();
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    let titles: Vec<&str> =
        index["papers"].as_array().unwrap().iter().map(|paper| paper["title"].as_str().unwrap()).collect();
    for wanted in [
        "发文稿纸（青纪〔2026〕1号）",
        "用印后的文书（青纪〔2026〕1号）",
        "发文稿纸（青纪〔2026〕2号）",
        "用印后的文书（青纪〔2026〕2号）",
    ] {
        let paper = index["papers"].as_array().unwrap().iter().find(|paper| paper["title"] == wanted);
        let path = paper.unwrap_or_else(|| panic!("{wanted} in {titles:?}"))["path"].as_str().unwrap();
        assert!(folder.join(path).metadata().unwrap().len() > 0, "{path}");
    }
    if let Some((good, says)) = verify(&folder, None) {
        assert!(good, "{says}");
    }
}
