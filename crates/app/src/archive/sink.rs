//! Where a package goes: into a ZIP that is encrypted while it is written, or into a folder. Either way a piece is
//! written and forgotten, and every file is weighed by two hashes.

use std::{fs, io::Write as _, path::PathBuf};

use rongheng_documents::{Package, Unwritable};
use rongheng_store::hex;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

use crate::{Result, error::Error};

/// A file of the package, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighed {
    /// Where it lies in the package.
    pub(super) path: String,
    /// SHA-256, in hexadecimal.
    pub(super) sha256: String,
    /// SM3, in hexadecimal.
    pub(super) sm3: String,
}

#[derive(Debug)]
enum Place {
    Zip { package: Box<Package>, upload: Box<rongheng_store::Upload> },
    Folder { root: PathBuf, open: Option<fs::File> },
}

/// A package in the making.
#[derive(Debug)]
pub(super) struct Sink {
    place: Place,
    weighed: Vec<Weighed>,
    now: Option<(String, Sha256, Sm3)>,
}

fn unwritable(error: Unwritable) -> Error {
    Error::Unavailable(error.to_string())
}

fn failed(error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull => Error::DiskFull,
        _ => Error::Unavailable(error.to_string()),
    }
}

impl Sink {
    /// Into the store.
    pub(super) fn zip(upload: rongheng_store::Upload) -> Self {
        let place = Place::Zip { package: Box::default(), upload: Box::new(upload) };
        Self { place, weighed: Vec::new(), now: None }
    }

    /// Into a folder, which must not be there.
    pub(super) fn folder(root: PathBuf) -> Result<Self> {
        fs::create_dir_all(root.parent().unwrap_or(&root)).map_err(failed)?;
        fs::create_dir(&root).map_err(failed)?;
        Ok(Self { place: Place::Folder { root, open: None }, weighed: Vec::new(), now: None })
    }

    /// Begins a file. What is packed already (pictures, PDF) is not packed again.
    pub(super) fn begin(&mut self, path: &str, size: u64, packs: bool) -> Result<()> {
        self.end();
        match &mut self.place {
            Place::Zip { package, .. } => package.file(path, size, packs).map_err(unwritable)?,
            Place::Folder { root, open } => {
                let path = root.join(path);
                fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(failed)?;
                *open =
                    Some(fs::OpenOptions::new().create_new(true).write(true).open(&path).map_err(failed)?);
            }
        }
        self.now = Some((path.to_owned(), Sha256::new(), Sm3::new()));
        Ok(())
    }

    /// Writes the next bytes of the file.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some((_, sha256, sm3)) = &mut self.now {
            sha256.update(bytes);
            sm3.update(bytes);
        }
        match &mut self.place {
            Place::Zip { package, upload } => {
                package.write(bytes).map_err(unwritable)?;
                upload.write(&package.taken()).await?;
            }
            Place::Folder { open, .. } => {
                open.as_mut().map_or(Ok(()), |file| file.write_all(bytes)).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// A whole file.
    pub(super) async fn file(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        self.begin(path, u64::try_from(bytes.len()).unwrap_or(u64::MAX), true)?;
        self.write(bytes).await
    }

    fn end(&mut self) {
        if let Some((path, sha256, sm3)) = self.now.take() {
            let (sha256, sm3) = (hex(sha256.finalize().as_slice()), hex(sm3.finalize().as_slice()));
            self.weighed.push(Weighed { path, sha256, sm3 });
        }
    }

    /// Every file so far.
    pub(super) fn weighed(&mut self) -> &[Weighed] {
        self.end();
        &self.weighed
    }

    /// The end. The upload, where it is a ZIP.
    pub(super) async fn finish(mut self) -> Result<Option<rongheng_store::Upload>> {
        self.end();
        match self.place {
            Place::Zip { package, mut upload } => {
                upload.write(&package.finish().map_err(unwritable)?).await?;
                Ok(Some(*upload))
            }
            Place::Folder { open, .. } => {
                drop(open);
                Ok(None)
            }
        }
    }
}
