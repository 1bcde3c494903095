//! Reading what was said to somebody: unread first, newest first, in bounded work.

use rongheng_domain::ids::StreamId;
use sqlx::AssertSqlSafe;

use crate::{
    Store,
    engine::Bind,
    error::Error,
    narrowing::{Query, Scope},
    project::Table,
    read_tables::MessageRow,
};

/// How far back somebody is asked to read: the newest of each `who`. What lies further back is found under what was
/// read, and a page takes as long for whoever got ten thousand as for whoever got ten.
pub const UNREAD: u32 = 500;

/// Who reads.
#[derive(Debug, Clone)]
pub struct Reader {
    /// `lin`.
    pub person: String,
    /// `person:lin`, `role:leader@discipline`, `unit:jw`.
    pub whos: Vec<String>,
    /// The cases this reader may see.
    pub scope: Scope,
}

/// The last message of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageKey {
    /// Its day.
    pub said_on: String,
    /// Its source.
    pub source: String,
    /// Its version.
    pub version: i64,
}

impl MessageKey {
    /// Of a message.
    pub fn of(row: &MessageRow) -> Self {
        Self { said_on: row.said_on.clone(), source: row.source.clone(), version: row.version }
    }
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// 待阅.
    Unread,
    /// 已阅.
    Read,
}

/// The streams that say something of no case to a person: somebody asks another to stand in.
const NO_CASE: &str = "person/%";
/// Those that say it to a role: texts wait to be checked.
const TO_ROLES: &str = "amendment/%";

const ORDER: &str = "n.said_on DESC, n.source DESC, n.version DESC";

/// Those of one `who`. Only what is meant for the person itself reaches whoever is concerned (G4).
fn of_one(
    query: &mut Query,
    reader: &Reader,
    who: &str,
    which: Which,
    sources: &[StreamId],
    after: Option<&MessageKey>,
) -> String {
    query.conditions.clear();
    query.and("n.who = ?", &[who]);
    if let Some(key) = after {
        let place = format!(
            "(n.said_on, n.source) < (?, ?) OR (n.said_on = ? AND n.source = ? AND n.version < {})",
            key.version
        );
        query.and(&place, &[&key.said_on, &key.source, &key.said_on, &key.source]);
    }
    if !sources.is_empty() {
        let marks = vec!["?"; sources.len()].join(", ");
        let names: Vec<_> = sources.iter().map(StreamId::as_str).collect();
        query.and(&format!("n.source IN ({marks})"), &names);
    }
    let from = if which == Which::Unread && sources.is_empty() {
        let newest =
            format!("(SELECT * FROM r_message n {} ORDER BY {ORDER} LIMIT {UNREAD})", query.wheres());
        // They hold inside; their binds keep their places.
        query.conditions.clear();
        newest
    } else {
        "r_message".to_owned()
    };
    query.and("n.actor <> ?", &[&reader.person]);
    let not = if which == Which::Unread { "NOT " } else { "" };
    let read =
        format!("{not}EXISTS (SELECT 1 FROM r_read r WHERE r.id = ? || n.source AND r.version >= n.version)");
    query.and(&read, &[&format!("{} ", reader.person)]);
    if !who.starts_with("person:") {
        let concerned =
            "n.stream NOT IN (SELECT x.stream FROM r_part x WHERE x.part = 'concerned' AND x.who = ?)";
        query.and(concerned, &[&format!("person:{}", reader.person)]);
    }
    let to = if who.starts_with("person:") { Some(NO_CASE) } else { None };
    let to = to.or_else(|| who.starts_with("role:").then_some(TO_ROLES));
    let join = if let Some(sources) = to {
        let none = format!("c.stream IS NULL AND n.stream = n.source AND n.source LIKE '{sources}'");
        let Scope { sql, binds, .. } = &reader.scope;
        let binds: Vec<_> = binds.iter().map(String::as_str).collect();
        let seen = if sql.is_empty() { "1 = 1" } else { sql };
        query.and(&format!("({none}) OR (c.stream IS NOT NULL AND ({seen}))"), &binds);
        "LEFT JOIN r_case c ON c.stream = n.stream"
    } else {
        // Messages first, then the case of each: so SQLite reads a CROSS JOIN.
        query.and("c.stream = n.stream", &[]);
        query.scope(&reader.scope);
        "CROSS JOIN r_case c"
    };
    format!("FROM {from} n {join} {}", query.wheres())
}

fn page(
    reader: &Reader,
    who: &str,
    which: Which,
    sources: &[StreamId],
    after: Option<&MessageKey>,
    limit: u32,
) -> (String, Vec<Bind>) {
    let columns = Table::named("r_message").map_or_else(String::new, |table| table.list("n."));
    let mut query = Query::default();
    let from = of_one(&mut query, reader, who, which, sources, after);
    (format!("SELECT {columns} {from} ORDER BY {ORDER} LIMIT {limit}"), query.binds)
}

impl Store {
    /// A page of what was said to this reader, newest first; what was said to several of the reader's roles comes once.
    pub async fn list_messages(
        &self,
        reader: &Reader,
        which: Which,
        after: Option<&MessageKey>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, Error> {
        self.messages_of(reader, which, &[], after, limit).await
    }

    /// How many this reader has not read, of the newest [`UNREAD`] of each `who`; what was said to several of the
    /// reader's roles counts once.
    pub async fn count_unread(&self, reader: &Reader) -> Result<u64, Error> {
        let mut query = Query::default();
        let mut of_each = Vec::new();
        for who in &reader.whos {
            let from = of_one(&mut query, reader, who, Which::Unread, &[], None);
            of_each.push(format!("SELECT n.source, n.version {from}"));
        }
        if of_each.is_empty() {
            return Ok(0);
        }
        self.count(format!("SELECT count(*) FROM ({}) AS unread", of_each.join(" UNION ")), query.binds).await
    }

    /// What this reader has not read of these streams.
    pub async fn unread_of(&self, reader: &Reader, sources: &[StreamId]) -> Result<Vec<MessageRow>, Error> {
        self.messages_of(reader, Which::Unread, sources, None, UNREAD).await
    }

    async fn messages_of(
        &self,
        reader: &Reader,
        which: Which,
        sources: &[StreamId],
        after: Option<&MessageKey>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, Error> {
        let mut found: Vec<MessageRow> = Vec::new();
        for who in &reader.whos {
            let (text, binds) = page(reader, who, which, sources, after, limit);
            found.extend(self.read_rows::<MessageRow>("r_message", text, binds).await?);
        }
        found.sort_by(|a, b| {
            (&b.said_on, &b.source, b.version, &a.who).cmp(&(&a.said_on, &a.source, a.version, &b.who))
        });
        found.dedup_by(|a, b| (&a.source, a.version) == (&b.source, b.version));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// How the engine would find the unread; a test holds that it does not scan.
    pub async fn explain_unread(&self, reader: &Reader, who: &str) -> Result<Vec<String>, Error> {
        let (text, binds) = page(reader, who, Which::Unread, &[], None, UNREAD);
        let (how, column) =
            if self.engine().is_sqlite() { ("EXPLAIN QUERY PLAN", 3) } else { ("EXPLAIN", 0) };
        let text = format!("{how} {text}");
        let rows = self.engine().read().await?.rows(AssertSqlSafe(text), binds).await?;
        rows.iter().map(|row| row.text(column)).collect()
    }
}
