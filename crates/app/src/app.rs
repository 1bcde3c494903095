//! The application: what is shared by everything a person can do.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering},
};

use rongheng_domain::{
    day::{Day, Moment},
    facts::Policy,
    registers::{
        account::AccountRecord, organisation::OrganisationRecord, person::PersonRecord, webhook::Webhooks,
    },
};
use rongheng_store::{Options, Store, Suite};
use tokio::sync::Semaphore;

use crate::{
    Clock, Config, FirstAdministrator, Result,
    folded::Cases,
    known_names::KnownNames,
    people::{Kin, Records},
    reading::Look,
    snapshot::Snapshot,
    succession,
};

/// Password hashes computed at once; each takes about 40 ms and 19 MiB.
const HASHES_AT_ONCE: usize = 2;

/// The application. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) snapshot: Snapshot,
    pub(crate) people: Records<PersonRecord>,
    pub(crate) units: Records<OrganisationRecord>,
    pub(crate) accounts: Records<AccountRecord>,
    pub(crate) kin: Mutex<Option<Arc<Kin>>>,
    pub(crate) names: KnownNames,
    /// How units ended.
    pub(crate) succession: Mutex<succession::Known>,
    pub(crate) cases: Cases,
    pub(crate) hashing: Semaphore,
    /// The receivers of webhooks, as this node knows them.
    pub(crate) webhooks: Mutex<Arc<Webhooks>>,
    /// Held by whoever lost a race and tries again.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// The day on which what had ended was last removed.
    pub(crate) swept_on: AtomicI64,
    /// How often the command was tried that lost most often.
    pub(crate) most_tries: AtomicU32,
    /// Commands share it; one that keeps losing has it to itself.
    pub(crate) room: tokio::sync::RwLock<()>,
    pub(crate) looks: Mutex<Vec<Look>>,
    /// One writer of the reading log.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// The latest moment any event here was recorded at.
    pub(crate) last_event: AtomicI64,
    /// How many events are sealed, as far as this node knows; pages show it without asking the database.
    pub(crate) height: AtomicU64,
    /// The text index, once it was opened.
    pub(crate) text: tokio::sync::OnceCell<Arc<rongheng_search::TextIndex>>,
    /// The fonts of this machine, once a PDF was asked for.
    pub(crate) fonts: std::sync::OnceLock<rongheng_documents::Fonts>,
    /// The policy base as it is searched, made anew when it changes.
    pub(crate) applicable: Mutex<Option<crate::applicable::Base>>,
    /// What was determined, as cases are compared with it.
    pub(crate) determined: Mutex<Option<crate::nearest::Pool>>,
    /// How many erasures the index has followed.
    pub(crate) erased_from_text: AtomicU64,
    /// Somebody asked for long work.
    pub(crate) long_work: tokio::sync::Notify,
    /// Days since 1970 of the day that a person confirmed; `i64::MIN` for none.
    pub(crate) confirmed: AtomicI64,
}

impl App {
    /// Makes a new database with its keys, and the code with which the first administrator signs on.
    pub async fn init(config: Config) -> Result<(Self, FirstAdministrator)> {
        let suite = if config.sm4 { Suite::Sm4Gcm } else { Suite::Aes256Gcm };
        let store = Store::init(&options(&config), suite).await?;
        let app = Self::over(store, config).await?;
        let first = app.offer_first_administrator().await?;
        Ok((app, first))
    }

    /// Opens an existing database.
    pub async fn open(config: Config) -> Result<Self> {
        let store = Store::open(&options(&config)).await?;
        Self::over(store, config).await
    }

    async fn over(store: Store, config: Config) -> Result<Self> {
        let cases = Cases::new(config.cached_cases);
        let app = Self(Arc::new(Inner {
            config,
            store,
            snapshot: Snapshot::default(),
            people: Records::default(),
            units: Records::default(),
            accounts: Records::default(),
            kin: Mutex::new(None),
            cases,
            hashing: Semaphore::new(HASHES_AT_ONCE),
            names: KnownNames::default(),
            succession: Mutex::default(),
            webhooks: Mutex::default(),
            looks: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            turn: tokio::sync::Mutex::new(()),
            most_tries: AtomicU32::new(0),
            room: tokio::sync::RwLock::new(()),
            last_event: AtomicI64::new(i64::MIN),
            height: AtomicU64::new(0),
            text: tokio::sync::OnceCell::new(),
            fonts: std::sync::OnceLock::new(),
            applicable: Mutex::default(),
            determined: Mutex::default(),
            erased_from_text: AtomicU64::new(0),
            long_work: tokio::sync::Notify::new(),
            confirmed: AtomicI64::new(i64::MIN),
            swept_on: AtomicI64::new(i64::MIN),
        }));
        app.make_missing_lists().await?;
        app.remember_last_event().await?;
        app.refresh_webhooks().await?;
        Ok(app)
    }

    /// How the program was started.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.config.clock
    }

    /// The day it is.
    pub fn today(&self) -> Day {
        self.clock().today()
    }

    /// Now.
    pub(crate) fn now(&self) -> Moment {
        self.clock().now()
    }

    /// The height of the ledger: how many events are sealed.
    pub fn height(&self) -> u64 {
        self.0.height.load(Ordering::Relaxed)
    }

    /// The policy in force today.
    pub async fn policy(&self) -> Result<Policy> {
        Ok(self.0.snapshot.on(&self.0.store, self.today()).await?.policy)
    }

    /// The store: for benchmarks and the program's own commands, never for pages.
    pub fn store(&self) -> &Store {
        &self.0.store
    }
}

fn options(config: &Config) -> Options {
    Options {
        url: config.database.clone(),
        keys: config.keys.clone(),
        attachments: config.attachments.clone(),
        checkpoints: config.checkpoints.clone(),
        node: config.node.clone(),
    }
}
