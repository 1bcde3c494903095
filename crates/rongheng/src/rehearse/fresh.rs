//! A fresh store for one story: a temporary folder, and on PostgreSQL a schema of its own, gone afterwards.

use anyhow::Result;
use rongheng_app::{Config, Scratch};
use tempfile::TempDir;

use crate::place::Place;

/// A store that is gone when the story is over.
#[derive(Debug)]
pub(crate) struct Fresh {
    folder: TempDir,
    scratch: Option<Scratch>,
}

impl Fresh {
    /// A place for a new store, on the engine that was asked for.
    pub(crate) async fn new(place: &Place) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rongheng-").tempdir()?;
        let scratch = match &place.database {
            Some(url) if !url.starts_with("sqlite:") => Some(Scratch::make(url).await?),
            _ => None,
        };
        Ok(Self { folder, scratch })
    }

    /// The configuration of a program on it.
    pub(crate) fn config(&self) -> Config {
        let mut config = Config { demo: true, ..Config::in_folder(self.folder.path()) };
        if let Some(scratch) = &self.scratch {
            scratch.url().clone_into(&mut config.database);
        }
        config
    }

    /// Takes the schema away again; the folder goes with the value.
    pub(crate) async fn clear(self) -> Result<()> {
        if let Some(scratch) = self.scratch {
            scratch.clear().await?;
        }
        Ok(())
    }
}
