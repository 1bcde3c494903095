//! Writing the read tables: what a change removes and what it puts, table by table, in few statements.

use std::collections::BTreeMap;

use rongheng_domain::{day::Moment, ids::StreamId};
use serde::{Serialize, de::value::MapDeserializer};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::{
    Store,
    cells::Cell,
    dialect,
    engine::{self, Conn, binds},
    error::Error,
    read_tables::{ActRow, RowChange},
    several::Several,
};

/// A read table. The owner column says whose rows are replaced together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) owner: &'static str,
    /// The streams whose key is the owner; `None` where the owner is a stream itself.
    pub(crate) stream: Option<&'static str>,
    pub(crate) texts: &'static [&'static str],
    pub(crate) numbers: &'static [&'static str],
    /// Columns in no index, or in one of their own: where nothing else of a row changes, it stays where it is, and no
    /// other index is written.
    pub(crate) loose: &'static [&'static str],
    /// Rows are added and stay, as the events do that they come from; they go only with all rows of their owner.
    pub(crate) grows: bool,
}

/// All of them, in the order they are written in.
pub(crate) const TABLES: [Table; 12] = [
    Table {
        name: "r_case",
        owner: "stream",
        stream: None,
        texts: &[
            "stream",
            "kind",
            "number",
            "numbered",
            "title",
            "stage",
            "unit",
            "organ",
            "opened_on",
            "due_rule",
            "due_on",
            "closed_on",
            "archived_on",
            "cause",
            "marks",
        ],
        numbers: &["due_provisional", "disclosed", "version"],
        loose: &[
            "title",
            "due_rule",
            "due_on",
            "closed_on",
            "archived_on",
            "marks",
            "due_provisional",
            "disclosed",
            "version",
        ],
        grows: false,
    },
    Table {
        name: "r_part",
        owner: "stream",
        stream: None,
        texts: &["stream", "who", "part"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_task",
        owner: "stream",
        stream: None,
        texts: &["stream", "action", "about", "says", "who", "due_rule", "due_on"],
        numbers: &["due_provisional"],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_act",
        owner: "stream",
        stream: None,
        texts: &["stream", "who", "what", "title", "actor", "acted_for", "done_at"],
        numbers: &["version"],
        loose: &[],
        grows: true,
    },
    Table {
        name: "r_look",
        owner: "owner",
        stream: None,
        texts: &["owner", "stream", "person", "day", "what", "first_at", "last_at", "times"],
        numbers: &[],
        loose: &["last_at", "times"],
        grows: false,
    },
    Table {
        name: "r_message",
        owner: "source",
        stream: None,
        texts: &["source", "stream", "who", "says", "said_on", "actor"],
        numbers: &["version"],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_trace",
        owner: "stream",
        stream: None,
        texts: &["stream", "sign", "subject", "on_day", "then_day"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_read",
        owner: "id",
        // Whoever is erased reads nothing more; the rows go with the next rebuild.
        stream: Some("inbox"),
        texts: &["id"],
        numbers: &["version"],
        loose: &["version"],
        grows: false,
    },
    Table {
        name: "r_person",
        owner: "id",
        stream: Some("person"),
        texts: &["id", "name", "unit", "content"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_away",
        owner: "person",
        stream: Some("person"),
        texts: &["person", "number", "way", "stands_in", "roles", "from_on", "until_on"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_unit",
        owner: "id",
        stream: Some("organisation"),
        texts: &["id", "name", "content"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
    Table {
        name: "r_account",
        owner: "login",
        stream: Some("account"),
        texts: &["login", "person", "content"],
        numbers: &[],
        loose: &[],
        grows: false,
    },
];

impl Table {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().chain(self.numbers).copied()
    }

    /// Columns with `before` in front of each.
    pub(crate) fn list(&self, before: &str) -> String {
        self.columns().map(|column| format!("{before}{column}")).collect::<Vec<_>>().join(", ")
    }

    /// The same rows as JSON has them.
    fn wanted(&self) -> String {
        let values: Vec<_> = self.columns().map(|column| format!("value->>'{column}'")).collect();
        format!("SELECT {} FROM json_each($1)", values.join(", "))
    }

    /// SQLite: gives the rows of `$1` their loose columns where all the others are as they were.
    fn sqlite_change(&self) -> String {
        let set: Vec<_> = self.loose.iter().map(|column| format!("{column} = value->>'{column}'")).collect();
        let same = self.columns().filter(|column| !self.loose.contains(column));
        let same: Vec<_> =
            same.map(|column| format!("{}.{column} = value->>'{column}'", self.name)).collect();
        format!("UPDATE {} SET {} FROM json_each($1) WHERE {}", self.name, set.join(", "), same.join(" AND "))
    }

    /// SQLite: removes the rows of the owners in `$2` that are not among those of `$1`. What stays as it was is not
    /// written at all: each page that a command touches is synced with its commit.
    fn sqlite_remove(&self) -> String {
        let (name, owner, columns, list) =
            (self.name, self.owner, self.list(""), dialect::list(true, 2, "text"));
        let wanted = self.wanted();
        format!("DELETE FROM {name} WHERE {owner} IN {list} AND ({columns}) NOT IN ({wanted})")
    }

    /// SQLite: puts the rows of `$1` that are not there yet; the owners are in `$2`.
    fn sqlite_put(&self) -> String {
        let (name, owner, columns, list) =
            (self.name, self.owner, self.list(""), dialect::list(true, 2, "text"));
        let wanted = self.wanted();
        format!(
            "INSERT INTO {name} ({columns}) {wanted} EXCEPT SELECT {columns} FROM {name} WHERE {owner} IN {list}"
        )
    }

    /// A row as it is read back into its struct; its texts leave the row.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self, row: &mut engine::Row) -> Result<T, Error> {
        self.read_at(row, 0)
    }

    /// The same where the columns of other tables stand before.
    pub(crate) fn read_at<T: serde::de::DeserializeOwned>(
        &self,
        row: &mut engine::Row,
        before: usize,
    ) -> Result<T, Error> {
        let mut cells = Vec::with_capacity(self.texts.len() + self.numbers.len());
        for (nth, column) in self.columns().enumerate() {
            let at = before + nth;
            let cell = if nth < self.texts.len() {
                Cell::Text(row.take_text(at)?)
            } else if *column == *"version" {
                Cell::Number(row.int(at)?)
            } else {
                Cell::Flag(row.int(at)? != 0)
            };
            cells.push((column, cell));
        }
        T::deserialize(MapDeserializer::new(cells.into_iter()))
            .map_err(|e: serde::de::value::Error| Error::corrupt(format!("{}: {e}", self.name)))
    }
}

/// PostgreSQL: all read tables of a command in one round trip.
pub(crate) fn postgres_function() -> String {
    let mut body = String::new();
    for table in &TABLES {
        let (name, owner, columns) = (table.name, table.owner, table.list(""));
        let texts = table.texts.iter().map(|column| format!("{column} text"));
        let typed: Vec<_> =
            texts.chain(table.numbers.iter().map(|column| format!("{column} bigint"))).collect();
        let drops = if table.grows {
            format!("jsonb_array_length(changes->'{name}'->'put') = 0 AND ")
        } else {
            String::new()
        };
        let block = format!(
            "  IF changes ? '{name}' THEN\n    DELETE FROM {name} WHERE {drops}{owner} IN (SELECT jsonb_array_elements_text(changes->'{name}'->'drop'));\n    INSERT INTO {name} ({columns}) SELECT {} FROM jsonb_to_recordset(changes->'{name}'->'put') AS x({});\n  END IF;\n",
            table.list("x."),
            typed.join(", ")
        );
        body.push_str(&block);
    }
    format!(
        "CREATE FUNCTION rongheng_project(changes jsonb) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n{body}END $$;\n"
    )
}

/// What happens to one table.
#[derive(Debug, Serialize)]
struct Replaced<'a> {
    drop: Vec<&'a str>,
    put: Vec<&'a Value>,
}

/// Changes gathered by table; the last change of an owner wins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes(BTreeMap<&'static str, BTreeMap<String, Vec<Value>>>);

impl Changes {
    pub(crate) fn gather(rows: &[RowChange]) -> Result<Self, Error> {
        let mut changes = Self::default();
        for row in rows {
            match row {
                RowChange::PutCase(case) => changes.put("r_case", &case.stream, &[case])?,
                RowChange::SetParts(stream, rows) => changes.put("r_part", stream.as_str(), rows)?,
                RowChange::SetTasks(stream, rows) => changes.put("r_task", stream.as_str(), rows)?,
                RowChange::SetLooks(owner, rows) => changes.put("r_look", owner, rows)?,
                RowChange::AddActs(stream, rows) => changes.put("r_act", stream.as_str(), rows)?,
                RowChange::SetMessages(stream, rows) => changes.put("r_message", stream.as_str(), rows)?,
                RowChange::SetTraces(stream, rows) => changes.put("r_trace", stream.as_str(), rows)?,
                RowChange::PutRead(row) => changes.put("r_read", &row.id, &[row])?,
                RowChange::PutPerson(row) => changes.put("r_person", &row.id, &[row])?,
                RowChange::SetAway(person, rows) => changes.put("r_away", person.as_str(), rows)?,
                RowChange::PutUnit(row) => changes.put("r_unit", &row.id, &[row])?,
                RowChange::PutAccount(row) => changes.put("r_account", &row.login, &[row])?,
                RowChange::DropPerson(id) => changes.put::<()>("r_person", id.as_str(), &[])?,
                RowChange::DropUnit(id) => changes.put::<()>("r_unit", id.as_str(), &[])?,
                RowChange::DropAccount(login) => changes.put::<()>("r_account", login, &[])?,
            }
        }
        Ok(changes)
    }

    /// Gives the acts the moment at which they are recorded, which no caller knows before.
    pub(crate) fn stamp(&mut self, at: Moment) {
        let acts = self.0.get_mut("r_act").into_iter().flat_map(BTreeMap::values_mut).flatten();
        for act in acts {
            if let Value::Object(map) = act {
                map.insert("done_at".to_owned(), Value::from(ActRow::moment(at)));
            }
        }
    }

    /// The rows that go when the key of a stream is erased.
    pub(crate) fn without(stream: &StreamId) -> Self {
        let mut changes = Self::default();
        for table in &TABLES {
            let owner = match table.stream {
                None => stream.as_str(),
                Some(kind) if kind == stream.kind() => stream.key(),
                Some(_) => continue,
            };
            changes.0.entry(table.name).or_default().insert(owner.to_owned(), Vec::new());
        }
        changes
    }

    fn put<T: Serialize>(&mut self, table: &'static str, owner: &str, rows: &[T]) -> Result<(), Error> {
        let owned = Table::named(table)
            .filter(|table| ["r_part", "r_task", "r_act", "r_trace"].contains(&table.name));
        let rows = rows
            .iter()
            .map(|row| {
                let mut value = serde_json::to_value(row).map_err(|e| Error::corrupt(e.to_string()))?;
                if let Value::Object(map) = &mut value {
                    if let Some(table) = owned {
                        map.insert(table.owner.to_owned(), Value::from(owner));
                    }
                    for flag in map.values_mut() {
                        if let Value::Bool(yes) = flag {
                            *flag = Value::from(i64::from(*yes));
                        }
                    }
                }
                Ok(value)
            })
            .collect::<Result<_, Error>>()?;
        self.0.entry(table).or_default().insert(owner.to_owned(), rows);
        Ok(())
    }

    fn split(&self) -> BTreeMap<&'static str, Replaced<'_>> {
        self.0
            .iter()
            .map(|(table, owners)| {
                let drop = owners.keys().map(String::as_str).collect();
                (*table, Replaced { drop, put: owners.values().flatten().collect() })
            })
            .collect()
    }

    /// As PostgreSQL's function reads them; an empty object where nothing changes.
    pub(crate) fn json(&self) -> Result<String, Error> {
        text(&self.split())
    }

    /// Writes them.
    pub(crate) async fn apply(&self, conn: &mut Conn) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        if !conn.is_sqlite() {
            conn.rows("SELECT rongheng_project($1::text::jsonb)::text", binds![self.json()?]).await?;
            return Ok(());
        }
        let mut all = Several::default();
        self.add_to(&mut all)?;
        all.run(conn).await
    }

    /// Adds what SQLite has to run for them.
    pub(crate) fn add_to(&self, all: &mut Several) -> Result<(), Error> {
        let tables = self.split();
        for table in &TABLES {
            let Some(replaced) = tables.get(table.name) else { continue };
            let drop = text(&replaced.drop)?;
            let put = text(&replaced.put)?;
            if table.grows && !replaced.put.is_empty() {
                let text = format!("INSERT INTO {} ({}) {}", table.name, table.list(""), table.wanted());
                all.add(&text, binds![put]);
                continue;
            }
            if !table.loose.is_empty() && !replaced.put.is_empty() {
                all.add(&table.sqlite_change(), binds![put.clone()]);
            }
            all.add(&table.sqlite_remove(), binds![put.clone(), drop.clone()]);
            if !replaced.put.is_empty() {
                all.add(&table.sqlite_put(), binds![put, drop]);
            }
        }
        Ok(())
    }
}

fn text(of: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(of).map_err(|e| Error::corrupt(e.to_string()))
}

/// The names of the read tables.
pub fn read_table_names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.name)
}

impl Store {
    /// Replaces all read tables by `rows`, in one transaction.
    pub async fn replace_read_tables(&self, rows: &[RowChange]) -> Result<(), Error> {
        let changes = Changes::gather(rows)?;
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    for table in &TABLES {
                        conn.run(AssertSqlSafe(format!("DELETE FROM {}", table.name)), vec![]).await?;
                    }
                    changes.apply(conn).await
                })
            }))
            .await
    }

    /// A read table as canonical bytes: a line of JSON for each row, in the order of all columns. The same
    /// ledger and the same keys give the same bytes, on both engines.
    pub async fn dump(&self, table: &str) -> Result<Vec<u8>, Error> {
        let table = Table::named(table).ok_or(Error::NotFound)?;
        let columns = table.list("");
        let text = format!("SELECT {columns} FROM {} ORDER BY {columns}", table.name);
        let mut out = Vec::new();
        for row in self.engine().read().await?.rows(AssertSqlSafe(text), vec![]).await? {
            let values = row.0.into_iter().map(|value| match value {
                engine::Value::Int(value) => Value::from(value),
                engine::Value::Text(value) => Value::from(value),
                engine::Value::Null | engine::Value::Bytes(_) => Value::Null,
            });
            out.extend_from_slice(values.collect::<Value>().to_string().as_bytes());
            out.push(b'\n');
        }
        Ok(out)
    }
}
