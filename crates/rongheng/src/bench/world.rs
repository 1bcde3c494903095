//! The world that is measured: the demo district in a fresh database, and the first ten acts of the article's first
//! case that can be done on one day, with the very answers that the story gives. Ten acts, because the peer's process
//! has ten steps.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context as _, bail};
use rongheng_app::{
    Actor, App, Ask, Clock, Config,
    domain::{
        day::Moment,
        ids::{PersonId, StreamId},
    },
};
use serde_json::Value;

use crate::rehearse::{
    district::{self, District},
    play::{self, Stage},
    policy_folder,
    story::{Expect, Story},
};

const STORY: &str = include_str!("../../../../demo/article_1_compensation_area.toml");
/// The acts of a case; the peer's process has as many steps.
pub(super) const ACTS: usize = 10;

/// One act of the path.
#[derive(Debug, Clone)]
struct Act {
    actor: Actor,
    action: String,
    answers: Value,
}

/// A program with people in it, and what they do.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) app: App,
    acts: Arc<[Act]>,
    repeated: Act,
}

/// The story's day, on which time passes as it does outside.
#[derive(Debug)]
struct DayClock {
    from: Moment,
    started: Instant,
}

impl Clock for DayClock {
    fn now(&self) -> Moment {
        let passed = i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX);
        Moment(self.from.0.saturating_add(passed))
    }
}

/// A database that has the district in it and is closed: it can be copied before it is opened.
#[derive(Debug)]
pub(super) struct Closed {
    config: Config,
    acts: Arc<[Act]>,
    repeated: Act,
}

impl Closed {
    /// Makes one in `folder`; on SQLite unless `database` says otherwise.
    pub(super) async fn make(folder: &Path, database: Option<String>) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut config = Config { demo: true, cached_cases: 4096, ..Config::in_folder(folder) };
        if let Some(database) = database {
            config.database = database;
        }
        let story = Story::read("article_1", STORY)?;
        let policy = policy_folder(None, &[])?;
        let district = District::read(district::EMBEDDED)?;
        let stage = Stage::set(config.clone(), district, &policy, &story.starts, true).await?;
        stage.close().await?;
        let from = Moment::at(play::day(&story.starts)?, 9, 0);
        config.clock = Arc::new(DayClock { from, started: Instant::now() });
        let app = App::open(config.clone()).await?;
        app.confirm_date().await?;
        let (acts, repeated) = acts_of_one_day(&app, &story).await?;
        app.settle().await?;
        Ok(Self { config, acts: acts.into(), repeated })
    }

    /// A copy of the SQLite database beside it.
    pub(super) fn copy(&self, name: &str) -> anyhow::Result<PathBuf> {
        let from = PathBuf::from(self.config.database.strip_prefix("sqlite:").context("not on SQLite")?);
        let to = from.with_file_name(name);
        for end in ["", "-wal"] {
            let end = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
            if end(&from).exists() {
                fs::copy(end(&from), end(&to))?;
            }
        }
        Ok(to)
    }

    /// Opens it.
    pub(super) async fn open(&self) -> anyhow::Result<World> {
        let app = App::open(self.config.clone()).await?;
        app.confirm_date().await?;
        Ok(World { app, acts: Arc::clone(&self.acts), repeated: self.repeated.clone() })
    }
}

/// The first acts of the story that are done when they are asked for on its first day, one after the other; and the
/// last of them that can be done again, and again after that.
async fn acts_of_one_day(app: &App, story: &Story) -> anyhow::Result<(Vec<Act>, Act)> {
    let mut acts = Vec::new();
    let mut case = None;
    let steps = story.steps.iter().filter(|s| s.expect == Expect::Done && s.case == "area");
    // The straight path: what the story could do without, and what can be asked for only once, is left out.
    let straight = steps.filter(|s| s.needed_by.is_some() && !s.action.ends_with("_recusal"));
    for step in straight.filter(|s| s.acted_for.is_none() && s.paper.is_none()) {
        let Some(action) = step.action.strip_prefix("tolerance.") else { continue };
        let actor = app.actor_of(&PersonId::from(step.actor.as_str())).await?;
        let act = Act { actor, action: action.to_owned(), answers: step.answers.clone() };
        // What needs a later day is refused, and is not one of the ten.
        if let Ok(done) = app.execute(act.ask(case.clone(), None)).await {
            case = Some(done.case);
            acts.push(act);
        }
        if acts.len() == ACTS {
            let repeated = repeatable(app, &acts, case).await?;
            return Ok((acts, repeated));
        }
    }
    bail!("only {} acts of the story can be done on one day", acts.len())
}

async fn repeatable(app: &App, acts: &[Act], case: Option<StreamId>) -> anyhow::Result<Act> {
    for act in acts.iter().skip(1).rev() {
        let mut done = true;
        for _ in 0..2 {
            done = done && app.execute(act.ask(case.clone(), None)).await.is_ok();
        }
        if done {
            return Ok(act.clone());
        }
    }
    bail!("none of the acts can be done again")
}

impl Act {
    fn ask(&self, case: Option<StreamId>, key: Option<String>) -> Ask {
        let answers = self.answers.clone();
        Ask { key, ..Ask::new(self.actor.clone(), "tolerance", case, &self.action, answers) }
    }
}

impl World {
    /// Opens a case and does the first `acts` of it.
    pub(super) async fn begin(&self, acts: usize, key: &str) -> anyhow::Result<StreamId> {
        let mut case = None;
        for (place, act) in self.acts.iter().take(acts).enumerate() {
            let done = self.app.execute(act.ask(case, Some(format!("{key}/{place}")))).await?;
            case = Some(done.case);
        }
        case.context("no act was done")
    }

    /// Opens a case under this title.
    pub(super) async fn apply(&self, title: &str, key: String) -> anyhow::Result<StreamId> {
        let mut ask = self.acts.first().context("no acts")?.ask(None, Some(key));
        if let Some(answers) = ask.answers.as_object_mut() {
            answers.insert("title".to_owned(), title.into());
        }
        Ok(self.app.execute(ask).await?.case)
    }

    /// Does the act that can be repeated once more in a case that has gone its way.
    pub(super) async fn again(&self, case: &StreamId, key: String) -> anyhow::Result<u64> {
        Ok(self.app.execute(self.repeated.ask(Some(case.clone()), Some(key))).await?.version)
    }

    /// Somebody who sees many cases.
    pub(super) fn officer(&self) -> anyhow::Result<Actor> {
        Ok(self.acts.get(1).context("no acts")?.actor.clone())
    }

    /// The name of the act that is repeated.
    pub(super) fn repeated(&self) -> &str {
        &self.repeated.action
    }

    /// The names of the acts.
    pub(super) fn path(&self) -> String {
        self.acts.iter().map(|act| act.action.as_str()).collect::<Vec<_>>().join(" ")
    }
}
