//! Encryption at the edge of the store. A ledger has one suite, chosen when it is made.
//!
//! A stream has a random key; each event, a key of its own derived from it, and a nonce derived from the
//! key, the header and the content. So no pair of key and nonce ever covers two contents: not when two
//! writers race for a version, nor when yesterday's file is put back and history goes another way.

use aes_gcm::{
    AesGcm, KeyInit,
    aead::{Aead, Payload, array::Array, consts::U12},
    aes::Aes256,
};
use hkdf::Hkdf;
use rongheng_domain::ledger::{Suite, sm3};
use sm3::Sm3;
use sm4::Sm4;

use crate::error::Error;

/// SM4 in Galois/Counter Mode (RFC 8998): the generic GCM over another cipher with blocks of 128 bits.
type Sm4Gcm = AesGcm<Sm4, U12>;
type Aes256Gcm = AesGcm<Aes256, U12>;

const NONCE: usize = 12;

/// A secret of 32 bytes. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) [u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// 32 bytes from the operating system.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|e| Error::Unavailable(crate::Trouble::File(format!("no random bytes: {e}"))))?;
        Ok(Self(bytes))
    }

    /// The key that follows from this one for one purpose.
    pub(crate) fn derive(&self, suite: Suite, purpose: &[&[u8]]) -> Result<Key, Error> {
        let mut bytes = vec![0; key_len(suite)];
        expand(&self.0, purpose, &mut bytes)?;
        Ok(Key { suite, bytes })
    }
}

const fn key_len(suite: Suite) -> usize {
    match suite {
        Suite::Aes256Gcm => 32,
        Suite::Sm4Gcm => 16,
    }
}

fn expand(secret: &[u8], info: &[&[u8]], out: &mut [u8]) -> Result<(), Error> {
    Hkdf::<Sm3>::new(None, secret)
        .expand_multi_info(info, out)
        .map_err(|_| Error::corrupt("a key of impossible length"))
}

/// A key for one content.
#[derive(Clone)]
pub(crate) struct Key {
    suite: Suite,
    bytes: Vec<u8>,
}

impl Key {
    /// The bytes, for the commitment.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Nonce, ciphertext and tag.
    pub(crate) fn seal(&self, header: &[u8], content: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE];
        let covered = sm3(&[&sm3(&[header]).0, content]);
        expand(&self.bytes, &[b"rongheng/nonce/1\0", &covered.0], &mut nonce)?;
        let payload = Payload { msg: content, aad: header };
        let sealed = match self.suite {
            Suite::Aes256Gcm => self.aes()?.encrypt(&Array(nonce), payload),
            Suite::Sm4Gcm => self.sm4()?.encrypt(&Array(nonce), payload),
        };
        let sealed = sealed.map_err(|_| Error::corrupt("a content too long to be encrypted"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The content, or `None` where header, bytes or key are not those it was sealed with.
    pub(crate) fn open(&self, header: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg, aad: header };
        match self.suite {
            Suite::Aes256Gcm => self.aes().ok()?.decrypt(&Array(*nonce), payload).ok(),
            Suite::Sm4Gcm => self.sm4().ok()?.decrypt(&Array(*nonce), payload).ok(),
        }
    }

    fn aes(&self) -> Result<Aes256Gcm, Error> {
        Aes256Gcm::new_from_slice(&self.bytes).map_err(|_| Error::corrupt("an AES key of impossible length"))
    }

    fn sm4(&self) -> Result<Sm4Gcm, Error> {
        Sm4Gcm::new_from_slice(&self.bytes).map_err(|_| Error::corrupt("an SM4 key of impossible length"))
    }
}

/// The key of one event of a stream.
pub(crate) fn event_key(stream_key: &Secret, suite: Suite, version: u64) -> Result<Key, Error> {
    stream_key.derive(suite, &[b"rongheng/event/1\0", &version.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digit = |b: &u8| u8::try_from((*b as char).to_digit(16).unwrap()).unwrap();
        text.as_bytes().chunks(2).map(|pair| digit(&pair[0]) * 16 + digit(&pair[1])).collect()
    }

    #[test]
    fn sm4_gcm_gives_the_example_of_rfc_8998() {
        let gcm = Sm4Gcm::new_from_slice(&hex("0123456789abcdeffedcba9876543210")).unwrap();
        let nonce: [u8; 12] = hex("00001234567800000000abcd").try_into().unwrap();
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let msg = hex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let sealed = gcm.encrypt(&Array(nonce), Payload { msg: &msg, aad: &aad }).unwrap();
        assert_eq!(
            sealed,
            hex(
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
            )
        );
    }

    #[test]
    fn whatever_changes_it_does_not_open() {
        for suite in [Suite::Aes256Gcm, Suite::Sm4Gcm] {
            let stream = Secret([7; 32]);
            let key = event_key(&stream, suite, 3).unwrap();
            let sealed = key.seal(b"header", "容错".as_bytes()).unwrap();
            assert_eq!(key.open(b"header", &sealed).unwrap(), "容错".as_bytes());
            assert_eq!(key.open(b"Header", &sealed), None);
            assert_eq!(event_key(&stream, suite, 4).unwrap().open(b"header", &sealed), None);
            for at in 0..sealed.len() {
                let mut bad = sealed.clone();
                bad[at] ^= 1;
                assert_eq!(key.open(b"header", &bad), None, "byte {at}");
                assert_eq!(key.open(b"header", &sealed[..at]), None, "cut at {at}");
            }
        }
    }

    #[test]
    fn another_content_or_header_never_meets_the_same_nonce() {
        let key = event_key(&Secret([7; 32]), Suite::Aes256Gcm, 1).unwrap();
        let nonce = |header: &[u8], content: &[u8]| key.seal(header, content).unwrap()[..NONCE].to_vec();
        assert_eq!(nonce(b"a", b"bc"), nonce(b"a", b"bc"));
        assert_ne!(nonce(b"a", b"bc"), nonce(b"a", b"bd"));
        assert_ne!(nonce(b"a", b"bc"), nonce(b"ab", b"c"));
    }
}
