//! What is to be seen at the end of a day: in the register, and by somebody in particular.

use anyhow::Result;
use rongheng_app::{
    Actor, Error,
    domain::ids::{PersonId, StreamId},
    page::{CasePage, Filter, Listed},
};
use serde_json::Value;

use super::{
    play::Stage,
    story::{self, Check, Sees, State},
};

impl Stage {
    /// Looks; gives every difference, in Chinese. Nothing is recorded in the case.
    pub(crate) async fn look(&mut self, file: &str, check: &Check) -> Result<Vec<String>> {
        self.reach(&check.on).await?;
        let Some((case, row)) = self.listed(file, &check.case).await? else {
            return Ok(vec![format!("没有名为 {} 的案件", check.case)]);
        };
        let mut wrong = Vec::new();
        if let Some(state) = &check.state {
            compare(&row, state, &mut wrong)?;
        }
        if let Some(sees) = &check.sees {
            self.compare_seen(&case, sees, &mut wrong).await?;
        }
        Ok(wrong)
    }

    async fn compare_seen(&self, case: &StreamId, sees: &Sees, wrong: &mut Vec<String>) -> Result<()> {
        let name = self.district.name(&sees.who).to_owned();
        let actor = self.app.actor_of(&PersonId::from(sees.who.as_str())).await?;
        let page = match self.app.find_case(&actor, case).await {
            Ok(page) => Some(page),
            Err(Error::NotFound | Error::Forbidden(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let listed = self.is_listed_for(&actor, case).await?;
        if sees.nothing {
            if page.is_some() {
                wrong.push(format!("{name}应当看不到本案，却能打开。"));
            }
            if listed {
                wrong.push(format!("{name}应当看不到本案，却在列表或者待办中看到。"));
            }
            return Ok(());
        }
        let Some(page) = page else {
            wrong.push(format!("{name}应当看到本案，却打不开。"));
            return Ok(());
        };
        let text = words_of(&page);
        for word in sees.shows.iter().filter(|word| !text.contains(word.as_str())) {
            wrong.push(format!("{name}应当看到“{word}”，却没有。"));
        }
        for word in sees.hides.iter().filter(|word| text.contains(word.as_str())) {
            wrong.push(format!("{name}不应当看到“{word}”，却看到了。"));
        }
        Ok(())
    }

    async fn is_listed_for(&self, actor: &Actor, case: &StreamId) -> Result<bool> {
        let filter = Filter { kind: case.kind().to_owned(), ..Filter::default() };
        let mut after = None;
        loop {
            let list = self.app.list_cases(actor, &filter, after.as_deref()).await?;
            if list.rows.iter().any(|row| row.stream == *case) {
                return Ok(true);
            }
            after = list.next;
            if after.is_none() {
                break;
            }
        }
        let mut after = None;
        loop {
            let work = self.app.work(actor, after.as_deref()).await?;
            if work.tasks.iter().any(|task| task.case.stream == *case) {
                return Ok(true);
            }
            after = work.next;
            if after.is_none() {
                return Ok(false);
            }
        }
    }
}

fn compare(row: &Listed, state: &State, wrong: &mut Vec<String>) -> Result<()> {
    let mut differ = |what: &str, wanted: &str, found: &str| {
        if wanted != found {
            wrong.push(format!("{what}应为“{wanted}”，实为“{found}”。"));
        }
    };
    if let Some(stage) = &state.stage {
        differ("阶段", stage, &row.stage);
    }
    if let Some(number) = &state.number {
        differ("编号", number, &row.number);
    }
    if let Some(due) = &state.due {
        let found = row.due.as_ref();
        differ("正在计算的期限", &due.rule, found.map_or("", |d| d.rule.as_str()));
        differ("到期日", &story::day(&due.on)?, &found.map_or(String::new(), |d| d.on.to_string()));
    }
    for (what, wanted, found) in
        [("办结日", &state.closed_on, row.closed_on), ("归档日", &state.archived_on, row.archived_on)]
    {
        if let Some(wanted) = wanted {
            differ(what, &story::day(wanted)?, &found.map_or(String::new(), |d| d.to_string()));
        }
    }
    Ok(())
}

/// Every word on a page: the sheet as it leaves the program, with the names it mentions and the timeline.
fn words_of(page: &CasePage) -> String {
    let mut words = Vec::new();
    collect(&serde_json::to_value(&page.sheet).unwrap_or_default(), &mut words);
    collect(&serde_json::to_value(&page.timeline).unwrap_or_default(), &mut words);
    words.extend(page.names.people.values().cloned());
    words.extend(page.names.units.values().cloned());
    words.join("\n")
}

fn collect(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        Value::Object(map) => map.values().for_each(|value| collect(value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
