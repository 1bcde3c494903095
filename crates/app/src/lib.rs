//! What people can do: one writer ([`App::execute`]), one access filter, one feed. No SQL, no HTML.

mod access;
mod accounts;
mod actor;
mod app;
mod ask;
mod attachments;
mod cases;
mod clock;
mod config;
mod doctor;
mod drafts;
mod error;
mod execute;
mod facts;
mod first_administrator;
mod folded;
mod guarantees;
mod import;
mod jobs;
mod kinds;
mod listing;
pub mod page;
mod papers;
mod passwords;
mod people;
mod reading;
mod rebuild;
pub mod records;
mod register;
mod rows;
mod scratch;
mod second_factor;
mod snapshot;
mod throttle;
mod verify;

pub use accounts::{DemoPerson, FirstAdministrator, NewAccount, SignIn, SignInRefused, SignedIn};
pub use actor::{Actor, Held};
pub use app::App;
pub use ask::Ask;
pub use attachments::{Reading, Upload};
pub use clock::{Clock, StoryClock, SystemClock};
pub use config::Config;
pub use doctor::{Checkup, CheckupLine};
pub use error::{Error, Result};
pub use guarantees::{Attack, Guarantee, Held as HeldBy, attacks, guarantees};
pub use import::{Fault as ImportFault, Imported};
pub use jobs::{JobsHandle, Ran, Waiting};
pub use passwords::PASSWORD_RULE;
pub use records::Book;
pub use register::{ONLY, RegisterWrite};
/// The words and ids of the domain, for the program that has no arrow of its own to it.
pub use rongheng_domain as domain;
/// How far lists are counted; their rows and the bare statements, for the bench, which has no arrow to the store.
pub use rongheng_store::{COUNTED, CaseRow, PartRow, RowChange, TaskRow, floor};
pub use scratch::Scratch;
pub use verify::{Verdict, VerdictLine};
