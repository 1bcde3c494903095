//! What people can do: one writer ([`App::execute`]), one access filter, one feed. No SQL, no HTML.

mod accounts;
mod actor;
mod app;
mod attachments;
mod cases;
mod clock;
mod config;
mod doctor;
mod drafts;
mod error;
mod execute;
mod guarantees;
mod import;
mod jobs;
pub mod page;
mod register;
mod scratch;
mod verify;

pub use accounts::{DemoPerson, FirstAdministrator, NewAccount, SignIn, SignInRefused, SignedIn};
pub use actor::{Actor, Held};
pub use app::App;
pub use attachments::{Reading, Upload};
pub use clock::{Clock, StoryClock, SystemClock};
pub use config::Config;
pub use doctor::{Checkup, CheckupLine};
pub use error::{Error, Result};
pub use execute::Ask;
pub use guarantees::{Attack, Guarantee, Held as HeldBy, attacks, guarantees};
pub use import::{Fault as ImportFault, Imported};
pub use jobs::{JobsHandle, Ran, Waiting};
pub use register::{ONLY, RegisterWrite};
/// The words and ids of the domain, for the program that has no arrow of its own to it.
pub use rongheng_domain as domain;
pub use scratch::Scratch;
pub use verify::{Verdict, VerdictLine};
