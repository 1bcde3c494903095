//! The application: what is shared by everything a person can do.

use std::sync::Arc;

use rongheng_domain::{day::Day, facts::Policy};

use crate::{Clock, Config, FirstAdministrator, Result, error::Error};

/// The application. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) config: Config,
}

impl App {
    /// Makes a new database with its keys, and the code with which the first administrator signs on.
    pub async fn init(config: Config) -> Result<(Self, FirstAdministrator)> {
        let _ = config;
        Err(Error::Unavailable("init".to_owned()))
    }

    /// Opens an existing database.
    pub async fn open(config: Config) -> Result<Self> {
        Ok(Self(Arc::new(Inner { config })))
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

    /// The policy in force today.
    pub async fn policy(&self) -> Result<Policy> {
        Ok(Policy::default())
    }
}
