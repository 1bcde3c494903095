//! What leaves the store with a case that is exported: events with everything that proves them, a seal over the
//! whole, and the shelf on which the package waits to be fetched.

use rongheng_domain::{
    day::Moment,
    ids::{FileId, StreamId},
    ledger::Hash,
};

pub use crate::sealer::hex;
use crate::{
    Store,
    append::key_purpose,
    engine::{binds, signed},
    erasure::drop_files,
    error::Error,
    load::{open_bytes, whole},
    sql,
};

/// The first line of a seal; a checkpoint begins with another, so that neither is ever taken for the other.
const SEAL: &str = "rongheng/archive/1";

/// An event as it is handed out: whoever has it needs neither this program nor its keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Provable {
    /// Its place in the stream.
    pub version: u64,
    /// `tolerance.accepted`.
    pub kind: String,
    /// Schema number of its shape.
    pub schema: u16,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// The envelope as it is stored, content encrypted.
    pub envelope: Vec<u8>,
    /// The content as it was written: JSON.
    pub content: Vec<u8>,
    /// The key of this event and of no other.
    pub key: Vec<u8>,
    /// The link.
    pub link: Hash,
}

impl std::fmt::Debug for Provable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provable")
            .field("version", &self.version)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The stream under which the package of a case lies.
pub(crate) fn shelf(case: &StreamId) -> StreamId {
    StreamId::new("package", case.as_str())
}

impl Store {
    /// The events of a stream, in order, with what proves each.
    ///
    /// # Errors
    /// [`Error::Erased`] where its key was erased; [`Error::Corrupt`] where the chain is broken.
    pub async fn provable(&self, stream: &StreamId) -> Result<Vec<Provable>, Error> {
        let mut conn = self.engine().read().await?;
        let rows = conn.rows(sql::LOAD, binds![stream.as_str(), signed(0)?]).await?;
        let wrapped = conn.row(sql::STREAM_KEY, binds![stream.as_str()]).await?;
        drop(conn);
        if rows.is_empty() {
            return Err(Error::NotFound);
        }
        let wrapped = wrapped.ok_or_else(|| Error::Erased(stream.clone()))?;
        let key = self.0.keys.unwrap(self.0.suite, &key_purpose(stream), wrapped.bytes(0)?)?;
        let mut before: Option<(u64, Hash)> = None;
        let mut out = Vec::with_capacity(rows.len());
        for row in &rows {
            let (envelope, link) = whole(row, self.0.suite)?;
            if !envelope.follows(before) || envelope.stream != *stream {
                return Err(Error::corrupt(format!("{stream}: the chain is broken at {}", envelope.version)));
            }
            before = Some((envelope.version, link));
            let (content, key) = open_bytes(&envelope, &key)?;
            out.push(Provable {
                version: envelope.version,
                kind: envelope.kind,
                schema: envelope.schema,
                recorded_at: envelope.recorded_at,
                envelope: row.bytes(0)?.to_vec(),
                content,
                key: key.as_bytes().to_vec(),
                link,
            });
        }
        Ok(out)
    }

    /// The seal of a package of `case`: its text and the signature in hexadecimal, by the key of the checkpoints.
    pub fn seal_package(&self, case: &StreamId, events: u64, checksums: &Hash) -> (String, String) {
        let text = format!("{SEAL}\ncase {case}\nevents {events}\nchecksums {checksums}\n");
        let signature = hex(&self.0.keys.sign(&text));
        (text, signature)
    }

    /// Keeps a package until it is dropped; one that was made of the same case before goes.
    pub async fn keep_package(&self, case: &StreamId, file: &FileId) -> Result<(), Error> {
        self.drop_package(case).await?;
        match self.run(sql::BIND_FILE, binds![file.as_str(), shelf(case).as_str()]).await? {
            0 => Err(Error::NotFound),
            _ => Ok(()),
        }
    }

    /// The package of a case that waits to be fetched.
    pub async fn package(
        &self,
        case: &StreamId,
    ) -> Result<Option<(crate::Attachment, crate::Reading)>, Error> {
        let shelf = shelf(case);
        let Some(about) = self.attachments_of(&shelf).await?.pop() else { return Ok(None) };
        let reading = self.read_attachment(&shelf, &about.file).await?;
        Ok(Some((about, reading)))
    }

    /// Takes the package of a case away.
    pub async fn drop_package(&self, case: &StreamId) -> Result<(), Error> {
        let shelf = shelf(case);
        let addresses = self
            .engine()
            .write(Box::new(move |conn| Box::pin(async move { drop_files(conn, &shelf).await })))
            .await?;
        addresses.iter().try_for_each(|address| self.remove_file(address))
    }

    /// Takes away every package that was made before a moment; how many.
    pub async fn sweep_packages(&self, before: Moment) -> Result<u64, Error> {
        let rows = self.engine().read().await?.rows(sql::PACKAGES_BEFORE, binds![before.0]).await?;
        let mut swept = 0;
        for row in &rows {
            if let Some(case) = row.text(0)?.strip_prefix("package/") {
                self.drop_package(&StreamId::from(case)).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
