//! Files on their way in and out.

use crate::{Actor, App, Result, error::Error, page::UploadedFile};

/// An upload under way. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Upload(());

impl Upload {
    /// Takes the next piece.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let _ = bytes;
        Err(Error::Unavailable("upload".to_owned()))
    }

    /// All is there.
    pub async fn finish(self) -> Result<UploadedFile> {
        Err(Error::Unavailable("upload".to_owned()))
    }
}

/// A file on its way out.
#[derive(Debug)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
}

impl Reading {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

impl App {
    /// Begins an upload; its id becomes the answer of a file field.
    pub async fn begin_upload(&self, actor: &Actor, name: &str) -> Result<Upload> {
        let _ = (actor, name);
        Err(Error::Unavailable("upload".to_owned()))
    }
}
