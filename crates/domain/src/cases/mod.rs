//! One folder for each kind of case. A new kind is a new folder and one line in [`all`].

pub mod correction;
pub mod filing_table;
pub mod investigation;
pub mod issue;
pub mod ruling;
pub mod tolerance;

use crate::kind::{self, AnyKind};

/// Every kind of case, in the order in which a reader meets them.
pub fn all() -> Vec<Box<dyn AnyKind>> {
    vec![
        kind::erase::<tolerance::Tolerance>(),
        kind::erase::<correction::Correcting>(),
        kind::erase::<filing_table::FilingTable>(),
        kind::erase::<investigation::Investigating>(),
        kind::erase::<ruling::Asking>(),
        kind::erase::<issue::Issue>(),
    ]
}

/// The kind with this name.
pub fn named(name: &str) -> Option<Box<dyn AnyKind>> {
    all().into_iter().find(|kind| kind.name() == name)
}
