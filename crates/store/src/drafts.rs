//! Drafts: what somebody typed and did not submit. Outside the ledger, each under a key of its own, with an
//! end date.

use rongheng_domain::{day::Moment, ids::PersonId};
use serde_json::Value;

use crate::{Store, cipher::Secret, engine::binds, error::Error, sql};

impl Store {
    /// Keeps a draft until `until`; `name` says of which form of which case.
    pub async fn put_draft(
        &self,
        actor: &PersonId,
        name: &str,
        content: &Value,
        until: Moment,
    ) -> Result<(), Error> {
        let purpose = purpose(actor, name);
        let key = Secret::random()?;
        let wrapped = self.0.keys.wrap(self.0.suite, &purpose, &key)?;
        let content = serde_json::to_vec(content).map_err(|e| Error::corrupt(e.to_string()))?;
        let sealed =
            key.derive(self.0.suite, &[b"rongheng/draft/1\0"])?.seal(purpose.as_bytes(), &content)?;
        self.run(sql::PUT_DRAFT, binds![actor.as_str(), name, wrapped, sealed, until.0]).await.map(drop)
    }

    /// A draft, while it lasts.
    pub async fn draft(&self, actor: &PersonId, name: &str, now: Moment) -> Result<Option<Value>, Error> {
        let row = self.engine().read().await?.row(sql::DRAFT, binds![actor.as_str(), name, now.0]).await?;
        let Some(row) = row else { return Ok(None) };
        let purpose = purpose(actor, name);
        let key = self.0.keys.unwrap(self.0.suite, &purpose, row.bytes(0)?)?;
        let key = key.derive(self.0.suite, &[b"rongheng/draft/1\0"])?;
        let content = key.open(purpose.as_bytes(), row.bytes(1)?);
        let content = content.ok_or_else(|| Error::corrupt("a draft does not decrypt"))?;
        serde_json::from_slice(&content).map(Some).map_err(|e| Error::corrupt(e.to_string()))
    }

    /// The names of somebody's drafts.
    pub async fn drafts(&self, actor: &PersonId, now: Moment) -> Result<Vec<String>, Error> {
        let rows = self.engine().read().await?.rows(sql::DRAFTS, binds![actor.as_str(), now.0]).await?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// Forgets a draft, as when it was submitted.
    pub async fn drop_draft(&self, actor: &PersonId, name: &str) -> Result<(), Error> {
        self.run(sql::DROP_DRAFT, binds![actor.as_str(), name]).await.map(drop)
    }
}

/// What the key of a draft is wrapped for.
pub(crate) fn purpose(actor: &PersonId, name: &str) -> String {
    format!("draft {actor}\0{name}")
}
