//! Papers: values in, bytes out; and tables that come in: bytes in, values out. Nothing of a case is loaded here and
//! nothing decided.
//!
//! A [`Paper`] is a value; [`docx`] and [`Fonts::pdf`] make files of it in the layout of GB/T 9704-2012: A4, top
//! 37 mm, binding edge 28 mm, type area 156 × 225 mm, 22 lines of 28 characters, body 3号仿宋, title 2号小标宋, red
//! head and separator. [`forms`] holds the papers of fixed shape that no case tells. Decision record 0040.

mod docx;
mod flow;
mod fonts;
pub mod forms;
mod package;
mod paper;
mod pdf;
mod seal;
mod sheet;
pub mod sheet_reader;
mod style;
mod table;
#[cfg(test)]
mod tests;

pub use docx::docx;
pub use fonts::Fonts;
pub use package::Package;
pub use paper::{Block, Derived, Grid, Head, Imprint, Level, Paper, Row, Secrecy, Signature, Slot};
pub use pdf::Pdf;
pub use seal::{LARGEST as LARGEST_SEAL, MILLIMETRES as SEAL_MILLIMETRES, NoSeal, SealImage};
pub use table::{Cell, MOST_ROWS, Table};

/// A paper that could not be written into a file; what it says is for whoever asked for the paper.
#[derive(Debug, thiserror::Error)]
#[error("这份文书没有做成：{0}")]
pub struct Unwritable(pub(crate) String);
