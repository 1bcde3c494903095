//! Reading what people have to do, each with its case.

use crate::{
    Store,
    engine::Bind,
    error::Error,
    lists::COUNTED,
    narrowing::{Query, Scope},
    project::Table,
    read_tables::{CaseRow, PartRow, TaskRow},
};

/// The last task of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskKey {
    /// Its day; empty without one.
    pub due_on: String,
    /// Its case.
    pub stream: String,
    /// Its action.
    pub action: String,
    /// What it is about.
    pub about: String,
    /// Whose it is.
    pub who: String,
}

/// Somebody whose tasks are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// `role:…@…`, `person:…` or `unit:…`.
    pub who: String,
    /// Only these, as `tolerance/find`; `None` for all.
    pub only: Option<Vec<String>>,
}

impl From<&str> for Whose {
    fn from(who: &str) -> Self {
        Self { who: who.to_owned(), only: None }
    }
}

/// Leaves out the tasks of a role that this person is not shown: whoever wrote a paper down does not check it.
const NOT_MINE: &str = "NOT EXISTS (SELECT 1 FROM r_part n WHERE n.stream = t.stream AND n.who = ? \
                        AND n.part = 'not/' || t.action || '/' || t.about)";

/// Whoever asks: the first person among those whose tasks are asked for.
fn asker(whos: &[Whose]) -> &str {
    whos.iter().map(|whose| whose.who.as_str()).find(|who| who.starts_with("person:")).unwrap_or_default()
}

/// What somebody has to do, as far as the asker is shown it: conditions that follow those already in `query`.
fn of(query: &mut Query, whose: &Whose, asker: &str, scope: &Scope) {
    query.and(OF_CASE, &[]);
    query.and("t.who = ?", &[whose.who.as_str()]);
    if whose.who.starts_with("role:") {
        query.and(NOT_MINE, &[asker]);
    }
    if let Some(only) = &whose.only {
        let marks = if only.is_empty() { "''".to_owned() } else { vec!["?"; only.len()].join(", ") };
        let only: Vec<_> = only.iter().map(String::as_str).collect();
        query.and(&format!("c.kind || '/' || t.action IN ({marks})"), &only);
    }
    query.scope(scope);
}

/// Tasks first, then the case of each: SQLite reads a CROSS JOIN from left to right, and without it may begin with the
/// hundred thousand cases of an organ.
const WITH_CASES: &str = "r_task t CROSS JOIN r_case c";
const OF_CASE: &str = "c.stream = t.stream";

/// The day of a task as lists have it, the same words as in its index: what has no day comes after all others.
const BY_DAY: &str = "CASE t.due_on WHEN '' THEN '~' ELSE t.due_on END";

/// The same of a row that was read.
fn by_day(due_on: &str) -> &str {
    if due_on.is_empty() { "~" } else { due_on }
}

/// A page of tasks with their cases, as one statement: a search for each `who` in the order of the index, the pages one
/// after the other.
fn tasks(
    whos: &[Whose],
    scope: &Scope,
    narrowed: (&str, &[&str]),
    after: Option<&TaskKey>,
    limit: u32,
) -> (String, Vec<Bind>) {
    let columns = |table, before| Table::named(table).map_or_else(String::new, |table| table.list(before));
    let columns = format!("{}, {}", columns("r_task", "t."), columns("r_case", "c."));
    let mut query = Query::default();
    let mut pages = Vec::new();
    for (nth, whose) in whos.iter().enumerate() {
        query.conditions.clear();
        of(&mut query, whose, asker(whos), scope);
        query.and(narrowed.0, narrowed.1);
        if let Some(key) = after {
            // Tasks of the same place in the order but of somebody else may still follow.
            let strict = if whose.who > key.who { ">=" } else { ">" };
            let place = format!("({BY_DAY}, t.stream, t.action, t.about) {strict} (?, ?, ?, ?)");
            query.and(&place, &[by_day(&key.due_on), &key.stream, &key.action, &key.about]);
        }
        let wheres = query.wheres();
        let order = format!("ORDER BY {BY_DAY}, t.stream, t.action, t.about");
        pages.push(format!(
            "SELECT * FROM (SELECT {columns} FROM {WITH_CASES} {wheres} {order} LIMIT {limit}) AS page{nth}"
        ));
    }
    (pages.join(" UNION ALL "), query.binds)
}

impl Store {
    /// Tasks of these actions in the cases of a scope, whoever has to do them; those first that end first. Tasks of
    /// a role that `asker` is not shown are left out.
    pub async fn tasks_by_action(
        &self,
        actions: &[&str],
        asker: &str,
        scope: &Scope,
        limit: u32,
    ) -> Result<Vec<TaskRow>, Error> {
        if actions.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::default();
        query.and(OF_CASE, &[]);
        let places = vec!["?"; actions.len()].join(", ");
        query.and(&format!("t.action IN ({places})"), actions);
        query.and(NOT_MINE, &[asker]);
        query.scope(scope);
        let columns = Table::named("r_task").map_or_else(String::new, |table| table.list("t."));
        let wheres = query.wheres();
        let order = format!("ORDER BY {BY_DAY}, t.stream, t.action, t.about");
        let text = format!("SELECT {columns} FROM {WITH_CASES} {wheres} {order} LIMIT {limit}");
        self.read_rows("r_task", text, query.binds).await
    }

    /// A page of what these have to do: `role:…@…`, `person:…`, `unit:…`. The earliest first; what has no day comes
    /// last.
    pub async fn list_tasks(
        &self,
        whos: &[Whose],
        scope: &Scope,
        after: Option<&TaskKey>,
        limit: u32,
    ) -> Result<Vec<(TaskRow, CaseRow)>, Error> {
        self.tasks_of(whos, scope, ("", &[]), after, limit).await
    }

    /// What these have to do by one action of a kind; the earliest first.
    pub async fn tasks_of_action(
        &self,
        whos: &[Whose],
        scope: &Scope,
        kind: &str,
        action: &str,
        limit: u32,
    ) -> Result<Vec<(TaskRow, CaseRow)>, Error> {
        self.tasks_of(whos, scope, ("c.kind = ? AND t.action = ?", &[kind, action]), None, limit).await
    }

    /// A page of everybody's tasks whose last day lies in these days, both included, by their days: for reminders.
    pub async fn tasks_between(
        &self,
        from: &str,
        to: &str,
        after: Option<&TaskKey>,
        limit: u32,
    ) -> Result<Vec<TaskRow>, Error> {
        let mut query = Query::default();
        query.and("t.due_on >= ? AND t.due_on <= ?", &[from, to]);
        if let Some(key) = after {
            let place = "(t.due_on, t.stream, t.action, t.about, t.who) > (?, ?, ?, ?, ?)";
            query.and(place, &[&key.due_on, &key.stream, &key.action, &key.about, &key.who]);
        }
        let columns = Table::named("r_task").map_or_else(String::new, |table| table.list("t."));
        let wheres = query.wheres();
        let order = "ORDER BY t.due_on, t.stream, t.action, t.about, t.who";
        self.read_rows(
            "r_task",
            format!("SELECT {columns} FROM r_task t {wheres} {order} LIMIT {limit}"),
            query.binds,
        )
        .await
    }

    async fn tasks_of(
        &self,
        whos: &[Whose],
        scope: &Scope,
        narrowed: (&str, &[&str]),
        after: Option<&TaskKey>,
        limit: u32,
    ) -> Result<Vec<(TaskRow, CaseRow)>, Error> {
        let (task, case) =
            (Table::named("r_task").ok_or(Error::NotFound)?, Table::named("r_case").ok_or(Error::NotFound)?);
        if whos.is_empty() {
            return Ok(Vec::new());
        }
        let (of_task, of_case) = (task.columns().count(), case.columns().count());
        let (text, binds) = tasks(whos, scope, narrowed, after, limit);
        let mut rows = self.engine().at_once(text, of_task + of_case, binds).await?;
        let mut found = rows
            .iter_mut()
            .map(|row| Ok((task.read(row)?, case.read_at(row, of_task)?)))
            .collect::<Result<Vec<(TaskRow, CaseRow)>, Error>>()?;
        let key = |(t, _): &(TaskRow, CaseRow)| {
            let day = by_day(&t.due_on).to_owned();
            (day, t.stream.clone(), t.action.clone(), t.about.clone(), t.who.clone())
        };
        found.sort_by_cached_key(key);
        found.dedup();
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// How many 督办 this person ordered or answers, counted as [`Store::count_tasks`] counts.
    pub async fn count_orders(&self, who: &str, scope: &Scope) -> Result<u64, Error> {
        let mut query = Query::default();
        query.and("c.stream = s.stream", &[]);
        // The sign after the stroke is the naught.
        query.and(
            "s.who = ? AND (s.part > ? AND s.part < 'ordered0' OR s.part > ? AND s.part < 'answers0')",
            &[who, PartRow::ORDERED, PartRow::ANSWERS],
        );
        query.scope(scope);
        let text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM r_part s CROSS JOIN r_case c {} LIMIT {}) AS n",
            query.wheres(),
            COUNTED + 1
        );
        self.count(text, query.binds).await
    }

    /// How many things these have to do; one more than [`COUNTED`] where there are more than that, so that
    /// counting takes as long for two thousand as for two hundred.
    pub async fn count_tasks(&self, whos: &[Whose], scope: &Scope) -> Result<u64, Error> {
        if whos.is_empty() {
            return Ok(0);
        }
        let mut query = Query::default();
        let mut counts = Vec::new();
        for (nth, whose) in whos.iter().enumerate() {
            query.conditions.clear();
            of(&mut query, whose, asker(whos), scope);
            let (wheres, most) = (query.wheres(), COUNTED + 1);
            counts.push(format!(
                "(SELECT count(*) FROM (SELECT 1 FROM {WITH_CASES} {wheres} LIMIT {most}) AS counted{nth})"
            ));
        }
        let all = self.count(format!("SELECT {}", counts.join(" + ")), query.binds).await?;
        Ok(all.min(COUNTED + 1))
    }
}
