//! A ZIP that is written piece by piece: what was written leaves memory at once.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::Unwritable;

/// Files that must be allowed sizes of 64 bits.
const LARGE: u64 = 4_000_000_000;

/// Where the bytes wait until they are taken.
#[derive(Debug, Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP in the making.
pub struct Package {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Package")
    }
}

fn unwritable(error: impl std::error::Error) -> Unwritable {
    Unwritable(error.to_string())
}

impl Default for Package {
    fn default() -> Self {
        let pipe = Pipe::default();
        Self { zip: ZipWriter::new_stream(pipe.clone()), pipe }
    }
}

impl Package {
    /// Begins a file; the one before is ended. `packs` where its bytes are not packed already.
    pub fn file(&mut self, name: &str, size: u64, packs: bool) -> Result<(), Unwritable> {
        let method = if packs { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .unix_permissions(0o644)
            .large_file(size > LARGE);
        self.zip.start_file(name, options).map_err(unwritable)
    }

    /// Writes the next bytes of the file.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.zip.write_all(bytes).map_err(unwritable)
    }

    /// What can be sent on.
    pub fn taken(&mut self) -> Vec<u8> {
        self.pipe.take()
    }

    /// Ends it; what is left to be sent on.
    pub fn finish(self) -> Result<Vec<u8>, Unwritable> {
        let Self { zip, pipe } = self;
        drop(zip.finish().map_err(unwritable)?);
        Ok(pipe.take())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn what_was_put_in_piece_by_piece_is_read_back_and_memory_stays_small() {
        let mut package = Package::default();
        let mut bytes = Vec::new();
        package.file("附件/001 扫描件.pdf", 3_000_000, false).unwrap();
        for _ in 0..12 {
            package.write(&vec![7; 250_000]).unwrap();
            let taken = package.taken();
            assert!(taken.len() < 600_000, "{} bytes wait", taken.len());
            bytes.extend(taken);
        }
        package.file("index.json", 2, true).unwrap();
        package.write("{}".as_bytes()).unwrap();
        bytes.extend(package.finish().unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), 2);
        let mut scan = Vec::new();
        read.by_name("附件/001 扫描件.pdf").unwrap().read_to_end(&mut scan).unwrap();
        assert_eq!((scan.len(), scan.iter().all(|byte| *byte == 7)), (3_000_000, true));
    }
}
