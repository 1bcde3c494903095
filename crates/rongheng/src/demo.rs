//! `rongheng demo`: a fresh store of an invented district, filled by the stories, served.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use rongheng_app::{Actor, App, Book, Clock, Config, SystemClock, domain::day::Moment};
use rongheng_web::WebConfig;
use tokio::net::TcpListener;

use crate::{
    rehearse::{
        district::{self, District},
        library,
        play::Stage,
        policy_folder,
        story::Story,
        told,
    },
    serve,
};

/// The stories that fill the demo, those that stand on their own; they come with the program.
const STORIES: &[(&str, &str)] = &[
    ("article_1_compensation_area.toml", include_str!("../../../demo/article_1_compensation_area.toml")),
    (
        "article_2_unlicensed_discharge.toml",
        include_str!("../../../demo/article_2_unlicensed_discharge.toml"),
    ),
    (
        "path_city_managed_official_reported_upward.toml",
        include_str!("../../../demo/path_city_managed_official_reported_upward.toml"),
    ),
    ("path_deemed_accepted.toml", include_str!("../../../demo/path_deemed_accepted.toml")),
    ("path_official_withdraws.toml", include_str!("../../../demo/path_official_withdraws.toml")),
    ("path_oral_application.toml", include_str!("../../../demo/path_oral_application.toml")),
    (
        "path_paper_issued_and_number_spoiled.toml",
        include_str!("../../../demo/path_paper_issued_and_number_spoiled.toml"),
    ),
    ("path_relative_becomes_signal.toml", include_str!("../../../demo/path_relative_becomes_signal.toml")),
    (
        "path_retired_official_and_government_track.toml",
        include_str!("../../../demo/path_retired_official_and_government_track.toml"),
    ),
    ("path_same_official_again.toml", include_str!("../../../demo/path_same_official_again.toml")),
    (
        "path_submission_words_scanned_back.toml",
        include_str!("../../../demo/path_submission_words_scanned_back.toml"),
    ),
    ("path_transfer_returned.toml", include_str!("../../../demo/path_transfer_returned.toml")),
    ("refused_gate_closed.toml", include_str!("../../../demo/refused_gate_closed.toml")),
    ("refused_hard_bar.toml", include_str!("../../../demo/refused_hard_bar.toml")),
    ("refused_missing_proof.toml", include_str!("../../../demo/refused_missing_proof.toml")),
    ("refused_no_consultation.toml", include_str!("../../../demo/refused_no_consultation.toml")),
    ("refused_no_notice.toml", include_str!("../../../demo/refused_no_notice.toml")),
    ("refused_recused_officer.toml", include_str!("../../../demo/refused_recused_officer.toml")),
];

/// Marks a folder as ours, so that the demo never empties anybody else's.
const MARK: &str = "rongheng-demo";
/// How many ports are tried.
const PORTS: u16 = 100;

/// The machine's clock, never before the last act of the stories: an act is not recorded before an earlier one.
#[derive(Debug)]
struct DemoClock {
    ahead: i64,
}

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        Moment(SystemClock.now().0.saturating_add(self.ahead))
    }
}

/// Builds the demo and serves it.
pub(crate) async fn demo(folder: PathBuf, port: u16) -> Result<u8> {
    let listener = free_port(port).await?;
    let address = listener.local_addr()?;
    let folder = fresh(&folder)?;
    let district = District::read(district::EMBEDDED)?;
    println!("正在建立演示区“{}”……", district.title);
    let config = Config { demo: true, ..Config::in_folder(&folder) };
    let last = fill(&config, &district).await?;
    let ahead = last.0.saturating_sub(SystemClock.now().0).max(0);
    let app = App::open(Config { clock: Arc::new(DemoClock { ahead }), ..config }).await?;
    app.confirm_date().await?;
    app.settle().await?;
    review_some(&app).await?;
    tell(&app, &district, &format!("http://{address}"), port != address.port()).await?;
    let unit = district.name("discipline").to_owned();
    let web = WebConfig { unit, demo: true, secure_cookie: false, behind_proxy: false };
    serve::until_stopped(listener, app, web).await
}

/// The wanted port, or the next one that is free.
async fn free_port(port: u16) -> Result<TcpListener> {
    for port in port..=port.saturating_add(PORTS) {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("不能监听 127.0.0.1:{port}")),
        }
    }
    bail!("从 {port} 起的 {PORTS} 个端口都被占用，请用 --port 另选端口。")
}

/// An empty folder for the demo. One that holds something else is left alone.
fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        let empty = std::fs::read_dir(folder)?.next().is_none();
        if !empty && !folder.join(MARK).exists() {
            bail!("{} 不是演示目录，为免误删没有动它；请用 --folder 另选目录。", folder.display());
        }
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(MARK), "演示数据，每次启动演示时重新建立。\n")?;
    Ok(folder.canonicalize()?)
}

/// Plays all stories, interleaved by day; gives the moment of the last act.
pub(crate) async fn fill(config: &Config, district: &District) -> Result<Moment> {
    let mut stories = Vec::new();
    for (file, text) in STORIES {
        stories.push(Story::read(file, text)?);
    }
    let first = stories.iter().map(|s| s.starts.as_str()).min().unwrap_or("2026-01-05");
    let policy = policy_folder(None, &[])?;
    let mut stage = Stage::set(config.clone(), district.clone(), &policy, first, true).await?;
    let mut steps: Vec<_> = stories.iter().flat_map(|s| s.steps.iter().map(move |step| (s, step))).collect();
    // Stable: the acts of one day stay in the order of their story.
    steps.sort_by(|(_, a), (_, b)| a.on.cmp(&b.on));
    for (story, step) in steps {
        stage.read(&story.file, step).await?;
        let played = stage.play(&story.file, step).await?;
        if !played.as_expected {
            bail!("演示故事没有按预期进行：{} {} {}：{}", story.file, step.on, step.action, played.says);
        }
    }
    library::fill(&stage.app, district).await?;
    told::fill(&mut stage).await?;
    stage.close().await
}

/// Periods of the year that is, latest first.
const PERIODS: [&str; 5] = ["q3", "h1", "q2", "q1", "year"];

/// Draws the latest round of quality reviews that can be drawn, as 案管 would, and lets a reviewer fill a sheet: so that
/// its page shows something. Nothing happens where no case was closed in any of the periods.
async fn review_some(app: &App) -> Result<()> {
    let bai = app.actor_of(&"bai".into()).await?;
    let year = app.today().parts().0.to_string();
    let enter = async |by: &Actor, key: Option<&str>, act: &str, sent: &[(&str, &str)]| {
        let sent = sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        app.enter(by, Book::Quality, key, act, &app.new_form_id(), &sent).await
    };
    let mut drawn = None;
    for span in PERIODS {
        drawn = enter(&bai, None, "draw", &[("year", &year), ("span", span)]).await.ok();
        if drawn.is_some() {
            break;
        }
    }
    let Some(round) = drawn else { return Ok(()) };
    let key = Some(round.key.as_str());
    let form = app.record_form(&bai, Book::Quality, key, "assign", None).await?;
    for number in form.offers.get("drawn").into_iter().flatten() {
        let number = number.value.as_str();
        // Whoever is free to review: the rules refuse all others.
        for person in app.demo_people().await? {
            let who = person.login.as_str();
            if enter(&bai, key, "assign", &[("number", number), ("reviewer", who)]).await.is_err() {
                continue;
            }
            let by = app.actor_of(&who.into()).await?;
            let sheet = app.record_form(&by, Book::Quality, key, "review", None).await?;
            let mut sent = sheet.sent.clone();
            for name in sheet.sent.keys().filter_map(|name| name.strip_suffix(".point")) {
                sent.insert(format!("{name}.mark"), "met".to_owned());
            }
            for (name, value) in
                [("number", number), ("grade", "passed"), ("says", "办理规范，材料齐全（示范）。")]
            {
                sent.insert(name.to_owned(), value.to_owned());
            }
            app.enter(&by, Book::Quality, key, "review", &app.new_form_id(), &sent).await?;
            break;
        }
    }
    Ok(())
}

/// Where it is and who can sign in.
async fn tell(app: &App, district: &District, address: &str, moved: bool) -> Result<()> {
    println!();
    if moved {
        println!("端口已被占用，改用下一个空闲端口。");
    }
    println!("演示已就绪：{address}");
    println!("登录页上每个角色一键登录；也可以用下面的账号，口令都是 {}", district.password);
    println!();
    for person in app.demo_people().await? {
        println!("  {:<8} {}　{}　{}", person.login, person.role.title(), person.name, person.unit);
    }
    println!();
    println!("人员、单位、事情均为虚构（示范）。按 Ctrl-C 停止。");
    Ok(())
}

#[cfg(test)]
mod tests {
    use rongheng_app::page::{Paper, PaperAsk};

    use super::*;

    #[test]
    fn a_folder_that_is_not_the_demos_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("letter.txt"), "keep me").unwrap();
        assert!(fresh(folder.path()).is_err());
        assert!(folder.path().join("letter.txt").exists());
        let own = folder.path().join("a demo");
        fresh(&own).unwrap();
        std::fs::write(own.join("old"), "x").unwrap();
        fresh(&own).unwrap();
        assert!(!own.join("old").exists());
    }

    #[test]
    fn every_case_of_the_article_and_every_refusal_fills_the_demo_and_paths_that_stand_on_their_own() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        let names = STORIES.iter().map(|(file, _)| *file);
        let there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("article_") || name.starts_with("refused_"))
            .collect();
        for name in &there {
            assert!(names.clone().any(|file| file == name), "{name} does not fill the demo");
        }
        assert!(names.clone().filter(|file| file.starts_with("path_")).count() >= 5);
        for (file, text) in STORIES {
            assert!(Story::read(file, text).is_ok(), "{file} goes on from another story");
        }
    }

    /// Of the papers of §6 those that the stories of the demo lead to.
    const MADE: &[&str] = &[
        "acceptance",
        "application",
        "appraisal",
        "approved",
        "correction_order",
        "correction_report",
        "defence",
        "determination",
        "feedback",
        "filing",
        "for_approval",
        "minutes",
        "notice",
        "publication",
        "receipt",
        "report",
        "resolution",
        "review",
        "sign_off",
        "supplement",
        "unit_opinion",
    ];

    /// The signals that 案管 sees, with how many cases stand behind each.
    async fn signs(app: &App, bai: &Actor) -> Vec<(String, String)> {
        let at = rongheng_app::page::Place { size: 50, ..Default::default() };
        let list = app
            .list_records(bai, Book::Signals, &rongheng_app::records::Narrow::default(), at)
            .await
            .unwrap();
        list.rows.into_iter().map(|row| (row.key, row.cells[2].clone())).collect()
    }

    /// Names and figures that were in the draft of what the demo publishes.
    const REMOVED: &[&str] =
        &["黎望山", "望山", "黎社长", "石鼓", "锦沙", "青澜分局", "18.6", "2025年8月", "2024年11月18日"];

    /// Nothing that was removed is read in a published file: neither in its bytes, nor in any part of it once unpacked,
    /// nor by who reads its text.
    fn no_trace(paper: &Paper) {
        let missing = |tool: &str| std::process::Command::new(tool).arg("-v").output().is_err();
        if let Some(tool) =
            ["pdftotext", "pdfinfo", "strings", "unzip"].into_iter().find(|tool| missing(tool))
        {
            return crate::skipped::skipped(&format!(
                "what others' programs read in a published file: {tool}"
            ));
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, &paper.bytes).unwrap();
        let run = |program: &str, args: &[&str]| {
            let done = std::process::Command::new(program).args(args).arg(&file).arg("-").output().ok()?;
            Some(String::from_utf8_lossy(&done.stdout).into_owned())
        };
        let mut read = vec![String::from_utf8_lossy(&paper.bytes).into_owned()];
        // As other programs read it: the text, the properties, each part of the archive, every string in it.
        read.extend(run("pdftotext", &["-q"]));
        read.extend(run("pdfinfo", &[]));
        read.extend(run("strings", &["-e", "S"]));
        let unpacked = std::process::Command::new("unzip").arg("-p").arg(&file).output().ok();
        read.extend(unpacked.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()));
        for (text, word) in read.iter().flat_map(|text| REMOVED.iter().map(move |word| (text, word))) {
            assert!(!text.contains(word), "{word} is still in {}", paper.name);
            assert!(!text.contains("工作秘密"), "what is published is no secret of the office");
        }
        let names = std::process::Command::new("unzip").arg("-Z1").arg(&file).output().ok();
        let names = names.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()).unwrap_or_default();
        assert!(!names.contains("thumbnail") && !names.contains("embeddings"), "{names}");
        let said = read.iter().any(|text| text.contains("发现园内一家洗水作坊"));
        assert!(said, "{}: the text itself is read by none of them", paper.name);
    }

    #[tokio::test]
    async fn every_paper_of_every_case_of_the_demo_is_made_and_decisions_say_how_they_are_reviewed() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { demo: true, ..Config::in_folder(folder.path()) };
        let district = District::read(crate::rehearse::district::EMBEDDED).unwrap();
        fill(&config, &district).await.unwrap();
        let app = App::open(config).await.unwrap();
        let bai = app.actor_of(&"bai".into()).await.unwrap();
        let mut made = std::collections::BTreeSet::new();
        for kind in ["tolerance", "correction", "filing_table"] {
            let filter = rongheng_app::page::Filter { kind: kind.to_owned(), ..Default::default() };
            let mut after = None;
            loop {
                let list = app.list_cases(&bai, &filter, after.as_deref()).await.unwrap();
                for row in &list.rows {
                    for link in app.find_case(&bai, &row.stream).await.unwrap().papers {
                        let ask = PaperAsk { code: link.code.clone(), about: link.about.clone(), pdf: false };
                        let paper = app.paper(&bai, &row.stream, link.version, &ask).await;
                        let paper = paper.unwrap_or_else(|e| panic!("{} {}: {e}", row.number, link.title));
                        let again = app.paper(&bai, &row.stream, link.version, &ask).await.unwrap();
                        assert!(paper.bytes == again.bytes, "{} {}", row.number, link.title);
                        if link.code == "publication" {
                            let pdf = PaperAsk { pdf: true, ..ask };
                            let pdf = app.paper(&bai, &row.stream, link.version, &pdf).await.unwrap();
                            no_trace(&paper);
                            no_trace(&pdf);
                            assert!(!pdf.name.contains('〔'), "{}", pdf.name);
                        }
                        made.insert(link.code);
                    }
                }
                after = list.next;
                if after.is_none() {
                    break;
                }
            }
        }
        let signs = signs(&app, &bai).await;
        for sign in ["official_again~person:zhou", "unit_again~unit:acquisition_centre"] {
            assert!(signs.contains(&(sign.to_owned(), "2 件".to_owned())), "{sign}: {signs:?}");
        }
        let same = signs
            .iter()
            .filter(|(key, _)| key.starts_with("circumstance_again~unit:acquisition_centre land"));
        assert_eq!(same.count(), 1, "{signs:?}");
        let missing: Vec<_> = MADE.iter().filter(|code| !made.contains(**code)).collect();
        assert!(missing.is_empty(), "no case of the demo led to {missing:?}, but to {made:?}");
    }

    #[tokio::test]
    async fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let next = free_port(port).await.unwrap();
        assert_ne!(next.local_addr().unwrap().port(), port);
    }
}
