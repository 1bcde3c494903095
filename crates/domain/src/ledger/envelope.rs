//! Envelope format 1 — the bytes of one stored event. Frozen by the first event that was stored.
//!
//! ```text
//! 01 | suite | stream | version | kind | schema | recorded_at | actor | acted_for | cause | decided_by
//!    | payload | key commitment | previous link
//! ```
//! The first byte is the format. Each field is its length (four bytes, most significant first) and its
//! bytes; numbers are big-endian. An absent `acted_for` or `cause` is an empty field; `cause` is a stream
//! (a field) and eight bytes of version; `decided_by` is a run of such pairs, streams strictly ascending.
//! Exactly one sequence of bytes stands for an envelope: whatever else is read is refused.

use std::collections::BTreeMap;

use super::{
    bytes::{Reader, Writer, text},
    link::{Hash, genesis, link},
};
use crate::{
    day::Moment,
    ids::{EventRef, PersonId, StreamId},
};

/// The format byte.
pub const FORMAT: u8 = 1;

/// How payloads are encrypted; chosen once for a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// AES-256-GCM.
    Aes256Gcm,
    /// SM4-GCM (GB/T 32907).
    Sm4Gcm,
}

impl Suite {
    /// The stored byte.
    pub const fn id(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Sm4Gcm => 2,
        }
    }

    /// The suite with this byte.
    pub const fn from_id(id: u8) -> Option<Self> {
        match id {
            1 => Some(Self::Aes256Gcm),
            2 => Some(Self::Sm4Gcm),
            _ => None,
        }
    }

    /// The name in settings and on the guarantee page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "AES-256-GCM",
            Self::Sm4Gcm => "SM4-GCM",
        }
    }
}

/// One event as the ledger keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// How the payload is encrypted.
    pub suite: Suite,
    /// The stream; never empty.
    pub stream: StreamId,
    /// Its place in the stream; the first event is 1.
    pub version: u64,
    /// Stored name of the event, such as `tolerance.accepted`.
    pub kind: String,
    /// Schema number of the event's shape.
    pub schema: u16,
    /// When it was recorded; never before the previous event of the ledger.
    pub recorded_at: Moment,
    /// Who was signed in.
    pub actor: PersonId,
    /// For whom a paper was entered (G5).
    pub acted_for: Option<PersonId>,
    /// The event that caused it, where another case did.
    pub cause: Option<EventRef>,
    /// The versions of the policy and calendar streams it was decided by.
    pub decided_by: BTreeMap<StreamId, u64>,
    /// The encrypted payload.
    pub payload: Vec<u8>,
    /// Commitment to the key of the payload.
    pub key_commitment: Hash,
    /// The link of the previous event of the stream, or its genesis link.
    pub previous: Hash,
}

/// A field does not fit into four bytes of length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a field is longer than 4 GiB")]
pub struct TooLong;

/// Why bytes are not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The first byte is another format.
    #[error("not envelope format 1")]
    Format,
    /// The bytes end before a field does.
    #[error("the bytes end inside a field")]
    CutShort,
    /// Bytes follow the last field.
    #[error("bytes follow the last field")]
    TrailingBytes,
    /// A field has a value that no envelope has, or has it in a second spelling.
    #[error("the field {0} is not in its one form")]
    Field(&'static str),
}

impl Envelope {
    /// The bytes to store.
    ///
    /// # Errors
    /// [`TooLong`] where a field exceeds 4 GiB.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TooLong> {
        let mut out = Writer(Vec::with_capacity(256 + self.payload.len()));
        out.0.push(FORMAT);
        out.field(&[self.suite.id()])?;
        out.field(self.stream.0.as_bytes())?;
        out.field(&self.version.to_be_bytes())?;
        out.field(self.kind.as_bytes())?;
        out.field(&self.schema.to_be_bytes())?;
        out.field(&self.recorded_at.0.to_be_bytes())?;
        out.field(self.actor.0.as_bytes())?;
        out.field(self.acted_for.as_ref().map_or(&[], |who| who.0.as_bytes()))?;
        let mut cause = Writer::default();
        if let Some(event) = &self.cause {
            pair(&mut cause, &event.stream, event.version)?;
        }
        out.field(&cause.0)?;
        let mut decided_by = Writer::default();
        for (stream, version) in &self.decided_by {
            pair(&mut decided_by, stream, *version)?;
        }
        out.field(&decided_by.0)?;
        out.field(&self.payload)?;
        out.field(&self.key_commitment.0)?;
        out.field(&self.previous.0)?;
        Ok(out.0)
    }

    /// Reads stored bytes. Total: whatever the bytes, it answers and does not panic; and
    /// `parse(b)? .to_bytes() == b`.
    ///
    /// # Errors
    /// [`Malformed`], also for bytes after the end and for values in any but their one form.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Reader(bytes);
        let [format] = from.array()?;
        if format != FORMAT {
            return Err(Malformed::Format);
        }
        let [suite] = from.fixed("suite")?;
        let envelope = Self {
            suite: Suite::from_id(suite).ok_or(Malformed::Field("suite"))?,
            stream: StreamId(from.text("stream")?),
            version: counted(from.fixed("version")?, "version")?,
            kind: from.text("kind")?,
            schema: u16::from_be_bytes(from.fixed("schema")?),
            recorded_at: Moment(i64::from_be_bytes(from.fixed("recorded_at")?)),
            actor: PersonId(from.text("actor")?),
            acted_for: match from.field()? {
                [] => None,
                who => Some(PersonId(text(who, "acted_for")?)),
            },
            cause: cause(from.field()?)?,
            decided_by: decided_by(from.field()?)?,
            payload: from.field()?.to_vec(),
            key_commitment: Hash(from.fixed("key_commitment")?),
            previous: Hash(from.fixed("previous")?),
        };
        from.end()?;
        Ok(envelope)
    }

    /// Whether it stands where it claims to: after `before` (version and link of the previous event), or
    /// first in its stream.
    pub fn follows(&self, before: Option<(u64, Hash)>) -> bool {
        let (version, link) = before.unwrap_or_else(|| (0, genesis(&self.stream)));
        version.checked_add(1) == Some(self.version) && link == self.previous
    }

    /// The link of this event: SM3 over [`Envelope::to_bytes`].
    ///
    /// # Errors
    /// [`TooLong`], as `to_bytes`.
    pub fn link(&self) -> Result<Hash, TooLong> {
        self.to_bytes().map(|bytes| link(&bytes))
    }
}

fn pair(out: &mut Writer, stream: &StreamId, version: u64) -> Result<(), TooLong> {
    out.field(stream.0.as_bytes())?;
    out.0.extend_from_slice(&version.to_be_bytes());
    Ok(())
}

fn counted(bytes: [u8; 8], name: &'static str) -> Result<u64, Malformed> {
    match u64::from_be_bytes(bytes) {
        0 => Err(Malformed::Field(name)),
        version => Ok(version),
    }
}

fn cause(bytes: &[u8]) -> Result<Option<EventRef>, Malformed> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut from = Reader(bytes);
    let stream = StreamId(from.text("cause")?);
    let version = counted(from.array()?, "cause")?;
    from.end().map_err(|_| Malformed::Field("cause"))?;
    Ok(Some(EventRef { stream, version }))
}

fn decided_by(bytes: &[u8]) -> Result<BTreeMap<StreamId, u64>, Malformed> {
    let mut from = Reader(bytes);
    let mut out = BTreeMap::new();
    while !from.0.is_empty() {
        let stream = StreamId(from.text("decided_by")?);
        let version = counted(from.array()?, "decided_by")?;
        if out.last_key_value().is_some_and(|(last, _)| *last >= stream) {
            return Err(Malformed::Field("decided_by"));
        }
        out.insert(stream, version);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::{collection, option, prelude::*};

    use super::*;

    fn envelopes() -> impl Strategy<Value = Envelope> {
        let name = || "[a-z]{1,9}/[a-z0-9容]{1,9}";
        let ids = (name(), "[a-z.]{1,12}", "[a-z]{1,8}", option::of("[a-z]{1,8}"));
        let cause = option::of((name(), 1..=u64::MAX));
        let decided_by = collection::btree_map(name().prop_map(StreamId), 1..=u64::MAX, 0..4);
        let numbers = (any::<bool>(), 1..=u64::MAX, any::<u16>(), any::<i64>());
        let bytes = (collection::vec(any::<u8>(), 0..80), any::<[u8; 32]>(), any::<[u8; 32]>());
        (ids, cause, decided_by, numbers, bytes).prop_map(|(ids, cause, decided_by, numbers, bytes)| {
            Envelope {
                suite: if numbers.0 { Suite::Aes256Gcm } else { Suite::Sm4Gcm },
                stream: StreamId(ids.0),
                version: numbers.1,
                kind: ids.1,
                schema: numbers.2,
                recorded_at: Moment(numbers.3),
                actor: PersonId(ids.2),
                acted_for: ids.3.map(PersonId),
                cause: cause.map(|(stream, version)| EventRef { stream: StreamId(stream), version }),
                decided_by,
                payload: bytes.0,
                key_commitment: Hash(bytes.1),
                previous: Hash(bytes.2),
            }
        })
    }

    fn example() -> Envelope {
        Envelope {
            suite: Suite::Sm4Gcm,
            stream: "tolerance/1".into(),
            version: 2,
            kind: "tolerance.accepted".to_owned(),
            schema: 1,
            recorded_at: Moment(1_772_582_400_000_000),
            actor: "lin".into(),
            acted_for: None,
            cause: None,
            decided_by: BTreeMap::from([("calendar/cn".into(), 3), ("limits/liwan".into(), 1)]),
            payload: vec![0xde, 0xad],
            key_commitment: key(),
            previous: genesis(&"tolerance/1".into()),
        }
    }

    fn key() -> Hash {
        super::super::link::key_commitment(b"k")
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(envelope in envelopes()) {
            let bytes = envelope.to_bytes().unwrap();
            prop_assert_eq!(Envelope::parse(&bytes).unwrap(), envelope);
        }

        #[test]
        fn reading_never_panics_and_only_the_one_form_is_read(bytes in collection::vec(any::<u8>(), 0..300)) {
            if let Ok(envelope) = Envelope::parse(&bytes) {
                prop_assert_eq!(envelope.to_bytes().unwrap(), bytes);
            }
        }

        #[test]
        fn a_changed_byte_is_another_envelope_or_none(
            envelope in envelopes(), at in any::<prop::sample::Index>(), flip in 1..=u8::MAX,
        ) {
            let good = envelope.to_bytes().unwrap();
            let mut bytes = good.clone();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            if let Ok(other) = Envelope::parse(&bytes) {
                prop_assert_eq!(other.to_bytes().unwrap(), bytes.clone());
                prop_assert_ne!(other, envelope);
            }
            prop_assert_ne!(link(&bytes), link(&good));
        }

        #[test]
        fn cut_or_lengthened_bytes_are_refused(envelope in envelopes(), cut in any::<prop::sample::Index>()) {
            let mut bytes = envelope.to_bytes().unwrap();
            let shorter = &bytes[..cut.index(bytes.len())];
            prop_assert_eq!(Envelope::parse(shorter), Err(Malformed::CutShort));
            bytes.push(0);
            prop_assert_eq!(Envelope::parse(&bytes), Err(Malformed::TrailingBytes));
        }
    }

    #[test]
    fn the_frozen_bytes_of_format_1_do_not_change() {
        let bytes = example().to_bytes().unwrap();
        assert_eq!(&bytes[..17], b"\x01\0\0\0\x01\x02\0\0\0\x0btoleran", "format, suite, stream");
        assert_eq!(link(&bytes).to_string(), FROZEN);
    }
    // Computed apart from this code, with OpenSSL's SM3 over bytes laid out by the table above.
    const FROZEN: &str = "2567b415d1d03af30bdef42f7be8bb7b3bedb04144f8b6df939de3cad939ad0f";

    #[test]
    fn an_unknown_suite_a_version_zero_and_unsorted_streams_are_refused() {
        let bytes = example().to_bytes().unwrap();
        let with = |at: usize, byte: u8| {
            let mut other = bytes.clone();
            other[at] = byte;
            Envelope::parse(&other)
        };
        assert_eq!(with(0, 2), Err(Malformed::Format));
        assert_eq!(with(5, 3), Err(Malformed::Field("suite")));
        let version = 1 + 5 + 4 + "tolerance/1".len() + 4 + 7;
        assert_eq!(with(version, 0), Err(Malformed::Field("version")));
        let calendar = bytes.windows(11).position(|w| w == b"calendar/cn").unwrap();
        assert_eq!(with(calendar, b'm'), Err(Malformed::Field("decided_by")), "malendar sorts after limits");
    }

    #[test]
    fn an_event_follows_only_its_own_predecessor() {
        let second = example();
        let mut first = example();
        first.version = 1;
        assert!(first.follows(None));
        assert!(!second.follows(None));
        assert!(second.follows(Some((1, genesis(&"tolerance/1".into())))));
        assert!(!second.follows(Some((1, key()))));
        first.stream = "tolerance/2".into();
        assert!(!first.follows(None), "the beginning of one stream cannot begin another");
    }
}
