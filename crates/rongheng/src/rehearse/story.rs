//! A story file: who does what when, with what answers, and what is expected (`demo/*.toml`).

//!
//! A story may go on from another one: `begins = { story = "article_2.toml", before = "tolerance.serve" }` plays
//! the steps of that story first, up to the first step with that action (or the `nth`), leaving out the actions
//! named in `without`. Those steps are the other story's: what they are needed by is tried there.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A story as read.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// The file it came from, for messages.
    pub(crate) file: String,
    /// What it is about.
    pub(crate) title: String,
    /// The day its clock begins with.
    pub(crate) starts: String,
    /// Ids of the people and units of the demo district that play in it.
    pub(crate) uses: Vec<String>,
    /// What happens, in order of time.
    pub(crate) steps: Vec<Step>,
    /// What is to be seen at the end of a day.
    pub(crate) checks: Vec<Check>,
}

/// One act.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) on: String,
    pub(crate) actor: String,
    pub(crate) acted_for: Option<String>,
    /// In whose place the actor acts (代理).
    pub(crate) in_place_of: Option<String>,
    pub(crate) paper: Option<String>,
    /// Where the original of that paper lies.
    pub(crate) place: Option<String>,
    /// The story's own name for the case; `area.correction.1` is the first correction that `area` owes.
    pub(crate) case: String,
    pub(crate) action: String,
    pub(crate) answers: Value,
    pub(crate) expect: Expect,
    /// The rule that refuses the rest of the story when this step is left out.
    pub(crate) needed_by: Option<String>,
    /// The version of the case that the actor saw, where the story plays with a stale one.
    pub(crate) version: Option<u64>,
    /// The idempotency key, where the story sends the same request twice.
    pub(crate) key: Option<String>,
}

/// What a step must end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expect {
    /// It is done.
    Done,
    /// It is refused, these codes among the reasons.
    Refused(Vec<String>),
    /// Somebody was faster.
    Conflict,
    /// There is no such case for this person: not even its existence is said.
    Hidden,
}

/// What is to be seen at the end of a day.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) on: String,
    pub(crate) case: String,
    pub(crate) state: Option<State>,
    pub(crate) sees: Option<Sees>,
}

/// What the register says of the case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) stage: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) due: Option<DueState>,
    pub(crate) closed_on: Option<toml::value::Datetime>,
    pub(crate) archived_on: Option<toml::value::Datetime>,
}

/// The limit that runs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DueState {
    pub(crate) rule: String,
    pub(crate) on: toml::value::Datetime,
}

/// What somebody sees of the case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sees {
    pub(crate) who: String,
    /// Not even that it exists.
    #[serde(default)]
    pub(crate) nothing: bool,
    /// Words that stand on the person's page.
    #[serde(default)]
    pub(crate) shows: Vec<String>,
    /// Words that do not.
    #[serde(default)]
    pub(crate) hides: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    starts: Option<toml::value::Datetime>,
    begins: Option<Begins>,
    #[serde(default)]
    uses: Uses,
    #[serde(default)]
    step: Vec<FileStep>,
    #[serde(default)]
    check: Vec<FileCheck>,
}

/// From where a story goes on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begins {
    story: String,
    before: String,
    #[serde(default)]
    nth: usize,
    #[serde(default)]
    without: Vec<String>,
}

/// `uses = ["lin", …]` or `uses = { people = […], units = […], policy = […] }`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Uses {
    List(Vec<String>),
    Named(BTreeMap<String, Named>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Named {
    One(String),
    Several(Vec<String>),
}

impl Default for Uses {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStep {
    on: toml::value::Datetime,
    actor: String,
    acted_for: Option<String>,
    in_place_of: Option<String>,
    paper: Option<toml::value::Datetime>,
    place: Option<String>,
    #[serde(default)]
    case: String,
    action: String,
    #[serde(default)]
    answers: toml::Table,
    #[serde(default)]
    expect: FileExpect,
    needed_by: Option<String>,
    #[serde(default)]
    optional: bool,
    version: Option<u64>,
    key: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FileExpect {
    Word(String),
    Table {
        #[serde(default)]
        refused: Vec<String>,
        #[serde(default)]
        conflict: bool,
        #[serde(default)]
        hidden: bool,
    },
}

impl Default for FileExpect {
    fn default() -> Self {
        Self::Word("done".to_owned())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileCheck {
    on: toml::value::Datetime,
    case: String,
    state: Option<State>,
    sees: Option<Sees>,
}

impl Story {
    /// Reads a story file.
    ///
    /// # Errors
    /// It cannot be opened, is no story, or its steps do not go forward in time.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("打不开故事文件 {}", path.display()))?;
        let beside = |name: &str| {
            let other = path.with_file_name(name);
            std::fs::read_to_string(&other).with_context(|| format!("打不开故事文件 {}", other.display()))
        };
        Self::read_with(&path.display().to_string(), &text, &beside)
    }

    /// Reads a story from its text that stands on its own; `file` is for messages.
    ///
    /// # Errors
    /// See [`Story::open`].
    pub(crate) fn read(file: &str, text: &str) -> Result<Self> {
        Self::read_with(file, text, &|other| bail!("{file} 接着 {other}，这里没有那个故事文件"))
    }

    fn read_with(file: &str, text: &str, beside: &dyn Fn(&str) -> Result<String>) -> Result<Self> {
        let read: File = toml::from_str(text).with_context(|| format!("读不懂故事文件 {file}"))?;
        says_what_needs_it(&read.step).with_context(|| file.to_owned())?;
        let own =
            read.step.into_iter().map(step).collect::<Result<Vec<_>>>().with_context(|| file.to_owned())?;
        let (before, begun) = match &read.begins {
            None => (Vec::new(), None),
            Some(begins) => {
                let other = Self::read_with(&begins.story, &beside(&begins.story)?, beside)?;
                (begins.steps(file, &other)?, Some(other))
            }
        };
        let steps: Vec<Step> = before.into_iter().chain(own).collect();
        let checks = read
            .check
            .into_iter()
            .map(|c| Ok(Check { on: day(&c.on)?, case: c.case, state: c.state, sees: c.sees }))
            .collect::<Result<Vec<_>>>()
            .with_context(|| file.to_owned())?;
        let starts = match (&read.starts, &begun) {
            (Some(starts), _) => day(starts)?,
            (None, Some(other)) => other.starts.clone(),
            (None, None) => bail!("{file}：请写明 starts，故事从哪一天开始"),
        };
        let mut last = starts.as_str();
        for step in &steps {
            if step.on.as_str() < last {
                bail!(
                    "{file}：{} 的步骤 {} 早于前一步（{last}），故事的时间只能向前。",
                    step.on,
                    step.action
                );
            }
            last = &step.on;
        }
        let mut uses: Vec<String> = match read.uses {
            Uses::List(ids) => ids,
            Uses::Named(lists) => lists
                .into_iter()
                .filter(|(name, _)| name != "policy")
                .flat_map(|(_, ids)| match ids {
                    Named::One(id) => vec![id],
                    Named::Several(ids) => ids,
                })
                .collect(),
        };
        uses.extend(begun.into_iter().flat_map(|other| other.uses));
        Ok(Self { file: file.to_owned(), title: read.title, starts, uses, steps, checks })
    }
}

impl Begins {
    /// The steps of the other story that come first.
    fn steps(&self, file: &str, other: &Story) -> Result<Vec<Step>> {
        let nth = self.nth.max(1);
        let at = other.steps.iter().enumerate().filter(|(_, step)| step.action == self.before).nth(nth - 1);
        let (at, _) =
            at.with_context(|| format!("{file}：{} 里没有第 {nth} 个 {}", self.story, self.before))?;
        let mut steps: Vec<Step> = other.steps.iter().take(at).cloned().collect();
        steps.retain(|step| !self.without.contains(&step.action));
        for step in &mut steps {
            step.needed_by = None;
        }
        Ok(steps)
    }
}

/// Every act says which rule needs it or that it is optional; the last one ends the story, and nothing after it could
/// refuse.
fn says_what_needs_it(steps: &[FileStep]) -> Result<()> {
    let done = |step: &&FileStep| matches!(&step.expect, FileExpect::Word(word) if word == "done");
    let last = steps.iter().rposition(|step| done(&step));
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| done(step)) {
        if Some(at) != last && step.needed_by.is_none() && !step.optional {
            bail!(
                "{} {}：请写明 needed_by（哪条规则需要这一步）或者 optional = true",
                day(&step.on)?,
                step.action
            );
        }
    }
    Ok(())
}

fn step(read: FileStep) -> Result<Step> {
    let expect = match read.expect {
        FileExpect::Word(word) if word == "done" => Expect::Done,
        FileExpect::Word(word) => {
            bail!(
                "expect = {word:?} 读不懂，应为 \"done\"、{{ refused = [..] }}、{{ conflict = true }} 或 {{ hidden = true }}"
            )
        }
        FileExpect::Table { conflict: true, .. } => Expect::Conflict,
        FileExpect::Table { hidden: true, .. } => Expect::Hidden,
        FileExpect::Table { refused, .. } => Expect::Refused(refused),
    };
    if read.optional && read.needed_by.is_some() {
        bail!("{} {}：一个步骤不能既是 optional 又有 needed_by", day(&read.on)?, read.action);
    }
    Ok(Step {
        on: day(&read.on)?,
        actor: read.actor,
        acted_for: read.acted_for,
        in_place_of: read.in_place_of,
        paper: read.paper.as_ref().map(day).transpose()?,
        place: read.place,
        case: read.case,
        action: read.action,
        answers: json(toml::Value::Table(read.answers)),
        expect,
        needed_by: read.needed_by,
        version: read.version,
        key: read.key,
    })
}

/// `2026-03-04`.
pub(crate) fn day(date: &toml::value::Datetime) -> Result<String> {
    match (date.date, date.time) {
        (Some(date), None) => Ok(date.to_string()),
        _ => bail!("{date} 不是日期，请按 2026-03-04 的样子填写"),
    }
}

/// The same value as the form sends it: days become text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text.trim_matches('\n').to_owned()),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(n) => n.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(name, value)| (name, json(value))).collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = r#"
        title = "试"
        starts = 2026-03-02
        uses = { people = ["lin"], units = "discipline", policy = ["liwan"] }
        [[step]]
        on = 2026-03-02
        actor = "lin"
        case = "a"
        action = "tolerance.apply"
        needed_by = "P1"
        answers = { first_day = 2026-01-05, officials = [{ person = "zhou" }], loss = 5 }
        [[step]]
        on = 2026-03-03
        actor = "lin"
        case = "a"
        action = "tolerance.accept"
        expect = { refused = ["P2"] }
        [[check]]
        on = 2026-03-04
        case = "a"
        sees = { who = "zhou", nothing = true }
    "#;

    #[test]
    fn a_story_is_read_and_its_days_become_the_text_a_form_sends() {
        let story = Story::read("s.toml", STORY).unwrap();
        assert_eq!(story.uses, ["lin", "discipline"]);
        assert_eq!(story.steps[0].answers["first_day"], "2026-01-05");
        assert_eq!(story.steps[0].answers["officials"][0]["person"], "zhou");
        assert_eq!(story.steps[1].expect, Expect::Refused(vec!["P2".to_owned()]));
        assert_eq!(story.checks[0].on, "2026-03-04");
        assert!(story.checks[0].sees.as_ref().unwrap().nothing);
    }

    #[test]
    fn a_story_goes_on_from_another() {
        let beside = |_: &str| Ok(STORY.replace("{ refused = [\"P2\"] }", "\"done\""));
        let goes_on = r#"
            title = "续"
            begins = { story = "s.toml", before = "tolerance.accept" }
            [[step]]
            on = 2026-03-05
            actor = "lin"
            case = "a"
            action = "tolerance.assign"
        "#;
        let story = Story::read_with("t.toml", goes_on, &beside).unwrap();
        let actions: Vec<_> = story.steps.iter().map(|step| step.action.as_str()).collect();
        assert_eq!(actions, ["tolerance.apply", "tolerance.assign"]);
        assert_eq!((story.starts.as_str(), story.uses.len()), ("2026-03-02", 2));
        let without = goes_on.replace("before =", "without = [\"tolerance.apply\"], before =");
        assert_eq!(Story::read_with("t.toml", &without, &beside).unwrap().steps.len(), 1);
        let second = goes_on.replace("before =", "nth = 2, before =");
        assert!(Story::read_with("t.toml", &second, &beside).is_err());
        assert!(Story::read("t.toml", goes_on).is_err());
    }

    #[test]
    fn a_story_that_goes_back_in_time_or_asks_for_what_we_do_not_know_is_not_read() {
        let back = STORY.replace("on = 2026-03-03", "on = 2026-03-01");
        assert!(Story::read("s.toml", &back).is_err());
        assert!(Story::read("s.toml", &STORY.replace("actor", "acter")).is_err());
        let both_done = STORY.replace("{ refused = [\"P2\"] }", "\"done\"");
        assert!(Story::read("s.toml", &both_done.replace("needed_by = \"P1\"", "")).is_err());
        assert!(Story::read("s.toml", &STORY.replace("{ refused = [\"P2\"] }", "\"fine\"")).is_err());
        assert!(
            Story::read("s.toml", &STORY.replace("starts = 2026-03-02", "starts = 2026-03-02T10:00:00"))
                .is_err()
        );
    }
}
