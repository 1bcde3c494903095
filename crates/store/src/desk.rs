//! What a person keeps on the own desk: saved views, columns, the last visit. Outside the ledger and without an end
//! date; sealed like drafts, because a saved filter may hold a name.

use rongheng_domain::{day::Moment, ids::PersonId};
use serde_json::Value;

use crate::{Store, engine::binds, error::Error, sql};

const USE: &[u8] = b"rongheng/desk/1\0";

impl Store {
    /// What lies there under this name.
    pub async fn desk_get(&self, person: &PersonId, name: &str) -> Result<Option<Value>, Error> {
        let rows = self.engine().since_commit(sql::DESK, binds![person.as_str(), name]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        self.open_own(&purpose(person, name), USE, row.bytes(0)?, row.bytes(1)?).map(Some)
    }

    /// Puts it there, in the place of what lay there before.
    pub async fn desk_put(
        &self,
        person: &PersonId,
        name: &str,
        content: &Value,
        now: Moment,
    ) -> Result<(), Error> {
        let (wrapped, sealed) = self.seal_own(&purpose(person, name), USE, content)?;
        self.run(sql::PUT_DESK, binds![person.as_str(), name, wrapped, sealed, now.0]).await.map(drop)
    }

    /// The names of everything there.
    pub async fn desk_list(&self, person: &PersonId) -> Result<Vec<String>, Error> {
        let rows = self.engine().read().await?.rows(sql::DESKS, binds![person.as_str()]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Takes it away; nothing happens where nothing lies.
    pub async fn desk_drop(&self, person: &PersonId, name: &str) -> Result<(), Error> {
        self.run(sql::DROP_DESK, binds![person.as_str(), name]).await.map(drop)
    }
}

/// What the key is wrapped for.
pub(crate) fn purpose(person: &PersonId, name: &str) -> String {
    format!("desk {person}\0{name}")
}
