//! Papers: values in, bytes out; and tables that come in: bytes in, values out. Nothing is loaded here and nothing
//! decided.
//!
//! The layout follows GB/T 9704-2012 as far as a word processor's own styles carry it: A4, top 37 mm,
//! binding edge 28 mm, type area 156 × 225 mm, 22 lines, body 3号仿宋, title 2号小标宋, red head and separator.

mod letter;
mod sheet;
pub mod sheet_reader;
mod table;

pub use letter::{Letter, Unwritable, docx};
pub use table::{Cell, MOST_ROWS, Table};
