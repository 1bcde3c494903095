//! Length-prefixed fields: what the envelope, a leaf and the genesis link are written in.

use super::envelope::{Malformed, TooLong};

/// Writes fields one after the other.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    /// A field: its length as four bytes, most significant first, and its bytes.
    pub(super) fn field(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        let len = u32::try_from(bytes.len()).map_err(|_| TooLong)?;
        self.0.extend_from_slice(&len.to_be_bytes());
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Reads them back; never reads past the end.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(Malformed::CutShort)?;
        self.0 = rest;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| Malformed::CutShort)
    }

    pub(super) fn field(&mut self) -> Result<&'a [u8], Malformed> {
        let len = u32::from_be_bytes(self.array()?);
        self.take(usize::try_from(len).map_err(|_| Malformed::CutShort)?)
    }

    /// A field of exactly `N` bytes.
    pub(super) fn fixed<const N: usize>(&mut self, name: &'static str) -> Result<[u8; N], Malformed> {
        self.field()?.try_into().map_err(|_| Malformed::Field(name))
    }

    /// A field of UTF-8 text that is not empty.
    pub(super) fn text(&mut self, name: &'static str) -> Result<String, Malformed> {
        text(self.field()?, name)
    }

    pub(super) fn end(&self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed::TrailingBytes) }
    }
}

pub(super) fn text(bytes: &[u8], name: &'static str) -> Result<String, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::Field(name))?;
    if text.is_empty() { Err(Malformed::Field(name)) } else { Ok(text.to_owned()) }
}
