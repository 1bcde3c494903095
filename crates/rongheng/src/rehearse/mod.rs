//! `rongheng rehearse`: plays stories through the program itself, on a fresh store, by the story's own clock.

pub(crate) mod check;
pub(crate) mod district;
mod fresh;
mod leave_out;
pub(crate) mod library;
pub(crate) mod play;
mod scanned;
mod settle_in;
pub(crate) mod story;
mod swap;
pub(crate) mod told;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use self::{district::District, fresh::Fresh, play::Stage, story::Story};
use crate::{DONE, OTHERWISE, cli::Rehearse, place::Place};

/// What came of a rehearsal.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    stories: usize,
    steps: usize,
    expected: usize,
    otherwise: usize,
}

impl Tally {
    fn count(&mut self, as_expected: bool) {
        if as_expected {
            self.expected += 1;
        } else {
            self.otherwise += 1;
        }
    }
}

/// Plays the stories; 0 as expected, 1 otherwise. A file that cannot be read is an error of the caller (2).
pub(crate) async fn rehearse(asked: &Rehearse, place: &Place) -> Result<u8> {
    // Every file is read before the first is played: a misspelt name is not found out half-way.
    let mut stories = Vec::new();
    for file in &asked.files {
        let story = Story::open(file)?;
        let district = district_of(asked.district.as_deref(), file)?;
        if let Some(id) = story.uses.iter().find(|id| !district.has(id)) {
            bail!("{}：演示区里没有 {id}", story.file);
        }
        stories.push((story, district));
    }
    let policy = policy_folder(asked.policy.as_deref(), &asked.files)?;
    let mut tally = Tally::default();
    for (story, district) in &stories {
        println!("《{}》　{}", story.title, story.file);
        if asked.leave_out {
            leave_out::play(story, district, &policy, place, &mut tally).await?;
        } else if asked.swap {
            swap::play(story, district, &policy, place, &mut tally).await?;
        } else {
            play(story, district, &policy, place, &mut tally).await?;
        }
        println!();
        tally.stories += 1;
    }
    let Tally { stories, steps, expected, otherwise } = tally;
    println!("{stories} stories, {steps} steps, {expected} as expected, {otherwise} otherwise");
    Ok(if otherwise == 0 { DONE } else { OTHERWISE })
}

/// One story on a store of its own. What is to be seen on a day is looked at when the day is over.
async fn play(
    story: &Story,
    district: &District,
    policy: &Path,
    place: &Place,
    tally: &mut Tally,
) -> Result<()> {
    let fresh = Fresh::new(place).await?;
    let mut stage = Stage::set(fresh.config(), district.clone(), policy, &story.starts, false).await?;
    let mut days: Vec<&str> = story.steps.iter().map(|s| s.on.as_str()).collect();
    days.extend(story.checks.iter().map(|c| c.on.as_str()));
    days.sort_unstable();
    days.dedup();
    for day in days {
        for step in story.steps.iter().filter(|s| s.on == day) {
            let played = stage.play(&story.file, step).await?;
            tally.steps += 1;
            tally.count(played.as_expected);
            println!("{}", played.line(step, district));
        }
        for check in story.checks.iter().filter(|c| c.on == day) {
            for wrong in stage.look(&story.file, check).await? {
                tally.otherwise += 1;
                println!("{day}　查看 {}：与预期不符。{wrong}", check.case);
            }
        }
    }
    stage.close().await?;
    fresh.clear().await
}

/// The district beside the story, or the one that comes with the program.
fn district_of(asked: Option<&Path>, story: &Path) -> Result<District> {
    let beside = story.with_file_name("district.toml");
    let file = asked.or_else(|| beside.exists().then_some(beside.as_path()));
    match file {
        Some(file) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("打不开 {}", file.display()))?;
            District::read(&text)
        }
        None => District::read(district::EMBEDDED),
    }
}

/// The policy folder: the one asked for, else `policy/liwan` below the current folder, above a story, or above the
/// program.
pub(crate) fn policy_folder(asked: Option<&Path>, stories: &[PathBuf]) -> Result<PathBuf> {
    if let Some(folder) = asked {
        return Ok(folder.to_owned());
    }
    let program = std::env::current_exe().ok();
    let mut starts: Vec<PathBuf> = vec![PathBuf::from(".")];
    starts.extend(stories.iter().cloned());
    starts.extend(program);
    for start in starts {
        let start = start.canonicalize().unwrap_or(start);
        for above in start.ancestors() {
            let folder = above.join("policy/liwan");
            if folder.is_dir() {
                return Ok(folder);
            }
        }
    }
    bail!("找不到政策目录 policy/liwan，请用 --policy 指明。")
}
