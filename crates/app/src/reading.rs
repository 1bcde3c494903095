//! Who looked at which case when: grouped, one stream for each node and day. A read table counts the looks by
//! day, person and thing, so that those who may can ask who read a file (mechanism §8).

use std::{collections::BTreeMap, sync::PoisonError};

use rongheng_domain::{
    day::{Day, Moment},
    ids::{FileId, PersonId, StreamId},
    kind::Recorded,
};
use rongheng_store::{Batch, Expected, LookRow, RowChange, Write};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Actor, App, Result,
    access::{self, Denied},
    error::Error,
    page::Names,
    people::Wanted,
};

/// Looks kept before they are written at once.
const MOST: usize = 500;
/// Rows of a reading log that a page shows.
const SHOWN: u32 = 400;
/// Name of the streams.
pub(crate) const READING: &str = "reading";

/// Somebody looked at a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Look {
    person: PersonId,
    case: StreamId,
    what: String,
    at: Moment,
}

/// What a log event holds: what was looked at, or which cases an export took out.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Noted {
    Looked { looks: Vec<Look> },
    Exported { person: PersonId, cases: Vec<StreamId>, at: Moment },
}

/// What a look is called where the case went out with an export.
const EXPORTED: &str = "exported";

impl Noted {
    fn looks(self) -> Vec<Look> {
        match self {
            Self::Looked { looks } => looks,
            Self::Exported { person, cases, at } => {
                let look = |case| Look { person: person.clone(), case, what: EXPORTED.to_owned(), at };
                cases.into_iter().map(look).collect()
            }
        }
    }
}

/// What somebody took out with an export, before it is handed out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Export<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Under which conditions, in words.
    pub(crate) said: &'a str,
    /// Which list, in words.
    pub(crate) list: &'a str,
    /// Rows of what is no case.
    pub(crate) rows: u64,
}

/// Who read what of a case, for those who may know.
#[derive(Debug, Clone)]
pub struct Readers {
    /// The case, in words: number and title.
    pub subject: String,
    /// The name of its kind.
    pub kind_title: &'static str,
    /// What was read, latest day first.
    pub looks: Vec<Looked>,
    /// Everybody who read anything.
    pub people: Vec<PersonId>,
    /// There are more than are shown.
    pub more: bool,
    /// Names of people.
    pub names: Names,
}

/// What somebody read on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Who.
    pub person: PersonId,
    /// When first on that day.
    pub first_at: Moment,
    /// When last on that day.
    pub last_at: Moment,
    /// How often.
    pub times: u64,
    /// What: a tab, a form, a file, a paper, in words.
    pub what: String,
}

/// The rows of looks: how often who saw what on a day, each owner once.
#[derive(Debug, Default)]
pub(crate) struct Counted(BTreeMap<String, BTreeMap<String, LookRow>>);

impl Counted {
    /// Takes one more look into account.
    fn add(&mut self, node: &str, look: &Look) {
        let day = look.at.day().to_string();
        let owner = owner(node, &day, look);
        let at = look.at.0.to_string();
        let rows = self.0.entry(owner.clone()).or_default();
        let row = rows.entry(look.what.clone()).or_insert_with(|| LookRow {
            owner,
            stream: look.case.0.clone(),
            person: look.person.0.clone(),
            day,
            what: look.what.clone(),
            first_at: at.clone(),
            last_at: at.clone(),
            times: "0".to_owned(),
        });
        row.last_at = at;
        row.times = (number(&row.times) + 1).to_string();
    }

    /// What was counted before.
    fn known(rows: Vec<LookRow>) -> Self {
        let mut counted = Self::default();
        for row in rows {
            counted.0.entry(row.owner.clone()).or_default().insert(row.what.clone(), row);
        }
        counted
    }

    /// Everything that stream of the log counts for.
    ///
    /// # Errors
    /// An event that cannot be read.
    pub(crate) fn stream(&mut self, stream: &StreamId, payload: &serde_json::Value) -> Result<()> {
        let node = stream.key().rsplit_once('/').map_or(stream.key(), |(node, _)| node);
        let noted: Noted =
            serde_json::from_value(payload.clone()).map_err(|e| Error::Corrupt(e.to_string()))?;
        for look in &noted.looks() {
            self.add(node, look);
        }
        Ok(())
    }

    pub(crate) fn changes(self) -> Vec<RowChange> {
        let rows = |(owner, rows): (String, BTreeMap<String, LookRow>)| {
            RowChange::SetLooks(owner, rows.into_values().collect())
        };
        self.0.into_iter().map(rows).collect()
    }
}

fn owner(node: &str, day: &str, look: &Look) -> String {
    format!("{node}/{day}/{}/{}", look.case, look.person)
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}

impl App {
    /// Notes that somebody looked; written within 200 ms, or at once where many wait.
    pub(crate) async fn looked(&self, actor: &Actor, case: &StreamId, what: &str) -> Result<()> {
        let look =
            Look { person: actor.person.clone(), case: case.clone(), what: what.to_owned(), at: self.now() };
        let waiting = {
            let mut looks = self.0.looks.lock().unwrap_or_else(PoisonError::into_inner);
            looks.push(look);
            looks.len()
        };
        if waiting >= MOST { self.write_looks().await } else { Ok(()) }
    }

    /// Writes the looks that wait, each day into a stream of its own.
    pub(crate) async fn write_looks(&self) -> Result<()> {
        // One writer on each node: the rows of a day are counted on from what was counted before.
        let _turn = self.0.reading.lock().await;
        let looks = std::mem::take(&mut *self.0.looks.lock().unwrap_or_else(PoisonError::into_inner));
        let mut rest = looks.as_slice();
        while let Some(first) = rest.first() {
            let day = first.at.day();
            let same = rest.iter().take_while(|look| look.at.day() == day).count();
            let (today, later) = rest.split_at(same);
            if let Err(error) = self.write_day(day, today).await {
                // Nothing is forgotten: what could not be written waits for the next round.
                let mut waiting = self.0.looks.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.splice(0..0, rest.iter().cloned());
                return Err(error);
            }
            rest = later;
        }
        Ok(())
    }

    async fn write_day(&self, day: Day, looks: &[Look]) -> Result<()> {
        let event =
            Recorded { kind: "reading.looked".to_owned(), schema: 1, payload: json!({ "looks": looks }) };
        let at = looks.last().map_or_else(|| self.now(), |look| look.at);
        self.write_noted(day, at, event, looks).await
    }

    /// An event of the log with the rows that follow from it. Whoever calls holds the turn.
    async fn write_noted(&self, day: Day, at: Moment, event: Recorded, looks: &[Look]) -> Result<()> {
        let node = self.config().node.clone();
        let mut owners: Vec<_> = looks.iter().map(|look| owner(&node, &day.to_string(), look)).collect();
        owners.sort();
        owners.dedup();
        let mut counted = Counted::known(self.0.store.looks_of(owners).await?);
        for look in looks {
            counted.add(&node, look);
        }
        let stream = StreamId::new(READING, &format!("{node}/{day}"));
        let mut batch = Batch::new(Actor::jobs().person, at);
        batch.writes.push(Write { stream, expected: Expected::Next, events: vec![event] });
        batch.rows = counted.changes();
        self.0.store.append(batch).await?;
        Ok(())
    }

    /// On record before the file is handed out: who took which cases, under which filter. Each of `taken` is an event.
    pub(crate) async fn note_export(
        &self,
        actor: &Actor,
        export: Export<'_>,
        taken: &[Vec<StreamId>],
    ) -> Result<()> {
        let _turn = self.0.reading.lock().await;
        let now = self.now();
        for cases in taken {
            let mut payload = json!({
                "person": actor.person, "export": export.id, "filter": export.said, "list": export.list,
                "cases": cases, "at": now,
            });
            if export.rows > 0
                && let Some(members) = payload.as_object_mut()
            {
                members.insert("rows".to_owned(), export.rows.into());
            }
            let noted = Noted::Exported { person: actor.person.clone(), cases: cases.clone(), at: now };
            let event = Recorded { kind: "reading.exported".to_owned(), schema: 1, payload };
            self.write_noted(now.day(), now, event, &noted.looks()).await?;
            self.recorded(now);
        }
        Ok(())
    }

    /// Who read what of a case; of one person where one is named. Looking at it is a look as well.
    ///
    /// # Errors
    /// Whoever may not see the case, or not who reads it.
    pub async fn readers(&self, actor: &Actor, case: &StreamId, of: Option<&PersonId>) -> Result<Readers> {
        let seen = self.seen(actor, case).await?;
        access::reads_log(actor, &seen.known).map_err(|denied| match denied {
            Denied::Hidden => Error::NotFound,
            Denied::Told(refusal) => Error::Forbidden(refusal),
        })?;
        self.looked(actor, case, "reading").await?;
        self.write_looks().await?;
        let rows = self.0.store.looks(case, of.map(PersonId::as_str), SHOWN + 1).await?;
        let all = self.0.store.looks(case, None, u32::MAX).await?;
        let more = rows.len() > usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let mut wanted = Wanted::default();
        wanted.people.extend(all.iter().map(|row| PersonId(row.person.clone())));
        let people = wanted.people.iter().cloned().collect();
        let names = self.names(wanted).await?;
        let mut looks = Vec::new();
        for row in rows.into_iter().take(usize::try_from(SHOWN).unwrap_or(usize::MAX)) {
            looks.push(Looked {
                what: self.seen_in_words(&seen, &row.what).await?,
                person: PersonId(row.person),
                first_at: Moment(row.first_at.parse().unwrap_or_default()),
                last_at: Moment(row.last_at.parse().unwrap_or_default()),
                times: number(&row.times),
            });
        }
        looks.sort_by(|a, b| (b.last_at.0, &b.person, &b.what).cmp(&(a.last_at.0, &a.person, &a.what)));
        let number = seen.sheet.number.clone().unwrap_or_default();
        let subject = [number, seen.sheet.title.clone()].join(" · ").trim_start_matches(" · ").to_owned();
        Ok(Readers { subject, kind_title: seen.folded.kind.title(), looks, people, more, names })
    }

    async fn seen_in_words(&self, seen: &crate::cases::Seen, what: &str) -> Result<String> {
        let kind = seen.folded.kind;
        Ok(match what.split_once(':') {
            Some(("tab", "acts")) => "办理事项".to_owned(),
            Some(("tab", "documents")) => "文书".to_owned(),
            Some(("tab", "timeline")) => "时间轴".to_owned(),
            Some(("tab", id)) => {
                let section = seen.sheet.sections.iter().find(|section| section.id == id);
                section.map_or_else(|| "案件页".to_owned(), |section| section.title.clone())
            }
            Some(("form", name)) => {
                let title = kind.action(name).map_or(name, |action| action.title);
                format!("办理页：{title}")
            }
            Some(("file", id)) => match self.0.store.attachment(&FileId(id.to_owned())).await? {
                Some(file) => format!("文件：{}", file.name),
                None => "文件".to_owned(),
            },
            Some(("paper", version)) => format!("文书（案卷第 {version} 条）"),
            _ => match what {
                "file" => "文件".to_owned(),
                "paper" => "文书".to_owned(),
                "packed" => "导出案卷包（制作）".to_owned(),
                "package" => "导出案卷包（取走）".to_owned(),
                "reading" => "查看记录".to_owned(),
                "versions" => "版本对照".to_owned(),
                "redacted" => "去标识对照".to_owned(),
                EXPORTED => "列表导出：随工作簿带出".to_owned(),
                "nearest" => "类案对照".to_owned(),
                _ => "案件页".to_owned(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_of_a_day_are_counted_by_person_and_thing() {
        let look = |person: &str, what: &str, at| Look {
            person: person.into(),
            case: "tolerance/1".into(),
            what: what.to_owned(),
            at: Moment(at),
        };
        let mut counted = Counted::default();
        for one in
            [look("lin", "case", 1), look("lin", "case", 5), look("lin", "file:f", 7), look("su", "case", 9)]
        {
            counted.add("a", &one);
        }
        let rows: Vec<_> = counted.0.values().flat_map(BTreeMap::values).collect();
        let shown: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.person.as_str(),
                    row.what.as_str(),
                    row.first_at.as_str(),
                    row.last_at.as_str(),
                    row.times.as_str(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [("lin", "case", "1", "5", "2"), ("lin", "file:f", "7", "7", "1"), ("su", "case", "9", "9", "1")]
        );
    }
}
