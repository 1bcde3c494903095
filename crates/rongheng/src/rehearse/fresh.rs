//! A fresh store for one story: a temporary folder, and on PostgreSQL a schema of its own, gone afterwards.

use std::path::Path;

use anyhow::{Result, bail};
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

    /// A second store as this one is now, while nothing writes to it: its folder copied, as a backup of a program that
    /// stands still would be.
    ///
    /// # Errors
    /// The disk; or a store on `PostgreSQL`, whose tables lie in no folder.
    pub(crate) fn copy(&self) -> Result<Self> {
        if self.scratch.is_some() {
            bail!("去掉一步的演练只能用 SQLite：请不要指定 PostgreSQL 的 --database。");
        }
        let folder = tempfile::Builder::new().prefix("rongheng-").tempdir()?;
        copy_into(self.folder.path(), folder.path())?;
        Ok(Self { folder, scratch: None })
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

/// Every file below `from`, with its folders.
fn copy_into(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir(&target)?;
            copy_into(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
