//! Keeps what happened: ledger, read tables, outbox, attachments; SQLite and PostgreSQL behind one
//! [`Store`]. It decides nothing and reads no clock.

mod acts;
mod append;
mod attachments;
mod batch;
mod cells;
mod cipher;
mod desk;
mod dialect;
mod drafts;
mod engine;
mod erasure;
mod error;
pub mod floor;
mod kept;
mod keys;
mod lists;
mod load;
mod long_work;
mod messages;
mod narrowing;
mod others;
mod outbox;
mod packing;
mod project;
mod read_tables;
mod registers;
mod schema;
pub mod scratch;
mod sealer;
mod sessions;
mod several;
mod sql;
mod store;
mod tasks;
mod traces;
mod upgrade;
mod verify;
mod writer;

pub use acts::{ActKey, Acted};
pub use attachments::{Attachment, Reading, Upload};
pub use batch::{Appended, Batch, Expected, Head, IdempotencyKey, Outgoing, Stored, Write};
pub use engine::Metrics;
pub use error::{Error, Trouble};
pub use lists::{COUNTED, CaseKey, CaseTurn};
pub use long_work::{LongWork, WorkState};
pub use messages::{MessageKey, Reader, UNREAD, Which};
pub use narrowing::{CaseFilter, CaseOrder, Scope};
pub use others::Others;
pub use outbox::Claimed;
pub use packing::{Provable, hex};
pub use project::read_table_names;
pub use read_tables::{
    AccountRow, ActRow, AwayRow, CaseRow, LookRow, MessageRow, PartRow, PersonRow, ReadRow, RowChange,
    TaskRow, TraceRow, UnitRow,
};
pub use registers::{RegisterTurn, Registered};
pub use rongheng_domain::ledger::Suite;
pub use sealer::Signed;
pub use sessions::{Session, Throttle};
pub use store::{Options, Store};
pub use tasks::{TaskKey, Whose};
pub use traces::Repeated;
pub use verify::{Finding, FoundBy, Place, Report};
