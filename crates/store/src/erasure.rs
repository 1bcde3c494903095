//! Erasing the key of a stream, changing the master key, and sweeping what has ended.

use rongheng_domain::{day::Moment, ids::StreamId, ledger::Hash};

use crate::{
    Store,
    append::key_purpose,
    engine::{Conn, binds},
    error::Error,
    packing,
    project::Changes,
    sql, upgrade,
};

const PAGE: i64 = 500;

impl Store {
    /// Erases the key of a stream: its content is gone for good, with its rows in the lists and its
    /// attachments; its chain stays whole. The folder of keys remembers it, so that a restored database
    /// erases again before it serves.
    pub async fn erase_key(&self, stream: &StreamId, at: Moment) -> Result<(), Error> {
        if self.head(stream).await?.is_none() {
            return Err(Error::NotFound);
        }
        self.0.keys.note_erasure(stream, at)?;
        self.erase(stream).await
    }

    /// Every erasure so far, in order.
    pub fn erasures(&self) -> Result<Vec<(StreamId, Moment)>, Error> {
        self.0.keys.erasures()
    }

    pub(crate) async fn replay_erasures(&self) -> Result<(), Error> {
        for (stream, _) in self.0.keys.erasures()? {
            let key = self.engine().read().await?.row(sql::STREAM_KEY, binds![stream.as_str()]).await?;
            if key.is_some() {
                self.erase(&stream).await?;
            }
        }
        Ok(())
    }

    async fn erase(&self, stream: &StreamId) -> Result<(), Error> {
        let erased = stream.clone();
        let addresses = self
            .engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    conn.run(sql::DROP_KEY, binds![erased.as_str()]).await?;
                    // Where the read tables wait to be made anew, they are made without it.
                    if upgrade::in_shape(conn).await? {
                        Changes::without(&erased).apply(conn).await?;
                    }
                    let mut addresses = drop_files(conn, &erased).await?;
                    // What was taken out of the case to be fetched goes with it.
                    addresses.extend(drop_files(conn, &packing::shelf(&erased)).await?);
                    Ok(addresses)
                })
            }))
            .await?;
        // Without its key a file is noise already; removing it saves the space.
        for address in addresses {
            self.remove_file(&address)?;
        }
        if self.engine().is_sqlite() {
            // Old pages of the key may stand in the WAL until it is written back.
            let checkpointed = self.engine().read().await?.rows(sql::SQLITE_TRUNCATE_WAL, vec![]).await;
            if let Err(error) = checkpointed {
                tracing::warn!(%error, "the WAL keeps its old pages until the next checkpoint");
            }
        }
        Ok(())
    }

    /// Puts a new master key in the place of the old ones and wraps every key anew. Cut short anywhere, both
    /// keys are kept and it can be started again.
    pub async fn rotate_master_key(&self) -> Result<u32, Error> {
        let number = self.0.keys.add_master()?;
        let mut after = String::new();
        loop {
            let (store, from) = (self.clone(), after.clone());
            let last = self
                .engine()
                .write(Box::new(move |conn| Box::pin(async move { store.rewrap_streams(conn, &from).await })))
                .await?;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        let store = self.clone();
        self.engine()
            .write(Box::new(move |conn| Box::pin(async move { store.rewrap_rest(conn).await })))
            .await?;
        self.0.keys.keep_master(number)?;
        Ok(number)
    }

    async fn rewrap_streams(&self, conn: &mut Conn, after: &str) -> Result<Option<String>, Error> {
        let rows = conn.rows(sql::KEYS_AFTER, binds![after, PAGE]).await?;
        let mut last = None;
        for row in &rows {
            let stream = row.text(0)?;
            let wrapped = self.rewrap(&key_purpose(&StreamId(stream.clone())), row.bytes(1)?)?;
            conn.run(sql::REWRAP_KEY, binds![stream.as_str(), wrapped]).await?;
            last = Some(stream);
        }
        Ok(last)
    }

    async fn rewrap_rest(&self, conn: &mut Conn) -> Result<(), Error> {
        for row in conn.rows(sql::KEYS_AFTER, binds!["", i64::MAX]).await? {
            // Streams that began with the old key while the pages were wrapped anew.
            if !self.0.keys.is_newest(row.bytes(1)?)? {
                let stream = row.text(0)?;
                let wrapped = self.rewrap(&key_purpose(&StreamId(stream.clone())), row.bytes(1)?)?;
                conn.run(sql::REWRAP_KEY, binds![stream, wrapped]).await?;
            }
        }
        for row in conn.rows(sql::DRAFT_KEYS, vec![]).await? {
            let (actor, name) = (row.text(0)?, row.text(1)?);
            let purpose = crate::drafts::purpose(&actor.as_str().into(), &name);
            let wrapped = self.rewrap(&purpose, row.bytes(2)?)?;
            conn.run(sql::REWRAP_DRAFT, binds![actor, name, wrapped]).await?;
        }
        for row in conn.rows(sql::DESK_KEYS, vec![]).await? {
            let (person, name) = (row.text(0)?, row.text(1)?);
            let purpose = crate::desk::purpose(&person.as_str().into(), &name);
            let wrapped = self.rewrap(&purpose, row.bytes(2)?)?;
            conn.run(sql::REWRAP_DESK, binds![person, name, wrapped]).await?;
        }
        for row in conn.rows(sql::WORK_KEYS, vec![]).await? {
            let id = row.text(0)?;
            let wrapped = self.rewrap(&crate::long_work::purpose(&id), row.bytes(1)?)?;
            conn.run(sql::REWRAP_WORK, binds![id, wrapped]).await?;
        }
        for row in conn.rows(sql::FILE_KEYS, vec![]).await? {
            let file = row.text(0)?;
            let wrapped = self.rewrap(&crate::attachments::purpose(&file), row.bytes(1)?)?;
            conn.run(sql::REWRAP_FILE, binds![file, wrapped]).await?;
        }
        Ok(())
    }

    fn rewrap(&self, purpose: &str, wrapped: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.0.keys.unwrap(self.0.suite, purpose, wrapped)?;
        self.0.keys.wrap(self.0.suite, purpose, &key)
    }

    /// Removes what has ended: sessions, drafts, throttles and answers to requests that are `keep_us` old,
    /// and uploads of that age that no event took.
    pub async fn sweep(&self, now: Moment, keep_us: i64) -> Result<u64, Error> {
        let old = now.0.saturating_sub(keep_us);
        let mut swept = self.sweep_uploads(Moment(old)).await?;
        for (text, at) in [
            (sql::SWEEP_SESSIONS, old),
            (sql::SWEEP_DRAFTS, now.0),
            (sql::SWEEP_THROTTLES, old),
            (sql::SWEEP_REQUESTS, old),
        ] {
            swept += self.run(text, binds![at]).await?;
        }
        Ok(swept)
    }
}

/// Removes the rows of the files of a stream; where their bytes lie on the disk.
pub(crate) async fn drop_files(conn: &mut Conn, stream: &StreamId) -> Result<Vec<Hash>, Error> {
    let files = conn.rows(sql::DROP_FILES_OF, binds![stream.as_str()]).await?;
    let mut addresses = Vec::new();
    for row in files {
        conn.run(sql::DROP_CHUNKS, binds![row.text(0)?]).await?;
        addresses.push(row.hash(1)?);
    }
    Ok(addresses)
}
