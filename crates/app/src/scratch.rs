//! A store for one rehearsal on a PostgreSQL that others use too: a schema of its own, gone afterwards.

use crate::{Error, Result};

/// A schema of its own.
#[derive(Debug)]
pub struct Scratch {
    server: String,
    name: String,
    address: String,
}

impl Scratch {
    /// Makes a schema on the database at `url`.
    ///
    /// # Errors
    /// The database does not answer, or the role may not make schemas.
    pub async fn make(url: &str) -> Result<Self> {
        let made = rongheng_store::scratch::make(url).await.map_err(|e| Error::Unavailable(e.to_string()))?;
        Ok(Self { server: url.to_owned(), name: made.0, address: made.1 })
    }

    /// The address of the schema, as [`crate::Config::database`] takes it.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// Drops the schema with all that is in it.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn clear(self) -> Result<()> {
        let cleared = rongheng_store::scratch::clear(&self.server, &self.name).await;
        cleared.map_err(|e| Error::Unavailable(e.to_string()))
    }
}
