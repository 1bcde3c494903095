//! SM3 (GB/T 32905-2016) and the chain of a stream: each stored envelope carries the link of the one before.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sm3::{Digest, Sm3};

use crate::ids::StreamId;

/// 32 bytes of SM3, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Reads 64 lower-case hexadecimal digits; nothing else is a hash.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return None;
        }
        let mut out = [0; 32];
        for (byte, &[high, low]) in out.iter_mut().zip(pairs) {
            *byte = digit(high)? * 16 + digit(low)?;
        }
        Some(Self(out))
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hexadecimal digits"))
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// SM3 over `parts`, one after the other.
pub fn sm3(parts: &[&[u8]]) -> Hash {
    let mut digest = Sm3::new();
    for part in parts {
        digest.update(part);
    }
    Hash(digest.finalize().into())
}

/// The link of an event: SM3 over its envelope exactly as stored.
pub fn link(stored: &[u8]) -> Hash {
    sm3(&[stored])
}

/// What the first event of `stream` carries as its previous link. Different for every stream, so that the
/// beginning of one cannot be moved to another.
pub fn genesis(stream: &StreamId) -> Hash {
    sm3(&[b"rongheng/genesis/1\0", stream.0.as_bytes()])
}

/// The commitment to an event's key, kept in its envelope: a payload cannot be made to mean something else
/// by handing out another key.
pub fn key_commitment(key: &[u8]) -> Hash {
    sm3(&[b"rongheng/key/1\0", key])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm3_gives_the_examples_of_gb_t_32905() {
        let abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(sm3(&[b"abc"]).to_string(), abc);
        let long = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";
        assert_eq!(sm3(&[&b"abcd".repeat(16)]).to_string(), long);
        assert_eq!(sm3(&[b"a", b"", b"bc"]), Hash::parse(abc).unwrap());
    }

    #[test]
    fn only_sixty_four_lower_case_digits_are_a_hash() {
        let good = sm3(&[b"x"]).to_string();
        assert_eq!(Hash::parse(&good), Some(sm3(&[b"x"])));
        for bad in [good.to_uppercase(), format!("{good}0"), good.chars().skip(1).collect(), "界".repeat(22)]
        {
            assert_eq!(Hash::parse(&bad), None, "{bad}");
        }
    }

    #[test]
    fn every_stream_begins_with_a_link_of_its_own() {
        assert_ne!(genesis(&"tolerance/a".into()), genesis(&"tolerance/b".into()));
    }
}
