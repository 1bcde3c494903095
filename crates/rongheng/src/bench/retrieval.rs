//! Finding what applies: quality on questions that nobody here wrote, beside the simplest thing that works, and speed
//! beside tantivy's Python binding, on the same kind of texts in the same run.

mod bigrams;
mod questions;
mod texts;

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::Context as _;
use rongheng_app::{
    domain::{
        judgement::likeness::nearest,
        registers::lexicon::{Lexicon, SynonymsFile, WordsFile},
    },
    ranked::{Document, Ranked, Weights},
};

use self::{
    bigrams::Bigrams,
    questions::{Outcomes, Questions},
};
use super::{
    Arguments,
    figures::{Sample, Target, as_f64},
    report::Report,
};

/// Texts for speed, and for the nearest among many.
const TEXTS: usize = 10_000;
const MANY: usize = 100_000;
/// Queries for speed, of three words each, as the peer's.
const QUERIES: usize = 200;
/// Rounds of them.
const ROUNDS: usize = 5;

pub(super) fn measure(report: &mut Report, arguments: &Arguments) -> anyhow::Result<()> {
    let lexicon = lexicon(&arguments.policy)?;
    quality(report, &arguments.data, &lexicon)?;
    speed(report, arguments, &lexicon);
    Ok(())
}

/// The words of search, as a district has them in its policy folder.
fn lexicon(policy: &Path) -> anyhow::Result<Lexicon> {
    let read = |name: &str| {
        let file = policy.join("search").join(name);
        std::fs::read_to_string(&file).with_context(|| file.display().to_string())
    };
    let words: WordsFile = toml::from_str(&read("words.toml")?)?;
    let synonyms: SynonymsFile = toml::from_str(&read("synonyms.toml")?)?;
    Ok(Lexicon { words: words.words, synonyms: synonyms.synonym })
}

/// hit@1 and hit@10 of ours and of the baseline on the questions that nothing was tuned on.
fn quality(report: &mut Report, data: &Path, lexicon: &Lexicon) -> anyhow::Result<()> {
    const NAME: &str = "检索质量";
    let Some(questions) = Questions::read(&data.join("retrieval"))? else {
        report.absent(NAME, format!("没有 {}。", data.join("retrieval").display()));
        return Ok(());
    };
    // The title of an article of law is its citation and says nothing of what it is about.
    let articles =
        questions.articles.iter().map(|one| Document { id: one.id, title: "", text: one.text.as_str() });
    let ours = Ranked::of(articles, lexicon, Weights { title: 0, ..Weights::TUNED });
    let simple = Bigrams::of(questions.articles.iter().map(|one| (one.id, one.text.as_str())));
    let find = |typed: &str| ours.find(typed, 10).into_iter().map(|found| found.id).collect::<Vec<_>>();
    let tuned_on = questions.tuned_on();
    let (ours_seen, simple_seen) =
        (Outcomes::of(&tuned_on, find), Outcomes::of(&tuned_on, |typed| simple.find(typed, 10)));
    report.say(format!(
        "  调参用的 {} 问(编号能被 4 整除):hit@1 {:.3},hit@10 {:.3};字对 BM25 为 {:.3} 和 {:.3}",
        tuned_on.len(),
        ours_seen.share(1),
        ours_seen.share(10),
        simple_seen.share(1),
        simple_seen.share(10)
    ));
    let held_out = questions.held_out();
    let ours = Outcomes::of(&held_out, find);
    let simple = Outcomes::of(&held_out, |typed| simple.find(typed, 10));
    for depth in [1, 10] {
        let (low, high) = ours.interval(depth);
        let (simple_low, simple_high) = simple.interval(depth);
        report.say(format!(
            "  其余 {} 问 hit@{depth}:{:.3} [{low:.3}–{high:.3}];字对 BM25 {:.3} [{simple_low:.3}–{simple_high:.3}]",
            held_out.len(),
            ours.share(depth),
            simple.share(depth)
        ));
        let (low, high) = ours.gain_over(&simple, depth);
        let gain = ours.share(depth) - simple.share(depth);
        report.figure(
            &format!("{NAME}:hit@{depth} 比字对 BM25 高(95% 区间下限)"),
            low,
            Target::AtLeast(f64::MIN_POSITIVE),
            format!("差 {gain:.3} [{low:.3}–{high:.3}],配对自助法,{} 问", held_out.len()),
        );
    }
    Ok(())
}

/// Indexing, searching and the nearest among many.
fn speed(report: &mut Report, arguments: &Arguments, lexicon: &Lexicon) {
    let texts = texts::some(TEXTS);
    let documents =
        || texts.iter().zip(0_u32..).map(|(text, id)| Document { id, title: "", text: text.as_str() });
    drop(Ranked::of(documents().take(100), lexicon, Weights::TUNED));
    let started = Instant::now();
    let index = Ranked::of(documents(), lexicon, Weights::TUNED);
    let rate = as_f64(index.len()) / started.elapsed().as_secs_f64();
    report.figure(
        "检索:每秒建索引的文本(单核)",
        rate,
        Target::AtLeast(3_000.0),
        format!("{TEXTS} 篇,每篇约 200 字"),
    );

    let queries = texts::queries(QUERIES);
    let round = || queries.iter().map(|query| timed(|| drop(index.find(query, 10)))).collect::<Vec<f64>>();
    let mut all = Sample::default();
    let peer = peer(&arguments.peers, &arguments.python);
    for _ in 0..ROUNDS {
        for ms in round() {
            all.add(ms);
        }
    }
    report.figure(
        "检索:查询 p99(毫秒)",
        all.quantile(0.99),
        Target::AtMost(5.0),
        format!("{TEXTS} 篇,n={}", all.n()),
    );
    match peer {
        Ok(theirs) => report.figure(
            "检索:查询中位数与 tantivy(Python)之比",
            all.median() / theirs,
            Target::AtMost(1.0),
            format!("{:.3} 毫秒对 {theirs:.3} 毫秒,各 {TEXTS} 篇", all.median()),
        ),
        Err(why) => {
            report.say(format!("  查询中位数 {:.3} 毫秒", all.median()));
            report.absent("检索:查询中位数与 tantivy(Python)之比", why);
        }
    }

    let texts = texts::some(MANY);
    let documents =
        texts.iter().zip(0_u32..).map(|(text, id)| Document { id, title: "", text: text.as_str() });
    let many = Ranked::of(documents, lexicon, Weights::WORDS);
    let matters = texts::matters(MANY);
    let near: Sample = texts
        .iter()
        .zip(&matters)
        .step_by(MANY / 50)
        .map(|(text, matter)| {
            timed(|| {
                let words = many.nearness(text);
                drop(nearest(matter, matters.iter().zip(words), 10));
            })
        })
        .collect();
    report.figure(
        "类案:十万件中最相近的(毫秒)",
        near.median(),
        Target::AtMost(50.0),
        format!("十七个事项和整篇文字,{near}"),
    );
}

fn timed(act: impl FnOnce()) -> f64 {
    let started = Instant::now();
    act();
    started.elapsed().as_secs_f64() * 1_000.0
}

/// The median query of tantivy's Python binding, in milliseconds; or why there is none.
fn peer(peers: &Path, python: &Path) -> Result<f64, String> {
    let script = peers.join("retrieval.py");
    if !script.is_file() {
        return Err(format!("没有找到对照脚本 {}。", script.display()));
    }
    let python = std::path::absolute(python).map_err(|error| error.to_string())?;
    let output = Command::new(&python)
        .arg(&script)
        .arg(TEXTS.to_string())
        .env("PYTHONPATH", peers)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|error| format!("{}:{error}。", python.display()))?;
    median(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| format!("{} 中没有对照所需的包。", python.display()))
}

fn median(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.starts_with("tantivy(py)"))?;
    line.split_once("median ")?.1.split_once(" ms")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_line_of_tantivy_is_read_among_the_others() {
        let said = "bm25s n=10 build 1s query median 0.32 ms p99 4.1 ms\n\
                    tantivy(py)+jieba n=10000 build 2.10s query median 0.39 ms p99 4.70 ms\n";
        assert_eq!(median(said), Some(0.39));
        assert_eq!(median("Traceback"), None);
    }
}
