//! Keeps what happened: ledger, read tables, outbox, attachments; SQLite and PostgreSQL behind one
//! [`Store`]. It decides nothing and reads no clock.

mod append;
mod batch;
mod cipher;
mod dialect;
mod engine;
mod error;
mod keys;
mod load;
mod project;
mod read_tables;
mod schema;
mod sql;
mod store;
mod writer;

pub use batch::{Appended, Batch, Expected, Head, IdempotencyKey, Outgoing, Stored, Write};
pub use engine::Metrics;
pub use error::{Error, Trouble};
pub use project::read_table_names;
pub use read_tables::{AccountRow, CaseRow, PartRow, PersonRow, RowChange, TaskRow, UnitRow};
pub use rongheng_domain::ledger::Suite;
pub use store::{Options, Store};
