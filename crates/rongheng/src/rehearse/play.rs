//! The stage of a story: a fresh program with the district in it, and the acts one after the other.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::{Context, Result, anyhow, bail};
use rongheng_app::{
    Actor, App, Ask, Clock, Config, Error, StoryClock,
    domain::{
        away::entering,
        cases,
        day::{Day, Moment},
        ids::{PersonId, StreamId},
        refusal::Refusal,
    },
    page::{Done, Filter, Listed},
};

use super::{
    district::District,
    scanned, settle_in,
    story::{Expect, Step},
};

/// How many hundredths of a second lie between two acts of a day.
const BETWEEN_ACTS_US: i64 = 60_000_000;

/// A program that a story plays in.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) app: App,
    clock: Arc<StoryClock>,
    pub(crate) district: District,
    /// The story's own names of its cases.
    cases: BTreeMap<(String, String), StreamId>,
    today: String,
}

/// What came of a step.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    /// What happened, in Chinese.
    pub(crate) says: String,
    /// Whether that was expected.
    pub(crate) as_expected: bool,
    /// The codes, where it was refused.
    pub(crate) codes: Vec<String>,
    /// Not even that there is such a case was said.
    pub(crate) hidden: bool,
}

impl Played {
    /// One line: day, who, act, and what came of it.
    pub(crate) fn line(&self, step: &Step, district: &District) -> String {
        let mut who = district.name(&step.actor).to_owned();
        if let Some(other) = &step.acted_for {
            who = format!("{who}（代录 {}）", district.name(other));
        }
        if let Some(other) = &step.in_place_of {
            who = format!("{who}（代{}）", district.name(other));
        }
        let otherwise = if self.as_expected { "" } else { "【与预期不符】" };
        format!("{}　{who}　{}　{}{otherwise}", step.on, title(&step.action), self.says)
    }
}

/// What an act upon somebody's leave and delegations begins with; `case` names the person, where it is another.
const AWAY: &str = "away.";

/// `受理`; the name itself where there is no such action.
fn title(action: &str) -> &str {
    if let Some(act) = action.strip_prefix(AWAY) {
        return entering::ACTS.iter().find(|one| one.name == act).map_or(action, |one| one.title);
    }
    let found = action.split_once('.').and_then(|(kind, name)| Some(cases::named(kind)?.action(name)?.title));
    found.unwrap_or(action)
}

/// A day of a story as the program knows it.
pub(crate) fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| anyhow!("{text} 不是日期"))
}

impl Stage {
    /// A new store with policy and district in it, as of the day on which the story starts.
    pub(crate) async fn set(
        config: Config,
        district: District,
        policy: &Path,
        starts: &str,
        with_accounts: bool,
    ) -> Result<Self> {
        let clock = Arc::new(StoryClock::on(day(starts)?));
        let config = Config { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..config };
        let (app, _) = App::init(config).await?;
        let imported = app.import_policy(&Actor::jobs(), policy).await?;
        if let Some(fault) = imported.faults.first() {
            bail!(
                "政策目录 {} 不能导入：{} 第 {} 行：{}",
                policy.display(),
                fault.file,
                fault.row,
                fault.says
            );
        }
        settle_in::settle_in(&app, &district, starts, with_accounts).await?;
        app.settle().await?;
        Ok(Self { app, clock, district, cases: BTreeMap::new(), today: starts.to_owned() })
    }

    /// The same stage over a copy of its store: same moment, same cases.
    pub(crate) async fn again(&self, config: Config) -> Result<Self> {
        let clock = Arc::new(StoryClock::at(self.clock.now()));
        let app = App::open(Config { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..config }).await?;
        let Self { district, cases, today, .. } = self;
        Ok(Self { app, clock, district: district.clone(), cases: cases.clone(), today: today.clone() })
    }

    /// Moves to a day: lapses up to it happen first. The story confirms that its date is right.
    async fn move_to(&mut self, on: &str) -> Result<()> {
        if self.today == on {
            self.clock.pass(BETWEEN_ACTS_US);
            return Ok(());
        }
        self.clock.move_to(day(on)?);
        on.clone_into(&mut self.today);
        self.app.confirm_date().await?;
        self.app.settle().await?;
        Ok(())
    }

    /// Opens the case before the step, as whoever acts on the pages does: what was said of it until then is read.
    pub(crate) async fn read(&mut self, file: &str, step: &Step) -> Result<()> {
        if step.action.starts_with(AWAY) || step.expect != Expect::Done {
            return Ok(());
        }
        self.move_to(&step.on).await?;
        let Some(case) = self.case_of(file, &step.case).await? else { return Ok(()) };
        let actor = self.app.actor_of(&PersonId::from(step.actor.as_str())).await?;
        match self.app.open_case(&actor, &case, "tab:basic").await {
            Ok(_) | Err(Error::NotFound) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Carries out one step of the story in `file`.
    ///
    /// # Errors
    /// The machine, or a story that names what does not exist.
    pub(crate) async fn play(&mut self, file: &str, step: &Step) -> Result<Played> {
        self.move_to(&step.on).await?;
        if let Some(act) = step.action.strip_prefix(AWAY) {
            return self.play_away(step, act).await;
        }
        let (kind, action) =
            step.action.split_once('.').with_context(|| format!("{} 不是事项", step.action))?;
        let opens = cases::named(kind).and_then(|k| k.action(action)).is_some_and(|a| a.opens);
        let case = self.case_of(file, &step.case).await?;
        if case.is_none() && !opens {
            return Ok(Played {
                says: format!("没有名为 {} 的案件", step.case),
                as_expected: false,
                codes: Vec::new(),
                hidden: false,
            });
        }
        let actor = self.app.actor_of(&PersonId::from(step.actor.as_str())).await?;
        let answers = self.numbered(file, &step.answers).await?;
        let answers = Box::pin(scanned::uploaded(&self.app, &actor, answers)).await?;
        let mut ask = Ask::new(actor, kind, case, action, answers);
        ask.acted_for = step.in_place_of.as_deref().or(step.acted_for.as_deref()).map(PersonId::from);
        ask.by_delegation = step.in_place_of.is_some();
        ask.paper_on = step.paper.as_deref().map(day).transpose()?;
        ask.original.place.clone_from(&step.place);
        ask.expected = step.version;
        ask.key.clone_from(&step.key);
        let answer = self.app.execute(ask).await;
        if let Ok(done) = &answer {
            self.cases.insert((file.to_owned(), step.case.clone()), done.case.clone());
            self.app.settle().await?;
        }
        weigh(answer, &step.expect)
    }

    /// The answers, with the number of a case where the story names it: `#area`.
    async fn numbered(&mut self, file: &str, answers: &serde_json::Value) -> Result<serde_json::Value> {
        let mut answers = answers.clone();
        let named = answers.as_object_mut().into_iter().flatten();
        for (_, answer) in named {
            let Some(name) = answer.as_str().and_then(|text| text.strip_prefix('#')) else { continue };
            let Some(case) = self.case_of(file, name).await? else { continue };
            let page = self.app.find_case(&self.officer().await?, &case).await?;
            *answer = serde_json::Value::String(page.sheet.number.unwrap_or_default());
        }
        Ok(answers)
    }

    /// Enters leave, a deputy or a delegation.
    async fn play_away(&self, step: &Step, act: &str) -> Result<Played> {
        let actor = self.app.actor_of(&PersonId::from(step.actor.as_str())).await?;
        let person = if step.case.is_empty() { &step.actor } else { &step.case };
        let answer = self.app.tell_away(&actor, &PersonId::from(person.as_str()), act, &step.answers).await;
        let case = StreamId::person(&PersonId::from(person.as_str()));
        let done = |()| Done { case, version: 0, number: None, repeated: false };
        weigh(answer.map(done), &step.expect)
    }

    /// The case that the story calls `name`; `area.correction.2` is the second correction that `area` owes.
    pub(crate) async fn case_of(&mut self, file: &str, name: &str) -> Result<Option<StreamId>> {
        let key = (file.to_owned(), name.to_owned());
        if let Some(case) = self.cases.get(&key) {
            return Ok(Some(case.clone()));
        }
        let Some((owner, rest)) = name.split_once('.') else { return Ok(None) };
        let (kind, nth) = rest.split_once('.').unwrap_or((rest, "1"));
        let nth: usize = nth.parse().with_context(|| format!("案件名 {name} 的末尾应为序号"))?;
        let Some(owner) = self.cases.get(&(file.to_owned(), owner.to_owned())).cloned() else {
            return Ok(None);
        };
        let officer = self.officer().await?;
        let page = self.app.find_case(&officer, &owner).await?;
        let owed = page.related.into_iter().map(|related| related.stream).filter(|s| s.kind() == kind);
        let found = owed.into_iter().nth(nth.saturating_sub(1));
        if let Some(case) = &found {
            self.cases.insert(key, case.clone());
        }
        Ok(found)
    }

    /// Gives a case its name in the story, where it was opened by other means than [`Stage::play`].
    #[cfg(test)]
    pub(crate) fn call_case(&mut self, file: &str, name: &str, case: StreamId) {
        self.cases.insert((file.to_owned(), name.to_owned()), case);
    }

    /// Somebody of 案管, who sees every case of the organ: looks for the story, never acts.
    async fn officer(&self) -> Result<Actor> {
        self.somebody("case_management").await?.context("演示区没有案件监督管理室的账号")
    }

    async fn somebody(&self, role: &str) -> Result<Option<Actor>> {
        let account = self.district.accounts.iter().find(|a| a.roles.iter().any(|r| r == role));
        let Some(account) = account else { return Ok(None) };
        Ok(Some(self.app.actor_of(&PersonId::from(account.person.as_str())).await?))
    }

    /// What the register says of a case, to those inside: once the upper organ has taken it over, that is the upper
    /// organ.
    pub(crate) async fn listed(&mut self, file: &str, name: &str) -> Result<Option<(StreamId, Listed)>> {
        let Some(case) = self.case_of(file, name).await? else { return Ok(None) };
        let own = self.listed_for(&self.officer().await?, &case).await?;
        let row = match (own, self.somebody("upper_organ").await?) {
            (Some(row), _) if row.organ.is_some() => Some(row),
            (own, Some(upper)) => self.listed_for(&upper, &case).await?.or(own),
            (own, None) => own,
        };
        Ok(row.map(|row| (case, row)))
    }

    async fn listed_for(&self, officer: &Actor, case: &StreamId) -> Result<Option<Listed>> {
        let filter = Filter { kind: case.kind().to_owned(), ..Filter::default() };
        let mut after = None;
        loop {
            let list = self.app.list_cases(officer, &filter, after.as_deref()).await?;
            if let Some(row) = list.rows.into_iter().find(|row| row.stream == *case) {
                return Ok(Some(row));
            }
            after = list.next;
            if after.is_none() {
                return Ok(None);
            }
        }
    }

    /// Moves on to the end of the day that a check looks at.
    pub(crate) async fn reach(&mut self, on: &str) -> Result<()> {
        self.move_to(on).await
    }

    /// Lets the jobs finish; gives the moment of the end.
    pub(crate) async fn close(self) -> Result<Moment> {
        self.app.settle().await?;
        Ok(self.clock.now())
    }
}

/// Compares an answer with what was expected. What only the machine can answer for is an error.
fn weigh(answer: Result<rongheng_app::page::Done, Error>, expect: &Expect) -> Result<Played> {
    Ok(match answer {
        Ok(done) => Played {
            says: format!("已办 {}", done.number.unwrap_or_default()).trim_end().to_owned(),
            as_expected: *expect == Expect::Done,
            codes: Vec::new(),
            hidden: false,
        },
        Err(Error::Refused(refusal) | Error::Forbidden(refusal)) => refused(&refusal, expect),
        Err(Error::Conflict(since)) => Played {
            says: format!("他人已先办理，案件现为第 {} 版", since.now),
            as_expected: *expect == Expect::Conflict,
            codes: Vec::new(),
            hidden: false,
        },
        Err(Error::Faults(faults)) => {
            let says: Vec<String> = faults.into_iter().map(|fault| fault.says).collect();
            otherwise(&says.join(""))
        }
        Err(Error::UnreadableAnswers(why)) => otherwise(&format!("答复与表单不符：{why}")),
        Err(Error::UnknownAction(action)) => otherwise(&format!("没有“{action}”这个事项")),
        Err(Error::NotFound) => Played {
            says: "查无此案，或者本人无权知悉".to_owned(),
            as_expected: *expect == Expect::Hidden,
            codes: Vec::new(),
            hidden: true,
        },
        Err(Error::KeyReused) => otherwise("同一请求编号已用于另一请求"),
        Err(error) => return Err(error.into()),
    })
}

fn otherwise(says: &str) -> Played {
    Played { says: says.to_owned(), as_expected: false, codes: Vec::new(), hidden: false }
}

fn refused(refusal: &Refusal, expect: &Expect) -> Played {
    let codes: Vec<String> = refusal.codes().into_iter().map(str::to_owned).collect();
    let reasons: Vec<String> = refusal
        .reasons
        .iter()
        .map(|reason| format!("“{}”（{}）{}", reason.rule.phrase, reason.rule.code, reason.says))
        .collect();
    let as_expected = match expect {
        Expect::Refused(wanted) => wanted.iter().all(|code| codes.contains(code)),
        Expect::Done | Expect::Conflict | Expect::Hidden => false,
    };
    Played { says: format!("拒绝：{}", reasons.join("；")), as_expected, codes, hidden: false }
}
