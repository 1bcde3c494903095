//! Drafts: what somebody typed and did not submit. Outside the ledger, each under a key of its own, with an
//! end date.

use rongheng_domain::{day::Moment, ids::PersonId};
use serde_json::Value;

use crate::{Store, cipher::Secret, engine::binds, error::Error, sql};

const USE: &[u8] = b"rongheng/draft/1\0";

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
        let (wrapped, sealed) = self.seal_own(&purpose, USE, content)?;
        self.run(sql::PUT_DRAFT, binds![actor.as_str(), name, wrapped, sealed, until.0]).await.map(drop)
    }

    /// A draft, while it lasts.
    pub async fn draft(&self, actor: &PersonId, name: &str, now: Moment) -> Result<Option<Value>, Error> {
        let row = self.engine().read().await?.row(sql::DRAFT, binds![actor.as_str(), name, now.0]).await?;
        let Some(row) = row else { return Ok(None) };
        let purpose = purpose(actor, name);
        self.open_own(&purpose, USE, row.bytes(0)?, row.bytes(1)?).map(Some)
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

impl Store {
    /// Seals what somebody keeps outside the ledger under a fresh key of its own: the wrapped key and the content.
    pub(crate) fn seal_own(
        &self,
        purpose: &str,
        used_as: &[u8],
        content: &Value,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let key = Secret::random()?;
        let wrapped = self.0.keys.wrap(self.0.suite, purpose, &key)?;
        let content = serde_json::to_vec(content).map_err(|e| Error::corrupt(e.to_string()))?;
        let sealed = key.derive(self.0.suite, &[used_as])?.seal(purpose.as_bytes(), &content)?;
        Ok((wrapped, sealed))
    }

    /// Opens it again.
    pub(crate) fn open_own(
        &self,
        purpose: &str,
        used_as: &[u8],
        wrapped: &[u8],
        sealed: &[u8],
    ) -> Result<Value, Error> {
        let key = self.0.keys.unwrap(self.0.suite, purpose, wrapped)?;
        let content = key.derive(self.0.suite, &[used_as])?.open(purpose.as_bytes(), sealed);
        let content = content.ok_or_else(|| Error::corrupt("what somebody kept does not decrypt"))?;
        serde_json::from_slice(&content).map_err(|e| Error::corrupt(e.to_string()))
    }
}

/// What the key of a draft is wrapped for.
pub(crate) fn purpose(actor: &PersonId, name: &str) -> String {
    format!("draft {actor}\0{name}")
}
