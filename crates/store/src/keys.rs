//! The folder of keys, apart from the database and from its backups.
//!
//! - `master.keys` — one line `number hex` each, the last in use: keys of streams are wrapped by it.
//! - `signing.key` — the seed that signs checkpoints, in hexadecimal.
//! - `erasures` — one line `moment stream` for each erased key, so that a restore erases it again.

use std::{
    collections::BTreeMap,
    fs,
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use rongheng_domain::{
    day::Moment,
    ids::StreamId,
    ledger::{Hash, Suite},
};

use crate::{
    cipher::Secret,
    error::{Error, Trouble},
};

const MASTER: &str = "master.keys";
const SIGNING: &str = "signing.key";
const ERASURES: &str = "erasures";
/// Ends a line of [`ERASURES`].
const END: &str = " erased";

/// The keys of this node.
#[derive(Debug)]
pub(crate) struct Keys {
    folder: PathBuf,
    masters: RwLock<BTreeMap<u32, Secret>>,
    signing: SigningKey,
}

impl Keys {
    /// Makes the folder with fresh keys; keys that are there already stay.
    pub(crate) fn init(folder: &Path) -> Result<(), Error> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        for (name, line) in [(MASTER, "1 "), (SIGNING, "")] {
            let line = format!("{line}{}\n", Hash(Secret::random()?.0));
            match replace(folder, name, &line, true) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                other => other?,
            }
        }
        Ok(())
    }

    /// Reads the folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        for name in [MASTER, SIGNING] {
            let mode = fs::metadata(folder.join(name)).map_err(missing(name))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(trouble(format!("{name} may be read by others than its owner (mode {mode:o})")));
            }
        }
        let masters = read_masters(folder)?;
        let seed = fs::read_to_string(folder.join(SIGNING))?;
        let seed = Hash::parse(seed.trim()).ok_or_else(|| trouble(format!("{SIGNING} is not a key")))?;
        Ok(Self {
            folder: folder.to_owned(),
            masters: RwLock::new(masters),
            signing: SigningKey::from_bytes(&seed.0),
        })
    }

    fn master(&self, number: Option<u32>) -> Result<(u32, Secret), Error> {
        let find = || {
            let masters = self.masters.read().unwrap_or_else(PoisonError::into_inner);
            match number {
                Some(number) => masters.get(&number).map(|key| (number, key.clone())),
                None => masters.last_key_value().map(|(number, key)| (*number, key.clone())),
            }
        };
        if let Some(found) = find() {
            return Ok(found);
        }
        // Another node may have begun to use a new one since.
        *self.masters.write().unwrap_or_else(PoisonError::into_inner) = read_masters(&self.folder)?;
        find().ok_or_else(|| trouble(format!("{MASTER} has no key {number:?}")))
    }

    /// Wraps a key for what `purpose` names.
    pub(crate) fn wrap(&self, suite: Suite, purpose: &str, key: &Secret) -> Result<Vec<u8>, Error> {
        let (number, master) = self.master(None)?;
        let sealed = master.derive(suite, &[b"rongheng/wrap/1\0"])?.seal(purpose.as_bytes(), &key.0)?;
        Ok([number.to_be_bytes().as_slice(), &sealed].concat())
    }

    /// The key that was wrapped for `purpose`.
    pub(crate) fn unwrap(&self, suite: Suite, purpose: &str, wrapped: &[u8]) -> Result<Secret, Error> {
        let bad = || Error::corrupt(format!("the wrapped key of {purpose} does not open"));
        let (number, sealed) = wrapped.split_first_chunk().ok_or_else(bad)?;
        let (_, master) = self.master(Some(u32::from_be_bytes(*number)))?;
        let key = master.derive(suite, &[b"rongheng/wrap/1\0"])?.open(purpose.as_bytes(), sealed);
        key.and_then(|key| key.try_into().ok()).map(Secret).ok_or_else(bad)
    }

    /// Whether a key is wrapped by the master key in use.
    pub(crate) fn is_newest(&self, wrapped: &[u8]) -> Result<bool, Error> {
        let (number, _) = self.master(None)?;
        Ok(wrapped.first_chunk() == Some(&number.to_be_bytes()))
    }

    /// Begins to use a new master key, keeping the old ones for what is still wrapped by them.
    pub(crate) fn add_master(&self) -> Result<u32, Error> {
        let mut masters = self.masters.write().unwrap_or_else(PoisonError::into_inner);
        let number = masters.last_key_value().map_or(1, |(last, _)| last + 1);
        let mut next = masters.clone();
        next.insert(number, Secret::random()?);
        write_masters(&self.folder, &next)?;
        *masters = next;
        Ok(number)
    }

    /// Forgets every master key but this one, once nothing is wrapped by the others.
    pub(crate) fn keep_master(&self, number: u32) -> Result<(), Error> {
        let mut masters = self.masters.write().unwrap_or_else(PoisonError::into_inner);
        let kept: BTreeMap<_, _> =
            masters.iter().filter(|(n, _)| **n == number).map(|(n, k)| (*n, k.clone())).collect();
        if kept.is_empty() {
            return Err(trouble(format!("{MASTER} has no key {number}")));
        }
        write_masters(&self.folder, &kept)?;
        *masters = kept;
        Ok(())
    }

    /// Signs a text.
    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.signing.sign(text.as_bytes()).to_bytes()
    }

    /// Whether this node's key signed the text.
    pub(crate) fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        self.verifying().verify_strict(text.as_bytes(), &signature).is_ok()
    }

    /// What others check signatures with.
    pub(crate) fn verifying(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// Notes an erasure before the key goes.
    pub(crate) fn note_erasure(&self, stream: &StreamId, at: Moment) -> Result<(), Error> {
        // The line break before ends a line that a crash cut short, which is then no erasure.
        let line = format!("\n{} {}{END}\n", at.0, stream.0);
        let mut file =
            fs::OpenOptions::new().create(true).append(true).mode(0o600).open(self.folder.join(ERASURES))?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        sync_folder(&self.folder)?;
        Ok(())
    }

    /// Every erasure noted so far.
    pub(crate) fn erasures(&self) -> Result<Vec<(StreamId, Moment)>, Error> {
        let text = match fs::read_to_string(self.folder.join(ERASURES)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        // A line without its end was cut short: an erasure that was never carried out.
        Ok(text.lines().filter_map(erasure).collect())
    }
}

fn erasure(line: &str) -> Option<(StreamId, Moment)> {
    let (at, stream) = line.strip_suffix(END)?.split_once(' ')?;
    Some((StreamId(stream.to_owned()), Moment(at.parse().ok()?)))
}

fn trouble(what: String) -> Error {
    Error::Unavailable(Trouble::File(what))
}

fn missing(name: &'static str) -> impl FnOnce(std::io::Error) -> Error {
    move |error| trouble(format!("{name}: {error}"))
}

fn read_masters(folder: &Path) -> Result<BTreeMap<u32, Secret>, Error> {
    let read = |line: &str| {
        let (number, key) = line.split_once(' ')?;
        Some((number.parse().ok()?, Secret(Hash::parse(key)?.0)))
    };
    let text = fs::read_to_string(folder.join(MASTER)).map_err(missing(MASTER))?;
    text.lines()
        .map(|line| read(line).ok_or_else(|| trouble(format!("{MASTER} has a line that is no key"))))
        .collect()
}

fn write_masters(folder: &Path, masters: &BTreeMap<u32, Secret>) -> Result<(), Error> {
    let mut text = String::new();
    for (number, key) in masters {
        text.extend([&number.to_string(), " ", &Hash(key.0).to_string(), "\n"]);
    }
    Ok(replace(folder, MASTER, &text, false)?)
}

/// Writes a file whole or not at all.
fn replace(folder: &Path, name: &str, text: &str, only_if_absent: bool) -> std::io::Result<()> {
    let fresh = folder.join(format!("{name}.new"));
    let mut file = fs::OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if only_if_absent {
        let linked = fs::hard_link(&fresh, folder.join(name));
        fs::remove_file(&fresh)?;
        linked?;
    } else {
        fs::rename(&fresh, folder.join(name))?;
    }
    sync_folder(folder)
}

/// Makes renames and new files in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (tempfile::TempDir, Keys) {
        let folder = tempfile::tempdir().unwrap();
        Keys::init(&folder.path().join("keys")).unwrap();
        let keys = Keys::open(&folder.path().join("keys")).unwrap();
        (folder, keys)
    }

    #[test]
    fn a_second_init_keeps_the_keys() {
        let (folder, first) = keys();
        Keys::init(&folder.path().join("keys")).unwrap();
        let second = Keys::open(&folder.path().join("keys")).unwrap();
        assert_eq!(first.verifying(), second.verifying());
        assert_eq!(first.master(None).unwrap(), second.master(None).unwrap());
    }

    #[test]
    fn a_wrapped_key_opens_for_its_own_purpose_only_and_after_a_rotation() {
        let (folder, keys) = keys();
        let secret = Secret::random().unwrap();
        let wrapped = keys.wrap(Suite::Sm4Gcm, "stream a", &secret).unwrap();
        assert_eq!(keys.unwrap(Suite::Sm4Gcm, "stream a", &wrapped).unwrap(), secret);
        assert!(keys.unwrap(Suite::Sm4Gcm, "stream b", &wrapped).is_err());
        let other = Keys::open(&folder.path().join("keys")).unwrap();
        let number = keys.add_master().unwrap();
        let newer = keys.wrap(Suite::Sm4Gcm, "stream a", &secret).unwrap();
        assert_eq!(other.unwrap(Suite::Sm4Gcm, "stream a", &newer).unwrap(), secret, "another node reads on");
        keys.keep_master(number).unwrap();
        assert!(keys.unwrap(Suite::Sm4Gcm, "stream a", &wrapped).is_err(), "the old master key is gone");
    }

    #[test]
    fn keys_that_others_may_read_are_refused() {
        let (folder, _) = keys();
        let file = folder.path().join("keys").join(MASTER);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Keys::open(&folder.path().join("keys")).is_err());
    }

    #[test]
    fn erasures_are_remembered_and_a_line_cut_short_is_none() {
        let (folder, keys) = keys();
        assert_eq!(keys.erasures().unwrap(), vec![]);
        keys.note_erasure(&"tolerance/a b".into(), Moment(5)).unwrap();
        assert_eq!(keys.erasures().unwrap(), vec![("tolerance/a b".into(), Moment(5))]);
        let file = folder.path().join("keys").join(ERASURES);
        let mut text = fs::read_to_string(&file).unwrap();
        text.push_str("6 person/li");
        fs::write(&file, text).unwrap();
        assert_eq!(keys.erasures().unwrap().len(), 1);
        keys.note_erasure(&"person/lin".into(), Moment(7)).unwrap();
        assert_eq!(keys.erasures().unwrap()[1..], [("person/lin".into(), Moment(7))]);
    }
}
