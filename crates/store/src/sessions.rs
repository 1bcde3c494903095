//! Sessions and the throttling of sign-ins: rows that the app fills and this crate does not read.

use rongheng_domain::{day::Moment, ledger::Hash};

use crate::{
    Store,
    engine::{binds, signed},
    error::Error,
    sql,
};

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token; the token itself is only in the browser.
    pub token_hash: Hash,
    /// Whose.
    pub account: String,
    /// What the app keeps with it.
    pub content: Vec<u8>,
    /// Until when.
    pub expires_at: Moment,
}

/// Failed sign-ins of an account or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Failures since `window_start`.
    pub failures: u64,
    /// Since when they are counted.
    pub window_start: Moment,
    /// Nothing is tried before.
    pub blocked_until: Moment,
}

impl Store {
    /// Keeps a session, new or changed.
    pub async fn put_session(&self, session: &Session) -> Result<(), Error> {
        let Session { token_hash, account, content, expires_at } = session.clone();
        self.run(sql::PUT_SESSION, binds![token_hash, account, content, expires_at.0]).await.map(drop)
    }

    /// The session of a token, while it lasts.
    pub async fn session(&self, token_hash: &Hash, now: Moment) -> Result<Option<Session>, Error> {
        // Asked without the moment, so that the next page asks the same.
        let rows = self.engine().since_commit(sql::SESSION, binds![*token_hash]).await?;
        let session = rows.first().map(|row| {
            let (account, content) = (row.text(0)?, row.bytes(1)?.to_vec());
            Ok::<_, Error>(Session {
                token_hash: *token_hash,
                account,
                content,
                expires_at: Moment(row.int(2)?),
            })
        });
        Ok(session.transpose()?.filter(|session| session.expires_at > now))
    }

    /// The account of a token whose session ended after `since`: nobody is signed in by it any more.
    pub async fn ended_session(
        &self,
        token_hash: &Hash,
        since: Moment,
        now: Moment,
    ) -> Result<Option<String>, Error> {
        let known = self.session(token_hash, since).await?;
        Ok(known.filter(|session| session.expires_at.0 <= now.0).map(|session| session.account))
    }

    /// Ends a session.
    pub async fn drop_session(&self, token_hash: &Hash) -> Result<(), Error> {
        self.run(sql::DROP_SESSION, binds![*token_hash]).await.map(drop)
    }

    /// Ends all sessions of an account; how many.
    pub async fn drop_sessions_of(&self, account: &str) -> Result<u64, Error> {
        self.run(sql::DROP_SESSIONS_OF, binds![account]).await
    }

    /// What is counted under a name, such as `account:lin` or `address:10.0.0.7`.
    pub async fn throttle(&self, name: &str) -> Result<Option<Throttle>, Error> {
        let row = self.engine().read().await?.row(sql::THROTTLE, binds![name]).await?;
        row.map(|row| {
            let (window_start, blocked_until) = (Moment(row.int(1)?), Moment(row.int(2)?));
            Ok(Throttle { failures: row.count(0)?, window_start, blocked_until })
        })
        .transpose()
    }

    /// Counts one more failure, in the statement itself, so that none is lost between two tries at once;
    /// a window that began before `window_from` begins anew. Returns the count.
    pub async fn count_failure(&self, name: &str, now: Moment, window_from: Moment) -> Result<u64, Error> {
        let name = name.to_owned();
        self.engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    conn.run(sql::COUNT_FAILURE, binds![name.as_str(), now.0, window_from.0]).await?;
                    conn.row(sql::THROTTLE, binds![name]).await?.ok_or(Error::NotFound)?.count(0)
                })
            }))
            .await
    }

    /// Sets what is counted under a name.
    pub async fn put_throttle(&self, name: &str, throttle: Throttle) -> Result<(), Error> {
        let Throttle { failures, window_start, blocked_until } = throttle;
        let binds = binds![name, signed(failures)?, window_start.0, blocked_until.0];
        self.run(sql::PUT_THROTTLE, binds).await.map(drop)
    }

    /// Forgets what was counted under a name.
    pub async fn clear_throttle(&self, name: &str) -> Result<(), Error> {
        self.run(sql::CLEAR_THROTTLE, binds![name]).await.map(drop)
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn run(
        &self,
        text: &'static str,
        binds: Vec<crate::engine::Bind>,
    ) -> Result<u64, Error> {
        self.engine().write(Box::new(move |conn| Box::pin(async move { conn.run(text, binds).await }))).await
    }
}
