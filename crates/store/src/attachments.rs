//! Attachments: encrypted piece by piece while they arrive, so that a file of any size takes little memory
//! and a connection cut in the middle leaves nothing that anybody could take for a file.
//!
//! On SQLite the ciphertext is a file named by its own SM3 (temporary file, fsync, rename, fsync of the
//! folder); on PostgreSQL it is rows, so that it is replicated. Only then is there a row that names it, and
//! only an event that binds it to a case keeps it from being swept.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use rongheng_domain::{
    day::Moment,
    ids::{FileId, StreamId},
    ledger::Hash,
};
use serde::{Deserialize, Serialize};
use sm3::{Digest as _, Sm3};

use crate::{
    Store,
    cipher::{Key, Secret},
    engine::{Row, binds, signed},
    error::Error,
    keys::sync_folder,
    sql,
};

/// Plaintext of a piece.
const PIECE: usize = 256 * 1024;
/// What encryption adds to a piece.
const OVERHEAD: usize = 12 + 16;

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file.
    pub file: FileId,
    /// The case it belongs to; `None` until an event binds it.
    pub stream: Option<StreamId>,
    /// The name it came with.
    pub name: String,
    /// Media type, as found by whoever received it.
    pub media: String,
    /// SM3 of the plaintext: what is shown and stands in the event.
    pub hash: Hash,
    /// SM3 of the ciphertext: where it lies.
    pub address: Hash,
    /// Bytes of plaintext.
    pub size: u64,
}

/// What is known of a file only with its key.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    name: String,
    media: String,
    hash: Hash,
}

/// A file that is arriving. Dropped before [`Upload::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Upload {
    store: Store,
    file: FileId,
    at: Moment,
    key: Secret,
    pieces: u64,
    waiting: Vec<u8>,
    size: u64,
    plain: Sm3,
    cipher: Sm3,
    /// SQLite: the temporary file.
    part: Option<(PathBuf, fs::File)>,
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some((path, _)) = self.part.take() {
            // Whatever remains is swept.
            let _left_to_the_sweep = fs::remove_file(path);
        }
    }
}

/// A file that is read, piece by piece.
#[derive(Debug)]
pub struct Reading {
    store: Store,
    file: FileId,
    key: Secret,
    next: u64,
    last: u64,
    part: Option<fs::File>,
}

impl Store {
    /// Begins to receive a file.
    #[expect(
        clippy::unused_async,
        reason = "where attachments live in an object store, beginning one asks it"
    )]
    pub async fn begin_upload(&self, at: Moment) -> Result<Upload, Error> {
        let file = FileId(Hash(Secret::random()?.0).to_string().chars().take(32).collect());
        let part = if self.engine().is_sqlite() {
            let folder = self.arriving();
            fs::create_dir_all(&folder)?;
            let path = folder.join(file.as_str());
            let part = fs::OpenOptions::new().create_new(true).write(true).open(&path)?;
            Some((path, part))
        } else {
            None
        };
        Ok(Upload {
            store: self.clone(),
            file,
            at,
            key: Secret::random()?,
            pieces: 0,
            waiting: Vec::new(),
            size: 0,
            plain: Sm3::new(),
            cipher: Sm3::new(),
            part,
        })
    }

    fn arriving(&self) -> PathBuf {
        self.0.options.attachments.join("arriving")
    }

    fn place(&self, address: &Hash) -> PathBuf {
        let name = address.to_string();
        let shelf: String = name.chars().take(2).collect();
        self.0.options.attachments.join(shelf).join(name)
    }

    pub(crate) fn remove_file(&self, address: &Hash) -> Result<(), Error> {
        match fs::remove_file(self.place(address)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn piece_key(
        &self,
        file: &FileId,
        key: &Secret,
        number: u64,
        last: bool,
    ) -> Result<(Key, Vec<u8>), Error> {
        let key = key.derive(self.0.suite, &[b"rongheng/file/1\0", &number.to_be_bytes()])?;
        // A piece opens only in its place of its file, and the last one only as the last.
        let header = [file.as_str().as_bytes(), &number.to_be_bytes(), &[u8::from(last)]].concat();
        Ok((key, header))
    }

    /// What is known of a file; `None` where there is no such file or its case was erased.
    pub async fn attachment(&self, file: &FileId) -> Result<Option<Attachment>, Error> {
        let row = self.engine().read().await?.row(sql::FILE, binds![file.as_str()]).await?;
        row.map(|row| self.described(&row)).transpose()
    }

    /// The files of a case.
    pub async fn attachments_of(&self, stream: &StreamId) -> Result<Vec<Attachment>, Error> {
        let rows = self.engine().read().await?.rows(sql::FILES_OF, binds![stream.as_str()]).await?;
        rows.iter().map(|row| self.described(row)).collect()
    }

    fn described(&self, row: &Row) -> Result<Attachment, Error> {
        let file = FileId(row.text(0)?);
        let key = self.0.keys.unwrap(self.0.suite, &purpose(file.as_str()), row.bytes(4)?)?;
        let key = key.derive(self.0.suite, &[b"rongheng/file-about/1\0"])?;
        let about = key.open(file.as_str().as_bytes(), row.bytes(5)?);
        let about =
            about.ok_or_else(|| Error::corrupt(format!("the description of {file} does not open")))?;
        let about: About = serde_json::from_slice(&about).map_err(|e| Error::corrupt(e.to_string()))?;
        let stream = Some(row.text(1)?).filter(|stream| !stream.is_empty()).map(StreamId);
        Ok(Attachment {
            file,
            stream,
            name: about.name,
            media: about.media,
            hash: about.hash,
            address: row.hash(2)?,
            size: row.count(3)?,
        })
    }

    /// Begins to read a file of a case; a file of another case is not found.
    pub async fn read_attachment(&self, stream: &StreamId, file: &FileId) -> Result<Reading, Error> {
        let row = self.engine().read().await?.row(sql::FILE, binds![file.as_str()]).await?;
        let row =
            row.filter(|row| row.text(1).is_ok_and(|of| of == stream.as_str())).ok_or(Error::NotFound)?;
        let key = self.0.keys.unwrap(self.0.suite, &purpose(file.as_str()), row.bytes(4)?)?;
        let part =
            if self.engine().is_sqlite() { Some(fs::File::open(self.place(&row.hash(2)?))?) } else { None };
        let piece = u64::try_from(PIECE).map_err(|_| Error::corrupt("a piece of impossible length"))?;
        let last = row.count(3)? / piece;
        Ok(Reading { store: self.clone(), file: file.clone(), key, next: 0, last, part })
    }

    pub(crate) async fn sweep_uploads(&self, before: Moment) -> Result<u64, Error> {
        let addresses = self
            .engine()
            .write(Box::new(move |conn| {
                Box::pin(async move {
                    let rows = conn.rows(sql::SWEEP_FILES, binds![before.0]).await?;
                    conn.run(sql::SWEEP_CHUNKS, binds![before.0]).await?;
                    rows.iter().map(|row| row.hash(0)).collect::<Result<Vec<_>, _>>()
                })
            }))
            .await?;
        for address in &addresses {
            self.remove_file(address)?;
        }
        if self.engine().is_sqlite() {
            sweep_folder(&self.arriving(), before)?;
        }
        Ok(u64::try_from(addresses.len()).unwrap_or(u64::MAX))
    }
}

/// What the key of a file is wrapped for.
pub(crate) fn purpose(file: &str) -> String {
    format!("file {file}")
}

/// Removes temporary files last written before a moment.
fn sweep_folder(folder: &Path, before: Moment) -> Result<(), Error> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let written = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH);
        let written = written.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
        if written < before.0 {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Upload {
    /// The id the file will have.
    pub const fn file(&self) -> &FileId {
        &self.file
    }

    /// Bytes that arrived so far; whoever receives keeps to its limit.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.plain.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.put(&piece, false).await?;
        }
        Ok(())
    }

    async fn put(&mut self, piece: &[u8], last: bool) -> Result<(), Error> {
        let (key, header) = self.store.piece_key(&self.file, &self.key, self.pieces, last)?;
        let sealed = key.seal(&header, piece)?;
        self.cipher.update(&sealed);
        let number = signed(self.pieces)?;
        self.pieces += 1;
        if let Some((_, part)) = &mut self.part {
            part.write_all(&sealed)?;
        } else {
            let binds = binds![self.file.as_str(), number, sealed, self.at.0];
            self.store.run(sql::PUT_CHUNK, binds).await?;
        }
        Ok(())
    }

    /// Makes the file durable and names it. An event has to bind it before the sweep comes.
    pub async fn finish(mut self, name: &str, media: &str) -> Result<Attachment, Error> {
        let piece = std::mem::take(&mut self.waiting);
        self.put(&piece, true).await?;
        let hash = Hash(self.plain.clone().finalize().into());
        let address = Hash(self.cipher.clone().finalize().into());
        if let Some((path, part)) = self.part.take() {
            part.sync_all()?;
            let place = self.store.place(&address);
            let shelf = place.parent().unwrap_or(&place).to_owned();
            fs::create_dir_all(&shelf)?;
            fs::rename(path, &place)?;
            sync_folder(&shelf)?;
            sync_folder(&self.store.0.options.attachments)?;
        }
        let about = About { name: name.to_owned(), media: media.to_owned(), hash };
        let about = serde_json::to_vec(&about).map_err(|e| Error::corrupt(e.to_string()))?;
        let suite = self.store.0.suite;
        let about = self
            .key
            .derive(suite, &[b"rongheng/file-about/1\0"])?
            .seal(self.file.as_str().as_bytes(), &about)?;
        let wrapped = self.store.0.keys.wrap(suite, &purpose(self.file.as_str()), &self.key)?;
        let binds = binds![self.file.as_str(), "", address, signed(self.size)?, wrapped, about, self.at.0];
        self.store.run(sql::PUT_FILE, binds).await?;
        let attachment = self.store.attachment(&self.file).await?;
        attachment.ok_or_else(|| Error::corrupt(format!("{} is gone", self.file)))
    }

    /// Gives the upload up.
    pub async fn abandon(self) -> Result<(), Error> {
        if self.part.is_none() {
            self.store.run(sql::DROP_CHUNKS, binds![self.file.as_str()]).await?;
        }
        Ok(())
    }
}

impl Reading {
    /// The next bytes; `None` after the last. Bytes that were changed, cut or exchanged are never given out.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        if self.next > self.last {
            return Ok(None);
        }
        let sealed = if let Some(part) = &mut self.part {
            let mut sealed = Vec::with_capacity(PIECE + OVERHEAD);
            let most = u64::try_from(PIECE + OVERHEAD).unwrap_or(u64::MAX);
            part.take(most).read_to_end(&mut sealed)?;
            sealed
        } else {
            let binds = binds![self.file.as_str(), signed(self.next)?];
            let row = self.store.engine().read().await?.row(sql::CHUNK, binds).await?;
            row.map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()?.unwrap_or_default()
        };
        let (key, header) = self.store.piece_key(&self.file, &self.key, self.next, self.next == self.last)?;
        self.next += 1;
        let piece = key.open(&header, &sealed);
        piece
            .map(Some)
            .ok_or_else(|| Error::corrupt(format!("piece {} of {} was changed", self.next - 1, self.file)))
    }

    /// All that remains.
    pub async fn all(mut self) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        while let Some(piece) = self.next().await? {
            out.extend_from_slice(&piece);
        }
        Ok(out)
    }
}
